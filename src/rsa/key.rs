//! Keys, loaded: what the operations need is computed once.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use subtle::{Choice, ConstantTimeEq};

use super::{Error, KeyError, KeyParts, MAX_BITS, MIN_BITS, OtherPrimeInfo, POLICY_BITS, import};
use crate::bignum::secret::declassify;
use crate::bignum::{Modulus, ModulusError, ModulusOf, Mont, Nat, Residue};

/// Above this many bits of modulus a public exponent may have at most [`LONG_MODULUS_EXPONENT_BITS`]: a verifier's work
/// grows with both, and the sender of a key chooses both.
const LONG_MODULUS_BITS: usize = 3072;
const LONG_MODULUS_EXPONENT_BITS: usize = 64;

/// What stands for the modulus n in types.
pub(crate) enum N {}
/// What stands for the first prime, p, in types.
pub(crate) enum P {}
/// What stands for the second prime, q, in types.
pub(crate) enum Q {}
/// What stands for a further prime, r_i, in types.
pub(crate) enum R {}

/// A public key (n, e) (RFC 8017 §3.1).
#[derive(Clone)]
pub struct PublicKey {
    modulus: ModulusOf<N>,
    modulus_be: Box<[u8]>,
    exponent: Nat,
    exponent_be: Box<[u8]>,
    short_allowed: bool,
}

impl PublicKey {
    /// A key from big-endian bytes; leading zeros make no difference.
    ///
    /// Allocates; variable time, for the numbers are public. A key of 512 to 16384 bits loads; one below 2048 must be allowed by name
    /// ([`allow_below_2048`](Self::allow_below_2048)) before it does anything.
    ///
    /// # Errors
    ///
    /// The modulus is even or of a wrong size, the exponent is even, below 3, not below the modulus, or over 64 bits
    /// with a modulus over 3072. Whether the modulus is a product of two good primes is not asked here: see
    /// [`check::public_key`](super::check::public_key).
    pub fn from_be_bytes(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        Self::with_min_bits(MIN_BITS, modulus, exponent)
    }

    pub(super) fn with_min_bits(
        min_bits: usize,
        modulus: &[u8],
        exponent: &[u8],
    ) -> Result<Self, KeyError> {
        if let Some(fault) = Self::faults(min_bits, modulus, exponent).next() {
            return Err(fault);
        }
        let (modulus_be, exponent_be) = (strip(modulus), strip(exponent));
        let prepared =
            Modulus::new_vartime(&Nat::from_be_bytes(modulus_be)).map_err(|e| match e {
                ModulusError::TooLong { bits } => KeyError::ModulusTooLong { bits },
                _ => KeyError::ModulusEven,
            })?;
        Ok(Self {
            modulus: prepared.into_typed(),
            modulus_be: modulus_be.into(),
            exponent: Nat::from_be_bytes(exponent_be),
            exponent_be: exponent_be.into(),
            short_allowed: false,
        })
    }

    /// Prepares the modulus for many powers.
    pub(super) fn keep_rows(&mut self) {
        self.modulus.keep_rows();
    }

