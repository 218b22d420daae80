//! What is raced, and by whom. Building a contestant checks its answer.

use certwright::bignum::hazmat::{self, Kernel, Power};
use certwright::bignum::{Limb, Modulus, Nat};
use certwright::pkcs::{pkcs1, spki};
use certwright::rsa::batch::{self, Scheme, ToSign, ToVerify};
use certwright::rsa::{HashAlgorithm, PrivateKey, PublicKey, pkcs1v15};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use std::hint::black_box;

/// One kind of work.
pub struct Work {
    pub name: String,
    pub contestants: Vec<Contestant>,
    /// Whether one operation takes several times as long as another, by chance.
    pub scatters: bool,
}

/// One who does it; `run` gives how many operations it did.
pub struct Contestant {
    pub peer: &'static str,
    pub run: Box<dyn FnMut() -> usize>,
}

pub(crate) fn contestant(peer: &'static str, mut run: impl FnMut() + 'static) -> Contestant {
    Contestant {
        peer,
        run: Box::new(move || {
            run();
            1
        }),
    }
}

const MESSAGE: &[u8] = b"certwright beside its peers";
pub(crate) const HASH: HashAlgorithm = HashAlgorithm::Sha256;
/// Operations in a batch.
const BATCH: usize = 16;

/// Every work, in the order of the table.
pub fn all() -> Vec<Work> {
    let mut works = Vec::new();
    for bits in [2048, 3072, 4096] {
        let key = Key::new(bits);
        works.push(sign(&key));
        works.push(verify(&key));
        works.push(verify_fresh(&key));
    }
    for bits in [2048, 4096] {
        works.push(keygen(bits));
    }
    for bits in [1024, 2048] {
        works.push(modexp(bits));
    }
    works.extend(crate::chain::works());
    works
}

/// A key in every form that a peer takes, and the one right signature of MESSAGE.
struct Key {
    bits: usize,
    private: PrivateKey,
    pkcs1: Vec<u8>,
    public_pkcs1: Vec<u8>,
    spki: Vec<u8>,
    signature: Vec<u8>,
}

pub(crate) fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

impl Key {
    fn new(bits: usize) -> Self {
        let private = PrivateKey::generate(&mut rng(), bits).expect("a key");
        let public = private.public_key();
        let digest = HASH.digest(MESSAGE);
        let signature = pkcs1v15::sign_prehash(&private, HASH, digest.as_bytes(), &mut rng())
            .expect("a signature");
        Self {
            bits,
            pkcs1: pkcs1::private_to_der(&private.parts()).to_vec(),
            public_pkcs1: pkcs1::public_to_der(public),
            spki: spki::to_der(public),
            signature,
            private,
        }
    }
}

