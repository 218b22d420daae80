//! Exponentiation by vectors, whatever vectors they are: what goes in and out of a [`VectorKernel`], the fixed window for secret exponents, and
//! square and multiply for public ones.

#[cfg(target_arch = "x86_64")]
use super::Kept;
use super::{Montgomery, Power, compute_lift};
use crate::bignum::arith::{self, bit_len_vartime};
use crate::bignum::limb::{LIMB_BITS, Limb, Mask, WideLimb, mac, sbb};
use crate::bignum::scratch;

/// The shortest modulus that the vectors take, in limbs: below it, setting up costs more than it saves.
const MIN_LIMBS: usize = 8;

/// Digits of W numbers or, where one number lies along the lanes, W digits of a number.
pub(crate) type Row<const W: usize> = [u64; W];

/// `x = x·y·B^−L` modulo what the modulus's rows hold, from x, y and these, with working rows, and L.
pub(crate) type Multiply<const W: usize> =
    fn(&mut [Row<W>], &[Row<W>], &[Row<W>], &mut [Row<W>], usize);

/// How many rows numbers take.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    /// Digits of a residue, L.
    pub(crate) digits: usize,
    /// Rows of as many residues as go together.
    pub(crate) rows: usize,
    /// Rows of what [`VectorKernel::modulus`] writes.
    pub(crate) modulus_rows: usize,
    /// Rows that a product works with.
    pub(crate) work_rows: usize,
}

/// What a kernel's products are modulo. N′ = k·n for k = −n⁻¹ modulo a power of B, so that N′ ≡ −1 modulo that power.
#[derive(Clone, Copy)]
pub(crate) enum Reduction {
    /// n.
    ByModulus,
    /// N′, for the power B^s with this s: residues are as much longer than n. B^s is 2^104 at most.
    Scaled(u32),
    /// N′ likewise in every step of s digits but the last, whose quotient digits are those for n: that makes a product hardly longer than n.
    ScaledToTheLast(u32),
}

/// A modulus, as [`VectorKernel::modulus`] writes it.
pub(crate) struct Source<'a> {
    /// n.
    pub(crate) n: &'a [Limb],
    /// N′ + 1; or n where there is no N′.
    pub(crate) scaled: &'a [Limb],
    /// k, below B^s; or −n⁻¹ modulo 2^LIMB_BITS where there is no N′.
    pub(crate) k: WideLimb,
}

