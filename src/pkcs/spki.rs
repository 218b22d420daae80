//! SubjectPublicKeyInfo (RFC 5280 §4.1), which PEM calls `PUBLIC KEY`.

use alloc::vec::Vec;

use super::algorithm::{self, AlgorithmIdentifier};
use super::{Error, pkcs1};
use crate::der::oid;
use crate::der::{DerError, Reader, Tag, Tlv, Writer, check_integer};
use crate::rsa::pss_shake::Shake;
use crate::rsa::{PublicKey, pss};

/// SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubjectPublicKeyInfo<'a> {
    /// algorithm.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// subjectPublicKey's bytes.
    pub key: &'a [u8],
    /// Offset of those bytes in the outermost input.
    pub key_offset: usize,
    /// The whole SEQUENCE.
    der: &'a [u8],
}

/// What an RSA key's algorithm identifier states about its use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyKind {
    /// rsaEncryption: any RSA scheme.
    #[default]
    RsaEncryption,
    /// id-RSASSA-PSS: PSS signatures only; with parameters, those hashes and at least that salt (RFC 4055 §3.3).
    RsaPss(Option<pss::Params>),
    /// id-RSASSA-PSS-SHAKE128 or id-RSASSA-PSS-SHAKE256: PSS signatures with that function only (RFC 8692 §4.2).
    RsaPssShake(Shake),
}

impl KeyKind {
    /// The parameters that signatures by RSASSA-PSS are restricted to.
    pub const fn pss_params(self) -> Option<pss::Params> {
        match self {
            Self::RsaPss(params) => params,
            Self::RsaEncryption | Self::RsaPssShake(_) => None,
        }
    }

    /// Reads the algorithm of a public or private key.
    ///
    /// # Errors
    /// [`Error::Unsupported`], with its number, for one that is not RSA's; what is malformed in the parameters, and where.
    pub fn from_identifier(algorithm: &AlgorithmIdentifier<'_>) -> Result<Self, Error> {
        if algorithm.oid == oid::RSASSA_PSS {
            return match algorithm.parameters {
                None => Ok(Self::RsaPss(None)),
                Some(p) => algorithm::pss_params_from_tlv(&p)
                    .map(Some)
                    .map(Self::RsaPss),
            };
        }
        if let Some(shake) = algorithm.pss_shake()? {
            return Ok(Self::RsaPssShake(shake));
        }
        match is_for_any_scheme(algorithm)? {
            true => Ok(Self::RsaEncryption),
            false => Err(algorithm.unsupported("public key")),
        }
    }

    /// Writes the AlgorithmIdentifier.
    pub fn write(&self, w: &mut Writer) {
        match self {
            Self::RsaEncryption => algorithm::write_with_null(w, oid::RSA_ENCRYPTION),
            Self::RsaPss(None) => algorithm::write_without_parameters(w, oid::RSASSA_PSS),
            Self::RsaPss(Some(params)) => w.sequence(|w| {
                w.oid(oid::RSASSA_PSS);
                algorithm::write_pss_params(w, params);
            }),
            Self::RsaPssShake(shake) => {
                algorithm::write_without_parameters(w, algorithm::pss_shake_oid(*shake));
            }
        }
    }

    /// True when a signature with these parameters keeps to what the key allows.
    pub fn allows_pss(&self, params: &pss::Params) -> bool {
        match self {
            Self::RsaEncryption | Self::RsaPss(None) => true,
            Self::RsaPss(Some(own)) => {
                own.hash == params.hash
                    && own.mgf1_hash == params.mgf1_hash
                    && own.salt_len <= params.salt_len
            }
            Self::RsaPssShake(_) => false,
        }
    }

    /// True when PSS signatures with this function are allowed.
    pub fn allows_pss_shake(&self, shake: Shake) -> bool {
        match self {
            Self::RsaEncryption | Self::RsaPss(None) => true,
            Self::RsaPss(Some(_)) => false,
            Self::RsaPssShake(own) => *own == shake,
        }
    }

    /// True when PKCS #1 v1.5 signatures and encryption are allowed.
    pub fn allows_pkcs1v15(&self) -> bool {
        matches!(self, Self::RsaEncryption)
    }
}

/// Whether the algorithm is rsaEncryption, or with the feature `legacy-pem` what X.509 had before it, id-ea-rsa, which
/// `lint` and `Profile::STRICT` refuse (RFC 3279 §2.3.1); and has the parameters of one.
fn is_for_any_scheme(algorithm: &AlgorithmIdentifier<'_>) -> Result<bool, Error> {
    if cfg!(feature = "legacy-pem") && algorithm.oid == oid::EA_RSA {
        const EXPECTED: &str = "NULL, an INTEGER or no parameters of id-ea-rsa";
        // X.509 has the size of the modulus there, which the modulus itself has too.
        return match algorithm.parameters {
            Some(size) if size.tag == Tag::Integer => check_integer(&size, EXPECTED),
            _ => algorithm.require_no_parameters(EXPECTED),
        }
        .map(|()| true)
        .map_err(Error::from);
    }
    if algorithm.oid != oid::RSA_ENCRYPTION {
        return Ok(false);
    }
    algorithm.require_no_parameters("NULL or no parameters of rsaEncryption")?;
    Ok(true)
}

