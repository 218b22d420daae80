//! Libraries with an interface in Rust.

use certwright_oracle::{
    Answer, Bytes, Decrypt, GenerateKey, Implementation, Padding, Path, Prepared, Request, Sign,
    Verify,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use rsa::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _};
use rustls_pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use sha2::{Sha256, Sha384, Sha512};
use std::time::Duration;

use crate::{Sha, either, pkcs1_of, primes_of, usual, usual_key, value, verdict};

/// ring and aws-lc-rs have one interface.
macro_rules! as_ring {
    ($name:literal, $doc:literal, $Type:ident, $library:ident, $path:ident) => {
        #[doc = $doc]
        pub struct $Type($library::rand::SystemRandom);

        impl Default for $Type {
            fn default() -> Self {
                Self($library::rand::SystemRandom::new())
            }
        }

        impl $Type {
            fn algorithm(padding: Padding, sha: Sha) -> &'static $library::signature::RsaParameters {
                use $library::signature as s;
                match (padding, sha) {
                    (Padding::Pss, Sha::Sha256) => &s::RSA_PSS_2048_8192_SHA256,
                    (Padding::Pss, Sha::Sha384) => &s::RSA_PSS_2048_8192_SHA384,
                    (Padding::Pss, Sha::Sha512) => &s::RSA_PSS_2048_8192_SHA512,
                    (_, Sha::Sha256) => &s::RSA_PKCS1_2048_8192_SHA256,
                    (_, Sha::Sha384) => &s::RSA_PKCS1_2048_8192_SHA384,
                    (_, Sha::Sha512) => &s::RSA_PKCS1_2048_8192_SHA512,
                }
            }

            fn verified(request: &Verify) -> Result<Answer, Answer> {
                let (padding, sha, message) = usual(&request.scheme, &request.text)?;
                let key = $library::signature::UnparsedPublicKey::new(
                    Self::algorithm(padding, sha),
                    pkcs1_of(&request.public_key)?,
                );
                Ok(verdict(key.verify(message, &request.signature)))
            }

            fn pair(der: &[u8]) -> Result<$library::rsa::KeyPair, Answer> {
                $library::rsa::KeyPair::from_pkcs8(der).map_err(Answer::refused)
            }

            fn signed(
                &self,
                pair: &$library::rsa::KeyPair,
                request: &Sign,
            ) -> Result<Answer, Answer> {
                use $library::signature as s;
                let (padding, sha, message) = usual(&request.scheme, &request.text)?;
                let encoding: &dyn s::RsaEncoding = match (padding, sha) {
                    (Padding::Pss, Sha::Sha256) => &s::RSA_PSS_SHA256,
                    (Padding::Pss, Sha::Sha384) => &s::RSA_PSS_SHA384,
                    (Padding::Pss, Sha::Sha512) => &s::RSA_PSS_SHA512,
                    (_, Sha::Sha256) => &s::RSA_PKCS1_SHA256,
                    (_, Sha::Sha384) => &s::RSA_PKCS1_SHA384,
                    (_, Sha::Sha512) => &s::RSA_PKCS1_SHA512,
                };
                let mut signature = vec![0; as_ring!(@length $path pair)];
                let signed = pair.sign(encoding, &self.0, message, &mut signature);
                Ok(value(signed.map(|()| signature)))
            }
        }

        impl Implementation for $Type {
            fn name(&self) -> &str {
                $name
            }

            fn verify(&mut self, request: &Verify) -> Answer {
                either(Self::verified(request))
            }

            fn sign(&mut self, request: &Sign) -> Answer {
                let pair = Self::pair(&request.private_key);
                either(pair.and_then(|pair| self.signed(&pair, request)))
            }

            as_ring!(@path $path);

            fn prepare<'a>(&'a mut self, request: &'a Request) -> Prepared<'a> {
                match request {
                    Request::Sign(request) => match Self::pair(&request.private_key) {
                        Ok(pair) => Box::new(move || either(self.signed(&pair, request))),
                        Err(answer) => Box::new(move || answer.clone()),
                    },
                    Request::Verify(request) => as_ring!(@loaded $path self request),
                    request => as_ring!(@prepare $path self request),
                }
            }
        }
    };
    // ring keeps no public key.
    (@loaded webpki $self:ident $request:ident) => {
        Box::new(move || $self.verify($request))
    };
    (@loaded none $self:ident $request:ident) => {
        match Self::loaded($request) {
            Ok((key, message)) => {
                Box::new(move || verdict(key.verify_sig(message, &$request.signature)))
            }
            Err(answer) => Box::new(move || answer.clone()),
        }
    };
    (@length webpki $pair:ident) => { $pair.public().modulus_len() };
    (@length none $pair:ident) => { $pair.public_modulus_len() };
    (@path webpki) => {
        fn validate_path(&mut self, request: &Path) -> Answer {
            either(anchors(request).and_then(|anchors| by_webpki(&anchors, request)))
        }
    };
    (@path none) => {
        fn generate_key(&mut self, request: &GenerateKey) -> Answer {
            either(generated(request))
        }
    };
    (@prepare webpki $own:ident $request:ident) => {
        match $request {
            Request::Path(request) => match anchors(request) {
                Ok(anchors) => Box::new(move || either(by_webpki(&anchors, request))),
                Err(answer) => Box::new(move || answer.clone()),
            },
            request => Box::new(move || $own.answer(request)),
        }
    };
    (@prepare none $own:ident $request:ident) => {
        Box::new(move || $own.answer($request))
    };
}

