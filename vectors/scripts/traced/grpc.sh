cat > openssl.cnf <<'E'
[req]
distinguished_name = req_distinguished_name
attributes = req_attributes
[req_distinguished_name]
[req_attributes]
[test_ca]
basicConstraints        = critical,CA:TRUE
subjectKeyIdentifier    = hash
authorityKeyIdentifier  = keyid:always,issuer:always
keyUsage                = critical,keyCertSign
[test_server]
basicConstraints        = critical,CA:FALSE
subjectKeyIdentifier    = hash
keyUsage                = critical,digitalSignature,keyEncipherment,keyAgreement
subjectAltName          = @server_alt_names
[server_alt_names]
DNS.1 = *.test.example.com
[test_client]
basicConstraints        = critical,CA:FALSE
subjectAltName          = @client_alt_names
[client_alt_names]
IP.1 = 192.168.1.3
URI = spiffe://foo.bar.com/client/workload/1
E
export OPENSSL_CONF=$PWD/openssl.cnf
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -keyout ca_key.pem -out ca_cert.pem -subj /C=US/ST=CA/L=SVL/O=gRPC/CN=test-ca/ -config ./openssl.cnf -extensions test_ca
openssl genrsa -out server_key.pem 2048
openssl req -new -key server_key.pem -days 3650 -out server_csr.pem -subj /C=US/ST=CA/L=SVL/O=gRPC/CN=test-server/ -config ./openssl.cnf -reqexts test_server
openssl x509 -req -in server_csr.pem -CAkey ca_key.pem -CA ca_cert.pem -days 3650 -set_serial 1000 -out server_cert.pem -extfile ./openssl.cnf -extensions test_server
openssl req -new -key server_key.pem -out c.csr -subj /CN=c -config ./openssl.cnf -reqexts test_client
openssl x509 -req -in c.csr -CAkey ca_key.pem -CA ca_cert.pem -days 3650 -set_serial 1000 -out c.pem -extfile ./openssl.cnf -extensions test_client -sha256
openssl verify -verbose -CAfile ca_cert.pem server_cert.pem c.pem
openssl rsa -in server_key.pem -text -noout >/dev/null
