openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -days 30 -subj '/C=US/O=Acme, Inc./OU=a\/b/CN=www.example.com/emailAddress=a@example.com' -addext 'subjectAltName=DNS:www.example.com,DNS:*.ex.org,IP:10.0.0.1,email:x@y.z,URI:http://a/b' -addext 'authorityInfoAccess=OCSP;URI:http://ocsp.x/,caIssuers;URI:http://ca/' -addext 'crlDistributionPoints=URI:http://crl/' -addext 'extendedKeyUsage=serverAuth,clientAuth' -addext 'keyUsage=critical,digitalSignature,keyCertSign' -set_serial 0x1234567890abcdef
for o in -enddate -startdate -dates -subject -issuer -serial -hash -subject_hash -issuer_hash -subject_hash_old -issuer_hash_old -email -ocsp_uri -ocspid -fingerprint -pubkey -modulus -alias -purpose; do echo "== $o"; openssl x509 -in c -noout $o; done >/dev/null
for n in RFC2253 oneline compat multiline sep_multiline,utf8 esc_2253,sep_comma_plus_space utf8 "oneline,-esc_msb" "sep_comma_plus,lname,space_eq" "dn_rev,sname" "RFC2253,sname" "ca_default" "align,sep_multiline,lname" "show_type" "oid" "dump_all" "esc_ctrl,utf8" "nofname" "sep_semi_plus_space" "use_quote,esc_2253,sep_comma_plus" "ignore_type" "esc_2254" "sname,dn_rev,sep_comma_plus_space"; do openssl x509 -in c -noout -subject -issuer -nameopt "$n"; done >/dev/null
for n in no_header no_version no_serial no_signame no_validity no_subject no_issuer no_pubkey no_sigdump no_aux no_extensions ext_default ext_error ext_parse ext_dump ca_default "no_header,no_sigdump,no_pubkey" "no_header -certopt no_version"; do openssl x509 -in c -noout -text -certopt $n; done >/dev/null
openssl x509 -in c -noout -dateopt iso_8601 -dates | sed s/[0-9]/9/g
openssl x509 -in c -noout -dateopt rfc_822 -enddate | sed s/[0-9]/9/g
for t in 0 86400 2592001 99999999; do openssl x509 -in c -noout -checkend $t; echo $?; done
openssl x509 -checkend 86400 -in c >/dev/null; echo $?
openssl x509 -in c -noout -enddate -checkend 99999999 | sed 1d; 
openssl x509 -in c -noout -checkhost www.example.com; echo $?; openssl x509 -in c -noout -checkhost foo; echo $?
openssl x509 -in c -noout -checkip 10.0.0.1; openssl x509 -in c -noout -checkemail x@y.z; openssl x509 -in c -noout -checkemail a@example.com
openssl x509 -in c -noout -ext subjectAltName; openssl x509 -in c -noout -ext subjectAltName,keyUsage; openssl x509 -in c -noout -ext nsComment; echo $?
openssl x509 -in c -noout -text -nameopt multiline,show_type | grep -c PRINT
cat c | openssl x509 -noout -subject; openssl x509 -noout -subject < c; openssl x509 -noout -subject -in /dev/stdin < c; openssl x509 -noout -subject -in <(cat c)
openssl x509 -in nosuch -noout -subject; openssl x509 -in k -noout -subject; openssl x509 -noout -in /dev/null; echo | openssl x509 -noout -text; echo $?
openssl x509 -fingerprint -noout -md5 -in c | cut -c1-16;  openssl x509 -noout -fingerprint -sha1 -inform pem -in c | sed s/.*=/=/ | tr -d :  | wc -c;openssl x509 -noout -fingerprint -SHA256 -in c | cut -d= -f1
openssl x509 -noout -in c -subject -issuer -dates -serial -fingerprint | cut -d= -f1
openssl x509 -noout -text -in c | awk '/X509v3 Subject Alternative Name/ {getline; print}'
openssl x509 -noout -in c -pubkey | openssl rsa -pubin -noout -text | head -1; openssl x509 -in c -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | openssl enc -base64 | wc -c
openssl x509 -in c -noout -subject | sed -n 's/.*CN *= *\([^,/]*\).*/\1/p'
openssl x509 -in c -text -noout -certopt no_subject,no_header,no_version,no_serial,no_signame,no_validity,no_issuer,no_pubkey,no_sigdump,no_aux
cat c c > two; openssl crl2pkcs7 -nocrl -certfile two | openssl pkcs7 -print_certs -noout; openssl crl2pkcs7 -nocrl -certfile /dev/stdin < two | openssl pkcs7 -print_certs -text -noout | grep -c Serial
openssl storeutl -noout -text -certs two | grep -c Serial; openssl storeutl -certs -noout two
openssl verify c; openssl verify -CAfile c c; openssl verify -CAfile c -verbose c; openssl verify -CAfile c -show_chain c; openssl verify -partial_chain -trusted c c; openssl verify -CAfile nosuch c; openssl verify -CAfile c nosuch; cat c | openssl verify -CAfile c; openssl verify -purpose sslserver -CAfile c -verify_hostname www.example.com c;  openssl verify -CAfile c -verify_hostname foo c;openssl verify -verify_ip 10.0.0.1 -CAfile c c;openssl verify -attime 1 -CAfile c c; openssl verify -no_check_time -attime 1 -CAfile c c; openssl verify -no-CAfile -no-CApath c
mkdir ca; cp c ca/c.pem; openssl verify -CApath ca c; openssl rehash ca; openssl verify -CApath ca c; openssl rehash -v ca; ls ca | wc -l; ln -s c.pem ca/$(openssl x509 -hash -noout -in c).7; openssl rehash ca; ls ca | wc -l
