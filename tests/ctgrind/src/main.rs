//! The operations on secrets, each run once with its secrets marked as undefined, where valgrind must report nothing; then once for each
//! point of the library that shows the harness a secret, with a leak planted there, where it must. See docs/constant-time.md.
//!
//! Usage, under valgrind: certwright-ctgrind KERNEL

mod valgrind;

use certwright::bignum::ctgrind::{HOOKS, Hooks};
use certwright::bignum::hazmat::{Kernel, force};
use certwright::bignum::{LIMB_BITS, Modulus, Nat};
use certwright::hash::HashAlgorithm;
use certwright::rand_core::{TryCryptoRng, TryRng};
use certwright::rsa::batch::{self, Scheme, ToSign};
use certwright::rsa::{KeyParts, PrivateKey, hazmat, oaep, pkcs1v15, pss};
use certwright::sha2::{Digest, Sha256};
use certwright::signature::hazmat::PrehashSigner;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::process::ExitCode;

const HASH: HashAlgorithm = HashAlgorithm::Sha256;

thread_local! {
    /// The points that were passed, and whether one showed a secret.
    static PASSED: RefCell<BTreeMap<&'static str, bool>> = const { RefCell::new(BTreeMap::new()) };
    /// Where a leak is planted; once.
    static PLANTED: Cell<Option<&'static str>> = const { Cell::new(None) };
}

fn probe(name: &'static str, at: *const u8, len: usize) {
    let secret = valgrind::first_secret(at, len);
    PASSED.with_borrow_mut(|passed| *passed.entry(name).or_default() |= secret.is_some());
    if let Some(secret) = secret
        && PLANTED.get() == Some(name)
    {
        PLANTED.set(None);
        valgrind::leak(secret);
    }
}

/// SHA-256 of a seed and a counter: the same numbers in every run, and secret if so asked.
struct Rng {
    seed: u64,
    counter: u64,
    secret: bool,
}

impl Rng {
    fn secret(seed: u64) -> Self {
        Self {
            seed,
            counter: 0,
            secret: true,
        }
    }

    fn public(seed: u64) -> Self {
        Self {
            secret: false,
            ..Self::secret(seed)
        }
    }
}

impl TryRng for Rng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for chunk in out.chunks_mut(32) {
            let block = Sha256::new()
                .chain_update(self.seed.to_be_bytes())
                .chain_update(self.counter.to_be_bytes())
                .finalize();
            self.counter += 1;
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        if self.secret {
            valgrind::mark_secret(out);
        }
        Ok(())
    }
}

impl TryCryptoRng for Rng {}

/// A copy of public bytes that is secret.
fn secret(bytes: &[u8]) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    valgrind::mark_secret(&mut copy);
    copy
}

/// Bytes that the caller of an operation gets.
fn public(mut bytes: Vec<u8>) -> Vec<u8> {
    valgrind::mark_public(bytes.as_mut_ptr(), bytes.len());
    bytes
}

/// The key's numbers, all but n and e secret.
fn secret_parts(key: &PrivateKey) -> KeyParts {
    let mut parts = key.parts();
    for number in [
        &mut parts.private_exponent,
        &mut parts.prime1,
        &mut parts.prime2,
        &mut parts.exponent1,
        &mut parts.exponent2,
        &mut parts.coefficient,
    ] {
        valgrind::mark_secret(number);
    }
    for other in &mut parts.other_primes {
        for number in [
            &mut other.prime,
            &mut other.exponent,
            &mut other.coefficient,
        ] {
            valgrind::mark_secret(number);
        }
    }
    parts
}

fn load(parts: KeyParts) -> PrivateKey {
    PrivateKey::from_parts(parts)
        .expect("the key's own numbers")
        .allow_below_2048()
}

/// Keys that are public as yet, and the same with secret numbers.
struct Keys {
    short: PrivateKey,
    short_secret: PrivateKey,
    three: PrivateKey,
    three_secret: PrivateKey,
}

impl Keys {
    fn new() -> Self {
        let rng = &mut Rng::public(1);
        let short = hazmat::generate(rng, 1024).expect("a key");
        let three = hazmat::generate_multi_prime(rng, 1024, 3, 65537, &mut |_| {})
            .expect("a key of three primes");
        Self {
            short_secret: load(secret_parts(&short)),
            three_secret: load(secret_parts(&three)),
            short,
            three,
        }
    }
}

