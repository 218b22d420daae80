//! Why a path is refused: each rule with its place in the standards and the remedy.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};

use super::budget::{BudgetExceeded, Resource};
use super::explain::{Explanation, Source};
use super::identity::Identity;
#[cfg(feature = "ocsp")]
use super::ocsp::OcspFault;
use crate::der::{DerError, ObjectIdentifier};
use crate::x509::Time;

/// A rule that a certificate or a CRL broke.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    // Building.
    /// No candidate has the issuer's name.
    IssuerNotFound,
    /// The certificate is self-signed and no trust anchor.
    SelfSignedNotTrusted,
    /// Every path through this certificate meets a key and name that it met before.
    Loop,
    /// The path is longer than the caller allows.
    TooLong {
        /// The maximum number of intermediate certificates.
        limit: usize,
    },
    /// A ceiling of the [`Budget`](super::Budget) was reached.
    BudgetExceeded(Resource),

    /// The trust anchors' settings reject its name and key for the purpose, or trust them for others only.
    RejectedByTrustSettings,

    // The signature.
    /// The signature does not verify with the issuer's key.
    BadSignature {
        /// The key identifiers differ, so that this issuer was a guess by its name alone.
        key_identifiers_differ: bool,
    },
    /// A signature algorithm that no verifier at hand knows.
    UnsupportedSignatureAlgorithm(ObjectIdentifier),
    /// The parameters of the signature's algorithm cannot be read, or are not what its standard asks.
    MalformedSignatureAlgorithm,
    /// The issuer's key is of a kind that no verifier at hand knows.
    UnsupportedPublicKey(ObjectIdentifier),
    /// The issuer's key cannot be read, or must not be used with this algorithm.
    UnusableIssuerKey,
    /// Its RSA public key cannot be read.
    MalformedPublicKey,
    /// signatureAlgorithm and tbsCertificate.signature differ.
    SignatureAlgorithmsDiffer,

    // The certificate.
    /// notBefore is to come.
    NotYetValid {
        /// The certificate's notBefore.
        not_before: Time,
    },
    /// notAfter is past.
    Expired {
        /// The certificate's notAfter.
        not_after: Time,
    },
    /// The issuer's name is empty.
    IssuerEmpty,
    /// A CA's name is empty.
    SubjectEmpty,
    /// Extensions stand in a certificate that is not of version 3.
    ExtensionsNeedVersion3,
    /// A critical extension that is not processed.
    UnhandledCriticalExtension(ObjectIdentifier),
    /// An extension that cannot be read.
    MalformedExtension(ObjectIdentifier, DerError),

    // The issuer's right to issue.
    /// A certificate that issued another is of version 1 or 2, and nothing but a trust anchor may be.
    NotVersion3,
    /// basicConstraints is missing from a certificate that issued another.
    BasicConstraintsMissing,
    /// cA is FALSE in a certificate that issued another.
    NotCa,
    /// More CA certificates stand between the target and a CA above than its pathLenConstraint allows.
    PathLenExceeded {
        /// Depth of the CA above.
        by: usize,
    },
    /// keyUsage is there without keyCertSign in a certificate that issued another.
    KeyCertSignMissing,

    // Names and purposes.
    /// A name is in no permitted subtree of a CA above.
    NameNotPermitted {
        /// The name.
        name: ShownName,
        /// Depth of the CA whose nameConstraints they are.
        by: usize,
    },
    /// A name is in an excluded subtree of a CA above.
    NameExcluded {
        /// The name.
        name: ShownName,
        /// Depth of the CA whose nameConstraints they are.
        by: usize,
    },
    /// A CA above constrains names of a form that is not processed, or in a way that is not, and such a name is there.
    ConstraintNotProcessed {
        /// The name.
        name: ShownName,
        /// Depth of the CA whose nameConstraints they are.
        by: usize,
    },
    /// A name whose form is constrained is malformed.
    ConstrainedNameMalformed {
        /// The name.
        name: ShownName,
        /// Depth of the CA whose nameConstraints they are.
        by: usize,
    },
    /// extendedKeyUsage is there and does not include the purpose.
    PurposeNotAllowed {
        /// The purpose.
        purpose: ObjectIdentifier,
    },
    /// keyUsage is there without a bit that the purpose needs.
    KeyUsageNotAllowed {
        /// What is needed, in the words of RFC 5280.
        needed: &'static str,
    },
    /// No name in subjectAltName is the identity.
    IdentityMismatch {
        /// The identity.
        identity: Identity,
        /// subjectAltName holds no name of the identity's form.
        none_of_this_form: bool,
    },

    // Policies.
    /// An explicit policy is required and none is valid for the path.
    NoExplicitPolicy,
    /// policyMappings maps to or from anyPolicy.
    MappingOfAnyPolicy,

    // Revocation.
    /// The certificate is revoked.
    Revoked {
        /// revocationDate.
        date: Time,
        /// reasonCode, in the words of RFC 5280.
        reason: &'static str,
        /// What states it.
        by: RevocationSource,
    },
    /// The CRLs at hand do not determine whether the certificate is revoked.
    RevocationUnknown(CrlFault),
    /// The OCSP responses at hand do not determine whether the certificate is revoked.
    #[cfg(feature = "ocsp")]
    #[cfg_attr(docsrs, doc(cfg(feature = "ocsp")))]
    OcspUnknown(OcspFault),

    // Profiles.
    /// A key smaller than the profile or security level allows.
    KeyTooSmall {
        /// Its size.
        bits: usize,
        /// The minimum that is allowed.
        minimum: usize,
    },
    /// A signature made with a hash that the profile or security level forbids.
    WeakSignatureHash,
    /// A rule of the [`Profile`](super::Profile), in one line.
    Profile {
        /// Its name in `lint`'s table.
        name: &'static str,
        /// What is wrong.
        rule: &'static str,
        /// Where it is written.
        section: &'static str,
        /// The remedy.
        remedy: &'static str,
    },
}

