//! The files, and the commands that read them.

/// Makes the fixtures. Keys are short, so that a run takes milliseconds.
pub const MAKE: &str = "set -e
    exec 2>make.log
    openssl genrsa -out key.pem 1024
    openssl rsa -in key.pem -traditional -out traditional.pem
    openssl rsa -in key.pem -outform DER -out key.der
    openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out pkcs8.der
    openssl pkcs8 -topk8 -in key.pem -passout pass:secret -iter 1000 -out encrypted.pem
    openssl pkcs8 -topk8 -in key.pem -passout pass:secret -iter 1000 -outform DER -out encrypted.der
    openssl rsa -in key.pem -traditional -aes128 -passout pass:secret -out legacy.pem
    openssl rsa -in key.pem -pubout -out public.pem
    openssl rsa -in key.pem -pubout -outform DER -out public.der
    printf 'a message' >message
    printf secret >password
    openssl dgst -sha256 -binary -out digest message
    openssl dgst -sha256 -sign key.pem -out signature message
    openssl pkeyutl -encrypt -pubin -inkey public.pem -in message -out ciphertext
    openssl pkeyutl -encrypt -pubin -inkey public.pem -in message -out oaep -pkeyopt rsa_padding_mode:oaep
    printf '[x]\nsubjectAltName = DNS:a.example.org, IP:192.0.2.1, email:copy\nbasicConstraints = critical, CA:false\n\
keyUsage = digitalSignature\ncertificatePolicies = 1.2.3.4, @p\nnameConstraints = permitted;DNS:example.org\n[p]\n\
policyIdentifier = 1.3.5.8\nCPS.1 = http://example.org/\n' >extensions.cnf
    printf '[req]\nprompt = no\ndistinguished_name = dn\nreq_extensions = x\n[dn]\nC = DE\nO = An Organisation\nCN = server\n\
emailAddress = a@example.org\n[x]\nsubjectAltName = DNS:server.example.org\n' >request.cnf
    openssl req -new -config request.cnf -key key.pem -out request.pem
    openssl req -in request.pem -outform DER -out request.der
    openssl req -x509 -key key.pem -subj /CN=CA -days 36500 -out ca.pem
    openssl x509 -req -in request.pem -CA ca.pem -CAkey key.pem -extfile extensions.cnf -extensions x -days 36000 \
        -set_serial 7 -out certificate.pem
    openssl x509 -in certificate.pem -outform DER -out certificate.der
    openssl crl2pkcs7 -nocrl -certfile certificate.pem -out carried.p7b
    openssl pkcs12 -export -inkey key.pem -in certificate.pem -passout pass:secret -iter 100 -out both.p12
    printf '[ca]\ndefault_ca = here\n[here]\ndatabase = index.txt\nnew_certs_dir = newcerts\ncertificate = ca.pem\n\
private_key = key.pem\nserial = serial\ncrlnumber = crlnumber\ndefault_days = 365\ndefault_crl_days = 30\n\
default_md = sha256\npolicy = anything\nunique_subject = no\ncopy_extensions = copy\n[anything]\n\
countryName = optional\norganizationName = optional\ncommonName = supplied\nemailAddress = optional\n' >ca.cnf
    printf 'V\t300101000000Z\t\t05\tunknown\t/CN=one\nR\t300101000000Z\t260101000000Z,keyCompromise\t06\tunknown\t/CN=two\n' \
        >index.txt
    echo 07 >serial
    echo 01 >crlnumber
    mkdir newcerts
    cp index.txt saved
    openssl ca -config ca.cnf -gencrl -out list.pem
    openssl ca -config ca.cnf -gencrl -out newer.pem
    openssl crl -in newer.pem -outform DER -out list.der
    rm -f index.txt.* crlnumber*
    cp saved index.txt
    echo 01 >crlnumber
    printf 'asn1 = SEQUENCE:s\n[s]\na = INTEGER:1\nb = UTF8:text\nc = OID:1.2.3\nd = EXPLICIT:0,OCTETSTRING:abc\n' >asn1.cnf
    printf '1.2.3.4.5 shortName longer name\n' >oids
    openssl spkac -key key.pem -challenge word -out asked.spkac
    echo CN=asked >>asked.spkac
    openssl cms -digest_create -in message -outform DER -out digested.cms
    printf '[tsa]\ndefault_tsa = t\n[t]\nserial = ts.serial\nsigner_digest = sha256\ndefault_policy = 1.2.3\n\
digests = sha256, sha512\naccuracy = secs:1\ness_cert_id_chain = yes\ntsa_name = yes\n[x]\n\
extendedKeyUsage = critical, timeStamping\n' >ts.cnf
    openssl x509 -req -in request.pem -CA ca.pem -CAkey key.pem -extfile ts.cnf -extensions x -days 36000 -set_serial 8 \
        -out tsa.pem
    openssl ts -query -config ts.cnf -data message -cert -out query.tsq
    openssl ts -reply -config ts.cnf -queryfile query.tsq -signer tsa.pem -inkey key.pem -chain ca.pem -out reply.tsr";

