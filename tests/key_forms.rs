//! Keys in every form that other programs write, and back.

mod structure;

use certwright::pem;
use certwright::pkcs::algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
use certwright::pkcs::pkcs8::EncryptedPrivateKeyInfo;
use certwright::pkcs::{Cipher, Error, private_key};
use certwright::rsa::{KeyError, PrivateKey, PublicKey};
use certwright::x509::Request;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sha2::{Digest, Sha256};

macro_rules! vector {
    ($name:literal) => {
        include_str!(concat!("../vectors/keys/", $name))
    };
}

const PEM: &str = vector!("rsa-2048.pem");

fn key() -> PrivateKey {
    PrivateKey::from_pem(PEM).unwrap()
}

#[test]
fn a_private_key_comes_back_from_every_form_that_is_written() {
    for text in [PEM, vector!("multi-prime.pem")] {
        let key = PrivateKey::from_pem(text).unwrap();
        assert_eq!(PrivateKey::from_pem(&*key.to_pkcs8_pem()).unwrap(), key);
        assert_eq!(PrivateKey::from_pem(&*key.to_pkcs1_pem()).unwrap(), key);
        assert_eq!(
            PrivateKey::from_pkcs8_der(&key.to_pkcs8_der()).unwrap(),
            key
        );
        assert_eq!(
            PrivateKey::from_pkcs1_der(&key.to_pkcs1_der()).unwrap(),
            key
        );
        assert_eq!(PrivateKey::from_jwk(&key.to_jwk()).unwrap(), key);
    }
    let key = key();
    let openssh = key.to_openssh("who@where").unwrap();
    assert_eq!(PrivateKey::from_pem(&*openssh).unwrap(), key);
}

#[test]
fn a_public_key_comes_back_from_every_form_that_is_written() {
    let key = key().public_key().clone();
    assert_eq!(PublicKey::from_pem(key.to_pem()).unwrap(), key);
    assert_eq!(PublicKey::from_pem(key.to_pkcs1_pem()).unwrap(), key);
    assert_eq!(PublicKey::from_spki_der(&key.to_spki_der()).unwrap(), key);
    assert_eq!(PublicKey::from_pkcs1_der(&key.to_pkcs1_der()).unwrap(), key);
    assert_eq!(PublicKey::from_jwk(&key.to_jwk()).unwrap(), key);
    let line = key.to_openssh("who@where").unwrap();
    assert_eq!(PublicKey::from_openssh(&line).unwrap(), key);
}

#[test]
fn an_encrypted_key_needs_its_password_and_an_unencrypted_one_ignores_it() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let text = key().to_encrypted_pem("secret", &mut rng).unwrap();
    assert_eq!(PrivateKey::from_pem_encrypted(&text, "secret"), Ok(key()));
    assert_eq!(PrivateKey::from_pem(&text), Err(Error::PasswordNeeded));
    let wrong = PrivateKey::from_pem_encrypted(&text, "wrong");
    assert_eq!(wrong, Err(Error::WrongPassword));
    assert_eq!(PrivateKey::from_pem_encrypted(PEM, "ignored"), Ok(key()));
}

#[test]
fn what_is_not_a_key_of_the_wanted_kind_is_refused_with_what_it_is() {
    let public = key().public_key().to_pem();
    let refused = |text: &str| PrivateKey::from_pem(text).unwrap_err().to_string();
    assert_eq!(
        refused(&public),
        "this is a PEM block PUBLIC KEY; a private key is expected"
    );
    assert_eq!(
        refused("hello"),
        "no PEM block: no line begins with \"-----BEGIN\""
    );
    let private = PublicKey::from_pem(PEM).unwrap_err().to_string();
    assert_eq!(
        private,
        "this is a PEM block PRIVATE KEY; a public key is expected"
    );
    // Numbers that are not a key.
    let mut parts = key().parts();
    *parts.exponent1.last_mut().unwrap() ^= 2;
    let der = certwright::pkcs::pkcs1::private_to_der(&parts);
    assert_eq!(
        PrivateKey::from_pkcs1_der(&der),
        Err(Error::Key(KeyError::CrtExponentMismatch { prime: 1 }))
    );
}

#[test]
fn a_key_that_openssl_encrypted_is_the_key_that_it_encrypted() {
    let key = PrivateKey::from_pem(PEM).unwrap();
    for text in [vector!("pbes2.pem"), vector!("rfc1421.pem")] {
        assert_eq!(
            PrivateKey::from_pem_encrypted(text, "secret").as_ref(),
            Ok(&key)
        );
        assert_eq!(PrivateKey::from_pem(text), Err(Error::PasswordNeeded));
    }
}

#[test]
fn a_dek_info_header_without_a_cipher_and_a_whole_vector_is_not_taken_for_a_wrong_password() {
    let text = vector!("rfc1421.pem");
    let at = text.find("DEK-Info: ").unwrap() + "DEK-Info: ".len();
    let (value, rest) = text[at..].split_once('\n').unwrap();
    let (cipher, vector) = value.split_once(',').unwrap();
    let read = |value: &str| {
        let changed = format!("{}{value}\n{rest}", &text[..at]);
        PrivateKey::from_pem_encrypted(changed, "secret")
    };
    let key = PrivateKey::from_pem(PEM).unwrap();
    assert_eq!(
        read(&format!(" {cipher} , {} ", vector.to_lowercase())),
        Ok(key)
    );
    for wrong in [
        cipher.to_owned(),
        format!("{cipher},"),
        format!("{cipher},{}", &vector[..vector.len() - 1]),
        format!("{cipher},{}", &vector[..vector.len() - 2]),
        format!("{cipher},{vector}00"),
        format!("{cipher},{}0g", &vector[2..]),
        format!("{cipher},g0{}", &vector[2..]),
        format!("AES-128-ECB,{vector}"),
        vector.to_owned(),
    ] {
        let refused = read(&wrong).unwrap_err();
        assert!(
            matches!(refused, Error::Parameter { .. }),
            "{wrong}: {refused}"
        );
    }
}

