//! What an input is, where a command wanted something else of it: in words, and with the command that reads it.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use certwright::der::{Reader, Tag, oid};
use certwright::pem::{self, Label, label};
use certwright::x509::{CertificateListRef, CertificateRef, RequestRef};

use super::{io, ms_key};

/// What an input seems to be, by its outermost structure. A damaged file is what it was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Empty,
    Certificate,
    Request,
    Crl,
    PrivateKey,
    PublicKey,
    EcKey,
    DsaKey,
    DhParameters,
    Pkcs7,
    Pkcs12,
    OcspRequest,
    OcspResponse,
    TimeStampRequest,
    TimeStampResponse,
    OpenSshPublicKey,
    PuttyKey,
    JavaKeyStore,
    Message,
    Json,
    Utf16,
    Gzip,
    Zip,
    Text,
    /// Neither text nor DER.
    Binary,
}

impl Kind {
    /// With its article.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "an empty file",
            Self::Certificate => "a certificate",
            Self::Request => "a certificate request",
            Self::Crl => "a certificate revocation list",
            Self::PrivateKey => "a private key",
            Self::PublicKey => "a public key",
            Self::EcKey => "an elliptic curve key",
            Self::DsaKey => "a DSA key",
            Self::DhParameters => "DH parameters",
            Self::Pkcs7 => "a PKCS #7 or CMS message",
            Self::Pkcs12 => "a PKCS #12 file",
            Self::OcspRequest => "an OCSP request",
            Self::OcspResponse => "an OCSP response",
            Self::TimeStampRequest => "a time-stamp request",
            Self::TimeStampResponse => "a time-stamp response",
            Self::OpenSshPublicKey => "an OpenSSH public key",
            Self::PuttyKey => "a PuTTY key",
            Self::JavaKeyStore => "a Java key store",
            Self::Message => "an S/MIME message",
            Self::Json => "JSON",
            Self::Utf16 => "text in UTF-16",
            Self::Gzip => "a gzip archive",
            Self::Zip => "a ZIP archive",
            Self::Text => "text without a line that begins with \"-----BEGIN\"",
            Self::Binary => "binary data, and not DER",
        }
    }

    /// Whether DER is of this kind, by its reader; what has none here is not.
    fn parses(self, der: &[u8]) -> bool {
        match self {
            Self::Certificate => CertificateRef::from_der(der).is_ok(),
            Self::Request => RequestRef::from_der(der).is_ok(),
            Self::Crl => CertificateListRef::from_der(der).is_ok(),
            _ => false,
        }
    }

    /// What to do with a file of this kind; `in_pem` is the form it is in.
    pub fn remedy(self, name: &str, in_pem: bool) -> Option<String> {
        let der = if in_pem { "" } else { " -inform DER" };
        let command = match self {
            Self::Certificate => format!("x509 -in {name}"),
            Self::Request => format!("req -in {name}"),
            Self::Crl => format!("crl -in {name}"),
            Self::PrivateKey => format!("pkey -in {name}"),
            Self::PublicKey => format!("pkey -pubin -in {name}"),
            Self::DhParameters => format!("dhparam{der} -in {name}"),
            Self::Pkcs7 => format!("pkcs7{der} -print_certs -in {name}"),
            Self::Pkcs12 => format!("pkcs12 -in {name}"),
            Self::OcspRequest => format!("ocsp -reqin {name} -req_text"),
            Self::OcspResponse => format!("ocsp -respin {name} -resp_text -noverify"),
            Self::TimeStampRequest => format!("ts -query -in {name} -text"),
            Self::TimeStampResponse => format!("ts -reply -in {name} -text"),
            Self::Message => format!("cms -cmsout -print -noout -in {name}"),
            Self::EcKey | Self::DsaKey => {
                return Some("unsupported: only RSA is supported".to_owned());
            }
            Self::OpenSshPublicKey => {
                return Some(format!("ssh-keygen -e -m PKCS8 -f {name} converts it"));
            }
            Self::PuttyKey => {
                return Some(format!(
                    "puttygen {name} -O private-openssh -o NEW converts it"
                ));
            }
            Self::JavaKeyStore => {
                return Some(format!(
                    "keytool -importkeystore -srckeystore {name} -destkeystore NEW -deststoretype PKCS12 converts it"
                ));
            }
            Self::Utf16 => {
                return Some(format!("iconv -f UTF-16 -t UTF-8 {name} converts it"));
            }
            Self::Gzip | Self::Zip => return Some("unpack it".to_owned()),
            Self::Empty | Self::Json | Self::Text | Self::Binary => return None,
        };
        Some(format!("{command} reads it"))
    }
}

