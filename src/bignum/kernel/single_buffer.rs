//! Single-buffer form for IFMA: a number along the lanes of registers, digits of 52 bits; one number, or two side by side, as
//! the two halves of an RSA signature are.
//!
//! A number of L digits lies in K registers of eight lanes, digit i in lane i mod 8 of register ⌊i/8⌋.
//!
//! # Arithmetic
//!
//! N′ ≡ −1 modulo B², N′ + 1 = B²·T, and two steps go together. L is even. The sum is kept in two parts, even + B·odd + c, so that no factor is needed one lane
//! higher: what a digit at an odd place multiplies, and the high halves of what one at an even place does, go to `odd`. For the digits x_0, x_1 of x at an even place:
//!
//! ```text
//! m_0, m_1 = the two lowest digits of the sum, carried; c = what they carry, and the lane of `odd` above them
//! even, odd two lanes down                                   the sum divided by B²
//! even += hi(x′_1·y) + lo(x_0·y) + hi(m′_1·T) + lo(m_0·T)    x′_1, m′_1: those of the double step before
//! odd  += hi(x_0·y)  + lo(x_1·y) + hi(m_0·T)  + lo(m_1·T)
//! ```
//!
//! since the high half of x_1·y stands two lanes higher. As N′ ≡ −1 modulo B² and not only modulo B, m_1 does not wait for m_0·T. c is kept as a word.
//!
//! The last two quotient digits are those for n, m = −n⁻¹·a modulo B² for the two lowest digits a, and the sum takes up m·n in place of m·N′. They cost some multiplications of words,
//! and save two digits of every number: a product then is below x·y/B^L + 2n, and not just below N′, which is B² times as large (see `vector::digits`).
//!
//! The chain from one pair of quotient digits to the next is a store, two additions of words, a broadcast and two multiplications; the move down of two
//! lanes runs beside it, and so do the products of x and the other number's chain.
//!
//! Of a double step a lane takes four halves below 2^52, and lanes move down: at most 2(L + 2)·2^52 < 2^60 for the 80 digits that there are at most. c is below
//! that too, with what the last quotient digits add. Two of these, and a carry, are the words m_0 and m_1 before they are carried, and the lanes at the end, where `odd` goes into `even`:
//! below 2^61.

use super::vector::{Layout, Row, Source, digit_at};
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
    /// `value` in the lowest lane, zeros in the others.
    fn in_lowest(value: u64) -> Self;
    /// The words of the two lowest lanes.
    fn lowest_words(self) -> Pair;
    /// The same words, which the compiler does not see through from here on, so that they stay in memory.
    #[inline(always)]
    fn in_memory(words: &Pair) -> &Pair {
        black_box(words)
    }
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
const FORMS: [usize; 6] = [3, 4, 5, 6, 8, 10];

/// The longest modulus, in limbs: (4096 + 4)/52 digits are 79, and with one to make them even fill the longest form.
pub(crate) const MAX_LIMBS: usize = 64;

/// Registers for a number of `digits` digits.
const fn registers(digits: usize) -> usize {
    let mut form = 0;
    while 8 * FORMS[form] < digits {
        form += 1;
    }
    FORMS[form]
}

/// Rows of a modulus for a number of K registers: T, n, and [`LastWord`].
const fn modulus_rows(registers: usize) -> usize {
    2 * registers + 1
}

/// The words of the row that follows n's, which are zeros where the digits of n that are read two lanes late come to them.
#[repr(usize)]
#[derive(Clone, Copy)]
enum LastWord {
    /// The two digits of k = −n⁻¹ modulo B².
    K0 = 2,
    K1,
    /// The two lowest digits of n.
    N0,
    N1,
}

/// Calls a function of the form for so many registers.
macro_rules! by_registers {
    ($registers:expr => $function:ident::<V, NUMBERS>($($argument:expr),*)) => {
        match $registers {
            3 => $function::<V, NUMBERS, 3>($($argument),*),
            4 => $function::<V, NUMBERS, 4>($($argument),*),
            5 => $function::<V, NUMBERS, 5>($($argument),*),
            6 => $function::<V, NUMBERS, 6>($($argument),*),
            8 => $function::<V, NUMBERS, 8>($($argument),*),
            _ => $function::<V, NUMBERS, 10>($($argument),*),
        }
    };
}

