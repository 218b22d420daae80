//! What the readers of keys take and what they refuse.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
use super::pkcs8::{EncryptedPrivateKeyInfo, Kdf, KdfLimits, Pbes2};
use super::spki::{self, SubjectPublicKeyInfo};
use super::{Error, KeyKind, pkcs1, pkcs8, private_key, public_key};
use crate::der::oid;
use crate::der::{Reader, Tag, Writer};
use crate::pem::{self, PemError, PemErrorKind};
use crate::rsa::pss_shake::Shake;
use crate::rsa::{HashAlgorithm, KeyParts, pss};

fn decoded(text: &str) -> Result<Vec<(String, Vec<u8>)>, PemError> {
    pem::blocks(text.as_bytes())
        .map(|block| block.map(|b| (b.label.to_string(), b.contents.to_vec())))
        .collect()
}

#[test]
fn pem_is_read_as_leniently_as_openssl_reads_it() {
    let expected = Ok(alloc::vec![("X".to_string(), b"hello, world".to_vec())]);
    for text in [
        "-----BEGIN X-----\naGVsbG8sIHdvcmxk\n-----END X-----\n",
        "-----BEGIN X-----\naGVsbG8sIHdvcmxk\n-----END X-----",
        "-----BEGIN X-----\r\naGVsbG8sIHdvcmxk\r\n-----END X-----\r\n",
        "-----BEGIN X-----  \naGVsbG8s  \nIHdvcmxk\t\n-----END X-----  \n",
        "-----BEGIN X-----\naGVs\nbG8sIHdv\n\ncmxk\n-----END X-----\n",
        "text before\n-----BEGIN X-----\naGVsbG8sIHdvcmxk\n-----END X-----\ntext after",
        "\u{feff}-----BEGIN X-----\naGVsbG8sIHdvcmxk\n-----END X-----\n",
        "-----BEGIN X-----\nComment: a header\n\naGVsbG8sIHdvcmxk\n-----END X-----\n",
    ] {
        assert_eq!(decoded(text), expected, "{text:?}");
    }
    let two = "-----BEGIN A-----\nAA==\n-----END A-----\nbetween\n-----BEGIN B-----\nAQ==\n-----END B-----\n";
    assert_eq!(
        decoded(two).unwrap(),
        [
            ("A".to_string(), [0].to_vec()),
            ("B".to_string(), [1].to_vec())
        ]
    );
    assert_eq!(
        decoded("no block at all\n ----- BEGIN X-----"),
        Ok(Vec::new())
    );
}

#[test]
fn pem_with_cr_alone_or_on_one_line_is_read() {
    let expected = Ok(alloc::vec![("X".to_string(), b"hello, world".to_vec())]);
    for text in [
        "-----BEGIN X-----\raGVsbG8s\rIHdvcmxk\r-----END X-----\r",
        "-----BEGIN X----- aGVsbG8s IHdvcmxk -----END X----- ",
        "-----BEGIN X-----aGVsbG8sIHdvcmxk-----END X-----",
        "-----BEGIN X-----\naGVsbG8sIHdvcmxk-----END X-----\n",
        "text before -----BEGIN X----- aGVsbG8s IHdvcmxk -----END X----- text after",
        "text\rbefore\r-----BEGIN X-----\raGVsbG8s\rIHdvcmxk\r-----END X-----\rtext after",
        "-----BEGIN X----- Comment: header aGVsbG8s IHdvcmxk -----END X-----",
        // Text that only mentions a boundary.
        "see -----BEGIN X----- and so on\n-----BEGIN X-----\naGVsbG8sIHdvcmxk\n-----END X-----\n",
    ] {
        assert_eq!(decoded(text), expected, "{text:?}");
        assert!(pem::is_pem(text.as_bytes()), "{text:?}");
    }
    for joined in [
        "-----BEGIN A----- AA== -----END A----- -----BEGIN B----- AQ== -----END B-----",
        "-----BEGIN A-----AA==-----END A----------BEGIN B-----AQ==-----END B-----",
    ] {
        let labels: Vec<_> = decoded(joined)
            .unwrap()
            .into_iter()
            .map(|(label, _)| label)
            .collect();
        assert_eq!(labels, ["A", "B"], "{joined}");
    }
    let at =
        pem::blocks(b"one\r\ntwo\rthree\n-----BEGIN X-----\rAA==\r\n-----END X-----\r\n\n").next();
    let at = at.unwrap().unwrap();
    assert_eq!((at.line, at.span), (4, 15..56));
}

