//! The `signature` crate's traits for keys that are bound to a scheme and a hash: the same for both schemes, from four
//! functions of each.

/// Implements the traits for `SigningKey<D>` and `VerifyingKey<D>`, which have methods `sign_with(&self, digest, rng)` and
/// `verify_with(&self, digest, signature)`.
macro_rules! implement_signature_traits {
    () => {
        impl<D: Hash> SigningKey<D> {
            fn drawn<R: TryCryptoRng + ?Sized>(
                rng: &mut R,
            ) -> Result<DerivedRng, signature::Error> {
                DerivedRng::draw(rng).map_err(|_| Error::Rng.into())
            }
        }

        impl<D: Hash> RandomizedSigner<Signature> for SigningKey<D> {
            fn try_sign_with_rng<R: TryCryptoRng + ?Sized>(
                &self,
                rng: &mut R,
                msg: &[u8],
            ) -> Result<Signature, signature::Error> {
                Ok(self.sign_with(&D::digest(msg), &mut Self::drawn(rng)?)?)
            }
        }

        impl<D: Hash> RandomizedMultipartSigner<Signature> for SigningKey<D> {
            fn try_multipart_sign_with_rng<R: TryCryptoRng + ?Sized>(
                &self,
                rng: &mut R,
                msg: &[&[u8]],
            ) -> Result<Signature, signature::Error> {
                let mut digest = D::new();
                msg.iter()
                    .for_each(|part| Digest::update(&mut digest, part));
                Ok(self.sign_with(&digest.finalize(), &mut Self::drawn(rng)?)?)
            }
        }

        impl<D: Hash + Update> RandomizedDigestSigner<D, Signature> for SigningKey<D> {
            fn try_sign_digest_with_rng<
                R: TryCryptoRng + ?Sized,
                F: Fn(&mut D) -> Result<(), signature::Error>,
            >(
                &self,
                rng: &mut R,
                f: F,
            ) -> Result<Signature, signature::Error> {
                let mut digest = D::new();
                f(&mut digest)?;
                Ok(self.sign_with(&digest.finalize(), &mut Self::drawn(rng)?)?)
            }
        }

        impl<D: Hash> RandomizedPrehashSigner<Signature> for SigningKey<D> {
            fn sign_prehash_with_rng<R: TryCryptoRng + ?Sized>(
                &self,
                rng: &mut R,
                prehash: &[u8],
            ) -> Result<Signature, signature::Error> {
                Ok(self.sign_with(prehash, &mut Self::drawn(rng)?)?)
            }
        }

        impl<D: Hash> Keypair for SigningKey<D> {
            type VerifyingKey = VerifyingKey<D>;

            fn verifying_key(&self) -> VerifyingKey<D> {
                self.verifying_key.clone()
            }
        }

        impl<D: Hash> AsRef<VerifyingKey<D>> for SigningKey<D> {
            fn as_ref(&self) -> &VerifyingKey<D> {
                &self.verifying_key
            }
        }

        impl<D: Hash> AsRef<PrivateKey> for SigningKey<D> {
            fn as_ref(&self) -> &PrivateKey {
                &self.key
            }
        }

        impl<D: Hash> AsRef<PublicKey> for VerifyingKey<D> {
            fn as_ref(&self) -> &PublicKey {
                &self.key
            }
        }

        impl<D: Hash> ZeroizeOnDrop for SigningKey<D> {}

        impl<D: Hash> Verifier<Signature> for VerifyingKey<D> {
            fn verify(&self, msg: &[u8], signature: &Signature) -> Result<(), signature::Error> {
                Ok(self.verify_with(&D::digest(msg), signature)?)
            }
        }

        impl<D: Hash> MultipartVerifier<Signature> for VerifyingKey<D> {
            fn multipart_verify(
                &self,
                msg: &[&[u8]],
                signature: &Signature,
            ) -> Result<(), signature::Error> {
                let mut digest = D::new();
                msg.iter()
                    .for_each(|part| Digest::update(&mut digest, part));
                Ok(self.verify_with(&digest.finalize(), signature)?)
            }
        }

        impl<D: Hash + Update> DigestVerifier<D, Signature> for VerifyingKey<D> {
            fn verify_digest<F: Fn(&mut D) -> Result<(), signature::Error>>(
                &self,
                f: F,
                signature: &Signature,
            ) -> Result<(), signature::Error> {
                let mut digest = D::new();
                f(&mut digest)?;
                Ok(self.verify_with(&digest.finalize(), signature)?)
            }
        }

        impl<D: Hash> PrehashVerifier<Signature> for VerifyingKey<D> {
            fn verify_prehash(
                &self,
                prehash: &[u8],
                signature: &Signature,
            ) -> Result<(), signature::Error> {
                Ok(self.verify_with(prehash, signature)?)
            }
        }

        impl<D: Hash> fmt::Debug for SigningKey<D> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(
                    f,
                    "SigningKey({}, {} bits, [redacted])",
                    D::ALGORITHM,
                    self.key.bits()
                )
            }
        }

        impl<D: Hash> fmt::Debug for VerifyingKey<D> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(
                    f,
                    "VerifyingKey({}, {} bits)",
                    D::ALGORITHM,
                    self.key.bits()
                )
            }
        }

        impl<D: Hash> PartialEq for VerifyingKey<D> {
            fn eq(&self, other: &Self) -> bool {
                self.key == other.key && self.same_parameters(other)
            }
        }

        impl<D: Hash> Eq for VerifyingKey<D> {}

        impl<D: Hash> ConstantTimeEq for SigningKey<D> {
            /// As of [`PrivateKey`]: leaks whether the public halves are equal.
            fn ct_eq(&self, other: &Self) -> Choice {
                Choice::from(u8::from(self.verifying_key == other.verifying_key))
                    & self.key.ct_eq(&other.key)
            }
        }

        impl<D: Hash> PartialEq for SigningKey<D> {
            fn eq(&self, other: &Self) -> bool {
                self.ct_eq(other).into()
            }
        }

        impl<D: Hash> Eq for SigningKey<D> {}
    };
}

pub(super) use implement_signature_traits;
