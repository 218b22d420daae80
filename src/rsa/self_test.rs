//! Self-tests in the manner of FIPS 140-3 (ISO/IEC 19790 §7.10), of the feature `self-test`: known answers at first use, a failure that lasts.
//!
//! Before the process's first operation with a key, the hash functions SHA-1, SHA-256 and SHA-512, RSASSA-PKCS1-v1_5, RSASSA-PSS and
//! RSAES-OAEP are run on what OpenSSL gave for a key of 2048 bits. Once one answers otherwise, or a new key fails its pairwise test, every
//! operation with a key ends in [`KeyError::SelfTest`] for as long as the process runs. Two threads may run the tests at the same time, and
//! none computes before it has seen them pass. [`run`] runs them when it suits. This is not a validated module, and does not make one.

mod known;

use core::sync::atomic::{AtomicU8, Ordering};

use super::emsa::{Emsa, HasEmsa};
use super::memory::Memory;
use super::{Error, HashAlgorithm, KeyError, KeyParts, PrivateKey, oaep, pss};
use crate::rsa::derived_rng::DerivedRng;

/// What has been seen.
struct State(AtomicU8);

const NOT_RUN: u8 = 0;
const PASSED: u8 = 1;
/// This and one more for each of [`TESTS`].
const FAILED: u8 = 2;

const TESTS: [&str; 6] = [
    "the hash functions",
    "the test key",
    "RSASSA-PKCS1-v1_5",
    "RSASSA-PSS",
    "RSAES-OAEP",
    "a new key with itself",
];

#[cfg(not(test))]
static STATE: State = State(AtomicU8::new(NOT_RUN));

#[cfg(not(test))]
fn with_state<R>(look: impl FnOnce(&State) -> R) -> R {
    look(&STATE)
}

// Each test has a thread of its own, and so a process's state of its own.
#[cfg(test)]
std::thread_local! {
    static STATE: State = const { State(AtomicU8::new(NOT_RUN)) };
}

#[cfg(test)]
fn with_state<R>(look: impl FnOnce(&State) -> R) -> R {
    STATE.with(look)
}

/// A message and a key, and what comes of them.
struct Known {
    n: &'static [u8],
    e: &'static [u8],
    d: &'static [u8],
    p: &'static [u8],
    q: &'static [u8],
    dp: &'static [u8],
    dq: &'static [u8],
    qi: &'static [u8],
    message: &'static [u8],
    sha1: &'static [u8],
    sha256: &'static [u8],
    sha512: &'static [u8],
    pkcs1v15: &'static [u8],
    pss: &'static [u8],
    oaep: &'static [u8],
}

impl State {
    /// What the tests gave, run now if they were not before.
    fn passed(&self, known: &Known) -> Result<(), KeyError> {
        if self.0.load(Ordering::Acquire) == NOT_RUN {
            match known.failing() {
                Some(test) => self.fail(test),
                // Unless another thread has seen a failure meanwhile.
                None => {
                    let _ = self.0.compare_exchange(
                        NOT_RUN,
                        PASSED,
                        Ordering::AcqRel,
                        Ordering::Acquire,
                    );
                }
            }
        }
        match self.0.load(Ordering::Acquire).checked_sub(FAILED) {
            None => Ok(()),
            Some(test) => Err(KeyError::SelfTest {
                test: TESTS[usize::from(test)],
            }),
        }
    }

    /// From here on, nothing is computed.
    fn fail(&self, test: usize) {
        self.0.store(FAILED + test as u8, Ordering::Release);
    }
}

/// Runs the self-tests, if they were not run before: a few milliseconds.
///
/// # Errors
///
/// [`KeyError::SelfTest`], if one has failed, now or before.
pub fn run() -> Result<(), KeyError> {
    with_state(|state| state.passed(&known::KNOWN))
}

/// A new key failed its pairwise test.
pub(super) fn pairwise_test_failed() {
    with_state(|state| state.fail(TESTS.len() - 1));
}

impl Known {
    /// The first test that gives another answer, as a place in [`TESTS`].
    fn failing(&self) -> Option<usize> {
        if !self.hashes_agree() {
            return Some(0);
        }
        let Ok(key) = self.key() else { return Some(1) };
        let params = pss::Params::new(HashAlgorithm::Sha256).with_salt_len(0);
        if !self.signature_agrees(&key, &HashAlgorithm::Sha256, self.pkcs1v15) {
            return Some(2);
        }
        if !self.signature_agrees(&key, &params.emsa(), self.pss) {
            return Some(3);
        }
        if !self.decrypts(&key).is_ok_and(|decrypts| decrypts) {
            return Some(4);
        }
        None
    }

    fn hashes_agree(&self) -> bool {
        [
            (HashAlgorithm::Sha1, self.sha1),
            (HashAlgorithm::Sha256, self.sha256),
            (HashAlgorithm::Sha512, self.sha512),
        ]
        .into_iter()
        .all(|(hash, digest)| hash.digest(self.message).as_bytes() == digest)
    }

