//! `mac`: message authentication codes.

use std::ops::RangeInclusive;
use std::process::ExitCode;

use cmac::Mac as _;
use cshake::CShake;
use cshake::digest::{ExtendableOutput as _, Update as _, XofReader as _};
use poly1305::Poly1305;
use poly1305::universal_hash::KeyInit as _;
use zeroize::Zeroizing;

use super::args::Args;
use super::cipher::{self, Cipher};
use super::digest::Hmac;
use super::error::{CliError, excerpt};
use super::io::{self, Access};
use super::limits;
use super::options::{Command, Item, PROVIDER, flag, infile, outfile, text};
use super::parameters::{self, Algorithm, Parameters};

/// `mac`.
pub const MAC: Command = Command {
    name: "mac",
    summary: "Compute a message authentication code: HMAC, CMAC, GMAC, KMAC and others",
    operands: " mac_name",
    max_operands: 1,
    openssl: true,
    options: &[
        Item::Section("General"),
        text(
            "macopt",
            "MAC algorithm parameters in n:v form: key, hexkey, digest, cipher, hexiv, size, custom, xof",
        ),
        text(
            "cipher",
            "Cipher, in CBC mode for CMAC, in GCM mode for GMAC",
        ),
        text("digest", "Digest, for HMAC"),
        Item::Section("Input"),
        infile("in", "Input file to MAC (default is stdin)"),
        Item::Section("Output"),
        outfile("out", "Output to filename rather than stdout"),
        flag("binary", "Output in binary format (default is hexadecimal)"),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand(
            "mac_name",
            "MAC algorithm: HMAC, CMAC, GMAC, KMAC-128, KMAC-256, BLAKE2BMAC, BLAKE2SMAC, SIPHASH or POLY1305",
        ),
    ],
    run: mac,
};

/// What makes the code of a message, once all that was given is known to be right.
type Code = Box<dyn FnOnce(&[u8]) -> Vec<u8>>;

type Make = fn(&Inputs) -> Result<Code, CliError>;

#[rustfmt::skip]
const ALGORITHMS: &[Algorithm<Make>] = &[
    Algorithm::new("BLAKE2BMAC", &["1.3.6.1.4.1.1722.12.2.1"], &["key", "custom", "salt"], &["size"], blake2b),
    Algorithm::new("BLAKE2SMAC", &["1.3.6.1.4.1.1722.12.2.2"], &["key", "custom", "salt"], &["size"], blake2s),
    Algorithm::new("CMAC", &[], &["key"], &["cipher"], |inputs| {
        cmac(cbc(inputs.required("cipher", "AES-128-CBC")?)?, inputs.key).map(streamed)
    }),
    Algorithm::new("GMAC", &["1.0.9797.3.4"], &["key", "iv"], &["cipher"], gmac),
    Algorithm::new("HMAC", &[], &["key"], &["digest"], |inputs| {
        let digest = inputs.given.digest()?;
        let digest = digest.ok_or_else(|| inputs.missing("digest", "SHA256"))?;
        Ok(streamed(Box::new(digest.hmac(inputs.key))))
    }),
    Algorithm::new("KMAC-128", &["KMAC128", "2.16.840.1.101.3.4.2.19"], &["key", "custom"], &["size", "xof"], |inputs| {
        kmac::<RATE_128>(inputs, 32)
    }),
    Algorithm::new("KMAC-256", &["KMAC256", "2.16.840.1.101.3.4.2.20"], &["key", "custom"], &["size", "xof"], |inputs| {
        kmac::<RATE_256>(inputs, 64)
    }),
    Algorithm::new("SIPHASH", &[], &["key"], &["size", "c-rounds", "d-rounds"], siphash),
    Algorithm::new("POLY1305", &[], &["key"], &[], poly1305),
];

/// The names, for `list`.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    Algorithm::names(ALGORITHMS)
}

/// What a code is made of.
struct Inputs<'a> {
    name: &'static str,
    key: &'a [u8],
    given: &'a Parameters,
}

