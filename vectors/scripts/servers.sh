## mosquitto: mosquitto-tls(7)
openssl req -new -x509 -days 30 -extensions v3_ca -keyout ca.key -out ca.crt -passout pass:abcd -subj /C=DE/O=Test/CN=CA
openssl genrsa -aes256 -passout pass:abcd -out server.enc 2048
openssl rsa -in server.enc -passin pass:abcd -out server.key
openssl req -out server.csr -key server.key -new -subj /CN=localhost
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -passin pass:abcd -CAcreateserial -out server.crt -days 30
openssl verify -CAfile ca.crt server.crt
## redis: utils/gen-test-certs.sh
mkdir tls
openssl genrsa -out tls/ca.key 4096
openssl req -x509 -new -nodes -sha256 -key tls/ca.key -days 3650 -subj '/O=Test/CN=Certificate Authority' -out tls/ca.crt
printf '[ server_cert ]\nkeyUsage = digitalSignature, keyEncipherment\nnsCertType = server\n[ client_cert ]\nkeyUsage = digitalSignature, keyEncipherment\nnsCertType = client\n' > tls/openssl.cnf
for kind in server client; do
openssl genrsa -out tls/$kind.key 2048
openssl req -new -sha256 -subj "/O=Test/CN=$kind" -key tls/$kind.key | openssl x509 -req -sha256 -CA tls/ca.crt -CAkey tls/ca.key -CAserial tls/ca.txt -CAcreateserial -days 365 -extfile tls/openssl.cnf -extensions ${kind}_cert -out tls/$kind.crt
done
openssl dhparam -out tls/dh 512
## postgres: documentation, ssl-tcp
openssl req -new -x509 -days 365 -nodes -text -out server.crt -keyout server.key -subj /CN=dbhost.example
chmod og-rwx server.key
openssl req -new -nodes -text -out root.csr -keyout root.key -subj /CN=root.example
openssl x509 -req -in root.csr -text -days 3650 -extfile /etc/ssl/openssl.cnf -extensions v3_ca -signkey root.key -out root.crt
openssl req -new -nodes -text -out leaf.csr -keyout leaf.key -subj /CN=leaf.example
openssl x509 -req -in leaf.csr -text -days 365 -CA root.crt -CAkey root.key -CAcreateserial -out leaf.crt
openssl verify -CAfile root.crt leaf.crt
## mysql: documentation, creating SSL certificates and keys using openssl
openssl genrsa 2048 > ca-key.pem
openssl req -new -x509 -nodes -days 3600 -key ca-key.pem -out ca.pem -subj /CN=CA
openssl req -newkey rsa:2048 -days 3600 -nodes -keyout server-key.pem -out server-req.pem -subj /CN=server 2> err
openssl rsa -in server-key.pem -out server-key.pem 2>> err
openssl x509 -req -in server-req.pem -days 3600 -CA ca.pem -CAkey ca-key.pem -set_serial 01 -out server-cert.pem 2>> err
openssl verify -CAfile ca.pem server-cert.pem
rm err
## mysql_ssl_rsa_setup: its commands
printf '[req]\ndistinguished_name=n\n[n]\n[v3_ca]\nbasicConstraints=critical,CA:TRUE\n[v3]\nbasicConstraints=CA:FALSE\n' > ext
openssl req -newkey rsa:2048 -days 3650 -nodes -keyout ca-key.pem -subj /CN=Auto_Generated_CA -out ca-req.pem
openssl rsa -in ca-key.pem -out ca-key.pem
openssl x509 -sha256 -days 3650 -extfile ext -extensions v3_ca -set_serial 1 -req -in ca-req.pem -signkey ca-key.pem -out ca.pem
openssl genrsa -out private_key.pem 2048
openssl rsa -in private_key.pem -pubout -out public_key.pem
## nginx: documentation and distributions
openssl req -x509 -nodes -days 365 -newkey rsa:2048 -subj '/C=US/ST=Denial/L=Springfield/O=Dis/CN=www.example.com' -keyout selfsigned.key -out selfsigned.crt
openssl x509 -noout -modulus -in selfsigned.crt > m1
openssl rsa -noout -modulus -in selfsigned.key > m2
cmp m1 m2
rm m1 m2
openssl x509 -noout -ocsp_uri -in selfsigned.crt
## docker registry: documentation
mkdir -p certs
openssl req -newkey rsa:4096 -nodes -sha256 -keyout certs/domain.key -addext 'subjectAltName = DNS:myregistry.domain.com' -x509 -days 365 -out certs/domain.crt -subj /CN=myregistry.domain.com
openssl x509 -in certs/domain.crt -noout -ext subjectAltName
## docker daemon: documentation, protect the docker daemon socket
openssl genrsa -aes256 -passout pass:abcd -out ca-key.pem 4096
openssl req -new -x509 -days 365 -key ca-key.pem -passin pass:abcd -sha256 -out ca.pem -subj /CN=host
openssl genrsa -out server-key.pem 4096
openssl req -subj /CN=host -sha256 -new -key server-key.pem -out server.csr
echo 'subjectAltName = DNS:host,IP:10.10.10.20,IP:127.0.0.1' >> extfile.cnf
echo 'extendedKeyUsage = serverAuth' >> extfile.cnf
openssl x509 -req -days 365 -sha256 -in server.csr -CA ca.pem -CAkey ca-key.pem -passin pass:abcd -CAcreateserial -out server-cert.pem -extfile extfile.cnf
openssl verify -purpose sslserver -verify_hostname host -CAfile ca.pem server-cert.pem
## kafka: a broker's key store
openssl req -new -nodes -x509 -days 365 -newkey rsa:2048 -keyout ca.key -out ca.crt -subj '/CN=ca/O=test'
cat ca.crt ca.key > ca.pem
openssl req -new -newkey rsa:2048 -keyout broker.key -out broker.csr -nodes -subj /CN=broker
openssl x509 -req -days 3650 -in broker.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out broker.crt -extensions SAN -extfile <(printf '\n[SAN]\nsubjectAltName=DNS:broker,DNS:localhost')
openssl pkcs12 -export -in broker.crt -inkey broker.key -chain -CAfile ca.pem -name broker -out broker.p12 -password pass:confidential
openssl pkcs12 -in broker.p12 -password pass:confidential -nokeys | grep -c 'BEGIN CERTIFICATE'
## kafka: a trust store without a key
openssl req -x509 -nodes -days 365 -newkey rsa:2048 -keyout ca.key -out ca.crt -subj /CN=ca
openssl pkcs12 -export -nokeys -in ca.crt -out trust.p12 -passout pass:abcdef -caname root -name root
openssl pkcs12 -in trust.p12 -passin pass:abcdef -nokeys -info > /dev/null
## elasticsearch and logstash: PKCS #8 keys
openssl req -x509 -batch -nodes -newkey rsa:2048 -days 3650 -subj /CN=logstash -keyout a.key -out a.crt
openssl pkcs8 -in a.key -topk8 -nocrypt -out a.p8
openssl pkcs8 -inform PEM -in a.key -topk8 -v1 PBE-SHA1-3DES -passout pass:abcd -out b.p8
openssl pkcs8 -in a.key -topk8 -outform DER -nocrypt -out a.der
openssl pkcs8 -inform DER -in a.der -nocrypt | cmp - a.p8
## gitlab: a registry's key pair and a hash of the certificate
openssl req -nodes -newkey rsa:2048 -keyout registry.key -out registry.csr -subj '/CN=gitlab-issuer'
openssl x509 -in registry.csr -out registry.crt -req -signkey registry.key -days 365
openssl x509 -noout -hash -in registry.crt
openssl x509 -noout -fingerprint -sha256 -in registry.crt | cut -d= -f1
openssl rand -hex 32 | wc -c
openssl rand -base64 48 | tr -d '\n' | wc -c
## jitsi: a self-signed pair by configuration on standard input
openssl req -new -newkey rsa:4096 -days 3650 -nodes -x509 -subj '/O=jitsi/OU=meet/CN=meet.example' -keyout key -out crt -reqexts SAN -extensions SAN -config <(cat /etc/ssl/openssl.cnf <(printf '[SAN]\nsubjectAltName=DNS:localhost,DNS:meet.example'))
openssl x509 -in crt -noout -text | grep -A1 'Alternative Name'
## rabbitmq: tls-gen's configuration
mkdir -p testca/certs testca/private
echo 01 > testca/serial
touch testca/index.txt
cat > openssl.cnf <<'END'
[ca]
default_ca = test_ca
[test_ca]
dir = testca
certificate = $dir/ca_certificate.pem
database = $dir/index.txt
new_certs_dir = $dir/certs
private_key = $dir/private/ca_private_key.pem
serial = $dir/serial
default_crl_days = 7
default_days = 1825
default_md = sha256
policy = test_policy
x509_extensions = certificate_extensions
[test_policy]
commonName = supplied
stateOrProvinceName = optional
countryName = optional
emailAddress = optional
organizationName = optional
organizationalUnitName = optional
domainComponent = optional
[certificate_extensions]
basicConstraints = CA:false
[req]
default_bits = 2048
default_md = sha256
prompt = yes
distinguished_name = root_ca_distinguished_name
x509_extensions = root_ca_extensions
[root_ca_distinguished_name]
commonName = hostname
[root_ca_extensions]
basicConstraints = CA:true
keyUsage = keyCertSign, cRLSign
[client_extensions]
basicConstraints = CA:false
keyUsage = digitalSignature,keyEncipherment
extendedKeyUsage = 1.3.6.1.5.5.7.3.2
subjectAltName = @client_alt_names
[client_alt_names]
DNS.1 = $ENV::HOST_ONE
DNS.2 = localhost
END
export HOST_ONE=client.example
openssl req -x509 -config openssl.cnf -newkey rsa:2048 -days 365 -out testca/ca_certificate.pem -keyout testca/private/ca_private_key.pem -outform PEM -subj /CN=TLSGenSelfSignedtRootCA/L=x/ -nodes
openssl x509 -in testca/ca_certificate.pem -out testca/ca.cer -outform DER
openssl genrsa -out client.key 2048
openssl req -new -key client.key -keyout x -out client.csr -days 365 -outform PEM -subj /CN=client.example/O=client/L=x/ -nodes -config openssl.cnf
openssl ca -config openssl.cnf -days 365 -cert testca/ca_certificate.pem -keyfile testca/private/ca_private_key.pem -in client.csr -out client.crt -outdir testca/certs -notext -batch -extensions client_extensions
openssl pkcs12 -export -out client.p12 -in client.crt -inkey client.key -passout pass:bunnies
openssl verify -CAfile testca/ca_certificate.pem client.crt
## mongodb: documentation, appendix with certificates for testing
cat > ca.cnf <<'END'
[ policy_match ]
countryName = match
[ req ]
default_bits = 4096
default_keyfile = ca.key
default_md = sha256
distinguished_name = req_dn
x509_extensions = v3_ca
prompt = no
[ req_dn ]
C = US
O = MongoDB
CN = test CA
[ v3_ca ]
subjectKeyIdentifier = hash
basicConstraints = critical,CA:true
keyUsage = critical, keyCertSign, cRLSign
authorityKeyIdentifier = keyid:always,issuer:always
END
openssl genrsa -out ca.key 4096
openssl req -new -x509 -days 1826 -key ca.key -out ca.crt -config ca.cnf
openssl genrsa -out server.key 4096
openssl req -new -key server.key -out server.csr -config ca.cnf
openssl x509 -sha256 -req -days 365 -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out server.crt -extfile ca.cnf -extensions v3_ca
cat server.crt server.key > test.pem
openssl x509 -in test.pem -inform PEM -subject -nameopt RFC2253 -noout
## cassandra and hadoop: key out of a PKCS #12 file
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout k -out c -subj /CN=node1 -sha384
openssl pkcs12 -export -in c -inkey k -name node1 -passout pass:cassandra -out n.p12 -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1
openssl pkcs12 -in n.p12 -nodes -nocerts -passin pass:cassandra | openssl rsa -out n.key
openssl pkcs12 -in n.p12 -clcerts -nokeys -passin pass:cassandra -out n.crt
cmp <(openssl rsa -in k -modulus -noout) <(openssl rsa -in n.key -modulus -noout)
## postfix and dovecot: mkcert.sh
printf '[ req ]\ndefault_bits = 3072\nencrypt_key = yes\ndistinguished_name = req_dn\nx509_extensions = cert_type\nprompt = no\n[ req_dn ]\nOU=IMAP server\nCN=imap.example.com\nemailAddress=postmaster@example.com\n[ cert_type ]\nnsCertType = server\n' > dovecot.cnf
openssl req -new -x509 -nodes -config dovecot.cnf -out dovecot.crt -keyout dovecot.key -days 365
openssl x509 -subject -fingerprint -noout -in dovecot.crt | sed 's/=.*//'
## exim: exim_mkcert
printf 'RANDFILE = .rnd\n[ req ]\ndefault_bits = 2048\ndefault_keyfile = exim.key\ndistinguished_name = req_dn\nprompt = no\n[ req_dn ]\nC = DE\nO = local\nCN = exim\n' > tmp.cnf
openssl req -config tmp.cnf -x509 -newkey rsa:2048 -keyout exim.key -out exim.crt -days 10 -nodes
rm tmp.cnf
## apache: gensslcert and mod_ssl
openssl genrsa -out server.key 2048
openssl req -utf8 -sha256 -new -key server.key -x509 -days 365 -set_serial 77 -out server.crt -extensions v3_req -subj '/C=--/ST=SomeState/L=SomeCity/O=SomeOrganization/CN=localhost.example/emailAddress=root@localhost.example' || openssl req -sha256 -new -key server.key -x509 -days 365 -set_serial 77 -out server.crt -subj '/C=XX/ST=SomeState/CN=localhost.example/emailAddress=root@localhost.example'
openssl x509 -noout -serial -in server.crt
## vsftpd and lighttpd: one file for both
openssl req -x509 -nodes -days 7300 -newkey rsa:2048 -keyout both.pem -out both.pem -subj /CN=ftp
grep -c -e -BEGIN both.pem
openssl x509 -in both.pem -noout -subject
openssl rsa -in both.pem -check -noout
## stunnel: the script of the package
openssl req -new -x509 -days 365 -nodes -out stunnel.pem -keyout stunnel.pem -subj '/C=PL/ST=Mazovia/L=Warsaw/O=Stunnel/CN=localhost'
openssl dhparam -dsaparam 512 >> stunnel.pem
openssl x509 -subject -dates -fingerprint -in stunnel.pem -noout | cut -d= -f1
## squid: ssl bump
openssl req -new -newkey rsa:2048 -sha256 -days 365 -nodes -x509 -extensions v3_ca -keyout squid.key -out squid.pem -subj /CN=squid
openssl x509 -in squid.pem -outform DER -out squid.der
openssl x509 -inform DER -in squid.der -noout -subject -issuer
## haproxy: a bundle by name
openssl genrsa -out h.key 2048
openssl req -new -key h.key -subj '/C=FR/CN=haproxy' -addext 'extendedKeyUsage=serverAuth,clientAuth' -out h.csr
openssl x509 -req -days 10 -in h.csr -signkey h.key -copy_extensions copyall -out h.crt
cat h.crt h.key > h.pem
openssl x509 -in h.pem -noout -ext extendedKeyUsage,basicConstraints 2> /dev/null
## openldap: gnutls free
openssl req -newkey rsa:2048 -x509 -nodes -out server.pem -keyout server.pem -days 365 -subj /CN=ldap.example.com -addext basicConstraints=critical,CA:true,pathlen:0 -addext keyUsage=keyCertSign,digitalSignature
openssl x509 -in server.pem -noout -purpose
## prometheus and grafana: a pair with IP address
openssl req -new -newkey rsa:2048 -days 365 -nodes -x509 -keyout node.key -out node.crt -subj '/C=ZA/ST=CT/L=SA/O=VPN/CN=localhost' -addext 'subjectAltName = DNS:localhost,IP:127.0.0.1,IP:::1'
openssl x509 -in node.crt -noout -checkhost localhost -checkip 127.0.0.1
openssl x509 -in node.crt -noout -checkend 86400
