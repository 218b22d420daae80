# What prints numbers, lists and what files hold.
for number in 17 18 1 0 2 65537 170141183460469231731687303715884105727 170141183460469231731687303715884105728; do
    record others "openssl prime $number"
done
record others "openssl prime -hex 11"
record others "openssl prime -checks 5 17 18 19"
record others "openssl prime"
record others "openssl prime -hex xyz"
record others "openssl prime -generate"
for code in 0 1 0A000065 02001002 80000002 1C800066 06800090 zz ""; do
    record others "openssl errstr $code"
done
for name in rsa genrsa no-such x509 md5 aes-256-cbc sha256 dgst enc; do
    record others "openssl no-$name"
done
record others "openssl nosuchcommand"
record others "openssl list"
record others "openssl list -nosuch"
record others "openssl info -dirnamesep"
record others "openssl info -listsep"
record others "openssl info"
record others "openssl info -configdir -listsep"
record others "openssl version -nosuch"
record others "openssl rand -hex 0"
record others "openssl rand -nosuch 4"
record others "openssl rand 4 5"
record others "openssl rand -hex 8 | tr 0-9a-f x"
record others "openssl rand -base64 12 | tr -d '\n' | wc -c"
record others "openssl rand 20 | wc -c"
record others "openssl rand -out /dev/stdout 7 | wc -c"
for file in certs/ca.pem certs/chain.pem keys/rsa2048.pem crls/sha512.pem nosuch.pem; do
    record others "openssl storeutl $file 2>/dev/null"
done
record others "openssl storeutl -noout -keys keys/rsa2048.pem"
record others "openssl storeutl -noout -text -certs certs/ca.pem"
rebuild others/spkac "openssl spkac -key keys/rsa2048.pem -challenge hello"
record others "openssl spkac -in others/spkac"
record others "openssl spkac -in others/spkac -noout -verify"
record others "openssl spkac -in others/spkac -noout -pubkey"
record others "openssl spkac -in others/spkac -spkac nosuch"
record others "openssl spkac -key keys/rsa2048.pem -spksect spki"
record others "cat certs/ca.pem certs/sub.pem | openssl nseq -toseq"
record others "cat certs/ca.pem certs/sub.pem | openssl nseq -toseq | openssl nseq"
record others "openssl nseq -in data.bin"
rebuild others/dh.pem "printf -- '-----BEGIN DH PARAMETERS-----\nMEYCQQD/////////////////////////////////////////////////////////////////////////////////////////7AgEC\n-----END DH PARAMETERS-----\n'"
record others "openssl dhparam -in others/dh.pem -noout -text"
record others "openssl dhparam -in others/dh.pem -noout -check"
record others "openssl dhparam -in others/dh.pem -outform DER | openssl dhparam -inform DER"
rebuild others/signed.pem "openssl smime -sign -nosmimecap -in data.bin -signer certs/ca.pem -inkey keys/rsa2048.pem -outform PEM -nodetach"
for form in PEM DER; do
    record others "openssl smime -sign -nosmimecap -in data.bin -binary -signer certs/ca.pem -inkey keys/rsa2048.pem -outform $form -nodetach | openssl sha256"
    record others "openssl smime -sign -nosmimecap -in data.bin -signer certs/ca.pem -inkey keys/rsa2048.pem -outform $form -noattr | openssl sha256"
    record others "openssl smime -pk7out -inform PEM -in others/signed.pem -outform $form | openssl sha256"
    record others "openssl cms -cmsout -inform PEM -in others/signed.pem -outform $form | openssl sha256"
done
record others "openssl cms -verify -inform PEM -in others/signed.pem -CAfile certs/ca.pem -purpose any -attime 1770000000"
record others "openssl cms -verify -inform PEM -in others/signed.pem -CAfile certs/sub.pem -purpose any -attime 1770000000"
record others "openssl cms -data_create -in data.bin -outform PEM"
record others "openssl cms -data_create -in data.bin -outform DER | openssl cms -data_out -inform DER"
record others "openssl cms -digest_create -in data.bin -outform PEM"
record others "openssl cms -digest_create -in data.bin -md sha512 -outform DER | openssl cms -digest_verify -inform DER"
# An authority certifies a signed public key with a name beside it.
SPKAC="d=\$(mktemp -d); { cat others/spkac; printf 'C=AU\nST=Some-State\nO=Widgits\n0.OU=one\n1.OU=two\nCN=somebody\nnosuch=x\n'; } >\$d/in; :>\$d/index; echo 1000 >\$d/serial; export SPKAC_DIR=\$d"
rebuild others/spkac.der "$SPKAC; openssl ca -config conf/spkac.cnf -batch -spkac \$d/in -out /dev/stdout; rm -r \$d"
record others "$SPKAC; openssl ca -config conf/spkac.cnf -batch -spkac \$d/in 2>/dev/null; cat \$d/index; rm -r \$d"
record others "$SPKAC; sed -i 's/SPKAC=MII/SPKAC=MIX/' \$d/in; openssl ca -config conf/spkac.cnf -batch -spkac \$d/in 2>/dev/null; r=\$?; rm -r \$d; exit \$r"
# The signing-certificate attribute (RFC 5035).
for md in sha1 sha256 sha512; do
    rebuild others/cades-$md.pem "openssl cms -sign -nosmimecap -cades -md $md -in data.bin -signer certs/ca.pem -inkey keys/rsa2048.pem -outform PEM -nodetach"
    record others "openssl cms -verify -cades -inform PEM -in others/cades-$md.pem -CAfile certs/ca.pem -purpose any -attime 1770000000"
done
record others "openssl cms -verify -cades -inform PEM -in others/signed.pem -CAfile certs/ca.pem -purpose any -attime 1770000000"
record others "openssl cms -digest_create -in data.bin -md sha512 -outform PEM -econtent_type 1.2.3"
for group in ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192 modp_1536 modp_2048 modp_3072 modp_4096 modp_6144 modp_8192; do
    record others "openssl genpkey -genparam -algorithm DH -pkeyopt group:$group -text"
done
record others "openssl genpkey -genparam -algorithm DH -pkeyopt group:nosuch"
record others "openssl genpkey -genparam -algorithm RSA"
record others "openssl genpkey -genparam"
record others "openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 | openssl pkeyparam -check -text"
record others "openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 | openssl dhparam -text -noout"
for options in "" "-noout" "-text -noout" "-check -noout" "-text -check"; do
    record others "openssl pkeyparam $options -in others/dh.pem"
done
record others "openssl pkeyparam -in keys/rsa2048.pem"
