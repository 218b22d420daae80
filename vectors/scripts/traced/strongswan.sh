openssl genrsa -out caKey.pem 2048
openssl req -x509 -days 1460 -new -key caKey.pem -out caCert.pem -subj "/C=CH/O=strongSwan/CN=Root CA"
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -outform der -out k.der
openssl rsa -in k.der -inform DER -out k2.pem -outform PEM
openssl req -new -key k.der -keyform DER -subj "/C=CH/O=strongSwan/CN=moon" -addext subjectAltName=DNS:moon -out m.csr
openssl x509 -req -in m.csr -CA caCert.pem -CAkey caKey.pem -CAcreateserial -days 2 -out m.crt -extfile <(printf 'subjectAltName=DNS:moon\nauthorityKeyIdentifier=keyid\nextendedKeyUsage=serverAuth,1.3.6.1.5.5.8.2.2\n')
openssl crl2pkcs7 -nocrl -certfile m.crt -certfile caCert.pem -out chain.p7b
openssl pkcs7 -print_certs -in chain.p7b -out chain.pem
openssl pkcs7 -in chain.p7b -outform DER -out chain.p7c
openssl pkcs7 -inform DER -in chain.p7c -print_certs -text >/dev/null
