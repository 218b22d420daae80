//! What a caller asks of a path.

use alloc::vec::Vec;

use super::budget::Budget;
use super::identity::Identity;
#[cfg(feature = "ocsp")]
use super::ocsp::OcspSettings;
use super::policy::PolicySet;
use super::profile::Profile;
use super::revocation::Revocation;
use super::security::SecurityLevel;
use crate::der::{ObjectIdentifier, ObjectIdentifierRef, oid};
use crate::x509::Time;
use crate::x509::extension::KeyUsage;

/// What the target's key is to be used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// The KeyPurposeId that extendedKeyUsage must include, where it is there; `None` asks for none.
    pub extended: Option<ObjectIdentifier>,
    /// KeyPurposeIds that are as good.
    pub or: &'static [ObjectIdentifierRef<'static>],
    /// The target's extendedKeyUsage must be there, critical, and hold nothing else (RFC 3161 §2.3).
    pub only: bool,
    /// keyUsage bits of which one must be set, where keyUsage is there; an empty list asks for none.
    key_usage: &'static [KeyUsage],
    /// Those bits in words.
    pub(super) needed: &'static str,
}

impl Purpose {
    /// A TLS server (RFC 5280 §4.2.1.12, id-kp-serverAuth).
    pub const TLS_SERVER: Self = Self {
        extended: Some(ObjectIdentifier::from_static(oid::KP_SERVER_AUTH)),
        or: &[],
        only: false,
        key_usage: &[
            KeyUsage::DIGITAL_SIGNATURE,
            KeyUsage::KEY_ENCIPHERMENT,
            KeyUsage::KEY_AGREEMENT,
        ],
        needed: "digitalSignature, keyEncipherment or keyAgreement",
    };
    /// A TLS server that decrypts with its key, as RSA key exchange has it.
    pub const TLS_SERVER_DECRYPTING: Self = Self {
        extended: Some(ObjectIdentifier::from_static(oid::KP_SERVER_AUTH)),
        or: &[],
        only: false,
        key_usage: &[KeyUsage::KEY_ENCIPHERMENT],
        needed: "keyEncipherment",
    };
    /// A TLS client (id-kp-clientAuth).
    pub const TLS_CLIENT: Self = Self {
        extended: Some(ObjectIdentifier::from_static(oid::KP_CLIENT_AUTH)),
        or: &[],
        only: false,
        key_usage: &[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_AGREEMENT],
        needed: "digitalSignature or keyAgreement",
    };
    /// Signed mail (id-kp-emailProtection).
    pub const EMAIL_SIGNING: Self = Self {
        extended: Some(ObjectIdentifier::from_static(oid::KP_EMAIL_PROTECTION)),
        or: &[],
        only: false,
        key_usage: &[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::NON_REPUDIATION],
        needed: "digitalSignature or nonRepudiation",
    };
    /// Encrypted mail (id-kp-emailProtection).
    pub const EMAIL_ENCRYPTION: Self = Self {
        extended: Some(ObjectIdentifier::from_static(oid::KP_EMAIL_PROTECTION)),
        or: &[],
        only: false,
        key_usage: &[KeyUsage::KEY_ENCIPHERMENT, KeyUsage::KEY_AGREEMENT],
        needed: "keyEncipherment or keyAgreement",
    };
    /// Signed code (id-kp-codeSigning).
    pub const CODE_SIGNING: Self = Self {
        extended: Some(ObjectIdentifier::from_static(oid::KP_CODE_SIGNING)),
        or: &[],
        only: false,
        key_usage: &[KeyUsage::DIGITAL_SIGNATURE],
        needed: "digitalSignature",
    };
    /// Time stamps (id-kp-timeStamping).
    pub const TIME_STAMPING: Self = Self {
        extended: Some(ObjectIdentifier::from_static(oid::KP_TIME_STAMPING)),
        or: &[],
        only: true,
        key_usage: &[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::NON_REPUDIATION],
        needed: "digitalSignature or nonRepudiation",
    };
    /// OCSP responses (id-kp-OCSPSigning).
    pub const OCSP_SIGNING: Self = Self {
        extended: Some(ObjectIdentifier::from_static(oid::KP_OCSP_SIGNING)),
        or: &[],
        only: false,
        key_usage: &[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::NON_REPUDIATION],
        needed: "digitalSignature or nonRepudiation",
    };
    /// CRLs, by keyUsage alone.
    pub const CRL_SIGNING: Self = Self {
        extended: None,
        or: &[],
        only: false,
        key_usage: &[KeyUsage::CRL_SIGN],
        needed: "cRLSign",
    };

    /// Any other purpose, by extendedKeyUsage alone.
    pub const fn extended(purpose: ObjectIdentifier) -> Self {
        Self {
            extended: Some(purpose),
            or: &[],
            only: false,
            key_usage: &[],
            needed: "",
        }
    }

