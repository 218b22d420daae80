cat > ca.prm <<'E'
extensions = x509v3
[ x509v3 ]
basicConstraints = critical,CA:true
[ req ]
default_bits = 2048
distinguished_name = req_DN
prompt = no
default_md = sha256
string_mask = utf8only
[ req_DN ]
countryName = "Country Name is Northern Nowhere"
countryName_value = NN
organizationName = "Organization Name"
organizationName_value = Edel Curl Arctic Illudium Research Cloud
commonName = "Common Name"
commonName_value = Northern Nowhere Trust Anchor
[something]
E
sed -i 's/^countryName *=.*/C=NN/;s/^organizationName *=.*/O=Edel/;s/^commonName *=.*/CN=Anchor/;/_value/d' ca.prm
openssl genrsa -out ca.key 2048; openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:65537 -out s.key -pass fd:0 </dev/null
openssl req -config ca.prm -new -key ca.key -out ca.csr 
openssl x509 -set_serial 0x$(date +%s | cut -c1-8) -extfile ca.prm -days 6000 -req -signkey ca.key -sha256 -in ca.csr -out ca.crt 2>/dev/null
openssl x509 -text -in ca.crt -nameopt multiline > ca.cacert; openssl x509 -in ca.crt -outform der -out ca.der
openssl req -config ca.prm -newkey rsa:2048 -keyout s2.key -out s.csr -passout fd:0 <<E
secret
E
openssl rsa -in s2.key -out s2.key -passin fd:0 <<E
secret
E
openssl x509 -set_serial 7 -extfile ca.prm -days 300 -CA ca.crt -CAkey ca.key -in s.csr -req -text -nameopt multiline -sha1 > s.crt
openssl rsa -in s2.key -pubout -outform DER -out s.pub.der;openssl rsa -in s2.key -pubout -outform PEM -out s.pub; openssl x509 -noout -text -hash -in s.crt -certopt no_pubkey -nameopt multiline > /dev/null
cat ca.prm s2.key s.crt > s.pem; openssl x509 -in s.pem -noout -hash; openssl rsa -in s.pem -noout -check; openssl dhparam -out dh.pem 512 2>/dev/null; cat dh.pem s.pem > all.pem; openssl x509 -in all.pem -noout -subject; openssl verify -CAfile ca.crt all.pem; openssl pkey -in all.pem -noout; openssl dhparam -in all.pem -noout -text | head -1
