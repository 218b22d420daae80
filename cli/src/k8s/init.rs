//! `k8s init`: a Kubernetes cluster's whole PKI.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::str::FromStr;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use super::directory::{self, DECLARATION};
use crate::args::Args;
use crate::clock;
use crate::error::CliError;
use crate::io::{self, Access};
use crate::options::{Command, Item, Value, flag, infile, option, text};
use crate::tree::{self, TreeFile};
use crate::{own_stack, rng};
use certwright::rsa::PrivateKey;
use certwright_cluster::declaration;
use certwright_cluster::{
    AltName, ClusterSpec, Endpoint, Etcd, Files, Lifetime, Node, Plan, SpecError, Wanted, report,
};

/// Where the tree goes if nothing else is asked for.
const DEFAULT_OUT: &str = "demo-pki";

/// The options that describe a cluster.
pub(super) const CLUSTER: &[Item] = &[
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
    text("bind-port", "Port that each API server listens on (6443)"),
    text(
        "san",
        "Further host name or address of the API server; may be repeated",
    ),
    text(
        "service-cidr",
        "Range of service addresses (10.96.0.0/12); once for each address family",
    ),
    text("dns-domain", "Domain of services (cluster.local)"),
    text("name", "The cluster's name in kubeconfigs (kubernetes)"),
    Item::More("Without any of these: a demonstration cluster of one control plane and two nodes"),
];

/// The options that describe its certificates.
pub(super) const CERTIFICATE: &[Item] = &[
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
];

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
        option("dir", Value::Directory, "The same as -out"),
        flag(
            "force",
            "Move aside what the directory holds instead of refusing",
        ),
        flag("quiet", "Print nothing but errors"),
        infile(
            "f",
            "Declaration of the cluster, cluster.yaml or kubeadm's, in place of the options below; makes what the directory lacks",
        ),
        flag("dry-run", "Print what would be made, and write nothing"),
        Item::Group(CLUSTER),
        Item::Group(CERTIFICATE),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    if args.has("f") {
        return super::renew::init(args);
    }
    let spec = describe(args)?;
    let text = declaration::write(&spec);
    make(args, &spec, text.as_bytes())
}

/// The directory to make: what other commands have as `-dir` may be called so here.
pub(super) fn out(args: &Args) -> Result<&Path, CliError> {
    match (args.path("out"), args.path("dir")) {
        (Some(_), Some(_)) => Err(CliError::usage(
            "-dir is the same as -out; name one of them",
        )),
        (Some(path), None) | (None, Some(path)) => Ok(path),
        (None, None) => Ok(Path::new(DEFAULT_OUT)),
    }
}

