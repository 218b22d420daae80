//! Netscape's extensions (Netscape Certificate Extensions, 1998): no verifier heeds them, many scripts still write them.

use core::ops::{BitOr, BitOrAssign};

use super::ExtensionValue;
use super::key_usage::{read_named_bits, write_named_bits};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifier, Reader, Tag, Writer};
use crate::x509::general_name::ia5;

/// netscape-cert-type, in OpenSSL's words:
///
/// ```asn1
/// BIT STRING {
///     client (0), server (1), email (2), objsign (3), reserved (4), sslCA (5), emailCA (6), objCA (7) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NsCertType(u16);

impl NsCertType {
    /// No bit at all.
    pub const NONE: Self = Self(0);
    /// client: TLS client.
    pub const CLIENT: Self = Self::bit(0);
    /// server: TLS server.
    pub const SERVER: Self = Self::bit(1);
    /// email: S/MIME.
    pub const EMAIL: Self = Self::bit(2);
    /// objsign: object signing.
    pub const OBJSIGN: Self = Self::bit(3);
    /// reserved.
    pub const RESERVED: Self = Self::bit(4);
    /// sslCA: issues for TLS.
    pub const SSL_CA: Self = Self::bit(5);
    /// emailCA: issues for S/MIME.
    pub const EMAIL_CA: Self = Self::bit(6);
    /// objCA: issues for object signing.
    pub const OBJ_CA: Self = Self::bit(7);

    const fn bit(n: u32) -> Self {
        Self(0x8000 >> n)
    }

    /// True when all of these bits are set.
    pub fn contains(self, bits: Self) -> bool {
        self.0 & bits.0 == bits.0
    }
}

impl BitOr for NsCertType {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for NsCertType {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl<'a> ExtensionValue<'a> for NsCertType {
    const OID: ObjectIdentifier = oid::NS_CERT_TYPE;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let tlv = reader.expect(Tag::BitString, "netscape-cert-type")?;
        read_named_bits(&tlv, "netscape-cert-type").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        write_named_bits(w, Tag::BitString, self.0);
    }
}

macro_rules! ia5_extensions {
    ($($(#[$doc:meta])* $name:ident = $oid:ident, $expected:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name<'a>(pub &'a str);

        impl<'a> ExtensionValue<'a> for $name<'a> {
            const OID: ObjectIdentifier = oid::$oid;

            fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
                ia5(&reader.expect(Tag::Ia5String, $expected)?, $expected).map(Self)
            }

            fn write(&self, w: &mut Writer) {
                w.tlv(Tag::Ia5String, self.0.as_bytes());
            }
        }
    )*};
}

ia5_extensions! {
    /// netscape-base-url, `IA5String`: what the other URLs are relative to.
    NsBaseUrl = NS_BASE_URL, "netscape-base-url";
    /// netscape-revocation-url, `IA5String`.
    NsRevocationUrl = NS_REVOCATION_URL, "netscape-revocation-url";
    /// netscape-ca-revocation-url, `IA5String`.
    NsCaRevocationUrl = NS_CA_REVOCATION_URL, "netscape-ca-revocation-url";
    /// netscape-cert-renewal-url, `IA5String`.
    NsRenewalUrl = NS_RENEWAL_URL, "netscape-cert-renewal-url";
    /// netscape-ca-policy-url, `IA5String`.
    NsCaPolicyUrl = NS_CA_POLICY_URL, "netscape-ca-policy-url";
    /// netscape-ssl-server-name, `IA5String`.
    NsSslServerName = NS_SSL_SERVER_NAME, "netscape-ssl-server-name";
    /// netscape-comment, `IA5String`.
    NsComment = NS_COMMENT, "netscape-comment";
}
