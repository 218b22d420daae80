openssl genrsa -out client-key.pem 2048
cat > wolfssl.cnf <<'E'
[ req ]
distinguished_name = req_distinguished_name
attributes = req_attributes
x509_extensions	= v3_ca
string_mask = utf8only
[ req_distinguished_name ]
countryName = US
countryName_default = US
stateOrProvinceName = Montana
localityName = Bozeman
0.organizationName = Sawtooth
organizationalUnitName = Consulting
commonName = www.wolfssl.com
commonName_max = 64
emailAddress = info@wolfssl.com
emailAddress_max = 64
userId = wolfSSL
[ req_attributes ]
challengePassword = A challenge password
challengePassword_min = 4
challengePassword_max = 20
unstructuredName = An optional company name
[ v3_ca ]
[ wolfssl_opts ]
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always,issuer:always
basicConstraints=CA:true
subjectAltName=DNS:example.com, IP:127.0.0.1
extendedKeyUsage=serverAuth,clientAuth
E
echo -e "US\\nMontana\\nBozeman\\nwolfSSL_2048\\nProgramming-2048\\nwww.wolfssl.com\\ninfo@wolfssl.com\\n.\\n.\\n.\\n" | openssl req -new -key client-key.pem -config ./wolfssl.cnf -nodes -out client-cert.csr
openssl x509 -req -in client-cert.csr -days 1000 -extfile wolfssl.cnf -extensions wolfssl_opts -signkey client-key.pem -out client-cert.pem
openssl x509 -in client-cert.pem -text > tmp.pem && mv tmp.pem client-cert.pem
openssl x509 -in client-cert.pem -text -out tmp2.pem
openssl x509 -req -in client-cert.csr -days -1 -signkey client-key.pem -out expired.pem
openssl x509 -req -in client-cert.csr -days 0 -signkey client-key.pem -out zero.pem
openssl x509 -in client-cert.pem -x509toreq -signkey client-key.pem -out back.csr
openssl x509 -in client-cert.pem -signkey client-key.pem -days 10 -out renewed.pem
openssl x509 -in client-cert.pem -signkey client-key.pem -clrext -days 10 -out renewed2.pem
openssl x509 -in client-cert.pem -signkey client-key.pem -days 10 -extfile wolfssl.cnf -extensions wolfssl_opts -out renewed3.pem
openssl x509 -inform PEM -in client-cert.pem -outform DER -out client-cert.der
openssl rsa -inform pem -in client-key.pem -outform der -out client-key.der
openssl pkcs8 -nocrypt -topk8 -inform pem -in client-key.pem -outform der -out k8.der
openssl crl2pkcs7 -nocrl -certfile client-cert.pem -out t.p7b -outform DER; openssl crl2pkcs7 -nocrl -certfile client-cert.pem -out t.p7b.pem
openssl pkcs12 -export -des3 -inkey client-key.pem -in client-cert.pem -out w.p12 -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -password pass:wolfSSL\ test -legacy
openssl pkcs12 -in w.p12 -nodes -passin pass:wolfSSL\ test > all.pem; openssl pkcs12 -in w.p12 -nokeys -passin pass:wrong -out no.pem; openssl pkcs12 -in w.p12 -noout -passin pass:wolfSSL\ test; openssl pkcs12 -in w.p12 -noout -info -passin pass:wolfSSL\ test; echo 'wolfSSL test' | openssl pkcs12 -in w.p12 -noout -passin stdin; openssl pkcs12 -in w.p12 -nodes -nocerts -passin pass:wolfSSL\ test | openssl rsa -noout -check; openssl pkcs12 -in w.p12 -passin pass:wolfSSL\ test -clcerts -nokeys | openssl x509 -noout -subject
export P=wolf; openssl pkcs12 -export -inkey client-key.pem -in client-cert.pem -name 'my name' -caname foo -certfile client-cert.pem -passout env:P -out n.p12; openssl pkcs12 -in n.p12 -passin env:P -noenc | grep -v '^[A-Za-z0-9/+=]*$' | sed 's/ [0-9A-F][0-9A-F]//g'; openssl pkcs12 -in n.p12 -passin env:P -passout pass:x -aes256 -nocerts -out n.key;  openssl pkcs12 -in n.p12 -password env:P -nokeys -cacerts; openssl pkcs12 -export -nokeys -in client-cert.pem -out nk.p12 -passout pass:; openssl pkcs12 -in nk.p12 -passin pass: -nokeys | head -1;openssl pkcs12 -export -in client-cert.pem -out x.p12 -passout pass:a; openssl pkcs12 -export -in client-cert.pem -inkey client-key.pem < /dev/null -out x2.p12; openssl pkcs12 -export -in client-cert.pem -inkey client-key.pem -passout pass: -keypbe NONE -certpbe NONE -nomaciter -noiter -out pl.p12; openssl pkcs12 -in pl.p12 -passin pass: -nodes | grep -c BEGIN; cat client-key.pem client-cert.pem | openssl pkcs12 -export -passout pass:a -out - | openssl pkcs12 -passin pass:a -nokeys -info 2>&1 | grep -c Iter
