//! OpenSSL's `evp_test` files as far as they are about RSA, every stanza and control of 3.0 to 3.6; and BoringSSL's `evp_tests.txt`.

use std::collections::{HashMap, VecDeque};
use std::io::BufRead;

use certwright::der::oid;
use certwright::pem;
use certwright::pkcs::pkcs8::PrivateKeyInfo;
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::stanza::{Field, Stanzas};
use super::{ReadError, fault};
use crate::case::{
    Bytes, Case, CheckPair, Decrypt, DocumentKind, Expected, Padding, Parse, Recover, Request,
    SaltLength, Scheme, Sign, Text, Verify,
};
use crate::digest;

/// What a stanza asks of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operation {
    Sign,
    Verify,
    Recover,
    Decrypt,
    DigestSign,
    DigestVerify,
}

/// The keywords with which a test begins, and what they ask for.
const OPERATIONS: &[(&str, Operation)] = &[
    ("Sign", Operation::Sign),
    ("Verify", Operation::Verify),
    ("Verify-Message-Public", Operation::DigestVerify),
    ("VerifyRecover", Operation::Recover),
    ("Decrypt", Operation::Decrypt),
    ("DigestSign", Operation::DigestSign),
    ("OneShotDigestSign", Operation::DigestSign),
    ("Sign-Message", Operation::DigestSign),
    ("SignMessage", Operation::DigestSign),
    ("DigestVerify", Operation::DigestVerify),
    ("OneShotDigestVerify", Operation::DigestVerify),
    ("Verify-Message", Operation::DigestVerify),
    ("VerifyMessage", Operation::DigestVerify),
];

/// Keywords of tests that no request expresses.
const OTHERS: &[(&str, &str)] = &[
    ("Derive", "key agreement is not RSA's"),
    ("Encrypt", "encryption has no answer that a file could hold"),
    (
        "KeyGen",
        "key generation has no answer that a file could hold",
    ),
    ("ParamGen", "RSA has no parameters to generate"),
    ("Encapsulate", "key encapsulation is not offered"),
    ("Decapsulate", "key encapsulation is not offered"),
    ("Cipher", "not a test of RSA"),
    ("Digest", "not a test of RSA"),
    ("MAC", "not a test of RSA"),
    ("KDF", "not a test of RSA"),
    ("PBE", "not a test of RSA"),
    ("Encoding", "not a test of RSA"),
    ("PeerKey", "not a test of RSA"),
];

/// What may stand before a keyword.
const BEFORE: &[&str] = &["Title", "Availablein", "FIPSversion"];

/// All keys of a file together.
const MAX_KEYS: usize = 64 << 20;

/// Keys by name. `None` for one that is not RSA's.
type Keys = HashMap<String, Option<Bytes>>;

pub(super) struct Evp {
    stanzas: Stanzas,
    private: Keys,
    public: Keys,
    /// Bytes of both, with their names.
    kept: usize,
    title: String,
    count: usize,
    ready: VecDeque<Result<Case, ReadError>>,
}

impl Evp {
    pub(super) fn new(input: Box<dyn BufRead>) -> Self {
        Self {
            stanzas: Stanzas::new(input),
            private: Keys::new(),
            public: Keys::new(),
            kept: 0,
            title: String::new(),
            count: 0,
            ready: VecDeque::new(),
        }
    }

    /// A stanza may hold several keywords, each with its fields.
    fn stanza(&mut self, fields: Vec<Field>) {
        let boring = !fields.iter().any(|field| field.name == "Ctrl")
            && fields.iter().skip(1).any(|field| field.name == "Digest");
        let mut tests: Vec<Vec<Field>> = Vec::new();
        let mut before = Vec::new();
        for field in fields {
            let name = field.name.as_str();
            let begins = ["PrivateKey", "PublicKey", "PrivPubKeyPair"].contains(&name)
                || OPERATIONS.iter().any(|(known, _)| *known == name)
                || OTHERS
                    .iter()
                    .any(|(known, _)| *known == name && !(boring && name == "Digest"));
            if begins {
                before.insert(0, field);
                tests.push(std::mem::take(&mut before));
            } else if tests.is_empty() || BEFORE.contains(&name) {
                before.push(field);
            } else if let Some(test) = tests.last_mut() {
                test.push(field);
            }
        }
        for field in before {
            match field.name.as_str() {
                "Title" => self.title = field.value,
                name if BEFORE.contains(&name) => {}
                name => self
                    .ready
                    .push_back(Err(fault(field.line, format!("unknown keyword {name}")))),
            }
        }
        for test in tests {
            if let Some(case) = self.test(test).transpose() {
                self.ready.push_back(case);
            }
        }
    }

