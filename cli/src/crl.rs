//! `crl`: show, check, search and convert certificate revocation lists, and make the difference of two.

use std::collections::HashSet;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use zeroize::Zeroizing;

use super::args::Args;
use super::error::{CliError, excerpt};
use super::found::{self, Kind};
use super::io::{self, Access};
use super::limits;
use super::nameopt::NameOptions;
use super::options::{
    Any, Command, Item, PROVIDER, TRUSTED_STORES, Value, flag, infile, option, outfile, text,
};
use super::text::{self, Text, put};
use super::x509::name_hash;
use super::{digest, json, key, load, signing};
use certwright::der::oid;
use certwright::pem;
use certwright::x509::extension::{CrlNumber, CrlReason, DeltaCrlIndicator};
use certwright::x509::{
    CertificateList, CertificateListRef, CertificateRef, CrlBuilder, ExtensionValue as _,
    RevokedCertificate, RevokedCertificateBuf, RsaVerifier, SerialNumber,
};

/// `crl`.
pub const COMMAND: Command = Command {
    name: "crl",
    summary: "Show, check, search and convert certificate revocation lists",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("General"),
        flag("verify", "Verify CRL signature"),
        Item::Section("Input"),
        infile("in", "Input file - default stdin"),
        option(
            "inform",
            Value::PemDer,
            "CRL input format; has no effect, since PEM and DER are recognised",
        ),
        infile("key", "CRL signing Private key to use with -gendelta"),
        option(
            "keyform",
            Value::Format,
            "Private key file format; has no effect",
        ),
        text("passin", "Pass phrase source of the private key"),
        Item::Section("Output"),
        outfile("out", "output file - default stdout"),
        option("outform", Value::PemDer, "Output format - default PEM"),
        flag("text", "Print out a text format version"),
        flag(
            "json",
            "Print what it holds as JSON (docs/json.md), and nothing else",
        ),
        flag("hash", "Print hash value"),
        flag("hash_old", "Print old-style (MD5) hash value"),
        text(
            "nameopt",
            "Certificate subject/issuer name printing options",
        ),
        text(
            "dateopt",
            "Datetime format used for printing. (rfc_822/iso_8601). Default is rfc_822.",
        ),
        Item::Any(Any::Digest, "Any supported digest, for -fingerprint"),
        Item::Section("CRL"),
        flag("issuer", "Print issuer DN"),
        flag("lastupdate", "Print lastUpdate field"),
        flag("nextupdate", "Print nextUpdate field"),
        flag("noout", "No CRL output"),
        flag("fingerprint", "Print the crl fingerprint"),
        flag("crlnumber", "Print CRL number"),
        flag(
            "badsig",
            "Corrupt last byte of loaded CRL signature (for test)",
        ),
        infile("gendelta", "Other CRL to compare/diff to the Input one"),
        text(
            "serial",
            "Say whether this serial number (hexadecimal) is revoked; exit status 1 if not",
        ),
        Item::Section("Certificate"),
        Item::Group(TRUSTED_STORES),
        Item::Group(PROVIDER),
    ],
    run,
};

