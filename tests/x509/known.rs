//! Every extension that has a type, by its identifier.

use certwright::der::{DerError, ObjectIdentifier};
use certwright::x509::extension::*;

/// Reads a value, all of it, and writes what was read.
pub type Recode = fn(&[u8]) -> Result<Vec<u8>, DerError>;

fn recode<'a, T: ExtensionValue<'a>>(value: &'a [u8]) -> Result<Vec<u8>, DerError> {
    T::parse(value).map(|parsed| parsed.to_der())
}

/// How to read and write the extension with this identifier; `None` if no type knows it.
pub fn of(oid: &[u8]) -> Option<Recode> {
    all()
        .into_iter()
        .find(|(known, _)| known.as_bytes() == oid)
        .map(|(_, recode)| recode)
}

/// All of them.
pub fn all() -> [(ObjectIdentifier, Recode); 35] {
    macro_rules! table {
        ($($name:ident,)*) => {
            [$(($name::OID, (|value| recode::<$name>(value)) as Recode),)*]
        };
    }
    table![
        AuthorityInfoAccess,
        AuthorityKeyIdentifier,
        BasicConstraints,
        CertificateIssuer,
        CertificatePolicies,
        CrlDistributionPoints,
        CrlNumber,
        CrlReason,
        DeltaCrlIndicator,
        ExtKeyUsage,
        FreshestCrl,
        InhibitAnyPolicy,
        InvalidityDate,
        IssuerAltName,
        IssuingDistributionPoint,
        KeyUsage,
        NameConstraints,
        NsBaseUrl,
        NsCaPolicyUrl,
        NsCaRevocationUrl,
        NsCertType,
        NsComment,
        NsRenewalUrl,
        NsRevocationUrl,
        NsSslServerName,
        OcspNoCheck,
        PolicyConstraints,
        PolicyMappings,
        PrecertificatePoison,
        PrivateKeyUsagePeriod,
        SignedCertificateTimestampList,
        SubjectAltName,
        SubjectInfoAccess,
        SubjectKeyIdentifier,
        TlsFeatures,
    ]
}
