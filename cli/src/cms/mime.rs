//! S/MIME (RFC 8551) as `smime` and `cms` read and write it: headers, a Base64 body, or a text with its signature beside.

use base64ct::{Base64, Encoding as _};

/// A message as it arrived.
pub(super) struct Message {
    /// The signed or enveloped data.
    pub(super) data: Vec<u8>,
    /// The content of a multipart/signed message.
    pub(super) content: Option<Vec<u8>>,
}

/// How lines of a content are treated.
#[derive(Clone, Copy)]
pub(super) struct Lines {
    /// Nothing is changed.
    pub(super) binary: bool,
    /// `-text`: a text/plain header stands before, or is taken off.
    pub(super) text: bool,
    /// Line ends of what is written are CR LF.
    pub(super) crlf: bool,
}

impl Lines {
    /// The canonical form of a content, whose line ends are CR LF.
    pub(super) fn canonical(self, content: &[u8]) -> Vec<u8> {
        if self.binary {
            return content.to_vec();
        }
        let mut out = Vec::with_capacity(content.len() + content.len() / 16 + 64);
        if self.text {
            out.extend_from_slice(b"Content-Type: text/plain\r\n\r\n");
        }
        for line in content.split_inclusive(|&byte| byte == b'\n') {
            out.extend_from_slice(without_end(line));
            if line.ends_with(b"\n") {
                out.extend_from_slice(b"\r\n");
            }
        }
        out
    }

    fn end(self) -> &'static str {
        if self.crlf { "\r\n" } else { "\n" }
    }
}

fn without_end(line: &[u8]) -> &[u8] {
    let end = line.iter().rposition(|byte| !b"\r\n".contains(byte));
    &line[..end.map_or(0, |end| end + 1)]
}

/// The body of a text/plain content.
///
/// # Errors
/// Another content, in a line.
pub(super) fn text_body(content: &[u8]) -> Result<&[u8], String> {
    let (headers, body) = headers(content).map_err(|e| format!("invalid text content: {e}"))?;
    match content_type(&headers) {
        Some((kind, _)) if kind == "text/plain" => Ok(body),
        Some((kind, _)) => Err(format!(
            "the content is {kind} and not text/plain: leave -text out",
            kind = crate::error::excerpt(&kind)
        )),
        None => Err("the content has no MIME header: leave -text out".into()),
    }
}

/// Bytes that a header may take.
const MAX_HEADER: usize = 64 << 10;

/// The lines of a header: names in lower case, and values.
type Headers = Vec<(String, String)>;

