openssl genrsa -out ca.key 2048; openssl req -x509 -new -nodes -key ca.key -days 10000 -out ca.crt -subj "/CN=etcd-ca"
cat > csr.conf <<'E'
[req]
default_bits = 2048
prompt = no
encrypt_key = yes
default_md = sha256
distinguished_name = kubelet_serving
req_extensions = v3_req
[ kubelet_serving ]
O = system:nodes
CN = system:node:*.vault.svc.cluster.local
[ v3_req ]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment, dataEncipherment
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = @alt_names
[alt_names]
DNS.1 = *.vault-internal
DNS.2 = *.vault-internal.vault.svc.cluster.local
IP.1 = 127.0.0.1
E
openssl genrsa -out vault.key 2048; openssl req -new -key vault.key -out vault.csr -config csr.conf
openssl x509 -req -in vault.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out vault.crt -days 10000 -extensions v3_req -extfile csr.conf -sha256
cat vault.csr | base64 | tr -d '\n' | wc -l
cat > k8s.conf <<'E'
[ req ]
default_bits = 2048
prompt = no
default_md = sha256
req_extensions = req_ext
distinguished_name = dn
[ dn ]
C = US
ST = CA
O = org
CN = 10.0.0.1
[ req_ext ]
subjectAltName = @alt_names
[ alt_names ]
DNS.1 = kubernetes
DNS.5 = kubernetes.default.svc.cluster.local
IP.1 = 10.0.0.1
[ v3_ext ]
authorityKeyIdentifier=keyid,issuer:always
basicConstraints=CA:FALSE
keyUsage=keyEncipherment,dataEncipherment
extendedKeyUsage=serverAuth,clientAuth
subjectAltName=@alt_names
E
openssl genrsa -out server.key 2048; openssl req -new -key server.key -out server.csr -config k8s.conf; openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out server.crt -days 10000 -extensions v3_ext -extfile k8s.conf -sha256; openssl req -noout -text -in ./server.csr >/dev/null; openssl x509 -noout -text -in ./server.crt > /dev/null
openssl x509 -pubkey -in ca.crt | openssl rsa -pubin -outform der 2>/dev/null | openssl dgst -sha256 -hex | sed 's/^.* //' | wc -c
openssl req -new -newkey rsa:2048 -nodes -keyout user.key -subj "/CN=jane/O=dev/O=ops" -out user.csr; openssl x509 -req -in user.csr -CA ca.crt -CAkey ca.key -CAserial ca.srl -days 45 -out user.crt; for i in *.crt; do openssl x509 -in $i -noout -subject -nameopt RFC2253; done; openssl x509 -in user.crt -text -noout | grep -o 'CN = .*'
