# NXP's code-signing tool: hab4_pki_tree.sh and ahab_pki_tree.sh, and what its users do with the SRK table
mkdir ca crts keys; cd keys; echo 12345678 > serial; echo my_pass_phrase > key_pass.txt; echo my_pass_phrase >> key_pass.txt; : > index.txt; echo unique_subject = no > index.txt.attr
cat > ../ca/openssl.cnf <<'END'
HOME                    = .
RANDFILE                = $ENV::HOME/.rnd
[ ca ]
default_ca      = CA_default
[ CA_default ]
dir             = .
certs           = $dir/certs
database        = $dir/index.txt
new_certs_dir   = $dir
serial          = $dir/serial
default_md      = sha256
policy          = policy_match
x509_extensions = usr_cert
default_days    = 365
preserve        = no
[ policy_match ]
countryName             = optional
commonName              = supplied
[ req ]
default_bits            = 2048
distinguished_name      = req_distinguished_name
string_mask = nombstr
[ req_distinguished_name ]
commonName                      = Common Name
[ usr_cert ]
basicConstraints=CA:FALSE
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid,issuer
[ v3_ca ]
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always
basicConstraints = CA:TRUE
[ v3_usr ]
basicConstraints = CA:FALSE
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always
END
openssl req -newkey rsa:2048 -passout file:./key_pass.txt -subj /CN=CA1_sha256_2048_65537_v3_ca/ -x509 -extensions v3_ca -keyout temp_ca.pem -out ../crts/CA1_crt.pem -days 3650 -config ../ca/openssl.cnf 2>/dev/null
openssl pkcs8 -passin file:./key_pass.txt -passout file:./key_pass.txt -topk8 -inform PEM -outform DER -v2 des3 -in temp_ca.pem -out CA1_key.der; openssl pkcs8 -passin file:./key_pass.txt -passout file:./key_pass.txt -topk8 -inform PEM -outform PEM -v2 des3 -in temp_ca.pem -out CA1_key.pem; openssl x509 -inform PEM -outform DER -in ../crts/CA1_crt.pem -out ../crts/CA1_crt.der; rm temp_ca.pem
for i in 1 2; do
    openssl genrsa -des3 -passout file:./key_pass.txt -f4 -out SRK${i}_temp.pem 2048 2>/dev/null
    openssl req -new -batch -passin file:./key_pass.txt -subj /CN=SRK${i}_sha256_2048_65537_v3_ca/ -key SRK${i}_temp.pem -out SRK_req.pem -config ../ca/openssl.cnf
    openssl ca -batch -passin file:./key_pass.txt -md sha256 -outdir ./ -in SRK_req.pem -cert ../crts/CA1_crt.pem -keyfile CA1_key.pem -extensions v3_ca -out ../crts/SRK${i}_crt.pem -days 3650 -config ../ca/openssl.cnf 2>/dev/null
    openssl x509 -inform PEM -outform DER -in ../crts/SRK${i}_crt.pem -out ../crts/SRK${i}_crt.der
    openssl pkcs8 -passin file:./key_pass.txt -passout file:./key_pass.txt -topk8 -inform PEM -outform DER -v2 des3 -in SRK${i}_temp.pem -out SRK${i}_key.der
    openssl pkcs8 -passin file:./key_pass.txt -passout file:./key_pass.txt -topk8 -inform PEM -outform PEM -v2 des3 -in SRK${i}_temp.pem -out SRK${i}_key.pem
    openssl genrsa -des3 -passout file:./key_pass.txt -f4 -out IMG_temp.pem 2048 2>/dev/null
    openssl req -new -batch -passin file:./key_pass.txt -subj /CN=IMG${i}_1_sha256_2048_65537_v3_usr/ -key IMG_temp.pem -out IMG_req.pem -config ../ca/openssl.cnf
    openssl ca -batch -passin file:./key_pass.txt -md sha256 -outdir ./ -in IMG_req.pem -cert ../crts/SRK${i}_crt.pem -keyfile SRK${i}_temp.pem -extensions v3_usr -out ../crts/IMG${i}_1_crt.pem -days 3650 -config ../ca/openssl.cnf 2>/dev/null
    rm SRK${i}_temp.pem IMG_temp.pem *_req.pem
done
cd ..; cat keys/serial; cut -f4- keys/index.txt; for i in 1 2; do openssl verify -CAfile crts/CA1_crt.pem -untrusted crts/SRK${i}_crt.pem crts/IMG${i}_1_crt.pem; openssl x509 -inform DER -in crts/SRK${i}_crt.der -noout -subject -serial; openssl pkcs8 -inform DER -in keys/SRK${i}_key.der -passin file:keys/key_pass.txt | head -1; done
openssl x509 -in crts/SRK1_crt.pem -pubkey -noout | openssl rsa -pubin -text -noout | grep -c '^    '; openssl asn1parse -inform DER -in keys/CA1_key.der | grep -o 'des-ede3-cbc\|hmacWith.*'; openssl rsa -in keys/SRK1_key.pem -passin file:keys/key_pass.txt -noout -check; openssl rsa -in keys/SRK1_key.pem -passin pass:no -noout
printf 'csf' > csf; openssl cms -sign -in csf -binary -signer crts/IMG1_1_crt.pem -inkey keys/SRK2_key.pem -passin file:keys/key_pass.txt -outform DER -out no; openssl rsa -in keys/SRK2_key.pem -passin file:keys/key_pass.txt -out k 2>/dev/null; openssl smime -sign -binary -in csf -signer crts/SRK2_crt.pem -inkey k -noattr -nocerts -outform DER -out csf.sig; openssl smime -verify -inform DER -in csf.sig -content csf -certfile crts/SRK2_crt.pem -CAfile crts/CA1_crt.pem -purpose any -binary
rm -rf keys k
