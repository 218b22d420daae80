# OpenSC's and SoftHSM's tests: raw and hashed signatures, keys by rsautl, public keys from certificates
openssl genpkey -out k.pem -algorithm RSA -pkeyopt rsa_keygen_bits:2048
openssl pkey -in k.pem -out k.pub -pubout -outform PEM; openssl rsa -in k.pub -pubin -text -noout | head -1
openssl rsa -in k.pem -outform DER -out k.der; openssl pkcs8 -topk8 -in k.pem -nocrypt -outform DER -out k.p8
head -c 64 /dev/zero > data; head -c 1024 /dev/zero > big
openssl rsautl -sign -inkey k.pem -in data -out sig; openssl rsautl -verify -inkey k.pub -in sig -pubin | xxd | head -2
openssl pkeyutl -sign -inkey k.pem -in data -out sig; openssl pkeyutl -verify -inkey k.pub -in data -sigfile sig -pubin
for h in sha1 sha224 sha256 sha384 sha512; do openssl dgst -keyform PEM -$h -sign k.pem -out sig big; openssl dgst -keyform PEM -verify k.pub -$h -signature sig big
openssl dgst -keyform PEM -$h -sign k.pem -sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:$h -sigopt rsa_pss_saltlen:-1 -out sig big; openssl dgst -keyform PEM -verify k.pub -$h -sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:$h -sigopt rsa_pss_saltlen:-1 -signature sig big
openssl dgst -keyform PEM -verify k.pub -$h -sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:sha256 -sigopt rsa_pss_saltlen:-2 -signature sig big
openssl pkeyutl -encrypt -pubin -inkey k.pub -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:$h -pkeyopt rsa_mgf1_md:$h -in <(echo short) -out enc && openssl pkeyutl -decrypt -inkey k.pem -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:$h -pkeyopt rsa_mgf1_md:$h -in enc; done
openssl rsautl -encrypt -inkey k.pub -pubin -in data -out enc; openssl rsautl -decrypt -inkey k.pem -in enc | cmp - data
openssl dgst -sha256 -verify k.pub -signature data big
openssl dgst -sha256 -prverify k.pem -signature <(openssl dgst -sha256 -sign k.der -keyform DER big) big
openssl dgst -engine pkcs11 -keyform engine -sign 'pkcs11:object=x' big
openssl req -engine pkcs11 -new -key 'pkcs11:object=x;type=private' -keyform engine -subj /CN=x
openssl req -new -x509 -key k.pem -keyform PEM -subj /CN=test -days 30 -outform DER -out cert.der; openssl x509 -inform DER -in cert.der -noout -pubkey | cmp - k.pub
openssl rand -out r 20; openssl rand 20 | wc -c; openssl rand -base64 12 | wc -c
