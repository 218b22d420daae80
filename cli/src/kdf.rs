//! `kdf`: keys derived from secrets, by the functions of OpenSSL 3.0 that are made of digests.

use std::process::ExitCode;

use certwright::der::{ObjectIdentifierRef, Writer};
use certwright::oid;
use certwright::pkcs::pkcs12::{self, Purpose};
use zeroize::Zeroizing;

use super::args::Args;
use super::cipher::Code as _;
use super::digest::{self, Hmac, MessageDigest};
use super::error::{CliError, excerpt};
use super::io::{self, Access};
use super::mac::{self, Kmac};
use super::options::{Command, Item, PROVIDER, flag, outfile, text};
use super::parameters::{self, Algorithm, Parameters};

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
        text(
            "cipher",
            "Cipher in CBC mode, for KRB5KDF and for KBKDF by CMAC",
        ),
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
            "Name of the KDF algorithm: HKDF, TLS13-KDF, KBKDF, KRB5KDF, PBKDF2, PKCS12KDF, SCRYPT, SSKDF, X942KDF-ASN1, X963KDF, TLS1-PRF or SSHKDF",
        ),
    ],
    run,
};

type Key = Zeroizing<Vec<u8>>;

type Derive = fn(&Parameters, usize) -> Result<Key, CliError>;

#[rustfmt::skip]
const FUNCTIONS: &[Algorithm<Derive>] = &[
    Algorithm::new("HKDF", &[], &["key", "salt", "info"], &["digest", "mode"], hkdf),
    Algorithm::new("TLS13-KDF", &[], &["key", "salt", "prefix", "label", "data"], &["digest", "mode"], tls13_kdf),
    Algorithm::new("KBKDF", &[], &["key", "salt", "info", "seed"], &["digest", "mac", "cipher", "mode", "use-l", "use-separator"], kbkdf),
    Algorithm::new("KRB5KDF", &[], &["key", "constant"], &["cipher"], krb5kdf),
    Algorithm::new("PBKDF2", &["1.2.840.113549.1.5.12"], &["pass", "salt"], &["digest", "iter", "pkcs5"], pbkdf2),
    Algorithm::new("PKCS12KDF", &[], &["pass", "salt"], &["digest", "iter", "id"], pkcs12kdf),
    Algorithm::new("SCRYPT", &["ID-SCRYPT", "1.3.6.1.4.1.11591.4.11"], &["pass", "salt"], &["n", "r", "p", "maxmem_bytes"], scrypt),
    Algorithm::new("SSKDF", &[], &["secret", "key", "info", "salt"], &["digest", "mac", "maclen"], sskdf),
    Algorithm::new("X942KDF-ASN1", &["X942KDF"], &["secret", "key", "ukm", "acvp-info", "partyu-info", "partyv-info", "supp-pubinfo", "supp-privinfo"], &["digest", "cekalg", "use-keybits"], x942kdf),
    Algorithm::new("X963KDF", &["X942KDF-CONCAT"], &["secret", "key", "info"], &["digest"], x963kdf),
    Algorithm::new("TLS1-PRF", &[], &["secret", "seed"], &["digest"], tls1_prf),
    Algorithm::new("SSHKDF", &[], &["key", "xcghash", "session_id"], &["digest", "type"], sshkdf),
];

/// The names, for `list`.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    Algorithm::names(FUNCTIONS)
}

/// More bytes than anybody derives.
const MAX_LEN: usize = 1 << 20;

