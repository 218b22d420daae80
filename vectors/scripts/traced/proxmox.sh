# Proxmox VE's certificates, Univention-like renewals, Nextcloud, Zammad, Mailcow, Mail-in-a-Box, iRedMail
openssl req -batch -days 3650 -new -x509 -nodes -newkey rsa:1024 -keyout pve-root-ca.key -out pve-root-ca.pem -subj "/CN=Proxmox Virtual Environment/OU=$(printf abcd-ef)/O=PVE Cluster Manager CA/"
echo 01 > pve-root-ca.srl; openssl genrsa -out pve-ssl.key 1024
cat > pvesslreq.cnf <<'C'
RANDFILE = /root/.rnd
extensions = v3_req
[ req ]
default_bits = 1024
distinguished_name = req_distinguished_name
req_extensions = v3_req
prompt = no
string_mask = nombstr
[ req_distinguished_name ]
organizationalUnitName = PVE Cluster Node
organizationName = Proxmox Virtual Environment
commonName = node1.example.com
[ v3_req ]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1,IP:::1,DNS:localhost,IP:192.0.2.10,DNS:node1,DNS:node1.example.com
C
openssl req -batch -new -config pvesslreq.cnf -key pve-ssl.key -out req.tmp; openssl x509 -req -in req.tmp -days 730 -out pve-ssl.pem -CAkey pve-root-ca.key -CA pve-root-ca.pem -CAserial pve-root-ca.srl -extfile pvesslreq.cnf; cat pve-root-ca.srl
openssl verify -CAfile pve-root-ca.pem pve-ssl.pem; openssl x509 -in pve-ssl.pem -noout -ext subjectAltName
openssl genrsa -out ssl_private_key.pem 1024; openssl req -new -key ssl_private_key.pem -sha256 -out c.csr -subj "/CN=box.example.com"; openssl x509 -req -days 365 -in c.csr -signkey ssl_private_key.pem -out ssl_certificate.pem
openssl req -inform PEM -noout -text -in c.csr | grep 'Subject:'; openssl x509 -in ssl_certificate.pem -noout -sha256 -fingerprint | cut -c1-20
openssl x509 -enddate -noout -in ssl_certificate.pem | cut -d= -f1; openssl x509 -noout -subject -issuer -in ssl_certificate.pem -nameopt sname,utf8 
openssl rand -base64 48 | tr -d /=+ | cut -c -20 | wc -c; openssl rand -hex 16 | wc -c; LC_ALL=C openssl rand -base64 30 | head -c 24 | wc -c; openssl passwd -6 -salt abcdefgh pw; openssl passwd -1 -salt xx pw; echo pw | openssl passwd -apr1 -salt yy -stdin; echo pw | openssl passwd -5 -salt zz -stdin -table
(printf 'DE\n.\nBerlin\nO\n\nhost\na@b.c\n') | openssl req -x509 -nodes -newkey rsa:1024 -days 9 -keyout ik.pem -out ic.pem; openssl x509 -in ic.pem -noout -subject
