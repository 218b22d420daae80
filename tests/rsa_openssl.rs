//! certwright and OpenSSL read each other: keys in every form, and every scheme, hash, salt and label in both directions.
//!
//! Needs `openssl` (3.0 or later) on the path: `cargo test --test rsa_openssl -- --ignored`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use certwright::pem;
use certwright::pkcs::{Cipher, KeyKind, legacy_pem, pkcs1, pkcs8, spki};
use certwright::rsa::hazmat::rsadp;
use certwright::rsa::{HashAlgorithm, PrivateKey, oaep, pkcs1v15, pss};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use tempfile::TempDir;

/// Sizes and exponents: every exponent with small and large keys. Small keys and the usual one meet every hash, the
/// others a part of them, each another part.
const KEYS: &[(usize, &str)] = &[
    (1024, "65537"),
    (1024, "3"),
    (1024, "17"),
    (1024, "4294967297"),
    (1025, "65537"),
    (1536, "3"),
    (2048, "65537"),
    (2048, "3"),
    (2048, "17"),
    (2048, "4294967297"),
    (3072, "3"),
    (3072, "65537"),
    (4096, "17"),
    (4096, "65537"),
    (4096, "4294967297"),
    (8192, "65537"),
];

/// The key whose forms are compared.
const USUAL: usize = 6;

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(11)
}

fn openssl(directory: &Path, args: &[&str]) -> (bool, Vec<u8>) {
    let output = Command::new("openssl")
        .args(args)
        .current_dir(directory)
        .output()
        .expect("openssl is on the path (Debian: apt-get install openssl)");
    (output.status.success(), output.stdout)
}

fn must(directory: &Path, args: &[&str]) -> Vec<u8> {
    let (right, out) = openssl(directory, args);
    assert!(right, "openssl {}", args.join(" "));
    out
}

struct Fixture {
    directory: TempDir,
    keys: Vec<(String, PrivateKey)>,
}

impl Fixture {
    fn path(&self) -> &Path {
        self.directory.path()
    }

    fn write(&self, name: &str, contents: &[u8]) {
        std::fs::write(self.path().join(name), contents).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap()
    }
}

/// Keys that OpenSSL generated, loaded from what it wrote.
static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
    let directory = TempDir::new().unwrap();
    let mut keys = Vec::new();
    for (bits, e) in KEYS {
        let name = format!("{bits}-{e}.pem");
        let (bits, e) = (
            format!("rsa_keygen_bits:{bits}"),
            format!("rsa_keygen_pubexp:{e}"),
        );
        must(
            directory.path(),
            &[
                "genpkey",
                "-quiet",
                "-algorithm",
                "RSA",
                "-pkeyopt",
                &bits,
                "-pkeyopt",
                &e,
                "-out",
                &name,
            ],
        );
        keys.push((name.clone(), load(&directory.path().join(name))));
    }
    Fixture { directory, keys }
});

fn load(path: &PathBuf) -> PrivateKey {
    let text = std::fs::read(path).unwrap();
    let block = pem::first(&text, &[]).unwrap();
    let (parts, _) = pkcs8::private_key_from_der(&block.contents).unwrap();
    PrivateKey::from_parts(parts).unwrap().allow_below_2048()
}

fn named(hash: HashAlgorithm) -> String {
    format!("digest:{}", hash.cli_name())
}

fn hashes(key: &PrivateKey) -> impl Iterator<Item = HashAlgorithm> {
    let small = key.bits() < 2048;
    let usual = key.public_key().exponent_be() == [1, 0, 1] && key.bits() == 2048;
    let which = KEYS.len() - key.bits() / 1024 - key.public_key().exponent_be().len();
    HashAlgorithm::ALL
        .iter()
        .copied()
        .enumerate()
        .filter_map(move |(i, hash)| {
            let chosen =
                usual || small || hash == HashAlgorithm::Sha256 || (i + which).is_multiple_of(4);
            chosen.then_some(hash)
        })
}

#[test]
#[ignore = "needs openssl"]
fn pkcs1v15_signatures_are_the_same_bytes() {
    for (name, key) in &FIXTURE.keys {
        for hash in hashes(key) {
            let file = format!("v15-{name}-{}", hash.cli_name());
            let digest = hash.digest(name.as_bytes());
            FIXTURE.write(&file, &digest);
            let theirs = must(
                FIXTURE.path(),
                &[
                    "pkeyutl",
                    "-sign",
                    "-inkey",
                    name,
                    "-in",
                    &file,
                    "-pkeyopt",
                    &named(hash),
                ],
            );
            let ours = pkcs1v15::sign_prehash(key, hash, &digest, &mut rng()).unwrap();
            assert!(ours == theirs, "{name} {hash}");
            pkcs1v15::verify_prehash(key.public_key(), hash, &digest, &theirs).unwrap();
        }
    }
}

