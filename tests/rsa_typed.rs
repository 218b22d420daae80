//! Keys that are bound to a scheme and a hash, and the traits that they and the plain keys implement.

use certwright::rsa::oaep::Oaep;
use certwright::rsa::pss::Pss;
use certwright::rsa::pss_shake::{Shake, Shake128_256, Shake256_512};
use certwright::rsa::{
    Error, HashAlgorithm, KeyError, PrivateKey, PublicKey, Signature, batch, hazmat, oaep,
    pkcs1v15, pss, pss_shake,
};
use pkcs8::{DecodePrivateKey, EncodePrivateKey};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sha2::{Digest, Sha256, Sha384, Sha512_224};
use sha3::Sha3_256;
use signature::hazmat::{PrehashSigner, PrehashVerifier, RandomizedPrehashSigner};
use signature::{
    DigestSigner, DigestVerifier, Keypair, MultipartSigner, MultipartVerifier,
    RandomizedDigestSigner, RandomizedMultipartSigner, RandomizedSigner, SignatureEncoding, Signer,
    Verifier,
};
use spki::{DecodePublicKey, DynSignatureAlgorithmIdentifier, EncodePublicKey};

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

fn key(bits: usize, e: u64) -> PrivateKey {
    certwright::rsa::hazmat::generate_with(&mut rng(), bits, e, &mut |_| {}).unwrap()
}

/// Every operation by value with a key and its public half, into a buffer of `size` bytes: its name, its error, and the
/// buffer afterwards.
fn operations(
    key: &PrivateKey,
    public: &PublicKey,
    size: usize,
) -> Vec<(&'static str, Result<(), Error>, Vec<u8>)> {
    let hash = HashAlgorithm::Sha256;
    let (digest, digest_shake) = (hash.digest(b""), [7; 32]);
    let (pss, oaep) = (pss::Params::new(hash), oaep::Params::new(hash));
    let shake = Shake::Shake128;
    let input = vec![0; public.size()];
    let (input, rng) = (&input[..], &mut rng());
    let mut done = Vec::new();
    let mut operation = |name, run: &mut dyn FnMut(&mut [u8]) -> Result<(), Error>| {
        let mut buffer = vec![FILLING; size];
        let result = run(&mut buffer);
        done.push((name, result, buffer));
    };
    operation("pkcs1v15 sign", &mut |out| {
        pkcs1v15::sign_prehash_into(key, hash, &digest, rng, out)
    });
    operation("pkcs1v15 sign unhashed", &mut |out| {
        pkcs1v15::sign_unhashed_into(key, b"T", rng, out)
    });
    operation("pss sign", &mut |out| {
        pss::sign_prehash_into(key, &pss, &digest, rng, out)
    });
    operation("pss_shake sign", &mut |out| {
        pss_shake::sign_prehash_into(key, shake, &digest_shake, rng, out)
    });
    operation("pkcs1v15 encrypt", &mut |out| {
        pkcs1v15::encrypt_into(public, b"a message", rng, out)
    });
    operation("oaep encrypt", &mut |out| {
        oaep::encrypt_into(public, &oaep, b"", b"a message", rng, out)
    });
    operation("pkcs1v15 decrypt", &mut |out| {
        pkcs1v15::decrypt_into(key, input, rng, out).map(|_| ())
    });
    operation("oaep decrypt", &mut |out| {
        oaep::decrypt_into(key, &oaep, b"", input, rng, out).map(|_| ())
    });
    operation("rsaep", &mut |out| hazmat::rsaep(public, input, out));
    operation("rsadp", &mut |out| hazmat::rsadp(key, input, rng, out));
    done
}

const FILLING: u8 = 0xaa;

