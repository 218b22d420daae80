//! Random bytes from a generator that may fail, or may be broken.
//!
//! Every function that needs random numbers takes a [`TryCryptoRng`]. Beneath the entry point the generator is a
//! [`RandomSource`], an object, so that the code is compiled once and not once for every generator.

use core::fmt;

use rand_core::{TryCryptoRng, TryRng};

use zeroize::Zeroize;

use crate::bignum::{LIMB_BYTES, Limb, Mask, limbs_from_be_bytes};

/// Why there are no random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RngError {
    /// The generator reported an error.
    Failed,
    /// The generator reported success, and what it returned repeats itself as no random numbers do.
    Stuck,
}

impl fmt::Display for RngError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Failed => "the random number generator failed",
            Self::Stuck => {
                "the random number generator is stuck: it returns the same bytes over and over"
            }
        })
    }
}

impl core::error::Error for RngError {}

/// A random number generator as an object. Every [`TryCryptoRng`] is one.
pub trait RandomSource {
    /// Fills `out` with what the generator gives, unexamined.
    ///
    /// # Errors
    ///
    /// [`RngError::Failed`] if the generator fails.
    fn draw(&mut self, out: &mut [u8]) -> Result<(), RngError>;

    /// Fills `out` with random bytes.
    ///
    /// # Errors
    ///
    /// [`RngError::Failed`] if the generator fails, [`RngError::Stuck`] if it repeats itself: of sixteen bytes and more,
    /// not every one may be the byte eight places before it. True random numbers fail so with a chance of 2^-64 for
    /// sixteen bytes, and 2^-128 for twenty-four.
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RngError> {
        self.draw(out)?;
        check(out)
    }
}

impl<R: TryCryptoRng> RandomSource for R {
    fn draw(&mut self, out: &mut [u8]) -> Result<(), RngError> {
        self.try_fill_bytes(out).map_err(|_| RngError::Failed)
    }
}

/// A generator behind a pointer serves wherever a generator is asked for. What takes it examines what it gives.
impl TryRng for dyn RandomSource + '_ {
    type Error = RngError;

    fn try_next_u32(&mut self) -> Result<u32, RngError> {
        let mut bytes = [0; 4];
        self.draw(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, RngError> {
        let mut bytes = [0; 8];
        self.draw(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), RngError> {
        self.draw(out)
    }
}

impl TryCryptoRng for dyn RandomSource + '_ {}

/// Refuses bytes that have a period of 1, 2, 4 or 8. The bytes may be secret: only the verdict shows.
fn check(bytes: &[u8]) -> Result<(), RngError> {
    const PERIOD: usize = 8;
    if bytes.len() < 2 * PERIOD {
        return Ok(());
    }
    let differences = bytes
        .iter()
        .zip(&bytes[PERIOD..])
        .fold(0, |acc, (a, b)| acc | (a ^ b));
    if Mask::is_zero(Limb::from(differences)).declassify() {
        Err(RngError::Stuck)
    } else {
        Ok(())
    }
}

/// Fills limbs with random bits, a few hundred bytes a request: each may be a system call.
pub(crate) fn fill_limbs(rng: &mut dyn RandomSource, limbs: &mut [Limb]) -> Result<(), RngError> {
    let mut bytes = [0; 32 * LIMB_BYTES];
    for limbs in limbs.chunks_mut(32) {
        let bytes = &mut bytes[..limbs.len() * LIMB_BYTES];
        rng.fill(bytes)?;
        limbs_from_be_bytes(limbs, bytes);
    }
    bytes.zeroize();
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A generator that answers every request from a pattern that it repeats.
    pub(crate) struct Repeating<const N: usize>(pub(crate) [u8; N]);

    impl<const N: usize> TryRng for Repeating<N> {
        type Error = core::convert::Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            let mut bytes = [0; 4];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u32::from_le_bytes(bytes))
        }

        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            let mut bytes = [0; 8];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u64::from_le_bytes(bytes))
        }

        fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
            for (out, byte) in out.iter_mut().zip(self.0.iter().cycle()) {
                *out = *byte;
            }
            Ok(())
        }
    }

    impl<const N: usize> TryCryptoRng for Repeating<N> {}

    /// A generator that answers so many requests, and fails from then on.
    pub(crate) struct FailsAfter(pub(crate) usize, pub(crate) rand_chacha::ChaCha20Rng);

    /// What it fails with.
    #[derive(Debug)]
    pub(crate) struct Unplugged;

    impl fmt::Display for Unplugged {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("unplugged")
        }
    }

    impl core::error::Error for Unplugged {}

    impl TryRng for FailsAfter {
        type Error = Unplugged;

        fn try_next_u32(&mut self) -> Result<u32, Unplugged> {
            let mut bytes = [0; 4];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u32::from_le_bytes(bytes))
        }

        fn try_next_u64(&mut self) -> Result<u64, Unplugged> {
            let mut bytes = [0; 8];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u64::from_le_bytes(bytes))
        }

        fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Unplugged> {
            self.0 = self.0.checked_sub(1).ok_or(Unplugged)?;
            rand_core::Rng::fill_bytes(&mut self.1, out);
            Ok(())
        }
    }

    impl TryCryptoRng for FailsAfter {}

    #[test]
    fn bytes_that_repeat_are_refused_and_others_are_not() {
        let mut out = [0; 32];
        for byte in [0, 0x55, 0xff] {
            assert_eq!(Repeating([byte]).fill(&mut out), Err(RngError::Stuck));
        }
        assert_eq!(
            Repeating([1, 2, 3, 4, 5, 6, 7, 8]).fill(&mut out),
            Err(RngError::Stuck)
        );
        // Too short to tell.
        assert_eq!(Repeating([0]).fill(&mut out[..15]), Ok(()));
        let mut rng: rand_chacha::ChaCha20Rng = rand_core::SeedableRng::seed_from_u64(1);
        assert_eq!(rng.fill(&mut out), Ok(()));
        assert_eq!(FailsAfter(0, rng).fill(&mut out), Err(RngError::Failed));
    }
}