/// What states that a certificate is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RevocationSource {
    /// A CRL.
    Crl,
    /// An OCSP response.
    Ocsp,
}

/// A name of a certificate in a refusal. It is formatted when it is displayed: text as text, with nothing that a terminal
/// would obey.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShownName {
    /// The first 255 bytes of a dNSName, rfc822Name or uniformResourceIdentifier.
    Text(Vec<u8>),
    /// An iPAddress.
    Ip(Vec<u8>),
    /// A name of another form, by its tag number in GeneralName.
    Form(u8),
}

impl ShownName {
    pub(super) fn text(text: &[u8]) -> Self {
        Self::Text(text[..text.len().min(255)].to_vec())
    }
}

impl From<&str> for ShownName {
    fn from(text: &str) -> Self {
        Self::text(text.as_bytes())
    }
}

impl fmt::Display for ShownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.escape_ascii().fmt(f),
            Self::Ip(bytes) => {
                if let Ok(v4) = <[u8; 4]>::try_from(&bytes[..]) {
                    Ipv4Addr::from(v4).fmt(f)
                } else if let Ok(v6) = <[u8; 16]>::try_from(&bytes[..]) {
                    Ipv6Addr::from(v6).fmt(f)
                } else {
                    write!(f, "(an address of {} bytes)", bytes.len())
                }
            }
            Self::Form(0) => f.write_str("(an otherName)"),
            Self::Form(4) => f.write_str("(a directory name)"),
            Self::Form(8) => f.write_str("(a registeredID)"),
            Self::Form(tag) => write!(f, "(a GeneralName of choice {tag})"),
        }
    }
}

/// Why no CRL determines a certificate's status. The order is by how near a CRL came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CrlFault {
    /// No CRL by the certificate's issuer, or by the cRLIssuer that it names, is at hand.
    None,
    /// A CRL is for other certificates, other reasons or another distribution point.
    Scope,
    /// A CRL cannot be read.
    Malformed(CrlDerError),
    /// A CRL has a critical extension that is not processed.
    UnhandledCriticalExtension(ObjectIdentifier),
    /// A CRL's thisUpdate is to come.
    NotYetValid(Time),
    /// A CRL's nextUpdate is past, or missing.
    Expired(Option<Time>),
    /// No certificate of the CRL's issuer is valid under the same trust anchor.
    IssuerNotFound,
    /// The CRL issuer's keyUsage lacks cRLSign.
    CrlSignMissing,
    /// The signature of a CRL does not verify.
    BadSignature,
    /// A CRL is signed by an algorithm that no verifier at hand knows.
    UnsupportedSignatureAlgorithm(ObjectIdentifier),
    /// A CRL is signed with a hash that the security level forbids.
    WeakSignatureHash,
    /// A CRL breaks a rule of the [`Profile`](super::Profile).
    Profile {
        /// Its name in `lint`'s table.
        name: &'static str,
        /// What is wrong.
        rule: &'static str,
        /// Where it is written.
        section: &'static str,
    },
    /// Good CRLs cover some reasons for revocation only.
    SomeReasonsOnly,
}