/// Makes a whole cluster, and writes its declaration beside it.
pub(super) fn make(args: &Args, spec: &ClusterSpec, text: &[u8]) -> Result<ExitCode, CliError> {
    let plan = Plan::new(spec).map_err(refused)?;
    let now = super::issuing_time()?;
    let out = out(args)?;
    let force = Some(args.has("force"));
    tree::check(out, force)?;
    if args.has("dry-run") {
        let mut printed = String::new();
        for wanted in plan.wanted() {
            let _ = writeln!(printed, "+ {} ({}): make", wanted.path(), wanted.id());
        }
        io::print(printed.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }

    let keys = generate(&plan.key_sizes().collect::<Vec<_>>())?;
    let pki = plan
        .issue(keys, now, &mut rng::system()?)
        .map_err(|e| CliError::new(format!("cannot make the cluster's certificates: {e}")))?;
    let mut files: Vec<TreeFile<'_>> = pki
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
    files.push(TreeFile {
        path: DECLARATION,
        contents: text,
        access: Access::Private,
    });
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
    if !args.has("control-plane") && !args.has("f") {
        printed.push_str(
            "The control plane above and its address are an invented example, and so are nodes that no option names.\n\
             For a cluster of your own: -control-plane NAME=ADDRESS and -node NAME=ADDRESS, each as often as there are machines.\n\n",
        );
    }
    let wanted: Vec<&Wanted> = pki
        .certificates
        .iter()
        .map(|issued| &issued.wanted)
        .collect();
    printed.push_str(&next_steps(spec, out, &wanted, files.len()));
    io::print(printed.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The cluster that the options describe.
pub(super) fn describe(args: &Args) -> Result<ClusterSpec, CliError> {
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
    if let Some(text) = args.text("bind-port") {
        spec.bind_port = text
            .parse()
            .ok()
            .filter(|port| *port != 0)
            .ok_or_else(|| SpecError::Port { text: text.into() })
            .map_err(|e| CliError::usage(format!("option -bind-port: {e}")))?;
        spec.endpoint.port = spec.bind_port;
    }
    // Where none is named, clients reach the port that the API servers listen on.
    if let Some(text) = args.text("endpoint") {
        spec.endpoint = Endpoint::with_default_port(text, spec.bind_port)
            .map_err(|e| CliError::usage(format!("option -endpoint: {e}")))?;
    }
    let subnets = many(args, "service-cidr")?;
    if !subnets.is_empty() {
        spec.service_subnets = subnets;
    }
    if let Some(domain) = args.text("dns-domain") {
        spec.dns_domain = domain.to_string();
    }
    if let Some(name) = args.text("name") {
        spec.name = name.to_string();
    }
    parameters(args, &mut spec)?;
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

fn refused(error: SpecError) -> CliError {
    CliError::usage(error)
}

/// Key sizes and validities, where options ask for others.
fn parameters(args: &Args, spec: &mut ClusterSpec) -> Result<(), CliError> {
    let certificates = &mut spec.certificates;
    if let Some(bits) = args.number("bits") {
        let bits = usize::try_from(bits)
            .map_err(|_| SpecError::Bits { bits: usize::MAX })
            .map_err(refused)?;
        certificates.leaves.bits = bits;
        certificates.authorities.bits = bits;
    }
    let days = |name| args.number(name).map(Lifetime::days).transpose();
    if let Some(validity) = days("days").map_err(refused)? {
        certificates.leaves.validity = validity;
    }
    if let Some(validity) = days("ca-days").map_err(refused)? {
        certificates.authorities.validity = validity;
    }
    Ok(())
}

/// Keys of these sizes, on all processors at once.
pub(super) fn generate(sizes: &[usize]) -> Result<Vec<PrivateKey>, CliError> {
    // Hidden by itself where standard error is not a terminal.
    let bar = ProgressBar::with_draw_target(Some(sizes.len() as u64), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("generating keys {bar:40} {pos}/{len}") {
        bar.set_style(style);
    }
    let key = |bits: &usize| {
        let mut rng = rng::system()?;
        let key = PrivateKey::generate(&mut rng, *bits)
            .map_err(|e| CliError::new(format!("cannot generate a key: {e}")))?;
        bar.inc(1);
        Ok(key)
    };
    let keys = own_stack::with_workers(|| sizes.par_iter().map(key).collect());
    bar.finish_and_clear();
    keys.map_err(|e| CliError::new(format!("cannot start a thread for each core: {e}")))?
}

/// The time, as the end of a file name.
pub(super) fn stamp() -> String {
    certwright_cluster::check::iso(clock::now()).replace(['-', ':'], "")
}

fn next_steps(spec: &ClusterSpec, out: &Path, wanted: &[&Wanted], files: usize) -> String {
    let shown = out.display();
    let out = directory::word(out);
    let first = &spec.control_planes[0];
    let endpoint = spec.endpoint.url();
    let of_role = |role: &str| wanted.iter().find(|wanted| wanted.role.file == role);
    let kubeconfig = |role: &str| {
        let path = of_role(role).and_then(|wanted| wanted.location.kubeconfig.as_deref());
        format!("{out}/{}", path.unwrap_or_default())
    };
    let mut printed = String::new();
    let _ = writeln!(
        printed,
        "{files} files in {shown}; keys and kubeconfigs are readable by their owner only."
    );
    let _ = writeln!(printed, "\nNext steps");
    match spec.files {
        Files::Kubeadm | Files::KubeadmOnly => {
            let _ = writeln!(
                printed,
                "  On {}, the directory's contents belong in /etc/kubernetes:\n    cp -a {out}/. /etc/kubernetes/",
                first.name
            );
            if spec.machines().count() > 1 && spec.files == Files::Kubeadm {
                let _ = writeln!(
                    printed,
                    "  On each other machine, those of {out}/nodes/NAME do."
                );
            }
        }
        Files::Crt | Files::Pem => {
            let _ = writeln!(
                printed,
                "  What {} needs in /etc/kubernetes, as a tar; likewise each other machine:\n    certwright k8s bundle -dir {out} {}",
                first.name, first.name
            );
        }
    }
    if let Etcd::Unmanaged(client) = &spec.etcd
        && client.files().next().is_some()
    {
        let paths: Vec<&str> = client.files().map(|(_, path)| path.as_str()).collect();
        let _ = writeln!(
            printed,
            "  Whoever runs etcd issues what the API server needs to reach it: {}",
            paths.join(", ")
        );
    }
    let _ = writeln!(
        printed,
        "  Once the API server runs, give the administrators their rights, then ask it something:"
    );
    let _ = writeln!(
        printed,
        "    kubectl --kubeconfig {} create clusterrolebinding kubeadm:cluster-admins \\\n      \
         --clusterrole=cluster-admin --group=kubeadm:cluster-admins",
        kubeconfig("super-admin")
    );
    let _ = writeln!(
        printed,
        "    kubectl --kubeconfig {} get pods --all-namespaces",
        kubeconfig("admin")
    );
    let pair = |role: &str| of_role(role).and_then(|wanted| wanted.location.pair.as_ref());
    if let (Some(admin), Some(authority)) = (pair("admin"), pair("ca")) {
        let _ = writeln!(
            printed,
            "    curl {endpoint}/api/v1/pods --key {out}/{} --cert {out}/{} --cacert {out}/{}",
            admin.key, admin.certificate, authority.certificate
        );
    }
    let authorities = wanted.iter().filter(|wanted| wanted.is_authority());
    let mut keep: Vec<String> = authorities
        .filter_map(|wanted| wanted.location.pair.as_ref())
        .map(|pair| format!("{out}/{}", pair.key))
        .collect();
    keep.push(kubeconfig("super-admin"));
    let last = keep.pop().unwrap_or_default();
    let _ = writeln!(
        printed,
        "  Keep {} and {last} offline: whoever has them owns the cluster.",
        keep.join(", ")
    );
    printed
}
