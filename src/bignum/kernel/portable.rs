//! The portable kernel: safe Rust, one limb product at a time, for every target. It is the reference that the other
//! kernels are tested against.
//!
//! Montgomery multiplication in two passes: the product or the square of the operands into `wide`, then its reduction.
//! Both go by strips of four limbs of one operand ([`row`]): the running sum stays in four words, and each step reads
//! one limb of the other operand and one of the result, and finishes one limb of it. What was measured against it on
//! 1024-bit operands (AMD Zen 3): summing by columns took 1.8 times as long; by whole rows, carrying through memory, 1.07
//! to 1.15 times; interleaving product and reduction, 1.1 times. The same strips with `mulx` allowed (BMI2) came out
//! within 1 %, rows of eight with `mulx` 9 % ahead in the product and 26 % behind in the reduction; so there is
//! no BMI2 kernel.
//!
//! Lengths that are not multiples of four, which keys rarely have, take the whole-row form, and so does every length on
//! 32-bit limbs: a Cortex-M4 multiplies and adds twice in one instruction (UMAAL), and an RSA-2048 signature by strips
//! took it 3.6 times the instructions, in eight times the code.

use super::ScalarKernel;
use crate::bignum::limb::{LIMB_BITS, Limb, Mask, WideLimb, adc, mac, sbb};

/// The kernel.
pub(super) static KERNEL: ScalarKernel = ScalarKernel {
    mul: mont_mul,
    square: mont_square,
    reduce: mont_reduce,
    gather: None,
};

/// Limbs of a strip.
const STRIP: usize = 4;

/// Whether a number of so many limbs goes by strips.
const fn by_strips(len: usize) -> bool {
    LIMB_BITS == 64 && len.is_multiple_of(STRIP)
}

/// Low and high limb of a product.
#[inline(always)]
fn multiply(x: Limb, y: Limb) -> (Limb, Limb) {
    let wide = x as WideLimb * y as WideLimb;
    (wide as Limb, (wide >> LIMB_BITS) as Limb)
}

/// `sum + x·y + addend`: gives the lowest limb and leaves the rest in `sum`.
///
/// It fits: (B⁴ − 1) + (B − 1)(B⁴ − 1) + (B − 1) = B⁵ − 1.
#[inline(always)]
fn row(sum: &mut [Limb; STRIP], y: &[Limb; STRIP], x: Limb, addend: Limb) -> Limb {
    let [(l0, h0), (l1, h1), (l2, h2), (l3, h3)] = y.map(|y| multiply(x, y));
    let (lowest, c) = adc(sum[0], l0, 0);
    let (t1, c) = adc(sum[1], l1, c);
    let (t2, c) = adc(sum[2], l2, c);
    let (t3, c) = adc(sum[3], l3, c);
    let t4 = h3.wrapping_add(c);
    let (lowest, c) = adc(lowest, addend, 0);
    let (r0, c) = adc(t1, h0, c);
    let (r1, c) = adc(t2, h1, c);
    let (r2, c) = adc(t3, h2, c);
    *sum = [r0, r1, r2, t4.wrapping_add(c)];
    lowest
}

/// Adds x·y to the low limbs of `wide`, as many as x has, and leaves what is above them in `sum`. The length of x is a
/// multiple of four. Where `wide` is FRESH, the limbs count as zero, whatever they hold.
#[inline(always)]
fn strip<const FRESH: bool>(
    wide: &mut [Limb],
    sum: &mut [Limb; STRIP],
    y: &[Limb; STRIP],
    x: &[Limb],
) {
    let (wide, _) = wide.as_chunks_mut::<STRIP>();
    let (x, _) = x.as_chunks::<STRIP>();
    for (w, x) in wide.iter_mut().zip(x) {
        for (w, &x) in w.iter_mut().zip(x) {
            *w = row(sum, y, x, if FRESH { 0 } else { *w });
        }
    }
}

/// `wide = x·y` by strips of y.
#[inline(always)]
fn product(wide: &mut [Limb], x: &[Limb], y: &[Limb]) {
    let len = x.len();
    for (k, y) in y.as_chunks::<STRIP>().0.iter().enumerate() {
        let mut sum = [0; STRIP];
        let at = k * STRIP;
        if k == 0 {
            strip::<true>(&mut wide[..len], &mut sum, y, x);
        } else {
            strip::<false>(&mut wide[at..at + len], &mut sum, y, x);
        }
        wide[at + len..at + len + STRIP].copy_from_slice(&sum);
    }
}

