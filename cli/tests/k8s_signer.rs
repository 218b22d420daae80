//! `certwright k8s signer` becomes the program beside it.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

#[test]
fn the_program_beside_it_is_started_with_all_arguments_and_a_missing_one_is_named() {
    let home = tempfile::tempdir().unwrap();
    let own = home.path().join("certwright");
    fs::copy(env!("CARGO_BIN_EXE_certwright"), &own).unwrap();
    let run = |args: &[&str]| {
        Command::new(&own)
            .args(["k8s", "signer"])
            .args(args)
            .output()
            .unwrap()
    };

    let done = run(&["--signer-name", "example.com/x"]);
    let error = String::from_utf8(done.stderr).unwrap();
    let place = home.path().join("certwright-signer");
    assert_eq!(done.status.code(), Some(1), "{error}");
    assert_eq!(
        error,
        format!(
            "k8s signer: {} is not installed; put it there with: cargo install certwright-signer\n",
            place.display()
        )
    );

    fs::write(&place, "#!/bin/sh\necho \"$0 $*\"\nexit 7\n").unwrap();
    fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).unwrap();
    let done = run(&["--signer-name", "example.com/x", "--help"]);
    assert_eq!(done.status.code(), Some(7));
    assert_eq!(
        String::from_utf8(done.stdout).unwrap(),
        format!("{} --signer-name example.com/x --help\n", place.display())
    );
}
