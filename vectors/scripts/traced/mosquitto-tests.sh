# test/ssl/gen.sh shape
cat > openssl.cnf <<'E'
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = .
certs = ./certs
crl_dir = ./crl
database = ./index.txt
new_certs_dir = ./newcerts
certificate = ./test-signing-ca.crt
serial = ./serial
crlnumber = ./crlnumber
private_key = ./test-signing-ca.key
x509_extensions = usr_cert
name_opt = ca_default
cert_opt = ca_default
default_days = 365
default_crl_days= 30
default_md = default
preserve = no
policy = policy_anything
[ policy_anything ]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
emailAddress = optional
[ req ]
default_bits = 2048
distinguished_name = req_distinguished_name
x509_extensions = v3_ca
string_mask = utf8only
[ req_distinguished_name ]
countryName = Country Name (2 letter code)
countryName_default = GB
[ usr_cert ]
basicConstraints=CA:FALSE
nsComment = "OpenSSL Generated Certificate"
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid,issuer
subjectAltName=DNS:localhost,IP:127.0.0.1
[ v3_ca ]
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always,issuer
basicConstraints = CA:true
[ crl_ext ]
authorityKeyIdentifier=keyid:always
E
mkdir newcerts; touch index.txt; echo 01 > serial; echo 01 > crlnumber
B=/C=GB/ST=Derbyshire/L=Derby
openssl genrsa -out root.key 2048
openssl req -new -x509 -days 3650 -key root.key -out root.crt -subj "$B/O=Mosquitto Project/OU=Testing/CN=Root CA/" -config openssl.cnf -extensions v3_ca
openssl genrsa -out test-signing-ca.key 2048
openssl req -out s.csr -key test-signing-ca.key -new -config openssl.cnf -subj "$B/O=M/OU=T/CN=Signing CA/"
openssl x509 -req -in s.csr -CA root.crt -CAkey root.key -CAcreateserial -out test-signing-ca.crt -days 300 -extfile openssl.cnf -extensions v3_ca
for n in server expired revoked; do
openssl genrsa -out $n.key 2048
openssl req -new -key $n.key -out $n.csr -config openssl.cnf -subj "$B/O=Server/OU=Production/CN=$n/"
x=; [ $n = expired ] && x="-startdate 120820000000Z -enddate 120821000000Z"
openssl ca -batch -config openssl.cnf -days 1460 $x -out $n.crt -infiles $n.csr
done
openssl ca -batch -config openssl.cnf -name CA_default -revoke revoked.crt
openssl ca -batch -config openssl.cnf -name CA_default -gencrl -out crl.pem
cat test-signing-ca.crt root.crt > all-ca.crt
openssl rehash . >/dev/null
openssl verify -CAfile all-ca.crt server.crt expired.crt
openssl verify -CAfile all-ca.crt -CRLfile crl.pem -crl_check revoked.crt
cat crl.pem all-ca.crt > both.pem
openssl verify -CAfile both.pem -crl_check revoked.crt server.crt
