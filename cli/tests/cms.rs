//! What `cms` and `smime` accept, and with which exit status, beside OpenSSL 3.0: the options that leave a check out leave out no
//! other, paths are validated as by `verify`, and binary contents come out as they went in.

#[path = "common/mod.rs"]
mod common;

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Output, Stdio};

use common::text;
use tempfile::TempDir;

/// A folder with a CA and certificates of it, and `openssl` under two programs.
struct Folder(TempDir);

impl Folder {
    fn new(make: &str) -> Self {
        let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        for (name, program) in [
            ("theirs", "/usr/bin/openssl"),
            ("ours", env!("CARGO_BIN_EXE_certwright")),
        ] {
            fs::create_dir(home.path().join(name)).unwrap();
            symlink(program, home.path().join(name).join("openssl")).unwrap();
        }
        let folder = Self(home);
        let made = folder.run(
            "theirs",
            &format!(
                "set -e
                 printf 'a message\\n' > m
                 issue() {{ openssl req -newkey rsa:2048 -nodes -keyout $1.key -subj /CN=$1 -out $1.csr
                   printf \"$2\" > ext; openssl x509 -req -in $1.csr -CA ${{3:-ca}}.pem -CAkey ${{3:-ca}}.key -CAcreateserial -days 30 -extfile ext -out $1.pem; }}
                 openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=ca -days 30
                 issue a extendedKeyUsage=emailProtection
                 {make}"
            ),
        );
        assert!(made.status.success(), "{}", text(&made.stderr));
        folder
    }

    fn run(&self, who: &str, line: &str) -> Output {
        let first = self.0.path().join(who);
        Command::new("sh")
            .args(["-c", line])
            .current_dir(self.0.path())
            .env("PATH", format!("{}:/usr/bin:/bin", first.display()))
            .env("OPENSSL_CONF", "/dev/null")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Both programs end a line with this status.
    fn both(&self, line: &str, status: i32) {
        for who in ["theirs", "ours"] {
            self.one(who, line, status);
        }
    }

    fn one(&self, who: &str, line: &str, status: i32) {
        let done = self.run(who, line);
        assert_eq!(
            done.status.code(),
            Some(status),
            "{who}: {line}: {}",
            text(&done.stderr)
        );
    }
}

/// Signs what is changed then: `sa` has attributes and `sn` has none; in `…c` the content is another, in `…s` the signature,
/// which stands last.
const CHANGED: &str = "
    openssl cms -sign -binary -nodetach -outform DER -in m -signer a.pem -inkey a.key -out sa
    openssl cms -sign -binary -nodetach -outform DER -in m -signer a.pem -inkey a.key -noattr -out sn
    for f in sa sn; do sed 's/a message/a massage/' $f > ${f}c; { head -c -4 $f; printf abcd; } > ${f}s; done
    { head -c -4 sac; printf abcd; } > sacs";

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn an_option_that_leaves_a_check_out_leaves_out_no_other() {
    let folder = Folder::new(CHANGED);
    for (file, options, status) in [
        ("sa", "", 0),
        ("sn", "", 0),
        ("sac", "", 4),
        ("sas", "", 4),
        ("snc", "", 4),
        ("sns", "", 4),
        ("sas", "-no_attr_verify", 0),
        ("sac", "-no_attr_verify", 4),
        // Without attributes the signature is the content's.
        ("sn", "-no_attr_verify", 0),
        ("snc", "-no_attr_verify", 4),
        ("sns", "-no_attr_verify", 4),
        ("sac", "-no_content_verify", 0),
        ("sas", "-no_content_verify", 4),
        ("sacs", "-no_content_verify", 4),
    ] {
        let line = format!("openssl cms -verify -inform DER -in {file} -CAfile ca.pem {options}");
        folder.both(&line, status);
    }
    // OpenSSL checks nothing at all then.
    folder.one(
        "ours",
        "openssl cms -verify -inform DER -in snc -CAfile ca.pem -no_content_verify",
        4,
    );
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn the_path_of_a_signer_is_validated_as_by_verify() {
    let folder = Folder::new(
        "
        issue b extendedKeyUsage=serverAuth
        sign() { openssl cms -sign -binary -nodetach -outform DER -in m -signer $1.pem -inkey $1.key -out $1.der $2; }
        issue sub basicConstraints=critical,CA:TRUE; issue c extendedKeyUsage=emailProtection sub
        sign a; sign b; sign c
        openssl x509 -in ca.pem -addreject emailProtection -out rejected.pem
        openssl x509 -in sub.pem -addtrust emailProtection -out trusted.pem
        openssl x509 -in sub.pem -addtrust serverAuth -out elsewhere.pem
        openssl x509 -in ca.pem -outform DER -out ca.der; { head -c -4 ca.der; printf abcd; } > damaged.der
        openssl x509 -inform DER -in damaged.der -out damaged.pem
        : > index; printf 01 > number; printf '[ca]\\ndefault_ca=x\\n[x]\\ndatabase=index\\ncrlnumber=number\\ndefault_md=sha256\\ndefault_crl_days=9\\n' > cnf
        openssl ca -config cnf -gencrl -keyfile ca.key -cert ca.pem -out crl0
        openssl ca -config cnf -revoke a.pem -keyfile ca.key -cert ca.pem
        openssl ca -config cnf -gencrl -keyfile ca.key -cert ca.pem -out crl1
        cat ca.pem crl0 > with0.pem; cat ca.pem crl1 > with1.pem",
    );
    let verify = "openssl cms -verify -inform DER -out out -in";
    for (options, status) in [
        ("a.der -CAfile ca.pem", 0),
        ("b.der -CAfile ca.pem", 4),
        ("b.der -CAfile ca.pem -verify_name default", 4),
        ("b.der -CAfile ca.pem -verify_name smime_sign", 4),
        ("b.der -CAfile ca.pem -verify_name ssl_server", 0),
        ("b.der -CAfile ca.pem -purpose any", 0),
        // A rejection holds beside another source of the same certificate.
        ("a.der -CAfile rejected.pem", 4),
        // One that is not a root ends a path by its trust settings.
        ("c.der -CAfile sub.pem", 4),
        ("c.der -CAfile trusted.pem", 0),
        ("c.der -CAfile elsewhere.pem", 4),
        ("a.der -CAfile damaged.pem", 0),
        ("a.der -CAfile damaged.pem -check_ss_sig", 4),
        ("a.der -CAfile with0.pem -crl_check", 0),
        ("a.der -CAfile with1.pem -crl_check", 4),
        ("a.der -CAfile with1.pem", 0),
        // 32, and the number of the error.
        ("a.der -CAfile ca.pem -verify_retcode", 0),
        ("a.der -CAfile b.pem -verify_retcode", 32 + 20),
        ("a.der -CAfile ca.pem -verify_retcode -attime 100", 32 + 9),
        ("a.der -CAfile ca.pem -verify_retcode -crl_check", 32 + 3),
        ("b.der -CAfile ca.pem -verify_retcode", 32 + 26),
        ("a.der -CAfile rejected.pem -verify_retcode", 32 + 28),
        ("a.der -CAfile nowhere", 2),
    ] {
        folder.both(&format!("{verify} {options}"), status);
    }
    folder.both(
        "sed 's/a message/a massage/' a.der > c.der; openssl cms -verify -inform DER -in c.der -CAfile ca.pem -verify_retcode",
        32,
    );
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn binary_contents_with_any_line_end_are_read_by_the_other() {
    let folder = Folder::new("");
    let contents = [
        "a\\r\\nb\\r\\n",
        "a\\nb\\n",
        "a\\r\\nb",
        "\\r\\n\\n\\n",
        "a\\r\\r\\n",
    ];
    for (program, options) in [
        ("cms", "-binary"),
        ("cms", "-binary -crlfeol"),
        ("cms", ""),
        ("smime", "-binary"),
        ("smime", ""),
    ] {
        for content in contents {
            let sign = format!(
                "printf '{content}' > b; openssl {program} -sign {options} -in b -signer a.pem -inkey a.key -out s"
            );
            let verify = format!("openssl {program} -verify {options} -in s -CAfile ca.pem -out v");
            for (maker, reader) in [("theirs", "ours"), ("ours", "theirs")] {
                folder.one(maker, &sign, 0);
                // OpenSSL does not read all that it makes.
                let own = folder.run("theirs", &verify).status.code().unwrap();
                folder.one(reader, &verify, own);
                if own == 0 && program == "cms" && options == "-binary" {
                    folder.one(reader, "cmp b v", 0);
                }
            }
        }
    }
    folder.both("printf 'a\\r\\nb\\r\\n' > b; openssl cms -sign -binary -in b -signer a.pem -inkey a.key -out s; openssl cms -verify -binary -in s -CAfile ca.pem -out v && cmp b v", 0);
    folder.both("printf 'a\\r\\nb\\r\\n' > b; openssl smime -sign -binary -in b -signer a.pem -inkey a.key -out s; openssl smime -verify -binary -in s -CAfile ca.pem -out v && cmp b v", 0);
    // Data are canonical unless they are binary.
    for options in ["", "-binary", "-text"] {
        let made = |who| {
            let line = format!("openssl cms -data_create -in m -outform DER {options}");
            folder.run(who, &line).stdout
        };
        assert_eq!(made("theirs"), made("ours"), "{options}");
    }
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn files_that_cannot_be_used_have_the_exit_status_of_openssl() {
    let folder = Folder::new(CHANGED);
    for (line, status) in [
        ("smime -sign -in m -signer a.pem", 3),
        ("cms -sign -in m -signer a.pem", 2),
        ("smime -sign -in m -signer nowhere", 3),
        ("cms -sign -in m -signer nowhere", 2),
        (
            "smime -sign -in m -signer a.pem -inkey a.key -out nowhere/x",
            2,
        ),
        (
            "cms -verify -inform DER -in sa -CAfile ca.pem -out nowhere/x",
            2,
        ),
        ("cms -verify -inform DER -in sa -CAfile nowhere", 2),
        (
            "cms -verify -inform DER -in sa -CAfile nowhere -noverify",
            2,
        ),
        ("smime -verify -inform DER -in sa -CAfile nowhere", 2),
    ] {
        folder.both(&format!("openssl {line}"), status);
    }
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn a_message_is_decrypted_for_one_recipient_or_refused() {
    let folder = Folder::new(
        "issue b extendedKeyUsage=emailProtection
         openssl cms -encrypt -in m -binary -aes256 -outform DER -out one a.pem
         openssl cms -encrypt -in m -binary -aes256 -outform DER -out twice a.pem a.pem
         openssl cms -encrypt -in m -binary -aes256 -outform DER -out oaep -recip b.pem -keyopt rsa_padding_mode:oaep -recip a.pem -keyopt rsa_padding_mode:oaep
         openssl cms -encrypt -in m -binary -aes256 -outform DER -out many $(yes a.pem | head -n 17)",
    );
    let decrypt = "openssl cms -decrypt -inform DER -out d -in";
    for (options, status) in [
        ("one -inkey a.key", 0),
        ("one -inkey a.key -recip a.pem", 0),
        ("one -inkey b.key -recip b.pem", 4),
        ("twice -inkey a.key", 0),
        ("oaep -inkey a.key", 0),
    ] {
        folder.both(&format!("{decrypt} {options}"), status);
        if status == 0 {
            folder.one("ours", "cmp m d", 0);
        }
    }
    // A wrong key opens once in 256 times where OpenSSL tries it; here it is not tried.
    let done = folder.run("ours", &format!("{decrypt} one -inkey b.key -recip a.pem"));
    assert_eq!(done.status.code(), Some(4));
    assert!(text(&done.stderr).contains("is not the key of a.pem"));
    folder.one("ours", &format!("{decrypt} many -inkey a.key"), 4);
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn authenticated_messages_are_read_by_the_other_and_not_where_they_are_changed() {
    let folder = Folder::new(
        "issue b extendedKeyUsage=emailProtection; head -c 100000 /dev/zero > zeros; : > empty",
    );
    let key = "-secretkey 000102030405060708090A0B0C0D0E0F";
    for (maker, reader) in [("theirs", "ours"), ("ours", "theirs"), ("ours", "ours")] {
        for (cipher, content, options) in [
            ("aes-128-gcm", "m", ""),
            ("aes-192-gcm", "zeros", ""),
            ("aes-256-gcm", "empty", ""),
            ("id-aes256-GCM", "zeros", "-stream"),
            ("aes-256-gcm", "m", "-keyid"),
            ("aes-256-gcm", "m", "-outform PEM"),
            ("aes-256-gcm", "m", "-outform DER"),
        ] {
            let inform = options
                .strip_prefix("-outform")
                .map(|form| format!("-inform{form}"));
            let inform = inform.unwrap_or_default();
            let encrypt = format!(
                "openssl cms -encrypt -binary -{cipher} -in {content} {options} -out e -recip a.pem -recip b.pem {key} -secretkeyid 0a"
            );
            folder.one(maker, &encrypt, 0);
            for how in ["-inkey a.key", "-recip b.pem -inkey b.key", key] {
                let line =
                    format!("openssl cms -decrypt -in e {inform} {how} -out d && cmp d {content}");
                folder.one(reader, &line, 0);
            }
            let print = format!("openssl cms -cmsout -print -noout -in e {inform}");
            let (theirs, ours) = (folder.run("theirs", &print), folder.run("ours", &print));
            // Not shown: it may be long.
            assert!(theirs.stdout == ours.stdout, "{cipher} {options}");
        }
        folder.one(
            maker,
            "openssl cms -encrypt -binary -aes-256-gcm -in m -recip a.pem -keyopt rsa_padding_mode:oaep -out e",
            0,
        );
        folder.one(
            reader,
            "openssl cms -decrypt -in e -inkey a.key -out d && cmp d m",
            0,
        );
    }
    // OpenSSL makes no such message under a password, and reads it.
    folder.one(
        "ours",
        "openssl cms -encrypt -binary -aes-256-gcm -in m -pwri_password word -out e",
        0,
    );
    for who in ["theirs", "ours"] {
        folder.one(
            who,
            "openssl cms -decrypt -pwri_password word -in e -out d && cmp d m",
            0,
        );
        folder.one(
            who,
            "openssl cms -decrypt -pwri_password words -in e -out f",
            4,
        );
    }
    // Headers, as mail programs look at them.
    let head = "openssl cms -encrypt -aes-256-gcm -in m a.pem | head -n 5";
    assert_eq!(
        folder.run("theirs", head).stdout,
        folder.run("ours", head).stdout
    );
    // A changed tag, and a changed content: nothing is written.
    folder.one(
        "ours",
        "openssl cms -encrypt -binary -aes-128-gcm -in zeros -outform DER -out e a.pem",
        0,
    );
    for changed in [
        "{ head -c -1 e; printf x; } > c",
        "{ head -c -30 e; printf x; tail -c 29 e; } > c",
        "{ head -c 50000 e; printf x; tail -c +50002 e; } > c",
    ] {
        let line =
            format!("{changed}; openssl cms -decrypt -inform DER -in c -inkey a.key -out gone");
        folder.one("theirs", &format!("{line}; s=$?; rm -f gone; exit $s"), 4);
        folder.one("ours", &line, 4);
        folder.one("ours", "test ! -e gone", 0);
    }
    // There is no place for a tag.
    folder.both("openssl smime -encrypt -aes-128-gcm -in m -out x a.pem", 3);
    folder.both(
        &format!("openssl cms -EncryptedData_encrypt -aes-128-gcm {key} -in m -out x"),
        3,
    );
}
