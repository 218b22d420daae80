//! What a directory holds of a cluster's PKI, as it was found: every certificate, key and kubeconfig with its path and mode,
//! each tied to its role by the name that it has in the layouts people use (see [`layout_of_found`]), never by its contents.
//!
//! Nothing here opens a file: the caller hands over a [`Directory`].

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::found_names::{self, Named};
use super::kubeconfig::Kubeconfig;
use super::role::Role;
use certwright::pem::{self, label};
use certwright::pkcs::{self, private_key, public_key};
use certwright::rsa::{PrivateKey, PublicKey};
use certwright::x509::Certificate;
use certwright::x509::extension::BasicConstraints;

pub use super::found_names::{FoundLayout, is_of_interest, layout_of_found};

/// Files by their path relative to the directory's top, with `/` between its parts.
pub type Directory = BTreeMap<String, Entry>;

/// How many certificates are read of one file. A bundle of CAs in use has fewer than ten.
const MAX_CERTIFICATES: usize = 64;

/// A file as found.
#[derive(Clone)]
pub enum Entry {
    /// It was read.
    File {
        /// Its contents.
        bytes: Zeroizing<Vec<u8>>,
        /// The permission bits, where the system has them.
        mode: Option<u32>,
    },
    /// It was not read: too large, not a regular file, not permitted.
    Unread {
        /// Why, in words that can stand after "it is not read:".
        reason: String,
    },
    /// A link to a directory of the same tree, whose files stand under their own names, as kubespray has `pki` for `ssl`.
    Alias,
}

/// A directory's PKI.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Inventory {
    /// Whose names the files have.
    pub layout: FoundLayout,
    /// Every certificate: of certificate files, then of kubeconfigs.
    pub certificates: Vec<FoundCertificate>,
    /// Every private key: of key files, then of kubeconfigs.
    pub keys: Vec<FoundKey>,
    /// Every public key of its own (`sa.pub`).
    pub public_keys: Vec<FoundPublicKey>,
    /// Every kubeconfig that could be read.
    pub kubeconfigs: Vec<FoundKubeconfig>,
    /// What could not be read, or only in part.
    pub unread: Vec<Unread>,
}

/// Where something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The file.
    pub path: String,
    /// What of a kubeconfig, if the file is one: such as `user admin`.
    pub within: Option<String>,
    /// Which certificate of the file, from 0.
    pub position: usize,
    /// The file's permission bits, where the system has them.
    pub mode: Option<u32>,
    /// The node whose directory it is in, or whose name the file has.
    pub node: Option<String>,
    /// What its name makes it.
    pub role: Option<&'static Role>,
}

/// A certificate as found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoundCertificate {
    /// Where.
    pub place: Place,
    /// What it is.
    pub certificate: Certificate,
    /// The key that stands beside it by the layout: an index into [`Inventory::keys`].
    pub key: Option<usize>,
    /// The kubeconfig that carries it: an index into [`Inventory::kubeconfigs`].
    pub kubeconfig: Option<usize>,
    /// For a certificate that follows another in its file and is not a CA bundle's: an index into
    /// [`Inventory::certificates`].
    pub chain_of: Option<usize>,
}

/// A private key as found. Its secret numbers are not kept.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoundKey {
    /// Where.
    pub place: Place,
    /// What could be read of it.
    pub state: KeyState,
}

/// What could be read of a private key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyState {
    /// An RSA key: its public half.
    Rsa(PublicKey),
    /// Encrypted under a password.
    Encrypted,
    /// Of an algorithm that is not supported: only RSA is.
    Unsupported,
    /// Not a valid key.
    Malformed(String),
}

/// A public key as found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoundPublicKey {
    /// Where.
    pub place: Place,
    /// The key.
    pub key: PublicKey,
    /// The private key beside it by the layout: an index into [`Inventory::keys`].
    pub private: Option<usize>,
}

/// A kubeconfig as found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoundKubeconfig {
    /// Where.
    pub place: Place,
    /// What is in it.
    pub config: Kubeconfig,
    /// The user's certificate: an index into [`Inventory::certificates`].
    pub certificate: Option<usize>,
    /// The user's key: an index into [`Inventory::keys`].
    pub key: Option<usize>,
    /// The certificates that it trusts: indices into [`Inventory::certificates`] if its file holds them.
    pub authorities: Vec<usize>,
}

