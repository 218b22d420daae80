//! PKCS #12 files of OpenSSL, GnuTLS, Java and NSS are read, files that are wrong are refused, and what is made is read again.
//! That the others read what is made is tested with the program (`cli/tests/pkcs12.rs`).

mod structure;

use std::fs;
use std::path::PathBuf;

use certwright::der::{Writer, context_tag, oid};
use certwright::hash::HashAlgorithm;
use certwright::pem;
use certwright::pkcs::pkcs8::{self, Choice, EncryptedPrivateKeyInfo, Kdf, LegacyScheme, Prf};
use certwright::pkcs::pkcs12::{
    Attribute, BagValue, Builder, Contents, Encryption, Limits, MacChoice, Pkcs12,
};
use certwright::pkcs::{Cipher, Error};
use certwright::rsa::PrivateKey;
use certwright::x509::Certificate;
use rand_core::SeedableRng;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors/pkcs12")
}

fn read(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn file(name: &str) -> Pkcs12 {
    Pkcs12::from_der(read(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn key() -> PrivateKey {
    PrivateKey::from_pem(read("key.pem")).unwrap()
}

fn certificate(name: &str) -> Vec<u8> {
    Certificate::from_pem(read(name)).unwrap().into_der()
}

/// Every file of a folder with this ending.
fn files(prefix: &str, ending: &str) -> Vec<String> {
    let names = fs::read_dir(folder()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names
        .filter(|name| name.starts_with(prefix) && name.ends_with(ending))
        .collect();
    names.sort();
    assert!(!names.is_empty());
    names
}

fn holds_the_pair(name: &str, contents: &Contents) {
    assert_eq!(contents.private_key().unwrap(), key(), "{name}");
    let own = certificate("certificate.pem");
    assert!(contents.certificates().any(|der| der == own), "{name}");
}

#[test]
fn every_file_of_openssl_gnutls_java_and_nss_opens_with_its_password_and_no_other() {
    let mut opened = 0;
    for name in files("", ".p12") {
        let password: &[u8] = match &name[..name.len() - 4] {
            "openssl-unicode" | "openssl-unicode-3des" => "пароль😀".as_bytes(),
            "openssl-latin1" => b"caf\xe9",
            "openssl-empty" | "openssl-empty-3des" | "gnutls-null" | "gnutls-empty" => b"",
            "rfc9579-a1" | "java-secret" | "java-trust" | "openssl-certs" => continue,
            "openssl-nomac" | "ber" => continue,
            name if name.contains("pbmac1") && name.contains("key") => continue,
            _ => b"secret",
        };
        let file = file(&name);
        let contents = file
            .open(password)
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        holds_the_pair(&name, &contents);
        for wrong in [&b"Secret"[..], b"secret ", "пароль".as_bytes()] {
            assert_eq!(file.open(wrong).unwrap_err(), Error::MacMismatch, "{name}");
        }
        if !password.is_empty() {
            assert_eq!(file.open("").unwrap_err(), Error::MacMismatch, "{name}");
        }
        opened += 1;
    }
    assert_eq!(opened, 50);
}

#[test]
fn certificates_alone_secret_keys_and_attributes_are_read() {
    let contents = file("java-trust.p12").open("secret").unwrap();
    let [bag] = contents.bags() else {
        panic!("{contents:?}")
    };
    assert!(matches!(&bag.value, BagValue::Certificate(der) if *der == certificate("ca.pem")));
    assert_eq!(bag.friendly_name().as_deref(), Some("trusted"));
    assert!(contents.private_key().is_err());

    let contents = file("java-secret.p12").open("secret").unwrap();
    assert!(matches!(contents.bags()[0].value, BagValue::Secret { .. }));
    assert_eq!(contents.bags()[0].friendly_name().as_deref(), Some("aes"));

    let contents = file("openssl-attributes.p12").open("secret").unwrap();
    let bag = contents.bags().last().unwrap();
    assert!(matches!(bag.value, BagValue::Key(_)));
    let attributes = bag.attributes.as_ref().unwrap();
    for made in [
        Attribute::friendly_name("my server"),
        Attribute::csp_name("Some Provider"),
        Attribute::local_key_set(),
    ] {
        assert!(attributes.contains(&made), "{made:?}");
    }
    assert_eq!(contents.bags()[0].local_key_id(), bag.local_key_id());
    assert!(bag.local_key_id().is_some_and(|id| id.len() == 20));

    let contents = file("openssl-certs.p12").open("secret").unwrap();
    assert_eq!(contents.certificates().count(), 2);
    assert_eq!(
        file("openssl-name.p12").open("secret").unwrap().bags()[0]
            .friendly_name()
            .as_deref(),
        Some("Schlüssel")
    );
}

#[test]
fn a_file_without_a_mac_opens_only_when_that_is_asked_for() {
    for name in ["openssl-nomac.p12", "ber.p12"] {
        let file = file(name);
        assert_eq!(file.open("secret").unwrap_err(), Error::NoMac);
        holds_the_pair(name, &file.contents(&mut file.opener("secret")).unwrap());
        assert_eq!(
            file.contents(&mut file.opener("Secret")).unwrap_err(),
            Error::WrongPassword
        );
    }
}

#[test]
fn pbmac1_is_verified_and_one_with_a_short_key_or_none_stated_is_refused() {
    let sample = file("rfc9579-a1.p12");
    let contents = sample.open("1234").unwrap();
    assert_eq!(contents.certificates().count(), 1);
    assert!(contents.private_key().is_ok());
    assert_eq!(sample.open("12345").unwrap_err(), Error::MacMismatch);
    for name in [
        "pbmac1-sha256-sha256-short-key.p12",
        "pbmac1-sha256-sha256-no-key-length.p12",
    ] {
        let error = file(name).open("secret").unwrap_err();
        assert!(matches!(error, Error::Parameter { .. }), "{name}: {error}");
    }
}

#[test]
fn a_file_that_was_changed_does_not_open() {
    // A file of many iterations takes long to refuse: these have 1 and 100.
    for (name, step) in [
        ("openssl-none.p12", 1),
        ("openssl-mac-sha1.p12", 5),
        ("openssl-PBE-SHA1-RC2-40.p12", 5),
    ] {
        let whole = read(name);
        for at in (0..whole.len()).step_by(step) {
            for bit in [1, 0x80] {
                let mut changed = whole.clone();
                changed[at] ^= bit;
                let file = Pkcs12::from_der(&changed);
                // Whoever goes on without the MAC gets an error or something else, and no panic.
                if let Ok(file) = &file {
                    let _ = file.contents(&mut file.opener("secret"));
                }
                let opened = file.and_then(|file| file.open("secret"));
                // What the MAC does not cover: how lengths and types around the content are written, and NULL parameters.
                if let Ok(contents) = opened {
                    holds_the_pair(name, &contents);
                }
            }
        }
    }
}

#[test]
fn a_file_that_ends_early_or_goes_on_is_refused_as_malformed() {
    for name in ["openssl-legacy.p12", "nss.p12", "ber.p12"] {
        let whole = read(name);
        for end in 0..whole.len() {
            let error = Pkcs12::from_der(&whole[..end]).unwrap_err();
            assert!(matches!(error, Error::Der(_)), "{name} {end}: {error}");
        }
        let mut more = whole.clone();
        more.push(b'\n');
        assert!(Pkcs12::from_der(&more).is_err());
    }
}

#[test]
fn the_limits_hold_for_all_the_work_of_a_file_together_and_can_be_changed() {
    let bytes = read("openssl.p12");
    let mut limits = Limits::DEFAULT;
    // The MAC, the certificates and the key: 2048 iterations each.
    limits.kdf.iterations = 3 * 2048;
    let within = Pkcs12::from_der_within(&bytes, limits).unwrap();
    holds_the_pair("openssl.p12", &within.open("secret").unwrap());
    limits.kdf.iterations -= 1;
    let error = Pkcs12::from_der_within(&bytes, limits)
        .unwrap()
        .open("secret")
        .unwrap_err();
    assert!(matches!(error, Error::TooCostly { .. }), "{error}");

    let mut limits = Limits::DEFAULT;
    limits.bags = 2;
    let error = Pkcs12::from_der_within(&bytes, limits)
        .unwrap()
        .open("secret")
        .unwrap_err();
    assert!(
        matches!(error, Error::TooCostly { what: "bags", .. }),
        "{error}"
    );
    let mut limits = Limits::DEFAULT;
    limits.bytes = bytes.len() - 1;
    assert!(matches!(
        Pkcs12::from_der_within(&bytes, limits).unwrap_err(),
        Error::TooCostly { .. }
    ));
    let mut limits = Limits::DEFAULT;
    limits.depth = 3;
    assert!(Pkcs12::from_der_within(&bytes, limits).is_err());
}

/// A file without a MAC whose SafeContents, unencrypted, are given.
fn plain_file(contents: &[u8]) -> Vec<u8> {
    let data = |w: &mut Writer, content: &[u8]| {
        w.sequence(|w| {
            w.oid(oid::PKCS7_DATA);
            w.context(0, |w| w.octet_string(content));
        });
    };
    let mut safe = Writer::new();
    safe.sequence(|w| data(w, contents));
    let safe = safe.into_vec();
    let mut w = Writer::new();
    w.sequence(|w| {
        w.unsigned(&[3]);
        data(w, &safe);
    });
    w.into_vec()
}

#[test]
fn bags_within_bags_are_read_as_deep_as_the_limit() {
    // SafeContents of one safeContentsBag of ... of one certBag.
    let nested = |levels: usize| {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(oid::CERT_BAG);
                w.context(0, |w| {
                    w.sequence(|w| {
                        w.oid(oid::X509_CERTIFICATE);
                        w.context(0, |w| w.octet_string(b"certificate"));
                    });
                });
            });
        });
        let mut contents = w.into_vec();
        for _ in 0..levels {
            let mut w = Writer::new();
            w.sequence(|w| {
                w.sequence(|w| {
                    w.oid(oid::SAFE_CONTENTS_BAG);
                    w.nested(context_tag(0, true), |w| w.raw(&contents));
                });
            });
            contents = w.into_vec();
        }
        let file = Pkcs12::from_der(plain_file(&contents)).unwrap();
        file.contents(&mut file.opener(""))
    };
    for levels in [0, 1, 8] {
        let contents = nested(levels).unwrap();
        assert_eq!(
            contents.certificates().collect::<Vec<_>>(),
            [b"certificate"]
        );
    }
    for levels in [32, 33, 1000] {
        assert!(nested(levels).is_err(), "{levels}");
    }
}

#[test]
fn what_is_made_is_read_again_with_every_scheme() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(12);
    let (key, own, ca) = (key(), certificate("certificate.pem"), certificate("ca.pem"));
    let iterations = 10;
    let legacy = LegacyScheme::ALL
        .iter()
        .copied()
        .map(|scheme| Encryption::Legacy { scheme, iterations });
    let kdf = Kdf::Pbkdf2 {
        prf: Prf::HmacSha512,
        iterations,
    };
    let scrypt = Kdf::Scrypt {
        log_n: 4,
        r: 8,
        p: 1,
    };
    let pbes2 = Cipher::ALL
        .iter()
        .flat_map(|&cipher| [kdf, scrypt].map(|kdf| Encryption::Pbes2(Choice::new(cipher, kdf))));
    let every = legacy.into_iter().chain(pbes2).map(Some).chain([None]);
    let mut macs: Vec<_> = HashAlgorithm::ALL
        .iter()
        .copied()
        .map(|hash| MacChoice::Pkcs12 { hash, iterations })
        .collect();
    macs.extend(
        [Prf::HmacSha256, Prf::HmacSha512].map(|prf| MacChoice::Pbmac1 { prf, iterations }),
    );
    for (i, encryption) in every.enumerate() {
        let mut file = Builder::new();
        file.pair(key.to_pkcs8_der(), &own, Some("Schlüssel 😀"))
            .certificate(&*ca, [])
            .encryption(encryption, encryption)
            .mac(Some(macs[i % macs.len()]));
        let der = file.to_der("pässword😀", &mut rng).unwrap();
        let read = Pkcs12::from_der(&der).unwrap();
        assert_eq!(read.open("password").unwrap_err(), Error::MacMismatch);
        let contents = read.open("pässword😀").unwrap();
        assert_eq!(contents.private_key().unwrap(), key, "{encryption:?}");
        assert!(contents.certificates().eq([&*own, &*ca]));
        assert_eq!(
            contents.bags()[0].friendly_name().as_deref(),
            Some("Schlüssel 😀")
        );
        assert_eq!(contents.bags()[1].attributes, None);
        // Two runs share no salt.
        assert_ne!(*der, *file.to_der("pässword😀", &mut rng).unwrap());
    }
}

