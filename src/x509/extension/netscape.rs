//! Netscape's extensions (Netscape Certificate Extensions, 1998): no verifier heeds them, many scripts still write them.

use super::named_bits::{named_bits, read_named_bits, write_named_bits};
use super::{Criticality, ExtensionValue};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Tag, Writer};
use crate::x509::general_name::ia5;

named_bits! {
    /// netscape-cert-type, with the names that OpenSSL's configuration gives the bits:
    ///
    /// ```asn1
    /// BIT STRING {
    ///     client (0), server (1), email (2), objsign (3), reserved (4), sslCA (5), emailCA (6), objCA (7) }
    /// ```
    NsCertType {
        /// client: TLS client.
        CLIENT = 0, "client";
        /// server: TLS server.
        SERVER = 1, "server";
        /// email: S/MIME.
        EMAIL = 2, "email";
        /// objsign: object signing.
        OBJSIGN = 3, "objsign";
        /// reserved.
        RESERVED = 4, "reserved";
        /// sslCA: issues for TLS.
        SSL_CA = 5, "sslCA";
        /// emailCA: issues for S/MIME.
        EMAIL_CA = 6, "emailCA";
        /// objCA: issues for object signing.
        OBJ_CA = 7, "objCA";
    }
}

impl<'a> ExtensionValue<'a> for NsCertType {
    const OID: ObjectIdentifierRef<'static> = oid::NS_CERT_TYPE;
    const CRITICALITY: Criticality = Criticality::Either;

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
            const OID: ObjectIdentifierRef<'static> = oid::$oid;
            const CRITICALITY: Criticality = Criticality::Either;

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
