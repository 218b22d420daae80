# Digests by a key, derived keys, ciphers and passwords.
MAC="openssl mac -in data.bin"
for digest in MD5 SHA1 SHA224 SHA256 SHA384 SHA512 SHA512-256 SHA3-256 SHA3-512 SM3 RIPEMD160 BLAKE2B512; do
    record symmetric "$MAC -digest $digest -macopt key:0123456789 HMAC"
done
record symmetric "$MAC -macopt digest:SHA256 -macopt hexkey:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f hmac"
record symmetric "$MAC -digest SHA256 -macopt key: HMAC"
for cipher in AES-128-CBC AES-192-CBC AES-256-CBC; do
    for key in 000102030405060708090a0b0c0d0e0f 000102030405060708090a0b0c0d0e0f1011121314151617 \
        000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f; do
        record symmetric "$MAC -cipher $cipher -macopt hexkey:$key CMAC"
    done
done
for cipher in CAMELLIA-128-CBC ARIA-128-CBC DES-EDE3-CBC aes128; do
    record symmetric "$MAC -cipher $cipher -macopt hexkey:000102030405060708090a0b0c0d0e0f CMAC"
done
record symmetric "$MAC -cipher DES-EDE3-CBC -macopt hexkey:000102030405060708090a0b0c0d0e0f1011121314151617 CMAC"
record symmetric "$MAC -macopt cipher:AES-128-CBC -macopt key:0123456789abcdef CMAC"
record symmetric "openssl mac -cipher AES-128-CBC -macopt hexkey:2b7e151628aed2a6abf7158809cf4f3c -in /dev/null CMAC"
for length in 1 15 16 17 32 33; do
    record symmetric "head -c $length certs/ca.pem | openssl mac -cipher AES-128-CBC -macopt hexkey:2b7e151628aed2a6abf7158809cf4f3c CMAC"
done
for options in "-macopt hexkey:00 CMAC" "-cipher AES-128-CBC CMAC" \
    "-cipher AES-128-CBC -macopt hexkey:00 CMAC" "-digest SHA256 HMAC" "-macopt key:a HMAC" "NOSUCH" "-macopt nosuch:1 -digest SHA256 HMAC" \
    "-digest SHA256 -macopt hexkey:0 HMAC"; do
    record symmetric "$MAC $options"
done

KDF="openssl kdf -keylen"
record symmetric "$KDF 16 -kdfopt digest:SHA2-256 -kdfopt key:secret -kdfopt salt:salt -kdfopt info:label HKDF"
record symmetric "$KDF 100 -kdfopt digest:SHA512 -kdfopt hexkey:0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b -kdfopt hexsalt:000102 -kdfopt hexinfo:f0f1f2 HKDF"
record symmetric "$KDF 32 -kdfopt digest:SHA256 -kdfopt key:secret -kdfopt mode:EXTRACT_ONLY -kdfopt salt:s HKDF"
record symmetric "$KDF 42 -kdfopt digest:SHA256 -kdfopt key:secret -kdfopt mode:EXPAND_ONLY -kdfopt info:i HKDF"
record symmetric "$KDF 24 -kdfopt digest:SHA256 -kdfopt pass:passwordPASSWORDpassword -kdfopt salt:saltSALTsaltSALTsaltSALTsaltSALTsalt -kdfopt iter:2 PBKDF2"
record symmetric "$KDF 24 -kdfopt digest:SHA1 -kdfopt hexpass:0001 -kdfopt hexsalt:00 -kdfopt iter:2 -kdfopt pkcs5:1 PBKDF2"
# RFC 7914 §12 and others.
record symmetric "$KDF 64 -kdfopt pass:password -kdfopt salt:NaCl -kdfopt n:1024 -kdfopt r:8 -kdfopt p:16 -kdfopt maxmem_bytes:10485760 SCRYPT"
record symmetric "$KDF 64 -kdfopt pass:pleaseletmein -kdfopt salt:SodiumChloride -kdfopt n:16384 -kdfopt r:8 -kdfopt p:1 SCRYPT"
record symmetric "$KDF 7 -kdfopt hexpass:00 -kdfopt hexsalt:00 -kdfopt n:2 -kdfopt r:1 -kdfopt p:1 id-scrypt"
for digest in SHA1 SHA256 SHA384 SHA512; do
    record symmetric "$KDF 40 -kdfopt digest:$digest -kdfopt secret:secret -kdfopt seed:seed TLS1-PRF"
    record symmetric "$KDF 14 -kdfopt digest:$digest -kdfopt hexkey:6dbdc23f045488e4062757b06b9ebae1 -kdfopt hexinfo:6c4c7d SSKDF"
    record symmetric "$KDF 50 -kdfopt digest:$digest -kdfopt key:secret -kdfopt info:shared X963KDF"
    record symmetric "$KDF 40 -kdfopt digest:$digest -kdfopt hexkey:0000008055bae931c07fd824bf10add1902b6fbc7c665347383498a686929ff5a25f8e40 -kdfopt hexxcghash:ea66454292518dafbcf2a3c31c3f0b4c -kdfopt hexsession_id:ea66454292518dafbcf2a3c31c3f0b4c -kdfopt type:A SSHKDF"
