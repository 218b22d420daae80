# Erlang/OTP's make_certs and RabbitMQ's tls-gen: CAs by configurations written for each call, names by the environment.
make_dirs() { mkdir -p $1/{private,newcerts,crl}; : > $1/index.txt; : > $1/index.txt.attr; echo ${2:-01} > $1/serial; echo 01 > $1/crlnumber; }
req_cnf() { cat > $1/req.cnf <<C
[req]
input_password = secret
default_bits = 1024
RANDFILE = $PWD/RAND
encrypt_key = no
default_md = sha256
string_mask = pkix
x509_extensions = ca_ext
prompt = no
distinguished_name = name
[name]
commonName = $2
localityName = Stockholm
countryName = SE
emailAddress = peter@erix.ericsson.se
organizationName = erlang
organizationalUnitName = Erlang OTP
[ca_ext]
basicConstraints = critical, CA:true
keyUsage = cRLSign, keyCertSign
subjectKeyIdentifier = hash
subjectAltName = email:copy
C
}
ca_cnf() { cat > $1/ca.cnf <<C
[ca]
default_ca = ca
[ca]
dir = $PWD/$1
certs = \$dir/certs
crl_dir = \$dir/crl
database = \$dir/index.txt
new_certs_dir = \$dir/newcerts
certificate = \$dir/cert.pem
serial = \$dir/serial
crl = \$dir/crl.pem
crlnumber = \$dir/crlnumber
private_key = \$dir/private/key.pem
RANDFILE = \$dir/private/RAND
x509_extensions = user_cert
crl_extensions = crl_ext
unique_subject = no
default_days = 30
default_md = sha256
default_crl_days = 30
preserve = no
policy = match
[match]
commonName = supplied
localityName = optional
countryName = match
emailAddress = supplied
organizationName = match
organizationalUnitName = optional
[crl_ext]
authorityKeyIdentifier=keyid:always,issuer:always
[user_cert]
basicConstraints = CA:false
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer:always
subjectAltName = DNS.1:$HOSTNAME,email:copy
issuerAltName = issuer:copy
[ca_cert]
basicConstraints = critical,CA:true
keyUsage = cRLSign, keyCertSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
subjectAltName = email:copy
issuerAltName = issuer:copy
C
}
make_dirs erlangCA; req_cnf erlangCA erlangCA; ca_cnf erlangCA
openssl req -new -x509 -config erlangCA/req.cnf -keyout erlangCA/private/key.pem -outform PEM -out erlangCA/cert.pem
make_dirs otpCA; req_cnf otpCA otpCA; ca_cnf otpCA
openssl req -new -config otpCA/req.cnf -keyout otpCA/private/key.pem -out otpCA/req.pem
openssl ca -batch -notext -config erlangCA/ca.cnf -extensions ca_cert -in otpCA/req.pem -out otpCA/cert.pem
cat otpCA/cert.pem erlangCA/cert.pem > otpCA/cacerts.pem
for user in server client revoked a.server; do
  mkdir -p $user; req_cnf $user $user
  openssl genrsa -out $user/key.pem 1024
  openssl req -new -config $user/req.cnf -key $user/key.pem -out $user/req.pem
  openssl ca -batch -notext -config otpCA/ca.cnf -extensions user_cert -in $user/req.pem -out $user/cert.pem
  openssl verify -CAfile otpCA/cacerts.pem $user/cert.pem