/// An encoded message with these bytes after the first, encrypted.
fn encrypted(key: &PrivateKey, em: impl Fn(usize) -> u8) -> Vec<u8> {
    let em: Vec<u8> = (0..key.size()).map(em).collect();
    let mut out = vec![0; key.size()];
    hazmat::rsaep(key.public_key(), &em, &mut out).expect("below n");
    out
}

struct Operation<'a> {
    name: &'static str,
    /// The points of the library that it passes with a secret, all of them.
    passes: Vec<&'static str>,
    run: Box<dyn Fn() + 'a>,
}

const PRIVATE: [&str; 3] = [
    "kernel: window",
    "private operation: blinding factor",
    "private operation: m_1",
];

fn operations<'k>(keys: &'k Keys) -> Vec<Operation<'k>> {
    let digest = HASH.digest(b"a message");
    let digest = digest.as_bytes().to_vec();
    let mut operations = Vec::new();
    let mut add = |name, passes: &[&[&'static str]], run: Box<dyn Fn() + 'k>| {
        operations.push(Operation {
            name,
            passes: passes.concat(),
            run,
        });
    };

    for (name, key, known) in [
        ("PKCS #1 v1.5 signature", &keys.short_secret, &keys.short),
        (
            "PKCS #1 v1.5 signature, three primes",
            &keys.three_secret,
            &keys.three,
        ),
    ] {
        let further: &[&str] = if name.contains("three") {
            &["private operation: m_i"]
        } else {
            &[]
        };
        let digest = digest.clone();
        add(
            name,
            &[&PRIVATE, further],
            Box::new(move || {
                let signed = pkcs1v15::sign_prehash(key, HASH, &digest, &mut Rng::secret(2))
                    .expect("signed");
                pkcs1v15::verify_prehash(known.public_key(), HASH, &digest, &public(signed))
                    .expect("right");
            }),
        );
    }
    let hashed = digest.clone();
    add(
        "PKCS #1 v1.5 signature without a generator",
        &[&PRIVATE],
        Box::new(move || {
            let key =
                pkcs1v15::SigningKey::<Sha256>::new(keys.short_secret.clone()).expect("allowed");
            let signed = key.sign_prehash(&hashed).expect("signed");
            let signed = public(certwright::signature::SignatureEncoding::to_vec(&signed));
            pkcs1v15::verify_prehash(keys.short.public_key(), HASH, &hashed, &signed)
                .expect("right");
        }),
    );
    let hashed = digest.clone();
    add(
        "PSS signature",
        &[&PRIVATE, &["PSS: salt"]],
        Box::new(move || {
            let params = pss::Params::new(HASH);
            let signed =
                pss::sign_prehash(&keys.short_secret, &params, &hashed, &mut Rng::secret(3))
                    .expect("signed");
            pss::verify_prehash(keys.short.public_key(), &params, &hashed, &public(signed))
                .expect("right");
        }),
    );
    let hashed = digest.clone();
    add(
        "batch of nine signatures",
        &[&PRIVATE, &["PSS: salt"]],
        Box::new(move || {
            let params = pss::Params::new(HASH);
            let items: Vec<ToSign<'_>> = (0..9)
                .map(|i| {
                    let scheme = if i % 2 == 0 {
                        Scheme::Pkcs1v15(HASH)
                    } else {
                        Scheme::Pss(params)
                    };
                    ToSign::new(&keys.short_secret, scheme, &hashed)
                })
                .collect();
            let key = keys.short.public_key();
            for (i, signed) in batch::sign(&items, &mut Rng::secret(4))
                .into_iter()
                .enumerate()
            {
                let signed = public(signed.expect("signed"));
                match i % 2 {
                    0 => pkcs1v15::verify_prehash(key, HASH, &hashed, &signed).expect("right"),
                    _ => pss::verify_prehash(key, &params, &hashed, &signed).expect("right"),
                }
            }
        }),
    );
    add(
        "raw RSADP",
        &[&PRIVATE],
        Box::new(|| {
            let (key, message) = (&keys.short_secret, vec![0x42; keys.short.size()]);
            let ciphertext = encrypted(&keys.short, |_| 0x42);
            let mut out = vec![0; key.size()];
            hazmat::rsadp(key, &ciphertext, &mut Rng::secret(5), &mut out).expect("below n");
            assert_eq!(public(out), message);
        }),
    );

    let params = oaep::Params::new(HASH);
    let message = b"forty-two";
    let right = oaep::encrypt(
        keys.short.public_key(),
        &params,
        b"",
        message,
        &mut Rng::public(6),
    )
    .expect("encrypted");
    let other_label = oaep::encrypt(
        keys.short.public_key(),
        &params,
        b"other",
        message,
        &mut Rng::public(6),
    )
    .expect("encrypted");
    let first_byte = encrypted(&keys.short, |i| u8::from(i == 0));
    let random = encrypted(&keys.short, |i| if i == 0 { 0 } else { (i * i + 7) as u8 });
    for (name, ciphertext, expected) in [
        ("OAEP decryption", right, Some(message)),
        ("OAEP decryption, wrong label", other_label, None),
        (
            "OAEP decryption, first byte 1 (Manger)",
            first_byte.clone(),
            None,
        ),
        ("OAEP decryption, random", random.clone(), None),
    ] {
        add(
            name,
            &[&PRIVATE, &["OAEP: DB"]],
            Box::new(move || {
                let decrypted = oaep::decrypt(
                    &keys.short_secret,
                    &params,
                    b"",
                    &ciphertext,
                    &mut Rng::secret(7),
                );
                match (decrypted, expected) {
                    (Ok(decrypted), Some(expected)) => {
                        assert_eq!(public(decrypted.to_vec()), expected)
                    }
                    (Err(_), None) => {}
                    _ => panic!("a wrong verdict"),
                }
            }),
        );
    }

    let v15 = |at: usize, first: u8, kind: u8| {
        encrypted(&keys.short, move |i| match i {
            0 => first,
            1 => kind,
            _ if i == at => 0,
            _ => 0x5a,
        })
    };
    let never = usize::MAX;
    for (name, ciphertext, len) in [
        ("PKCS #1 v1.5 decryption", v15(20, 0, 2), Some(107)),
        (
            "PKCS #1 v1.5 decryption, no separator: implicit rejection",
            v15(never, 0, 2),
            None,
        ),
        (
            "PKCS #1 v1.5 decryption, separator too early",
            v15(5, 0, 2),
            None,
        ),
        ("PKCS #1 v1.5 decryption, block type 1", v15(20, 0, 1), None),
        ("PKCS #1 v1.5 decryption, first byte 1", v15(20, 1, 2), None),
        ("PKCS #1 v1.5 decryption, random", random, None),
    ] {
        let points = ["PKCS #1 v1.5: EM", "PKCS #1 v1.5: synthetic message key"];
        add(
            name,
            &[&PRIVATE, &points],
            Box::new(move || {
                let decrypted =
                    pkcs1v15::decrypt(&keys.short_secret, &ciphertext, &mut Rng::secret(8))
                        .expect("a message in any case");
                if let Some(len) = len {
                    assert_eq!(public(decrypted.to_vec()), vec![0x5a; len]);
                }
            }),
        );
    }

    let checked = ["import: p − 1", "import: coefficient", "division: divisor"];
    add(
        "import of all numbers",
        &[&checked],
        Box::new(|| {
            load(secret_parts(&keys.short));
        }),
    );
    add(
        "import of three primes",
        &[&checked, &["import: lcm", "gcd: u", "inversion: g"]],
        Box::new(|| {
            load(secret_parts(&keys.three));
        }),
    );
    add(
        "import of p, q and e",
        &[&checked, &["import: lcm", "gcd: u", "inversion: g"]],
        Box::new(|| {
            let mut parts = secret_parts(&keys.short);
            for missing in [
                &mut parts.private_exponent,
                &mut parts.exponent1,
                &mut parts.exponent2,
                &mut parts.coefficient,
            ] {
                missing.clear();
            }
            load(parts);
        }),
    );
    let recovery = [
        "import: e·d − 1",
        "kernel: window",
        "gcd: u",
        "inversion: g",
    ];
    add(
        "import of n, e and d",
        &[&checked, &recovery],
        Box::new(|| {
            let mut parts = secret_parts(&keys.short);
            for missing in [
                &mut parts.prime1,
                &mut parts.prime2,
                &mut parts.exponent1,
                &mut parts.exponent2,
                &mut parts.coefficient,
            ] {
                missing.clear();
            }
            load(parts);
        }),
    );
    let der = keys.short.to_pkcs8_der();
    let places = secret_integers(&der, &keys.short.parts());
    add(
        "import from PKCS #8",
        &[&checked],
        Box::new(move || {
            let mut der = der.to_vec();
            for (at, len) in &places {
                valgrind::mark_secret(&mut der[*at..at + len]);
            }
            PrivateKey::from_pkcs8_der(&der).expect("the key's own numbers");
        }),
    );
    add(
        "export to PKCS #8",
        &[],
        Box::new(|| {
            let der = keys.short_secret.to_pkcs8_der();
            assert_eq!(public(der.to_vec()), *keys.short.to_pkcs8_der());
        }),
    );
    add(
        "comparison of keys",
        &[&["comparison: d"]],
        Box::new(|| {
            let copy = keys.short_secret.clone();
            assert!(keys.short_secret == copy);
        }),
    );

    add(
        "inversion",
        &[&["inversion: g"]],
        Box::new(move || {
            let mut modulus: Vec<u8> = (0..80u8)
                .map(|i| i.wrapping_mul(37).wrapping_add(11))
                .collect();
            modulus[79] |= 1;
            let number: Vec<u8> = (0..56u8)
                .map(|i| i.wrapping_mul(91).wrapping_add(3))
                .collect();
            let modulus = Modulus::from_be_bytes(&secret(&modulus)).expect("odd");
            let mut inverse = Nat::zero(modulus.len());
            let mut x = Nat::from_be_bytes_in(&secret(&number), modulus.len()).expect("shorter");
            assert!(
                modulus.inverse(&x, &mut inverse).unwrap().declassify(),
                "no common factor"
            );
            let factor = x.clone();
            modulus.mul(&factor, &inverse, &mut x).unwrap();
            assert!(public(x.to_be_bytes().to_vec()).ends_with(&[0, 1]));
        }),
    );
    let generated = [
        "generation: candidate",
        "generation: primes",
        "Miller–Rabin: z",
        "Miller–Rabin: trailing zeros of p − 1",
        "import: lcm",
        "gcd: u",
        "inversion: g",
    ];
    add(
        "generation of a key",
        &[&PRIVATE, &checked, &generated],
        Box::new(|| {
            let key = hazmat::generate(&mut Rng::secret(9), 1024).expect("a key");
            assert_eq!(key.bits(), 1024);
        }),
    );
    operations
}

/// Where the DER has the contents of a key's secret numbers.
fn secret_integers(der: &[u8], parts: &KeyParts) -> Vec<(usize, usize)> {
    [
        &parts.private_exponent,
        &parts.prime1,
        &parts.prime2,
        &parts.exponent1,
        &parts.exponent2,
        &parts.coefficient,
    ]
    .map(|number| {
        let at = der
            .windows(number.len())
            .position(|window| window == &number[..])
            .expect("in the encoding");
        (at, number.len())
    })
    .to_vec()
}

/// Runs an operation, and gives how many errors valgrind found meanwhile.
fn errors(operation: &Operation<'_>, planted: Option<&'static str>) -> usize {
    PASSED.take();
    PLANTED.set(planted);
    let before = valgrind::count_errors();
    (operation.run)();
    valgrind::count_errors() - before
}

fn main() -> ExitCode {
    if !valgrind::is_running() {
        eprintln!("ctgrind: this shows something under valgrind only: .ci/ctgrind");
        return ExitCode::from(2);
    }
    let kernel = std::env::args().nth(1).unwrap_or_default();
    let pinned = kernel
        .parse::<Kernel>()
        .map_err(|e| e.to_string())
        .and_then(|kernel| force(kernel).map_err(|e| e.to_string()));
    if let Err(e) = pinned {
        eprintln!("ctgrind: {kernel}: {e}");
        return ExitCode::from(2);
    }
    HOOKS
        .set(Hooks {
            declassify: valgrind::mark_public,
            probe,
        })
        .unwrap_or_else(|_| panic!("set once"));

    let before = valgrind::count_errors();
    let keys = Keys::new();
    let (mut faults, mut plants, mut count) = (valgrind::count_errors() - before, 0, 0);
    for operation in operations(&keys) {
        let reported = errors(&operation, None);
        let passed = PASSED.take();
        let mut passes = operation.passes.clone();
        passes.sort_unstable();
        let with_secrets: Vec<&str> = passed
            .iter()
            .filter(|(_, secret)| **secret)
            .map(|(name, _)| *name)
            .collect();
        if reported != 0 {
            println!("{}: {reported} reports of valgrind", operation.name);
            faults += 1;
        }
        if with_secrets != passes {
            println!(
                "{}: passes {with_secrets:?} with secrets, and should {passes:?}",
                operation.name
            );
            faults += 1;
        }
        for point in &passes {
            plants += 1;
            if errors(&operation, Some(point)) < 2 {
                println!(
                    "{}: a leak planted at \"{point}\" is not reported",
                    operation.name
                );
                faults += 1;
            }
        }
        count += 1;
    }
    println!(
        "{LIMB_BITS} bits, {kernel}: {count} operations, {plants} planted leaks, {faults} faults"
    );
    ExitCode::from(u8::from(faults != 0))
}
