//! `enc` and `base64`: encrypt and decrypt files by a pass phrase or a key, and convert them to Base64 and back.
//!
//! The format, like the ways from a pass phrase to a key, is OpenSSL's: `Salted__`, eight bytes of salt (with `-saltlen` other
//! numbers), the ciphertext.
//! Nothing shows that a ciphertext is whole and unchanged; a padding that is wrong is all that can be seen. What is decrypted is
//! written once the padding is known to be right.

use std::process::ExitCode;

use base64ct::Encoding as _;
use rand_core::TryRng as _;
use zeroize::Zeroizing;

use super::args::Args;
use super::cipher::{self, Cipher, Fault};
use super::digest::{self as digests, MessageDigest};
use super::error::{CliError, excerpt};
use super::io::{self, Access};
use super::key;
use super::options::{
    Any, Command, Item, PROVIDER, RANDOM, Value, flag, infile, option, outfile, text,
};
use super::pass::{self, Pass};
use super::rng;
use crate::limits;

/// `enc`.
pub const COMMAND: Command = Command {
    name: "enc",
    summary: "Encrypt or decrypt a file by a pass phrase or a key",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: OPTIONS,
    run,
};

/// `base64`.
pub const BASE64: Command = Command {
    name: "base64",
    summary: "Convert a file to Base64 or back",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: OPTIONS,
    run,
};

const OPTIONS: &[Item] = &[
    Item::Section("General"),
    flag("list", "List ciphers"),
    flag("ciphers", "Alias for -list"),
    flag("e", "Encrypt"),
    flag("d", "Decrypt"),
    flag("p", "Print the iv/key"),
    flag("P", "Print the iv/key and exit"),
    Item::Section("Input"),
    infile("in", "Input file"),
    text("k", "Passphrase"),
    infile("kfile", "Read passphrase from file"),
    Item::Section("Output"),
    outfile("out", "Output file"),
    text("pass", "Passphrase source"),
    flag("v", "Verbose output"),
    flag("a", "Base64 encode/decode, depending on encryption flag"),
    flag("base64", "Same as option -a"),
    flag(
        "A",
        "Used with -[base64|a] to specify base64 buffer as a single line",
    ),
    Item::Section("Encryption"),
    flag("nopad", "Disable standard block padding"),
    flag("salt", "Use salt in the KDF (default)"),
    flag("nosalt", "Do not use salt in the KDF"),
    option(
        "saltlen",
        Value::PosInt,
        "Bytes of salt for -pbkdf2, 8 unless given, and 16 at most",
    ),
    flag("debug", "Accepted without effect: nothing is buffered"),
    text("bufsize", "Accepted without effect: nothing is buffered"),
    text("K", "Raw key, in hex"),
    text("S", "Salt, in hex"),
    text("iv", "IV in hex"),
    text(
        "md",
        "Use specified digest to create a key from the passphrase",
    ),
    option(
        "iter",
        Value::PosInt,
        "Specify the iteration count and force the use of PBKDF2",
    ),
    Item::More("Default: 10000"),
    flag(
        "pbkdf2",
        "Use password-based key derivation function 2 (PBKDF2)",
    ),
    Item::More("Use -iter to change the iteration count from 10000"),
    flag("none", "Don't encrypt"),
    Item::Any(Any::EncryptionCipher, "Any supported cipher"),
    Item::Group(RANDOM),
    Item::Group(PROVIDER),
];

const MAGIC: &[u8; 8] = b"Salted__";
const SALT_LEN: usize = 8;

/// The most that `-saltlen` may ask for, in OpenSSL as well.
const MAX_SALT_LEN: usize = 16;
const DEFAULT_ITERATIONS: u32 = 10_000;
/// Bytes in a line of Base64.
const LINE: usize = 48;

