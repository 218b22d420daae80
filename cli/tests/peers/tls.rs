//! TLS with others: OpenSSL, nginx, curl and GnuTLS on either side, and each report beside OpenSSL's own.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::Stdio;

use super::support::{Outcome, Workspace, binary, eventually, free_port, loopback};

const OPENSSL: &str = "/usr/bin/openssl";

/// A CA; certificates of a server, of one that has expired, of a client, and of a server with an elliptic curve.
fn authority(ws: &Workspace) {
    ws.write(
        "ext.cnf",
        "[server]\nsubjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n[client]\nextendedKeyUsage=clientAuth\n",
    );
    let run = |line: &str| ws.run(&format!("{OPENSSL} {line}")).ok();
    run(
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /O=Test/CN=CA -days 30",
    );
    for (name, section) in [("server", "server"), ("client", "client")] {
        run(&format!(
            "req -new -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.csr -subj /C=DE/CN={name}"
        ));
        run(&format!(
            "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -days 20 -out {name}.pem -extfile ext.cnf -extensions {section}"
        ));
    }
    ws.certwright("x509 -req -in server.csr -CA ca.pem -CAkey ca.key -not_before 20200101000000Z -not_after 20200201000000Z -out expired.pem -extfile ext.cnf -extensions server").ok();
    run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ec.key -out ec.pem -subj /CN=ec.test -days 30",
    );
}

