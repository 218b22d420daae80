//! RSADP and RSASP1 (RFC 8017 §5.1.2, §5.2.1): by the Chinese remainder theorem, blinded, and checked before release.
//!
//! **Blinding** (Kocher 1996). The usual way, (c·r^e)^d · r⁻¹, needs an inverse per operation, which in constant time
//! costs as much as the exponentiation, or a state that is shared between operations. There is a way round: with
//! b = r^(e−1),
//!
//! ```text
//! (c·b·r)^(d−1) · (c·b)  =  c^d · b^d · r^(d−1)  =  c^d · r^((e−1)d + d − 1)  =  c^d · r^(ed − 1)  =  c^d
//! ```
//!
//! modulo each prime, since e·d ≡ 1 modulo the prime less one. So a fresh r blinds every operation for the price of
//! the public exponent, and both the base and what is multiplied by the power are random to an observer.
//!
//! **Faults** (Boneh, DeMillo, Lipton 1997). A wrong half would give the key away, so no result leaves before its e-th
//! power is seen to be the input.
//!
//! Nothing allocates: working memory is on the stack and wiped.

use rand_core::CryptoRng;

use super::key::{Factor, PrivateKey, PublicKey};
use super::{Error, KeyError, POLICY_BITS};
use crate::bignum::{Limb, Modulus, arith, exp, limbs_from_be_bytes, limbs_to_be_bytes, scratch};

impl PublicKey {
    /// RSAEP and RSAVP1 (RFC 8017 §5.1.1, §5.2.2): `out = input^e mod n`, both of [`size`](Self::size) octets.
    ///
    /// For public exponents; the input may be secret.
    pub(crate) fn apply(&self, out: &mut [u8], input: &[u8]) -> Result<(), Error> {
        let modulus = self.modulus();
        scratch::with(2 * modulus.len(), |work| {
            let (base, power) = work.split_at_mut(modulus.len());
            self.load(base, input)?;
            modulus.pow_public_vartime(power, base, self.exponent());
            let _fits = limbs_to_be_bytes(power, out);
            Ok(())
        })
    }

    /// Octets to a residue: as many as the modulus has, and below it.
    pub(super) fn load(&self, residue: &mut [Limb], octets: &[u8]) -> Result<(), Error> {
        if octets.len() != self.size() {
            return Err(Error::WrongLength {
                len: octets.len(),
                expected: self.size(),
            });
        }
        limbs_from_be_bytes(residue, octets);
        if self.modulus().contains(residue).declassify() {
            Ok(())
        } else {
            Err(Error::OutOfRange)
        }
    }
}

impl PrivateKey {
    /// `out = input^d mod n`, both of [`size`](Self::size) octets, checked.
    pub(crate) fn apply<R: CryptoRng + ?Sized>(
        &self,
        out: &mut [u8],
        input: &[u8],
        rng: &mut R,
    ) -> Result<(), Error> {
        self.apply_tampered(out, input, rng, |_| {})
    }

    /// As [`apply`](Self::apply); `tamper` is shown the power modulo the first prime before the halves are combined, so
    /// that a test can inject a fault there. In the product it does nothing.
    fn apply_tampered<R: CryptoRng + ?Sized>(
        &self,
        out: &mut [u8],
        input: &[u8],
        rng: &mut R,
        tamper: impl FnOnce(&mut [Limb]),
    ) -> Result<(), Error> {
        let modulus = self.public.modulus();
        let len = modulus.len();
        scratch::with(4 * len, |work| {
            let (c, work) = work.split_at_mut(len);
            let (blinded, work) = work.split_at_mut(len);
            let (companion, m) = work.split_at_mut(len);
            self.public.load(c, input)?;
            self.blind(blinded, companion, c, rng);
            self.power(m, blinded, companion, tamper);
            // The check: m^e = c. `blinded` has served and takes the power.
            modulus.pow_public_vartime(blinded, m, self.public.exponent());
            if !arith::equal(blinded, c).declassify() {
                return Err(Error::Fault);
            }
            let _fits = limbs_to_be_bytes(m, out);
            Ok(())
        })
    }

    /// For a fresh random r: `companion = c·r^(e−1)` and `blinded = c·r^e`.
    fn blind<R: CryptoRng + ?Sized>(
        &self,
        blinded: &mut [Limb],
        companion: &mut [Limb],
        c: &[Limb],
        rng: &mut R,
    ) {
        let modulus = self.public.modulus();
        let len = modulus.len();
        let e_len = self.public.exponent().len();
        scratch::with(2 * len + e_len, |work| {
            let (r, work) = work.split_at_mut(len);
            let (power, e_less_one) = work.split_at_mut(len);
            self.draw_blinder(r, rng);
            self.exponent_for_blinding(e_less_one);
            modulus.pow_public_vartime(power, r, e_less_one);
            self.blind_with(blinded, companion, c, r, power);
        });
    }