done
record symmetric "$KDF 16 -kdfopt digest:MD5-SHA1 -kdfopt secret:secret -kdfopt seed:seed TLS1-PRF"
record symmetric "$KDF 16 -kdfopt digest:MD5-SHA1 -kdfopt secret:secretx -kdfopt seed:seed -kdfopt hexseed:0001 TLS1-PRF"
record symmetric "$KDF 16 -kdfopt digest:SHA256 -kdfopt secret:secret -kdfopt seed:seed TLS1-PRF"
record symmetric "$KDF 40 -kdfopt digest:SHA256 -kdfopt key:secret -kdfopt info:i SSKDF"
record symmetric "$KDF 40 -mac HMAC -kdfopt digest:SHA256 -kdfopt key:secret -kdfopt info:i -kdfopt salt:saltsalt SSKDF"
record symmetric "$KDF 40 -mac HMAC -kdfopt digest:SHA256 -kdfopt key:secret SSKDF"
for type in A B C D E F; do
    record symmetric "$KDF 8 -kdfopt digest:SHA256 -kdfopt key:key -kdfopt xcghash:hash -kdfopt session_id:session -kdfopt type:$type SSHKDF"
done
for options in "16 HKDF" "16 -kdfopt digest:SHA256 HKDF" "16 -kdfopt pass:a PBKDF2" "16 -kdfopt pass:a -kdfopt salt:b -kdfopt n:3 -kdfopt r:1 -kdfopt p:1 SCRYPT" \
    "16 -kdfopt key:a SSKDF" "16 -kdfopt digest:SHA256 -kdfopt secret:a TLS1-PRF" "16 -kdfopt digest:SHA256 -kdfopt key:a SSHKDF" "16 -kdfopt digest:SHA256 X963KDF" \
    "16 NOSUCH" "16 -kdfopt nosuch:1 HKDF" "0 -kdfopt digest:SHA256 -kdfopt key:a HKDF"; do
    record symmetric "$KDF $options"
done

for cipher in aes-128-cbc aes-192-cbc aes-256-cbc aes-128-ecb aes-256-ecb aes-128-ctr aes-256-ctr aes-128-cfb aes-256-cfb aes-128-cfb8 aes-256-ofb des3 des-ede3-cbc \
    camellia-128-cbc camellia-256-cbc aria-128-cbc aria-256-cbc; do
    record symmetric "openssl enc -$cipher -pbkdf2 -k pw -S 0102030405060708 -in data.bin -a"
    record symmetric "openssl $cipher -k pw -S 0102030405060708 -md sha1 -in data.bin 2>/dev/null | openssl $cipher -d -k pw -S 0102030405060708 -md sha1 2>/dev/null"
