//! NIST's CAVP vectors for RSA and RSA Laboratories' for PKCS #1 (`vectors/cavp`).

use certwright::bignum::Nat;
use certwright::prime;
use certwright::rsa::{
    Error, HashAlgorithm, KeyParts, PrivateKey, PublicKey, check, oaep, pkcs1v15, pss,
};
use certwright_oracle::read;
use num_bigint::BigUint;
use rand_chacha::ChaCha20Rng;
use rand_core::{SeedableRng, TryCryptoRng, TryRng};

/// One line: what it is, and its fields.
struct Line(read::Line);

impl std::ops::Deref for Line {
    type Target = read::Line;
    fn deref(&self) -> &read::Line {
        &self.0
    }
}

impl Line {
    /// A field's bytes; numbers may have an odd count of digits.
    fn bytes(&self, name: &str) -> Vec<u8> {
        self.0.bytes(name).unwrap()
    }

    fn hash(&self) -> HashAlgorithm {
        self.fields
            .get("hash")
            .map_or(HashAlgorithm::Sha1, |name| name.parse().unwrap())
    }

    fn public_key(&self) -> PublicKey {
        PublicKey::from_be_bytes(&self.bytes("n"), &self.bytes("e"))
            .unwrap()
            .allow_below_2048()
    }

    fn private_key(&self) -> PrivateKey {
        PrivateKey::from_parts(self.parts())
            .unwrap()
            .allow_below_2048()
    }

    fn parts(&self) -> KeyParts {
        let mut parts = KeyParts::default();
        parts.modulus = self.bytes("n");
        parts.public_exponent = self.bytes("e");
        parts.private_exponent = self.bytes("d");
        parts.prime1 = self.bytes("p");
        parts.prime2 = self.bytes("q");
        parts.exponent1 = self.bytes("dp");
        parts.exponent2 = self.bytes("dq");
        parts.coefficient = self.bytes("qinv");
        parts
    }
}

fn lines(file: &str) -> Vec<Line> {
    let file = std::fs::File::open(format!("vectors/cavp/{file}")).unwrap();
    let lines = read::Lines::new(Box::new(std::io::BufReader::new(file)));
    lines.map(|line| Line(line.unwrap())).collect()
}

/// Calls `case` with each case and the key it belongs to, prepared once; gives the count of cases.
fn each<K>(file: &str, prepare: impl Fn(&Line) -> K, mut case: impl FnMut(&K, &Line)) -> usize {
    let (mut key, mut count) = (None, 0);
    for line in lines(file) {
        if line.what == "key" {
            key = Some(prepare(&line));
        } else {
            case(key.as_ref().unwrap(), &line);
            count += 1;
        }
    }
    count
}

/// Gives the bytes that a vector prescribes, then random ones.
struct Prescribed(Vec<u8>, ChaCha20Rng);

impl Prescribed {
    fn new(bytes: &[u8]) -> Self {
        Self(
            bytes.iter().rev().copied().collect(),
            ChaCha20Rng::seed_from_u64(1),
        )
    }
}

