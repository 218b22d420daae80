# Azure IoT: the samples' certGen: a root, an intermediate, devices, proof of possession, PFX files and thumbprints.
mkdir -p private certs csr newcerts; rm -f index.txt; touch index.txt; echo 1001 > serial; echo 9999 > serial2
cat > ca.cnf <<'C'
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = .
certs = $dir/certs
new_certs_dir = $dir/newcerts
database = $dir/index.txt
serial = $dir/serial
private_key = $dir/private/root.key.pem
certificate = $dir/certs/root.cert.pem
default_md = sha256
name_opt = ca_default
cert_opt = ca_default
default_days = 375
preserve = no
policy = policy_loose
unique_subject = no
[ policy_loose ]
countryName = optional
organizationName = optional
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
commonName = Common Name
[ v3_ca ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer
basicConstraints = critical, CA:true
keyUsage = critical, digitalSignature, cRLSign, keyCertSign
[ v3_intermediate_ca ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer
basicConstraints = critical, CA:true
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
openssl genrsa -aes256 -passout pass:1234 -out private/root.key.pem 1024
openssl req -new -x509 -config ca.cnf -passin pass:1234 -key private/root.key.pem -subj "/CN=Azure IoT Hub CA Cert Test Only" -days 30 -sha256 -extensions v3_ca -out certs/root.cert.pem
openssl x509 -noout -text -certopt no_serial,no_validity,no_sigdump,no_pubkey -in certs/root.cert.pem
openssl genrsa -aes256 -passout pass:1234 -out private/intermediate.key.pem 1024
openssl req -config ca.cnf -passin pass:1234 -key private/intermediate.key.pem -subj "/CN=Azure IoT Hub Intermediate Cert Test Only" -new -sha256 -out csr/intermediate.csr.pem
openssl ca -batch -config ca.cnf -passin pass:1234 -extensions v3_intermediate_ca -days 30 -notext -md sha256 -in csr/intermediate.csr.pem -out certs/intermediate.cert.pem
openssl verify -CAfile certs/root.cert.pem certs/intermediate.cert.pem
cat certs/intermediate.cert.pem certs/root.cert.pem > certs/chain.cert.pem
for name in device-01 "106A5SD242AF512B3498BD6098C4941E66R34H268DDB3288"; do
  openssl genrsa -out private/$name.key.pem 1024
  openssl req -config ca.cnf -key private/$name.key.pem -subj "/CN=$name" -new -sha256 -out csr/$name.csr.pem
  openssl ca -batch -config ca.cnf -passin pass:1234 -keyfile private/intermediate.key.pem -cert certs/intermediate.cert.pem -extensions usr_cert -days 30 -notext -md sha256 -in csr/$name.csr.pem -out certs/$name.cert.pem
  openssl verify -CAfile certs/chain.cert.pem certs/$name.cert.pem
  openssl x509 -in certs/$name.cert.pem -noout -fingerprint -sha256 | sed 's/:.*//'
  cat certs/$name.cert.pem certs/chain.cert.pem > certs/$name-full.pem
  openssl pkcs12 -in certs/$name-full.pem -inkey private/$name.key.pem -password pass:1234 -export -out certs/$name.pfx
  openssl pkcs12 -in certs/$name.pfx -passin pass:1234 -noout -info
  openssl pkcs12 -in certs/$name.pfx -passin pass:wrong -noout
done
openssl ca -batch -config ca.cnf -passin pass:wrong -extensions usr_cert -in csr/device-01.csr.pem -out certs/x.pem
openssl x509 -in certs/device-01.cert.pem -checkend 0 -noout || echo ended
openssl x509 -in certs/device-01.cert.pem -checkend 99999999 || echo ends
# Self-signed devices with two thumbprints.
for which in primary secondary; do
  openssl req -newkey rsa:1024 -nodes -keyout $which.key -x509 -days 30 -out $which.pem -subj "/CN=device-$which"
  openssl x509 -noout -fingerprint -sha1 -inform pem -in $which.pem | cut -d= -f1
done
cut -f 1,4,6 index.txt; cat serial
