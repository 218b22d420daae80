//! Every option of OpenSSL 3.0 does what it does there, or is refused with a reason: the commands of `vectors/options`.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::support::{Workspace, binary};

const OPENSSL: &str = "/usr/bin/openssl";

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")
}

/// The commands, with their marks.
fn lines() -> Vec<(u8, String)> {
    let text = fs::read_to_string(vectors().join("options/lines.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| (line.as_bytes()[0], line[2..].to_owned()))
        .collect()
}

/// The contents of files by their names; of links, where they lead.
type Files = BTreeMap<PathBuf, Vec<u8>>;

fn files(directory: &Path) -> Files {
    let mut found = Files::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(next) = directories.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(directory).unwrap().to_owned();
            if path.is_symlink() {
                let target = fs::read_link(&path).unwrap();
                found.insert(name, target.into_os_string().into_encoded_bytes());
            } else if path.is_dir() {
                found.insert(name, Vec::new());
                directories.push(path);
            } else {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// What a command did.
struct Done {
    good: bool,
    out: Vec<u8>,
    err: String,
    /// What it made or changed.
    files: Files,
}

/// Folders in which `openssl` is the one program or the other.
struct Tools(Workspace);

impl Tools {
    fn new() -> Self {
        let place = Workspace::new();
        for (name, program) in [("theirs", OPENSSL), ("ours", &binary())] {
            fs::create_dir(place.path(name)).unwrap();
            symlink(
                fs::canonicalize(program).unwrap(),
                place.path(name).join("openssl"),
            )
            .unwrap();
            symlink(OPENSSL, place.path(name).join("real")).unwrap();
        }
        Self(place)
    }

    fn command(&self, which: &str, place: &Workspace, script: &str) -> Command {
        let mut command = place.command("bash");
        let tools = self.0.path(which);
        command
            .args(["-c", &format!("set -o pipefail\n{script}")])
            .env("PATH", format!("{}:/usr/bin:/bin", tools.display()))
            .env("VECTORS", vectors().join("openssl"))
            .env("LC_ALL", "C")
            .env("TZ", "UTC");
        command
    }

    fn run(&self, which: &str, base: &Workspace, script: &str) -> Done {
        let place = Workspace::new();
        let copied = Command::new("cp")
            .args(["-a", "."])
            .arg(place.path(""))
            .current_dir(base.path(""))
            .status();
        assert!(copied.unwrap().success());
        let output = self.command(which, &place, script).output().unwrap();
        let before = files(&base.path(""));
        let mut after = files(&place.path(""));
        after.retain(|name, contents| before.get(name) != Some(contents));
        Done {
            good: output.status.success(),
            out: output.stdout,
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            files: after,
        }
    }
}

/// What is wrong with a command's outcome, if anything is.
fn complaint(tools: &Tools, base: &Workspace, mark: u8, script: &str) -> Option<String> {
    let ours = tools.run("ours", base, script);
    let names = |done: &Done| done.files.keys().cloned().collect::<Vec<_>>();
    if mark == b'!' {
        let refused = !ours.good && !ours.err.is_empty();
        let quiet = ours.out.is_empty() && ours.files.is_empty();
        return (!refused || !quiet).then(|| format!("is not refused: {}", ours.err));
    }
    let theirs = tools.run("theirs", base, script);
    if theirs.good != ours.good {
        return Some(format!(
            "succeeds: {} in OpenSSL, {} here\n{}\n{}",
            theirs.good, ours.good, theirs.err, ours.err
        ));
    }
    if mark == b'=' && theirs.out != ours.out {
        return Some(format!(
            "prints\n{}\nand here\n{}",
            String::from_utf8_lossy(&theirs.out),
            String::from_utf8_lossy(&ours.out)
        ));
    }
    // What OpenSSL leaves of a failure is often an empty file.
    if !ours.good {
        let more = names(&ours)
            .into_iter()
            .find(|name| !theirs.files.contains_key(name));
        return more.map(|name| format!("fails and leaves {}", name.display()));
    }
    if names(&theirs) != names(&ours) {
        return Some(format!(
            "makes {:?}, here {:?}",
            names(&theirs),
            names(&ours)
        ));
    }
    let differs = |name: &&PathBuf| theirs.files[*name] != ours.files[*name];
    let different = ours.files.keys().find(differs).filter(|_| mark == b'=');
    different.map(|name| format!("makes another {}", name.display()))
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn every_option_does_what_it_does_with_openssl_or_is_refused() {
    let (tools, base) = (Tools::new(), Workspace::new());
    let setup = fs::read_to_string(vectors().join("options/setup.sh")).unwrap();
    let made = tools.command("theirs", &base, &setup).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    for (name, contents) in files(&base.path("")) {
        let empty = contents.is_empty() && name != Path::new("certs");
        assert!(!empty, "{} was not made", name.display());
    }

    let lines = lines();
    assert!(lines.len() > 700, "{}", lines.len());
    let (next, complaints) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((mark, script)) = lines.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(why) = complaint(&tools, &base, *mark, script) {
                        complaints
                            .lock()
                            .unwrap()
                            .push(format!("$ {script}\n{why}"));
                    }
                }
            });
        }
    });
    let complaints = complaints.into_inner().unwrap();
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

#[test]
#[ignore = "needs OpenSSL; CI installs it"]
fn every_option_that_openssl_lists_stands_in_a_command() {
    let commands: Vec<String> = lines().into_iter().map(|(_, script)| script).collect();
    let mut tried = Vec::new();
    for part in commands.iter().flat_map(|line| line.split("openssl ")) {
        let mut words = part.split_whitespace();
        let command = words.next().unwrap_or_default();
        let options = words.filter_map(|word| word.strip_prefix('-'));
        tried.extend(options.map(|option| (command, option)));
    }
    let list = fs::read_to_string(vectors().join("openssl/options.txt")).unwrap();
    let rows = list.lines().map(|line| {
        let mut words = line.split(' ');
        (words.next().unwrap(), words.next().unwrap())
    });
    let ours = |name: &str| {
        certwright_cli::COMMANDS
            .iter()
            .any(|command| command.name == name)
    };
    // These two need a peer each: `tls` has them.
    let of_tls = ["s_client", "s_server"];
    let rows = rows.filter(|(command, option)| {
        ours(command) && !of_tls.contains(command) && !["help", "*"].contains(option)
    });
    let untried: Vec<_> = rows.filter(|row| !tried.contains(row)).collect();
    assert!(untried.is_empty(), "{untried:?}");
}
