//! `-export`: making a file.

use std::process::ExitCode;

use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

use super::{StoredCertificate, chain, check_legacy};
use crate::args::Args;
use crate::error::{CliError, excerpt};
use crate::key::{self, Private};
use crate::limits;
use crate::pass::{self, Pass};
use crate::{io, load, rng, text};
use certwright::der::{Writer, oid};
use certwright::pkcs::Cipher;
use certwright::pkcs::pkcs8::{self, Choice, Kdf, LegacyScheme, Prf};
use certwright::pkcs::pkcs12::{Attribute, Builder, Encryption, MacChoice};
use certwright::rsa::HashAlgorithm;

/// OpenSSL's default.
const ITERATIONS: u32 = 2048;

/// How keys or certificates are to be encrypted.
#[derive(Clone, Copy)]
enum Scheme {
    Default,
    None,
    Legacy(LegacyScheme),
    Pbes2(Cipher),
}

/// What the options ask for; where several decide one thing, the last one does.
struct Plan {
    keys: Scheme,
    certificates: Scheme,
    iterations: u32,
    mac_iterations: Option<u32>,
    mac_hash: HashAlgorithm,
    /// PBMAC1 with this function.
    pbmac1: Option<Prf>,
}

impl Plan {
    fn new(args: &Args) -> Result<Self, CliError> {
        let mut plan = Self {
            keys: Scheme::Default,
            certificates: Scheme::Default,
            iterations: ITERATIONS,
            mac_iterations: Some(ITERATIONS),
            mac_hash: HashAlgorithm::Sha256,
            pbmac1: None,
        };
        let count = |given: Option<i64>| match given {
            None | Some(0) => Ok(ITERATIONS),
            Some(count) => u32::try_from(count)
                .ok()
                .filter(|n| *n <= pkcs8::MAX_ITERATIONS)
                .ok_or_else(|| {
                    CliError::usage(format!(
                        "-iter {count}: the count is 1 to {}",
                        pkcs8::MAX_ITERATIONS
                    ))
                }),
        };
        for given in args.occurrences() {
            let value = given.value.as_deref().unwrap_or_default().to_string_lossy();
            match given.name.as_str() {
                "descert" => plan.certificates = Scheme::Legacy(LegacyScheme::TripleDes),
                "certpbe" => plan.certificates = scheme(args, "certpbe", &value)?,
                "keypbe" => plan.keys = scheme(args, "keypbe", &value)?,
                "nomac" => {
                    plan.certificates = Scheme::None;
                    plan.mac_iterations = None;
                }
                "iter" => {
                    plan.iterations = count(args.number("iter"))?;
                    plan.mac_iterations = Some(plan.iterations);
                }
                "noiter" => plan.iterations = 1,
                "nomaciter" => plan.mac_iterations = Some(1),
                _ => {}
            }
        }
        if args.has("legacy") {
            if matches!(plan.certificates, Scheme::Default) {
                plan.certificates = Scheme::Legacy(LegacyScheme::Rc2Bits40);
            }
            if matches!(plan.keys, Scheme::Default) {
                plan.keys = Scheme::Legacy(LegacyScheme::TripleDes);
            }
            plan.mac_hash = HashAlgorithm::Sha1;
        }
        if let Some(name) = args.text("macalg") {
            plan.mac_hash = name
                .parse()
                .map_err(|e| CliError::usage(format!("-macalg {}: {e}", excerpt(name))))?;
        }
        plan.pbmac1 = pbmac1(args, plan.mac_hash)?;
        Ok(plan)
    }

    fn encryption(&self, scheme: Scheme) -> Option<Encryption> {
        let pbes2 = |cipher| {
            let kdf = Kdf::Pbkdf2 {
                prf: Prf::HmacSha256,
                iterations: self.iterations,
            };
            Some(Encryption::Pbes2(Choice::new(cipher, kdf)))
        };
        match scheme {
            Scheme::None => None,
            Scheme::Default => pbes2(Cipher::Aes256),
            Scheme::Pbes2(cipher) => pbes2(cipher),
            Scheme::Legacy(scheme) => Some(Encryption::Legacy {
                scheme,
                iterations: self.iterations,
            }),
        }
    }
}

