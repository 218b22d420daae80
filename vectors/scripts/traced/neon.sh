# neon's makekeys.sh: names by the environment, all string masks, answers on standard input, dates of the past
cat > openssl.conf <<'C'
[ca]
default_ca = neonca
[neonca]
dir = ./ca
database = $dir/index.txt
new_certs_dir = $dir
certificate = $dir/cert.pem
serial = $dir/serial
private_key = $dir/key.pem
policy = policy_any
default_md = sha256
x509_extensions = issuedExt
unique_subject = no
email_in_dn = yes
[policy_any]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
emailAddress = optional
[req]
distinguished_name = $ENV::REQDN
x509_extensions = caExt
string_mask = $ENV::STRMASK
[caExt]
subjectKeyIdentifier=hash
basicConstraints = CA:true
authorityKeyIdentifier=keyid:always
[issuedExt]
basicConstraints=CA:FALSE
[altExt1]
subjectAltName = DNS:localhost
[altExt2]
subjectAltName = DNS:nohost.example.com, DNS:localhost
[altExt4]
subjectAltName = email:neon@webdav.org
[altExt5]
subjectAltName = IP:127.0.0.1
[altExt6]
subjectAltName = IP:1.2.3.4, RID:1.2.3.4
[altExt8]
subjectAltName = URI:http://nohost.example.com/, URI:https://localhost:8080/
[reqDN]
countryName = Country Name
stateOrProvinceName = State or Province Name
localityName = Locality Name
organizationName = Organization Name
organizationalUnitName = Organizational Unit Name
commonName = Common Name
emailAddress = Email Address
[reqDN.doubleCN]
countryName = Country Name
stateOrProvinceName = State or Province Name
localityName = Locality Name
organizationName = Organization Name
organizationalUnitName = Organizational Unit Name
0.commonName = Common Name 1
1.commonName = Common Name 2
emailAddress = Email Address
[reqDN.CNfirst]
commonName = Common Name
[reqDN.missingCN]
countryName = Country Name
[reqDN.justEmail]
emailAddress = Email Address
C
export REQDN=reqDN STRMASK=default
REQ="openssl req -config openssl.conf"; CA="openssl ca -config openssl.conf -batch"; MK="$REQ -x509 -new -days 900"
mkdir ca; touch ca/index.txt; echo 01 > ca/serial
openssl genrsa -rand openssl.conf > ca/key.pem; openssl genrsa -rand openssl.conf:ca/serial 1024 > client.key; cp client.key server.key
$MK -key ca/key.pem -out ca/cert.pem <<'F'
US
California
Oakland
Neosign
Random Dept
nowhere.example.com
neon@webdav.org
F
f() { printf 'GB\nCambridgeshire\nCambridge\nNeon Hackers Ltd\n%s\n%s\nneon@webdav.org\n.\n.\n' "${1-Neon QA Dept}" "${2-localhost}"; }
f | $REQ -new -key server.key -out server.csr; cp server.csr expired.csr; cp server.csr notyet.csr
f "Upper Case Dept" lOcALhost | $REQ -new -key server.key -out caseless.csr
f Self-Signed | $MK -key server.key -out ssigned.pem
f "$(printf 'H\350llo World')" | $REQ -new -key server.key -out t61subj.csr
STRMASK=pkix; f "$(printf 'H\350llo World')" | $REQ -new -key server.key -out bmpsubj.csr
STRMASK=utf8only; f "$(printf 'H\350llo World')" | $REQ -new -key server.key -out utf8subj.csr
STRMASK=MASK:0x2002; f "Mask" | $REQ -new -key server.key -out mask.csr
STRMASK=default
f "Wildcard Cert Dept" "*.example.com" | $REQ -new -key server.key -out wildcard.csr
f "Neon Client Cert" ignored.example.com | $REQ -new -key client.key -out client.csr
REQDN=reqDN.doubleCN; f "Double CN Dept" "nohost.example.com
localhost" | $REQ -new -key server.key -out twocn.csr
REQDN=reqDN.CNfirst; echo localhost | $REQ -new -key server.key -out cnfirst.csr
REQDN=reqDN.missingCN; echo GB | $REQ -new -key server.key -out missingcn.csr
REQDN=reqDN.justEmail; echo blah@example.com | $REQ -new -key server.key -out justmail.csr
for n in server client twocn caseless cnfirst t61subj bmpsubj utf8subj mask missingcn justmail wildcard; do $CA -days 900 -in $n.csr -out $n.cert; done
$CA -startdate $(date -d "2 days ago" +%y%m%d%H%M%SZ) -enddate $(date -d yesterday +%y%m%d%H%M%SZ) -in expired.csr -out expired.cert
$CA -startdate $(date -d tomorrow +%y%m%d%H%M%SZ) -enddate $(date -d "2 days" +%y%m%d%H%M%SZ) -in notyet.csr -out notyet.cert
for n in 1 2 4 5 6 8; do $CA -extensions altExt$n -days 900 -in server.csr -out alt$n.cert; done
P="openssl pkcs12 -export -passout stdin -in client.cert -inkey client.key"
echo foobar | $P -name "Just A Neon Client Cert" -out client.p12
echo | $P -name "An Unencrypted Neon Client Cert" -out unclient.p12
echo | $P -nokeys -out nk.p12; echo foobar | $P -nokeys -out enk.p12
echo foobar | $P -certfile ca/cert.pem -name "A Neon Client Cert With CA" -out clientca.p12
for p in client unclient nk enk clientca; do openssl pkcs12 -in $p.p12 -passin pass:foobar -nokeys -info 2>&1 | grep -v '^[A-Za-z0-9+/=]*$' | grep -v 'Mac verify'; openssl pkcs12 -in $p.p12 -passin pass: -noout; done
openssl verify -CAfile ca/cert.pem expired.cert notyet.cert server.cert
