# Requests, a responder's answers and what is made of them.
K=keys/rsa2048.pem
B=keys/rsa2048b.pem
LONG=0xABCDEF0123456789ABCDEF0123456789ABCDEF01
ASK="openssl ocsp -no_nonce -issuer certs/sub.pem"
# ocsp writes a file and a text: the file goes to standard output here.
rebuild ocsp/responder.pem "openssl req -new -key keys/rsa3072.pem -subj '/CN=Responder' | openssl x509 -req -CA certs/sub.pem -CAkey $B -set_serial 700 -days 36500 -extfile conf/ocsp.cnf -extensions responder"
rebuild ocsp/one.request.der "$ASK -cert certs/leaf.pem -reqout /dev/stdout"
rebuild ocsp/many.request.der "$ASK -cert certs/leaf.pem -cert certs/leaf-client.pem -serial 603 -serial 0x25C -serial 605 -serial 606 -serial $LONG -serial 4660 -reqout /dev/stdout"
rebuild ocsp/hashes.request.der "$ASK -sha256 -cert certs/leaf.pem -sha512 -serial 602 -sha1 -serial 603 -reqout /dev/stdout"
rebuild ocsp/negative.request.der "$ASK -serial -1 -serial 0 -serial 128 -reqout /dev/stdout"
rebuild ocsp/issuers.request.der "openssl ocsp -no_nonce -issuer certs/ca.pem -cert certs/sub.pem -issuer certs/sub.pem -cert certs/leaf.pem -reqout /dev/stdout"
rebuild ocsp/signed.request.der "$ASK -cert certs/leaf.pem -signer certs/leaf-client.pem -signkey keys/rsa2048e3.pem -sign_other certs/sub.pem -reqout /dev/stdout"
rebuild ocsp/signed-bare.request.der "$ASK -cert certs/leaf.pem -signer certs/leaf-client.pem -signkey keys/rsa2048e3.pem -no_certs -reqout /dev/stdout"
keep randomised/nonce.request.der "openssl ocsp -issuer certs/sub.pem -cert certs/leaf.pem -reqout /dev/stdout"

# A response is put into a file by the responder, whose standard output is the text that -out takes.
answer() { rebuild "ocsp/$1.response.der" "openssl ocsp -index conf/ocsp.index -CA certs/sub.pem $2 -respout /dev/stdout"; }
BY_CA="-rsigner certs/sub.pem -rkey $B"
BY_RESPONDER="-rsigner ocsp/responder.pem -rkey keys/rsa3072.pem"
answer one "-reqin ocsp/one.request.der $BY_CA -ndays 36500"
answer many "-reqin ocsp/many.request.der $BY_CA -ndays 36500 -nmin 90"
answer many-delegated "-reqin ocsp/many.request.der $BY_RESPONDER -ndays 36500"
answer by-key "-reqin ocsp/one.request.der $BY_RESPONDER -ndays 36500 -resp_key_id -rother certs/ca.pem"
answer bare "-reqin ocsp/one.request.der $BY_CA -ndays 36500 -resp_no_certs"
answer minutes "-reqin ocsp/one.request.der $BY_CA -nmin 10"
answer endless "-reqin ocsp/one.request.der $BY_CA"
answer sha512 "-reqin ocsp/one.request.der $BY_CA -ndays 36500 -rmd sha512"
answer saltless "-reqin ocsp/one.request.der $BY_CA -ndays 36500 -rsigopt rsa_padding_mode:pss -rsigopt rsa_pss_saltlen:0"
answer badsig "-reqin ocsp/one.request.der $BY_CA -ndays 36500 -badsig"
answer hashes "-reqin ocsp/hashes.request.der $BY_RESPONDER -ndays 36500"
answer nonce "-reqin randomised/nonce.request.der $BY_CA -ndays 36500"
answer issuers "-reqin ocsp/issuers.request.der $BY_CA -ndays 36500"
answer another-ca "-reqin ocsp/one.request.der -rsigner certs/ca.pem -rkey $K -ndays 36500"
rebuild ocsp/try-later.response.der "printf '0\\003\\n\\001\\003'"

