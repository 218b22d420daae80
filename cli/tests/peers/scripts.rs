//! Scripts that other projects wrote for `openssl`, run with certwright in its place: each does what it does with OpenSSL, and
//! makes the same files.
//!
//! Every script runs twice, in folders of its own, with a path on which `openssl` is the one program or the other. What both
//! leave behind is compared as OpenSSL reads it, without keys, numbers and dates.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use super::support::{Workspace, binary};

const OPENSSL: &str = "/usr/bin/openssl";

/// What is left of a run: its exit status, standard output, and what is in its files.
#[derive(Debug, PartialEq, Eq)]
struct Trace {
    lines: Vec<String>,
    files: BTreeMap<String, String>,
}

/// Runs a shell script in an empty folder, where `openssl` is a program.
fn trace(program: &str, script: &str) -> Trace {
    let workspace = Workspace::new();
    let tools = Workspace::new();
    let link = tools.path("openssl");
    symlink(fs::canonicalize(program).unwrap(), &link).unwrap();
    let path = format!("{}:/usr/bin:/bin:/usr/sbin:/sbin", tools.path("").display());
    let mut command = workspace.command("bash");
    command.args(["-euc", script]).env("PATH", path);
    let outcome = workspace.outcome(script, &mut command);
    assert_eq!(
        outcome.code,
        Some(0),
        "with {program}:\n{script}\n{}\n{}",
        outcome.out,
        outcome.err
    );
    let mut files = BTreeMap::new();
    let root = workspace.path("");
    collect(&root, &root, &mut files);
    Trace {
        lines: outcome.out.lines().map(str::to_owned).collect(),
        files,
    }
}

fn collect(root: &Path, directory: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let metadata = fs::symlink_metadata(&path).unwrap();
        if metadata.is_symlink() {
            let target = fs::read_link(&path).unwrap();
            files.insert(name, format!("link to {}", target.display()));
        } else if metadata.is_dir() {
            collect(root, &path, files);
        } else {
            let contents = describe(&path);
            let name = match without_number(&name) {
                // Several have one name then, and are known by what they hold.
                Some(name) => format!("{name}: {contents}"),
                None => name,
            };
            files.insert(name, contents);
        }
    }
}

/// What a CA keeps under a random serial number: of eight bytes or more, the first of which may be zeros, which are not written.
fn without_number(name: &str) -> Option<String> {
    let (directory, file) = name.rsplit_once('/').unwrap_or(("", name));
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    let number = stem.len() >= 10 && stem.bytes().all(|b| b.is_ascii_hexdigit());
    number.then(|| format!("{directory}/(serial number).{ending}"))
}

/// A line without its dates: two runs may be on either side of midnight, and a month has a name.
fn without_dates(line: &str) -> String {
    const MONTHS: &str = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
    let is_date = |at: usize| {
        let date = line.get(at..at + 7).map(str::as_bytes);
        date.is_some_and(|date| {
            MONTHS
                .split(' ')
                .any(|month| date.starts_with(month.as_bytes()))
                && matches!(date[3..], [b' ', b' ' | b'1'..=b'3', b'0'..=b'9', b' '])
        })
    };
    match (0..line.len()).find(|&at| is_date(at)) {
        Some(at) => format!("{}(date){}", &line[..at], without_dates(&line[at + 7..])),
        None => line.to_owned(),
    }
}

/// What a file holds, as OpenSSL reads it, without what differs from run to run.
fn describe(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let labels: Vec<&str> = text
        .lines()
        .filter(|l| l.starts_with("-----BEGIN"))
        .collect();
    let mut out = labels.join("\n");
    let shown = |command: &str| {
        let mut words = command.split_whitespace();
        let output = Command::new(OPENSSL)
            .args(&mut words)
            .arg("-in")
            .arg(path)
            .env("OPENSSL_CONF", "/dev/null")
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap_or_default()
    };
    let form = match () {
        () if text.contains("BEGIN CERTIFICATE REQUEST") => {
            Some("req -noout -text -reqopt no_pubkey,no_sigdump")
        }
        () if text.contains("CERTIFICATE-----") => {
            Some("x509 -noout -text -certopt no_serial,no_validity,no_pubkey,no_sigdump")
        }
        () if text.contains("BEGIN X509 CRL") => Some("crl -noout -text"),
        () => None,
    };
    if let Some(command) = form {
        out += "\n";
        for line in shown(command).lines() {
            // Key identifiers, signatures and serial numbers.
            let hex = |c: char| c.is_ascii_hexdigit() || c == ':' || c == ' ';
            let digits = line.contains(':') && line.chars().all(hex);
            let dated = [
                "Update:",
                "Revocation Date:",
                "Serial Number:",
                "serial:",
                "keyid:",
            ];
            if !digits && !dated.iter().any(|word| line.contains(word)) {
                out += line.trim_end();
                out += "\n";
            }
        }
    } else if path.file_name().is_some_and(|name| name == "index.txt") {
        // Status, and the subject.
        for line in text.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            out += &format!("{} {}\n", fields[0], fields[5]);
        }
    } else if labels.is_empty() && text.is_ascii() && text.len() < 64 << 10 {
        // Numbers and times aside, texts are the same.
        out += &text.replace(|c: char| c.is_ascii_hexdigit(), "");
    }
    out
}

