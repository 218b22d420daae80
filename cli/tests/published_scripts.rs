//! What scripts written for `openssl` count on, each once: found by running published scripts under both
//! programs. Expected values are what OpenSSL 3.0 does.

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Output;

use common::{Shell, text};

/// What a line prints, where `openssl` is certwright.
fn out(shell: &Shell, line: &str) -> String {
    let done = shell.run(line);
    assert!(done.status.success(), "{line}: {}", text(&done.stderr));
    text(&done.stdout)
}

fn mode(shell: &Shell, name: &str) -> u32 {
    let metadata = fs::metadata(shell.path(name)).unwrap();
    metadata.permissions().mode() & 0o777
}

/// `k` is a key, `c` its certificate of the name `a`, `d` one of the name `b`.
fn shell() -> Shell {
    let shell = Shell::new();
    out(
        &shell,
        "openssl genrsa -out k 2048 && openssl req -x509 -key k -subj /CN=a -days 9 -out c \
         && openssl req -x509 -key k -subj /CN=b -days 9 -out d",
    );
    shell
}

#[test]
fn what_follows_an_object_on_standard_input_is_left_to_the_next_command() {
    let shell = shell();
    let printed = out(
        &shell,
        "cat c k d > all; while openssl x509 -noout -subject; do :; done < all 2> err; \
         { openssl x509 -noout -subject; tail -n +2 | head -1 | cut -c1-10; } < c",
    );
    assert_eq!(printed, "subject=CN = a\nsubject=CN = b\nsubject=CN = a\n");
    let rest = out(&shell, "{ openssl x509 -noout; cat; } < all | head -1");
    assert_eq!(rest, "-----BEGIN PRIVATE KEY-----\n");
    let piped = out(
        &shell,
        "cat all | while openssl x509 -noout -subject; do :; done 2> err; \
         cat all | { openssl rsa -noout -check; openssl x509 -noout -subject; } 2> err",
    );
    assert_eq!(
        piped,
        "subject=CN = a\nsubject=CN = b\nRSA key ok\nsubject=CN = b\n"
    );
    let rest = out(
        &shell,
        "openssl rsa -in k -pubout -out p; cat p d | { openssl rsa -pubin -noout -modulus > m; openssl x509 -noout -subject; }",
    );
    assert_eq!(rest, "subject=CN = b\n");
}

#[test]
fn a_key_and_its_certificate_go_to_one_place_whatever_that_is() {
    let shell = shell();
    let both = "PRIVATE KEY\nCERTIFICATE\n";
    let kinds = "sed -n 's/-----BEGIN \\(.*\\)-----/\\1/p'";
    let new = "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x";
    for place in ["-", "/dev/stdout"] {
        let made = out(
            &shell,
            &format!("{new} -keyout {place} -out {place} 2> err | {kinds}"),
        );
        assert_eq!(made, both, "{place}");
    }
    let to_file = out(
        &shell,
        &format!("{new} -keyout /dev/stdout -out /dev/stdout 2> err > both; {kinds} both"),
    );
    assert_eq!(to_file, both);
    out(&shell, &format!("{new} -keyout both -out both 2> err"));
    assert_eq!(out(&shell, &format!("{kinds} both")), both);
    assert_eq!(mode(&shell, "both"), 0o600);
    // The configuration names the key's file.
    out(
        &shell,
        &format!(
            "printf '[req]\\ndistinguished_name=d\\nprompt=no\\ndefault_keyfile=one\\n[d]\\nCN=x\\n' > f; \
             {new} -config f -out one 2> err"
        ),
    );
    assert_eq!(out(&shell, &format!("{kinds} one")), both);
    out(
        &shell,
        "openssl req -new -key k -nodes -keyout two -out two -subj /CN=x 2> err",
    );
    let copied = out(&shell, &format!("{kinds} two"));
    assert_eq!(copied, "PRIVATE KEY\nCERTIFICATE REQUEST\n");
}

