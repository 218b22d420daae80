## grpc-go: testdata/x509/create.sh
printf '[req]\ndistinguished_name = dn\nattributes = at\n[dn]\n[at]\n[test_ca]\nbasicConstraints = critical,CA:TRUE\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid:always,issuer:always\nkeyUsage = critical,keyCertSign\n[test_server]\nbasicConstraints = critical,CA:FALSE\nsubjectKeyIdentifier = hash\nkeyUsage = critical,digitalSignature,keyEncipherment,keyAgreement\nsubjectAltName = @server\n[server]\nDNS.1 = *.test.example.com\n[test_client]\nbasicConstraints = critical,CA:FALSE\nsubjectKeyIdentifier = hash\nkeyUsage = critical,nonRepudiation,digitalSignature,keyEncipherment\nextendedKeyUsage = critical,clientAuth\n' > openssl.cnf
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -keyout ca_key.pem -out ca_cert.pem -subj /C=US/ST=CA/L=SVL/O=gRPC/CN=test-server_ca/ -config ./openssl.cnf -extensions test_ca -sha256
for kind in server client; do
openssl genrsa -out ${kind}_key.pem 2048
openssl req -new -key ${kind}_key.pem -days 3650 -out ${kind}_csr.pem -subj /C=US/ST=CA/L=SVL/O=gRPC/CN=test-$kind/ -config ./openssl.cnf -reqexts test_$kind
openssl x509 -req -in ${kind}_csr.pem -CAkey ca_key.pem -CA ca_cert.pem -days 3650 -set_serial 1000 -out ${kind}_cert.pem -extfile ./openssl.cnf -extensions test_$kind -sha256
openssl verify -verbose -CAfile ca_cert.pem ${kind}_cert.pem
done
openssl req -x509 -newkey rsa:2048 -keyout uri_key.pem -out uri_cert.pem -nodes -days 3650 -subj /C=US/ST=CA/L=SVL/O=gRPC/CN=test-client1/ -addext "subjectAltName = URI:spiffe://foo.bar.com/client/workload/1, URI:https://bar.baz.com/client" -sha256
## azure iot: tools/CACertificates/certGen.sh
mkdir -p csr private certs newcerts
touch index.txt
echo 01 > serial
cat > root.cnf <<'END'
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = .
certs = $dir/certs
crl_dir = $dir/crl
new_certs_dir = $dir/newcerts
database = $dir/index.txt
serial = $dir/serial
RANDFILE = $dir/private/.rnd
private_key = $dir/private/root.key.pem
certificate = $dir/certs/root.cert.pem
crl_extensions = crl_ext
default_md = sha256
name_opt = ca_default
cert_opt = ca_default
default_days = 375
preserve = no
policy = policy_loose
[ policy_loose ]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
emailAddress = optional
[ req ]
default_bits = 2048
distinguished_name = req_distinguished_name
string_mask = utf8only
default_md = sha256
x509_extensions = v3_ca
[ req_distinguished_name ]
countryName = Country Name (2 letter code)
commonName = Common Name
countryName_default = US
[ v3_ca ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer
basicConstraints = critical, CA:true
keyUsage = critical, digitalSignature, cRLSign, keyCertSign
[ v3_intermediate_ca ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer
basicConstraints = critical, CA:true
keyUsage = critical, digitalSignature, cRLSign, keyCertSign
[ usr_cert ]
basicConstraints = CA:FALSE
nsComment = "OpenSSL Generated Client Certificate"
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer
keyUsage = critical, nonRepudiation, digitalSignature, keyEncipherment
extendedKeyUsage = clientAuth
END
sed 's/root\./intermediate./' root.cnf > intermediate.cnf
openssl genrsa -aes256 -passout pass:1234 -out ./private/root.key.pem 2048
openssl req -new -x509 -config root.cnf -passin pass:1234 -key ./private/root.key.pem -subj "/CN=Azure IoT Hub CA Cert Test Only" -days 30 -sha256 -extensions v3_ca -out ./certs/root.cert.pem
openssl genrsa -aes256 -passout pass:1234 -out ./private/intermediate.key.pem 2048
openssl req -new -sha256 -passin pass:1234 -config intermediate.cnf -subj "/CN=Azure IoT Hub Intermediate Cert Test Only" -key ./private/intermediate.key.pem -out ./csr/intermediate.csr.pem
openssl ca -batch -config root.cnf -passin pass:1234 -extensions v3_intermediate_ca -days 30 -notext -md sha256 -in ./csr/intermediate.csr.pem -out ./certs/intermediate.cert.pem
openssl verify -CAfile ./certs/root.cert.pem ./certs/intermediate.cert.pem
cat ./certs/intermediate.cert.pem ./certs/root.cert.pem > ./certs/chain.cert.pem
openssl genrsa -out ./private/device.key.pem 2048
openssl req -config intermediate.cnf -key ./private/device.key.pem -subj /CN=device1 -new -sha256 -out ./csr/device.csr.pem
openssl ca -batch -config intermediate.cnf -passin pass:1234 -extensions usr_cert -days 30 -notext -md sha256 -in ./csr/device.csr.pem -out ./certs/device.cert.pem
openssl verify -CAfile ./certs/chain.cert.pem ./certs/device.cert.pem
openssl x509 -noout -text -in ./certs/device.cert.pem > /dev/null
openssl pkcs12 -in ./certs/device.cert.pem -inkey ./private/device.key.pem -password pass:1234 -export -out ./certs/device.cert.pfx
## node: test/fixtures/keys/Makefile
printf '[req]\nprompt = no\ndistinguished_name = dn\noutput_password = password\nx509_extensions = v3_ca\ndefault_bits = 2048\ndays = 9999\n[dn]\nC = US\nO = Joyent\nCN = ca2\nemailAddress = ry@tinyclouds.org\n[v3_ca]\nbasicConstraints = CA:TRUE\n[ca]\ndefault_ca = CA_default\n[CA_default]\nserial = ca2-serial\ncrl = ca2-crl.pem\ndatabase = ca2-database.txt\nname_opt = CA_default\ncert_opt = CA_default\ndefault_crl_days = 9999\ndefault_md = sha256\n' > ca2.cnf
printf '[req]\nprompt = no\ndistinguished_name = dn\nattributes = at\n[dn]\nC = US\nCN = agent4\n[at]\nchallengePassword = A challenge password\n[ext_key_usage]\nextendedKeyUsage = clientAuth\n' > agent4.cnf
openssl req -new -x509 -config ca2.cnf -keyout ca2-key.pem -out ca2-cert.pem
echo '01' > ca2-serial
touch ca2-database.txt
openssl genrsa -out agent4-key.pem
openssl req -new -config agent4.cnf -key agent4-key.pem -out agent4-csr.pem
openssl x509 -req -days 999 -passin "pass:password" -in agent4-csr.pem -CA ca2-cert.pem -CAkey ca2-key.pem -CAcreateserial -extfile agent4.cnf -extensions ext_key_usage -out agent4-cert.pem
openssl verify -CAfile ca2-cert.pem agent4-cert.pem
openssl ca -revoke agent4-cert.pem -keyfile ca2-key.pem -cert ca2-cert.pem -config ca2.cnf -passin 'pass:password'
openssl ca -keyfile ca2-key.pem -cert ca2-cert.pem -config ca2.cnf -gencrl -out ca2-crl.pem -passin 'pass:password'
## opensearch: documentation, generate certificates
openssl genrsa -out root-ca-key.pem 2048
openssl req -new -x509 -sha256 -key root-ca-key.pem -subj "/C=CA/ST=ONTARIO/L=TORONTO/O=ORG/OU=UNIT/CN=root.dns.a-record" -out root-ca.pem -days 730
openssl genrsa -out node1-key-temp.pem 2048
openssl pkcs8 -inform PEM -outform PEM -in node1-key-temp.pem -topk8 -nocrypt -v1 PBE-SHA1-3DES -out node1-key.pem
openssl req -new -key node1-key.pem -subj "/C=CA/ST=ONTARIO/L=TORONTO/O=ORG/OU=UNIT/CN=node1.dns.a-record" -out node1.csr
echo 'subjectAltName=DNS:node1.dns.a-record' > node1.ext
openssl x509 -req -in node1.csr -CA root-ca.pem -CAkey root-ca-key.pem -CAcreateserial -sha256 -out node1.pem -days 730 -extfile node1.ext
openssl x509 -subject -nameopt RFC2253 -noout -in node1.pem
## opensearch: forms of a key for its tests
openssl genrsa 2048 > plain.pem
for cipher in aes128 aes192 aes256; do
openssl rsa -$cipher -in plain.pem -out $cipher.pem -passout pass:testnode
openssl rsa -in $cipher.pem -passin pass:testnode | cmp - plain.pem
done
openssl pkcs8 -topk8 -inform PEM -outform PEM -in plain.pem -out pkcs8.pem -nocrypt
openssl pkcs8 -topk8 -v2 aes256 -in plain.pem -out v2.pem -passout pass:testnode
openssl pkcs8 -topk8 -in plain.pem -outform DER -out pkcs8.der -nocrypt
## apisix: documentation, mutual TLS
openssl genrsa -out ca.key 2048
openssl req -new -sha256 -key ca.key -out ca.csr -subj "/CN=ROOTCA"
openssl x509 -req -days 36500 -sha256 -extensions v3_ca -signkey ca.key -in ca.csr -out ca.cer
openssl genrsa -out server.key 2048
openssl req -new -sha256 -key server.key -out server.csr -subj "/CN=test.com"
openssl x509 -req -days 36500 -sha256 -extensions v3_req -CA ca.cer -CAkey ca.key -CAserial ca.srl -CAcreateserial -in server.csr -out server.cer
openssl pkcs12 -export -clcerts -in server.cer -inkey server.key -out server.p12 -passout pass:
openssl pkcs12 -in server.p12 -passin pass: -nokeys -clcerts | grep -c -e -BEGIN
## fisco-bcos: a node's certificate
openssl req -new -x509 -nodes -newkey rsa:2048 -days 3650 -subj /CN=chain/O=fisco-bcos/OU=chain -keyout ca.key -out ca.crt
printf '[req]\ndistinguished_name = dn\nreq_extensions = v3_req\n[dn]\n[v3_req]\nbasicConstraints = CA:FALSE\n[v4_req]\nbasicConstraints = CA:TRUE\n' > cert.cnf
openssl genrsa -out ssl.key 2048
openssl req -new -sha256 -subj "/CN=FISCO-BCOS/O=fisco-bcos/OU=agency" -key ssl.key -config cert.cnf -out ssl.csr
openssl x509 -req -days 3650 -sha256 -CA ca.crt -CAkey ca.key -CAcreateserial -in ssl.csr -out ssl.crt -extensions v4_req -extfile cert.cnf
openssl pkcs8 -topk8 -in ssl.key -out pkcs8_ssl.key -nocrypt
openssl x509 -text -in ssl.crt | grep -c 'CA:TRUE'
openssl x509 -serial -noout -in ssl.crt | grep -c -E '^serial=([0-9A-F]{2}){12,20}$'
## service fabric: a secret to a certificate
openssl req -newkey rsa:2048 -nodes -keyout TestCert.prv -x509 -days 365 -out TestCert.pem -subj /CN=test
echo "Hello World!" | iconv -f ASCII -t UTF-16LE | tr -d '\n' > plain
openssl smime -encrypt -in plain -binary -outform der TestCert.pem | base64 > encrypted.txt
base64 -d encrypted.txt | openssl smime -decrypt -inform der -inkey TestCert.prv | cmp - plain
## backups: a dump to a certificate, the format by its first letter
openssl req -x509 -nodes -newkey rsa:2048 -keyout k.pem -out c.pem -subj /CN=backup -days 9
echo dump | gzip -nc --best | openssl smime -encrypt -aes256 -binary -outform DEM -out d.enc c.pem
openssl smime -decrypt -binary -inform D -in d.enc -inkey k.pem | gzip -dc
openssl x509 -in c.pem -outform d | openssl x509 -inform D -outform P | cmp - c.pem
## mcuboot: a signature of an update's digest
openssl genrsa -out root-RSA-2048.pem 2048
echo image > tfm.bin
openssl dgst -sha256 -binary -out update-digest.bin tfm.bin
openssl pkeyutl -sign -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_mgf1_md:sha256 -inkey root-RSA-2048.pem -in update-digest.bin -out update-signature.bin
openssl base64 -A -in update-signature.bin -out update-signature.txt
openssl pkeyutl -verify -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -in update-digest.bin -inkey root-RSA-2048.pem -sigfile update-signature.bin
## duckdb and adb: PKCS #1 signatures of digests
openssl genrsa -out private.pem 2048
openssl rsa -in private.pem -pubout -out public.pem
head -c 3000 /dev/zero | openssl dgst -binary -sha256 > hash
openssl pkeyutl -sign -in hash -inkey private.pem -pkeyopt digest:sha256 -out sig
openssl pkeyutl -verify -in hash -pubin -inkey public.pem -pkeyopt digest:sha256 -sigfile sig
head -c 3000 /dev/zero | openssl dgst -sha256 -verify public.pem -signature sig
head -c 20 hash > token
openssl pkeyutl -sign -inkey private.pem -pkeyopt digest:sha1 -in token -out token.sig
wc -c < token.sig
## key exchange by shell: a server's certificate and a master key
openssl req -x509 -nodes -newkey rsa:2048 -keyout ca.key -out cert-ca.pem -subj /CN=ca -days 9
openssl req -nodes -newkey rsa:2048 -keyout key.pem -out csr.pem -subj /CN=server 2> log
openssl x509 -req -in csr.pem -CA cert-ca.pem -CAkey ca.key -CAcreateserial -days 9 -out cert.pem 2>> log
rm log
VERIFICATION_RESULT=$(openssl verify -CAfile cert-ca.pem cert.pem)
[ "$VERIFICATION_RESULT" = "cert.pem: OK" ]
openssl rand -base64 32 > masterKey.txt
MASTER_KEY=$(openssl smime -encrypt -aes-256-cbc -in masterKey.txt -outform DER cert.pem | base64 -w 0)
echo "$MASTER_KEY" | base64 -d | openssl smime -decrypt -inform DER -inkey key.pem | tr -d '\r' | cmp - masterKey.txt
echo message | openssl enc -e -aes-256-cbc -pbkdf2 -kfile masterKey.txt -base64 | openssl enc -d -aes-256-cbc -pbkdf2 -base64 -kfile masterKey.txt
## kernel: certs/Makefile and scripts/sign-file
printf '[ req ]\ndefault_bits = 2048\ndistinguished_name = req_distinguished_name\nprompt = no\nstring_mask = utf8only\nx509_extensions = myexts\n[ req_distinguished_name ]\nCN = Build time autogenerated kernel key\n[ myexts ]\nbasicConstraints=critical,CA:FALSE\nkeyUsage=digitalSignature\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' > x509.genkey
openssl req -new -nodes -utf8 -sha256 -days 36500 -batch -x509 -config x509.genkey -outform PEM -out signing_key.pem -keyout signing_key.pem
openssl x509 -outform DER -in signing_key.pem -out signing_key.x509
echo module > m.ko
openssl cms -sign -binary -noattr -nosmimecap -nocerts -keyid -md sha256 -in m.ko -signer signing_key.pem -inkey signing_key.pem -outform DER -out m.ko.p7s
openssl cms -verify -binary -inform DER -in m.ko.p7s -content m.ko -certfile signing_key.pem -noverify -no_attr_verify -out checked
cmp checked m.ko
## dm-verity: a signed root hash
openssl req -x509 -newkey rsa:2048 -nodes -keyout private.pem -out cert.pem -days 365 -subj /CN=verity
printf %064d 7 > roothash
openssl smime -sign -nocerts -noattr -binary -in roothash -inkey private.pem -signer cert.pem -outform der -out roothash.p7s
openssl smime -verify -inform der -in roothash.p7s -content roothash -certfile cert.pem -nointern -noverify -binary > checked
openssl asn1parse -inform DER -in roothash.p7s | grep -c OBJECT
## edk2: signed capsules
openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 365 -subj /CN=TestRoot -addext keyUsage=digitalSignature,keyCertSign
openssl req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=TestCert
openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -set_serial 7 -days 99 -out leaf.pem
cat leaf.pem leaf.key > TestCert.pem
echo capsule > payload
openssl smime -sign -binary -outform DER -md sha256 -signer TestCert.pem -certfile root.pem -in payload > payload.p7b
openssl smime -verify -inform DER -content payload -CAfile root.pem -purpose any -in payload.p7b -out checked
cmp payload checked
## curl: tests/certs, genserv
printf '[ ca ]\ndefault_ca = EdelCurlRoot\n[ EdelCurlRoot ]\ndatabase = db\ndefault_crl_days = 30\ndefault_md = sha256\n[ req ]\ndefault_bits = 2048\ndistinguished_name = dn\nprompt = no\nx509_extensions = x\n[ dn ]\ncountryName = NN\norganizationName = Edel Curl Arctic Illudium Research Cloud\ncommonName = Northern Nowhere Trust Anchor\n[ x ]\nbasicConstraints = critical,CA:true\nsubjectKeyIdentifier = hash\nkeyUsage = critical,keyCertSign,cRLSign\n[ v3 ]\nsubjectAltName = DNS:localhost\nkeyUsage = keyEncipherment\nextendedKeyUsage = serverAuth\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\nbasicConstraints = CA:false\n' > ca.prm
touch db
openssl genrsa -out ca.key -passout fd:0 2048 <<< 'secret'
openssl req -config ca.prm -new -key ca.key -out ca.csr -passin fd:0 <<< 'secret'
openssl x509 -sha256 -extfile ca.prm -extensions x -days 900 -req -signkey ca.key -in ca.csr -out ca.raw
openssl x509 -text -in ca.raw -nameopt multiline > ca.cacert
openssl x509 -in ca.cacert -outform der -out ca.der
openssl req -config ca.prm -newkey rsa:2048 -keyout sv.key -out sv.csr -passout fd:0 <<< 'secret'
openssl rsa -in sv.key -out sv.key -passin fd:0 <<< 'secret'
openssl pkey -in sv.key -pubout -outform DER -out sv.pub.der
openssl pkey -in sv.key -pubout -outform PEM -out sv.pub.pem
openssl x509 -sha256 -extfile ca.prm -extensions v3 -days 90 -CA ca.cacert -CAkey ca.key -CAcreateserial -in sv.csr -req -text -nameopt multiline > sv.crt
openssl ca -config ca.prm -keyfile ca.key -cert ca.cacert -revoke sv.crt
openssl ca -config ca.prm -gencrl -keyfile ca.key -cert ca.cacert -out sv.crl
openssl x509 -noout -fingerprint -sha1 -in sv.crt | cut -d= -f1
## cpython: Lib/test/certdata/make_ssl_certs.py
mkdir cadir
touch cadir/index.txt
echo CB2D80995A69525B > cadir/serial
printf '[ default ]\nbase_url = http://testca.pythontest.net/testca\n[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nC = XY\nL = Castle Anthrax\nO = Python Software Foundation\nCN = localhost\n[req_x509_extensions_simple]\nsubjectAltName = @san\n[req_x509_extensions_full]\nsubjectAltName = @san\nkeyUsage = critical,keyEncipherment,digitalSignature\nextendedKeyUsage = serverAuth,clientAuth\nbasicConstraints = critical,CA:false\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid:always,issuer:always\nauthorityInfoAccess = @issuer_ocsp_info\ncrlDistributionPoints = @crl_info\n[ issuer_ocsp_info ]\ncaIssuers;URI.0 = $base_url/pycacert.cer\nOCSP;URI.0 = $base_url/ocsp/\n[ crl_info ]\nURI.0 = $base_url/revocation.crl\n[san]\nDNS.1 = localhost\notherName.1 = 1.2.3.4;UTF8:some other identifier\nemail.1 = user@example.org\ndirName.1 = dirname_sect\nURI.1 = https://www.python.org/\nIP.1 = 127.0.0.1\nIP.2 = ::1\nRID.1 = 1.2.3.4.5\n[dirname_sect]\nC = XY\nCN = dirname example\n[ca]\ndefault_ca = CA_default\n[CA_default]\ndir = cadir\ndatabase = $dir/index.txt\ncrlnumber = $dir/crl.txt\ndefault_md = sha256\nserial = $dir/serial\nstartdate = 20180829142316Z\ndefault_startdate = 20180829142316Z\nenddate = 20371028142316Z\ndefault_enddate = 20371028142316Z\ndefault_crl_days = 1000\ncertificate = pycacert.pem\nprivate_key = pycakey.pem\nRANDFILE = $dir/.rand\npolicy = policy_match\n[policy_match]\ncountryName = match\nstateOrProvinceName = optional\norganizationName = match\norganizationalUnitName = optional\ncommonName = supplied\nemailAddress = optional\n[policy_anything]\ncountryName = optional\nstateOrProvinceName = optional\nlocalityName = optional\norganizationName = optional\ncommonName = supplied\n[v3_ca]\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid:always,issuer\nbasicConstraints = CA:true\n' > t.cnf
openssl req -config t.cnf -new -nodes -newkey rsa:3072 -keyout pycakey.pem -out ca.req -subj '/C=XY/L=Castle Anthrax/O=Python Software Foundation CA/CN=our-ca-server'
openssl ca -config t.cnf -out pycacert.pem -batch -outdir cadir -keyfile pycakey.pem -selfsign -extensions v3_ca -infiles ca.req
openssl req -new -nodes -days 7000 -newkey rsa:2048 -keyout key.pem -extensions req_x509_extensions_full -config t.cnf -out req.pem
openssl ca -config t.cnf -out cert.pem -outdir cadir -policy policy_anything -batch -extensions req_x509_extensions_full -extfile t.cnf -infiles req.pem
echo 00 > cadir/crl.txt
openssl ca -gencrl -config t.cnf -out revocation.crl
openssl x509 -in cert.pem -noout -startdate -enddate
openssl x509 -in pycacert.pem -out pycacert.cer -outform DER
openssl rsa -aes256 -in key.pem -out keycert.passwd.pem -passout pass:somepass
## jamielinux: a root, an intermediate and what it issues
for d in root intermediate; do
mkdir -p $d/certs $d/crl $d/csr $d/newcerts $d/private
touch $d/index.txt
echo 1000 > $d/serial
echo 1000 > $d/crlnumber
cat > $d/openssl.cnf <<END
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = $d
certs = \$dir/certs
new_certs_dir = \$dir/newcerts
database = \$dir/index.txt
serial = \$dir/serial
RANDFILE = \$dir/private/.rand
private_key = \$dir/private/key.pem
certificate = \$dir/certs/cert.pem
crlnumber = \$dir/crlnumber
crl = \$dir/crl/crl.pem
crl_extensions = crl_ext
default_crl_days = 30
default_md = sha256
name_opt = ca_default
cert_opt = ca_default
default_days = 375
preserve = no
policy = policy_loose
copy_extensions = copy
[ policy_loose ]
countryName = optional
organizationName = optional
commonName = supplied
[ req ]
distinguished_name = dn
string_mask = utf8only
x509_extensions = v3_ca
[ dn ]
commonName = Common Name
[ v3_ca ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer
basicConstraints = critical, CA:true
keyUsage = critical, digitalSignature, cRLSign, keyCertSign
[ v3_intermediate_ca ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, digitalSignature, cRLSign, keyCertSign
[ server_cert ]
basicConstraints = CA:FALSE
nsCertType = server
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer:always
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
crlDistributionPoints = URI:http://example.com/intermediate.crl.pem
[ crl_ext ]
authorityKeyIdentifier=keyid:always
[ ocsp ]
basicConstraints = CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, OCSPSigning
END
done
openssl genrsa -aes256 -passout pass:secretpassword -out root/private/key.pem 2048
openssl req -config root/openssl.cnf -key root/private/key.pem -passin pass:secretpassword -new -x509 -days 7300 -sha256 -extensions v3_ca -subj '/C=GB/O=Alice Ltd/CN=Alice Ltd Root CA' -out root/certs/cert.pem
openssl genrsa -aes256 -passout pass:secretpassword -out intermediate/private/key.pem 2048
openssl req -config intermediate/openssl.cnf -new -sha256 -passin pass:secretpassword -key intermediate/private/key.pem -subj '/C=GB/O=Alice Ltd/CN=Alice Ltd Intermediate CA' -out intermediate/csr/csr.pem
printf 'y\ny\n' | openssl ca -config root/openssl.cnf -extensions v3_intermediate_ca -days 3650 -notext -md sha256 -passin pass:secretpassword -in intermediate/csr/csr.pem -out intermediate/certs/cert.pem
openssl verify -CAfile root/certs/cert.pem intermediate/certs/cert.pem
cat intermediate/certs/cert.pem root/certs/cert.pem > chain.pem
openssl req -newkey rsa:2048 -nodes -config intermediate/openssl.cnf -keyout www.key -sha256 -subj /C=US/O=Example/CN=www.example.com -addext subjectAltName=DNS:www.example.com -out www.csr
printf 'y\ny\n' | openssl ca -config intermediate/openssl.cnf -extensions server_cert -days 375 -notext -md sha256 -passin pass:secretpassword -in www.csr -out www.pem
openssl verify -CAfile chain.pem www.pem
openssl req -newkey rsa:2048 -nodes -config intermediate/openssl.cnf -keyout ocsp.key -subj /C=GB/O=Alice/CN=ocsp.example.com -out ocsp.csr
openssl ca -batch -config intermediate/openssl.cnf -extensions ocsp -days 375 -notext -md sha256 -passin pass:secretpassword -in ocsp.csr -out ocsp.pem
openssl ca -config intermediate/openssl.cnf -passin pass:secretpassword -revoke www.pem
openssl ca -config intermediate/openssl.cnf -passin pass:secretpassword -gencrl -out intermediate/crl/crl.pem
openssl crl -in intermediate/crl/crl.pem -noout -text | grep -c 'Serial Number'
openssl ocsp -index intermediate/index.txt -CA chain.pem -rkey ocsp.key -rsigner ocsp.pem -issuer intermediate/certs/cert.pem -cert www.pem -no_nonce -reqout q.der -respout a.der > /dev/null
openssl ocsp -index intermediate/index.txt -CA intermediate/certs/cert.pem -rkey ocsp.key -rsigner ocsp.pem -reqin q.der -respout a.der
openssl ocsp -CAfile chain.pem -issuer intermediate/certs/cert.pem -cert www.pem -respin a.der | grep -v Update | grep -v Time
openssl verify -crl_check -CAfile <(cat chain.pem intermediate/crl/crl.pem) www.pem || echo revoked
## code signing by one's own CA
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 9 -subj '/CN=Signer (test)' -addext extendedKeyUsage=codeSigning
echo data > file.txt
openssl dgst -sha256 -sign key.pem -out file.sig file.txt
openssl dgst -sha256 -verify <(openssl x509 -in cert.pem -pubkey -noout) -signature file.sig file.txt
openssl base64 -in file.sig -out file.b64
openssl base64 -d -in file.b64 | cmp - file.sig
## saml and oauth: a pair for a service provider
openssl req -new -x509 -days 3652 -nodes -out saml.crt -keyout saml.pem -subj '/C=NO/O=Example/CN=sp.example.org' -sha256
openssl x509 -in saml.crt -noout -fingerprint -sha1 | sed 's/=.*//; s/ //'
openssl x509 -in saml.crt -outform der | openssl base64 -A | tr -d '\n' | openssl base64 -d -A | openssl x509 -inform der -noout -subject
openssl x509 -in saml.crt -noout -enddate -checkend 86400 | tail -1
openssl rsa -in saml.pem -pubout -outform DER 2> /dev/null | openssl dgst -sha256 -binary | openssl enc -base64 | wc -c
## minio: documentation, certificates with a configuration
printf '[req]\ndistinguished_name = req_distinguished_name\nx509_extensions = v3_req\nprompt = no\n\n[req_distinguished_name]\nC = US\nST = VA\nL = Somewhere\nO = MyOrg\nOU = MyOU\nCN = MyServerName\n\n[v3_req]\nsubjectAltName = @alt_names\n\n[alt_names]\nIP.1 = 127.0.0.1\nDNS.1 = localhost\n' > openssl.conf
openssl genrsa -out private.key 2048
openssl req -new -x509 -nodes -days 730 -key private.key -out public.crt -config openssl.conf
openssl genrsa -aes128 -passout pass:PASSWORD -out enc.key 2048
openssl req -new -x509 -days 730 -key enc.key -passin pass:PASSWORD -out enc.crt -config openssl.conf
openssl x509 -in public.crt -noout -checkip 127.0.0.1
## wazuh: wazuh-certs-tool
mkdir certs
openssl req -x509 -new -nodes -newkey rsa:2048 -keyout certs/root-ca.key -out certs/root-ca.pem -batch -subj '/OU=Wazuh/O=Wazuh/L=California/' -days 3650
printf '[ req ]\nprompt = no\ndefault_bits = 2048\ndefault_md = sha256\ndistinguished_name = req_distinguished_name\nx509_extensions = v3_req\n[req_distinguished_name]\nC = US\nL = California\nO = Wazuh\nOU = Wazuh\nCN = node-1\n[ v3_req ]\nauthorityKeyIdentifier=keyid,issuer\nbasicConstraints = CA:FALSE\nkeyUsage = digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment\nsubjectAltName = @alt_names\n[alt_names]\nIP.1 = 10.0.0.1\n' > certs/node-1.conf
openssl genrsa -out certs/admin-key-temp.pem 2048
openssl pkcs8 -inform PEM -outform PEM -in certs/admin-key-temp.pem -topk8 -nocrypt -v1 PBE-SHA1-3DES -out certs/admin-key.pem
openssl req -new -key certs/admin-key.pem -out certs/admin.csr -batch -subj '/C=US/L=California/O=Wazuh/OU=Wazuh/CN=admin'
openssl x509 -days 3650 -req -in certs/admin.csr -CA certs/root-ca.pem -CAkey certs/root-ca.key -CAcreateserial -sha256 -out certs/admin.pem
openssl req -new -nodes -newkey rsa:2048 -keyout certs/node-1-key.pem -out certs/node-1.csr -config certs/node-1.conf
openssl x509 -req -in certs/node-1.csr -CA certs/root-ca.pem -CAkey certs/root-ca.key -CAcreateserial -out certs/node-1.pem -extfile certs/node-1.conf -extensions v3_req -days 3650
openssl verify -CAfile certs/root-ca.pem certs/node-1.pem certs/admin.pem
## evm: keys of ima-evm-utils
printf '[ req ]\ndefault_bits = 2048\ndistinguished_name = dn\nprompt = no\nstring_mask = utf8only\nx509_extensions = v3_ca\n[ dn ]\nO = example.com\nCN = IMA key\n[ v3_ca ]\nbasicConstraints=CA:TRUE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always,issuer\n[ v3_usr ]\nbasicConstraints=critical,CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=critical,codeSigning\n' > ima.genkey
openssl req -new -x509 -utf8 -sha256 -days 3650 -batch -config ima.genkey -outform DER -out ca.x509 -keyout ca.priv -nodes
openssl x509 -inform DER -in ca.x509 -out ca.pem
openssl req -new -nodes -utf8 -sha256 -days 365 -batch -config ima.genkey -out csr_ima.pem -keyout privkey_ima.pem
openssl x509 -req -in csr_ima.pem -days 365 -extfile ima.genkey -extensions v3_usr -CA ca.pem -CAkey ca.priv -CAcreateserial -outform DER -out x509_ima.der
openssl rsa -pubout -in privkey_ima.pem -out pubkey_ima.pem
openssl rsa -in privkey_ima.pem -out aes.pem -aes256 -passout pass:12345678
openssl asn1parse -in ca.pem -strparse 4 -noout -out tbs.der
openssl x509 -inform DER -in x509_ima.der -noout -ext extendedKeyUsage,keyUsage
