//! `passwd`: hashes of passwords, as crypt(3) and Apache read them.

use std::path::Path;
use std::process::ExitCode;

use rand_core::TryRng as _;
use sha_crypt::Params;
use zeroize::Zeroizing;

use super::args::Args;
use super::digest;
use super::error::CliError;
use super::options::{Command, Item, PROVIDER, RANDOM, flag, infile, text};
use super::pass;
use super::{io, rng};
use crate::limits;

/// `passwd`.
pub const COMMAND: Command = Command {
    name: "passwd",
    summary: "Hash passwords for crypt(3) and Apache",
    operands: " [password]",
    max_operands: usize::MAX,
    openssl: true,
    options: &[
        Item::Section("Input"),
        infile("in", "Read passwords from file"),
        flag(
            "noverify",
            "Never verify when reading password from terminal",
        ),
        flag("stdin", "Read passwords from stdin"),
        Item::Section("Output"),
        flag("quiet", "No warnings"),
        flag("table", "Format output as table"),
        flag("reverse", "Switch table columns"),
        Item::Section("Cryptographic"),
        text("salt", "Use provided salt"),
        flag("6", "SHA512-based password algorithm"),
        flag("5", "SHA256-based password algorithm"),
        flag("apr1", "MD5-based password algorithm, Apache variant"),
        flag("1", "MD5-based password algorithm"),
        flag("aixmd5", "AIX MD5-based password algorithm"),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand("password", "Password text to digest (optional)"),
    ],
    run,
};

/// The characters that the hashes and their salts are written in.
const ALPHABET: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// What is longer is cut off.
const MAX_PASSWORD: usize = 256;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Scheme {
    Md5,
    Apr1,
    AixMd5,
    Sha256,
    Sha512,
}

