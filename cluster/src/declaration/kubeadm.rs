//! kubeadm's `ClusterConfiguration` and `InitConfiguration`, of `kubeadm.k8s.io/v1beta3` and `v1beta4`.
//!
//! Of their fields, those that certificates depend on are read; the others are known by their names and passed over, so
//! that a misspelt one is found: it is refused, where `kubeadm init` warns and goes on without it. So is a field, or the form of
//! one, that a document's own version does not have. An empty text is what is left out, as in Go. Documents of other kinds, such as `KubeletConfiguration`, are passed over whole.

use super::*;
use crate::suggestion::suggestion;

/// Kinds that have nothing about certificates which `ClusterConfiguration` and `InitConfiguration` do not have.
const OTHER_KINDS: &[&str] = &[
    "JoinConfiguration",
    "UpgradeConfiguration",
    "ResetConfiguration",
];

/// What `apiVersion` begins with.
pub(super) const GROUP: &str = "kubeadm.k8s.io/";

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(dead_code)] // Fields that are there to be known.
struct ClusterConfiguration {
    api_version: IgnoredAny,
    kind: IgnoredAny,
    #[serde(deserialize_with = "or_null")]
    etcd: EtcdConfiguration,
    #[serde(deserialize_with = "or_null")]
    networking: Networking,
    kubernetes_version: IgnoredAny,
    control_plane_endpoint: Option<String>,
    #[serde(deserialize_with = "or_null")]
    api_server: ApiServer,
    #[serde(deserialize_with = "or_null")]
    controller_manager: Component,
    #[serde(deserialize_with = "or_null")]
    scheduler: Component,
    #[serde(deserialize_with = "or_null")]
    dns: Dns,
    #[serde(deserialize_with = "or_null")]
    proxy: Proxy,
    certificates_dir: Option<String>,
    image_repository: IgnoredAny,
    feature_gates: IgnoredAny,
    cluster_name: Option<String>,
    encryption_algorithm: Option<Text<Given<Algorithm>>>,
    certificate_validity_period: Option<Text<Duration>>,
    #[serde(rename = "caCertificateValidityPeriod")]
    authority_validity_period: Option<Text<Duration>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EtcdConfiguration {
    local: Option<LocalEtcd>,
    external: Option<ExternalEtcd>,
}

/// An etcd that is there already. kubeadm makes no certificate for it: these files are its operator's.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(dead_code)]
struct ExternalEtcd {
    #[serde(deserialize_with = "or_null")]
    endpoints: Vec<String>,
    http_endpoints: IgnoredAny,
    ca_file: Option<String>,
    cert_file: Option<String>,
    key_file: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(dead_code)]
struct Component {
    extra_args: Arguments,
    extra_volumes: IgnoredAny,
    extra_envs: IgnoredAny,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(dead_code)]
struct Dns {
    image_repository: IgnoredAny,
    image_tag: IgnoredAny,
    disabled: IgnoredAny,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(dead_code)]
struct Proxy {
    disabled: IgnoredAny,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(dead_code)]
struct LocalEtcd {
    image_repository: IgnoredAny,
    image_tag: IgnoredAny,
    data_dir: IgnoredAny,
    extra_args: Arguments,
    extra_envs: IgnoredAny,
    #[serde(rename = "serverCertSANs", deserialize_with = "or_null")]
    server_names: Vec<Text<AltName>>,
    #[serde(rename = "peerCertSANs", deserialize_with = "or_null")]
    peer_names: Vec<Text<AltName>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(dead_code)]
struct Networking {
    service_subnet: Option<Text<Given<Subnets>>>,
    pod_subnet: IgnoredAny,
    dns_domain: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[allow(dead_code)]
struct ApiServer {
    extra_args: Arguments,
    extra_volumes: IgnoredAny,
    extra_envs: IgnoredAny,
    #[serde(rename = "certSANs", deserialize_with = "or_null")]
    names: Vec<Text<AnyCase>>,
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
    #[serde(deserialize_with = "or_null")]
    node_registration: NodeRegistration,
    #[serde(rename = "localAPIEndpoint", deserialize_with = "or_null")]
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
    kubelet_extra_args: Arguments,
    ignore_preflight_errors: IgnoredAny,
    image_pull_policy: IgnoredAny,
    image_pull_serial: IgnoredAny,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct LocalApiEndpoint {
    advertise_address: Option<Text<Given<IpAddr>>>,
    bind_port: Option<u16>,
}

/// A section or list, which may be null where there is nothing in it.
fn or_null<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// The form of further arguments of a component: `name: value` in v1beta3, and in v1beta4 a list, in which a name may stand twice.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Arguments {
    #[default]
    None,
    Fields,
    List,
}

impl<'de> Deserialize<'de> for Arguments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code)]
        struct Argument {
            name: IgnoredAny,
            value: IgnoredAny,
        }

        struct Form;
        impl<'de> Visitor<'de> for Form {
            type Value = Arguments;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("arguments")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Arguments, E> {
                Ok(Arguments::None)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Arguments, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Arguments::Fields)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Arguments, A::Error> {
                while seq.next_element::<Argument>()?.is_some() {}
                Ok(Arguments::List)
            }
        }
        deserializer.deserialize_any(Form)
    }
}

