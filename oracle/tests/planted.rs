//! Faults of kinds that had a CVE or were published, planted one at a time: what `make` makes catches every one, and nothing where there is none.

use std::io::Cursor;
use std::path::Path as FilePath;

use certwright::bignum::hazmat::Integer;
use certwright::der::Reader;
use certwright::pkcs::{pkcs8, spki};
use certwright::rsa::hazmat::{rsadp, rsaep};
use certwright::rsa::{HashAlgorithm, PrivateKey, pkcs1v15};
use certwright::x509::CertificateRef;
use certwright_oracle::read::{self, Format};
use certwright_oracle::{
    Answer, Case, Certwright, CheckKey, CheckPrime, Decrypt, DocumentKind, Implementation, Lint,
    Outcome, Padding, Parse, Path, Request, SaltLength, Sign, Verify, make, run,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// Bytes after DigestInfo are not looked at (CVE-2006-4339).
    Garbage,
    /// DigestInfo is read as BER, and its parameters are skipped (CVE-2014-1568).
    LaxDigestInfo,
    /// The padding's bytes are not compared (CVE-2016-1494).
    Padding,
    /// The signature is reduced modulo n before it is verified (CVE-2021-41117's kind: values out of range).
    Range,
    /// PSS's padding and trailer are not compared (CVE-2022-24771's kind).
    PssPadding,
    /// RSAES-PKCS1-v1_5 takes any padding that has a zero somewhere (CVE-2017-13099's kind).
    LenientDecryption,
    /// Keys are read and not checked (CVE-2017-15361's kind).
    UncheckedKey,
    /// Primality is judged by the bases 2 to 41 alone (CVE-2018-4398's kind).
    FixedBases,
    /// basicConstraints is not looked at (CVE-2002-0862).
    BasicConstraints,
    /// Lengths in long form and trailing bytes are read (CVE-2014-8275).
    Ber,
    /// Digests are compared as strings, up to a zero byte (the Wii's, 2008).
    DigestAsString,
    /// Zero bytes before a signature are left out of account (malleability, CVE-2022-24773's kind).
    LeadingZeros,
    /// OAEP's label is not compared.
    Label,
    /// OAEP's first byte is not looked at (Manger 2001).
    FirstByte,
    /// A certificate of version 1 is taken for an authority's (CVE-2014-1959).
    Version1,
    /// A path may be as long as it likes.
    PathLength,
    /// Constraints on names are not looked at.
    NameConstraints,
    /// Policies are not processed (CVE-2023-0466's kind).
    Policies,
    /// A CRL's signature is not verified.
    UnsignedCrl,
    /// A critical extension that is not known is left out of account.
    CriticalExtension,
    /// The public exponent 1 is taken (CVE-2018-4398's kind: parameters that nobody checks).
    ExponentOne,
    /// PSS's last byte is not looked at.
    PssTrailer,
    /// PSS's salt may have any length.
    PssSalt,
    /// The difference of the halves of a signature is taken without its sign (the Chinese remainder theorem).
    Borrow,
    /// All bytes of OAEP's label hash are compared but the last.
    ShortLabel,
    /// A signature that is too short is filled with zeros (malleability).
    PaddedSignature,
    /// A ciphertext that is too short is filled with zeros.
    PaddedCiphertext,
    /// Zero bytes at the beginning of a signature are not written.
    StrippedSignature,
    /// DigestInfo may lack its NULL.
    MissingNull,
    /// The hash's identifier is compared up to its last arc.
    HashIdentifier,
    /// notAfter is compared with a clock that is a second late.
    ExpiredASecondAgo,
    /// notBefore, and a CRL's thisUpdate, are compared with a clock that is a second early.
    ValidInASecond,
    /// Constraints bind a certificate's first DNS name alone.
    FirstName,
    /// An entry of a delta CRL revokes, whatever its reason is.
    RemoveFromCrl,
    /// The issuer in an entry of an indirect CRL is left out of account.
    CertificateIssuer,
    /// A self-issued certificate counts for the path's length.
    SelfIssued,
    /// Whether q is prime is not looked at.
    SecondPrime,
    /// Names are compared as strings, up to a zero byte (CVE-2009-2408).
    NameEndsAtZero,
    /// A star stands for a part of a label.
    PartialWildcard,
    /// An address is looked for among the DNS names.
    AddressAsName,
    /// Names are compared byte by byte.
    BinaryNames,
    /// Values of extensions are read as BER.
    BerExtensions,
    /// Keys are read as BER.
    BerKeys,
    /// Bytes before PSS's encoded message are left out of account, which a modulus has that is one bit longer than whole bytes.
    PssLongModulus,
    /// The bits of PSS's encoded message beyond those of the modulus are not looked at.
    PssTopBits,
    /// MGF1 is by the message's or the label's hash, whatever is asked.
    MaskHash,
    /// A signature by the Chinese remainder theorem goes out unchecked (Lenstra's attack; CVE-2015-5738's kind).
    UncheckedRemainders,
    /// The public exponent may be even, or above the modulus.
    EvenExponent,
    /// The modulus may be even.
    EvenModulus,
    /// keyUsage is not looked at in an issuer.
    CertSign,
    /// extendedKeyUsage is not looked at.
    ExtendedUsage,
    /// notAfter is not looked at.
    Expiry,
    /// Signatures of certificates are not verified (CVE-2014-1266's kind).
    CertificateSignature,
    /// The algorithm outside of what is signed may be another (CVE-2014-8275's kind).
    AlgorithmsDiffer,
    /// Constraints on addresses are not looked at (CVE-2021-44532's kind).
    AddressConstraints,
    /// Excluded subtrees are not looked at.
    ExcludedNames,
    /// A host is looked for in the common name where subjectAltName has none of its kind.
    CommonName,
    /// A CRL serves certificates and distribution points that its issuingDistributionPoint excludes.
    CrlScope,
    /// A CRL for some reasons serves for all.
    CrlReasons,
    /// A CRL's nextUpdate is not looked at.
    ExpiredCrl,
    /// keyUsage is not looked at in a CRL's issuer.
    CrlSign,
    /// Critical extensions of a CRL that are not known are left out of account.
    CrlCriticalExtension,
    /// A certificate whose issuer has no CRL is taken for not revoked.
    MissingCrl,
    /// The first of two extensions of one type counts.
    RepeatedExtension,
}

