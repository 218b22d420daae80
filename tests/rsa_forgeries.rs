//! RSA against those who forge, guess and hand in bad keys.

use certwright::bignum::{Modulus, Nat};
use certwright::encoding::pkcs1;
use certwright::rsa::{
    Error, HashAlgorithm, KeyError, KeyParts, PrivateKey, PublicKey, Signature, check, oaep, pkcs1v15, pss,
    rsaep,
};
use num_bigint::BigUint;
use pkcs8::{DecodePrivateKey, EncodePrivateKey};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sha2::{Sha256, Sha384};
use signature::{Keypair, RandomizedSigner, SignatureEncoding, Signer, Verifier};
use spki::{DecodePublicKey, DynSignatureAlgorithmIdentifier, EncodePublicKey};

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

fn key(bits: usize, e: u64) -> PrivateKey {
    PrivateKey::generate_allow_below_2048(&mut rng(), bits, e, &mut |_| {}).unwrap()
}

/// A signature over any encoded message, as only the owner of the key can make it: what a forger would have to hit.
fn raise(key: &PrivateKey, em: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; key.size()];
    certwright::rsa::rsadp(key, em, &mut signature, &mut rng()).unwrap();
    signature
}

/// 0x00 0x01 FF…FF 0x00 T, filled up to the key's size.
fn padded(size: usize, t: &[u8]) -> Vec<u8> {
    let mut em = vec![0xff; size];
    (em[0], em[1]) = (0, 1);
    em[size - t.len() - 1] = 0;
    em[size - t.len()..].copy_from_slice(t);
    em
}

#[test]
fn bleichenbachers_forgery_of_2006_does_not_verify() {
    // With e = 3 and garbage allowed after the digest, a cube root is a signature, and no private key is needed.
    let key = key(2048, 3);
    let digest = HashAlgorithm::Sha256.digest(b"forged");
    let t = pkcs1v15::digest_info(HashAlgorithm::Sha256, &digest).unwrap();
    let size = key.size();
    let mut em = vec![0; size];
    let head = [&[0u8, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0][..], &t].concat();
    em[..head.len()].copy_from_slice(&head);
    let root = BigUint::from_bytes_be(&em).cbrt() + 1u32;
    let mut signature = vec![0; size];
    let octets = root.to_bytes_be();
    signature[size - octets.len()..].copy_from_slice(&octets);
    // The forgery is one: its cube begins as a signature over the digest does.
    let mut cube = vec![0; size];
    rsaep(key.public_key(), &signature, &mut cube).unwrap();
    assert_eq!(cube[..head.len()], head);
    let verified = pkcs1v15::verify_prehash(key.public_key(), HashAlgorithm::Sha256, &digest, &signature);
    assert_eq!(verified, Err(Error::Verification));
}

