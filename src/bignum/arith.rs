//! Constant-time arithmetic on plain numbers: slices of limbs, least significant first.
//!
//! Lengths are public and decide loop counts; values are secret and decide nothing. Where two slices must be equally
//! long, the function panics if they are not: that is a defect of the caller, never of its input.

use super::divsteps;
use super::limb::{LIMB_BITS, Limb, Mask, WideLimb, adc, mac, sbb};
use super::scratch;
use super::secret::declassify;

/// `a += b`, and the carry out (0 or 1).
pub fn add_assign(a: &mut [Limb], b: &[Limb]) -> Limb {
    assert_eq!(a.len(), b.len());
    let mut carry = 0;
    for (x, &y) in a.iter_mut().zip(b) {
        (*x, carry) = adc(*x, y, carry);
    }
    carry
}

/// `a −= b`, and the borrow out (0 or 1).
pub fn sub_assign(a: &mut [Limb], b: &[Limb]) -> Limb {
    assert_eq!(a.len(), b.len());
    let mut borrow = 0;
    for (x, &y) in a.iter_mut().zip(b) {
        (*x, borrow) = sbb(*x, y, borrow);
    }
    borrow
}

/// `a += b` where `mask` is true, and the carry out.
pub fn add_assign_if(mask: Mask, a: &mut [Limb], b: &[Limb]) -> Limb {
    assert_eq!(a.len(), b.len());
    let mut carry = 0;
    for (x, &y) in a.iter_mut().zip(b) {
        (*x, carry) = adc(*x, mask.keep(y), carry);
    }
    carry
}

/// `a −= b` where `mask` is true, and the borrow out.
pub fn sub_assign_if(mask: Mask, a: &mut [Limb], b: &[Limb]) -> Limb {
    assert_eq!(a.len(), b.len());
    let mut borrow = 0;
    for (x, &y) in a.iter_mut().zip(b) {
        (*x, borrow) = sbb(*x, mask.keep(y), borrow);
    }
    borrow
}

/// The position of the highest set bit plus one; 0 for zero. For public values, or values whose bit length is public.
pub fn bit_len_vartime(limbs: &[Limb]) -> usize {
    match limbs.iter().rposition(|&limb| declassify(limb != 0)) {
        Some(top) => (top + 1) * LIMB_BITS - declassify(limbs[top].leading_zeros()) as usize,
        None => 0,
    }
}

/// Conditionally subtracts n from x < 2n.
pub fn reduce_once(x: &mut [Limb], n: &[Limb]) {
    let over = !less(x, n);
    sub_assign_if(over, x, n);
}

/// `a −= word`, and the borrow out.
pub fn sub_word(a: &mut [Limb], word: Limb) -> Limb {
    let mut borrow = word;
    for x in a {
        let (difference, out) = x.overflowing_sub(borrow);
        *x = difference;
        borrow = Limb::from(out);
    }
    borrow
}

/// `out = a·b`. `out` is as long as both together.
pub fn mul(out: &mut [Limb], a: &[Limb], b: &[Limb]) {
    assert_eq!(out.len(), a.len() + b.len());
    out.fill(0);
    for (i, &y) in b.iter().enumerate() {
        let mut carry = 0;
        for (o, &x) in out[i..].iter_mut().zip(a) {
            (*o, carry) = mac(*o, x, y, carry);
        }
        out[i + a.len()] = carry;
    }
}

/// True where `a < b`. A function of its own, so that its machine code is inspected.
#[inline(never)]
pub fn less(a: &[Limb], b: &[Limb]) -> Mask {
    assert_eq!(a.len(), b.len());
    let mut borrow = 0;
    for (&x, &y) in a.iter().zip(b) {
        (_, borrow) = sbb(x, y, borrow);
    }
    Mask::from_bit(borrow)
}

/// True where `a = b`.
pub fn equal(a: &[Limb], b: &[Limb]) -> Mask {
    assert_eq!(a.len(), b.len());
    Mask::is_zero(a.iter().zip(b).fold(0, |acc, (&x, &y)| acc | (x ^ y)))
}

/// True where `a = 0`.
pub fn is_zero(a: &[Limb]) -> Mask {
    Mask::is_zero(a.iter().fold(0, |acc, &x| acc | x))
}

