//! Every command line by which the program reads a file, for tests that put a hostile file in its place.
//!
//! The commands and their options come from the program's own tables, so a new one is tried without a line here.

use std::fs;

use super::common::{self, Shell, text};

/// Makes the keys and what the commands need beside them.
const MAKE: &str = "set -e
    exec 2>make.log
    openssl genrsa -out key.pem 1024
    openssl rsa -in key.pem -traditional -out traditional.pem
    openssl rsa -in key.pem -traditional -outform DER -out key.der
    openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out pkcs8.der
    openssl pkcs8 -topk8 -in key.pem -passout pass:correct-horse-4711 -iter 100 -out encrypted.pem
    openssl pkcs8 -topk8 -in key.pem -passout pass:correct-horse-4711 -iter 100 -outform DER -out encrypted.der
    openssl rsa -in key.pem -traditional -aes128 -passout pass:correct-horse-4711 -out legacy.pem
    openssl genrsa -out other.pem 1024
    openssl rsa -in other.pem -pubout -out public.pem
    openssl pkcs8 -topk8 -in other.pem -passout pass:correct-horse-4711 -iter 100 -out other-encrypted.pem
    printf 'a message' >message
    openssl dgst -sha256 -binary -out digest message
    openssl dgst -sha256 -sign other.pem -out signature message
    openssl pkeyutl -encrypt -pubin -inkey public.pem -in message -out ciphertext
    printf '[x]\nbasicConstraints = critical, CA:false\n' >extensions.cnf
    printf '[req]\nprompt = no\ndistinguished_name = dn\n[dn]\nCN = server\n' >request.cnf
    openssl req -new -config request.cnf -key other.pem -out request.pem
    openssl req -x509 -key other.pem -subj /CN=CA -days 3650 -out ca.pem
    openssl x509 -req -in request.pem -CA ca.pem -CAkey other.pem -days 365 -set_serial 7 -out certificate.pem
    printf 'oid_file = $ENV::OIDS\n[ca]\ndefault_ca = here\n[here]\ndatabase = $ENV::DATABASE\nnew_certs_dir = newcerts\n\
certificate = $ENV::CERTIFICATE\nprivate_key = $ENV::PRIVATE_KEY\nserial = $ENV::SERIAL\ncrlnumber = $ENV::CRLNUMBER\n\
default_days = 365\ndefault_crl_days = 30\ndefault_md = sha256\npolicy = anything\nunique_subject = no\n[anything]\n\
commonName = supplied\n.include $ENV::INCLUDE\n' >ca.cnf
    touch include.cnf
    printf 'V\t300101000000Z\t\t05\tunknown\t/CN=one\n' >index.txt
    echo 07 >serial
    echo 01 >crlnumber
    printf '1.2.3.4.5 shortName longer name\n' >oids
    openssl pkcs12 -export -inkey other.pem -in ca.pem -passout pass:correct-horse-4711 -iter 100 -out other.p12
    openssl crl2pkcs7 -nocrl -certfile ca.pem -out carried.p7b
    mkdir newcerts
    openssl ca -config ca.cnf -gencrl -out list.pem
    openssl cms -encrypt -binary -in message -outform DER -out encrypted.cms ca.pem
    openssl cms -sign -binary -nodetach -in message -signer ca.pem -inkey other.pem -outform DER -out signed.cms
    printf correct-horse-4711 >phrase
    openssl enc -aes-128-cbc -pbkdf2 -iter 100 -pass file:phrase -in message -out encrypted.aes
    openssl ocsp -issuer ca.pem -cert certificate.pem -reqout request.ocsp
    printf 'asn1 = SEQUENCE:s\n[s]\na = INTEGER:1\n' >asn1.cnf";

