# ca and req with attribute types of their own (oid_section), RANDFILE, attributes and extensions appended by process substitution: OpenLDAP's and FreeIPA's notes, Apereo, eIDAS profiles
cat > c.cnf <<EOF
RANDFILE = seed
oid_section = own
[ own ]
badge = 1.3.6.1.4.1.99999.1
level = 1.3.6.1.4.1.99999.2
[ ca ]
default_ca = it
[ it ]
dir = .
database = index.txt
new_certs_dir = .
serial = serial
private_key = ca.key
certificate = ca.pem
default_md = sha256
default_days = 3
copy_extensions = copy
policy = policy
x509_extensions = leaf
[ policy ]
commonName = supplied
badge = optional
level = match
[ req ]
prompt = no
distinguished_name = name
[ name ]
commonName = Authority
level = high
[ leaf ]
basicConstraints = CA:FALSE
badge = ASN1:UTF8:17
EOF
: > index.txt; echo 01 > serial; openssl req -config c.cnf -x509 -newkey rsa:1024 -nodes -keyout ca.key -out ca.pem 2>/dev/null; openssl req -config c.cnf -newkey rsa:1024 -nodes -keyout k -subj /CN=leaf/badge=17/level=high -addext subjectAltName=dirName:n -config <(cat c.cnf; printf '[n]\nCN=n\nbadge=18\n') -out r 2>/dev/null
openssl req -config c.cnf -in r -noout -subject; openssl req -in r -noout -subject; openssl ca -config c.cnf -batch -in r -out l -notext 2>&1 | grep -v 'until\|^$'; openssl x509 -in l -noout -subject -nameopt oid; openssl x509 -in l -noout -ext subjectAltName,basicConstraints
openssl req -config c.cnf -new -key k -subj /CN=leaf/level=low | openssl ca -config c.cnf -batch -in /dev/stdin -out m 2>/dev/null; ls m 2>/dev/null; openssl ca -config c.cnf -gencrl -crldays 1 2>/dev/null | openssl crl -noout -issuer; stat -c '%n %a' seed; sed 's/^own/other/;s/\[ own/[ other/' c.cnf > d.cnf; openssl ca -config d.cnf -batch -in r -out o > /dev/null 2>&1; ls o 2>/dev/null