/// A [`DerError`] that can be ordered, by its offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlDerError(pub DerError);

impl PartialOrd for CrlDerError {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for CrlDerError {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.0.offset.cmp(&other.0.offset)
    }
}

impl fmt::Display for CrlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("no CRL by its issuer is at hand"),
            Self::Scope => {
                f.write_str("the CRLs at hand are for other certificates or distribution points")
            }
            Self::Malformed(e) => write!(f, "the CRL cannot be read: {}", e.0),
            Self::UnhandledCriticalExtension(id) => {
                write!(
                    f,
                    "the CRL has a critical extension that is not processed: {}",
                    id.as_oid_ref().named()
                )
            }
            Self::NotYetValid(time) => write!(f, "the CRL is not valid before {time}"),
            Self::Expired(Some(time)) => write!(f, "the CRL was to be replaced by {time}"),
            Self::Expired(None) => f.write_str("the CRL has no nextUpdate"),
            Self::IssuerNotFound => f.write_str(
                "no valid certificate of the CRL's issuer leads to the same trust anchor",
            ),
            Self::CrlSignMissing => f.write_str("the CRL issuer's keyUsage lacks cRLSign"),
            Self::BadSignature => f.write_str("the CRL's signature does not verify"),
            Self::WeakSignatureHash => {
                f.write_str("the CRL is signed with a hash that is too weak")
            }
            Self::UnsupportedSignatureAlgorithm(id) => {
                write!(
                    f,
                    "the CRL's signature algorithm is not supported: {}",
                    id.as_oid_ref().named()
                )
            }
            Self::Profile { rule, .. } => write!(f, "the CRL is not as it is to be issued: {rule}"),
            Self::SomeReasonsOnly => {
                f.write_str("the CRLs at hand cover some reasons for revocation and not all")
            }
        }
    }
}

impl From<BudgetExceeded> for Reason {
    fn from(BudgetExceeded(resource): BudgetExceeded) -> Self {
        Self::BudgetExceeded(resource)
    }
}

