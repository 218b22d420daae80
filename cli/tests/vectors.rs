//! `vectors run`, `make`, `answer` and `serve` as a user runs them.

use std::path::Path;
use std::process::{Command, Output};

fn certwright(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_certwright"))
        .current_dir(folder)
        .args(["vectors"])
        .args(arguments)
        .output()
        .unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const SERVE: &str = concat!("'", env!("CARGO_BIN_EXE_certwright"), "' vectors serve");

#[test]
fn what_is_made_is_run_on_certwright_and_on_a_program() {
    let folder = tempfile::tempdir().unwrap();
    let made = certwright(
        folder.path(),
        &["make", "signature", "key", "-out", "made", "-seed", "5"],
    );
    assert_eq!(printed(&made), "4 files in made\n");
    let again = certwright(folder.path(), &["make", "key", "-out", "made"]);
    assert!(!again.status.success(), "what is there stays");
    let files = ["made/signature.json", "made/key.json"];
    let run = certwright(
        folder.path(),
        &[&["run"], &files[..], &["-summary"]].concat(),
    );
    assert!(run.status.success(), "{run:?}");
    assert!(printed(&run).starts_with("made/signature.json: Wycheproof: "));
    assert_eq!(
        printed(&run).matches(" 0 failed, 0 unsupported\n").count(),
        2
    );
    let by_program = certwright(
        folder.path(),
        &["run", files[1], "-exec", SERVE, "-summary"],
    );
    assert!(by_program.status.success(), "{by_program:?}");
    let against = certwright(
        folder.path(),
        &[
            "run",
            files[1],
            "-exec",
            "exit 3",
            "-against",
            "certwright",
            "-json",
        ],
    );
    assert_eq!(against.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_str(&printed(&against)).unwrap();
    let case = &json["files"][0]["cases"][0];
    assert_eq!(
        (&case["outcome"], &case["against"]),
        (&"fail".into(), &"accepted".into())
    );
    assert!(
        case["reason"].as_str().unwrap().contains("exit status: 3"),
        "{case}"
    );
}

#[test]
fn a_disagreement_or_an_unreadable_file_is_exit_status_1_and_names_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bn.txt");
    std::fs::write(
        &file,
        "Sum = 3\nA = 1\nB = 1\n\nSum = 2\nA = 1\nB = 1\n\nSum = 1\nA = 1\n",
    )
    .unwrap();
    let run = certwright(folder.path(), &["run", "bn.txt"]);
    assert_eq!(run.status.code(), Some(1));
    assert_eq!(
        printed(&run),
        "bn.txt:1: fail 1: expected numbers 3, got numbers 2\n\
         bn.txt: error: line 9: the stanza has no B\n\
         bn.txt: OpenSSL bn: 1 passed, 1 failed, 0 unsupported, 1 error\n"
    );
    let junit = printed(&certwright(folder.path(), &["run", "bn.txt", "-junit"]));
    assert!(
        junit.contains("tests=\"3\" failures=\"1\" skipped=\"0\" errors=\"1\""),
        "{junit}"
    );
    // In short, why is still there.
    let short = printed(&certwright(folder.path(), &["run", "bn.txt", "-summary"]));
    assert_eq!(
        short,
        "bn.txt: error: line 9: the stanza has no B\n\
         bn.txt: OpenSSL bn: 1 passed, 1 failed, 0 unsupported, 1 error\n"
    );
    std::fs::write(&file, "hello\n").unwrap();
    let unknown = certwright(folder.path(), &["run", "bn.txt"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(
        printed(&unknown).contains("the format is not one of"),
        "{unknown:?}"
    );
    std::fs::write(&file, "\u{feff}{\"testGroups\": []}\n").unwrap();
    let marked = certwright(folder.path(), &["run", "bn.txt"]);
    assert_eq!(marked.status.code(), Some(1));
    assert!(
        printed(&marked).contains("it begins with a byte order mark"),
        "{marked:?}"
    );
    for arguments in [
        &["run"][..],
        &["run", "bn.txt", "-json", "-junit"],
        &["make", "key"],
        &["make", "hats", "-out", "x"],
        &["answer"],
        &["run", "bn.txt", "-timeout", "3"],
        &["run", "bn.txt", "-exec", "certwright", "-timeout", "3"],
    ] {
        let refused = certwright(folder.path(), arguments);
        assert!(
            !refused.status.success() && !refused.stderr.is_empty(),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_run_in_which_nothing_passes_is_exit_status_1() {
    let folder = tempfile::tempdir().unwrap();
    let rsp = "# CAVS 11.0\n# \"SigVer RSA\" information\n[mod = 2048]\n";
    std::fs::write(folder.path().join("empty.rsp"), rsp).unwrap();
    let empty = certwright(folder.path(), &["run", "empty.rsp"]);
    assert_eq!(empty.status.code(), Some(1), "{empty:?}");
    assert!(printed(&empty).contains("no case in it"), "{empty:?}");
    // A program that offers nothing.
    std::fs::write(folder.path().join("bn.txt"), "Sum = 2\nA = 1\nB = 1\n").unwrap();
    let answer = r#"read l; echo '{"id":1,"verdict":"unsupported","reason":"no sums"}'"#;
    let unsupported = certwright(folder.path(), &["run", "bn.txt", "-exec", answer]);
    assert_eq!(unsupported.status.code(), Some(1), "{unsupported:?}");
    assert!(
        printed(&unsupported).contains("0 passed, 0 failed, 1 unsupported"),
        "{unsupported:?}"
    );
    assert!(
        String::from_utf8_lossy(&unsupported.stderr).contains("no case passed"),
        "{unsupported:?}"
    );
}

/// A file that leaves an answer open shows nothing by it: such cases are counted apart, an answer of another kind fails them, and they alone are no success.
#[test]
fn what_a_file_leaves_open_is_counted_apart_and_is_no_success_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let case = |id: u8, result: &str| {
        format!("{{\"tcId\": {id}, \"value\": \"0d\", \"result\": \"{result}\"}}")
    };
    let file = |cases: &[String]| {
        let text = format!(
            "{{\"testGroups\": [{{\"type\": \"PrimalityTest\", \"tests\": [{}]}}]}}",
            cases.join(", ")
        );
        std::fs::write(folder.path().join("p.json"), text).unwrap();
    };
    file(&[case(1, "acceptable"), case(2, "valid")]);
    let both = certwright(folder.path(), &["run", "p.json"]);
    assert!(both.status.success(), "{both:?}");
    assert_eq!(
        printed(&both),
        "p.json: Wycheproof: 2 passed (1 of them left open by the file), 0 failed, 0 unsupported\n"
    );
    let json = printed(&certwright(folder.path(), &["run", "p.json", "-json"]));
    assert!(json.contains("\"open\": 1,"), "{json}");
    let junit = printed(&certwright(folder.path(), &["run", "p.json", "-junit"]));
    assert!(
        junit.contains("<property name=\"left open by the file\" value=\"1\"/>"),
        "{junit}"
    );
    // Nonsense is not what was left open, nor do two agree on it.
    let nonsense = r#"n=0; while read l; do n=$((n+1)); echo "{\"id\":$n,\"verdict\":\"value\",\"value\":\"00\"}"; done"#;
    for more in [&[][..], &["-against", nonsense]] {
        let arguments = [&["run", "p.json", "-exec", nonsense][..], more].concat();
        let run = certwright(folder.path(), &arguments);
        assert_eq!(run.status.code(), Some(1), "{run:?}");
        let text = printed(&run);
        assert!(
            text.contains("not an answer to this operation: value 00"),
            "{text}"
        );
        assert!(text.contains("0 passed, 2 failed, 0 unsupported"), "{text}");
    }
    file(&[case(1, "acceptable")]);
    // An ACVP prompt without its answers, and CAVP's of signatures to verify without results.
    let n = format!("c{}1", "5".repeat(254));
    let prompt = format!(
        r#"{{"vsId": 7, "algorithm": "RSA", "mode": "sigVer", "revision": "FIPS186-5", "testGroups": [{{"tgId": 1, "testType": "GDT", "modulo": 1024,
        "hashAlg": "SHA2-256", "sigType": "pkcs1v1.5", "tests": [{{"tcId": 1, "n": "{n}", "e": "010001", "message": "00", "signature": "01"}}]}}]}}"#
    );
    std::fs::write(folder.path().join("prompt.json"), prompt).unwrap();
    let rsp = format!(
        "# \"SigVer PKCS#1 Ver 1.5\"\n[mod = 1024]\n\nn = {n}\n\nSHAAlg = SHA256\ne = 010001\nMsg = 00\nS = 01\n"
    );
    std::fs::write(folder.path().join("s.rsp"), rsp).unwrap();
    for name in ["p.json", "prompt.json", "s.rsp"] {
        let run = certwright(folder.path(), &["run", name]);
        assert_eq!(run.status.code(), Some(1), "{name}: {run:?}");
        let counts = "1 passed (1 of them left open by the file), 0 failed, 0 unsupported";
        assert!(printed(&run).contains(counts), "{name}: {run:?}");
        let complaint = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(complaint.contains("no answer was judged"), "{complaint}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_under_test_does_not_outlive_a_run_that_is_ended_by_a_signal() {
    use std::time::{Duration, Instant};
    let until = |what: &dyn Fn() -> bool| {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !what() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(10));
        }
        what()
    };
    for signal in ["INT", "TERM", "KILL"] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("bn.txt"), "Sum = 2\nA = 1\nB = 1\n").unwrap();
        // What a shell starts in the background ignores SIGINT, and so does what that starts.
        let mut run = Command::new("env")
            .args(["--default-signal=INT", env!("CARGO_BIN_EXE_certwright")])
            .current_dir(folder.path())
            .args(["vectors", "run", "bn.txt", "-timeout", "600", "-exec"])
            .arg("sleep 600 & echo $! >new; mv new pid; wait")
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let pid = folder.path().join("pid");
        assert!(until(&|| pid.exists()));
        let sleeper = std::fs::read_to_string(&pid).unwrap();
        let stat = format!("/proc/{}/stat", sleeper.trim());
        let runs = || std::fs::read_to_string(&stat).is_ok_and(|stat| !stat.contains(") Z "));
        assert!(runs());
        let sent = Command::new("kill")
            .args(["-s", signal, &run.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
        run.wait().unwrap();
        assert!(until(&|| !runs()), "SIG{signal}: {stat} is still there");
    }
    // However soon: here by the first thing that the program does.
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("bn.txt"), "Sum = 2\nA = 1\nB = 1\n").unwrap();
        let mut run = Command::new(env!("CARGO_BIN_EXE_certwright"))
            .current_dir(folder.path())
            .args(["vectors", "run", "bn.txt", "-timeout", "600", "-exec"])
            .arg("echo $$ >pid; kill -s KILL $PPID; exec sleep 600")
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        assert!(!run.wait().unwrap().success());
        let pid = std::fs::read_to_string(folder.path().join("pid")).unwrap();
        let stat = format!("/proc/{}/stat", pid.trim());
        let runs = || std::fs::read_to_string(&stat).is_ok_and(|stat| !stat.contains(") Z "));
        assert!(until(&|| !runs()), "{stat} is still there");
    }
}

