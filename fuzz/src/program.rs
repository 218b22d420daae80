//! The program's commands on any file.

use crate::seeds::{PLACE, certwright, files};

/// A command line, in which `@input` is the file, and the seeds that suit it.
const COMMANDS: &[(&str, &[&str])] = &[
    (
        "asn1parse -i -dump -inform DER -in @input",
        &[".der", ".p12", ".tsq", ".tsr"],
    ),
    ("asn1parse -in @input", &[".pem"]),
    ("asn1parse -genconf @input -i", &["generated"]),
    (
        "x509 -in @input -noout -text -fingerprint -purpose -trustout",
        &["certificate"],
    ),
    (
        "x509 -req -in @request.pem -signkey @key.pem -extfile @input -out /dev/null",
        &["extensions"],
    ),
    ("req -in @input -noout -text -verify", &["request"]),
    (
        "req -new -key @key.pem -config @input -batch -text -noout",
        &["request.cnf"],
    ),
    ("crl -in @input -noout -text", &["crl", "block.X509"]),
    (
        "pkcs7 -in @input -print_certs -text -noout",
        &["pkcs7", "cms"],
    ),
    ("pkcs7 -in @input -print -noout", &["pkcs7", "cms"]),
    (
        "cms -cmsout -print -noout -inform DER -in @input",
        &["cms", "pkcs7"],
    ),
    (
        "cms -verify -noverify -inform DER -in @input -out /dev/null",
        &["cms"],
    ),
    (
        "cms -digest_verify -inform DER -in @input -out /dev/null",
        &["cms"],
    ),
    (
        "cms -data_out -inform DER -in @input -out /dev/null",
        &["cms"],
    ),
    (
        "cms -decrypt -inform DER -in @input -inkey @key.pem -recip @certificate.pem -out /dev/null",
        &["cms"],
    ),
    (
        "cms -decrypt -inform DER -in @input -secretkey 000102030405060708090a0b0c0d0e0f -secretkeyid 01 -out /dev/null",
        &["cms"],
    ),
    (
        "cms -EncryptedData_decrypt -inform DER -in @input -secretkey 000102030405060708090a0b0c0d0e0f -out /dev/null",
        &["cms"],
    ),
    (
        "smime -verify -noverify -in @input -out /dev/null",
        &["mime"],
    ),
    (
        "smime -decrypt -in @input -inkey @key.pem -recip @certificate.pem -out /dev/null",
        &["mime"],
    ),
    ("smime -pk7out -in @input -out /dev/null", &["mime"]),
    (
        "pkcs12 -info -in @input -passin pass:secret -nodes -out /dev/null",
        &["pkcs12"],
    ),
    ("nseq -in @input -out /dev/null", &["nseq"]),
    ("spkac -in @input -verify -noout", &["spkac"]),
    ("ts -query -in @input -text -out /dev/null", &["query"]),
    ("ts -reply -in @input -text -out /dev/null", &["reply"]),
    (
        "ts -reply -token_in -in @input -text -out /dev/null",
        &["token"],
    ),
    (
        "ts -verify -in @input -data @message.txt -CAfile @tsa.pem",
        &["reply"],
    ),
    ("ocsp -reqin @input -req_text", &["ocsp.request"]),
    (
        "ocsp -respin @input -resp_text -noverify",
        &["ocsp.response"],
    ),
    (
        "ocsp -respin @input -CAfile @certificate.pem",
        &["ocsp.response"],
    ),
    ("rsa -in @input -passin pass:secret -noout -text", &["key"]),
    (
        "pkey -in @input -passin pass:secret -noout -text",
        &["key", "block.ENC"],
    ),
    ("pkey -pubin -in @input -noout -text", &["public"]),
    ("dhparam -in @input -noout -text", &["dhparam", "block.DH"]),
    (
        "storeutl -noout -text -passin pass:secret @input",
        &["certificate", "key", "block", "pkcs12"],
    ),
    ("enc -d -base64 -in @input -out /dev/null", &["base64"]),
    (
        "enc -d -aes-256-cbc -pbkdf2 -iter 10 -pass pass:secret -in @input -out /dev/null",
        &["salted"],
    ),
    (
        "lint @input",
        &["certificate", "request.pem", "request.der"],
    ),
    ("verify -CAfile @input @certificate.pem", &["certificate"]),
    (
        "crl2pkcs7 -in @input -certfile @certificate.pem -out /dev/null",
        &["crl"],
    ),
    (
        "rsautl -verify -asn1parse -raw -in @input -inkey @key.pem",
        &["key.pkcs8"],
    ),
    (
        "pkeyutl -decrypt -in @input -inkey @key.pem -out /dev/null",
        &["salted"],
    ),
];

/// The first byte chooses a command; the rest is its file. What a command makes of it is its own tests' affair: here, that it ends without a panic.
pub fn program(input: &[u8]) {
    let Some((&choice, contents)) = input.split_first() else {
        return;
    };
    // Other files are the file system's affair.
    if contents
        .windows(8)
        .any(|part| part.eq_ignore_ascii_case(b".include"))
    {
        return;
    }
    let (command, _) = COMMANDS[usize::from(choice) % COMMANDS.len()];
    std::fs::write(PLACE.join("input"), contents).expect("a file can be written");
    certwright(&PLACE, &command.split(' ').collect::<Vec<_>>());
}

/// Every command with every file that suits it.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (number, (_, names)) in COMMANDS.iter().enumerate() {
        let choice = number as u8;
        let with = files(names);
        seeds.extend(with.into_iter().map(|file| [&[choice], &file[..]].concat()));
    }
    seeds
}
