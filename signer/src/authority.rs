//! The authority that signs.

use std::fmt;

use certwright::SysRng;
use certwright::rsa::{HashAlgorithm, PrivateKey};
use certwright::x509::{Certificate, CertificateBuilder, IssueError, RsaSigner, Time};

use crate::decision::Grant;
use crate::rules::MIN_LIFETIME;

/// How long before it is made a certificate begins, for clocks that are behind: kube-controller-manager's.
const BACKDATE: i64 = 300;
/// Up to this lifetime the backdating is added to it and not taken out of it, as kube-controller-manager has it.
const SHORT: i64 = 8 * 3600;

/// A certificate of an authority, its key, and the certificates between it and a root.
pub struct Authority {
    certificate: Certificate,
    key: PrivateKey,
    /// What follows the leaf in `status.certificate`.
    chain: String,
}

/// Why an authority cannot be used, or does not sign.
#[derive(Debug)]
#[non_exhaustive]
pub enum AuthorityError {
    /// The certificates cannot be read.
    Certificate(String),
    /// The key cannot be read.
    Key(String),
    /// The pair cannot sign certificates.
    Issue(IssueError),
    /// The authority's certificate is not valid for long enough, or not yet.
    Dates {
        /// From when.
        not_before: Time,
        /// Until when.
        not_after: Time,
    },
}

impl fmt::Display for AuthorityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(e) => write!(f, "the authority's certificate cannot be read: {e}"),
            Self::Key(e) => write!(f, "the authority's key cannot be read: {e}"),
            Self::Issue(e) => write!(f, "the authority cannot sign: {e}"),
            Self::Dates {
                not_before,
                not_after,
            } => write!(
                f,
                "the authority's certificate is valid from {not_before} to {not_after}: put a new one in its place"
            ),
        }
    }
}

impl std::error::Error for AuthorityError {}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authority({}, [redacted])", self.certificate.subject())
    }
}

impl Authority {
    /// An authority from PEM: its certificate first, then those between it and a root, and its private key.
    ///
    /// # Errors
    /// What cannot be read, or that the key is not the certificate's, or the certificate not an authority's.
    pub fn new(certificates: &[u8], key: &[u8]) -> Result<Self, AuthorityError> {
        let certificates = Certificate::all_from_pem(certificates)
            .map_err(|e| AuthorityError::Certificate(e.to_string()))?;
        let key = PrivateKey::from_pem(key).map_err(|e| AuthorityError::Key(e.to_string()))?;
        let Some(certificate) = certificates.first().cloned() else {
            return Err(AuthorityError::Certificate("it has none".into()));
        };
        // Whom everybody has to trust anyway is not handed out with each certificate.
        let is_root =
            |certificate: &&Certificate| certificate.subject().raw() == certificate.issuer().raw();
        let chain = certificates
            .iter()
            .filter(|certificate| !is_root(certificate))
            .map(Certificate::to_pem)
            .collect();
        let authority = Self {
            certificate,
            key,
            chain,
        };
        authority.prove()?;
        Ok(authority)
    }

    /// Until when the authority's certificate is valid.
    pub fn not_after(&self) -> Time {
        self.certificate.not_after()
    }

    /// Signs something that nobody gets, so that a pair that does not fit is found when it is loaded.
    fn prove(&self) -> Result<(), AuthorityError> {
        let certificate = CertificateBuilder::new(self.certificate.subject().to_owned())
            .public_key_of(&self.key)
            .validity(Time::from_unix(0), Time::from_unix(1));
        self.sign(certificate).map(drop)
    }

    fn sign(&self, certificate: CertificateBuilder) -> Result<Certificate, AuthorityError> {
        let signer = RsaSigner::pkcs1v15(&self.key, HashAlgorithm::Sha256);
        certificate
            .signed_by(&self.certificate, &signer, &mut SysRng)
            .map_err(AuthorityError::Issue)
    }

