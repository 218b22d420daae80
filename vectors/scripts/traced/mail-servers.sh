# mail: Courier's mkimapdcert, sendmail and Postfix pages, iRedMail, Mailcow, DANE's TLSA records, S/MIME clients, MTA-STS
cat > imapd.cnf <<'C'
RANDFILE = ./rand
[ req ]
default_bits = 1024
encrypt_key = yes
distinguished_name = req_dn
x509_extensions = cert_type
prompt = no
default_md = sha1
[ req_dn ]
C=US
ST=NY
L=New York
O=Courier Mail Server
OU=Automatically-generated IMAP SSL key
CN=localhost
emailAddress=postmaster@example.com
[ cert_type ]
nsCertType = server
C
dd if=/dev/urandom of=rand count=1 2>/dev/null; openssl req -new -x509 -days 365 -nodes -config imapd.cnf -out imapd.pem -keyout imapd.pem; openssl x509 -subject -dates -fingerprint -noout -in imapd.pem | sed 's/=.*20../=/;s/Fingerprint=.*/F/'; openssl dhparam -in <(openssl dhparam -dsaparam 512 2>/dev/null) -noout -text | head -1
openssl x509 -in imapd.pem -outform DER | openssl sha256 | cut -d' ' -f1; openssl x509 -in imapd.pem -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | xxd -p -u -c 32 | wc -c; (printf '_25._tcp.mx. IN TLSA 3 1 1 '; openssl x509 -in imapd.pem -noout -pubkey | openssl rsa -pubin -outform der 2>/dev/null | openssl dgst -sha512 -hex | awk '{print $NF}') | wc -c
openssl req -x509 -newkey rsa:1024 -nodes -keyout u.key -out u.pem -subj "/CN=U/emailAddress=u@example.com" -days 3 -addext "subjectAltName=email:copy" -addext extendedKeyUsage=emailProtection; openssl x509 -in u.pem -noout -email -ext subjectAltName
printf 'Content-Type: text/plain\n\nHello\nWorld\n' > msg; openssl smime -sign -in msg -signer u.pem -inkey u.key -from u@example.com -to v@example.com -subject "Test" -text -out signed.eml; sed 's/----[0-9A-F]*/----B/;/^[A-Za-z0-9+\/=]*$/d' signed.eml; openssl smime -verify -in signed.eml -CAfile u.pem -signer got.pem -out body; cat body; cmp got.pem u.pem; openssl smime -pk7out -in signed.eml | openssl pkcs7 -print_certs -noout
openssl smime -sign -in msg -text -signer u.pem -inkey u.key | openssl smime -encrypt -from a -to b -subject "Signed and Encrypted" -aes128 u.pem > both.eml; head -5 both.eml; openssl smime -decrypt -in both.eml -recip u.pem -inkey u.key | openssl smime -verify -text -CAfile u.pem; sed -i 's/Hello/Hallo/' signed.eml; openssl smime -verify -in signed.eml -CAfile u.pem > /dev/null; openssl smime -verify -in signed.eml -noverify -nosigs -out /dev/null; openssl smime -verify -in both.eml -CAfile u.pem; openssl smime -decrypt -in signed.eml -inkey u.key; openssl smime -sign -in msg -signer u.pem -inkey u.key -md sha512 -nodetach -outform PEM | head -1; openssl cms -sign -in msg -signer u.pem -inkey u.key -keyid -cades -outform PEM -out c.pem; openssl cms -verify -inform PEM -in c.pem -content msg -CAfile u.pem -crlfeol -out /dev/null; openssl cms -sign -in msg -signer u.pem -inkey u.key -signer imapd.pem -inkey imapd.pem -md sha384 -nodetach -outform DER -out two.der; openssl cms -cmsout -inform DER -in two.der -print -noout | grep -c 'signatureAlgorithm'
printf 'v=DKIM1; k=rsa; p=%s\n' "$(openssl rsa -in u.key -pubout -outform der 2>/dev/null | openssl base64 -A)" | wc -c; openssl genrsa -out dkim.key 1024; openssl rsa -in dkim.key -out dkim.pub -pubout -outform PEM; sed '1d;$d' dkim.pub | tr -d '\n' | wc -c
