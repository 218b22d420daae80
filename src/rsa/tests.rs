//! What holds of operations inside: faults, blinding, working memory, generators.

use alloc::vec;
use alloc::vec::Vec;

use ::signature::{RandomizedSigner, Signer};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sha2::Sha256;

use super::derived_rng::DerivedRng;
use super::emsa::{self, HasEmsa};
use super::memory::Memory;
use super::private_op::Started;
use super::private_op::faults::{self, Stage};
use super::*;
use crate::bignum::scratch::Arena;
use crate::bignum::{LIMB_BITS, Limb, Modulus};
use crate::hash::Shake128_256;
use crate::random::tests::{FailsAfter, Repeating};

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

fn key() -> PrivateKey {
    hazmat::generate(&mut rng(), 1024).unwrap()
}

/// A key of three primes.
fn multi_prime_key() -> PrivateKey {
    let mut primes = Vec::new();
    while primes.len() < 3 {
        let bits = [342, 341, 341][primes.len()];
        let p = crate::prime::generate_pair(
            &mut ChaCha20Rng::seed_from_u64(primes.len() as u64),
            2 * bits,
            65537,
            &mut |_| {},
        )
        .unwrap()
        .0;
        primes.push(p);
    }
    let big = |x: &[Limb]| {
        num_bigint::BigUint::from_bytes_be(&crate::bignum::Nat::from_limbs(x).to_be_bytes())
    };
    let (p, q, r) = (big(&primes[0]), big(&primes[1]), big(&primes[2]));
    let mut parts = KeyParts::default();
    parts.modulus = (&p * &q * &r).to_bytes_be();
    parts.public_exponent = vec![1, 0, 1];
    parts.prime1 = p.to_bytes_be();
    parts.prime2 = q.to_bytes_be();
    let mut other = OtherPrimeInfo::default();
    other.prime = r.to_bytes_be();
    parts.other_primes = vec![other];
    PrivateKey::from_parts(parts).unwrap().allow_below_2048()
}

#[test]
fn a_fault_in_one_half_never_leaves() {
    let key = key();
    let input = [0x11; 128];
    let mut right = [0; 128];
    hazmat::rsadp(&key, &input, &mut rng(), &mut right).unwrap();
    for (bit, struck) in (0..512).flat_map(|bit| [(bit, Stage::Power), (bit, Stage::Base)]) {
        let mut out = [0xaa; 128];
        let flip = move |stage, limbs: &mut [Limb]| {
            if stage == struck {
                limbs[bit / LIMB_BITS] ^= 1 << (bit % LIMB_BITS);
            }
        };
        let result = faults::with(flip, || hazmat::rsadp(&key, &input, &mut rng(), &mut out));
        assert_eq!(result, Err(Error::Fault));
        assert_eq!(out, [0; 128], "nothing is written");
    }
    let mut again = [0; 128];
    hazmat::rsadp(&key, &input, &mut rng(), &mut again).unwrap();
    assert_eq!(again, right);
}

/// What comes of a new key whose first power has a wrong bit. Self-tests, where they are built in, are over then, and what is found after this lasts.
fn with_a_fault_of_generation<T>(generate: impl Fn() -> Result<T, KeyError>) -> Option<KeyError> {
    generate().unwrap();
    let flip = |stage, limbs: &mut [Limb]| {
        if stage == Stage::Power {
            limbs[0] ^= 1;
        }
    };
    faults::with(flip, generate).err()
}

#[test]
fn a_new_key_is_tried_before_it_is_given() {
    let pair = with_a_fault_of_generation(|| hazmat::generate(&mut rng(), 1024));
    assert_eq!(pair, Some(KeyError::PairwiseTest));
}

#[test]
fn a_new_key_of_three_primes_is_tried_before_it_is_given() {
    let three = with_a_fault_of_generation(|| {
        hazmat::generate_multi_prime(&mut rng(), 1024, 3, 65537, &mut |_| {})
    });
    assert_eq!(three, Some(KeyError::PairwiseTest));
}