/// A version of kubeadm's format.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    V1Beta3,
    V1Beta4,
}

impl Version {
    const fn name(self) -> &'static str {
        match self {
            Self::V1Beta3 => "v1beta3",
            Self::V1Beta4 => "v1beta4",
        }
    }
}

/// The fields of `ClusterConfiguration` that one version has and the other has not, by kubeadm's reference of v1beta4.
const CLUSTER_FIELDS: &[(Version, &str)] = &[
    (Version::V1Beta3, "apiServer.timeoutForControlPlane"),
    (Version::V1Beta4, "apiServer.extraEnvs"),
    (Version::V1Beta4, "controllerManager.extraEnvs"),
    (Version::V1Beta4, "scheduler.extraEnvs"),
    (Version::V1Beta4, "etcd.local.extraEnvs"),
    (Version::V1Beta4, "etcd.external.httpEndpoints"),
    (Version::V1Beta4, "dns.disabled"),
    (Version::V1Beta4, "proxy"),
    (Version::V1Beta4, "encryptionAlgorithm"),
    (Version::V1Beta4, "certificateValidityPeriod"),
    (Version::V1Beta4, "caCertificateValidityPeriod"),
];

/// Those of `InitConfiguration`.
const INIT_FIELDS: &[(Version, &str)] = &[
    (Version::V1Beta4, "dryRun"),
    (Version::V1Beta4, "timeouts"),
    (Version::V1Beta4, "nodeRegistration.imagePullSerial"),
];

/// A document of a text, and its version.
#[derive(Clone, Copy)]
struct Versioned<'a> {
    text: &'a str,
    document: usize,
    version: Version,
}

impl Versioned<'_> {
    fn fault(&self, at: Option<Position>, reason: String) -> DeclarationError {
        DeclarationError::Yaml { at, reason }
    }

    /// Refuses what only another version has. Arguments are those of the fields by these names.
    fn check(
        &self,
        fields: &[(Version, &str)],
        arguments: &[(&str, Arguments)],
    ) -> Result<(), DeclarationError> {
        let own = self.version.name();
        for (version, field) in fields.iter().filter(|(of, _)| *of != self.version) {
            if let Some(at) = self.key(field) {
                let reason = format!(
                    "{field} is a field of kubeadm's {}, and this document is {own}",
                    version.name()
                );
                return Err(self.fault(Some(at), reason));
            }
        }
        for (field, form) in arguments {
            let reason = match (self.version, form) {
                (Version::V1Beta3, Arguments::List) => {
                    "fields (name: value) in kubeadm's v1beta3, and a list only in v1beta4"
                }
                (Version::V1Beta4, Arguments::Fields) => {
                    "a list (- name: …, value: …) in kubeadm's v1beta4, and fields only in v1beta3"
                }
                _ => continue,
            };
            let reason = format!("{field} has the form of another version: it is {reason}");
            return Err(self.fault(self.key(field), reason));
        }
        Ok(())
    }

    /// The key of a field that is there, or its value where both are on one line with others.
    fn key(&self, field: &str) -> Option<Position> {
        let steps: Vec<Step> = field.split('.').map(Step::from).collect();
        let (last, above) = field.rsplit_once('.').map_or((field, ""), |(a, b)| (b, a));
        let value = locate(self.text, self.document, &steps)?;
        let mapping = match above {
            "" => locate(self.text, self.document, &[])?,
            _ => locate(self.text, self.document, &steps[..steps.len() - 1])?,
        };
        let key = key_position(self.text, mapping, last, 0);
        let line = self.text.lines().nth(key.line - 1)?;
        let is_key = line.chars().skip(key.column - 1).collect::<String>();
        Some(match is_key.starts_with(last) {
            true => key,
            false => value,
        })
    }
}

