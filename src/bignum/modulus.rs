//! [`Modulus`]: an odd modulus, with what Montgomery's multiplication needs, computed once.
//!
//! Let n have `len` limbs and R = 2^(LIMB_BITS·len). Montgomery (Math. Comp. 44, 1985) replaces x by x·R mod n, for
//! then a product costs no division: redc(x·R · y·R) = x·y·R mod n, where redc(t) = t·R⁻¹ mod n. The kernels compute the
//! *almost* reduced product: below R and congruent, which is all that a chain of products needs. Values that leave
//! this type are fully reduced.

use zeroize::Zeroize;

use super::arith;
use super::arith::bit_len_vartime;
use super::kernel::{self, Kept, Montgomery, SinglePowers};
use super::limb::{LIMB_BITS, Limb, Mask};
use super::nat::Nat;
use super::scratch;
use super::secret::declassify;
use core::fmt;

/// The longest modulus, in bits.
pub const MAX_BITS: usize = 16384;

/// Why a number does not serve as a modulus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModulusError {
    /// It is even.
    Even,
    /// It is 0 or 1.
    TooSmall,
    /// It has this many bits, more than [`MAX_BITS`].
    TooLong {
        /// The bits that it has.
        bits: usize,
    },
}

impl fmt::Display for ModulusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Even => f.write_str("the modulus is even"),
            Self::TooSmall => f.write_str("the modulus is below 3"),
            Self::TooLong { bits } => {
                write!(f, "the modulus has {bits} bits, more than {MAX_BITS}")
            }
        }
    }
}

impl core::error::Error for ModulusError {}

/// A slice of limbs is not as long as the modulus that it is computed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LengthError {
    /// The limbs that the modulus has.
    pub expected: usize,
    /// The limbs that the slice has.
    pub found: usize,
}

impl fmt::Display for LengthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expected, found } = self;
        write!(f, "the modulus has {expected} limbs, the number {found}")
    }
}

impl core::error::Error for LengthError {}

/// Whether there are kernels that keep something of a modulus: what is for them alone is compiled nowhere else.
const HAS_VECTORS: bool = cfg!(all(target_arch = "x86_64", not(certwright_limb32)));

/// An odd modulus n > 1 of at most [`MAX_BITS`] bits, ready for use. Its bit length is public; its value need not
/// be: it is wiped when dropped, and `Debug` shows the length alone.
///
/// Residues are slices of exactly [`len`](Self::len) limbs; a slice of another length is a [`LengthError`], and nothing is written.
/// Unless stated otherwise they must be below n on entry and are below n on return, no operation allocates, and time depends on
/// lengths alone. [`scope`](Self::scope) has residues whose types hold all of that.
#[derive(Clone)]
pub struct Modulus {
    n: Nat,
    /// R mod n: 1 in Montgomery form.
    r1: Nat,
    /// R² mod n: multiplying by it carries a residue into Montgomery form.
    r2: Nat,
    /// −n⁻¹ mod 2^LIMB_BITS.
    n0: Limb,
    bits: usize,
    /// 2^2b mod n, where 2^b is the radix of the kernel that takes single powers, and after it what [`keep_rows`](Self::keep_rows) adds. Empty
    /// where that radix is R.
    lift_and_rows: Nat,
    kept: Kept,
}

impl Drop for Modulus {
    /// The numbers wipe themselves; n0 gives the lowest limb of n away, which may be a prime's.
    fn drop(&mut self) {
        self.n0.zeroize();
    }
}

impl Modulus {
    /// Prepares a modulus given as limbs. Leading zero limbs are dropped. Leaks the bit length.
    ///
    /// Costs about nine multiplications modulo n.
    ///
    /// # Errors
    ///
    /// [`ModulusError`], if n is even, below 3 or too long.
    pub fn new(limbs: &[Limb]) -> Result<Self, ModulusError> {
        let mut modulus = Self::unprepared(limbs)?;
        modulus.compute_powers_of_r();
        if HAS_VECTORS && !modulus.lift_and_rows.is_empty() {
            let mut lift = core::mem::replace(&mut modulus.lift_and_rows, Nat::zero(0));
            kernel::compute_lift(&modulus.montgomery(), &mut lift, modulus.kept.radix_bits);
            modulus.lift_and_rows = lift;
        }
        modulus.keep_rows();
        Ok(modulus)
    }

