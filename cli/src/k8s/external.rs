//! `k8s csr` and `k8s import`: the authority is elsewhere, and only requests and certificates travel.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use certwright::path::names_equal;
use certwright::pem::{self, label};
use certwright::pkcs::spki;
use certwright::rsa::PrivateKey;
use certwright::x509::extension::{BasicConstraints, KeyUsage};
use certwright::x509::{Certificate, Request, RsaVerifier};
use certwright_cluster::change::{Action, Change};
use certwright_cluster::check::{self, Settings, Severity};
use certwright_cluster::inventory::{Entry, FoundCertificate, Inventory, KeyState};
use certwright_cluster::rotation::authority_pair;
use certwright_cluster::{Authority, PkiFile, Wanted, external, issue};
use zeroize::Zeroizing;

use super::directory::{self, WHERE};
use super::renew::{DUE, State, failed, names, policy, restart};
use super::{init, issuing_time, transaction, written};
use crate::args::Args;
use crate::error::CliError;
use crate::options::{Command, Item, flag, infile};
use crate::{hint, io, limits, rng};

/// Where requests, and the new keys that they are for, wait for their answers.
const REQUESTS: &str = "csr";

/// `k8s csr`.
pub const CSR: Command = Command {
    name: "k8s csr",
    summary: "Write requests for what is due or missing, for an authority that is elsewhere",
    operands: " [name ...]",
    max_operands: 10_000,
    openssl: false,
    options: &[
        Item::Group(WHERE),
        Item::Group(DUE),
        Item::Section("Output"),
        flag("dry-run", "Print what would be written, and write nothing"),
        flag("quiet", "Print nothing but errors"),
    ],
    run: csr,
};

/// `k8s import`.
pub const IMPORT: Command = Command {
    name: "k8s import",
    summary: "Check the certificates that an authority elsewhere has issued, and take them in",
    operands: " FILE ...",
    max_operands: 10_000,
    openssl: false,
    options: &[
        Item::Operand("FILE", "Certificates, PEM or DER"),
        Item::Section("Authorities"),
        infile("ca", "The cluster's authority, if it is new here"),
        infile("etcd-ca", "etcd's"),
        infile("front-proxy-ca", "The front proxy's"),
        Item::Group(WHERE),
        Item::Section("Output"),
        flag("dry-run", "Check, and write nothing"),
        flag("quiet", "Print nothing but errors"),
    ],
    run: import,
};

/// The options that bring an authority's certificate.
const AUTHORITIES: [(&str, Authority); 3] = [
    ("ca", Authority::Kubernetes),
    ("etcd-ca", Authority::Etcd),
    ("front-proxy-ca", Authority::FrontProxy),
];

/// The name of a request's files.
fn stem(wanted: &Wanted) -> String {
    format!("{REQUESTS}/{}", wanted.id().replace('/', "-"))
}