/// A file, or a part of one, that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unread {
    /// The file.
    pub path: String,
    /// Why.
    pub reason: String,
}

impl FoundCertificate {
    /// The end of its validity, in seconds since 1970-01-01T00:00:00Z.
    pub fn not_after(&self) -> i64 {
        self.certificate.not_after().unix()
    }

    /// Whether it is an authority's by its place, or can sign others.
    pub fn is_authority(&self) -> bool {
        let constraints = self.certificate.extensions().get::<BasicConstraints>();
        self.place.role.is_some_and(Role::is_authority)
            || constraints.ok().flatten().is_some_and(|it| it.ca)
    }
}

impl Inventory {
    /// Reads a directory.
    pub fn of(directory: &Directory) -> Self {
        let mut inventory = Self {
            layout: layout_of_found(directory.keys().map(String::as_str)),
            certificates: Vec::new(),
            keys: Vec::new(),
            public_keys: Vec::new(),
            kubeconfigs: Vec::new(),
            unread: Vec::new(),
        };
        let mut kubeconfigs = Vec::new();
        for (path, entry) in directory {
            let (bytes, mode) = match entry {
                Entry::File { bytes, mode } => (bytes, *mode),
                // Whatever it is: a directory that was not read may hold anything.
                Entry::Unread { reason } => {
                    inventory.not_read(path, reason.clone());
                    continue;
                }
                Entry::Alias => continue,
            };
            let Some(named) = found_names::named(path) else {
                continue;
            };
            match named.is_kubeconfig {
                true => kubeconfigs.push((path, bytes, named, mode)),
                false => inventory.pem_file(path, bytes, &named, mode),
            }
        }
        for (path, bytes, named, mode) in kubeconfigs {
            inventory.kubeconfig_file(path, bytes, &named, mode);
        }
        inventory.tie_keys();
        inventory
    }

