//! RSADP and RSASP1 (RFC 8017 §5.1.2, §5.2.1): by the Chinese remainder theorem, blinded, and checked before release.
//!
//! **Blinding** (Kocher 1996). The usual way, (c·r^e)^d · r⁻¹, needs an inverse per operation, which in constant time
//! costs as much as the exponentiation, or a state that is shared between operations. Another way: with b = r^(e−1),
//!
//! ```text
//! (c·b·r)^(d−1) · (c·b)  =  c^d · b^d · r^(d−1)  =  c^d · r^((e−1)d + d − 1)  =  c^d · r^(ed − 1)  =  c^d
//! ```
//!
//! modulo each prime p, since e·d ≡ 1 modulo p − 1. So a fresh r blinds every operation for the price of the public
//! exponent, and both the base and what is multiplied by the power are random to an observer. Each prime has an r of its own: numbers
//! half as long as n cost a quarter. What touches c before it is blinded is its reduction modulo each prime and one multiplication, both in constant time.
//!
//! **Faults** (Boneh, DeMillo, Lipton 1997). A wrong half would give the key away, so no result leaves before its e-th
//! power is seen to be the number c that was blinded, and c to be the input: a ciphertext is compared with it, and an encoded
//! message is verified against its digest, so that a fault between encoding and blinding does not pass either.
//!
//! **Phases.** An operation is a value that goes from [`Started`] to [`Blinded`] to [`Recombined`]; between them stand
//! exponentiations, each a [`Power`] of its own. A single operation computes its powers at once; a batch queues those of
//! many. Nothing allocates.

use super::key::{Crt, Factor, N, OtherPrime, P, PrivateKey, PublicKey, Q, R};
use super::memory::Memory;
use super::{Error, KeyError};
use crate::bignum::batch::{self, Power};
use crate::bignum::scratch::Arena;
use crate::bignum::secret::declassify_all;
use crate::bignum::{
    InArena, LIMB_BITS, Limb, ModulusOf, Residue, arith, limbs_for_bits, limbs_from_be_bytes,
    limbs_to_be_bytes,
};
use crate::random::{RandomSource, RngError, fill_limbs};

impl PublicKey {
    /// Limbs of a [`Workspace`](crate::bignum::Workspace) with which a public key of so many bits verifies or encrypts.
    pub const fn workspace_limbs(bits: usize) -> usize {
        Self::number_limbs(bits) + batch::pow_public_limbs(limbs_for_bits(bits))
    }

    /// Of these, the limbs of the operation's numbers.
    pub(super) const fn number_limbs(bits: usize) -> usize {
        2 * limbs_for_bits(bits)
    }

    /// RSAEP and RSAVP1 (RFC 8017 §5.1.1, §5.2.2): `buffer = buffer^e mod n`, of [`size`](Self::size) bytes.
    ///
    /// For public exponents; the number may be secret.
    pub(super) fn apply(&self, buffer: &mut [u8], memory: Memory<'_, '_>) -> Result<(), Error> {
        let n = self.modulus();
        let limbs = (
            Self::number_limbs(self.bits()),
            Self::workspace_limbs(self.bits()),
        );
        memory.with_arena(limbs, |mut arena| {
            let base = self.load(buffer, arena.take(n.len()))?;
            let power = arena.take(n.len());
            n.raise(power, base.limbs(), self.exponent(), true, &mut arena);
            to_bytes(power, buffer);
            Ok(())
        })
    }

    /// Bytes to a residue: as many as the modulus has, and below it.
    pub(super) fn load<'a>(
        &self,
        bytes: &[u8],
        limbs: &'a mut [Limb],
    ) -> Result<InArena<'a, N>, Error> {
        check_len(bytes, self.size())?;
        limbs_from_be_bytes(limbs, bytes);
        self.modulus().residue(limbs).ok_or(Error::OutOfRange)
    }
}

impl PrivateKey {
    /// Limbs of a [`Workspace`](crate::bignum::Workspace) with which a private key of so many bits signs or decrypts.
    ///
    /// They hold the tables of powers as well, except that a kernel of vectors (x86-64) lays its own on the stack, and so does a key of which
    /// one prime is longer than half the modulus.
    pub const fn workspace_limbs(bits: usize) -> usize {
        Self::number_limbs(bits) + batch::pow_limbs(limbs_for_bits(bits.div_ceil(2)))
    }

