//! `s_client` and `s_server` against each other, and against those who do not keep to the protocol.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, Output, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use super::common::{Place, text};

const CERTWRIGHT: &str = env!("CARGO_BIN_EXE_certwright");

/// A CA, a server of the name localhost, one that has expired, and a client; all of one key.
static PKI: LazyLock<Place> = LazyLock::new(|| {
    let place = Place::new();
    place.write(
        "key.pem",
        include_bytes!("../../../vectors/keys/rsa-2048.pem"),
    );
    place.write(
        "server.ext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n",
    );
    place.write("client.ext", "extendedKeyUsage=clientAuth\n");
    for line in [
        "req -x509 -key key.pem -subj /CN=CA -not_before 20190101000000Z -not_after 20490101000000Z -out ca.pem",
        "req -new -key key.pem -subj /CN=localhost -out request.pem",
        "x509 -req -in request.pem -CA ca.pem -CAkey key.pem -set_serial 2 -days 9 -extfile server.ext -out server.pem",
        "x509 -req -in request.pem -CA ca.pem -CAkey key.pem -set_serial 3 -not_before 20200101000000Z -not_after 20200201000000Z -extfile server.ext -out expired.pem",
        "x509 -req -in request.pem -subj /CN=client -CA ca.pem -CAkey key.pem -set_serial 4 -days 9 -extfile client.ext -out client.pem",
    ] {
        let done = place.command(CERTWRIGHT, line).output().unwrap();
        assert!(done.status.success(), "{line}: {}", text(&done.stderr));
    }
    std::fs::create_dir(place.path("web")).unwrap();
    place.write("web/page.html", "<p>a page</p>\n");
    place
});

/// A server that ends with the test, and its port.
struct Server(Child, u16, Option<ChildStdin>);

impl Server {
    fn start(line: &str) -> Self {
        Self::start_in("", line)
    }

    fn start_in(directory: &str, line: &str) -> Self {
        let line = format!(
            "s_server -accept 127.0.0.1:0 -key {0}key.pem {line}",
            up(directory)
        );
        let mut command = PKI.command(CERTWRIGHT, &line);
        command.current_dir(PKI.path(directory));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut accept = String::new();
        out.read_line(&mut accept).unwrap();
        let port = accept
            .trim_end()
            .rsplit_once(':')
            .map(|(_, port)| port.parse());
        let Some(Ok(port)) = port else {
            let done = child.wait_with_output().unwrap();
            panic!("{line}: {accept}{}", text(&done.stderr));
        };
        child.stdout = Some(out.into_inner());
        let input = child.stdin.take();
        Self(child, port, input)
    }

    fn client(&self, line: &str) -> Output {
        client(self.1, line)
    }

