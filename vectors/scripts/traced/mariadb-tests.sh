# MariaDB's generate-ssl-certs.sh and generate-ssl-cert.sh: the system's configuration, long attributes, text in front
mkdir demoCA demoCA/newcerts; touch demoCA/index.txt; echo 01 > demoCA/serial
openssl req -x509 -newkey rsa:1024 -keyout cakey.pem -out cacert.pem -days 7300 -nodes -subj '/CN=cacert/C=FI/ST=Helsinki/L=Helsinki/O=MariaDB' -text
openssl req -newkey rsa:1024 -keyout server-key.pem -out demoCA/server-req.pem -days 7300 -nodes -subj '/CN=localhost/C=FI/ST=state or province within country, in other certificates in this file it is the same as L/L=location, usually an address but often ambiguously used/OU=organizational unit name, a division name within an organization/O=organization name, typically a company name'
openssl rsa -in server-key.pem -out server-key.pem
openssl ca -keyfile cakey.pem -days 7300 -batch -cert cacert.pem -policy policy_anything -out server-cert.pem -infiles demoCA/server-req.pem
openssl req -newkey rsa:1024 -keyout client-key.pem -out demoCA/client-req.pem -days 7300 -nodes -subj '/CN=client/C=FI/ST=Helsinki/L=Helsinki/O=MariaDB'
openssl ca -keyfile cakey.pem -days 7300 -batch -cert cacert.pem -policy policy_anything -out client-cert.pem -infiles demoCA/client-req.pem
sed -n 1,3p client-cert.pem; openssl verify -CAfile cacert.pem server-cert.pem client-cert.pem
openssl ca -revoke server-cert.pem -keyfile cakey.pem -batch -cert cacert.pem; echo 01 > demoCA/crlnumber
openssl ca -gencrl -keyfile cakey.pem -crldays 7300 -batch -cert cacert.pem -out server-cert.crl; openssl crl -in server-cert.crl -noout -text | sed -n 2,6p
openssl x509 -noout -hash -in cacert.pem; openssl crl -noout -hash -in server-cert.crl
openssl req -x509 -newkey rsa:1024 -keyout k1 -out expired.pem -nodes -days -1 -subj /CN=e; openssl x509 -noout -checkend 0 -in expired.pem; echo $?
openssl rand -base64 32 | wc -c; openssl rand -hex 32 > keys.txt; sed -i '1s/^/1;/' keys.txt; openssl enc -aes-256-cbc -md sha1 -pass pass:x -in keys.txt -out keys.enc && openssl enc -d -aes-256-cbc -md sha1 -k x -in keys.enc | cmp - keys.txt
