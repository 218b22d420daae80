# CPython Lib/test make_ssl_certs.py shape
cat > tpl <<'E'
[ default ]
base_url = http://testca.pythontest.net/testca
[req]
distinguished_name = req_distinguished_name
prompt = no
[req_distinguished_name]
C = XY
L = Castle Anthrax
O = Python Software Foundation
CN = localhost
[req_x509_extensions_nosan]
[req_x509_extensions_simple]
subjectAltName = @san
[req_x509_extensions_full]
subjectAltName = @san
keyUsage = critical,keyEncipherment,digitalSignature
extendedKeyUsage = serverAuth,clientAuth
basicConstraints = critical,CA:false
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
authorityInfoAccess = @issuer_ocsp_info
crlDistributionPoints = @crl_info
[ issuer_ocsp_info ]
caIssuers;URI.0 = $base_url/pycacert.cer
OCSP;URI.0 = $base_url/ocsp/
[ crl_info ]
URI.0 = $base_url/revocation.crl
[san]
DNS.1 = localhost
DNS.2 = xn--knig-5qa.idn.pythontest.net
email.1 = user@example.org
otherName.1 = 1.2.3.4;UTF8:some other identifier
otherName.2 = 1.3.6.1.5.2.2;SEQUENCE:princ_name
dirName.1 = dirname_sect
URI.1 = https://www.python.org/
IP.1 = 127.0.0.1
IP.2 = 0:0:0:0:0:0:0:1
RID.1 = 1.2.3.4.5
[dirname_sect]
C = XY
CN = dirname example
[princ_name]
realm = EXP:0, GeneralString:KERBEROS.REALM
principal_name = EXP:1, SEQUENCE:principal_seq
[principal_seq]
name_type = EXP:0, INTEGER:1
name_string = EXP:1, SEQUENCE:principals
[principals]
princ1 = GeneralString:username
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = cadir
database = $dir/index.txt
crlnumber = $dir/crl.txt
default_md = sha256
startdate = 20180829142316Z
default_startdate = 20180829142316Z
enddate = 20371028142316Z
default_enddate = 20371028142316Z
default_days = 7000
default_crl_days = 7000
certificate = pycacert.pem
private_key = pycakey.pem
serial = $dir/serial
RANDFILE = $dir/.rand
policy = policy_match
[ policy_match ]
countryName = match
stateOrProvinceName = optional
organizationName = match
organizationalUnitName = optional
commonName = supplied
emailAddress = optional
[ policy_anything ]
countryName = optional
organizationName = optional
commonName = supplied
[ v3_ca ]
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always,issuer
basicConstraints = critical, CA:true
keyUsage = critical, digitalSignature, keyCertSign, cRLSign
E
mkdir cadir; touch cadir/index.txt; echo 'unique_subject = no' > cadir/index.txt.attr; echo 00 > cadir/crl.txt; echo CB2D80995A69525B > cadir/serial
openssl req -config tpl -new -days 7000 -newkey rsa:2048 -nodes -keyout pycakey.pem -out ca.csr -subj "/C=XY/L=Castle Anthrax/O=Python Software Foundation CA/CN=our-ca-server"
openssl ca -config tpl -create_serial -out pycacert.pem -batch -outdir cadir -keyfile pycakey.pem -days 7000 -selfsign -extensions v3_ca -infiles ca.csr
openssl ca -config tpl -gencrl -out revocation.crl
openssl x509 -in pycacert.pem -out pycacert.cer -outform DER
for ext in nosan simple full; do
openssl req -new -nodes -days 7000 -newkey rsa:2048 -keyout $ext.key -extensions req_x509_extensions_$ext -config tpl -out $ext.csr
openssl ca -config tpl -policy policy_anything -extensions req_x509_extensions_$ext -out $ext.crt -outdir cadir -batch -infiles $ext.csr
openssl req -x509 -nodes -days 7000 -newkey rsa:2048 -keyout ss.key -extensions req_x509_extensions_$ext -config tpl -out ss-$ext.crt
done
openssl rsa -in full.key -out full.enc -aes256 -passout pass:somepass