    /// Whether nothing of a PKI was found.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.keys.is_empty() && self.kubeconfigs.is_empty()
    }

    /// Whether a time is before everything that is here: then it is a clock's that is wrong, not every certificate. An authority
    /// may be older than the rest.
    pub fn begins_after(&self, now: i64) -> bool {
        let begins = |found: &&FoundCertificate| found.certificate.not_before().unix() > now;
        let leaves: Vec<&FoundCertificate> = (self.certificates.iter())
            .filter(|found| !found.is_authority())
            .collect();
        match leaves.len() {
            // One may well have been made by another clock.
            0 | 1 => {
                !self.certificates.is_empty() && self.certificates.iter().all(|it| begins(&it))
            }
            _ => leaves.iter().all(begins),
        }
    }

    /// The certificate in a file of this path, the first if there are several.
    pub fn certificate_at(&self, path: &str) -> Option<&FoundCertificate> {
        // Those of files come first; both parts are in the order of their paths.
        let of_files = self
            .certificates
            .partition_point(|found| found.kubeconfig.is_none());
        let (files, kubeconfigs) = self.certificates.split_at(of_files);
        [files, kubeconfigs].into_iter().find_map(|part| {
            let at = part.partition_point(|found| found.place.path.as_str() < path);
            part.get(at).filter(|found| found.place.path == path)
        })
    }

    fn not_read(&mut self, path: &str, reason: impl Into<String>) {
        self.unread.push(Unread {
            path: path.into(),
            reason: reason.into(),
        });
    }

    /// A file of certificates, of a key, or of both.
    fn pem_file(&mut self, path: &str, bytes: &[u8], named: &Named<'_>, mode: Option<u32>) {
        let place = named.place(path, mode);
        if bytes.is_empty() {
            return self.not_read(path, "it is empty");
        }
        if bytes.starts_with("\u{feff}".as_bytes()) {
            let reason = "it begins with a byte order mark (U+FEFF): Go and OpenSSL find no PEM after one; take it away";
            return self.not_read(path, reason);
        }
        if bytes.first() == Some(&0x30) {
            return match Certificate::from_der(bytes) {
                Ok(certificate) => self.put_certificate(place, certificate, None),
                Err(e) => self.not_read(path, format!("it is neither PEM nor a certificate: {e}")),
            };
        }
        if let Err((path, reason)) = self.put_blocks(&place, bytes, None) {
            self.not_read(&path, reason);
        }
    }

    /// The PEM blocks of a file, or of a field of a kubeconfig.
    fn put_blocks(
        &mut self,
        place: &Place,
        bytes: &[u8],
        kubeconfig: Option<usize>,
    ) -> Result<(), (String, String)> {
        let refused = |reason: String| (place.path.clone(), reason);
        let (mut found, mut faults) = (0, Vec::new());
        for block in pem::blocks_and_errors(bytes) {
            let block = match block {
                Ok(block) => block,
                Err(e) => {
                    faults.push(e.to_string());
                    continue;
                }
            };
            if found >= MAX_CERTIFICATES {
                faults.push(format!(
                    "it holds more than {MAX_CERTIFICATES} certificates and keys; the rest is not read"
                ));
                break;
            }
            let place = Place {
                position: found,
                ..place.clone()
            };
            match block.label {
                label::CERTIFICATE | label::X509_CERTIFICATE => {
                    found += 1;
                    match Certificate::from_der(block.contents.as_slice()) {
                        Ok(certificate) => self.put_certificate(place, certificate, kubeconfig),
                        Err(e) => faults.push(format!("line {}: {e}", block.line)),
                    }
                }
                found_label if found_label.ends_with("PRIVATE KEY") => {
                    found += 1;
                    self.keys.push(FoundKey {
                        place,
                        state: key_state(&bytes[block.span.clone()], block.is_encrypted()),
                    });
                }
                label::PUBLIC_KEY => {
                    found += 1;
                    match public_key::from_der(&block.contents) {
                        Ok((key, _)) => self.public_keys.push(FoundPublicKey {
                            place,
                            key: key.allow_below_2048(),
                            private: None,
                        }),
                        Err(e) => faults.push(format!("line {}: {e}", block.line)),
                    }
                }
                // Requests, CRLs, parameters: nothing that a cluster's components read.
                _ => found += 1,
            }
        }
        match faults.into_iter().next() {
            Some(first) => Err(refused(first)),
            None if found == 0 => Err(refused("it holds no PEM block".into())),
            None => Ok(()),
        }
    }

    fn put_certificate(
        &mut self,
        place: Place,
        certificate: Certificate,
        kubeconfig: Option<usize>,
    ) {
        // A CA's file, and what a kubeconfig trusts, is a list of equals; in any other, the rest is the first one's chain.
        let bundle = place.role.is_some_and(Role::is_authority)
            || place
                .within
                .as_deref()
                .is_some_and(|within| within.starts_with("cluster "));
        // They come one after the other.
        let before = self.certificates.iter().rev();
        let is_same = |found: &&FoundCertificate| {
            found.place.path == place.path && found.place.within == place.within
        };
        let count = before.take_while(is_same).count();
        let first = (count > 0).then(|| self.certificates.len() - count);
        self.certificates.push(FoundCertificate {
            place,
            certificate,
            key: None,
            kubeconfig,
            chain_of: if bundle { None } else { first },
        });
    }

    fn kubeconfig_file(&mut self, path: &str, bytes: &[u8], named: &Named<'_>, mode: Option<u32>) {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return self.not_read(path, "it is not UTF-8");
        };
        if !found_names::may_be_kubeconfig(text) {
            return;
        }
        let config = match Kubeconfig::from_yaml(text) {
            Ok(config) => config,
            Err(e) => return self.not_read(path, e.to_string()),
        };
        let at = self.kubeconfigs.len();
        let place = named.place(path, mode);
        let (mut certificate, mut key, mut authorities) = (None, None, Vec::new());
        let mut faults = Vec::new();
        for user in &config.users {
            let place = Place {
                within: Some(format!("user {}", user.name)),
                ..place.clone()
            };
            let (certificates, keys) = (self.certificates.len(), self.keys.len());
            let user = &user.user;
            let parts = [&user.client_certificate_data, &user.client_key_data];
            for data in parts.into_iter().flatten() {
                faults.extend(self.put_blocks(&place, data.as_bytes(), Some(at)).err());
            }
            if certificate.is_none() && self.certificates.len() > certificates {
                certificate = Some(certificates);
            }
            if key.is_none() && self.keys.len() > keys {
                key = Some(keys);
            }
        }
        for cluster in &config.clusters {
            let place = Place {
                within: Some(format!("cluster {}", cluster.name)),
                role: None,
                ..place.clone()
            };
            let before = self.certificates.len();
            if let Some(data) = &cluster.cluster.certificate_authority_data {
                faults.extend(self.put_blocks(&place, data.as_bytes(), Some(at)).err());
            }
            authorities.extend(before..self.certificates.len());
        }
        self.kubeconfigs.push(FoundKubeconfig {
            place,
            config,
            certificate,
            key,
            authorities,
        });
        if let Some((path, reason)) = faults.into_iter().next() {
            self.not_read(&path, reason);
        }
    }

    /// Ties each certificate, and each public key, to the private key that stands beside it.
    fn tie_keys(&mut self) {
        let keys: BTreeMap<(&str, Option<&str>), usize> = self
            .keys
            .iter()
            .enumerate()
            .map(|(i, key)| {
                let place = &key.place;
                ((&*place.path, place.within.as_deref()), i)
            })
            .collect();
        let beside = |place: &Place| match &place.within {
            Some(within) => keys.get(&(&place.path, Some(within))).copied(),
            None => found_names::key_paths(&place.path)
                .iter()
                .find_map(|path| keys.get(&(path, None)).copied()),
        };
        let mut tied = Vec::new();
        for (first, found) in self.certificates.iter().enumerate() {
            // Of a file with several certificates, the key is the first one's; of a bundle of authorities, as a rotation
            // makes one, that of the one which it fits.
            if found.chain_of.is_some() || found.place.position > 0 {
                continue;
            }
            if let Some(key) = beside(&found.place) {
                let state = &self.keys[key].state;
                let is_fitting = |at: &FoundCertificate| {
                    let same_file = at.place.path == found.place.path && at.place.within.is_none();
                    same_file && at.chain_of.is_none() && state.fits(&at.certificate)
                };
                // Those of its file follow it.
                let owner = match found.place.within {
                    None => self.certificates[first..]
                        .iter()
                        .take_while(|at| at.place.path == found.place.path)
                        .position(is_fitting)
                        .map(|at| first + at),
                    Some(_) => None,
                };
                tied.push((owner.unwrap_or(first), key));
            }
        }
        for (certificate, key) in tied {
            self.certificates[certificate].key = Some(key);
        }
        for found in &mut self.public_keys {
            found.private = beside(&found.place);
        }
    }
}

impl KeyState {
    /// Whether it is a certificate's key, as far as can be known.
    pub(super) fn fits(&self, certificate: &Certificate) -> bool {
        let held = certificate.public_key();
        match (self, held.rsa_public_key()) {
            (Self::Rsa(key), Ok(held)) => {
                held.modulus_be() == key.modulus_be() && held.exponent_be() == key.exponent_be()
            }
            _ => false,
        }
    }
}

fn key_state(block: &[u8], encrypted: bool) -> KeyState {
    if encrypted {
        return KeyState::Encrypted;
    }
    let parts = match private_key::from_pem(block, None) {
        Ok((parts, _)) => parts,
        Err(pkcs::Error::PasswordNeeded) => return KeyState::Encrypted,
        Err(pkcs::Error::Unsupported { .. } | pkcs::Error::WrongLabel { .. }) => {
            return KeyState::Unsupported;
        }
        Err(e) => return KeyState::Malformed(e.to_string()),
    };
    match PrivateKey::from_parts(parts) {
        Ok(key) => KeyState::Rsa(key.public_key().clone().allow_below_2048()),
        Err(e) => KeyState::Malformed(e.to_string()),
    }
}
