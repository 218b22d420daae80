# UnrealIRCd, InspIRCd, ZNC, Mumble, Synapse, coturn: one file for both, fingerprints of clients, shared secrets
cat > tls.cnf <<'END'
RANDFILE = ssl.rnd
[ req ]
default_bits = 2048
encrypt_key = yes
distinguished_name = req_dn
x509_extensions = cert_type
[ req_dn ]
countryName = Country Name
countryName_default             = US
countryName_min                 = 2
countryName_max                 = 2
organizationName                = Organization Name (eg, company)
organizationName_default        = IRC geeks
0.organizationalUnitName        = Organizational Unit Name (eg, section)
0.organizationalUnitName_default = IRCd
commonName                      = Common Name (Full domain of your server)
[ cert_type ]
nsCertType = server
END
printf '\n\n\nirc.example\n' | openssl req -new -config tls.cnf -sha256 -nodes -newkey rsa:2048 -out server.req.pem -keyout server.key.pem 2>/dev/null; openssl req -x509 -config tls.cnf -days 3650 -sha256 -in server.req.pem -key server.key.pem -out server.cert.pem 2>/dev/null; openssl x509 -subject -dates -sha256 -fingerprint -noout -in server.cert.pem | cut -c1-12; openssl req -in server.req.pem -noout -subject
openssl x509 -in server.cert.pem -sha256 -noout -fingerprint | awk -F= '{gsub(":",""); print tolower($2)}' | tr -d '\n' | wc -c; openssl x509 -noout -fingerprint -SHA1 -in server.cert.pem | sed -e 's/^.*=//;s/://g;y/ABCDEF/abcdef/' | tr -d '\n' | wc -c; openssl x509 -pubkey -noout -in server.cert.pem | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | openssl enc -base64 | wc -c
yes '' | openssl req -newkey rsa:2048 -nodes -x509 -days 365 -keyout nick.key -out nick.cer 2>/dev/null; cat nick.cer nick.key > nick.pem; chmod 400 nick.pem; openssl x509 -sha512 -noout -fingerprint -in nick.pem | cut -d= -f1; openssl x509 -in nick.pem -noout -subject; openssl pkcs12 -export -in nick.cer -inkey nick.key -passout pass: -name Mumble -out mumble.p12; openssl pkcs12 -in mumble.p12 -passin pass: -nodes | grep -c BEGIN
(openssl dhparam -dsaparam 512 2>/dev/null || true) | head -1; openssl rand -hex 32 | wc -c; openssl rand -base64 24 | tr -d '/+=' | wc -l; secret=north; user=$((1700000000 + 86400)):alice; echo "$user $(printf %s "$user" | openssl dgst -sha1 -hmac $secret -binary | openssl base64)"; openssl rand -base64 4 >/dev/null; nonce=abc; printf '%s\0%s\0%s\0%s' $nonce admin pass notadmin | openssl sha1 -hmac $secret | awk '{print $2}'; printf 'user1:realm:pass' | openssl md5 | sed 's/.* //'
cat server.cert.pem server.key.pem > znc.pem; openssl dhparam -in nosuch >> znc.pem; openssl x509 -in znc.pem -noout -subject; openssl rsa -in znc.pem -noout -check
rm -f *.key* *.pem mumble.p12