done
record symmetric "openssl enc -aes-256-cbc -pbkdf2 -iter 7 -k pw -nosalt -P"
record symmetric "openssl enc -aes-128-cbc -K 00112233445566778899aabbccddeeff -iv 00 -in data.bin -base64 -A"
record symmetric "openssl enc -base64 -in certs/ca.der -A"
record symmetric "openssl enc -none -in data.bin"
record symmetric "openssl base64 -in data.bin"
record symmetric "openssl base64 -in data.bin | openssl base64 -d"
record symmetric "openssl base64 -A -in certs/ca.pem"
for options in "-1 -salt abcdefgh secret" "-apr1 -salt abcdefgh secret" "-5 -salt abcdefgh secret" "-6 -salt abcdefghijklmnop secret" "-aixmd5 -salt abcdefgh secret" \
    "-1 -salt a -table one two" "-6 -salt toolongforasaltofthese secret" "-1 -salt abcdefgh -reverse -table one"; do
    record symmetric "openssl passwd $options"
done
record symmetric "printf 'one\ntwo\n' | openssl passwd -1 -salt abcdefgh -stdin"
record symmetric "printf 'one\ntwo\n' | openssl passwd -6 -salt abcdefgh -in /dev/stdin -table"
record symmetric "openssl passwd -no_such"

for cipher in chacha20 sm4 sm4-cfb sm4-ctr sm4-ecb sm4-ofb; do
    record symmetric "openssl enc -$cipher -pbkdf2 -k pw -S 0102030405060708 -in data.bin -a"
    record symmetric "openssl enc -$cipher -K 000102030405060708090a0b0c0d0e0f -iv ff -in data.bin -a 2>/dev/null"
done
# Those of the legacy provider, which is asked for.
LEGACY="-provider legacy -provider default"
for cipher in bf bf-cfb bf-ecb bf-ofb cast cast5-cfb cast5-ecb cast5-ofb rc2 rc2-40-cbc rc2-64-cbc rc2-cfb rc2-ecb rc2-ofb rc4 rc4-40; do
    record symmetric "openssl enc -$cipher -pbkdf2 -k pw -S 0102030405060708 -in data.bin -a $LEGACY"
done
# The older name of a digest, where a lone dash stands among the options.
for digest in md5 sha1 sha224 sha384 sha512 sha512-224 sha512-256 sha3-256 shake256 blake2b512 blake2s256 rmd160 sm3 md5-sha1; do
    record symmetric "openssl $digest - < data.bin"
done
record symmetric "openssl sha256 - data.bin"
record symmetric "openssl sha256 - -c data.bin"
record symmetric "openssl sha256 - -sha384 data.bin"
record symmetric "openssl dgst - -sha384 data.bin"

for options in "" "-macopt size:8" "-macopt size:16" "-macopt size:8 -macopt c-rounds:1 -macopt d-rounds:3" "-macopt c-rounds:1 -macopt d-rounds:3" "-macopt size:9"; do
    record symmetric "$MAC -macopt hexkey:000102030405060708090a0b0c0d0e0f $options SIPHASH"
done
record symmetric "$MAC -macopt hexkey:00 SIPHASH"
record symmetric "$MAC -macopt hexkey:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f Poly1305"
record symmetric "head -c 16 data.bin | openssl mac -macopt hexkey:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f POLY1305"
record symmetric "$MAC -macopt hexkey:00 POLY1305"
record symmetric "$MAC -cipher AES-128-GCM -macopt hexkey:000102030405060708090a0b0c0d0e0f -macopt hexiv:000102030405060708090a0b GMAC"
record symmetric "$MAC -cipher ARIA-256-GCM -macopt hexkey:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f -macopt hexiv:0001 GMAC"
record symmetric "$MAC -cipher SM4-CBC -macopt hexkey:000102030405060708090a0b0c0d0e0f CMAC"