/// What asks for another output than that of `-json`.
const OTHER_OUTPUTS: [&str; 11] = [
    "outform",
    "text",
    "hash",
    "hash_old",
    "issuer",
    "lastupdate",
    "nextupdate",
    "fingerprint",
    "crlnumber",
    "badsig",
    "serial",
];

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let names = NameOptions::parse(args.texts("nameopt")).map_err(|word| {
        CliError::usage(format!(
            "-nameopt: {word} is not an option",
            word = excerpt(&word)
        ))
    })?;
    let as_json = json::is_asked_for(args, &OTHER_OUTPUTS)?;
    let path = args.path("in");
    let mut der = read(path)?;
    if let Some(other) = args.path("gendelta") {
        der = Zeroizing::new(delta(args, &der, path, other)?);
    }
    let crl = parse(&der, path)?;
    let mut status = ExitCode::SUCCESS;
    if ["verify", "CAfile", "CApath", "CAstore"]
        .iter()
        .any(|name| args.has(name))
    {
        if verify(args, &crl)? {
            eprintln!("verify OK");
        } else {
            eprintln!("verify failure");
            status = ExitCode::FAILURE;
        }
    }
    if as_json {
        io::write_with(args.path("out"), Access::Public, &mut |out| {
            json::write_crl(&crl, &der, out)
        })?;
        return Ok(status);
    }
    let mut out = Text::new();
    show(args, &crl, &names, &mut out);
    if let Some(serial) = args.text("serial")
        && !search(&crl, serial, &mut out)?
    {
        status = ExitCode::FAILURE;
    }
    if args.has("badsig") {
        // The signature is the last of the encoding.
        if let Some(last) = der.last_mut() {
            *last ^= 1;
        }
    }
    let list = match args.has("text") {
        true => Some(parse(&der, path)?),
        false => None,
    };
    // A list may have millions of entries, and its text is several times as long as it is: both go out piece by piece.
    let mut show = |sink: &mut dyn Write| {
        sink.write_all(out.as_bytes())?;
        match &list {
            Some(list) => text::crl_in_pieces(list, &names, &mut |piece| sink.write_all(piece)),
            None => Ok(()),
        }
    };
    if args.has("noout") || args.text("serial").is_some() {
        // As in OpenSSL, a text goes where the CRL would go, and single fields to standard output.
        io::write_with(args.path("out"), Access::Public, &mut show)?;
        return Ok(status);
    }
    match args.is_der("outform") {
        true => {
            io::print_with(show)?;
            io::write(args.path("out"), &der, Access::Public)?;
        }
        false => io::write_with(args.path("out"), Access::Public, &mut |sink| {
            show(sink)?;
            let mut lines = BufWriter::new(sink);
            pem::encode_to(pem::label::X509_CRL, &der, |line| {
                lines.write_all(line.as_bytes())
            })?;
            lines.flush()
        })?,
    }
    Ok(status)
}

/// The CRL in a file that is PEM or DER.
fn read(path: Option<&Path>) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let bytes = io::read_first(path, &limits::REVOCATION_LIST, &[pem::label::X509_CRL])?;
    let found = match pem::is_pem(&bytes) {
        true => pem::first(&bytes, &[pem::label::X509_CRL]).map(|block| block.contents),
        false => {
            return match found::instead(&bytes, &io::display(path), Kind::Crl) {
                Some(why) => Err(load::malformed("CRL", path, &why)),
                None => Ok(bytes),
            };
        }
    };
    found.map_err(|e| load::unreadable("CRL", path, &bytes, Kind::Crl, &e))
}

fn parse<'a>(der: &'a [u8], path: Option<&Path>) -> Result<CertificateListRef<'a>, CliError> {
    CertificateListRef::from_der(der).map_err(|e| load::malformed("CRL", path, &e))
}

