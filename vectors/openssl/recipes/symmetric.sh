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
