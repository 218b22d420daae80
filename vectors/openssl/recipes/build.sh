# Requests, certificates and revocation lists whose bytes follow from the command: PKCS#1 v1.5 signatures are
# deterministic, and so are PSS ones without salt.

K=keys/rsa2048.pem
B=keys/rsa2048b.pem

# --- requests: keys, digests, forms
for key in rsa1024 rsa2048 rsa2048e3 rsa2048f5 rsa3072 rsa4096 rsa2048m rsa2049; do
    rebuild requests/key-$key.pem "openssl req -new -key keys/$key.pem -subj '/CN=$key'"
done
for md in sha1 sha224 sha256 sha384 sha512 sha512-224 sha512-256 sha3-224 sha3-256 sha3-384 sha3-512; do
    rebuild requests/md-$md.pem "openssl req -new -$md -key $K -subj '/CN=digest $md'"
done
rebuild requests/form.der "openssl req -new -key $K -subj /CN=form -outform DER"
rebuild requests/newhdr.pem "openssl req -new -newhdr -key $K -subj /CN=newhdr"
rebuild requests/text.pem "openssl req -new -text -key $K -subj /CN=text"
rebuild requests/pss-saltless.pem "openssl req -new -key $K -subj /CN=pss -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:0"
rebuild requests/pss-saltless-sha384.pem "openssl req -new -sha384 -key $K -subj /CN=pss -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:0 -sigopt rsa_mgf1_md:sha256"
keep randomised/req-pss.pem "openssl req -new -key $K -subj /CN=pss -sigopt rsa_padding_mode:pss"
keep randomised/req-pss-key.pem "openssl req -new -key keys/pss2048r.pem -subj /CN=psskey"

# --- requests: names
rebuild requests/dn-all.pem "openssl req -new -key $K -subj '/C=US/ST=California/L=San Francisco/O=Example, Inc./OU=Unit One/OU=Unit Two/CN=all.example.test/emailAddress=admin@example.test'"
rebuild requests/dn-multi.pem "openssl req -new -key $K -subj '/O=Joined+OU=Together+L=Here/CN=multi+UID=jdoe+DC=net'"
rebuild requests/dn-escapes.pem "openssl req -new -key $K -subj '/O=slash \\/ plus \\+ backslash \\\\ end/CN=a=b,c;d\"<>#'"
rebuild requests/dn-spaces.pem "openssl req -new -key $K -subj '/O= leading and trailing /CN=#hash'"
rebuild requests/dn-utf8.pem "openssl req -new -utf8 -key $K -subj '/O=Société Générale/L=東京/CN=Ünïcödé 🔑'"
rebuild requests/dn-latin.pem "openssl req -new -key $K -subj '/O=Société/CN=bytes as Latin-1'"
rebuild requests/dn-control.pem "openssl req -new -key $K -subj \"\$(printf '/O=tab\\\\there/CN=del\\\\177 bell\\\\007')\""
rebuild requests/dn-empty.pem "openssl req -new -key $K -subj /"
rebuild requests/dn-empty-value.pem "openssl req -new -key $K -subj '/O=/CN=only'"
rebuild requests/dn-types.pem "openssl req -new -key $K -subj '/DC=test/DC=example/UID=user1/serialNumber=42/title=Dr/GN=Given/SN=Sur/initials=G.S./pseudonym=P/generationQualifier=Jr/dnQualifier=Q/street=1 Road/postalCode=AB1 2CD/description=Some text/name=Whole/businessCategory=Private Organization/jurisdictionC=US/jurisdictionST=Delaware/jurisdictionL=Dover/organizationIdentifier=NTRGB-1/unstructuredName=host/CN=types'"
rebuild requests/dn-k8s.pem "openssl req -new -key $K -subj '/CN=system:node:node01/O=system:nodes'"
rebuild requests/dn-notes.pem "openssl req -new -key $K -subj '/CN=kube-admin/OU=system:masters'"
rebuild requests/dn-long-names.pem "openssl req -new -key $K -subj '/countryName=US/organizationName=Long/commonName=names'"