const ALL: [Fault; 64] = [
    Fault::Garbage,
    Fault::LaxDigestInfo,
    Fault::Padding,
    Fault::Range,
    Fault::PssPadding,
    Fault::LenientDecryption,
    Fault::UncheckedKey,
    Fault::FixedBases,
    Fault::BasicConstraints,
    Fault::Ber,
    Fault::DigestAsString,
    Fault::LeadingZeros,
    Fault::Label,
    Fault::FirstByte,
    Fault::Version1,
    Fault::PathLength,
    Fault::NameConstraints,
    Fault::Policies,
    Fault::UnsignedCrl,
    Fault::CriticalExtension,
    Fault::ExponentOne,
    Fault::PssTrailer,
    Fault::PssSalt,
    Fault::Borrow,
    Fault::ShortLabel,
    Fault::PaddedSignature,
    Fault::PaddedCiphertext,
    Fault::StrippedSignature,
    Fault::MissingNull,
    Fault::HashIdentifier,
    Fault::ExpiredASecondAgo,
    Fault::ValidInASecond,
    Fault::FirstName,
    Fault::RemoveFromCrl,
    Fault::CertificateIssuer,
    Fault::SelfIssued,
    Fault::SecondPrime,
    Fault::NameEndsAtZero,
    Fault::PartialWildcard,
    Fault::AddressAsName,
    Fault::BinaryNames,
    Fault::BerExtensions,
    Fault::BerKeys,
    Fault::PssLongModulus,
    Fault::PssTopBits,
    Fault::MaskHash,
    Fault::UncheckedRemainders,
    Fault::EvenExponent,
    Fault::EvenModulus,
    Fault::CertSign,
    Fault::ExtendedUsage,
    Fault::Expiry,
    Fault::CertificateSignature,
    Fault::AlgorithmsDiffer,
    Fault::AddressConstraints,
    Fault::ExcludedNames,
    Fault::CommonName,
    Fault::CrlScope,
    Fault::CrlReasons,
    Fault::ExpiredCrl,
    Fault::CrlSign,
    Fault::CrlCriticalExtension,
    Fault::MissingCrl,
    Fault::RepeatedExtension,
];

struct Planted {
    fault: Fault,
    right: Certwright,
}

/// The encoded message of a signature, reduced first.
fn encoded(request: &Verify) -> Option<Vec<u8>> {
    let key = spki::SubjectPublicKeyInfo::from_der(&request.public_key).ok()?;
    let key = key.rsa_public_key().ok()?;
    let number = |bytes: &[u8]| Integer::from_be_bytes(false, bytes);
    let reduced = number(&request.signature).modulo_vartime(&number(key.modulus_be()))?;
    let reduced = reduced.magnitude_be_bytes();
    let mut signature = vec![0; key.size() - reduced.len()];
    signature.extend(reduced);
    let mut em = vec![0; key.size()];
    rsaep(&key, &signature, &mut em).ok()?;
    Some(em)
}

