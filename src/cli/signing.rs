//! What commands sign with: keys, digests and `-sigopt`.

use super::error::CliError;
use super::key::Private;
use super::options::DIGESTS;
use crate::encoding::KeyKind;
use crate::encoding::algorithm::SignatureAlgorithm;
use crate::encoding::der::Writer;
use crate::encoding::spki::SubjectPublicKeyInfo;
use crate::rsa::{HashAlgorithm, pss};
use crate::x509::{RsaSigner, SignatureError};

/// A digest by the name that options, configurations and `-sigopt` give it.
pub fn digest(name: &str) -> Option<HashAlgorithm> {
    use HashAlgorithm as H;
    Some(match name.to_ascii_lowercase().replace('_', "-").as_str() {
        "sha1" | "sha-1" => H::Sha1,
        "sha224" | "sha-224" | "sha2-224" => H::Sha224,
        "sha256" | "sha-256" | "sha2-256" => H::Sha256,
        "sha384" | "sha-384" | "sha2-384" => H::Sha384,
        "sha512" | "sha-512" | "sha2-512" => H::Sha512,
        "sha512-224" | "sha-512/224" | "sha2-512/224" => H::Sha512_224,
        "sha512-256" | "sha-512/256" | "sha2-512/256" => H::Sha512_256,
        "sha3-224" => H::Sha3_224,
        "sha3-256" => H::Sha3_256,
        "sha3-384" => H::Sha3_384,
        "sha3-512" => H::Sha3_512,
        _ => return None,
    })
}

/// A digest by its name, or an error that lists the names.
pub fn required_digest(name: &str) -> Result<HashAlgorithm, CliError> {
    digest(name).ok_or_else(|| {
        CliError::usage(format!(
            "unknown or unsupported digest \"{name}\"; certwright has {}",
            DIGESTS.join(", ")
        ))
    })
}

/// The length of a PSS salt as `-sigopt rsa_pss_saltlen:` has it.
#[derive(Clone, Copy)]
enum Salt {
    Digest,
    /// As long as the key allows, which is also what `auto` signs with.
    Max,
    Exactly(usize),
}

/// What `-sigopt` says.
#[derive(Default)]
struct Wishes {
    padding_pss: Option<bool>,
    salt: Option<Salt>,
    mgf1: Option<HashAlgorithm>,
    digest: Option<HashAlgorithm>,
}

impl Wishes {
    fn parse<'a>(options: impl IntoIterator<Item = &'a str>) -> Result<Self, CliError> {
        let mut wishes = Self::default();
        for option in options {
            let (name, value) = option.split_once(':').unwrap_or((option, ""));
            let wrong = |what: &str| CliError::usage(format!("-sigopt {option}: {what}"));
            match name {
                "rsa_padding_mode" => {
                    wishes.padding_pss = Some(match value {
                        "pss" => true,
                        "pkcs1" => false,
                        _ => return Err(wrong("the padding of a certificate's signature is pkcs1 or pss")),
                    });
                }
                "rsa_pss_saltlen" => {
                    wishes.salt = Some(match value {
                        "digest" => Salt::Digest,
                        "max" | "auto" => Salt::Max,
                        number => match number.parse::<i64>() {
                            Ok(-1) => Salt::Digest,
                            Ok(-3..=-2) => Salt::Max,
                            Ok(n @ 0..) => Salt::Exactly(usize::try_from(n).unwrap_or(usize::MAX)),
                            _ => return Err(wrong("a salt length is a number, digest, max or auto")),
                        },
                    });
                }
                "rsa_mgf1_md" => wishes.mgf1 = Some(required_digest(value)?),
                "digest" => wishes.digest = Some(required_digest(value)?),
                _ => {
                    return Err(wrong(
                        "unknown; the options are rsa_padding_mode, rsa_pss_saltlen, rsa_mgf1_md and digest",
                    ));
                }
            }
        }
        Ok(wishes)
    }
}

