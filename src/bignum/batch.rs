//! Many exponentiations at once: as many as the chosen kernel takes together, and any count of operations.

use super::kernel;
use super::modulus::LengthError;
use super::scratch::Arena;

pub use super::kernel::{Montgomery, Power};
pub(crate) use super::kernel::{pow_limbs, pow_public_limbs};

/// The number of exponentiations that the chosen multi-buffer kernel computes at once, at the lowest cost for each: to be queued
/// before calling [`pow`].
pub fn width() -> usize {
    kernel::lanes()
}

/// Computes every power, with secret exponents as [`Modulus::pow`](super::Modulus::pow). Operations may differ in modulus, size
/// and exponent; those that stand together and have moduli of the same length are computed together by a multi-buffer kernel.
///
/// Leaks the lengths and their order, and which operations borrow the same modulus.
///
/// # Errors
///
/// [`LengthError`], if a base, a factor or an out is not as long as its modulus; nothing is computed then.
pub fn pow(powers: &mut [Power<'_>]) -> Result<(), LengthError> {
    check(powers)?;
    pow_raw(powers);
    Ok(())
}

/// [`pow`] where the lengths are right.
pub(crate) fn pow_raw(powers: &mut [Power<'_>]) {
    pow_in(powers, &mut Arena::none());
}

/// As [`pow_raw`], with working memory of the arena's where that suffices; see [`pow_limbs`].
pub(crate) fn pow_in(powers: &mut [Power<'_>], arena: &mut Arena<'_>) {
    in_runs(powers, false, arena, |_, _| true);
}

/// Computes every power with its public exponent, as [`Modulus::pow_public_vartime`](super::Modulus::pow_public_vartime). Those
/// that stand together and have moduli of the same length and the same exponent are computed together.
///
/// # Errors
///
/// As [`pow`].
pub fn pow_public_vartime(powers: &mut [Power<'_>]) -> Result<(), LengthError> {
    check(powers)?;
    pow_public_vartime_raw(powers);
    Ok(())
}

/// [`pow_public_vartime`] where the lengths are right.
pub(crate) fn pow_public_vartime_raw(powers: &mut [Power<'_>]) {
    pow_public_vartime_in(powers, &mut Arena::none());
}

/// Whether the numbers of every power are as long as its modulus.
fn check(powers: &[Power<'_>]) -> Result<(), LengthError> {
    let wrong = powers.iter().find_map(|power| {
        let expected = power.modulus.n.len();
        let found = power.wrong_length()?;
        Some(LengthError { expected, found })
    });
    wrong.map_or(Ok(()), Err)
}

/// As [`pow_public_vartime_raw`], with working memory of the arena's where that suffices; see [`pow_public_limbs`].
pub(crate) fn pow_public_vartime_in(powers: &mut [Power<'_>], arena: &mut Arena<'_>) {
    in_runs(powers, true, arena, |first, other| {
        first.exponent == other.exponent
    });
}

/// Hands runs of powers that fit together to the kernels.
fn in_runs(
    mut powers: &mut [Power<'_>],
    public: bool,
    arena: &mut Arena<'_>,
    fit: impl Fn(&Power<'_>, &Power<'_>) -> bool,
) {
    while let Some(first) = powers.first() {
        let len = first.modulus.n.len();
        let run = 1 + powers[1..]
            .iter()
            .take_while(|other| other.modulus.n.len() == len && fit(first, other))
            .count();
        let (now, later) = powers.split_at_mut(run);
        kernel::pow(now, public, arena);
        powers = later;
    }
}