/// [`VectorKernel::layout`](super::vector::VectorKernel::layout) for NUMBERS together.
pub(crate) fn layout<const NUMBERS: usize>(digits: usize) -> Layout {
    let digits = digits.next_multiple_of(2);
    let registers = registers(digits);
    Layout {
        digits,
        rows: NUMBERS * registers,
        modulus_rows: NUMBERS * modulus_rows(registers),
        work_rows: 0,
    }
}

/// [`VectorKernel::modulus`](super::vector::VectorKernel::modulus): see [`modulus_rows`].
pub(crate) fn modulus<const NUMBERS: usize>(
    t: &mut [Row<8>],
    number: usize,
    source: &Source<'_>,
    digits: usize,
) {
    let registers = registers(digits);
    let rows = modulus_rows(registers);
    let own = t[rows * number..][..rows].as_flattened_mut();
    let (t, own) = own.split_at_mut(8 * registers);
    let (n, last) = own.split_at_mut(8 * registers);
    for i in 0..digits {
        t[i] = digit_at(source.scaled, (i + 2) * DIGIT as usize, DIGIT);
        n[i] = digit_at(source.n, i * DIGIT as usize, DIGIT);
    }
    last[LastWord::K0 as usize] = digit(source.k as u64);
    last[LastWord::K1 as usize] = digit((source.k >> DIGIT) as u64);
    last[LastWord::N0 as usize] = n[0];
    last[LastWord::N1 as usize] = n[1];
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
    by_registers!(x.len() / NUMBERS => multiply::<V, NUMBERS>(x, Some(y), t, digits));
}

/// [`VectorKernel::square`](super::vector::VectorKernel::square), likewise. Along the lanes a square saves nothing: every lane of
/// a row is busy with the same digit.
#[inline(always)]
pub(super) fn mont_square<V: Along, const NUMBERS: usize>(
    x: &mut [Row<8>],
    t: &[Row<8>],
    digits: usize,
) {
    by_registers!(x.len() / NUMBERS => multiply::<V, NUMBERS>(x, None, t, digits));
}

/// A factor of every double step, in registers, unless there are too many: the sums are more often used.
#[derive(Clone, Copy)]
struct Factor<V, const K: usize>([V; K]);

impl<V: Along, const K: usize> Factor<V, K> {
    const IN_MEMORY: bool = K >= 10;

    #[inline(always)]
    fn new(rows: &[Row<8>]) -> Self {
        let rows = &rows[..K];
        let mut registers = [V::zero(); K];
        // By a loop: a closure would be compiled as a function of its own, without the vectors.
        for k in 0..K {
            registers[k] = V::load(&rows[k]);
        }
        Self(registers)
    }

    /// The factor, whose rows these are.
    #[inline(always)]
    fn get(&self, rows: &[Row<8>]) -> [V; K] {
        if Self::IN_MEMORY {
            // What the compiler cannot see through is not loaded before.
            Self::new(black_box(rows)).0
        } else {
            self.0
        }
    }
}

/// By how many double steps the second number follows the first, so that they do not wait for their digits at once.
const BEHIND: usize = 1;

/// All products, side by side; squares where there is no y.
#[inline(always)]
fn multiply<V: Along, const NUMBERS: usize, const K: usize>(
    x: &mut [Row<8>],
    y: Option<&[Row<8>]>,
    t: &[Row<8>],
    digits: usize,
) {
    assert!(x.len() == NUMBERS * K && t.len() == NUMBERS * modulus_rows(K));
    assert!(digits.is_multiple_of(2) && (2 * BEHIND + 2..=8 * K).contains(&digits));
    let (t, t_behind) = t.split_at(modulus_rows(K));
    let (x, x_behind) = x.split_at_mut(K);
    if NUMBERS == 1 {
        let mut one = Product::<V, NUMBERS, K>::start(x, y, t);
        while one.next < digits {
            one.step();
        }
        one.finish();
        return;
    }
    let (y, y_behind) = y.map(|y| y.split_at(K)).unzip();
    let mut first = Product::<V, NUMBERS, K>::start(x, y, t);
    for _ in 0..BEHIND {
        first.step();
    }
    let mut second = Product::<V, NUMBERS, K>::start(x_behind, y_behind, t_behind);
    while first.next < digits {
        first.step();
        second.step();
    }
    first.finish();
    for _ in 0..BEHIND {
        second.step();
    }
    second.finish();
}

