//! `openssl.cnf` means here what it means to OpenSSL 3.0.
//!
//! Each case is a configuration and the value of its name `probe` in the default section, as OpenSSL gives it (`None`:
//! OpenSSL refuses the file). The ignored tests ask an installed OpenSSL, for these cases and for random ones.

use std::process::Command;

use certwright_cli::conf::Conf;

const CASES: &[(&str, Option<&str>)] = &[
    ("probe = a  b \t\n", Some("a  b")),
    ("probe=a # comment", Some("a")),
    ("probe=a\\# no comment", Some("a# no comment")),
    ("probe='a # b' # c", Some("a # b")),
    ("probe=\"a \\\" # b\"c", Some("a \" # bc")),
    ("probe=`a # 'b`", Some("a # 'b")),
    ("probe=it's # open quote", Some("its # open quote")),
    ("probe=a\\\n b", Some("a b")),
    ("probe=a\\\\\nother=b", Some("a\\")),
    ("# comment \\\nprobe=lost\nprobe=kept", Some("kept")),
    ("probe=\\x\\n\\t\\q|", Some("x\n\tq|")),
    ("probe=\"\\n\"", Some("n")),
    ("a=1\nprobe=$a$a${a}$(a)x", Some("1111x")),
    ("a=1\nprobe=$ax", None),
    ("a=1\nprobe=${a", None),
    ("a=1\nprobe='$a'", Some("$a")),
    ("a=1\nprobe=\\$a", Some("$a")),
    ("[ s ]\na=1\n[default]\nprobe=$s::a", Some("1")),
    ("[ s ]\na=1\n[default]\nprobe=${s::a}.", Some("1.")),
    ("[ s ]\na=1\n[default]\nprobe=$a", None),
    (
        "a=0\n[ s ]\nb=$a\na=1\nc=$a\n[default]\nprobe=$s::b$s::c$s::a",
        Some("011"),
    ),
    ("a=up\n[ s ]\nb=1\n[default]\nprobe=$s::a", Some("up")),
    ("[x y  z ] words\na=1\n[default]\nprobe=2", Some("2")),
    ("s::probe=1\nprobe=$s::probe", Some("1")),
    ("[s]\ndefault::probe=1\n", Some("1")),
    ("probe=1\nprobe=2", Some("2")),
    ("probe=", Some("")),
    ("[s\nprobe=1", None),
    ("words only\nprobe=1", None),
    ("a b = 1\nprobe=1", None),
    ("a.b-c,d;e/f@g!h%i&j*k+l?m^n~o|p = 1\nprobe=1", Some("1")),
    ("a:b = 1\nprobe=1", None),
    ("\u{feff}probe=1", Some("1")),
    ("probe=1\r\nother=2\r\n", Some("1")),
    (".pragma dollarid:on\n$a=1\nprobe=x$a${$a}", Some("x$a1")),
    (".pragma = dollarid : on\nprobe=$a", Some("$a")),
    (".pragma unknown:thing\nprobe=1", Some("1")),
    (".pragma dollarid:maybe\nprobe=1", None),
    (".pragma dollarid\nprobe=1", None),
    (".include /nonexistent/certwright.cnf\nprobe=1", Some("1")),
    ("probe=$ENV::CERTWRIGHT_PROBE", Some("from outside")),
    ("probe=${ENV::CERTWRIGHT_PROBE}!", Some("from outside!")),
    ("probe=$ENV::CERTWRIGHT_NOT_SET", None),
    ("probe=$CERTWRIGHT_PROBE", None),
    (
        "[ENV]\nCERTWRIGHT_PROBE=inside\n[default]\nprobe=$ENV::CERTWRIGHT_PROBE",
        Some("inside"),
    ),
    (
        "probe=\u{e4}\u{20ac}\\\u{e4}'\u{20ac}'",
        Some("\u{e4}\u{20ac}\u{e4}\u{20ac}"),
    ),
    ("\\p=1\nprobe=2", Some("2")),
    ("[]\na=1\n[default]\nprobe=$::a", Some("1")),
    ("  [s]\n  a = 1 \n  [ default ]\n  probe = $s::a", Some("1")),
];

