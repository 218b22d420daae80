//! What is raced, and by whom. Building a contestant checks its answer. Whoever signs or verifies hashes the message each time, in a batch as well.

use certwright::bignum::hazmat::{self, Kernel, Power};
use certwright::bignum::{Limb, Modulus, Nat};
use certwright::rsa::batch::{self, Scheme, ToSign, ToVerify};
use certwright::rsa::{HashAlgorithm, PrivateKey, pkcs1v15};
use certwright_oracle::process::Program;
use certwright_oracle::{
    Answer, Certwright, Implementation, Prepared, Request, Scheme as Pkcs1, Sign, Text, Verify,
};
use certwright_peers::{NAMES, named};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use std::hint::black_box;
use std::time::Duration;

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

/// Every work, in the order of the table; `exec` is one more contestant for signatures, a program that speaks the protocol of docs/oracle-protocol.md.
pub fn all(exec: Option<&str>) -> Vec<Work> {
    let mut works = Vec::new();
    for bits in [2048, 3072, 4096] {
        let key = Key::new(bits);
        works.push(sign(&key, exec));
        works.push(verify(&key, exec));
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

/// A key, what is asked of everybody with it, and the one right signature of MESSAGE by PKCS #1 v1.5 with SHA-256.
struct Key {
    bits: usize,
    private: PrivateKey,
    signature: Vec<u8>,
    sign: &'static Request,
    signed: &'static Answer,
    verify: &'static Request,
}

pub(crate) fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

impl Key {
    fn new(bits: usize) -> Self {
        let private = PrivateKey::generate(&mut rng(), bits).expect("a key");
        let digest = HASH.digest(MESSAGE);
        let signature = pkcs1v15::sign_prehash(&private, HASH, digest.as_bytes(), &mut rng())
            .expect("a signature");
        let (scheme, text) = (Pkcs1::pkcs1("sha256"), Text::Message(MESSAGE.into()));
        let sign = Request::Sign(Sign {
            scheme: scheme.clone(),
            private_key: private.to_pkcs8_der().to_vec().into(),
            text: text.clone(),
        });
        let verify = Request::Verify(Verify {
            scheme,
            public_key: private.public_key().to_spki_der().into(),
            text,
            signature: signature.clone().into(),
        });
        Self {
            bits,
            sign: Box::leak(Box::new(sign)),
            signed: Box::leak(Box::new(Answer::value(signature.clone()))),
            verify: Box::leak(Box::new(verify)),
            signature,
            private,
        }
    }
}

/// An implementation with the keys of a request loaded, or read anew each time. Every answer is compared.
fn implementation(
    implementation: Box<dyn Implementation>,
    request: &'static Request,
    expected: &'static Answer,
    fresh: bool,
) -> Contestant {
    let implementation = Box::leak(implementation);
    let name: &'static str = implementation.name().to_string().leak();
    let mut work: Prepared<'static> = match fresh {
        true => Box::new(move || implementation.answer(black_box(request))),
        false => implementation.prepare(request),
    };
    assert_eq!(work(), *expected, "{name}");
    contestant(name, move || assert!(work() == *expected))
}

/// The peers, and the program that the user names.
fn peers(exec: Option<&str>) -> Vec<Box<dyn Implementation>> {
    let mut peers: Vec<_> = NAMES.into_iter().filter_map(named).collect();
    if let Some(command) = exec {
        peers.push(Box::new(Program::new(command, Duration::from_secs(60))));
    }
    peers
}

/// Signing MESSAGE by PKCS#1 v1.5 with SHA-256: hash, padding, blinding and fault check as each library has them.
fn sign(key: &Key, exec: Option<&str>) -> Work {
    let own = || implementation(Box::new(Certwright::default()), key.sign, key.signed, false);
    let mut portable = own();
    let mut contestants = vec![Contestant {
        peer: "certwright, portable kernel",
        run: Box::new(move || {
            let pinned = hazmat::pinned();
            hazmat::force(Kernel::Portable).expect("available");
            let count = (portable.run)();
            match pinned {
                Some(kernel) => hazmat::force(kernel).expect("available"),
                None => hazmat::unpin(),
            }
            count
        }),
    }];
    contestants.push(own());
    {
        let (private, mut rng, expected) = (key.private.clone(), rng(), key.signature.clone());
        contestants.push(Contestant {
            peer: "certwright, batch of 16",
            run: Box::new(move || {
                let digests = [(); BATCH].map(|()| HASH.digest(black_box(MESSAGE)));
                let scheme = Scheme::Pkcs1v15(HASH);
                let items = digests
                    .each_ref()
                    .map(|digest| ToSign::new(&private, scheme, digest.as_bytes()));
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
    for peer in peers(exec) {
        contestants.push(implementation(peer, key.sign, key.signed, false));
    }
    Work {
        name: format!("RSA-{} sign", key.bits),
        contestants,
        scatters: false,
    }
}

/// Verifying with a key that is loaded.
fn verify(key: &Key, exec: Option<&str>) -> Work {
    let one = |peer| implementation(peer, key.verify, &Answer::Accepted, false);
    let mut contestants = vec![one(Box::<Certwright>::default())];
    {
        let (public, signature) = (key.private.public_key().clone(), key.signature.clone());
        contestants.push(Contestant {
            peer: "certwright, batch of 16",
            run: Box::new(move || {
                let digests = [(); BATCH].map(|()| HASH.digest(black_box(MESSAGE)));
                let scheme = Scheme::Pkcs1v15(HASH);
                let items = digests
                    .each_ref()
                    .map(|digest| ToVerify::new(&public, scheme, digest.as_bytes(), &signature));
                assert!(batch::verify(&items).iter().all(Result::is_ok));
                BATCH
            }),
        });
    }
    // ring keeps no public key.
    contestants.extend(
        peers(exec)
            .into_iter()
            .filter(|peer| peer.name() != "ring")
            .map(one),
    );
    Work {
        name: format!("RSA-{} verify", key.bits),
        contestants,
        scatters: false,
    }
}

/// Verifying with a key that comes as DER each time, as a certificate chain brings it.
fn verify_fresh(key: &Key) -> Work {
    let own: Box<dyn Implementation> = Box::new(Certwright::default());
    let contestants = [own]
        .into_iter()
        .chain(peers(None))
        .map(|peer| implementation(peer, key.verify, &Answer::Accepted, true))
        .collect();
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
    let bytes = |seed: u8| -> Vec<u8> {
        (0..bits / 8)
            .map(|i| (i as u8).wrapping_mul(151).wrapping_add(seed))
            .collect()
    };
    let (mut n, mut base, exponent) = (bytes(1), bytes(2), bytes(3));
    n[0] |= 0xc0;
    n[bits / 8 - 1] |= 1;
    base[0] &= 0x3f;
    let expected = {
        let number = |bytes: &[u8]| num_bigint::BigUint::from_bytes_be(bytes);
        number(&base)
            .modpow(&number(&exponent), &number(&n))
            .to_bytes_be()
    };
    let mut contestants = Vec::new();
    {
        let modulus = Modulus::from_be_bytes(&n).expect("odd");
        let (base, exponent) = (Nat::from_be_bytes(&base), Nat::from_be_bytes(&exponent));
        let mut out = Nat::zero(modulus.len());
        modulus.pow(&mut out, &base, &exponent).unwrap();
        assert_eq!(
            num_bigint::BigUint::from_bytes_be(&out.to_be_bytes()).to_bytes_be(),
            expected
        );
        let one = (modulus.clone(), base.clone(), exponent.clone());
        contestants.push(contestant("certwright, constant time", move || {
            one.0.pow(&mut out, &one.1, &one.2).expect("one length");
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
                hazmat::pow(&mut queue).unwrap();
                BATCH
            }),
        });
    }
    {
        use rug::integer::Order;
        let number = |bytes: &[u8]| rug::Integer::from_digits(bytes, Order::Msf);
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
        let number = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, bits as u32).expect("fits");
        let params = BoxedMontyParams::new(Odd::new(number(&n)).expect("odd"));
        let base = BoxedMontyForm::new(number(&base), &params);
        let exponent = number(&exponent);
        assert_eq!(base.pow(&exponent).retrieve(), number(&expected));
        contestants.push(contestant("crypto-bigint, constant time", move || {
            black_box(base.pow(&exponent).retrieve());
        }));
    }
    {
        let number = |bytes: &[u8]| num_bigint::BigUint::from_bytes_be(bytes);
        let (n, base, exponent) = (number(&n), number(&base), number(&exponent));
        contestants.push(contestant("num-bigint", move || {
            black_box(base.modpow(&exponent, &n));
        }));
    }
    {
        let number = |bytes: &[u8]| openssl::bn::BigNum::from_slice(bytes).expect("a number");
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
