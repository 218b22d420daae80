# codes and requests that shells compute: one-time passwords, AWS' signature version 4, Azure's and S3's older ones, webhooks of Slack and Stripe, memcached's tokens
totp() { printf '%016x' $2 | xxd -r -p | openssl dgst -sha1 -mac HMAC -macopt hexkey:$1 -binary | xxd -p; }
for t in 1 37037036 41152263; do h=$(totp 3132333435363738393031323334353637383930 $t); o=$((16#${h:39:1} * 2)); printf '%08d\n' $(( (16#${h:$o:8} & 0x7fffffff) % 100000000 )); done
hmac() { printf %s "$2" | openssl dgst -sha256 -mac HMAC -macopt "$1" | sed 's/^.* //'; }
k=$(hmac key:AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY 20150830); for part in us-east-1 iam aws4_request; do k=$(hmac hexkey:$k $part); done; echo $k
hmac hexkey:$k "AWS4-HMAC-SHA256
20150830T123600Z
20150830/us-east-1/iam/aws4_request
f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59"
printf '' | openssl dgst -sha256 -hex | sed 's/^.* //'; printf 'PUT\n\ntext/plain\nx\n/b/f' | openssl sha1 -hmac secret -binary | openssl base64; printf 'GET\n' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf c2VjcmV0 | base64 -d | xxd -p -c256) -binary | base64 -w0; echo
body='token=x&team=T1'; echo "v0=$(printf 'v0:%s:%s' 1531420618 "$body" | openssl dgst -sha256 -hmac 8f742231b10e | awk '{print $NF}')"; printf '%s.%s' 1492774577 '{}' | openssl sha256 -hmac whsec -r | cut -d' ' -f1
printf x | openssl sha512 -hmac "key with spaces" | cut -d= -f2 | tr -d ' '; printf x | openssl dgst -sha384 -hmac '' ; printf x | openssl dgst -md5 -hmac k -binary | xxd -p; printf x | openssl mac -digest SHA256 -macopt key:k HMAC; printf x | openssl dgst -hmac k; printf x | openssl dgst -sha256 -hmac k -hex -c; printf x | openssl dgst -sha256 -hmac -r -hex 2>/dev/null; printf x | openssl dgst -sha256 -mac HMAC -macopt KEY:k; printf x | openssl dgst -sha256 -mac HMAC -macopt hexkey:0g; printf x | openssl dgst -sha256 -mac HMAC
