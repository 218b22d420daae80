//! certwright itself as an implementation.

use certwright::bignum::hazmat::Integer;
use certwright::bignum::{Modulus, Nat};
use certwright::der::ObjectIdentifier;
use certwright::lint::{self, Document, Linter, PublicSuffixes, Standard};
use certwright::path::{
    Anchor, Identity, PolicySet, Pool, Profile, Purpose, Reason, Revocation, Settings,
    verify as verify_path,
};
use certwright::pkcs::algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
use certwright::pkcs::{Error as PkcsError, KeyKind, pkcs8, spki};
use certwright::prime;
use certwright::rsa::hazmat::{rsadp, rsaep};
use certwright::rsa::{
    HashAlgorithm, PrivateKey, PublicKey, check, oaep, pkcs1v15, pss, pss_shake,
};
use certwright::x509::extension::KeyUsage;
use certwright::x509::{
    CertificateListRef, CertificateRef, RequestRef, RsaVerifier, SignatureError, SignatureVerifier,
    Time,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::case::{
    Arithmetic, CheckKey, CheckPair, CheckPrime, Decrypt, DocumentKind, GenerateKey, Lint,
    Operator, Padding, Parse, Path, Recover, Request, RuleSet, SaltLength, Scheme, Severity, Sign,
    Verify,
};
use crate::digest;
use crate::implementation::{Answer, Implementation, Prepared};
use crate::keygen;

/// certwright. Keys below 2048 bits are used, since so many vectors have them. Salts, blinding and bases of tests come from a generator with a
/// fixed seed: a run is reproducible, and its signatures are no one's secret.
#[derive(Debug)]
pub struct Certwright {
    rng: ChaCha20Rng,
}

impl Default for Certwright {
    fn default() -> Self {
        Self {
            rng: ChaCha20Rng::seed_from_u64(1),
        }
    }
}

/// The longest number that is computed with, in hexadecimal digits.
const MAX_DIGITS: usize = 16 * 1024;

/// Reads a number.
pub(crate) fn integer(text: &str) -> Result<Integer, Answer> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    if digits.len() > MAX_DIGITS {
        return Err(Answer::unsupported(format!(
            "a number of {} hexadecimal digits, more than {MAX_DIGITS}",
            digits.len()
        )));
    }
    let padded = format!("{}{digits}", if digits.len() % 2 == 1 { "0" } else { "" });
    crate::Bytes::from_hex(&padded)
        .filter(|bytes| !bytes.is_empty())
        .map(|bytes| Integer::from_be_bytes(negative, &bytes))
        .ok_or_else(|| Answer::failed("not a hexadecimal number"))
}

/// Writes a number.
pub(crate) fn hex(number: &Integer) -> String {
    let magnitude = crate::Bytes(number.magnitude_be_bytes()).to_string();
    let digits = match magnitude.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let sign = if number.is_negative() { "-" } else { "" };
    format!("{sign}{digits}")
}

fn public_key(der: &[u8]) -> Result<(PublicKey, KeyKind), Answer> {
    let info = spki::SubjectPublicKeyInfo::from_der(der).map_err(Answer::refused)?;
    let key = info.rsa_public_key().map_err(Answer::refused)?;
    let kind = info.kind().map_err(Answer::refused)?;
    Ok((key.allow_below_2048(), kind))
}

fn private_key(der: &[u8]) -> Result<(PrivateKey, KeyKind), Answer> {
    let (parts, kind) = pkcs8::private_key_from_der(der).map_err(Answer::refused)?;
    let key = PrivateKey::from_parts(parts).map_err(Answer::refused)?;
    Ok((key.allow_below_2048(), kind))
}