/// `wide = x²`: products off the diagonal once, by strips, then doubled, and the squares on the diagonal added.
#[inline(always)]
fn square(wide: &mut [Limb], x: &[Limb]) {
    wide[..STRIP].fill(0);
    let mut at = 0;
    for (k, y) in x.as_chunks::<STRIP>().0.iter().enumerate() {
        // The six products within the strip, from limb at + 1 on: y0·(y1, y2, y3), y1·(y2, y3), y2·y3.
        let ((l1, h1), (l2, h2), (l3, h3)) = (
            multiply(y[0], y[1]),
            multiply(y[0], y[2]),
            multiply(y[0], y[3]),
        );
        let ((m2, g2), (m3, g3), (k3, f3)) = (
            multiply(y[1], y[2]),
            multiply(y[1], y[3]),
            multiply(y[2], y[3]),
        );
        let (t2, c) = adc(l2, h1, 0);
        let (t3, c) = adc(l3, h2, c);
        let t4 = h3.wrapping_add(c);
        let (t3, c) = adc(t3, m2, 0);
        let (t4, c) = adc(t4, m3, c);
        let (t5, d) = adc(k3, 0, c);
        let (t4, c) = adc(t4, g2, 0);
        let (t5, c) = adc(t5, g3, c);
        // The six products sum to at most (B − 1)²·(B + B² + 2B³ + B⁴ + B⁵) < B⁷, and t1 stands at B: six limbs hold them.
        let t6 = f3.wrapping_add(c).wrapping_add(d);
        let w = &mut wide[at..at + STRIP];
        let c;
        (w[1], c) = adc(w[1], l1, 0);
        let (w2, c) = adc(w[2], t2, c);
        let (w3, c) = adc(w[3], t3, c);
        (w[2], w[3]) = (w2, w3);
        let (a0, c) = adc(t4, 0, c);
        let (a1, c) = adc(t5, 0, c);
        let (a2, a3) = adc(t6, 0, c);
        let mut sum = [a0, a1, a2, a3];
        // The limbs above the strip.
        let rest = &x[(k + 1) * STRIP..];
        let end = at + STRIP + rest.len();
        if k == 0 {
            strip::<true>(&mut wide[at + STRIP..end], &mut sum, y, rest);
        } else {
            strip::<false>(&mut wide[at + STRIP..end], &mut sum, y, rest);
        }
        wide[end..end + STRIP].copy_from_slice(&sum);
        at += 2 * STRIP;
    }
    double_and_add_squares(wide, x);
}

/// `wide = 2·wide + Σ x[i]²·B^2i`.
#[inline(always)]
fn double_and_add_squares(wide: &mut [Limb], x: &[Limb]) {
    // The number is added twice, for shifts across limbs are slow on some CPUs.
    let (mut first, mut second) = (0, 0);
    for (w, x) in wide
        .as_chunks_mut::<4>()
        .0
        .iter_mut()
        .zip(x.as_chunks::<2>().0)
    {
        let ((l0, h0), (l1, h1)) = (multiply(x[0], x[0]), multiply(x[1], x[1]));
        let (s0, c) = adc(w[0], l0, first);
        let (s1, c) = adc(w[1], h0, c);
        let (s2, c) = adc(w[2], l1, c);
        let (s3, c) = adc(w[3], h1, c);
        first = c;
        (w[0], second) = adc(w[0], s0, second);
        (w[1], second) = adc(w[1], s1, second);
        (w[2], second) = adc(w[2], s2, second);
        (w[3], second) = adc(w[3], s3, second);
    }
}

/// `out ≡ wide·R⁻¹ (mod n)`, out < R, for any wide < R², by strips of quotient digits.
#[inline(always)]
fn reduce(out: &mut [Limb], wide: &mut [Limb], n: &[Limb], n0: Limb) {
    let len = n.len();
    let lowest: &[Limb; STRIP] = n.first_chunk().expect("a multiple of four limbs");
    let mut carry = 0;
    for k in (0..len).step_by(STRIP) {
        let (sum, rest) = wide[k..]
            .split_first_chunk_mut::<STRIP>()
            .expect("two strips at least are left");
        // Each row makes the lowest limb zero, and its quotient digit makes it so.
        let mut sum = *sum;
        let mut q = [0; STRIP];
        for q in &mut q {
            *q = sum[0].wrapping_mul(n0);
            let zero = row(&mut sum, lowest, *q, 0);
            debug_assert_eq!(zero, 0);
        }
        let above = len - STRIP;
        strip::<false>(&mut rest[..above], &mut sum, &q, &n[STRIP..]);
        for (w, s) in rest[above..above + STRIP].iter_mut().zip(sum) {
            (*w, carry) = adc(*w, s, carry);
        }
    }
    finish(out, &wide[len..], n, carry);
}

/// out = carry·R + high, from which n is subtracted where carry is 1.
///
/// high stands for (wide + q·n)/R with q < R, which is below R + n: where it reaches R, subtracting n once brings it below.
/// The carry is secret, and a [`Mask`] keeps it from becoming a branch: as a bare `wrapping_neg` it did become one.
#[inline(always)]
pub(super) fn finish(out: &mut [Limb], high: &[Limb], n: &[Limb], carry: Limb) {
    let over = Mask::from_bit(carry);
    let mut borrow = 0;
    for ((o, &x), &m) in out.iter_mut().zip(high).zip(n) {
        (*o, borrow) = sbb(x, over.keep(m), borrow);
    }
}

/// `row[..x.len()] += x·y`, and the limb that is carried out.
#[inline(always)]
fn whole_row(row: &mut [Limb], x: &[Limb], y: Limb) -> Limb {
    let mut carry = 0;
    for (w, &x) in row.iter_mut().zip(x) {
        (*w, carry) = mac(*w, x, y, carry);
    }
    carry
}