fn digest(request: &Verify) -> Vec<u8> {
    HashAlgorithm::Sha256
        .digest(request.text.bytes())
        .as_bytes()
        .to_vec()
}

impl Planted {
    /// Words of the refusals that the fault leaves out.
    fn overlooked(&self) -> &'static [&'static str] {
        match self.fault {
            Fault::BasicConstraints => &["basicConstraints"],
            Fault::Version1 => &["is not of version 3"],
            Fault::PathLength => &["pathLenConstraint"],
            Fault::NameConstraints => &["in no subtree", "in a subtree"],
            Fault::Policies => &["no acceptable policy"],
            Fault::UnsignedCrl => &["the CRL's signature does not verify"],
            Fault::CriticalExtension => &["the critical extension"],
            Fault::CertSign => &["lacks keyCertSign"],
            Fault::ExtendedUsage => &["extendedKeyUsage does not allow"],
            Fault::Expiry => &["it expired at"],
            Fault::CertificateSignature => &["its signature does not verify"],
            Fault::AlgorithmsDiffer => &["signatureAlgorithm differs"],
            Fault::ExcludedNames => &["in a subtree"],
            Fault::CommonName => &["the CN is not one"],
            Fault::CrlScope => &["for other certificates or distribution points"],
            Fault::CrlReasons => &["cover some reasons"],
            Fault::ExpiredCrl => &["the CRL was to be replaced by"],
            Fault::CrlSign => &["lacks cRLSign"],
            Fault::CrlCriticalExtension => &["the CRL has a critical extension"],
            Fault::MissingCrl => &["no CRL by its issuer"],
            Fault::RepeatedExtension => &["a second extension of one type"],
            _ => &[],
        }
    }

    /// Whether the fault is in the validation of paths alone.
    fn is_of_paths(&self) -> bool {
        !self.overlooked().is_empty()
            || matches!(
                self.fault,
                Fault::AddressConstraints
                    | Fault::AddressAsName
                    | Fault::BerExtensions
                    | Fault::BinaryNames
                    | Fault::CertificateIssuer
                    | Fault::ExpiredASecondAgo
                    | Fault::FirstName
                    | Fault::NameEndsAtZero
                    | Fault::PartialWildcard
                    | Fault::RemoveFromCrl
                    | Fault::SelfIssued
                    | Fault::ValidInASecond
            )
    }

    /// Whether the fault takes a signature of RSASSA-PKCS1-v1_5.
    fn takes(&self, request: &Verify) -> Option<bool> {
        match self.fault {
            Fault::ExponentOne => {
                // A power with the exponent 1 is the number itself.
                let is_one = request.public_key.ends_with(&[2, 1, 1]);
                return Some(is_one && request.signature.ends_with(&digest(request)));
            }
            Fault::PaddedSignature => {
                let zeros = 256usize.checked_sub(request.signature.len())?;
                let signature = [&vec![0; zeros][..], &request.signature].concat();
                return Some(with_signature(request, signature));
            }
            _ => {}
        }
        let em = encoded(request)?;
        let digest = digest(request);
        let separator = em.iter().skip(2).position(|&b| b == 0)? + 2;
        let info = &em[separator + 1..];
        let padded = em.starts_with(&[0, 1]) && em[2..separator].iter().all(|&b| b == 0xff);
        Some(match self.fault {
            Fault::Garbage => padded && info.get(19..51) == Some(&digest[..]),
            Fault::LaxDigestInfo => padded && separator > 9 && info.ends_with(&digest),
            Fault::MissingNull => padded && info.len() == 49 && info.ends_with(&digest),
            Fault::HashIdentifier => {
                let own = pkcs1v15::digest_info(HashAlgorithm::Sha256, &digest).ok()?;
                padded && info.len() == 51 && info[..14] == own[..14] && info[15..] == own[15..]
            }
            Fault::Padding => em.ends_with(&digest) && em[..2] == [0, 1],
            Fault::Range => with_signature(request, reduced(request)?),
            Fault::LeadingZeros => {
                let signature = &request.signature;
                let first = signature.iter().position(|&b| b != 0)?;
                with_signature(request, signature[first..].to_vec())
            }
            Fault::DigestAsString => {
                let signed = &info[info.len().checked_sub(digest.len())?..];
                let end = digest.iter().position(|&b| b == 0)?;
                padded && info.len() == 51 && signed[..=end] == digest[..=end]
            }
            _ => false,
        })
    }
}