/// The kind of an input, if it can be seen.
pub fn kind(bytes: &[u8]) -> Option<Kind> {
    if pem::is_pem(bytes) {
        return pem::blocks(bytes)
            .next()
            .and_then(Result::ok)
            .and_then(|block| of_label(block.label));
    }
    if ms_key::kind(bytes).is_some() {
        return None;
    }
    if bytes.first() == Some(&0x30)
        && let Some(kind) = of_der(bytes)
    {
        return Some(kind);
    }
    of_other(bytes)
}

/// What this input is in place of what was wanted, and what to do with it; nothing where it may be what was wanted, and what
/// is wrong is inside. What its reader takes is what was wanted, whatever its first elements look like.
pub fn instead(bytes: &[u8], name: &str, wanted: Kind) -> Option<String> {
    let in_pem = pem::is_pem(bytes);
    let (kind, what) = match kind(bytes) {
        Some(Kind::Empty) => return Some("it is empty".to_owned()),
        Some(kind) if kind == wanted || wanted.parses(bytes) => return None,
        Some(kind) => (Some(kind), Cow::Borrowed(kind.name())),
        None if in_pem => {
            let block = pem::blocks(bytes).next().and_then(Result::ok)?;
            (None, format!("a PEM block {}", block.label).into())
        }
        None => return None,
    };
    let remedy = kind
        .filter(|_| name != io::display(None))
        .and_then(|kind| kind.remedy(name, in_pem))
        .unwrap_or_else(|| format!("the command reads {}", wanted.name()));
    Some(format!("this is {what}; {remedy}"))
}

/// Why an input could not be read as what was wanted: what it is instead, if that can be seen, else what its reader says.
pub fn why(bytes: &[u8], path: Option<&Path>, wanted: Kind, error: &dyn fmt::Display) -> String {
    instead(bytes, &io::display(path), wanted).unwrap_or_else(|| error.to_string())
}

/// What a PEM label promises.
pub fn of_label(found: Label<'_>) -> Option<Kind> {
    Some(match found {
        label::CERTIFICATE | label::X509_CERTIFICATE | label::TRUSTED_CERTIFICATE => {
            Kind::Certificate
        }
        label::CERTIFICATE_REQUEST | label::NEW_CERTIFICATE_REQUEST => Kind::Request,
        label::X509_CRL => Kind::Crl,
        label::PUBLIC_KEY | label::RSA_PUBLIC_KEY => Kind::PublicKey,
        label::PRIVATE_KEY
        | label::RSA_PRIVATE_KEY
        | label::ENCRYPTED_PRIVATE_KEY
        | label::OPENSSH_PRIVATE_KEY => Kind::PrivateKey,
        found => match found.as_str() {
            "EC PRIVATE KEY" | "EC PARAMETERS" => Kind::EcKey,
            "DSA PRIVATE KEY" | "DSA PARAMETERS" => Kind::DsaKey,
            "DH PARAMETERS" | "X9.42 DH PARAMETERS" => Kind::DhParameters,
            "PKCS7" | "PKCS #7 SIGNED DATA" | "CMS" => Kind::Pkcs7,
            "PKCS12" => Kind::Pkcs12,
            _ => return None,
        },
    })
}

