//! Mbed TLS's `.data` files: a description, perhaps what the test depends on, and a function with its arguments.

use std::io::BufRead;
use std::path::{Path as FilePath, PathBuf};

use certwright::pem;

use super::{ReadError, TextLines, fault, key};
use crate::case::{
    Bytes, Case, CheckKey, CheckPair, Decrypt, DocumentKind, Expected, Padding, Parse, Path,
    Recover, Request, SaltLength, Scheme, Sign, Text, Verify,
};
use crate::digest;

/// 2023-03-28, when Mbed TLS 2.28.3 was released: its certificates are valid from 2011 or 2019 to 2029.
const NOW: i64 = 1_679_961_600;

pub(super) struct MbedTls {
    lines: TextLines,
    folder: PathBuf,
    count: usize,
}

impl MbedTls {
    pub(super) fn new(input: Box<dyn BufRead>, folder: PathBuf) -> Self {
        Self {
            lines: TextLines::new(input),
            folder,
            count: 0,
        }
    }

    fn case(&mut self, description: String) -> Result<Case, ReadError> {
        loop {
            let Some(next) = self.lines.next() else {
                return Err(fault(
                    0,
                    format!("the file ends within the test {description}"),
                ));
            };
            let (line, text) = next?;
            if text.starts_with("depends_on:") || text.starts_with('#') {
                continue;
            }
            self.count += 1;
            let mut arguments = Arguments {
                line,
                rest: split(&text).into_iter(),
                folder: &self.folder,
            };
            let function = arguments.word()?;
            let (request, expected) = case(&function, &mut arguments)?;
            return Ok(Case {
                id: self.count.to_string(),
                line,
                request,
                expected,
                comment: description,
            });
        }
    }
}

impl Iterator for MbedTls {
    type Item = Result<Case, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.lines.next()? {
                Err(e) => return Some(Err(e)),
                Ok((_, text)) if text.is_empty() || text.starts_with('#') => {}
                Ok((_, description)) => return Some(self.case(description)),
            }
        }
    }
}

/// What stands between colons; `\:` is a colon, and quotation marks hold what may have one.
fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut quoted, mut characters) = (false, text.chars());
    while let Some(c) = characters.next() {
        let last = parts.len() - 1;
        match c {
            '\\' => {
                parts[last].push('\\');
                parts[last].extend(characters.next());
            }
            '"' => {
                quoted = !quoted;
                parts[last].push(c);
            }
            ':' if !quoted => parts.push(String::new()),
            c => parts[last].push(c),
        }
    }
    parts
}

struct Arguments<'a> {
    line: u64,
    rest: std::vec::IntoIter<String>,
    folder: &'a FilePath,
}

impl Arguments<'_> {
    fn word(&mut self) -> Result<String, ReadError> {
        self.rest
            .next()
            .ok_or_else(|| fault(self.line, "the test has too few arguments"))
    }

    fn text(&mut self) -> Result<String, ReadError> {
        let word = self.word()?;
        let inner = word
            .strip_prefix('"')
            .and_then(|word| word.strip_suffix('"'));
        inner
            .map(|inner| inner.replace("\\:", ":").replace("\\n", "\n"))
            .ok_or_else(|| fault(self.line, format!("not in quotation marks: {word}")))
    }

    fn bytes(&mut self) -> Result<Vec<u8>, ReadError> {
        let text = self.text()?;
        key::number(&text).ok_or_else(|| fault(self.line, "not hexadecimal"))
    }

    /// Leaves arguments aside.
    fn skip(&mut self, count: usize) -> Result<(), ReadError> {
        (0..count).try_for_each(|_| self.word().map(drop))
    }

    /// Whether the result is zero, success.
    fn success(&mut self) -> Result<bool, ReadError> {
        Ok(self.word()?.trim() == "0")
    }

    fn padding(&mut self) -> Result<Padding, ReadError> {
        match self.word()?.as_str() {
            "MBEDTLS_RSA_PKCS_V15" => Ok(Padding::Pkcs1),
            "MBEDTLS_RSA_PKCS_V21" => Ok(Padding::Oaep),
            _ => Ok(Padding::None),
        }
    }

    fn hash(&mut self) -> Result<Option<String>, ReadError> {
        let name = self.word()?;
        Ok((name != "MBEDTLS_MD_NONE").then(|| digest::normal(&name)))
    }

    /// P, Q, N and E.
    fn private_key(&mut self) -> Result<Bytes, ReadError> {
        let (p, q, n, e) = (self.bytes()?, self.bytes()?, self.bytes()?, self.bytes()?);
        let mut parts = certwright::rsa::KeyParts::from_primes(&p, &q, &e);
        parts.modulus = n;
        Ok(key::private(parts))
    }

    fn public_key(&mut self) -> Result<Bytes, ReadError> {
        Ok(key::public(&self.bytes()?, &self.bytes()?))
    }

    /// A file of the suite: `data_files/NAME`, which stands beside the folder of the test files.
    fn file(&mut self) -> Result<Vec<u8>, ReadError> {
        let name = self.text()?;
        self.read(&name)
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        let beside = self.folder.join("..").join(name);
        let path = if beside.is_file() {
            beside
        } else {
            self.folder.join(name)
        };
        let length = std::fs::metadata(&path).map(|metadata| metadata.len());
        match length {
            Ok(length) if length < 1 << 20 => std::fs::read(&path)
                .map_err(|e| fault(self.line, format!("cannot read {name}: {e}"))),
            Ok(_) => Err(fault(
                self.line,
                format!("{name} is not a file of the suite"),
            )),
            Err(e) => Err(fault(self.line, format!("cannot read {name}: {e}"))),
        }
    }
}

