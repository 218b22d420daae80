//! `kdf`: keys derived from secrets, by the functions of OpenSSL 3.0 that are made of digests.

use std::process::ExitCode;

use zeroize::Zeroizing;

use super::args::Args;
use super::cipher::Code as _;
use super::digest::{self, Hmac, MessageDigest};
use super::error::{CliError, excerpt};
use super::io::{self, Access};
use super::mac::{self, Kmac, fixed_length, hexadecimal, one_name, split};
use super::options::{Command, Item, PROVIDER, flag, outfile, text};

/// `kdf`.
pub const COMMAND: Command = Command {
    name: "kdf",
    summary: "Derive a key: HKDF, PBKDF2, scrypt and others",
    operands: " kdf_name",
    max_operands: 1,
    openssl: true,
    options: &[
        Item::Section("General"),
        text("kdfopt", "KDF algorithm control parameters in n:v form"),
        text("cipher", "Cipher in CBC mode, for KBKDF by CMAC"),
        text("digest", "Digest"),
        text("mac", "MAC, for KBKDF and SSKDF"),
        text("keylen", "The size of the output derived key"),
        Item::Section("Output"),
        outfile("out", "Output to filename rather than stdout"),
        flag("binary", "Output in binary format (default is hexadecimal)"),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand(
            "kdf_name",
            "Name of the KDF algorithm: HKDF, KBKDF, PBKDF2, SCRYPT, SSKDF, X963KDF, TLS1-PRF or SSHKDF",
        ),
    ],
    run,
};

type Key = Zeroizing<Vec<u8>>;

/// A function, with the parameters that it takes beside `digest` and `properties`.
struct Function {
    /// The first is the one that is printed.
    names: &'static [&'static str],
    /// Bytes: `name:text` or `hexname:digits`.
    bytes: &'static [&'static str],
    words: &'static [&'static str],
    derive: fn(&Inputs, usize) -> Result<Key, CliError>,
}

const FUNCTIONS: [Function; 8] = [
    Function {
        names: &["HKDF"],
        bytes: &["key", "salt", "info"],
        words: &["mode"],
        derive: hkdf,
    },
    Function {
        names: &["KBKDF"],
        bytes: &["key", "salt", "info", "seed"],
        words: &["mac", "cipher", "mode", "use-l", "use-separator"],
        derive: kbkdf,
    },
    Function {
        names: &["PBKDF2", "1.2.840.113549.1.5.12"],
        bytes: &["pass", "salt"],
        words: &["iter", "pkcs5"],
        derive: pbkdf2,
    },
    Function {
        names: &["SCRYPT", "ID-SCRYPT", "1.3.6.1.4.1.11591.4.11"],
        bytes: &["pass", "salt"],
        words: &["n", "r", "p", "maxmem_bytes"],
        derive: scrypt,
    },
    Function {
        names: &["SSKDF"],
        bytes: &["secret", "key", "info", "salt"],
        words: &["mac", "maclen"],
        derive: sskdf,
    },
    Function {
        names: &["X963KDF", "X942KDF-CONCAT"],
        bytes: &["secret", "key", "info"],
        words: &[],
        derive: x963kdf,
    },
    Function {
        names: &["TLS1-PRF"],
        bytes: &["secret", "seed"],
        words: &[],
        derive: tls1_prf,
    },
    Function {
        names: &["SSHKDF"],
        bytes: &["key", "xcghash", "session_id"],
        words: &["type"],
        derive: sshkdf,
    },
];

/// The names, for `list`.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|function| function.names[0])
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    /// More than anybody derives.
    const MAX_LEN: usize = 1 << 20;
    let name = one_name(args, "KDF")?;
    let mut functions = FUNCTIONS.iter();
    let function = functions.find(|function| function.names.contains(&name.as_str()));
    let function = function.ok_or_else(|| {
        CliError::new(format!(
            "Invalid KDF name {}: there are {}",
            excerpt(&name),
            names().collect::<Vec<_>>().join(", ")
        ))
    })?;
    let len = args
        .text("keylen")
        .and_then(|text| text.parse().ok())
        .filter(|len| (1..=MAX_LEN).contains(len))
        .ok_or_else(|| {
            CliError::usage(format!(
                "Invalid derived key length: -keylen takes a number of bytes up to {MAX_LEN}"
            ))
        })?;
    let inputs = Inputs::read(args, function)?;
    io::check_writable(args.path("out"))?;
    let out = (function.derive)(&inputs, len)?;
    let text: Key = match args.has("binary") {
        true => out,
        false => {
            let digits: Vec<String> = out.iter().map(|byte| format!("{byte:02X}")).collect();
            // As with OpenSSL, an empty line follows.
            Zeroizing::new((digits.join(":") + "\n\n").into_bytes())
        }
    };
    io::write(args.path("out"), &text, Access::Private)?;
    Ok(ExitCode::SUCCESS)
}

