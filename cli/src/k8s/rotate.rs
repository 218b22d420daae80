//! `k8s rotate-ca`: the authorities replaced, a phase a run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use certwright::rsa::PrivateKey;
use certwright::x509::Certificate;
use certwright_cluster::rotation::{NewAuthorities, Phase, authority_pair};
use certwright_cluster::{Authority, PkiFile, Wanted};

use super::directory::{self, WHERE};
use super::renew::{State, failed};
use super::{init, issuing_time, transaction};
use crate::args::Args;
use crate::error::CliError;
use crate::options::{Command, Item, flag, text};
use crate::{hint, io, limits, rng};

/// Where a rotation keeps the new authorities and which phase is done.
const STATE: &str = ".rotation";
/// The last phase that is done, and the authorities that are replaced, a line each.
const PHASE: &str = ".rotation/phase";
const AUTHORITIES: [Authority; 3] = [
    Authority::Kubernetes,
    Authority::Etcd,
    Authority::FrontProxy,
];

/// `k8s rotate-ca`.
pub const COMMAND: Command = Command {
    name: "k8s rotate-ca",
    summary: "Replace the authorities in three phases, one a run: trust both, issue anew, drop the old",
    operands: "",
    max_operands: 0,
    openssl: false,
    options: &[
        Item::Group(WHERE),
        Item::Section("Rotation"),
        text(
            "authority",
            "Only this one: ca, etcd/ca or front-proxy-ca; may be repeated (all)",
        ),
        flag("status", "Print which phase is done and what comes next"),
        flag(
            "dry-run",
            "Print what the next phase would write, and write nothing",
        ),
        flag("quiet", "Print nothing but errors"),
    ],
    run,
};

const DROPPED: &str = "Phase 3 of 3 is done: the old authorities are no longer trusted.\n";

const RESTART: &str = "\
Before the next phase, copy the files to their machines and restart there, one machine after another:
  etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, kube-proxy,
  and what else reads the cluster's CA (pods read kube-root-ca.crt, which the controller manager updates)