impl Scheme {
    fn salt_len(self) -> usize {
        match self {
            Self::Md5 | Self::Apr1 | Self::AixMd5 => 8,
            Self::Sha256 | Self::Sha512 => 16,
        }
    }
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let named: Vec<Scheme> = args
        .occurrences()
        .iter()
        .filter_map(|given| match given.name.as_str() {
            "1" => Some(Scheme::Md5),
            "apr1" => Some(Scheme::Apr1),
            "aixmd5" => Some(Scheme::AixMd5),
            "5" => Some(Scheme::Sha256),
            "6" => Some(Scheme::Sha512),
            _ => None,
        })
        .collect();
    let scheme = match named[..] {
        [] => Scheme::Md5,
        [scheme] => scheme,
        _ => {
            return Err(CliError::usage(
                "only one of -1, -apr1, -aixmd5, -5 and -6 can be given",
            ));
        }
    };
    let mut rng = rng::system()?;
    let mut hash = |password: &[u8]| -> Result<(), CliError> {
        let mut password = password;
        if password.len() > MAX_PASSWORD {
            if !args.has("quiet") {
                eprintln!("Warning: truncating password to {MAX_PASSWORD} characters");
            }
            password = &password[..MAX_PASSWORD];
        }
        let salt = match args.text("salt") {
            Some(salt) => salt.as_bytes().to_vec(),
            None => {
                let mut salt = vec![0; scheme.salt_len()];
                rng.try_fill_bytes(&mut salt)
                    .map_err(|_| CliError::from(certwright::rsa::RngError::Failed))?;
                salt.iter_mut()
                    .for_each(|b| *b = ALPHABET[usize::from(*b & 63)]);
                salt
            }
        };
        let made = crypt(scheme, password, &salt)?;
        let made = made.as_bytes();
        let line = Zeroizing::new(match (args.has("table"), args.has("reverse")) {
            (true, false) => [password, b"\t", made, b"\n"].concat(),
            (true, true) => [made, b"\t", password, b"\n"].concat(),
            (false, _) => [made, b"\n"].concat(),
        });
        io::print(&line)
    };
    let operands: Vec<_> = args.operands().collect();
    if args.has("stdin") || args.path("in").is_some() {
        if !operands.is_empty() {
            return Err(CliError::usage("a password is given beside -in or -stdin"));
        }
        let path = args.path("in").unwrap_or(Path::new("-"));
        let input = io::read(Some(path), &limits::LINES)?;
        let text = input.strip_suffix(b"\n").unwrap_or(&input);
        if !input.is_empty() {
            text.split(|&byte| byte == b'\n').try_for_each(&mut hash)?;
        }
    } else if operands.is_empty() {
        // With -salt a password is compared with a hash that is there, and OpenSSL asks for it once.
        let password = match args.has("noverify") || args.has("salt") {
            true => pass::ask_once("Password: ")?,
            false => pass::ask_twice("Password: ")?,
        };
        hash(&password)?;
    } else {
        for operand in operands {
            hash(operand.as_encoded_bytes())?;
        }
    }
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

fn crypt(scheme: Scheme, password: &[u8], salt: &[u8]) -> Result<String, CliError> {
    if !salt.is_ascii() || salt.iter().any(u8::is_ascii_control) {
        return Err(CliError::usage("a salt is printable ASCII"));
    }
    Ok(match scheme {
        Scheme::Md5 => md5_crypt(password, salt, "1"),
        Scheme::Apr1 => md5_crypt(password, salt, "apr1"),
        Scheme::AixMd5 => md5_crypt(password, salt, ""),
        Scheme::Sha256 | Scheme::Sha512 => sha_crypt(scheme, password, salt)?,
    })
}

/// Groups of three bytes, the lowest six bits first, with so many characters each.
fn encode(out: &mut String, bytes: &[u8], order: &[(Option<usize>, Option<usize>, usize)]) {
    let byte = |at: Option<usize>| at.map_or(0, |at| u32::from(bytes[at]));
    for &(high, middle, low) in order {
        let mut word = byte(high) << 16 | byte(middle) << 8 | byte(Some(low));
        let characters = match (high, middle) {
            (Some(_), _) => 4,
            (None, Some(_)) => 3,
            (None, None) => 2,
        };
        for _ in 0..characters {
            out.push(char::from(ALPHABET[(word & 63) as usize]));
            word >>= 6;
        }
    }
}

/// FreeBSD's MD5 scheme (Poul-Henning Kamp), Apache's variant of it, and AIX's, which has no mark.
fn md5_crypt(password: &[u8], salt: &[u8], mark: &str) -> String {
    let salt = &salt[..salt.len().min(8)];
    let md5 = |parts: &[&[u8]]| {
        let digest = digest::find("md5").expect("MD5 is in the table of digests");
        let mut hasher = digest.hasher();
        parts.iter().for_each(|part| hasher.update(part));
        Zeroizing::new(hasher.finalize(digest.output_len()))
    };
    let full_mark = match mark {
        "" => String::new(),
        mark => format!("${mark}$"),
    };
    let alternate = md5(&[password, salt, password]);
    let mut first = Zeroizing::new(Vec::with_capacity(2 * password.len() + 32));
    first.extend_from_slice(password);
    first.extend_from_slice(full_mark.as_bytes());
    first.extend_from_slice(salt);
    first.extend(alternate.iter().cycle().take(password.len()));
    // Bit by bit of the length: a zero byte, or the password's first.
    let mut len = password.len();
    while len > 0 {
        first.push(if len & 1 == 1 { 0 } else { password[0] });
        len >>= 1;
    }
    let mut sum = md5(&[&first]);
    for round in 0..1000 {
        let (begin, end): (&[u8], &[u8]) = match round % 2 {
            1 => (password, &sum),
            _ => (&sum, password),
        };
        let salt = if round % 3 != 0 { salt } else { &[] };
        let middle = if round % 7 != 0 { password } else { &[] };
        let next = md5(&[begin, salt, middle, end]);
        sum = next;
    }
    let mut out = format!("{full_mark}{}$", String::from_utf8_lossy(salt));
    let order = [(0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)];
    encode(
        &mut out,
        &sum,
        &order.map(|(a, b, c)| (Some(a), Some(b), c)),
    );
    encode(&mut out, &sum, &[(None, None, 11)]);
    out
}

/// Ulrich Drepper's SHA-crypt; the salt may begin with `rounds=N$`.
fn sha_crypt(scheme: Scheme, password: &[u8], salt: &[u8]) -> Result<String, CliError> {
    let text = String::from_utf8_lossy(salt);
    let (rounds, text) = match text.strip_prefix("rounds=") {
        None => (None, &*text),
        Some(rest) => {
            let (count, salt) = rest.split_once('$').ok_or_else(|| {
                CliError::usage("-salt rounds=N must be followed by $ and the salt itself")
            })?;
            let count: u64 = count
                .parse()
                .map_err(|_| CliError::usage("-salt rounds=N: N is not a number"))?;
            let (minimum, maximum) = (u64::from(Params::ROUNDS_MIN), u64::from(Params::ROUNDS_MAX));
            (Some(count.clamp(minimum, maximum) as u32), salt)
        }
    };
    if text.contains('$') {
        eprintln!("Warning: the salt ends at its first $");
    }
    let text = text.split('$').next().unwrap_or_default();
    let salt = &text.as_bytes()[..text.len().min(16)];
    let params = Params::new(rounds.unwrap_or(Params::RECOMMENDED_ROUNDS))
        .map_err(|e| CliError::new(format!("-salt: {e:?}")))?;
    let mark = if scheme == Scheme::Sha256 { "5" } else { "6" };
    let count = rounds.map_or_else(String::new, |n| format!("rounds={n}$"));
    let mut out = format!("${mark}${count}{}$", String::from_utf8_lossy(salt));
    if scheme == Scheme::Sha256 {
        let sum = Zeroizing::new(sha_crypt::sha256_crypt(password, salt, params));
        encode(&mut out, &sum[..], &rotated(10, [0, 10, 20]));
        encode(&mut out, &sum[..], &[(None, Some(31), 30)]);
    } else {
        let sum = Zeroizing::new(sha_crypt::sha512_crypt(password, salt, params));
        encode(&mut out, &sum[..], &rotated(21, [0, 21, 42]));
        encode(&mut out, &sum[..], &[(None, None, 63)]);
    }
    Ok(out)
}

/// SHA-crypt's order of bytes: three columns of `len` rows, which change places with each row.
fn rotated(len: usize, columns: [usize; 3]) -> Vec<(Option<usize>, Option<usize>, usize)> {
    let turn = |row: usize| match len {
        // Of 32 bytes the columns turn one way, and of 64 bytes the other.
        10 => (3 - row % 3) % 3,
        _ => row % 3,
    };
    (0..len)
        .map(|row| {
            let at = |place: usize| columns[(place + turn(row)) % 3] + row;
            (Some(at(0)), Some(at(1)), at(2))
        })
        .collect()
}
