//! RSA keys and signature algorithms (RFC 3279, RFC 4055, RFC 8017).

use alloc::format;

use num_bigint::BigUint;

use super::{Context, Findings, table};
use crate::der::{Reader, Tag, oid};
use crate::pkcs::algorithm::{AlgorithmIdentifier, SignatureAlgorithm};

/// An RSA key's modulus and exponent, big-endian without leading zeros.
pub(super) struct Numbers<'a> {
    pub(super) modulus: &'a [u8],
    pub(super) exponent: &'a [u8],
}

impl Numbers<'_> {
    pub(super) fn modulus_bits(&self) -> usize {
        bits(self.modulus)
    }

    pub(super) fn exponent_bits(&self) -> usize {
        bits(self.exponent)
    }
}

fn bits(number: &[u8]) -> usize {
    number
        .first()
        .map_or(0, |top| 8 * number.len() - top.leading_zeros() as usize)
}

/// A key for RSA schemes, by whatever name.
fn is_rsa(algorithm: &AlgorithmIdentifier<'_>) -> bool {
    [oid::RSA_ENCRYPTION, oid::RSASSA_PSS, oid::EA_RSA].contains(&algorithm.oid)
}

/// The numbers of a key for an RSA scheme; `None` for another key, or one that cannot be read.
pub(super) fn numbers<'a>(c: &Context<'_, 'a>) -> Option<Numbers<'a>> {
    let spki = c.spki?;
    if !is_rsa(&spki.algorithm) {
        return None;
    }
    let mut input = Reader::new(spki.key);
    let mut fields = input.sequence("RSAPublicKey").ok()?;
    let modulus = fields.unsigned("modulus").ok()?;
    let exponent = fields.unsigned("publicExponent").ok()?;
    fields.finish("RSAPublicKey").ok()?;
    input.finish("RSAPublicKey").ok()?;
    Some(Numbers { modulus, exponent })
}

/// A key and its numbers.
pub(super) fn with_numbers<'a>(
    c: &Context<'_, 'a>,
    is_wrong: impl Fn(&Numbers<'a>) -> bool,
    f: &mut Findings<'_>,
) {
    if let (Some(spki), Some(numbers)) = (c.spki, numbers(c))
        && is_wrong(&numbers)
    {
        f.detail(
            "subjectPublicKeyInfo",
            spki.raw(),
            format!(
                "a modulus of {} bits, an exponent of {} bits",
                numbers.modulus_bits(),
                numbers.exponent_bits()
            ),
        );
    }
}

fn is_pkcs1v15(algorithm: &AlgorithmIdentifier<'_>) -> bool {
    let id = algorithm.oid.as_bytes();
    let arc = oid::RSA_ENCRYPTION;
    let (last, front) = id.split_last().unwrap_or((&0, &[]));
    arc.as_bytes().starts_with(front)
        && id.len() == arc.as_bytes().len()
        && matches!(last, 2 | 4 | 5 | 11..=16)
}

/// A divisor among the small odd numbers.
fn has_small_factor(modulus: &[u8]) -> bool {
    (3u32..=751).step_by(2).any(|d| {
        modulus
            .iter()
            .fold(0, |r: u32, &byte| (r << 8 | u32::from(byte)) % d)
            == 0
    })
}

/// Whether Fermat's method splits the modulus in 100 steps: the primes are too near to each other.
fn is_split_by_fermat(modulus: &[u8]) -> bool {
    let n = BigUint::from_bytes_be(modulus);
    if modulus.len() > 1024 || !n.bit(0) {
        return false;
    }
    let mut a = n.sqrt();
    if &a * &a < n {
        a += 1u8;
    }
    let mut b2 = &a * &a - &n;
    for _ in 0..100 {
        // What is not a square modulo these costs no root: about one in a hundred is left.
        let low = (&b2 % 2_882_880u32).iter_u32_digits().next().unwrap_or(0);
        if [64, 63, 65, 11]
            .into_iter()
            .all(|m| (0..m).any(|x| x * x % m == low % m))
        {
            let b = b2.sqrt();
            if &b * &b == b2 {
                return true;
            }
        }
        b2 += (&a << 1u8) + 1u8;
        a += 1u8;
    }
    false
}

