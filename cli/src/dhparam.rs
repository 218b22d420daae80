//! `dhparam`: parameters of Diffie–Hellman groups, made, read, checked and shown. Groups of a safe prime are in PKCS #3's form,
//! `DHParameter ::= SEQUENCE { p INTEGER, g INTEGER, privateValueLength INTEGER OPTIONAL }`; those with a subgroup of prime order
//! q in X9.42's, `DomainParameters ::= SEQUENCE { p INTEGER, g INTEGER, q INTEGER, … }` (RFC 3279 §2.3.3).

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use num_bigint::BigUint;
use rand_core::TryRng as _;

use super::args::{Args, parse_pos_int};
use super::error::{CliError, excerpt};
use super::found::{self, Kind};
use super::io::{self, Access};
use super::key_text;
use super::options::{Command, Item, PROVIDER, RANDOM, Value, flag, infile, option, outfile};
use super::parameters;
use super::rng::{self, Rng};
use crate::limits;
use certwright::bignum::{MAX_BITS, Nat};
use certwright::der::{Found, Reader, Tag, Writer};
use certwright::pem::{self, Label};
use certwright::prime::{self, CHECK_ROUNDS, Progress};

/// `dhparam`.
pub const COMMAND: Command = Command {
    name: "dhparam",
    summary: "Make, check and show Diffie-Hellman parameters",
    operands: " [numbits]",
    max_operands: 1,
    openssl: true,
    options: &[
        Item::Section("General"),
        flag("check", "Check the DH parameters"),
        flag("dsaparam", "Generate DSA-like parameters, convert to DH"),
        Item::Section("Input"),
        infile("in", "Input file"),
        option("inform", Value::PemDer, "Input format, DER or PEM"),
        Item::Section("Output"),
        outfile("out", "Output file"),
        option("outform", Value::PemDer, "Output format, DER or PEM"),
        flag("text", "Print a text form of the DH parameters"),
        flag("noout", "Don't output any DH parameters"),
        flag("2", "Generate parameters using 2 as the generator value"),
        flag("3", "Generate parameters using 3 as the generator value"),
        flag("5", "Generate parameters using 5 as the generator value"),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
        Item::Operand(
            "numbits",
            "Number of bits if generating parameters (optional)",
        ),
    ],
    run,
};

const PKCS3: Label<'_> = Label::new("DH PARAMETERS").unwrap();
const X942: Label<'_> = Label::new("X9.42 DH PARAMETERS").unwrap();
const DEFAULT_BITS: usize = 2048;
/// OpenSSL makes no shorter ones, and calls them too small.
const MIN_BITS: usize = 512;

/// `pkeyparam`.
pub const PKEYPARAM: Command = Command {
    name: "pkeyparam",
    summary: "Check and show Diffie-Hellman parameters",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("General"),
        flag("check", "Check key param consistency"),
        Item::Section("Input"),
        infile("in", "Input file"),
        Item::Section("Output"),
        outfile("out", "Output file"),
        flag("text", "Print parameters as text"),
        flag("noout", "Don't output encoded parameters"),
        Item::Group(PROVIDER),
    ],
    run: run_pkeyparam,
};

fn run_pkeyparam(args: &Args) -> Result<ExitCode, CliError> {
    let parameters = read(args)?;
    let mut out = Vec::new();
    if args.has("check") {
        check(&parameters)?;
        out.extend_from_slice(b"Parameters are valid\n");
    }
    if !args.has("noout") {
        out.extend(parameters.to_pem().into_bytes());
    }
    if args.has("text") {
        out.extend(text(&parameters, 0).into_bytes());
    }
    io::write(args.path("out"), &out, Access::Public)?;
    Ok(ExitCode::SUCCESS)
}

