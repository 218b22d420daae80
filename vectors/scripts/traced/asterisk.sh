# Asterisk's ast_tls_cert, FreeSWITCH's gentls_cert, Kamailio's and OpenSIPS' instructions
umask 177
printf '[req]\ndistinguished_name = req_distinguished_name\nprompt = no\n\n[req_distinguished_name]\nCN=Asterisk Private CA\nO=Asterisk\n\n[ext]\nbasicConstraints=CA:TRUE\n' > ca.cfg
printf '[req]\ndistinguished_name = req_distinguished_name\nprompt = no\n\n[req_distinguished_name]\nCN=pbx.example.com\nO=My Company\n\n' > tmp.cfg
openssl genrsa -des3 -passout pass:abcd -out ca.key 1024 > /dev/null
openssl req -new -config ca.cfg -x509 -days 365 -key ca.key -out ca.crt -passin pass:abcd > /dev/null
openssl genrsa -out asterisk.key 1024 > /dev/null; openssl req -batch -new -config tmp.cfg -key asterisk.key -out asterisk.csr > /dev/null
openssl x509 -req -days 365 -in asterisk.csr -CA ca.crt -CAkey ca.key -set_serial 01 -out asterisk.crt -passin pass:abcd > /dev/null
openssl x509 -in asterisk.crt -noout -serial -subject; openssl x509 -in ca.crt -noout -text | grep Version
umask 037; export KEY_SIZE=1024
printf '[ req ]\ndefault_bits            = $ENV::KEY_SIZE\nprompt                  = no\ndistinguished_name      = req_dn\nx509_extensions         = v3_ca\n\n[ req_dn ]\ncommonName              = FreeSWITCH CA\norganizationName\t= FreeSWITCH\n\n[ server ]\nnsComment="FS Server Cert"\nbasicConstraints=CA:FALSE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid,issuer:always\nsubjectAltName=DNS:test.freeswitch.org\nnsCertType=server\nextendedKeyUsage=serverAuth\n\n[ v3_ca ]\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always,issuer\nbasicConstraints=CA:TRUE\n\n' > fs.cfg
openssl req -out cacert.pem -new -x509 -keyout cakey.pem -config fs.cfg -nodes -days 2190 -sha1 > /dev/null
openssl req -new -out fs.req -newkey rsa:1024 -keyout fs.key -config fs.cfg -nodes -sha1 > /dev/null
openssl x509 -req -CAkey cakey.pem -CA cacert.pem -CAcreateserial -in fs.req -out fs.crt -extfile fs.cfg -extensions server -days 2190 -sha1 > /dev/null
openssl x509 -noout -inform pem -text -in fs.crt | grep -E 'Netscape|FS|Signature Algorithm'