#[test]
fn indented_pem_is_read_and_its_faults_are_named() {
    let expected = Ok(alloc::vec![("X".to_string(), b"hello, world".to_vec())]);
    for text in [
        "  -----BEGIN X-----\n  aGVsbG8s\n  IHdvcmxk\n  -----END X-----\n",
        "key: |\n\t-----BEGIN X-----\n\taGVsbG8s\n\tIHdvcmxk\n\t-----END X-----\nother: 1\n",
        "key: |\r\n    -----BEGIN X-----\r\n    aGVsbG8s\r\n    IHdvcmxk\r\n    -----END X-----\r\n",
        "  -----BEGIN X-----\n  Comment: a header\n  \n  aGVsbG8s\n  IHdvcmxk\n  -----END X-----",
        "  -----BEGIN X-----\n  Comment: a header\n\n  aGVsbG8s\n  IHdvcmxk\n  -----END X-----",
    ] {
        assert_eq!(decoded(text), expected, "{text:?}");
        let block = pem::first(text.as_bytes(), &[pem::Label::new("X").unwrap()]).unwrap();
        assert!(text[block.span].starts_with("-----BEGIN X-----"));
    }
    // Not passed over, as text that mentions a boundary is.
    for (text, line) in [
        ("  -----BEGIN X-----\n  aGVs\n", 2),
        ("a\n  -----BEGIN X-----\n  aGV!\n  -----END X-----\n", 3),
        ("  -----BEGIN X-----\n  aGVs\n  -----END Y-----\n", 3),
    ] {
        assert_eq!(decoded(text).unwrap_err().line, line, "{text:?}");
    }
}

#[test]
fn a_block_of_another_kind_is_named() {
    let text = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
    let key = private_key::from_pem(text.as_bytes(), None).map(drop);
    assert_eq!(
        key.unwrap_err().to_string(),
        "this is a PEM block CERTIFICATE; a private key is expected"
    );
    let text = "a line\n-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n";
    let key = public_key::from_pem(text.as_bytes()).map(drop);
    assert_eq!(
        key.unwrap_err().to_string(),
        "this is a PEM block PRIVATE KEY; a public key is expected"
    );
    assert_eq!(
        pem::first(text.as_bytes(), &[pem::Label::new("X").unwrap()])
            .unwrap_err()
            .to_string(),
        "line 2: this is a PEM block PRIVATE KEY, which is not what is expected"
    );
}

#[test]
fn utf16_is_named_and_not_read() {
    let text = "-----BEGIN X-----\naGVsbG8=\n-----END X-----\n";
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let input: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
        assert!(pem::is_pem(&input));
        let error = pem::first(&input, &[]).unwrap_err();
        assert_eq!(error.kind, PemErrorKind::Utf16);
        assert!(error.to_string().contains("UTF-16"));
    }
}

/// Forty bytes of base64 that stand for a key.
const KEY: &str = "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IQ==";

#[test]
fn only_a_label_is_a_label() {
    for label in ["X", "X509 CRL", "RSA-PSS PRIVATE KEY", "id_x", "A/B+C"] {
        let text = alloc::format!("-----BEGIN {label}-----\nAA==\n-----END {label}-----\n");
        assert_eq!(decoded(&text).unwrap()[0].0, label);
    }
    let long = ["LABEL"; 11].join(" ");
    for label in [
        "",
        " ",
        " X",
        "X ",
        "-X",
        "X-",
        "X  Y",
        "X -Y",
        "X\tY",
        "Ä",
        "X\u{1b}[2J",
        KEY,
        &long,
    ] {
        let text = alloc::format!("-----BEGIN {label}-----\nAA==\n-----END {label}-----\n");
        assert_eq!(decoded(&text), Ok(Vec::new()), "{label:?}");
        assert!(!pem::is_pem(text.as_bytes()), "{label:?}");
    }
}

