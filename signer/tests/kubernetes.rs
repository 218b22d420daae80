//! Kubernetes' own API server, with etcd behind it, on the certificates and keys of `certwright k8s init`: whom its kubeconfigs identify, and the
//! signer as a pod runs it, with a service account's token and the roles of the manifests.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(120);
const SIGNER: &str = "example.com/internal";
/// What the manifests call everything of it.
const NAME: &str = "signer-example-com-internal-abe33a93";

/// A program that another package, or the environment, provides.
fn program(variable: &str, otherwise: &str) -> PathBuf {
    let named = std::env::var_os(variable).map(PathBuf::from);
    named.unwrap_or_else(|| otherwise.into())
}

/// certwright as cargo built it beside the signer, or the one that `CERTWRIGHT` names.
fn certwright() -> PathBuf {
    let beside = Path::new(env!("CARGO_BIN_EXE_certwright-signer")).with_file_name("certwright");
    let found = program("CERTWRIGHT", beside.to_str().unwrap());
    assert!(
        found.is_file(),
        "{}: cargo build -p certwright-cli makes it",
        found.display()
    );
    found
}

/// `signer/tests/kube-apiserver` makes it.
fn kube_apiserver() -> PathBuf {
    let built =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/kube-apiserver/kube-apiserver");
    let found = program("KUBE_APISERVER", built.to_str().unwrap());
    assert!(
        found.is_file(),
        "{}: signer/tests/kube-apiserver makes it",
        found.display()
    );
    found
}

struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let log = self.log();
            let last: Vec<&str> = log.lines().rev().take(20).collect();
            let last: Vec<&str> = last.into_iter().rev().collect();
            eprintln!("{}:\n{}", self.log.display(), last.join("\n"));
        }
    }
}

/// A control plane's etcd and API server, which end with it.
struct Cluster {
    directory: TempDir,
    address: Ipv4Addr,
    processes: Vec<Process>,
}

