//! Trust settings (`TRUSTED CERTIFICATE`) decide in every command that builds a path, for the purpose that the command has; and
//! what is trusted is what the last option of each kind names.

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