    fn test(&mut self, mut fields: Vec<Field>) -> Result<Option<Case>, ReadError> {
        let first = fields.remove(0);
        if let Some(title) = fields.iter().find(|field| field.name == "Title") {
            self.title = title.value.clone();
        }
        match first.name.as_str() {
            "PrivateKey" | "PublicKey" => return self.key(&first, &fields),
            "KeyGen" => self.generate(&fields),
            _ => {}
        }
        self.count += 1;
        let mut case = Case {
            id: self.count.to_string(),
            line: first.line,
            request: Request::Unsupported {
                reason: String::new(),
            },
            expected: Expected::Accepted,
            comment: self.title.clone(),
        };
        let only_fips = fields
            .iter()
            .any(|field| field.name == "Availablein" && field.value == "fips");
        let fields = Fields::read(&fields)?;
        (case.request, case.expected) = if only_fips {
            unsupported("a rule of OpenSSL's FIPS provider alone")
        } else if let Some((_, reason)) = OTHERS.iter().find(|(name, _)| *name == first.name) {
            unsupported(*reason)
        } else if first.name == "PrivPubKeyPair" {
            self.pair(&first, &fields)?
        } else {
            self.operation(&first, &fields)?
        };
        Ok(Some(case))
    }

    /// Keeps a key by its name. One with an `Error` is a case: it must be refused.
    fn key(&mut self, first: &Field, fields: &[Field]) -> Result<Option<Case>, ReadError> {
        let der = der(first, fields)?;
        let private = first.name == "PrivateKey";
        if fields.iter().any(|field| field.name == "Error") {
            self.count += 1;
            let kind = match private {
                true => DocumentKind::PrivateKey,
                false => DocumentKind::PublicKey,
            };
            return Ok(Some(Case {
                id: self.count.to_string(),
                line: first.line,
                request: Request::Parse(Parse {
                    kind,
                    document: der,
                    password: None,
                }),
                expected: Expected::Refused,
                comment: first.value.clone(),
            }));
        }
        let keys = if private {
            &mut self.private
        } else {
            &mut self.public
        };
        self.kept += first.value.len() + der.len();
        if self.kept > MAX_KEYS {
            return Err(fault(
                first.line,
                format!("the file's keys have more than {MAX_KEYS} bytes"),
            ));
        }
        keys.insert(
            first.value.clone(),
            Some(der).filter(|der| is_rsa(der, private)),
        );
        Ok(None)
    }

    /// A key that later tests use by its name: of 2048 bits, with the restrictions that are asked for.
    fn generate(&mut self, fields: &[Field]) {
        let control = |name: &str| {
            let controls = fields.iter().filter(|field| field.name == "Ctrl");
            controls
                .filter_map(|field| field.value.split_once(':'))
                .find(|(known, _)| *known == name)
                .map(|(_, value)| digest::normal(value))
        };
        let hash = |name: &str| control(name).and_then(|hash| digest::named(&hash).ok());
        let Some(name) = fields.iter().find(|field| field.name == "KeyName") else {
            return;
        };
        if control("rsa_keygen_bits").is_some() {
            return;
        }
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let Ok(key) = certwright::rsa::PrivateKey::generate(&mut rng, 2048) else {
            return;
        };
        let params = hash("rsa_pss_keygen_md").map(|hash_of| {
            let params = certwright::rsa::pss::Params::new(hash_of);
            params
                .with_mgf1_hash(hash("rsa_pss_keygen_mgf1_md").unwrap_or(hash_of))
                .with_salt_len(0)
        });
        let der = certwright::pkcs::pkcs8::to_der(
            &key.parts(),
            certwright::pkcs::KeyKind::RsaPss(params),
        );
        self.private
            .insert(name.value.clone(), Some(Bytes(der.to_vec())));
    }