/// Runs a script under both, and compares all that it left but what `ignored` names.
fn same(script: &str, ignored: &[&str]) -> Trace {
    let (expected, mut made) = (trace(OPENSSL, script), trace(&binary(), script));
    let expected_names: Vec<_> = expected.files.keys().collect();
    let made_names: Vec<_> = made.files.keys().collect();
    assert_eq!(expected_names, made_names, "{script}");
    for (name, contents) in &expected.files {
        if !ignored.iter().any(|part| name.contains(part)) {
            assert_eq!(*contents, made.files[name], "{name}, of {script}");
        }
    }
    made.lines.retain(|line| !line.is_empty());
    made
}

#[test]
#[ignore = "needs easy-rsa; CI installs it"]
fn easy_rsa_runs_every_subcommand_that_needs_no_elliptic_curve() {
    same(
        r#"
        export EASYRSA=/usr/share/easy-rsa EASYRSA_PKI=$PWD/pki EASYRSA_BATCH=1
        run() { /usr/share/easy-rsa/easyrsa "$@" > log 2>&1 || { echo "easyrsa $*"; cat log; exit 1; } >&2; }
        run init-pki
        EASYRSA_REQ_CN=Test run build-ca nopass
        run gen-req s1 nopass
        run sign-req server s1
        EASYRSA_CERT_EXPIRE=20 run build-client-full c1 nopass
        run build-server-full s2 nopass
        run build-serverClient-full sc nopass
        run --passin=pass:wwww --passout=pass:wwww build-client-full c2
        run --subject-alt-name=DNS:a.example build-server-full san nopass
        for what in req cert; do run show-$what s1; done
        run show-ca
        run gen-crl
        run show-crl
        run verify s1
        run show-expire
        run show-renew
        run renew c1 nopass
        run revoke-renewed c1
        run revoke s2
        run show-revoke
        run gen-crl
        run update-db
        run --passout=pass:aaaa export-p12 s1
        run export-p7 s1
        run export-p8 s1 nopass
        run export-p1 s1 nopass
        run --passout=pass:bbbb set-rsa-pass s1
        cp pki/reqs/sc.req given.req
        run import-req "$PWD/given.req" imported
        run sign-req client imported
        EASYRSA_KEY_SIZE=512 run gen-dh
        "#,
        // The second names the folder that it is in.
        &["log", "safessl-easyrsa.cnf"],
    );
}

/// Where `tests/debian_package.py` puts easy-rsa of a newer Debian.
fn newer_easy_rsa() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/debian/easy-rsa-trixie");
    root.join("usr/share/easy-rsa").canonicalize().expect(
        "easy-rsa 3.2: tests/debian_package.py easy-rsa trixie fetches it into target/debian",
    )
}