#[test]
fn short_keys_do_nothing_until_they_are_allowed_by_name() {
    let parts = key(1024, 65537).parts();
    let (public, e) = (parts.modulus.clone(), parts.public_exponent.clone());
    let short = PrivateKey::from_parts(parts).unwrap();
    let refused = Err(Error::Key(KeyError::BelowPolicy { bits: 1024 }));
    let digest = HashAlgorithm::Sha256.digest(b"");
    let public = PublicKey::from_be_bytes(&public, &e).unwrap();
    for (name, result, buffer) in operations(&short, &public, 128) {
        assert_eq!(result, refused, "{name}");
        assert!(name.starts_with("rsa") || buffer == [0; 128], "{name}");
    }
    let hash = HashAlgorithm::Sha256;
    for scheme in [
        batch::Scheme::Pkcs1v15(hash),
        batch::Scheme::Pss(pss::Params::new(hash)),
    ] {
        let signed = batch::sign(&[batch::ToSign::new(&short, scheme, &digest)], &mut rng());
        assert_eq!(signed.into_iter().next().unwrap().map(|_| ()), refused);
        let item = batch::ToVerify::new(&public, scheme, &digest, &[0; 128]);
        assert_eq!(batch::verify(&[item])[0], refused);
    }
    let params = pss::Params::new(hash);
    assert_eq!(
        pkcs1v15::verify_prehash(&public, hash, &digest, &[0; 128]),
        refused
    );
    assert_eq!(
        pss::verify_prehash(&public, &params, &digest, &[0; 128]),
        refused
    );
    let (signature, shake) = (&[0; 128], Shake::Shake128);
    for (name, result) in [
        (
            "pss_shake",
            pss_shake::verify_prehash(&public, shake, &digest, signature),
        ),
        (
            "any salt",
            pss::verify_prehash_any_salt(&public, hash, hash, &digest, signature).map(|_| ()),
        ),
        (
            "unhashed",
            pkcs1v15::verify_unhashed(&public, b"T", signature),
        ),
        ("recover", pkcs1v15::recover(&public, signature).map(|_| ())),
        (
            "recover digest",
            pkcs1v15::recover_digest(&public, hash, signature).map(|_| ()),
        ),
    ] {
        assert_eq!(result, refused, "{name}");
    }
    assert!(pkcs1v15::SigningKey::<Sha256>::new(short.clone()).is_err());
    assert!(!short.is_allowed());
    let short = short.allow_below_2048();
    assert!(short.is_allowed());
    let long = PrivateKey::from_parts(key(2048, 65537).parts()).unwrap();
    assert!(long.is_allowed());
    for (name, result, _) in operations(&short, &public.allow_below_2048(), 128) {
        assert_eq!(result.is_ok(), name != "oaep decrypt", "{name}: {result:?}");
    }
}

#[test]
fn a_buffer_of_another_size_is_refused_and_left_alone() {
    let key = key(1024, 65537);
    for size in [0, 127, 129, 256] {
        for (name, result, buffer) in operations(&key, key.public_key(), size) {
            let expected = Error::WrongLength {
                len: size,
                expected: 128,
            };
            assert_eq!(result, Err(expected), "{name} into {size} bytes");
            assert_eq!(buffer, vec![FILLING; size], "{name} into {size} bytes");
        }
        // As well of what is raised.
        let (input, mut out) = (vec![0; size], [FILLING; 128]);
        let refused = Err(Error::WrongLength {
            len: size,
            expected: 128,
        });
        assert_eq!(hazmat::rsaep(key.public_key(), &input, &mut out), refused);
        assert_eq!(hazmat::rsadp(&key, &input, &mut rng(), &mut out), refused);
    }
}