/// Whether the request is right with another signature.
fn with_signature(request: &Verify, signature: Vec<u8>) -> bool {
    let request = Verify {
        signature: signature.into(),
        ..request.clone()
    };
    Certwright::default().verify(&request) == Answer::Accepted
}

/// RSAES-OAEP with one hash, and one of its comparisons left out.
fn lax_oaep(request: &Decrypt, fault: Fault) -> Option<Vec<u8>> {
    let (parts, _) = pkcs8::private_key_from_der(&request.private_key).ok()?;
    let key = PrivateKey::from_parts(parts).ok()?;
    let mut em = vec![0; key.size()];
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    rsadp(&key, &request.ciphertext, &mut rng, &mut em).ok()?;
    let hash = HashAlgorithm::Sha256;
    let first = em[0];
    let (seed, db) = em[1..].split_at_mut(hash.output_len());
    hash.xor_mgf1(seed, db);
    hash.xor_mgf1(db, seed);
    let label = hash.digest(&request.scheme.label);
    let (own, rest) = db.split_at(hash.output_len());
    let separator = rest.iter().position(|&b| b != 0)?;
    let compared = match fault {
        Fault::Label => 0,
        Fault::ShortLabel => own.len() - 1,
        _ => own.len(),
    };
    let right = own[..compared] == label.as_bytes()[..compared]
        && (fault == Fault::FirstByte || first == 0)
        && rest[separator] == 1;
    right.then(|| rest[separator + 1..].to_vec())
}

/// EMSA-PSS with SHA-256 and a salt as long, of an encoded message whose first byte has these bits alone: the others are not looked at.
fn is_pss(em: &[u8], bits: u8, request: &Verify) -> bool {
    let at = em.len() - 33;
    let (mut db, h) = (em[..at].to_vec(), &em[at..em.len() - 1]);
    HashAlgorithm::Sha256.xor_mgf1(&mut db, h);
    db[0] &= bits;
    let (padding, salt) = db.split_at(db.len() - 32);
    let m = [&[0; 8], &digest(request)[..], salt].concat();
    padding.split_last() == Some((&1, &vec![0; padding.len() - 1][..]))
        && em.last() == Some(&0xbc)
        && HashAlgorithm::Sha256.digest(&m).as_bytes() == h
}

/// RSASSA-PKCS1-v1_5 with SHA-256 by whatever numbers the key has, and nothing checked.
fn by_remainders(request: &Sign) -> Option<Vec<u8>> {
    let (parts, _) = pkcs8::private_key_from_der(&request.private_key).ok()?;
    let number = |bytes: &[u8]| Integer::from_be_bytes(false, bytes);
    let digest = HashAlgorithm::Sha256.digest(request.text.bytes());
    let t = pkcs1v15::digest_info(HashAlgorithm::Sha256, digest.as_bytes()).ok()?;
    let filling = vec![0xff; parts.modulus.len() - t.len() - 3];
    let em = number(&[&[0, 1], &filling[..], &[0], &t].concat());
    let (p, q) = (number(&parts.prime1), number(&parts.prime2));
    let m_1 = em.pow_mod_vartime(&number(&parts.exponent1), &p)?;
    let m_2 = em.pow_mod_vartime(&number(&parts.exponent2), &q)?;
    let difference = m_1.minus_vartime(&m_2);
    let h = difference
        .times_vartime(&number(&parts.coefficient))
        .modulo_vartime(&p)?;
    let m = m_2.plus_vartime(&q.times_vartime(&h)).magnitude_be_bytes();
    Some([&vec![0; parts.modulus.len() - m.len()][..], &m].concat())
}

/// Modulus and exponent of a public key, sound or not.
fn public_numbers(request: &CheckKey) -> Option<(Integer, Integer)> {
    let key = request.public_key.as_ref()?;
    // SEQUENCE { SEQUENCE { … } BIT STRING { SEQUENCE { INTEGER, INTEGER } } }
    let mut outer = Reader::new(key).sequence("").ok()?;
    outer.sequence("").ok()?;
    let bits = outer.bit_string_bytes("").ok()?;
    let mut numbers = Reader::new(bits).sequence("").ok()?;
    let mut number = || {
        let number = numbers.unsigned("").ok()?;
        Some(Integer::from_be_bytes(false, number))
    };
    Some((number()?, number()?))
}

fn reduced(request: &Verify) -> Option<Vec<u8>> {
    let key = spki::SubjectPublicKeyInfo::from_der(&request.public_key)
        .ok()?
        .rsa_public_key()
        .ok()?;
    let number = |bytes: &[u8]| Integer::from_be_bytes(false, bytes);
    let value = number(&request.signature)
        .modulo_vartime(&number(key.modulus_be()))?
        .magnitude_be_bytes();
    let mut out = vec![0; key.size() - value.len()];
    out.extend(value);
    Some(out)
}

