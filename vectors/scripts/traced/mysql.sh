openssl genrsa 2048 > ca-key.pem
openssl req -new -x509 -nodes -days 3600 -key ca-key.pem -out ca.pem -subj /CN=MySQL_CA
openssl req -newkey rsa:2048 -nodes -keyout server-key.pem -out server-req.pem -subj /CN=server
openssl rsa -in server-key.pem -out server-key.pem
openssl x509 -req -in server-req.pem -days 3600 -CA ca.pem -CAkey ca-key.pem -set_serial 01 -out server-cert.pem
openssl req -newkey rsa:2048 -days 3600 -nodes -keyout client-key.pem -out client-req.pem -subj /CN=c
openssl rsa -in client-key.pem -out client-key.pem
openssl x509 -req -in client-req.pem -days 3600 -CA ca.pem -CAkey ca-key.pem -set_serial 01 -out client-cert.pem
openssl verify -CAfile ca.pem server-cert.pem client-cert.pem
openssl x509 -text -in ca.pem >/dev/null
openssl x509 -noout -enddate -in ca.pem | sed s/=.*/=/
openssl x509 -outform DER < ca.pem > ca.der
openssl req -newkey rsa:2048 -nodes -keyout k.pem -out r.pem <<E
SE
Stockholm
Stockholm
MySQL AB

MySQL server
e@x.org


E
openssl req -in r.pem -noout -subject
