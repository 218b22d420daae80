//! Keys, certificates, files and processes of a test.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding as _};
use certwright::SysRng;
use certwright::path::RootStore;
use certwright::rsa::PrivateKey;
use certwright::x509::{AltNames, Certificate, CertificateBuilder, NameBuf, RequestBuilder};
use certwright_rustls::{ClientVerifier, KeyProvider, SUPPORTED_ALGORITHMS, SigningKey};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::api_server::ApiServer;

pub const SIGNER: &str = "example.com/internal";

/// An RSA key that all share: what is tested is not keys.
pub fn key() -> &'static PrivateKey {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    KEY.get_or_init(|| PrivateKey::generate(&mut SysRng, 2048).unwrap())
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(CryptoProvider {
        signature_verification_algorithms: SUPPORTED_ALGORITHMS,
        key_provider: &KeyProvider,
        ..rustls_graviola::default_provider()
    })
}

pub const RULES: &str = r#"
apiVersion: certwright/v1
kind: SignerRules
rules:
- name: web
  requester: { usernames: [ada] }
  subject: { commonNames: ["web-*"] }
  names: { dns: ["*.example.com"] }
  usages: [digital signature, server auth]
  lifetime: 1d
  maxLifetime: 30d
"#;

pub struct Bench {
    pub server: ApiServer,
    pub directory: TempDir,
    pub authority: Certificate,
}

/// An authority's certificate for the shared key.
pub fn authority(name: &str) -> Certificate {
    CertificateBuilder::new(NameBuf::common_name(name))
        .authority(None)
        .self_signed(key(), &mut SysRng)
        .unwrap()
}

impl Bench {
    pub async fn new() -> Self {
        Self::with_rules(RULES).await
    }

    pub async fn with_rules(rules: &str) -> Self {
        let cluster = authority("cluster");
        let server = CertificateBuilder::new(NameBuf::common_name("kube-apiserver"))
            .tls_server(&["127.0.0.1", "kubernetes"])
            .unwrap()
            .public_key_of(key())
            .signed_by(&cluster, key(), &mut SysRng)
            .unwrap();
        let client = CertificateBuilder::new(NameBuf::common_name("signer"))
            .tls_client()
            .public_key_of(key())
            .signed_by(&cluster, key(), &mut SysRng)
            .unwrap();
        let (roots, _) = RootStore::from_pem_bundle(cluster.to_pem());
        let certified = CertifiedKey::new(
            vec![CertificateDer::from(server.into_der())],
            Arc::new(SigningKey::new(key().clone()).unwrap()),
        );
        let tls = rustls::ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .with_client_cert_verifier(Arc::new(ClientVerifier::new(roots)))
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
        let bench = Self {
            server: ApiServer::start(tls).await,
            directory: tempfile::tempdir().unwrap(),
            authority: authority("signing authority"),
        };
        let private = key().to_pkcs8_pem();
        bench.write("rules.yaml", rules);
        bench.write("ca.crt", &bench.authority.to_pem());
        bench.write_private("ca.key", &private);
        bench.write("cluster.crt", &cluster.to_pem());
        bench.write("client.crt", &client.to_pem());
        bench.write_private("client.key", &private);
        bench.kubeconfig(
            "client-certificate: client.crt\n    client-key: client.key",
            "",
        );
        bench
    }

    /// A kubeconfig with these lines of the user and of the cluster.
    pub fn kubeconfig(&self, user: &str, cluster: &str) {
        let address = self.server.address;
        let text = format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: c\n\
             clusters:\n- name: c\n  cluster:\n    server: https://{address}\n    certificate-authority: cluster.crt\n    {cluster}\n\
             contexts:\n- name: c\n  context:\n    cluster: c\n    user: u\n    namespace: pki\n\
             users:\n- name: u\n  user:\n    {user}\n"
        );
        self.write("kubeconfig", &text);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub fn write_private(&self, name: &str, text: &str) {
        self.write(name, text);
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }

