//! Files as the program writes them, for the targets that `vectors make` makes no inputs of: the program's own commands make them, anew for each
//! process, in a directory of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::LazyLock;

use certwright::pem;
use certwright::rsa::PrivateKey;
use certwright::x509::CertificateListRef;

/// The directory, which the targets use as well.
pub static PLACE: LazyLock<PathBuf> = LazyLock::new(|| {
    let place = path();
    std::fs::create_dir_all(&place).expect("a directory for temporary files");
    place
});

fn path() -> PathBuf {
    std::env::temp_dir().join(format!("certwright-fuzz-{}", std::process::id()))
}

/// Removes the directory, if it was made.
pub fn tidy() {
    let _ = std::fs::remove_dir_all(path());
}

/// The files, by their names. What a file is stands before the first dot.
static FILES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| make(&PLACE));

/// Runs a command of the program, in this process. A word that begins with `@` is a file of the directory. Whether it succeeded.
pub fn certwright(place: &Path, words: &[&str]) -> bool {
    let words = words.iter().map(|word| match word.strip_prefix('@') {
        Some(name) => place.join(name).into_os_string(),
        None => (*word).into(),
    });
    let argv = std::iter::once("certwright".into()).chain(words);
    certwright_cli::main(argv) == ExitCode::SUCCESS
}

/// Texts of which commands make files; `{place}` is the directory.
const TEXTS: &[(&str, &str)] = &[
    ("message.txt", "a message\r\n"),
    ("index.txt", "V\t491231000000Z\t\t01\tunknown\t/CN=a\n"),
    (
        "ts.cnf",
        "[tsa]\ndefault_tsa = t\n[t]\nserial = {place}/ts-serial\ndefault_policy = 1.2.3.4.1\ndigests = sha256\nsigner_digest = sha256\n",
    ),
    (
        "request.cnf",
        "[req]\nprompt = no\ndistinguished_name = dn\nreq_extensions = v3\nattributes = at\n[dn]\nC = DE\n0.OU = a\n1.OU = b\nCN = $ENV::HOME\n\
         [at]\nchallengePassword = secret\n[v3]\nsubjectAltName = @names\n[names]\nDNS.1 = a.example\nIP.1 = 192.0.2.1\n",
    ),
    (
        "extensions.cnf",
        "basicConstraints = critical, CA:TRUE, pathlen:1\nkeyUsage = keyCertSign, cRLSign\nextendedKeyUsage = serverAuth, 1.2.3.4\n\
         subjectAltName = email:a@b.example, URI:http://a.example/, IP:2001:db8::1, otherName:1.2.3;UTF8:x, dirName:dn, RID:1.2.3\n\
         crlDistributionPoints = cdp\ncertificatePolicies = 1.2.3.4, @pol\nnameConstraints = permitted;DNS:example, excluded;IP:192.0.2.0/255.255.255.0\n\
         authorityInfoAccess = OCSP;URI:http://o.example/\npolicyConstraints = requireExplicitPolicy:3\n1.2.3.5 = critical, DER:05:00\n\
         1.2.3.6 = ASN1:SEQUENCE:s\ntlsfeature = status_request\n[cdp]\nfullname = URI:http://c.example/\nreasons = keyCompromise\n\
         [pol]\npolicyIdentifier = 1.3.5.8\nCPS.1 = http://p.example/\nuserNotice.1 = @n\n[n]\nexplicitText = UTF8:text\norganization = o\nnoticeNumbers = 1,2\n\
         [dn]\nCN = x\n[s]\na = INTEGER:0x7f\n",
    ),
    (
        "generated.cnf",
        "asn1 = SEQUENCE:s\n[s]\na = INTEGER:-0x80\nb = IMPLICIT:3C,UTF8:\\xc3\\xa4\nc = EXPLICIT:1A,SET:t\nd = FORMAT:BITLIST,BITSTRING:1,5\n\
         [t]\ne = OID:1.2.3\nf = GENTIME:20260101000000Z\ng = FORMAT:HEX,OCTWRAP,OCT:00ff\nh = NULL\ni = BOOL:yes\n",
    ),
];

