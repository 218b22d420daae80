openssl genrsa -out ca.key 2048; openssl req -x509 -new -nodes -sha512 -days 3650 -subj "/C=CN/ST=Beijing/L=Beijing/O=example/OU=Personal/CN=MyPersonal Root CA" -key ca.key -out ca.crt
openssl genrsa -out y.key 2048; openssl req -sha512 -new -subj "/C=CN/ST=Beijing/L=Beijing/O=example/OU=Personal/CN=yourdomain.com" -key y.key -out y.csr
cat > v3.ext <<-E
authorityKeyIdentifier=keyid,issuer
basicConstraints=CA:FALSE
keyUsage = digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment
extendedKeyUsage = serverAuth
subjectAltName = @alt_names

[alt_names]
DNS.1=yourdomain.com
DNS.2=yourdomain
DNS.3=hostname
E
openssl x509 -req -sha512 -days 3650 -extfile v3.ext -CA ca.crt -CAkey ca.key -CAcreateserial -in y.csr -out y.crt
openssl x509 -inform PEM -in y.crt -out y.cert
openssl genrsa -aes256 -out m.key -passout pass:PASSWORD 2048; openssl req -new -x509 -nodes -days 730 -key m.key -passin pass:PASSWORD -out m.crt -subj /CN=m -config <(printf '[req]\ndistinguished_name = d\nx509_extensions = v3_req\nprompt = no\n[d]\nC=US\n[v3_req]\nsubjectAltName = @alt_names\n[alt_names]\nIP.1 = 127.0.0.1\nDNS.1 = localhost\n'); openssl rsa -in m.key -passin pass:PASSWORD -out private.key
openssl pkcs12 -export -in y.crt -inkey y.key -out cacert.p12 -name jenkins -CAfile ca.crt -caname root -chain -passout pass:changeit; openssl pkcs12 -in cacert.p12 -passin pass:changeit -nodes | openssl x509 -noout -subject; openssl pkcs12 -export -out k.p12 -passout 'pass:t' -inkey y.key -in y.crt -certfile ca.crt -name n
openssl x509 -in y.crt -noout -text | grep -A2 Authority | sed 's/[0-9A-F][0-9A-F]:.*//'
