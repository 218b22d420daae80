//! `x^e mod n`, for secret and for public exponents.

use super::batch::Power;
use super::kernel;
use super::limb::Limb;
use super::modulus::{LengthError, Modulus};
use super::scratch::Arena;

impl Modulus {
    /// `out = base^exponent mod n`, with everything secret but lengths: fixed window (*Handbook of Applied Cryptography*, 14.82), and every
    /// look-up reads the whole table. All bits of all limbs of `exponent` are walked, zeros included.
    ///
    /// `base` is a residue, `exponent` of any length; a power to zero is 1. Working memory is on the stack, for 2048 bits about 4.5 KiB,
    /// and wiped.
    ///
    /// # Errors
    ///
    /// [`LengthError`], where `out` or `base` is not as long as n.
    pub fn pow(
        &self,
        base: &[Limb],
        exponent: &[Limb],
        out: &mut [Limb],
    ) -> Result<(), LengthError> {
        self.check([out, base])?;
        self.pow_raw(out, base, exponent);
        Ok(())
    }

    pub(crate) fn pow_raw(&self, out: &mut [Limb], base: &[Limb], exponent: &[Limb]) {
        self.raise(out, base, exponent, false, &mut Arena::none());
    }

    /// `out = base^exponent mod n`, in time that depends on the exponent: for public exponents. The base and n may
    /// be secret. Shapes are those of [`pow`](Self::pow).
    ///
    /// # Errors
    ///
    /// As [`pow`](Self::pow).
    pub fn pow_public_vartime(
        &self,
        base: &[Limb],
        exponent: &[Limb],
        out: &mut [Limb],
    ) -> Result<(), LengthError> {
        self.check([out, base])?;
        self.raise(out, base, exponent, true, &mut Arena::none());
        Ok(())
    }

    /// [`pow`](Self::pow) or, with `public`, [`pow_public_vartime`](Self::pow_public_vartime), with working memory of the arena's where
    /// that suffices.
    pub(crate) fn raise(
        &self,
        out: &mut [Limb],
        base: &[Limb],
        exponent: &[Limb],
        public: bool,
        arena: &mut Arena<'_>,
    ) {
        let power = Power {
            modulus: self.montgomery(),
            base,
            exponent,
            factor: None,
            out,
            next: None,
        };
        kernel::pow(&mut [power], public, arena);
    }
}