/// The header, folded lines joined, and what stands after it.
fn headers(input: &[u8]) -> Result<(Headers, &[u8]), String> {
    let (mut all, mut at) = (Headers::new(), 0);
    for line in input.split_inclusive(|&byte| byte == b'\n') {
        at += line.len();
        if at > MAX_HEADER {
            return Err(
                "the header is longer than 64 KiB: this is not a message (see -inform)".into(),
            );
        }
        let text = String::from_utf8_lossy(without_end(line)).into_owned();
        if text.is_empty() {
            break;
        }
        match (text.starts_with([' ', '\t']), text.split_once(':')) {
            (true, _) => {
                if let Some(last) = all.last_mut() {
                    last.1.push(' ');
                    last.1.push_str(text.trim());
                }
            }
            (false, Some((name, value))) => {
                all.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            (false, None) => return Err("a line of the header has no colon".into()),
        }
    }
    Ok((all, &input[at..]))
}

/// The type in lower case, and its parameters.
fn content_type(headers: &[(String, String)]) -> Option<(String, Vec<(String, String)>)> {
    let (_, value) = headers.iter().find(|(name, _)| name == "content-type")?;
    let mut parts = Vec::new();
    let (mut quoted, mut start) = (false, 0);
    for (at, c) in value.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ';' if !quoted => {
                parts.push(&value[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&value[start..]);
    let mut parts = parts.into_iter();
    let kind = parts.next()?.trim().to_ascii_lowercase();
    let parameter = |part: &str| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim();
        let value = value
            .strip_prefix('"')
            .and_then(|v| v.strip_suffix('"'))
            .unwrap_or(value);
        Some((name.trim().to_ascii_lowercase(), value.to_owned()))
    };
    Some((kind, parts.filter_map(parameter).collect()))
}

/// Reads a message.
///
/// # Errors
/// What is not S/MIME, in a line.
pub(super) fn read(input: &[u8], lines: Lines) -> Result<Message, String> {
    // A mailbox puts a line of its own before a message.
    let input = match input.starts_with(b"From ") {
        true => input
            .splitn(2, |&byte| byte == b'\n')
            .nth(1)
            .unwrap_or_default(),
        false => input,
    };
    let (header, body) = headers(input)?;
    let Some((kind, parameters)) = content_type(&header) else {
        return Err("no content type: this is not an S/MIME message (see -inform)".into());
    };
    if kind == "multipart/signed" {
        let boundary = parameters.iter().find(|(name, _)| name == "boundary");
        let Some((_, boundary)) = boundary.filter(|(_, text)| !text.is_empty()) else {
            return Err("a multipart/signed message without a boundary".into());
        };
        let mut parts = split(body, boundary.as_bytes(), lines)?;
        let (Some(signature), Some(content), true) = (parts.pop(), parts.pop(), parts.is_empty())
        else {
            return Err("a multipart/signed message has two parts, and this has not".into());
        };
        let (header, body) = headers(&signature)?;
        match content_type(&header) {
            Some((kind, _)) if is_one_of(&kind, "signature") => Ok(Message {
                data: base64(body)?,
                content: Some(content),
            }),
            _ => Err("the second part of the message is not a PKCS #7 signature".into()),
        }
    } else if is_one_of(&kind, "mime") {
        Ok(Message {
            data: base64(body)?,
            content: None,
        })
    } else {
        Err(format!(
            "the content type {kind} is not that of an S/MIME message",
            kind = crate::error::excerpt(&kind)
        ))
    }
}

fn is_one_of(kind: &str, what: &str) -> bool {
    let name = kind
        .strip_prefix("application/pkcs7-")
        .or_else(|| kind.strip_prefix("application/x-pkcs7-"));
    name == Some(what)
}

fn base64(body: &[u8]) -> Result<Vec<u8>, String> {
    let text: Vec<u8> = body
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let mut out = vec![0; text.len()];
    let len = Base64::decode(&text[..], &mut out).map_err(|_| "the body is not Base64")?;
    let len = len.len();
    out.truncate(len);
    Ok(out)
}

/// The parts between boundaries. A line end before a boundary belongs to the boundary (RFC 2046 §5.1.1). Those of a binary
/// content are as they stand, and one is what the message is written with; others become CR LF.
fn split(body: &[u8], boundary: &[u8], lines: Lines) -> Result<Vec<Vec<u8>>, String> {
    let end: &[u8] = match lines.binary {
        true => lines.end().as_bytes(),
        false => b"\r\n",
    };
    let mut parts: Vec<Vec<u8>> = Vec::new();
    let mut ended = false;
    for line in body.split_inclusive(|&byte| byte == b'\n') {
        let rest = line
            .strip_prefix(b"--")
            .and_then(|rest| rest.strip_prefix(boundary));
        match rest {
            Some(rest) if rest.starts_with(b"--") => return Ok(parts),
            Some(_) => {
                parts.push(Vec::new());
                ended = false;
            }
            None => {
                let Some(part) = parts.last_mut() else {
                    continue;
                };
                if ended {
                    part.extend_from_slice(end);
                }
                let content = match lines.binary {
                    true => line.strip_suffix(end),
                    false => line.ends_with(b"\n").then(|| without_end(line)),
                };
                ended = content.is_some();
                part.extend_from_slice(content.unwrap_or(line));
            }
        }
    }
    Err("the message ends before its last boundary".into())
}

/// What a message is, for its headers.
pub(super) enum Kind<'a> {
    /// A signature beside its content, which is written as it stands, with the names of the digests.
    Detached {
        content: &'a [u8],
        digests: String,
        boundary: String,
    },
    /// Everything in one.
    Opaque {
        smime_type: &'static str,
        file: &'static str,
    },
}

/// Writes a message. `family` is `x-pkcs7` or `pkcs7`; `to` has the lines that stand before.
pub(super) fn write(to: &mut Vec<u8>, family: &str, kind: &Kind<'_>, data: &[u8], lines: Lines) {
    let end = lines.end();
    let mut put = |line: &str| {
        to.extend_from_slice(line.as_bytes());
        to.extend_from_slice(end.as_bytes());
    };
    put("MIME-Version: 1.0");
    match kind {
        Kind::Detached {
            content,
            digests,
            boundary,
        } => {
            put(&format!(
                "Content-Type: multipart/signed; protocol=\"application/{family}-signature\"; micalg=\"{digests}\"; boundary=\"{boundary}\""
            ));
            put("");
            put("This is an S/MIME signed message");
            put("");
            put(&format!("--{boundary}"));
            to.extend_from_slice(content);
            let mut put = |line: &str| {
                to.extend_from_slice(line.as_bytes());
                to.extend_from_slice(end.as_bytes());
            };
            put("");
            put(&format!("--{boundary}"));
            put(&format!(
                "Content-Type: application/{family}-signature; name=\"smime.p7s\""
            ));
            put("Content-Transfer-Encoding: base64");
            put("Content-Disposition: attachment; filename=\"smime.p7s\"");
            put("");
            put_base64(to, data);
            to.extend_from_slice(format!("{end}--{boundary}--{end}{end}").as_bytes());
        }
        Kind::Opaque { smime_type, file } => {
            put(&format!(
                "Content-Disposition: attachment; filename=\"{file}\""
            ));
            put(&format!(
                "Content-Type: application/{family}-mime; smime-type={smime_type}; name=\"{file}\""
            ));
            put("Content-Transfer-Encoding: base64");
            put("");
            put_base64(to, data);
            to.extend_from_slice(end.as_bytes());
        }
    }
}

/// Lines that end with LF alone whatever `-crlfeol` asks for, as OpenSSL's do.
fn put_base64(to: &mut Vec<u8>, data: &[u8]) {
    for line in Base64::encode_string(data).as_bytes().chunks(64) {
        to.extend_from_slice(line);
        to.push(b'\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Lines = Lines {
        binary: false,
        text: false,
        crlf: false,
    };

    #[test]
    fn a_detached_message_is_read_as_it_was_written() {
        let content = PLAIN.canonical(b"one\n\ntwo\r\nthree");
        assert_eq!(content, b"one\r\n\r\ntwo\r\nthree");
        let kind = Kind::Detached {
            content: &content,
            digests: "sha-256".into(),
            boundary: "----B".into(),
        };
        let mut out = Vec::new();
        write(&mut out, "x-pkcs7", &kind, &[7; 100], PLAIN);
        let read = read(&out, PLAIN).unwrap();
        assert_eq!(read.content.unwrap(), content);
        assert_eq!(read.data, [7; 100]);
    }

    #[test]
    fn a_binary_content_comes_out_byte_by_byte() {
        for crlf in [false, true] {
            let lines = Lines {
                binary: true,
                crlf,
                ..PLAIN
            };
            for content in [&b"a\r\nb\r\n"[..], b"a\nb", b"\r\r\n\n\r", b"", b"\n"] {
                let kind = Kind::Detached {
                    content,
                    digests: String::new(),
                    boundary: "B".into(),
                };
                let mut out = b"From x Thu Jan  1 00:00:00 1970\n".to_vec();
                write(&mut out, "pkcs7", &kind, &[7; 10], lines);
                let read = read(&out, lines).unwrap();
                assert_eq!(read.content.as_deref(), Some(content), "{crlf}");
            }
        }
    }

    #[test]
    fn a_header_has_an_end() {
        let line = "a: b\n".repeat(MAX_HEADER / 5);
        let rest = "\n\n";
        assert!(headers(format!("{line}{rest}").as_bytes()).is_ok());
        let longer = format!("a: b\n{line}{rest}");
        assert!(headers(longer.as_bytes()).unwrap_err().contains("64 KiB"));
    }

    #[test]
    fn messages_that_are_cut_or_of_another_kind_are_refused() {
        for wrong in [
            &b""[..],
            b"hello",
            b"Content-Type: text/plain\n\nhello",
            b"Content-Type: multipart/signed\n\nhello",
            b"Content-Type: multipart/signed; boundary=b\n\n--b\nhello\n--b\n",
            b"Content-Type: multipart/signed; boundary=b\n\n--b\nhello\n--b--\n",
            b"Content-Type: application/pkcs7-mime\n\n!!!!",
        ] {
            assert!(
                read(wrong, PLAIN).is_err(),
                "{}",
                String::from_utf8_lossy(wrong)
            );
        }
    }
}
