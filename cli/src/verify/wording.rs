//! OpenSSL's numbers and words for what `path` refuses, and the order in which OpenSSL comes upon them.

use super::Verification;
use certwright::path::{CrlFault, Identity, OcspFault, Reason, Refusal, Source};

/// One error as OpenSSL reports it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Error {
    /// When OpenSSL comes upon it: phases, and within a phase by certificate and check.
    order: (u8, i64, u8),
    /// `X509_V_ERR_…`.
    pub(super) number: u16,
    /// The depth that it is reported at.
    pub(super) depth: usize,
    /// OpenSSL's `verify` reports no certificate with it.
    pub(super) bare: bool,
}

#[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
impl Error {
    /// Whether OpenSSL comes upon it before it looks at signatures and dates, after that, or there: at the depth of the certificate
    /// that it looks at.
    pub(super) fn place(&self) -> Place {
        match self.order {
            (..SIGNATURES, _, _) => Place::Before,
            (SIGNATURES, down, _) => Place::At(usize::try_from(-down).unwrap_or_default()),
            _ => Place::After,
        }
    }
}

/// When OpenSSL comes upon an error.
#[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Before,
    At(usize),
    After,
}

/// Phases of OpenSSL's verification.
const BUILD: u8 = 0;
const EXTENSIONS: u8 = 1;
const STRENGTH: u8 = 2;
const IDENTITY: u8 = 3;
const REVOCATION: u8 = 4;
const SIGNATURES: u8 = 5;
const NAMES: u8 = 6;
const POLICY: u8 = 7;

/// The errors that OpenSSL's `verify` prints and goes on from; any other is its last.
fn goes_on(number: u16) -> bool {
    matches!(
        number,
        10 | 11 | 12 | 18 | 25 | 26 | 34 | 37 | 43 | 78 | 79 | 80..=93
    )
}

/// The errors of a refused chain, in OpenSSL's order and as far as OpenSSL's `verify` goes.
pub(super) fn errors(
    verification: &Verification<'_>,
    chain: &[Source],
    refusals: &[Refusal],
) -> Vec<Error> {
    let mut errors = all_errors(verification, chain, refusals);
    if let Some(last) = errors.iter().position(|e| !goes_on(e.number)) {
        errors.truncate(last + 1);
    }
    errors
}

/// The errors of a refused chain, in OpenSSL's order.
pub(super) fn all_errors(
    verification: &Verification<'_>,
    chain: &[Source],
    refusals: &[Refusal],
) -> Vec<Error> {
    let mut errors: Vec<Error> = refusals
        .iter()
        .flat_map(|refusal| of_refusal(verification, chain, refusal))
        .collect();
    errors.sort();
    errors.dedup();
    errors
}

