//! JSON Web Keys of RSA (RFC 7517, RFC 7518 §6.3), and their thumbprints (RFC 7638).
//!
//! ```
//! use certwright::base64ct::{Base64UrlUnpadded, Encoding};
//! use certwright::rsa::{PrivateKey, PublicKey};
//!
//! let key = PrivateKey::generate(&mut certwright::SysRng, 2048)?;
//! let (secret, published) = (key.to_jwk(), key.public_key().to_jwk());
//! assert_eq!(PrivateKey::from_jwk(&secret)?, key);
//! assert_eq!(&PublicKey::from_jwk(&published)?, key.public_key());
//! let kid = Base64UrlUnpadded::encode_string(&key.public_key().jwk_thumbprint());
//! # assert_eq!(kid.len(), 43);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A JWK is one flat JSON object, so its reader stands here: strict (RFC 8259), bounded, not recursive, and without a copy of a
//! secret that is not wiped, which no general JSON crate gives.
//!
//! What may leak by timing: the text's structure, the lengths of its members, and where it is malformed; the digits of Base64 index
//! no table.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Error;
use super::pkcs1::MAX_OTHER_PRIMES;
use crate::rsa::{KeyParts, OtherPrimeInfo, PrivateKey, PublicKey};

/// The longest text that is read, in bytes.
const MAX_LEN: usize = 1 << 18;

/// The maximum number of members of one object that are read.
const MAX_MEMBERS: usize = 64;

/// How deep values may be nested in members that are passed over.
const MAX_DEPTH: u32 = 32;

fn error(offset: usize, what: &'static str) -> Error {
    Error::Text {
        form: "JWK",
        offset,
        what,
    }
}

/// A cursor over JSON text.
#[derive(Clone, Copy)]
struct Json<'a> {
    text: &'a [u8],
    at: usize,
}

/// A value, checked to be one.
#[derive(Clone, Copy)]
struct Value<'a> {
    /// From its first to its last byte; a string's quotation marks included.
    raw: &'a [u8],
    offset: usize,
}

/// The contents of a string, escape sequences as they stand.
#[derive(Clone, Copy)]
struct Text<'a> {
    raw: &'a [u8],
    offset: usize,
}

