//! Trust settings (`TRUSTED CERTIFICATE`) decide in every command that builds a path, for the purpose that the command has;
//! what is trusted is what the last option of each kind names; and in unusual states of what is trusted and what is not, `verify`
//! prints OpenSSL's errors.

mod common;

use common::{Shell, text};

/// A root, a CA, a leaf for servers and mail, a message that it signed, and the root with each setting.
const MAKE: &str = "set -e
    printf 'basicConstraints=critical,CA:TRUE\\nkeyUsage=keyCertSign,cRLSign\\nsubjectKeyIdentifier=hash\\n' > ca.ext
    printf 'extendedKeyUsage=serverAuth,emailProtection\\nsubjectAltName=DNS:a.example\\n' > leaf.ext
    for k in root ca leaf other; do openssl genrsa -out $k.key 2048; done
    make() { openssl req -new -key $1.key -subj /CN=$1 -out $1.csr
      openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2.key -set_serial $4 -days 30 -extfile $3.ext -out $1.pem; }
    for k in root other; do openssl req -new -key $k.key -subj /CN=$k -out $k.csr
      openssl x509 -req -in $k.csr -signkey $k.key -days 30 -extfile ca.ext -out $k.pem; done
    make ca root ca 2; make leaf ca leaf 3
    for p in serverAuth clientAuth emailProtection anyExtendedKeyUsage OCSPSigning; do
      for a in addtrust addreject; do for c in root ca; do openssl x509 -in $c.pem -$a $p -trustout -out $c-$a-$p.pem; done; done; done
    echo message > m
    openssl cms -sign -in m -text -signer leaf.pem -inkey leaf.key -certfile ca.pem -out m.cms
    openssl cms -sign -cades -in m -signer leaf.pem -inkey leaf.key -certfile ca.pem -out m.cades
    openssl smime -sign -in m -text -signer leaf.pem -inkey leaf.key -certfile ca.pem -out m.smime
    openssl x509 -in ca.pem -outform DER -out two.der; openssl x509 -in root.pem -outform DER >> two.der
    printf 'V\\t300101000000Z\\t\\t03\\tunknown\\t/CN=leaf\\n' > index.txt
    openssl ocsp -issuer ca.pem -cert leaf.pem -no_nonce -reqout req.der
    openssl ocsp -index index.txt -rsigner ca.pem -rkey ca.key -CA ca.pem -reqin req.der -respout resp.der -ndays 9";

fn folder() -> Shell {
    let shell = Shell::new();
    let made = shell.run(MAKE);
    assert!(made.status.success(), "{}", text(&made.stderr));
    shell
}

const CHAIN: &str = "pkcs12 -export -in leaf.pem -inkey leaf.key -chain -untrusted ca.pem -passout pass:x -out o.p12";

