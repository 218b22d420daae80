openssl genrsa -aes256 -passout pass:pw -out swu.pem 2048; openssl rsa -in swu.pem -passin pass:pw -out pub.pem -outform PEM -pubout; echo pw > passfile
echo sw > sw-description
openssl dgst -sha256 -sign swu.pem -passin file:passfile sw-description > sw.sig; openssl dgst -sha256 -verify pub.pem -signature sw.sig sw-description
openssl dgst -sha256 -sign swu.pem -passin pass:pw -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-2 sw-description > sw2.sig;openssl dgst -sha256 -verify pub.pem -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-2 -signature sw2.sig sw-description
openssl req -x509 -newkey rsa:2048 -nodes -keyout mycert.key.pem -out mycert.cert.pem -subj "/O=SWUpdate /CN=target"
openssl cms -sign -in sw-description -out sw.cms -signer mycert.cert.pem -inkey mycert.key.pem -outform DER -nosmimecap -binary
openssl cms -verify -inform DER -in sw.cms -content sw-description -CAfile mycert.cert.pem -purpose any -out /dev/null; openssl cms -verify -inform DER -in sw.cms -content sw-description -CAfile mycert.cert.pem -out /dev/null
openssl cms -sign -signer mycert.cert.pem -inkey mycert.key.pem -nodetach -noattr -in sw-description -outform der -out n.cms; openssl cms -verify -noverify -out m -inform DER -in n.cms
openssl enc -aes-256-cbc -k pp -P -md sha1 -nosalt; openssl enc -aes-256-cbc -in sw-description -out s.enc -K 390ad54490a4a5f53722291023c19e08ffb5c4677a59e958c96ffa6e641df040 -iv d5d601bacfe13100b149177318ebc7a4; openssl enc -aes-256-cbc -d -in s.enc -K 390ad54490a4a5f53722291023c19e08ffb5c4677a59e958c96ffa6e641df040 -iv d5d601bacfe13100b149177318ebc7a4
openssl genrsa -F4 -out mk 2048; openssl rand -out r -hex 8; openssl rand -base64 3 | wc -c; openssl rand -out rr -base64 48; openssl rand 1K | wc -c