/// The number of bytes that an option asks for, if it is a number.
fn length(option: &str, given: Option<usize>) -> Result<usize, CliError> {
    given
        .filter(|len| (1..=MAX_LEN).contains(len))
        .ok_or_else(|| {
            CliError::usage(format!(
                "Invalid derived key length: -{option} takes a number of bytes up to {MAX_LEN}"
            ))
        })
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let name = parameters::algorithm(args, "KDF")?;
    let function = Algorithm::named(FUNCTIONS, &name).ok_or_else(|| {
        CliError::new(format!(
            "Invalid KDF name {}: there are {}",
            excerpt(&name),
            names().collect::<Vec<_>>().join(", ")
        ))
    })?;
    let len = length(
        "keylen",
        args.text("keylen").and_then(|text| text.parse().ok()),
    )?;
    let given = Parameters::read(
        args,
        "kdfopt",
        &["digest", "mac", "cipher"],
        &function.known,
    )?;
    io::check_writable(args.path("out"))?;
    let out = (function.run)(&given, len)?;
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

/// The functions of `pkeyutl -kdf`.
const OF_PKEYUTL: [&str; 3] = ["HKDF", "TLS1-PRF", "SCRYPT"];

/// What `pkeyutl -kdf` derives, from parameters by the names that `-pkeyopt` has for them. Of those that are not put together the last one
/// counts there.
pub(super) fn by_pkeyutl(
    args: &Args,
    name: &str,
    options: impl Iterator<Item = Result<(String, Zeroizing<String>), CliError>>,
) -> Result<Key, CliError> {
    let upper = name.to_ascii_uppercase();
    let function = Algorithm::named(FUNCTIONS, &upper)
        .filter(|function| OF_PKEYUTL.contains(&function.known.of))
        .ok_or_else(|| {
            CliError::new(format!(
                "The given KDF \"{}\" is unknown: there are {}; the command kdf has more",
                excerpt(name),
                OF_PKEYUTL.join(", ")
            ))
        })?;
    let len = args.number("kdflen").ok_or_else(|| {
        CliError::usage("no KDF length given: name the number of bytes with -kdflen")
    })?;
    let len = length("kdflen", usize::try_from(len).ok())?;
    let mut given = Parameters::default();
    for option in options {
        let (name, value) = option?;
        let name = name.to_ascii_lowercase();
        let name = match &name[..] {
            "md" => "digest",
            other => other,
        };
        if !["seed", "hexseed"].contains(&name) {
            given.forget(name);
        }
        given.add(&function.known, name, &value)?;
    }
    (function.run)(&given, len)
}

fn required<'a>(given: &'a Parameters, name: &str) -> Result<&'a Key, CliError> {
    given.bytes(name).ok_or_else(|| missing(name))
}

fn number(given: &Parameters, name: &str, default: u64) -> Result<u64, CliError> {
    match given.word(name) {
        None => Ok(default),
        Some(text) => text.parse().ok().filter(|&n| n > 0).ok_or_else(|| {
            CliError::usage(format!("Parameter error '{name}': it is a number from 1"))
        }),
    }
}

fn required_digest(given: &Parameters) -> Result<&'static MessageDigest, CliError> {
    given.digest()?.ok_or_else(|| missing("digest"))
}

/// The shared secret of those functions that know it by two names.
fn shared_secret(given: &Parameters) -> Result<&Key, CliError> {
    match given.bytes("secret") {
        Some(secret) => Ok(secret),
        None => required(given, "key"),
    }
}

