# What decides without being named: variables, the configuration's own machinery, who runs it.
unset SSL_CERT_FILE SSL_CERT_DIR
cat > own.cnf <<'C'
openssl_conf = modules
name = outer

[modules]
oid_section = numbers

[numbers]
shoeSize = Shoe size, 1.3.6.1.4.1.55555.1
hatSize = 1.3.6.1.4.1.55555.2

[place]
name = inner
there = ${place::name}/$name/${default::name}

[req]
distinguished_name = dn
prompt = no
x509_extensions = ca

[dn]
commonName = $place::there
shoeSize = 46
organizationName = $ENV::ORG
organizationalUnitName = \$name \# "two # words" 'three'
localityName = a\
b\
c

[ca]
basicConstraints = critical,CA:TRUE
subjectKeyIdentifier = hash
nsComment = "  kept  "
C
export ORG='An Org'
openssl req -x509 -newkey rsa:1024 -nodes -keyout ca.key -days 9 -config own.cnf -out ca.pem
openssl x509 -in ca.pem -noout -subject
OPENSSL_CONF=own.cnf openssl req -new -key ca.key -out conf.csr
OPENSSL_CONF=own.cnf openssl req -in conf.csr -noout -subject -nameopt multiline
OPENSSL_CONF= openssl req -new -key ca.key -subj /CN=x -out no.csr
OPENSSL_CONF=/nonexistent openssl req -new -key ca.key -subj /CN=x -out gone.csr
OPENSSL_CONF=/nonexistent openssl x509 -in ca.pem -noout -enddate
OPENSSL_CONF=/dev/null openssl x509 -in ca.pem -noout -subject
unset ORG
openssl req -new -key ca.key -config own.cnf -out none.csr
ORG= openssl req -new -key ca.key -config own.cnf -out empty.csr
# Line ends, byte order marks, no last line end, included files.
sed 's/$/\r/' own.cnf > crlf.cnf
ORG=x openssl req -new -key ca.key -config crlf.cnf -out crlf.csr
printf '\357\273\277[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = marked' > bom.cnf
openssl req -new -key ca.key -config bom.cnf -out bom.csr
mkdir -p inc/d
printf '[dn]\nCN = included\n' > inc/d/10-dn.cnf
printf 'not a configuration' > inc/d/20.txt
printf '.include inc/d\n[req]\ndistinguished_name = dn\nprompt = no\n' > dir.cnf
openssl req -new -key ca.key -config dir.cnf -out dir.csr
printf '.include d/10-dn.cnf\n[req]\ndistinguished_name = dn\nprompt = no\n' > rel.cnf
openssl req -new -key ca.key -config rel.cnf -out rel.csr
OPENSSL_CONF_INCLUDE=inc openssl req -new -key ca.key -config rel.cnf -out rel.csr
printf '.include missing.cnf\n[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = alone\n' > gone.cnf
openssl req -new -key ca.key -config gone.cnf -out gone.csr
for broken in '[req' '[dn]\nCN = ${x' '[dn]\nCN = $nowhere' 'words alone' '.pragma = nosuch:true'; do
  printf "[req]\ndistinguished_name = dn\n$broken\n" > broken.cnf
  openssl req -new -key ca.key -config broken.cnf -out broken.csr
done
# Where trust comes from.
openssl req -new -newkey rsa:1024 -nodes -keyout leaf.key -subj /CN=leaf -out leaf.csr
openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -set_serial 2 -days 5 -out leaf.pem
openssl verify leaf.pem
SSL_CERT_FILE=ca.pem openssl verify leaf.pem
SSL_CERT_FILE=gone.pem openssl verify leaf.pem
SSL_CERT_FILE=own.cnf openssl verify leaf.pem
SSL_CERT_FILE=ca.pem openssl verify -no-CAfile leaf.pem
mkdir one two
cp ca.pem two
openssl rehash two
SSL_CERT_DIR=two openssl verify leaf.pem
SSL_CERT_DIR=one:two openssl verify leaf.pem
SSL_CERT_DIR=/nonexistent:one openssl verify leaf.pem
SSL_CERT_DIR=two openssl verify -no-CApath -no-CAstore leaf.pem
for root in /etc/ssl/certs/ca-certificates.crt; do
  openssl storeutl -noout -certs $root > listed || continue
  openssl x509 -in $root -out root.pem
  openssl verify root.pem
  SSL_CERT_DIR=one openssl verify root.pem
done
rm -f root.pem
# Where others are at home.
TZ=America/New_York LC_ALL=de_DE.UTF-8 openssl x509 -in leaf.pem -noout -subject -dates
HOME=/nonexistent RANDFILE=seed openssl genrsa -out key.pem 1024
env -u HOME openssl rand -hex 4
ls