#[test]
fn a_digest_info_in_any_other_form_than_the_one_does_not_verify() {
    let key = key(1024, 65537);
    let digest = HashAlgorithm::Sha256.digest(b"message");
    let t = pkcs1v15::digest_info(HashAlgorithm::Sha256, &digest).unwrap();
    let verify = |em: &[u8]| {
        pkcs1v15::verify_prehash(key.public_key(), HashAlgorithm::Sha256, &digest, &raise(&key, em))
    };
    assert_eq!(verify(&padded(key.size(), &t)), Ok(()));
    // SEQUENCE { SEQUENCE { OID, NULL }, OCTET STRING }: the OID is at 4..15, NULL at 15..17.
    assert_eq!((&t[..4], &t[15..19]), (&[0x30, 0x31, 0x30, 0x0d][..], &[0x05, 0x00, 0x04, 0x20][..]));
    let changed = |f: &dyn Fn(&mut Vec<u8>)| {
        let mut t = t.clone();
        f(&mut t);
        padded(key.size(), &t)
    };
    for (what, em) in [
        (
            "NULL left out",
            changed(&|t| {
                t.drain(15..17);
                (t[1], t[3]) = (0x2f, 0x0b);
            }),
        ),
        (
            "NULL with contents",
            changed(&|t| {
                t.splice(15..17, [0x05, 0x01, 0x00]);
                (t[1], t[3]) = (0x32, 0x0e);
            }),
        ),
        ("another type for NULL", changed(&|t| t[15] = 0x04)),
        ("a long-form length of the whole", changed(&|t| drop(t.splice(1..2, [0x81, 0x31])))),
        (
            "a long-form length of the digest",
            changed(&|t| {
                t.splice(18..19, [0x81, 0x20]);
                t[1] = 0x32;
            }),
        ),
        (
            "an indefinite length",
            changed(&|t| {
                t[1] = 0x80;
                t.extend([0, 0]);
            }),
        ),
        ("garbage after the digest", changed(&|t| t.extend([0xde, 0xad]))),
        ("another hash's OID", changed(&|t| t[14] = 0x02)),
        ("the bare digest", padded(key.size(), &digest)),
        ("block type 0", {
            let mut em = padded(key.size(), &t);
            em[1] = 0;
            em
        }),
        ("block type 2", {
            let mut em = padded(key.size(), &t);
            em[1] = 2;
            em
        }),
        ("a padding octet other than ff", {
            let mut em = padded(key.size(), &t);
            em[9] = 0xfe;
            em
        }),
        ("an early end of the padding", {
            let mut em = padded(key.size(), &t);
            em[20] = 0;
            em
        }),
    ] {
        assert_eq!(verify(&em), Err(Error::Verification), "{what}");
    }
}

#[test]
fn a_signature_of_another_length_or_not_below_the_modulus_does_not_verify() {
    let key = key(1024, 65537);
    let digest = HashAlgorithm::Sha256.digest(b"message");
    let signature = pkcs1v15::sign_prehash(&key, HashAlgorithm::Sha256, &digest, &mut rng()).unwrap();
    let pss_params = pss::Params::new(HashAlgorithm::Sha256);
    let pss_signature = pss::sign_prehash(&key, &pss_params, &digest, &mut rng()).unwrap();
    for (signature, is_pss) in [(signature, false), (pss_signature, true)] {
        let verify = |signature: &[u8]| match is_pss {
            false => pkcs1v15::verify_prehash(key.public_key(), HashAlgorithm::Sha256, &digest, signature),
            true => pss::verify_prehash(key.public_key(), &pss_params, &digest, signature),
        };
        assert_eq!(verify(&signature), Ok(()));
        let plus_n = (BigUint::from_bytes_be(&signature)
            + BigUint::from_bytes_be(key.public_key().modulus_be()))
        .to_bytes_be();
        for wrong in [
            &[][..],
            &signature[1..],
            &[&[0][..], &signature].concat(),
            &[&signature[..], &[0]].concat(),
            &plus_n,
        ] {
            assert_eq!(verify(wrong), Err(Error::Verification), "{} octets", wrong.len());
        }
    }
}

#[test]
fn wrong_pkcs1v15_ciphertexts_give_the_message_that_openssl_gives() {
    let text = std::fs::read_to_string("vectors/rsa/implicit-rejection.txt").unwrap();
    let mut key = None;
    let mut count = 0;
    for line in text.lines() {
        let field = |name: &str| {
            let at = line.find(&format!(" {name}=")).unwrap() + name.len() + 2;
            hex::decode(line[at..].split(' ').next().unwrap()).unwrap()
        };
        if line.starts_with("key ") {
            let parts = pkcs1::private_from_der(&field("der")).unwrap();
            key = Some(PrivateKey::from_parts(parts).unwrap().allow_below_2048());
        } else if line.starts_with("case ") {
            let message = pkcs1v15::decrypt(key.as_ref().unwrap(), &field("ct"), &mut rng()).unwrap();
            assert_eq!(hex::encode(&*message), hex::encode(field("msg")));
            count += 1;
        }
    }
    assert!(count > 140, "{count}");
}