for file in ocsp/*.request.der randomised/nonce.request.der; do
    record ocsp "openssl ocsp -reqin $file -req_text"
done
for file in ocsp/*.response.der; do
    record ocsp "openssl ocsp -respin $file -resp_text -noverify"
    record ocsp "openssl ocsp -respin $file -CAfile certs/ca.pem -attime 1770000000"
    # The times of a status are held against the clock, which is stopped here and not in the tests.
    [ $file = ocsp/minutes.response.der ] || record ocsp "$ASK -cert certs/leaf.pem -respin $file -CAfile certs/ca.pem -attime 1770000000"
done
ALL="-cert certs/leaf.pem -cert certs/leaf-client.pem -serial 603 -serial 0x25C -serial 605 -serial 606 -serial $LONG -serial 4660"
for response in many many-delegated; do
    record ocsp "$ASK $ALL -respin ocsp/$response.response.der -CAfile certs/ca.pem -attime 1770000000"
done
GOOD="-respin ocsp/by-key.response.der -attime 1770000000"
for options in "-CAfile certs/sub.pem" "-CAfile certs/sub.pem -partial_chain" "-CAfile certs/leaf.pem" "-CAfile certs/ca.pem -no_intern" \
    "-CAfile certs/ca.pem -no_intern -verify_other ocsp/responder.pem" "-CAfile certs/leaf.pem -verify_other ocsp/responder.pem" \
    "-CAfile certs/leaf.pem -verify_other ocsp/responder.pem -trust_other" "-CAfile certs/leaf.pem -VAfile ocsp/responder.pem" \
    "-CAfile certs/leaf.pem -no_cert_verify" "-CAfile certs/ca.pem -no_cert_checks" "-CAfile certs/ca.pem -no_chain" \
    "-CAfile certs/ca.pem -no_explicit" "-CAfile certs/ca.pem -x509_strict"; do
    record ocsp "openssl ocsp $GOOD $options"
done
BARE="-respin ocsp/bare.response.der -attime 1770000000 -CAfile certs/ca.pem"
record ocsp "openssl ocsp $BARE -issuer certs/sub.pem"
record ocsp "openssl ocsp $BARE -verify_other certs/sub.pem"
record ocsp "openssl ocsp -respin ocsp/badsig.response.der -CAfile certs/ca.pem -attime 1770000000 -no_signature_verify"
record ocsp "openssl ocsp -respin ocsp/another-ca.response.der -CAfile certs/ca.pem -attime 1770000000 -no_cert_checks"
record ocsp "openssl ocsp -reqin randomised/nonce.request.der -respin ocsp/nonce.response.der -CAfile certs/ca.pem -attime 1770000000"
record ocsp "openssl ocsp -reqin randomised/nonce.request.der -respin ocsp/one.response.der -CAfile certs/ca.pem -attime 1770000000"
record ocsp "openssl ocsp -reqin ocsp/one.request.der -respin ocsp/nonce.response.der -CAfile certs/ca.pem -attime 1770000000 -text"
record ocsp "openssl ocsp -respin ocsp/try-later.response.der -ignore_err -resp_text"
record ocsp "openssl ocsp -respin ocsp/one.request.der"
record ocsp "openssl ocsp -reqin ocsp/one.response.der"
record ocsp "openssl ocsp -index conf/ocsp.index -reqin ocsp/one.request.der"
record ocsp "openssl ocsp -reqin ocsp/one.request.der -index conf/ocsp.index -CA certs/sub.pem $BY_CA -ndays 36500 -text"
record ocsp "openssl ocsp"
record ocsp "openssl ocsp -cert certs/leaf.pem"
record ocsp "openssl ocsp -issuer certs/sub.pem -serial words"
record ocsp "openssl ocsp -issuer certs/sub.pem -serial 1 -sha256"
record ocsp "openssl ocsp -respin ocsp/one.response.der -nonce"
record ocsp "openssl ocsp -respin ocsp/one.response.der -status_age 0"
