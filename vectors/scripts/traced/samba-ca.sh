# Samba's manage-ca.sh: names by domains, ms GUIDs and user principal names, CRLs in both forms
mkdir -p P N; touch P/index.txt; echo 00 > P/serial.txt; echo 00 > P/crlnumber.txt
cat > o.cnf <<'C'
HOME = .
oid_section = new_oids
[ new_oids ]
scardLogin=1.3.6.1.4.1.311.20.2.2
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = .
certs = $dir/_none
crl_dir = $dir/_none
database = $dir/P/index.txt
unique_subject = yes
new_certs_dir = $dir/N
certificate = $dir/ca.pem
serial = $dir/P/serial.txt
crl = $dir/crl.pem
private_key = $dir/P/key.pem
crlnumber = $dir/P/crlnumber.txt
x509_extensions = dc_ext
crl_extensions = crl_ext
default_days = 730
default_crl_days = 30
default_md = sha256
preserve = no
policy = policy_match
name_opt = ca_default
cert_opt = ca_default
[ policy_match ]
countryName = match
stateOrProvinceName = match
localityName = match
organizationName = match
organizationalUnitName = supplied
commonName = supplied
emailAddress = supplied
[ req ]
default_bits = 1024
distinguished_name = dn
attributes = req_attributes
x509_extensions = v3_ca
string_mask = utf8only
req_extensions = v3_req
[ dn ]
countryName = Country Name (2 letter code)
countryName_default = US
stateOrProvinceName = State
stateOrProvinceName_default = SambaState
localityName = L
localityName_default = SambaCity
organizationName = O
organizationName_default = SambaSelfTesting
organizationalUnitName = OU
organizationalUnitName_default = Domain Controllers
commonName = CN
commonName_default = dc.samba.example.com
commonName_max = 64
emailAddress = E
emailAddress_default = ca@samba.example.com
emailAddress_max = 64
[ req_attributes ]
[ v3_req ]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
[ v3_ca ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer
basicConstraints = critical,CA:true
keyUsage = critical, cRLSign, keyCertSign
nsCertType = sslCA, emailCA
crlDistributionPoints = URI:http://x/ca.crl
subjectAltName = email:copy
[ crl_ext ]
authorityKeyIdentifier = keyid:always,issuer:always
[ dc_ext ]
basicConstraints = CA:FALSE
crlDistributionPoints = @cdp
nsCertType = server
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
nsComment = "Domain Controller Certificate"
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer
subjectAltName = @dc_alt
nsCaRevocationUrl = http://x/ca.crl
extendedKeyUsage = clientAuth,serverAuth,1.3.6.1.5.2.3.5
[ cdp ]
URI.1 = http://x/ca.crl
URI.2 = ldap:///CN=ca,DC=x?certificateRevocationList
[ dc_alt ]
otherName = 1.3.6.1.4.1.311.25.1;FORMAT:HEX,OCTETSTRING:0123456789ABCDEF
DNS = dc.samba.example.com
[ user_ext ]
basicConstraints = CA:FALSE
nsCertType = client, email
nsComment = "Smart Card Login Certificate"
subjectAltName = email:copy,otherName:msUPN;UTF8:administrator@samba.example.com
extendedKeyUsage = clientAuth,scardLogin
C
sed -i '/oid_section/d;s/,scardLogin/,1.3.6.1.4.1.311.20.2.2/' o.cnf
openssl req -new -x509 -sha256 -extensions v3_ca -days 3650 -keyout P/key.pem -out ca.pem -config o.cnf -batch -passout pass:1234
openssl x509 -in ca.pem -inform PEM -out ca.cer -outform DER
openssl ca -config o.cnf -gencrl -out crl.pem -passin pass:1234; openssl crl -in crl.pem -inform PEM -out crl.crl -outform DER
yes '' | openssl req -new -newkey rsa -keyout dckey.pem -out dcreq.pem -config o.cnf -passout pass:1234
openssl rsa -in dckey.pem -inform PEM -out dcpriv.pem -outform PEM -passin pass:1234
yes | openssl ca -config o.cnf -in dcreq.pem -out dc.pem -passin pass:1234
openssl req -new -newkey rsa:1024 -keyout u.pem -out ureq.pem -config o.cnf -passout pass:1234 -batch -subj "/C=US/ST=SambaState/L=SambaCity/O=SambaSelfTesting/OU=Users/CN=administrator@samba.example.com/emailAddress=administrator@samba.example.com"
printf 'y\nn\n' | openssl ca -config o.cnf -in ureq.pem -out u.crt -extensions user_ext -passin pass:1234; ls -s u.crt | cut -d' ' -f1; cat P/serial.txt
printf 'y\ny\n' | openssl ca -config o.cnf -in ureq.pem -out u.crt -extensions user_ext -passin pass:1234
openssl pkcs12 -in dc.pem -inkey dcpriv.pem -export -out dc.p12 -passout pass:1234
openssl ca -config o.cnf -revoke dc.pem -crl_reason CACompromise -passin pass:1234; openssl ca -config o.cnf -revoke u.crt -crl_reason removeFromCRL -passin pass:1234
openssl ca -config o.cnf -gencrl -out crl.pem -passin pass:1234; openssl crl -in crl.pem -inform PEM -noout -text | grep -A20 Revoked | grep -v Date
cut -f1,4,6 P/index.txt; openssl x509 -in dc.pem -noout -ext subjectAltName,issuerAltName,crlDistributionPoints,nsCaRevocationUrl
