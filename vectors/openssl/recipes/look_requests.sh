# What is printed about requests.
for file in requests/*.pem randomised/req-*.pem; do
    record requests "openssl req -in $file -noout -text"
    record requests "openssl req -in $file -noout -subject -modulus -pubkey"
    # OpenSSL 3.0 signs with the truncated forms of SHA-512, but does not verify what it signed.
    case $file in *sha512-2*) ;; *) record requests "openssl req -in $file -noout -verify" ;; esac
done
for file in requests/dn-*.pem requests/conf-*.pem; do
    for nameopt in oneline RFC2253 multiline compat utf8 'multiline,utf8,-esc_msb' 'sep_comma_plus,esc_ctrl,dump_der,dump_unknown,show_type' 'oneline,-esc_msb,show_type' 'RFC2253,dump_all' 'sep_semi_plus_space,sname,dn_rev' 'lname,space_eq,esc_2254' 'oid,sep_multiline' 'RFC2253,ignore_type' 'oneline,nofname' 'esc_2253,esc_msb,use_quote' 'esc_2253,esc_ctrl,use_quote,sep_comma_plus_space'; do
        record nameopt "openssl req -in $file -noout -subject -nameopt $nameopt"
    done
done
for file in requests/addext.pem requests/dn-bmp requests/conf-t61_req.pem requests/conf-bmp_req.pem requests/conf-odd_dn_req.pem requests/pss-saltless.pem requests/ext-san_all.pem requests/prompted.pem; do
    [ -e $file ] || continue
    record asn1parse "openssl asn1parse -in $file"
    record asn1parse "openssl asn1parse -in $file -i"
    record asn1parse "openssl asn1parse -in $file -dump"
done
record requests "openssl req -in requests/form.der -inform DER -noout -text"
record requests "openssl req -in requests/form.der -inform DER"
record requests "openssl req -in requests/addext.pem -outform DER | sha256sum"
record requests "openssl req -in requests/addext.pem -text"
record requests "openssl req -in requests/addext.pem -verify"
record requests "openssl req -in requests/text.pem -subject"
record requests "openssl req -in requests/text.pem -subject -verify -noout"
record requests "openssl req -in requests/newhdr.pem -newhdr"
record requests "openssl req -in requests/addext.pem -noout -text -reqopt no_pubkey,no_sigdump"
record requests "openssl req -in requests/addext.pem -noout -text -reqopt no_header,no_version,no_subject,no_attributes"
record requests "openssl req -in requests/addext.pem -noout -text -nameopt RFC2253"
record requests "cat requests/addext.pem | openssl req -noout -subject"
record requests "sed 's/^MII/MIJ/' requests/addext.pem | openssl req -noout -subject"
record requests "openssl req -in certs/ca.pem -noout -subject"
record requests "openssl req -in requests/none.pem -noout"
record requests "openssl req -in requests/dn-k8s.pem -subj /CN=changed -noout -subject"
record requests "openssl req -new -key keys/rsa2048.pem -subj 'CN=no slash' -noout"
record requests "openssl req -new -key keys/rsa2048.pem -subj '/CN' -noout -subject"
record requests "openssl req -new -key keys/rsa2048.pem -subj '/C=TOOLONG/CN=x' -noout -subject"
record requests "openssl req -new -key keys/rsa2048.pem -subj '/CN=x' -addext 'subjectAltName=IP:1.2.3' -noout"
record requests "openssl req -new -key keys/rsa2048.pem -subj '/CN=x' -addext 'subjectAltName=FOO:1.2.3' -noout"
record requests "openssl req -new -key keys/rsa2048.pem -subj '/CN=x' -addext 'noSuchExtension=1' -noout"
record requests "openssl req -new -key keys/rsa2048.pem -subj '/CN=x' -addext 'keyUsage=nope' -noout"
record requests "openssl req -new -key keys/rsa2048.pem -subj '/CN=x' -addext 'basicConstraints=CA:TRUE' -addext 'basicConstraints=CA:FALSE' -noout"
record requests "openssl req -new -key keys/rsa2048.pem -config conf/req.cnf -section mask_req -addext 'nsComment=a' -addext 'nsComment=b' -noout"
record requests "openssl req -new -key keys/rsa2048.pem -config conf/none.cnf -subj /CN=x -noout"
record requests "openssl req -new -key keys/rsa2048.pem -subj /CN=x -reqexts none -config conf/req.cnf -noout"
record requests "openssl req -new -key certs/ca.pem -subj /CN=x -noout"
record requests "openssl req -new -key keys/rsa2048.pem -subj /CN=x -nosuchoption"
