# Shibboleth's keygen.sh, SimpleSAMLphp's, Okta's and ADFS' instructions
cat > sp-cert.cnf <<'C'
# OpenSSL configuration file for creating keypair
[req]
prompt=no
default_bits=3072
encrypt_key=no
default_md=sha256
distinguished_name=dn
# PrintableStrings only
string_mask=MASK:0002
x509_extensions=ext
[dn]
CN=sp.example.org
[ext]
subjectAltName=DNS:sp.example.org, \
               URI:https://sp.example.org/shibboleth
subjectKeyIdentifier=hash
C
touch sp-key.pem; chmod 600 sp-key.pem
openssl req -config sp-cert.cnf -new -x509 -days 3650 -keyout sp-key.pem -out sp-cert.pem -newkey rsa:1024
openssl asn1parse -in sp-cert.pem | grep -A1 commonName | tail -1 | sed 's/.*prim: //'
openssl req -newkey rsa:1024 -new -x509 -days 3652 -nodes -out saml.crt -keyout saml.pem -subj "/CN=x/description=a b/street=1 Main St/postalCode=12345/serialNumber=77/title=Mr/GN=A/SN=B/initials=AB/dnQualifier=q/pseudonym=p/x500UniqueIdentifier=1/UID=u/DC=com"
openssl x509 -in saml.crt -noout -subject; openssl x509 -in saml.crt -noout -subject -nameopt RFC2253; openssl x509 -in saml.crt -noout -subject -nameopt lname,sep_multiline; openssl x509 -in saml.crt -noout -subject -nameopt oid,dn_rev,space_eq
openssl x509 -in saml.crt -noout -fingerprint -sha1 -sha256; openssl x509 -in saml.crt -noout -fingerprint -sha256 | cut -d= -f1
openssl pkcs12 -export -in saml.crt -inkey saml.pem -out idp.p12 -password pass:changeit -name idp -CSP "Microsoft Enhanced RSA and AES Cryptographic Provider"; openssl pkcs12 -in idp.p12 -passin pass:changeit -nodes | grep -E 'friendly|Microsoft'
sed -e '/---/d' saml.crt | tr -d '\n' | openssl base64 -d -A | openssl x509 -inform DER -noout -subject | wc -c