#[test]
fn a_digest_of_another_length_is_refused_as_that_and_leaves_zeros() {
    let key = key(1024, 65537);
    let public = key.public_key();
    let hash = HashAlgorithm::Sha256;
    let pss = pss::Params::new(hash);
    for len in [0, 31, 33] {
        let digest = &vec![1; len][..];
        let refused = Err(Error::DigestLength { len, expected: 32 });
        let mut out = [FILLING; 128];
        let result = pkcs1v15::sign_prehash_into(&key, hash, digest, &mut rng(), &mut out);
        assert_eq!((&result, out), (&refused, [0; 128]));
        let mut out = [FILLING; 128];
        let result = pss::sign_prehash_into(&key, &pss, digest, &mut rng(), &mut out);
        assert_eq!((&result, out), (&refused, [0; 128]));
        let signature = &[1; 128];
        assert_eq!(
            pkcs1v15::verify_prehash(public, hash, digest, signature),
            refused
        );
        assert_eq!(
            pss::verify_prehash(public, &pss, digest, signature),
            refused
        );
        let any_salt = pss::verify_prehash_any_salt(public, hash, hash, digest, signature);
        assert_eq!(any_salt.map(|_| ()), refused);
        for scheme in [batch::Scheme::Pkcs1v15(hash), batch::Scheme::Pss(pss)] {
            let signed = batch::sign(&[batch::ToSign::new(&key, scheme, digest)], &mut rng());
            assert_eq!(signed[0].as_ref().err(), refused.as_ref().err());
            let item = batch::ToVerify::new(public, scheme, digest, signature);
            assert_eq!(batch::verify(&[item]), [refused]);
        }
    }
}

#[test]
fn what_was_signed_comes_back_from_its_signature_and_nothing_else_does() {
    let key = key(1024, 65537);
    let (public, hash) = (key.public_key(), HashAlgorithm::Sha256);
    let digest = hash.digest(b"a message");
    let of_digest = pkcs1v15::sign_prehash(&key, hash, &digest, &mut rng()).unwrap();
    let info = pkcs1v15::digest_info(hash, &digest).unwrap();
    assert_eq!(pkcs1v15::recover(public, &of_digest).unwrap(), info);
    assert_eq!(
        pkcs1v15::recover_digest(public, hash, &of_digest).unwrap(),
        *digest
    );
    let sha384 = HashAlgorithm::Sha384;
    assert!(pkcs1v15::recover_digest(public, sha384, &of_digest).is_err());
    // RFC 8017 §9.2: PS has eight bytes or more, and so T eleven bytes less than the key.
    let t = [7; 118];
    for len in [0, 1, 32, 116, 117] {
        let signature = pkcs1v15::sign_unhashed(&key, &t[..len], &mut rng()).unwrap();
        assert_eq!(pkcs1v15::recover(public, &signature).unwrap(), t[..len]);
        pkcs1v15::verify_unhashed(public, &t[..len], &signature).unwrap();
        let other = &t[..(len + 1) % 118];
        assert!(pkcs1v15::verify_unhashed(public, other, &signature).is_err());
        assert!(pkcs1v15::recover_digest(public, hash, &signature).is_err());
    }
    let too_long = Err(Error::MessageTooLong {
        len: 118,
        maximum: 117,
    });
    assert_eq!(pkcs1v15::sign_unhashed(&key, &t, &mut rng()), too_long);
    assert!(pkcs1v15::digest_info(hash, &t[..31]).is_err());
    // EMs of other forms: seven bytes of PS, none, another type, no separator.
    for (head, ps, separator) in [
        (&[0, 1][..], 7, &[0][..]),
        (&[0, 1], 0, &[0]),
        (&[0, 2], 20, &[0]),
        (&[0, 1], 20, &[1]),
    ] {
        let mut em = [head, &vec![0xff; ps], separator].concat();
        em.resize(128, 7);
        let mut signature = [0; 128];
        hazmat::rsadp(&key, &em, &mut rng(), &mut signature).unwrap();
        assert!(pkcs1v15::recover(public, &signature).is_err(), "{em:02x?}");
    }
}