    /// What it wrote, once it has ended by itself.
    fn end(mut self) -> Output {
        let mut seen = Output {
            status: self.0.wait().unwrap(),
            stdout: Vec::new(),
            stderr: Vec::new(),
        };
        let (mut out, mut err) = (self.0.stdout.take(), self.0.stderr.take());
        out.as_mut().unwrap().read_to_end(&mut seen.stdout).unwrap();
        err.as_mut().unwrap().read_to_end(&mut seen.stderr).unwrap();
        seen
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn up(directory: &str) -> &'static str {
    if directory.is_empty() { "" } else { "../" }
}

fn client(port: u16, line: &str) -> Output {
    let line = format!("s_client -connect 127.0.0.1:{port} {line}");
    PKI.command(CERTWRIGHT, &line).output().unwrap()
}

fn client_says(port: u16, line: &str, words: &[u8]) -> Output {
    let child = client_that_says(port, line, words);
    child.wait_with_output().unwrap()
}

fn client_that_says(port: u16, line: &str, words: &[u8]) -> Child {
    let line = format!("s_client -connect 127.0.0.1:{port} {line}");
    let mut command = PKI.command(CERTWRIGHT, &line);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(words).unwrap();
    child
}

/// What is printed up to the line that ends with these words.
fn until(words: &str, printed: &mut impl BufRead) -> String {
    let mut seen = String::new();
    while !seen.ends_with(words) {
        let length = printed.read_line(&mut seen).unwrap();
        assert!(length > 0, "{seen}");
    }
    seen
}

#[test]
fn a_certificate_is_shown_and_judged_and_the_most_published_pipeline_prints_its_dates() {
    let server = Server::start("-cert server.pem -www");
    for (version, suite) in [
        ("-tls1_3", "New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384"),
        (
            "-tls1_2",
            "New, TLSv1.2, Cipher is ECDHE-RSA-AES256-GCM-SHA384",
        ),
    ] {
        let done = server.client(&format!(
            "{version} -CAfile ca.pem -verify_hostname localhost"
        ));
        let (out, err) = (text(&done.stdout), text(&done.stderr));
        assert!(done.status.success(), "{err}");
        for line in [
            "CONNECTED(00000003)",
            "Certificate chain",
            " 0 s:CN = localhost",
            "   i:CN = CA",
            "   a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256",
            "Server certificate",
            "subject=CN = localhost",
            "issuer=CN = CA",
            "No client certificate CA names sent",
            "Peer signing digest: SHA256",
            "Peer signature type: RSA-PSS",
            "Server Temp Key: X25519, 253 bits",
            "Verification: OK",
            suite,
            "Server public key is 2048 bit",
            "No ALPN negotiated",
        ] {
            assert!(
                out.lines().any(|it| it == line),
                "{version}: {line}:\n{out}"
            );
        }
        assert!(out.contains("Verify return code: 0 (ok)\n"), "{out}");
        assert!(err.ends_with("DONE\n"), "{err}");
    }
    let script = format!(
        "{CERTWRIGHT} s_client -connect 127.0.0.1:{} -servername localhost -showcerts </dev/null 2>/dev/null | {CERTWRIGHT} x509 -noout -dates",
        server.1
    );
    let dates = text(&PKI.shell(&script).stdout);
    let lines: Vec<_> = dates
        .lines()
        .map(|line| line.split('=').next().unwrap())
        .collect();
    assert_eq!(lines, ["notBefore", "notAfter"], "{dates}");
}

#[test]
fn a_failed_verification_ends_the_handshake_only_if_it_is_to() {
    let server = Server::start("-cert expired.pem -www");
    let lines = |done: &Output| {
        let err = text(&done.stderr);
        let numbers = err
            .lines()
            .filter_map(|line| line.strip_prefix("verify error:num="));
        let numbers: Vec<_> = numbers
            .map(|line| line.split(':').next().unwrap().to_owned())
            .collect();
        (numbers, err)
    };
    // Every error, in OpenSSL's order, and the last one is the result.
    let done = server.client("-verify_hostname example.com");
    let (numbers, err) = lines(&done);
    assert_eq!(numbers, ["20", "62", "21", "10"], "{err}");
    assert!(done.status.success(), "{err}");
    let out = text(&done.stdout);
    assert!(
        out.contains("\nVerification error: certificate has expired\n"),
        "{out}"
    );
    assert!(
        out.contains("Verify return code: 10 (certificate has expired)\n"),
        "{out}"
    );
    // The first one.
    let done = server.client("-verify_hostname example.com -CAfile ca.pem -verify_return_error");
    let (numbers, err) = lines(&done);
    assert_eq!(numbers, ["62"], "{err}");
    assert_eq!(done.status.code(), Some(1), "{err}");
    assert!(
        err.ends_with("s_client: error:0A000086:SSL routines::certificate verify failed\n"),
        "{err}"
    );
    let out = text(&done.stdout);
    assert!(out.contains("no peer certificate available"), "{out}");
    // By the options of `verify`.
    let done = server.client("-CAfile ca.pem -attime 1578000000 -verify_return_error -brief");
    let (numbers, err) = lines(&done);
    assert!(numbers.is_empty() && done.status.success(), "{err}");
    assert!(err.contains("\nVerification: OK\n"), "{err}");
    // Deeper than -verify goes, an error is the last one; not so deep, it is not.
    let done = server.client("-verify 0 -CAfile ca.pem");
    assert!(done.status.success(), "{}", text(&done.stderr));
}

#[test]
fn a_client_is_asked_for_a_certificate_and_judged() {
    for (asked, identity, verdict) in [
        ("-Verify 2", "-cert client.pem -key key.pem", Some("")),
        (
            "-Verify 2 -verify_return_error",
            "-cert client.pem -key key.pem",
            Some(""),
        ),
        ("-verify 2", "", Some("")),
        // Without one, and with a server's.
        ("-Verify 2", "", None),
        ("-Verify 2", "-cert server.pem -key key.pem", Some("26")),
        (
            "-Verify 2 -verify_return_error",
            "-cert server.pem -key key.pem",
            None,
        ),
    ] {
        for version in ["-tls1_2", "-tls1_3"] {
            let server = Server::start(&format!(
                "-cert server.pem -CAfile ca.pem -rev -naccept 1 {asked}"
            ));
            // TLS 1.3 lets a client speak before the server has seen its certificate: the answer counts.
            let done = client_says(
                server.1,
                &format!("{version} {identity} -ign_eof"),
                b"abc\nCLOSE\n",
            );
            let seen = server.end();
            let (out, err) = (text(&done.stdout), text(&seen.stderr));
            assert_eq!(
                out.contains("cba"),
                verdict.is_some(),
                "{asked} {identity}: {out}{err}"
            );
            assert!(
                out.contains("Acceptable client certificate CA names\nCN = CA\n"),
                "{out}"
            );
            let number = verdict.unwrap_or_default();
            if !number.is_empty() {
                assert!(
                    err.contains(&format!("verify error:num={number}:")),
                    "{err}"
                );
            }
            assert!(seen.status.success(), "{err}");
        }
    }
}

#[test]
fn what_is_typed_and_what_comes_is_passed_on_until_one_ends() {
    let mut server = Server::start("-cert server.pem -alpn h2,http/1.1");
    let mut peer = client_that_says(
        server.1,
        "-alpn http/1.1 -ign_eof",
        b"from the client\nQ is no command\n",
    );
    let mut input = server.2.take().unwrap();
    input.write_all(b"from the server\n").unwrap();
    let mut of_server = BufReader::new(server.0.stdout.take().unwrap());
    let mut of_client = BufReader::new(peer.stdout.take().unwrap());
    let mut served = until("Q is no command\n", &mut of_server);
    let mut out = until("from the server\n", &mut of_client);
    // Ends the connection, and the server.
    input.write_all(b"Q\n").unwrap();
    of_server.read_to_string(&mut served).unwrap();
    of_client.read_to_string(&mut out).unwrap();
    let done = peer.wait_with_output().unwrap();
    let err = text(&done.stderr);
    assert!(done.status.success(), "{err}");
    assert!(
        out.contains("from the server\n") && out.ends_with("closed\n"),
        "{out}"
    );
    assert!(out.contains("ALPN protocol: http/1.1"), "{out}");
    assert!(
        served.contains("from the client\nQ is no command\n"),
        "{served}"
    );
    assert!(
        served.contains("CIPHER is TLS_AES_256_GCM_SHA384"),
        "{served}"
    );
    assert!(served.ends_with("DONE\n"), "{served}");
    assert!(server.0.wait().unwrap().success());
}

#[test]
fn files_are_served_from_the_directory_and_from_nowhere_else() {
    let server = Server::start_in("web", "-cert ../server.pem -WWW");
    let get = |path: &str| {
        let request = format!("GET {path} HTTP/1.0\r\n\r\n");
        let done = client_says(server.1, "-quiet", request.as_bytes());
        text(&done.stdout)
    };
    let page = "HTTP/1.0 200 ok\r\nContent-type: text/html\r\n\r\n<p>a page</p>\n";
    assert_eq!(get("/page.html"), page);
    for path in [
        "/../key.pem",
        "//etc/passwd",
        "/./../key.pem",
        "/page.html/../../key.pem",
        "/..\\key.pem",
    ] {
        let answer = get(path);
        assert!(
            !answer.contains("PRIVATE KEY") && !answer.contains("root:"),
            "{path}: {answer}"
        );
        assert!(
            answer.contains("contains '..'") || answer.contains("invalid path"),
            "{path}: {answer}"
        );
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../key.pem", PKI.path("web/link")).unwrap();
        let answer = get("/link");
        assert!(answer.contains("'link' is an invalid path"), "{answer}");
    }
    assert_eq!(get("/page.html"), page);
}

/// Whom a client meets: what they say, again and again if they are to.
type Peer = (&'static str, Vec<u8>, bool);

fn peers() -> Vec<Peer> {
    let mut cut = b"\x16\x03\x03\x00\x50".to_vec();
    cut.extend([2; 10]);
    let mut large = b"\x16\x03\x03\x40\x00\x02\xff\xff\xff".to_vec();
    large.resize(5 + 0x4000, b'a');
    // A Certificate of 64 KiB and more, in records of the maximum.
    let mut chain = b"\x16\x03\x03\x40\x00\x0b\x01\x00\x00".to_vec();
    chain.resize(5 + 0x4000, 0);
    vec![
        ("text", b"HTTP/1.0 400 Bad Request\r\n\r\n".to_vec(), false),
        (
            "noise",
            (0..4096).map(|i| (i * 37 + i / 7) as u8).collect(),
            false,
        ),
        ("an alert", b"\x15\x03\x03\x00\x02\x02\x28".to_vec(), false),
        ("a part of a record", cut, false),
        ("nothing", Vec::new(), false),
        ("a message without an end", large, true),
        ("a chain without an end", chain, true),
        (
            "nothing but ChangeCipherSpec",
            b"\x14\x03\x03\x00\x01\x01".to_vec(),
            true,
        ),
        ("empty records", b"\x16\x03\x03\x00\x00".to_vec(), true),
        (
            "warnings without an end",
            b"\x15\x03\x03\x00\x02\x01\x5a".to_vec(),
            true,
        ),
    ]
}

fn say(stream: &mut TcpStream, words: &[u8], again: bool) {
    while stream.write_all(words).is_ok() && again {}
}

#[test]
fn a_server_that_does_not_keep_to_the_protocol_is_reported_in_a_line() {
    for (name, words, again) in peers() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let peer = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut hello = [0; 2048];
            let _ = stream.read(&mut hello);
            say(&mut stream, &words, again);
        });
        let began = Instant::now();
        let done = client(port, "-brief");
        let err = text(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{name}: {err}");
        assert_eq!(err.lines().count(), 1, "{name}: {err}");
        assert!(err.starts_with("s_client: "), "{name}: {err}");
        assert!(began.elapsed() < Duration::from_secs(60), "{name}");
        assert!(done.stdout.is_empty(), "{name}");
        peer.join().unwrap();
    }
}