#[test]
#[ignore = "needs easy-rsa 3.2, which tests/debian_package.py fetches; CI does"]
fn easy_rsa_of_the_newer_kind_runs_every_subcommand_that_needs_no_elliptic_curve() {
    let script = r#"
        export EASYRSA=FOLDER EASYRSA_PKI=$PWD/pki EASYRSA_BATCH=1 EASYRSA_NO_VARS=1
        run() { "$EASYRSA/easyrsa" "$@" > log 2>&1 || { echo "easyrsa $*"; cat log; exit 1; } >&2; }
        run init-pki
        EASYRSA_REQ_CN=Test run build-ca nopass
        run gen-req s1 nopass
        run sign-req server s1
        run --days=20 build-client-full c1 nopass
        run build-server-full s2 nopass
        run build-serverClient-full sc nopass
        run --passin=pass:wwww --passout=pass:wwww build-client-full c2
        run --san=DNS:a.example build-server-full san nopass
        run --copy-ext --san=IP:10.0.0.1 build-server-full ip nopass
        for what in req cert; do run show-$what s1; done
        run show-ca
        run gen-crl
        run show-crl
        run verify-cert s1
        run show-expire
        run show-renew
        run expire c1
        run sign-req client c1
        run revoke-expired c1
        run renew s1
        run revoke-renewed s1
        run revoke s2
        run revoke-issued san keyCompromise
        run show-revoke
        run gen-crl
        run update-db
        run --passout=pass:aaaa export-p12 sc
        run export-p1 sc nopass
        run export-p7 sc
        run export-p8 sc nopass
        run --passout=pass:bbbb set-pass sc
        run inline sc
        cp pki/reqs/sc.req given.req
        run import-req "$PWD/given.req" imported
        run sign-req client imported
        run --pki="$PWD/sub" init-pki
        run --pki="$PWD/sub" build-ca subca nopass
        run import-req "$PWD/sub/reqs/ca.req" subca
        run --subca-len=0 sign-req ca subca
        run --keysize=3072 --digest=sha512 gen-req big nopass
        run --startdate=20260101000000Z --enddate=20300101000000Z sign-req server big
        EASYRSA_KEY_SIZE=512 run gen-dh
        run show-host s1
        run check-serial 01
        rm -rf pki/inline
        "#;
    let folder = newer_easy_rsa();
    let script = script.replace("FOLDER", folder.to_str().unwrap());
    let made = same(&script, &["log", "safessl-easyrsa.cnf"]);
    assert!(made.files.len() > 40, "{:?}", made.files.keys());
}

#[test]
#[ignore = "needs OpenSSL's scripts; CI installs them"]
fn ca_pl_makes_a_ca_and_what_it_issues_and_revokes() {
    same(
        r#"
        CA=/usr/lib/ssl/misc/CA.pl
        cat > test.cnf <<'END'
[ ca ]
default_ca = it
[ it ]
dir = ./demoCA
database = $dir/index.txt
new_certs_dir = $dir/newcerts
certificate = $dir/cacert.pem
serial = $dir/serial
crlnumber = $dir/crlnumber
private_key = $dir/private/cakey.pem
default_days = 30
default_crl_days = 30
default_md = sha256
policy = policy_anything
x509_extensions = leaf
[ policy_anything ]
commonName = supplied
organizationName = optional
[ req ]
prompt = no
encrypt_key = no
distinguished_name = name
[ name ]
organizationName = Test
commonName = $ENV::NAME
[ leaf ]
basicConstraints = CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer
[ v3_ca ]
basicConstraints = critical,CA:TRUE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer
END
        export OPENSSL_CONFIG="-config test.cnf" NAME=Authority
        run() { "$CA" "$@" > log 2>&1 || { echo "CA.pl $*"; cat log; exit 1; } >&2; }
        echo | run -newca
        NAME=leaf run -newreq-nodes
        yes | run -sign
        run -verify newcert.pem
        run -revoke newcert.pem keyCompromise
        run -crl
        "#,
        &["log"],
    );
}

#[test]
#[ignore = "needs ssl-cert; CI installs it"]
fn make_ssl_cert_makes_a_certificate_and_its_hash_link() {
    let made = same(
        r#"
        export DEBIAN_FRONTEND=noninteractive DEBCONF_DB_OVERRIDE="File{$PWD/debconf}"
        mkdir certs
        make-ssl-cert /usr/share/ssl-cert/ssleay.cnf "$PWD/certs/it.pem" > log 2>&1
        rm -f debconf* log
        "#,
        &[],
    );
    let link = made.files.iter().find(|(_, it)| *it == "link to it.pem");
    assert!(link.is_some(), "{made:?}");
}

#[test]
#[ignore = "needs update-ca-certificates; CI has it"]
fn update_ca_certificates_links_the_system_s_certificates() {
    let made = same(
        r#"
        mkdir certs local hooks
        openssl req -x509 -newkey rsa:2048 -nodes -keyout key -subj /CN=Local -days 30 -out local/own.crt 2> log
        update-ca-certificates --fresh --etccertsdir "$PWD/certs" --localcertsdir "$PWD/local" --hooksdir "$PWD/hooks" > log 2>&1
        rm log
        # Links by name lead into folders that differ; the bundle holds a new certificate.
        find certs -lname '/tmp/*' -delete
        "#,
        &["key", "own.crt", "ca-certificates.crt"],
    );
    let hashed = made.files.keys().filter(|name| name.ends_with(".0"));
    assert!(hashed.count() > 50, "{:?}", made.files.keys());
}