#[test]
fn messages_as_long_as_there_is_room_are_encrypted_and_longer_ones_refused() {
    let key = key(1024, 65537);
    let public = key.public_key();
    let oaep = oaep::Params::new(HashAlgorithm::Sha256);
    let message = [0x5a; 118];
    // RFC 8017 §7.1.1 and §7.2.1: k − 2 hLen − 2 and k − 11.
    let (with_oaep, with_pkcs1v15) = (128 - 2 * 32 - 2, 128 - 11);
    for len in [0, 1, with_oaep - 1, with_oaep] {
        let sent = oaep::encrypt(public, &oaep, b"", &message[..len], &mut rng()).unwrap();
        let got = oaep::decrypt(&key, &oaep, b"", &sent, &mut rng()).unwrap();
        assert_eq!(got[..], message[..len]);
        // Whatever the buffer held.
        let mut other = [FILLING; 128];
        oaep::encrypt_into(public, &oaep, b"", &message[..len], &mut rng(), &mut other).unwrap();
        assert_eq!(other[..], sent);
    }
    for len in [0, 1, with_pkcs1v15 - 1, with_pkcs1v15] {
        let sent = pkcs1v15::encrypt(public, &message[..len], &mut rng()).unwrap();
        let got = pkcs1v15::decrypt(&key, &sent, &mut rng()).unwrap();
        assert_eq!(got[..], message[..len]);
    }
    let too_long = |maximum: usize| {
        Err(Error::MessageTooLong {
            len: maximum + 1,
            maximum,
        })
    };
    let (one, more) = (&message[..=with_oaep], &message[..=with_pkcs1v15]);
    let mut out = [FILLING; 128];
    let result = oaep::encrypt_into(public, &oaep, b"", one, &mut rng(), &mut out);
    assert_eq!((result, out), (too_long(with_oaep), [0; 128]));
    let mut out = [FILLING; 128];
    let result = pkcs1v15::encrypt_into(public, more, &mut rng(), &mut out);
    assert_eq!((result, out), (too_long(with_pkcs1v15), [0; 128]));

    // Two of SHA-512's digests are as long as the modulus: no message fits.
    let sha512 = oaep::Params::new(HashAlgorithm::Sha512);
    let refused = Err(Error::KeyTooShortForHash);
    let encrypted = oaep::encrypt(public, &sha512, b"", b"", &mut rng());
    assert_eq!(encrypted.map(|_| ()), refused);
    let decrypted = oaep::decrypt(&key, &sha512, b"", &[0; 128], &mut rng());
    assert_eq!(decrypted.map(|_| ()), refused);
    let bound = oaep::EncryptingKey::<sha2::Sha512>::new(public.clone());
    assert_eq!(bound.map(|_| ()), refused);
}

#[test]
fn typed_keys_encrypt_and_decrypt_each_by_its_scheme() {
    let key = key(1024, 65537);
    let decrypting = oaep::DecryptingKey::<Sha256>::new(key.clone()).unwrap();
    let encrypting = decrypting.encrypting_key();
    let ciphertext = encrypting.encrypt(b"a message", &mut rng()).unwrap();
    assert_ne!(ciphertext[..], [0; 128]);
    let message = decrypting.decrypt(&ciphertext, &mut rng()).unwrap();
    assert_eq!(message[..], *b"a message");
    let params = oaep::Params::new(HashAlgorithm::Sha256);
    let message = oaep::decrypt(&key, &params, b"", &ciphertext, &mut rng()).unwrap();
    assert_eq!(message[..], *b"a message");
    // Working memory that does not suffice leaves nothing of the message.
    let mut out = [FILLING; 128];
    let mut workspace = certwright::rsa::Workspace::new(&mut []);
    let result = encrypting.encrypt_in(&mut workspace, b"a message", &mut rng(), &mut out);
    assert!(matches!(result, Err(Error::WorkspaceTooSmall { .. })));
    assert_eq!(out, [0; 128]);
}