impl Inputs<'_> {
    fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.given.bytes(name).map(|bytes| &bytes[..])
    }

    fn required(&self, name: &str, example: &str) -> Result<&str, CliError> {
        let word = self.given.word(name);
        word.ok_or_else(|| self.missing(name, example))
    }

    fn missing(&self, name: &str, example: &str) -> CliError {
        CliError::usage(format!("{} needs a -{name}, such as {example}", self.name))
    }

    /// Bytes of the code, if a number is asked for.
    fn size(&self) -> Result<Option<usize>, CliError> {
        let Some(text) = self.given.word("size") else {
            return Ok(None);
        };
        let size = text.parse().ok();
        let size = size.filter(|size| (1..=MAX_SIZE).contains(size));
        size.map(Some).ok_or_else(|| {
            CliError::usage(format!(
                "MAC parameter error 'size': it is a number of bytes from 1 to {MAX_SIZE}"
            ))
        })
    }

    fn check(&self, what: &str, len: usize, range: RangeInclusive<usize>) -> Result<(), CliError> {
        match range.contains(&len) {
            true => Ok(()),
            false => Err(CliError::new(format!(
                "MAC parameter error: {what} of {} has {} to {} bytes, and this one {len}",
                self.name,
                range.start(),
                range.end()
            ))),
        }
    }
}

/// More than anybody compares.
const MAX_SIZE: usize = 1 << 20;

fn mac(args: &Args) -> Result<ExitCode, CliError> {
    let name = parameters::algorithm(args, "MAC")?;
    let algorithm = Algorithm::named(ALGORITHMS, &name).ok_or_else(|| {
        CliError::new(format!(
            "Invalid MAC name {}: there are {}",
            excerpt(&name),
            names().collect::<Vec<_>>().join(", ")
        ))
    })?;
    let name = algorithm.known.of;
    let given = Parameters::read(args, "macopt", &["cipher", "digest"], &algorithm.known)?;
    let key = given
        .bytes("key")
        .ok_or_else(|| CliError::usage(format!("{name} needs -macopt key:TEXT or hexkey:HEX")))?;
    let code = (algorithm.run)(&Inputs {
        name,
        key,
        given: &given,
    })?;
    io::check_writable(args.path("out"))?;
    let code = code(&io::read(args.path("in"), &limits::DATA)?);
    let out = match args.has("binary") {
        true => code,
        false => {
            let digits: String = code.iter().map(|byte| format!("{byte:02X}")).collect();
            // As with OpenSSL, a file has no line end.
            let end = if args.path("out").is_some() { "" } else { "\n" };
            format!("{digits}{end}").into_bytes()
        }
    };
    io::write(args.path("out"), &out, Access::Public)?;
    Ok(ExitCode::SUCCESS)
}

/// A code that takes a message piece by piece.
fn streamed(mut code: Box<dyn cipher::Code>) -> Code {
    Box::new(move |message| {
        code.update(message);
        code.finalize()
    })
}

/// SipHash (Aumasson and Bernstein, 2012), with 16 bytes unless 8 are asked for.
fn siphash(inputs: &Inputs) -> Result<Code, CliError> {
    inputs.check("a key", inputs.key.len(), 16..=16)?;
    let key = <[u8; 16]>::try_from(inputs.key)
        .unwrap_or_else(|_| unreachable!("the length was looked at"));
    let key = Zeroizing::new(key);
    let size = inputs.size()?.unwrap_or(16);
    if ![8, 16].contains(&size) {
        return Err(CliError::usage("MAC parameter error 'size': it is 8 or 16"));
    }
    let rounds = |name| inputs.given.word(name).map(str::parse::<u8>);
    let rounds = match (rounds("c-rounds"), rounds("d-rounds")) {
        (None | Some(Ok(2)), None | Some(Ok(4))) => (2, 4),
        (Some(Ok(1)), Some(Ok(3))) => (1, 3),
        _ => {
            return Err(CliError::new(
                "MAC parameter error: unsupported: c-rounds and d-rounds are 2 and 4, or 1 and 3",
            ));
        }
    };
    Ok(Box::new(move |message| {
        use siphasher::{sip, sip128};
        match (size, rounds) {
            (8, (2, _)) => sip::SipHasher24::new_with_key(&key)
                .hash(message)
                .to_le_bytes()
                .to_vec(),
            (8, _) => sip::SipHasher13::new_with_key(&key)
                .hash(message)
                .to_le_bytes()
                .to_vec(),
            (_, (2, _)) => sip128::SipHasher24::new_with_key(&key)
                .hash(message)
                .as_bytes()
                .to_vec(),
            _ => sip128::SipHasher13::new_with_key(&key)
                .hash(message)
                .as_bytes()
                .to_vec(),
        }
    }))
}

