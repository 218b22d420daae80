//! Rules beyond RFC 5280 §6: what its §4 asks of issuers, and the CA/Browser Forum's Baseline Requirements (BR).

use alloc::vec::Vec;
use core::fmt;

use super::certificate::SourcedCertificate;
use super::error::{Conformance, Reason, Refusal};
use super::security::is_sha1;
use crate::der::oid;
use crate::x509::extension::KeyUsage;

/// Which rules a path must satisfy. A program that names one links no other.
#[derive(Clone, Copy)]
pub struct Profile {
    name: &'static str,
    /// Checks one certificate of a path; the flag is set for the anchor's, where the caller enforces what it states.
    pub(super) check: fn(&SourcedCertificate<'_, '_>, usize, bool, &mut Vec<Refusal>),
}

impl Profile {
    /// RFC 5280 §6.
    pub const RFC_5280: Self = Self {
        name: "RFC 5280",
        check: |_, _, _, _| {},
    };
    /// RFC 5280 §6 and what §4 asks of those who issue certificates.
    pub const STRICT: Self = Self {
        name: "strict",
        check: strict,
    };
    /// RFC 5280 §6 and what the CA/Browser Forum's Baseline Requirements (BR) ask of the certificates on a path to a TLS
    /// server: version 3, positive serial numbers of at most 20 bytes, RSA keys of at least 2048 bits in whole bytes,
    /// no SHA-1, subjectAltName present, extendedKeyUsage present and fitting, and extensions critical where they must be.
    pub const WEB_PKI: Self = Self {
        name: "WebPKI",
        check: |view, depth, is_anchor, refusals| {
            if !is_anchor {
                web_pki(view, depth, refusals);
            }
        },
    };
}

impl Default for Profile {
    fn default() -> Self {
        Self::RFC_5280
    }
}

impl PartialEq for Profile {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Profile {}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Profile({})", self.name)
    }
}

const fn rule(rule: &'static str, section: &'static str, remedy: &'static str) -> Reason {
    Reason::Profile {
        rule,
        section,
        remedy,
    }
}

/// Checks one certificate of a path, the anchor's apart.
fn web_pki(view: &SourcedCertificate<'_, '_>, depth: usize, refusals: &mut Vec<Refusal>) {
    let certificate = &view.certificate;
    let mut refuse = |reason| {
        refusals.push(Refusal {
            certificate: view.source,
            depth,
            reason,
        })
    };

    if certificate.version != 3 {
        refuse(rule(
            "it is not of version 3",
            "BR §7.1.1",
            "have it issued as version 3",
        ));
    }
    let serial = certificate.serial;
    let magnitude = serial.len() - usize::from(serial.len() > 1 && serial[0] == 0);
    if serial.iter().all(|&b| b == 0) || serial[0] & 0x80 != 0 || magnitude > 20 {
        refuse(rule(
            "its serial number is not a positive number of at most 20 bytes",
            "RFC 5280 §4.1.2.2",
            "have it issued with a serial number of 8 to 20 random bytes",
        ));
    }
    if let Some(bits) = certificate.spki.rsa_bits() {
        if bits < 2048 {
            refuse(Reason::KeyTooSmall {
                bits,
                minimum: 2048,
            });
        }
        if bits % 8 != 0 {
            refuse(Reason::KeySizeNotWholeBytes { bits });
        }
    }
    if is_sha1(&certificate.signed.algorithm) {
        refuse(Reason::WeakSignatureHash);
    }

    let extensions = &view.extensions;
    if depth > 0 {
        if extensions.basic_constraints.is_some() && !extensions.basic_constraints_critical {
            refuse(rule(
                "its basicConstraints are not critical",
                "BR §7.1.2.10.4",
                "have the CA's certificate issued with critical basicConstraints",
            ));
        }
        if extensions.key_usage.is_none() {
            refuse(rule(
                "it issued a certificate and has no keyUsage",
                "BR §7.1.2.10",
                "have the CA's certificate issued with keyUsage keyCertSign",
            ));
        }
        return;
    }

    if extensions.is_ca() {
        refuse(rule(
            "it is a CA's certificate",
            "BR §7.1.2.7.8",
            "use a certificate that the CA issued for the server",
        ));
    }
    if extensions.san.is_some() && !extensions.san_critical && view.subject.is_empty() {
        refuse(rule(
            "its subjectAltName is not critical although it has no subject",
            "BR §7.1.2.7.12",
            "issue it with subjectAltName critical",
        ));
    }
    if extensions.san.is_none() {
        refuse(rule(
            "it has no subjectAltName",
            "BR §7.1.2.7.12",
            "issue it with the server's names in subjectAltName",
        ));
    } else if extensions.san_critical && !view.subject.is_empty() {
        refuse(rule(
            "its subjectAltName is critical although it has a subject",
            "BR §7.1.2.7.12",
            "issue it with subjectAltName not critical",
        ));
    }
    let purposes = extensions.purposes;
    if !purposes.is_some_and(|list| list.contains(oid::KP_SERVER_AUTH)) {
        refuse(rule(
            "its extendedKeyUsage is missing or lacks serverAuth",
            "BR §7.1.2.7.10",
            "issue it with extendedKeyUsage serverAuth",
        ));
    }
    if purposes.is_some_and(|list| list.contains(oid::ANY_EXTENDED_KEY_USAGE)) {
        refuse(rule(
            "its extendedKeyUsage includes anyExtendedKeyUsage",
            "BR §7.1.2.7.10",
            "issue it with the purposes that it is for",
        ));
    }
    if extensions.authority_key.is_none() {
        refuse(rule(
            "it has no authorityKeyIdentifier",
            "BR §7.1.2.7.7",
            "issue it with authorityKeyIdentifier",
        ));
    }
}

