//! Distinguished names from what a user types: `-subj`, prompts, and sections of a configuration.

use crate::error::excerpt;
use crate::text::{named, parse_oid, short_name, shown};
use certwright::der::oid;
use certwright::der::{ObjectIdentifier, ObjectIdentifierRef, Tag, Writer};

/// Which string types may be chosen for a value (`string_mask`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StringMask(u32);

const NUMERIC: u32 = 1;
const PRINTABLE: u32 = 1 << 1;
const IA5: u32 = 1 << 2;
const T61: u32 = 1 << 3;
const BMP: u32 = 1 << 4;
const UTF8: u32 = 1 << 5;
const DIRECTORY: u32 = PRINTABLE | T61 | BMP | UTF8;

impl StringMask {
    /// UTF8String wherever the attribute leaves a choice: what OpenSSL does unasked.
    pub const UTF8_ONLY: Self = Self(UTF8);

    /// Reads `default`, `pkix`, `nombstr`, `utf8only` or `MASK:number`.
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(match text {
            "default" => u32::MAX,
            "pkix" => !T61,
            "nombstr" => !(BMP | UTF8),
            "utf8only" => UTF8,
            _ => from_openssl(crate::args::parse_int(text.strip_prefix("MASK:")?).ok()?),
        }))
    }
}

/// OpenSSL's own numbering of string types, which `MASK:` speaks.
fn from_openssl(mask: i64) -> u32 {
    let rows = [
        (0x1, NUMERIC),
        (0x2, PRINTABLE),
        (0x4, T61),
        (0x10, IA5),
        (0x800, BMP),
        (0x2000, UTF8),
    ];
    rows.iter()
        .filter(|(theirs, _)| mask & theirs != 0)
        .fold(0, |all, (_, ours)| all | ours)
}

/// How typed text becomes strings in names.
#[derive(Clone, Copy, Debug)]
pub struct TextForm {
    /// The text is UTF-8 (`-utf8`); otherwise each byte is a character, as in OpenSSL.
    pub utf8: bool,
    /// The string types to choose from.
    pub mask: StringMask,
}

impl TextForm {
    /// OpenSSL's default.
    pub const DEFAULT: Self = Self {
        utf8: false,
        mask: StringMask::UTF8_ONLY,
    };
}

/// What an attribute type demands of its value: smallest and largest number of characters, string types, and whether
/// these stand whatever the mask is (RFC 5280 appendix A.1 and PKCS #9, as OpenSSL applies them).
fn demands(kind: ObjectIdentifierRef<'_>) -> (usize, usize, u32, bool) {
    const ANY: usize = usize::MAX;
    match kind {
        oid::COUNTRY_NAME => (2, 2, PRINTABLE, true),
        oid::STATE_OR_PROVINCE_NAME | oid::LOCALITY_NAME => (1, 128, DIRECTORY, false),
        oid::ORGANIZATION_NAME | oid::ORGANIZATIONAL_UNIT_NAME | oid::COMMON_NAME => {
            (1, 64, DIRECTORY, false)
        }
        oid::EMAIL_ADDRESS => (1, 128, IA5, true),
        oid::UNSTRUCTURED_NAME | oid::CHALLENGE_PASSWORD => (1, ANY, DIRECTORY | IA5, false),
        oid::UNSTRUCTURED_ADDRESS => (1, ANY, DIRECTORY, false),
        oid::GIVEN_NAME | oid::SURNAME | oid::INITIALS | oid::NAME => (1, 32768, DIRECTORY, false),
        oid::FRIENDLY_NAME => (0, ANY, BMP, true),
        oid::SERIAL_NUMBER => (1, 64, PRINTABLE, true),
        oid::DN_QUALIFIER => (0, ANY, PRINTABLE, true),
        oid::DOMAIN_COMPONENT => (1, ANY, IA5, true),
        JURISDICTION_COUNTRY => (2, 2, PRINTABLE, true),
        _ => (0, ANY, DIRECTORY, false),
    }
}

/// jurisdictionCountryName (CA/Browser Forum's EV guidelines).
const JURISDICTION_COUNTRY: ObjectIdentifierRef<'static> =
    certwright::oid!("1.3.6.1.4.1.311.60.2.1.3");

/// The characters of typed text.
fn characters(text: &[u8], utf8: bool) -> Result<Vec<char>, String> {
    if !utf8 {
        return Ok(text.iter().map(|&b| char::from(b)).collect());
    }
    let text =
        std::str::from_utf8(text).map_err(|e| format!("not UTF-8 at byte {}", e.valid_up_to()))?;
    Ok(text.chars().collect())
}