/// `genpkey -genparam -algorithm DH`.
pub(super) fn generate_by_genpkey(args: &Args) -> Result<ExitCode, CliError> {
    let (mut bits, mut generator, mut group) = (DEFAULT_BITS, 2, None);
    for option in args.texts("pkeyopt") {
        let (name, value) = parameters::split("pkeyopt", option)?;
        let wrong = || {
            CliError::usage(format!(
                "-pkeyopt {}:{}: dh_paramgen_prime_len is a number of bits from {MIN_BITS} to {MAX_BITS}, and dh_paramgen_generator 2, 3 or 5",
                excerpt(name),
                excerpt(value)
            ))
        };
        match name {
            "dh_paramgen_prime_len" | "pbits" => {
                let given = value.parse().ok();
                bits = given
                    .filter(|n| (MIN_BITS..=MAX_BITS).contains(n))
                    .ok_or_else(wrong)?;
            }
            "dh_paramgen_generator" | "safeprime-generator" => {
                let given = value.parse().ok();
                generator = given.filter(|n| [2, 3, 5].contains(n)).ok_or_else(wrong)?;
            }
            "group" | "dh_param" => group = Some(named_group(value)?),
            "dh_paramgen_type" if value == "0" || value == "generator" => {}
            _ => {
                return Err(CliError::new(format!(
                    "-pkeyopt {}: DH has dh_paramgen_prime_len, dh_paramgen_generator and group; dhparam -dsaparam makes groups with a subgroup",
                    excerpt(option)
                )));
            }
        }
    }
    io::check_writable(args.path("out"))?;
    let made = match group {
        Some(group) => group,
        None => generate(
            &mut rng::system()?,
            bits,
            generator,
            args.has("quiet"),
            args,
        )?,
    };
    // As in OpenSSL -outform is for keys.
    let mut out = made.to_pem().into_bytes();
    if args.has("text") {
        out.extend(text(&made, 0).into_bytes());
    }
    io::write(args.path("out"), &out, Access::Public)?;
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

/// The groups that have names, with the number that makes each prime one. Those of RFC 7919 are of the digits of e, the MODP groups of RFC 3526
/// of the digits of π.
const GROUPS: &[(&str, u64, u64)] = &[
    ("ffdhe2048", 2048, 560_316),
    ("ffdhe3072", 3072, 2_625_351),
    ("ffdhe4096", 4096, 5_736_041),
    ("ffdhe6144", 6144, 15_705_020),
    ("ffdhe8192", 8192, 10_965_728),
    ("modp_1536", 1536, 741_804),
    ("modp_2048", 2048, 124_476),
    ("modp_3072", 3072, 1_690_314),
    ("modp_4096", 4096, 240_904),
    ("modp_6144", 6144, 929_484),
    ("modp_8192", 8192, 4_743_158),
];

/// The prime of a group: 2^b − 2^(b−64) + (⌊2^(b−130)·c⌋ + x)·2^64 − 1, where c is e or π.
fn prime_of(name: &str, bits: u64, x: u64) -> BigUint {
    let constant = match name.starts_with("ffdhe") {
        true => euler(bits - 130),
        false => pi(bits - 130),
    };
    let one = BigUint::from(1u32);
    (&one << bits) - (&one << (bits - 64)) + ((constant + x) << 64) - one
}

/// Bits behind those that are wanted, which take up what the series are cut off by.
const GUARD: u64 = 64;

/// ⌊2^bits·e⌋, by the series of reciprocal factorials.
fn euler(bits: u64) -> BigUint {
    let mut term = BigUint::from(1u32) << (bits + GUARD);
    let mut sum = term.clone();
    for n in 1u32.. {
        term /= n;
        if term == BigUint::ZERO {
            break;
        }
        sum += &term;
    }
    sum >> GUARD
}

/// ⌊2^bits·π⌋, by Machin's formula: π = 16 arctan(1/5) − 4 arctan(1/239).
fn pi(bits: u64) -> BigUint {
    let arctan_of_reciprocal = |x: u32| {
        let mut power = (BigUint::from(1u32) << (bits + GUARD)) / x;
        let (mut plus, mut minus) = (power.clone(), BigUint::ZERO);
        for n in (3u32..).step_by(2) {
            power /= x * x;
            if power == BigUint::ZERO {
                break;
            }
            match n % 4 {
                1 => plus += &power / n,
                _ => minus += &power / n,
            }
        }
        plus - minus
    };
    (arctan_of_reciprocal(5) * 16u32 - arctan_of_reciprocal(239) * 4u32) >> GUARD
}

fn named_group(name: &str) -> Result<Parameters, CliError> {
    let found = GROUPS.iter().find(|group| group.0 == name);
    let (name, bits, x) = found.ok_or_else(|| {
        let names: Vec<_> = GROUPS.iter().map(|group| group.0).collect();
        CliError::usage(format!(
            "-pkeyopt group:{}: there are {}",
            excerpt(name),
            names.join(", ")
        ))
    })?;
    Ok(Parameters {
        p: prime_of(name, *bits, *x),
        g: 2u32.into(),
        q: None,
        length: None,
        rest: Vec::new(),
    })
}

/// The name of a group, if it is one that has a name.
fn name_of(parameters: &Parameters) -> Option<&'static str> {
    let bits = parameters.p.bits();
    // Of these names all have this generator.
    if parameters.g != BigUint::from(2u32) {
        return None;
    }
    let mut groups = GROUPS.iter().filter(|group| group.1 == bits);
    let found = groups.find(|(name, bits, x)| prime_of(name, *bits, *x) == parameters.p);
    found.map(|group| group.0)
}