fn of_refusal(verification: &Verification<'_>, chain: &[Source], refusal: &Refusal) -> Vec<Error> {
    let depth = refusal.depth;
    let up = depth as i64;
    // Signatures and dates are checked from the root downward.
    let down = -up;
    let at = |phase, key, check, number| {
        Vec::from([Error {
            order: (phase, key, check),
            number,
            depth,
            bare: false,
        }])
    };
    match &refusal.reason {
        // A chain that stops at a trusted certificate lacks its issuer; one that stops at a stranger lacks it locally.
        Reason::IssuerNotFound | Reason::Loop => {
            let number = if is_trusted(verification, chain.last().copied()) {
                2
            } else {
                20
            };
            at(BUILD, up, 0, number)
        }
        Reason::BadSignature {
            key_identifiers_differ: true,
        } => {
            let number = if is_trusted(verification, chain.last().copied()) {
                2
            } else {
                20
            };
            at(BUILD, up, 0, number)
        }
        Reason::SelfSignedNotTrusted => at(BUILD, up, 0, if depth == 0 { 18 } else { 19 }),
        Reason::TooLong { .. } => Vec::from([Error {
            order: (BUILD, up, 0),
            number: 22,
            depth: depth + 1,
            bare: false,
        }]),
        Reason::BudgetExceeded(_) => at(BUILD, up, 0, 1),
        Reason::RejectedByTrustSettings => at(BUILD, up, 0, 28),

        Reason::UnhandledCriticalExtension(_) => at(EXTENSIONS, up, 0, 34),
        Reason::MalformedExtension(..) => at(EXTENSIONS, up, 0, 41),
        Reason::NotVersion3 | Reason::BasicConstraintsMissing | Reason::NotCa => {
            at(EXTENSIONS, up, 1, 79)
        }
        Reason::KeyCertSignMissing => {
            // Found twice: the certificate is not a CA, and its key may not sign the one below.
            let mut both = at(EXTENSIONS, up, 1, 79);
            both.extend(at(SIGNATURES, down, 3, 32));
            both
        }
        Reason::IssuerEmpty => at(EXTENSIONS, up, 2, 83),
        Reason::SubjectEmpty => at(EXTENSIONS, up, 2, 84),
        Reason::ExtensionsNeedVersion3 => at(EXTENSIONS, up, 2, 93),
        Reason::Profile { name, .. } => match rule(name) {
            66 if depth == 0 => at(BUILD, -1, 0, 66),
            66 => at(STRENGTH, up, 0, 67),
            number => at(EXTENSIONS, up, 2, number),
        },
        Reason::PurposeNotAllowed { .. } | Reason::KeyUsageNotAllowed { .. } => {
            at(EXTENSIONS, up, 3, 26)
        }
        Reason::PathLenExceeded { by } => Vec::from([Error {
            order: (EXTENSIONS, *by as i64, 4),
            number: 25,
            depth: *by,
            bare: false,
        }]),

        // A weak key of the target is found before anything else.
        Reason::KeyTooSmall { .. } if depth == 0 => at(BUILD, -1, 0, 66),
        Reason::KeyTooSmall { .. } => at(STRENGTH, up, 0, 67),
        Reason::WeakSignatureHash => at(STRENGTH, up, 1, 68),

        Reason::IdentityMismatch { identity, .. } => match identity {
            Identity::Email(_) => at(IDENTITY, 0, 1, 63),
            Identity::Ip(_) => at(IDENTITY, 0, 2, 64),
            _ => at(IDENTITY, 0, 0, 62),
        },

        Reason::Revoked { .. } => at(REVOCATION, up, 1, 23),
        Reason::RevocationUnknown(fault) => at(REVOCATION, up, 0, crl(fault)),
        // OCSP_CERT_UNKNOWN; OCSP_VERIFY_NEEDED without a response, OCSP_VERIFY_FAILED with one that does not count.
        Reason::OcspUnknown(OcspFault::Unknown) => at(REVOCATION, up, 0, 75),
        Reason::OcspUnknown(OcspFault::None) => at(REVOCATION, up, 0, 73),
        Reason::OcspUnknown(_) => at(REVOCATION, up, 0, 74),

        Reason::UnsupportedPublicKey(_) | Reason::UnusableIssuerKey => Vec::from([Error {
            order: (SIGNATURES, down, 0),
            number: 6,
            depth: depth + 1,
            bare: false,
        }]),
        Reason::MalformedPublicKey => at(SIGNATURES, down, 0, 6),
        Reason::BadSignature { .. }
        | Reason::UnsupportedSignatureAlgorithm(_)
        | Reason::MalformedSignatureAlgorithm => at(SIGNATURES, down, 1, 7),
        Reason::SignatureAlgorithmsDiffer => at(SIGNATURES, down, 1, 7),
        Reason::NotYetValid { .. } => at(SIGNATURES, down, 2, 9),
        Reason::Expired { .. } => at(SIGNATURES, down, 2, 10),

        Reason::NameNotPermitted { .. } => at(NAMES, down, 0, 47),
        Reason::NameExcluded { .. } => at(NAMES, down, 0, 48),
        Reason::ConstraintNotProcessed { .. } => at(NAMES, down, 0, 51),
        Reason::ConstrainedNameMalformed { .. } => at(NAMES, down, 0, 53),

        Reason::MappingOfAnyPolicy => at(POLICY, up, 0, 42),
        Reason::NoExplicitPolicy => Vec::from([Error {
            order: (POLICY, up, 1),
            number: 43,
            depth: 0,
            bare: true,
        }]),
        // A refusal newer than this table: "unspecified certificate verification error".
        _ => at(BUILD, up, 0, 1),
    }
}

fn crl(fault: &CrlFault) -> u16 {
    match fault {
        CrlFault::Scope => 44,
        CrlFault::UnhandledCriticalExtension(_) => 36,
        CrlFault::NotYetValid(_) => 11,
        CrlFault::Expired(_) => 12,
        CrlFault::IssuerNotFound => 33,
        CrlFault::CrlSignMissing => 35,
        CrlFault::WeakSignatureHash => 68,
        CrlFault::BadSignature | CrlFault::UnsupportedSignatureAlgorithm(_) => 8,
        _ => 3,
    }
}

