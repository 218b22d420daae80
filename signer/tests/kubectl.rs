//! kubectl reads the manifests, and applies them without a complaint as far as it can without a cluster.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use certwright::SysRng;
use certwright::rsa::PrivateKey;
use certwright::x509::{CertificateBuilder, NameBuf};
use serde_json::{Value, json};

/// A resource of discovery.
fn resource(name: &str, kind: &str, namespaced: bool) -> Value {
    json!({
        "name": name, "singularName": "", "namespaced": namespaced, "kind": kind,
        "verbs": ["create", "get", "list", "patch", "update"],
    })
}

/// What an API server answers before anything is sent to it: the groups that it has, their resources, and that none of the objects
/// exists.
fn answer(path: &str) -> (u16, Value) {
    let resources = |group: &str, list: Vec<Value>| json!({ "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group, "resources": list });
    let group = |name: &str| {
        let version = json!({ "groupVersion": format!("{name}/v1"), "version": "v1" });
        json!({ "name": name, "versions": [version], "preferredVersion": version })
    };
    let found = match path.split('?').next().unwrap() {
        "/api" => json!({ "kind": "APIVersions", "versions": ["v1"] }),
        "/apis" => json!({
            "kind": "APIGroupList", "apiVersion": "v1",
            "groups": [group("apps"), group("rbac.authorization.k8s.io")],
        }),
        "/api/v1" => resources(
            "v1",
            vec![
                resource("namespaces", "Namespace", false),
                resource("configmaps", "ConfigMap", true),
                resource("secrets", "Secret", true),
                resource("serviceaccounts", "ServiceAccount", true),
            ],
        ),
        "/apis/apps/v1" => resources("apps/v1", vec![resource("deployments", "Deployment", true)]),
        "/apis/rbac.authorization.k8s.io/v1" => resources(
            "rbac.authorization.k8s.io/v1",
            vec![
                resource("clusterroles", "ClusterRole", false),
                resource("clusterrolebindings", "ClusterRoleBinding", false),
                resource("roles", "Role", true),
                resource("rolebindings", "RoleBinding", true),
            ],
        ),
        _ => {
            let status = json!({
                "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404,
            });
            return (404, status);
        }
    };
    (200, found)
}

fn serve(stream: TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let mut stream = stream;
    while let Some(first) = lines.next().transpose()? {
        while lines
            .next()
            .transpose()?
            .is_some_and(|line| !line.is_empty())
        {}
        let path = first.split(' ').nth(1).unwrap_or_default();
        let (status, value) = answer(path);
        let body = value.to_string();
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )?;
    }
    Ok(())
}

/// Starts it, and gives its address.
fn stand_in() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream));
        }
    });
    server
}

#[test]
#[ignore = "needs kubectl"]
fn kubectl_takes_the_manifests() {
    let server = stand_in();
    let home = tempfile::tempdir().unwrap();
    for more in [&[][..], &["--approve"]] {
        let made = Command::new(env!("CARGO_BIN_EXE_certwright-signer"))
            .args([
                "--signer-name",
                "example.com/internal",
                "--namespace",
                "pki",
                "--manifests",
            ])
            .args(["--image", "registry.example.com/certwright-signer:1"])
            .args(more)
            .output()
            .unwrap();
        assert!(made.status.success());
        let mut kubectl = Command::new("kubectl")
            .args([
                "apply",
                "--dry-run=client",
                "--validate=false",
                "--request-timeout=20s",
            ])
            .args(["--server", &server, "--filename", "-"])
            .env("HOME", home.path())
            .env_remove("KUBECONFIG")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        kubectl
            .stdin
            .take()
            .unwrap()
            .write_all(&made.stdout)
            .unwrap();
        let done = kubectl.wait_with_output().unwrap();
        let error = String::from_utf8(done.stderr).unwrap();
        assert!(done.status.success(), "{error}");
        assert_eq!(
            String::from_utf8(done.stdout).unwrap(),
            "namespace/pki created (dry run)\n\
             serviceaccount/signer-example-com-internal-abe33a93 created (dry run)\n\
             clusterrole.rbac.authorization.k8s.io/signer-example-com-internal-abe33a93 created (dry run)\n\
             clusterrolebinding.rbac.authorization.k8s.io/signer-example-com-internal-abe33a93 created (dry run)\n\
             role.rbac.authorization.k8s.io/signer-example-com-internal-abe33a93 created (dry run)\n\
             rolebinding.rbac.authorization.k8s.io/signer-example-com-internal-abe33a93 created (dry run)\n\
             configmap/signer-example-com-internal-abe33a93-rules created (dry run)\n\
             deployment.apps/signer-example-com-internal-abe33a93 created (dry run)\n"
        );
    }
}