#[test]
fn a_client_that_does_not_keep_to_the_protocol_ends_its_own_connection_alone() {
    let server = Server::start("-cert server.pem -www");
    for (name, words, again) in peers() {
        let mut stream = TcpStream::connect(("127.0.0.1", server.1)).unwrap();
        say(&mut stream, &words, again);
        drop(stream);
        let page = client_says(server.1, "-quiet", b"GET / HTTP/1.0\r\n\r\n");
        let page = text(&page.stdout);
        assert!(
            page.contains("Cipher is TLS_AES_256_GCM_SHA384"),
            "{name}: {page}"
        );
        assert!(
            !page.contains("PRIVATE") && !page.contains("Master-Key"),
            "{name}"
        );
    }
}

/// What an XMPP server offers (RFC 6120 §5.4.1).
const XMPP_FEATURES: &[u8] = b"<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' id='1' \
    version='1.0'><stream:features><starttls xmlns=\"urn:ietf:params:xml:ns:xmpp-tls\"><required/></starttls></stream:features>";

/// A greeting of MySQL's protocol: length, number and version; the server's version; connection and salt; capabilities with SSL.
const MYSQL_GREETING: &[u8] = b"\x19\0\0\0\x0a8.0.0\0\x01\0\0\0saltsalt\0\x00\x0a\x21\x02\0";

