//! OCSP with others: OpenSSL asks our responder and we ask its, and nginx staples what our responder answered.

use std::fs;

use super::support::{Workspace, binary, eventually, free_port, loopback};

/// An authority, a server's certificate and a delegated responder's, made by certwright, with an index that has the first two.
fn authority(ws: &Workspace) {
    let run = |line: &str| ws.certwright(line).ok();
    run(
        "req -x509 -newkey rsa:2048 -noenc -keyout ca.key -out ca.pem -subj /CN=CA -days 30 -set_serial 1",
    );
    ws.write(
        "ext.cnf",
        "[responder]\nextendedKeyUsage = OCSPSigning\nnoCheck = yes\n[server]\nsubjectAltName = DNS:localhost\n",
    );
    for (name, serial, section) in [
        ("server", 2, "server"),
        ("revoked", 3, "server"),
        ("responder", 4, "responder"),
    ] {
        run(&format!(
            "req -new -newkey rsa:2048 -noenc -keyout {name}.key -out {name}.csr -subj /CN={name}"
        ));
        run(&format!(
            "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -set_serial {serial} -days 30 -out {name}.pem -extfile ext.cnf -extensions {section}"
        ));
    }
    ws.write(
        "index.txt",
        "V\t350101000000Z\t\t02\tunknown\t/CN=server\nR\t350101000000Z\t250101000000Z,superseded\t03\tunknown\t/CN=revoked\n",
    );
}

#[test]
#[ignore = "needs openssl"]
fn openssl_and_certwright_ask_each_other_s_responder() {
    let ws = Workspace::new();
    authority(&ws);
    let ours = binary();
    for (responder, client) in [(&ours[..], "/usr/bin/openssl"), ("/usr/bin/openssl", &ours)] {
        let port = free_port();
        let serve = format!(
            "{responder} ocsp -port {port} -index index.txt -CA ca.pem -rsigner responder.pem -rkey responder.key -ndays 1"
        );
        let server = ws.serve("responder", &serve);
        // Not by a connection: OpenSSL's responder waits for the request of one that is closed again.
        eventually("the responder listens", || {
            server.log().contains("waiting for OCSP client connections")
        });
        for (certificate, expected) in [("server", "good"), ("revoked", "revoked")] {
            let outcome = ws.run(&format!(
                "{client} ocsp -issuer ca.pem -cert {certificate}.pem -url http://127.0.0.1:{port}/ -CAfile ca.pem"
            ));
            assert!(
                outcome.err.contains("Response verify OK"),
                "{}",
                outcome.story()
            );
            // The nonce was repeated.
            assert!(!outcome.err.contains("WARNING"), "{}", outcome.story());
            let out = outcome.ok();
            assert!(
                out.starts_with(&format!("{certificate}.pem: {expected}\n")),
                "{out}"
            );
        }
        drop(server);
    }
}

#[test]
#[ignore = "needs nginx and openssl"]
fn nginx_staples_our_response_and_openssl_accepts_it() {
    let ws = Workspace::new();
    authority(&ws);
    ws.certwright("ocsp -issuer ca.pem -cert server.pem -no_nonce -reqout request.der")
        .ok();
    ws.certwright(
        "ocsp -reqin request.der -index index.txt -CA ca.pem -rsigner responder.pem -rkey responder.key -ndays 1 -respout staple.der",
    )
    .ok();
    let address = loopback();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("{kind}_temp_path {};\n", ws.path(kind).display()))
        .collect();
    let config = ws.write(
        "nginx.conf",
        format!(
            "daemon off;\nmaster_process off;\npid {pid};\nerror_log stderr info;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}\
             server {{\nlisten {address}:8443 ssl;\nssl_certificate {certificate};\nssl_certificate_key {key};\n\
             ssl_stapling on;\nssl_stapling_file {staple};\n}}\n}}\n",
            pid = ws.path("nginx.pid").display(),
            certificate = ws.path("server.pem").display(),
            key = ws.path("server.key").display(),
            staple = ws.path("staple.der").display(),
        ),
    );
    let nginx = format!(
        "nginx -e stderr -p {} -c {}",
        ws.path("").display(),
        config.display()
    );
    let _server = ws.serve("nginx", &nginx).listening_on((address, 8443));
    let seen = ws
        .run(&format!(
            "/usr/bin/openssl s_client -connect {address}:8443 -servername localhost -CAfile ca.pem -status"
        ))
        .ok();
    assert!(seen.contains("OCSP Response Status: successful"), "{seen}");
    assert!(seen.contains("Cert Status: good"), "{seen}");
    // What it stapled is what our responder made.
    let text = ws
        .certwright("ocsp -respin staple.der -noverify -resp_text")
        .ok();
    let produced = text
        .lines()
        .find(|line| line.contains("Produced At"))
        .unwrap();
    assert!(seen.contains(produced), "{seen}");
    assert!(fs::metadata(ws.path("staple.der")).unwrap().len() > 500);
}