impl<'a> Json<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// The next byte after white space, which must be this one.
    fn punctuation(&mut self, byte: u8, what: &'static str) -> Result<(), Error> {
        self.space();
        if self.peek() != Some(byte) {
            return Err(error(self.at, what));
        }
        self.at += 1;
        Ok(())
    }

    /// The next byte after white space, if it is this one.
    fn optional(&mut self, byte: u8) -> bool {
        self.space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn string(&mut self) -> Result<Text<'a>, Error> {
        self.punctuation(b'"', "expected a string")?;
        let start = self.at;
        loop {
            match self.peek() {
                None => return Err(error(self.at, "the string does not end")),
                Some(b'"') => break,
                Some(..0x20) => return Err(error(self.at, "a control character in a string")),
                Some(b'\\') => self.escape()?,
                Some(_) => self.at += 1,
            }
        }
        let text = Text {
            raw: &self.text[start..self.at],
            offset: start,
        };
        self.at += 1;
        Ok(text)
    }

    /// Passes over a backslash and what it introduces.
    fn escape(&mut self) -> Result<(), Error> {
        const WHAT: &str = "an escape sequence that JSON does not have";
        match self.text.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => {
                let digits = self.text.get(self.at + 2..self.at + 6);
                if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
                    return Err(error(self.at, WHAT));
                }
                self.at += 6;
            }
            _ => return Err(error(self.at, WHAT)),
        }
        Ok(())
    }

    /// Passes over any value. The stack of what is open is one bit for each level, 1 for an object.
    fn value(&mut self) -> Result<Value<'a>, Error> {
        self.space();
        let start = self.at;
        let (mut depth, mut objects) = (0, 0u32);
        'value: loop {
            self.space();
            match self.peek() {
                Some(b'"') => _ = self.string()?,
                Some(open @ (b'{' | b'[')) => {
                    if depth == MAX_DEPTH {
                        return Err(error(self.at, "values nested too deep"));
                    }
                    self.at += 1;
                    let object = open == b'{';
                    if !self.optional(if object { b'}' } else { b']' }) {
                        depth += 1;
                        objects = objects << 1 | u32::from(object);
                        if object {
                            self.name()?;
                        }
                        continue 'value;
                    }
                }
                _ => self.literal()?,
            }
            // After a value: close what ends here, or go on to the next element.
            while depth > 0 {
                let object = objects & 1 == 1;
                if self.optional(b',') {
                    if object {
                        self.name()?;
                    }
                    continue 'value;
                }
                let (close, what) = match object {
                    true => (b'}', "expected a comma or the end of the object"),
                    false => (b']', "expected a comma or the end of the array"),
                };
                self.punctuation(close, what)?;
                depth -= 1;
                objects >>= 1;
            }
            return Ok(Value {
                raw: &self.text[start..self.at],
                offset: start,
            });
        }
    }

    /// A member's name and the colon after it.
    fn name(&mut self) -> Result<Text<'a>, Error> {
        let name = self.string()?;
        self.punctuation(b':', "expected a colon")?;
        Ok(name)
    }

    /// true, false, null, or a number.
    fn literal(&mut self) -> Result<(), Error> {
        let start = self.at;
        while let Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'+' | b'-' | b'.') = self.peek() {
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        match word {
            b"true" | b"false" | b"null" => Ok(()),
            _ if is_number(word) => Ok(()),
            _ => Err(error(start, "expected a JSON value")),
        }
    }

    /// The members of the object that stands next.
    fn object(&mut self) -> Result<Object<'a>, Error> {
        self.punctuation(b'{', "expected an object")?;
        let mut object = Object {
            offset: self.at - 1,
            members: Vec::new(),
        };
        if self.optional(b'}') {
            return Ok(object);
        }
        loop {
            let name = self.name()?;
            if object.members.iter().any(|(other, _)| name.is(other)) {
                return Err(error(name.offset, "a member that has been before"));
            }
            if object.members.len() == MAX_MEMBERS {
                return Err(error(name.offset, "too many members"));
            }
            object.members.push((name, self.value()?));
            if !self.optional(b',') {
                self.punctuation(b'}', "expected a comma or the end of the object")?;
                return Ok(object);
            }
        }
    }

    fn finish(&mut self) -> Result<(), Error> {
        self.space();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(error(self.at, "text after the object")),
        }
    }
}

/// number = [ "-" ] int [ frac ] [ exp ]
fn is_number(word: &[u8]) -> bool {
    let digits = |text: &[u8]| text.iter().take_while(|b| b.is_ascii_digit()).count();
    let mut rest = word.strip_prefix(b"-").unwrap_or(word);
    let int = digits(rest);
    if int == 0 || (int > 1 && rest[0] == b'0') {
        return false;
    }
    rest = &rest[int..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let len = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = &fraction[len..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = match exponent {
            [b'+' | b'-', unsigned @ ..] => unsigned,
            unsigned => unsigned,
        };
        return !exponent.is_empty() && digits(exponent) == exponent.len();
    }
    rest.is_empty()
}

impl Text<'_> {
    /// The UTF-16 code units of escape sequences, the bytes of the rest.
    fn units(&self) -> impl Iterator<Item = u16> + '_ {
        let mut rest = self.raw;
        core::iter::from_fn(move || {
            let (&first, after) = rest.split_first()?;
            if first != b'\\' {
                rest = after;
                return Some(first.into());
            }
            // `Json::escape` has checked what follows.
            let (&kind, after) = after.split_first()?;
            rest = after;
            Some(match kind {
                b'b' => 8,
                b'f' => 12,
                b'n' => 10,
                b'r' => 13,
                b't' => 9,
                b'u' => {
                    let (digits, after) = rest.split_at(4);
                    rest = after;
                    let digit = |&d: &u8| char::from(d).to_digit(16);
                    digits
                        .iter()
                        .filter_map(digit)
                        .fold(0, |unit, d| unit << 4 | d as u16)
                }
                other => other.into(),
            })
        })
    }

    /// Whether two strings are the same ones once their escape sequences are decoded. (Two ways of writing a character beyond
    /// ASCII are not seen to be the same; no member's name that is looked for has one.)
    fn is(&self, other: &Text<'_>) -> bool {
        self.units().eq(other.units())
    }
}

