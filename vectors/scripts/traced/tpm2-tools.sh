# tests of tpm2-tools and tpm2-openssl: DER and PEM public keys, digests signed elsewhere, CFB, OAEP, PSS
openssl genrsa -out private.pem 1024
openssl rsa -in private.pem -pubout > public.pem
openssl rsa -in private.pem -out public2.pem -outform PEM -pubout; cmp public.pem public2.pem
openssl rsa -in private.pem -out public.der -outform der -pubout; openssl rsa -inform der -pubin -in public.der -noout -text | head -2
openssl rsa -pubin -in public.pem -RSAPublicKey_out -outform DER -out pkcs1.der; openssl rsa -RSAPublicKey_in -inform DER -in pkcs1.der -noout -modulus | wc -c
printf 'plaintext' > p
K=000102030405060708090a0b0c0d0e0f
openssl enc -aes-128-cfb -K $K -iv 0 -in p -out e; openssl enc -in e -out d -d -K $K -iv 0 -aes-128-cfb; cmp p d
openssl enc -aes-256-cfb -K $K$K -iv 0 -in p | openssl base64
openssl enc -aes-128-ctr -K $K -iv 00 -in p | openssl base64; openssl enc -aes-128-ofb -K $K -iv $K -in p -a
openssl rsautl -encrypt -inkey public.pem -pubin -in p -out r; openssl rsautl -decrypt -inkey private.pem -in r
openssl rsautl -encrypt -oaep -inkey public.pem -pubin -in p -out r; openssl rsautl -decrypt -oaep -inkey private.pem -in r
openssl pkeyutl -encrypt -pubin -inkey public.pem -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha1 -in p -out r; openssl pkeyutl -decrypt -inkey private.pem -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha1 -in r
openssl dgst -sha256 -binary p > h
openssl dgst -verify public.pem -keyform pem -sha256 -signature <(openssl dgst -sha256 -sign private.pem p) p
openssl pkeyutl -sign -inkey private.pem -in h -pkeyopt digest:sha256 -out s; openssl dgst -sha256 -verify public.pem -signature s p
openssl pkeyutl -sign -inkey private.pem -in h -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:-1 -out s; openssl dgst -sha256 -verify public.pem -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1 -signature s p
openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -sign private.pem -out s p; openssl pkeyutl -verify -pubin -inkey public.pem -in h -sigfile s -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:digest
openssl pkeyutl -verify -pubin -inkey public.pem -in p -sigfile s -rawin -digest sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:auto
openssl pkeyutl -verifyrecover -pubin -inkey public.pem -in s -pkeyopt rsa_padding_mode:none | wc -c
openssl pkeyutl -decrypt -inkey private.pem -in s -pkeyopt rsa_padding_mode:none | wc -c
openssl pkey -in private.pem -noout -text_pub | head -1; openssl pkey -in public.pem -pubin -pubout -outform der | cmp - public.der
openssl asn1parse -in private.pem | head -1; openssl asn1parse -inform DER -in public.der -strparse 19 -out seq.der -noout; cmp seq.der pkcs1.der
openssl x509 -pubkey -noout -in <(openssl req -x509 -key private.pem -subj /CN=ek -days 1) | cmp - public.pem
printf %s abc | openssl dgst -sha1 -hmac secret; printf abc | openssl dgst -sha256 -mac hmac -macopt key:secret; printf abc | openssl sha384 -hmac x -r; openssl dgst -sha3-256 p; openssl dgst -sm3 -c p
openssl prime -hex 10001; openssl rsa -in private.pem -noout -modulus | cut -d= -f1
