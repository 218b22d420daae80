#!/bin/bash
# Makes the PKCS #12 files of this folder anew, by other programs than certwright. Needs bash, openssl 3.0 with its legacy
# provider, faketime, certtool (gnutls-bin), keytool (a Java runtime), certutil and pk12util (libnss3-tools), python3.
set -euo pipefail
cd "$(dirname "$0")"
export LC_ALL=C.UTF-8 OPENSSL_CONF=/dev/null
# rfc9579-a1.p12 is the text of RFC 9579 A.1, decoded.
find . \( -name "*.p12" -o -name "*.pem" \) ! -name rfc9579-a1.p12 -delete
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

openssl genrsa -traditional -out key.pem 1024 2>/dev/null
faketime '2025-06-01' openssl req -x509 -new -newkey rsa:1024 -nodes -keyout "$scratch/ca.key" -subj /CN=Authority -days 36500 -set_serial 1 -out ca.pem 2>/dev/null
openssl req -new -key key.pem -subj '/CN=server/O=Büro' -utf8 -out "$scratch/request.pem"
faketime '2025-06-01' openssl x509 -req -in "$scratch/request.pem" -CA ca.pem -CAkey "$scratch/ca.key" -set_serial 2 -days 36500 -out certificate.pem 2>/dev/null
pair=(-inkey key.pem -in certificate.pem -certfile ca.pem -name 'my server' -caname 'the authority')

export_p12() { local out=$1; shift; openssl pkcs12 -export -provider default -provider legacy "${pair[@]}" -passout pass:secret -out "$out" "$@"; }
export_p12 openssl.p12
export_p12 openssl-legacy.p12 -legacy
for pbe in PBE-SHA1-RC4-128 PBE-SHA1-RC4-40 PBE-SHA1-3DES PBE-SHA1-2DES PBE-SHA1-RC2-128 PBE-SHA1-RC2-40 \
    PBE-MD5-DES PBE-SHA1-DES PBE-MD5-RC2-64 PBE-SHA1-RC2-64 AES-128-CBC AES-192-CBC DES-EDE3-CBC; do
    export_p12 "openssl-$pbe.p12" -keypbe "$pbe" -certpbe "$pbe" -iter 100
done
for hash in sha1 sha224 sha384 sha512 sha512-224 sha512-256 sha3-224 sha3-256 sha3-384 sha3-512; do
    export_p12 "openssl-mac-$hash.p12" -macalg "$hash" -iter 100
done
export_p12 openssl-nomac.p12 -nomac
export_p12 openssl-none.p12 -keypbe NONE -certpbe NONE -nomaciter
export_p12 openssl-attributes.p12 -CSP 'Some Provider' -LMK -keyex
export_p12 openssl-keysig.p12 -keysig
export_p12 openssl-name.p12 -name 'Schlüssel'
export_p12 openssl-certs.p12 -nokeys
openssl pkcs12 -export "${pair[@]}" -passout 'pass:пароль😀' -out openssl-unicode.p12
openssl pkcs12 -export "${pair[@]}" -passout 'pass:пароль😀' -descert -keypbe PBE-SHA1-3DES -out openssl-unicode-3des.p12
openssl pkcs12 -export "${pair[@]}" -passout $'pass:caf\xe9' -descert -keypbe PBE-SHA1-3DES -out openssl-latin1.p12
openssl pkcs12 -export "${pair[@]}" -passout pass: -out openssl-empty.p12
openssl pkcs12 -export "${pair[@]}" -passout pass: -descert -keypbe PBE-SHA1-3DES -out openssl-empty-3des.p12

for cipher in 3des 3des-pkcs12 aes-128 aes-192 aes-256 rc2-40 arcfour; do
    certtool --to-p12 --load-privkey key.pem --load-certificate certificate.pem --load-ca-certificate ca.pem --p12-name 'my server' \
        --password secret --pkcs-cipher "$cipher" --outder --outfile "gnutls-$cipher.p12" 2>/dev/null
done
# No password, which is not the empty one.
certtool --to-p12 --load-privkey key.pem --load-certificate certificate.pem --p12-name 'my server' --null-password --pkcs-cipher 3des-pkcs12 --outder --outfile gnutls-null.p12 2>/dev/null
certtool --to-p12 --load-privkey key.pem --load-certificate certificate.pem --p12-name 'my server' --empty-password --pkcs-cipher 3des-pkcs12 --outder --outfile gnutls-empty.p12 2>/dev/null

keytool -importkeystore -srckeystore openssl.p12 -srcstoretype PKCS12 -srcstorepass secret -destkeystore java.p12 -deststoretype PKCS12 -deststorepass secret 2>/dev/null
keytool -J-Dkeystore.pkcs12.legacy -importkeystore -srckeystore openssl.p12 -srcstoretype PKCS12 -srcstorepass secret -destkeystore java-legacy.p12 -deststoretype PKCS12 -deststorepass secret 2>/dev/null
keytool -importcert -noprompt -alias trusted -file ca.pem -keystore java-trust.p12 -storetype PKCS12 -storepass secret 2>/dev/null
keytool -genseckey -alias aes -keyalg AES -keysize 256 -keystore java-secret.p12 -storetype PKCS12 -storepass secret 2>/dev/null

mkdir "$scratch/nss"
certutil -N -d "sql:$scratch/nss" --empty-password
openssl pkcs12 -export "${pair[@]}" -passout pass:secret -out "$scratch/in.p12" -descert -keypbe PBE-SHA1-3DES -macalg sha1
pk12util -i "$scratch/in.p12" -d "sql:$scratch/nss" -W secret -K '' >/dev/null
pk12util -o nss.p12 -n 'my server' -d "sql:$scratch/nss" -W secret -K '' >/dev/null
pk12util -o nss-legacy.p12 -n 'my server' -d "sql:$scratch/nss" -W secret -K '' -c 'PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC' -C 'PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC' >/dev/null

# Keys in the schemes of PKCS #5 version 1.5 and PKCS #12, for pkcs8.
for v1 in PBE-MD5-DES PBE-SHA1-DES PBE-MD5-RC2-64 PBE-SHA1-RC2-64 PBE-SHA1-RC4-128 PBE-SHA1-RC4-40 PBE-SHA1-3DES PBE-SHA1-2DES PBE-SHA1-RC2-128 PBE-SHA1-RC2-40; do
    openssl pkcs8 -topk8 -provider default -provider legacy -in key.pem -v1 "$v1" -passout pass:secret -out "key-$v1.pem"
done
python3 pbmac1.py openssl-nomac.p12
python3 ber.py openssl-nomac.p12 ber.p12
