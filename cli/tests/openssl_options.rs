//! No option of OpenSSL is unknown: each does the same, or is refused with a reason.
//!
//! `vectors/openssl/options.txt` has a line for every option that `openssl COMMAND -help` lists: the command, the option, and
//! the word for its value if it takes one.

#[path = "common/mod.rs"]
mod common;

use certwright_cli::{COMMANDS, refused};

#[test]
fn every_option_that_openssl_lists_is_known_with_its_value_or_refused_with_a_reason() {
    let list = std::fs::read_to_string(common::vectors().join("options.txt")).unwrap();
    let (mut known, mut complaints) = (0, Vec::new());
    for line in list.lines() {
        let mut words = line.split(' ');
        let (name, option) = (words.next().unwrap(), words.next().unwrap());
        let takes_value = words.next().is_some();
        let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
            continue;
        };
        let found = command.opts().find(|opt| opt.name == option);
        match found {
            // certwright's own -strict asks for no less than that of OpenSSL's TLS.
            _ if option == "help" || option == "strict" => known += 1,
            None if option == "*" => match command.any() {
                Some(_) => known += 1,
                None => complaints.push(line),
            },
            None if refused::reason(name, option).is_some() => known += 1,
            Some(opt) if takes_value == (opt.value != certwright_cli::options::Value::None) => {
                known += 1;
            }
            _ => complaints.push(line),
        }
    }
    assert!(complaints.is_empty(), "{complaints:#?}");
    assert!(known > 1000, "{known}");
}

#[test]
fn every_command_that_openssl_lists_is_there_or_names_what_to_use_instead() {
    let list = std::fs::read_to_string(common::vectors().join("options.txt")).unwrap();
    let shell = common::Shell::new();
    let mut names: Vec<&str> = list.lines().filter_map(|l| l.split(' ').next()).collect();
    names.dedup();
    let mut absent = 0;
    for name in names {
        if COMMANDS.iter().any(|command| command.name == name) {
            continue;
        }
        absent += 1;
        let done = shell.run(&format!("openssl {name} -in x"));
        let shown = common::text(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{name}");
        assert!(shown.contains("is not part of certwright: "), "{shown}");
    }
    assert!((10..20).contains(&absent), "{absent}");
}

#[test]
fn an_option_that_is_refused_changes_nothing_and_states_why() {
    let shell = common::Shell::new();
    let made = shell.run("openssl genrsa -out k.pem 2048");
    assert!(made.status.success());
    for (line, why) in [
        (
            "openssl pkey -in k.pem -ec_param_enc explicit -out made",
            "only RSA",
        ),
        (
            "openssl pkeyutl -derive -inkey k.pem -out made",
            "no shared secret",
        ),
        ("openssl verify -suiteB_128 k.pem", "Suite B"),
        (
            "openssl asn1parse -in k.pem -item X509_CRL_x -out made",
            "Unknown item name X509_CRL_x",
        ),
        ("openssl speed -evp aes-128-cbc", "speed times RSA"),
        ("openssl cms -compress -in k.pem -out made", "compression"),
        (
            "openssl cms -encrypt -originator k.pem -in k.pem -out made",
            "RSA keys",
        ),
    ] {
        let done = shell.run(line);
        let shown = common::text(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{line}");
        assert!(shown.contains(why), "{line}: {shown}");
        assert!(!shell.path("made").exists(), "{line}");
    }
}
