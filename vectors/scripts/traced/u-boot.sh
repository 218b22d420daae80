# U-Boot's and EDK2's secure boot tests: no serial file but at random, an index with attributes, detached PKCS #7 over binaries
cat > openssl.cnf <<'C'
[ ca ]
default_ca = CA_default
[ CA_default ]
new_certs_dir = .
database = ./index.txt
serial = ./serial
default_md = sha256
policy = policy_min
[ req ]
distinguished_name = def_distinguished_name
[def_distinguished_name]
[ v3_ca ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
basicConstraints = critical, CA:true
keyUsage = critical, digitalSignature, cRLSign, keyCertSign
[ v3_int_ca ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
basicConstraints = critical, CA:true
keyUsage = critical, digitalSignature, cRLSign, keyCertSign
[ usr_cert ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = codeSigning
[ policy_min ]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
emailAddress = optional
C
export OPENSSL_CONF=./openssl.cnf
openssl genrsa -out R.key 1024; openssl req -extensions v3_ca -new -x509 -days 365 -key R.key -out R.crt -subj "/CN=TEST_root/"; touch index.txt index.txt.attr
openssl genrsa -out S.key 1024; openssl req -new -key S.key -out S.csr -subj "/CN=TEST_sub/"; openssl ca -in S.csr -out S.crt -extensions v3_int_ca -days 365 -batch -rand_serial -cert R.crt -keyfile R.key
openssl genrsa -out C.key 1024; openssl req -new -key C.key -out C.csr -subj "/CN=TEST_cert/"; openssl ca -in C.csr -out C.crt -extensions usr_cert -days 365 -batch -rand_serial -cert S.crt -keyfile S.key
openssl pkcs12 -export -out C.pfx -inkey C.key -in C.crt -passout pass:; openssl pkcs12 -in C.pfx -nodes -out C.pem -passin pass:; grep -c -e --BEGIN C.pem
head -c 3000 /dev/zero > img; openssl smime -sign -binary -outform DER -signer C.pem -certfile S.crt -in img -out img.p7 -md sha256
openssl smime -verify -inform DER -in img.p7 -content img -CAfile R.crt -purpose any > /dev/null; openssl smime -verify -inform DER -in img.p7 -content img -CAfile R.crt > /dev/null
openssl asn1parse -inform der -in img.p7 | grep pkcs7; openssl pkcs7 -inform DER -in img.p7 -print_certs | grep subject; openssl x509 -in R.crt -outform DER -out R.cer; openssl dgst -sha256 -hex R.cer | wc -w
openssl rsa -in R.key -pubout -out R.pub; openssl dgst -sha256 -sign R.key -out img.sig img; openssl dgst -sha256 -verify R.pub -signature img.sig img; openssl rsa -in R.key -noout -modulus | sed 's/Modulus=//' | xxd -r -p | openssl sha256 -binary | wc -c