impl Reason {
    /// Where the rule is written.
    pub fn section(&self) -> &'static str {
        match self {
            Self::IssuerNotFound | Self::SelfSignedNotTrusted => "RFC 5280 §6.1 (a)",
            Self::Loop => "RFC 4158 §2.4.2",
            Self::TooLong { .. } => "RFC 4158 §3.5.7",
            Self::BudgetExceeded(_) => "RFC 4158 §8.1",
            Self::RejectedByTrustSettings => "RFC 5280 §6.2",
            Self::BadSignature { .. } | Self::UnusableIssuerKey => "RFC 5280 §6.1.3 (a)(1)",
            Self::MalformedSignatureAlgorithm => "RFC 5280 §4.1.1.2",
            Self::UnsupportedSignatureAlgorithm(_) | Self::UnsupportedPublicKey(_) => {
                "RFC 5280 §6.1.3 (a)(1)"
            }
            Self::SignatureAlgorithmsDiffer => "RFC 5280 §4.1.1.2",
            Self::NotYetValid { .. } | Self::Expired { .. } => "RFC 5280 §6.1.3 (a)(2)",
            Self::IssuerEmpty => "RFC 5280 §4.1.2.4",
            Self::SubjectEmpty => "RFC 5280 §4.1.2.6",
            Self::MalformedPublicKey => "RFC 5280 §4.1.2.7, RFC 3279 §2.3.1",
            Self::MalformedExtension(..) => "RFC 5280 §4.2",
            Self::ExtensionsNeedVersion3 => "RFC 5280 §4.1.2.1",
            Self::UnhandledCriticalExtension(_) => "RFC 5280 §6.1.4 (o), §6.1.5 (f)",
            Self::NotVersion3 | Self::BasicConstraintsMissing | Self::NotCa => {
                "RFC 5280 §6.1.4 (k)"
            }
            Self::PathLenExceeded { .. } => "RFC 5280 §6.1.4 (l)",
            Self::KeyCertSignMissing => "RFC 5280 §6.1.4 (n)",
            Self::NameNotPermitted { .. } => "RFC 5280 §6.1.3 (b)",
            Self::NameExcluded { .. } => "RFC 5280 §6.1.3 (c)",
            Self::ConstraintNotProcessed { .. } | Self::ConstrainedNameMalformed { .. } => {
                "RFC 5280 §4.2.1.10"
            }
            Self::PurposeNotAllowed { .. } => "RFC 5280 §4.2.1.12",
            Self::KeyUsageNotAllowed { .. } => "RFC 5280 §4.2.1.3",
            #[cfg(feature = "all-names")]
            Self::IdentityMismatch {
                identity: Identity::Email(_),
                ..
            } => "RFC 5280 §4.2.1.6",
            Self::IdentityMismatch { .. } => "RFC 9525 §6",
            Self::NoExplicitPolicy => "RFC 5280 §6.1.3 (f), §6.1.5 (g)",
            Self::MappingOfAnyPolicy => "RFC 5280 §6.1.4 (a)",
            Self::Revoked {
                by: RevocationSource::Ocsp,
                ..
            } => "RFC 6960 §2.2",
            Self::Revoked { .. } => "RFC 5280 §6.3.3 (i), (j)",
            #[cfg(feature = "ocsp")]
            Self::OcspUnknown(fault) => fault.section(),
            Self::RevocationUnknown(fault) => match fault {
                CrlFault::None => "RFC 5280 §6.3.3",
                CrlFault::Scope => "RFC 5280 §6.3.3 (b)",
                CrlFault::Malformed(_) => "RFC 5280 §5.1",
                CrlFault::UnhandledCriticalExtension(_) => "RFC 5280 §5.2, §5.3",
                CrlFault::NotYetValid(_) | CrlFault::Expired(_) => "RFC 5280 §6.3.3 (a)",
                CrlFault::IssuerNotFound | CrlFault::CrlSignMissing => "RFC 5280 §6.3.3 (f)",
                CrlFault::WeakSignatureHash => "CA/Browser Forum BR §7.1.3.2",
                CrlFault::BadSignature | CrlFault::UnsupportedSignatureAlgorithm(_) => {
                    "RFC 5280 §6.3.3 (g)"
                }
                CrlFault::Profile { section, .. } => section,
                CrlFault::SomeReasonsOnly => "RFC 5280 §6.3.3 (d), (e)",
            },
            Self::KeyTooSmall { .. } => "CA/Browser Forum BR §6.1.5",
            Self::WeakSignatureHash => "CA/Browser Forum BR §7.1.3.2",
            Self::Profile { section, .. } => section,
        }
    }

    /// The remedy, in one line.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::IssuerNotFound => {
                "supply the issuer's certificate, as an intermediate or as a trust anchor"
            }
            Self::SelfSignedNotTrusted => "make it a trust anchor, if it is to be trusted",
            Self::Loop => "supply a certificate that leads to a trust anchor",
            Self::TooLong { .. } => "allow longer paths, or supply a shorter one",
            Self::RejectedByTrustSettings => "use a CA that is trusted for this purpose",
            Self::BudgetExceeded(_) => {
                "supply fewer certificates, or raise the budget if they are to be trusted"
            }
            Self::BadSignature { .. } => {
                "supply the certificate of the key that signed; if there is none, this is a forgery"
            }
            Self::UnsupportedSignatureAlgorithm(_) | Self::UnsupportedPublicKey(_) => {
                "have it issued with an RSA key, or give the library a verifier for this algorithm"
            }
            Self::MalformedSignatureAlgorithm => {
                "have it issued anew by software that writes the parameters as RFC 4055 requires"
            }
            Self::MalformedPublicKey => "have it issued anew with a proper RSA key",
            Self::UnusableIssuerKey => {
                "have the CA's certificate issued anew with a proper RSA key"
            }
            Self::Revoked { .. } => "have a new certificate issued for a new key",
            #[cfg(feature = "ocsp")]
            Self::OcspUnknown(fault) => fault.remedy(),
            Self::RevocationUnknown(fault) => match fault {
                CrlFault::WeakSignatureHash => "have CRLs signed with SHA-256 or better",
                CrlFault::NotYetValid(_) => "check the clock, or fetch the CRL that is valid now",
                CrlFault::Expired(_) => "fetch the CA's current CRL",
                CrlFault::IssuerNotFound => "supply the certificate of the CRL's issuer",
                CrlFault::CrlSignMissing => {
                    "have the CA's certificate issued with keyUsage cRLSign"
                }
                CrlFault::SomeReasonsOnly => "supply the CRLs for the other reasons as well",
                _ => "supply a CRL by the certificate's issuer that covers it",
            },
            Self::NotYetValid { .. } => "check the clock, or wait",
            Self::Expired { .. } => "have it renewed",
            Self::NotVersion3 => {
                "have the CA's certificate issued as version 3 with basicConstraints CA:TRUE"
            }
            Self::BasicConstraintsMissing | Self::NotCa => {
                "have the CA's certificate issued with basicConstraints CA:TRUE"
            }
            Self::PathLenExceeded { .. } => {
                "issue from a CA that may have CAs below it, or with fewer CAs between"
            }
            Self::KeyCertSignMissing => {
                "have the CA's certificate issued with keyUsage keyCertSign"
            }
            Self::UnhandledCriticalExtension(_) => {
                "have it issued without that extension, or not critical"
            }
            Self::NameNotPermitted { .. } | Self::NameExcluded { .. } => {
                "issue it for names that the CA may name, or from another CA"
            }
            Self::ConstraintNotProcessed { .. } => "leave that constraint or that name out",
            Self::PurposeNotAllowed { .. } => "issue it with this purpose in extendedKeyUsage",
            Self::KeyUsageNotAllowed { .. } => "issue it with this bit in keyUsage",
            Self::IdentityMismatch { .. } => {
                "issue it with this name in subjectAltName, or reach it by a name there"
            }
            Self::NoExplicitPolicy => {
                "accept the policies that the path has, or have it issued under one that is accepted"
            }
            Self::MappingOfAnyPolicy => "have the CA's certificate issued without that mapping",
            Self::KeyTooSmall { .. } => {
                "have it issued for a key of 2048 bits or more, in whole bytes"
            }
            Self::WeakSignatureHash => "have it issued with SHA-256 or better",
            Self::Profile { remedy, .. } => remedy,
            _ => "have it issued anew without this fault",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IssuerNotFound => f.write_str("its issuer is not among the certificates at hand"),
            Self::SelfSignedNotTrusted => f.write_str("it is self-signed and no trust anchor"),
            Self::Loop => f.write_str("its issuers lead back to certificates of this path"),
            Self::TooLong { limit } => {
                write!(f, "more than {limit} intermediate certificates are needed")
            }
            Self::BudgetExceeded(resource) => write!(f, "budget exceeded: {resource}"),
            Self::RejectedByTrustSettings => {
                f.write_str("the trust settings reject its name and key for this purpose")
            }
            Self::BadSignature { .. } => {
                f.write_str("its signature does not verify with its issuer's key")
            }
            Self::UnsupportedSignatureAlgorithm(id) => {
                write!(
                    f,
                    "its signature algorithm is not supported: {}",
                    id.as_oid_ref().named()
                )
            }
            Self::UnsupportedPublicKey(id) => {
                write!(
                    f,
                    "its issuer's public key is not supported: {}",
                    id.as_oid_ref().named()
                )
            }
            Self::MalformedSignatureAlgorithm => {
                f.write_str("the parameters of its signature algorithm are malformed")
            }
            Self::MalformedPublicKey => f.write_str("its RSA public key cannot be read"),
            Self::UnusableIssuerKey => f.write_str("its issuer's public key cannot be used"),
            Self::SignatureAlgorithmsDiffer => {
                f.write_str("signatureAlgorithm differs from the algorithm that is signed")
            }
            Self::NotYetValid { not_before } => write!(f, "it is not valid before {not_before}"),
            Self::Expired { not_after } => write!(f, "it expired at {not_after}"),
            Self::IssuerEmpty => f.write_str("its issuer has no name"),
            Self::SubjectEmpty => f.write_str("its subject has no name"),
            Self::ExtensionsNeedVersion3 => {
                f.write_str("it has extensions and is not of version 3")
            }
            Self::UnhandledCriticalExtension(id) => {
                write!(
                    f,
                    "the critical extension {} is not processed",
                    id.as_oid_ref().named()
                )
            }
            Self::MalformedExtension(id, e) => {
                write!(
                    f,
                    "the extension {} is malformed {e}",
                    id.as_oid_ref().named()
                )
            }
            Self::NotVersion3 => f.write_str("it issued a certificate and is not of version 3"),
            Self::BasicConstraintsMissing => {
                f.write_str("it issued a certificate and has no basicConstraints")
            }
            Self::NotCa => {
                f.write_str("it issued a certificate and its basicConstraints have CA:FALSE")
            }
            Self::PathLenExceeded { by } => {
                write!(
                    f,
                    "it is one CA more than the pathLenConstraint of the CA at depth {by} allows"
                )
            }
            Self::KeyCertSignMissing => {
                f.write_str("it issued a certificate and its keyUsage lacks keyCertSign")
            }
            Self::NameNotPermitted { name, by } => {
                write!(
                    f,
                    "its name {name} is in no subtree that the CA at depth {by} permits"
                )
            }
            Self::NameExcluded { name, by } => {
                write!(
                    f,
                    "its name {name} is in a subtree that the CA at depth {by} excludes"
                )
            }
            Self::ConstraintNotProcessed { name, by } => {
                write!(
                    f,
                    "the CA at depth {by} constrains names such as {name} in a way that is not processed"
                )
            }
            Self::ConstrainedNameMalformed { name, by } => {
                write!(
                    f,
                    "its name {name}, of a form that the CA at depth {by} constrains, is malformed"
                )
            }
            Self::PurposeNotAllowed { purpose } => {
                write!(
                    f,
                    "its extendedKeyUsage does not allow {}",
                    purpose.as_oid_ref().named()
                )
            }
            Self::KeyUsageNotAllowed { needed } => write!(f, "its keyUsage lacks {needed}"),
            Self::IdentityMismatch {
                identity,
                none_of_this_form: true,
            } => {
                write!(
                    f,
                    "it is not for {identity}: subjectAltName has no name of that kind, and the CN is not one"
                )
            }
            Self::IdentityMismatch { identity, .. } => write!(f, "it is not for {identity}"),
            Self::NoExplicitPolicy => {
                f.write_str("no acceptable policy is valid for the whole path")
            }
            Self::MappingOfAnyPolicy => f.write_str("its policyMappings map anyPolicy"),
            Self::Revoked { date, reason, .. } => {
                write!(f, "it was revoked at {date} ({reason})")
            }
            #[cfg(feature = "ocsp")]
            Self::OcspUnknown(fault) => {
                write!(f, "whether it is revoked is unknown: {fault}")
            }
            Self::RevocationUnknown(fault) => {
                write!(f, "whether it is revoked is unknown: {fault}")
            }
            Self::KeyTooSmall { bits, minimum } => {
                write!(
                    f,
                    "its key has {bits} bits, fewer than the minimum of {minimum}"
                )
            }
            Self::WeakSignatureHash => f.write_str("it is signed with a hash that is too weak"),
            Self::Profile { rule, .. } => f.write_str(rule),
        }
    }
}

