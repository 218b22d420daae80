//! `cluster.yaml`, the declaration of a cluster, and kubeadm's configuration, which is read in its place.
//!
//! Reading is strict: a field that is not known, one that stands twice, a value of another type or one that breaks a rule
//! is an error with its line and column. The library holds no file open and asks for none; the caller limits the text's size.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::str::FromStr;

use certwright::rsa::HashAlgorithm;
use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::spec::{
    AltName, Authorities, Certificates, ClusterSpec, Endpoint, EndpointText, Etcd, EtcdClient,
    Fault, Files, InnerPath, Lifetime, Node, Override, Parameters, SpecError, Step, Subnet, User,
};

mod kubeadm;
mod write;

pub use write::{template, write};

/// `apiVersion` of `cluster.yaml`.
pub const API_VERSION: &str = "certwright/v1";
/// `kind` of `cluster.yaml`.
pub const KIND: &str = "Cluster";

/// Why a declaration is refused.
#[derive(Debug)]
#[non_exhaustive]
pub enum DeclarationError {
    /// A field that no declaration has.
    UnknownField {
        /// Where.
        at: Position,
        /// The field.
        field: String,
        /// The fields that may stand there.
        known: Vec<String>,
    },
    /// The text is not YAML, or a value is not of its type.
    Yaml {
        /// Where; `None` where the reader does not state it.
        at: Option<Position>,
        /// What is wrong.
        reason: String,
    },
    /// A value breaks a rule.
    Spec {
        /// Where; `None` if no single place is.
        at: Option<Position>,
        /// The rule.
        error: SpecError,
    },
}

/// A place in a text, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl DeclarationError {
    /// Where, if that is known.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::UnknownField { at, .. } => Some(*at),
            Self::Yaml { at, .. } | Self::Spec { at, .. } => *at,
        }
    }

    /// What is wrong, without the place. What the text repeats of a long value is cut in its middle.
    pub fn reason(&self) -> String {
        match self {
            Self::UnknownField { field, .. } => shortened(format!("unknown field {field:?}")),
            Self::Yaml { reason, .. } => shortened(reason.clone()),
            Self::Spec { error, .. } => shortened(error.to_string()),
        }
    }
}

/// The beginning and the end of a sentence that would be a page.
fn shortened(sentence: String) -> String {
    const MAX: usize = 500;
    const BEGIN: usize = 250;
    const END: usize = 150;
    let count = sentence.chars().count();
    if count <= MAX {
        return sentence;
    }
    let begin: String = sentence.chars().take(BEGIN).collect();
    let end: String = sentence.chars().skip(count - END).collect();
    format!("{begin} … {end}")
}

/// What decides how the rest of a document is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    api_version: Option<String>,
    kind: Option<String>,
}

/// Reads one document of any type as strictly as a declaration: nesting and aliases are limited, and what is wrong has its
/// place. The caller limits the text's size.
///
/// # Errors
/// What is wrong, and where.
pub fn document<T: de::DeserializeOwned>(text: &str) -> Result<T, DeclarationError> {
    check_nesting(text)?;
    serde_norway::from_str(text).map_err(|e| yaml(text, &e))
}

/// Where in a document a value is that a rule of its own refuses.
pub fn position(text: &str, path: &[Step]) -> Option<Position> {
    locate(text, 0, path)
}

fn check_nesting(text: &str) -> Result<(), DeclarationError> {
    super::nesting::check(text).map_err(|(at, reason)| DeclarationError::Yaml {
        at: Some(at),
        reason: reason.into(),
    })
}

