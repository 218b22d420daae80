# K3s' generate-custom-ca-certs.sh and Rancher's create_self-signed-cert.sh, RSA where they have a curve
openssl version | grep -qF 'OpenSSL 3' && F=-traditional
mkdir -p .ca/certs; touch .ca/index; openssl rand -hex 8 > .ca/serial
cat > .ca/config <<'C'
[ca]
default_ca = ca_default
[ca_default]
dir = ./.ca
database = $dir/index
serial = $dir/serial
new_certs_dir = $dir/certs
default_md = sha256
policy = policy_anything
[policy_anything]
commonName = supplied
[req]
distinguished_name = req_distinguished_name
[req_distinguished_name]
[v3_ca]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
basicConstraints = critical, CA:true
keyUsage = critical, digitalSignature, keyEncipherment, keyCertSign
C
openssl genrsa ${F:-} -out service.key 1024; echo "" >> service.key
openssl genrsa ${F:-} -out root-ca.key 1024; head -1 root-ca.key
openssl req -x509 -new -nodes -sha256 -days 7300 -subj "/CN=k3s-root-ca@1700000000" -key root-ca.key -out root-ca.pem -config .ca/config -extensions v3_ca
openssl genrsa ${F:-} -out i.key 1024
openssl req -new -nodes -subj "/CN=k3s-intermediate-ca@1700000000" -key i.key | openssl ca -batch -notext -days 3700 -in /dev/stdin -out i.pem -keyfile root-ca.key -cert root-ca.pem -config .ca/config -extensions v3_ca
for t in client server; do openssl genrsa -out $t.key 1024; openssl req -new -nodes -subj "/CN=k3s-$t-ca@1700000000" -key $t.key | openssl ca -batch -notext -days 3700 -in /dev/stdin -out $t.pem -keyfile i.key -cert i.pem -config .ca/config -extensions v3_ca; cat $t.pem i.pem root-ca.pem > $t.crt; done
openssl verify -CAfile root-ca.pem -untrusted i.pem client.pem server.crt
cat > openssl.cnf <<'C'
[req]
req_extensions = v3_req
distinguished_name = req_distinguished_name
[req_distinguished_name]
[ v3_req ]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
extendedKeyUsage = clientAuth, serverAuth
subjectAltName = @alt_names
[alt_names]
DNS.1 = demo.rancher.com
IP.1 = 192.0.2.1
C
openssl req -newkey rsa:1024 -nodes -keyout tls.key -out tls.csr -subj "/C=CN/CN=demo.rancher.com" -config openssl.cnf 
openssl x509 -req -sha256 -days 3650 -extensions v3_req -CA root-ca.pem -CAkey root-ca.key -CAcreateserial -in tls.csr -out tls.crt -extfile openssl.cnf
openssl x509 -in tls.crt -noout -text | grep DNS