    /// Keeps what the kernel of single powers reads of n as it lies in its rows, for moduli of many powers: that takes about as long as each power
    /// takes then less.
    pub(crate) fn keep_rows(&mut self) {
        if !HAS_VECTORS {
            return;
        }
        let single = SinglePowers::chosen(self.bits);
        // Another kernel may have been pinned since the lift was computed.
        if single.kept() == self.kept && self.kept.words > 0 {
            let len = self.len();
            let mut kept = Nat::zero(len + self.kept.words);
            let (lift, rows) = kept.split_at_mut(len);
            lift.copy_from_slice(&self.lift_and_rows[..len]);
            single.write_rows(&self.montgomery(), rows);
            self.lift_and_rows = kept;
        }
    }

    /// As [`Modulus::new`], in about the time of one multiplication, which depends on n: for public moduli.
    ///
    /// # Errors
    ///
    /// As [`Modulus::new`].
    pub fn new_vartime(limbs: &[Limb]) -> Result<Self, ModulusError> {
        let mut modulus = Self::unprepared(limbs)?;
        let len = modulus.len();
        let Self {
            n,
            r1,
            r2,
            lift_and_rows,
            kept,
            ..
        } = &mut modulus;
        // 2^2b is R²·2^shift; the shift is a few limbs at most.
        let shift = match HAS_VECTORS {
            true => (2 * kept.radix_bits).saturating_sub(2 * len * LIMB_BITS),
            false => 0,
        };
        let (shift_limbs, shift) = (shift / LIMB_BITS, shift % LIMB_BITS);
        scratch::with(3 * len + 1 + shift_limbs, |work| {
            let (wide, work) = work.split_at_mut(2 * len + 1 + shift_limbs);
            let divisor = arith::DivisorVartime::new(n, work);
            wide[len] = 1;
            divisor.rem(r1, &mut wide[..len + 1]);
            wide.fill(0);
            wide[len..2 * len].copy_from_slice(r1);
            divisor.rem(r2, &mut wide[..2 * len]);
            if HAS_VECTORS && let Some(lift) = lift_and_rows.get_mut(..len) {
                wide.fill(0);
                let mut carry = 0;
                for (w, &x) in wide[shift_limbs..].iter_mut().zip(r2.iter().chain([&0])) {
                    *w = (x << shift) | carry;
                    carry = if shift == 0 {
                        0
                    } else {
                        x >> (LIMB_BITS - shift)
                    };
                }
                divisor.rem(lift, &mut wide[..len + 1 + shift_limbs]);
            }
        });
        Ok(modulus)
    }

    /// A modulus whose powers of R are still to be computed.
    fn unprepared(limbs: &[Limb]) -> Result<Self, ModulusError> {
        let bits = bit_len_vartime(limbs);
        if bits < 2 {
            return Err(ModulusError::TooSmall);
        }
        if declassify(limbs[0] & 1) == 0 {
            return Err(ModulusError::Even);
        }
        if bits > MAX_BITS {
            return Err(ModulusError::TooLong { bits });
        }
        let len = bits.div_ceil(LIMB_BITS);
        let n = Nat::from_limbs(&limbs[..len]);
        let n0 = negated_inverse(n[0]);
        let kept = SinglePowers::chosen(bits).kept();
        Ok(Self {
            n0,
            bits,
            r1: Nat::zero(len),
            r2: Nat::zero(len),
            n,
            lift_and_rows: Nat::zero(match kept.radix_bits {
                0 => 0,
                _ => len,
            }),
            kept,
        })
    }

    /// Prepares a modulus given as big-endian bytes.
    ///
    /// # Errors
    ///
    /// As [`Modulus::new`].
    pub fn from_be_bytes(bytes: &[u8]) -> Result<Self, ModulusError> {
        Self::new(&Nat::from_be_bytes(bytes))
    }

    /// R mod n and R² mod n, by doubling and squaring.
    fn compute_powers_of_r(&mut self) {
        let len = self.len();
        // 2^(bits−1) < n, since n has `bits` bits and is odd. From there to R are few doublings.
        let mut power = Nat::zero(len);
        power[(self.bits - 1) / LIMB_BITS] = 1 << ((self.bits - 1) % LIMB_BITS);
        for _ in self.bits - 1..len * LIMB_BITS {
            self.double_raw(&mut power);
        }
        self.r1.copy_from_slice(&power);
        // R·2^len, then log2(LIMB_BITS) Montgomery squarings, each of which doubles the exponent beside R:
        // R·2^(len·LIMB_BITS) = R².
        for _ in 0..len {
            self.double_raw(&mut power);
        }
        scratch::with(2 * len, |wide| {
            for _ in 0..LIMB_BITS.ilog2() {
                kernel::mont_square(&mut power, &self.n, self.n0, wide);
            }
            // What is left is only below R, so the last word is a product with R mod n: (power·r1 + m·n)/R < 2n.
            kernel::mont_mul(&mut power, &self.r1, &self.n, self.n0, wide);
        });
        self.reduce_once(&mut power);
        self.r2 = power;
    }