#[test]
fn no_error_or_debug_of_pem_shows_what_a_block_holds() {
    for text in [
        alloc::format!("-----BEGIN PRIVATE KEY----- {KEY}"),
        alloc::format!("-----BEGIN PRIVATE KEY----- {KEY} -----END PRIVATE KEY-----"),
        alloc::format!("-----BEGIN PRIVATE KEY----- {KEY} -----END {KEY}-----"),
        alloc::format!("-----BEGIN PRIVATE KEY----- {KEY} -----BEGIN {KEY}-----"),
        alloc::format!("-----BEGIN PRIVATE KEY\n{KEY}\n-----END PRIVATE KEY-----"),
        alloc::format!("-----BEGIN PRIVATE KEY {KEY}-----\n{KEY}\n-----END PRIVATE KEY-----"),
        alloc::format!("-----BEGIN {KEY}-----\n-----END {KEY}-----"),
        alloc::format!("-----BEGIN X-----\nName: {KEY}\n\nAA==\n-----END X-----"),
        alloc::format!("-----BEGIN X-----\nName: {KEY}\n\n!{KEY}\n-----END X-----"),
    ] {
        let blocks = pem::blocks(text.as_bytes());
        let mut shown = alloc::format!("{blocks:?} {:?}", pem::first(text.as_bytes(), &[]));
        for block in blocks {
            shown += &alloc::format!("{block:?}");
            if let Err(error) = block {
                shown += &alloc::format!(
                    "{error} {error:?} {} {:?}",
                    Error::from(error.clone()),
                    Error::from(error.clone())
                );
            }
        }
        assert!(!shown.contains(&KEY[..8]), "{shown}");
        assert!(!shown.contains("115, 101, 99"), "{shown}");
        assert!(!shown.contains("45, 45, 45"), "{shown}");
    }
    let der = pkcs1::private_to_der(&parts());
    let reader = Reader::new(&der);
    let tlv = reader.clone().any("test").unwrap();
    let shown = alloc::format!(
        "{reader:?} {tlv:?} {:?}",
        pkcs1::private_from_der(&der[..20])
    );
    assert!(!shown.contains("128, 1"), "{shown}");
}

#[test]
fn damaged_pem_is_refused_with_its_line() {
    let label = || "X".to_string();
    for (text, line, kind) in [
        (
            "-----BEGIN X-----\naGVsbG8=\n",
            2,
            PemErrorKind::Truncated { label: label() },
        ),
        (
            "-----BEGIN X-----\naGVsbG8=\n-----END Y-----\n",
            3,
            PemErrorKind::EndMismatch { label: label() },
        ),
        (
            "-----BEGIN X-----\naGVs\n-----BEGIN X-----\n",
            3,
            PemErrorKind::BeginInside { label: label() },
        ),
        (
            "one\n-----BEGIN X-----\naGVs\naG!s\n-----END X-----\n",
            4,
            PemErrorKind::Character,
        ),
        (
            "-----BEGIN X-----\naGVsb\n-----END X-----\n",
            2,
            PemErrorKind::Padding,
        ),
        (
            "-----BEGIN X-----\nab==cd==\n-----END X-----\n",
            2,
            PemErrorKind::Padding,
        ),
        (
            "-----BEGIN X-----\n-----END X-----\n",
            2,
            PemErrorKind::Empty,
        ),
    ] {
        assert_eq!(decoded(text), Err(PemError { line, kind }), "{text:?}");
    }
}

/// An RSAPrivateKey of small numbers: the encoders and readers do not judge them.
fn parts() -> KeyParts {
    let mut parts = KeyParts::default();
    for (i, number) in [
        &mut parts.modulus,
        &mut parts.public_exponent,
        &mut parts.private_exponent,
        &mut parts.prime1,
        &mut parts.prime2,
        &mut parts.exponent1,
        &mut parts.exponent2,
        &mut parts.coefficient,
    ]
    .into_iter()
    .enumerate()
    {
        *number = alloc::vec![0x80 + i as u8, 1];
    }
    parts
}

#[test]
fn private_keys_are_strict_der_and_errors_name_the_offset() {
    let der = pkcs1::private_to_der(&parts());
    assert!(pkcs1::private_from_der(&der) == Ok(parts()));
    let (from_pkcs8, kind) =
        pkcs8::private_key_from_der(&pkcs8::to_der(&parts(), KeyKind::RsaEncryption)).unwrap();
    assert!(from_pkcs8 == parts() && kind == KeyKind::RsaEncryption);

    let mut trailing = der.to_vec();
    trailing.push(0);
    assert_eq!(
        pkcs1::private_from_der(&trailing).unwrap_err().offset,
        der.len()
    );
    // SEQUENCE, version at 2, modulus at 5: its leading zero byte is at 7.
    let mut negative = der.to_vec();
    negative[7] = 0x80;
    assert_eq!(
        pkcs1::private_from_der(&negative).unwrap_err().to_string(),
        "at offset 5: expected RSAPrivateKey.modulus, found a negative INTEGER"
    );
    let mut version = der.to_vec();
    version[4] = 2;
    assert_eq!(pkcs1::private_from_der(&version).unwrap_err().offset, 2);
    for len in 0..der.len() {
        assert!(pkcs1::private_from_der(&der[..len]).is_err());
    }
}

