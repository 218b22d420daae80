mkdir -p tls
[ -f tls/ca.key ] || openssl genrsa -out tls/ca.key 2048
openssl req -x509 -new -nodes -sha256 -key tls/ca.key -days 3650 -subj '/O=Redis Test/CN=Certificate Authority' -out tls/ca.crt
cat > tls/openssl.cnf <<_END_
[ server_cert ]
keyUsage = digitalSignature, keyEncipherment
nsCertType = server
[ client_cert ]
keyUsage = digitalSignature, keyEncipherment
nsCertType = client
_END_
gen(){ openssl genrsa -out tls/$1.key 2048
openssl req -new -sha256 -subj "/O=Redis Test/CN=$2" -key tls/$1.key | openssl x509 -req -sha256 -CA tls/ca.crt -CAkey tls/ca.key -CAserial tls/ca.txt -CAcreateserial -days 365 $3 -out tls/$1.crt; }
gen server Server-only "-extfile tls/openssl.cnf -extensions server_cert"
gen client Client-only "-extfile tls/openssl.cnf -extensions client_cert"
gen redis Generic-cert ""
openssl dhparam -out tls/redis.dh 512