#[test]
#[ignore = "needs unbound; CI installs it"]
fn unbound_control_setup_makes_both_pairs() {
    same(
        r#"
        mkdir unbound
        /usr/sbin/unbound-control-setup -d "$PWD/unbound" > log 2>&1
        openssl verify -purpose sslclient -CAfile unbound/unbound_server.pem unbound/unbound_control.pem
        "#,
        &["log"],
    );
}

#[test]
#[ignore = "needs freeradius-config and make; CI installs them"]
fn freeradius_makes_its_certificates() {
    same(
        r#"
        cp -r /etc/freeradius/3.0/certs certs
        cd certs
        rm -f dh
        make DH_KEY_SIZE=512 > ../log 2>&1 || { cat ../log >&2; exit 1; }
        "#,
        // c_rehash's links have names that depend on the order of files.
        &["log", "certs/dh"],
    );
}

#[test]
#[ignore = "needs OpenSSL's scripts; CI installs them"]
fn c_rehash_links_by_what_certwright_prints() {
    let made = same(
        r#"
        mkdir certs
        for name in one two; do
            openssl req -x509 -newkey rsa:2048 -nodes -keyout key -subj /CN=$name -days 30 -out certs/$name.pem 2> log
        done
        rm key log
        c_rehash certs > /dev/null
        "#,
        &[],
    );
    let links = made.files.values().filter(|it| it.starts_with("link to "));
    assert_eq!(links.count(), 4, "{made:?}");
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn rehash_makes_the_links_that_openssl_makes() {
    same(
        r#"
        mkdir certs
        openssl req -x509 -newkey rsa:2048 -nodes -keyout key -subj /CN=same -days 30 -out certs/a.pem 2> log
        openssl req -x509 -key key -subj /CN=same -days 31 -out certs/b.crt 2> log
        cp certs/a.pem certs/copy.pem
        cat certs/a.pem certs/b.crt > certs/two.pem
        echo no certificate > certs/empty.pem
        ln -s gone.pem certs/01234567.0
        openssl rehash -v certs 2>&1 | sed 's/^[^:]*: //'
        ls certs
        openssl rehash -v -compat certs 2> log
        openssl rehash -old certs 2> log
        rm key log
        "#,
        &[],
    );
}

/// The scripts of `vectors/scripts`: their names and their commands.
fn published() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/scripts");
    let mut all = Vec::new();
    for name in ["clusters.sh", "devices.sh", "keys.sh", "servers.sh"] {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        for part in text.split("## ").filter(|part| !part.is_empty()) {
            let (title, commands) = part.split_once('\n').unwrap();
            all.push((title.to_owned(), commands.to_owned()));
        }
    }
    all
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn commands_of_published_scripts_do_what_they_do_with_openssl() {
    let scripts = published();
    assert!(scripts.len() >= 90, "{}", scripts.len());
    // Key identifiers and counts of random lengths.
    let random = |line: &&String| {
        let hex = |c: char| c.is_ascii_hexdigit() || c == ':' || c == ' ';
        !(line.contains("Date: ") || line.contains(':') && line.chars().all(hex))
    };
    for (title, commands) in scripts {
        let commands = format!("set -o pipefail\n{commands}");
        let (expected, made) = (trace(OPENSSL, &commands), trace(&binary(), &commands));
        let lines =
            |trace: &Trace| -> Vec<String> { trace.lines.iter().filter(random).cloned().collect() };
        assert_eq!(lines(&expected), lines(&made), "{title}");
        let names = |trace: &Trace| -> Vec<String> { trace.files.keys().cloned().collect() };
        assert_eq!(names(&expected), names(&made), "{title}");
        for (name, contents) in &expected.files {
            // What is in PEM; other texts may hold random numbers in Base64.
            if contents.starts_with("-----BEGIN") {
                assert_eq!(*contents, made.files[name], "{name}, of {title}");
            }
        }
    }
}

/// What scripts look for on standard error, in the words of both.
#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn failures_have_the_status_and_the_words_that_scripts_look_for() {
    let workspace = Workspace::new();
    let run = |program: &str, line: &str| {
        let tools = Workspace::new();
        symlink(fs::canonicalize(program).unwrap(), tools.path("openssl")).unwrap();
        let path = format!("{}:/usr/bin:/bin", tools.path("").display());
        let mut command = workspace.command("bash");
        command.args(["-c", line]).env("PATH", path);
        let outcome = workspace.outcome(line, &mut command);
        (outcome.code, outcome.err)
    };
    run(
        OPENSSL,
        "openssl genrsa -out k 2048; openssl genrsa -out k2 2048; openssl rsa -in k -aes256 -passout pass:right -out e
         openssl rsa -in k -aes256 -traditional -passout pass:right -out t
         openssl req -x509 -key k -subj /CN=a -days 9 -out c; openssl req -new -key k -subj /CN=a -out r
         openssl pkcs12 -export -in c -inkey k -passout pass:right -out p; echo text > text; mkdir d; : > nothing
         openssl enc -aes-256-cbc -pbkdf2 -k right -in text -out enc; openssl smime -sign -in text -signer c -inkey k -out s",
    );
    let mut tried = 0;
    for line in fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/scripts/failures.txt"),
    )
    .unwrap()
    .lines()
    .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (words, line) = line.split_once(" | ").unwrap();
        let (expected, made) = (run(OPENSSL, line), run(&binary(), line));
        assert_eq!(expected.0, made.0, "{line}: {}", made.1);
        for word in words.split("; ") {
            assert!(
                expected.1.contains(word),
                "{word}, of {line}: {}",
                expected.1
            );
            assert!(made.1.contains(word), "{word}, of {line}: {}", made.1);
        }
        tried += 1;
    }
    assert!(tried >= 50, "{tried}");
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn a_signature_over_md5_counts_where_no_security_is_asked_for_and_nowhere_else() {
    let workspace = Workspace::new();
    let run = |program: &str, line: &str| {
        let mut command = workspace.command(program);
        command.args(line.split(' '));
        workspace.outcome(line, &mut command).code
    };
    for line in [
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=CA -days 9",
        "req -newkey rsa:2048 -nodes -keyout key.pem -out req.pem -subj /CN=leaf",
        "x509 -req -in req.pem -CA ca.pem -CAkey ca.key -md5 -out leaf.pem -set_serial 1",
        "x509 -in leaf.pem -outform DER -out leaf.der",
    ] {
        assert_eq!(run(OPENSSL, line), Some(0), "{line}");
    }
    let ours = |line: &str| run(&binary(), line);
    assert_eq!(
        ours("verify -auth_level 0 -CAfile ca.pem leaf.pem"),
        Some(0)
    );
    assert_eq!(ours("verify -CAfile ca.pem leaf.pem"), Some(2));
    assert_eq!(
        ours("verify -auth_level 1 -CAfile ca.pem leaf.pem"),
        Some(2)
    );
    // The last byte is the signature's.
    let mut der = fs::read(workspace.path("leaf.der")).unwrap();
    *der.last_mut().unwrap() ^= 1;
    fs::write(workspace.path("leaf.der"), der).unwrap();
    assert_eq!(
        ours("verify -auth_level 0 -CAfile ca.pem leaf.der"),
        Some(2)
    );
}

