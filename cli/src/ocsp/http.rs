//! As much of HTTP as a responder on this machine needs (RFC 6960 appendix A): one request a connection, on loopback, with
//! limits on what is read and for how long.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding as _};

use crate::error::CliError;

/// The maximum size of a request or response, and of the lines before it.
const MAX_BODY: usize = 64 << 10;
const MAX_HEAD: usize = 8 << 10;

/// How long a peer may take for all that it sends, by default.
pub(super) const TIMEOUT: Duration = Duration::from_secs(10);

/// Listens on loopback; port 0 takes any that is free.
pub(super) fn listen(port: &str) -> Result<TcpListener, CliError> {
    let (host, number) = port.rsplit_once(':').unwrap_or(("", port));
    if !["", "*", "localhost", "127.0.0.1"].contains(&host) {
        return Err(CliError::usage(format!(
            "-port {}: the responder listens on 127.0.0.1 alone; give the port number",
            crate::error::excerpt(port)
        )));
    }
    let number: u16 = number.parse().map_err(|_| {
        CliError::usage(format!(
            "-port {}: this is not a port number",
            crate::error::excerpt(port)
        ))
    })?;
    TcpListener::bind((Ipv4Addr::LOCALHOST, number)).map_err(|e| {
        CliError::new(format!(
            "cannot listen on port {number} of this machine: {}",
            crate::error::reason(&e)
        ))
    })
}

/// A stream that ends when the time is up, however slowly bytes come.
struct Timed<'s> {
    stream: &'s TcpStream,
    end: Instant,
}

impl Read for Timed<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        // What a socket reports when its time is up depends on the system.
        self.stream.read(out).map_err(|e| match e.kind() {
            io::ErrorKind::WouldBlock => io::ErrorKind::TimedOut.into(),
            _ => e,
        })
    }
}

/// A message: its first line, and its body.
struct Message {
    first: String,
    body: Vec<u8>,
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// Reads a message. Without a length the body of a response ends with the connection; a request has none.
fn read_message(stream: &mut impl Read, is_response: bool) -> io::Result<Message> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    // Where the header ends at the earliest: three bytes of the end may be here, and the fourth to come.
    let mut from = 0;
    let head = loop {
        let end = bytes[from..].windows(4).position(|w| w == b"\r\n\r\n");
        from = end.map_or(bytes.len().saturating_sub(3), |end| from + end);
        if from > MAX_HEAD {
            return Err(invalid("the header is too long"));
        }
        if end.is_some() {
            break from;
        }
        match stream.read(&mut chunk)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => bytes.extend_from_slice(&chunk[..n]),
        }
    };
    let mut body = bytes.split_off(head + 4);
    let head = String::from_utf8(bytes).map_err(|_| invalid("the header is not text"))?;
    let mut lines = head.split("\r\n");
    let first = lines.next().unwrap_or_default().to_owned();
    let mut length = None;
    for line in lines {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if name.eq_ignore_ascii_case("content-length") {
            let value = value.trim();
            // `parse` takes a sign.
            let digits = value.bytes().all(|b| b.is_ascii_digit());
            let value = (value.parse::<usize>().ok()).filter(|_| digits);
            let value = value.ok_or_else(|| invalid("the length is not a number"))?;
            if length.is_some_and(|before| before != value) {
                return Err(invalid("there are two lengths"));
            }
            length = Some(value);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            return Err(invalid("the body is in chunks, which is not supported"));
        }
    }
    let to_the_end = length.is_none() && is_response;
    let length = length.unwrap_or(if to_the_end { MAX_BODY + 1 } else { 0 });
    if length > MAX_BODY && !to_the_end {
        return Err(invalid("the body is too long"));
    }
    while body.len() < length {
        match stream.read(&mut chunk)? {
            0 if to_the_end => break,
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => body.extend_from_slice(&chunk[..n]),
        }
    }
    if body.len() > MAX_BODY {
        return Err(invalid("the body is too long"));
    }
    body.truncate(length);
    Ok(Message { first, body })
}