impl TryRng for Prescribed {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.1.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.1.try_next_u64()
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        for byte in out {
            let mut drawn = [0];
            self.1.try_fill_bytes(&mut drawn)?;
            *byte = self.0.pop().unwrap_or(drawn[0]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Prescribed {}

fn verify_pkcs1v15(key: &PublicKey, case: &Line) -> Result<(), Error> {
    let digest = case.hash().digest(&case.bytes("msg"));
    pkcs1v15::verify_prehash(key, case.hash(), &digest, &case.bytes("sig"))
}

fn verify_pss(key: &PublicKey, case: &Line) -> Result<(), Error> {
    let salt_len = match case.fields.get("saltlen") {
        Some(len) => len.parse().unwrap(),
        None => case.bytes("salt").len(),
    };
    let params = pss::Params::new(case.hash()).with_salt_len(salt_len);
    let digest = case.hash().digest(&case.bytes("msg"));
    pss::verify_prehash(key, &params, &digest, &case.bytes("sig"))
}

#[test]
fn pkcs1v15_signatures_are_those_of_siggen15() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut signed = 0;
    for file in [
        "siggen15-186-2.txt",
        "siggen15-186-4.txt",
        "pkcs1v15-signature.txt",
    ] {
        signed += each(file, Line::private_key, |key, case| {
            let digest = case.hash().digest(&case.bytes("msg"));
            let signature = pkcs1v15::sign_prehash(key, case.hash(), &digest, &mut rng).unwrap();
            assert_eq!(signature, case.bytes("sig"));
            assert_eq!(verify_pkcs1v15(key.public_key(), case), Ok(()));
        });
    }
    assert_eq!(signed, 250 + 120 + 75);
    let verified = each("siggen15-186-3.txt", Line::public_key, |key, case| {
        verify_pkcs1v15(key, case).unwrap()
    });
    assert_eq!(verified, 250);
}

/// How many signatures of files verify, and how many do not; each as the file states.
fn verdicts(files: &[&str], verify: fn(&PublicKey, &Line) -> Result<(), Error>) -> (usize, usize) {
    let (mut right, mut wrong) = (0, 0);
    for file in files {
        each(file, Line::public_key, |key, case| {
            let verdict = verify(key, case);
            if case.fields["result"] == "P" {
                right += 1;
                assert_eq!(verdict, Ok(()));
            } else {
                wrong += 1;
                assert_eq!(verdict, Err(Error::Verification));
            }
        });
    }
    (right, wrong)
}

#[test]
fn pkcs1v15_signatures_verify_as_sigver15_says() {
    let files = [
        "sigver15-186-3.txt",
        "sigver15-186-4.txt",
        "sigver15-em.txt",
    ];
    let counts = verdicts(&files, verify_pkcs1v15);
    assert_eq!(counts, (75 + 63, 375 + 315 + 150));
}

#[test]
fn pss_signatures_are_those_of_siggenpss_and_of_rsa_laboratories() {
    let mut signed = 0;
    for file in ["siggenpss-186-2.txt", "siggenpss-186-4.txt", "pss.txt"] {
        signed += each(file, Line::private_key, |key, case| {
            let salt = case.bytes("salt");
            let params = pss::Params::new(case.hash()).with_salt_len(salt.len());
            let digest = case.hash().digest(&case.bytes("msg"));
            let signature =
                pss::sign_prehash(key, &params, &digest, &mut Prescribed::new(&salt)).unwrap();
            assert_eq!(signature, case.bytes("sig"));
            assert_eq!(
                pss::verify_prehash_any_salt(
                    key.public_key(),
                    case.hash(),
                    case.hash(),
                    &digest,
                    &case.bytes("sig")
                ),
                Ok(salt.len())
            );
        });
    }
    assert_eq!(signed, 250 + 120 + 60);
    let verified = each("siggenpss-186-3.txt", Line::public_key, |key, case| {
        verify_pss(key, case).unwrap()
    });
    assert_eq!(verified, 250);
}

#[test]
fn pss_signatures_verify_as_sigverpss_states() {
    let counts = verdicts(&["sigverpss-186-3.txt", "sigverpss-186-4.txt"], verify_pss);
    assert_eq!(counts, (75 + 63, 375 + 315));
}

#[test]
fn known_primes_give_known_keys() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut count = 0;
    for line in lines("keygen.txt").iter().chain(&lines("keygen-186-4.txt")) {
        let mut parts = line.parts();
        let expected = std::mem::take(&mut parts.private_exponent);
        let key = PrivateKey::from_parts(parts).unwrap();
        assert_eq!(key.parts().private_exponent, expected);
        for prime in ["p", "q"] {
            // Four rounds: what is asked here is only that primes pass.
            assert!(
                prime::is_probably_prime(&Nat::from_be_bytes(&line.bytes(prime)), 4, &mut rng)
                    .unwrap()
            );
        }
        count += 1;
    }
    assert_eq!(count, 30 + 20);
}

#[test]
fn candidates_are_judged_as_in_the_known_answers_of_key_generation() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (mut right, mut wrong) = (0, 0);
    for line in lines("keygen-kat-186-4.txt") {
        let e = BigUint::from_bytes_be(&line.bytes("e"));
        let mut serves = |name: &str| {
            let candidate = line.bytes(name);
            prime::is_probably_prime(
                &Nat::from_be_bytes(&candidate),
                prime::CHECK_ROUNDS,
                &mut rng,
            )
            .unwrap()
                && gcd(BigUint::from_bytes_be(&candidate) - 1u32, e.clone()) == BigUint::from(1u32)
        };
        // Where p fails, NIST draws no q.
        let serves = serves("p") && line.fields.contains_key("q") && serves("q");
        assert_eq!(serves, line.fields["result"] == "P");
        if serves {
            right += 1;
            let mut parts = line.parts();
            let n = BigUint::from_bytes_be(&parts.prime1) * BigUint::from_bytes_be(&parts.prime2);
            assert_eq!(n.bits().to_string(), line.fields["bits"]);
            parts.modulus = n.to_bytes_be();
            assert_eq!(check::private_key(&parts, &mut rng), Ok(vec![]));
        } else {
            wrong += 1;
        }
    }
    assert_eq!((right, wrong), (15, 69));
}

