# Samba wiki / Windows smart-card logon extension files
printf '[req]\ndistinguished_name=d\nprompt=no\n[d]\nC=US\nO=SAMBA\nCN=%s\n' dc.example.com > r.cnf
cat > e.cnf <<'E'
[dc]
crlDistributionPoints=URI:http://crl/crl.pem
basicConstraints=CA:FALSE
nsCertType=server
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
nsComment="Domain Controller Certificate"
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid,issuer
subjectAltName=@dc_subjalt
nsCaRevocationUrl=http://crl/crl.pem
extendedKeyUsage=clientAuth,serverAuth,1.3.6.1.5.2.3.5
1.3.6.1.4.1.311.20.2=ASN1:BMPString:DomainController
[dc2]
1.3.6.1.4.1.311.20.2=ASN1:BMP:DomainController
subjectAltName=@dc_subjalt
msSmartcardLogin=ASN1:NULL
[user]
extendedKeyUsage=clientAuth,1.3.6.1.4.1.311.20.2.2,msSmartcardLogin
subjectAltName=otherName:1.3.6.1.4.1.311.20.2.3;UTF8:${ENV::UPN},email:copy
[user2]
subjectAltName=otherName:msUPN;UTF8:a@b
[dc_subjalt]
DNS=dc.example.com
otherName=1.3.6.1.4.1.311.25.1;FORMAT:HEX,OCTETSTRING:9DEB9BC4AE1C4EBB8A0BB4F3C14AA1A6
E
openssl req -x509 -newkey rsa:2048 -nodes -keyout cak -out ca -days 30 -config r.cnf -subj /CN=ca; openssl req -new -newkey rsa:2048 -nodes -keyout k -out r -config r.cnf
for s in dc dc2 user user2; do UPN=a@b openssl x509 -req -in r -CA ca -CAkey cak -CAcreateserial -extfile e.cnf -extensions $s -out $s.crt -days 4; done
openssl x509 -req -in r -CA ca -CAkey cak -extfile e.cnf -extensions user -out no.crt; echo $?
