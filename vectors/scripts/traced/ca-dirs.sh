# Jamie Nguyen's OpenSSL CA guide, feistyduck cookbook forms
mkdir -p ca/certs ca/crl ca/newcerts ca/private; chmod 700 ca/private; touch ca/index.txt; echo 1000 > ca/serial
cat > ca/openssl.cnf <<E
[ ca ]
default_ca = CA_default
[ CA_default ]
dir               = $PWD/ca
certs             = \$dir/certs
crl_dir           = \$dir/crl
new_certs_dir     = \$dir/newcerts
database          = \$dir/index.txt
serial            = \$dir/serial
RANDFILE          = \$dir/private/.rand
private_key       = \$dir/private/ca.key.pem
certificate       = \$dir/certs/ca.cert.pem
crlnumber         = \$dir/crlnumber
crl               = \$dir/crl/ca.crl.pem
crl_extensions    = crl_ext
default_crl_days  = 30
default_md        = sha256
name_opt          = ca_default
cert_opt          = ca_default
default_days      = 375
preserve          = no
policy            = policy_loose
[ policy_strict ]
countryName             = match
stateOrProvinceName     = match
organizationName        = match
organizationalUnitName  = optional
commonName              = supplied
emailAddress            = optional
[ policy_loose ]
countryName             = optional
commonName              = supplied
[ req ]
default_bits        = 2048
distinguished_name  = req_distinguished_name
string_mask         = utf8only
default_md          = sha256
x509_extensions     = v3_ca
[ req_distinguished_name ]
countryName                     = Country Name (2 letter code)
stateOrProvinceName             = State or Province Name
0.organizationName              = Organization Name
commonName                      = Common Name
countryName_default             = GB
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
[ server_cert ]
basicConstraints = CA:FALSE
nsCertType = server
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer:always
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
[ crl_ext ]
authorityKeyIdentifier=keyid:always
[ ocsp ]
basicConstraints = CA:FALSE
extendedKeyUsage = critical, OCSPSigning
E
openssl genrsa -aes256 -passout pass:secretpassword -out ca/private/ca.key.pem 2048; chmod 400 ca/private/ca.key.pem
openssl req -config ca/openssl.cnf -key ca/private/ca.key.pem -passin pass:secretpassword -new -x509 -days 7300 -sha256 -extensions v3_ca -out ca/certs/ca.cert.pem <<E
GB
England
Alice Ltd
Alice Ltd Root CA
E
openssl genrsa -out i.key 2048
openssl req -config ca/openssl.cnf -new -sha256 -key i.key -out i.csr -subj '/C=GB/ST=England/O=Alice Ltd/CN=Intermediate'
printf 'y\ny\n' | openssl ca -config ca/openssl.cnf -extensions v3_intermediate_ca -policy policy_strict -days 3650 -notext -md sha256 -passin pass:secretpassword -in i.csr -out i.crt
yes | openssl ca -config ca/openssl.cnf -extensions server_cert -days 375 -notext -md sha256 -passin pass:secretpassword -in i.csr -out i2.crt 
openssl req -config ca/openssl.cnf -new -newkey rsa:2048 -nodes -keyout s.key -out s.csr -subj /CN=www.example.com/C=GB
openssl ca -batch -config ca/openssl.cnf -extensions server_cert -md sha256 -passin pass:secretpassword -in s.csr -out s.crt
openssl ca -config ca/openssl.cnf -passin pass:secretpassword -gencrl -out ca/crl/1.pem
echo 1000 > ca/crlnumber
openssl ca -config ca/openssl.cnf -passin pass:secretpassword -gencrl -out ca/crl/1.pem
openssl ca -config ca/openssl.cnf -passin pass:secretpassword -revoke s.crt -crl_reason keyCompromise; openssl ca -config ca/openssl.cnf -passin pass:secretpassword -revoke s.crt; echo $?
openssl ca -config ca/openssl.cnf -passin pass:secretpassword -gencrl -out ca/crl/2.pem -crldays 5 -crlhours 3
openssl ca -config ca/openssl.cnf -passin pass:secretpassword -status 1000;  openssl ca -config ca/openssl.cnf -passin pass:secretpassword -updatedb
openssl ca -config ca/openssl.cnf -passin pass:wrong -gencrl; openssl ca -config nosuch -gencrl; openssl ca -batch -config ca/openssl.cnf -passin pass:secretpassword -in nosuch; openssl ca -batch -config ca/openssl.cnf -passin pass:secretpassword -in s.csr -out z.crt -subj /O=nocn
openssl crl -in ca/crl/2.pem -noout -nextupdate -lastupdate -issuer -crlnumber -hash -fingerprint | sed 's/[0-9]/9/g' | cut -c1-30; openssl crl -in ca/crl/2.pem -CAfile ca/certs/ca.cert.pem -noout; openssl crl -in ca/crl/2.pem -outform DER | openssl crl -inform DER -noout -text | grep -A3 Reason; openssl crl -in ca/crl/2.pem -noout -verify; openssl crl -noout < ca/crl/2.pem
cat ca/certs/ca.cert.pem ca/crl/2.pem > both
openssl verify -crl_check -CAfile both s.crt; openssl verify -crl_check_all -CAfile both i2.crt; openssl verify -crl_check -CAfile ca/certs/ca.cert.pem i2.crt; openssl verify -crl_check -CAfile ca/certs/ca.cert.pem -CRLfile ca/crl/2.pem i2.crt s.crt
openssl ca -config ca/openssl.cnf -selfsign -keyfile i.key -in i.csr -extensions v3_ca -batch -out selfs.crt -days 3 -subj '/C=GB/CN=over' -notext
openssl ca -batch -config ca/openssl.cnf -passin pass:secretpassword -ss_cert ca/certs/ca.cert.pem -notext -out ss.crt
openssl ca -batch -config ca/openssl.cnf -passin pass:secretpassword -startdate 20260101000000Z -enddate 20270101000000Z -infiles s.csr i.csr > multi.txt
openssl ca -batch -rand_serial -config ca/openssl.cnf -passin pass:secretpassword -outdir . -in <(openssl req -new -key s.key -subj /CN=x -config ca/openssl.cnf) -out r.crt