/// Reads the OCSP request of a connection: POSTed, or in the path of a GET (RFC 6960 §A.1). An error answers the peer.
pub(super) fn read_request(stream: &mut TcpStream, timeout: Duration) -> io::Result<Vec<u8>> {
    let end = Instant::now() + timeout;
    stream.set_write_timeout(Some(timeout))?;
    let result = read(
        Timed {
            stream: &*stream,
            end,
        },
        false,
    );
    if let Err(e) = &result
        && e.kind() == io::ErrorKind::InvalidData
    {
        stream.write_all(b"HTTP/1.0 400 Bad Request\r\nConnection: close\r\n\r\n")?;
    }
    result
}

/// The OCSP request of a message.
fn requested(message: Message) -> io::Result<Vec<u8>> {
    let mut words = message.first.split(' ');
    match (words.next(), words.next()) {
        (Some("POST"), Some(_)) => Ok(message.body),
        (Some("GET"), Some(path)) => from_path(path),
        _ => Err(invalid("neither POST nor GET")),
    }
}

/// The response of a message.
fn responded(message: Message) -> io::Result<Vec<u8>> {
    match message.first.split(' ').nth(1) {
        Some("200") => Ok(message.body),
        _ => Err(invalid("the responder did not answer 200 OK")),
    }
}

/// The OCSP request or response that a peer sends.
pub(crate) fn read(mut stream: impl Read, is_response: bool) -> io::Result<Vec<u8>> {
    let message = read_message(&mut stream, is_response)?;
    match is_response {
        true => responded(message),
        false => requested(message),
    }
}

/// The request that a path holds after its first slash: Base64, with what a URL does not hold escaped.
fn from_path(path: &str) -> io::Result<Vec<u8>> {
    let refused = || invalid("the path is not a request in Base64");
    let (mut text, mut rest) = (String::new(), path.strip_prefix('/').unwrap_or(path));
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let (digits, after) = after.split_at_checked(2).ok_or_else(refused)?;
        let digit = |at: usize| char::from(digits.as_bytes()[at]).to_digit(16);
        let (high, low) = digit(0).zip(digit(1)).ok_or_else(refused)?;
        let byte = (high << 4 | low) as u8;
        text.push(char::from(byte));
        rest = after;
    }
    text.push_str(rest);
    Base64::decode_vec(&text).map_err(|_| refused())
}

