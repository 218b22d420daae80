//! `spkac`: Netscape's signed public key and challenge, made, shown and verified.
//!
//! ```text
//! SignedPublicKeyAndChallenge ::= SEQUENCE {
//!     publicKeyAndChallenge  SEQUENCE { spki SubjectPublicKeyInfo, challenge IA5String },
//!     signatureAlgorithm     AlgorithmIdentifier,
//!     signature              BIT STRING }
//! ```

use std::path::Path;
use std::process::ExitCode;

use base64ct::Encoding as _;

use super::args::Args;
use super::conf::Conf;
use super::digest::{self, MessageDigest};
use super::error::CliError;
use super::io::{self, Access};
use super::options::{
    Command, Item, PROVIDER, Value, flag, infile, option, outfile, text as text_option,
};
use super::rsa_options::RsaOptions;
use super::text::{self, Text, put};
use super::{key, key_text, pass, rng};
use crate::limits;
use certwright::der::{DerError, ObjectIdentifierRef, Reader, Tag, Writer};
use certwright::oid;
use certwright::pem::{self, label};
use certwright::pkcs::KeyKind;
use certwright::pkcs::spki::{self, SubjectPublicKeyInfo};

/// `spkac`.
pub const COMMAND: Command = Command {
    name: "spkac",
    summary: "Make, show and verify signed public keys with a challenge",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("General"),
        text_option(
            "spksect",
            "Specify the name of an SPKAC-dedicated section of configuration",
        ),
        Item::Section("Input"),
        infile("in", "Input file"),
        infile("key", "Create SPKAC using private key"),
        option("keyform", Value::Format, "Private key file format"),
        text_option("passin", "Input file pass phrase source"),
        text_option("challenge", "Challenge string"),
        text_option("spkac", "Alternative SPKAC name"),
        Item::Section("Output"),
        text_option(
            "digest",
            "Sign new SPKAC with the specified digest (default: MD5)",
        ),
        outfile("out", "Output file"),
        flag("noout", "Don't print SPKAC"),
        flag("pubkey", "Output public key"),
        flag("verify", "Verify SPKAC signature"),
        Item::Group(PROVIDER),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    if let Some(path) = args.path("key") {
        return make(args, path);
    }
    let conf = load(args.path("in"))?;
    let section = args.text("spksect").unwrap_or("default");
    let name = args.text("spkac").unwrap_or("SPKAC");
    let der = decode(&conf, section, name)?;
    let spkac = Spkac::parse(&der).map_err(|e| malformed(&conf, &e))?;
    let mut out = Text::new();
    if !args.has("noout") {
        spkac.print(&mut out);
    }
    let mut status = ExitCode::SUCCESS;
    if args.has("verify") {
        match spkac.verify() {
            Ok(()) => eprintln!("Signature OK"),
            Err(why) => {
                eprintln!("Signature Failure: {why}");
                status = ExitCode::FAILURE;
            }
        }
    }
    // As with OpenSSL, a key that did not sign itself does not go out.
    let verified = status == ExitCode::SUCCESS;
    if args.has("pubkey") && verified {
        out.put(pem::encode(label::PUBLIC_KEY, spkac.spki));
    }
    if verified || !out.as_bytes().is_empty() {
        io::write(args.path("out"), out.as_bytes(), Access::Public)?;
    }
    Ok(status)
}

/// A file of names and values, which somebody else wrote.
pub(crate) fn load(path: Option<&Path>) -> Result<Conf, CliError> {
    let bytes = io::read(path, &limits::CONFIGURATION)?;
    Conf::from_foreign(&bytes, &io::display(path))
}

/// The DER of a file's line `SPKAC=Base64`.
pub(crate) fn decode(file: &Conf, section: &str, name: &str) -> Result<Vec<u8>, CliError> {
    let value = file.get(section, name).ok_or_else(|| {
        CliError::new(format!(
            "can't find SPKAC called \"{name}\" in {}: a line {name}=Base64 is missing",
            file.name(),
            name = super::error::excerpt(name)
        ))
    })?;
    let digits: String = value.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    base64ct::Base64::decode_vec(&digits)
        .map_err(|_| CliError::new(format!("the SPKAC in {} is not Base64", file.name())))
}

/// The line for DER that is not what the file should hold.
pub(crate) fn malformed(file: &Conf, error: &DerError) -> CliError {
    CliError::new(format!(
        "the SPKAC in {} is malformed: {error}",
        file.name()
    ))
}

fn make(args: &Args, path: &Path) -> Result<ExitCode, CliError> {
    let passphrase = pass::Sources::new().get(args.text("passin"))?;
    let key = key::load_private(Some(path), passphrase.as_ref())?;
    if key.kind != KeyKind::RsaEncryption {
        return Err(CliError::new(
            "unsupported: an SPKAC is signed by PKCS #1 v1.5; give a key that is not for RSASSA-PSS alone",
        ));
    }
    let challenge = args.text("challenge").unwrap_or_default();
    if !challenge.is_ascii() {
        return Err(CliError::usage(
            "-challenge: an IA5String holds ASCII characters only",
        ));
    }
    let digest = match args.text("digest") {
        Some(name) => digest::named(name)?,
        None => digest::named("md5")?,
    };
    let algorithm = signature_oid(digest)?;
    let mut w = Writer::new();
    w.sequence(|w| {
        w.raw(&spki::to_der_as(key.key.public_key(), key.kind));
        w.tlv(Tag::Ia5String, challenge.as_bytes());
    });
    let signed = w.into_vec();
    let mut rng = rng::system()?;
    let signature = RsaOptions::default().sign(
        &key.key,
        key.kind,
        Some(digest),
        &digest.digest(&signed),
        &mut rng,
    )?;
    let mut w = Writer::new();
    w.sequence(|w| {
        w.raw(&signed);
        w.sequence(|w| {
            w.oid(algorithm);
            w.null();
        });
        w.bit_string(&signature);
    });
    let line = format!("SPKAC={}\n", base64ct::Base64::encode_string(&w.into_vec()));
    io::write(args.path("out"), line.as_bytes(), Access::Public)?;
    Ok(ExitCode::SUCCESS)
}

