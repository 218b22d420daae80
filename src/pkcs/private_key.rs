//! Private keys in whichever form a file has them, and in the form a file shall have, by one call each.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::error::first_block;
use super::pkcs8::EncryptedPrivateKeyInfo;
use super::{Error, KeyKind, pkcs1, pkcs8};
use crate::der::{Reader, Tag};
use crate::pem::{self, Block, Label, label};
use crate::rsa::{KeyParts, PrivateKey};

/// What messages call the input.
const WANTED: &str = "private key";

/// The labels of the blocks that [`from_pem`] reads: the first block with one of them is the key.
pub const LABELS: &[Label<'static>] = &[
    label::PRIVATE_KEY,
    label::ENCRYPTED_PRIVATE_KEY,
    label::RSA_PRIVATE_KEY,
    label::RSA_PSS_PRIVATE_KEY,
    label::OPENSSH_PRIVATE_KEY,
];

/// Reads the first private key of PEM: `PRIVATE KEY`, `ENCRYPTED PRIVATE KEY` (PKCS #8), `RSA PRIVATE KEY` (PKCS #1, plain or
/// encrypted by RFC 1421 headers), `RSA-PSS PRIVATE KEY`, or `OPENSSH PRIVATE KEY`; with what its algorithm identifier permits.
///
/// The numbers are not checked: [`PrivateKey::from_parts`] does that. A password is used only where the key is encrypted.
///
/// # Errors
///
/// [`Error::PasswordNeeded`] when the key is encrypted and there is no password, [`Error::WrongLabel`] when the PEM holds no
/// private key, [`Error::Disabled`] for a form whose feature is off; the fault's offset or line otherwise.
pub fn from_pem(pem: &[u8], password: Option<&[u8]>) -> Result<(KeyParts, KeyKind), Error> {
    let block = first_block(pem, LABELS, WANTED)?;
    match block.label {
        label::ENCRYPTED_PRIVATE_KEY => from_der(&block.contents, password),
        label::RSA_PRIVATE_KEY if block.is_encrypted() => from_legacy(&block, password),
        label::RSA_PSS_PRIVATE_KEY => {
            let parts = pkcs1::private_from_der(&block.contents)?;
            Ok((parts, KeyKind::RsaPss(None)))
        }
        label::OPENSSH_PRIVATE_KEY => from_openssh(&block, password),
        _ => pkcs8::private_key_from_der(&block.contents),
    }
}

/// Reads a private key from DER: PKCS #8, plain or encrypted, or PKCS #1; with what its algorithm identifier permits. The
/// numbers are not checked: [`PrivateKey::from_parts`] does that. A password is used only where the key is encrypted.
///
/// # Errors
///
/// [`Error::PasswordNeeded`] when the key is encrypted and there is no password, [`Error::Disabled`] for a form whose
/// feature is off; the fault's offset otherwise.
pub fn from_der(der: &[u8], password: Option<&[u8]>) -> Result<(KeyParts, KeyKind), Error> {
    // Only EncryptedPrivateKeyInfo begins with an AlgorithmIdentifier.
    let encrypted = Reader::new(der)
        .sequence(WANTED)
        .is_ok_and(|fields| fields.peek() == Some(Tag::Sequence));
    if !encrypted {
        return pkcs8::private_key_from_der(der);
    }
    let info = EncryptedPrivateKeyInfo::from_der(der)?;
    let password = password.ok_or(Error::PasswordNeeded)?;
    pkcs8::private_key_from_der(&decrypt(&info, password)?)
}

#[cfg(feature = "pbes2")]
fn decrypt(
    info: &EncryptedPrivateKeyInfo<'_>,
    password: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    info.decrypt(password)
}

#[cfg(not(feature = "pbes2"))]
fn decrypt(info: &EncryptedPrivateKeyInfo<'_>, _: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    pkcs8::refuse_legacy(&info.algorithm)?;
    Err(Error::Disabled {
        what: "an encrypted private key",
        feature: "pbes2",
    })
}

#[cfg(feature = "legacy-pem")]
fn from_legacy(block: &Block<'_>, password: Option<&[u8]>) -> Result<(KeyParts, KeyKind), Error> {
    let der = super::legacy_pem::decrypt(block, password.ok_or(Error::PasswordNeeded)?)?;
    // A wrong password gets past the padding once in 256 times.
    let parts = pkcs1::private_from_der(&der).map_err(|_| Error::WrongPassword)?;
    Ok((parts, KeyKind::RsaEncryption))
}

#[cfg(not(feature = "legacy-pem"))]
fn from_legacy(_: &Block<'_>, _: Option<&[u8]>) -> Result<(KeyParts, KeyKind), Error> {
    Err(Error::Disabled {
        what: "a private key encrypted by PEM headers (RFC 1421)",
        feature: "legacy-pem",
    })
}

#[cfg(feature = "openssh")]
fn from_openssh(block: &Block<'_>, password: Option<&[u8]>) -> Result<(KeyParts, KeyKind), Error> {
    let parts = super::openssh::private_from_bytes(&block.contents, password)?;
    Ok((parts, KeyKind::RsaEncryption))
}