/// Lines and whether they succeed, as OpenSSL 3.0 has it.
const LINES: &[(&str, bool)] = &[
    (
        "verify -CAfile root-addtrust-anyExtendedKeyUsage.pem -untrusted ca.pem leaf.pem",
        true,
    ),
    (
        "verify -CAfile root-addtrust-serverAuth.pem -untrusted ca.pem leaf.pem",
        false,
    ),
    // The last -CAfile alone.
    (
        "verify -CAfile root.pem -CAfile other.pem -untrusted ca.pem leaf.pem",
        false,
    ),
    (
        "verify -CAfile other.pem -CAfile root.pem -untrusted ca.pem leaf.pem",
        true,
    ),
    (
        "cms -verify -in m.cms -CAfile root.pem -CAfile other.pem -out o",
        false,
    ),
    // What CAdES is about is not left unchecked.
    (
        "cms -verify -cades -in m.cades -CAfile root.pem -out o",
        true,
    ),
    (
        "cms -verify -cades -noverify -in m.cades -CAfile root.pem -out o",
        false,
    ),
    (
        "cms -verify -cades -noattr -in m.cades -CAfile root.pem -out o",
        false,
    ),
    (
        "cms -verify -cades -nosigs -in m.cades -CAfile root.pem -out o",
        false,
    ),
    (
        "cms -verify -cades -no_attr_verify -in m.cades -CAfile root.pem -out o",
        false,
    ),
    // A signer who is trusted is held to none of the rules of chains.
    (
        "ocsp -reqin req.der -respin resp.der -x509_strict -partial_chain -CAfile ca.pem",
        true,
    ),
    // -verify_name has trust judged for its own purpose, whatever -purpose has the path for.
    (
        "verify -verify_name smime_sign -purpose sslserver -CAfile root-addreject-emailProtection.pem -untrusted ca.pem leaf.pem",
        false,
    ),
    (
        "verify -verify_name ssl_server -purpose smimesign -CAfile root-addreject-emailProtection.pem -untrusted ca.pem leaf.pem",
        true,
    ),
    (
        "verify -purpose ocsphelper -verify_name smime_sign -CAfile root-addreject-emailProtection.pem -untrusted ca.pem leaf.pem",
        false,
    ),
    (
        "cms -verify -in m.cms -purpose any -verify_name ssl_server -CAfile root-addreject-serverAuth.pem -out o",
        false,
    ),
    // One certificate after the other in DER.
    ("verify -CAfile root.pem -untrusted two.der leaf.pem", true),
    ("verify -partial_chain -trusted two.der leaf.pem", true),
    // Of no purpose, the roots of a message's signers are still those for mail.
    (
        "cms -verify -in m.cms -purpose any -CAfile root-addtrust-emailProtection.pem -out o",
        true,
    ),
    (
        "cms -verify -in m.cms -purpose any -CAfile root-addreject-emailProtection.pem -out o",
        false,
    ),
    (
        "cms -verify -in m.cms -purpose any -CAfile root-addtrust-serverAuth.pem -out o",
        false,
    ),
    (
        "cms -verify -in m.cms -purpose sslserver -CAfile root-addtrust-serverAuth.pem -out o",
        true,
    ),
    (
        "smime -verify -in m.smime -purpose any -CAfile root-addtrust-emailProtection.pem -out o",
        true,
    ),
    (
        "smime -verify -in m.smime -purpose any -CAfile root-addreject-emailProtection.pem -out o",
        false,
    ),
    // A responder's certificate and a CA's may have settings, which state nothing there.
    (
        "ocsp -reqin req.der -respin resp.der -CAfile root.pem -verify_other ca-addreject-OCSPSigning.pem -trust_other",
        true,
    ),
    (
        "ocsp -index index.txt -rsigner ca.pem -rkey ca.key -CA ca-addtrust-serverAuth.pem -reqin req.der -respout o",
        true,
    ),
];

/// `pkcs12 -chain` by the root with a setting.
const CHAINS: &[(&str, bool)] = &[
    ("root", true),
    ("root-addtrust-anyExtendedKeyUsage", true),
    ("root-addtrust-serverAuth", false),
    ("root-addreject-serverAuth", true),
    ("root-addreject-anyExtendedKeyUsage", false),
    ("other", false),
];

fn lines() -> Vec<(String, bool)> {
    let chains = CHAINS
        .iter()
        .map(|(root, right)| (format!("{CHAIN} -CAfile {root}.pem"), *right));
    let lines = LINES.iter().map(|(line, right)| ((*line).into(), *right));
    lines.chain(chains).collect()
}

#[test]
fn trust_settings_decide_in_every_command() {
    let shell = folder();
    for (line, right) in lines() {
        let done = shell.run(&format!("openssl {line}"));
        let printed = text(&done.stderr);
        assert_eq!(done.status.success(), right, "{line}: {printed}");
    }
}