#[test]
fn lengths_of_messages_and_salts_are_those_of_rfc_8017() {
    let hash = HashAlgorithm::Sha256;
    // §7.1.1: k − 2·hLen − 2.
    assert_eq!(oaep::max_message_len(256, hash), Some(190));
    assert_eq!(oaep::max_message_len(66, hash), Some(0));
    assert_eq!(oaep::max_message_len(65, hash), None);
    // §9.1.1: emLen − hLen − 2, with emLen = ⌈(modBits − 1)/8⌉.
    assert_eq!(pss::max_salt_len(2048, hash), Some(222));
    assert_eq!(pss::max_salt_len(2049, hash), Some(222));
    assert_eq!(pss::max_salt_len(2050, hash), Some(223));
    assert_eq!(pss::max_salt_len(273, hash), Some(0));
    assert_eq!(pss::max_salt_len(265, hash), None);
}

#[test]
fn a_signature_is_1_to_2048_bytes_and_prints_them() {
    assert!(Signature::try_from(&[][..]).is_err());
    assert!(Signature::try_from(&[0; 2048][..]).is_ok());
    assert!(Signature::try_from(&[0; 2049][..]).is_err());
    let signature = Signature::try_from(&[1, 0xab][..]).unwrap();
    assert_eq!(signature.as_ref(), [1, 0xab]);
    assert_eq!(format!("{signature:?}"), "Signature(01ab)");
}

#[test]
fn errors_name_their_sources() {
    use certwright::rsa::RngError;
    use std::error::Error as _;
    let rng = RngError::Failed;
    for (error, source) in [
        (Error::Rng(rng), Some(rng.to_string())),
        (
            Error::Key(KeyError::Rng(rng)),
            Some(KeyError::Rng(rng).to_string()),
        ),
        (Error::Verification, None),
    ] {
        assert_eq!(error.source().map(ToString::to_string), source);
    }
    let source = KeyError::Rng(rng).source().map(ToString::to_string);
    assert_eq!(source, Some(rng.to_string()));
    assert!(KeyError::ModulusEven.source().is_none());
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
    assert_eq!(
        Signature::try_from(signature.to_bytes().as_ref()).unwrap(),
        signature
    );

    let der = signer.to_pkcs8_der().unwrap();
    let again = pkcs1v15::SigningKey::<Sha256>::from_pkcs8_der(der.as_bytes()).unwrap();
    assert_eq!(again.sign(b"message"), signature);
    let der = verifier.to_public_key_der().unwrap();
    assert_eq!(
        pkcs1v15::VerifyingKey::<Sha256>::from_public_key_der(der.as_bytes()).unwrap(),
        verifier
    );

    let pss = pss::SigningKey::<Sha384>::new(key.clone()).unwrap();
    let signature = pss.sign_with_rng(&mut rng(), b"message");
    pss.verifying_key().verify(b"message", &signature).unwrap();
    assert!(
        pss::VerifyingKey::<Sha256>::new(key.public_key().clone())
            .unwrap()
            .verify(b"message", &signature)
            .is_err()
    );
    let oid = signer.signature_algorithm_identifier().unwrap().oid;
    assert_eq!(oid.to_string(), "1.2.840.113549.1.1.11");
    let oid = pss.signature_algorithm_identifier().unwrap().oid;
    assert_eq!(oid.to_string(), "1.2.840.113549.1.1.10");
}

#[test]
fn secrets_are_not_printed() {
    let key = key(1024, 65537);
    let d = hex::encode(&key.parts().private_exponent);
    for text in [
        format!("{key:?}"),
        format!("{:?}", key.parts()),
        format!(
            "{:?}",
            pkcs1v15::SigningKey::<Sha256>::new(key.clone()).unwrap()
        ),
        format!("{:?}", pss::SigningKey::<Sha256>::new(key.clone()).unwrap()),
        format!(
            "{:?}",
            pss_shake::SigningKey::<Shake128_256>::new(key.clone()).unwrap()
        ),
    ] {
        assert!(
            text.contains("[redacted]") && !text.contains(&d[..16]),
            "{text}"
        );
    }
}

