//! RSAES-OAEP (RFC 8017 §7.1).
//!
//! [`EncryptingKey`] and [`DecryptingKey`] bind a key to its hash and label. The functions beneath them take these as
//! values.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use rand_core::TryCryptoRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::{Zeroize, Zeroizing};

use super::eme::{self, Eme, EncryptionScheme, HasEme};
use super::functions::{ByType, ByValue, Functions};
use super::memory::Memory;
use super::{Error, PrivateKey, PublicKey};
use crate::bignum::secret::declassify;
use crate::hash::{Hash, HashAlgorithm, MAX_OUTPUT_LEN};
use crate::random::RandomSource;

/// A public key that encrypts by RSAES-OAEP with the hash `D`, and MGF1 with the hash `M`.
pub type EncryptingKey<D, M = D> = eme::EncryptingKey<Oaep<D, M>>;

/// A private key that decrypts by RSAES-OAEP with the hash `D`, and MGF1 with the hash `M`.
pub type DecryptingKey<D, M = D> = eme::DecryptingKey<Oaep<D, M>>;

/// What OAEP encrypts with (RSAES-OAEP-params, RFC 8017 §A.2.1), the label aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Params {
    /// The label's hash, which sets the lengths.
    pub hash: HashAlgorithm,
    /// MGF1's hash.
    pub mgf1_hash: HashAlgorithm,
}

impl Params {
    /// The usual choice: MGF1 with the same hash.
    pub const fn new(hash: HashAlgorithm) -> Self {
        Self {
            hash,
            mgf1_hash: hash,
        }
    }

    /// The same parameters, but MGF1 with this hash.
    #[must_use]
    pub const fn with_mgf1_hash(self, mgf1_hash: HashAlgorithm) -> Self {
        Self { mgf1_hash, ..self }
    }
}

/// RSAES-OAEP with the hash `D`, and MGF1 with the hash `M`, as the scheme of an [`EncryptingKey`].
pub struct Oaep<D, M = D> {
    label: Box<[u8]>,
    hashes: PhantomData<fn() -> (D, M)>,
}

impl<D, M> Oaep<D, M> {
    /// With an empty label, as is usual.
    pub fn new() -> Self {
        Self::with_label(b"")
    }

    /// With this label, which must be the same to encrypt and to decrypt.
    pub fn with_label(label: &[u8]) -> Self {
        Self {
            label: label.into(),
            hashes: PhantomData,
        }
    }
}

impl<D, M> Default for Oaep<D, M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<D, M> Clone for Oaep<D, M> {
    fn clone(&self) -> Self {
        Self::with_label(&self.label)
    }
}

impl<D, M> PartialEq for Oaep<D, M> {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label
    }
}

impl<D: Hash, M: Hash> fmt::Debug for Oaep<D, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OAEP with {}, MGF1 with {}", D::ALGORITHM, M::ALGORITHM)
    }
}

impl<D: Hash, M: Hash> HasEme for Oaep<D, M> {
    fn eme(&self) -> impl Eme {
        Method {
            functions: &ByType::<D, M>(PhantomData),
            label: &self.label,
        }
    }
}

impl<D: Hash, M: Hash> EncryptionScheme for Oaep<D, M> {}

/// EME-OAEP with these functions and this label.
struct Method<'a> {
    functions: &'a dyn Functions,
    label: &'a [u8],
}

impl Params {
    fn method<'a>(&'a self, label: &'a [u8]) -> Method<'a> {
        Method {
            functions: self,
            label,
        }
    }
}

impl ByValue for Params {
    fn hash(&self) -> HashAlgorithm {
        self.hash
    }

    fn mgf1_hash(&self) -> HashAlgorithm {
        self.mgf1_hash
    }
}

impl Eme for Method<'_> {
    fn max_message_len(&self, size: usize) -> Result<usize, Error> {
        size.checked_sub(2 * self.functions.hash_len() + 2)
            .ok_or(Error::KeyTooShortForHash)
    }

    /// EM = 0x00 ‖ maskedSeed ‖ maskedDB with DB = lHash ‖ PS ‖ 0x01 ‖ M.
    fn encode(
        &self,
        em: &mut [u8],
        message: &[u8],
        rng: &mut dyn RandomSource,
    ) -> Result<(), Error> {
        let hash_len = self.functions.hash_len();
        em.fill(0);
        let (seed, db) = em[1..].split_at_mut(hash_len);
        rng.fill(seed)?;
        db[..hash_len].copy_from_slice(&self.functions.hash(&[self.label]));
        let at = db.len() - message.len();
        db[at - 1] = 0x01;
        db[at..].copy_from_slice(message);
        self.functions.xor_mask(db, seed);
        self.functions.xor_mask(seed, db);
        Ok(())
    }

    fn decode(&self, em: &mut [u8], _: &PrivateKey, _: &[u8]) -> Result<usize, Error> {
        let hash_len = self.functions.hash_len();
        let (first, rest) = em.split_at_mut(1);
        let (masked_seed, db) = rest.split_at_mut(hash_len);
        let mut seed = Zeroizing::new([0u8; MAX_OUTPUT_LEN]);
        let seed = &mut seed[..hash_len];
        seed.copy_from_slice(masked_seed);
        self.functions.xor_mask(seed, db);
        self.functions.xor_mask(db, seed);

        #[cfg(certwright_ctgrind)]
        crate::bignum::ctgrind::probe("OAEP: DB", db);
        // §7.1.2 step 3g, all of it before anything is decided: Y = 0, lHash = lHash', and after zeros a 0x01.
        let (l_hash, padded) = db.split_at(hash_len);
        let right_hash = l_hash.ct_eq(&self.functions.hash(&[self.label]));
        let (found, separator) = scan(padded);
        let good = first[0].ct_eq(&0) & right_hash & found;
        // Success or failure is what the caller learns, and with success the length.
        if !bool::from(declassify(good)) {
            return Err(Error::Decryption);
        }
        let start = 1 + 2 * hash_len + declassify(separator) as usize + 1;
        let len = em.len() - start;
        em.copy_within(start.., 0);
        em[len..].zeroize();
        Ok(len)
    }
}