#[test]
fn pkcs8_attributes_and_a_public_key_after_them_are_passed_over() {
    let inner = pkcs1::private_to_der(&parts());
    let info = |version: u8, with_public: bool| {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.unsigned(&[version]);
            KeyKind::RsaEncryption.write(w);
            w.octet_string(&inner);
            w.context(0, |w| w.null());
            if with_public {
                w.tlv(crate::der::context_tag(1, false), &[0, 1, 2]);
            }
        });
        w.into_vec()
    };
    assert!(
        pkcs8::PrivateKeyInfo::from_der(&info(0, false))
            .unwrap()
            .attributes
            .is_some()
    );
    assert!(pkcs8::private_key_from_der(&info(1, true)).is_ok());
    assert!(
        pkcs8::PrivateKeyInfo::from_der(&info(0, true)).is_err(),
        "a public key is of version 2"
    );
    assert!(pkcs8::PrivateKeyInfo::from_der(&info(2, false)).is_err());
}

/// PBES2 with a key derivation and a vector of this length for triple DES.
fn pbes2(
    kdf: crate::der::ObjectIdentifierRef<'_>,
    salt: &[u8],
    numbers: &[u32],
    iv: usize,
) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.oid(oid::PBES2);
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(kdf);
                w.sequence(|w| {
                    w.octet_string(salt);
                    for number in numbers {
                        w.unsigned(&number.to_be_bytes());
                    }
                });
            });
            w.sequence(|w| {
                w.oid(oid::DES_EDE3_CBC);
                w.octet_string(&alloc::vec![0; iv]);
            });
        });
    });
    w.into_vec()
}

/// EncryptedPrivateKeyInfo of two blocks of zeros.
fn encrypted_by(algorithm: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.raw(algorithm);
        w.octet_string(&[0; 16]);
    });
    w.into_vec()
}

/// PBES2 with PBKDF2 under these iterations and a vector of this length.
fn encrypted(iterations: u32, iv: usize) -> Vec<u8> {
    encrypted_by(&pbes2(oid::PBKDF2, b"salt", &[iterations], iv))
}

#[test]
fn a_salt_of_an_encrypted_key_is_bounded() {
    for (len, expected) in [
        (1024, Error::WrongPassword),
        (
            1025,
            Error::TooCostly {
                what: "bytes of salt",
                asked: 1025,
                maximum: 1024,
            },
        ),
    ] {
        let salt = alloc::vec![0; len];
        let mut parameters = Writer::new();
        parameters.sequence(|w| {
            w.octet_string(&salt);
            w.unsigned(&[1]);
        });
        let pbes1 = identifier(oid::PBE_WITH_MD5_AND_DES_CBC, &parameters.into_vec());
        for algorithm in [pbes1, pbes2(oid::PBKDF2, &salt, &[1], 8)] {
            let der = encrypted_by(&algorithm);
            let info = EncryptedPrivateKeyInfo::from_der(&der).unwrap();
            assert_eq!(info.decrypt(b"secret"), Err(expected.clone()));
        }
    }
}

