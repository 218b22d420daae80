# Univention's make-certificates.sh: nombstr, passwords in the configuration, `yes ''` as answers, renewal and revocation
mkdir -p ucsCA/{certs,crl,newcerts,private}; echo 01 > ucsCA/serial; touch ucsCA/index.txt
mk() { cat > $1 <<C
path		= .
[ ca ]
default_ca	= CA_default
[ CA_default ]
dir                 = \$path/ucsCA
certs               = \$dir/certs
crl_dir             = \$dir/crl
database            = \$dir/index.txt
new_certs_dir       = \$dir/newcerts
certificate         = \$dir/CAcert.pem
serial              = \$dir/serial
crl                 = \$dir/crl.pem
private_key         = \$dir/private/CAkey.pem
RANDFILE            = \$dir/private/.rand
x509_extensions     = ucsCA_ext
crl_extensions     = crl_ext
default_days        = 1825
default_crl_days    = 30
default_md          = sha256
preserve            = no
policy              = policy_match
[ policy_match ]
countryName		= match
stateOrProvinceName	= supplied
localityName		= optional
organizationName	= supplied
organizationalUnitName	= optional
commonName		= supplied
emailAddress		= optional
[ req ]
default_bits		= 1024
default_keyfile 	= privkey.pem
default_md          = sha256
distinguished_name	= req_distinguished_name
attributes		= req_attributes
x509_extensions		= v3_ca
$2
string_mask = nombstr
req_extensions = v3_req
[ req_distinguished_name ]
countryName			= Country Name (2 letter code)
countryName_default		= DE
countryName_min			= 2
countryName_max			= 2
stateOrProvinceName		= State or Province Name (full name)
stateOrProvinceName_default	= Bremen
localityName			= Locality Name (eg, city)
localityName_default		= Bremen
0.organizationName		= Organization Name (eg, company)
0.organizationName_default	= Example & Söhne
organizationalUnitName		= Organizational Unit Name (eg, section)
organizationalUnitName_default	= Univention Corporate Server
commonName			= Common Name (eg, YOUR name)
commonName_max			= 64
commonName_default		= $3
emailAddress			= Email Address
emailAddress_max		= 60
emailAddress_default		= ssl@example.com
[ req_attributes ]
challengePassword		= A challenge password
challengePassword_min		= 4
challengePassword_max		= 20
unstructuredName		= An optional company name
unstructuredName_default	= Univention GmbH
[ ucsCA_ext ]
basicConstraints        = CA:FALSE
subjectKeyIdentifier    = hash
authorityKeyIdentifier  = keyid,issuer:always
[ v3_req ]
basicConstraints = critical, CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
[ v3_ca ]
basicConstraints        = critical, CA:TRUE
subjectKeyIdentifier    = hash
authorityKeyIdentifier  = keyid:always,issuer:always
keyUsage                = cRLSign, keyCertSign
nsCertType              = sslCA, emailCA, objCA
subjectAltName          = email:copy
nsComment               = This certificate is a Root CA Certificate
[ crl_ext ]
authorityKeyIdentifier  = keyid:always,issuer:always
C
}
mk openssl.cnf "input_password = secret
output_password = secret" "UCS Root CA (ID=abc)"
openssl genrsa -des3 -passout pass:secret -out ucsCA/private/CAkey.pem 1024
yes '' | openssl req -config openssl.cnf -new -x509 -days 1825 -key ucsCA/private/CAkey.pem -out ucsCA/CAcert.pem
cp ucsCA/CAcert.pem ucsCA/newcerts/00.pem
openssl x509 -hash -noout -in ucsCA/CAcert.pem
openssl x509 -x509toreq -in ucsCA/CAcert.pem -signkey ucsCA/private/CAkey.pem -out ucsCA/CAreq.pem -passin pass:secret
openssl ca -config openssl.cnf -gencrl -out ucsCA/crl/crl.pem -passin pass:secret
openssl crl -in ucsCA/crl/crl.pem -out ucsCA/crl/ucsCA.crl -inform pem -outform der
mk host.cnf "" host.example.com
openssl genrsa -out private.key 1024
yes '' | openssl req -config host.cnf -new -key private.key -out req.pem
printf 'extensions = myx509v3\n[ myx509v3 ]\nbasicConstraints = critical, CA:FALSE\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid,issuer:always\nsubjectAltName = DNS:host.example.com, DNS:host\n' > ext
openssl ca -batch -config openssl.cnf -days 30 -in req.pem -out cert.pem -passin pass:secret -extfile ext
cut -f1,4,6 ucsCA/index.txt
openssl ca -config openssl.cnf -revoke cert.pem -passin pass:secret
openssl ca -config openssl.cnf -gencrl -out ucsCA/crl/crl.pem -passin pass:secret
openssl ca -batch -config openssl.cnf -days 30 -in req.pem -out cert2.pem -passin pass:secret
openssl ca -batch -config openssl.cnf -days 30 -in req.pem -out cert3.pem -passin pass:secret
cut -f1,4,6 ucsCA/index.txt