#[test]
fn a_key_rewritten_in_place_stays_readable_to_its_group() {
    let shell = shell();
    out(
        &shell,
        "openssl rsa -in k -aes256 -passout pass:abcd -out e 2> err; chmod 640 e; \
         openssl rsa -in e -passin pass:abcd -out e 2> err; \
         cp k open; chmod 644 open; openssl rsa -in open -out open 2> err",
    );
    assert_eq!(mode(&shell, "e"), 0o640);
    assert_eq!(mode(&shell, "open"), 0o600);
}

#[test]
fn what_is_decrypted_under_openssls_name_is_readable_as_the_umask_says() {
    let shell = shell();
    out(
        &shell,
        "umask 022; printf 'text\\n' > t; openssl enc -aes256 -pbkdf2 -k x -in t -out t.enc; \
         openssl pkeyutl -encrypt -inkey c -certin -in t -out t.rsa; openssl smime -encrypt -in t -out t.p7 c; \
         openssl cms -encrypt -in t -out t.cms c",
    );
    for (decrypt, file) in [
        ("enc -d -aes256 -pbkdf2 -k x", "t.enc"),
        ("pkeyutl -decrypt -inkey k", "t.rsa"),
        ("rsautl -decrypt -inkey k", "t.rsa"),
        ("smime -decrypt -inkey k", "t.p7"),
        ("cms -decrypt -inkey k", "t.cms"),
    ] {
        for (program, expected) in [("openssl", 0o644), ("certwright", 0o600)] {
            let line = format!("umask 022; rm -f o; {program} {decrypt} -in {file} -out o");
            out(&shell, &line);
            assert_eq!(mode(&shell, "o"), expected, "{line}");
        }
    }
}

#[test]
fn digests_go_by_every_name_and_fingerprints_by_the_one_typed() {
    let shell = shell();
    let title = |option: &str| {
        let line = format!("openssl x509 -in c -noout -fingerprint {option}");
        out(&shell, &line).split_once('=').unwrap().0.to_owned()
    };
    for (option, printed) in [
        ("", "SHA1 Fingerprint"),
        ("-sha256", "sha256 Fingerprint"),
        ("-SHA256", "SHA256 Fingerprint"),
        ("-Sha256", "Sha256 Fingerprint"),
        ("-sha2-256", "sha2-256 Fingerprint"),
        ("-MD5", "MD5 Fingerprint"),
    ] {
        assert_eq!(title(option), printed);
    }
    let hash = out(&shell, "openssl sha256 -r c");
    for other in ["SHA256 -r", "Sha256 -r", "sha2-256 -r", "dgst -SHA2-256 -r"] {
        assert_eq!(out(&shell, &format!("openssl {other} c")), hash, "{other}");
    }
}

#[test]
fn a_prompt_for_a_new_keys_pass_phrase_is_openssls() {
    let shell = shell();
    let asked: Output = shell.run(
        "printf 'abcd\\nabcd\\n' | setsid openssl req -newkey rsa:2048 -keyout n -out r -subj /CN=x",
    );
    let printed = text(&asked.stderr);
    assert!(asked.status.success(), "{printed}");
    let first = printed.find("Enter PEM pass phrase:");
    let second = printed.find("Verifying - Enter PEM pass phrase:");
    assert!(first < second && first.is_some(), "{printed}");
    assert!(
        !printed.contains("Enter Enter") && !printed.contains("::"),
        "{printed}"
    );
}

#[test]
fn a_pass_phrase_is_asked_for_before_the_name_and_never_becomes_one() {
    let shell = shell();
    let line = "printf '[req]\\ndistinguished_name=d\\n[d]\\nCN=Name\\nOU=Unit\\n' > q; \
        printf 'hunter22\\nhunter22\\nweb1\\nweb2\\n' | setsid -w openssl req -newkey rsa:2048 -config q -keyout n -out r";
    let asked = shell.run(line);
    assert!(asked.status.success(), "{}", text(&asked.stderr));
    assert_eq!(
        out(
            &shell,
            "openssl req -in r -noout -subject; openssl pkey -in n -passin pass:hunter22 -noout && echo opened"
        ),
        "subject=CN = web1, OU = web2\nopened\n"
    );
    // A name of nothing is refused, and leaves no key behind.
    let line = line
        .replace("web1\\nweb2", ".\\n.")
        .replace("-keyout n", "-keyout m");
    assert!(!shell.run(&line).status.success());
    assert!(!shell.path("m").exists());
}

