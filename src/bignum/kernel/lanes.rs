//! The throughput form: one number a lane, every lane its own modulus, base and exponent.
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
//! A residue has L digits, with B^L ≥ 4·N′. Multiplying x, y < 2N′ gives x·y < 4N′², and L steps with quotient q < B^L
//! give (x·y + q·N′)/B^L < N′·(4N′/B^L) + N′ ≤ 2N′: the bound holds from product to product, with no subtraction.
//!
//! Columns are summed before they are carried. With d = 28 a column of the product and of the reduction together has
//! at most 2L products below 2^56; L ≤ 148 (4096 bits) keeps that below 2^64.3, and so a column is carried once between
//! the two where L > 100 (see [`CARRY_AT`]). With d = 52 it has at most 4L halves below 2^52 and far to go.

use super::ladder::Row;

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
    /// Each lane shifted down by a digit.
    fn shift(self) -> Self;
    /// All ones in the lanes that equal `value`, else zeros.
    fn equals(self, value: u64) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
}

/// Columns summed side by side.
const TILE: usize = 4;

/// Residues of more digits than this have their product carried before the reduction.
const CARRY_AT: usize = 100;

/// The sum of `x[j]·y[k + c − j]` into column c of TILE columns from k on, for `low ≤ j < high`, where `valid(j, c)`.
#[inline(always)]
fn edge<const W: usize, V: Lanes<W>>(
    tile: &mut [[V; TILE]; 2],
    (x, y): (&[Row<W>], &[Row<W>]),
    k: usize,
    range: core::ops::Range<usize>,
    valid: impl Fn(usize, usize) -> bool,
) {
    for j in range {
        let a = V::load(&x[j]);
        for c in 0..TILE {
            if valid(j, c) {
                let [low, high] = tile;
                V::multiply_add(&mut low[c], &mut high[c], a, V::load(&y[k + c - j]));
            }
        }
    }
}

/// As [`edge`], where every j is valid for every column.
#[inline(always)]
fn body<const W: usize, V: Lanes<W>>(
    tile: &mut [[V; TILE]; 2],
    (x, y): (&[Row<W>], &[Row<W>]),
    k: usize,
    range: core::ops::Range<usize>,
) {
    let [low, high] = tile;
    let mut j = range.start;
    while j + TILE <= range.end {
        // Four by four products from eleven loads.
        let a: &[Row<W>; TILE] = x[j..j + TILE].first_chunk().expect("TILE entries");
        let from = k + 1 - j - TILE;
        let b: &[Row<W>; 2 * TILE - 1] =
            y[from..from + 2 * TILE - 1].first_chunk().expect("2·TILE − 1 entries");
        for i in 0..TILE {
            let multiplier = V::load(&a[i]);
            for c in 0..TILE {
                V::multiply_add(&mut low[c], &mut high[c], multiplier, V::load(&b[TILE - 1 + c - i]));
            }
        }
        j += TILE;
    }
    edge(tile, (x, y), k, j..range.end, |_, _| true);
}

/// Adds a finished tile into the columns of `wide` from k on, those below `end` only; the high half of its last column
/// goes to `carry`, for the next tile. Columns beyond `end` are empty.
#[inline(always)]
fn finish<const W: usize, V: Lanes<W>>(
    wide: &mut [Row<W>],
    [low, high]: [[V; TILE]; 2],
    k: usize,
    end: usize,
    carry: &mut V,
    accumulate: bool,
) {
    for c in 0..TILE {
        if k + c < end {
            let mut column = low[c].add(*carry);
            if accumulate {
                column = column.add(V::load(&wide[k + c]));
            }
            column.store(&mut wide[k + c]);
            *carry = high[c];
        }
    }
}

/// `wide = x·y`, columns not carried.
#[inline(always)]
fn product<const W: usize, V: Lanes<W>>(wide: &mut [Row<W>], x: &[Row<W>], y: &[Row<W>]) {
    let len = x.len();
    let mut carry = V::zero();
    let mut k = 0;
    while k < 2 * len {
        let mut tile = [[V::zero(); TILE]; 2];
        // Column c takes 0 ≤ j < len with 0 ≤ k + c − j < len.
        let valid = |j: usize, c: usize| j <= k + c && k + c < j + len;
        let all_from = (k + TILE).saturating_sub(len).min(len);
        let all_to = (k + 1).min(len).max(all_from);
        edge(&mut tile, (x, y), k, (k + 1).saturating_sub(len)..all_from, valid);
        body(&mut tile, (x, y), k, all_from..all_to);
        edge(&mut tile, (x, y), k, all_to..(k + TILE).min(len), valid);
        finish(wide, tile, k, 2 * len, &mut carry, false);
        k += TILE;
    }
}

