//! Object identifiers by name: the built-in table, and what a configuration's `oid_section` adds for one run.

use std::sync::{PoisonError, RwLock};

use certwright::der::oid::{self, ObjectIdentifier, ObjectIdentifierRef};

/// A name that the run's configuration gave to an object identifier. Such names live as long as the program, which runs
/// one command, and so are leaked rather than counted.
struct Added {
    oid: ObjectIdentifier,
    sn: &'static str,
    ln: &'static str,
}

static ADDED: RwLock<Vec<Added>> = RwLock::new(Vec::new());

fn added<T>(find: impl FnMut(&Added) -> Option<T>) -> Option<T> {
    ADDED
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .iter()
        .find_map(find)
}

/// Names an object identifier for the rest of the run.
pub fn define(oid: ObjectIdentifier, sn: &str, ln: &str) {
    let keep = |s: &str| -> &'static str { Box::leak(s.to_owned().into_boxed_str()) };
    let row = Added {
        oid,
        sn: keep(sn),
        ln: keep(ln),
    };
    ADDED
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .push(row);
}

/// The short name, `CN`.
pub fn short_name(oid: &ObjectIdentifierRef) -> Option<&'static str> {
    oid::sn(oid).or_else(|| added(|a| (oid == &a.oid).then_some(a.sn)))
}

/// The long name, `commonName`.
pub fn long_name(oid: &ObjectIdentifierRef) -> Option<&'static str> {
    oid::ln(oid).or_else(|| added(|a| (oid == &a.oid).then_some(a.ln)))
}

/// The number, `2.5.4.3`.
pub fn numeric(oid: &ObjectIdentifierRef) -> String {
    oid.to_string()
}

/// The long name or else the number: how a text shows it.
pub fn shown(oid: &ObjectIdentifierRef) -> String {
    long_name(oid).map_or_else(|| numeric(oid), str::to_owned)
}

/// Reads a short name, a long name or a number.
pub fn parse(text: &str) -> Option<ObjectIdentifier> {
    named(text).or_else(|| text.parse().ok())
}

/// Reads a short name or a long name.
pub fn named(text: &str) -> Option<ObjectIdentifier> {
    let row = oid::by_name(text).and_then(|row| ObjectIdentifier::try_from(row.oid()).ok());
    row.or_else(|| added(|a| (a.sn == text || a.ln == text).then_some(a.oid)))
}
