//! Rules on single certificates, requests and CRLs: RFC 5280 with its updates, and the CA/Browser Forum's Baseline
//! Requirements for TLS server certificates (BR).
//!
//! A [`Rule`] is a row of one table ([`rules`]): its name, where it is written, whom it binds, how severe a breach is, what it
//! applies to, from when on, and the function that looks for breaches. The profiles of [`path`](crate::path), the program's
//! `lint` and `docs/lint.md` are made from that table.
//!
//! A [`Document`] is read field by field: what cannot be read is itself a breach, of the rule on that field, and the rest is
//! judged all the same. Nothing here fails or panics, whatever the bytes are, and all of them are public. No signature is verified but that of a request and of a self-signed certificate, and no path built.
//!
//! ```
//! use certwright::lint::{Document, Linter, Severity};
//!
//! # fn check(der: &[u8]) {
//! for finding in Linter::new().lint(&Document::guess(der)) {
//!     if finding.rule.severity == Severity::Error {
//!         println!("{finding}");
//!     }
//! }
//! # }
//! # check(&[0x30, 0]);
//! ```
#![forbid(unsafe_code)]

mod alt_names;
mod baseline;
mod baseline_names;
mod crl;
mod document;
mod extensions;
mod fields;
mod keys;
mod names;
mod request;
mod suffixes;
mod text;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Deref;

pub use document::Document;
pub use suffixes::PublicSuffixes;

use crate::der::{DerError, ObjectIdentifierRef};
use crate::x509::extension::ExtensionValue;
use crate::x509::{Extension, Time};

/// How severe a breach is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing.
    Notice,
    /// What a standard has under SHOULD, RECOMMENDED, and their negations.
    Warning,
    /// What a standard has under MUST, MUST NOT, and in its ASN.1.
    Error,
}

impl Severity {
    /// `notice`, `warning` or `error`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Whom a rule binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Party {
    /// Whoever validates: a certificate that breaks the rule is refused by every profile.
    RelyingParty,
    /// Whoever issues certificates.
    CertificateIssuer,
    /// Whoever issues CRLs.
    CrlIssuer,
    /// Whoever asks for a certificate.
    Requester,
}

impl Party {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RelyingParty => "relying party",
            Self::CertificateIssuer => "certificate issuer",
            Self::CrlIssuer => "CRL issuer",
            Self::Requester => "requester",
        }
    }
}

/// Whose rule it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Standard {
    /// RFC 5280, its updates (6818, 8398, 8399, 9549, 9598, 9618), and the standards that it builds on.
    Pkix,
    /// The CA/Browser Forum's Baseline Requirements for TLS server certificates, version 2.
    BaselineRequirements,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A certificate that is not a CA's.
    Leaf,
    /// A CA's certificate by another CA.
    Intermediate,
    /// A CA's certificate by itself.
    Root,
    /// A PKCS #10 request.
    Request,
    /// A certificate revocation list.
    Crl,
}

impl Kind {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Leaf => "leaf certificate",
            Self::Intermediate => "intermediate certificate",
            Self::Root => "root certificate",
            Self::Request => "request",
            Self::Crl => "CRL",
        }
    }
}

/// A set of [`Kind`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Kinds(u8);

impl Kinds {
    const LEAF: Self = Self(1);
    const INTERMEDIATE: Self = Self(2);
    const ROOT: Self = Self(4);
    const REQUEST: Self = Self(8);
    const CRL: Self = Self(16);
    const CA: Self = Self(6);
    const ISSUED: Self = Self(3);
    const CERTIFICATE: Self = Self(7);
    /// What has a subject, a key, and perhaps extensions.
    const SUBJECT: Self = Self(15);
    /// What leaves and requests have in common.
    const END_ENTITY: Self = Self(9);
    /// What an issuer signs.
    const BY_ISSUER: Self = Self(23);
    const ANY: Self = Self(31);

    /// Whether a kind is one of these.
    pub const fn contains(self, kind: Kind) -> bool {
        self.0 & 1 << kind as u8 != 0
    }

    /// Those in the set.
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        use Kind::{Crl, Intermediate, Leaf, Request, Root};
        let all = [Leaf, Intermediate, Root, Request, Crl];
        all.into_iter().filter(move |&kind| self.contains(kind))
    }
}

/// A rule: a row of the table.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Rule {
    /// Its name, which no other rule has.
    pub name: &'static str,
    /// Where it is written.
    pub section: &'static str,
    /// Whose rule it is.
    pub standard: Standard,
    /// Whom it binds.
    pub party: Party,
    /// How severe a breach is.
    pub severity: Severity,
    /// What it applies to.
    pub kinds: Kinds,
    /// It binds what is issued at this time or later.
    pub since: Option<Time>,
    /// It binds what is issued before this time.
    pub until: Option<Time>,
    /// What is wrong with a document that breaks it, in one line.
    pub fault: &'static str,
    /// The remedy, in one line.
    pub remedy: &'static str,
    check: fn(&Context<'_, '_>, &mut Findings<'_>),
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({})", self.name)
    }
}