#[test]
fn every_oaep_failure_is_the_same_error() {
    let key = key(1024, 65537);
    let params = oaep::Params::new(HashAlgorithm::Sha256);
    let ciphertext = oaep::encrypt(key.public_key(), &params, b"label", b"message", &mut rng()).unwrap();
    let decrypt = |params: &oaep::Params, label: &[u8], ciphertext: &[u8]| {
        oaep::decrypt(&key, params, label, ciphertext, &mut rng()).map(|m| m.to_vec())
    };
    assert_eq!(decrypt(&params, b"label", &ciphertext), Ok(b"message".to_vec()));
    let mut flipped = ciphertext.clone();
    flipped[40] ^= 1;
    let sha1 = oaep::Params { mgf1_hash: HashAlgorithm::Sha1, ..params };
    for (params, label, ciphertext) in [
        (params, &b"lable"[..], &ciphertext[..]),
        (params, b"label", &flipped),
        (params, b"label", &ciphertext[1..]),
        (params, b"label", key.public_key().modulus_be()),
        (params, b"label", &[0; 128]),
        (sha1, b"label", &ciphertext),
    ] {
        assert_eq!(decrypt(&params, label, ciphertext), Err(Error::Decryption));
    }
}

/// The numbers of a key, changed, and the faults then found.
fn faults(parts: &KeyParts, change: impl FnOnce(&mut KeyParts)) -> Vec<KeyError> {
    let mut parts = parts.clone();
    change(&mut parts);
    let found = check::private_key(&parts, &mut rng());
    // Loading stops at a fault that checking finds too; what only checking finds is primality and the like.
    if let Err(first) = PrivateKey::from_parts(parts) {
        assert!(found.contains(&first), "{first:?} is not in {found:?}");
    }
    found
}

fn bump(number: &mut [u8]) {
    let last = number.len() - 1;
    number[last] = number[last].wrapping_add(2);
}

#[test]
fn each_wrong_number_of_a_key_is_named() {
    let parts = key(1024, 65537).parts();
    assert_eq!(faults(&parts, |_| {}), []);
    assert!(faults(&parts, |k| bump(&mut k.exponent1)).contains(&KeyError::CrtExponentMismatch { prime: 1 }));
    assert!(faults(&parts, |k| bump(&mut k.exponent2)).contains(&KeyError::CrtExponentMismatch { prime: 2 }));
    assert_eq!(faults(&parts, |k| bump(&mut k.coefficient)), [KeyError::CoefficientMismatch { prime: 2 }]);
    assert!(faults(&parts, |k| bump(&mut k.modulus)).contains(&KeyError::ProductMismatch));
    assert!(faults(&parts, |k| bump(&mut k.prime1)).contains(&KeyError::ProductMismatch));
    assert!(
        faults(&parts, |k| *k.prime2.last_mut().unwrap() -= 1).contains(&KeyError::PrimeEven { prime: 2 })
    );
    assert!(faults(&parts, |k| k.prime1 = k.prime2.clone()).contains(&KeyError::PrimesEqual));
    assert!(faults(&parts, |k| k.prime1 = vec![1]).contains(&KeyError::PrimeRange { prime: 1 }));
    assert!(faults(&parts, |k| k.public_exponent = vec![3]).len() >= 2);
    assert_eq!(faults(&parts, |k| k.public_exponent = vec![4]), [KeyError::ExponentEven]);
    assert_eq!(faults(&parts, |k| k.public_exponent = vec![1]), [KeyError::ExponentTooSmall]);
    assert!(
        faults(&parts, |k| k.modulus = vec![0x81; 32])
            .contains(&KeyError::ModulusTooShort { bits: 256, least: 512 })
    );
    assert!(faults(&parts, |k| *k.modulus.last_mut().unwrap() &= 0xfe).contains(&KeyError::ModulusEven));
    assert!(
        faults(&parts, |k| k.private_exponent = k.modulus.clone()).contains(&KeyError::PrivateExponentRange)
    );
    let several = faults(&parts, |k| {
        bump(&mut k.private_exponent);
        bump(&mut k.coefficient);
    });
    for fault in [
        KeyError::PrivateExponentMismatch { prime: 1 },
        KeyError::PrivateExponentMismatch { prime: 2 },
        KeyError::CoefficientMismatch { prime: 2 },
    ] {
        assert!(several.contains(&fault), "{fault:?} is not in {several:?}");
    }
}

