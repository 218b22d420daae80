# src/test/ssl Makefile
cat > cas.config <<'E'
[ ca ]
default_ca	= root
[ root ]
database	= ./root_ca-certindex
serial	= root_ca.srl
new_certs_dir = .
default_md = sha256
default_days = 10000
policy = pol
certificate = root_ca.crt
private_key = root_ca.key
x509_extensions	= v3_ca
email_in_dn = no
unique_subject = no
crlnumber = root.crlnum
default_crl_days = 10000
[pol]
commonName = optional
organizationalUnitName = optional
[ req ]
distinguished_name     = dn
prompt                 = no
[ dn ]
CN = Test root CA for PostgreSQL SSL regression test suite
[v3_ca]
basicConstraints = CA:true
[req_ext]
E
openssl genrsa -out root_ca.key 2048
openssl req -new -x509 -config cas.config -key root_ca.key -out root_ca.crt -extensions v3_ca -days 10000
touch root_ca-certindex; openssl rand -hex 8 > root_ca.srl 
printf 'unique_subject=no\n' > root_ca-certindex.attr
echo 01 > root.crlnum
openssl genrsa -out s.key 2048
printf '[req]\nprompt=no\ndistinguished_name=d\n[d]\nOU = PostgreSQL test suite\n[e]\n' > s.config
openssl req -new -utf8 -key s.key -out s.csr -config s.config
openssl ca -name root -batch -config cas.config -in s.csr -out s.crt 
printf '[req]\nprompt=no\ndistinguished_name=d\nreq_extensions=v3\n[d]\nCN = common-name.pg-ssltest.test\nOU = PostgreSQL test suite\n[v3]\nsubjectAltName=@a\n[a]\nDNS.1=dns1.alt-name.pg-ssltest.test\nDNS.2=*.wildcard.pg-ssltest.test\nIP.1=192.0.2.1\n' > s2.config
openssl req -new -utf8 -key s.key -out s2.csr -config s2.config
openssl ca -name root -batch -config cas.config -in s2.csr -out s2.crt -extensions v3 -extfile s2.config
openssl ca -name root -config cas.config -gencrl -out root.crl
openssl ca -name root -config cas.config -revoke s2.crt
openssl ca -name root -config cas.config -gencrl -out root2.crl
openssl rsa -aes256 -in s.key -out enc.key -passout 'pass:dUmmyP^#+'
openssl rsa -in s.key -outform DER -out s.der -aes256 -passout 'pass:dUmmyP^#+'
openssl rsa -in s.key -outform DER -out s.der
openssl x509 -in s2.crt -out s2t.crt -text
openssl x509 -in s2.crt -noout -serial | sed 's/.*=//' >/dev/null
openssl x509 -noout -subject -nameopt RFC2253 -in s2.crt
openssl pkcs8 -topk8 -inform PEM -outform DER -in s.key -out s.pk8 -nocrypt
