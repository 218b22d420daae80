//! Multi-buffer form: one number a lane, every lane its own modulus, base and exponent.
//!
//! The algorithm is written once over [`Lanes`], a vector of 64-bit lanes with one multiply-add, and runs on AVX-512 IFMA
//! (eight lanes, digits of 52 bits), on AVX2 (four lanes, digits of 28 bits), and on a scalar model of both that the
//! tests use on any machine.
//!
//! # Arithmetic
//!
//! Let d be the digit's bits and B = 2^d, and L the digits of a residue. A product x·y·B^−L modulo N is computed column by column: into column i
//! go the digits' products x_j·y_(i−j), and m_j·N_(i−j) for the quotient digits m_j that are known, j < i. In the lower L columns the sum c is
//! then made a multiple of B by m_i·N_0, and carried; the digits of the upper L columns are the result. Quotient digits are found in one of two ways:
//!
//! - **From N itself** (Montgomery 1985), where a product of digits is one instruction: m_i = c·k mod B with k = −N⁻¹ mod B. The sum of c and the low half of
//!   m_i·N_0 is 0 modulo B, so that what it carries is ⌈c/B⌉, and the low half is not computed.
//! - **From N′ = k·N** (Orup 1995), where it takes several: N′ ≡ −1 modulo B and N′ + 1 = B·T, so that (c + m_i·N′)/B = ⌊c/B⌋ + m_i·T for m_i = c mod B, which is read
//!   off. The price is a modulus of d more bits.
//!
//! What is multiplied stays below a bound that the product keeps, with no subtraction: see `vector::digits`.
//!
//! Columns are summed before they are carried. With d = 28 a column has at most 2L products below 2^56; L ≤ 148 (4096 bits) keeps that below 2^64.3, and so
//! what stands there of x·y is carried first where L > 100 (see [`CARRY_AT`]). With d = 52 it has at most 4L halves below 2^52 and far to go.

use super::vector::{Layout, Row, Source, digit_at};
use crate::bignum::limb::LIMB_BITS;

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
    /// Each lane shifted down by `bits`, which may be all.
    fn down(self, bits: usize) -> Self;
    /// Each lane shifted up, likewise.
    fn up(self, bits: usize) -> Self;
    /// All ones in the lanes that equal `value`, else zeros.
    fn equals(self, value: u64) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    /// The quotient digit for a column, and the column carried, once a multiple of the modulus has made it one of B. From k and the modulus's lowest digit, whose
    /// product with the quotient digit adds its high half to `high`. Here for N′ = k·N, of which neither is needed.
    #[inline(always)]
    fn quotient(self, _high: &mut Self, _k: &[u64; W], _lowest: &[u64; W]) -> (Self, Self) {
        (self.as_factor(), self.shift())
    }
}

/// Residues of more digits than this have their product carried before the reduction.
const CARRY_AT: usize = 100;