    /// A fresh random r modulo n.
    pub(super) fn draw_blinder<R: CryptoRng + ?Sized>(&self, r: &mut [Limb], rng: &mut R) {
        let modulus = self.public.modulus();
        scratch::with(modulus.len(), |wide| {
            for limb in wide.iter_mut() {
                *limb = rng.next_u64() as Limb;
            }
            modulus.reduce(r, wide);
        });
    }

    /// e − 1, as long as e.
    pub(super) fn exponent_for_blinding(&self, e_less_one: &mut [Limb]) {
        e_less_one.copy_from_slice(self.public.exponent());
        // e is odd: no borrow.
        arith::sub_word(e_less_one, 1);
    }

    /// From r and `power` = r^(e−1): `companion = c·r^(e−1)` and `blinded = c·r^e`.
    pub(super) fn blind_with(
        &self,
        blinded: &mut [Limb],
        companion: &mut [Limb],
        c: &[Limb],
        r: &[Limb],
        power: &[Limb],
    ) {
        let modulus = self.public.modulus();
        modulus.mul(companion, c, power);
        modulus.mul(blinded, companion, r);
    }

    /// `m = blinded^(d−1) · companion mod n`, prime by prime, put together by Garner's formula (RFC 8017 §5.1.2 2.b).
    fn power(
        &self,
        m: &mut [Limb],
        blinded: &[Limb],
        companion: &[Limb],
        tamper: impl FnOnce(&mut [Limb]),
    ) {
        let [p, q, others @ ..] = &self.factors[..] else {
            return;
        };
        let (p_len, q_len) = (p.prime.len(), q.prime.len());
        scratch::with(3 * p_len + 3 * q_len, |work| {
            let (m_1, work) = work.split_at_mut(p_len);
            let (base_1, work) = work.split_at_mut(p_len);
            let (spare_1, work) = work.split_at_mut(p_len);
            let (m_2, work) = work.split_at_mut(q_len);
            let (base_2, spare_2) = work.split_at_mut(q_len);
            p.prime.reduce(base_1, blinded);
            q.prime.reduce(base_2, blinded);
            exp::pow_pair(
                [&p.prime, &q.prime],
                [spare_1, spare_2],
                [base_1, base_2],
                [&p.exponent_less_one, &q.exponent_less_one],
            );
            unblind(&p.prime, m_1, base_1, spare_1, companion);
            unblind(&q.prime, m_2, base_2, spare_2, companion);
            tamper(m_1);
            garner(m, [p, q], [m_1, m_2]);
        });
        for r in others {
            self.combine(m, r, blinded, companion);
        }
    }

    /// As the second half of [`power`](Self::power), from `powers[i] = blinded^(d_i − 1)` modulo the first two primes.
    pub(super) fn recombine(
        &self,
        m: &mut [Limb],
        powers: [&[Limb]; 2],
        blinded: &[Limb],
        companion: &[Limb],
    ) {
        let [p, q, others @ ..] = &self.factors[..] else {
            return;
        };
        let (p_len, q_len) = (p.prime.len(), q.prime.len());
        scratch::with(2 * p_len + 2 * q_len, |work| {
            let (m_1, work) = work.split_at_mut(p_len);
            let (spare_1, work) = work.split_at_mut(p_len);
            let (m_2, spare_2) = work.split_at_mut(q_len);
            unblind(&p.prime, m_1, spare_1, powers[0], companion);
            unblind(&q.prime, m_2, spare_2, powers[1], companion);
            garner(m, [p, q], [m_1, m_2]);
        });
        for r in others {
            self.combine(m, r, blinded, companion);
        }
    }

    /// Brings in a further prime: h = (m_i − m)·t_i mod r_i, m = m + R·h with R the product of the primes before.
    fn combine(&self, m: &mut [Limb], r: &Factor, blinded: &[Limb], companion: &[Limb]) {
        let (len, r_len) = (m.len(), r.prime.len());
        scratch::with(3 * r_len + len, |work| {
            let (m_i, work) = work.split_at_mut(r_len);
            let (base, work) = work.split_at_mut(r_len);
            let (spare, so_far) = work.split_at_mut(r_len);
            r.prime.reduce(base, blinded);
            r.prime.pow(spare, base, &r.exponent_less_one);
            unblind(&r.prime, m_i, base, spare, companion);
            r.prime.reduce(base, m);
            r.prime.sub_assign(m_i, base);
            r.prime.mul(base, m_i, &r.coefficient);
            so_far.copy_from_slice(m);
            accumulate(m, so_far, &r.product, base);
        });
    }
}

