## kubernetes: documentation, generate certificates manually
openssl genrsa -out ca.key 2048
openssl req -x509 -new -nodes -key ca.key -subj /CN=10.0.0.1 -days 10000 -out ca.crt
openssl genrsa -out server.key 2048
cat > csr.conf <<'END'
[ req ]
default_bits = 2048
prompt = no
default_md = sha256
req_extensions = req_ext
distinguished_name = dn
[ dn ]
C = XX
ST = state
L = city
O = org
OU = unit
CN = 10.0.0.1
[ req_ext ]
subjectAltName = @alt_names
[ alt_names ]
DNS.1 = kubernetes
DNS.2 = kubernetes.default
DNS.3 = kubernetes.default.svc.cluster.local
IP.1 = 10.0.0.1
IP.2 = 10.96.0.1
[ v3_ext ]
authorityKeyIdentifier=keyid,issuer:always
basicConstraints=CA:FALSE
keyUsage=keyEncipherment,dataEncipherment
extendedKeyUsage=serverAuth,clientAuth
subjectAltName=@alt_names
END
openssl req -new -key server.key -out server.csr -config csr.conf
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out server.crt -days 10000 -extensions v3_ext -extfile csr.conf -sha256
openssl req -noout -text -in ./server.csr | grep -A1 Alternative
openssl x509 -noout -text -in ./server.crt | grep -A1 Alternative
## kubernetes: a user by a signing request
openssl genrsa -out user.key 2048
openssl req -new -key user.key -out user.csr -subj /O=group1/O=group2/CN=user
base64 -w 0 user.csr > user.b64
base64 -d user.b64 | openssl req -noout -subject -verify
## kubernetes: hash of the public key of a CA, for join
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=kubernetes -days 3650
openssl x509 -pubkey -in ca.crt | openssl rsa -pubin -outform der 2> /dev/null | openssl dgst -sha256 -hex | sed 's/^.* //' | wc -c
## istio: tools/certs Makefile
cat > root.conf <<'END'
[ req ]
encrypt_key = no
prompt = no
utf8 = yes
default_md = sha256
default_bits = 4096
req_extensions = req_ext
x509_extensions = req_ext
distinguished_name = req_dn
[ req_ext ]
subjectKeyIdentifier = hash
basicConstraints = critical, CA:true
keyUsage = critical, digitalSignature, nonRepudiation, keyEncipherment, keyCertSign
[ req_dn ]
O = Istio
CN = Root CA
END
openssl genrsa -out root-key.pem 4096
openssl req -sha256 -new -key root-key.pem -config root.conf -out root-cert.csr
openssl x509 -req -sha256 -days 3650 -signkey root-key.pem -extensions req_ext -extfile root.conf -in root-cert.csr -out root-cert.pem
sed 's/Root/Intermediate/; s/CA:true/CA:true, pathlen:0/' root.conf > inter.conf
echo 'L = cluster1' >> inter.conf
openssl genrsa -out ca-key.pem 4096
openssl req -sha256 -new -config inter.conf -key ca-key.pem -out cluster.csr
openssl x509 -req -sha256 -days 730 -CA root-cert.pem -CAkey root-key.pem -CAcreateserial -extensions req_ext -extfile inter.conf -in cluster.csr -out ca-cert.pem
cat ca-cert.pem root-cert.pem > cert-chain.pem
openssl verify -CAfile root-cert.pem ca-cert.pem
## istio: workload certificate with a URI name
openssl req -x509 -sha256 -nodes -days 365 -newkey rsa:2048 -subj '/O=example Inc./CN=example.com' -keyout example.com.key -out example.com.crt
openssl req -out httpbin.csr -newkey rsa:2048 -nodes -keyout httpbin.key -subj '/CN=httpbin.example.com/O=httpbin organization'
openssl x509 -req -sha256 -days 365 -CA example.com.crt -CAkey example.com.key -set_serial 0 -in httpbin.csr -out httpbin.crt -extfile <(echo 'subjectAltName=URI:spiffe://cluster.local/ns/foo/sa/httpbin')
openssl x509 -in httpbin.crt -noout -serial -ext subjectAltName
## etcd: openssl.conf of the hack directory
cat > openssl.conf <<'END'
[ca]
default_ca = etcd_ca
[req]
default_bits = 4096
default_md = sha512
default_keyfile = key.pem
prompt = no
distinguished_name = req_distinguished_name
req_extensions = v3_req
x509_extensions = v3_ca
[req_distinguished_name]
countryName = US
commonName = $ENV::CN
[v3_ca]
basicConstraints = CA:TRUE
keyUsage = keyCertSign,cRLSign
subjectKeyIdentifier = hash
[v3_req]
basicConstraints = CA:FALSE
subjectKeyIdentifier = hash
keyUsage = digitalSignature, keyEncipherment, dataEncipherment
[etcd_ca]
dir = .
certs = $dir/certs
database = $dir/index.txt
new_certs_dir = $dir/certs
certificate = $dir/certs/ca.crt
private_key = $dir/private/ca.key
serial = $dir/serial
crlnumber = $dir/crlnumber
default_days = 3650
default_crl_days = 365
default_md = sha512
preserve = no
policy = policy_etcd
[policy_etcd]
organizationName = optional
countryName = optional
commonName = supplied
[etcd_server]
authorityKeyIdentifier = keyid,issuer:always
basicConstraints = CA:FALSE
extendedKeyUsage = clientAuth, serverAuth
keyUsage = digitalSignature,keyEncipherment
subjectAltName = ${ENV::SAN}
END
mkdir certs private
touch index.txt
echo 01 > serial
echo 01 > crlnumber
export CN=ca SAN=IP:127.0.0.1,DNS:etcd
openssl req -config openssl.conf -new -x509 -extensions v3_ca -keyout private/ca.key -out certs/ca.crt -nodes
export CN=server
openssl req -config openssl.conf -new -nodes -keyout private/server.key -out server.csr
openssl ca -batch -config openssl.conf -extensions etcd_server -keyfile private/ca.key -cert certs/ca.crt -out certs/server.crt -infiles server.csr
openssl verify -CAfile certs/ca.crt certs/server.crt
openssl ca -config openssl.conf -gencrl -out ca.crl
openssl ca -config openssl.conf -revoke certs/server.crt -crl_reason superseded
openssl ca -config openssl.conf -gencrl -out ca.crl
openssl crl -in ca.crl -noout -text | grep -A2 'Revoked Cert'
## cockroach: documentation, create certificates with openssl
mkdir certs my-safe
cat > ca.cnf <<'END'
[ ca ]
default_ca = CA_default
[ CA_default ]
default_days = 365
database = index.txt
serial = serial.txt
default_md = sha256
copy_extensions = copy
unique_subject = no
[ req ]
prompt=no
distinguished_name = distinguished_name
x509_extensions = extensions
[ distinguished_name ]
organizationName = Cockroach
commonName = Cockroach CA
[ extensions ]
keyUsage = critical,digitalSignature,nonRepudiation,keyEncipherment,keyCertSign
basicConstraints = critical,CA:true,pathlen:1
[ signing_policy ]
organizationName = supplied
commonName = optional
[ signing_node_req ]
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth,clientAuth
END
openssl genrsa -out my-safe/ca.key 2048
openssl req -new -x509 -config ca.cnf -key my-safe/ca.key -out certs/ca.crt -days 365 -batch
rm -f index.txt serial.txt
touch index.txt
echo 01 > serial.txt
printf '[ req ]\nprompt=no\ndistinguished_name = dn\nreq_extensions = extensions\n[ dn ]\norganizationName = Cockroach\n[ extensions ]\nsubjectAltName = critical,DNS:node,DNS:localhost,IP:127.0.0.1\n' > node.cnf
openssl genrsa -out certs/node.key 2048
openssl req -new -config node.cnf -key certs/node.key -out node.csr -batch
openssl ca -config ca.cnf -keyfile my-safe/ca.key -cert certs/ca.crt -policy signing_policy -extensions signing_node_req -out certs/node.crt -outdir certs/ -in node.csr -batch
openssl x509 -in certs/node.crt -text | grep 'X509v3 Subject Alternative Name' -A 1
## consul and nomad: agent certificates
printf '[ req ]\ndistinguished_name = dn\n[dn]\n[ ext ]\nbasicConstraints=CA:FALSE\nsubjectAltName=DNS:server.dc1.consul,DNS:localhost\nextendedKeyUsage=serverAuth\n' > ext.cnf
openssl req -x509 -nodes -newkey rsa:2048 -days 5 -config ext.cnf -subj /CN=consul-ca -keyout ca.key -out ca.pem
openssl req -nodes -newkey rsa:2048 -config ext.cnf -subj /CN=server.dc1.consul -keyout s.key -out s.csr
openssl x509 -req -in s.csr -CA ca.pem -CAkey ca.key -set_serial 0x1234 -days 5 -extfile ext.cnf -extensions ext -out s.pem
openssl verify -CAfile ca.pem -purpose sslserver -verify_hostname server.dc1.consul s.pem
## vault: documentation, an intermediate CA signed outside
openssl genrsa -out root.key 4096
openssl req -x509 -new -key root.key -days 30 -subj '/CN=root' -addext keyUsage=critical,keyCertSign,cRLSign -out root.crt
openssl genrsa -out int.key 2048
openssl req -new -key int.key -subj '/CN=int' -out int.csr
openssl x509 -req -in int.csr -CA root.crt -CAkey root.key -days 20 -CAcreateserial -extfile <(printf 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always\nnameConstraints=permitted;DNS:.example.com,excluded;IP:0.0.0.0/0.0.0.0\n') -out int.crt
openssl verify -CAfile root.crt -show_chain int.crt
## harbor: documentation, configure HTTPS access
openssl genrsa -out ca.key 4096
openssl req -x509 -new -nodes -sha512 -days 3650 -subj '/C=CN/ST=Beijing/L=Beijing/O=example/OU=Personal/CN=MyPersonal Root CA' -key ca.key -out ca.crt
openssl genrsa -out d.key 4096
openssl req -sha512 -new -subj '/C=CN/O=example/CN=yourdomain.com' -key d.key -out d.csr
printf 'authorityKeyIdentifier=keyid,issuer\nbasicConstraints=CA:FALSE\nkeyUsage = digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment\nextendedKeyUsage = serverAuth\nsubjectAltName = @alt_names\n\n[alt_names]\nDNS.1=yourdomain.com\nDNS.2=yourdomain\n' > v3.ext
openssl x509 -req -sha512 -days 3650 -extfile v3.ext -CA ca.crt -CAkey ca.key -CAcreateserial -in d.csr -out d.crt
openssl x509 -inform PEM -in d.crt -out d.cert
cmp d.crt d.cert
## webhooks: a certificate for an admission controller
cat > req.conf <<'END'
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
DNS.1 = hook.default.svc
END
openssl req -nodes -new -x509 -keyout ca.key -out ca.crt -subj '/CN=Admission Controller CA'
openssl genrsa -out tls.key 2048
openssl req -new -key tls.key -subj /CN=hook.default.svc -config req.conf | openssl x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -out tls.crt -extensions v3_req -extfile req.conf
openssl base64 -A < ca.crt | openssl base64 -A -d | cmp - ca.crt
## linkerd and cert-manager: check dates and chain
openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj /CN=identity.linkerd.cluster.local -not_before 20200101000000Z -not_after 20490101000000Z 2> /dev/null || openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj /CN=identity.linkerd.cluster.local -days 9000
openssl x509 -in c -noout -enddate | cut -c1-9
openssl x509 -in c -noout -checkend 2592000 && echo ok
## openshift: all certificates of a bundle
for n in a b c; do openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out $n.pem -subj /CN=$n -days 30; done
cat a.pem b.pem c.pem > bundle.pem
openssl crl2pkcs7 -nocrl -certfile bundle.pem | openssl pkcs7 -print_certs -noout
openssl crl2pkcs7 -nocrl -certfile bundle.pem -outform DER -out bundle.p7b
openssl pkcs7 -inform DER -in bundle.p7b -print_certs | grep -c -e -BEGIN
openssl storeutl -noout -text -certs bundle.pem | grep Subject:
openssl storeutl -certs bundle.pem | tail -n 1
