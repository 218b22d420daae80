//! From what certificates must be, and keys, to files.

use std::collections::BTreeMap;
use std::fmt;

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::certificate::{self, Dates, Issuer};
use super::desired::{self, Wanted};
use super::kubeconfig::{Kubeconfig, KubeconfigError};
use super::layout;
use super::role::Authority;
use super::spec::{ClusterSpec, Lifetime, SpecError};
use certwright::pem;
use certwright::pkcs::{pkcs1, spki};
use certwright::rsa::{HashAlgorithm, PrivateKey, PublicKey, RngError};
use certwright::x509::{self, Certificate, CertificateBuilder, Time, ToSign};

/// How far certificates are dated back, so that a machine whose clock is a little slow accepts them, in seconds.
pub const BACKDATE: i64 = 300;
/// PKCS#1, as kubeadm writes it and every component reads it.
const KEY_LABEL: pem::Label<'_> = pem::label::RSA_PRIVATE_KEY;

/// The authorities that can sign.
pub type Issuers = BTreeMap<Authority, Issuer>;

/// A whole cluster to make, before any key exists.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    spec: &'a ClusterSpec,
    wanted: Vec<Wanted>,
}

/// A cluster's files, and what is in them.
#[derive(Clone, Debug)]
pub struct Pki {
    /// Every file.
    pub files: Vec<PkiFile>,
    /// Every certificate once, in the order of [`desired`](desired::desired()).
    pub certificates: Vec<Issued>,
}

/// A file to write.
#[derive(Clone)]
pub struct PkiFile {
    /// Where it belongs, relative to the tree's top, with `/` between its parts.
    pub path: String,
    /// What it holds.
    pub contents: Zeroizing<Vec<u8>>,
    /// Whether it holds a private key: mode 0600, where others may be 0644.
    pub secret: bool,
}

/// A certificate that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// What it is.
    pub wanted: Wanted,
    /// The end of its validity, in seconds since 1970-01-01T00:00:00Z.
    pub not_after: i64,
}

/// Why certificates were not made.
#[derive(Debug)]
#[non_exhaustive]
pub enum IssueError {
    /// Not one key per [`Plan::key_sizes`].
    Keys {
        /// How many the plan needs.
        needed: usize,
        /// How many there were.
        given: usize,
    },
    /// A certificate could not be built or signed.
    Certificate {
        /// Its file.
        path: String,
        /// Why.
        error: x509::IssueError,
    },
    /// The key of the authority that signs a certificate is not there.
    NoIssuer {
        /// The certificate's file.
        path: String,
        /// The authority.
        authority: Authority,
    },
    /// The authority that signs a certificate has expired.
    IssuerExpired {
        /// The certificate's file.
        path: String,
        /// The file of the authority's certificate.
        authority: String,
    },
    /// The private key of an authority is not that of its certificate.
    KeyMismatch {
        /// The file of the authority's certificate.
        path: String,
    },
    /// A certificate would end after the year 9999.
    Dates {
        /// For how long it is to be valid.
        validity: Lifetime,
    },
    /// A kubeconfig could not be written.
    Kubeconfig(KubeconfigError),
    /// The random number generator failed, or repeats itself.
    Rng(RngError),
}

impl<'a> Plan<'a> {
    /// The certificates of a cluster.
    ///
    /// # Errors
    /// What is wrong with the description.
    pub fn new(spec: &'a ClusterSpec) -> Result<Self, SpecError> {
        let wanted = desired::desired(spec)?;
        Ok(Self { spec, wanted })
    }

    /// What is made.
    pub fn wanted(&self) -> &[Wanted] {
        &self.wanted
    }

    /// How many keys [`Plan::issue`] needs.
    pub fn key_count(&self) -> usize {
        self.wanted.len() + 1
    }

    /// The sizes of the keys that [`Plan::issue`] needs, in bits: one for each certificate, and one for signing
    /// service-account tokens.
    pub fn key_sizes(&self) -> impl Iterator<Item = usize> {
        let sizes = self.wanted.iter().map(|wanted| wanted.parameters.bits);
        sizes.chain([self.spec.certificates.leaves.bits])
    }