/// The padding of a signature under a key.
fn signature_padding(scheme: &Scheme, kind: KeyKind) -> Result<Padding, Answer> {
    let padding = scheme.padding.unwrap_or(match kind.allows_pkcs1v15() {
        true => Padding::Pkcs1,
        false => Padding::Pss,
    });
    match padding {
        Padding::Oaep => Err(Answer::refused("OAEP does not sign")),
        Padding::Pkcs1 | Padding::None if !kind.allows_pkcs1v15() => {
            Err(Answer::refused("the key is for RSASSA-PSS only"))
        }
        Padding::None if scheme.hash.is_some() => {
            Err(Answer::refused("without padding there is no hash"))
        }
        Padding::Pkcs1 | Padding::None if scheme.mgf1.is_some() || scheme.salt.is_some() => {
            Err(Answer::refused("MGF1 and a salt are PSS's"))
        }
        padding => Ok(padding),
    }
}

/// PSS's hashes under a key: what is named, else what the key is restricted to, else RSASSA-PSS-params' default (RFC 8017 §A.2.3).
fn pss_hashes(scheme: &Scheme, kind: KeyKind) -> Result<(HashAlgorithm, HashAlgorithm), Answer> {
    let own = kind.pss_params();
    let hash = match &scheme.hash {
        Some(name) => digest::named(name)?,
        None => own.map_or(HashAlgorithm::Sha1, |own| own.hash),
    };
    let mgf1 = match &scheme.mgf1 {
        Some(name) => digest::named(name)?,
        None => own.map_or(hash, |own| own.mgf1_hash),
    };
    // A salt that no restriction refuses, so that what remains is the hashes.
    let params = pss::Params::new(hash)
        .with_mgf1_hash(mgf1)
        .with_salt_len(usize::MAX);
    if kind.allows_pss(&params) {
        Ok((hash, mgf1))
    } else {
        Err(Answer::refused(
            "the key's own parameters have other hashes",
        ))
    }
}

/// The salt's length; `None` for any.
fn salt_len(
    scheme: &Scheme,
    kind: KeyKind,
    bits: usize,
    hash: HashAlgorithm,
) -> Result<Option<usize>, Answer> {
    let max = pss::max_salt_len(bits, hash)
        .ok_or_else(|| Answer::refused("the key is too short for PSS with this hash"))?;
    let length = match scheme.salt {
        None | Some(SaltLength::Auto) => return Ok(None),
        Some(SaltLength::Digest) => hash.output_len(),
        Some(SaltLength::Max) => max,
        Some(SaltLength::Bytes(length)) => length,
    };
    let minimum = kind.pss_params().map_or(0, |own| own.salt_len);
    if (minimum..=max).contains(&length) {
        Ok(Some(length))
    } else {
        Err(Answer::refused(format!(
            "a salt of {length} bytes, where the key allows {minimum} to {max}"
        )))
    }
}

fn verdict(result: Result<(), impl ToString>) -> Answer {
    match result {
        Ok(()) => Answer::Accepted,
        Err(e) => Answer::refused(e),
    }
}

fn value(result: Result<impl AsRef<[u8]>, impl ToString>) -> Answer {
    match result {
        Ok(value) => Answer::value(value.as_ref()),
        Err(e) => Answer::refused(e),
    }
}

/// Either answer.
fn either(result: Result<Answer, Answer>) -> Answer {
    result.unwrap_or_else(|answer| answer)
}