/// Answers a connection with an OCSP response.
pub(super) fn write_response(stream: &mut TcpStream, der: &[u8]) -> io::Result<()> {
    let head = format!(
        "HTTP/1.0 200 OK\r\nContent-type: application/ocsp-response\r\nContent-Length: {}\r\n\r\n",
        der.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(der)?;
    stream.flush()
}

/// A header that is given as `name=value`; `None` for what would be more than one, or none.
pub(super) fn header(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let token = |b: u8| b.is_ascii_graphic() && b != b':';
    let printable = |b: u8| b.is_ascii_graphic() || b == b' ';
    (!name.is_empty() && name.bytes().all(token) && value.bytes().all(printable))
        .then_some((name, value))
}

/// Where a request goes: a responder on this machine.
pub(super) struct Target {
    address: SocketAddr,
    host: String,
    path: String,
}

impl Target {
    /// From `http://HOST:PORT/PATH`.
    pub(super) fn from_url(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("http://")?;
        let (authority, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, "/"),
        };
        Self::new(authority, path)
    }

    /// From `HOST:PORT` and a path; `None` unless the host is this machine by its loopback address or as localhost.
    pub(super) fn new(authority: &str, path: &str) -> Option<Self> {
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port),
            _ => (authority, "80"),
        };
        let ip = match host.trim_matches(['[', ']']) {
            "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
            literal => literal.parse().ok()?,
        };
        let clean = |text: &str| text.bytes().all(|b| b.is_ascii_graphic());
        (ip.is_loopback() && clean(authority) && clean(path)).then_some(())?;
        Some(Self {
            address: SocketAddr::new(ip, port.parse().ok()?),
            host: authority.to_owned(),
            path: path.to_owned(),
        })
    }

    /// Sends a request with further headers and reads the response.
    pub(super) fn ask(
        &self,
        request: &[u8],
        headers: &[(&str, &str)],
        timeout: Duration,
    ) -> io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect_timeout(&self.address, timeout)?;
        stream.set_write_timeout(Some(timeout))?;
        let mut head = format!("POST {} HTTP/1.0\r\n", self.path);
        if !headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("host"))
        {
            head += &format!("Host: {}\r\n", self.host);
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!(
            "Content-Type: application/ocsp-request\r\nContent-Length: {}\r\n\r\n",
            request.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(request)?;
        let end = Instant::now() + timeout;
        let stream = &stream;
        read(Timed { stream, end }, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> io::Result<Vec<u8>> {
        super::read(bytes, false)
    }

    #[test]
    fn what_is_read_does_not_depend_on_how_many_bytes_come_at_a_time() {
        // Just under, at and over the limit of the header's length, which a read of many bytes may go beyond.
        for padding in MAX_HEAD - 60..MAX_HEAD + 60 {
            let head = format!(
                "POST / HTTP/1.0\r\nContent-Length: 3\r\nX: {}\r\n\r\n",
                "x".repeat(padding)
            );
            let bytes = [head.as_bytes(), b"abc"].concat();
            let whole = read(&bytes).map_err(|e| e.to_string());
            let slow = crate::fuzzing::http(&bytes, 1, false);
            assert_eq!(whole, slow);
            assert_eq!(whole.is_ok(), head.len() - 4 <= MAX_HEAD);
        }
    }

    #[test]
    fn a_body_is_read_to_its_length_and_no_further() {
        let post = |length: usize, body: &[u8]| {
            let head = format!("POST / HTTP/1.0\r\ncontent-LENGTH: {length}\r\n\r\n");
            read(&[head.as_bytes(), body].concat())
        };
        assert_eq!(post(3, b"abcdef").unwrap(), b"abc");
        assert_eq!(post(0, b"").unwrap(), b"");
        post(4, b"abc").unwrap_err();
        post(MAX_BODY, &[7; MAX_BODY]).unwrap();
        post(MAX_BODY + 1, &[7; MAX_BODY + 1]).unwrap_err();
        for lengths in ["-1", "+1", "0x1", "", "1 1", "1\r\nContent-Length: 2"] {
            let head = format!("POST / HTTP/1.0\r\nContent-Length: {lengths}\r\n\r\nab");
            read(head.as_bytes()).unwrap_err();
        }
        assert_eq!(
            read(b"POST / HTTP/1.0\r\nContent-Length: 1\r\nContent-Length:1\r\n\r\nab").unwrap(),
            b"a"
        );
        read(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").unwrap_err();
        read(&[b'x'; 2 * MAX_HEAD]).unwrap_err();
        read(b"POST / HTTP/1.0\r\n").unwrap_err();
    }

    #[test]
    fn a_request_in_a_path_is_base64_with_escapes() {
        assert_eq!(
            from_path("/AA%2B%2f%3d").unwrap_err().kind(),
            io::ErrorKind::InvalidData
        );
        assert_eq!(from_path("/AP%2BAAA%3D%3d").unwrap(), [0, 0xff, 0x80, 0]);
        for wrong in ["/A", "/%", "/%zz", "/AA=A", "/%+4AAA", "/%\u{e9}AAA"] {
            from_path(wrong).unwrap_err();
        }
    }

    #[test]
    fn a_header_is_one_line() {
        assert_eq!(header("Host=a=b"), Some(("Host", "a=b")));
        assert_eq!(header("X="), Some(("X", "")));
        for wrong in ["Host", "=a", "A B=c", "A:b=c", "A=b\r\nC: d", "A=\u{e9}"] {
            assert_eq!(header(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn only_this_machine_is_asked() {
        for own in [
            "http://127.0.0.1:80",
            "http://localhost/a",
            "http://[::1]:8080/",
        ] {
            assert!(Target::from_url(own).is_some(), "{own}");
        }
        for other in [
            "http://192.0.2.1/",
            "http://example.com/",
            "https://127.0.0.1/",
            "http://127.0.0.1.example.com/",
            "http://127.0.0.1:80/a b",
        ] {
            assert!(Target::from_url(other).is_none(), "{other}");
        }
    }
}
