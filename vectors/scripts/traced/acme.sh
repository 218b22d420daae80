openssl genrsa 2048 > account.key; openssl genrsa 2048 > domain.key
openssl rsa -in account.key -noout -text | sed -n 's/publicExponent.*/pe/p'
openssl req -new -sha256 -key domain.key -subj "/CN=yoursite.com" > domain.csr
openssl req -new -sha256 -key domain.key -subj "/" -addext "subjectAltName = DNS:yoursite.com, DNS:www.yoursite.com" > domain2.csr
openssl req -new -sha256 -key domain.key -subj "/" -reqexts SAN -config <(cat /etc/ssl/openssl.cnf <(printf "[SAN]\nsubjectAltName=DNS:yoursite.com,DNS:www.yoursite.com")) > domain3.csr
openssl req -in domain2.csr -noout -text >/dev/null
printf x | openssl dgst -sha256 -sign account.key > s1
openssl rsa -in account.key -outform DER -pubout 2>/dev/null | openssl asn1parse -inform DER -offset 24 | wc -l
openssl asn1parse -in account.key | sed s/:[0-9A-F]*$// 
openssl dgst -sha256 -hex < s1 | cut -d = -f 2 | wc -c
openssl base64 -e < s1 | tr -d '\r\n' | tr '/+' '_-' | tr -d '= ' | wc -c
cat > csr.conf <<'E'
[ req_distinguished_name ]
[ req ]
distinguished_name = req_distinguished_name
req_extensions = v3_req
[ v3_req ]

extendedKeyUsage=serverAuth,clientAuth
subjectAltName=DNS:a,DNS:b
E
openssl req -new -sha256 -key domain.key -subj "/CN=a" -config csr.conf -out a.csr
openssl req -noout -in a.csr -subject; openssl req -noout -subject -in a.csr | tr ',' '\n'; openssl req -noout -text -in a.csr | grep "Public Key Algorithm"
openssl req -x509 -days 30 -key domain.key -in a.csr -out c.pem
openssl pkcs12 -export -name dom -out d.p12 -inkey domain.key -in c.pem -certfile c.pem -password pass:x
openssl pkcs8 -topk8 -inform PEM -outform PEM -nocrypt -in domain.key -out d.p8
openssl x509 -in c.pem -noout -serial | cut -d = -f 1; openssl x509 -noout -ocsp_uri -in c.pem; openssl version -d; openssl list -cipher-commands | head -1 >/dev/null; openssl rsa -in account.key -noout -modulus | sed -e 's/Modulus=//' | wc -c
printf '%s' abc | openssl dgst -sha256 -mac HMAC -macopt hexkey:00ff -binary | openssl base64 -A; 
openssl x509 -inform pem -in c.pem -outform der | openssl base64 -A | wc -c
