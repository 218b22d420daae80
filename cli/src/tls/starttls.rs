//! What stands before TLS on a connection: an HTTP proxy's CONNECT, and the STARTTLS of other protocols.

use std::io;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::wire::HANDSHAKE_TIME;
use crate::error::{CliError, excerpt, reason};
use crate::hint;

/// The protocols of `-starttls`.
pub(super) const PROTOCOLS: &[&str] = &[
    "smtp", "lmtp", "pop3", "imap", "ftp", "nntp", "sieve", "postgres", "ldap",
];

/// The maximum of a line, and of all that a server says before TLS.
const MAX_LINE: usize = 4096;
pub(super) const MAX_BYTES: usize = 64 << 10;

/// Who is talked with.
pub(super) trait Peer: io::Read + io::Write {
    /// How long a read may wait.
    fn wait(&mut self, time: Duration) -> io::Result<()>;
}

impl Peer for TcpStream {
    fn wait(&mut self, time: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(time))
    }
}

/// Refuses what is not one of [`PROTOCOLS`].
pub(super) fn check(protocol: &str) -> Result<(), CliError> {
    if PROTOCOLS.contains(&protocol) {
        return Ok(());
    }
    let near = hint::nearest(protocol, PROTOCOLS.iter().copied());
    Err(CliError::usage(format!(
        "-starttls {}: it is one of {}{}",
        excerpt(protocol),
        PROTOCOLS.join(", "),
        near.map_or_else(String::new, |near| format!("; did you mean {near}?"))
    )))
}

/// A dialogue of lines.
struct Dialogue<'p> {
    peer: &'p mut dyn Peer,
    end: Instant,
    left: usize,
}

impl Dialogue<'_> {
    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.left = self.left.checked_sub(1).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, "the server says too much")
        })?;
        let left = self.end.saturating_duration_since(Instant::now());
        self.peer.wait(left.max(Duration::from_millis(1)))?;
        match self.peer.read(&mut byte) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) => Ok(byte[0]),
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => Err(io::ErrorKind::TimedOut.into()),
            Err(e) => Err(e),
        }
    }

    /// A line without its end. Byte by byte: what follows the last one is TLS.
    fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        loop {
            match self.byte()? {
                b'\n' => break,
                _ if line.len() == MAX_LINE => {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        "a line is too long",
                    ));
                }
                byte => line.push(byte),
            }
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(String::from_utf8_lossy(&line).into_owned())
    }

    fn say(&mut self, text: &[u8]) -> io::Result<()> {
        self.peer.write_all(text)?;
        self.peer.flush()
    }

    /// The lines of an answer with a code, to the last. Where the first has a hyphen after its code, that is the next with a code and a
    /// space; what stands between them may begin with anything (RFC 959 §4.2).
    fn coded(&mut self) -> io::Result<Vec<String>> {
        let first = self.line()?;
        if first.as_bytes().get(3) != Some(&b'-') {
            return Ok(vec![first]);
        }
        self.until(|line| match line.as_bytes().split_at_checked(3) {
            Some((code, [] | [b' ', ..])) => code.iter().all(u8::is_ascii_digit),
            _ => false,
        })
    }

    /// Lines to the one that this holds of.
    fn until(&mut self, is_last: impl Fn(&str) -> bool) -> io::Result<Vec<String>> {
        let mut lines = Vec::new();
        loop {
            let line = self.line()?;
            let last = is_last(&line);
            lines.push(line);
            if last {
                return Ok(lines);
            }
        }
    }
}

fn refused(what: &str, line: Option<&String>) -> io::Error {
    let line = line.map(|line| excerpt(line)).unwrap_or_default();
    io::Error::other(format!("{what}: the server answered \"{line}\""))
}

/// The last line of an answer, if it begins with a code of these.
fn expect(lines: &[String], codes: &[&str], what: &str) -> io::Result<()> {
    let last = lines.last();
    match last.is_some_and(|last| codes.iter().any(|code| last.starts_with(code))) {
        true => Ok(()),
        false => Err(refused(what, last)),
    }
}

/// Has a proxy connect to the server (RFC 9110 §9.3.6).
pub(super) fn connect(peer: &mut dyn Peer, target: &str) -> Result<(), CliError> {
    let talk = |peer| {
        let mut with = dialogue(peer);
        with.say(format!("CONNECT {target} HTTP/1.0\r\n\r\n").as_bytes())?;
        let lines = with.until(str::is_empty)?;
        let status = lines[0].split(' ').nth(1);
        match lines[0].starts_with("HTTP/1.") && status.is_some_and(|it| it.starts_with('2')) {
            true => Ok(()),
            false => Err(refused("HTTP CONNECT failed", lines.first())),
        }
    };
    talk(peer).map_err(|e| CliError::new(format!("the proxy: {}", reason(&e))))
}

fn dialogue(peer: &mut dyn Peer) -> Dialogue<'_> {
    Dialogue {
        peer,
        end: Instant::now() + HANDSHAKE_TIME,
        left: MAX_BYTES,
    }
}

/// Asks the server to begin with TLS. `name` is how the client calls itself.
pub(super) fn start(peer: &mut dyn Peer, protocol: &str, name: &str) -> Result<(), CliError> {
    talk(&mut dialogue(peer), protocol, name)
        .map_err(|e| CliError::new(format!("-starttls {protocol}: {}", reason(&e))))
}