/// Checks one certificate of a path against RFC 5280 §4, the anchor's (`is_top`) too where the caller holds it to that.
fn strict(
    view: &SourcedCertificate<'_, '_>,
    depth: usize,
    is_top: bool,
    refusals: &mut Vec<Refusal>,
) {
    use Conformance as C;
    let extensions = &view.extensions;
    let mut refuse = |rule| {
        refusals.push(Refusal {
            certificate: view.source,
            depth,
            reason: Reason::Conformance(rule),
        });
    };
    let is_ca = extensions.is_ca();
    let path_len = extensions
        .basic_constraints
        .is_some_and(|c| c.path_len_constraint.is_some());
    let usage = |bit| {
        extensions
            .key_usage
            .is_some_and(|usage| usage.contains(bit))
    };
    // keyUsage that is not there forbids nothing.
    let may_sign = extensions.key_usage.is_none() || usage(KeyUsage::KEY_CERT_SIGN);
    if is_top && extensions.basic_constraints.is_none() {
        refuse(C::AnchorNotCa);
    }
    if path_len && !is_ca {
        refuse(C::PathLenWithoutCa);
    }
    if path_len && !may_sign {
        refuse(C::PathLenWithoutKeyCertSign);
    }
    if is_ca && !extensions.basic_constraints_critical {
        refuse(C::BasicConstraintsNotCritical);
    }
    if is_ca && extensions.key_usage.is_none() {
        refuse(C::KeyUsageMissing);
    }
    if !is_ca && usage(KeyUsage::KEY_CERT_SIGN) {
        refuse(C::KeyCertSignWithoutCa);
    }
    if view.subject.is_empty() {
        if usage(KeyUsage::CRL_SIGN) || extensions.san.is_none() {
            refuse(C::SubjectMissing);
        } else if !extensions.san_critical {
            refuse(C::SubjectAltNameNotCritical);
        }
    }
    if extensions.authority_key_critical {
        refuse(C::AuthorityKeyIdentifierCritical);
    }
    if extensions.subject_key_critical {
        refuse(C::SubjectKeyIdentifierCritical);
    }
    if view.certificate.version == 3 {
        if !is_top && extensions.authority_key.is_none() {
            refuse(C::AuthorityKeyIdentifierMissing);
        }
        if is_ca && extensions.subject_key.is_none() {
            refuse(C::SubjectKeyIdentifierMissing);
        }
    }
}
