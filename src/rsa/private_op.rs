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
//! exponent, and both the base and what is multiplied by the power are random to an observer.
//!
//! **Faults** (Boneh, DeMillo, Lipton 1997). A wrong half would give the key away, so no result leaves before its e-th
//! power is seen to be the number c that was blinded, and c to be the input: a ciphertext is compared with it, and an encoded
//! message is verified against its digest, so that a fault between encoding and blinding does not pass either.
//!
//! **Phases.** An operation is a value that goes from [`Started`] to [`Blinded`] to [`Recombined`]; between them stand
//! exponentiations, each a [`Power`] of its own. A single operation computes its powers at once; a batch queues those of
//! many. Nothing allocates.

use super::key::{Crt, N, P, PrivateKey, PublicKey, Q, Then};
use super::memory::Memory;
use super::{Error, KeyError, POLICY_BITS};
use crate::bignum::batch::{self, Power};
use crate::bignum::scratch::Arena;
use crate::bignum::{
    InArena, Limb, ModulusOf, Residue, arith, limbs_for_bits, limbs_from_be_bytes,
    limbs_to_be_bytes,
};
use crate::random::{RandomSource, RngError, fill_limbs};

impl PublicKey {
    /// Limbs of a [`Workspace`](crate::bignum::Workspace) with which a public key of so many bits verifies or encrypts.
    pub const fn workspace_limbs(bits: usize) -> usize {
        2 * limbs_for_bits(bits)
    }

    /// RSAEP and RSAVP1 (RFC 8017 §5.1.1, §5.2.2): `buffer = buffer^e mod n`, of [`size`](Self::size) bytes.
    ///
    /// For public exponents; the number may be secret.
    pub(super) fn apply(&self, buffer: &mut [u8], memory: Memory<'_, '_>) -> Result<(), Error> {
        let n = self.modulus();
        memory.with_arena(Self::workspace_limbs(self.bits()), |mut arena| {
            let base = self.load(buffer, arena.take(n.len()))?;
            let power = arena.take(n.len());
            n.pow_public_vartime(power, base.limbs(), self.exponent());
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
    pub const fn workspace_limbs(bits: usize) -> usize {
        // Four numbers as long as n; of a fifth, p and q take a share twice each. Then for the two halves of a key with two
        // primes three numbers as long as p and two as long as q, and for a further prime r four as long as r and two as
        // long as n. The lengths of primes that make up n sum to a limb more than n has, and lengths round up.
        12 * limbs_for_bits(bits) + 8
    }

    /// `buffer = buffer^d mod n`, of [`size`](Self::size) bytes, checked; zeros where it failed.
    ///
    /// `is_input` is shown the number that was blinded, as bytes that it may overwrite, and says whether that is what was to be
    /// raised: the caller's own knowledge of it must not come from `buffer`.
    pub(super) fn apply(
        &self,
        buffer: &mut [u8],
        is_input: &dyn Fn(&mut [u8]) -> bool,
        rng: &mut dyn RandomSource,
        memory: Memory<'_, '_>,
    ) -> Result<(), Error> {
        let done = memory.with_arena(Self::workspace_limbs(self.bits()), |arena| {
            let mut started = Started::new(self, buffer, rng, arena)?;
            batch::pow_public_vartime(&mut [started.power()]);
            let mut blinded = started.blind();
            batch::pow(&mut blinded.powers());
            let mut recombined = blinded.recombine();
            batch::pow_public_vartime(&mut [recombined.power()]);
            recombined.finish(buffer, is_input)
        });
        if done.is_err() {
            buffer.fill(0);
        }
        done
    }
}

/// An operation whose input is loaded and whose blinding factor is drawn.
pub(super) struct Started<'k, 'w> {
    key: &'k PrivateKey,
    c: InArena<'w, N>,
    r: InArena<'w, N>,
    /// r^(e−1), once it is computed.
    r_power: InArena<'w, N>,
    arena: Arena<'w>,
}

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
        let r = draw_blinder(n, rng, &mut arena)?;
        Ok(Self {
            key,
            c,
            r,
            r_power: n.zero(&mut arena),
            arena,
        })
    }

    /// r^(e−1), to be computed before [`blind`](Self::blind).
    pub(super) fn power(&mut self) -> Power<'_> {
        Power {
            modulus: self.key.public.modulus(),
            base: self.r.limbs(),
            exponent: &self.key.e_minus_one,
            out: self.r_power.limbs_mut(),
        }
    }

    /// The companion c·r^(e−1), and c·r^e modulo each of the first two primes.
    pub(super) fn blind(mut self) -> Blinded<'k, 'w> {
        let n = self.key.public.modulus();
        let Crt { p, q, .. } = &*self.key.crt;
        let r_power = n.to_mont(self.r_power);
        let mut companion = n.copy(&self.c, &mut self.arena);
        n.mul_assign(&mut companion, &r_power);
        let r = n.to_mont(self.r);
        let blinded = r_power.into_limbs();
        blinded.copy_from_slice(companion.limbs());
        let mut blinded = Residue::assume(blinded);
        n.mul_assign(&mut blinded, &r);
        let arena = &mut self.arena;
        Blinded {
            key: self.key,
            c: self.c,
            base_p: p.prime.reduced(blinded.limbs(), arena),
            base_q: q.prime.reduced(blinded.limbs(), arena),
            power_p: p.prime.zero(arena),
            power_q: q.prime.zero(arena),
            companion,
            blinded,
            memory: r.into_limbs(),
            arena: self.arena,
        }
    }
}

