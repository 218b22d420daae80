//! `k8s csr` and `k8s import`: the authority is elsewhere, and only requests and certificates travel.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use certwright::pem::{self, label};
use certwright::pkcs::spki;
use certwright::rsa::PrivateKey;
use certwright::x509::Certificate;
use certwright_cluster::change::{Action, Policy};
use certwright_cluster::rotation::authority_pair;
use certwright_cluster::{Authority, PkiFile, Wanted, external, issue};

use super::directory::{self, WHERE};
use super::renew::{DUE, State, before, failed, names};
use super::{init, issuing_time, transaction};
use crate::args::Args;
use crate::error::CliError;
use crate::options::{Command, Item, flag, infile};
use crate::{io, limits, rng};

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

/// The name of a request's files.
fn stem(wanted: &Wanted) -> String {
    format!("{REQUESTS}/{}", wanted.id().replace('/', "-"))
}

fn csr(args: &Args) -> Result<ExitCode, CliError> {
    let top = directory::top(args);
    let locked = match args.has("dry-run") {
        true => None,
        false => Some(transaction::lock(&top)?),
    };
    let state = State::read(args, &top)?;
    let declared = state.declared()?;
    let names = names(args)?;
    let policy = Policy {
        now: issuing_time()?,
        before: before(args)?,
        all: args.has("all"),
        names: &names,
        rekey: args.has("rekey"),
        missing_only: false,
    };
    let cluster = state.cluster();
    let changes = state.changes(&policy)?;
    let due: Vec<(&Wanted, bool)> = changes
        .iter()
        .filter(|change| change.action >= Action::Renew)
        .filter_map(|change| Some((&declared.wanted[change.wanted()?], change.needs_key())))
        .filter(|(wanted, _)| !wanted.is_authority())
        .collect();
    let is_new = |(wanted, needs_key): &&(&Wanted, bool)| {
        *needs_key && !top.join(format!("{}.key", stem(wanted))).exists()
    };
    let sizes: Vec<usize> = due
        .iter()
        .filter(is_new)
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
    for about in &due {
        let (wanted, needs_key) = about;
        let stem = stem(wanted);
        let key = match (is_new(&about), needs_key) {
            (true, _) => {
                let key = keys.next().expect("one was made for each");
                let text = issue::key_text(&key);
                files.push(PkiFile::new(&format!("{stem}.key"), text.as_bytes(), true));
                key
            }
            // An earlier request's.
            (false, true) => read_key(&top.join(format!("{stem}.key")))?,
            (false, false) => cluster.key_of(wanted).map_err(failed)?,
        };
        let request = external::request(wanted, &key, &mut rng::system()?)
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
        for (wanted, _) in &due {
            let _ = writeln!(printed, "{}.csr: {}", stem(wanted), wanted.id());
        }
        let _ = writeln!(
            printed,
            "{} requests in {}",
            due.len(),
            top.join(REQUESTS).display()
        );
        if !due.is_empty() {
            let _ = writeln!(
                printed,
                "have them signed with all that they ask for, then: certwright k8s import -dir {} FILE ...",
                top.display()
            );
        }
        io::print(printed.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read_key(path: &Path) -> Result<PrivateKey, CliError> {
    let text = io::read_file(path, &limits::KEY)?;
    PrivateKey::from_pem(&text[..]).map_err(|e| CliError::new(format!("{}: {e}", path.display())))
}

/// The certificates of a file.
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

fn import(args: &Args) -> Result<ExitCode, CliError> {
    let top = directory::top(args);
    let locked = match args.has("dry-run") {
        true => None,
        false => Some(transaction::lock(&top)?),
    };
    let state = State::read(args, &top)?;
    let declared = state.declared()?;
    let now = issuing_time()?;
    let mut files = Vec::new();
    let mut authorities: BTreeMap<Authority, Certificate> = BTreeMap::new();
    for (option, authority) in [
        ("ca", Authority::Kubernetes),
        ("etcd-ca", Authority::Etcd),
        ("front-proxy-ca", Authority::FrontProxy),
    ] {
        let Some(pair) = authority_pair(&declared.spec, authority) else {
            continue;
        };
        if let Some(path) = args.path(option) {
            let certificate = read_certificates(path)?.swap_remove(0);
            files.push(PkiFile::new(
                &pair.certificate,
                certificate.to_pem().as_bytes(),
                false,
            ));
            authorities.insert(authority, certificate);
        } else if let Some(found) = state.inventory.certificate_at(&pair.certificate) {
            authorities.insert(authority, found.certificate.clone());
        }
    }
    let by_key = keys(&state, &declared.wanted, &top)?;
    let trusted = authorities
        .get(&Authority::Kubernetes)
        .map(Certificate::to_pem)
        .unwrap_or_default();
    let mut taken = Vec::new();
    let mut remove = Vec::new();
    for path in args.operands() {
        let path = Path::new(path);
        for certificate in read_certificates(path)? {
            let about = |e: &dyn std::fmt::Display| {
                CliError::new(format!("{}: {e}; nothing was taken in", path.display()))
            };
            if authorities
                .values()
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
                let authority = authorities.get(&wanted.issuer).ok_or_else(|| {
                    about(&format!(
                        "the certificate of its authority ({}) is not here; name it with -{}",
                        wanted.issuer.role().file,
                        wanted.issuer.role().file.replace('/', "-")
                    ))
                })?;
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
            remove.extend([format!("{stem}.csr"), format!("{stem}.key")]);
            taken.push(wanted);
        }
    }
    if files.is_empty() {
        return Err(CliError::usage(
            "k8s import needs FILE ..., certificates to take in",
        ));
    }
    let copies = issue::copies(&declared.spec, &files);
    files.extend(copies);
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
            let _ = writeln!(
                printed,
                "{} files written in {}",
                files.len(),
                top.display()
            );
            if let Some(backup) = backup {
                let _ = writeln!(printed, "what they held before is in {}", backup.display());
            }
        }
        None => printed.push_str("nothing was written\n"),
    }
    if !args.has("quiet") {
        io::print(printed.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Every key of the cluster by its public half, with what it is for: those of requests, and those in use.
type Keys = BTreeMap<Vec<u8>, Vec<(usize, PrivateKey)>>;

fn keys(state: &State, wanted: &[Wanted], top: &Path) -> Result<Keys, CliError> {
    let mut keys = Keys::new();
    let cluster = state.cluster();
    for (at, wanted) in wanted.iter().enumerate() {
        if wanted.is_authority() {
            continue;
        }
        let requested = top.join(format!("{}.key", stem(wanted)));
        let requested = match requested.exists() {
            true => Some(read_key(&requested)?),
            false => None,
        };
        for key in requested.into_iter().chain(cluster.key_of(wanted).ok()) {
            let public = spki::to_der(key.public_key());
            keys.entry(public).or_default().push((at, key));
        }
    }
    Ok(keys)
}
