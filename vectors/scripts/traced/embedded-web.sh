# civetweb's, libwebsockets', Mender's, ESP-IDF's, NSD's and net-snmp's keys; LexikJWT's and Drupal's pairs; hitch's bundles.
openssl genrsa -passout pass:civetweb -des3 -out server.key 1024
openssl req -new -key server.key -passin pass:civetweb -out server.csr -subj "/C=XX/ST=Nowhere/L=Neverland/O=civetweb/CN=localhost"
cp server.key server.key.orig
openssl rsa -in server.key.orig -passin pass:civetweb -out server.key
openssl x509 -req -days 30 -in server.csr -signkey server.key -out server.crt
cat server.crt server.key > server.pem
openssl pkcs12 -export -inkey server.key -in server.pem -name ClientName -out server.pfx -passout pass:
openssl pkcs12 -in server.pfx -passin pass: -nokeys | grep -A1 Attributes
openssl pkey -in server.pem -pubout -out server.pub; openssl x509 -in server.pem -pubkey -noout | cmp - server.pub
openssl pkey -pubin -in server.pub -outform DER | openssl dgst -sha256 -binary | openssl enc -base64 | tr -d = | wc -c
# libwebsockets: answers by a pipe.
printf 'GB\nErewhon\nAll around\nlibwebsockets-test\n\nlocalhost\nnone@invalid.org\n' | openssl req -new -newkey rsa:1024 -days 30 -nodes -x509 -keyout lws.key -out lws.pem
openssl x509 -in lws.pem -noout -subject
# Mender's artifacts and ESP-IDF's secure boot.
openssl genpkey -algorithm RSA -out mender.key -pkeyopt rsa_keygen_bits:1024
openssl rsa -in mender.key -out mender-private.key; openssl rsa -in mender-private.key -out mender-public.key -pubout
echo manifest > manifest; openssl dgst -sha256 -sign mender-private.key -out manifest.sig manifest; base64 -w 0 manifest.sig > manifest.b64
openssl base64 -d -A -in manifest.b64 -out again.sig; cmp manifest.sig again.sig; openssl dgst -sha256 -verify mender-public.key -signature again.sig manifest
openssl genrsa -out secure_boot.pem 1024; openssl rsa -in secure_boot.pem -noout -text | grep -c prime; openssl rsa -in secure_boot.pem -pubout -outform DER | wc -c
head -c 4096 /dev/zero > app.bin; openssl dgst -sha256 -binary app.bin > app.dig
openssl pkeyutl -sign -in app.dig -inkey secure_boot.pem -out app.sig -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:32
openssl rsa -in secure_boot.pem -pubout -out secure_boot.pub; openssl pkeyutl -verify -in app.dig -sigfile app.sig -pubin -inkey secure_boot.pub -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:32
openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -verify secure_boot.pub -signature app.sig app.bin
openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20 -verify secure_boot.pub -signature app.sig app.bin
# NSD's control: a server's certificate signs the client's.
umask 0026
printf '[req]\ndefault_bits=1024\ndefault_md=sha256\nprompt=no\ndistinguished_name=req_distinguished_name\n[req_distinguished_name]\ncommonName=nsd\n' > request.cfg
test -f request.cfg && for n in nsd_server nsd_control; do openssl genrsa -out $n.key 1024; done
openssl req -key nsd_server.key -config request.cfg -new -x509 -days 30 -out nsd_server.pem
sed -i 's/=nsd$/=nsd-control/' request.cfg
openssl req -key nsd_control.key -config request.cfg -new | openssl x509 -req -days 30 -CA nsd_server.pem -CAkey nsd_server.key -CAcreateserial -sha256 -out nsd_control.pem
openssl x509 -in nsd_server.pem -addtrust clientAuth -out nsd_server_trust.pem; head -1 nsd_server_trust.pem
openssl verify -CAfile nsd_server_trust.pem -purpose sslclient nsd_control.pem; openssl verify -CAfile nsd_server_trust.pem -purpose sslserver nsd_control.pem
chmod o-rw nsd_*.pem nsd_*.key; stat -c '%a %n' nsd_server.pem nsd_control.pem nsd_server.key; rm request.cfg nsd_server_trust.pem nsd_server.srl
umask 022
# net-snmp-cert: fingerprints of every kind, what a file holds.
for f in server.crt server.csr server.key lws.pem; do
  if openssl x509 -in $f -noout -fingerprint -sha1 > fp 2> err; then cut -d= -f1 fp; elif openssl req -in $f -noout 2>> err; then echo request; elif openssl pkey -in $f -noout 2>> err; then echo key; fi
done
openssl x509 -in server.crt -subject -issuer -dates -serial -noout -nameopt oneline,-space_eq | sed 's/=.*[0-9A-F]\{16\}.*/=number/'
# LexikJWT's and Drupal's pairs.
openssl genpkey -out private.pem -aes256 -pass pass:phrase -algorithm rsa -pkeyopt rsa_keygen_bits:1024
openssl pkey -in private.pem -passin pass:phrase -out public.pem -pubout; head -1 private.pem public.pem
openssl pkey -in private.pem -passin pass:wrong -out wrong.pem -pubout; test -s wrong.pem
echo phrase | openssl pkey -in private.pem -passin stdin -noout && echo opened
# hitch: everything in one file, and whether all of it is there.
openssl dhparam -dsaparam -out dh.pem 512; cat server.key server.crt dh.pem > site.pem
openssl x509 -in site.pem -noout && openssl rsa -in site.pem -noout -check && openssl dhparam -in dh.pem -noout && echo complete
[ "$(openssl x509 -in site.pem -noout -pubkey | openssl sha1)" = "$(openssl pkey -in site.pem -pubout | openssl sha1)" ] && echo fits
