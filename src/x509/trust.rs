//! What a local administrator states about a certificate: OpenSSL's TRUSTED CERTIFICATE.

use alloc::string::String;
use alloc::vec::Vec;

use super::extension::SequenceOf;
use crate::der::oid;
use crate::der::{
    DerError, ObjectIdentifier, ObjectIdentifierRef, Reader, Tag, Writer, context_tag,
};

/// Trust settings, which follow the certificate in a `BEGIN TRUSTED CERTIFICATE` block and are not part of it: nobody has
/// signed them, and they hold only where the certificate comes from a source that is trusted.
///
/// ```asn1
/// CertAux ::= SEQUENCE {
///     trust   SEQUENCE OF OBJECT IDENTIFIER              OPTIONAL,
///     reject  [0] IMPLICIT SEQUENCE OF OBJECT IDENTIFIER OPTIONAL,
///     alias   UTF8String                                 OPTIONAL,
///     keyid   OCTET STRING                               OPTIONAL,
///     other   [1] IMPLICIT SEQUENCE OF AlgorithmIdentifier OPTIONAL }
/// ```
///
/// The source is `X509_CERT_AUX` of OpenSSL 3.0's `crypto/x509/x_x509a.c`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrustSettings {
    /// The purposes that it is trusted for, as KeyPurposeIds; anyExtendedKeyUsage stands for all. `None` states nothing; a
    /// list trusts for nothing that is not in it.
    pub trusted: Option<Vec<ObjectIdentifier>>,
    /// The purposes that it is rejected for, whatever else is stated; anyExtendedKeyUsage stands for all.
    pub rejected: Option<Vec<ObjectIdentifier>>,
    /// A name that people call it by.
    pub alias: Option<String>,
    /// A key identifier, as PKCS #12 files have it.
    pub key_id: Option<Vec<u8>>,
    /// The contents of `other`, which nothing uses; kept as they are.
    other: Option<Vec<u8>>,
}

/// What trust settings mean for one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// It is trusted by name for this purpose, whatever purposes the certificate itself states.
    Trusted,
    /// Nothing is stated about this purpose.
    Unstated,
    /// It is rejected by name, or a list of purposes that it is trusted for does not have this one.
    Rejected,
}

impl TrustSettings {
    /// Splits what a TRUSTED CERTIFICATE block holds into the certificate's DER, which is not read, and the settings, if
    /// any follow.
    ///
    /// # Errors
    /// What is malformed, and where. Settings that cannot be read may be a rejection: whoever ignores them trusts what an
    /// administrator had rejected.
    pub fn split(contents: &[u8]) -> Result<(&[u8], Option<Self>), DerError> {
        let mut reader = Reader::new(contents);
        let certificate = reader.expect(Tag::Sequence, "Certificate")?;
        let settings = match reader.is_empty() {
            true => None,
            false => Some(Self::read(&mut reader)?),
        };
        reader.finish("TRUSTED CERTIFICATE")?;
        Ok((certificate.raw, settings))
    }

