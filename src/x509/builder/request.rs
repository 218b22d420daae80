//! Requests (RFC 2986 §4).

use alloc::vec::Vec;

use super::super::alt_names::AltNames;
use super::super::extension::ExtensionValue;
use super::super::extensions::{ExtensionBuf, write_extensions};
use super::super::name::NameBuf;
use super::super::request::Request;
use super::super::signature::Signer;
use super::IssueError;
use crate::der::{ObjectIdentifier, Writer, context_tag, oid};
use crate::rsa::RandomSource;

/// An attribute of a request, to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeBuf {
    /// type.
    pub oid: ObjectIdentifier,
    /// values, each a whole DER element.
    pub values: Vec<Vec<u8>>,
}

impl AttributeBuf {
    /// The extensionRequest attribute (RFC 2985 §5.4.2).
    pub fn extension_request(extensions: &[ExtensionBuf]) -> Self {
        let mut w = Writer::new();
        write_extensions(&mut w, extensions);
        Self {
            oid: ObjectIdentifier::from_static(oid::EXTENSION_REQUEST),
            values: Vec::from([w.into_vec()]),
        }
    }

    fn to_der(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.oid(self.oid.as_oid_ref());
            w.set_of(self.values.clone());
        });
        w.into_vec()
    }
}

/// Builds a certification request.
#[derive(Clone, Debug, Default)]
pub struct RequestBuilder {
    subject: NameBuf,
    attributes: Vec<AttributeBuf>,
    extensions: Vec<ExtensionBuf>,
}

impl RequestBuilder {
    /// A request in this name.
    pub fn new(subject: NameBuf) -> Self {
        Self {
            subject,
            ..Self::default()
        }
    }

    /// Asks for subjectAltName with these names.
    #[must_use]
    pub fn alt_names(self, names: &AltNames) -> Self {
        if names.is_empty() {
            return self;
        }
        let critical = self.subject.as_name().is_empty();
        self.raw_extension(names.to_extension(critical))
    }

    /// Asks for an extension, critical where its standard has it so.
    #[must_use]
    pub fn extension<'a, T: ExtensionValue<'a>>(self, value: &T) -> Self {
        self.raw_extension(value.to_extension(T::CRITICALITY.by_default()))
    }

    /// Asks for an extension as it stands.
    #[must_use]
    pub fn raw_extension(mut self, extension: ExtensionBuf) -> Self {
        self.extensions.retain(|there| there.oid != extension.oid);
        self.extensions.push(extension);
        self
    }

    /// Asks for these extensions as they stand, and none of those that were there.
    #[must_use]
    pub fn raw_extensions(mut self, extensions: Vec<ExtensionBuf>) -> Self {
        self.extensions = extensions;
        self
    }

    /// A further attribute. They are a SET OF, which DER puts into its own order.
    #[must_use]
    pub fn attribute(mut self, attribute: AttributeBuf) -> Self {
        self.attributes.push(attribute);
        self
    }

    /// The certificationRequestInfo for a key, given as the DER of its SubjectPublicKeyInfo.
    pub fn info(&self, spki: &[u8]) -> Vec<u8> {
        let mut attributes: Vec<_> = self.attributes.iter().map(AttributeBuf::to_der).collect();
        if !self.extensions.is_empty() {
            attributes.push(AttributeBuf::extension_request(&self.extensions).to_der());
        }
        attributes.sort();
        let mut w = Writer::new();
        w.sequence(|w| {
            w.unsigned(&[0]);
            w.raw(self.subject.as_der());
            w.raw(spki);
            w.nested(context_tag(0, true), |w| {
                attributes.iter().for_each(|a| w.raw(a))
            });
        });
        w.into_vec()
    }

    /// The request, signed with the key that it is for.
    ///
    /// # Errors
    /// [`IssueError`].
    pub fn sign(
        &self,
        key: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<Request, IssueError> {
        let info = self.info(&key.public_key());
        let der = super::sign(&info, &key.algorithm(), key, rng)?;
        Request::from_der(der).map_err(IssueError::Encoding)
    }
}