    /// Makes the certificate of a grant, as `status.certificate` has it: PEM, the leaf first, then those between the
    /// authority and a root. `now` is in seconds since 1970-01-01T00:00:00Z. Takes the time of an RSA signature.
    ///
    /// # Errors
    /// [`AuthorityError::Dates`] if the authority ends before the shortest lifetime that a request can have;
    /// [`AuthorityError::Issue`] if signing fails.
    pub fn issue(&self, grant: &Grant, now: i64) -> Result<String, AuthorityError> {
        let (begin, end) = (self.certificate.not_before(), self.certificate.not_after());
        if now < begin.unix() || end.unix() < now.saturating_add(MIN_LIFETIME) {
            return Err(AuthorityError::Dates {
                not_before: begin,
                not_after: end,
            });
        }
        let (from, to) = validity(grant.lifetime, now, begin.unix(), end.unix());
        let certificate = grant
            .certificate
            .clone()
            .validity(Time::from_unix(from), Time::from_unix(to));
        Ok(self.sign(certificate)?.to_pem() + &self.chain)
    }
}

/// From when to when a certificate is valid, within the authority's own validity.
fn validity(lifetime: i64, now: i64, begin: i64, end: i64) -> (i64, i64) {
    let taken_out = if lifetime > SHORT { BACKDATE } else { 0 };
    let from = now.saturating_sub(BACKDATE).max(begin);
    let to = now.saturating_add(lifetime - taken_out).min(end);
    (from, to)
}

#[cfg(test)]
mod tests {
    use certwright::x509::NameBuf;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn authority(name: &str, key: &PrivateKey, end: i64) -> CertificateBuilder {
        CertificateBuilder::new(NameBuf::common_name(name))
            .authority(None)
            .public_key_of(key)
            .validity(Time::from_unix(NOW - 1000), Time::from_unix(end))
    }

    fn grant(key: &PrivateKey) -> Grant {
        Grant {
            rule: "r".into(),
            approve: false,
            lifetime: 86_400,
            certificate: CertificateBuilder::new(NameBuf::common_name("leaf"))
                .tls_client()
                .public_key_of(key),
        }
    }

    #[test]
    fn certificates_begin_five_minutes_ago_and_stay_within_the_authority() {
        let (day, now) = (86_400, NOW);
        assert_eq!(validity(day, now, 0, now * 2), (now - 300, now + day - 300));
        assert_eq!(validity(3600, now, 0, now * 2), (now - 300, now + 3600));
        assert_eq!(
            validity(day, now, now - 10, now + 3600),
            (now - 10, now + 3600)
        );
    }

    #[test]
    fn the_leaf_comes_first_and_the_root_is_left_out() {
        let key = PrivateKey::generate(&mut SysRng, 2048).unwrap();
        let root = authority("root", &key, NOW + 90 * 86_400);
        let root = root.self_signed(&key, &mut SysRng).unwrap();
        let middle = authority("middle", &key, NOW + 3600);
        let middle = middle.signed_by(&root, &key, &mut SysRng).unwrap();
        let files = middle.to_pem() + &root.to_pem();
        let signing = Authority::new(files.as_bytes(), key.to_pkcs8_pem().as_bytes()).unwrap();
        let issued = signing.issue(&grant(&key), NOW).unwrap();
        let issued = Certificate::all_from_pem(issued).unwrap();
        let subjects: Vec<_> = issued.iter().map(|one| one.subject().to_string()).collect();
        assert_eq!(subjects, ["CN=leaf", "CN=middle"]);
        assert_eq!(issued[0].not_after().unix(), NOW + 3600);
        // Neither when it is about to end nor before it begins.
        for time in [NOW + 3600 - 599, NOW - 1001] {
            let refused = signing.issue(&grant(&key), time).unwrap_err();
            assert!(matches!(refused, AuthorityError::Dates { .. }), "{refused}");
        }
    }

    #[test]
    fn another_key_and_a_certificate_that_is_no_authoritys_are_refused() {
        let key = PrivateKey::generate(&mut SysRng, 2048).unwrap();
        let other = PrivateKey::generate(&mut SysRng, 2048).unwrap();
        let root = authority("root", &key, NOW + 86_400);
        let root = root.self_signed(&key, &mut SysRng).unwrap();
        let leaf = grant(&key)
            .certificate
            .signed_by(&root, &key, &mut SysRng)
            .unwrap();
        for (certificate, key) in [(&root, &other), (&leaf, &key)] {
            let made = Authority::new(
                certificate.to_pem().as_bytes(),
                key.to_pkcs8_pem().as_bytes(),
            );
            assert!(matches!(made, Err(AuthorityError::Issue(_))), "{made:?}");
        }
    }
}