/// Signing MESSAGE by PKCS#1 v1.5 with SHA-256: hash, padding, blinding and fault check as each library has them.
fn sign(key: &Key) -> Work {
    let mut contestants = Vec::new();
    for kernel in [Some(Kernel::Portable), None] {
        let (private, mut rng, mut signature) = (key.private.clone(), rng(), key.signature.clone());
        let name = if kernel.is_some() {
            "certwright, portable kernel"
        } else {
            "certwright"
        };
        contestants.push(contestant(name, move || {
            let pinned = hazmat::pinned();
            if let Some(kernel) = kernel {
                hazmat::force(kernel).expect("available");
            }
            let digest = HASH.digest(MESSAGE);
            pkcs1v15::sign_prehash_into(
                &private,
                HASH,
                digest.as_bytes(),
                &mut rng,
                &mut signature,
            )
            .expect("signed");
            match pinned {
                Some(kernel) => hazmat::force(kernel).expect("available"),
                None => hazmat::unpin(),
            }
        }));
    }
    {
        let (private, mut rng, expected) = (key.private.clone(), rng(), key.signature.clone());
        contestants.push(Contestant {
            peer: "certwright, batch of 16",
            run: Box::new(move || {
                let digest = HASH.digest(MESSAGE);
                let scheme = Scheme::Pkcs1v15(HASH);
                let items = [ToSign::new(&private, scheme, digest.as_bytes()); BATCH];
                let signatures = batch::sign(&items, &mut rng);
                assert!(
                    signatures
                        .iter()
                        .all(|signature| signature.as_ref() == Ok(&expected))
                );
                BATCH
            }),
        });
    }
    {
        let pkey =
            openssl::pkey::PKey::private_key_from_der(&key.pkcs1).expect("OpenSSL reads the key");
        let expected = key.signature.clone();
        contestants.push(contestant("OpenSSL 3.6", move || {
            let mut signer =
                openssl::sign::Signer::new(openssl::hash::MessageDigest::sha256(), &pkey)
                    .expect("a signer");
            assert_eq!(
                signer.sign_oneshot_to_vec(MESSAGE).expect("signed"),
                expected
            );
        }));
    }
    {
        let pair = aws_lc_rs::rsa::KeyPair::from_der(&key.pkcs1).expect("aws-lc-rs reads the key");
        let (rng, expected) = (aws_lc_rs::rand::SystemRandom::new(), key.signature.clone());
        let mut signature = expected.clone();
        contestants.push(contestant("aws-lc-rs", move || {
            pair.sign(
                &aws_lc_rs::signature::RSA_PKCS1_SHA256,
                &rng,
                MESSAGE,
                &mut signature,
            )
            .expect("signed");
            assert_eq!(signature, expected);
        }));
    }
    {
        let pair = ring::rsa::KeyPair::from_der(&key.pkcs1).expect("ring reads the key");
        let (rng, expected) = (ring::rand::SystemRandom::new(), key.signature.clone());
        let mut signature = expected.clone();
        contestants.push(contestant("ring", move || {
            pair.sign(
                &ring::signature::RSA_PKCS1_SHA256,
                &rng,
                MESSAGE,
                &mut signature,
            )
            .expect("signed");
            assert_eq!(signature, expected);
        }));
    }
    {
        let signing = graviola::signing::rsa::SigningKey::from_pkcs1_der(&key.pkcs1)
            .expect("graviola reads the key");
        let expected = key.signature.clone();
        let mut signature = expected.clone();
        contestants.push(contestant("graviola", move || {
            assert_eq!(
                signing
                    .sign_pkcs1_sha256(&mut signature, MESSAGE)
                    .expect("signed"),
                &expected[..]
            );
        }));
    }
    {
        use rsa::pkcs1::DecodeRsaPrivateKey;
        use rsa::signature::{RandomizedSigner, SignatureEncoding};
        let private = rsa::PrivateKey::from_pkcs1_der(&key.pkcs1).expect("rsa reads the key");
        let signing = rsa::pkcs1v15::SigningKey::<sha2::Sha256>::new(private);
        let (mut rng, expected) = (rng(), key.signature.clone());
        contestants.push(contestant("RustCrypto rsa", move || {
            assert_eq!(signing.sign_with_rng(&mut rng, MESSAGE).to_vec(), expected);
        }));
    }
    Work {
        name: format!("RSA-{} sign", key.bits),
        contestants,
        scatters: false,
    }
}

/// Verifying with a key that is loaded.
fn verify(key: &Key) -> Work {
    let mut contestants = Vec::new();
    {
        let (public, signature) = (key.private.public_key().clone(), key.signature.clone());
        contestants.push(contestant("certwright", move || {
            let digest = HASH.digest(MESSAGE);
            pkcs1v15::verify_prehash(&public, HASH, digest.as_bytes(), &signature)
                .expect("verified");
        }));
    }
    {
        let (public, signature) = (key.private.public_key().clone(), key.signature.clone());
        contestants.push(Contestant {
            peer: "certwright, batch of 16",
            run: Box::new(move || {
                let digest = HASH.digest(MESSAGE);
                let scheme = Scheme::Pkcs1v15(HASH);
                let item = ToVerify::new(&public, scheme, digest.as_bytes(), &signature);
                assert!(batch::verify(&[item; BATCH]).iter().all(Result::is_ok));
                BATCH
            }),
        });
    }
    {
        let pkey =
            openssl::pkey::PKey::public_key_from_der(&key.spki).expect("OpenSSL reads the key");
        let signature = key.signature.clone();
        contestants.push(contestant("OpenSSL 3.6", move || {
            let mut verifier =
                openssl::sign::Verifier::new(openssl::hash::MessageDigest::sha256(), &pkey)
                    .expect("a verifier");
            assert!(
                verifier
                    .verify_oneshot(&signature, MESSAGE)
                    .expect("verified")
            );
        }));
    }
    {
        let algorithm = &aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256;
        let public = aws_lc_rs::signature::ParsedPublicKey::new(algorithm, &key.public_pkcs1)
            .expect("aws-lc-rs reads the key");
        let signature = key.signature.clone();
        contestants.push(contestant("aws-lc-rs", move || {
            public.verify_sig(MESSAGE, &signature).expect("verified")
        }));
    }
    {
        let public = graviola::signing::rsa::VerifyingKey::from_pkcs1_der(&key.public_pkcs1)
            .expect("graviola reads it");
        let signature = key.signature.clone();
        contestants.push(contestant("graviola", move || {
            public
                .verify_pkcs1_sha256(&signature, MESSAGE)
                .expect("verified");
        }));
    }
    {
        use rsa::pkcs1::DecodeRsaPublicKey;
        use rsa::signature::Verifier;
        let public = rsa::PublicKey::from_pkcs1_der(&key.public_pkcs1).expect("rsa reads the key");
        let verifying = rsa::pkcs1v15::VerifyingKey::<sha2::Sha256>::new(public);
        let signature =
            rsa::pkcs1v15::Signature::try_from(&key.signature[..]).expect("a signature");
        contestants.push(contestant("RustCrypto rsa", move || {
            verifying.verify(MESSAGE, &signature).expect("verified");
        }));
    }
    Work {
        name: format!("RSA-{} verify", key.bits),
        contestants,
        scatters: false,
    }
}

