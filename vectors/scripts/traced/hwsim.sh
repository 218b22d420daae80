# hostap's tests/hwsim/auth_serv: OCSP caches with answers of all kinds, serial by -create_serial, DH parameters
mkdir -p d/demoCA/{certs,crl,newcerts,private}; touch d/demoCA/index.txt
sed 's#@@@#d/demoCA#' > o.cnf <<'C'
HOME			= .
[ ca ]
default_ca	= CA_default
[ CA_default ]
dir		= ./@@@
certs		= $dir/certs
database	= $dir/index.txt
unique_subject	= no
new_certs_dir	= $dir/newcerts
certificate	= $dir/cacert.pem
serial		= $dir/serial
crlnumber	= $dir/crlnumber
crl		= $dir/crl.pem
private_key	= $dir/private/cakey.pem
x509_extensions	= ext_client
name_opt	= ca_default
cert_opt	= ca_default
copy_extensions = copy
default_days	= 365
default_crl_days= 30
default_md	= sha256
preserve	= no
policy		= policy_match
[ policy_match ]
countryName		= match
stateOrProvinceName	= optional
organizationName	= match
organizationalUnitName	= optional
commonName		= supplied
emailAddress		= optional
[ req ]
default_bits		= 1024
distinguished_name	= req_distinguished_name
attributes		= req_attributes
x509_extensions	= v3_ca
string_mask = utf8only
[ req_distinguished_name ]
countryName			= Country Name (2 letter code)
countryName_default		= FI
localityName			= Locality Name (eg, city)
localityName_default		= Helsinki
0.organizationName		= Organization Name (eg, company)
0.organizationName_default	= w1.fi
commonName			= Common Name (e.g. server FQDN or YOUR name)
commonName_default = Root CA
commonName_max			= 64
[ req_attributes ]
[ v3_ca ]
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always,issuer
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, cRLSign, keyCertSign
[ ext_client ]
basicConstraints=CA:FALSE
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid,issuer
authorityInfoAccess = OCSP;URI:http://server.w1.fi:8888/
extendedKeyUsage = clientAuth
[ ext_server ]
basicConstraints=critical, CA:FALSE
subjectAltName = critical,DNS:server.w1.fi, dirName:dn
authorityInfoAccess = OCSP;URI:http://server.w1.fi:8888/
extendedKeyUsage = critical, serverAuth
keyUsage = digitalSignature, keyEncipherment
certificatePolicies = 1.3.6.1.4.1.40808.1.3.2
[ dn ]
C=FI
CN=inner
[ v3_OCSP ]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
extendedKeyUsage = OCSPSigning
noCheck = ignored
C
openssl req -config o.cnf -batch -x509 -new -newkey rsa:1024 -nodes -keyout d/demoCA/private/cakey.pem -out d/demoCA/cacert.pem -days 3650
openssl req -config o.cnf -batch -new -newkey rsa:1024 -nodes -keyout s.key -out s.csr -outform PEM -subj "/C=FI/O=w1.fi/CN=server.w1.fi"; openssl ca -config o.cnf -batch -create_serial -in s.csr -out s.pem -extensions ext_server
openssl req -config o.cnf -batch -new -newkey rsa:1024 -nodes -keyout u.key -out u.csr -subj "/C=FI/O=w1.fi/CN=User"; openssl ca -config o.cnf -batch -in u.csr -out u.pem -extensions ext_client -days 30; openssl ca -config o.cnf -batch -keyfile d/demoCA/private/cakey.pem -cert d/demoCA/cacert.pem -in u.csr -out o.pem -extensions v3_OCSP -subj "/C=FI/O=w1.fi/CN=ocsp"
openssl ocsp -CAfile d/demoCA/cacert.pem -issuer d/demoCA/cacert.pem -cert s.pem -reqout req.der -no_nonce; openssl ocsp -index d/demoCA/index.txt -rsigner o.pem -rkey u.key -CA d/demoCA/cacert.pem -resp_no_certs -reqin req.der -respout r1 -ndays 1000; openssl ocsp -index d/demoCA/index.txt -rsigner d/demoCA/cacert.pem -rkey d/demoCA/private/cakey.pem -CA d/demoCA/cacert.pem -resp_no_certs -reqin req.der -respout r2
openssl ca -config o.cnf -revoke s.pem; openssl ocsp -index d/demoCA/index.txt -rsigner o.pem -rkey u.key -CA d/demoCA/cacert.pem -reqin req.der -respout r3 -rmd sha512 -nmin 5; : > empty; openssl ocsp -index empty -rsigner o.pem -rkey u.key -CA d/demoCA/cacert.pem -reqin req.der -respout r4
for r in r1 r2 r3 r4; do openssl ocsp -respin $r -issuer d/demoCA/cacert.pem -cert s.pem -CAfile d/demoCA/cacert.pem -verify_other o.pem; done; openssl x509 -in s.pem -noout -ext subjectAltName,certificatePolicies,extendedKeyUsage; openssl pkcs12 -export -out s.p12 -in s.pem -inkey s.key -passout pass:whatever -certfile d/demoCA/cacert.pem; openssl pkcs12 -export -out extra.p12 -in s.pem -inkey s.key -descert -name server -passout pass:whatever; openssl pkcs8 -topk8 -in s.key -out s8.key -inform PEM -v2 des-ede3-cbc -v2prf hmacWithSHA1 -passout pass:whatever; openssl pkcs8 -in s.key -inform PEM -outform DER -topk8 -nocrypt -out s8.der; openssl pkcs8 -in s8.key -inform PEM -passin pass:whatever -out back.key; head -1 back.key