#[test]
fn keys_under_pbes1_and_pkcs12_triple_des_are_read_and_reported_as_old() {
    for (text, name) in [
        (vector!("pbe-md5-des.pem"), "PBE-MD5-DES"),
        (vector!("pbe-sha1-3des.pem"), "PBE-SHA1-3DES"),
    ] {
        let key = PrivateKey::from_pem_encrypted(text, "secret").unwrap();
        // OpenSSL's `pkey -pubout | sha256` of the file.
        assert_eq!(
            hex::encode(Sha256::digest(key.public_key().to_pem())),
            "c418a0c68819c3e1e97db58e638a39b75277243592ca0c4dcf797bde3900efd5"
        );
        let wrong = PrivateKey::from_pem_encrypted(text, "Secret");
        assert_eq!(wrong, Err(Error::WrongPassword), "{name}");
        let block = pem::first(text.as_bytes(), &[]).unwrap();
        let info = EncryptedPrivateKeyInfo::from_der(&block.contents).unwrap();
        assert_eq!(info.legacy_scheme(), Some(name));
    }
}

#[test]
fn work_that_an_old_scheme_asks_for_is_bounded() {
    let block = pem::first(vector!("pbe-sha1-3des.pem").as_bytes(), &[]).unwrap();
    // salt of 8 bytes, then INTEGER 2048.
    let at = block
        .contents
        .windows(4)
        .position(|w| w == [2, 2, 8, 0])
        .unwrap();
    let with_count = |count: [u8; 2]| {
        let mut der = block.contents.clone();
        der[at + 2..at + 4].copy_from_slice(&count);
        private_key::from_der(&der, Some(b"secret")).unwrap_err()
    };
    assert_eq!(with_count([8, 1]), Error::WrongPassword);
    let mut der = block.contents.to_vec();
    // 2^23 and more: one byte longer, and so the three lengths around it.
    der.splice(at..at + 4, [2, 4, 0x7f, 0xff, 0xff, 0xff]);
    der[3] += 2;
    der[5] += 2;
    let parameters = at - 11;
    der[parameters] += 2;
    assert_eq!(
        private_key::from_der(&der, Some(b"secret")),
        Err(Error::TooCostly {
            what: "iterations",
            asked: 0x7fff_ffff,
            maximum: 10_000_000
        })
    );
}

#[test]
fn the_hash_of_mgf1_is_a_sequence() {
    // OpenSSL takes neither (RFC 4055 §2.1: HashAlgorithm is an AlgorithmIdentifier).
    let bytes = include_bytes!("../vectors/keys/mgf1-hash-under-another-tag.csr");
    let block;
    let der: &[u8] = if pem::is_pem(bytes) {
        block = pem::first(bytes, &[]).unwrap();
        &block.contents
    } else {
        bytes
    };
    let request = Request::from_der(der).unwrap();
    let algorithm: AlgorithmIdentifier<'_> = request.fields().signed.algorithm;
    let refused = SignatureAlgorithm::from_identifier(&algorithm).unwrap_err();
    assert!(
        matches!(&refused, Error::Der(e) if e.expected == "the hash of MGF1"),
        "{refused}"
    );
}

#[test]
fn json_web_keys_are_those_that_openssl_s_numbers_make() {
    for (text, json) in [
        (PEM, vector!("rsa-2048.json")),
        (vector!("multi-prime.pem"), vector!("multi-prime.json")),
    ] {
        let key = PrivateKey::from_pem(text).unwrap();
        assert_eq!(&*key.to_jwk(), json);
        assert_eq!(PrivateKey::from_jwk(json), Ok(key));
    }
}

#[test]
fn the_key_of_rfc_7517_is_read_and_has_the_thumbprint_of_rfc_7638() {
    let text = vector!("jwk-rfc7517.json");
    let key = PrivateKey::from_jwk(text).unwrap();
    let public = PublicKey::from_jwk(text).unwrap();
    assert_eq!(&public, key.public_key());
    // NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs
    assert_eq!(
        hex::encode(public.jwk_thumbprint()),
        "3736cbb1787cb8309c77ee8c3705c5e16ffb9e859715901f1e4c59b11182f57b"
    );
    // n, e and d alone are enough (RFC 7518 §6.3.2); p without the others is not.
    let without = |names: &[&str]| {
        let mut rest = String::from("{");
        for line in text.lines() {
            if !names
                .iter()
                .any(|name| line.contains(&format!("\"{name}\"")))
            {
                rest.push_str(line.trim_start_matches('{').trim_end_matches('}'));
            }
        }
        rest + "}"
    };
    let short = without(&["p", "q", "dp", "dq", "qi"]);
    assert_eq!(PrivateKey::from_jwk(&short), Ok(key));
    for (missing, offset) in [("qi", 0), ("n", 0), ("e", 0), ("d", 0), ("kty", 0)] {
        let Err(Error::Text {
            what, offset: at, ..
        }) = PrivateKey::from_jwk(&without(&[missing]))
        else {
            panic!("{missing}");
        };
        assert!(
            what.starts_with(&format!("no member \"{missing}\"")),
            "{what}"
        );
        assert_eq!(at, offset);
    }
    let set = format!("{{\"keys\": [{short}]}}");
    let refused = PrivateKey::from_jwk(&set).unwrap_err().to_string();
    assert!(refused.contains("at offset 9: a JWK Set"), "{refused}");
}

