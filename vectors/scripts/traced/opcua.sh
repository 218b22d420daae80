# OPC UA servers (open62541's create_self-signed.py, node-opcua): addresses out of the environment, everything in DER
cat > localhost.cnf <<'END'
[req]
default_bits = 2048
default_md = sha256
distinguished_name = subject
req_extensions = req_ext
x509_extensions = v3_self
string_mask = utf8only
prompt = no
[req_ext]
basicConstraints = CA:FALSE
subjectAltName = @san
[subject]
C = DE
O = open62541
CN = open62541Server@localhost
[v3_self]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
basicConstraints = CA:FALSE
keyUsage = digitalSignature, keyEncipherment, dataEncipherment, nonRepudiation, keyCertSign
extendedKeyUsage = serverAuth,clientAuth
subjectAltName = @san
[san]
DNS.1 = ${ENV::HOSTNAME1}
DNS.2 = localhost
IP.1 = $ENV::IPADDRESS1
IP.2 = $ENV::IPADDRESS2
URI.1 = $ENV::URI1
END
openssl req -config localhost.cnf -new -nodes -x509 -sha256 -newkey rsa:2048 -keyout localhost.key -days 365 -subj /C=DE/O=open62541/CN=x -out localhost.crt 2>/dev/null
export HOSTNAME1=plc-1 IPADDRESS1=127.0.0.1 IPADDRESS2=::1 URI1=urn:open62541.unconfigured.application
openssl req -config localhost.cnf -new -nodes -x509 -sha256 -newkey rsa:2048 -keyout localhost.key -days 365 -subj "/C=DE/L=Here/O=open62541/CN=open62541Server@$HOSTNAME1" -out localhost.crt 2>/dev/null
openssl x509 -in localhost.crt -outform der -out server_cert.der; openssl rsa -inform PEM -in localhost.key -outform DER -out server_key.der 2>/dev/null; openssl x509 -inform DER -in server_cert.der -noout -subject -ext subjectAltName,keyUsage,extendedKeyUsage,authorityKeyIdentifier | sed 's/serial.*//;s/:[0-9A-F:]*$//'
openssl rsa -inform DER -in server_key.der -noout -check; openssl x509 -in server_cert.der -inform DER -noout -fingerprint -sha1 | sed 's/.*=//;s/://g' | tr -d '\n' | wc -c; openssl req -config localhost.cnf -new -key localhost.key | openssl req -noout -text | grep -A1 Alternative
openssl pkcs8 -topk8 -nocrypt -inform DER -outform DER -in server_key.der | openssl pkey -inform DER -noout -text | head -1; openssl verify -CAfile localhost.crt -purpose sslserver localhost.crt; openssl verify -CAfile localhost.crt -verify_ip 127.0.0.1 localhost.crt; unset URI1; openssl req -config localhost.cnf -new -key localhost.key -out none; openssl req -config localhost.cnf -new -x509 -key localhost.key -out none; ls none
rm -f *.key *_key.der
