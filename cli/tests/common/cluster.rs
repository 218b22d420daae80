//! A directory with a cluster in `pki`, and commands of `certwright` in it.

use std::fs;
use std::process::Output;

use super::{Place, text};

pub const BIN: &str = env!("CARGO_BIN_EXE_certwright");

/// A declaration of one control plane, one worker and one user.
pub const YAML: &str = "\
apiVersion: certwright/v1
endpoint: api.example.org:6443
controlPlanes:
  - {name: cp-1, addresses: [192.0.2.1]}
workers:
  - {name: w-1, addresses: [192.0.2.3]}
users:
  - {name: alice, groups: [developers]}
";

/// A directory with this cluster in `pki` and nothing else.
pub fn cluster(yaml: &str) -> Place {
    let place = Place::new();
    place.write("cluster.yaml", yaml);
    ok(&place, "k8s init -f cluster.yaml -out pki -quiet");
    fs::remove_file(place.path("cluster.yaml")).unwrap();
    place
}

/// What a run that must succeed prints.
pub fn ok(place: &Place, line: &str) -> String {
    let output = place.command(BIN, line).output().unwrap();
    assert!(output.status.success(), "{line}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// The one line of a run that must fail.
pub fn refusal(place: &Place, line: &str) -> String {
    line_of_refusal(&place.command(BIN, line).output().unwrap(), line)
}

/// The one line of a run that failed.
pub fn line_of_refusal(output: &Output, line: &str) -> String {
    let words = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{line}: {words}");
    assert_eq!(words.lines().count(), 1, "{line}: {words}");
    words
}
