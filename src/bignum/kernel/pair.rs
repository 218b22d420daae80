//! The latency form: two numbers at once, each along the lanes of its own registers, for the two halves of one RSA signature.
//!
//! A number of L digits of 52 bits lies in K registers of eight lanes, digit i in lane i mod 8 of register ⌊i/8⌋. The
//! arithmetic is that of [`lanes`](super::lanes): modulo N′ = k·N with N′ + 1 = B·T. For each digit of x, with
//! acc the running sum:
//!
//! ```text
//! acc += lo(x_i·y)                      lane by lane
//! m    = acc_0 mod B                    read off: multiplications take operands modulo B
//! acc  = acc/B                          one lane down; what acc_0 held beyond a digit joins the new lowest lane
//! acc += hi(x_i·y) + lo(m·T) + hi(m′·T)
//! ```
//!
//! where m′ is the m of the digit before: hi(m·T) belongs one lane higher than lo(m·T), which is where it stands once acc
//! has moved down again. The chain from one m to the next is a lane down (or a broadcast), one addition and one
//! multiplication: everything else, lo(x_{i+1}·y) of the next digit included, is summed beside it and joins by that one
//! addition. The other number's chain is interleaved.
//!
//! A lane takes four halves below 2^52 a digit and one carry, and lanes move down: at most 4L·2^52 + 2^12 < 2^61 for the 48
//! digits that there are at most.

use super::ladder::{Layout, Row, digit_at};
use crate::bignum::limb::Limb;

/// Eight lanes of 64 bits that hold neighbouring digits of one number.
pub(crate) trait Along: Copy {
    fn zero() -> Self;
    fn load(from: &Row<8>) -> Self;
    fn store(self, to: &mut Row<8>);
    fn add(self, other: Self) -> Self;
    /// `value` in every lane.
    fn splat(value: u64) -> Self;
    /// The lowest lane in every lane.
    fn splat_lowest(self) -> Self;
    /// In the lowest lane what it holds above 52 bits, zero in the others.
    fn carry_of_lowest(self) -> Self;
    /// One lane down; the lowest of `next` comes in at the top.
    fn down(self, next: Self) -> Self;
    /// One lane up; the highest of `before` comes in at the bottom.
    fn up(self, before: Self) -> Self;
    /// `self` + the low 52 bits of each product of digits.
    fn add_low(self, x: Self, y: Self) -> Self;
    /// `self` + the high 52 bits of each product of digits.
    fn add_high(self, x: Self, y: Self) -> Self;
    /// All ones in the lanes that equal `value`, else zeros.
    fn equals(self, value: u64) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    /// Each lane modulo B = 2^52.
    fn digit(self) -> Self;
    /// Each lane shifted down by 52 bits.
    fn shift(self) -> Self;
    /// A bit for each lane, the lowest first: whether it is above B − 1.
    fn over(self) -> u8;
    /// A bit for each lane: whether it is B − 1.
    fn full(self) -> u8;
    /// 1 more in the lanes that have a bit.
    fn add_one_in(self, lanes: u8) -> Self;
}

/// The most registers a number takes: 48 digits, a modulus of 2048 bits.
const MAX_REGISTERS: usize = 6;

/// Registers for a number of `digits` digits, with a lane to spare for a sum that has not moved down yet.
const fn registers(digits: usize) -> usize {
    digits / 8 + 1
}

/// The longest modulus: (2048 + 66)/52 digits and the spare one are 42.
pub(crate) const MAX_BITS: usize = 2048;
const _: () = assert!(registers((MAX_BITS + 66).div_ceil(52)) <= MAX_REGISTERS);

/// [`LaneKernel::layout`](super::ladder::LaneKernel::layout).
pub(crate) fn layout(digits: usize) -> Layout {
    let rows = 2 * registers(digits);
    Layout {
        digits,
        rows,
        modulus_rows: rows,
    }
}

/// [`LaneKernel::modulus`](super::ladder::LaneKernel::modulus): T, from N′ + 1 = B·T.
pub(crate) fn modulus(t: &mut [Row<8>], number: usize, scaled: &[Limb], digits: usize) {
    let (first, _) = place(number, t.len());
    for (i, word) in t.as_flattened_mut()[first..][..digits - 1]
        .iter_mut()
        .enumerate()
    {
        *word = digit_at(scaled, (i + 1) * 52, 52);
    }
}

/// [`LaneKernel::place`](super::ladder::LaneKernel::place).
pub(crate) fn place(number: usize, rows: usize) -> (usize, usize) {
    (number * (rows / 2) * 8, 1)
}

/// [`LaneKernel::mul`](super::ladder::LaneKernel::mul), to be inlined into a function compiled for V.
#[inline(always)]
pub(super) fn mont_mul<V: Along>(
    x: &mut [Row<8>],
    y: &[Row<8>],
    t: &[Row<8>],
    _wide: &mut [Row<8>],
    digits: usize,
) {
    match x.len() / 2 {
        1 => multiply::<V, 1>(x, Some(y), t, digits),
        2 => multiply::<V, 2>(x, Some(y), t, digits),
        3 => multiply::<V, 3>(x, Some(y), t, digits),
        4 => multiply::<V, 4>(x, Some(y), t, digits),
        5 => multiply::<V, 5>(x, Some(y), t, digits),
        _ => multiply::<V, 6>(x, Some(y), t, digits),
    }
}

