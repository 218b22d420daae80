cat > extensions.client <<'E'
[client_cert]
basicConstraints=CA:FALSE
keyUsage=digitalSignature,keyEncipherment,keyAgreement
extendedKeyUsage=1.3.6.1.5.2.3.4
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid,issuer
subjectAltName=otherName:1.3.6.1.5.2.2;SEQUENCE:princ_name
[princ_name]
realm=EXP:0,GeneralString:${ENV::REALM}
principal_name=EXP:1,SEQUENCE:principal_seq
[principal_seq]
name_type=EXP:0,INTEGER:1
name_string=EXP:1,SEQUENCE:principals
[principals]
princ1=GeneralString:${ENV::CLIENT}
E
sed 's/client_cert/kdc_cert/;s/5.2.3.4/5.2.3.5/;s/INTEGER:1/INTEGER:2/;s/^princ1.*/princ1=GeneralString:krbtgt\nprinc2=GeneralString:${ENV::REALM}/' extensions.client > extensions.kdc
openssl genrsa -out cakey.pem 2048
openssl req -key cakey.pem -new -x509 -out cacert.pem -days 3650 -subj /CN=ca
openssl genrsa -out kdckey.pem 2048
openssl req -new -out kdc.req -key kdckey.pem -subj /CN=kdc
env REALM=YOUR.REALM openssl x509 -req -in kdc.req -CAkey cakey.pem -CA cacert.pem -out kdc.pem -days 365 -extfile extensions.kdc -extensions kdc_cert -CAcreateserial
openssl genrsa -out clientkey.pem 2048
openssl req -new -key clientkey.pem -out client.req -subj /CN=c
env REALM=YOUR.REALM CLIENT=user openssl x509 -CAkey cakey.pem -CA cacert.pem -req -in client.req -extensions client_cert -extfile extensions.client -days 365 -out client.pem
openssl asn1parse -in kdc.pem -strparse 4 >/dev/null 2>&1
openssl x509 -in client.pem -noout -text | grep -A1 'Alternative'
