openssl genrsa -out k 2048
openssl rsa -in k -noout -text > t
n=0x$(openssl rsa -in k -noout -modulus | cut -d= -f2)
g(){ sed -n "/^$1:/,/^[a-z]/p" t | grep '^ ' | tr -d ' :\n'; }
cat > a.cnf <<E
asn1=SEQUENCE:rsa_key

[rsa_key]
version=INTEGER:0
modulus=INTEGER:$n
pubExp=INTEGER:65537
privExp=INTEGER:0x$(g privateExponent)
p=INTEGER:0x$(g prime1)
q=INTEGER:0x$(g prime2)
e1=INTEGER:0x$(g exponent1)
e2=INTEGER:0x$(g exponent2)
coeff=INTEGER:0x$(g coefficient)
E
openssl asn1parse -genconf a.cnf -out k.der > /dev/null; openssl asn1parse -genconf a.cnf -noout -out k2.der; cmp k.der k2.der; openssl rsa -inform der -in k.der -check -noout; openssl rsa -in k.der -inform der -out k.pem; cmp k.pem k && echo same
printf 'asn1=SEQUENCE:pubkeyinfo\n[pubkeyinfo]\nalgorithm=SEQUENCE:rsa_alg\npubkey=BITWRAP,SEQUENCE:rsapubkey\n[rsa_alg]\nalgorithm=OID:rsaEncryption\nparameter=NULL\n[rsapubkey]\nn=INTEGER:%s\ne=INTEGER:0x10001\n' $n > p.cnf
openssl asn1parse -genconf p.cnf -out p.der -noout; openssl rsa -pubin -inform DER -in p.der -noout -modulus | wc -c
openssl asn1parse -genstr 'UTF8:hello' ; openssl asn1parse -genstr OID:1.2.3.4 -noout -out o.der; openssl asn1parse -genstr SEQUENCE:x; openssl asn1parse -in o.der -inform DER -dump; openssl asn1parse -genconf a.cnf -genstr UTF8:x
printf '1.2.3.4.5 shortName A long name\n2.999.1 sn2 ln2\n' > oids; openssl asn1parse -oid oids -in o.der -inform der
for t in BOOL:1 BOOLEAN:true BOOLEAN:N NULL INT:-1 INTEGER:0xff ENUM:3 ENUMERATED:1 OID:commonName OBJECT:1.2.3 UTCTIME:260101000000Z UTC:260101000000Z GENERALIZEDTIME:20260101000000Z GENTIME:20260101000000Z OCT:x OCTETSTRING:x FORMAT:HEX,OCT:00ff BITSTR:x BITSTRING:x FORMAT:BITLIST,BITSTR:1,5 UNIVERSALSTRING:x UNIV:x IA5:x IA5STRING:x UTF8:x UTF8String:x UTF8STRING:x BMP:x BMPSTRING:x VISIBLESTRING:x VISIBLE:x PRINTABLESTRING:x PRINTABLE:x T61:x T61STRING:x TELETEXSTRING:x GeneralString:x GENERALSTRING:x GENSTR:x GENSTRING:x NUMERIC:1 NUMERICSTRING:1 EXP:0,INT:1 EXPLICIT:2A,INT:1 IMP:1,INT:1 IMPLICIT:1P,IA5:x OCTWRAP,INT:1 SEQWRAP,INT:1 SETWRAP,INT:1 BITWRAP,INT:1 FORM:UTF8,UTF8:é FORMAT:UTF8,BMP:é FORMAT:ASCII,IA5:x utf8:x Bool:1 INT:12345678901234567890123; do openssl asn1parse -genstr "$t"; done
cat > tn.conf <<'E'
asn1=SEQUENCE:tn_auth_list
[tn_auth_list]
field1=EXP:0,IA5:1234
E
openssl asn1parse -genconf tn.conf -out TN.der
printf '[req]\ndistinguished_name=d\nreq_extensions=v3_req\n[d]\ncommonName="SHAKEN"\n[v3_req]\n' > o.conf
od -An -t x1 TN.der | sed -E -e 's/ +/:/g ; s/:$// ; s/^/1.3.6.1.5.5.7.1.26=DER/' >> o.conf
openssl req -new -nodes -key k -keyform PEM -out csr.pem -outform PEM -subj '/C=US/ST=VA/L=Somewhere/O=AcmeTelecom, Inc./OU=VOIP/CN=SHAKEN' -sha256 -config o.conf
