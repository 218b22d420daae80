//! NIST CAVP's response, request and sample files of RSA: signature generation and verification, key generation, and the sample files'
//! prime pairs.

use std::collections::{HashMap, VecDeque};
use std::io::BufRead;

use super::{ReadError, TextLines, fault, key};
use crate::case::{Case, CheckKey, Expected, Padding, Request, Scheme, Sign, Text, Verify};
use crate::digest;

/// What a file is about, by the title among its comments or its fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Unknown,
    Pkcs1,
    Pss,
    X931,
    KeyGen,
}

pub(super) struct Cavp {
    lines: TextLines,
    subject: Subject,
    /// Whether the title says that signatures are right or wrong: one without a result is then neither.
    verifies: bool,
    /// Fields that hold until they change.
    fields: HashMap<String, String>,
    count: usize,
    /// A signature without a result of its own, until it is known that none follows.
    pending: Option<Case>,
    ready: VecDeque<Result<Case, ReadError>>,
    ended: bool,
}

/// Every field that these files have.
const KNOWN: &[&str] = &[
    "mod", "n", "e", "d", "p", "q", "SHAAlg", "Msg", "S", "Salt", "SaltVal", "Result", "EM", "xp1",
    "xp2", "Xp", "xq1", "xq2", "Xq", "p1", "p2", "q1", "q2", "p_rand", "q_rand", "seed", "hash",
    "bitlen1", "bitlen2", "bitlen3", "bitlen4", "prandom", "qrandom", "Modulus", "c", "k", "nlen",
    "COUNT", "Xp1", "Xp2", "Xq1", "Xq2", "N",
];

impl Cavp {
    pub(super) fn new(input: Box<dyn BufRead>) -> Self {
        Self {
            lines: TextLines::new(input),
            subject: Subject::Unknown,
            verifies: false,
            fields: HashMap::new(),
            count: 0,
            pending: None,
            ready: VecDeque::new(),
            ended: false,
        }
    }

    fn bytes(&self, line: u64, name: &str) -> Result<Vec<u8>, ReadError> {
        let digits = self
            .fields
            .get(name)
            .ok_or_else(|| fault(line, format!("{name} is missing before this")))?;
        key::number(digits).ok_or_else(|| fault(line, format!("{name} is not hexadecimal")))
    }

    fn maybe(&self, line: u64, name: &str) -> Result<Vec<u8>, ReadError> {
        match self.fields.contains_key(name) {
            true => self.bytes(line, name),
            false => Ok(Vec::new()),
        }
    }

    fn line(&mut self, line: u64, text: &str) -> Result<(), ReadError> {
        if let Some(comment) = text.strip_prefix('#') {
            self.verifies |= comment.contains("SigVer");
            self.subject = match () {
                () if comment.contains("X9.31") && comment.contains("KeyGen") => Subject::KeyGen,
                () if comment.contains("X9.31") => Subject::X931,
                () if comment.contains("KeyGen") => Subject::KeyGen,
                () if comment.contains("PSS") => Subject::Pss,
                () if comment.contains("Ver 1.5") || comment.contains("PKCS15") => Subject::Pkcs1,
                () => self.subject,
            };
            return Ok(());
        }
        let text = text.trim();
        // CAVP's generator marks some keys so.
        if text.is_empty() || text == "!!" {
            return Ok(());
        }
        let inner = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        let (name, value) = match (inner, inner.unwrap_or(text).split_once('=')) {
            (_, Some(pair)) => pair,
            (Some(section), None) => {
                if section.contains("X9.31") {
                    self.subject = Subject::X931;
                } else if section.contains("PSS") {
                    self.subject = Subject::Pss;
                } else if section.contains("PKCS") {
                    self.subject = Subject::Pkcs1;
                }
                return Ok(());
            }
            (None, None) => return Err(fault(line, "not a line of the form name = value")),
        };
        let (name, value) = (name.trim(), value.trim());
        // "EM with hash moved" and the like: the encoded message, for whoever looks for a fault.
        if name.starts_with("EM ") || name.starts_with("IR ") {
            return Ok(());
        }
        if !KNOWN.contains(&name) {
            return Err(fault(line, format!("unknown field {name}")));
        }
        if !["Result", "SaltVal", "Salt", "EM"].contains(&name) {
            self.flush();
        }
        // Files of signatures have a new modulus first, and what belongs to it after.
        if name == "mod" || name == "n" && self.subject != Subject::KeyGen {
            for old in ["n", "e", "d", "p", "q", "SaltVal"] {
                self.fields.remove(old);
            }
        }
        self.fields.insert(name.into(), value.into());
        match (self.subject, name) {
            (Subject::KeyGen, "d") => {
                self.key_case(line, Expected::Accepted)?;
            }
            (Subject::KeyGen, "Result") => {
                let expected = if value.starts_with('P') {
                    Expected::Accepted
                } else {
                    Expected::Refused
                };
                self.key_case(line, expected)?;
            }
            (Subject::KeyGen, _) => {}
            (_, "S") => self.pending = Some(self.signature(line)?),
            (_, "SaltVal" | "Salt") => {
                // It stands after the signature that it belongs to.
                if let Some(Case {
                    request: Request::Verify(verify),
                    ..
                }) = &mut self.pending
                    && self.subject == Subject::Pss
                {
                    let salt = key::number(value)
                        .ok_or_else(|| fault(line, "the salt is not hexadecimal"))?;
                    verify.scheme.salt = Some(crate::SaltLength::Bytes(if value == "00" {
                        0
                    } else {
                        salt.len()
                    }));
                }
            }
            (_, "Result") => {
                let Some(mut case) = self.pending.take() else {
                    return Err(fault(line, "a result without a signature"));
                };
                case.expected = match value.as_bytes().first() {
                    Some(b'P') => Expected::Accepted,
                    Some(b'F') => Expected::Refused,
                    _ => return Err(fault(line, "the result is neither P nor F")),
                };
                case.comment = value.into();
                self.ready.push_back(Ok(case));
            }
            _ => {}
        }
        Ok(())
    }

