//! The database of issued certificates: OpenSSL's `index.txt`, one line a certificate, six fields with tabs between.

use std::path::Path;

use crate::error::CliError;
use crate::io;
use crate::limits;
use certwright::x509::Time;

/// What has become of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `V`.
    Valid,
    /// `R`.
    Revoked,
    /// `E`.
    Expired,
}

impl Status {
    /// The letter in the file.
    pub fn letter(self) -> char {
        match self {
            Self::Valid => 'V',
            Self::Revoked => 'R',
            Self::Expired => 'E',
        }
    }

    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Valid => "Valid",
            Self::Revoked => "Revoked",
            Self::Expired => "Expired",
        }
    }
}

/// One certificate's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Valid, revoked or expired.
    pub status: Status,
    /// notAfter as the certificate writes it: `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`.
    pub expires: String,
    /// When and why it was revoked: `date[,reason[,extra]]`; empty unless revoked.
    pub revocation: Vec<u8>,
    /// The serial number in hexadecimal, an even number of digits, perhaps after a minus.
    pub serial: String,
    /// A file name, which is always `unknown`.
    pub file: Vec<u8>,
    /// The subject on one line, in whatever encoding.
    pub name: Vec<u8>,
    /// Whether the line ends as on Windows.
    pub carriage_return: bool,
}

/// The whole file.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// The lines in order.
    pub rows: Vec<Row>,
}

impl Index {
    /// Reads the file.
    pub fn load(path: &Path) -> Result<Self, CliError> {
        let bytes = io::read_file(path, &limits::DATABASE).map_err(|e| {
            CliError::new(format!(
                "{e} (a new CA starts with an empty database file; `touch` makes one)"
            ))
        })?;
        Self::parse(&bytes).map_err(|(line, what)| {
            CliError::new(format!("{}, line {line}: {what}", path.display()))
        })
    }

    /// Reads a text; an error has its line.
    pub fn parse(text: &[u8]) -> Result<Self, (usize, String)> {
        let mut rows = Vec::new();
        for (number, line) in text.split(|&byte| byte == b'\n').enumerate() {
            if matches!(line, [] | b"\r" | [b'#', ..]) {
                continue;
            }
            rows.push(Row::parse(line).map_err(|what| (number + 1, what))?);
        }
        Ok(Self { rows })
    }

    /// The file's contents: the lines that were read are, byte for byte, as they were.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.rows.iter().flat_map(Row::to_line).collect()
    }

    /// The line of a serial number.
    pub fn by_serial(&self, serial: &str) -> Option<&Row> {
        self.rows
            .iter()
            .find(|row| row.serial.eq_ignore_ascii_case(serial))
    }

    /// The line of a serial number, to change.
    pub fn by_serial_mut(&mut self, serial: &str) -> Option<&mut Row> {
        self.rows
            .iter_mut()
            .find(|row| row.serial.eq_ignore_ascii_case(serial))
    }

    /// The line of a valid certificate for a subject.
    pub fn valid_by_name(&self, name: &[u8]) -> Option<&Row> {
        self.rows
            .iter()
            .find(|row| row.status == Status::Valid && row.name == name)
    }
}

impl Row {
    fn parse(line: &[u8]) -> Result<Self, String> {
        let (line, carriage_return) = match line.strip_suffix(b"\r") {
            Some(line) => (line, true),
            None => (line, false),
        };
        let fields = split_fields(line);
        let [status, expires, revocation, serial, file, name] = <[Vec<u8>; 6]>::try_from(fields)
            .map_err(|fields| {
                format!(
                    "{} fields where there should be six with tabs between",
                    fields.len()
                )
            })?;
        // These fields are ASCII, or refused below for what stands in place of a character.
        let text = |field: Vec<u8>| String::from_utf8_lossy(&field).into_owned();
        let (status, expires, serial) = (text(status), text(expires), text(serial));
        let status = match status.as_str() {
            "V" => Status::Valid,
            "R" => Status::Revoked,
            "E" => Status::Expired,
            _ => return Err("the first field is not V, R or E".into()),
        };
        let row = Self {
            status,
            expires,
            revocation,
            serial,
            file,
            name,
            carriage_return,
        };
        if status != Status::Revoked && !row.revocation.is_empty() {
            return Err("not revoked yet, but has a revocation date".into());
        }
        if row.expiry().is_none() {
            return Err("invalid expiry date".into());
        }
        let digits = row.serial.strip_prefix('-').unwrap_or(&row.serial);
        if digits.len() < 2 || !digits.len().is_multiple_of(2) {
            return Err(format!("bad serial number length ({})", digits.len()));
        }
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err("bad serial number character; it takes hexadecimal digits".into());
        }
        Ok(row)
    }

    fn to_line(&self) -> Vec<u8> {
        let mut line = self.status.letter().to_string().into_bytes();
        let fields: [&[u8]; 5] = [
            self.expires.as_bytes(),
            &self.revocation,
            self.serial.as_bytes(),
            &self.file,
            &self.name,
        ];
        for field in fields {
            line.push(b'\t');
            for &byte in field {
                match byte {
                    b'\t' => line.extend(b"\\\t"),
                    b'\n' => line.push(b' '),
                    byte => line.push(byte),
                }
            }
        }
        line.extend_from_slice(if self.carriage_return { b"\r\n" } else { b"\n" });
        line
    }

    /// The subject as the database has it. An empty one is replaced by the serial number, as OpenSSL does: it refuses a
    /// line whose last field is empty.
    pub fn name_field(subject: &[u8], serial: &str) -> Vec<u8> {
        match crate::text::one_line(subject) {
            name if name.is_empty() => serial.as_bytes().to_vec(),
            name => name.to_vec(),
        }
    }

    /// The subject for people.
    pub fn shown_name(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.name)
    }

    /// When the certificate expires.
    pub fn expiry(&self) -> Option<Time> {
        parse_time(&self.expires)
    }
}

