//! Single-buffer form for IFMA: a number along the lanes of registers, digits of 52 bits; one number, or two side by side, as
//! the two halves of an RSA signature are.
//!
//! A number of L digits lies in K registers of eight lanes, digit i in lane i mod 8 of register ⌊i/8⌋.
//!
//! # Arithmetic
//!
//! N′ ≡ −1 modulo B², N′ + 1 = B²·T, and two steps go together. L is even. For the digits x_0, x_1 of x at an even place, with
//! y′ = B·y and T′ = B·T (one lane higher):
//!
//! ```text
//! acc += lo(x_0·y) + hi(x_0·y′) + lo(x_1·y′)           lane by lane
//! m_0, m_1 = the two lowest digits of acc, carried; c = what is carried out of them
//! acc  = acc/B² + c                                    two lanes down
//! acc += lo(m_0·T) + hi(m_0·T′) + lo(m_1·T′)
//! ```
//!
//! and hi(x_1·y) and hi(m_1·T), which would stand two lanes higher, are added to the acc after the next move down: the high half of a product
//! stands a digit above the low one. Since N′ ≡ −1 modulo B² and not only modulo B, m_1 does not wait for m_0·T. c is kept as a word and added to what is lowest the
//! next time.
//!
//! The chain from one pair of quotient digits to the next is a store, two additions of words, a broadcast, two multiplications and an addition; the move down of two
//! lanes runs beside it, and so do the products of x and the other number's chain. Where two go together, the second is some steps behind the first, so
//! that their ends, where digits are carried and little can be multiplied, do not coincide.
//!
//! A lane takes eight halves below 2^52 for two digits, and lanes move down: at most 4(L + 2)·2^52 + 2^12 < 2^61 for the 88 digits
//! that there are at most, c < 2^10 included.

use super::vector::{Layout, Row, digit_at};
use crate::bignum::limb::Limb;
use core::hint::black_box;

/// Bits of a digit.
pub(super) const DIGIT: u32 = 52;

/// Two words that a vector is stored to at once.
#[repr(align(16))]
pub(crate) struct Pair(pub(crate) [u64; 2]);

