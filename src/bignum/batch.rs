//! Many exponentiations at once: as many lanes as the chosen kernel has, and any count of operations.

use super::limb::Limb;
use super::modulus::Modulus;

/// One exponentiation: `out = base^exponent mod modulus`.
#[derive(Debug)]
pub struct Power<'a> {
    /// The modulus.
    pub modulus: &'a Modulus,
    /// A residue.
    pub base: &'a [Limb],
    /// The exponent; all of its limbs are walked.
    pub exponent: &'a [Limb],
    /// Where the residue goes.
    pub out: &'a mut [Limb],
}

/// The number of exponentiations that cost the least for each: to be queued before calling [`pow`].
pub fn lanes() -> usize {
    1
}

/// Computes every power, with secret exponents as [`Modulus::pow`]. Operations may differ in modulus, size and
/// exponent.
pub fn pow(powers: &mut [Power<'_>]) {
    for power in powers {
        power.modulus.pow(power.out, power.base, power.exponent);
    }
}

/// Computes every power with its public exponent, as [`Modulus::pow_public_vartime`].
pub fn pow_public_vartime(powers: &mut [Power<'_>]) {
    for power in powers {
        power.modulus.pow_public_vartime(power.out, power.base, power.exponent);
    }
}