/// Plays a server's part before TLS: what it says, and how the client's answer begins.
fn dialogue(protocol: &str, parts: &[(&'static [u8], &'static str)], end: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let parts = parts.to_vec();
    let peer = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut answer = [0; 4096];
        for (says, expects) in parts {
            stream.write_all(says).unwrap();
            let n = stream.read(&mut answer).unwrap();
            let heard = text(&answer[..n]);
            assert!(heard.starts_with(expects), "{heard:?}, not {expects:?}");
        }
        stream.write_all(end).unwrap();
        // MySQL's client asks for TLS and begins with it, perhaps at once.
        let mut heard = Vec::new();
        loop {
            let n = stream.read(&mut answer).unwrap_or(0);
            heard.extend_from_slice(&answer[..n]);
            let rest = match heard.starts_with(&[32, 0, 0, 1]) {
                true => heard.get(36..).unwrap_or_default(),
                false => &heard,
            };
            if n == 0 || !rest.is_empty() {
                return rest.first() == Some(&0x16);
            }
        }
    });
    let done = client(port, &format!("-brief -starttls {protocol}"));
    assert_eq!(done.status.code(), Some(1));
    let began = peer.join().unwrap();
    format!(
        "{} {}",
        if began { "TLS" } else { "no TLS" },
        text(&done.stderr)
    )
}

