//! What is asked: a request, and what a file expects as its answer.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes that stand as hexadecimal digits in JSON.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    /// Reads hexadecimal digits of either case, an even count of them.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        let digit = |b: u8| char::from(b).to_digit(16).map(|d| d as u8);
        let (pairs, []) = digits.as_chunks::<2>() else {
            return None;
        };
        pairs
            .iter()
            .map(|&[high, low]| Some(digit(high)? << 4 | digit(low)?))
            .collect::<Option<_>>()
            .map(Self)
    }
}

impl std::ops::Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // In pieces: a formatter's call for each byte would be a measurable part of what is measured through the trait.
        const DIGITS: [char; 16] = [
            '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
        ];
        let mut digits = String::with_capacity(2 * self.0.len());
        for byte in &self.0 {
            digits.push(DIGITS[usize::from(byte >> 4)]);
            digits.push(DIGITS[usize::from(byte & 15)]);
        }
        f.write_str(&digits)
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_hex(&text)
            .ok_or_else(|| serde::de::Error::custom("not an even count of hexadecimal digits"))
    }
}

/// One test of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What the file calls it, or its number.
    pub id: String,
    /// The line on which it begins, from 1; 0 where the file has no lines.
    pub line: u64,
    /// What is asked.
    pub request: Request,
    /// What the answer must be.
    pub expected: Expected,
    /// What the file remarks on it.
    pub comment: String,
}

/// What an answer must be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expected {
    /// Accepted: the signature verifies, the key is sound, the document is read, the path is valid.
    Accepted,
    /// Refused; a value instead is wrong.
    Refused,
    /// The file leaves it open.
    Open,
    /// This value.
    Value(Bytes),
    /// Refused, or any value but this one (implicit rejection gives one).
    Not(Bytes),
    /// These numbers, in hexadecimal with a sign.
    Values(Vec<String>),
    /// A square root of a number modulo a prime: this one, or its negative.
    Root(String),
    /// A signature that verifies, by certwright.
    Verifies(Box<Verify>),
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "operation", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Request {
    /// Does a signature verify?
    Verify(Verify),
    /// The message that a signature holds.
    Recover(Recover),
    /// Sign.
    Sign(Sign),
    /// Decrypt.
    Decrypt(Decrypt),
    /// Make a key from given random values.
    GenerateKey(GenerateKey),
    /// Compute with whole numbers.
    Arithmetic(Arithmetic),
    /// Is a number prime?
    CheckPrime(CheckPrime),
    /// Is a key sound?
    CheckKey(CheckKey),
    /// Does a public key belong to a private key?
    CheckPair(CheckPair),
    /// Is a document well-formed?
    Parse(Parse),
    /// Does a document keep the rules for whoever issues it?
    Lint(Lint),
    /// Is there a valid path?
    Path(Path),
    /// What the file asks and this package cannot express, with the reason.
    Unsupported {
        /// Why.
        reason: String,
    },
}

/// How a message becomes a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Padding {
    /// RSASSA-PKCS1-v1_5, RSAES-PKCS1-v1_5.
    #[default]
    Pkcs1,
    /// RSASSA-PSS.
    Pss,
    /// RSAES-OAEP.
    Oaep,
    /// The number itself.
    None,
}

/// How long PSS's salt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SaltLength {
    /// As the digest.
    Digest,
    /// The longest.
    Max,
    /// Signing: the longest; verifying: any.
    Auto,
    /// So many bytes.
    Bytes(usize),
}

/// A scheme with its parameters. A hash is named in lower case as OpenSSL names it: `sha256`, `sha512-224`, `sha3-256`, `shake128`,
/// `md5-sha1`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Scheme {
    /// The padding; without one, what the key is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub padding: Option<Padding>,
    /// The hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// The hash of MGF1; without one, `hash`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mgf1: Option<String>,
    /// PSS's salt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salt: Option<SaltLength>,
    /// OAEP's label.
    #[serde(default, skip_serializing_if = "bytes_are_empty")]
    pub label: Bytes,
}

fn bytes_are_empty(bytes: &Bytes) -> bool {
    bytes.is_empty()
}

impl Scheme {
    /// PKCS #1 v1.5 with a hash.
    pub fn pkcs1(hash: &str) -> Self {
        Self {
            padding: Some(Padding::Pkcs1),
            hash: Some(hash.into()),
            ..Self::default()
        }
    }