#[test]
fn a_password_with_a_salt_is_asked_for_once() {
    let shell = shell();
    for (salt, asked) in [
        ("-salt abc", "Password: "),
        ("", "Password: \nVerifying - Password: "),
    ] {
        let output = shell.run(&format!(
            "printf 'a\\na\\n' | setsid -w openssl passwd -6 {salt}"
        ));
        assert!(output.status.success() && output.stdout.starts_with(b"$6$"));
        assert_eq!(text(&output.stderr).trim_end_matches('\n'), asked, "{salt}");
    }
}

#[test]
fn files_are_named_by_uris_and_extensions_come_from_standard_input() {
    let shell = shell();
    let subject = out(&shell, "openssl x509 -in c -noout -subject");
    for uri in ["file:$PWD/c", "file://$PWD/c", "file://localhost$PWD/c"] {
        assert_eq!(
            out(
                &shell,
                &format!("openssl x509 -in \"{uri}\" -noout -subject")
            ),
            subject
        );
    }
    assert!(!shell.run("openssl x509 -in file:c -noout").status.success());
    let extended = out(
        &shell,
        "openssl req -new -key file:$PWD/k -subj /CN=x -out x.csr; echo basicConstraints=CA:TRUE | \
         openssl x509 -req -in x.csr -CA c -CAkey file://$PWD/k -extfile - | openssl x509 -noout -ext basicConstraints",
    );
    assert!(extended.contains("CA:TRUE"), "{extended}");
}

#[test]
fn rand_writes_a_seed_file_without_a_number() {
    let shell = shell();
    assert_eq!(out(&shell, "openssl rand -writerand .rnd"), "");
    assert_eq!(fs::metadata(shell.path(".rnd")).unwrap().len(), 1024);
    assert!(!shell.run("openssl rand -hex").status.success());
}

#[test]
fn a_certificate_without_extensions_is_of_version_1_though_a_section_is_named() {
    let shell = shell();
    let printed = out(
        &shell,
        "printf '[req]\\ndistinguished_name=d\\nprompt=no\\n[d]\\nCN=x\\n[none]\\n[some]\\nnsComment=x\\n' > f; \
         for s in none some; do openssl req -x509 -key k -config f -extensions $s | openssl x509 -noout -text | grep Version; done",
    );
    assert_eq!(
        printed,
        "        Version: 1 (0x0)\n        Version: 3 (0x2)\n"
    );
}

#[test]
fn asn1_types_and_modifiers_are_known_in_any_letter_case() {
    let shell = shell();
    // The extension files of MIT Kerberos have GeneralString, Samba's BMPString.
    for (typed, der) in [
        ("GeneralString:x", "1b0178"),
        ("UTF8STRING:x", "0c0178"),
        ("UTF8String:x", "0c0178"),
        ("BMPString:x", "1e020078"),
        ("Null", "0500"),
        ("bool:TRUE", "0101ff"),
        ("Explicit:0,int:1", "a003020101"),
        ("imp:1,Integer:1", "810101"),
        ("octWrap,Int:1", "0403020101"),
        ("format:HEX,Oct:00", "040100"),
    ] {
        let line = format!(
            "openssl asn1parse -genstr {typed} -noout -out v && od -An -tx1 v | tr -d ' \\n'"
        );
        assert_eq!(out(&shell, &line), der, "{typed}");
    }
    for wrong in ["GENSTRING:x", "FORMAT:hex,OCT:00", "exp:0u,"] {
        let line = format!("openssl asn1parse -genstr {wrong}");
        assert!(!shell.run(&line).status.success(), "{wrong}");
    }
}

#[test]
fn a_lone_dash_behind_a_digest_s_name_has_its_older_name_printed() {
    let shell = Shell::new();
    for (command, title) in [
        ("sha256", "SHA2-256(stdin)= "),
        ("sha256 -", "SHA256(stdin)= "),
        ("SHA256 -", "SHA256(stdin)= "),
        ("sha256 -c -", "SHA256(stdin)= "),
        ("sha512-256 -", "SHA512-256(stdin)= "),
        ("blake2b512 -", "BLAKE2b512(stdin)= "),
        ("rmd160 -", "RIPEMD160(stdin)= "),
        ("sha256 - -sha384", "SHA2-384(stdin)= "),
        ("dgst -sha256 -", "SHA2-256(stdin)= "),
    ] {
        let printed = out(&shell, &format!("printf a | openssl {command}"));
        assert!(printed.starts_with(title), "{command}: {printed}");
    }
}

