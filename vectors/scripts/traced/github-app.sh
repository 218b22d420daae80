# JSON web tokens in shell: GitHub Apps, Google service accounts, Apple, Salesforce, Docusign, Box; Alipay and WeChat Pay
openssl genrsa -out app.pem 1024; openssl pkcs8 -topk8 -in app.pem -nocrypt -out app8.pem; printf '%s' "$(cat app8.pem)" > nonl.pem
b64() { openssl base64 -e -A | tr '+/' '-_' | tr -d '='; }
h=$(printf '{"alg":"RS256","typ":"JWT"}' | b64); p=$(printf '{"iat":1,"exp":2,"iss":3}' | b64); echo $h.$p
s=$(openssl dgst -sha256 -sign app.pem <(echo -n "$h.$p") | openssl base64 | tr -d '=' | tr '/+' '_-' | tr -d '\n'); echo ${#s}
printf %s "$h.$p" | openssl dgst -binary -sha256 -sign <(printf '%s\n' "$(cat app8.pem)") | b64 | wc -c
printf %s "$h.$p" | openssl dgst -sha256 -sign nonl.pem | openssl enc -base64 -A | wc -c; tr -d '\r' < app.pem | sed 's/$/\r/' > crlf.pem; printf %s x | openssl sha256 -sign crlf.pem | wc -c
printf %s x | openssl dgst -sha256 -sign <(sed 's/\\n/\n/g' <<< "$(awk '{printf "%s\\n", $0}' app.pem)") | wc -c
openssl rsa -in app.pem -pubout 2>/dev/null | openssl pkey -pubin -outform DER 2>/dev/null | openssl asn1parse -inform DER -strparse 19 | sed 's/INTEGER .*/INTEGER/'
openssl rsa -in app.pem -noout -text | sed -n '/modulus/,/publicExponent/p' | tail -1; openssl rsa -in app.pem -noout -modulus | cut -d'=' -f2 | xxd -r -p | b64 | wc -c
printf 'POST\n/v3\n1\nn\n{}\n' > msg; openssl dgst -sha256 -sign app8.pem msg | openssl base64 -A > sig; openssl base64 -d -A < sig > sig.bin; openssl rsa -in app.pem -pubout -out pub.pem; openssl dgst -sha256 -verify pub.pem -signature sig.bin msg
openssl dgst -sha256 -verify <(openssl rsa -pubin -in pub.pem -pubout 2>/dev/null) -signature sig.bin < msg; printf bad | openssl dgst -sha256 -verify pub.pem -signature sig.bin; openssl dgst -verify pub.pem -sha256 -signature <(base64 -d sig) msg
printf 'genrsa -out rsa_private_key.pem 1024\npkcs8 -topk8 -inform PEM -in rsa_private_key.pem -outform PEM -nocrypt -out p8.pem\nrsa -in rsa_private_key.pem -pubout -out rsa_public_key.pem\nexit\n' > alipay; while read -r l; do [ "$l" = exit ] || openssl $l; done < alipay
openssl req -x509 -key app.pem -subj "/C=CN/O=T/CN=w" -days 3 -out w.pem; openssl x509 -in w.pem -noout -serial | cut -d= -f1; openssl x509 -in w.pem -pubkey -noout > wp.pem; printf m | openssl pkeyutl -encrypt -certin -inkey w.pem -pkeyopt rsa_padding_mode:oaep | openssl pkeyutl -decrypt -inkey app.pem -pkeyopt rsa_padding_mode:oaep
