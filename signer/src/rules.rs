//! The rules file: who may get which certificates.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use certwright_cluster::declaration::{self, DeclarationError, Position, Text};
use certwright_cluster::spec::Step;
use certwright_cluster::{Lifetime, Subnet, suggestion};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::pattern::Pattern;

/// `apiVersion` of the rules file.
pub const API_VERSION: &str = "certwright/v1";
/// `kind` of the rules file.
pub const KIND: &str = "SignerRules";
/// The largest rules file, in bytes.
pub const MAX_SIZE: usize = 1 << 20;

/// The shortest lifetime that a CertificateSigningRequest can ask for, in seconds.
pub(crate) const MIN_LIFETIME: i64 = 600;
/// The sizes of RSA keys that are signed, in bits, whatever a rule states.
pub(crate) const KEY_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// Rules, in the order of the file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "Rules of certwright-signer")]
pub struct Rules {
    /// The format: certwright/v1.
    #[serde(rename = "apiVersion")]
    #[schemars(with = "String")]
    _api_version: Text<ApiVersion>,
    /// SignerRules.
    #[serde(rename = "kind")]
    #[schemars(with = "String")]
    _kind: Text<Kind>,
    /// Who may get what. The first rule that allows everything that a request asks for is the one that is applied.
    pub(crate) rules: Vec<Rule>,
}

/// Who may get what.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rule {
    /// What messages call it.
    pub name: String,
    /// Who asks: all that is given must fit.
    pub requester: RequesterSection,
    /// The subject that may be asked for.
    #[serde(default)]
    pub subject: SubjectSection,
    /// The subject alternative names that may be asked for.
    #[serde(default)]
    pub names: NamesSection,
    /// The usages that may be asked for.
    pub usages: Vec<Usage>,
    /// For how long a certificate is valid where the request does not state it; maxLifetime if it is left out.
    #[schemars(with = "Option<String>")]
    pub lifetime: Option<Text<Lifetime>>,
    /// For how long a certificate is valid at most.
    #[schemars(with = "String")]
    pub max_lifetime: Text<Lifetime>,
    /// The shortest RSA key, in bits: 2048 if it is left out.
    #[serde(default = "shortest_key")]
    pub min_key_bits: usize,
    /// Whether what the rule allows is approved as well. Without it, somebody else approves.
    #[serde(default)]
    pub approve: bool,
}

/// Who asks, as the API server authenticated it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct RequesterSection {
    /// Patterns, of which the user name fits one.
    #[schemars(with = "Vec<String>")]
    pub usernames: Vec<Text<Pattern>>,
    /// Patterns, of which one of the user's groups fits one.
    #[schemars(with = "Vec<String>")]
    pub groups: Vec<Text<Pattern>>,
    /// Patterns, of which the name of the node that asks fits one: the user system:node:NAME in the group system:nodes.
    #[schemars(with = "Vec<String>")]
    pub nodes: Vec<Text<Pattern>>,
}

/// The subject. What is not listed is not allowed.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct SubjectSection {
    /// Patterns, of which the common name fits one; with none, there is no common name.
    #[schemars(with = "Vec<String>")]
    pub common_names: Vec<Text<Pattern>>,
    /// Patterns, of which each organization fits one.
    #[schemars(with = "Vec<String>")]
    pub organizations: Vec<Text<Pattern>>,
}

/// The subject alternative names. What is not listed is not allowed.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct NamesSection {
    /// Patterns of host names; in them `*` stays inside one label.
    #[schemars(with = "Vec<String>")]
    pub dns: Vec<Text<Pattern>>,
    /// Addresses and ranges of addresses.
    #[schemars(with = "Vec<String>")]
    pub addresses: Vec<Text<Addresses>>,
    /// Patterns of mailboxes.
    #[schemars(with = "Vec<String>")]
    pub emails: Vec<Text<Pattern>>,
    /// Patterns of URIs; in them `*` stays between two slashes, but at the end after a slash stands for all that follows.
    #[schemars(with = "Vec<String>")]
    pub uris: Vec<Text<Pattern>>,
    /// Whether a host name may begin with `*.`, and so stand for many.
    pub wildcards: bool,
    /// Whether at least one name must be asked for.
    pub required: bool,
}

