# osslsigncode's makecerts.sh: demoCA for code signing, SPC and PKCS #12 of the result
mkdir tmp demoCA; touch demoCA/index.txt demoCA/index.txt.attr; echo 1000 > demoCA/serial
cat > c.cnf <<'C'
[ default ]
name = ca
default_ca = CA_default
[ CA_default ]
dir = .
certs = $dir/demoCA
crl_dir = $dir/demoCA
new_certs_dir = $dir/demoCA
database = $dir/demoCA/index.txt
serial = $dir/demoCA/serial
crl = $dir/demoCA/crl.pem
private_key = $dir/demoCA/CA.key
certificate = $dir/tmp/CACert.pem
crl_extensions = crl_ext
default_md = sha256
preserve = no
policy = policy_match
default_startdate = 180101000000Z
default_enddate = 241231000000Z
x509_extensions = v3_req
email_in_dn = yes
default_days = 2200
[ policy_match ]
countryName = match
stateOrProvinceName = optional
localityName = optional
organizationName = match
organizationalUnitName = optional
commonName = supplied
emailAddress = optional
[ req ]
encrypt_key = no
default_bits = 1024
default_md = sha256
string_mask = utf8only
distinguished_name = dn
x509_extensions = ca_ext
[ dn ]
countryName = Country Name (2 letter code)
commonName = Common Name
[ ca_ext ]
basicConstraints = critical, CA:true
subjectKeyIdentifier = hash
keyUsage = critical, cRLSign, digitalSignature, keyCertSign
[ v3_req ]
basicConstraints = CA:FALSE
subjectKeyIdentifier = hash
extendedKeyUsage = codeSigning
crlDistributionPoints = URI:http://127.0.0.1:19254/intermediateCA
[ crl_ext ]
authorityKeyIdentifier = keyid:always
C
openssl genrsa -out demoCA/CA.key 1024
openssl req -config c.cnf -new -x509 -days 1461 -key demoCA/CA.key -out tmp/CACert.pem -subj "/C=PL/O=osslsigncode/OU=Root CA/CN=CA/emailAddress=CA@example.com"
openssl genrsa -des3 -out demoCA/private.key -passout pass:passme 1024
openssl rsa -in demoCA/private.key -passin pass:passme -out tmp/key.pem
openssl req -config c.cnf -new -key demoCA/private.key -passin pass:passme -out demoCA/cert.csr -subj "/C=PL/ST=Mazovia Province/L=Warsaw/O=osslsigncode/OU=CA/CN=localhost/emailAddress=osslsigncode@example.com"
openssl ca -config c.cnf -batch -in demoCA/cert.csr -out demoCA/cert.cer
openssl x509 -in demoCA/cert.cer -out tmp/cert.pem
openssl rsa -in tmp/key.pem -outform DER -out tmp/key.der -passout pass:passme
openssl rsa -in tmp/key.pem -outform PVK -pvk-none -out tmp/key.pvk
openssl x509 -in tmp/cert.pem -outform DER -out tmp/cert.der
openssl crl2pkcs7 -nocrl -certfile tmp/cert.pem -certfile tmp/CACert.pem -outform DER -out tmp/cert.spc
openssl pkcs12 -export -in tmp/cert.pem -inkey tmp/key.pem -out tmp/cert.p12 -passout pass:passme
openssl pkcs12 -export -in tmp/cert.pem -inkey tmp/key.pem -certfile tmp/CACert.pem -out tmp/legacy.p12 -passout pass:passme -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES
openssl ca -config c.cnf -revoke demoCA/cert.cer -crl_compromise 20190922000000Z
openssl ca -config c.cnf -gencrl -crldays 8766 -out tmp/crl.pem
openssl crl -in tmp/crl.pem -noout -text | grep -A5 Reason
openssl x509 -in tmp/cert.pem -noout -dates
