# Alpine's abuild-keygen, abuild-sign and apk's verification by hand; FreeBSD's pkg and poudriere; Void's xbps
openssl genrsa -out build@example.org.rsa 2048 2>/dev/null; openssl rsa -in build@example.org.rsa -pubout -out build@example.org.rsa.pub 2>/dev/null; umask 077; openssl genrsa 2048 2>/dev/null > other.rsa; ls -l other.rsa | cut -c1-10
printf 'C:Q1\nP:hello\n' > APKINDEX; tar -c --mtime=@0 --owner=0 --group=0 --numeric-owner APKINDEX | gzip -n -9 > APKINDEX.unsigned.tar.gz
openssl dgst -sha1 -sign build@example.org.rsa -out .SIGN.RSA.build@example.org.rsa.pub APKINDEX.unsigned.tar.gz; wc -c < .SIGN.RSA.build@example.org.rsa.pub
openssl dgst -sha1 -verify build@example.org.rsa.pub -signature .SIGN.RSA.build@example.org.rsa.pub APKINDEX.unsigned.tar.gz; openssl dgst -sha256 -verify build@example.org.rsa.pub -signature .SIGN.RSA.build@example.org.rsa.pub APKINDEX.unsigned.tar.gz; openssl rsa -in other.rsa -pubout -out other.pub; openssl dgst -sha1 -verify other.pub -signature .SIGN.RSA.build@example.org.rsa.pub APKINDEX.unsigned.tar.gz
openssl rsa -passin pass:x -in build@example.org.rsa -check -noout; openssl sha1 -binary APKINDEX | openssl base64 | sed 's/^/Q1/'
# pkg: a sum comes on standard input, and the signature and the public key go out between words
sign() { read -t 2 sum; [ -z "$sum" ] && return 1; echo SIGNATURE; echo -n "$sum" | openssl dgst -sign build@example.org.rsa -sha256 -binary > sig; wc -c < sig; echo CERT; cat build@example.org.rsa.pub; echo END; }
sha256sum APKINDEX | cut -d' ' -f1 | sign; echo -n "$(sha256sum APKINDEX | cut -d' ' -f1)" | openssl dgst -sha256 -verify build@example.org.rsa.pub -signature sig
openssl sha256 -r APKINDEX | awk '{print $1}'; openssl pkey -in build@example.org.rsa.pub -pubin -outform DER | openssl sha256 | wc -c
openssl dgst -sha256 -sign build@example.org.rsa -out APKINDEX.sig2 APKINDEX; openssl dgst -sha256 -verify build@example.org.rsa.pub -signature APKINDEX.sig2 < APKINDEX; ssh-keygen -i -m PKCS8 -f build@example.org.rsa.pub > x.ssh; ssh-keygen -l -E md5 -f x.ssh | cut -c1-8
rm -f *.rsa
