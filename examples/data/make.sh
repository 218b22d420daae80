#!/bin/sh
# Makes the files that verify_chain.rs reads, with OpenSSL 3: a root, an intermediate, a server's certificate, and the CRLs
# of root and intermediate. Run it in this directory; everything is valid for a hundred years.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat > "$dir/conf" <<CONF
[ca]
default_ca = authority
[authority]
database = $dir/index
serial = $dir/serial
new_certs_dir = $dir
default_md = sha256
default_days = 36500
default_crl_days = 36500
policy = policy
unique_subject = no
[policy]
commonName = supplied
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:www.example.org
CONF
touch "$dir/index"
echo 1000 > "$dir/serial"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$dir/root.key" -out roots.pem -days 36500 -subj "/CN=Example Root" \
    -addext keyUsage=critical,keyCertSign,cRLSign
sign() { # subject, extensions, issuer's certificate and key, name
    openssl req -new -newkey rsa:2048 -nodes -keyout "$dir/$5.key" -out "$dir/$5.csr" -subj "/CN=$1"
    openssl ca -batch -notext -config "$dir/conf" -extensions "$2" -cert "$3" -keyfile "$4" -in "$dir/$5.csr" -out "$dir/$5.pem"
}
sign "Example Intermediate" root roots.pem "$dir/root.key" sub
sign "www.example.org" server "$dir/sub.pem" "$dir/sub.key" leaf
cat "$dir/leaf.pem" "$dir/sub.pem" > chain.pem
openssl ca -gencrl -config "$dir/conf" -cert roots.pem -keyfile "$dir/root.key" -out "$dir/root.crl"
openssl ca -gencrl -config "$dir/conf" -cert "$dir/sub.pem" -keyfile "$dir/sub.key" -out "$dir/sub.crl"
cat "$dir/root.crl" "$dir/sub.crl" > crls.pem
openssl verify -crl_check_all -CAfile roots.pem -untrusted chain.pem -CRLfile crls.pem "$dir/leaf.pem"
