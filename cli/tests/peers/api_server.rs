//! nginx in the API server's place: it demands a client certificate on 6443 and answers what kubectl asks before it
//! lists pods, reporting whom the certificate identified.

use std::net::Ipv4Addr;
use std::path::Path;

use super::support::{Server, Workspace};

pub const PORT: u16 = 6443;

/// Starts nginx on an address with a server certificate, trusting one authority for clients.
pub fn start(
    ws: &Workspace,
    name: &str,
    address: Ipv4Addr,
    server: [&Path; 2],
    authority: &Path,
) -> Server {
    let clients = format!(
        "ssl_client_certificate {}; ssl_verify_client on;",
        authority.display()
    );
    start_with(ws, name, address, server, &clients)
}

/// The same, which asks nobody for a certificate.
pub fn start_open(ws: &Workspace, name: &str, address: Ipv4Addr, server: [&Path; 2]) -> Server {
    start_with(ws, name, address, server, "")
}

fn start_with(
    ws: &Workspace,
    name: &str,
    address: Ipv4Addr,
    server: [&Path; 2],
    clients: &str,
) -> Server {
    let [certificate, key] = server;
    let (certificate, key) = (certificate.display(), key.display());
    let pods = pod_list("$ssl_client_s_dn");
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| {
            format!(
                "{kind}_temp_path {};\n",
                ws.path(format!("{name}-{kind}")).display()
            )
        })
        .collect();
    let config = ws.write(
        format!("{name}.conf"),
        format!(
            r#"
            daemon off;
            master_process off;
            pid {pid};
            error_log stderr info;
            events {{}}
            http {{
                access_log off;
                {temporary}
                default_type application/json;
                server {{
                    listen {address}:{PORT} ssl;
                    server_name kube-apiserver;
                    ssl_certificate {certificate};
                    ssl_certificate_key {key};
                    {clients}
                    location = /version {{ return 200 '{VERSION}'; }}
                    location = /api {{ return 200 '{API}'; }}
                    location = /apis {{ return 200 '{APIS}'; }}
                    location = /api/v1 {{ return 200 '{RESOURCES}'; }}
                    location = /api/v1/pods {{ return 200 '{pods}'; }}
                    location = /api/v1/namespaces/default/pods {{ return 200 '{pods}'; }}
                    location / {{ return 404 '{NOT_FOUND}'; }}
                }}
            }}
            "#,
            pid = ws.path(format!("{name}.pid")).display(),
        ),
    );
    let nginx = format!(
        "nginx -e stderr -p {} -c {}",
        ws.path("").display(),
        config.display()
    );
    ws.serve(name, &nginx).listening_on((address, PORT))
}

fn pod_list(client: &str) -> String {
    format!(
        r#"{{"kind":"PodList","apiVersion":"v1","metadata":{{"resourceVersion":"1"}},"items":[{{"metadata":{{"name":"seen-over-tls","namespace":"default","creationTimestamp":"2026-01-16T19:38:09Z","annotations":{{"client":"{client}"}}}},"spec":{{"containers":[{{"name":"c","image":"i"}}]}},"status":{{"phase":"Running"}}}}]}}"#
    )
}

const VERSION: &str = r#"{"major":"1","minor":"29","gitVersion":"v1.29.0"}"#;
const API: &str = r#"{"kind":"APIVersions","versions":["v1"],"serverAddressByClientCIDRs":[]}"#;
const APIS: &str = r#"{"kind":"APIGroupList","apiVersion":"v1","groups":[]}"#;
const RESOURCES: &str = r#"{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"v1","resources":[{"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","shortNames":["po"],"verbs":["get","list"]}]}"#;
const NOT_FOUND: &str =
    r#"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}"#;