/// Declares a part of the table.
macro_rules! table {
    ($table:ident, $standard:ident; $(
        $severity:ident $name:ident, $section:literal, $kinds:ident, $party:ident
            $(, since $since:literal)? $(, until $until:literal)?;
            $fault:literal => $remedy:literal;
            $check:expr;
    )*) => {
        pub(super) static $table: &[$crate::lint::Rule] = &[$($crate::lint::Rule {
            name: stringify!($name),
            section: $section,
            standard: $crate::lint::Standard::$standard,
            party: $crate::lint::Party::$party,
            severity: $crate::lint::Severity::$severity,
            kinds: $crate::lint::Kinds::$kinds,
            since: $crate::lint::table!(@date $($since)?),
            until: $crate::lint::table!(@date $($until)?),
            fault: $fault,
            remedy: $remedy,
            check: $check,
        }),*];
    };
    (@date) => { None };
    (@date $date:literal) => { Some($crate::lint::midnight($date)) };
}
use table;

/// One that the rest of the library has no name for.
const fn object_identifier(contents: &'static [u8]) -> ObjectIdentifierRef<'static> {
    match ObjectIdentifierRef::from_bytes(contents) {
        Ok(id) => id,
        Err(_) => panic!("not an object identifier"),
    }
}

/// Since there are certificates with extensions, which version 3 of 1996 brought and drafts had a year before: an earlier date is nobody's date of issue.
pub(crate) const FIRST_EXTENSIONS: Time = midnight("1995-01-01");

/// `YYYY-MM-DD`, 00:00 UTC, between 1901 and 2099.
pub(crate) const fn midnight(date: &str) -> Time {
    const fn number(text: &[u8], at: usize, len: usize) -> i64 {
        let (mut i, mut n) = (at, 0);
        while i < at + len {
            n = n * 10 + (text[i] - b'0') as i64;
            i += 1;
        }
        n
    }
    let text = date.as_bytes();
    let (year, month, day) = (number(text, 0, 4), number(text, 5, 2), number(text, 8, 2));
    // Days since 2000-03-01; no year in between is a century that is not a leap year.
    let (y, m) = if month <= 2 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let days = (y - 2000) * 365 + (y - 2000).div_euclid(4) + (153 * m + 2) / 5 + day - 1;
    Time::from_unix((days + 11_017) * 86_400)
}

/// Every rule, in the order of the standards.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        fields::RULES,
        keys::RULES,
        names::RULES,
        extensions::RULES,
        alt_names::RULES,
        request::RULES,
        crl::RULES,
        baseline::RULES,
        baseline_names::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Where a document breaks a rule.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The field, in the words of its standard.
    pub field: &'static str,
    /// Where the field starts, in bytes from the start of the document; `None` for one that is missing.
    pub offset: Option<usize>,
    /// What stands there, or what the reader refused, where that explains more. What is quoted is escaped and shortened.
    pub detail: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = self.rule;
        write!(f, "{} {}: {}", rule.severity.name(), rule.name, rule.fault)?;
        if let Some(detail) = &self.detail {
            write!(f, ": {detail}")?;
        }
        write!(f, " ({}; {}", rule.section, self.field)?;
        match self.offset {
            Some(offset) => write!(f, " at offset {offset})"),
            None => f.write_str(")"),
        }
    }
}

/// No more than so many findings of one rule: a list of a million names explains nothing.
const MAX_FINDINGS_OF_A_RULE: usize = 16;

/// Where a rule's function reports.
struct Findings<'f> {
    rule: &'static Rule,
    document: &'f [u8],
    list: &'f mut Vec<Finding>,
    of_this_rule: usize,
}

impl Findings<'_> {
    /// A field that is not there.
    fn missing(&mut self, field: &'static str) {
        self.push(field, None, None);
    }

    /// At a part of the document.
    fn at(&mut self, field: &'static str, part: &[u8]) {
        let offset = self.offset(part);
        self.push(field, offset, None);
    }

    /// At a part of the document, with what explains it.
    fn detail(&mut self, field: &'static str, part: &[u8], detail: String) {
        let offset = self.offset(part);
        self.push(field, offset, Some(detail));
    }

    /// At a part of the document, which is quoted.
    fn quote(&mut self, field: &'static str, part: &[u8]) {
        self.detail(field, part, text::quoted(part));
    }

    fn refused(&mut self, field: &'static str, error: &DerError) {
        self.push(
            field,
            Some(error.offset),
            Some(alloc::format!(
                "expected {}, found {}",
                error.expected,
                error.found
            )),
        );
    }

    /// Where a part starts that was borrowed from the document.
    fn offset(&self, part: &[u8]) -> Option<usize> {
        let offset = part
            .as_ptr()
            .addr()
            .checked_sub(self.document.as_ptr().addr())?;
        (offset <= self.document.len()).then_some(offset)
    }

    fn push(&mut self, field: &'static str, offset: Option<usize>, detail: Option<String>) {
        self.of_this_rule += 1;
        if self.of_this_rule <= MAX_FINDINGS_OF_A_RULE {
            self.list.push(Finding {
                rule: self.rule,
                field,
                offset,
                detail,
            });
        }
    }
}