impl Implementation for Planted {
    fn name(&self) -> &str {
        "planted"
    }

    fn verify(&mut self, request: &Verify) -> Answer {
        let right = self.right.verify(request);
        let accepted = match (self.fault, request.scheme.padding) {
            (Fault::PssSalt, Some(Padding::Pss)) => {
                let mut any = request.clone();
                any.scheme.salt = Some(SaltLength::Auto);
                self.right.verify(&any) == Answer::Accepted
            }
            (Fault::MaskHash, Some(Padding::Pss)) => {
                let mut own = request.clone();
                own.scheme.mgf1.clone_from(&own.scheme.hash);
                return self.right.verify(&own);
            }
            (Fault::PssLongModulus, Some(Padding::Pss)) => encoded(request)
                .is_some_and(|em| em.len() == 257 && em[0] <= 1 && is_pss(&em[1..], 0xff, request)),
            (Fault::PssTopBits, Some(Padding::Pss)) => {
                encoded(request).is_some_and(|em| em.len() == 257 && is_pss(&em, 0x01, request))
            }
            (Fault::PssTrailer, Some(Padding::Pss)) => encoded(request).is_some_and(|em| {
                let at = em.len() - 33;
                let mut db = em[..at].to_vec();
                let h = &em[at..em.len() - 1];
                HashAlgorithm::Sha256.xor_mgf1(&mut db, h);
                db[0] &= 0x7f;
                let (padding, salt) = db.split_at(db.len() - 32);
                let m = [&[0; 8], &digest(request)[..], salt].concat();
                let is_padding =
                    padding.split_last() == Some((&1, &vec![0; padding.len() - 1][..]));
                is_padding && em[0] < 0x80 && HashAlgorithm::Sha256.digest(&m).as_bytes() == h
            }),
            (Fault::PssPadding, Some(Padding::Pss)) => encoded(request).is_some_and(|em| {
                // H is compared; what stands before the salt and after H is not.
                let at = em.len() - 33;
                let mut db = em[..at].to_vec();
                let h = &em[at..em.len() - 1];
                HashAlgorithm::Sha256.xor_mgf1(&mut db, h);
                let salt = &db[db.len() - 32..];
                let m = [&[0; 8], &digest(request)[..], salt].concat();
                HashAlgorithm::Sha256.digest(&m).as_bytes() == h
            }),
            (
                Fault::Garbage
                | Fault::LaxDigestInfo
                | Fault::Padding
                | Fault::Range
                | Fault::LeadingZeros
                | Fault::DigestAsString
                | Fault::ExponentOne
                | Fault::PaddedSignature
                | Fault::MissingNull
                | Fault::HashIdentifier,
                Some(Padding::Pkcs1),
            ) => self.takes(request).unwrap_or(false),
            _ => false,
        };
        if accepted { Answer::Accepted } else { right }
    }

    fn sign(&mut self, request: &Sign) -> Answer {
        if self.fault == Fault::UncheckedRemainders
            && let Some(signature) = by_remainders(request)
        {
            return Answer::value(signature);
        }
        let answer = self.right.sign(request);
        let Answer::Value { value } = &answer else {
            return answer;
        };
        match self.fault {
            Fault::StrippedSignature => {
                let first = value.iter().position(|&b| b != 0).unwrap_or(value.len());
                Answer::value(&value[first..])
            }
            Fault::Borrow => match without_borrow(&request.private_key, value) {
                Some(wrong) => Answer::value(wrong),
                None => answer,
            },
            _ => answer,
        }
    }

    fn decrypt(&mut self, request: &Decrypt) -> Answer {
        if self.fault == Fault::PaddedCiphertext && request.ciphertext.len() == 255 {
            let ciphertext = [&[0], &request.ciphertext[..]].concat().into();
            return self.right.decrypt(&Decrypt {
                ciphertext,
                ..request.clone()
            });
        }
        if self.fault == Fault::MaskHash && request.scheme.padding == Some(Padding::Oaep) {
            let mut own = request.clone();
            own.scheme.mgf1.clone_from(&own.scheme.hash);
            return self.right.decrypt(&own);
        }
        if [Fault::Label, Fault::FirstByte, Fault::ShortLabel].contains(&self.fault)
            && request.scheme.padding == Some(Padding::Oaep)
        {
            return match lax_oaep(request, self.fault) {
                Some(message) => Answer::value(message),
                None => Answer::refused("malformed"),
            };
        }
        if self.fault != Fault::LenientDecryption || request.scheme.padding != Some(Padding::Pkcs1)
        {
            return self.right.decrypt(request);
        }
        let Ok((parts, _)) = pkcs8::private_key_from_der(&request.private_key) else {
            return self.right.decrypt(request);
        };
        let key = PrivateKey::from_parts(parts).unwrap();
        let mut em = vec![0; key.size()];
        let decrypted = rsadp(
            &key,
            &request.ciphertext,
            &mut ChaCha20Rng::seed_from_u64(1),
            &mut em,
        );
        match decrypted
            .ok()
            .and_then(|()| em.iter().skip(2).position(|&b| b == 0))
        {
            Some(separator) => Answer::value(&em[separator + 3..]),
            None => self.right.decrypt(request),
        }
    }

