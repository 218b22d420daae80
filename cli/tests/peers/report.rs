//! The report in headless Chromium: it runs without an error, shows the numbers of the JSON, and is usable by keyboard, screen
//! reader, printer and phone.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use super::cluster;
use super::runtimes::chromium;
use super::support::Workspace;

#[test]
#[ignore = "needs Chromium and Node"]
fn the_report_has_the_numbers_of_the_json_and_is_usable_by_keyboard_screen_reader_and_printer() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 2);
    fs::set_permissions(
        cluster.file("admin.conf"),
        fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    fs::write(cluster.file("pki/scheduler.crt"), "damaged").unwrap();
    let top = ws.path("k8s").display().to_string();
    let json = ws
        .certwright(&format!("k8s report {top} -format json"))
        .ok();
    let json: Value = serde_json::from_str(&json).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let of = |severity: &str| {
        findings
            .iter()
            .filter(|at| at["severity"] == severity)
            .count()
    };
    let certificates = json["certificates"].as_array().unwrap().len();
    assert!(of("error") > 0 && certificates > 20, "{json:#}");
    ws.certwright(&format!("k8s report {top} -out report.html"))
        .ok();
    let page = format!("file://{}", ws.path("report.html").display());
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/peers/report_in_chromium.js"
    );
    let profile = ws.path("profile").display().to_string();
    let outcome = ws.run(&format!("node {script} {page} {profile}"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.story());
    for more in [
        "--window-size=1280,900",
        "--window-size=400,900 --blink-settings=preferredColorScheme=0",
    ] {
        let (document, console) = chromium(&ws, more, &page);
        assert_eq!(console, "", "{more}");
        for (name, value) in [
            ("certificates", certificates),
            ("errors", of("error")),
            ("warnings", of("warning")),
            (
                "keys",
                usize::try_from(json["keys"].as_u64().unwrap()).unwrap(),
            ),
        ] {
            let tile = format!("<dd data-value=\"{name}\">{value}</dd>");
            assert!(document.contains(&tile), "{tile}");
        }
        assert_eq!(document.matches("<details>").count(), certificates);
        assert_eq!(document.matches("<li id=\"f").count(), findings.len());
        for certificate in json["certificates"].as_array().unwrap() {
            assert!(document.contains(certificate["fingerprint"].as_str().unwrap()));
        }
    }
}