/// A report with what differs from one run to another masked, and without what certwright leaves out: secrets, and what only OpenSSL
/// offers.
fn masked(text: &str) -> String {
    let mut out = String::new();
    let mut in_ticket = false;
    for line in text.lines() {
        // A ticket after the handshake comes or does not; it has secrets in it.
        if line == "Post-Handshake New Session Ticket arrived:" {
            in_ticket = true;
            // The line before it belongs to it.
            out.truncate(out.len() - "---\n".len());
        }
        if in_ticket {
            in_ticket = line != "read R BLOCK";
            continue;
        }
        let left_out = [
            "hint: ",
            "    Master-Key: ",
            "    TLS session ticket",
            "Client Certificate Types: ",
            "Supported Elliptic Curve Point Formats: ",
            "Using default temp DH parameters",
            "ACCEPT",
        ];
        // A ticket's bytes, however many it has.
        let is_dump = line.strip_prefix("    ").is_some_and(|rest| {
            let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
            digits == 4 && rest[4..].starts_with(" - ")
        });
        if is_dump || left_out.iter().any(|begin| line.starts_with(begin)) || line.is_empty() {
            continue;
        }
        let varies = [
            "SSL handshake has read ",
            "    Session-ID: ",
            "    Start Time: ",
            "Requested Signature Algorithms: ",
            "Shared Requested Signature Algorithms: ",
            "Signature Algorithms: ",
            "Shared Signature Algorithms: ",
            "Shared ciphers:",
            "Shared groups: ",
            "Client cipher list: ",
        ];
        let line = match varies.iter().find(|begin| line.starts_with(**begin)) {
            Some(begin) => begin,
            // OpenSSL's errors have a thread, a function and a place.
            None => match line.split_once(":error:") {
                Some((_, error)) => &error[..8],
                None => match line.strip_prefix("s_client: error:") {
                    Some(error) => &error[..8],
                    None => line,
                },
            },
        };
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn client(ws: &Workspace, program: &str, port: u16, line: &str) -> Outcome {
    ws.run(&format!(
        "{program} s_client -connect 127.0.0.1:{port} {line}"
    ))
}

fn serve(ws: &Workspace, program: &str, line: &str) -> (super::support::Server, u16) {
    let port = free_port();
    let server = ws.serve(
        "s_server",
        &format!("{program} s_server -accept 127.0.0.1:{port} {line}"),
    );
    eventually("s_server listens", || server.log().contains("ACCEPT"));
    (server, port)
}

#[test]
#[ignore = "needs openssl"]
fn a_client_s_report_is_openssl_s_line_by_line() {
    let ws = Workspace::new();
    authority(&ws);
    let ours = binary();
    let clients: &[&str] = &[
        "",
        "-CAfile ca.pem",
        "-CAfile ca.pem -servername localhost -showcerts -alpn h2,http/1.1",
        "-CAfile ca.pem -status -verify 3 -verify_hostname localhost",
        "-CAfile ca.pem -verify_hostname example.com -verify_ip 192.0.2.1",
        "-CAfile ca.pem -verify_return_error",
        "-verify_return_error",
        "-verify_quiet -verify_hostname example.com",
        "-CAfile ca.pem -brief",
        "-CAfile ca.pem -nameopt RFC2253",
        "-CAfile ca.pem -purpose sslclient",
        "-CAfile ca.pem -cert client.pem -key client.key",
        "-CAfile ca.pem -reconnect",
        "-reconnect -brief",
    ];
    for server in [
        "-www -cert server.pem -key server.key",
        "-www -cert expired.pem -key server.key",
        "-www -cert server.pem -key server.key -cert_chain ca.pem",
        "-www -cert server.pem -key server.key -verify 2 -CAfile ca.pem -alpn http/1.1",
        "-www -cert ec.pem -key ec.key",
    ] {
        // Who serves is no difference to who asks.
        let programs: &[&str] = match server.contains("ec.pem") {
            true => &[OPENSSL],
            false => &[OPENSSL, &ours],
        };
        for program in programs {
            let (_server, port) = serve(&ws, program, server);
            for version in ["-tls1_2", "-tls1_3"] {
                for line in clients {
                    // The longest conversation is had once.
                    if line.contains("-reconnect") && !server.contains("-verify 2") {
                        continue;
                    }
                    let line = format!("{version} {line}");
                    let (theirs, ours) = (
                        client(&ws, OPENSSL, port, &line),
                        client(&ws, &ours, port, &line),
                    );
                    let story = format!("{program} {server}\n{}\n{}", theirs.story(), ours.story());
                    // Of a refused session of TLS 1.2 OpenSSL prints an empty one.
                    let is_refused = version == "-tls1_2" && theirs.code != Some(0);
                    assert_eq!(masked(&theirs.err), masked(&ours.err), "{story}");
                    if !is_refused {
                        assert_eq!(masked(&theirs.out), masked(&ours.out), "{story}");
                    }
                    assert_eq!(theirs.code, ours.code, "{story}");
                }
            }
        }
    }
}

#[test]
#[ignore = "needs openssl"]
fn a_server_s_report_is_openssl_s_line_by_line() {
    let ws = Workspace::new();
    authority(&ws);
    let ours = binary();
    let reports = |program: &str, server: &str, line: &str| {
        let port = free_port();
        let mut command = ws.command(program);
        let words = format!(
            "s_server -accept 127.0.0.1:{port} -cert server.pem -key server.key -naccept 1 {server}"
        );
        command.args(words.split_whitespace());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut serving = command.spawn().unwrap();
        let mut out = BufReader::new(serving.stdout.take().unwrap());
        let mut printed = String::new();
        while !printed.contains("ACCEPT") {
            assert!(out.read_line(&mut printed).unwrap() > 0, "{printed}");
        }
        let mut asked = ws.command(OPENSSL);
        let words = format!("s_client -connect 127.0.0.1:{port} -ign_eof -quiet {line}");
        asked.args(words.split_whitespace()).stdin(Stdio::piped());
        asked.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut asking = asked.spawn().unwrap();
        let mut input = asking.stdin.take().unwrap();
        input.write_all(b"hello\nCLOSE\n").unwrap();
        // The second line ends the connection.
        let answer = asking.wait_with_output().unwrap().stdout;
        out.read_to_string(&mut printed).unwrap();
        let done = serving.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (printed, text(&done.stderr), text(&answer))
    };
    for server in ["-rev", "-rev -Verify 2 -CAfile ca.pem", "-rev -alpn h2"] {
        for line in ["-tls1_2", "-tls1_3"] {
            let line = format!("{line} -alpn h2 -cert client.pem -key client.key");
            let theirs = reports(OPENSSL, server, &line);
            let got = reports(&ours, server, &line);
            let err = |report: &str| masked(report).replace("DONE\n", "");
            assert_eq!(err(&theirs.1), err(&got.1), "{server} {line}");
            assert_eq!(theirs.2, "olleh\n", "{server} {line}");
            assert_eq!(got.2, "olleh\n", "{server} {line}");
        }
    }
}

#[test]
#[ignore = "needs nginx, openssl and curl"]
fn nginx_asks_for_a_certificate_and_we_have_one() {
    let ws = Workspace::new();
    authority(&ws);
    let address = loopback();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("{kind}_temp_path {};\n", ws.path(kind).display()))
        .collect();
    let config = ws.write(
        "nginx.conf",
        format!(
            "daemon off;\nmaster_process off;\npid {0}/nginx.pid;\nerror_log stderr info;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}\
             ssl_protocols TLSv1.2 TLSv1.3;\nserver {{\nlisten {address}:8443 ssl;\nssl_certificate {0}/server.pem;\nssl_certificate_key {0}/server.key;\n\
             ssl_client_certificate {0}/ca.pem;\nssl_verify_client on;\n\
             location / {{ return 200 \"$ssl_client_s_dn $ssl_protocol\\n\"; }}\n}}\n}}\n",
            ws.path("").display(),
        ),
    );
    let nginx = format!(
        "nginx -e stderr -p {} -c {}",
        ws.path("").display(),
        config.display()
    );
    let _server = ws.serve("nginx", &nginx).listening_on((address, 8443));
    for (version, shown) in [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")] {
        for (identity, expected) in [
            (
                "-cert client.pem -key client.key",
                format!("CN=client,C=DE {shown}\n"),
            ),
            ("", "No required SSL certificate was sent".to_owned()),
        ] {
            let line = format!(
                "{} s_client -connect {address}:8443 -CAfile ca.pem -quiet {version} {identity}",
                binary()
            );
            let mut words = line.split_whitespace();
            let mut command = ws.command(words.next().unwrap());
            command
                .args(words)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped());
            let mut child = command.spawn().unwrap();
            let request = b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";
            child.stdin.take().unwrap().write_all(request).unwrap();
            let done = child.wait_with_output().unwrap();
            let out = String::from_utf8_lossy(&done.stdout);
            assert!(out.contains(&expected), "{line}: {out}");
            assert!(done.status.success(), "{line}");
        }
        let line = format!("-connect {address}:8443 -CAfile ca.pem {version}");
        let [theirs, got] = [OPENSSL, &binary()].map(|it| ws.run(&format!("{it} s_client {line}")));
        let story = format!("{}\n{}", theirs.story(), got.story());
        assert_eq!(masked(&theirs.out), masked(&got.out), "{story}");
    }
}