#[test]
#[ignore = "needs openssl"]
fn pss_signatures_verify_in_both_directions() {
    for (name, key) in &FIXTURE.keys {
        for hash in hashes(key) {
            let Some(most) = pss::max_salt_len(key.bits(), hash) else {
                continue;
            };
            let mgf1s = [hash, HashAlgorithm::Sha1, HashAlgorithm::Sha512];
            for (i, salt_len) in [0, hash.output_len().min(most), 11.min(most), most]
                .into_iter()
                .enumerate()
            {
                let params = pss::Params::new(hash)
                    .with_mgf1_hash(mgf1s[i % 3])
                    .with_salt_len(salt_len);
                let (digest_option, salt_option) =
                    (named(hash), format!("rsa_pss_saltlen:{salt_len}"));
                let mgf1_option = format!("rsa_mgf1_md:{}", params.mgf1_hash.cli_name());
                let (file, sig) = (
                    format!("pss-{name}-{}", hash.cli_name()),
                    format!("pss-{name}-{}.sig", hash.cli_name()),
                );
                let digest = hash.digest(name.as_bytes());
                FIXTURE.write(&file, &digest);
                let options = [
                    "-pkeyopt",
                    &digest_option,
                    "-pkeyopt",
                    "rsa_padding_mode:pss",
                    "-pkeyopt",
                    &salt_option,
                    "-pkeyopt",
                    &mgf1_option,
                ];
                let sign = [
                    &["pkeyutl", "-sign", "-inkey", name, "-in", &file][..],
                    &options,
                ]
                .concat();
                let theirs = must(FIXTURE.path(), &sign);
                pss::verify_prehash(key.public_key(), &params, &digest, &theirs).unwrap();
                let ours = pss::sign_prehash(key, &params, &digest, &mut rng()).unwrap();
                FIXTURE.write(&sig, &ours);
                let verify = [
                    &[
                        "pkeyutl", "-verify", "-inkey", name, "-in", &file, "-sigfile", &sig,
                    ][..],
                    &options,
                ]
                .concat();
                must(FIXTURE.path(), &verify);
            }
        }
    }
}

#[test]
#[ignore = "needs openssl"]
fn oaep_decrypts_in_both_directions() {
    for (name, key) in &FIXTURE.keys {
        for (i, hash) in hashes(key).enumerate() {
            let mgf1_hash = HashAlgorithm::ALL[(i * 3) % HashAlgorithm::ALL.len()];
            let params = oaep::Params::new(hash).with_mgf1_hash(mgf1_hash);
            let Some(most) = oaep::max_message_len(key.size(), hash) else {
                continue;
            };
            for (label, message) in [
                (&b""[..], vec![7; most]),
                (b"a label", Vec::new()),
                (b"\0\xff", vec![1]),
            ] {
                let message = if message.len() > most {
                    Vec::new()
                } else {
                    message
                };
                let (md, mgf1) = (
                    format!("rsa_oaep_md:{}", hash.cli_name()),
                    format!("rsa_mgf1_md:{}", mgf1_hash.cli_name()),
                );
                let label_option = format!("rsa_oaep_label:{}", hex::encode(label));
                let mut options = vec![
                    "-pkeyopt",
                    "rsa_padding_mode:oaep",
                    "-pkeyopt",
                    &md,
                    "-pkeyopt",
                    &mgf1,
                ];
                if !label.is_empty() {
                    options.extend(["-pkeyopt", &label_option]);
                }
                let file = format!("oaep-{name}");
                FIXTURE.write(&file, &message);
                let encrypt = [
                    &["pkeyutl", "-encrypt", "-inkey", name, "-in", &file][..],
                    &options,
                ]
                .concat();
                let theirs = must(FIXTURE.path(), &encrypt);
                assert_eq!(
                    *oaep::decrypt(key, &params, label, &theirs, &mut rng()).unwrap(),
                    message,
                    "{name} {hash}"
                );
                let ours =
                    oaep::encrypt(key.public_key(), &params, label, &message, &mut rng()).unwrap();
                FIXTURE.write(&file, &ours);
                let decrypt = [
                    &["pkeyutl", "-decrypt", "-inkey", name, "-in", &file][..],
                    &options,
                ]
                .concat();
                assert_eq!(must(FIXTURE.path(), &decrypt), message, "{name} {hash}");
            }
        }
    }
}