/// Reads a declaration: `cluster.yaml`, or kubeadm's documents.
///
/// # Errors
/// What is wrong, and where.
pub fn read(text: &str) -> Result<ClusterSpec, DeclarationError> {
    // Editors of some systems begin a file with a byte order mark, which YAML allows there (YAML 1.2.2 §5.2).
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    check_nesting(text)?;
    let mut heads = Vec::new();
    for document in serde_norway::Deserializer::from_str(text) {
        heads.push(Option::<Head>::deserialize(document).map_err(|e| yaml(text, &e))?);
    }
    let is_kubeadm = |head: &Option<Head>| {
        let version = head.as_ref().and_then(|head| head.api_version.as_deref());
        version.is_some_and(|version| version.starts_with(kubeadm::GROUP))
    };
    if heads.iter().any(is_kubeadm) {
        return kubeadm::read(text, &heads);
    }
    let fault = |steps: &[Step], reason: String| {
        Err(DeclarationError::Yaml {
            at: locate(text, 0, steps),
            reason,
        })
    };
    let [head] = &heads[..] else {
        return fault(
            &[],
            "it has more than one document; a declaration is one".into(),
        );
    };
    let Some(head) = head else {
        return fault(&[], "it is empty".into());
    };
    match head.api_version.as_deref() {
        Some(API_VERSION) => {}
        Some(other) => {
            let reason = format!(
                "apiVersion {other:?} is not known; it is {API_VERSION}, or kubeadm's v1beta3 or v1beta4"
            );
            return fault(&[Step::from("apiVersion")], reason);
        }
        None => return fault(&[], format!("it lacks apiVersion: {API_VERSION}")),
    }
    if head.kind.as_deref().is_some_and(|kind| kind != KIND) {
        return fault(&[Step::from("kind")], format!("kind is not {KIND}"));
    }
    let file: Declaration = serde_norway::from_str(text).map_err(|e| yaml(text, &e))?;
    let etcd = &file.etcd;
    let is_ours = [&etcd.names, &etcd.server_names, &etcd.peer_names]
        .iter()
        .any(|names| !names.is_empty());
    if etcd.client.is_some() && (etcd.members.is_some() || is_ours) {
        let reason = "etcd.client is for an etcd that others run, and members and names are for one of this cluster; leave out one or the other";
        return fault(&[Step::from("etcd"), Step::from("client")], reason.into());
    }
    let spec = file.into_spec();
    check(text, &spec, |path| (0, path.to_vec()))?;
    Ok(spec)
}

/// The JSON Schema of `cluster.yaml`, made from the types that read it.
#[cfg(feature = "schema")]
pub fn schema() -> schemars::Schema {
    let mut schema = schemars::schema_for!(Declaration);
    schema.insert("title".into(), "cluster.yaml".into());
    schema
}

#[cfg(feature = "schema")]
mod schema_of {
    //! The types whose shape in a file differs from theirs in Rust.

    use std::borrow::Cow;
    use std::net::IpAddr;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{
        AltName, Digest, EndpointText, InnerPath, Lifetime, OverrideSection, Roles, Subnet, Text,
    };
    use crate::role::NAMES;

    /// What a text that is parsed looks like.
    pub(super) trait Described {
        const NAME: &'static str;
        fn describe() -> Schema;
    }

    macro_rules! described {
        ($($type:ty, $name:literal, $schema:tt;)*) => {$(
            impl Described for $type {
                const NAME: &'static str = $name;

                fn describe() -> Schema {
                    json_schema!($schema)
                }
            }
        )*};
    }

    described! {
        IpAddr, "Address", { "type": "string", "anyOf": [{ "format": "ipv4" }, { "format": "ipv6" }] };
        Subnet, "Subnet", { "type": "string", "pattern": "^[0-9A-Fa-f:.]+/[0-9]{1,3}$" };
        AltName, "AltName", { "type": "string", "minLength": 1, "maxLength": 253 };
        EndpointText, "Endpoint", { "type": "string", "minLength": 1, "pattern": "^[^/]+$" };
        InnerPath, "File", { "type": "string", "pattern": "^[^./\\\\:][^/\\\\:]*(/[^./\\\\:][^/\\\\:]*)*$" };
        Lifetime, "Lifetime", { "type": "string", "pattern": "^([0-9]+[dhms])+$" };
        Digest, "Digest", { "enum": ["sha256", "sha384", "sha512"] };
    }

    impl<T: Described> JsonSchema for Text<T> {
        fn schema_name() -> Cow<'static, str> {
            T::NAME.into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            T::describe()
        }
    }

    impl JsonSchema for Roles {
        fn schema_name() -> Cow<'static, str> {
            "Roles".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let section = generator.subschema_for::<OverrideSection>();
            let roles: serde_json::Map<_, _> = NAMES
                .iter()
                .map(|name| ((*name).to_string(), section.clone().to_value()))
                .collect();
            json_schema!({ "type": "object", "properties": roles, "additionalProperties": false })
        }
    }
}

