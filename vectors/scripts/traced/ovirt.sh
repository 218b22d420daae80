# oVirt engine's pki scripts: an authority whose subject comes at signing, renewal of a certificate by -signkey, PKCS #12 and OpenSSH keys
mkdir certs keys private requests; echo 1000 > serial.txt; touch database.txt .rnd
cat > openssl.conf <<'C'
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = .
database = $dir/database.txt
new_certs_dir = $dir/certs
certificate = $dir/ca.pem
serial = $dir/serial.txt
private_key = $dir/private/ca.pem
RANDFILE = $dir/.rnd
x509_extensions = v3_ca
default_days = 398
default_md = sha256
preserve = no
policy = policy_match
unique_subject = no
copy_extensions = copy
[ policy_match ]
countryName = optional
stateOrProvinceName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
C
cat > cacert.conf <<'C'
[ req ]
distinguished_name = req_distinguished_name
[ req_distinguished_name ]
[ v3_ca ]
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always,issuer:always
basicConstraints = critical,CA:true
keyUsage = critical,cRLSign, keyCertSign
C
cat > cert.conf <<'C'
[ req ]
distinguished_name = req_distinguished_name
[ req_distinguished_name ]
[ v3_ca ]
subjectKeyIdentifier=hash
authorityInfoAccess = caIssuers;URI:http://engine.example.com:80/ca.crt
authorityKeyIdentifier=keyid:always,issuer:always
basicConstraints=CA:false
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage=critical,serverAuth,clientAuth
C
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out private/ca.pem
openssl req -batch -config cacert.conf -new -key private/ca.pem -out requests/ca.csr -subj "/"
openssl ca -batch -config openssl.conf -extfile cacert.conf -extensions v3_ca -in requests/ca.csr -notext -out ca.pem -keyfile private/ca.pem -selfsign -subj "/C=US/O=Örg/CN=engine.example.com.12345" -utf8 -days 3650 -startdate "$(date --utc --date "now -1 days" +"%y%m%d%H%M%SZ")"
openssl x509 -signkey private/ca.pem -in ca.pem -out ca.pem.new -days 3650
openssl x509 -in ca.pem -out certs/ca.der
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out k.pem
openssl req -new -key k.pem -config cert.conf -subj "/C=US/O=x/CN=host" -batch -addext "subjectAltName=DNS:host" -out requests/h.req
openssl ca -batch -policy policy_match -config openssl.conf -cert ca.pem -keyfile private/ca.pem -days 398 -in requests/h.req -extfile cert.conf -extensions v3_ca -startdate "$(date --utc --date "now -1 days" +"%y%m%d%H%M%SZ")" -notext -out certs/h.cer -subj "/C=US/O=Örg/CN=host.example.com" -utf8
openssl pkcs12 -export -in certs/h.cer -inkey k.pem -out keys/h.p12 -passout "pass:mypass" -name 1
openssl pkcs12 -passin "pass:mypass" -nokeys -in keys/h.p12 | openssl x509 -pubkey -noout | sed 1d | head -c 20
openssl pkcs12 -passin "pass:mypass" -nocerts -nodes -in keys/h.p12 | openssl rsa > keys/nopass
openssl x509 -in certs/h.cer -noout -subject -nameopt utf8,sep_comma_plus_space
openssl x509 -noout -subject -nameopt oneline,-esc_msb -in ca.pem; openssl x509 -noout -subject -in ca.pem -nameopt RFC2253,utf8
openssl verify -CAfile ca.pem certs/h.cer
