//! AlgorithmIdentifier (RFC 5280 §4.1.1.2), and the RSA signature algorithms among them (RFC 8017 appendix A, RFC 4055,
//! RFC 8692).

use alloc::vec::Vec;

use super::Error;
use crate::der::{DerError, Found, Reader, Tag, Tlv, Writer};
use crate::der::{ObjectIdentifierRef, oid};
use crate::rsa::pss_shake::Shake;
use crate::rsa::{HashAlgorithm, HashValue, pss};

/// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY DEFINED BY algorithm OPTIONAL }
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AlgorithmIdentifier<'a> {
    /// algorithm.
    pub oid: ObjectIdentifierRef<'a>,
    /// parameters, whatever they are.
    pub parameters: Option<Tlv<'a>>,
    /// The whole SEQUENCE.
    pub raw: &'a [u8],
    /// Offset of the SEQUENCE in the outermost input.
    pub offset: usize,
}

impl<'a> AlgorithmIdentifier<'a> {
    /// Reads the next element.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    #[inline]
    pub fn parse(reader: &mut Reader<'a>, expected: &'static str) -> Result<Self, DerError> {
        match Self::usual(reader) {
            Some(algorithm) => Ok(algorithm),
            None => Self::from_tlv(&reader.expect(Tag::Sequence, expected)?, expected),
        }
    }

    /// One of PKCS #1's algorithms (1.2.840.113549.1.1.x) with NULL, as nearly every certificate has it three times: read at once. Where
    /// another stands, nothing is read and nothing refused. Small machines, which want less code, read every one piece by piece.
    fn usual(reader: &mut Reader<'a>) -> Option<Self> {
        if !cfg!(target_pointer_width = "64") {
            return None;
        }
        let (offset, raw) = (reader.offset(), reader.rest().get(..15)?);
        let [
            0x30,
            13,
            6,
            9,
            0x2a,
            0x86,
            0x48,
            0x86,
            0xf7,
            0x0d,
            1,
            1,
            ..=0x7f,
            5,
            0,
        ] = *raw
        else {
            return None;
        };
        let (oid, null) = raw.split_at(13);
        let algorithm = Self {
            oid: ObjectIdentifierRef::from_whole_arcs(&oid[4..]),
            parameters: Some(Tlv {
                tag: Tag::Null,
                value: &null[2..],
                raw: null,
                offset: offset.wrapping_add(13),
            }),
            raw,
            offset,
        };
        reader.advance(15);
        Some(algorithm)
    }

    /// Reads an element that has been read as ANY, such as the parameters of another algorithm. It must be a SEQUENCE.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    #[inline]
    pub fn from_tlv(tlv: &Tlv<'a>, expected: &'static str) -> Result<Self, DerError> {
        tlv.expect(Tag::Sequence, expected)?;
        Self::from_fields(tlv, expected)
    }

    /// Reads the fields of an element whose tag is another (IMPLICIT).
    #[inline]
    pub(crate) fn from_fields(tlv: &Tlv<'a>, expected: &'static str) -> Result<Self, DerError> {
        let mut inner = tlv.reader();
        let oid = inner.oid("AlgorithmIdentifier.algorithm")?;
        let parameters = if inner.is_empty() {
            None
        } else {
            Some(inner.any("AlgorithmIdentifier.parameters")?)
        };
        inner.finish(expected)?;
        Ok(Self {
            oid,
            parameters,
            raw: tlv.raw,
            offset: tlv.offset,
        })
    }

    /// That this algorithm is not one that serves as `what`.
    pub(crate) fn unsupported(&self, what: &'static str) -> Error {
        Error::Unsupported {
            what,
            oid: self.oid.to_owned(),
        }
    }

    /// True when parameters are absent or NULL.
    pub fn has_no_parameters(&self) -> bool {
        self.parameters
            .is_none_or(|p| p.tag == Tag::Null && p.value.is_empty())
    }

