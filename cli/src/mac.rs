//! `mac`: message authentication codes.

use std::ops::RangeInclusive;
use std::process::ExitCode;

use cmac::Mac;
use cshake::CShake;
use cshake::digest::{ExtendableOutput as _, Update as _, XofReader as _};
use zeroize::Zeroizing;

use super::args::Args;
use super::cipher::{self, Cipher};
use super::digest::{self, Hmac, MessageDigest};
use super::error::{CliError, excerpt};
use super::io::{self, Access};
use super::limits;
use super::options::{Command, Item, PROVIDER, flag, infile, outfile, text};
use super::rsa_options;

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
            "MAC algorithm: HMAC, CMAC, GMAC, KMAC-128, KMAC-256, BLAKE2BMAC or BLAKE2SMAC",
        ),
    ],
    run: mac,
};

pub(super) fn one_name(args: &Args, what: &str) -> Result<String, CliError> {
    args.operands()
        .next()
        .map(|name| name.to_string_lossy().to_ascii_uppercase())
        .ok_or_else(|| CliError::usage(format!("name the {what} after the options")))
}

pub(super) fn split<'a>(option: &str, given: &'a str) -> Result<(&'a str, &'a str), CliError> {
    // The value may be a key.
    given
        .split_once(':')
        .ok_or_else(|| CliError::usage(format!("-{option} takes name:value")))
}

/// Digits alone, without the colons that other options take between bytes. What is refused is not shown: it may be a key.
pub(super) fn hexadecimal(name: &str, value: &str) -> Result<Vec<u8>, CliError> {
    let digits = value.bytes().all(|b| b.is_ascii_hexdigit());
    rsa_options::hexadecimal(value)
        .ok()
        .filter(|_| digits)
        .ok_or_else(|| {
            CliError::new(format!(
                "Parameter error '{}': its value is not an even number of hexadecimal digits",
                excerpt(name)
            ))
        })
}

pub(super) fn fixed_length(name: &str) -> Result<&'static MessageDigest, CliError> {
    let digest = digest::named(name)?;
    match digest.is_xof() {
        true => Err(CliError::usage(format!(
            "HMAC takes a digest of fixed length, and {} has none",
            digest.display
        ))),
        false => Ok(digest),
    }
}

/// A code, with the parameters that it takes beside its key.
struct Algorithm {
    /// The first is the one that is printed.
    names: &'static [&'static str],
    /// Bytes: `name:text` or `hexname:digits`.
    bytes: &'static [&'static str],
    words: &'static [&'static str],
    make: fn(&Inputs) -> Result<Box<dyn cipher::Code>, CliError>,
}

const ALGORITHMS: [Algorithm; 7] = [
    Algorithm {
        names: &["BLAKE2BMAC", "1.3.6.1.4.1.1722.12.2.1"],
        bytes: &["custom", "salt"],
        words: &["size"],
        make: blake2b,
    },
    Algorithm {
        names: &["BLAKE2SMAC", "1.3.6.1.4.1.1722.12.2.2"],
        bytes: &["custom", "salt"],
        words: &["size"],
        make: blake2s,
    },
    Algorithm {
        names: &["CMAC"],
        bytes: &[],
        words: &["cipher"],
        make: |inputs| cmac(cbc(inputs.required("cipher", "AES-128-CBC")?)?, &inputs.key),
    },
    Algorithm {
        names: &["GMAC", "1.0.9797.3.4"],
        bytes: &["iv"],
        words: &["cipher"],
        make: gmac,
    },
    Algorithm {
        names: &["HMAC"],
        bytes: &[],
        words: &["digest"],
        make: |inputs| {
            let digest = fixed_length(inputs.required("digest", "SHA256")?)?;
            Ok(Box::new(digest.hmac(&inputs.key)))
        },
    },
    Algorithm {
        names: &["KMAC-128", "KMAC128", "2.16.840.1.101.3.4.2.19"],
        bytes: &["custom"],
        words: &["size", "xof"],
        make: |inputs| kmac::<RATE_128>(inputs, 32),
    },
    Algorithm {
        names: &["KMAC-256", "KMAC256", "2.16.840.1.101.3.4.2.20"],
        bytes: &["custom"],
        words: &["size", "xof"],
        make: |inputs| kmac::<RATE_256>(inputs, 64),
    },
];

/// The names, for `list`.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ALGORITHMS.iter().map(|algorithm| algorithm.names[0])
}

