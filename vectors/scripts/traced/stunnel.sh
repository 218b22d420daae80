# stunnel's maketestcert.sh: a serial number at random, chains with keys, revocation by an intermediate, OCSP signers
mkdir tmp CA; touch CA/index.txt; echo -n "unique_subject = no" > CA/index.txt.attr; openssl rand -hex 16 > CA/serial; echo 1001 > CA/crlnumber
cnf() { cat <<C
[ default ]
name = $1
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = .
certs = \$dir/CA
crl_dir = \$dir/CA
new_certs_dir = \$dir/CA
database = \$dir/CA/index.txt
serial = \$dir/CA/serial
crl = \$dir/CA/crl.pem
crlnumber = \$dir/CA/crlnumber
private_key = \$dir/CA/$2
certificate = \$dir/tmp/$3
copy_extensions = copy
default_md = sha256
preserve = no
policy = policy_match
default_startdate = 180101000000Z
default_enddate = 281231000000Z
x509_extensions = $4
crl_extensions = crl_ext
[ policy_match ]
countryName = match
organizationName = match
organizationalUnitName = optional
commonName = supplied
emailAddress = optional
[ crl_ext ]
authorityKeyIdentifier = keyid:always
[ req ]
default_bits = 1024
default_md = sha256
encrypt_key = no
distinguished_name = dn
x509_extensions = v3_ca
[ dn ]
countryName = C
[ v3_ca ]
basicConstraints = critical, CA:true
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
[ v3_int ]
basicConstraints = critical, CA:true, pathlen:0
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
keyUsage = critical, digitalSignature, cRLSign, keyCertSign
[ v3_leaf ]
basicConstraints = CA:false
authorityInfoAccess = OCSP;URI:http://localhost:19254, caIssuers;URI:http://localhost/ca.crt
[ v3_OCSP ]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
extendedKeyUsage = OCSPSigning
C
}
cnf root CA.key CACert.pem v3_int > root.cnf; cnf inter i.key i.pem v3_leaf > i.cnf
openssl req -config root.cnf -new -x509 -keyout tmp/stunnel.pem -out tmp/stunnel.pem -subj "/C=PL/ST=Mazovia Province/L=Warsaw/O=Stunnel Developers/OU=Provisional CA/CN=localhost/emailAddress=stunnel@example.com"
grep -c -e ---BEGIN tmp/stunnel.pem
openssl genrsa -out CA/CA.key 1024; openssl req -config root.cnf -new -x509 -days 3600 -key CA/CA.key -out tmp/CACert.pem -subj "/C=PL/O=Stunnel Developers/OU=Root CA/CN=CA/emailAddress=CA@example.com"
openssl genrsa -out CA/i.key 1024; openssl req -config i.cnf -new -key CA/i.key -out CA/i.csr -subj "/C=PL/O=Stunnel Developers/OU=Intermediate CA/CN=Intermediate CA"
openssl ca -config root.cnf -batch -in CA/i.csr -out CA/i.cer; openssl x509 -in CA/i.cer -out tmp/i.pem
for n in revoked server; do openssl genrsa -out CA/$n.key 1024; openssl req -config i.cnf -new -key CA/$n.key -out CA/$n.csr -subj "/C=PL/O=Stunnel Developers/OU=$n/CN=$n/emailAddress=$n@example.com"
openssl ca -config i.cnf -batch -in CA/$n.csr -out CA/$n.cer; openssl x509 -in CA/$n.cer -out tmp/$n.pem; cat CA/$n.key tmp/i.pem >> tmp/$n.pem; done
openssl ca -config i.cnf -revoke CA/revoked.cer; openssl ca -config i.cnf -gencrl -crldays 1461 -out tmp/crl.pem
openssl pkcs12 -export -certpbe pbeWithSHA1And3-KeyTripleDES-CBC -in tmp/server.pem -out tmp/server.p12 -passout pass:
openssl pkcs12 -in tmp/server.p12 -passin pass: -nodes | grep -e '---BEGIN'
openssl genrsa -out CA/o.key 1024; openssl req -config i.cnf -new -key CA/o.key -out CA/o.csr -extensions v3_OCSP -subj "/C=PL/O=Stunnel Developers/OU=Leaf OCSP/CN=leaf_ocsp"
openssl ca -config i.cnf -batch -in CA/o.csr -out CA/o.cer -extensions v3_OCSP; openssl x509 -in CA/o.cer -out tmp/o.pem; cat CA/o.key >> tmp/o.pem
openssl ocsp -index CA/index.txt -rsigner tmp/o.pem -CA tmp/i.pem -issuer tmp/i.pem -cert CA/revoked.cer -cert CA/server.cer -nmin 1 -CAfile tmp/CACert.pem -verify_other tmp/i.pem
openssl verify -crl_check -CRLfile tmp/crl.pem -CAfile tmp/CACert.pem -untrusted tmp/i.pem CA/revoked.cer; openssl verify -crl_check -CRLfile tmp/crl.pem -CAfile tmp/CACert.pem -untrusted tmp/i.pem CA/server.cer
openssl x509 -in tmp/server.pem -noout -ocsp_uri -email -purpose | head -4
