//! Inverses modulo odd numbers in constant time, by division steps (Bernstein and Yang, "Fast constant-time gcd computation and
//! modular inversion", TCHES 2019).
//!
//! A step maps (δ, f, g), f odd, to (1 − δ, g, (g − f)/2) where δ > 0 and g is odd, else to (1 + δ, f, (g + (g mod 2)·f)/2). What the next
//! STEPS steps do depends on δ and the lowest limbs of f and g alone: it is found on these, as a matrix, and then applied to the
//! whole numbers, and to what accounts for them: d and e with f ≡ d·x and g ≡ e·x modulo m.

use super::limb::{LIMB_BITS, Limb, Mask};
use super::secret::declassify;
use super::{arith, scratch};

/// A limb as a two's-complement number, and the product of two.
#[cfg(all(target_pointer_width = "64", not(certwright_limb32)))]
type Signed = (i64, i128);
#[cfg(not(all(target_pointer_width = "64", not(certwright_limb32))))]
type Signed = (i32, i64);
type Word = <Signed as Pair>::Word;
type Wide = <Signed as Pair>::Wide;

/// Names the halves of a pair of types.
trait Pair {
    type Word;
    type Wide;
}

impl<W, V> Pair for (W, V) {
    type Word = W;
    type Wide = V;
}

/// Steps for one matrix, whose rows are at most 2^STEPS by the sum of absolute values.
const STEPS: usize = LIMB_BITS - 4;

/// (u, v; q, r): after STEPS steps, f·2^STEPS = u·f₀ + v·g₀ and g·2^STEPS = q·f₀ + r·g₀.
struct Matrix {
    f: [Word; 2],
    g: [Word; 2],
}

/// STEPS steps on the lowest limbs.
#[inline(never)]
fn steps(delta: &mut Word, f: Limb, g: Limb) -> Matrix {
    let (mut f, mut g) = (f as Word, g as Word);
    let ([mut u, mut v], [mut q, mut r]) = ([1, 0], [0, 1]);
    for _ in 0..STEPS {
        let odd = (g & 1).wrapping_neg();
        // All ones where δ > 0 and g is odd.
        let swap = (delta.wrapping_neg() >> (LIMB_BITS - 1)) & odd;
        *delta = (*delta ^ swap).wrapping_sub(swap).wrapping_add(1);
        // (f, g) = (g, −f) where they are swapped, and their rows likewise.
        (f, g) = exchange(swap, f, g);
        (u, q) = exchange(swap, u, q);
        (v, r) = exchange(swap, v, r);
        g = g.wrapping_add(f & odd) >> 1;
        q = q.wrapping_add(u & odd);
        r = r.wrapping_add(v & odd);
        u <<= 1;
        v <<= 1;
    }
    Matrix {
        f: [u, v],
        g: [q, r],
    }
}

/// (b, −a) where `mask` is all ones, (a, b) where it is zero.
#[inline(always)]
fn exchange(mask: Word, a: Word, b: Word) -> (Word, Word) {
    let both = (a ^ b) & mask;
    let (a, b) = (a ^ both, b ^ both);
    (a, (b ^ mask).wrapping_sub(mask))
}

/// A two's-complement number's sign, all ones where it is negative.
fn sign(x: &[Limb]) -> Word {
    x[x.len() - 1] as Word >> (LIMB_BITS - 1)
}

/// `(x, y) = (matrix·(x, y) + more)/2^STEPS`, two's-complement numbers of one length, where `more(k, i)` is added to limb i of row k, and the
/// division is exact. Sums have to stay below 2^(STEPS + LIMB_BITS + 2), carry included.
#[inline(always)]
fn combine(matrix: &Matrix, x: &mut [Limb], y: &mut [Limb], more: impl Fn(usize, usize) -> Wide) {
    let rows = [&matrix.f, &matrix.g];
    let mut carry: [Wide; 2] = [0; 2];
    let mut before: [Limb; 2] = [0; 2];
    let last = x.len() - 1;
    for i in 0..=last {
        // The highest limb has the sign.
        let factors: [Wide; 2] = if i == last {
            [x[i] as Word as Wide, y[i] as Word as Wide]
        } else {
            [x[i] as Wide, y[i] as Wide]
        };
        for k in 0..2 {
            let sum = carry[k]
                + rows[k][0] as Wide * factors[0]
                + rows[k][1] as Wide * factors[1]
                + more(k, i);
            let limb = sum as Limb;
            if i > 0 {
                let out = (before[k] >> STEPS) | (limb << (LIMB_BITS - STEPS));
                if k == 0 {
                    x[i - 1] = out;
                } else {
                    y[i - 1] = out;
                }
            }
            before[k] = limb;
            carry[k] = sum >> LIMB_BITS;
        }
    }
    let top = |k: usize| {
        (before[k] as Word >> STEPS) as Limb | ((carry[k] as Limb) << (LIMB_BITS - STEPS))
    };
    (x[last], y[last]) = (top(0), top(1));
}

