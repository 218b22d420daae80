#!/usr/bin/env bash
# Makes the files of this folder that README.md marks as made here, with OpenSSL 3.0 and Python 3; the key is thrown away.
#
# usage: vectors/unusual/make.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
key=$(mktemp)
trap 'rm -f "$key"' EXIT
openssl genrsa -out "$key" 2048 2>/dev/null
make() { # OUT ISSUER-OPTIONS… -- EXTENSIONS…
    local out=$1 options=() extensions=()
    shift
    while [[ $1 != -- ]]; do options+=("$1"); shift; done
    shift
    for extension in "$@"; do extensions+=(-addext "$extension"); done
    openssl req -new -key "$key" -config <(printf '[req]\ndistinguished_name=n\n[n]\n') -subj "/CN=${out%.*}" "${extensions[@]}" |
        openssl x509 -req -days 3650 -copy_extensions copy "${options[@]}" -out "$out" 2>/dev/null
}
make oid-root.pem -signkey "$key" -- basicConstraints=critical,CA:TRUE certificatePolicies=2.5.29.32.0
by=(-CA oid-root.pem -CAkey "$key" -set_serial 2)
make oid-leaf.pem "${by[@]}" -- subjectAltName=DNS:l.example,RID:2.999.18446744073709551616 \
    certificatePolicies=2.25.329800735698586629295641978511506172918 extendedKeyUsage=serverAuth,2.999.1 \
    1.2.18446744073709551616.3=ASN1:NULL
make kuempty.pem "${by[@]}" -- keyUsage=DER:03:01:00
make leafbad.pem "${by[@]}" -- subjectAltName=DNS:l.example
python3 - <<'PYTHON'
import base64, re

def change(name, old, new):
    """Replaces the last occurrence, which is outside what is signed."""
    text = open(name).read()
    der = base64.b64decode("".join(text.splitlines()[1:-1]))
    at = der.rindex(old)
    der = der[:at] + new + der[at + len(old):]
    body = base64.b64encode(der).decode()
    lines = "\n".join(re.findall(".{1,64}", body))
    open(name, "w").write(f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n")

# The parameters beside the signature: a REAL where NULL belongs.
sha256_with_rsa = bytes.fromhex("06092a864886f70d01010b")
change("leafbad.pem", sha256_with_rsa + b"\x05\x00", sha256_with_rsa + b"\x09\x00")
PYTHON
