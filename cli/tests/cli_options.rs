//! Options in OpenSSL's style, and what every command has because of its option table.

use std::process::{Command, Output};

use certwright_cli::COMMANDS;
use certwright_cli::options::Item;

const PROGRAM: &str = env!("CARGO_BIN_EXE_certwright");

fn run(args: &[&str]) -> Output {
    Command::new(PROGRAM)
        .args(args)
        .env_remove("CERTWRIGHT_STRICT")
        .output()
        .unwrap()
}

fn stdout(args: &[&str]) -> String {
    let done = run(args);
    assert!(
        done.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap()
}

fn stderr(args: &[&str]) -> String {
    String::from_utf8(run(args).stderr).unwrap()
}

/// A key in a file that lives as long as the test.
fn key() -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("key.pem").to_str().unwrap().to_string();
    stdout(&["genrsa", "-out", &path, "1024"]);
    (dir, path)
}

#[test]
fn one_dash_two_dashes_and_an_equals_sign_are_the_same_and_the_last_one_wins() {
    let (_dir, key) = key();
    let modulus = stdout(&["rsa", "-in", &key, "-noout", "-modulus"]);
    assert!(modulus.starts_with("Modulus="));
    for args in [
        &["rsa", "--in", &key, "--noout", "--modulus"][..],
        &["rsa", &format!("-in={key}"), "-noout", "-modulus"],
        &[
            "rsa",
            &format!("--in={key}"),
            "-modulus",
            "-noout",
            "-noout",
        ],
        &[
            "rsa",
            "-in",
            "/nonexistent",
            "-in",
            &key,
            "-noout",
            "-modulus",
        ],
        &["-strict", "rsa", "-in", &key, "-noout", "-modulus"],
        &["rsa", "-in", &key, "-noout", "-modulus", "-strict"],
    ] {
        assert_eq!(stdout(args), modulus, "{args:?}");
    }
}

#[test]
fn a_value_may_look_like_an_option() {
    let (_dir, key) = key();
    let locked = format!("{key}.locked");
    stdout(&[
        "rsa",
        "-in",
        &key,
        "-traditional",
        "-aes128",
        "-passout",
        "pass:-in",
        "-out",
        &locked,
    ]);
    stdout(&["rsa", "-in", &locked, "-passin", "pass:-in", "-noout"]);
    // The word after -out is its value even if it begins with a dash, as in OpenSSL.
    let done = Command::new(PROGRAM)
        .args(["rsa", "-in", &key, "-out", "-noout"])
        .current_dir(_dir.path())
        .output()
        .unwrap();
    assert!(done.status.success());
    assert!(_dir.path().join("-noout").is_file());
}

#[test]
fn slips_are_done_as_meant_with_one_hint_and_refused_when_strict() {
    let (_dir, key) = key();
    for (slip, meant, expected) in [
        (
            &["rsa", "-in", &key, "-noou", "-modulus"][..],
            &["rsa", "-in", &key, "-noout", "-modulus"][..],
            "-noout",
        ),
        (
            &["rsa", "-in", &key, "-pubo"],
            &["rsa", "-in", &key, "-pubout"],
            "-pubout",
        ),
        (
            &["genrsa", "-in", &key, "-pubout"],
            &["rsa", "-in", &key, "-pubout"],
            "rsa",
        ),
    ] {
        let done = run(slip);
        assert!(done.status.success(), "{slip:?}");
        assert_eq!(
            String::from_utf8_lossy(&done.stdout),
            stdout(meant),
            "{slip:?}"
        );
        let message = String::from_utf8(done.stderr).unwrap();
        let hints: Vec<_> = message
            .lines()
            .filter(|l| l.starts_with("hint: "))
            .collect();
        assert_eq!(hints.len(), 1, "{slip:?}: {message}");
        assert!(hints[0].contains(expected), "{slip:?}: {message}");

        let strict = [slip, &["-strict"]].concat();
        assert_eq!(run(&strict).status.code(), Some(1), "{strict:?}");
        let done = Command::new(PROGRAM)
            .args(slip)
            .env("CERTWRIGHT_STRICT", "1")
            .output()
            .unwrap();
        assert_eq!(done.status.code(), Some(1), "{slip:?}");
        assert!(
            !String::from_utf8(done.stderr).unwrap().contains("hint:"),
            "{slip:?}"
        );
    }
}

#[test]
fn an_unknown_option_gets_a_question_or_the_plain_word() {
    for (args, expected) in [
        (
            &["rsa", "-noput"][..],
            "Unknown option: -noput; did you mean -noout?",
        ),
        (&["rsa", "-moduls"], "did you mean -modulus?"),
        (&["genrsa", "-aes265"], "did you mean -aes256?"),
        (
            &["rsa", "-zzzzzz"],
            "Unknown option or cipher: -zzzzzz; ciphers are -aes128",
        ),
        (&["version", "-zzzzzz"], "Unknown option: -zzzzzz"),
        (&["rsa", "-in"], "Option -in needs a value"),
        (&["rsa", "-noout=yes"], "option -noout takes no value"),
        (&["rsa", "in", "key.pem"], "did you mean -in?"),
        (&["rsa", "-inform"], "Option -inform needs a value"),
        (&["genrsa", "-primes", "-2"], "Non-positive number \"-2\""),
        (&["genrsa", "-primes", "two"], "\"two\" as a number"),
    ] {
        let done = run(args);
        let message = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(1), "{args:?}");
        assert!(message.contains(expected), "{args:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{args:?}: {message}");
    }
}

