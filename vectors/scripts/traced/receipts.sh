# notes on signed receipts of S/MIME (RFC 2634): asked for, signed, verified, and refused
for n in a b; do openssl req -x509 -newkey rsa:2048 -nodes -keyout $n.key -out $n.pem -subj /CN=$n -days 9 2>/dev/null; done; cat a.pem b.pem > ca.pem; echo hi > m
openssl cms -sign -in m -nodetach -signer a.pem -inkey a.key -receipt_request_to me@example.org -receipt_request_all -out s; echo $?
openssl cms -verify -in s -CAfile ca.pem -receipt_request_print 2>&1 | sed 's/0[01].0 - .*//'
openssl cms -sign_receipt -in s -signer b.pem -inkey b.key -out r; echo $?; head -5 r
openssl cms -verify_receipt r -in s -CAfile ca.pem; echo $?
openssl cms -verify_receipt s -in r -CAfile ca.pem; echo $?
openssl cms -verify_receipt s -in s -CAfile ca.pem; echo $?
openssl cms -verify_receipt r -in s -CAfile a.pem; echo $?
openssl cms -verify_receipt nosuch -in s -CAfile a.pem; echo $?
openssl cms -sign -in m -nodetach -signer a.pem -inkey a.key -out plain; openssl cms -sign_receipt -in plain -signer b.pem -inkey b.key; echo $?
openssl cms -verify -in plain -CAfile ca.pem -receipt_request_print -noverify 2>&1
openssl cms -sign -in m -nodetach -signer a.pem -inkey a.key -receipt_request_all; echo $?
openssl cms -sign -in m -nodetach -signer a.pem -inkey a.key -receipt_request_from x@y; echo $?
openssl cms -encrypt -in m -receipt_request_to x@y a.pem; echo $?
openssl cms -sign -in m -signer a.pem -inkey a.key -receipt_request_to me@example.org -receipt_request_to you@x -receipt_request_first -receipt_request_from f@g -receipt_request_from h@i -out s2 -outform PEM -nodetach -nosmimecap
openssl cms -verify -inform PEM -in s2 -CAfile ca.pem -receipt_request_print 2>&1 | sed 's/0[01].0 - .*//'
openssl cms -sign -in m -signer a.pem -inkey a.key -receipt_request_to me@example.org -receipt_request_first -signer b.pem -inkey b.key -out s3; openssl cms -verify -in s3 -CAfile ca.pem -receipt_request_print 2>&1 | sed 's/0[01].0 - .*//'
openssl cms -sign_receipt -inform PEM -in s2 -signer b.pem -inkey b.key -outform DER -out r2 -certfile a.pem; openssl cms -verify_receipt r2 -rctform DER -inform PEM -in s2 -CAfile ca.pem -certsout co; echo $?; grep -c BEGIN co
openssl cms -verify_receipt r2 -rctform DER -in s -CAfile ca.pem; echo $?
openssl cms -sign_receipt -in s3 -signer b.pem -inkey b.key -out r3; openssl cms -verify_receipt r3 -in s3 -CAfile ca.pem; echo $?
