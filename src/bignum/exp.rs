//! `x^e mod n`, for secret and for public exponents.

use super::batch::{self, Power};
use super::kernel;
use super::limb::{LIMB_BITS, Limb, Mask};
use super::modulus::Modulus;
use super::nat::bit_len_vartime;
use super::{arith, scratch};

/// Bits of the exponent taken at a time; the table holds 2^window powers. Chosen by the exponent's public length: a long
/// one repays a large table.
const fn window_for(exponent_bits: usize) -> usize {
    match exponent_bits {
        0..=32 => 2,
        33..=128 => 3,
        129..=384 => 4,
        _ => 5,
    }
}

impl Modulus {
    /// `out = base^exponent mod n`, with everything secret but lengths: fixed window, and every look-up reads the
    /// whole table. All bits of all limbs of `exponent` are walked, zeros included.
    pub fn pow(&self, out: &mut [Limb], base: &[Limb], exponent: &[Limb]) {
        kernel::pow_lanes(
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
        kernel::pow_lanes(
            &mut [Power {
                modulus: self,
                base,
                exponent,
                out,
            }],
            true,
        );
    }

    /// [`pow`](Self::pow) on the portable kernel.
    pub(super) fn pow_by_limbs(&self, out: &mut [Limb], base: &[Limb], exponent: &[Limb]) {
        let len = self.len();
        assert!(out.len() == len && base.len() == len);
        let (n, n0) = (self.limbs(), self.n0());
        let width = window_for(exponent.len() * LIMB_BITS);
        // At most 36 numbers of 2 KiB: within scratch::MAX_LIMBS.
        scratch::with(((1 << width) + 4) * len, |work| {
            let (table, work) = work.split_at_mut(len << width);
            let (acc, work) = work.split_at_mut(len);
            let (next, wide) = work.split_at_mut(len);
            table[..len].copy_from_slice(self.r1());
            table[len..2 * len].copy_from_slice(base);
            kernel::mont_mul(&mut table[len..2 * len], self.r2(), n, n0, wide);
            for i in 2..1 << width {
                let (done, rest) = table.split_at_mut(i * len);
                let power = &mut rest[..len];
                if i % 2 == 0 {
                    power.copy_from_slice(&done[i / 2 * len..][..len]);
                    kernel::mont_square(power, n, n0, wide);
                } else {
                    power.copy_from_slice(&done[(i - 1) * len..]);
                    kernel::mont_mul(power, &done[len..2 * len], n, n0, wide);
                }
            }
            let windows = (exponent.len() * LIMB_BITS).div_ceil(width);
            acc.copy_from_slice(self.r1());
            for i in (0..windows).rev() {
                gather(next, table, window(exponent, i * width, width));
                if i + 1 == windows {
                    // The first window: the power itself, for what stood here is 1.
                    acc.copy_from_slice(next);
                    continue;
                }
                for _ in 0..width {
                    kernel::mont_square(acc, n, n0, wide);
                }
                kernel::mont_mul(acc, next, n, n0, wide);
            }
            // Out of Montgomery form: (acc + q·n)/R ≤ n, so one n at most is too many.
            wide[..len].copy_from_slice(acc);
            wide[len..].fill(0);
            kernel::mont_reduce(out, wide, n, n0);
        });
        self.reduce_once(out);
    }

    /// [`pow_public_vartime`](Self::pow_public_vartime) on the portable kernel, for an exponent that is not 0.
    pub(super) fn pow_public_by_limbs_vartime(
        &self,
        out: &mut [Limb],
        base: &[Limb],
        exponent: &[Limb],
    ) {
        let len = self.len();
        assert!(out.len() == len && base.len() == len);
        let (n, n0) = (self.limbs(), self.n0());
        let bits = bit_len_vartime(exponent);
        scratch::with(4 * len, |work| {
            let (lifted, work) = work.split_at_mut(len);
            let (acc, wide) = work.split_at_mut(len);
            lifted.copy_from_slice(base);
            kernel::mont_mul(lifted, self.r2(), n, n0, wide);
            acc.copy_from_slice(lifted);
            for i in (0..bits - 1).rev() {
                kernel::mont_square(acc, n, n0, wide);
                if arith::bit(exponent, i) == 1 {
                    // The last multiplication takes the base as it came, and so leaves Montgomery form on the way: for an
                    // odd exponent, which RSA's are, that saves the conversion. acc < R and base < n give a result < 2n.
                    kernel::mont_mul(acc, if i == 0 { base } else { lifted }, n, n0, wide);
                }
            }
            if bits > 1 && arith::bit(exponent, 0) == 1 {
                out.copy_from_slice(acc);
            } else {
                wide[..len].copy_from_slice(acc);
                wide[len..].fill(0);
                kernel::mont_reduce(out, wide, n, n0);
            }
        });
        self.reduce_once(out);
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

/// `width` bits of the exponent from bit `at` on. `at` is public.
fn window(exponent: &[Limb], at: usize, width: usize) -> Limb {
    let (limb, shift) = (at / LIMB_BITS, at % LIMB_BITS);
    let mut value = exponent[limb] >> shift;
    if shift + width > LIMB_BITS && limb + 1 < exponent.len() {
        value |= exponent[limb + 1] << (LIMB_BITS - shift);
    }
    value & ((1 << width) - 1)
}

/// `out = table[index]`, reading every entry.
#[inline(never)]
fn gather(out: &mut [Limb], table: &[Limb], index: Limb) {
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