/// What a derivation is given.
struct Inputs {
    digest: Option<&'static MessageDigest>,
    /// In the order given.
    bytes: Vec<(&'static str, Key)>,
    words: Vec<(&'static str, String)>,
}

impl Inputs {
    fn read(args: &Args, function: &Function) -> Result<Self, CliError> {
        let unknown = |name: &str| {
            CliError::new(format!(
                "Parameter unknown '{}': {} has {}",
                excerpt(name),
                function.names[0],
                ["digest"]
                    .iter()
                    .chain(function.bytes)
                    .chain(function.words)
                    .copied()
                    .collect::<Vec<_>>()
                    .join(", ")
            ))
        };
        let mut inputs = Self {
            digest: None,
            bytes: Vec::new(),
            words: Vec::new(),
        };
        for given in args.occurrences() {
            let value = given.value.as_ref().map(|value| value.to_string_lossy());
            let value = Zeroizing::new(value.unwrap_or_default().into_owned());
            let (name, value) = match given.name.as_str() {
                // Of an option the last value counts, in the place of the first.
                option @ ("digest" | "mac" | "cipher") => {
                    (option, args.text(option).unwrap_or(&value))
                }
                "kdfopt" => split("kdfopt", &value)?,
                _ => continue,
            };
            let find = |names: &'static [&'static str], name: &str| {
                names.iter().copied().find(|known| *known == name)
            };
            let hexadecimal_name = name.strip_prefix("hex").unwrap_or_default();
            if name == "digest" {
                let digest = fixed_length(value)?;
                inputs.digest = inputs.digest.or(Some(digest));
            } else if let Some(name) = find(function.bytes, name) {
                let value = Zeroizing::new(value.as_bytes().to_vec());
                inputs.bytes.push((name, value));
            } else if let Some(known) = find(function.bytes, hexadecimal_name) {
                let value = Zeroizing::new(hexadecimal(name, value)?);
                inputs.bytes.push((known, value));
            } else if let Some(name) = find(function.words, name) {
                inputs.words.push((name, value.to_owned()));
            } else if name != "properties" {
                return Err(unknown(name));
            }
        }
        Ok(inputs)
    }

    /// Bytes; the first that were given count, as in OpenSSL 3.0.
    fn bytes(&self, name: &str) -> Option<&Key> {
        let mut given = self.bytes.iter();
        given.find(|(given, _)| *given == name).map(|(_, key)| key)
    }

    fn required(&self, name: &str) -> Result<&Key, CliError> {
        self.bytes(name).ok_or_else(|| missing(name))
    }

    /// Bytes that were given in pieces.
    fn joined(&self, name: &str) -> Key {
        let mut all = Key::default();
        for (_, piece) in self.bytes.iter().filter(|(given, _)| *given == name) {
            all.extend_from_slice(piece);
        }
        all
    }

    fn word(&self, name: &str) -> Option<&str> {
        let mut given = self.words.iter();
        given
            .find(|(given, _)| *given == name)
            .map(|(_, word)| &word[..])
    }

    fn number(&self, name: &str, default: u64) -> Result<u64, CliError> {
        match self.word(name) {
            None => Ok(default),
            Some(text) => text.parse().ok().filter(|&n| n > 0).ok_or_else(|| {
                CliError::usage(format!("Parameter error '{name}': it is a number from 1"))
            }),
        }
    }

    fn digest(&self) -> Result<&'static MessageDigest, CliError> {
        self.digest.ok_or_else(|| missing("digest"))
    }

    /// The shared secret of those functions that know it by two names.
    fn secret(&self) -> Result<&Key, CliError> {
        match self.bytes("secret") {
            Some(secret) => Ok(secret),
            None => self.required("key"),
        }
    }
}

fn missing(what: &str) -> CliError {
    CliError::usage(format!(
        "EVP_KDF_derive failed: missing {what}: give -kdfopt {what}:…"
    ))
}

/// Blocks that `next` makes, one after the other, until there are `len` bytes.
fn blocks(len: usize, mut next: impl FnMut(u32, &mut Key)) -> Key {
    let mut out = Zeroizing::new(Vec::with_capacity(len + 64));
    let mut counter = 0;
    while out.len() < len {
        counter += 1;
        next(counter, &mut out);
    }
    out.truncate(len);
    out
}