    /// Of these, the limbs of the operation's numbers.
    pub(super) const fn number_limbs(bits: usize) -> usize {
        // c, the result and its power are as long as n. The lengths of the primes that make up n sum to n's and a limb for each of them but
        // one at most, S, and there are five primes at most. The blinding factors take S, and p and q three numbers each. Then
        // a further prime r takes four, and a product of n's length and a limb, where the result's power comes later; p and q take less. So
        // there are c, S, 3(p + q) + 4r, which is 4S at most, the result and the product.
        8 * limbs_for_bits(bits) + 32
    }

    /// `buffer = buffer^d mod n`, of [`size`](Self::size) bytes, checked; zeros where it failed.
    ///
    /// `is_input` is shown the number that was blinded, as bytes that it may overwrite, and returns whether that is what was to be
    /// raised: the caller's own knowledge of it must not come from `buffer`.
    pub(super) fn apply(
        &self,
        buffer: &mut [u8],
        is_input: &dyn Fn(&mut [u8]) -> bool,
        rng: &mut dyn RandomSource,
        memory: Memory<'_, '_>,
    ) -> Result<(), Error> {
        let limbs = (
            Self::number_limbs(self.bits()),
            Self::workspace_limbs(self.bits()),
        );
        let done = memory.with_arena(limbs, |arena| {
            let mut started = Started::new(self, buffer, rng, arena)?;
            let (mut powers, arena) = started.powers();
            batch::pow_public_vartime_in(&mut powers, arena);
            let mut blinded = started.blind();
            let (mut powers, arena) = blinded.powers();
            batch::pow_in(&mut powers, arena);
            let mut recombined = blinded.recombine();
            let (power, arena) = recombined.power();
            batch::pow_public_vartime_in(&mut [power], arena);
            recombined.finish(buffer, is_input)
        });
        if done.is_err() {
            buffer.fill(0);
        }
        done
    }
}

/// One prime's part in an operation whose blinding factor is drawn.
pub(super) struct Loaded<'w, M> {
    /// The input modulo the prime.
    c: InArena<'w, M>,
    /// The blinding factor.
    r: InArena<'w, M>,
    /// c·r^(e−1), once it is computed.
    companion: InArena<'w, M>,
    /// c·r^e, likewise.
    base: InArena<'w, M>,
}

impl<'w, M> Loaded<'w, M> {
    fn new(prime: &ModulusOf<M>, c: &[Limb], r: InArena<'w, M>, arena: &mut Arena<'w>) -> Self {
        Self {
            c: prime.reduced(c, arena),
            r,
            companion: prime.zero(arena),
            base: prime.zero(arena),
        }
    }

    /// c·r^(e−1) and c·r^e, to be computed before [`blind`](Self::blind).
    fn power<'a>(&'a mut self, prime: &'a ModulusOf<M>, e_minus_one: &'a [Limb]) -> Power<'a> {
        Power {
            modulus: prime.montgomery(),
            base: self.r.limbs(),
            exponent: e_minus_one,
            factor: Some(self.c.limbs()),
            out: self.companion.limbs_mut(),
            next: Some(self.base.limbs_mut()),
        }
    }

    /// Lets the blinding factor go.
    fn blind(self) -> Masked<'w, M> {
        Masked {
            base: self.base,
            companion: self.companion,
            power: self.c,
        }
    }
}

/// One prime's part in an operation whose input is blinded.
pub(super) struct Masked<'w, M> {
    base: InArena<'w, M>,
    companion: InArena<'w, M>,
    /// base^(d_i − 1)·companion = c^d_i, once it is computed.
    power: InArena<'w, M>,
}

impl<M> Masked<'_, M> {
    fn power<'a>(&'a mut self, factor: &'a Factor<M>) -> Power<'a> {
        Power {
            modulus: factor.prime.montgomery(),
            base: self.base.limbs(),
            exponent: &factor.exponent_minus_one,
            factor: Some(self.companion.limbs()),
            out: self.power.limbs_mut(),
            next: None,
        }
    }
}

/// An operation before its halves are recombined, with what it keeps of each of p and q.
pub(super) struct Halves<'k, 'w, A, B> {
    key: &'k PrivateKey,
    c: InArena<'w, N>,
    p: A,
    q: B,
    /// The blinding factors of further primes, one after the other.
    others: &'w mut [Limb],
    arena: Arena<'w>,
}

/// An operation whose input is loaded and whose blinding factors are drawn.
pub(super) type Started<'k, 'w> = Halves<'k, 'w, Loaded<'w, P>, Loaded<'w, Q>>;

