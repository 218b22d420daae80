//! A set of trust anchors.

use alloc::vec::Vec;

use super::certificate::Anchor;
use crate::der::DerError;
use crate::pem::{self, label};
use crate::x509::{Certificate, ReadError, TrustSettings};

/// Trust anchors: those that a program trusts.
#[derive(Clone, Debug, Default)]
pub struct RootStore {
    anchors: Vec<Anchor>,
}

impl RootStore {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every certificate of a PEM bundle, such as a system's `ca-certificates.crt`, and what is wrong with those that
    /// could not be read: a bundle with one bad entry serves all the same, and the caller decides what to report. What a
    /// `TRUSTED CERTIFICATE` is trusted and rejected for becomes the anchor's ([`Anchor::with_trust`]).
    pub fn from_pem_bundle(pem: impl AsRef<[u8]>) -> (Self, Vec<ReadError>) {
        let (mut roots, mut unreadable) = (Self::new(), Vec::new());
        for block in pem::blocks_and_errors(pem.as_ref()) {
            let block = match block {
                Ok(block) => block,
                Err(e) => {
                    unreadable.push(ReadError::Pem(e));
                    continue;
                }
            };
            let anchor = match block.label {
                label::CERTIFICATE | label::X509_CERTIFICATE => {
                    Certificate::from_der(&block.contents[..]).map(|c| Anchor::from(&c))
                }
                label::TRUSTED_CERTIFICATE => trusted(&block.contents),
                _ => continue,
            };
            match anchor {
                Ok(anchor) => roots.add_anchor(anchor),
                Err(error) => unreadable.push(ReadError::Der {
                    line: block.line,
                    error,
                }),
            }
        }
        (roots, unreadable)
    }

    /// Trusts a certificate: its subject and key, under what it states of itself where
    /// [`Settings::enforce_anchor`](super::Settings::enforce_anchor) asks for that.
    pub fn add(&mut self, certificate: &Certificate) {
        self.anchors.push(Anchor::from(certificate));
    }

    /// Trusts an anchor.
    pub fn add_anchor(&mut self, anchor: Anchor) {
        self.anchors.push(anchor);
    }

    /// The anchors, in the order in which they were added: [`Source::Anchor`](super::Source::Anchor) counts them.
    pub fn anchors(&self) -> &[Anchor] {
        &self.anchors
    }
}

/// A certificate with its trust settings.
fn trusted(contents: &[u8]) -> Result<Anchor, DerError> {
    let (certificate, settings) = TrustSettings::split(contents)?;
    let anchor = Anchor::from(&Certificate::from_der(certificate)?);
    Ok(match settings {
        Some(settings) => anchor.with_trust(settings),
        None => anchor,
    })
}

impl<'c> FromIterator<&'c Certificate> for RootStore {
    fn from_iter<I: IntoIterator<Item = &'c Certificate>>(certificates: I) -> Self {
        Self {
            anchors: certificates.into_iter().map(Anchor::from).collect(),
        }
    }
}
