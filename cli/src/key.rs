//! Keys from files in every form they are kept in, and into files.

use std::path::Path;

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::error::CliError;
use super::found::{self, Kind};
use super::hint;
use super::pass::{self, Pass};
use super::{io, load, ms_key, pkcs12};
use crate::io::Access;
use crate::limits;
use certwright::pem::{self, Label, label};
use certwright::pkcs::pkcs8::{self, EncryptedPrivateKeyInfo, KdfLimits};
use certwright::pkcs::{Cipher, Error, KeyKind, legacy_pem, pkcs1, private_key, public_key, spki};
use certwright::rsa::{KeyParts, PrivateKey, PublicKey};

/// A private key and how its algorithm identifier restricts its use.
#[derive(Debug)]
pub struct Private {
    /// The key, checked; short keys are allowed, since the user named the file.
    pub key: PrivateKey,
    /// rsaEncryption or id-RSASSA-PSS.
    pub kind: KeyKind,
}

/// A public key and how its algorithm identifier restricts its use.
#[derive(Debug)]
pub struct Public {
    /// The key; short keys are allowed, since the user named the file.
    pub key: PublicKey,
    /// rsaEncryption or id-RSASSA-PSS.
    pub kind: KeyKind,
}

/// Reads a private key from a file or standard input, in any form: PEM or DER, PKCS #1 or PKCS #8, encrypted or not.
/// Without a pass phrase the user is asked for one if the key needs it.
pub fn load_private(path: Option<&Path>, passphrase: Option<&Pass>) -> Result<Private, CliError> {
    let (parts, kind) = load_parts(path, passphrase)?;
    checked(parts, kind, &io::display(path))
}

/// The numbers of a private key as the file has them, for those who look at keys that may be wrong.
pub fn load_parts(
    path: Option<&Path>,
    passphrase: Option<&Pass>,
) -> Result<(KeyParts, KeyKind), CliError> {
    load_parts_asking(path, passphrase, &pass::ask_for_input)
}

/// As [`load_parts`], with a question of one's own for the pass phrase.
pub fn load_parts_asking(
    path: Option<&Path>,
    passphrase: Option<&Pass>,
    ask: Ask<'_>,
) -> Result<(KeyParts, KeyKind), CliError> {
    let bytes = io::read_key(path, &limits::KEY, private_key::LABELS)?;
    parts_asking(&bytes, &io::display(path), passphrase, ask)
}

/// Asks for the pass phrase of the key in the place of this name.
type Ask<'a> = &'a dyn Fn(&str) -> Result<Pass, CliError>;

/// Who may read a file with these bytes: its owner alone if there is a private key in them, of any algorithm.
pub fn access(bytes: &[u8]) -> Access {
    const END: &[u8] = b"PRIVATE KEY-----";
    let read = || private_key::from_der(bytes, None);
    match bytes.windows(END.len()).any(|part| part == END)
        || pkcs8::PrivateKeyInfo::from_der(bytes).is_ok()
        || matches!(read(), Ok(_) | Err(Error::PasswordNeeded))
    {
        true => Access::Private,
        false => Access::Public,
    }
}

/// Checks the numbers of a key that came from the place called `name`.
pub fn checked(parts: KeyParts, kind: KeyKind, name: &str) -> Result<Private, CliError> {
    let key = PrivateKey::from_parts(parts).map_err(|e| {
        CliError::new(format!(
            "the private key in {name} is not usable: {e}; see rsa -check for every fault"
        ))
    })?;
    Ok(Private {
        key: key.allow_below_2048(),
        kind,
    })
}

/// Which half of a key is wanted.
#[derive(Clone, Copy)]
enum Half {
    Private,
    Public,
}

impl Half {
    /// What an input is where it holds this half alone.
    fn kind(self) -> Kind {
        match self {
            Self::Private => Kind::PrivateKey,
            Self::Public => Kind::PublicKey,
        }
    }
}

impl std::fmt::Display for Half {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Private => "private key",
            Self::Public => "public key",
        })
    }
}

/// As [`load_parts`], from bytes that came from the place called `name`.
pub fn parts_from_bytes(
    bytes: &[u8],
    name: &str,
    passphrase: Option<&Pass>,
) -> Result<(KeyParts, KeyKind), CliError> {
    parts_asking(bytes, name, passphrase, &pass::ask_for_input)
}