/// HMAC of some parts.
fn code(keyed: &Hmac, parts: &[&[u8]]) -> Key {
    let mut code = keyed.clone();
    parts.iter().for_each(|part| code.update(part));
    Zeroizing::new(code.finalize())
}

/// The digest of some parts.
fn hash(digest: &MessageDigest, parts: &[&[u8]]) -> Key {
    let mut hasher = digest.hasher();
    parts.iter().for_each(|part| hasher.update(part));
    Zeroizing::new(hasher.finalize(digest.output_len()))
}

/// RFC 8018 §5.2.
fn pbkdf2(inputs: &Inputs, len: usize) -> Result<Key, CliError> {
    /// As many as OpenSSL takes.
    const DEFAULT_ITERATIONS: u64 = 2048;
    let secret = inputs.required("pass")?;
    let digest = inputs.digest.map_or_else(|| digest::named("sha1"), Ok)?;
    let iterations = u32::try_from(inputs.number("iter", DEFAULT_ITERATIONS)?)
        .map_err(|_| CliError::usage("iter takes a number of iterations below 2^32"))?;
    // The checks of SP 800-132 are asked for by 0.
    if inputs.word("pkcs5") == Some("0") {
        return Err(CliError::new(
            "Parameter error 'pkcs5': the checks of SP 800-132 are not supported; leave it out",
        ));
    }
    let salt = inputs.required("salt")?;
    let mut out = digest.pbkdf2(secret, salt, iterations, len);
    out.truncate(len);
    Ok(out)
}

/// RFC 5869.
fn hkdf(inputs: &Inputs, len: usize) -> Result<Key, CliError> {
    let secret = inputs.required("key")?;
    let digest = inputs.digest()?;
    let extract = || {
        let salt = inputs.bytes("salt").map_or(&[][..], |salt| salt);
        code(&digest.hmac(salt), &[secret])
    };
    let key = match inputs.word("mode").unwrap_or("EXTRACT_AND_EXPAND") {
        "EXTRACT_AND_EXPAND" | "0" => extract(),
        "EXTRACT_ONLY" | "1" if len == digest.output_len() => return Ok(extract()),
        "EXTRACT_ONLY" | "1" => {
            return Err(CliError::usage(format!(
                "EXTRACT_ONLY gives {} bytes: -keylen {len} is wrong",
                digest.output_len()
            )));
        }
        "EXPAND_ONLY" | "2" => secret.clone(),
        other => {
            return Err(CliError::usage(format!(
                "mode {}: it is EXTRACT_AND_EXPAND, EXTRACT_ONLY or EXPAND_ONLY",
                excerpt(other)
            )));
        }
    };
    if len > 255 * digest.output_len() {
        return Err(CliError::usage(format!(
            "-keylen {len}: HKDF gives at most 255 times the digest's length"
        )));
    }
    let (keyed, info) = (digest.hmac(&key), inputs.joined("info"));
    let mut block = Key::default();
    Ok(blocks(len, |counter, out| {
        block = code(&keyed, &[&block, &info, &[counter as u8]]);
        out.extend_from_slice(&block);
    }))
}

/// RFC 7914.
fn scrypt(inputs: &Inputs, len: usize) -> Result<Key, CliError> {
    /// As much as OpenSSL takes, in bytes.
    const MAX_MEMORY: u64 = 1025 << 20;
    let wrong = || {
        CliError::usage(
            "Parameter error: n is a power of two from 2, and r and p are numbers from 1 whose product is below 2^30",
        )
    };
    let (pass, salt) = (inputs.required("pass")?, inputs.required("salt")?);
    let (n, r, p) = (
        inputs.number("n", 1 << 20)?,
        inputs.number("r", 8)?,
        inputs.number("p", 1)?,
    );
    let maximum = inputs.number("maxmem_bytes", MAX_MEMORY)?;
    let small = |number: u64| u32::try_from(number).map_err(|_| wrong());
    let (r, p) = (small(r)?, small(p)?);
    if !n.is_power_of_two() || n == 1 {
        return Err(wrong());
    }
    let log_n = u8::try_from(n.trailing_zeros()).map_err(|_| wrong())?;
    let bytes = 128 * u128::from(r) * (u128::from(n) + u128::from(p) + 2);
    if bytes > u128::from(maximum) {
        return Err(CliError::new(format!(
            "memory limit exceeded: scrypt needs {bytes} bytes; -kdfopt maxmem_bytes:{bytes} allows them"
        )));
    }
    let params = ::scrypt::Params::new(log_n, r, p).map_err(|_| wrong())?;
    // Where memory is limited, the allocation inside would end the process: it is tried first.
    let fits =
        usize::try_from(bytes).is_ok_and(|bytes| Vec::<u8>::new().try_reserve_exact(bytes).is_ok());
    if !fits {
        return Err(CliError::new(format!(
            "there is no memory for scrypt: it needs {bytes} bytes"
        )));
    }
    let mut out = Zeroizing::new(vec![0; len]);
    ::scrypt::scrypt(pass, salt, &params, &mut out).map_err(|_| wrong())?;
    Ok(out)
}