/// What a code is made of. As in OpenSSL 3.0 the first that is given of a name counts.
struct Inputs {
    name: &'static str,
    key: Zeroizing<Vec<u8>>,
    bytes: Vec<(&'static str, Zeroizing<Vec<u8>>)>,
    words: Vec<(&'static str, String)>,
}

impl Inputs {
    fn read(args: &Args, algorithm: &Algorithm) -> Result<Self, CliError> {
        let name = algorithm.names[0];
        let mut inputs = Self {
            name,
            key: Zeroizing::default(),
            bytes: Vec::new(),
            words: Vec::new(),
        };
        let mut key = None;
        for given in args.occurrences() {
            let value = given.value.as_ref().map(|value| value.to_string_lossy());
            let value = value.as_deref().unwrap_or_default();
            let (parameter, value) = match given.name.as_str() {
                // Of an option the last value counts, in the place of the first.
                option @ ("cipher" | "digest") => (option, args.text(option).unwrap_or(value)),
                "macopt" => split("macopt", value)?,
                _ => continue,
            };
            let known = |names: &'static [&'static str], wanted: &str| {
                names.iter().copied().find(|name| *name == wanted)
            };
            let in_hexadecimal = parameter.strip_prefix("hex").unwrap_or_default();
            let text = || Zeroizing::new(value.as_bytes().to_vec());
            if parameter == "key" {
                key = key.or_else(|| Some(text()));
            } else if parameter == "hexkey" {
                let value = Zeroizing::new(hexadecimal(parameter, value)?);
                key = key.or(Some(value));
            } else if let Some(name) = known(algorithm.bytes, parameter) {
                inputs.bytes.push((name, text()));
            } else if let Some(name) = known(algorithm.bytes, in_hexadecimal) {
                let value = Zeroizing::new(hexadecimal(parameter, value)?);
                inputs.bytes.push((name, value));
            } else if let Some(name) = known(algorithm.words, parameter) {
                inputs.words.push((name, value.to_owned()));
            } else if parameter != "properties" {
                return Err(CliError::new(format!(
                    "MAC parameter error: Parameter unknown '{}': {name} has {}",
                    excerpt(parameter),
                    (["key", "hexkey"].iter())
                        .chain(algorithm.bytes)
                        .chain(algorithm.words)
                        .copied()
                        .collect::<Vec<_>>()
                        .join(", ")
                )));
            }
        }
        inputs.key = key.ok_or_else(|| {
            CliError::usage(format!("{name} needs -macopt key:TEXT or hexkey:HEX"))
        })?;
        Ok(inputs)
    }

    fn bytes(&self, name: &str) -> Option<&[u8]> {
        let mut given = self.bytes.iter();
        given.find(|(given, _)| *given == name).map(|it| &it.1[..])
    }

    fn word(&self, name: &str) -> Option<&str> {
        let mut given = self.words.iter();
        given.find(|(given, _)| *given == name).map(|it| &it.1[..])
    }

    fn required(&self, name: &str, example: &str) -> Result<&str, CliError> {
        self.word(name).ok_or_else(|| {
            CliError::usage(format!("{} needs a -{name}, such as {example}", self.name))
        })
    }

    /// Bytes of the code, if a number is asked for.
    fn size(&self) -> Result<Option<usize>, CliError> {
        let Some(text) = self.word("size") else {
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
    let name = one_name(args, "MAC")?;
    let mut algorithms = ALGORITHMS.iter();
    let algorithm = algorithms.find(|algorithm| algorithm.names.contains(&name.as_str()));
    let algorithm = algorithm.ok_or_else(|| {
        CliError::new(format!(
            "Invalid MAC name {}: there are {}",
            excerpt(&name),
            names().collect::<Vec<_>>().join(", ")
        ))
    })?;
    let mut code = (algorithm.make)(&Inputs::read(args, algorithm)?)?;
    io::check_writable(args.path("out"))?;
    code.update(&io::read(args.path("in"), &limits::DATA)?);
    let code = code.finalize();
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

impl cipher::Code for Hmac {
    fn update(&mut self, part: &[u8]) {
        Hmac::update(self, part);
    }

    fn finalize(self: Box<Self>) -> Vec<u8> {
        Hmac::finalize(*self)
    }
}

fn gmac(inputs: &Inputs) -> Result<Box<dyn cipher::Code>, CliError> {
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
    Ok(cipher.code(&inputs.key, iv))
}

macro_rules! blake2 {
    ($name:ident, $code:ty, $key:literal, $parameter:literal) => {
        fn $name(inputs: &Inputs) -> Result<Box<dyn cipher::Code>, CliError> {
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
            let code = <$code>::new_with_salt_and_personal(Some(&inputs.key[..]), salt, custom)
                .unwrap_or_else(|_| unreachable!("the lengths were looked at"));
            Ok(Box::new(Blake2(code)))
        }
    };
}

blake2!(blake2b, blake2::Blake2bMac512, 64, 16);
blake2!(blake2s, blake2::Blake2sMac256, 32, 8);

struct Blake2<M>(M);

impl<M: Mac> cipher::Code for Blake2<M> {
    fn update(&mut self, part: &[u8]) {
        Mac::update(&mut self.0, part);
    }

    fn finalize(self: Box<Self>) -> Vec<u8> {
        self.0.finalize().into_bytes().to_vec()
    }
}

fn kmac<const RATE: usize>(
    inputs: &Inputs,
    default: usize,
) -> Result<Box<dyn cipher::Code>, CliError> {
    let len = inputs.size()?.unwrap_or(default);
    let is_xof = match inputs.word("xof") {
        None | Some("0") => false,
        Some("1") => true,
        Some(_) => {
            return Err(CliError::usage("MAC parameter error 'xof': it is 0 or 1"));
        }
    };
    let custom = inputs.bytes("custom").unwrap_or_default();
    inputs.check("a key", inputs.key.len(), KMAC_KEYS)?;
    inputs.check("a custom string", custom.len(), 0..=512)?;
    Ok(Box::new(Kmac::<RATE>::new(
        &inputs.key,
        custom,
        len,
        is_xof,
    )))
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
    if key.len() != cipher.key_len() {
        return Err(CliError::new(format!(
            "Parameter error: a key of {} has {} bytes, and this one {}",
            cipher.full_name(),
            cipher.key_len(),
            key.len()
        )));
    }
    Ok(cipher.cmac(key))
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
