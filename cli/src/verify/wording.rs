//! OpenSSL's numbers and words for what `path` refuses, and the order in which OpenSSL comes upon them.

use super::{Verification, of_chains, store};
use certwright::path::{
    Anchor, CrlFault, Identity, OcspFault, PathError, Pool, Reason, Refusal, Settings, Source,
    verify,
};
use certwright::x509::CertificateRef;

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

/// The checks of extensions begin with that for a CA, 1, and those of `-x509_strict`.
const PURPOSE: u8 = 100;

/// The errors that OpenSSL's `verify` prints and goes on from; any other is its last.
fn goes_on(number: u16) -> bool {
    matches!(
        number,
        10 | 11 | 12 | 18 | 25 | 26 | 34 | 37 | 43 | 78 | 79 | 80..=93
    )
}

/// A target that was refused.
#[derive(Clone, Copy)]
pub(super) struct Refused<'r, 'a> {
    pub(super) verification: &'r Verification<'a>,
    pub(super) target: &'r CertificateRef<'a>,
    /// What the target was verified by.
    pub(super) pool: Pool<'r, 'a>,
    pub(super) settings: &'r Settings,
    pub(super) error: &'r PathError,
}

/// What is wrong with it.
pub(super) struct Faults {
    /// In OpenSSL's order.
    pub(super) errors: Vec<Error>,
    pub(super) refusals: Vec<Refusal>,
}

impl Faults {
    /// As far as OpenSSL's `verify` goes.
    pub(super) fn of_verify(refused: Refused<'_, '_>) -> Self {
        let mut faults = Self::of(refused);
        let errors = &mut faults.errors;
        if let Some(last) = errors.iter().position(|e| !goes_on(e.number)) {
            errors.truncate(last + 1);
        }
        faults
    }

    /// All of them.
    pub(super) fn of(refused: Refused<'_, '_>) -> Self {
        let Refused {
            verification,
            target,
            error,
            ..
        } = refused;
        let mut refusals = error.refusals.to_vec();
        let mut errors = errors(verification, target, &error.chain, &refusals);
        errors.extend(revoked_by_old_crls(refused, &errors));
        let top = error.chain.last().copied();
        if !matches!(top, Some(Source::Anchor(_))) {
            let top_fields = top.and_then(|top| verification.certificate(target, top));
            let top_fields = top_fields.unwrap_or(*target);
            // To OpenSSL a certificate is self-signed that names itself as its issuer; it does not look at the signature.
            let last = error.chain.len().saturating_sub(1);
            let is_root = store::is_root(&top_fields);
            for error in errors.iter_mut().filter(|error| error.depth == last) {
                let number = match error.number {
                    2 | 7 | 18..=20 if is_root && last == 0 => 18,
                    2 | 7 | 18..=20 if is_root => 19,
                    2 | 18..=20 => without_issuer(verification, top),
                    _ => continue,
                };
                error.number = number;
                error.order = (BUILD, last as i64, 0);
            }
            let more = below_stranger(refused, &top_fields);
            let of_its_own = |error: &Error| {
                error.depth <= last && !matches!(error.number, 1 | 2 | 18..=20 | 28)
            };
            errors.extend(more.errors.into_iter().filter(of_its_own));
            refusals.extend(more.refusals);
        }
        if verification.is_own(target, &error.chain) {
            // The anchor's certificate is the target: it stands once.
            for error in &mut errors {
                (error.depth, error.order.1) = (0, 0);
            }
        }
        errors.sort();
        errors.dedup();
        Self { errors, refusals }
    }
}

/// What else is wrong with a chain that ends at a certificate that nobody trusts: as if it were trusted, which it is not.
fn below_stranger(refused: Refused<'_, '_>, top: &CertificateRef<'_>) -> Faults {
    let anchors = [Anchor::from_certificate(top)];
    let Refused {
        verification,
        target,
        mut pool,
        ..
    } = refused;
    pool.anchors = &anchors;
    let mut settings = refused.settings.clone();
    settings.anchor_as_target = true;
    if verification.spares_anchors && top.signed.raw == target.signed.raw {
        settings.profile = settings.profile.except(of_chains(target));
    }
    let refused = verify(target, &pool, &settings, &verification.signatures).err();
    refused.map_or_else(
        || Faults {
            errors: Vec::new(),
            refusals: Vec::new(),
        },
        |e| Faults {
            errors: errors(verification, target, &e.chain, &e.refusals),
            refusals: e.refusals.to_vec(),
        },
    )
}

