//! NIST CAVP's response, request and sample files of RSA: signature generation and verification, key generation, and candidates for primes
//! (known answers of FIPS 186-4 B.3.3). A modulus holds up to the next, and what generates a key or belongs to one test for that test alone.

use std::collections::{HashMap, VecDeque};
use std::io::BufRead;

use certwright::bignum::hazmat::Integer;

use super::{ReadError, TextLines, fault, key};
use crate::case::{
    Case, CheckKey, CheckPrime, Expected, Padding, Request, SaltLength, Scheme, Sign, Text, Verify,
};
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
    /// The numbers of a key, which hold for every signature up to the next modulus.
    key: HashMap<String, String>,
    /// What the test at hand has: nothing of it holds for the next.
    test: HashMap<String, (u64, String)>,
    /// Keys that a request asks for, of which none has come yet, and where.
    asked: Option<(u64, String)>,
    /// Whether there was a signature, and whether there was a result: where there was none the file is a request, which leaves them out.
    signed: bool,
    judged: bool,
    /// Whether the signature before this could not be read, which its result is not reported for as well.
    spoiled: bool,
    count: usize,
    /// A signature without a result of its own, until it is known that none follows.
    pending: Option<Case>,
    ready: VecDeque<Result<Case, ReadError>>,
    ended: bool,
}

/// Every field that a test or a key has.
const KNOWN: &[&str] = &[
    "n", "e", "d", "p", "q", "SHAAlg", "Msg", "S", "Salt", "SaltVal", "Result", "EM", "xp1", "xp2",
    "Xp", "xq1", "xq2", "Xq", "p1", "p2", "q1", "q2", "p_rand", "q_rand", "seed", "bitlen1",
    "bitlen2", "bitlen3", "bitlen4", "prandom", "qrandom", "Xp1", "Xp2", "Xq1", "Xq2", "N",
];

/// What stands in brackets and is said of the tests below; the modulus' length is in their numbers as well.
const HEADINGS: &[&str] = &[
    "mod",
    "Modulus",
    "nlen",
    "hash",
    "PrimeMethod",
    "Table for M-R Test",
];

impl Cavp {
    pub(super) fn new(input: Box<dyn BufRead>) -> Self {
        Self {
            lines: TextLines::new(input),
            subject: Subject::Unknown,
            verifies: false,
            key: HashMap::new(),
            test: HashMap::new(),
            asked: None,
            signed: false,
            judged: false,
            spoiled: false,
            count: 0,
            pending: None,
            ready: VecDeque::new(),
            ended: false,
        }
    }

    /// A field of the test, or of the key that it is under.
    fn field(&self, name: &str) -> Option<&str> {
        match self.test.get(name) {
            Some((_, value)) => Some(value),
            None => self.key.get(name).map(String::as_str),
        }
    }

    fn bytes(&self, line: u64, name: &str) -> Result<Vec<u8>, ReadError> {
        let digits = self
            .field(name)
            .ok_or_else(|| fault(line, format!("{name} is missing before this")))?;
        key::number(digits).ok_or_else(|| fault(line, format!("{name} is not hexadecimal")))
    }

