# Feisty Duck's OpenSSL Cookbook, 3rd edition, ch. 1 and the private CA: everything that needs RSA, by its options' order
openssl genpkey -out fd.key -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -aes-128-cbc -pass pass:1234; openssl pkey -in fd.key -text -noout -passin pass:1234 | head -1; openssl pkey -in fd.key -pubout -out fd-public.key -passin pass:1234; printf '1234\n' | openssl req -new -key fd.key -out fd.csr -subj /CN=www.feistyduck.com -passin stdin; openssl req -text -in fd.csr -noout | head -4
cat > fd.cnf <<'C'
[req]
prompt = no
distinguished_name = dn
req_extensions = ext
input_password = 1234
[dn]
CN = www.feistyduck.com
emailAddress = webmaster@feistyduck.com
O = Feisty Duck Ltd
L = London
C = GB
[ext]
subjectAltName = DNS:www.feistyduck.com,DNS:feistyduck.com
C
openssl req -new -config fd.cnf -key fd.key -out fd2.csr; openssl req -in fd2.csr -noout -subject -nameopt multiline; openssl x509 -req -days 365 -in fd.csr -signkey fd.key -out fd.crt -passin pass:1234; openssl req -new -x509 -days 365 -key fd.key -out fd3.crt -subj "/C=GB/L=London/O=Feisty Duck Ltd/CN=www.feistyduck.com" -passin pass:1234; echo 'subjectAltName = DNS:*.feistyduck.com, DNS:feistyduck.com' > fd.ext; openssl x509 -req -days 365 -in fd.csr -signkey fd.key -out fd.crt -extfile fd.ext -passin pass:1234; openssl x509 -text -in fd.crt -noout | sed -n '/extensions/,/Signature/p' | head -3
openssl x509 -inform PEM -in fd.crt -outform DER -out fd.der; openssl x509 -inform DER -in fd.der -outform PEM | cmp - fd.crt; openssl pkcs12 -export -name "My Certificate" -out fd.p12 -inkey fd.key -in fd.crt -certfile fd3.crt -passin pass:1234 -passout pass:9; openssl pkcs12 -in fd.p12 -out fd.pem -nodes -passin pass:9; openssl pkcs12 -in fd.p12 -nocerts -out k2 -nodes -passin pass:9; openssl pkcs12 -in fd.p12 -nokeys -clcerts -out c2 -passin pass:9; openssl pkcs12 -in fd.p12 -nokeys -cacerts -out chain2 -passin pass:9; grep -vE '^[A-Za-z0-9+/=]+$|localKey' fd.pem k2 c2 chain2
openssl crl2pkcs7 -nocrl -out fd.p7b -certfile fd.crt -certfile fd3.crt; openssl pkcs7 -in fd.p7b -print_certs -out fd7.pem; grep -E 'subject|issuer' fd7.pem; openssl speed rsa1024 -seconds 1 >/dev/null 2>&1; openssl speed -elapsed -seconds 1 rsa1024 2>/dev/null | grep -c 'rsa 1024'; openssl dhparam -out dh.pem -2 512 2>/dev/null; openssl s_client -connect x:1 </dev/null >/dev/null 2>&1; echo $?
mkdir -p root-ca/{certs,db,private}; cd root-ca; chmod 700 private; touch db/index; openssl rand -hex 16 > db/serial; echo 1001 > db/crlnumber
cat > root-ca.conf <<'C'
[default]
name                    = root-ca
domain_suffix           = example.com
aia_url                 = http://$name.$domain_suffix/$name.crt
crl_url                 = http://$name.$domain_suffix/$name.crl
ocsp_url                = http://ocsp.$name.$domain_suffix:9080
default_ca              = ca_default
name_opt                = utf8,esc_ctrl,multiline,lname,align
[ca_dn]
countryName             = "GB"
organizationName        = "Example"
commonName              = "Root CA"
[ca_default]
home                    = .
database                = $home/db/index
serial                  = $home/db/serial
crlnumber               = $home/db/crlnumber
certificate             = $home/$name.crt
private_key             = $home/private/$name.key
RANDFILE                = $home/private/random
new_certs_dir           = $home/certs
unique_subject          = no
copy_extensions         = none
default_days            = 3650
default_crl_days        = 365
default_md              = sha256
policy                  = policy_c_o_match
[policy_c_o_match]
countryName             = match
stateOrProvinceName     = optional
organizationName        = match
organizationalUnitName  = optional
commonName              = supplied
emailAddress            = optional
[req]
default_bits            = 2048
encrypt_key             = yes
default_md              = sha256
utf8                    = yes
string_mask             = utf8only
prompt                  = no
distinguished_name      = ca_dn
req_extensions          = ca_ext
[ca_ext]
basicConstraints        = critical,CA:true
keyUsage                = critical,keyCertSign,cRLSign
subjectKeyIdentifier    = hash
[sub_ca_ext]
authorityInfoAccess     = @issuer_info
authorityKeyIdentifier  = keyid:always
basicConstraints        = critical,CA:true,pathlen:0
crlDistributionPoints   = @crl_info
extendedKeyUsage        = clientAuth,serverAuth
keyUsage                = critical,keyCertSign,cRLSign
nameConstraints         = @name_constraints
subjectKeyIdentifier    = hash
[crl_info]
URI.0                   = $crl_url
[issuer_info]
caIssuers;URI.0         = $aia_url
OCSP;URI.0              = $ocsp_url
[name_constraints]
permitted;DNS.0=example.com
permitted;DNS.1=example.org
excluded;IP.0=0.0.0.0/0.0.0.0
excluded;IP.1=0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0
[ocsp_ext]
authorityKeyIdentifier  = keyid:always
basicConstraints        = critical,CA:false
extendedKeyUsage        = OCSPSigning
noCheck                 = yes
keyUsage                = critical,digitalSignature
subjectKeyIdentifier    = hash
C
openssl req -new -config root-ca.conf -out root-ca.csr -keyout private/root-ca.key -passout pass:r; openssl ca -selfsign -batch -config root-ca.conf -in root-ca.csr -out root-ca.crt -extensions ca_ext -passin pass:r; openssl ca -gencrl -config root-ca.conf -out root-ca.crl -passin pass:r
openssl req -new -newkey rsa:2048 -nodes -subj "/C=GB/O=Example/CN=Sub CA" -keyout private/sub.key -out sub.csr -config root-ca.conf; openssl ca -batch -config root-ca.conf -in sub.csr -out sub-ca.crt -extensions sub_ca_ext -passin pass:r -notext; openssl x509 -in sub-ca.crt -noout -text -certopt no_serial,no_validity,no_pubkey,no_sigdump | grep -vE '([0-9A-F]{2}:){5}'; openssl req -new -newkey rsa:2048 -nodes -subj "/C=GB/O=Example/CN=OCSP Root Responder" -keyout private/root-ocsp.key -out root-ocsp.csr -config root-ca.conf; openssl ca -config root-ca.conf -in root-ocsp.csr -out root-ocsp.crt -extensions ocsp_ext -days 30 -passin pass:r -batch; openssl x509 -in root-ocsp.crt -noout -ext extendedKeyUsage,basicConstraints,noCheck; sn=$(openssl x509 -in sub-ca.crt -noout -serial | cut -d= -f2); openssl ca -config root-ca.conf -revoke certs/$sn.pem -crl_reason unspecified -passin pass:r; openssl ca -config root-ca.conf -status $sn -passin pass:r 2>&1 | sed 's/[0-9A-F]\{20,\}/N/'; openssl ca -config root-ca.conf -updatedb -passin pass:r; cut -c1 db/index
openssl ocsp -index db/index -rsigner root-ocsp.crt -rkey private/root-ocsp.key -CA root-ca.crt -issuer root-ca.crt -cert sub-ca.crt -respout r.der -CAfile root-ca.crt 2>&1 | grep -v Update; openssl crl -in root-ca.crl -noout -text | grep -A3 'CRL Number'; openssl ca -gencrl -config root-ca.conf -crldays 2 -crlhours 3 -crlsec 5 -out root-ca.crl -passin pass:r; openssl verify -crl_check -CAfile root-ca.crt -CRLfile root-ca.crl root-ocsp.crt sub-ca.crt