    /// Makes every file. `keys` are fresh ones of [`Plan::key_sizes`]: generating them is most of the work, and the caller
    /// knows on how many processors it may be done. `now` is in seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// If there are more or fewer keys than needed, or one of them is too small to sign with.
    pub fn issue<R: TryCryptoRng + ?Sized>(
        &self,
        keys: Vec<PrivateKey>,
        now: i64,
        rng: &mut R,
    ) -> Result<Pki, IssueError> {
        if keys.len() != self.key_count() {
            return Err(IssueError::Keys {
                needed: self.key_count(),
                given: keys.len(),
            });
        }
        let (service_account, keys) = keys.split_last().expect("a plan needs at least one key");
        let issuers: Issuers = (self.wanted.iter().zip(keys))
            .filter(|(wanted, _)| wanted.is_authority())
            .map(|(wanted, key)| {
                let dates = dates(now, wanted.parameters.validity)?;
                let issuer = Issuer::of_wanted(wanted, dates.not_after, key.clone());
                Ok((wanted.issuer, issuer))
            })
            .collect::<Result<_, IssueError>>()?;
        let orders: Vec<Order<'_>> = (self.wanted.iter().zip(keys))
            .map(|(wanted, key)| Order {
                wanted,
                key: key.public_key(),
            })
            .collect();
        let certificates = issue(&orders, &issuers, now, rng)?;

        let mut pki = Pki {
            files: Vec::new(),
            certificates: Vec::new(),
        };
        let trusted = (self.wanted.iter().zip(&certificates))
            .find(|(wanted, _)| wanted.is_authority() && wanted.issuer == Authority::Kubernetes)
            .map(|(_, certificate)| certificate.to_pem())
            .expect("every cluster has this authority");
        for ((wanted, key), certificate) in self.wanted.iter().zip(keys).zip(certificates) {
            let not_after = certificate.not_after().unix();
            pki.files.extend(files(
                self.spec,
                wanted,
                key,
                &certificate.to_pem(),
                &trusted,
            )?);
            pki.certificates.push(Issued {
                wanted: wanted.clone(),
                not_after,
            });
        }
        pki.files
            .extend(service_account_files(self.spec, service_account));
        let copies = copies(self.spec, &pki.files);
        pki.files.extend(copies);
        Ok(pki)
    }
}

/// A certificate to issue, and whose key it is for.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// What it must be.
    pub wanted: &'a Wanted,
    /// The key.
    pub key: &'a PublicKey,
}

/// Issues certificates, all signed in one batch. None outlives its issuer.
///
/// # Errors
/// If an authority's key is missing, it has expired, or a certificate cannot be signed.
pub fn issue<R: TryCryptoRng + ?Sized>(
    orders: &[Order<'_>],
    issuers: &Issuers,
    now: i64,
    mut rng: &mut R,
) -> Result<Vec<Certificate>, IssueError> {
    let to_sign: Vec<ToSign<'_>> = orders
        .iter()
        .map(|Order { wanted, key }| {
            let path = || wanted.path().to_string();
            let authority = wanted.issuer;
            let issuer = issuers
                .get(&authority)
                .ok_or_else(|| IssueError::NoIssuer {
                    path: path(),
                    authority,
                })?;
            let mut dates = dates(now, wanted.parameters.validity)?;
            if !wanted.is_authority() {
                dates.not_after = dates.not_after.min(issuer.not_after);
                if dates.not_after <= now {
                    return Err(IssueError::IssuerExpired {
                        path: path(),
                        authority: issuer.path.clone(),
                    });
                }
            }
            certificate::build(wanted, key, issuer, dates, rng).map_err(IssueError::Rng)
        })
        .collect::<Result<_, _>>()?;
    let signed = CertificateBuilder::sign_all(&to_sign, &mut rng);
    (orders.iter().zip(signed))
        .map(|(order, signed)| {
            signed.map_err(|error| IssueError::Certificate {
                path: order.wanted.path().to_string(),
                error,
            })
        })
        .collect()
}

/// A certificate to issue again as it is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Again<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// Its file, for messages.
    pub path: &'a str,
    /// The key that the new one is for.
    pub key: &'a PublicKey,
    /// The digest that its issuer signs with.
    pub digest: HashAlgorithm,
    /// For how long the new one is valid, unless its issuer ends before.
    pub validity: Lifetime,
}

/// Issues a certificate again.
///
/// # Errors
/// As [`issue`].
pub fn issue_again<R: TryCryptoRng + ?Sized>(
    again: &Again<'_>,
    issuer: &Issuer,
    now: i64,
    mut rng: &mut R,
) -> Result<Certificate, IssueError> {
    let mut dates = dates(now, again.validity)?;
    if !certificate::is_key_of(again.certificate, issuer.key.public_key()) {
        dates.not_after = dates.not_after.min(issuer.not_after);
        if dates.not_after <= now {
            return Err(IssueError::IssuerExpired {
                path: again.path.to_string(),
                authority: issuer.path.clone(),
            });
        }
    }
    let refused = |error| IssueError::Certificate {
        path: again.path.to_string(),
        error,
    };
    let to_sign = certificate::build_again(again, issuer, dates, rng).map_err(IssueError::Rng)?;
    let mut signed = CertificateBuilder::sign_all(&[to_sign], &mut rng);
    signed.pop().expect("one was to be signed").map_err(refused)
}