/// True where `a = word`.
pub fn equals_word(a: &[Limb], word: Limb) -> Mask {
    let (low, high) = a.split_at(1);
    Mask::equal(low[0], word) & is_zero(high)
}

/// True where `a` is odd.
pub fn is_odd(a: &[Limb]) -> Mask {
    Mask::from_bit(a.first().map_or(0, |low| low & 1))
}

/// `a = b` where `mask` is true.
pub fn assign_if(mask: Mask, a: &mut [Limb], b: &[Limb]) {
    assert_eq!(a.len(), b.len());
    for (x, &y) in a.iter_mut().zip(b) {
        *x = mask.select(y, *x);
    }
}

/// Exchanges `a` and `b` where `mask` is true.
pub fn swap_if(mask: Mask, a: &mut [Limb], b: &mut [Limb]) {
    assert_eq!(a.len(), b.len());
    for (x, y) in a.iter_mut().zip(b) {
        let difference = mask.keep(*x ^ *y);
        *x ^= difference;
        *y ^= difference;
    }
}

/// `a = 2a + low`, and the bit that left at the top. `low` is 0 or 1.
pub fn shl1(a: &mut [Limb], low: Limb) -> Limb {
    let mut carry = low;
    for x in a {
        let out = *x >> (LIMB_BITS - 1);
        *x = (*x << 1) | carry;
        carry = out;
    }
    carry
}

/// `a = (top·2^bits + a) / 2` where `mask` is true. `top` is 0 or 1.
pub fn shr1_if(mask: Mask, a: &mut [Limb], top: Limb) {
    let mut carry = top;
    for x in a.iter_mut().rev() {
        let out = *x & 1;
        *x = mask.select((*x >> 1) | (carry << (LIMB_BITS - 1)), *x);
        carry = out;
    }
}

/// `a >>= bits`, for a secret number of bits: a shift by each power of two that it may hold, made or not.
pub fn shr(a: &mut [Limb], bits: Limb) {
    let all = a.len() * LIMB_BITS;
    for power in 0..usize::BITS - all.leading_zeros() {
        let made = Mask::from_bit((bits >> power) & 1);
        let (limbs, by) = ((1 << power) / LIMB_BITS, (1 << power) % LIMB_BITS);
        for i in 0..a.len() {
            let low = a.get(i + limbs).copied().unwrap_or(0);
            let high = a.get(i + limbs + 1).copied().unwrap_or(0);
            let shifted = if by == 0 {
                low
            } else {
                (low >> by) | (high << (LIMB_BITS - by))
            };
            a[i] = made.select(shifted, a[i]);
        }
    }
}

/// `a >>= bits`. Leaks `bits` by timing.
pub fn shr_vartime(a: &mut [Limb], bits: usize) {
    let (limbs, bits) = (bits / LIMB_BITS, bits % LIMB_BITS);
    for i in 0..a.len() {
        let low = a.get(i + limbs).copied().unwrap_or(0);
        let high = a.get(i + limbs + 1).copied().unwrap_or(0);
        a[i] = if bits == 0 {
            low
        } else {
            (low >> bits) | (high << (LIMB_BITS - bits))
        };
    }
}

/// The number of zero bits below the lowest set bit; all bits for zero. Leaks the answer by timing.
pub fn trailing_zeros_vartime(a: &[Limb]) -> usize {
    match a.iter().position(|&limb| limb != 0) {
        Some(i) => i * LIMB_BITS + a[i].trailing_zeros() as usize,
        None => a.len() * LIMB_BITS,
    }
}

/// The number of zero bits below the lowest set bit, as a secret; all bits for zero.
pub fn trailing_zeros(a: &[Limb]) -> Limb {
    let mut zeros = 0;
    let mut all_zero = Mask::TRUE;
    for &x in a {
        // x ^ (x − 1) has ones up to the lowest set bit of x, and has all ones for x = 0.
        let up_to_lowest = (x ^ x.wrapping_sub(1)).count_ones() as Limb;
        let here = Mask::is_zero(x).select(LIMB_BITS as Limb, up_to_lowest.wrapping_sub(1));
        zeros += all_zero.keep(here);
        all_zero = all_zero & Mask::is_zero(x);
    }
    zeros
}

