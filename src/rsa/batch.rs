//! Many signatures at once: made with one key or many, verified with one key or many, any count.
//!
//! The exponentiations of all items are put in one queue, and the kernel takes as many at a time as it has lanes. Answers
//! come in the order of the items, each for itself: an item that is refused spoils no other. Every signature is blinded and
//! checked for faults as a single one is.
//!
//! Allocates, in proportion to the count; memory that held secrets is wiped.

use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::pss_shake::Shake;
use super::{Error, HashAlgorithm, PrivateKey, PublicKey, pkcs1v15, pss};
use crate::bignum::batch::{self, Power};
use crate::bignum::{Limb, Nat, arith, limbs_to_be_bytes};

/// How a digest becomes an encoded message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5 with this hash.
    Pkcs1v15(HashAlgorithm),
    /// RSASSA-PSS.
    Pss(pss::Params),
    /// RSASSA-PSS with SHAKE128 or SHAKE256.
    PssShake(Shake),
}

/// A digest to sign.
#[derive(Clone, Copy, Debug)]
pub struct ToSign<'a> {
    /// With this key.
    pub key: &'a PrivateKey,
    /// In this way.
    pub scheme: Scheme,
    /// The digest, by the scheme's hash.
    pub digest: &'a [u8],
}

/// A signature to verify.
#[derive(Clone, Copy, Debug)]
pub struct ToVerify<'a> {
    /// With this key.
    pub key: &'a PublicKey,
    /// In this way.
    pub scheme: Scheme,
    /// The digest, by the scheme's hash.
    pub digest: &'a [u8],
    /// The signature.
    pub signature: &'a [u8],
}

/// A signature in the making.
struct Signing<'a> {
    key: &'a PrivateKey,
    /// EM as a number.
    c: Nat,
    /// The blinder, then its power r^(e−1), then c·r^e.
    blinder: Nat,
    blinded: Nat,
    companion: Nat,
    /// The blinded number modulo each of the first two primes, and its secret powers.
    bases: [Nat; 2],
    powers: [Nat; 2],
    e_less_one: Nat,
    /// The signature as a number, and its e-th power.
    m: Nat,
    check: Nat,
}

impl<'a> Signing<'a> {
    fn new<R: CryptoRng + ?Sized>(item: &ToSign<'a>, rng: &mut R) -> Result<Self, Error> {
        let (key, public) = (item.key, item.key.public_key());
        public.usable()?;
        let mut em = super::octets::Octets::zero(key.size());
        match item.scheme {
            Scheme::Pkcs1v15(hash) => pkcs1v15::encode_digest(&mut em, hash, item.digest)?,
            Scheme::Pss(params) => {
                pss::encode_digest(&mut em, key.bits(), params.encoding(), item.digest, rng)?;
            }
            Scheme::PssShake(shake) => {
                pss::encode_digest(&mut em, key.bits(), shake.encoding(), item.digest, rng)?;
            }
        }
        let n = || Nat::zero(public.modulus().len());
        let [p, q, ..] = &key.factors[..] else {
            return Err(Error::Fault);
        };
        let pair = || [Nat::zero(p.prime.len()), Nat::zero(q.prime.len())];
        let mut signing = Self {
            key,
            c: n(),
            blinder: n(),
            blinded: n(),
            companion: n(),
            bases: pair(),
            powers: pair(),
            e_less_one: Nat::zero(public.exponent().len()),
            m: n(),
            check: n(),
        };
        public.load(&mut signing.c, &em)?;
        key.draw_blinder(&mut signing.blinder, rng);
        key.exponent_for_blinding(&mut signing.e_less_one);
        Ok(signing)
    }

    /// After `check` has become r^(e−1).
    fn blind(&mut self) {
        let key = self.key;
        key.blind_with(
            &mut self.blinded,
            &mut self.companion,
            &self.c,
            &self.blinder,
            &self.check,
        );
        for (factor, base) in key.factors.iter().zip(&mut self.bases) {
            factor.prime.reduce(base, &self.blinded);
        }
    }

    fn secret_powers(&mut self) -> impl Iterator<Item = Power<'_>> {
        (self
            .key
            .factors
            .iter()
            .zip(&self.bases)
            .zip(&mut self.powers))
        .map(|((factor, base), out)| Power {
            modulus: &factor.prime,
            base,
            exponent: &factor.exponent_less_one,
            out,
        })
    }

    fn finish(self) -> Result<Vec<u8>, Error> {
        if !arith::equal(&self.check, &self.c).declassify() {
            return Err(Error::Fault);
        }
        let mut signature = alloc::vec![0; self.key.size()];
        let _fits = limbs_to_be_bytes(&self.m, &mut signature);
        Ok(signature)
    }
}