fn run(args: &Args) -> Result<ExitCode, CliError> {
    if args.has("list") || args.has("ciphers") {
        let mut out = String::from("Supported ciphers:\n");
        for row in cipher::NAMES.chunks(3) {
            let row: Vec<String> = row.iter().map(|name| format!("-{name:<25}")).collect();
            out.push_str(&row.join(" "));
            out.push('\n');
        }
        io::print(format!("{out}\n").as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let encrypt = args.last_of(&["d", "e"]) != Some("d");
    let base64 = args.command().name == "base64" || args.has("a") || args.has("base64");
    let cipher = match args.any().filter(|_| !args.has("none")) {
        Some(name) => Some(cipher::find(name).ok_or_else(|| Any::EncryptionCipher.unknown(name))?),
        None => None,
    };
    let pass = passphrase(args, cipher, encrypt)?;
    let print_only = args.has("P");
    let mut text = match print_only {
        // Of what is decrypted the salt is needed.
        true if encrypt || !is_salted(args) || args.has("S") || pass.is_none() => {
            Zeroizing::default()
        }
        _ => io::read(args.path("in"), &limits::DATA)?,
    };
    let read = text.len();
    let access =
        (cipher.is_none() && key::access(&text) == Access::Private).then_some(Access::Private);
    if base64 && !encrypt {
        text = from_base64(&text)?;
    }
    if let Some(cipher) = cipher {
        let keys = Keys::derive(args, cipher, pass.as_ref(), encrypt, &mut text)?;
        if print_only || args.has("p") {
            io::print(keys.shown(cipher).as_bytes())?;
        }
        if print_only {
            return Ok(ExitCode::SUCCESS);
        }
        let done = cipher.apply(&keys.key, &keys.iv, &mut text, encrypt, !args.has("nopad"));
        done.map_err(|fault| match (fault, encrypt) {
            (Fault::Length, true) if cipher.wraps() => CliError::new(
                "wrong length: key wrap takes 16 bytes or more, in eights; -id-aes256-wrap-pad takes any",
            ),
            (Fault::Length, _) | (_, true) => CliError::new(
                "wrong final block length: without padding the input must be whole blocks; leave out -nopad",
            ),
            (Fault::Padding, _) => CliError::new(
                "bad decrypt: another pass phrase, key, -iter or -md was used, or the input is damaged; nothing is written",
            ),
        })?;
        if let Some(header) = keys.header {
            text = Zeroizing::new([&header[..], &text].concat());
        }
    }
    if base64 && encrypt {
        text = to_base64(&text, args.has("A"));
    }
    // What was encrypted may be secret to those who may not read it, and Base64 hides nothing of a key.
    let access = match cipher {
        Some(_) if !encrypt => args.decrypted_access(),
        Some(_) => Access::Public,
        None => access.unwrap_or_else(|| key::access(&text)),
    };
    io::write(args.path("out"), &text, access)?;
    if args.has("v") {
        eprintln!("bytes read   : {read:8}\nbytes written: {:8}", text.len());
    }
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

/// Whether a salt goes into the key; `-salt` behind `-nosalt` takes it back.
fn is_salted(args: &Args) -> bool {
    args.last_of(&["salt", "nosalt"]) != Some("nosalt")
}

/// The pass phrase of `-k`, `-kfile` or `-pass`, or else from the terminal if nothing else gives a key.
fn passphrase(
    args: &Args,
    cipher: Option<&Cipher>,
    encrypt: bool,
) -> Result<Option<Pass>, CliError> {
    let typed = args.occurrences().iter().rev();
    let typed = typed
        .filter(|given| given.name == "k" || given.name == "kfile")
        .find_map(|given| Some((given.name.as_str(), given.value.as_ref()?)));
    match typed {
        Some(("k", text)) => return Ok(Some(Pass::new(text.as_encoded_bytes().to_vec()))),
        Some((_, path)) => {
            let source = format!("file:{}", path.to_string_lossy());
            return pass::Sources::new().get(Some(&source));
        }
        None => {}
    }
    if let Some(pass) = pass::Sources::new().get(args.text("pass"))? {
        return Ok(Some(pass));
    }
    let Some(cipher) = cipher.filter(|_| !args.has("K")) else {
        return Ok(None);
    };
    let name = cipher.full_name().to_uppercase();
    match encrypt {
        true => pass::ask_twice(&format!("enter {name} encryption password:")).map(Some),
        false => pass::ask_once(&format!("enter {name} decryption password:")).map(Some),
    }
}

/// What a text is encrypted or decrypted with.
struct Keys {
    key: Zeroizing<Vec<u8>>,
    iv: Vec<u8>,
    salt: Option<Vec<u8>>,
    /// What stands before the ciphertext.
    header: Option<Vec<u8>>,
}

impl Keys {
    /// From the options, and for decryption from the header, which is taken off the text.
    fn derive(
        args: &Args,
        cipher: &Cipher,
        pass: Option<&Pass>,
        encrypt: bool,
        text: &mut Zeroizing<Vec<u8>>,
    ) -> Result<Self, CliError> {
        let mut keys = Self {
            key: Zeroizing::new(vec![0; cipher.key_len()]),
            iv: vec![0; cipher.iv_len()],
            salt: is_salted(args).then(|| vec![0; SALT_LEN]),
            header: None,
        };
        if args.has("saltlen") && !args.has("pbkdf2") && !args.has("iter") {
            args.hint("-saltlen has no effect without -pbkdf2: the salt has eight bytes");
        }
        if let Some(pass) = pass {
            keys.set_salt(args, encrypt, text)?;
            keys.derive_from(args, pass)?;
        }
        match args.text("iv") {
            Some(_) if cipher.iv_len() == 0 => {
                eprintln!("warning: iv not used by this cipher");
            }
            Some(hex) => keys.iv = set_hex(hex, cipher.iv_len(), "iv")?.to_vec(),
            None if pass.is_none() && cipher.iv_len() != 0 => {
                return Err(CliError::usage(
                    "iv undefined: this cipher needs an initialisation vector beside -K; give it with -iv",
                ));
            }
            None => {}
        }
        if let Some(hex) = args.text("K") {
            keys.key = set_hex(hex, cipher.key_len(), "key")?;
        }
        Ok(keys)
    }

    fn set_salt(
        &mut self,
        args: &Args,
        encrypt: bool,
        text: &mut Zeroizing<Vec<u8>>,
    ) -> Result<(), CliError> {
        let Some(salt) = &mut self.salt else {
            return Ok(());
        };
        // OpenSSL's older way from a pass phrase to a key takes eight bytes.
        if args.has("pbkdf2") || args.has("iter") {
            let len = args.number("saltlen").unwrap_or(0);
            salt.resize(
                match usize::try_from(len) {
                    Ok(0) => SALT_LEN,
                    Ok(len @ 1..=MAX_SALT_LEN) => len,
                    _ => {
                        return Err(CliError::usage(format!(
                            "-saltlen {len}: a salt has 1 to {MAX_SALT_LEN} bytes"
                        )));
                    }
                },
                0,
            );
        }
        let salt_len = salt.len();
        if let Some(hex) = args.text("S") {
            salt.copy_from_slice(&set_hex(hex, salt_len, "salt")?);
        } else if encrypt {
            rng::system()?
                .try_fill_bytes(salt)
                .map_err(|_| CliError::from(certwright::rsa::RngError::Failed))?;
            self.header = Some([&MAGIC[..], salt].concat());
        } else {
            let header = text.get(..MAGIC.len() + salt_len).ok_or_else(|| {
                CliError::new("error reading input file: it is shorter than a salt")
            })?;
            if !header.starts_with(MAGIC) {
                return Err(CliError::new(
                    "bad magic number: the input does not begin with Salted__; give -nosalt, -S, or -a for Base64",
                ));
            }
            salt.copy_from_slice(&header[MAGIC.len()..]);
            text.drain(..MAGIC.len() + salt_len);
        }
        Ok(())
    }

    /// Key and initialisation vector from a pass phrase: PBKDF2 (RFC 8018 §5.2), or OpenSSL's older way, which is PBKDF1's
    /// with one iteration, chained.
    fn derive_from(&mut self, args: &Args, pass: &Pass) -> Result<(), CliError> {
        let digest = match args.text("md") {
            Some(name) => digests::named(name)?,
            None => MessageDigest::sha256(),
        };
        let salt = self.salt.as_ref().map_or(&[][..], |salt| &salt[..]);
        let len = self.key.len() + self.iv.len();
        let bytes = if args.has("pbkdf2") || args.has("iter") {
            let iterations = match args.number("iter") {
                None => DEFAULT_ITERATIONS,
                Some(count) => u32::try_from(count)
                    .ok()
                    .filter(|n| *n > 0)
                    .ok_or_else(|| {
                        CliError::usage(format!("-iter {count}: the count is 1 to {}", u32::MAX))
                    })?,
            };
            if digest.is_xof() {
                return Err(CliError::usage(format!(
                    "-md {}: PBKDF2 takes a digest of fixed length, such as sha256",
                    digest.display
                )));
            }
            digest.pbkdf2(pass, salt, iterations, len)
        } else {
            eprintln!(
                "*** WARNING : deprecated key derivation used.\nUsing -iter or -pbkdf2 would be better."
            );
            let mut bytes = Zeroizing::new(Vec::with_capacity(len + 64));
            let mut last: Zeroizing<Vec<u8>> = Zeroizing::default();
            while bytes.len() < len {
                let input = Zeroizing::new([&last[..], pass, salt].concat());
                last = Zeroizing::new(digest.digest(&input));
                bytes.extend_from_slice(&last);
            }
            bytes
        };
        let (key, iv) = bytes[..len].split_at(self.key.len());
        self.key.copy_from_slice(key);
        self.iv.copy_from_slice(iv);
        Ok(())
    }

    /// `-p` and `-P`.
    fn shown(&self, cipher: &Cipher) -> Zeroizing<String> {
        let hex = |bytes: &[u8]| {
            let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len()));
            bytes
                .iter()
                .for_each(|b| text.push_str(&format!("{b:02X}")));
            text
        };
        let mut out = Zeroizing::new(String::with_capacity(256));
        if let Some(salt) = &self.salt {
            out.push_str(&format!("salt={}\n", *hex(salt)));
        }
        out.push_str("key=");
        out.push_str(&hex(&self.key));
        out.push('\n');
        if cipher.iv_len() > 0 {
            out.push_str(&format!("iv ={}\n", *hex(&self.iv)));
        }
        out
    }
}

/// So many bytes from hexadecimal digits: missing ones are zeros, and those too many are left out, with a warning.
fn set_hex(text: &str, len: usize, what: &str) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let digits = text.as_bytes();
    match digits.len() {
        given if given > 2 * len => eprintln!("hex string is too long, ignoring excess"),
        given if given < 2 * len => {
            eprintln!("hex string is too short, padding with zero bytes to length");
        }
        _ => {}
    }
    let mut out = Zeroizing::new(vec![0; len]);
    for (i, digit) in digits.iter().take(2 * len).enumerate() {
        let value = char::from(*digit).to_digit(16).ok_or_else(|| {
            CliError::usage(format!("invalid hex {what} value: it is not hexadecimal"))
        })?;
        out[i / 2] |= (value as u8) << if i % 2 == 0 { 4 } else { 0 };
    }
    Ok(out)
}

