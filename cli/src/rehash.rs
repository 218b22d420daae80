//! `rehash`: links to certificates and CRLs by the hashes of their names, as directories of trusted certificates have them.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self as stdio, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sha1::{Digest as _, Sha1};

use super::args::Args;
use super::error::{CliError, reason, shown};
use super::options::{Command, Item, PROVIDER, flag};
use super::x509::name_hash;
use super::{io, load, openssl_dir, platform};
use crate::limits;
use certwright::pem::{self, label};
use certwright::x509::{CertificateListRef, CertificateRef};

/// `rehash`.
pub const COMMAND: Command = Command {
    name: "rehash",
    summary: "Link the certificates and CRLs of directories by the hashes of their names",
    operands: " [directory...]",
    max_operands: usize::MAX,
    openssl: true,
    options: &[
        Item::Section("General"),
        flag("h", "Display this summary"),
        flag("compat", "Create both new- and old-style hash links"),
        flag("old", "Use old-style hash to generate links"),
        flag("n", "Do not remove existing links"),
        Item::Section("Output"),
        flag("v", "Verbose output"),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand("directory", "One or more directories to process (optional)"),
    ],
    run,
};

/// Files with these endings are read.
const ENDINGS: [&str; 4] = ["pem", "crt", "cer", "crl"];
/// Links of one hash in one directory.
const MAX_COLLISIONS: usize = 256;
/// OpenSSL's table of hashes has so many places, and its order is that in which it reports.
const TABLE: u32 = 257;

/// What a link leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Certificate,
    Crl,
}

impl Kind {
    fn mark(self) -> &'static str {
        match self {
            Self::Certificate => "",
            Self::Crl => "r",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Crl => "CRL",
        }
    }
}

/// The name of a link: eight digits of hash, a point, `r` for a CRL, and a number that distinguishes links of one hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct LinkName {
    kind: Kind,
    hash: u32,
    number: usize,
}

impl LinkName {
    fn parse(name: &OsStr) -> Option<Self> {
        let (hash, rest) = name.to_str()?.split_at_checked(8)?;
        let rest = rest.strip_prefix('.')?;
        let (kind, number) = match rest.strip_prefix(['r', 'R']) {
            Some(number) => (Kind::Crl, number),
            None => (Kind::Certificate, rest),
        };
        let digits = |text: &str, radix| text.chars().all(|c| c.is_digit(radix));
        if !digits(hash, 16) || !digits(number, 10) {
            return None;
        }
        Some(Self {
            kind,
            hash: u32::from_str_radix(hash, 16).ok()?,
            number: number.parse().ok()?,
        })
    }
}

impl std::fmt::Display for LinkName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:08x}.{}{}", self.hash, self.kind.mark(), self.number)
    }
}

/// A file that a hash leads to, or led to.
struct Target {
    file: OsString,
    /// The smallest number of a link that is there.
    linked: Option<usize>,
    /// The contents' hash; `None` where nothing with the hash is in the file any more.
    digest: Option<[u8; 20]>,
}

/// All that one hash of one kind leads to.
struct Bucket {
    kind: Kind,
    hash: u32,
    targets: Vec<Target>,
}

/// Which hashes links are made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hashes {
    New,
    Old,
    Both,
}

/// A directory in work.
struct Directory<'a> {
    path: &'a Path,
    hashes: Hashes,
    remove: bool,
    verbose: bool,
    buckets: Vec<Bucket>,
    errors: usize,
    /// The lines of `-v`.
    report: String,
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    if args.has("h") {
        eprint!("{}", super::help::summary(args.command()));
        return Ok(ExitCode::SUCCESS);
    }
    let hashes = match args.last_of(&["compat", "old"]) {
        Some("compat") => Hashes::Both,
        Some(_) => Hashes::Old,
        None => Hashes::New,
    };
    let mut directories: Vec<PathBuf> = args.operands().map(PathBuf::from).collect();
    if directories.is_empty() {
        directories = match std::env::var_os("SSL_CERT_DIR") {
            Some(list) => std::env::split_paths(&list).collect(),
            None => vec![openssl_dir::directory().join("certs")],
        };
    }
    let mut errors = 0;
    for path in &directories {
        let mut directory = Directory {
            path,
            hashes,
            remove: !args.has("n"),
            verbose: args.has("v"),
            buckets: Vec::new(),
            errors: 0,
            report: String::new(),
        };
        let processed = directory.process();
        // Only now: a reader who goes away leaves no directory half done.
        io::print(directory.report.as_bytes())?;
        processed?;
        errors += directory.errors;
    }
    Ok(ExitCode::from(u8::try_from(errors).unwrap_or(u8::MAX)))
}