#[test]
fn json_is_read_strictly_and_errors_name_the_offset() {
    let (n, e) = {
        let jwk = key().public_key().to_jwk();
        let cut = |name: &str| {
            let rest = jwk.split_once(&format!("\"{name}\":\"")).unwrap().1;
            rest.split_once('"').unwrap().0.to_string()
        };
        (cut("n"), cut("e"))
    };
    let good = |other: &str| format!("{{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"{e}\"{other}}}");
    for other in [
        "",
        " ",
        ",\"x5c\":[\"a\",{\"b\":[]},[[{}]],{\"c\":null}]",
        ",\"k\":-1.5e+10,\"t\":true,\"f\":false,\"z\":0",
        ",\"a\":\"\\u00e9\\n\\\"\"",
        ",\"a\": { } , \"b\" : [ 1 , 2 ]",
    ] {
        let text = good(other);
        assert_eq!(
            PublicKey::from_jwk(&text).as_ref(),
            Ok(key().public_key()),
            "{text}"
        );
    }
    // The same member's name in an escape sequence, and a value in them.
    let escaped = format!("{{\"\\u006bty\":\"R\\u0053A\",\"n\":\"{n}\",\"e\":\"\\u0041QAB\"}}");
    assert_eq!(
        PublicKey::from_jwk(&escaped).as_ref(),
        Ok(key().public_key())
    );

    let start = good("").len() - 1;
    for (other, at, what) in [
        (",", 1, "expected a string"),
        (",\"a\"", 4, "expected a colon"),
        (",\"a\":", 5, "expected a JSON value"),
        (",\"a\":01", 5, "expected a JSON value"),
        (",\"a\":.5", 5, "expected a JSON value"),
        (",\"a\":1.", 5, "expected a JSON value"),
        (",\"a\":1e", 5, "expected a JSON value"),
        (",\"a\":nul", 5, "expected a JSON value"),
        (",\"a\":NaN", 5, "expected a JSON value"),
        (",\"a\":[1,]", 8, "expected a JSON value"),
        (",\"a\":[1}", 7, "expected a comma or the end of the array"),
        (
            ",\"a\":{\"b\":1]",
            11,
            "expected a comma or the end of the object",
        ),
        (
            ",\"a\":\"\\x\"",
            6,
            "an escape sequence that JSON does not have",
        ),
        (
            ",\"a\":\"\\u12g4\"",
            6,
            "an escape sequence that JSON does not have",
        ),
        (",\"a\":\"\t\"", 6, "a control character in a string"),
        (",\"kty\":\"RSA\"", 2, "a member that has been before"),
        (",\"k\\u0074y\":\"RSA\"", 2, "a member that has been before"),
        ("}{", 1, "text after the object"),
    ] {
        let refused = PublicKey::from_jwk(&good(other)).unwrap_err();
        let form = "JWK";
        assert_eq!(
            refused,
            Error::Text {
                form,
                offset: start + at,
                what
            },
            "{other}"
        );
    }
    let deep = good(&format!(",\"a\":{}", "[".repeat(100_000)));
    assert!(matches!(
        PublicKey::from_jwk(&deep),
        Err(Error::Text {
            what: "values nested too deep",
            ..
        })
    ));
    let text = good("");
    for end in 0..text.len() {
        assert!(PublicKey::from_jwk(&text[..end]).is_err());
    }
}

#[test]
fn a_number_of_a_json_web_key_has_one_form() {
    let with = |e: &str| {
        let n = key().public_key().to_jwk();
        PublicKey::from_jwk(&n.replace("\"AQAB\"", e))
    };
    assert!(with("\"AQAB\"").is_ok());
    for e in [
        "\"AAEAAQ\"", // a leading zero byte
        "\"AQAB====\"",
        "\"AQAB=\"",
        "\"AQ AB\"",
        "\"AQ+/\"",
        "\"A\"",
        "\"AR\"", // unused bits that are not zero
        "\"\"",
        "65537",
        "null",
        "[\"AQAB\"]",
    ] {
        assert!(matches!(with(e), Err(Error::Text { .. })), "{e}");
    }
    let other = PublicKey::from_jwk("{\"kty\":\"EC\"}").unwrap_err();
    assert_eq!(
        other.to_string(),
        "unsupported: a JWK whose \"kty\" is not \"RSA\": only RSA is supported"
    );
}

#[test]
fn keys_of_ssh_keygen_are_read_encrypted_or_not() {
    assert_eq!(PrivateKey::from_pem(vector!("openssh.pem")), Ok(key()));
    for text in [vector!("openssh-ctr.pem"), vector!("openssh-cbc.pem")] {
        assert_eq!(PrivateKey::from_pem_encrypted(text, "secret"), Ok(key()));
        assert_eq!(PrivateKey::from_pem(text), Err(Error::PasswordNeeded));
        for wrong in ["wrong", ""] {
            let refused = PrivateKey::from_pem_encrypted(text, wrong);
            assert_eq!(refused, Err(Error::WrongPassword));
        }
    }
    let line = vector!("openssh.pub");
    assert_eq!(
        PublicKey::from_openssh(line).as_ref(),
        Ok(key().public_key())
    );
    assert_eq!(key().public_key().to_openssh("").unwrap(), line.trim_end());
}