#[test]
fn pkcs8_asks_in_its_own_words_for_what_it_reads() {
    let shell = shell();
    out(
        &shell,
        "openssl pkcs8 -topk8 -in k -passout pass:abcd -out e",
    );
    for (command, words) in [
        ("pkcs8 -in e", "Enter Password:\n"),
        ("pkcs8 -topk8 -nocrypt -in e", "Enter pass phrase for e:\n"),
        ("pkey -in e", "Enter pass phrase for e:\n"),
    ] {
        let asked = shell.run(&format!(
            "printf 'abcd\\n' | setsid -w openssl {command} -out o"
        ));
        assert!(asked.status.success(), "{command}");
        assert_eq!(text(&asked.stderr), words, "{command}");
    }
}

#[test]
fn a_trusted_root_by_itself_is_held_to_no_strict_rule() {
    let shell = Shell::new();
    // Without keyUsage, which a CA has by RFC 5280 §4.2.1.3.
    out(
        &shell,
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout k -subj /CN=root -days 9 -out root -addext basicConstraints=critical,CA:TRUE 2> err; \
         openssl req -x509 -CA root -CAkey k -newkey rsa:2048 -nodes -keyout l -subj /CN=leaf -days 9 -out leaf 2> err",
    );
    let status = |line: &str| shell.run(line).status.code();
    for (line, expected) in [
        ("-x509_strict -CAfile root root", 0),
        ("-x509_strict -CAfile root leaf", 2),
        ("-x509_strict -trusted root root", 0),
        ("-profile strict -CAfile root root", 2),
        ("-profile strict -x509_strict -CAfile root root", 2),
        ("-CAfile root leaf", 0),
    ] {
        let line = format!("openssl verify {line}");
        assert_eq!(status(&line), Some(expected), "{line}");
    }
}

#[test]
fn keys_are_derived_by_pkeyutl_into_files_of_their_owner() {
    let shell = Shell::new();
    let derive = "pkeyutl -kdf HKDF -kdflen 16 -pkeyopt md:SHA256";
    // RFC 5869 §A.1, the first bytes of its output.
    let line = format!(
        "openssl {derive} -pkeyopt hexkey:{} -pkeyopt hexsalt:000102030405060708090a0b0c -pkeyopt hexinfo:f0f1f2f3f4f5f6f7f8f9 | od -An -tx1 | tr -d ' \\n'",
        "0b".repeat(22)
    );
    assert_eq!(out(&shell, &line), "3cb25f25faacd57a90434f64d0362f2a");
    for (program, expected) in [("openssl", 0o644), ("certwright", 0o600)] {
        out(
            &shell,
            &format!("umask 022; rm -f o; {program} {derive} -pkeyopt key:abc -out o"),
        );
        assert_eq!(mode(&shell, "o"), expected, "{program}");
    }
    // What may be a key is in no message.
    for wrong in [
        "-pkeyopt hexkey:secret",
        "-pkeyopt secret",
        "-pkeyopt key:abc -pkeyopt nosuch:secret",
    ] {
        let refused = shell.run(&format!("openssl {derive} {wrong} -out p"));
        assert_eq!(refused.status.code(), Some(1), "{wrong}");
        assert!(
            !text(&refused.stderr).contains("secret"),
            "{}",
            text(&refused.stderr)
        );
        assert!(!shell.path("p").exists());
    }
}