/// Whether zeros and then a 0x01 begin `padded`, and where that is. A function of its own, so that its machine code is inspected.
#[inline(never)]
fn scan(padded: &[u8]) -> (Choice, u32) {
    let (mut good, mut found, mut separator) = (Choice::from(1), Choice::from(0), 0u32);
    for (i, byte) in (0u32..).zip(padded) {
        let is_zero = byte.ct_eq(&0);
        let is_one = byte.ct_eq(&1);
        good &= found | is_zero | is_one;
        separator.conditional_assign(&i, is_one & !found);
        found |= is_one;
    }
    (good & found, separator)
}

/// Moves the message out of EM, with an empty label.
#[cfg(feature = "self-test")]
pub(super) fn decode(
    params: &Params,
    em: &mut [u8],
    key: &PrivateKey,
    ciphertext: &[u8],
) -> Result<usize, Error> {
    params.method(b"").decode(em, key, ciphertext)
}

/// The longest message, in bytes, that a key of so many bytes carries with this hash (RFC 8017 §7.1.1 step 1 b); `None` if not even an empty one fits.
pub fn max_message_len(key_size: usize, hash: HashAlgorithm) -> Option<usize> {
    let params = Params::new(hash);
    params.method(b"").max_message_len(key_size).ok()
}

/// Encrypts (RFC 8017 §7.1.1). The label must be given again to decrypt; it is usually empty. The ciphertext has as many bytes as the
/// key's modulus. Time depends on the key and the lengths of label and message.
///
/// # Errors
/// [`Error::MessageTooLong`], a key that is too short for the hash or below 2048 bits, and a generator that fails.
pub fn encrypt<R: TryCryptoRng + ?Sized>(
    key: &PublicKey,
    params: &Params,
    label: &[u8],
    message: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, Error> {
    let mut ciphertext = vec![0; key.size()];
    encrypt_into(key, params, label, message, rng, &mut ciphertext)?;
    Ok(ciphertext)
}

/// As [`encrypt`], into a buffer of the key's size; allocates nothing. The seed is all that is drawn from the generator.
///
/// # Errors
///
/// Those of [`encrypt`], and [`Error::WrongLength`] for the buffer, which is zeros after any other error.
pub fn encrypt_into<R: TryCryptoRng + ?Sized>(
    key: &PublicKey,
    params: &Params,
    label: &[u8],
    message: &[u8],
    rng: &mut R,
    ciphertext: &mut [u8],
) -> Result<(), Error> {
    let mut rng = rng;
    let method = params.method(label);
    eme::encrypt(key, &method, message, &mut rng, Memory::Stack, ciphertext)
}

/// Decrypts (RFC 8017 §7.1.2).
///
/// Time depends on the key's size, on success or failure as a whole, and on the length of the message that is returned.
///
/// # Errors
///
/// [`Error::Decryption`] for every ciphertext that is wrong, whatever is wrong with it (Manger 2001), and for a fault;
/// [`Error::Rng`]; a key that is too short for the hash, or below 2048 bits and not allowed.
pub fn decrypt<R: TryCryptoRng + ?Sized>(
    key: &PrivateKey,
    params: &Params,
    label: &[u8],
    ciphertext: &[u8],
    rng: &mut R,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut rng = rng;
    eme::decrypt_to_vec(key, &params.method(label), ciphertext, &mut rng)
}

/// As [`decrypt`], into a buffer of the key's size, whose bytes after the message become zeros; gives the message's length.
/// Allocates nothing.
///
/// # Errors
///
/// Those of [`decrypt`], and [`Error::WrongLength`] for the buffer, which is zeros after any other error.
pub fn decrypt_into<R: TryCryptoRng + ?Sized>(
    key: &PrivateKey,
    params: &Params,
    label: &[u8],
    ciphertext: &[u8],
    rng: &mut R,
    message: &mut [u8],
) -> Result<usize, Error> {
    let mut rng = rng;
    let method = params.method(label);
    eme::decrypt(key, &method, ciphertext, &mut rng, Memory::Stack, message)
}