    fn key(&self) -> Result<PrivateKey, KeyError> {
        let mut parts = KeyParts::from_primes(self.p, self.q, self.e);
        parts.modulus = self.n.into();
        parts.private_exponent = self.d.into();
        parts.exponent1 = self.dp.into();
        parts.exponent2 = self.dq.into();
        parts.coefficient = self.qi.into();
        PrivateKey::from_parts(parts)
    }

    /// Random enough to blind a test key.
    fn rng(&self, key: &PrivateKey) -> DerivedRng {
        DerivedRng::for_signing(key, self.sha256, &[0; 32])
    }

    /// Whether the digest is signed so, and the signature verifies: by what [`emsa`](super::emsa) calls, which asks for these tests.
    fn signature_agrees(&self, key: &PrivateKey, method: &dyn Emsa, expected: &[u8]) -> bool {
        let (public, bits, rng) = (key.public_key(), key.bits(), &mut self.rng(key));
        let is_encoded = |em: &mut [u8]| method.is_encoded(em, bits, self.sha256);
        let mut signature = alloc::vec![0; key.size()];
        let signed = method
            .encode(&mut signature, bits, self.sha256, rng)
            .and_then(|()| key.apply(&mut signature, &is_encoded, rng, Memory::Stack));
        let agrees = signed.is_ok() && signature == expected;
        agrees && public.apply(&mut signature, Memory::Stack).is_ok() && is_encoded(&mut signature)
    }

    fn decrypts(&self, key: &PrivateKey) -> Result<bool, Error> {
        let params = oaep::Params::new(HashAlgorithm::Sha256);
        let mut message = alloc::vec![0; key.size()];
        key.decrypt_block(self.oaep, &mut self.rng(key), Memory::Stack, &mut message)?;
        let len = oaep::decode(&params, &mut message, key, self.oaep)?;
        Ok(message[..len] == *self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::known::KNOWN;
    use super::*;
    use crate::rsa::{batch, hazmat, pkcs1v15};
    use rand_core::SeedableRng;

    #[test]
    fn a_wrong_answer_of_each_test_is_noticed() {
        assert_eq!(KNOWN.failing(), None);
        type Change = fn(&mut Known);
        let wrong: &[(Change, usize)] = &[
            (|known| known.sha1 = known.message, 0),
            (|known| known.sha256 = known.message, 0),
            (|known| known.sha512 = known.message, 0),
            (|known| known.dp = known.dq, 1),
            (|known| known.pkcs1v15 = known.pss, 2),
            (|known| known.pss = known.pkcs1v15, 3),
            (|known| known.oaep = known.pss, 4),
        ];
        for &(change, test) in wrong {
            let mut known = KNOWN;
            change(&mut known);
            assert_eq!(known.failing(), Some(test));
        }
    }

    #[test]
    fn a_failure_lasts_and_ends_every_operation() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        let key = KNOWN.key().unwrap();
        let (hash, digest) = (HashAlgorithm::Sha256, KNOWN.sha256);
        let sign = |rng: &mut _| pkcs1v15::sign_prehash(&key, hash, digest, rng);
        let seen = || with_state(|state| state.0.load(Ordering::Acquire));
        assert_eq!(seen(), NOT_RUN);
        assert_eq!(sign(&mut rng).as_deref(), Ok(KNOWN.pkcs1v15));
        assert_eq!(seen(), PASSED, "the first operation runs the tests");
        let mut broken = KNOWN;
        broken.pss = KNOWN.pkcs1v15;
        let state = State(AtomicU8::new(NOT_RUN));
        let failed = KeyError::SelfTest { test: "RSASSA-PSS" };
        assert_eq!(state.passed(&broken), Err(failed));
        assert_eq!(state.passed(&KNOWN), Err(failed), "a failure lasts");

        pairwise_test_failed();
        let failed = KeyError::SelfTest {
            test: "a new key with itself",
        };
        let (error, public) = (Error::from(failed), key.public_key());
        let params = oaep::Params::new(hash);
        assert_eq!(run(), Err(failed));
        assert_eq!(sign(&mut rng), Err(error));
        let verified = pkcs1v15::verify_prehash(public, hash, digest, KNOWN.pkcs1v15);
        assert_eq!(verified, Err(error));
        let encrypted = oaep::encrypt(public, &params, b"", b"", &mut rng);
        assert_eq!(encrypted, Err(error));
        let decrypted = oaep::decrypt(&key, &params, b"", KNOWN.oaep, &mut rng);
        assert_eq!(decrypted.err(), Some(error));
        let item = batch::ToSign::new(&key, batch::Scheme::Pkcs1v15(hash), digest);
        assert_eq!(batch::sign(&[item], &mut rng), [Err(error)]);
        let mut out = [0; 256];
        assert_eq!(
            hazmat::rsadp(&key, KNOWN.pss, &mut rng, &mut out),
            Err(error)
        );
        assert_eq!(PrivateKey::generate(&mut rng, 2048).err(), Some(failed));
    }
}