/// Command lines that succeed. A hostile file takes the place of each file that an option names in one of them; an option
/// that stands in none is added to the first of its command's.
const WHOLE: &[&str] = &[
    "asn1parse -in certificate.pem",
    "asn1parse -in certificate.pem -oid oids",
    "asn1parse -genconf asn1.cnf",
    "cms -sign -in message -signer ca.pem -inkey other.pem",
    "cms -decrypt -inform DER -in encrypted.cms -recip ca.pem -inkey other.pem",
    "cms -verify -inform DER -in signed.cms -CAfile ca.pem -certfile certificate.pem",
    "enc -d -aes-128-cbc -pbkdf2 -iter 100 -kfile phrase -in encrypted.aes",
    "ocsp -issuer ca.pem -cert certificate.pem -reqout /dev/null",
    "ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey other.pem -reqin request.ocsp -respout /dev/null",
    "smime -decrypt -inform DER -in encrypted.cms -recip ca.pem -inkey other.pem",
    "spkac -key other.pem",
    "ca -config ca.cnf -batch -notext -in request.pem",
    "ca -config ca.cnf -batch -notext -ss_cert ca.pem -cert ca.pem -keyfile other.pem",
    "ca -config ca.cnf -gencrl",
    "ca -config ca.cnf -status 05",
    "ca -config ca.cnf -revoke certificate.pem",
    "crl -in list.pem -noout -CAfile ca.pem",
    "crl -in list.pem -gendelta list.pem -key other.pem",
    "dgst -sha256 message",
    "dgst -sha256 -sign other.pem message",
    "dgst -sha256 -verify public.pem -signature signature message",
    "dgst -sha256 -prverify other.pem -signature signature message",
    "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:512",
    "pkcs12 -in other.p12 -passin pass:correct-horse-4711 -nokeys",
    "pkcs12 -export -inkey other.pem -in ca.pem -certfile certificate.pem -chain -CAfile ca.pem -untrusted certificate.pem -passout pass:x",
    "crl2pkcs7 -in list.pem -certfile ca.pem",
    "pkcs7 -print_certs -in carried.p7b",
    "pkcs8 -topk8 -nocrypt -in other.pem",
    "pkcs8 -in other.pem",
    "pkey -noout -check -in other.pem",
    "pkey -pubin -noout -in public.pem",
    "pkeyutl -sign -in digest -inkey other.pem",
    "pkeyutl -verify -pubin -inkey public.pem -in digest -sigfile signature",
    "pkeyutl -verify -certin -inkey ca.pem -in digest -sigfile signature",
    "pkeyutl -decrypt -in ciphertext -inkey other.pem",
    "req -noout -verify -in request.pem",
    "req -new -subj /CN=x -key other.pem",
    "req -new -batch -config request.cnf -key other.pem",
    "req -x509 -in request.pem -key other.pem -config request.cnf",
    "req -x509 -in request.pem -CA ca.pem -CAkey other.pem",
    "rsa -noout -check -in other.pem",
    "rsa -pubin -noout -in public.pem",
    "rsautl -sign -in message -inkey other.pem",
    "rsautl -verify -pubin -inkey public.pem -in signature",
    "rsautl -verify -certin -inkey ca.pem -in signature",
    "verify -CAfile ca.pem certificate.pem",
    "verify -partial_chain -trusted ca.pem -untrusted certificate.pem -CRLfile list.pem certificate.pem",
    "x509 -noout -text -in certificate.pem",
    "x509 -in certificate.pem -signkey other.pem -extfile extensions.cnf",
    "x509 -req -in request.pem -CA ca.pem -CAkey other.pem -CAserial serial -extfile extensions.cnf",
    "x509 -new -subj /CN=x -key other.pem -force_pubkey public.pem",
];

/// What the CA's configuration takes from the environment.
pub const ENVIRONMENT: &[(&str, &str)] = &[
    ("DATABASE", "index.txt"),
    ("CERTIFICATE", "ca.pem"),
    ("PRIVATE_KEY", "other.pem"),
    ("SERIAL", "serial"),
    ("CRLNUMBER", "crlnumber"),
    ("OIDS", "oids"),
    ("INCLUDE", "include.cnf"),
];

/// What stands for the hostile file in a line, its copy's name for the journal, and the folder that holds it by its hash.
pub const FILE: &str = "@FILE";
pub const JOURNALED: &str = "@JOURNALED";
pub const FOLDER: &str = "@FOLDER";

/// A command line that reads the hostile file.
#[derive(Debug)]
#[allow(
    dead_code,
    reason = "each test that includes this file looks at some of the fields"
)]
pub struct Line {
    pub words: Vec<String>,
    pub environment: Vec<(&'static str, &'static str)>,
    /// Whether the command prints a key that it could read, or the document that it signs, as it is asked to.
    pub prints_keys: bool,
    pub takes_passin: bool,
}

/// An option of a command and the sign of what it takes.
fn options(shell: &Shell, command: &str) -> Vec<(String, String)> {
    let listed = shell.run(&format!("certwright list -options '{command}'"));
    assert!(
        listed.status.success(),
        "{command}: {}",
        text(&listed.stderr)
    );
    let pair = |line: &str| {
        line.split_once(' ')
            .map(|(name, sign)| (name.to_owned(), sign.to_owned()))
    };
    text(&listed.stdout).lines().filter_map(pair).collect()
}

