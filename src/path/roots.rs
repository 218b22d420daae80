//! A set of trust anchors.

use alloc::vec::Vec;

use super::certificate::Anchor;
use crate::pem::PemErrorKind;
use crate::x509::{Certificate, ReadError};

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
    /// could not be read: a bundle with one bad entry serves all the same, and the caller decides what to report.
    pub fn from_pem_bundle(pem: impl AsRef<[u8]>) -> (Self, Vec<ReadError>) {
        let (mut roots, mut unreadable) = (Self::new(), Vec::new());
        let (mut rest, mut lines_before) = (pem.as_ref(), 0);
        loop {
            let mut damaged = None;
            for read in Certificate::blocks(rest) {
                match read {
                    Ok(certificate) => roots.add(&certificate),
                    Err(ReadError::Pem(mut e)) => {
                        // A block that is cut off is the last one.
                        let is_last = matches!(e.kind, PemErrorKind::Truncated { .. });
                        damaged = Some(e.line).filter(|_| !is_last);
                        e.line += lines_before;
                        unreadable.push(ReadError::Pem(e));
                    }
                    Err(ReadError::Der { line, error }) => unreadable.push(ReadError::Der {
                        line: line + lines_before,
                        error,
                    }),
                    Err(e) => unreadable.push(e),
                }
            }
            // The iteration ends with the first block that is not PEM. Its fault is below its BEGIN line, and may be the
            // next one.
            let Some(line) = damaged else {
                return (roots, unreadable);
            };
            let skipped = line.saturating_sub(1).max(1);
            rest = after_lines(rest, skipped);
            lines_before += skipped;
        }
    }

    /// Trusts a certificate's subject and key.
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

/// What follows so many lines.
fn after_lines(text: &[u8], lines: usize) -> &[u8] {
    let mut ends = text.iter().enumerate().filter(|&(_, &byte)| byte == b'\n');
    let end = ends.nth(lines - 1).map_or(text.len(), |(at, _)| at + 1);
    text.get(end..).unwrap_or_default()
}

impl<'c> FromIterator<&'c Certificate> for RootStore {
    fn from_iter<I: IntoIterator<Item = &'c Certificate>>(certificates: I) -> Self {
        Self {
            anchors: certificates.into_iter().map(Anchor::from).collect(),
        }
    }
}