# --- requests: configurations
for section in req other_req printable_req t61_req pkix_req mask_req bmp_req odd_dn_req; do
    rebuild requests/conf-$section.pem "openssl req -new -utf8 -key $K -config conf/req.cnf -section $section"
done
rebuild requests/conf-no-utf8.pem "openssl req -new -key $K -config conf/req.cnf -section t61_req"
rebuild requests/conf-reqexts.pem "openssl req -new -utf8 -key $K -config conf/req.cnf -reqexts v3_minimal"
rebuild requests/conf-subj.pem "openssl req -new -utf8 -key $K -config conf/req.cnf -subj '/CN=subject wins'"
rebuild requests/conf-env.pem "OPENSSL_CONF=conf/req.cnf openssl req -new -utf8 -key $K"
rebuild requests/conf-stdin.pem "printf '[req]\nprompt=no\ndistinguished_name=d\nreq_extensions=e\n[d]\nCN=from stdin\n[e]\nsubjectAltName=DNS:x.example.test\n' | openssl req -new -key $K -config /dev/stdin"
rebuild requests/prompted.pem "printf 'DE\n.\n\nA Company\nprompted name\n\n' | openssl req -new -key $K -config conf/prompt.cnf"
rebuild requests/batch.pem "openssl req -new -batch -key $K -config conf/prompt.cnf"
rebuild requests/addext.pem "openssl req -new -key $K -subj /CN=addext -addext 'subjectAltName=DNS:a.example.test,IP:192.0.2.9' -addext 'keyUsage=critical,digitalSignature' -addext 'extendedKeyUsage=serverAuth,clientAuth' -addext basicConstraints=CA:FALSE"
rebuild requests/addext-conf.pem "openssl req -new -utf8 -key $K -config conf/req.cnf -section printable_req -addext 'nsComment=added'"

# --- requests: every extension
for section in server client key_usage_all key_usage_one eku_all san_all san_critical netscape policies name_constraints access tls_feature raw kube; do
    rebuild requests/ext-$section.pem "sed -e '/KeyIdentifier *=.*hash/d;/^authorityKeyIdentifier/d' conf/ext.cnf | sed '1i[req]\nprompt=no\ndistinguished_name=req_dn\n[req_dn]\nCN=$section\n[default]' | openssl req -new -key $K -config /dev/stdin -reqexts $section"
done

# --- self-signed certificates
rebuild certs/ca.pem "openssl req -x509 -new -key $K -subj '/C=GB/O=Example Authority/CN=Example Root' -days 3650 -set_serial 1 -config conf/req.cnf -utf8"
rebuild certs/self-addext.pem "openssl req -x509 -new -key $K -subj /CN=localhost -days 365 -set_serial 0x1234567890abcdef -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'"
rebuild certs/self-none.pem "openssl req -x509 -new -key $K -subj /CN=plain -set_serial 7"
rebuild certs/self-v1.pem "openssl x509 -req -in requests/dn-k8s.pem -signkey $K -set_serial 3"
rebuild certs/self-key.pem "openssl x509 -req -in requests/dn-k8s.pem -key $K -set_serial 3 -days 10 -extfile conf/ext.cnf -extensions ca"
rebuild certs/self-resigned.pem "openssl x509 -in certs/self-addext.pem -signkey $K -days 20 -set_serial 99"
rebuild certs/self-new.pem "openssl x509 -new -key $K -subj '/CN=from scratch' -set_serial 5 -days 3"
rebuild certs/self.der "openssl req -x509 -new -key $K -subj /CN=der -days 1 -set_serial 2 -outform DER"
rebuild certs/self-text.pem "openssl req -x509 -new -text -key $K -subj /CN=text -days 1 -set_serial 2"
rebuild certs/self-conf.pem "openssl req -x509 -new -utf8 -key $K -config conf/req.cnf -set_serial 11 -days 100"
rebuild certs/self-exts.pem "openssl req -x509 -new -utf8 -key $K -config conf/req.cnf -extensions v3_req -set_serial 12 -days 100"

