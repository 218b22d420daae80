# What is printed about revocation lists.
for file in crls/*.pem; do
    record crls "openssl crl -in $file -noout -text"
    record crls "openssl crl -in $file -noout -issuer -lastupdate -nextupdate -hash -hash_old -fingerprint -crlnumber"
    record crls "openssl crl -in $file -noout -fingerprint -sha256"
    record crls "openssl crl -in $file -noout -CAfile certs/ca.pem"
    record crls "openssl asn1parse -in $file"
done
record crls "openssl crl -in crls/reasons.der -inform DER -noout -text"
record crls "openssl crl -in crls/reasons.der -inform DER"
record crls "openssl crl -in crls/reasons.pem -text"
record crls "openssl crl -in crls/reasons.pem -outform DER | sha256sum"
record crls "openssl crl -in crls/reasons.pem -noout -issuer -nameopt RFC2253"
record crls "openssl crl -in crls/reasons.pem -noout -CAfile certs/sub.pem"
record crls "openssl crl -in crls/reasons.pem -noout -badsig -CAfile certs/ca.pem"
record crls "openssl crl -in certs/ca.pem -noout"
record crls "cat crls/empty.pem | openssl crl -noout -crlnumber"
record crls "openssl crl -in crls/empty.pem -noout -lastupdate -dateopt iso_8601"