impl Certwright {
    fn verified((key, kind): &(PublicKey, KeyKind), request: &Verify) -> Result<Answer, Answer> {
        let kind = *kind;
        let (scheme, signature) = (&request.scheme, &request.signature);
        Ok(match signature_padding(scheme, kind)? {
            Padding::Pss => {
                if let Some(shake) = scheme.hash.as_deref().and_then(digest::shake) {
                    // RFC 8702 §3.2.1 has no other salt or mask.
                    let right = scheme
                        .salt
                        .is_none_or(|salt| salt == SaltLength::Bytes(shake.output_len()));
                    if !right || scheme.mgf1.is_some() && scheme.mgf1 != scheme.hash {
                        return Err(Answer::unsupported(
                            "PSS with SHAKE and parameters of another RFC than 8702",
                        ));
                    }
                    let digest = match &request.text {
                        crate::Text::Message(message) => shake.digest(message).as_bytes().to_vec(),
                        crate::Text::Digest(digest) => digest.to_vec(),
                    };
                    return Ok(verdict(pss_shake::verify_prehash(
                        key, shake, &digest, signature,
                    )));
                }
                let (hash, mgf1) = pss_hashes(scheme, kind)?;
                let digest = digest::of(&request.text, hash);
                match salt_len(scheme, kind, key.bits(), hash)? {
                    Some(length) => {
                        let params = pss::Params::new(hash)
                            .with_mgf1_hash(mgf1)
                            .with_salt_len(length);
                        verdict(pss::verify_prehash(key, &params, &digest, signature))
                    }
                    None => {
                        let minimum = kind.pss_params().map_or(0, |own| own.salt_len);
                        match pss::verify_prehash_any_salt(key, hash, mgf1, &digest, signature) {
                            Ok(length) if length < minimum => {
                                Answer::refused("a shorter salt than the key allows")
                            }
                            Ok(_) => Answer::Accepted,
                            Err(e) => Answer::refused(e),
                        }
                    }
                }
            }
            Padding::None => {
                let mut em = vec![0; key.size()];
                match rsaep(key, signature, &mut em) {
                    Ok(()) if em == request.text.bytes() => Answer::Accepted,
                    Ok(()) => Answer::refused("another number was signed"),
                    Err(e) => Answer::refused(e),
                }
            }
            _ => {
                let t = digest::pkcs1_t(scheme.hash.as_deref(), &request.text)?;
                verdict(pkcs1v15::verify_unhashed(key, &t, signature))
            }
        })
    }

    fn recovered(request: &Recover) -> Result<Answer, Answer> {
        let (key, kind) = public_key(&request.public_key)?;
        let scheme = &request.scheme;
        match (signature_padding(scheme, kind)?, &scheme.hash) {
            (Padding::Pss, _) => Err(Answer::refused("PSS hides what was signed")),
            (Padding::None, _) => {
                let mut em = vec![0; key.size()];
                Ok(value(rsaep(&key, &request.signature, &mut em).map(|()| em)))
            }
            (_, hash) => {
                let t = pkcs1v15::recover(&key, &request.signature).map_err(Answer::refused)?;
                let Some(hash) = hash else {
                    return Ok(Answer::value(t));
                };
                // The digest is the end of DigestInfo, which must be the one of this digest.
                let lengths = [16, 20, 28, 32, 36, 48, 64];
                let digest = lengths
                    .iter()
                    .filter(|&&length| length <= t.len())
                    .find_map(|length| {
                        let digest = crate::Text::Digest(t[t.len() - length..].into());
                        let right =
                            digest::pkcs1_t(Some(hash), &digest).is_ok_and(|whole| whole == t);
                        right.then(|| digest.bytes().to_vec())
                    });
                Ok(match digest {
                    Some(digest) => Answer::value(digest),
                    None => Answer::refused("another hash, or no DigestInfo"),
                })
            }
        }
    }

    fn signed(
        &mut self,
        (key, kind): &(PrivateKey, KeyKind),
        request: &Sign,
    ) -> Result<Answer, Answer> {
        let kind = *kind;
        let (scheme, rng) = (&request.scheme, &mut self.rng);
        Ok(match signature_padding(scheme, kind)? {
            Padding::Pss => {
                let (hash, mgf1) = pss_hashes(scheme, kind)?;
                let max = pss::max_salt_len(key.bits(), hash);
                let length = salt_len(scheme, kind, key.bits(), hash)?
                    .or(max)
                    .unwrap_or(0);
                let params = pss::Params::new(hash)
                    .with_mgf1_hash(mgf1)
                    .with_salt_len(length);
                value(pss::sign_prehash(
                    key,
                    &params,
                    &digest::of(&request.text, hash),
                    rng,
                ))
            }
            Padding::None => {
                let mut out = vec![0; key.size()];
                value(rsadp(key, request.text.bytes(), rng, &mut out).map(|()| out))
            }
            _ => {
                let t = digest::pkcs1_t(scheme.hash.as_deref(), &request.text)?;
                value(pkcs1v15::sign_unhashed(key, &t, rng))
            }
        })
    }