/// Every block of a PEM file, or the DER.
fn blocks(bytes: &[u8]) -> Vec<Bytes> {
    if !pem::is_pem(bytes) {
        return vec![bytes.into()];
    }
    let read = pem::blocks(bytes).map_while(Result::ok);
    read.map(|block| block.contents.as_slice().into()).collect()
}

fn first_block(bytes: &[u8]) -> Bytes {
    blocks(bytes).into_iter().next().unwrap_or_default()
}

fn verdict(success: bool) -> Expected {
    if success {
        Expected::Accepted
    } else {
        Expected::Refused
    }
}

fn value(success: bool, value: Vec<u8>) -> Expected {
    if success {
        Expected::Value(value.into())
    } else {
        Expected::Refused
    }
}

fn unsupported(reason: &str) -> (Request, Expected) {
    let reason = reason.into();
    (Request::Unsupported { reason }, Expected::Open)
}

fn parse(kind: DocumentKind, document: impl Into<Bytes>, success: bool) -> (Request, Expected) {
    let parse = Parse {
        kind,
        document: document.into(),
        password: None,
    };
    (Request::Parse(parse), verdict(success))
}

fn case(function: &str, a: &mut Arguments<'_>) -> Result<(Request, Expected), ReadError> {
    Ok(match function {
        "mbedtls_rsa_pkcs1_verify" => {
            let message = a.bytes()?;
            let padding = a.padding()?;
            let hash = a.hash()?;
            a.skip(1)?;
            let public_key = a.public_key()?;
            let signature = a.bytes()?;
            (
                Request::Verify(Verify {
                    scheme: signature_scheme(padding, hash),
                    public_key,
                    text: Text::Message(message.into()),
                    signature: signature.into(),
                }),
                verdict(a.success()?),
            )
        }
        "mbedtls_rsa_pkcs1_sign" => {
            let message = a.bytes()?;
            let padding = a.padding()?;
            let hash = a.hash()?;
            a.skip(1)?;
            let private_key = a.private_key()?;
            let signature = a.bytes()?;
            let scheme = signature_scheme(padding, hash);
            (
                Request::Sign(Sign {
                    scheme,
                    private_key,
                    text: Text::Message(message.into()),
                }),
                value(a.success()?, signature),
            )
        }
        "rsa_pkcs1_sign_raw" => {
            let text = Text::Digest(a.bytes()?.into());
            let scheme = signature_scheme(a.padding()?, None);
            a.skip(1)?;
            let private_key = a.private_key()?;
            (
                Request::Sign(Sign {
                    scheme,
                    private_key,
                    text,
                }),
                value(true, a.bytes()?),
            )
        }
        "rsa_pkcs1_verify_raw" => {
            let text = Text::Digest(a.bytes()?.into());
            let scheme = signature_scheme(a.padding()?, None);
            a.skip(1)?;
            let public_key = a.public_key()?;
            let signature = a.bytes()?.into();
            (
                Request::Verify(Verify {
                    scheme,
                    public_key,
                    text,
                    signature,
                }),
                verdict(a.success()?),
            )
        }
        "mbedtls_rsa_pkcs1_decrypt" => {
            let ciphertext = a.bytes()?;
            let padding = a.padding()?;
            a.skip(1)?;
            let private_key = a.private_key()?;
            let capacity = a.word()?;
            let message = a.bytes()?;
            let success = a.success()?;
            if !success
                && capacity
                    .parse::<usize>()
                    .is_ok_and(|capacity| capacity < 1000)
                && !message.is_empty()
            {
                return Ok(unsupported("the size of a buffer in C"));
            }
            let scheme = Scheme::bare(padding);
            let expected = match success {
                true => Expected::Value(message.into()),
                // Implicit rejection answers with some message.
                false => Expected::Not(message.into()),
            };
            (
                Request::Decrypt(Decrypt {
                    scheme,
                    private_key,
                    ciphertext: ciphertext.into(),
                    sp800_56b: false,
                }),
                expected,
            )
        }
        "mbedtls_rsa_public" => {
            let signature = a.bytes()?.into();
            a.skip(1)?;
            let public_key = a.public_key()?;
            let result = a.bytes()?;
            (
                Request::Recover(Recover {
                    scheme: Scheme::bare(Padding::None),
                    public_key,
                    signature,
                }),
                value(a.success()?, result),
            )
        }
        "mbedtls_rsa_private" => {
            let ciphertext = a.bytes()?.into();
            a.skip(1)?;
            let private_key = a.private_key()?;
            let result = a.bytes()?;
            (
                Request::Decrypt(Decrypt {
                    scheme: Scheme::bare(Padding::None),
                    private_key,
                    ciphertext,
                    sp800_56b: false,
                }),
                value(a.success()?, result),
            )
        }
        "mbedtls_rsa_check_pubkey" => {
            let public_key = Some(a.public_key()?);
            (
                Request::CheckKey(CheckKey {
                    public_key,
                    private_key: None,
                }),
                verdict(a.success()?),
            )
        }
        "mbedtls_rsa_check_privkey" => {
            a.skip(1)?;
            let private_key = Some(full_private_key(a)?);
            (
                Request::CheckKey(CheckKey {
                    private_key,
                    public_key: None,
                }),
                verdict(a.success()?),
            )
        }
        "rsa_check_pubpriv" => {
            a.skip(1)?;
            let public_key = a.public_key()?;
            let private_key = full_private_key(a)?;
            (
                Request::CheckPair(CheckPair {
                    private_key,
                    public_key,
                }),
                verdict(a.success()?),
            )
        }
        "mbedtls_rsa_validate_params" => {
            let (n, p, q, d, e) = (a.bytes()?, a.bytes()?, a.bytes()?, a.bytes()?, a.bytes()?);
            a.skip(1)?;
            let success = a.success()?;
            if n.len() < 64 {
                return Ok(unsupported("numbers of a few bits, which are not a key"));
            }
            let private_key = Some(key::private(key::parts(&n, &e, &d, &p, &q)));
            (
                Request::CheckKey(CheckKey {
                    private_key,
                    public_key: None,
                }),
                verdict(success),
            )
        }
        "mbedtls_rsa_import" | "mbedtls_rsa_import_raw" => {
            let (n, p, q, d, e) = (a.bytes()?, a.bytes()?, a.bytes()?, a.bytes()?, a.bytes()?);
            a.skip(1)?;
            let is_private = a.word()? == "1";
            let (_, complete) = (a.word()?, a.success()?);
            if !is_private {
                let public_key = Some(key::public(&n, &e));
                return Ok((
                    Request::CheckKey(CheckKey {
                        public_key,
                        private_key: None,
                    }),
                    verdict(complete),
                ));
            }
            let mut parts = key::parts(&n, &e, &d, &p, &q);
            if n.is_empty() && !p.is_empty() && !q.is_empty() {
                parts = certwright::rsa::KeyParts::from_primes(&p, &q, &e);
                parts.private_exponent = d;
            }
            let private_key = Some(key::private(parts));
            (
                Request::CheckKey(CheckKey {
                    private_key,
                    public_key: None,
                }),
                verdict(complete),
            )
        }
        "pkcs1_rsaes_oaep_decrypt" | "pkcs1_rsaes_v15_decrypt" => {
            a.skip(1)?;
            let private_key = a.private_key()?;
            let hash = a.hash()?;
            let message = a.bytes()?;
            a.skip(1)?;
            let ciphertext = a.bytes()?;
            let success = a.success()?;
            let scheme = match hash {
                Some(hash) if function.contains("oaep") => {
                    Scheme::oaep(&hash, &hash, Bytes::default())
                }
                _ => Scheme::bare(Padding::Pkcs1),
            };
            let expected = match success {
                true => Expected::Value(message.into()),
                false if function.contains("v15") => Expected::Not(message.into()),
                false => Expected::Refused,
            };
            (
                Request::Decrypt(Decrypt {
                    scheme,
                    private_key,
                    ciphertext: ciphertext.into(),
                    sp800_56b: false,
                }),
                expected,
            )
        }
        "pkcs1_rsassa_v15_sign" | "pkcs1_rsassa_pss_sign" => {
            a.skip(1)?;
            let private_key = a.private_key()?;
            let (digest, hash) = (a.hash()?, a.hash()?);
            let message = a.bytes()?;
            a.skip(1)?;
            let signature = a.bytes()?;
            if function.contains("pss") {
                let salt = a.word()?;
                let success = a.success()?;
                let mut scheme = Scheme {
                    padding: Some(Padding::Pss),
                    hash: digest.or(hash.clone()),
                    mgf1: hash,
                    ..Scheme::default()
                };
                scheme.salt = Some(match salt.parse() {
                    Ok(length) => SaltLength::Bytes(length),
                    Err(_) => SaltLength::Max,
                });
                let expected = match success {
                    true => Expected::Open,
                    false => Expected::Refused,
                };
                return Ok((
                    Request::Sign(Sign {
                        scheme,
                        private_key,
                        text: Text::Message(message.into()),
                    }),
                    expected,
                ));
            }
            let scheme = signature_scheme(Padding::Pkcs1, digest.or(hash));
            (
                Request::Sign(Sign {
                    scheme,
                    private_key,
                    text: Text::Message(message.into()),
                }),
                value(a.success()?, signature),
            )
        }
        "pkcs1_rsassa_v15_verify" | "pkcs1_rsassa_pss_verify" => {
            a.skip(1)?;
            let public_key = a.public_key()?;
            let (digest, hash) = (a.hash()?, a.hash()?);
            let message = a.bytes()?;
            a.skip(1)?;
            let signature = a.bytes()?.into();
            let scheme = match function.contains("pss") {
                true => Scheme {
                    padding: Some(Padding::Pss),
                    hash: digest.or(hash.clone()),
                    mgf1: hash,
                    salt: Some(SaltLength::Auto),
                    ..Scheme::default()
                },
                false => signature_scheme(Padding::Pkcs1, digest.or(hash)),
            };
            (
                Request::Verify(Verify {
                    scheme,
                    public_key,
                    text: Text::Message(message.into()),
                    signature,
                }),
                verdict(a.success()?),
            )
        }
        "pkcs1_rsassa_pss_verify_ext" => {
            a.skip(1)?;
            let public_key = a.public_key()?;
            let (message_hash, own_hash, mgf1) = (a.hash()?, a.hash()?, a.hash()?);
            let salt = a.word()?;
            let message = a.bytes()?;
            let signature = a.bytes()?.into();
            a.skip(1)?;
            let success = a.success()?;
            let text = match message_hash {
                Some(_) => Text::Message(message.into()),
                None => Text::Digest(message.into()),
            };
            let salt = salt.parse().map_or(SaltLength::Auto, SaltLength::Bytes);
            let scheme = Scheme {
                padding: Some(Padding::Pss),
                hash: message_hash.or(own_hash),
                mgf1,
                salt: Some(salt),
                ..Scheme::default()
            };
            (
                Request::Verify(Verify {
                    scheme,
                    public_key,
                    text,
                    signature,
                }),
                verdict(success),
            )
        }
        "pk_parse_keyfile_rsa" => {
            let document = a.file()?;
            let password = Some(a.text()?).filter(|password| password != "NULL");
            let success = a.success()?;
            let parse = Parse {
                kind: DocumentKind::PrivateKey,
                document: document.into(),
                password,
            };
            (Request::Parse(parse), verdict(success))
        }
        "pk_parse_public_keyfile_rsa" => {
            let document = a.file()?;
            parse(DocumentKind::PublicKey, document, a.success()?)
        }
        "pk_parse_key" => {
            let document = a.bytes()?;
            parse(DocumentKind::PrivateKey, document, a.success()?)
        }
        "x509parse_crt" | "x509parse_crt_cb" => {
            let document = a.bytes()?;
            a.skip(1)?;
            parse(DocumentKind::Certificate, document, a.success()?)
        }
        "x509parse_crt_file" => {
            let document = first_block(&a.file()?);
            parse(DocumentKind::Certificate, document, a.success()?)
        }
        "x509parse_crl" => {
            let document = a.bytes()?;
            a.skip(1)?;
            parse(DocumentKind::Crl, document, a.success()?)
        }
        "mbedtls_x509_crl_parse" => {
            let document = first_block(&a.file()?);
            parse(DocumentKind::Crl, document, a.success()?)
        }
        "mbedtls_x509_csr_parse" => {
            let document = a.bytes()?;
            a.skip(1)?;
            parse(DocumentKind::Request, document, a.success()?)
        }
        "x509_cert_info" => parse(DocumentKind::Certificate, first_block(&a.file()?), true),
        "mbedtls_x509_crl_info" => parse(DocumentKind::Crl, first_block(&a.file()?), true),
        "mbedtls_x509_csr_info" => parse(DocumentKind::Request, first_block(&a.file()?), true),
        "x509_verify" => {
            let (leaf, anchors, crls) = (a.file()?, a.file()?, a.file()?);
            let host = Some(a.text()?)
                .filter(|host| host != "NULL" && host.contains(['.', '*']) || host == "localhost");
            let success = a.success()?;
            a.skip(2)?;
            if a.text()? != "NULL" {
                return Ok(unsupported("a callback in C decides"));
            }
            let mut leaf = blocks(&leaf).into_iter();
            let path = Path {
                target: leaf.next().unwrap_or_default(),
                intermediates: leaf.collect(),
                anchors: blocks(&anchors),
                crls: blocks(&crls),
                time: NOW,
                host,
                ..Path::default()
            };
            (Request::Path(path), verdict(success))
        }
        "mbedtls_x509_crt_verify_chain" => {
            let names = a.text()?;
            let mut chain = Vec::new();
            for name in names.split(' ') {
                chain.extend(blocks(&a.read(name)?));
            }
            let anchors = blocks(&a.file()?);
            a.skip(1)?;
            let success = a.success()?;
            let mut chain = chain.into_iter();
            let path = Path {
                target: chain.next().unwrap_or_default(),
                intermediates: chain.collect(),
                anchors,
                time: NOW,
                ..Path::default()
            };
            (Request::Path(path), verdict(success))
        }
        "mbedtls_rsa_pkcs1_encrypt"
        | "pkcs1_rsaes_oaep_encrypt"
        | "pkcs1_rsaes_v15_encrypt"
        | "rsa_pkcs1_encrypt_bad_rng" => unsupported("encryption under a prescribed generator"),
        "mbedtls_rsa_gen_key" => unsupported("key generation has no answer that a file could hold"),
        "pk_parse_keyfile_ec" | "pk_parse_public_keyfile_ec" => unsupported("not a test of RSA"),
        _ if function.starts_with("mbedtls_")
            || function.starts_with("rsa_")
            || function.starts_with("x509")
            || function.starts_with("pk") =>
        {
            unsupported("a test of Mbed TLS's own interface")
        }
        other => return Err(fault(a.line, format!("unknown function {other}"))),
    })
}

fn signature_scheme(padding: Padding, hash: Option<String>) -> Scheme {
    match padding {
        Padding::Oaep => Scheme {
            padding: Some(Padding::Pss),
            mgf1: hash.clone(),
            hash,
            salt: Some(SaltLength::Auto),
            ..Scheme::default()
        },
        padding => Scheme {
            padding: Some(padding),
            hash,
            ..Scheme::default()
        },
    }
}

/// P, Q, N, E, D, DP, DQ and QP.
fn full_private_key(a: &mut Arguments<'_>) -> Result<Bytes, ReadError> {
    let (p, q, n, e, d) = (a.bytes()?, a.bytes()?, a.bytes()?, a.bytes()?, a.bytes()?);
    let mut parts = key::parts(&n, &e, &d, &p, &q);
    parts.exponent1 = a.bytes()?;
    parts.exponent2 = a.bytes()?;
    parts.coefficient = a.bytes()?;
    Ok(key::private(parts))
}