    /// Reads the settings alone, all of the input.
    ///
    /// # Errors
    /// What is malformed, and where.
    pub fn from_der(der: &[u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(der);
        let settings = Self::read(&mut reader)?;
        reader.finish("CertAux")?;
        Ok(settings)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("CertAux")?;
        let trusted = fields.optional(Tag::Sequence, "CertAux.trust")?;
        let rejected = fields.context(0, true, "CertAux.reject")?;
        let alias = match fields.optional(Tag::Utf8String, "CertAux.alias")? {
            Some(tlv) => match core::str::from_utf8(tlv.value) {
                Ok(alias) => Some(alias.into()),
                Err(_) => return Err(tlv.malformed("CertAux.alias", "invalid UTF-8")),
            },
            None => None,
        };
        let key_id = fields.optional(Tag::OctetString, "CertAux.keyid")?;
        let other = fields.context(1, true, "CertAux.other")?;
        fields.finish("CertAux")?;
        Ok(Self {
            trusted: trusted.map(|tlv| purposes(tlv.reader())).transpose()?,
            rejected: rejected.map(|tlv| purposes(tlv.reader())).transpose()?,
            alias,
            key_id: key_id.map(|tlv| tlv.value.to_vec()),
            other: other.map(|tlv| tlv.value.to_vec()),
        })
    }

    /// The settings in DER: what follows the certificate in the block.
    pub fn to_der(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.sequence(|w| {
            if let Some(trusted) = &self.trusted {
                w.sequence(|w| {
                    trusted
                        .iter()
                        .for_each(|purpose| w.oid(purpose.as_oid_ref()))
                });
            }
            if let Some(rejected) = &self.rejected {
                w.context(0, |w| {
                    rejected
                        .iter()
                        .for_each(|purpose| w.oid(purpose.as_oid_ref()))
                });
            }
            if let Some(alias) = &self.alias {
                w.tlv(Tag::Utf8String, alias.as_bytes());
            }
            if let Some(key_id) = &self.key_id {
                w.octet_string(key_id);
            }
            if let Some(other) = &self.other {
                w.tlv(context_tag(1, true), other);
            }
        });
        w.into_vec()
    }

    /// What they mean for a purpose, as OpenSSL's `X509_check_trust` has it; `None` asks for no purpose in particular, and
    /// is decided by anyExtendedKeyUsage alone.
    pub fn judge(&self, purpose: Option<ObjectIdentifierRef<'_>>) -> Trust {
        let any = oid::ANY_EXTENDED_KEY_USAGE;
        let names = |list: &[ObjectIdentifier]| {
            let mut list = list.iter();
            list.any(|named| *named == any || purpose.is_some_and(|purpose| *named == purpose))
        };
        match (&self.rejected, &self.trusted) {
            (Some(rejected), _) if names(rejected) => Trust::Rejected,
            (_, Some(trusted)) if names(trusted) => Trust::Trusted,
            (_, Some(_)) => Trust::Rejected,
            (_, None) => Trust::Unstated,
        }
    }
}

fn purposes(contents: Reader<'_>) -> Result<Vec<ObjectIdentifier>, DerError> {
    let list = SequenceOf::<ObjectIdentifierRef<'_>>::from_contents_or_empty(contents)?;
    Ok(list.iter().map(ObjectIdentifierRef::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `openssl x509 -addtrust serverAuth -addtrust emailProtection -addreject clientAuth -setalias Tést -trustout` of
    /// OpenSSL 3.0 after the certificate.
    const BY_OPENSSL: &[u8] = b"\x30\x29\x30\x14\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x04\
        \xa0\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x02\x0c\x05T\xc3\xa9st";

    #[test]
    fn openssls_settings_are_read_and_written_to_the_byte() {
        let settings = TrustSettings::from_der(BY_OPENSSL).unwrap();
        let trusted = [oid::KP_SERVER_AUTH, oid::KP_EMAIL_PROTECTION];
        assert!(settings.trusted.iter().flatten().eq(&trusted));
        let rejected = [oid::KP_CLIENT_AUTH];
        assert!(settings.rejected.iter().flatten().eq(&rejected));
        assert_eq!(settings.alias.as_deref(), Some("Tést"));
        assert_eq!(settings.to_der(), BY_OPENSSL);
    }

    #[test]
    fn a_rejection_wins_and_a_list_of_trusted_purposes_trusts_for_no_other() {
        type Purposes<'a> = &'a [ObjectIdentifierRef<'static>];
        let owned = |purposes: Purposes| purposes.iter().map(|&p| p.into()).collect();
        let settings = |trusted: Option<Purposes>, rejected: Purposes| TrustSettings {
            trusted: trusted.map(owned),
            rejected: Some(owned(rejected)),
            ..TrustSettings::default()
        };
        let (server, client, any) = (
            oid::KP_SERVER_AUTH,
            oid::KP_CLIENT_AUTH,
            oid::ANY_EXTENDED_KEY_USAGE,
        );
        let judge = |s: &TrustSettings| (s.judge(Some(server)), s.judge(None));
        use Trust::{Rejected, Trusted, Unstated};
        assert_eq!(judge(&settings(None, &[])), (Unstated, Unstated));
        assert_eq!(judge(&settings(None, &[client])), (Unstated, Unstated));
        assert_eq!(judge(&settings(None, &[server])), (Rejected, Unstated));
        assert_eq!(judge(&settings(None, &[any])), (Rejected, Rejected));
        assert_eq!(judge(&settings(Some(&[]), &[])), (Rejected, Rejected));
        assert_eq!(judge(&settings(Some(&[client]), &[])), (Rejected, Rejected));
        assert_eq!(judge(&settings(Some(&[server]), &[])), (Trusted, Rejected));
        assert_eq!(judge(&settings(Some(&[any]), &[])), (Trusted, Trusted));
        assert_eq!(
            judge(&settings(Some(&[server, any]), &[server])),
            (Rejected, Trusted)
        );
    }

    #[test]
    fn settings_that_cannot_be_read_are_refused() {
        let certificate = [0x30, 0];
        let with = |settings: &[u8]| [&certificate, settings].concat();
        let split = |settings: &[u8]| TrustSettings::split(&with(settings)).map(|(_, s)| s);
        assert_eq!(split(&[]), Ok(None));
        assert_eq!(split(&[0x30, 0]), Ok(Some(TrustSettings::default())));
        for bad in [
            &b"\x30"[..],
            b"\x31\0",
            b"\x30\0\x30\0",
            b"\x30\x04\x30\x02\x06\0",
            b"\x30\x02\xa0\x01",
            b"\x30\x03\x0c\x01\xff",
            // reject before trust
            b"\x30\x04\xa0\0\x30\0",
        ] {
            assert!(split(bad).is_err(), "{bad:02x?}");
        }
    }
}
