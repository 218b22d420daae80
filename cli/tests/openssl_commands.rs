//! Commands that run twice, by the name `openssl`: with OpenSSL 3.0 itself and with certwright. Where OpenSSL is deterministic,
//! bytes and exit status are equal; elsewhere each reads what the other made.

#[path = "common/mod.rs"]
mod common;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use common::text;
use tempfile::TempDir;

const OPENSSL: &str = "/usr/bin/openssl";

/// A folder with fixtures that OpenSSL made, and `openssl` under two programs.
struct Pair {
    home: TempDir,
}

impl Pair {
    fn new() -> Self {
        let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        for (name, program) in [
            ("theirs", OPENSSL),
            ("ours", env!("CARGO_BIN_EXE_certwright")),
        ] {
            fs::create_dir(home.path().join(name)).unwrap();
            symlink(program, home.path().join(name).join("openssl")).unwrap();
        }
        let pair = Self { home };
        let made = pair.run(
            "theirs",
            "printf 'a message of some bytes\\n' > m; printf 'one\\ntwo\\n' > words;
             openssl genrsa -out key.pem 2048; openssl pkey -in key.pem -pubout -out pub.pem
             openssl req -x509 -key key.pem -subj /CN=a/O=b -days 30 -out a.pem
             openssl x509 -in a.pem -addtrust serverAuth -addreject clientAuth -setalias zz -out t.pem
             cat a.pem a.pem > two.pem; openssl nseq -toseq -in two.pem -out seq.pem
             openssl spkac -key key.pem -challenge hello -out spkac
             openssl dgst -sha256 -binary -out digest m; openssl dgst -sha1 -binary -out sha1 m
             openssl dhparam -out dh.pem 512; openssl dhparam -dsaparam -out dx.pem 512
             openssl rsa -in key.pem -outform MSBLOB -out key.blob
             openssl rsa -in key.pem -pubout -outform MSBLOB -out pub.blob
             openssl rsa -in key.pem -outform PVK -pvk-none -out key.pvk
             openssl rsa -in key.pem -outform PVK -provider legacy -provider default -passout pass:test -out strong.pvk",
        );
        assert!(made.status.success(), "{}", text(&made.stderr));
        pair
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn run(&self, who: &str, line: &str) -> Output {
        Command::new("sh")
            .args(["-c", line])
            .current_dir(self.home.path())
            .env(
                "PATH",
                format!("{}:/usr/bin:/bin", self.path(who).display()),
            )
            .env("OPENSSL_CONF", "/dev/null")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs a line under both: exit status and standard output are the same.
    fn same(&self, line: &str) {
        let (theirs, ours) = (self.run("theirs", line), self.run("ours", line));
        assert_eq!(
            (theirs.status.code(), text(&theirs.stdout)),
            (ours.status.code(), text(&ours.stdout)),
            "{line}\n{}",
            text(&ours.stderr)
        );
        assert!(
            theirs.status.success() || theirs.status.code() == Some(1),
            "{line}: {}",
            text(&theirs.stderr)
        );
    }

    /// One makes what the other reads, in both directions, and both come to the same message.
    fn each_reads_the_other(&self, make: &str, read: &str) {
        for (maker, reader) in [("theirs", "ours"), ("ours", "theirs")] {
            let made = self.run(maker, make);
            assert!(made.status.success(), "{make}: {}", text(&made.stderr));
            let done = self.run(reader, read);
            assert!(
                done.status.success(),
                "{maker} made, {reader} failed: {make}; {read}: {}",
                text(&done.stderr)
            );
        }
    }
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn what_is_deterministic_is_the_same() {
    let pair = Pair::new();
    for line in [
        // Files that differ in encoding from what is said are refused by both.
        "openssl x509 -in a.pem -inform DER -noout",
        "openssl pkey -in key.pem -inform DER -noout",
        "openssl base64 -in m",
        "openssl base64 -A -in m",
        "openssl base64 -in m | openssl base64 -d",
        "openssl enc -aes-256-cbc -pbkdf2 -k pw -S 0102030405060708 -in m",
        "openssl enc -aes-256-cbc -pbkdf2 -k pw -S 01 -in m -a",
        "openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv 01 -in m -p -nosalt",
        "openssl enc -des3 -k pw -nosalt -md sha1 -P",
        "openssl enc -camellia-256-cfb -k pw -S 0102030405060708 -iter 7 -in m",
        "openssl aria-128-ofb -k pw -S 0102030405060708 -iter 7 -in m",
        "head -c 16 m | openssl aes-128-ecb -k pw -nosalt -nopad",
        "openssl aes-128-cbc -K 00 -in m",
        "openssl passwd -1 -salt abcdefgh secret",
        "openssl passwd -apr1 -salt abcdefgh -table secret other",
        "openssl passwd -5 -salt 'rounds=1234$abc' secret",
        "openssl passwd -6 -salt abcdefghijklmnopqrst -stdin < words",
        "openssl passwd -aixmd5 -salt xy -reverse -table -in words",
        "openssl dhparam -in dh.pem -text -check",
        "openssl dhparam -in dx.pem -text -outform DER -out /dev/null",
        "openssl dhparam -in dx.pem",
        "openssl spkac -key key.pem -challenge hello",
        "openssl spkac -in spkac -verify -pubkey",
        "openssl nseq -toseq -in two.pem",
        "openssl nseq -in seq.pem",
        "openssl errstr 2606906E 80000002",
        "openssl no-rsa",
        "openssl no-such-command",
        "openssl version -d",
        "openssl version -r",
        "openssl rsa -in key.pem -outform MSBLOB",
        "openssl rsa -in key.pem -pubout -outform MSBLOB",
        "openssl rsa -in key.pem -outform PVK -pvk-none",
        "openssl rsa -in key.blob -inform MSBLOB -modulus -noout",
        "openssl rsa -in key.pvk -inform PVK -modulus -noout",
        "openssl rsa -in strong.pvk -inform PVK -passin pass:test -provider legacy -provider default -modulus -noout",
        "openssl rsa -pubin -in pub.blob -inform MSBLOB -pubout",
        "openssl x509 -in a.pem -addtrust serverAuth -addtrust emailProtection -addreject clientAuth -setalias hello",
        "openssl x509 -in t.pem -text -trustout -clrreject",
        "openssl x509 -in t.pem -alias -noout",
        "openssl x509 -in t.pem -clrtrust",
        "openssl pkeyutl -sign -inkey key.pem -in digest -pkeyopt rsa_padding_mode:none -pkeyopt digest:sha256",
        "openssl genrsa -propquery unknown=yes 1024 > /dev/null",
        "openssl pkcs8 -topk8 -nocrypt -v1 PBE-SHA1-3DES -in key.pem",
    ] {
        pair.same(line);
    }
    // OpenSSL fails as well, and writes the whole blocks before it does.
    let partial = pair.run("ours", "openssl aes-128-ecb -k pw -nosalt -nopad -in m");
    assert_eq!((partial.status.code(), partial.stdout.len()), (Some(1), 0));
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn every_cipher_of_enc_opens_what_openssl_made_and_the_reverse() {
    let pair = Pair::new();
    let listed = text(&pair.run("ours", "openssl list -cipher-algorithms").stdout);
    let name = |line: &'static str| line.trim().strip_suffix(" @ default");
    let ciphers: Vec<_> = listed.leak().lines().filter_map(name).collect();
    // Of messages alone.
    let ciphers: Vec<_> = (ciphers.into_iter())
        .filter(|cipher| !cipher.ends_with("-GCM"))
        .collect();
    assert!(ciphers.len() > 60, "{ciphers:?}");
    for cipher in ciphers {
        let options = format!("-{cipher} -pbkdf2 -iter 2 -k pw -provider legacy -provider default");
        pair.each_reads_the_other(
            &format!("openssl enc {options} -in m -out c -a"),
            &format!("openssl enc -d {options} -in c -a | cmp - m"),
        );
    }
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn every_option_of_pkeyutl_means_what_it_means_to_openssl() {
    let pair = Pair::new();
    let options = |list: &str| {
        let words = list.split_whitespace();
        words.map(|o| format!("-pkeyopt {o} ")).collect::<String>()
    };
    // What encrypts, and what decrypts it.
    for (encrypt, decrypt) in [
        ("", "rsa_padding_mode:pkcs1"),
        ("rsa_padding_mode:oaep", "pad-mode:oeap"),
        (
            "rsa_padding_mode:oaep digest:sha256",
            "rsa_padding_mode:oaep rsa_oaep_md:sha256",
        ),
        (
            "rsa_padding_mode:oaep mgf1-digest:sha256",
            "rsa_padding_mode:oaep rsa_mgf1_md:sha256",
        ),
        (
            "rsa_padding_mode:oaep oaep-label:123",
            "rsa_padding_mode:oaep rsa_oaep_label:313233",
        ),
        (
            "rsa_padding_mode:oaep rsa_oaep_label:3132",
            "rsa_padding_mode:oaep oaep-label:12",
        ),
        (
            "rsa_padding_mode:oaep hexoaep-label:ff00",
            "rsa_padding_mode:oaep rsa_oaep_label:ff00",
        ),
        (
            "rsa_padding_mode:oaep digest-props: rsa_oaep_md:sha512",
            "rsa_padding_mode:oaep rsa_oaep_md:sha512",
        ),
        ("digest:sha256", ""),
    ] {
        pair.each_reads_the_other(
            &format!(
                "openssl pkeyutl -encrypt -inkey key.pem -in m -out c {}",
                options(encrypt)
            ),
            &format!(
                "openssl pkeyutl -decrypt -inkey key.pem -in c {} | cmp - m",
                options(decrypt)
            ),
        );
    }
    // What signs a digest, and what verifies it.
    for (input, sign, verify) in [
        (
            "digest",
            "digest:sha256",
            "rsa_padding_mode:pkcs1 digest:sha256",
        ),
        ("m", "rsa_padding_mode:pkcs1", ""),
        (
            "sha1",
            "rsa_padding_mode:pss",
            "rsa_padding_mode:pss digest:sha1",
        ),
        (
            "digest",
            "rsa_padding_mode:pss digest:sha256",
            "rsa_padding_mode:pss digest:sha256 rsa_pss_saltlen:max",
        ),
        (
            "digest",
            "pad-mode:pss digest:sha256 saltlen:digest",
            "rsa_padding_mode:pss digest:sha256 rsa_pss_saltlen:32",
        ),
        (
            "digest",
            "rsa_padding_mode:pss digest:sha256 rsa_pss_saltlen:-1",
            "rsa_padding_mode:pss digest:sha256 rsa_pss_saltlen:auto",
        ),
        (
            "digest",
            "rsa_padding_mode:pss digest:sha256 rsa_pss_saltlen:0",
            "rsa_padding_mode:pss digest:sha256 rsa_pss_saltlen:0",
        ),
        (
            "digest",
            "rsa_padding_mode:pss digest:sha256 mgf1-digest:sha1",
            "rsa_padding_mode:pss digest:sha256 rsa_mgf1_md:sha1",
        ),
        (
            "digest",
            "rsa_padding_mode:pss digest:sha256 properties:x",
            "rsa_padding_mode:pss digest:sha256",
        ),
    ] {
        pair.each_reads_the_other(
            &format!(
                "openssl pkeyutl -sign -inkey key.pem -in {input} -out s {}",
                options(sign)
            ),
            &format!(
                "openssl pkeyutl -verify -inkey key.pem -in {input} -sigfile s {}",
                options(verify)
            ),
        );
    }
    // What both refuse.
    for refused in [
        "-encrypt -in m rsa_padding_mode:4",
        "-encrypt -in m rsa_padding_mode:OAEP",
        "-encrypt -in m rsa_padding_mode:pss",
        "-encrypt -in m rsa_pss_saltlen:20",
        "-encrypt -in m nothing:1",
        "-encrypt -in m rsa_padding_mode:oaep rsa_oaep_label:xyz",
        "-sign -in digest rsa_padding_mode:pss",
        "-sign -in digest rsa_padding_mode:pss digest:sha256 rsa_pss_saltlen:-4",
        "-sign -in digest rsa_mgf1_md:sha1",
        "-sign -in digest rsa_pss_saltlen:20",
        "-sign -in digest rsa_oaep_md:sha1",
        "-sign -in digest rsa_keygen_bits:1024",
        "-sign -in digest digest:nonsense",
    ] {
        let words: Vec<&str> = refused.split(' ').collect();
        let line = format!(
            "openssl pkeyutl -inkey key.pem -out x {} {}",
            words[..3].join(" "),
            options(&words[3..].join(" "))
        );
        for who in ["theirs", "ours"] {
            assert_eq!(pair.run(who, &line).status.code(), Some(1), "{who}: {line}");
        }
    }
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn every_option_of_sigopt_means_what_it_means_to_openssl() {
    let pair = Pair::new();
    let pss = "rsa_padding_mode:pss";
    // What signs, and what verifies it.
    for (digest, sign, verify) in [
        ("sha256", "", "rsa_padding_mode:pkcs1"),
        ("sha512", "pad-mode:pkcs1", ""),
        ("sha1", "rsa_padding_mode:pkcs1", ""),
        ("sha256", pss, pss),
        (
            "sha384",
            "rsa_padding_mode:pss rsa_pss_saltlen:digest",
            "rsa_padding_mode:pss rsa_pss_saltlen:48",
        ),
        (
            "sha256",
            "rsa_padding_mode:pss rsa_pss_saltlen:max",
            "rsa_padding_mode:pss rsa_pss_saltlen:auto",
        ),
        (
            "sha256",
            "rsa_padding_mode:pss rsa_pss_saltlen:-2",
            "rsa_padding_mode:pss rsa_pss_saltlen:-3",
        ),
        (
            "sha256",
            "rsa_padding_mode:pss saltlen:7",
            "pad-mode:pss saltlen:-2",
        ),
        (
            "sha256",
            "rsa_padding_mode:pss rsa_mgf1_md:sha512",
            "rsa_padding_mode:pss mgf1-digest:sha512",
        ),
        ("sha3-256", pss, pss),
    ] {
        let options = |list: &str| {
            let words = list.split_whitespace();
            words.map(|o| format!("-sigopt {o} ")).collect::<String>()
        };
        let (sign, verify) = (options(sign), options(verify));
        pair.each_reads_the_other(
            &format!("openssl dgst -{digest} {sign} -sign key.pem -out s m"),
            &format!("openssl dgst -{digest} {verify} -verify pub.pem -signature s m"),
        );
        // OpenSSL 3.0 has no identifier for PSS with SHA-3 in certificates.
        if digest == "sha3-256" {
            continue;
        }
        pair.each_reads_the_other(
            &format!(
                "openssl req -x509 -key key.pem -subj /CN=x -{digest} {sign} -out x.pem -days 9"
            ),
            "openssl verify -check_ss_sig -CAfile x.pem x.pem",
        );
        pair.each_reads_the_other(
            &format!("openssl req -new -key key.pem -subj /CN=x -{digest} {sign} -out x.pem"),
            "openssl req -in x.pem -verify -noout",
        );
    }
    for refused in [
        "rsa_padding_mode:nothing",
        "rsa_pss_saltlen:20",
        "rsa_mgf1_md:sha1",
        "rsa_padding_mode:pss rsa_pss_saltlen:-4",
        "rsa_padding_mode:pss rsa_mgf1_md:nothing",
        "nothing:1",
        "rsa_padding_mode",
    ] {
        let words: String = refused
            .split(' ')
            .map(|o| format!("-sigopt {o} "))
            .collect();
        let line = format!("openssl dgst -sha256 {words} -sign key.pem -out x m");
        // OpenSSL 3.0 reports some of them, and signs without.
        assert_eq!(pair.run("ours", &line).status.code(), Some(1), "{line}");
        assert!(!pair.home.path().join("x").exists(), "{line}");
    }
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn messages_are_verified_and_decrypted_by_the_other() {
    let pair = Pair::new();
    let two = pair.run(
        "theirs",
        "printf 'subjectKeyIdentifier=hash' > ext; openssl x509 -in a.pem -signkey key.pem -extfile ext -out k.pem
         openssl req -x509 -newkey rsa:2048 -nodes -keyout b.key -out b.pem -subj /CN=b -days 30; cat a.pem b.pem > both",
    );
    assert!(two.status.success());
    for program in ["smime", "cms"] {
        for (sign, verify) in [
            ("", ""),
            ("-nodetach", ""),
            ("-text", "-text"),
            ("-noattr", ""),
            ("-crlfeol", ""),
            ("-outform DER -nodetach", "-inform DER"),
            ("-outform PEM -nodetach -binary", "-inform PEM"),
            ("-outform DER -binary", "-inform DER -content m -binary"),
            ("-nosmimecap -md sha512", ""),
            ("-nocerts", "-certfile a.pem"),
            ("-signer b.pem -inkey b.key -md sha1", "-certfile a.pem"),
            ("-to a@b.c -from d@e.f -subject x", ""),
            ("-stream -outform DER -nodetach", "-inform DER"),
        ] {
            pair.each_reads_the_other(
                &format!("openssl {program} -sign -in m -signer a.pem -inkey key.pem {sign} -out s"),
                &format!("openssl {program} -verify -in s -CAfile both {verify} -signer who -out v && tr -d '\\r' < v | cmp - m && [ -s who ]"),
            );
        }
        for (encrypt, decrypt) in [
            ("", ""),
            ("-aes128", ""),
            ("-aes-192-cbc -binary", ""),
            ("-aes256 -text", "-text"),
            ("-des3 -outform DER", "-inform DER"),
            ("-aes256 -outform PEM", "-inform PEM"),
        ] {
            pair.each_reads_the_other(
                &format!("openssl {program} -encrypt -in m {encrypt} -out c b.pem a.pem && openssl {program} -encrypt -in m {encrypt} -out c1 a.pem"),
                &format!(
                    "for who in 'c -recip a.pem -inkey key.pem' 'c -recip b.pem -inkey b.key' 'c1 -inkey key.pem'; do
                     openssl {program} -decrypt {decrypt} -in $who -out d || exit; tr -d '\\r' < d | cmp - m || exit; done"
                ),
            );
        }
        pair.each_reads_the_other(
            &format!("openssl {program} -sign -in m -signer a.pem -inkey key.pem -out s && openssl {program} -resign -in s -signer b.pem -inkey b.key -out r"),
            &format!("openssl {program} -verify -in r -CAfile both -signer who && [ $(grep -c -e -BEGIN who) = 2 ]"),
        );
        for options in [
            "-noattr -outform DER",
            "-noattr -nocerts -outform PEM -nodetach",
            "-noattr -nodetach -certfile b.pem",
        ] {
            pair.same(&format!(
                "openssl {program} -sign -in m -signer a.pem -inkey key.pem {options}"
            ));
        }
    }
    pair.each_reads_the_other(
        "openssl cms -sign -in m -signer k.pem -inkey key.pem -keyid -keyopt rsa_padding_mode:pss -out s",
        "openssl cms -verify -in s -CAfile k.pem",
    );
    pair.each_reads_the_other(
        "openssl cms -encrypt -in m -keyid -recip k.pem -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 -aes256 -out c",
        "openssl cms -decrypt -in c -inkey key.pem -recip k.pem",
    );
    pair.each_reads_the_other(
        "openssl cms -data_create -in m -binary -out c",
        "openssl cms -data_out -in c | cmp - m",
    );
    // Verdicts and their exit statuses.
    let made = pair.run(
        "theirs",
        "openssl cms -sign -binary -in m -signer a.pem -inkey key.pem -outform DER -out s.der; printf other > x
         openssl smime -sign -in m -signer a.pem -inkey key.pem -out s.eml; openssl smime -encrypt -in m -out c.eml a.pem",
    );
    assert!(made.status.success());
    for (line, status) in [
        ("openssl smime -verify -in s.eml", 4),
        ("openssl cms -verify -in s.eml", 4),
        (
            "openssl cms -verify -inform DER -in s.der -content x -binary -noverify",
            4,
        ),
        ("openssl smime -verify -inform DER -in s.der -noverify", 4),
        ("openssl smime -verify -noverify -nointern -in s.eml", 4),
        (
            "openssl smime -decrypt -in c.eml -recip b.pem -inkey b.key",
            4,
        ),
        ("openssl cms -decrypt -in s.eml -inkey key.pem", 4),
        ("openssl cms -decrypt -in m -inkey key.pem", 2),
        ("openssl smime -sign -in m -signer a.pem -inkey b.key", 3),
        (
            "openssl cms -verify -purpose sslserver -in s.eml -CAfile a.pem -out /dev/null",
            0,
        ),
    ] {
        for who in ["theirs", "ours"] {
            let done = pair.run(who, line);
            assert_eq!(
                done.status.code(),
                Some(status),
                "{who}: {line}: {}",
                text(&done.stderr)
            );
        }
    }
    // What is not verified is not written.
    let done = pair.run(
        "ours",
        "openssl cms -verify -inform DER -in s.der -content x -binary -noverify -out v.bad",
    );
    assert!(!done.status.success() && !pair.home.path().join("v.bad").exists());
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn a_listing_that_nobody_takes_leaves_no_directory_half_done() {
    let pair = Pair::new();
    let done = pair.run(
        "ours",
        "mkdir d; cp a.pem d/; openssl rehash -v d >/dev/full; test $? -ne 0 && ls d | grep -c '[.]0$'",
    );
    assert_eq!(text(&done.stdout), "1\n", "{}", text(&done.stderr));
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn stores_macs_and_derived_keys_are_those_of_openssl() {
    let pair = Pair::new();
    let made = pair.run(
        "theirs",
        "cat a.pem key.pem two.pem > mix; openssl pkcs12 -export -in a.pem -inkey key.pem -passout pass:pw -out f.p12
         mkdir d; cp a.pem d/; openssl rehash d; rm d/a.pem; cp a.pem d/0c.pem; mkdir e; cp key.pem e/
         mkdir -p t/sub; cp a.pem t/; cp key.pem t/sub/; mkdir t/z
         (printf -- '-----BEGIN CERTIFICATE-----\n%%%%\n-----END CERTIFICATE-----\n'; cat a.pem) >bad.pem
         (printf -- '-----BEGIN X509 CRL-----\nMAMCAQE=\n-----END X509 CRL-----\n'; cat a.pem) >badcrl.pem",
    );
    assert!(made.status.success(), "{}", text(&made.stderr));
    for line in [
        "openssl storeutl -noout mix",
        "openssl storeutl mix",
        "openssl storeutl -text mix",
        "openssl storeutl -noout -keys mix",
        "openssl storeutl -text pub.pem",
        "openssl storeutl -passin pass:pw f.p12",
        "openssl storeutl -noout -certs -passin pass:pw f.p12",
        "openssl storeutl -r -text e",
        "openssl storeutl -noout e",
        "openssl storeutl -noout m",
        "openssl storeutl -noout -certs -subject /CN=none d",
        "openssl storeutl -noout file:$PWD/mix",
        "openssl storeutl -noout t",
        "openssl storeutl -noout -r t",
        "openssl storeutl -noout bad.pem",
        "openssl storeutl -noout badcrl.pem",
        "openssl storeutl -noout -certs -keys mix",
        "openssl storeutl -noout -issuer /CN=a mix",
        "openssl storeutl -noout -alias x mix",
        "openssl mac -digest SHA256 -macopt key:abc -in m HMAC",
        "openssl mac -macopt digest:sha3-512 -macopt hexkey:616263 -in m -binary hmac",
        "openssl mac -digest sha256 -in m HMAC",
        "openssl mac -digest SHA256 -macopt key:abc -in m -out code HMAC && od -c code",
        "openssl mac -digest SHA256 -macopt hexkey:61:62 -in m HMAC",
        "openssl mac -cipher aes-128-cbc -macopt key:abc -in m HMAC",
        "openssl kdf -keylen 8 -kdfopt digest:SHA256 -kdfopt pass:abc PBKDF2",
        "openssl kdf -keylen 8 -kdfopt digest:SHA256 -kdfopt pass:abc -kdfopt salt: PBKDF2",
        "openssl kdf -keylen 8 -kdfopt digest:SHA256 -kdfopt key:abc HKDF",
        "openssl kdf -keylen 8 -kdfopt key:abc -kdfopt digest:SHA256 -kdfopt hexsalt:61:62 HKDF",
        "openssl kdf -keylen 8 -kdfopt digest:SHA256 -kdfopt key:abc -out key HKDF && od -c key",
        "openssl kdf -keylen 70 -kdfopt digest:SHA256 -kdfopt pass:abc -kdfopt hexsalt:aabb -kdfopt iter:10 PBKDF2",
        "openssl kdf -keylen 20 -kdfopt pass:abc -kdfopt salt:def PBKDF2",
        "openssl kdf -keylen 8 -kdfopt digest:SHA256 -kdfopt pass:abc -kdfopt salt:def -binary PBKDF2",
        "openssl kdf -keylen 20 -kdfopt digest:SHA256 -kdfopt key:abc -kdfopt salt:def -kdfopt info:x HKDF",
        "openssl kdf -keylen 120 -kdfopt digest:SHA256 -kdfopt hexkey:616263 -kdfopt info:x -kdfopt mode:EXPAND_ONLY HKDF",
        "openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:abc -kdfopt salt:def -kdfopt mode:EXTRACT_ONLY HKDF",
        "openssl kdf -keylen 20 -kdfopt digest:SHA256 HKDF",
        "openssl info -configdir",
        "openssl info -listsep",
        "openssl info",
    ] {
        pair.same(line);
    }
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn groups_and_keys_of_several_primes_are_sound_to_openssl() {
    let pair = Pair::new();
    for generator in ["-2", "-3", "-5", "-dsaparam"] {
        let made = pair.run(
            "ours",
            &format!("openssl dhparam {generator} -out made 512"),
        );
        assert!(made.status.success(), "{}", text(&made.stderr));
        let check = pair.run("theirs", "openssl dhparam -in made -check -noout");
        assert!(
            check.status.success(),
            "{generator}: {}",
            text(&check.stderr)
        );
    }
    for (primes, bits) in [(3, 2048), (4, 4096)] {
        let made = pair.run(
            "ours",
            &format!("openssl genrsa -out made -primes {primes} {bits}"),
        );
        assert!(made.status.success(), "{}", text(&made.stderr));
        let check = pair.run("theirs", "openssl rsa -in made -check -noout -text");
        let shown = text(&check.stdout);
        assert!(shown.contains("RSA key ok"), "{shown}");
        assert!(
            shown.contains(&format!("({bits} bit, {primes} primes)")),
            "{shown}"
        );
    }
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn time_stamps_are_asked_for_answered_and_verified_by_the_other() {
    let pair = Pair::new();
    let conf = "[tsa]\ndefault_tsa = t\n[t]\nserial = serial\nsigner_cert = tsa.pem\nsigner_key = tsa.key\ncerts = a.pem\n\
                signer_digest = sha256\ndefault_policy = 1.2.3\ndigests = sha256, sha512\naccuracy = secs:1\n\
                clock_precision_digits = 6\ntsa_name = yes\ness_cert_id_chain = yes\ness_cert_id_alg = ALG\n\
                [x]\nkeyUsage = critical, digitalSignature\nextendedKeyUsage = critical, timeStamping\n";
    for alg in ["sha1", "sha256", "sha512"] {
        fs::write(pair.path("ts.cnf"), conf.replace("ALG", alg)).unwrap();
        for asks in ["theirs", "ours"] {
            let asked = pair.run(
                asks,
                "openssl req -new -newkey rsa:2048 -nodes -keyout tsa.key -subj /CN=tsa -out tsa.csr &&
                 openssl x509 -req -in tsa.csr -CA a.pem -CAkey key.pem -CAcreateserial -extfile ts.cnf -extensions x -out tsa.pem &&
                 openssl ts -query -config ts.cnf -data m -sha512 -cert -out q",
            );
            assert!(asked.status.success(), "{}", text(&asked.stderr));
            pair.each_reads_the_other(
                "openssl ts -reply -config ts.cnf -queryfile q -out r &&
                 openssl ts -reply -config ts.cnf -in r -token_out -out t",
                "openssl ts -verify -config ts.cnf -in r -queryfile q -CAfile a.pem &&
                 openssl ts -verify -config ts.cnf -in t -token_in -data m -CAfile a.pem &&
                 openssl cms -verify -cades -inform DER -in t -CAfile a.pem -purpose timestampsign -out /dev/null",
            );
            pair.same("openssl ts -reply -config ts.cnf -in r -text");
            pair.same("openssl ts -reply -config ts.cnf -in t -token_in -token_out -text");
            pair.same("openssl ts -verify -config ts.cnf -in r -data words -CAfile a.pem");
        }
    }
}

#[test]
fn a_store_reports_each_damaged_part_and_lists_the_others() {
    let shell = common::Shell::new();
    let made = shell.run(
        "set -e; openssl genrsa -out k.pem 1024; openssl rsa -in k.pem -pubout -out p.pem
         openssl req -x509 -key k.pem -subj /CN=a -out c.pem
         printf -- '-----BEGIN CERTIFICATE-----\n%%%%\n-----END CERTIFICATE-----\n' >damage
         printf -- '-----BEGIN X509 CRL-----\nMAMCAQE=\n-----END X509 CRL-----\n' >>damage
         printf -- '-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n' >>damage
         cat c.pem damage k.pem p.pem >mixed.pem
         mkdir -p d/sub; cp c.pem d/; cp k.pem d/sub/; ln -s .. d/sub/up",
    );
    assert!(made.status.success(), "{}", text(&made.stderr));
    let done = shell.run("openssl storeutl -noout mixed.pem");
    assert_eq!(done.status.code(), Some(1));
    assert_eq!(
        text(&done.stdout),
        "0: Certificate\n1: Pkey\n2: Public key\nTotal found: 3\n"
    );
    let complaints = text(&done.stderr);
    assert_eq!(complaints.lines().count(), 3, "{complaints}");
    assert!(complaints.contains("CRL on line "), "{complaints}");
    // A public key is not one that -keys searches for.
    let keys = shell.run("openssl storeutl -noout -keys mixed.pem");
    assert_eq!(text(&keys.stdout), "0: Pkey\nTotal found: 1\n");
    // What is public stays as readable as it was; a file that holds a private key does not.
    let mode = |rest: &str| {
        let done = shell.run(&format!(
            "rm -f out; touch out; chmod 644 out; openssl storeutl -out out {rest} >titles; head -c 2 titles; stat -c ' %a' out; head -c 2 out"
        ));
        text(&done.stdout)
    };
    assert_eq!(mode("c.pem"), "0: 644\n--");
    assert_eq!(mode("p.pem"), "0: 644\n--");
    assert_eq!(mode("-certs mixed.pem"), "0: 644\n--");
    assert_eq!(mode("-noout k.pem"), "0: 644\nTo");
    assert_eq!(mode("k.pem"), "0: 600\n--");
    assert_eq!(mode("-noout -text k.pem"), "0: 600\nPr");
    let names = shell.run("openssl storeutl -noout d");
    assert_eq!(
        text(&names.stdout),
        "0: Name: d/c.pem\n1: Name: d/sub\nTotal found: 2\n"
    );
    // A link back to a directory above does not make the listing endless.
    let all = shell.run("openssl storeutl -noout -r d");
    assert_eq!(all.status.code(), Some(1));
    assert!(text(&all.stdout).contains("  0: Name: d/sub/k.pem\n    0: Pkey\n"));
    assert_eq!(text(&all.stdout).matches("Certificate").count(), 1);
    assert!(text(&all.stderr).contains("d/sub/up is not listed"));
}

/// The statuses are those of OpenSSL 3.0.
#[test]
fn an_address_in_the_subject_counts_where_the_alternative_names_have_none() {
    let shell = common::Shell::new();
    let made = shell.run("openssl genrsa -out k.pem 2048");
    assert!(made.status.success());
    for (names, statuses) in [
        ("", [0, 2, 2, 0]),
        ("-addext subjectAltName=DNS:a.example", [0, 2, 2, 0]),
        ("-addext subjectAltName=email:o@b.example", [2, 0, 2, 2]),
    ] {
        let made = shell.run(&format!(
            "openssl req -x509 -key k.pem -subj /CN=x/emailAddress=m@b.example {names} -days 9 -out c.pem"
        ));
        assert!(made.status.success(), "{}", text(&made.stderr));
        let asked = ["m@b.example", "o@b.example", "M@b.example", "m@B.example"];
        for (mailbox, status) in asked.into_iter().zip(statuses) {
            let line = format!("openssl verify -CAfile c.pem -verify_email {mailbox} c.pem");
            let done = shell.run(&line);
            let shown = text(&done.stderr);
            assert_eq!(
                done.status.code(),
                Some(status),
                "{names} {mailbox}: {shown}"
            );
        }
    }
}

#[test]
fn macs_and_derived_keys_take_what_openssl_takes() {
    let shell = common::Shell::new();
    let run = |line: &str| shell.run(&format!("openssl {line} </dev/null"));
    let mac = "mac -digest SHA256 -macopt";
    let shown = text(&run(&format!("{mac} hexkey:6162 HMAC")).stdout);
    assert!(shown.len() == 65 && shown.ends_with('\n'), "{shown}");
    assert!(
        run(&format!("{mac} key:ab -out code HMAC"))
            .status
            .success()
    );
    assert_eq!(
        fs::read_to_string(shell.path("code")).unwrap() + "\n",
        shown
    );
    let kdf = "kdf -keylen 8 -kdfopt digest:SHA256 -kdfopt";
    // The value is that of OpenSSL 3.0.
    let line = format!("{kdf} key:a -kdfopt salt:b -out key HKDF");
    assert!(run(&line).status.success());
    assert_eq!(
        fs::read_to_string(shell.path("key")).unwrap(),
        "33:FD:A1:E0:94:F7:07:1D\n\n"
    );
    let empty = run(&format!("{kdf} pass:a -kdfopt salt: PBKDF2"));
    assert_eq!(text(&empty.stdout), "71:16:7B:F2:43:B1:35:C8\n\n");
    for (line, why) in [
        (format!("{kdf} pass:a PBKDF2"), "missing salt"),
        (
            format!("{kdf} hexpass:61:62 -kdfopt salt:b PBKDF2"),
            "Parameter error 'hexpass'",
        ),
        (
            format!("{mac} hexkey:61:62 HMAC"),
            "Parameter error 'hexkey'",
        ),
        (
            format!("{mac} key:a -cipher aes-128-cbc HMAC"),
            "Parameter unknown 'cipher'",
        ),
    ] {
        let refused = run(&line);
        assert_eq!(refused.status.code(), Some(1), "{line}");
        assert_eq!(text(&refused.stdout), "", "{line}");
        assert!(
            text(&refused.stderr).contains(why),
            "{}",
            text(&refused.stderr)
        );
    }
}

#[test]
fn what_does_not_decrypt_is_not_written() {
    let shell = common::Shell::new();
    let made = shell.run("printf secret | openssl enc -aes-128-cbc -pbkdf2 -k right -out c");
    assert!(made.status.success(), "{}", text(&made.stderr));
    // Nearly every wrong key gives a wrong padding; none gives the message.
    let mut refused = 0;
    for wrong in 0..20 {
        let line =
            format!("openssl enc -d -aes-128-cbc -pbkdf2 -k wrong{wrong} -in c -out p{wrong}");
        let done = shell.run(&line);
        let file = shell.path(&format!("p{wrong}"));
        match done.status.success() {
            true => assert_ne!(fs::read(file).unwrap(), b"secret"),
            false => {
                assert!(text(&done.stderr).contains("bad decrypt"), "{line}");
                assert!(!file.exists(), "{line}");
                refused += 1;
            }
        }
    }
    assert!(refused >= 15, "{refused}");
    let cut = shell.run("openssl enc -d -aes-128-cbc -pbkdf2 -k right -in c -out cut -a");
    assert!(!cut.status.success() && !shell.path("cut").exists());
}

#[test]
fn a_key_that_is_read_is_written_to_keyout_as_a_new_one_would_be() {
    let shell = common::Shell::new();
    let done = shell.run(
        "openssl genrsa -out k.pem 2048 && openssl req -new -key k.pem -keyout copy.pem -noenc -subj /CN=x -out r.pem \
         && openssl req -new -key k.pem -keyout locked.pem -passout pass:wwww -subj /CN=x -out r2.pem",
    );
    assert!(done.status.success(), "{}", text(&done.stderr));
    let key = fs::read(shell.path("k.pem")).unwrap();
    assert_eq!(fs::read(shell.path("copy.pem")).unwrap(), key);
    let locked = fs::read(shell.path("locked.pem")).unwrap();
    assert!(text(&locked).starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(shell.path("copy.pem"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn the_version_is_openssl_s_under_its_name_alone() {
    let shell = common::Shell::new();
    let version = |line: &str| text(&shell.run(line).stdout);
    assert!(version("openssl version").starts_with("OpenSSL 3.0."));
    assert!(version("openssl version").contains("(certwright "));
    assert!(version("certwright version").starts_with("certwright "));
    assert!(version("openssl version -d").starts_with("OPENSSLDIR: \"/"));
}

#[test]
fn the_configuration_of_the_system_counts_under_the_name_openssl_alone() {
    let shell = common::Shell::new();
    fs::write(
        shell.path("own.cnf"),
        "[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = from own\n",
    )
    .unwrap();
    let subject = |line: &str| {
        let done = shell.run(&format!(
            "openssl genrsa -out k.pem 2048 2> log && {line} -new -key k.pem -out r.pem && openssl req -in r.pem -noout -subject"
        ));
        text(&done.stdout) + &text(&done.stderr)
    };
    for line in [
        "openssl req -config own.cnf",
        "OPENSSL_CONF=own.cnf openssl req",
        "openssl req -config - < own.cnf",
    ] {
        assert!(subject(line).contains("CN = from own"), "{line}");
    }
    // An empty name is the empty configuration, which has no names to ask for.
    assert!(subject("openssl req -config '' -subj /CN=y").contains("CN = y"));
    assert!(subject("OPENSSL_CONF= openssl req -subj /CN=y").contains("CN = y"));
}

#[test]
fn a_certificate_for_another_key_is_identified_by_the_key_that_signs() {
    let shell = common::Shell::new();
    let done = shell.run(
        "openssl genrsa -out k.pem 2048 && openssl genrsa -out p.pem 2048 && openssl pkey -in p.pem -pubout -out p.pub \
         && printf 'subjectKeyIdentifier=hash\\nauthorityKeyIdentifier=keyid:always\\n' > ext \
         && openssl x509 -new -subj /CN=x -key k.pem -force_pubkey p.pub -extfile ext -out x.pem \
         && openssl x509 -new -subj /CN=k -key k.pem -extfile ext -out k.crt \
         && openssl x509 -in x.pem -noout -ext authorityKeyIdentifier | tail -n 1 \
         && openssl x509 -in k.crt -noout -ext subjectKeyIdentifier | tail -n 1",
    );
    let shown = text(&done.stdout);
    let lines: Vec<&str> = shown.lines().map(str::trim).collect();
    assert_eq!(lines.len(), 2, "{shown}{}", text(&done.stderr));
    assert_eq!(lines[0].trim_start_matches("keyid:"), lines[1]);
}

#[test]
fn a_certificate_that_ends_this_second_has_ended() {
    let shell = common::Shell::new();
    let done = shell.run(
        "openssl genrsa -out k.pem 2048 2> log
         export SOURCE_DATE_EPOCH=$(date +%s)
         openssl req -x509 -key k.pem -subj /CN=x -days 1 -out x.pem
         for seconds in 86400 86390; do openssl x509 -in x.pem -noout -checkend $seconds; done",
    );
    assert_eq!(
        text(&done.stdout),
        "Certificate will expire\nCertificate will not expire\n"
    );
}

#[test]
fn an_empty_subject_is_recorded_by_its_serial_number_and_revoked() {
    let shell = common::Shell::new();
    let done = shell.run(
        "printf '[ca]\\ndefault_ca=it\\n[it]\\ndatabase=index.txt\\nnew_certs_dir=.\\nserial=serial\\ncertificate=ca.pem\\nprivate_key=k.pem\\n\
         default_md=sha256\\ndefault_days=9\\npolicy=any\\nx509_extensions=ext\\n[any]\\ncommonName=optional\\n[ext]\\nsubjectAltName=critical,DNS:a.example\\n' > ca.cnf \
         && touch index.txt && echo 10 > serial && openssl genrsa -out k.pem 2048 \
         && openssl req -x509 -key k.pem -subj /CN=CA -days 9 -out ca.pem \
         && openssl req -new -key k.pem -subj / -out r.pem && openssl ca -config ca.cnf -batch -in r.pem -out c.pem \
         && openssl ca -config ca.cnf -revoke c.pem",
    );
    assert!(done.status.success(), "{}", text(&done.stderr));
    let index = fs::read_to_string(shell.path("index.txt")).unwrap();
    assert!(
        index.starts_with("R\t") && index.ends_with("\t10\tunknown\t10\n"),
        "{index:?}"
    );
    assert!(!shell.path("index.txt.lock").exists());
}

#[test]
fn bare_base64_is_read_where_pem_is() {
    let shell = common::Shell::new();
    let done = shell.run(
        "openssl genrsa -out k.pem 2048 && openssl req -x509 -key k.pem -subj /CN=x -out x.pem \
         && grep -v -- ----- k.pem > k.b64 && grep -v -- ----- x.pem | tr -d '\\n' > x.b64 \
         && openssl pkey -in k.b64 -noout && openssl x509 -in x.b64 -noout -subject",
    );
    assert!(
        text(&done.stdout).contains("subject=CN = x"),
        "{}",
        text(&done.stderr)
    );
}

#[test]
fn keys_are_encrypted_under_a_salt_of_the_length_asked_for() {
    let shell = common::Shell::new();
    let made = shell.run("openssl genrsa -out k.pem 2048");
    assert!(made.status.success());
    for (options, len) in [("", 16), ("-saltlen 8", 8), ("-scrypt -saltlen 40", 40)] {
        let done = shell.run(&format!(
            "openssl pkcs8 -topk8 -in k.pem {options} -passout pass:test -outform DER -out e && openssl pkey -inform DER -in e -passin pass:test -noout"
        ));
        assert!(done.status.success(), "{options}: {}", text(&done.stderr));
        let der = fs::read(shell.path("e")).unwrap();
        let is_salt = |part: &[u8]| part[0] == 4 && usize::from(part[1]) == len;
        assert!(der[..80].windows(2).any(is_salt), "{options}");
    }
    for wrong in ["0", "7", "1025"] {
        let done = shell.run(&format!(
            "openssl pkcs8 -topk8 -in k.pem -saltlen {wrong} -passout pass:test -out refused"
        ));
        assert_eq!(done.status.code(), Some(1), "{wrong}");
        assert!(!shell.path("refused").exists());
    }
}

#[test]
fn pbmac1_is_written_on_request_and_read_again() {
    let shell = common::Shell::new();
    let made = shell.run(
        "openssl req -x509 -newkey rsa:2048 -noenc -keyout k -out c -subj /CN=x
         openssl pkcs12 -export -in c -inkey k -passout pass:pw -pbmac1_pbkdf2 -macalg sha512 -out f",
    );
    assert!(made.status.success(), "{}", text(&made.stderr));
    let read = shell.run("openssl pkcs12 -in f -passin pass:pw -noout -info");
    assert!(read.status.success() && text(&read.stderr).contains("PBMAC1"));
    let wrong = shell.run("openssl pkcs12 -in f -passin pass:no -noout");
    assert!(text(&wrong.stderr).contains("invalid password"));
    for options in [
        "-pbmac1_pbkdf2 -macalg sha1",
        "-pbmac1_pbkdf2 -pbmac1_pbkdf2_md sha512",
        "-pbmac1_pbkdf2_md sha256",
    ] {
        let done = shell.run(&format!(
            "openssl pkcs12 -export -in c -inkey k -passout pass:pw {options} -out refused"
        ));
        assert_eq!(done.status.code(), Some(1), "{options}");
        assert!(!shell.path("refused").exists());
    }
    let key = shell.run("openssl pkey -inform P12 -in f -passin pass:pw -noout && openssl dgst -sign f -keyform P12 -passin pass:pw -out s c");
    assert!(key.status.success(), "{}", text(&key.stderr));
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn of_options_that_contradict_each_other_the_last_one_counts() {
    let pair = Pair::new();
    let made = pair.run(
        "theirs",
        "printf '[ca]\ndefault_ca=it\n[it]\ndatabase=i\ndefault_md=sha256\ndefault_crl_days=3\n' > ca.cnf; : > i
         openssl ca -config ca.cnf -gencrl -cert a.pem -keyfile key.pem -out crl.pem",
    );
    assert!(made.status.success(), "{}", text(&made.stderr));
    for (line, options) in [
        ("openssl dgst -sha1 OPTIONS m", ["-binary", "-hex"]),
        ("openssl dgst -sha1 OPTIONS m", ["-r", "-c"]),
        ("openssl dgst OPTIONS m", ["-sha1", "-md5"]),
        (
            "openssl enc OPTIONS -aes-128-cbc -k pw -in m | head -c 8",
            ["-salt", "-nosalt"],
        ),
        (
            "head -c 16 m | openssl enc OPTIONS -aes-128-cbc -K 00 -iv 00 -nopad",
            ["-e", "-d"],
        ),
        (
            "openssl enc OPTIONS -K 00 -iv 00 -in m",
            ["-aes-128-cbc", "-aes-256-ctr"],
        ),
        (
            "openssl base64 -in m | openssl base64 OPTIONS",
            ["-e", "-d"],
        ),
        (
            "openssl enc -aes-128-cbc OPTIONS -nosalt -in m",
            ["-k one", "-kfile words"],
        ),
        (
            "openssl rsa -in key.pem OPTIONS",
            ["-pubout", "-RSAPublicKey_out"],
        ),
        (
            "openssl rsa -in key.pem OPTIONS",
            ["-outform DER", "-outform PEM"],
        ),
        (
            "openssl pkeyutl -verifyrecover -in m -inkey pub.pem OPTIONS",
            ["-pubin", "-certin"],
        ),
        (
            "openssl pkeyutl -verifyrecover -in m -inkey a.pem OPTIONS",
            ["-pubin", "-certin"],
        ),
        (
            "openssl rsautl -sign -inkey key.pem -in digest -out c; openssl rsautl -verify -in c -inkey a.pem OPTIONS",
            ["-pubin", "-certin"],
        ),
        (
            "openssl pkeyutl OPTIONS -inkey key.pem -in digest",
            ["-sign", "-verify"],
        ),
        (
            "openssl pkeyutl OPTIONS -inkey key.pem -in digest",
            ["-sign", "-decrypt"],
        ),
        (
            "openssl rsautl OPTIONS -inkey key.pem -in digest",
            ["-sign", "-decrypt"],
        ),
        (
            "openssl rsautl -sign OPTIONS -inkey key.pem -in digest",
            ["-raw", "-pkcs"],
        ),
        ("openssl rand OPTIONS 3 | wc -c", ["-hex", "-base64"]),
        (
            "openssl genrsa OPTIONS 1024 2> /dev/null | openssl rsa -noout -text | grep -a Expo",
            ["-3", "-F4"],
        ),
        (
            "openssl ocsp -issuer a.pem -cert a.pem OPTIONS -reqout c; openssl ocsp -reqin c -req_text | grep -c Nonce",
            ["-nonce", "-no_nonce"],
        ),
        (
            "openssl x509 -in a.pem -noout OPTIONS",
            ["-subject", "-issuer -subject"],
        ),
        (
            "openssl crl -in crl.pem -noout OPTIONS",
            ["-issuer", "-hash -issuer"],
        ),
        ("openssl crl -in crl.pem -noout OPTIONS", ["-hash", "-hash"]),
        (
            "openssl x509 -in a.pem -noout -fingerprint OPTIONS",
            ["-sha1", "-sha256"],
        ),
        (
            "openssl pkcs12 -export -in a.pem -inkey key.pem -passout pass:x OPTIONS -out c; openssl pkcs12 -in c -passin pass:x -noout -info 2>&1 | grep -a 'Iteration\\|NONE\\|Keybag'",
            ["-iter 10", "-noiter"],
        ),
        (
            "openssl pkcs12 -export -in a.pem -inkey key.pem -passout pass:x OPTIONS -out c; openssl pkcs12 -in c -passin pass:x -noout -info 2>&1 | grep -a 'Certificate\\|PKCS7'",
            ["-descert", "-certpbe NONE"],
        ),
    ] {
        for options in [options, [options[1], options[0]]] {
            pair.same(&line.replace("OPTIONS", &options.join(" ")));
        }
    }
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn parameters_and_digests_have_all_the_names_that_openssl_gives_them() {
    let pair = Pair::new();
    for line in [
        // The older names of parameters are read in either case, those of providers are not.
        "openssl genpkey -algorithm RSA -pkeyopt RSA_KEYGEN_BITS:1024 2> /dev/null | openssl rsa -noout -text | head -1",
        "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -pkeyopt Rsa_Keygen_PubExp:3 2> /dev/null | openssl rsa -noout -text | grep Expo",
        "openssl genpkey -algorithm RSA -pkeyopt Bits:1024",
        "for name in rsa_pss_keygen_md:sha256 digest:sha384 mgf1-digest:sha256 saltlen:17; do
            openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 -pkeyopt $name 2> /dev/null | openssl pkey -noout -text | tail -4
         done",
        "openssl pkeyutl -sign -inkey key.pem -in digest -pkeyopt digest:sha256 -pkeyopt RSA_PADDING_MODE:none",
        "openssl pkeyutl -sign -inkey key.pem -in digest -pkeyopt DIGEST:sha256",
        "openssl pkeyutl -sign -inkey key.pem -in digest -pkeyopt PAD-MODE:pkcs1",
        "openssl dgst -sha256 -sign key.pem -sigopt Rsa_Padding_Mode:pkcs1 m",
        "openssl pkeyutl -kdf HKDF -kdflen 8 -pkeyopt MD:SHA256 -pkeyopt HEXKEY:aa -pkeyopt Salt:x",
        "openssl pkeyutl -kdf TLS1-PRF -kdflen 8 -pkeyopt Md:SHA256 -pkeyopt SECRET:aa -pkeyopt SEED:x",
        "openssl dgst -sha256 -mac HMAC -macopt KEY:secret m",
        "openssl dgst -sha256 -mac HMAC -macopt HexKey:00ff m",
        // A digest by its number, and by the signature algorithms that take it.
        "openssl dgst -2.16.840.1.101.3.4.2.1 m",
        "openssl dgst -1.2.840.113549.2.5 m",
        "openssl dgst -2.16.840.1.101.3.4.2.99 m",
        "openssl x509 -in a.pem -noout -fingerprint -2.16.840.1.101.3.4.2.1",
        "openssl req -new -key key.pem -subj /CN=a -2.16.840.1.101.3.4.2.3",
        "openssl dgst -RSA-SHA256 m",
        "openssl dgst -rsa-ripemd160 m",
        "openssl dgst -sha1WithRSAEncryption -r m",
        "openssl dgst -sha256WithRSAEncryption m",
        "openssl dgst -id-rsassa-pkcs1-v1_5-with-sha3-256 m",
    ] {
        pair.same(line);
    }
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn what_a_pkcs12_file_calls_a_certificate_goes_with_it() {
    let pair = Pair::new();
    pair.same("openssl pkcs12 -export -in a.pem -inkey key.pem -certfile t.pem -name 'my näme' -caname ca -passout pass:x -out named.p12");
    pair.same("openssl pkcs12 -export -in a.pem -inkey key.pem -passout pass:x -out plain.p12");
    pair.same("openssl pkcs12 -export -nokeys -in a.pem -passout pass:x -out bare.p12");
    for file in ["named.p12", "plain.p12", "bare.p12"] {
        for line in [
            "openssl x509 -in FILE -passin pass:x -noout -alias",
            "openssl x509 -in FILE -passin pass:x -noout -text",
            "openssl x509 -in FILE -passin pass:x",
            "openssl x509 -in FILE -passin pass:x -trustout",
            "openssl x509 -in FILE -passin pass:x -setalias other",
            "openssl x509 -in FILE -passin pass:x -outform DER",
            "openssl storeutl -certs -noout -text -passin pass:x FILE",
            "openssl storeutl -certs -passin pass:x FILE",
        ] {
            pair.same(&line.replace("FILE", file));
        }
    }
    pair.same("openssl storeutl -text -noout t.pem");
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn addresses_and_autonomous_systems_are_written_and_printed_as_by_openssl() {
    let pair = Pair::new();
    let certificate = "printf '[req]\\ndistinguished_name=dn\\nx509_extensions=x\\n[dn]\\n[x]\\nsubjectKeyIdentifier=none\\nVALUE\\n\
                       [s]\\nIPv4.0=10.0.0.0/8\\nIPv6.1=inherit\\n' > x.cnf
                       openssl req -x509 -new -config x.cnf -key key.pem -subj /CN=a -set_serial 1 -days 1 -out x.pem && \
                       openssl x509 -in x.pem -noout -text | sed -n '/X509v3 ext/,/Signature Alg/p' && openssl asn1parse -in x.pem | sed 's/.*UTCTIME.*//' | grep -a 'HEX DUMP'";
    for value in [
        "IPv4:10.0.0.0/8",
        "critical,IPv4:10.0.0.0/8,IPv6:2001:db8::/32",
        "IPv4:10.0.0.1",
        "IPv4:10.1.2.3/12",
        "IPv4:0.0.0.0/0,IPv6:::/0",
        "IPv4:255.255.255.255,IPv6:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
        "IPv4:inherit,IPv6:inherit",
        "IPv4:10.0.0.0-10.0.0.255",
        "IPv4:10.0.0.1 - 10.0.3.254",
        "IPv4:0.0.0.0-127.255.255.254,IPv4:128.0.0.0-255.255.255.255",
        "IPv4:10.0.0.0/9,IPv4:10.128.0.0/9,IPv4:9.0.0.0/8",
        "IPv6:2001:db8::1-2001:db8:0:ffff:ffff:ffff:ffff:fffe",
        "IPv6:1:2:3:4:5:6:7:8,IPv6:1:0:0:4::/65,IPv6:::1",
        "IPv4-SAFI:1:10.0.0.0/8,IPv4-SAFI:77:inherit,IPv6-SAFI: 128 : 2001::/16,IPv4:11.0.0.0/8",
        "@s",
        "IPv4:10.0.0.0/8,IPv4:10.1.0.0/16",
        "IPv4:10.0.0.9-10.0.0.1",
        "IPv4:inherit,IPv4:10.0.0.0/8",
        "IPv4:10.0.0.0/8,IPv4:inherit",
        "IPv4:10.0.0.0/33",
        "IPv4:10.0.0.0/",
        "IPv4:10.0.0",
        "IPv4:2001::1",
        "IPv5:1",
        "IPv4-SAFI:256:10.0.0.0/8",
        "IPv4",
    ] {
        pair.same(&certificate.replace("VALUE", &format!("sbgp-ipAddrBlock={value}")));
    }
    for value in [
        "AS:1",
        "critical,AS:64496-64511,RDI:inherit",
        "AS:inherit",
        "AS:3,AS:1,AS:2,AS:7-9",
        "AS:5 - 6,RDI:4294967295",
        "AS:5-5,AS:0",
        "AS:1-3,AS:3-4",
        "AS:9-1",
        "AS:1,AS:inherit",
        "AS:x",
        "AS:-1",
        "XS:1",
    ] {
        pair.same(&certificate.replace("VALUE", &format!("sbgp-autonomousSysNum={value}")));
    }
    // What is not of these types is printed as it is by OpenSSL, or by neither.
    for (number, value) in [
        ("7", "30:0e:30:0c:04:02:00:01:30:06:03:04:03:0a:00:00"),
        ("7", "30:0b:30:09:04:02:00:05:30:03:03:01:00"),
        ("7", "30:0c:30:0a:04:02:00:01:30:04:03:02:00:00"),
        ("7", "30:00"),
        ("8", "30:00"),
        ("8", "30:08:a0:06:30:04:02:02:ff:ff"),
        (
            "8",
            "30:16:a0:14:30:12:02:10:7f:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff:ff",
        ),
    ] {
        pair.same(&certificate.replace("VALUE", &format!("1.3.6.1.5.5.7.1.{number}=DER:{value}")));
    }
}