#[test]
#[ignore = "needs curl and gnutls-cli"]
fn curl_and_gnutls_are_served() {
    let ws = Workspace::new();
    authority(&ws);
    fs::create_dir(ws.path("web")).unwrap();
    ws.write("web/page.html", "<p>a page</p>\n");
    let (_server, port) = serve(
        &ws,
        &binary(),
        "-cert server.pem -key server.key -www -Verify 1 -verify_return_error -CAfile ca.pem",
    );
    let url = format!("https://localhost:{port}/");
    let curl = "curl -sS --cacert ca.pem --cert client.pem --key client.key";
    for version in ["--tls-max 1.2", "--tlsv1.3"] {
        let page = ws.run(&format!("{curl} {version} {url}")).ok();
        assert!(
            page.contains("Client certificate\nCertificate:\n"),
            "{page}"
        );
        assert!(page.contains("Verify return code: 0 (ok)"), "{page}");
        assert!(
            !page.contains("Master-Key") && !page.contains("PSK"),
            "{page}"
        );
        ws.run(&format!("curl -sS --cacert ca.pem {version} {url}"))
            .refused();
        ws.run(&format!(
            "{curl} -k --cert server.pem --key server.key {version} {url}"
        ))
        .refused();
    }
    for priority in [
        "NORMAL:-VERS-ALL:+VERS-TLS1.2",
        "NORMAL:-VERS-ALL:+VERS-TLS1.3",
    ] {
        let gnutls =
            "gnutls-cli --x509cafile ca.pem --x509certfile client.pem --x509keyfile client.key";
        let seen = ws
            .run(&format!(
                "{gnutls} --priority {priority} -p {port} localhost"
            ))
            .ok();
        assert!(seen.contains("The certificate is trusted"), "{seen}");
        assert!(seen.contains("Handshake was completed"), "{seen}");
    }
}

#[test]
#[ignore = "needs openssl"]
fn a_staple_is_printed_as_openssl_prints_it_whoever_staples() {
    let ws = Workspace::new();
    authority(&ws);
    let serial = ws.certwright("x509 -in server.pem -noout -serial").ok();
    let serial = serial
        .trim_end()
        .strip_prefix("serial=")
        .unwrap()
        .to_owned();
    ws.write(
        "index.txt",
        format!("V\t350101000000Z\t\t{serial}\tunknown\t/CN=server\n"),
    );
    ws.certwright("ocsp -issuer ca.pem -cert server.pem -no_nonce -reqout request.der")
        .ok();
    ws.certwright("ocsp -reqin request.der -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -ndays 1 -respout staple.der").ok();
    for program in [OPENSSL, &binary()] {
        let line = "-www -cert server.pem -key server.key -status_file staple.der";
        let line = match program {
            OPENSSL => format!("{line} -status"),
            _ => line.to_owned(),
        };
        let (_server, port) = serve(&ws, program, &line);
        for version in ["-tls1_2", "-tls1_3"] {
            let line = format!("{version} -CAfile ca.pem -status");
            let [theirs, got] = [OPENSSL, &binary()].map(|it| client(&ws, it, port, &line));
            let story = format!("{}\n{}", theirs.story(), got.story());
            assert!(got.out.contains("Cert Status: good"), "{story}");
            assert_eq!(masked(&theirs.out), masked(&got.out), "{story}");
        }
    }
}

#[test]
#[ignore = "needs openssl"]
fn suites_are_listed_as_openssl_lists_them() {
    let ws = Workspace::new();
    let ours = ws.certwright("ciphers").ok();
    let ours: Vec<_> = ours.trim_end().split(':').collect();
    let theirs = ws.run(&format!("{OPENSSL} ciphers ALL")).ok();
    let shared: Vec<_> = theirs
        .trim_end()
        .split(':')
        .filter(|it| ours.contains(it))
        .collect();
    assert_eq!(ours, shared);
    for line in [
        "-V",
        "-v -s -tls1_3",
        "-stdname",
        "-V -tls1_2 ECDHE+AESGCM",
        "-v -s -tls1_2",
        "-v ECDSA+CHACHA20:@STRENGTH",
    ] {
        let theirs = ws.run(&format!("{OPENSSL} ciphers {line}")).ok();
        let is_ours = |row: &&str| row.split_whitespace().any(|word| ours.contains(&word));
        let theirs: Vec<_> = theirs.lines().filter(is_ours).collect();
        let got = ws.certwright(&format!("ciphers {line}")).ok();
        assert_eq!(got.lines().collect::<Vec<_>>(), theirs, "{line}");
    }
}