#[test]
fn parameters_of_pbes2_are_those_of_its_standards_and_are_written_as_they_were_read() {
    let read = |algorithm: &[u8]| {
        let parsed = AlgorithmIdentifier::parse(&mut Reader::new(algorithm), "test").unwrap();
        Pbes2::from_identifier(&parsed)
    };
    // The last number is keyLength, which is the cipher's or is left out (RFC 8018 §A.2, RFC 7914 §7).
    for (kdf, numbers, is_good) in [
        (oid::PBKDF2, &[1000][..], true),
        (oid::PBKDF2, &[1000, 24], true),
        (oid::PBKDF2, &[1000, 16], false),
        (oid::SCRYPT, &[16, 8, 1], true),
        (oid::SCRYPT, &[16, 8, 1, 24], true),
        (oid::SCRYPT, &[16, 8, 1, 16], false),
        // RFC 7914 §2: N is a power of two over 1.
        (oid::SCRYPT, &[24, 8, 1], false),
        (oid::SCRYPT, &[1, 8, 1], false),
        (oid::SCRYPT, &[0, 8, 1], false),
    ] {
        let algorithm = pbes2(kdf, b"salt", numbers, 8);
        let written = read(&algorithm).map(|pbes2| {
            let mut w = Writer::new();
            pbes2.write(&mut w);
            w.into_vec()
        });
        match is_good {
            true => assert_eq!(written, Ok(algorithm)),
            false => assert!(
                matches!(written, Err(Error::Parameter { .. })),
                "{numbers:?}"
            ),
        }
    }
    // PBMAC1's number, which is PBES2's but for the last byte.
    let mut other = pbes2(oid::PBKDF2, b"salt", &[1000], 8);
    let at = other
        .windows(9)
        .position(|w| w == oid::PBES2.as_bytes())
        .unwrap();
    other[at + 8] = 14;
    let refused = Error::Unsupported {
        what: "key encryption",
        oid: oid::PBMAC1.to_owned(),
    };
    assert_eq!(read(&other), Err(refused));
}

/// RFC 8017 §A.1.2: OtherPrimeInfos is SIZE(1..MAX).
#[test]
fn a_private_key_of_version_1_has_further_primes() {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.unsigned(&[1]);
        (0..8).for_each(|_| w.unsigned(&[3]));
        w.sequence(|_| {});
    });
    let refused = pkcs1::private_from_der(&w.into_vec()).unwrap_err();
    assert_eq!(
        (refused.expected, refused.found),
        ("OtherPrimeInfo", crate::der::Found::End)
    );
}

#[test]
fn what_costs_too_much_or_has_wrong_parameters_is_refused_before_any_work() {
    let outcome = |der: &[u8]| {
        let info = EncryptedPrivateKeyInfo::from_der(der).unwrap();
        Pbes2::from_identifier(&info.algorithm).map(|_| ())
    };
    assert_eq!(outcome(&encrypted(1000, 8)), Ok(()));
    assert!(matches!(
        outcome(&encrypted(u32::MAX, 8)),
        Err(Error::TooCostly {
            asked: 0xffff_ffff,
            ..
        })
    ));
    assert!(matches!(
        outcome(&encrypted(0, 8)),
        Err(Error::Parameter { .. })
    ));
    for iv in [0, 7, 9, 16] {
        assert!(
            matches!(outcome(&encrypted(1000, iv)), Err(Error::Parameter { .. })),
            "{iv}"
        );
    }
}

#[test]
fn scrypt_parameters_that_rfc_7914_excludes_are_refused_whatever_the_limits() {
    let mut limits = KdfLimits::DEFAULT;
    (limits.scrypt_memory, limits.scrypt_work) = (u64::MAX, u64::MAX);
    let outcome = |log_n, r, p| {
        let kdf = Kdf::Scrypt { log_n, r, p };
        kdf.check_within(&limits).map(|_| ())
    };
    let refused = Err(Error::Parameter {
        what: "scrypt parameters outside RFC 7914",
    });
    assert_eq!(outcome(1, 1 << 15, (1 << 15) - 1), Ok(()));
    for (log_n, r, p) in [
        (0, 8, 1),
        (64, 8, 1),
        (14, 0, 1),
        (14, 8, 0),
        (14, 1 << 15, 1 << 15),
        // Products that 32 bits do not hold.
        (14, 1 << 16, 1 << 16),
        (14, u32::MAX, u32::MAX),
    ] {
        assert_eq!(outcome(log_n, r, p), refused, "{log_n} {r} {p}");
    }
}

