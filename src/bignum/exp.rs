//! `x^e mod n`, for secret and for public exponents.

use super::batch::Power;
use super::kernel;
use super::limb::Limb;
use super::modulus::Modulus;

impl Modulus {
    /// `out = base^exponent mod n`, with everything secret but lengths: fixed window, and every look-up reads the
    /// whole table. All bits of all limbs of `exponent` are walked, zeros included.
    pub fn pow(&self, out: &mut [Limb], base: &[Limb], exponent: &[Limb]) {
        self.raise(out, base, exponent, false);
    }

    /// `out = base^exponent mod n`, in time that depends on the exponent: for public exponents. The base and n may
    /// be secret.
    pub fn pow_public_vartime(&self, out: &mut [Limb], base: &[Limb], exponent: &[Limb]) {
        self.raise(out, base, exponent, true);
    }

    fn raise(&self, out: &mut [Limb], base: &[Limb], exponent: &[Limb], public: bool) {
        let power = Power {
            modulus: self,
            base,
            exponent,
            factor: None,
            out,
        };
        kernel::pow(&mut [power], public);
    }
}