    pub(crate) fn require_no_parameters(&self, expected: &'static str) -> Result<(), DerError> {
        match self.parameters {
            Some(p) if !self.has_no_parameters() => Err(p.malformed(expected, "other parameters")),
            _ => Ok(()),
        }
    }

    /// The function that this names RSASSA-PSS with; parameters are absent, and not NULL either (RFC 8692 §3).
    pub(crate) fn pss_shake(&self) -> Result<Option<Shake>, DerError> {
        let shake = Shake::ALL
            .iter()
            .copied()
            .find(|&shake| self.oid == pss_shake_oid(shake));
        match (shake, self.parameters) {
            (Some(_), Some(p)) => {
                Err(p.malformed("no parameters of RSASSA-PSS with SHAKE", "parameters"))
            }
            (shake, _) => Ok(shake),
        }
    }

    /// The hash that this names, NULL or no parameters (RFC 4055 §2.1).
    ///
    /// # Errors
    /// [`Error::Unsupported`] for another algorithm; [`DerError`] for parameters that it does not have.
    pub fn hash(&self) -> Result<HashAlgorithm, Error> {
        let hash = HashAlgorithm::from_oid(self.oid).ok_or_else(|| self.unsupported("hash"))?;
        self.require_no_parameters("NULL or no parameters of a hash")?;
        Ok(hash)
    }
}

/// Writes an AlgorithmIdentifier with NULL parameters.
pub fn write_with_null(w: &mut Writer, oid: ObjectIdentifierRef<'_>) {
    w.sequence(|w| {
        w.oid(oid);
        w.null();
    });
}

/// Writes an AlgorithmIdentifier without parameters.
pub fn write_without_parameters(w: &mut Writer, oid: ObjectIdentifierRef<'_>) {
    w.sequence(|w| w.oid(oid));
}

/// An RSA signature algorithm, as in certificates, requests and CRLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with a hash.
    Pkcs1v15(HashAlgorithm),
    /// RSASSA-PSS with its parameters.
    Pss(pss::Params),
    /// RSASSA-PSS with SHAKE128 or SHAKE256.
    PssShake(Shake),
}

impl SignatureAlgorithm {
    /// Reads an algorithm identifier.
    ///
    /// # Errors
    /// [`Error::Unsupported`], with its number, for one that is not RSA's; what is malformed in the parameters, and where.
    pub fn from_identifier(algorithm: &AlgorithmIdentifier<'_>) -> Result<Self, Error> {
        if algorithm.oid == oid::RSASSA_PSS {
            return pss_params(algorithm).map(Self::Pss);
        }
        if let Some(shake) = algorithm.pss_shake()? {
            return Ok(Self::PssShake(shake));
        }
        let hash = HashAlgorithm::ALL
            .iter()
            .copied()
            .find(|&hash| algorithm.oid == pkcs1v15_oid(hash))
            .or_else(|| (algorithm.oid == OIW_SHA1_WITH_RSA).then_some(HashAlgorithm::Sha1))
            .ok_or_else(|| algorithm.unsupported("signature"))?;
        algorithm.require_no_parameters("NULL or no parameters of an RSA signature")?;
        Ok(Self::Pkcs1v15(hash))
    }

