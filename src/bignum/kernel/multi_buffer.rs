//! Multi-buffer form: one number a lane, every lane its own modulus, base and exponent.
//!
//! The algorithm is written once over [`Lanes`], a vector of 64-bit lanes with one multiply-add, and runs on AVX-512 IFMA
//! (eight lanes, digits of 52 bits), on AVX2 (four lanes, digits of 28 bits), and on a scalar model of both that the
//! tests use on any machine.
//!
//! # Arithmetic
//!
//! Let d be the digit's bits and B = 2^d. For an odd modulus N take k = −N⁻¹ mod B and work modulo N′ = k·N, so that
//! N′ ≡ −1 (mod B) and N′ + 1 = B·T. A Montgomery step on acc with m = acc mod B is then
//! (acc + m·N′)/B = (acc − m)/B + m·T: the quotient digit is read off, and no multiplication stands between one step
//! and the next.
//!
//! What is multiplied stays below a bound that the product keeps, with no subtraction: see `vector::digits`.
//!
//! Columns are summed before they are carried. With d = 28 a column of the product and of the reduction together has
//! at most 2L products below 2^56; L ≤ 148 (4096 bits) keeps that below 2^64.3, and so a column is carried once between
//! the two where L > 100 (see [`CARRY_AT`]). With d = 52 it has at most 4L halves below 2^52 and far to go.

use super::vector::{Layout, Row, digit_at};
use crate::bignum::limb::Limb;

/// A vector of W lanes of 64 bits.
pub(crate) trait Lanes<const W: usize>: Copy {
    fn zero() -> Self;
    fn load(from: &[u64; W]) -> Self;
    fn store(self, to: &mut [u64; W]);
    fn add(self, other: Self) -> Self;
    /// `low` and `high` take up the product of the digits `x` and `y`, as low + B·high. A vector without halves puts all
    /// into `low`.
    fn multiply_add(low: &mut Self, high: &mut Self, x: Self, y: Self);
    /// Each lane modulo B.
    fn digit(self) -> Self;
    /// What [`multiply_add`](Self::multiply_add) takes for the digit: the lane as it is, where that reads it modulo B.
    #[inline(always)]
    fn as_factor(self) -> Self {
        self.digit()
    }
    /// Each lane shifted down by a digit.
    fn shift(self) -> Self;
    /// All ones in the lanes that equal `value`, else zeros.
    fn equals(self, value: u64) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
}

/// Residues of more digits than this have their product carried before the reduction.
const CARRY_AT: usize = 100;

/// The sums of T neighbouring columns: what stands there, and what belongs one column higher. Everything is computed by
/// blocks of T digits: a block of x times a block of y reaches into two tiles, and no digit of a tile waits for a bound
/// to be compared.
struct Tile<V, const T: usize> {
    low: [V; T],
    high: [V; T],
}

impl<V, const T: usize> Tile<V, T> {
    #[inline(always)]
    fn zero<const W: usize>() -> Self
    where
        V: Lanes<W>,
    {
        Self {
            low: [V::zero(); T],
            high: [V::zero(); T],
        }
    }

    /// Into column c goes every `x[i]·high[c − i]`, and every `x[i]·low[T + c − i]`, that `keep(i, j)` holds for, with j
    /// the place of the second factor in its block. The conditions are the compiler's to decide: nothing of them is left
    /// when the loops are unrolled.
    #[inline(always)]
    fn multiply<const W: usize>(
        &mut self,
        x: &[Row<W>; T],
        (low, keep_low): (&[Row<W>; T], impl Fn(usize, usize) -> bool),
        (high, keep_high): (&[Row<W>; T], impl Fn(usize, usize) -> bool),
    ) where
        V: Lanes<W>,
    {
        for (i, a) in x.iter().enumerate() {
            let a = V::load(a);
            for c in 0..T {
                let (factor, j, keep) = if c < i {
                    (low, T + c - i, keep_low(i, T + c - i))
                } else {
                    (high, c - i, keep_high(i, c - i))
                };
                if keep {
                    V::multiply_add(&mut self.low[c], &mut self.high[c], a, V::load(&factor[j]));
                }
            }
        }
    }

