//! Reading: what a file holds, as text and PEM.

use std::process::ExitCode;

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{check_legacy, without_rest};
use crate::args::Args;
use crate::error::CliError;
use crate::found::Kind;
use crate::limits;
use crate::nameopt::NameOptions;
use crate::pass::{self, Pass};
use crate::text::{self, Text, put};
use crate::{io, json, key, load, rng};
use certwright::der::{Found, ObjectIdentifierRef, Reader, Tag, oid};
use certwright::pem::{self, Label, label};
use certwright::pkcs::algorithm::AlgorithmIdentifier;
use certwright::pkcs::pkcs8::{self, Kdf, LegacyScheme, PrivateKeyInfo};
use certwright::pkcs::pkcs12::{Attribute, Bag, BagValue, Opener, Pkcs12};
use certwright::pkcs::{Cipher, Error, spki};
use certwright::rsa::PrivateKey;
use certwright::x509::{CertificateListRef, CertificateRef};

/// What is left out, and how keys are written.
struct Output<'a> {
    args: &'a Args,
    name: String,
    info: bool,
    /// Encrypts the keys that are written.
    cipher: Option<Cipher>,
    passout: Option<Pass>,
    text: Zeroizing<Vec<u8>>,
}

pub(super) fn run(
    args: &Args,
    passin: Option<Pass>,
    passout: Option<Pass>,
    mac_password: Option<Pass>,
    cipher: Option<&str>,
) -> Result<ExitCode, CliError> {
    let others = [
        "nokeys", "nocerts", "clcerts", "cacerts", "passout", "noenc", "nodes",
    ];
    let as_document = json::is_asked_for(args, &others)?;
    let path = args.path("in");
    let name = io::display(path);
    io::check_writable(args.path("out"))?;
    let bytes = io::read(path, &limits::CERTIFICATES)?;
    let failed = |e: Error| {
        CliError::new(match e {
            // The first words are OpenSSL's, which scripts look for.
            Error::MacMismatch => format!(
                "Mac verify error: invalid password? The MAC of {name} does not verify: the password is wrong, or the file was changed"
            ),
            Error::WrongPassword => {
                format!("could not decrypt {name}: the password is wrong, or the file is damaged")
            }
            e @ Error::Der(_) => {
                let damaged = format!("{e}; take a whole copy of the file");
                return load::unreadable("PKCS #12 file", path, &bytes, Kind::Pkcs12, &damaged);
            }
            e => format!("could not read the PKCS #12 file {name}: {e}"),
        })
    };
    let within = limits::pkcs12()?;
    let read = |der: &[u8]| Pkcs12::from_der_within(der, within);
    let file = without_rest(&armour(&bytes), &name, read).map_err(failed)?;
    let password = match passin {
        Some(password) => password,
        None => pass::ask("Import Password")?,
    };
    let info = args.has("info");
    if let Some(mac) = file.mac().filter(|_| info) {
        eprintln!(
            "MAC: {}, Iteration {}\nMAC length: {}, salt length: {}",
            text::shown(mac.algorithm().oid),
            mac.iterations(),
            mac.digest_len(),
            mac.salt_len()
        );
    }
    let mut opener = match args.has("nomacver") {
        true => file.opener(&*password),
        false => match file.unlock(&**mac_password.as_ref().unwrap_or(&password)) {
            Ok(_) if mac_password.is_some() => file.opener(&*password),
            Ok(opener) => {
                if opener.is_byte_for_byte() {
                    eprintln!("Warning: using broken algorithm");
                }
                opener
            }
            Err(Error::NoMac) => {
                eprintln!("Warning: MAC is absent!");
                file.opener(&*password)
            }
            Err(e) => return Err(failed(e)),
        },
    };
    let default = if args.has("legacy") { "des3" } else { "aes256" };
    let mut output = Output {
        args,
        name: name.clone(),
        info,
        cipher: match cipher {
            Some("noenc" | "nodes") => None,
            named => key::cipher(named.unwrap_or(default)),
        },
        passout,
        // Text and PEM of a file are below eight times its size: a key is never moved, which would leave a copy.
        text: Zeroizing::new(Vec::with_capacity((64 << 10) + 8 * bytes.len())),
    };
    if as_document {
        let shown = as_json(&file, &mut opener).map_err(failed)?;
        return json::write(args, &shown);
    }
    for safe in file.safes().map_err(failed)? {
        let algorithm = safe.algorithm();
        if let Some(algorithm) = &algorithm {
            if info {
                eprintln!("PKCS7 Encrypted data: {}", describe(algorithm));
            }
            check_legacy(args, LegacyScheme::from_oid(algorithm.oid))?;
        } else if safe.unsupported().is_none() && info {
            eprintln!("PKCS7 Data");
        }
        if safe.unsupported().is_none() {
            let bags = opener.bags(&safe).map_err(failed)?;
            output.bags(&bags, &mut opener, &failed)?;
        }
    }
    io::write(args.path("out"), &output.text, io::Access::Private)?;
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

/// `-json`: what the file holds, without a secret.
fn as_json(file: &Pkcs12, opener: &mut Opener) -> Result<Value, Error> {
    let mut safes = Vec::new();
    for safe in file.safes()? {
        let bags = match safe.unsupported() {
            None => opener.bags(&safe)?,
            Some(_) => Vec::new(),
        };
        safes.push(json!({
            "encryption": safe.algorithm().as_ref().map(json::encryption),
            "unsupported": safe.unsupported().map(json::object),
            "bags": bags_as_json(&bags, opener)?,
        }));
    }
    let mac = file.mac().map(|mac| {
        let mut value = json::object(mac.algorithm().oid);
        value["iterations"] = mac.iterations().into();
        value["salt_length"] = mac.salt_len().into();
        value["length"] = mac.digest_len().into();
        value
    });
    Ok(json::document(
        "pkcs12",
        json!({ "mac": mac, "safes": safes }),
    ))
}

fn bags_as_json(bags: &[Bag], opener: &mut Opener) -> Result<Vec<Value>, Error> {
    let key = |der: &[u8]| {
        PrivateKey::from_pkcs8_der(der)
            .ok()
            .map(|key| json::key(&spki::to_der(key.public_key()), true))
    };
    bags.iter()
        .map(|bag| {
            let mut value = match &bag.value {
                BagValue::Key(der) => json!({ "type": "key", "key": key(der) }),
                BagValue::ShroudedKey(shrouded) => {
                    let der = opener.private_key_info(shrouded)?;
                    let encryption = json::encryption(&shrouded.info().algorithm);
                    json!({ "type": "shrouded_key", "key": key(&der), "encryption": encryption })
                }
                BagValue::Certificate(der) => {
                    let parsed = CertificateRef::from_der(der).ok();
                    let shown = parsed.map(|cert| json::certificate(&cert, der));
                    json!({ "type": "certificate", "certificate": shown })
                }
                BagValue::Crl(der) => {
                    let parsed = CertificateListRef::from_der(der).ok();
                    json!({ "type": "crl", "crl": parsed.map(|crl| json::crl(&crl, der)) })
                }
                BagValue::Secret { oid, .. } => {
                    json!({ "type": "secret", "secret_type": json::object(oid.as_oid_ref()) })
                }
                BagValue::SafeContents(bags) => {
                    json!({ "type": "safe_contents", "bags": bags_as_json(bags, opener)? })
                }
                BagValue::OtherCertificate(oid) | BagValue::Other(oid) => {
                    json!({ "type": "other", "other_type": json::object(oid.as_oid_ref()) })
                }
                _ => json!({ "type": "other", "other_type": Value::Null }),
            };
            value["friendly_name"] = bag.friendly_name().into();
            value["local_key_id"] = bag.local_key_id().map(json::hex).into();
            Ok(value)
        })
        .collect()
}

/// The file, out of the PEM that GnuTLS writes if it is in that.
fn armour(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let block = match pem::is_pem(bytes) {
        true => pem::first(bytes, &[const { Label::new("PKCS12").unwrap() }]).ok(),
        false => None,
    };
    block.map_or_else(|| Zeroizing::new(bytes.to_vec()), |block| block.contents)
}

impl Output<'_> {
    fn bags(
        &mut self,
        bags: &[Bag],
        opener: &mut Opener,
        failed: &dyn Fn(Error) -> CliError,
    ) -> Result<(), CliError> {
        // Bags nest as deep as the limit that they were read within.
        for bag in bags {
            self.bag(bag, opener, failed)?;
        }
        Ok(())
    }

    fn bag(
        &mut self,
        bag: &Bag,
        opener: &mut Opener,
        failed: &dyn Fn(Error) -> CliError,
    ) -> Result<(), CliError> {
        let info = |text: &dyn std::fmt::Display| {
            if self.info {
                eprintln!("{text}");
            }
        };
        let attributes = bag.attributes.as_deref();
        let (no_keys, no_certificates) = (self.leaves_out("nokeys"), self.leaves_out("nocerts"));
        match &bag.value {
            BagValue::Key(der) => {
                info(&"Key bag");
                if !no_keys {
                    self.attributes("Bag Attributes", attributes);
                    self.key(der)?;
                }
            }
            BagValue::ShroudedKey(key) => {
                let algorithm = key.info().algorithm;
                info(&format_args!("Shrouded Keybag: {}", describe(&algorithm)));
                if !no_keys {
                    check_legacy(self.args, LegacyScheme::from_oid(algorithm.oid))?;
                    let der = opener.private_key_info(key).map_err(failed)?;
                    self.attributes("Bag Attributes", attributes);
                    self.key(&der)?;
                }
            }
            BagValue::Certificate(_) | BagValue::OtherCertificate(_) => {
                info(&"Certificate bag");
                let is_client = bag.attribute(oid::LOCAL_KEY_ID).is_some();
                let unwanted = if is_client { "cacerts" } else { "clcerts" };
                if !no_certificates && !self.args.has(unwanted) {
                    self.attributes("Bag Attributes", attributes);
                    if let BagValue::Certificate(der) = &bag.value {
                        self.certificate(der)?;
                    }
                }
            }
            BagValue::Secret { oid, value } => {
                info(&"Secret bag");
                self.attributes("Bag Attributes", attributes);
                eprint!("Bag Type: {}\nBag Value: ", text::shown(oid.as_oid_ref()));
                value_line(&mut self.text, value);
            }
            BagValue::SafeContents(bags) => {
                info(&"Safe Contents bag");
                self.attributes("Bag Attributes", attributes);
                self.bags(bags, opener, failed)?;
            }
            BagValue::Crl(_) => unsupported(oid::CRL_BAG),
            BagValue::Other(kind) => unsupported(kind.as_oid_ref()),
            // Kinds of bags that a later library may know.
            _ => {}
        }
        Ok(())
    }

    fn leaves_out(&self, option: &str) -> bool {
        self.args.has(option) || self.args.has("noout")
    }

    fn attributes(&mut self, title: &str, attributes: Option<&[Attribute]>) {
        let out = &mut self.text;
        let Some(attributes) = attributes else {
            out.extend(format!("{title}: <No Attributes>\n").bytes());
            return;
        };
        if attributes.is_empty() {
            out.extend(format!("{title}: <Empty Attributes>\n").bytes());
            return;
        }
        out.extend(format!("{title}\n").bytes());
        for attribute in attributes {
            let name = text::shown(attribute.oid.as_oid_ref());
            out.extend(format!("    {name}: ").bytes());
            if attribute.values.is_empty() {
                out.extend(b"<No Values>\n");
            }
            for value in &attribute.values {
                value_line(out, value);
            }
        }
    }

    fn key(&mut self, der: &[u8]) -> Result<(), CliError> {
        let malformed = |e: &dyn std::fmt::Display| {
            CliError::new(format!(
                "could not read a private key in {}: {e}",
                self.name
            ))
        };
        let info = PrivateKeyInfo::from_der(der).map_err(|e| malformed(&e))?;
        let attributes = match info.attributes {
            None => None,
            Some(der) => Some(key_attributes(der).map_err(|e| malformed(&e))?),
        };
        let plain = without_attributes(&info);
        self.attributes("Key Attributes", attributes.as_deref());
        let pem = match self.cipher {
            None => pem::encode_secret(label::PRIVATE_KEY, &plain),
            Some(cipher) => {
                let asked;
                let pass = match &self.passout {
                    Some(pass) => pass,
                    None => {
                        asked = pass::ask_for_output("PEM pass phrase")?;
                        &asked
                    }
                };
                let choice = pkcs8::Choice::new(cipher, Kdf::RECOMMENDED);
                let der = pkcs8::encrypt(&plain, &choice, pass, &mut rng::system()?)
                    .map_err(|e| CliError::new(format!("cannot encrypt the key: {e}")))?;
                pem::encode_secret(label::ENCRYPTED_PRIVATE_KEY, &der)
            }
        };
        self.text.extend_from_slice(pem.as_bytes());
        Ok(())
    }

    fn certificate(&mut self, der: &[u8]) -> Result<(), CliError> {
        let (issuer, subject) = names(der).map_err(|e| {
            CliError::new(format!(
                "could not read a certificate in {}: {e}",
                self.name
            ))
        })?;
        let options = NameOptions::parse([]).expect("no option is unknown");
        let mut lines = Text::new();
        text::name_line(&mut lines, "subject=", subject, &options);
        text::name_line(&mut lines, "issuer=", issuer, &options);
        self.text.extend_from_slice(lines.as_bytes());
        let pem = pem::encode(label::CERTIFICATE, der);
        self.text.extend_from_slice(pem.as_bytes());
        Ok(())
    }
}