/// Checks the rules, with the place of what breaks one; `place` finds the document and the path in it of what
/// `cluster.yaml` has at a path.
fn check(
    text: &str,
    spec: &ClusterSpec,
    place: impl Fn(&[Step]) -> (usize, Vec<Step>),
) -> Result<(), DeclarationError> {
    let fault = match spec.check() {
        Ok(()) => match super::desired::desired(spec) {
            Ok(_) => return Ok(()),
            Err(error) => Fault {
                path: Vec::new(),
                error,
            },
        },
        Err(fault) => fault,
    };
    // A field that is left out has no place; what would hold it has.
    let (document, mut path) = place(&fault.path);
    let mut at = locate(text, document, &path);
    while at.is_none() && path.pop().is_some() {
        at = locate(text, document, &path);
    }
    Err(DeclarationError::Spec {
        at,
        error: fault.error,
    })
}

/// `cluster.yaml`, as it stands in the file.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Declaration {
    /// The format: certwright/v1.
    #[serde(rename = "apiVersion")]
    _api_version: String,
    /// Cluster.
    #[serde(rename = "kind")]
    _kind: Option<String>,
    /// The cluster's name in kubeconfigs.
    name: Option<String>,
    /// The domain of services.
    dns_domain: Option<String>,
    /// The ranges of service addresses: one, or one of each address family.
    service_subnets: Option<Vec<Text<Subnet>>>,
    /// Where clients reach the API server, HOST or HOST:PORT.
    endpoint: Option<Text<EndpointText>>,
    /// The port that every API server listens on (6443), to which the components beside it connect.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    bind_port: Option<u16>,
    /// Further host names and addresses of every API server.
    #[serde(default)]
    api_server_names: Vec<Text<AltName>>,
    /// The control planes; the first one is the one to which the top of the tree belongs.
    control_planes: Vec<Machine>,
    /// The other nodes.
    #[serde(default)]
    workers: Vec<Machine>,
    /// Where etcd runs.
    #[serde(default)]
    etcd: EtcdSection,
    /// People and programs that the API server knows by their certificates.
    #[serde(default)]
    users: Vec<UserSection>,
    /// Whether etcd and the front proxy have authorities of their own.
    #[serde(default)]
    authorities: AuthoritiesWord,
    /// What the files are called.
    #[serde(default)]
    files: FilesWord,
    /// Key sizes, digests and validities.
    #[serde(default)]
    certificates: CertificatesSection,
}

/// A machine.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Machine {
    /// Its name, as the kubelet registers it.
    name: String,
    /// Its addresses; the first one is the one that a control plane advertises.
    addresses: Vec<Text<IpAddr>>,
}

/// Where etcd runs.
#[derive(Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct EtcdSection {
    /// The machines of an external etcd; without it, etcd is on the control planes.
    members: Option<Vec<Machine>>,
    /// Further names of every member.
    names: Vec<Text<AltName>>,
    /// Further names of every member for clients alone.
    server_names: Vec<Text<AltName>>,
    /// Further names of every member for its peers alone.
    peer_names: Vec<Text<AltName>>,
    /// For an etcd that others run, and whose certificates they issue: the API server's files for it, where they are in the
    /// directory.
    client: Option<EtcdClientSection>,
}

/// The API server's files for an etcd that others run.
#[derive(Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
struct EtcdClientSection {
    /// The authority of etcd's servers.
    authority: Option<Text<InnerPath>>,
    /// The API server's certificate.
    certificate: Option<Text<InnerPath>>,
    /// The key of that certificate.
    key: Option<Text<InnerPath>>,
}

/// A user of the API.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct UserSection {
    /// The name that the API server knows the user by.
    name: String,
    /// The groups that the user is in.
    #[serde(default)]
    groups: Vec<String>,
}

/// Which authorities there are.
#[derive(Clone, Copy, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum AuthoritiesWord {
    /// Three, as kubeadm has them: of the cluster, of etcd, of the front proxy.
    #[default]
    Separate,
    /// One for everything.
    Single,
}