/// OpenSSL looks a certificate up in a CRL that is not valid now, too: what such a one lists is reported beside its dates.
fn revoked_by_old_crls(refused: Refused<'_, '_>, errors_so_far: &[Error]) -> Vec<Error> {
    let Refused {
        verification,
        target,
        pool,
        error,
        ..
    } = refused;
    if !errors_so_far.iter().any(|it| matches!(it.number, 11 | 12)) {
        return Vec::new();
    }
    let mut settings = refused.settings.clone();
    settings.time = None;
    match verify(target, &pool, &settings, &verification.signatures) {
        Err(e) if e.chain == error.chain => {
            let mut found = errors(verification, target, &e.chain, &e.refusals);
            found.retain(|it| it.number == 23);
            found
        }
        _ => Vec::new(),
    }
}

fn errors(
    verification: &Verification<'_>,
    target: &CertificateRef<'_>,
    chain: &[Source],
    refusals: &[Refusal],
) -> Vec<Error> {
    refusals
        .iter()
        .flat_map(|refusal| of_refusal(verification, target, chain, refusal))
        .collect()
}

/// The number for a chain that stops here: at a trusted certificate it lacks its issuer, and at a stranger it lacks it locally.
fn without_issuer(verification: &Verification<'_>, last: Option<Source>) -> u16 {
    if is_trusted(verification, last) {
        2
    } else {
        20
    }
}

fn of_refusal(
    verification: &Verification<'_>,
    target: &CertificateRef<'_>,
    chain: &[Source],
    refusal: &Refusal,
) -> Vec<Error> {
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
        Reason::IssuerNotFound
        | Reason::Loop
        | Reason::BadSignature {
            key_identifiers_differ: true,
        } => {
            let number = without_issuer(verification, chain.last().copied());
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
        Reason::NotVersion3
        | Reason::BasicConstraintsMissing
        | Reason::NotCa
        | Reason::KeyCertSignMissing => {
            let mut found = at(EXTENSIONS, up, 1, 79);
            // Whoever is not a CA is not one for any purpose.
            if verification.settings.purpose.is_some() {
                found.extend(at(EXTENSIONS, up, PURPOSE, 26));
            }
            if refusal.reason == Reason::KeyCertSignMissing {
                // Its key may not sign the one below.
                found.extend(at(SIGNATURES, down, 3, 32));
            }
            found
        }
        Reason::IssuerEmpty => at(EXTENSIONS, up, strict_check(83), 83),
        Reason::SubjectEmpty => at(EXTENSIONS, up, strict_check(84), 84),
        Reason::ExtensionsNeedVersion3 => at(EXTENSIONS, up, strict_check(93), 93),
        Reason::Profile { name, .. } => match rule(name) {
            66 if depth == 0 => at(BUILD, -1, 0, 66),
            66 => at(STRENGTH, up, 0, 67),
            79 => at(EXTENSIONS, up, 1, 79),
            82 => {
                let certificate = verification.certificate(target, refusal.certificate);
                let mut found = Vec::new();
                // Whose keyUsage says so, and whose basicConstraints nothing, is a CA by halves.
                if certificate.is_some_and(|it| !store::has_basic_constraints(&it)) {
                    found.extend(at(EXTENSIONS, up, 1, 79));
                }
                if chain.len() > 1 || found.is_empty() {
                    found.extend(at(EXTENSIONS, up, strict_check(82), 82));
                }
                found
            }
            number => at(EXTENSIONS, up, strict_check(number), number),
        },
        Reason::PurposeNotAllowed { .. } | Reason::KeyUsageNotAllowed { .. } => {
            at(EXTENSIONS, up, PURPOSE, 26)
        }
        Reason::PathLenExceeded { by } => Vec::from([Error {
            order: (EXTENSIONS, *by as i64, PURPOSE + 1),
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
            // After every certificate's own policies.
            order: (POLICY, i64::MAX, 0),
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
        "authority_key_identifier_missing" | "authority_key_identifier_without_key" => 85,
        "subject_key_identifier_missing" => 86,
        "subject_empty_and_alt_name_not_critical" => 88,
        "basic_constraints_not_critical" => 89,
        "authority_key_identifier_critical" => 90,
        "subject_key_identifier_critical" => 91,
        "key_usage_missing" => 92,
        _ => 50,
    }
}

/// Where a check of `-x509_strict` stands among those of one certificate's extensions.
fn strict_check(number: u16) -> u8 {
    const ORDER: [u16; 14] = [80, 81, 89, 92, 82, 83, 84, 88, 78, 90, 91, 85, 86, 93];
    let place = ORDER.iter().position(|it| *it == number);
    2 + place.unwrap_or(ORDER.len()) as u8
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
