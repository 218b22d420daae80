# Puppet's page on CSR attributes and certificate extensions: attributes and extensions by their numbers, and asn1parse of what was made
cat > c.cnf <<'X'
[req]
prompt=no
distinguished_name=dn
attributes=at
req_extensions=ex
[dn]
CN=node.example
[at]
challengePassword=pass1234
unstructuredName=un
1.3.6.1.4.1.34380.1.1.1=ED803750-E3C7-44F5-BB08-41A04433FE2E
[ex]
1.3.6.1.4.1.34380.1.1.4=ASN1:UTF8String:my_ami
X
openssl req -new -newkey rsa:2048 -nodes -keyout k -out r -config c.cnf 2>/dev/null; echo $?
openssl req -in r -noout -text -reqopt no_pubkey,no_sigdump
openssl asn1parse -in r | tail -30 | sed 's/l= *[0-9]*//;s/^ *[0-9]*//' | cut -c1-60 | head -22
openssl asn1parse -in r -strparse 4 -noout -out x; wc -c < x > /dev/null
openssl asn1parse -genstr 'UTF8:Hello' -out g.der -noout; xxd -p g.der; openssl asn1parse -genstr 'SEQUENCE:s' -genconf <(printf '[s]\na=INTEGER:5\nb=OID:1.2.3\n') 
openssl asn1parse -in g.der -inform DER -dump; openssl asn1parse -i -dlimit 3 -in g.der -inform DER
openssl asn1parse -oid <(echo '1.2.3.4.5 mySN my long name') -genstr OID:1.2.3.4.5
