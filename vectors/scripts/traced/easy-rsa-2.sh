# OpenVPN Access Server and pfSense notes, tls-verify, pkitool (easy-rsa 2), build-key-pass, inherit-inter, revoke-full
export KEY_DIR=$PWD/keys KEY_SIZE=2048 KEY_COUNTRY=US KEY_PROVINCE=CA KEY_CITY=SF KEY_ORG=Fort KEY_EMAIL=me@x KEY_OU=u KEY_CN="" KEY_NAME=EasyRSA PKCS11_MODULE_PATH=x PKCS11_PIN=1; mkdir keys; : > keys/index.txt; echo 01 > keys/serial
cat > openssl-1.0.0.cnf <<'C'
HOME			= .
RANDFILE		= $ENV::HOME/.rnd
openssl_conf		= openssl_init
[ openssl_init ]
oid_section		= new_oids
engines			= engine_section
[ new_oids ]
[ ca ]
default_ca	= CA_default
[ CA_default ]
dir		= $ENV::KEY_DIR
certs		= $dir
crl_dir		= $dir
database	= $dir/index.txt
new_certs_dir	= $dir
certificate	= $dir/ca.crt
serial		= $dir/serial
crl		= $dir/crl.pem
private_key	= $dir/ca.key
RANDFILE	= $dir/.rand
x509_extensions	= usr_cert
default_days	= 3650
default_crl_days= 30
default_md	= sha256
preserve	= no
policy		= policy_anything
[ policy_anything ]
countryName		= optional
stateOrProvinceName	= optional
localityName		= optional
organizationName	= optional
organizationalUnitName	= optional
commonName		= supplied
name			= optional
emailAddress		= optional
[ req ]
default_bits		= $ENV::KEY_SIZE
default_keyfile 	= privkey.pem
default_md		= sha256
distinguished_name	= req_distinguished_name
attributes		= req_attributes
x509_extensions	= v3_ca
string_mask = nombstr
[ req_distinguished_name ]
countryName			= Country Name (2 letter code)
countryName_default		= $ENV::KEY_COUNTRY
countryName_min			= 2
countryName_max			= 2
stateOrProvinceName		= State
stateOrProvinceName_default	= $ENV::KEY_PROVINCE
0.organizationName		= Org
0.organizationName_default	= $ENV::KEY_ORG
commonName			= Common Name
commonName_max			= 64
name				= Name
emailAddress			= Email Address
emailAddress_default		= $ENV::KEY_EMAIL
commonName_default = $ENV::KEY_CN
name_default = $ENV::KEY_NAME
[ req_attributes ]
challengePassword		= A challenge password
challengePassword_min		= 4
challengePassword_max		= 20
unstructuredName		= An optional company name
[ usr_cert ]
basicConstraints=CA:FALSE
nsComment			= "Easy-RSA Generated Certificate"
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid,issuer:always
extendedKeyUsage=clientAuth
keyUsage = digitalSignature
[ server ]
basicConstraints=CA:FALSE
nsCertType			= server
nsComment			= "Easy-RSA Generated Server Certificate"
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid,issuer:always
extendedKeyUsage=serverAuth
keyUsage = digitalSignature, keyEncipherment
subjectAltName=$ENV::KEY_ALTNAMES
[ v3_ca ]
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always,issuer:always
basicConstraints = CA:true
[ crl_ext ]
authorityKeyIdentifier=keyid:always,issuer:always
[ engine_section ]
C
export KEY_CONFIG=$PWD/openssl-1.0.0.cnf KEY_ALTNAMES=DNS:server; cd keys; KEY_CN="Fort CA" openssl req -batch -days 3650 -nodes -new -newkey rsa:2048 -sha256 -x509 -keyout ca.key -out ca.crt -config $KEY_CONFIG; KEY_CN=server openssl req -batch -nodes -new -newkey rsa:2048 -keyout s.key -out s.csr -extensions server -config $KEY_CONFIG; KEY_CN=server openssl ca -batch -days 30 -out s.crt -in s.csr -extensions server -config $KEY_CONFIG; KEY_CN=c openssl req -batch -passout pass:1234 -new -newkey rsa:2048 -keyout c.key -out c.csr -config $KEY_CONFIG; KEY_CN=c openssl ca -batch -days 30 -out c.crt -in c.csr -config $KEY_CONFIG; openssl pkcs12 -export -inkey c.key -in c.crt -certfile ca.crt -out c.p12 -passin pass:1234 -passout pass:x; openssl x509 -in s.crt -noout -text | grep -A1 'Netscape\|Alternative\|DirName'; openssl ca -revoke c.crt -config $KEY_CONFIG; openssl ca -gencrl -out crl.pem -config $KEY_CONFIG; cat ca.crt crl.pem > rt.pem; openssl verify -CAfile rt.pem -crl_check c.crt; openssl rsa -in c.key -passin pass:1234 -des3 -passout pass:n -out c3.key; head -2 c3.key; openssl x509 -in c.crt -subject -noout -nameopt compat; openssl verify -x509_strict -CAfile ca.crt -purpose sslserver s.crt; openssl req -in c.csr -noout -text | grep -A3 Attributes; cut -f1,3- index.txt | cut -c1,30-
