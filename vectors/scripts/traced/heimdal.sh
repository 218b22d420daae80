# Heimdal's hx509 data: a section for each use by `ca -name`, proxies, PKINIT names, PKCS #12, signed and enveloped data, OCSP
cat > o.cnf <<'C'
[ca]
default_ca = user
[usr]
database = index.txt
serial = serial
x509_extensions = usr_cert
default_md = sha1
policy = policy_match
email_in_dn = no
certs = .
[ocsp]
database = index.txt
serial = serial
x509_extensions = ocsp_cert
default_md = sha1
policy = policy_match
email_in_dn = no
certs = .
[subca]
database = index.txt
serial = serial
x509_extensions = v3_ca
default_md = sha1
policy = policy_match
email_in_dn = no
certs = .
[ pkinit_kdc ]
database = index.txt
serial = serial
x509_extensions = pkinit_kdc_cert
default_md = sha1
policy = policy_match
email_in_dn = no
certs = .
[policy_match]
countryName = match
commonName = supplied
[req]
distinguished_name = req_distinguished_name
x509_extensions = v3_ca
string_mask = utf8only
[v3_ca]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
basicConstraints = CA:true
keyUsage = cRLSign, keyCertSign, keyEncipherment, nonRepudiation, digitalSignature
[usr_cert]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
subjectKeyIdentifier = hash
[ocsp_cert]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
noCheck = ignored
extendedKeyUsage = OCSPSigning
subjectKeyIdentifier = hash
[pkinit_kdc_cert]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
extendedKeyUsage = 1.3.6.1.5.2.3.5
subjectKeyIdentifier = hash
subjectAltName = otherName:1.3.6.1.5.2.2;SEQUENCE:princ_name
[princ_name]
realm = EXP:0, GeneralString:TEST.H5L.SE
principal_name = EXP:1, SEQUENCE:principal_seq
[principal_seq]
name_type = EXP:0, INTEGER:1
name_string = EXP:1, SEQUENCE:principals
[principals]
princ1 = GeneralString:krbtgt
princ2 = GeneralString:TEST.H5L.SE
[proxy_cert]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
proxyCertInfo = critical,language:id-ppl-inheritAll,pathlen:0,policy:text:foo
[req_distinguished_name]
countryName = Country Name (2 letter code)
countryName_default = SE
organizationalName = Organizational Unit Name (eg, section)
commonName = Common Name (eg, YOUR name)
C
gen() {
openssl req -new -subj "$1" -config o.cnf -newkey rsa:1024 -sha1 -nodes -keyout out.key -out cert.req > /dev/null 2> /dev/null
if [ "$3" = ca ]; then
openssl x509 -req -days 5040 -in cert.req -extfile o.cnf -extensions $4 -signkey out.key -out cert.crt
ln -s ca.crt $(openssl x509 -hash -noout -in cert.crt).0; name=$3
elif [ "$3" = proxy ]; then
openssl x509 -req -in cert.req -days 5040 -out cert.crt -CA $2.crt -CAkey $2.key -CAcreateserial -extfile o.cnf -extensions $4; name=$5
else openssl ca -name $4 -days 5040 -cert $2.crt -keyfile $2.key -in cert.req -out cert.crt -outdir . -batch -config o.cnf; name=$3; fi
mv cert.crt $name.crt; mv out.key $name.key; }
echo 01 > serial; > index.txt
gen "/CN=hx509 Test Root CA/C=SE" root ca v3_ca
gen "/CN=OCSP responder/C=SE" ca ocsp-responder ocsp
gen "/CN=Test cert/C=SE" ca test usr
gen "/CN=Revoke cert/C=SE" ca revoke usr
gen "/CN=kdc/C=SE" ca kdc pkinit_kdc
gen "/CN=Sub CA/C=SE" ca sub-ca subca
gen "/CN=Test sub cert/C=SE" sub-ca sub-cert usr
gen "/C=SE/CN=Test cert/CN=proxy" test proxy proxy_cert proxy-test
cat sub-ca.crt ca.crt > both.crt
openssl rsa -in test.key -aes256 -passout pass:foobar -out test-pw.key
openssl ca -name usr -cert ca.crt -keyfile ca.key -revoke revoke.crt -config o.cnf
openssl pkcs12 -export -in sub-cert.crt -inkey sub-cert.key -passout pass:foobar -out sub.p12 -name friendlyname-sub-cert -certfile both.crt -caname sub-ca -caname ca
openssl pkcs12 -in sub.p12 -passin pass:foobar -nodes | grep -v '^[A-Za-z0-9+/=]*$'
openssl pkcs12 -keypbe NONE -certpbe NONE -export -in test.crt -inkey test.key -passout pass:foobar -out nopw.p12 -name friendlyname-cert -certfile ca.crt -caname ca
openssl pkcs12 -in nopw.p12 -passin pass:foobar -info -noout
echo 'static text' > f
for o in "" "-noattr" "-noattr -nocerts" "-md sha1" "-md sha512"; do openssl smime -sign $o -nodetach -binary -in f -signer test.crt -inkey test.key -outform DER -out signed; openssl smime -verify -inform DER -in signed -CAfile ca.crt -certfile test.crt; done
for c in des3 aes128 aes256 camellia256; do openssl smime -encrypt -nodetach -binary -in f -outform DER -out env -$c test.crt; openssl smime -decrypt -inform DER -in env -recip test.crt -inkey test.key; done
openssl ocsp -issuer ca.crt -cert test.crt -reqout q1
openssl ocsp -index index.txt -rsigner ocsp-responder.crt -rkey ocsp-responder.key -CA ca.crt -reqin q1 -noverify -respout r1
openssl ocsp -index index.txt -rsigner ca.crt -rkey ca.key -CA ca.crt -reqin q1 -noverify -respout r2
openssl ocsp -index index.txt -rsigner ocsp-responder.crt -rkey ocsp-responder.key -CA ca.crt -resp_no_certs -reqin q1 -noverify -respout r3
openssl ocsp -index index.txt -rsigner ocsp-responder.crt -rkey ocsp-responder.key -CA ca.crt -reqin q1 -resp_key_id -noverify -respout r4
openssl ocsp -issuer ca.crt -cert revoke.crt -reqout q2
openssl ocsp -index index.txt -rsigner ocsp-responder.crt -rkey ocsp-responder.key -CA ca.crt -reqin q2 -noverify -respout r5
for r in r1 r2 r3 r4; do openssl ocsp -respin $r -issuer ca.crt -cert test.crt -CAfile ca.crt -no_nonce; done
openssl ocsp -respin r5 -issuer ca.crt -cert revoke.crt -CAfile ca.crt
openssl ca -gencrl -name usr -crldays 5040 -keyfile ca.key -cert ca.crt -crl_reason superseded -out crl1.crl -config o.cnf
openssl crl -in crl1.crl -outform der -out crl1.der
openssl verify -CAfile ca.crt -untrusted test.crt proxy-test.crt