#[test]
fn tls_begins_where_the_protocol_lets_it_and_not_before() {
    for (protocol, parts, end) in [
        (
            "smtp",
            &[
                (&b"220-a\r\n220 b\r\n"[..], "EHLO mail.example.com\r\n"),
                (b"250-a\r\n250 STARTTLS\r\n", "STARTTLS\r\n"),
            ][..],
            &b"220 go\r\n"[..],
        ),
        (
            "lmtp",
            &[(b"220 a\r\n", "LHLO "), (b"250 a\r\n", "STARTTLS\r\n")],
            b"220 go\r\n",
        ),
        ("pop3", &[(b"+OK a\r\n", "STLS\r\n")], b"+OK go\r\n"),
        (
            "imap",
            &[(b"* OK a\r\n", ". STARTTLS\r\n")],
            b"* an untagged line\r\n. OK go\r\n",
        ),
        ("ftp", &[(b"220 a\r\n", "AUTH TLS\r\n")], b"234 go\r\n"),
        ("nntp", &[(b"200 a\r\n", "STARTTLS\r\n")], b"382 go\r\n"),
        (
            "sieve",
            &[(b"\"IMPLEMENTATION\" \"a\"\r\nOK\r\n", "STARTTLS\r\n")],
            b"OK go\r\n",
        ),
        (
            "xmpp",
            &[
                (
                    b"",
                    "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:client' to='127.0.0.1' version='1.0'>",
                ),
                (
                    XMPP_FEATURES,
                    "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
                ),
            ],
            b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
        ),
        (
            "xmpp-server -xmpphost a.example",
            &[
                (
                    b"",
                    "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:server' to='a.example' version='1.0'>",
                ),
                (
                    XMPP_FEATURES,
                    "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
                ),
            ],
            b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'></proceed>",
        ),
        (
            "irc",
            &[(b":a NOTICE * :hello\r\n", "STARTTLS\r\n")],
            b":a NOTICE * :wait\r\n:a 670 * :go\r\n",
        ),
        (
            "telnet",
            &[(b"\xff\xfd\x2e", "\u{fffd}\u{fffd}.\u{fffd}\u{fffd}.\u{1}")],
            b"\xff\xfa\x2e\x01\xff\xf0",
        ),
        ("mysql", &[], MYSQL_GREETING),
        ("postgres", &[(b"", "\0\0\0\u{8}\u{4}")], b"S"),
        (
            "ldap",
            &[(b"", "0\u{1d}\u{2}\u{1}\u{1}w")],
            b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00",
        ),
    ] {
        let seen = dialogue(protocol, parts, end);
        assert!(
            seen.starts_with("TLS s_client: error:0A000126:"),
            "{protocol}: {seen}"
        );
        let name = protocol.split(' ').next().unwrap();
        // What follows the answer is not of the server that will prove itself: it is no TLS.
        let mut more = end.to_vec();
        more.extend(b"injected\r\n");
        let seen = dialogue(protocol, parts, more.leak());
        assert!(seen.contains("wrong version number"), "{protocol}: {seen}");
        let refusal: &[u8] = match name {
            "ldap" => b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x00\x04\x00",
            "postgres" => b"N",
            "pop3" => b"-ERR no\r\n",
            "imap" => b". NO\r\n",
            "sieve" => b"NO\r\n",
            "xmpp" | "xmpp-server" => b"<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
            "irc" => b":a 691 * :no\r\n",
            "telnet" => b"\xff\xfa\x2e\x02\xff\xf0",
            "mysql" => b"\x08\0\0\0\xff\x69\x04not y",
            _ => b"502 no\r\n",
        };
        let seen = dialogue(protocol, parts, refusal);
        assert!(
            seen.starts_with(&format!(
                "no TLS s_client: -starttls {name}: TLS was not begun"
            )),
            "{seen}"
        );
    }
    // A server that does not offer it is not asked.
    let without = b"\x19\0\0\0\x0a8.0.0\0\x01\0\0\0saltsalt\0\x00\x02\x21\x02\0";
    for (protocol, features) in [
        ("mysql", &without[..]),
        (
            "xmpp",
            b"<stream:stream><stream:features><bind/></stream:features>",
        ),
    ] {
        let seen = dialogue(protocol, &[], features);
        assert!(seen.contains("the server does not offer it"), "{seen}");
    }
    let seen = dialogue("smtp", &[], b"HTTP/1.0 400 Bad Request\r\n");
    assert!(
        seen.starts_with("no TLS s_client: -starttls smtp"),
        "{seen}"
    );
}