#[test]
fn pss_parameters_leave_defaults_out_and_are_read_with_or_without_them() {
    let read = |der: &[u8]| {
        let mut reader = Reader::new(der);
        SignatureAlgorithm::from_identifier(
            &AlgorithmIdentifier::parse(&mut reader, "test").unwrap(),
        )
    };
    let default = SignatureAlgorithm::Pss(pss::Params::DEFAULT);
    // SEQUENCE { id-RSASSA-PSS, SEQUENCE {} }
    let mut der = alloc::vec![0x30, 13, 0x06, 9];
    der.extend_from_slice(oid::RSASSA_PSS.as_bytes());
    der.extend_from_slice(&[0x30, 0]);
    assert_eq!(default.to_der(), der);
    assert_eq!(read(&der), Ok(default));
    // The default salt length, written out.
    der.truncate(der.len() - 2);
    der.extend_from_slice(&[0x30, 5, 0xa2, 3, 2, 1, 20]);
    der[1] += 5;
    assert_eq!(read(&der), Ok(default));
    for &hash in HashAlgorithm::ALL {
        for algorithm in [
            SignatureAlgorithm::Pkcs1v15(hash),
            SignatureAlgorithm::Pss(
                pss::Params::new(hash)
                    .with_mgf1_hash(HashAlgorithm::Sha224)
                    .with_salt_len(300),
            ),
        ] {
            assert_eq!(read(&algorithm.to_der()), Ok(algorithm));
        }
    }
}

/// RFC 4055 §3.3: the same hashes, and at least as long a salt.
#[test]
fn a_key_for_pss_with_parameters_allows_its_hashes_and_no_shorter_salt() {
    let (own, other) = (HashAlgorithm::Sha256, HashAlgorithm::Sha384);
    let restricted = KeyKind::RsaPss(Some(pss::Params::new(own)));
    for (hash, mgf1_hash, salt_len, is_allowed) in [
        (own, own, 32, true),
        (own, own, 33, true),
        (own, own, 31, false),
        (other, own, 32, false),
        (own, other, 32, false),
        (other, other, 48, false),
    ] {
        let params = pss::Params::new(hash)
            .with_mgf1_hash(mgf1_hash)
            .with_salt_len(salt_len);
        assert_eq!(restricted.allows_pss(&params), is_allowed, "{params:?}");
    }
    assert!(!restricted.allows_pkcs1v15());
}

/// An AlgorithmIdentifier.
fn identifier(oid: crate::der::ObjectIdentifierRef<'_>, parameters: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.oid(oid);
        w.raw(parameters);
    });
    w.into_vec()
}

#[test]
fn rsa_algorithms_have_the_parameters_of_their_standards_alone() {
    let read = |der: &[u8]| {
        let mut reader = Reader::new(der);
        let algorithm = AlgorithmIdentifier::parse(&mut reader, "test").unwrap();
        let signature = SignatureAlgorithm::from_identifier(&algorithm).map(drop);
        (signature, KeyKind::from_identifier(&algorithm))
    };
    // RFC 4055 §5: NULL, or nothing from old programs.
    let sha256 = oid::SHA256_WITH_RSA;
    for (parameters, is_good) in [(&[5, 0][..], true), (&[], true), (&[2, 1, 1], false)] {
        let (signature, _) = read(&identifier(sha256, parameters));
        assert_eq!(signature.is_ok(), is_good, "{parameters:?}");
    }
    // X.509 has the size of the modulus, an INTEGER; rsaEncryption, its successor, has NULL (RFC 3279 §2.3.1).
    for (parameters, is_good) in [
        (&[5, 0][..], true),
        (&[], true),
        (&[2, 2, 8, 0], true),
        (&[2, 0], false),
        (&[2, 2, 0, 1], false),
        (&[4, 2, 8, 0], false),
    ] {
        let (_, key) = read(&identifier(oid::EA_RSA, parameters));
        let expected = is_good.then_some(KeyKind::RsaEncryption);
        assert_eq!(key.ok(), expected, "{parameters:?}");
    }
    // RFC 8017 §A.2.3: nothing behind the trailerField, and MGF1 for the mask.
    let pss = |fields: &[u8]| {
        let mut w = Writer::new();
        w.tlv(Tag::Sequence, fields);
        read(&identifier(oid::RSASSA_PSS, &w.into_vec())).0
    };
    assert_eq!(pss(&[0xa3, 3, 2, 1, 1]), Ok(()));
    pss(&[0xa3, 5, 2, 1, 1, 5, 0]).unwrap_err();
    for (mask, is_good) in [(oid::MGF1, true), (oid::P_SPECIFIED, false)] {
        let mut w = Writer::new();
        let hash = identifier(HashAlgorithm::Sha256.oid(), &[]);
        w.context(1, |w| w.raw(&identifier(mask, &hash)));
        let refused = pss(&w.into_vec()).err();
        let unsupported = Error::Unsupported {
            what: "mask generation",
            oid: mask.to_owned(),
        };
        assert_eq!(refused, (!is_good).then_some(unsupported));
    }
}

