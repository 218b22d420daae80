//! Exponentiation by kernels that multiply limb by limb: fixed window for secret exponents, square and multiply for
//! public ones.

use super::{Montgomery, Power};
use crate::bignum::arith::{self, bit_len_vartime};
use crate::bignum::limb::{LIMB_BITS, Limb, Mask};
use crate::bignum::scratch::Arena;

/// See [`ScalarKernel::mul`].
type Multiply = fn(&mut [Limb], &[Limb], &[Limb], Limb, &mut [Limb]);

/// See [`ScalarKernel::gather`].
type Gather = fn(&mut [Limb], &[Limb], Limb);

/// Almost Montgomery multiplication on limbs, R = 2^(LIMB_BITS·len): operands and results are below R, not below n, and results are
/// congruent to the product times R⁻¹. n is odd, `n0` = −n⁻¹ mod 2^LIMB_BITS, the working space has twice n's length.
pub(crate) struct ScalarKernel {
    /// `x = x·y·R⁻¹`, from x, y, n, n0 and working space.
    pub(crate) mul: Multiply,
    /// `x = x²·R⁻¹`, from x, n, n0 and working space.
    pub(crate) square: fn(&mut [Limb], &[Limb], Limb, &mut [Limb]),
    /// `out = wide·R⁻¹` for wide < R², from out, wide (overwritten), n and n0.
    pub(crate) reduce: fn(&mut [Limb], &mut [Limb], &[Limb], Limb),
    /// `out = table[index]`, from out, a table of numbers of its length, and a secret index: every entry is read. `None` for [`gather`],
    /// which a program that only verifies does not link.
    pub(crate) gather: Option<Gather>,
}

/// Bits of the exponent taken at a time; the table holds 2^window powers. Chosen by the exponent's public length: a long
/// one repays a large table.
const fn window_for(exponent_bits: usize) -> usize {
    match exponent_bits {
        0..=32 => 2,
        33..=128 => 3,
        129..=384 => 4,
        _ => WIDEST,
    }
}

/// A device of 32 bits saves 2 KiB of memory for RSA-2048, for 4 % more instructions.
const WIDEST: usize = if LIMB_BITS == 32 { 4 } else { 5 };

/// Limbs of working memory for a secret exponent, with a modulus of so many limbs: at most 36 numbers.
pub(super) const fn pow_limbs(len: usize) -> usize {
    ((1 << WIDEST) + 4) * len
}

/// The same for a public exponent.
pub(super) const fn pow_public_limbs(len: usize) -> usize {
    4 * len
}

/// One power. With `public`, the exponent may leak and is not 0; else all bits of all of its limbs are walked, zeros
/// included, and every look-up reads the whole table.
pub(super) fn pow(
    kernel: &ScalarKernel,
    power: &mut Power<'_>,
    public: bool,
    arena: &mut Arena<'_>,
) {
    assert!(power.wrong_length().is_none());
    if public {
        pow_public_vartime(kernel, power, arena);
    } else {
        pow_secret(kernel, power, arena);
    }
    let mut out = &mut *power.out;
    let mut next = power.next.as_deref_mut();
    loop {
        arith::reduce_once(out, power.modulus.n);
        let Some(following) = next.take() else { return };
        out = following;
    }
}

fn pow_secret(kernel: &ScalarKernel, power: &mut Power<'_>, arena: &mut Arena<'_>) {
    let exponent = power.exponent;
    let Montgomery { n, n0, r1, r2, .. } = power.modulus;
    let len = n.len();
    let width = window_for(exponent.len() * LIMB_BITS);
    let gather = kernel.gather.unwrap_or(gather);
    // At most `pow_limbs`, and at most 36 numbers of 2 KiB: within scratch::MAX_LIMBS.
    arena.with(((1 << width) + 4) * len, |work| {
        let (table, work) = work.split_at_mut(len << width);
        let (acc, work) = work.split_at_mut(len);
        let (next, wide) = work.split_at_mut(len);
        table[..len].copy_from_slice(r1);
        table[len..2 * len].copy_from_slice(power.base);
        (kernel.mul)(&mut table[len..2 * len], r2, n, n0, wide);
        for i in 2..1 << width {
            let (done, rest) = table.split_at_mut(i * len);
            let entry = &mut rest[..len];
            if i % 2 == 0 {
                entry.copy_from_slice(&done[i / 2 * len..][..len]);
                (kernel.square)(entry, n, n0, wide);
            } else {
                entry.copy_from_slice(&done[(i - 1) * len..]);
                (kernel.mul)(entry, &done[len..2 * len], n, n0, wide);
            }
        }
        let windows = (exponent.len() * LIMB_BITS).div_ceil(width);
        acc.copy_from_slice(r1);
        for i in (0..windows).rev() {
            #[cfg(certwright_ctgrind)]
            crate::bignum::secret::ctgrind::probe(
                "kernel: window",
                &[window(exponent, i * width, width)],
            );
            gather(next, table, window(exponent, i * width, width));
            if i + 1 == windows {
                // The first window: the power itself, for what stood here is 1.
                acc.copy_from_slice(next);
                continue;
            }
            for _ in 0..width {
                (kernel.square)(acc, n, n0, wide);
            }
            (kernel.mul)(acc, next, n, n0, wide);
        }
        leave(kernel, power, (acc, &table[len..2 * len]), wide);
    });
}

