# burp_ca: request extensions by -extensions, a CA's folder by environment, links by hash of all certificates
mkdir certs newcerts; : > index.txt; echo 00 > serial.txt; echo 00 > crlnumber.txt
cat > CA.cnf <<'C'
CA_DIR = .
[ ca ]
dir = $ENV::CA_DIR
database = $dir/index.txt
new_certs_dir = $dir/newcerts
unique_subject = no
serial = $dir/serial.txt
crlnumber = $dir/crlnumber.txt
default_days = 7300
default_crl_days = 7300
default_md = sha256
x509_extensions = usr_cert
copy_extensions = copy
policy = policy_anything
[ usr_cert ]
basicConstraints = CA:FALSE
[ policy_anything ]
commonName = supplied
C
printf '\t[ req ]\n\tdistinguished_name      = req_distinguished_name\n\tprompt                  = no\n\n\t[ v3_ca ]\n\tbasicConstraints=CA:true\n\tsubjectKeyIdentifier=hash\n\tauthorityKeyIdentifier=keyid,issuer:always\n\n\t[ req_distinguished_name ]\n\tcommonName                      = burpCA\n' > t.cnf
export CA_DIR=.
openssl genrsa -out CA_b.key 1024; openssl req -config t.cnf -new -x509 -days 7300 -key CA_b.key -out CA_b.crt -extensions v3_ca
printf '        req_extensions          = v3_req\n\n\t[ req ]\n\tdistinguished_name      = req_distinguished_name\n\tprompt                  = no\n\n\t[ v3_req ]\n\tbasicConstraints=CA:false\n\tsubjectAltName=DNS:x\n\n\t[ req_distinguished_name ]\n\tcommonName                      = client1\n\n' > t2.cnf
openssl genrsa -out client1.key 1024; openssl req -config t2.cnf -new -key client1.key -out client1.csr -extensions v3_req
openssl ca -config CA.cnf -name ca -in client1.csr -out client1.crt -days 30 -keyfile CA_b.key -cert CA_b.crt -batch
mv newcerts/00.pem certs; for f in certs/*.pem; do ln -s -f $f certs/$(openssl x509 -hash -noout -in $f).0; done
openssl ca -config CA.cnf -name ca -revoke certs/00.pem -keyfile CA_b.key -cert CA_b.crt -batch
openssl ca -config CA.cnf -name ca -gencrl -out CA_b.crl -keyfile CA_b.key -cert CA_b.crt
openssl dhparam -dsaparam -out dh 512; openssl dhparam -in dh -noout -check
