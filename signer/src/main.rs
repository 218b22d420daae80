//! The program `certwright-signer`, which `certwright k8s signer` starts.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use certwright::SysRng;
use certwright::rand_core::TryRng as _;
use certwright_cluster::Lifetime;
use certwright_signer::controller::Controller;
use certwright_signer::leader::{Elector, Timing};
use certwright_signer::manifests::{self, Deployment};
use certwright_signer::material::{Material, Paths};
use certwright_signer::metrics::{self, Metrics};
use certwright_signer::{Rules, SignerName, api};
use clap::Parser;
use kube::Api;
use tokio::signal::unix::{SignalKind, signal};

/// Signs the CertificateSigningRequests of one signer name by rules on who may get what.
#[derive(Parser)]
#[command(name = "certwright-signer", version, args_override_self = true)]
struct Options {
    /// The signer's name, DOMAIN/PATH: spec.signerName of the requests that are answered
    #[arg(long, value_name = "NAME", required_unless_present_any = ["schema", "check"])]
    signer_name: Option<SignerName>,

    /// The rules: who may get what
    #[arg(long, value_name = "FILE", required_unless_present_any = ["schema", "manifests"])]
    rules: Option<PathBuf>,

    /// The authority's certificate, and those between it and a root, as PEM
    #[arg(long, value_name = "FILE", required_unless_present_any = ["schema", "manifests", "check"])]
    ca_cert: Option<PathBuf>,

    /// The authority's private key, as PEM, which others cannot read
    #[arg(long, value_name = "FILE", required_unless_present_any = ["schema", "manifests", "check"])]
    ca_key: Option<PathBuf>,

    /// How to reach the API server; without it, as a pod does, by its service account
    #[arg(long, value_name = "FILE")]
    kubeconfig: Option<PathBuf>,

    /// The context of the kubeconfig; its current one if none is given
    #[arg(long, value_name = "NAME", requires = "kubeconfig")]
    context: Option<String>,

    /// The namespace of the lease; that of the pod or the context if none is given
    #[arg(long, value_name = "NAME", value_parser = manifests::label)]
    namespace: Option<String>,

    /// The lease of the replica that signs; made of the signer's name if none is given
    #[arg(long, value_name = "NAME", value_parser = manifests::label)]
    lease_name: Option<String>,

    /// After how long without a renewal another replica takes over
    #[arg(long, value_name = "TIME", default_value = "15s", value_parser = seconds)]
    lease_duration: Duration,

    /// After how long without success the replica that signs stops
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = seconds)]
    renew_deadline: Duration,

    /// How long to wait between attempts to get or renew the lease
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = seconds)]
    retry_period: Duration,

    /// Where to answer /healthz and /metrics
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,

    /// Print manifests (roles, Deployment and all else) to run it in a cluster, and do nothing else
    #[arg(long, requires = "image", conflicts_with_all = ["schema", "check"])]
    manifests: bool,

    /// The container's image in the manifests
    #[arg(long, value_name = "IMAGE", requires = "manifests", value_parser = manifests::image)]
    image: Option<String>,

    /// With --manifests: include the permission that rules with approve: true need
    #[arg(long, requires = "manifests")]
    approve: bool,

    /// Check the rules, and do nothing else
    #[arg(long, conflicts_with = "schema")]
    check: bool,

    /// Print the JSON Schema of the rules, and do nothing else
    #[arg(long)]
    schema: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let time: Lifetime = text.parse().map_err(|e| format!("{e}"))?;
    Ok(Duration::from_secs(time.seconds().unsigned_abs()))
}

fn main() -> ExitCode {
    forbid_core_dumps();
    let options = match Options::try_parse() {
        Ok(options) => options,
        // What --help and --version ask for.
        Err(e) if !e.use_stderr() => e.exit(),
        Err(e) => {
            eprintln!("certwright-signer: {}", one_line(&e.to_string()));
            return ExitCode::from(2);
        }
    };
    match run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("certwright-signer: {e}");
            ExitCode::FAILURE
        }
    }
}

/// What is wrong with the command line, without the usage that follows it.
fn one_line(error: &str) -> String {
    let lines = error.lines().map(str::trim);
    let lines: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    let line = lines.join(" ");
    format!("{}; see --help", line.trim_start_matches("error: "))
}