/// An operation whose input is blinded.
pub(super) type Blinded<'k, 'w> = Halves<'k, 'w, Masked<'w, P>, Masked<'w, Q>>;

impl<'k, 'w> Started<'k, 'w> {
    pub(super) fn new(
        key: &'k PrivateKey,
        input: &[u8],
        rng: &mut dyn RandomSource,
        mut arena: Arena<'w>,
    ) -> Result<Self, Error> {
        let n = key.public.modulus();
        #[allow(unused_mut, reason = "tests inject faults")]
        let mut c = key.public.load(input, arena.take(n.len()))?;
        #[cfg(test)]
        faults::inject(faults::Stage::Loaded, c.limbs_mut());
        let Crt { p, q, others, .. } = &*key.crt;
        let (p, q) = (&p.prime, &q.prime);
        let others = others.iter().map(|other| other.factor.prime.len());
        let random = arena.take(p.len() + q.len() + others.clone().sum::<usize>());
        fill_limbs(rng, random)?;
        #[cfg(certwright_ctgrind)]
        crate::bignum::ctgrind::probe("private operation: blinding factor", random);
        let (r_p, random) = random.split_at_mut(p.len());
        let (r_q, others_random) = random.split_at_mut(q.len());
        let (r_p, r_q) = (blinder(p, r_p)?, blinder(q, r_q)?);
        let mut rest = &mut *others_random;
        for other in &key.crt.others {
            let (r, after) = rest.split_at_mut(other.factor.prime.len());
            blinder(&other.factor.prime, r)?;
            rest = after;
        }
        Ok(Self {
            key,
            p: Loaded::new(p, c.limbs(), r_p, &mut arena),
            q: Loaded::new(q, c.limbs(), r_q, &mut arena),
            c,
            others: others_random,
            arena,
        })
    }

    /// What is to be computed before [`blind`](Self::blind), and working memory for it.
    pub(super) fn powers(&mut self) -> ([Power<'_>; 2], &mut Arena<'w>) {
        let (Crt { p, q, .. }, e_minus_one) = (&*self.key.crt, &self.key.e_minus_one);
        let powers = [
            self.p.power(&p.prime, e_minus_one),
            self.q.power(&q.prime, e_minus_one),
        ];
        (powers, &mut self.arena)
    }

    pub(super) fn blind(self) -> Blinded<'k, 'w> {
        #[allow(unused_mut, reason = "tests inject faults")]
        let mut masked = self.p.blind();
        #[cfg(test)]
        faults::inject(faults::Stage::Base, masked.base.limbs_mut());
        Blinded {
            key: self.key,
            c: self.c,
            p: masked,
            q: self.q.blind(),
            others: self.others,
            arena: self.arena,
        }
    }
}

/// Random limbs as a residue modulo a prime, any but 0 and 1. What is below a power of two that is above the prime is
/// reduced by one subtraction: no residue is more than twice as probable as another. Their complement is used, for a generator
/// in the state in which it drew the prime, as where tests seed it, would give the prime again, and that is 0.
fn blinder<'w, M>(
    prime: &ModulusOf<M>,
    random: &'w mut [Limb],
) -> Result<InArena<'w, M>, RngError> {
    random.iter_mut().for_each(|limb| *limb = !*limb);
    if let Some(top) = random.last_mut() {
        *top &= Limb::MAX >> (prime.len() * LIMB_BITS - prime.bits());
    }
    prime.reduce_once(random);
    let trivial = arith::is_zero(random) | arith::equals_word(random, 1);
    if trivial.declassify() {
        return Err(RngError::Stuck);
    }
    Ok(Residue::assume(random))
}