/// Splits at tabs; a backslash keeps a tab within its field, as OpenSSL writes one.
fn split_fields(line: &[u8]) -> Vec<Vec<u8>> {
    let mut fields = vec![Vec::new()];
    let mut escaped = false;
    for &byte in line {
        let field = fields.last_mut().expect("there is always one field");
        match byte {
            b'\t' if escaped => {
                field.pop();
                field.push(b'\t');
            }
            b'\t' => fields.push(Vec::new()),
            byte => field.push(byte),
        }
        escaped = byte == b'\\';
    }
    fields
}

/// Reads `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`.
pub fn parse_time(text: &str) -> Option<Time> {
    if text.len() == 13 {
        // The century of a UTCTime (RFC 5280 §4.1.2.5.1).
        let century = if text.as_bytes()[0] < b'5' {
            "20"
        } else {
            "19"
        };
        return Time::from_generalized(format!("{century}{text}").as_bytes()).ok();
    }
    Time::from_generalized(text.as_bytes()).ok()
}

/// A time as a certificate writes it.
pub fn time_text(time: Time) -> String {
    let [year, month, day, hour, minute, second] = time.civil();
    let text = format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    if (1950..2050).contains(&year) {
        text[2..].to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two lines as `openssl ca` 3.0.22 wrote them.
    const LINES: &[u8] = b"V\t270101000000Z\t\t01\tunknown\t/C=DE/O=Foo/CN=a/emailAddress=a@b.c\n\
        R\t270101000000Z\t261123231751Z,keyCompromise\t02\tunknown\t/CN=b\n";

    #[test]
    fn the_lines_of_openssl_are_read_and_written_back_the_same() {
        let index = Index::parse(LINES).unwrap();
        assert_eq!(index.rows[0].status, Status::Valid);
        assert_eq!(index.rows[1].revocation, b"261123231751Z,keyCompromise");
        assert_eq!(index.by_serial("02").unwrap().name, b"/CN=b");
        assert!(index.valid_by_name(b"/CN=b").is_none());
        assert_eq!(index.to_bytes(), LINES);
    }

    #[test]
    fn a_tab_in_a_name_stays_within_its_field() {
        let line = b"V\t270101000000Z\t\t01\tunknown\t/CN=a\\\tb\n";
        let index = Index::parse(line).unwrap();
        assert_eq!(index.rows[0].name, b"/CN=a\tb");
        assert_eq!(index.to_bytes(), line);
    }

    #[test]
    fn a_damaged_line_is_refused_with_its_number() {
        for (damage, expected) in [
            ("V\t270101000000Z\t\t01\tunknown", "5 fields"),
            ("X\t270101000000Z\t\t01\tunknown\t/CN=a", "not V, R or E"),
            (
                "V\t270101000000Z\t260101000000Z\t01\tunknown\t/CN=a",
                "not revoked yet",
            ),
            ("V\t279901000000Z\t\t01\tunknown\t/CN=a", "invalid expiry"),
            (
                "V\t270101000000Z\t\t1\tunknown\t/CN=a",
                "serial number length",
            ),
            (
                "V\t270101000000Z\t\t0g\tunknown\t/CN=a",
                "serial number character",
            ),
        ] {
            let (line, what) =
                Index::parse(&[LINES, damage.as_bytes(), b"\n"].concat()).unwrap_err();
            assert_eq!(line, 3);
            assert!(what.contains(expected), "{what}");
        }
    }

    #[test]
    fn lines_in_any_encoding_are_written_back_byte_for_byte() {
        for line in [
            &b"V\t270101000000Z\t\t01\tunknown\t/CN=M\xfcller\n"[..],
            b"R\t270101000000Z\t260101000000Z,\xff\t02\t\xc3\t/CN=\xf0\x9f\n",
            b"V\t270101000000Z\t\t03\tunknown\t/CN=a\\\\\tb\r\n",
        ] {
            assert_eq!(Index::parse(line).unwrap().to_bytes(), line);
        }
        let without_end = Index::parse(LINES.strip_suffix(b"\n").unwrap()).unwrap();
        assert_eq!(without_end.to_bytes(), LINES);
    }
}
