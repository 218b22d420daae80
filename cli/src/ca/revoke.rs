//! What becomes of certificates after they are issued: status, expiry, revocation and the list of the revoked.

use std::path::Path;
use std::process::ExitCode;

use num_bigint::BigInt;
use serde_json::{Value, json};

use super::index::{Index, Row, Status, parse_time, time_text};
use super::store::{Change, Role, Store};
use super::{Keys, Settings, parse_certificate, revocation, serial, set_index};
use crate::error::{CliError, excerpt};
use crate::extension::{self, ExtensionContext};
use crate::io::{self, Access};
use crate::{clock, json, load, rng, signing};
use certwright::x509::extension::CrlNumber;
use certwright::x509::{
    CertificateRef, CrlBuilder, ExtensionValue as _, RevokedCertificateBuf, SerialNumber, Time,
};

/// `-status`. OpenSSL's exit status is 1 whatever the answer, and scripts go by the line.
pub(super) fn status(index: &Index, serial: &str, as_json: bool) -> Result<ExitCode, CliError> {
    let padded = format!(
        "{}{serial}",
        if serial.len().is_multiple_of(2) {
            ""
        } else {
            "0"
        }
    )
    .to_uppercase();
    let row = index.by_serial(&padded);
    if as_json {
        crate::io::print(&json::to_bytes(&status_document(&padded, row)))?;
        return Ok(ExitCode::FAILURE);
    }
    match row {
        Some(row) => eprintln!("{padded}={} ({})", row.status.word(), row.status.letter()),
        None => eprintln!("Serial {padded} not present in db.\nError verifying serial {serial}!"),
    }
    Ok(ExitCode::FAILURE)
}

