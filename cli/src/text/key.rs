//! Public keys.

use super::signature::{PssParams, RSASSA_PSS};
use super::{Text, hex_dump, integer_line, oid, put};
use certwright::der::{DerError, ObjectIdentifierRef, Reader, Tlv};

const RSA: ObjectIdentifierRef<'static> = certwright::oid!("1.2.840.113549.1.1.1");
const EC: ObjectIdentifierRef<'static> = certwright::oid!("1.2.840.10045.2.1");

/// Named curves: OID, OpenSSL's name, NIST's name if it has one, bits of the order.
const CURVES: [(ObjectIdentifierRef<'static>, &str, Option<&str>, u32); 7] = [
    (
        certwright::oid!("1.2.840.10045.3.1.7"),
        "prime256v1",
        Some("P-256"),
        256,
    ),
    (
        certwright::oid!("1.3.132.0.33"),
        "secp224r1",
        Some("P-224"),
        224,
    ),
    (
        certwright::oid!("1.3.132.0.34"),
        "secp384r1",
        Some("P-384"),
        384,
    ),
    (
        certwright::oid!("1.3.132.0.35"),
        "secp521r1",
        Some("P-521"),
        521,
    ),
    (certwright::oid!("1.3.132.0.10"), "secp256k1", None, 256),
    (
        certwright::oid!("1.3.36.3.3.2.8.1.1.7"),
        "brainpoolP256r1",
        None,
        256,
    ),
    (
        certwright::oid!("1.3.36.3.3.2.8.1.1.11"),
        "brainpoolP384r1",
        None,
        384,
    ),
];

/// Keys that are a string of bytes and nothing else (RFC 8410): OID and name.
const OCTET_KEYS: [(ObjectIdentifierRef<'static>, &str); 4] = [
    (certwright::oid!("1.3.101.110"), "X25519"),
    (certwright::oid!("1.3.101.111"), "X448"),
    (certwright::oid!("1.3.101.112"), "ED25519"),
    (certwright::oid!("1.3.101.113"), "ED448"),
];

/// The parts of a DER SubjectPublicKeyInfo.
struct PublicKeyInfo<'a> {
    algorithm: ObjectIdentifierRef<'a>,
    params: Option<Tlv<'a>>,
    key: &'a [u8],
}

fn parse(spki: &[u8]) -> Result<PublicKeyInfo<'_>, DerError> {
    let mut info = Reader::new(spki).sequence("SubjectPublicKeyInfo")?;
    let mut algorithm = info.sequence("AlgorithmIdentifier")?;
    Ok(PublicKeyInfo {
        algorithm: algorithm.oid("algorithm")?,
        params: algorithm.any("parameters").ok(),
        key: info.bit_string_bytes("subjectPublicKey")?,
    })
}

/// Bits of a public key in a DER SubjectPublicKeyInfo, as OpenSSL counts them.
#[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(crate) fn key_bits(spki: &[u8]) -> Option<u32> {
    let info = parse(spki).ok()?;
    if info.algorithm == EC {
        let curve = info.params?.value;
        return (CURVES.iter())
            .find(|row| row.0.as_bytes() == curve)
            .map(|row| row.3);
    }
    if let Some((_, name)) = OCTET_KEYS.iter().find(|row| row.0 == info.algorithm) {
        return Some(match *name {
            "X448" => 448,
            "ED448" => 456,
            _ => 253,
        });
    }
    let mut key = Reader::new(info.key).sequence("RSAPublicKey").ok()?;
    let bits = bit_len(key.integer("modulus").ok()?.value);
    u32::try_from(bits).ok().filter(|bits| *bits > 0)
}

/// Bits of a number in big-endian bytes, leading zeros apart.
fn bit_len(number: &[u8]) -> usize {
    let first = number.iter().position(|&byte| byte != 0);
    first.map_or(0, |first| {
        (number.len() - first) * 8 - number[first].leading_zeros() as usize
    })
}

/// Appends the block of a DER SubjectPublicKeyInfo: `Subject Public Key Info:` and all below it.
pub fn subject_public_key_info(out: &mut Text, spki: &[u8]) {
    out.put("        Subject Public Key Info:\n");
    out.put("            Public Key Algorithm: ");
    if let Ok(info) = parse(spki) {
        out.put(oid::shown(info.algorithm));
    }
    out.put("\n");
    if public_key(out, spki, 16).is_none() {
        out.put("            Unable to load Public Key\n");
    }
}

