//! nameConstraints (RFC 5280 §4.2.1.10).

use super::{Criticality, Element, ExtensionValue, SequenceOf, implicit_u32, write_implicit_u32};
use crate::der::oid;
use crate::der::{DerError, Found, ObjectIdentifierRef, Reader, Writer};
use crate::x509::general_name::GeneralName;

/// ```asn1
/// NameConstraints ::= SEQUENCE {
///     permittedSubtrees  [0] GeneralSubtrees OPTIONAL,
///     excludedSubtrees   [1] GeneralSubtrees OPTIONAL }
/// GeneralSubtrees ::= SEQUENCE SIZE (1..MAX) OF GeneralSubtree
/// ```
///
/// With neither field it constrains nothing; RFC 5280 forbids a CA to issue that and leaves open what a reader does.
/// Here it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameConstraints<'a> {
    /// permittedSubtrees.
    pub permitted_subtrees: Option<SequenceOf<'a, GeneralSubtree<'a>>>,
    /// excludedSubtrees.
    pub excluded_subtrees: Option<SequenceOf<'a, GeneralSubtree<'a>>>,
}

/// ```asn1
/// GeneralSubtree ::= SEQUENCE {
///     base     GeneralName,
///     minimum  [0] BaseDistance DEFAULT 0,
///     maximum  [1] BaseDistance OPTIONAL }
/// BaseDistance ::= INTEGER (0..MAX)
/// ```
///
/// RFC 5280 wants minimum 0 and no maximum, and a certificate with others in a critical extension rejected by
/// whoever cannot honour it: that is `path`'s to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GeneralSubtree<'a> {
    /// base. An iPAddress here is an address and a mask, 8 bytes or 32.
    pub base: GeneralName<'a>,
    /// minimum.
    pub minimum: u32,
    /// maximum.
    pub maximum: Option<u32>,
}

impl<'a> GeneralSubtree<'a> {
    /// Everything under `base`.
    pub const fn new(base: GeneralName<'a>) -> Self {
        Self {
            base,
            minimum: 0,
            maximum: None,
        }
    }
}

impl<'a> Element<'a> for GeneralSubtree<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("GeneralSubtree")?;
        let at = fields;
        let base = GeneralName::read(&mut fields)?;
        if let GeneralName::Ip(bytes) = base
            && !matches!(bytes.len(), 8 | 32)
        {
            let how = "an address and mask of neither 8 nor 32 bytes";
            return Err(at.error("GeneralSubtree.base", Found::Malformed(how)));
        }
        if let GeneralName::Ip(bytes) = base
            && !is_prefix(&bytes[bytes.len() / 2..])
        {
            let how = "an address mask with holes";
            return Err(at.error("GeneralSubtree.base", Found::Malformed(how)));
        }
        let minimum = match fields.context(0, false, "GeneralSubtree.minimum")? {
            Some(tlv) => match implicit_u32(&tlv, "GeneralSubtree.minimum")? {
                0 => {
                    return Err(tlv.malformed("GeneralSubtree.minimum", "0, which is the default"));
                }
                n => n,
            },
            None => 0,
        };
        let maximum = fields
            .context(1, false, "GeneralSubtree.maximum")?
            .map(|tlv| implicit_u32(&tlv, "GeneralSubtree.maximum"))
            .transpose()?;
        fields.finish("GeneralSubtree")?;
        Ok(Self {
            base,
            minimum,
            maximum,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            self.base.write(w);
            if self.minimum != 0 {
                write_implicit_u32(w, 0, self.minimum);
            }
            if let Some(n) = self.maximum {
                write_implicit_u32(w, 1, n);
            }
        });
    }
}

/// Whether a mask is one of RFC 4632 §3.1: ones, then zeros.
fn is_prefix(mask: &[u8]) -> bool {
    let mut ended = false;
    mask.iter().all(|&byte| {
        let is_part = byte.leading_ones() == byte.count_ones() && (!ended || byte == 0);
        ended |= byte != 0xff;
        is_part
    })
}

impl<'a> ExtensionValue<'a> for NameConstraints<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::NAME_CONSTRAINTS;
    const CRITICALITY: Criticality = Criticality::Must;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("NameConstraints")?;
        let mut subtrees = |number, expected| -> Result<_, DerError> {
            let tlv = fields.context(number, true, expected)?;
            tlv.map(|tlv| SequenceOf::from_contents(tlv.reader(), expected))
                .transpose()
        };
        let permitted_subtrees = subtrees(0, "NameConstraints.permittedSubtrees")?;
        let excluded_subtrees = subtrees(1, "NameConstraints.excludedSubtrees")?;
        fields.finish("NameConstraints")?;
        Ok(Self {
            permitted_subtrees,
            excluded_subtrees,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            for (number, subtrees) in [(0, self.permitted_subtrees), (1, self.excluded_subtrees)] {
                if let Some(subtrees) = subtrees {
                    w.context(number, |w| subtrees.write_contents(w));
                }
            }
        });
    }
}