/// Whether a modulus is of the form that Infineon's library gave it (CVE-2017-15361): a power of 65537 modulo each of
/// these primes. One modulus in 2^27 is so by chance.
fn is_roca(modulus: &[u8]) -> bool {
    const PRIMES: [u32; 17] = [
        11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157,
    ];
    PRIMES.into_iter().all(|p| {
        let residue = modulus
            .iter()
            .fold(0, |r: u32, &byte| (r << 8 | u32::from(byte)) % p);
        let mut power = 1;
        (0..p).any(|_| {
            power = power * (65_537 % p) % p;
            power == residue
        })
    })
}

table! { RULES, Pkix;
    Error rsa_public_key_malformed, "RFC 3279 §2.3.1", SUBJECT, CertificateIssuer;
        "its RSA key is not an RSAPublicKey" => "write modulus and exponent as positive INTEGERs in a SEQUENCE";
        |c, f| if let Some(spki) = c.spki && is_rsa(&spki.algorithm)
            && numbers(c).is_none() { f.at("subjectPublicKey", spki.key) };
    Error rsa_key_parameters_not_null, "RFC 3279 §2.3.1", SUBJECT, CertificateIssuer;
        "the parameters of its key's rsaEncryption are not NULL" => "write NULL parameters";
        |c, f| if let Some(spki) = c.spki && spki.algorithm.oid == oid::RSA_ENCRYPTION
            && spki.algorithm.parameters.is_none_or(|p| p.tag != Tag::Null) { f.at("subjectPublicKeyInfo.algorithm", spki.algorithm.raw) };
    Error rsa_key_algorithm_obsolete, "RFC 3279 §2.3.1", SUBJECT, CertificateIssuer;
        "its RSA key is named id-ea-rsa (2.5.8.1.1)" => "write rsaEncryption with NULL parameters";
        |c, f| if let Some(spki) = c.spki && spki.algorithm.oid == oid::EA_RSA { f.at("subjectPublicKeyInfo.algorithm", spki.algorithm.raw) };
    Error rsa_signature_parameters_not_null, "RFC 4055 §5", ANY, CertificateIssuer;
        "the parameters of its RSA signature algorithm are not NULL" => "write NULL parameters";
        |c, f| if let Some(algorithm) = c.algorithm && is_pkcs1v15(&algorithm)
            && algorithm.parameters.is_none_or(|p| p.tag != Tag::Null) { f.at("signatureAlgorithm", algorithm.raw) };
    Error rsa_pss_parameters_missing, "RFC 4055 §3.1", ANY, CertificateIssuer;
        "its RSASSA-PSS signature algorithm has no parameters" => "write RSASSA-PSS-params";
        |c, f| if let Some(algorithm) = c.algorithm && algorithm.oid == oid::RSASSA_PSS && algorithm.parameters.is_none() {
            f.at("signatureAlgorithm", algorithm.raw);
        };
    Error rsa_pss_parameters_malformed, "RFC 4055 §3.1", ANY, CertificateIssuer;
        "the parameters of its RSASSA-PSS signature algorithm cannot be read" => "write RSASSA-PSS-params with MGF1 and trailer field 1";
        |c, f| if let Some(algorithm) = c.algorithm && algorithm.oid == oid::RSASSA_PSS && algorithm.parameters.is_some()
            && let Err(error) = SignatureAlgorithm::from_identifier(&algorithm) {
            f.detail("signatureAlgorithm.parameters", algorithm.raw, format!("{error}"));
        };
    Warning rsa_pss_hashes_differ, "RFC 4055 §3.1", ANY, CertificateIssuer;
        "its RSASSA-PSS signature uses two hashes" => "use one hash for the message and for MGF1";
        |c, f| if let Some(algorithm) = c.algorithm && let Ok(SignatureAlgorithm::Pss(p)) = SignatureAlgorithm::from_identifier(&algorithm)
            && p.hash != p.mgf1_hash { f.at("signatureAlgorithm.parameters", algorithm.raw) };
    Warning rsa_pss_salt_length_unusual, "RFC 4055 §3.1", ANY, CertificateIssuer;
        "the salt of its RSASSA-PSS signature is not as long as the hash" => "use a salt as long as the hash";
        |c, f| if let Some(algorithm) = c.algorithm && let Ok(SignatureAlgorithm::Pss(p)) = SignatureAlgorithm::from_identifier(&algorithm)
            && p.salt_len != p.hash.output_len() { f.at("signatureAlgorithm.parameters", algorithm.raw) };
    Error rsa_pss_key_parameters_malformed, "RFC 4055 §3.3", SUBJECT, CertificateIssuer;
        "the parameters of its RSASSA-PSS key cannot be read" => "leave them out, or write RSASSA-PSS-params";
        |c, f| if let Some(spki) = c.spki && spki.algorithm.oid == oid::RSASSA_PSS
            && let Err(error) = crate::pkcs::spki::KeyKind::from_identifier(&spki.algorithm) {
            f.detail("subjectPublicKeyInfo.algorithm", spki.algorithm.raw, format!("{error}"));
        };
    Error rsa_modulus_even, "RFC 8017 §3.1", SUBJECT, CertificateIssuer;
        "its RSA modulus is even" => "make a new key";
        |c, f| with_numbers(c, |n| n.modulus.last().is_none_or(|last| last & 1 == 0), f);
    Error rsa_exponent_invalid, "RFC 8017 §3.1", SUBJECT, CertificateIssuer;
        "its RSA exponent is even or below 3" => "make a new key with exponent 65537";
        |c, f| with_numbers(c, |n| n.exponent_bits() < 2 || n.exponent.last().is_none_or(|last| last & 1 == 0), f);
    Error rsa_exponent_not_below_modulus, "RFC 8017 §3.1", SUBJECT, CertificateIssuer;
        "its RSA exponent is not below the modulus" => "make a new key with exponent 65537";
        |c, f| with_numbers(c, |n| (n.exponent.len(), n.exponent) >= (n.modulus.len(), n.modulus), f);
    Warning signature_hash_broken, "RFC 6149, RFC 6151, RFC 9155 §2", BY_ISSUER, CertificateIssuer;
        "it is signed over an MD2, MD5 or SHA-1 digest" => "have it issued with SHA-256 or better";
        |c, f| if let Some(algorithm) = c.algorithm && is_broken(&algorithm) && c.kind() != super::Kind::Root { f.at("signatureAlgorithm", algorithm.raw) };
    Warning rsa_modulus_small_factor, "BR §6.1.6, NIST SP 800-89 §5.3.3", SUBJECT, CertificateIssuer;
        "its RSA modulus has a factor below 752" => "make a new key";
        |c, f| with_numbers(c, |n| n.modulus.last().is_some_and(|last| last & 1 == 1) && has_small_factor(n.modulus), f);
    Error rsa_primes_too_close, "BR §6.1.1.3", SUBJECT, CertificateIssuer;
        "its RSA modulus is factored by Fermat's method in 100 steps" => "make a new key with another generator, and revoke this one";
        |c, f| with_numbers(c, |n| is_split_by_fermat(n.modulus), f);
    Error rsa_modulus_by_infineon, "BR §6.1.1.3, CVE-2017-15361", SUBJECT, CertificateIssuer;
        "its RSA key was made by a generator whose keys can be factored (ROCA)" => "make a new key with another generator, and revoke this one";
        |c, f| with_numbers(c, |n| n.modulus_bits() >= 512 && is_roca(n.modulus), f);
}

/// MD2, MD5 or SHA-1.
pub(super) fn is_broken(algorithm: &AlgorithmIdentifier<'_>) -> bool {
    if is_pkcs1v15(algorithm) {
        return matches!(algorithm.oid.as_bytes().last(), Some(2 | 4 | 5));
    }
    algorithm.oid == crate::pkcs::algorithm::OIW_SHA1_WITH_RSA
        || matches!(
            SignatureAlgorithm::from_identifier(algorithm),
            Ok(SignatureAlgorithm::Pss(p)) if p.hash == crate::rsa::HashAlgorithm::Sha1
        )
}
