//! The table of the extensions that have a type.

use alloc::vec::Vec;

use super::*;

/// One extension that has a type: a row of [`KNOWN`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Known {
    /// extnID.
    pub oid: ObjectIdentifierRef<'static>,
    /// The standard's name: `subjectAltName`.
    pub name: &'static str,
    /// What the standard requires of the `critical` field.
    pub criticality: Criticality,
    /// Where it is defined: `RFC 5280 §4.2.1.6`.
    pub source: &'static str,
    recode: fn(&[u8], usize) -> Result<Vec<u8>, DerError>,
}

impl Known {
    /// The row of an extension, if a type here knows it.
    pub fn of(oid: crate::der::ObjectIdentifierRef<'_>) -> Option<&'static Self> {
        KNOWN.iter().find(|known| oid == known.oid)
    }

    /// Reads what an extnValue holds, all of it, strictly, and writes what was read. `offset` is where the value starts
    /// in the outermost input, for errors.
    ///
    /// # Errors
    /// What the type's [`parse_at`](ExtensionValue::parse_at) refuses.
    pub fn recode(&self, value: &[u8], offset: usize) -> Result<Vec<u8>, DerError> {
        (self.recode)(value, offset)
    }
}

macro_rules! table {
    ($($type:ident, $name:literal, $source:literal;)*) => {
        /// Every extension that has a type, in the order of the standards.
        pub static KNOWN: &[Known] = &[$(Known {
            oid: $type::OID,
            name: $name,
            criticality: $type::CRITICALITY,
            source: $source,
            recode: |value, offset| $type::parse_at(value, offset).map(|parsed| parsed.to_der()),
        }),*];
    };
}

table! {
    AuthorityKeyIdentifier, "authorityKeyIdentifier", "RFC 5280 §4.2.1.1";
    SubjectKeyIdentifier, "subjectKeyIdentifier", "RFC 5280 §4.2.1.2";
    KeyUsage, "keyUsage", "RFC 5280 §4.2.1.3";
    PrivateKeyUsagePeriod, "privateKeyUsagePeriod", "RFC 3280 §4.2.1.4";
    CertificatePolicies, "certificatePolicies", "RFC 5280 §4.2.1.4";
    PolicyMappings, "policyMappings", "RFC 5280 §4.2.1.5";
    SubjectAltName, "subjectAltName", "RFC 5280 §4.2.1.6";
    IssuerAltName, "issuerAltName", "RFC 5280 §4.2.1.7";
    BasicConstraints, "basicConstraints", "RFC 5280 §4.2.1.9";
    NameConstraints, "nameConstraints", "RFC 5280 §4.2.1.10";
    PolicyConstraints, "policyConstraints", "RFC 5280 §4.2.1.11";
    ExtKeyUsage, "extKeyUsage", "RFC 5280 §4.2.1.12";
    CrlDistributionPoints, "cRLDistributionPoints", "RFC 5280 §4.2.1.13";
    InhibitAnyPolicy, "inhibitAnyPolicy", "RFC 5280 §4.2.1.14";
    FreshestCrl, "freshestCRL", "RFC 5280 §4.2.1.15, §5.2.6";
    AuthorityInfoAccess, "authorityInfoAccess", "RFC 5280 §4.2.2.1, §5.2.7";
    SubjectInfoAccess, "subjectInfoAccess", "RFC 5280 §4.2.2.2";
    CrlNumber, "cRLNumber", "RFC 5280 §5.2.3";
    DeltaCrlIndicator, "deltaCRLIndicator", "RFC 5280 §5.2.4";
    IssuingDistributionPoint, "issuingDistributionPoint", "RFC 5280 §5.2.5";
    CrlReason, "reasonCode", "RFC 5280 §5.3.1";
    HoldInstructionCode, "holdInstructionCode", "RFC 3280 §5.3.2";
    InvalidityDate, "invalidityDate", "RFC 5280 §5.3.2";
    CertificateIssuer, "certificateIssuer", "RFC 5280 §5.3.3";
    TlsFeatures, "tlsfeature", "RFC 7633 §4";
    OcspNoCheck, "ocsp-nocheck", "RFC 6960 §4.2.2.2.1";
    OcspNonce, "ocsp-nonce", "RFC 9654 §2.1";
    ArchiveCutoff, "ocsp-archive-cutoff", "RFC 6960 §4.4.4";
    SignedCertificateTimestampList, "signedCertificateTimestampList", "RFC 6962 §3.3";
    PrecertificatePoison, "precertificatePoison", "RFC 6962 §3.1";
    NsCertType, "netscape-cert-type", "Netscape Certificate Extensions";
    NsBaseUrl, "netscape-base-url", "Netscape Certificate Extensions";
    NsRevocationUrl, "netscape-revocation-url", "Netscape Certificate Extensions";
    NsCaRevocationUrl, "netscape-ca-revocation-url", "Netscape Certificate Extensions";
    NsRenewalUrl, "netscape-cert-renewal-url", "Netscape Certificate Extensions";
    NsCaPolicyUrl, "netscape-ca-policy-url", "Netscape Certificate Extensions";
    NsSslServerName, "netscape-ssl-server-name", "Netscape Certificate Extensions";
    NsComment, "netscape-comment", "Netscape Certificate Extensions";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_extension_has_two_rows() {
        for (i, known) in KNOWN.iter().enumerate() {
            assert_eq!(Known::of(known.oid).map(|row| row.name), Some(known.name));
            assert!(KNOWN[..i].iter().all(|row| row.name != known.name));
        }
    }
}
