# ejabberd and Prosody: XMPP names in certificates
cat > xmpp.cnf <<'C'
oid_section = new_oids
[ new_oids ]
xmppAddr2 = 1.3.6.1.5.5.7.8.5.1
SRVName2 = 1.3.6.1.5.5.7.8.7.1
[ req ]
default_bits = 2048
default_keyfile = example.key
distinguished_name = distinguished_name
req_extensions = certrequest
x509_extensions = selfsigned
prompt = no
[ distinguished_name ]
commonName = example.org
countryName = GB
organizationName = Your Organisation
[ certrequest ]
basicConstraints = CA:FALSE
keyUsage = digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth,clientAuth
subjectAltName = @subject_alternative_name
[ selfsigned ]
basicConstraints = CA:TRUE
subjectAltName = @subject_alternative_name
[ subject_alternative_name ]
DNS.0 = example.org
otherName.0 = xmppAddr2;FORMAT:UTF8,UTF8:example.org
otherName.1 = SRVName2;IA5STRING:_xmpp-client.example.org
otherName.2 = SRVName2;IA5STRING:_xmpp-server.example.org
DNS.1 = *.example.org
C
openssl genrsa -out example.key 2048; openssl req -new -x509 -key example.key -days 30 -sha256 -out example.crt -utf8 -config xmpp.cnf; openssl req -new -key example.key -sha256 -utf8 -config xmpp.cnf -out example.csr; openssl req -in example.csr -noout -text -config xmpp.cnf | sed -n '/Alternative/,/Signature/p' | head -3; openssl x509 -in example.crt -noout -ext subjectAltName; openssl asn1parse -in example.crt -oid <(echo '1.3.6.1.5.5.7.8.5 xmppAddr XMPP address') | grep -c xmppAddr