#[test]
fn a_fault_in_the_encoded_message_never_leaves() {
    let key = key();
    let hash = HashAlgorithm::Sha256;
    let digest = hash.digest(b"a message");
    let params = pss::Params::new(hash);
    for bit in (8..1024).step_by(7) {
        let signed = emsa::faults::with_flipped(bit, || {
            [
                pkcs1v15::sign_prehash(&key, hash, &digest, &mut rng()),
                pkcs1v15::sign_unhashed(&key, &digest, &mut rng()),
                pss::sign_prehash(&key, &params, &digest, &mut rng()),
                pss_shake::sign_prehash(&key, pss_shake::Shake::Shake128, &digest, &mut rng()),
            ]
        });
        assert_eq!(signed, [const { Err(Error::Fault) }; 4], "bit {bit}");
    }
}

#[test]
fn a_fault_in_the_loaded_input_never_leaves() {
    let key = key();
    let flip = |bit: usize| {
        move |stage, limbs: &mut [Limb]| {
            if stage == Stage::Loaded {
                limbs[bit / LIMB_BITS] ^= 1 << (bit % LIMB_BITS);
            }
        }
    };
    let public = key.public_key();
    let ciphertext = pkcs1v15::encrypt(public, b"", &mut rng()).unwrap();
    for bit in (0..1000).step_by(13) {
        let mut out = [0; 128];
        let result = faults::with(flip(bit), || {
            hazmat::rsadp(&key, &ciphertext, &mut rng(), &mut out)
        });
        assert_eq!(result, Err(Error::Fault), "bit {bit}");
        let result = faults::with(flip(bit), || {
            pkcs1v15::sign_unhashed(&key, b"T", &mut rng())
        });
        assert_eq!(result, Err(Error::Fault), "bit {bit}");
        // A decryption reports no more than that it failed.
        let result = faults::with(flip(bit), || {
            pkcs1v15::decrypt(&key, &ciphertext, &mut rng()).map(|_| ())
        });
        assert_eq!(result, Err(Error::Decryption), "bit {bit}");
    }
}

#[test]
fn every_operation_is_blinded_by_a_number_of_its_own() {
    let key = key();
    let mut rng = rng();
    let input = [0x11; 128];
    let mut seen: Vec<Vec<Limb>> = Vec::new();
    for _ in 0..3 {
        let mut memory = vec![0; PrivateKey::workspace_limbs(1024)];
        let mut started = Started::new(&key, &input, &mut rng, Arena::new(&mut memory)).unwrap();
        crate::bignum::batch::pow_public_vartime_raw(&mut started.powers().0);
        let mut blinded = started.blind();
        for power in blinded.powers().0 {
            // What is raised to the secret exponent, and what the power is multiplied by, are neither the input modulo the prime nor
            // seen before.
            let modulus = Modulus::new(power.modulus.n).unwrap();
            let mut unblinded = vec![0; modulus.len()];
            let mut c = vec![0; 128 / size_of::<Limb>()];
            crate::bignum::limbs_from_be_bytes(&mut c, &input);
            modulus.reduce_raw(&mut unblinded, &c);
            for number in [power.base, power.factor.unwrap()] {
                assert_ne!(number, unblinded);
                assert!(!seen.iter().any(|other| other == number));
                seen.push(number.to_vec());
            }
        }
    }
}

#[test]
fn a_message_that_is_signed_again_without_a_generator_is_blinded_afresh() {
    // With the system's random numbers; the bases of the secret powers show it.
    let signer = pkcs1v15::SigningKey::<Sha256>::new(key()).unwrap();
    let powers = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let copy = powers.clone();
    let record = move |stage, limbs: &mut [Limb]| {
        if stage == Stage::Base {
            copy.borrow_mut().push(limbs.to_vec());
        }
    };
    let signatures = faults::with(record, || {
        [signer.sign(b"a message"), signer.sign(b"a message")]
    });
    assert_eq!(signatures[0], signatures[1]);
    let powers = powers.borrow();
    assert_eq!(powers.len(), 2);
    assert_ne!(powers[0], powers[1]);
}

