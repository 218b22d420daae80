# PgBouncer's test/ssl: authority and sites by a template configuration and name lists
mkdir -p T/certs T/sites; touch T/index.txt; echo 1000 > T/serial
cat > T/config.ini <<'C'
[ ca ]
default_ca = ca_defaults
[ ca_defaults ]
dir = ./T
certs = $dir/certs
new_certs_dir = $dir/certs
database = $dir/index.txt
serial = $dir/serial
certificate = $dir/ca.crt
private_key = $dir/ca.key
RANDFILE = $dir/.rand
unique_subject = no
default_days = 3650
default_crl_days = 30
default_md = sha256
preserve = no
copy_extensions = none
policy = pol-server
[ pol-server ]
countryName = optional
commonName = supplied
organizationName = optional
localityName = optional
stateOrProvinceName = optional
organizationalUnitName = optional
emailAddress = optional
[ req ]
default_bits = 1024
default_keyfile = x
distinguished_name = req-dn
attributes = req-attrs
string_mask = utf8only
prompt = no
[ req-attrs ]
[ req-dn ]
commonName = TestCA1
countryName = US
[ v3_ca ]
basicConstraints = critical,CA:true,pathlen:2
subjectKeyIdentifier = hash
C
openssl genrsa -out T/ca.key 1024
openssl req -new -x509 -key T/ca.key -days 10240 -extensions v3_ca -config T/config.ini -out T/ca.crt -sha256
for n in localhost pgb.acme; do s=$(cat T/serial); openssl genrsa -out T/sites/$s-$n.key 1024
sed "s/^commonName = TestCA1/commonName = $n/;s/^countryName = US/L = Foo\nST = Bar/" T/config.ini > T/tmp.ini
openssl req -config T/tmp.ini -new -key T/sites/$s-$n.key -out T/sites/$s-$n.csr
openssl ca -config T/config.ini -batch -notext -days 10240 -policy pol-server -in T/sites/$s-$n.csr -out T/sites/$s-$n.crt; done
cat T/index.txt | cut -f1,3-; openssl verify -CAfile T/ca.crt T/sites/*.crt