/// What [`MAKE`] makes.
pub const FIXTURES: &[&str] = &[
    "asked.spkac",
    "asn1.cnf",
    "both.p12",
    "ca.cnf",
    "ca.pem",
    "carried.p7b",
    "certificate.der",
    "certificate.pem",
    "ciphertext",
    "crlnumber",
    "digest",
    "digested.cms",
    "encrypted.der",
    "encrypted.pem",
    "extensions.cnf",
    "index.txt",
    "key.der",
    "key.pem",
    "legacy.pem",
    "list.der",
    "list.pem",
    "message",
    "oaep",
    "oids",
    "password",
    "pkcs8.der",
    "public.der",
    "public.pem",
    "query.tsq",
    "reply.tsr",
    "request.cnf",
    "request.der",
    "request.pem",
    "serial",
    "signature",
    "traditional.pem",
    "ts.cnf",
    "ts.serial",
    "tsa.pem",
];

/// Those of them that a CA rewrites.
pub const WRITTEN: &[&str] = &["crlnumber", "index.txt", "serial"];

/// Those that [`ca`](CASES) reads without their being named on its command line.
const OF_A_CA: &[&str] = &["ca.pem", "crlnumber", "index.txt", "key.pem", "serial"];

/// A command, and the file among those it reads that is spoiled. Its output goes to `out`.
pub struct Case {
    pub input: &'static str,
    pub line: &'static str,
}

impl Case {
    /// Whether a file is among those it reads.
    pub fn reads(&self, name: &str) -> bool {
        self.line
            .split(' ')
            .any(|word| word.rsplit(':').next() == Some(name))
            || self.line.starts_with("ca ") && OF_A_CA.contains(&name)
    }

    /// The lines that it may need to report what is wrong: a line or two, a hint, and a warning of a short key. Some report more
    /// on the way there: what a CA is about to certify, what is asked for, the verdict on each certificate.
    pub fn most_lines(&self) -> usize {
        match self.line {
            line if line.starts_with("verify ") => 40,
            line if line.starts_with("ca ") || line.contains("request.cnf") => 12,
            _ => 5,
        }
    }

    /// Prints what it reads before it judges it.
    pub fn lists(&self) -> bool {
        self.line.starts_with("asn1parse ") || self.line.ends_with("-text -verify")
    }

    /// Takes a good deal longer than the start of a process.
    pub fn is_slow(&self) -> bool {
        self.line.contains("-check ")
            || self.line.starts_with("genrsa ")
            || self.line.contains("-aes")
    }

    /// Writes a private key.
    pub fn makes_key(&self) -> bool {
        ["rsa -in ", "pkey -in ", "pkcs8 ", "pkcs12 ", "genrsa "]
            .iter()
            .any(|start| self.line.starts_with(start))
            && !self.line.contains("-pubout")
    }
}

/// Pairs of a file and a command line.
macro_rules! cases {
    ($($input:literal: $($line:literal),+;)*) => {
        &[$($(Case { input: $input, line: $line }),+),*]
    };
}