    fn decrypted(&mut self, request: &Decrypt) -> Result<Answer, Answer> {
        let (key, kind) = private_key(&request.private_key)?;
        let (scheme, ciphertext, rng) = (&request.scheme, &request.ciphertext, &mut self.rng);
        if !kind.allows_pkcs1v15() {
            return Err(Answer::refused("the key is for RSASSA-PSS only"));
        }
        Ok(match scheme.padding.unwrap_or_default() {
            Padding::Oaep => {
                let hash = digest::named(scheme.hash.as_deref().unwrap_or("sha1"))?;
                let mgf1 = scheme.mgf1.as_deref().map_or(Ok(hash), digest::named)?;
                let params = oaep::Params::new(hash).with_mgf1_hash(mgf1);
                value(oaep::decrypt(&key, &params, &scheme.label, ciphertext, rng))
            }
            Padding::None => {
                if request.sp800_56b {
                    let number = Integer::from_be_bytes(false, ciphertext);
                    let n = Integer::from_be_bytes(false, key.public_key().modulus_be());
                    let above = n.minus_vartime(&number);
                    if number.bits() < 2 || above.bits() < 2 || above.is_negative() {
                        return Err(Answer::refused(
                            "the ciphertext is not above 1 and below n − 1",
                        ));
                    }
                }
                let mut out = vec![0; key.size()];
                value(rsadp(&key, ciphertext, rng, &mut out).map(|()| out))
            }
            Padding::Pss => Answer::refused("PSS does not encrypt"),
            Padding::Pkcs1 if scheme.hash.is_some() => {
                Answer::refused("PKCS #1 v1.5 encryption has no hash")
            }
            Padding::Pkcs1 => value(pkcs1v15::decrypt(&key, ciphertext, rng)),
        })
    }

    fn computed(request: &Arithmetic) -> Result<Answer, Answer> {
        let operands = request
            .operands
            .iter()
            .map(|text| integer(text))
            .collect::<Result<Vec<_>, _>>()?;
        let result = match (request.operator, &operands[..]) {
            (Operator::Sum, [a, b]) => vec![Some(a.plus_vartime(b))],
            (Operator::Product, [a, b]) => vec![Some(a.times_vartime(b))],
            (Operator::Square, [a]) => vec![Some(a.times_vartime(a))],
            (Operator::Divide, [a, b]) => match a.div_rem_vartime(b) {
                Some((quotient, remainder)) => vec![Some(quotient), Some(remainder)],
                None => vec![None],
            },
            (Operator::ShiftLeft | Operator::ShiftRight, [a, n]) => {
                let n = match n.limbs() {
                    _ if n.is_negative() || n.bits() > 16 => {
                        return Err(Answer::unsupported("a shift of more than 65535 bits"));
                    }
                    limbs => limbs.first().map_or(0, |&low| low as usize),
                };
                vec![Some(match request.operator {
                    Operator::ShiftLeft => a.shl_vartime(n),
                    _ => a.shr_vartime(n),
                })]
            }
            (Operator::ModMul, [a, b, m]) => vec![a.times_vartime(b).modulo_vartime(m)],
            (Operator::ModExp, [a, e, m]) => {
                if m.bits() > certwright::bignum::MAX_BITS {
                    return Err(Answer::unsupported(format!(
                        "the modulus has {} bits, more than {}",
                        m.bits(),
                        certwright::bignum::MAX_BITS
                    )));
                }
                vec![a.pow_mod_vartime(e, m)]
            }
            (Operator::Exp, [a, e]) => {
                // The result has this many bits.
                if e.bits() > 16 || a.bits() << e.bits() > 1 << 24 {
                    return Err(Answer::unsupported("a power of more than 2^24 bits"));
                }
                vec![a.pow_vartime(e)]
            }
            (Operator::ModSqrt, [a, p]) => vec![a.sqrt_mod_prime_vartime(p)],
            (Operator::ModInv, [a, m]) => vec![a.inverse_mod_vartime(m)],
            (Operator::Gcd, [a, b]) => vec![Some(a.gcd_vartime(b))],
            (Operator::Lcm, [a, b]) => vec![Some(a.lcm_vartime(b))],
            (Operator::MillerRabin, [w, b]) => {
                if w.is_negative() || b.is_negative() {
                    return Err(Answer::refused("a negative number"));
                }
                return Ok(
                    match prime::is_strong_probable_prime(w.limbs(), b.limbs()) {
                        Some(true) => Answer::Accepted,
                        Some(false) => Answer::refused("composite"),
                        None => Answer::refused("w is not odd and above 1, or b not in 1 to w − 1"),
                    },
                );
            }
            _ => return Err(Answer::failed("another count of operands")),
        };
        Ok(
            match result
                .iter()
                .map(|number| number.as_ref().map(hex))
                .collect()
            {
                Some(values) => Answer::Values { values },
                None => Answer::refused("there is no such number"),
            },
        )
    }

