//! Every command of docs/cluster, run as it stands there.

mod common;

use std::fs;
use std::path::Path;

use common::{Shell, text};

/// The commands of a page: its blocks of `sh`, in order.
fn commands(page: &str) -> String {
    let mut script = String::from("set -e\n");
    let mut inside = false;
    for line in page.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            _ if inside => {
                script.push_str(line);
                script.push('\n');
            }
            _ => {}
        }
    }
    script
}

#[test]
fn every_page_does_what_it_states() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cluster");
    for page in [
        "README",
        "renew",
        "add",
        "replace-ca",
        "external-ca",
        "move",
        "checks",
    ] {
        let path = pages.join(format!("{page}.md"));
        let script = commands(&fs::read_to_string(&path).unwrap());
        assert!(script.lines().count() > 2, "{page}");
        let shell = Shell::new();
        let output = shell.run(&script);
        assert!(output.status.success(), "{page}: {}", text(&output.stderr));
    }
}
