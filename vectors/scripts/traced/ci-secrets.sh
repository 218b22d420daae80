# keys in variables and encrypted files of GitLab CI, Travis CI and GitHub's workflows
export CI_KEY="$(openssl genrsa 2048 2>/dev/null | base64 -w0)"
echo "$CI_KEY" | base64 -d > k; openssl rsa -in k -noout -check
echo "$CI_KEY" | openssl base64 -d -A | openssl rsa -noout -check
openssl aes-256-cbc -K $(printf %064d 1) -iv $(printf %032d 2) -in k -out k.enc; openssl aes-256-cbc -K $(printf %064d 1) -iv $(printf %032d 2) -in k.enc -out k2 -d; cmp k k2
openssl enc -aes-256-cbc -md sha512 -pbkdf2 -iter 1000 -salt -in k -out e -pass env:CI_KEY; openssl enc -d -aes-256-cbc -md sha512 -pbkdf2 -iter 1000 -in e -pass env:CI_KEY | cmp - k
printf '%s' "$CI_KEY" | openssl dgst -sha256 | awk '{print $NF}' | wc -c
openssl pkey -in k -outform DER | openssl pkey -inform DER -pubout -outform DER | openssl dgst -md5 -c | cut -d= -f1
cat k | openssl pkcs8 -topk8 -nocrypt -outform DER | openssl pkcs8 -inform DER -nocrypt | cmp - k
openssl rsa -in k -text -noout | sed -n '1,2p;/publicExponent/p'
(openssl version; openssl version -a) | grep -c OpenSSL
which openssl >/dev/null && openssl list -public-key-algorithms | grep -c RSA
openssl list -cipher-algorithms | grep -ic 'aes-256-cbc'; openssl list -digest-commands | tr ' ' '\n' | grep -c '^sha256$'; openssl list -disabled | head -1
openssl sha256 k k2 | awk '{print $1}'; openssl dgst -sha256 -hex -r k | wc -w; openssl dgst -sha1 nosuch; echo $?
openssl dgst -sha256 -sign k -out s - < k2; openssl dgst -sha256 -prverify k -signature s k2; openssl dgst -list | head -2
