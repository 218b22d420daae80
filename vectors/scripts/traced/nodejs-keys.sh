cat > agent.cnf <<'E'
[ req ]
default_bits           = 2048
days                   = 99999
distinguished_name     = req_distinguished_name
attributes             = req_attributes
prompt                 = no
x509_extensions	       = v3_ca
[ req_distinguished_name ]
C                      = US
ST                     = CA
CN                     = agent1
emailAddress           = ry@tinyclouds.org
[ req_attributes ]
challengePassword      = A challenge password
[ v3_ca ]
authorityInfoAccess = @issuer_info
[ issuer_info ]
OCSP;URI.0 = http://ocsp.nodejs.org/
caIssuers;URI.0 = http://ca.nodejs.org/ca.cert
E
cat > ca.cnf <<'E'
[ ca ]
default_ca             = CA_default
[ CA_default ]
serial                 = ca1-serial
crl                    = ca1-crl.pem
database               = ca1-database.txt
name_opt               = CA_default
cert_opt               = CA_default
default_crl_days       = 9999
default_md             = sha512
private_key = ca1.key
certificate = ca1.crt
[ req ]
default_bits           = 2048
days                   = 99999
distinguished_name     = dn
attributes             = req_attributes
prompt                 = no
output_password        = password
x509_extensions	       = v3_ca
[ dn ]
C                      = US
CN                     = ca1
[ req_attributes ]
challengePassword      = A challenge password
[ v3_ca ]
basicConstraints       = CA:TRUE
E
touch ca1-database.txt; echo 'unique_subject = yes' > ca1-database.txt.attr; 
openssl req -new -x509 -days 99999 -config ca.cnf -keyout ca1.key -out ca1.crt
openssl genrsa -out a.key 2048
openssl req -new -config agent.cnf -key a.key -out a.csr
openssl x509 -req -extfile agent.cnf -extensions v3_ca -days 99999 -passin "pass:password" -in a.csr -CA ca1.crt -CAkey ca1.key -CAcreateserial -out a.crt
openssl verify -CAfile ca1.crt a.crt
openssl pkcs12 -export -descert -in a.crt -inkey a.key -certfile ca1.crt -out a.pfx -password pass:sample
openssl ca -gencrl -keyfile ca1.key -cert ca1.crt -config ca.cnf -out crl.pem -passin pass:password
openssl req -x509 -days 99999 -newkey rsa:1024 -nodes -config agent.cnf -keyout s.key -out s.crt
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:16 -out pss.pem
openssl pkey -in pss.pem -pubout -out psspub.pem
openssl genrsa -out p.pem 2048; openssl rsa -in p.pem -outform DER -out p.der; openssl rsa -in p.pem -aes128 -passout 'pass:password' -out e.pem
openssl rsa -in p.pem -RSAPublicKey_out -out rp.pem
openssl pkcs8 -in p.pem -topk8 -outform PEM -v2 aes-256-cbc -v2prf hmacWithSHA1 -passout pass:x123 -out m.pem
openssl pkcs8 -in p.pem -topk8 -v2 des3 -passout pass:x123 -out m3.pem