    fn checked(&mut self, request: &CheckKey) -> Result<Answer, Answer> {
        let faults = match request {
            CheckKey {
                private_key: Some(der),
                ..
            } => {
                let (parts, _) = pkcs8::private_key_from_der(der).map_err(Answer::refused)?;
                let faults = check::private_key(&parts, &mut self.rng).map_err(Answer::failed)?;
                if faults.is_empty() {
                    PrivateKey::from_parts(parts).map_err(Answer::refused)?;
                }
                faults
            }
            CheckKey {
                public_key: Some(der),
                ..
            } => {
                let (key, _) = public_key(der)?;
                check::public_key(&key, &mut self.rng).map_err(Answer::failed)?
            }
            _ => return Err(Answer::failed("no key is given")),
        };
        Ok(match faults.first() {
            Some(fault) => Answer::refused(fault),
            None => Answer::Accepted,
        })
    }

    fn parsed(request: &Parse) -> Result<Answer, Answer> {
        let der = &request.document[..];
        match request.kind {
            DocumentKind::Certificate => {
                let certificate = CertificateRef::from_der(der).map_err(Answer::refused)?;
                well_formed(&certificate.signed.algorithm)?;
                well_formed(&certificate.tbs_signature)?;
                well_formed_key(&certificate.spki)?;
            }
            DocumentKind::Crl => {
                let list = CertificateListRef::from_der(der).map_err(Answer::refused)?;
                well_formed(&list.signed.algorithm)?;
            }
            DocumentKind::Request => {
                let request = RequestRef::from_der(der).map_err(Answer::refused)?;
                well_formed(&request.signed.algorithm)?;
                well_formed_key(&request.spki)?;
            }
            DocumentKind::PublicKey if certwright::pem::is_pem(der) => {
                PublicKey::from_pem(der).map_err(Answer::refused)?;
            }
            DocumentKind::PublicKey => {
                PublicKey::from_spki_der(der)
                    .or_else(|e| PublicKey::from_pkcs1_der(der).map_err(|_| e))
                    .map_err(Answer::refused)?;
            }
            DocumentKind::PrivateKey => private_document(der, request.password.as_deref())?,
        }
        Ok(Answer::Accepted)
    }

    fn linted(request: &Lint) -> Answer {
        let read = match request.kind {
            DocumentKind::Certificate => Document::certificate,
            DocumentKind::Request => Document::request,
            DocumentKind::Crl => Document::crl,
            _ => return Answer::unsupported("there are no rules on keys alone"),
        };
        let lowest = match request.severity {
            Severity::Notice => lint::Severity::Notice,
            Severity::Warning => lint::Severity::Warning,
            Severity::Error => lint::Severity::Error,
        };
        let chosen = |rule: &lint::Rule| {
            rule.severity >= lowest
                && (request.rules == RuleSet::BaselineRequirements
                    || rule.standard == Standard::Pkix)
        };
        let suffixes = PublicSuffixes::parse(&request.public_suffixes.join("\n"));
        let is_public_suffix = |name: &str| suffixes.contains(name);
        let linter = Linter::new()
            .only(&chosen)
            .public_suffixes(&is_public_suffix);
        let issuer = request
            .issuer
            .as_ref()
            .map(|der| Document::certificate(der));
        let findings = linter.lint_issued(&read(&request.document), issuer.as_ref());
        let mut reasons: Vec<String> = findings
            .iter()
            .map(|finding| format!("{}: {}", finding.rule.name, finding.rule.fault))
            .collect();
        reasons.dedup();
        match reasons.is_empty() {
            true => Answer::Accepted,
            false => Answer::refused(reasons.join("; ")),
        }
    }

