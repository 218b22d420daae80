openssl pkcs12 -export -out x.p12 -inkey /dev/stdin -in /dev/null -passout pass: < /dev/null
openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj /CN=es -days 30
cat k c > b
openssl pkcs12 -export -in b -out b.p12 -passout pass:
openssl pkcs12 -in b.p12 -cacerts -nokeys -chain -passin pass:
openssl pkcs12 -in b.p12 -clcerts -nokeys -passin pass: > l.pem
openssl pkcs12 -in b.p12 -nocerts -nodes -passin pass: | sed -ne '/-BEGIN PRIVATE KEY-/,/-END PRIVATE KEY-/p' > l.key
openssl x509 -fingerprint -sha256 -noout -in c | awk -F"=" '{print length($2)}'
openssl x509 -fingerprint -sha256 -in c | sed 's/://g' >/dev/null
openssl rsa -in k -pubout | openssl md5
openssl x509 -noout -modulus -in c | openssl md5
openssl rsa -noout -modulus -in k | openssl md5
openssl crl2pkcs7 -nocrl -certfile c | openssl pkcs7 -print_certs -noout