#[test]
fn every_command_explains_itself_with_every_option_it_has() {
    for command in COMMANDS {
        let mut args: Vec<&str> = command.name.split(' ').collect();
        args.push("-help");
        let done = run(&args);
        assert!(done.status.success(), "{}", command.name);
        assert_eq!(done.stderr, b"", "{}", command.name);
        let help = String::from_utf8(done.stdout).unwrap();
        let usage = format!("Usage: {} [options]{}\n", command.name, command.operands);
        assert!(help.starts_with(&usage), "{help}");
        for opt in command.opts() {
            let label = format!(" -{} {}", opt.name, opt.value.label());
            assert!(
                help.contains(label.trim_end()),
                "{}: {}",
                command.name,
                opt.name
            );
            assert!(!opt.help.is_empty(), "{}: {}", command.name, opt.name);
        }
        assert!(help.lines().all(|line| line.len() <= 160), "{help}");
    }
}

#[test]
fn no_command_has_an_option_twice_and_every_group_is_expanded() {
    for command in COMMANDS {
        let mut names: Vec<_> = command.opts().map(|o| o.name).collect();
        names.extend(["help", "strict"]);
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "{}", command.name);
        assert!(
            !command.items().any(|item| matches!(item, Item::Group(_))),
            "{}",
            command.name
        );
        command.clap().debug_assert();
    }
}

#[test]
fn completions_offer_every_option_with_one_dash_in_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = stdout(&["completions", shell]);
        for command in COMMANDS {
            for opt in command.opts() {
                let written = match shell {
                    "fish" => format!("-o {}", opt.name),
                    _ => format!("-{}", opt.name),
                };
                assert!(
                    script.contains(&written),
                    "{shell}: {} {written}",
                    command.name
                );
                assert!(
                    !script.contains(&format!(" --{} ", opt.name)),
                    "{shell}: --{}",
                    opt.name
                );
            }
        }
    }
    let script = stdout(&["completions", "bash", "openssl"]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.bash");
    std::fs::write(&path, script).unwrap();
    // bash itself completes `openssl genrsa -pass` with the script.
    let done = Command::new("bash")
        .arg("-c")
        .arg(
            "source \"$1\" && COMP_WORDS=(openssl genrsa -pass) COMP_CWORD=2 && \
             _openssl openssl -pass genrsa && echo \"${COMPREPLY[@]}\"",
        )
        .args(["bash", path.to_str().unwrap()])
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&done.stdout),
        "-passout\n",
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}

#[test]
fn a_manual_page_is_made_for_every_command() {
    let dir = tempfile::tempdir().unwrap();
    stdout(&["man", "-dir", dir.path().to_str().unwrap()]);
    for command in COMMANDS {
        let name = command.name.replace(' ', "-");
        let page =
            std::fs::read_to_string(dir.path().join(format!("certwright-{name}.1"))).unwrap();
        let plain = page.replace("\\-", "-");
        assert!(
            plain.contains(&format!(
                ".SH SYNOPSIS\ncertwright {} [options]",
                command.name
            )),
            "{name}: {page}"
        );
        for opt in command.opts() {
            assert!(
                plain.contains(&format!("\\fB-{}\\fR", opt.name)),
                "{name}: -{}",
                opt.name
            );
        }
        assert!(!plain.contains("\\fB--"), "{name}");
    }
    let overview = std::fs::read_to_string(dir.path().join("certwright.1")).unwrap();
    assert!(overview.contains("genrsa"));
    assert_eq!(
        stdout(&["man", "rsa"]),
        std::fs::read_to_string(dir.path().join("certwright-rsa.1")).unwrap()
    );
}

#[test]
fn the_list_of_commands_comes_up_where_it_is_asked_for() {
    for args in [&[][..], &["help"], &["-help"], &["--help"]] {
        let message = stdout(args);
        assert!(
            message.contains("Standard commands\n") && message.contains("genrsa"),
            "{args:?}: {message}"
        );
        assert!(run(args).status.success());
    }
    assert_eq!(stdout(&["help", "rand"]), stdout(&["rand", "-help"]));
    // OpenSSL prints help on standard error.
    assert_eq!(
        stderr(&["-strict", "rand", "-help"]),
        stdout(&["help", "rand"])
    );
    for args in [&["version"][..], &["-version"], &["--version"]] {
        assert!(stdout(args).starts_with("certwright "), "{args:?}");
    }
    let listed = stdout(&["list", "-1", "-commands"]);
    let openssl = COMMANDS.iter().filter(|c| !c.name.contains(' '));
    assert_eq!(listed.lines().count(), openssl.count());
    assert!(stdout(&["list", "-options", "genrsa"]).contains("\npassout s\n"));
    assert!(stdout(&["list", "-objects"]).contains("CN = commonName, 2.5.4.3\n"));
}

#[test]
fn a_standard_error_that_takes_nothing_changes_nothing_else() {
    let (dir, key) = key();
    for line in [
        "rsa -in KEY -out written.pem",
        "rsa -help",
        "help",
        "genrsa -verbose -out new.pem 1024",
    ] {
        let args = line
            .split(' ')
            .map(|word| if word == "KEY" { key.as_str() } else { word });
        let full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let done = Command::new(PROGRAM)
            .args(args)
            .current_dir(dir.path())
            .stderr(full)
            .status()
            .unwrap();
        assert!(done.success(), "{line}: {done}");
    }
    assert!(dir.path().join("written.pem").is_file() && dir.path().join("new.pem").is_file());
}

#[test]
fn under_the_name_openssl_it_is_the_same_program() {
    let dir = tempfile::tempdir().unwrap();
    let openssl = dir.path().join("openssl");
    std::os::unix::fs::symlink(PROGRAM, &openssl).unwrap();
    let done = Command::new(&openssl)
        .args(["rand", "-hex", "4"])
        .output()
        .unwrap();
    assert_eq!(done.stdout.len(), 9);
    let done = Command::new(&openssl)
        .args(["frobnicate"])
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(1));
}
