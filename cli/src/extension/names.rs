//! OpenSSL's names of bits and reasons: one table for each, for reading configurations and for printing.

use crate::error::excerpt;
use std::ops::BitOr;

use certwright::x509::extension::{CrlReason, KeyUsage, NsCertType, ReasonFlags};

/// A row: the bit, its name in a configuration, its name in texts.
pub(super) type Bit<T> = (T, &'static str, &'static str);

pub(super) const KEY_USAGE: [Bit<KeyUsage>; 9] = [
    (
        KeyUsage::DIGITAL_SIGNATURE,
        "digitalSignature",
        "Digital Signature",
    ),
    (
        KeyUsage::NON_REPUDIATION,
        "nonRepudiation",
        "Non Repudiation",
    ),
    (
        KeyUsage::KEY_ENCIPHERMENT,
        "keyEncipherment",
        "Key Encipherment",
    ),
    (
        KeyUsage::DATA_ENCIPHERMENT,
        "dataEncipherment",
        "Data Encipherment",
    ),
    (KeyUsage::KEY_AGREEMENT, "keyAgreement", "Key Agreement"),
    (KeyUsage::KEY_CERT_SIGN, "keyCertSign", "Certificate Sign"),
    (KeyUsage::CRL_SIGN, "cRLSign", "CRL Sign"),
    (KeyUsage::ENCIPHER_ONLY, "encipherOnly", "Encipher Only"),
    (KeyUsage::DECIPHER_ONLY, "decipherOnly", "Decipher Only"),
];

pub(super) const NS_CERT_TYPE: [Bit<NsCertType>; 8] = [
    (NsCertType::CLIENT, "client", "SSL Client"),
    (NsCertType::SERVER, "server", "SSL Server"),
    (NsCertType::EMAIL, "email", "S/MIME"),
    (NsCertType::OBJSIGN, "objsign", "Object Signing"),
    (NsCertType::RESERVED, "reserved", "Unused"),
    (NsCertType::SSL_CA, "sslCA", "SSL CA"),
    (NsCertType::EMAIL_CA, "emailCA", "S/MIME CA"),
    (NsCertType::OBJ_CA, "objCA", "Object Signing CA"),
];

/// A reason for a revocation, as OpenSSL calls it.
pub struct Reason {
    /// Its bit in ReasonFlags, if it has one.
    pub flag: Option<ReasonFlags>,
    /// Its CRLReason, if it has one.
    pub code: Option<CrlReason>,
    /// The name in a configuration and in `ca`'s database.
    pub name: &'static str,
    /// The name in texts.
    pub text: &'static str,
}

const fn reason(
    flag: Option<ReasonFlags>,
    code: Option<CrlReason>,
    name: &'static str,
    text: &'static str,
) -> Reason {
    Reason {
        flag,
        code,
        name,
        text,
    }
}

/// Every reason: first those with a bit in the order of the bits.
pub const REASONS: [Reason; 11] = {
    use CrlReason as C;
    use ReasonFlags as F;
    [
        reason(Some(F::UNUSED), None, "unused", "Unused"),
        reason(
            Some(F::KEY_COMPROMISE),
            Some(C::KeyCompromise),
            "keyCompromise",
            "Key Compromise",
        ),
        reason(
            Some(F::CA_COMPROMISE),
            Some(C::CaCompromise),
            "CACompromise",
            "CA Compromise",
        ),
        reason(
            Some(F::AFFILIATION_CHANGED),
            Some(C::AffiliationChanged),
            "affiliationChanged",
            "Affiliation Changed",
        ),
        reason(
            Some(F::SUPERSEDED),
            Some(C::Superseded),
            "superseded",
            "Superseded",
        ),
        reason(
            Some(F::CESSATION_OF_OPERATION),
            Some(C::CessationOfOperation),
            "cessationOfOperation",
            "Cessation Of Operation",
        ),
        reason(
            Some(F::CERTIFICATE_HOLD),
            Some(C::CertificateHold),
            "certificateHold",
            "Certificate Hold",
        ),
        reason(
            Some(F::PRIVILEGE_WITHDRAWN),
            Some(C::PrivilegeWithdrawn),
            "privilegeWithdrawn",
            "Privilege Withdrawn",
        ),
        reason(
            Some(F::AA_COMPROMISE),
            Some(C::AaCompromise),
            "AACompromise",
            "AA Compromise",
        ),
        reason(None, Some(C::Unspecified), "unspecified", "Unspecified"),
        reason(
            None,
            Some(C::RemoveFromCrl),
            "removeFromCRL",
            "Remove From CRL",
        ),
    ]
};

/// The row of a CRLReason.
pub fn reason_of(code: CrlReason) -> &'static Reason {
    const { assert!(REASONS.len() == CrlReason::ALL.len() + 1) };
    static ROWS: [Reason; 11] = REASONS;
    let row = ROWS.iter().find(|row| row.code == Some(code));
    row.unwrap_or_else(|| unreachable!("a test finds every CRLReason in the table"))
}

/// The reasons that have a bit.
pub(super) fn reason_flags() -> Vec<Bit<ReasonFlags>> {
    REASONS
        .iter()
        .filter_map(|row| Some((row.flag?, row.name, row.text)))
        .collect()
}

/// The bits that these words name, by either of their names.
pub(super) fn from_words<'w, T: Copy + BitOr<Output = T>>(
    table: &[Bit<T>],
    none: T,
    words: impl IntoIterator<Item = &'w str>,
) -> Result<T, String> {
    words.into_iter().try_fold(none, |bits, word| {
        let row = table
            .iter()
            .find(|&&(_, name, text)| word == name || word == text);
        match row {
            Some(&(bit, ..)) => Ok(bits | bit),
            None => Err(unknown(word, table.iter().map(|row| row.1))),
        }
    })
}

fn unknown(word: &str, names: impl Iterator<Item = &'static str>) -> String {
    let remedy = crate::hint::suggestion(word, names, |all| {
        format!("the names are {}", all.join(", "))
    });
    format!("\"{word}\" is unknown; {remedy}", word = excerpt(word))
}

/// The names in texts of the bits that `is_set`.
pub(super) fn texts<T: Copy>(table: &[Bit<T>], is_set: impl Fn(T) -> bool) -> Vec<Vec<u8>> {
    let set = table.iter().filter(|&&(bit, ..)| is_set(bit));
    set.map(|row| row.2.as_bytes().to_vec()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_of_the_standard_has_a_row() {
        for &code in CrlReason::ALL {
            assert!(reason_of(code).name.eq_ignore_ascii_case(code.name()));
        }
        let flags = reason_flags();
        assert_eq!(flags.len(), ReasonFlags::NAMES.len());
        for (row, (bit, name)) in flags.iter().zip(ReasonFlags::NAMES) {
            assert!(row.0 == *bit && row.1.eq_ignore_ascii_case(name));
        }
    }

    #[test]
    fn the_bits_are_named_as_in_the_standard_and_in_its_order() {
        assert!(
            KEY_USAGE
                .iter()
                .map(|row| (row.0, row.1))
                .eq(KeyUsage::NAMES.iter().copied())
        );
        assert!(
            NS_CERT_TYPE
                .iter()
                .map(|row| (row.0, row.1))
                .eq(NsCertType::NAMES.iter().copied())
        );
    }
}