#[test]
fn a_proxy_is_asked_to_connect_and_its_refusal_reported() {
    let server = Server::start("-cert server.pem -www");
    let target = server.1;
    // printf 'me:secret' | openssl base64
    let user = (
        "-proxy_user me -proxy_pass pass:secret",
        "Proxy-Authorization: Basic bWU6c2VjcmV0\r\n",
    );
    for (allows, (options, header)) in [
        (true, ("", "")),
        (false, ("", "")),
        (true, user),
        (false, user),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let peer = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let n = stream.read(&mut request).unwrap();
            let request = text(&request[..n]);
            if !allows {
                stream.write_all(b"HTTP/1.0 403 Forbidden\r\n\r\n").unwrap();
                return request;
            }
            stream
                .write_all(b"HTTP/1.0 200 OK\r\nVia: a\r\n\r\n")
                .unwrap();
            let mut onward = TcpStream::connect(("127.0.0.1", target)).unwrap();
            let (mut back, mut from) = (stream.try_clone().unwrap(), onward.try_clone().unwrap());
            thread::spawn(move || std::io::copy(&mut from, &mut back));
            let _ = std::io::copy(&mut stream, &mut onward);
            request
        });
        let done = client(
            target,
            &format!("-proxy 127.0.0.1:{port} {options} -CAfile ca.pem -brief"),
        );
        let err = text(&done.stderr);
        let request = peer.join().unwrap();
        assert_eq!(
            request,
            format!("CONNECT 127.0.0.1:{target} HTTP/1.0\r\n{header}\r\n")
        );
        assert!(!err.contains("secret") && !err.contains("bWU6"), "{err}");
        assert_eq!(done.status.success(), allows, "{err}");
        assert!(
            err.contains(if allows {
                "Verification: OK"
            } else {
                "the proxy: HTTP CONNECT failed"
            }),
            "{err}"
        );
    }
}

#[test]
fn versions_suites_and_groups_are_those_asked_for() {
    let server = Server::start("-cert server.pem -www -tls1_2 -groups P-384:P-256");
    let brief = |line: &str| text(&server.client(&format!("-brief {line}")).stderr);
    assert!(brief("").contains("Protocol version: TLSv1.2\n"));
    let seen = brief("-tls1_3");
    assert!(
        seen.contains("tlsv1 alert protocol version:SSL alert number 70"),
        "{seen}"
    );
    let seen = brief("-cipher AES128+AESGCM");
    assert!(
        seen.contains("Ciphersuite: ECDHE-RSA-AES128-GCM-SHA256\n"),
        "{seen}"
    );
    let seen = brief("-cipher CHACHA20 -groups P-384");
    assert!(
        seen.contains("Ciphersuite: ECDHE-RSA-CHACHA20-POLY1305\n"),
        "{seen}"
    );
    assert!(
        seen.contains("Server Temp Key: ECDH, secp384r1, 384 bits\n"),
        "{seen}"
    );
    for (line, why) in [
        ("-cipher AES128-SHA", "no cipher match"),
        ("-ciphersuites TLS_NULL", "no cipher match"),
        ("-groups X448", "group 'X448' cannot be set"),
        ("-no_tls1_2 -no_tls1_3", "no protocols available"),
        ("-tls1", "RFC 8996 forbids it"),
        ("-ssl3", "RFC 7568 forbids it"),
        ("-sess_out x", "no session is written"),
        ("-keylogfile x", "secrets of a connection"),
        ("-starttls pop4", "did you mean pop3?"),
        ("-servername a -noservername", "together"),
        ("-proxy_pass pass:x", "-proxy_user must be specified"),
        ("-starttls xmpp -name a'b", "a host's name"),
    ] {
        let done = server.client(line);
        let err = text(&done.stderr);
        assert!(!done.status.success() && err.contains(why), "{line}: {err}");
        assert!(done.stdout.is_empty(), "{line}");
    }
}