impl Directory<'_> {
    fn process(&mut self) -> Result<(), CliError> {
        if !platform::may_write_in(self.path) {
            eprintln!("Skipping {}, can't write", shown(self.path));
            self.errors += 1;
            return Ok(());
        }
        let doing = format!("Doing {}", shown(self.path));
        self.note(&doing);
        let mut names: Vec<OsString> = fs::read_dir(self.path)
            .and_then(|list| list.map(|entry| Ok(entry?.file_name())).collect())
            .map_err(|e| CliError::io("read", self.path, &e))?;
        names.sort_by(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
        for name in &names {
            let path = self.path.join(name);
            if let (Some(link), Ok(target)) = (LinkName::parse(name), fs::read_link(&path)) {
                self.note_link(link, target.into_os_string());
            } else {
                self.read(name, &path);
            }
        }
        // Later hashes of one place stand before earlier ones.
        let mut buckets = std::mem::take(&mut self.buckets);
        buckets.reverse();
        buckets.sort_by_key(|bucket| bucket.hash.wrapping_add(bucket.kind as u32) % TABLE);
        buckets.iter().for_each(|bucket| self.link(bucket));
        Ok(())
    }

    fn bucket(&mut self, kind: Kind, hash: u32) -> &mut Bucket {
        let known = self
            .buckets
            .iter()
            .position(|bucket| bucket.kind == kind && bucket.hash == hash);
        let at = known.unwrap_or_else(|| {
            self.buckets.push(Bucket {
                kind,
                hash,
                targets: Vec::new(),
            });
            self.buckets.len() - 1
        });
        &mut self.buckets[at]
    }

    fn note_link(&mut self, link: LinkName, file: OsString) {
        let targets = &mut self.bucket(link.kind, link.hash).targets;
        match targets.iter_mut().find(|target| target.file == file) {
            Some(target) => {
                target.linked = target.linked.map(|number| number.min(link.number));
            }
            None => targets.push(Target {
                file,
                linked: Some(link.number),
                digest: None,
            }),
        }
    }

    /// Takes in the one certificate or CRL of a file.
    fn read(&mut self, name: &OsStr, path: &Path) {
        let ending = Path::new(name).extension().and_then(OsStr::to_str);
        if !ending.is_some_and(|e| ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(e))) {
            return;
        }
        let shown = name.display();
        if std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return eprintln!(
                "rehash: warning: skipping {shown},it does not contain exactly one certificate or CRL"
            );
        }
        let bytes = match io::read_file(path, &limits::REVOCATION_LIST) {
            Ok(bytes) => bytes,
            Err(e) => {
                eprintln!("rehash: error: skipping {shown}, cannot open file: {e}");
                self.errors += 1;
                return;
            }
        };
        let (mut certificates, mut crls, mut keys) = (Vec::new(), Vec::new(), 0);
        for block in pem::blocks(&bytes) {
            let block = match block {
                Ok(block) => block,
                Err(e) => return eprintln!("rehash: warning: skipping {shown}: {e}"),
            };
            match block.label {
                label::CERTIFICATE | label::X509_CERTIFICATE | label::TRUSTED_CERTIFICATE => {
                    certificates.push(load::first_element(&block.contents, block.label).to_vec());
                }
                label::X509_CRL => crls.push(block.contents.to_vec()),
                other if other.ends_with("PRIVATE KEY") => keys += 1,
                _ => {}
            }
        }
        let (kind, der) = match (&certificates[..], &crls[..]) {
            ([der], [] | [_]) => (Kind::Certificate, der),
            ([], [der]) => (Kind::Crl, der),
            ([], []) if keys == 1 => {
                eprintln!("rehash: error: skipping {shown}, it holds a private key only");
                self.errors += 1;
                return;
            }
            _ => {
                return eprintln!(
                    "rehash: warning: skipping {shown},it does not contain exactly one certificate or CRL"
                );
            }
        };
        let subject = match kind {
            Kind::Certificate => CertificateRef::from_der(der).map(|c| c.subject.raw().to_vec()),
            Kind::Crl => CertificateListRef::from_der(der).map(|l| l.issuer.raw().to_vec()),
        };
        let subject = match subject {
            Ok(subject) => subject,
            Err(e) => return eprintln!("rehash: warning: skipping {shown}: {e}"),
        };
        let digest: [u8; 20] = Sha1::digest(der).into();
        if self.hashes != Hashes::Old {
            self.add(kind, name_hash::canonical(&subject), name, digest);
        }
        if self.hashes != Hashes::New {
            self.add(kind, name_hash::old(&subject), name, digest);
        }
    }

    fn add(&mut self, kind: Kind, hash: u32, name: &OsStr, digest: [u8; 20]) {
        let targets = &mut self.bucket(kind, hash).targets;
        let shown = name.display();
        if targets.iter().any(|target| target.digest == Some(digest)) {
            let word = kind.word();
            return eprintln!("rehash: warning: skipping duplicate {word} in {shown}");
        }
        if let Some(target) = targets.iter_mut().find(|target| target.file == name) {
            target.digest = Some(digest);
            return;
        }
        if targets.iter().filter(|t| t.digest.is_some()).count() >= MAX_COLLISIONS {
            eprintln!("rehash: error: hash table overflow for {shown}");
            self.errors += 1;
            return;
        }
        targets.push(Target {
            file: name.to_owned(),
            linked: None,
            digest: Some(digest),
        });
    }

    /// Makes the links of a hash and removes those that lead nowhere.
    fn link(&mut self, bucket: &Bucket) {
        let needed = bucket.targets.iter().filter(|t| t.digest.is_some()).count();
        // A lookup counts from 0 and ends at the first number that leads nowhere: what is kept stands below `needed`, and
        // leads to something.
        let kept = |target: &Target| {
            target
                .linked
                .filter(|number| *number < needed && target.digest.is_some())
        };
        let mut used: BTreeSet<usize> = bucket.targets.iter().filter_map(kept).collect();
        if !self.remove {
            let stale = bucket.targets.iter().filter(|t| t.digest.is_none());
            used.extend(stale.filter_map(|target| target.linked));
        }
        let name = |number| LinkName {
            kind: bucket.kind,
            hash: bucket.hash,
            number,
        };
        for target in &bucket.targets {
            let file = target.file.display();
            if let Some(number) = kept(target) {
                self.note(&format!("link {file} -> {}", name(number)));
                continue;
            }
            match target.linked {
                _ if target.digest.is_some() => {
                    let free = (0..).find(|number| !used.contains(number));
                    let number = free.unwrap_or(needed);
                    self.note(&format!("link {file} -> {}", name(number)));
                    let path = self.path.join(name(number).to_string());
                    if let Err(e) = replace_link(&target.file, &path) {
                        eprintln!("rehash: Can't symlink {file}, {}", reason(&e));
                        self.errors += 1;
                    }
                    used.insert(number);
                }
                Some(number) if self.remove && !used.contains(&number) => {
                    self.note(&format!("unlink {}", name(number)));
                    let path = self.path.join(name(number).to_string());
                    if let Err(e) = fs::remove_file(&path)
                        && e.kind() != ErrorKind::NotFound
                    {
                        eprintln!("rehash: Can't unlink {}, {}", path.display(), reason(&e));
                        self.errors += 1;
                    }
                }
                _ => {}
            }
        }
    }

    /// A line of `-v`.
    fn note(&mut self, line: &str) {
        if self.verbose {
            self.report.push_str(line);
            self.report.push('\n');
        }
    }
}