# --- serials and dates
for serial in 0 1 127 128 255 256 32768 2147483647 9223372036854775807 9223372036854775808 18446744073709551615 18446744073709551616 0x7f00112233445566778899aabbccddeeff001122; do
    rebuild certs/serial-$serial.pem "openssl req -x509 -new -key $K -subj /CN=serial -set_serial $serial"
done
# Longer than RFC 5280 allows: certwright reads it and refuses to make it.
serial=0xff00112233445566778899aabbccddeeff00112233
keep certs/serial-$serial.pem "openssl req -x509 -new -key $K -subj /CN=serial -set_serial $serial"
rebuild certs/serial-negative.pem "openssl req -x509 -new -key $K -subj /CN=serial -set_serial -5"
rebuild certs/serial-negative-long.pem "openssl req -x509 -new -key $K -subj /CN=serial -set_serial -0x80112233445566778899"
rebuild certs/dates-2049.pem "openssl req -x509 -new -key $K -subj /CN=dates -set_serial 1 -days 8765"
rebuild certs/dates-2050.pem "openssl req -x509 -new -key $K -subj /CN=dates -set_serial 1 -days 8766"
rebuild certs/dates-far.pem "openssl req -x509 -new -key $K -subj /CN=dates -set_serial 1 -days 365000"

# --- issued by a CA, every extension
rebuild certs/issued-v1.pem "openssl x509 -req -in requests/dn-notes.pem -CA certs/ca.pem -CAkey $K -set_serial 100"
for section in ca sub_ca server client key_usage_all key_usage_one key_usage_decipher eku_all san_all san_copy san_critical netscape ns_server policies policies_ia5org policy_control policy_control_section name_constraints crl_dp freshest access tls_feature tls_feature_critical raw raw_period sct aki_issuer aki_none empty kube; do
    rebuild certs/ext-$section.pem "openssl x509 -req -in requests/dn-all.pem -CA certs/ca.pem -CAkey $K -set_serial 0x10203040 -days 365 -extfile conf/ext.cnf -extensions $section"
done
rebuild certs/copy-all.pem "openssl x509 -req -in requests/addext.pem -CA certs/ca.pem -CAkey $K -set_serial 200 -copy_extensions copyall"
rebuild certs/copy.pem "openssl x509 -req -in requests/addext.pem -CA certs/ca.pem -CAkey $K -set_serial 200 -copy_extensions copy -extfile conf/ext.cnf -extensions sub_ca"
rebuild certs/copy-none.pem "openssl x509 -req -in requests/addext.pem -CA certs/ca.pem -CAkey $K -set_serial 200"
rebuild certs/copy-ext.pem "openssl x509 -req -in requests/addext.pem -CA certs/ca.pem -CAkey $K -set_serial 200 -copy_extensions copyall -ext subjectAltName,keyUsage"
rebuild certs/clrext.pem "openssl x509 -in certs/ext-server.pem -clrext -signkey $K -set_serial 201"
rebuild certs/preserve.pem "openssl x509 -in certs/serial-1.pem -preserve_dates -signkey $K -set_serial 202"
rebuild certs/force-pubkey.pem "openssl x509 -req -in requests/dn-all.pem -CA certs/ca.pem -CAkey $K -set_serial 203 -force_pubkey keys/rsa3072.pub.pem -extfile conf/ext.cnf -extensions client"
rebuild certs/subj.pem "openssl x509 -req -in requests/dn-all.pem -subj '/CN=replaced' -CA certs/ca.pem -CAkey $K -set_serial 204"
rebuild certs/x509-req-ca.pem "openssl req -x509 -in requests/addext.pem -CA certs/ca.pem -CAkey $K -set_serial 205 -copy_extensions copy -days 9"
rebuild certs/multi-issuer.pem "openssl x509 -req -in requests/dn-multi.pem -signkey $K -set_serial 206 -extfile conf/ext.cnf -extensions ca"
for req in dn-escapes dn-spaces dn-utf8 dn-latin dn-control dn-empty dn-types conf-t61_req conf-bmp_req conf-odd_dn_req; do
    rebuild certs/name-$req.pem "openssl x509 -req -in requests/$req.pem -signkey $K -set_serial 300"
