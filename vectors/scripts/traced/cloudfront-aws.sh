# AWS: signed URLs and cookies of CloudFront, Windows passwords, instance identity documents, IAM Roles Anywhere, IoT registration
openssl genrsa -out private_key.pem 1024; openssl rsa -pubout -in private_key.pem -out public_key.pem
cat > policy <<'C'
{"Statement":[{"Resource":"https://d.example/*","Condition":{"DateLessThan":{"AWS:EpochTime":1700000000}}}]}
C
cat policy | tr -d "\n" | tr -d " \t\n\r" | openssl sha1 -sign private_key.pem | openssl base64 -A | tr -- '+=/' '-_~' | wc -c
cat policy | openssl base64 | tr '+=/' '-_~'
openssl base64 -d < <(printf abc | openssl rsautl -encrypt -pubin -inkey public_key.pem | openssl base64) | openssl rsautl -decrypt -inkey private_key.pem
openssl req -x509 -key private_key.pem -days 3 -subj /CN=ec2 -out ec2.pem; openssl smime -sign -nodetach -in policy -signer ec2.pem -inkey private_key.pem -outform PEM -out doc.p7; sed -i 's/PKCS7/PKCS7/' doc.p7
openssl smime -verify -in doc.p7 -inform PEM -certfile ec2.pem -noverify | tee doc | wc -c
openssl x509 -in ec2.pem -noout -fingerprint -sha1 | sed 's/.*=//;s/://g' | wc -c; openssl pkcs8 -in private_key.pem -inform PEM -outform DER -topk8 -nocrypt | openssl sha1 -c | wc -c; openssl rsa -in private_key.pem -pubout -outform DER 2>/dev/null | openssl md5 -c | wc -c; ssh-keygen -y -f private_key.pem > k.pub; openssl rsa -in private_key.pem -outform DER 2>/dev/null | openssl md5 | wc -c
openssl genrsa -out verificationCert.key 1024; openssl req -new -key verificationCert.key -out v.csr -subj "/CN=registrationcode"; openssl x509 -req -in v.csr -CA ec2.pem -CAkey private_key.pem -CAcreateserial -out v.pem -days 500 -sha256
openssl req -x509 -newkey rsa:1024 -nodes -keyout ra.key -out ra.pem -days 10 -subj "/C=US/CN=Root" -extensions v3_ca -config <(printf '[req]\ndistinguished_name=dn\n[dn]\n[v3_ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature,cRLSign,keyCertSign\nsubjectKeyIdentifier=hash\n')
openssl x509 -in ra.pem -text -noout | sed -n '/X509v3 ext/,/Signature Alg/p' | grep -v :.*:.*:; openssl x509 -in ra.pem -noout -serial | cut -d= -f1
aws=$(printf '%s' data | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(printf 20260101 | openssl dgst -sha256 -hmac AWS4secret | sed 's/^.* //')"); echo "$aws"; printf data | openssl sha1 -hmac key -binary | base64; printf data | openssl dgst -sha256 -hex | sed 's/^.* //'
