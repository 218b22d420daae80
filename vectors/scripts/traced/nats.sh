# NATS' test certificates: configurations by process substitution, OCSP locations, status_request
mkdir -p demoCA/newcerts; touch demoCA/index.txt; echo 01 > demoCA/serial
dn() { echo "
	[ req ]
	prompt = no
	distinguished_name = req_distinguished_name
	string_mask = utf8only
	utf8 = yes
	$2
	[ req_distinguished_name ]
	C = US
	ST = CA
	L = San Francisco
	O = Synadia
	OU = nats.io
	CN = localhost $1
	[ v3_req ]
	subjectAltName = @alt_names
	[ alt_names ]
	IP.1 = 127.0.0.1
	IP.2 = 0:0:0:0:0:0:0:1
	DNS.1 = localhost
	DNS.2 = $1.localhost"; }
ca() { echo "
	[ ca ]
	default_ca = ca_default
	[ ca_default ]
	dir = ./demoCA
	database = ./demoCA/index.txt
	new_certs_dir = ./demoCA/newcerts
	serial = ./demoCA/serial
	default_md = default
	policy = policy_anything
	x509_extensions	= ext
	default_md = sha256
	default_enddate = 20291014135726Z
	copy_extensions = copy
	[ policy_anything ]
	countryName = optional
	stateOrProvinceName = optional
	localityName = optional
	organizationName = optional
	organizationalUnitName = optional
	commonName = supplied
	emailAddress = optional
	[ ext ]
	$1"; }
openssl genrsa -out ca-key.pem 2>/dev/null
openssl req -new -key ca-key.pem -out ca-csr.pem -config <(dn ca)
openssl ca -batch -keyfile ca-key.pem -selfsign -notext -config <(ca "subjectKeyIdentifier=hash
	authorityKeyIdentifier=keyid:always,issuer
	basicConstraints = critical,CA:true") -out ca-cert.pem -infiles ca-csr.pem
for n in server status url; do openssl genrsa -out $n-key.pem 1024
openssl req -new -key $n-key.pem -out $n-csr.pem -config <(dn $n "req_extensions = v3_req")
case $n in server) e=;; status) e="tlsfeature = status_request";; url) e="authorityInfoAccess = OCSP;URI:http://127.0.0.1:8888
	tlsfeature = status_request, 17";; esac
openssl ca -batch -keyfile ca-key.pem -cert ca-cert.pem -notext -config <(ca "basicConstraints = CA:FALSE
	keyUsage = nonRepudiation, digitalSignature, keyEncipherment
	$e
	extendedKeyUsage = serverAuth, clientAuth") -out $n-cert.pem -infiles $n-csr.pem; done
openssl verify -CAfile ca-cert.pem *-cert.pem
openssl x509 -in url-cert.pem -noout -ocsp_uri -ext tlsfeature
openssl x509 -noout -text -in server-cert.pem -certopt no_pubkey,no_sigdump,no_serial,no_validity | grep -v :.*:
