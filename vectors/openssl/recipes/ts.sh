# Time-stamp requests, an authority's answers, and what is made of them.
rebuild ts/tsa.pem "export SERIAL=none; openssl req -new -key keys/rsa3072.pem -subj '/C=DE/CN=Time Stamps' | openssl x509 -req -CA certs/ca.pem -CAkey keys/rsa2048.pem -set_serial 800 -days 36500 -extfile conf/ts.cnf -extensions authority"
rebuild ts/no-tsa.pem "export SERIAL=none; openssl req -new -key keys/rsa3072.pem -subj '/C=DE/CN=Time Stamps' | openssl x509 -req -CA certs/ca.pem -CAkey keys/rsa2048.pem -set_serial 801 -days 36500"
QUERY="openssl ts -query -config conf/ts.cnf -no_nonce"
query() { rebuild "ts/$1.tsq" "SERIAL=none $QUERY $2"; }
query plain "-data data.bin"
query cert "-data data.bin -cert"
query policy "-data data.bin -tspolicy tsa_policy2 -sha512 -cert"
query number "-data data.bin -tspolicy 1.2.3"
query sha3 "-data data.bin -sha3-256"
query md5 "-data data.bin -md5"
query hex "-digest 00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:12:13 -sha1"
keep randomised/nonce.tsq "SERIAL=none openssl ts -query -config conf/ts.cnf -data data.bin -cert"

# The number that the file holds is the last one that was given; the file is gone afterwards.
answer() { rebuild "ts/$1.tsr" "SERIAL=\$(mktemp); export SERIAL; echo $3 >\$SERIAL; openssl ts -reply -config conf/ts.cnf $2; rm \$SERIAL"; }
answer plain "-queryfile ts/plain.tsq" 00
answer cert "-queryfile ts/cert.tsq" 7F
answer policy "-queryfile ts/policy.tsq" FF
answer number "-queryfile ts/number.tsq -tspolicy 1.2.3.4.1" ABCDEF0123456789ABCDEF0123456789
answer full "-section full -queryfile ts/cert.tsq" 09
answer full-sha3 "-section full -queryfile ts/sha3.tsq -sha256" 09
answer second "-section second -queryfile ts/cert.tsq" 09
answer third "-section third -queryfile ts/cert.tsq" 09
answer chain "-section third -queryfile ts/cert.tsq -chain certs/sub.pem" 09
answer nonce "-section full -queryfile randomised/nonce.tsq" 09
answer bad-algorithm "-queryfile ts/md5.tsq" 01
answer bad-policy "-section full -queryfile ts/policy.tsq" 01
answer bad-request "-queryfile data.bin" 01
rebuild ts/full.token "SERIAL=none openssl ts -reply -config conf/ts.cnf -in ts/full.tsr -token_out"
rebuild ts/full.again.tsr "SERIAL=none openssl ts -reply -config conf/ts.cnf -in ts/full.token -token_in"

TS="SERIAL=none openssl ts -config conf/ts.cnf"
for file in ts/*.tsq randomised/nonce.tsq; do
    record ts "$TS -query -in $file -text"
done
for file in ts/*.tsr; do
    record ts "$TS -reply -in $file -text"
    # OpenSSL warns of an untrusted certificate that is not a CA's.
    record ts "$TS -verify -in $file -data data.bin -CAfile certs/ca.pem -untrusted ts/tsa.pem 2>/dev/null"
done
record ts "$TS -reply -in ts/full.token -token_in -text -token_out"
record ts "$TS -verify -in ts/full.token -token_in -queryfile ts/cert.tsq -CAfile certs/ca.pem"
for options in "-queryfile ts/cert.tsq -CAfile certs/ca.pem" "-queryfile ts/plain.tsq -CAfile certs/ca.pem" \
    "-queryfile ts/policy.tsq -CAfile certs/ca.pem" "-queryfile ts/number.tsq -CAfile certs/ca.pem" \
    "-queryfile randomised/nonce.tsq -CAfile certs/ca.pem" "-data conf/ts.cnf -CAfile certs/ca.pem" \
    "-data data.bin -CAfile certs/sub.pem" "-data data.bin" "-data data.bin -CAfile certs/ca.pem -attime 1000000000" \
    "-digest 00 -CAfile certs/ca.pem" "-digest $(openssl dgst -sha256 -r data.bin | cut -c1-64) -CAfile certs/ca.pem" \
    "-data data.bin -digest 00" ""; do
    record ts "$TS -verify -in ts/full.tsr $options"
done
record ts "$TS -verify -in ts/third.tsr -data data.bin -CAfile ts/tsa.pem -partial_chain"
# Without the certificate in the token, and with another of the same key and name.
record ts "$TS -verify -in ts/plain.tsr -data data.bin -CAfile certs/ca.pem"
record ts "$TS -verify -in ts/plain.tsr -data data.bin -CAfile certs/ca.pem -untrusted ts/no-tsa.pem"
record ts "$TS -verify -in ts/nonce.tsr -queryfile randomised/nonce.tsq -CAfile certs/ca.pem"
record ts "$TS -verify -in ts/nonce.tsr -queryfile ts/cert.tsq -CAfile certs/ca.pem"
record ts "$TS -verify -in ts/policy.tsr -queryfile ts/cert.tsq -CAfile certs/ca.pem"
for options in "" "-query -reply" "-query -data data.bin -digest 00" "-query -digest 00" "-query -data data.bin -tspolicy no_such_policy" \
    "-query -data data.bin -purpose any" "-reply" "-reply -in ts/full.tsr -queryfile ts/cert.tsq" "-reply -queryfile ts/cert.tsq -section nowhere" \
    "-reply -queryfile ts/cert.tsq -signer ts/no-tsa.pem" "-reply -in data.bin" "-reply -in data.bin -token_in" "-verify -data data.bin"; do
    record ts "$TS $options"
done