#[test]
#[ignore = "needs openssl"]
fn pkcs1v15_and_unpadded_encryption_decrypt_in_both_directions() {
    for (name, key) in &FIXTURE.keys {
        for message in [vec![], b"message".to_vec(), vec![0; key.size() - 11]] {
            FIXTURE.write("v15", &message);
            let theirs = must(
                FIXTURE.path(),
                &["pkeyutl", "-encrypt", "-inkey", name, "-in", "v15"],
            );
            assert_eq!(
                *pkcs1v15::decrypt(key, &theirs, &mut rng()).unwrap(),
                message,
                "{name}"
            );
            FIXTURE.write(
                "v15",
                &pkcs1v15::encrypt(key.public_key(), &message, &mut rng()).unwrap(),
            );
            assert_eq!(
                must(
                    FIXTURE.path(),
                    &["pkeyutl", "-decrypt", "-inkey", name, "-in", "v15"]
                ),
                message
            );
        }
        let mut number = vec![0x5a; key.size()];
        number[0] = 0;
        FIXTURE.write("raw", &number);
        let theirs = must(
            FIXTURE.path(),
            &[
                "pkeyutl",
                "-decrypt",
                "-inkey",
                name,
                "-in",
                "raw",
                "-pkeyopt",
                "rsa_padding_mode:none",
            ],
        );
        let mut ours = vec![0; key.size()];
        rsadp(key, &number, &mut rng(), &mut ours).unwrap();
        assert!(ours == theirs, "{name}");
    }
}

#[test]
#[ignore = "needs openssl"]
fn keys_are_read_in_every_form_that_openssl_writes() {
    let directory = FIXTURE.path();
    let (name, key) = &FIXTURE.keys[USUAL];
    let same = |der: &[u8]| {
        let (parts, kind) = pkcs8::private_key_from_der(der).unwrap();
        assert!(parts == key.parts() && kind == KeyKind::RsaEncryption);
    };
    for cipher in ["aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des3"] {
        for prf in [
            "hmacWithSHA1",
            "hmacWithSHA224",
            "hmacWithSHA256",
            "hmacWithSHA384",
            "hmacWithSHA512",
        ] {
            let text = must(
                directory,
                &[
                    "pkcs8",
                    "-topk8",
                    "-in",
                    name,
                    "-v2",
                    cipher,
                    "-v2prf",
                    prf,
                    "-iter",
                    "1000",
                    "-passout",
                    "pass:s3cret",
                ],
            );
            let block = pem::first(&text, &[pem::label::ENCRYPTED_PRIVATE_KEY]).unwrap();
            let info = pkcs8::EncryptedPrivateKeyInfo::from_der(&block.contents).unwrap();
            same(&info.decrypt(b"s3cret").unwrap());
            assert_eq!(
                info.decrypt(b"secret"),
                Err(certwright::pkcs::Error::WrongPassword)
            );
        }
        let option = format!("-{cipher}");
        let text = must(
            directory,
            &[
                "rsa",
                "-in",
                name,
                "-traditional",
                &option,
                "-passout",
                "pass:s3cret",
            ],
        );
        let block = pem::first(&text, &[pem::label::RSA_PRIVATE_KEY]).unwrap();
        same(&legacy_pem::decrypt(&block, b"s3cret").unwrap());
    }
    let text = must(
        directory,
        &[
            "pkcs8",
            "-topk8",
            "-in",
            name,
            "-scrypt",
            "-passout",
            "pass:s3cret",
        ],
    );
    let block = pem::first(&text, &[]).unwrap();
    same(
        &pkcs8::EncryptedPrivateKeyInfo::from_der(&block.contents)
            .unwrap()
            .decrypt(b"s3cret")
            .unwrap(),
    );
    same(&must(
        directory,
        &["rsa", "-in", name, "-outform", "DER", "-traditional"],
    ));
    same(&must(directory, &["pkey", "-in", name, "-outform", "DER"]));
    let plain = must(
        directory,
        &[
            "pkcs8", "-topk8", "-nocrypt", "-in", name, "-outform", "DER",
        ],
    );
    assert_eq!(
        pkcs8::to_der(&key.parts(), KeyKind::RsaEncryption)[..],
        plain
    );
    assert_eq!(
        pkcs1::private_to_der(&key.parts())[..],
        must(
            directory,
            &["rsa", "-in", name, "-outform", "DER", "-traditional"]
        )
    );
    let public = must(
        directory,
        &["pkey", "-in", name, "-pubout", "-outform", "DER"],
    );
    assert_eq!(spki::to_der(key.public_key()), public);
    let public = must(
        directory,
        &["rsa", "-in", name, "-RSAPublicKey_out", "-outform", "DER"],
    );
    assert_eq!(pkcs1::public_to_der(key.public_key()), public);
}