fn to_base64(bytes: &[u8], one_line: bool) -> Zeroizing<Vec<u8>> {
    let encode = |bytes: &[u8]| Zeroizing::new(base64ct::Base64::encode_string(bytes));
    if one_line {
        return Zeroizing::new(encode(bytes).as_bytes().to_vec());
    }
    let mut out = Zeroizing::new(Vec::with_capacity(bytes.len().div_ceil(LINE) * 65));
    for line in bytes.chunks(LINE) {
        out.extend_from_slice(encode(line).as_bytes());
        out.push(b'\n');
    }
    out
}

/// Decodes Base64 with white space anywhere.
fn from_base64(text: &[u8]) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.iter().copied().filter(|b| !b.is_ascii_whitespace()));
    let mut out = Zeroizing::new(vec![0; digits.len()]);
    let decoded = base64ct::Base64::decode(&digits[..], &mut out);
    let len = decoded
        .map_err(|_| {
            let mut strange = digits.iter().copied().map(char::from);
            let strange = strange.find(|c| !(c.is_ascii_alphanumeric() || "+/=".contains(*c)));
            CliError::new(match strange {
                Some(c) => format!(
                    "the input is not Base64: it holds \"{}\"",
                    excerpt(&c.to_string())
                ),
                None => {
                    "the input is not Base64: it is cut off, or its padding is wrong".to_owned()
                }
            })
        })?
        .len();
    out.truncate(len);
    Ok(out)
}
