# xmlsec's keys: double dashes, DER by short names, encrypted PKCS #8 in DER, keys and chain in one PKCS #12 file
mkdir -p demoCA/newcerts; touch demoCA/index.txt; echo 01 > demoCA/serial
openssl req -x509 -newkey rsa:1024 -nodes -keyout cakey.pem -out cacert.pem -subj "/C=US/ST=California/O=XML Security Library/OU=Root Certificate/CN=Aleksey Sanin" -days 300
openssl genrsa -out ca2key.pem 1024; openssl req -new -key ca2key.pem -subj "/C=US/ST=California/O=XML Security Library/OU=Second/CN=x" -out ca2req.pem
openssl ca -batch -policy policy_anything -extensions v3_ca -days 30 -notext -cert cacert.pem -keyfile cakey.pem -out ca2cert.pem -infiles ca2req.pem
openssl verify -CAfile cacert.pem ca2cert.pem
openssl genrsa -out rsakey.pem 1024; openssl req -new -key rsakey.pem -subj "/C=US/ST=CA/O=x/CN=leaf" -out rsareq.pem
openssl ca -batch -policy policy_anything -days 30 -notext -cert ca2cert.pem -keyfile ca2key.pem -out rsacert.pem -infiles rsareq.pem
openssl verify -CAfile cacert.pem -untrusted ca2cert.pem rsacert.pem
openssl rsa -inform PEM -outform DER -traditional -in rsakey.pem -out rsakey.der
openssl pkey -inform DER -in rsakey.der --outform DER --pubout --out pub.der; openssl pkey -inform DER -in rsakey.der --outform PEM --pubout --out pub.pem
openssl rsa -inform PEM -outform DER -traditional -pubin -RSAPublicKey_out -in pub.pem -out pubg.der
openssl rsa -inform PEM -outform DER -pubin -pubout -in pub.pem -out lugh.der; openssl rsa -in rsakey.pem -outform D -out d.der; openssl rsa -inform d -in d.der -outform p -noout -check
openssl pkcs8 -in rsakey.pem -inform pem -out k.p8-pem -outform pem -topk8 -passout pass:secret123; openssl pkcs8 -in rsakey.der -inform der -out k.p8-der -outform der -topk8 -passout pass:secret123
openssl pkcs8 -inform der -in k.p8-der -passin pass:secret123 -outform der -out k2.der; openssl rsa -in k.p8-der -inform DER -passin pass:secret123 -noout -check; openssl pkey -in k.p8-der -inform DER -passin pass:wrong -noout
cat cakey.pem cacert.pem > all.pem; openssl pkcs12 -export -in all.pem -name CARsaKey -out ca.p12 -passout pass:secret123
cat rsakey.pem rsacert.pem ca2cert.pem cacert.pem > all.pem; openssl pkcs12 -export -in all.pem -name TestRsaKey -out rsa.p12 -passout pass:secret123
openssl pkcs12 -in rsa.p12 -nodes -passin pass:secret123 -info 2>&1 | grep -v '^[A-Za-z0-9+/=]*$'
openssl pkcs12 -inkey rsakey.pem -in all.pem -export -out n.p12 -passout pass:secret123 -passin pass:x -twopass < /dev/null
openssl x509 -in rsacert.pem -subject -issuer -serial -noout -nameopt RFC2253 | sed 's/[0-9A-F]\{20,\}/N/'; openssl x509 -in rsacert.pem -noout -serial -fingerprint -sha256 | wc -c
openssl x509 -in rsacert.pem -noout -ext subjectKeyIdentifier | sed -n 1p
