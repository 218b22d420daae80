openssl genrsa -out private.pem 2048
openssl rsa -in private.pem -outform PEM -pubout -out public.pem
openssl rsa -pubin -in public.pem -RSAPublicKey_out -out pkcs1.pem
b(){ openssl base64 -e -A | tr '+/' '-_' | tr -d '='; }
h=$(printf '{"alg":"RS256"}' | b); p=$(printf '{"sub":"1"}' | b)
s=$(printf %s "$h.$p" | openssl dgst -sha256 -binary -sign private.pem | b)
s2=$(printf %s "$h.$p" | openssl dgst -sha256 -sign <(cat private.pem) | openssl enc -base64 -A | tr -- '+/=' '-_ ')
printf %s "$s==" | tr -- '-_' '+/' | openssl base64 -d -A > sig
printf %s "$h.$p" | openssl dgst -sha256 -verify public.pem -signature sig
printf %s "$h.$p" | openssl dgst -sha256 -verify public.pem -signature <(cat sig)
printf %s "$h.$p" | openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1 -sign private.pem -out pss.sig
printf %s "$h.$p" | openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1 -signature pss.sig -verify public.pem
printf secret > s; printf '%s' "$h.$p" | openssl dgst -binary -sha256 -hmac secret | b; echo
printf '%s' "$h.$p" | openssl sha256 -hmac "$(cat s)"
printf '%s' "$h.$p" | openssl dgst -sha256 -mac HMAC -macopt hexkey:616263
openssl rsa -in private.pem -noout -modulus | cut -d= -f2 | xxd -r -p | openssl base64 -A | wc -c
openssl rsa -pubin -in public.pem -noout -text | grep Exponent
printf "%x" 65537 | openssl base64
openssl rsa -pubin -inform PEM -outform DER -in public.pem | openssl dgst -sha256 -binary | openssl base64 -A | wc -c