    pub fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_certwright-signer"));
        command
            .args(["--signer-name", SIGNER, "--rules", "rules.yaml"])
            .args([
                "--ca-cert",
                "ca.crt",
                "--ca-key",
                "ca.key",
                "--kubeconfig",
                "kubeconfig",
            ])
            .args([
                "--lease-duration",
                "3s",
                "--renew-deadline",
                "2s",
                "--retry-period",
                "1s",
            ])
            .args(more)
            .current_dir(self.directory.path());
        command
    }

    /// Runs what ends at once; gives its last words.
    pub fn refused(&self, more: &[&str]) -> String {
        let mut command = self.command(&["--listen", "127.0.0.1:0"]);
        let log = self.path("refusal");
        let child = command
            .args(more)
            .stderr(fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut child = Killed(child);
        let status = ended(&mut child.0);
        let error = fs::read_to_string(log).unwrap();
        assert_eq!(status, Some(1), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        error
    }

    pub fn replica(&self) -> Replica {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let log = self.path(&format!("log-{number}"));
        let child = self
            .command(&["--listen", "127.0.0.1:0"])
            .stderr(fs::File::create(&log).unwrap())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Replica {
            child: Killed(child),
            log,
        }
    }

    /// A request of the user ada for a common name, not approved.
    pub fn ask(&self, name: &str, common_name: &str, names: &[&str]) {
        let request = request(common_name, names);
        self.server.create(name, spec(&request));
    }

    pub fn ask_and_approve(&self, name: &str, common_name: &str) {
        self.ask(name, common_name, &[]);
        self.server.add_condition(name, "Approved");
    }

    /// Waits until a request has what is looked for.
    pub async fn until(&self, name: &str, found: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let request = self.server.request(name);
            if found(&request) {
                return request;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "{name}: {request}{}",
                self.logs()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn logs(&self) -> String {
        let mut text = String::new();
        for entry in fs::read_dir(self.directory.path()).unwrap().flatten() {
            if entry.file_name().to_string_lossy().starts_with("log-") {
                text += &format!(
                    "\n{:?}:\n{}",
                    entry.path(),
                    fs::read_to_string(entry.path()).unwrap()
                );
            }
        }
        text
    }

    pub async fn until_signed(&self, name: &str) -> Vec<Certificate> {
        let request = self.until(name, is_signed).await;
        let pem = request["status"]["certificate"].as_str().unwrap();
        Certificate::all_from_pem(Base64::decode_vec(pem).unwrap()).unwrap()
    }

    pub async fn until_failed(&self, name: &str) -> String {
        let request = self
            .until(name, |request| condition(request, "Failed").is_some())
            .await;
        assert!(!is_signed(&request), "{request}");
        condition(&request, "Failed").unwrap()
    }

    /// Waits until somebody holds the lease, and gives who.
    pub async fn until_led(&self) -> String {
        let begun = Instant::now();
        loop {
            if let Some(holder) = self.server.state().holders.last()
                && !holder.name.is_empty()
            {
                return holder.name.clone();
            }
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "nobody leads{}",
                self.logs()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

pub fn is_signed(request: &Value) -> bool {
    request["status"]["certificate"].is_string()
}

/// Reason and message of a condition.
pub fn condition(request: &Value, kind: &str) -> Option<String> {
    let conditions = request["status"]["conditions"].as_array()?;
    let found = conditions
        .iter()
        .find(|condition| condition["type"] == kind)?;
    let text = |field: &str| found[field].as_str().unwrap_or_default().to_string();
    Some(format!("{}: {}", text("reason"), text("message")))
}

pub fn request(common_name: &str, names: &[&str]) -> String {
    let mut builder = RequestBuilder::new(NameBuf::common_name(common_name));
    if !names.is_empty() {
        let names = names
            .iter()
            .fold(AltNames::new(), |all, name| all.dns(name).unwrap());
        builder = builder.alt_names(&names);
    }
    builder.sign(key(), &mut SysRng).unwrap().to_pem()
}

pub fn spec(request: &str) -> Value {
    json!({
        "request": Base64::encode_string(request.as_bytes()),
        "signerName": SIGNER,
        "usages": ["digital signature", "server auth"],
        "username": "ada",
        "groups": ["system:authenticated"],
        "uid": "1",
    })
}

/// A process that is killed when it is dropped, as it is when a test fails.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The exit status of a process that ends by itself, and soon.
fn ended(child: &mut Child) -> Option<i32> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not end");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A process of the program.
pub struct Replica {
    child: Killed,
    log: PathBuf,
}

/// What a process has used so far.
#[cfg(target_os = "linux")]
pub struct Usage {
    /// In seconds, of user and system.
    pub processor_time: f64,
    /// In kB.
    pub peak_memory: u64,
}

impl Replica {
    /// proc(5): the 14th and 15th fields of `stat`, in hundredths of a second on every Linux, and `VmHWM` of `status`.
    #[cfg(target_os = "linux")]
    pub fn usage(&self) -> Usage {
        let read =
            |name: &str| fs::read_to_string(format!("/proc/{}/{name}", self.child.0.id())).unwrap();
        let stat = read("stat");
        let (_, after_name) = stat.rsplit_once(") ").unwrap();
        let fields: Vec<&str> = after_name.split(' ').collect();
        let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
        let status = read("status");
        let (_, peak) = status.split_once("VmHWM:").unwrap();
        let peak = peak.split_whitespace().next().unwrap();
        Usage {
            processor_time: (ticks(11) + ticks(12)) / 100.0,
            peak_memory: peak.parse().unwrap(),
        }
    }

    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Whether this replica has this identity, by its own words.
    pub fn is(&self, holder: &str) -> bool {
        self.log().contains(&format!("{holder} leads"))
    }

    pub fn kill(&mut self) {
        self.child.0.kill().unwrap();
        self.child.0.wait().unwrap();
    }

    /// SIGTERM; gives the exit status.
    pub fn terminate(&mut self) -> Option<i32> {
        let pid = rustix::process::Pid::from_child(&self.child.0);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        ended(&mut self.child.0)
    }

    /// Waits until it has reported something.
    pub async fn until_logged(&self, text: &str) {
        let begun = Instant::now();
        while !self.log().contains(text) {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "{text:?} is not in\n{}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until it answers to GET with something, and gives the answer.
    pub async fn until_answered(&self, path: &str, text: &str) -> String {
        let begun = Instant::now();
        loop {
            let answer = self.get(path);
            if answer.contains(text) {
                return answer;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "{text:?} is not in\n{answer}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What it answers to GET, once it has reported where.
    pub fn get(&self, path: &str) -> String {
        let log = self.log();
        let (_, rest) = log.split_once("answers at http://").unwrap();
        let (address, _) = rest.split_once('/').unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

/// Puts a file in place of another in one step, as volumes of Secrets do.
pub fn exchange(directory: &Path, name: &str, bytes: &[u8]) {
    let new = directory.join(format!("{name}.new"));
    fs::write(&new, bytes).unwrap();
    fs::set_permissions(&new, fs::Permissions::from_mode(0o600)).unwrap();
    fs::rename(new, directory.join(name)).unwrap();
}
