//! OpenSSL's library.

use certwright_oracle::{
    Answer, Arithmetic, Bytes, CheckKey, CheckPrime, Decrypt, DocumentKind, GenerateKey,
    Implementation, Operator, Padding, Parse, Path, Prepared, Request, SaltLength, Scheme, Sign,
    Text, Verify,
};
use openssl::bn::{BigNum, BigNumContext};
use openssl::error::ErrorStack;
use openssl::hash::{MessageDigest, hash};
use openssl::md::Md;
use openssl::pkey::{HasPrivate, HasPublic, PKey, PKeyRef};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::Rsa;
use openssl::sign::RsaPssSaltlen;
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::{X509VerifyFlags, X509VerifyParam};
use openssl::x509::{X509, X509Crl, X509PurposeId, X509Req, X509StoreContext};

use crate::{either, number, primes};

/// OpenSSL, statically linked.
pub struct OpenSsl;

fn refused(e: ErrorStack) -> Answer {
    Answer::refused(e)
}

/// A hash by its name; OpenSSL names SHA-512/256 otherwise.
fn digest(name: &str) -> Result<MessageDigest, Answer> {
    let name = match name {
        "sha512-224" => "sha512-224".to_string(),
        name => name.to_string(),
    };
    MessageDigest::from_name(&name)
        .ok_or_else(|| Answer::unsupported(format!("OpenSSL has no hash {name}")))
}

fn md(name: &str) -> Result<Md, Answer> {
    Md::fetch(None, name, None)
        .map_err(|_| Answer::unsupported(format!("OpenSSL has no hash {name}")))
}

fn rsa_padding(padding: Padding) -> openssl::rsa::Padding {
    match padding {
        Padding::Pss => openssl::rsa::Padding::PKCS1_PSS,
        Padding::Oaep => openssl::rsa::Padding::PKCS1_OAEP,
        Padding::None => openssl::rsa::Padding::NONE,
        _ => openssl::rsa::Padding::PKCS1,
    }
}

/// The scheme of a signature.
fn set<T>(context: &mut PkeyCtx<T>, scheme: &Scheme, signs: bool) -> Result<(), Answer> {
    if let Some(padding) = scheme.padding {
        context
            .set_rsa_padding(rsa_padding(padding))
            .map_err(refused)?;
    }
    if let Some(name) = &scheme.hash {
        let md = md(name)?;
        context.set_signature_md(&md).map_err(refused)?;
    }
    if let Some(name) = &scheme.mgf1 {
        let md = md(name)?;
        context.set_rsa_mgf1_md(&md).map_err(refused)?;
    }
    let salt = match scheme.salt {
        None => return Ok(()),
        Some(SaltLength::Digest) => RsaPssSaltlen::DIGEST_LENGTH,
        Some(SaltLength::Max) if signs => RsaPssSaltlen::MAXIMUM_LENGTH,
        Some(SaltLength::Max) => RsaPssSaltlen::custom(-3),
        // Verifying takes any salt then, which −2 stands for.
        Some(SaltLength::Auto) => RsaPssSaltlen::custom(-2),
        Some(SaltLength::Bytes(length)) => {
            RsaPssSaltlen::custom(i32::try_from(length).unwrap_or(i32::MAX))
        }
        Some(_) => return Err(Answer::unsupported("this salt length")),
    };
    context.set_rsa_pss_saltlen(salt).map_err(refused)
}

/// What is handed to the signature operation: the digest.
fn to_sign(scheme: &Scheme, text: &Text) -> Result<Vec<u8>, Answer> {
    match (text, &scheme.hash) {
        (Text::Message(message), Some(name)) => {
            Ok(hash(digest(name)?, message).map_err(refused)?.to_vec())
        }
        (text, _) => Ok(text.bytes().to_vec()),
    }
}

