//! Object identifiers by OpenSSL's short and long names: the built-in table, and what a configuration's `oid_section` adds
//! for one run.

mod table;

use std::sync::{PoisonError, RwLock};

use certwright::der::{ObjectIdentifier, ObjectIdentifierRef};

/// An object identifier with the names OpenSSL gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Contents bytes of the DER.
    der: &'static [u8],
    /// The short name: `CN`.
    pub sn: &'static str,
    /// The long name: `commonName`.
    pub ln: &'static str,
}

impl Entry {
    /// The object identifier.
    pub fn oid(&self) -> ObjectIdentifierRef<'static> {
        ObjectIdentifierRef::from_bytes(self.der).expect("a test reads every row")
    }
}

/// Every row of the built-in table, in the order of the DER bytes.
pub fn entries() -> &'static [Entry] {
    table::TABLE
}

fn by_oid(oid: ObjectIdentifierRef<'_>) -> Option<&'static Entry> {
    let at = table::TABLE
        .binary_search_by(|entry| entry.der.cmp(oid.as_bytes()))
        .ok()?;
    table::TABLE.get(at)
}

/// The row with this short name, or else with this long name; letter case counts, as it does in OpenSSL.
fn by_name(name: &str) -> Option<&'static Entry> {
    let rows = table::TABLE;
    rows.iter()
        .find(|entry| entry.sn == name)
        .or_else(|| rows.iter().find(|entry| entry.ln == name))
}

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
pub fn short_name(oid: ObjectIdentifierRef<'_>) -> Option<&'static str> {
    by_oid(oid)
        .map(|entry| entry.sn)
        .or_else(|| added(|a| (oid == a.oid).then_some(a.sn)))
}

/// The long name, `commonName`.
pub fn long_name(oid: ObjectIdentifierRef<'_>) -> Option<&'static str> {
    by_oid(oid)
        .map(|entry| entry.ln)
        .or_else(|| added(|a| (oid == a.oid).then_some(a.ln)))
}

/// The number, `2.5.4.3`.
pub fn numeric(oid: ObjectIdentifierRef<'_>) -> String {
    oid.to_string()
}

/// The long name or else the number: how a text shows it.
pub fn shown(oid: ObjectIdentifierRef<'_>) -> String {
    long_name(oid).map_or_else(|| numeric(oid), str::to_owned)
}

/// Reads a short name, a long name or a number.
pub fn parse(text: &str) -> Option<ObjectIdentifier> {
    named(text).or_else(|| text.parse().ok())
}

/// Reads a short name or a long name.
pub fn named(text: &str) -> Option<ObjectIdentifier> {
    by_name(text)
        .map(|row| row.oid().to_owned())
        .or_else(|| added(|a| (a.sn == text || a.ln == text).then(|| a.oid.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use certwright::der::oid;

    #[test]
    fn every_row_is_a_well_formed_oid_and_the_table_is_sorted() {
        for pair in table::TABLE.windows(2) {
            assert!(pair[0].der < pair[1].der, "{:?}", pair);
        }
        for entry in table::TABLE {
            assert_eq!(by_oid(entry.oid()), Some(entry));
        }
    }

    #[test]
    fn the_usual_names_are_found_both_ways() {
        for (name, sn, ln) in [
            (oid::COMMON_NAME, "CN", "commonName"),
            (oid::STATE_OR_PROVINCE_NAME, "ST", "stateOrProvinceName"),
            (
                oid::SHA256_WITH_RSA,
                "RSA-SHA256",
                "sha256WithRSAEncryption",
            ),
            (
                oid::SUBJECT_ALT_NAME,
                "subjectAltName",
                "X509v3 Subject Alternative Name",
            ),
            (
                oid::KP_SERVER_AUTH,
                "serverAuth",
                "TLS Web Server Authentication",
            ),
        ] {
            let entry = by_oid(name).unwrap();
            assert_eq!((entry.sn, entry.ln), (sn, ln));
            assert_eq!(parse(sn).unwrap(), name);
            assert_eq!(parse(ln).unwrap(), name);
            assert_eq!(parse(&name.to_string()).unwrap(), name);
        }
        assert_eq!(shown(certwright::oid!("1.2.3.4.5")), "1.2.3.4.5");
        assert_eq!(parse("noSuchName"), None);
    }
}
