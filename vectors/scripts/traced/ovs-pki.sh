# Open vSwitch's ovs-pki: two authorities by `ca -selfsign`, requests with text, signing from standard input
sub='C = US
ST = CA
L = Palo Alto
O = Open vSwitch'
for ca in controllerca switchca; do
mkdir -p $ca; (cd $ca; mkdir -p certs crl newcerts; mkdir -m 0700 private; touch index.txt; echo 01 > crlnumber; echo 01 > serial
cat > ca.cnf <<C
[ req ]
prompt = no
distinguished_name = dn
[ dn ]
$sub
OU = $ca
CN = OVS $ca CA Certificate (2026 Nov 27 08:00:00)
[ ca ]
default_ca = the_ca
[ the_ca ]
dir            = .                     # top dir
database       = \$dir/index.txt        # index file.
new_certs_dir  = \$dir/newcerts         # new certs dir
certificate    = \$dir/cacert.pem       # The CA cert
serial         = \$dir/serial           # serial no file
private_key    = \$dir/private/cakey.pem# CA private key
RANDFILE       = \$dir/private/.rand    # random number file
default_days   = 365                   # how long to certify for
default_crl_days= 30                   # how long before next CRL
default_md     = sha512                # md to use
policy         = policy                # default policy
email_in_dn    = no                    # no mail address in the name
name_opt       = ca_default
cert_opt       = ca_default
copy_extensions = none
unique_subject = no
x509_extensions = ext
[ policy ]
countryName             = optional
stateOrProvinceName     = optional
organizationName        = match
organizationalUnitName  = optional
commonName              = supplied
emailAddress            = optional
[ ext ]
basicConstraints = CA:true
C
openssl req -config ca.cnf -nodes -newkey rsa:1024 -keyout private/cakey.pem -out careq.pem
openssl ca -config ca.cnf -create_serial -out cacert.pem -days 2191 -batch -keyfile private/cakey.pem -selfsign -infiles careq.pem)
done
printf '[ req ]\nprompt = no\ndistinguished_name = dn\nreq_extensions = v3_req\n[ dn ]\n%s\nOU = Open vSwitch certifier\nCN = sc id:1-2-3\n[ v3_req ]\nsubjectAltName = DNS:sc\n' "$sub" > req.cnf
(umask 077; openssl genrsa -out sc-privkey.pem 1024)
openssl req -config req.cnf -new -text -key sc-privkey.pem -out sc-req.pem
(cd switchca; openssl ca -config ca.cnf -batch -in /dev/stdin) < sc-req.pem > sc-cert.pem
openssl x509 -noout -in sc-cert.pem -fingerprint | sed 's/SHA1 Fingerprint=//' | tr -d ':' | wc -c
openssl verify -CAfile switchca/cacert.pem sc-cert.pem
openssl verify -CAfile controllerca/cacert.pem sc-cert.pem
openssl x509 -in sc-req.pem -out self.tmp -signkey sc-privkey.pem -req -days 3650 -text