/// Signs every item; the answers are in the items' order.
///
/// Time depends on the keys' sizes and public exponents and on the count.
///
/// # Errors
///
/// Of each item for itself, as [`pkcs1v15::sign_prehash`], [`pss::sign_prehash`] and [`pss_shake::sign_prehash`](super::pss_shake::sign_prehash)
/// give them.
pub fn sign<R: CryptoRng + ?Sized>(
    items: &[ToSign<'_>],
    rng: &mut R,
) -> Vec<Result<Vec<u8>, Error>> {
    sign_tampered(items, rng, |_, _| {})
}

/// As [`sign`]; `tamper` is shown the number of each signature in the making and its secret powers before they are
/// combined, so that a test can inject a fault there. In the product it does nothing.
fn sign_tampered<R: CryptoRng + ?Sized>(
    items: &[ToSign<'_>],
    rng: &mut R,
    mut tamper: impl FnMut(usize, &mut [Nat; 2]),
) -> Vec<Result<Vec<u8>, Error>> {
    let mut signings: Vec<Result<Signing<'_>, Error>> =
        items.iter().map(|item| Signing::new(item, rng)).collect();

    // r^(e−1).
    let mut powers: Vec<Power<'_>> = signings
        .iter_mut()
        .flatten()
        .map(|s| Power {
            modulus: s.key.public.modulus(),
            base: &s.blinder,
            exponent: &s.e_less_one,
            out: &mut s.check,
        })
        .collect();
    batch::pow_public_vartime(&mut powers);
    drop(powers);

    // The secret powers, two for each signature.
    signings.iter_mut().flatten().for_each(Signing::blind);
    let mut powers: Vec<Power<'_>> = signings
        .iter_mut()
        .flatten()
        .flat_map(Signing::secret_powers)
        .collect();
    batch::pow(&mut powers);
    drop(powers);
    for (i, s) in signings.iter_mut().flatten().enumerate() {
        tamper(i, &mut s.powers);
        let [power_1, power_2] = &s.powers;
        s.key
            .recombine(&mut s.m, [power_1, power_2], &s.blinded, &s.companion);
    }

    // The check: m^e = c.
    let mut powers: Vec<Power<'_>> = signings
        .iter_mut()
        .flatten()
        .map(|s| Power {
            modulus: s.key.public.modulus(),
            base: &s.m,
            exponent: s.key.public.exponent(),
            out: &mut s.check,
        })
        .collect();
    batch::pow_public_vartime(&mut powers);
    drop(powers);
    signings
        .into_iter()
        .map(|s| s.and_then(Signing::finish))
        .collect()
}

/// Verifies every item; the answers are in the items' order. All is public, and nothing of it constant in time.
///
/// # Errors
///
/// Of each item for itself, as [`pkcs1v15::verify_prehash`], [`pss::verify_prehash`] and
/// [`pss_shake::verify_prehash`](super::pss_shake::verify_prehash) give them.
pub fn verify(items: &[ToVerify<'_>]) -> Vec<Result<(), Error>> {
    struct Verifying {
        base: Nat,
        power: Nat,
    }
    let load = |item: &ToVerify<'_>| {
        item.key.usable()?;
        let len = item.key.modulus().len();
        let mut base = Nat::zero(len);
        item.key
            .load(&mut base, item.signature)
            .map_err(|_| Error::Verification)?;
        Ok(Verifying {
            base,
            power: Nat::zero(len),
        })
    };
    let mut verifyings: Vec<Result<Verifying, Error>> = items.iter().map(load).collect();
    let mut powers: Vec<Power<'_>> = items
        .iter()
        .zip(&mut verifyings)
        .filter_map(|(item, verifying)| {
            let Verifying { base, power } = verifying.as_mut().ok()?;
            Some(Power {
                modulus: item.key.modulus(),
                base,
                exponent: item.key.exponent(),
                out: power,
            })
        })
        .collect();
    batch::pow_public_vartime(&mut powers);
    drop(powers);
    items
        .iter()
        .zip(verifyings)
        .map(|(item, verifying)| judge(item, &verifying?.power))
        .collect()
}

/// Whether the signature's e-th power is the message that its scheme encodes.
fn judge(item: &ToVerify<'_>, power: &[Limb]) -> Result<(), Error> {
    let mut em = super::octets::Octets::zero(item.key.size());
    let _fits = limbs_to_be_bytes(power, &mut em);
    match item.scheme {
        Scheme::Pkcs1v15(hash) => {
            let mut expected = super::octets::Octets::zero(item.key.size());
            pkcs1v15::encode_digest(&mut expected, hash, item.digest)?;
            if *em == *expected {
                Ok(())
            } else {
                Err(Error::Verification)
            }
        }
        Scheme::Pss(params) => judge_pss(&mut em, item, params.encoding()),
        Scheme::PssShake(shake) => judge_pss(&mut em, item, shake.encoding()),
    }
}

fn judge_pss(em: &mut [u8], item: &ToVerify<'_>, encoding: pss::Encoding) -> Result<(), Error> {
    let salt_len = pss::check_encoding(em, item.key.bits(), encoding.functions, item.digest)?;
    if salt_len == encoding.salt_len {
        Ok(())
    } else {
        Err(Error::Verification)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::SeedableRng;

    #[test]
    fn a_fault_in_one_half_of_one_signature_never_leaves_and_spoils_no_other() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        let key =
            PrivateKey::generate_allow_below_2048(&mut rng, 1024, 65537, &mut |_| {}).unwrap();
        let hash = HashAlgorithm::Sha256;
        let digest = hash.digest(b"a message");
        let item = ToSign {
            key: &key,
            scheme: Scheme::Pkcs1v15(hash),
            digest: &digest,
        };
        let right = pkcs1v15::sign_prehash(&key, hash, &digest, &mut rng).unwrap();
        for (half, bit) in [(0, 0), (0, 511), (1, 0), (1, 300)] {
            let signed = sign_tampered(&[item; 5], &mut rng, |i, powers| {
                if i == 3 {
                    powers[half][bit / Limb::BITS as usize] ^= 1 << (bit % Limb::BITS as usize);
                }
            });
            for (i, signature) in signed.into_iter().enumerate() {
                let expected = if i == 3 {
                    Err(Error::Fault)
                } else {
                    Ok(right.clone())
                };
                assert_eq!(signature, expected, "bit {bit} of power {half}, item {i}");
            }
        }
    }
}