#[test]
fn damaged_keys_of_openssh_are_refused() {
    let block = pem::first(vector!("openssh.pem").as_bytes(), &[]).unwrap();
    let read = |bytes: &[u8]| certwright::pkcs::openssh::private_from_bytes(bytes, None);
    assert!(read(&block.contents).is_ok());
    for len in 0..block.contents.len() {
        assert!(read(&block.contents[..len]).is_err());
    }
    let flipped = |at: usize| {
        let mut bytes = block.contents.clone();
        bytes[at] ^= 1;
        read(&bytes).map(|parts| PrivateKey::from_parts(parts).is_ok())
    };
    // Nothing but a comment may be changed unseen.
    let comment = block.contents.len() - 20..block.contents.len();
    for at in (0..block.contents.len()).filter(|at| !comment.contains(at)) {
        assert_ne!(flipped(at), Ok(true), "{at}");
    }
    let padding = flipped(block.contents.len() - 1).unwrap_err();
    assert!(matches!(padding, Error::Text { .. }));

    let line = vector!("openssh.pub").trim_end();
    let base64 = line.split_once(' ').unwrap().1;
    for wrong in [
        "",
        "ssh-rsa",
        &format!("ssh-ed25519 {base64}"),
        &format!("ssh-rsa {}", &base64[..base64.len() - 4]),
        &format!("{line}\n{line}"),
        &format!("{line}!"),
        &format!("ssh-rsa {}", base64.replacen('A', "=", 1)),
    ] {
        assert!(PublicKey::from_openssh(wrong).is_err(), "{wrong}");
    }
    let comment = key().public_key().to_openssh("a\nssh-rsa AAAA");
    assert!(matches!(comment, Err(Error::Parameter { .. })));
    let multi_prime = PrivateKey::from_pem(vector!("multi-prime.pem")).unwrap();
    let refused = multi_prime.to_openssh("").unwrap_err();
    assert!(matches!(refused, Error::UnsupportedForm { .. }));
}

#[test]
fn an_encrypted_key_of_openssh_s_comes_back() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let text = key().to_openssh_encrypted("c", "secret", &mut rng).unwrap();
    assert_eq!(PrivateKey::from_pem_encrypted(text, "secret"), Ok(key()));
    assert!(key().to_openssh_encrypted("c", "", &mut rng).is_err());
}

/// What ssh-keygen prints.
fn ssh_keygen(args: &[&str]) -> String {
    let output = std::process::Command::new("ssh-keygen")
        .args(args)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "needs ssh-keygen"]
fn ssh_keygen_reads_what_is_written_and_is_read() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let write = |name: &str, text: &str| {
        std::fs::write(path(name), text).unwrap();
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(path(name), private).unwrap();
    };
    let key = key();
    let public = key.public_key().to_openssh("").unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    write("plain", &key.to_openssh("who@where").unwrap());
    write(
        "encrypted",
        &key.to_openssh_encrypted("who@where", "secret", &mut rng)
            .unwrap(),
    );
    for (name, password) in [("plain", ""), ("encrypted", "secret")] {
        let printed = ssh_keygen(&["-y", "-P", password, "-f", &path(name)]);
        assert_eq!(printed.trim_end(), format!("{public} who@where"), "{name}");
    }
    // A public key's line: ssh-keygen turns it into PKCS #8.
    write("public", &key.public_key().to_openssh("who@where").unwrap());
    let pkcs8 = ssh_keygen(&["-e", "-m", "PKCS8", "-f", &path("public")]);
    assert_eq!(PublicKey::from_pem(pkcs8).as_ref(), Ok(key.public_key()));

    for (name, password) in [("new-plain", ""), ("new-encrypted", "secret")] {
        ssh_keygen(&[
            "-q",
            "-t",
            "rsa",
            "-b",
            "2048",
            "-N",
            password,
            "-f",
            &path(name),
        ]);
        let text = std::fs::read_to_string(path(name)).unwrap();
        let made = PrivateKey::from_pem_encrypted(text, password).unwrap();
        let line = std::fs::read_to_string(path(&format!("{name}.pub"))).unwrap();
        assert_eq!(
            PublicKey::from_openssh(&line).as_ref(),
            Ok(made.public_key())
        );
    }
}

#[test]
fn code_that_is_generic_over_the_pkcs1_and_pkcs8_crates_takes_the_keys() {
    use certwright::rsa::{pkcs1v15, pss};
    use pkcs1::{DecodeRsaPrivateKey, DecodeRsaPublicKey, EncodeRsaPrivateKey, EncodeRsaPublicKey};

    fn private<K: DecodeRsaPrivateKey + EncodeRsaPrivateKey>(der: &[u8]) {
        let key = K::from_pkcs1_der(der).unwrap();
        assert_eq!(key.to_pkcs1_der().unwrap().as_bytes(), der);
        assert!(K::from_pkcs1_der(&der[1..]).is_err());
    }
    fn public<K: DecodeRsaPublicKey + EncodeRsaPublicKey>(der: &[u8]) {
        let key = K::from_pkcs1_der(der).unwrap();
        assert_eq!(key.to_pkcs1_der().unwrap().as_bytes(), der);
        assert!(K::from_pkcs1_der(&der[1..]).is_err());
    }
    let (key, der) = (key(), key().to_pkcs1_der());
    private::<PrivateKey>(&der);
    private::<pkcs1v15::SigningKey<Sha256>>(&der);
    private::<pss::SigningKey<Sha256>>(&der);
    let der = key.public_key().to_pkcs1_der();
    public::<PublicKey>(&der);
    public::<pkcs1v15::VerifyingKey<Sha256>>(&der);
    public::<pss::VerifyingKey<Sha256>>(&der);
    // A number that is not the key's is an error of the key, not of its form.
    let mut parts = key.parts();
    *parts.coefficient.last_mut().unwrap() ^= 1;
    let der = certwright::pkcs::pkcs1::private_to_der(&parts);
    let refused = <PrivateKey as DecodeRsaPrivateKey>::from_pkcs1_der(&der);
    assert_eq!(refused, Err(pkcs1::Error::Crypto));
}

