# MySQL manual: openssl.cnf reworked with a demoCA
DIR=$PWD/openssl; PRIV=$DIR/private
mkdir $DIR $PRIV $DIR/newcerts
cp /etc/ssl/openssl.cnf $DIR/openssl.cnf
sed -i "s#./demoCA#$DIR#" $DIR/openssl.cnf
touch $DIR/index.txt
echo "01" > $DIR/serial
openssl req -new -x509 -keyout $PRIV/cakey.pem -out $DIR/ca.pem -days 3600 -config $DIR/openssl.cnf -passout pass:aaaa <<E
FI
.

MySQL AB

MySQL admin

E
cp $DIR/ca.pem $DIR/cacert.pem
openssl req -new -keyout $DIR/server-key.pem -out $DIR/server-req.pem -days 3600 -config $DIR/openssl.cnf -passout pass:bbbb <<E
FI
.

MySQL AB

MySQL server



E
openssl rsa -in $DIR/server-key.pem -out $DIR/server-key.pem -passin pass:bbbb
printf 'y\ny\n' | openssl ca -cert $DIR/ca.pem -policy policy_anything -out $DIR/server-cert.pem -passin pass:aaaa -config $DIR/openssl.cnf -infiles $DIR/server-req.pem
openssl ca -cert $DIR/ca.pem -policy policy_anything -passin pass:aaaa -config $DIR/openssl.cnf -in $DIR/server-req.pem -out n.pem < /dev/null
printf 'n\n' | openssl ca -cert $DIR/ca.pem -policy policy_anything -passin pass:aaaa -config $DIR/openssl.cnf -in $DIR/server-req.pem -out n2.pem
