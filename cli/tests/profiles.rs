//! `vectors/profiles` through `verify`: what `-profile` and `-x509_strict` make of a path.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use base64ct::{Base64, Encoding as _};
use certwright::pem;
use serde_json::Value;

fn read(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/profiles");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// The fields of the case with this label.
fn fields<'a>(cases: &'a str, label: &str) -> Vec<&'a str> {
    let case = cases.lines().find(|l| l.split('\t').next() == Some(label));
    case.unwrap().split('\t').collect()
}

const PROFILES: [&[&str]; 3] = [&[], &["-x509_strict"], &["-profile", "webpki"]];

/// The certificates and CRLs of `cases.txt`, as files and options for `verify`.
struct Files {
    der: Vec<Vec<u8>>,
    place: tempfile::TempDir,
}

impl Files {
    fn new() -> Self {
        let lines = read("der.txt");
        Self {
            der: lines
                .lines()
                .map(|line| Base64::decode_vec(line).unwrap())
                .collect(),
            place: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap(),
        }
    }

    fn write(&self, kind: &str, numbers: &str) -> Option<PathBuf> {
        let label = match kind {
            "CRLfile" => pem::label::X509_CRL,
            _ => pem::label::CERTIFICATE,
        };
        let blocks: String = numbers
            .split(',')
            .filter(|n| *n != "-")
            .map(|n| pem::encode(label, &self.der[n.parse::<usize>().unwrap()]))
            .collect();
        let file = self.place.path().join(kind);
        (!blocks.is_empty()).then(|| {
            std::fs::write(&file, blocks).unwrap();
            file
        })
    }

    /// `verify` on a case, with more options.
    fn verify(&self, fields: &[&str], options: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_certwright"));
        command
            .arg("verify")
            .args(options)
            .args(fields[8].split(' '));
        for (kind, i) in [("trusted", 5), ("untrusted", 6), ("CRLfile", 7)] {
            if let Some(file) = self.write(kind, fields[i]) {
                command.arg(format!("-{kind}")).arg(file);
            }
        }
        let target = self.write("target", fields[4]).unwrap();
        command.arg(target).output().unwrap()
    }

    /// The rules that a case's certificates break, by `lint`, each judged beside the certificate of its issuer.
    fn lint(&self, fields: &[&str], options: &[&str]) -> BTreeSet<String> {
        let numbers = [fields[5], fields[6], fields[4]].join(",");
        let file = self.write("all", &numbers).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_certwright"));
        let output = command.args(["lint", "-json"]).args(options).arg(file);
        let documents: Value = serde_json::from_slice(&output.output().unwrap().stdout).unwrap();
        let findings = documents.as_array().unwrap().iter();
        findings
            .flat_map(|document| document["findings"].as_array().unwrap())
            .map(|finding| finding["rule"].as_str().unwrap().into())
            .collect()
    }
}

