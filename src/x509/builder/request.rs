//! Requests (RFC 2986 §4).

use alloc::vec::Vec;

use super::super::alt_names::AltNames;
use super::super::extension::ExtensionValue;
use super::super::extensions::{ExtensionBuf, write_extensions};
use super::super::name::NameBuf;
use super::super::request::Request;
use super::super::signature::Signer;
use super::{IssueError, extension_setters};
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

/// Builds a certification request. Its extensions are those that it asks for (RFC 2985 §5.4.2).
#[derive(Clone, Debug, Default)]
pub struct RequestBuilder {
    subject: NameBuf,
    attributes: Vec<AttributeBuf>,
    extensions: Vec<ExtensionBuf>,
}

extension_setters!(RequestBuilder with subject);

impl RequestBuilder {
    /// A request in this name.
    pub fn new(subject: NameBuf) -> Self {
        Self {
            subject,
            ..Self::default()
        }
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
    /// [`IssueError::Sign`] where the signer fails, [`IssueError::Encoding`] for an extension or attribute that is not DER.
    pub fn sign(
        &self,
        key: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<Request, IssueError> {
        let info = |_: &[u8]| Ok(self.info(&key.public_key()));
        super::sign(key, rng, info, Request::from_der)
    }
}
