//! PKCS #12 files of OpenSSL, GnuTLS, Java and NSS are read, files that are wrong are refused, and what is made is read again.
//! That the others read what is made is tested with the program (`cli/tests/pkcs12.rs`).

mod structure;

use std::fs;
use std::path::PathBuf;

use certwright::der::{Tag, Writer, context_tag, oid};
use certwright::hash::HashAlgorithm;
use certwright::pem;
use certwright::pkcs::pkcs8::{self, Choice, EncryptedPrivateKeyInfo, Kdf, LegacyScheme, Prf};
use certwright::pkcs::pkcs12::{
    Attribute, BagValue, Builder, Contents, Encryption, Limits, MacChoice, Pkcs12, Safe,
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

/// A ContentInfo of type data.
fn data(w: &mut Writer, content: &[u8]) {
    w.sequence(|w| {
        w.oid(oid::PKCS7_DATA);
        w.context(0, |w| w.octet_string(content));
    });
}

/// A file of these ContentInfos, with what is given for a MAC.
fn file_of(safes: impl FnOnce(&mut Writer), mac: &[u8]) -> Vec<u8> {
    let mut safe = Writer::new();
    safe.sequence(safes);
    let safe = safe.into_vec();
    let mut w = Writer::new();
    w.sequence(|w| {
        w.unsigned(&[3]);
        data(w, &safe);
        w.raw(mac);
    });
    w.into_vec()
}

/// A file without a MAC whose SafeContents, unencrypted, are given.
fn plain_file(contents: &[u8]) -> Vec<u8> {
    file_of(|w| data(w, contents), &[])
}

/// PBES2 and a scheme of PKCS #12, of a few iterations.
fn quick() -> [Encryption; 2] {
    let iterations = 5;
    let kdf = Kdf::Pbkdf2 {
        prf: Prf::HmacSha256,
        iterations,
    };
    [
        Encryption::Pbes2(Choice::new(Cipher::Aes128, kdf)),
        Encryption::Legacy {
            scheme: LegacyScheme::TripleDes,
            iterations,
        },
    ]
}

/// A file of the pair under a password, the certificate and the key encrypted as these state, and without a MAC.
fn without_mac(password: &str, certificates: Encryption, keys: Encryption) -> Vec<u8> {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(15);
    let mut file = Builder::new();
    file.pair(key().to_pkcs8_der(), &certificate("certificate.pem"), None)
        .encryption(Some(certificates), Some(keys))
        .mac(None);
    file.to_der(password, &mut rng).unwrap().to_vec()
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
        // RFC 7292 §4.2 has localKeyId to match them by; SHA-1 of the certificate is OpenSSL's.
        let id = HashAlgorithm::Sha1.digest(&own);
        for paired in [0, 2] {
            assert_eq!(contents.bags()[paired].local_key_id(), Some(id.as_ref()));
        }
        // The certificates, and the keys, which are encrypted each by itself.
        let safes = read.safes().unwrap();
        let is_encrypted = |safe: &Safe| safe.algorithm().is_some() || safe.unsupported().is_some();
        assert_eq!(
            [&safes[0], &safes[1]].map(is_encrypted),
            [encryption.is_some(), false]
        );
        if let Some(Encryption::Legacy { scheme, .. }) = encryption {
            assert_eq!(safes[0].algorithm().unwrap().oid, scheme.oid());
        }
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
        assert_eq!(structure::taking_tags(&read(name), opens), none, "{name}");
    }
}

#[test]
fn no_structure_of_an_encrypted_file_takes_an_element_more_or_another_tag() {
    let opens = |der: &[u8]| {
        Pkcs12::from_der(der).is_ok_and(|file| {
            let contents = file.contents(&mut file.opener("secret"));
            contents.is_ok_and(|it| it.certificates().count() == 1 && it.private_key().is_ok())
        })
    };
    // The values of an attribute are any number: of the key's localKeyId, in its bag.
    let passed_over = ["/0/1/1/0/0/1/1/0/0/0/2/0/1"];
    for [certificates, keys] in [quick(), [quick()[1], quick()[0]]] {
        let file = without_mac("secret", certificates, keys);
        assert_eq!(structure::taking_more(&file, opens), passed_over);
        let mut tags = structure::taking_tags(&file, opens);
        tags.retain(|place| !place.starts_with(passed_over[0]));
        assert_eq!(tags, [""; 0]);
    }
}