/// A rule that was broken, and by which certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The certificate.
    pub certificate: Source,
    /// Its depth: 0 is the target, 1 its issuer, and so on.
    pub depth: usize,
    /// The rule.
    pub reason: Reason,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "certificate at depth {}: {} ({})",
            self.depth,
            self.reason,
            self.reason.section()
        )
    }
}

/// No path is valid. The refusals are those of the path that came nearest; the explanation lists every path tried.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PathError {
    /// The certificates of the nearest path, the target first.
    pub chain: alloc::vec::Vec<Source>,
    /// What was wrong with it.
    pub refusals: Refusals,
    /// Every path that was tried.
    pub explanation: Box<Explanation>,
}

impl PathError {
    /// The refusal that stands for all: the first of the nearest path.
    pub fn first(&self) -> &Refusal {
        self.refusals.first()
    }
}

/// The refusals of one path, one at least: a slice of them, which only a search makes.
#[derive(Clone, Debug)]
pub struct Refusals(alloc::vec::Vec<Refusal>);

impl Refusals {
    /// Of a search that ended without a valid path: where it found nothing, it refuses the target for want of an issuer.
    pub(super) fn of_search(refusals: alloc::vec::Vec<Refusal>) -> Self {
        debug_assert!(!refusals.is_empty(), "a path is refused for a reason");
        Self(refusals)
    }

    /// The first of them.
    pub fn first(&self) -> &Refusal {
        &self.0[0]
    }
}

impl core::ops::Deref for Refusals {
    type Target = [Refusal];

    fn deref(&self) -> &[Refusal] {
        &self.0
    }
}

impl IntoIterator for Refusals {
    type Item = Refusal;
    type IntoIter = alloc::vec::IntoIter<Refusal>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Refusals {
    type Item = &'a Refusal;
    type IntoIter = core::slice::Iter<'a, Refusal>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first().fmt(f)
    }
}

impl core::error::Error for PathError {}
