# OpenStack: Octavia's dual CA, devstack's tls library, TripleO's overcloud
for c in client_ca server_ca; do mkdir $c; (cd $c; mkdir certs crl newcerts private; touch index.txt; echo 1000 > serial
mkdir -p int/{certs,crl,newcerts,private}; touch int/index.txt; echo 1000 > int/serial
cat > ../openssl.cnf <<'C'
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = ./
certs = $dir/certs
crl_dir = $dir/crl
new_certs_dir = $dir/newcerts
database = $dir/index.txt
serial = $dir/serial
RANDFILE = $dir/private/.rand
private_key = $dir/private/ca.key.pem
certificate = $dir/certs/ca.cert.pem
name_opt = ca_default
cert_opt = ca_default
default_days = 3650
default_md = sha256
preserve = no
policy = policy_strict
[ CA_intermediate ]
dir = ./int
certs = $dir/certs
new_certs_dir = ./newcerts
database = $dir/index.txt
serial = $dir/serial
private_key = ./private/ca.key.pem
certificate = ./certs/ca.cert.pem
crlnumber = $dir/crlnumber
crl = $dir/crl/x.pem
crl_extensions = crl_ext
default_crl_days = 3650
default_md = sha256
name_opt = ca_default
cert_opt = ca_default
default_days = 3650
preserve = no
policy = policy_strict
[ policy_strict ]
countryName = match
stateOrProvinceName = match
organizationName = match
organizationalUnitName = optional
commonName = supplied
emailAddress = optional
[ req ]
default_bits = 1024
distinguished_name = req_distinguished_name
string_mask = utf8only
default_md = sha256
x509_extensions = v3_ca
[ req_distinguished_name ]
countryName = Country Name (2 letter code)
countryName_default = US
[ v3_ca ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer
basicConstraints = critical, CA:true
keyUsage = critical, digitalSignature, cRLSign, keyCertSign
[ v3_intermediate_ca ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, digitalSignature, cRLSign, keyCertSign
[ usr_cert ]
basicConstraints = CA:FALSE
nsCertType = client, email
nsComment = "OpenSSL Generated Client Certificate"
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer
keyUsage = critical, nonRepudiation, digitalSignature, keyEncipherment
extendedKeyUsage = clientAuth, emailProtection
C
P=pass:not-secure-passphrase; S=/C=US/ST=Oregon/L=Corvallis/O=OpenStack/OU=Octavia
openssl genrsa -aes128 -out private/ca.key.pem -passout $P 1024; chmod 400 private/ca.key.pem
openssl req -config ../openssl.cnf -key private/ca.key.pem -new -x509 -sha256 -extensions v3_ca -days 7300 -out certs/ca.cert.pem -subj "$S/CN=RootCA" -passin $P
openssl genrsa -aes128 -out int/private/k.pem -passout $P 1024
openssl req -config ../openssl.cnf -key int/private/k.pem -new -sha256 -out int/i.csr -subj "$S/CN=IntermediateCA" -passin $P
openssl ca -config ../openssl.cnf -name CA_intermediate -extensions v3_intermediate_ca -days 3650 -notext -md sha256 -in int/i.csr -out int/certs/i.pem -passin $P -batch
cat int/certs/i.pem certs/ca.cert.pem > int/chain.pem
openssl req -config ../openssl.cnf -key int/private/k.pem -new -sha256 -out c.csr -subj "$S/CN=OctaviaController" -passin $P
openssl ca -config ../openssl.cnf -name CA_intermediate -extensions usr_cert -days 1825 -notext -md sha256 -in c.csr -out c.pem -passin $P -batch
openssl rsa -in int/private/k.pem -out cert-and-key.pem -passin $P; cat c.pem >> cert-and-key.pem
openssl verify -CAfile int/chain.pem cert-and-key.pem
openssl verify -CAfile int/chain.pem int/certs/i.pem); done