fn csr(args: &Args) -> Result<ExitCode, CliError> {
    let top = directory::top(args);
    let locked = transaction::lock_unless(args.has("dry-run"), &top)?;
    let state = State::read(args, &top)?;
    let declared = state.declared()?;
    let names = names(args)?;
    let policy = policy(args, &names)?;
    let cluster = state.cluster();
    let changes = state.changes(&policy)?;
    let mut due = Vec::new();
    for change in changes.iter().filter(|it| it.action >= Action::Renew) {
        let Some(wanted) = change.wanted().map(|at| &declared.wanted[at]) else {
            continue;
        };
        if wanted.is_authority() && !is_requested(wanted, change, &state, &names) {
            continue;
        }
        let key = match change.needs_key() {
            true => match requested_key(&state, wanted)? {
                Some(key) => Key::Earlier(key),
                None => Key::New,
            },
            false => Key::InUse(cluster.key_of(wanted).map_err(failed)?),
        };
        due.push((wanted, key));
    }
    let sizes: Vec<usize> = due
        .iter()
        .filter(|(_, key)| matches!(key, Key::New))
        .map(|(wanted, _)| wanted.parameters.bits)
        .collect();
    let Some(locked) = locked else {
        let mut printed = String::new();
        for (wanted, _) in &due {
            let _ = writeln!(printed, "+ {}.csr ({})", stem(wanted), wanted.id());
        }
        io::print(printed.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut keys = init::generate(&sizes)?.into_iter();
    let mut files = Vec::new();
    for (wanted, key) in &due {
        let stem = stem(wanted);
        let made;
        let key = match key {
            Key::InUse(key) | Key::Earlier(key) => key,
            Key::New => {
                made = keys.next().expect("one was made for each");
                let text = issue::key_text(&made);
                files.push(PkiFile::new(&format!("{stem}.key"), text.as_bytes(), true));
                &made
            }
        };
        let mut rng = rng::system()?;
        let found = state.inventory.certificate_at(wanted.path());
        let request = match found.filter(|_| wanted.is_authority()) {
            Some(old) => external::request_again(wanted, &old.certificate, key, &mut rng),
            None => external::request(wanted, key, &mut rng),
        }
        .map_err(|e| CliError::new(format!("{stem}.csr: {e}")))?;
        files.push(PkiFile::new(
            &format!("{stem}.csr"),
            request.to_pem().as_bytes(),
            false,
        ));
    }
    if !files.is_empty() {
        locked.write(&files, &[], &init::stamp())?;
    }
    if !args.has("quiet") {
        let mut printed = String::new();
        for (wanted, key) in &due {
            let with = match key {
                Key::Earlier(_) => ", with the key of the earlier request",
                Key::New | Key::InUse(_) => "",
            };
            let _ = writeln!(printed, "{}.csr: {}{with}", stem(wanted), wanted.id());
        }
        let _ = writeln!(
            printed,
            "{} {} in {}",
            due.len(),
            if due.len() == 1 {
                "request"
            } else {
                "requests"
            },
            top.join(REQUESTS).display()
        );
        // An authority's answer is named by an option, since it is trusted from then on.
        let files: Vec<String> = (due.iter().filter(|(wanted, _)| wanted.is_authority()))
            .map(|(wanted, _)| format!("-{} FILE", option_of(wanted.issuer)))
            .chain(
                due.iter()
                    .any(|(wanted, _)| !wanted.is_authority())
                    .then(|| "FILE ...".into()),
            )
            .collect();
        if !due.is_empty() {
            let _ = writeln!(
                printed,
                "have them signed with all that they ask for, then: certwright k8s import {} {}",
                directory::again(args),
                files.join(" ")
            );
        }
        io::print(printed.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether an authority's own certificate is asked for elsewhere: its key is here, and another authority has signed it, or it is
/// named.
fn is_requested(wanted: &Wanted, change: &Change, state: &State, names: &[String]) -> bool {
    let found = state.inventory.certificate_at(wanted.path());
    let is_intermediate = |found: &FoundCertificate| {
        let (subject, issuer) = (found.certificate.subject(), found.certificate.issuer());
        !names_equal(subject.raw(), issuer.raw())
    };
    let is_due =
        names.iter().any(|name| wanted.is_called(name)) || found.is_some_and(is_intermediate);
    is_due && change.action == Action::Renew && change.blocked.is_none()
}

/// The option that brings an authority's certificate.
fn option_of(authority: Authority) -> &'static str {
    let mut all = AUTHORITIES.iter();
    let found = all.find(|(_, other)| *other == authority);
    found.map_or("ca", |(option, _)| option)
}

/// The key of a request.
enum Key {
    /// To be made.
    New,
    /// Of a request that was made before.
    Earlier(PrivateKey),
    /// Of the certificate that there is.
    InUse(PrivateKey),
}

/// A file among the requests, which this program has made: a regular one, and in no directory that others may write.
fn read_own(top: &Path, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, CliError> {
    let path = top.join(name);
    let metadata = match path.symlink_metadata() {
        Ok(metadata) => metadata,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(CliError::io("read", &path, &e)),
    };
    transaction::check_above(top, name)?;
    if !metadata.is_file() {
        return Err(CliError::new(format!(
            "{} is not a regular file; remove it and run k8s csr again",
            path.display()
        )));
    }
    io::read_file(&path, &limits::KEY).map(Some)
}

/// The key of an earlier request.
fn requested_key(state: &State, wanted: &Wanted) -> Result<Option<PrivateKey>, CliError> {
    let name = format!("{}.key", stem(wanted));
    let Some(text) = read_own(&state.top, &name)? else {
        return Ok(None);
    };
    let refused = |e: &dyn std::fmt::Display| {
        CliError::new(format!("{}: {e}", state.top.join(&name).display()))
    };
    let key = PrivateKey::from_pem(&text[..]).map_err(|e| refused(&e))?;
    let bits = key.public_key().bits();
    if bits != wanted.parameters.bits {
        return Err(refused(&format!(
            "the key has {bits} bits, and {} are declared; remove it and run k8s csr again",
            wanted.parameters.bits
        )));
    }
    let public = spki::to_der(key.public_key());
    let declared = state.declared()?;
    for authority in declared.wanted.iter().filter(|it| it.is_authority()) {
        let found = state.inventory.certificate_at(authority.path());
        if found.is_some_and(|found| found.certificate.public_key().raw() == public) {
            return Err(refused(&format!(
                "it is the key of the authority {}; remove it",
                authority.id()
            )));
        }
    }
    Ok(Some(key))
}

/// The certificates of a file; no private key may be among them.
fn read_certificates(path: &Path) -> Result<Vec<Certificate>, CliError> {
    let bytes = io::read_file(path, &limits::CERTIFICATES)?;
    let refused = |e: &dyn std::fmt::Display| CliError::new(format!("{}: {e}", path.display()));
    if bytes.first() == Some(&0x30) {
        let certificate = Certificate::from_der(&bytes[..]).map_err(|e| refused(&e))?;
        return Ok(vec![certificate]);
    }
    let mut certificates = Vec::new();
    for block in pem::blocks(&bytes) {
        let block = block.map_err(|e| refused(&e))?;
        if block.label.ends_with("PRIVATE KEY") {
            return Err(refused(
                &"it holds a private key beside certificates; move that to a file of its own",
            ));
        }
        if [label::CERTIFICATE, label::X509_CERTIFICATE].contains(&block.label) {
            let der = block.contents.as_slice();
            certificates.push(Certificate::from_der(der).map_err(|e| refused(&e))?);
        }
    }
    match certificates.is_empty() {
        true => Err(refused(&"it holds no certificate")),
        false => Ok(certificates),
    }
}

/// Those certificates as PEM, and nothing else that stands in the file.
pub(super) fn read_as_pem(path: &Path) -> Result<String, CliError> {
    let certificates = read_certificates(path)?;
    Ok(certificates.iter().map(Certificate::to_pem).collect())
}

/// The certificates of an authority that `-ca` and its like name, the one that signs first.
fn read_authorities(
    path: &Path,
    key_path: &str,
    state: &State,
) -> Result<Vec<Certificate>, CliError> {
    let refused =
        |why: &str| CliError::new(format!("{}: {why}; nothing was taken in", path.display()));
    let certificates = read_certificates(path)?;
    for certificate in &certificates {
        let extensions = certificate.extensions();
        let constraints = extensions.get::<BasicConstraints>().ok().flatten();
        let usage = extensions.get::<KeyUsage>();
        let signs = matches!(usage, Ok(None))
            || usage.is_ok_and(|it| it.is_some_and(|it| it.contains(KeyUsage::KEY_CERT_SIGN)));
        if !constraints.is_some_and(|constraints| constraints.ca) || !signs {
            return Err(refused("it holds a certificate that is not an authority's"));
        }
    }
    let signs = certificates[0].public_key().rsa_public_key().ok();
    for key in &state.inventory.keys {
        let KeyState::Rsa(public) = &key.state else {
            continue;
        };
        if key.place.path == key_path && signs.as_ref() != Some(public) {
            return Err(refused(&format!(
                "its first certificate is not of the key in {key_path}"
            )));
        }
    }
    Ok(certificates)
}

/// Refuses files with which the rules of `k8s check` would find an error that they do not find now: in those files, or in a
/// chain that ends in them.
fn check_result(state: &State, files: &[PkiFile], now: i64) -> Result<(), CliError> {
    let declared = state.declared()?;
    let settings = Settings {
        now,
        soon: Some(0),
        authority_soon: Some(0),
        wanted: Some(&declared.wanted),
        service_account: None,
        etcd_client: None,
        directory: "",
        declaration: None,
        pending: None,
        open: &[],
    };
    let errors = |inventory: &Inventory| {
        let mut findings = check::check(inventory, &settings).findings;
        findings.retain(|finding| finding.severity == Severity::Error);
        findings
    };
    let before = errors(&state.inventory);
    let mut directory = state.directory.clone();
    for file in files {
        let bytes = file.contents.clone();
        directory.insert(file.path.clone(), Entry::File { bytes, mode: None });
    }
    for finding in errors(&Inventory::of(&directory)) {
        let name = finding.rule.name;
        let concerns = files.iter().any(|file| file.path == finding.file)
            || ["issuer_unknown", "signature_wrong", "key_mismatch"].contains(&name);
        let known = before
            .iter()
            .any(|old| (old.rule.name, &old.file) == (name, &finding.file));
        if concerns && !known {
            return Err(CliError::new(format!(
                "{} would be wrong: {} ({}); nothing was taken in",
                finding.path, finding.fault, finding.detail
            )));
        }
    }
    Ok(())
}

fn import(args: &Args) -> Result<ExitCode, CliError> {
    let top = directory::top(args);
    let locked = transaction::lock_unless(args.has("dry-run"), &top)?;
    let state = State::read(args, &top)?;
    let declared = state.declared()?;
    let now = issuing_time()?;
    let mut files = Vec::new();
    let mut remove = Vec::new();
    let mut authorities: BTreeMap<Authority, Vec<Certificate>> = BTreeMap::new();
    for (option, authority) in AUTHORITIES {
        let Some(pair) = authority_pair(&declared.spec, authority) else {
            if args.has(option) {
                return Err(CliError::usage(format!(
                    "option -{option}: the declaration has no authority {}",
                    authority.role().file
                )));
            }
            continue;
        };
        if let Some(path) = args.path(option) {
            let bundle = read_authorities(path, &pair.key, &state)?;
            let text: String = bundle.iter().map(Certificate::to_pem).collect();
            files.push(PkiFile::new(&pair.certificate, text.as_bytes(), false));
            authorities.insert(authority, bundle);
            let wanted = declared.wanted.iter();
            let wanted = wanted.filter(|it| it.is_authority() && it.issuer == authority);
            remove.extend(wanted.map(|wanted| format!("{}.csr", stem(wanted))));
        } else {
            let found = state.inventory.certificates.iter();
            let bundle: Vec<Certificate> = found
                .filter(|found| found.place.path == pair.certificate)
                .map(|found| found.certificate.clone())
                .collect();
            if !bundle.is_empty() {
                authorities.insert(authority, bundle);
            }
        }
    }
    let by_key = keys(&state, &declared.wanted)?;
    let trusted: String = (authorities
        .get(&Authority::Kubernetes)
        .into_iter()
        .flatten())
    .map(Certificate::to_pem)
    .collect();
    let mut taken = Vec::new();
    for path in args.operands() {
        let path = Path::new(path);
        for certificate in read_certificates(path)? {
            let about = |e: &dyn std::fmt::Display| {
                CliError::new(format!("{}: {e}; nothing was taken in", path.display()))
            };
            if authorities
                .values()
                .flatten()
                .any(|authority| authority.as_der() == certificate.as_der())
            {
                continue;
            }
            let matches = by_key
                .get(certificate.public_key().raw())
                .ok_or_else(|| about(&"its key is not one of this cluster's"))?;
            // One key may be of several certificates; the subject decides.
            let mut refusal = None;
            let mut accepted = None;
            for (at, key) in matches {
                let wanted = &declared.wanted[*at];
                let bundle = authorities.get(&wanted.issuer).ok_or_else(|| {
                    about(&format!(
                        "the certificate of its authority ({}) is not here; name it with -{}",
                        wanted.issuer.role().file,
                        option_of(wanted.issuer)
                    ))
                })?;
                // The one that signed it, or the first for the words of a refusal.
                let signed = |authority: &&Certificate| {
                    let fields = certificate.fields();
                    let verified = fields.verify_signature(&authority.public_key(), &RsaVerifier);
                    verified.is_ok()
                };
                let authority = bundle.iter().find(signed).unwrap_or(&bundle[0]);
                match external::accept(wanted, &certificate, authority, now) {
                    Ok(()) => accepted = Some((wanted, key)),
                    Err(e) => refusal = Some(format!("as {}, {e}", wanted.id())),
                }
            }
            let (wanted, key) = accepted.ok_or_else(|| about(&refusal.unwrap_or_default()))?;
            let made = issue::files(&declared.spec, wanted, key, &certificate.to_pem(), &trusted)
                .map_err(|e| CliError::new(e.to_string()))?;
            files.extend(made);
            let stem = stem(wanted);
            remove.push(format!("{stem}.csr"));
            let held = requested_key(&state, wanted)?;
            if held.is_some_and(|held| held.public_key() == key.public_key()) {
                remove.push(format!("{stem}.key"));
            }
            taken.push(wanted);
        }
    }
    if files.is_empty() {
        return Err(CliError::usage(match args.operands().next() {
            None => "k8s import needs FILE ..., certificates to take in",
            Some(_) => {
                "there is nothing to take in: the files hold authorities' certificates that are here already"
            }
        }));
    }
    if args.has("ca") {
        files.extend(kubeconfigs(&state, &taken, &trusted)?);
    }
    let copies = issue::copies(&declared.spec, &files);
    files.extend(copies);
    check_result(&state, &files, now)?;
    files.retain(|file| {
        !std::fs::read(top.join(&file.path)).is_ok_and(|there| there == *file.contents)
    });
    let mut printed = String::new();
    for wanted in &taken {
        let _ = writeln!(printed, "~ {} ({})", wanted.path(), wanted.id());
    }
    match locked {
        Some(locked) => {
            let backup = locked.write(&files, &remove, &init::stamp())?;
            printed.push_str(&written(files.len(), &top));
            if let Some(backup) = backup {
                let _ = writeln!(printed, "what they held before is in {}", backup.display());
            }
        }
        None => printed.push_str("nothing was written\n"),
    }
    let new = AUTHORITIES
        .into_iter()
        .filter(|(option, _)| args.has(option))
        .map(|(_, authority)| authority.role());
    let roles = taken.iter().map(|wanted| wanted.role).chain(new);
    printed.push_str(&restart(
        &roles.flat_map(|role| state.readers(role)).collect(),
    ));
    if !args.has("quiet") {
        io::print(printed.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The kubeconfigs of those whose certificates stay, trusting what the API server's clients trust from now on.
fn kubeconfigs(state: &State, taken: &[&Wanted], trusted: &str) -> Result<Vec<PkiFile>, CliError> {
    let declared = state.declared()?;
    let cluster = state.cluster();
    let mut files = Vec::new();
    for wanted in &declared.wanted {
        let Some(path) = &wanted.location.kubeconfig else {
            continue;
        };
        let stays = state.directory.contains_key(path)
            && !taken.iter().any(|taken| taken.path() == wanted.path());
        let found = state.inventory.certificate_at(wanted.path());
        if !stays {
            continue;
        }
        let (Some(found), Ok(key)) = (found, cluster.key_of(wanted)) else {
            hint::warning(format_args!(
                "{path} trusts the authority that was here before: its own certificate or key cannot be read; k8s check {} prints what repairs it",
                directory::word(&state.top)
            ));
            continue;
        };
        let certificate = found.certificate.to_pem();
        let made = issue::files(&declared.spec, wanted, &key, &certificate, trusted)
            .map_err(|e| CliError::new(e.to_string()))?;
        files.extend(made.into_iter().filter(|file| file.path == *path));
    }
    Ok(files)
}

/// Every key of the cluster by its public half, with what it is for: those of requests, and those in use. Where there is a
/// request, its key alone is one.
type Keys = BTreeMap<Vec<u8>, Vec<(usize, PrivateKey)>>;

fn keys(state: &State, wanted: &[Wanted]) -> Result<Keys, CliError> {
    let mut keys = Keys::new();
    let cluster = state.cluster();
    for (at, wanted) in wanted.iter().enumerate() {
        if wanted.is_authority() {
            continue;
        }
        let name = format!("{}.csr", stem(wanted));
        let request =
            match read_own(&state.top, &name)? {
                Some(text) => Some(Request::from_pem(&text[..]).map_err(|e| {
                    CliError::new(format!("{}: {e}", state.top.join(&name).display()))
                })?),
                None => None,
            };
        let requested = requested_key(state, wanted)?;
        for key in requested.into_iter().chain(cluster.key_of(wanted).ok()) {
            let public = spki::to_der(key.public_key());
            if let Some(request) = &request
                && request.public_key().raw() != public
            {
                continue;
            }
            keys.entry(public).or_default().push((at, key));
        }
    }
    Ok(keys)
}