/// Fields in the order in which their options stand; what is asked for twice stands where it was asked for last.
fn show(args: &Args, crl: &CertificateListRef<'_>, names: &NameOptions, out: &mut Text) {
    let time = |out: &mut Text, label: &str, tlv| {
        out.put(label);
        match args.text("dateopt") {
            Some("iso_8601") => text::iso_time(out, tlv),
            _ => text::time(out, tlv),
        }
        out.put("\n");
    };
    const FIELDS: [&str; 7] = [
        "issuer",
        "crlnumber",
        "hash",
        "hash_old",
        "lastupdate",
        "nextupdate",
        "fingerprint",
    ];
    let given = args.occurrences().iter().map(|given| given.name.as_str());
    let mut fields: Vec<&str> = given.filter(|name| FIELDS.contains(name)).collect();
    // A hash that is the only field asked for stands without its name, for scripts that make file names of it.
    let alone = fields.len() == 1;
    fields.reverse();
    let mut seen = HashSet::new();
    fields.retain(|name| seen.insert(*name));
    for field in fields.into_iter().rev() {
        match field {
            "issuer" => text::name_line(out, "issuer=", crl.issuer.raw(), names),
            "crlnumber" => {
                let number = crl.extensions.find(oid::CRL_NUMBER);
                match number.and_then(|ext| ext.reader().integer("CRLNumber").ok()) {
                    Some(tlv) => put!(out, "crlNumber=0x{}\n", text::hex_number(tlv.value)),
                    None => out.put("crlNumber=<NONE>\n"),
                }
            }
            "hash" => {
                out.put(if alone { "" } else { "issuer name hash=" });
                put!(out, "{:08x}\n", name_hash::canonical(crl.issuer.raw()));
            }
            "hash_old" => {
                out.put(if alone { "" } else { "issuer name old hash=" });
                put!(out, "{:08x}\n", name_hash::old(crl.issuer.raw()));
            }
            "lastupdate" => time(out, "lastUpdate=", &crl.this_update_raw),
            "nextupdate" => match &crl.next_update_raw {
                Some(tlv) => time(out, "nextUpdate=", tlv),
                None => out.put("nextUpdate=NONE\n"),
            },
            "fingerprint" => fingerprint(args, crl, out),
            _ => {}
        }
    }
}

fn fingerprint(args: &Args, crl: &CertificateListRef<'_>, out: &mut Text) {
    // The option table lets only names through that are known.
    let digest = args.any().and_then(digest::find);
    let name = digest.map_or("SHA1", |digest| digest.display);
    let hash = args
        .any()
        .and_then(signing::digest)
        .unwrap_or(certwright::rsa::HashAlgorithm::Sha1);
    put!(
        out,
        "{name} Fingerprint={}\n",
        text::colon_hex(&hash.digest(crl.signed.raw), true)
    );
}

/// Prints whether, when and why a serial number is revoked.
fn search(crl: &CertificateListRef<'_>, typed: &str, out: &mut Text) -> Result<bool, CliError> {
    let digits = typed.trim_start_matches("0x").replace(':', "");
    let serial = super::ca::parse_serial(&digits).ok_or_else(|| {
        CliError::usage(format!(
            "-serial {typed}: a serial number is hexadecimal digits here",
            typed = excerpt(typed)
        ))
    })?;
    let shown = text::hex_number(serial.contents());
    let Some(entry) = crl.find(serial.contents()) else {
        put!(out, "serial {shown} is not revoked\n");
        return Ok(false);
    };
    put!(out, "serial {shown} was revoked on ");
    text::time(out, &entry.revocation_date_raw);
    if let Some(reason) = reason(&entry) {
        put!(out, " ({reason})");
    }
    out.put("\n");
    Ok(true)
}

