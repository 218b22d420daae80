# nginx-tests' ssl_*.t, HAProxy's and Apache's test suites: minimal configurations, a serial number without an end of line
cat > openssl.conf <<'C'
[ req ]
default_bits = 1024
encrypt_key = no
distinguished_name = req_distinguished_name
x509_extensions = myca_extensions
[ req_distinguished_name ]
[ myca_extensions ]
basicConstraints = critical,CA:TRUE
C
cat > ca.conf <<C
[ ca ]
default_ca = myca
[ myca ]
new_certs_dir = $PWD
database = $PWD/certindex
default_md = sha256
policy = myca_policy
serial = $PWD/certserial
default_days = 1
x509_extensions = myca_extensions
crl_extensions = crl_ext
[ myca_policy ]
commonName = supplied
[ myca_extensions ]
basicConstraints = critical,CA:TRUE
authorityInfoAccess = OCSP;URI:http://127.0.0.1:8081
[ crl_ext ]
C
sed -i '/crl_ext/d' ca.conf
openssl req -x509 -new -config openssl.conf -subj /CN=root/ -out root.crt -keyout root.key; for n in int end; do openssl req -new -config openssl.conf -subj /CN=$n/ -out $n.csr -keyout $n.key; done
printf 1000 > certserial; printf '' > certindex
openssl ca -batch -config ca.conf -keyfile root.key -cert root.crt -subj /CN=int/ -in int.csr -out int.crt; openssl ca -batch -config ca.conf -keyfile int.key -cert int.crt -subj /CN=end/ -in end.csr -out end.crt; openssl x509 -in end.crt -serial -noout
openssl ocsp -issuer int.crt -cert end.crt -reqout req.der; openssl ocsp -index certindex -CA int.crt -rsigner int.crt -rkey int.key -reqin req.der -respout resp.der -ndays 1; openssl ocsp -index certindex -CA int.crt -rsigner root.crt -rkey root.key -reqin req.der -respout bad.der -ndays 1
openssl ca -config ca.conf -revoke end.crt -keyfile root.key -cert root.crt; openssl ca -gencrl -config ca.conf -keyfile root.key -cert root.crt -out root.crl -crldays 1; openssl ca -config ca.conf -gencrl -keyfile int.key -cert int.crt -out int.crl -crlsec 5; openssl crl -in root.crl -noout -text | sed -n 2,5p
openssl ocsp -index certindex -CA int.crt -rsigner int.crt -rkey int.key -reqin req.der -respout revoked.der -ndays 1; for r in resp bad revoked; do openssl ocsp -respin $r.der -issuer int.crt -cert end.crt -CAfile root.crt -no_nonce -verify_other int.crt; done
openssl verify -crl_check_all -CAfile <(cat root.crt root.crl int.crl) -untrusted int.crt end.crt; openssl req -x509 -new -config openssl.conf -subj '/CN=localhost/' -addext 'subjectAltName=IP:127.0.0.1' -out l.crt -keyout l.key; openssl rsa -in l.key -out le.key -aes256 -passout pass:localhost; openssl req -new -x509 -nodes -config <(printf '[req]\ndistinguished_name=d\n[d]\n') -subj /CN=1 -key le.key -passin pass:localhost -out le.crt
for i in 1 2 3; do openssl req -x509 -new -key l.key -config openssl.conf -subj "/CN=$i/" -days $i -set_serial $i -out m$i.crt; done; openssl x509 -in m3.crt -noout -serial -text | grep -E 'serial|Serial'