done
for key in rsa1024 rsa2048e3 rsa2048f5 rsa3072 rsa4096 rsa2048m rsa2049; do
    rebuild certs/key-$key.pem "openssl req -x509 -new -key keys/$key.pem -subj '/CN=$key' -set_serial 0x99 -days 77"
done
for md in sha1 sha224 sha384 sha512 sha512-224 sha512-256 sha3-256; do
    rebuild certs/md-$md.pem "openssl x509 -req -$md -in requests/md-sha256.pem -CA certs/ca.pem -CAkey $K -set_serial 400 -days 400"
done
rebuild certs/pss-saltless.pem "openssl x509 -req -in requests/dn-all.pem -CA certs/ca.pem -CAkey $K -set_serial 500 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:0"
keep randomised/cert-pss.pem "openssl x509 -req -in requests/dn-all.pem -CA certs/ca.pem -CAkey $K -set_serial 501 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sha256"
keep randomised/cert-pss-sha512.pem "openssl x509 -req -in requests/dn-all.pem -CA certs/ca.pem -CAkey $K -set_serial 502 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20 -sigopt rsa_mgf1_md:sha1 -sha512"
for key in pss2048 pss2048r pss2048s; do
    keep randomised/cert-$key.pem "openssl req -x509 -new -key keys/$key.pem -subj '/CN=$key' -set_serial 503 -days 77 -sha512 || openssl req -x509 -new -key keys/$key.pem -subj '/CN=$key' -set_serial 503 -days 77"
done

# --- a chain for `verify`: ca -> sub -> leaf; and its enemies
rebuild certs/sub.pem "openssl req -new -key $B -subj '/C=GB/O=Example Authority/CN=Example Intermediate' | openssl x509 -req -CA certs/ca.pem -CAkey $K -set_serial 600 -days 1825 -extfile conf/ext.cnf -extensions sub_ca"
rebuild certs/leaf.pem "openssl req -new -key keys/rsa2048e3.pem -subj '/CN=www.example.test' | openssl x509 -req -CA certs/sub.pem -CAkey $B -set_serial 601 -days 365 -extfile conf/ext.cnf -extensions server"
rebuild certs/leaf-client.pem "openssl req -new -key keys/rsa2048e3.pem -subj '/CN=client' | openssl x509 -req -CA certs/sub.pem -CAkey $B -set_serial 602 -days 365 -extfile conf/ext.cnf -extensions client"
rebuild certs/leaf-expired.pem "openssl req -new -key keys/rsa2048e3.pem -subj '/CN=expired' | openssl x509 -req -CA certs/sub.pem -CAkey $B -set_serial 603 -days -1 -extfile conf/ext.cnf -extensions server"
rebuild certs/leaf-badsig.pem "openssl req -new -key keys/rsa2048e3.pem -subj '/CN=badsig' | openssl x509 -req -badsig -CA certs/sub.pem -CAkey $B -set_serial 604 -days 365 -extfile conf/ext.cnf -extensions server"
rebuild certs/under-leaf.pem "openssl req -new -key $K -subj '/CN=under' | openssl x509 -req -CA certs/leaf.pem -CAkey keys/rsa2048e3.pem -set_serial 605 -days 365 -extfile conf/ext.cnf -extensions server"
rebuild certs/sub-sub.pem "openssl req -new -key keys/rsa3072.pem -subj '/CN=Too Deep' | openssl x509 -req -CA certs/sub.pem -CAkey $B -set_serial 606 -days 1825 -extfile conf/ext.cnf -extensions sub_ca"
rebuild certs/under-sub-sub.pem "openssl req -new -key keys/rsa2048e3.pem -subj '/CN=deep' | openssl x509 -req -CA certs/sub-sub.pem -CAkey keys/rsa3072.pem -set_serial 607 -days 365 -extfile conf/ext.cnf -extensions server"
rebuild certs/chain.pem "cat certs/leaf.pem certs/sub.pem"

