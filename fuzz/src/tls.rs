//! What `s_client` and `s_server` read beside TLS itself: dialogues before it, a ServerHello, a client's lines, and what options name.

use std::os::fd::AsRawFd as _;

use certwright_cli::fuzzing::tls::{self, MAX_DIALOGUE, MAX_LINE, PROTOCOLS};

/// What a server says before TLS, in the order of [`PROTOCOLS`], and a proxy last. The numbers before the texts choose what is read.
pub const SEEDS: &[&[u8]] = &[
    b"\x00220-mail.example.com ESMTP\r\n220 ready\r\n250-mail.example.com\r\n250-PIPELINING\r\n250 STARTTLS\r\n220 go ahead\r\n",
    b"\x01220 lmtp\r\n250-a\r\n250 STARTTLS\r\n220 go\r\n",
    b"\x02+OK POP3\r\n+OK begin\r\n",
    b"\x03* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n* 1 EXISTS\r\n. OK begin\r\n",
    b"\x04220-Welcome\r\n  to this server\r\n220 ready\r\n234 proceed\r\n",
    b"\x05201 news\r\n382 continue\r\n",
    b"\x06\"IMPLEMENTATION\" \"a\"\r\n\"STARTTLS\"\r\nOK \"ready\"\r\nOK \"begin\"\r\n",
    b"\x07<stream:stream from='a' version='1.0'><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features><proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
    b"\x08<?xml version='1.0'?><stream:stream><stream:features><starttls xmlns=\"urn:ietf:params:xml:ns:xmpp-tls\"><required/></starttls></stream:features><proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'></proceed>",
    b"\x09\xff\xfd\x2e\xff\xfa\x2e\x01\xff\xf0",
    b"\x0a:a NOTICE * :wait\r\n:a 670 * :STARTTLS successful\r\n",
    b"\x0b\x1b\x00\x00\x00\x0a8.0\x00\x01\x00\x00\x00saltsalt\x00\xff\xff\x21\x02\x00\xff\xff\x00\x00",
    b"\x0cS",
    b"\x0d0\x0c\x02\x01\x01x\x07\n\x01\x00\x04\x00\x04\x00",
    b"\x0eHTTP/1.1 200 Connection established\r\nProxy-Agent: a\r\n\r\n",
    b"\x0f\x16\x03\x03\x00\x34\x02\x00\x00\x30\x03\x0301234567890123456789012345678901\x02ab\x00\x2f\x00\x00\x05\x00\x17\x00\x00\x00",
    b"\x10\x03GET /src/lib.rs?x HTTP/1.0\r\nHost: a\r\n\r\n",
    b"\x10\x00GET /./src/../Cargo.toml\n",
    b"\x11ECDHE+AESGCM:!aECDSA:-CHACHA20:+AES128:@STRENGTH\0TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256",
    b"\x11DEFAULT:!ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=2",
    b"\x12[2001:db8::1]:443",
    b"\x12a_b.www.example.com:4433",
];

/// The first byte chooses what reads the rest.
pub fn tls(input: &[u8]) {
    let Some((&choice, rest)) = input.split_first() else {
        return;
    };
    let dialogues = PROTOCOLS.len() + 1;
    match usize::from(choice) % (dialogues + 4) {
        at if at < dialogues => dialogue(at, rest),
        at if at == dialogues => server_hello(rest),
        at if at == dialogues + 1 => request(rest),
        at if at == dialogues + 2 => suites(rest),
        _ => host(rest),
    }
}

/// A dialogue ends with the peer's consent or an error, on one line, within its limit; it reads nothing that follows the consent, which is TLS, and
/// asks for nothing but what the protocol has, whatever the peer says.
fn dialogue(at: usize, says: &[u8]) {
    let protocol = PROTOCOLS.get(at).copied();
    let held = tls::dialogue(protocol, says);
    let perfect = tls::dialogue(protocol, &SEEDS[at][1..]);
    assert_eq!(perfect.refused, None, "{protocol:?}");
    assert!(held.read <= MAX_DIALOGUE);
    assert!(perfect.sent.starts_with(&held.sent));
    if let Some(why) = held.refused {
        assert!(!why.contains(char::is_control), "{why:?}");
        return;
    }
    assert_eq!(held.sent, perfect.sent);
    let (consent, _) = says.split_at(held.read);
    let followed = [consent, b"\x16\x03\x03\0\x01\0"].concat();
    assert_eq!(tls::dialogue(protocol, &followed), held);
    let cut = tls::dialogue(protocol, &consent[..consent.len() - 1]);
    assert!(cut.refused.is_some());
}

/// What is taken for the session identifier stands in the record.
fn server_hello(record: &[u8]) {
    if let Some(id) = tls::session_id(record) {
        assert!(id.is_empty() || record.windows(id.len()).any(|part| part == id));
    }
}

/// Lines are the same however many bytes come at a time, and nothing of them is lost; no file outside of the directory is opened.
fn request(input: &[u8]) {
    let Some((&size, bytes)) = input.split_first() else {
        return;
    };
    let lines = tls::lines(bytes, usize::MAX);
    assert_eq!(tls::lines(bytes, 1 + usize::from(size)), lines);
    let whole = lines.concat();
    let left = bytes
        .strip_prefix(&whole[..])
        .expect("lines in their order");
    assert!(left.len() < MAX_LINE && !left.contains(&b'\n'));
    for line in &lines {
        assert!(line.ends_with(b"\n") || line.len() == MAX_LINE);
        assert!(!line[..line.len() - 1].contains(&b'\n') && line.len() <= MAX_LINE);
    }
    let first = lines.first().map(|line| String::from_utf8_lossy(line));
    if let Some((name, file)) = first.and_then(|first| tls::page(&first)) {
        assert!(!name.starts_with('/') && !name.split('/').any(|part| part == ".."));
        let opened = std::fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd()));
        let here = std::env::current_dir().and_then(|here| here.canonicalize());
        if let (Ok(opened), Ok(here)) = (opened, here) {
            assert!(opened.starts_with(here), "{}", opened.display());
        }
    }
}

/// A list of suites has each of TLS 1.2 once, and none that the cipher string excludes by its name.
fn suites(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (cipher, ciphersuites) = match text.split_once('\0') {
        Some((cipher, list)) => (cipher, Some(list)),
        None => (&*text, None),
    };
    let Some(chosen) = tls::suites(cipher, ciphersuites) else {
        return;
    };
    let of_12: Vec<_> = chosen.iter().filter(|name| name.contains('-')).collect();
    assert!(!of_12.is_empty());
    for (at, name) in of_12.iter().enumerate() {
        assert!(!of_12[..at].contains(name), "{name} twice: {cipher:?}");
        let mut words = cipher.split([':', ' ', ';', ',']).skip(1);
        assert!(
            !words.any(|word| word.strip_prefix('!') == Some(name)),
            "{cipher:?}"
        );
    }
}

/// A host and a port that are read are read again when they are written, and a host needs no `-servername`.
fn host(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let Some((host, port)) = tls::host_and_port(&text) else {
        return;
    };
    let mut again = match host.contains(':') || host.starts_with('[') {
        true => format!("[{host}]"),
        false => host.clone(),
    };
    if let Some(port) = port {
        again += &format!(":{port}");
    }
    assert_eq!(tls::host_and_port(&again), Some((host.clone(), port)));
    assert!(tls::sent_name(&host).is_ok(), "{host:?}");
}