#[test]
fn verify_gives_the_verdict_of_each_profile() {
    let files = Files::new();
    let mut wrong = Vec::new();
    for case in read("cases.txt").lines().filter(|l| !l.starts_with('#')) {
        let fields: Vec<&str> = case.split('\t').collect();
        for (options, expected) in PROFILES.iter().zip(&fields[1..4]) {
            if *expected == "-" {
                continue;
            }
            let for_clients = options.contains(&"webpki") && fields[8].contains("sslclient");
            let output = files.verify(&fields, options);
            let status = output.status.code().unwrap();
            // 2: refused; 1: a file of CRLs without one that can be read, and options that contradict each other.
            let is_right = match *expected {
                "accept" => status == 0,
                _ if fields[0].ends_with("crl-version-9") || for_clients => status == 1,
                _ => status == 2,
            };
            if !is_right {
                let printed = String::from_utf8_lossy(&output.stderr);
                wrong.push(format!("{} {options:?}: {status}: {printed}", fields[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `items.txt`, by `verify -profile webpki`, which cites the rule's section, and by `lint`, which names the rule.
#[test]
fn each_thing_that_the_web_pki_profile_judges_is_found_by_verify_and_by_lint() {
    let listed = Command::new(env!("CARGO_BIN_EXE_certwright"))
        .args(["lint", "-list", "-json"])
        .output()
        .unwrap();
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    let section = |rule: &str| -> String {
        let row = listed.as_array().unwrap().iter();
        let row = row.clone().find(|row| row["rule"] == rule).unwrap();
        row["section"].as_str().unwrap().into()
    };
    let suffixes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/lint/suffixes.dat");
    let suffixes = suffixes.display().to_string();
    let files = Files::new();
    let (cases, items) = (read("cases.txt"), read("items.txt"));
    let mut wrong = Vec::new();
    for item in items.lines().filter(|line| !line.starts_with('#')) {
        let [what, rule, kept, broken, how, _] = item.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{item}");
        };
        let more: &[&str] = match how {
            "suffixes" => &["-public_suffixes", &suffixes],
            _ => &[],
        };
        let options = [&["-profile", "webpki", "-json"], more].concat();
        let output = files.verify(&fields(&cases, kept), &options);
        if !output.status.success() {
            let printed = String::from_utf8_lossy(&output.stdout);
            wrong.push(format!("{what}: {kept}: {printed}"));
        }
        let output = files.verify(&fields(&cases, broken), &options);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let refusals = report["refusals"].as_array().unwrap();
        if output.status.code() != Some(2) || !refusals.iter().any(|r| r["rule"] == section(rule)) {
            wrong.push(format!("{what}: {broken}: {refusals:?}"));
        }
        if files.lint(&fields(&cases, kept), more).contains(rule) {
            wrong.push(format!("{what}: lint reports {kept}"));
        }
        if files.lint(&fields(&cases, broken), more).contains(rule) != (how != "path") {
            wrong.push(format!("{what}: lint on {broken}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `verify` or `lint` on the chain of `vectors/lint`, which every profile accepts.
fn on_the_good_chain(program: &str, command: &str, options: &str) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/lint");
    let mut words = vec![command];
    words.extend(options.split(' ').filter(|word| !word.is_empty()));
    if command == "verify" && !options.contains("-CAfile") {
        words.extend(["-trusted", "root.pem"]);
    }
    if command == "verify" {
        words.extend(["-untrusted", "ca.pem", "-attime", "1795683600"]);
    }
    if !options.contains("-list") {
        words.push("leaf.pem");
    }
    let mut run = Command::new(program);
    run.args(words).current_dir(folder).output().unwrap()
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    for (command, options, why) in [
        ("verify", "-profile webpki -purpose sslclient", "-purpose"),
        (
            "verify",
            "-profile webpki-private -purpose sslclient",
            "-purpose",
        ),
        ("verify", "-profile webpki -purpose smimesign", "-purpose"),
        ("verify", "-profile webpki -purpose crlsign", "-purpose"),
        ("verify", "-profile webpki -purpose ocsphelper", "-purpose"),
        (
            "verify",
            "-profile webpki -purpose timestampsign",
            "-purpose",
        ),
        (
            "verify",
            "-profile webpki -verify_name ssl_client",
            "-verify_name",
        ),
        (
            "verify",
            "-profile webpki -verify_name smime_sign",
            "-verify_name",
        ),
        (
            "verify",
            "-profile webpki -verify_email a@example.org",
            "-verify_email",
        ),
        (
            "verify",
            "-profile webpki -ignore_critical",
            "-ignore_critical",
        ),
        (
            "verify",
            "-profile strict -ignore_critical",
            "-ignore_critical",
        ),
        (
            "verify",
            "-profile strict -profile webpki",
            "-profile strict",
        ),
        (
            "verify",
            "-profile strict -public_suffixes suffixes.dat",
            "-public_suffixes",
        ),
        (
            "verify",
            "-public_suffixes suffixes.dat",
            "-public_suffixes",
        ),
        ("verify", "-profile tls", "tls"),
        (
            "verify",
            "-exclude serial_number_too_long",
            "-profile rfc5280",
        ),
        (
            "verify",
            "-profile webpki -exclude br_no_such_rule",
            "lint -list",
        ),
        (
            "verify",
            "-profile webpki -exclude signature_algorithms_differ",
            "RFC 5280 §4.1.1.2",
        ),
        ("verify", "-crl_download", "-CRLfile"),
        ("verify", "-allow_proxy_certs", "RFC 3820"),
        (
            "lint",
            "-profile strict -rule br_root_path_len",
            "-profile strict",
        ),
        (
            "lint",
            "-profile rfc5280 -rule serial_number_too_long",
            "-profile rfc5280",
        ),
        (
            "lint",
            "-rule br_root_path_len -exclude br_root_path_len",
            "-exclude",
        ),
        (
            "lint",
            "-profile strict -public_suffixes suffixes.dat",
            "-public_suffixes",
        ),
        ("lint", "-list root.pem", "-list"),
    ] {
        let output = on_the_good_chain(env!("CARGO_BIN_EXE_certwright"), command, options);
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(
            output.status.code(),
            Some(1),
            "{command} {options}: {printed}"
        );
        assert!(output.stdout.is_empty(), "{command} {options}");
        assert!(printed.contains(why), "{command} {options}: {printed}");
    }
}

/// A private CA's certificates, valid for longer than the Baseline Requirements allow.
#[test]
fn rules_can_be_excluded() {
    let files = Files::new();
    let cases = read("cases.txt");
    let fields = fields(&cases, "bare::valid");
    let mut options = vec!["-profile", "webpki"];
    // The root's date, 1970, frees it of nothing: its keyUsage is not critical either.
    for (rule, left) in [
        ("br_certificate_policies_missing", 3),
        ("br_key_usage_not_critical", 1),
        ("br_validity_over_60_months", 0),
    ] {
        options.extend(["-exclude", rule]);
        let output = files.verify(&fields, &options);
        let printed = String::from_utf8_lossy(&output.stderr);
        let hints = printed.lines().filter(|l| l.starts_with("hint:")).count();
        assert_eq!(hints, left, "{rule}: {printed}");
        assert_eq!(output.status.success(), left == 0, "{rule}: {printed}");
    }
}

/// Options of OpenSSL that look as if they contradicted each other, with the exit status that OpenSSL 3.0 has for them.
const TOGETHER: [(&str, i32); 29] = [
    ("", 0),
    ("-no_check_time", 0),
    ("-no_check_time -no_check_time", 0),
    ("-purpose sslserver -verify_name ssl_client", 2),
    ("-verify_name ssl_client -purpose sslserver", 0),
    ("-purpose sslclient -verify_name ssl_server", 0),
    ("-verify_name ssl_server -purpose sslclient", 2),
    ("-purpose sslclient -verify_name default", 2),
    ("-verify_name ssl_client -verify_name default", 2),
    ("-verify_depth 0 -verify_name default", 0),
    ("-verify_name default -verify_depth 0", 2),
    ("-verify_depth 0 -verify_name ssl_server", 2),
    ("-purpose sslclient -purpose sslserver", 0),
    ("-purpose sslserver -purpose sslclient", 2),
    ("-purpose sslclient -verify_hostname www.example.org", 2),
    ("-purpose smimesign -verify_hostname www.example.org", 2),
    ("-verify_hostname www.example.org -verify_ip 192.0.2.1", 2),
    ("-partial_chain", 0),
    ("-partial_chain -check_ss_sig -trusted_first", 0),
    ("-trusted_first -no_alt_chains", 0),
    ("-crl_check", 2),
    ("-crl_check -crl_check_all", 2),
    ("-use_deltas -extended_crl", 0),
    ("-auth_level 0 -auth_level 2", 0),
    ("-verify_depth -1", 0),
    ("-verify_depth 0", 2),
    ("-no-CAfile -no-CApath -CAfile root.pem", 0),
    ("-ignore_critical -x509_strict", 0),
    ("-trusted root.pem -CAfile root.pem", 1),
];

#[test]
fn options_of_openssl_go_together_as_in_openssl() {
    for (options, expected) in TOGETHER {
        let output = on_the_good_chain(env!("CARGO_BIN_EXE_certwright"), "verify", options);
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(expected), "{options}: {printed}");
    }
}

#[test]
#[ignore = "runs openssl"]
fn openssl_has_the_same_exit_status_for_options_together() {
    for (options, expected) in TOGETHER {
        let output = on_the_good_chain("openssl", "verify", options);
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(expected), "{options}: {printed}");
    }
}

/// The profile for private CAs takes what they leave out, and the help names it.
#[test]
fn the_profile_for_private_cas_is_one_word() {
    let files = Files::new();
    let cases = read("cases.txt");
    let status = |label: &str, options: &[&str]| {
        let fields = fields(&cases, label);
        files.verify(&fields, options).status.code()
    };
    let private = ["-profile", "webpki-private"];
    assert_eq!(status("bare::valid", &["-profile", "webpki"]), Some(2));
    assert_eq!(status("bare::valid", &private), Some(0));
    assert_eq!(status("bare::eku-critical", &private), Some(2));
    let excluded = [&private[..], &["-exclude", "br_ext_key_usage_critical"]].concat();
    assert_eq!(status("bare::eku-critical", &excluded), Some(0));
    let strict = [&private[..], &["-x509_strict"]].concat();
    assert_eq!(status("bare::nc-not-critical", &private), Some(0));
    assert_eq!(status("bare::nc-not-critical", &strict), Some(2));
    // A refusal by those rules alone comes with a hint.
    let hints = |label: &str| {
        let fields = fields(&cases, label);
        let output = files.verify(&fields, &["-profile", "webpki"]);
        String::from_utf8_lossy(&output.stderr).contains("-profile webpki-private")
    };
    assert!(hints("bare::valid"));
    assert!(!hints("bare::eku-any"));
    assert!(!hints("modern::expired-leaf"));
    let help = Command::new(env!("CARGO_BIN_EXE_certwright"))
        .args(["verify", "-help"])
        .output();
    let help = help.unwrap();
    let printed = [help.stdout, help.stderr].concat();
    assert!(String::from_utf8_lossy(&printed).contains("webpki-private"));
}

/// `-profile webpki` is for TLS servers: what a trusted certificate is trusted for is judged by that, with no `-purpose` besides.
#[test]
fn the_web_pki_profile_asks_for_a_server() {
    let files = Files::new();
    let cases = read("cases.txt");
    let fields = fields(&cases, "modern::valid");
    let root = files.write("trusted", fields[5]).unwrap();
    let rejected = root.with_extension("rejected");
    let made = Command::new(env!("CARGO_BIN_EXE_certwright"))
        .args(["x509", "-addreject", "serverAuth", "-in"])
        .arg(&root)
        .arg("-out")
        .arg(&rejected)
        .status();
    assert!(made.unwrap().success());
    let target = files.write("target", fields[4]).unwrap();
    let mut accepted = Vec::new();
    for profile in ["rfc5280", "webpki", "webpki-private"] {
        let output = Command::new(env!("CARGO_BIN_EXE_certwright"))
            .args(["verify", "-profile", profile, "-attime", "1795683600"])
            .arg("-CAfile")
            .arg(&rejected)
            .arg(&target)
            .output();
        if output.unwrap().status.success() {
            accepted.push(profile);
        }
    }
    assert_eq!(accepted, ["rfc5280"]);
}

/// OpenSSL 3.0 says "OK" of such a root under `-x509_strict`; scripts verify their new root by itself.
#[test]
fn a_root_by_itself_is_spared_the_strict_rules_that_openssl_has_of_chains_alone() {
    let place = tempfile::tempdir().unwrap();
    let run = |line: &str| {
        let done = Command::new(env!("CARGO_BIN_EXE_certwright"))
            .args(line.split(' '))
            .current_dir(place.path())
            .output()
            .unwrap();
        done.status.code()
    };
    let configuration =
        "[req]\ndistinguished_name=d\nx509_extensions=e\n[d]\n[e]\nbasicConstraints=CA:TRUE\n";
    std::fs::write(place.path().join("root.cnf"), configuration).unwrap();
    let key = "-newkey rsa:2048 -nodes -keyout";
    for line in [
        format!("req -x509 {key} root.key -out root.pem -subj /CN=root -config root.cnf"),
        format!("req -new {key} leaf.key -out leaf.csr -subj /CN=leaf"),
        "x509 -req -in leaf.csr -CA root.pem -CAkey root.key -out leaf.pem".into(),
    ] {
        assert_eq!(run(&line), Some(0), "{line}");
    }
    let by =
        |options: &str, target: &str| run(&format!("verify {options} -CAfile root.pem {target}"));
    assert_eq!(by("-x509_strict", "root.pem"), Some(0));
    assert_eq!(by("-profile strict", "root.pem"), Some(2));
    assert_eq!(by("-x509_strict", "leaf.pem"), Some(2));
    assert_eq!(by("-no-CApath", "leaf.pem"), Some(0));
}
