# Splunk's, OpenSearch's, Wazuh's, Logstash's and Couchbase's certificates; Ceph's dashboard, GlusterFS, SPICE, XenServer.
openssl genrsa -aes256 -passout pass:changeme -out myCAPrivateKey.key 1024
openssl req -new -key myCAPrivateKey.key -passin pass:changeme -out myCACertificate.csr -subj "/C=US/ST=CA/L=SF/O=Example/OU=Ops/CN=splunk-ca"
openssl x509 -req -in myCACertificate.csr -sha512 -signkey myCAPrivateKey.key -passin pass:changeme -CAcreateserial -out myCACertificate.pem -days 30
openssl genrsa -aes256 -passout pass:changeme -out myServer.key 1024
openssl req -new -key myServer.key -passin pass:changeme -subj "/C=US/ST=CA/O=Example/CN=indexer1" -out myServer.csr
openssl x509 -req -in myServer.csr -SHA256 -CA myCACertificate.pem -CAkey myCAPrivateKey.key -passin pass:changeme -CAcreateserial -out myServer.pem -days 20
cat myServer.pem myServer.key myCACertificate.pem > myNewServer.pem
openssl x509 -in myNewServer.pem -noout -subject -issuer
openssl rsa -in myNewServer.pem -passin pass:changeme -noout -modulus | openssl sha256 > a; openssl x509 -in myNewServer.pem -noout -modulus | openssl sha256 > b; cmp a b && echo pair
openssl verify -CAfile myCACertificate.pem myNewServer.pem
openssl x509 -noout -text -in myNewServer.pem | grep -E 'Signature Algorithm|Public-Key'
# OpenSearch: keys of PKCS #8 made from requests.
openssl genrsa -out root-ca-key.pem 1024
openssl req -new -x509 -sha256 -key root-ca-key.pem -subj "/C=CA/ST=ONTARIO/L=TORONTO/O=ORG/OU=UNIT/CN=root.dns.a-record" -out root-ca.pem -days 30
for who in admin node1 client; do
  openssl genrsa -out $who-key-temp.pem 1024
  openssl pkcs8 -inform PEM -outform PEM -in $who-key-temp.pem -topk8 -nocrypt -v1 PBE-SHA1-3DES -out $who-key.pem
  openssl req -new -key $who-key.pem -subj "/C=CA/ST=ONTARIO/L=TORONTO/O=ORG/OU=UNIT/CN=$who.dns.a-record" -out $who.csr
  echo "subjectAltName=DNS:$who.dns.a-record" > $who.ext
  openssl x509 -req -in $who.csr -CA root-ca.pem -CAkey root-ca-key.pem -CAcreateserial -sha256 -out $who.pem -days 30 -extfile $who.ext
  openssl x509 -subject -nameopt RFC2253 -noout -in $who.pem
done
rm *temp.pem
openssl verify -CAfile root-ca.pem admin.pem node1.pem client.pem
# Wazuh: a configuration a node, in which addresses are told from names.
openssl req -x509 -new -nodes -newkey rsa:1024 -keyout wroot.key -out wroot.pem -batch -subj '/OU=Wazuh/O=Wazuh/L=California/' -days 30
openssl req -new -nodes -newkey rsa:1024 -keyout wadmin-key.pem -out wadmin.csr -batch -subj '/C=US/L=California/O=Wazuh/OU=Wazuh/CN=admin'
openssl x509 -days 30 -req -in wadmin.csr -CA wroot.pem -CAkey wroot.key -CAcreateserial -sha256 -out wadmin.pem
for node in indexer-1:10.0.0.7 server-1:server.example; do
  name=${node%%:*} address=${node#*:}
  cat > $name.conf <<C
[ req ]
prompt = no
default_bits = 1024
default_md = sha256
distinguished_name = req_distinguished_name
x509_extensions = v3_req

[req_distinguished_name]
C = US
L = California
O = Wazuh
OU = Wazuh
CN = $name

[ v3_req ]
authorityKeyIdentifier=keyid,issuer
basicConstraints = CA:FALSE
keyUsage = digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment
subjectAltName = @alt_names

[alt_names]
C
  case $address in *[a-z]*) echo "DNS.1 = $address";; *) echo "IP.1 = $address";; esac >> $name.conf
  openssl req -new -nodes -newkey rsa:1024 -keyout $name-key.pem -out $name.csr -config $name.conf
  openssl x509 -req -in $name.csr -CA wroot.pem -CAkey wroot.key -CAcreateserial -out $name.pem -extfile $name.conf -extensions v3_req -days 30
  openssl verify -CAfile wroot.pem $name.pem
  openssl x509 -noout -ext subjectAltName,keyUsage -in $name.pem
