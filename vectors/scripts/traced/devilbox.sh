# devilbox' cert-gen and ca-gen: numbered names in a word, configuration from a process, -extensions on a request
cnf=$'[req]\ndistinguished_name = req_distinguished_name\nx509_extensions = v3_ca\n[req_distinguished_name]\n[ v3_ca ]\nbasicConstraints = critical,CA:TRUE\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid:always,issuer:always\nkeyUsage = digitalSignature,keyEncipherment,keyCertSign,cRLSign\n[ v3_req ]'
openssl req -new -x509 -sha256 -nodes -newkey rsa:1024 -extensions v3_ca -config <(echo "$cnf") -days 3650 -keyout ca.key -subj '/C=DE/ST=Berlin/L=Berlin/O=Org/OU=IT/CN=ca.example.com/emailAddress=e@x.org' -out ca.crt
openssl req -newkey rsa:1024 -sha256 -nodes -extensions v3_req -config <(echo "$cnf") -keyout k -subj '/C=DE/CN=*.example.com' -out r
openssl x509 -req -sha256 -extensions v3_req -extfile <(printf '[ req ]\nreq_extensions = v3_req\n[ v3_req ]\nsubjectAltName=DNS.1:*.example.com,DNS.2:example.com,IP.1:10.0.0.1\n') -days 825 -in r -CA ca.crt -CAkey ca.key -CAcreateserial -out c
openssl x509 -in c -text -noout | grep -A1 Alternative; openssl verify -verbose -CAfile ca.crt c
openssl x509 -req -extfile <(printf 'subjectAltName=DNS:localhost,DNS:*.localhost,IP:127.0.0.1,IP:::1,email:a@b.c,URI:https://x/') -days 1 -in r -CA ca.crt -CAkey ca.key -CAserial other.srl -CAcreateserial -out c2; openssl x509 -in c2 -noout -ext subjectAltName
