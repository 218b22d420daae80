//! Keys that rustls signs handshakes with.

use std::fmt;
use std::sync::Arc;

use certwright::SysRng;
use certwright::rsa::{KeyError, PrivateKey, pkcs1v15, pss};
use rustls::pki_types::{PrivateKeyDer, SubjectPublicKeyInfoDer};
use rustls::sign::Signer;
use rustls::{Error, SignatureAlgorithm, SignatureScheme};

use crate::algorithms::{Padding, Scheme};

/// The shortest modulus of a key for TLS, in bits.
const MIN_BITS: usize = 2048;

/// A certwright key as rustls takes it: PSS and PKCS #1 v1.5 with SHA-256, SHA-384 and SHA-512.
///
/// Signing is constant-time in the key, blinded with the system's random numbers, and checked before a signature is released; if
/// the system has no random numbers, the handshake fails.
#[derive(Clone)]
pub struct SigningKey {
    key: Arc<PrivateKey>,
    spki: Arc<[u8]>,
}

impl SigningKey {
    /// A key for TLS.
    ///
    /// # Errors
    ///
    /// [`KeyError::BelowPolicy`] for a key below 2048 bits, allowed or not.
    pub fn new(key: PrivateKey) -> Result<Self, KeyError> {
        let bits = key.bits();
        if bits < MIN_BITS {
            return Err(KeyError::BelowPolicy { bits });
        }
        Ok(Self {
            spki: key.public_key().to_spki_der().into(),
            key: Arc::new(key),
        })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({} bits, [redacted])", self.key.bits())
    }
}

impl rustls::sign::SigningKey for SigningKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let scheme = Scheme::ALL
            .into_iter()
            .find(|scheme| offered.contains(&scheme.name))?;
        let key = Arc::clone(&self.key);
        Some(Box::new(SchemeSigner { key, scheme }))
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        Some(SubjectPublicKeyInfoDer::from(&*self.spki))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::RSA
    }
}

struct SchemeSigner {
    key: Arc<PrivateKey>,
    scheme: Scheme,
}

impl fmt::Debug for SchemeSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({:?}, [redacted])", self.scheme.name)
    }
}

impl Signer for SchemeSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let (hash, key) = (self.scheme.hash, &self.key);
        let digest = hash.digest(message);
        let signature = match self.scheme.padding {
            Padding::Pkcs1v15 => pkcs1v15::sign_prehash(key, hash, &digest, &mut SysRng),
            Padding::Pss => pss::sign_prehash(key, &pss::Params::new(hash), &digest, &mut SysRng),
        };
        match signature {
            Ok(signature) => Ok(signature),
            Err(certwright::rsa::Error::Rng(_)) => Err(Error::FailedToGetRandomBytes),
            Err(e) => Err(Error::General(format!("the handshake is not signed: {e}"))),
        }
    }

    fn scheme(&self) -> SignatureScheme {
        self.scheme.name
    }
}

/// Loads RSA keys for rustls: [`CryptoProvider::key_provider`](rustls::crypto::CryptoProvider).
#[derive(Clone, Copy, Debug)]
pub struct KeyProvider;

impl rustls::crypto::KeyProvider for KeyProvider {
    fn load_private_key(
        &self,
        der: PrivateKeyDer<'static>,
    ) -> Result<Arc<dyn rustls::sign::SigningKey>, Error> {
        let key = match &der {
            PrivateKeyDer::Pkcs1(der) => PrivateKey::from_pkcs1_der(der.secret_pkcs1_der()),
            PrivateKeyDer::Pkcs8(der) => PrivateKey::from_pkcs8_der(der.secret_pkcs8_der()),
            _ => {
                return Err(Error::General(
                    "unsupported: a private key that is not PKCS #1 or PKCS #8: only RSA is supported".into(),
                ));
            }
        };
        let refused =
            |e: &dyn fmt::Display| Error::General(format!("the private key is not usable: {e}"));
        let key = key.map_err(|e| refused(&e))?;
        Ok(Arc::new(SigningKey::new(key).map_err(|e| refused(&e))?))
    }
}
