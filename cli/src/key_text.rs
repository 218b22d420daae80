//! The `-text` of keys, as OpenSSL 3.0 prints it.

use std::fmt::Write as _;

use num_bigint::BigUint;
use zeroize::Zeroizing;

use certwright::pkcs::KeyKind;
use certwright::rsa::{HashAlgorithm, KeyParts, PublicKey, pss};

/// Bytes of a long number on one line.
const PER_LINE: usize = 15;

/// A private key: every number of RSAPrivateKey. Secret.
pub fn private(parts: &KeyParts, kind: KeyKind) -> Zeroizing<String> {
    // Space for all of it, three characters a byte and some for the labels, so that growing leaves no copies behind.
    let bytes = 9 * parts.modulus.len() * (1 + parts.other_primes.len());
    let mut out = Zeroizing::new(String::with_capacity(4 * bytes + 4096));
    let bits = parts.modulus.len() * 8
        - parts
            .modulus
            .first()
            .map_or(0, |b| b.leading_zeros() as usize);
    let primes = 2 + parts.other_primes.len();
    let _ = writeln!(out, "Private-Key: ({bits} bit, {primes} primes)");
    number(&mut out, "modulus", &parts.modulus, 0);
    number(&mut out, "publicExponent", &parts.public_exponent, 0);
    number(&mut out, "privateExponent", &parts.private_exponent, 0);
    number(&mut out, "prime1", &parts.prime1, 0);
    number(&mut out, "prime2", &parts.prime2, 0);
    number(&mut out, "exponent1", &parts.exponent1, 0);
    number(&mut out, "exponent2", &parts.exponent2, 0);
    number(&mut out, "coefficient", &parts.coefficient, 0);
    for (i, other) in parts.other_primes.iter().enumerate() {
        number(&mut out, &format!("prime{}", i + 3), &other.prime, 0);
        number(&mut out, &format!("exponent{}", i + 3), &other.exponent, 0);
        number(
            &mut out,
            &format!("coefficient{}", i + 3),
            &other.coefficient,
            0,
        );
    }
    restrictions(&mut out, kind, 0);
    out
}

/// A public key, every line indented by `indent` columns.
pub fn public(key: &PublicKey, kind: KeyKind, indent: usize) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{:indent$}Public-Key: ({} bit)", "", key.bits());
    number(&mut out, "Modulus", key.modulus_be(), indent);
    number(&mut out, "Exponent", key.exponent_be(), indent);
    restrictions(&mut out, kind, indent);
    out
}

/// A number that fits 64 bits on the label's line, in decimal and hexadecimal; a longer one as bytes with colons, and
/// with a zero byte first where the number would else look negative.
pub fn number(out: &mut String, label: &str, be: &[u8], indent: usize) {
    let be = &be[be.iter().position(|&b| b != 0).unwrap_or(be.len())..];
    if be.len() <= 8 {
        let small = be.iter().fold(0u64, |n, &b| n << 8 | u64::from(b));
        let _ = match small {
            0 => writeln!(out, "{:indent$}{label}: 0", ""),
            small => writeln!(out, "{:indent$}{label}: {small} ({small:#x})", ""),
        };
        return;
    }
    let _ = write!(out, "{:indent$}{label}:", "");
    let pad = be[0] & 0x80 != 0;
    let bytes = pad.then_some(&0).into_iter().chain(be);
    let last = be.len() + usize::from(pad) - 1;
    for (i, byte) in bytes.enumerate() {
        if i % PER_LINE == 0 {
            let _ = write!(out, "\n{:1$}", "", indent + 4);
        }
        let _ = write!(out, "{byte:02x}{}", if i == last { "" } else { ":" });
    }
    out.push('\n');
}

/// The modulus as `-modulus` prints it: hexadecimal, no leading zero.
pub fn modulus(be: &[u8]) -> String {
    format!("Modulus={:X}\n", BigUint::from_bytes_be(be))
}

fn restrictions(out: &mut String, kind: KeyKind, indent: usize) {
    let params = match kind {
        KeyKind::RsaPss(None) => {
            let _ = writeln!(out, "{:indent$}No PSS parameter restrictions", "");
            return;
        }
        KeyKind::RsaPss(Some(params)) => params,
        KeyKind::RsaPssShake(shake) => {
            let _ = writeln!(
                out,
                "{:indent$}PSS parameter restrictions: {shake} for hash and mask",
                ""
            );
            return;
        }
        // rsaEncryption restricts nothing.
        _ => return,
    };
    let standard = pss::Params::DEFAULT;
    let default = |is: bool| if is { " (default)" } else { "" };
    let _ = writeln!(out, "{:indent$}PSS parameter restrictions:", "");
    let lines = [
        format!(
            "Hash Algorithm: {}{}",
            hash_name(params.hash),
            default(params.hash == standard.hash)
        ),
        format!(
            "Mask Algorithm: MGF1 with {}{}",
            hash_name(params.mgf1_hash),
            default(params.mgf1_hash == standard.mgf1_hash)
        ),
        format!(
            "Minimum Salt Length: {}{}",
            params.salt_len,
            default(params.salt_len == standard.salt_len)
        ),
        "Trailer Field: 0x1 (default)".into(),
    ];
    for line in lines {
        let _ = writeln!(out, "{:1$}{line}", "", indent + 2);
    }
}

/// The names that OpenSSL 3's providers give to hashes.
fn hash_name(hash: HashAlgorithm) -> &'static str {
    match hash {
        HashAlgorithm::Sha1 => "SHA1",
        HashAlgorithm::Sha224 => "SHA2-224",
        HashAlgorithm::Sha256 => "SHA2-256",
        HashAlgorithm::Sha384 => "SHA2-384",
        HashAlgorithm::Sha512 => "SHA2-512",
        HashAlgorithm::Sha512_224 => "SHA2-512/224",
        HashAlgorithm::Sha512_256 => "SHA2-512/256",
        HashAlgorithm::Sha3_224 => "SHA3-224",
        HashAlgorithm::Sha3_256 => "SHA3-256",
        HashAlgorithm::Sha3_384 => "SHA3-384",
        HashAlgorithm::Sha3_512 => "SHA3-512",
        _ => hash.name(),
    }
}
