//! Alternative names to be written, checked when they are added.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::IpAddr;

use super::dns::{DnsNameError, check_host_name};
use super::extension::{ExtensionValue as _, SubjectAltName};
use super::extensions::ExtensionBuf;
use super::general_name::GeneralName;

/// The names of a subjectAltName, owned.
///
/// ```
/// use certwright::x509::AltNames;
///
/// let names = AltNames::new().dns("www.example.org")?.dns("*.example.net")?.ip([192, 0, 2, 1]);
/// assert!(AltNames::new().dns("bücher.example").is_err()); // goes in as xn--bcher-kva.example
/// # Ok::<(), certwright::x509::DnsNameError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AltNames {
    names: Vec<AltName>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum AltName {
    Dns(String),
    /// 4 or 16 bytes.
    Ip(Vec<u8>),
}

impl AltNames {
    /// No names yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// True before a name is added. RFC 5280 §4.2.1.6 allows no such extension, and the builders leave it out.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Adds a dNSName (RFC 5280 §4.2.1.6), as it is given; one label `*` may stand in front.
    ///
    /// # Errors
    /// A text that is not a host name in ASCII: what is wrong, and where in it.
    pub fn dns(mut self, name: &str) -> Result<Self, DnsNameError> {
        let host = name.strip_prefix("*.").unwrap_or(name);
        check_host_name(host, name.len() - host.len())?;
        self.names.push(AltName::Dns(name.into()));
        Ok(self)
    }

    /// Adds an iPAddress: 4 bytes for IPv4, 16 for IPv6 (RFC 5280 §4.2.1.6).
    #[must_use]
    pub fn ip(mut self, address: impl Into<IpAddr>) -> Self {
        self.names.push(AltName::Ip(match address.into() {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        }));
        self
    }

    /// The extension subjectAltName, with the names in the order in which they were added.
    pub fn to_extension(&self, critical: bool) -> ExtensionBuf {
        let names: Vec<_> = self
            .names
            .iter()
            .map(|name| match name {
                AltName::Dns(name) => GeneralName::Dns(name),
                AltName::Ip(address) => GeneralName::Ip(address),
            })
            .collect();
        SubjectAltName::new(&names).to_extension(critical)
    }
}
