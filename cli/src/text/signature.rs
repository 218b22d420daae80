//! Signature algorithms, their parameters, and signature values.

use super::number::{hex_digits, magnitude};
use super::{Text, hex_dump, oid, put};
use certwright::der::{DerError, ObjectIdentifierRef, Reader, Tlv, context_tag};

/// id-RSASSA-PSS (RFC 4055 §3.1).
pub(super) const RSASSA_PSS: ObjectIdentifierRef<'static> =
    certwright::oid!("1.2.840.113549.1.1.10");

/// RSASSA-PSS-params as they stand; what is absent has its default.
pub(super) struct PssParams<'a> {
    pub(super) hash: Option<ObjectIdentifierRef<'a>>,
    pub(super) mask: Option<(ObjectIdentifierRef<'a>, Option<ObjectIdentifierRef<'a>>)>,
    pub(super) salt: Option<Tlv<'a>>,
    pub(super) trailer: Option<Tlv<'a>>,
}

impl<'a> PssParams<'a> {
    pub(super) fn parse(params: &Tlv<'a>) -> Result<Self, DerError> {
        let what = "RSASSA-PSS-params";
        let mut fields = Reader::new(params.raw).sequence(what)?;
        let mut field = |n: u32| {
            fields
                .optional(context_tag(n, true), what)
                .map(|f| f.map(|f| f.reader()))
        };
        let (hash, mask, salt, trailer) = (field(0)?, field(1)?, field(2)?, field(3)?);
        let algorithm = |mut r: Reader<'a>| -> Result<_, DerError> {
            let mut inner = r.sequence("AlgorithmIdentifier")?;
            Ok((inner.oid("algorithm")?, inner))
        };
        Ok(Self {
            hash: hash.map(|r| algorithm(r).map(|a| a.0)).transpose()?,
            mask: mask
                .map(|r| {
                    let (mgf, inner) = algorithm(r)?;
                    Ok::<_, DerError>((mgf, algorithm(inner).ok().map(|a| a.0)))
                })
                .transpose()?,
            salt: salt.map(|mut r| r.integer("saltLength")).transpose()?,
            trailer: trailer.map(|mut r| r.integer("trailerField")).transpose()?,
        })
    }
}

/// An INTEGER in hexadecimal, at least two digits.
fn hex_integer(value: &Tlv<'_>) -> String {
    let (negative, bytes) = magnitude(value.value);
    let digits = if bytes.is_empty() {
        "00".to_owned()
    } else {
        hex_digits(&bytes)
    };
    format!("{}{digits}", if negative { "-" } else { "" })
}

fn pss(out: &mut Text, params: Option<&Tlv<'_>>, indent: usize) {
    out.indent(indent);
    let Some(Ok(pss)) = params.map(PssParams::parse) else {
        return out.put("(INVALID PSS PARAMETERS)\n");
    };
    out.put("\n");
    out.indent(indent);
    let hash = pss
        .hash
        .map_or_else(|| "sha1 (default)".to_owned(), oid::shown);
    put!(out, "Hash Algorithm: {hash}\n");
    out.indent(indent);
    let mask = match pss.mask {
        Some((mgf, Some(hash))) => format!("{} with {}", oid::shown(mgf), oid::shown(hash)),
        Some((mgf, None)) => format!("{} with INVALID", oid::shown(mgf)),
        None => "mgf1 with sha1 (default)".to_owned(),
    };
    put!(out, "Mask Algorithm: {mask}\n");
    out.indent(indent);
    let salt = pss
        .salt
        .as_ref()
        .map_or_else(|| "14 (default)".to_owned(), hex_integer);
    put!(out, " Salt Length: 0x{salt}\n");
    out.indent(indent);
    let trailer = pss
        .trailer
        .as_ref()
        .map_or_else(|| "01 (default)".to_owned(), hex_integer);
    put!(out, "Trailer Field: 0x{trailer}\n");
}

/// Algorithm and parameters of a DER AlgorithmIdentifier.
fn algorithm(der: &[u8]) -> Option<(ObjectIdentifierRef<'_>, Option<Tlv<'_>>)> {
    let mut fields = Reader::new(der).sequence("AlgorithmIdentifier").ok()?;
    Some((fields.oid("algorithm").ok()?, fields.any("parameters").ok()))
}

fn print(out: &mut Text, der: &[u8], signature: Option<&[u8]>) {
    out.put("    Signature Algorithm: ");
    let Some((kind, params)) = algorithm(der) else {
        return out.put("\n");
    };
    out.put(oid::shown(kind));
    if signature.is_some() {
        out.put("\n    Signature Value:");
    }
    if kind == RSASSA_PSS {
        pss(out, params.as_ref(), 8);
    } else {
        out.put("\n");
    }
    if let Some(bytes) = signature {
        hex_dump(out, bytes, 18, 8);
    }
}

/// Appends the algorithm (a DER AlgorithmIdentifier) that a tbsCertificate or tbsCertList names.
pub fn signature_algorithm(out: &mut Text, algorithm: &[u8]) {
    print(out, algorithm, None);
}

/// Appends the algorithm and the signature, as they end a certificate, request or list.
pub fn signature_value(out: &mut Text, algorithm: &[u8], signature: &[u8]) {
    print(out, algorithm, Some(signature));
}
