# Azure's Linux agent and cloud-init: a transport certificate, the goal state's certificates out of a CMS message and a PKCS #12 file, thumbprints, SSH keys
openssl req -x509 -nodes -subj /CN=LinuxTransport -days 730 -newkey rsa:2048 -keyout TransportPrivate.pem -out TransportCert.pem 2>/dev/null
openssl x509 -in TransportCert.pem -fingerprint -noout | sed 's/^.*=//;s/://g' | tr -d '\n' | wc -c
sed -n '/-BEGIN/,/-END/p' TransportCert.pem | grep -v -- ----- | tr -d '\n' | openssl base64 -d -A | openssl x509 -inform DER -noout -subject
openssl genrsa -out user.key 2048 2>/dev/null; openssl req -x509 -new -key user.key -subj '/CN=deployed' -days 9 -out user.pem
openssl pkcs12 -export -inkey user.key -in user.pem -passout pass: -out user.p12
(echo MIME-Version: 1.0; echo 'Content-Disposition: attachment; filename="Certificates.p7m"'; echo 'Content-Type: application/x-pkcs7-mime; name="Certificates.p7m"'; echo 'Content-Transfer-Encoding: base64'; echo; openssl cms -encrypt -binary -aes256 -in user.p12 -outform DER TransportCert.pem | openssl base64) > Certificates.p7m
openssl cms -decrypt -in Certificates.p7m -inkey TransportPrivate.pem -recip TransportCert.pem | openssl pkcs12 -nodes -password pass: -out Certificates.pem
openssl cms -decrypt -in /dev/stdin -inkey TransportPrivate.pem < Certificates.p7m | openssl pkcs12 -nodes -password pass: | grep -c BEGIN
awk '/BEGIN PRIVATE/,/END PRIVATE/' Certificates.pem > 0.prv; awk '/BEGIN CERT/,/END CERT/' Certificates.pem > 0.crt; grep '^Bag \|^Key \|^subject=\|^issuer=' Certificates.pem
[ "$(openssl x509 -in 0.crt -pubkey -noout)" = "$(openssl pkey -in 0.prv -pubout)" ] && echo they belong together
openssl x509 -in 0.crt -fingerprint -sha1 -noout | cut -d= -f1; openssl x509 -in 0.crt -noout -pubkey > 0.pub; ssh-keygen -i -m PKCS8 -f 0.pub | cut -c1-12
openssl rsa -in 0.prv -pubout 2>/dev/null | cmp - 0.pub; cat /dev/null | openssl cms -decrypt -inkey TransportPrivate.pem
rm -f *.p12 Certificates.pem 0.prv