#[test]
fn what_is_missing_is_computed() {
    let whole = key(1024, 65537).parts();
    type Leave = fn(&mut KeyParts);
    let leave: [Leave; 4] = [
        |k| (k.exponent1, k.exponent2, k.coefficient) = Default::default(),
        |k| k.coefficient.clear(),
        |k| k.private_exponent.clear(),
        |k| {
            (k.prime1, k.prime2) = Default::default();
            (k.exponent1, k.exponent2, k.coefficient) = Default::default();
        },
    ];
    for leave in leave {
        let mut parts = whole.clone();
        leave(&mut parts);
        assert!(PrivateKey::from_parts(parts).unwrap().parts() == whole);
    }
}

fn prime(bits: usize, seed: u64) -> BigUint {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let prime = certwright::prime::generate(&mut rng, bits, &mut |_| {}).unwrap();
    BigUint::from_bytes_be(&prime.to_bytes_be_vec())
}

trait Octets {
    fn to_bytes_be_vec(&self) -> Vec<u8>;
}

impl Octets for Nat {
    fn to_bytes_be_vec(&self) -> Vec<u8> {
        self.to_be_bytes().to_vec()
    }
}

fn next_prime(mut from: BigUint) -> BigUint {
    from |= BigUint::from(1u32);
    loop {
        from += 2u32;
        let candidate = Nat::from_be_bytes(&from.to_bytes_be());
        if certwright::prime::is_probably_prime(&mut rng(), &candidate, 10) {
            return from;
        }
    }
}

fn public(n: &BigUint) -> PublicKey {
    PublicKey::from_be_bytes(&n.to_bytes_be(), &[1, 0, 1]).unwrap()
}

#[test]
fn weak_moduli_are_told() {
    let p = prime(512, 1);
    let close = next_prime(&p + (BigUint::from(1u32) << 200));
    assert_eq!(check::public_key(&public(&(&p * &close)), &mut rng()), [KeyError::ModulusFermat]);
    assert_eq!(check::public_key(&public(&(&p * &p)), &mut rng()), [KeyError::ModulusFermat]);
    assert_eq!(check::public_key(&public(&prime(1024, 2)), &mut rng()), [KeyError::ModulusPrime]);
    let smooth = (0..64u32).fold(prime(600, 3), |n, i| n * [3u32, 5, 7, 65521][i as usize % 4]);
    assert_eq!(check::public_key(&public(&smooth), &mut rng()), [KeyError::ModulusSmallFactor { factor: 3 }]);
    let (a, b, c) = (prime(512, 4), prime(512, 5), prime(512, 6));
    assert!(check::share_a_factor(&public(&(&a * &b)), &public(&(&a * &c))));
    assert!(!check::share_a_factor(&public(&(&a * &b)), &public(&(&p * &c))));
    assert!(!check::share_a_factor(&public(&(&a * &b)), &public(&(&a * &b))));
}