/// A value, or nothing where the text is empty.
struct Given<T>(Option<T>);

impl<T: FromStr> FromStr for Given<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        match text {
            "" => Ok(Self(None)),
            text => text.parse().map(Some).map(Self),
        }
    }
}

fn given<T>(value: Option<Text<Given<T>>>) -> Option<T> {
    value?.0.0
}

/// Of `certSANs`, some of which have capitals (names of load balancers): kubeadm makes them small.
struct AnyCase(AltName);

impl FromStr for AnyCase {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        text.to_ascii_lowercase().parse().map(Self)
    }
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
                "{text:?} is not supported: only RSA is (RSA-2048, RSA-3072, RSA-4096)"
            )),
        }
    }
}

/// A duration as Go's `time.ParseDuration` reads it, of which kubeadm's fields are: a sign, then decimal numbers with fractions, each
/// with a unit, or 0 alone. There are no days. What is left of a second is dropped, since X.509's dates have none.
struct Duration(Lifetime);

/// Nanoseconds of Go's units. U+00B5 and U+03BC are both read as micro.
const UNITS: &[(&str, u64)] = &[
    ("ns", 1),
    ("us", 1_000),
    ("\u{b5}s", 1_000),
    ("\u{3bc}s", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

impl FromStr for Duration {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        let fault = |reason| SpecError::Duration {
            text: text.to_string(),
            reason,
        };
        let form = || fault("it is not numbers with h, m, s, ms, us or ns after each");
        let too_long = || fault("Go's durations end after 292 years");
        let is_negative = text.starts_with('-');
        let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
        if rest.is_empty() {
            return Err(form());
        }
        if rest == "0" {
            rest = "0s";
        }
        // Go counts in 64 bits with a sign.
        let limit = u128::from(i64::MAX.unsigned_abs()) + u128::from(is_negative);
        let mut nanoseconds: u128 = 0;
        while !rest.is_empty() {
            let (whole, after) = digits(rest);
            let (fraction, after) = match after.strip_prefix('.') {
                Some(after) => digits(after),
                None => ("", after),
            };
            if whole.is_empty() && fraction.is_empty() {
                return Err(form());
            }
            let end = after.find(|c: char| c == '.' || c.is_ascii_digit());
            let (name, after) = after.split_at(end.unwrap_or(after.len()));
            let unit = UNITS.iter().find(|(unit, _)| *unit == name);
            let &(_, unit) = unit.ok_or_else(form)?;
            let whole: u128 = match whole.trim_start_matches('0') {
                "" => 0,
                // More digits are more than the limit, whatever the unit is.
                whole if whole.len() > 19 => return Err(too_long()),
                whole => whole.parse().map_err(|_| form())?,
            };
            nanoseconds += whole * u128::from(unit) + u128::from(part(fraction, unit));
            if nanoseconds > limit {
                return Err(too_long());
            }
            rest = after;
        }
        match nanoseconds / 1_000_000_000 {
            0 => Err(fault("it is below one second")),
            _ if is_negative => Err(fault("it is negative")),
            seconds => format!("{seconds}s").parse().map(Self),
        }
    }
}

/// The digits that a text begins with, and what is behind them.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}

/// The nanoseconds of a fraction of a unit, computed in binary floating point as Go does: the digits that 63 bits hold, the rest
/// being dropped.
fn part(fraction: &str, unit: u64) -> u64 {
    let (mut value, mut scale) = (0_u64, 1.0_f64);
    for digit in fraction.bytes().map(|digit| u64::from(digit - b'0')) {
        let more = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(digit));
        match more.filter(|more| *more <= i64::MAX.unsigned_abs()) {
            Some(more) => value = more,
            None => break,
        }
        scale *= 10.0;
    }
    (value as f64 * (unit as f64 / scale)) as u64
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
        let Some(version) = [Version::V1Beta3, Version::V1Beta4]
            .into_iter()
            .find(|known| known.name() == version)
        else {
            return Err(fault(
                at,
                &[Step::from("apiVersion")],
                format!("kubeadm's {version:?} is not supported; v1beta3 and v1beta4 are"),
            ));
        };
        let versioned = Versioned {
            text,
            document: at,
            version,
        };
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
                let read =
                    ClusterConfiguration::deserialize(document).map_err(|e| yaml(text, &e))?;
                let local = read.etcd.local.as_ref();
                let arguments = [
                    ("apiServer.extraArgs", read.api_server.extra_args),
                    (
                        "controllerManager.extraArgs",
                        read.controller_manager.extra_args,
                    ),
                    ("scheduler.extraArgs", read.scheduler.extra_args),
                    (
                        "etcd.local.extraArgs",
                        local.map_or(Arguments::None, |local| local.extra_args),
                    ),
                ];
                versioned.check(CLUSTER_FIELDS, &arguments)?;
                cluster = Some((at, read));
            }
            Some("InitConfiguration") if init.is_some() => return Err(twice()),
            Some("InitConfiguration") => {
                let read = InitConfiguration::deserialize(document).map_err(|e| yaml(text, &e))?;
                let arguments = read.node_registration.kubelet_extra_args;
                versioned.check(
                    INIT_FIELDS,
                    &[("nodeRegistration.kubeletExtraArgs", arguments)],
                )?;
                init = Some((at, read));
            }
            Some(kind) if OTHER_KINDS.contains(&kind) => {}
            Some(kind) => {
                let kinds = ["ClusterConfiguration", "InitConfiguration"]
                    .into_iter()
                    .chain(OTHER_KINDS.iter().copied());
                let of = suggestion(kind, kinds, |all| {
                    format!("it is one of {}", all.join(", "))
                });
                return Err(fault(
                    at,
                    &[Step::from("kind")],
                    format!("kubeadm has no kind {kind:?}; {of}"),
                ));
            }
            None => {
                let reason = "it lacks kind, such as ClusterConfiguration";
                return Err(fault(at, &[], reason.into()));
            }
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
    if let Some(external) = &cluster.etcd.external {
        external
            .check(cluster.etcd.local.is_some())
            .map_err(|(field, reason)| {
                let steps = ["etcd", "external"].into_iter().chain(field);
                let mut steps: Vec<Step> = steps.map(Step::from).collect();
                // A field that is left out has no place; what would hold it has.
                if locate(text, cluster_at, &steps).is_none() {
                    steps.pop();
                }
                fault(cluster_at, &steps, reason.into())
            })?;
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
    // kubeadm trims the name and makes it small.
    let name = init.node_registration.name;
    let name = name.map(|name| name.trim().to_ascii_lowercase());
    let name = required(filled(name), &["nodeRegistration", "name"])?;
    let address = given(init.local_api_endpoint.advertise_address);
    let address = required(
        address.map(|address| address.to_string()),
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

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
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
    let endpoint = match &filled(cluster.control_plane_endpoint) {
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
    if let Some(Algorithm(bits)) = given(cluster.encryption_algorithm) {
        certificates.leaves.bits = bits;
        certificates.authorities.bits = bits;
    }
    if let Some(Text(Duration(validity))) = cluster.certificate_validity_period {
        certificates.leaves.validity = validity;
    }
    if let Some(Text(Duration(validity))) = cluster.authority_validity_period {
        certificates.authorities.validity = validity;
    }
    let etcd = match &cluster.etcd.external {
        None => Etcd::Stacked,
        Some(external) => {
            Etcd::Unmanaged(external.client(filled(cluster.certificates_dir).as_deref()))
        }
    };
    let local = cluster.etcd.local.unwrap_or_default();
    Ok(ClusterSpec {
        name: filled(cluster.cluster_name).unwrap_or(standard.name),
        dns_domain: filled(cluster.networking.dns_domain).unwrap_or(standard.dns_domain),
        service_subnets: given(cluster.networking.service_subnet)
            .map_or(standard.service_subnets, |subnets| subnets.0),
        endpoint,
        bind_port,
        api_server_names: texts(cluster.api_server.names)
            .into_iter()
            .map(|AnyCase(name)| name)
            .collect(),
        control_planes: vec![node],
        workers: Vec::new(),
        etcd,
        etcd_names: Vec::new(),
        etcd_server_names: texts(local.server_names),
        etcd_peer_names: texts(local.peer_names),
        users: Vec::new(),
        authorities: Authorities::Separate,
        files: Files::KubeadmOnly,
        certificates,
    })
}

/// Where kubeadm keeps what it makes, and its certificates.
const TREE: &str = "/etc/kubernetes";
const CERTIFICATES: &str = "/etc/kubernetes/pki";

impl ExternalEtcd {
    /// What kubeadm refuses, and the field.
    fn check(&self, has_local: bool) -> Result<(), (Option<&'static str>, &'static str)> {
        let is_given = |file: &Option<String>| file.as_ref().is_some_and(|file| !file.is_empty());
        let files = [
            ("caFile", &self.ca_file),
            ("certFile", &self.cert_file),
            ("keyFile", &self.key_file),
        ];
        let [authority, certificate, key] = files.map(|(_, file)| is_given(file));
        if has_local {
            return Err((
                None,
                "etcd.local and etcd.external exclude each other; leave one of them out",
            ));
        }
        if certificate != key {
            return Err((
                Some(if certificate { "certFile" } else { "keyFile" }),
                "certFile and keyFile belong together; name both or neither",
            ));
        }
        if certificate && !authority {
            return Err((
                Some("certFile"),
                "certFile and keyFile need caFile, by which etcd is verified",
            ));
        }
        for (field, file) in files {
            let file = file.as_deref().unwrap_or_default();
            if !file.is_empty() && !file.starts_with('/') {
                return Err((Some(field), "it is not an absolute path"));
            }
        }
        if self.endpoints.is_empty() {
            return Err((
                Some("endpoints"),
                "an external etcd needs endpoints, such as https://192.0.2.21:2379",
            ));
        }
        let scheme = match authority {
            true => &["https://"][..],
            false => &["https://", "http://"],
        };
        let is_url = |endpoint: &String| scheme.iter().any(|scheme| endpoint.starts_with(scheme));
        match self.endpoints.iter().all(is_url) {
            true => Ok(()),
            false => Err((
                Some("endpoints"),
                "an endpoint is a URL with https, or with http where no files are named",
            )),
        }
    }

    /// The files, as far as they are where kubeadm's own are.
    fn client(&self, certificates: Option<&str>) -> EtcdClient {
        let certificates = certificates.unwrap_or(CERTIFICATES).trim_end_matches('/');
        let within = |file: &Option<String>| {
            let file = file.as_deref()?;
            let in_pki = file.strip_prefix(certificates);
            let in_pki = in_pki.filter(|rest| rest.starts_with('/'));
            let path = match in_pki {
                Some(rest) => format!("pki{rest}"),
                None => file.strip_prefix(TREE)?.strip_prefix('/')?.to_string(),
            };
            path.parse().ok()
        };
        EtcdClient {
            authority: within(&self.ca_file),
            certificate: within(&self.cert_file),
            key: within(&self.key_file),
        }
    }
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
        ("etcd", Some(index @ Step::Index(_))) => {
            let is_peers = path.get(1) == Some(&Step::from("peerNames"));
            let field = if is_peers {
                "peerCertSANs"
            } else {
                "serverCertSANs"
            };
            let (document, mut steps) = fields(cluster, &["etcd", "local", field]);
            steps.push(index.clone());
            (document, steps)
        }
        ("controlPlanes", Some(Step::Field(_))) => fields(init, &["nodeRegistration", "name"]),
        ("controlPlanes", _) => fields(init, &["localAPIEndpoint", "advertiseAddress"]),
        ("certificates", _) => fields(cluster, &["certificateValidityPeriod"]),
        _ => (cluster, Vec::new()),
    }
}