    /// The object identifier.
    pub fn oid(&self) -> ObjectIdentifierRef<'static> {
        match self {
            Self::Pkcs1v15(hash) => pkcs1v15_oid(*hash),
            Self::Pss(_) => oid::RSASSA_PSS,
            Self::PssShake(shake) => pss_shake_oid(*shake),
        }
    }

    /// The message's hash; `None` where that is SHAKE.
    pub fn hash(&self) -> Option<HashAlgorithm> {
        match self {
            Self::Pkcs1v15(hash) => Some(*hash),
            Self::Pss(params) => Some(params.hash),
            Self::PssShake(_) => None,
        }
    }

    /// Bytes of a message's digest.
    pub fn digest_len(&self) -> usize {
        match self {
            Self::Pkcs1v15(hash) => hash.output_len(),
            Self::Pss(params) => params.hash.output_len(),
            Self::PssShake(shake) => shake.output_len(),
        }
    }

    /// The digest of a message, [`digest_len`](Self::digest_len) bytes.
    pub fn digest(&self, message: &[u8]) -> HashValue {
        match self {
            Self::Pkcs1v15(hash) => hash.digest(message),
            Self::Pss(params) => params.hash.digest(message),
            Self::PssShake(shake) => shake.digest(message),
        }
    }

    /// Writes the AlgorithmIdentifier.
    pub fn write(&self, w: &mut Writer) {
        match self {
            Self::Pkcs1v15(hash) => write_with_null(w, pkcs1v15_oid(*hash)),
            Self::Pss(params) => w.sequence(|w| {
                w.oid(oid::RSASSA_PSS);
                write_pss_params(w, params);
            }),
            Self::PssShake(shake) => write_without_parameters(w, pss_shake_oid(*shake)),
        }
    }

    /// The AlgorithmIdentifier's DER.
    pub fn to_der(&self) -> Vec<u8> {
        let mut w = Writer::new();
        self.write(&mut w);
        w.into_vec()
    }
}

/// sha-1WithRSAEncryption of the OIW, which old certificates carry for the same algorithm.
pub(crate) const OIW_SHA1_WITH_RSA: ObjectIdentifierRef<'static> = crate::oid!("1.3.14.3.2.29");

/// The object identifier of RSASSA-PKCS1-v1_5 with this hash.
pub const fn pkcs1v15_oid(hash: HashAlgorithm) -> ObjectIdentifierRef<'static> {
    match hash {
        HashAlgorithm::Sha1 => oid::SHA1_WITH_RSA,
        HashAlgorithm::Sha224 => oid::SHA224_WITH_RSA,
        HashAlgorithm::Sha256 => oid::SHA256_WITH_RSA,
        HashAlgorithm::Sha384 => oid::SHA384_WITH_RSA,
        HashAlgorithm::Sha512 => oid::SHA512_WITH_RSA,
        HashAlgorithm::Sha512_224 => oid::SHA512_224_WITH_RSA,
        HashAlgorithm::Sha512_256 => oid::SHA512_256_WITH_RSA,
        #[cfg(feature = "sha3")]
        HashAlgorithm::Sha3_224 => oid::SHA3_224_WITH_RSA,
        #[cfg(feature = "sha3")]
        HashAlgorithm::Sha3_256 => oid::SHA3_256_WITH_RSA,
        #[cfg(feature = "sha3")]
        HashAlgorithm::Sha3_384 => oid::SHA3_384_WITH_RSA,
        #[cfg(feature = "sha3")]
        HashAlgorithm::Sha3_512 => oid::SHA3_512_WITH_RSA,
    }
}

/// The object identifier of RSASSA-PSS with this function (RFC 8692 §3).
pub const fn pss_shake_oid(shake: Shake) -> ObjectIdentifierRef<'static> {
    match shake {
        #[cfg(feature = "sha3")]
        Shake::Shake128 => oid::RSASSA_PSS_SHAKE128,
        #[cfg(feature = "sha3")]
        Shake::Shake256 => oid::RSASSA_PSS_SHAKE256,
    }
}

/// The parameters of an RSASSA-PSS signature algorithm, which must be there (RFC 4055 §3.1).
pub(crate) fn pss_params(algorithm: &AlgorithmIdentifier<'_>) -> Result<pss::Params, Error> {
    let params = algorithm.parameters.ok_or(Error::Parameter {
        what: "an RSASSA-PSS signature algorithm must have parameters (RFC 4055 section 3.1)",
    })?;
    pss_params_from_tlv(&params)
}

