# Dovecot's mkcert.sh, Postfix' "quick start" and SMTP fingerprints, Dovecot's certificates of clients
cat > dovecot-openssl.cnf <<'C'
[ req ]
default_bits = 2048
encrypt_key = yes
distinguished_name = req_dn
x509_extensions = cert_type
prompt = no
[ req_dn ]
C=FI
ST=Uusimaa
L=Helsinki
O=Dovecot
OU=IMAP server
CN=imap.example.com
emailAddress=postmaster@example.com
[ cert_type ]
nsCertType = server
C
umask 077; openssl req -new -x509 -nodes -config dovecot-openssl.cnf -out cert.pem -keyout key.pem -days 365
chmod 0600 key.pem; openssl x509 -subject -fingerprint -noout -in cert.pem | head -1; openssl x509 -in cert.pem -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -c | wc -c; openssl x509 -noout -fingerprint -sha256 -in cert.pem | sed 's/=.*//'; openssl x509 -noout -in cert.pem -pubkey | openssl rsa -pubin -outform DER 2>/dev/null| openssl md5 -c | wc -c
openssl x509 -in cert.pem -outform DER | openssl dgst -sha256 -binary | openssl enc -base64 | wc -c; openssl x509 -purpose -in cert.pem -noout; openssl x509 -noout -text -in cert.pem -certopt no_header,no_version,no_serial,no_signame,no_validity,no_pubkey,no_sigdump,no_aux
openssl dhparam -dsaparam -out dh.pem 512 2>/dev/null; openssl dhparam -in dh.pem -noout -check; openssl dhparam -in dh.pem -outform DER -out dh.der; openssl dhparam -inform DER -in dh.der -text -noout | head -1
