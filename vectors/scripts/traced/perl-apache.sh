# Apache::TestSSLCA, mod_ssl's and Subversion's tests: attributes and mail addresses in names, many client certificates, encrypted keys
mkdir -p ca/{keys,newcerts,certs,crl,export,csr,conf,serial,index,proxy}; 
cnf() { cat <<C
mail = test-dev@httpd.apache.org
CN = $1
[ req ]
distinguished_name     = req_distinguished_name
attributes             = req_attributes
prompt                 = no
default_bits           = 1024
output_password        = httpd
[ req_distinguished_name ]
C                      = US
ST                     = California
L                      = San Francisco
O                      = ASF
OU                     = httpd-test
CN                     = \$CN
emailAddress           = \$mail
[ req_attributes ]
challengePassword      = httpd
[ ca ]
default_ca	       = CA_default
[ CA_default ]
certs            = ca/certs
new_certs_dir    = ca/newcerts
crl_dir          = ca/crl
database         = ca/index.txt
serial           = ca/serial.txt
certificate      = ca/certs/ca.crt
crl              = ca/crl/ca-bundle.crl
private_key      = ca/keys/ca.pem
default_days     = 365
default_crl_days = 365
default_md       = sha256
preserve         = no
[ policy_anything ]
countryName		= optional
stateOrProvinceName	= optional
localityName		= optional
organizationName	= optional
organizationalUnitName	= optional
commonName		= supplied
emailAddress		= optional
[ client_ok_ext ]
nsComment = This Is A Comment
1.3.6.1.4.1.18060.12.0 = DER:0c064c656d6f6e73
subjectAltName = email:\$mail
[ server_ext ]
subjectAltName = DNS:\$CN, otherName:msUPN;UTF8:x, otherName:1.3.6.1.5.5.7.8.7;IA5STRING:_https.\$CN
C
}
cnf ca > ca.cnf; touch ca/index.txt; echo 01 > ca/serial.txt; date > r1
openssl genrsa -rand r1 -aes128 -passout pass:httpd -out ca/keys/ca.pem 1024; openssl req -new -x509 -key ca/keys/ca.pem -passin pass:httpd -config ca.cnf -out ca/certs/ca.crt -days 365
for n in server client_ok client_revoked; do cnf $n > $n.cnf; openssl genrsa -out ca/keys/$n.pem 1024; openssl req -new -passin pass:httpd -passout pass:httpd -key ca/keys/$n.pem -config $n.cnf -out ca/csr/$n.csr
case $n in server) e="-extensions server_ext";; client_ok) e="-extensions client_ok_ext";; *) e=;; esac; openssl ca -passin pass:httpd -config $n.cnf -policy policy_anything -days 365 -batch $e -in ca/csr/$n.csr -out ca/certs/$n.crt; done
openssl ca -passin pass:httpd -config ca.cnf -revoke ca/certs/client_revoked.crt; openssl ca -passin pass:httpd -gencrl -config ca.cnf -crldays 365 -out ca/crl/ca-bundle.crl; ln -s ca-bundle.crl ca/crl/$(openssl crl -noout -hash < ca/crl/ca-bundle.crl).r0; ls ca/crl
openssl rsa -in ca/keys/server.pem -passin pass:httpd -out d.pem; openssl pkcs12 -export -in ca/certs/client_ok.crt -inkey ca/keys/client_ok.pem -out c.p12 -passin pass:httpd -passout pass:httpd; openssl x509 -noout -text -in ca/certs/client_ok.crt | grep -A1 -E 'Comment|18060'; openssl req -in ca/csr/server.csr -noout -text | grep -A2 Attributes; cut -f1,4,6 ca/index.txt
openssl rsa -in ca/keys/server.pem -des3 -passout pass:httpd -traditional -out enc.pem; cat enc.pem | grep -c DEK; openssl x509 -noout -in ca/certs/server.crt -ext subjectAltName; openssl verify -CAfile ca/certs/ca.crt ca/certs/client_ok.crt
