//! What path validation reads from a certificate's extensions, decoded once.
//!
//! Parsing a certificate decides nothing; this is where its extensions are read with a purpose. Whatever cannot be read,
//! stands there twice, or is critical and unknown becomes a [`Reason`] that refuses every path through the certificate.
//!
//! Values are those of [`x509::extension`](crate::x509::extension), which reads what a CA should write. Some extensions
//! are read here and less strictly, because a fault that decides nothing must not refuse certificates that are in use:
//! names of forms that nobody asked about, policy qualifiers, named bit lists with trailing zeros, and counts beyond 32
//! bits.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;
use core::net::{Ipv4Addr, Ipv6Addr};

use super::error::Reason;
use super::name::CanonicalName;
use super::name_constraints::{Constraints, Form, Subtree};
use super::policy::{ANY_POLICY, Asserted, PolicyId};
use crate::encoding::algorithm::owned;
use crate::encoding::der::{DerError, ObjectIdentifier, Reader, Tag, Tlv, parse_bit_string};
use crate::encoding::oid;
use crate::x509::extension::{ExtKeyUsage, KeyUsage, ReasonFlags, SubjectKeyIdentifier};
use crate::x509::{Extension, ExtensionValue};

/// The distributionPoint of a DistributionPoint or IssuingDistributionPoint.
#[derive(Clone, Debug)]
pub(super) enum PointName<'a> {
    /// fullName: GeneralNames, as canonical DER-like keys.
    Full(Vec<PointKey<'a>>),
    /// nameRelativeToCRLIssuer: the contents of the RDN's SET.
    Relative(Reader<'a>),
}

/// A name of a distribution point, comparable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PointKey<'a> {
    Directory(CanonicalName),
    Other(&'a [u8]),
}

/// DistributionPoint (RFC 5280 §4.2.1.13).
#[derive(Clone, Debug)]
pub(super) struct DistributionPoint<'a> {
    pub(super) name: Option<PointName<'a>>,
    /// All where the point gives none.
    pub(super) reasons: ReasonFlags,
    /// The directory names of cRLIssuer.
    pub(super) crl_issuer: Option<Vec<CanonicalName>>,
}

/// The extensions that path validation processes.
#[derive(Default)]
pub(super) struct Extensions<'a> {
    /// (cA, pathLenConstraint).
    pub(super) basic_constraints: Option<(bool, Option<u32>)>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) purposes: Option<ExtKeyUsage<'a>>,
    pub(super) purposes_critical: bool,
    pub(super) san: Vec<Form<'a>>,
    pub(super) has_san: bool,
    pub(super) san_critical: bool,
    pub(super) basic_constraints_critical: bool,
    pub(super) name_constraints: Option<Constraints<'a>>,
    pub(super) policies: Option<Asserted<'a>>,
    pub(super) mappings: Vec<(PolicyId<'a>, PolicyId<'a>)>,
    /// A mapping to or from anyPolicy is there.
    pub(super) maps_any: bool,
    /// (requireExplicitPolicy, inhibitPolicyMapping).
    pub(super) policy_constraints: (Option<u32>, Option<u32>),
    pub(super) inhibit_any: Option<u32>,
    pub(super) crl_points: Vec<DistributionPoint<'a>>,
    pub(super) freshest: Vec<DistributionPoint<'a>>,
    pub(super) authority_key: Option<&'a [u8]>,
    pub(super) subject_key: Option<&'a [u8]>,
    pub(super) authority_key_critical: bool,
    pub(super) subject_key_critical: bool,
    /// What refuses every path through this certificate.
    pub(super) faults: Vec<Reason>,
}

impl<'a> Extensions<'a> {
    /// Takes one extension.
    pub(super) fn take(&mut self, extension: &Extension<'a>) {
        if let Err(e) = self.read(extension) {
            self.faults.push(Reason::MalformedExtension(owned(extension.oid), e));
        }
    }

