# The files that the lines of walk.txt find, made by OpenSSL.
exec 2> /dev/null
cp "$VECTORS/keys/rsa2048.pem" k.pem
openssl rsa -in k.pem -traditional -out k1.pem
openssl rsa -in k.pem -outform DER -out k.der
openssl rsa -in k.pem -pubout -out p.pem
openssl rsa -in k.pem -RSAPublicKey_out -out p1.pem
openssl pkcs8 -topk8 -in k.pem -passout pass:pw -out ke.pem
cp "$VECTORS/keys/rsa2048b.pem" l.pem
printf pw > pw.txt
printf 'some text\nof two lines\n' > msg.txt
printf '0123456789abcdef' > block
cat > o.cnf <<'END'
[req]
distinguished_name = dn
prompt = no
attributes = attrs
[dn]
C = DE
O = Configured
[other]
distinguished_name = dn2
prompt = no
[dn2]
CN = of another section
[attrs]
challengePassword = given
[v3_ca]
basicConstraints = critical,CA:TRUE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
keyUsage = keyCertSign,cRLSign
[leaf]
basicConstraints = CA:FALSE
subjectAltName = DNS:www.example.org,email:a@example.org,email:m@example.org,IP:192.0.2.1
extendedKeyUsage = serverAuth,clientAuth,emailProtection
authorityInfoAccess = OCSP;URI:http://ocsp.example.org/
[spk]
SPKAC = to be replaced
[crlx]
authorityKeyIdentifier = keyid
[ca]
default_ca = it
[it]
database = index.txt
new_certs_dir = .
certificate = ca.pem
private_key = k.pem
serial = serial
crlnumber = crlnumber
default_md = sha256
default_days = 30
default_crl_days = 30
policy = any
unique_subject = no
[second]
database = index.txt
new_certs_dir = .
certificate = ca.pem
private_key = k.pem
serial = serial
default_md = sha512
default_days = 10
default_crl_days = 10
policy = any
[any]
commonName = supplied
organizationName = optional
emailAddress = optional
[strictpolicy]
commonName = supplied
countryName = supplied
[gen]
asn1 = SEQUENCE:fields
[fields]
one = INTEGER:1
two = UTF8:text
END
openssl req -x509 -new -key k.pem -config o.cnf -extensions v3_ca -subj /O=Test/CN=CA -set_serial 1 -days 3650 -out ca.pem
openssl req -new -key l.pem -config o.cnf -subj '/O=Test/CN=leaf/emailAddress=m@example.org' -addext subjectAltName=DNS:req.example.org -out r.pem
openssl x509 -req -in r.pem -CA ca.pem -CAkey k.pem -set_serial 4660 -days 3000 -extfile o.cnf -extensions leaf -out leaf.pem
openssl x509 -in leaf.pem -outform DER -out leaf.der
openssl req -in r.pem -outform DER -out r.der
cat leaf.pem ca.pem > both.pem
: > index.txt
echo 1000 > serial
echo 01 > crlnumber
openssl ca -config o.cnf -gencrl -crldays 3000 -out crl0.pem
openssl ca -config o.cnf -batch -in r.pem -notext -out issued.pem
openssl ca -config o.cnf -revoke issued.pem -crl_reason superseded
openssl ca -config o.cnf -gencrl -crldays 3000 -out crl.pem
openssl crl -in crl.pem -outform DER -out crl.der
openssl ca -config o.cnf -batch -in r.pem -notext -out issued2.pem
openssl pkcs12 -export -in leaf.pem -inkey l.pem -certfile ca.pem -passout pass:pw -name friendly -out f.p12
openssl crl2pkcs7 -in crl.pem -certfile both.pem -out p7.pem
openssl crl2pkcs7 -in crl.pem -certfile both.pem -outform DER -out p7.der
openssl dgst -sha256 -sign k.pem -out sig msg.txt
openssl pkeyutl -sign -in block -inkey k.pem -out raw.sig
openssl pkeyutl -encrypt -in msg.txt -pubin -inkey p.pem -out msg.enc
openssl cms -sign -in msg.txt -signer leaf.pem -inkey l.pem -out signed.eml
openssl cms -sign -nodetach -in msg.txt -signer leaf.pem -inkey l.pem -outform PEM -out signed.pem
openssl cms -encrypt -in msg.txt -aes-128-cbc -out env.eml leaf.pem
openssl smime -sign -in msg.txt -signer leaf.pem -inkey l.pem -out s.eml
openssl smime -encrypt -in msg.txt -aes-128-cbc -out e.eml leaf.pem
openssl spkac -key k.pem -challenge word -out s.spkac
openssl spkac -key l.pem -challenge word | cat - <(printf 'O=Test\nCN=by spkac\n') > ca.spkac
openssl nseq -toseq -in both.pem -out n.pem
cat > ts.cnf <<'END'
[tsa]
default_tsa = first
[first]
serial = ts.serial
signer_cert = ts.pem
certs = ca.pem
signer_key = k.pem
signer_digest = sha256
default_policy = 1.2.3
other_policies = 1.2.4
digests = sha1, sha256, sha512
accuracy = secs:1
ordering = yes
tsa_name = yes
[second]
serial = ts.serial
signer_digest = sha512
default_policy = 1.2.3
digests = sha256
ess_cert_id_chain = yes
ess_cert_id_alg = sha256
[ts]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
END
openssl req -new -key k.pem -config o.cnf -subj /O=Test/CN=tsa | openssl x509 -req -CA ca.pem -CAkey k.pem -set_serial 4661 -days 3000 -extfile ts.cnf -extensions ts -out ts.pem
echo 41 > ts.serial
openssl ts -config ts.cnf -query -data msg.txt -no_nonce -cert -out ts.q
openssl ts -config ts.cnf -query -data msg.txt -no_nonce -out ts.q2
openssl ts -config ts.cnf -reply -queryfile ts.q -out ts.r
openssl ts -config ts.cnf -reply -queryfile ts.q2 -out ts.bare
openssl ocsp -issuer ca.pem -cert issued.pem -no_nonce -reqout q.der
openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey k.pem -reqin q.der -ndays 3000 -respout a.der
openssl ocsp -index index.txt -CA ca.pem -rsigner leaf.pem -rkey l.pem -reqin q.der -ndays 3000 -respout b.der
openssl dhparam -out dh.pem 512
openssl enc -aes-128-cbc -pbkdf2 -k pw -S 0102030405060708 -in msg.txt -out msg.aes
mkdir certs && cp ca.pem certs && openssl rehash certs