fn unsupported(kind: ObjectIdentifierRef<'_>) {
    eprintln!("Warning unsupported bag type: {}", text::shown(kind));
}

/// The DER of issuer and subject. A certificate that is wrong elsewhere still comes out of the file.
fn names(der: &[u8]) -> Result<(&[u8], &[u8]), certwright::der::DerError> {
    let mut fields = Reader::new(der).sequence("Certificate")?;
    let mut tbs = fields.sequence("TBSCertificate")?;
    tbs.context(0, true, "TBSCertificate.version")?;
    tbs.expect(Tag::Integer, "TBSCertificate.serialNumber")?;
    tbs.sequence("TBSCertificate.signature")?;
    let issuer = tbs.expect(Tag::Sequence, "TBSCertificate.issuer")?;
    tbs.sequence("TBSCertificate.validity")?;
    let subject = tbs.expect(Tag::Sequence, "TBSCertificate.subject")?;
    Ok((issuer.raw, subject.raw))
}

/// The attributes of a PrivateKeyInfo: `[0]` IMPLICIT SET OF Attribute.
fn key_attributes(der: &[u8]) -> Result<Vec<Attribute>, certwright::der::DerError> {
    let mut set = Reader::new(der).any("PrivateKeyInfo.attributes")?.reader();
    let mut all = Vec::new();
    while !set.is_empty() {
        let mut fields = set.sequence("Attribute")?;
        let oid = fields.oid("Attribute.type")?.to_owned();
        let mut values = fields.set("Attribute.values")?;
        fields.finish("Attribute")?;
        let mut ders = Vec::new();
        while !values.is_empty() {
            ders.push(values.any("Attribute.values")?.raw.to_vec());
        }
        all.push(Attribute { oid, values: ders });
    }
    Ok(all)
}