/// The types, out of `mask`, that can hold every character.
fn fitting(mask: u32, text: &[char]) -> u32 {
    let fits = |c: char, bit: u32| match bit {
        NUMERIC => c.is_ascii_digit() || c == ' ',
        PRINTABLE => c.is_ascii_alphanumeric() || " '()+,-./:=?".contains(c),
        IA5 => c.is_ascii(),
        T61 => u32::from(c) < 0x100,
        BMP => u32::from(c) < 0x1_0000,
        _ => true,
    };
    let all = [NUMERIC, PRINTABLE, IA5, T61, BMP, UTF8];
    all.into_iter()
        .filter(|&bit| mask & bit != 0 && text.iter().all(|&c| fits(c, bit)))
        .sum()
}

/// Type and contents of a string for an attribute.
///
/// # Errors
/// What is wrong with the text, to be shown after the attribute's name.
pub fn string_for(
    kind: ObjectIdentifierRef<'_>,
    text: &[u8],
    form: TextForm,
) -> Result<(Tag, Vec<u8>), String> {
    let text = characters(text, form.utf8)?;
    let (smallest, largest, types, fixed) = demands(kind);
    if text.len() < smallest {
        return Err(format!(
            "too short: {} where at least {smallest} are needed",
            count(text.len())
        ));
    }
    if text.len() > largest {
        return Err(format!(
            "too long: {} where at most {largest} are allowed",
            count(text.len())
        ));
    }
    let mask = if fixed { types } else { types & form.mask.0 };
    encode(fitting(mask, &text), &text)
        .ok_or_else(|| "it holds a character that its type does not allow".to_owned())
}

fn count(n: usize) -> String {
    if n == 1 {
        "1 character".to_owned()
    } else {
        format!("{n} characters")
    }
}

/// The smallest of the types that were found to fit.
fn encode(types: u32, text: &[char]) -> Option<(Tag, Vec<u8>)> {
    let bytes = || text.iter().map(|&c| c as u8).collect();
    Some(match types {
        t if t & NUMERIC != 0 => (Tag::NumericString, bytes()),
        t if t & PRINTABLE != 0 => (Tag::PrintableString, bytes()),
        t if t & IA5 != 0 => (Tag::Ia5String, bytes()),
        t if t & T61 != 0 => (Tag::TeletexString, bytes()),
        t if t & BMP != 0 => (
            Tag::BmpString,
            text.iter()
                .flat_map(|&c| (c as u16).to_be_bytes())
                .collect(),
        ),
        t if t & UTF8 != 0 => (
            Tag::Utf8String,
            text.iter().collect::<String>().into_bytes(),
        ),
        _ => return None,
    })
}

/// A name as it is put together: one list of attributes for each relative name.
#[derive(Clone, Debug, Default)]
pub struct TypedName {
    relatives: Vec<Vec<(ObjectIdentifier, Tag, Vec<u8>)>>,
}

impl TypedName {
    /// Adds an attribute: to the last relative name if `joins`, else as one of its own.
    ///
    /// # Errors
    /// What is wrong with the value, without the attribute's name.
    pub fn add(
        &mut self,
        kind: ObjectIdentifier,
        text: &[u8],
        form: TextForm,
        joins: bool,
    ) -> Result<(), String> {
        let (tag, bytes) = string_for(kind.as_oid_ref(), text, form)?;
        match self.relatives.last_mut() {
            Some(last) if joins => last.push((kind, tag, bytes)),
            _ => self.relatives.push(vec![(kind, tag, bytes)]),
        }
        Ok(())
    }

    /// True if nothing was added.
    pub fn is_empty(&self) -> bool {
        self.relatives.is_empty()
    }

    /// The values of an attribute type.
    pub fn values(&self, kind: ObjectIdentifierRef<'_>) -> impl Iterator<Item = &[u8]> {
        self.relatives
            .iter()
            .flatten()
            .filter(move |a| a.0 == kind)
            .map(|a| a.2.as_slice())
    }

    /// The Name in DER.
    pub fn to_der(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.sequence(|w| {
            for relative in &self.relatives {
                let attributes = relative.iter().map(|(kind, tag, bytes)| {
                    let mut w = Writer::new();
                    w.sequence(|w| {
                        w.oid(kind.as_oid_ref());
                        w.tlv(*tag, bytes);
                    });
                    w.into_vec()
                });
                w.set_of(attributes.collect());
            }
        });
        w.into_vec()
    }

