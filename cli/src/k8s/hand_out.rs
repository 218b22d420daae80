//! `k8s kubeconfig` and `k8s secret`: what one user, one server or one joining node gets.

use std::fmt::Write as _;
use std::process::ExitCode;

use base64ct::{Base64, Encoding as _};
use certwright_cluster::check::iso;
use certwright_cluster::kubeconfig::Kubeconfig;
use certwright_cluster::rotation::authority_pair;
use certwright_cluster::{Authority, Lifetime, User, Wanted, issue};
use rand_core::TryRng as _;
use zeroize::Zeroizing;

use super::directory::{self, Declared, WHERE};
use super::renew::{State, failed};
use super::{extend, external, transaction};
use crate::args::Args;
use crate::error::{CliError, excerpt};
use crate::io::{self, Access};
use crate::options::{Command, Item, flag, outfile, text};
use crate::{clock, hint, limits, rng};

/// `k8s kubeconfig`.
pub const KUBECONFIG: Command = Command {
    name: "k8s kubeconfig",
    summary: "Print the kubeconfig of one user, who is made if a group is named",
    operands: " USER",
    max_operands: 1,
    openssl: false,
    options: &[
        Item::Operand(
            "USER",
            "A user of the declaration, or a role (admin, scheduler@cp-1)",
        ),
        Item::Section("Kubeconfig"),
        text(
            "group",
            "Add the user to the declaration, in this group; may be repeated",
        ),
        text("server", "URL of the API server (the cluster's endpoint)"),
        flag(
            "reference",
            "Name the files of certificate and key instead of holding them",
        ),
        Item::Section("Output"),
        outfile("out", "File to write (standard output)"),
        Item::Group(WHERE),
    ],
    run: kubeconfig,
};

/// `k8s secret`.
pub const SECRET: Command = Command {
    name: "k8s secret",
    summary: "Print a Secret's manifest: of a certificate and key, or of a bootstrap token",
    operands: " [name]",
    max_operands: 1,
    openssl: false,
    options: &[
        Item::Operand(
            "name",
            "A certificate of the cluster: a role (apiserver@cp-1), a user, a file",
        ),
        Item::Section("Secret"),
        text("name", "The Secret's name (of the certificate)"),
        text("namespace", "Its namespace (default)"),
        flag(
            "bootstrap-token",
            "A new token with which nodes join, and not a certificate",
        ),
        text("ttl", "How long the token is valid (24h)"),
        Item::Section("Output"),
        outfile("out", "File to write (standard output)"),
        Item::Group(WHERE),
    ],
    run: secret,
};

/// The certificate that a word means; of several nodes' it must be one.
fn one<'a>(declared: &'a Declared, word: &str) -> Result<Option<&'a Wanted>, CliError> {
    let exact = |wanted: &&Wanted| {
        wanted.id() == word || wanted.role.file == "user" && wanted.holder.as_deref() == Some(word)
    };
    if let Some(wanted) = declared.wanted.iter().find(exact) {
        return Ok(Some(wanted));
    }
    let called: Vec<&Wanted> = declared
        .wanted
        .iter()
        .filter(|wanted| wanted.is_called(word))
        .collect();
    match called[..] {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        [first, ..] => Err(CliError::new(format!(
            "{} means {} certificates; name one, such as {}",
            excerpt(word),
            called.len(),
            first.id()
        ))),
    }
}

fn unknown(declared: &Declared, word: &str) -> CliError {
    let ids: Vec<String> = declared.wanted.iter().map(Wanted::id).collect();
    let help = hint::suggestion(word, ids.iter().map(String::as_str), |_| {
        "k8s plan -all lists what there is".into()
    });
    CliError::new(format!("there is no {}; {help}", excerpt(word)))
}

fn operand(args: &Args) -> Result<String, CliError> {
    let mut operands = args.operands();
    match operands.next() {
        Some(word) => Ok(word.to_string_lossy().into_owned()),
        None => Err(CliError::usage(format!(
            "{} needs{}",
            args.command().name,
            args.command().operands
        ))),
    }
}

