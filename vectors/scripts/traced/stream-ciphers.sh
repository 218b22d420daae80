# files under ChaCha20, SM4 and the ciphers of old: password keepers' scripts, SEED labs, OpenSSL's wiki on enc
printf secret > pw; printf 'some text\n' > t; P="-pbkdf2 -iter 1042 -salt -pass file:pw"
for c in chacha20 sm4-cbc sm4-ctr sm4; do openssl enc -$c -md sha512 $P -in t -out t.$c; openssl enc -d -$c -md sha512 $P -in t.$c; wc -c < t.$c; done
echo text | openssl enc -chacha20 -md sha3-512 -a -pbkdf2 -iter 107 -salt -pass pass:x | tr -d '\n' | openssl enc -d -chacha20 -md sha3-512 -a -A -pbkdf2 -iter 107 -pass pass:x
if echo test | openssl enc -chacha20 -pass pass:test 2>/dev/null | openssl enc -d -chacha20 -pass pass:test >/dev/null 2>&1; then echo supported; fi
openssl enc -chacha20 -K $(printf '%064d' 7) -iv $(printf '%032d' 1) -in t | xxd -p; openssl enc -chacha20 -P -k x -nosalt -pbkdf2; openssl enc -chacha20-poly1305 -k x -in t; openssl enc -aes-256-gcm -k x -in t; openssl sm4-ecb -k x -nosalt -a -in t
for c in bf-cbc bf-cfb bf-ofb cast5-cbc rc2-cbc rc4; do openssl enc -$c -e -in t -out old -K 00112233445566778899aabbccddeeff -iv 0102030405060708 -provider legacy -provider default; openssl enc -$c -d -in old -K 00112233445566778899aabbccddeeff -iv 0102030405060708 -provider legacy -provider default; done
openssl enc -ciphers | grep -c sm4; openssl list -cipher-commands | grep -o 'sm4-[a-z]*'
