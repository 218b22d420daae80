//! Exponentiation of several numbers together, whatever vectors multiply them: what goes in and out of a [`LaneKernel`],
//! the secret ladder and the public one. The arithmetic it rests on is proven in [`lanes`](super::lanes).

use crate::bignum::batch::Power;
use crate::bignum::limb::{LIMB_BITS, Limb, WideLimb};
use crate::bignum::modulus::Modulus;
use crate::bignum::{arith, bit_len_vartime, scratch};

/// The longest modulus that the lanes take, in bits. Beyond it the table of powers would not fit the scratch space.
pub(crate) const MAX_BITS: usize = 4096;
/// The shortest: below it, setting up costs more than it saves.
pub(crate) const MIN_BITS: usize = 512;

/// Digits of W numbers or, where one number lies along the lanes, W digits of a number.
pub(crate) type Row<const W: usize> = [u64; W];

/// `x = x·y·B^−L modulo N′`, from x, y, t, with twice as many working rows, and L.
pub(crate) type Multiply<const W: usize> = fn(&mut [Row<W>], &[Row<W>], &[Row<W>], &mut [Row<W>], usize);

/// The room that numbers take.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    /// Digits of a residue, L.
    pub(crate) digits: usize,
    /// Rows of as many residues as go together.
    pub(crate) rows: usize,
    /// Rows of what [`LaneKernel::modulus`] writes.
    pub(crate) modulus_rows: usize,
}

/// How several numbers lie in rows of W words, and what multiplies them so; each function compiled for the vectors it uses.
pub(crate) struct LaneKernel<const W: usize> {
    /// Bits of a digit, d.
    pub(crate) digit: u32,
    /// Bits of the exponent taken at a time.
    pub(crate) window: usize,
    /// Numbers that go together.
    pub(crate) count: usize,
    /// N′ ≡ −1 modulo this power of B. Times d, it is 64 at most.
    pub(crate) scale: u32,
    /// The room for residues of so many digits at least.
    pub(crate) layout: fn(usize) -> Layout,
    /// The row and the word of digit i of a number, where all numbers take so many rows: from (number, i, rows).
    pub(crate) place: fn(usize, usize, usize) -> (usize, usize),
    /// Writes what the products need to know of a modulus: from a number's place, N′ + 1, and L.
    pub(crate) modulus: fn(&mut [Row<W>], usize, &[Limb], usize),
    /// Multiplies.
    pub(crate) mul: Multiply<W>,
    /// `x = x²·B^−L modulo N′`, from x, t, with twice as many working rows, and L.
    pub(crate) square: fn(&mut [Row<W>], &[Row<W>], &mut [Row<W>], usize),
    /// `out = table[index]`, each number with its own index, reading every entry.
    pub(crate) gather: fn(&mut [Row<W>], &[Row<W>], &Row<W>),
}

/// [`LaneKernel::place`] for one number a lane.
pub(crate) fn place_in_lane(number: usize, i: usize, _rows: usize) -> (usize, usize) {
    (i, number)
}

/// Digits of a residue modulo a number in `len` limbs: B^L ≥ 4N′, where N′ < 2^(LIMB_BITS·len + scale·d).
const fn digits(len: usize, d: u32, scale: u32) -> usize {
    (len * LIMB_BITS + (scale * d) as usize + 2).div_ceil(d as usize)
}

/// Bits `at..at + d` of a number, d < 64.
pub(crate) fn digit_at(limbs: &[Limb], at: usize, d: u32) -> u64 {
    let (i, shift) = (at / LIMB_BITS, at % LIMB_BITS);
    let low = limbs.get(i).copied().unwrap_or(0);
    let high = limbs.get(i + 1).copied().unwrap_or(0);
    let both = (low as WideLimb) | ((high as WideLimb) << LIMB_BITS);
    (both >> shift) as u64 & ((1 << d) - 1)
}

/// Writes the bits of a number from `from` on into its place, `len` digits.
fn scatter<const W: usize>(
    kernel: &LaneKernel<W>,
    rows: &mut [Row<W>],
    number: usize,
    limbs: &[Limb],
    (from, len): (usize, usize),
) {
    let all = rows.len();
    for i in 0..len {
        let (row, word) = (kernel.place)(number, i, all);
        rows[row][word] = digit_at(limbs, from + i * kernel.digit as usize, kernel.digit);
    }
}

