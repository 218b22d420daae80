//! NIST PKITS: the zip that NIST publishes, whose tests are those of the table here, or `vectors/pkits`, a table with the certificates and CRLs in
//! `pkits.bin` beside it.

use std::collections::BTreeMap;
use std::io::{BufRead, Read as _};
use std::path::Path as FilePath;

use super::{ReadError, TextLines, fault, zip};
use crate::case::{Bytes, Case, Expected, Path, Request};

/// 2020-01-01T00:00:00Z, when everything in the suite that is to be valid is so.
const TIME: i64 = 1_577_836_800;

/// The suite's tests, which the zip has in a PDF alone: a copy of vectors/pkits/tests.txt.
const TABLE: &str = include_str!("pkits.txt");
/// The longest zip that is read; NIST's has 4 MB.
const MAX_ZIP: u64 = 64 << 20;

pub(super) struct Pkits {
    lines: TextLines,
    objects: BTreeMap<String, Bytes>,
}

impl Pkits {
    pub(super) fn new(mut input: Box<dyn BufRead>, folder: &FilePath) -> Result<Self, ReadError> {
        let unreadable = |e: std::io::Error| fault(0, format!("cannot read it: {e}"));
        if zip::is_zip(input.fill_buf().map_err(unreadable)?) {
            let mut archive = Vec::new();
            input
                .take(MAX_ZIP + 1)
                .read_to_end(&mut archive)
                .map_err(unreadable)?;
            if archive.len() as u64 > MAX_ZIP {
                return Err(fault(0, format!("a zip of more than {MAX_ZIP} bytes")));
            }
            return Ok(Self {
                lines: TextLines::new(Box::new(TABLE.as_bytes())),
                objects: of_zip(&archive).map_err(|reason| fault(0, reason))?,
            });
        }
        let path = folder.join("pkits.bin");
        let bytes = std::fs::read(&path)
            .map_err(|e| fault(0, format!("cannot read {}: {e}", path.display())))?;
        Ok(Self {
            lines: TextLines::new(input),
            objects: objects(&bytes).ok_or_else(|| fault(0, "pkits.bin is damaged"))?,
        })
    }

    fn case(&self, line: u64, text: &str) -> Result<Case, ReadError> {
        let fields: Vec<&str> = text.split('|').map(str::trim).collect();
        let [
            number,
            target,
            certificates,
            crls,
            initial,
            flags,
            outcome,
            _user,
        ] = fields[..]
        else {
            return Err(fault(line, "not a line of eight fields"));
        };
        let object = |folder: &str, name: &str| {
            self.objects
                .get(&format!("{folder}/{name}"))
                .cloned()
                .ok_or_else(|| fault(line, format!("pkits.bin has no {folder}/{name}")))
        };
        let all = |folder: &str, names: &str| {
            names
                .split_whitespace()
                .map(|name| object(folder, name))
                .collect::<Result<Vec<_>, _>>()
        };
        let policies = initial
            .split(',')
            .filter(|policy| !policy.is_empty() && *policy != "any");
        let flags = flags.split_whitespace().map(|flag| match flag {
            "explicit" => Ok("explicit-policy".to_string()),
            "inhibit-mapping" => Ok("inhibit-policy-mapping".to_string()),
            "inhibit-any" => Ok("inhibit-any-policy".to_string()),
            other => Err(fault(line, format!("unknown flag {other}"))),
        });
        let path = Path {
            target: object("certs", target)?,
            anchors: vec![object("certs", "TrustAnchorRootCertificate")?],
            intermediates: all("certs", certificates)?,
            crls: all("crls", crls)?,
            time: TIME,
            policies: policies
                .map(|last| format!("2.16.840.1.101.3.2.1.48.{last}"))
                .collect(),
            flags: flags
                .chain([Ok("crl-check".to_string())])
                .collect::<Result<_, _>>()?,
            ..Path::default()
        };
        Ok(Case {
            id: number.into(),
            line,
            expected: match outcome {
                "ok" => Expected::Accepted,
                "fail" => Expected::Refused,
                // DSA, which an implementation of RSA alone may refuse.
                "dsa" => Expected::Open,
                other => return Err(fault(line, format!("unknown outcome {other}"))),
            },
            request: Request::Path(path),
            comment: target.into(),
        })
    }
}

/// What is in the zip's folders `certs` and `crls`, without the ends of the names.
fn of_zip(archive: &[u8]) -> Result<BTreeMap<String, Bytes>, String> {
    let short = |name: &str| {
        let mut parts = name.rsplit('/');
        let (file, folder) = (parts.next()?, parts.next()?);
        let file = match folder {
            "certs" => file.strip_suffix(".crt")?,
            "crls" => file.strip_suffix(".crl")?,
            _ => return None,
        };
        Some(format!("{folder}/{file}"))
    };
    let objects: BTreeMap<_, _> = zip::members(archive, |name| short(name).is_some())?
        .into_iter()
        .filter_map(|(name, contents)| Some((short(&name)?, contents.into())))
        .collect();
    if objects.contains_key("certs/TrustAnchorRootCertificate") {
        Ok(objects)
    } else {
        Err("the zip has no certs/TrustAnchorRootCertificate.crt, as PKITS's has".into())
    }
}

fn objects(mut rest: &[u8]) -> Option<BTreeMap<String, Bytes>> {
    let mut all = BTreeMap::new();
    while let Some(end) = rest.iter().position(|&b| b == b'\n') {
        let (name, length) = std::str::from_utf8(&rest[..end]).ok()?.split_once(' ')?;
        let from = end + 1;
        let to = from.checked_add(length.parse().ok()?)?;
        all.insert(name.to_string(), rest.get(from..to)?.into());
        rest = rest.get(to + 1..)?;
    }
    Some(all)
}

impl Iterator for Pkits {
    type Item = Result<Case, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.lines.next()? {
                Err(e) => return Some(Err(e)),
                Ok((_, text)) if text.is_empty() || text.starts_with('#') => {}
                Ok((line, text)) => return Some(self.case(line, &text)),
            }
        }
    }
}