#[test]
fn two_passwords_are_two() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(13);
    let mut file = Builder::new();
    file.pair(key().to_pkcs8_der(), &certificate("certificate.pem"), None);
    let der = file
        .to_der_with_mac_password("encryption", "mac", &mut rng)
        .unwrap();
    let file = Pkcs12::from_der(&der).unwrap();
    assert_eq!(file.open("encryption").unwrap_err(), Error::MacMismatch);
    // The MAC verifies, so that the password is not what is wrong.
    assert_eq!(file.open("mac").unwrap_err(), Error::Damaged);
    file.unlock("mac").unwrap();
    file.contents(&mut file.opener("encryption")).unwrap();
}

#[test]
fn a_generator_that_fails_makes_no_file() {
    struct Failing;
    impl rand_core::TryRng for Failing {
        type Error = core::fmt::Error;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Err(core::fmt::Error)
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Err(core::fmt::Error)
        }
        fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Self::Error> {
            Err(core::fmt::Error)
        }
    }
    impl rand_core::TryCryptoRng for Failing {}
    let mut file = Builder::new();
    file.certificate(certificate("ca.pem"), []);
    assert!(matches!(
        file.to_der("secret", &mut Failing),
        Err(Error::Rng(_))
    ));
    file.encryption(None, None);
    assert!(matches!(
        file.to_der("secret", &mut Failing),
        Err(Error::Rng(_))
    ));
    file.mac(None);
    assert!(file.to_der("secret", &mut Failing).is_ok());
}

