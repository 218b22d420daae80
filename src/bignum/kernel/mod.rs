//! Multiplication kernels and the choice among them.
//!
//! # The arithmetic that all of them share
//!
//! n is odd, of `len` limbs. Montgomery (*Math. Comp.* 44, 1985) represents x by x·R mod n, for a power R of two above n, and
//! multiplies by `redc(t) = t·R⁻¹ mod n`: a multiple q·n is added that makes the lower half of t zero, q = −t·n⁻¹ mod R, found
//! digit by digit from the lowest.
//!
//! **Almost Montgomery multiplication** (Walter 1999; Gueron 2012). No kernel subtracts n to bring a product below n. Operands
//! and products stay below a bound M that the product keeps: for x, y < M, (x·y + q·n)/R < M²/R + n ≤ M if R is large enough
//! against n. Only what leaves a chain of products is reduced fully. The limb kernels take M = R and subtract n where the sum carries out
//! of R (`portable`); the vector kernels take R ≥ 4M, and need no carry (`vector::digits` has the proof).
//!
//! **Redundant radix.** Vectors have no carry flag, so that digits are shorter than their lanes and sums of products are carried
//! rarely: 28 bits in 64 for `vpmuludq` (32 × 32 → 64 bits), 52 bits in 64 for `vpmadd52luq` and `vpmadd52huq` (the low and
//! the high half of a 52 × 52-bit product, added). How many products a lane takes is counted in each file.
//!
//! **A Montgomery-friendly modulus** (Orup 1995). With B the digit's radix, take N′ = k·n for k = −n⁻¹ mod B^s. Then N′ ≡ −1
//! modulo B^s, and N′ + 1 = B^s·T, so that a step on the sum acc with m = acc mod B is
//!
//! ```text
//! (acc + m·N′)/B = (acc − m)/B + m·T·B^(s − 1)
//! ```
//!
//! The quotient digit is read off instead of multiplied, and with s > 1 the product m·T is not needed before s steps later. The price is a
//! modulus of s more digits, and one reduction from N′ to n at the end. Single-buffer with IFMA takes the last s quotient digits from n itself, so that a product is as short as n.
//! Multi-buffer with IFMA, where a digit's product is one instruction and there is other work meanwhile, multiplies the quotient digit and works modulo n.
//!
//! **Single-buffer** (horizontal) vectorisation lays one number along the lanes (Gueron and Krasnov 2012 for AVX2; Drucker and Gueron 2019 for IFMA): the chain of quotient digits
//! decides its speed. **Multi-buffer** (vertical) vectorisation lays one number in each lane: no chain, no shuffles, every lane with its own modulus; it needs
//! as many powers to raise as there are lanes.
//!
//! **Exponents.** Secret ones by a fixed window: every window costs the same squarings and one multiplication by an entry of a table, all of which
//! is read (`scalar`, `vector`). Public ones by square and multiply.
//!
//! # The files
//!
//! `portable` and `x86_64::adx` multiply limb by limb, and `scalar` raises powers with either. `multi_buffer` and `single_buffer` are written once over a
//! trait of vectors, which `x86_64::multi_*` and `x86_64::single_*` implement and `model` imitates for the tests; `vector` raises powers with any of them.
//! `x86_64::cpu` has the proofs of what the CPU offers, `select` the table that chooses. A kernel reads of a modulus what [`Montgomery`]
//! holds, calls plain arithmetic (`limb`, `arith`) and takes working memory (`scratch`); it uses nothing above, which `.ci/check-layers` checks.

#[cfg(all(test, target_pointer_width = "64", not(certwright_limb32)))]
mod model;
#[cfg(all(
    any(test, target_arch = "x86_64"),
    target_pointer_width = "64",
    not(certwright_limb32)
))]
mod multi_buffer;
mod portable;
mod scalar;
mod select;
#[cfg(all(
    any(test, target_arch = "x86_64"),
    target_pointer_width = "64",
    not(certwright_limb32)
))]
mod single_buffer;
#[cfg(all(
    any(test, target_arch = "x86_64"),
    target_pointer_width = "64",
    not(certwright_limb32)
))]
mod vector;
#[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
mod x86_64;

use super::arith::{self, bit_len_vartime};
use super::limb::{LIMB_BITS, Limb, limbs_for_bits};
use super::scratch::{self, Arena};
use core::fmt;
use core::str::FromStr;
use scalar::ScalarKernel;

/// A way of multiplying. Every one gives the same results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kernel {
    /// Limb by limb, in safe Rust. On every target.
    Portable,
    /// Limb by limb with `mulx`, `adcx` and `adox`, in inline assembly. x86-64 with BMI2 and ADX.
    Adx,
    /// Single-buffer along the lanes of AVX2, and multi-buffer in its four lanes, digits of 28 bits. x86-64.
    Avx2,
    /// Multi-buffer in the eight lanes of AVX-512F, digits of 28 bits; single powers leave seven empty. x86-64.
    Avx512,
    /// Multi-buffer in the four lanes of AVX-IFMA, digits of 52 bits; single powers leave three empty. x86-64.
    AvxIfma,
    /// Single-buffer along the lanes of AVX-512 IFMA, two powers side by side, and multi-buffer in its eight lanes, digits
    /// of 52 bits. x86-64.
    Ifma,
}