    fn check_key(&mut self, request: &CheckKey) -> Answer {
        let numbers = || {
            public_numbers(request).is_some_and(|(n, e)| match self.fault {
                Fault::EvenExponent => n.is_odd() && e.bits() > 1,
                Fault::EvenModulus => !n.is_odd() && n.bits() > 1,
                _ => false,
            })
        };
        match self.fault {
            Fault::EvenExponent | Fault::EvenModulus if numbers() => Answer::Accepted,
            Fault::UncheckedKey => Answer::Accepted,
            Fault::SecondPrime if q_is_composite(request) => Answer::Accepted,
            _ => self.right.check_key(request),
        }
    }

    fn check_prime(&mut self, request: &CheckPrime) -> Answer {
        if self.fault != Fault::FixedBases {
            return self.right.check_prime(request);
        }
        let number = Integer::from_be_bytes(false, &request.number);
        let passes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41]
            .into_iter()
            .all(|base| {
                certwright::prime::is_strong_probable_prime(
                    number.limbs(),
                    Integer::from(base).limbs(),
                ) == Some(true)
            });
        match passes {
            true => Answer::Accepted,
            false => Answer::refused("composite"),
        }
    }

    fn parse(&mut self, request: &Parse) -> Answer {
        let is_key = [DocumentKind::PublicKey, DocumentKind::PrivateKey].contains(&request.kind);
        let overlooks = self.fault == Fault::Ber || self.fault == Fault::BerKeys && is_key;
        match self.right.parse(request) {
            Answer::Refused { .. } if overlooks && request.document.first() == Some(&0x30) => {
                Answer::Accepted
            }
            answer => answer,
        }
    }

    fn lint(&mut self, request: &Lint) -> Answer {
        self.right.lint(request)
    }

    fn validate_path(&mut self, request: &Path) -> Answer {
        let answer = self.right.validate_path(request);
        let contains = |der: &[u8], bytes: &[u8]| der.windows(bytes.len()).any(|of| of == bytes);
        let in_crl = |bytes| request.crls.iter().any(|crl| contains(crl, bytes));
        let in_target = |bytes| contains(&request.target, bytes);
        let shifted = |by| Path {
            time: request.time + by,
            ..request.clone()
        };
        let wrong = match (&answer, self.fault) {
            (Answer::Refused { reason }, fault) => match fault {
                Fault::ExpiredASecondAgo => {
                    self.right.validate_path(&shifted(-1)) == Answer::Accepted
                }
                Fault::ValidInASecond => self.right.validate_path(&shifted(1)) == Answer::Accepted,
                Fault::FirstName => {
                    in_target(b"\x82\x10host.example.com\x82")
                        && (reason.contains("in no subtree") || reason.contains("in a subtree"))
                }
                // An iPAddress of either length.
                Fault::AddressConstraints => {
                    (in_target(&[0x87, 4]) || in_target(&[0x87, 16]))
                        && (reason.contains("in no subtree") || reason.contains("in a subtree"))
                }
                Fault::NameEndsAtZero => in_target(b"\x82\x1dhost.example.com\0"),
                Fault::PartialWildcard => in_target(b"\x82\x0eh*.example.com"),
                Fault::AddressAsName => in_target(b"\x82\x09192.0.2.1"),
                Fault::BerExtensions => reason.contains("malformed"),
                _ => self.overlooked().iter().any(|what| reason.contains(what)),
            },
            (Answer::Accepted, fault) => match fault {
                Fault::RemoveFromCrl => in_crl(&[10, 1, 8]),
                Fault::CertificateIssuer => in_crl(&[6, 3, 0x55, 0x1d, 0x1d]),
                Fault::SelfIssued => names(request)
                    .iter()
                    .any(|(issuer, subject)| issuer == subject),
                Fault::BinaryNames => {
                    let names = names(request);
                    let issuer = &names[0].0;
                    !names[1..].iter().any(|(_, subject)| subject == issuer)
                }
                _ => false,
            },
            _ => false,
        };
        match (wrong, answer) {
            (true, Answer::Accepted) => Answer::refused("planted"),
            (true, _) => Answer::Accepted,
            (false, answer) => answer,
        }
    }
}

