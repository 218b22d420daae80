# appliances: iLO, iDRAC, vCenter, F5, Cisco, Synology, UniFi and printers: requests and bundles by their articles
cat > vc.cfg <<'C'
[ req ]
default_md = sha512
default_bits = 1024
default_keyfile = rui.key
distinguished_name = req_distinguished_name
encrypt_key = no
prompt = no
string_mask = nombstr
req_extensions = v3_req
input_password = testpassword
output_password = testpassword
[ v3_req ]
basicConstraints = CA:false
keyUsage = digitalSignature, keyEncipherment, dataEncipherment
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = DNS:vc, IP:10.0.0.10, DNS:vc.vmware.com
[ req_distinguished_name ]
countryName = US
stateOrProvinceName = California
localityName = Palo Alto
0.organizationName = VMware
organizationalUnitName = vCenterUniqueServer
commonName = vc.vmware.com
C
openssl req -new -nodes -out rui.csr -keyout rui-orig.key -config vc.cfg; openssl rsa -in rui-orig.key -out rui.key; openssl req -in rui.csr -noout -text | sed -n '/Requested/,/Signature Alg/p'
openssl req -new -newkey rsa:1024 -nodes -config vc.cfg -key rui.key -out k2.csr; openssl x509 -req -days 9 -in rui.csr -signkey rui.key -out rui.crt -extfile vc.cfg -extensions v3_req; openssl pkcs12 -export -in rui.crt -inkey rui.key -name rui -passout pass:testpassword -out rui.pfx; openssl pkcs12 -in rui.pfx -passin pass:testpassword -out rui.pem -nodes; grep -c BEGIN rui.pem; openssl pkcs12 -in rui.pfx -password pass:testpassword -nokeys -clcerts | openssl x509 -noout -fingerprint -sha1 | wc -c
openssl pkcs12 -export -inkey rui.key -in rui.crt -out unifi.p12 -name unifi -password pass:aircontrolenterprise -CAfile rui.crt -caname root; openssl x509 -in rui.crt -inform PEM -outform DER -out rui.der; openssl x509 -in rui.der -inform DER -noout -issuer; openssl x509 -noout -modulus -in rui.crt | openssl md5 | sha256sum | wc -c
openssl req -new -sha256 -newkey rsa:1024 -nodes -keyout f5.key -out f5.csr -subj '/C=US/ST=WA/L=Seattle/O=F5\/Networks/OU=a+CN=two/CN=f5.example.com' -multivalue-rdn; openssl req -in f5.csr -noout -subject -nameopt RFC2253; openssl req -new -key f5.key -subj '/CN=with\=equals\\back/O=comma, inc./L=a\+b' -out g.csr; openssl req -in g.csr -noout -subject; openssl req -new -key f5.key -subj '/CN=x/' -out h.csr; openssl req -new -key f5.key -subj 'CN=noslash' -out i.csr; openssl req -new -key f5.key -subj '/C=/CN=empty' -out j.csr; openssl req -in j.csr -noout -subject; openssl req -new -key f5.key -subj '/C=USA/CN=long' -out l.csr; openssl req -new -key f5.key -subj '/2.5.4.97=VATDE-1/1.3.6.1.4.1.311.60.2.1.3=DE/businessCategory=Private Organization/jurisdictionC=US/organizationIdentifier=x/CN=ev' -out m.csr; openssl req -in m.csr -noout -subject; openssl req -in m.csr -noout -subject -nameopt oid,sep_comma_plus
openssl req -new -key f5.key -subj '/CN=ü' -out n.csr; openssl req -in n.csr -noout -subject; openssl req -new -key f5.key -subj '/CN=ü' -utf8 -out n2.csr; openssl req -in n2.csr -noout -subject -nameopt utf8; openssl req -in n2.csr -noout -subject -nameopt RFC2253; openssl req -in n2.csr -noout -subject -nameopt compat; openssl req -in n2.csr -noout -subject -nameopt oneline,show_type
