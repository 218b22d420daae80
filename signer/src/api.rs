//! The API server: where it is, whom to trust there, and who asks.

use std::fmt;
use std::path::Path;

use base64ct::{Base64, Encoding as _};
use certwright::pem::{self, label};
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use kube::client::{Body, ClientBuilder, ConfigExt as _};
use kube::config::{AuthInfo, KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use tower::util::option_layer;
use tower::{BoxError, ServiceExt as _};

use crate::tls::{Connector, Source};

/// Connects by a kubeconfig, or without one as a pod does: by its service account's token and the cluster's `ca.crt`, both of
/// which are read again as they change. Nothing is sent yet.
///
/// # Errors
/// One line: what cannot be read, or is not supported.
pub async fn client(kubeconfig: Option<&Path>, context: Option<&str>) -> Result<Client, String> {
    let config = match kubeconfig {
        Some(path) => from_file(path, context)
            .await
            .map_err(|e| format!("{}: {e}", path.display()))?,
        None => Config::incluster().map_err(|e| {
            format!("this is not a pod with a service account: {e}; give --kubeconfig FILE")
        })?,
    };
    connect(config)
}

async fn from_file(path: &Path, context: Option<&str>) -> Result<Config, String> {
    let line = |e: &dyn fmt::Display| e.to_string().replace('\n', " ");
    let kubeconfig = Kubeconfig::read_from(path).map_err(|e| line(&e))?;
    if (kubeconfig.clusters.iter())
        .filter_map(|named| named.cluster.as_ref())
        .any(|cluster| cluster.proxy_url.is_some())
    {
        return Err("proxy-url is not supported: connect to the API server itself".into());
    }
    let options = KubeConfigOptions {
        context: context.map(str::to_string),
        ..KubeConfigOptions::default()
    };
    Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .map_err(|e| line(&e))
}

fn connect(config: Config) -> Result<Client, String> {
    let auth = &config.auth_info;
    if auth.exec.is_some() || auth.auth_provider.is_some() {
        return Err("credential plugins (exec, auth-provider) are not supported: use a client certificate, a token or a token file".into());
    }
    if auth.username.is_some() {
        return Err("a user name and password are not supported: use a client certificate, a token or a token file".into());
    }
    if auth.impersonate.is_some()
        || auth.impersonate_uid.is_some()
        || auth.impersonate_groups.is_some()
        || auth.impersonate_user_extra.is_some()
    {
        return Err("impersonation (as, as-uid, as-groups, as-user-extra) is not supported: give the user's own credentials".into());
    }
    if config.accept_invalid_certs {
        return Err("insecure-skip-tls-verify is not supported: give certificate-authority".into());
    }
    if config.cluster_url.scheme_str() != Some("https") {
        return Err(format!(
            "the API server's URL {} does not begin with https://",
            crate::shown(&config.cluster_url.to_string())
        ));
    }
    let authorities = match (&config.root_cert_file, &config.root_cert) {
        (Some(file), _) => Source::File(file.clone()),
        (None, Some(certificates)) => {
            let text: String = (certificates.iter())
                .map(|der| pem::encode(label::CERTIFICATE, der))
                .collect();
            Source::bytes(text.into_bytes())
        }
        (None, None) => {
            return Err("certificate-authority is missing: whom to trust is not known".into());
        }
    };
    let connector = Connector {
        authorities,
        identity: identity(auth)?,
        server_name: config.tls_server_name.clone(),
    };
    // What is wrong with the files is reported now, and not for each connection.
    connector.config()?;
    let http = HttpClient::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .build::<_, Body>(connector);
    let http = http.map_err(BoxError::from);
    let line = |e: kube::Error| e.to_string().replace('\n', " ");
    let authorization = config.auth_layer().map_err(line)?;
    Ok(ClientBuilder::new(http, config.default_namespace.clone())
        .with_layer(&option_layer(authorization))
        .with_layer(&config.base_uri_layer())
        .build())
}

/// The own certificate and key, each inline or in a file.
fn identity(auth: &AuthInfo) -> Result<Option<(Source, Source)>, String> {
    use secrecy::ExposeSecret as _;
    let decode = |name: &str, text: &str| match Base64::decode_vec(text.trim()) {
        Ok(bytes) => Ok(Source::bytes(bytes)),
        Err(_) => Err(format!("{name} is not base64")),
    };
    let certificate = match (&auth.client_certificate_data, &auth.client_certificate) {
        (Some(data), _) => Some(decode("client-certificate-data", data)?),
        (None, Some(path)) => Some(Source::File(path.into())),
        (None, None) => None,
    };
    let key = match (&auth.client_key_data, &auth.client_key) {
        (Some(data), _) => Some(decode("client-key-data", data.expose_secret())?),
        (None, Some(path)) => Some(Source::File(path.into())),
        (None, None) => None,
    };
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Some((certificate, key))),
        (None, None) => Ok(None),
        _ => Err("of client certificate and client key one is missing".into()),
    }
}