#[test]
fn a_blinding_seed_decides_the_blinding_of_each_message_and_not_the_signature() {
    let digest = |message: &[u8]| HashAlgorithm::Sha256.digest(message);
    // What is raised to the secret exponent, and the signature.
    let signed = |by: &dyn Fn() -> Signature| {
        let bases = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let copy = bases.clone();
        let record = move |stage, limbs: &mut [Limb]| {
            if stage == Stage::Base {
                copy.borrow_mut().push(limbs.to_vec());
            }
        };
        let signature = faults::with(record, by);
        (bases.take().concat(), signature)
    };
    // As where there is no system to ask for entropy.
    let seeded = |seed: [u8; 32], message: &[u8]| {
        let signer = pkcs1v15::SigningKey::<Sha256>::new(key()).unwrap();
        let signer = signer.with_blinding_seed(seed);
        signed(&|| {
            signer
                .sign_seeded(digest(message).as_bytes(), &[0; 32])
                .unwrap()
        })
    };
    // The generator that the documentation describes.
    let expected = |seed: [u8; 32], message: &[u8]| {
        let (key, digest) = (key(), digest(message));
        signed(&|| {
            let mut rng = DerivedRng::for_signing(&key, digest.as_bytes(), &seed);
            let mut signature = vec![0; key.size()];
            let scheme = pkcs1v15::Pkcs1v15::<Sha256>::default();
            let memory = Memory::Stack;
            emsa::sign(
                &key,
                &scheme.emsa(),
                digest.as_bytes(),
                &mut rng,
                memory,
                &mut signature,
            )
            .unwrap();
            Signature::from(signature)
        })
    };
    let last_bit = {
        let mut seed = [1; 32];
        seed[31] ^= 1;
        seed
    };
    let mut bases: Vec<Vec<Limb>> = Vec::new();
    for message in [&b"a message"[..], b"another"] {
        let (_, signature) = seeded([0; 32], message);
        for seed in [[0; 32], [1; 32], last_bit] {
            let made = seeded(seed, message);
            assert_eq!(made, expected(seed, message));
            assert_eq!(made, seeded(seed, message), "the same on every machine");
            assert_eq!(made.1, signature);
            assert!(!bases.contains(&made.0));
            bases.push(made.0);
        }
    }
    // And what blinds two messages under one seed differs.
    let draws = [b"a message".as_slice(), b"another"].map(|message| {
        let mut out = [0; 32];
        let mut rng = DerivedRng::for_signing(&key(), digest(message).as_bytes(), &[1; 32]);
        RandomSource::fill(&mut rng, &mut out).unwrap();
        out
    });
    assert_ne!(draws[0], draws[1]);
}

#[test]
fn a_generator_that_was_started_again_blinds_by_other_numbers_than_the_primes_it_gave() {
    for seed in 0..4 {
        let rng = || ChaCha20Rng::seed_from_u64(seed);
        let key = hazmat::generate(&mut rng(), 1024).unwrap();
        let (mut rng, mut out) = (rng(), [0; 128]);
        for _ in 0..300 {
            hazmat::rsadp(&key, &[0x11; 128], &mut rng, &mut out).unwrap();
        }
    }
}