    fn flush(&mut self) {
        self.ready.extend(self.pending.take().map(Ok));
    }

    fn next_id(&mut self) -> String {
        self.count += 1;
        self.count.to_string()
    }

    fn key_case(&mut self, line: u64, expected: Expected) -> Result<(), ReadError> {
        let (p, q, e) = (
            self.bytes(line, "p")?,
            self.bytes(line, "q")?,
            self.bytes(line, "e")?,
        );
        let mut parts = certwright::rsa::KeyParts::from_primes(&p, &q, &e);
        if expected == Expected::Accepted && self.fields.contains_key("n") {
            parts.modulus = self.bytes(line, "n")?;
            parts.private_exponent = self.maybe(line, "d")?;
        }
        let private_key = Some(key::private(parts));
        let case = Case {
            id: self.next_id(),
            line,
            request: Request::CheckKey(CheckKey {
                private_key,
                public_key: None,
            }),
            expected,
            comment: String::new(),
        };
        self.ready.push_back(Ok(case));
        Ok(())
    }

    fn signature(&mut self, line: u64) -> Result<Case, ReadError> {
        let hash = self.fields.get("SHAAlg").map_or("sha1", String::as_str);
        let hash = digest::normal(hash);
        let (n, e) = (self.bytes(line, "n")?, self.bytes(line, "e")?);
        let (message, signature) = (self.bytes(line, "Msg")?, self.bytes(line, "S")?);
        let d = self.maybe(line, "d")?;
        let scheme = Scheme {
            padding: Some(match self.subject {
                Subject::Pss => Padding::Pss,
                _ => Padding::Pkcs1,
            }),
            hash: Some(hash),
            ..Scheme::default()
        };
        let text = Text::Message(message.into());
        // Verification files give the d of another key than the one that is altered.
        let generated =
            self.subject == Subject::Pkcs1 && !d.is_empty() && !self.fields.contains_key("p");
        let (request, expected) = if self.subject == Subject::X931 {
            let reason = "signatures of X9.31 are not offered".into();
            (Request::Unsupported { reason }, Expected::Open)
        } else if generated {
            let private_key = key::private(key::parts(&n, &e, &d, &[], &[]));
            let sign = Sign {
                scheme,
                private_key,
                text,
            };
            (Request::Sign(sign), Expected::Value(signature.into()))
        } else {
            let verify = Verify {
                scheme,
                public_key: key::public(&n, &e),
                text,
                signature: signature.into(),
            };
            let expected = match self.verifies {
                true => Expected::Open,
                false => Expected::Accepted,
            };
            (Request::Verify(verify), expected)
        };
        Ok(Case {
            id: self.next_id(),
            line,
            request,
            expected,
            comment: String::new(),
        })
    }
}

impl Iterator for Cavp {
    type Item = Result<Case, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(case) = self.ready.pop_front() {
                return Some(case);
            }
            if self.ended {
                return None;
            }
            match self.lines.next() {
                None => {
                    self.ended = true;
                    self.flush();
                }
                Some(Err(e)) => return Some(Err(e)),
                Some(Ok((line, text))) => {
                    if let Err(e) = self.line(line, &text) {
                        return Some(Err(e));
                    }
                }
            }
        }
    }
}