/// Reads a number of `len` digits, carried or not: as long as none fills its word.
fn collect<const W: usize>(
    kernel: &LaneKernel<W>,
    limbs: &mut [Limb],
    rows: &[Row<W>],
    number: usize,
    len: usize,
) {
    limbs.fill(0);
    let mut carry = 0;
    for i in 0..len {
        let bit = i * kernel.digit as usize;
        let (at, shift) = (bit / LIMB_BITS, bit % LIMB_BITS);
        let (row, word) = (kernel.place)(number, i, rows.len());
        let sum = rows[row][word] + carry;
        carry = sum >> kernel.digit;
        let value = ((sum & ((1 << kernel.digit) - 1)) as WideLimb) << shift;
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

/// As many powers at once as the kernel takes, with moduli of the same number of limbs that it takes ([`takes`]). With
/// `public`, all have the exponent of the first, which may leak; else the exponents are secret, and leak only the length
/// of the longest.
pub(crate) fn pow<const W: usize>(kernel: &LaneKernel<W>, powers: &mut [Power<'_>], public: bool) {
    assert!((1..=kernel.count).contains(&powers.len()));
    let limbs = powers[0].modulus.len();
    assert!(powers.iter().all(|power| power.modulus.len() == limbs && takes(power.modulus)));
    let Layout { digits: len, rows, modulus_rows } =
        (kernel.layout)(digits(limbs, kernel.digit, kernel.scale));
    // Above 2048 bits the table of a wider window would not fit the scratch space, nor the first-level cache.
    let width = if limbs * LIMB_BITS > 2048 { kernel.window.min(4) } else { kernel.window };
    let entries = if public { 2 } else { 1 << width };
    let words = ((entries + 4) * rows + modulus_rows) * W;
    scratch::with(words + 3 * limbs + 2, |work| {
        let (work, limb_work) = work.split_at_mut(words);
        let (work, _) = work.as_chunks_mut::<W>();
        let (table, work) = work.split_at_mut(entries * rows);
        let (acc, work) = work.split_at_mut(rows);
        let (next, work) = work.split_at_mut(rows);
        let (t, wide) = work.split_at_mut(modulus_rows);
        for (number, power) in powers.iter().enumerate() {
            enter(kernel, power, (number, len), public, t, table[..2 * rows].split_at_mut(rows), limb_work);
        }
        let ladder = Ladder { kernel, t, len };
        if public {
            ladder.public(powers[0].exponent, acc, table, wide);
        } else {
            ladder.secret(powers, width, (acc, next), table, wide);
        }
        if !public || arith::bit(powers[0].exponent, 0) == 0 || bit_len_vartime(powers[0].exponent) == 1 {
            ladder.leave((acc, next), wide, powers.len());
        }
        for (number, power) in powers.iter_mut().enumerate() {
            // (acc·y + q·N′)/B^L with y = 1, or with y < N a plain residue, and acc < 2N′ < B^L is at most N′ + N:
            // less than 2^(d + 1) times N, and reduced at leisure.
            let wide = &mut limb_work[..limbs + 2];
            collect(kernel, wide, acc, number, len);
            power.modulus.reduce(power.out, wide);
        }
    });
}

/// Fills a number's place: its modulus, in `first` the plain base (for a public exponent) or 1 in Montgomery form (for a
/// secret one), and in `second` the base in Montgomery form.
fn enter<const W: usize>(
    kernel: &LaneKernel<W>,
    power: &Power<'_>,
    (number, len): (usize, usize),
    public: bool,
    t: &mut [Row<W>],
    (first, second): (&mut [Row<W>], &mut [Row<W>]),
    work: &mut [Limb],
) {
    let modulus = power.modulus;
    let d = kernel.digit as usize;
    let limbs = modulus.len();
    let (scaled, work) = work.split_at_mut(limbs + 1);
    let (radix, lifted) = work.split_at_mut(limbs);
    let lifted = &mut lifted[..limbs];
    // N′ = k·N with k = −N⁻¹ modulo a power of B.
    let k = modulus.n0() & (((1 as WideLimb) << (kernel.scale * kernel.digit)) - 1) as Limb;
    arith::mul(scaled, modulus.limbs(), &[k]);
    arith::add_word(scaled, 1);
    (kernel.modulus)(t, number, scaled, len);
    // B^L = R·2^s with s = d·L − LIMB_BITS·limbs. A layout adds fewer than eight digits to those that are needed, so
    // s < 64 + 2 + 8d < 512, and 2^s is a residue.
    let s = len * d - limbs * LIMB_BITS;
    lifted.fill(0);
    lifted[s / LIMB_BITS] = 1 << (s % LIMB_BITS);
    modulus.mul(radix, lifted, modulus.r1());
    modulus.mul(lifted, power.base, radix);
    scatter(kernel, second, number, lifted, (0, len));
    scatter(kernel, first, number, if public { power.base } else { radix }, (0, len));
}

/// What stays the same from product to product: the kernel, what it knows of the moduli, and L.
struct Ladder<'a, const W: usize> {
    kernel: &'a LaneKernel<W>,
    t: &'a [Row<W>],
    len: usize,
}

impl<const W: usize> Ladder<'_, W> {
    fn mul(&self, x: &mut [Row<W>], y: &[Row<W>], wide: &mut [Row<W>]) {
        (self.kernel.mul)(x, y, self.t, wide, self.len);
    }

    fn square(&self, x: &mut [Row<W>], wide: &mut [Row<W>]) {
        (self.kernel.square)(x, self.t, wide, self.len);
    }

    /// acc = base^exponent in Montgomery form, each number with its own secret exponent. `table` begins with 1 and the
    /// base.
    fn secret(
        &self,
        powers: &[Power<'_>],
        width: usize,
        (acc, next): (&mut [Row<W>], &mut [Row<W>]),
        table: &mut [Row<W>],
        wide: &mut [Row<W>],
    ) {
        let rows = acc.len();
        for i in 2..1 << width {
            let (done, rest) = table.split_at_mut(i * rows);
            let power = &mut rest[..rows];
            if i % 2 == 0 {
                power.copy_from_slice(&done[i / 2 * rows..][..rows]);
                self.square(power, wide);
            } else {
                power.copy_from_slice(&done[(i - 1) * rows..]);
                self.mul(power, &done[rows..2 * rows], wide);
            }
        }
        let bits = powers.iter().map(|power| power.exponent.len()).max().unwrap_or(0) * LIMB_BITS;
        acc.copy_from_slice(&table[..rows]);
        for i in (0..bits.div_ceil(width)).rev() {
            let mut index = [0; W];
            for (index, power) in index.iter_mut().zip(powers) {
                *index = digit_at(power.exponent, i * width, width as u32);
            }
            (self.kernel.gather)(next, table, &index);
            if (i + 1) * width >= bits {
                // The first window: the power itself, for what stood here is 1.
                acc.copy_from_slice(next);
                continue;
            }
            for _ in 0..width {
                self.square(acc, wide);
            }
            self.mul(acc, next, wide);
        }
    }

    /// acc = base^exponent, all numbers with one public exponent. `table` holds the base plain and in Montgomery form. An
    /// odd exponent above 1 leaves Montgomery form on the way: its last factor is the plain base.
    fn public(&self, exponent: &[Limb], acc: &mut [Row<W>], table: &[Row<W>], wide: &mut [Row<W>]) {
        let (plain, base) = table.split_at(acc.len());
        acc.copy_from_slice(base);
        let bits = bit_len_vartime(exponent);
        assert!(bits > 0, "an exponent of 0 is not worth lanes");
        for i in (0..bits - 1).rev() {
            self.square(acc, wide);
            if arith::bit(exponent, i) == 1 {
                self.mul(acc, if i == 0 { plain } else { base }, wide);
            }
        }
    }

    /// acc out of Montgomery form: times 1.
    fn leave(&self, (acc, one): (&mut [Row<W>], &mut [Row<W>]), wide: &mut [Row<W>], count: usize) {
        one.fill([0; W]);
        for number in 0..count {
            let (row, word) = (self.kernel.place)(number, 0, acc.len());
            one[row][word] = 1;
        }
        self.mul(acc, one, wide);
    }
}
