//! The extensions that have a type (RFC 5280 §4.2, §5.2, §5.3), one file for each: read and written.
//!
//! Reading borrows from the certificate and allocates nothing. An extension that no type here knows keeps its octets in
//! an [`Extension`], and is written again as it was.

mod alt_name;
mod basic_constraints;
mod ext_key_usage;
mod key_identifier;
mod key_usage;
mod list;

use alloc::vec::Vec;

pub use alt_name::{IssuerAltName, SubjectAltName};
pub use basic_constraints::BasicConstraints;
pub use ext_key_usage::ExtKeyUsage;
pub use key_identifier::{AuthorityKeyIdentifier, SubjectKeyIdentifier};
pub use key_usage::KeyUsage;
pub use list::{Element, Iter, SequenceOf};

use super::extensions::{Extension, ExtensionBuf, Extensions};
use crate::encoding::der::{DerError, ObjectIdentifier, Reader, Writer};

/// The value of an extension that has a type.
pub trait ExtensionValue<'a>: Sized {
    /// extnID.
    const OID: ObjectIdentifier;

    /// Reads the next element, which is the extension's value.
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError>;

    /// Writes the value.
    fn write(&self, w: &mut Writer);

    /// Reads what an extnValue holds, all of it; `offset` is where that starts in the outermost input, for errors.
    fn parse_at(value: &'a [u8], offset: usize) -> Result<Self, DerError> {
        let mut reader = Reader::new_at(value, offset);
        let parsed = Self::read(&mut reader)?;
        reader.finish("the end of the extension")?;
        Ok(parsed)
    }

    /// Reads what an extnValue holds, all of it.
    fn parse(value: &'a [u8]) -> Result<Self, DerError> {
        Self::parse_at(value, 0)
    }

    /// The DER that an extnValue holds.
    fn to_der(&self) -> Vec<u8> {
        let mut w = Writer::new();
        self.write(&mut w);
        w.into_vec()
    }

    /// The extension whole, as a builder takes it.
    fn to_extension(&self, critical: bool) -> ExtensionBuf {
        ExtensionBuf { oid: Self::OID, critical, value: self.to_der() }
    }
}

impl<'a> Extension<'a> {
    /// The value, if this is the extension that `T` is for.
    pub fn typed<T: ExtensionValue<'a>>(&self) -> Option<Result<T, DerError>> {
        (*self.oid == T::OID).then(|| T::parse_at(self.value, self.offset))
    }
}

impl<'a> Extensions<'a> {
    /// The extension that `T` is for, if it is there: `extensions.get::<BasicConstraints>()`.
    pub fn get<T: ExtensionValue<'a>>(&self) -> Result<Option<T>, DerError> {
        self.find(&T::OID).map(|extension| T::parse_at(extension.value, extension.offset)).transpose()
    }
}