#[test]
fn a_bag_holds_what_its_type_states() {
    let bags = |kind, value: &dyn Fn(&mut Writer)| {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(kind);
                w.context(0, value);
            });
        });
        let file = Pkcs12::from_der(plain_file(&w.into_vec()))?;
        file.contents(&mut file.opener(""))
    };
    let key = key().to_pkcs8_der();
    assert!(bags(oid::KEY_BAG, &|w| w.raw(&key)).is_ok());
    let typed = |kind, tags: [Tag; 2]| {
        move |w: &mut Writer| {
            w.nested(tags[0], |w| {
                w.oid(kind);
                w.context(0, |w| w.tlv(tags[1], b"value"));
            });
        }
    };
    let usual = [Tag::Sequence, Tag::OctetString];
    for (bag, kind) in [
        (oid::CERT_BAG, oid::X509_CERTIFICATE),
        (oid::CRL_BAG, oid::X509_CRL),
    ] {
        assert!(bags(bag, &typed(kind, usual)).is_ok());
        bags(bag, &typed(kind, [Tag::Set, Tag::OctetString])).unwrap_err();
        bags(bag, &typed(kind, [Tag::Sequence, Tag::Utf8String])).unwrap_err();
    }
    // Not PrivateKeyInfo, and PKCS #1's form in its place.
    bags(oid::KEY_BAG, &|w| w.sequence(|_| {})).unwrap_err();
    let pkcs1 = self::key().to_pkcs1_der();
    bags(oid::KEY_BAG, &|w| w.raw(&pkcs1)).unwrap_err();
    // SafeContents that are a SET.
    let set = Pkcs12::from_der(plain_file(&[0x31, 0])).unwrap();
    set.contents(&mut set.opener("")).unwrap_err();
    let sequence = Pkcs12::from_der(plain_file(&[0x30, 0])).unwrap();
    assert!(sequence.contents(&mut sequence.opener("")).is_ok());
}

#[test]
fn parts_are_counted_and_one_for_a_recipient_s_key_is_left_out() {
    let parts = |count: usize, limit: usize| {
        let mut limits = Limits::DEFAULT;
        limits.bags = limit;
        let safes = |w: &mut Writer| (0..count).for_each(|_| data(w, &[0x30, 0]));
        let file = Pkcs12::from_der_within(file_of(safes, &[]), limits).unwrap();
        file.safes().map(|safes| safes.len())
    };
    assert_eq!(parts(3, 3), Ok(3));
    let refused = Error::TooCostly {
        what: "bags",
        asked: 3,
        maximum: 2,
    };
    assert_eq!(parts(3, 2), Err(refused));
    let safes = |w: &mut Writer| {
        w.sequence(|w| {
            w.oid(oid::PKCS7_ENVELOPED_DATA);
            w.context(0, |w| w.sequence(|_| {}));
        });
        data(w, &[0x30, 0]);
    };
    let file = Pkcs12::from_der(file_of(safes, &[])).unwrap();
    let safes = file.safes().unwrap();
    assert_eq!(safes[0].unsupported(), Some(oid::PKCS7_ENVELOPED_DATA));
    assert_eq!(safes[1].unsupported(), None);
    assert!(safes.iter().all(|safe| safe.algorithm().is_none()));
    let opener = &mut file.opener("");
    assert!(file.contents(opener).unwrap().bags().is_empty());
    assert!(matches!(
        opener.bags(&safes[0]),
        Err(Error::Unsupported { .. })
    ));
}

/// MacData of this algorithm.
fn mac_data(algorithm: &dyn Fn(&mut Writer), salt: &[u8], iterations: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.sequence(|w| {
            w.sequence(|w| algorithm(w));
            w.octet_string(&[0; 32]);
        });
        w.octet_string(salt);
        w.unsigned(iterations);
    });
    w.into_vec()
}

#[test]
fn a_mac_s_parameters_are_within_their_bounds() {
    let open = |mac: &[u8]| {
        let file = Pkcs12::from_der(file_of(|w| data(w, &[0x30, 0]), mac))?;
        file.open("secret").map(drop)
    };
    let sha256 = |w: &mut Writer| w.oid(HashAlgorithm::Sha256.oid());
    let salt = |len: usize| vec![0; len];
    let long_salt = Error::TooCostly {
        what: "bytes of salt",
        asked: 1025,
        maximum: 1024,
    };
    let too_many = |what, asked| Error::TooCostly {
        what,
        asked,
        maximum: 10_000_000,
    };
    assert_eq!(
        open(&mac_data(&sha256, &salt(1024), &[1])),
        Err(Error::MacMismatch)
    );
    assert_eq!(
        open(&mac_data(&sha256, &salt(1025), &[1])),
        Err(long_salt.clone())
    );
    let none = open(&mac_data(&sha256, b"salt", &[0]));
    assert!(matches!(none, Err(Error::Parameter { .. })), "{none:?}");
    let many = open(&mac_data(&sha256, b"salt", &[1, 0, 0, 0]));
    assert_eq!(many, Err(too_many("iterations", 1 << 24)));

    // PBMAC1 (RFC 9579): its own salt and iterations count, and its derivation is PBKDF2.
    let pbmac1 = |kdf, salt: &[u8], iterations: u32| {
        mac_data(
            &|w| {
                w.oid(oid::PBMAC1);
                w.sequence(|w| {
                    w.sequence(|w| {
                        w.oid(kdf);
                        w.sequence(|w| {
                            w.octet_string(salt);
                            w.unsigned(&iterations.to_be_bytes());
                            w.unsigned(&[32]);
                        });
                    });
                    w.sequence(|w| w.oid(oid::HMAC_WITH_SHA256));
                });
            },
            b"",
            &[1],
        )
    };
    assert_eq!(
        open(&pbmac1(oid::PBKDF2, &salt(1024), 1)),
        Err(Error::MacMismatch)
    );
    assert_eq!(open(&pbmac1(oid::PBKDF2, &salt(1025), 1)), Err(long_salt));
    let many = open(&pbmac1(oid::PBKDF2, b"salt", 1 << 24));
    assert_eq!(many, Err(too_many("PBKDF2 iterations", 1 << 24)));
    let refused = Error::Unsupported {
        what: "PBMAC1 key derivation",
        oid: oid::SCRYPT.to_owned(),
    };
    assert_eq!(open(&pbmac1(oid::SCRYPT, b"salt", 1)), Err(refused));

    // What is written keeps to them.
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(16);
    for iterations in [0, pkcs8::MAX_ITERATIONS + 1] {
        let (hash, prf) = (HashAlgorithm::Sha256, Prf::HmacSha256);
        for mac in [
            MacChoice::Pkcs12 { hash, iterations },
            MacChoice::Pbmac1 { prf, iterations },
        ] {
            let mut file = Builder::new();
            file.mac(Some(mac)).to_der("secret", &mut rng).unwrap_err();
        }
    }
}