fn gcd(mut a: BigUint, mut b: BigUint) -> BigUint {
    while b != BigUint::ZERO {
        (a, b) = (b.clone(), a % b);
    }
    a
}

#[test]
fn a_key_of_modulus_and_exponents_alone_finds_its_primes() {
    for line in lines("keygen.txt")
        .iter()
        .chain(&lines("keygen-186-4.txt"))
        .step_by(3)
    {
        let mut parts = line.parts();
        (parts.prime1, parts.prime2) = (Vec::new(), Vec::new());
        let found = PrivateKey::from_parts(parts).unwrap().parts();
        let (p, q) = (line.bytes("p"), line.bytes("q"));
        assert!(
            (&found.prime1, &found.prime2) == (&p, &q)
                || (&found.prime1, &found.prime2) == (&q, &p)
        );
    }
}

#[test]
fn oaep_encrypts_and_decrypts_as_rsa_laboratories_do() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let count = each("oaep.txt", Line::private_key, |key, case| {
        let params =
            oaep::Params::new(case.hash()).with_mgf1_hash(case.fields["mgf1"].parse().unwrap());
        let (message, ciphertext) = (case.bytes("msg"), case.bytes("ct"));
        if case.fields.contains_key("seed") {
            let mut seed = Prescribed::new(&case.bytes("seed"));
            let encrypted = oaep::encrypt(key.public_key(), &params, b"", &message, &mut seed);
            assert_eq!(encrypted.as_deref(), Ok(&ciphertext[..]));
        }
        assert_eq!(
            *oaep::decrypt(key, &params, b"", &ciphertext, &mut rng).unwrap(),
            message
        );
    });
    assert_eq!(count, 540);
}

#[test]
fn pkcs1v15_encrypts_and_decrypts_as_rsa_laboratories_do() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let count = each("pkcs1v15-encryption.txt", Line::private_key, |key, case| {
        let (message, ciphertext) = (case.bytes("msg"), case.bytes("ct"));
        let mut padding = Prescribed::new(&case.bytes("seed"));
        assert_eq!(
            pkcs1v15::encrypt(key.public_key(), &message, &mut padding).unwrap(),
            ciphertext
        );
        assert_eq!(
            *pkcs1v15::decrypt(key, &ciphertext, &mut rng).unwrap(),
            message
        );
    });
    assert_eq!(count, 75);
}
