# Docker documentation "Protect the Docker daemon socket"
HOST=h.example
openssl genrsa -aes256 -passout pass:abcd -out ca-key.pem 2048
openssl req -new -x509 -days 365 -key ca-key.pem -passin pass:abcd -sha256 -out ca.pem -subj "/C=US/ST=X/L=Y/O=Z/CN=$HOST"
openssl genrsa -out server-key.pem 2048
openssl req -subj "/CN=$HOST" -sha256 -new -key server-key.pem -out server.csr
echo subjectAltName = DNS:$HOST,IP:10.10.10.20,IP:127.0.0.1 >> extfile.cnf
echo extendedKeyUsage = serverAuth >> extfile.cnf
openssl x509 -req -days 365 -sha256 -in server.csr -CA ca.pem -CAkey ca-key.pem -passin pass:abcd -CAcreateserial -out server-cert.pem -extfile extfile.cnf
openssl genrsa -out key.pem 2048
openssl req -subj '/CN=client' -new -key key.pem -out client.csr
echo extendedKeyUsage = clientAuth > extfile-client.cnf
openssl x509 -req -days 365 -sha256 -in client.csr -CA ca.pem -CAkey ca-key.pem -passin pass:abcd -CAcreateserial -out cert.pem -extfile extfile-client.cnf