/// Commands, in their order. The last word names the file that each makes.
const COMMANDS: &[&str] = &[
    "genrsa -out @key.pem 2048",
    "rsa -in @key.pem -traditional -out @key.pkcs1.pem",
    "rsa -in @key.pem -outform DER -out @key.pkcs1.der",
    "pkcs8 -topk8 -nocrypt -in @key.pem -outform DER -out @key.pkcs8.der",
    "pkcs8 -topk8 -in @key.pem -passout pass:secret -iter 100 -out @key.pbes2.pem",
    "pkcs8 -topk8 -in @key.pem -passout pass:secret -iter 100 -outform DER -out @key.pbes2.der",
    "pkcs8 -topk8 -in @key.pem -passout pass:secret -v1 PBE-SHA1-3DES -iter 100 -out @key.pbes1.pem",
    "pkcs8 -topk8 -in @key.pem -passout pass:secret -scrypt -scrypt_N 16 -out @key.scrypt.pem",
    "rsa -in @key.pem -aes256 -traditional -passout pass:secret -out @key.legacy.pem",
    "rsa -in @key.pem -outform PVK -pvk-none -out @key.pvk",
    "rsa -in @key.pem -outform MSBLOB -out @key.blob",
    "rsa -in @key.pem -pubout -out @public.pem",
    "rsa -in @key.pem -pubout -outform DER -out @public.der",
    "rsa -in @key.pem -RSAPublicKey_out -out @public.pkcs1.pem",
    "rsa -in @key.pem -pubout -outform MSBLOB -out @public.blob",
    "req -new -x509 -key @key.pem -subj /CN=a -days 9000 -out @certificate.pem",
    "x509 -in @certificate.pem -outform DER -out @certificate.der",
    "x509 -in @certificate.pem -addtrust serverAuth -setalias a -trustout -out @certificate.trusted.pem",
    "req -new -config @request.cnf -key @key.pem -out @request.pem",
    "req -in @request.pem -outform DER -out @request.der",
    "crl2pkcs7 -nocrl -certfile @certificate.pem -outform DER -out @pkcs7.der",
    "crl2pkcs7 -nocrl -certfile @certificate.pem -out @pkcs7.pem",
    "cms -sign -in @message.txt -signer @certificate.pem -inkey @key.pem -nodetach -outform DER -out @cms.signed.der",
    "cms -sign -in @message.txt -signer @certificate.pem -inkey @key.pem -keyid -noattr -nodetach -outform PEM -out @cms.signed.pem",
    "cms -encrypt -aes256 -in @message.txt -outform DER -out @cms.enveloped.der @certificate.pem",
    "cms -encrypt -aes128 -keyopt rsa_padding_mode:oaep -recip @certificate.pem -in @message.txt -outform DER -out @cms.oaep.der",
    "cms -encrypt -aes-256-gcm -in @message.txt -outform DER -out @cms.gcm.der @certificate.pem",
    "cms -encrypt -aes-128-gcm -secretkey 000102030405060708090a0b0c0d0e0f -secretkeyid 01 -in @message.txt -outform DER -out @cms.shared.der",
    "cms -EncryptedData_encrypt -aes128 -secretkey 000102030405060708090a0b0c0d0e0f -in @message.txt -outform DER -out @cms.encrypted.der",
    "cms -digest_create -in @message.txt -outform DER -out @cms.digested.der",
    "cms -data_create -in @message.txt -outform DER -out @cms.data.der",
    "smime -sign -text -in @message.txt -signer @certificate.pem -inkey @key.pem -out @mime.detached",
    "smime -sign -nodetach -in @message.txt -signer @certificate.pem -inkey @key.pem -out @mime.opaque",
    "smime -encrypt -aes256 -in @message.txt -out @mime.enveloped @certificate.pem",
    "pkcs12 -export -in @certificate.pem -inkey @key.pem -name a -passout pass:secret -iter 100 -out @pkcs12.p12",
    "pkcs12 -export -legacy -in @certificate.pem -inkey @key.pem -passout pass:secret -iter 100 -out @pkcs12.legacy.p12",
    "pkcs12 -export -keypbe NONE -certpbe NONE -nomac -in @certificate.pem -inkey @key.pem -passout pass:secret -out @pkcs12.plain.p12",
    "pkcs12 -export -nokeys -in @certificate.pem -passout pass:secret -iter 100 -out @pkcs12.certificate.p12",
    "spkac -key @key.pem -challenge c -out @spkac.txt",
    "nseq -toseq -in @certificate.pem -out @nseq.pem",
    "ts -query -data @message.txt -cert -sha256 -out @query.tsq",
    "req -new -x509 -key @key.pem -subj /CN=t -addext extendedKeyUsage=critical,timeStamping -addext keyUsage=digitalSignature -days 9000 -out @tsa.pem",
    "ts -reply -config @ts.cnf -queryfile @query.tsq -signer @tsa.pem -inkey @key.pem -out @reply.tsr",
    "ts -reply -config @ts.cnf -queryfile @query.tsq -signer @tsa.pem -inkey @key.pem -token_out -out @token.der",
    "ocsp -issuer @certificate.pem -serial 1 -serial 2 -reqout @ocsp.request.der",
    "ocsp -index @index.txt -CA @certificate.pem -rsigner @certificate.pem -rkey @key.pem -reqin @ocsp.request.der -respout @ocsp.response.der",
    "enc -base64 -in @key.pem -out @base64.txt",
    "enc -aes-256-cbc -pbkdf2 -iter 10 -pass pass:secret -in @message.txt -out @salted.enc",
];

