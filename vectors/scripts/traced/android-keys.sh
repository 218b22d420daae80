# development/tools/make_key and platform key conversions
openssl genrsa -f4 2048 > one
openssl req -new -x509 -sha256 -key one -out t.x509.pem -days 10000 -subj '/C=US/ST=California/L=Mountain View/O=Android/OU=Android/CN=Android/emailAddress=android@android.com'
openssl pkcs8 -in one -topk8 -outform DER -out t.pk8 -nocrypt
openssl pkcs8 -in one -topk8 -outform DER -out te.pk8 -passout pass:abcd
openssl pkcs8 -inform DER -nocrypt -in t.pk8 -out t.pem
openssl pkcs12 -export -in t.x509.pem -inkey t.pem -out platform.p12 -password pass:android -name mykey
openssl x509 -in t.x509.pem -outform DER | openssl sha1
openssl x509 -in t.x509.pem -outform der | sha256sum >/dev/null
openssl genrsa -out avb.pem 2048; openssl rsa -in avb.pem -pubout -outform DER -out a.bin
openssl x509 -inform PEM -subject_hash_old -in t.x509.pem | head -1
openssl x509 -inform PEM -text -in t.x509.pem -out /dev/null
openssl asn1parse -inform DER -in t.pk8 -strparse 22 -noout -out inner.der
openssl rsa -inform DER -in inner.der -noout -check
openssl rsautl -sign -inkey t.pem -in <(echo hi) -out sig.raw -pkcs
openssl rsautl -verify -inkey t.x509.pem -certin -in sig.raw 
openssl rsautl -verify -inkey t.x509.pem -certin -in sig.raw -raw -hexdump | head -1
