//! `x^e mod n`, for secret and for public exponents.

use super::batch::{self, Power};
use super::kernel;
use super::limb::Limb;
use super::modulus::Modulus;

impl Modulus {
    /// `out = base^exponent mod n`, with everything secret but lengths: fixed window, and every look-up reads the
    /// whole table. All bits of all limbs of `exponent` are walked, zeros included.
    pub fn pow(&self, out: &mut [Limb], base: &[Limb], exponent: &[Limb]) {
        kernel::pow(
            &mut [Power {
                modulus: self,
                base,
                exponent,
                out,
            }],
            false,
        );
    }

    /// `out = base^exponent mod n`, in time that depends on the exponent: for public exponents. The base and n may
    /// be secret.
    pub fn pow_public_vartime(&self, out: &mut [Limb], base: &[Limb], exponent: &[Limb]) {
        kernel::pow(
            &mut [Power {
                modulus: self,
                base,
                exponent,
                out,
            }],
            true,
        );
    }
}

/// Two exponentiations with secret exponents, as an RSA signature by the Chinese remainder theorem needs: kernels that
/// can run them side by side do so. `out[i] = base[i]^exponent[i] mod modulus[i]`.
pub fn pow_pair(
    modulus: [&Modulus; 2],
    out: [&mut [Limb]; 2],
    base: [&[Limb]; 2],
    exponent: [&[Limb]; 2],
) {
    let [out0, out1] = out;
    batch::pow(&mut [
        Power {
            modulus: modulus[0],
            base: base[0],
            exponent: exponent[0],
            out: out0,
        },
        Power {
            modulus: modulus[1],
            base: base[1],
            exponent: exponent[1],
            out: out1,
        },
    ]);
}