#[test]
fn keys_of_pkcs5_version_1_5_are_read_and_written() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(14);
    let plain = key().to_pkcs8_der();
    let read_key = |der: &[u8]| {
        EncryptedPrivateKeyInfo::from_der(der)
            .unwrap()
            .decrypt(b"secret")
    };
    for &scheme in LegacyScheme::ALL {
        let name = format!("key-{}.pem", scheme.name());
        let block = read(&name);
        let block = pem::first(&block, &[pem::label::ENCRYPTED_PRIVATE_KEY]).unwrap();
        let info = EncryptedPrivateKeyInfo::from_der(&block.contents).unwrap();
        assert_eq!(info.legacy_scheme(), Some(scheme.name()));
        assert_eq!(info.decrypt(b"secret").unwrap(), plain, "{name}");
        assert!(info.decrypt(b"Secret").is_err());
        let made = pkcs8::encrypt_legacy(&plain, scheme, 5, b"secret", &mut rng).unwrap();
        assert_eq!(read_key(&made).unwrap(), plain, "{name}");
        for iterations in [0, pkcs8::MAX_ITERATIONS + 1] {
            assert!(
                pkcs8::encrypt_legacy(&plain, scheme, iterations, b"secret", &mut rng).is_err()
            );
        }
    }
    assert_eq!(files("key-", ".pem").len(), LegacyScheme::ALL.len());
}

