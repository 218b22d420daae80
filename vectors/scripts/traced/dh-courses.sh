# Diffie-Hellman parameters by genpkey and pkeyparam: courses, notes on RFC 7919, servers' instructions
openssl genpkey -genparam -algorithm DH -pkeyopt dh_paramgen_prime_len:512 -pkeyopt dh_paramgen_generator:2 -out dhp.pem 2>/dev/null; openssl pkeyparam -in dhp.pem -noout -check; openssl pkeyparam -in dhp.pem -text | grep -v ':$' | tail -1; openssl dhparam -in dhp.pem -check -noout
for g in ffdhe2048 ffdhe3072 ffdhe4096; do openssl genpkey -genparam -algorithm DH -pkeyopt group:$g -out $g.pem; openssl pkeyparam -in $g.pem -text -noout; sha256sum < $g.pem | cut -c1-8; openssl dhparam -in $g.pem -noout -text; done
openssl genpkey -genparam -algorithm DH -pkeyopt group:none; openssl genpkey -genparam -algorithm RSA; openssl pkeyparam -in none.pem