/// What certwright reads.
fn ours(text: &str) -> Option<String> {
    let conf = Conf::from_text(text, "case.cnf").ok()?;
    Some(
        conf.get("default", "probe")
            .map(|v| v.into_owned())
            .unwrap_or_default(),
    )
}

/// What OpenSSL reads: `asn1parse -genconf` makes an OCTET STRING of the value, between brackets so that spaces show.
fn openssls(text: &str) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    let (conf, der) = (dir.path().join("c.cnf"), dir.path().join("c.der"));
    std::fs::write(
        &conf,
        format!("{text}\n.pragma dollarid:off\n[default]\nasn1=FORMAT:ASCII,OCT:<${{probe}}>\n"),
    )
    .unwrap();
    let done = Command::new("/usr/bin/openssl")
        .args(["asn1parse", "-noout", "-genconf"])
        .arg(&conf)
        .arg("-out")
        .arg(&der)
        .env("CERTWRIGHT_PROBE", "from outside")
        .output()
        .expect("OpenSSL is installed");
    if !done.status.success() {
        return None;
    }
    let der = std::fs::read(der).unwrap();
    let at = der.iter().position(|&b| b == b'<').unwrap();
    Some(String::from_utf8(der[at + 1..der.len() - 1].to_vec()).unwrap())
}

#[test]
fn every_case_reads_as_recorded() {
    // Before any thread of this process reads the environment: this binary has no other test that runs with it.
    if std::env::var_os("CERTWRIGHT_PROBE").is_none() {
        let again = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "every_case_reads_as_recorded"])
            .env("CERTWRIGHT_PROBE", "from outside")
            .output()
            .unwrap();
        assert!(
            again.status.success(),
            "{}",
            String::from_utf8_lossy(&again.stdout)
        );
        return;
    }
    for (text, expected) in CASES {
        assert_eq!(ours(text).as_deref(), *expected, "{text:?}");
    }
}

#[test]
#[ignore = "needs OpenSSL 3.0"]
fn openssl_reads_every_case_as_recorded() {
    for (text, expected) in CASES {
        assert_eq!(openssls(text).as_deref(), *expected, "{text:?}");
    }
}

#[test]
#[ignore = "needs OpenSSL 3.0"]
fn random_configurations_read_as_openssl_reads_them() {
    const PIECES: &[&str] = &[
        "probe",
        "a",
        "b",
        "s",
        "=",
        "=",
        "=",
        " = ",
        "\n",
        "\n",
        "\n",
        "[",
        "]",
        "[s]\n",
        "[default]\n",
        "$",
        "${",
        "}",
        "$(",
        ")",
        "::",
        "'",
        "\"",
        "`",
        "#",
        "\\",
        "\\\n",
        " ",
        "\t",
        "$a",
        "${s::a}",
        "$s::b",
        "probe=",
        "a=1\n",
        "b=$a\n",
        ".",
        ",",
        ";",
        ":",
        "\r\n",
        "default",
        "\\n",
        "\\$",
        "-",
        "_",
        "!",
        ".pragma dollarid:on\n",
        "\u{b}",
    ];
    // A fixed sequence, so that a failure can be repeated.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |n: usize| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 33) as usize % n
    };
    let mut read = 0;
    for _ in 0..400 {
        let count = 1 + next(14);
        let mut text = String::from("a=1\nprobe=none\n[s]\na=2\nb=3\n[default]\n");
        for _ in 0..count {
            text.push_str(PIECES[next(PIECES.len())]);
        }
        // OpenSSL's answer is to the text with its probing lines; so must ours be.
        let whole = format!(
            "{text}\n.pragma dollarid:off\n[default]\nasn1=FORMAT:ASCII,OCT:<${{probe}}>\n"
        );
        let (theirs, ours) = (openssls(&text), ours(&whole));
        assert_eq!(ours, theirs, "{text:?}");
        read += usize::from(theirs.is_some());
    }
    assert!(
        read > 40,
        "too few of the texts were configurations: {read}"
    );
}