    /// What stays the same for every certificate: the trust anchors, and what is demanded of a path to one.
    fn trust(request: &Path) -> Result<(Vec<Anchor>, Settings), Answer> {
        // What cannot be read helps no path, and does not hide the rest.
        let anchors: Vec<_> = request
            .anchors
            .iter()
            .filter_map(|der| CertificateRef::from_der(der).ok())
            .map(|certificate| Anchor::from_certificate(&certificate))
            .collect();
        let time = Time::from_unix(request.time);
        // The files are about RFC 5280, in which an anchor is a name and a key, and many have short keys and SHA-1.
        let mut settings = match request.flags.iter().any(|flag| flag == "112-bits") {
            true => Settings::at(time),
            false => Settings::rfc5280(time),
        };
        settings.purpose = match request.purpose.as_deref() {
            None => None,
            Some("server") => Some(Purpose::TLS_SERVER),
            Some("client") => Some(Purpose::TLS_CLIENT),
            Some(other) => match ObjectIdentifier::new(other) {
                Ok(purpose) => Some(Purpose::extended(purpose)),
                Err(_) => return Err(Answer::unsupported(format!("the purpose {other}"))),
            },
        };
        settings.profile = match request.profile.as_deref() {
            None => Profile::RFC_5280,
            Some("strict") => Profile::STRICT,
            Some("web-pki") => Profile::WEB_PKI_PRIVATE,
            Some(other) => return Err(Answer::unsupported(format!("the profile {other}"))),
        };
        settings.enforce_anchor = request.profile.is_some();
        if let Some(host) = &request.host {
            let identity = match host.parse() {
                Ok(address) => Identity::Ip(address),
                Err(_) => Identity::dns(host).map_err(Answer::refused)?,
            };
            settings.identities.push(identity);
        }
        let mailboxes = request.emails.iter().cloned().map(Identity::Email);
        settings.identities.extend(mailboxes);
        if let Some(max) = request.max_intermediates {
            settings.max_intermediates = max;
        }
        if !request.policies.is_empty() {
            let policies = request
                .policies
                .iter()
                .map(|text| ObjectIdentifier::new(text).map_err(Answer::failed))
                .collect::<Result<Vec<_>, _>>()?;
            settings.policies = PolicySet::new(policies);
        }
        if !request.crls.is_empty() {
            settings.revocation = Revocation::PATH;
        }
        for flag in &request.flags {
            match flag.as_str() {
                "explicit-policy" => settings.require_explicit_policy = true,
                "inhibit-policy-mapping" => settings.inhibit_policy_mapping = true,
                "inhibit-any-policy" => settings.inhibit_any_policy = true,
                "crl-check" => settings.revocation = Revocation::PATH,
                "112-bits" => {}
                other => return Err(Answer::unsupported(format!("the flag {other}"))),
            }
        }
        Ok((anchors, settings))
    }

    fn validated(
        (anchors, settings): &(Vec<Anchor>, Settings),
        request: &Path,
    ) -> Result<Answer, Answer> {
        let intermediates: Vec<_> = request
            .intermediates
            .iter()
            .filter_map(|der| CertificateRef::from_der(der).ok())
            .collect();
        let crls: Vec<_> = request
            .crls
            .iter()
            .filter_map(|der| CertificateListRef::from_der(der).ok())
            .collect();
        let pool = Pool::new(anchors).intermediates(&intermediates).crls(&crls);
        let target = CertificateRef::from_der(&request.target).map_err(Answer::refused)?;
        let verifier = Allowed(&request.signature_algorithms);
        Ok(match verify_path(&target, &pool, settings, &verifier) {
            Ok(_) => match missing_usage(&target, &request.key_usage)? {
                Some(bit) => Answer::refused(format!("keyUsage lacks {bit}")),
                None => Answer::Accepted,
            },
            Err(e) => match e.first().reason {
                Reason::UnsupportedSignatureAlgorithm(_) | Reason::UnsupportedPublicKey(_) => {
                    Answer::unsupported(e)
                }
                _ => Answer::refused(e),
            },
        })
    }
}

