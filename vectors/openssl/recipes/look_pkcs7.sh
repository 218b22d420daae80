# PKCS #7 files of certificates and CRLs.
crl=$(ls crls/*.pem | grep -v empty-names | head -n 1)
for carried in '-nocrl -certfile certs/chain.pem' '-nocrl -certfile certs/leaf.pem -certfile certs/ca.pem' "-in $crl" "-in $crl -certfile certs/ca.pem" '-nocrl'; do
    record pkcs7 "openssl crl2pkcs7 $carried"
    record pkcs7 "openssl crl2pkcs7 $carried -outform DER | openssl pkcs7 -inform DER"
    for print in '-print_certs' '-print_certs -noout' '-print_certs -text' '-print_certs -text -noout' '-noout' '-outform DER'; do
        record pkcs7 "openssl crl2pkcs7 $carried | openssl pkcs7 $print $([ "$print" = '-outform DER' ] && echo '| sha256sum')"
    done
done
record pkcs7 "printf -- '-----BEGIN PKCS7-----\nMAsGCSqGSIb3DQEHAg==\n-----END PKCS7-----\n' | openssl pkcs7 -print_certs"
record pkcs7 "openssl pkcs7 -in certs/ca.pem"
record pkcs7 "openssl crl2pkcs7 -in certs/ca.pem"