/// Eight lanes of 64 bits that hold neighbouring digits of one number.
pub(crate) trait Along: Copy {
    fn zero() -> Self;
    fn load(from: &Row<8>) -> Self;
    fn store(self, to: &mut Row<8>);
    fn add(self, other: Self) -> Self;
    /// `value` in every lane.
    fn splat(value: u64) -> Self;
    /// The words of the two lowest lanes.
    fn lowest_words(self) -> Pair;
    /// Two lanes down; the two lowest of `next` come in at the top.
    fn down_two(self, next: Self) -> Self;
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
    /// Bit by bit: that of `set` where `self` has a one, else that of `clear`.
    fn select(self, set: Self, clear: Self) -> Self;
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

/// Registers of a number, for each form that is compiled.
const FORMS: [usize; 5] = [3, 4, 6, 8, 11];

/// The longest modulus, in limbs: (4096 + 112)/52 digits are 81, and with one to make them even fit the longest form.
pub(crate) const MAX_LIMBS: usize = 64;

/// Registers for a number of `digits` digits, L: y′ has L + 1, of which the highest needs no lane with K = 4 (see [`multiply`]),
/// so that the 32 digits for 1536 bits fit.
const fn registers(digits: usize) -> usize {
    let mut form = 0;
    while 8 * FORMS[form] - if FORMS[form] == 4 { 0 } else { 1 } < digits {
        form += 1;
    }
    FORMS[form]
}

/// [`VectorKernel::layout`](super::vector::VectorKernel::layout) for NUMBERS together.
pub(crate) fn layout<const NUMBERS: usize>(digits: usize) -> Layout {
    let digits = digits.next_multiple_of(2);
    let rows = NUMBERS * registers(digits);
    Layout {
        digits,
        rows,
        modulus_rows: 2 * rows,
        work_rows: 0,
    }
}

/// [`VectorKernel::modulus`](super::vector::VectorKernel::modulus): T and T′, from N′ + 1 = B²·T.
pub(crate) fn modulus<const NUMBERS: usize>(
    t: &mut [Row<8>],
    number: usize,
    (scaled, _): (&[Limb], Limb),
    digits: usize,
) {
    let registers = t.len() / (2 * NUMBERS);
    let own = t[2 * registers * number..][..2 * registers].as_flattened_mut();
    for i in 0..digits - 2 {
        let digit = digit_at(scaled, (i + 2) * DIGIT as usize, DIGIT);
        own[i] = digit;
        own[8 * registers + i + 1] = digit;
    }
}

/// [`VectorKernel::place`](super::vector::VectorKernel::place).
pub(crate) fn place<const NUMBERS: usize>(number: usize, rows: usize) -> (usize, usize) {
    (number * (rows / NUMBERS) * 8, 1)
}

/// [`VectorKernel::mul`](super::vector::VectorKernel::mul), to be inlined into a function compiled for V.
#[inline(always)]
pub(super) fn mont_mul<V: Along, const NUMBERS: usize>(
    x: &mut [Row<8>],
    y: &[Row<8>],
    t: &[Row<8>],
    digits: usize,
) {
    match x.len() / NUMBERS {
        3 => multiply::<V, NUMBERS, 3>(x, Some(y), t, digits),
        4 => multiply::<V, NUMBERS, 4>(x, Some(y), t, digits),
        6 => multiply::<V, NUMBERS, 6>(x, Some(y), t, digits),
        8 => multiply::<V, NUMBERS, 8>(x, Some(y), t, digits),
        _ => multiply::<V, NUMBERS, 11>(x, Some(y), t, digits),
    }
}

/// [`VectorKernel::square`](super::vector::VectorKernel::square), likewise. Along the lanes a square saves nothing: every lane of
/// a row is busy with the same digit.
#[inline(always)]
pub(super) fn mont_square<V: Along, const NUMBERS: usize>(
    x: &mut [Row<8>],
    t: &[Row<8>],
    digits: usize,
) {
    match x.len() / NUMBERS {
        3 => multiply::<V, NUMBERS, 3>(x, None, t, digits),
        4 => multiply::<V, NUMBERS, 4>(x, None, t, digits),
        6 => multiply::<V, NUMBERS, 6>(x, None, t, digits),
        8 => multiply::<V, NUMBERS, 8>(x, None, t, digits),
        _ => multiply::<V, NUMBERS, 11>(x, None, t, digits),
    }
}

/// What one product needs of a number that is not the running sum.
#[derive(Clone, Copy)]
struct Factors<V, const K: usize> {
    y: [V; K],
    y_up: [V; K],
    /// The digit of y′ beyond K registers: with K = 4, which is compiled for 32 digits, else zero and not computed with.
    y_top: V,
    t: [V; K],
    t_up: [V; K],
}

/// By how many double steps the second number follows the first. While one waits for its digits to be carried, and for the first digits of its next
/// product, the other multiplies.
const BEHIND: usize = 3;

/// All products, side by side; squares where there is no y.
#[inline(always)]
fn multiply<V: Along, const NUMBERS: usize, const K: usize>(
    x: &mut [Row<8>],
    y: Option<&[Row<8>]>,
    t: &[Row<8>],
    digits: usize,
) {
    assert!(x.len() == NUMBERS * K && t.len() == 2 * NUMBERS * K);
    assert!(digits.is_multiple_of(2) && (2..=8 * K).contains(&digits));
    // Filled by loops: a closure would be compiled as a function of its own, without the vectors.
    let zero = V::zero();
    let mut factors = [Factors {
        y: [zero; K],
        y_up: [zero; K],
        y_top: zero,
        t: [zero; K],
        t_up: [zero; K],
    }; NUMBERS];
    let y = y.unwrap_or(x);
    for (h, f) in factors.iter_mut().enumerate() {
        let mut before = zero;
        for k in 0..K {
            f.y[k] = V::load(&y[h * K + k]);
            f.y_up[k] = f.y[k].up(before);
            before = f.y[k];
            f.t[k] = V::load(&t[2 * h * K + k]);
            f.t_up[k] = V::load(&t[(2 * h + 1) * K + k]);
        }
        f.y_top = zero.up(before);
    }
    let (x, x_behind) = x.split_at_mut(K);
    let mut product = Product::<V, NUMBERS, K>::new(&factors[0], x.as_flattened());
    let Some(f) = factors.get(1) else {
        for i in (2..digits).step_by(2) {
            product.step(&factors[0], x.as_flattened(), i);
        }
        return product.finish(&factors[0], x);
    };
    let behind = (2 * BEHIND).min(digits - 2);
    for i in (2..2 + behind).step_by(2) {
        product.step(&factors[0], x.as_flattened(), i);
    }
    let mut product_behind = Product::<V, NUMBERS, K>::new(f, x_behind.as_flattened());
    for i in (2 + behind..digits).step_by(2) {
        product.step(&factors[0], x.as_flattened(), i);
        product_behind.step(f, x_behind.as_flattened(), i - behind);
    }
    product.finish(&factors[0], x);
    for i in (digits - behind..digits).step_by(2) {
        product_behind.step(f, x_behind.as_flattened(), i);
    }
    product_behind.finish(f, x_behind);
}

/// The product of one number as it goes on, alone or as one of two.
struct Product<V, const NUMBERS: usize, const K: usize> {
    acc: [V; K],
    /// What stands beyond K registers, with K = 4: see [`Factors::y_top`].
    top: V,
    /// x_1 and m_1 of the step before.
    x_1: V,
    m_1: V,
    /// What is carried out of the digits that have been moved out, to be added to the lowest one.
    carry: u64,
}

#[expect(
    clippy::needless_range_loop,
    reason = "the iterators' code keeps fewer numbers in registers"
)]
impl<V: Along, const NUMBERS: usize, const K: usize> Product<V, NUMBERS, K> {
    /// A number alone in three registers waits for its quotient digits, whichever way they take: there is not enough to multiply.
    const WAITS: bool = NUMBERS == 1 && K == 3;

