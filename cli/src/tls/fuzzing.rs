//! What the fuzz targets need of the TLS commands: what they read besides TLS itself.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

use super::server::Lines;
use super::starttls::{self, Peer};
use super::wire::ServerHello;
use super::{client, page, suites};

/// The protocols of `-starttls`.
pub const PROTOCOLS: &[&str] = starttls::PROTOCOLS;
/// The maximum of what a server may say before TLS.
pub const MAX_DIALOGUE: usize = starttls::MAX_BYTES;
/// The maximum of a client's line.
pub const MAX_LINE: usize = Lines::MAX;

/// A peer that says what it says, whatever it is asked.
struct Script<'a> {
    says: &'a [u8],
    hears: Vec<u8>,
}

impl Read for Script<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.says.read(out)
    }
}

impl Write for Script<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hears.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Peer for Script<'_> {
    fn wait(&mut self, _: Duration) -> io::Result<()> {
        Ok(())
    }
}

/// What became of a dialogue before TLS.
#[derive(Debug, PartialEq, Eq)]
pub struct Held {
    /// Why TLS does not begin, if it does not.
    pub refused: Option<String>,
    /// How many of the peer's bytes were read.
    pub read: usize,
    /// What the peer was sent.
    pub sent: Vec<u8>,
}

/// The dialogue with one of [`PROTOCOLS`], or with a proxy where none is named.
pub fn dialogue(protocol: Option<&str>, says: &[u8]) -> Held {
    let mut script = Script {
        says,
        hears: Vec::new(),
    };
    let outcome = match protocol {
        Some(protocol) => starttls::start(&mut script, protocol, "mail.example.com"),
        None => starttls::connect(&mut script, "a.example:443", None),
    };
    Held {
        refused: outcome.err().map(|e| e.to_string()),
        read: says.len() - script.says.len(),
        sent: script.hears,
    }
}

/// The session identifier of a record that is a ServerHello.
pub fn session_id(record: &[u8]) -> Option<Vec<u8>> {
    ServerHello::from_record(record).map(|hello| hello.session_id)
}

/// A client's lines, of bytes that come so many at a time.
pub fn lines(bytes: &[u8], at_a_time: usize) -> Vec<Vec<u8>> {
    let mut lines = Lines::default();
    let parts = bytes.chunks(at_a_time.max(1));
    parts.flat_map(|part| lines.after(part)).collect()
}

/// The name of the file that the first line of a request asks for, and the file.
pub fn page(first: &str) -> Option<(String, File)> {
    let name = page::asked(first)?.strip_prefix('/')?;
    let file = page::open(Path::new(name), name).ok()?;
    Some((name.to_owned(), file))
}

/// The names of the suites that a cipher string and a list of suites choose.
pub fn suites(cipher: &str, ciphersuites: Option<&str>) -> Option<Vec<&'static str>> {
    let chosen = suites::selected(Some(cipher), ciphersuites).ok()?;
    Some(chosen.iter().map(|suite| suite.name).collect())
}

/// The host and the port of `-connect` and `-proxy`.
pub fn host_and_port(text: &str) -> Option<(String, Option<u16>)> {
    client::host_and_port(text, "-connect").ok()
}

/// Whether a host is sent as a server name without `-servername`, or why it cannot be.
pub fn sent_name(host: &str) -> Result<bool, String> {
    client::sent_name(None, host)
        .map(|name| name.is_some())
        .map_err(|e| e.to_string())
}