/// `wide = x²`, columns not carried: products off the diagonal once, then doubled.
#[inline(always)]
fn square<const W: usize, V: Lanes<W>>(wide: &mut [Row<W>], x: &[Row<W>]) {
    let len = x.len();
    let mut carry = V::zero();
    let mut k = 0;
    while k < 2 * len {
        let mut tile = [[V::zero(); TILE]; 2];
        // Column c takes j with j < k + c − j < len.
        let valid = |j: usize, c: usize| 2 * j < k + c && k + c < j + len;
        let first = (k + 1).saturating_sub(len);
        let last = (k + TILE).div_ceil(2).min(len);
        let all_from = (k + TILE).saturating_sub(len).clamp(first, last);
        let all_to = k.div_ceil(2).clamp(all_from, last);
        edge(&mut tile, (x, x), k, first..all_from, valid);
        body(&mut tile, (x, x), k, all_from..all_to);
        edge(&mut tile, (x, x), k, all_to..last, valid);
        for half in &mut tile {
            for column in half {
                *column = column.add(*column);
            }
        }
        let [low, high] = &mut tile;
        for c in 0..TILE {
            if (k + c) % 2 == 0 && k + c < 2 * len {
                let a = V::load(&x[(k + c) / 2]);
                V::multiply_add(&mut low[c], &mut high[c], a, a);
            }
        }
        finish(wide, tile, k, 2 * len, &mut carry, false);
        k += TILE;
    }
}

/// `out = wide/B^L modulo N′`, below 2N′ for wide < 4N′², digits carried. The quotient digits replace the low half of
/// `wide`.
#[inline(always)]
fn reduce<const W: usize, V: Lanes<W>>(out: &mut [Row<W>], wide: &mut [Row<W>], t: &[Row<W>]) {
    let len = out.len();
    let mut carry = V::zero();
    if len > CARRY_AT {
        for column in wide.iter_mut() {
            let sum = V::load(column).add(carry);
            sum.digit().store(column);
            carry = sum.shift();
        }
        carry = V::zero();
    }
    // The lowest column has no product of quotient digits in it: they start one column up, since T stands beside B.
    let lowest = V::load(&wide[0]);
    lowest.digit().store(&mut wide[0]);
    let mut shifted = lowest.shift();
    // Column k + 1 takes m[j]·t[k − j]. T has one digit less than a residue.
    let t_len = t.len();
    let mut k = 0;
    while k + 1 < 2 * len {
        let (m, rest) = wide.split_at_mut(len.min(k + 1));
        let known = m.len();
        let mut tile = [[V::zero(); TILE]; 2];
        let valid = |j: usize, c: usize| k + c < j + t_len;
        let first = (k + 1).saturating_sub(t_len).min(known);
        let all_from = (k + TILE).saturating_sub(t_len).clamp(first, known);
        edge(&mut tile, (m, t), k, first..all_from, valid);
        body(&mut tile, (m, t), k, all_from..known);
        // The quotient digits of this very tile: each column's is known once those before it are.
        let [low, high] = &mut tile;
        let mut digits = [V::zero(); TILE];
        for c in 0..TILE.min(2 * len - k - 1) {
            for i in 0..c {
                if k + 1 + i < len && c - i - 1 < t_len {
                    V::multiply_add(&mut low[c], &mut high[c], digits[i], V::load(&t[c - i - 1]));
                }
            }
            let row = &mut rest[k + 1 + c - known];
            let column = low[c].add(carry).add(shifted).add(V::load(row));
            carry = high[c];
            shifted = column.shift();
            digits[c] = column.digit();
            digits[c].store(row);
        }
        k += TILE;
    }
    out.copy_from_slice(&wide[len..]);
}

/// [`LaneKernel::mul`], to be inlined into a function compiled for V.
#[inline(always)]
pub(super) fn mont_mul<const W: usize, V: Lanes<W>>(
    x: &mut [Row<W>],
    y: &[Row<W>],
    t: &[Row<W>],
    wide: &mut [Row<W>],
    _digits: usize,
) {
    let t = &t[..x.len() - 1];
    let wide = &mut wide[..2 * x.len()];
    product::<W, V>(wide, x, y);
    reduce::<W, V>(x, wide, t);
}

/// [`LaneKernel::square`], likewise.
#[inline(always)]
pub(super) fn mont_square<const W: usize, V: Lanes<W>>(
    x: &mut [Row<W>],
    t: &[Row<W>],
    wide: &mut [Row<W>],
    _digits: usize,
) {
    let t = &t[..x.len() - 1];
    let wide = &mut wide[..2 * x.len()];
    square::<W, V>(wide, x);
    reduce::<W, V>(x, wide, t);
}

/// [`LaneKernel::gather`], likewise.
#[inline(always)]
pub(super) fn gather<const W: usize, V: Lanes<W>>(out: &mut [Row<W>], table: &[Row<W>], index: &Row<W>) {
    let index = V::load(index);
    for row in out.iter_mut() {
        V::zero().store(row);
    }
    for (i, entry) in table.chunks_exact(out.len()).enumerate() {
        let hit = index.equals(i as u64);
        for (row, x) in out.iter_mut().zip(entry) {
            V::load(row).or(hit.and(V::load(x))).store(row);
        }
    }
}
