# What commands decide: path validation, signatures, passwords, exit statuses.
V='openssl verify -attime 1767225700'
record verify "$V -CAfile certs/ca.pem certs/sub.pem"
record verify "$V -CAfile certs/ca.pem -untrusted certs/sub.pem certs/leaf.pem"
record verify "$V -CAfile certs/ca.pem -untrusted certs/sub.pem certs/leaf.pem certs/leaf-client.pem certs/sub.pem"
record verify "$V -show_chain -CAfile certs/ca.pem -untrusted certs/sub.pem certs/leaf.pem"
record verify "$V -show_chain -CAfile certs/ca.pem certs/sub.pem"
record verify "$V -CAfile certs/ca.pem certs/leaf.pem"
record verify "$V -CAfile certs/ca.pem -untrusted certs/sub.pem certs/leaf-expired.pem"
record verify "$V -CAfile certs/ca.pem -untrusted certs/sub.pem certs/leaf-badsig.pem"
record verify "$V -CAfile certs/ca.pem -untrusted certs/sub.pem certs/leaf-badsig.pem certs/leaf.pem"
record verify "$V -CAfile certs/ca.pem -untrusted certs/sub.pem -untrusted certs/leaf.pem certs/under-leaf.pem"
record verify "$V -CAfile certs/ca.pem -untrusted certs/sub.pem -untrusted certs/sub-sub.pem certs/under-sub-sub.pem"
record verify "$V -CAfile certs/self-none.pem certs/ca.pem"
record verify "$V certs/ca.pem"
record verify "$V -CAfile certs/ca.pem certs/ca.pem"
record verify "$V -CAfile certs/self-v1.pem certs/self-v1.pem"
record verify "$V -CAfile certs/ca.pem certs/issued-v1.pem"
record verify "$V -x509_strict -CAfile certs/ca.pem certs/issued-v1.pem"
record verify "$V -x509_strict -CAfile certs/ca.pem -untrusted certs/sub.pem certs/leaf.pem"
record verify "$V -CAfile certs/sub.pem certs/leaf.pem"
record verify "$V -partial_chain -CAfile certs/sub.pem certs/leaf.pem"
record verify "$V -partial_chain -trusted certs/leaf.pem certs/leaf.pem"
record verify "openssl verify -attime 1700000000 -CAfile certs/ca.pem certs/sub.pem"
record verify "openssl verify -attime 4000000000 -CAfile certs/ca.pem certs/sub.pem"
record verify "openssl verify -no_check_time -CAfile certs/ca.pem -untrusted certs/sub.pem certs/leaf-expired.pem"
for purpose in sslclient sslserver nssslserver smimesign smimeencrypt crlsign any ocsphelper timestampsign; do
    for leaf in leaf leaf-client; do
        record verify "$V -purpose $purpose -CAfile certs/ca.pem -untrusted certs/sub.pem certs/$leaf.pem"
    done
    record verify "$V -purpose $purpose -CAfile certs/ca.pem certs/sub.pem"
done
for host in www.example.test foo.api.example.test bad.example.test example.test; do
    record verify "$V -verify_hostname $host -CAfile certs/ca.pem -untrusted certs/sub.pem certs/leaf.pem"
done
for ip in 192.0.2.1 192.0.2.9 2001:db8::1; do
    record verify "$V -verify_ip $ip -CAfile certs/ca.pem -untrusted certs/sub.pem certs/leaf.pem"