";

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let top = directory::top(args);
    let locked = transaction::lock_unless(args.has("dry-run") || args.has("status"), &top)?;
    let state = State::read(args, &top)?;
    let declared = state.declared()?;
    let done = done(&top)?;
    if let (Some((Phase::Drop, authorities)), Some(locked)) = (&done, &locked) {
        locked.discard(&leftover(authorities))?;
        return match args.has("quiet") {
            true => Ok(ExitCode::SUCCESS),
            false => {
                io::print(DROPPED.as_bytes())?;
                Ok(ExitCode::SUCCESS)
            }
        };
    }
    if done.is_none() && locked.is_some() {
        refuse_leftover(&top)?;
    }
    let (done, begun) = done.unzip();
    let begun = begun.unwrap_or_default();
    let next = match done {
        None => Phase::Trust,
        Some(Phase::Trust) => Phase::Reissue,
        Some(_) => Phase::Drop,
    };
    if args.has("status") {
        let words = match done {
            None => "no rotation is under way; phase 1 of 3 would make both authorities trusted",
            Some(Phase::Trust) => {
                "phase 1 of 3 is done: old and new authorities are trusted; next, everything is issued anew"
            }
            Some(Phase::Reissue) => {
                "phase 2 of 3 is done: everything is issued anew; next, the old authorities are dropped"
            }
            Some(Phase::Drop) => {
                "phase 3 of 3 was interrupted at its end; the next run completes it"
            }
        };
        io::print(format!("{}: {words}\n", top.display()).as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let now = issuing_time()?;
    state.check_clock(now)?;
    let cluster = state.cluster();
    let mut files = Vec::new();
    let new = match next {
        Phase::Trust => {
            let chosen = chosen(args, &declared.wanted)?;
            let sizes: Vec<usize> = chosen.iter().map(|wanted| wanted.parameters.bits).collect();
            let keys = init::generate(&sizes)?;
            let mut new = NewAuthorities::new();
            for (wanted, key) in chosen.iter().zip(keys) {
                let pair = authority_pair(&declared.spec, wanted.issuer);
                let here = pair.is_some_and(|pair| state.directory.contains_key(&pair.key));
                if !here {
                    return Err(CliError::new(format!(
                        "the key of {} is not here: an authority that is elsewhere is replaced there",
                        wanted.id()
                    )));
                }
                let certificate = cluster
                    .new_authority(wanted, &key, now, &mut rng::system()?)
                    .map_err(failed)?;
                new.insert(wanted.issuer, (certificate, key));
            }
            for (authority, (certificate, key)) in &new {
                let stem = format!("{STATE}/{}", authority.role().file);
                let text = key.to_pkcs1_pem();
                files.push(PkiFile::new(&format!("{stem}.key"), text.as_bytes(), true));
                let text = certificate.to_pem();
                files.push(PkiFile::new(&format!("{stem}.crt"), text.as_bytes(), false));
            }
            new
        }
        Phase::Reissue | Phase::Drop => {
            if args.has("authority") {
                hint::hint(
                    "-authority counts in the first phase; the others go on with what that began",
                );
            }
            stored(&top, &begun)?
        }
    };
    files.extend(
        cluster
            .rotate(next, &new, now, &mut rng::system()?)
            .map_err(failed)?,
    );
    let authorities: Vec<Authority> = new.keys().copied().collect();
    let text = phase_text(next, &authorities);
    files.push(PkiFile::new(PHASE, text.as_bytes(), true));
    let Some(locked) = locked else {
        let mut printed = String::new();
        for file in &files {
            let _ = writeln!(printed, "~ {}", file.path);
        }
        io::print(printed.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    let backup = locked.write(&files, &[], &init::stamp())?;
    if next == Phase::Drop {
        // Without a backup: the new keys are in their places, and need no second one.
        locked.discard(&leftover(&authorities))?;
    }
    if args.has("quiet") {
        return Ok(ExitCode::SUCCESS);
    }
    let mut printed = match next {
        Phase::Trust => {
            "Phase 1 of 3 is done: the old and the new authorities are trusted; the old ones still sign.\n\
             While ca.crt holds two certificates, kube-controller-manager needs a copy of the one that fits ca.key\n\
             as --cluster-signing-cert-file.\n"
        }
        Phase::Reissue => {
            "Phase 2 of 3 is done: the new authorities sign, and everything is issued anew with the keys that it had.\n"
        }
        Phase::Drop => DROPPED,
    }
    .to_string();
    let _ = writeln!(
        printed,
        "{} files written in {}",
        files.len(),
        top.display()
    );
    if let Some(backup) = backup {
        let _ = writeln!(printed, "what they held before is in {}", backup.display());
    }
    match next {
        Phase::Drop => {
            printed.push_str("Copy the files to their machines and restart everything once more.\n")
        }
        _ => {
            printed.push_str(RESTART);
            let _ = writeln!(
                printed,
                "then: certwright k8s rotate-ca {}",
                directory::again(args)
            );
        }
    }
    io::print(printed.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The authorities to replace.
fn chosen<'a>(args: &Args, wanted: &'a [Wanted]) -> Result<Vec<&'a Wanted>, CliError> {
    let authorities: Vec<&Wanted> = wanted
        .iter()
        .filter(|wanted| wanted.is_authority())
        .collect();
    let names: Vec<&str> = args.texts("authority").collect();
    for name in &names {
        if !authorities.iter().any(|wanted| wanted.id() == *name) {
            let known = authorities.iter().map(|wanted| wanted.role.file);
            let help = hint::suggestion(name, known, |all| format!("there is {}", all.join(", ")));
            return Err(CliError::usage(format!(
                "option -authority: there is no authority {}; {help}",
                crate::error::excerpt(name)
            )));
        }
    }
    Ok(authorities
        .into_iter()
        .filter(|wanted| names.is_empty() || names.contains(&wanted.role.file))
        .collect())
}

/// Whether authorities are being replaced in a directory.
pub(super) fn is_under_way(top: &Path) -> bool {
    top.join(PHASE).exists()
}

fn phase_text(phase: Phase, authorities: &[Authority]) -> String {
    let number = match phase {
        Phase::Trust => "1",
        Phase::Reissue => "2",
        Phase::Drop => "3",
    };
    let names = authorities.iter().map(|authority| authority.role().file);
    let lines: Vec<&str> = [number].into_iter().chain(names).collect();
    lines.join("\n") + "\n"
}

/// The last phase that is done, and which authorities are being replaced.
fn done(top: &Path) -> Result<Option<(Phase, Vec<Authority>)>, CliError> {
    let path = top.join(PHASE);
    if !path.exists() {
        return Ok(None);
    }
    let text = io::read_file(&path, &limits::LINES)?;
    let text = String::from_utf8_lossy(&text);
    let mut lines = text.lines();
    let phase = match lines.next() {
        Some("1") => Some(Phase::Trust),
        Some("2") => Some(Phase::Reissue),
        Some("3") => Some(Phase::Drop),
        _ => None,
    };
    let authorities: Option<Vec<Authority>> = lines
        .map(|line| {
            let mut all = AUTHORITIES.into_iter();
            all.find(|authority| authority.role().file == line)
        })
        .collect();
    match (phase, authorities) {
        (Some(phase), Some(authorities)) if !authorities.is_empty() => {
            Ok(Some((phase, authorities)))
        }
        _ => Err(CliError::new(format!(
            "{}: it is not a phase (1, 2 or 3) and, a line each, the authorities that are replaced (ca, etcd/ca, front-proxy-ca); restore it from a backup",
            path.display()
        ))),
    }
}

/// What a rotation keeps until its end, the phase last: while that is there, the rest is known to be left over.
fn leftover(authorities: &[Authority]) -> Vec<String> {
    let mut paths = Vec::new();
    for authority in authorities {
        let stem = format!("{STATE}/{}", authority.role().file);
        paths.extend([format!("{stem}.key"), format!("{stem}.crt")]);
    }
    paths.push(PHASE.to_string());
    paths
}

/// Refuses new authorities of which no phase is known: to begin again would lose them.
fn refuse_leftover(top: &Path) -> Result<(), CliError> {
    let found = leftover(&AUTHORITIES)
        .into_iter()
        .map(|path| top.join(path))
        .find(|path| path.exists());
    match found {
        Some(found) => Err(CliError::new(format!(
            "{} is of a rotation whose phase is lost ({}); restore that from a backup, or remove {} if no rotation is under way",
            found.display(),
            top.join(PHASE).display(),
            top.join(STATE).display()
        ))),
        None => Ok(()),
    }
}

/// The new authorities that the first phase made.
fn stored(top: &Path, authorities: &[Authority]) -> Result<NewAuthorities, CliError> {
    let mut new = BTreeMap::new();
    for authority in authorities {
        let stem = format!("{STATE}/{}", authority.role().file);
        let (certificate, key) = (
            top.join(format!("{stem}.crt")),
            top.join(format!("{stem}.key")),
        );
        for path in [&certificate, &key] {
            if !path.exists() {
                return Err(CliError::new(format!(
                    "{} is missing, and {} states that {} is being replaced; restore it from a backup",
                    path.display(),
                    top.join(PHASE).display(),
                    authority.role().file
                )));
            }
        }
        let refused = |path: &Path, e: &dyn std::fmt::Display| {
            CliError::new(format!("{}: {e}", path.display()))
        };
        let text = io::read_file(&key, &limits::KEY)?;
        let private = PrivateKey::from_pem(&text[..]).map_err(|e| refused(&key, &e))?;
        let text = io::read_file(&certificate, &limits::KEY)?;
        let public = Certificate::from_pem(&text[..]).map_err(|e| refused(&certificate, &e))?;
        new.insert(*authority, (public, private));
    }
    Ok(new)
}