/// The authority's key is in this process: no other process of the same user reads its memory, and no core is written. Best
/// effort: it is a precaution. One byte and not none: a core that is piped to a program is only given up for a limit of one
/// (core(5)), and no file of one byte is written.
fn forbid_core_dumps() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = Rlimit {
        current: Some(1),
        maximum: getrlimit(Resource::Core).maximum,
    };
    let _ = setrlimit(Resource::Core, limit);
}

fn print(text: &str) -> Result<(), String> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|e| format!("cannot write to standard output: {e}"))
}

fn run(options: Options) -> Result<(), String> {
    if options.schema {
        return print(&Rules::schema());
    }
    if options.check {
        let path = options.rules.ok_or("--rules FILE is missing")?;
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        return match Rules::read(&text) {
            Ok(_) => Ok(()),
            Err(e) if e.at.is_some() => Err(format!("{}:{e}", path.display())),
            Err(e) => Err(format!("{}: {e}", path.display())),
        };
    }
    let signer = options
        .signer_name
        .clone()
        .ok_or("--signer-name NAME is missing")?;
    let lease = options
        .lease_name
        .clone()
        .unwrap_or_else(|| manifests::name_of(&signer));
    if options.manifests {
        return print(&manifests::manifests(&Deployment {
            signer: &signer,
            namespace: options.namespace.as_deref().unwrap_or("certwright"),
            name: &lease,
            image: options.image.as_deref().unwrap_or_default(),
            approve: options.approve,
        }));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| format!("cannot start: {e}"))?;
    let result = runtime.block_on(serve(options, signer, lease));
    // Signatures that are being made when it ends are nobody's.
    runtime.shutdown_timeout(Duration::from_secs(1));
    result
}

async fn serve(options: Options, signer: SignerName, lease: String) -> Result<(), String> {
    let timing = Timing {
        lease_duration: options.lease_duration,
        renew_deadline: options.renew_deadline,
        retry_period: options.retry_period,
    };
    timing.check()?;
    let (Some(rules), Some(certificate), Some(key)) =
        (options.rules, options.ca_cert, options.ca_key)
    else {
        return Err("--rules, --ca-cert and --ca-key are needed".into());
    };
    let paths = Paths {
        rules,
        certificate,
        key,
    };
    let material = Arc::new(Material::new(paths)?);
    let client = api::client(options.kubeconfig.as_deref(), options.context.as_deref()).await?;
    let namespace = options
        .namespace
        .unwrap_or_else(|| client.default_namespace().to_string());
    let signals = |kind| signal(kind).map_err(|e| format!("cannot wait for signals: {e}"));
    let (mut terminate, mut interrupt) = (
        signals(SignalKind::terminate())?,
        signals(SignalKind::interrupt())?,
    );
    let metrics = Arc::new(Metrics::new(
        timing.lease_duration + timing.renew_deadline * 2,
    ));
    let listener = metrics::listen(options.listen).await?;
    let leases = Api::namespaced(client.clone(), &namespace);
    let (mut elector, leadership) = Elector::new(leases, &lease, &identity()?, timing);
    let controller = Controller::new(
        client,
        signer,
        Arc::clone(&material),
        leadership,
        Arc::clone(&metrics),
    );
    tokio::select! {
        () = elector.run(&metrics) => {}
        () = controller.run() => {}
        () = material.follow(&metrics) => {}
        () = metrics::serve(listener, Arc::clone(&metrics)) => {}
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    // Nothing is signed any more: the controller was dropped with its branch.
    elector.release().await;
    Ok(())
}

/// A name that no other replica has: the host's, which is the pod's, and 64 random bits.
fn identity() -> Result<String, String> {
    let host = rustix::system::uname();
    let host = host.nodename().to_string_lossy();
    let random = SysRng
        .try_next_u64()
        .map_err(|e| format!("the system random number generator failed: {e}"))?;
    Ok(format!("{host}_{random:016x}"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_not_dumpable_and_writes_no_core() {
        use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};
        forbid_core_dumps();
        assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable));
        assert!(matches!(getrlimit(Resource::Core).current, Some(0 | 1)));
    }
}