fn verified<T: HasPublic>(key: &PKeyRef<T>, request: &Verify) -> Result<Answer, Answer> {
    let data = to_sign(&request.scheme, &request.text)?;
    let mut context = PkeyCtx::new(key).map_err(refused)?;
    context.verify_init().map_err(refused)?;
    set(&mut context, &request.scheme, false)?;
    match context.verify(&data, &request.signature) {
        Ok(true) => Ok(Answer::Accepted),
        Ok(false) => Ok(Answer::refused("")),
        Err(e) => Err(refused(e)),
    }
}

fn signed<T: HasPrivate>(key: &PKeyRef<T>, request: &Sign) -> Result<Answer, Answer> {
    let data = to_sign(&request.scheme, &request.text)?;
    let mut context = PkeyCtx::new(key).map_err(refused)?;
    context.sign_init().map_err(refused)?;
    set(&mut context, &request.scheme, true)?;
    let mut signature = Vec::new();
    context
        .sign_to_vec(&data, &mut signature)
        .map_err(refused)?;
    Ok(Answer::value(signature))
}

fn decrypted(request: &Decrypt) -> Result<Answer, Answer> {
    if request.sp800_56b {
        return Err(Answer::unsupported("the range of SP 800-56B"));
    }
    let key = PKey::private_key_from_pkcs8(&request.private_key).map_err(refused)?;
    let mut context = PkeyCtx::new(&key).map_err(refused)?;
    context.decrypt_init().map_err(refused)?;
    let scheme = &request.scheme;
    let padding = scheme.padding.unwrap_or_default();
    context
        .set_rsa_padding(rsa_padding(padding))
        .map_err(refused)?;
    if padding == Padding::Oaep {
        if let Some(name) = &scheme.hash {
            let md = md(name)?;
            context.set_rsa_oaep_md(&md).map_err(refused)?;
        }
        if let Some(name) = &scheme.mgf1 {
            let md = md(name)?;
            context.set_rsa_mgf1_md(&md).map_err(refused)?;
        }
        if !scheme.label.is_empty() {
            context.set_rsa_oaep_label(&scheme.label).map_err(refused)?;
        }
    }
    let mut plaintext = Vec::new();
    context
        .decrypt_to_vec(&request.ciphertext, &mut plaintext)
        .map_err(refused)?;
    Ok(Answer::value(plaintext))
}

fn operands(request: &Arithmetic) -> Result<Vec<BigNum>, Answer> {
    let read = |text: &String| BigNum::from_hex_str(text).map_err(Answer::failed);
    request.operands.iter().map(read).collect()
}

fn one(out: &BigNum) -> Result<Answer, Answer> {
    let text = out.to_hex_str().map_err(Answer::failed)?;
    Ok(Answer::Values {
        values: vec![number(&text)],
    })
}

/// A power whose exponent is taken for a secret.
fn power<'a>(request: &Arithmetic) -> Result<Prepared<'a>, Answer> {
    let [base, mut exponent, modulus] = <[BigNum; 3]>::try_from(operands(request)?)
        .map_err(|_| Answer::failed("another count of operands"))?;
    exponent.set_const_time();
    let mut context = BigNumContext::new().map_err(Answer::failed)?;
    let mut out = BigNum::new().map_err(Answer::failed)?;
    Ok(Box::new(move || {
        let done = out.mod_exp(&base, &exponent, &modulus, &mut context);
        either(done.map_err(refused).and_then(|()| one(&out)))
    }))
}

fn generated(request: &GenerateKey) -> Result<Answer, Answer> {
    let bits = crate::usual_key(request)?;
    let key = u32::try_from(bits).map_err(Answer::refused)?;
    let key = Rsa::generate(key).map_err(Answer::failed)?;
    match (key.p(), key.q()) {
        (Some(p), Some(q)) => Ok(primes(&p.to_vec(), &q.to_vec())),
        _ => Err(Answer::failed("a key without primes")),
    }
}