/// What DER seems to be by its first elements.
fn of_der(der: &[u8]) -> Option<Kind> {
    let mut outer = Reader::new(der).sequence("input").ok()?;
    let first = outer.any("first element").ok()?;
    let context = |tag: Option<Tag>| matches!(tag, Some(Tag::ContextSpecific { .. }));
    let is_time = |tag: Tag| matches!(tag, Tag::UtcTime | Tag::GeneralizedTime);
    // The tag of what a SEQUENCE that comes next begins with.
    let mut rest = outer;
    let second = rest.any("second element").ok();
    let inside = second
        .filter(|tlv| tlv.tag == Tag::Sequence)
        .and_then(|tlv| tlv.reader().peek());
    Some(match (first.tag, second.map(|tlv| tlv.tag)) {
        // SIGNED { TBS, AlgorithmIdentifier, BIT STRING }: the TBS decides which.
        (Tag::Sequence, Some(Tag::Sequence)) if rest.peek() == Some(Tag::BitString) => {
            let mut tbs = first.reader();
            let version = tbs.any("version").ok()?.tag;
            let second = tbs.any("second element").ok()?.tag;
            if context(Some(version)) {
                return Some(Kind::Certificate);
            }
            let third = tbs.any("third element").ok()?.tag;
            match (version, second, third, tbs.peek()) {
                // Of version 1: the serial number, two sequences, and validity.
                (Tag::Integer, Tag::Sequence, Tag::Sequence, Some(Tag::Sequence)) => {
                    Kind::Certificate
                }
                // A CRL of version 2 has a date there, and one of version 1 an element before.
                (Tag::Integer, Tag::Sequence, Tag::Sequence, Some(next)) if is_time(next) => {
                    Kind::Crl
                }
                (Tag::Sequence, Tag::Sequence, time, _) if is_time(time) => Kind::Crl,
                (Tag::Integer, Tag::Sequence, Tag::Sequence, next)
                    if next.is_none() || context(next) =>
                {
                    Kind::Request
                }
                _ => return None,
            }
        }
        (Tag::Sequence, Some(Tag::BitString)) => Kind::PublicKey,
        (Tag::Sequence, Some(Tag::OctetString)) => Kind::PrivateKey,
        // PKIStatusInfo, and a token.
        (Tag::Sequence, Some(Tag::Sequence))
            if first.reader().peek() == Some(Tag::Integer)
                && inside == Some(Tag::ObjectIdentifier) =>
        {
            Kind::TimeStampResponse
        }
        // A request without certificates, and one with a signature.
        (Tag::Sequence, second) if second.is_none() || context(second) => Kind::OcspRequest,
        (Tag::Enumerated, second) if second.is_none() || context(second) => Kind::OcspResponse,
        (Tag::ObjectIdentifier, second) if second.is_none() || context(second) => Kind::Pkcs7,
        (Tag::Integer, Some(Tag::OctetString)) => Kind::EcKey,
        (Tag::Integer, Some(Tag::Sequence)) => match (first.value, inside) {
            // AuthenticatedSafe is of the type data, or signed.
            ([3], Some(Tag::ObjectIdentifier)) => Kind::Pkcs12,
            (_, Some(Tag::ObjectIdentifier)) => {
                let algorithm = second?.reader().oid("algorithm").ok()?;
                match algorithm {
                    oid::EC_PUBLIC_KEY => Kind::EcKey,
                    _ => Kind::PrivateKey,
                }
            }
            // MessageImprint begins with an AlgorithmIdentifier.
            (_, Some(Tag::Sequence)) => Kind::TimeStampRequest,
            _ => return None,
        },
        (Tag::Integer, Some(Tag::Integer)) => match (first.value.len(), rest.peek()) {
            // A generator is small, and a public exponent odd and seldom less than 65537.
            (2.., None) if matches!(second?.value, [2] | [5]) => Kind::DhParameters,
            (2.., None) => Kind::PublicKey,
            (2.., Some(_)) => Kind::DsaKey,
            _ => Kind::PrivateKey,
        },
        _ => return None,
    })
}

