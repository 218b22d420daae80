//! Replacing authorities in the three phases that Kubernetes documents for a manual rotation of CA certificates: everybody
//! trusts the old one and the new one; everything is issued anew; nobody trusts the old one.

use std::collections::BTreeMap;

use rand_core::TryCryptoRng;

use super::certificate::Issuer;
use super::change::{ChangeError, Cluster};
use super::desired::Wanted;
use super::issue::{self, Issuers, Order, PkiFile};
use super::layout::{self, PairPaths};
use super::role::{Authority, Holder};
use super::spec::ClusterSpec;
use certwright::rsa::PrivateKey;
use certwright::x509::{Certificate, RsaVerifier};

/// A phase of a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The new authority is trusted beside the old one.
    Trust,
    /// The new authority signs, and everything is issued anew.
    Reissue,
    /// The old authority is no longer trusted.
    Drop,
}

/// New authorities, by those that they replace.
pub type NewAuthorities = BTreeMap<Authority, (Certificate, PrivateKey)>;

impl Cluster<'_> {
    /// The certificate of a new authority, for a new key.
    ///
    /// # Errors
    /// If it cannot be signed.
    pub fn new_authority<R: TryCryptoRng + ?Sized>(
        &self,
        wanted: &Wanted,
        key: &PrivateKey,
        now: i64,
        rng: &mut R,
    ) -> Result<Certificate, ChangeError> {
        let end = now + wanted.parameters.validity.seconds();
        let issuer = Issuer::of_wanted(wanted, end, key.clone());
        let issuers = Issuers::from([(wanted.issuer, issuer)]);
        let order = Order {
            wanted,
            key: key.public_key(),
        };
        let mut issued = issue::issue(&[order], &issuers, now, rng).map_err(ChangeError::Issue)?;
        Ok(issued.pop().expect("one was ordered"))
    }

    /// The files that a phase writes.
    ///
    /// # Errors
    /// If a key is not here, or not its certificate's; for [`Phase::Drop`], if something is still signed by an old
    /// authority, or the key of a new one is not in its place.
    pub fn rotate<R: TryCryptoRng + ?Sized>(
        &self,
        phase: Phase,
        new: &NewAuthorities,
        now: i64,
        rng: &mut R,
    ) -> Result<Vec<PkiFile>, ChangeError> {
        let Some((spec, wanted)) = self.declared else {
            return Ok(Vec::new());
        };
        let mut files = Vec::new();
        let mut trusted_now = None;
        for (authority, (certificate, key)) in new {
            let Some(pair) = authority_pair(spec, *authority) else {
                continue;
            };
            if phase != Phase::Drop {
                self.check_readable(&pair.certificate)?;
            }
            let found = self.inventory.certificate_at(&pair.certificate);
            if phase == Phase::Trust && found.is_none() {
                return Err(ChangeError::Unreadable {
                    path: pair.certificate,
                    reason: "it is missing, so what is trusted now is not known; k8s renew makes it again by its key".into(),
                });
            }
            let own = certificate.to_pem();
            let others: String = self
                .inventory
                .certificates
                .iter()
                .filter(|found| {
                    found.place.path == pair.certificate
                        && found.place.within.is_none()
                        && found.certificate.as_der() != certificate.as_der()
                })
                .map(|found| found.certificate.to_pem())
                .collect();
            let trusted = match phase {
                Phase::Trust => format!("{others}{own}"),
                Phase::Reissue => format!("{own}{others}"),
                Phase::Drop => own,
            };
            if phase == Phase::Reissue {
                let text = issue::key_text(key);
                files.push(PkiFile::new(&pair.key, text.as_bytes(), true));
            }
            files.push(PkiFile::new(&pair.certificate, trusted.as_bytes(), false));
            if *authority == Authority::Kubernetes {
                trusted_now = Some(trusted);
            }
        }
        if phase == Phase::Drop {
            self.check_in_place(spec, new)?;
            self.check_reissued(wanted, new)?;
        }
        self.rotate_leaves(spec, wanted, phase, new, trusted_now, now, rng, &mut files)?;
        let copies = issue::copies(spec, &files);
        files.extend(copies);
        Ok(files)
    }

    #[allow(clippy::too_many_arguments)] // A part of `rotate`, and called by it alone.
    fn rotate_leaves<R: TryCryptoRng + ?Sized>(
        &self,
        spec: &ClusterSpec,
        wanted: &[Wanted],
        phase: Phase,
        new: &NewAuthorities,
        trusted_now: Option<String>,
        now: i64,
        rng: &mut R,
        files: &mut Vec<PkiFile>,
    ) -> Result<(), ChangeError> {
        let trusted = trusted_now.clone().unwrap_or_else(|| {
            authority_pair(spec, Authority::Kubernetes)
                .map(|pair| self.trusted(&pair.certificate))
                .unwrap_or_default()
        });
        let issuers: Issuers = new
            .iter()
            .map(|(authority, (certificate, key))| {
                let path = format!("the new {}.crt", authority.role().file);
                Ok((*authority, Issuer::new(&path, [certificate], key.clone())?))
            })
            .collect::<Result<_, ChangeError>>()?;
        let mut leaves = Vec::new();
        for wanted in wanted.iter().filter(|wanted| !wanted.is_authority()) {
            let reissued = phase == Phase::Reissue && new.contains_key(&wanted.issuer);
            // A kubeconfig holds what its user trusts.
            let rewritten = trusted_now.is_some() && wanted.location.kubeconfig.is_some();
            if reissued || rewritten {
                leaves.push((wanted, self.key_of(wanted)?, reissued));
            }
        }
        let orders: Vec<Order<'_>> = leaves
            .iter()
            .filter(|(.., reissued)| *reissued)
            .map(|(wanted, key, _)| Order {
                wanted,
                key: key.public_key(),
            })
            .collect();
        let issued = issue::issue(&orders, &issuers, now, rng).map_err(ChangeError::Issue)?;
        let mut issued = issued.into_iter();
        for (wanted, key, reissued) in &leaves {
            let certificate = match reissued {
                true => issued.next().expect("one was ordered for each"),
                false => self.certificate_of(wanted)?,
            };
            let made = issue::files(spec, wanted, key, &certificate.to_pem(), &trusted)
                .map_err(ChangeError::Issue)?;
            let pair = wanted.location.pair.as_ref();
            files.extend(made.into_iter().filter(|file| match pair {
                Some(pair) if file.path == pair.key => false,
                Some(pair) if file.path == pair.certificate => *reissued,
                _ => true,
            }));
        }
        Ok(())
    }

    /// Whether the new authorities' keys are in their places: after the last phase there is no other copy.
    fn check_in_place(&self, spec: &ClusterSpec, new: &NewAuthorities) -> Result<(), ChangeError> {
        for (authority, (_, key)) in new {
            let Some(pair) = authority_pair(spec, *authority) else {
                continue;
            };
            let there = self.private_key_at(&pair.key)?;
            if there.public_key() != key.public_key() {
                return Err(ChangeError::Unreadable {
                    path: pair.key,
                    reason: "it is not the new authority's key, which phase 2 put there; restore that first".into(),
                });
            }
        }
        Ok(())
    }

    /// Whether everything is signed by the new authorities.
    fn check_reissued(&self, wanted: &[Wanted], new: &NewAuthorities) -> Result<(), ChangeError> {
        for wanted in wanted.iter().filter(|wanted| !wanted.is_authority()) {
            let Some((authority, _)) = new.get(&wanted.issuer) else {
                continue;
            };
            let certificate = self.certificate_of(wanted)?;
            let signed = certificate
                .fields()
                .verify_signature(&authority.public_key(), &RsaVerifier);
            if signed.is_err() {
                return Err(ChangeError::Unreadable {
                    path: wanted.path().to_string(),
                    reason: "it is not signed by the new authority yet; renew it first".into(),
                });
            }
        }
        Ok(())
    }
}

/// The files of an authority's own certificate.
pub fn authority_pair(spec: &ClusterSpec, authority: Authority) -> Option<PairPaths> {
    let role = authority.role();
    layout::location(spec, role, Holder::Cluster)
        .pair
        .filter(|_| layout::has(spec, role))
}