#[test]
fn damaged_keys_of_every_form_end_in_an_error_or_a_key_and_never_in_a_panic() {
    use rand_core::Rng;

    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let jwk = vector!("multi-prime.json").as_bytes();
    let openssh = pem::first(vector!("openssh.pem").as_bytes(), &[]).unwrap();
    let pbes1 = pem::first(vector!("pbe-sha1-3des.pem").as_bytes(), &[]).unwrap();
    let pkcs8 = key().to_pkcs8_der();
    for round in 0..3000 {
        let mut damaged = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            for _ in 0..1 + round % 3 {
                let at = rng.next_u32() as usize % bytes.len().min(200 + round);
                match rng.next_u32() % 3 {
                    0 => bytes[at] = rng.next_u32() as u8,
                    1 => _ = bytes.remove(at),
                    _ => bytes.insert(at, rng.next_u32() as u8),
                }
            }
            bytes
        };
        if let Ok(text) = String::from_utf8(damaged(jwk)) {
            let _ = certwright::pkcs::jwk::private_from_jwk(&text);
        }
        let _ = certwright::pkcs::openssh::private_from_bytes(&damaged(&openssh.contents), None);
        let _ = private_key::from_der(&damaged(&pkcs8), None);
        let _ = certwright::pkcs::public_key::from_der(&damaged(&pkcs8));
        let _ = private_key::from_pem(&damaged(PEM.as_bytes()), None);
        if round < 100 {
            let _ = private_key::from_der(&damaged(&pbes1.contents[..]), Some(b"secret"));
        }
        if let Ok(text) = String::from_utf8(damaged(vector!("openssh.pub").as_bytes())) {
            let _ = PublicKey::from_openssh(&text);
        }
    }
}

#[test]
fn no_structure_of_a_key_takes_an_element_more() {
    use certwright::pkcs::pkcs8::{self, Kdf, LegacyScheme, PrivateKeyInfo};
    use certwright::pkcs::spki::SubjectPublicKeyInfo;
    use certwright::rsa::{HashAlgorithm, pss};
    use structure::{taking_more, taking_tags};
    let none: [String; 0] = [];
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    for text in [PEM, vector!("multi-prime.pem")] {
        let key = PrivateKey::from_pem(text).unwrap();
        let reads = |der: &[u8]| PrivateKey::from_pkcs1_der(der).is_ok();
        assert_eq!(taking_more(&key.to_pkcs1_der(), reads), none);
        let reads = |der: &[u8]| PrivateKey::from_pkcs8_der(der).is_ok();
        assert_eq!(taking_more(&key.to_pkcs8_der(), reads), none);
        let public = key.public_key();
        let reads = |der: &[u8]| PublicKey::from_pkcs1_der(der).is_ok();
        assert_eq!(taking_more(&public.to_pkcs1_der(), reads), none);
        let reads = |der: &[u8]| PublicKey::from_spki_der(der).is_ok();
        assert_eq!(taking_more(&public.to_spki_der(), reads), none);
        assert!(PrivateKeyInfo::from_der(&key.to_pkcs8_der()).is_ok());
        assert!(SubjectPublicKeyInfo::from_der(&public.to_spki_der()).is_ok());
    }
    // Everything but the defaults, so that everything is written.
    let params = pss::Params::new(HashAlgorithm::Sha384)
        .with_mgf1_hash(HashAlgorithm::Sha256)
        .with_salt_len(40);
    for algorithm in [
        SignatureAlgorithm::Pss(params),
        SignatureAlgorithm::Pkcs1v15(HashAlgorithm::Sha256),
    ] {
        let reads = |der: &[u8]| {
            let mut reader = certwright::der::Reader::new(der);
            let algorithm = AlgorithmIdentifier::parse(&mut reader, "AlgorithmIdentifier");
            reader.is_empty()
                && algorithm.is_ok_and(|it| SignatureAlgorithm::from_identifier(&it).is_ok())
        };
        assert_eq!(taking_more(&algorithm.to_der(), reads), none);
    }
    let plain = key().to_pkcs8_der();
    let decrypts = |der: &[u8]| {
        let info = EncryptedPrivateKeyInfo::from_der(der);
        info.is_ok_and(|info| info.decrypt(b"secret").is_ok_and(|it| it == plain))
    };
    let pbkdf2 = Kdf::Pbkdf2 {
        prf: pkcs8::Prf::HmacSha256,
        iterations: 5,
    };
    let scrypt = Kdf::Scrypt {
        log_n: 4,
        r: 8,
        p: 1,
    };
    for kdf in [pbkdf2, scrypt] {
        let choice = pkcs8::Choice::new(Cipher::Aes128, kdf);
        let made = pkcs8::encrypt(&plain, &choice, b"secret", &mut rng).unwrap();
        assert_eq!(taking_more(&made, decrypts), none);
        assert_eq!(taking_tags(&made, decrypts), none);
        // What is decrypted is one PrivateKeyInfo and nothing behind it.
        let more = [&plain[..], &[0]].concat();
        let made = pkcs8::encrypt(&more, &choice, b"secret", &mut rng).unwrap();
        let info = EncryptedPrivateKeyInfo::from_der(&made).unwrap();
        assert_eq!(info.decrypt(b"secret"), Err(Error::WrongPassword));
    }
    let scheme = LegacyScheme::ALL[0];
    let made = pkcs8::encrypt_legacy(&plain, scheme, 5, b"secret", &mut rng).unwrap();
    assert_eq!(taking_more(&made, decrypts), none);
    assert_eq!(taking_tags(&made, decrypts), none);
}

/// A generator that counts what it gives.
struct Counting(ChaCha20Rng, usize);

impl rand_core::TryRng for Counting {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        unreachable!("bytes are drawn, not numbers")
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        unreachable!("bytes are drawn, not numbers")
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        self.1 += out.len();
        self.0.try_fill_bytes(out)
    }
}

impl rand_core::TryCryptoRng for Counting {}