/// The key alone, of whatever algorithm.
fn without_attributes(info: &PrivateKeyInfo<'_>) -> Zeroizing<Vec<u8>> {
    let mut w = certwright::der::Writer::with_capacity(info.private_key.len() + 256);
    w.sequence(|w| {
        w.unsigned(&[0]);
        w.raw(info.algorithm.raw);
        w.octet_string(info.private_key);
    });
    Zeroizing::new(w.into_vec())
}

/// The value of an attribute, as OpenSSL prints it: the low byte of each character of a BMPString, and nothing after a zero.
fn value_line(out: &mut Vec<u8>, der: &[u8]) {
    let until_zero = |text: &mut dyn Iterator<Item = u8>| -> Vec<u8> {
        text.take_while(|byte| *byte != 0).collect()
    };
    let hex = |bytes: &[u8]| -> Vec<u8> {
        let text: String = bytes.iter().map(|byte| format!("{byte:02X} ")).collect();
        text.into_bytes()
    };
    let value = Reader::new(der).any("attribute value");
    let line = match &value {
        Ok(value) => match value.tag {
            Tag::BmpString if value.value.len() % 2 == 1 => b"(null)".to_vec(),
            Tag::BmpString => until_zero(&mut value.value.iter().copied().skip(1).step_by(2)),
            Tag::Utf8String => until_zero(&mut value.value.iter().copied()),
            Tag::OctetString => hex(value.value),
            Tag::BitString => hex(value.value.get(1..).unwrap_or_default()),
            tag => format!("<Unsupported tag {}>", tag.number().value()).into_bytes(),
        },
        Err(e) => match e.found {
            Found::UnknownTag(byte) => format!("<Unsupported tag {}>", byte & 0x1f).into_bytes(),
            _ => b"<Unsupported tag>".to_vec(),
        },
    };
    out.extend(line);
    out.push(b'\n');
}