/// OpenSSL's number for a rule of a profile; 50, application verification failure, for one that OpenSSL does not have.
fn rule(name: &str) -> u16 {
    match name {
        "br_rsa_modulus_too_small" => 66,
        "basic_constraints_missing_in_trust_anchor" => 79,
        "path_len_without_ca" => 80,
        "path_len_without_cert_sign" => 81,
        "key_usage_cert_sign_without_ca" => 82,
        "subject_empty_without_alt_name" => 84,
        "authority_key_identifier_missing" => 85,
        "subject_key_identifier_missing" => 86,
        "subject_empty_and_alt_name_not_critical" => 88,
        "basic_constraints_not_critical" => 89,
        "authority_key_identifier_critical" => 90,
        "subject_key_identifier_critical" => 91,
        "key_usage_missing" => 92,
        _ => 50,
    }
}

/// Whether a certificate came from a file of trusted ones.
pub(super) fn is_trusted(verification: &Verification<'_>, source: Option<Source>) -> bool {
    match source {
        Some(Source::Anchor(_)) => true,
        Some(Source::Intermediate(i)) => i < verification.trusted_intermediates,
        Some(Source::Target) | None => false,
    }
}

/// Whether OpenSSL's words for a reason leave open what is wrong.
pub(super) fn leaves_open(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::UnsupportedSignatureAlgorithm(_)
            | Reason::MalformedSignatureAlgorithm
            | Reason::UnsupportedPublicKey(_)
            | Reason::MalformedPublicKey
            | Reason::BudgetExceeded(_)
            | Reason::Profile { .. }
            | Reason::MalformedExtension(..)
            | Reason::UnhandledCriticalExtension(_)
            | Reason::IdentityMismatch {
                none_of_this_form: true,
                ..
            }
            | Reason::RevocationUnknown(_)
            | Reason::OcspUnknown(_)
            | Reason::RejectedByTrustSettings
    )
}

/// OpenSSL's words for a number.
pub(super) fn words(number: u16) -> &'static str {
    match number {
        0 => "ok",
        2 => "unable to get issuer certificate",
        3 => "unable to get certificate CRL",
        6 => "unable to decode issuer public key",
        7 => "certificate signature failure",
        8 => "CRL signature failure",
        9 => "certificate is not yet valid",
        10 => "certificate has expired",
        11 => "CRL is not yet valid",
        12 => "CRL has expired",
        18 => "self-signed certificate",
        19 => "self-signed certificate in certificate chain",
        20 => "unable to get local issuer certificate",
        21 => "unable to verify the first certificate",
        22 => "certificate chain too long",
        23 => "certificate revoked",
        25 => "path length constraint exceeded",
        26 => "unsuitable certificate purpose",
        28 => "certificate rejected",
        32 => "key usage does not include certificate signing",
        33 => "unable to get CRL issuer certificate",
        34 => "unhandled critical extension",
        35 => "key usage does not include CRL signing",
        36 => "unhandled critical CRL extension",
        41 => "invalid or inconsistent certificate extension",
        42 => "invalid or inconsistent certificate policy extension",
        43 => "no explicit policy",
        44 => "different CRL scope",
        47 => "permitted subtree violation",
        48 => "excluded subtree violation",
        50 => "application verification failure",
        51 => "unsupported name constraint type",
        53 => "unsupported or invalid name syntax",
        62 => "hostname mismatch",
        63 => "email address mismatch",
        64 => "IP address mismatch",
        66 => "EE certificate key too weak",
        67 => "CA certificate key too weak",
        68 => "CA signature digest algorithm too weak",
        73 => "OCSP verification needed",
        74 => "OCSP verification failed",
        75 => "OCSP unknown cert",
        79 => "invalid CA certificate",
        80 => "Path length invalid for non-CA cert",
        81 => "Path length given without key usage keyCertSign",
        82 => "Key usage keyCertSign invalid for non-CA cert",
        83 => "Issuer name empty",
        84 => "Subject name empty",
        85 => "Missing Authority Key Identifier",
        86 => "Missing Subject Key Identifier",
        88 => "Subject empty and Subject Alt Name extension not critical",
        89 => "Basic Constraints of CA cert not marked critical",
        90 => "Authority Key Identifier marked critical",
        91 => "Subject Key Identifier marked critical",
        92 => "CA cert does not include key usage extension",
        93 => "Using cert extension requires at least X509v3",
        _ => "unspecified certificate verification error",
    }
}