fn parts_asking(
    bytes: &[u8],
    name: &str,
    passphrase: Option<&Pass>,
    ask: Ask<'_>,
) -> Result<(KeyParts, KeyKind), CliError> {
    const WANTED: Half = Half::Private;
    if pkcs12::is_likely(bytes) {
        let der = pkcs12::private_key_info(bytes, name, passphrase)?;
        return pkcs8::private_key_from_der(&der).map_err(|e| refused(WANTED, name, e));
    }
    if ms_key::kind(bytes).is_some() {
        let ask = || passphrase.map_or_else(|| ask(name), |pass| Ok(pass.clone()));
        return match ms_key::private_parts(bytes, ask)? {
            Ok(parts) => Ok((parts, KeyKind::RsaEncryption)),
            Err(why) => Err(CliError::new(format!(
                "Could not read {WANTED} from {name}: {why}"
            ))),
        };
    }
    let decoded = load::bare_base64(bytes);
    let bytes = decoded.as_ref().map_or(bytes, |der| &der[..]);
    let read_usual = match is_pem(bytes, WANTED, name)? {
        true => private_key::from_pem,
        false => private_key::from_der,
    };
    let limits = limits::kdf()?;
    let read = |password: Option<&[u8]>| {
        password
            .and_then(|password| read_within(bytes, password, &limits))
            .unwrap_or_else(|| read_usual(bytes, password))
    };
    let read = match read(passphrase.map(|p| &p[..])) {
        Err(Error::PasswordNeeded) => read(Some(&ask(name)?)),
        read => read,
    };
    let key = read.map_err(|e| refused_input(WANTED, name, bytes, e))?;
    if let Some(scheme) = legacy_scheme(bytes) {
        let input = match name == io::display(None) {
            true => String::new(),
            false => format!(" -in {name}"),
        };
        hint::warning(format_args!(
            "the private key in {name} is encrypted with {scheme}, which is weak; encrypt it anew: pkcs8 -topk8{input} -out NEW"
        ));
    }
    Ok(key)
}

/// The password scheme of a key that was read, if it is one that is no longer written.
fn legacy_scheme(bytes: &[u8]) -> Option<&'static str> {
    with_encrypted(bytes, |info| info.legacy_scheme())?
}

/// Reads a key of PKCS #8 under a password, within these limits; `None` for what is not such a key.
fn read_within(
    bytes: &[u8],
    password: &[u8],
    limits: &KdfLimits,
) -> Option<Result<(KeyParts, KeyKind), Error>> {
    with_encrypted(bytes, |info| {
        pkcs8::private_key_from_der(&info.decrypt_within(password, limits)?)
    })
}

