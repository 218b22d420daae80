//! RSAES-OAEP (RFC 8017 §7.1).

use alloc::vec;
use alloc::vec::Vec;

use rand_core::CryptoRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use super::hash::MAX_OUTPUT_LEN;
use super::octets::Octets;
use super::private_op::check_len;
use super::{Error, HashAlgorithm, PrivateKey, PublicKey, mgf1};

/// What OAEP encrypts with (RSAES-OAEP-params, RFC 8017 §A.2.1), the label aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
}

/// The longest message that a key of so many octets carries with this hash; `None` if not even an empty one fits.
pub fn max_message_len(key_size: usize, hash: HashAlgorithm) -> Option<usize> {
    key_size.checked_sub(2 * hash.output_len() + 2)
}

/// Encrypts. The label must be given again to decrypt; it is usually empty.
pub fn encrypt<R: CryptoRng + ?Sized>(
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
pub fn encrypt_into<R: CryptoRng + ?Sized>(
    key: &PublicKey,
    params: &Params,
    label: &[u8],
    message: &[u8],
    rng: &mut R,
    ciphertext: &mut [u8],
) -> Result<(), Error> {
    key.usable()?;
    check_len(ciphertext, key.size())?;
    let most = max_message_len(key.size(), params.hash).ok_or(Error::KeyTooShortForHash)?;
    if message.len() > most {
        return Err(Error::MessageTooLong {
            len: message.len(),
            most,
        });
    }
    let hash_len = params.hash.output_len();
    // EM = 0x00 ‖ maskedSeed ‖ maskedDB with DB = lHash ‖ PS ‖ 0x01 ‖ M.
    let mut em = Octets::zero(key.size());
    let (seed, db) = em[1..].split_at_mut(hash_len);
    db[..hash_len].copy_from_slice(&params.hash.digest(label));
    let at = db.len() - message.len();
    db[at - 1] = 0x01;
    db[at..].copy_from_slice(message);
    rng.fill_bytes(seed);
    mgf1::xor_mask(db, params.mgf1_hash, seed);
    mgf1::xor_mask(seed, params.mgf1_hash, db);
    key.apply(ciphertext, &em)
}

/// Decrypts.
///
/// Time depends on the key's size, on success or failure as a whole, and on the length of the message that is returned.
///
/// # Errors
///
/// [`Error::Decryption`] for every ciphertext that is wrong, whatever is wrong with it (Manger 2001).
pub fn decrypt<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    params: &Params,
    label: &[u8],
    ciphertext: &[u8],
    rng: &mut R,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut message = Zeroizing::new(vec![0; key.size()]);
    let len = decrypt_into(key, params, label, ciphertext, rng, &mut message)?;
    message.truncate(len);
    Ok(message)
}

/// As [`decrypt`], into a buffer of the key's size; gives the message's length. Allocates nothing.
pub fn decrypt_into<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    params: &Params,
    label: &[u8],
    ciphertext: &[u8],
    rng: &mut R,
    message: &mut [u8],
) -> Result<usize, Error> {
    key.public_key().usable()?;
    check_len(message, key.size())?;
    max_message_len(key.size(), params.hash).ok_or(Error::KeyTooShortForHash)?;
    let hash_len = params.hash.output_len();
    let mut em = Octets::zero(key.size());
    key.apply(&mut em, ciphertext, rng)
        .map_err(|_| Error::Decryption)?;

    let (first, rest) = em.split_at_mut(1);
    let (masked_seed, db) = rest.split_at_mut(hash_len);
    let mut seed = Zeroizing::new([0u8; MAX_OUTPUT_LEN]);
    let seed = &mut seed[..hash_len];
    seed.copy_from_slice(masked_seed);
    mgf1::xor_mask(seed, params.mgf1_hash, db);
    mgf1::xor_mask(db, params.mgf1_hash, seed);

    // §7.1.2 step 3g, all of it before anything is decided: Y = 0, lHash = lHash', and after zeros a 0x01.
    let (l_hash, padded) = db.split_at(hash_len);
    let mut good = first[0].ct_eq(&0) & l_hash.ct_eq(&params.hash.digest(label));
    let mut found = Choice::from(0);
    let mut separator = 0u32;
    for (i, octet) in (0u32..).zip(padded) {
        let is_zero = octet.ct_eq(&0);
        let is_one = octet.ct_eq(&1);
        good &= found | is_zero | is_one;
        separator.conditional_assign(&i, is_one & !found);
        found |= is_one;
    }
    good &= found;
    // Success or failure is what the caller learns, and with success the length.
    if !bool::from(good) {
        return Err(Error::Decryption);
    }
    let text = &padded[separator as usize + 1..];
    message[..text.len()].copy_from_slice(text);
    Ok(text.len())
}