    /// The contents of the SET of the one relative name that a `relativename` section gives.
    pub fn relative_contents(&self) -> Option<Vec<u8>> {
        let [_] = self.relatives.as_slice() else {
            return None;
        };
        let der = self.to_der();
        let mut name = certwright::der::Reader::new(&der).sequence("Name").ok()?;
        Some(name.any("RelativeDistinguishedName").ok()?.value.to_vec())
    }
}

/// A DER Name without its emailAddress attributes, for `email:move`.
pub fn without_emails(name: &[u8]) -> Vec<u8> {
    use certwright::der::{DerError, Reader};
    let parse = || -> Result<Vec<u8>, DerError> {
        let mut sets = Reader::new(name).sequence("Name")?;
        let mut w = Writer::new();
        let mut kept = Vec::new();
        while !sets.is_empty() {
            let mut set = sets.set("RelativeDistinguishedName")?;
            let mut attributes = Vec::new();
            while !set.is_empty() {
                let attribute = set.any("AttributeTypeAndValue")?;
                if attribute.reader().oid("AttributeType")? != oid::EMAIL_ADDRESS {
                    attributes.push(attribute.raw.to_vec());
                }
            }
            kept.push(attributes);
        }
        w.sequence(|w| {
            kept.into_iter()
                .filter(|set| !set.is_empty())
                .for_each(|set| w.set_of(set))
        });
        Ok(w.into_vec())
    };
    parse().unwrap_or_else(|_| name.to_vec())
}

/// What parsing of `-subj` met that the user should hear about although it goes on.
pub enum SubjectWarning {
    /// An attribute without a value, left out.
    NoValue(String),
    /// An attribute type given by a number that has no name, taken as it stands.
    Unnamed(String),
    /// An attribute type that is unknown, left out; and a remark on it.
    Unknown(String, String),
}

/// Reads `/type=value/type=value+type=value`; a backslash makes the next character plain.
///
/// # Errors
/// One line that names the attribute and what is wrong with it.
pub fn parse_subject(
    text: &[u8],
    form: TextForm,
    multivalued: bool,
    slips: &mut Vec<SubjectWarning>,
) -> Result<TypedName, String> {
    let shown_text = String::from_utf8_lossy(text).into_owned();
    let Some(mut rest) = text.strip_prefix(b"/") else {
        return Err(format!(
            "the subject \"{shown_text}\" does not begin with '/': write it as /C=US/O=Org/CN=name, with '\\' before a '/' or '+' that belongs to a value",
            shown_text = excerpt(&shown_text)
        ));
    };
    let mut name = TypedName::default();
    let mut joins = false;
    // Whether the set that a '+' goes on with has an attribute yet.
    let mut begun = false;
    while !rest.is_empty() {
        let Some(equals) = rest.iter().position(|&b| b == b'=') else {
            return Err(format!(
                "'=' is missing after \"{}\" in the subject",
                excerpt(&String::from_utf8_lossy(rest))
            ));
        };
        let kind = String::from_utf8_lossy(&rest[..equals]).into_owned();
        rest = &rest[equals + 1..];
        let mut value = Vec::new();
        begun &= joins;
        let joined = std::mem::take(&mut joins);
        while let Some((&b, after)) = rest.split_first() {
            rest = after;
            match b {
                b'/' => break,
                b'+' if multivalued => {
                    joins = true;
                    break;
                }
                b'\\' => {
                    let Some((&escaped, after)) = rest.split_first() else {
                        return Err(
                            "the subject ends in a backslash, which must stand before a character"
                                .to_owned(),
                        );
                    };
                    value.push(escaped);
                    rest = after;
                }
                _ => value.push(b),
            }
        }
        let oid = match attribute_type(&kind, joined) {
            Ok(oid) => oid,
            Err(remark) => {
                slips.push(SubjectWarning::Unknown(kind, remark));
                continue;
            }
        };
        if named(&kind).is_none() && short_name(oid.as_oid_ref()).is_none() {
            slips.push(SubjectWarning::Unnamed(kind.clone()));
        }
        if value.is_empty() {
            slips.push(SubjectWarning::NoValue(kind));
            continue;
        }
        let wrong = |what| {
            let value = String::from_utf8_lossy(&value);
            format!(
                "the subject's attribute {}=\"{value}\" is {what}",
                kind,
                value = excerpt(&value)
            )
        };
        name.add(oid, &value, form, joined && begun)
            .map_err(wrong)?;
        begun = true;
    }
    Ok(name)
}

