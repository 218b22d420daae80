//! Many signatures at once: made with one key or many, verified with one key or many, any count.
//!
//! The exponentiations of all items are put in one queue, and the kernel takes as many at a time as its multi-buffer width. Answers
//! come in the order of the items, each for itself: an item that is refused spoils no other. Every signature is blinded and
//! checked for faults as a single one is.
//!
//! Allocates, in proportion to the count; memory that held secrets is wiped.

use alloc::boxed::Box;
use alloc::vec::Vec;

use rand_core::TryCryptoRng;

use super::emsa::{Emsa, HasEmsa};
use super::key::N;
use super::private_op::{Blinded, Recombined, Started};
use super::{Error, HashAlgorithm, PrivateKey, PublicKey, pss};
use crate::bignum::batch::{self, Power};
use crate::bignum::scratch::Arena;
use crate::bignum::{InArena, Nat, limbs_to_be_bytes};
use crate::hash::Shake;
use crate::random::RandomSource;

/// How a digest becomes an encoded message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5 with this hash.
    Pkcs1v15(HashAlgorithm),
    /// RSASSA-PSS.
    Pss(pss::Params),
    /// RSASSA-PSS with SHAKE128 or SHAKE256.
    PssShake(Shake),
}

impl Scheme {
    fn method(&self) -> Box<dyn Emsa + '_> {
        match self {
            Self::Pkcs1v15(hash) => Box::new(*hash),
            Self::Pss(params) => Box::new(params.emsa()),
            Self::PssShake(shake) => Box::new(shake.emsa()),
        }
    }
}

/// A digest to sign.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ToSign<'a> {
    /// With this key.
    pub key: &'a PrivateKey,
    /// In this way.
    pub scheme: Scheme,
    /// The digest, by the scheme's hash.
    pub digest: &'a [u8],
}

impl<'a> ToSign<'a> {
    /// A digest to sign with this key, in this way.
    pub const fn new(key: &'a PrivateKey, scheme: Scheme, digest: &'a [u8]) -> Self {
        Self {
            key,
            scheme,
            digest,
        }
    }
}

/// A signature to verify.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
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

impl<'a> ToVerify<'a> {
    /// A signature over a digest, to verify with this key, in this way.
    pub const fn new(
        key: &'a PublicKey,
        scheme: Scheme,
        digest: &'a [u8],
        signature: &'a [u8],
    ) -> Self {
        Self {
            key,
            scheme,
            digest,
            signature,
        }
    }
}