/// Verifies signatures of these algorithms (dotted), or of any where none is named. A signature of another is as none.
struct Allowed<'r>(&'r [String]);

impl SignatureVerifier for Allowed<'_> {
    fn verify(
        &self,
        key: &spki::SubjectPublicKeyInfo<'_>,
        algorithm: &AlgorithmIdentifier<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let id = algorithm.oid.to_string();
        match self.0.is_empty() || self.0.contains(&id) {
            true => RsaVerifier.verify(key, algorithm, message, signature),
            false => Err(SignatureError::Invalid),
        }
    }
}

/// A power modulo an odd number whose form for multiplications is at hand, in constant time for its length, as with a private key.
struct PreparedPower {
    modulus: Modulus,
    base: Nat,
    exponent: Nat,
    out: Nat,
}

impl PreparedPower {
    /// `None` for other arithmetic, an even modulus, a base that is not below it, and what is negative.
    fn new(request: &Arithmetic) -> Option<Self> {
        let [base, exponent, modulus] = &request.operands[..] else {
            return None;
        };
        let number = |text: &String| integer(text).ok().filter(|number| !number.is_negative());
        let (base, exponent) = (number(base)?, number(exponent)?);
        let modulus = number(modulus)?;
        if request.operator != Operator::ModExp || !base.minus_vartime(&modulus).is_negative() {
            return None;
        }
        let modulus = Modulus::from_be_bytes(&modulus.magnitude_be_bytes()).ok()?;
        Some(Self {
            base: Nat::from_be_bytes_in(&base.magnitude_be_bytes(), modulus.len())?,
            exponent: Nat::from_be_bytes(&exponent.magnitude_be_bytes()),
            out: Nat::zero(modulus.len()),
            modulus,
        })
    }

    fn computed(&mut self) -> Answer {
        if let Err(e) = self.modulus.pow(&self.base, &self.exponent, &mut self.out) {
            return Answer::refused(e);
        }
        let value = Integer::from_be_bytes(false, &self.out.to_be_bytes());
        Answer::Values {
            values: vec![hex(&value)],
        }
    }
}

/// A bit that is asked for and that keyUsage, where it is there, does not have.
fn missing_usage<'r>(
    target: &CertificateRef<'_>,
    asked: &'r [String],
) -> Result<Option<&'r String>, Answer> {
    let usage = target.extensions.get::<KeyUsage>();
    let Some(usage) = usage.map_err(Answer::refused)? else {
        return Ok(None);
    };
    Ok(asked
        .iter()
        .find(|bit| !usage.names().any(|name| name == **bit)))
}

/// The library reads an algorithm's parameters when the algorithm is used. Another algorithm than RSA's may be whatever it is.
fn well_formed(algorithm: &AlgorithmIdentifier<'_>) -> Result<(), Answer> {
    match SignatureAlgorithm::from_identifier(algorithm) {
        Ok(_) | Err(PkcsError::Unsupported { .. }) => Ok(()),
        Err(e) => Err(Answer::refused(e)),
    }
}

/// The same of a key, and its numbers.
fn well_formed_key(key: &spki::SubjectPublicKeyInfo<'_>) -> Result<(), Answer> {
    match key.kind().and_then(|_| key.rsa_public_key()) {
        Ok(_) | Err(PkcsError::Unsupported { .. } | PkcsError::Key(_)) => Ok(()),
        Err(e) => Err(Answer::refused(e)),
    }
}