for constant in hexconstant:0000000299 constant:a constant:kerberos constant:abcdefghijklmno constant:abcdefghijklmnop constant:abcdefghijklmnopq; do
    record symmetric "$KDF 16 -kdfopt cipher:AES-128-CBC -kdfopt hexkey:42263c6e89f4fc28b8df68ee09799f15 -kdfopt $constant KRB5KDF"
    record symmetric "$KDF 32 -kdfopt cipher:CAMELLIA-256-CBC -kdfopt hexkey:fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161 -kdfopt $constant KRB5KDF"
done
for options in "32 -kdfopt cipher:AES-128-CBC -kdfopt hexkey:42263c6e89f4fc28b8df68ee09799f15 -kdfopt constant:a" "16 -kdfopt cipher:AES-128-CBC -kdfopt key:a -kdfopt constant:a" \
    "16 -kdfopt cipher:AES-128-CBC -kdfopt hexkey:42263c6e89f4fc28b8df68ee09799f15" "16 -kdfopt hexkey:42263c6e89f4fc28b8df68ee09799f15 -kdfopt constant:a"; do
    record symmetric "$KDF $options KRB5KDF"
done
for options in "-kdfopt mode:EXTRACT_ONLY" "-kdfopt mode:EXTRACT_ONLY -kdfopt key:a" "-kdfopt mode:EXTRACT_ONLY -kdfopt key:a -kdfopt salt:b" "-kdfopt mode:EXTRACT_ONLY -kdfopt salt:b" \
    "-kdfopt mode:EXPAND_ONLY -kdfopt key:a" "-kdfopt mode:EXPAND_ONLY -kdfopt key:a -kdfopt data:b" "-kdfopt mode:EXPAND_ONLY" "-kdfopt key:a"; do
    record symmetric "$KDF 32 -kdfopt digest:SHA256 -kdfopt 'prefix:tls13 ' -kdfopt label:derived $options TLS13-KDF"
done
record symmetric "$KDF 16 -digest SHA256 -kdfopt pass:a -kdfopt salt:b -kdfopt n:2 -kdfopt r:1 -kdfopt p:1 SCRYPT"

for options in "HKDF -kdflen 42 -pkeyopt md:SHA256 -pkeyopt hexkey:0b0b -pkeyopt hexsalt:0001 -pkeyopt hexinfo:f0f1" "hkdf -kdflen 32 -pkeyopt digest:SHA256 -pkeyopt key:a -pkeyopt mode:EXTRACT_ONLY" \
    "HKDF -kdflen 20 -pkeyopt md:SHA1 -pkeyopt key:a -pkeyopt key:b -pkeyopt info:c -pkeyopt info:d -pkeyopt salt:e -pkeyopt hexsalt:66 -pkeyopt mode:EXPAND_ONLY" \
    "HKDF -kdflen 9 -pkeyopt md:SHA256 -pkeyopt_passin key:pass:a" "TLS1-PRF -kdflen 48 -pkeyopt md:SHA256 -pkeyopt hexsecret:ff -pkeyopt hexseed:ff -pkeyopt seed:a" \
    "TLS1-PRF -kdflen 16 -pkeyopt md:MD5-SHA1 -pkeyopt secret:a -pkeyopt seed:b" "scrypt -kdflen 16 -pkeyopt pass:a -pkeyopt salt:b -pkeyopt N:16 -pkeyopt r:2 -pkeyopt p:1" \
    "HKDF -kdflen 9 -pkeyopt md:SHA256" "HKDF -kdflen 9 -pkeyopt key:a" "HKDF -pkeyopt md:SHA256 -pkeyopt key:a" "HKDF -kdflen 0 -pkeyopt md:SHA256 -pkeyopt key:a" \
    "HKDF -kdflen 9 -pkeyopt md:SHA256 -pkeyopt key:a -pkeyopt nosuch:b" "HKDF -kdflen 9 -pkeyopt md:SHA256 -pkeyopt key:a -pkeyopt mode:NONE" "PBKDF2 -kdflen 9 -pkeyopt pass:a"; do
    record symmetric "openssl pkeyutl -hexdump -kdf $options"
done