/// Poly1305 (RFC 8439 §2.5). A key serves for one message.
fn poly1305(inputs: &Inputs) -> Result<Code, CliError> {
    inputs.check("a key", inputs.key.len(), 32..=32)?;
    let code = Poly1305::new_from_slice(inputs.key)
        .unwrap_or_else(|_| unreachable!("the length was looked at"));
    Ok(Box::new(|message| code.compute_unpadded(message).to_vec()))
}

impl cipher::Code for Hmac {
    fn update(&mut self, part: &[u8]) {
        Hmac::update(self, part);
    }

    fn finalize(self: Box<Self>) -> Vec<u8> {
        Hmac::finalize(*self)
    }
}

fn gmac(inputs: &Inputs) -> Result<Code, CliError> {
    let name = inputs.required("cipher", "AES-128-GCM")?;
    let cipher = cipher::Gmac::named(name).ok_or_else(|| {
        CliError::new(format!(
            "MAC parameter error: {}: GMAC takes AES or ARIA in GCM mode, such as AES-128-GCM",
            excerpt(name)
        ))
    })?;
    inputs.check(
        "a key",
        inputs.key.len(),
        cipher.key_len()..=cipher.key_len(),
    )?;
    // OpenSSL takes a random one, with which no code is ever compared.
    let iv = inputs.bytes("iv").ok_or_else(|| {
        CliError::usage("GMAC needs -macopt hexiv:HEX, 12 bytes that are used once under a key")
    })?;
    inputs.check("an iv", iv.len(), 1..=128)?;
    let (key, iv) = (Zeroizing::new(inputs.key.to_vec()), iv.to_vec());
    Ok(Box::new(move |message| {
        cipher.code(&key, &iv, message).to_vec()
    }))
}

macro_rules! blake2 {
    ($name:ident, $code:ty, $key:literal, $parameter:literal) => {
        fn $name(inputs: &Inputs) -> Result<Code, CliError> {
            if inputs.size()?.is_some_and(|size| size != $key) {
                return Err(CliError::new(format!(
                    "MAC parameter error 'size': unsupported: {} has {} bytes here",
                    inputs.name, $key
                )));
            }
            let (salt, custom) = (inputs.bytes("salt"), inputs.bytes("custom"));
            let (salt, custom) = (salt.unwrap_or_default(), custom.unwrap_or_default());
            inputs.check("a key", inputs.key.len(), 1..=$key)?;
            inputs.check("a salt", salt.len(), 0..=$parameter)?;
            inputs.check("a custom string", custom.len(), 0..=$parameter)?;
            let code = <$code>::new_with_salt_and_personal(Some(inputs.key), salt, custom)
                .unwrap_or_else(|_| unreachable!("the lengths were looked at"));
            Ok(Box::new(|message| {
                code.chain_update(message).finalize().into_bytes().to_vec()
            }))
        }
    };
}

blake2!(blake2b, blake2::Blake2bMac512, 64, 16);
blake2!(blake2s, blake2::Blake2sMac256, 32, 8);

