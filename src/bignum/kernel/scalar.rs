//! Exponentiation by kernels that multiply limb by limb: fixed window for secret exponents, square and multiply for
//! public ones.

use super::Power;
use crate::bignum::limb::{LIMB_BITS, Limb, Mask};
use crate::bignum::modulus::Modulus;
use crate::bignum::{arith, bit_len_vartime, scratch};

/// See [`ScalarKernel::mul`].
type Multiply = fn(&mut [Limb], &[Limb], &[Limb], Limb, &mut [Limb]);

/// Almost Montgomery multiplication on limbs, R = 2^(LIMB_BITS·len): operands and results are below R, not below n, and results are
/// congruent to the product times R⁻¹. n is odd, `n0` = −n⁻¹ mod 2^LIMB_BITS, the working space has twice n's length.
pub(crate) struct ScalarKernel {
    /// `x = x·y·R⁻¹`, from x, y, n, n0 and working space.
    pub(crate) mul: Multiply,
    /// `x = x²·R⁻¹`, from x, n, n0 and working space.
    pub(crate) square: fn(&mut [Limb], &[Limb], Limb, &mut [Limb]),
    /// `out = wide·R⁻¹` for wide < R², from out, wide (overwritten), n and n0.
    pub(crate) reduce: fn(&mut [Limb], &mut [Limb], &[Limb], Limb),
    /// `out = table[index]`, from out, a table of numbers of its length, and a secret index: every entry is read.
    pub(crate) gather: fn(&mut [Limb], &[Limb], Limb),
}

/// Bits of the exponent taken at a time; the table holds 2^window powers. Chosen by the exponent's public length: a long
/// one repays a large table.
const fn window_for(exponent_bits: usize) -> usize {
    match exponent_bits {
        0..=32 => 2,
        33..=128 => 3,
        129..=384 => 4,
        // A device of 32 bits saves 2 KiB of stack for RSA-2048, for 4 % more instructions.
        _ if LIMB_BITS == 32 => 4,
        _ => 5,
    }
}

/// One power. With `public`, the exponent may leak and is not 0; else all bits of all of its limbs are walked, zeros
/// included, and every look-up reads the whole table.
pub(super) fn pow(kernel: &ScalarKernel, power: &mut Power<'_>, public: bool) {
    let len = power.modulus.len();
    assert!(
        power.out.len() == len
            && power.base.len() == len
            && power.factor.is_none_or(|factor| factor.len() == len)
    );
    if public {
        pow_public_vartime(kernel, power);
    } else {
        pow_secret(kernel, power);
    }
    reduce_once(power.modulus, power.out);
}

/// Conditionally subtracts n from x < 2n.
fn reduce_once(modulus: &Modulus, x: &mut [Limb]) {
    let over = !arith::less(x, modulus.limbs());
    arith::sub_assign_if(over, x, modulus.limbs());
}

fn pow_secret(kernel: &ScalarKernel, power: &mut Power<'_>) {
    let (modulus, exponent) = (power.modulus, power.exponent);
    let (n, n0, len) = (modulus.limbs(), modulus.n0(), modulus.len());
    let width = window_for(exponent.len() * LIMB_BITS);
    // At most 36 numbers of 2 KiB: within scratch::MAX_LIMBS.
    scratch::with(((1 << width) + 4) * len, |work| {
        let (table, work) = work.split_at_mut(len << width);
        let (acc, work) = work.split_at_mut(len);
        let (next, wide) = work.split_at_mut(len);
        table[..len].copy_from_slice(modulus.r1());
        table[len..2 * len].copy_from_slice(power.base);
        (kernel.mul)(&mut table[len..2 * len], modulus.r2(), n, n0, wide);
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
        acc.copy_from_slice(modulus.r1());
        for i in (0..windows).rev() {
            (kernel.gather)(next, table, window(exponent, i * width, width));
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
        leave(kernel, power, acc, wide);
    });
}

/// Out of Montgomery form, times the factor.
fn leave(kernel: &ScalarKernel, power: &mut Power<'_>, acc: &mut [Limb], wide: &mut [Limb]) {
    let (n, n0, len) = (
        power.modulus.limbs(),
        power.modulus.n0(),
        power.modulus.len(),
    );
    match power.factor {
        // As the last factor of a public power.
        Some(factor) => {
            (kernel.mul)(acc, factor, n, n0, wide);
            power.out.copy_from_slice(acc);
        }
        // (acc + q·n)/R ≤ n, so that n is subtracted once at most.
        None => {
            wide[..len].copy_from_slice(acc);
            wide[len..].fill(0);
            (kernel.reduce)(power.out, wide, n, n0);
        }
    }
}

fn pow_public_vartime(kernel: &ScalarKernel, power: &mut Power<'_>) {
    let (modulus, exponent) = (power.modulus, power.exponent);
    let (n, n0, len) = (modulus.limbs(), modulus.n0(), modulus.len());
    let bits = bit_len_vartime(exponent);
    let leaves_by_base = bits > 1 && arith::bit(exponent, 0) == 1 && power.factor.is_none();
    scratch::with(4 * len, |work| {
        let (montgomery, work) = work.split_at_mut(len);
        let (acc, wide) = work.split_at_mut(len);
        montgomery.copy_from_slice(power.base);
        (kernel.mul)(montgomery, modulus.r2(), n, n0, wide);
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
            leave(kernel, power, acc, wide);
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
