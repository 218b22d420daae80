#!/bin/bash
# Makes every file of this folder anew with the real OpenSSL 3.0, and records what it prints about them.
#
#   ./make.sh             keeps the keys and the randomised files that are here, makes the rest
#   ./make.sh --new-keys  makes those anew as well
#
# Needs bash, openssl 3.0 and faketime, which stops the clock at one instant so that dates are reproducible.
set -euo pipefail
cd "$(dirname "$0")"
export LC_ALL=C TZ=UTC CERTWRIGHT_TEST_HOST=env.example.test OPENSSL_CONF=/dev/null
NOW='2026-01-01 00:00:00'

if [ "${1:-}" = --new-keys ]; then rm -rf keys randomised; fi
mkdir -p keys randomised certs requests crls ocsp ts others
rm -f certs/* requests/* crls/* ocsp/* ts/* others/* ./*.txt

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

at_now() { faketime -f "$NOW" "$@"; }

# keep FILE COMMAND: a file whose bytes are random; made only where it is missing.
keep() { [ -s "$1" ] || at_now sh -c "$2" >"$1" 2>/dev/null || { rm -f "$1"; echo "failed: $2" >&2; exit 1; }; }

# rebuild FILE COMMAND: a file whose bytes follow from the command; certwright must make the same.
rebuild() {
    at_now sh -c "$2" >"$1" 2>"$scratch/err" || { echo "failed: $2" >&2; cat "$scratch/err" >&2; exit 1; }
    printf '%s\t%s\n' "$1" "$2" >>rebuild.txt
}

# record TOPIC COMMAND: what the command prints and how it ends, appended to TOPIC.txt.
record() {
    local status=0
    at_now sh -c "$2" >"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
    {
        printf '$ %s\n' "$2"
        sed 's/^/> /' "$scratch/out"
        if [ -s "$scratch/out" ] && [ "$(tail -c1 "$scratch/out" | od -An -tx1)" != " 0a" ]; then printf '\n\\\n'; fi
        # What goes to standard error is part of the promise where the command succeeds, and for `verify`.
        case "$status $2" in
        "0 "* | *"openssl verify"*) sed -E '/^[0-9A-F]+:error:/d; s/^/! /' "$scratch/err" ;;
        esac
        printf '= %s\n' "$status"
    } >>"$1.txt"
}

for part in keys build look_keys look_requests look_certificates look_crls look_pkcs12 look_pkcs7 ocsp ts symmetric others act; do . "recipes/$part.sh"; done

# Every option that every command lists.
for command in $(openssl list -1 -commands); do
    openssl "$command" -help 2>&1 | sed -nE "s/^ -([A-Za-z0-9*][^ ]*)( ([^ ]+))?(  .*)?$/$command \\1 \\3/; T; s/ $//; /\.\.\./d; p"
done >options.txt