    fn pair(&self, first: &Field, fields: &Fields) -> Result<(Request, Expected), ReadError> {
        let names = first.value.split_once(':');
        let (private, public) =
            names.ok_or_else(|| fault(first.line, "PrivPubKeyPair takes PRIVATE:PUBLIC"))?;
        let private_key = self.private.get(private);
        let public_key = self.public.get(public);
        match (private_key, public_key) {
            (Some(Some(private_key)), Some(Some(public_key))) => Ok((
                Request::CheckPair(CheckPair {
                    private_key: private_key.clone(),
                    public_key: public_key.clone(),
                }),
                fields.verdict(Expected::Accepted),
            )),
            (None, _) => Err(fault(first.line, format!("no key has the name {private}"))),
            (_, None) => Err(fault(first.line, format!("no key has the name {public}"))),
            _ => Ok(unsupported("not a test of RSA")),
        }
    }

    fn operation(&self, first: &Field, fields: &Fields) -> Result<(Request, Expected), ReadError> {
        let known = OPERATIONS.iter().find(|(name, _)| *name == first.name);
        let Some(&(_, operation)) = known else {
            return Err(fault(first.line, format!("unknown keyword {}", first.name)));
        };
        if let Some(reason) = &fields.unsupported {
            return Ok(unsupported(reason));
        }
        let mut scheme = fields.scheme.clone();
        let name = match operation {
            Operation::DigestSign | Operation::DigestVerify => {
                match &fields.key {
                    Some(key) => {
                        let hash =
                            digest::normal(first.value.split(':').next().unwrap_or_default());
                        // The default digest, and that of the key.
                        if !["null", "default", ""].contains(&hash.as_str()) {
                            scheme.hash = Some(hash);
                        } else if scheme.hash.is_none() {
                            scheme.hash = Some("sha256".into());
                        }
                        key
                    }
                    // BoringSSL's files name the key at once.
                    None => &first.value,
                }
            }
            _ => &first.value,
        };
        let private = || match (self.private.get(name), self.public.get(name)) {
            (Some(key), _) => Ok(key.clone()),
            (None, Some(None)) => Ok(None),
            (None, Some(_)) => Err(fault(first.line, format!("{name} is a public key"))),
            (None, None) if fields.result.is_some() => Ok(None),
            (None, None) => Err(fault(first.line, format!("no key has the name {name}"))),
        };
        let public = || match (self.public.get(name), self.private.get(name)) {
            (Some(key), _) => Ok(key.clone()),
            (None, Some(key)) => Ok(key.as_ref().and_then(public_of)),
            (None, None) if fields.result.is_some() => Ok(None),
            (None, None) => Err(fault(first.line, format!("no key has the name {name}"))),
        };
        let none = || unsupported("not a test of an RSA key that the file holds");
        let (input, output) = (fields.input.clone(), fields.output.clone());
        Ok(match operation {
            Operation::Verify | Operation::DigestVerify => {
                let Some(public_key) = public()? else {
                    return Ok(none());
                };
                let text = match operation {
                    Operation::Verify => Text::Digest(input),
                    _ => Text::Message(input),
                };
                let verify = Verify {
                    scheme,
                    public_key,
                    text,
                    signature: output,
                };
                (Request::Verify(verify), fields.verdict(Expected::Accepted))
            }
            Operation::Recover => {
                let Some(public_key) = public()? else {
                    return Ok(none());
                };
                let recover = Recover {
                    scheme,
                    public_key,
                    signature: input,
                };
                (
                    Request::Recover(recover),
                    fields.verdict(Expected::Value(output)),
                )
            }
            Operation::Sign | Operation::DigestSign => {
                let Some(private_key) = private()? else {
                    return Ok(none());
                };
                let text = match operation {
                    Operation::Sign => Text::Digest(input),
                    _ => Text::Message(input),
                };
                let expected = if scheme.padding == Some(Padding::Pss) {
                    Expected::Verifies(Box::new(Verify {
                        scheme: scheme.clone(),
                        public_key: public()?.unwrap_or_default(),
                        text: text.clone(),
                        signature: Bytes::default(),
                    }))
                } else {
                    Expected::Value(output)
                };
                let sign = Sign {
                    scheme,
                    private_key,
                    text,
                };
                (Request::Sign(sign), fields.verdict(expected))
            }
            Operation::Decrypt => {
                let Some(private_key) = private()? else {
                    return Ok(none());
                };
                let decrypt = Decrypt {
                    scheme,
                    private_key,
                    ciphertext: input,
                    sp800_56b: false,
                };
                (
                    Request::Decrypt(decrypt),
                    fields.verdict(Expected::Value(output)),
                )
            }
        })
    }
}

