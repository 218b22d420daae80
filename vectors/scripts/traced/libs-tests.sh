# requests', tonic's, Puma's, PyMongo's, libcurl-based and Go libraries' regeneration scripts and Makefiles
cat > Makefile <<'M'
.PHONY: all
all: root server
root:
	openssl req -x509 -sha256 -nodes -days 3650 -newkey rsa:1024 -keyout ca.key -out ca.crt -subj "/C=US/O=Python Software Foundation/OU=requests/CN=Root CA" -config ca.cnf -extensions v3_ca
server: root
	openssl genrsa -out server.key 1024
	openssl req -key server.key -config cert.cnf -new -out server.csr
	openssl x509 -req -CA ca.crt -CAkey ca.key -in server.csr -outform PEM -out server.pem -extfile cert.cnf -extensions v3_ca -days 7200 -CAcreateserial
	openssl x509 -in ca.crt -text -noout > /dev/null
M
printf '[req]\ndefault_bits=1024\nprompt=no\ndefault_md=sha256\nencrypt_key=no\ndistinguished_name=dn\n[dn]\nC=US\nCN=x\n[v3_ca]\nkeyUsage=critical,keyCertSign\nbasicConstraints=critical,CA:true,pathlen:0\nsubjectKeyIdentifier=hash\n' > ca.cnf; printf '[req]\nreq_extensions=v3_req\ndistinguished_name=dn\nprompt=no\n[dn]\nC=US\nCN=localhost\n[v3_req]\nbasicConstraints=CA:FALSE\nkeyUsage=nonRepudiation,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=@alt\n[alt]\nDNS.1=*.localhost\nDNS.2=localhost\nIP.1=127.0.0.1\nURI.1=http://localhost/\n[v3_ca]\nauthorityKeyIdentifier=keyid,issuer\nbasicConstraints=CA:FALSE\nsubjectAltName=@alt\n' > cert.cnf
make -s all; openssl verify -CAfile ca.crt server.pem; cat > san.cnf <<'C'
[req]
distinguished_name = d
req_extensions = r
[d]
[r]
subjectAltName = @a
[a]
otherName.1 = 1.3.6.1.4.1.311.20.2.3;UTF8:user@example
otherName.2 = 1.2.3.4;SEQUENCE:s
dirName.1 = dn
RID.1 = 1.2.3.4.5
email.1 = move
email.2 = a@b
IP.1 = 2001:db8::1
URI.1 = spiffe://example/ns/x
DNS.1 = xn--bcher-kva.example
[s]
a = INT:5
b = IMP:1,OCT:abc
[dn]
C = DE
O = A & B, "C"
1.OU = one
2.OU = two
C
sed -i '/email.1/d' san.cnf; openssl req -new -newkey rsa:1024 -nodes -keyout k -subj "/CN=x" -config san.cnf -out r; openssl req -in r -noout -text | sed -n '/Requested/,/Signature/p'; openssl x509 -req -in r -signkey k -copy_extensions copy -out c 2>/dev/null; openssl x509 -in c -noout -ext subjectAltName; openssl asn1parse -in c | grep -cE 'OBJECT'
openssl req -x509 -newkey rsa:1024 -nodes -keyout expired.key -out expired.crt -subj /CN=expired -days 1 -set_serial 0x1234; openssl x509 -in expired.crt -noout -serial; openssl x509 -x509toreq -in expired.crt -signkey expired.key -out back.csr; openssl req -in back.csr -noout -verify -subject; openssl req -in back.csr -noout -pubkey | cmp - <(openssl rsa -in expired.key -pubout 2>/dev/null); openssl req -x509 -in back.csr -key expired.key -days 2 -out again.crt; openssl x509 -in again.crt -noout -subject; openssl x509 -in expired.crt -signkey expired.key -days 3 -clrext -out re.crt; openssl x509 -in re.crt -noout -text | grep -c X509v3; openssl x509 -in expired.crt -trustout -addtrust serverAuth -setalias "Al" -out tr.pem; openssl x509 -in tr.pem -noout -alias -text | tail -6 | grep -v :..: ; openssl x509 -in tr.pem -out un.pem; head -1 tr.pem un.pem