#[test]
fn composites_that_were_built_to_pass_are_refused_as_primes() {
    // (6k+1)(12k+1)(18k+1) with all three prime is a Carmichael number (Chernick 1939).
    let one = BigUint::from(1u32);
    let mut k = prime(160, 8);
    let is_prime = |n: &BigUint| {
        certwright::prime::is_probably_prime(&mut rng(), &Nat::from_be_bytes(&n.to_bytes_be()), 8)
    };
    let carmichael = loop {
        let factors = [6u32, 12, 18].map(|m| &k * m + &one);
        if factors.iter().all(is_prime) {
            break factors.iter().product::<BigUint>();
        }
        k += 1u32;
    };
    let fermat = BigUint::from(2u32).modpow(&(&carmichael - &one), &carmichael);
    assert_eq!(fermat, one, "a Carmichael number passes Fermat's test to every base prime to it");
    let other = prime(carmichael.bits() as usize, 9);
    let mut parts = KeyParts::default();
    parts.modulus = (&carmichael * &other).to_bytes_be();
    parts.public_exponent = vec![1, 0, 1];
    parts.prime1 = carmichael.to_bytes_be();
    parts.prime2 = other.to_bytes_be();
    assert!(check::private_key(&parts, &mut rng()).contains(&KeyError::PrimeComposite { prime: 1 }));

    // Arnault's 397-digit number (J. Symbolic Computation 20, 1995) is p(313(p−1)+1)(353(p−1)+1): a strong pseudoprime to
    // every prime base below 307.
    let p = BigUint::parse_bytes(ARNAULT_P.as_bytes(), 10).unwrap();
    let less_one = &p - &one;
    let arnault = &p * (&less_one * 313u32 + &one) * (&less_one * 353u32 + &one);
    for base in [2u32, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 293] {
        assert!(is_strong_pseudoprime(&arnault, base), "base {base}");
    }
    assert!(!certwright::prime::is_probably_prime(
        &mut rng(),
        &Nat::from_be_bytes(&arnault.to_bytes_be()),
        certwright::prime::CHECK_ROUNDS
    ));
}

const ARNAULT_P: &str = "29674495668685510550154174642905332730771991799853043350995075531276838753171770199594238596428121188033664754218345562493168782883";

fn is_strong_pseudoprime(n: &BigUint, base: u32) -> bool {
    let less_one = n - 1u32;
    let twos = less_one.trailing_zeros().unwrap();
    let mut x = BigUint::from(base).modpow(&(&less_one >> twos), n);
    let mut passes = x == BigUint::from(1u32) || x == less_one;
    for _ in 1..twos {
        x = &x * &x % n;
        passes |= x == less_one;
    }
    passes
}

#[test]
fn short_keys_do_nothing_until_they_are_allowed_by_name() {
    let parts = key(1024, 65537).parts();
    let (public, e) = (parts.modulus.clone(), parts.public_exponent.clone());
    let short = PrivateKey::from_parts(parts).unwrap();
    let refused = Err(Error::Key(KeyError::BelowPolicy { bits: 1024 }));
    let digest = HashAlgorithm::Sha256.digest(b"");
    let sign = |key: &PrivateKey| {
        pkcs1v15::sign_prehash(key, HashAlgorithm::Sha256, &digest, &mut rng()).map(|_| ())
    };
    assert_eq!(sign(&short), refused);
    assert_eq!(pkcs1v15::decrypt(&short, &[0; 128], &mut rng()).map(|_| ()), refused);
    let params = oaep::Params::new(HashAlgorithm::Sha256);
    assert_eq!(oaep::decrypt(&short, &params, b"", &[0; 128], &mut rng()).map(|_| ()), refused);
    let public = PublicKey::from_be_bytes(&public, &e).unwrap();
    assert_eq!(pkcs1v15::verify_prehash(&public, HashAlgorithm::Sha256, &digest, &[0; 128]), refused);
    assert_eq!(pkcs1v15::encrypt(&public, b"", &mut rng()).map(|_| ()), refused);
    assert!(pkcs1v15::SigningKey::<Sha256>::new(short.clone()).is_err());
    assert_eq!(sign(&short.allow_below_2048()), Ok(()));
}