fn talk(with: &mut Dialogue<'_>, protocol: &str, name: &str) -> io::Result<()> {
    const NO: &str = "TLS was not begun";
    match protocol {
        // RFC 3207, RFC 2033.
        "smtp" | "lmtp" => {
            expect(&with.coded()?, &["220"], "it is not such a server")?;
            let hello = if protocol == "smtp" { "EHLO" } else { "LHLO" };
            with.say(format!("{hello} {name}\r\n").as_bytes())?;
            expect(&with.coded()?, &["250"], "it refuses the greeting")?;
            with.say(b"STARTTLS\r\n")?;
            expect(&with.coded()?, &["220"], NO)
        }
        // RFC 2595 §4.
        "pop3" => {
            expect(&[with.line()?], &["+OK"], "it is not such a server")?;
            with.say(b"STLS\r\n")?;
            expect(&[with.line()?], &["+OK"], NO)
        }
        // RFC 3501 §6.2.1.
        "imap" => {
            expect(
                &[with.line()?],
                &["* OK", "* PREAUTH"],
                "it is not such a server",
            )?;
            with.say(b". STARTTLS\r\n")?;
            expect(&with.until(|line| line.starts_with(". "))?, &[". OK"], NO)
        }
        // RFC 4217 §4.
        "ftp" => {
            expect(&with.coded()?, &["220"], "it is not such a server")?;
            with.say(b"AUTH TLS\r\n")?;
            expect(&with.coded()?, &["234"], NO)
        }
        // RFC 4642.
        "nntp" => {
            expect(&[with.line()?], &["200", "201"], "it is not such a server")?;
            with.say(b"STARTTLS\r\n")?;
            expect(&[with.line()?], &["382"], NO)
        }
        // RFC 5804 §2.2.
        "sieve" => {
            let is_end = |line: &str| {
                ["OK", "NO", "BYE"]
                    .iter()
                    .any(|word| line.starts_with(word))
            };
            expect(&with.until(is_end)?, &["OK"], "it is not such a server")?;
            with.say(b"STARTTLS\r\n")?;
            expect(&with.until(is_end)?, &["OK"], NO)
        }
        // SSLRequest of the frontend/backend protocol: its length, and 1234 and 5679.
        "postgres" => {
            with.say(&[0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])?;
            match with.byte()? {
                b'S' => Ok(()),
                other => Err(refused(NO, Some(&char::from(other).to_string()))),
            }
        }
        // RFC 4511 §4.14: an ExtendedRequest by the OID of StartTLS, and a response whose resultCode is success.
        "ldap" => {
            let mut request = vec![0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16];
            request.extend(b"1.3.6.1.4.1.1466.20037");
            with.say(&request)?;
            ldap_response(with)
        }
        other => unreachable!("{other} is not among those that were checked"),
    }
}

/// LDAPMessage ::= SEQUENCE { messageID INTEGER, [APPLICATION 24] { resultCode ENUMERATED … } }
fn ldap_response(with: &mut Dialogue<'_>) -> io::Result<()> {
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, "the answer is not LDAP's");
    if with.byte()? != 0x30 {
        return Err(wrong());
    }
    let length = match with.byte()? {
        short @ 0..=0x7f => usize::from(short),
        form @ 0x81..=0x82 => {
            let mut length = 0;
            for _ in 0..form & 0x7f {
                length = length << 8 | usize::from(with.byte()?);
            }
            length
        }
        _ => return Err(wrong()),
    };
    if length > MAX_LINE {
        return Err(wrong());
    }
    let mut body = Vec::with_capacity(length);
    for _ in 0..length {
        body.push(with.byte()?);
    }
    let Some(rest) = body.strip_prefix(&[0x02, 0x01, 0x01, 0x78]) else {
        return Err(wrong());
    };
    // The length of the response in either form, and then the code.
    let rest = match rest {
        [0..=0x7f, rest @ ..] | [0x81, _, rest @ ..] | [0x82, _, _, rest @ ..] => rest,
        _ => return Err(wrong()),
    };
    match rest {
        [0x0a, 0x01, 0, ..] => Ok(()),
        [0x0a, 0x01, code, ..] => Err(io::Error::other(format!(
            "TLS was not begun: the server answered with the result {code}"
        ))),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fuzzing::dialogue;

    /// RFC 959 §4.2: what stands between the first line and the last may begin with anything, also with digits.
    #[test]
    fn an_answer_of_several_lines_ends_with_a_code_and_a_space() {
        for greeting in [
            "220 ready\r\n",
            "220-Welcome\r\n220-to\r\n220 ready\r\n",
            "220-Welcome\r\n\r\n  to this\r\n2204 servers\r\nab\r\n220 ready\r\n",
            "220-Welcome\r\n220\r\n",
        ] {
            let says = format!("{greeting}234 proceed\r\n\u{16}");
            let held = dialogue(Some("ftp"), says.as_bytes());
            assert_eq!(held.refused, None, "{greeting}");
            assert_eq!(held.read, says.len() - 1, "{greeting}");
        }
        let held = dialogue(Some("ftp"), b"220-a\r\n421 too many\r\n234 x\r\n");
        assert!(held.refused.unwrap().contains("421 too many"));
    }
}