/// SubjectPublicKeyInfo of a modulus of `bits` bits and the exponent 65537, and what stands in the key and behind it.
fn public_key_info(algorithm: &[u8], bits: usize, within: &[u8], behind: &[u8]) -> Vec<u8> {
    let mut modulus = alloc::vec![0; bits.div_ceil(8)];
    modulus[0] = 1 << ((bits - 1) % 8);
    *modulus.last_mut().unwrap() |= 1;
    let mut key = Writer::new();
    key.sequence(|w| {
        w.unsigned(&modulus);
        w.unsigned(&[1, 0, 1]);
        w.raw(within);
    });
    key.raw(behind);
    let mut w = Writer::new();
    w.sequence(|w| {
        w.raw(algorithm);
        w.bit_string(&key.into_vec());
    });
    w.into_vec()
}

#[test]
fn a_subject_public_key_is_one_rsa_public_key_of_an_rsa_algorithm() {
    let rsa = identifier(oid::RSA_ENCRYPTION, &[5, 0]);
    let null = &[5, 0][..];
    for bits in [2041, 2047, 2048] {
        for (within, behind, is_good) in [
            (&[][..], &[][..], true),
            (null, &[], false),
            (&[], null, false),
        ] {
            let der = public_key_info(&rsa, bits, within, behind);
            let info = SubjectPublicKeyInfo::from_der(&der).unwrap();
            assert_eq!(info.rsa_bits(), is_good.then_some(bits));
            let key = info.rsa_public_key();
            assert_eq!(key.map(|key| key.bits()).ok(), is_good.then_some(bits));
        }
    }
    // What would be an RSA key under another algorithm is none.
    let other = identifier(oid::PBES2, null);
    let der = public_key_info(&other, 2048, &[], &[]);
    let info = SubjectPublicKeyInfo::from_der(&der).unwrap();
    assert_eq!(info.rsa_bits(), None);
    let refused = info.rsa_public_key().unwrap_err();
    assert!(
        matches!(
            refused,
            Error::Unsupported {
                what: "public key",
                ..
            }
        ),
        "{refused}"
    );
    let whole = public_key_info(&rsa, 2048, &[], &[]);
    let key = public_key::from_der(&whole).unwrap().0;
    assert_eq!(spki::to_der(&key), whole);
}

/// RFC 7914 §12.
#[test]
fn scrypt_is_that_of_its_standard() {
    let mut key = [0; 64];
    let kdf = Kdf::Scrypt {
        log_n: 4,
        r: 1,
        p: 1,
    };
    kdf.derive(b"", b"", &mut key).unwrap();
    assert_eq!(
        key,
        [
            0x77, 0xd6, 0x57, 0x62, 0x38, 0x65, 0x7b, 0x20, 0x3b, 0x19, 0xca, 0x42, 0xc1, 0x8a,
            0x04, 0x97, 0xf1, 0x6b, 0x48, 0x44, 0xe3, 0x07, 0x4a, 0xe8, 0xdf, 0xdf, 0xfa, 0x3f,
            0xed, 0xe2, 0x14, 0x42, 0xfc, 0xd0, 0x06, 0x9d, 0xed, 0x09, 0x48, 0xf8, 0x32, 0x6a,
            0x75, 0x3a, 0x0f, 0xc8, 0x1f, 0x17, 0xe8, 0xd3, 0xe0, 0xfb, 0x2e, 0x0d, 0x36, 0x28,
            0xcf, 0x35, 0xe2, 0x0c, 0x38, 0xd1, 0x89, 0x06,
        ]
    );
}