/// NIST SP 800-56C §4, by a digest or by HMAC.
fn sskdf(inputs: &Inputs, len: usize) -> Result<Key, CliError> {
    let secret = inputs.secret()?;
    let info = &inputs.joined("info")[..];
    let salt = inputs.bytes("salt").filter(|salt| !salt.is_empty());
    let salt = salt.map(|salt| &salt[..]);
    let mac = inputs.word("mac").map(str::to_ascii_uppercase);
    match mac.as_deref() {
        None => {
            let digest = inputs.digest()?;
            return Ok(blocks(len, |counter, out| {
                out.extend_from_slice(&hash(digest, &[&counter.to_be_bytes(), secret, info]));
            }));
        }
        Some("HMAC") => {}
        Some("KMAC-128" | "KMAC128") => {
            return by_kmac::<{ mac::RATE_128 }>(inputs, salt, &[secret, info], len);
        }
        Some("KMAC-256" | "KMAC256") => {
            return by_kmac::<{ mac::RATE_256 }>(inputs, salt, &[secret, info], len);
        }
        Some(other) => {
            return Err(CliError::new(format!(
                "unsupported MAC {}: SSKDF is made of a digest, of HMAC or of KMAC",
                excerpt(other)
            )));
        }
    }
    let digest = inputs.digest()?;
    let zeros = vec![0; digest.output_len()];
    let keyed = digest.hmac(salt.unwrap_or(&zeros));
    Ok(blocks(len, |counter, out| {
        out.extend_from_slice(&code(&keyed, &[&counter.to_be_bytes(), secret, info]));
    }))
}

/// NIST SP 800-56C §4.1, option 3.
fn by_kmac<const RATE: usize>(
    inputs: &Inputs,
    salt: Option<&[u8]>,
    parts: &[&[u8]],
    len: usize,
) -> Result<Key, CliError> {
    let size = match inputs.word("maclen") {
        None => len,
        Some(text) => (text.parse().ok())
            .filter(|size| [20, 28, 32, 48, 64, len].contains(size))
            .ok_or_else(|| {
                CliError::usage(
                    "Parameter error 'maclen': it is 20, 28, 32, 48, 64 or the number of -keylen",
                )
            })?,
    };
    // As many zeros as fill a block with what stands before them.
    let zeros = [0; RATE];
    let salt = salt.unwrap_or(&zeros[..RATE - 4]);
    if !mac::KMAC_KEYS.contains(&salt.len()) {
        return Err(CliError::new(format!(
            "Parameter error 'salt': a key of KMAC has {} to {} bytes",
            mac::KMAC_KEYS.start(),
            mac::KMAC_KEYS.end()
        )));
    }
    let keyed = Kmac::<RATE>::new(salt, b"KDF", size, false);
    Ok(blocks(len, |counter, out| {
        let mut code = Box::new(keyed.clone());
        code.update(&counter.to_be_bytes());
        parts.iter().for_each(|part| code.update(part));
        out.extend_from_slice(&Zeroizing::new(code.finalize()));
    }))
}