/// Reads RSASSA-PSS-params (RFC 8017 §A.2.3):
///
/// ```text
/// RSASSA-PSS-params ::= SEQUENCE {
///     hashAlgorithm      [0] HashAlgorithm      DEFAULT sha1,
///     maskGenAlgorithm   [1] MaskGenAlgorithm   DEFAULT mgf1SHA1,
///     saltLength         [2] INTEGER            DEFAULT 20,
///     trailerField       [3] TrailerField       DEFAULT trailerFieldBC }
/// ```
///
/// A default that is written out is taken: many certificates do so.
///
/// # Errors
/// What is malformed, and where, and what is well formed and not supported.
pub fn pss_params_from_tlv(tlv: &Tlv<'_>) -> Result<pss::Params, Error> {
    const WHAT: &str = "RSASSA-PSS-params";
    tlv.expect(Tag::Sequence, WHAT)?;
    let mut params = pss::Params::DEFAULT;
    let mut fields = tlv.reader();
    if let Some(field) = fields.context(0, true, "RSASSA-PSS-params.hashAlgorithm")? {
        let mut r = field.reader();
        params.hash =
            AlgorithmIdentifier::parse(&mut r, "RSASSA-PSS-params.hashAlgorithm")?.hash()?;
        r.finish("RSASSA-PSS-params.hashAlgorithm")?;
    }
    if let Some(field) = fields.context(1, true, "RSASSA-PSS-params.maskGenAlgorithm")? {
        let mut r = field.reader();
        let mgf = AlgorithmIdentifier::parse(&mut r, "RSASSA-PSS-params.maskGenAlgorithm")?;
        r.finish("RSASSA-PSS-params.maskGenAlgorithm")?;
        params.mgf1_hash = mgf1_hash(&mgf)?;
    }
    if let Some(field) = fields.context(2, true, "RSASSA-PSS-params.saltLength")? {
        let mut r = field.reader();
        let salt_len = r.unsigned_u32("RSASSA-PSS-params.saltLength")?;
        r.finish("RSASSA-PSS-params.saltLength")?;
        params.salt_len = salt_len as usize;
    }
    if let Some(field) = fields.context(3, true, "RSASSA-PSS-params.trailerField")? {
        let mut r = field.reader();
        let trailer = r.unsigned_u32("RSASSA-PSS-params.trailerField")?;
        r.finish("RSASSA-PSS-params.trailerField")?;
        if trailer != 1 {
            return Err(Error::Parameter {
                what: "the PSS trailer field must be 1",
            });
        }
    }
    fields.finish(WHAT)?;
    Ok(params)
}

/// The hash of a MaskGenAlgorithm, which must be MGF1 (RFC 8017 §A.2.1).
pub(super) fn mgf1_hash(mgf: &AlgorithmIdentifier<'_>) -> Result<HashAlgorithm, Error> {
    if mgf.oid != oid::MGF1 {
        return Err(mgf.unsupported("mask generation"));
    }
    let hash = mgf.parameters.ok_or(DerError {
        offset: mgf.offset,
        expected: "the hash of MGF1",
        found: Found::End,
    })?;
    AlgorithmIdentifier::from_tlv(&hash, "the hash of MGF1")?.hash()
}

/// Writes RSASSA-PSS-params, defaults left out as DER wants (X.690 §11.5).
pub fn write_pss_params(w: &mut Writer, params: &pss::Params) {
    let default = pss::Params::DEFAULT;
    w.sequence(|w| {
        if params.hash != default.hash {
            w.context(0, |w| write_with_null(w, params.hash.oid()));
        }
        if params.mgf1_hash != default.mgf1_hash {
            w.context(1, |w| {
                w.sequence(|w| {
                    w.oid(oid::MGF1);
                    write_with_null(w, params.mgf1_hash.oid());
                });
            });
        }
        if params.salt_len != default.salt_len {
            w.context(2, |w| w.unsigned(&(params.salt_len as u64).to_be_bytes()));
        }
    });
}