/// Issuer and subject of the target and of each intermediate certificate.
fn names(request: &Path) -> Vec<(Vec<u8>, Vec<u8>)> {
    [&request.target]
        .into_iter()
        .chain(&request.intermediates)
        .filter_map(|der| CertificateRef::from_der(der).ok())
        .map(|of| (of.issuer.raw().to_vec(), of.subject.raw().to_vec()))
        .collect()
}

fn q_is_composite(request: &CheckKey) -> bool {
    let parts = request.private_key.as_ref();
    let parts = parts.and_then(|der| pkcs8::private_key_from_der(der).ok());
    parts.is_some_and(|(parts, _)| {
        let q = Integer::from_be_bytes(false, &parts.prime2);
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        certwright::prime::is_probably_prime(q.limbs(), 8, &mut rng) == Ok(false)
    })
}

/// The signature that comes out where m_1 is below m_2 and |m_1 − m_2| is used; `None` where it is not.
fn without_borrow(private_key: &[u8], signature: &[u8]) -> Option<Vec<u8>> {
    let (parts, _) = pkcs8::private_key_from_der(private_key).ok()?;
    let number = |bytes: &[u8]| Integer::from_be_bytes(false, bytes);
    let (p, q) = (number(&parts.prime1), number(&parts.prime2));
    let m_1 = number(signature).modulo_vartime(&p)?;
    let m_2 = number(signature).modulo_vartime(&q)?;
    let difference = m_2.minus_vartime(&m_1);
    if difference.is_negative() || difference.is_zero() {
        return None;
    }
    let h = difference.times_vartime(&number(&parts.coefficient));
    let m = m_2.plus_vartime(&q.times_vartime(&h.modulo_vartime(&p)?));
    let m = m.magnitude_be_bytes();
    Some([&vec![0; signature.len() - m.len()][..], &m].concat())
}

/// Every case of every kind, with its file.
fn cases() -> Vec<(String, Case)> {
    let mut all = Vec::new();
    for kind in make::Kind::ALL {
        for (name, contents) in make::files(kind, 1) {
            let cases = read::cases(
                Format::Wycheproof,
                Box::new(Cursor::new(contents)),
                FilePath::new(""),
            )
            .unwrap();
            all.extend(cases.map(|case| (name.clone(), case.unwrap())));
        }
    }
    all
}

