//! Exponentiation of several numbers together, whatever vectors multiply them: what goes in and out of a [`LaneKernel`],
//! the secret ladder and the public one. The arithmetic it rests on is proven in [`lanes`](super::lanes).

use crate::bignum::batch::Power;
use crate::bignum::limb::{LIMB_BITS, Limb, WideLimb};
use crate::bignum::{arith, bit_len_vartime, scratch};

/// The shortest modulus that the vectors take, in bits: below it, setting up costs more than it saves.
const MIN_BITS: usize = 512;

/// Digits of W numbers or, where one number lies along the lanes, W digits of a number.
pub(crate) type Row<const W: usize> = [u64; W];

/// `x = x·y·B^−L modulo N′`, from x, y, t, with twice as many working rows, and L.
pub(crate) type Multiply<const W: usize> =
    fn(&mut [Row<W>], &[Row<W>], &[Row<W>], &mut [Row<W>], usize);

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
    /// The longest modulus, in bits: the table of powers has to fit the scratch space, the sums of columns their lanes.
    pub(crate) max_bits: usize,
    /// N′ ≡ −1 modulo this power of B. Times d, it is 56 at most.
    pub(crate) scale: u32,
    /// The room for residues of so many digits at least.
    pub(crate) layout: fn(usize) -> Layout,
    /// Where a number's digits lie, where all numbers take so many rows: the first one's word, and from one to the next, in
    /// words; from (number, rows).
    pub(crate) place: fn(usize, usize) -> (usize, usize),
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
pub(crate) fn place_in_lane<const W: usize>(number: usize, _rows: usize) -> (usize, usize) {
    (number, W)
}

/// Digits of a residue modulo a number in `len` limbs: B^L ≥ 4M with M = 2^(LIMB_BITS·(len + 1)).
///
/// What is multiplied stays below M: N′ is below 2^(scale·d − LIMB_BITS)·M ≤ M/4, since scale·d ≤ 56, and a product of
/// x, y < M is x·y/B^L + N′·q/B^L < M²/4M + M/4 < M.
const fn digits(len: usize, d: u32) -> usize {
    (LIMB_BITS * (len + 1) + 2).div_ceil(d as usize)
}

/// Bits `at..at + d` of a number, d < 64.
pub(crate) fn digit_at(limbs: &[Limb], at: usize, d: u32) -> u64 {
    let (i, shift) = (at / LIMB_BITS, at % LIMB_BITS);
    let low = limbs.get(i).copied().unwrap_or(0);
    let high = limbs.get(i + 1).copied().unwrap_or(0);
    let both = (low as WideLimb) | ((high as WideLimb) << LIMB_BITS);
    (both >> shift) as u64 & ((1 << d) - 1)
}

/// Writes a number, times 2^`shift`, into its place, `len` digits.
fn scatter<const W: usize>(
    kernel: &LaneKernel<W>,
    rows: &mut [Row<W>],
    (number, len): (usize, usize),
    limbs: &[Limb],
    shift: usize,
) {
    let d = kernel.digit;
    for (i, word) in kernel.words(rows, number).take(len).enumerate() {
        *word = match (i * d as usize).checked_sub(shift) {
            Some(at) => digit_at(limbs, at, d),
            None if (i + 1) * d as usize <= shift => 0,
            // The digit that the number begins in.
            None => {
                let zeros = shift - i * d as usize;
                digit_at(limbs, 0, d - zeros as u32) << zeros
            }
        };
    }
}

/// Reads a number of `len` digits, carried or not: as long as none fills its word.
fn collect<const W: usize>(
    kernel: &LaneKernel<W>,
    limbs: &mut [Limb],
    rows: &mut [Row<W>],
    number: usize,
    len: usize,
) {
    limbs.fill(0);
    let mut carry = 0;
    for (i, word) in kernel.words(rows, number).take(len).enumerate() {
        let bit = i * kernel.digit as usize;
        let (at, shift) = (bit / LIMB_BITS, bit % LIMB_BITS);
        let sum = *word + carry;
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

impl<const W: usize> LaneKernel<W> {
    /// Whether a modulus of so many bits is taken.
    pub(crate) fn takes(&self, bits: usize) -> bool {
        (MIN_BITS..=self.max_bits).contains(&bits)
    }

    /// The words of a number's digits, the lowest first, and what lies beyond.
    pub(crate) fn words<'r>(
        &self,
        rows: &'r mut [Row<W>],
        number: usize,
    ) -> impl Iterator<Item = &'r mut u64> {
        let (first, step) = (self.place)(number, rows.len());
        rows.as_flattened_mut()[first..].iter_mut().step_by(step)
    }

    /// The room for residues modulo a number in so many limbs.
    fn layout_for(&self, limbs: usize) -> Layout {
        (self.layout)(digits(limbs, self.digit))
    }

    /// The bits of B^L for a modulus in so many limbs.
    pub(crate) fn radix_bits(&self, limbs: usize) -> usize {
        self.layout_for(limbs).digits * self.digit as usize
    }
}