/// What the files are called.
#[derive(Clone, Copy, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum FilesWord {
    /// kubeadm's tree, and in it the certificates that kubeadm leaves to bootstrapping.
    #[default]
    Kubeadm,
    /// What kubeadm itself makes, and nothing else.
    KubeadmOnly,
    /// One directory of NAME.crt and NAME.key.
    Crt,
    /// One directory of NAME.pem and NAME-key.pem.
    Pem,
}

/// Key sizes, digests and validities.
#[derive(Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
struct CertificatesSection {
    /// Bits of each RSA key.
    bits: Option<usize>,
    /// The digest of signatures: sha256, sha384 or sha512.
    digest: Option<Text<Digest>>,
    /// For how long certificates are valid.
    validity: Option<Text<Lifetime>>,
    /// The same of the authorities' own certificates.
    authorities: OverrideSection,
    /// What differs for a role, such as apiserver.
    roles: Roles,
}

/// Key size, digest and validity, where they differ.
#[derive(Clone, Copy, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
struct OverrideSection {
    /// Bits of each RSA key.
    bits: Option<usize>,
    /// The digest of the signature: sha256, sha384 or sha512.
    digest: Option<Text<Digest>>,
    /// For how long the certificate is valid.
    validity: Option<Text<Lifetime>>,
}

/// What differs, by role.
#[derive(Default)]
struct Roles(BTreeMap<String, OverrideSection>);

/// A digest of signatures.
#[derive(Clone, Copy)]
struct Digest(HashAlgorithm);

impl FromStr for Digest {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        match text {
            "sha256" => Ok(Self(HashAlgorithm::Sha256)),
            "sha384" => Ok(Self(HashAlgorithm::Sha384)),
            "sha512" => Ok(Self(HashAlgorithm::Sha512)),
            _ => Err(SpecError::Digest {
                text: text.to_string(),
            }),
        }
    }
}