/// What generic code asks of a key pair that signs with random numbers: every way to hand in a message gives a
/// signature that every way to verify takes.
fn signs_in_every_way<D, S>(signer: &S)
where
    D: Digest + digest::Update,
    S: RandomizedSigner<Signature>
        + RandomizedMultipartSigner<Signature>
        + RandomizedDigestSigner<D, Signature>
        + RandomizedPrehashSigner<Signature>
        + Keypair,
    S::VerifyingKey: Verifier<Signature>
        + MultipartVerifier<Signature>
        + DigestVerifier<D, Signature>
        + PrehashVerifier<Signature>,
{
    let prehash = D::digest(b"a message");
    let in_parts = |digest: &mut D| {
        digest::Update::update(digest, b"a ");
        digest::Update::update(digest, b"message");
        Ok(())
    };
    let verifier = signer.verifying_key();
    for signature in [
        signer.sign_with_rng(&mut rng(), b"a message"),
        signer.multipart_sign_with_rng(&mut rng(), &[b"a", b" message"]),
        signer.sign_digest_with_rng(&mut rng(), |digest: &mut D| {
            digest::Update::update(digest, b"a message");
        }),
        signer.sign_prehash_with_rng(&mut rng(), &prehash).unwrap(),
    ] {
        verifier.verify(b"a message", &signature).unwrap();
        verifier
            .multipart_verify(&[b"a mess", b"age"], &signature)
            .unwrap();
        verifier.verify_digest(in_parts, &signature).unwrap();
        verifier.verify_prehash(&prehash, &signature).unwrap();
        assert!(verifier.verify(b"another message", &signature).is_err());
        assert!(
            verifier
                .multipart_verify(&[b"a mess", b"ages"], &signature)
                .is_err()
        );
        let another = |digest: &mut D| {
            digest::Update::update(digest, b"another message");
            Ok(())
        };
        assert!(verifier.verify_digest(another, &signature).is_err());
        let other = D::digest(b"another message");
        assert!(verifier.verify_prehash(&other, &signature).is_err());
        assert!(
            verifier.verify_prehash(&prehash[1..], &signature).is_err(),
            "a digest of the wrong length"
        );
    }
    assert!(
        signer
            .sign_prehash_with_rng(&mut rng(), b"not a digest")
            .is_err()
    );
}

#[test]
fn every_scheme_implements_the_signature_traits_for_every_hash() {
    let key = key(1024, 65537);
    signs_in_every_way::<Sha256, _>(&pkcs1v15::SigningKey::<Sha256>::new(key.clone()).unwrap());
    signs_in_every_way::<Sha512_224, _>(
        &pkcs1v15::SigningKey::<Sha512_224>::new(key.clone()).unwrap(),
    );
    signs_in_every_way::<Sha3_256, _>(&pkcs1v15::SigningKey::<Sha3_256>::new(key.clone()).unwrap());
    signs_in_every_way::<sha1::Sha1, _>(&pss::SigningKey::<sha1::Sha1>::new(key.clone()).unwrap());
    signs_in_every_way::<Sha512_224, _>(&pss::SigningKey::<Sha512_224>::new(key.clone()).unwrap());
    signs_in_every_way::<Sha3_256, _>(
        &pss::SigningKey::with_scheme(key.clone(), Pss::<Sha3_256>::with_salt_len(0)).unwrap(),
    );
    signs_in_every_way::<Shake128_256, _>(
        &pss_shake::SigningKey::<Shake128_256>::new(key).unwrap(),
    );
}

