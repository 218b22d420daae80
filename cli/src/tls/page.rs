//! `-www`, `-WWW` and `-HTTP`: as much of HTTP as OpenSSL's `s_server` has.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Component, Path};
use std::time::Instant;

use certwright::x509::CertificateRef;
use rustls::Connection;

use super::client::write;
use super::party::Seen;
use super::report;
use super::server::{CLIENT_TIME, Lines, Server, Trouble, offered};
use super::suites::SUITES;
use super::wire::Wire;
use crate::args::Args;
use crate::error::reason;
use crate::nameopt::NameOptions;
use crate::text::{self, CertificateOptions, Text, put};

/// What a GET is answered with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// A page about the connection.
    Status,
    /// A file, with a header before it.
    File,
    /// A file that has its own.
    Whole,
}

impl Page {
    pub(super) fn named(args: &Args) -> Option<Self> {
        match args.last_of(&["www", "WWW", "HTTP"])? {
            "www" => Some(Self::Status),
            "WWW" => Some(Self::File),
            _ => Some(Self::Whole),
        }
    }
}

/// How many lines a request may have.
const MAX_LINES: usize = 256;

const PLAIN: &str = "HTTP/1.0 200 ok\r\nContent-type: text/plain\r\n\r\n";
const HTML: &str = "HTTP/1.0 200 ok\r\nContent-type: text/html\r\n\r\n";

/// Reads one request and answers it.
pub(super) fn answer(
    server: &Server<'_>,
    page: Page,
    tls: &mut Connection,
    wire: &mut Wire,
    seen: &Seen,
) -> Result<(), Trouble> {
    let end = Instant::now() + CLIENT_TIME;
    let mut lines = Lines::default();
    let Some(first) = lines.next(tls, wire, end)? else {
        return Ok(());
    };
    // To the end of the header, so that nothing unread makes the system reset the connection.
    for _ in 0..MAX_LINES {
        match lines.next(tls, wire, end)? {
            Some(line) if !matches!(&line[..], b"\r\n" | b"\n") => {}
            _ => break,
        }
    }
    let first = String::from_utf8_lossy(&first);
    let Some(asked) = asked(&first) else {
        let refusal = "HTTP/1.0 501 Not Implemented\r\nContent-type: text/plain\r\n\r\nonly GET is answered\n";
        return Ok(write(tls, wire, refusal.as_bytes())?);
    };
    if page == Page::Status {
        let text = status(server, tls, seen);
        return Ok(write(tls, wire, &text)?);
    }
    let Some(name) = asked.strip_prefix('/') else {
        return Ok(());
    };
    match open(Path::new(name), name) {
        Err(why) => write(tls, wire, format!("{PLAIN}{why}\r\n").as_bytes())?,
        Ok(mut file) => {
            if !server.quiet {
                crate::io::print(format!("FILE:{}\n", shown(name)).as_bytes())
                    .map_err(Trouble::Own)?;
            }
            if page == Page::File {
                let is_html = [".html", ".htm", ".php"]
                    .iter()
                    .any(|end| name.ends_with(end));
                write(tls, wire, if is_html { HTML } else { PLAIN }.as_bytes())?;
            }
            let mut chunk = [0; 16 << 10];
            loop {
                match file.read(&mut chunk) {
                    Ok(0) => break,
                    Ok(n) => write(tls, wire, &chunk[..n])?,
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                    Err(e) => return Err(e.into()),
                }
            }
        }
    }
    Ok(())
}

/// What the first line of a request wants with GET, without what stands after `?`.
pub(super) fn asked(first: &str) -> Option<&str> {
    first
        .strip_prefix("GET ")?
        .split([' ', '\t', '\r', '\n', '?'])
        .next()
}

fn shown(name: &str) -> String {
    name.escape_default().to_string()
}

