# Fedora's and Red Hat's /etc/pki/tls/certs/Makefile, make-dummy-cert and renew-dummy-cert
umask 77
answers() { echo --; echo SomeState; echo SomeCity; echo SomeOrganization; echo SomeOrganizationalUnit; echo "$1"; echo root@"$1"; }
answers host.example | openssl req -newkey rsa:2048 -keyout pem1 -nodes -x509 -days 365 -out pem2 2>/dev/null; cat pem1 > dummy.pem; echo "" >> dummy.pem; cat pem2 >> dummy.pem; openssl x509 -in dummy.pem -noout -subject -issuer; openssl rsa -in dummy.pem -noout -check; ls -l dummy.pem | cut -c1-10
sleep 1.1 # so that the dates differ, and with them the certificates
openssl x509 -in dummy.pem -signkey dummy.pem -days 365 -out pem3 2>/dev/null; openssl x509 -in pem3 -noout -subject; openssl verify -CAfile pem3 pem2
openssl genrsa -aes128 -passout pass:abcd 2048 2>/dev/null > server.key; answers www.example > a; (cat a; echo; echo) | openssl req -utf8 -new -key server.key -passin pass:abcd -out server.csr 2>/dev/null; openssl req -in server.csr -noout -subject -verify
answers www.example | openssl req -utf8 -new -key server.key -passin pass:abcd -x509 -days 365 -out server.crt -set_serial 0 2>/dev/null; openssl x509 -in server.crt -noout -serial -subject
cat > Makefile <<'END'
UTF8 := $(shell locale -c LC_CTYPE -k | grep -q charmap.*UTF-8 && echo -utf8)
SERIAL=0
DAYS=365
KEYLEN=2048
TYPE=rsa:$(KEYLEN)
SUBJ=-subj /C=--/CN=made
EXTRA_FLAGS=
.PHONY: all
.SUFFIXES: .key .csr .crt .pem
.PRECIOUS: %.key %.csr %.crt %.pem
all: made.pem other.csr other.crt
%.pem:
	umask 77 ; \
	PEM1=`/bin/mktemp /tmp/openssl.XXXXXX` ; \
	PEM2=`/bin/mktemp /tmp/openssl.XXXXXX` ; \
	openssl req $(UTF8) -newkey $(TYPE) -keyout $$PEM1 -nodes -x509 -days $(DAYS) -out $$PEM2 $(SUBJ) $(EXTRA_FLAGS) ; \
	cat $$PEM1 >  $@ ; \
	echo ""    >> $@ ; \
	cat $$PEM2 >> $@ ; \
	$(RM) $$PEM1 $$PEM2
%.key:
	umask 77 ; openssl genrsa $(KEYLEN) > $@
%.csr: %.key
	umask 77 ; openssl req $(UTF8) -new -key $^ -out $@ $(SUBJ)
%.crt: %.key
	umask 77 ; openssl req $(UTF8) -new -key $^ -x509 -days $(DAYS) -out $@ $(EXTRA_FLAGS) $(SUBJ) -set_serial $(SERIAL)
END
make -s 2>/dev/null; openssl x509 -in made.pem -noout -subject; openssl req -in other.csr -noout -subject; openssl x509 -in other.crt -noout -serial; ls
rm -f *.key *.pem pem? a