/// Eight words from one on.
#[inline(always)]
fn late(words: &[u64], first: usize) -> &Row<8> {
    words[first..]
        .first_chunk()
        .expect("a row follows those of n")
}

/// A word modulo B.
#[inline(always)]
fn digit(word: u64) -> u64 {
    word & ((1 << DIGIT) - 1)
}

/// The product of one number as it goes on, alone or as one of two: carry + even + B·odd.
struct Product<'a, V, const NUMBERS: usize, const K: usize> {
    x: &'a mut [Row<8>],
    y: Option<&'a [Row<8>]>,
    /// The rows of T, of n, and of [`LastWord`].
    modulus: &'a [Row<8>],
    y_factor: Factor<V, K>,
    t_factor: Factor<V, K>,
    /// The digits of x that have been multiplied.
    next: usize,
    even: [V; K],
    odd: [V; K],
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
impl<'a, V: Along, const NUMBERS: usize, const K: usize> Product<'a, V, NUMBERS, K> {
    /// A number alone in few registers waits for its sums rather than for the units: what does not depend on them is summed up beside them.
    const BESIDE: bool = NUMBERS == 1 && K <= 4;

    /// The first double step, which has no quotient digits yet.
    #[inline(always)]
    fn start(x: &'a mut [Row<8>], y: Option<&'a [Row<8>]>, modulus: &'a [Row<8>]) -> Self {
        let zero = V::zero();
        let mut product = Self {
            y_factor: Factor::new(y.unwrap_or(x)),
            t_factor: Factor::new(modulus),
            x,
            y,
            modulus,
            next: 0,
            even: [zero; K],
            odd: [zero; K],
            x_1: zero,
            m_1: zero,
            carry: 0,
        };
        let x = product.next_digits();
        let y = product.y();
        for k in 0..K {
            product.even[k] = zero.add_low(x[0], y[k]);
            product.odd[k] = zero.add_high(x[0], y[k]).add_low(x[1], y[k]);
        }
        product.x_1 = x[1];
        product
    }

    #[inline(always)]
    fn y(&self) -> [V; K] {
        self.y_factor.get(self.y.unwrap_or(self.x))
    }

    #[inline(always)]
    fn t(&self) -> [V; K] {
        self.t_factor.get(self.modulus)
    }

    /// The next two digits of x, each in every lane.
    #[inline(always)]
    fn next_digits(&mut self) -> [V; 2] {
        let x = &self.x.as_flattened()[self.next..][..2];
        self.next += 2;
        [V::splat(x[0]), V::splat(x[1])]
    }

    /// The sums take up the products of two digits with a factor, and the high halves for the digit before.
    #[inline(always)]
    fn multiply(&mut self, before: V, digits: [V; 2], factor: [V; K]) {
        for k in 0..K {
            self.even[k] = self.even[k].add_high(before, factor[k]);
            self.odd[k] = self.odd[k].add_high(digits[0], factor[k]);
            self.even[k] = self.even[k].add_low(digits[0], factor[k]);
            self.odd[k] = self.odd[k].add_low(digits[1], factor[k]);
        }
    }

    /// The two lowest digits, as words that are carried into each other; what they carry out, and what stands above them in a lane that is moved out, is kept.
    #[inline(always)]
    fn lowest_words(&mut self) -> Pair {
        let (even, odd) = (self.even[0].lowest_words(), self.odd[0].lowest_words());
        let (even, odd) = (V::in_memory(&even), V::in_memory(&odd));
        let low = even.0[0] + self.carry;
        let high = even.0[1] + odd.0[0] + (low >> DIGIT);
        self.carry = odd.0[1] + (high >> DIGIT);
        Pair([low, high])
    }

    /// Quotient digits, each in every lane. Words come from vectors, and go to them, by way of memory, which takes no place in the units that multiply.
    #[inline(always)]
    fn in_every_lane(digits: Pair) -> [V; 2] {
        let digits = V::in_memory(&digits);
        [V::splat(digits.0[0]), V::splat(digits.0[1])]
    }

    /// Everything two lanes down.
    #[inline(always)]
    fn move_down(&mut self) {
        for sum in [&mut self.even, &mut self.odd] {
            for k in 0..K {
                let above = if k + 1 < K { sum[k + 1] } else { V::zero() };
                sum[k] = sum[k].down_two(above);
            }
        }
    }