/// `m = power · companion` modulo a prime; `base` is overwritten.
fn unblind(prime: &Modulus, m: &mut [Limb], base: &mut [Limb], power: &[Limb], companion: &[Limb]) {
    prime.reduce(base, companion);
    prime.mul(m, power, base);
}

/// h = (m_1 − m_2)·qInv mod p, m = m_2 + q·h. `m_1` is overwritten.
fn garner(m: &mut [Limb], [p, q]: [&Factor; 2], [m_1, m_2]: [&mut [Limb]; 2]) {
    scratch::with(p.prime.len(), |h| {
        p.prime.reduce(h, m_2);
        p.prime.sub_assign(m_1, h);
        p.prime.mul(h, m_1, &q.coefficient);
        accumulate(m, m_2, q.prime.limbs(), h);
    });
}

/// `m = low + factor·h`, which is below n by the arithmetic of Garner's formula, so what the product has in limbs beyond
/// m is zero.
fn accumulate(m: &mut [Limb], low: &[Limb], factor: &[Limb], h: &[Limb]) {
    scratch::with(factor.len() + h.len(), |product| {
        arith::mul(product, factor, h);
        let common = m.len().min(product.len());
        m[common..].fill(0);
        m[..common].copy_from_slice(&product[..common]);
    });
    let common = low.len().min(m.len());
    let carry = arith::add_assign(&mut m[..common], &low[..common]);
    arith::add_word(&mut m[common..], carry);
}

/// RSAEP (RFC 8017 §5.1.1): raises a number below n to the public exponent. No padding, and so no security by itself:
/// for building schemes that this library does not have.
///
/// `out` and `message` have the key's size. Errors: lengths, or a number that is not below n.
pub fn rsaep(key: &PublicKey, message: &[u8], out: &mut [u8]) -> Result<(), Error> {
    key.usable()?;
    check_len(out, key.size())?;
    key.apply(out, message)
}

/// RSADP (RFC 8017 §5.1.2): raises a number below n to the private exponent, blinded and checked. No padding: see
/// [`rsaep`].
///
/// `out` and `ciphertext` have the key's size. Time depends on the key's size and public exponent alone.
pub fn rsadp<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    ciphertext: &[u8],
    out: &mut [u8],
    rng: &mut R,
) -> Result<(), Error> {
    key.public.usable()?;
    check_len(out, key.size())?;
    key.apply(out, ciphertext, rng)
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
    /// FIPS 186-5 A.1.1's pairwise consistency: a number raised to d and then to e is itself again.
    pub(super) fn pairwise_test<R: CryptoRng + ?Sized>(&self, rng: &mut R) -> Result<(), KeyError> {
        let len = self.public.modulus().len();
        let matches = scratch::with(5 * len, |work| {
            let (m, work) = work.split_at_mut(len);
            let (blinded, work) = work.split_at_mut(len);
            let (companion, work) = work.split_at_mut(len);
            let (c, back) = work.split_at_mut(len);
            // Any fixed message serves; this one is neither small nor a power.
            let pattern = [0x5a; size_of::<Limb>()];
            c.fill(Limb::from_be_bytes(pattern));
            self.public.modulus().reduce(m, c);
            c.copy_from_slice(m);
            self.blind(blinded, companion, c, rng);
            self.power(m, blinded, companion, |_| {});
            self.public
                .modulus()
                .pow_public_vartime(back, m, self.public.exponent());
            arith::equal(back, c).declassify()
        });
        if matches {
            Ok(())
        } else {
            Err(KeyError::PairwiseTest)
        }
    }

    /// Whether the key may be used although it is short.
    pub fn is_allowed(&self) -> bool {
        self.bits() >= POLICY_BITS || self.public.usable().is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    #[test]
    fn a_fault_in_one_half_never_leaves() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let key =
            PrivateKey::generate_allow_below_2048(&mut rng, 1024, 65537, &mut |_| {}).unwrap();
        let input = [0x11; 128];
        let mut right = [0; 128];
        key.apply(&mut right, &input, &mut rng).unwrap();
        for bit in 0..512 {
            let mut out = [0xaa; 128];
            let flipped = key.apply_tampered(&mut out, &input, &mut rng, |half| {
                half[bit / Limb::BITS as usize] ^= 1 << (bit % Limb::BITS as usize);
            });
            assert_eq!(flipped, Err(Error::Fault));
            assert_eq!(out, [0xaa; 128], "nothing was written");
        }
        // What Boneh, DeMillo and Lipton would have done with it: the fault's difference shares q with n alone.
        let mut again = vec![0; 128];
        key.apply_tampered(&mut again, &input, &mut rng, |_| {})
            .unwrap();
        assert_eq!(again, right);
    }
}