/// Beside the above, certificates of the root's and the CA's names, and CRLs that last a day.
const MAKE_UNUSUAL: &str = "set -e
    signed() { openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2.key -set_serial $4 -days 3000 -out $5.pem $3; }
    self() { openssl x509 -req -in $1.csr -signkey $1.key -set_serial $3 -days 3000 -out $4.pem $2; }
    printf 'basicConstraints=CA:FALSE\\n' > not.ext; printf 'basicConstraints=critical,CA:TRUE\\nsubjectKeyIdentifier=none\\nauthorityKeyIdentifier=none\\n' > plain.ext
    printf 'keyUsage=keyCertSign\\n' > half.ext
    self root '-extfile ca.ext' 1 root; self root '-extfile ca.ext' 9 again; self root '' 10 bare; self root '-extfile half.ext' 11 half
    signed ca root '-extfile ca.ext' 2 ca; signed leaf ca '-extfile leaf.ext' 3 leaf
    self ca '-extfile leaf.ext' 12 ca-self; signed root ca '-extfile ca.ext' 13 root-by-ca
    signed ca root '-extfile not.ext' 14 not-ca; signed ca root '-extfile plain.ext' 15 plain
    openssl req -new -key other.key -subj /CN=root -out twin.csr; cp other.key twin.key; self twin '' 16 twin
    for k in root ca; do printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=%s.db\\ndefault_md=sha256\\n' $k > $k.cnf; : > $k.db; done
    printf 'R\\t300101000000Z\\t260101000000Z\\t03\\tunknown\\t/CN=leaf\\n' > ca.db
    for k in root ca; do openssl ca -config $k.cnf -gencrl -crldays 1 -cert $k.pem -keyfile $k.key -out $k.crl; done";

/// What `verify` prints of errors (number and depth) and of the chain, by these options. $SOON is ten days from now, $LATE
/// after all certificates.
const UNUSUAL: &[(&str, &str)] = &[
    // A target that is self-signed: what else is wrong with it follows, whoever else has its name.
    ("root.pem", "18@0"),
    ("-attime $LATE root.pem", "18@0 10@0"),
    ("-verify_hostname b.example ca-self.pem", "18@0 62@0"),
    ("-purpose timestampsign ca-self.pem", "18@0 26@0"),
    ("-crl_check ca-self.pem", "18@0 3@0"),
    ("-crl_check -CRLfile root.crl root.pem", "18@0"),
    ("-CAfile twin.pem bare.pem", "18@0"),
    ("-untrusted twin.pem bare.pem", "18@0"),
    ("-CAfile root.pem again.pem", "18@0"),
    // A CA that another certified is no repetition of itself.
    (
        "-CAfile root.pem -untrusted ca.pem -show_chain root-by-ca.pem",
        "0:root:untrusted 1:ca:untrusted 2:root",
    ),
    // Chains that end at a stranger.
    ("-untrusted ca.pem leaf.pem", "20@1"),
    ("-untrusted ca.pem -untrusted root.pem leaf.pem", "19@2"),
    (
        "-untrusted root-by-ca.pem -untrusted ca.pem -trusted twin.pem root-by-ca.pem",
        "7@1",
    ),
    ("-trusted ca.pem leaf.pem", "2@1"),
    ("-attime $LATE -untrusted ca.pem leaf.pem", "20@1"),
    // The target's key comes before its issuer.
    ("-auth_level 3 leaf.pem", "66@0"),
    ("-auth_level 3 root.pem", "66@0"),
    // Who is not a CA is not one for a purpose.
    ("-CAfile root.pem -untrusted not-ca.pem leaf.pem", "79@1"),
    (
        "-CAfile root.pem -untrusted not-ca.pem -purpose sslserver leaf.pem",
        "79@1 26@1",
    ),
    // The order of the strict rules, and what a root by itself is held to.
    (
        "-x509_strict -CAfile root.pem -untrusted plain.pem leaf.pem",
        "92@1 85@1 86@1",
    ),
    ("-x509_strict -CAfile root.pem root.pem", ""),
    ("-x509_strict root.pem", "18@0"),
    ("-x509_strict -CAfile half.pem half.pem", "79@0"),
    (
        "-x509_strict -CAfile half.pem -untrusted ca.pem ca.pem",
        "79@1 82@1",
    ),
    // What a CRL that is too old lists.
    (
        "-CAfile root.pem -untrusted ca.pem -crl_check -CRLfile ca.crl leaf.pem",
        "23@0",
    ),
    (
        "-CAfile root.pem -untrusted ca.pem -crl_check -CRLfile ca.crl -attime $SOON leaf.pem",
        "12@0 23@0",
    ),
    (
        "-CAfile root.pem -crl_check -CRLfile root.crl -attime $SOON ca.pem",
        "12@0",
    ),
    // A trusted target stands once, whether it is looked up in CRLs or not.
    ("-CAfile root.pem -show_chain root.pem", "0:root"),
    (
        "-CAfile root.pem -crl_check -CRLfile root.crl -show_chain root.pem",
        "0:root",
    ),
    (
        "-CAfile root.pem -crl_check -CRLfile root.crl -attime $LATE root.pem",
        "12@0 10@0",
    ),
];