    /// The first double step, which has no quotient digits yet.
    #[inline(always)]
    fn new(f: &Factors<V, K>, x: &[u64]) -> Self {
        let zero = V::zero();
        let (x_0, x_1) = (V::splat(x[0]), V::splat(x[1]));
        let mut acc = [zero; K];
        for k in 0..K {
            acc[k] = zero
                .add_low(x_0, f.y[k])
                .add_high(x_0, f.y_up[k])
                .add_low(x_1, f.y_up[k]);
        }
        let mut product = Self {
            acc,
            top: zero,
            x_1,
            m_1: zero,
            carry: 0,
        };
        product.multiply_top(f, x_0, x_1);
        product
    }

    #[inline(always)]
    fn multiply_top(&mut self, f: &Factors<V, K>, x_0: V, x_1: V) {
        if K == 4 {
            let zero = V::zero();
            self.top = zero.add_high(x_0, f.y_top).add_low(x_1, f.y_top);
        }
    }

    /// The next two quotient digits, each in every lane. They are carried as words and read back into vectors from memory, by a way that takes no place in the units
    /// that multiply: but a longer one than through registers.
    #[inline(always)]
    fn quotient_digits(&mut self) -> [V; 2] {
        let lowest = self.acc[0].lowest_words();
        // What the compiler cannot see through stays in memory. Nothing but speed rests on that.
        let lowest = if Self::WAITS {
            &lowest
        } else {
            black_box(&lowest)
        };
        let m_0 = lowest.0[0] + self.carry;
        let m_1 = lowest.0[1] + (m_0 >> DIGIT);
        self.carry = m_1 >> DIGIT;
        let digits = Pair([m_0, m_1]);
        let digits = if Self::WAITS {
            &digits
        } else {
            black_box(&digits)
        };
        [V::splat(digits.0[0]), V::splat(digits.0[1])]
    }

    /// acc/B², but for what is carried.
    #[inline(always)]
    fn move_down(&mut self) {
        for k in 0..K {
            let above = if k + 1 < K { self.acc[k + 1] } else { self.top };
            self.acc[k] = self.acc[k].down_two(above);
        }
    }

    /// The double step for the digits i and i + 1 of x.
    #[inline(always)]
    fn step(&mut self, f: &Factors<V, K>, x: &[u64], i: usize) {
        let (x_2, x_3) = (V::splat(x[i]), V::splat(x[i + 1]));
        let [m_0, m_1] = self.quotient_digits();
        // One factor at a time with all of its registers: so that it is loaded once, and what is next to be multiplied waits for nothing.
        let mut beside = [V::zero(); K];
        for k in 0..K {
            beside[k] = beside[k].add_high(self.x_1, f.y[k]).add_low(x_2, f.y[k]);
        }
        for k in 0..K {
            beside[k] = beside[k].add_high(x_2, f.y_up[k]).add_low(x_3, f.y_up[k]);
        }
        self.move_down();
        for k in 0..K {
            beside[k] = beside[k].add_high(self.m_1, f.t[k]);
            self.acc[k] = self.acc[k].add_low(m_0, f.t[k]);
        }
        for k in 0..K {
            beside[k] = beside[k].add_high(m_0, f.t_up[k]);
            self.acc[k] = self.acc[k].add_low(m_1, f.t_up[k]).add(beside[k]);
        }
        self.multiply_top(f, x_2, x_3);
        (self.x_1, self.m_1) = (x_3, m_1);
    }

    /// The last double step, for which there is nothing of x left but a high half; digits carried.
    #[inline(always)]
    fn finish(mut self, f: &Factors<V, K>, x: &mut [Row<8>]) {
        let zero = V::zero();
        let [m_0, m_1] = self.quotient_digits();
        self.move_down();
        // hi(m_1·T) of this last step stands two lanes higher: hi(m_1·T′), one.
        let mut before = zero;
        for k in 0..K {
            let beside = zero
                .add_high(self.x_1, f.y[k])
                .add_high(self.m_1, f.t[k])
                .add_high(m_0, f.t_up[k])
                .add_low(m_1, f.t_up[k]);
            let high = zero.add_high(m_1, f.t_up[k]);
            self.acc[k] = self.acc[k]
                .add_low(m_0, f.t[k])
                .add(beside)
                .add(high.up(before));
            before = high;
        }
        let mut carried = [0; 8];
        carried[0] = self.carry;
        self.acc[0] = self.acc[0].add(V::load(&carried));
        carry(&mut self.acc);
        for k in 0..K {
            self.acc[k].store(&mut x[k]);
        }
    }
}