done
record verify "$V -verify_email user@example.test -CAfile certs/ca.pem certs/ext-san_all.pem"
record verify "$V -verify_email other@example.test -CAfile certs/ca.pem certs/ext-san_all.pem"
record verify "$V -verify_depth 0 -CAfile certs/ca.pem -untrusted certs/sub.pem certs/leaf.pem"
record verify "$V -verify_depth 1 -CAfile certs/ca.pem -untrusted certs/sub.pem certs/leaf.pem"
record verify "$V -CAfile certs/ca.pem certs/ext-raw.pem"
record verify "$V -ignore_critical -CAfile certs/ca.pem certs/ext-raw.pem"
record verify "$V -CAfile certs/ca.pem certs/ext-name_constraints.pem"
record verify "$V -CAfile certs/ca.pem certs/ext-policies.pem"
record verify "$V -CAfile certs/ca.pem certs/pss-saltless.pem"
record verify "$V -CAfile certs/ca.pem randomised/cert-pss.pem randomised/cert-pss-sha512.pem"
for key in pss2048 pss2048r pss2048s; do
    record verify "$V -CAfile randomised/cert-$key.pem randomised/cert-$key.pem"
done
for md in sha1 sha224 sha384 sha512 sha3-256; do
    record verify "$V -CAfile certs/ca.pem certs/md-$md.pem"
done
record verify "$V -auth_level 2 -CAfile certs/ca.pem certs/md-sha1.pem"
record verify "$V -auth_level 3 -CAfile certs/ca.pem certs/sub.pem"
record verify "$V -CAfile certs/key-rsa1024.pem certs/key-rsa1024.pem"
record verify "$V -crl_check -CAfile certs/ca.pem -CRLfile crls/reasons.pem certs/sub.pem"
record verify "$V -crl_check -CAfile certs/ca.pem certs/sub.pem"
record verify "$V -crl_check -CAfile certs/ca.pem -CRLfile crls/dates.pem certs/sub.pem"
record verify "openssl verify -attime 1799000000 -crl_check -CAfile certs/ca.pem -CRLfile crls/reasons.pem certs/sub.pem"
record verify "$V -crl_check_all -CAfile certs/ca.pem -untrusted certs/sub.pem -CRLfile crls/empty.pem certs/leaf.pem"
record verify "$V -policy 1.2.3.4 -policy_check -CAfile certs/ca.pem certs/ext-policies.pem"
record verify "$V -policy 1.2.99 -explicit_policy -CAfile certs/ca.pem certs/ext-policies.pem"
record verify "$V -explicit_policy -CAfile certs/ca.pem certs/ext-server.pem"
record verify "$V -nameopt RFC2253 -CAfile certs/ca.pem certs/leaf.pem"
record verify "cat certs/sub.pem | $V -CAfile certs/ca.pem"
record verify "$V -trusted certs/ca.pem -untrusted certs/sub.pem certs/leaf.pem"

# --- dgst and pkeyutl
printf 'The quick brown fox jumps over the lazy dog' >data.bin
for md in md5 sha1 sha224 sha256 sha384 sha512 sha512-224 sha512-256 sha3-224 sha3-256 sha3-384 sha3-512; do
    record digests "openssl dgst -$md data.bin"
    record digests "openssl dgst -$md -sign keys/rsa2048.pem -hex data.bin"
    record digests "openssl $md data.bin"
    record digests "openssl dgst -$md -sign keys/rsa2048e3.pem data.bin >/tmp/certwright-sig.\$\$; openssl dgst -$md -verify keys/rsa2048e3.pub.pem -signature /tmp/certwright-sig.\$\$ data.bin; rm /tmp/certwright-sig.\$\$"