/// Verifying with a key that comes as DER each time, as a certificate chain brings it.
fn verify_fresh(key: &Key) -> Work {
    let mut contestants = Vec::new();
    {
        let (der, signature) = (key.public_pkcs1.clone(), key.signature.clone());
        contestants.push(contestant("certwright", move || {
            let public: PublicKey = pkcs1::public_from_der(black_box(&der)).expect("a key");
            let digest = HASH.digest(MESSAGE);
            pkcs1v15::verify_prehash(&public, HASH, digest.as_bytes(), &signature)
                .expect("verified");
        }));
    }
    {
        let (der, signature) = (key.public_pkcs1.clone(), key.signature.clone());
        contestants.push(contestant("OpenSSL 3.6", move || {
            let rsa = openssl::rsa::Rsa::public_key_from_der_pkcs1(black_box(&der)).expect("a key");
            let pkey = openssl::pkey::PKey::from_rsa(rsa).expect("a key");
            let mut verifier =
                openssl::sign::Verifier::new(openssl::hash::MessageDigest::sha256(), &pkey)
                    .expect("a verifier");
            assert!(
                verifier
                    .verify_oneshot(&signature, MESSAGE)
                    .expect("verified")
            );
        }));
    }
    {
        let (der, signature) = (key.public_pkcs1.clone(), key.signature.clone());
        let algorithm = &aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256;
        contestants.push(contestant("aws-lc-rs", move || {
            let public = aws_lc_rs::signature::UnparsedPublicKey::new(algorithm, black_box(&der));
            public.verify(MESSAGE, &signature).expect("verified");
        }));
    }
    {
        let (der, signature) = (key.public_pkcs1.clone(), key.signature.clone());
        let algorithm = &ring::signature::RSA_PKCS1_2048_8192_SHA256;
        contestants.push(contestant("ring", move || {
            let public = ring::signature::UnparsedPublicKey::new(algorithm, black_box(&der));
            public.verify(MESSAGE, &signature).expect("verified");
        }));
    }
    {
        let (der, signature) = (key.public_pkcs1.clone(), key.signature.clone());
        contestants.push(contestant("graviola", move || {
            let public = graviola::signing::rsa::VerifyingKey::from_pkcs1_der(black_box(&der))
                .expect("a key");
            public
                .verify_pkcs1_sha256(&signature, MESSAGE)
                .expect("verified");
        }));
    }
    {
        use rsa::pkcs1::DecodeRsaPublicKey;
        use rsa::signature::Verifier;
        let (der, signature) = (key.public_pkcs1.clone(), key.signature.clone());
        contestants.push(contestant("RustCrypto rsa", move || {
            let public = rsa::PublicKey::from_pkcs1_der(black_box(&der)).expect("a key");
            let signature =
                rsa::pkcs1v15::Signature::try_from(&signature[..]).expect("a signature");
            rsa::pkcs1v15::VerifyingKey::<sha2::Sha256>::new(public)
                .verify(MESSAGE, &signature)
                .expect("verified");
        }));
    }
    Work {
        name: format!("RSA-{} verify, fresh key", key.bits),
        contestants,
        scatters: false,
    }
}

/// A new key. The times scatter: a median says less here than elsewhere.
fn keygen(bits: usize) -> Work {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let mut other_rng = ChaCha20Rng::seed_from_u64(3);
    let (aws, gra) = match bits {
        2048 => (
            aws_lc_rs::rsa::KeySize::Rsa2048,
            graviola::signing::rsa::KeySize::Rsa2048,
        ),
        _ => (
            aws_lc_rs::rsa::KeySize::Rsa4096,
            graviola::signing::rsa::KeySize::Rsa4096,
        ),
    };
    let contestants = vec![
        contestant("certwright", move || {
            black_box(PrivateKey::generate(&mut rng, bits).expect("a key"));
        }),
        contestant("OpenSSL 3.6", move || {
            black_box(openssl::rsa::Rsa::generate(bits as u32).expect("a key"));
        }),
        contestant("aws-lc-rs", move || {
            black_box(aws_lc_rs::rsa::KeyPair::generate(aws).expect("a key"));
        }),
        contestant("graviola", move || {
            black_box(graviola::signing::rsa::SigningKey::generate(gra).expect("a key"));
        }),
        contestant("RustCrypto rsa", move || {
            black_box(rsa::PrivateKey::new(&mut other_rng, bits).expect("a key"));
        }),
    ];
    Work {
        name: format!("RSA-{bits} key generation"),
        contestants,
        scatters: true,
    }
}