    /// All that keeps numbers from being a public key.
    pub(super) fn faults(
        min_bits: usize,
        modulus: &[u8],
        exponent: &[u8],
    ) -> impl Iterator<Item = KeyError> + use<> {
        let (modulus, exponent) = (strip(modulus), strip(exponent));
        let (bits, exponent_bits) = (bit_len(modulus), bit_len(exponent));
        let is_even = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 0);
        let below = (exponent.len(), exponent) < (modulus.len(), modulus);
        let long = bits > LONG_MODULUS_BITS && exponent_bits > LONG_MODULUS_EXPONENT_BITS;
        [
            (bits < min_bits).then_some(KeyError::ModulusTooShort {
                bits,
                minimum: min_bits,
            }),
            (bits > MAX_BITS).then_some(KeyError::ModulusTooLong { bits }),
            (exponent_bits < 2).then_some(KeyError::ExponentTooSmall),
            is_even(exponent).then_some(KeyError::ExponentEven),
            (!below || long).then_some(KeyError::ExponentTooLarge {
                bits: exponent_bits,
            }),
            is_even(modulus).then_some(KeyError::ModulusEven),
        ]
        .into_iter()
        .flatten()
    }

    /// The same key, which may be used although it is below 2048 bits. Without this a key of 512 to 2047 bits fails every
    /// operation with [`KeyError::BelowPolicy`].
    #[must_use]
    pub fn allow_below_2048(mut self) -> Self {
        self.short_allowed = true;
        self
    }

    /// n, big-endian, no leading zero byte.
    pub fn modulus_be(&self) -> &[u8] {
        &self.modulus_be
    }

    /// e, big-endian, no leading zero byte.
    pub fn exponent_be(&self) -> &[u8] {
        &self.exponent_be
    }

    /// Bits of the modulus.
    pub fn bits(&self) -> usize {
        self.modulus.bits()
    }

    /// Bytes of the modulus (RFC 8017's k): the length of signatures and ciphertexts.
    pub fn size(&self) -> usize {
        self.modulus_be.len()
    }

    /// Refuses a key whose size was not allowed; with the feature `self-test` every key, once a test has failed.
    pub(crate) fn usable(&self) -> Result<(), Error> {
        #[cfg(feature = "self-test")]
        super::self_test::run()?;
        if !self.is_allowed() {
            return Err(KeyError::BelowPolicy { bits: self.bits() }.into());
        }
        Ok(())
    }

    fn is_allowed(&self) -> bool {
        self.bits() >= POLICY_BITS || self.short_allowed
    }

    pub(super) fn modulus(&self) -> &ModulusOf<N> {
        &self.modulus
    }

    pub(super) fn exponent(&self) -> &Nat {
        &self.exponent
    }
}

/// Two keys are equal when their numbers are.
impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.modulus_be == other.modulus_be && self.exponent_be == other.exponent_be
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} bits)", self.bits())
    }
}

/// One prime factor of a private key's modulus, and the private exponent modulo it.
pub(crate) struct Factor<M> {
    pub(crate) prime: ModulusOf<M>,
    /// d mod (prime − 1), as long as the prime.
    pub(crate) exponent: Nat,
    /// One less, as long as the prime: what the blinded exponentiation raises to.
    pub(crate) exponent_minus_one: Nat,
}

impl<M> Clone for Factor<M> {
    fn clone(&self) -> Self {
        Self {
            prime: self.prime.clone(),
            exponent: self.exponent.clone(),
            exponent_minus_one: self.exponent_minus_one.clone(),
        }
    }
}

/// What the Chinese remainder theorem needs (RFC 8017 §3.2, second representation).
#[derive(Clone)]
pub(crate) struct Crt {
    /// p and dP.
    pub(crate) p: Factor<P>,
    /// q and dQ.
    pub(crate) q: Factor<Q>,
    /// qInv = q⁻¹ mod p.
    pub(crate) q_inv: Residue<P, Mont>,
    /// Further primes, of a multi-prime key.
    pub(crate) others: Vec<OtherPrime>,
}

/// A third or further prime, which is brought in after those before it.
#[derive(Clone)]
pub(crate) struct OtherPrime {
    /// r_i and d_i.
    pub(crate) factor: Factor<R>,
    /// t_i, the inverse of `product` modulo r_i.
    pub(crate) coefficient: Residue<R, Mont>,
    /// The product of the primes before.
    pub(crate) product: Nat,
}

/// A private key, checked and prepared (RFC 8017 §3.2, second representation).
///
/// Zeroised on drop, compared in constant time, printed as `[redacted]`.
#[derive(Clone)]
pub struct PrivateKey {
    pub(super) public: PublicKey,
    /// d, as long as the modulus.
    pub(super) exponent: Nat,
    /// e − 1, as long as e.
    pub(super) e_minus_one: Nat,
    pub(super) crt: Box<Crt>,
}

