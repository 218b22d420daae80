# Chromium's generate-test-certs.sh and generate-*-chains.sh: names by environment, dates by two-digit years, text with the certificates
mkdir -p out; openssl rand -hex -out out/root-serial 16; touch out/root-index.txt
cat > ca.cnf <<'C'
CA_DIR = out
CERT_TYPE = root
CA_NAME = req_ca_dn
[ca]
default_ca = CA_root
preserve = yes
[CA_root]
dir = $ENV::CA_DIR
key_size = 2048
algo = sha256
cert_type = root
type = root
database = $dir/$type-index.txt
new_certs_dir = $dir
serial = $dir/$type-serial
certificate = $dir/$type.pem
private_key = $dir/$type.key
RANDFILE = $dir/.rand
default_days = 3650
default_crl_days = 30
default_md = sha256
policy = policy_anything
unique_subject = no
copy_extensions = copy
[user_cert]
basicConstraints = critical, CA:false
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
extendedKeyUsage = serverAuth,clientAuth
[ca_cert]
basicConstraints = critical, CA:true
subjectKeyIdentifier = hash
keyUsage = critical, keyCertSign, cRLSign
[crl_extensions]
authorityKeyIdentifier=keyid:always,issuer:always
[policy_anything]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
emailAddress = optional
[req]
default_bits = 1024
default_md = sha256
string_mask = utf8only
prompt = no
encrypt_key = no
distinguished_name = $ENV::CA_NAME
[req_ca_dn]
C = US
ST = California
L = Mountain View
O = Test CA
CN = Test Root CA
[req_intermediate_dn]
CN = Test Intermediate CA
C
cat > ee.cnf <<'C'
SUBJECT_NAME = req_dn
[req]
default_bits = 1024
default_md = sha256
string_mask = utf8only
prompt = no
encrypt_key = no
distinguished_name = $ENV::SUBJECT_NAME
req_extensions = req_extensions
[req_dn]
C = US
ST = California
L = Mountain View
O = Test CA
CN = 127.0.0.1
[req_punycode_dn]
CN = xn--wgv71a119e.com
[req_extensions]
subjectAltName = IP:127.0.0.1
[req_wildcard]
subjectAltName = DNS:*.example.org
[req_san_sanity]
subjectAltName = @san_sanity
[san_sanity]
IP.1 = 127.0.0.2
IP.2 = FE80::1
DNS = test.example
email = test@test.example
otherName = 1.2.3.4;UTF8:ignore me
dirName = more_san_sanity
[more_san_sanity]
CN=127.0.0.3
[req_policies_sanity]
certificatePolicies=1.2.3.4.5, @polsect, 1.3.5.8.12
[polsect]
policyIdentifier = 1.3.5.8.12
CPS.1="http://example.com/cps"
[req_can_sign]
subjectAltName = DNS:*.example.org
1.3.6.1.4.1.11129.2.1.22 = ASN1:NULL
[req_poison]
1.3.6.1.4.1.11129.2.4.3 = critical, ASN1:NULL
C
sed -i 's/, 1.3.5.8.12$//' ee.cnf
export CA_DIR=out SUBJECT_NAME=req_dn CA_NAME=req_ca_dn
openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:1024 -out out/root.key
openssl req -new -key out/root.key -out out/root.req -config ca.cnf
openssl x509 -req -days 3650 -in out/root.req -signkey out/root.key -extfile ca.cnf -extensions ca_cert -text > out/root.pem
openssl genrsa -out out/ok.key 1024; openssl req -new -key out/ok.key -out out/ok.req -config ee.cnf
openssl req -new -key out/ok.key -out out/wild.req -reqexts req_wildcard -config ee.cnf
openssl ca -batch -extensions user_cert -startdate 060101000000Z -enddate 070101000000Z -in out/ok.req -out out/expired.pem -config ca.cnf
openssl ca -batch -extensions user_cert -days 730 -in out/ok.req -out out/ok.pem -config ca.cnf
openssl ca -batch -extensions user_cert -in out/wild.req -out out/wild.pem -config ca.cnf
openssl ca -batch -extensions user_cert -subj "/CN=Leaf Certificate/" -startdate 00010101000000Z -enddate 00010101000000Z -in out/ok.req -out out/bad_validity.pem -config ca.cnf
openssl ca -batch -extensions user_cert -startdate 180901000000Z -enddate 150402000000Z -in out/ok.req -out out/start_after.pem -config ca.cnf
openssl x509 -in out/bad_validity.pem -noout -dates; openssl x509 -in out/start_after.pem -noout -startdate -enddate
for e in san_sanity policies_sanity can_sign poison; do openssl req -x509 -days 3650 -extensions req_$e -config ee.cnf -newkey rsa:1024 -text -keyout t.key -out $e.pem; openssl x509 -in $e.pem -noout -text -certopt no_header,no_version,no_serial,no_signame,no_validity,no_subject,no_issuer,no_pubkey,no_sigdump,no_aux; done
SUBJECT_NAME=req_punycode_dn openssl req -x509 -days 3650 -extensions req_wildcard -config ee.cnf -newkey rsa:1024 -text -keyout t.key -out puny.pem
openssl req -config ee.cnf -newkey rsa:1024 -text -keyout t.key -out sha1.req; openssl ca -batch -extensions user_cert -startdate 081030000000Z -enddate 161230000000Z -in sha1.req -out sha1.pem -config ca.cnf -md sha1
openssl x509 -in out/ok.pem -outform DER | openssl dgst -sha256 -binary | wc -c; openssl x509 -inform PEM -outform DER -in out/ok.pem -out ok.der -pubkey; openssl x509 -in out/ok.pem -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | openssl enc -base64 | wc -c
openssl ca -gencrl -config ca.cnf -crldays 3 -crlexts crl_extensions -out crl.pem; openssl ca -config ca.cnf -revoke out/ok.pem -crl_reason cessationOfOperation; openssl ca -gencrl -config ca.cnf | openssl crl -noout -text | grep -A2 Revoked
openssl verify -CAfile out/root.pem out/ok.pem out/expired.pem out/start_after.pem out/bad_validity.pem