fn make(place: &Path) -> BTreeMap<String, Vec<u8>> {
    for (name, text) in TEXTS {
        let text = text.replace("{place}", &place.display().to_string());
        std::fs::write(place.join(name), text).expect("a file can be written");
    }
    for command in COMMANDS {
        let words: Vec<&str> = command.split(' ').collect();
        assert!(certwright(place, &words), "certwright {command}");
    }
    let mut files: BTreeMap<String, Vec<u8>> = std::fs::read_dir(place)
        .expect("the directory that was just made")
        .flatten()
        .map(|entry| {
            let contents = std::fs::read(entry.path()).expect("a file that was just made");
            (entry.file_name().to_string_lossy().into_owned(), contents)
        })
        .collect();
    // What no command writes: other forms of keys, parameters of a small group, and PEM of every label.
    let pem = &files["key.pem"];
    let key = PrivateKey::from_pem(pem).expect("a key that was just made");
    let public = key.public_key().clone();
    let list = crate::made("crl")
        .into_iter()
        .find(|der| CertificateListRef::from_der(der).is_ok())
        .expect("a CRL");
    let more = [
        ("jwk.private", key.to_jwk().as_bytes().to_vec()),
        ("jwk.public", public.to_jwk().into_bytes()),
        (
            "openssh.private",
            key.to_openssh("a comment")
                .expect("a key")
                .as_bytes()
                .to_vec(),
        ),
        (
            "openssh.public",
            public.to_openssh("a comment").expect("a key").into_bytes(),
        ),
        ("dhparam.der", vec![0x30, 6, 2, 1, 23, 2, 1, 5]),
        ("crl.der", list),
    ];
    files.extend(more.map(|(name, contents)| (name.to_string(), contents)));
    for (label, of) in [
        ("PKCS7", "pkcs7.der"),
        ("CMS", "cms.enveloped.der"),
        ("DH PARAMETERS", "dhparam.der"),
        ("X509 CRL", "crl.der"),
        ("ENCRYPTED PRIVATE KEY", "key.pbes2.der"),
    ] {
        let text = pem::encode(pem::Label::new(label).expect("a label"), &files[of]);
        files.insert(
            format!("block.{}.pem", label.replace(' ', "-")),
            text.as_bytes().to_vec(),
        );
    }
    files
}

/// The contents of the files whose name has one of these beginnings, or one of these ends where it begins with a dot.
pub fn files(names: &[&str]) -> Vec<Vec<u8>> {
    let is_named = |file: &String| {
        names.iter().any(|name| match name.starts_with('.') {
            true => file.ends_with(name),
            false => file.starts_with(name),
        })
    };
    FILES
        .iter()
        .filter(|(file, _)| is_named(file))
        .map(|(_, contents)| contents.clone())
        .collect()
}
