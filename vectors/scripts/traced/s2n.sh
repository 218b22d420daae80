# s2n-tls' generate-certs.sh: RSA-PSS keys and signatures, extensions copied from requests, long validities
gen() { d=$3; mkdir $d; (cd $d; so=; [ $2 = pss ] && [ $1 = rsa ] && so="-sigopt rsa_padding_mode:pss"
openssl req -new -noenc -x509 -newkey $1 -pkeyopt rsa_keygen_bits:1024 -keyout ca-key.pem -out ca-cert.pem -days 65536 $so -SHA256 -subj "/C=US/CN=root" -addext "basicConstraints = critical,CA:true" -addext "keyUsage = critical,keyCertSign"
openssl req -new -noenc -newkey $1 -pkeyopt rsa_keygen_bits:1024 -keyout i-key.pem -out i.csr -subj "/C=US/CN=branch" -addext "basicConstraints = critical,CA:true" -addext "keyUsage = critical,keyCertSign"
openssl req -new -noenc -newkey $1 -pkeyopt rsa_keygen_bits:1024 -keyout s-key.pem -out s.csr -subj "/C=US/CN=leaf" -addext "subjectAltName = DNS:localhost"
openssl x509 -days 65536 -req -in i.csr -SHA256 -CA ca-cert.pem -CAkey ca-key.pem -CAcreateserial -out i.pem -copy_extensions=copyall
openssl x509 -days 65536 -req -in s.csr $so -SHA256 -CA i.pem -CAkey i-key.pem -CAcreateserial -out s.pem -copy_extensions=copyall
openssl verify -CAfile ca-cert.pem i.pem; openssl verify -CAfile ca-cert.pem -untrusted i.pem s.pem; rm *.srl; openssl x509 -in s.pem -noout -enddate -startdate | wc -l; openssl x509 -in ca-cert.pem -noout -text | grep -A3 -m1 'Signature Alg'); }
gen rsa pkcsv1.5 a; gen rsa pss b; gen rsa-pss pss c
openssl genpkey -algorithm rsa-pss -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_keygen_pubexp:65537 -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32 -out pss.key; openssl pkey -in pss.key -noout -text | head -1; openssl pkey -in pss.key -noout -text | tail -6
openssl req -x509 -key pss.key -days 3 -subj /CN=pss -sha256 -sigopt rsa_pss_saltlen:32 -out pss.pem; openssl x509 -in pss.pem -noout -text | grep -A4 'Signature Algorithm'
openssl ocsp -issuer a/ca-cert.pem -cert a/s.pem -reqout q -no_nonce; openssl ocsp -reqin q -text -noverify | grep -c Serial
