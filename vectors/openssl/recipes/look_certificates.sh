# What is printed about certificates.
for file in certs/*.pem randomised/cert-*.pem; do
    case $file in *chain*) continue ;; esac
    record certificates "openssl x509 -in $file -noout -text"
    record certificates "openssl x509 -in $file -noout -subject -issuer -serial -dates -hash -issuer_hash -subject_hash_old -issuer_hash_old -email -ocsp_uri -alias -ocspid"
    record fingerprints "openssl x509 -in $file -noout -fingerprint"
    record fingerprints "openssl x509 -in $file -noout -fingerprint -sha256"
    record extensions "openssl x509 -in $file -noout -purpose"
    record extensions "openssl x509 -in $file -noout -ext subjectAltName,basicConstraints,keyUsage,extendedKeyUsage,subjectKeyIdentifier,authorityKeyIdentifier,nsCertType,nsComment"
done
for ext in nameConstraints certificatePolicies policyMappings policyConstraints inhibitAnyPolicy crlDistributionPoints freshestCRL authorityInfoAccess subjectInfoAccess issuerAltName tlsfeature noCheck ct_precert_scts privateKeyUsagePeriod nsBaseUrl nsSslServerName subjectAltName; do
    for file in certs/ext-*.pem; do
        openssl x509 -in $file -noout -ext $ext 2>&1 | grep -q 'No extensions' && continue
        record extensions "openssl x509 -in $file -noout -ext $ext"
    done
done
record extensions "openssl x509 -in certs/ext-server.pem -noout -ext noSuchExtension"
record extensions "openssl x509 -in certs/ext-raw.pem -noout -ext 1.2.3.4.5"
record extensions "openssl x509 -in certs/issued-v1.pem -noout -ext subjectAltName"
record extensions "openssl x509 -in certs/ext-sub_ca.pem -noout -ext nameConstraints"
for ext in ext_default ext_error ext_parse ext_dump; do
    record extensions "openssl x509 -in certs/ext-raw.pem -noout -text -certopt $ext,no_pubkey,no_sigdump"
done
for file in certs/name-*.pem certs/multi-issuer.pem certs/ext-server.pem; do
    for nameopt in oneline RFC2253 multiline compat utf8 'oneline,-esc_msb'; do
        record nameopt "openssl x509 -in $file -noout -subject -issuer -nameopt $nameopt"
    done
    record nameopt "openssl x509 -in $file -noout -text -nameopt multiline,show_type,utf8 -certopt no_pubkey,no_sigdump"
done
for option in compatible ca_default no_header no_version no_serial no_signame no_subject no_issuer no_pubkey no_sigdump no_aux no_extensions no_validity 'no_pubkey,no_sigdump,no_extensions'; do
    record certificates "openssl x509 -in certs/ext-server.pem -noout -text -certopt $option"
done
for md in md5 sha1 sha224 sha256 sha384 sha512 sha512-224 sha512-256 sha3-224 sha3-256 sha3-384 sha3-512; do
    record fingerprints "openssl x509 -in certs/leaf.pem -noout -fingerprint -$md"
done
record certificates "openssl x509 -in certs/leaf.pem"
record certificates "openssl x509 -in certs/leaf.pem -text"
record certificates "openssl x509 -in certs/leaf.pem -subject"
record certificates "openssl x509 -in certs/leaf.pem -noout -issuer -subject -serial -enddate -startdate"
record certificates "openssl x509 -in certs/leaf.pem -noout -dates -dateopt iso_8601"
record certificates "openssl x509 -in certs/dates-far.pem -noout -text -dateopt iso_8601 -certopt no_pubkey,no_sigdump"
record certificates "openssl x509 -in certs/leaf.pem -noout -pubkey"
record certificates "openssl x509 -in certs/leaf.pem -noout -modulus"
record certificates "openssl x509 -in certs/leaf.pem -pubkey -modulus -serial"
record certificates "openssl x509 -in certs/leaf.pem -nocert -pubkey"
record certificates "openssl x509 -in certs/self.der -inform DER -noout -subject"
record certificates "openssl x509 -in certs/self.der -inform DER"
record certificates "openssl x509 -in certs/self.der -noout -subject"
record certificates "openssl x509 -in certs/leaf.pem -outform DER | sha256sum"
record certificates "openssl x509 -in certs/chain.pem -noout -subject"
record certificates "cat certs/leaf.pem | openssl x509 -noout -subject"
record certificates "openssl x509 -in certs/leaf.pem -noout -next_serial"
record certificates "openssl x509 -in certs/leaf.pem -x509toreq -signkey keys/rsa2048e3.pem"
record certificates "openssl x509 -in certs/ext-server.pem -x509toreq -signkey keys/rsa2048.pem -copy_extensions copy"
record certificates "openssl x509 -in requests/addext.pem -noout"
record certificates "openssl x509 -in certs/none.pem -noout"
record certificates "openssl x509 -in keys/rsa2048.pem -noout"
record certificates "openssl x509 -req -in requests/addext.pem -CA certs/ca.pem -CAkey keys/rsa2048b.pem -set_serial 1 -noout"
record certificates "openssl x509 -req -in requests/addext.pem -noout"
record certificates "sed 's/AAAA/AAAB/;s/BBBB/BBBC/' requests/md-sha256.pem | openssl x509 -req -signkey keys/rsa2048.pem -noout -set_serial 1"
for host in www.example.test WWW.EXAMPLE.TEST other.api.example.test a.b.api.example.test api.example.test all.example.test example.test .example.test ''; do
    record checks "openssl x509 -in certs/ext-server.pem -noout -checkhost '$host'"
done
record checks "openssl x509 -in certs/issued-v1.pem -noout -checkhost kube-admin"
record checks "openssl x509 -in certs/copy-none.pem -noout -checkhost addext"
for ip in 192.0.2.1 192.0.2.2 2001:db8::1 2001:DB8:0:0:0:0:0:1 2001:db8::2; do
    record checks "openssl x509 -in certs/ext-server.pem -noout -checkip $ip"
done
for email in user@example.test USER@example.test user@EXAMPLE.test other@example.test; do
    record checks "openssl x509 -in certs/ext-san_all.pem -noout -checkemail $email"
done
record checks "openssl x509 -in certs/ext-server.pem -noout -checkhost www.example.test -checkip 192.0.2.1 -subject"
for file in certs/ca.pem certs/leaf.pem certs/self-v1.pem certs/ext-san_all.pem certs/ext-name_constraints.pem certs/ext-raw.pem certs/pss-saltless.pem certs/dates-far.pem certs/name-dn-utf8.pem certs/name-conf-bmp_req.pem certs/ext-policies.pem certs/serial-negative-long.pem; do
    record asn1parse "openssl asn1parse -in $file"
    record asn1parse "openssl asn1parse -in $file -i"
    record asn1parse "openssl asn1parse -in $file -dump"
done
record asn1parse "openssl asn1parse -in certs/leaf.pem -dlimit 16"
record asn1parse "openssl asn1parse -in certs/leaf.pem -offset 4"
record asn1parse "openssl asn1parse -in certs/leaf.pem -offset 4 -length 40"
record asn1parse "openssl asn1parse -in certs/leaf.pem -strparse 4"
record asn1parse "openssl asn1parse -in certs/leaf.pem -strparse 4 -noout -out /dev/stdout | sha256sum"
record asn1parse "openssl asn1parse -inform DER -in certs/self.der"
record asn1parse "head -c 300 certs/self.der | openssl asn1parse -inform DER"
record asn1parse "printf '\\060\\200\\002\\001\\005\\000\\000' | openssl asn1parse -inform DER"
record asn1parse "printf '\\044\\200\\004\\002ab\\004\\001c\\000\\000' | openssl asn1parse -inform DER -i"
record asn1parse "printf '\\060\\003\\002\\001' | openssl asn1parse -inform DER"
record asn1parse "printf '\\037\\201\\001\\001\\377\\101\\001x\\241\\003\\012\\001\\002' | openssl asn1parse -inform DER"
record asn1parse "printf '\\001\\001\\000\\001\\001\\377\\002\\001\\200\\002\\002\\377\\000\\005\\000\\006\\003\\052\\003\\377' | openssl asn1parse -inform DER"
record asn1parse "openssl asn1parse -genstr UTF8:hello"
record asn1parse "openssl asn1parse -genconf conf/ext.cnf -genstr SEQUENCE:raw_seq -noout -out /dev/stdout | sha256sum"
record asn1parse "openssl asn1parse -in keys/rsa2048.pub.pem -strparse 19"
record asn1parse "openssl asn1parse -oid conf/oids.txt -in requests/conf-odd_dn_req.pem"
