cat > ca.cfg <<'E'
[req]
distinguished_name = req_distinguished_name

[req_distinguished_name]
countryName            = US
countryName_default    = US
stateOrProvinceName    = California
stateOrProvinceName_default = California
commonName             = Test CA
commonName_default     = Test CA
commonName_max         = 64
[v3_ca]
basicConstraints       = critical, CA:TRUE
keyUsage               = critical, cRLSign, keyCertSign
subjectKeyIdentifier   = hash
authorityKeyIdentifier = keyid
subjectAltName = @alt_names
[alt_names]
URI.1 = spiffe://lyft.com/frontend-team
DNS.1 = lyft.com
IP.1 = ::1
E
openssl genrsa -out ca.pem 2048
openssl req -new -key ca.pem -out ca.csr -config ca.cfg -batch -sha256
openssl x509 -req -days 730 -in ca.csr -signkey ca.pem -out cacert.pem -extensions v3_ca -extfile ca.cfg
openssl genrsa -out i.pem 2048; openssl req -new -key i.pem -out i.csr -config ca.cfg -batch -sha256
openssl x509 -req -days 730 -in i.csr -sha256 -CA cacert.pem -CAkey ca.pem -CAcreateserial -out icert.pem -extensions v3_ca -extfile ca.cfg
openssl x509 -in icert.pem -outform DER | openssl dgst -sha256 | cut -d" " -f1
openssl x509 -in icert.pem -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | openssl enc -base64 | wc -c
openssl x509 -in icert.pem -noout -serial | cut -d'=' -f1; openssl x509 -in icert.pem -noout -startdate | cut -d= -f1
echo "test" > plain; openssl dgst -sha256 -sign i.pem -out sig plain; openssl rsa -in i.pem -pubout -out pub; xxd -p sig | wc -l; echo "#define X $(openssl x509 -in icert.pem -noout -fingerprint -sha256 | cut -d"=" -f1)"
touch crl_index.txt crl_index.txt.attr; echo 00 > crl_number; printf '[ca]\ndefault_ca=d\n[d]\ndatabase=crl_index.txt\ncrlnumber=crl_number\ndefault_days=365\ndefault_crl_days=365\ndefault_md=sha256\npreserve=no\n[crl_ext]\nauthorityKeyIdentifier=keyid:always\n' > crl.cfg
openssl ca -revoke icert.pem -keyfile ca.pem -cert cacert.pem -config crl.cfg; openssl ca -gencrl -keyfile ca.pem -cert cacert.pem -out c.crl -config crl.cfg; openssl ca -gencrl -keyfile ca.pem -cert cacert.pem -out c2.crl -config crl.cfg -crlexts crl_ext; cat cacert.pem c.crl > cc; 
openssl x509 -req -in i.csr -CA cacert.pem -CAkey ca.pem -CAserial ser -out a; openssl x509 -req -in i.csr -CA cacert.pem -CAkey ca.pem -out b; openssl x509 -req -in i.csr -CA icert.pem -CAkey i.pem -out c; mkdir d; cp cacert.pem d/my.ca.pem; openssl x509 -req -in i.csr -CA d/my.ca.pem -CAkey ca.pem -CAcreateserial -out e; openssl x509 -req -in i.csr -CA cacert.pem -CAkey i.pem -CAcreateserial -out f; echo 01 > ser2; openssl x509 -req -in i.csr -CA cacert.pem -CAkey ca.pem -CAserial ser2 -out g;  openssl x509 -req -in i.csr -CA cacert.pem -CAkey ca.pem -CAserial ser2 -out h; echo FF > ser3; openssl x509 -req -in i.csr -CA cacert.pem -CAkey ca.pem -CAserial ser3 -out h2; cat ser2 ser3; cat ca.pem cacert.pem > comb.pem; openssl x509 -req -in i.csr -CA comb.pem -out j -CAcreateserial; openssl x509 -req -CA comb.pem -CAcreateserial < i.csr > j2; openssl x509 -req -in i.csr -CAkey ca.pem -CA cacert.pem -CAcreateserial -outform DER -out j3.der