#[cfg(not(feature = "openssh"))]
fn from_openssh(_: &Block<'_>, _: Option<&[u8]>) -> Result<(KeyParts, KeyKind), Error> {
    Err(Error::Disabled {
        what: "a private key in OpenSSH's form",
        feature: "openssh",
    })
}

/// Keys from text and bytes, and back.
///
/// Every reader checks the key's numbers against each other, as [`from_parts`](Self::from_parts) does, and takes as long. What a
/// PKCS #8 algorithm identifier permits (id-RSASSA-PSS: PSS alone) is not part of a `PrivateKey`: `SigningKey`'s
/// `from_pkcs8_der` heeds it, and [`private_key::from_pem`](crate::pkcs::private_key::from_pem) returns it.
///
/// ```
/// use certwright::rsa::PrivateKey;
///
/// # let text = PrivateKey::generate(&mut certwright::SysRng, 2048)?.to_pkcs1_pem();
/// let key = PrivateKey::from_pem(&*text)?;
/// assert_eq!(PrivateKey::from_pem(&*key.to_pkcs8_pem())?, key);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl PrivateKey {
    /// The first private key of PEM, in any unencrypted form: PKCS #8, PKCS #1, OpenSSH's (feature `openssh`, which `std` brings).
    ///
    /// # Errors
    ///
    /// As [`private_key::from_pem`](crate::pkcs::private_key::from_pem), and [`Error::Key`] when the numbers are not a key.
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, Error> {
        let (parts, _) = from_pem(pem.as_ref(), None)?;
        Ok(Self::from_parts(parts)?)
    }

    /// The first private key of PEM, encrypted or not; the password is used if it is. PKCS #8 under PBES2 needs the feature `pbes2`, older
    /// ways of encrypting a key `legacy-pem`, and OpenSSH's `openssh-encrypted`.
    ///
    /// # Errors
    ///
    /// As [`from_pem`](Self::from_pem), [`Error::WrongPassword`], and [`Error::Disabled`], which names the feature. The work that the text may ask for is bounded.
    pub fn from_pem_encrypted(
        pem: impl AsRef<[u8]>,
        password: impl AsRef<[u8]>,
    ) -> Result<Self, Error> {
        let (parts, _) = from_pem(pem.as_ref(), Some(password.as_ref()))?;
        Ok(Self::from_parts(parts)?)
    }

    /// A key from the DER of PrivateKeyInfo (RFC 5208, RFC 5958).
    ///
    /// # Errors
    /// [`Error`]: what is malformed, and where in the input, or which numbers are not a key.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, Error> {
        let (parts, _) = pkcs8::PrivateKeyInfo::from_der(der)?.rsa_key()?;
        Ok(Self::from_parts(parts)?)
    }

    /// A key from the DER of RSAPrivateKey (RFC 8017 §A.1.2).
    ///
    /// # Errors
    /// [`Error`]: what is malformed, and where in the input, or which numbers are not a key.
    pub fn from_pkcs1_der(der: &[u8]) -> Result<Self, Error> {
        Ok(Self::from_parts(pkcs1::private_from_der(der)?)?)
    }

    /// PrivateKeyInfo of kind rsaEncryption. Secret; zeroised on drop.
    pub fn to_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        pkcs8::to_der(&self.parts(), KeyKind::RsaEncryption)
    }

    /// `-----BEGIN PRIVATE KEY-----`. Secret; zeroised on drop.
    pub fn to_pkcs8_pem(&self) -> Zeroizing<alloc::string::String> {
        pem::encode_secret(label::PRIVATE_KEY, &self.to_pkcs8_der())
    }

    /// RSAPrivateKey. Secret; zeroised on drop.
    pub fn to_pkcs1_der(&self) -> Zeroizing<Vec<u8>> {
        pkcs1::private_to_der(&self.parts())
    }

    /// `-----BEGIN RSA PRIVATE KEY-----`. Secret; zeroised on drop.
    pub fn to_pkcs1_pem(&self) -> Zeroizing<alloc::string::String> {
        pem::encode_secret(label::RSA_PRIVATE_KEY, &self.to_pkcs1_der())
    }

    /// `-----BEGIN ENCRYPTED PRIVATE KEY-----`: PKCS #8 under a password, by [`Choice::RECOMMENDED`](pkcs8::Choice::RECOMMENDED):
    /// AES-256-CBC, its key by 600,000 iterations of PBKDF2, some tenths of a second.
    ///
    /// # Errors
    ///
    /// [`Error::Rng`] for a generator that fails, and no other.
    #[cfg(feature = "pbes2")]
    #[cfg_attr(docsrs, doc(cfg(feature = "pbes2")))]
    pub fn to_encrypted_pem<R: rand_core::TryCryptoRng + ?Sized>(
        &self,
        password: impl AsRef<[u8]>,
        rng: &mut R,
    ) -> Result<alloc::string::String, Error> {
        let choice = &pkcs8::Choice::RECOMMENDED;
        let der = pkcs8::encrypt(&self.to_pkcs8_der(), choice, password.as_ref(), rng)?;
        Ok(pem::encode(label::ENCRYPTED_PRIVATE_KEY, &der))
    }
}
