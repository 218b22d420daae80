cat > ca.cnf <<'E'
[ policy_match ]
countryName = match
[ v3_req ]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
[ v3_ca ]
subjectKeyIdentifier=hash
basicConstraints = critical,CA:true
authorityKeyIdentifier=keyid:always,issuer:always
[ req ]
default_bits = 2048
default_keyfile = myTestCertificateKey.pem
default_md = sha256
distinguished_name = req_dn
req_extensions = v3_req
[ req_dn ]
countryName = Country Name (2 letter code)
countryName_default = TestCertificateCountryName
countryName_min = 2
countryName_max = 2
stateOrProvinceName = State or Province Name (full name)
stateOrProvinceName_default = TestCertificateStateName
stateOrProvinceName_max = 64
localityName = Locality Name (eg, city)
localityName_default = TestCertificateLocalityName
localityName_max = 64
organizationName = Organization Name (eg, company)
organizationName_default = TestCertificateOrgName
organizationName_max = 64
organizationalUnitName = Organizational Unit Name (eg, section)
organizationalUnitName_default = TestCertificateOrgUnitName
organizationalUnitName_max = 64
commonName = Common Name (eg, YOUR name)
commonName_max = 64
E
openssl genrsa -out ca.key 2048
printf 'US\n\n\n\n\nca\n' | openssl req -new -x509 -days 1826 -key ca.key -out ca.crt -config ca.cnf -extensions v3_ca
printf '\n\n\n\n\nca\n' | openssl req -new -x509 -days 1826 -key ca.key -out ca1.crt -config ca.cnf -extensions v3_ca
openssl genrsa -out ia.key 2048
printf 'US\n\n\n\n\nia\n' | openssl req -new -key ia.key -out ia.csr -config ca.cnf
openssl x509 -sha256 -req -days 730 -in ia.csr -CA ca.crt -CAkey ca.key -set_serial 01 -out ia.crt -extfile ca.cnf -extensions v3_ca
cat ca.crt ia.crt > test-ca.pem
openssl rand -base64 756 > keyfile; wc -l keyfile
openssl verify -CAfile test-ca.pem ia.crt
openssl x509 -in ia.crt -inform PEM -subject -nameopt RFC2253 -noout
openssl x509 -in ia.crt -inform PEM -subject -nameopt RFC2253