/// Runs the block for each place of a tile, unrolled whatever the compiler's own limit is: else the tile would not stay in registers.
macro_rules! for_each_place {
    ($place:ident => $block:block) => {
        for_each_place!($place => $block, 0 1 2 3 4 5 6 7 8 9);
        const { assert!(T <= 10) };
    };
    ($place:ident => $block:block, $($value:literal)*) => {
        $(if $value < T {
            let $place = $value;
            $block
        })*
    };
}

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
        for_each_place!(i => {
            let a = V::load(&x[i]);
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
        });
    }

    /// Puts what each column has beyond a digit one column higher.
    #[inline(always)]
    fn carry<const W: usize>(&mut self)
    where
        V: Lanes<W>,
    {
        for (low, high) in self.low.iter_mut().zip(&mut self.high) {
            *high = high.add(low.shift());
            *low = low.digit();
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

/// The columns of tile k of x·y.
#[inline(always)]
fn product<const W: usize, V: Lanes<W>, const T: usize>(
    x: &[[Row<W>; T]],
    y: &[[Row<W>; T]],
    k: usize,
) -> Tile<V, T> {
    let n = x.len();
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
    tile
}

/// The columns of tile k of x²: products off the diagonal once, then doubled.
#[inline(always)]
fn square<const W: usize, V: Lanes<W>, const T: usize>(x: &[[Row<W>; T]], k: usize) -> Tile<V, T> {
    let n = x.len();
    let digits = x.as_flattened();
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
        _ if k.is_multiple_of(2) => tile.multiply(own, (own, none), (own, |i, j| i < j)),
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
    tile
}

/// `x ≡ x·y/B^L` modulo what `modulus` holds, or x² in place of x·y where there is no y: digits carried. See the module's documentation; T columns at a time.
#[inline(always)]
fn multiply<const W: usize, V: Lanes<W>, const T: usize>(
    x: &mut [[Row<W>; T]],
    y: Option<&[[Row<W>; T]]>,
    modulus: &[Row<W>],
    m: &mut [[Row<W>; T]],
) {
    let n = x.len();
    let (t, rest) = modulus.as_chunks::<T>();
    let factor = &rest[0];
    let mut carry = V::zero();
    for k in 0..2 * n {
        let mut tile: Tile<V, T> = match y {
            Some(y) => product(x, y, k),
            None => square(x, k),
        };
        if n * T > CARRY_AT {
            tile.carry();
        }
        if k >= n {
            tile.multiply(&m[k - n], (&t[n - 1], all), (&t[n - 1], none));
        }
        for j in (k + 1).saturating_sub(n)..k.min(n) {
            tile.multiply(&m[j], (&t[k - j - 1], all), (&t[k - j], all));
        }
        if let Some(m) = m[..n].get_mut(k) {
            // The quotient digits of this very tile. What is waited for from one to the next is, of N′, a product and a sum; of N, two.
            for_each_place!(c => {
                let column = tile.low[c].add(carry);
                let (digit, carried) = column.quotient(&mut tile.high[c], factor, &t[0][0]);
                digit.digit().store(&mut m[c]);
                for above in 0..T {
                    if above > c {
                        let y = V::load(&t[0][above - c]);
                        V::multiply_add(&mut tile.low[above], &mut tile.high[above], digit, y);
                    }
                }
                carry = carried.add(tile.high[c]);
            });
        } else {
            // The digits of x that stood here have been multiplied.
            for (c, out) in x[k - n].iter_mut().enumerate() {
                let column = tile.low[c].add(carry);
                column.digit().store(out);
                carry = column.shift().add(tile.high[c]);
            }
        }
    }
}

/// [`VectorKernel::layout`](super::vector::VectorKernel::layout): whole blocks of T digits.
pub(super) fn layout<const T: usize>(digits: usize) -> Layout {
    let digits = digits.next_multiple_of(T);
    Layout {
        digits,
        rows: digits,
        modulus_rows: digits + 1,
        work_rows: digits,
    }
}

/// [`VectorKernel::modulus`](super::vector::VectorKernel::modulus): N′ + 1 = B·T, with the lowest digit zero, or N, and then k.
pub(super) fn modulus<const W: usize, const D: u32>(
    rows: &mut [Row<W>],
    number: usize,
    source: &Source<'_>,
    digits: usize,
) {
    for (i, row) in rows[..digits].iter_mut().enumerate() {
        row[number] = digit_at(source.scaled, i * D as usize, D);
    }
    rows[digits][number] = source.k as u64 & ((1 << D) - 1);
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
    modulus: &[Row<W>],
    m: &mut [Row<W>],
) {
    multiply::<W, V, T>(
        x.as_chunks_mut().0,
        Some(blocks(y)),
        modulus,
        m.as_chunks_mut().0,
    );
}

/// [`VectorKernel::square`](super::vector::VectorKernel::square), likewise.
#[inline(always)]
pub(super) fn mont_square<const W: usize, V: Lanes<W>, const T: usize>(
    x: &mut [Row<W>],
    modulus: &[Row<W>],
    m: &mut [Row<W>],
) {
    multiply::<W, V, T>(x.as_chunks_mut().0, None, modulus, m.as_chunks_mut().0);
}

/// A row, or zeros where they end.
#[inline(always)]
fn row<const W: usize, V: Lanes<W>>(rows: &[Row<W>], i: usize) -> V {
    rows.get(i).map_or(V::zero(), V::load)
}

/// [`InLanes::digits`](super::vector::InLanes::digits), likewise, for digits of D bits.
#[inline(always)]
pub(super) fn digits<const W: usize, V: Lanes<W>, const D: u32>(
    digits: &mut [Row<W>],
    limbs: &[Row<W>],
    first: usize,
) {
    for (i, digit) in digits.iter_mut().enumerate() {
        let at = first + i * D as usize;
        let (j, bits) = (at / LIMB_BITS, at % LIMB_BITS);
        let (low, high) = (row::<W, V>(limbs, j), row::<W, V>(limbs, j + 1));
        let both = low.down(bits).or(high.up(LIMB_BITS - bits));
        both.digit().store(digit);
    }
}

/// [`InLanes::limbs`](super::vector::InLanes::limbs), likewise.
#[inline(always)]
pub(super) fn limbs<const W: usize, V: Lanes<W>, const D: u32>(
    limbs: &mut [Row<W>],
    digits: &[Row<W>],
) {
    let d = D as usize;
    for (j, limb) in limbs.iter_mut().enumerate() {
        let (mut i, bits) = (j * LIMB_BITS / d, j * LIMB_BITS % d);
        let (mut sum, mut have) = (row::<W, V>(digits, i).down(bits), d - bits);
        while have < LIMB_BITS {
            i += 1;
            sum = sum.or(row::<W, V>(digits, i).up(have));
            have += d;
        }
        sum.store(limb);
    }
}

/// [`VectorKernel::gather`](super::vector::VectorKernel::gather), likewise, with up to REGISTERS rows at a time: the more of them, the less often the index
/// is compared.
#[inline(always)]
pub(super) fn gather<const W: usize, V: Lanes<W>, const REGISTERS: usize>(
    out: &mut [Row<W>],
    table: &[Row<W>],
    index: &Row<W>,
) {
    let index = V::load(index);
    let mut first = 0;
    macro_rules! gather_by {
        ($($rows:literal)*) => {$(
            if $rows <= REGISTERS {
                while out.len() - first >= $rows {
                    gather_rows::<W, V, $rows>(out, table, first, index);
                    first += $rows;
                }
            }
        )*};
    }
    gather_by!(20 10 4 2 1);
}

/// R rows of it, from `first` on.
#[inline(always)]
fn gather_rows<const W: usize, V: Lanes<W>, const R: usize>(
    out: &mut [Row<W>],
    table: &[Row<W>],
    first: usize,
    index: V,
) {
    let mut sums = [V::zero(); R];
    for (k, entry) in table.chunks_exact(out.len()).enumerate() {
        let hit = index.equals(k as u64);
        for (sum, x) in sums.iter_mut().zip(&entry[first..first + R]) {
            *sum = sum.or(hit.and(V::load(x)));
        }
    }
    for (sum, row) in sums.into_iter().zip(&mut out[first..]) {
        sum.store(row);
    }
}
