//! Encoding methods for encryption (RFC 8017 §7), the one way to encrypt and to decrypt with each, and keys that are bound
//! to one.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use rand_core::TryCryptoRng;
use zeroize::{Zeroize, Zeroizing};

use super::bound::bound_keys;
use super::memory::Memory;
use super::private_op::check_len;
use super::{Error, PrivateKey, PublicKey};
use crate::bignum::Workspace;
use crate::random::RandomSource;

/// How a message becomes an encoded message, EM, of as many bytes as the modulus has, and back.
pub trait Eme {
    /// The longest message that a key of so many bytes carries.
    fn max_message_len(&self, size: usize) -> Result<usize, Error>;

    /// Fills `em` with a message that is not too long.
    fn encode(
        &self,
        em: &mut [u8],
        message: &[u8],
        rng: &mut dyn RandomSource,
    ) -> Result<(), Error>;

    /// Moves the message to the front of `em`, whose other bytes become zeros, and gives its length. Time depends on the
    /// lengths of EM and of the message, and on whether there is one.
    fn decode(&self, em: &mut [u8], key: &PrivateKey, ciphertext: &[u8]) -> Result<usize, Error>;
}

/// What names an encoding method: a scheme as a type.
pub trait HasEme {
    /// The method.
    fn eme(&self) -> impl Eme;
}

/// Encrypts into a buffer of the key's size, which is zeros after an error but for a wrong size.
pub(super) fn encrypt(
    key: &PublicKey,
    method: &dyn Eme,
    message: &[u8],
    rng: &mut dyn RandomSource,
    memory: Memory<'_, '_>,
    ciphertext: &mut [u8],
) -> Result<(), Error> {
    check_len(ciphertext, key.size())?;
    let encrypted = key
        .usable()
        .and_then(|()| match method.max_message_len(key.size())? {
            maximum if message.len() > maximum => Err(Error::MessageTooLong {
                len: message.len(),
                maximum,
            }),
            _ => method.encode(ciphertext, message, rng),
        })
        .and_then(|()| key.apply(ciphertext, memory));
    if encrypted.is_err() {
        // Else the message would stand there.
        ciphertext.zeroize();
    }
    encrypted
}

/// Decrypts into a buffer of the key's size, and gives the message's length; other bytes of the buffer are zeros, and all after an
/// error but for a wrong size.
pub(super) fn decrypt(
    key: &PrivateKey,
    method: &dyn Eme,
    ciphertext: &[u8],
    rng: &mut dyn RandomSource,
    memory: Memory<'_, '_>,
    message: &mut [u8],
) -> Result<usize, Error> {
    check_len(message, key.size())?;
    let usable = key.public_key().usable();
    let decrypted = usable
        .and_then(|()| method.max_message_len(key.size()))
        .and_then(
            |_| match key.decrypt_block(ciphertext, rng, memory, message) {
                Ok(()) => method.decode(message, key, ciphertext),
                // Of the ciphertext nothing shows; these are not about it.
                Err(e @ (Error::Rng(_) | Error::WorkspaceTooSmall { .. })) => Err(e),
                Err(_) => Err(Error::Decryption),
            },
        );
    if decrypted.is_err() {
        message.zeroize();
    }
    decrypted
}

/// An encryption scheme with its parameters: [`Oaep`](super::oaep::Oaep),
/// [`Pkcs1v15Encrypt`](super::pkcs1v15::Pkcs1v15Encrypt). Cannot be implemented elsewhere.
pub trait EncryptionScheme: HasEme + Clone + PartialEq + fmt::Debug {
    /// Refuses a key that is too short for the scheme with its parameters.
    ///
    /// # Errors
    ///
    /// [`Error::KeyTooShortForHash`].
    #[doc(hidden)]
    fn check_key(&self, key: &PublicKey) -> Result<(), Error> {
        self.eme().max_message_len(key.size())?;
        Ok(())
    }
}

bound_keys! {
    EncryptionScheme;
    /// A public key that encrypts by the scheme `S`, and does nothing else.
    EncryptingKey
    /// A private key that decrypts by the scheme `S`, and does nothing else.
    DecryptingKey { encrypting_key }
}