/// A private key of any form.
fn private_document(document: &[u8], password: Option<&str>) -> Result<(), Answer> {
    let read = if certwright::pem::is_pem(document) {
        match password {
            Some(password) => PrivateKey::from_pem_encrypted(document, password),
            None => PrivateKey::from_pem(document),
        }
    } else if let Ok(info) = pkcs8::EncryptedPrivateKeyInfo::from_der(document) {
        let password = password.unwrap_or_default().as_bytes();
        let plain = info.decrypt(password).map_err(Answer::refused)?;
        PrivateKey::from_pkcs8_der(&plain)
    } else {
        PrivateKey::from_pkcs8_der(document)
            .or_else(|e| PrivateKey::from_pkcs1_der(document).map_err(|_| e))
    };
    read.map(drop).map_err(Answer::refused)
}

impl Implementation for Certwright {
    fn name(&self) -> &str {
        "certwright"
    }

    fn verify(&mut self, request: &Verify) -> Answer {
        either(public_key(&request.public_key).and_then(|key| Self::verified(&key, request)))
    }

    fn recover(&mut self, request: &Recover) -> Answer {
        either(Self::recovered(request))
    }

    fn sign(&mut self, request: &Sign) -> Answer {
        either(private_key(&request.private_key).and_then(|key| self.signed(&key, request)))
    }

    fn decrypt(&mut self, request: &Decrypt) -> Answer {
        either(self.decrypted(request))
    }

    fn generate_key(&mut self, request: &GenerateKey) -> Answer {
        either(
            keygen::primes(request, &mut self.rng).map(|(p, q)| Answer::Values {
                values: vec![hex(&p), hex(&q)],
            }),
        )
    }

    fn arithmetic(&mut self, request: &Arithmetic) -> Answer {
        either(Self::computed(request))
    }

    fn check_prime(&mut self, request: &CheckPrime) -> Answer {
        let number = Nat::from_be_bytes(&request.number);
        if number.bit_len_vartime() > certwright::bignum::MAX_BITS {
            return Answer::unsupported(format!(
                "a number of more than {} bits",
                certwright::bignum::MAX_BITS
            ));
        }
        match prime::is_probably_prime(&number, prime::CHECK_ROUNDS, &mut self.rng) {
            Ok(true) => Answer::Accepted,
            Ok(false) => Answer::refused("composite"),
            Err(e) => Answer::failed(e),
        }
    }

    fn check_key(&mut self, request: &CheckKey) -> Answer {
        either(self.checked(request))
    }

    fn check_pair(&mut self, request: &CheckPair) -> Answer {
        let pair = private_key(&request.private_key)
            .and_then(|(private, _)| Ok((private, public_key(&request.public_key)?.0)));
        match pair {
            Ok((private, public)) if *private.public_key() == public => Answer::Accepted,
            Ok(_) => Answer::refused("the public key is another key's"),
            Err(answer) => answer,
        }
    }

    fn parse(&mut self, request: &Parse) -> Answer {
        either(Self::parsed(request))
    }

    fn lint(&mut self, request: &Lint) -> Answer {
        Self::linted(request)
    }

    fn validate_path(&mut self, request: &Path) -> Answer {
        either(Self::trust(request).and_then(|trust| Self::validated(&trust, request)))
    }

    fn prepare<'a>(&'a mut self, request: &'a Request) -> Prepared<'a> {
        match request {
            Request::Verify(request) => match public_key(&request.public_key) {
                Ok(key) => Box::new(move || either(Self::verified(&key, request))),
                Err(answer) => Box::new(move || answer.clone()),
            },
            Request::Sign(request) => match private_key(&request.private_key) {
                Ok(key) => Box::new(move || either(self.signed(&key, request))),
                Err(answer) => Box::new(move || answer.clone()),
            },
            Request::Path(request) => match Self::trust(request) {
                Ok(trust) => Box::new(move || either(Self::validated(&trust, request))),
                Err(answer) => Box::new(move || answer.clone()),
            },
            Request::Arithmetic(arithmetic) => match PreparedPower::new(arithmetic) {
                Some(mut power) => Box::new(move || power.computed()),
                None => Box::new(move || self.answer(request)),
            },
            request => Box::new(move || self.answer(request)),
        }
    }
}