#[track_caller]
fn until<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[track_caller]
fn ok(output: Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn refused(output: Output) -> String {
    assert!(!output.status.success(), "{output:?}");
    String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap()
}

impl Cluster {
    /// `k8s init` on a loopback address of this cluster's own, then etcd and the API server.
    fn start() -> Self {
        static NEXT: AtomicU8 = AtomicU8::new(1);
        let process = std::process::id();
        let [a, b] = [201 + (process / 250) % 50, process % 250];
        let last = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut cluster = Self {
            directory: tempfile::tempdir().unwrap(),
            address: Ipv4Addr::new(127, a as u8, b as u8, last),
            processes: Vec::new(),
        };
        let address = cluster.address;
        ok(cluster.certwright(&format!(
            "k8s init -quiet -out pki -control-plane cp-1={address} -node worker-1=192.0.2.1"
        )));
        let etcd = format!(
            "--name cp-1 --data-dir etcd --logger zap --log-outputs stderr --unsafe-no-fsync \
             --listen-client-urls https://{address}:2379 --advertise-client-urls https://{address}:2379 \
             --listen-peer-urls https://{address}:2380 --initial-advertise-peer-urls https://{address}:2380 \
             --initial-cluster cp-1=https://{address}:2380 --client-cert-auth --peer-client-cert-auth \
             --cert-file pki/pki/etcd/server.crt --key-file pki/pki/etcd/server.key --trusted-ca-file pki/pki/etcd/ca.crt \
             --peer-cert-file pki/pki/etcd/peer.crt --peer-key-file pki/pki/etcd/peer.key --peer-trusted-ca-file pki/pki/etcd/ca.crt"
        );
        cluster.serve(Path::new("etcd"), "etcd", &etcd, 2379);
        let api_server = format!(
            "--etcd-servers=https://{address}:2379 --etcd-cafile=pki/pki/etcd/ca.crt \
             --etcd-certfile=pki/pki/apiserver-etcd-client.crt --etcd-keyfile=pki/pki/apiserver-etcd-client.key \
             --bind-address={address} --secure-port=6443 --advertise-address=192.0.2.10 --endpoint-reconciler-type=none \
             --tls-cert-file=pki/pki/apiserver.crt --tls-private-key-file=pki/pki/apiserver.key --client-ca-file=pki/pki/ca.crt \
             --kubelet-client-certificate=pki/pki/apiserver-kubelet-client.crt --kubelet-client-key=pki/pki/apiserver-kubelet-client.key \
             --proxy-client-cert-file=pki/pki/front-proxy-client.crt --proxy-client-key-file=pki/pki/front-proxy-client.key \
             --requestheader-client-ca-file=pki/pki/front-proxy-ca.crt --requestheader-allowed-names=front-proxy-client \
             --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
             --requestheader-extra-headers-prefix=X-Remote-Extra- \
             --service-account-key-file=pki/pki/sa.pub --service-account-signing-key-file=pki/pki/sa.key \
             --service-account-issuer=https://kubernetes.default.svc.cluster.local --service-cluster-ip-range=10.96.0.0/12 \
             --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --enable-bootstrap-token-auth=true"
        );
        cluster.serve(&kube_apiserver(), "kube-apiserver", &api_server, 6443);
        until("an API server that is ready", || {
            let ready = cluster.kubectl("super-admin", "get --raw=/readyz", None);
            (ready.stdout == b"ok").then_some(())
        });
        cluster
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.directory.path())
            .env("HOME", self.directory.path())
            .env_remove("KUBECONFIG")
            .stdin(Stdio::null());
        for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"] {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, program: &Path, words: &[&str], input: Option<&str>) -> Output {
        let mut command = self.command(program);
        command.args(words);
        if let Some(input) = input {
            let file = self.path("input");
            fs::write(&file, input).unwrap();
            command.stdin(File::open(file).unwrap());
        }
        let done = command.output();
        done.unwrap_or_else(|e| panic!("{}: {e}", program.display()))
    }

    fn certwright(&self, line: &str) -> Output {
        self.run(&certwright(), &words(line), None)
    }

    /// kubectl as the user of a kubeconfig of `pki`.
    fn kubectl(&self, user: &str, line: &str, input: Option<&str>) -> Output {
        let kubeconfig = format!("--kubeconfig=pki/{user}.conf");
        let mut all = vec![kubeconfig.as_str(), "--request-timeout=30s"];
        all.extend(words(line));
        self.run(Path::new("kubectl"), &all, input)
    }

    fn create(&self, user: &str, object: &Value) -> Output {
        self.kubectl(user, "create -f -", Some(&object.to_string()))
    }

    fn get(&self, what: &str) -> Value {
        let found = ok(self.kubectl("super-admin", &format!("get {what} -o json"), None));
        serde_json::from_str(&found).unwrap()
    }

    fn serve(&mut self, program: &Path, name: &str, line: &str, port: u16) {
        let mut command = self.command(program);
        command.args(words(line));
        let process = self.started(command, name);
        self.processes.push(process);
        let address = SocketAddr::from((self.address, port));
        until(name, || {
            let process = self.processes.last_mut().unwrap();
            let ended = process.child.try_wait().unwrap();
            assert!(ended.is_none(), "{name} ended: {}", process.log());
            TcpStream::connect_timeout(&address, Duration::from_secs(1)).ok()
        });
    }

    fn started(&self, mut command: Command, name: &str) -> Process {
        let log = self.path(&format!("{name}.log"));
        let file = File::create(&log).unwrap();
        let child = command
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        Process { child, log }
    }
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

#[test]
#[ignore = "needs etcd, kubectl and kube-apiserver"]
fn each_user_is_who_the_certificate_names_and_gets_what_kubernetes_gives_it() {
    let cluster = Cluster::start();
    let may = |user: &str, what: &str| {
        let answer = cluster.kubectl(user, &format!("auth can-i {what}"), None);
        match answer.stdout.trim_ascii() {
            b"yes" => true,
            text if text.starts_with(b"no") => false,
            _ => panic!("{user} {what}: {answer:?}"),
        }
    };
    // The group of admin.conf has the rights that kubeadm binds it to, and none before that.
    assert!(may("super-admin", "* * -A") && !may("admin", "get nodes"));
    let bind = "create clusterrolebinding kubeadm:cluster-admins --clusterrole=cluster-admin --group=kubeadm:cluster-admins";
    ok(cluster.kubectl("super-admin", bind, None));
    until("RBAC has seen the binding", || {
        may("admin", "* * -A").then_some(())
    });
    for (user, allowed, denied) in [
        (
            "controller-manager",
            "create serviceaccounts --subresource=token",
            "delete nodes",
        ),
        (
            "scheduler",
            "create pods --subresource=binding",
            "get secrets",
        ),
        ("kube-proxy", "list endpoints", "get secrets"),
        ("nodes/worker-1/kubelet", "create nodes", "list secrets"),
    ] {
        assert!(may(user, allowed), "{user} may not {allowed}");
        assert!(!may(user, denied), "{user} may {denied}");
    }
    // The node authorizer and NodeRestriction go by the node's name in the certificate.
    let node =
        |name: &str| json!({ "apiVersion": "v1", "kind": "Node", "metadata": { "name": name } });
    ok(cluster.create("nodes/worker-1/kubelet", &node("worker-1")));
    let other = refused(cluster.create("nodes/worker-1/kubelet", &node("worker-2")));
    assert!(
        other.contains("node \"worker-1\" is not allowed to modify node \"worker-2\""),
        "{other}"
    );
    // A user of one's own, by the groups in the certificate.
    ok(cluster.certwright("k8s kubeconfig -dir pki -group developers -out pki/ada.conf ada"));
    for line in [
        "create clusterrole developers --verb=list --resource=pods",
        "create clusterrolebinding developers --clusterrole=developers --group=developers",
    ] {
        ok(cluster.kubectl("admin", line, None));
    }
    until("RBAC has seen the binding", || {
        may("ada", "list pods -A").then_some(())
    });
    assert!(!may("ada", "get secrets -A"));
    // Manifests of Secrets: the API server takes them, and a bootstrap token logs in.
    let secret = ok(cluster.certwright("k8s secret -dir pki apiserver@cp-1"));
    ok(cluster.kubectl("admin", "apply -f -", Some(&secret)));
    let token = ok(cluster.certwright("k8s secret -bootstrap-token -ttl 2h"));
    ok(cluster.kubectl("admin", "apply -f -", Some(&token)));
    let field = |name: &str| {
        let (_, rest) = token.split_once(&format!("{name}: \"")).unwrap();
        rest.split_once('"').unwrap().0.to_string()
    };
    let id = field("token-id");
    let login = format!(
        "--server=https://{}:6443 --certificate-authority=pki/pki/ca.crt --token={id}.{} get nodes",
        cluster.address,
        field("token-secret")
    );
    until("the bootstrap token is known", || {
        let answer = cluster.run(Path::new("kubectl"), &words(&login), None);
        String::from_utf8_lossy(&answer.stderr)
            .contains(&format!("User \"system:bootstrap:{id}\" cannot list"))
            .then_some(())
    });
    // Another cluster's users are nobody here, and its server is not trusted.
    let other = format!(
        "k8s init -quiet -out other -control-plane cp-1={}",
        cluster.address
    );
    ok(cluster.certwright(&other));
    let untrusted = refused(cluster.kubectl("../other/super-admin", "get nodes", None));
    assert!(untrusted.contains("x509: "), "{untrusted}");
    let stranger = format!(
        "--server=https://{}:6443 --certificate-authority=pki/pki/ca.crt --client-certificate=other/pki/super-admin.crt \
         --client-key=other/pki/super-admin.key get nodes",
        cluster.address
    );
    let unknown = refused(cluster.run(Path::new("kubectl"), &words(&stranger), None));
    assert!(
        unknown.contains("Unauthorized") || unknown.contains("must be logged in"),
        "{unknown}"
    );
    // Renewed with new keys: the server that runs takes the new clients, and the old ones until they end.
    fs::copy(
        cluster.path("pki/super-admin.conf"),
        cluster.path("pki/old.conf"),
    )
    .unwrap();
    ok(cluster.certwright("k8s renew -dir pki -all -rekey -quiet"));
    for user in ["super-admin", "old"] {
        ok(cluster.kubectl(user, "get nodes", None));
    }
}

const RULES: &str = "apiVersion: certwright/v1
kind: SignerRules
rules:
- name: web
  requester: { groups: [developers] }
  subject: { commonNames: [\"web-*\"] }
  names: { dns: [\"*.example.com\"] }
  usages: [digital signature, server auth]
  maxLifetime: 1d
- name: job
  requester: { groups: [developers] }
  subject: { commonNames: [\"job-*\"] }
  usages: [digital signature, client auth]
  maxLifetime: 1h
  approve: true
";

/// The CertificateSigningRequest of a key that nobody keeps.
fn request(cluster: &Cluster, name: &str, common_name: &str, usage: &str) -> Value {
    let line = format!(
        "req -new -newkey rsa:2048 -nodes -keyout {name}.key -subj /CN={common_name} -addext subjectAltName=DNS:{name}.example.com"
    );
    let line = match usage {
        "client auth" => line.split(" -addext").next().unwrap().to_string(),
        _ => line,
    };
    let pem = ok(cluster.certwright(&line));
    json!({
        "apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest",
        "metadata": { "name": name },
        "spec": {
            "request": Base64::encode_string(pem.as_bytes()), "signerName": SIGNER,
            "usages": ["digital signature", usage],
        },
    })
}

/// A replica with all that a pod of the Deployment has: its arguments, volumes, service account and user.
fn pod(cluster: &Cluster, number: u8) -> Process {
    let deployment = cluster.get(&format!("-n certwright deployment {NAME}"));
    let pod = &deployment["spec"]["template"]["spec"];
    let arguments: Vec<&str> = pod["containers"][0]["args"]
        .as_array()
        .unwrap()
        .iter()
        .map(|argument| argument.as_str().unwrap())
        .filter(|argument| !argument.starts_with("--listen"))
        .collect();
    let user = pod["securityContext"]["runAsUser"].as_u64().unwrap();
    let root = cluster.path(&format!("pod-{number}"));
    let account = root.join("account");
    fs::create_dir_all(&account).unwrap();
    for folder in ["rules", "ca"] {
        fs::create_dir_all(root.join(format!("volumes/{folder}"))).unwrap();
    }
    let place = |path: PathBuf, contents: &[u8], mode: u32| {
        fs::write(&path, contents).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let rules = cluster.get(&format!("-n certwright configmap {NAME}-rules"));
    let rules = rules["data"]["rules.yaml"].as_str().unwrap();
    place(
        root.join("volumes/rules/rules.yaml"),
        rules.as_bytes(),
        0o644,
    );
    let secret = cluster.get(&format!("-n certwright secret {NAME}-ca"));
    for file in ["tls.crt", "tls.key"] {
        let contents = Base64::decode_vec(secret["data"][file].as_str().unwrap()).unwrap();
        // `defaultMode: 0400` under an `fsGroup` is root's, readable by that group.
        place(root.join(format!("volumes/ca/{file}")), &contents, 0o440);
    }
    let token = ok(cluster.kubectl(
        "super-admin",
        &format!("create --raw /api/v1/namespaces/certwright/serviceaccounts/{NAME}/token -f -"),
        Some(r#"{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":null,"expirationSeconds":3600}}"#),
    ));
    let token: Value = serde_json::from_str(&token).unwrap();
    let token = token["status"]["token"].as_str().unwrap();
    place(account.join("token"), token.as_bytes(), 0o640);
    place(account.join("namespace"), b"certwright", 0o644);
    let authority = fs::read(cluster.path("pki/pki/ca.crt")).unwrap();
    place(account.join("ca.crt"), &authority, 0o644);
    let script = format!(
        "set -e; chgrp -R {user} {root}; chmod -R g+rX {root}; mount -t tmpfs none /run; touch /run/signer; \
         mkdir -p /run/secrets/kubernetes.io/serviceaccount; mount --bind {root}/account /run/secrets/kubernetes.io/serviceaccount; \
         mount --bind \"$1\" /run/signer; mount -t tmpfs none /etc; mkdir /etc/certwright; mount --bind {root}/volumes /etc/certwright; shift; \
         exec setpriv --reuid {user} --regid {user} --clear-groups --no-new-privs --inh-caps=-all /run/signer \"$@\"",
        root = root.display()
    );
    // Where it works is below.
    fs::set_permissions(cluster.directory.path(), fs::Permissions::from_mode(0o711)).unwrap();
    let mut command = cluster.command(Path::new("unshare"));
    command
        .args([
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-c",
            &script,
            "sh",
        ])
        .arg(env!("CARGO_BIN_EXE_certwright-signer"))
        .args(arguments)
        .arg("--listen=127.0.0.1:0")
        .env("KUBERNETES_SERVICE_HOST", cluster.address.to_string())
        .env("KUBERNETES_SERVICE_PORT", "6443");
    cluster.started(command, &format!("signer-{number}"))
}

#[test]
#[ignore = "needs etcd, kubectl and kube-apiserver, and root for a pod's mounts"]
fn the_signer_signs_as_a_pod_with_the_rights_of_its_manifests_and_no_others() {
    let cluster = Cluster::start();
    let manifests = cluster.run(
        Path::new(env!("CARGO_BIN_EXE_certwright-signer")),
        &words(&format!(
            "--signer-name {SIGNER} --manifests --approve --image registry.example.com/certwright-signer:1"
        )),
        None,
    );
    // Validated by the API server's own schema.
    ok(cluster.kubectl("super-admin", "apply -f -", Some(&ok(manifests))));
    let mut rules = cluster.get(&format!("-n certwright configmap {NAME}-rules"));
    rules["data"]["rules.yaml"] = RULES.into();
    ok(cluster.kubectl("super-admin", "replace -f -", Some(&rules.to_string())));
    ok(cluster.certwright(
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=internal -days 30 -addext keyUsage=critical,keyCertSign",
    ));
    let secret = format!("-n certwright create secret tls {NAME}-ca --cert=ca.crt --key=ca.key");
    ok(cluster.kubectl("super-admin", &secret, None));
    ok(cluster.certwright("k8s kubeconfig -dir pki -group developers -out pki/ada.conf ada"));
    for line in [
        "create clusterrole ask --verb=create,get --resource=certificatesigningrequests",
        "create clusterrolebinding ask --clusterrole=ask --group=developers",
    ] {
        ok(cluster.kubectl("super-admin", line, None));
    }
    let ask = |name: &str, common_name: &str, usage: &str| {
        let request = request(&cluster, name, common_name, usage);
        until(&format!("ada may ask for {name}"), || {
            cluster
                .create("ada", &request)
                .status
                .success()
                .then_some(())
        });
    };
    let approve = |name: &str| {
        ok(cluster.kubectl("super-admin", &format!("certificate approve {name}"), None));
    };
    let status =
        |name: &str| cluster.get(&format!("certificatesigningrequests {name}"))["status"].clone();
    let mut replicas = vec![pod(&cluster, 1)];
    let log_has = |replica: &Process, what: &str| {
        until(&format!("{what:?} in {}", replica.log.display()), || {
            let log = replica.log();
            log.contains(what).then_some(log)
        })
    };
    log_has(&replicas[0], "leads by the lease");
    replicas.push(pod(&cluster, 2));
    let signed = |name: &str| {
        let pem = until(&format!("a certificate for {name}"), || {
            let status = status(name);
            let failed = status["conditions"].to_string().contains("Failed");
            assert!(!failed, "{name}: {status}");
            status["certificate"].as_str().map(str::to_string)
        });
        fs::write(
            cluster.path(&format!("{name}.crt")),
            Base64::decode_vec(&pem).unwrap(),
        )
        .unwrap();
        ok(cluster.certwright(&format!("verify -CAfile ca.crt {name}.crt")));
        ok(cluster.certwright(&format!(
            "x509 -in {name}.crt -noout -subject -ext subjectAltName"
        )))
    };

    // Approved by a person: signed; not approved, or denied: left alone.
    for name in ["approved", "pending", "denied"] {
        ask(name, "web-1", "server auth");
    }
    approve("approved");
    ok(cluster.kubectl("super-admin", "certificate deny denied", None));
    let text = signed("approved");
    assert!(
        text.contains("CN = web-1") && text.contains("DNS:approved.example.com"),
        "{text}"
    );
    // Allowed by a rule to approve: the API server's admission asks for the right to approve for this signer.
    ask("job", "job-1", "client auth");
    assert!(signed("job").contains("CN = job-1"));
    let conditions = status("job")["conditions"].to_string();
    assert!(conditions.contains("Approved"), "{conditions}");
    // What no rule allows fails, with the reason.
    ask("mail", "mail-1", "server auth");
    approve("mail");
    let failed = until("a reason for mail", || {
        let conditions = status("mail")["conditions"].to_string();
        conditions.contains("Failed").then_some(conditions)
    });
    assert!(failed.contains("SubjectNotAllowed"), "{failed}");
    for name in ["pending", "denied", "mail"] {
        assert!(status(name)["certificate"].is_null(), "{name}");
    }
    // A replica that is killed is followed by the other one.
    let lease = |field: &str| {
        cluster.get(&format!("-n certwright lease {NAME}"))["spec"][field].to_string()
    };
    let first = lease("holderIdentity");
    let _ = replicas[0].child.kill();
    log_has(&replicas[1], "leads by the lease");
    assert_ne!(lease("holderIdentity"), first);
    ask("later", "web-2", "server auth");
    approve("later");
    assert!(signed("later").contains("CN = web-2"));

    // Its token opens nothing else.
    for (verb, group, resource, name, allowed) in [
        (
            "list",
            "certificates.k8s.io",
            "certificatesigningrequests",
            "",
            true,
        ),
        ("sign", "certificates.k8s.io", "signers", SIGNER, true),
        (
            "sign",
            "certificates.k8s.io",
            "signers",
            "example.com/other",
            false,
        ),
        (
            "create",
            "certificates.k8s.io",
            "certificatesigningrequests",
            "",
            false,
        ),
        ("get", "", "secrets", "", false),
        ("get", "coordination.k8s.io", "leases", NAME, true),
        ("get", "coordination.k8s.io", "leases", "other", false),
        ("list", "", "nodes", "", false),
    ] {
        let review = json!({
            "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
            "spec": {
                "user": format!("system:serviceaccount:certwright:{NAME}"),
                "groups": ["system:serviceaccounts", "system:serviceaccounts:certwright", "system:authenticated"],
                "resourceAttributes": { "verb": verb, "group": group, "resource": resource, "name": name, "namespace": "certwright" },
            },
        });
        let answer = cluster.kubectl(
            "super-admin",
            "create -o json -f -",
            Some(&review.to_string()),
        );
        let answer: Value = serde_json::from_str(&ok(answer)).unwrap();
        assert_eq!(
            answer["status"]["allowed"], allowed,
            "{verb} {resource} {name}: {answer}"
        );
    }
}