impl Iterator for Evp {
    type Item = Result<Case, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(case) = self.ready.pop_front() {
                return Some(case);
            }
            match self.stanzas.next()? {
                Ok(fields) => self.stanza(fields),
                Err(e) => return Some(Err(e)),
            }
        }
    }
}

fn unsupported(reason: impl Into<String>) -> (Request, Expected) {
    let reason = reason.into();
    (Request::Unsupported { reason }, Expected::Open)
}

/// The fields of a test beside its keyword.
#[derive(Default)]
struct Fields {
    scheme: Scheme,
    key: Option<String>,
    input: Bytes,
    output: Bytes,
    result: Option<String>,
    unsupported: Option<String>,
}

impl Fields {
    fn read(fields: &[Field]) -> Result<Self, ReadError> {
        let mut all = Self::default();
        for Field {
            line, name, value, ..
        } in fields
        {
            let bytes = || {
                bytes(value).ok_or_else(|| {
                    fault(*line, format!("{name} is neither hexadecimal nor quoted"))
                })
            };
            let (name, value) = match name.as_str() {
                "Ctrl" | "CtrlInit" => value
                    .split_once(':')
                    .ok_or_else(|| fault(*line, "a control takes name:value"))?,
                // BoringSSL's names for the same.
                "RSAPadding" => ("rsa_padding_mode", value.as_str()),
                "PSSSaltLength" => ("rsa_pss_saltlen", value.as_str()),
                "MGF1Digest" | "MGF" => ("rsa_mgf1_md", value.as_str()),
                "OAEPDigest" => ("rsa_oaep_md", value.as_str()),
                "OAEPLabel" => ("rsa_oaep_label", value.as_str()),
                "Digest" => ("digest", value.as_str()),
                name => {
                    match name {
                        // Given in parts, they are one.
                        "Input" => all.input.0.extend_from_slice(&bytes()?),
                        "Output" => all.output = bytes()?,
                        "Key" => all.key = Some(value.clone()),
                        "Result" | "Error" => all.result = Some(value.clone()),
                        // Comments in the form of fields.
                        "Reason" | "Function" | "Title" | "Availablein" | "FIPSversion"
                        | "KeyName" | "Securitycheck" | "CheckPublic" | "CheckDecrypt"
                        | "CheckVerify" | "CheckSign" | "Count" | "NonDeterministic"
                        | "Fips-Indicator" => {}
                        "FIPSVersion"
                        | "Unapproved"
                        | "Extended-Test"
                        | "Type"
                        | "SmallBufferTruncates"
                        | "VerifyPSSSaltLength" => {}
                        // What makes BoringSSL's own interface print raw keys, and other algorithms' fields.
                        "ExpectNoRawPrivate" | "ExpectNoRawPublic" | "ExpectRawPrivate"
                        | "ExpectRawPublic" | "DerivePeer" => {}
                        _ => return Err(fault(*line, format!("unknown field {name}"))),
                    }
                    continue;
                }
            };
            all.control(*line, name, value)?;
        }
        Ok(all)
    }