    /// What multiplication and exponentiation read of the modulus.
    pub fn montgomery(&self) -> Montgomery<'_> {
        let kept: &[Limb] = if HAS_VECTORS {
            &self.lift_and_rows
        } else {
            &[]
        };
        let (lift, rows) = kept.split_at(kept.len().min(self.len()));
        Montgomery {
            n: &self.n,
            n0: self.n0,
            r1: &self.r1,
            r2: &self.r2,
            kept: self.kept,
            lift,
            rows,
        }
    }

    /// Limbs of n, and of every residue.
    #[allow(clippy::len_without_is_empty, reason = "a modulus is never empty")]
    pub fn len(&self) -> usize {
        self.n.len()
    }

    /// Bits of n.
    pub fn bits(&self) -> usize {
        self.bits
    }

    /// n itself.
    pub fn limbs(&self) -> &[Limb] {
        &self.n
    }

    pub(super) fn r2(&self) -> &[Limb] {
        &self.r2
    }

    /// True where x is a residue: as long as n, and below it. Leaks its length, and nothing more until the [`Mask`] is declassified.
    pub fn contains(&self, x: &[Limb]) -> Mask {
        match self.check([x]) {
            Ok(()) => arith::less(x, &self.n),
            Err(_) => Mask::FALSE,
        }
    }

    /// Whether all of these are as long as n.
    pub(super) fn check<const N: usize>(&self, numbers: [&[Limb]; N]) -> Result<(), LengthError> {
        let expected = self.len();
        match numbers.iter().find(|number| number.len() != expected) {
            None => Ok(()),
            Some(number) => Err(LengthError {
                expected,
                found: number.len(),
            }),
        }
    }

    /// Subtracts n from x if x ≥ n: for x < 2n.
    pub(crate) fn reduce_once(&self, x: &mut [Limb]) {
        arith::reduce_once(x, &self.n);
    }

    /// `x = 2x mod n`.
    ///
    /// # Errors
    ///
    /// [`LengthError`].
    pub fn double(&self, x: &mut [Limb]) -> Result<(), LengthError> {
        self.check([x])?;
        self.double_raw(x);
        Ok(())
    }

    /// [`double`](Self::double) where the lengths are right; so are the others of this kind.
    fn double_raw(&self, x: &mut [Limb]) {
        let carry = arith::shl1(x, 0);
        let over = Mask::from_bit(carry) | !arith::less(x, &self.n);
        arith::sub_assign_if(over, x, &self.n);
    }

    /// `x = x + y mod n`.
    ///
    /// # Errors
    ///
    /// [`LengthError`].
    pub fn add_assign(&self, x: &mut [Limb], y: &[Limb]) -> Result<(), LengthError> {
        self.check([x, y])?;
        let carry = arith::add_assign(x, y);
        let over = Mask::from_bit(carry) | !arith::less(x, &self.n);
        arith::sub_assign_if(over, x, &self.n);
        Ok(())
    }

    /// `x = x − y mod n`.
    ///
    /// # Errors
    ///
    /// [`LengthError`].
    pub fn sub_assign(&self, x: &mut [Limb], y: &[Limb]) -> Result<(), LengthError> {
        self.check([x, y])?;
        self.sub_assign_raw(x, y);
        Ok(())
    }

    pub(crate) fn sub_assign_raw(&self, x: &mut [Limb], y: &[Limb]) {
        let borrow = arith::sub_assign(x, y);
        arith::add_assign_if(Mask::from_bit(borrow), x, &self.n);
    }

    /// `out = x·y mod n`.
    ///
    /// # Errors
    ///
    /// [`LengthError`].
    pub fn mul(&self, x: &[Limb], y: &[Limb], out: &mut [Limb]) -> Result<(), LengthError> {
        self.check([out, x, y])?;
        self.mul_raw(out, x, y);
        Ok(())
    }

    pub(crate) fn mul_raw(&self, out: &mut [Limb], x: &[Limb], y: &[Limb]) {
        out.copy_from_slice(x);
        scratch::with(2 * self.len(), |wide| {
            kernel::mont_mul(out, &self.r2, &self.n, self.n0, wide);
            kernel::mont_mul(out, y, &self.n, self.n0, wide);
        });
        // out was below R and y < n, so (out·y + m·n)/R < 2n.
        self.reduce_once(out);
    }

    /// `x = x·y/R mod n`.
    pub(super) fn mont_mul(&self, x: &mut [Limb], y: &[Limb]) {
        scratch::with(2 * self.len(), |wide| {
            kernel::mont_mul(x, y, &self.n, self.n0, wide);
        });
        // x < R and y < n, so (x·y + m·n)/R < 2n.
        self.reduce_once(x);
    }

    /// `x = x²/R mod n`.
    pub(super) fn mont_square(&self, x: &mut [Limb]) {
        scratch::with(2 * self.len(), |wide| {
            kernel::mont_square(x, &self.n, self.n0, wide);
        });
        // As in `mont_mul`, with y = x < n.
        self.reduce_once(x);
    }

    /// `x = x/R mod n`.
    pub(super) fn mont_reduce(&self, x: &mut [Limb]) {
        let len = self.len();
        scratch::with(2 * len, |wide| {
            wide[..len].copy_from_slice(x);
            kernel::mont_reduce(x, wide, &self.n, self.n0);
        });
        // (x + m·n)/R ≤ n for x < R.
        self.reduce_once(x);
    }

    /// `out = x mod n`, for x of any length, by Horner's rule in base R. Leaks the length of x.
    ///
    /// # Errors
    ///
    /// [`LengthError`], where `out` is not as long as n.
    pub fn reduce(&self, x: &[Limb], out: &mut [Limb]) -> Result<(), LengthError> {
        self.check([out])?;
        self.reduce_raw(out, x);
        Ok(())
    }

    pub(crate) fn reduce_raw(&self, out: &mut [Limb], x: &[Limb]) {
        let len = self.len();
        let mut chunks = x.chunks(len).rev();
        let top = chunks.next().unwrap_or_default();
        out.fill(0);
        out[..top.len()].copy_from_slice(top);
        // The second way suffices; it is all that small machines have.
        if LIMB_BITS == 64 && self.bits == len * LIMB_BITS {
            // R < 2n. Horner's rule in base R from the top: what is below R becomes a residue times R, as (out·r2 + m·n)/R < 2n, and with a chunk
            // it is below n + R < 3n.
            if x.len() <= len {
                self.reduce_once(out);
            }
            for chunk in chunks {
                self.mont_mul(out, &self.r2);
                let mut carry = arith::add_assign(out, chunk);
                for _ in 0..2 {
                    let over = Mask::from_bit(carry) | !arith::less(out, &self.n);
                    carry -= arith::sub_assign_if(over, out, &self.n);
                }
            }
            return;
        }
        scratch::with(2 * len, |wide| {
            if x.len() <= len {
                // out < R, so (out·r1 + m·n)/R < 2n.
                kernel::mont_mul(out, &self.r1, &self.n, self.n0, wide);
            }
            // Horner's rule in base R from the top: out·R + chunk, which is below R², is divided by R and multiplied by
            // it: (out·r2 + m·n)/R < 2n.
            for chunk in chunks {
                wide[..len].copy_from_slice(chunk);
                wide[len..].copy_from_slice(out);
                kernel::mont_reduce(out, wide, &self.n, self.n0);
                kernel::mont_mul(out, &self.r2, &self.n, self.n0, wide);
            }
        });
        self.reduce_once(out);
    }

    /// `out = x⁻¹ mod n`, and whether it exists (gcd(x, n) = 1), by as many division steps as n's length asks for (Bernstein and Yang,
    /// 2019). Where it does not exist, `out` means nothing. Leaks lengths alone.
    ///
    /// # Errors
    ///
    /// [`LengthError`].
    pub fn inverse(&self, x: &[Limb], out: &mut [Limb]) -> Result<Mask, LengthError> {
        self.check([out, x])?;
        Ok(self.inverse_raw(out, x))
    }

    pub(crate) fn inverse_raw(&self, out: &mut [Limb], x: &[Limb]) -> Mask {
        arith::inverse(out, x, &self.n)
    }
}

impl fmt::Debug for Modulus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Modulus([redacted]; {} bits)", self.bits)
    }
}

/// −x⁻¹ mod 2^LIMB_BITS for odd x, by Newton's iteration: each step doubles the number of right bits.
pub(crate) fn negated_inverse(x: Limb) -> Limb {
    // x·x ≡ 1 (mod 8) for odd x: three bits are right at the start, and 3·2⁵ ≥ 64.
    let mut inverse = x;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul((2 as Limb).wrapping_sub(x.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg()
}
