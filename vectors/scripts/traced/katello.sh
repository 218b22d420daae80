# katello-certs-check, subscription-manager's and Satellite's checks, VMware's and Nutanix' articles on pairs
openssl req -x509 -newkey rsa:1024 -nodes -keyout ca.key -out ca.crt -days 30 -subj "/O=Org/CN=CA" -addext keyUsage=keyCertSign,cRLSign
openssl req -newkey rsa:1024 -nodes -keyout k -out r -subj "/C=US/ST=NC/L=Raleigh/O=Org/OU=IT/CN=foreman.example.com"
openssl x509 -req -in r -CA ca.crt -CAkey ca.key -CAcreateserial -days 20 -out c -extfile <(printf 'keyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:foreman.example.com,DNS:foreman')
openssl x509 -inform pem -in c -noout -text > /dev/null; openssl x509 -outform der -in c -out c.der; openssl x509 -inform pem -in c.der -noout -text; openssl x509 -inform der -in c -noout
openssl x509 -noout -enddate -in c | sed -e 's/notAfter=//' | awk '{$NF="";}1' | xargs -I{} date -d {} +%Y | wc -c
openssl x509 -in c -noout -text | grep -c CA:TRUE
[ "$(openssl x509 -noout -modulus -in c)" = "$(openssl rsa -noout -modulus -in k)" ] && [ "$(openssl req -noout -modulus -in r | openssl md5)" = "$(openssl rsa -noout -modulus -in k | openssl md5)" ] && echo same
openssl verify -CAfile ca.crt -purpose sslserver -verbose c; openssl verify -CAfile c -purpose sslserver -verbose c; openssl verify -CAfile ca.crt -purpose crlsign c; openssl verify -verbose -x509_strict -CAfile ca.crt c
openssl x509 -in c -noout -subject -nameopt multiline | grep commonName | cut -d = -f 2 | tr -d ' '; openssl x509 -in c -noout -subject -nameopt multiline,-esc_msb,utf8,align
openssl x509 -noout -text -in c | grep -A1 'X509v3 Key Usage:' | grep 'Key Encipherment'; openssl x509 -noout -issuer_hash -subject_hash -in c
openssl x509 -in c -noout -checkhost foreman.example.com; openssl x509 -in c -noout -checkhost foo; openssl x509 -in c -noout -checkip 1.2.3.4; openssl x509 -in c -checkend 86400 -noout; openssl x509 -in c -checkend 8640000 -noout; echo $?
openssl x509 -noout -pubkey -in c | openssl sha256; openssl pkey -pubout -in k | openssl sha256 | wc -c; openssl rsa -in k -check -noout; openssl rsa -in c -check -noout; openssl x509 -in k -noout
openssl crl2pkcs7 -nocrl -certfile <(cat c ca.crt) | openssl pkcs7 -print_certs -noout; openssl storeutl -noout -text -certs c | head -3; openssl storeutl -noout ca.crt