/// Signs every item; the answers are in the items' order.
///
/// Each signature has as many bytes as its key's modulus. Time depends on the keys' sizes and public exponents and on the count.
///
/// # Errors
///
/// Of each item for itself, as [`pkcs1v15::sign_prehash`](super::pkcs1v15::sign_prehash), [`pss::sign_prehash`] and
/// [`pss_shake::sign_prehash`](super::pss_shake::sign_prehash) give them.
pub fn sign<R: TryCryptoRng + ?Sized>(
    items: &[ToSign<'_>],
    rng: &mut R,
) -> Vec<Result<Vec<u8>, Error>> {
    let mut rng = rng;
    sign_all(items, &mut rng)
}

fn sign_all(items: &[ToSign<'_>], rng: &mut dyn RandomSource) -> Vec<Result<Vec<u8>, Error>> {
    let mut memories: Vec<Nat> = items
        .iter()
        .map(|item| Nat::zero(PrivateKey::number_limbs(item.key.bits())))
        .collect();
    let mut started: Vec<Result<Started<'_, '_>, Error>> = items
        .iter()
        .zip(&mut memories)
        .map(|(item, memory)| start(item, rng, Arena::new(memory)))
        .collect();

    let mut powers: Vec<Power<'_>> = started
        .iter_mut()
        .flatten()
        .flat_map(|one| one.powers().0)
        .collect();
    batch::pow_public_vartime_raw(&mut powers);
    let mut blinded: Vec<Result<Blinded<'_, '_>, Error>> = started
        .into_iter()
        .map(|one| one.map(Started::blind))
        .collect();

    let mut powers: Vec<Power<'_>> = blinded
        .iter_mut()
        .flatten()
        .flat_map(|one| one.powers().0)
        .collect();
    batch::pow_raw(&mut powers);
    let mut recombined: Vec<Result<Recombined<'_, '_>, Error>> = blinded
        .into_iter()
        .map(|one| one.map(Blinded::recombine))
        .collect();

    let mut powers: Vec<Power<'_>> = recombined
        .iter_mut()
        .flatten()
        .map(|one| one.power().0)
        .collect();
    batch::pow_public_vartime_raw(&mut powers);
    items
        .iter()
        .zip(recombined)
        .map(|(item, one)| {
            let (bits, method) = (item.key.bits(), item.scheme.method());
            let mut signature = alloc::vec![0; item.key.size()];
            one?.finish(&mut signature, &|em| {
                method.is_encoded(em, bits, item.digest)
            })?;
            Ok(signature)
        })
        .collect()
}

/// Encodes a digest, and draws the blinding factor.
fn start<'k, 'w>(
    item: &ToSign<'k>,
    rng: &mut dyn RandomSource,
    arena: Arena<'w>,
) -> Result<Started<'k, 'w>, Error> {
    let (key, method) = (item.key, item.scheme.method());
    key.public_key().usable()?;
    let mut em = alloc::vec![0; key.size()];
    method.encode(&mut em, key.bits(), item.digest, rng)?;
    #[cfg(test)]
    super::emsa::faults::strike(&mut em);
    Started::new(key, &em, rng, arena)
}

/// Verifies every item; the answers are in the items' order. All is public, and nothing of it constant in time.
///
/// # Errors
///
/// Of each item for itself, as [`pkcs1v15::verify_prehash`](super::pkcs1v15::verify_prehash), [`pss::verify_prehash`] and
/// [`pss_shake::verify_prehash`](super::pss_shake::verify_prehash) give them.
pub fn verify(items: &[ToVerify<'_>]) -> Vec<Result<(), Error>> {
    let limbs = |item: &ToVerify<'_>| PublicKey::number_limbs(item.key.bits());
    let mut memory = Nat::zero(items.iter().map(limbs).sum());
    let mut arena = Arena::new(&mut memory);
    let mut started: Vec<Result<[InArena<'_, N>; 2], Error>> =
        items.iter().map(|item| load(item, &mut arena)).collect();
    let mut powers: Vec<Power<'_>> = items
        .iter()
        .zip(&mut started)
        .filter_map(|(item, one)| {
            let [base, power] = one.as_mut().ok()?;
            Some(Power {
                modulus: item.key.modulus().montgomery(),
                base: base.limbs(),
                exponent: item.key.exponent(),
                factor: None,
                out: power.limbs_mut(),
                next: None,
            })
        })
        .collect();
    batch::pow_public_vartime_raw(&mut powers);
    let longest = items.iter().map(|item| item.key.size()).max();
    let mut buffer = alloc::vec![0; longest.unwrap_or(0)];
    items
        .iter()
        .zip(started)
        .map(|(item, one)| {
            let [_, power] = one?;
            let em = &mut buffer[..item.key.size()];
            let fits = limbs_to_be_bytes(power.limbs(), em).declassify();
            let method = item.scheme.method();
            if fits && method.is_encoded(em, item.key.bits(), item.digest) {
                Ok(())
            } else {
                Err(Error::Verification)
            }
        })
        .collect()
}

/// A signature as a number, and as much memory for its e-th power.
fn load<'w>(item: &ToVerify<'_>, arena: &mut Arena<'w>) -> Result<[InArena<'w, N>; 2], Error> {
    let (key, n) = (item.key, item.key.modulus());
    key.usable()?;
    item.scheme.method().validate(key.bits(), item.digest)?;
    let base = key
        .load(item.signature, arena.take(n.len()))
        .map_err(|_| Error::Verification)?;
    Ok([base, n.zero(arena)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bignum::Limb;
    use crate::rsa::private_op::faults::{self, Stage};
    use crate::rsa::{emsa, hazmat, pkcs1v15};
    use rand_core::SeedableRng;

    #[test]
    fn a_fault_in_one_half_of_one_signature_never_leaves_and_spoils_no_other() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        let key = hazmat::generate(&mut rng, 1024).unwrap();
        let hash = HashAlgorithm::Sha256;
        let digest = hash.digest(b"a message");
        let item = ToSign::new(&key, Scheme::Pkcs1v15(hash), &digest);
        let right = pkcs1v15::sign_prehash(&key, hash, &digest, &mut rng).unwrap();
        for stage in [Stage::Loaded, Stage::Base, Stage::Power] {
            for bit in [0, 300, 511] {
                let mut seen = 0;
                let flip = move |at, limbs: &mut [Limb]| {
                    if at == stage {
                        if seen == 3 {
                            limbs[bit / Limb::BITS as usize] ^= 1 << (bit % Limb::BITS as usize);
                        }
                        seen += 1;
                    }
                };
                let signed = faults::with(flip, || sign(&[item; 5], &mut rng));
                for (i, signature) in signed.into_iter().enumerate() {
                    let expected = if i == 3 {
                        Err(Error::Fault)
                    } else {
                        Ok(right.clone())
                    };
                    assert_eq!(signature, expected, "bit {bit} at {stage:?}, item {i}");
                }
            }
        }
        let signed = emsa::faults::with_flipped(700, || sign(&[item; 2], &mut rng));
        assert_eq!(signed, [Err(Error::Fault), Err(Error::Fault)]);
    }
}
