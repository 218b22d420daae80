//! kubeadm's `ClusterConfiguration` and `InitConfiguration`, of `kubeadm.k8s.io/v1beta3` and `v1beta4`.
//!
//! Of their fields, those that certificates depend on are read; the others are known by their names and passed over, so
//! that a misspelt one is found. Documents of other kinds, such as `KubeletConfiguration`, are passed over whole.

use super::*;

/// What `apiVersion` begins with.
pub(super) const GROUP: &str = "kubeadm.k8s.io/";

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(dead_code)] // Fields that are there to be known.
struct ClusterConfiguration {
    api_version: IgnoredAny,
    kind: IgnoredAny,
    etcd: EtcdConfiguration,
    networking: Networking,
    kubernetes_version: IgnoredAny,
    control_plane_endpoint: Option<String>,
    api_server: ApiServer,
    controller_manager: IgnoredAny,
    scheduler: IgnoredAny,
    dns: IgnoredAny,
    proxy: IgnoredAny,
    certificates_dir: IgnoredAny,
    image_repository: IgnoredAny,
    feature_gates: IgnoredAny,
    cluster_name: Option<String>,
    encryption_algorithm: Option<Text<Algorithm>>,
    certificate_validity_period: Option<Text<Lifetime>>,
    #[serde(rename = "caCertificateValidityPeriod")]
    authority_validity_period: Option<Text<Lifetime>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EtcdConfiguration {
    local: LocalEtcd,
    external: Option<IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(dead_code)]
struct LocalEtcd {
    image_repository: IgnoredAny,
    image_tag: IgnoredAny,
    data_dir: IgnoredAny,
    extra_args: IgnoredAny,
    extra_envs: IgnoredAny,
    #[serde(rename = "serverCertSANs")]
    server_names: Vec<Text<AltName>>,
    #[serde(rename = "peerCertSANs")]
    peer_names: Vec<Text<AltName>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(dead_code)]
struct Networking {
    service_subnet: Option<Text<Subnets>>,
    pod_subnet: IgnoredAny,
    dns_domain: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(dead_code)]
struct ApiServer {
    extra_args: IgnoredAny,
    extra_volumes: IgnoredAny,
    extra_envs: IgnoredAny,
    #[serde(rename = "certSANs")]
    names: Vec<Text<AltName>>,
    timeout_for_control_plane: IgnoredAny,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(dead_code)]
struct InitConfiguration {
    api_version: IgnoredAny,
    kind: IgnoredAny,
    bootstrap_tokens: IgnoredAny,
    dry_run: IgnoredAny,
    node_registration: NodeRegistration,
    #[serde(rename = "localAPIEndpoint")]
    local_api_endpoint: LocalApiEndpoint,
    certificate_key: IgnoredAny,
    skip_phases: IgnoredAny,
    patches: IgnoredAny,
    timeouts: IgnoredAny,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(dead_code)]
struct NodeRegistration {
    name: Option<String>,
    cri_socket: IgnoredAny,
    taints: IgnoredAny,
    kubelet_extra_args: IgnoredAny,
    ignore_preflight_errors: IgnoredAny,
    image_pull_policy: IgnoredAny,
    image_pull_serial: IgnoredAny,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct LocalApiEndpoint {
    advertise_address: Option<Text<IpAddr>>,
    bind_port: Option<u16>,
}

/// `encryptionAlgorithm`: bits of RSA.
struct Algorithm(usize);

impl FromStr for Algorithm {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "RSA-2048" => Ok(Self(2048)),
            "RSA-3072" => Ok(Self(3072)),
            "RSA-4096" => Ok(Self(4096)),
            _ => Err(format!(
                "encryptionAlgorithm {text:?} is not supported: only RSA is (RSA-2048, RSA-3072, RSA-4096)"
            )),
        }
    }
}

/// `serviceSubnet`: one range, or two with a comma between them.
struct Subnets(Vec<Subnet>);

