//! Node, Java, Python and Chromium: each opens a page of nginx in the API server's place with the cluster's authority, and
//! refuses it without.

use std::path::Path;

use super::api_server::PORT;
use super::cluster::{self, Cluster};
use super::kubernetes::serve;
use super::support::{Outcome, Workspace};

const PODS: &str = "seen-over-tls";

fn url(cluster: &Cluster) -> String {
    format!("https://{}:{PORT}/api/v1/pods", cluster.control_planes[0])
}

/// Runs a script on the page's URL, an authority, and the administrator's certificate and key.
fn ask_by<'w>(
    ws: &'w Workspace,
    cluster: &Cluster,
    script: String,
) -> impl Fn(&str) -> Outcome + 'w {
    let [url, cert, key] = [
        url(cluster),
        cluster.text("pki/admin.crt"),
        cluster.text("pki/admin.key"),
    ];
    move |ca| ws.run(&format!("{script} {url} {ca} {cert} {key}"))
}

fn shows_pods_to_the_administrator(page: &str) {
    assert!(
        page.contains(PODS) && page.contains("CN=kubernetes-admin"),
        "{page}"
    );
}

#[test]
#[ignore = "needs nginx and Node.js"]
fn node_accepts_the_chain_and_refuses_it_without_the_authority() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    let _nginx = serve(&ws, &cluster);
    let script = ws.write(
        "ask.js",
        r#"
const https = require('https'), fs = require('fs');
const [url, ca, cert, key] = process.argv.slice(2);
const read = (path) => path === '-' ? undefined : fs.readFileSync(path);
https.get(url, { ca: read(ca), cert: read(cert), key: read(key) }, (answer) => {
    answer.on('data', (part) => process.stdout.write(part));
}).on('error', (e) => { console.error(e.code); process.exit(1); });
"#,
    );
    let ask = ask_by(&ws, &cluster, format!("node {}", script.display()));
    shows_pods_to_the_administrator(&ask(&cluster.text("pki/ca.crt")).ok());
    for ca in ["-", &cluster.text("pki/etcd/ca.crt")] {
        let refusal = ask(ca).refused();
        assert!(
            refusal.contains("UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
            "{refusal}"
        );
    }
}

#[test]
#[ignore = "needs nginx and Python"]
fn python_accepts_the_chain_and_refuses_it_without_the_authority() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    let _nginx = serve(&ws, &cluster);
    let script = ws.write(
        "ask.py",
        "import ssl, sys, urllib.request\n\
         url, ca, cert, key = sys.argv[1:]\n\
         context = ssl.create_default_context(cafile=ca)\n\
         context.load_cert_chain(cert, key)\n\
         print(urllib.request.urlopen(url, context=context, timeout=20).read().decode())\n",
    );
    let ask = ask_by(&ws, &cluster, format!("python3 {}", script.display()));
    shows_pods_to_the_administrator(&ask(&cluster.text("pki/ca.crt")).ok());
    let refusal = ask(&cluster.text("pki/etcd/ca.crt")).refused();
    assert!(refusal.contains("CERTIFICATE_VERIFY_FAILED"), "{refusal}");
}

#[test]
#[ignore = "needs nginx and a JDK"]
fn java_accepts_the_chain_and_refuses_it_without_the_authority() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    let _nginx = serve(&ws, &cluster);
    ws.write(
        "Ask.java",
        "public class Ask { public static void main(String[] a) throws Exception {\n\
         var c = (javax.net.ssl.HttpsURLConnection) new java.net.URL(a[0]).openConnection();\n\
         c.setConnectTimeout(20000); c.setReadTimeout(20000);\n\
         System.out.write(c.getInputStream().readAllBytes()); System.out.flush(); } }\n",
    );
    let cert = cluster.text("pki/admin.crt");
    let key = cluster.text("pki/admin.key");
    ws.certwright(&format!(
        "pkcs12 -export -in {cert} -inkey {key} -name admin -passout pass:changeit -out admin.p12"
    ))
    .ok();
    for (store, authority) in [
        ("trust.p12", "pki/ca.crt"),
        ("other.p12", "pki/etcd/ca.crt"),
    ] {
        let ca = cluster.text(authority);
        ws.run(&format!("keytool -importcert -noprompt -alias ca -file {ca} -keystore {store} -storetype PKCS12 -storepass changeit"))
            .ok();
    }
    let ask = |store: &str| {
        ws.run(&format!(
            "java -Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStorePassword=changeit \
             -Djavax.net.ssl.keyStore=admin.p12 -Djavax.net.ssl.keyStorePassword=changeit Ask.java {}",
            url(&cluster)
        ))
    };
    shows_pods_to_the_administrator(&ask("trust.p12").ok());
    let refusal = ask("other.p12").refused();
    assert!(refusal.contains("SSLHandshakeException"), "{refusal}");
}

/// A page in Chromium: its document, and what went to the console.
pub fn chromium(ws: &Workspace, more: &str, url: &str) -> (String, String) {
    let line = format!(
        "chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking \
         --user-data-dir={} --enable-logging=stderr {more} --dump-dom {url}",
        ws.path("chromium").display()
    );
    let outcome = ws.run(&line);
    assert_eq!(outcome.code, Some(0), "{}", outcome.story());
    let console = outcome.err.lines().filter(|line| line.contains(":CONSOLE"));
    (outcome.out.clone(), console.collect::<Vec<_>>().join("\n"))
}

#[test]
#[ignore = "needs nginx, Chromium and certutil"]
fn chromium_opens_the_page_with_the_authority_in_its_store_and_refuses_it_without() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    let files = ["pki/apiserver.crt", "pki/apiserver.key"].map(|path| cluster.file(path));
    let _nginx = super::api_server::start_open(
        &ws,
        "nginx",
        cluster.control_planes[0],
        files.each_ref().map(|p| p as &Path),
    );
    let page = url(&cluster);
    let (refused, _) = chromium(&ws, "", &page);
    assert!(!refused.contains(PODS), "{refused}");
    // Where Chromium on Linux looks for authorities; HOME is the workspace's.
    let store = ws.path(".pki/nssdb");
    std::fs::create_dir_all(&store).unwrap();
    let store = format!("sql:{}", store.display());
    ws.run(&format!("certutil -N -d {store} --empty-password"))
        .ok();
    let ca = cluster.text("pki/ca.crt");
    ws.run(&format!("certutil -A -d {store} -n cluster -t C,, -i {ca}"))
        .ok();
    let (opened, _) = chromium(&ws, "", &page);
    assert!(opened.contains(PODS), "{opened}");
}