/// The blocks of a page in a language, one after the other.
fn blocks(page: &str, language: &str) -> String {
    let (mut text, mut inside) = (String::new(), false);
    let begin = format!("```{language}");
    for line in page.lines() {
        if line == begin || line == "```" {
            inside = line == begin;
        } else if inside {
            text += line;
            text.push('\n');
        }
    }
    text
}

fn write_program(path: &Path, script: &str) {
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// `certwright k8s signer` is here what it becomes, and kubectl sends nothing (`--dry-run=client`): there is no API server.
#[test]
#[ignore = "needs kubectl"]
fn every_command_of_the_page_is_accepted() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cluster/signer.md");
    let page = fs::read_to_string(page).unwrap();
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name);
    fs::create_dir(at("bin")).unwrap();
    let program = env!("CARGO_BIN_EXE_certwright-signer");
    write_program(
        &at("bin/certwright-signer"),
        &format!("exec '{program}' \"$@\""),
    );
    write_program(
        &at("bin/certwright"),
        &format!("test \"$1 $2\" = 'k8s signer' && shift 2 && exec '{program}' \"$@\""),
    );
    let server = stand_in();
    let found = Command::new("sh")
        .args(["-c", "command -v kubectl"])
        .output()
        .unwrap();
    let kubectl = String::from_utf8(found.stdout).unwrap();
    // `apply` asks for a schema that the stand-in does not have.
    write_program(
        &at("bin/kubectl"),
        &format!(
            "echo \"$*\" >> kubectl.log\n\
             case \"$*\" in apply*) more=--validate=false ;; esac\n\
             exec '{}' --server {server} --request-timeout=20s \"$@\" --dry-run=client $more",
            kubectl.trim()
        ),
    );
    let key = PrivateKey::generate(&mut SysRng, 2048).unwrap();
    let authority = CertificateBuilder::new(NameBuf::common_name("internal"))
        .authority(None)
        .self_signed(&key, &mut SysRng)
        .unwrap();
    fs::write(at("ca.crt"), authority.to_pem()).unwrap();
    fs::write(at("ca.key"), key.to_pkcs8_pem().as_bytes()).unwrap();
    let rules = blocks(&page, "yaml");
    assert!(rules.contains("kind: SignerRules"), "{rules}");
    fs::write(at("rules.yaml"), rules).unwrap();
    let commands = blocks(&page, "sh");
    assert!(commands.lines().count() > 4, "{commands}");
    let path = std::env::var("PATH").unwrap();
    let done = Command::new("sh")
        .args(["-e", "-c", &commands])
        .current_dir(home.path())
        .env("HOME", home.path())
        .env("PATH", format!("{}:{path}", at("bin").display()))
        .env_remove("KUBECONFIG")
        .output()
        .unwrap();
    let error = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success(), "{error}");
    let printed = String::from_utf8(done.stdout).unwrap();
    assert!(
        printed.contains("secret/signer-example-com-internal-abe33a93-ca created (dry run)"),
        "{printed}"
    );
    let manifests = fs::read_to_string(at("signer.yaml")).unwrap();
    // The Secret that the page makes is the one that the Deployment reads.
    let log = fs::read_to_string(at("kubectl.log")).unwrap();
    let secret = log
        .split_whitespace()
        .find(|word| word.ends_with("-ca"))
        .unwrap();
    assert!(
        manifests.contains(&format!("secretName: \"{secret}\"")),
        "{log}"
    );
}
