//! `asn1parse`: what an encoding holds, element by element.

pub(super) mod dump;

use std::path::Path;
use std::process::ExitCode;

use zeroize::Zeroizing;

use super::args::Args;
use super::asn1_value;
use super::cms::print;
use super::conf::{self, Conf};
use super::error::{CliError, excerpt};
use super::extension::ExtensionContext;
use super::io;
use super::key;
use super::load;
use super::options::{Command, Item, Value, flag, infile, option, outfile, text};
use std::io::{BufWriter, Write as _};

use crate::limits;
use certwright::der::ObjectIdentifier;
use certwright::pem;
use certwright::pkcs::pkcs7::Pkcs7;
use dump::{Dump, Head, Layout};

/// `asn1parse`.
pub const COMMAND: Command = Command {
    name: "asn1parse",
    summary: "List the elements of a DER or BER encoding",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("General"),
        infile("oid", "file of extra oid definitions"),
        Item::Section("I/O"),
        option("inform", Value::PemDer, "input format - one of DER PEM"),
        infile("in", "input file"),
        outfile("out", "output file (output format is always DER)"),
        flag("noout", "do not produce any output"),
        option("offset", Value::PosInt, "offset into file"),
        option("length", Value::PosInt, "length of section in file"),
        option(
            "strparse",
            Value::PosInt,
            "offset; a series of these can be used to 'dig'",
        ),
        Item::More("into multiple ASN1 blob wrappings"),
        text("genstr", "string to generate ASN1 structure from"),
        infile("genconf", "file to generate ASN1 structure from"),
        flag(
            "strictpem",
            "do not attempt base64 decode outside PEM markers",
        ),
        text("item", "item to parse and print"),
        Item::Section("Formatting"),
        flag("i", "indents the output"),
        flag("dump", "unknown data in hex form"),
        option(
            "dlimit",
            Value::PosInt,
            "dump the first arg bytes of unknown data in hex form",
        ),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let names = match args.path("oid") {
        Some(path) => read_names(path)?,
        None => Vec::new(),
    };
    let item = args.text("item");
    if let Some(name) = item
        && !print::items().any(|known| known == name)
    {
        return Err(CliError::usage(format!(
            "Unknown item name {}: those that are printed are {}",
            excerpt(name),
            print::items().collect::<Vec<_>>().join(", ")
        )));
    }
    let path = args.path("in");
    let whole = match generated(args)? {
        Some(made) => made.into(),
        None => read(args)?,
    };
    let mut part = &whole[..];
    for offset in args
        .occurrences()
        .iter()
        .filter(|given| given.name == "strparse")
    {
        part = inside(
            part,
            &offset
                .value
                .as_deref()
                .unwrap_or_default()
                .to_string_lossy(),
        )?;
    }
    // PosInt: both numbers are positive.
    let offset = usize::try_from(args.number("offset").unwrap_or(0)).unwrap_or(usize::MAX);
    let length = usize::try_from(args.number("length").unwrap_or(0)).unwrap_or(usize::MAX);
    let part = part
        .get(offset..)
        .filter(|rest| !rest.is_empty())
        .ok_or_else(|| {
            CliError::new(format!(
                "offset {offset} is out of range: there are {} bytes",
                part.len()
            ))
        })?;
    let part = match length {
        0 => part,
        n => &part[..n.min(part.len())],
    };
    if let Some(out) = args.path("out") {
        io::write(Some(out), part, key::access(&whole))?;
    }
    if args.has("noout") {
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(name) = item {
        return print_item(part, name);
    }
    // The later of the two counts, as each sets the same variable.
    let dump = args
        .occurrences()
        .iter()
        .rev()
        .find_map(|given| match given.name.as_str() {
            "dump" => Some(Dump::Whole),
            "dlimit" => Some(match usize::try_from(args.number("dlimit").unwrap_or(0)) {
                Ok(0) | Err(_) => Dump::No,
                Ok(n) => Dump::First(n),
            }),
            _ => None,
        });
    let layout = Layout {
        indent: args.has("i"),
        dump: dump.unwrap_or(Dump::No),
        names: &names,
    };
    let complete = io::print_with(|out| {
        let mut out = BufWriter::new(out);
        let complete = dump::list(part, layout, &mut out)?;
        out.flush().map(|()| complete)
    })?;
    if complete {
        return Ok(ExitCode::SUCCESS);
    }
    Err(CliError::new(format!(
        "{}: the encoding breaks off where the listing ends",
        io::display(path)
    )))
}

/// `-item`.
fn print_item(part: &[u8], name: &str) -> Result<ExitCode, CliError> {
    let wrong =
        |e: &dyn std::fmt::Display| CliError::new(format!("Error parsing item {name}: {e}"));
    // Messages are often BER.
    let message = match name {
        "CMS_ContentInfo" | "PKCS7" => Some(Pkcs7::from_der(part).map_err(|e| wrong(&e))?),
        _ => None,
    };
    let part = message.as_ref().map_or(part, Pkcs7::as_der);
    let printed = print::item(part, name)
        .unwrap_or_else(|| unreachable!("the name was looked up"))
        .map_err(|e| wrong(&e))?;
    io::print(&printed)?;
    Ok(ExitCode::SUCCESS)
}

/// The input: DER, PEM, or Base64 without PEM's boundaries, unless `-strictpem` asks for those.
fn read(args: &Args) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let path = args.path("in");
    let input = io::read(path, &limits::DATA)?;
    if args.is_der("inform") {
        return Ok(input);
    }
    let bare = (!args.has("strictpem") && !pem::is_pem(&input)).then(|| load::base64(&input));
    if let Some(Some(bytes)) = bare {
        return Ok(bytes);
    }
    match pem::first(&input, &[]) {
        Ok(block) => Ok(block.contents),
        Err(e) => Err(CliError::new(format!(
            "{}: {e}; for a binary file give -inform DER",
            io::display(path)
        ))),
    }
}

