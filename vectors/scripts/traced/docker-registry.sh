# Docker registry tokens, libtrust key identifiers, BuildKit's and Notary's certificates, containerd's hosts
openssl req -newkey rsa:1024 -nodes -sha256 -keyout domain.key -x509 -days 365 -out domain.crt -subj "/C=US/CN=myregistry.domain.com" -addext "subjectAltName = DNS:myregistry.domain.com"
openssl x509 -in domain.crt -noout -pubkey | openssl rsa -pubin -outform DER | openssl dgst -sha256 -binary | head -c 30 | base32 | fold -w 4 | wc -l; openssl rsa -in domain.key -pubout -outform DER 2>/dev/null | sha256sum | wc -c; openssl x509 -in domain.crt -outform der | base64 -w0 | wc -c
for n in ca server client; do openssl genrsa -out $n.key 1024; done; openssl req -x509 -new -nodes -key ca.key -sha256 -days 3650 -out ca.pem -subj "/CN=buildkit ca"
cat > root_ca.cnf <<'C'
[req]
default_bits = 1024
[root_ca]
basicConstraints = critical,CA:TRUE,pathlen:1
keyUsage = critical, nonRepudiation, cRLSign, keyCertSign
subjectKeyIdentifier=hash
[intermediate_ca]
authorityKeyIdentifier=keyid,issuer
basicConstraints = critical,CA:TRUE,pathlen:0
extendedKeyUsage=serverAuth,clientAuth
keyUsage = critical, nonRepudiation, cRLSign, keyCertSign
subjectKeyIdentifier=hash
[notary-server]
authorityKeyIdentifier=keyid,issuer
basicConstraints = critical,CA:FALSE
extendedKeyUsage=serverAuth,clientAuth
keyUsage = critical, digitalSignature, keyEncipherment
subjectAltName = DNS:notary-server, DNS:localhost, IP:127.0.0.1
subjectKeyIdentifier=hash
C
openssl req -new -key ca.key -out root.csr -sha256 -subj '/C=US/ST=CA/L=San Francisco/O=Docker/CN=Notary Testing CA'; openssl x509 -req -days 3650 -in root.csr -signkey ca.key -sha256 -out root.crt -extfile root_ca.cnf -extensions root_ca; cp root.crt nss.crt
openssl genrsa -out int.key 1024; openssl req -new -key int.key -out int.csr -sha256 -subj '/C=US/O=Docker/CN=Notary Intermediate Testing CA'; openssl x509 -req -days 3650 -in int.csr -sha256 -CA root.crt -CAkey ca.key -CAcreateserial -out int.crt -extfile root_ca.cnf -extensions intermediate_ca
openssl req -new -key server.key -out s.csr -sha256 -subj '/CN=notary-server'; openssl x509 -req -days 750 -in s.csr -sha256 -CA int.crt -CAkey int.key -CAcreateserial -out s.crt -extfile root_ca.cnf -extensions notary-server; cat s.crt int.crt > chain.crt; openssl verify -CAfile root.crt -untrusted int.crt s.crt; openssl verify -CAfile root.crt -untrusted chain.crt chain.crt; openssl verify -purpose sslserver -CAfile root.crt -untrusted int.crt -verify_hostname localhost s.crt; openssl verify -partial_chain -trusted int.crt s.crt; openssl verify -show_chain -CAfile root.crt -untrusted int.crt s.crt; openssl verify -no-CApath -no-CAfile s.crt