/// The scheme of `-keypbe` or `-certpbe`: `NONE`, a scheme of PKCS #5 or PKCS #12, or a cipher for PBES2.
fn scheme(args: &Args, option: &str, name: &str) -> Result<Scheme, CliError> {
    if name == "NONE" {
        return Ok(Scheme::None);
    }
    if let Some(scheme) =
        text::parse_oid(name).and_then(|oid| LegacyScheme::from_oid(oid.as_oid_ref()))
    {
        check_legacy(args, Some(scheme))?;
        return Ok(Scheme::Legacy(scheme));
    }
    let cipher = key::cipher(&name.to_ascii_lowercase());
    cipher.map(Scheme::Pbes2).ok_or_else(|| {
        let names: Vec<_> = LegacyScheme::ALL.iter().map(|s| s.name()).collect();
        CliError::usage(format!(
            "-{option} {}: unknown PBE algorithm; it is NONE, AES-128-CBC, AES-192-CBC, AES-256-CBC, DES-EDE3-CBC, {}",
            excerpt(name),
            names.join(", ")
        ))
    })
}

pub(super) fn run(
    args: &Args,
    passin: Option<Pass>,
    passout: Option<Pass>,
    passcerts: Option<Pass>,
    mac_password: Option<Pass>,
) -> Result<ExitCode, CliError> {
    let plan = Plan::new(args)?;
    let (no_keys, no_certificates) = (
        args.has("nokeys") || args.has("noout"),
        args.has("nocerts") || args.has("noout"),
    );
    if no_keys && no_certificates {
        return Err(CliError::new(
            "nothing to export due to -noout or -nocerts and -nokeys",
        ));
    }
    if no_certificates {
        eprintln!("Warning: -chain option ignored with -nocerts");
    }
    io::check_writable(args.path("out"))?;
    let path = args.path("in");
    let input = || io::read(path, &limits::CERTIFICATES);
    let read;
    let bytes = match args.path("inkey") {
        Some(_) if no_certificates => &[][..],
        _ => {
            read = input()?;
            &read[..]
        }
    };
    let name = io::display(path);

    let key = match (no_keys, args.path("inkey")) {
        (true, _) => None,
        (false, Some(path)) => Some(key::load_private(Some(path), passin.as_ref())?),
        (false, None) => {
            let (parts, kind) = key::parts_from_bytes(bytes, &name, passin.as_ref())?;
            Some(key::checked(parts, kind, &name)?)
        }
    };
    let mut own = None;
    let mut others = Vec::new();
    if !no_certificates {
        others = load::stored_certificates(bytes, &name, passin.as_ref())?;
        if let Some(key) = &key {
            let at = others.iter().position(|c| c.is_of(key.key.public_key()));
            let at = at.ok_or_else(|| {
                CliError::new(format!("No cert in -in file '{name}' matches private key"))
            })?;
            own = Some(others.remove(at));
        }
        if args.has("chain") {
            let target = own.as_ref().or(others.first());
            let target = target.map(|c| c.der.clone()).ok_or_else(|| {
                CliError::new("there is no end entity certificate to build a chain for")
            })?;
            for der in chain::of(args, &target, passcerts.as_ref())? {
                if others.iter().all(|c| c.der != der) {
                    others.push(StoredCertificate {
                        der,
                        alias: None,
                        key_id: None,
                    });
                }
            }
        }
    }
    if let Some(path) = args.path("certfile") {
        let bytes = io::read(Some(path), &limits::CERTIFICATES)?;
        others.extend(load::stored_certificates(
            &bytes,
            &io::display(Some(path)),
            passcerts.as_ref(),
        )?);
    }
    for (certificate, name) in others.iter_mut().zip(args.texts("caname")) {
        certificate.alias = Some(name.into());
    }

    let password = match passout {
        Some(password) => password,
        None if nothing_needs_a_password(args, &plan) => {
            if key.is_some() && plan.encryption(plan.keys).is_some() {
                crate::hint::warning(
                    "the key is encrypted under the empty password; -keypbe NONE leaves it plain, -passout gives a password",
                );
            }
            Pass::default()
        }
        None => pass::ask_new("Export Password")?,
    };
    let mut file = Builder::new();
    let mut attributes = Vec::new();
    attributes.extend(args.text("name").map(Attribute::friendly_name));
    if let Some(own) = &own {
        attributes.push(Attribute::local_key_id(&Sha1::digest(&own.der)));
        file.certificate(&*own.der, attributes.clone());
    }
    for certificate in &others {
        let alias = certificate.alias.as_deref().map(Attribute::friendly_name);
        let id = certificate.key_id.as_deref().map(Attribute::local_key_id);
        let all: Vec<_> = alias.into_iter().chain(id).collect();
        file.certificate(&*certificate.der, all);
    }
    if let Some(key) = &key {
        attributes.extend(args.text("CSP").map(Attribute::csp_name));
        if args.has("LMK") {
            attributes.push(Attribute::local_key_set());
        }
        file.key(private_key_info(args, key), attributes);
    }
    file.encryption(
        plan.encryption(plan.certificates),
        plan.encryption(plan.keys),
    );
    file.mac(plan.mac_iterations.map(|iterations| match plan.pbmac1 {
        Some(prf) => MacChoice::Pbmac1 { prf, iterations },
        None => MacChoice::Pkcs12 {
            hash: plan.mac_hash,
            iterations,
        },
    }));
    let mac_password = mac_password.as_ref().unwrap_or(&password);
    let der = file
        .to_der_with_mac_password(&*password, &**mac_password, &mut rng::system()?)
        .map_err(|e| CliError::new(format!("cannot make the PKCS #12 file: {e}")))?;
    io::write(args.path("out"), &der, io::Access::Private)?;
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

/// OpenSSL asks for no password where `-nodes` and `-nomac` are given, and encrypts under the empty one; so does this.
fn nothing_needs_a_password(args: &Args, plan: &Plan) -> bool {
    let plain = args
        .occurrences()
        .iter()
        .rev()
        .find_map(super::cipher_option)
        .is_some_and(|name| matches!(name, "noenc" | "nodes"));
    plain && plan.mac_iterations.is_none()
}

/// The key's PrivateKeyInfo, with Microsoft's kind of key as an attribute if one is asked for.
fn private_key_info(args: &Args, key: &Private) -> Zeroizing<Vec<u8>> {
    let der = pkcs8::to_der(&key.key.parts(), key.kind);
    // keyEncipherment … keyAgreement as OpenSSL has them: KEY_EX is 0x10, KEY_SIG is 0x80.
    let bits: &[u8] = match args.last_of(&["keyex", "keysig"]) {
        Some("keyex") => &[4, 0x10],
        Some(_) => &[7, 0x80],
        None => return der,
    };
    let info = pkcs8::PrivateKeyInfo::from_der(&der)
        .unwrap_or_else(|_| unreachable!("it was written just now"));
    let mut w = Writer::with_capacity(der.len() + 64);
    w.sequence(|w| {
        w.unsigned(&[0]);
        w.raw(info.algorithm.raw);
        w.octet_string(info.private_key);
        w.context(0, |w| {
            w.sequence(|w| {
                w.oid(oid::KEY_USAGE);
                let mut value = Writer::new();
                value.tlv(certwright::der::Tag::BitString, bits);
                w.set_of(vec![value.into_vec()]);
            });
        });
    });
    Zeroizing::new(w.into_vec())
}

/// `-pbmac1_pbkdf2`, with the digest of `-macalg` for both HMAC and PBKDF2.
fn pbmac1(args: &Args, hash: HashAlgorithm) -> Result<Option<Prf>, CliError> {
    let named = args.text("pbmac1_pbkdf2_md");
    if !args.has("pbmac1_pbkdf2") {
        return match named {
            Some(_) => Err(CliError::usage(
                "-pbmac1_pbkdf2_md is for -pbmac1_pbkdf2: give that as well",
            )),
            None => Ok(None),
        };
    }
    if let Some(name) = named
        && name.parse() != Ok(hash)
    {
        return Err(CliError::usage(format!(
            "-pbmac1_pbkdf2_md {}: it is the digest of -macalg here; give the same to both",
            excerpt(name)
        )));
    }
    Ok(Some(match hash {
        HashAlgorithm::Sha224 => Prf::HmacSha224,
        HashAlgorithm::Sha256 => Prf::HmacSha256,
        HashAlgorithm::Sha384 => Prf::HmacSha384,
        HashAlgorithm::Sha512 => Prf::HmacSha512,
        _ => {
            return Err(CliError::usage(
                "-pbmac1_pbkdf2: RFC 9579 asks for a digest of SHA-2; use -macalg sha256",
            ));
        }
    }))
}