/// Appends a public key (DER SubjectPublicKeyInfo). `None`, and nothing appended, if it cannot be read.
pub fn public_key(out: &mut Text, spki: &[u8], indent: usize) -> Option<()> {
    let info = parse(spki).ok()?;
    if info.algorithm == RSA || info.algorithm == RSASSA_PSS {
        return rsa(out, &info, indent);
    }
    if info.algorithm == EC {
        return ec(out, &info, indent);
    }
    let (_, name) = OCTET_KEYS.iter().find(|(oid, _)| info.algorithm == *oid)?;
    out.indent(indent);
    put!(out, "{name} Public-Key:\n");
    bytes(out, info.key, indent);
    Some(())
}

fn bytes(out: &mut Text, key: &[u8], indent: usize) {
    out.indent(indent);
    out.put("pub:\n");
    hex_dump(out, key, 15, indent + 4);
}

fn rsa(out: &mut Text, info: &PublicKeyInfo<'_>, indent: usize) -> Option<()> {
    let mut key = Reader::new(info.key).sequence("RSAPublicKey").ok()?;
    let modulus = key.integer("modulus").ok()?;
    let exponent = key.integer("publicExponent").ok()?;
    let restrictions = match &info.params {
        Some(params) if info.algorithm == RSASSA_PSS => Some(PssParams::parse(params).ok()?),
        _ => None,
    };
    out.indent(indent);
    put!(out, "Public-Key: ({} bit)\n", bit_len(modulus.value));
    integer_line(out, "Modulus:", modulus.value, indent);
    integer_line(out, "Exponent:", exponent.value, indent);
    if info.algorithm == RSASSA_PSS {
        out.indent(indent);
        match restrictions {
            Some(restrictions) => pss(out, &restrictions, indent),
            None => out.put("No PSS parameter restrictions\n"),
        }
    }
    Some(())
}

/// The hash's name as OpenSSL's providers have it.
fn provider_name(hash: ObjectIdentifierRef<'_>) -> String {
    let name = oid::shown(hash);
    match name.as_str() {
        "sha1" => "SHA1".to_owned(),
        "sha512-224" => "SHA2-512/224".to_owned(),
        "sha512-256" => "SHA2-512/256".to_owned(),
        _ => match name.strip_prefix("sha") {
            Some(bits) if bits.starts_with("3-") => name.to_uppercase(),
            Some(bits) => format!("SHA2-{bits}"),
            None => name,
        },
    }
}

fn pss(out: &mut Text, params: &PssParams<'_>, indent: usize) {
    let default = |is: bool| if is { " (default)" } else { "" };
    let small = |v: &Option<Tlv<'_>>, or: u64| {
        v.map_or(or, |v| {
            v.value.iter().fold(0, |n, &b| n << 8 | u64::from(b))
        })
    };
    let hash = params.hash.map_or_else(|| "SHA1".to_owned(), provider_name);
    let mask = params
        .mask
        .and_then(|m| m.1)
        .map_or_else(|| "SHA1".to_owned(), provider_name);
    let (salt, trailer) = (small(&params.salt, 20), small(&params.trailer, 1));
    out.put("PSS parameter restrictions:\n");
    out.indent(indent);
    put!(out, "  Hash Algorithm: {hash}{}\n", default(hash == "SHA1"));
    out.indent(indent);
    put!(
        out,
        "  Mask Algorithm: MGF1 with {mask}{}\n",
        default(mask == "SHA1")
    );
    out.indent(indent);
    put!(
        out,
        "  Minimum Salt Length: {salt}{}\n",
        default(salt == 20)
    );
    out.indent(indent);
    put!(
        out,
        "  Trailer Field: 0x{trailer:x}{}\n",
        default(trailer == 1)
    );
}

fn ec(out: &mut Text, info: &PublicKeyInfo<'_>, indent: usize) -> Option<()> {
    let curve = Reader::new(info.params?.raw).oid("namedCurve").ok()?;
    let (_, name, nist, bits) = CURVES.iter().find(|(oid, ..)| curve == *oid)?;
    out.indent(indent);
    put!(out, "Public-Key: ({bits} bit)\n");
    bytes(out, info.key, indent);
    out.indent(indent);
    put!(out, "ASN1 OID: {name}\n");
    if let Some(nist) = nist {
        out.indent(indent);
        put!(out, "NIST CURVE: {nist}\n");
    }
    Some(())
}