#[test]
fn pkcs1v15_needs_no_random_numbers_and_signs_alike_with_and_without() {
    let signer = pkcs1v15::SigningKey::<Sha256>::new(key(1024, 17)).unwrap();
    let signature = signer.sign(b"a message");
    assert_eq!(signer.multipart_sign(&[b"a ", b"message"]), signature);
    assert_eq!(
        signer.sign_digest(|digest: &mut Sha256| Digest::update(digest, b"a message")),
        signature
    );
    assert_eq!(
        signer.sign_prehash(&Sha256::digest(b"a message")).unwrap(),
        signature
    );
    assert_eq!(signer.sign_with_rng(&mut rng(), b"a message"), signature);
}

#[test]
fn keys_are_equal_when_their_numbers_and_parameters_are() {
    let (one, other) = (key(1024, 65537), key(1024, 17));
    let bind = |key: &PrivateKey| pkcs1v15::SigningKey::<Sha256>::new(key.clone()).unwrap();
    assert!(bind(&one) == bind(&one) && bind(&one) != bind(&other));
    let bind = |key: &PrivateKey, salt| {
        pss::SigningKey::with_scheme(key.clone(), Pss::<Sha256>::with_salt_len(salt)).unwrap()
    };
    assert!(bind(&one, 32) == bind(&one, 32) && bind(&one, 32) != bind(&one, 31));
    assert!(bind(&one, 32) != bind(&other, 32));
    let bind = |key: &PrivateKey| pss_shake::SigningKey::<Shake128_256>::new(key.clone()).unwrap();
    assert!(bind(&one) == bind(&one) && bind(&one) != bind(&other));
    let bind = |key: &PrivateKey, label: &[u8]| {
        oaep::DecryptingKey::with_scheme(key.clone(), Oaep::<Sha256>::with_label(label)).unwrap()
    };
    assert!(bind(&one, b"a") == bind(&one, b"a") && bind(&one, b"a") != bind(&one, b"b"));
    assert!(bind(&one, b"a") != bind(&other, b"a"));
    assert!(one == one.clone() && one != other);
    let (one, other) = (one.public_key(), other.public_key());
    assert!(one == &one.clone() && one != other);
    let mut other = ChaCha20Rng::seed_from_u64(8);
    let other = hazmat::generate(&mut other, 1024)
        .unwrap()
        .public_key()
        .clone();
    // Of two halves that are equal, one is not enough.
    let with = |n: &PublicKey, e: u8| PublicKey::from_be_bytes(n.modulus_be(), &[e]).unwrap();
    assert!(with(one, 3) == with(one, 3) && with(one, 3) != with(one, 5));
    assert!(with(one, 3) != with(&other, 3));
}

#[test]
fn a_pss_key_too_short_for_its_hash_or_salt_is_not_bound() {
    let key = key(1024, 65537);
    let bind = |salt_len| {
        let scheme = Pss::<sha2::Sha512>::with_salt_len(salt_len);
        pss::SigningKey::with_scheme(key.clone(), scheme)
    };
    assert_eq!(
        bind(63).err(),
        Some(Error::SaltTooLong {
            len: 63,
            maximum: 62
        })
    );
    assert!(bind(62).is_ok());
}

#[test]
fn pss_takes_another_mgf1_hash_and_salts_of_any_length_only_where_it_is_bound_so() {
    let key = key(1024, 65537);
    let public = || key.public_key().clone();
    fn sign<M: certwright::hash::Hash>(key: &PrivateKey, salt_len: usize) -> Signature {
        let scheme = Pss::<Sha256, M>::with_salt_len(salt_len);
        let signer = pss::SigningKey::with_scheme(key.clone(), scheme).unwrap();
        signer.sign_with_rng(&mut rng(), b"a message")
    }
    let usual = pss::VerifyingKey::<Sha256>::new(public()).unwrap();
    let any =
        pss::VerifyingKey::with_scheme(public(), Pss::<Sha256>::new().any_salt_len()).unwrap();
    assert_ne!(usual, any);
    for salt_len in [0, 20, 32, 94] {
        let signature = sign::<Sha256>(&key, salt_len);
        assert_eq!(
            usual.verify(b"a message", &signature).is_ok(),
            salt_len == 32
        );
        any.verify(b"a message", &signature).unwrap();
        assert!(any.verify(b"another message", &signature).is_err());
    }
    let signature = sign::<sha1::Sha1>(&key, 32);
    assert!(any.verify(b"a message", &signature).is_err());
    let sha1 = pss::VerifyingKey::<Sha256, sha1::Sha1>::new(public()).unwrap();
    sha1.verify(b"a message", &signature).unwrap();
    assert_eq!(sha1.scheme().params().mgf1_hash, HashAlgorithm::Sha1);
}