done
record digests "openssl dgst data.bin"
record digests "openssl dgst -r data.bin conf/oids.txt"
record digests "openssl dgst -c data.bin"
record digests "openssl dgst -sha256 -binary data.bin | od -An -tx1"
record digests "cat data.bin | openssl dgst -sha256"
record digests "cat data.bin | openssl sha256 -r"
record digests "openssl dgst -sha256 none.bin"
record digests "openssl dgst -nosuch data.bin"
record digests "openssl dgst -sha256 -sign keys/rsa2048.pem -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:0 -hex data.bin"
record digests "openssl dgst -sha256 -sign keys/rsa2048.pem -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:0 -sigopt rsa_mgf1_md:sha1 data.bin | sha256sum"
record digests "openssl dgst -sha256 -prverify keys/rsa2048.pem -signature data.bin data.bin"
record digests "openssl dgst -sha256 -verify keys/rsa2048.pub.pem -signature data.bin data.bin"
record digests "openssl pkeyutl -sign -inkey keys/rsa2048.pem -rawin -digest sha256 -in data.bin | sha256sum"
record digests "openssl dgst -sha256 -binary data.bin | openssl pkeyutl -sign -inkey keys/rsa2048.pem -pkeyopt digest:sha256 | sha256sum"
record digests "openssl dgst -sha256 -binary data.bin | openssl pkeyutl -sign -inkey keys/rsa2048.pem -hexdump"
record digests "openssl dgst -sha256 -binary data.bin | openssl pkeyutl -sign -inkey keys/rsa2048.pem | openssl pkeyutl -verifyrecover -inkey keys/rsa2048.pem | od -An -tx1"
record digests "openssl dgst -sha256 -binary data.bin | openssl pkeyutl -sign -inkey keys/rsa2048.pem -pkeyopt digest:sha256 | openssl pkeyutl -verifyrecover -inkey keys/rsa2048.pem -asn1parse"
record digests "openssl rsautl -sign -inkey keys/rsa2048.pem -in data.bin 2>/dev/null | sha256sum"
record digests "openssl rsautl -sign -inkey keys/rsa2048.pem -in data.bin 2>/dev/null | openssl rsautl -verify -inkey keys/rsa2048.pub.pem -pubin 2>/dev/null"
record digests "openssl pkeyutl -encrypt -pubin -inkey keys/rsa2048.pub.pem -in data.bin | openssl pkeyutl -decrypt -inkey keys/rsa2048.pem"
record digests "openssl pkeyutl -encrypt -certin -inkey certs/ca.pem -in data.bin -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 | openssl pkeyutl -decrypt -inkey keys/rsa2048.pem -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256"
record digests "openssl pkeyutl -encrypt -pubin -inkey keys/rsa2048.pub.pem -in keys/rsa2048.pem"

# --- X9.31, which names its digest before its padding
for digest in sha1 sha256 sha384 sha512 sha224 sha3-256; do
    record digests "openssl dgst -$digest -sign keys/rsa2048.pem -sigopt rsa_padding_mode:x931 -hex data.bin"
    record digests "openssl dgst -$digest -binary data.bin | openssl pkeyutl -sign -inkey keys/rsa2048.pem -pkeyopt digest:$digest -pkeyopt rsa_padding_mode:x931 -hexdump"
    record digests "openssl dgst -$digest -sign keys/rsa2048.pem -sigopt rsa_padding_mode:x931 data.bin | openssl pkeyutl -verifyrecover -inkey keys/rsa2048.pem -pkeyopt digest:$digest -pkeyopt rsa_padding_mode:x931 -hexdump"
    record digests "openssl dgst -$digest -sign keys/rsa2048.pem -sigopt rsa_padding_mode:x931 data.bin | openssl dgst -$digest -prverify keys/rsa2048.pem -sigopt rsa_padding_mode:x931 -signature /dev/stdin data.bin"
    record digests "openssl dgst -$digest -sign keys/rsa2048.pem -sigopt rsa_padding_mode:x931 data.bin | openssl dgst -$digest -prverify keys/rsa2048.pem -sigopt rsa_padding_mode:x931 -signature /dev/stdin certs/ca.pem"
    record digests "openssl dgst -$digest -sign keys/rsa2048.pem data.bin | openssl dgst -$digest -prverify keys/rsa2048.pem -sigopt rsa_padding_mode:x931 -signature /dev/stdin data.bin"
done
record digests "openssl rsautl -sign -x931 -inkey keys/rsa2048.pem -in data.bin"
record digests "openssl pkeyutl -encrypt -pkeyopt rsa_padding_mode:x931 -inkey keys/rsa2048.pem -in data.bin"