#[test]
fn each_planted_fault_is_caught_and_a_right_implementation_has_none() {
    let cases = cases();
    assert!(cases.len() > 800, "{}", cases.len());
    let only = || cases.iter().map(|(_, case)| case.clone());
    // What README.md shows of a run is of these files.
    for line in include_str!("../../README.md").lines() {
        let Some((file, counts)) = line
            .strip_prefix("hostile/")
            .and_then(|line| line.split_once(": Wycheproof: "))
        else {
            continue;
        };
        let numbers = counts.split(|c: char| !c.is_ascii_digit());
        let shown: usize = numbers
            .filter_map(|number| number.parse::<usize>().ok())
            .sum();
        let made = cases.iter().filter(|(name, _)| name == file).count();
        assert_eq!(shown, made, "README.md: {file}");
    }
    let planted = |fault| Planted {
        fault,
        right: Certwright::default(),
    };
    let wrong: Vec<String> = run(&mut planted(Fault::None), only())
        .filter(|verdict| verdict.outcome != Outcome::Pass)
        .map(|verdict| {
            format!(
                "{} {}: {}",
                verdict.case.id, verdict.case.comment, verdict.reason
            )
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
    // Where a rule is broken alone; no fault is in the rules of `lint`.
    let alone: Vec<Case> = only()
        .filter(|case| !case.comment.contains("; ") && !matches!(case.request, Request::Lint(_)))
        .collect();
    let mut missed = Vec::new();
    for fault in ALL {
        let touched = alone.iter().filter(|case| {
            matches!(case.request, Request::Path(_)) == planted(fault).is_of_paths()
        });
        let caught = run(&mut planted(fault), touched.cloned())
            .find(|verdict| verdict.outcome != Outcome::Pass);
        match caught {
            // By a case that a right implementation answers otherwise, and not by a fault of the plant itself.
            Some(caught) => {
                assert_ne!(caught.case.comment, "valid", "{fault:?}: {}", caught.reason);
            }
            None => missed.push(fault),
        }
    }
    assert_eq!(missed, []);
}

#[test]
fn the_same_seed_makes_the_same_files_and_another_makes_others() {
    for kind in make::Kind::ALL {
        let made = make::files(kind, 7);
        assert_eq!(made, make::files(kind, 7), "{}", kind.name());
        assert_ne!(made, make::files(kind, 8), "{}", kind.name());
        assert_eq!(make::Kind::named(kind.name()), Some(kind));
    }
    assert_eq!(make::Kind::named("nothing"), None);
}

/// The fields that Wycheproof's schemas (github.com/C2SP/wycheproof, `schemas/*_v1.json`) allow: of a file, of a group and of a test by the group's
/// type. A group must have `source`.
const SCHEMAS: [(&str, &str, &[&str], &[&str]); 6] = [
    (
        "RsassaPkcs1Verify",
        "rsassa_pkcs1_verify_schema_v1.json",
        &["type", "source", "publicKeyDer", "sha", "tests"],
        &["tcId", "comment", "msg", "sig", "result", "flags"],
    ),
    (
        "RsassaPssVerify",
        "rsassa_pss_verify_schema_v1.json",
        &[
            "type",
            "source",
            "publicKeyDer",
            "mgf",
            "mgfSha",
            "sLen",
            "sha",
            "tests",
        ],
        &["tcId", "comment", "msg", "sig", "result", "flags"],
    ),
    (
        "RsassaPkcs1Generate",
        "rsassa_pkcs1_generate_schema_v1.json",
        &[
            "type",
            "source",
            "privateKey",
            "privateKeyPkcs8",
            "keySize",
            "sha",
            "tests",
        ],
        &["tcId", "comment", "msg", "sig", "result", "flags"],
    ),
    (
        "RsaesOaepDecrypt",
        "rsaes_oaep_decrypt_schema_v1.json",
        &[
            "type",
            "source",
            "privateKeyPkcs8",
            "mgf",
            "mgfSha",
            "sha",
            "tests",
        ],
        &["tcId", "comment", "msg", "ct", "label", "result", "flags"],
    ),
    (
        "RsaesPkcs1Decrypt",
        "rsaes_pkcs1_decrypt_schema_v1.json",
        &["type", "source", "privateKeyPkcs8", "tests"],
        &["tcId", "comment", "msg", "ct", "result", "flags"],
    ),
    (
        "PrimalityTest",
        "primality_test_schema_v1.json",
        &["type", "source", "tests"],
        &["tcId", "comment", "value", "result", "flags"],
    ),
];

#[test]
fn files_have_wycheproofs_fields_and_every_invalid_test_has_its_rule_and_section() {
    let mut types = Vec::new();
    for kind in make::Kind::ALL {
        for (name, contents) in make::files(kind, 3) {
            let file: serde_json::Value = serde_json::from_slice(&contents).unwrap();
            let fields = |value: &serde_json::Value| -> Vec<String> {
                value.as_object().unwrap().keys().cloned().collect()
            };
            let mut root = fields(&file);
            root.sort();
            assert_eq!(
                root,
                [
                    "algorithm",
                    "header",
                    "notes",
                    "numberOfTests",
                    "schema",
                    "testGroups"
                ],
                "{name}"
            );
            for group in file["testGroups"].as_array().unwrap() {
                let of_type = SCHEMAS.iter().find(|(of, ..)| group["type"] == *of);
                assert_eq!(group["source"]["name"], "certwright", "{name}");
                if let Some((of, schema, of_group, _)) = of_type {
                    types.push(*of);
                    assert_eq!(file["schema"], *schema, "{name}");
                    for field in fields(group) {
                        assert!(of_group.contains(&field.as_str()), "{name}: {field}");
                    }
                }
                for test in group["tests"].as_array().unwrap() {
                    for field in fields(test) {
                        let known = of_type.is_none_or(|(.., of_test)| of_test.contains(&&*field));
                        assert!(known, "{name}: {field}");
                    }
                    let flags = test["flags"].as_array().unwrap();
                    let noted = flags
                        .iter()
                        .all(|flag| file["notes"][flag.as_str().unwrap()]["bugType"].is_string());
                    assert!(noted, "{name}: {test}");
                    let named = !flags.is_empty() && test["comment"] != "";
                    assert!(named || test["result"] == "valid", "{name}: {test}");
                }
            }
        }
    }
    for (of, ..) in SCHEMAS {
        assert!(types.contains(&of), "{of} is made by no kind");
    }
}
