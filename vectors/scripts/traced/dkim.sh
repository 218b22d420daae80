openssl genrsa -out mail.private 1024
openssl rsa -in mail.private -pubout -out mail.pub 
openssl rsa -in mail.private -pubout -outform der 2>/dev/null | openssl base64 -A >/dev/null
openssl rsa -in mail.private -out mail.public -pubout -outform PEM
grep -v -e '^-' mail.public | tr -d '\n' | openssl base64 -d -A | openssl asn1parse -inform DER -strparse 19
printf 'v=DKIM1; k=rsa; p=%s' "$(sed 1d mail.pub | sed \$d | tr -d '\n')" > dns.txt
echo data | openssl dgst -sha256 -sign mail.private | openssl enc -base64 > sig.b64
openssl enc -base64 -d < sig.b64 > sig.bin
echo data | openssl dgst -sha256 -verify mail.pub -signature sig.bin
echo other | openssl dgst -sha256 -verify mail.pub -signature sig.bin