#[test]
fn a_key_for_pss_alone_is_not_bound_to_another_scheme_or_hash() {
    use certwright::pkcs::{KeyKind, pkcs8 as encoding, spki as public};
    let key = key(2048, 65537);
    let own = pss::Params::new(HashAlgorithm::Sha256);
    let der = encoding::to_der(&key.parts(), KeyKind::RsaPss(Some(own)));
    assert!(pss::SigningKey::<Sha256>::from_pkcs8_der(&der).is_ok());
    assert!(pss::SigningKey::<Sha384>::from_pkcs8_der(&der).is_err());
    assert!(pkcs1v15::SigningKey::<Sha256>::from_pkcs8_der(&der).is_err());
    let der = public::to_der_as(key.public_key(), KeyKind::RsaPss(Some(own)));
    assert!(pss::VerifyingKey::<Sha256>::from_public_key_der(&der).is_ok());
    assert!(pss::VerifyingKey::<Sha384>::from_public_key_der(&der).is_err());
    assert!(pkcs1v15::VerifyingKey::<Sha256>::from_public_key_der(&der).is_err());
}

#[test]
fn a_key_for_pss_with_shake_is_bound_to_its_own_function_only() {
    use certwright::pkcs::{KeyKind, pkcs8 as encoding};
    let key = key(2048, 65537);
    let signer = pss_shake::SigningKey::<Shake256_512>::new(key.clone()).unwrap();
    let identifier = signer.signature_algorithm_identifier().unwrap();
    assert_eq!(
        (identifier.oid.to_string().as_str(), identifier.parameters),
        ("1.3.6.1.5.5.7.6.31", None)
    );
    let signature = signer.sign_with_rng(&mut rng(), b"message");
    let other = pss_shake::VerifyingKey::<Shake128_256>::new(key.public_key().clone()).unwrap();
    assert!(other.verify(b"message", &signature).is_err());
    let scheme = Pss::<sha2::Sha512>::new().any_salt_len();
    let usual = pss::VerifyingKey::with_scheme(key.public_key().clone(), scheme).unwrap();
    assert!(usual.verify(b"message", &signature).is_err());
    let der = encoding::to_der(&key.parts(), KeyKind::RsaPssShake(Shake::Shake256));
    assert!(pss_shake::SigningKey::<Shake256_512>::from_pkcs8_der(&der).is_ok());
    assert!(pss_shake::SigningKey::<Shake128_256>::from_pkcs8_der(&der).is_err());
    assert!(pss::SigningKey::<sha2::Sha512>::from_pkcs8_der(&der).is_err());
    assert!(pkcs1v15::SigningKey::<sha2::Sha512>::from_pkcs8_der(&der).is_err());
}

#[test]
fn a_key_too_short_for_shakes_digest_and_salt_is_not_bound() {
    // emLen = 128 holds a digest of 64 bytes, and beside it a salt of 62 (RFC 8017 §9.1.1 step 3).
    let bound = pss_shake::SigningKey::<Shake256_512>::new(key(1024, 65537));
    assert_eq!(
        bound.err(),
        Some(Error::SaltTooLong {
            len: 64,
            maximum: 62
        })
    );
}