/// Bit `i`, counted from the least significant; `i` is public. Beyond the top there are zeros.
pub fn bit(a: &[Limb], i: usize) -> Limb {
    a.get(i / LIMB_BITS)
        .map_or(0, |limb| (limb >> (i % LIMB_BITS)) & 1)
}

/// `quotient, remainder = a ÷ divisor` by one subtraction a bit, in constant time. `quotient` is as long as `a`,
/// `remainder` as `divisor`. A divisor of zero gives a quotient of all ones.
///
/// Cost: bits of `a` times limbs of `divisor`. For key set-up, not for a hot path.
pub fn div_rem(quotient: &mut [Limb], remainder: &mut [Limb], a: &[Limb], divisor: &[Limb]) {
    assert_eq!(quotient.len(), a.len());
    assert_eq!(remainder.len(), divisor.len());
    quotient.fill(0);
    remainder.fill(0);
    #[cfg(certwright_ctgrind)]
    crate::bignum::ctgrind::probe("division: divisor", divisor);
    for i in (0..a.len() * LIMB_BITS).rev() {
        let overflow = shl1(remainder, bit(a, i));
        // remainder < divisor before the shift, so remainder < 2·divisor after it: one subtraction suffices.
        let fits = Mask::from_bit(overflow) | !less(remainder, divisor);
        sub_assign_if(fits, remainder, divisor);
        quotient[i / LIMB_BITS] |= fits.bit() << (i % LIMB_BITS);
    }
}

/// A public number to divide by, in time that depends on it and on what is divided (Knuth, TAOCP 4.3.1, algorithm D, with quotient
/// digits from the two highest limbs).
pub struct DivisorVartime<'w> {
    /// n·2^shift, whose top bit is set.
    shifted: &'w [Limb],
    shift: usize,
    leading: [Limb; 2],
    reciprocal: Limb,
}

impl<'w> DivisorVartime<'w> {
    /// From n, whose top limb is not zero, in memory of the same length.
    ///
    /// # Panics
    ///
    /// If n is zero, or has a leading zero.
    pub fn new(n: &[Limb], work: &'w mut [Limb]) -> Self {
        let len = n.len();
        assert!(work.len() == len && n.last().is_some_and(|&top| top != 0));
        let shift = n[len - 1].leading_zeros() as usize;
        work.copy_from_slice(n);
        for _ in 0..shift {
            shl1(work, 0);
        }
        let leading = [work[len - 1], if len < 2 { 0 } else { work[len - 2] }];
        Self {
            shifted: work,
            shift,
            leading,
            reciprocal: reciprocal_vartime(leading),
        }
    }

    /// `remainder = a mod n`. `a` is at least as long as n, and overwritten.
    pub fn rem(&self, remainder: &mut [Limb], a: &mut [Limb]) {
        let len = self.shifted.len();
        assert!(remainder.len() == len && a.len() >= len);
        let mut top = 0;
        for _ in 0..self.shift {
            top = (top << 1) | shl1(a, 0);
        }
        for j in (0..=a.len() - len).rev() {
            let high = if j + len < a.len() { a[j + len] } else { top };
            let next = if j + len < 2 { 0 } else { a[j + len - 2] };
            let leading = [high, a[j + len - 1], next];
            let quotient = quotient_vartime(leading, self.leading, self.reciprocal);
            let rest = &mut a[j..j + len];
            let mut high = high.wrapping_sub(sub_multiple(rest, self.shifted, quotient));
            while high != 0 {
                high = high.wrapping_add(add_assign(rest, self.shifted));
            }
            if j + len < a.len() {
                a[j + len] = 0;
            } else {
                top = 0;
            }
        }
        remainder.copy_from_slice(&a[..len]);
        shr_vartime(remainder, self.shift);
    }
}

/// Two limbs, the higher first.
fn wide([high, low]: [Limb; 2]) -> WideLimb {
    ((high as WideLimb) << LIMB_BITS) | low as WideLimb
}

