//! The files that signing depends on, read again when they change.

use std::fs::{self, File, Metadata};
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::authority::Authority;
use crate::metrics::Metrics;
use crate::rules::{self, Rules};

/// The largest file of certificates or of a key, in bytes.
const MAX_FILE: usize = 1 << 20;
/// How often files are looked at.
const INTERVAL: Duration = Duration::from_secs(5);

/// Where they are.
#[derive(Clone, Debug)]
pub struct Paths {
    /// The rules.
    pub rules: PathBuf,
    /// The authority's certificate, and those between it and a root.
    pub certificate: PathBuf,
    /// The authority's key.
    pub key: PathBuf,
}

/// What signing depends on.
#[derive(Debug)]
pub struct Loaded {
    /// Who may get what.
    pub rules: Rules,
    /// Who signs.
    pub authority: Authority,
}

/// The material in force.
#[derive(Debug)]
pub struct Material {
    paths: Paths,
    /// The files before they were read.
    stamp: Option<Stamp>,
    loaded: RwLock<Arc<Loaded>>,
}

/// What changes when a file does, and when the link of a Secret or ConfigMap volume is exchanged.
type Stamp = [(u64, u64, i64, i64, u64); 3];

impl Paths {
    /// Reads all of them.
    ///
    /// # Errors
    /// One line: which file, and what is wrong with it.
    pub fn load(&self) -> Result<Loaded, String> {
        let rules = read(&self.rules, rules::MAX_SIZE, |_| Ok(()))?;
        let rules = std::str::from_utf8(&rules)
            .map_err(|e| format!("{}: it is not UTF-8 text: {e}", self.rules.display()))?;
        let rules = Rules::read(rules).map_err(|e| match e.at {
            Some(_) => format!("{}:{e}", self.rules.display()),
            None => format!("{}: {e}", self.rules.display()),
        })?;
        let certificate = read(&self.certificate, MAX_FILE, |_| Ok(()))?;
        let key = read(&self.key, MAX_FILE, check_private)?;
        let authority = Authority::new(&certificate, &key).map_err(|e| {
            let (certificate, key) = (self.certificate.display(), self.key.display());
            format!("{certificate}, {key}: {e}")
        })?;
        Ok(Loaded { rules, authority })
    }

    fn stamp(&self) -> Option<Stamp> {
        let stamp = |path: &Path| {
            let file = fs::metadata(path).ok()?;
            let (dev, ino, size) = (file.dev(), file.ino(), file.size());
            Some((dev, ino, file.mtime(), file.mtime_nsec(), size))
        };
        Some([
            stamp(&self.rules)?,
            stamp(&self.certificate)?,
            stamp(&self.key)?,
        ])
    }
}

/// Reads a regular file that is not larger than a limit.
fn read(
    path: &Path,
    limit: usize,
    check: impl FnOnce(&Metadata) -> Result<(), String>,
) -> Result<Zeroizing<Vec<u8>>, String> {
    let fault = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    // Opening a FIFO would wait for somebody to write to it.
    if !fs::metadata(path).map_err(|e| fault(&e))?.is_file() {
        return Err(fault(&"it is not a regular file"));
    }
    let file = File::open(path).map_err(|e| fault(&e))?;
    let metadata = file.metadata().map_err(|e| fault(&e))?;
    check(&metadata).map_err(|e| fault(&e))?;
    // As large at once as it will be: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit + 1));
    let most = limit as u64 + 1;
    file.take(most)
        .read_to_end(&mut bytes)
        .map_err(|e| fault(&e))?;
    match bytes.len() <= limit {
        true => Ok(bytes),
        false => Err(fault(&format!("it is larger than {limit} bytes"))),
    }
}

/// A key is its owner's alone. Of a file that belongs to another user, as those of a Secret volume belong to root, the group
/// may read: it is the pod's.
fn check_private(metadata: &Metadata) -> Result<(), String> {
    let own = rustix::process::geteuid().as_raw() == metadata.uid();
    let forbidden = if own { 0o077 } else { 0o037 };
    match metadata.mode() & forbidden {
        0 => Ok(()),
        _ => Err(format!(
            "others may read or write this private key (mode {:04o}); make it 0600, in a Secret volume by defaultMode: 0400",
            metadata.mode() & 0o7777
        )),
    }
}