/// What a rule's function sees: a document, and what is known besides.
struct Context<'c, 'a> {
    document: &'c Document<'a>,
    /// The certificate of the document's issuer.
    authority: Option<&'c Document<'a>>,
    is_public_suffix: Option<&'c dyn Fn(&str) -> bool>,
    is_top_level_domain: Option<&'c dyn Fn(&str) -> bool>,
}

impl<'a> Deref for Context<'_, 'a> {
    type Target = Document<'a>;

    fn deref(&self) -> &Document<'a> {
        self.document
    }
}

impl<'a> Document<'a> {
    fn extension(&self, oid: ObjectIdentifierRef<'_>) -> Option<&Extension<'a>> {
        self.extensions.iter().find(|e| e.oid == oid)
    }

    /// An extension's value; `None` for one that is missing or cannot be read, on which there are rules of their own.
    fn get<T: ExtensionValue<'a>>(&self) -> Option<T> {
        let extension = self.extension(T::OID)?;
        T::parse_at(extension.value, extension.offset).ok()
    }
}

/// Applies rules to documents.
#[derive(Clone, Copy, Default)]
pub struct Linter<'c> {
    is_public_suffix: Option<&'c dyn Fn(&str) -> bool>,
    is_top_level_domain: Option<&'c dyn Fn(&str) -> bool>,
    chosen: Option<&'c dyn Fn(&Rule) -> bool>,
    assume_tls: bool,
    as_of: Option<Time>,
}

impl fmt::Debug for Linter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Linter")
    }
}

impl<'c> Linter<'c> {
    /// Every rule; the Baseline Requirements on what they are for.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only the rules for which the function returns true.
    #[must_use]
    pub fn only(self, chosen: &'c dyn Fn(&Rule) -> bool) -> Self {
        Self {
            chosen: Some(chosen),
            ..self
        }
    }

    /// Names under which the public registers (`com`, `co.uk`), by which wildcards are judged: see [`PublicSuffixes`].
    #[must_use]
    pub fn public_suffixes(self, is_public_suffix: &'c dyn Fn(&str) -> bool) -> Self {
        Self {
            is_public_suffix: Some(is_public_suffix),
            ..self
        }
    }

    /// Whether the public DNS has a name's top-level domain, by which internal names are recognised: see
    /// [`PublicSuffixes::has_top_level_domain`]. Without it, those are internal that are reserved.
    #[must_use]
    pub fn top_level_domains(self, is_top_level_domain: &'c dyn Fn(&str) -> bool) -> Self {
        Self {
            is_top_level_domain: Some(is_top_level_domain),
            ..self
        }
    }

    /// The Baseline Requirements on every certificate, whatever its purposes.
    #[must_use]
    pub fn assume_tls(self) -> Self {
        Self {
            assume_tls: true,
            ..self
        }
    }

    /// By the rules in force at this time, whenever a document was issued.
    #[must_use]
    pub fn as_of(self, time: Time) -> Self {
        Self {
            as_of: Some(time),
            ..self
        }
    }

    /// The breaches of a document, in the order of the rules.
    pub fn lint(&self, document: &Document<'_>) -> Vec<Finding> {
        self.lint_issued(document, None)
    }

    /// The same, with the certificate of the document's issuer, which some rules compare it with.
    pub fn lint_issued<'a>(
        &self,
        document: &Document<'a>,
        issuer: Option<&Document<'a>>,
    ) -> Vec<Finding> {
        let context = Context {
            document,
            authority: issuer,
            is_public_suffix: self.is_public_suffix,
            is_top_level_domain: self.is_top_level_domain,
        };
        let is_tls = self.assume_tls || document.is_for_tls_servers();
        let issued = self.as_of.or_else(|| document.issued());
        let mut list = Vec::new();
        for rule in rules() {
            let in_force = rule
                .since
                .is_none_or(|since| issued.is_none_or(|t| t >= since))
                && rule
                    .until
                    .is_none_or(|until| issued.is_some_and(|t| t < until));
            if rule.kinds.contains(document.kind())
                && (rule.standard == Standard::Pkix || is_tls)
                && in_force
                && self.chosen.is_none_or(|chosen| chosen(rule))
            {
                (rule.check)(
                    &context,
                    &mut Findings {
                        rule,
                        document: document.raw,
                        list: &mut list,
                        of_this_rule: 0,
                    },
                );
            }
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rules_have_one_name() {
        let mut names: Vec<_> = rules().map(|rule| rule.name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn dates_are_midnights() {
        for (text, date) in [
            ("2000-02-29", [2000, 2, 29, 0, 0, 0]),
            ("2026-03-15", [2026, 3, 15, 0, 0, 0]),
            ("2099-12-31", [2099, 12, 31, 0, 0, 0]),
        ] {
            assert_eq!(Some(midnight(text)), Time::from_civil(date), "{text}");
        }
    }
}