/// ⌊(B³ − 1)/d⌋ − B, for d of two limbs with its top bit set (Möller and Granlund, *IEEE Trans. Computers* 60, 2011, algorithm 6).
fn reciprocal_vartime([d_1, d_0]: [Limb; 2]) -> Limb {
    let mut v = divide_vartime([!d_1, Limb::MAX], d_1);
    let mut p = d_1.wrapping_mul(v).wrapping_add(d_0);
    if p < d_0 {
        v = v.wrapping_sub(1);
        if p >= d_1 {
            v = v.wrapping_sub(1);
            p = p.wrapping_sub(d_1);
        }
        p = p.wrapping_sub(d_1);
    }
    let product = v as WideLimb * d_0 as WideLimb;
    let (sum, over) = p.overflowing_add((product >> LIMB_BITS) as Limb);
    if over {
        v = v.wrapping_sub(1);
        if wide([sum, product as Limb]) >= wide([d_1, d_0]) {
            v = v.wrapping_sub(1);
        }
    }
    v
}

/// The quotient of three limbs by the two of `d`, or the greatest limb where that is less; `v` is d's reciprocal (the same, algorithm 5).
fn quotient_vartime([u_2, u_1, u_0]: [Limb; 3], d: [Limb; 2], v: Limb) -> Limb {
    if wide([u_2, u_1]) >= wide(d) {
        return Limb::MAX;
    }
    let q = (v as WideLimb * u_2 as WideLimb).wrapping_add(wide([u_2, u_1]));
    let (mut quotient, q_0) = ((q >> LIMB_BITS) as Limb, q as Limb);
    let r_1 = u_1.wrapping_sub(quotient.wrapping_mul(d[0]));
    let mut rest = wide([r_1, u_0])
        .wrapping_sub(d[1] as WideLimb * quotient as WideLimb)
        .wrapping_sub(wide(d));
    quotient = quotient.wrapping_add(1);
    if (rest >> LIMB_BITS) as Limb >= q_0 {
        quotient = quotient.wrapping_sub(1);
        rest = rest.wrapping_add(wide(d));
    }
    if rest >= wide(d) {
        quotient = quotient.wrapping_add(1);
    }
    quotient
}

/// The quotient of two limbs by one with its top bit set, which is below B.
fn divide_vartime(numerator: [Limb; 2], divisor: Limb) -> Limb {
    if LIMB_BITS == 64 {
        return (wide(numerator) / divisor as WideLimb) as Limb;
    }
    // Such CPUs divide words of at most 32 bits, and the compiler's function for longer ones is larger than all that it would
    // save here.
    let ([mut rest, low], mut quotient) = (numerator.map(|limb| limb as WideLimb), 0);
    for i in (0..LIMB_BITS).rev() {
        rest = rest << 1 | low >> i & 1;
        quotient <<= 1;
        if rest >= divisor as WideLimb {
            rest -= divisor as WideLimb;
            quotient |= 1;
        }
    }
    quotient
}

/// `a = a − x·y`, and what is to be subtracted above it. By eights, so that carries stay in flags.
#[inline(always)]
fn sub_multiple(a: &mut [Limb], x: &[Limb], y: Limb) -> Limb {
    let (mut carry, mut borrow) = (0, 0);
    // Limbs of 32 bits are those of devices on which the code's size counts.
    let eights = if LIMB_BITS == 64 { a.len() / 8 * 8 } else { 0 };
    let ((a_eights, a_rest), (x_eights, x_rest)) = (a.split_at_mut(eights), x.split_at(eights));
    let (a_eights, x_eights) = (a_eights.as_chunks_mut::<8>().0, x_eights.as_chunks::<8>().0);
    for (a, x) in a_eights.iter_mut().zip(x_eights) {
        let products = x.map(|x| mac(0, x, y, 0));
        let (mut c, mut high) = (0, carry);
        let mut rows = [0; 8];
        for (row, (low, next)) in rows.iter_mut().zip(products) {
            (*row, c) = adc(low, high, c);
            high = next;
        }
        // x·y + carry < B·B⁸: the high limb does not overflow.
        carry = high + c;
        for (a, row) in a.iter_mut().zip(rows) {
            (*a, borrow) = sbb(*a, row, borrow);
        }
    }
    for (a, &x) in a_rest.iter_mut().zip(x_rest) {
        let product;
        (product, carry) = mac(0, x, y, carry);
        (*a, borrow) = sbb(*a, product, borrow);
    }
    // As much as a − x·y falls short of zero, in units of B^len; x·y ≤ (B − 1)·(B^len − 1), so this does not overflow.
    carry + borrow
}