    /// PSS.
    pub fn pss(hash: &str, mgf1: &str, salt: usize) -> Self {
        Self {
            padding: Some(Padding::Pss),
            hash: Some(hash.into()),
            mgf1: Some(mgf1.into()),
            salt: Some(SaltLength::Bytes(salt)),
            ..Self::default()
        }
    }

    /// OAEP.
    pub fn oaep(hash: &str, mgf1: &str, label: impl Into<Bytes>) -> Self {
        Self {
            padding: Some(Padding::Oaep),
            hash: Some(hash.into()),
            mgf1: Some(mgf1.into()),
            label: label.into(),
            ..Self::default()
        }
    }

    /// This padding and nothing more.
    pub fn bare(padding: Padding) -> Self {
        Self {
            padding: Some(padding),
            ..Self::default()
        }
    }
}

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Text {
    /// The message.
    Message(Bytes),
    /// Its digest, or with no hash what stands in place of DigestInfo.
    Digest(Bytes),
}

/// Does a signature verify?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verify {
    /// The scheme.
    pub scheme: Scheme,
    /// SubjectPublicKeyInfo.
    pub public_key: Bytes,
    /// What was signed.
    #[serde(flatten)]
    pub text: Text,
    /// The signature.
    pub signature: Bytes,
}

/// The message that a signature holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recover {
    /// The scheme.
    pub scheme: Scheme,
    /// SubjectPublicKeyInfo.
    pub public_key: Bytes,
    /// The signature.
    pub signature: Bytes,
}

/// Sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// The scheme.
    pub scheme: Scheme,
    /// PrivateKeyInfo.
    pub private_key: Bytes,
    /// What to sign.
    #[serde(flatten)]
    pub text: Text,
}

/// Decrypt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decrypt {
    /// The scheme.
    pub scheme: Scheme,
    /// PrivateKeyInfo.
    pub private_key: Bytes,
    /// The ciphertext.
    pub ciphertext: Bytes,
    /// Refuse a ciphertext that is not above 1 and below n − 1 (SP 800-56B §7.1.2).
    #[serde(default, skip_serializing_if = "is_false")]
    pub sp800_56b: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// How the primes of a key are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PrimeMethod {
    /// Provable primes (FIPS 186-5 A.1.2).
    Provable,
    /// Probable primes (A.1.3), which no given value determines.
    Probable,
    /// Provable primes with auxiliary provable primes (A.1.4).
    ProvableWithProvableAux,
    /// Probable primes with auxiliary provable primes (A.1.5).
    ProbableWithProvableAux,
    /// Probable primes with auxiliary probable primes (A.1.6).
    ProbableWithProbableAux,
}

/// Make a key from given random values, or by [`PrimeMethod::Probable`] from an implementation's own. What a method does not use is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GenerateKey {
    /// How.
    pub method: PrimeMethod,
    /// The modulus' bits.
    pub bits: usize,
    /// The public exponent.
    pub exponent: Bytes,
    /// The hash of provable primes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// The seed of provable primes.
    #[serde(default, skip_serializing_if = "bytes_are_empty")]
    pub seed: Bytes,
    /// Bits of the auxiliary primes p1, p2, q1 and q2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aux_bits: Option<[usize; 4]>,
    /// The random value from which p is searched.
    #[serde(default, skip_serializing_if = "bytes_are_empty")]
    pub xp: Bytes,
    /// The random value from which q is searched.
    #[serde(default, skip_serializing_if = "bytes_are_empty")]
    pub xq: Bytes,
    /// The random value from which p1 is searched.
    #[serde(default, skip_serializing_if = "bytes_are_empty")]
    pub xp1: Bytes,
    /// The random value from which p2 is searched.
    #[serde(default, skip_serializing_if = "bytes_are_empty")]
    pub xp2: Bytes,
    /// The random value from which q1 is searched.
    #[serde(default, skip_serializing_if = "bytes_are_empty")]
    pub xq1: Bytes,
    /// The random value from which q2 is searched.
    #[serde(default, skip_serializing_if = "bytes_are_empty")]
    pub xq2: Bytes,
}

