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

const RESTART: &str = "\
Before the next phase, copy the files to their machines and restart there, one machine after another:
  etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, kube-proxy,
  and what else reads the cluster's CA (pods read kube-root-ca.crt, which the controller manager updates)
";

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let top = directory::top(args);
    let locked = match args.has("dry-run") || args.has("status") {
        true => None,
        false => Some(transaction::lock(&top)?),
    };
    let state = State::read(args, &top)?;
    let declared = state.declared()?;
    let done = done(&top)?;
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
            Some(_) => {
                "phase 2 of 3 is done: everything is issued anew; next, the old authorities are dropped"
            }
        };
        io::print(format!("{}: {words}\n", top.display()).as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let now = issuing_time()?;
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
            stored(&top)?
        }
    };
    files.extend(
        cluster
            .rotate(next, &new, now, &mut rng::system()?)
            .map_err(failed)?,
    );
    let mut remove = Vec::new();
    match next {
        Phase::Drop => {
            remove.push(format!("{STATE}/phase"));
            for authority in new.keys() {
                let stem = format!("{STATE}/{}", authority.role().file);
                remove.extend([format!("{stem}.key"), format!("{stem}.crt")]);
            }
        }
        phase => {
            let number = if phase == Phase::Trust { "1\n" } else { "2\n" };
            files.push(PkiFile::new(
                &format!("{STATE}/phase"),
                number.as_bytes(),
                true,
            ));
        }
    }
    let Some(locked) = locked else {
        let mut printed = String::new();
        for file in &files {
            let _ = writeln!(printed, "~ {}", file.path);
        }
        io::print(printed.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    let backup = locked.write(&files, &remove, &init::stamp())?;
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
        Phase::Drop => "Phase 3 of 3 is done: the old authorities are no longer trusted.\n",
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
                "then: certwright k8s rotate-ca -dir {}",
                top.display()
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

/// The last phase that is done.
fn done(top: &Path) -> Result<Option<Phase>, CliError> {
    let path = top.join(STATE).join("phase");
    if !path.exists() {
        return Ok(None);
    }
    let text = io::read_file(&path, &limits::LINES)?;
    match &text[..] {
        b"1\n" => Ok(Some(Phase::Trust)),
        b"2\n" => Ok(Some(Phase::Reissue)),
        _ => Err(CliError::new(format!(
            "{}: it is not a phase (1 or 2)",
            path.display()
        ))),
    }
}

/// The new authorities that the first phase made.
fn stored(top: &Path) -> Result<NewAuthorities, CliError> {
    let mut new = BTreeMap::new();
    for authority in [
        Authority::Kubernetes,
        Authority::Etcd,
        Authority::FrontProxy,
    ] {
        let stem = format!("{STATE}/{}", authority.role().file);
        let (certificate, key) = (
            top.join(format!("{stem}.crt")),
            top.join(format!("{stem}.key")),
        );
        if !certificate.exists() {
            continue;
        }
        let refused = |path: &Path, e: &dyn std::fmt::Display| {
            CliError::new(format!("{}: {e}", path.display()))
        };
        let text = io::read_file(&key, &limits::KEY)?;
        let private = PrivateKey::from_pem(&text[..]).map_err(|e| refused(&key, &e))?;
        let text = io::read_file(&certificate, &limits::KEY)?;
        let public = Certificate::from_pem(&text[..]).map_err(|e| refused(&certificate, &e))?;
        new.insert(authority, (public, private));
    }
    match new.is_empty() {
        true => Err(CliError::new(format!(
            "{} holds no authority, and its phase says that one was made; restore it from a backup",
            top.join(STATE).display()
        ))),
        false => Ok(new),
    }
}
