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

use crate::bignum::batch::Power;
use crate::bignum::limb::{LIMB_BITS, Limb, WideLimb};
use crate::bignum::modulus::Modulus;
use crate::bignum::{arith, bit_len_vartime, scratch};

/// The longest modulus that the lanes take, in bits. Beyond it the table of powers would not fit the scratch space.
pub(crate) const MAX_BITS: usize = 4096;
/// The shortest: below it, setting up costs more than it saves.
pub(crate) const MIN_BITS: usize = 256;

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

/// Digits of one number in each lane, least significant first.
pub(crate) type Row<const W: usize> = [u64; W];

/// What a kernel does with rows; each entry compiled for the vectors it uses.
pub(crate) struct LaneKernel<const W: usize> {
    /// Bits of a digit.
    pub(crate) digit: u32,
    /// Bits of the exponent taken at a time.
    pub(crate) window: usize,
    /// `x = x·y·B^−L modulo N′`, from x, y, t; with 2L working rows.
    pub(crate) mul: fn(&mut [Row<W>], &[Row<W>], &[Row<W>], &mut [Row<W>]),
    /// `x = x²·B^−L modulo N′`, from x, t; with 2L working rows.
    pub(crate) square: fn(&mut [Row<W>], &[Row<W>], &mut [Row<W>]),
    /// `out = table[index]`, each lane with its own index, reading every entry.
    pub(crate) gather: fn(&mut [Row<W>], &[Row<W>], &Row<W>),
}

/// Columns summed side by side.
const TILE: usize = 4;

/// Residues of more digits than this have their product carried before the reduction.
const CARRY_AT: usize = 100;

/// Digits of a residue modulo a number in `len` limbs: B^L ≥ 4N′, where N′ < 2^(LIMB_BITS·len + d).
const fn digits(len: usize, d: u32) -> usize {
    (len * LIMB_BITS + d as usize + 2).div_ceil(d as usize)
}

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
) {
    let wide = &mut wide[..2 * x.len()];
    product::<W, V>(wide, x, y);
    reduce::<W, V>(x, wide, t);
}