/// Carries the digits of a number: multiplications read them modulo B. The value is below B^L and fits.
#[inline(always)]
fn carry<V: Along, const K: usize>(number: &mut [V; K]) {
    // What a lane holds beyond its digit, below 2^9, goes one lane up. Then a lane passes on 1 at most: if it is over B − 1, or
    // if it is B − 1 and gets 1.
    let mut before = V::zero();
    let (mut over, mut full) = ([0u64; 2], [0u64; 2]);
    for (k, x) in number.iter_mut().enumerate() {
        let high = x.shift();
        *x = x.digit().add(high.up(before));
        before = high;
        over[k / 8] |= u64::from(x.over()) << (8 * (k % 8));
        full[k / 8] |= u64::from(x.full()) << (8 * (k % 8));
    }
    // A sum carries just so: a bit of `over`, one lane up, runs through the bits of `full` above it. The lanes that get 1
    // are those that it changes.
    let (low, carried) = (over[0] << 1).overflowing_add(full[0]);
    let gets = [
        low ^ full[0],
        ((over[1] << 1) | (over[0] >> 63))
            .wrapping_add(full[1])
            .wrapping_add(u64::from(carried))
            ^ full[1],
    ];
    for (k, x) in number.iter_mut().enumerate() {
        *x = x.add_one_in((gets[k / 8] >> (8 * (k % 8))) as u8).digit();
    }
}

/// [`VectorKernel::gather`](super::vector::VectorKernel::gather), likewise: the first words of `index` are the numbers'.
#[inline(always)]
pub(super) fn gather<V: Along, const NUMBERS: usize>(
    out: &mut [Row<8>],
    table: &[Row<8>],
    index: &Row<8>,
) {
    match out.len() / NUMBERS {
        3 => gather_rows::<V, NUMBERS, 3>(out, table, index),
        4 => gather_rows::<V, NUMBERS, 4>(out, table, index),
        6 => gather_rows::<V, NUMBERS, 6>(out, table, index),
        8 => gather_rows::<V, NUMBERS, 8>(out, table, index),
        _ => gather_rows::<V, NUMBERS, 11>(out, table, index),
    }
}

/// Entries that are looked at together, in a tree: of two, of the two that are left, and so on.
const TOGETHER: usize = 8;

/// The sums stay in registers. Of [`TOGETHER`] entries the index's lowest bits select one, which takes an operation for every entry but one; comparing the index
/// with each entry's number takes three more for each.
#[inline(always)]
fn gather_rows<V: Along, const NUMBERS: usize, const K: usize>(
    out: &mut [Row<8>],
    table: &[Row<8>],
    index: &Row<8>,
) {
    assert!(
        table.len().is_multiple_of(TOGETHER * NUMBERS * K),
        "no entry is left out"
    );
    for h in 0..NUMBERS {
        let one = V::splat(index[h] & 1).equals(1);
        let two = V::splat(index[h] & 2).equals(2);
        let four = V::splat(index[h] & 4).equals(4);
        let wanted = V::splat(index[h] / TOGETHER as u64);
        let mut sums = [V::zero(); K];
        for (i, entries) in table.chunks_exact(TOGETHER * NUMBERS * K).enumerate() {
            let hit = wanted.equals(i as u64);
            // Unrolled whatever the compiler's own limit is, and without closures, which would be functions compiled without the vectors.
            macro_rules! each_register {
                ($($k:literal)*) => {$(if $k < K {
                    let mut left = [V::zero(); TOGETHER];
                    for (i, entry) in left.iter_mut().enumerate() {
                        *entry = V::load(&entries[(i * NUMBERS + h) * K + $k]);
                    }
                    for i in 0..4 {
                        left[i] = one.select(left[2 * i + 1], left[2 * i]);
                    }
                    for i in 0..2 {
                        left[i] = two.select(left[2 * i + 1], left[2 * i]);
                    }
                    sums[$k] = sums[$k].or(hit.and(four.select(left[1], left[0])));
                })*};
            }
            each_register!(0 1 2 3 4 5 6 7 8 9 10);
            const { assert!(K <= 11) };
        }
        for k in 0..K {
            sums[k].store(&mut out[h * K + k]);
        }
    }
}