fn missing(what: &str) -> CliError {
    CliError::usage(format!(
        "EVP_KDF_derive failed: missing {what}: give {what}:…"
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
fn pbkdf2(given: &Parameters, len: usize) -> Result<Key, CliError> {
    /// As many as OpenSSL takes.
    const DEFAULT_ITERATIONS: u64 = 2048;
    let secret = required(given, "pass")?;
    let digest = given.digest()?.map_or_else(|| digest::named("sha1"), Ok)?;
    let iterations = u32::try_from(number(given, "iter", DEFAULT_ITERATIONS)?)
        .map_err(|_| CliError::usage("iter takes a number of iterations below 2^32"))?;
    // The checks of SP 800-132 are asked for by 0.
    if given.word("pkcs5") == Some("0") {
        return Err(CliError::new(
            "Parameter error 'pkcs5': the checks of SP 800-132 are not supported; leave it out",
        ));
    }
    let salt = required(given, "salt")?;
    let mut out = digest.pbkdf2(secret, salt, iterations, len);
    out.truncate(len);
    Ok(out)
}

/// RFC 5869.
fn hkdf(given: &Parameters, len: usize) -> Result<Key, CliError> {
    let secret = required(given, "key")?;
    let digest = required_digest(given)?;
    let extract = || {
        let salt = given.bytes("salt").map_or(&[][..], |salt| salt);
        code(&digest.hmac(salt), &[secret])
    };
    let key = match given.word("mode").unwrap_or("EXTRACT_AND_EXPAND") {
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
    expand(digest, &key, &given.joined("info"), len)
}

/// HKDF-Expand (RFC 5869 §2.3).
fn expand(
    digest: &'static MessageDigest,
    key: &[u8],
    info: &[u8],
    len: usize,
) -> Result<Key, CliError> {
    if len > 255 * digest.output_len() {
        return Err(CliError::usage(format!(
            "a key of {len} bytes: HKDF gives at most 255 times the digest's length"
        )));
    }
    let keyed = digest.hmac(key);
    let mut block = Key::default();
    Ok(blocks(len, |counter, out| {
        block = code(&keyed, &[&block, info, &[counter as u8]]);
        out.extend_from_slice(&block);
    }))
}

/// HKDF-Expand-Label and the extraction between the stages of TLS 1.3 (RFC 8446 §7.1): `salt` is the secret of the stage before.
fn tls13_kdf(given: &Parameters, len: usize) -> Result<Key, CliError> {
    let digest = required_digest(given)?;
    let part = |name: &str| given.bytes(name).map_or(&[][..], |bytes| bytes);
    let expand_label = |secret: &[u8], context: &[u8], len: usize| {
        let label = [part("prefix"), part("label")].concat();
        let (Ok(label_len), Ok(context_len), Ok(wanted)) = (
            u8::try_from(label.len()),
            u8::try_from(context.len()),
            u16::try_from(len),
        ) else {
            return Err(CliError::usage(
                "prefix and label have at most 255 bytes, as has data, and a key at most 65535",
            ));
        };
        let info = [
            &wanted.to_be_bytes()[..],
            &[label_len],
            &label,
            &[context_len],
            context,
        ];
        expand(digest, secret, &info.concat(), len)
    };
    let zeros = vec![0; digest.output_len()];
    match given.word("mode") {
        Some("EXTRACT_ONLY" | "1") if len != zeros.len() => Err(CliError::usage(format!(
            "EXTRACT_ONLY gives {} bytes: a length of {len} is wrong",
            zeros.len()
        ))),
        Some("EXTRACT_ONLY" | "1") => {
            let salt = match given.bytes("salt") {
                Some(secret) => expand_label(secret, &digest.digest(&[]), zeros.len())?,
                None => Zeroizing::new(zeros.clone()),
            };
            let key = given.bytes("key").map_or(&zeros[..], |key| key);
            Ok(code(&digest.hmac(&salt), &[key]))
        }
        Some("EXPAND_ONLY" | "2") => expand_label(required(given, "key")?, part("data"), len),
        _ => Err(CliError::usage(
            "invalid mode: it is EXTRACT_ONLY or EXPAND_ONLY",
        )),
    }
}

/// DK of RFC 3961 §5.1: a constant that is folded to a block, encrypted again and again (DR), and made a key of, which is any bytes but
/// for triple DES.
fn krb5kdf(given: &Parameters, len: usize) -> Result<Key, CliError> {
    let (key, constant) = (required(given, "key")?, required(given, "constant")?);
    let name = given.word("cipher").ok_or_else(|| missing("cipher"))?;
    let cipher = mac::cbc(name)?;
    let size = cipher.iv_len();
    mac::check_key(cipher, key)?;
    // Of triple DES the bytes before they are a key are given as well.
    let is_triple_des = cipher.full_name() == "des-ede3-cbc";
    let is_raw = is_triple_des && len == TRIPLE_DES_SEED;
    if len != key.len() && !is_raw {
        return Err(CliError::usage(format!(
            "wrong output buffer size: a key of {} has {} bytes",
            cipher.full_name(),
            key.len()
        )));
    }
    if constant.is_empty() || constant.len() > size {
        return Err(CliError::usage(format!(
            "invalid constant length: it has 1 to {size} bytes"
        )));
    }
    // A constant of a whole block is taken as it is.
    let mut block = match constant.len() == size {
        true => constant.clone(),
        false => Zeroizing::new(n_fold(constant, size)),
    };
    let mut failed = false;
    let out = blocks(len, |_, out| {
        let done = cipher.apply(key, &vec![0; size], &mut block, true, false);
        failed |= done.is_err();
        out.extend_from_slice(&block);
    });
    match failed {
        true => unreachable!("a block is a whole block"),
        false if is_triple_des && !is_raw => triple_des_key(&out[..TRIPLE_DES_SEED]),
        false => Ok(out),
    }
}

/// Bytes that a key of triple DES is made of: 168 bits.
const TRIPLE_DES_SEED: usize = 21;

/// DES3random-to-key (RFC 3961 §6.3.1): of each seven bytes the lowest bits are those of an eighth, from the first one's at its second
/// lowest bit, and the lowest bit of all eight makes their parity odd.
///
/// # Errors
/// Two neighbouring keys that are the same, by which triple DES would be DES.
fn triple_des_key(seed: &[u8]) -> Result<Key, CliError> {
    let mut out = Zeroizing::new(Vec::with_capacity(24));
    for part in seed.chunks_exact(7) {
        let low = |byte: u8, (at, part): (usize, &u8)| byte | (part & 1) << (at + 1);
        let last = part.iter().enumerate().fold(0, low);
        let odd = |byte: u8| match (byte >> 1).count_ones() % 2 {
            0 => byte | 1,
            _ => byte & !1,
        };
        out.extend(part.iter().map(|byte| odd(*byte)));
        out.push(odd(last));
    }
    match out[..8] == out[8..16] || out[8..16] == out[16..] {
        true => Err(CliError::new(
            "failed to generate key: its parts are the same, by which triple DES would be DES",
        )),
        false => Ok(out),
    }
}

/// n-fold (RFC 3961 §5.1): copies of the input, each rotated by 13 bits more than the one before, as many as fill a whole number of
/// outputs, which are added in ones' complement.
fn n_fold(input: &[u8], len: usize) -> Vec<u8> {
    let bits = 8 * input.len();
    let common = (1..=len).filter(|n| len.is_multiple_of(*n) && input.len().is_multiple_of(*n));
    let whole = len * input.len() / common.max().unwrap_or(1);
    let bit = |at: usize| usize::from(input[at / 8] >> (7 - at % 8) & 1);
    // The byte at `at` of the copies: bit i of the rotated copy is bit i − 13·copy of the input.
    let byte = |at: usize| {
        let (copy, within) = (at / input.len(), 8 * (at % input.len()));
        let turned = (13 * copy) % bits;
        (within..within + 8).fold(0, |byte, i| byte << 1 | bit((i + bits - turned) % bits))
    };
    let mut sums = vec![0_usize; len];
    (0..whole).for_each(|at| sums[at % len] += byte(at));
    // Carries go round until there are none.
    while sums.iter().any(|sum| *sum > 255) {
        let carries: Vec<usize> = sums.iter().map(|sum| sum >> 8).collect();
        for (i, sum) in sums.iter_mut().enumerate() {
            *sum = (*sum & 255) + carries[(i + 1) % len];
        }
    }
    sums.into_iter().map(|sum| sum as u8).collect()
}

/// RFC 7292 §B.2. The password is what is hashed: in UTF-16, with a zero at its end, if it is that of a file.
fn pkcs12kdf(given: &Parameters, len: usize) -> Result<Key, CliError> {
    let (secret, salt) = (required(given, "pass")?, required(given, "salt")?);
    let digest = required_digest(given)?;
    let hash = digest.rsa().ok_or_else(|| {
        CliError::new(format!(
            "unsupported digest {}: PKCS12KDF takes SHA-1, SHA-2 or SHA-3",
            digest.display
        ))
    })?;
    let purpose = match given.word("id") {
        Some("1") => Purpose::Key,
        Some("2") => Purpose::Iv,
        Some("3") => Purpose::Mac,
        Some(_) | None => {
            return Err(CliError::usage(
                "Parameter error 'id': it is 1 for a key, 2 for an initialization vector or 3 for a key of a MAC",
            ));
        }
    };
    let iterations = u32::try_from(number(given, "iter", 1)?)
        .map_err(|_| CliError::usage("iter takes a number of iterations below 2^32"))?;
    let mut out = Zeroizing::new(vec![0; len]);
    pkcs12::derive(hash, purpose, secret, salt, iterations, &mut out);
    Ok(out)
}

/// The ciphers whose keys X9.42 derives, by their names or object identifiers: those that wrap keys. Bytes of a key follow.
#[rustfmt::skip]
const KEY_WRAPS: &[(&[&str], ObjectIdentifierRef<'static>, u32)] = &[
    (&["AES-128-WRAP", "id-aes128-wrap", "AES128-WRAP"], oid!("2.16.840.1.101.3.4.1.5"), 16),
    (&["AES-192-WRAP", "id-aes192-wrap", "AES192-WRAP"], oid!("2.16.840.1.101.3.4.1.25"), 24),
    (&["AES-256-WRAP", "id-aes256-wrap", "AES256-WRAP"], oid!("2.16.840.1.101.3.4.1.45"), 32),
    (&["DES3-WRAP", "id-smime-alg-CMS3DESwrap"], oid!("1.2.840.113549.1.9.16.3.6"), 24),
];

/// ANSI X9.42 by a digest over the secret and OtherInfo (RFC 2631 §2.1.2), in which a counter stands.
fn x942kdf(given: &Parameters, len: usize) -> Result<Key, CliError> {
    let part = |name: &str| given.bytes(name).filter(|bytes| !bytes.is_empty());
    let secret = part("secret").or_else(|| part("key"));
    let (party_u, party_v) = (
        part("partyu-info").or_else(|| part("ukm")),
        part("partyv-info"),
    );
    let (public, private) = (part("supp-pubinfo"), part("supp-privinfo"));
    let whole = part("acvp-info");
    if whole.is_some()
        && [party_u, party_v, public, private]
            .iter()
            .any(Option::is_some)
    {
        return Err(CliError::usage(
            "Parameter error 'acvp-info': it has what ukm, partyu-info, partyv-info, supp-pubinfo and supp-privinfo are for",
        ));
    }
    let secret = secret.ok_or_else(|| missing("secret"))?;
    let digest = required_digest(given)?;
    let name = given.word("cekalg").ok_or_else(|| missing("cekalg"))?;
    let (_, cipher, key_len) = (KEY_WRAPS.iter())
        .find(|(names, id, _)| {
            names.iter().any(|known| known.eq_ignore_ascii_case(name)) || id.to_string() == name
        })
        .ok_or_else(|| {
            CliError::new(format!(
                "unsupported cek alg {}: there are AES-128-WRAP, AES-192-WRAP, AES-256-WRAP and DES3-WRAP",
                excerpt(name)
            ))
        })?;
    let has_bits = match given.word("use-keybits").map(str::parse::<i32>) {
        None => true,
        Some(Ok(number)) => number != 0,
        Some(Err(_)) => {
            return Err(CliError::usage(
                "Parameter error 'use-keybits': it is 0 or 1",
            ));
        }
    };
    let other_info = |counter: u32| {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(*cipher);
                w.octet_string(&counter.to_be_bytes());
            });
            if let Some(bytes) = whole {
                w.raw(bytes);
            }
            let mut field = |number: u32, bytes: Option<&Key>| {
                if let Some(bytes) = bytes {
                    w.context(number, |w| w.octet_string(bytes));
                }
            };
            field(0, party_u);
            field(1, party_v);
            match public {
                Some(_) => field(2, public),
                None if has_bits => {
                    let bits = Key::new((8 * key_len).to_be_bytes().to_vec());
                    field(2, Some(&bits));
                }
                None => {}
            }
            field(3, private);
        });
        Key::new(w.into_vec())
    };
    Ok(blocks(len, |counter, out| {
        out.extend_from_slice(&hash(digest, &[secret, &other_info(counter)]));
    }))
}

/// RFC 7914.
fn scrypt(given: &Parameters, len: usize) -> Result<Key, CliError> {
    /// As much as OpenSSL takes, in bytes.
    const MAX_MEMORY: u64 = 1025 << 20;
    let wrong = || {
        CliError::usage(
            "Parameter error: n is a power of two from 2, and r and p are numbers from 1 whose product is below 2^30",
        )
    };
    let (pass, salt) = (required(given, "pass")?, required(given, "salt")?);
    let (n, r, p) = (
        number(given, "n", 1 << 20)?,
        number(given, "r", 8)?,
        number(given, "p", 1)?,
    );
    let maximum = number(given, "maxmem_bytes", MAX_MEMORY)?;
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
fn sskdf(given: &Parameters, len: usize) -> Result<Key, CliError> {
    let secret = shared_secret(given)?;
    let info = &given.joined("info")[..];
    let salt = given.bytes("salt").filter(|salt| !salt.is_empty());
    let salt = salt.map(|salt| &salt[..]);
    let mac = given.word("mac").map(str::to_ascii_uppercase);
    match mac.as_deref() {
        None => {
            let digest = required_digest(given)?;
            return Ok(blocks(len, |counter, out| {
                out.extend_from_slice(&hash(digest, &[&counter.to_be_bytes(), secret, info]));
            }));
        }
        Some("HMAC") => {}
        Some("KMAC-128" | "KMAC128") => {
            return by_kmac::<{ mac::RATE_128 }>(given, salt, &[secret, info], len);
        }
        Some("KMAC-256" | "KMAC256") => {
            return by_kmac::<{ mac::RATE_256 }>(given, salt, &[secret, info], len);
        }
        Some(other) => {
            return Err(CliError::new(format!(
                "unsupported MAC {}: SSKDF is made of a digest, of HMAC or of KMAC",
                excerpt(other)
            )));
        }
    }
    let digest = required_digest(given)?;
    let zeros = vec![0; digest.output_len()];
    let keyed = digest.hmac(salt.unwrap_or(&zeros));
    Ok(blocks(len, |counter, out| {
        out.extend_from_slice(&code(&keyed, &[&counter.to_be_bytes(), secret, info]));
    }))
}

/// NIST SP 800-56C §4.1, option 3.
fn by_kmac<const RATE: usize>(
    given: &Parameters,
    salt: Option<&[u8]>,
    parts: &[&[u8]],
    len: usize,
) -> Result<Key, CliError> {
    let size = match given.word("maclen") {
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
fn kbkdf(given: &Parameters, len: usize) -> Result<Key, CliError> {
    /// The MAC of some parts, under the key.
    type Prf = Box<dyn Fn(&[&[u8]]) -> Key>;
    let key = required(given, "key")?;
    let mac = given.word("mac").ok_or_else(|| missing("mac"))?;
    let code: Prf = match &*mac.to_ascii_uppercase() {
        "HMAC" => {
            let keyed = required_digest(given)?.hmac(key);
            Box::new(move |parts| code(&keyed, parts))
        }
        "CMAC" => {
            let cipher = mac::cbc(given.word("cipher").ok_or_else(|| missing("cipher"))?)?;
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
    let is_there = |name: &str| match given.word(name) {
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
    let part = |name: &str| given.bytes(name).map_or(&[][..], |bytes| bytes);
    let (label, context) = (part("salt"), part("info"));
    let mode = given.word("mode").unwrap_or("counter");
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
    let mut block = given.bytes("seed").cloned().unwrap_or_default();
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
fn x963kdf(given: &Parameters, len: usize) -> Result<Key, CliError> {
    let (secret, digest) = (shared_secret(given)?, required_digest(given)?);
    let info = &given.joined("info")[..];
    Ok(blocks(len, |counter, out| {
        out.extend_from_slice(&hash(digest, &[secret, &counter.to_be_bytes(), info]));
    }))
}

/// The pseudorandom function of TLS 1.2 (RFC 5246 §5), and by `MD5-SHA1` that of TLS 1.0 (RFC 2246 §5).
fn tls1_prf(given: &Parameters, len: usize) -> Result<Key, CliError> {
    let (digest, secret) = (required_digest(given)?, required(given, "secret")?);
    let seed = given.joined("seed");
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
fn sshkdf(given: &Parameters, len: usize) -> Result<Key, CliError> {
    let (digest, key) = (required_digest(given)?, required(given, "key")?);
    let exchange = required(given, "xcghash")?;
    let session = required(given, "session_id")?;
    let kind = match given.word("type").map(str::as_bytes) {
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

#[cfg(test)]
mod tests {
    use super::n_fold;

    #[test]
    fn folding_gives_the_examples_of_rfc_3961() {
        // RFC 3961 §A.1.
        for (input, folded) in [
            ("012345", "be072631276b1955"),
            ("password", "78a07b6caf85fa"),
            ("Rough Consensus, and Running Code", "bb6ed30870b7f0e0"),
            ("password", "59e4a8ca7c0385c3c37b3f6d2000247cb6e6bd5b3e"),
            (
                "MASSACHVSETTS INSTITVTE OF TECHNOLOGY",
                "db3b0d8f0b061e603282b308a50841229ad798fab9540c1b",
            ),
            (
                "kerberos",
                "6b65726265726f737b9b5b2b93132b935c9bdcdad95c9899c4cae4dee6d6cae4",
            ),
        ] {
            let made = n_fold(input.as_bytes(), folded.len() / 2);
            assert_eq!(hex::encode(made), folded, "{input}");
        }
    }
}
