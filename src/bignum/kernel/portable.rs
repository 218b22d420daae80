//! The portable kernel: safe Rust, one limb product at a time, for every target.
//!
//! Montgomery multiplication in two passes, each by columns (product scanning): the product or the square of the
//! operands into `wide`, then its reduction. A column is summed in three limbs, so that nothing is stored between
//! one product and the next.

use crate::bignum::limb::{LIMB_BITS, Limb, WideLimb, adc, sbb};

/// The running sum of a column: c0 + c1·B + c2·B².
///
/// A column of n products is below n·(B−1)², and n ≤ 512, so c2 never overflows.
#[derive(Clone, Copy, Default)]
struct Column {
    c0: Limb,
    c1: Limb,
    c2: Limb,
}

impl Column {
    #[inline(always)]
    fn add_product(&mut self, x: Limb, y: Limb) {
        let wide = x as WideLimb * y as WideLimb;
        let (low, high) = (wide as Limb, (wide >> LIMB_BITS) as Limb);
        let mut carry;
        (self.c0, carry) = adc(self.c0, low, 0);
        (self.c1, carry) = adc(self.c1, high, carry);
        self.c2 = self.c2.wrapping_add(carry);
    }

    #[inline(always)]
    fn add(&mut self, x: Limb) {
        let mut carry;
        (self.c0, carry) = adc(self.c0, x, 0);
        (self.c1, carry) = adc(self.c1, 0, carry);
        self.c2 = self.c2.wrapping_add(carry);
    }

    #[inline(always)]
    fn double(&mut self) {
        self.c2 = (self.c2 << 1) | (self.c1 >> (LIMB_BITS - 1));
        self.c1 = (self.c1 << 1) | (self.c0 >> (LIMB_BITS - 1));
        self.c0 <<= 1;
    }

    #[inline(always)]
    fn add_column(&mut self, other: Self) {
        let mut carry;
        (self.c0, carry) = adc(self.c0, other.c0, 0);
        (self.c1, carry) = adc(self.c1, other.c1, carry);
        self.c2 = self.c2.wrapping_add(other.c2).wrapping_add(carry);
    }

    /// Gives the lowest limb and moves on to the next column.
    #[inline(always)]
    fn shift(&mut self) -> Limb {
        let out = self.c0;
        (self.c0, self.c1, self.c2) = (self.c1, self.c2, 0);
        out
    }
}

/// `wide = x·y`.
#[inline(always)]
fn product(wide: &mut [Limb], x: &[Limb], y: &[Limb]) {
    let n = x.len();
    let mut column = Column::default();
    for k in 0..2 * n - 1 {
        let first = k.saturating_sub(n - 1);
        let last = k.min(n - 1);
        for (&a, &b) in x[first..=last].iter().zip(y[k - last..=k - first].iter().rev()) {
            column.add_product(a, b);
        }
        wide[k] = column.shift();
    }
    wide[2 * n - 1] = column.shift();
}

/// `wide = x²`: products off the diagonal once, then doubled.
#[inline(always)]
fn square(wide: &mut [Limb], x: &[Limb]) {
    let n = x.len();
    let mut carry = Column::default();
    for k in 0..2 * n - 1 {
        let first = k.saturating_sub(n - 1);
        let mut column = Column::default();
        // Pairs i < k − i.
        let half = k.div_ceil(2);
        for (&a, &b) in x[first..half].iter().zip(x[k + 1 - half..=k - first].iter().rev()) {
            column.add_product(a, b);
        }
        column.double();
        if k % 2 == 0 {
            column.add_product(x[k / 2], x[k / 2]);
        }
        carry.add_column(column);
        wide[k] = carry.shift();
    }
    wide[2 * n - 1] = carry.shift();
}

/// `out ≡ wide·R⁻¹ (mod n)`, out < R, for any wide < R².
///
/// (wide + q·n)/R with q < R is below R + n, so where it reaches R one n taken off brings it below R.
#[inline(always)]
fn reduce(out: &mut [Limb], wide: &mut [Limb], n: &[Limb], n0: Limb) {
    let len = n.len();
    let mut carry = Column::default();
    // The quotient digits replace the low half of `wide`.
    for k in 0..len {
        let mut column = Column::default();
        for (&q, &m) in wide[..k].iter().zip(n[1..=k].iter().rev()) {
            column.add_product(q, m);
        }
        column.add(wide[k]);
        carry.add_column(column);
        let q = carry.c0.wrapping_mul(n0);
        carry.add_product(q, n[0]);
        wide[k] = q;
        carry.shift();
    }
    for k in len..2 * len {
        for (&q, &m) in wide[k - len + 1..len].iter().zip(n[k - len + 1..len].iter().rev()) {
            carry.add_product(q, m);
        }
        carry.add(wide[k]);
        out[k - len] = carry.shift();
    }
    // What is left is 0 or 1.
    let over = carry.c0.wrapping_neg();
    let mut borrow = 0;
    for (x, &m) in out.iter_mut().zip(n) {
        (*x, borrow) = sbb(*x, m & over, borrow);
    }
}

/// `out ≡ x·y·R⁻¹ (mod n)`, almost reduced: out < R. Takes any x, y < R. `wide` is working space of twice the length.
pub(crate) fn mont_mul(out: &mut [Limb], x: &[Limb], y: &[Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    let len = n.len();
    assert!(out.len() == len && x.len() == len && y.len() == len && wide.len() >= 2 * len);
    let wide = &mut wide[..2 * len];
    product(wide, x, y);
    reduce(out, wide, n, n0);
}

/// `out ≡ x²·R⁻¹ (mod n)`, almost reduced: out < R. Takes any x < R.
pub(crate) fn mont_square(out: &mut [Limb], x: &[Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    let len = n.len();
    assert!(out.len() == len && x.len() == len && wide.len() >= 2 * len);
    let wide = &mut wide[..2 * len];
    square(wide, x);
    reduce(out, wide, n, n0);
}