/// [`product`] for any length.
#[inline(never)]
fn product_any(wide: &mut [Limb], x: &[Limb], y: &[Limb]) {
    let len = x.len();
    wide[..len].fill(0);
    for (k, &y) in y.iter().enumerate() {
        wide[k + len] = whole_row(&mut wide[k..k + len], x, y);
    }
}

/// [`square`] for any length.
#[inline(never)]
fn square_any(wide: &mut [Limb], x: &[Limb]) {
    let len = x.len();
    wide[..len].fill(0);
    for (k, &y) in x.iter().enumerate() {
        wide[k + len] = whole_row(&mut wide[2 * k + 1..k + len], &x[k + 1..], y);
    }
    // Twice the sum, and the squares on the diagonal. A limb of each and the carry are at most 2(B − 1) + (B − 1) + 2.
    let mut carry = 0;
    for (pair, &x) in wide.as_chunks_mut::<2>().0.iter_mut().zip(x) {
        let (low, high) = multiply(x, x);
        for (w, square) in pair.iter_mut().zip([low, high]) {
            let sum = 2 * WideLimb::from(*w) + WideLimb::from(square) + carry;
            *w = sum as Limb;
            carry = sum >> LIMB_BITS;
        }
    }
}

/// [`reduce`] for any length.
#[inline(never)]
fn reduce_any(out: &mut [Limb], wide: &mut [Limb], n: &[Limb], n0: Limb) {
    let len = n.len();
    let mut carry = 0;
    for k in 0..len {
        let q = wide[k].wrapping_mul(n0);
        let top = whole_row(&mut wide[k..k + len], n, q);
        (wide[k + len], carry) = adc(wide[k + len], top, carry);
    }
    finish(out, &wide[len..], n, carry);
}

/// [`mont_mul`] by strips. LEN is the length where the compiler is to know it, else 0. That it does, for the primes and the modulus of
/// an RSA-2048 key, and that each length is a function of its own, gained 5 % of a power at 16 limbs and 4 % at 32. On smaller
/// machines code is dearer than that.
#[inline(never)]
fn mul_by_strips<const LEN: usize>(
    x: &mut [Limb],
    y: &[Limb],
    n: &[Limb],
    n0: Limb,
    wide: &mut [Limb],
) {
    let len = if LEN == 0 { n.len() } else { LEN };
    let (x, wide) = (&mut x[..len], &mut wide[..2 * len]);
    product(wide, x, &y[..len]);
    reduce(x, wide, &n[..len], n0);
}

/// [`mont_square`] likewise.
#[inline(never)]
fn square_by_strips<const LEN: usize>(x: &mut [Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    let len = if LEN == 0 { n.len() } else { LEN };
    let (x, wide) = (&mut x[..len], &mut wide[..2 * len]);
    square(wide, x);
    reduce(x, wide, &n[..len], n0);
}

/// [`reduce`] by itself.
#[inline(never)]
fn reduce_by_strips(out: &mut [Limb], wide: &mut [Limb], n: &[Limb], n0: Limb) {
    reduce(out, wide, n, n0);
}

/// `x ≡ x·y·R⁻¹ (mod n)`, almost reduced: below R. Takes any x, y < R. `wide` is working space of twice the length.
fn mont_mul(x: &mut [Limb], y: &[Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    let len = n.len();
    assert!(x.len() == len && y.len() == len && wide.len() >= 2 * len);
    match len {
        16 if by_strips(len) => mul_by_strips::<16>(x, y, n, n0, wide),
        32 if by_strips(len) => mul_by_strips::<32>(x, y, n, n0, wide),
        _ if by_strips(len) => mul_by_strips::<0>(x, y, n, n0, wide),
        _ => {
            let wide = &mut wide[..2 * len];
            product_any(wide, x, y);
            reduce_any(x, wide, n, n0);
        }
    }
}

/// `x ≡ x²·R⁻¹ (mod n)`, almost reduced: below R. Takes any x < R. `wide` is working space of twice the length.
fn mont_square(x: &mut [Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    let len = n.len();
    assert!(x.len() == len && wide.len() >= 2 * len);
    match len {
        16 if by_strips(len) => square_by_strips::<16>(x, n, n0, wide),
        32 if by_strips(len) => square_by_strips::<32>(x, n, n0, wide),
        _ if by_strips(len) => square_by_strips::<0>(x, n, n0, wide),
        _ => {
            let wide = &mut wide[..2 * len];
            square_any(wide, x);
            reduce_any(x, wide, n, n0);
        }
    }
}

/// `out ≡ wide·R⁻¹ (mod n)`, almost reduced: below R. Takes any wide < R², and overwrites it.
fn mont_reduce(out: &mut [Limb], wide: &mut [Limb], n: &[Limb], n0: Limb) {
    assert!(out.len() == n.len() && wide.len() == 2 * n.len());
    if by_strips(n.len()) {
        reduce_by_strips(out, wide, n, n0);
    } else {
        reduce_any(out, wide, n, n0);
    }
}