#[test]
fn salts_ivs_and_keys_are_drawn_each_in_full() {
    use certwright::pkcs::cms::{self, NewRecipient, PartyId, Shared};
    use certwright::pkcs::pkcs8::{self, Choice, Kdf, LegacyScheme};
    use certwright::pkcs::{AesGcm, legacy_pem};
    use certwright::rsa::{HashAlgorithm, oaep};
    let drawn = |make: &mut dyn FnMut(&mut Counting)| {
        let mut rng = Counting(ChaCha20Rng::seed_from_u64(1), 0);
        make(&mut rng);
        rng.1
    };
    let plain = key().to_pkcs8_der();
    let kdf = Kdf::Pbkdf2 {
        prf: pkcs8::Prf::HmacSha256,
        iterations: 5,
    };
    /// 1.2.840.113549.1.5.
    const PKCS5: [u8; 8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5];
    let choice = Choice::new(Cipher::Aes256, kdf).with_salt_len(20);
    let count = drawn(&mut |rng| drop(pkcs8::encrypt(&plain, &choice, b"secret", rng).unwrap()));
    assert_eq!(count, 20 + 16, "PBES2: the salt and the IV");
    for &scheme in LegacyScheme::ALL {
        let mut made = Vec::new();
        let count = drawn(&mut |rng| {
            made = pkcs8::encrypt_legacy(&plain, scheme, 5, b"secret", rng).unwrap();
        });
        assert_eq!(count, 16, "the salt, of which PBES1 takes eight bytes");
        let info = EncryptedPrivateKeyInfo::from_der(&made).unwrap();
        let mut parameters = info.algorithm.parameters.unwrap().reader();
        let salt = parameters.octet_string("salt").unwrap().value;
        // RFC 8018 §A.3: "an octet string of length 8"; RFC 7292 appendix C has no length.
        let is_pbes1 = info.algorithm.oid.as_bytes().starts_with(&PKCS5);
        assert_eq!(salt.len(), if is_pbes1 { 8 } else { 16 }, "{scheme:?}");
    }
    let count = drawn(&mut |rng| drop(key().to_openssh_encrypted("a key", "secret", rng).unwrap()));
    assert_eq!(count, 4 + 16, "OpenSSH: the check number and the salt");

    let own = key();
    let recipient = NewRecipient::new(PartyId::KeyId(&[1]), own.public_key());
    let recipient = [recipient.with_oaep(oaep::Params::new(HashAlgorithm::Sha256))];
    let count =
        drawn(&mut |rng| drop(cms::envelope(b"x", Cipher::Aes128, &recipient, rng).unwrap()));
    assert_eq!(count, 16 + 16 + 32, "the key, the IV and OAEP's seed");
    let count =
        drawn(&mut |rng| drop(cms::envelope(b"x", AesGcm::Aes256, &recipient, rng).unwrap()));
    assert_eq!(count, 32 + 12 + 32, "the key, the nonce and OAEP's seed");
    let with = |shared: &[Shared<'_>], rng: &mut Counting| {
        drop(cms::envelope_shared(b"x", Cipher::Aes256, &[], shared, rng).unwrap());
    };
    let id_and_key = Shared::Key {
        id: b"name",
        key: &[5; 16],
    };
    let count = drawn(&mut |rng| with(&[id_and_key], rng));
    assert_eq!(count, 32 + 16, "the key and the IV");
    let count = drawn(&mut |rng| with(&[Shared::Password(b"word")], rng));
    // RFC 3211 §2.3.1: the key, four bytes before it, and random bytes up to whole blocks.
    assert_eq!(
        count,
        32 + 16 + (16 + 16 + 48),
        "as well: salt, IV, padding"
    );
    let count =
        drawn(&mut |rng| drop(cms::encrypted(b"x", Cipher::Aes128, &[5; 16], rng).unwrap()));
    assert_eq!(count, 16, "the IV");

    let mut text = String::new();
    let count = drawn(&mut |rng| {
        let (label, der) = (pem::label::RSA_PRIVATE_KEY, key().to_pkcs1_der());
        text = legacy_pem::encode(label, &der, Cipher::Aes256, b"secret", rng).unwrap();
    });
    assert_eq!(count, 16, "RFC 1421: the IV");
    // The form that OpenSSL writes (vectors/keys/rfc1421.pem), and what it is read as.
    let begin = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,";
    let (iv, base64) = text
        .strip_prefix(begin)
        .unwrap()
        .split_once("\n\n")
        .unwrap();
    assert!(
        iv.len() == 32
            && iv
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b))
    );
    assert!(base64.ends_with("\n-----END RSA PRIVATE KEY-----\n"));
    let block = pem::first(text.as_bytes(), &[pem::label::RSA_PRIVATE_KEY]).unwrap();
    assert_eq!(
        legacy_pem::decrypt(&block, b"secret").unwrap(),
        key().to_pkcs1_der()
    );
    assert_ne!(
        legacy_pem::decrypt(&block, b"Secret").ok(),
        Some(key().to_pkcs1_der())
    );
}

#[test]
fn the_memory_and_the_work_of_scrypt_are_bounded_each_by_itself() {
    use certwright::pkcs::pkcs8::{self, Choice, Kdf};
    let plain = key().to_pkcs8_der();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut refused = |log_n, r, p| {
        let choice = Choice::new(Cipher::Aes128, Kdf::Scrypt { log_n, r, p });
        pkcs8::encrypt(&plain, &choice, b"secret", &mut rng).unwrap_err()
    };
    // 128 · N · r bytes, and N · r · p steps (RFC 7914 §2).
    let memory = refused(30, 1, 1);
    assert!(
        matches!(memory, Error::TooCostly { asked, .. } if asked == 128 << 30),
        "{memory}"
    );
    assert!(memory.to_string().contains("memory"), "{memory}");
    let work = refused(10, 8, 1 << 20);
    assert!(
        matches!(work, Error::TooCostly { asked, .. } if asked == 8 << 30),
        "{work}"
    );
    assert!(work.to_string().contains("steps"), "{work}");
    for (log_n, r, p) in [
        (0, 8, 1),
        (64, 8, 1),
        (14, 0, 1),
        (14, 8, 0),
        (14, 1 << 15, 1 << 15),
    ] {
        let wrong = refused(log_n, r, p);
        assert!(matches!(wrong, Error::Parameter { .. }), "{wrong}");
    }
}