impl PrivateKey {
    /// A key from a file's numbers. Missing CRT values, and missing primes of a two-prime key, are computed; wrong ones
    /// are refused, and the error names it. The primes are taken at their word for being prime
    /// ([`check::private_key`](super::check::private_key) is thorough).
    ///
    /// Allocates, and takes about as long as one signature. Secrets decide no branch, save that a refusal shows which check failed,
    /// and that recovering missing primes shows the power of two in e·d − 1. A key of 512 to 16384 bits loads; with three primes from 1024
    /// bits on, four from 4096, five from 8192.
    ///
    /// # Errors
    ///
    /// The first relation of RFC 8017 §3.2 that does not hold, or a size that is not supported.
    pub fn from_parts(parts: KeyParts) -> Result<Self, KeyError> {
        import::load(&parts, MIN_BITS)
    }

    /// The same key, which may be used although it is below 2048 bits. Without this a key of 512 to 2047 bits fails every
    /// operation with [`KeyError::BelowPolicy`].
    #[must_use]
    pub fn allow_below_2048(mut self) -> Self {
        self.public.short_allowed = true;
        self
    }

    /// Whether the key may be used: it has 2048 bits or more, or is allowed although it is short.
    pub fn is_allowed(&self) -> bool {
        self.public.is_allowed()
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// Every number of RSAPrivateKey (RFC 8017 §A.1.2), for the encoders. Secret: the copies wipe themselves. How many
    /// leading zero bytes each number has shows by timing, as it does in the DER.
    pub fn parts(&self) -> KeyParts {
        let Crt {
            p,
            q,
            q_inv,
            others,
        } = &*self.crt;
        KeyParts {
            modulus: self.public.modulus_be.to_vec(),
            public_exponent: self.public.exponent_be.to_vec(),
            private_exponent: import::bytes(&self.exponent),
            prime1: import::bytes(p.prime.limbs()),
            prime2: import::bytes(q.prime.limbs()),
            exponent1: import::bytes(&p.exponent),
            exponent2: import::bytes(&q.exponent),
            coefficient: import::bytes(p.prime.to_plain(q_inv.clone()).limbs()),
            other_primes: others
                .iter()
                .map(|r| OtherPrimeInfo {
                    prime: import::bytes(r.factor.prime.limbs()),
                    exponent: import::bytes(&r.factor.exponent),
                    coefficient: import::bytes(
                        r.factor.prime.to_plain(r.coefficient.clone()).limbs(),
                    ),
                })
                .collect(),
        }
    }

    /// Bits of the modulus.
    pub fn bits(&self) -> usize {
        self.public.bits()
    }

    /// Bytes of the modulus (RFC 8017's k): the length of signatures and ciphertexts.
    pub fn size(&self) -> usize {
        self.public.size()
    }
}

impl ConstantTimeEq for PrivateKey {
    /// Compares moduli and private exponents; leaks whether the public halves are equal.
    fn ct_eq(&self, other: &Self) -> Choice {
        if self.public != other.public {
            return Choice::from(0);
        }
        #[cfg(certwright_ctgrind)]
        crate::bignum::ctgrind::probe("comparison: d", &self.exponent);
        self.exponent
            .iter()
            .zip(other.exponent.iter())
            .fold(Choice::from(1), |eq, (a, b)| eq & a.ct_eq(b))
    }
}

impl PartialEq for PrivateKey {
    fn eq(&self, other: &Self) -> bool {
        declassify(self.ct_eq(other)).into()
    }
}

impl Eq for PrivateKey {}

impl zeroize::ZeroizeOnDrop for PrivateKey {}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({} bits, [redacted])", self.bits())
    }
}

/// Without leading zero bytes. For public values, or such whose leading zeros may show.
pub(super) fn strip(be: &[u8]) -> &[u8] {
    &be[be
        .iter()
        .position(|&b| declassify(b != 0))
        .unwrap_or(be.len())..]
}

/// Bits of a number without leading zero bytes.
pub(super) fn bit_len(be: &[u8]) -> usize {
    be.len() * 8
        - be.first()
            .map_or(0, |b| declassify(b.leading_zeros()) as usize)
}