/// Every line, and the commands that it is made for.
pub fn lines(shell: &Shell) -> Vec<Line> {
    let commands = text(&shell.run("certwright list -1 -commands").stdout);
    let commands: Vec<&str> = commands.lines().collect();
    assert!(commands.len() >= 20, "{commands:?}");
    for line in WHOLE {
        let command = line.split(' ').next().unwrap();
        assert!(commands.contains(&command), "{command} is not a command");
    }
    let mut lines = Vec::new();
    for &command in &commands {
        let options = options(shell, command);
        let has = |wanted: &str| options.iter().any(|(name, _)| name == wanted);
        let mut add = |rest: &[&str], environment: &[(&'static str, &'static str)]| {
            let words = command
                .split(' ')
                .chain(rest.iter().copied())
                .map(str::to_owned)
                .collect();
            lines.push(Line {
                words,
                environment: environment.to_vec(),
                prints_keys: matches!(
                    command,
                    "asn1parse" | "base64" | "cms" | "enc" | "pkcs8" | "pkey" | "rsa"
                ),
                takes_passin: has("passin"),
            });
        };
        let whole: Vec<Vec<&str>> = WHOLE
            .iter()
            .map(|line| line.split(' ').collect::<Vec<_>>())
            .filter(|words| words[0] == command)
            .map(|words| words[1..].to_vec())
            .collect();
        for (name, sign) in &options {
            let dashed = format!("-{name}");
            match sign.as_str() {
                "<" => {
                    let mut stands = false;
                    for words in &whole {
                        if let Some(at) = words.iter().position(|word| *word == dashed) {
                            let mut words = words.clone();
                            words[at + 1] = FILE;
                            add(&words, &[]);
                            stands = true;
                        }
                    }
                    if !stands {
                        add(&[&dashed, FILE], &[]);
                        let words = whole.first().map_or(&[][..], Vec::as_slice);
                        add(&[&[dashed.as_str(), FILE], words].concat(), &[]);
                    }
                }
                "/" if name.starts_with("CA") => {
                    for words in whole.iter().filter(|words| words.contains(&"other.pem")) {
                        let words: Vec<_> = words
                            .iter()
                            .filter(|w| **w != "-CAfile" && **w != "ca.pem")
                            .copied()
                            .collect();
                        add(
                            &[&[dashed.as_str(), FOLDER], words.as_slice()].concat(),
                            &[],
                        );
                    }
                }
                // A source of a pass phrase, for a key that needs one.
                "s" if name.starts_with("pass") => {
                    let source = format!("file:{FILE}");
                    for words in whole.iter().filter(|words| words.contains(&"other.pem")) {
                        let words: Vec<_> = words
                            .iter()
                            .map(|w| {
                                if *w == "other.pem" {
                                    "other-encrypted.pem"
                                } else {
                                    w
                                }
                            })
                            .collect();
                        add(
                            &[&[dashed.as_str(), &source], words.as_slice()].concat(),
                            &[],
                        );
                    }
                }
                _ => {}
            }
        }
        match command {
            "ca" => {
                for variable in ENVIRONMENT {
                    let given = [(variable.0, FILE)];
                    add(
                        &[
                            "-config",
                            "ca.cnf",
                            "-batch",
                            "-notext",
                            "-in",
                            "request.pem",
                        ],
                        &given,
                    );
                    add(&["-config", "ca.cnf", "-gencrl"], &given);
                }
                add(
                    &["-config", "ca.cnf", "-gencrl"],
                    &[("DATABASE", JOURNALED)],
                );
                add(&["-config", "ca.cnf", "-batch", FILE], &[]);
            }
            "req" => add(
                &["-new", "-key", "other.pem", "-subj", "/CN=x"],
                &[("OPENSSL_CONF", FILE)],
            ),
            "pkeyutl" => {
                let secret = format!("rsa_padding_mode:file:{FILE}");
                add(
                    &[
                        "-sign",
                        "-in",
                        "digest",
                        "-inkey",
                        "other.pem",
                        "-pkeyopt_passin",
                        &secret,
                    ],
                    &[],
                );
            }
            "verify" => add(&["-CAfile", "ca.pem", FILE], &[]),
            "dgst" => add(&["-sha256", FILE], &[]),
            _ => {}
        }
        // Standard input, for a command that reads one.
        if has("in") || matches!(command, "verify" | "dgst") {
            add(&[], &[]);
        }
    }
    lines
}

/// The files that the lines name.
pub fn fixtures() -> Shell {
    let mut shell = Shell::new().with("SOURCE_DATE_EPOCH", common::VECTORS_MADE_AT);
    for (name, value) in ENVIRONMENT {
        shell = shell.with(name, value);
    }
    let made = shell.run(MAKE);
    assert!(
        made.status.success(),
        "{}",
        fs::read_to_string(shell.path("make.log")).unwrap()
    );
    shell
}