done
openssl ca -config otpCA/ca.cnf -revoke revoked/cert.pem -crl_reason keyCompromise
openssl ca -config otpCA/ca.cnf -gencrl -crlhours 24 -out otpCA/crl.pem
openssl ca -config erlangCA/ca.cnf -gencrl -crlhours 24 -out erlangCA/crl.pem
openssl crl -in otpCA/crl.pem -noout -text | grep -A3 'Revoked'
for user in server revoked; do openssl verify -crl_check_all -CRLfile otpCA/crl.pem -CRLfile erlangCA/crl.pem -CAfile otpCA/cacerts.pem $user/cert.pem; done
openssl rehash otpCA || true
openssl rsa -in server/key.pem -des3 -passout pass:abcde -out server/key-enc.pem; head -1 server/key-enc.pem
# tls-gen: one configuration, whose names come from the environment.
cat > openssl.cnf <<'C'
common_name = $ENV::COMMON_NAME
client_alt_name = $ENV::CLIENT_ALT_NAME
server_alt_name = $ENV::SERVER_ALT_NAME
[ ca ]
default_ca = test_root_ca
[ test_root_ca ]
root_ca_dir = $ENV::CA_DIR
certificate = $root_ca_dir/cacert.pem
database = $root_ca_dir/index.txt
new_certs_dir = $root_ca_dir/certs
private_key = $root_ca_dir/private/cakey.pem
serial = $root_ca_dir/serial
default_crl_days = 7
default_days = 30
default_md = sha256
policy = test_root_ca_policy
x509_extensions = certificate_extensions
[ test_root_ca_policy ]
commonName = supplied
stateOrProvinceName = optional
organizationName = optional
[ certificate_extensions ]
basicConstraints = CA:false
[ req ]
default_bits = 1024
default_md = sha256
prompt = yes
distinguished_name = root_ca_distinguished_name
x509_extensions = root_ca_extensions
[ root_ca_distinguished_name ]
commonName = hostname
[ client_alt_names ]
DNS.1 = $common_name
DNS.2 = $client_alt_name
DNS.3 = localhost
[ server_alt_names ]
DNS.1 = $common_name
DNS.2 = $server_alt_name
DNS.3 = localhost
[ root_ca_extensions ]
basicConstraints = critical,CA:true
keyUsage = keyCertSign, cRLSign
subjectKeyIdentifier = hash
[ client_extensions ]
basicConstraints = CA:false
keyUsage = digitalSignature,keyEncipherment
extendedKeyUsage = clientAuth
subjectAltName = @client_alt_names
[ server_extensions ]
basicConstraints = CA:false
keyUsage = digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = @server_alt_names
crlDistributionPoints = URI:http://crl-server:8000/basic.crl
C
mkdir -p testca/{certs,private}; : > testca/index.txt; echo 01 > testca/serial
openssl req -x509 -config openssl.cnf -newkey rsa:1024 -days 30 -out testca/cacert.pem -keyout testca/private/cakey.pem -outform PEM -subj /CN=TLSGenSelfSignedtRootCA/L=x/ -nodes
export COMMON_NAME=rabbit CLIENT_ALT_NAME=client.rabbit SERVER_ALT_NAME=server.rabbit CA_DIR=testca
openssl req -x509 -config openssl.cnf -newkey rsa:1024 -days 30 -out testca/cacert.pem -keyout testca/private/cakey.pem -outform PEM -subj /CN=TLSGenSelfSignedtRootCA/L=x/ -nodes
openssl x509 -in testca/cacert.pem -out testca/cacert.cer -outform DER
for peer in client server; do
  openssl genpkey -algorithm RSA -outform PEM -out $peer.key -pkeyopt rsa_keygen_bits:1024
  openssl req -config openssl.cnf -new -key $peer.key -keyout $peer.pem -out $peer.req -outform PEM -subj /CN=rabbit/O=$peer/L=x/ -nodes
  openssl ca -config openssl.cnf -days 30 -cert testca/cacert.pem -keyfile testca/private/cakey.pem -in $peer.req -out $peer.crt -outdir testca/certs -notext -batch -extensions ${peer}_extensions
  openssl pkcs12 -export -out $peer.p12 -in $peer.crt -inkey $peer.key -passout pass:bunnies
  openssl pkcs12 -in $peer.p12 -passin pass:bunnies -nodes -info 2>&1 | grep -E '^(MAC:|PKCS7|Shrouded|subject|issuer)'
  openssl verify -CAfile testca/cacert.pem $peer.crt; openssl x509 -in $peer.crt -noout -ext subjectAltName,extendedKeyUsage
done
cat testca/serial; cut -f 1,4,6 testca/index.txt
