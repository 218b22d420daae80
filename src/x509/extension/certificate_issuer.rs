//! certificateIssuer (RFC 5280 §5.3.3).

use super::list::list_extension;
use crate::x509::general_name::GeneralName;

list_extension! {
    /// `CertificateIssuer ::= GeneralNames`: the issuer of the certificate that this entry of an indirect CRL revokes, and
    /// of every entry after it until the next such extension.
    pub CertificateIssuer(GeneralName<'a>) = CERTIFICATE_ISSUER, "CertificateIssuer", Must;
}