/// As many powers at once as the kernel takes, with moduli of the same number of limbs that it takes. With
/// `public`, all have the exponent of the first, which may leak; else the exponents are secret, and leak only the length
/// of the longest.
pub(crate) fn pow<const W: usize>(kernel: &LaneKernel<W>, powers: &mut [Power<'_>], public: bool) {
    assert!((1..=kernel.count).contains(&powers.len()));
    let limbs = powers[0].modulus.len();
    assert!(
        powers
            .iter()
            .all(|power| power.modulus.len() == limbs && kernel.takes(power.modulus.bits()))
    );
    let Layout {
        digits: len,
        rows,
        modulus_rows,
    } = kernel.layout_for(limbs);
    // Above 2048 bits the table of a wider window would not fit the scratch space, nor the first-level cache.
    let width = if limbs * LIMB_BITS > 2048 {
        kernel.window.min(4)
    } else {
        kernel.window
    };
    let entries = if public { 2 } else { 1 << width };
    let words = ((entries + 4) * rows + modulus_rows) * W;
    scratch::with(words + 2 * limbs + 1, |work| {
        let (work, limb_work) = work.split_at_mut(words);
        let (work, _) = work.as_chunks_mut::<W>();
        let (table, work) = work.split_at_mut(entries * rows);
        let (acc, work) = work.split_at_mut(rows);
        let (next, work) = work.split_at_mut(rows);
        let (t, wide) = work.split_at_mut(modulus_rows);
        let (first, second) = table[..2 * rows].split_at_mut(rows);
        for (number, power) in powers.iter().enumerate() {
            enter(
                kernel,
                power,
                (number, len),
                public,
                t,
                [first, second, next],
                limb_work,
            );
        }
        let ladder = Ladder { kernel, t, len };
        // `next` is 2^2δ/B^−2L: see `enter`.
        ladder.mul(second, next, wide);
        if public {
            ladder.public(powers[0].exponent, acc, table, wide);
        } else {
            ladder.mul(first, next, wide);
            ladder.secret(powers, width, (acc, next), table, wide);
        }
        if !public
            || arith::bit(powers[0].exponent, 0) == 0
            || bit_len_vartime(powers[0].exponent) == 1
        {
            ladder.leave((acc, next), wide, powers.len());
        }
        for (number, power) in powers.iter_mut().enumerate() {
            // The last factor was y = 2^LIMB_BITS, or that times a residue, and acc < M, so that this is below
            // acc·y/B^L + N′ < M·2^LIMB_BITS·N/4M + 2^56·N < 2^LIMB_BITS·N/2.
            let wide = &mut limb_work[..limbs + 1];
            collect(kernel, wide, acc, number, len);
            power.modulus.reduce_word(power.out, wide);
        }
    });
}

/// Fills a number's place: its modulus, and for B^L = 2^K, in `lift` 2^2κ modulo N, the power that the modulus keeps; in `second` the
/// base times 2^2(K − κ), so that the product of the two is the base in Montgomery form; and in `first`, for a
/// secret exponent, 2^2(K − κ), which becomes 1 in Montgomery form likewise, or for a public exponent the base times
/// 2^LIMB_BITS, for the last product.
fn enter<const W: usize>(
    kernel: &LaneKernel<W>,
    power: &Power<'_>,
    place: (usize, usize),
    public: bool,
    t: &mut [Row<W>],
    [first, second, lift]: [&mut [Row<W>]; 3],
    work: &mut [Limb],
) {
    let modulus = power.modulus;
    let (number, len) = place;
    let limbs = modulus.len();
    let (scaled, lifted) = work.split_at_mut(limbs + 1);
    // N′ = k·N with k = −N⁻¹ modulo a power of B.
    let k = modulus.n0() & (((1 as WideLimb) << (kernel.scale * kernel.digit)) - 1) as Limb;
    arith::mul(scaled, modulus.limbs(), &[k]);
    arith::add_word(scaled, 1);
    (kernel.modulus)(t, number, scaled, len);
    let bits = len * kernel.digit as usize;
    let shift = match modulus.lift() {
        // The base, shifted, has to fit; below M it is then as well.
        (kept, value)
            if kept <= bits
                && limbs * LIMB_BITS + 2 * (bits - kept) <= bits.min(LIMB_BITS * (limbs + 1)) =>
        {
            scatter(kernel, lift, place, value, 0);
            2 * (bits - kept)
        }
        _ => {
            modulus.compute_lift(lifted, bits);
            scatter(kernel, lift, place, lifted, 0);
            0
        }
    };
    scatter(kernel, second, place, power.base, shift);
    if public {
        scatter(kernel, first, place, power.base, LIMB_BITS);
    } else {
        scatter(kernel, first, place, &[1], shift);
    }
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
        let bits = powers
            .iter()
            .map(|power| power.exponent.len())
            .max()
            .unwrap_or(0)
            * LIMB_BITS;
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

    /// acc = base^exponent, all numbers with one public exponent. `table` holds the base times 2^LIMB_BITS, and the base in
    /// Montgomery form. An odd exponent above 1 leaves Montgomery form on the way: its last factor is the former.
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

    /// acc out of Montgomery form, times 2^LIMB_BITS.
    fn leave(
        &self,
        (acc, factor): (&mut [Row<W>], &mut [Row<W>]),
        wide: &mut [Row<W>],
        count: usize,
    ) {
        factor.fill([0; W]);
        for number in 0..count {
            scatter(self.kernel, factor, (number, self.len), &[0, 1], 0);
        }
        self.mul(acc, factor, wide);
    }
}