impl FromStr for Subnets {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        text.split(',')
            .map(|subnet| subnet.trim().parse())
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// Reads the documents of a text, whose heads have been read.
pub(super) fn read(text: &str, heads: &[Option<Head>]) -> Result<ClusterSpec, DeclarationError> {
    let mut cluster: Option<(usize, ClusterConfiguration)> = None;
    let mut init: Option<(usize, InitConfiguration)> = None;
    let fault = |document, steps: &[Step], reason: String| DeclarationError::Yaml {
        at: locate(text, document, steps),
        reason,
    };
    for (at, document) in serde_norway::Deserializer::from_str(text).enumerate() {
        let head = heads.get(at).and_then(Option::as_ref);
        let version = head.and_then(|head| head.api_version.as_deref());
        let Some(version) = version.and_then(|version| version.strip_prefix(GROUP)) else {
            continue;
        };
        if !["v1beta3", "v1beta4"].contains(&version) {
            return Err(fault(
                at,
                &[Step::from("apiVersion")],
                format!("kubeadm's {version:?} is not supported; v1beta3 and v1beta4 are"),
            ));
        }
        let twice = || {
            fault(
                at,
                &[Step::from("kind")],
                "a second document of its kind".into(),
            )
        };
        match head.and_then(|head| head.kind.as_deref()) {
            Some("ClusterConfiguration") if cluster.is_some() => return Err(twice()),
            Some("ClusterConfiguration") => {
                let read = Deserialize::deserialize(document).map_err(|e| yaml(text, &e))?;
                cluster = Some((at, read));
            }
            Some("InitConfiguration") if init.is_some() => return Err(twice()),
            Some("InitConfiguration") => {
                let read = Deserialize::deserialize(document).map_err(|e| yaml(text, &e))?;
                init = Some((at, read));
            }
            _ => {}
        }
    }
    let (cluster_at, cluster) = cluster
        .ok_or_else(|| fault(0, &[], "there is no ClusterConfiguration in it".to_string()))?;
    let (init_at, init) = init.ok_or_else(|| {
        fault(
            cluster_at,
            &[],
            "it lacks an InitConfiguration, which has the control plane's name and address".into(),
        )
    })?;
    if cluster.etcd.external.is_some() {
        return Err(fault(
            cluster_at,
            &[Step::from("etcd"), Step::from("external")],
            "an external etcd's machines are not in kubeadm's configuration; declare them in cluster.yaml".into(),
        ));
    }
    let required = |value: Option<_>, steps: &[&str]| {
        let steps: Vec<Step> = steps.iter().map(|step| Step::from(*step)).collect();
        value.ok_or_else(|| {
            let name = steps
                .iter()
                .map(|step| match step {
                    Step::Field(name) => name.as_str(),
                    Step::Index(_) => "",
                })
                .collect::<Vec<_>>()
                .join(".");
            fault(init_at, &[], format!("it lacks {name}"))
        })
    };
    let name = required(init.node_registration.name, &["nodeRegistration", "name"])?;
    let address = init.local_api_endpoint.advertise_address;
    let address = required(
        address.map(|text| text.0.to_string()),
        &["localAPIEndpoint", "advertiseAddress"],
    )?;
    let node = Node {
        name,
        addresses: address.parse().into_iter().collect(),
    };
    let spec =
        into_spec(cluster, node, init.local_api_endpoint.bind_port).map_err(|(steps, error)| {
            DeclarationError::Spec {
                at: locate(text, cluster_at, &steps),
                error,
            }
        })?;
    check(text, &spec, |path| place(path, cluster_at, init_at))?;
    Ok(spec)
}

fn into_spec(
    cluster: ClusterConfiguration,
    node: Node,
    port: Option<u16>,
) -> Result<ClusterSpec, (Vec<Step>, SpecError)> {
    let standard = ClusterSpec::demonstration();
    // 0 is what is left out.
    let bind_port = port.filter(|port| *port != 0);
    let bind_port = bind_port.unwrap_or(standard.bind_port);
    let endpoint = match &cluster.control_plane_endpoint {
        // One without a port is at the port that the API server listens on.
        Some(endpoint) => endpoint
            .parse()
            .map(|text: EndpointText| text.endpoint(bind_port))
            .map_err(|error| (vec![Step::from("controlPlaneEndpoint")], error))?,
        None => Endpoint {
            host: AltName::Ip(node.addresses[0]),
            port: bind_port,
        },
    };
    let mut certificates = Certificates::default();
    if let Some(Text(Algorithm(bits))) = cluster.encryption_algorithm {
        certificates.leaves.bits = bits;
        certificates.authorities.bits = bits;
    }
    if let Some(Text(validity)) = cluster.certificate_validity_period {
        certificates.leaves.validity = validity;
    }
    if let Some(Text(validity)) = cluster.authority_validity_period {
        certificates.authorities.validity = validity;
    }
    let local = cluster.etcd.local;
    Ok(ClusterSpec {
        name: cluster.cluster_name.unwrap_or(standard.name),
        dns_domain: cluster.networking.dns_domain.unwrap_or(standard.dns_domain),
        service_subnets: (cluster.networking.service_subnet)
            .map_or(standard.service_subnets, |text| text.0.0),
        endpoint,
        bind_port,
        api_server_names: texts(cluster.api_server.names),
        control_planes: vec![node],
        workers: Vec::new(),
        etcd: Etcd::Stacked,
        // A server and a peer have the same names here: one that is not needed does no harm.
        etcd_names: texts(local.server_names)
            .into_iter()
            .chain(texts(local.peer_names))
            .collect(),
        users: Vec::new(),
        authorities: Authorities::Separate,
        files: Files::KubeadmOnly,
        certificates,
    })
}

/// Where kubeadm's documents have what `cluster.yaml` has at a path.
fn place(path: &[Step], cluster: usize, init: usize) -> (usize, Vec<Step>) {
    let fields = |document, names: &[&str]| {
        let steps = names.iter().map(|name| Step::from(*name)).collect();
        (document, steps)
    };
    let first = match path.first() {
        Some(Step::Field(name)) => name.as_str(),
        _ => "",
    };
    match (first, path.last()) {
        ("name", _) => fields(cluster, &["clusterName"]),
        ("dnsDomain", _) => fields(cluster, &["networking", "dnsDomain"]),
        ("serviceSubnets", _) => fields(cluster, &["networking", "serviceSubnet"]),
        ("endpoint", _) => fields(cluster, &["controlPlaneEndpoint"]),
        ("bindPort", _) => fields(init, &["localAPIEndpoint", "bindPort"]),
        ("apiServerNames", Some(index)) => {
            let (document, mut steps) = fields(cluster, &["apiServer", "certSANs"]);
            steps.push(index.clone());
            (document, steps)
        }
        ("controlPlanes", Some(Step::Field(_))) => fields(init, &["nodeRegistration", "name"]),
        ("controlPlanes", _) => fields(init, &["localAPIEndpoint", "advertiseAddress"]),
        ("certificates", _) => fields(cluster, &["certificateValidityPeriod"]),
        _ => (cluster, Vec::new()),
    }
}
