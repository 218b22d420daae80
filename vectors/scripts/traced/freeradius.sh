cat > server.cnf <<'E'
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = ./
certs = $dir
crl_dir = $dir/crl
database = $dir/index.txt
new_certs_dir = $dir
certificate = $dir/ca.pem
serial = $dir/serial
crl = $dir/crl.pem
private_key = $dir/ca.key
RANDFILE = $dir/.rand
name_opt = ca_default
cert_opt = ca_default
default_days = 60
default_crl_days = 30
default_md = sha256
preserve = no
policy = policy_match
copy_extensions = copy
[ policy_match ]
countryName = match
stateOrProvinceName = match
organizationName = match
organizationalUnitName = optional
commonName = supplied
emailAddress = optional
[ req ]
prompt = no
distinguished_name = server
default_bits = 2048
input_password = whatever
output_password = whatever
req_extensions = v3_req
x509_extensions = v3_ca
[server]
countryName = FR
stateOrProvinceName = Radius
localityName = Somewhere
organizationName = Example Inc.
emailAddress = admin@example.org
commonName = "Example Server Certificate"
[ v3_req ]
basicConstraints = CA:FALSE
subjectAltName = @alt_names
[alt_names]
DNS.1 = radius.example.com
otherName.0 = 1.3.6.1.5.5.7.8.8;FORMAT:UTF8,UTF8:*.example.com
[v3_ca]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
basicConstraints = critical,CA:true
crlDistributionPoints = URI:http://www.example.org/example_ca.crl
[ xpserver_ext]
extendedKeyUsage = 1.3.6.1.5.5.7.3.1
crlDistributionPoints = URI:http://www.example.com/example_ca.crl
certificatePolicies = 1.3.6.1.4.1.40808.1.3.2
E
sed 's/commonName = "Example.*/commonName = "CA"/' server.cnf > ca.cnf
openssl req -new -x509 -keyout ca.key -out ca.pem -days 60 -config ./ca.cnf -passin pass:'whatever' -passout pass:'whatever'
touch index.txt; echo '01' > serial
openssl x509 -inform PEM -outform DER -in ca.pem -out ca.der
openssl req -new  -out server.csr -keyout server.key -config ./server.cnf
openssl ca -batch -keyfile ca.key -cert ca.pem -in server.csr  -key 'whatever' -out server.crt -extensions xpserver_ext -extfile server.cnf -config ./server.cnf
openssl pkcs12 -export -in server.crt -inkey server.key -out server.p12  -passin pass:'whatever' -passout pass:'whatever'
openssl pkcs12 -in server.p12 -out server.pem -passin pass:'whatever' -passout pass:'whatever'
openssl verify -CAfile ca.pem server.pem
openssl ca -gencrl -keyfile ca.key -cert ca.pem -config ./ca.cnf -out ca.crl -key 'whatever'
openssl crl -in ca.crl -outform der -out cader.crl
openssl x509 -noout -text -in server.crt | grep -c Policies