#[test]
fn an_acvp_prompt_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let prompt = r#"{"vsId": 7, "algorithm": "RSA", "mode": "sigGen", "revision": "FIPS186-5", "isSample": true, "testGroups": [
        {"tgId": 1, "testType": "GDT", "modulo": 2048, "hashAlg": "SHA2-256", "sigType": "pss", "saltLen": 32, "maskFunction": "mgf1",
         "tests": [{"tcId": 1, "message": "616263"}, {"tcId": 2, "message": ""}]}]}"#;
    std::fs::write(folder.path().join("prompt.json"), prompt).unwrap();
    let answered = certwright(
        folder.path(),
        &["answer", "prompt.json", "-out", "expectedResults.json"],
    );
    assert!(answered.status.success(), "{answered:?}");
    // What was answered, beside its prompt, verifies.
    let run = certwright(folder.path(), &["run", "prompt.json"]);
    assert_eq!(
        printed(&run),
        "prompt.json: ACVP: 2 passed, 0 failed, 0 unsupported\n"
    );
    std::fs::write(folder.path().join("prompt.json"), "{}").unwrap();
    assert!(
        !certwright(folder.path(), &["answer", "prompt.json"])
            .status
            .success()
    );
}

#[test]
#[cfg(unix)]
fn speed_has_a_users_program_in_its_table_and_in_what_is_plotted() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let own = env!("CARGO_BIN_EXE_certwright");
    // Stands for the program that links the libraries.
    let peers = folder.path().join("certwright-peers");
    std::fs::write(
        &peers,
        format!("#!/bin/sh\ntest \"$1\" = ring && exec '{own}' vectors serve\n"),
    )
    .unwrap();
    std::fs::set_permissions(&peers, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::join_paths(
        [folder.path().to_path_buf()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    let speed = |arguments: &[&str]| {
        Command::new(own)
            .args(["speed", "-seconds", "1"])
            .args(arguments)
            .arg("rsa1024")
            .current_dir(folder.path())
            .env("PATH", &path)
            .output()
            .unwrap()
    };
    let serve = format!("'{own}' vectors serve");
    let run = speed(&["-exec", &serve, "-lib", "ring", "-table", "rates.tsv"]);
    assert!(run.status.success(), "{run:?}");
    let text = printed(&run);
    let table = text.split_once("by the protocol").unwrap().1;
    assert_eq!(
        table
            .lines()
            .filter(|line| line.starts_with("rsa 1024 bits, "))
            .count(),
        3
    );
    assert!(table.contains("rsa 1024 bits, ring "), "{table}");
    let rates = std::fs::read_to_string(folder.path().join("rates.tsv")).unwrap();
    let rows: Vec<Vec<&str>> = rates
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(rows[0], ["work", "peer", "per_second"]);
    assert_eq!(rows.len(), 7);
    assert_eq!(rows[3][..2], ["RSA-1024 sign, by the protocol", "ring"]);
    assert!(
        rows[1..]
            .iter()
            .all(|row| row[2].parse::<f64>().unwrap() > 0.0)
    );
    let missing = speed(&["-lib", "nothing"]);
    let complaint = String::from_utf8(missing.stderr).unwrap();
    assert!(
        !missing.status.success()
            && complaint.contains("help: `cargo install --path benches/peers`"),
        "{complaint}"
    );
    // A program that only verifies is measured by that; one that offers neither, or does it wrong, is named in plain words.
    let answers = |verdict: &str| {
        format!(
            r#"n=0; while read l; do n=$((n+1)); case $l in *'"sign"'*) v=unsupported;; *) v={verdict};; esac; echo "{{\"id\":$n,\"verdict\":\"$v\",\"reason\":\"why\"}}"; done"#
        )
    };
    let verifies = speed(&["-exec", &answers("accepted"), "-table", "rates.tsv", "-mr"]);
    assert!(verifies.status.success(), "{verifies:?}");
    let line = printed(&verifies);
    let line = line.lines().rfind(|line| line.starts_with("+CP:1024:-:"));
    assert!(line.is_some(), "{verifies:?}");
    let rates = std::fs::read_to_string(folder.path().join("rates.tsv")).unwrap();
    assert_eq!(rates.lines().count(), 4, "{rates}");
    for (verdict, expected) in [
        ("unsupported", "offers neither signatures of PKCS #1 v1.5"),
        ("refused", "does not verify: refused (why)"),
    ] {
        let run = speed(&["-exec", &answers(verdict)]);
        let complaint = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(
            !run.status.success() && complaint.contains(expected),
            "{complaint}"
        );
    }
    assert!(!speed(&["-table", "rates.tsv"]).status.success());
    assert!(!speed(&["-lib", "x; y"]).status.success());
}

/// The bars are drawn by Python.
#[test]
#[ignore = "wants python3; CI runs it"]
fn a_program_is_in_the_table_of_speed_and_in_the_plot() {
    let folder = tempfile::tempdir().unwrap();
    let speed = Command::new(env!("CARGO_BIN_EXE_certwright"))
        .current_dir(folder.path())
        .args([
            "speed",
            "-seconds",
            "1",
            "-mr",
            "-table",
            "rates.tsv",
            "-exec",
        ])
        .args([SERVE, "rsa2048"])
        .output()
        .unwrap();
    assert!(speed.status.success(), "{speed:?}");
    // certwright itself, for comparison, and the program, by the protocol both.
    assert_eq!(printed(&speed).matches("+CP:2048:").count(), 2, "{speed:?}");
    let plot = Command::new("python3")
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../benches/peers/plot.py"
        ))
        .args(["rates.tsv", "rates.svg"])
        .current_dir(folder.path())
        .status()
        .unwrap();
    assert!(plot.success());
    let drawn = std::fs::read_to_string(folder.path().join("rates.svg")).unwrap();
    for part in [
        "RSA-2048 sign, by the protocol",
        "RSA-2048 verify, by the protocol",
        ">certwright</text>",
        ">certwright vectors serve</text>",
    ] {
        assert!(drawn.contains(part), "{part}: {drawn}");
    }
    // The background, and a bar for each of two programs in each of two works.
    assert_eq!(drawn.matches("<rect ").count(), 5, "{drawn}");
}
