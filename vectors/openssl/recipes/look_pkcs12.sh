# What is printed about the PKCS #12 files of vectors/pkcs12, and which key or certificate is found in them. OpenSSL has the older
# schemes in its legacy provider.
legacy='-provider default -provider legacy'
for file in ../pkcs12/*.p12; do
    name=${file##*/}
    case $name in
    openssl-unicode*) password='пароль😀' ;;
    *empty* | *null*) password= ;;
    # Passwords that are not UTF-8 stand on no command line here; OpenSSL 3.0 has no PBMAC1.
    openssl-latin1* | pbmac1* | rfc9579*) continue ;;
    *) password=secret ;;
    esac
    # A line of standard error may lack its end.
    record pkcs12 "openssl pkcs12 $legacy -in $file -passin pass:$password -info -noenc && echo >&2"
done
for options in '' -nokeys -nocerts -clcerts -cacerts '-clcerts -nokeys' '-cacerts -nokeys' -noout '-noout -info' '-info -nocerts' '-nokeys -legacy' \
    '-nomacver' '-nomacver -info'; do
    record pkcs12 "openssl pkcs12 -in ../pkcs12/openssl-PBE-SHA1-3DES.p12 -password pass:secret -nodes $options"
    record pkcs12 "openssl pkcs12 -in ../pkcs12/openssl-nomac.p12 -password pass:secret -noenc $options"
done
record pkcs12 "openssl pkcs12 -in ../pkcs12/openssl.p12 -passin pass:secret -nodes <../pkcs12/openssl-name.p12"
record pkcs12 "openssl pkcs12 -passin pass:secret -nodes -nokeys <../pkcs12/openssl-name.p12"
record pkcs12 "openssl pkcs12 -in ../pkcs12/openssl.p12 -passin pass:secret -passout pass:other -nocerts | openssl pkey -passin pass:other"
record pkcs12 "openssl pkcs12 -in ../pkcs12/openssl.p12 -passin pass:secret -passout pass:other -nocerts -aes128 | openssl pkey -passin pass:other -pubout"
for warned in -inkey\ x -certfile\ x -chain -untrusted\ x -CAfile\ x -CApath\ . -no-CAfile -no-CApath -no-CAstore -name\ x -caname\ x -CSP\ x -LMK -keyex \
    -keysig '-keypbe NONE' '-certpbe AES-256-CBC' -descert '-macalg sha1' '-iter 5' -noiter -nomaciter -nomac; do
    record pkcs12 "openssl pkcs12 -in ../pkcs12/openssl.p12 -passin pass:secret -noout $warned"
done
pair='-inkey ../pkcs12/key.pem -in ../pkcs12/certificate.pem -certfile ../pkcs12/ca.pem -passout pass:secret'
read='openssl pkcs12 -provider default -provider legacy -passin pass:secret -noenc'
for options in '' '-name server -caname authority' '-caname a -caname b' -nokeys -nocerts '-nomac -descert' '-nomac -certpbe NONE -keypbe NONE' '-legacy' \
    '-CSP Provider -LMK -keyex -name server' '-keysig' '-keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-RC2-128' '-keypbe AES-128-CBC -certpbe DES-EDE3-CBC' \
    '-name Schlüssel' '-info -nomacver -clcerts -cacerts -nodes' '-chain -CAfile ../pkcs12/ca.pem'; do
    record pkcs12 "openssl pkcs12 -provider default -provider legacy -export $pair $options | $read"
done
record pkcs12 "openssl pkcs12 -export $pair -macalg sha384 -iter 3 | $read -info 2>&1 >/dev/null | grep -v 'salt length'"
record pkcs12 "openssl pkcs12 -export $pair -noiter | $read -info 2>&1 >/dev/null | grep -v 'salt length'"
record pkcs12 "openssl pkcs12 -export $pair -nomaciter | $read -info 2>&1 >/dev/null | grep -v 'salt length'"
record pkcs12 "openssl pkcs12 -export -nokeys -in ../pkcs12/openssl.p12 -passin pass:secret -passout pass:secret | $read"
record pkcs12 "cat ../pkcs12/key.pem ../pkcs12/certificate.pem ../pkcs12/ca.pem | openssl pkcs12 -export -passout pass:secret | $read"
for refused in '-export -nokeys -nocerts' '-export -inkey ../pkcs12/key.pem -in ../pkcs12/ca.pem -passout pass:x' '-in ../pkcs12/openssl.p12 -passin pass:wrong' \
    '-in ../pkcs12/key.pem -passin pass:secret' '-export -inkey ../pkcs12/key.pem -in ../pkcs12/certificate.pem -passout pass:x -keypbe none' \
    '-export -inkey ../pkcs12/key.pem -in ../pkcs12/certificate.pem -passout pass:x -twopass' '-in ../pkcs12/openssl-legacy.p12 -passin pass:secret -noenc -nokeys'; do
    record pkcs12 "openssl pkcs12 $refused >/dev/null"
done
for file in openssl openssl-PBE-SHA1-3DES gnutls-aes-256 java nss openssl-none; do
    record pkcs12 "openssl x509 -in ../pkcs12/$file.p12 -passin pass:secret -noout -subject -issuer -serial"
    record pkcs12 "openssl pkey -in ../pkcs12/$file.p12 -passin pass:secret"
    record pkcs12 "openssl rsa -in ../pkcs12/$file.p12 -passin pass:secret -pubout"
done
record pkcs12 "openssl x509 -in ../pkcs12/openssl-empty.p12"
record pkcs12 "openssl x509 -in ../pkcs12/java-trust.p12 -passin pass:secret -noout -subject"
record pkcs12 "openssl verify -CAfile ../pkcs12/ca.pem -no_check_time ../pkcs12/openssl-empty.p12"
record pkcs12 "openssl req -new -subj /CN=x -key ../pkcs12/openssl.p12 -passin pass:secret"
for v1 in PBE-MD5-DES PBE-SHA1-DES PBE-MD5-RC2-64 PBE-SHA1-RC2-64 PBE-SHA1-RC4-128 PBE-SHA1-RC4-40 PBE-SHA1-3DES PBE-SHA1-2DES PBE-SHA1-RC2-128 PBE-SHA1-RC2-40; do
    record pkcs12 "openssl pkcs8 $legacy -topk8 -in ../pkcs12/key.pem -v1 $v1 -passout pass:secret | openssl pkcs8 $legacy -passin pass:secret 2>/dev/null"
done
record pkcs12 "openssl pkcs8 -topk8 -nocrypt -v1 PBE-MD5-DES -in ../pkcs12/key.pem"