/// The lines that are the same in two runs, without what is not. Keys, digests and signatures differ, as does the last line of each, which
/// may be short; numbers are of any length; a random salt or nonce may be text, which asn1parse prints as such.
fn comparable(out: &str) -> Vec<String> {
    let mut random = false;
    let mut of_line = |line: &str| {
        let encoded = |c: char| c.is_ascii_alphanumeric() || "+/=-_:".contains(c);
        random = line.chars().all(encoded) && (random || line.len() >= 20);
        let is_parsed = line.contains(":d=") && line.contains(" hl=");
        let line = match line.split_once("OCTET STRING ") {
            // Of eight bytes or more, or in hexadecimal.
            Some((before, contents)) if contents.trim_start().len() > 8 => {
                format!("{before}OCTET STRING")
            }
            _ => without_dates(line),
        };
        let mut text = line.replace(|c: char| c.is_ascii_hexdigit(), "");
        let repeated: &[_] = if is_parsed { &["::", "  "] } else { &["::"] };
        for pair in repeated {
            while text.contains(pair) {
                text = text.replace(pair, &pair[..1]);
            }
        }
        (!random && !text.trim_matches([' ', ':']).is_empty()).then_some(text)
    };
    out.lines().filter_map(&mut of_line).collect()
}

#[test]
fn what_is_random_and_what_is_of_the_day_is_not_compared() {
    for (one, other) in [
        // A first byte of zero.
        ("certs/00f0e1d2c3b4a596.pem", "certs/F0E1D2C3B4A596.pem"),
        (
            "00F0E1D2C3B4A596.pem",
            "f0e1d2c3b4a59687f0e1d2c3b4a59687.pem",
        ),
    ] {
        let tail = |name| {
            without_number(name)
                .unwrap()
                .split_off(name.rfind('/').map_or(0, |at| at))
        };
        assert_eq!(tail(one), tail(other));
    }
    assert_eq!(without_number("certs/1000.pem"), None);
    for (one, other) in [
        ("    serial:01:02:03", "    serial:01:02"),
        (
            "notAfter=Nov 30 23:59:59 2026 GMT",
            "notAfter=Dec  1 00:00:00 2026 GMT",
        ),
        (
            "  999:d=2  hl=2 l=   8 prim: OCTET STRING      :hyjwunth",
            " 1000:d=2  hl=2 l=  12 prim: OCTET STRING      [HEX DUMP]:010203040506070809101112",
        ),
    ] {
        assert_eq!(comparable(one), comparable(other));
    }
    for (one, other) in [
        ("subject=CN = own", "subject=CN = other"),
        (
            "    0:d=0  hl=2 l=   1 prim: OCTET STRING      :x",
            "    0:d=0  hl=2 l=   1 prim: OCTET STRING      :y",
        ),
        ("        Not After", "    Not After"),
    ] {
        assert_ne!(comparable(one), comparable(other));
    }
}