/// The identifiers of RSASSA-PKCS1-v1_5 with a digest (RFC 8017 §A.2.4).
const SIGNATURES: [(ObjectIdentifierRef<'static>, &str); 6] = [
    (oid!("1.2.840.113549.1.1.4"), "md5"),
    (oid!("1.2.840.113549.1.1.5"), "sha1"),
    (oid!("1.2.840.113549.1.1.14"), "sha224"),
    (oid!("1.2.840.113549.1.1.11"), "sha256"),
    (oid!("1.2.840.113549.1.1.12"), "sha384"),
    (oid!("1.2.840.113549.1.1.13"), "sha512"),
];

fn signature_oid(digest: &MessageDigest) -> Result<ObjectIdentifierRef<'static>, CliError> {
    let row = SIGNATURES
        .iter()
        .find(|(_, name)| digest.names.contains(name));
    row.map(|(oid, _)| *oid).ok_or_else(|| {
        let names = SIGNATURES.map(|(_, name)| name);
        CliError::usage(format!(
            "-digest {}: it takes {}",
            digest.display,
            names.join(", ")
        ))
    })
}

/// A signed public key with its challenge.
pub(crate) struct Spkac<'a> {
    signed: &'a [u8],
    /// The key: a SubjectPublicKeyInfo.
    pub(crate) spki: &'a [u8],
    challenge: &'a [u8],
    algorithm: ObjectIdentifierRef<'a>,
    signature: &'a [u8],
}

impl<'a> Spkac<'a> {
    pub(crate) fn parse(der: &'a [u8]) -> Result<Self, DerError> {
        let what = "SignedPublicKeyAndChallenge";
        let mut reader = Reader::new(der);
        let mut fields = reader.sequence(what)?;
        reader.finish(what)?;
        let signed = fields.expect(Tag::Sequence, "publicKeyAndChallenge")?;
        let algorithm = fields.expect(Tag::Sequence, "signatureAlgorithm")?;
        let signature = fields.bit_string_bytes("signature")?;
        fields.finish(what)?;
        let mut inner = signed.reader();
        let spki = inner.expect(Tag::Sequence, "spki")?.raw;
        let challenge = inner.expect(Tag::Ia5String, "challenge")?.value;
        inner.finish("publicKeyAndChallenge")?;
        Ok(Self {
            signed: signed.raw,
            spki,
            challenge,
            algorithm: algorithm.reader().oid("algorithm")?,
            signature,
        })
    }

    fn print(&self, out: &mut Text) {
        out.put("Netscape SPKI:\n");
        match SubjectPublicKeyInfo::from_der(self.spki) {
            Ok(info) => {
                put!(
                    out,
                    "  Public Key Algorithm: {}\n",
                    text::shown(info.algorithm.oid)
                );
                match (info.rsa_public_key(), info.kind()) {
                    (Ok(public), Ok(kind)) => out.put(key_text::public(&public, kind, 4)),
                    _ => out.put("  Unable to load public key\n"),
                }
            }
            Err(_) => out.put("  Public Key Algorithm: UNKNOWN\n  Unable to load public key\n"),
        }
        if !self.challenge.is_empty() {
            out.put("  Challenge String: ");
            text::plain(out, self.challenge);
            out.put("\n");
        }
        put!(
            out,
            "  Signature Algorithm: {}",
            text::shown(self.algorithm)
        );
        let mut dump = String::new();
        for (i, byte) in self.signature.iter().enumerate() {
            dump.push_str(if i % 18 == 0 { "\n      " } else { "" });
            let colon = if i + 1 == self.signature.len() {
                ""
            } else {
                ":"
            };
            dump.push_str(&format!("{byte:02x}{colon}"));
        }
        out.put(dump);
        out.put("\n");
    }

    /// Whether the key signed itself, or why that is not so.
    pub(crate) fn verify(&self) -> Result<(), String> {
        let info = SubjectPublicKeyInfo::from_der(self.spki).map_err(|e| e.to_string())?;
        let row = SIGNATURES.iter().find(|(oid, _)| *oid == self.algorithm);
        let digest = row
            .and_then(|(_, name)| digest::find(name))
            .ok_or_else(|| {
                format!(
                    "the algorithm {} is not supported",
                    text::shown(self.algorithm)
                )
            })?;
        let public = info.rsa_public_key().map_err(|e| e.to_string())?;
        let kind = info.kind().map_err(|e| e.to_string())?;
        if kind != KeyKind::RsaEncryption {
            return Err(
                "the key is for RSASSA-PSS and the signature algorithm is PKCS #1 v1.5".into(),
            );
        }
        let hash = digest.digest(self.signed);
        let right = RsaOptions::default().verify(
            &public.allow_below_2048(),
            kind,
            Some(digest),
            &hash,
            self.signature,
        );
        match right {
            Ok(true) => Ok(()),
            Ok(false) => Err("the signature is not by the key in it".into()),
            Err(e) => Err(e.message().to_owned()),
        }
    }
}