/// [`LaneKernel::square`], likewise.
#[inline(always)]
pub(super) fn mont_square<const W: usize, V: Lanes<W>>(x: &mut [Row<W>], t: &[Row<W>], wide: &mut [Row<W>]) {
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

/// Bits `at..at + d` of a number, d < 64.
fn digit_at(limbs: &[Limb], at: usize, d: u32) -> u64 {
    let (i, shift) = (at / LIMB_BITS, at % LIMB_BITS);
    let low = limbs.get(i).copied().unwrap_or(0);
    let high = limbs.get(i + 1).copied().unwrap_or(0);
    let both = (low as WideLimb) | ((high as WideLimb) << LIMB_BITS);
    (both >> shift) as u64 & ((1 << d) - 1)
}

/// Writes a number into a lane, digit by digit.
fn scatter<const W: usize>(rows: &mut [Row<W>], lane: usize, limbs: &[Limb], d: u32) {
    for (i, row) in rows.iter_mut().enumerate() {
        row[lane] = digit_at(limbs, i * d as usize, d);
    }
}

/// Reads a number of carried digits out of a lane.
fn collect<const W: usize>(limbs: &mut [Limb], rows: &[Row<W>], lane: usize, d: u32) {
    limbs.fill(0);
    for (i, row) in rows.iter().enumerate() {
        let (at, shift) = (i * d as usize / LIMB_BITS, i * d as usize % LIMB_BITS);
        let value = (row[lane] as WideLimb) << shift;
        if let Some(limb) = limbs.get_mut(at) {
            *limb |= value as Limb;
        }
        if let Some(limb) = limbs.get_mut(at + 1) {
            *limb |= (value >> LIMB_BITS) as Limb;
        }
    }
}

/// Whether the lanes take this modulus.
pub(crate) fn takes(modulus: &Modulus) -> bool {
    (MIN_BITS..=MAX_BITS).contains(&modulus.bits())
}

/// Up to W powers at once, with moduli of the same number of limbs that the lanes take ([`takes`]). With `public`, all
/// have the exponent of the first, which may leak; else the exponents are secret, and leak only the length of the longest.
pub(crate) fn pow<const W: usize>(kernel: &LaneKernel<W>, powers: &mut [Power<'_>], public: bool) {
    assert!((1..=W).contains(&powers.len()));
    let limbs = powers[0].modulus.len();
    assert!(powers.iter().all(|power| power.modulus.len() == limbs && takes(power.modulus)));
    let d = kernel.digit;
    let len = digits(limbs, d);
    // Above 2048 bits the table of a wider window would not fit the scratch space, nor the first-level cache.
    let width = if limbs * LIMB_BITS > 2048 { kernel.window.min(4) } else { kernel.window };
    let entries = if public { 2 } else { 1 << width };
    let words = (entries + 5) * len * W;
    scratch::with(words + 3 * limbs + 2, |work| {
        let (work, limb_work) = work.split_at_mut(words);
        let (rows, _) = work.as_chunks_mut::<W>();
        let (table, rows) = rows.split_at_mut(entries * len);
        let (acc, rows) = rows.split_at_mut(len);
        let (next, rows) = rows.split_at_mut(len);
        let (t, wide) = rows.split_at_mut(len);
        let t = &mut t[..len - 1];
        for (lane, power) in powers.iter().enumerate() {
            enter(power, lane, (d, public), (t, &mut table[..2 * len]), limb_work);
        }
        if public {
            public_ladder(kernel, powers[0].exponent, (acc, next), (table, t), wide);
        } else {
            secret_ladder(kernel, powers, width, (acc, next), (table, t), wide);
        }
        for (lane, power) in powers.iter_mut().enumerate() {
            // (acc·y + q·N′)/B^L with y = 1, or with y < N a plain residue, and acc < 2N′ < B^L is at most N′ + N:
            // less than 2^(d + 1) times N, and reduced at leisure.
            let wide = &mut limb_work[..limbs + 2];
            collect(wide, acc, lane, d);
            power.modulus.reduce(power.out, wide);
        }
    });
}

/// Fills a lane: T, and in `table` first the plain base (for a public exponent) or 1 in Montgomery form (for a secret
/// one), then the base in Montgomery form.
fn enter<const W: usize>(
    power: &Power<'_>,
    lane: usize,
    (d, public): (u32, bool),
    (t, table): (&mut [Row<W>], &mut [Row<W>]),
    work: &mut [Limb],
) {
    let modulus = power.modulus;
    let limbs = modulus.len();
    let len = t.len() + 1;
    let (scaled, work) = work.split_at_mut(limbs + 1);
    let (radix, lifted) = work.split_at_mut(limbs);
    let lifted = &mut lifted[..limbs];
    // N′ = k·N with k = −N⁻¹ mod B, and N′ + 1 = B·T.
    let k = modulus.n0() & (((1 as WideLimb) << d) - 1) as Limb;
    arith::mul(scaled, modulus.limbs(), &[k]);
    arith::add_word(scaled, 1);
    for (i, row) in t.iter_mut().enumerate() {
        row[lane] = digit_at(scaled, (i + 1) * d as usize, d);
    }
    // B^L = R·2^s with s = d·L − LIMB_BITS·limbs, and 0 < s < 2d + 2, below LIMB_BITS·limbs since that is at least 256.
    let s = len * d as usize - limbs * LIMB_BITS;
    lifted.fill(0);
    lifted[s / LIMB_BITS] = 1 << (s % LIMB_BITS);
    // 2^s may exceed N only for lengths far below those taken here, so it is a residue.
    modulus.mul(radix, lifted, modulus.r1());
    modulus.mul(lifted, power.base, radix);
    let (first, second) = table.split_at_mut(len);
    scatter(second, lane, lifted, d);
    scatter(first, lane, if public { power.base } else { radix }, d);
}

/// acc = base^exponent, out of Montgomery form, each lane with its own secret exponent.
fn secret_ladder<const W: usize>(
    kernel: &LaneKernel<W>,
    powers: &[Power<'_>],
    width: usize,
    (acc, next): (&mut [Row<W>], &mut [Row<W>]),
    (table, t): (&mut [Row<W>], &[Row<W>]),
    wide: &mut [Row<W>],
) {
    let len = acc.len();
    for i in 2..1 << width {
        let (done, rest) = table.split_at_mut(i * len);
        let power = &mut rest[..len];
        if i % 2 == 0 {
            power.copy_from_slice(&done[i / 2 * len..][..len]);
            (kernel.square)(power, t, wide);
        } else {
            power.copy_from_slice(&done[(i - 1) * len..]);
            (kernel.mul)(power, &done[len..2 * len], t, wide);
        }
    }
    let bits = powers.iter().map(|power| power.exponent.len()).max().unwrap_or(0) * LIMB_BITS;
    acc.copy_from_slice(&table[..len]);
    for i in (0..bits.div_ceil(width)).rev() {
        let mut index = [0; W];
        for (index, power) in index.iter_mut().zip(powers) {
            *index = digit_at(power.exponent, i * width, width as u32);
        }
        (kernel.gather)(next, table, &index);
        if (i + 1) * width >= bits {
            // The first window: the power itself, for what stood here is 1.
            acc.copy_from_slice(next);
            continue;
        }
        for _ in 0..width {
            (kernel.square)(acc, t, wide);
        }
        (kernel.mul)(acc, next, t, wide);
    }
    leave(kernel, (acc, next), t, wide);
}

/// acc = base^exponent, out of Montgomery form, all lanes with one public exponent. `table` holds the base plain and in
/// Montgomery form.
fn public_ladder<const W: usize>(
    kernel: &LaneKernel<W>,
    exponent: &[Limb],
    (acc, next): (&mut [Row<W>], &mut [Row<W>]),
    (table, t): (&[Row<W>], &[Row<W>]),
    wide: &mut [Row<W>],
) {
    let (plain, base) = table.split_at(acc.len());
    acc.copy_from_slice(base);
    let bits = bit_len_vartime(exponent);
    assert!(bits > 0, "an exponent of 0 is not worth lanes");
    for i in (0..bits - 1).rev() {
        (kernel.square)(acc, t, wide);
        match (arith::bit(exponent, i), i) {
            (0, _) => {}
            // Multiplying by the plain base leaves Montgomery form on the way.
            (_, 0) => return (kernel.mul)(acc, plain, t, wide),
            _ => (kernel.mul)(acc, base, t, wide),
        }
    }
    leave(kernel, (acc, next), t, wide);
}

/// acc out of Montgomery form: times 1.
fn leave<const W: usize>(
    kernel: &LaneKernel<W>,
    (acc, one): (&mut [Row<W>], &mut [Row<W>]),
    t: &[Row<W>],
    wide: &mut [Row<W>],
) {
    one.fill([0; W]);
    one[0] = [1; W];
    (kernel.mul)(acc, one, t, wide);
}