/// `out = gcd(a, b)`; all three are equally long. gcd(0, b) = b. A function of its own, so that its machine code is inspected.
#[inline(never)]
pub fn gcd(out: &mut [Limb], a: &[Limb], b: &[Limb]) {
    assert_eq!(a.len(), b.len());
    assert_eq!(out.len(), a.len());
    let len = a.len();
    scratch::with(2 * len, |work| {
        let (u, v) = work.split_at_mut(len);
        u.copy_from_slice(a);
        v.copy_from_slice(b);
        // Stein's algorithm. Each turn takes a bit off u or off v, of which there are 2·len·LIMB_BITS.
        let mut twos: usize = 0;
        for _ in 0..2 * len * LIMB_BITS {
            let _ = subtract_smaller_if_odd(u, v);
            let (u_even, v_even) = (!is_odd(u), !is_odd(v));
            twos += (u_even & v_even).bit() as usize;
            shr1_if(u_even, u, 0);
            shr1_if(v_even, v, 0);
        }
        #[cfg(certwright_ctgrind)]
        crate::bignum::ctgrind::probe("gcd: u", u);
        // One of the two is zero now, the other is the odd part. (With both zero, as for gcd(0, 0), so is the sum.)
        for ((o, &x), &y) in out.iter_mut().zip(&*u).zip(&*v) {
            *o = x | y;
        }
        for turn in 0..len * LIMB_BITS {
            let more = Mask::from_bit(((turn.wrapping_sub(twos)) >> (usize::BITS - 1)) as Limb);
            let mut carry = 0;
            for x in out.iter_mut() {
                let top = *x >> (LIMB_BITS - 1);
                *x = more.select((*x << 1) | carry, *x);
                carry = top;
            }
        }
    });
}

/// Where both are odd, the greater becomes the difference. Gives (u ≥ v and both odd, u < v and both odd).
fn subtract_smaller_if_odd(u: &mut [Limb], v: &mut [Limb]) -> (Mask, Mask) {
    let both_odd = is_odd(u) & is_odd(v);
    let u_less = less(u, v);
    let (from_u, from_v) = (both_odd & !u_less, both_odd & u_less);
    sub_assign_if(from_u, u, v);
    sub_assign_if(from_v, v, u);
    (from_u, from_v)
}

/// `out = a⁻¹ mod n`, and whether it exists. `a < n` as numbers, `n > 1`, at most one of them even; `out` is as long as
/// `n`, `a` may be shorter. Where there is no inverse `out` means nothing. Leaks the lengths and whether n is even.
pub fn inverse(out: &mut [Limb], a: &[Limb], n: &[Limb]) -> Mask {
    assert!(a.len() <= n.len());
    assert_eq!(out.len(), n.len());
    if is_odd(n).declassify() {
        return divsteps::inverse(out, a, n);
    }
    // With t = n⁻¹ mod a, n·t = 1 + w·a, and so a·(n − w) ≡ 1 (mod n).
    scratch::with(n.len() + 2 * a.len(), |work| {
        let (t, product) = work.split_at_mut(a.len());
        let exists = divsteps::inverse(t, n, a);
        mul(product, n, t);
        // w < n is the quotient of an exact division by an odd number: it goes from the low end, modulo B^len. Where a is 1, t
        // is 0 and w = −1.
        let w = &mut product[..n.len()];
        let mut borrow = 1;
        for x in w.iter_mut() {
            (*x, borrow) = sbb(*x, 0, borrow);
        }
        let inverse = super::modulus::negated_inverse(a[0]).wrapping_neg();
        out.copy_from_slice(n);
        let mut borrow = 0;
        for i in 0..w.len() {
            let q = w[i].wrapping_mul(inverse);
            let (mut carry, mut taken) = (0, 0);
            for (x, &y) in w[i..].iter_mut().zip(a) {
                let product;
                (product, carry) = mac(0, y, q, carry);
                (*x, taken) = sbb(*x, product, taken);
            }
            for x in w.iter_mut().skip(i + a.len()) {
                (*x, taken) = sbb(*x, carry, taken);
                carry = 0;
            }
            (out[i], borrow) = sbb(out[i], q, borrow);
        }
        let over = !less(out, n);
        sub_assign_if(over, out, n);
        exists
    })
}
