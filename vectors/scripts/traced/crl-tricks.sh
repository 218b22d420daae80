# CRLs: delta, indirect and partitioned ones, entries with reasons and hold, numbers, hand-made indexes
openssl req -x509 -newkey rsa:1024 -nodes -keyout ca.key -out ca.pem -days 9 -subj "/CN=CA" -addext keyUsage=keyCertSign,cRLSign
cat > c.cnf <<'C'
[ca]
default_ca = d
[d]
database = index.txt
crlnumber = crlnumber
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_crl_days = 2
serial = serial
new_certs_dir = .
policy = p
[p]
commonName = supplied
[crl_ext]
authorityKeyIdentifier = keyid:always
issuingDistributionPoint = critical, @idp
[idp]
fullname = URI:http://x/crl
onlyuser = TRUE
onlysomereasons = keyCompromise, CACompromise
[delta]
authorityKeyIdentifier = keyid
deltaCRL = 05
freshestCRL = URI:http://x/delta
C
printf 'R\t300101000000Z\t200101000000Z,keyCompromise\t01\tunknown\t/CN=a\nR\t300101000000Z\t200101000000Z,holdInstruction,holdInstructionReject\t02\tunknown\t/CN=b\nR\t300101000000Z\t200101000000Z,keyTime,20190101000000Z\t03\tunknown\t/CN=c\nR\t300101000000Z\t200101000000Z\t04\tunknown\t/CN=d\nE\t150101000000Z\t\t05\tunknown\t/CN=e\nV\t300101000000Z\t\t0A\tunknown\t/CN=f\nR\t300101000000Z\t200101000000Z,CAkeyTime,20190101000000Z\tFF00\tunknown\t/CN=g\nR\t300101000000Z\t200101000000Z,removeFromCRL\t06\tunknown\t/CN=h\n' > index.txt; echo 01 > crlnumber
openssl ca -config c.cnf -gencrl -out 1.pem; openssl crl -in 1.pem -noout -text | grep -vE 'Update|^ +[0-9a-f]{2}:'; cat crlnumber
openssl ca -config c.cnf -gencrl -crlexts crl_ext -crlhours 5 -out 2.pem; openssl crl -in 2.pem -noout -text | grep -A14 'CRL extensions' | grep -v keyid; openssl ca -config c.cnf -gencrl -crlexts delta -crlsec 100 -md sha384 -out 3.pem; openssl crl -in 3.pem -noout -text | grep -A12 -E 'Signature Algorithm: sha384|CRL extensions' | grep -vE 'Update|:..:'
openssl ca -config c.cnf -gencrl -crl_lastupdate 20260101000000Z -crl_nextupdate 20270101000000Z -out 4.pem; openssl crl -in 4.pem -noout -lastupdate -nextupdate -crlnumber; openssl crl -in 4.pem -noout -nextupdate -dateopt iso_8601; openssl ca -config c.cnf -updatedb; openssl ca -config c.cnf -status 0A; openssl ca -config c.cnf -status FF00; openssl ca -config c.cnf -status 77; cut -f1,4 index.txt
openssl crl -in 1.pem -outform DER -out 1.der; openssl crl -in 1.der -inform DER -CAfile ca.pem -noout; openssl crl -in 1.der -inform DER -noout -fingerprint -sha256 | cut -c1-19; openssl crl -inform DER -in 1.der -out back.pem; cmp 1.pem back.pem; openssl crl -in 1.pem -gendelta 3.pem -key ca.key -out gd.pem -verify; openssl crl -in 1.pem -badsig -out bad.pem; openssl crl -in 1.pem -noout -issuer -hash -hash_old -nameopt RFC2253; openssl crl2pkcs7 -in 1.pem -certfile ca.pem -out p7; openssl pkcs7 -in p7 -print_certs; openssl crl -in p7 -noout; openssl crl -in ca.pem -noout
