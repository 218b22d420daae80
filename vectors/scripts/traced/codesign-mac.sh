# a certificate of one's own for code signing on macOS: gdb's and LLDB's instructions, CI scripts that import it
cat > gdb.cnf <<'END'
[ req ]
default_bits       = 2048
encrypt_key        = no
default_md         = sha512
prompt             = no
distinguished_name = codesign_dn
x509_extensions    = codesign_ext
[ codesign_dn ]
commonName         = "gdb_codesign"
[ codesign_ext ]
basicConstraints   = critical,CA:FALSE
keyUsage           = critical,digitalSignature
extendedKeyUsage   = critical,codeSigning
END
openssl req -new -newkey rsa:2048 -x509 -days 3650 -nodes -config gdb.cnf -extensions codesign_ext -batch -out gdb.cer -keyout gdb.key 2>/dev/null; openssl x509 -in gdb.cer -noout -text -certopt no_serial,no_validity,no_pubkey,no_sigdump
openssl pkcs12 -export -legacy -inkey gdb.key -in gdb.cer -name gdb_codesign -passout pass:abc123 -out gdb.p12; openssl pkcs12 -in gdb.p12 -legacy -passin pass:abc123 -info -noout 2>&1; openssl pkcs12 -export -inkey gdb.key -in gdb.cer -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1 -passout pass:abc123 -out gdb2.p12; openssl pkcs12 -in gdb2.p12 -passin pass:abc123 -info -noout 2>&1
openssl base64 -in gdb.p12 -out gdb.b64; openssl base64 -d -in gdb.b64 | cmp - gdb.p12; base64 < gdb.p12 | tr -d '\n' > one; openssl base64 -d -A -in one -out back.p12; cmp back.p12 gdb.p12; openssl x509 -in gdb.cer -inform PEM -outform DER -out gdb.der; openssl x509 -in gdb.der -inform DER -noout -fingerprint -sha1 | cut -d= -f1; openssl x509 -in gdb.cer -noout -subject | sed -n 's/^.*CN *= *//p'; openssl verify -CAfile gdb.cer -purpose any gdb.cer
openssl pkcs12 -in gdb.p12 -legacy -passin pass:abc123 -nokeys | openssl x509 -noout -enddate | cut -d= -f1; openssl pkcs12 -in gdb.p12 -passin pass:wrong -legacy -noout; openssl x509 -in gdb2.p12 -passin pass:abc123 -noout -alias -subject
rm -f *.key *.p12 one gdb.b64
