# a time-stamping authority by hand, as of OpenSSL's manual, freeTSA's and RFC 3161 clients' pages
cat > tsa.cnf <<'C'
[ tsa ]
default_tsa = t
[ t ]
dir = .
serial = $dir/tsaserial
crypto_device = builtin
signer_cert = $dir/tsa.pem
certs = $dir/ca.pem
signer_key = $dir/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5.6, 1.2.3.4.5.7
digests = sha1, sha256, sha384, sha512
accuracy = secs:1, millisecs:500, microsecs:100
clock_precision_digits = 0
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
C
openssl req -x509 -newkey rsa:1024 -nodes -keyout ca.key -out ca.pem -days 9 -subj "/O=O/CN=CA" -addext keyUsage=critical,keyCertSign,cRLSign
openssl req -newkey rsa:1024 -nodes -keyout tsa.key -out tsa.csr -subj "/O=O/CN=TSA"; openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 8 -out tsa.pem -extfile <(echo extendedKeyUsage=critical,timeStamping)
echo 01 > tsaserial; echo data > d; openssl ts -query -data d -no_nonce -sha512 -cert -out q; openssl ts -query -in q -text; openssl ts -query -digest "$(sha256sum d | cut -d' ' -f1)" -sha256 -tspolicy 1.2.3.4.5.6 -no_nonce -out q2; openssl ts -query -in q2 -text
openssl ts -reply -config tsa.cnf -section t -queryfile q -out r; openssl ts -reply -in r -text | grep -vE 'Time stamp|Message data'; openssl ts -verify -data d -in r -CAfile ca.pem; openssl ts -verify -queryfile q -in r -CAfile ca.pem -untrusted tsa.pem; openssl ts -verify -data q -in r -CAfile ca.pem
openssl ts -reply -config tsa.cnf -queryfile q2 -chain ca.pem -out r2 -tspolicy 1.2.3.4.5.7; openssl ts -verify -digest "$(sha256sum d | cut -d' ' -f1)" -in r2 -CAfile ca.pem -untrusted tsa.pem; openssl ts -reply -in r2 -token_out -out tok; openssl ts -reply -in tok -token_in -text | grep Policy; openssl ts -verify -data d -in tok -token_in -CAfile ca.pem -untrusted tsa.pem; openssl pkcs7 -inform DER -in tok -print_certs -noout; cat tsaserial
openssl ts -query -data d -md5 -no_nonce -out q3; openssl ts -reply -config tsa.cnf -queryfile q3 -out r3; openssl ts -reply -in r3 -text | head -4; echo x | openssl ts -query -sha256 -no_nonce | openssl ts -query -in /dev/stdin -text | head -3; openssl cms -verify -inform DER -in tok -CAfile ca.pem -purpose timestampsign -certfile tsa.pem -out tst.der; openssl asn1parse -inform DER -in tst.der | head -3