# --- revocation lists, and issuing with `openssl ca`
books='export CADIR=$(mktemp -d); mkdir $CADIR/newcerts; : >$CADIR/index.txt; echo 1000 >$CADIR/serial; echo 01 >$CADIR/crlnumber'
ca='openssl ca -batch -config conf/ca.cnf'
revoked='printf "R\t270101000000Z\t251231000000Z\t01\tunknown\t/CN=one\nR\t270101000000Z\t251230000000Z,keyCompromise\t1002\tunknown\t/CN=two\nR\t270101000000Z\t251229000000Z,holdInstruction,holdInstructionReject\t7F03\tunknown\t/CN=three\nR\t270101000000Z\t251228000000Z,keyTime,20251201000000Z\tFF04\tunknown\t/CN=four\nV\t270101000000Z\t\t1005\tunknown\t/CN=five\nR\t270101000000Z\t251227000000Z,CAkeyTime,20251201000000Z\t06\tunknown\t/CN=six\nR\t270101000000Z\t251226000000Z,superseded\t07\tunknown\t/CN=seven\nE\t240101000000Z\t\t08\tunknown\t/CN=eight\nR\t270101000000Z\t251226000000Z,removeFromCRL\t09\tunknown\t/CN=nine\n" >$CADIR/index.txt'
rebuild crls/empty.pem "$books; $ca -gencrl"
rebuild crls/empty-v1.pem "$books; sed 's/^crlnumber/#/' conf/ca.cnf >\$CADIR/c; openssl ca -config \$CADIR/c -gencrl"
rebuild crls/reasons.pem "$books; $revoked; $ca -gencrl -crlexts crl_plain"
rebuild crls/idp.pem "$books; $revoked; $ca -gencrl -crlexts crl_idp -crldays 7"
# OpenSSL makes an empty issuerAltName, which RFC 5280 forbids: read and printed, not made again.
keep crls/empty-names.pem "$books; $revoked; $ca -gencrl -crlexts crl_empty_names"
rebuild crls/idp-relative.pem "$books; $revoked; $ca -gencrl -crlexts crl_idp_relative -crlhours 12"
rebuild crls/delta.pem "$books; $revoked; $ca -gencrl -crlexts crl_delta -crldays 1 -crlhours 2 -crlsec 3"
rebuild crls/dates.pem "$books; $ca -gencrl -crl_lastupdate 20250101000000Z -crl_nextupdate 20510101000000Z"
rebuild crls/sha512.pem "$books; $ca -gencrl -md sha512"
rebuild crls/reasons.der "openssl crl -in crls/reasons.pem -outform DER"
rebuild certs/ca-issued.pem "$books; $ca -in requests/addext.pem -startdate 20260101000000Z -enddate 20270101000000Z -notext 2>/dev/null"
rebuild certs/ca-issued-text.pem "$books; $ca -in requests/dn-all.pem -startdate 260101000000Z -enddate 20510101000000Z 2>/dev/null"
rebuild certs/ca-issued-subj.pem "$books; $ca -in requests/dn-all.pem -subj '/CN=given/O=Order' -days 5 -notext -extensions usr_cert 2>/dev/null"
rebuild certs/ca-preserve.pem "$books; $ca -in requests/dn-all.pem -preserveDN -policy policy_any -days 5 -notext 2>/dev/null"