/// A usage of a CertificateSigningRequest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) enum Usage {
    /// The key signs (keyUsage digitalSignature).
    #[serde(rename = "digital signature")]
    DigitalSignature,
    /// The key takes in encrypted keys (keyUsage keyEncipherment).
    #[serde(rename = "key encipherment")]
    KeyEncipherment,
    /// A TLS server (extKeyUsage serverAuth).
    #[serde(rename = "server auth")]
    ServerAuth,
    /// A TLS client (extKeyUsage clientAuth).
    #[serde(rename = "client auth")]
    ClientAuth,
}

impl Rule {
    /// The usages of a certificate. Where a request names no keyUsage it has those of the rule: without the extension the key
    /// would be good for each, also for those that the rule does not list.
    pub(crate) fn granted(&self, asked: &[Usage]) -> Vec<Usage> {
        let unrestricted = !asked.iter().any(|usage| usage.is_key_usage());
        let added = |usage: &&Usage| unrestricted && usage.is_key_usage();
        let added = self.usages.iter().filter(added);
        asked.iter().chain(added).copied().collect()
    }
}

impl Usage {
    /// All, with Kubernetes' words for them.
    pub(crate) const ALL: [(Self, &'static str); 4] = [
        (Self::DigitalSignature, "digital signature"),
        (Self::KeyEncipherment, "key encipherment"),
        (Self::ServerAuth, "server auth"),
        (Self::ClientAuth, "client auth"),
    ];

    /// Whether it is one of keyUsage, not of extKeyUsage.
    fn is_key_usage(self) -> bool {
        matches!(self, Self::DigitalSignature | Self::KeyEncipherment)
    }

    /// The usage that a request names so.
    pub(crate) fn named(text: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, name)| *name == text);
        found.map(|(usage, _)| *usage)
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = Self::ALL.iter().find(|(usage, _)| usage == self);
        f.write_str(found.map_or("", |(_, name)| name))
    }
}

/// One address, or a range of them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Addresses {
    One(IpAddr),
    Range(Subnet),
}

impl Addresses {
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        match self {
            Self::One(one) => *one == address,
            Self::Range(range) => range.contains(address),
        }
    }
}

impl FromStr for Addresses {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.contains('/') {
            let range = text.parse::<Subnet>();
            return range.map(Self::Range).map_err(|e| e.to_string());
        }
        let one = text.parse::<IpAddr>().map_err(|_| {
            format!("{text:?} is neither an address nor a range of addresses, ADDRESS/PREFIX")
        })?;
        Ok(Self::One(one))
    }
}

#[derive(Clone, Copy, Debug)]
struct ApiVersion;

impl FromStr for ApiVersion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            API_VERSION => Ok(Self),
            other => Err(format!(
                "apiVersion {other:?} is not known; it is {API_VERSION}"
            )),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Kind;

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            KIND => Ok(Self),
            other => Err(format!("kind {other:?} is not {KIND}")),
        }
    }
}

fn shortest_key() -> usize {
    *KEY_BITS.start()
}

/// Why a rules file is refused: one line, with the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesError {
    /// Where, if that is known.
    pub at: Option<Position>,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.at {
            write!(f, "{}:{}: ", at.line, at.column)?;
        }
        f.write_str(&self.reason)
    }
}

impl std::error::Error for RulesError {}

impl From<DeclarationError> for RulesError {
    fn from(error: DeclarationError) -> Self {
        let at = error.position();
        let reason = match &error {
            DeclarationError::UnknownField { field, known, .. } => {
                let names = known.iter().map(String::as_str);
                let help = suggestion::suggestion(field, names, |all| {
                    format!("there is {}", all.join(", "))
                });
                format!("unknown field {}; {help}", crate::shown(field))
            }
            other => other.reason(),
        };
        // One line that no terminal obeys, whatever the file holds.
        let reason = crate::printable(&reason.replace('\n', " "));
        Self { at, reason }
    }
}

