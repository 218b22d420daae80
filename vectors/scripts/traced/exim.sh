# Exim's test certificates: hand-written OCSP indexes, whole chains out of PKCS #12 files, one directory by hash
openssl req -x509 -newkey rsa:1024 -nodes -keyout ca.key -out ca.pem -days 900 -subj "/O=example.com/CN=clica CA" 
for s in server1 revoked1; do openssl req -newkey rsa:1024 -nodes -keyout $s.key -out $s.csr -subj /CN=$s.example.com; done
openssl x509 -req -in server1.csr -CA ca.pem -CAkey ca.key -set_serial 101 -days 30 -out server1.pem
openssl x509 -req -in revoked1.csr -CA ca.pem -CAkey ca.key -set_serial 0xca -days 30 -out revoked1.pem
echo password > pwdfile
openssl pkcs12 -export -in server1.pem -inkey server1.key -certfile ca.pem -out s.p12 -passout file:pwdfile
openssl pkcs12 -in s.p12 -passin file:pwdfile -cacerts -out cacerts.pem -nokeys
openssl pkcs12 -in s.p12 -passin pass:password -passout pass:password -nodes -nocerts -out S.key
openssl rsa -in S.key -passin file:pwdfile -out S.unlocked.key
printf 'V\t130110200751Z\t\t65\tunknown\tCN=server1.example.com\nV\t130110200751Z\t\tCA\tunknown\tCN=revoked1.example.com\n' > valid.txt
printf 'R\t130110200751Z\t100201142709Z,superseded\t65\tunknown\tCN=server1.example.com\nR\t130110200751Z\t100201142709Z,superseded\tCA\tunknown\tCN=x\n' > revoked.txt
for s in server1 revoked1; do openssl ocsp -issuer ca.pem -sha256 -cert $s.pem -no_nonce -reqout $s.req
openssl ocsp -sha256 -index valid.txt -rsigner ca.pem -rkey ca.key -CA ca.pem -noverify -ndays 3652 -reqin $s.req -respout $s.good
openssl ocsp -index revoked.txt -rsigner ca.pem -rkey ca.key -CA ca.pem -noverify -ndays 30 -reqin $s.req -respout $s.rev
openssl ocsp -respin $s.good -CAfile ca.pem -issuer ca.pem -sha256 -cert $s.pem -text | grep -E 'Status|Serial|Hash Alg|good|revoked'
openssl ocsp -respin $s.rev -CAfile ca.pem -issuer ca.pem -cert $s.pem -resp_text | grep -E 'Status|Reason|Hash Alg'; done
mkdir certdir; h=$(openssl x509 -hash -noout -in ca.pem); ln -s ../ca.pem certdir/$h.0
openssl verify -CApath certdir server1.pem
openssl ocsp -respin server1.good -VAfile ca.pem -issuer ca.pem -sha256 -cert server1.pem -trust_other