/// An object's members.
struct Object<'a> {
    offset: usize,
    members: Vec<(Text<'a>, Value<'a>)>,
}

impl<'a> Object<'a> {
    fn get(&self, name: &str) -> Option<Value<'a>> {
        let named = Text {
            raw: name.as_bytes(),
            offset: 0,
        };
        self.members
            .iter()
            .find(|(other, _)| other.is(&named))
            .map(|&(_, value)| value)
    }

    /// A Base64urlUInt (RFC 7518 §2): big-endian, in as few bytes as the number has.
    fn number(&self, member: &Member) -> Result<Vec<u8>, Error> {
        self.optional_number(member)?
            .ok_or(error(self.offset, member.missing))
    }

    fn optional_number(&self, member: &Member) -> Result<Option<Vec<u8>>, Error> {
        let Some(value) = self.get(member.name) else {
            return Ok(None);
        };
        let malformed = error(value.offset, member.malformed);
        let Some(text) = value.string() else {
            return Err(malformed);
        };
        let base64: Zeroizing<Vec<u8>> = match text.raw.contains(&b'\\') {
            false => Zeroizing::new(text.raw.to_vec()),
            true => {
                let mut decoded = Zeroizing::new(Vec::with_capacity(text.raw.len()));
                for unit in text.units() {
                    decoded.push(u8::try_from(unit).map_err(|_| malformed.clone())?);
                }
                decoded
            }
        };
        let base64 = core::str::from_utf8(&base64).map_err(|_| malformed.clone())?;
        // What a refusal leaves half decoded is wiped as well.
        let mut number = Zeroizing::new(vec![0; base64.len()]);
        let len = match Base64UrlUnpadded::decode(base64, &mut number) {
            Ok(decoded) if decoded.first().is_some_and(|&first| first != 0) => decoded.len(),
            _ => return Err(malformed),
        };
        number.truncate(len);
        Ok(Some(core::mem::take(&mut *number)))
    }

    fn check_kty(&self) -> Result<(), Error> {
        let kty = self.get("kty").ok_or_else(|| match self.get("keys") {
            Some(keys) => error(
                keys.offset,
                "a JWK Set: one of the JWKs in its \"keys\" is read",
            ),
            None => error(self.offset, "no member \"kty\""),
        })?;
        let rsa = Text {
            raw: b"RSA",
            offset: 0,
        };
        match kty.string() {
            Some(text) if text.is(&rsa) => Ok(()),
            Some(_) => Err(Error::UnsupportedForm {
                what: "a JWK whose \"kty\" is not \"RSA\": only RSA is supported",
            }),
            None => Err(error(kty.offset, "\"kty\" is not a string")),
        }
    }
}

impl<'a> Value<'a> {
    fn string(&self) -> Option<Text<'a>> {
        let raw = self.raw.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        Some(Text {
            raw,
            offset: self.offset + 1,
        })
    }
}

/// A member that is a number, and what is reported when it is missing or malformed: messages never quote the input.
struct Member {
    name: &'static str,
    missing: &'static str,
    malformed: &'static str,
}

macro_rules! member {
    ($name:literal) => {
        Member {
            name: $name,
            missing: concat!("no member \"", $name, "\""),
            malformed: concat!(
                "\"",
                $name,
                "\" is not a number in base64url without padding and leading zeros (RFC 7518 section 2)"
            ),
        }
    };
}

const N: Member = member!("n");
const E: Member = member!("e");
const D: Member = member!("d");
const R: Member = member!("r");
const T: Member = member!("t");

/// p, q, dp, dq, qi, which stand together or not at all (RFC 7518 §6.3.2).
const CRT: [Member; 5] = [
    member!("p"),
    member!("q"),
    member!("dp"),
    member!("dq"),
    member!("qi"),
];

