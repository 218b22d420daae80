//! `k8s init`: a Kubernetes cluster's whole PKI.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::str::FromStr;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use super::args::Args;
use super::error::CliError;
use super::io::{self, Access};
use super::options::{Command, Item, Value, flag, option, text};
use super::tree::{self, TreeFile};
use super::{clock, own_stack, rng};
use certwright::rsa::PrivateKey;
use certwright_cluster::{AltName, ClusterSpec, Endpoint, Node, Plan, SpecError, Validity, report};

/// Where the tree goes if nothing else is asked for.
const DEFAULT_OUT: &str = "demo-pki";
const DEFAULT_BITS: i64 = 2048;
const DEFAULT_DAYS: i64 = 365;
const DEFAULT_CA_DAYS: i64 = 3650;

/// `k8s init`.
pub const COMMAND: Command = Command {
    name: "k8s init",
    summary: "Make a Kubernetes cluster's certificates, keys and kubeconfigs",
    operands: "",
    max_operands: 0,
    openssl: false,
    options: &[
        Item::Section("Output"),
        option("out", Value::Directory, "Directory to make (demo-pki)"),
        flag(
            "force",
            "Move aside what the directory holds instead of refusing",
        ),
        flag("quiet", "Print nothing but errors"),
        Item::Section("Cluster"),
        text(
            "control-plane",
            "NAME=ADDRESS[,ADDRESS...] of a control-plane node; may be repeated",
        ),
        text(
            "node",
            "NAME=ADDRESS[,ADDRESS...] of another node; may be repeated",
        ),
        text("endpoint", "HOST[:PORT] at which the API server is reached"),
        text(
            "san",
            "Further host name or address of the API server; may be repeated",
        ),
        text("service-cidr", "Range of service addresses (10.96.0.0/12)"),
        text("dns-domain", "Domain of services (cluster.local)"),
        text("name", "The cluster's name in kubeconfigs (kubernetes)"),
        Item::More(
            "Without any of these: a demonstration cluster of one control plane and two nodes",
        ),
        Item::Section("Certificate"),
        option("bits", Value::PosInt, "Size of each RSA key (2048)"),
        option(
            "days",
            Value::PosInt,
            "How long certificates are valid (365)",
        ),
        option(
            "ca-days",
            Value::PosInt,
            "How long the authorities' certificates are valid (3650)",
        ),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let spec = describe(args)?;
    let plan = Plan::new(&spec).map_err(refused)?;
    let bits = key_bits(args)?;
    let days = |name, default| args.number(name).unwrap_or(default);
    let validity = Validity::days(
        clock::issuing_time()?,
        days("days", DEFAULT_DAYS),
        days("ca-days", DEFAULT_CA_DAYS),
    )
    .map_err(CliError::usage)?;
    let out = args.path("out").unwrap_or(Path::new(DEFAULT_OUT));
    let force = args.has("force");
    tree::check(out, force)?;

    let keys = generate(plan.key_count(), bits)?;
    let pki = plan
        .issue(keys, &validity, &mut rng::system()?)
        .map_err(|e| CliError::new(format!("cannot make the cluster's certificates: {e}")))?;
    let files: Vec<TreeFile<'_>> = pki
        .files
        .iter()
        .map(|file| TreeFile {
            path: &file.path,
            contents: &file.contents,
            access: if file.secret {
                Access::Private
            } else {
                Access::Public
            },
        })
        .collect();
    let aside = tree::write(out, &files, force, &stamp())?;
    if args.has("quiet") {
        return Ok(ExitCode::SUCCESS);
    }
    let mut printed = String::new();
    if let Some(aside) = aside {
        let _ = writeln!(
            printed,
            "What was in {} is now in {}.\n",
            out.display(),
            aside.display()
        );
    }
    printed.push_str(&report::summary(&pki));
    if !args.has("control-plane") {
        printed.push_str(
            "The control plane above and its address are an invented example, and so are nodes that no option names.\n\
             For a cluster of your own: -control-plane NAME=ADDRESS and -node NAME=ADDRESS, each as often as there are machines.\n\n",
        );
    }
    printed.push_str(&next_steps(&spec, out, pki.files.len()));
    io::print(printed.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The cluster that the options describe.
fn describe(args: &Args) -> Result<ClusterSpec, CliError> {
    let mut spec = ClusterSpec::demonstration();
    let control_planes: Vec<Node> = many(args, "control-plane")?;
    let workers: Vec<Node> = many(args, "node")?;
    if !control_planes.is_empty() {
        // A cluster of somebody's own: nothing of the demonstration's machines stays.
        spec.endpoint = Endpoint {
            host: AltName::Ip(control_planes[0].addresses[0]),
            port: Endpoint::DEFAULT_PORT,
        };
        spec.api_server_names.clear();
        spec.control_planes = control_planes;
        spec.workers = workers;
    } else if !workers.is_empty() {
        spec.workers = workers;
    }
    spec.api_server_names.extend(many::<AltName>(args, "san")?);
    if let Some(endpoint) = one(args, "endpoint")? {
        spec.endpoint = endpoint;
    }
    if let Some(subnet) = one(args, "service-cidr")? {
        spec.service_subnet = subnet;
    }
    if let Some(domain) = args.text("dns-domain") {
        spec.dns_domain = domain.to_string();
    }
    if let Some(name) = args.text("name") {
        spec.name = name.to_string();
    }
    Ok(spec)
}

fn many<T: FromStr<Err = SpecError>>(args: &Args, name: &str) -> Result<Vec<T>, CliError> {
    args.texts(name)
        .map(|text| {
            text.parse()
                .map_err(|e| CliError::usage(format!("option -{name}: {e}")))
        })
        .collect()
}

fn one<T: FromStr<Err = SpecError>>(args: &Args, name: &str) -> Result<Option<T>, CliError> {
    Ok(many(args, name)?.pop())
}

fn refused(error: SpecError) -> CliError {
    CliError::usage(error)
}

fn key_bits(args: &Args) -> Result<usize, CliError> {
    let bits = args.number("bits").unwrap_or(DEFAULT_BITS);
    match usize::try_from(bits) {
        Ok(bits @ 2048..=16384) => Ok(bits),
        _ => Err(CliError::usage(format!(
            "option -bits: {bits} is not a size for a cluster's keys; choose one from 2048 to 16384"
        ))),
    }
}

/// So many keys, on all processors at once.
fn generate(count: usize, bits: usize) -> Result<Vec<PrivateKey>, CliError> {
    // Hidden by itself where standard error is not a terminal.
    let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("generating keys {bar:40} {pos}/{len}") {
        bar.set_style(style);
    }
    let key = |_| {
        let mut rng = rng::system()?;
        let key = PrivateKey::generate(&mut rng, bits)
            .map_err(|e| CliError::new(format!("cannot generate a key: {e}")))?;
        bar.inc(1);
        Ok(key)
    };
    let keys = own_stack::with_workers(|| (0..count).into_par_iter().map(key).collect());
    bar.finish_and_clear();
    keys.map_err(|e| CliError::new(format!("cannot start a thread for each core: {e}")))?
}

/// The time, as the end of a file name.
fn stamp() -> String {
    jiff::Timestamp::now()
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string()
}

fn next_steps(spec: &ClusterSpec, out: &Path, files: usize) -> String {
    let out = out.display();
    let first = &spec.control_planes[0];
    let endpoint = spec.endpoint.url();
    let mut printed = String::new();
    let _ = writeln!(
        printed,
        "{files} files in {out}; keys and kubeconfigs are readable by their owner only."
    );
    let _ = writeln!(printed, "\nNext steps");
    let _ = writeln!(
        printed,
        "  On {}, the directory's contents belong in /etc/kubernetes:",
        first.name
    );
    let _ = writeln!(printed, "    cp -a {out}/. /etc/kubernetes/");
    if spec.nodes().count() > 1 {
        let _ = writeln!(
            printed,
            "  On each other machine, those of {out}/nodes/NAME do."
        );
    }
    let _ = writeln!(
        printed,
        "  Once the API server runs, give the administrators their rights, then ask it something:"
    );
    let _ = writeln!(
        printed,
        "    kubectl --kubeconfig {out}/super-admin.conf create clusterrolebinding kubeadm:cluster-admins \\\n      \
         --clusterrole=cluster-admin --group=kubeadm:cluster-admins"
    );
    let _ = writeln!(
        printed,
        "    kubectl --kubeconfig {out}/admin.conf get pods --all-namespaces"
    );
    let _ = writeln!(
        printed,
        "    curl {endpoint}/api/v1/pods --key {out}/pki/admin.key --cert {out}/pki/admin.crt --cacert {out}/pki/ca.crt"
    );
    let _ = writeln!(
        printed,
        "  Keep {out}/pki/*ca.key, {out}/pki/etcd/ca.key and {out}/super-admin.conf offline: whoever has them owns the cluster."
    );
    printed
}
