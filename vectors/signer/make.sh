#!/bin/sh
# Requests with keys that certwright-signer does not certify, by OpenSSL. Writes beside itself.
set -eu
cd "$(dirname "$0")"
key=$(mktemp)
trap 'rm -f "$key"' EXIT
request() {
    openssl req -new -key "$key" -subj /CN=web-1 -out "$1.csr"
}
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$key" && request ec-p256
openssl genpkey -algorithm ED25519 -out "$key" && request ed25519
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out "$key" && request rsa-1024
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out "$key" && request rsa-pss
