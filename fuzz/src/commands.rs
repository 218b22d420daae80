//! The texts that the program reads.

use certwright::x509::Name;
use certwright_cli::conf::Conf;
use certwright_cli::fuzzing;
use certwright_cli::subject::{TextForm, parse_subject};

/// Configurations as they are written.
pub const CONFIGURATIONS: &[&str] = &[
    include_str!("../../cli/src/conf/default.cnf"),
    include_str!("../../cli/tests/data/notes-openssl.cnf"),
    "a = 1\n[ s ]\nb = $a${a}$s::b \"q\\\"\" 'r' \\x \\\n next # c\n[t]\n.pragma = dollarid:on\nd = ${s::b}\n",
];

/// Subjects as they are typed.
pub const SUBJECTS: &[&str] = &[
    "/C=DE/O=Example/CN=api.example.com",
    "/DC=org+UID=7\\+8/CN=a\\/b/emailAddress=a@b.example",
    "/2.5.4.3=x/1.3.6.1.4.1.99999.1=y/CN=\u{e4}\u{20ac}\u{1f511}/serialNumber=",
];

/// A CA's databases.
pub const DATABASES: &[&str] = &[
    "V\t330101000000Z\t\t01\tunknown\t/C=DE/CN=a\nR\t20500101000000Z\t260101000000Z,keyCompromise\t0A\tunknown\t/CN=b\\\tc\n",
    "E\t250101000000Z\t\t-01\tunknown\t/CN=d\r\n# remark\n\nR\t330101000000Z\t260101000000Z,holdInstruction,1.2.840.10040.2.1\t0B\tx.pem\t/CN=e\n",
];

/// HTTP messages as a responder and its clients send them, each after a byte whose lowest bit is 1 for a response.
pub const HTTP: &[&str] = &[
    "\u{0}POST /ocsp HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Type: application/ocsp-request\r\ncontent-LENGTH: 5\r\n\r\n0\u{3}0\u{1}0",
    "\u{2}GET /MEIwQDA%2BMDwwOjAJBgUrDgMCGgUA%3d HTTP/1.0\r\nAccept: */*\r\n\r\n",
    "\u{4}POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n00000\r\n0\r\n\r\n",
    "\u{6}POST / HTTP/1.0\r\nContent-Length: 65536\r\nContent-Length: 65537\r\n\r\n",
    "\u{1}HTTP/1.0 200 OK\r\nContent-type: application/ocsp-response\r\nContent-Length: 5\r\n\r\n0\u{3}\n\u{1}\u{6}",
    "\u{3}HTTP/1.1 200 OK\r\nServer: x\r\n\r\n0\u{3}\n\u{1}\u{6}",
    "\u{5}HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
];

/// An HTTP message is the same however many bytes come at a time, within its limits, and what it carries is read again when it is sent.
pub fn http(input: &[u8]) {
    let Some((&choice, message)) = input.split_first() else {
        return;
    };
    let is_response = choice & 1 == 1;
    let whole = fuzzing::http(message, usize::MAX, is_response).ok();
    let slow = fuzzing::http(message, 1 + usize::from(choice >> 1), is_response).ok();
    assert_eq!(whole, slow);
    let Some(body) = whole else {
        return;
    };
    // 64 KiB, as docs/limits.md has it.
    assert!(body.len() <= 64 << 10);
    let first = match is_response {
        true => "HTTP/1.0 200 OK",
        false => "POST / HTTP/1.0",
    };
    let head = format!("{first}\r\nContent-Length: {}\r\n\r\n", body.len());
    let sent = [head.as_bytes(), &body, b"more"].concat();
    assert_eq!(fuzzing::http(&sent, 1000, is_response), Ok(body));
}

/// A configuration that is read gives every value that it lists.
pub fn configuration(input: &[u8]) {
    // Files are the file system's affair.
    if input
        .windows(8)
        .any(|part| part.eq_ignore_ascii_case(b".include"))
    {
        return;
    }
    let Ok(conf) = Conf::from_bytes(input, "fuzzed") else {
        return;
    };
    for section in conf.section_names() {
        for entry in conf.section(section).into_iter().flatten() {
            assert!(conf.get(section, &entry.name).is_some());
        }
    }
}

/// A subject that is read is a Name in DER.
pub fn subject(input: &[u8]) {
    for utf8 in [false, true] {
        let form = TextForm {
            utf8,
            ..TextForm::DEFAULT
        };
        for multivalued in [false, true] {
            if let Ok(name) = parse_subject(input, form, multivalued, &mut Vec::new()) {
                let der = name.to_der();
                let read = Name::from_der(&der);
                assert!(read.is_ok_and(|read| read.is_empty() == name.is_empty()));
            }
        }
    }
}

/// A database that is read is written as it was, but for lines that are not a certificate's.
pub fn database(input: &[u8]) {
    let Some(written) = fuzzing::database(input) else {
        return;
    };
    assert_eq!(fuzzing::database(&written), Some(written.clone()));
}