fn computed(request: &Arithmetic) -> Result<Answer, Answer> {
    let numbers = operands(request)?;
    let mut context = BigNumContext::new().map_err(Answer::failed)?;
    let mut out = BigNum::new().map_err(Answer::failed)?;
    let done = match (request.operator, &numbers[..]) {
        (Operator::Sum, [a, b]) => out.checked_add(a, b),
        (Operator::Product, [a, b]) => out.checked_mul(a, b, &mut context),
        (Operator::Square, [a]) => out.sqr(a, &mut context),
        (Operator::ModMul, [a, b, m]) => out.mod_mul(a, b, m, &mut context),
        (Operator::ModExp, [a, e, m]) => out.mod_exp(a, e, m, &mut context),
        (Operator::ModInv, [a, m]) => out.mod_inverse(a, m, &mut context),
        (Operator::Gcd, [a, b]) => out.gcd(a, b, &mut context),
        (Operator::Exp, [a, e]) => out.exp(a, e, &mut context),
        _ => return Err(Answer::unsupported("the operator")),
    };
    done.map_err(refused)?;
    one(&out)
}

fn checked(request: &CheckKey) -> Result<Answer, Answer> {
    let Some(private) = &request.private_key else {
        return Err(Answer::unsupported("the check of a public key"));
    };
    let key = PKey::private_key_from_pkcs8(private).map_err(refused)?;
    match key.rsa().and_then(|rsa| rsa.check_key()) {
        Ok(true) => Ok(Answer::Accepted),
        Ok(false) => Ok(Answer::refused("")),
        Err(e) => Err(refused(e)),
    }
}

fn parsed(request: &Parse) -> Result<(), ErrorStack> {
    let (der, password) = (&request.document[..], &request.password);
    match request.kind {
        DocumentKind::Certificate => X509::from_der(der).map(drop),
        DocumentKind::Request => X509Req::from_der(der).map(drop),
        DocumentKind::Crl => X509Crl::from_der(der).map(drop),
        DocumentKind::PublicKey => PKey::public_key_from_der(der)
            .or_else(|_| PKey::public_key_from_pem(der))
            .map(drop),
        _ => match password {
            Some(password) => PKey::private_key_from_pem_passphrase(der, password.as_bytes())
                .or_else(|_| PKey::private_key_from_pkcs8_passphrase(der, password.as_bytes())),
            None => PKey::private_key_from_der(der).or_else(|_| PKey::private_key_from_pem(der)),
        }
        .map(drop),
    }
}

fn x509(der: &Bytes) -> Result<X509, Answer> {
    X509::from_der(der).map_err(refused)
}

/// The trust anchors, and what is demanded of a path to one.
fn store(request: &Path) -> Result<X509Store, Answer> {
    if !request.policies.is_empty() || request.max_intermediates.is_some() {
        return Err(Answer::unsupported("policies and a maximum length"));
    }
    let mut store = X509StoreBuilder::new().map_err(Answer::failed)?;
    for anchor in &request.anchors {
        store.add_cert(x509(anchor)?).map_err(refused)?;
    }
    let mut param = X509VerifyParam::new().map_err(Answer::failed)?;
    param.set_time(request.time);
    let mut flags = X509VerifyFlags::X509_STRICT;
    for flag in &request.flags {
        flags |= match flag.as_str() {
            "explicit-policy" => X509VerifyFlags::EXPLICIT_POLICY | X509VerifyFlags::POLICY_CHECK,
            "inhibit-policy-mapping" => X509VerifyFlags::INHIBIT_MAP,
            "inhibit-any-policy" => X509VerifyFlags::INHIBIT_ANY,
            // Its smallest keys and weakest hashes are the security level's.
            "112-bits" => X509VerifyFlags::empty(),
            other => return Err(Answer::unsupported(format!("the flag {other}"))),
        };
    }
    if !request.crls.is_empty() {
        return Err(Answer::unsupported("CRLs"));
    }
    if !request.emails.is_empty() {
        return Err(Answer::unsupported("mailboxes"));
    }
    if !request.key_usage.is_empty() || !request.signature_algorithms.is_empty() {
        return Err(Answer::unsupported("limits on keyUsage or signatures"));
    }
    param.set_flags(flags).map_err(Answer::failed)?;
    if let Some(host) = &request.host {
        match host.parse() {
            Ok(address) => param.set_ip(address),
            Err(_) => param.set_host(host),
        }
        .map_err(refused)?;
    }
    match request.purpose.as_deref() {
        None => {}
        Some("server" | "1.3.6.1.5.5.7.3.1") => param
            .set_purpose(X509PurposeId::SSL_SERVER)
            .map_err(Answer::failed)?,
        Some("client" | "1.3.6.1.5.5.7.3.2") => param
            .set_purpose(X509PurposeId::SSL_CLIENT)
            .map_err(Answer::failed)?,
        Some(other) => return Err(Answer::unsupported(format!("the purpose {other}"))),
    }
    store.set_param(&param).map_err(Answer::failed)?;
    Ok(store.build())
}