    fn control(&mut self, line: u64, name: &str, value: &str) -> Result<(), ReadError> {
        let scheme = &mut self.scheme;
        match name {
            "rsa_padding_mode" | "pad-mode" => match value.to_ascii_lowercase().as_str() {
                "pkcs1" => scheme.padding = Some(Padding::Pkcs1),
                "pss" => scheme.padding = Some(Padding::Pss),
                "oaep" | "oeap" => scheme.padding = Some(Padding::Oaep),
                "none" => scheme.padding = Some(Padding::None),
                other => self.unsupported = Some(format!("the padding {other} is not offered")),
            },
            "digest" | "rsa_oaep_md" => scheme.hash = Some(digest::normal(value)),
            "rsa_mgf1_md" | "mgf1-digest" => scheme.mgf1 = Some(digest::normal(value)),
            "rsa_oaep_label" | "hexoaep-label" => {
                scheme.label =
                    bytes(value).ok_or_else(|| fault(line, "the label is not hexadecimal"))?;
            }
            "rsa_pss_saltlen" | "saltlen" => {
                scheme.salt =
                    Some(match value {
                        "digest" | "-1" => SaltLength::Digest,
                        "auto" | "-2" | "auto-digestmax" | "-4" => SaltLength::Auto,
                        "max" | "-3" => SaltLength::Max,
                        number => SaltLength::Bytes(number.parse().map_err(|_| {
                            fault(line, format!("not a length of a salt: {number}"))
                        })?),
                    });
            }
            "rsa_pkcs1_implicit_rejection" => {
                if value == "0" {
                    self.unsupported = Some(
                        "without implicit rejection, PKCS #1 v1.5 decryption is Bleichenbacher's oracle, and is not offered".into(),
                    );
                }
            }
            "rsa_keygen_bits"
            | "rsa_keygen_primes"
            | "rsa_keygen_pubexp"
            | "rsa_pss_keygen_md"
            | "rsa_pss_keygen_mgf1_md"
            | "rsa_pss_keygen_saltlen"
            | "key-check"
            | "digest-check"
            | "sign-check"
            | "rsa-sign-x931-pad-check"
            | "rsa-pss-saltlen-check"
            | "kem-op"
            | "operation" => {}
            _ => return Err(fault(line, format!("unknown control {name}"))),
        }
        Ok(())
    }

    /// What is expected, given what a success would be.
    fn verdict(&self, success: Expected) -> Expected {
        match (&self.result, success) {
            (None, success) => success,
            // The operation succeeds, and its value is another.
            (Some(result), Expected::Value(value)) if result.ends_with("_MISMATCH") => {
                Expected::Not(value)
            }
            (Some(_), _) => Expected::Refused,
        }
    }
}

/// Hexadecimal, or text in quotation marks.
fn bytes(value: &str) -> Option<Bytes> {
    match value.strip_prefix('"') {
        Some(quoted) => Some(quoted.strip_suffix('"')?.as_bytes().into()),
        None => Bytes::from_hex(value),
    }
}

/// The DER of the block below a name, or in BoringSSL's files of a field.
fn der(first: &Field, fields: &[Field]) -> Result<Bytes, ReadError> {
    if let Some(field) = fields.iter().find(|field| field.name == "Input") {
        return bytes(&field.value).ok_or_else(|| fault(field.line, "the key is not hexadecimal"));
    }
    let block = pem::first(first.pem.as_bytes(), &[]).map_err(|e| {
        fault(
            first.line,
            format!("the key {} cannot be read: {e}", first.value),
        )
    })?;
    Ok(block.contents.as_slice().into())
}

/// Whether a key is RSA's by its algorithm, or cannot be read at all: that is for the test to find.
fn is_rsa(der: &[u8], private: bool) -> bool {
    let algorithm = match private {
        true => PrivateKeyInfo::from_der(der).map(|info| info.algorithm.oid.to_owned()),
        false => SubjectPublicKeyInfo::from_der(der).map(|info| info.algorithm.oid.to_owned()),
    };
    algorithm.map_or(true, |oid| {
        oid == oid::RSA_ENCRYPTION || oid == oid::RSASSA_PSS
    })
}

/// The public half of a private key, with the key's own kind.
fn public_of(private_key: &Bytes) -> Option<Bytes> {
    let (parts, kind) = certwright::pkcs::pkcs8::private_key_from_der(private_key).ok()?;
    let key =
        certwright::rsa::PublicKey::from_be_bytes(&parts.modulus, &parts.public_exponent).ok()?;
    Some(certwright::pkcs::spki::to_der_as(&key, kind).into())
}