#[test]
#[ignore = "needs openssl"]
fn openssl_reads_keys_in_every_form_that_certwright_writes() {
    let directory = FIXTURE.path();
    let (name, key) = &FIXTURE.keys[USUAL];
    let expected = must(directory, &["rsa", "-in", name, "-noout", "-text"]);
    let info = pkcs8::to_der(&key.parts(), KeyKind::RsaEncryption);
    let check = |text: &str| {
        FIXTURE.write("written.pem", text.as_bytes());
        let shown = must(
            directory,
            &[
                "rsa",
                "-in",
                "written.pem",
                "-noout",
                "-text",
                "-check",
                "-passin",
                "pass:s3cret",
            ],
        );
        let ends = shown.strip_suffix(b"RSA key ok\n").unwrap_or(&shown);
        assert!(ends == expected, "{text}");
    };
    for cipher in Cipher::ALL {
        for kdf in [
            pkcs8::Kdf::Pbkdf2 {
                prf: pkcs8::Prf::HmacSha1,
                iterations: 1000,
            },
            pkcs8::Kdf::Pbkdf2 {
                prf: pkcs8::Prf::HmacSha256,
                iterations: 2048,
            },
            pkcs8::Kdf::Pbkdf2 {
                prf: pkcs8::Prf::HmacSha512,
                iterations: 1000,
            },
            pkcs8::Kdf::Scrypt {
                log_n: 10,
                r: 8,
                p: 1,
            },
        ] {
            let choice = pkcs8::Choice::new(*cipher, kdf);
            let der = pkcs8::encrypt(&info, &choice, b"s3cret", &mut rng()).unwrap();
            check(&pem::encode(pem::label::ENCRYPTED_PRIVATE_KEY, &der));
        }
        let der = pkcs1::private_to_der(&key.parts());
        check(
            &legacy_pem::encode(
                pem::label::RSA_PRIVATE_KEY,
                &der,
                *cipher,
                b"s3cret",
                &mut rng(),
            )
            .unwrap(),
        );
    }
    check(&pem::encode(pem::label::PRIVATE_KEY, &info));
}

#[test]
#[ignore = "needs openssl"]
fn multi_prime_keys_of_openssl_are_used() {
    let directory = FIXTURE.path();
    for (bits, primes) in [("2048", "3"), ("4096", "4")] {
        must(
            directory,
            &[
                "genrsa",
                "-primes",
                primes,
                "-traditional",
                "-out",
                "multi.pem",
                bits,
            ],
        );
        let key = load(&directory.join("multi.pem"));
        assert_eq!(
            key.parts().other_primes.len() + 2,
            primes.parse::<usize>().unwrap()
        );
        let digest = HashAlgorithm::Sha256.digest(b"message");
        FIXTURE.write("multi.dgst", &digest);
        let theirs = must(
            directory,
            &[
                "pkeyutl",
                "-sign",
                "-inkey",
                "multi.pem",
                "-in",
                "multi.dgst",
                "-pkeyopt",
                "digest:sha256",
            ],
        );
        assert_eq!(
            pkcs1v15::sign_prehash(&key, HashAlgorithm::Sha256, &digest, &mut rng()).unwrap(),
            theirs
        );
        assert_eq!(
            pkcs1::private_to_der(&key.parts())[..],
            pem::first(&FIXTURE.read("multi.pem"), &[])
                .unwrap()
                .contents[..]
        );
    }
}

#[test]
#[ignore = "needs openssl"]
fn pss_keys_carry_their_parameters_both_ways() {
    let directory = FIXTURE.path();
    must(
        directory,
        &[
            "genpkey",
            "-quiet",
            "-algorithm",
            "RSA-PSS",
            "-pkeyopt",
            "rsa_keygen_bits:2048",
            "-pkeyopt",
            "rsa_pss_keygen_md:sha512-256",
            "-pkeyopt",
            "rsa_pss_keygen_mgf1_md:sha384",
            "-pkeyopt",
            "rsa_pss_keygen_saltlen:33",
            "-out",
            "pss.pem",
        ],
    );
    let text = FIXTURE.read("pss.pem");
    let block = pem::first(&text, &[]).unwrap();
    let (parts, kind) = pkcs8::private_key_from_der(&block.contents).unwrap();
    let params = pss::Params::new(HashAlgorithm::Sha512_256)
        .with_mgf1_hash(HashAlgorithm::Sha384)
        .with_salt_len(33);
    assert_eq!(kind, KeyKind::RsaPss(Some(params)));
    assert_eq!(pkcs8::to_der(&parts, kind)[..], block.contents[..]);
    let public = must(
        directory,
        &["pkey", "-in", "pss.pem", "-pubout", "-outform", "DER"],
    );
    let key = PrivateKey::from_parts(parts).unwrap();
    assert_eq!(spki::to_der_as(key.public_key(), kind), public);
}