/// An encryption algorithm and its parameters in one line, as `-info` prints it.
fn describe(algorithm: &AlgorithmIdentifier<'_>) -> String {
    let long = |oid: ObjectIdentifierRef<'_>| text::long_name(oid).unwrap_or("undefined");
    let short = |oid: ObjectIdentifierRef<'_>| text::short_name(oid).unwrap_or("UNDEF");
    let mut line = Text::new();
    line.put(long(algorithm.oid));
    let mut details = || -> Option<()> {
        let mut outer = parameters(algorithm)?;
        if algorithm.oid != oid::PBES2 {
            outer.octet_string("salt").ok()?;
            put!(
                line,
                ", Iteration {}",
                outer.unsigned_u32("iterations").ok()?
            );
            return Some(());
        }
        let kdf = AlgorithmIdentifier::parse(&mut outer, "keyDerivationFunc").ok()?;
        let scheme = AlgorithmIdentifier::parse(&mut outer, "encryptionScheme").ok()?;
        put!(line, ", {}, {}", long(kdf.oid), short(scheme.oid));
        if kdf.oid == oid::PBKDF2 {
            let mut kdf = parameters(&kdf)?;
            kdf.octet_string("salt").ok()?;
            let iterations = kdf.unsigned_u32("iterations").ok()?;
            kdf.optional(Tag::Integer, "keyLength").ok()?;
            let prf = match kdf.is_empty() {
                true => short(oid::HMAC_WITH_SHA1),
                false => short(AlgorithmIdentifier::parse(&mut kdf, "prf").ok()?.oid),
            };
            put!(line, ", Iteration {iterations}, PRF {prf}");
        } else if kdf.oid == oid::SCRYPT {
            let mut kdf = parameters(&kdf)?;
            let salt = kdf.octet_string("salt").ok()?.value.len();
            let (n, r, p) = (
                kdf.unsigned_u32("N").ok()?,
                kdf.unsigned_u32("r").ok()?,
                kdf.unsigned_u32("p").ok()?,
            );
            put!(
                line,
                ", Salt length: {salt}, Cost(N): {n}, Block size(r): {r}, Parallelism(p): {p}"
            );
        }
        Some(())
    };
    if details().is_none() {
        line.put(", <unsupported parameters>");
    }
    String::from_utf8_lossy(line.as_bytes()).into_owned()
}

/// The fields of an algorithm's parameters, if they are a SEQUENCE.
fn parameters<'a>(algorithm: &AlgorithmIdentifier<'a>) -> Option<Reader<'a>> {
    let sequence = algorithm.parameters.filter(|p| p.tag == Tag::Sequence);
    sequence.map(|p| p.reader())
}
