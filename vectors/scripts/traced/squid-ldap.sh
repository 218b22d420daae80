# Squid's ssl-bump, OpenLDAP, syslog: certificates, and directories of hashes
openssl req -new -newkey rsa:2048 -sha256 -days 365 -nodes -x509 -extensions v3_ca -keyout squid.pem -out squid.pem -subj /CN=squid 2>/dev/null; grep -c BEGIN squid.pem; openssl x509 -in squid.pem -outform DER -out squid.der
openssl x509 -in squid.pem -noout -ext basicConstraints
openssl req -x509 -nodes -newkey rsa:2048 -keyout l.key -out l.crt -days 1 -subj "/dc=org/dc=example/ou=people/uid=jdoe/cn=John Doe/mail=j@x" 2>/dev/null; openssl x509 -in l.crt -noout -subject -nameopt RFC2253; openssl x509 -in l.crt -noout -subject -nameopt multiline; openssl x509 -in l.crt -noout -email
openssl x509 -in l.crt -noout -subject_hash_old -subject_hash | wc -l; ln -s l.crt $(openssl x509 -in l.crt -noout -hash).0; openssl verify -CApath . l.crt
mkdir cap; cp l.crt cap/; cp squid.pem cap/x.pem; openssl rehash cap; ls cap | wc -l; openssl verify -CApath cap l.crt; c_rehash cap >/dev/null 2>&1; openssl rehash -v cap | head -1; openssl rehash -n cap
openssl crl2pkcs7 -nocrl -certfile l.crt -certfile squid.pem -out p7b; openssl pkcs7 -in p7b -print_certs | grep -c subject; openssl pkcs7 -in p7b -print_certs -noout; openssl crl2pkcs7 -nocrl -certfile l.crt -outform DER | openssl pkcs7 -inform DER -print_certs -quiet 2>/dev/null | head -1 | cut -c1-10
