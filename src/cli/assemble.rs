//! Certificates and requests put together from their parts, ready to be signed.

use super::error::CliError;
use super::ext_conf::Extension;
use crate::encoding::algorithm::SignatureAlgorithm;
use crate::encoding::der::{Tag, Writer};
use crate::encoding::oid;

/// A time as certificates have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeOf {
    /// UTCTime or GeneralizedTime.
    pub tag: Tag,
    /// Its text.
    pub text: Vec<u8>,
}

impl TimeOf {
    /// UTCTime through 2049, GeneralizedTime from 2050 on (RFC 5280 §4.1.2.5), from seconds since 1970.
    ///
    /// # Errors
    /// A time outside the years 0 to 9999.
    pub fn from_unix(seconds: i64) -> Result<Self, CliError> {
        let wrong = || CliError::new("the date lies beyond the year 9999; take fewer days");
        let when = jiff::Timestamp::from_second(seconds).map_err(|_| wrong())?;
        let year = jiff::tz::Offset::UTC.to_datetime(when).year();
        let (tag, form) = match year {
            1950..=2049 => (Tag::UtcTime, "%y%m%d%H%M%SZ"),
            0..=9999 => (Tag::GeneralizedTime, "%Y%m%d%H%M%SZ"),
            _ => return Err(wrong()),
        };
        Ok(Self { tag, text: when.strftime(form).to_string().into_bytes() })
    }

    /// Reads `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`, the forms of `-not_before` and `-not_after`.
    ///
    /// # Errors
    /// Text that is neither.
    pub fn parse(text: &str, option: &str) -> Result<Self, CliError> {
        let wrong = || {
            CliError::usage(format!(
                "{option} {text}: a date is written YYYYMMDDHHMMSSZ or YYMMDDHHMMSSZ, or \"today\""
            ))
        };
        let digits =
            text.strip_suffix('Z').filter(|d| d.bytes().all(|b| b.is_ascii_digit())).ok_or_else(wrong)?;
        let full = match digits.len() {
            14 => digits.to_owned(),
            12 => format!("{}{digits}", if digits < "50" { "20" } else { "19" }),
            _ => return Err(wrong()),
        };
        let at = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", &full).map_err(|_| wrong())?;
        let at = jiff::tz::Offset::UTC.to_timestamp(at).map_err(|_| wrong())?;
        Self::from_unix(at.as_second())
    }
}

fn write_extensions(w: &mut Writer, extensions: &[Extension]) {
    w.sequence(|w| {
        for ext in extensions {
            w.sequence(|w| {
                w.oid(&ext.oid);
                if ext.critical {
                    w.boolean(true);
                }
                w.octet_string(&ext.value);
            });
        }
    });
}

/// What a certificate says.
#[derive(Clone, Debug)]
pub struct NewCertificate {
    /// 0 for v1, 2 for v3.
    pub version: u32,
    /// Contents of the serial number's INTEGER.
    pub serial: Vec<u8>,
    /// The issuer's DER Name.
    pub issuer: Vec<u8>,
    /// Not valid before.
    pub not_before: TimeOf,
    /// Not valid after.
    pub not_after: TimeOf,
    /// The subject's DER Name.
    pub subject: Vec<u8>,
    /// DER SubjectPublicKeyInfo.
    pub key: Vec<u8>,
    /// Its extensions.
    pub extensions: Vec<Extension>,
}

impl NewCertificate {
    /// The DER TBSCertificate (RFC 5280 §4.1).
    pub fn to_tbs(&self, algorithm: &SignatureAlgorithm) -> Vec<u8> {
        let mut w = Writer::new();
        w.sequence(|w| {
            if self.version > 0 {
                w.context(0, |w| w.unsigned(&self.version.to_be_bytes()));
            }
            w.tlv(Tag::Integer, &self.serial);
            algorithm.write(w);
            w.raw(&self.issuer);
            w.sequence(|w| {
                w.tlv(self.not_before.tag, &self.not_before.text);
                w.tlv(self.not_after.tag, &self.not_after.text);
            });
            w.raw(&self.subject);
            w.raw(&self.key);
            if !self.extensions.is_empty() {
                w.context(3, |w| write_extensions(w, &self.extensions));
            }
        });
        w.into_vec()
    }
}

/// What a request says.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// The subject's DER Name.
    pub subject: Vec<u8>,
    /// DER SubjectPublicKeyInfo.
    pub key: Vec<u8>,
    /// Whole DER Attributes besides the extension request.
    pub attributes: Vec<Vec<u8>>,
    /// The extensions it asks for.
    pub extensions: Vec<Extension>,
}

impl NewRequest {
    /// The DER CertificationRequestInfo (RFC 2986 §4.1).
    pub fn to_tbs(&self) -> Vec<u8> {
        let mut attributes = self.attributes.clone();
        if !self.extensions.is_empty() {
            let mut w = Writer::new();
            w.sequence(|w| {
                w.oid(&oid::EXTENSION_REQUEST);
                w.nested(Tag::Set, |w| write_extensions(w, &self.extensions));
            });
            attributes.push(w.into_vec());
        }
        // SET OF: DER orders the attributes (X.690 §11.6).
        attributes.sort();
        let mut w = Writer::new();
        w.sequence(|w| {
            w.unsigned(&[0]);
            w.raw(&self.subject);
            w.raw(&self.key);
            w.context(0, |w| attributes.iter().for_each(|attribute| w.raw(attribute)));
        });
        w.into_vec()
    }
}