/// NIST SP 800-108 §4.1 and §4.2, with a counter of 32 bits: salt is the standard's Label, info its Context.
fn kbkdf(inputs: &Inputs, len: usize) -> Result<Key, CliError> {
    /// The MAC of some parts, under the key.
    type Prf = Box<dyn Fn(&[&[u8]]) -> Key>;
    let key = inputs.required("key")?;
    let mac = inputs.word("mac").ok_or_else(|| missing("mac"))?;
    let code: Prf = match &*mac.to_ascii_uppercase() {
        "HMAC" => {
            let keyed = inputs.digest()?.hmac(key);
            Box::new(move |parts| code(&keyed, parts))
        }
        "CMAC" => {
            let cipher = mac::cbc(inputs.word("cipher").ok_or_else(|| missing("cipher"))?)?;
            // Looks at the key's length.
            mac::cmac(cipher, key)?;
            let key = key.clone();
            Box::new(move |parts| {
                let mut code = cipher.cmac(&key);
                parts.iter().for_each(|part| code.update(part));
                Zeroizing::new(code.finalize())
            })
        }
        other => {
            return Err(CliError::new(format!(
                "unsupported MAC {}: KBKDF is made of HMAC or CMAC",
                excerpt(other)
            )));
        }
    };
    let is_there = |name: &str| match inputs.word(name) {
        None | Some("1") => Ok(true),
        Some("0") => Ok(false),
        Some(_) => Err(CliError::usage(format!(
            "Parameter error '{name}': it is 0 or 1"
        ))),
    };
    let bits = (8 * len as u32).to_be_bytes();
    let separator: &[u8] = if is_there("use-separator")? {
        &[0]
    } else {
        &[]
    };
    let end: &[u8] = if is_there("use-l")? { &bits } else { &[] };
    let given = |name: &str| inputs.bytes(name).map_or(&[][..], |bytes| bytes);
    let (label, context) = (given("salt"), given("info"));
    let mode = inputs.word("mode").unwrap_or("counter");
    let feeds_back = match &*mode.to_ascii_lowercase() {
        "counter" => false,
        "feedback" => true,
        _ => {
            return Err(CliError::usage(format!(
                "mode {}: it is counter or feedback",
                excerpt(mode)
            )));
        }
    };
    // Looked at in either mode, as OpenSSL does.
    let mut block = inputs.bytes("seed").cloned().unwrap_or_default();
    if !block.is_empty() && block.len() != code(&[]).len() {
        return Err(CliError::new(format!(
            "invalid seed length: it has {} bytes, as many as the MAC",
            code(&[]).len()
        )));
    }
    Ok(blocks(len, |counter, out| {
        let counter = counter.to_be_bytes();
        let before: &[u8] = if feeds_back { &block } else { &[] };
        block = code(&[before, &counter, label, separator, context, end]);
        out.extend_from_slice(&block);
    }))
}

/// ANSI X9.63, as SEC 1 §3.6.1 has it.
fn x963kdf(inputs: &Inputs, len: usize) -> Result<Key, CliError> {
    let (secret, digest) = (inputs.secret()?, inputs.digest()?);
    let info = &inputs.joined("info")[..];
    Ok(blocks(len, |counter, out| {
        out.extend_from_slice(&hash(digest, &[secret, &counter.to_be_bytes(), info]));
    }))
}

/// The pseudorandom function of TLS 1.2 (RFC 5246 §5), and by `MD5-SHA1` that of TLS 1.0 (RFC 2246 §5).
fn tls1_prf(inputs: &Inputs, len: usize) -> Result<Key, CliError> {
    let (digest, secret) = (inputs.digest()?, inputs.required("secret")?);
    let seed = inputs.joined("seed");
    if seed.is_empty() {
        return Err(missing("seed"));
    }
    if digest.names[0] != "md5-sha1" {
        return Ok(p_hash(digest, secret, &seed, len));
    }
    // The halves share the middle byte of a secret of odd length.
    let half = secret.len().div_ceil(2);
    let mut out = p_hash(digest::named("md5")?, &secret[..half], &seed, len);
    let other = p_hash(
        digest::named("sha1")?,
        &secret[secret.len() - half..],
        &seed,
        len,
    );
    out.iter_mut().zip(other.iter()).for_each(|(a, b)| *a ^= b);
    Ok(out)
}

/// P_hash of RFC 5246 §5.
fn p_hash(digest: &'static MessageDigest, secret: &[u8], seed: &[u8], len: usize) -> Key {
    let keyed = digest.hmac(secret);
    let mut a = code(&keyed, &[seed]);
    blocks(len, |_, out| {
        out.extend_from_slice(&code(&keyed, &[&a, seed]));
        a = code(&keyed, &[&a]);
    })
}

/// RFC 4253 §7.2. The key is the shared secret as an mpint.
fn sshkdf(inputs: &Inputs, len: usize) -> Result<Key, CliError> {
    let (digest, key) = (inputs.digest()?, inputs.required("key")?);
    let exchange = inputs.required("xcghash")?;
    let session = inputs.required("session_id")?;
    let kind = match inputs.word("type").map(str::as_bytes) {
        None => return Err(missing("type")),
        Some([kind @ b'A'..=b'F']) => *kind,
        Some(_) => {
            return Err(CliError::usage(
                "Parameter error 'type': it is a letter, A to F",
            ));
        }
    };
    Ok(blocks(len, |counter, out| {
        let block = match counter {
            1 => hash(digest, &[key, exchange, &[kind], session]),
            _ => hash(digest, &[key, exchange, out]),
        };
        out.extend_from_slice(&block);
    }))
}
