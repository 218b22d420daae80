# Telegraf's tls-certs.sh: dates of two digits' year, keys encrypted by ssh-keygen
mkdir certs certs_by_serial private; chmod 700 private; echo 01 > serial; touch index.txt; echo 'unique_subject = no' > index.txt.attr
cat > openssl.conf <<'C'
[ ca ]
default_ca = telegraf_ca
[ telegraf_ca ]
certificate = ./certs/cacert.pem
database = ./index.txt
new_certs_dir = ./certs_by_serial
private_key = ./private/cakey.pem
serial = ./serial
default_crl_days = 3650
default_days = 3650
default_md = sha256
policy = telegraf_ca_policy
x509_extensions = certificate_extensions
[ telegraf_ca_policy ]
commonName = supplied
[ certificate_extensions ]
basicConstraints = CA:false
[ req ]
default_bits = 1024
default_keyfile = ./private/cakey.pem
default_md = sha256
prompt = yes
distinguished_name = root_ca_distinguished_name
x509_extensions = root_ca_extensions
[ root_ca_distinguished_name ]
commonName = hostname
[ root_ca_extensions ]
basicConstraints = CA:true
keyUsage = keyCertSign, cRLSign
[ server_ca_extensions ]
basicConstraints = CA:false
subjectAltName = @server_alt_names
keyUsage = keyEncipherment, digitalSignature
extendedKeyUsage = 1.3.6.1.5.5.7.3.1
[ server_alt_names ]
DNS.1 = localhost
IP.1 = 127.0.0.1
C
openssl req -x509 -config ./openssl.conf -days 3650 -newkey rsa:1024 -out ./certs/cacert.pem -keyout ./private/cakey.pem -subj "/CN=Telegraf Test CA/" -nodes
openssl genrsa -out private/serverkey.pem 1024
openssl req -new -key private/serverkey.pem -out certs/servercsr.pem -outform PEM -subj "/CN=localhost/O=server/"
openssl ca -config ./openssl.conf -in certs/servercsr.pem -out certs/servercert.pem -notext -batch -extensions server_ca_extensions
openssl ca -config ./openssl.conf -in certs/servercsr.pem -out certs/servercertexp.pem -startdate $(date +%y%m%d%H%M00 --date='-5 minutes')'Z' -enddate $(date +%y%m%d%H%M00 --date='5 minutes')'Z' -notext -batch -extensions server_ca_extensions
cp private/serverkey.pem private/enc.pem; chmod 600 private/enc.pem; ssh-keygen -q -p -f private/enc.pem -m PEM -N changeme; head -2 private/enc.pem
openssl pkcs8 -topk8 -v2 des3 -in private/serverkey.pem -out private/enc8.pem -passout pass:changeme
openssl pkcs8 -topk8 -in private/enc.pem -passin pass:changeme -nocrypt -out private/p8.pem
openssl rsa -in private/enc.pem -passin pass:changeme -noout -check