/// The folder, and what a program prints of each line of [`UNUSUAL`] that is not what it has to.
fn unusual(program: &str) -> Vec<String> {
    let shell = folder();
    let made = shell.run(MAKE_UNUSUAL);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let times = "SOON=$(($(date +%s) + 864000)) LATE=$(($(date +%s) + 864000000))";
    let judged = UNUSUAL.iter().filter_map(|(options, expected)| {
        let done = shell.run(&format!("{times}; {program} verify {options}"));
        let (out, err) = (text(&done.stdout), text(&done.stderr));
        let errors = err.lines().filter_map(|line| {
            let (number, rest) = line.strip_prefix("error ")?.split_once(" at ")?;
            let (depth, _) = rest.split_once(" depth lookup")?;
            Some(format!("{number}@{depth}"))
        });
        let chain = out.lines().filter_map(|line| {
            let (depth, name) = line.strip_prefix("depth=")?.split_once(": CN = ")?;
            let name = name.replace(" (untrusted)", ":untrusted");
            Some(format!("{depth}:{name}"))
        });
        let found: Vec<String> = errors.chain(chain).collect();
        let found = found.join(" ");
        let is_refused = expected.contains('@');
        (found != *expected || done.status.code() != Some(if is_refused { 2 } else { 0 }))
            .then(|| format!("{options}: {found}, not {expected}: {out}{err}"))
    });
    judged.collect()
}

#[test]
fn in_unusual_states_of_the_store_verify_prints_the_errors_of_openssl() {
    let wrong = unusual("openssl");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "needs openssl"]
fn openssl_prints_these_errors() {
    let wrong = unusual("/usr/bin/openssl");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "needs openssl"]
fn openssl_decides_alike() {
    let shell = folder();
    for (line, right) in lines() {
        let done = shell.run(&format!("/usr/bin/openssl {line}"));
        let printed = text(&done.stderr);
        assert_eq!(done.status.success(), right, "{line}: {printed}");
    }
    let settings = ["addtrust", "addreject"].iter().flat_map(|action| {
        [
            "serverAuth",
            "clientAuth",
            "emailProtection",
            "anyExtendedKeyUsage",
            "OCSPSigning",
        ]
        .map(|purpose| format!("-{action}-{purpose}"))
    });
    let mut differs = Vec::new();
    for setting in settings.chain([String::new()]) {
        let (root, ca) = (format!("root{setting}.pem"), format!("ca{setting}.pem"));
        let mut lines = vec![
            format!("{CHAIN} -CAfile {root}"),
            format!("verify -CAfile {root} root.pem"),
            format!("verify -CAfile root.pem -untrusted {ca} leaf.pem"),
            format!("ocsp -reqin req.der -respin resp.der -CAfile {root} -verify_other ca.pem"),
            format!("ocsp -reqin req.der -respin resp.der -partial_chain -CAfile {ca}"),
        ];
        for purpose in [
            "any",
            "sslserver",
            "sslclient",
            "nssslserver",
            "smimesign",
            "smimeencrypt",
            "crlsign",
            "ocsphelper",
            "timestampsign",
        ] {
            lines.push(format!(
                "verify -purpose {purpose} -CAfile {root} -untrusted ca.pem leaf.pem"
            ));
            lines.push(format!(
                "verify -purpose {purpose} -partial_chain -trusted {ca} leaf.pem"
            ));
            lines.push(format!(
                "cms -verify -in m.cms -purpose {purpose} -CAfile {root} -out o"
            ));
            lines.push(format!(
                "smime -verify -in m.smime -purpose {purpose} -CAfile {root} -out o"
            ));
        }
        for line in lines {
            let verdict = |program: &str| shell.run(&format!("{program} {line}")).status.success();
            if verdict("openssl") != verdict("/usr/bin/openssl") {
                differs.push(line);
            }
        }
    }
    assert!(differs.is_empty(), "{}", differs.join("\n"));
}