/// A key's blinding without a generator, and the key of implicit rejection.
#[test]
fn blinding_is_derived_apart_from_the_rejection_key_and_alike_on_every_machine() {
    let key = key();
    let (digest, entropy) = ([7; 96], [9; 32]);
    let drawn = |digest: &[u8], entropy: &[u8; 32]| {
        let mut out = [0; 40];
        RandomSource::fill(
            &mut DerivedRng::for_signing(&key, digest, entropy),
            &mut out,
        )
        .unwrap();
        out
    };
    let block = |seed: [u8; 32], counter: u64| -> [u8; 32] {
        use digest::Digest;
        Sha256::new()
            .chain_update(seed)
            .chain_update(counter.to_be_bytes())
            .finalize()
            .into()
    };
    // What HMAC sees is the same as for a ciphertext made of the digest and the entropy.
    let ciphertext: Vec<u8> = digest.iter().chain(&entropy).copied().collect();
    let rejection = pkcs1v15::rejection_key(&key, &ciphertext);
    assert_ne!(drawn(&digest, &entropy)[..32], block(rejection, 0));
    assert_ne!(drawn(&digest, &entropy), drawn(&digest, &[8; 32]));
    assert_ne!(drawn(&digest, &entropy), drawn(&[6; 96], &entropy));

    // From the definition, by big-endian bytes: SHA-256(label ‖ d), d as long as n; HMAC(that, digest ‖ entropy).
    use digest::{Digest, KeyInit, Mac};
    let d = key.parts().private_exponent.clone();
    let mac_key = Sha256::new()
        .chain_update("certwright: blinding of a signature")
        .chain_update(vec![0; 128 - d.len()])
        .chain_update(&d)
        .finalize();
    let mut mac = <hmac::Hmac<Sha256> as KeyInit>::new_from_slice(&mac_key).unwrap();
    mac.update(&ciphertext);
    let seed: [u8; 32] = mac.finalize().into_bytes().into();
    assert_eq!(drawn(&digest, &entropy)[..32], block(seed, 0));
    assert_eq!(drawn(&digest, &entropy)[32..], block(seed, 1)[..8]);
}

#[test]
fn a_workspace_is_wiped_after_use_whatever_the_outcome() {
    for key in [key(), multi_prime_key()] {
        let hash = Sha256::default();
        let digest = <Sha256 as digest::Digest>::finalize(hash);
        let (sign_limbs, verify_limbs) = (
            PrivateKey::workspace_limbs(key.bits()),
            PublicKey::workspace_limbs(key.bits()),
        );
        let mut memory = vec![Limb::MAX; sign_limbs + 3];
        let mut signature = vec![0; key.size()];
        let signer = pkcs1v15::SigningKey::<Sha256>::new(key.clone()).unwrap();
        let mut sign = |memory: &mut [Limb]| {
            let mut workspace = Workspace::new(memory);
            signer.sign_digest_in(&mut workspace, &digest, &mut rng(), &mut signature)
        };
        assert_eq!(sign(&mut memory), Ok(()));
        assert!(memory[..sign_limbs].iter().all(|&limb| limb == 0), "wiped");
        assert_eq!(memory[sign_limbs..], [Limb::MAX; 3], "not touched");
        // As well where a fault is found.
        memory.fill(Limb::MAX);
        let faulty = faults::with(
            |stage, limbs: &mut [Limb]| {
                if stage == Stage::Power {
                    limbs[0] ^= 1;
                }
            },
            || sign(&mut memory),
        );
        assert_eq!(faulty, Err(Error::Fault));
        assert!(memory[..sign_limbs].iter().all(|&limb| limb == 0), "wiped");
        let too_small = sign(&mut memory[..sign_limbs - 1]);
        assert_eq!(
            too_small,
            Err(Error::WorkspaceTooSmall {
                limbs: sign_limbs - 1,
                needed: sign_limbs
            })
        );
        sign(&mut memory).unwrap();

        let verifier = ::signature::Keypair::verifying_key(&signer);
        memory.fill(Limb::MAX);
        let mut workspace = Workspace::new(&mut memory);
        verifier
            .verify_digest_in(&mut workspace, &digest, &signature)
            .unwrap();
        assert!(memory[..verify_limbs].iter().all(|&limb| limb == 0));

        let decrypting = oaep::DecryptingKey::<Sha256>::new(key.clone()).unwrap();
        let (mut ciphertext, mut message) = (vec![0; key.size()], vec![0; key.size()]);
        memory.fill(Limb::MAX);
        let mut workspace = Workspace::new(&mut memory);
        decrypting
            .encrypting_key()
            .encrypt_in(&mut workspace, b"secret", &mut rng(), &mut ciphertext)
            .unwrap();
        let len = decrypting
            .decrypt_in(&mut workspace, &ciphertext, &mut rng(), &mut message)
            .unwrap();
        assert_eq!(message[..len], *b"secret");
        assert!(message[len..].iter().all(|&byte| byte == 0));
        assert!(memory[..sign_limbs].iter().all(|&limb| limb == 0));
    }
}

