openssl req -new -x509 -keyout ca-key -out ca-cert -days 365 -passout pass:secret1 -subj "/CN=kafka-ca/OU=TEST/O=CONFLUENT/L=PaloAlto/ST=Ca/C=US"
openssl req -new -newkey rsa:2048 -nodes -keyout c.key -subj '/CN=broker' -out cert-file
openssl x509 -req -CA ca-cert -CAkey ca-key -in cert-file -out cert-signed -days 365 -CAcreateserial -passin pass:secret1 -extensions v3_req -extfile <(cat <<E
[req]
distinguished_name = req_distinguished_name
x509_extensions = v3_req
prompt = no
[req_distinguished_name]
CN = kafka1
[v3_req]
subjectAltName = @alt_names
[alt_names]
DNS.1 = kafka1
DNS.2 = localhost
E
)
openssl pkcs12 -export -in cert-signed -inkey c.key -chain -CAfile ca-cert -name broker -out b.p12 -password pass:confluent
openssl pkcs12 -in b.p12 -nodes -nocerts -passin pass:confluent -out k.pem
openssl pkcs12 -in b.p12 -nokeys -passin pass:confluent -out cc.pem
openssl pkcs12 -info -in b.p12 -nokeys -passin pass:confluent