    fn maybe(&self, line: u64, name: &str) -> Result<Vec<u8>, ReadError> {
        match self.field(name) {
            Some(_) => self.bytes(line, name),
            None => Ok(Vec::new()),
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
        // CAVP's generator marks some keys so, and begins a comment so.
        if text.is_empty() || text == "!!" || text.starts_with("NOTE:") {
            return Ok(());
        }
        if let Some(inner) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
            return self.heading(line, inner);
        }
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| fault(line, "not a line of the form name = value"))?;
        let (name, value) = (name.trim(), value.trim());
        // "EM with hash moved" and the like: the encoded message, for whoever looks for a fault.
        if name.starts_with("EM ") || name.starts_with("IR ") {
            return Ok(());
        }
        if HEADINGS.contains(&name) {
            return self.heading(line, text);
        }
        if !KNOWN.contains(&name) {
            return Err(fault(line, format!("unknown field {name}")));
        }
        // A sample file has a question mark for what an answer has.
        if value == "?" {
            return Ok(());
        }
        self.assign(line, name, value)
    }

    /// What stands in brackets.
    fn heading(&mut self, line: u64, text: &str) -> Result<(), ReadError> {
        self.finish();
        match text.split_once('=') {
            Some((name, _)) if name.trim() == "mod" => self.key.clear(),
            Some((name, _)) if HEADINGS.contains(&name.trim()) => {}
            Some((name, _)) => return Err(fault(line, format!("unknown field {}", name.trim()))),
            None if text.contains("X9.31") => self.subject = Subject::X931,
            None if text.contains("PSS") => self.subject = Subject::Pss,
            None if text.contains("PKCS") => self.subject = Subject::Pkcs1,
            None => {}
        }
        Ok(())
    }

    fn assign(&mut self, line: u64, name: &str, value: &str) -> Result<(), ReadError> {
        let follows = ["Result", "SaltVal", "Salt", "EM"].contains(&name);
        if !follows {
            self.flush();
        }
        let of_key = match self.subject {
            Subject::KeyGen => false,
            // The exponents are each test's own where some of them are wrong.
            _ if self.verifies => ["n", "p", "q"].contains(&name),
            _ => ["n", "e", "d", "p", "q"].contains(&name),
        };
        if name == "N" {
            self.finish();
            self.asked = Some((line, value.into()));
            return Ok(());
        }
        if of_key {
            if name == "n" {
                self.finish();
                self.key.clear();
            }
            self.key.insert(name.into(), value.into());
            return Ok(());
        }
        // Where a field stands again, another test has begun.
        if self.test.contains_key(name) {
            self.finish();
        }
        if !(follows && self.pending.is_some()) {
            self.test.insert(name.into(), (line, value.into()));
        }
        match (self.subject, name) {
            (Subject::KeyGen, "d") => self.key_case(line, Expected::Accepted),
            (Subject::KeyGen, "Result") => {
                let expected = verdict(line, value)?;
                self.judged = true;
                self.key_case(line, expected)
            }
            (Subject::KeyGen, _) => Ok(()),
            (_, "S") => {
                let read = self.signature(line);
                self.test.clear();
                self.signed = true;
                self.spoiled = read.is_err();
                self.pending = Some(read?);
                Ok(())
            }
            (Subject::Pss, "SaltVal" | "Salt") => {
                // It stands after the signature that it belongs to, or before the message.
                let salt = salt(line, value)?;
                if let Some(Case {
                    request: Request::Verify(verify),
                    ..
                }) = &mut self.pending
                {
                    verify.scheme.salt = Some(salt);
                }
                Ok(())
            }
            (_, "Result") => {
                // Without a signature the rest of the test is part of the same fault.
                self.test.clear();
                let Some(mut case) = self.pending.take() else {
                    return match std::mem::take(&mut self.spoiled) {
                        true => Ok(()),
                        false => Err(fault(line, "a result without a signature")),
                    };
                };
                self.judged = true;
                case.expected = verdict(line, value)?;
                case.comment = value.into();
                self.ready.push_back(Ok(case));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The signature at hand has no result.
    fn flush(&mut self) {
        if let Some(case) = self.pending.take() {
            self.ready.push_back(match self.verifies && self.judged {
                true => Err(fault(case.line, "the signature has no Result")),
                false => Ok(case),
            });
        }
    }

    /// The test at hand ends here, and has what it has.
    fn finish(&mut self) {
        self.flush();
        if let Some((line, number)) = self.asked.take() {
            let reason = format!("{number} keys of the client's own; nothing is to be judged");
            self.unsupported(line, reason);
        }
        let first = self.test.values().map(|(line, _)| *line).min();
        let Some(line) = first else {
            return;
        };
        let ended = match self.subject {
            Subject::KeyGen if self.judged => Err(fault(line, "the candidates have no Result")),
            Subject::KeyGen if self.test.contains_key("prandom") => {
                self.key_case(line, Expected::Open)
            }
            Subject::KeyGen => Err(fault(line, "the key has no d")),
            _ if self.signed || !self.test.contains_key("Msg") => {
                Err(fault(line, "the test has no signature S"))
            }
            _ => {
                let reason = "a signature under a key of the client's own".into();
                self.unsupported(line, reason);
                Ok(())
            }
        };
        self.test.clear();
        if let Err(e) = ended {
            self.ready.push_back(Err(e));
        }
    }

    fn unsupported(&mut self, line: u64, reason: String) {
        let id = self.next_id();
        self.ready.push_back(Ok(Case {
            id,
            line,
            request: Request::Unsupported { reason },
            expected: Expected::Open,
            comment: String::new(),
        }));
    }

    fn next_id(&mut self) -> String {
        self.count += 1;
        self.count.to_string()
    }

    /// A key's numbers, or candidates for its primes.
    fn key_case(&mut self, line: u64, expected: Expected) -> Result<(), ReadError> {
        let read = self.key_request(line, &expected);
        self.test.clear();
        self.asked = None;
        let case = Case {
            id: self.next_id(),
            line,
            request: read?,
            expected,
            comment: String::new(),
        };
        self.ready.push_back(Ok(case));
        Ok(())
    }

    fn key_request(&self, line: u64, expected: &Expected) -> Result<Request, ReadError> {
        let e = self.bytes(line, "e")?;
        let candidates = self.test.contains_key("prandom");
        let [p, q] = match candidates {
            true => ["prandom", "qrandom"],
            false => ["p", "q"],
        };
        let p = self.bytes(line, p)?;
        if candidates && !self.test.contains_key("qrandom") {
            return Ok(lone_candidate(p, &e));
        }
        let mut parts = certwright::rsa::KeyParts::from_primes(&p, &self.bytes(line, q)?, &e);
        if *expected == Expected::Accepted && self.test.contains_key("n") {
            parts.modulus = self.bytes(line, "n")?;
            parts.private_exponent = self.maybe(line, "d")?;
        }
        Ok(Request::CheckKey(CheckKey {
            private_key: Some(key::private(parts)),
            public_key: None,
        }))
    }

    fn signature(&mut self, line: u64) -> Result<Case, ReadError> {
        let (n, e) = (self.bytes(line, "n")?, self.bytes(line, "e")?);
        let hash = self
            .field("SHAAlg")
            .ok_or_else(|| fault(line, "SHAAlg is missing before this"))?;
        let hash = digest::normal(hash);
        let (message, signature) = (self.bytes(line, "Msg")?, self.bytes(line, "S")?);
        let d = self.maybe(line, "d")?;
        let scheme = Scheme {
            padding: Some(match self.subject {
                Subject::Pss => Padding::Pss,
                _ => Padding::Pkcs1,
            }),
            hash: Some(hash),
            salt: match (self.subject, self.field("SaltVal")) {
                (Subject::Pss, Some(value)) => Some(salt(line, value)?),
                _ => None,
            },
            ..Scheme::default()
        };
        let text = Text::Message(message.into());
        // Verification files give the d of another key than the one that is altered.
        let generated = self.subject == Subject::Pkcs1 && !d.is_empty() && !self.verifies;
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

/// The first of two candidates for primes, for which NIST draws no second: it is composite, too short, or wrong for the exponent.
fn lone_candidate(p: Vec<u8>, e: &[u8]) -> Request {
    let number = |bytes: &[u8]| Integer::from_be_bytes(false, bytes);
    let p_minus_one = number(&p).minus_vartime(&Integer::from(1));
    let whole = p.first().is_some_and(|&top| top >= 0x80);
    match whole && number(e).gcd_vartime(&p_minus_one) == Integer::from(1) {
        true => Request::CheckPrime(CheckPrime { number: p.into() }),
        false => Request::Unsupported {
            reason: "a candidate that is not refused for being composite alone".into(),
        },
    }
}

/// A salt's length; 00 stands for none.
fn salt(line: u64, value: &str) -> Result<SaltLength, ReadError> {
    let salt = key::number(value).ok_or_else(|| fault(line, "the salt is not hexadecimal"))?;
    Ok(SaltLength::Bytes(match value {
        "00" => 0,
        _ => salt.len(),
    }))
}

fn verdict(line: u64, value: &str) -> Result<Expected, ReadError> {
    match value.as_bytes().first() {
        Some(b'P') => Ok(Expected::Accepted),
        Some(b'F') => Ok(Expected::Refused),
        _ => Err(fault(line, "the result is neither P nor F")),
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
                    self.finish();
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