done
openssl x509 -in wroot.pem -noout -text | grep -E 'Subject:|CA:'
# Logstash and Beats.
openssl req -x509 -batch -nodes -newkey rsa:1024 -days 30 -keyout forwarder.key -out forwarder.crt -subj /CN=logstash.local -config <(cat /etc/ssl/openssl.cnf; printf '[beats]\nsubjectAltName=IP:10.1.1.1\n') -extensions beats
openssl x509 -in forwarder.crt -noout -ext subjectAltName
openssl pkcs8 -in forwarder.key -topk8 -nocrypt -out forwarder.p8
openssl pkcs8 -in forwarder.key -topk8 -passout pass:p -out forwarder.enc; openssl pkcs8 -in forwarder.enc -passin pass:wrong -out x.p8; openssl pkcs8 -in forwarder.enc -passin pass:p | cmp - forwarder.p8
# Couchbase: keys in PKCS #1 for the server, extensions in files.
cat > server.ext <<'C'
basicConstraints=CA:FALSE
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid,issuer:always
extendedKeyUsage=serverAuth
keyUsage = digitalSignature,keyEncipherment
subjectAltName = DNS:*.example,DNS:node.example
C
openssl genrsa -out pkey.key 1024
openssl req -new -key pkey.key -out pkey.csr -subj "/CN=Couchbase Server"
openssl x509 -CA root-ca.pem -CAkey root-ca-key.pem -CAcreateserial -days 30 -req -in pkey.csr -out chain.pem -extfile server.ext
openssl rsa -in pkey.key -traditional -out pkcs1.key; head -1 pkcs1.key
openssl x509 -in chain.pem -noout -checkhost node.example; openssl x509 -in chain.pem -noout -checkhost a.b.example; openssl x509 -in chain.pem -noout -checkhost x.example
# Ceph, GlusterFS, SPICE, XenServer.
openssl req -new -nodes -x509 -subj "/O=IT/CN=ceph-mgr-dashboard" -days 30 -keyout dashboard.key -out dashboard.crt -extensions v3_ca
openssl genrsa -out glusterfs.key 1024; openssl req -new -x509 -key glusterfs.key -subj "/CN=server1" -out glusterfs.pem; cat glusterfs.pem dashboard.crt > glusterfs.ca
openssl crl2pkcs7 -nocrl -certfile glusterfs.ca | openssl pkcs7 -print_certs -noout
openssl genrsa -des3 -passout pass:spice -out spice-ca.key 1024
openssl req -new -x509 -days 30 -key spice-ca.key -passin pass:spice -out spice-ca.pem -utf8 -subj "/C=IL/L=Raanana/O=Red Hat/CN=my CA"
openssl genrsa -out spice.key.insecure 1024; openssl req -new -key spice.key.insecure -out spice.csr -utf8 -subj "/C=IL/L=Raanana/O=Red Hat/CN=my server"
openssl x509 -req -days 30 -in spice.csr -CA spice-ca.pem -CAkey spice-ca.key -passin pass:spice -set_serial 01 -out spice.pem
openssl rsa -in spice.key.insecure -out spice.key
openssl x509 -noout -text -in spice.pem | grep Subject: | cut -f 10- -d " "
printf '[req]\ndistinguished_name=n\nprompt=no\nx509_extensions=v\n[n]\nCN=%s\n[v]\nsubjectAltName=DNS:%s,IP:127.0.0.1\n' xs.example xs.example > xs.cnf
openssl genrsa 1024 > xs.key; openssl req -batch -new -x509 -days 30 -key xs.key -out xs.crt -config xs.cnf; openssl x509 -in xs.crt -noout -ext subjectAltName
(cat xs.key; echo; openssl x509 -in xs.crt) > xs.pem; openssl rsa -in xs.pem -noout -check; openssl x509 -in xs.pem -noout -subject