    fn read(&mut self, extension: &Extension<'a>) -> Result<(), DerError> {
        let Extension { oid: id, critical, .. } = *extension;
        let mut r = extension.reader();
        if *id == oid::BASIC_CONSTRAINTS {
            self.basic_constraints = Some(basic_constraints(&mut r)?);
            self.basic_constraints_critical = critical;
        } else if *id == oid::KEY_USAGE {
            self.key_usage =
                Some(KeyUsage::from_bits(flags(&r.expect(Tag::BitString, "KeyUsage")?, "KeyUsage")?));
        } else if *id == oid::EXT_KEY_USAGE {
            self.purposes = Some(ExtKeyUsage::read(&mut r)?);
            self.purposes_critical = critical;
        } else if *id == oid::SUBJECT_ALT_NAME {
            self.has_san = true;
            self.san_critical = critical;
            let mut names = r.sequence("SubjectAltName")?;
            if names.is_empty() {
                return Err(names.error("GeneralName", crate::encoding::der::Found::End));
            }
            while !names.is_empty() {
                self.san.push(form(&names.any("GeneralName")?)?);
            }
        } else if *id == oid::NAME_CONSTRAINTS {
            self.name_constraints = Some(name_constraints(&mut r)?);
        } else if *id == oid::CERTIFICATE_POLICIES {
            self.policies = Some(policies(&mut r)?);
        } else if *id == oid::POLICY_MAPPINGS {
            (self.mappings, self.maps_any) = mappings(&mut r)?;
        } else if *id == oid::POLICY_CONSTRAINTS {
            self.policy_constraints = policy_constraints(&mut r)?;
        } else if *id == oid::INHIBIT_ANY_POLICY {
            self.inhibit_any = Some(skip_certs(r.unsigned("InhibitAnyPolicy")?));
        } else if *id == oid::CRL_DISTRIBUTION_POINTS {
            self.crl_points = distribution_points(&mut r)?;
        } else if *id == oid::FRESHEST_CRL {
            self.freshest = distribution_points(&mut r)?;
        } else if *id == oid::AUTHORITY_KEY_IDENTIFIER {
            self.authority_key = authority_key(&mut r)?;
            self.authority_key_critical = critical;
        } else if *id == oid::SUBJECT_KEY_IDENTIFIER {
            self.subject_key = Some(SubjectKeyIdentifier::read(&mut r)?.0);
            self.subject_key_critical = critical;
        } else {
            if critical {
                self.faults.push(Reason::UnhandledCriticalExtension(owned(id)));
            }
            return Ok(());
        }
        r.finish("Extension.extnValue")
    }
}

/// SkipCerts and pathLenConstraint: counts beyond 32 bits are as good as the largest.
fn skip_certs(unsigned: &[u8]) -> u32 {
    if unsigned.len() > 4 { u32::MAX } else { unsigned.iter().fold(0, |n, &b| n << 8 | u32::from(b)) }
}

fn basic_constraints(r: &mut Reader<'_>) -> Result<(bool, Option<u32>), DerError> {
    let mut fields = r.sequence("BasicConstraints")?;
    let ca = match fields.peek() {
        Some(Tag::Boolean) => fields.boolean("BasicConstraints.cA")?,
        _ => false,
    };
    let path_len = match fields.is_empty() {
        true => None,
        false => Some(skip_certs(fields.unsigned("BasicConstraints.pathLenConstraint")?)),
    };
    fields.finish("BasicConstraints")?;
    Ok((ca, path_len))
}

/// The first 16 bits of a named bit list, bit 0 the highest; trailing zeros, which DER leaves out, are taken.
pub(super) fn flags(tlv: &Tlv<'_>, expected: &'static str) -> Result<u16, DerError> {
    let bits = parse_bit_string(tlv, expected)?;
    let at = |i: usize| u16::from(bits.octets.get(i).copied().unwrap_or(0));
    Ok(at(0) << 8 | at(1))
}

/// The form of a GeneralName.
pub(super) fn form<'a>(name: &Tlv<'a>) -> Result<Form<'a>, DerError> {
    let number = match name.tag {
        Tag::ContextSpecific { number, .. } => number.0,
        _ => return Err(name.malformed("GeneralName", "a tag that is not context-specific")),
    };
    Ok(match (number, name.tag.is_constructed()) {
        (1, false) => Form::Email(name.value),
        (2, false) => Form::Dns(name.value),
        (4, true) => Form::Directory(CanonicalName::new(name.value)?),
        (6, false) => Form::Uri(name.value),
        (7, false) => Form::Ip(name.value),
        (0 | 3 | 5, true) | (8, false) => Form::Other(number as u8),
        _ => return Err(name.malformed("GeneralName", "a choice that there is not")),
    })
}

