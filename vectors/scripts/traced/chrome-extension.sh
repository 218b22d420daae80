# Chrome's extensions: crxmake.sh, the manifest's key, the identifier of 32 letters
openssl genrsa 2048 2>/dev/null | openssl pkcs8 -topk8 -nocrypt -out key.pem; printf '{"name":"x"}' > manifest.json
openssl rsa -in key.pem -pubout -outform DER 2>/dev/null | openssl base64 -A | wc -c; id=$(openssl rsa -in key.pem -pubout -outform DER 2>/dev/null | sha256sum | head -c 32 | tr 0-9a-f a-p); echo ${#id} ${id//[a-p]/}
id2=$(openssl pkey -in key.pem -pubout -outform der | openssl dgst -sha256 | sed 's/^.*= //' | cut -c1-32 | tr '0-9a-f' 'a-p'); [ "$id" = "$id2" ] && echo same
tar cf x.zip --mtime=@0 manifest.json; openssl sha1 -sha1 -binary -sign key.pem < x.zip > x.sig; openssl rsa -pubout -inform PEM -outform DER < key.pem > x.pub 2>/dev/null
byte_swap() { echo "${1:6:2}${1:4:2}${1:2:2}${1:0:2}"; }; for f in x.pub x.sig; do byte_swap $(printf '%08x\n' $(stat -c %s $f)); done
openssl dgst -sha1 -verify <(openssl rsa -pubin -inform DER -in x.pub) -signature x.sig x.zip; openssl rsa -pubin -inform DER -in x.pub -noout -text | head -1; openssl sha256 -sign key.pem -binary x.zip | openssl base64 -A | wc -c
openssl asn1parse -inform DER -in x.pub -i | head -4; openssl rsa -in key.pem -traditional | head -1
rm key.pem
