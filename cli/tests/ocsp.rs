//! `ocsp` and `verify -ocsp`: what they refuse, and a responder on this machine. What they print is in `openssl_identity`.

#[path = "common/mod.rs"]
mod common;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Stdio};
use std::time::Duration;

use certwright::x509::ocsp::{CertStatus, Response, ResponseStatus};
use common::{Shell, text, vectors};

const CA: &str = "certs/sub.pem";

fn vector(name: &str) -> Vec<u8> {
    fs::read(vectors().join(name)).unwrap()
}

/// Runs a command among the vectors: its exit status, standard output and standard error.
fn run(shell: &Shell, line: &str) -> (i32, String, String) {
    let output = shell.run_in(&vectors(), line);
    let status = output.status.code().unwrap();
    (status, text(&output.stdout), text(&output.stderr))
}

/// A responder for the vectors' authority, on a port of its own.
struct Responder {
    child: Child,
    address: String,
}

impl Responder {
    fn start(shell: &Shell, options: &str) -> Self {
        let line = format!(
            "exec openssl ocsp -port 0 -index conf/ocsp.index -CA {CA} -rsigner {CA} -rkey keys/rsa2048b.pem -ndays 1 {options}"
        );
        let mut child = shell
            .command(&vectors(), &line)
            .stderr(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first.strip_prefix("ACCEPT ").unwrap();
        let address = address.split(' ').next().unwrap().to_owned();
        // Whatever else it reports must have somewhere to go.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// Sends bytes and gives all that comes back.
    fn send(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        // It may have refused and closed before all was sent.
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    fn post(&self, body: &[u8]) -> Response {
        let head = format!(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        body_of(&self.send(&[head.as_bytes(), body].concat()))
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn body_of(answer: &[u8]) -> Response {
    assert!(
        answer.starts_with(b"HTTP/1.0 200 OK\r\n"),
        "{}",
        text(answer)
    );
    let at = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    Response::from_der(&answer[at + 4..]).unwrap()
}

fn status_of(response: &Response) -> CertStatus {
    let basic = response.fields().basic.unwrap();
    basic.responses.iter().next().unwrap().status
}

#[test]
fn a_responder_answers_posts_and_gets_of_this_machine() {
    let shell = Shell::new();
    let responder = Responder::start(&shell, "");
    assert!(
        responder.address.starts_with("127.0.0.1:"),
        "{}",
        responder.address
    );
    let request = vector("ocsp/one.request.der");
    assert_eq!(status_of(&responder.post(&request)), CertStatus::Good);
    let nonce = vector("randomised/nonce.request.der");
    let asked = certwright::x509::ocsp::RequestRef::from_der(&nonce).unwrap();
    let answer = responder.post(&nonce);
    assert_eq!(answer.fields().basic.unwrap().nonce(), asked.nonce());
    let path = {
        use base64ct::{Base64, Encoding as _};
        Base64::encode_string(&request)
            .replace('+', "%2B")
            .replace('/', "%2f")
            .replace('=', "%3D")
    };
    let get = format!("GET /{path} HTTP/1.0\r\n\r\n");
    assert_eq!(
        status_of(&body_of(&responder.send(get.as_bytes()))),
        CertStatus::Good
    );
    // By the command itself.
    let ask = |certificate: &str| {
        let url = format!("http://{}/", responder.address);
        let line = format!(
            "openssl ocsp -issuer {CA} {certificate} -url {url} -CAfile certs/ca.pem -attime 1770000000"
        );
        run(&shell, &line)
    };
    let (status, out, err) = ask("-cert certs/leaf.pem");
    assert_eq!((status, &err[..]), (0, "Response verify OK\n"), "{out}");
    assert!(out.starts_with("certs/leaf.pem: good\n"), "{out}");
    let (status, out, _) = ask("-cert certs/leaf-client.pem");
    assert!(
        status == 0 && out.contains("revoked\n") && out.contains("keyCompromise"),
        "{out}"
    );
    let (status, out, _) = ask("-serial 9999");
    assert!(status == 0 && out.starts_with("9999: unknown\n"), "{out}");
}

#[test]
fn a_responder_survives_what_is_not_a_request() {
    let responder = Responder::start(&Shell::new(), "-timeout 1");
    let malformed = |body: &[u8]| responder.post(body).fields().status;
    assert_eq!(malformed(b""), ResponseStatus::MalformedRequest);
    assert_eq!(malformed(b"0"), ResponseStatus::MalformedRequest);
    assert_eq!(malformed(&[0x30; 40_000]), ResponseStatus::MalformedRequest);
    // No certificate is asked for.
    assert_eq!(
        malformed(&[0x30, 4, 0x30, 2, 0x30, 0]),
        ResponseStatus::MalformedRequest
    );
    let bad = |bytes: &[u8]| {
        let answer = text(&responder.send(bytes));
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.0 400 "),
            "{answer}"
        );
    };
    bad(b"");
    bad(b"\r\n\r\n");
    bad(b"PUT / HTTP/1.0\r\n\r\n");
    bad(b"GET /no-sense HTTP/1.0\r\n\r\n");
    bad(b"POST / HTTP/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n");
    bad(b"POST / HTTP/1.0\r\nContent-Length: 70000\r\n\r\n");
    bad(b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
    bad(b"POST / HTTP/1.0\r\nContent-Length: 10\r\n\r\nshort");
    bad(&[b'x'; 100_000]);
    // One that sends nothing holds it up for the second that -timeout allows.
    let idle = TcpStream::connect(&responder.address).unwrap();
    let request = vector("ocsp/one.request.der");
    assert_eq!(status_of(&responder.post(&request)), CertStatus::Good);
    drop(idle);
}

#[test]
fn a_responder_ends_after_nrequest_and_reads_its_index_anew() {
    let shell = Shell::new();
    let index = shell.path("index.txt");
    fs::copy(vectors().join("conf/ocsp.index"), &index).unwrap();
    let options = format!("-nrequest 2 -index {}", index.display());
    let mut responder = Responder::start(&shell, &options);
    let request = vector("ocsp/one.request.der");
    assert_eq!(status_of(&responder.post(&request)), CertStatus::Good);
    fs::write(
        &index,
        "R\t350101000000Z\t250101000000Z\t0259\tunknown\t/CN=a\n",
    )
    .unwrap();
    assert!(matches!(
        status_of(&responder.post(&request)),
        CertStatus::Revoked { .. }
    ));
    assert!(responder.child.wait().unwrap().success());
}

/// An index that cannot be read leaves the last one in its place, as in OpenSSL; a row that cannot be understood is RFC 6960
/// §2.3's internalError for the one who asks about it.
#[test]
fn a_responder_survives_an_index_with_a_bad_row() {
    let shell = Shell::new();
    let index = shell.path("index.txt");
    let good = fs::read(vectors().join("conf/ocsp.index")).unwrap();
    fs::write(&index, &good).unwrap();
    let options = format!("-index {}", index.display());
    let mut responder = Responder::start(&shell, &options);
    let request = vector("ocsp/one.request.der");
    let status = || responder.post(&request).fields().status;
    for bad in [&b"no row\n"[..], b"\xff\xfe\0", b"R\t1\t\t\t\t\t\t\t\n"] {
        fs::write(&index, bad).unwrap();
        assert_eq!(
            status_of(&responder.post(&request)),
            CertStatus::Good,
            "{bad:?}"
        );
    }
    fs::write(&index, "R\t350101000000Z\tno date\t0259\tunknown\t/CN=a\n").unwrap();
    assert_eq!(status(), ResponseStatus::InternalError);
    fs::remove_file(&index).unwrap();
    status();
    fs::write(&index, &good).unwrap();
    assert_eq!(status_of(&responder.post(&request)), CertStatus::Good);
    assert!(responder.child.try_wait().unwrap().is_none());
}

#[test]
fn no_network_is_used() {
    let shell = Shell::new();
    let ask = format!("openssl ocsp -issuer {CA} -cert certs/leaf.pem");
    for option in [
        "-url http://ocsp.example.test/",
        "-url https://127.0.0.1/",
        "-host ocsp.example.test:80",
        "-host 192.0.2.1:80",
    ] {
        let (status, out, err) = run(&shell, &format!("{ask} {option}"));
        assert_eq!((status, &out[..]), (1, ""), "{option}");
        assert!(
            err.contains("no network") && err.contains("-reqout"),
            "{err}"
        );
    }
    let proxy = "-url http://127.0.0.1:1/ -proxy http://127.0.0.1:2";
    let (status, out, err) = run(&shell, &format!("{ask} {proxy}"));
    assert_eq!((status, &out[..]), (1, ""));
    assert!(
        err.contains("-proxy") && err.contains("no network"),
        "{err}"
    );
}

#[test]
fn what_goes_wrong_is_reported_and_leaves_no_file() {
    let shell = Shell::new();
    let out = shell.path("out.der");
    let shown = out.display();
    let by = format!("-CA {CA} -rsigner {CA} -rkey keys/rsa2048b.pem");
    let request = "-reqin ocsp/one.request.der";
    for (line, words) in [
        (format!("ocsp -issuer {CA} -cert certs/none.pem -reqout {shown}"), "certs/none.pem"),
        (format!("ocsp -issuer {CA} -cert keys/rsa2048.pem -reqout {shown}"), "certificate"),
        (format!("ocsp {request} -index conf/ocsp.index -CA {CA} -rsigner {CA} -rkey keys/rsa2048.pem -respout {shown}"), "not the one"),
        (format!("ocsp {request} -index conf/req.cnf {by} -respout {shown}"), "conf/req.cnf"),
        (format!("ocsp {request} -index conf/ocsp.index {by} -rmd nonsense -respout {shown}"), "nonsense"),
        (format!("ocsp -reqin ocsp/one.response.der -index conf/ocsp.index {by} -respout {shown}"), "OCSP request"),
        (format!("ocsp -respin ocsp/one.request.der -respout {shown}"), "OCSP response"),
        (format!("ocsp -issuer {CA} -serial 1 -signer certs/leaf.pem -signkey keys/rsa2048.pem -reqout {shown}"), "not the one"),
        ("verify -CAfile certs/ca.pem -untrusted certs/sub.pem -ocsp ocsp/one.request.der certs/leaf.pem".into(), "OCSP response"),
    ] {
        let (status, printed, err) = run(&shell, &format!("openssl {line}"));
        assert!(status != 0 && printed.is_empty(), "{line}: {printed}");
        assert!(err.contains(words) && err.lines().count() == 1, "{line}: {err}");
        assert!(!out.exists(), "{line}");
    }
}

#[test]
fn a_response_cut_off_anywhere_is_an_error() {
    let shell = Shell::new();
    let whole = vector("ocsp/one.response.der");
    let file = shell.path("cut.der");
    for end in (0..whole.len()).step_by(97) {
        fs::write(&file, &whole[..end]).unwrap();
        let line = format!(
            "openssl ocsp -respin {} -noverify -resp_text",
            file.display()
        );
        let (status, out, err) = run(&shell, &line);
        assert_eq!((status, &out[..]), (1, ""), "{end}");
        assert!(err.contains("Error reading OCSP response"), "{err}");
    }
}

#[test]
fn a_nonce_is_made_anew_for_each_request_and_must_be_repeated() {
    let shell = Shell::new();
    let ask = |name: &str| {
        let file = shell.path(name);
        let line = format!(
            "openssl ocsp -issuer {CA} -cert certs/leaf.pem -reqout {}",
            file.display()
        );
        assert_eq!(run(&shell, &line).0, 0);
        fs::read(file).unwrap()
    };
    let (one, two) = (ask("1.der"), ask("2.der"));
    let nonce = |der| {
        let request = certwright::x509::ocsp::Request::from_der(der).unwrap();
        request.fields().nonce().unwrap().to_vec()
    };
    let (one, two) = (nonce(one), nonce(two));
    assert!(one != two && one.len() == 32);
    let line = format!(
        "openssl ocsp -reqin {} -respin ocsp/nonce.response.der -CAfile certs/ca.pem -attime 1770000000",
        shell.path("1.der").display()
    );
    let (status, _, err) = run(&shell, &line);
    assert!(status == 1 && err.contains("Nonce Verify error"), "{err}");
}

#[test]
fn verify_decides_by_a_response_as_by_a_crl() {
    let shell = Shell::new();
    let verify = |more: &str| {
        let line = format!(
            "openssl verify -CAfile certs/ca.pem -untrusted certs/sub.pem -attime 1770000000 {more}"
        );
        run(&shell, &line)
    };
    let (status, out, _) = verify("-ocsp ocsp/one.response.der certs/leaf.pem");
    assert_eq!((status, &out[..]), (0, "certs/leaf.pem: OK\n"));
    let (status, _, err) = verify("-ocsp ocsp/many.response.der certs/leaf-client.pem");
    assert!(
        status == 2 && err.contains("error 23 at 0 depth lookup: certificate revoked"),
        "{err}"
    );
    // It is about another certificate; the responder's own status is known of none of the two.
    let (status, _, err) = verify("-ocsp ocsp/one.response.der certs/leaf-client.pem");
    assert!(
        status == 2 && err.contains("error 73 at 0 depth lookup"),
        "{err}"
    );
    let (status, _, err) = verify("-ocsp ocsp/badsig.response.der certs/leaf.pem");
    assert!(
        status == 2 && err.contains("error 74 at 0 depth lookup"),
        "{err}"
    );
    let (status, _, err) = verify("-ocsp ocsp/many-delegated.response.der certs/leaf.pem");
    assert_eq!(status, 0, "{err}");
    // Of the whole chain the root's answer about the intermediate is missing.
    let (status, _, err) = verify("-crl_check_all -ocsp ocsp/one.response.der certs/leaf.pem");
    assert!(status == 2 && err.contains("at 1 depth lookup"), "{err}");
    let (status, out, _) = verify("-json -ocsp ocsp/badsig.response.der certs/leaf.pem");
    assert!(
        status == 2 && out.contains("the signature of the OCSP response does not verify"),
        "{out}"
    );
}