/// Looks at the EncryptedPrivateKeyInfo that the key in PEM or DER is, if it is one.
fn with_encrypted<R>(
    bytes: &[u8],
    look: impl FnOnce(&EncryptedPrivateKeyInfo<'_>) -> R,
) -> Option<R> {
    let block;
    let der: &[u8] = match pem::is_pem(bytes) {
        true => {
            // The block that `private_key::from_pem` takes; a later one is another key.
            block = pem::first(bytes, private_key::LABELS)
                .ok()
                .filter(|block| block.label == label::ENCRYPTED_PRIVATE_KEY)?;
            &block.contents
        }
        false => bytes,
    };
    Some(look(&EncryptedPrivateKeyInfo::from_der(der).ok()?))
}

/// Why an input is not a key of the wanted kind: what it is instead, if that can be seen.
fn refused_input(wanted: Half, name: &str, bytes: &[u8], error: Error) -> CliError {
    match error {
        Error::WrongLabel { found, .. } => match Label::new(&found).and_then(found::of_label) {
            Some(other) => is_not(wanted, name, other, true),
            None => CliError::new(format!(
                "Could not read {wanted} from {name}: it holds \"{found}\" only"
            )),
        },
        Error::Der(_) | Error::Unsupported { .. } if !pem::is_pem(bytes) => {
            match found::kind(bytes).filter(|other| *other != wanted.kind()) {
                Some(other) => is_not(wanted, name, other, false),
                None => refused(wanted, name, error),
            }
        }
        error => refused(wanted, name, error),
    }
}

/// Reads a public key from a file or standard input: PEM or DER, SubjectPublicKeyInfo or RSAPublicKey.
pub fn load_public(path: Option<&Path>) -> Result<Public, CliError> {
    const LABELS: [Label<'_>; 2] = [label::PUBLIC_KEY, label::RSA_PUBLIC_KEY];
    let bytes = io::read_first(path, &limits::KEY, &LABELS)?;
    public_from_bytes(&bytes, &io::display(path))
}

/// As [`load_public`], from bytes that came from the place called `name`.
pub fn public_from_bytes(bytes: &[u8], name: &str) -> Result<Public, CliError> {
    const WANTED: Half = Half::Public;
    if bytes.is_empty() {
        return Err(CliError::new(format!(
            "Could not read {WANTED} from {name}: it is empty"
        )));
    }
    if ms_key::kind(bytes).is_some() {
        let key = ms_key::public_key(bytes)
            .map_err(|why| CliError::new(format!("Could not read {WANTED} from {name}: {why}")))?;
        return Ok(Public {
            key: key.allow_below_2048(),
            kind: KeyKind::RsaEncryption,
        });
    }
    let decoded = load::bare_base64(bytes);
    let bytes = decoded.as_ref().map_or(bytes, |der| &der[..]);
    let read = match pem::is_pem(bytes) {
        true => public_key::from_pem(bytes),
        false => public_key::from_der(bytes),
    };
    let (key, kind) = read.map_err(|e| refused_input(WANTED, name, bytes, e))?;
    Ok(Public {
        key: key.allow_below_2048(),
        kind,
    })
}

/// Whether it is PEM; what cannot be DER either is refused.
fn is_pem(bytes: &[u8], wanted: Half, name: &str) -> Result<bool, CliError> {
    let refused = |what| {
        Err(CliError::new(format!(
            "Could not read {wanted} from {name}: {what}"
        )))
    };
    match bytes.first() {
        None => refused("it is empty"),
        Some(_) if pem::is_pem(bytes) => Ok(true),
        // Every form of key, and of certificate, is a SEQUENCE.
        Some(0x30) => Ok(false),
        Some(_) if !matches!(found::kind(bytes), None | Some(Kind::Text | Kind::Binary)) => {
            Ok(false)
        }
        Some(_) => refused(
            "it is neither PEM (no line begins with \"-----BEGIN\") nor DER; name a key file",
        ),
    }
}

fn unreadable(wanted: Half, name: &str, why: &dyn std::fmt::Display) -> CliError {
    CliError::new(format!(
        "Could not read {wanted} from {name}: {why}; take a whole copy of the file"
    ))
}

fn refused(wanted: Half, name: &str, error: Error) -> CliError {
    match error {
        Error::WrongPassword => CliError::new(format!(
            "Could not read {wanted} from {name}: bad decrypt: maybe wrong password, or the file is damaged"
        )),
        Error::Unsupported {
            what: "public key",
            oid,
        } => CliError::new(format!(
            "the {wanted} in {name} is of the algorithm {}; unsupported: only RSA is supported",
            crate::text::shown(oid.as_oid_ref())
        )),
        e @ (Error::Der(_) | Error::Pem(_)) => unreadable(wanted, name, &e),
        e => CliError::new(format!("Could not read {wanted} from {name}: {e}")),
    }
}

/// The line for an input of another kind, with what of it serves a command that wants a key.
fn is_not(wanted: Half, name: &str, found: Kind, in_pem: bool) -> CliError {
    let of_key = match found {
        Kind::EcKey | Kind::DsaKey => {
            return CliError::new(format!(
                "the key in {name} is {}; unsupported: only RSA is supported",
                found.name()
            ));
        }
        Kind::Certificate => Some(format!(
            "its public key is had by x509 -in {name} -noout -pubkey"
        )),
        Kind::Request => Some(format!(
            "its public key is had by req -in {name} -noout -pubkey"
        )),
        Kind::PrivateKey => Some(format!("its public half is had by pkey -in {name} -pubout")),
        Kind::PublicKey => {
            Some("a private key is needed, or -pubin where a public one will do".to_owned())
        }
        _ => None,
    };
    let remedy = of_key
        .or_else(|| found.remedy(name, in_pem))
        .filter(|_| name != io::display(None));
    let found = found.name();
    CliError::new(match remedy {
        Some(remedy) => format!(
            "Could not read {wanted} from {name}: this is {found}, not a {wanted}; {remedy}"
        ),
        None => format!("Could not read {wanted} from {name}: this is {found}, not a {wanted}"),
    })
}

/// The cipher of a `-aes256`-like option.
pub fn cipher(name: &str) -> Option<Cipher> {
    Some(match name {
        "aes128" | "aes-128-cbc" => Cipher::Aes128,
        "aes192" | "aes-192-cbc" => Cipher::Aes192,
        "aes256" | "aes-256-cbc" => Cipher::Aes256,
        "aes-128-cfb" => Cipher::Aes128Cfb,
        "aes-192-cfb" => Cipher::Aes192Cfb,
        "aes-256-cfb" => Cipher::Aes256Cfb,
        "aria128" | "aria-128-cbc" => Cipher::Aria128,
        "aria192" | "aria-192-cbc" => Cipher::Aria192,
        "aria256" | "aria-256-cbc" => Cipher::Aria256,
        "camellia128" | "camellia-128-cbc" => Cipher::Camellia128,
        "camellia192" | "camellia-192-cbc" => Cipher::Camellia192,
        "camellia256" | "camellia-256-cbc" => Cipher::Camellia256,
        "des3" | "des-ede3-cbc" => Cipher::DesEde3,
        _ => return None,
    })
}

/// How a private key is written.
#[derive(Default)]
pub struct Form {
    /// DER instead of PEM.
    pub der: bool,
    /// PKCS #1 instead of PKCS #8.
    pub traditional: bool,
    /// The cipher and pass phrase to encrypt with.
    pub encryption: Option<(Cipher, Pass)>,
    /// How a PKCS #8 key's encryption gets its key from the pass phrase; the recommended way, if none is given.
    pub kdf: Option<pkcs8::Kdf>,
    /// Bytes of its salt, if others than the recommended number are asked for.
    pub salt_len: Option<usize>,
}

impl Form {
    /// The encryption that a cipher option asks for; without a pass phrase from `-passout` the user is asked for one, by
    /// the words that OpenSSL has for it in this place.
    pub fn encrypted_with(
        name: Option<&str>,
        passout: Option<Pass>,
        words: &str,
    ) -> Result<Option<(Cipher, Pass)>, CliError> {
        let Some(name) = name else { return Ok(None) };
        let cipher = cipher(name).ok_or_else(|| super::options::Any::Cipher.unknown(name))?;
        let pass = match passout {
            Some(pass) => pass,
            None => pass::ask_for_output(words)?,
        };
        Ok(Some((cipher, pass)))
    }
}

/// A private key in the form asked for.
pub fn encode_private<R: TryCryptoRng + ?Sized>(
    parts: &KeyParts,
    kind: KeyKind,
    form: &Form,
    rng: &mut R,
) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let failed = |e: Error| CliError::new(format!("cannot encrypt the key: {e}"));
    let pem = |label: Label<'_>, der: &[u8]| {
        Zeroizing::new(pem::encode_secret(label, der).as_bytes().to_vec())
    };
    if form.traditional {
        let der = pkcs1::private_to_der(parts);
        return Ok(match &form.encryption {
            _ if form.der => der,
            None => pem(label::RSA_PRIVATE_KEY, &der),
            Some((cipher, pass)) => {
                let text = legacy_pem::encode(label::RSA_PRIVATE_KEY, &der, *cipher, pass, rng);
                Zeroizing::new(text.map_err(failed)?.into_bytes())
            }
        });
    }
    let der = pkcs8::to_der(parts, kind);
    let (label, der) = match &form.encryption {
        None => (label::PRIVATE_KEY, der),
        Some((cipher, pass)) => {
            let kdf = form.kdf.unwrap_or(pkcs8::Kdf::RECOMMENDED);
            let choice = pkcs8::Choice::new(*cipher, kdf);
            let choice = form
                .salt_len
                .map_or(choice, |len| choice.with_salt_len(len));
            let der = pkcs8::encrypt(&der, &choice, pass, rng).map_err(failed)?;
            (label::ENCRYPTED_PRIVATE_KEY, Zeroizing::new(der))
        }
    };
    Ok(if form.der { der } else { pem(label, &der) })
}

/// A public key as SubjectPublicKeyInfo.
pub fn encode_public(key: &PublicKey, kind: KeyKind, der: bool) -> Vec<u8> {
    let encoded = spki::to_der_as(key, kind);
    match der {
        true => encoded,
        false => pem::encode(label::PUBLIC_KEY, &encoded).into_bytes(),
    }
}
