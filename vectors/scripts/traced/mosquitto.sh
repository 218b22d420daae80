openssl req -new -x509 -days 100 -extensions v3_ca -keyout ca.key -out ca.crt -passout pass:aaaa -subj /CN=ca
openssl genrsa -des3 -passout pass:abcd -out server.key 2048
openssl genrsa -out server2.key 2048
openssl req -out server.csr -key server.key -new -passin pass:abcd -subj /CN=s
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out server.crt -days 100 -passin pass:aaaa
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAserial ca.srl -out server1.crt -days 100 -passin pass:aaaa
openssl rsa -in server.key -passin pass:abcd -out server.key
openssl genrsa -des3 -out n.key 2048 </dev/null
