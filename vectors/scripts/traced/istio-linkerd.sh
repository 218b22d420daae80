mkdir certs; cd certs
printf '[ req ]\nencrypt_key = no\nprompt = no\nutf8 = yes\ndefault_md = sha256\ndefault_bits = 2048\nreq_extensions = req_ext\nx509_extensions = req_ext\ndistinguished_name = req_dn\n[ req_ext ]\nsubjectKeyIdentifier = hash\nbasicConstraints = critical, CA:true\nkeyUsage = critical, digitalSignature, nonRepudiation, keyEncipherment, keyCertSign\n[ req_dn ]\nO = Istio\nCN = Root CA\n' > root-ca.conf
openssl genrsa -out root-key.pem 2048
openssl req -sha256 -new -key root-key.pem -config root-ca.conf -out root-cert.csr
openssl x509 -req -sha256 -days 3650 -signkey root-key.pem -extensions req_ext -extfile root-ca.conf -in root-cert.csr -out root-cert.pem
printf '[ req ]\nencrypt_key = no\nprompt = no\nutf8 = yes\ndefault_md = sha256\ndefault_bits = 2048\nreq_extensions = req_ext\nx509_extensions = req_ext\ndistinguished_name = req_dn\n[ req_ext ]\nsubjectKeyIdentifier = hash\nbasicConstraints = critical, CA:true, pathlen:0\nkeyUsage = critical, digitalSignature, nonRepudiation, keyEncipherment, keyCertSign\nsubjectAltName=@san\n[ san ]\nDNS.1 = istiod.istio-system.svc\n[ req_dn ]\nO = Istio\nCN = Intermediate CA\nL = cluster1\n' > i.conf
openssl genrsa -out ca-key.pem 2048
openssl req -sha256 -new -config i.conf -key ca-key.pem -out cluster-ca.csr
openssl x509 -req -sha256 -days 730 -CA root-cert.pem -CAkey root-key.pem -CAcreateserial -extensions req_ext -extfile i.conf -in cluster-ca.csr -out ca-cert.pem
cat ca-cert.pem root-cert.pem > cert-chain.pem
openssl verify -CAfile root-cert.pem ca-cert.pem; openssl verify -CAfile root-cert.pem -untrusted cert-chain.pem ca-cert.pem
openssl x509 -text -noout -in ca-cert.pem | grep -A1 "Subject Alternative"
openssl x509 -noout -text -in ca-cert.pem | sed -n '/Basic Constraints/,+1p'
sed -n '/-----BEGIN CERTIFICATE-----/{:start /-----END CERTIFICATE-----/!{N;b start};/.*/p}' cert-chain.pem > all; awk 'BEGIN {counter=0;} /BEGIN CERT/{counter++} { print > "proxy-cert-" counter ".pem"}' < all
diff -s <(openssl x509 -in proxy-cert-2.pem -text -noout) <(openssl x509 -in root-cert.pem -text -noout) | sed 's#/dev/fd/[0-9]*#F#g'