fn parse(text: &str) -> Result<Object<'_>, Error> {
    if text.len() > MAX_LEN {
        return Err(error(MAX_LEN, "the text is too long"));
    }
    let mut json = Json {
        text: text.as_bytes(),
        at: 0,
    };
    let object = json.object()?;
    json.finish()?;
    object.check_kty()?;
    Ok(object)
}

/// Reads the numbers of a private key. They are not checked: [`PrivateKey::from_parts`] does that.
///
/// # Errors
///
/// The text is not one JSON object, a member occurs twice, is missing or is not what RFC 7518 §6.3 has: with the offset.
pub fn private_from_jwk(text: &str) -> Result<KeyParts, Error> {
    let object = parse(text)?;
    let mut parts = KeyParts::default();
    parts.modulus = object.number(&N)?;
    parts.public_exponent = object.number(&E)?;
    parts.private_exponent = object.optional_number(&D)?.ok_or(error(
        object.offset,
        "no member \"d\": this is a public key",
    ))?;
    if CRT.iter().all(|member| object.get(member.name).is_none()) {
        return match object.get("oth") {
            None => Ok(parts),
            Some(oth) => Err(error(oth.offset, "\"oth\" without \"p\" and \"q\"")),
        };
    }
    let [p, q, dp, dq, qi] = &CRT;
    parts.prime1 = object.number(p)?;
    parts.prime2 = object.number(q)?;
    parts.exponent1 = object.number(dp)?;
    parts.exponent2 = object.number(dq)?;
    parts.coefficient = object.number(qi)?;
    if let Some(oth) = object.get("oth") {
        parts.other_primes = other_primes(text, oth.offset)?;
    }
    Ok(parts)
}

/// "oth": an array of objects with "r", "d" and "t" (RFC 7518 §6.3.2.7). That it is a value has been checked: what follows an element is
/// a comma or the array's end.
fn other_primes(text: &str, offset: usize) -> Result<Vec<OtherPrimeInfo>, Error> {
    let mut json = Json {
        text: text.as_bytes(),
        at: offset,
    };
    json.punctuation(b'[', "\"oth\" is not an array")?;
    // A vector that grows moves only the headers of those in it.
    let mut primes = Vec::new();
    loop {
        if primes.len() == MAX_OTHER_PRIMES {
            return Err(error(json.at, "too many primes"));
        }
        let prime = json.object()?;
        primes.push(OtherPrimeInfo {
            prime: prime.number(&R)?,
            exponent: prime.number(&D)?,
            coefficient: prime.number(&T)?,
        });
        if !json.optional(b',') {
            return Ok(primes);
        }
    }
}

/// Reads a public key; the private members of a private one are passed over.
///
/// # Errors
///
/// As [`private_from_jwk`], and [`Error::Key`].
pub fn public_from_jwk(text: &str) -> Result<PublicKey, Error> {
    let object = parse(text)?;
    Ok(PublicKey::from_be_bytes(
        &object.number(&N)?,
        &object.number(&E)?,
    )?)
}

/// Characters of a number in base64url, with its name and punctuation.
fn member_len(number: &[u8]) -> usize {
    number.len().div_ceil(3) * 4 + r#""qi":"","#.len()
}

/// Appends `,"name":"base64url"`, in place: the text has been given its whole length.
fn put(text: &mut Zeroizing<Vec<u8>>, name: &str, number: &[u8]) {
    let separator = match text.last() {
        Some(b'{' | b'[') | None => "\"",
        Some(_) => ",\"",
    };
    text.extend_from_slice(separator.as_bytes());
    text.extend_from_slice(name.as_bytes());
    text.extend_from_slice(b"\":\"");
    let start = text.len();
    text.resize(start + Base64UrlUnpadded::encoded_len(number), 0);
    Base64UrlUnpadded::encode(number, &mut text[start..]).expect("a buffer of the encoded length");
    text.push(b'"');
}