#[test]
fn a_signature_by_x9_31_is_refused_in_every_other_form() {
    let shell = shell();
    let x931 = "-sigopt rsa_padding_mode:x931";
    out(
        &shell,
        &format!("printf text > t; openssl dgst -sha256 -sign k {x931} -out s t"),
    );
    let verify = |line: &str| {
        let done = shell.run(&format!("openssl dgst {line} t"));
        (done.status.code(), text(&done.stdout).to_owned())
    };
    let good = (Some(0), "Verified OK\n".to_owned());
    let bad = (Some(1), "Verification failure\n".to_owned());
    assert_eq!(
        verify(&format!("-sha256 -prverify k {x931} -signature s")),
        good
    );
    // Another digest, another padding, and a signature of another padding.
    assert_eq!(
        verify(&format!("-sha512 -prverify k {x931} -signature s")),
        bad
    );
    assert_eq!(verify("-sha256 -prverify k -signature s"), bad);
    out(&shell, "openssl dgst -sha256 -sign k -out v15 t");
    assert_eq!(
        verify(&format!("-sha256 -prverify k {x931} -signature v15")),
        bad
    );
    // Messages by hand: another end of the padding, beginning, name of the hash and trailer, a digest in other places, padding of another byte.
    out(
        &shell,
        "openssl dgst -sha256 -binary t | od -An -tx1 | tr -d ' \\n' > h",
    );
    let digest = out(&shell, "cat h");
    let bbs = |n: usize| "bb".repeat(n);
    for (message, expected) in [
        (format!("6b{}ba{digest}34cc", bbs(220)), &good),
        (format!("6b{}bb{digest}34cc", bbs(220)), &bad),
        (format!("4b{}ba{digest}34cc", bbs(220)), &bad),
        (format!("6b{}ba{digest}33cc", bbs(220)), &bad),
        (format!("6b{}ba{digest}34bc", bbs(220)), &bad),
        (format!("6b{}ba{digest}0034cc", bbs(219)), &bad),
        (format!("6b{}ba00{digest}34cc", bbs(219)), &bad),
        (format!("6b00{}ba{digest}34cc", bbs(219)), &bad),
    ] {
        assert_eq!(message.len(), 512);
        fs::write(shell.path("m"), hex::decode(&message).unwrap()).unwrap();
        out(
            &shell,
            "openssl pkeyutl -sign -inkey k -pkeyopt rsa_padding_mode:none -in m -out f",
        );
        let verified = verify(&format!("-sha256 -prverify k {x931} -signature f"));
        assert_eq!(&verified, expected, "{message}");
    }
}

#[test]
fn a_script_is_given_no_advice_where_openssl_is_silent() {
    let shell = shell();
    out(
        &shell,
        "openssl req -new -key k -subj /CN=x -addext subjectAltName=DNS:x -out r; printf text > t; \
         openssl cms -encrypt -in t -out t.cms c; \
         printf '.include missing\\n[req]\\ndistinguished_name=d\\nprompt=no\\n[d]\\nCN=x\\n' > f",
    );
    for line in [
        "openssl genrsa -out w 1024",
        "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -quiet -out w",
        "openssl req -new -newkey rsa:2048 -nodes -key k -subj /CN=x -out s",
        "openssl req -new -key k -config f -out s",
        "openssl req -new -key k -subj /CN=x -set_serial 5 -out s",
        "openssl smime -encrypt -in t -out s c",
        "openssl cms -decrypt -in t.cms -inkey k -out s",
        "openssl pkcs8 -topk8 -in k -v1 PBE-SHA1-3DES -passout pass:abcd -out s",
    ] {
        let done = shell.run(line);
        assert!(done.status.success(), "{line}");
        assert_eq!(text(&done.stderr), "", "{line}");
        // Under its own name it is there for people; a cipher is chosen otherwise there.
        let own = format!(
            "ln -sf \"$(command -v openssl)\" certwright; ./certwright{}",
            &line[7..]
        );
        let advice = text(&shell.run(&own).stderr);
        let is_given = advice.contains("warning: ") || advice.contains("hint: ");
        assert_eq!(is_given, !line.contains("smime"), "{line}: {advice}");
    }
    // Where OpenSSL warns, its own words.
    for (line, words) in [
        (
            "openssl req -new -key k -subj /L=/CN=x -out s",
            "req warning: No value provided for subject name attribute \"L\", skipped\n",
        ),
        (
            "openssl req -new -key k -subj /foo=a/CN=x -days 3 -out s",
            "Ignoring -days without -x509; not generating a certificate\n\
             req warning: Skipping unknown subject name attribute \"foo\"\n",
        ),
        (
            "openssl x509 -in c -extensions e -CAkey k -out s",
            "Warning: ignoring -CAkey option since -CA option is not given\n\
             Warning: ignoring -extensions option without -extfile\n",
        ),
        (
            "openssl req -x509 -in r -key k -out s",
            "Warning: No -copy_extensions given; ignoring any extensions in the request\n",
        ),
    ] {
        assert_eq!(text(&shell.run(line).stderr), words, "{line}");
    }
}