/// [`LaneKernel::square`](super::ladder::LaneKernel::square), likewise. Along the lanes a square saves nothing: every lane of
/// a row is busy with the same digit.
#[inline(always)]
pub(super) fn mont_square<V: Along>(
    x: &mut [Row<8>],
    t: &[Row<8>],
    _wide: &mut [Row<8>],
    digits: usize,
) {
    match x.len() / 2 {
        1 => multiply::<V, 1>(x, None, t, digits),
        2 => multiply::<V, 2>(x, None, t, digits),
        3 => multiply::<V, 3>(x, None, t, digits),
        4 => multiply::<V, 4>(x, None, t, digits),
        5 => multiply::<V, 5>(x, None, t, digits),
        _ => multiply::<V, 6>(x, None, t, digits),
    }
}

/// Both numbers into registers.
#[inline(always)]
fn load<V: Along, const K: usize>(rows: &[Row<8>]) -> [[V; K]; 2] {
    // Filled by loops: a closure would be compiled as a function of its own, without the vectors.
    let mut numbers = [[V::zero(); K]; 2];
    for (k, row) in rows[..2 * K].iter().enumerate() {
        numbers[k / K][k % K] = V::load(row);
    }
    numbers
}

/// Both products, row by row and side by side; squares where there is no y.
#[inline(always)]
fn multiply<V: Along, const K: usize>(
    x: &mut [Row<8>],
    y: Option<&[Row<8>]>,
    t: &[Row<8>],
    digits: usize,
) {
    let y = load::<V, K>(y.unwrap_or(x));
    let t = load::<V, K>(t);
    let (low, high) = x[..2 * K].as_flattened().split_at(8 * K);
    // Above the highest digit stands a zero.
    let above = [&low[1..][..digits], &high[1..][..digits]];
    let mut digit = [V::zero(); 2];
    let mut acc = [[V::zero(); K]; 2];
    let mut last = [V::zero(); 2];
    for half in 0..2 {
        digit[half] = V::splat(x[half * K][0]);
        for k in 0..K {
            acc[half][k] = V::zero().add_low(digit[half], y[half][k]);
        }
    }
    #[expect(
        clippy::needless_range_loop,
        reason = "the iterators' code keeps fewer numbers in registers"
    )]
    for i in 0..digits {
        for half in 0..2 {
            let next = V::splat(above[half][i]);
            let (acc, y, t) = (&mut acc[half], &y[half], &t[half]);
            let m = acc[0].splat_lowest();
            let carry = acc[0].carry_of_lowest();
            for k in 0..K {
                // What does not wait for m or acc, so that they meet it ready.
                let mut beside = V::zero()
                    .add_high(digit[half], y[k])
                    .add_low(next, y[k])
                    .add_high(last[half], t[k]);
                if k == 0 {
                    beside = beside.add(carry);
                }
                let upper = if k + 1 < K { acc[k + 1] } else { V::zero() };
                acc[k] = acc[k].down(upper).add(beside).add_low(m, t[k]);
            }
            (digit[half], last[half]) = (next, m);
        }
    }
    for half in 0..2 {
        // The last hi(m·T), one lane up.
        let mut before = V::zero();
        for k in 0..K {
            let high = V::zero().add_high(last[half], t[half][k]);
            acc[half][k] = acc[half][k].add(high.up(before));
            before = high;
        }
        carry(&mut acc[half]);
        for k in 0..K {
            acc[half][k].store(&mut x[half * K + k]);
        }
    }
}

/// Carries the digits of a number: multiplications read them modulo B. The value is below B^L and fits.
#[inline(always)]
fn carry<V: Along, const K: usize>(number: &mut [V; K]) {
    // What a lane holds beyond its digit, below 2^9, goes one lane up. Then a lane passes on 1 at most: if it is over B − 1, or
    // if it is B − 1 and gets 1.
    let mut before = V::zero();
    let (mut over, mut full) = (0, 0);
    for (k, x) in number.iter_mut().enumerate() {
        let high = x.shift();
        *x = x.digit().add(high.up(before));
        before = high;
        over |= u64::from(x.over()) << (8 * k);
        full |= u64::from(x.full()) << (8 * k);
    }
    // A sum carries just so: a bit of `over`, one lane up, runs through the bits of `full` above it. The lanes that get 1
    // are those that it changes.
    let gets = ((over << 1) + full) ^ full;
    for (k, x) in number.iter_mut().enumerate() {
        *x = x.add_one_in((gets >> (8 * k)) as u8).digit();
    }
}

/// [`LaneKernel::gather`](super::ladder::LaneKernel::gather), likewise: the first two words of `index` are the two numbers'.
#[inline(always)]
pub(super) fn gather<V: Along>(out: &mut [Row<8>], table: &[Row<8>], index: &Row<8>) {
    let half = out.len() / 2;
    for row in out.iter_mut() {
        V::zero().store(row);
    }
    let index = [V::splat(index[0]), V::splat(index[1])];
    for (i, entry) in table.chunks_exact(out.len()).enumerate() {
        let hit = [index[0].equals(i as u64), index[1].equals(i as u64)];
        for (k, (row, x)) in out.iter_mut().zip(entry).enumerate() {
            V::load(row).or(hit[k / half].and(V::load(x))).store(row);
        }
    }
}