fn kmac<const RATE: usize>(inputs: &Inputs, default: usize) -> Result<Code, CliError> {
    let len = inputs.size()?.unwrap_or(default);
    let is_xof = match inputs.given.word("xof") {
        None | Some("0") => false,
        Some("1") => true,
        Some(_) => {
            return Err(CliError::usage("MAC parameter error 'xof': it is 0 or 1"));
        }
    };
    let custom = inputs.bytes("custom").unwrap_or_default();
    inputs.check("a key", inputs.key.len(), KMAC_KEYS)?;
    inputs.check("a custom string", custom.len(), 0..=512)?;
    let code = Kmac::<RATE>::new(inputs.key, custom, len, is_xof);
    Ok(streamed(Box::new(code)))
}

/// As long as OpenSSL takes them.
pub(super) const KMAC_KEYS: RangeInclusive<usize> = 4..=512;

/// Bytes that cSHAKE128 takes in at once.
pub(super) const RATE_128: usize = 168;

/// Of cSHAKE256.
pub(super) const RATE_256: usize = 136;

/// KMAC (NIST SP 800-185 §4), with the rate of cSHAKE128 or cSHAKE256.
#[derive(Clone)]
pub(super) struct Kmac<const RATE: usize> {
    hash: CShake<RATE>,
    len: usize,
    is_xof: bool,
}

impl<const RATE: usize> Kmac<RATE> {
    /// For a code of `len` bytes, which goes into it but where it is the beginning of an endless one.
    pub(super) fn new(key: &[u8], custom: &[u8], len: usize, is_xof: bool) -> Self {
        let mut hash = CShake::new_with_function_name(b"KMAC", custom);
        // bytepad(encode_string(K), rate)
        let mut block = Zeroizing::new(Vec::with_capacity(key.len() + 2 * RATE));
        let (first, digits) = encoded(RATE as u64);
        block.push(first);
        block.extend_from_slice(&digits);
        let (first, digits) = encoded(8 * key.len() as u64);
        block.push(first);
        block.extend_from_slice(&digits);
        block.extend_from_slice(key);
        let whole = block.len().next_multiple_of(RATE);
        block.resize(whole, 0);
        hash.update(&block);
        Self { hash, len, is_xof }
    }
}

/// How many bytes a number has in base 256, and those: what left_encode puts one before the other, and right_encode behind
/// (SP 800-185 §2.3.1).
fn encoded(number: u64) -> (u8, Vec<u8>) {
    let len = 8 - (number.leading_zeros() as usize / 8).min(7);
    (len as u8, number.to_be_bytes()[8 - len..].to_vec())
}

impl<const RATE: usize> cipher::Code for Kmac<RATE> {
    fn update(&mut self, part: &[u8]) {
        self.hash.update(part);
    }

    fn finalize(mut self: Box<Self>) -> Vec<u8> {
        let bits = if self.is_xof { 0 } else { 8 * self.len as u64 };
        let (last, digits) = encoded(bits);
        self.hash.update(&digits);
        self.hash.update(&[last]);
        let mut out = vec![0; self.len];
        self.hash.finalize_xof().read(&mut out);
        out
    }
}

/// The code CMAC under a key, whose length is the cipher's.
pub(super) fn cmac(cipher: &Cipher, key: &[u8]) -> Result<Box<dyn cipher::Code>, CliError> {
    check_key(cipher, key)?;
    Ok(cipher.cmac(key))
}

/// Refuses a key that has not the cipher's length.
pub(super) fn check_key(cipher: &Cipher, key: &[u8]) -> Result<(), CliError> {
    if key.len() != cipher.key_len() {
        return Err(CliError::new(format!(
            "Parameter error: a key of {} has {} bytes, and this one {}",
            cipher.full_name(),
            cipher.key_len(),
            key.len()
        )));
    }
    Ok(())
}

/// A cipher in CBC mode, which stands for its block cipher.
pub(super) fn cbc(name: &str) -> Result<&'static Cipher, CliError> {
    cipher::find(name)
        .filter(|cipher| cipher.is_cbc())
        .ok_or_else(|| {
            CliError::new(format!(
                "Parameter error: {}: CMAC takes a block cipher in CBC mode, such as AES-128-CBC",
                excerpt(name)
            ))
        })
}