#[test]
fn typed_keys_sign_and_verify_through_the_traits_and_travel_through_pkcs8_and_spki() {
    let key = key(2048, 65537);
    let signer = pkcs1v15::SigningKey::<Sha256>::new(key.clone()).unwrap();
    let signature = signer.sign(b"message");
    assert_eq!(signer.sign_with_rng(&mut rng(), b"message"), signature);
    let verifier = signer.verifying_key();
    verifier.verify(b"message", &signature).unwrap();
    assert!(verifier.verify(b"massage", &signature).is_err());
    let other = pkcs1v15::VerifyingKey::<Sha384>::new(key.public_key().clone()).unwrap();
    assert!(other.verify(b"message", &signature).is_err());
    assert_eq!(Signature::try_from(signature.to_bytes().as_ref()).unwrap(), signature);

    let der = signer.to_pkcs8_der().unwrap();
    let again = pkcs1v15::SigningKey::<Sha256>::from_pkcs8_der(der.as_bytes()).unwrap();
    assert_eq!(again.sign(b"message"), signature);
    let der = verifier.to_public_key_der().unwrap();
    assert_eq!(pkcs1v15::VerifyingKey::<Sha256>::from_public_key_der(der.as_bytes()).unwrap(), verifier);

    let pss = pss::SigningKey::<Sha384>::new(key.clone()).unwrap();
    let signature = pss.sign_with_rng(&mut rng(), b"message");
    pss.verifying_key().verify(b"message", &signature).unwrap();
    assert!(
        pss::VerifyingKey::<Sha256>::new(key.public_key().clone())
            .unwrap()
            .verify(b"message", &signature)
            .is_err()
    );
    let identifier = |oid: String| oid;
    assert_eq!(
        identifier(signer.signature_algorithm_identifier().unwrap().oid.to_string()),
        "1.2.840.113549.1.1.11"
    );
    assert_eq!(
        identifier(pss.signature_algorithm_identifier().unwrap().oid.to_string()),
        "1.2.840.113549.1.1.10"
    );
}

#[test]
fn secrets_are_not_printed() {
    let key = key(1024, 65537);
    let d = hex::encode(&key.parts().private_exponent);
    for text in [
        format!("{key:?}"),
        format!("{:?}", key.parts()),
        format!("{:?}", pkcs1v15::SigningKey::<Sha256>::new(key.clone()).unwrap()),
    ] {
        assert!(text.contains("[redacted]") && !text.contains(&d[..16]), "{text}");
    }
}

#[test]
fn multi_prime_keys_sign_like_any_other() {
    let (p, q, r) = (prime(700, 10), prime(680, 11), prime(670, 12));
    let (one, e) = (BigUint::from(1u32), BigUint::from(65537u32));
    let n = &p * &q * &r;
    let phi = (&p - &one) * (&q - &one) * (&r - &one);
    let d = e.modinv(&phi).unwrap();
    let mut parts = KeyParts::default();
    parts.modulus = n.to_bytes_be();
    parts.public_exponent = e.to_bytes_be();
    parts.private_exponent = d.to_bytes_be();
    parts.prime1 = p.to_bytes_be();
    parts.prime2 = q.to_bytes_be();
    let mut third = certwright::rsa::OtherPrimeInfo::default();
    third.prime = r.to_bytes_be();
    parts.other_primes.push(third);
    let key = PrivateKey::from_parts(parts).unwrap();
    let whole = key.parts();
    assert_eq!(BigUint::from_bytes_be(&whole.other_primes[0].exponent), &d % (&r - &one));
    assert_eq!(BigUint::from_bytes_be(&whole.other_primes[0].coefficient) * &p * &q % &r, one);
    let der = pkcs1::private_to_der(&whole);
    assert!(pkcs1::private_from_der(&der).unwrap() == whole);

    let message = n.clone() / 3u32;
    let mut octets = vec![0; key.size()];
    let be = message.to_bytes_be();
    let at = octets.len() - be.len();
    octets[at..].copy_from_slice(&be);
    let mut out = vec![0; key.size()];
    certwright::rsa::rsadp(&key, &octets, &mut out, &mut rng()).unwrap();
    assert_eq!(BigUint::from_bytes_be(&out), message.modpow(&d, &n));
    assert!(Modulus::from_be_bytes(&n.to_bytes_be()).is_ok());

    let mut wrong = whole.clone();
    bump(&mut wrong.other_primes[0].coefficient);
    assert_eq!(PrivateKey::from_parts(wrong).unwrap_err(), KeyError::CoefficientMismatch { prime: 3 });
}
