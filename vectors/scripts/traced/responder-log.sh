# OCSP responders of test suites, with their log in a file (-out) and the line by which a script knows that they listen
openssl req -x509 -newkey rsa:1024 -nodes -keyout ca.key -out ca.pem -subj /CN=CA -days 30 2>/dev/null; openssl req -newkey rsa:1024 -nodes -keyout k -subj /CN=c 2>/dev/null | openssl x509 -req -CA ca.pem -CAkey ca.key -set_serial 2 -days 9 -out c.pem 2>/dev/null
printf 'R\t351231235959Z\t260101000000Z,keyCompromise\t02\tunknown\t/CN=c\n' > index.txt
openssl ocsp -port 0 -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -nrequest 1 -text -out log > accepted 2>/dev/null & for i in {1..200}; do grep -q ACCEPT accepted && break; sleep 0.2; done
port=$(sed -n 's/^ACCEPT .*:\([0-9]*\) PID=.*/\1/p' accepted); openssl ocsp -url "http://127.0.0.1:$port" -issuer ca.pem -cert c.pem -CAfile ca.pem 2>&1 | sed 's/: [A-Z][a-z][a-z] .*//'; wait; grep -c '^OCSP Re\|Cert Status: revoked' log; rm -f accepted log