as_ring!(
    "ring",
    "ring, with rustls-webpki for paths.",
    Ring,
    ring,
    webpki
);
#[cfg(feature = "from-source")]
as_ring!("aws-lc-rs", "AWS-LC.", AwsLc, aws_lc_rs, none);

#[cfg(feature = "from-source")]
impl AwsLc {
    /// The key as AWS-LC keeps it, and the message.
    fn loaded(request: &Verify) -> Result<(aws_lc_rs::signature::ParsedPublicKey, &[u8]), Answer> {
        let (padding, sha, message) = usual(&request.scheme, &request.text)?;
        let (algorithm, key) = (
            Self::algorithm(padding, sha),
            pkcs1_of(&request.public_key)?,
        );
        let key = aws_lc_rs::signature::ParsedPublicKey::new(algorithm, key);
        Ok((key.map_err(Answer::refused)?, message))
    }
}

/// A new key of AWS-LC's.
#[cfg(feature = "from-source")]
fn generated(request: &GenerateKey) -> Result<Answer, Answer> {
    use aws_lc_rs::encoding::AsDer as _;
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    let size = match usual_key(request)? {
        2048 => KeySize::Rsa2048,
        3072 => KeySize::Rsa3072,
        4096 => KeySize::Rsa4096,
        _ => return Err(Answer::unsupported("a key of another size")),
    };
    let pair = KeyPair::generate(size).map_err(Answer::failed)?;
    let der = pair.as_der().map_err(Answer::failed)?;
    Ok(primes_of(der.as_ref()))
}

/// The trust anchors, as rustls-webpki keeps them.
fn anchors(request: &Path) -> Result<Vec<TrustAnchor<'static>>, Answer> {
    let anchor = |der: &Bytes| {
        let der = CertificateDer::from(&der[..]);
        let anchor = webpki::anchor_from_trusted_cert(&der).map_err(Answer::refused)?;
        Ok(anchor.to_owned())
    };
    request.anchors.iter().map(anchor).collect()
}