/// `(f, g) = matrix·(f, g)/2^STEPS`. Sums stay below 2^(STEPS + LIMB_BITS + 1).
#[inline(never)]
fn apply(matrix: &Matrix, f: &mut [Limb], g: &mut [Limb]) {
    combine(matrix, f, g, |_, _| 0);
}

/// `(d, e) = matrix·(d, e)/2^STEPS` modulo m, for −2m < d, e < m, which holds of the results as well. They have a limb more than m.
///
/// m is added once for each of a row's products that is negative, so that u·d + v·e, counted so, is between −m·2^STEPS and m·2^STEPS; then as
/// often, up to 2^STEPS − 1 times, as it takes to clear the lowest STEPS bits, downwards: the sum stays above −2m·2^STEPS.
#[inline(never)]
fn apply_modulo(matrix: &Matrix, d: &mut [Limb], e: &mut [Limb], m: &[Limb], m_inverse: Limb) {
    const LOW: Limb = Limb::MAX >> (LIMB_BITS - STEPS);
    let (d_sign, e_sign) = (sign(d), sign(e));
    let times = [&matrix.f, &matrix.g].map(|[u, v]| {
        let times = (u & d_sign).wrapping_add(v & e_sign);
        let low = (*u as Limb)
            .wrapping_mul(d[0])
            .wrapping_add((*v as Limb).wrapping_mul(e[0]));
        times.wrapping_sub((low.wrapping_mul(m_inverse).wrapping_add(times as Limb) & LOW) as Word)
    });
    // |u| + |v| ≤ 2^STEPS and |times| ≤ 2^(STEPS + 1): sums stay below 2^(LIMB_BITS + STEPS + 2).
    combine(matrix, d, e, |k, i| match m.get(i) {
        Some(&limb) => times[k] as Wide * limb as Wide,
        None => 0,
    });
}

/// `out = x⁻¹ mod m` for odd m, and whether it exists, which is where gcd(x, m) = 1; where it does not, `out` means nothing. x and m
/// may be of any length, and `out` is as long as m. Leaks the lengths.
pub(super) fn inverse(out: &mut [Limb], x: &[Limb], m: &[Limb]) -> Mask {
    assert!(declassify(m[0] & 1) == 1 && out.len() == m.len());
    let (long, len) = (x.len().max(m.len()) + 1, m.len() + 1);
    let m_inverse = super::modulus::negated_inverse(m[0]).wrapping_neg();
    scratch::with(2 * long + 2 * len, |work| {
        let (f, work) = work.split_at_mut(long);
        let (g, work) = work.split_at_mut(long);
        let (d, e) = work.split_at_mut(len);
        f[..m.len()].copy_from_slice(m);
        g[..x.len()].copy_from_slice(x);
        e[0] = 1;
        let mut delta = 1;
        // Theorem 11.2: so many steps bring g to 0, for f² + 4g² ≤ 5·2^2b.
        let bits = (long - 1) * LIMB_BITS;
        let needed = (49 * bits + if bits < 46 { 80 } else { 57 }) / 17;
        for _ in 0..needed.div_ceil(STEPS) {
            #[cfg(certwright_ctgrind)]
            crate::bignum::ctgrind::probe("inversion: g", g);
            let matrix = steps(&mut delta, f[0], g[0]);
            apply(&matrix, f, g);
            apply_modulo(&matrix, d, e, m, m_inverse);
        }
        // f = ±gcd(x, m) ≡ d·x. Its sign goes to d, which is then brought from between −2m and 2m into [0, m).
        let negative = Mask::from_bit((sign(f) & 1) as Limb);
        negate_if(negative, f);
        negate_if(negative, d);
        // −2m < d < 2m.
        for _ in 0..2 {
            let below = Mask::from_bit((sign(d) & 1) as Limb);
            let carry = arith::add_assign_if(below, &mut d[..m.len()], m);
            d[m.len()] = d[m.len()].wrapping_add(carry);
        }
        for _ in 0..2 {
            let over = !Mask::is_zero(d[m.len()]) | !arith::less(&d[..m.len()], m);
            let borrow = arith::sub_assign_if(over, &mut d[..m.len()], m);
            d[m.len()] = d[m.len()].wrapping_sub(borrow);
        }
        out.copy_from_slice(&d[..m.len()]);
        arith::equals_word(f, 1)
    })
}

/// x = −x where `mask` is true.
fn negate_if(mask: Mask, x: &mut [Limb]) {
    let mut carry = mask.bit();
    for x in x {
        let out;
        (*x, out) = (*x ^ mask.keep(Limb::MAX)).overflowing_add(carry);
        carry = Limb::from(out);
    }
}