/// See [`VectorKernel::modulus`].
type WriteModulus<const W: usize> = fn(&mut [Row<W>], usize, &Source<'_>, usize);

/// How several numbers lie in rows of W words, and what multiplies them so; each function compiled for the vectors it uses.
pub(crate) struct VectorKernel<const W: usize> {
    /// Bits of a digit, d.
    pub(crate) digit: u32,
    /// Bits of the exponent taken at a time.
    pub(crate) window: usize,
    /// Numbers that go together.
    pub(crate) count: usize,
    /// The longest modulus, in limbs: the table of powers has to fit the scratch space, the sums of columns their lanes.
    pub(crate) max_limbs: usize,
    /// What the products are modulo.
    pub(crate) reduction: Reduction,
    /// The rows for residues of so many digits at least.
    pub(crate) layout: fn(usize) -> Layout,
    /// How limbs become digits and digits limbs, where every number has a lane of its own.
    pub(crate) lanes: Option<InLanes<W>>,
    /// Where a number's digits lie, where all numbers take so many rows: the first one's word, and from one to the next, in
    /// words; from (number, rows).
    pub(crate) place: fn(usize, usize) -> (usize, usize),
    /// Writes what the products need to know of a modulus: from a number's place, the modulus, and L.
    pub(crate) modulus: WriteModulus<W>,
    /// Multiplies.
    pub(crate) mul: Multiply<W>,
    /// `x = x²·B^−L`, likewise without y.
    pub(crate) square: fn(&mut [Row<W>], &[Row<W>], &mut [Row<W>], usize),
    /// `out = table[index]`, each number with its own index, reading every entry.
    pub(crate) gather: fn(&mut [Row<W>], &[Row<W>], &Row<W>),
}

/// What takes all numbers at once from rows of limbs to rows of digits, and back, where every number has a lane of its own.
pub(crate) struct InLanes<const W: usize> {
    /// Fills the digits' rows with the limbs' bits from this one on, fewer than a limb has.
    pub(crate) digits: fn(&mut [Row<W>], &[Row<W>], usize),
    /// Fills the limbs' rows from carried digits.
    pub(crate) limbs: fn(&mut [Row<W>], &[Row<W>]),
}

/// [`VectorKernel::place`] for one number a lane.
pub(crate) fn place_in_lane<const W: usize>(number: usize, _rows: usize) -> (usize, usize) {
    (number, W)
}

/// Where a product is not below 2n, it leaves the vectors times 2^(steps·bits), by which it is then reduced modulo n in steps of
/// so many bits: (bits, steps). See [`pow`] for the bound.
const fn exit(d: u32, reduction: Reduction) -> (usize, usize) {
    match reduction {
        Reduction::ByModulus => (0, 0),
        Reduction::ScaledToTheLast(_) => (2, 1),
        Reduction::Scaled(s) if s * d <= 56 => (62, 1),
        Reduction::Scaled(_) => (56, 2),
    }
}

/// Digits of a residue modulo a number in `len` limbs: B^L ≥ 4M, and n·2^(steps·bits) fits, for a bound M on whatever is multiplied.
///
/// Modulo N′, M = 2^(LIMB_BITS·len + s·d + 2): N′ is below M/4, and a product of x, y < M is below
/// x·y/B^L + N′ < M²/4M + M/4 < M. Modulo n the same holds with s = 0.
///
/// Where only the last step's quotient is of n, M = 2^(LIMB_BITS·len + 2): the steps before add less than B^(L − s)·N′ < B^L·n before the division by B^L, the
/// last one less than B^L·n, so that a product is below x·y/B^L + 2n < M²/4M + M/2 < M.
const fn digits(len: usize, d: u32, reduction: Reduction) -> usize {
    let beyond_n = match reduction {
        Reduction::Scaled(s) => (s * d) as usize,
        Reduction::ByModulus | Reduction::ScaledToTheLast(_) => 0,
    };
    let (bits, steps) = exit(d, reduction);
    let beyond = if beyond_n + 4 > bits * steps {
        beyond_n + 4
    } else {
        bits * steps
    };
    (LIMB_BITS * len + beyond).div_ceil(d as usize)
}

/// Bits `at..at + d` of a number, d < 64.
#[inline(always)]
pub(crate) fn digit_at(limbs: &[Limb], at: usize, d: u32) -> u64 {
    let (i, shift) = (at / LIMB_BITS, at % LIMB_BITS);
    let low = limbs.get(i).copied().unwrap_or(0) >> shift;
    let high = limbs.get(i + 1).copied().unwrap_or(0) << 1 << (LIMB_BITS - 1 - shift);
    (low | high) & ((1 << d) - 1)
}

/// Writes a number, times 2^`shift`, as `len` digits of `d` bits, one every `step` words.
#[inline(never)]
fn scatter(
    words: &mut [u64],
    (step, len): (usize, usize),
    limbs: &[Limb],
    (d, shift): (u32, usize),
) {
    let end = step * len;
    let mask = (1 << d) - 1;
    // The next `have` bits of the number wait in `hold`; the first are the zeros of the shift. Places are counted: an iterator by steps takes three times as long.
    let (mut at, mut hold, mut have) = (0, 0, shift);
    for &limb in limbs {
        while have >= d as usize && at < end {
            words[at] = hold & mask;
            at += step;
            hold >>= d;
            have -= d as usize;
        }
        if at >= end {
            return;
        }
        words[at] = (hold | (limb << have)) & mask;
        at += step;
        hold = limb >> (d as usize - have);
        have += LIMB_BITS - d as usize;
    }
    while at < end {
        words[at] = hold & mask;
        at += step;
        hold >>= d;
    }
}

/// Reads a number of `len` digits, one every `step` words, carried or not: as long as none fills its word.
#[inline(never)]
fn collect(limbs: &mut [Limb], words: &[u64], (step, len): (usize, usize), d: u32) {
    let mut limbs = limbs.iter_mut();
    // The next `have` bits of the number wait in `hold`, fewer than a limb has.
    let (mut hold, mut have, mut carry) = (0, 0, 0);
    for i in 0..len {
        let sum = words[i * step] + carry;
        carry = sum >> d;
        let digit = sum & ((1 << d) - 1);
        hold |= digit << have;
        have += d;
        if have >= Limb::BITS {
            let Some(limb) = limbs.next() else { return };
            *limb = hold;
            have -= Limb::BITS;
            hold = digit >> (d - have);
        }
    }
    for limb in limbs {
        *limb = hold;
        hold = 0;
    }
}

impl<const W: usize> VectorKernel<W> {
    /// Whether a modulus of so many limbs is taken.
    pub(crate) fn takes(&self, limbs: usize) -> bool {
        (MIN_LIMBS..=self.max_limbs).contains(&limbs)
    }

    /// Whether every number has a lane of its own.
    fn is_in_lanes(&self) -> bool {
        self.lanes.is_some()
    }

    /// Writes numbers of `len` digits, times 2^`shift`, into their places. `work` holds the rows that a product works with.
    fn scatter_all<'n>(
        &self,
        rows: &mut [Row<W>],
        len: usize,
        numbers: impl Iterator<Item = &'n [Limb]>,
        shift: usize,
        work: &mut [Row<W>],
    ) {
        let Some(lanes) = &self.lanes else {
            for (number, limbs) in numbers.enumerate() {
                self.scatter(rows, (number, len), limbs, shift);
            }
            return;
        };
        let zeros = shift.div_ceil(LIMB_BITS);
        work.fill([0; W]);
        for (number, limbs) in numbers.enumerate() {
            for (row, &limb) in work[zeros..][..limbs.len()].iter_mut().zip(limbs) {
                row[number] = limb;
            }
        }
        (lanes.digits)(rows, work, zeros * LIMB_BITS - shift);
    }

    /// Writes a number of `len` digits, times 2^`shift`, into its place.
    fn scatter(
        &self,
        rows: &mut [Row<W>],
        (number, len): (usize, usize),
        limbs: &[Limb],
        shift: usize,
    ) {
        let (first, step) = (self.place)(number, rows.len());
        let words = &mut rows.as_flattened_mut()[first..];
        scatter(words, (step, len), limbs, (self.digit, shift));
    }

    /// Reads a number from its place: of rows of limbs where every number has a lane of its own, or else from `len` digits.
    fn collect(&self, rows: &[Row<W>], (number, len): (usize, usize), limbs: &mut [Limb]) {
        if self.is_in_lanes() {
            for (limb, row) in limbs.iter_mut().zip(rows) {
                *limb = row[number];
            }
        } else {
            let (first, step) = (self.place)(number, rows.len());
            collect(
                limbs,
                &rows.as_flattened()[first..],
                (step, len),
                self.digit,
            );
        }
    }

    /// The words of a number's digits, the lowest first, and what lies beyond.
    #[cfg(test)]
    pub(crate) fn words<'r>(
        &self,
        rows: &'r mut [Row<W>],
        number: usize,
    ) -> impl Iterator<Item = &'r mut u64> {
        let (first, step) = (self.place)(number, rows.len());
        rows.as_flattened_mut()[first..].iter_mut().step_by(step)
    }

    /// The rows for residues modulo a number in so many limbs.
    pub(super) fn layout_for(&self, limbs: usize) -> Layout {
        (self.layout)(digits(limbs, self.digit, self.reduction))
    }

    /// What a modulus in so many limbs keeps: its rows where single powers have them for themselves.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn kept(&self, limbs: usize) -> Kept {
        let layout = self.layout_for(limbs);
        let rows = match self.is_in_lanes() {
            false => layout.modulus_rows + layout.rows,
            true => 0,
        };
        Kept {
            radix_bits: layout.digits * self.digit as usize,
            digit: self.digit,
            words: rows * W / self.count,
        }
    }

    /// Fills what [`kept`](Self::kept) gives the size of: the modulus's rows, then those of its lift.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn write_rows(&self, modulus: &Montgomery<'_>, words: &mut [Limb]) {
        let limbs = modulus.n.len();
        if self.is_in_lanes() {
            return;
        }
        assert!(
            self.count == 1,
            "the first word of a number is that of its own rows"
        );
        let Layout {
            digits,
            modulus_rows,
            ..
        } = self.layout_for(limbs);
        let (rows, _) = words.as_chunks_mut::<W>();
        let (t, lift) = rows.split_at_mut(modulus_rows);
        scratch::with(limbs + 2, |wide| {
            self.write_modulus(t, 0, modulus, digits, wide)
        });
        self.scatter(lift, (0, digits), modulus.lift, 0);
    }

    /// Writes what the products need to know of a modulus. `wide` is working space for two limbs more than n has.
    pub(super) fn write_modulus(
        &self,
        t: &mut [Row<W>],
        number: usize,
        modulus: &Montgomery<'_>,
        digits: usize,
        wide: &mut [Limb],
    ) {
        let n = modulus.n;
        let (scaled, k) = match self.reduction {
            Reduction::ByModulus => (n, WideLimb::from(modulus.n0)),
            Reduction::Scaled(s) | Reduction::ScaledToTheLast(s) => {
                let k = scale(modulus, s * self.digit, wide);
                (&*wide, k)
            }
        };
        (self.modulus)(t, number, &Source { n, scaled, k }, digits);
    }

    /// Copies what a modulus keeps of its rows and its lift's to a number's place, and returns whether it keeps them for this form: where numbers
    /// lie along the lanes, each has rows for itself, and a form is given by its digits and its radix. The lift that is kept is for residues
    /// that are not shifted.
    fn copy_kept(
        &self,
        (t, lift): (&mut [Row<W>], &mut [Row<W>]),
        number: usize,
        modulus: &Montgomery<'_>,
        entry: &Entry,
    ) -> bool {
        let kept = modulus.kept;
        if modulus.rows.is_empty()
            || (kept.digit, kept.radix_bits) != (self.digit, entry.radix)
            || entry.shift != 0
            || self.is_in_lanes()
        {
            return false;
        }
        let (t, lift) = (t.as_flattened_mut(), lift.as_flattened_mut());
        let (of_t, of_lift) = (t.len() / self.count, lift.len() / self.count);
        let (from_t, from_lift) = modulus.rows.split_at(of_t);
        t[of_t * number..][..of_t].copy_from_slice(from_t);
        lift[of_lift * number..][..of_lift].copy_from_slice(from_lift);
        true
    }
}