/// Every operation that draws random numbers, by one generator each.
fn drawing(key: &PrivateKey, rng: &mut dyn RandomSource) -> Vec<Result<(), Error>> {
    let public = key.public_key();
    let hash = HashAlgorithm::Sha256;
    let digest = hash.digest(b"a message");
    let (params, shake) = (pss::Params::new(hash), pss_shake::Shake::Shake128);
    let oaep_params = oaep::Params::new(hash);
    let ciphertext = vec![1; key.size()];
    let mut out = vec![0; key.size()];
    let item = batch::ToSign::new(key, batch::Scheme::Pss(params), &digest);
    let signer = pss_shake::SigningKey::<Shake128_256>::new(key.clone()).unwrap();
    vec![
        pkcs1v15::sign_prehash(key, hash, &digest, rng).map(drop),
        pkcs1v15::sign_unhashed(key, b"T", rng).map(drop),
        pss::sign_prehash(key, &params, &digest, rng).map(drop),
        pss_shake::sign_prehash(key, shake, &digest, rng).map(drop),
        batch::sign(&[item], rng).remove(0).map(drop),
        pkcs1v15::encrypt(public, b"secret", rng).map(drop),
        oaep::encrypt(public, &oaep_params, b"", b"secret", rng).map(drop),
        pkcs1v15::decrypt(key, &ciphertext, rng).map(drop),
        oaep::decrypt(key, &oaep_params, b"", &ciphertext, rng).map(drop),
        hazmat::rsadp(key, &ciphertext, rng, &mut out),
        PrivateKey::generate(rng, 2048)
            .map(drop)
            .map_err(Error::from),
        hazmat::generate_multi_prime(rng, 1024, 3, 65537, &mut |_| {})
            .map(drop)
            .map_err(Error::from),
        crate::prime::generate(rng, 512, &mut |_| {})
            .map(drop)
            .map_err(|e| match e {
                crate::prime::PrimeError::Rng(e) => Error::Rng(e),
                other => panic!("{other}"),
            }),
        check::private_key(&key.parts(), rng)
            .map(drop)
            .map_err(Error::from),
        // Through the trait, the cause is the source.
        signer
            .try_sign_with_rng(rng, b"a message")
            .map(drop)
            .map_err(|e| {
                *core::error::Error::source(&e)
                    .and_then(|source| source.downcast_ref::<Error>())
                    .expect("an Error")
            }),
    ]
}

#[test]
fn a_generator_that_fails_or_is_stuck_is_an_error_that_names_it() {
    let key = key();
    // A key error or an error: both name the generator.
    let named = |result: &Result<(), Error>, e: RngError| matches!(result, Err(Error::Rng(rng) | Error::Key(KeyError::Rng(rng))) if *rng == e);
    for result in drawing(&key, &mut FailsAfter(0, rng())) {
        assert!(named(&result, RngError::Failed), "{result:?}");
    }
    for byte in [0x00, 0x01, 0xff] {
        for (i, result) in drawing(&key, &mut Repeating([byte])).iter().enumerate() {
            assert!(
                named(result, RngError::Stuck),
                "{byte:02x}, {i}: {result:?}"
            );
        }
    }
    for result in drawing(&key, &mut Repeating([1, 2, 3, 4, 5, 6, 7, 8])) {
        assert!(named(&result, RngError::Stuck), "{result:?}");
    }
    // A sound one serves them all but those whose ciphertext is none.
    let mut sound = rng();
    let results = drawing(&key, &mut sound);
    assert_eq!(
        results.iter().filter(|result| result.is_err()).count(),
        1,
        "{results:?}"
    );
    assert_eq!(results[8], Err(Error::Decryption));
}

