//! Keys and certificates from PKCS #12 files, for every command that reads a key or a certificate.

use zeroize::Zeroizing;

use crate::error::CliError;
use crate::hint;
use crate::limits;
use crate::pass::{self, Pass};
use certwright::der::{DerError, Found, oid};
use certwright::pkcs::Error;
use certwright::pkcs::pkcs8::PrivateKeyInfo;
use certwright::pkcs::pkcs12::{BagValue, Contents, Pkcs12};
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright::rsa::PublicKey;
use certwright::x509::{CertificateRef, TrustSettings};

/// A certificate, with what a PKCS #12 file or trust settings give for it.
pub(crate) struct StoredCertificate {
    pub(crate) der: Vec<u8>,
    /// Its friendly name, or alias.
    pub(crate) alias: Option<String>,
    /// Its localKeyId.
    pub(crate) key_id: Option<Vec<u8>>,
}

impl StoredCertificate {
    /// Its name and identifier as trust settings, which is where OpenSSL has those of a PKCS #12 file.
    pub(crate) fn settings(&self) -> Option<TrustSettings> {
        if self.alias.is_none() && self.key_id.is_none() {
            return None;
        }
        let mut settings = TrustSettings::default();
        settings.alias.clone_from(&self.alias);
        settings.key_id.clone_from(&self.key_id);
        Some(settings)
    }

    /// Whether it certifies this RSA key.
    pub(crate) fn is_of(&self, key: &PublicKey) -> bool {
        let fields = CertificateRef::from_der(&self.der).ok();
        fields
            .and_then(|fields| SubjectPublicKeyInfo::rsa_public_key(&fields.spki).ok())
            .is_some_and(|own| {
                own.modulus_be() == key.modulus_be() && own.exponent_be() == key.exponent_be()
            })
    }
}

/// Whether these bytes are likely a PKCS #12 file.
pub(crate) fn is_likely(bytes: &[u8]) -> bool {
    Pkcs12::is_likely(bytes)
}

/// As `read`, without the bytes that follow the outermost element, if that is what is wrong: OpenSSL looks at none of them, and
/// files come with a line end at theirs.
pub(crate) fn without_rest<T>(
    bytes: &[u8],
    name: &str,
    read: impl Fn(&[u8]) -> Result<T, Error>,
) -> Result<T, Error> {
    match read(bytes) {
        Err(Error::Der(DerError {
            offset,
            found: Found::Trailing(rest),
            ..
        })) if offset + rest == bytes.len() => {
            let read = read(&bytes[..offset])?;
            hint::hint(format_args!(
                "{rest} bytes at the end of {name} are ignored"
            ));
            Ok(read)
        }
        read => read,
    }
}

/// Opens a file: with the empty password, as OpenSSL tries first, with the one given, or with one that is asked for.
pub(crate) fn open(
    bytes: &[u8],
    name: &str,
    passphrase: Option<&Pass>,
) -> Result<Contents, CliError> {
    let failed = |e: Error| match e {
        Error::MacMismatch => CliError::new(format!(
            "could not open the PKCS #12 file {name}: maybe wrong password, or the file was changed"
        )),
        e => CliError::new(format!("could not open the PKCS #12 file {name}: {e}")),
    };
    let limits = limits::pkcs12()?;
    let file =
        without_rest(bytes, name, |der| Pkcs12::from_der_within(der, limits)).map_err(failed)?;
    let ask = || match passphrase {
        Some(pass) => Ok(pass.clone()),
        None => pass::ask_for_input("PKCS12 import pass phrase"),
    };
    match file.open("") {
        Err(Error::MacMismatch) => file.open(&*ask()?),
        Err(Error::NoMac) => match file.contents(&mut file.opener("")) {
            Err(Error::WrongPassword) => file.contents(&mut file.opener(&*ask()?)),
            opened => opened,
        },
        opened => opened,
    }
    .map_err(failed)
}

/// The DER of the first private key's PrivateKeyInfo.
pub(crate) fn private_key_info(
    bytes: &[u8],
    name: &str,
    passphrase: Option<&Pass>,
) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let contents = open(bytes, name, passphrase)?;
    let key = contents.private_key_infos().next();
    key.map(|der| Zeroizing::new(der.to_vec()))
        .ok_or_else(|| CliError::new(format!("the PKCS #12 file {name} holds no private key")))
}

/// The certificates, that of the first key first, the others in the file's order.
pub(crate) fn certificates(
    bytes: &[u8],
    name: &str,
    passphrase: Option<&Pass>,
) -> Result<Vec<StoredCertificate>, CliError> {
    Ok(certificates_of(&open(bytes, name, passphrase)?))
}

/// As [`certificates`], of a file that was opened.
pub(crate) fn certificates_of(contents: &Contents) -> Vec<StoredCertificate> {
    let key = contents.bags().iter().find_map(|bag| match &bag.value {
        BagValue::Key(der) => Some((der, bag.local_key_id())),
        _ => None,
    });
    let mut all: Vec<_> = contents
        .bags()
        .iter()
        .filter_map(|bag| match &bag.value {
            BagValue::Certificate(der) => Some(StoredCertificate {
                der: der.clone(),
                alias: bag.friendly_name(),
                key_id: bag.local_key_id().map(<[u8]>::to_vec),
            }),
            _ => None,
        })
        .collect();
    if let Some((der, id)) = key {
        let info = PrivateKeyInfo::from_der(der).ok();
        let is_rsa = info.is_some_and(|info| info.algorithm.oid == oid::RSA_ENCRYPTION);
        let public = info.filter(|_| is_rsa).and_then(|info| info.rsa_key().ok());
        let public = public.and_then(|(parts, _)| {
            PublicKey::from_be_bytes(&parts.modulus, &parts.public_exponent).ok()
        });
        let own = all.iter().position(|certificate| match &public {
            Some(key) => certificate.is_of(key),
            None => id.is_some() && certificate.key_id.as_deref() == id,
        });
        if let Some(own) = own {
            all[..=own].rotate_right(1);
        }
    }
    all
}