/// A group.
#[derive(Debug, PartialEq, Eq)]
struct Parameters {
    p: BigUint,
    g: BigUint,
    /// The order of the subgroup, where it is not (p − 1)/2.
    q: Option<BigUint>,
    /// privateValueLength.
    length: Option<BigUint>,
    /// j and validationParms, in DER.
    rest: Vec<u8>,
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let generator = args.last_of(&["2", "3", "5"]).map(|name| match name {
        "2" => 2,
        "3" => 3,
        _ => 5,
    });
    let bits = match args.operands().next() {
        None => None,
        Some(text) => Some(parse_pos_int(&text.to_string_lossy()).map_err(CliError::usage)?),
    };
    if args.has("dsaparam") && generator.is_some() {
        return Err(CliError::usage(
            "cannot choose a generator for DSA parameters; leave out -2, -3 and -5",
        ));
    }
    let parameters = match (bits, generator) {
        (None, None) if !args.has("dsaparam") || args.path("in").is_some() => {
            if args.has("dsaparam") {
                return Err(CliError::new(
                    "DSA parameters are not read; make others with dhparam -dsaparam numbits",
                ));
            }
            read(args)?
        }
        _ => {
            if args.path("in").is_some() {
                return Err(CliError::usage(
                    "-in reads parameters, and a size or a generator has new ones made: give one of them",
                ));
            }
            let bits = bits.map_or(Some(DEFAULT_BITS), |bits| usize::try_from(bits).ok());
            let bits = bits.filter(|n| (MIN_BITS..=MAX_BITS).contains(n)).ok_or_else(|| {
                CliError::usage(format!(
                    "a group of so many bits is not made: choose {MIN_BITS} to {MAX_BITS}, 2048 or more to be safe"
                ))
            })?;
            io::check_writable(args.path("out"))?;
            let mut rng = rng::system()?;
            match args.has("dsaparam") {
                true => generate_with_subgroup(&mut rng, bits, args)?,
                false => {
                    eprintln!("Generating DH parameters, {bits} bit long safe prime");
                    generate(&mut rng, bits, generator.unwrap_or(2), false, args)?
                }
            }
        }
    };
    let mut out = Vec::new();
    if args.has("text") {
        out.extend(text(&parameters, 4).into_bytes());
    }
    if args.has("check") {
        check(&parameters)?;
        eprintln!("DH parameters appear to be ok.");
    }
    if !args.has("noout") {
        match args.is_der("outform") {
            true => out.extend(parameters.to_der()),
            false => out.extend(parameters.to_pem().into_bytes()),
        }
    }
    io::write(args.path("out"), &out, Access::Public)?;
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

fn read(args: &Args) -> Result<Parameters, CliError> {
    let path = args.path("in");
    let bytes = io::read(path, &limits::KEY)?;
    let refused = |error: &dyn std::fmt::Display| {
        CliError::new(format!(
            "could not read DH parameters from {}: {}",
            io::display(path),
            found::why(&bytes, path, Kind::DhParameters, error)
        ))
    };
    if !pem::is_pem(&bytes) {
        return Parameters::from_der(&bytes, false).map_err(|e| refused(&e));
    }
    let block = pem::first(&bytes, &[PKCS3, X942]).map_err(|e| refused(&e))?;
    Parameters::from_der(&block.contents, block.label == X942).map_err(|e| refused(&e))
}

impl Parameters {
    /// Of DER in PKCS #3's form, or in X9.42's where that is known or the third number is too long for a length.
    fn from_der(der: &[u8], x942: bool) -> Result<Self, certwright::der::DerError> {
        let mut reader = Reader::new(der);
        let mut fields = reader.sequence("DHParameter")?;
        reader.finish("DHParameter")?;
        let number = |fields: &mut Reader<'_>, what| -> Result<BigUint, _> {
            Ok(BigUint::from_bytes_be(fields.unsigned(what)?))
        };
        let p = number(&mut fields, "DHParameter.p")?;
        let g = number(&mut fields, "DHParameter.g")?;
        let third = match fields.is_empty() {
            true => None,
            false => Some(number(&mut fields, "DHParameter.privateValueLength")?),
        };
        // No length needs more than 32 bits.
        let x942 = x942 || third.as_ref().is_some_and(|number| number.bits() > 32);
        let rest = fields.rest().to_vec();
        if x942 {
            if third.is_none() {
                return Err(fields.error("DomainParameters.q", Found::End));
            }
            fields.optional(Tag::Integer, "DomainParameters.j")?;
            fields.optional(Tag::Sequence, "DomainParameters.validationParms")?;
        }
        fields.finish("DHParameter")?;
        let (q, length) = if x942 { (third, None) } else { (None, third) };
        Ok(Self {
            p,
            g,
            q,
            length,
            rest,
        })
    }