#[test]
fn a_generator_that_fails_midway_leaves_nothing_in_the_buffer() {
    let key = key();
    let params = pss::Params::new(HashAlgorithm::Sha256);
    let digest = HashAlgorithm::Sha256.digest(b"a message");
    let mut signature = vec![0xaa; key.size()];
    // The salt is drawn, the blinding factor is not.
    let mut rng = FailsAfter(1, rng());
    let result = pss::sign_prehash_into(&key, &params, &digest, &mut rng, &mut signature);
    assert_eq!(result, Err(Error::Rng(RngError::Failed)));
    assert!(signature.iter().all(|&byte| byte == 0));
    // Of an encryption the message stands there when the padding is drawn.
    let mut ciphertext = vec![0xaa; key.size()];
    let mut rng = FailsAfter(0, self::rng());
    let result = pkcs1v15::encrypt_into(key.public_key(), b"secret", &mut rng, &mut ciphertext);
    assert_eq!(result, Err(Error::Rng(RngError::Failed)));
    assert!(ciphertext.iter().all(|&byte| byte == 0));
}

#[test]
fn private_exponents_from_which_a_key_can_be_computed_are_refused() {
    use num_bigint::BigUint;
    let one = BigUint::from(1u32);
    let big = |bytes: &[u8]| BigUint::from_bytes_be(bytes);
    let sound = key().parts();
    let (p, q) = (big(&sound.prime1), big(&sound.prime2));
    let (p_order, q_order) = (&p - &one, &q - &one);
    let phi = &p_order * &q_order;
    let gcd = {
        let (mut a, mut b) = (p_order.clone(), q_order.clone());
        while b != BigUint::ZERO {
            (a, b) = (b.clone(), a % b);
        }
        a
    };
    let lambda = &phi / &gcd;
    let with = |d: &BigUint| {
        let mut parts = KeyParts::default();
        parts.modulus = sound.modulus.clone();
        parts.public_exponent = d.modinv(&lambda).expect("prime to λ").to_bytes_be();
        parts.private_exponent = d.to_bytes_be();
        parts.prime1 = sound.prime1.clone();
        parts.prime2 = sound.prime2.clone();
        let found = check::private_key(&parts, &mut rng()).unwrap();
        let loaded = PrivateKey::from_parts(parts).map(|_| ());
        assert_eq!(loaded.err(), found.first().copied());
        found
    };
    let prime_to_lambda = |mut d: BigUint| {
        while d.modinv(&lambda).is_none() {
            d += 1u32;
        }
        d
    };
    // Wiener's bound, n^0.25/3, and Boneh's and Durfee's, n^0.292; as such, and with a multiple of λ added.
    for bits in [16u32, 254, 298] {
        let d = prime_to_lambda(BigUint::from(1u32) << bits);
        assert_eq!(with(&d), [KeyError::PrivateExponentTooShort], "{bits} bits");
        let d = d + &lambda;
        if d < big(&sound.modulus) {
            assert_eq!(
                with(&d),
                [KeyError::PrivateExponentTooShort],
                "{bits} bits and λ"
            );
        }
    }
    // And FIPS 186-5's own bound (A.1.1 step 3), 2^(nlen/2), of which no method makes use.
    let bound = &one << 512u32;
    let below = (1u32..)
        .map(|k| &bound - k)
        .find(|d| d.modinv(&lambda).is_some())
        .unwrap();
    assert_eq!(with(&below), [KeyError::PrivateExponentTooShort]);
    assert_eq!(with(&prime_to_lambda(bound + 1u32)), []);
    // A d that is 1 modulo p − 1, and by the Chinese remainder theorem anything else modulo q − 1.
    let step = &p_order / &gcd;
    let d = (2u32..)
        .map(|k| BigUint::from(k) * &step * &gcd + &one)
        .find(|d| d.modinv(&lambda).is_some() && d % &q_order > (&one << 400u32))
        .unwrap();
    assert_eq!(with(&d), [KeyError::PrivateExponentTrivial { prime: 1 }]);
    let d = (2u32..)
        .map(|k| BigUint::from(k) * &q_order + &one)
        .find(|d| d.modinv(&lambda).is_some() && d % &p_order > (&one << 400u32))
        .unwrap();
    assert_eq!(with(&d), [KeyError::PrivateExponentTrivial { prime: 2 }]);
    // And one of the usual length, drawn from the digits of another key.
    let d = prime_to_lambda(big(&sound.private_exponent) >> 3u32);
    assert_eq!(with(&d), []);
}