fn validated(store: &X509Store, request: &Path) -> Result<Answer, Answer> {
    let mut chain = Stack::new().map_err(Answer::failed)?;
    for der in &request.intermediates {
        chain.push(x509(der)?).map_err(Answer::failed)?;
    }
    let target = x509(&request.target)?;
    let mut context = X509StoreContext::new().map_err(Answer::failed)?;
    let (valid, error) = context
        .init(store, &target, &chain, |context| {
            Ok((context.verify_cert()?, context.error()))
        })
        .map_err(refused)?;
    Ok(match valid {
        true => Answer::Accepted,
        false => Answer::refused(error),
    })
}

impl Implementation for OpenSsl {
    fn name(&self) -> &str {
        "OpenSSL 3.6"
    }

    fn verify(&mut self, request: &Verify) -> Answer {
        let key = PKey::public_key_from_der(&request.public_key).map_err(refused);
        either(key.and_then(|key| verified(&key, request)))
    }

    fn sign(&mut self, request: &Sign) -> Answer {
        let key = PKey::private_key_from_pkcs8(&request.private_key).map_err(refused);
        either(key.and_then(|key| signed(&key, request)))
    }

    fn decrypt(&mut self, request: &Decrypt) -> Answer {
        either(decrypted(request))
    }

    fn generate_key(&mut self, request: &GenerateKey) -> Answer {
        either(generated(request))
    }

    fn arithmetic(&mut self, request: &Arithmetic) -> Answer {
        either(computed(request))
    }

    fn check_prime(&mut self, request: &CheckPrime) -> Answer {
        let prime = BigNum::from_slice(&request.number).and_then(|number| {
            let mut context = BigNumContext::new()?;
            number.is_prime_fasttest(64, &mut context, true)
        });
        match prime {
            Ok(true) => Answer::Accepted,
            Ok(false) => Answer::refused("composite"),
            Err(e) => refused(e),
        }
    }

    fn check_key(&mut self, request: &CheckKey) -> Answer {
        either(checked(request))
    }

    fn parse(&mut self, request: &Parse) -> Answer {
        crate::verdict(parsed(request))
    }

    fn validate_path(&mut self, request: &Path) -> Answer {
        either(store(request).and_then(|store| validated(&store, request)))
    }

    fn prepare<'a>(&'a mut self, request: &'a Request) -> Prepared<'a> {
        match request {
            Request::Verify(request) => match PKey::public_key_from_der(&request.public_key) {
                Ok(key) => Box::new(move || either(verified(&key, request))),
                Err(e) => Box::new(move || refused(e.clone())),
            },
            Request::Sign(request) => match PKey::private_key_from_pkcs8(&request.private_key) {
                Ok(key) => Box::new(move || either(signed(&key, request))),
                Err(e) => Box::new(move || refused(e.clone())),
            },
            Request::Path(request) => match store(request) {
                Ok(store) => Box::new(move || either(validated(&store, request))),
                Err(answer) => Box::new(move || answer.clone()),
            },
            Request::Arithmetic(request) if request.operator == Operator::ModExp => {
                power(request).unwrap_or_else(|answer| Box::new(move || answer.clone()))
            }
            request => Box::new(move || self.answer(request)),
        }
    }
}
