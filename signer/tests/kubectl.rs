//! kubectl reads the manifests, and applies them without a complaint as far as it can without a cluster.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

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

#[test]
#[ignore = "needs kubectl"]
fn kubectl_takes_the_manifests() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream));
        }
    });
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
             serviceaccount/signer-example-com-internal created (dry run)\n\
             clusterrole.rbac.authorization.k8s.io/signer-example-com-internal created (dry run)\n\
             clusterrolebinding.rbac.authorization.k8s.io/signer-example-com-internal created (dry run)\n\
             role.rbac.authorization.k8s.io/signer-example-com-internal created (dry run)\n\
             rolebinding.rbac.authorization.k8s.io/signer-example-com-internal created (dry run)\n\
             configmap/signer-example-com-internal-rules created (dry run)\n\
             deployment.apps/signer-example-com-internal created (dry run)\n"
        );
    }
}
