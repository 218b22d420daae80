//! What is raced, and by whom. Building a contestant checks its answer. Whoever signs or verifies hashes the message each time, in a batch as well.

use certwright::bignum::hazmat::{self, Kernel, Power};
use certwright::bignum::{Limb, Modulus, Nat};
use certwright::rsa::batch::{self, Scheme, ToSign, ToVerify};
use certwright::rsa::{HashAlgorithm, PrivateKey, pkcs1v15};
use certwright_oracle::process::Program;
use certwright_oracle::{
    Answer, Arithmetic, Bytes, Certwright, GenerateKey, Implementation, Operator, Prepared,
    PrimeMethod, Request, Scheme as Pkcs1, Sign, Text, Verify,
};
use certwright_peers::{NAMES, named};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use std::cell::LazyCell;
use std::hint::black_box;
use std::rc::Rc;
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

/// Builds the work of a name.
pub(crate) type Build<'a> = Box<dyn FnOnce(String) -> Work + 'a>;

/// Every work by its name, in the order of the table, to be built when its turn comes: building one makes keys and checks every contestant's answer. `exec` is one
/// more contestant, a program that speaks the protocol of docs/oracle-protocol.md.
pub fn all(exec: Option<&str>) -> Vec<(String, Build<'_>)> {
    let mut works: Vec<(String, Build<'_>)> = Vec::new();
    for bits in [2048, 3072, 4096] {
        let key = Rc::new(LazyCell::new(move || Key::new(bits)));
        for (work, build) in [
            ("sign", sign as fn(String, &Key, Option<&str>) -> Work),
            ("verify", verify),
            ("verify, fresh key", verify_fresh),
        ] {
            let key = Rc::clone(&key);
            works.push((
                format!("RSA-{bits} {work}"),
                Box::new(move |name| build(name, &key, exec)),
            ));
        }
    }
    for bits in [2048, 4096] {
        works.push((
            format!("RSA-{bits} key generation"),
            Box::new(move |name| keygen(name, bits, exec)),
        ));
    }
    for bits in [1024, 2048] {
        works.push((
            format!("{bits}-bit power"),
            Box::new(move |name| modexp(name, bits, exec)),
        ));
    }
    works.extend(crate::chain::works(exec));
    works
}

/// A key, what is asked of everybody with it, and the one right signature of MESSAGE by PKCS #1 v1.5 with SHA-256.
struct Key {
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
            sign: Box::leak(Box::new(sign)),
            signed: Box::leak(Box::new(Answer::value(signature.clone()))),
            verify: Box::leak(Box::new(verify)),
            signature,
            private,
        }
    }
}

/// An implementation that answers a request again and again, with what can be loaded beforehand loaded, or read anew each time. Every answer is
/// judged. `None` where it does not offer it.
pub(crate) fn implementation(
    implementation: Box<dyn Implementation>,
    request: &'static Request,
    right: impl Fn(&Answer) -> bool + 'static,
    fresh: bool,
) -> Option<Contestant> {
    let implementation = Box::leak(implementation);
    let name: &'static str = match implementation.name() {
        "ring" if matches!(request, Request::Path(_)) => "rustls-webpki, ring",
        name => name.to_string().leak(),
    };
    let mut work: Prepared<'static> = match fresh {
        true => Box::new(move || implementation.answer(black_box(request))),
        false => implementation.prepare(request),
    };
    match work() {
        Answer::Unsupported { .. } => return None,
        answer => assert!(right(&answer), "{name}: {answer:?}"),
    }
    Some(contestant(name, move || assert!(right(&work()))))
}

/// The peers, and the program that the user names.
pub(crate) fn peers(exec: Option<&str>) -> Vec<Box<dyn Implementation>> {
    let mut peers: Vec<_> = NAMES.into_iter().filter_map(named).collect();
    if let Some(command) = exec {
        peers.push(Box::new(Program::new(command, Duration::from_secs(60))));
    }
    peers
}

/// certwright and its peers, as many as offer what is asked.
pub(crate) fn all_of(
    request: Request,
    right: impl Fn(&Answer) -> bool + Copy + 'static,
    fresh: bool,
    exec: Option<&str>,
) -> Vec<Contestant> {
    let request: &'static Request = Box::leak(Box::new(request));
    let own: Box<dyn Implementation> = Box::new(Certwright::default());
    [own]
        .into_iter()
        .chain(peers(exec))
        .filter_map(|peer| implementation(peer, request, right, fresh))
        .collect()
}