/// The power and the next one out of Montgomery form, times the factor, from the power and the base in it.
fn leave(
    kernel: &ScalarKernel,
    power: &mut Power<'_>,
    (acc, base): (&mut [Limb], &[Limb]),
    wide: &mut [Limb],
) {
    let Montgomery { n, n0, .. } = power.modulus;
    let len = n.len();
    let mut out = &mut *power.out;
    // Empty where none is asked for, so that its length is known: the compiler compares that ahead of the loop.
    let mut next = power.next.as_deref_mut().unwrap_or_default();
    loop {
        match power.factor {
            // As the last factor of a public power.
            Some(factor) => {
                out.copy_from_slice(acc);
                (kernel.mul)(out, factor, n, n0, wide);
            }
            // (acc + q·n)/R ≤ n, so that n is subtracted once at most.
            None => {
                wide[..len].copy_from_slice(acc);
                wide[len..].fill(0);
                (kernel.reduce)(out, wide, n, n0);
            }
        }
        if next.is_empty() {
            return;
        }
        (kernel.mul)(acc, base, n, n0, wide);
        out = core::mem::take(&mut next);
    }
}

fn pow_public_vartime(kernel: &ScalarKernel, power: &mut Power<'_>, arena: &mut Arena<'_>) {
    let exponent = power.exponent;
    let Montgomery { n, n0, r2, .. } = power.modulus;
    let len = n.len();
    let bits = bit_len_vartime(exponent);
    let leaves_by_base =
        bits > 1 && arith::bit(exponent, 0) == 1 && power.factor.is_none() && power.next.is_none();
    arena.with(pow_public_limbs(len), |work| {
        let (montgomery, work) = work.split_at_mut(len);
        let (acc, wide) = work.split_at_mut(len);
        montgomery.copy_from_slice(power.base);
        (kernel.mul)(montgomery, r2, n, n0, wide);
        acc.copy_from_slice(montgomery);
        for i in (0..bits - 1).rev() {
            (kernel.square)(acc, n, n0, wide);
            if arith::bit(exponent, i) == 1 {
                // The last multiplication takes the base as it came, and so leaves Montgomery form on the way: for an
                // odd exponent, which RSA's are, that saves the conversion. acc < R and base < n give a result < 2n.
                let factor = if i == 0 && leaves_by_base {
                    power.base
                } else {
                    &*montgomery
                };
                (kernel.mul)(acc, factor, n, n0, wide);
            }
        }
        if leaves_by_base {
            power.out.copy_from_slice(acc);
        } else {
            leave(kernel, power, (acc, montgomery), wide);
        }
    });
}

/// `width` bits of the exponent from bit `at` on. `at` is public.
fn window(exponent: &[Limb], at: usize, width: usize) -> Limb {
    let (limb, shift) = (at / LIMB_BITS, at % LIMB_BITS);
    let mut value = exponent[limb] >> shift;
    if shift + width > LIMB_BITS && limb + 1 < exponent.len() {
        value |= exponent[limb + 1] << (LIMB_BITS - shift);
    }
    value & ((1 << width) - 1)
}

/// See [`ScalarKernel::gather`].
#[inline(never)]
pub(super) fn gather(out: &mut [Limb], table: &[Limb], index: Limb) {
    let len = out.len();
    let (blocks, rest) = out.as_chunks_mut::<8>();
    let at = len - rest.len();
    for (b, block) in blocks.iter_mut().enumerate() {
        gather_limbs(block, table, (len, 8 * b), index);
    }
    for (i, limb) in rest.iter_mut().enumerate() {
        gather_limbs(core::array::from_mut(limb), table, (len, at + i), index);
    }
}

/// N limbs from `at` on, whose sums stay in registers.
#[inline(always)]
fn gather_limbs<const N: usize>(
    out: &mut [Limb; N],
    table: &[Limb],
    (len, at): (usize, usize),
    index: Limb,
) {
    let mut sums = [0; N];
    for (i, entry) in table.chunks_exact(len).enumerate() {
        let hit = Mask::equal(index, i as Limb);
        for (sum, &x) in sums.iter_mut().zip(&entry[at..at + N]) {
            *sum |= hit.keep(x);
        }
    }
    *out = sums;
}