/// Writes a private key: every member of RFC 7518 §6.3.2, nothing else, without white space.
pub fn private_to_jwk(parts: &KeyParts) -> Zeroizing<String> {
    let numbers: [(&str, &[u8]); 8] = [
        ("n", &parts.modulus),
        ("e", &parts.public_exponent),
        ("d", &parts.private_exponent),
        ("p", &parts.prime1),
        ("q", &parts.prime2),
        ("dp", &parts.exponent1),
        ("dq", &parts.exponent2),
        ("qi", &parts.coefficient),
    ];
    let others = &parts.other_primes;
    let other_len = |info: &OtherPrimeInfo| {
        let numbers = [&info.prime, &info.exponent, &info.coefficient];
        numbers
            .iter()
            .map(|number| member_len(number))
            .sum::<usize>()
            + "{},".len()
    };
    let capacity = 64
        + numbers
            .iter()
            .map(|(_, number)| member_len(number))
            .sum::<usize>()
        + others.iter().map(other_len).sum::<usize>();
    let mut text = Zeroizing::new(Vec::with_capacity(capacity));
    text.extend_from_slice(br#"{"kty":"RSA""#);
    for (name, number) in numbers {
        put(&mut text, name, number);
    }
    if !others.is_empty() {
        text.extend_from_slice(br#","oth":["#);
        for info in others {
            if text.last() == Some(&b'}') {
                text.push(b',');
            }
            text.push(b'{');
            put(&mut text, "r", &info.prime);
            put(&mut text, "d", &info.exponent);
            put(&mut text, "t", &info.coefficient);
            text.push(b'}');
        }
        text.push(b']');
    }
    text.push(b'}');
    debug_assert!(text.len() <= capacity, "a secret's text does not move");
    ascii(text)
}

/// The text, which is ASCII throughout, without a copy.
fn ascii(mut text: Zeroizing<Vec<u8>>) -> Zeroizing<String> {
    Zeroizing::new(String::from_utf8(core::mem::take(&mut *text)).expect("ASCII"))
}

/// Writes a public key: `kty`, `n` and `e`.
pub fn public_to_jwk(key: &PublicKey) -> String {
    let mut text = Zeroizing::new(br#"{"kty":"RSA""#.to_vec());
    put(&mut text, "n", key.modulus_be());
    put(&mut text, "e", key.exponent_be());
    text.push(b'}');
    core::mem::take(&mut *ascii(text))
}

/// SHA-256 of the required members in their one form (RFC 7638 §3).
pub fn thumbprint(key: &PublicKey) -> [u8; 32] {
    let mut text = Zeroizing::new(b"{".to_vec());
    put(&mut text, "e", key.exponent_be());
    text.extend_from_slice(br#","kty":"RSA""#);
    put(&mut text, "n", key.modulus_be());
    text.push(b'}');
    Sha256::digest(&*text).into()
}

/// JSON Web Keys (RFC 7517, RFC 7518 §6.3).
impl PrivateKey {
    /// A private key from a JWK, of two primes or more. Members that are not about the numbers (`alg`, `use`, `kid`, `x5c` …)
    /// are passed over.
    ///
    /// # Errors
    ///
    /// [`Error::Text`] with the offset of what is wrong, [`Error::Key`] when the numbers are not a key.
    pub fn from_jwk(text: &str) -> Result<Self, Error> {
        Ok(Self::from_parts(private_from_jwk(text)?)?)
    }

    /// The key as a JWK with `kty` and its numbers. Secret; zeroised on drop.
    pub fn to_jwk(&self) -> Zeroizing<String> {
        private_to_jwk(&self.parts())
    }
}

/// JSON Web Keys (RFC 7517, RFC 7518 §6.3).
impl PublicKey {
    /// The public half of a JWK, public or private.
    ///
    /// # Errors
    ///
    /// As [`PrivateKey::from_jwk`].
    pub fn from_jwk(text: &str) -> Result<Self, Error> {
        public_from_jwk(text)
    }

    /// The key as a JWK with `kty`, `n` and `e`.
    pub fn to_jwk(&self) -> String {
        public_to_jwk(self)
    }

    /// The thumbprint by SHA-256 (RFC 7638), of which the usual `kid` is the base64url.
    pub fn jwk_thumbprint(&self) -> [u8; 32] {
        thumbprint(self)
    }
}