/// RFC 4055 §2.1, §3.1: AlgorithmIdentifiers, INTEGER and NULL stand where the parameters have them, and nothing else does.
#[test]
fn no_element_of_pss_parameters_is_read_under_another_tag() {
    fn tags(reader: Reader<'_>, at: &mut Vec<usize>) {
        let mut reader = reader;
        while let Ok(element) = reader.any("an element") {
            at.push(element.offset);
            if element.tag.is_constructed() {
                tags(element.reader(), at);
            }
        }
    }
    let algorithm = SignatureAlgorithm::Pss(pss::Params {
        hash: HashAlgorithm::Sha256,
        mgf1_hash: HashAlgorithm::Sha384,
        salt_len: 32,
    });
    let der = algorithm.to_der();
    let mut at = Vec::new();
    tags(Reader::new(&der), &mut at);
    // algorithm, parameters, [0] and its identifier with NULL, [1] with MGF1's and its hash's, [2] and the salt's length.
    assert_eq!(at.len(), 15);
    for at in at {
        for tag in 0..=0xff {
            let mut other = der.clone();
            other[at] = tag;
            let mut reader = Reader::new(&other);
            let read = AlgorithmIdentifier::parse(&mut reader, "test")
                .map_err(Error::from)
                .and_then(|parsed| SignatureAlgorithm::from_identifier(&parsed));
            assert_eq!(read.is_ok(), tag == der[at], "{tag:02x} at {at}: {read:?}");
        }
    }
}

#[test]
fn pss_with_shake_is_named_by_its_oid_alone_and_other_parameters_are_refused() {
    let read = |der: &[u8]| {
        let mut reader = Reader::new(der);
        let algorithm = AlgorithmIdentifier::parse(&mut reader, "test").unwrap();
        (
            SignatureAlgorithm::from_identifier(&algorithm),
            KeyKind::from_identifier(&algorithm),
        )
    };
    // SEQUENCE { OBJECT IDENTIFIER 1.3.6.1.5.5.7.6.30 or .31 }, as RFC 8692 §3 assigns them.
    for (shake, last) in [(Shake::Shake128, 30), (Shake::Shake256, 31)] {
        let mut der = alloc::vec![0x30, 10, 0x06, 8, 0x2b, 6, 1, 5, 5, 7, 6, last];
        assert_eq!(SignatureAlgorithm::PssShake(shake).to_der(), der);
        let mut w = Writer::new();
        KeyKind::RsaPssShake(shake).write(&mut w);
        assert_eq!(w.into_vec(), der);
        assert_eq!(
            read(&der),
            (
                Ok(SignatureAlgorithm::PssShake(shake)),
                Ok(KeyKind::RsaPssShake(shake))
            )
        );
        // NULL parameters, which RFC 8692 §3 rules out.
        der.extend_from_slice(&[5, 0]);
        der[1] += 2;
        let (signature, key) = read(&der);
        assert!(
            matches!(signature, Err(Error::Der(_))) && matches!(key, Err(Error::Der(_))),
            "{shake}"
        );
    }
}

#[test]
fn a_key_for_pss_with_shake_allows_its_own_function_and_nothing_else() {
    let [one, other] = [Shake::Shake128, Shake::Shake256];
    let usual = pss::Params::new(HashAlgorithm::Sha256);
    let bound = KeyKind::RsaPssShake(one);
    assert!(bound.allows_pss_shake(one) && !bound.allows_pss_shake(other));
    assert!(!bound.allows_pss(&usual) && !bound.allows_pkcs1v15());
    assert!(!KeyKind::RsaPss(Some(usual)).allows_pss_shake(one));
    assert!(
        KeyKind::RsaPss(None).allows_pss_shake(one) && KeyKind::RsaEncryption.allows_pss_shake(one)
    );
}

#[test]
fn a_usual_algorithm_is_read_at_once_as_it_is_read_piece_by_piece() {
    let usual = [
        0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 5, 0,
    ];
    let expected = "AlgorithmIdentifier";
    let mut both = 0;
    // Each byte in turn becomes every other: both ways take the same, and refuse the same alike.
    for (at, value) in (0..usual.len()).flat_map(|at| (0..=u8::MAX).map(move |value| (at, value))) {
        let mut der = [usual, usual].concat();
        der[at] = value;
        let mut reader = Reader::new_at(&der, 7);
        let at_once = AlgorithmIdentifier::parse(&mut reader, expected);
        let mut pieces = Reader::new_at(&der, 7);
        let in_pieces = pieces
            .expect(Tag::Sequence, expected)
            .and_then(|tlv| AlgorithmIdentifier::from_tlv(&tlv, expected));
        both += usize::from(at_once.is_ok());
        assert_eq!(at_once, in_pieces, "{value:#x} at {at}");
        if at_once.is_ok() {
            assert_eq!(reader.offset(), pieces.offset());
        }
    }
    assert!(both > 1000, "{both}");
}
