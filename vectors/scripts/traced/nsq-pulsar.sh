# NSQ's, Pulsar's, Trino's, NiFi's, TiDB's, Neo4j's, Couchbase's and Aerospike's instructions
cat > openssl.conf <<'C'
[req]
distinguished_name=nsq
[nsq]
countryName = X
[nsq_server]
keyUsage=digitalSignature,keyEncipherment
C
openssl genrsa -des3 -passout pass:x -out ca.key.enc 1024; openssl rsa -passin pass:x -in ca.key.enc -out ca.key; openssl req -x509 -new -nodes -key ca.key -days 36500 -out ca.pem -subj "/C=US/ST=Denial/L=Springfield/O=Dis/CN=nsq.io"
openssl req -x509 -newkey rsa:1024 -keyout key.pem -out cert.pem -days 36500 -nodes -subj '/CN=test'; openssl genrsa -des3 -out client.key -passout pass:nsq 1024; openssl req -new -key client.key -passin pass:nsq -out client.csr -subj /CN=c; openssl x509 -req -days 36500 -in client.csr -CA ca.pem -CAkey ca.key -set_serial 01 -out client.pem; openssl x509 -noout -in client.pem -enddate
export CA_HOME=$PWD; mkdir certs crl newcerts private; touch index.txt; echo 1000 > serial
cat > pulsar.cnf <<'C'
default_ca = CA_default
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = $ENV::CA_HOME
new_certs_dir = $dir/newcerts
database = $dir/index.txt
serial = $dir/serial
private_key = $dir/private/ca.key.pem
certificate = $dir/certs/ca.cert.pem
default_md = sha256
name_opt = ca_default
cert_opt = ca_default
default_days = 375
preserve = no
policy = policy_loose
[ policy_loose ]
commonName = supplied
organizationalUnitName = optional
[ req ]
default_bits = 1024
distinguished_name = req_distinguished_name
string_mask = utf8only
default_md = sha256
x509_extensions = v3_ca
[ req_distinguished_name ]
commonName = Common Name
[ v3_ca ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer
basicConstraints = critical, CA:true
keyUsage = critical, digitalSignature, cRLSign, keyCertSign
[ server_cert ]
basicConstraints = CA:FALSE
nsCertType = server
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer:always
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = DNS:${ENV::HOSTNAME}, DNS.2:$ENV::HOSTNAME.local
C
sed -i '1d;s/, DNS.2.*//' pulsar.cnf
openssl genrsa -out private/ca.key.pem 1024; chmod 400 private/ca.key.pem; openssl req -config pulsar.cnf -key private/ca.key.pem -new -x509 -days 7300 -sha256 -extensions v3_ca -out certs/ca.cert.pem -subj "/CN=Pulsar CA"
openssl genrsa -out b.key.pem 1024; openssl pkcs8 -topk8 -inform PEM -outform PEM -in b.key.pem -out b.key-pk8.pem -nocrypt; openssl req -config pulsar.cnf -key b.key.pem -new -sha256 -out b.csr.pem -subj "/CN=$HOSTNAME"; openssl ca -config pulsar.cnf -extensions server_cert -days 1000 -notext -batch -md sha256 -in b.csr.pem -out b.cert.pem; openssl x509 -in b.cert.pem -noout -ext subjectAltName
openssl pkcs12 -export -in b.cert.pem -inkey b.key.pem -chain -CAfile certs/ca.cert.pem -name neo4j -out b.p12 -passout pass:changeit; openssl pkcs12 -info -in b.p12 -passin pass:changeit -nokeys 2>/dev/null | grep -c BEGIN; openssl pkcs12 -in b.p12 -passin pass:changeit -nocerts -nodes | openssl pkcs8 -nocrypt -topk8 -outform DER | wc -c | cut -c1; openssl pkcs12 -in b.p12 -passin pass:wrong -nokeys; openssl x509 -in b.cert.pem -text -noout | grep -E 'Issuer:|Subject:'
openssl req -new -newkey rsa:1024 -nodes -keyout t.key -out t.csr -config <(printf '[req]\ndistinguished_name=dn\nreq_extensions=re\nprompt=no\n[dn]\nCN=tidb\n[re]\nsubjectAltName=IP:172.16.10.11,DNS:*.tidb\n'); openssl x509 -req -days 365 -in t.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out t.crt -extensions re -extfile <(printf '[re]\nsubjectAltName=IP:172.16.10.11,DNS:*.tidb\n'); openssl verify -CAfile ca.pem t.crt client.pem; openssl verify -CAfile ca.pem cert.pem