fn kubeconfig(args: &Args) -> Result<ExitCode, CliError> {
    let top = directory::top(args);
    let word = operand(args)?;
    if let Some(server) = args.text("server") {
        check_url(server)?;
    }
    io::check_writable(args.path("out"))?;
    let mut locked = transaction::lock(&top)?;
    let mut state = State::read(args, &top)?;
    let groups: Vec<String> = args.texts("group").map(String::from).collect();
    if !groups.is_empty() {
        if one(state.declared()?, &word)?.is_some() {
            return Err(CliError::new(format!(
                "{} is in the declaration already; its groups are changed there",
                excerpt(&word)
            )));
        }
        let name = word.clone();
        // That takes the lock itself.
        drop(locked);
        extend::add_user(args, User { name, groups })?;
        locked = transaction::lock(&top)?;
        state = State::read(args, &top)?;
    }
    let declared = state.declared()?;
    let wanted = one(declared, &word)?.ok_or_else(|| {
        CliError::new(format!(
            "{}; -group GROUP makes a new user",
            unknown(declared, &word)
        ))
    })?;
    let Some(server) = args.text("server").or(wanted.server.as_deref()) else {
        return Err(CliError::new(format!(
            "{} is not a client of the API server",
            wanted.id()
        )));
    };
    let authority = authority_pair(&declared.spec, Authority::Kubernetes)
        .map(|pair| pair.certificate)
        .unwrap_or_default();
    let trusted = external::read_as_pem(&top.join(&authority))?;
    let (certificate, key) = credentials(&state, wanted)?;
    let mut config = Kubeconfig::new(
        &declared.spec.name,
        server,
        trusted.as_bytes(),
        &wanted.common_name,
        certificate.as_bytes(),
        &key,
    );
    drop(locked);
    if args.has("reference") {
        let Some(pair) = &wanted.location.pair else {
            return Err(CliError::new(format!(
                "{} is in {} alone, so that there are no files to name; leave -reference out",
                wanted.id(),
                wanted.path()
            )));
        };
        let full = |path: &str| -> Result<String, CliError> {
            let path = top.join(path);
            let path = std::fs::canonicalize(&path).map_err(|e| CliError::io("read", &path, &e))?;
            Ok(path.display().to_string())
        };
        let cluster = &mut config.clusters[0].cluster;
        cluster.certificate_authority_data = None;
        cluster.certificate_authority = Some(full(&authority)?);
        let user = &mut config.users[0].user;
        user.client_certificate_data = None;
        user.client_certificate = Some(full(&pair.certificate)?);
        user.client_key_data = None;
        user.client_key = Some(full(&pair.key)?);
    }
    let text = config.to_yaml().map_err(|e| CliError::new(e.to_string()))?;
    io::write(args.path("out"), text.as_bytes(), Access::Private)?;
    Ok(ExitCode::SUCCESS)
}

/// A certificate with what stands behind it in its file, and its key, as PEM: from their files, or from the kubeconfig that
/// alone has them.
fn credentials(state: &State, wanted: &Wanted) -> Result<(String, Zeroizing<Vec<u8>>), CliError> {
    if let Some(pair) = &wanted.location.pair {
        let certificate = external::read_as_pem(&state.top.join(&pair.certificate))?;
        let key = io::read_file(&state.top.join(&pair.key), &limits::KEY)?;
        return Ok((certificate, key));
    }
    let found = state.inventory.certificate_at(wanted.path());
    let found = found.ok_or_else(|| {
        CliError::new(format!(
            "{} holds no certificate; k8s renew makes it anew",
            state.top.join(wanted.path()).display()
        ))
    })?;
    let key = state.cluster().key_of(wanted).map_err(failed)?;
    let key = Zeroizing::new(issue::key_text(&key).as_bytes().to_vec());
    Ok((found.certificate.to_pem(), key))
}

/// The API server is reached by TLS, or a certificate proves nothing.
fn check_url(server: &str) -> Result<(), CliError> {
    let rest = server.strip_prefix("https://").unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == '@';
    match host.is_empty() || host.starts_with(':') || server.contains(odd) {
        true => Err(CliError::usage(format!(
            "option -server: {} is not the URL of an API server; it is https://HOST:PORT",
            excerpt(server)
        ))),
        false => Ok(()),
    }
}