#[test]
fn iterations_of_a_mac_count_with_those_of_the_contents() {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(17);
    let iterations = 7;
    let [pbes2, legacy] = quick();
    for mac in [
        MacChoice::Pkcs12 {
            hash: HashAlgorithm::Sha256,
            iterations,
        },
        MacChoice::Pbmac1 {
            prf: Prf::HmacSha256,
            iterations,
        },
    ] {
        let mut file = Builder::new();
        file.pair(key().to_pkcs8_der(), &certificate("certificate.pem"), None)
            .encryption(Some(pbes2), Some(legacy))
            .mac(Some(mac));
        let der = file.to_der("secret", &mut rng).unwrap();
        let mut limits = Limits::DEFAULT;
        for (maximum, is_good) in [(7 + 5 + 5, true), (7 + 5 + 4, false)] {
            limits.kdf.iterations = maximum;
            let opened = Pkcs12::from_der_within(&der, limits)
                .unwrap()
                .open("secret");
            match is_good {
                true => assert!(opened.is_ok(), "{mac:?}"),
                false => assert!(matches!(opened, Err(Error::TooCostly { .. })), "{mac:?}"),
            }
        }
    }
}

/// OpenSSL before 1.1.0 took each byte of a password for a character: what it made under `pä` is what `pÃ¤` gives, whose characters
/// are the bytes of the first.
#[test]
fn a_password_is_tried_byte_for_byte_and_keeps_to_the_form_that_was_right() {
    let (password, as_bytes) = ("pä", "pÃ¤");
    let [pbes2, legacy] = quick();
    for encryption in [[pbes2, legacy], [legacy, pbes2], [pbes2; 2], [legacy; 2]] {
        let der = without_mac(as_bytes, encryption[0], encryption[1]);
        let file = Pkcs12::from_der(&der).unwrap();
        for (given, is_byte_for_byte) in [(password, true), (as_bytes, false)] {
            let mut opener = file.opener(given);
            holds_the_pair(given, &file.contents(&mut opener).unwrap());
            assert_eq!(opener.is_byte_for_byte(), is_byte_for_byte);
        }
        // Latin-1 has one form, which is not UTF-8's.
        assert!(file.contents(&mut file.opener(b"p\xe4")).is_err());
    }
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(18);
    let mut file = Builder::new();
    file.pair(key().to_pkcs8_der(), &certificate("certificate.pem"), None);
    let der = file.to_der(as_bytes, &mut rng).unwrap();
    let file = Pkcs12::from_der(&der).unwrap();
    for (given, is_byte_for_byte) in [(password, true), (as_bytes, false)] {
        let mut opener = file.unlock(given).unwrap();
        assert_eq!(opener.is_byte_for_byte(), is_byte_for_byte);
        holds_the_pair(given, &file.contents(&mut opener).unwrap());
    }
    assert!(!file.opener("secret").is_byte_for_byte());
}

/// For PBES2 no password is the empty one; for PKCS #12's schemes one is two bytes of zeros and the other nothing.
#[test]
fn the_empty_password_keeps_both_its_forms_until_they_differ() {
    let [pbes2, legacy] = quick();
    for encryption in [[pbes2, legacy], [legacy, pbes2], [pbes2; 2], [legacy; 2]] {
        let file = Pkcs12::from_der(without_mac("", encryption[0], encryption[1])).unwrap();
        holds_the_pair("", &file.contents(&mut file.opener("")).unwrap());
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
    // Of SEQUENCE, INTEGER 3, SEQUENCE and OBJECT IDENTIFIER none may be another.
    let made = plain_file(&[0x30, 0]);
    assert!(Pkcs12::is_likely(&made));
    for at in [0, 2, 3, 4, 5, 7, 8, 9, 16] {
        let mut other = made.clone();
        other[at] ^= 1;
        assert!(!Pkcs12::is_likely(&other), "{at}");
    }
    assert!(!Pkcs12::is_likely(&certificate("ca.pem")));
    assert!(!Pkcs12::is_likely(&key().to_pkcs8_der()));
    assert!(!Pkcs12::is_likely(&[]));
}
