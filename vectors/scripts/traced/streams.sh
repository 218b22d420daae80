# Where output goes, where input comes from, and what is left behind where a script runs twice.
openssl genrsa -out key.pem 1024
openssl req -x509 -key key.pem -subj /CN=one -days 9 -out one.pem
openssl req -x509 -key key.pem -subj /CN=two -days 9 -out two.pem
cat one.pem two.pem > both.pem
(openssl x509 -noout -subject; openssl x509 -noout -subject; openssl x509 -noout -subject) < both.pem
cat both.pem | (openssl x509 -noout -subject; openssl x509 -noout -subject)
openssl x509 -noout -subject <<< "$(< two.pem)"
openssl x509 -noout -subject -in <(sed -n '1,/END/p' both.pem)
openssl verify -CAfile <(cat both.pem) one.pem
for place in /dev/stdout /dev/fd/1 /proc/self/fd/1 -; do openssl x509 -in one.pem -out $place | openssl x509 -noout -subject; done
openssl x509 -in one.pem -out /dev/stderr 2>&1 | openssl x509 -noout -subject
openssl x509 -in one.pem -out /dev/fd/7 7> seven.pem
openssl x509 -in one.pem -out >(openssl x509 -noout -subject > eight.txt); wait $!; cat eight.txt
mkfifo pipe
cat pipe > nine.pem & openssl x509 -in two.pem -out pipe; wait; test -p pipe && echo a pipe still
cat one.pem > pipe & openssl x509 -in pipe -noout -subject; wait
rm pipe
# Words that come from elsewhere.
printf 'first\nsecond\n' > words
openssl rsa -in key.pem -aes256 -passout file:words -out first.key
openssl rsa -in first.key -passin file:words -passout file:words -aes128 -out second.key
openssl rsa -in second.key -passin pass:second -noout -check
openssl rsa -in second.key -passin fd:5 -noout -check 5<<< second
printf 'second\nthird\n' | openssl rsa -in second.key -passin stdin -aes256 -passout stdin -out third.key
printf third | openssl rsa -in third.key -passin stdin -noout -check
PW=third openssl rsa -in third.key -passin env:PW -noout -check
echo third | setsid -w openssl rsa -in third.key -noout -check
yes '' | openssl req -new -key key.pem -out yes.csr
openssl req -in yes.csr -noout -subject
printf 'XYZ\nDE\n.\n\nOrg\n\nname\n\n\n\n' | openssl req -new -key key.pem -out asked.csr
openssl req -in asked.csr -noout -subject
openssl req -new -key key.pem -out none.csr < /dev/null
echo 'DE' | openssl req -new -key key.pem -out none.csr
# Outputs that are there already.
umask 022
echo old > t; ln -s t link; openssl x509 -in one.pem -out link; test -L link && openssl x509 -in t -noout -subject
ln -s later dangling; openssl x509 -in two.pem -out dangling; test -L dangling && openssl x509 -in later -noout -subject
echo old > m; chmod 664 m; openssl x509 -in one.pem -out m; stat -c %a m
umask 077; openssl x509 -in one.pem -out narrow; stat -c %a narrow; umask 022
echo old > kept; openssl x509 -in gone.pem -out kept; cat kept
echo old > kept; openssl req -new -key gone.pem -subj /CN=x -out kept; cat kept
openssl x509 -in one.pem -out nowhere/one.pem
mkdir place; openssl x509 -in one.pem -out place
openssl x509 -in one.pem -out 'two words.pem'; openssl x509 -in 'two words.pem' -noout -subject
openssl x509 -in one.pem -out bücher.pem; openssl x509 -in bücher.pem -noout -subject
openssl x509 -in one.pem -out -dashed.pem; openssl x509 -in -dashed.pem -noout -subject; openssl x509 -in ./-dashed.pem -noout -subject
(cd place; openssl x509 -in ../one.pem -out ../from-below.pem; openssl x509 -in ../from-below.pem -noout -subject)
# The same calls twice.
mkdir -p ca/new; : > ca/index.txt; echo 01 > ca/serial; echo 01 > ca/crlnumber
cat > ca.cnf <<'C'
[ca]
default_ca = it
[it]
dir = ca
database = $dir/index.txt
serial = $dir/serial
crlnumber = $dir/crlnumber
new_certs_dir = $dir/new
certificate = one.pem
private_key = key.pem
default_md = sha256
default_days = 9
default_crl_days = 9
policy = any
[any]
commonName = supplied
C
openssl req -new -key key.pem -subj /CN=site -out site.csr
for round in 1 2; do
  openssl ca -config ca.cnf -batch -notext -in site.csr -out site.pem
  openssl ca -config ca.cnf -gencrl -out site.crl
  cat ca/serial ca/crlnumber; cut -f 1,4,6 ca/index.txt; ls ca ca/new
done
openssl ca -config ca.cnf -revoke site.pem -crl_reason superseded
openssl ca -config ca.cnf -revoke site.pem
openssl ca -config ca.cnf -status 01
openssl ca -config ca.cnf -status 77
echo 'unique_subject = no' > ca/index.txt.attr
printf 'n\n' | openssl ca -config ca.cnf -in site.csr -out no.pem; test -s no.pem; cat ca/serial
printf 'y\nn\n' | openssl ca -config ca.cnf -in site.csr -out no.pem; test -s no.pem; cat ca/serial
openssl ca -config ca.cnf -in site.csr -out no.pem < /dev/null; test -s no.pem; cat ca/serial
openssl ca -config ca.cnf -batch -notext -in site.csr -out ca/gone/site.pem; cat ca/serial; cut -f 1 ca/index.txt
printf 'y\ny\n' | openssl ca -config ca.cnf -notext -in site.csr -out yes.pem; cat ca/serial
for round in 1 2; do openssl x509 -req -in site.csr -CA one.pem -CAkey key.pem -CAcreateserial -days 3 -out again$round.pem; ls *.srl; done
cmp -s again1.pem again2.pem; openssl verify -CAfile one.pem again1.pem again2.pem
echo 0F > n.srl; openssl x509 -req -in site.csr -CA one.pem -CAkey key.pem -CAserial n.srl -out n.pem; cat n.srl
printf ff > n.srl; openssl x509 -req -in site.csr -CA one.pem -CAkey key.pem -CAserial n.srl -out n.pem; cat n.srl