/// A value that stands in the file as text. It is parsed while the reader is at its place, which is then the error's.
#[derive(Clone, Copy, Debug)]
pub struct Text<T>(pub T);

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parse<T>(PhantomData<T>);
        impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Parse<T> {
            type Value = Text<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<T>, E> {
                text.parse().map(Text).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Parse(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Roles {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Roles;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("roles with what differs for each")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Roles, A::Error> {
                let mut roles = BTreeMap::new();
                while let Some(name) = map.next_key_seed(RoleName)? {
                    if roles.contains_key(&name) {
                        return Err(de::Error::custom(format_args!("duplicate field `{name}`")));
                    }
                    roles.insert(name, map.next_value()?);
                }
                Ok(Roles(roles))
            }
        }
        deserializer.deserialize_map(Read)
    }
}

/// Reads the name of a role; an unknown one is an unknown field.
struct RoleName;

impl<'de> DeserializeSeed<'de> for RoleName {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for RoleName {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a role")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<String, E> {
        match super::role::NAMES.contains(&name) {
            true => Ok(name.to_string()),
            false => Err(E::unknown_field(name, &super::role::NAMES)),
        }
    }
}

impl Declaration {
    /// The cluster that it describes; what is left out is as in a cluster of kubeadm.
    fn into_spec(self) -> ClusterSpec {
        let standard = ClusterSpec::demonstration();
        let control_planes = nodes(self.control_planes);
        let bind_port = self.bind_port.unwrap_or(standard.bind_port);
        let endpoint = self.endpoint.map(|text| text.0.endpoint(bind_port));
        let certificates = self.certificates.parameters();
        ClusterSpec {
            name: self.name.unwrap_or(standard.name),
            dns_domain: self.dns_domain.unwrap_or(standard.dns_domain),
            service_subnets: self.service_subnets.map_or(standard.service_subnets, texts),
            endpoint: endpoint
                .or_else(|| advertised(&control_planes, bind_port))
                .unwrap_or(standard.endpoint),
            bind_port,
            api_server_names: texts(self.api_server_names),
            workers: nodes(self.workers),
            etcd: match (self.etcd.client, self.etcd.members) {
                (Some(client), _) => Etcd::Unmanaged(client.value()),
                (None, Some(members)) => Etcd::External(nodes(members)),
                (None, None) => Etcd::Stacked,
            },
            etcd_names: texts(self.etcd.names),
            etcd_server_names: texts(self.etcd.server_names),
            etcd_peer_names: texts(self.etcd.peer_names),
            users: (self.users.into_iter())
                .map(|user| User {
                    name: user.name,
                    groups: user.groups,
                })
                .collect(),
            authorities: match self.authorities {
                AuthoritiesWord::Separate => Authorities::Separate,
                AuthoritiesWord::Single => Authorities::Single,
            },
            files: match self.files {
                FilesWord::Kubeadm => Files::Kubeadm,
                FilesWord::KubeadmOnly => Files::KubeadmOnly,
                FilesWord::Crt => Files::Crt,
                FilesWord::Pem => Files::Pem,
            },
            certificates,
            control_planes,
        }
    }
}

impl EtcdClientSection {
    fn value(self) -> EtcdClient {
        EtcdClient {
            authority: self.authority.map(|text| text.0),
            certificate: self.certificate.map(|text| text.0),
            key: self.key.map(|text| text.0),
        }
    }
}

impl CertificatesSection {
    fn parameters(&self) -> Certificates {
        let standard = Certificates::default();
        let general = Override {
            bits: self.bits,
            digest: self.digest.map(|text| text.0.0),
            validity: None,
        };
        let with = |base: Parameters, change: Override| Parameters {
            bits: change.bits.unwrap_or(base.bits),
            digest: change.digest.unwrap_or(base.digest),
            validity: change.validity.unwrap_or(base.validity),
        };
        let leaves = Override {
            validity: self.validity.map(|text| text.0),
            ..general
        };
        let authorities = with(standard.authorities, general);
        Certificates {
            leaves: with(standard.leaves, leaves),
            authorities: with(authorities, self.authorities.value()),
            roles: (self.roles.0.iter())
                .map(|(name, section)| (name.clone(), section.value()))
                .collect(),
        }
    }
}

impl OverrideSection {
    fn value(&self) -> Override {
        Override {
            bits: self.bits,
            digest: self.digest.map(|text| text.0.0),
            validity: self.validity.map(|text| text.0),
        }
    }
}

/// The first control plane's own API server, where no endpoint is given.
fn advertised(control_planes: &[Node], port: u16) -> Option<Endpoint> {
    let address = *control_planes.first()?.addresses.first()?;
    Some(Endpoint {
        host: AltName::Ip(address),
        port,
    })
}

fn texts<T>(list: Vec<Text<T>>) -> Vec<T> {
    list.into_iter().map(|text| text.0).collect()
}

fn nodes(machines: Vec<Machine>) -> Vec<Node> {
    (machines.into_iter())
        .map(|machine| Node {
            name: machine.name,
            addresses: texts(machine.addresses),
        })
        .collect()
}

/// The YAML reader's error. Its sentence names the field and what may stand in its place; both are taken out of it, so
/// that a caller can suggest the nearest.
fn yaml(text: &str, error: &serde_norway::Error) -> DeclarationError {
    let at = error.location().map(|location| Position {
        line: location.line(),
        column: location.column(),
    });
    let shown = error.to_string();
    // The reader repeats the place at the end of its sentence.
    let shown = match shown.rfind(" at line ") {
        Some(end) if at.is_some() => shown[..end].to_string(),
        _ => shown,
    };
    if let (Some(at), Some((_, rest))) = (at, shown.split_once("unknown field `"))
        && let Some((field, known)) = rest.split_once('`')
    {
        let known = known.split('`').skip(1).step_by(2).map(String::from);
        return DeclarationError::UnknownField {
            at: key_position(text, at, field, 0),
            field: field.to_string(),
            known: known.collect(),
        };
    }
    if shown.starts_with("control characters are not allowed") {
        return DeclarationError::Yaml {
            at: control_position(text),
            reason: "YAML has no control characters".into(),
        };
    }
    let reason = match shown.as_str() {
        "repetition limit exceeded" => {
            "its aliases (*name) repeat too much of it; write out what they stand for".to_string()
        }
        "found character that cannot start any token" if is_tab(text, at) => {
            "it is indented with a tab; YAML is indented with spaces".to_string()
        }
        reason => without_types(reason),
    };
    let duplicate = shown.split_once("duplicate field `").map(|(_, rest)| rest);
    let at = match (at, duplicate.and_then(|rest| rest.split('`').next())) {
        (Some(at), Some(field)) => Some(key_position(text, at, field, 1)),
        (at, _) => at.or_else(|| alias_position(text)),
    };
    DeclarationError::Yaml { at, reason }
}

/// What the reader expected, in words of the document and not by the names of the program's types.
fn without_types(reason: &str) -> String {
    let Some((found, expected)) = reason.split_once(", expected ") else {
        return reason.to_string();
    };
    let expected = match expected {
        it if it.starts_with("struct ") => "fields (name: value)",
        "u16" => "a number from 0 to 65535",
        "u32" | "u64" | "usize" => "a number",
        it => it,
    };
    format!("{found}, expected {expected}")
}

/// Whether a tab stands in a place.
fn is_tab(text: &str, at: Option<Position>) -> bool {
    let line = at.and_then(|at| Some((text.lines().nth(at.line.checked_sub(1)?)?, at.column)));
    line.is_some_and(|(line, column)| line.chars().nth(column.saturating_sub(1)) == Some('\t'))
}

/// The reader places an unknown or repeated field at its mapping's beginning or at its value; this is the key, after so many
/// others of its name.
fn key_position(text: &str, from: Position, field: &str, others: usize) -> Position {
    let indented = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    text.lines()
        .enumerate()
        .skip(from.line - 1)
        .map(|(number, line)| (number, indented(line), line))
        // A repeated field stands in the mapping that begins there, and not in one inside.
        .filter(|(_, indent, line)| {
            (others == 0 || indent + 1 == from.column)
                && line[*indent..]
                    .strip_prefix(field)
                    .is_some_and(|rest| rest.starts_with(':'))
        })
        .nth(others)
        .map_or(from, |(number, indent, _)| Position {
            line: number + 1,
            column: indent + 1,
        })
}

/// The first control character of a text that YAML does not have (YAML 1.2 §5.1).
fn control_position(text: &str) -> Option<Position> {
    let is_refused = |c: char| c.is_control() && !"\t\n\r\u{85}".contains(c);
    text.split('\n').enumerate().find_map(|(number, line)| {
        let at = line.chars().position(is_refused)?;
        Some(Position {
            line: number + 1,
            column: at + 1,
        })
    })
}

/// The first alias of a text.
fn alias_position(text: &str) -> Option<Position> {
    text.lines().enumerate().find_map(|(number, line)| {
        let at = line.find(['*', '&'])?;
        Some(Position {
            line: number + 1,
            column: at + 1,
        })
    })
}

/// Where in a text a value is: the text is read again, and the reader is stopped at the value.
fn locate(text: &str, document: usize, path: &[Step]) -> Option<Position> {
    let document = serde_norway::Deserializer::from_str(text).nth(document)?;
    let stopped = Seek(path).deserialize(document).err()?;
    let location = stopped.location()?;
    Some(Position {
        line: location.line(),
        column: location.column(),
    })
}

/// Reads nothing, and fails at the value that the path leads to.
struct Seek<'p>(&'p [Step]);

