# AWS IoT: own CA with registration code, just-in-time provisioning, Greengrass, Client VPN, ACM imports, ALB mTLS trust store, IAM server certificates
cat > rootCA_openssl.conf <<'C'
[ req ]
distinguished_name       = req_distinguished_name
extensions               = v3_ca
req_extensions           = v3_ca
[ v3_ca ]
basicConstraints         = CA:TRUE
[ req_distinguished_name ]
countryName              = Country Name (2 letter code)
countryName_default      = IN
countryName_min          = 2
countryName_max          = 2
organizationName         = Organization Name (eg, company)
organizationName_default = AMZ
C
openssl genrsa -out rootCA.key 2048; printf '\n\n' | openssl req -new -sha256 -key rootCA.key -nodes -out rootCA.csr -config rootCA_openssl.conf 2>/dev/null; openssl x509 -req -days 3650 -extfile rootCA_openssl.conf -extensions v3_ca -in rootCA.csr -signkey rootCA.key -out rootCA.pem
openssl genrsa -out verificationCert.key 2048; openssl req -new -key verificationCert.key -out v.csr -subj "/CN=$(printf '%064d' 7)"; openssl x509 -req -in v.csr -CA rootCA.pem -CAkey rootCA.key -CAcreateserial -out v.pem -days 500 -sha256; openssl verify -CAfile rootCA.pem v.pem; openssl x509 -in v.pem -noout -subject -nameopt sep_multiline,align; cat v.pem rootCA.pem > deviceCertAndCA.pem; openssl x509 -in deviceCertAndCA.pem -outform DER | openssl sha256 -r | wc -w
openssl x509 -in rootCA.pem -inform PEM -out root.der -outform DER; openssl x509 -in root.der -inform der -text -noout -certopt ca_default,no_sigdump,no_pubkey,no_serial,no_validity; openssl x509 -in v.pem -noout -issuer_hash -subject_hash -hash | uniq | wc -l; openssl x509 -in v.pem -noout -email -ocspid | wc -l
openssl pkcs8 -topk8 -v2 des3 -in verificationCert.key -out enc.p8 -passout pass:x; openssl pkcs8 -in enc.p8 -passin pass:x -out dec.p8; openssl rsa -in dec.p8 -out rsa.pem; head -1 enc.p8 dec.p8 rsa.pem; openssl pkey -in enc.p8 -passin pass:x -traditional -out t.pem; head -1 t.pem