impl<'a> SubjectPublicKeyInfo<'a> {
    /// Reads the next element.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn parse(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let tlv = reader.expect(Tag::Sequence, "SubjectPublicKeyInfo")?;
        let mut fields = tlv.reader();
        let algorithm = AlgorithmIdentifier::parse(&mut fields, "SubjectPublicKeyInfo.algorithm")?;
        let bits: Tlv<'a> =
            fields.expect(Tag::BitString, "SubjectPublicKeyInfo.subjectPublicKey")?;
        let string = crate::der::parse_bit_string(&bits, "SubjectPublicKeyInfo.subjectPublicKey")?;
        if string.unused != 0 {
            return Err(bits.malformed(
                "SubjectPublicKeyInfo.subjectPublicKey",
                "a key that is not whole bytes",
            ));
        }
        fields.finish("SubjectPublicKeyInfo")?;
        Ok(Self {
            algorithm,
            key: string.bytes,
            key_offset: bits.value_offset() + 1,
            der: tlv.raw,
        })
    }

    /// Reads a whole input.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        let mut input = Reader::new(der);
        let info = Self::parse(&mut input)?;
        input.finish("SubjectPublicKeyInfo")?;
        Ok(info)
    }

    /// The whole SEQUENCE, DER.
    pub fn raw(&self) -> &'a [u8] {
        self.der
    }

    /// What the algorithm identifier states of the key's use.
    ///
    /// # Errors
    /// [`Error::Unsupported`], with its number, for a key that is not RSA's; what is malformed in the parameters, and
    /// where.
    pub fn kind(&self) -> Result<KeyKind, Error> {
        KeyKind::from_identifier(&self.algorithm)
    }

    /// The RSA key.
    ///
    /// # Errors
    /// [`Error`]: a key of another algorithm, what is malformed, and where, or numbers that are not a key.
    pub fn rsa_public_key(&self) -> Result<PublicKey, Error> {
        self.kind()?;
        self.rsa_public_key_of_any_kind()
    }

    /// Whether the key is for any RSA scheme (rsaEncryption). One for PSS alone is not; one that is not RSA's is
    /// [`Error::Unsupported`].
    pub(crate) fn is_rsa_encryption(&self) -> Result<bool, Error> {
        if is_for_any_scheme(&self.algorithm)? {
            return Ok(true);
        }
        let oid = self.algorithm.oid;
        if [
            oid::RSASSA_PSS,
            oid::RSASSA_PSS_SHAKE128,
            oid::RSASSA_PSS_SHAKE256,
        ]
        .contains(&oid)
        {
            return Ok(false);
        }
        Err(Error::Unsupported {
            what: "public key",
            oid: self.algorithm.oid.to_owned(),
        })
    }

    /// Bits of an RSA key's modulus, of whatever kind the key is; `None` for another key, and for one that cannot be read or whose
    /// numbers no RSA key has: both are odd, and the exponent is not 1 (RFC 8017 §3.1).
    /// Costs nothing beside [`rsa_public_key`](Self::rsa_public_key), which prepares the modulus for computing.
    pub(crate) fn rsa_bits(&self) -> Option<usize> {
        self.is_rsa_encryption().ok()?;
        let mut input = Reader::new_at(self.key, self.key_offset);
        let mut fields = input.sequence("RSAPublicKey").ok()?;
        let modulus = fields.unsigned("RSAPublicKey.modulus").ok()?;
        let exponent = fields.unsigned("RSAPublicKey.publicExponent").ok()?;
        fields.finish("RSAPublicKey").ok()?;
        input.finish("RSAPublicKey").ok()?;
        if exponent == [1] || modulus.last()? & exponent.last()? & 1 == 0 {
            return None;
        }
        let top = modulus.first()?;
        Some(8 * modulus.len() - top.leading_zeros() as usize)
    }

    /// The numbers, for one who has asked for the kind already.
    pub(crate) fn rsa_public_key_of_any_kind(&self) -> Result<PublicKey, Error> {
        let mut input = Reader::new_at(self.key, self.key_offset);
        let key = pkcs1::public_from_reader(&mut input)?;
        input.finish("RSAPublicKey")?;
        Ok(key)
    }
}

/// Writes a SubjectPublicKeyInfo of kind rsaEncryption.
pub fn to_der(key: &PublicKey) -> Vec<u8> {
    to_der_as(key, KeyKind::RsaEncryption)
}

/// Writes a SubjectPublicKeyInfo whose algorithm identifier is that of `kind`.
pub fn to_der_as(key: &PublicKey, kind: KeyKind) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        kind.write(w);
        w.bit_string(&pkcs1::public_to_der(key));
    });
    w.into_vec()
}
