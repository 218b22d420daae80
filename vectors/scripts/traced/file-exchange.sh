openssl genrsa -out k.pem 2048; openssl rsa -in k.pem -pubout > pub.pem; openssl req -x509 -new -key k.pem -subj /CN=r -days 2 -out c.pem
head -c 5000 /dev/zero > f
openssl rand -base64 32 > key.bin; openssl rand 32 > key3; openssl rand -hex 16 > iv
openssl rsautl -encrypt -inkey pub.pem -pubin -in key.bin -out key.enc
openssl enc -aes-256-cbc -salt -in f -out f.enc -pass file:./key.bin
openssl rsautl -decrypt -inkey k.pem -in key.enc -out key.dec; cmp key.bin key.dec
openssl enc -d -aes-256-cbc -in f.enc -out f.dec -pass file:./key.dec; cmp f f.dec
openssl aes-256-cbc -a -salt -pbkdf2 -iter 100000 -in f -out f.a -k password
openssl aes-256-cbc -d -a -pbkdf2 -iter 100000 -in f.a -pass pass:password | cmp - f
openssl aes-256-cbc -a -S 0102030405060708 -pbkdf2 -iter 100000 -in f -out f.w -k password; openssl aes-256-cbc -d -a -S 0102030405060708 -pbkdf2 -iter 100000 -in f.w -pass pass:wrong -out no; rm -f no
openssl enc -aes-256-cbc -K $(xxd -p -c 64 key3) -iv $(cat iv) -nosalt -in f -out f.k
openssl enc -d -aes-256-cbc -K $(xxd -p -c 64 key3) -iv $(cat iv) -in f.k | cmp - f
openssl enc -aes-128-cbc -P -k a -md md5 -S 0102030405060708
openssl enc -des-ede3-cbc -p -k a -pbkdf2 -S 0102030405060708 -in f -out f.3
openssl enc -aes-256-cbc -md sha512 -pass env:HOME -in f -out f.h 
openssl smime -encrypt -binary -aes-256-cbc -in f -out f.smime -outform DER c.pem
openssl smime -decrypt -binary -in f.smime -inform DER -inkey k.pem -out f.s; cmp f f.s
openssl smime -encrypt -aes256 -in f -binary -outform DEM -out f2.smime c.pem
openssl cms -encrypt -in f -binary -recip c.pem -aes256 -outform PEM -out f.cms -keyopt rsa_padding_mode:oaep
openssl cms -decrypt -in f.cms -inform PEM -inkey k.pem -recip c.pem | cmp - f
openssl pkeyutl -encrypt -pubin -inkey pub.pem -in key.bin -out p.enc -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha1
openssl pkeyutl -decrypt -inkey k.pem -in p.enc -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha1 | cmp - key.bin
openssl rsautl -encrypt -inkey pub.pem -pubin -in f -out toolong
openssl rsautl -encrypt -oaep -certin -inkey c.pem -in key.bin | openssl rsautl -decrypt -oaep -inkey k.pem | cmp - key.bin