/// What is neither PEM nor one of our structures in DER.
fn of_other(bytes: &[u8]) -> Option<Kind> {
    let text = std::str::from_utf8(bytes).ok().map(str::trim_start);
    let is_text = |c: char| !c.is_control() || c.is_ascii_whitespace();
    Some(match bytes {
        [] => Kind::Empty,
        [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => Kind::JavaKeyStore,
        [0x1f, 0x8b, ..] => Kind::Gzip,
        [b'P', b'K', 3, 4, ..] => Kind::Zip,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Kind::Utf16,
        _ => match text {
            Some(text) if text.chars().all(is_text) => {
                let begins = |with: &[&str]| with.iter().any(|word| text.starts_with(word));
                match () {
                    () if begins(&["{", "["]) && text.trim_end().ends_with(['}', ']']) => {
                        Kind::Json
                    }
                    () if begins(&["ssh-", "ecdsa-sha2-", "---- BEGIN SSH2"]) => {
                        Kind::OpenSshPublicKey
                    }
                    () if begins(&["PuTTY-User-Key-File"]) => Kind::PuttyKey,
                    () if begins(&["MIME-Version:", "Content-Type:", "To:", "From:"]) => {
                        Kind::Message
                    }
                    () => Kind::Text,
                }
            }
            // DER or BER of a kind that is not known here, or a damaged file.
            _ if bytes[0] == 0x30 => return None,
            _ => Kind::Binary,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::{Kind, instead, kind};

    #[test]
    fn what_is_not_der_is_known_by_how_it_begins() {
        for (bytes, expected) in [
            (&b""[..], Kind::Empty),
            (b"{\"kty\": \"RSA\"}\n", Kind::Json),
            (b"[not closed", Kind::Text),
            (b"ssh-rsa AAAA comment\n", Kind::OpenSshPublicKey),
            (b"PuTTY-User-Key-File-2: ssh-rsa\n", Kind::PuttyKey),
            (b"MIME-Version: 1.0\n", Kind::Message),
            (b"\xfe\xed\xfe\xed\0\0\0\x02", Kind::JavaKeyStore),
            (b"\xff\xfe-\0-\0", Kind::Utf16),
            (b"\x1f\x8b\x08", Kind::Gzip),
            (b"PK\x03\x04", Kind::Zip),
            (b"0 is text as well\n", Kind::Text),
            (b"\x80\x01", Kind::Binary),
        ] {
            assert_eq!(kind(bytes), Some(expected), "{bytes:?}");
        }
        // A SEQUENCE that ends too soon is a damaged file of any kind.
        assert_eq!(kind(b"\x30\x82\x01\x00\x02"), None);
    }

    #[test]
    fn der_is_known_by_its_first_elements() {
        for (der, expected) in [
            (
                &b"\x30\x08\x0a\x01\x00\xa0\x03\x30\x01\x00"[..],
                Kind::OcspResponse,
            ),
            (b"\x30\x03\x0a\x01\x06", Kind::OcspResponse),
            (b"\x30\x04\x30\x02\x30\x00", Kind::OcspRequest),
            (b"\x30\x07\x02\x02\x00\xff\x02\x01\x02", Kind::DhParameters),
            (b"\x30\x07\x02\x02\x00\xff\x02\x01\x03", Kind::PublicKey),
            (
                b"\x30\x0a\x02\x02\x00\xff\x02\x01\x03\x02\x01\x02",
                Kind::DsaKey,
            ),
            (b"\x30\x06\x02\x01\x01\x04\x01\x07", Kind::EcKey),
            (
                b"\x30\x09\x02\x01\x03\x30\x04\x06\x02\x2a\x03",
                Kind::Pkcs12,
            ),
            (
                b"\x30\x0b\x30\x03\x02\x01\x00\x30\x04\x06\x02\x2a\x03",
                Kind::TimeStampResponse,
            ),
            (
                b"\x30\x09\x02\x01\x01\x30\x04\x30\x02\x06\x00",
                Kind::TimeStampRequest,
            ),
            (b"\x30\x06\x06\x02\x2a\x03\xa0\x00", Kind::Pkcs7),
        ] {
            assert_eq!(kind(der), Some(expected), "{der:02x?}");
        }
    }

    #[test]
    fn what_was_wanted_is_not_called_something_else() {
        let der = b"\x30\x03\x0a\x01\x06";
        assert_eq!(instead(der, "f", Kind::OcspResponse), None);
        assert_eq!(
            instead(der, "f", Kind::Crl).unwrap(),
            "this is an OCSP response; ocsp -respin f -resp_text -noverify reads it"
        );
        assert_eq!(
            instead(der, "standard input", Kind::Crl).unwrap(),
            "this is an OCSP response; the command reads a certificate revocation list"
        );
        assert_eq!(
            instead(b"plain", "f", Kind::Pkcs12).unwrap(),
            "this is text without a line that begins with \"-----BEGIN\"; the command reads a PKCS #12 file"
        );
    }
}