fn secret(args: &Args) -> Result<ExitCode, CliError> {
    let (with, without) = match args.has("bootstrap-token") {
        true => (
            &["name", "namespace"][..],
            "is of a certificate's Secret, and not of a bootstrap token's",
        ),
        false => (
            &["ttl"][..],
            "is of a bootstrap token: name -bootstrap-token too",
        ),
    };
    if let Some(name) = with.iter().find(|name| args.has(name)) {
        return Err(CliError::usage(format!("option -{name} {without}")));
    }
    let manifest = match args.has("bootstrap-token") {
        true => bootstrap_token(args)?,
        false => tls_secret(args)?,
    };
    io::write(args.path("out"), manifest.as_bytes(), Access::Private)?;
    Ok(ExitCode::SUCCESS)
}

/// The names of Kubernetes' objects: lower-case letters, digits, hyphens, and dots inside.
fn object_name(what: &str, name: &str) -> Result<(), CliError> {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
    let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let valid = name.len() <= 253
        && name.chars().all(inner)
        && name.starts_with(edge)
        && name.ends_with(edge);
    match valid {
        true => Ok(()),
        false => Err(CliError::usage(format!(
            "{what} {} is not usable: only lower-case letters, digits, hyphens and inner dots may stand in it",
            excerpt(name)
        ))),
    }
}

fn tls_secret(args: &Args) -> Result<Zeroizing<String>, CliError> {
    let top = directory::top(args);
    let word = operand(args)?;
    let _locked = transaction::lock(&top)?;
    let state = State::read(args, &top)?;
    let declared = state.declared()?;
    let wanted = one(declared, &word)?.ok_or_else(|| unknown(declared, &word))?;
    if wanted.is_authority() {
        return Err(CliError::new(format!(
            "{} is an authority: its key belongs in no Secret",
            wanted.id()
        )));
    }
    let id = wanted
        .id()
        .replace(['/', '@', '_', '+'], "-")
        .to_ascii_lowercase();
    let name = args.text("name").unwrap_or(&id);
    let namespace = args.text("namespace").unwrap_or("default");
    object_name("the Secret's name", name)?;
    object_name("the namespace", namespace)?;
    let (certificate, key) = credentials(&state, wanted)?;
    let certificate = Base64::encode_string(certificate.as_bytes());
    let key = Zeroizing::new(Base64::encode_string(&key));
    let mut out = Zeroizing::new(String::with_capacity(certificate.len() + key.len() + 256));
    let _ = write!(
        out,
        "apiVersion: v1\ndata:\n  tls.crt: {}\n  tls.key: {}\nkind: Secret\nmetadata:\n  name: {name:?}\n  namespace: {namespace:?}\ntype: kubernetes.io/tls\n",
        certificate, *key
    );
    Ok(out)
}

fn bootstrap_token(args: &Args) -> Result<Zeroizing<String>, CliError> {
    if let Some(word) = args.operands().next() {
        return Err(CliError::usage(format!(
            "a bootstrap token is nobody's: {} is one argument too many",
            excerpt(&word.to_string_lossy())
        )));
    }
    let ttl: Lifetime = args
        .text("ttl")
        .unwrap_or("24h")
        .parse()
        .map_err(|e| CliError::usage(format!("option -ttl: {e}")))?;
    let now = super::set(clock::now())?;
    let (id, token) = (characters(6)?, characters(16)?);
    let mut out = Zeroizing::new(String::with_capacity(1024));
    let _ = write!(
        out,
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: bootstrap-token-{id}\n  namespace: kube-system\nstringData:\n  \
         auth-extra-groups: system:bootstrappers:kubeadm:default-node-token\n  \
         expiration: {end:?}\n  token-id: {id:?}\n  token-secret: {token:?}\n  \
         usage-bootstrap-authentication: \"true\"\n  usage-bootstrap-signing: \"true\"\n\
         type: bootstrap.kubernetes.io/token\n",
        id = *id,
        token = *token,
        end = iso(now + ttl.seconds()),
    );
    Ok(out)
}

/// So many random characters of those that tokens have, each as likely as any.
fn characters(count: usize) -> Result<Zeroizing<String>, CliError> {
    const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut rng = rng::system()?;
    let mut out = Zeroizing::new(String::with_capacity(count));
    while out.len() < count {
        let mut byte = [0];
        rng.try_fill_bytes(&mut byte).map_err(|e| {
            CliError::new(format!("the system random number generator failed: {e}"))
        })?;
        // 252 is the largest multiple of 36 that a byte holds.
        if byte[0] < 252 {
            out.push(char::from(ALPHABET[usize::from(byte[0] % 36)]));
        }
    }
    Ok(out)
}