/// The signature algorithm for a key, a digest option (or the configuration's) and `-sigopt`.
///
/// # Errors
/// An option that is wrong, or that the key does not allow.
pub fn algorithm<'a>(
    key: &Private,
    digest: Option<&str>,
    options: impl IntoIterator<Item = &'a str>,
) -> Result<SignatureAlgorithm, CliError> {
    let wishes = Wishes::parse(options)?;
    let restricted = match key.kind {
        KeyKind::RsaPss(params) => params,
        KeyKind::RsaEncryption => None,
    };
    let named = digest.filter(|name| *name != "default").map(required_digest).transpose()?.or(wishes.digest);
    let hash = named.or(restricted.map(|p| p.hash)).unwrap_or(HashAlgorithm::Sha256);
    let of_pss_key = matches!(key.kind, KeyKind::RsaPss(_));
    if !wishes.padding_pss.unwrap_or(of_pss_key) {
        if of_pss_key {
            return Err(CliError::new(
                "an RSA-PSS key signs with PSS padding only; leave out rsa_padding_mode:pkcs1",
            ));
        }
        if wishes.salt.is_some() || wishes.mgf1.is_some() {
            return Err(CliError::usage("rsa_pss_saltlen and rsa_mgf1_md need -sigopt rsa_padding_mode:pss"));
        }
        return Ok(SignatureAlgorithm::Pkcs1v15(hash));
    }
    // emLen - hLen - 2, where emLen is that of one bit less than the modulus (RFC 8017 §9.1.1).
    let longest = ((key.key.bits() + 6) / 8).checked_sub(hash.output_len() + 2).ok_or_else(|| {
        CliError::new(format!("the key of {} bits is too short for PSS with this digest", key.key.bits()))
    })?;
    let salt_len = match wishes.salt {
        Some(Salt::Digest) => hash.output_len(),
        Some(Salt::Max) => longest,
        Some(Salt::Exactly(n)) if n > longest => {
            return Err(CliError::new(format!(
                "a salt of {n} octets is too long: this key and digest allow {longest}"
            )));
        }
        Some(Salt::Exactly(n)) => n,
        None => restricted.map_or(longest, |p| p.salt_len),
    };
    let mgf1_hash = wishes.mgf1.or(restricted.map(|p| p.mgf1_hash)).unwrap_or(hash);
    let params = pss::Params { hash, mgf1_hash, salt_len };
    if !key.kind.allows_pss(&params) {
        return Err(CliError::new(
            "the RSA-PSS key restricts digest, mask digest or salt length to others than these; leave out the options to take the key's own",
        ));
    }
    Ok(SignatureAlgorithm::Pss(params))
}

/// A key and the algorithm that it signs by, for the builders.
///
/// # Errors
/// A key that does not allow the algorithm.
pub fn signer<'k>(key: &'k Private, algorithm: &SignatureAlgorithm) -> Result<RsaSigner<'k>, CliError> {
    RsaSigner::new(&key.key, key.kind, *algorithm).map_err(|e| cannot(&e))
}

/// The line for a signature that was not made.
pub fn cannot(error: &SignatureError) -> CliError {
    CliError::new(format!("cannot sign: {error}"))
}

/// SEQUENCE { what is signed, AlgorithmIdentifier, BIT STRING }, for what no builder makes.
pub fn envelope(tbs: &[u8], algorithm: &[u8], signature: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.raw(tbs);
        w.raw(algorithm);
        w.bit_string(signature);
    });
    w.into_vec()
}

/// True if a private key is the other half of a DER SubjectPublicKeyInfo.
pub fn fits(key: &Private, spki: &[u8]) -> bool {
    let public = SubjectPublicKeyInfo::from_der(spki).ok().and_then(|info| info.rsa_public_key().ok());
    public.is_some_and(|public| {
        public.modulus_be() == key.key.public_key().modulus_be()
            && public.exponent_be() == key.key.public_key().exponent_be()
    })
}