impl<'p> Seek<'p> {
    fn scalar<E: de::Error>(&self) -> Result<(), E> {
        match self.0 {
            [] => Err(E::custom("here")),
            _ => Ok(()),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((first, rest)) = self.0.split_first() else {
            return Err(de::Error::custom("here"));
        };
        while let Some(key) = map.next_key::<String>()? {
            match matches!(first, Step::Field(name) if *name == key) {
                true => map.next_value_seed(Seek(rest))?,
                false => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Some((first, rest)) = self.0.split_first() else {
            return Err(de::Error::custom("here"));
        };
        for at in 0.. {
            let found = match matches!(first, Step::Index(index) if *index == at) {
                true => seq.next_element_seed(Seek(rest))?,
                false => seq.next_element::<IgnoredAny>()?.map(drop),
            };
            if found.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<(), E> {
        self.scalar()
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<(), E> {
        self.scalar()
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<(), E> {
        self.scalar()
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<(), E> {
        self.scalar()
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<(), E> {
        self.scalar()
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.scalar()
    }
}

impl fmt::Display for DeclarationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Position { line, column }) = self.position() {
            write!(f, "line {line}, column {column}: ")?;
        }
        f.write_str(&self.reason())
    }
}

impl core::error::Error for DeclarationError {}

#[cfg(test)]
mod tests;
