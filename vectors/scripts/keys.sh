## jwt: RS256, RS384 and PS256 by shell
openssl genrsa -out k 2048
openssl rsa -in k -pubout -out p
b64() { openssl base64 -e -A | tr '+/' '-_' | tr -d '='; }
h=$(printf '{"alg":"RS256"}' | b64)
b=$(printf '{"sub":"x"}' | openssl enc -base64 -A | tr '+/' '-_' | tr -d '=')
s=$(printf '%s' "$h.$b" | openssl dgst -binary -sha256 -sign k | b64)
printf '%s' "$s" | tr -- '-_' '+/' | sed 's/$/==/' | openssl base64 -d -A > sig
printf '%s' "$h.$b" | openssl dgst -sha256 -verify p -signature sig
printf '%s' "$h.$b" | openssl dgst -sha384 -sign k -out sig2
printf '%s' "$h.$b" | openssl dgst -sha384 -verify p -signature sig2
printf '%s' "$h.$b" | openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sigopt rsa_mgf1_md:sha256 -sign k -out sig3
printf '%s' "$h.$b" | openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1 -verify p -signature sig3
rm sig*
## jwt: HS256 by shell
printf abc | openssl dgst -sha256 -hmac secret -binary | openssl base64 -A
echo
printf abc | openssl dgst -sha256 -mac HMAC -macopt hexkey:00ff -hex
printf abc | openssl sha256 -hmac secret -r
## acme.sh: account key's exponent and modulus, and a CSR
openssl genrsa -out account.key 2048
openssl rsa -in account.key -noout -text | grep publicExponent
openssl rsa -in account.key -modulus -noout | cut -d = -f 2 | wc -c
printf '[ req ]\nreq_extensions = v3_req\ndistinguished_name = dn\n[ dn ]\n[ v3_req ]\nextendedKeyUsage=serverAuth,clientAuth\n\nsubjectAltName=DNS:example.com,DNS:*.example.com' > csr.conf
openssl genrsa 2048 > domain.key
openssl req -new -sha256 -key domain.key -subj /CN=example.com -config csr.conf -out domain.csr
openssl req -noout -text -in domain.csr | grep DNS:
openssl req -noout -in domain.csr -subject -nameopt sep_multiline
## dehydrated: key, CSR with must-staple, thumbprint
openssl genrsa 4096 > a.pem
openssl rsa -in a.pem -check 2>&1 | sed -n '1,1p'
openssl genrsa 2048 > privkey.pem
(cat /etc/ssl/openssl.cnf; printf '\n[SAN]\nsubjectAltName=DNS:a.example,DNS:b.example\ntlsfeature=status_request') > conf
openssl req -new -sha256 -key privkey.pem -out cert.csr -subj /CN=a.example/ -reqexts SAN -config conf
openssl req -in cert.csr -outform DER | openssl base64 -e | wc -l | tr -d 0-9
openssl req -in cert.csr -text -noout | sed -n '/Requested Extensions/,/Signature/p' | grep -v Signature
openssl req -verify -noout -in cert.csr
## getssl: compare a certificate and a key, dates
openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=getssl -keyout k -out c
openssl x509 -in c -noout -enddate | cut -d= -f 1
[ "$(openssl x509 -noout -modulus -in c | openssl md5)" = "$(openssl rsa -noout -modulus -in k | openssl md5)" ] && echo same
[ "$(openssl pkey -in k -pubout)" = "$(openssl x509 -in c -noout -pubkey)" ] && echo same
openssl x509 -in c -noout -issuer -subject -startdate | cut -d= -f1
openssl x509 -in c -noout -text | grep 'Public-Key'
## certbot hooks: OCSP address and chain split
openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=x -addext 'authorityInfoAccess=OCSP;URI:http://ocsp.example/,caIssuers;URI:http://ca.example/ca.cer' -keyout k -out c
openssl x509 -in c -noout -ocsp_uri
openssl x509 -in c -noout -ext authorityInfoAccess
## hpkp: pin of a public key
openssl genrsa -out k 2048
openssl rsa -in k -outform der -pubout 2> /dev/null | openssl dgst -sha256 -binary | openssl enc -base64 | wc -c
openssl req -new -key k -subj / | openssl req -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | openssl base64 | wc -c
## dkim: opendkim-genkey
openssl genrsa -out mail.private 1024
openssl rsa -in mail.private -pubout -out mail.public
openssl rsa -in mail.private -pubout -outform PEM 2> /dev/null | grep -v '^-' | tr -d '\n' | wc -c
## ssh: forms of a key
openssl genrsa -traditional -out k 2048
head -n 1 k
openssl pkcs8 -topk8 -nocrypt -in k -out k8
head -n 1 k8
openssl rsa -in k8 -traditional | cmp - k
openssl rsa -in k -RSAPublicKey_out | sed -n '1,1p'
openssl rsa -in k -RSAPublicKey_out | openssl rsa -RSAPublicKey_in -pubout | sed -n '1,1p'
openssl rsa -in k -aes128 -passout pass:xyzw -out ke -traditional
head -n 2 ke
openssl rsa -in ke -passin pass:xyzw -traditional | cmp - k
## aws: fingerprints of key pairs
openssl genrsa -out k 2048
openssl pkcs8 -in k -inform PEM -outform DER -topk8 -nocrypt | openssl sha1 -c | tr -d '0-9a-f'
openssl rsa -in k -pubout -outform DER | openssl md5 -c | tr -d '0-9a-f'
openssl pkey -in k -pubout -outform DER | openssl sha256 -binary | openssl base64 | wc -c
## github: a webhook's signature and an app's key
printf body | openssl dgst -sha256 -hmac It-is-a-secret
printf body | openssl dgst -sha1 -hmac key | sed 's/^.* //'
## snowflake: key pair authentication
openssl genrsa 2048 | openssl pkcs8 -topk8 -inform PEM -out rsa_key.p8 -nocrypt
openssl rsa -in rsa_key.p8 -pubout -out rsa_key.pub
openssl genrsa 2048 | openssl pkcs8 -topk8 -v2 des3 -inform PEM -out e.p8 -passout pass:abcdef
openssl genrsa 2048 | openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512 -iter 3000 -inform PEM -out f.p8 -passout env:PW || PW=abcdef && export PW && openssl genrsa 2048 | openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512 -iter 3000 -inform PEM -out f.p8 -passout env:PW
openssl rsa -in e.p8 -passin pass:abcdef -check -noout
openssl pkey -in f.p8 -passin pass:abcdef -noout -text | sed -n '1,1p'
## oci and salesforce: API keys
openssl genrsa -out k.pem -aes128 -passout pass:secret 2048
openssl rsa -pubout -in k.pem -passin pass:secret -out p.pem
openssl rsa -pubout -outform DER -in k.pem -passin pass:secret 2> /dev/null | openssl md5 -c | wc -c
## envelope: encrypt a file by a random key under RSA
openssl genrsa -out k 2048
openssl rsa -in k -pubout -out p
printf 'the text\n' > t
openssl rand -base64 32 > key.bin
openssl rsautl -encrypt -inkey p -pubin -in key.bin -out key.enc 2> /dev/null
openssl enc -aes-256-cbc -salt -pbkdf2 -in t -out t.enc -pass file:./key.bin
openssl rsautl -decrypt -inkey k -in key.enc -out key.dec 2> /dev/null
cmp key.bin key.dec
openssl enc -d -aes-256-cbc -pbkdf2 -in t.enc -pass file:./key.dec | cmp - t
openssl pkeyutl -encrypt -pubin -inkey p -in t -out o.enc -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256
openssl pkeyutl -decrypt -inkey k -in o.enc -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256 | cmp - t
rm -f *.enc key.*
## travis: encrypt and decrypt files of secrets
openssl enc -aes-256-cbc -K 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f -iv 000102030405060708090a0b0c0d0e0f -in /etc/hostname -out s.enc
openssl aes-256-cbc -K 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f -iv 000102030405060708090a0b0c0d0e0f -in s.enc -out s -d
cmp s /etc/hostname
openssl aes-256-cbc -md md5 -a -salt -k pw -in s 2> /dev/null | openssl aes-256-cbc -d -a -k pw -md md5 2> /dev/null | cmp - s
## wordpress and passwords: hashes and random
openssl passwd -1 -salt xyz yourpass
openssl passwd -apr1 -salt 12345678 pw
openssl passwd -6 -salt abcdefgh pw
printf 'pw\n' | openssl passwd -5 -salt abcdefgh -stdin
openssl rand 16 | wc -c
openssl rand -hex 8 | wc -c
openssl rand -out r 10
wc -c < r
rm r
## digests: of files and directories
printf abc > f
openssl md5 f
openssl sha1 f
openssl dgst -sha256 f f
openssl sha512 -r f
openssl dgst -sha3-256 -hex f
openssl dgst -ripemd160 f
openssl dgst -sha256 -c f
openssl md5 < f
openssl dgst -shake128 -xoflen 8 f
openssl sha384 -out d f
openssl dgst f
## android: verified boot and OTA keys
openssl genrsa -f4 -out k 2048
openssl req -new -x509 -sha256 -key k -out c.x509.pem -days 10000 -subj '/C=US/ST=California/L=Mountain View/O=Android/OU=Android/CN=Android/emailAddress=android@android.com'
openssl pkcs8 -in k -topk8 -outform DER -out k.pk8 -nocrypt
openssl pkcs8 -inform DER -nocrypt -in k.pk8 -out k.pem
openssl x509 -in c.x509.pem -outform DER -out c.der
openssl rsa -in k -pubout -outform DER -out p.der
openssl dgst -sha256 -sign k -out s c.der
openssl dgst -sha256 -verify <(openssl x509 -in c.x509.pem -pubkey -noout) -signature s c.der
rm s
## u-boot: keys and certificate of a FIT image
mkdir keys
openssl genpkey -algorithm RSA -out keys/dev.key -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:65537
openssl req -batch -new -x509 -key keys/dev.key -out keys/dev.crt
openssl rsa -in keys/dev.key -pubout -text -noout 2> /dev/null | sed -n '1,1p'
## secure boot: PK, KEK and db
for n in PK KEK db; do
openssl req -new -x509 -newkey rsa:2048 -subj "/CN=test $n/" -keyout $n.key -out $n.crt -days 3650 -nodes -sha256
openssl x509 -in $n.crt -out $n.cer -outform DER
done
printf data > d
openssl dgst -sha256 -binary d > h
openssl pkeyutl -sign -in h -inkey db.key -pkeyopt digest:sha256 -out s
openssl pkeyutl -verify -in h -sigfile s -certin -inkey db.crt -pkeyopt digest:sha256
openssl cms -sign -binary -in d -signer db.crt -inkey db.key -outform DER -md sha256 -noattr -nocerts -out d.p7
openssl cms -verify -binary -inform DER -in d.p7 -content d -certfile db.crt -noverify -out /dev/null
rm s h d.p7
## swupdate: signed images
openssl genrsa -aes256 -passout pass:abcd -out priv.pem 2048
openssl rsa -in priv.pem -passin pass:abcd -out public.pem -outform PEM -pubout
printf 'software = {}\n' > sw-description
openssl dgst -sha256 -sign priv.pem -passin pass:abcd sw-description > sw-description.sig
openssl dgst -sha256 -verify public.pem -signature sw-description.sig sw-description
openssl req -x509 -newkey rsa:2048 -nodes -keyout k.key -out k.crt -subj /O=SWUpdate/CN=target -days 30 -addext extendedKeyUsage=codeSigning,emailProtection
openssl cms -sign -in sw-description -out s.cms -signer k.crt -inkey k.key -outform DER -nosmimecap -binary
openssl cms -verify -in s.cms -inform DER -content sw-description -CAfile k.crt -binary -out out
cmp out sw-description
rm *.sig s.cms
## rauc: test certificates
mkdir -p demoCA/certs demoCA/newcerts
touch demoCA/index.txt
echo 01 > demoCA/serial
echo 01 > demoCA/crlnumber
cat > openssl.cnf <<'END'
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = ./demoCA
database = $dir/index.txt
new_certs_dir = $dir/newcerts
certificate = $dir/ca.cert.pem
serial = $dir/serial
crlnumber = $dir/crlnumber
private_key = $dir/ca.key.pem
x509_extensions = v3_ca
default_startdate = 19700101000000Z
default_enddate = 20990101000000Z
default_crl_days = 30
default_md = sha256
preserve = no
policy = policy_match
[ policy_match ]
organizationName = match
commonName = supplied
[ req ]
default_bits = 2048
distinguished_name = req_distinguished_name
x509_extensions = v3_leaf
encrypt_key = no
default_md = sha256
[ req_distinguished_name ]
[ v3_ca ]
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always,issuer:always
basicConstraints = CA:TRUE
[ v3_leaf ]
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always,issuer:always
basicConstraints = CA:FALSE
extendedKeyUsage = emailProtection
END
openssl req -newkey rsa -keyout demoCA/ca.key.pem -out ca.csr -subj '/O=Test Org/CN=Test Org Release-CA' -config openssl.cnf
openssl ca -batch -selfsign -extensions v3_ca -in ca.csr -out demoCA/ca.cert.pem -keyfile demoCA/ca.key.pem -config openssl.cnf
openssl req -newkey rsa:2048 -keyout r.key.pem -out r.csr -subj '/O=Test Org/CN=Test Org Release-1' -config openssl.cnf
openssl ca -batch -extensions v3_leaf -in r.csr -out r.cert.pem -config openssl.cnf
openssl ca -gencrl -out crl.pem -config openssl.cnf
openssl verify -crl_check -CAfile <(cat demoCA/ca.cert.pem crl.pem) r.cert.pem
printf bundle > b
openssl cms -sign -binary -in b -signer r.cert.pem -inkey r.key.pem -outform DER -out b.cms
openssl cms -verify -inform DER -in b.cms -content b -binary -CAfile demoCA/ca.cert.pem -out b2
cmp b b2
rm b.cms
## mobileconfig: sign an Apple profile
openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj /CN=profile -days 30
printf '<plist/>\n' > p
openssl smime -sign -signer c -inkey k -certfile c -nodetach -outform der -in p -out p.signed
openssl smime -inform der -verify -noverify -in p.signed -out q
cmp p q || true
openssl pkcs7 -inform der -in p.signed -print_certs -noout
rm p.signed
## backup: encrypt to a certificate
openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj /CN=backup -days 30
seq 1000 > d
openssl smime -encrypt -binary -aes256 -in d -out d.enc -outform DER c
openssl smime -decrypt -binary -in d.enc -inform DER -inkey k -out e
cmp d e
openssl cms -encrypt -binary -outform DER -aes-256-cbc -in d -out f.enc -recip c
openssl cms -decrypt -inform DER -in f.enc -inkey k -recip c -out g
cmp d g
rm *.enc
## mail: sign and encrypt a message
openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj /emailAddress=a@example.com/CN=a -days 30 -addext extendedKeyUsage=emailProtection
printf 'Hello\n' > m
openssl smime -sign -in m -text -signer c -inkey k -out s.eml -from a@example.com -to b@example.com -subject Test
openssl smime -verify -in s.eml -CAfile c -text -signer who.pem
cmp who.pem c
openssl smime -encrypt -in m -aes128 -from a@example.com -to b@example.com -subject Test -out e.eml c
openssl smime -decrypt -in e.eml -recip c -inkey k
head -n 5 e.eml
rm *.eml
## swift and afip: CMS of a login ticket
openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj '/serialNumber=CUIT 1/CN=a' -days 30
printf '<loginTicketRequest/>' > tra.xml
openssl cms -sign -in tra.xml -out t.cms -signer c -inkey k -nodetach -outform PEM
openssl cms -verify -in t.cms -inform PEM -noverify
openssl smime -sign -signer c -inkey k -out t.p7 -in tra.xml -outform PEM -nodetach
head -n 1 t.p7
openssl smime -verify -noverify -inform PEM -in t.p7
rm t.*
## vpn: strongSwan and OpenVPN by hand
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj '/C=CH/O=strongSwan/CN=CA' -days 30
openssl req -new -newkey rsa:2048 -nodes -keyout moon.key -out moon.csr -subj '/C=CH/O=strongSwan/CN=moon' -addext 'subjectAltName=DNS:moon.strongswan.org,email:m@strongswan.org' -addext 'extendedKeyUsage=serverAuth,1.3.6.1.5.5.8.2.2'
openssl x509 -req -in moon.csr -CA ca.crt -CAkey ca.key -CAcreateserial -copy_extensions copy -days 10 -out moon.crt
openssl x509 -in moon.crt -noout -ext extendedKeyUsage,subjectAltName
openssl verify -CAfile ca.crt -purpose sslserver moon.crt
openssl x509 -in moon.crt -noout -purpose | grep -v Any | sed -n '1,4p'
openssl dhparam -out dh.pem 512
openssl pkcs12 -export -inkey moon.key -in moon.crt -certfile ca.crt -caname CA -name moon -legacy -passout pass:x -out moon.p12 2> /dev/null || openssl pkcs12 -export -inkey moon.key -in moon.crt -certfile ca.crt -caname CA -name moon -passout pass:x -out moon.p12
## puppet and salt: revoke and CRL
mkdir ca
touch ca/index.txt
echo 1000 > ca/serial
echo 01 > ca/crlnumber
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=ca/index.txt\nnew_certs_dir=ca\nserial=ca/serial\ncrlnumber=ca/crlnumber\ncertificate=ca/ca.pem\nprivate_key=ca/ca.key\ndefault_md=sha256\ndefault_days=9\ndefault_crl_days=5\npolicy=p\ncrl_extensions=ce\nemail_in_dn=no\nunique_subject=no\n[p]\ncommonName=supplied\n[ce]\nauthorityKeyIdentifier=keyid:always\n' > c.cnf
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca/ca.key -out ca/ca.pem -subj /CN=puppet -days 30
for n in a b; do openssl req -new -newkey rsa:2048 -nodes -keyout $n.key -subj /CN=$n -out $n.csr; openssl ca -batch -notext -config c.cnf -in $n.csr -out $n.pem; done
openssl ca -config c.cnf -revoke a.pem -crl_reason keyCompromise
openssl ca -config c.cnf -gencrl -out crl.pem
openssl crl -in crl.pem -noout -crlnumber -issuer
openssl crl -in crl.pem -CAfile ca/ca.pem -noout
openssl verify -crl_check -CAfile ca/ca.pem -CRLfile crl.pem b.pem
openssl verify -crl_check -CAfile ca/ca.pem -CRLfile crl.pem a.pem || echo revoked
openssl ca -config c.cnf -status 1000 || true
openssl ca -config c.cnf -updatedb
cut -c1 ca/index.txt
## ocsp: a responder from the index
mkdir ca
touch ca/index.txt
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=ca/index.txt\nnew_certs_dir=ca\nserial=ca/serial\nrand_serial=yes\ncertificate=ca/ca.pem\nprivate_key=ca/ca.key\ndefault_md=sha256\ndefault_days=9\ndefault_crl_days=5\npolicy=p\n[p]\ncommonName=supplied\n' > c.cnf
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca/ca.key -out ca/ca.pem -subj /CN=ca -days 30
openssl req -new -newkey rsa:2048 -nodes -keyout a.key -subj /CN=a -out a.csr
openssl ca -batch -notext -config c.cnf -in a.csr -out a.pem
openssl ocsp -issuer ca/ca.pem -cert a.pem -reqout q.der -no_nonce
openssl ocsp -index ca/index.txt -rsigner ca/ca.pem -rkey ca/ca.key -CA ca/ca.pem -reqin q.der -respout r.der -ndays 3
openssl ocsp -respin r.der -issuer ca/ca.pem -cert a.pem -CAfile ca/ca.pem | grep -v Update
rm q.der r.der
## java: a key store's parts by hand
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -aes-256-cbc -pass pass:changeit -out k
openssl req -new -x509 -key k -passin pass:changeit -subj /CN=java -days 30 -out c
openssl pkcs12 -export -in c -inkey k -passin pass:changeit -out s.p12 -name tomcat -passout pass:changeit
openssl pkcs12 -in s.p12 -passin pass:changeit -passout pass:changeit -out all.pem
openssl pkcs12 -in s.p12 -passin pass:changeit -nodes | openssl x509 -noout -subject
openssl pkcs12 -info -in s.p12 -passin pass:changeit -noout 2>&1 | sed -n '1,1p'
## windows: PFX and CER
openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj /CN=win -days 30
openssl pkcs12 -inkey k -in c -export -out w.pfx -password pass: -CSP 'Microsoft Enhanced RSA and AES Cryptographic Provider'
openssl pkcs12 -in w.pfx -nokeys -password pass: -out o.pem
openssl pkcs12 -in w.pfx -nocerts -noenc -password pass: -out k.pem
openssl x509 -in c -outform der -out c.cer
openssl x509 -inform der -in c.cer -out c2
cmp c c2
openssl pkcs8 -in k -topk8 -v2 aes256 -passout pass:ab -out k.enc
openssl rsa -in k.enc -passin pass:ab -outform PVK -pvk-none -out k.pvk
## tests of TLS libraries: odd keys and certificates
openssl genrsa -3 -out e3 2048
openssl rsa -in e3 -noout -text | grep publicExp
openssl genpkey -algorithm rsa-pss -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32 -out pss
openssl req -x509 -key pss -subj /CN=pss -days 30 -out pss.crt
openssl x509 -in pss.crt -noout -text | grep -A4 'Signature Algorithm' | sed -n '1,5p'
openssl req -x509 -newkey rsa:2048 -nodes -keyout k -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1 -sha256 -subj /CN=pss2 -days 30 -out p2
openssl verify -CAfile p2 p2
openssl req -x509 -key k -subj '/CN=multi/CN=two+OU=three' -multivalue-rdn -days 30 -out m
openssl x509 -in m -noout -subject -nameopt oneline,-esc_msb,utf8
openssl req -x509 -key k -utf8 -subj '/CN=Zoë/O=日本' -days 30 -out u
openssl x509 -in u -noout -subject -nameopt utf8,sep_comma_plus_space,-esc_msb
openssl x509 -in u -noout -subject
## monitoring: dates and keys of a certificate
openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj '/C=US/O=a, b/CN=mon' -days 30 -set_serial 0x0102 -addext 'subjectAltName=DNS:a,DNS:b,email:x@y.z'
openssl x509 -in c -noout -serial
openssl x509 -in c -noout -subject -nameopt compat
openssl x509 -in c -noout -subject -issuer -nameopt multiline
openssl x509 -in c -noout -email
openssl x509 -in c -noout -subject_hash -issuer_hash | sort -u | wc -l
openssl x509 -in c -noout -text -certopt no_header,no_version,no_serial,no_signame,no_validity,no_pubkey,no_sigdump
openssl x509 -in c -noout -dates -dateopt iso_8601 | cut -c1-10
openssl x509 -in c -noout -pubkey | openssl rsa -pubin -noout -text | sed -n '1,1p'
openssl asn1parse -in c | sed -n '1,4p' | sed 's/l=.*cons/cons/'
openssl x509 -in c -noout -C 2> /dev/null | sed -n '1,1p' || true
## version: what scripts ask first
openssl version | cut -c1-12
openssl version -d
openssl version -a > /dev/null
openssl list -digest-commands > /dev/null
openssl list --cipher-algorithms > /dev/null
openssl help > /dev/null 2>&1
openssl req -help 2>&1 | grep -c -- ' -newkey'
openssl x509 -help 2>&1 | grep -c -- '-copy_extensions'
openssl no-md5 || true