pub const CASES: &[Case] = cases! {
    "key.pem":
        "rsa -in key.pem -out out",
        "rsa -in key.pem -pubout -outform DER -out out",
        "rsa -in key.pem -check -out out",
        "pkey -in key.pem -text -out out",
        "pkcs8 -topk8 -nocrypt -in key.pem -out out",
        "pkeyutl -sign -inkey key.pem -in digest -pkeyopt digest:sha256 -out out",
        "dgst -sha256 -sign key.pem -out out message",
        "req -new -key key.pem -subj /CN=x -out out",
        "x509 -req -in request.pem -CA ca.pem -CAkey key.pem -out out",
        "crl -in list.pem -key key.pem -gendelta list.der -out out",
        "ca -config ca.cnf -batch -notext -in request.pem -out out";
    "traditional.pem":
        "rsa -in traditional.pem -out out",
        "pkey -in traditional.pem -pubout -out out";
    "key.der":
        "rsa -inform DER -in key.der -out out",
        "rsa -in key.der -text -out out",
        "pkcs8 -topk8 -nocrypt -inform DER -in key.der -out out",
        "rsautl -sign -inkey key.der -in digest -out out";
    "pkcs8.der":
        "pkey -inform DER -in pkcs8.der -out out",
        "pkcs8 -inform DER -nocrypt -in pkcs8.der -out out";
    "encrypted.pem":
        "rsa -in encrypted.pem -passin pass:secret -out out",
        "pkcs8 -in encrypted.pem -passin pass:secret -out out",
        "req -new -key encrypted.pem -passin pass:secret -subj /CN=x -out out";
    "encrypted.der":
        "pkcs8 -inform DER -in encrypted.der -passin pass:secret -out out",
        "pkey -in encrypted.der -passin pass:secret -traditional -out out";
    "both.p12":
        "pkcs12 -in both.p12 -passin pass:secret -noenc -out out",
        "pkcs12 -in both.p12 -passin pass:secret -noenc -nomacver -out out",
        "pkcs12 -export -in both.p12 -passin pass:secret -passout pass:x -out out",
        "pkey -in both.p12 -passin pass:secret -pubout -out out",
        "x509 -in both.p12 -passin pass:secret -out out";
    "carried.p7b":
        "pkcs7 -in carried.p7b -out out",
        "pkcs7 -in carried.p7b -print_certs -text -out out";
    "legacy.pem":
        "rsa -in legacy.pem -passin pass:secret -out out",
        "pkey -in legacy.pem -passin pass:secret -out out";
    "password":
        "rsa -in encrypted.pem -passin file:password -out out",
        "pkey -in key.pem -aes128 -passout file:password -out out",
        "genrsa -aes128 -passout file:password -out out 1024";
    "public.pem":
        "rsa -pubin -in public.pem -text -out out",
        "pkey -pubin -in public.pem -pubcheck -out out",
        "pkeyutl -encrypt -pubin -inkey public.pem -in message -out out",
        "rsautl -encrypt -pubin -inkey public.pem -in message -out out",
        "dgst -sha256 -verify public.pem -signature signature message",
        "x509 -in certificate.pem -force_pubkey public.pem -key key.pem -out out";
    "public.der":
        "rsa -pubin -inform DER -in public.der -out out",
        "pkey -pubin -inform DER -in public.der -text_pub -out out",
        "pkeyutl -verify -pubin -inkey public.der -in digest -sigfile signature -pkeyopt digest:sha256";
    "signature":
        "pkeyutl -verify -pubin -inkey public.pem -in digest -sigfile signature -pkeyopt digest:sha256",
        "pkeyutl -verifyrecover -pubin -inkey public.pem -in signature -out out",
        "rsautl -verify -pubin -inkey public.pem -in signature -asn1parse -out out",
        "dgst -sha256 -verify public.pem -signature signature message";
    "digest":
        "pkeyutl -sign -inkey key.pem -in digest -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -out out",
        "pkeyutl -sign -inkey key.pem -in digest -pkeyopt digest:sha256 -hexdump -out out";
    "message":
        "dgst -sha256 -out out message",
        "dgst -sha512 -sign key.pem -out out message",
        "pkeyutl -encrypt -pubin -inkey public.pem -in message -out out",
        "rand -rand message -out out 8",
        "mac -digest sha256 -macopt key:x -in message -out out HMAC",
        "ts -query -data message -out out";
    "ciphertext":
        "pkeyutl -decrypt -inkey key.pem -in ciphertext -out out",
        "rsautl -decrypt -inkey key.pem -in ciphertext -out out",
        "pkeyutl -decrypt -inkey key.pem -in ciphertext -pkeyopt rsa_padding_mode:none -hexdump -out out";
    "oaep":
        "pkeyutl -decrypt -inkey key.pem -in oaep -pkeyopt rsa_padding_mode:oaep -out out";
    "request.pem":
        "req -in request.pem -noout -text -verify",
        "req -in request.pem -text -out out",
        "x509 -req -in request.pem -CA ca.pem -CAkey key.pem -copy_extensions copyall -out out",
        "x509 -req -in request.pem -key key.pem -out out",
        "req -x509 -in request.pem -key key.pem -copy_extensions copy -out out",
        "ca -config ca.cnf -batch -in request.pem -out out",
        "ca -config ca.cnf -batch -notext -out out -infiles request.pem";
    "request.der":
        "req -inform DER -in request.der -out out",
        "req -inform DER -in request.der -noout -subject -pubkey -modulus",
        "asn1parse -inform DER -in request.der";
    "certificate.pem":
        "x509 -in certificate.pem -text -out out",
        "x509 -in certificate.pem -noout -purpose -fingerprint -subject -issuer -dates -pubkey -ext subjectAltName",
        "x509 -in certificate.pem -x509toreq -copy_extensions copy -key key.pem -out out",
        "x509 -in certificate.pem -key key.pem -days 10 -out out",
        "verify -CAfile ca.pem certificate.pem",
        "verify -CAfile ca.pem -explain -show_chain certificate.pem",
        "verify -CAfile ca.pem -untrusted certificate.pem ca.pem",
        "pkeyutl -encrypt -certin -inkey certificate.pem -in message -out out",
        "ca -config ca.cnf -revoke certificate.pem",
        "ca -config ca.cnf -valid certificate.pem",
        "ca -config ca.cnf -batch -ss_cert certificate.pem -out out",
        "asn1parse -in certificate.pem -i -dump";
    "certificate.der":
        "x509 -inform DER -in certificate.der -out out",
        "x509 -in certificate.der -text -nameopt multiline -noout",
        "verify -CAfile ca.pem certificate.der",
        "asn1parse -inform DER -in certificate.der -strparse 4";
    "ca.pem":
        "verify -CAfile ca.pem certificate.pem",
        "verify -partial_chain -trusted ca.pem certificate.pem",
        "verify -CAstore ca.pem certificate.pem",
        "x509 -req -in request.pem -CA ca.pem -CAkey key.pem -set_serial 1 -out out",
        "req -x509 -new -config request.cnf -key key.pem -CA ca.pem -CAkey key.pem -out out",
        "crl -in list.pem -noout -CAfile ca.pem",
        "ca -config ca.cnf -gencrl -out out";
    "list.pem":
        "crl -in list.pem -text -out out",
        "crl -in list.pem -noout -CAfile ca.pem",
        "crl -in list.pem -noout -hash -issuer -lastupdate -nextupdate -crlnumber -fingerprint",
        "verify -attime 1767225700 -crl_check -CRLfile list.pem -CAfile ca.pem certificate.pem";
    "list.der":
        "crl -inform DER -in list.der -out out",
        "crl -in list.pem -key key.pem -gendelta list.der -out out",
        "asn1parse -inform DER -in list.der -i";
    "extensions.cnf":
        "x509 -req -in request.pem -CA ca.pem -CAkey key.pem -CAcreateserial -extfile extensions.cnf -extensions x -out out",
        "x509 -req -in request.pem -CA ca.pem -CAkey key.pem -extfile extensions.cnf -extensions x -out out",
        "ca -config ca.cnf -batch -notext -in request.pem -extfile extensions.cnf -extensions x -out out";
    "request.cnf":
        "req -new -config request.cnf -key key.pem -out out",
        "req -x509 -new -config request.cnf -key key.pem -extensions x -out out",
        "req -new -newkey rsa:1024 -noenc -keyout made -config request.cnf -out out";
    "ca.cnf":
        "ca -config ca.cnf -batch -notext -in request.pem -out out",
        "ca -config ca.cnf -gencrl -out out";
    "index.txt":
        "ca -config ca.cnf -batch -notext -in request.pem -out out",
        "ca -config ca.cnf -gencrl -out out",
        "ca -config ca.cnf -updatedb";
    "serial":
        "ca -config ca.cnf -batch -notext -in request.pem -out out",
        "x509 -req -in request.pem -CA ca.pem -CAkey key.pem -CAserial serial -out out";
    "crlnumber":
        "ca -config ca.cnf -gencrl -out out";
    "asn1.cnf":
        "asn1parse -genconf asn1.cnf -noout -out out";
    "oids":
        "asn1parse -oid oids -in certificate.pem -noout";
    "asked.spkac":
        "spkac -in asked.spkac -verify -noout -pubkey -out out",
        "ca -config ca.cnf -batch -spkac asked.spkac -out out";
    "digested.cms":
        "cms -digest_verify -inform DER -in digested.cms -out out";
    "ts.cnf":
        "ts -query -config ts.cnf -data message -out out",
        "ts -reply -config ts.cnf -queryfile query.tsq -signer tsa.pem -inkey key.pem -chain ca.pem -out out";
    "ts.serial":
        "ts -reply -config ts.cnf -queryfile query.tsq -signer tsa.pem -inkey key.pem -chain ca.pem -out out";
    "tsa.pem":
        "ts -reply -config ts.cnf -queryfile query.tsq -signer tsa.pem -inkey key.pem -chain ca.pem -out out",
        "ts -verify -in reply.tsr -data message -CAfile ca.pem -untrusted tsa.pem";
    "query.tsq":
        "ts -query -in query.tsq -text -out out",
        "ts -reply -config ts.cnf -queryfile query.tsq -signer tsa.pem -inkey key.pem -chain ca.pem -out out",
        "ts -verify -in reply.tsr -queryfile query.tsq -CAfile ca.pem";
    "reply.tsr":
        "ts -reply -in reply.tsr -text -out out",
        "ts -reply -in reply.tsr -token_out -out out",
        "ts -verify -in reply.tsr -data message -CAfile ca.pem";
};