    pub(super) fn key_usage_allows(&self, usage: Option<KeyUsage>) -> bool {
        self.key_usage.is_empty()
            || usage.is_none_or(|usage| self.key_usage.iter().any(|&bit| usage.contains(bit)))
    }
}

/// What a path must satisfy. [`Settings::at`] gives defaults for today, [`Settings::rfc5280`] the standard's.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// The time at which the path must be valid; `None` leaves every date out of account.
    pub time: Option<Time>,
    /// What the target is to be used for. extendedKeyUsage of the CAs above must allow it too. `None` asks for no purpose but
    /// the profile's, which `Profile::WEB_PKI` has.
    pub purpose: Option<Purpose>,
    /// The names that the target must have, every one of them.
    pub identities: Vec<Identity>,
    /// user-initial-policy-set (RFC 5280 §6.1.1 (c)).
    pub policies: PolicySet,
    /// initial-explicit-policy (§6.1.1 (f)).
    pub require_explicit_policy: bool,
    /// initial-policy-mapping-inhibit (§6.1.1 (e)).
    pub inhibit_policy_mapping: bool,
    /// initial-any-policy-inhibit (§6.1.1 (g)).
    pub inhibit_any_policy: bool,
    /// The maximum number of intermediate certificates between target and anchor.
    pub max_intermediates: usize,
    /// Whose revocation is checked.
    pub revocation: Revocation,
    /// Use delta CRLs where they are at hand (§6.3.1 (b)).
    pub use_deltas: bool,
    /// What OCSP responses must satisfy to count.
    #[cfg(feature = "ocsp")]
    #[cfg_attr(docsrs, doc(cfg(feature = "ocsp")))]
    pub ocsp: OcspSettings,
    /// Rules beyond RFC 5280.
    pub profile: Profile,
    /// The minimum strength of keys and signature hashes on the path, of the anchor's key too. The default, 112 bits,
    /// requires RSA-2048 and refuses SHA-1.
    pub security: SecurityLevel,
    /// Enforce what the anchor's certificate states: dates, basicConstraints, keyUsage, nameConstraints, policies and
    /// purposes (RFC 5937), as OpenSSL and Go do. Off, an anchor is a name and a key.
    pub enforce_anchor: bool,
    /// Accept a target that is itself a trust anchor's certificate, byte for byte, as a path of length one. Where
    /// [`revocation`](Self::revocation) is checked, such a target needs a path like any other.
    pub anchor_as_target: bool,
    /// Accept critical extensions that are not processed. Against RFC 5280; for looking at odd certificates.
    pub ignore_critical: bool,
    /// Ceilings on the work.
    pub budget: Budget,
}

impl Settings {
    /// Valid at this time by RFC 5280, with 112 bits of security, for any purpose, name and policy, without revocation. What
    /// the anchor's certificate states is enforced: a CA that is trusted for the names of one company is not for others.
    pub fn at(time: impl Into<Time>) -> Self {
        Self {
            security: SecurityLevel::bits(112),
            enforce_anchor: true,
            ..Self::rfc5280(time)
        }
    }

    /// As [`Settings::at`], without what RFC 5280 does not have: a minimum strength of keys and hashes, and a word on what
    /// the anchor's certificate states (§6.1.1 (d) takes name and key). For a program that limits strength by the algorithms
    /// that it verifies ([`RsaVerifier::only`](crate::x509::RsaVerifier::only)), and for looking at old certificates. It
    /// links less.
    pub fn rfc5280(time: impl Into<Time>) -> Self {
        Self {
            time: Some(time.into()),
            purpose: None,
            identities: Vec::new(),
            policies: PolicySet::ANY,
            require_explicit_policy: false,
            inhibit_policy_mapping: false,
            inhibit_any_policy: false,
            max_intermediates: 32,
            revocation: Revocation::OFF,
            use_deltas: true,
            #[cfg(feature = "ocsp")]
            ocsp: OcspSettings::default(),
            profile: Profile::RFC_5280,
            security: SecurityLevel::NONE,
            enforce_anchor: false,
            anchor_as_target: false,
            ignore_critical: false,
            budget: Budget::DEFAULT,
        }
    }

    /// The purpose that is asked for, by the caller or by the profile.
    pub(super) fn purpose_asked_for(&self) -> Option<&Purpose> {
        #[cfg(feature = "lint")]
        if self.purpose.is_none() {
            return self.profile.purpose;
        }
        self.purpose.as_ref()
    }

    /// For a TLS client: the server must be this one.
    pub fn for_server(time: impl Into<Time>, identity: Identity) -> Self {
        Self {
            purpose: Some(Purpose::TLS_SERVER),
            identities: Vec::from([identity]),
            ..Self::at(time)
        }
    }
}