impl<'k, 'w> Blinded<'k, 'w> {
    /// The secret powers, to be computed before [`recombine`](Self::recombine), and working memory for them.
    pub(super) fn powers(&mut self) -> ([Power<'_>; 2], &mut Arena<'w>) {
        let Crt { p, q, .. } = &*self.key.crt;
        ([self.p.power(p), self.q.power(q)], &mut self.arena)
    }

    /// RFC 8017 §5.1.2 step 2.b.
    pub(super) fn recombine(self) -> Recombined<'k, 'w> {
        let Self {
            key,
            c,
            p,
            q,
            others: mut random,
            mut arena,
        } = self;
        let Crt {
            p: Factor { prime: p_prime, .. },
            q: Factor { prime: q_prime, .. },
            q_inv,
            others,
        } = &*key.crt;
        let n = key.public.modulus();
        let m = arena.take(n.len());
        // Step i: m_1 = c^dP mod p, m_2 = c^dQ mod q.
        #[allow(unused_mut, reason = "tests inject faults")]
        let (mut m_1, m_2) = (p.power, q.power);
        #[cfg(test)]
        faults::inject(faults::Stage::Power, m_1.limbs_mut());
        // Step iii: h = (m_1 − m_2)·qInv mod p.
        #[cfg(certwright_ctgrind)]
        crate::bignum::ctgrind::probe("private operation: m_1", m_1.limbs());
        let mut h = m_1;
        let mut frame = arena.frame();
        p_prime.sub_assign(&mut h, &p_prime.residue_of(&m_2, q_prime, &mut frame));
        p_prime.mul_assign(&mut h, q_inv);
        // Step iv: m = m_2 + q·h.
        m[..m_2.limbs().len()].copy_from_slice(m_2.limbs());
        add_product(m, q_prime.limbs(), h.limbs(), frame);
        // Steps ii and v, for each further prime.
        for other in others {
            let (r, rest) = random.split_at_mut(other.factor.prime.len());
            combine(
                m,
                other,
                &c,
                Residue::assume(r),
                &key.e_minus_one,
                arena.frame(),
            );
            random = rest;
        }
        Recombined {
            key,
            c,
            // Below n, by the arithmetic of Garner's formula.
            m: Residue::assume(m),
            m_power: n.zero(&mut arena),
            arena,
        }
    }
}

/// Steps ii and v for one prime: m_i = c^d_i mod r_i, h = (m_i − m)·t_i mod r_i, m = m + R·h, with R the product of the
/// primes before. `blinder` is the blinding factor.
fn combine<'w>(
    m: &mut [Limb],
    other: &OtherPrime,
    c: &InArena<'_, N>,
    blinder: InArena<'w, R>,
    e_minus_one: &[Limb],
    mut arena: Arena<'w>,
) {
    let r = &other.factor.prime;
    let mut loaded = Loaded::new(r, c.limbs(), blinder, &mut arena);
    batch::pow_public_vartime_in(&mut [loaded.power(r, e_minus_one)], &mut arena);
    let mut masked = loaded.blind();
    batch::pow_in(&mut [masked.power(&other.factor)], &mut arena);
    #[cfg(certwright_ctgrind)]
    crate::bignum::ctgrind::probe("private operation: m_i", masked.power.limbs());
    let mut h = masked.power;
    r.sub_assign(&mut h, &r.reduced(m, &mut arena));
    r.mul_assign(&mut h, &other.coefficient);
    add_product(m, &other.product, h.limbs(), arena);
}

/// `m += a·b`, which fits by the arithmetic of Garner's formula: m < a and b < c, a prime of as many limbs, make it less than a·c, which
/// is at most n. So nothing is carried out of the product's limbs, nor of m's, beyond which the product's are zero.
fn add_product(m: &mut [Limb], a: &[Limb], b: &[Limb], mut arena: Arena<'_>) {
    let product = arena.take(a.len() + b.len());
    arith::mul(product, a, b);
    let common = m.len().min(product.len());
    arith::add_assign(&mut m[..common], &product[..common]);
}

/// An operation with a result that is still to be checked.
pub(super) struct Recombined<'k, 'w> {
    key: &'k PrivateKey,
    c: InArena<'w, N>,
    m: InArena<'w, N>,
    /// m^e, once it is computed.
    m_power: InArena<'w, N>,
    arena: Arena<'w>,
}

impl<'w> Recombined<'_, 'w> {
    /// m^e, to be computed before [`finish`](Self::finish), and working memory for it.
    pub(super) fn power(&mut self) -> (Power<'_>, &mut Arena<'w>) {
        let power = Power {
            modulus: self.key.public.modulus().montgomery(),
            base: self.m.limbs(),
            exponent: self.key.public.exponent(),
            factor: None,
            out: self.m_power.limbs_mut(),
            next: None,
        };
        (power, &mut self.arena)
    }

    /// Writes m to `out` if m^e = c, and `is_input` finds that c is what was to be raised; see [`PrivateKey::apply`].
    pub(super) fn finish(
        &self,
        out: &mut [u8],
        is_input: &dyn Fn(&mut [u8]) -> bool,
    ) -> Result<(), Error> {
        let n = self.key.public.modulus();
        if !n.equal(&self.m_power, &self.c).declassify() {
            return Err(Error::Fault);
        }
        to_bytes(self.c.limbs(), out);
        // A ciphertext is public, and an encoded message is with its signature.
        declassify_all(out);
        if !is_input(out) {
            return Err(Error::Fault);
        }
        to_bytes(self.m.limbs(), out);
        Ok(())
    }
}

