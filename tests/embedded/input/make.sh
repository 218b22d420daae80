#!/usr/bin/env bash
# Makes the inputs of the embedded programs anew: a chain of RSA-2048 certificates, the leaf's key, and a signature of
# `message` with that key. Other keys change the measured numbers by a fraction of a per cent.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for name in root intermediate leaf; do
    openssl genrsa -out "$work/$name.key" 2048 2>/dev/null
done
cat >"$work/ext.cnf" <<'CNF'
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = DNS:device.example.com, DNS:*.fleet.example.com
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CNF
issue() { # name, subject, section, issuer
    openssl req -new -key "$work/$1.key" -subj "$2" -out "$work/$1.csr"
    local signer=(-CA "$work/$4.pem" -CAkey "$work/$4.key")
    [[ $1 == "$4" ]] && signer=(-signkey "$work/$1.key")
    openssl x509 -req -in "$work/$1.csr" "${signer[@]}" -set_serial "0x$(openssl rand -hex 8)" -days 36500 -sha256 \
        -extfile "$work/ext.cnf" -extensions "$3" -out "$work/$1.pem" 2>/dev/null
    openssl x509 -in "$work/$1.pem" -outform DER -out "$1.der"
}
issue root "/O=Example/CN=Example Root" ca root
issue intermediate "/O=Example/CN=Example Issuing CA" ca root
issue leaf "/O=Example/CN=device.example.com" leaf intermediate

openssl rsa -in "$work/leaf.key" -traditional -outform DER -out key.pkcs1.der 2>/dev/null
openssl rsa -in "$work/leaf.key" -RSAPublicKey_out -outform DER -out public.pkcs1.der 2>/dev/null
printf 'A message that a small device signs.' >message
openssl dgst -sha256 -sign "$work/leaf.key" -out signature message