/// One power with a full-length exponent.
fn modexp(bits: usize) -> Work {
    let octets = |seed: u8| -> Vec<u8> {
        (0..bits / 8)
            .map(|i| (i as u8).wrapping_mul(151).wrapping_add(seed))
            .collect()
    };
    let (mut n, mut base, exponent) = (octets(1), octets(2), octets(3));
    n[0] |= 0xc0;
    n[bits / 8 - 1] |= 1;
    base[0] &= 0x3f;
    let expected = {
        let number = |octets: &[u8]| num_bigint::BigUint::from_bytes_be(octets);
        number(&base)
            .modpow(&number(&exponent), &number(&n))
            .to_bytes_be()
    };
    let mut contestants = Vec::new();
    {
        let modulus = Modulus::from_be_bytes(&n).expect("odd");
        let (base, exponent) = (Nat::from_be_bytes(&base), Nat::from_be_bytes(&exponent));
        let mut out = Nat::zero(modulus.len());
        modulus.pow(&mut out, &base, &exponent);
        assert_eq!(
            num_bigint::BigUint::from_bytes_be(&out.to_be_bytes()).to_bytes_be(),
            expected
        );
        let one = (modulus.clone(), base.clone(), exponent.clone());
        contestants.push(contestant("certwright, constant time", move || {
            one.0.pow(&mut out, &one.1, &one.2)
        }));
        let mut outs: Vec<Vec<Limb>> = vec![vec![0; modulus.len()]; BATCH];
        contestants.push(Contestant {
            peer: "certwright, batch of 16, constant time",
            run: Box::new(move || {
                let mut queue: Vec<Power<'_>> = outs
                    .iter_mut()
                    .map(|out| Power {
                        modulus: modulus.montgomery(),
                        base: &base,
                        exponent: &exponent,
                        factor: None,
                        out,
                    })
                    .collect();
                hazmat::pow(&mut queue);
                BATCH
            }),
        });
    }
    {
        use rug::integer::Order;
        let number = |octets: &[u8]| rug::Integer::from_digits(octets, Order::Msf);
        let (n, base, exponent) = (number(&n), number(&base), number(&exponent));
        let right = number(&expected);
        let secure = (n.clone(), base.clone(), exponent.clone(), right.clone());
        contestants.push(contestant("GMP powm_sec, constant time", move || {
            assert_eq!(
                rug::Integer::from(secure.1.secure_pow_mod_ref(&secure.2, &secure.0)),
                secure.3
            );
        }));
        contestants.push(contestant("GMP powm", move || {
            assert_eq!(
                rug::Integer::from(base.pow_mod_ref(&exponent, &n).expect("a power")),
                right
            );
        }));
    }
    {
        use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
        use crypto_bigint::{BoxedUint, Odd};
        let number = |octets: &[u8]| BoxedUint::from_be_slice(octets, bits as u32).expect("fits");
        let params = BoxedMontyParams::new(Odd::new(number(&n)).expect("odd"));
        let base = BoxedMontyForm::new(number(&base), &params);
        let exponent = number(&exponent);
        assert_eq!(base.pow(&exponent).retrieve(), number(&expected));
        contestants.push(contestant("crypto-bigint, constant time", move || {
            black_box(base.pow(&exponent).retrieve());
        }));
    }
    {
        let number = |octets: &[u8]| num_bigint::BigUint::from_bytes_be(octets);
        let (n, base, exponent) = (number(&n), number(&base), number(&exponent));
        contestants.push(contestant("num-bigint", move || {
            black_box(base.modpow(&exponent, &n));
        }));
    }
    {
        let number = |octets: &[u8]| openssl::bn::BigNum::from_slice(octets).expect("a number");
        let (n, base, mut exponent, right) = (
            number(&n),
            number(&base),
            number(&exponent),
            number(&expected),
        );
        exponent.set_const_time();
        let mut context = openssl::bn::BigNumContext::new().expect("a context");
        let mut out = openssl::bn::BigNum::new().expect("a number");
        contestants.push(contestant("OpenSSL 3.6, constant time", move || {
            out.mod_exp(&base, &exponent, &n, &mut context)
                .expect("a power");
            assert!(out == right);
        }));
    }
    Work {
        name: format!("{bits}-bit power"),
        contestants,
        scatters: false,
    }
}