fn name_constraints<'a>(r: &mut Reader<'a>) -> Result<Constraints<'a>, DerError> {
    let mut fields = r.sequence("NameConstraints")?;
    let mut out = Constraints::default();
    for (number, list) in [(0, &mut out.permitted), (1, &mut out.excluded)] {
        let Some(subtrees) = fields.context(number, true, "GeneralSubtrees")? else { continue };
        let mut subtrees = subtrees.reader();
        while !subtrees.is_empty() {
            let mut fields = subtrees.sequence("GeneralSubtree")?;
            let base = form(&fields.any("GeneralSubtree.base")?)?;
            let minimum = fields.context(0, false, "GeneralSubtree.minimum")?;
            let maximum = fields.context(1, false, "GeneralSubtree.maximum")?;
            fields.finish("GeneralSubtree")?;
            let has_distance = minimum.is_some_and(|m| m.value != [0]) || maximum.is_some();
            list.push(Subtree { base, has_distance });
        }
    }
    fields.finish("NameConstraints")?;
    Ok(out)
}

fn policies<'a>(r: &mut Reader<'a>) -> Result<Asserted<'a>, DerError> {
    let mut list = r.sequence("CertificatePolicies")?;
    let mut out = Asserted { policies: Vec::new(), any: false };
    let at = list;
    while !list.is_empty() {
        let mut info = list.sequence("PolicyInformation")?;
        let policy = info.oid("PolicyInformation.policyIdentifier")?;
        if !info.is_empty() {
            info.sequence("PolicyInformation.policyQualifiers")?;
        }
        info.finish("PolicyInformation")?;
        if *policy == ANY_POLICY {
            out.any = true;
        } else {
            out.policies.push(policy.as_bytes());
        }
    }
    // RFC 5280 §4.2.1.4: a policy must not stand there twice.
    let count = out.policies.len();
    out.policies.sort_unstable();
    out.policies.dedup();
    if out.policies.len() != count || (count == 0 && !out.any) {
        return Err(at.error(
            "CertificatePolicies",
            crate::encoding::der::Found::Malformed("a policy twice, or none at all"),
        ));
    }
    Ok(out)
}

type Mappings<'a> = (Vec<(PolicyId<'a>, PolicyId<'a>)>, bool);

fn mappings<'a>(r: &mut Reader<'a>) -> Result<Mappings<'a>, DerError> {
    let mut list = r.sequence("PolicyMappings")?;
    let (mut out, mut any) = (Vec::new(), false);
    while !list.is_empty() {
        let mut pair = list.sequence("PolicyMapping")?;
        let issuer = pair.oid("PolicyMapping.issuerDomainPolicy")?;
        let subject = pair.oid("PolicyMapping.subjectDomainPolicy")?;
        pair.finish("PolicyMapping")?;
        any |= *issuer == ANY_POLICY || *subject == ANY_POLICY;
        out.push((issuer.as_bytes(), subject.as_bytes()));
    }
    out.sort_unstable();
    out.dedup();
    Ok((out, any))
}

fn policy_constraints(r: &mut Reader<'_>) -> Result<(Option<u32>, Option<u32>), DerError> {
    let mut fields = r.sequence("PolicyConstraints")?;
    let mut read = |number, expected| -> Result<Option<u32>, DerError> {
        let Some(field) = fields.context(number, false, expected)? else { return Ok(None) };
        crate::encoding::der::check_integer(&field, expected)?;
        match field.value {
            [first, ..] if first & 0x80 != 0 => Err(field.malformed(expected, "a negative INTEGER")),
            [0, rest @ ..] => Ok(Some(skip_certs(rest))),
            value => Ok(Some(skip_certs(value))),
        }
    };
    let out = (
        read(0, "PolicyConstraints.requireExplicitPolicy")?,
        read(1, "PolicyConstraints.inhibitPolicyMapping")?,
    );
    fields.finish("PolicyConstraints")?;
    Ok(out)
}

