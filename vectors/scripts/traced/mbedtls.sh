openssl genrsa -out ca.key 2048; openssl genrsa -f4 -out s.key 2048
printf '[req]\ndistinguished_name=req_dn\n[req_dn]\ncountryName=Country\n[v3_ca]\nbasicConstraints=CA:TRUE\n[no_subj_auth_id]\nsubjectKeyIdentifier=none\nauthorityKeyIdentifier=none\nbasicConstraints=CA:TRUE\n[v3_any_policy_ca]\ncertificatePolicies=2.5.29.32.0\nbasicConstraints = CA:true\n[csr_ext_v3_all]\nsubjectAltName=DNS:a\nkeyUsage=digitalSignature,keyEncipherment\n' > t.cnf
openssl req -x509 -config t.cnf -days 3653 -extensions no_subj_auth_id -subj "/C=NL/O=PolarSSL/CN=PolarSSL Test CA" -set_serial 0 -sha256 -key ca.key -out a.crt
openssl req -x509 -config t.cnf -days 3653 -extensions v3_ca -subj "/C=NL/O=PolarSSL/CN=PolarSSL Test CA" -set_serial 3 -sha1 -key ca.key -out b.crt
openssl req -new -out s.csr -key s.key -subj "/C=NL/O=P/CN=localhost" -sha512 -config t.cnf
openssl x509 -req -days 3653 -in s.csr -CA b.crt -CAkey ca.key -set_serial 1 -sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:0 -out p.crt
openssl x509 -req -extfile t.cnf -extensions v3_any_policy_ca -CA b.crt -CAkey ca.key -set_serial 0x9 -days 3653 -sha1 -in s.csr -out pol.crt
openssl req -new -key s.key -config t.cnf -reqexts csr_ext_v3_all -subj "/C=NL/CN=etcd" -sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1 -sigopt rsa_mgf1_md:sha256 -out q.csr
openssl req -in q.csr -noout -verify
for c in des3 aes128 aes192 aes256; do openssl genrsa -$c -passout pass:PolarSSLTest -out e.$c 2048; done
for c in PBE-SHA1-3DES PBE-SHA1-2DES; do openssl pkcs8 -topk8 -inform PEM -in s.key -outform PEM -out v1.$c -v1 $c -passout pass:PolarSSLTest; done
for p in hmacWithSHA1 hmacWithSHA224 hmacWithSHA256 hmacWithSHA384 hmacWithSHA512; do for c in des3 aes-128-cbc; do openssl pkcs8 -topk8 -v2 $c -v2prf $p -inform PEM -in s.key -outform DER -out v2.$p.$c -passout pass:PolarSSLTest; done; done
openssl rsa -in s.key -outform DER -out s.der; openssl rsa -in s.key -outform PEM -pubout -out s.pub; openssl rsa -in s.key -outform DER -RSAPublicKey_out -out s.rpub.der; openssl pkey -in s.key -out s.pk8; openssl pkey -in s.key -outform DER -out s.pk8.der
openssl x509 -inform PEM -in b.crt -outform DER -out b.der; openssl x509 -in b.crt -noout -text > b.txt
openssl smime -sign -binary -in t.cnf -out p7.der -md sha256 -signer b.crt -noattr -inkey ca.key -outform DER
openssl smime -sign -binary -in t.cnf -out p72.der -md sha512 -signer b.crt -noattr -inkey ca.key -outform DER -nocerts
openssl smime -sign -binary -in t.cnf -out p73.der -md sha256 -signer b.crt -noattr -inkey ca.key -outform DER -nodetach
openssl smime -verify -inform DER -in p7.der -content t.cnf -noverify -out /dev/null
openssl smime -verify -inform DER -in p7.der -content t.cnf -CAfile b.crt -out /dev/null; openssl smime -pk7out -inform DER -in p7.der | openssl pkcs7 -print_certs -noout; 