#[test]
fn no_structure_of_a_file_takes_an_element_more() {
    let none: [String; 0] = [];
    // What a MAC is over cannot be changed, so: a file without one, and what stands around it in files with each kind.
    let opens = |der: &[u8]| {
        Pkcs12::from_der(der).is_ok_and(|file| file.contents(&mut file.opener("secret")).is_ok())
    };
    // A certificate is given as it stands, and the values of an attribute are any number.
    let passed_over = |place: &String| {
        let within = |bag: &&str| {
            let rest = place.strip_prefix(*bag).unwrap_or_default();
            rest.starts_with("/1/0/1/0") || ["/2/0/1", "/2/1/1"].contains(&rest)
        };
        let (certificates, keys) = ("/0/1/1/0/0/0/1/0/0", "/0/1/1/0/0/1/1/0/0");
        let bags = [certificates, keys].map(|bags| [0, 1].map(|bag| format!("{bags}/{bag}")));
        bags.as_flattened().iter().any(|bag| within(&&bag[..]))
    };
    let mut taken = structure::taking_more(&read("openssl-nomac.p12"), opens);
    taken.retain(|place| !passed_over(place));
    assert_eq!(taken, none);
    let opens = |der: &[u8]| Pkcs12::from_der(der).is_ok_and(|file| file.open("secret").is_ok());
    for name in ["openssl-AES-128-CBC.p12", "pbmac1-sha256-sha256.p12"] {
        assert_eq!(structure::taking_more(&read(name), opens), none, "{name}");
    }
}

#[test]
fn a_file_tells_of_its_mac_and_begins_as_such_files_do() {
    // As `openssl pkcs12 -info` prints them of the first.
    let first = file("openssl-AES-128-CBC.p12");
    let mac = first.mac().unwrap();
    assert_eq!(
        (mac.iterations(), mac.salt_len(), mac.digest_len()),
        (100, 8, 32)
    );
    assert_eq!(mac.algorithm().oid, HashAlgorithm::Sha256.oid());
    assert!(file("openssl-nomac.p12").mac().is_none());
    for name in files("", ".p12") {
        let bytes = read(&name);
        assert!(Pkcs12::is_likely(&bytes), "{name}");
        assert!(!Pkcs12::is_likely(&bytes[1..]) && !Pkcs12::is_likely(&bytes[..4]));
    }
    assert!(!Pkcs12::is_likely(&certificate("ca.pem")));
    assert!(!Pkcs12::is_likely(&key().to_pkcs8_der()));
    assert!(!Pkcs12::is_likely(&[]));
}