    fn to_der(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.sequence(|w| {
            let third = self.q.iter().chain(&self.length);
            for number in [&self.p, &self.g].into_iter().chain(third) {
                w.unsigned(&number.to_bytes_be());
            }
            w.raw(&self.rest);
        });
        w.into_vec()
    }

    fn to_pem(&self) -> String {
        let label = if self.q.is_some() { X942 } else { PKCS3 };
        pem::encode(label, &self.to_der())
    }
}

/// As OpenSSL prints it, with so many spaces before each line: of a group that has a name, that.
fn text(parameters: &Parameters, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut out = format!("{margin}DH Parameters: ({} bit)\n", parameters.p.bits());
    if let Some(name) = name_of(parameters) {
        out.push_str(&format!("{margin}GROUP: {name}\n"));
        return out;
    }
    let mut put = |label: &str, number: &BigUint| {
        let mut line = String::new();
        key_text::number(&mut line, label, &number.to_bytes_be(), indent);
        out.push_str(&line.replacen(':', ":   ", 1));
    };
    put("P", &parameters.p);
    if let Some(q) = &parameters.q {
        put("Q", q);
    }
    put("G", &parameters.g);
    if let Some(length) = &parameters.length {
        out.push_str(&format!(
            "{margin}recommended-private-length: {length} bits\n"
        ));
    }
    out
}

/// Signs of life as OpenSSL gives them.
fn progress(args: &Args, quiet: bool) -> impl FnMut(Progress) {
    let show = !quiet && (args.as_openssl() || std::io::stderr().is_terminal());
    move |step| {
        let sign = match step {
            Progress::Candidate => b".",
            Progress::Round => b"+",
            Progress::Rejected => b"*",
            Progress::Found => b"\n",
            _ => return,
        };
        if show {
            let _ = std::io::stderr().write_all(sign);
        }
    }
}

fn failed(e: prime::PrimeError) -> CliError {
    CliError::new(format!("cannot generate parameters: {e}"))
}

fn number(nat: &Nat) -> BigUint {
    BigUint::from_bytes_be(&nat.to_be_bytes())
}