/// What `-genstr` describes, or the name `asn1` of `-genconf`'s file, whose sections both may refer to.
fn generated(args: &Args) -> Result<Option<Vec<u8>>, CliError> {
    let conf = match args.path("genconf") {
        Some(path) => Some(Conf::load(path)?),
        None => None,
    };
    let given = match (args.text("genstr"), &conf) {
        (Some(text), _) => text.to_owned(),
        (None, None) => return Ok(None),
        (None, Some(conf)) => match conf.get(conf::DEFAULT, "asn1") {
            Some(text) => text.into_owned(),
            None => {
                return Err(CliError::new(format!(
                    "{} has no name \"asn1\" before its first section, which is what is made",
                    conf.name()
                )));
            }
        },
    };
    let conf = match conf {
        Some(conf) => conf,
        None => Conf::from_text("", "no configuration")?,
    };
    let made = asn1_value::generate(&ExtensionContext::new(&conf), &given);
    made.map(Some).map_err(|e| {
        CliError::new(format!(
            "cannot make \"{given}\": {e}",
            given = excerpt(&given)
        ))
    })
}

/// The contents of the element at `offset`, as `-strparse` digs for them: the bytes of a string, or all of an element
/// that is constructed.
fn inside<'a>(outer: &'a [u8], offset: &str) -> Result<&'a [u8], CliError> {
    let at = super::args::parse_pos_int(offset)
        .ok()
        .and_then(|n| usize::try_from(n).ok());
    let rest = at
        .and_then(|at| outer.get(at..))
        .filter(|rest| !rest.is_empty());
    let rest = rest.ok_or_else(|| {
        CliError::new(format!(
            "-strparse {offset} is out of range: there are {} bytes",
            outer.len()
        ))
    })?;
    let broken = || {
        CliError::new(format!(
            "-strparse {offset}: no element starts there; list without it first"
        ))
    };
    let head = Head::read(rest).ok_or_else(broken)?;
    let len = head.value_len.ok_or_else(broken)?;
    let value = &rest[head.len..head.len + len];
    if !head.is_universal() {
        return Ok(&rest[..head.len + len]);
    }
    match head.number {
        1 | 5 | 6 => Err(CliError::new(format!(
            "-strparse {offset}: an element of type {} holds no other",
            super::text::tag_name(head.number)
        ))),
        3 => Ok(value.get(1..).unwrap_or_default()),
        16 | 17 => Ok(&rest[..head.len + len]),
        _ => Ok(value),
    }
}

/// Reads `-oid`'s lines: a number, a short name, a long name.
fn read_names(path: &Path) -> Result<Vec<(ObjectIdentifier, String)>, CliError> {
    let bytes = io::read_file(path, &limits::LINES)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut names = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut words = line.split_whitespace();
        let Some(id) = words.next().filter(|word| !word.starts_with('#')) else {
            continue;
        };
        let id = id.parse().map_err(|_| {
            CliError::new(format!(
                "{}, line {}: {id} is not an object identifier; a line is a number, a short name and a long name",
                path.display(),
                number + 1, id = excerpt(id)))
        })?;
        let short = words.next().unwrap_or_default();
        let long = words.collect::<Vec<_>>().join(" ");
        let name = if long.is_empty() {
            short.to_owned()
        } else {
            long
        };
        if !name.is_empty() {
            names.push((id, name));
        }
    }
    Ok(names)
}
