# systemd's mkosi and ukify: secure boot keys, signatures of PCR policies and verity root hashes, portable services
openssl req -new -x509 -newkey rsa:2048 -keyout mkosi.key -out mkosi.crt -days 730 -subj "/CN=mkosi of %u/" -nodes 2>/dev/null; openssl req -new -x509 -newkey rsa:2048 -nodes -keyout sb.key -out sb.crt -days 9 -subj '/CN=SecureBoot signing key on host example/' -outform PEM -sha256 2>/dev/null
cat > ext.cnf <<'END'
[req]
distinguished_name = d
x509_extensions = x
prompt = no
[d]
CN = SecureBoot
[x]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = codeSigning,1.3.6.1.4.1.311.10.3.6
subjectKeyIdentifier = hash
authorityKeyIdentifier = none
END
openssl req -new -x509 -config ext.cnf -key sb.key -out sb2.crt -days 9; openssl x509 -in sb2.crt -noout -text -certopt no_serial,no_validity,no_pubkey,no_sigdump
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out tpm2-pcr-private.pem 2>/dev/null; openssl rsa -pubout -in tpm2-pcr-private.pem -out tpm2-pcr-public.pem 2>/dev/null; openssl pkey -pubin -in tpm2-pcr-public.pem -outform DER | sha256sum | tr -dc 'a-z0-9\n' | wc -c
roothash=$(printf root | sha256sum | cut -d' ' -f1); echo -n $roothash | openssl smime -sign -nocerts -noattr -binary -inkey mkosi.key -signer mkosi.crt -outform DER -out root.p7s; echo -n $roothash > root; openssl smime -verify -inform DER -in root.p7s -content root -certfile mkosi.crt -CAfile mkosi.crt -purpose any -out /dev/null; openssl smime -verify -inform der -in root.p7s -content root -certfile mkosi.crt -nointern -noverify
printf '%s' policy | openssl dgst -sha256 -sign tpm2-pcr-private.pem | base64 -w0 | wc -c; printf %s policy | openssl dgst -sha256 -binary | openssl pkeyutl -sign -inkey tpm2-pcr-private.pem -pkeyopt digest:sha256 -out a.sig; printf %s policy | openssl dgst -sha256 -verify tpm2-pcr-public.pem -signature a.sig
openssl cms -sign -binary -nodetach -noattr -in root -signer sb.crt -inkey sb.key -outform DER | openssl pkcs7 -inform DER -print_certs -noout; openssl x509 -in sb.crt -outform DER -out sb.cer; openssl x509 -inform DER -in sb.cer -noout -subject; openssl x509 -in mkosi.crt -noout -subject -nameopt RFC2253
openssl pkcs12 -export -inkey sb.key -in sb.crt -name DB -passout pass: -out DB.p12; openssl pkcs12 -in DB.p12 -passin pass: -nokeys | sed 's/localKeyID.*//'
rm -f *.key *private* *.p12