fn dates(now: i64, validity: Lifetime) -> Result<Dates, IssueError> {
    let not_after = now + validity.seconds();
    if not_after > Time::MAX.unix() {
        return Err(IssueError::Dates { validity });
    }
    Ok(Dates {
        not_before: now - BACKDATE,
        not_after,
    })
}

/// The files of a certificate: its key, itself, and its kubeconfig, which trusts the certificates of `trusted`. Both are
/// PEM.
///
/// # Errors
/// None that is known; the YAML writer's are passed on.
pub fn files(
    spec: &ClusterSpec,
    wanted: &Wanted,
    key: &PrivateKey,
    certificate: &str,
    trusted: &str,
) -> Result<Vec<PkiFile>, IssueError> {
    let text = key_text(key);
    let mut files = Vec::new();
    if let Some(pair) = &wanted.location.pair {
        files.push(PkiFile::new(&pair.key, text.as_bytes(), true));
        files.push(PkiFile::new(
            &pair.certificate,
            certificate.as_bytes(),
            false,
        ));
    }
    if let (Some(path), Some(server)) = (&wanted.location.kubeconfig, &wanted.server) {
        let config = Kubeconfig::new(
            &spec.name,
            server,
            trusted.as_bytes(),
            &wanted.common_name,
            certificate.as_bytes(),
            text.as_bytes(),
        );
        let yaml = config.to_yaml().map_err(IssueError::Kubeconfig)?;
        files.push(PkiFile::new(path, yaml.as_bytes(), true));
    }
    Ok(files)
}

/// A private key as kubeadm writes it.
pub fn key_text(key: &PrivateKey) -> Zeroizing<String> {
    pem::encode_secret(KEY_LABEL, &pkcs1::private_to_der(&key.parts()))
}

/// The files of the key that service-account tokens are signed with.
pub fn service_account_files(spec: &ClusterSpec, key: &PrivateKey) -> [PkiFile; 2] {
    let paths = layout::service_account(spec);
    let public = pem::encode(pem::label::PUBLIC_KEY, &spki::to_der(key.public_key()));
    [
        PkiFile::new(&paths.key, key_text(key).as_bytes(), true),
        PkiFile::new(&paths.public, public.as_bytes(), false),
    ]
}

/// The copies that other machines need of these files.
pub fn copies(spec: &ClusterSpec, files: &[PkiFile]) -> Vec<PkiFile> {
    let by_path: BTreeMap<&str, &PkiFile> = files
        .iter()
        .map(|file| (file.path.as_str(), file))
        .collect();
    layout::copies(spec)
        .into_iter()
        .filter_map(|copy| {
            let original = by_path.get(copy.from.as_str())?;
            Some(PkiFile {
                path: copy.to,
                contents: original.contents.clone(),
                secret: original.secret,
            })
        })
        .collect()
}

impl Pki {
    /// A file's contents.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files
            .iter()
            .find(|file| file.path == path)
            .map(|file| file.contents.as_slice())
    }
}

impl PkiFile {
    /// Takes a copy of `contents`.
    pub fn new(path: &str, contents: &[u8], secret: bool) -> Self {
        Self {
            path: path.to_string(),
            contents: Zeroizing::new(contents.to_vec()),
            secret,
        }
    }
}

impl fmt::Debug for PkiFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let contents = if self.secret {
            "[redacted]".to_string()
        } else {
            format!("{} bytes", self.contents.len())
        };
        f.debug_struct("PkiFile")
            .field("path", &self.path)
            .field("contents", &contents)
            .finish()
    }
}

impl fmt::Display for IssueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keys { needed, given } => {
                write!(f, "the plan needs {needed} keys and was given {given}")
            }
            Self::Certificate { path, error } => write!(f, "{path}: {error}"),
            Self::NoIssuer { path, authority } => write!(
                f,
                "{path}: the key of its authority ({}) is not there",
                authority.role().file
            ),
            Self::IssuerExpired { path, authority } => write!(
                f,
                "{path}: its authority ({authority}) has expired; renew that first"
            ),
            Self::KeyMismatch { path } => write!(
                f,
                "{path}: the private key beside it is another's, so nothing is signed with it; restore both from a backup"
            ),
            Self::Dates { validity } => write!(
                f,
                "a certificate's dates end with the year 9999, and {validity} from now is later; choose fewer days"
            ),
            Self::Kubeconfig(error) => error.fmt(f),
            Self::Rng(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for IssueError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Keys { .. }
            | Self::NoIssuer { .. }
            | Self::IssuerExpired { .. }
            | Self::KeyMismatch { .. }
            | Self::Dates { .. } => None,
            Self::Certificate { error, .. } => Some(error),
            Self::Kubeconfig(error) => Some(error),
            Self::Rng(error) => Some(error),
        }
    }
}