/// A safe prime p for which the generator generates the subgroup of order (p − 1)/2, so that no bit of an exponent leaks.
fn generate(
    rng: &mut Rng,
    bits: usize,
    generator: u32,
    quiet: bool,
    args: &Args,
) -> Result<Parameters, CliError> {
    let found = prime::generate_safe_with(rng, bits, generator, &mut progress(args, quiet));
    Ok(Parameters {
        p: number(&found.map_err(failed)?),
        g: generator.into(),
        q: None,
        length: None,
        rest: Vec::new(),
    })
}

/// A prime p with a prime q that divides p − 1, and a generator of the subgroup of order q.
fn generate_with_subgroup(rng: &mut Rng, bits: usize, args: &Args) -> Result<Parameters, CliError> {
    eprintln!("Generating DSA parameters, {bits} bit long prime");
    let order_bits = if bits >= 2048 { 256 } else { 224 };
    let mut progress = progress(args, false);
    let q = number(&prime::generate(rng, order_bits, &mut progress).map_err(failed)?);
    let step = &q << 1;
    let mut bytes = vec![0; bits.div_ceil(8)];
    let p = loop {
        rng.try_fill_bytes(&mut bytes)
            .map_err(|_| CliError::from(certwright::rsa::RngError::Failed))?;
        let mut x = BigUint::from_bytes_be(&bytes) >> (bytes.len() * 8 - bits);
        x.set_bit(bits as u64 - 1, true);
        // p ≡ 1 (mod 2q).
        let p: BigUint = &x - (&x % &step) + 1u32;
        if p.bits() != bits as u64 {
            continue;
        }
        progress(Progress::Candidate);
        if is_prime(rng, &p)? {
            break p;
        }
    };
    progress(Progress::Found);
    let cofactor = (&p - 1u32) / &q;
    let one = BigUint::from(1u32);
    let g = (2u32..)
        .map(|h| BigUint::from(h).modpow(&cofactor, &p))
        .find(|g| *g != one);
    let g = g.ok_or_else(|| CliError::new("no generator was found"))?;
    Ok(Parameters {
        p,
        g,
        q: Some(q),
        length: None,
        rest: Vec::new(),
    })
}

fn is_prime(rng: &mut Rng, n: &BigUint) -> Result<bool, CliError> {
    let nat = Nat::from_be_bytes(&n.to_bytes_be());
    Ok(prime::is_probably_prime(&nat, CHECK_ROUNDS, rng)?)
}

fn check(parameters: &Parameters) -> Result<(), CliError> {
    let mut rng = rng::system()?;
    let Parameters { p, g, q, .. } = parameters;
    let one = BigUint::from(1u32);
    let mut faults = Vec::new();
    if p.bits() > MAX_BITS as u64 {
        return Err(CliError::new(format!(
            "the modulus has {} bits; at most {MAX_BITS} are checked",
            p.bits()
        )));
    }
    if p.bits() < MIN_BITS as u64 {
        faults.push(format!("the modulus is too small: below {MIN_BITS} bits"));
    }
    if *g <= one || *g >= p - p.min(&one) {
        faults.push("the generator is not between 2 and p - 2".to_owned());
    }
    let is_odd = p.bit(0) && *p > one;
    if !is_odd || !is_prime(&mut rng, p)? {
        faults.push("p is not prime".to_owned());
    } else {
        match q {
            None if !is_prime(&mut rng, &((p - &one) >> 1))? => {
                faults.push("p is not a safe prime: (p - 1)/2 is not prime".to_owned());
            }
            Some(q) if *q <= one || !q.bit(0) || !is_prime(&mut rng, q)? => {
                faults.push("q is not prime".to_owned());
            }
            Some(q) if (p - &one) % q != BigUint::ZERO => {
                faults.push("q does not divide p - 1".to_owned());
            }
            Some(q) if g.modpow(q, p) != one => {
                faults.push("the generator's order is not q".to_owned());
            }
            _ => {}
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(CliError::new(format!(
        "the parameters are invalid: {}",
        faults.join("; ")
    )))
}