/// What a published script's calls of `openssl` (docs/scripts.md) print and leave behind: the status of each command that fails,
/// standard output, and the files that are not empty.
fn outline(program: &str, script: &Path) -> Trace {
    let workspace = Workspace::new();
    let tools = Workspace::new();
    symlink(fs::canonicalize(program).unwrap(), tools.path("openssl")).unwrap();
    let path = format!("{}:/usr/bin:/bin:/usr/sbin:/sbin", tools.path("").display());
    let mut command = workspace.command("bash");
    command
        .args(["-Euc", r#"trap 'echo "status $?"' ERR; . "$0""#])
        .arg(script)
        .env("PATH", path)
        .env("HOSTNAME", "host.example");
    let outcome = workspace.outcome(&script.display().to_string(), &mut command);
    let mut files = BTreeMap::new();
    let root = workspace.path("");
    collect(&root, &root, &mut files);
    files.retain(|name, contents| {
        let name = name.split(": ").next().unwrap_or_default();
        let random = !contents.contains("-----BEGIN") && !name.ends_with("index.txt");
        if random && !contents.starts_with("link to ") {
            contents.clear();
        }
        // OpenSSL leaves an empty file where it fails.
        fs::metadata(root.join(name)).map_or(true, |file| file.len() > 0)
    });
    let here = root.display().to_string();
    let out = outcome.out.replace(here.trim_end_matches('/'), "");
    Trace {
        lines: comparable(&out),
        files,
    }
}

/// In what a script differs with certwright.
fn differences(script: &Path) -> Vec<String> {
    let (expected, made) = (outline(OPENSSL, script), outline(&binary(), script));
    let mut differing = Vec::new();
    if expected.lines != made.lines {
        differing.push(format!(
            "{}: prints\n{:#?}\nwhere OpenSSL prints\n{:#?}",
            script.display(),
            made.lines,
            expected.lines
        ));
    }
    let names: BTreeSet<_> = expected.files.keys().chain(made.files.keys()).collect();
    for name in names {
        if expected.files.get(name) != made.files.get(name) {
            differing.push(format!(
                "{}: {name} is\n{:?}\nwhere OpenSSL makes\n{:?}",
                script.display(),
                made.files.get(name),
                expected.files.get(name)
            ));
        }
    }
    differing
}

#[test]
#[ignore = "needs openssl, ssh-keygen, make, xxd, file and python3; CI has them"]
fn published_scripts_do_what_they_do_with_openssl() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/scripts/traced");
    let mut scripts: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    scripts.sort();
    assert!(scripts.len() >= 149, "scripts are missing");
    let (scripts, differing) = (Mutex::new(scripts), Mutex::new(Vec::new()));
    let work = || {
        while let Some(script) = { scripts.lock().unwrap().pop() } {
            let found = differences(&script);
            differing.lock().unwrap().extend(found);
        }
    };
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    let differing = differing.into_inner().unwrap();
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}
