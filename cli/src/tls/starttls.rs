//! What stands before TLS on a connection: an HTTP proxy's CONNECT, and the STARTTLS of other protocols.

use std::io;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use super::wire::HANDSHAKE_TIME;
use crate::error::{CliError, excerpt, reason};
use crate::hint;

/// The protocols of `-starttls`.
pub(super) const PROTOCOLS: &[&str] = &[
    "smtp",
    "lmtp",
    "pop3",
    "imap",
    "ftp",
    "nntp",
    "sieve",
    "xmpp",
    "xmpp-server",
    "telnet",
    "irc",
    "mysql",
    "postgres",
    "ldap",
];

/// The namespace of XMPP's STARTTLS (RFC 6120 §5).
const XMPP_TLS: &str = "urn:ietf:params:xml:ns:xmpp-tls";

/// IAC, DO and WILL of Telnet (RFC 854), with its option START_TLS; and the subnegotiation FOLLOWS.
const TELNET_DO: [u8; 3] = [255, 253, 46];
const TELNET_WILL: [u8; 3] = [255, 251, 46];
const TELNET_FOLLOWS: [u8; 6] = [255, 250, 46, 1, 255, 240];

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

    /// A text to the end that this holds of.
    fn text(&mut self, is_end: impl Fn(&[u8]) -> bool) -> io::Result<String> {
        let mut text = Vec::new();
        while !is_end(&text) {
            text.push(self.byte()?);
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// As many bytes.
    fn bytes(&mut self, len: usize) -> io::Result<Vec<u8>> {
        (0..len).map(|_| self.byte()).collect()
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

/// Has a proxy connect to the server (RFC 9110 §9.3.6), as a user with a password where there is one (RFC 7617).
pub(super) fn connect(
    peer: &mut dyn Peer,
    target: &str,
    credentials: Option<&[u8]>,
) -> Result<(), CliError> {
    let talk = |peer| {
        let mut with = dialogue(peer);
        let mut request = Zeroizing::new(format!("CONNECT {target} HTTP/1.0\r\n"));
        if let Some(credentials) = credentials {
            // Of its whole size at once, so that no copy stays behind.
            let encoded = Zeroizing::new(Base64::encode_string(credentials));
            request.reserve_exact(encoded.len() + 64);
            request.push_str("Proxy-Authorization: Basic ");
            request.push_str(&encoded);
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        with.say(request.as_bytes())?;
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

/// Asks the server to begin with TLS. `name` is how the client calls itself, or, in XMPP, whom it calls.
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
        // RFC 6120 §5.4.
        "xmpp" | "xmpp-server" => {
            let side = if protocol == "xmpp" {
                "client"
            } else {
                "server"
            };
            with.say(
                format!(
                    "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:{side}' to='{name}' version='1.0'>"
                )
                .as_bytes(),
            )?;
            let ends = [
                "</stream:features>",
                "<stream:features/>",
                "</stream:stream>",
            ];
            let features =
                with.text(|text| ends.iter().any(|end| text.ends_with(end.as_bytes())))?;
            let offered = ["'", "\""].iter().any(|quote| {
                features.contains(&format!("<starttls xmlns={quote}{XMPP_TLS}{quote}"))
            });
            if !offered {
                return Err(io::Error::other(format!(
                    "{NO}: the server does not offer it"
                )));
            }
            with.say(format!("<starttls xmlns='{XMPP_TLS}'/>").as_bytes())?;
            let answer = with.text(|text| text.ends_with(b">"))?;
            if !answer.trim_start().starts_with("<proceed") {
                return Err(refused(NO, Some(&answer)));
            }
            match answer.ends_with("/>") {
                true => Ok(()),
                false => expect(
                    &[with.text(|text| text.ends_with(b">"))?],
                    &["</proceed"],
                    NO,
                ),
            }
        }
        "telnet" => {
            if with.bytes(TELNET_DO.len())? != TELNET_DO {
                return Err(io::Error::other(format!(
                    "{NO}: the server does not ask for it"
                )));
            }
            with.say(&[&TELNET_WILL[..], &TELNET_FOLLOWS].concat())?;
            match with.bytes(TELNET_FOLLOWS.len())? == TELNET_FOLLOWS {
                true => Ok(()),
                false => Err(io::Error::other(format!("{NO}: it does not follow"))),
            }
        }
        // IRCv3's tls: the numeric 670 answers; 691 is its refusal, and 421 and 451 those of servers that do not know it.
        "irc" => {
            with.say(b"STARTTLS\r\n")?;
            let numeric = |line: &str| line.split(' ').nth(1).and_then(|it| it.parse::<u16>().ok());
            let lines = with.until(|line| matches!(numeric(line), Some(670 | 691 | 421 | 451)))?;
            let last = lines.last();
            match last.is_some_and(|line| numeric(line) == Some(670)) {
                true => Ok(()),
                false => Err(refused(NO, last)),
            }
        }
        "mysql" => mysql(with, NO),
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

/// The server's greeting, of version 10 of MySQL's protocol, and SSLRequest: a packet is its length in three bytes, its number, and so
/// many bytes.
fn mysql(with: &mut Dialogue<'_>, no: &str) -> io::Result<()> {
    /// Capabilities: CLIENT_LONG_PASSWORD, CLIENT_PROTOCOL_41, CLIENT_SSL, CLIENT_SECURE_CONNECTION, CLIENT_PLUGIN_AUTH.
    const SSL: u32 = 0x800;
    const CAPABILITIES: u32 = 1 | 0x200 | SSL | 0x8000 | 0x8_0000;
    /// utf8mb3_general_ci.
    const CHARACTERS: u8 = 33;
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, "it is not such a server");
    let header = with.bytes(4)?;
    let length = usize::from(u16::from_le_bytes([header[0], header[1]]));
    if length > MAX_LINE || header[2..] != [0, 0] {
        return Err(wrong());
    }
    let greeting = with.bytes(length)?;
    match greeting.first() {
        Some(10) => {}
        // ERR_Packet: a number, and words.
        Some(0xff) => {
            let words = String::from_utf8_lossy(greeting.get(3..).unwrap_or_default()).into_owned();
            return Err(refused(no, Some(&words)));
        }
        _ => return Err(wrong()),
    }
    // The version, which a zero ends, four bytes of a number, eight of a salt, a zero, and the lower capabilities.
    let end = greeting
        .iter()
        .position(|byte| *byte == 0)
        .ok_or_else(wrong)?;
    let capabilities = match greeting.get(end + 1..).and_then(|rest| rest.get(12..15)) {
        Some(&[0, low, high]) => u32::from(u16::from_le_bytes([low, high])),
        _ => return Err(wrong()),
    };
    if capabilities & SSL == 0 {
        return Err(io::Error::other(format!(
            "{no}: the server does not offer it"
        )));
    }
    let mut request = vec![32, 0, 0, 1];
    request.extend(CAPABILITIES.to_le_bytes());
    request.extend((1_u32 << 24).to_le_bytes());
    request.push(CHARACTERS);
    request.extend([0; 23]);
    with.say(&request)
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