/// `-status -json`: `unknown` where the database has no such number.
fn status_document(serial: &str, row: Option<&Row>) -> Value {
    let revocation = row.map(|row| text(&row.revocation)).unwrap_or_default();
    let mut fields = revocation.splitn(2, ',');
    let when = fields.next().unwrap_or_default();
    let time = |field: &str| parse_time(field).map(json::time);
    json::document(
        "ca_status",
        json!({
            "serial": serial.to_lowercase(),
            "status": row.map_or("unknown".into(), |row| row.status.word().to_lowercase()),
            "not_after": row.and_then(|row| time(&row.expires)),
            "revocation_date": time(when),
            "revocation_reason": fields.next(),
            "subject": row.map(|row| text(&row.name)),
        }),
    )
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// `-updatedb`: marks as expired what has expired.
pub(super) fn update(
    settings: &Settings<'_>,
    store: &Store,
    index: &mut Index,
) -> Result<(), CliError> {
    settings.verbose(format_args!(
        "Updating {} ...",
        settings.database()?.display()
    ));
    let now = clock::now();
    let mut marked = 0;
    for row in index
        .rows
        .iter_mut()
        .filter(|row| row.status == Status::Valid)
    {
        if row.expiry().is_some_and(|time| time.unix() <= now) {
            row.status = Status::Expired;
            marked += 1;
            eprintln!("{}=Expired", row.serial);
        }
    }
    if marked == 0 {
        settings.verbose("No entries found to mark expired");
        return Ok(());
    }
    commit(settings, store, index)?;
    settings.verbose(format_args!("Done. {marked} entries marked as expired"));
    Ok(())
}

/// `-revoke`.
pub(super) fn revoke(
    settings: &Settings<'_>,
    store: &Store,
    index: &mut Index,
    path: &Path,
) -> Result<(), CliError> {
    let reason = revocation::from_options(settings.args)?;
    let der = load::certificate(Some(path))?;
    let known = row_of(&parse_certificate(&der, path)?);
    if index.by_serial(&known.serial).is_none() {
        eprintln!(
            "Adding Entry with serial number {} to DB for {}",
            known.serial,
            known.shown_name()
        );
        index.rows.push(known.clone());
    }
    let Some(row) = index.by_serial_mut(&known.serial) else {
        return Err(CliError::new(format!(
            "serial number {} is not in the database",
            known.serial
        )));
    };
    // What this program wrote for an empty subject before it wrote the serial number.
    let nameless = row.name.is_empty() && known.name == known.serial.as_bytes();
    if row.name != known.name && !nameless {
        return Err(CliError::new(format!(
            "ERROR:name does not match {}: the database has {} under serial number {}",
            known.shown_name(),
            row.shown_name(),
            row.serial
        )));
    }
    if row.status == Status::Revoked {
        return Err(CliError::new(format!(
            "ERROR:Already revoked, serial number {}",
            row.serial
        )));
    }
    eprintln!("Revoking Certificate {}.", row.serial);
    row.status = Status::Revoked;
    row.revocation =
        revocation::to_field(Time::from_unix(clock::issuing_time()?), &reason).into_bytes();
    commit(settings, store, index)?;
    eprintln!("Database updated");
    Ok(())
}

/// `-valid`: records a certificate that this CA issued elsewhere.
pub(super) fn add_valid(
    settings: &Settings<'_>,
    store: &Store,
    index: &mut Index,
    path: &Path,
) -> Result<(), CliError> {
    let der = load::certificate(Some(path))?;
    let row = row_of(&parse_certificate(&der, path)?);
    if index.by_serial(&row.serial).is_some() {
        return Err(CliError::new(format!(
            "ERROR:Already present, serial number {}",
            row.serial
        )));
    }
    eprintln!(
        "Adding Entry with serial number {} to DB for {}",
        row.serial,
        row.shown_name()
    );
    // OpenSSL reads no database that has two where there may be one.
    if super::unique_subject(settings)?
        && let Some(other) = index.valid_by_name(&row.name)
    {
        return Err(CliError::new(format!(
            "failed to update database: there is already a valid certificate for {}, serial number {}; revoke it first, or set unique_subject = no",
            other.shown_name(),
            other.serial
        )));
    }
    index.rows.push(row);
    commit(settings, store, index)?;
    eprintln!("Database updated");
    Ok(())
}

/// The line that a certificate has when it is issued.
fn row_of(certificate: &CertificateRef<'_>) -> Row {
    let serial = serial::to_hex(&SerialNumber::from_contents(certificate.serial));
    Row {
        status: Status::Valid,
        expires: time_text(certificate.validity.not_after),
        revocation: Vec::new(),
        name: Row::name_field(certificate.subject.raw(), &serial),
        serial,
        file: "unknown".into(),
        carriage_return: false,
    }
}

fn commit(settings: &Settings<'_>, store: &Store, index: &Index) -> Result<(), CliError> {
    let mut change = Change::new();
    set_index(&mut change, settings, index)?;
    store.commit(&change)
}

/// `-gencrl`: the list of all that is revoked, in the order of serial numbers.
pub(super) fn gencrl(
    settings: &Settings<'_>,
    keys: &Keys,
    store: &Store,
    index: &Index,
) -> Result<(), CliError> {
    let args = settings.args;
    let Some(ca_der) = &keys.certificate else {
        return Ok(());
    };
    let ca = parse_certificate(ca_der, Path::new("the CA certificate"))?;

    let number = match settings.get("crlnumber") {
        Some(path) => Some(serial::load(Path::new(path.as_ref()))?),
        None => None,
    };
    // Before anything is written, so that the file never holds a number that cannot be given.
    let next = number.as_ref().map(serial::successor).transpose()?;
    let (this_update, next_update) = updates(settings)?;
    settings.verbose("making CRL");
    let mut entries = index
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.status == Status::Revoked)
        .map(|(line, row)| {
            entry(row).map_err(|what| CliError::new(format!("{what} in entry {}", line + 1)))
        })
        .collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_cached_key(|entry| BigInt::from_signed_bytes_be(entry.serial.contents()));

    let mut extensions = Vec::new();
    let section = args.text("crlexts").map(str::to_owned);
    if let Some(section) =
        section.or_else(|| settings.get("crl_extensions").map(|name| name.into_owned()))
    {
        settings.conf.required(&section, "crl_extensions")?;
        let mut context = ExtensionContext::new(&settings.conf);
        context.strict = args.strict();
        context.issuer = Some(extension::Issuer::of(&ca));
        extension::section(&context, &section, true, &mut extensions).map_err(CliError::new)?;
        context
            .hints
            .borrow()
            .iter()
            .for_each(|text| args.notice(text));
    }
    if let Some(number) = &number {
        let contents = number.contents();
        if contents[0] & 0x80 != 0 {
            return Err(CliError::new(
                "the CRL number is negative: set crlnumber's file to a number from 00 (RFC 5280 §5.2.3)",
            ));
        }
        let number = contents.strip_prefix(&[0]).unwrap_or(contents);
        extensions.push(CrlNumber(number).to_extension(false));
    }
    settings.verbose("signing CRL");
    let mut rng = rng::system()?;
    let signer = signing::signer(&keys.key, &keys.algorithm(settings)?)?;
    let list = CrlBuilder::new()
        .exact()
        .this_update(this_update)
        .next_update(next_update)
        .raw_extensions(extensions);
    let crl = entries
        .into_iter()
        .fold(list, CrlBuilder::entry)
        .signed_under(&ca.subject.to_owned(), &signer, &mut rng)
        .map_err(|e| signing::cannot(&e))?;
    // The number goes first: one that is lost does no harm, one given twice does (RFC 5280 §5.2.3).
    if let Some(next) = &next {
        let mut change = Change::new();
        change.set(Role::CrlNumber, format!("{}\n", serial::to_hex(next)));
        store.commit(&change)?;
    }
    io::write(args.path("out"), crl.to_pem().as_bytes(), Access::Public)
}

