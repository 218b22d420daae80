//! RSA against those who forge and guess.

use certwright::pkcs::pkcs1;
use certwright::rsa::hazmat::rsaep;
use certwright::rsa::{Error, HashAlgorithm, PrivateKey, batch, oaep, pkcs1v15, pss};
use num_bigint::BigUint;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

fn key(bits: usize, e: u64) -> PrivateKey {
    certwright::rsa::hazmat::generate_with(&mut rng(), bits, e, &mut |_| {}).unwrap()
}

/// A signature over any encoded message, as only the owner of the key can make it: what a forger would have to hit.
fn raise(key: &PrivateKey, em: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; key.size()];
    certwright::rsa::hazmat::rsadp(key, em, &mut rng(), &mut signature).unwrap();
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
    let head = [
        &[0u8, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0][..],
        &t,
    ]
    .concat();
    em[..head.len()].copy_from_slice(&head);
    let root = BigUint::from_bytes_be(&em).cbrt() + 1u32;
    let mut signature = vec![0; size];
    let bytes = root.to_bytes_be();
    signature[size - bytes.len()..].copy_from_slice(&bytes);
    // The forgery is one: its cube begins as a signature over the digest does.
    let mut cube = vec![0; size];
    rsaep(key.public_key(), &signature, &mut cube).unwrap();
    assert_eq!(cube[..head.len()], head);
    let verified =
        pkcs1v15::verify_prehash(key.public_key(), HashAlgorithm::Sha256, &digest, &signature);
    assert_eq!(verified, Err(Error::Verification));
}

#[test]
fn a_digest_info_in_any_other_form_than_the_one_does_not_verify() {
    // The smallest exponent, for which a forgery is easiest.
    let key = key(1024, 3);
    let digest = HashAlgorithm::Sha256.digest(b"message");
    let t = pkcs1v15::digest_info(HashAlgorithm::Sha256, &digest).unwrap();
    let verify = |em: &[u8]| {
        pkcs1v15::verify_prehash(
            key.public_key(),
            HashAlgorithm::Sha256,
            &digest,
            &raise(&key, em),
        )
    };
    assert_eq!(verify(&padded(key.size(), &t)), Ok(()));
    // SEQUENCE { SEQUENCE { OID, NULL }, OCTET STRING }: the OID is at 4..15, NULL at 15..17.
    assert_eq!(
        (&t[..4], &t[15..19]),
        (&[0x30, 0x31, 0x30, 0x0d][..], &[0x05, 0x00, 0x04, 0x20][..])
    );
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
        (
            "a long-form length of the whole",
            changed(&|t| drop(t.splice(1..2, [0x81, 0x31]))),
        ),
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
        (
            "garbage after the digest",
            changed(&|t| t.extend([0xde, 0xad])),
        ),
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
        ("a padding byte other than ff", {
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

/// RFC 8017 §8.1.2 and §8.2.2, steps 1 and 2, by itself and among others; that a zero byte before it leaves the number the same does not count.
#[test]
fn a_signature_of_another_length_or_not_below_the_modulus_does_not_verify() {
    let key = key(1024, 65537);
    let (public, hash) = (key.public_key(), HashAlgorithm::Sha256);
    let params = pss::Params::new(hash);
    for scheme in [batch::Scheme::Pkcs1v15(hash), batch::Scheme::Pss(params)] {
        let rng = &mut rng();
        let (digest, signature) = (0_u32..)
            .map(|i| {
                let digest = hash.digest(&i.to_be_bytes());
                let signed = batch::sign(&[batch::ToSign::new(&key, scheme, &digest)], rng);
                (digest, signed.into_iter().next().unwrap().unwrap())
            })
            .find(|(_, signature)| signature[0] == 0)
            .unwrap();
        let verify = |signature: &[u8]| {
            let alone = match scheme {
                batch::Scheme::Pss(params) => {
                    pss::verify_prehash(public, &params, &digest, signature)
                }
                _ => pkcs1v15::verify_prehash(public, hash, &digest, signature),
            };
            let item = batch::ToVerify::new(public, scheme, &digest, signature);
            [alone, batch::verify(&[item]).remove(0)]
        };
        assert_eq!(verify(&signature), [Ok(()), Ok(())]);
        let plus_n = (BigUint::from_bytes_be(&signature)
            + BigUint::from_bytes_be(public.modulus_be()))
        .to_bytes_be();
        for wrong in [
            &[][..],
            &signature[1..],
            &[&[0][..], &signature].concat(),
            &[&signature[..], &[0]].concat(),
            &plus_n,
        ] {
            let refused = Err(Error::Verification);
            assert_eq!(verify(wrong), [refused, refused], "{} bytes", wrong.len());
        }
    }
}

/// Decrypts each case of `vectors/rsa/implicit-rejection.txt`, or of a text like it; gives their count.
fn decrypt_as_openssl(text: &str) -> usize {
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
            let message =
                pkcs1v15::decrypt(key.as_ref().unwrap(), &field("ct"), &mut rng()).unwrap();
            assert_eq!(hex::encode(&*message), hex::encode(field("msg")));
            count += 1;
        }
    }
    count
}

#[test]
fn wrong_pkcs1v15_ciphertexts_give_the_message_that_openssl_gives() {
    let text = std::fs::read_to_string("vectors/rsa/implicit-rejection.txt").unwrap();
    assert_eq!(decrypt_as_openssl(&text), 155);
}

#[test]
#[ignore = "needs python3 with cryptography"]
fn fresh_wrong_ciphertexts_under_fresh_keys_give_the_message_that_openssl_gives() {
    let made = std::process::Command::new("python3")
        .arg("vectors/rsa/make-implicit-rejection.py")
        .output();
    let made = made.expect("python3 runs (with `cryptography`: pip install cryptography)");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    assert!(decrypt_as_openssl(&String::from_utf8(made.stdout).unwrap()) > 140);
}

#[test]
fn every_oaep_failure_is_the_same_error() {
    let key = key(1024, 65537);
    let params = oaep::Params::new(HashAlgorithm::Sha256);
    let ciphertext =
        oaep::encrypt(key.public_key(), &params, b"label", b"message", &mut rng()).unwrap();
    let decrypt = |params: &oaep::Params, label: &[u8], ciphertext: &[u8]| {
        oaep::decrypt(&key, params, label, ciphertext, &mut rng()).map(|m| m.to_vec())
    };
    assert_eq!(
        decrypt(&params, b"label", &ciphertext),
        Ok(b"message".to_vec())
    );
    let mut flipped = ciphertext.clone();
    flipped[40] ^= 1;
    let sha1 = params.with_mgf1_hash(HashAlgorithm::Sha1);
    for (params, label, ciphertext) in [
        (params, &b"lable"[..], &ciphertext[..]),
        (params, b"label", &flipped),
        (params, b"label", &ciphertext[1..]),
        (params, b"label", key.public_key().modulus_be()),
        (params, b"label", &[0; 128]),
        (sha1, b"label", &ciphertext),
    ] {
        assert_eq!(decrypt(&params, label, ciphertext), Err(Error::Decryption));
        let mut buffer = [0xaa; 128];
        let into = oaep::decrypt_into(&key, &params, label, ciphertext, &mut rng(), &mut buffer);
        assert_eq!((into, buffer), (Err(Error::Decryption), [0; 128]));
    }
}