#[test]
fn members_of_a_jwk_are_told_apart_by_what_their_names_mean() {
    let jwk = key().public_key().to_jwk();
    let with = |members: &str| PublicKey::from_jwk(&jwk.replacen('{', &format!("{{{members},"), 1));
    for (escape, code) in [('b', 8), ('f', 12), ('n', 10), ('r', 13), ('t', 9)] {
        let twice = format!(r#""\{escape}":1,"\u{code:04x}":2"#);
        assert!(with(&twice).is_err(), "{twice}");
        let apart = format!(r#""\{escape}":1,"\u{:04x}":2"#, code + 1);
        assert!(with(&apart).is_ok(), "{apart}");
        assert!(with(&format!(r#""x{escape}":1,"x\{escape}":2"#)).is_ok());
    }
    assert!(with(r#""\q":1"#).is_err());
    let many = |count: usize| {
        let members: Vec<String> = (0..count).map(|i| format!(r#""{i}":{i}"#)).collect();
        with(&members.join(","))
    };
    assert!(many(20).is_ok() && many(10_000).is_err());
    let spaces = " ".repeat(10_000_000);
    assert!(PublicKey::from_jwk(&format!("{jwk}{spaces}")).is_err());
    for empty in ["{}", "{ }"] {
        let refused = Error::Text {
            form: "JWK",
            offset: 0,
            what: "no member \"kty\"",
        };
        assert_eq!(PublicKey::from_jwk(empty), Err(refused));
    }
}

#[test]
fn a_jwk_has_up_to_eight_further_primes_and_they_come_back() {
    use certwright::pkcs::jwk;
    let mut parts = PrivateKey::from_pem(vector!("multi-prime.pem"))
        .unwrap()
        .parts();
    let further = parts.other_primes[0].clone();
    for count in 1..=9 {
        parts.other_primes = vec![further.clone(); count];
        let read = jwk::private_from_jwk(&jwk::private_to_jwk(&parts));
        match read {
            Ok(read) => assert!(count <= 8 && read == parts, "{count}"),
            Err(Error::Text { what, .. }) => assert_eq!((count, what), (9, "too many primes")),
            Err(e) => panic!("{e}"),
        }
    }
}

#[test]
fn a_private_key_is_read_by_what_its_label_and_its_first_field_say() {
    use certwright::pkcs::KeyKind;
    let key = key();
    let [pkcs1, pkcs8] = [key.to_pkcs1_der(), key.to_pkcs8_der()];
    for der in [&pkcs1, &pkcs8] {
        let (parts, kind) = private_key::from_der(der, None).unwrap();
        assert_eq!(
            (PrivateKey::from_parts(parts), kind),
            (Ok(key.clone()), KeyKind::RsaEncryption)
        );
    }
    // `openssl rsa -traditional` of a key for PSS gives this label to what is RSAPrivateKey.
    for (label, expected) in [
        (pem::label::RSA_PRIVATE_KEY, KeyKind::RsaEncryption),
        (pem::label::RSA_PSS_PRIVATE_KEY, KeyKind::RsaPss(None)),
    ] {
        let text = pem::encode(label, &pkcs1);
        let (parts, kind) = private_key::from_pem(text.as_bytes(), None).unwrap();
        assert_eq!(
            (PrivateKey::from_parts(parts), kind),
            (Ok(key.clone()), expected)
        );
    }
    // A block without headers is not encrypted, whatever password is given.
    let text = key.to_pkcs1_pem();
    let block = pem::first(text.as_bytes(), &[pem::label::RSA_PRIVATE_KEY]).unwrap();
    let read = certwright::pkcs::legacy_pem::decrypt(&block, b"secret");
    assert_eq!(read, Ok(pkcs1));
}

/// Each as RFC 4251 §5 has a string: its length in four bytes, and its bytes.
fn ssh_strings(strings: &[&[u8]]) -> Vec<u8> {
    let string = |bytes: &&[u8]| [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat();
    strings.iter().flat_map(string).collect()
}

fn ssh_error(offset: usize, what: &'static str, form: &'static str) -> Error {
    Error::Text { form, offset, what }
}

#[test]
fn a_public_key_of_openssh_s_is_two_minimal_numbers_and_nothing_else() {
    use base64ct::{Base64, Encoding};
    let line =
        |strings: &[&[u8]]| format!("ssh-rsa {}", Base64::encode_string(&ssh_strings(strings)));
    // A zero byte keeps a number positive whose first byte is 0x80 (RFC 4251 §5).
    let mut modulus = vec![0; 256];
    (modulus[0], modulus[255]) = (0x80, 1);
    let (n, e) = ([&[0][..], &modulus].concat(), &[1, 0, 1][..]);
    let good = line(&[b"ssh-rsa", e, &n]);
    let key = PublicKey::from_openssh(&good).unwrap();
    assert_eq!((key.modulus_be(), key.exponent_be()), (&modulus[..], e));
    assert_eq!(key.to_openssh("").unwrap(), good);
    assert_eq!(
        key.to_openssh("who@where").unwrap(),
        format!("{good} who@where")
    );
    let wrong: [(&[&[u8]], usize, &str); 4] = [
        (&[b"ssh-dss", e, &n], 0, "only ssh-rsa is supported"),
        (
            &[b"ssh-rsa", &[0, 1, 0, 1], &n],
            11,
            "a number with leading zeros",
        ),
        (&[b"ssh-rsa", e, &modulus], 11 + 7, "a negative number"),
        (
            &[b"ssh-rsa", e, &n, b""],
            11 + 7 + 261,
            "bytes after the last field",
        ),
    ];
    for (strings, offset, what) in wrong {
        let refused = PublicKey::from_openssh(&line(strings));
        assert_eq!(refused, Err(ssh_error(offset, what, "OpenSSH public key")));
    }
}

/// PROTOCOL.key: where a field stands that is refused, and why.
#[test]
fn fields_of_an_openssh_private_key_that_are_not_of_its_format_are_refused_by_their_place() {
    let text = key().to_openssh("").unwrap();
    let contents = pem::first(text.as_bytes(), &[]).unwrap().contents;
    // The magic, three strings of which two are "none", the number of keys; the public key and the private section.
    let public = &contents[43..][..279];
    let private = &contents[43 + 279 + 4..];
    let file = |header: [&[u8]; 3], public: &[u8], private: &[u8]| {
        let magic = &contents[..15];
        let one = &[0, 0, 0, 1][..];
        [
            magic,
            &ssh_strings(&header),
            one,
            &ssh_strings(&[public, private]),
        ]
        .concat()
    };
    let read = |bytes: &[u8]| certwright::pkcs::openssh::private_from_bytes(bytes, Some(b"secret"));
    let refused = |bytes: &[u8], offset, what| {
        assert_eq!(
            read(bytes),
            Err(ssh_error(offset, what, "OpenSSH private key"))
        );
    };
    let plain: [&[u8]; 3] = [b"none", b"none", b""];
    let good = file(plain, public, private);
    assert_eq!(good, *contents);
    let (blocks, more) = (
        "the private section is not whole blocks",
        "bytes after the last field",
    );
    refused(&[&good[..], &[0]].concat(), good.len(), more);
    refused(
        &file(plain, &[public, &[0]].concat(), private),
        43 + 279,
        more,
    );
    let cut = &private[..private.len() - 1];
    refused(&file(plain, public, cut), 43 + 279 + 4, blocks);

    let encrypted =
        |options: &[u8], private: &[u8]| file([b"aes256-ctr", b"bcrypt", options], public, private);
    let options = |salt: usize, rounds: u8| {
        let salt = vec![7; salt];
        [&ssh_strings(&[&salt])[..], &[0, 0, 0, rounds]].concat()
    };
    // The magic, the names' lengths and bytes, and the length of the options.
    let at = 15 + 14 + 10 + 4;
    let salt = "a salt that is empty or over 1024 bytes";
    let section = &[0; 32][..];
    refused(&encrypted(&options(0, 1), section), at + 4, salt);
    refused(&encrypted(&options(1025, 1), section), at + 4, salt);
    refused(
        &encrypted(&options(16, 0), section),
        at + 20,
        "no bcrypt rounds",
    );
    let behind = [&options(16, 1)[..], &[0]].concat();
    refused(&encrypted(&behind, section), at + 24, more);
    let private_at = at + 24 + 4 + 4 + 279 + 4;
    refused(
        &encrypted(&options(16, 1), &section[1..]),
        private_at,
        blocks,
    );
    for len in [1, 1024] {
        let wrong = read(&encrypted(&options(len, 1), section));
        assert_eq!(wrong, Err(Error::WrongPassword), "{len}");
    }
}

#[test]
fn comments_of_openssh_keys_are_one_line_of_65535_bytes_at_most() {
    let key = key();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    for (comment, is_good) in [
        ("c".repeat(65_535), true),
        ("c".repeat(65_536), false),
        ("a\nb".to_string(), false),
        ("a\u{7f}b".to_string(), false),
    ] {
        let written = [
            key.public_key().to_openssh(&comment).map(drop),
            key.to_openssh(&comment).map(drop),
            key.to_openssh_encrypted(&comment, "secret", &mut rng)
                .map(drop),
        ];
        for written in written {
            match is_good {
                true => assert_eq!(written, Ok(())),
                false => assert!(matches!(written, Err(Error::Parameter { .. }))),
            }
        }
    }
    let multi_prime = PrivateKey::from_pem(vector!("multi-prime.pem")).unwrap();
    let refused = multi_prime.to_openssh_encrypted("", "secret", &mut rng);
    assert!(matches!(refused, Err(Error::UnsupportedForm { .. })));
}

#[test]
fn each_number_of_a_private_jwk_is_checked() {
    let text = key().to_jwk();
    for name in ["n", "d", "p", "q", "dp", "dq", "qi"] {
        let begin = format!("\"{name}\":\"");
        let at = text.find(&begin).unwrap() + begin.len() + 40;
        let mut changed = text.to_string();
        let other = if &text[at..=at] == "A" { "B" } else { "A" };
        changed.replace_range(at..=at, other);
        assert!(PrivateKey::from_jwk(&changed).is_err(), "{name}");
    }
    let three = PrivateKey::from_pem(vector!("multi-prime.pem"))
        .unwrap()
        .to_jwk();
    let (begin, oth) = three.split_once("\"oth\":[").unwrap();
    let (first, end) = oth.split_once(']').unwrap();
    let with = |oth: &str| PrivateKey::from_jwk(&format!("{begin}\"oth\":{oth}{end}"));
    assert!(with(&format!("[{first}]")).is_ok());
    assert!(with(&format!("[{first}")).is_err());
    assert!(with("[]").is_err());
    assert!(with(&format!("[{}]", [first; 100].join(","))).is_err());
}