/// A random r modulo n, other than 0 and 1.
fn draw_blinder<'w>(
    n: &ModulusOf<N>,
    rng: &mut dyn RandomSource,
    arena: &mut Arena<'w>,
) -> Result<InArena<'w, N>, RngError> {
    let mut r = n.zero(arena);
    let mut frame = arena.frame();
    let wide = frame.take(n.len());
    fill_limbs(rng, wide)?;
    n.reduce(r.limbs_mut(), wide);
    let trivial = arith::is_zero(r.limbs()) | arith::equals_word(r.limbs(), 1);
    if trivial.declassify() {
        return Err(RngError::Stuck);
    }
    Ok(r)
}

/// An operation whose input is blinded.
pub(super) struct Blinded<'k, 'w> {
    key: &'k PrivateKey,
    c: InArena<'w, N>,
    companion: InArena<'w, N>,
    blinded: InArena<'w, N>,
    base_p: InArena<'w, P>,
    base_q: InArena<'w, Q>,
    /// blinded^(dP − 1) mod p and blinded^(dQ − 1) mod q, once they are computed.
    power_p: InArena<'w, P>,
    power_q: InArena<'w, Q>,
    /// As much as a number modulo n needs.
    memory: &'w mut [Limb],
    arena: Arena<'w>,
}

impl<'k, 'w> Blinded<'k, 'w> {
    /// The secret powers, to be computed before [`recombine`](Self::recombine).
    pub(super) fn powers(&mut self) -> [Power<'_>; 2] {
        let Crt { p, q, .. } = &*self.key.crt;
        [
            Power {
                modulus: &p.prime,
                base: self.base_p.limbs(),
                exponent: &p.exponent_minus_one,
                out: self.power_p.limbs_mut(),
            },
            Power {
                modulus: &q.prime,
                base: self.base_q.limbs(),
                exponent: &q.exponent_minus_one,
                out: self.power_q.limbs_mut(),
            },
        ]
    }

    /// RFC 8017 §5.1.2 step 2.b.
    pub(super) fn recombine(mut self) -> Recombined<'k, 'w> {
        #[cfg(test)]
        faults::inject(faults::Stage::Power, self.power_p.limbs_mut());
        let Crt {
            p,
            q,
            q_inv,
            others,
        } = &*self.key.crt;
        let mut frame = self.arena.frame();

        // Step i: m_1 = c^dP mod p, m_2 = c^dQ mod q. The companion turns the blinded powers into these.
        let (mut m_1, mut m_2) = (self.power_p, self.power_q);
        p.prime.mul_assign(
            &mut m_1,
            &p.prime.reduced_to_mont(self.companion.limbs(), &mut frame),
        );
        q.prime.mul_assign(
            &mut m_2,
            &q.prime.reduced_to_mont(self.companion.limbs(), &mut frame),
        );
        // Step iii: h = (m_1 − m_2)·qInv mod p.
        let mut h = m_1;
        p.prime
            .sub_assign(&mut h, &p.prime.reduced(m_2.limbs(), &mut frame));
        p.prime.mul_assign(&mut h, q_inv);
        // Step iv: m = m_2 + q·h.
        let m = self.memory;
        m.fill(0);
        m[..m_2.limbs().len()].copy_from_slice(m_2.limbs());
        add_product(m, q.prime.limbs(), h.limbs(), frame);
        // Steps ii and v, for each further prime.
        for then in others {
            combine(m, then, &self.blinded, &self.companion, self.arena.frame());
        }
        Recombined {
            key: self.key,
            c: self.c,
            // Below n, by the arithmetic of Garner's formula.
            m: Residue::assume(m),
            m_power: self.blinded,
        }
    }
}

/// Steps ii and v for one prime: m_i = c^d_i mod r_i, h = (m_i − m)·t_i mod r_i, m = m + R·h, with R the product of the
/// primes before.
fn combine(
    m: &mut [Limb],
    then: &Then,
    blinded: &InArena<'_, N>,
    companion: &InArena<'_, N>,
    mut arena: Arena<'_>,
) {
    let r = &then.factor.prime;
    let base = r.reduced(blinded.limbs(), &mut arena);
    let mut h = r.zero(&mut arena);
    batch::pow(&mut [Power {
        modulus: r,
        base: base.limbs(),
        exponent: &then.factor.exponent_minus_one,
        out: h.limbs_mut(),
    }]);
    r.mul_assign(&mut h, &r.reduced_to_mont(companion.limbs(), &mut arena));
    r.sub_assign(&mut h, &r.reduced(m, &mut arena));
    r.mul_assign(&mut h, &then.coefficient);
    add_product(m, &then.product, h.limbs(), arena);
}

/// `m += a·b`, which fits by the arithmetic of Garner's formula: what the product has in limbs beyond m is zero.
fn add_product(m: &mut [Limb], a: &[Limb], b: &[Limb], mut arena: Arena<'_>) {
    let product = arena.take(a.len() + b.len());
    arith::mul(product, a, b);
    let common = m.len().min(product.len());
    let carry = arith::add_assign(&mut m[..common], &product[..common]);
    arith::add_word(&mut m[common..], carry);
}

/// An operation with a result that is still to be checked.
pub(super) struct Recombined<'k, 'w> {
    key: &'k PrivateKey,
    c: InArena<'w, N>,
    m: InArena<'w, N>,
    /// m^e, once it is computed.
    m_power: InArena<'w, N>,
}

impl Recombined<'_, '_> {
    /// m^e, to be computed before [`finish`](Self::finish).
    pub(super) fn power(&mut self) -> Power<'_> {
        Power {
            modulus: self.key.public.modulus(),
            base: self.m.limbs(),
            exponent: self.key.public.exponent(),
            out: self.m_power.limbs_mut(),
        }
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
                Err(_) => Err(KeyError::PairwiseTest),
            }
        })
    }

    /// Whether the key may be used although it is short.
    pub fn is_allowed(&self) -> bool {
        self.bits() >= POLICY_BITS || self.public.usable().is_ok()
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