/// A file below this directory; by no name, and by no link, one elsewhere.
pub(super) fn open(path: &Path, name: &str) -> Result<File, String> {
    let shown = shown(name);
    if name.starts_with(['/', '\\']) {
        return Err(format!("'{shown}' is an invalid path"));
    }
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    let odd = |part: &str| part == ".." || part.contains(':');
    if name.split(['/', '\\']).any(odd) || !path.components().all(is_plain) {
        return Err(format!("'{shown}' contains '..' or ':'"));
    }
    let cannot = |e: &io::Error| format!("Error opening '{shown}': {}", reason(e));
    let here = Path::new(".").canonicalize().map_err(|e| cannot(&e))?;
    let found = here.join(path).canonicalize().map_err(|e| cannot(&e))?;
    if !found.starts_with(&here) {
        return Err(format!("'{shown}' is an invalid path"));
    }
    let kind = found.metadata().map_err(|e| cannot(&e))?;
    if kind.is_dir() {
        return Err(format!("'{shown}' is a directory"));
    }
    // A pipe would have the server wait for its writer.
    if !kind.is_file() {
        return Err(format!("'{shown}' is an invalid path"));
    }
    File::open(&found).map_err(|e| cannot(&e))
}

/// The page about the connection.
fn status(server: &Server<'_>, tls: &Connection, seen: &Seen) -> Vec<u8> {
    let mut text = Text::new();
    put!(
        text,
        "\nSecure Renegotiation IS supported\nCiphers supported in s_server binary\n"
    );
    for (at, suite) in SUITES.iter().enumerate() {
        let version = if suite.is_tls13() {
            "TLSv1.3"
        } else {
            "TLSv1.2"
        };
        let between = if at % 2 == 1 || at + 1 == SUITES.len() {
            "\n"
        } else {
            " "
        };
        put!(text, "{version:11}:{:25}{between}", suite.name);
    }
    text.put("---\n");
    offered(server, &mut text, seen);
    let (version, suite) = (report::version(tls), report::suite(tls).unwrap_or_default());
    put!(
        text,
        "---\nNew, {version}, Cipher is {suite}\nSSL-Session:\n    Protocol  : {version}\n    Cipher    : {suite}\n"
    );
    let verdict = seen.verdict.clone().unwrap_or_default();
    put!(
        text,
        "    Verify return code: {} ({})\n---\n",
        verdict.number,
        verdict.words()
    );
    put!(
        text,
        "{:4} server accepts (SSL_accept())\n---\n",
        server.accepted
    );
    let peer = seen.chain.first();
    match peer.and_then(|der| CertificateRef::from_der(der).ok()) {
        Some(peer) => {
            text.put("Client certificate\n");
            text::certificate(
                &mut text,
                &peer,
                &NameOptions::ONELINE,
                &CertificateOptions::default(),
            );
        }
        None => text.put("no client certificate available\n"),
    }
    let mut out = format!("{HTML}<HTML><BODY BGCOLOR=\"#ffffff\">\n<pre>\n").into_bytes();
    for byte in text.into_bytes() {
        match byte {
            b'<' => out.extend(b"&lt;"),
            b'>' => out.extend(b"&gt;"),
            b'&' => out.extend(b"&amp;"),
            byte => out.push(byte),
        }
    }
    out.extend(b"</pre></BODY></HTML>\r\n\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_directory() {
        let open = |name: &str| open(Path::new(name), name);
        assert!(open("Cargo.toml").is_ok());
        assert!(open("src/lib.rs").is_ok());
        assert!(open("./src//lib.rs").is_ok());
        for name in [
            "",
            "src",
            "..",
            "../Cargo.toml",
            "src/../../Cargo.toml",
            "src/../Cargo.toml",
            "/etc/passwd",
            "//etc/passwd",
            "\\etc",
            "..\\Cargo.toml",
            "C:/Windows",
            "Cargo.toml\0",
        ] {
            assert!(open(name).is_err(), "{name}");
        }
    }
}