impl Rules {
    /// Reads a rules file.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn read(text: &str) -> Result<Self, RulesError> {
        if text.len() > MAX_SIZE {
            let reason = format!("it is larger than {MAX_SIZE} bytes");
            return Err(RulesError { at: None, reason });
        }
        let rules: Self = declaration::document(text)?;
        rules.check().map_err(|(path, reason)| RulesError {
            at: declaration::position(text, &path),
            reason,
        })?;
        Ok(rules)
    }

    /// Whether any rule approves.
    pub fn approve(&self) -> bool {
        self.rules.iter().any(|rule| rule.approve)
    }

    /// The JSON Schema of a rules file.
    pub fn schema() -> String {
        let schema = schemars::schema_for!(Self);
        let mut text = serde_json::to_string_pretty(&schema)
            .unwrap_or_else(|_| unreachable!("a schema is JSON"));
        text.push('\n');
        text
    }

    fn check(&self) -> Result<(), (Vec<Step>, String)> {
        if self.rules.is_empty() {
            let reason = "there is no rule, and nothing would be signed";
            return Err((vec![Step::from("rules")], reason.into()));
        }
        for (index, rule) in self.rules.iter().enumerate() {
            let fault = |path: &[&str], reason: String| {
                let mut steps = vec![Step::from("rules"), Step::from(index)];
                steps.extend(path.iter().map(|name| Step::from(*name)));
                Err((steps, reason))
            };
            let name = crate::shown(&rule.name);
            let printable = |c: char| c.is_ascii_graphic();
            if rule.name.is_empty() || rule.name.len() > 63 || !rule.name.chars().all(printable) {
                let reason =
                    format!("the name {name} is not 1 to 63 ASCII characters without blanks");
                return fault(&["name"], reason);
            }
            if self.rules[..index]
                .iter()
                .any(|other| other.name == rule.name)
            {
                return fault(&["name"], format!("two rules have the name {name}"));
            }
            let requester = &rule.requester;
            if requester.usernames.is_empty()
                && requester.groups.is_empty()
                && requester.nodes.is_empty()
            {
                let reason =
                    "it names nobody: give usernames, groups or nodes (\"*\" is everybody)";
                return fault(&["requester"], reason.into());
            }
            if !rule.usages.contains(&Usage::ServerAuth)
                && !rule.usages.contains(&Usage::ClientAuth)
            {
                let reason = "neither server auth nor client auth is among the usages: nothing would be signed";
                return fault(&["usages"], reason.into());
            }
            if !rule.usages.iter().any(|usage| usage.is_key_usage()) {
                let reason = "neither digital signature nor key encipherment is among the usages: the key would be good for both";
                return fault(&["usages"], reason.into());
            }
            let most = rule.max_lifetime.0.seconds();
            if most < MIN_LIFETIME {
                let reason = "maxLifetime is below 10m, the shortest that Kubernetes allows";
                return fault(&["maxLifetime"], reason.into());
            }
            if let Some(Text(lifetime)) = rule.lifetime
                && !(MIN_LIFETIME..=most).contains(&lifetime.seconds())
            {
                return fault(
                    &["lifetime"],
                    "lifetime is not between 10m and maxLifetime".into(),
                );
            }
            if !KEY_BITS.contains(&rule.min_key_bits) {
                return fault(
                    &["minKeyBits"],
                    "minKeyBits is not between 2048 and 8192".into(),
                );
            }
            let lists = [
                (["subject", "commonNames"], &rule.subject.common_names),
                (["subject", "organizations"], &rule.subject.organizations),
                (["names", "dns"], &rule.names.dns),
                (["names", "emails"], &rule.names.emails),
                (["names", "uris"], &rule.names.uris),
                (["requester", "nodes"], &requester.nodes),
            ];
            if requester.nodes.is_empty()
                && let Some((path, _)) = lists
                    .iter()
                    .find(|(_, list)| list.iter().any(|Text(pattern)| pattern.mentions_node()))
            {
                return fault(
                    path,
                    "{node} is known only where requester has nodes".into(),
                );
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