impl Material {
    /// Reads the files.
    ///
    /// # Errors
    /// As [`Paths::load`].
    pub fn new(paths: Paths) -> Result<Self, String> {
        let stamp = paths.stamp();
        let loaded = RwLock::new(Arc::new(paths.load()?));
        Ok(Self {
            paths,
            stamp,
            loaded,
        })
    }

    /// What is in force.
    pub fn current(&self) -> Arc<Loaded> {
        let loaded = self.loaded.read().unwrap_or_else(|e| e.into_inner());
        Arc::clone(&loaded)
    }

    /// Reads the files again whenever they change, and never ends. Files that cannot be used are reported, and what was in
    /// force stays so.
    pub async fn follow(&self, metrics: &Metrics) {
        let mut seen = self.stamp;
        metrics.set_authority_end(self.current().authority.not_after().unix());
        loop {
            tokio::time::sleep(INTERVAL).await;
            let stamp = self.paths.stamp();
            if stamp == seen {
                continue;
            }
            let paths = self.paths.clone();
            let loaded = tokio::task::spawn_blocking(move || paths.load()).await;
            match loaded.unwrap_or_else(|e| Err(format!("reading stopped: {e}"))) {
                Ok(loaded) => {
                    metrics.set_authority_end(loaded.authority.not_after().unix());
                    *self.loaded.write().unwrap_or_else(|e| e.into_inner()) = Arc::new(loaded);
                    crate::report(format_args!("rules and authority are read again"));
                    seen = stamp;
                }
                Err(e) => {
                    // Tried again until it succeeds: a file may have been half written.
                    metrics.reload_failed();
                    crate::report(format_args!("what was read before stays in force: {e}"));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use certwright::SysRng;
    use certwright::rsa::PrivateKey;
    use certwright::x509::{CertificateBuilder, NameBuf};

    use super::*;

    const RULES: &str = "apiVersion: certwright/v1\nkind: SignerRules\nrules:\n- name: first\n  requester: { usernames: [ada] }\n  usages: [digital signature, server auth]\n  maxLifetime: 1d\n";

    fn exchange(path: &Path, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let new = path.with_extension("new");
        fs::write(&new, text).unwrap();
        fs::set_permissions(&new, fs::Permissions::from_mode(0o600)).unwrap();
        fs::rename(new, path).unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn files_that_change_before_they_are_followed_are_read_again() {
        let directory = tempfile::tempdir().unwrap();
        let paths = Paths {
            rules: directory.path().join("rules"),
            certificate: directory.path().join("certificate"),
            key: directory.path().join("key"),
        };
        let key = PrivateKey::generate(&mut SysRng, 2048).unwrap();
        let authority = CertificateBuilder::new(NameBuf::common_name("CA"))
            .authority(None)
            .self_signed(&key, &mut SysRng)
            .unwrap();
        exchange(&paths.rules, RULES);
        exchange(&paths.certificate, &authority.to_pem());
        exchange(&paths.key, &key.to_pkcs8_pem());
        let material = Material::new(paths.clone()).unwrap();
        let name = || material.current().rules.rules[0].name.clone();
        assert_eq!(name(), "first");
        exchange(&paths.rules, &RULES.replace("first", "second"));
        let metrics = Metrics::new(Duration::from_secs(60));
        let _ = tokio::time::timeout(INTERVAL * 2, material.follow(&metrics)).await;
        assert_eq!(name(), "second");
        // A certificate that the key does not fit, as between two exchanges, changes nothing.
        let other = PrivateKey::generate(&mut SysRng, 2048).unwrap();
        exchange(&paths.key, &other.to_pkcs8_pem());
        let _ = tokio::time::timeout(INTERVAL * 2, material.follow(&metrics)).await;
        assert!(metrics.get(crate::metrics::Counter::ReloadFailures) > 0);
        assert_eq!(name(), "second");
    }
}
