# tutorials: Pki-tutorial (readthedocs): simple, advanced and expert PKI
mkdir -p etc ca/root-ca/private ca/root-ca/db crl certs; touch ca/root-ca/db/root-ca.db ca/root-ca/db/root-ca.db.attr; echo 01 > ca/root-ca/db/root-ca.crt.srl; echo 01 > ca/root-ca/db/root-ca.crl.srl
cat > etc/root-ca.conf <<'C'
[ default ]
ca                      = root-ca
dir                     = .
[ req ]
default_bits            = 2048
encrypt_key             = yes
default_md              = sha1
utf8                    = yes
string_mask             = utf8only
prompt                  = no
distinguished_name      = ca_dn
req_extensions          = ca_reqext
[ ca_dn ]
0.domainComponent       = "org"
1.domainComponent       = "simple"
organizationName        = "Simple Inc"
organizationalUnitName  = "Simple Root CA"
commonName              = "Simple Root CA"
[ ca_reqext ]
keyUsage                = critical,keyCertSign,cRLSign
basicConstraints        = critical,CA:true
subjectKeyIdentifier    = hash
[ ca ]
default_ca              = root_ca
[ root_ca ]
certificate             = $dir/ca/$ca.crt
private_key             = $dir/ca/$ca/private/$ca.key
new_certs_dir           = $dir/ca/$ca
serial                  = $dir/ca/$ca/db/$ca.crt.srl
crlnumber               = $dir/ca/$ca/db/$ca.crl.srl
database                = $dir/ca/$ca/db/$ca.db
unique_subject          = no
default_days            = 3652
default_md              = sha1
policy                  = match_pol
email_in_dn             = no
preserve                = no
name_opt                = ca_default
cert_opt                = ca_default
copy_extensions         = none
x509_extensions         = signing_ca_ext
default_crl_days        = 365
crl_extensions          = crl_ext
[ match_pol ]
domainComponent         = match
organizationName        = match
organizationalUnitName  = optional
commonName              = supplied
[ any_pol ]
domainComponent         = optional
countryName             = optional
stateOrProvinceName     = optional
localityName            = optional
organizationName        = optional
organizationalUnitName  = optional
commonName              = optional
emailAddress            = optional
[ root_ca_ext ]
keyUsage                = critical,keyCertSign,cRLSign
basicConstraints        = critical,CA:true
subjectKeyIdentifier    = hash
authorityKeyIdentifier  = keyid:always
[ signing_ca_ext ]
keyUsage                = critical,keyCertSign,cRLSign
basicConstraints        = critical,CA:true,pathlen:0
subjectKeyIdentifier    = hash
authorityKeyIdentifier  = keyid:always
authorityInfoAccess     = @issuer_info
certificatePolicies     = 1.3.6.1.4.1.0.1.7.8, @pol
[ issuer_info ]
caIssuers;URI.0         = http://x/ca.cer
[ pol ]
policyIdentifier = 1.3.6.1.4.1.0.1.7.9
CPS.1 = http://cps.example
userNotice.1 = @un
[ un ]
explicitText = "UTF8:für alle"
organization = Simple Inc
noticeNumbers = 1,2
[ crl_ext ]
authorityKeyIdentifier  = keyid:always
authorityInfoAccess     = @issuer_info
C
export pw=secret; openssl req -new -config etc/root-ca.conf -out ca/root-ca.csr -keyout ca/root-ca/private/root-ca.key -passout env:pw; openssl ca -selfsign -config etc/root-ca.conf -in ca/root-ca.csr -out ca/root-ca.crt -extensions root_ca_ext -enddate 20301231235959Z -batch -passin env:pw; openssl req -new -nodes -newkey rsa:2048 -config etc/root-ca.conf -subj "/DC=org/DC=simple/O=Simple Inc/CN=Signing" -out s.csr -keyout s.key; openssl ca -config etc/root-ca.conf -in s.csr -out s.crt -extensions signing_ca_ext -policy any_pol -batch -passin file:<(echo secret); openssl x509 -in s.crt -noout -text -certopt no_validity,no_pubkey,no_sigdump | grep -vE '([0-9A-F]{2}:){5}'
openssl ca -gencrl -config etc/root-ca.conf -out crl/root-ca.crl -passin fd:3 3< <(echo secret); openssl crl -in crl/root-ca.crl -outform DER -out crl/r.der; openssl crl -inform der -in crl/r.der -noout -text | grep -vE '([0-9A-F]{2}:){5}|Update|Date'; openssl ca -config etc/root-ca.conf -revoke ca/root-ca/02.pem -crl_reason superseded -passin env:pw; openssl ca -gencrl -config etc/root-ca.conf -out crl/root-ca.crl -passin env:pw -crlexts crl_ext; openssl crl -in crl/root-ca.crl -noout -text | grep -A4 'Revoked Cert' | grep -v Date; openssl pkcs12 -export -name "Fred Flintstone" -caname "Simple Signing CA" -caname "Simple Root CA" -inkey s.key -in s.crt -certfile ca/root-ca.crt -out f.p12 -passout env:pw; openssl pkcs12 -in f.p12 -nodes -info -passin env:pw 2>/dev/null | grep friendlyName; cat ca/root-ca/db/root-ca.db.attr; cut -f1,4,6 ca/root-ca/db/root-ca.db
openssl ca -config etc/root-ca.conf -in s.csr -out dup.crt -extensions nosuch -batch -passin env:pw; yes | openssl ca -config etc/root-ca.conf -passin env:pw -outdir certs -infiles s.csr s.csr 2>/dev/null | grep -vE '([0-9A-F]{2}:){5}|GMT' ; ls certs; openssl ca -config etc/root-ca.conf -valid s.crt -passin env:pw; echo n | openssl ca -config etc/root-ca.conf -passin env:pw -in s.csr -notext -verbose 2>&1 | grep -E 'Certificate Request|Requested Ext|Signature ok|CERTIFIED'