pub(super) fn authority_key<'a>(r: &mut Reader<'a>) -> Result<Option<&'a [u8]>, DerError> {
    let mut fields = r.sequence("AuthorityKeyIdentifier")?;
    let key = fields.context(0, false, "AuthorityKeyIdentifier.keyIdentifier")?;
    fields.context(1, true, "AuthorityKeyIdentifier.authorityCertIssuer")?;
    fields.context(2, false, "AuthorityKeyIdentifier.authorityCertSerialNumber")?;
    fields.finish("AuthorityKeyIdentifier")?;
    Ok(key.map(|k| k.value))
}

fn distribution_points<'a>(r: &mut Reader<'a>) -> Result<Vec<DistributionPoint<'a>>, DerError> {
    let mut list = r.sequence("CRLDistributionPoints")?;
    let mut out = Vec::new();
    while !list.is_empty() {
        let mut fields = list.sequence("DistributionPoint")?;
        let name = match fields.context(0, true, "DistributionPoint.distributionPoint")? {
            Some(field) => Some(point_name(&field)?),
            None => None,
        };
        let reasons = match fields.context(1, false, "DistributionPoint.reasons")? {
            Some(field) => ReasonFlags::from_bits(flags(&field, "ReasonFlags")?),
            None => ReasonFlags::ALL,
        };
        let crl_issuer = match fields.context(2, true, "DistributionPoint.cRLIssuer")? {
            Some(field) => Some(directory_names(&field)?),
            None => None,
        };
        fields.finish("DistributionPoint")?;
        out.push(DistributionPoint { name, reasons, crl_issuer });
    }
    Ok(out)
}

/// DistributionPointName.
pub(super) fn point_name<'a>(field: &Tlv<'a>) -> Result<PointName<'a>, DerError> {
    let mut choice = field.reader();
    let out = if let Some(full) = choice.context(0, true, "DistributionPointName.fullName")? {
        let mut names = full.reader();
        let mut keys = Vec::new();
        while !names.is_empty() {
            let name = names.any("GeneralName")?;
            keys.push(match form(&name)? {
                Form::Directory(name) => PointKey::Directory(name),
                _ => PointKey::Other(name.raw),
            });
        }
        PointName::Full(keys)
    } else {
        match choice.context(1, true, "DistributionPointName.nameRelativeToCRLIssuer")? {
            Some(relative) => PointName::Relative(relative.reader()),
            None => return Err(choice.error("DistributionPointName", crate::encoding::der::Found::End)),
        }
    };
    choice.finish("DistributionPointName")?;
    Ok(out)
}

/// The directory names among the GeneralNames in an element.
pub(super) fn directory_names(field: &Tlv<'_>) -> Result<Vec<CanonicalName>, DerError> {
    let mut names = field.reader();
    let mut out = Vec::new();
    while !names.is_empty() {
        if let Form::Directory(name) = form(&names.any("GeneralName")?)? {
            out.push(name);
        }
    }
    Ok(out)
}

/// A name for a message: as text where it is text, with nothing that a terminal would obey.
pub(super) fn printable(form: &Form<'_>) -> String {
    let text = |octets: &[u8]| -> String {
        octets.iter().take(255).flat_map(|&b| core::ascii::escape_default(b)).map(char::from).collect()
    };
    let mut out = String::new();
    match form {
        Form::Dns(name) => out = text(name),
        Form::Email(name) => out = text(name),
        Form::Uri(name) => out = text(name),
        Form::Ip(octets) => {
            if let Ok(v4) = <[u8; 4]>::try_from(*octets) {
                let _ = write!(out, "{}", Ipv4Addr::from(v4));
            } else if let Ok(v6) = <[u8; 16]>::try_from(*octets) {
                let _ = write!(out, "{}", Ipv6Addr::from(v6));
            } else {
                let _ = write!(out, "(an address of {} octets)", octets.len());
            }
        }
        Form::Directory(_) => out.push_str("(a directory name)"),
        Form::Other(0) => out.push_str("(an otherName)"),
        Form::Other(8) => out.push_str("(a registeredID)"),
        Form::Other(tag) => {
            let _ = write!(out, "(a GeneralName of choice {tag})");
        }
    }
    out
}

/// True when a purpose list allows a purpose: by itself or by anyExtendedKeyUsage.
pub(super) fn allows(purposes: Option<ExtKeyUsage<'_>>, purpose: &ObjectIdentifier) -> bool {
    purposes.is_none_or(|list| list.contains(purpose) || list.contains(&oid::ANY_EXTENDED_KEY_USAGE))
}