/// What is computed, with the operands in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Operator {
    /// a + b.
    Sum,
    /// a·b.
    Product,
    /// a².
    Square,
    /// a ÷ b: quotient rounded towards zero, and remainder.
    Divide,
    /// a·2^n.
    ShiftLeft,
    /// a/2^n, rounded towards zero.
    ShiftRight,
    /// a·b mod |m|.
    ModMul,
    /// a^e mod |m|.
    ModExp,
    /// a^e.
    Exp,
    /// A root of a modulo the prime p.
    ModSqrt,
    /// a⁻¹ mod |m|.
    ModInv,
    /// The greatest common divisor.
    Gcd,
    /// The least common multiple.
    Lcm,
    /// Does odd w pass a round of Miller–Rabin with base b?
    MillerRabin,
}

/// Compute with whole numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arithmetic {
    /// What is computed.
    pub operator: Operator,
    /// Hexadecimal, with a sign where below zero.
    pub operands: Vec<String>,
}

/// Is a number prime?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckPrime {
    /// Big-endian.
    pub number: Bytes,
}

/// Is a key sound? One of the two is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckKey {
    /// PrivateKeyInfo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_key: Option<Bytes>,
    /// SubjectPublicKeyInfo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<Bytes>,
}

/// Does a public key belong to a private key?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckPair {
    /// PrivateKeyInfo.
    pub private_key: Bytes,
    /// SubjectPublicKeyInfo.
    pub public_key: Bytes,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DocumentKind {
    /// A certificate.
    Certificate,
    /// A certificate signing request.
    Request,
    /// A CRL.
    Crl,
    /// PrivateKeyInfo or RSAPrivateKey, PEM or DER, perhaps encrypted.
    PrivateKey,
    /// SubjectPublicKeyInfo or RSAPublicKey, PEM or DER.
    PublicKey,
}

/// Is a document well-formed?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parse {
    /// What it is.
    pub kind: DocumentKind,
    /// DER; of a key also PEM.
    pub document: Bytes,
    /// The password of an encrypted key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// Which rules a document is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RuleSet {
    /// RFC 5280 with its updates.
    Rfc5280,
    /// The same, and on what is for TLS servers the CA/Browser Forum's Baseline Requirements.
    BaselineRequirements,
}

/// How severe a breach is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing.
    Notice,
    /// SHOULD, RECOMMENDED, and their negations.
    Warning,
    /// MUST, MUST NOT, and ASN.1.
    Error,
}

/// Does a document keep the rules for whoever issues it?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lint {
    /// What it is: a certificate, a request or a CRL.
    pub kind: DocumentKind,
    /// DER.
    pub document: Bytes,
    /// The certificate of its issuer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Bytes>,
    /// The rules.
    pub rules: RuleSet,
    /// A breach of at least this severity refuses it.
    pub severity: Severity,
    /// Names under which the public registers names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub public_suffixes: Vec<String>,
}

/// Is there a valid path?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path {
    /// The target certificate.
    pub target: Bytes,
    /// Trust anchors, as certificates.
    pub anchors: Vec<Bytes>,
    /// Further certificates, in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intermediates: Vec<Bytes>,
    /// CRLs; where there are any, every certificate of the path is looked up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub crls: Vec<Bytes>,
    /// Seconds since 1970.
    pub time: i64,
    /// `server`, `client`, or none; or a KeyPurposeId, dotted, which extendedKeyUsage must include where it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The host, as a DNS name or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Mailboxes, each of which must be the target's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Bits that the target's keyUsage must have, where it is there, by their names in RFC 5280 §4.2.1.3.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_usage: Vec<String>,
    /// Algorithms of the path's signatures, dotted; none stands for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signature_algorithms: Vec<String>,
    /// What the file judges by besides RFC 5280 §6: `strict`, what RFC 5280 demands of issuers, and what an anchor's certificate
    /// states; `web-pki`, with the CA/Browser Forum's Baseline Requirements. An implementation that has no such choice
    /// answers by its own rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The most intermediate certificates that are not self-issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_intermediates: Option<usize>,
    /// user-initial-policy-set (RFC 5280 §6.1.1 (c)), dotted; none stands for anyPolicy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// `explicit-policy`, `inhibit-policy-mapping`, `inhibit-any-policy` (RFC 5280 §6.1.1 (e) to (g)), `crl-check`, `112-bits`: keys and
    /// hashes of at least that strength.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
}