#[test]
fn where_revocation_is_unknown_nothing_says_revoked() {
    let shell = shell();
    let done = shell.run("openssl verify -crl_check -CAfile c c");
    assert_eq!(done.status.code(), Some(2));
    let printed = text(&done.stdout) + &text(&done.stderr);
    assert!(
        printed.contains("unable to get certificate CRL"),
        "{printed}"
    );
    assert!(!printed.contains("revoked"), "{printed}");
}

/// As after `su` in a folder of another user's.
#[test]
fn a_file_is_written_in_a_directory_below_one_that_is_closed() {
    let shell = shell();
    let done = shell.run(
        "mkdir -p closed/open; cp c d closed/open; ln -s c closed/open/link; cd closed/open; chmod 000 ..; \
         # The superuser's capabilities open every directory.\n\
         drop=; [ $(id -u) != 0 ] || drop='setpriv --inh-caps=-all --bounding-set=-all'; \
         $drop openssl x509 -in c -out new; one=$?; $drop openssl x509 -in d -out link; two=$?; \
         chmod 700 ..; test -L link; echo $one $two $?; openssl x509 -in c -noout -subject",
    );
    assert_eq!(
        text(&done.stdout),
        "0 0 0\nsubject=CN = b\n",
        "{}",
        text(&done.stderr)
    );
}

#[test]
fn what_cannot_be_handed_over_is_not_issued() {
    let shell = shell();
    out(
        &shell,
        "mkdir new; : > index.txt; echo 01 > serial; openssl req -new -key k -subj /CN=x -out r; \
         printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\nserial=serial\\nnew_certs_dir=new\\ndefault_md=sha256\\n\
         default_days=9\\npolicy=p\\n[p]\\nCN=supplied\\n' > f",
    );
    for place in ["nowhere/o", "new"] {
        let done = shell.run(&format!(
            "openssl ca -batch -config f -cert c -keyfile k -in r -out {place}"
        ));
        assert_eq!(done.status.code(), Some(1), "{place}");
        let rest = out(&shell, "cat index.txt serial; ls new");
        assert_eq!(rest, "01\n", "{place}");
    }
}

#[test]
fn a_name_of_several_lines_is_escaped_behind_a_digest_and_a_backslash_is_not() {
    let shell = shell();
    let printed = out(
        &shell,
        "printf x > 'a\\b'; cp 'a\\b' \"$(printf 'a\\\\b\\nc')\"; openssl md5 -r a*",
    );
    let digest = "9dd4e461268c8034f5c8564e155c67a6";
    assert_eq!(printed, format!("{digest} *a\\b\n\\{digest} *a\\b\\nc\n"));
}

#[test]
fn object_identifiers_are_named_in_the_section_of_the_librarys_modules() {
    let shell = shell();
    let printed = out(
        &shell,
        "printf 'openssl_conf=m\\n[m]\\noid_section=o\\n[o]\\nshoeSize=1.2.3.4\\n\
         [req]\\ndistinguished_name=d\\nprompt=no\\n[d]\\nCN=x\\nshoeSize=46\\n' > f; \
         openssl req -new -key k -config f -out r; OPENSSL_CONF=f openssl req -in r -noout -subject",
    );
    assert_eq!(printed, "subject=CN = x, shoeSize = 46\n");
    let done = shell.run("printf '[req]\\nx=${y}\\n[d]\\n' > f; printf 'CN=${no::such}' >> f; openssl req -new -key k -config f -subj /CN=x -out r");
    assert!(
        !text(&done.stderr).contains("JSON"),
        "{}",
        text(&done.stderr)
    );
}