/// The one right answer.
fn is(expected: &'static Answer) -> impl Fn(&Answer) -> bool + Copy {
    move |answer| answer == expected
}

/// Signing MESSAGE by PKCS#1 v1.5 with SHA-256: hash, padding, blinding and fault check as each library has them.
fn sign(name: String, key: &Key, exec: Option<&str>) -> Work {
    let right = is(key.signed);
    let own = || {
        implementation(Box::new(Certwright::default()), key.sign, right, false)
            .expect("certwright signs")
    };
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
    contestants.extend(
        peers(exec)
            .into_iter()
            .filter_map(|peer| implementation(peer, key.sign, right, false)),
    );
    Work {
        name,
        contestants,
        scatters: false,
    }
}

/// Verifying with a key that is loaded.
fn verify(name: String, key: &Key, exec: Option<&str>) -> Work {
    let one = |peer| implementation(peer, key.verify, is(&Answer::Accepted), false);
    let mut contestants = Vec::from_iter(one(Box::<Certwright>::default()));
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
            .filter_map(one),
    );
    Work {
        name,
        contestants,
        scatters: false,
    }
}

/// Verifying with a key that comes as DER each time, as a certificate chain brings it.
fn verify_fresh(name: String, key: &Key, exec: Option<&str>) -> Work {
    Work {
        name,
        contestants: all_of(key.verify.clone(), is(&Answer::Accepted), true, exec),
        scatters: false,
    }
}

/// A new key. The times scatter: a median says less here than elsewhere.
fn keygen(name: String, bits: usize, exec: Option<&str>) -> Work {
    let request = Request::GenerateKey(GenerateKey {
        method: PrimeMethod::Probable,
        bits,
        exponent: vec![1, 0, 1].into(),
        hash: None,
        seed: Bytes::default(),
        aux_bits: None,
        xp: Bytes::default(),
        xq: Bytes::default(),
        xp1: Bytes::default(),
        xp2: Bytes::default(),
        xq1: Bytes::default(),
        xq2: Bytes::default(),
    });
    // Two different numbers of half the length: that they are primes is what every library tests itself.
    let right = move |answer: &Answer| match answer {
        Answer::Values { values } => {
            let is_long = |prime: &String| prime.len() == bits / 8 && prime.as_bytes()[0] >= b'8';
            values.len() == 2 && values.iter().all(is_long) && values[0] != values[1]
        }
        _ => false,
    };
    Work {
        name,
        contestants: all_of(request, right, false, exec),
        scatters: true,
    }
}

/// One power with a full-length exponent.
fn modexp(name: String, bits: usize, exec: Option<&str>) -> Work {
    let bytes = |seed: u8| -> Vec<u8> {
        (0..bits / 8)
            .map(|i| (i as u8).wrapping_mul(151).wrapping_add(seed))
            .collect()
    };
    let (mut n, mut base, exponent) = (bytes(1), bytes(2), bytes(3));
    n[0] |= 0xc0;
    n[bits / 8 - 1] |= 1;
    base[0] &= 0x3f;
    let number = |bytes: &[u8]| num_bigint::BigUint::from_bytes_be(bytes);
    let power = number(&base).modpow(&number(&exponent), &number(&n));
    let expected: &'static Answer = Box::leak(Box::new(Answer::Values {
        values: vec![power.to_str_radix(16)],
    }));
    let request = Request::Arithmetic(Arithmetic {
        operator: Operator::ModExp,
        operands: [&base, &exponent, &n]
            .map(|bytes| number(bytes).to_str_radix(16))
            .into(),
    });
    let mut contestants = all_of(request, is(expected), false, exec);
    for contestant in &mut contestants {
        // Each is prepared for an exponent that is a secret.
        contestant.peer = match contestant.peer {
            "certwright" => "certwright, constant time",
            "OpenSSL 3.6" => "OpenSSL 3.6, constant time",
            other => other,
        };
    }
    let modulus = Modulus::from_be_bytes(&n).expect("odd");
    let (base, exponent) = (Nat::from_be_bytes(&base), Nat::from_be_bytes(&exponent));
    let mut outs: Vec<Vec<Limb>> = vec![vec![0; modulus.len()]; BATCH];
    let batch = Contestant {
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
                    next: None,
                })
                .collect();
            hazmat::pow(&mut queue).expect("one length");
            BATCH
        }),
    };
    contestants.insert(1, batch);
    Work {
        name,
        contestants,
        scatters: false,
    }
}