impl<S: EncryptionScheme> EncryptingKey<S> {
    /// Encrypts a message; the ciphertext has as many bytes as the key's modulus. Time depends on the key and the message's length.
    ///
    /// # Errors
    ///
    /// [`Error::MessageTooLong`], and [`Error::Rng`] for a generator that fails.
    pub fn encrypt<R: TryCryptoRng + ?Sized>(
        &self,
        message: &[u8],
        rng: &mut R,
    ) -> Result<Vec<u8>, Error> {
        let mut ciphertext = vec![0; self.key.size()];
        let (mut rng, memory) = (rng, Memory::Stack);
        encrypt(
            &self.key,
            &self.scheme.eme(),
            message,
            &mut rng,
            memory,
            &mut ciphertext,
        )?;
        Ok(ciphertext)
    }

    /// As [`encrypt`](Self::encrypt), into a buffer of the key's size, with working memory that the caller brings, of
    /// [`PublicKey::workspace_limbs`] limbs. Allocates nothing.
    ///
    /// # Errors
    ///
    /// Those of [`encrypt`](Self::encrypt); [`Error::WrongLength`] for the buffer and [`Error::WorkspaceTooSmall`]. The
    /// buffer is zeros then, unless it has the wrong size.
    pub fn encrypt_in<R: TryCryptoRng + ?Sized>(
        &self,
        workspace: &mut Workspace<'_>,
        message: &[u8],
        rng: &mut R,
        ciphertext: &mut [u8],
    ) -> Result<(), Error> {
        let (mut rng, memory) = (rng, Memory::Brought(workspace));
        encrypt(
            &self.key,
            &self.scheme.eme(),
            message,
            &mut rng,
            memory,
            ciphertext,
        )
    }
}

impl<S: EncryptionScheme> DecryptingKey<S> {
    /// The key that encrypts what this one decrypts.
    pub fn encrypting_key(&self) -> &EncryptingKey<S> {
        &self.encrypting_key
    }

    /// Decrypts. See the scheme for what an error, or none, means for the ciphertext. Time depends on the key's size, on success or
    /// failure as a whole, and on the length of the message that is returned.
    ///
    /// # Errors
    ///
    /// [`Error::Decryption`] for a ciphertext that does not decrypt, and for a fault; a generator that fails.
    pub fn decrypt<R: TryCryptoRng + ?Sized>(
        &self,
        ciphertext: &[u8],
        rng: &mut R,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut rng = rng;
        decrypt_to_vec(&self.key, &self.scheme().eme(), ciphertext, &mut rng)
    }

    /// As [`decrypt`](Self::decrypt), into a buffer of the key's size, with working memory that the caller brings, of
    /// [`PrivateKey::workspace_limbs`] limbs; gives the message's length. Allocates nothing; what it uses of the workspace
    /// is wiped.
    ///
    /// # Errors
    ///
    /// Those of [`decrypt`](Self::decrypt); [`Error::WrongLength`] for the buffer and [`Error::WorkspaceTooSmall`]. The
    /// buffer is zeros then, unless it has the wrong size.
    pub fn decrypt_in<R: TryCryptoRng + ?Sized>(
        &self,
        workspace: &mut Workspace<'_>,
        ciphertext: &[u8],
        rng: &mut R,
        message: &mut [u8],
    ) -> Result<usize, Error> {
        let (mut rng, memory) = (rng, Memory::Brought(workspace));
        decrypt(
            &self.key,
            &self.scheme().eme(),
            ciphertext,
            &mut rng,
            memory,
            message,
        )
    }
}

pub(super) fn decrypt_to_vec(
    key: &PrivateKey,
    method: &dyn Eme,
    ciphertext: &[u8],
    rng: &mut dyn RandomSource,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut message = Zeroizing::new(vec![0; key.size()]);
    let len = decrypt(key, method, ciphertext, rng, Memory::Stack, &mut message)?;
    message.truncate(len);
    Ok(message)
}