fn reason(entry: &RevokedCertificate<'_>) -> Option<&'static str> {
    let code = entry.extensions.get::<CrlReason>().ok().flatten()?;
    super::ca::reason_name(code)
}

/// Whether one of the CA certificates given, of the issuer's name, signed the list.
fn verify(args: &Args, crl: &CertificateListRef<'_>) -> Result<bool, CliError> {
    let mut found = false;
    let mut files: Vec<std::path::PathBuf> = args.paths("CAfile").map(Path::to_owned).collect();
    files.extend(
        args.paths("CAstore")
            .filter(|place| !place.is_dir())
            .map(Path::to_owned),
    );
    for directory in args
        .paths("CApath")
        .chain(args.paths("CAstore").filter(|place| place.is_dir()))
    {
        let hash = name_hash::canonical(crl.issuer.raw());
        let numbered = (0..).map(|n| directory.join(format!("{hash:08x}.{n}")));
        files.extend(numbered.take_while(|path| path.exists()));
    }
    if files.is_empty() {
        return Err(CliError::usage(
            "-verify needs the issuer's certificate: give -CAfile, -CApath or -CAstore",
        ));
    }
    for path in files {
        let bytes = io::read_file(&path, &limits::REVOCATION_LIST)?;
        for block in pem::blocks(&bytes) {
            let block = block.map_err(|e| load::malformed("certificate", Some(&path), &e))?;
            if block.label != pem::label::CERTIFICATE {
                continue;
            }
            let ca = CertificateRef::from_der(&block.contents)
                .map_err(|e| load::malformed("certificate", Some(&path), &e))?;
            // By the hash's canonical form, as RFC 5280 §7.1 compares names.
            if name_hash::canonical(ca.subject.raw()) != name_hash::canonical(crl.issuer.raw()) {
                continue;
            }
            found = true;
            if crl.verify_signature(&ca.spki, &RsaVerifier).is_ok() {
                return Ok(true);
            }
        }
    }
    if !found {
        eprintln!("Error getting CRL issuer certificate");
    }
    Ok(false)
}

/// The delta CRL (RFC 5280 §5.2.4) that leads from the base list to the newer one: what was added, and what was taken
/// out with the reason removeFromCRL.
fn delta(
    args: &Args,
    base: &[u8],
    base_path: Option<&Path>,
    newer: &Path,
) -> Result<Vec<u8>, CliError> {
    let key_path = args
        .path("key")
        .ok_or_else(|| CliError::usage("-gendelta needs the CRL signer's -key"))?;
    let sources = super::pass::Sources::new();
    let key = key::load_private(Some(key_path), sources.get(args.text("passin"))?.as_ref())?;
    let newer_der = read(Some(newer))?;
    let (base, newer_list) = (parse(base, base_path)?, parse(&newer_der, Some(newer))?);
    let refuse = |why: &str| {
        CliError::new(format!(
            "no delta of {} and {}: {why}",
            io::display(base_path),
            newer.display()
        ))
    };
    if base.issuer != newer_list.issuer {
        return Err(refuse("they are of two issuers"));
    }
    let (Ok(Some(base_number)), Ok(Some(new_number))) = (
        base.extensions.get::<CrlNumber<'_>>(),
        newer_list.extensions.get::<CrlNumber<'_>>(),
    ) else {
        return Err(refuse("one has no CRL number"));
    };
    if new_number <= base_number {
        return Err(refuse("the second is not newer; name the base with -in"));
    }
    let buf = |entry: &RevokedCertificate<'_>| RevokedCertificateBuf {
        serial: SerialNumber::from_contents(entry.serial),
        revocation_date: entry.revocation_date,
        extensions: entry.extensions.iter().map(|ext| ext.to_owned()).collect(),
    };
    let serials = |crl: &CertificateListRef<'_>| -> std::collections::HashSet<Vec<u8>> {
        crl.entries().map(|entry| entry.serial.to_vec()).collect()
    };
    let (old, new) = (serials(&base), serials(&newer_list));
    let mut entries: Vec<_> = newer_list
        .entries()
        .filter(|entry| !old.contains(entry.serial))
        .map(|entry| buf(&entry))
        .collect();
    entries.extend(
        base.entries()
            .filter(|entry| !new.contains(entry.serial))
            .map(|entry| RevokedCertificateBuf {
                extensions: vec![CrlReason::RemoveFromCrl.to_extension(false)],
                ..buf(&entry)
            }),
    );
    let mut extensions = vec![DeltaCrlIndicator(base_number).to_extension(true)];
    extensions.extend(newer_list.extensions.iter().map(|ext| ext.to_owned()));
    let mut list = CrlBuilder::new()
        .exact()
        .this_update(newer_list.this_update)
        .raw_extensions(extensions);
    if let Some(next_update) = newer_list.next_update {
        list = list.next_update(next_update);
    }
    let algorithm = signing::algorithm(&key, args.any(), std::iter::empty())?;
    let mut rng = super::rng::system()?;
    let signer = signing::signer(&key, &algorithm)?;
    entries
        .into_iter()
        .fold(list, CrlBuilder::entry)
        .signed_under(&newer_list.issuer.to_owned(), &signer, &mut rng)
        .map(CertificateList::into_der)
        .map_err(|e| signing::cannot(&e))
}