/// A link in place of another one or of none, in one step: whoever looks for a certificate meanwhile finds one. What is not
/// a link stays.
fn replace_link(target: &OsStr, path: &Path) -> stdio::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(old) if !old.is_symlink() => {
            return Err(stdio::Error::other(format!(
                "{} is not a link; remove it",
                path.display()
            )));
        }
        Ok(_) => {}
        Err(e) if e.kind() == ErrorKind::NotFound => {
            return platform::symlink(Path::new(target), path);
        }
        Err(e) => return Err(e),
    }
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(format!(".{}", std::process::id()));
    platform::symlink(target, &temporary)?;
    platform::rename(Path::new(&temporary), path).inspect_err(|_| _ = fs::remove_file(&temporary))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_link_is_eight_digits_of_hash_and_a_number() {
        let parse = |name: &str| LinkName::parse(OsStr::new(name));
        let crl = parse("0a1B2c3d.r12").unwrap();
        assert_eq!(
            (crl.kind, crl.hash, crl.number),
            (Kind::Crl, 0x0a1b_2c3d, 12)
        );
        assert_eq!(parse("00000001.0").unwrap().kind, Kind::Certificate);
        for other in [
            "0a1b2c3.0",
            "0a1b2c3dx0",
            "0a1b2c3d.",
            "0a1b2c3d.x1",
            "0a1b2c3d.0.pem",
            "ünicode.0",
        ] {
            assert!(parse(other).is_none(), "{other}");
        }
    }
}
