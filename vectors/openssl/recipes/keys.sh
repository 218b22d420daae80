# Keys: every size, exponent, container and cipher in which RSA keys are met.

keep keys/rsa1024.pem 'openssl genrsa 1024'
keep keys/rsa2048.pem 'openssl genrsa 2048'
keep keys/rsa2048b.pem 'openssl genrsa 2048'
keep keys/rsa2048e3.pem 'openssl genrsa -3 2048'
keep keys/rsa2049.pem 'openssl genrsa 2049'
keep keys/rsa2048f5.pem 'openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:4294967297'
keep keys/rsa3072.pem 'openssl genrsa 3072'
keep keys/rsa4096.pem 'openssl genrsa 4096'
keep keys/rsa2048m.pem 'openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_primes:3'
keep keys/pss2048.pem 'openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048'
keep keys/pss2048r.pem 'openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32'
keep keys/pss2048s.pem 'openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha512 -pkeyopt rsa_pss_keygen_mgf1_md:sha1 -pkeyopt rsa_pss_keygen_saltlen:20'

# The same keys as other containers: these follow from the keys.
for key in rsa1024 rsa2048 rsa2048e3 rsa2048f5 rsa3072 rsa4096 rsa2048m rsa2049; do
    rebuild keys/$key.pkcs1.pem "openssl rsa -in keys/$key.pem -traditional"
    rebuild keys/$key.pkcs1.der "openssl rsa -in keys/$key.pem -traditional -outform DER"
    rebuild keys/$key.pkcs8.pem "openssl pkey -in keys/$key.pkcs1.pem"
    rebuild keys/$key.pkcs8.der "openssl pkey -in keys/$key.pkcs1.pem -outform DER"
    rebuild keys/$key.pub.pem "openssl rsa -in keys/$key.pkcs1.der -inform DER -pubout"
    rebuild keys/$key.pub.der "openssl pkey -in keys/$key.pkcs8.der -inform DER -pubout -outform DER"
    rebuild keys/$key.rsapub.pem "openssl rsa -in keys/$key.pem -RSAPublicKey_out"
    rebuild keys/$key.rsapub.der "openssl rsa -pubin -in keys/$key.pub.pem -RSAPublicKey_out -outform DER"
done
for key in pss2048 pss2048r pss2048s; do
    rebuild keys/$key.der "openssl pkey -in keys/$key.pem -outform DER"
    rebuild keys/$key.pub.pem "openssl pkey -in keys/$key.pem -pubout"
done

# Encrypted: salts and vectors are random, the password is `secret`.
for cipher in aes-128-cbc aes-192-cbc aes-256-cbc des3; do
    keep randomised/pbes2-$cipher.pem "openssl pkcs8 -topk8 -v2 $cipher -in keys/rsa2048.pem -passout pass:secret"
done
for prf in hmacWithSHA1 hmacWithSHA224 hmacWithSHA384 hmacWithSHA512; do
    keep randomised/pbes2-aes-256-cbc-$prf.pem "openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf $prf -in keys/rsa2048.pem -passout pass:secret"
done
keep randomised/pbes2-iter.der "openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 10000 -outform DER -in keys/rsa2048.pem -passout pass:secret"
keep randomised/pbes2-scrypt.pem "openssl pkcs8 -topk8 -scrypt -scrypt_N 1024 -in keys/rsa2048.pem -passout pass:secret"
keep randomised/pbes2-empty-password.pem "openssl pkcs8 -topk8 -v2 aes-256-cbc -in keys/rsa2048.pem -passout pass:"
for cipher in aes128 aes192 aes256 des3; do
    keep randomised/legacy-$cipher.pem "openssl rsa -traditional -$cipher -in keys/rsa2048.pem -passout pass:secret"
done
