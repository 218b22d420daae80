//! Constant-time arithmetic on plain numbers: slices of limbs, least significant first.
//!
//! Lengths are public and decide loop counts; values are secret and decide nothing. Where two slices must be equally
//! long, the function panics if they are not: that is a defect of the caller, never of its input.

use super::divsteps;
use super::limb::{LIMB_BITS, Limb, Mask, WideLimb, adc, mac, sbb};
use super::scratch;

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

/// `a += word`, and the carry out.
pub fn add_word(a: &mut [Limb], word: Limb) -> Limb {
    let mut carry = word;
    for x in a {
        let (sum, out) = x.overflowing_add(carry);
        *x = sum;
        carry = Limb::from(out);
    }
    carry
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

/// True where `a < b`.
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
    for i in (0..a.len() * LIMB_BITS).rev() {
        let overflow = shl1(remainder, bit(a, i));
        // remainder < divisor before the shift, so remainder < 2·divisor after it: one subtraction suffices.
        let fits = Mask::from_bit(overflow) | !less(remainder, divisor);
        sub_assign_if(fits, remainder, divisor);
        quotient[i / LIMB_BITS] |= fits.bit() << (i % LIMB_BITS);
    }
}

/// `remainder = a mod n`, by a division that takes its time from the values: for public numbers. The top limb of `n` is
/// not zero; `a` is at least as long as `n`, and overwritten; `work` is as long as `n`.
///
/// Knuth, TAOCP 4.3.1, algorithm D.
pub fn rem_vartime(remainder: &mut [Limb], a: &mut [Limb], n: &[Limb], work: &mut [Limb]) {
    let len = n.len();
    assert!(remainder.len() == len && a.len() >= len && n[len - 1] != 0);
    // Divisor and dividend are multiplied by 2^shift, so that the top bit of the divisor is set.
    let shift = n[len - 1].leading_zeros() as usize;
    let divisor = &mut work[..len];
    divisor.copy_from_slice(n);
    let mut top = 0;
    for _ in 0..shift {
        shl1(divisor, 0);
        top = (top << 1) | shl1(a, 0);
    }
    let leading = divisor[len - 1] as WideLimb;
    for j in (0..=a.len() - len).rev() {
        let (low, high) = (
            a[j + len - 1],
            if j + len < a.len() { a[j + len] } else { top },
        );
        let numerator = ((high as WideLimb) << LIMB_BITS) | low as WideLimb;
        let mut quotient = quotient_vartime(numerator, leading);
        let mut rest = numerator - quotient * leading;
        // Step D3: the second limb shows nearly always by how much it is too great, two at most.
        if len > 1 {
            let (second, next) = (divisor[len - 2] as WideLimb, a[j + len - 2] as WideLimb);
            for _ in 0..2 {
                if rest >> LIMB_BITS == 0 && quotient * second > (rest << LIMB_BITS) + next {
                    quotient -= 1;
                    rest += leading;
                }
            }
        }
        let quotient = quotient as Limb;
        let mut high = high.wrapping_sub(sub_multiple(&mut a[j..j + len], divisor, quotient));
        while high != 0 {
            high = high.wrapping_add(add_assign(&mut a[j..j + len], divisor));
        }
        if j + len < a.len() {
            a[j + len] = 0;
        } else {
            top = 0;
        }
    }
    for (r, &x) in remainder.iter_mut().zip(&*a) {
        *r = x;
    }
    shr_vartime(remainder, shift);
}

/// `numerator / divisor`, or the greatest limb where that is less. The divisor is one limb with its top bit set, and the
/// quotient at most one more than the greatest limb.
fn quotient_vartime(numerator: WideLimb, divisor: WideLimb) -> WideLimb {
    if LIMB_BITS == 64 {
        return (numerator / divisor).min(Limb::MAX as WideLimb);
    }
    // Such CPUs divide words of at most 32 bits, and the compiler's function for longer ones is larger than all that it would
    // save here.
    let (mut rest, mut quotient) = (numerator >> LIMB_BITS, 0);
    if rest >= divisor {
        return Limb::MAX as WideLimb;
    }
    for i in (0..LIMB_BITS).rev() {
        rest = rest << 1 | numerator >> i & 1;
        quotient <<= 1;
        if rest >= divisor {
            rest -= divisor;
            quotient |= 1;
        }
    }
    quotient
}

/// `a = a − x·y`, and what is to be taken off above it. By fours, so that carries stay in flags.
#[inline(always)]
fn sub_multiple(a: &mut [Limb], x: &[Limb], y: Limb) -> Limb {
    let (mut carry, mut borrow) = (0, 0);
    // Limbs of 32 bits are those of devices on which the code's size counts.
    let fours = if LIMB_BITS == 64 { a.len() / 4 * 4 } else { 0 };
    let ((a_fours, a_rest), (x_fours, x_rest)) = (a.split_at_mut(fours), x.split_at(fours));
    let (a_fours, x_fours) = (a_fours.as_chunks_mut::<4>().0, x_fours.as_chunks::<4>().0);
    for (a, x) in a_fours.iter_mut().zip(x_fours) {
        let [(l0, h0), (l1, h1), (l2, h2), (l3, h3)] = x.map(|x| mac(0, x, y, 0));
        let (p0, c) = adc(l0, carry, 0);
        let (p1, c) = adc(l1, h0, c);
        let (p2, c) = adc(l2, h1, c);
        let (p3, c) = adc(l3, h2, c);
        // x·y + carry < B·B⁴: the high limb does not overflow.
        carry = h3 + c;
        (a[0], borrow) = sbb(a[0], p0, borrow);
        (a[1], borrow) = sbb(a[1], p1, borrow);
        (a[2], borrow) = sbb(a[2], p2, borrow);
        (a[3], borrow) = sbb(a[3], p3, borrow);
    }
    for (a, &x) in a_rest.iter_mut().zip(x_rest) {
        let product;
        (product, carry) = mac(0, x, y, carry);
        (*a, borrow) = sbb(*a, product, borrow);
    }
    // As much as a − x·y falls short of zero, in units of B^len; x·y ≤ (B − 1)·(B^len − 1), so this does not overflow.
    carry + borrow
}

/// `out = gcd(a, b)`; all three are equally long. gcd(0, b) = b.
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