/// A number below n as bytes.
///
/// # Panics
///
/// If it does not fit: a residue modulo n has as many bytes as n.
fn to_bytes(limbs: &[Limb], out: &mut [u8]) {
    assert!(limbs_to_be_bytes(limbs, out).declassify());
}

pub(super) fn check_len(buffer: &[u8], expected: usize) -> Result<(), Error> {
    if buffer.len() == expected {
        Ok(())
    } else {
        Err(Error::WrongLength {
            len: buffer.len(),
            expected,
        })
    }
}

impl PrivateKey {
    /// RSADP of bytes that are public, as a ciphertext is: `buffer = input^d mod n`, both of the key's size.
    pub(super) fn decrypt_block(
        &self,
        input: &[u8],
        rng: &mut dyn RandomSource,
        memory: Memory<'_, '_>,
        buffer: &mut [u8],
    ) -> Result<(), Error> {
        check_len(input, self.size())?;
        buffer.copy_from_slice(input);
        self.apply(buffer, &|c| *c == *input, rng, memory)
    }

    /// FIPS 186-5 A.1.1's pairwise consistency: a number raised to d and then to e is itself again.
    pub(super) fn pairwise_test(&self, rng: &mut dyn RandomSource) -> Result<(), KeyError> {
        // Any fixed message serves; this one is neither small nor a power. It is below n: the top bit is clear.
        super::memory::with_bytes(self.size(), |buffer| {
            let mut input = [0x5a; super::MAX_BITS / 8];
            let input = &mut input[..self.size()];
            input[0] = 0;
            match self.decrypt_block(input, rng, Memory::Stack, buffer) {
                Ok(()) => Ok(()),
                Err(Error::Rng(e)) => Err(e.into()),
                Err(_) => {
                    #[cfg(feature = "self-test")]
                    super::self_test::pairwise_test_failed();
                    Err(KeyError::PairwiseTest)
                }
            }
        })
    }
}

/// Faults at chosen points of an operation, in tests alone.
#[cfg(test)]
pub(super) mod faults {
    use super::Limb;
    use std::cell::RefCell;

    /// Where a fault strikes.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub(crate) enum Stage {
        /// The input, as it is loaded.
        Loaded,
        /// What is raised modulo p.
        Base,
        /// The power modulo p.
        Power,
    }

    type Hook = Box<dyn FnMut(Stage, &mut [Limb])>;

    thread_local! {
        static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
    }

    /// Runs `work` with a hook that sees each number at its stage and may change it.
    pub(crate) fn with<R>(
        hook: impl FnMut(Stage, &mut [Limb]) + 'static,
        work: impl FnOnce() -> R,
    ) -> R {
        HOOK.set(Some(Box::new(hook)));
        let result = work();
        HOOK.set(None);
        result
    }

    pub(super) fn inject(stage: Stage, limbs: &mut [Limb]) {
        HOOK.with_borrow_mut(|hook| {
            if let Some(hook) = hook {
                hook(stage, limbs);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bignum::{Modulus, Nat};

    /// For an odd number of 61 bits: what is drawn, complemented, without the bits above, less the number where it is not below it.
    #[test]
    fn a_blinder_is_a_residue_of_all_drawn_bits_and_neither_0_nor_1() {
        let n = (1_u64 << 60) + 33;
        let modulus = Modulus::new_vartime(&Nat::from_be_bytes(&n.to_be_bytes())).unwrap();
        let modulus: ModulusOf<P> = modulus.into_typed();
        let of = |complement: u64| {
            let mut limbs = alloc::vec![0; modulus.len()];
            limbs_from_be_bytes(&mut limbs, &(!complement).to_be_bytes());
            let mut bytes = [0; 8];
            let drawn = blinder(&modulus, &mut limbs).ok()?;
            assert!(limbs_to_be_bytes(drawn.limbs(), &mut bytes).declassify());
            Some(u64::from_be_bytes(bytes))
        };
        assert_eq!(of(2), Some(2));
        assert_eq!(of((0b101 << 61) + 7), Some(7));
        assert_eq!(of(n - 1), Some(n - 1));
        assert_eq!(of(n + 2), Some(2));
        assert_eq!(of((1 << 61) - 1), Some((1 << 61) - 1 - n));
        for trivial in [0, 1, n, n + 1] {
            assert_eq!(of(trivial), None, "{trivial:x}");
        }
    }
}