/// A kernel that this CPU, or this build, does not have; or a name that no kernel has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KernelError(&'static str);

impl fmt::Display for KernelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl core::error::Error for KernelError {}

impl Kernel {
    /// All kernels.
    pub const ALL: &'static [Self] = &[
        Self::Portable,
        Self::Adx,
        Self::Avx2,
        Self::Avx512,
        Self::AvxIfma,
        Self::Ifma,
    ];

    /// The name that [`FromStr`] takes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Adx => "adx",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
            Self::AvxIfma => "avxifma",
            Self::Ifma => "ifma",
        }
    }

    /// Whether this CPU has what the kernel needs.
    pub fn is_available(self) -> bool {
        select::is_available(self)
    }
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kernel {
    type Err = KernelError;

    fn from_str(name: &str) -> Result<Self, KernelError> {
        Self::ALL
            .iter()
            .copied()
            .find(|kernel| kernel.name() == name)
            .ok_or(KernelError(
                "no such kernel: portable, adx, avx2, avx512, avxifma and ifma are known",
            ))
    }
}

/// The kernel that raises powers modulo numbers of so many bits, where so many wait: the one that is [pinned](force), or the
/// one that the table of measurements gives.
pub fn chosen(waiting: usize, bits: usize) -> Kernel {
    select::choose(waiting, limbs_for_bits(bits)).0
}

/// The kernel that was [pinned](force).
pub fn pinned() -> Option<Kernel> {
    select::pinned()
}

/// Pins `kernel`: every later operation of the process uses it, for every length that it takes, and the portable one for others. For tests,
/// benchmarks, and users who measure. Operations that run meanwhile finish with either.
///
/// # Errors
///
/// [`KernelError`], if this CPU or this build does not have it.
pub fn force(kernel: Kernel) -> Result<(), KernelError> {
    if !kernel.is_available() {
        return Err(KernelError("this CPU does not have what that kernel needs"));
    }
    select::pin(Some(kernel));
    Ok(())
}

/// Undoes [`force`]: the table chooses again.
pub fn unpin() {
    select::pin(None);
}

/// What multiplication and exponentiation read of an odd modulus n, of `len` limbs, with R = 2^(LIMB_BITS·len):
/// [`Modulus::montgomery`](super::Modulus::montgomery) gives it.
#[derive(Clone, Copy)]
pub struct Montgomery<'a> {
    pub(crate) n: &'a [Limb],
    /// −n⁻¹ mod 2^LIMB_BITS.
    pub(crate) n0: Limb,
    /// R mod n.
    pub(crate) r1: &'a [Limb],
    /// R² mod n.
    pub(crate) r2: &'a [Limb],
    /// What is kept for the kernel that takes single powers, and 2^2b mod n where 2^b is that kernel's radix; empty, where that is R.
    #[cfg_attr(
        not(all(target_arch = "x86_64", not(certwright_limb32))),
        allow(dead_code, reason = "no kernel of vectors")
    )]
    pub(crate) kept: Kept,
    #[cfg_attr(
        not(all(target_arch = "x86_64", not(certwright_limb32))),
        allow(dead_code, reason = "no kernel of vectors")
    )]
    pub(crate) lift: &'a [Limb],
    /// The modulus and 2^2b mod n as they lie in that kernel's rows; may be empty.
    #[cfg_attr(
        not(all(target_arch = "x86_64", not(certwright_limb32))),
        allow(dead_code, reason = "no kernel of vectors")
    )]
    pub(crate) rows: &'a [Limb],
}

/// What a modulus keeps for the kernel that takes single powers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// b, where 2^b is the radix of its Montgomery form; 0 where that is the limbs' own, and nothing is kept.
    pub(crate) radix_bits: usize,
    /// Bits of its digits.
    pub(crate) digit: u32,
    /// Words of the rows that [`SinglePowers::write_rows`] fills.
    pub(crate) words: usize,
}

impl fmt::Debug for Montgomery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Montgomery([redacted]; {} limbs)", self.n.len())
    }
}

/// One exponentiation: `out = base^exponent mod modulus`, or that times a residue.
pub struct Power<'a> {
    /// The modulus.
    pub modulus: Montgomery<'a>,
    /// A residue.
    pub base: &'a [Limb],
    /// The exponent; all of its limbs are walked.
    pub exponent: &'a [Limb],
    /// A residue that the power is multiplied by. That costs nothing: the multiplication takes the place of the one that leaves
    /// Montgomery form. As secret as the base.
    pub factor: Option<&'a [Limb]>,
    /// Where the residue goes.
    pub out: &'a mut [Limb],
    /// Where the next power goes, base^(exponent + 1), likewise times the factor: for two multiplications more.
    pub next: Option<&'a mut [Limb]>,
}

