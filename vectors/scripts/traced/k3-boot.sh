# Texas Instruments' K3: certificates around boot images, whose extensions are sequences of numbers and digests; U-Boot's binman
openssl genrsa -F4 -out custMpk.pem 2048 2>/dev/null; head -c 4096 /dev/zero > image.bin
sha=$(openssl dgst -sha512 -hex image.bin | sed -e 's/^.*= //g'); size=$(stat -c %s image.bin)
cat > x509.txt <<END
[ req ]
distinguished_name     = req_distinguished_name
x509_extensions        = v3_ca
prompt                 = no
dirstring_type         = nobmp

[ req_distinguished_name ]
C                      = US
ST                     = TX
L                      = Dallas
O                      = Texas Instruments Incorporated
OU                     = Processors
CN                     = TI Support
emailAddress           = support@ti.com

[ v3_ca ]
basicConstraints       = CA:true
1.3.6.1.4.1.294.1.1    = ASN1:SEQUENCE:boot_seq
1.3.6.1.4.1.294.1.2    = ASN1:SEQUENCE:image_integrity
1.3.6.1.4.1.294.1.3    = ASN1:SEQUENCE:swrv
1.3.6.1.4.1.294.1.8    = ASN1:SEQUENCE:debug
# 1.3.6.1.4.1.294.1.4  = ASN1:SEQUENCE:encryption

[ boot_seq ]
certType               = INTEGER:1
bootCore               = INTEGER:16
bootCoreOpts           = INTEGER:0
destAddr               = FORMAT:HEX,OCT:41c00000
imageSize              = INTEGER:$size

[ image_integrity ]
shaType                = OID:2.16.840.1.101.3.4.2.3
shaValue               = FORMAT:HEX,OCT:$sha

[ swrv ]
swrv                   = INTEGER:0

[ debug ]
debugUID               = FORMAT:HEX,OCT:0000000000000000000000000000000000000000000000000000000000000000
debugType              = INTEGER:4
coreDbgEn              = INTEGER:0
coreDbgSecEn           = INTEGER:0
END
openssl req -new -x509 -key custMpk.pem -nodes -outform der -out x509cert.bin -config x509.txt -sha512; openssl x509 -in x509cert.bin -inform DER -noout -text -certopt no_serial,no_validity,no_pubkey,no_sigdump
openssl req -new -x509 -key custMpk.pem -nodes -outform DER -out x509cert2.bin -config x509.txt -sha512 -days 36500; openssl x509 -inform DER -in x509cert2.bin -out x509cert2.pem
cat x509cert.bin image.bin > tiboot3.bin; openssl asn1parse -inform DER -in tiboot3.bin 2>/dev/null | grep -A2 '294.1.[12]' | sed 's/^.*: //'; openssl asn1parse -inform DER -in x509cert.bin | grep -c 'OCTET STRING'
openssl x509 -inform DER -in x509cert.bin -noout -ext 1.3.6.1.4.1.294.1.3; openssl rsa -in custMpk.pem -pubout -outform DER 2>/dev/null | openssl asn1parse -inform DER -strparse 19 | head -3; openssl rsa -in custMpk.pem -text -noout | sed -n '/modulus/,/publicExponent/p' | grep -v : ; openssl rsa -in custMpk.pem -noout -modulus | cut -d= -f2 | tr -d '\n' | wc -c
openssl enc -aes-256-cbc -e -in image.bin -out image-enc.bin -K 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff -iv 00112233445566778899aabbccddeeff -nopad; openssl sha256 image-enc.bin
rm custMpk.pem