    /// Stores the columns; `carry` comes in from the tile before and goes out to the next.
    #[inline(always)]
    fn store<const W: usize>(self, columns: &mut [Row<W>; T], carry: &mut V)
    where
        V: Lanes<W>,
    {
        for (c, column) in columns.iter_mut().enumerate() {
            self.low[c].add(*carry).store(column);
            *carry = self.high[c];
        }
    }
}

#[inline(always)]
fn all(_: usize, _: usize) -> bool {
    true
}

#[inline(always)]
fn none(_: usize, _: usize) -> bool {
    false
}

/// `wide = x·y`, columns not carried.
#[inline(always)]
fn product<const W: usize, V: Lanes<W>, const T: usize>(
    wide: &mut [[Row<W>; T]],
    x: &[[Row<W>; T]],
    y: &[[Row<W>; T]],
) {
    let n = x.len();
    let mut carry = V::zero();
    for (k, columns) in wide.iter_mut().enumerate() {
        let mut tile = Tile::<V, T>::zero();
        if k >= n {
            tile.multiply(&x[k - n], (&y[n - 1], all), (&y[n - 1], none));
        }
        for j in (k + 1).saturating_sub(n)..k.min(n) {
            tile.multiply(&x[j], (&y[k - j - 1], all), (&y[k - j], all));
        }
        if k < n {
            tile.multiply(&x[k], (&y[0], none), (&y[0], all));
        }
        tile.store(columns, &mut carry);
    }
}

/// `wide = x²`, columns not carried: products off the diagonal once, then doubled.
#[inline(always)]
fn square<const W: usize, V: Lanes<W>, const T: usize>(
    wide: &mut [[Row<W>; T]],
    x: &[[Row<W>; T]],
) {
    let n = x.len();
    let digits = x.as_flattened();
    let mut carry = V::zero();
    for (k, columns) in wide.iter_mut().enumerate() {
        let mut tile = Tile::<V, T>::zero();
        // Blocks j < k − j, and in the middle the pairs of digits i < j within one block.
        let middle = k / 2;
        if k >= n && k - n < middle {
            tile.multiply(&x[k - n], (&x[n - 1], all), (&x[n - 1], none));
        }
        for j in (k + 1).saturating_sub(n)..middle {
            tile.multiply(&x[j], (&x[k - j - 1], all), (&x[k - j], all));
        }
        let own = &x[middle];
        match x.get(middle + 1) {
            _ if k % 2 == 0 => tile.multiply(own, (own, none), (own, |i, j| i < j)),
            Some(next) => tile.multiply(own, (own, |i, j| i < j), (next, all)),
            None => tile.multiply(own, (own, |i, j| i < j), (own, none)),
        }
        for c in 0..T {
            tile.low[c] = tile.low[c].add(tile.low[c]);
            tile.high[c] = tile.high[c].add(tile.high[c]);
        }
        for c in 0..T {
            if (k * T + c).is_multiple_of(2) {
                let a = V::load(&digits[(k * T + c) / 2]);
                V::multiply_add(&mut tile.low[c], &mut tile.high[c], a, a);
            }
        }
        tile.store(columns, &mut carry);
    }
}