fn entry(row: &Row) -> Result<RevokedCertificateBuf, String> {
    let (revocation_date, extensions) =
        revocation::parse_field(&String::from_utf8_lossy(&row.revocation))?;
    let serial = serial::parse(&row.serial).ok_or("bad serial number")?;
    Ok(RevokedCertificateBuf {
        serial,
        revocation_date,
        extensions,
    })
}

/// thisUpdate and nextUpdate.
fn updates(settings: &Settings<'_>) -> Result<(Time, Time), CliError> {
    let args = settings.args;
    let date = |name: &str| -> Result<Option<Time>, CliError> {
        let Some(text) = args.text(name) else {
            return Ok(None);
        };
        parse_time(text).map(Some).ok_or_else(|| {
            CliError::usage(format!(
                "-{name} {text}: it should be YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ",
                text = excerpt(text)
            ))
        })
    };
    let now = clock::issuing_time()?;
    let this_update = date("crl_lastupdate")?.unwrap_or(Time::from_unix(now));
    if let Some(next_update) = date("crl_nextupdate")? {
        return Ok((this_update, next_update));
    }
    let given = ["crldays", "crlhours", "crlsec"]
        .iter()
        .any(|name| args.has(name));
    let number = |option: &str, name: &str| -> Result<i64, CliError> {
        match given {
            true => Ok(args.number(option).unwrap_or(0)),
            false => Ok(settings.number(option, name)?.unwrap_or(0)),
        }
    };
    let days = number("crldays", "default_crl_days")?;
    let hours = number("crlhours", "default_crl_hours")?;
    let seconds = args.number("crlsec").unwrap_or(0);
    let total = days
        .saturating_mul(86_400)
        .saturating_add(hours.saturating_mul(3_600))
        .saturating_add(seconds);
    if total == 0 {
        return Err(CliError::new(
            "cannot lookup how long until the next CRL is issued: give -crldays, -crlhours or default_crl_days",
        ));
    }
    Ok((this_update, Time::from_unix(now.saturating_add(total))))
}
