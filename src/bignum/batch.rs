//! Many exponentiations at once: as many lanes as the chosen kernel has, and any count of operations.

use super::kernel;
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
    kernel::lanes()
}

/// Computes every power, with secret exponents as [`Modulus::pow`]. Operations may differ in modulus, size and
/// exponent; those that stand together and have moduli of the same length share lanes.
///
/// Leaks the lengths and their order.
///
/// # Panics
///
/// If a base or an out is not as long as its modulus.
pub fn pow(powers: &mut [Power<'_>]) {
    in_lanes(powers, false, |_, _| true);
}

/// Computes every power with its public exponent, as [`Modulus::pow_public_vartime`]. Those that stand together and have
/// moduli of the same length and the same exponent share lanes.
///
/// # Panics
///
/// If a base or an out is not as long as its modulus.
pub fn pow_public_vartime(powers: &mut [Power<'_>]) {
    in_lanes(powers, true, |first, other| {
        first.exponent == other.exponent
    });
}

/// Hands runs of powers that fit together to the kernel, as many as it has lanes.
fn in_lanes(
    mut powers: &mut [Power<'_>],
    public: bool,
    fit: impl Fn(&Power<'_>, &Power<'_>) -> bool,
) {
    let lanes = lanes();
    while let Some(first) = powers.first() {
        let len = first.modulus.len();
        let run = 1 + powers[1..]
            .iter()
            .take(lanes - 1)
            .take_while(|other| other.modulus.len() == len && fit(first, other))
            .count();
        let (now, later) = powers.split_at_mut(run);
        kernel::pow_lanes(now, public);
        powers = later;
    }
}