/// The attribute types that people write, for "did you mean".
const USUAL: [&str; 20] = [
    "C",
    "ST",
    "L",
    "O",
    "OU",
    "CN",
    "emailAddress",
    "DC",
    "UID",
    "SN",
    "GN",
    "serialNumber",
    "title",
    "street",
    "postalCode",
    "countryName",
    "stateOrProvinceName",
    "localityName",
    "organizationName",
    "commonName",
];

fn attribute_type(text: &str, joined: bool) -> Result<ObjectIdentifier, String> {
    if let Some(oid) = parse_oid(text) {
        return Ok(oid);
    }
    let same = USUAL
        .iter()
        .find(|name| name.eq_ignore_ascii_case(text))
        .copied();
    let near = same.or_else(|| crate::hint::nearest(text, USUAL));
    let question = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
    let plus = if joined {
        " (a '+' that belongs to a value needs '\\' before it)"
    } else {
        ""
    };
    Err(format!("{question}{plus}"))
}

/// A name from the entries of a section: `C = US`, `1.OU = first`, `+CN = joined`.
///
/// # Errors
/// One line that names the entry and what is wrong with it.
pub fn from_section<'a>(
    entries: impl IntoIterator<Item = (&'a str, &'a str)>,
    form: TextForm,
) -> Result<TypedName, String> {
    let mut name = TypedName::default();
    for (key, value) in entries {
        let (kind, joins) = section_key(key);
        let oid = parse_oid(kind)
            .ok_or_else(|| format!("the attribute \"{key}\" is unknown", key = excerpt(key)))?;
        name.add(oid.clone(), value.as_bytes(), form, joins)
            .map_err(|what| {
                format!(
                    "the attribute {}=\"{value}\" is {what}",
                    shown(oid.as_oid_ref()),
                    value = excerpt(value)
                )
            })?;
    }
    Ok(name)
}

/// The attribute type in a section's key, without what makes keys distinct (`1.`) and without `+`, which means that the
/// attribute joins the relative name before it.
pub fn section_key(key: &str) -> (&str, bool) {
    let at = key.find([':', ',', '.']).map_or(0, |at| at + 1);
    let kind = if at < key.len() { &key[at..] } else { key };
    match kind.strip_prefix('+') {
        Some(kind) => (kind, true),
        None => (kind, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(text: &str) -> Result<Vec<u8>, String> {
        parse_subject(text.as_bytes(), TextForm::DEFAULT, true, &mut Vec::new()).map(|n| n.to_der())
    }

    fn hex(der: Result<Vec<u8>, String>) -> String {
        der.unwrap().iter().map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn a_subject_is_encoded_as_openssl_encodes_it() {
        // openssl req -new -subj '/C=US/O=a\/b/CN=x+OU=y', the subject's bytes
        assert_eq!(
            hex(subject("/C=US/O=a\\/b/CN=x+OU=y")),
            "3031310b3009060355040613025553310c300a060355040a0c03612f623114300806035504030c01783008060355040b0c0179"
        );
    }

    #[test]
    fn a_subject_that_is_wrong_is_reported_with_its_place() {
        assert!(
            subject("CN=x")
                .unwrap_err()
                .contains("does not begin with '/'")
        );
        assert!(
            subject("/CN")
                .unwrap_err()
                .contains("'=' is missing after \"CN\"")
        );
        // An unknown attribute is left out, as OpenSSL does, with a question.
        let mut slips = Vec::new();
        let name = parse_subject(b"/cn=x/CN=y", TextForm::DEFAULT, true, &mut slips);
        assert_eq!(hex(name.map(|n| n.to_der())), hex(subject("/CN=y")));
        assert!(matches!(
            &slips[..],
            [SubjectWarning::Unknown(kind, remark)] if kind == "cn" && remark.contains("did you mean CN?")
        ));
        assert!(
            subject("/C=USA")
                .unwrap_err()
                .contains("too long: 3 characters")
        );
        assert!(
            subject("/CN=x\\")
                .unwrap_err()
                .contains("ends in a backslash")
        );
    }

    #[test]
    fn keys_of_a_section_lose_what_makes_them_distinct() {
        assert_eq!(section_key("CN"), ("CN", false));
        assert_eq!(section_key("1.OU"), ("OU", false));
        assert_eq!(section_key("2.+OU"), ("OU", true));
        assert_eq!(section_key("1.2.3"), ("2.3", false));
    }
}