/// `out ≡ wide/B^L (mod N′)`, below wide/B^L + N′, digits carried. The quotient digits replace the low half of
/// `wide`. `t` holds B·T.
#[inline(always)]
fn reduce<const W: usize, V: Lanes<W>, const T: usize>(
    out: &mut [[Row<W>; T]],
    wide: &mut [[Row<W>; T]],
    t: &[[Row<W>; T]],
) {
    let n = out.len();
    if n * T > CARRY_AT {
        let mut carry = V::zero();
        for column in wide.as_flattened_mut() {
            let sum = V::load(column).add(carry);
            sum.digit().store(column);
            carry = sum.shift();
        }
    }
    let (m, top) = wide.split_at_mut(n);
    let mut carry = V::zero();
    for k in 0..n {
        let (known, rest) = m.split_at_mut(k);
        let columns = &mut rest[0];
        let mut tile = Tile::<V, T>::zero();
        for (j, m) in known.iter().enumerate() {
            tile.multiply(m, (&t[k - j - 1], all), (&t[k - j], all));
        }
        // The quotient digits of this very tile: each column's is known once those before it are. From one to the next a product
        // and a sum are waited for.
        let mut digits = [V::zero(); T];
        for c in 0..T {
            for i in 0..c {
                V::multiply_add(
                    &mut tile.low[c],
                    &mut tile.high[c],
                    digits[i],
                    V::load(&t[0][c - i]),
                );
            }
            let column = tile.low[c].add(V::load(&columns[c]).add(carry));
            digits[c] = column.as_factor();
            column.digit().store(&mut columns[c]);
            carry = column.shift().add(tile.high[c]);
        }
    }
    for (k, (out, columns)) in out.iter_mut().zip(top).enumerate() {
        let mut tile = Tile::<V, T>::zero();
        tile.multiply(&m[k], (&t[n - 1], all), (&t[n - 1], none));
        for j in k + 1..n {
            tile.multiply(&m[j], (&t[n + k - j - 1], all), (&t[n + k - j], all));
        }
        for c in 0..T {
            let column = tile.low[c].add(V::load(&columns[c])).add(carry);
            column.digit().store(&mut out[c]);
            carry = column.shift().add(tile.high[c]);
        }
    }
}

/// [`VectorKernel::layout`](super::vector::VectorKernel::layout): whole blocks of T digits.
pub(super) fn layout<const T: usize>(digits: usize) -> Layout {
    let digits = digits.next_multiple_of(T);
    Layout {
        digits,
        rows: digits,
        modulus_rows: digits,
    }
}

/// [`VectorKernel::modulus`](super::vector::VectorKernel::modulus): N′ + 1 = B·T, with the lowest digit zero.
pub(super) fn modulus<const W: usize, const D: u32>(
    t: &mut [Row<W>],
    number: usize,
    scaled: &[Limb],
    digits: usize,
) {
    for (i, row) in t[..digits].iter_mut().enumerate() {
        row[number] = digit_at(scaled, i * D as usize, D);
    }
}

/// The digits in whole blocks.
#[inline(always)]
fn blocks<const W: usize, const T: usize>(rows: &[Row<W>]) -> &[[Row<W>; T]] {
    rows.as_chunks().0
}

/// [`VectorKernel::mul`](super::vector::VectorKernel::mul), to be inlined into a function compiled for V. The length is a
/// multiple of T.
#[inline(always)]
pub(super) fn mont_mul<const W: usize, V: Lanes<W>, const T: usize>(
    x: &mut [Row<W>],
    y: &[Row<W>],
    t: &[Row<W>],
    wide: &mut [Row<W>],
) {
    let wide = wide[..2 * x.len()].as_chunks_mut().0;
    product::<W, V, T>(wide, blocks(x), blocks(y));
    reduce::<W, V, T>(x.as_chunks_mut().0, wide, blocks(t));
}

/// [`VectorKernel::square`](super::vector::VectorKernel::square), likewise.
#[inline(always)]
pub(super) fn mont_square<const W: usize, V: Lanes<W>, const T: usize>(
    x: &mut [Row<W>],
    t: &[Row<W>],
    wide: &mut [Row<W>],
) {
    let wide = wide[..2 * x.len()].as_chunks_mut().0;
    square::<W, V, T>(wide, blocks(x));
    reduce::<W, V, T>(x.as_chunks_mut().0, wide, blocks(t));
}

/// [`VectorKernel::gather`](super::vector::VectorKernel::gather), likewise.
#[inline(always)]
pub(super) fn gather<const W: usize, V: Lanes<W>, const T: usize>(
    out: &mut [Row<W>],
    table: &[Row<W>],
    index: &Row<W>,
) {
    let index = V::load(index);
    let rows = out.len();
    for (b, out) in out.as_chunks_mut::<T>().0.iter_mut().enumerate() {
        let mut sums = [V::zero(); T];
        for (k, entry) in table.chunks_exact(rows).enumerate() {
            let hit = index.equals(k as u64);
            for (sum, x) in sums.iter_mut().zip(&blocks::<W, T>(entry)[b]) {
                *sum = sum.or(hit.and(V::load(x)));
            }
        }
        for (sum, row) in sums.into_iter().zip(out) {
            sum.store(row);
        }
    }
}
