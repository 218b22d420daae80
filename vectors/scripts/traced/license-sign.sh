openssl genrsa -out k.pem 2048; openssl pkey -in k.pem -pubout -out pub.pem
echo licence > l.txt
openssl dgst -sha512 -sign k.pem -out l.sig l.txt
openssl dgst -sha512 -verify pub.pem -signature l.sig l.txt
openssl dgst -sha512 -prverify k.pem -signature l.sig l.txt
openssl sha256 -sign k.pem -hex l.txt | cut -c1-20
openssl dgst -sha1 -hex -sign k.pem -out h.sig l.txt
openssl dgst -sha256 -binary l.txt > l.hash
openssl dgst -sha256 -c l.txt; openssl dgst -sha256 -r l.txt; openssl md5 l.txt k.pem | head -1; openssl sha1 < l.txt; cat l.txt | openssl dgst; openssl dgst -md5 -hex < l.txt
openssl pkeyutl -sign -in l.hash -inkey k.pem -pkeyopt digest:sha256 -out p.sig
openssl pkeyutl -verify -in l.hash -sigfile p.sig -pubin -inkey pub.pem -pkeyopt digest:sha256
openssl pkeyutl -verify -in l.txt -rawin -digest sha256 -sigfile p.sig -pubin -inkey pub.pem
openssl pkeyutl -verify -in l.hash -sigfile l.sig -pubin -inkey pub.pem -pkeyopt digest:sha256
openssl pkeyutl -verifyrecover -in p.sig -pubin -inkey pub.pem -pkeyopt digest:sha256 | xxd -p -c 64 >/dev/null
openssl pkeyutl -verifyrecover -in p.sig -pubin -inkey pub.pem -asn1parse
openssl rsautl -verify -in p.sig -pubin -inkey pub.pem -asn1parse
openssl base64 -in l.sig -out l.b64; openssl base64 -d -in l.b64 -out l2.sig; cmp l.sig l2.sig
openssl dgst -sha512 -verify pub.pem -signature l.b64 l.txt
openssl dgst -verify nosuch -signature l.b64 l.txt
openssl dgst -sha512 -verify pub.pem -signature nosuch l.txt
openssl dgst -sha256 nosuch l.txt
openssl dgst -sha512 -sign nosuch l.txt