impl Power<'_> {
    /// The limbs that the numbers have which are not as many as the modulus has.
    pub(crate) fn wrong_length(&self) -> Option<usize> {
        let len = self.modulus.n.len();
        let factor = self.factor.unwrap_or(self.base);
        let next = self.next.as_deref().unwrap_or(self.base);
        for number in [self.base, factor, self.out, next] {
            if number.len() != len {
                return Some(number.len());
            }
        }
        None
    }

    /// Answers a power to zero. Where the next one is asked as well, that is what is then left to do: true.
    fn answer_zero(&mut self) -> bool {
        // base⁰ = 1, also for base 0 (the empty product). n > 1, so 1 is a residue.
        match self.factor {
            Some(factor) => self.out.copy_from_slice(factor),
            None => {
                self.out.fill(0);
                self.out[0] = 1;
            }
        }
        let Some(next) = self.next.take() else {
            return false;
        };
        self.out = next;
        self.exponent = &[1];
        true
    }
}

impl fmt::Debug for Power<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Power({:?}, [redacted])", self.modulus)
    }
}

/// The number of exponentiations that together have the lowest cost for each.
pub(crate) fn lanes() -> usize {
    select::lanes()
}

/// What takes single powers modulo numbers of so many limbs.
pub(crate) struct SinglePowers {
    engine: select::Engine,
    limbs: usize,
}

impl SinglePowers {
    /// As it is chosen now, for a modulus of so many bits.
    pub(crate) fn chosen(bits: usize) -> Self {
        let limbs = limbs_for_bits(bits);
        let (_, engine) = select::choose(1, limbs);
        Self { engine, limbs }
    }

    /// What a modulus keeps for it.
    pub(crate) fn kept(&self) -> Kept {
        self.engine.kept(self.limbs)
    }

    /// Fills the words of a modulus that keeps them; it has its lift.
    pub(crate) fn write_rows(&self, modulus: &Montgomery<'_>, rows: &mut [Limb]) {
        self.engine.write_rows(modulus, rows);
    }
}

/// `x ≡ x·y·R⁻¹ (mod n)`, almost reduced: below R. Takes any x, y < R. `wide` is working space of twice the length.
pub(crate) fn mont_mul(x: &mut [Limb], y: &[Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    (select::scalar().mul)(x, y, n, n0, wide);
}

/// `x ≡ x²·R⁻¹ (mod n)`, almost reduced: below R. Takes any x < R. `wide` is working space of twice the length.
pub(crate) fn mont_square(x: &mut [Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    (select::scalar().square)(x, n, n0, wide);
}

/// `out ≡ wide·R⁻¹ (mod n)`, almost reduced: below R. Takes any wide < R², and overwrites it.
pub(crate) fn mont_reduce(out: &mut [Limb], wide: &mut [Limb], n: &[Limb], n0: Limb) {
    (select::scalar().reduce)(out, wide, n, n0);
}

/// `out = 2^(2·bits) mod n`, for R ≤ 2^bits: what brings a residue into a Montgomery form of radix 2^bits. Of `modulus` it does not read
/// what the modulus keeps of that kind.
pub(crate) fn compute_lift(modulus: &Montgomery<'_>, out: &mut [Limb], bits: usize) {
    let &Montgomery { n, n0, r2, .. } = modulus;
    let n_bits = bit_len_vartime(n);
    out.copy_from_slice(r2);
    let mut shift = 2 * (bits - n.len() * LIMB_BITS);
    scratch::with(3 * n.len(), |work| {
        let (power, wide) = work.split_at_mut(n.len());
        // A power of two that is a residue at a time: one, for all but the shortest moduli.
        while shift > 0 {
            let now = shift.min(n_bits - 1);
            power.fill(0);
            power[now / LIMB_BITS] = 1 << (now % LIMB_BITS);
            mont_mul(out, r2, n, n0, wide);
            mont_mul(out, power, n, n0, wide);
            // out was below R and power < n, so (out·power + m·n)/R < 2n.
            arith::reduce_once(out, n);
            shift -= now;
        }
    });
}

/// Limbs of an [`Arena`] that suffice for [`pow`] with a secret exponent and a modulus of so many limbs, where a scalar kernel multiplies.
/// The kernels of vectors take what they need from the stack, where it is aligned.
pub(crate) const fn pow_limbs(len: usize) -> usize {
    scalar::pow_limbs(len)
}

/// As [`pow_limbs`], for public exponents.
pub(crate) const fn pow_public_limbs(len: usize) -> usize {
    scalar::pow_public_limbs(len)
}

/// Raises powers whose moduli have one length, to secret exponents, which leak the length of the longest, or, with `public`, all to one
/// exponent that may leak. Working memory is the arena's, where that suffices, or else on the stack.
pub(crate) fn pow(mut powers: &mut [Power<'_>], public: bool, arena: &mut Arena<'_>) {
    while let Some(first) = powers.first_mut() {
        let is_zero = public && bit_len_vartime(first.exponent) == 0;
        if is_zero && !first.answer_zero() {
            powers = &mut powers[1..];
            continue;
        }
        let together = if is_zero { 1 } else { powers.len() };
        let first = &powers[0];
        let (_, engine) = select::choose(together, first.modulus.n.len());
        let (now, later) = powers.split_at_mut(engine.count().min(together));
        engine.pow(now, public, arena);
        powers = later;
    }
}