/// rustls' validator, with ring's RSA.
fn by_webpki(anchors: &[TrustAnchor<'_>], request: &Path) -> Result<Answer, Answer> {
    if !request.policies.is_empty()
        || request.max_intermediates.is_some()
        || !request.emails.is_empty()
        || !request.key_usage.is_empty()
        || !request.signature_algorithms.is_empty()
        || !request.crls.is_empty()
        || request.flags.iter().any(|flag| flag != "112-bits")
    {
        return Err(Answer::unsupported("more than TLS asks of a path"));
    }
    let usage = match request.purpose.as_deref() {
        Some("server" | "1.3.6.1.5.5.7.3.1") => webpki::KeyUsage::server_auth(),
        Some("client" | "1.3.6.1.5.5.7.3.2") => webpki::KeyUsage::client_auth(),
        _ => return Err(Answer::unsupported("a path for no purpose of TLS")),
    };
    let target = CertificateDer::from(&request.target[..]);
    let target = webpki::EndEntityCert::try_from(&target).map_err(Answer::refused)?;
    let intermediates: Vec<_> = request
        .intermediates
        .iter()
        .map(|der| CertificateDer::from(&der[..]))
        .collect();
    let seconds = u64::try_from(request.time).unwrap_or_default();
    let algorithms = [
        webpki::ring::RSA_PKCS1_2048_8192_SHA256,
        webpki::ring::RSA_PKCS1_2048_8192_SHA384,
        webpki::ring::RSA_PKCS1_2048_8192_SHA512,
        webpki::ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
        webpki::ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
        webpki::ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
    ];
    let verified = target.verify_for_usage(
        &algorithms,
        anchors,
        &intermediates,
        UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
        usage,
        None,
        None,
    );
    if let Err(e) = verified {
        return Ok(Answer::refused(e));
    }
    let Some(host) = &request.host else {
        return Ok(Answer::Accepted);
    };
    let name = ServerName::try_from(host.as_str()).map_err(Answer::refused)?;
    Ok(verdict(target.verify_is_valid_for_subject_name(&name)))
}

/// graviola.
pub struct Graviola;

/// Its errors print as Debug alone.
fn graviola_refused(e: graviola::Error) -> Answer {
    Answer::refused(format!("{e:?}"))
}

fn graviola_key(spki: &[u8]) -> Result<graviola::signing::rsa::VerifyingKey, Answer> {
    graviola::signing::rsa::VerifyingKey::from_pkcs1_der(pkcs1_of(spki)?).map_err(graviola_refused)
}

fn graviola_verified(
    key: &graviola::signing::rsa::VerifyingKey,
    request: &Verify,
) -> Result<Answer, Answer> {
    let (padding, sha, message) = usual(&request.scheme, &request.text)?;
    let signature = &request.signature[..];
    match (padding, sha) {
        (Padding::Pss, Sha::Sha256) => key.verify_pss_sha256(signature, message),
        (Padding::Pss, Sha::Sha384) => key.verify_pss_sha384(signature, message),
        (Padding::Pss, Sha::Sha512) => key.verify_pss_sha512(signature, message),
        (_, Sha::Sha256) => key.verify_pkcs1_sha256(signature, message),
        (_, Sha::Sha384) => key.verify_pkcs1_sha384(signature, message),
        (_, Sha::Sha512) => key.verify_pkcs1_sha512(signature, message),
    }
    .map_err(graviola_refused)?;
    Ok(Answer::Accepted)
}

fn graviola_signed(
    key: &graviola::signing::rsa::SigningKey,
    request: &Sign,
) -> Result<Answer, Answer> {
    let (padding, sha, message) = usual(&request.scheme, &request.text)?;
    let mut signature = vec![0; key.modulus_len_bytes()];
    let out = &mut signature[..];
    match (padding, sha) {
        (Padding::Pss, Sha::Sha256) => key.sign_pss_sha256(out, message),
        (Padding::Pss, Sha::Sha384) => key.sign_pss_sha384(out, message),
        (Padding::Pss, Sha::Sha512) => key.sign_pss_sha512(out, message),
        (_, Sha::Sha256) => key.sign_pkcs1_sha256(out, message),
        (_, Sha::Sha384) => key.sign_pkcs1_sha384(out, message),
        (_, Sha::Sha512) => key.sign_pkcs1_sha512(out, message),
    }
    .map_err(graviola_refused)?;
    Ok(Answer::value(signature))
}

fn graviola_private(der: &[u8]) -> Result<graviola::signing::rsa::SigningKey, Answer> {
    graviola::signing::rsa::SigningKey::from_pkcs8_der(der).map_err(graviola_refused)
}

impl Implementation for Graviola {
    fn name(&self) -> &str {
        "graviola"
    }

    fn verify(&mut self, request: &Verify) -> Answer {
        either(graviola_key(&request.public_key).and_then(|key| graviola_verified(&key, request)))
    }

    fn sign(&mut self, request: &Sign) -> Answer {
        either(
            graviola_private(&request.private_key).and_then(|key| graviola_signed(&key, request)),
        )
    }

    fn generate_key(&mut self, request: &GenerateKey) -> Answer {
        use graviola::signing::rsa::{KeySize, SigningKey};
        let size = match usual_key(request) {
            Ok(2048) => KeySize::Rsa2048,
            Ok(3072) => KeySize::Rsa3072,
            Ok(4096) => KeySize::Rsa4096,
            Ok(_) => return Answer::unsupported("a key of another size"),
            Err(answer) => return answer,
        };
        let mut der = [0; 8192];
        let key = SigningKey::generate(size);
        match key.and_then(|key| Ok(primes_of(key.to_pkcs8_der(&mut der)?))) {
            Ok(answer) => answer,
            Err(e) => Answer::failed(format!("{e:?}")),
        }
    }

    fn prepare<'a>(&'a mut self, request: &'a Request) -> Prepared<'a> {
        match request {
            Request::Verify(request) => match graviola_key(&request.public_key) {
                Ok(key) => Box::new(move || either(graviola_verified(&key, request))),
                Err(answer) => Box::new(move || answer.clone()),
            },
            Request::Sign(request) => match graviola_private(&request.private_key) {
                Ok(key) => Box::new(move || either(graviola_signed(&key, request))),
                Err(answer) => Box::new(move || answer.clone()),
            },
            request => Box::new(move || self.answer(request)),
        }
    }
}

/// RustCrypto's `rsa`.
pub struct RustCrypto(ChaCha20Rng);

impl Default for RustCrypto {
    fn default() -> Self {
        Self(ChaCha20Rng::seed_from_u64(1))
    }
}

impl RustCrypto {
    fn verified(key: &rsa::PublicKey, request: &Verify) -> Result<Answer, Answer> {
        let (padding, sha, message) = usual(&request.scheme, &request.text)?;
        let signature = &request.signature[..];
        Ok(verdict(match (padding, sha) {
            (Padding::Pss, Sha::Sha256) => key.pss_verify::<Sha256>(message, signature),
            (Padding::Pss, Sha::Sha384) => key.pss_verify::<Sha384>(message, signature),
            (Padding::Pss, Sha::Sha512) => key.pss_verify::<Sha512>(message, signature),
            (_, Sha::Sha256) => key.pkcs1v15_verify::<Sha256>(message, signature),
            (_, Sha::Sha384) => key.pkcs1v15_verify::<Sha384>(message, signature),
            (_, Sha::Sha512) => key.pkcs1v15_verify::<Sha512>(message, signature),
        }))
    }

    fn signed(&mut self, key: &rsa::PrivateKey, request: &Sign) -> Result<Answer, Answer> {
        let (padding, sha, message) = usual(&request.scheme, &request.text)?;
        let rng = &mut self.0;
        Ok(value(match (padding, sha) {
            (Padding::Pss, Sha::Sha256) => key.pss_sign_with_rng::<Sha256, _>(rng, message),
            (Padding::Pss, Sha::Sha384) => key.pss_sign_with_rng::<Sha384, _>(rng, message),
            (Padding::Pss, Sha::Sha512) => key.pss_sign_with_rng::<Sha512, _>(rng, message),
            (_, Sha::Sha256) => key.pkcs1v15_sign_with_rng::<Sha256, _>(rng, message),
            (_, Sha::Sha384) => key.pkcs1v15_sign_with_rng::<Sha384, _>(rng, message),
            (_, Sha::Sha512) => key.pkcs1v15_sign_with_rng::<Sha512, _>(rng, message),
        }))
    }

    fn decrypted(&mut self, request: &Decrypt) -> Result<Answer, Answer> {
        let key = private(&request.private_key)?;
        let (scheme, rng) = (&request.scheme, &mut self.0);
        if request.sp800_56b || !scheme.label.is_empty() {
            return Err(Answer::unsupported("a label, or the range of SP 800-56B"));
        }
        let one_hash = scheme.mgf1.is_none() || scheme.mgf1 == scheme.hash;
        let ciphertext = &request.ciphertext[..];
        Ok(value(
            match (scheme.padding.unwrap_or_default(), scheme.hash.as_deref()) {
                (Padding::Pkcs1, None) => key.pkcs1v15_decrypt_with_rng(rng, ciphertext),
                (Padding::Oaep, Some("sha256")) if one_hash => {
                    key.oaep_decrypt_with_rng::<Sha256, _>(rng, ciphertext)
                }
                (Padding::Oaep, Some("sha384")) if one_hash => {
                    key.oaep_decrypt_with_rng::<Sha384, _>(rng, ciphertext)
                }
                (Padding::Oaep, Some("sha512")) if one_hash => {
                    key.oaep_decrypt_with_rng::<Sha512, _>(rng, ciphertext)
                }
                _ => return Err(Answer::unsupported("the scheme")),
            },
        ))
    }
}

fn public(der: &[u8]) -> Result<rsa::PublicKey, Answer> {
    rsa::PublicKey::from_public_key_der(der).map_err(Answer::refused)
}

fn private(der: &[u8]) -> Result<rsa::PrivateKey, Answer> {
    rsa::PrivateKey::from_pkcs8_der(der).map_err(Answer::refused)
}

impl Implementation for RustCrypto {
    fn name(&self) -> &str {
        "RustCrypto rsa"
    }

    fn verify(&mut self, request: &Verify) -> Answer {
        either(public(&request.public_key).and_then(|key| Self::verified(&key, request)))
    }

    fn sign(&mut self, request: &Sign) -> Answer {
        either(private(&request.private_key).and_then(|key| self.signed(&key, request)))
    }

    fn decrypt(&mut self, request: &Decrypt) -> Answer {
        either(self.decrypted(request))
    }

    fn generate_key(&mut self, request: &GenerateKey) -> Answer {
        let generated = usual_key(request).and_then(|bits| {
            let key = rsa::PrivateKey::new(&mut self.0, bits).map_err(Answer::failed)?;
            let der = key.to_pkcs8_der().map_err(Answer::failed)?;
            Ok(primes_of(der.as_bytes()))
        });
        either(generated)
    }

    fn prepare<'a>(&'a mut self, request: &'a Request) -> Prepared<'a> {
        match request {
            Request::Verify(request) => match public(&request.public_key) {
                Ok(key) => Box::new(move || either(Self::verified(&key, request))),
                Err(answer) => Box::new(move || answer.clone()),
            },
            Request::Sign(request) => match private(&request.private_key) {
                Ok(key) => Box::new(move || either(self.signed(&key, request))),
                Err(answer) => Box::new(move || answer.clone()),
            },
            request => Box::new(move || self.answer(request)),
        }
    }
}
