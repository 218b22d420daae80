# OpenVPN's gen-sample-keys.sh and pkitool, without elliptic curves and DSA
mkdir -p sample-ca; touch sample-ca/index.txt; echo 01 > sample-ca/serial
cat > openssl.cnf <<'C'
[ ca ]
default_ca	= CA_default
[ CA_default ]
dir		= sample-ca
certs		= $dir
crl_dir		= $dir
database	= $dir/index.txt
new_certs_dir	= $dir
certificate	= $dir/ca.crt
serial		= $dir/serial
crl		= $dir/crl.pem
private_key	= $dir/ca.key
RANDFILE	= $dir/.rand
x509_extensions	= basic_exts
crl_extensions	= crl_ext
default_days	= 3650
default_crl_days= 3650
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
default_bits		= 1024
default_keyfile 	= privkey.pem
default_md		= sha256
distinguished_name	= cn_only
x509_extensions		= easyrsa_ca
[ cn_only ]
commonName		= Common Name (eg: your user, host, or server name)
commonName_max		= 64
commonName_default	= changeme
[ basic_exts ]
basicConstraints	= CA:FALSE
subjectKeyIdentifier	= hash
authorityKeyIdentifier	= keyid,issuer:always
[ easyrsa_ca ]
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always,issuer:always
basicConstraints = CA:true
keyUsage = cRLSign, keyCertSign
[ crl_ext ]
authorityKeyIdentifier=keyid:always,issuer:always
[ server ]
basicConstraints=CA:FALSE
nsCertType = server
nsComment = "OpenSSL Generated Server Certificate"
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid,issuer:always
extendedKeyUsage=serverAuth
keyUsage = digitalSignature, keyEncipherment
C
S=/C=KG/ST=NA/O=OpenVPN-TEST; E=emailAddress=me@myhost.mydomain
openssl req -new -newkey rsa:1024 -days 3650 -nodes -x509 -extensions easyrsa_ca -keyout sample-ca/ca.key -out sample-ca/ca.crt -subj "/C=KG/ST=NA/L=BISHKEK/O=OpenVPN-TEST/$E" -config openssl.cnf
openssl req -new -nodes -config openssl.cnf -extensions server -keyout sample-ca/server.key -out sample-ca/server.csr -subj "$S/CN=Test-Server/$E"
openssl ca -batch -config openssl.cnf -extensions server -out sample-ca/server.crt -in sample-ca/server.csr
for n in client revoked; do openssl req -new -nodes -config openssl.cnf -keyout sample-ca/$n.key -out sample-ca/$n.csr -subj "$S/CN=$n/name=EasyRSA/$E"; openssl ca -batch -config openssl.cnf -out sample-ca/$n.crt -in sample-ca/$n.csr; done
openssl rsa -aes256 -passout pass:password -in sample-ca/client.key -out sample-ca/client-pass.key
openssl pkcs12 -export -nodes -password pass:password -out sample-ca/client.p12 -inkey sample-ca/client.key -in sample-ca/client.crt -certfile sample-ca/ca.crt
openssl ca -config openssl.cnf -revoke sample-ca/revoked.crt; openssl ca -config openssl.cnf -gencrl -out sample-ca/ca.crl
cat sample-ca/ca.crt sample-ca/ca.crl > test.pem; openssl verify -CAfile test.pem -crl_check sample-ca/revoked.crt; openssl verify -CAfile test.pem -crl_check sample-ca/client.crt
KEY_CN=x openssl req -nodes -new -newkey rsa:1024 -keyout p.key -out p.csr -config openssl.cnf -batch -days 30 -text; openssl req -in p.csr -noout -subject -verify