#[test]
fn primes_whose_product_has_rocas_fingerprint_make_no_new_key() {
    use num_bigint::BigUint;
    let is_prime = |n: &BigUint| {
        let n = crate::bignum::Nat::from_be_bytes(&n.to_bytes_be());
        crate::prime::is_probably_prime(&n, 10, &mut rng()).unwrap()
    };
    // As tests/rsa_keys.rs has them: k·M + (65537^a mod M), M the product of the first 71 primes.
    let m = (2u32..)
        .filter(|&n| is_prime(&BigUint::from(n)))
        .take(71)
        .fold(BigUint::from(1u32), |m, p| m * p);
    let broken = |a: u32, k: u64| {
        (k..)
            .map(|k| BigUint::from(k) * &m + BigUint::from(65537u32).modpow(&a.into(), &m))
            .find(is_prime)
            .map(|p| crate::bignum::Nat::from_be_bytes(&p.to_bytes_be()))
            .unwrap()
    };
    let p = broken(654_321, 0x1c_8000_0000);
    let q = broken(123_456, 0x1b_0000_0000);
    let made = import::from_primes(&p, &q, &[], 65537, MIN_BITS);
    assert_eq!(made.err(), Some(KeyError::ModulusRoca));
}

#[test]
fn an_empty_message_decrypts_only_where_its_padding_is_right() {
    let key = key();
    let decrypt = |em: &[u8]| {
        let mut ciphertext = vec![0; em.len()];
        hazmat::rsaep(key.public_key(), em, &mut ciphertext).unwrap();
        pkcs1v15::decrypt(&key, &ciphertext, &mut rng()).unwrap()
    };
    let mut right = [0xa5; 128];
    (right[0], right[1], right[127]) = (0x00, 0x02, 0x00);
    assert_eq!(decrypt(&right).len(), 0);
    let mut wrong = Vec::new();
    for (place, byte) in [(0, 0x01), (1, 0x00), (1, 0x01), (1, 0xff), (127, 0x01)] {
        let mut em = right;
        em[place] = byte;
        wrong.push(em);
    }
    for zero in 2..10 {
        let mut em = right;
        em[zero] = 0;
        assert_ne!(decrypt(&em)[..], em[zero + 1..], "PS of {} bytes", zero - 2);
        wrong.push(em);
    }
    // A message of the key's own making has one of 118 lengths; these ciphertexts are such that none of them is zero.
    let empty = wrong
        .iter()
        .filter(|em| decrypt(&em[..]).is_empty())
        .count();
    assert_eq!(empty, 0);
}

#[test]
fn sizes_that_no_key_has_hold_no_salt_and_no_message() {
    for bits in [0, 1, 7, 8, 100] {
        assert_eq!(pss::max_salt_len(bits, HashAlgorithm::Sha256), None);
        assert_eq!(oaep::max_message_len(bits / 8, HashAlgorithm::Sha256), None);
    }
}