/// As many powers at once as the kernel takes, with moduli of the same number of limbs that it takes. With
/// `public`, all have the exponent of the first, which may leak; else the exponents are secret, and leak only the length
/// of the longest. Which powers borrow the same modulus leaks.
pub(crate) fn pow<const W: usize>(
    kernel: &VectorKernel<W>,
    powers: &mut [Power<'_>],
    public: bool,
) {
    assert!((1..=kernel.count).contains(&powers.len()));
    let limbs = powers[0].modulus.n.len();
    assert!(
        kernel.takes(limbs)
            && powers
                .iter()
                .all(|power| power.modulus.n.len() == limbs && power.wrong_length().is_none())
    );
    let Layout {
        digits: len,
        rows,
        modulus_rows,
        work_rows,
    } = kernel.layout_for(limbs);
    // Above 2048 bits the table of a wider window would not fit the first-level cache.
    let mut width = if limbs * LIMB_BITS > 2048 {
        kernel.window.min(4)
    } else {
        kernel.window
    };
    let words = |entries: usize| ((entries + 2) * rows + modulus_rows + work_rows) * W;
    while words(1 << width) + 2 * limbs + 2 > scratch::MAX_LIMBS {
        width -= 1;
    }
    let entry = Entry::new(
        len * kernel.digit as usize,
        limbs * LIMB_BITS,
        powers[0].modulus.kept.radix_bits,
    );
    let (bits, steps) = exit(kernel.digit, kernel.reduction);
    let entries = if public { 2 } else { 1 << width };
    let exponent = powers[0].exponent;
    let leaves_by_base = public
        && arith::bit(exponent, 0) == 1
        && bit_len_vartime(exponent) > 1
        && powers
            .iter()
            .all(|power| power.factor.is_none() && power.next.is_none());
    let asks_for_next = powers.iter().any(|power| power.next.is_some());
    let words = words(entries);
    scratch::with(words + 2 * limbs + 2, |work| {
        let (work, limb_work) = work.split_at_mut(words);
        let (work, _) = work.as_chunks_mut::<W>();
        let (table, work) = work.split_at_mut(entries * rows);
        let (acc, work) = work.split_at_mut(rows);
        let (next, work) = work.split_at_mut(rows);
        let (t, wide) = work.split_at_mut(modulus_rows);
        let (first, second) = table[..2 * rows].split_at_mut(rows);
        let one_modulus = kernel.is_in_lanes()
            && powers
                .iter()
                .all(|power| core::ptr::eq(power.modulus.n, powers[0].modulus.n));
        for (number, power) in powers.iter().enumerate() {
            // What a lane holds of a modulus is copied where an earlier power has the same one; where all have one, by whole rows, below.
            let earlier = powers[..number]
                .iter()
                .position(|other| core::ptr::eq(other.modulus.n, power.modulus.n))
                .filter(|_| kernel.is_in_lanes());
            if let Some(earlier) = earlier {
                if !one_modulus {
                    for row in t.iter_mut().chain(&mut *next) {
                        row[number] = row[earlier];
                    }
                }
            } else if !kernel.copy_kept((t, next), number, &power.modulus, &entry) {
                let (wide, lifted) = limb_work.split_at_mut(limbs + 2);
                kernel.write_modulus(t, number, &power.modulus, len, wide);
                entry.lift(&power.modulus, lifted, wide);
                kernel.scatter(next, (number, len), lifted, 0);
            }
        }
        if one_modulus {
            for row in t.iter_mut().chain(&mut *next) {
                *row = [row[0]; W];
            }
        }
        let bases = || powers.iter().map(|power| power.base);
        kernel.scatter_all(second, len, bases(), entry.shift, wide);
        if leaves_by_base && entry.shift == bits * steps {
            first.copy_from_slice(second);
        } else if leaves_by_base {
            kernel.scatter_all(first, len, bases(), bits * steps, wide);
        } else if !public {
            let ones = powers.iter().map(|_| &[1][..]);
            kernel.scatter_all(first, len, ones, entry.shift, wide);
        }
        let chain = Chain { kernel, t, len };
        chain.mul(second, next, wide);
        if public {
            let last = if leaves_by_base { &*first } else { &*second };
            chain.public(exponent, acc, (second, last), wide);
        } else {
            chain.mul(first, next, wide);
            chain.secret(powers, width, (acc, next), table, wide);
        }
        let (first, second) = table[..2 * rows].split_at_mut(rows);
        if !leaves_by_base {
            next.fill([0; W]);
            let factors = powers.iter().map(|power| power.factor.unwrap_or(&[1]));
            kernel.scatter_all(next, len, factors, bits * steps, wide);
            if asks_for_next {
                first.copy_from_slice(acc);
                chain.mul(first, second, wide);
                chain.mul(first, next, wide);
            }
            chain.mul(acc, next, wide);
        }
        // The last factor was y = 2^e, e = bits·steps, or that times a residue, and acc < M ≤ B^L/4, so that this is below n·2^(e − 2) and what the
        // reduction adds: N′ < n·2^(s·d), where the sum is below n·2^e; 2n, where it is below n·2^e for e = 2; or n, where it is below 2n, which no step has to divide.
        for (from, is_next) in [(&*acc, false), (&*first, true)] {
            if is_next && !asks_for_next {
                continue;
            }
            let from = match &kernel.lanes {
                Some(lanes) => {
                    // A residue of at least MIN_LIMBS limbs has two digits more than limbs.
                    let limb_rows = &mut wide[..limbs + 2];
                    (lanes.limbs)(limb_rows, from);
                    &*limb_rows
                }
                None => from,
            };
            for (number, power) in powers.iter_mut().enumerate() {
                let out = match power.next.as_deref_mut() {
                    next if is_next => next,
                    _ => Some(&mut *power.out),
                };
                let Some(out) = out else { continue };
                let out_wide = &mut limb_work[..limbs + 2];
                kernel.collect(from, (number, len), out_wide);
                let Montgomery { n, n0, .. } = power.modulus;
                reduce(out, out_wide, n, n0, (bits, steps));
            }
        }
    });
}

/// How residues enter a kernel's Montgomery form, whose radix is 2^K: by a product with 2^2K modulo n, which is to be had from 2^2κ, which the
/// moduli keep for the kernel that takes single powers.
struct Entry {
    /// K.
    radix: usize,
    /// κ of the power that is used.
    kept: usize,
    /// What is multiplied by that power is shifted by so many bits.
    shift: usize,
}

impl Entry {
    /// From K, the bits of a residue, and κ.
    fn new(radix: usize, residue: usize, kept: usize) -> Self {
        // The base, shifted, has to fit the digits, so that its product is below 2^residue and what the reduction adds, see [`digits`]: below M.
        let shift = 2 * radix.saturating_sub(kept);
        let fits = kept >= residue && residue + shift <= radix;
        let (kept, shift) = if fits { (kept, shift) } else { (radix, 0) };
        Self { radix, kept, shift }
    }

    /// What brings a residue into Montgomery form together with the shift: 2^2κ modulo n, or, where κ is above K, 2^2K from that. `wide` is working
    /// space for two limbs more than n has.
    fn lift(&self, modulus: &Montgomery<'_>, out: &mut [Limb], wide: &mut [Limb]) {
        let &Montgomery { n, n0, .. } = modulus;
        if modulus.kept.radix_bits == self.kept {
            out.copy_from_slice(modulus.lift);
        } else {
            compute_lift(modulus, out, self.kept);
        }
        let above = 2 * self.kept.saturating_sub(self.radix);
        // Steps of one size, and a last one of what that leaves.
        let steps = above.div_ceil(MAX_STEP).max(1);
        for (bits, steps) in [(above / steps, steps), (above % steps, 1)] {
            if bits > 0 {
                let (low, high) = wide.split_at_mut(n.len());
                low.copy_from_slice(out);
                high.fill(0);
                reduce(out, wide, n, n0, (bits, steps));
            }
        }
    }
}

/// The maximum number of bits by which a step of [`reduce`] divides.
const MAX_STEP: usize = LIMB_BITS - 2;

/// `scaled = N′ + 1 = k·n + 1` in two limbs more than n, and k = −n⁻¹ modulo 2^`bits`, of which there are 104 at most.
fn scale(&Montgomery { n, n0, .. }: &Montgomery<'_>, bits: u32, scaled: &mut [Limb]) -> WideLimb {
    let mut k = n0 as WideLimb;
    if bits > Limb::BITS {
        // One more step of Newton's iteration doubles the number of right bits: x·(2 − n·x) for x = n⁻¹, k·(2 + n·k) for k = −x.
        let low = n[0] as WideLimb | ((n[1] as WideLimb) << LIMB_BITS);
        k = k.wrapping_mul(low.wrapping_mul(k).wrapping_add(2));
    }
    let k = k & ((1 << bits) - 1);
    let (k_0, k_1) = (k as Limb, (k >> LIMB_BITS) as Limb);
    let (mut carry_0, mut carry_1, mut before) = (1, 0, 0);
    for (i, limb) in scaled.iter_mut().enumerate() {
        let x = n.get(i).copied().unwrap_or(0);
        let row;
        (row, carry_0) = mac(0, x, k_0, carry_0);
        (*limb, carry_1) = mac(row, before, k_1, carry_1);
        before = x;
    }
    k
}

/// `out = wide·2^−(bits·steps) mod n`, for `wide` of two limbs more than n and below 2^(bits·steps)·n, and n0 = −n⁻¹ mod 2^LIMB_BITS.
/// Overwrites `wide`.
#[inline(never)]
fn reduce(
    out: &mut [Limb],
    wide: &mut [Limb],
    n: &[Limb],
    n0: Limb,
    (bits, steps): (usize, usize),
) {
    for _ in 0..steps {
        let q = wide[0].wrapping_mul(n0) & ((1 << bits) - 1);
        // (wide + q·n)/2^bits: below 2n after the last step.
        let (mut low, mut carry) = mac(wide[0], n[0], q, 0);
        for i in 1..wide.len() {
            let above;
            (above, carry) = match n.get(i) {
                Some(&x) => mac(wide[i], x, q, carry),
                None => adc_word(wide[i], carry),
            };
            wide[i - 1] = (low >> bits) | (above << (LIMB_BITS - bits));
            low = above;
        }
        if let Some(top) = wide.last_mut() {
            *top = low >> bits;
        }
    }
    // The difference, and in its place what it was taken from where that is below n.
    let (low, high) = wide.split_at(n.len());
    let mut borrow = 0;
    for ((out, &x), &y) in out.iter_mut().zip(low).zip(n) {
        (*out, borrow) = sbb(x, y, borrow);
    }
    let over = Mask::from_bit(high[0]) | !Mask::from_bit(borrow);
    for (out, &x) in out.iter_mut().zip(low) {
        *out = over.select(*out, x);
    }
}

/// `x + carry`, and the carry out.
#[inline(always)]
fn adc_word(x: Limb, carry: Limb) -> (Limb, Limb) {
    let (sum, over) = x.overflowing_add(carry);
    (sum, Limb::from(over))
}

/// What stays the same from product to product: the kernel, what it knows of the moduli, and L.
struct Chain<'a, const W: usize> {
    kernel: &'a VectorKernel<W>,
    t: &'a [Row<W>],
    len: usize,
}

impl<const W: usize> Chain<'_, W> {
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
            #[cfg(certwright_ctgrind)]
            crate::bignum::secret::ctgrind::probe("kernel: window", &index);
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

    /// acc = base^exponent, all numbers with one public exponent, from the base in Montgomery form, and what stands for it as the last
    /// factor for an odd exponent above 1: where that is the base times the power of two that [`exit`] gives, acc leaves Montgomery form on the way.
    fn public(
        &self,
        exponent: &[Limb],
        acc: &mut [Row<W>],
        (base, last): (&[Row<W>], &[Row<W>]),
        wide: &mut [Row<W>],
    ) {
        acc.copy_from_slice(base);
        let bits = bit_len_vartime(exponent);
        assert!(bits > 0, "an exponent of 0 has been answered");
        for i in (0..bits - 1).rev() {
            self.square(acc, wide);
            if arith::bit(exponent, i) == 1 {
                self.mul(acc, if i == 0 { last } else { base }, wide);
            }
        }
    }
}
