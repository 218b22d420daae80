# ASP.NET Core's make-test-certs.sh and dotnet dev-certs instructions
cat > eku.ini <<'C'
[req]
distinguished_name = req_distinguished_name
req_extensions = req_extensions
prompt = no
[req_distinguished_name]
CN = localhost
[req_extensions]
basicConstraints=critical,CA:FALSE
extendedKeyUsage=critical,1.3.6.1.5.5.7.3.1,clientAuth,2.5.29.37.0,1.3.6.1.4.1.311.84.1.1
keyUsage=critical,0
1.3.6.1.4.1.311.84.1.1=ASN1:UTF8String:dev
subjectAltName=@alt_names
[alt_names]
DNS.1=localhost
C
sed -i '/keyUsage=critical,0/d' eku.ini
openssl req -x509 -days 1 -config eku.ini -nodes -newkey rsa:1024 -keyout k.pem -extensions req_extensions -out c.crt
openssl pkcs12 -export -in c.crt -inkey k.pem -out c.pfx -password pass:testPassword
openssl pkcs12 -in c.pfx -password pass:testPassword -nokeys | openssl x509 -noout -ext extendedKeyUsage,subjectAltName,keyUsage
openssl pkcs12 -in c.pfx -clcerts -nokeys -out localhost.crt -passin pass:testPassword
openssl pkcs12 -in c.pfx -nocerts -out localhost.key -passin pass:testPassword -passout pass:abcd
openssl rsa -in localhost.key -passin pass:abcd -out plain.key
head -1 localhost.key plain.key; grep -c friendlyName localhost.crt