    /// The double step for the next two digits of x.
    #[inline(always)]
    fn step(&mut self) {
        let x = self.next_digits();
        let lowest = self.lowest_words();
        let m = Self::in_every_lane(lowest);
        let (y, t) = (self.y(), self.t());
        self.move_down();
        if Self::BESIDE {
            let (even, odd) = (self.even, self.odd);
            (self.even, self.odd) = ([V::zero(); K], [V::zero(); K]);
            self.multiply(self.x_1, x, y);
            for k in 0..K {
                let even = even[k].add_low(m[0], t[k]);
                let odd = odd[k].add_low(m[1], t[k]);
                self.even[k] = self.even[k].add_high(self.m_1, t[k]).add(even);
                self.odd[k] = self.odd[k].add_high(m[0], t[k]).add(odd);
            }
        } else {
            self.multiply(self.x_1, x, y);
            self.multiply(self.m_1, m, t);
        }
        (self.x_1, self.m_1) = (x[1], m[1]);
    }

    /// The last two quotient digits, which are those for n: m = k·a modulo B², for the two lowest digits a.
    ///
    /// What the two lowest digits of a + m·n carry, which are 0, and what of m·n stands in the lane that is moved out, is computed as words, so that the lanes above
    /// do not wait for it.
    #[inline(always)]
    fn last_digits(&mut self) -> [V; 2] {
        let last = |word: LastWord| self.modulus[2 * K][word as usize];
        let [k_0, k_1, n_0, n_1] =
            [LastWord::K0, LastWord::K1, LastWord::N0, LastWord::N1].map(last);
        let lowest = self.lowest_words();
        let (a_0, a_1) = (digit(lowest.0[0]), digit(lowest.0[1]));
        let (m_0, high) = halves(a_0, k_0);
        let m_1 = digit(
            high.wrapping_add(a_0.wrapping_mul(k_1))
                .wrapping_add(a_1.wrapping_mul(k_0)),
        );
        let m = Self::in_every_lane(Pair([m_0, m_1]));
        // The lowest digits sum up to B, which carries 1, or to 0 where a_0 is 0: then `second` is a multiple of B without the 1, and carries the same with it.
        let (_, high) = halves(m_0, n_0);
        let (low, above) = halves(m_0, n_1);
        let second = a_1 + 1 + high + low + digit(m_1.wrapping_mul(n_0));
        self.carry += (second >> DIGIT) + above + digit(m_1.wrapping_mul(n_1));
        m
    }

    /// The last double step, for which there is nothing of x left but a high half.
    #[inline(always)]
    fn last_step(&mut self, m: [V; 2]) {
        self.move_down();
        let n = self.modulus[K..].as_flattened();
        let (y, t) = (self.y(), self.t());
        let mut before = V::zero();
        for k in 0..K {
            let n_down = V::load(late(n, 8 * k + 2));
            let odd = self.odd[k].add_high(m[0], n_down).add_low(m[1], n_down);
            self.even[k] = self.even[k]
                .add_high(self.x_1, y[k])
                .add_high(self.m_1, t[k])
                .add_high(m[1], V::load(late(n, 8 * k)))
                .add_low(m[0], n_down)
                .add(odd.up(before));
            before = odd;
        }
        self.even[0] = self.even[0].add(V::in_lowest(self.carry));
    }

    /// The end of a product, whose digits are carried and written to x.
    #[inline(always)]
    fn finish(mut self) {
        let m = self.last_digits();
        self.last_step(m);
        carry(&mut self.even);
        for k in 0..K {
            self.even[k].store(&mut self.x[k]);
        }
    }
}

/// The low and the high half of a product of two digits.
#[inline(always)]
fn halves(x: u64, y: u64) -> (u64, u64) {
    let product = u128::from(x) * u128::from(y);
    (digit(product as u64), (product >> DIGIT) as u64)
}

/// Carries the digits of a number: multiplications read them modulo B. The value is below B^L and fits.
#[inline(always)]
fn carry<V: Along, const K: usize>(number: &mut [V; K]) {
    // What a lane holds beyond its digit, at most 4(L + 2) < 2^9, goes one lane up. Then a lane passes on 1 at most: if it is over B − 1, or
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
    by_registers!(out.len() / NUMBERS => gather_rows::<V, NUMBERS>(out, table, index));
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
            each_register!(0 1 2 3 4 5 6 7 8 9);
            const { assert!(K <= 10) };
        }
        for k in 0..K {
            sums[k].store(&mut out[h * K + k]);
        }
    }
}
