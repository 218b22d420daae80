//! Each certificate, key and kubeconfig of a directory against its role: what is wrong, what follows from it in a cluster,
//! and the command that repairs it.
//!
//! The result, [`Checked`], is everything that the program's table, JSON, metrics and report are made of.

mod certificates;
mod chain;
mod facts;
mod kubeconfigs;
mod prometheus;
mod remedy;
mod rules;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use super::desired::Wanted;
use super::inventory::{FoundCertificate, Inventory, Place};
use super::layout::ServiceAccount;
use super::role::Role;
use super::spec::EtcdClient;
use certwright::rsa::HashAlgorithm;
use certwright::x509::Time;
use facts::Facts;
pub use facts::printable;
pub(super) use facts::shown;
pub use prometheus::prometheus;
pub use remedy::{Remedy, shell_word};
pub use rules::{RULES, Rule};
pub use text::{rules_table, summary, text, verdict};

const SECONDS_PER_DAY: i64 = 86_400;
const SOON: i64 = 30 * SECONDS_PER_DAY;
const AUTHORITY_SOON: i64 = 180 * SECONDS_PER_DAY;

/// How severe a breach is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing; nothing is to be done.
    Notice,
    /// Works today, and will not always, or is safer otherwise.
    Warning,
    /// Something does not work, or somebody can do what they must not.
    Error,
}

impl Severity {
    /// `notice`, `warning` or `error`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How to judge.
#[derive(Clone, Debug)]
pub struct Settings<'a> {
    /// The time by which to judge, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// From how many seconds before its end a certificate expires soon; `None` is 30 days, or a third of its life if that is
    /// less, so that one that lives for hours is not expiring all of them.
    pub soon: Option<i64>,
    /// The same of an authority's; `None` is 180 days, or a third of its life.
    pub authority_soon: Option<i64>,
    /// What the declaration asks for, where there is a declaration.
    pub wanted: Option<&'a [Wanted]>,
    /// The files of the key that service-account tokens are signed with, where there is a declaration.
    pub service_account: Option<&'a ServiceAccount>,
    /// The API server's files for an etcd that others run, where the declaration has such.
    pub etcd_client: Option<&'a EtcdClient>,
    /// The directory, as commands have it.
    pub directory: &'a str,
    /// The declaration's file, where commands must name it.
    pub declaration: Option<&'a str>,
    /// The directory of a change that was interrupted, if one waits to be completed.
    pub pending: Option<&'a str>,
    /// The directories above the files that others than their owner may write; the top itself is the empty path.
    pub open: &'a [String],
}

/// What a check found.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Checked {
    /// The time by which it judged, in seconds since 1970-01-01T00:00:00Z.
    #[serde(serialize_with = "as_time")]
    pub time: i64,
    /// Whose names the files have.
    pub layout: &'static str,
    /// Every certificate once, authorities first.
    pub certificates: Vec<CheckedCertificate>,
    /// How many kubeconfigs were read.
    pub kubeconfigs: usize,
    /// How many private keys were read.
    pub keys: usize,
    /// Everything that is wrong, the worst first.
    pub findings: Vec<Finding>,
}

/// A certificate, and its state.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CheckedCertificate {
    /// Its file.
    pub path: String,
    /// What of a kubeconfig, if the file is one.
    pub within: Option<String>,
    /// Which certificate of the file, from 0.
    pub position: usize,
    /// Other places that hold the same certificate.
    pub also: Vec<String>,
    /// The name of its role's row.
    pub role: Option<&'static str>,
    /// The node that it is for, if its path shows one.
    pub node: Option<String>,
    /// Whether it is an authority's by its place, or can sign others.
    pub authority: bool,
    /// Whether the authority's private key is not here; `None` for what is not an authority's.
    pub external: Option<bool>,
    /// The subject (RFC 4514).
    pub subject: String,
    /// The issuer's name (RFC 4514).
    pub issuer: String,
    /// The certificate that signed it: an index into [`Checked::certificates`]. Its own if it is self-signed.
    pub signed_by: Option<usize>,
    /// In hexadecimal.
    pub serial: String,
    /// The beginning of its validity.
    #[serde(serialize_with = "as_time")]
    pub not_before: i64,
    /// The end of its validity.
    #[serde(serialize_with = "as_time")]
    pub not_after: i64,
    /// Seconds that are left of it; negative once it has expired.
    pub residual: i64,
    /// How its dates stand.
    pub state: State,
    /// Its key, such as `RSA 2048`.
    pub key: String,
    /// Its signature's algorithm, such as `RSA with SHA-256`.
    pub signature: String,
    /// CN.
    pub common_names: Vec<String>,
    /// O, the groups.
    pub groups: Vec<String>,
    /// Names and addresses of subjectAltName.
    pub names: Vec<String>,
    /// keyUsage and extendedKeyUsage.
    pub usages: Vec<String>,
    /// SHA-256 of it, in hexadecimal.
    pub fingerprint: String,
}

/// How a certificate's dates stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum State {
    /// Valid, and for long enough.
    Valid,
    /// Valid, and not for long.
    ExpiresSoon,
    /// No longer valid.
    Expired,
    /// Not valid yet.
    NotYetValid,
}

impl State {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::ExpiresSoon => "expires soon",
            Self::Expired => "expired",
            Self::NotYetValid => "not yet valid",
        }
    }
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that it breaks.
    #[serde(serialize_with = "as_name")]
    pub rule: &'static Rule,
    /// How severe that is.
    pub severity: Severity,
    /// The file, as it may be shown on a terminal.
    pub path: String,
    /// The file, as the directory has it.
    #[serde(skip)]
    pub file: String,
    /// What of a kubeconfig, if the file is one.
    pub within: Option<String>,
    /// What is wrong, in words.
    pub fault: &'static str,
    /// What in particular.
    pub detail: String,
    /// What follows from it in a cluster.
    pub consequence: &'static str,
    /// What repairs it: a command, or words where no command does.
    pub remedy: String,
    /// The certificate that it is about: an index into [`Checked::certificates`].
    pub certificate: Option<usize>,
}

impl Finding {
    /// Whether what repairs it is a command, to run as it is, and not words.
    pub fn is_command(&self) -> bool {
        let first = self.remedy.split(' ').next().unwrap_or_default();
        ["certwright", "chmod", "cp"].contains(&first)
    }
}

impl Checked {
    /// The worst severity of all findings.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// How many findings have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let findings = self.findings.iter();
        findings
            .filter(|finding| finding.severity == severity)
            .count()
    }
}

/// A document as YAML.
pub fn yaml(document: &impl Serialize) -> String {
    match serde_norway::to_string(document) {
        Ok(text) => text,
        Err(_) => unreachable!("a document has names that are strings, and nothing in it refuses"),
    }
}

/// A time as ISO 8601 has it, in UTC.
pub fn iso(seconds: i64) -> String {
    let [year, month, day, hour, minute, second] = Time::from_unix(seconds).civil();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// A span of time as kubeadm prints what is left: years from two on, else days, hours or minutes.
pub fn span(seconds: i64) -> String {
    const YEAR: i64 = 365 * SECONDS_PER_DAY;
    match seconds {
        s if s < 0 => "<invalid>".into(),
        s if s >= 2 * YEAR => format!("{}y", s / YEAR),
        s if s >= 2 * SECONDS_PER_DAY => format!("{}d", s / SECONDS_PER_DAY),
        s if s >= 2 * 3600 => format!("{}h", s / 3600),
        s => format!("{}m", s / 60),
    }
}

fn as_time<S: Serializer>(seconds: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&iso(*seconds))
}

fn as_name<S: Serializer>(rule: &&'static Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.name)
}

/// The names and addresses of a certificate's subjectAltName, as they stand there.
pub(super) fn alt_names(certificate: &certwright::x509::Certificate) -> Vec<String> {
    let names = Facts::of(certificate).names.into_iter();
    names
        .map(|name| match name {
            facts::SubjectName::Dns(name) | facts::SubjectName::Other(name) => name,
            facts::SubjectName::Ip(address) => address.to_string(),
        })
        .collect()
}

/// Judges a directory.
pub fn check(inventory: &Inventory, settings: &Settings<'_>) -> Checked {
    let mut check = Check::new(inventory, settings);
    check.unread();
    check.chains();
    check.certificates();
    check.keys();
    check.kubeconfigs();
    check.paths();
    check.finish()
}

/// A certificate's group: every place that holds the same bytes.
struct Group {
    /// Indices into the inventory; the first is the one that is reported.
    places: Vec<usize>,
}

/// A check under way.
struct Check<'a> {
    inventory: &'a Inventory,
    settings: &'a Settings<'a>,
    /// What the declaration has at each path.
    wanted: BTreeMap<&'a str, &'a Wanted>,
    /// Of each certificate of the inventory.
    facts: Vec<Facts<'a>>,
    groups: Vec<Group>,
    /// The group of each certificate of the inventory.
    group_of: Vec<usize>,
    /// What each group's files are by their names.
    roles: Vec<Option<&'static Role>>,
    /// The groups that are an authority's by what they hold, since no layout has their file's name.
    unnamed_authorities: BTreeSet<usize>,
    /// The groups that are an authority's by their place, or by what they hold.
    authority_groups: Vec<usize>,
    /// The certificates that follow another in its file.
    followers: Vec<usize>,
    /// The first certificate in a file of a role and a node.
    first_of: BTreeMap<(&'static str, Option<&'a str>), usize>,
    /// The group that signed each group.
    signed_by: Vec<Option<usize>>,
    findings: Vec<Finding>,
}

impl<'a> Check<'a> {
    fn new(inventory: &'a Inventory, settings: &'a Settings<'a>) -> Self {
        let found = &inventory.certificates;
        let mut by_der: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
        for (i, found) in found.iter().enumerate() {
            by_der
                .entry(found.certificate.as_der())
                .or_default()
                .push(i);
        }
        // A file of its own before a kubeconfig's part, one that a layout has before others, the top before a node's directory,
        // then by name.
        let order = |i: &usize| {
            let place = &found[*i].place;
            (
                place.within.is_some(),
                place.role.is_none(),
                place.path.matches('/').count(),
                place.path.clone(),
                place.position,
            )
        };
        let mut groups: Vec<Group> = by_der
            .into_values()
            .map(|mut places| {
                places.sort_by_key(order);
                Group { places }
            })
            .collect();
        groups.sort_by_key(|group| {
            let first = &group.places[0];
            let authority = found[*first].place.role.is_some_and(Role::is_authority);
            (!authority, order(first))
        });
        let mut group_of = vec![0; found.len()];
        for (at, group) in groups.iter().enumerate() {
            for place in &group.places {
                group_of[*place] = at;
            }
        }
        let mut first_of = BTreeMap::new();
        for (i, found) in found.iter().enumerate() {
            let place = &found.place;
            if let (Some(role), None, 0) = (place.role, &place.within, place.position) {
                let key = (role.file, place.node.as_deref());
                first_of.entry(key).or_insert(i);
            }
        }
        let followers = (0..found.len()).filter(|i| found[*i].chain_of.is_some());
        let mut check = Self {
            inventory,
            settings,
            roles: Vec::new(),
            unnamed_authorities: BTreeSet::new(),
            authority_groups: Vec::new(),
            followers: followers.collect(),
            first_of,
            wanted: settings
                .wanted
                .into_iter()
                .flatten()
                .flat_map(|wanted| wanted.paths().map(move |path| (path, wanted)))
                .collect(),
            facts: found
                .iter()
                .map(|found| Facts::of(&found.certificate))
                .collect(),
            signed_by: vec![None; groups.len()],
            groups,
            group_of,
            findings: Vec::new(),
        };
        let groups = 0..check.groups.len();
        check.roles = groups.clone().map(|group| check.role_of(group)).collect();
        check.unnamed_authorities = (groups.clone())
            .filter(|group| check.is_unnamed_authority(*group))
            .collect();
        check.authority_groups = groups.filter(|group| check.is_authority(*group)).collect();
        check
    }

    /// The certificate that a group is reported as.
    fn first(&self, group: usize) -> usize {
        self.groups[group].places[0]
    }

    fn found(&self, certificate: usize) -> &'a FoundCertificate {
        &self.inventory.certificates[certificate]
    }

    /// What a group's files are by their names: by the declaration, or else the first that says something.
    fn role(&self, group: usize) -> Option<&'static Role> {
        self.roles[group]
    }

    fn role_of(&self, group: usize) -> Option<&'static Role> {
        if let Some(wanted) = self.wanted(group) {
            return Some(wanted.role);
        }
        let mut places = self.groups[group].places.iter();
        places.find_map(|i| self.found(*i).place.role)
    }

    fn node(&self, group: usize) -> Option<&'a str> {
        let mut places = self.groups[group].places.iter();
        places.find_map(|i| self.found(*i).place.node.as_deref())
    }

    /// What the declaration has at a group's places.
    fn wanted(&self, group: usize) -> Option<&'a Wanted> {
        let places = self.groups[group].places.iter();
        let mut places = places.map(|i| &self.found(*i).place);
        places.find_map(|place| {
            let trusted = (place.within.as_deref()).is_some_and(|at| at.starts_with("cluster "));
            let wanted = self.wanted.get(place.path.as_str()).filter(|_| !trusted);
            wanted.copied().filter(|_| place.position == 0)
        })
    }

    /// Whether a group is an authority's by its place, or by what it holds where its place says nothing.
    fn is_authority(&self, group: usize) -> bool {
        self.role(group).is_some_and(Role::is_authority)
            || self.unnamed_authorities.contains(&group)
    }

    /// A finding about a certificate.
    fn about(&mut self, rule: &'static Rule, group: usize, detail: impl Into<String>) {
        let place = self.found(self.first(group)).place.clone();
        self.put(rule, &place, Some(group), detail.into());
    }

    /// A finding about a place.
    fn at(&mut self, rule: &'static Rule, place: &Place, detail: impl Into<String>) {
        self.put(rule, place, None, detail.into());
    }

    fn put(&mut self, rule: &'static Rule, place: &Place, group: Option<usize>, detail: String) {
        let remedy = self.remedy(rule, place, group);
        self.put_with(rule, place, group, detail, remedy);
    }

    fn put_with(
        &mut self,
        rule: &'static Rule,
        place: &Place,
        group: Option<usize>,
        detail: String,
        remedy: String,
    ) {
        let finding = Finding {
            rule,
            severity: rule.severity,
            path: shown(&place.path),
            file: place.path.clone(),
            within: place.within.as_deref().map(shown),
            fault: rule.fault,
            detail,
            consequence: rule.consequence,
            remedy,
            certificate: group,
        };
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// What a machine or a user has that the declaration does not: a machine's directory, or a user's file.
    fn undeclared(&self) -> BTreeSet<String> {
        let machine =
            |path: &str| Some(path.strip_prefix("nodes/")?.split_once('/')?.0.to_string());
        let declared: BTreeSet<String> = self
            .wanted
            .keys()
            .filter_map(|path| machine(path))
            .collect();
        let found = self.inventory.certificates.iter();
        // Whoever has no key has nothing to be let in with.
        found
            .filter(|found| self.settings.wanted.is_some() && found.key.is_some())
            .filter(|found| !found.place.role.is_some_and(Role::is_authority))
            .filter_map(|found| {
                let path = &found.place.path;
                let is_users = ["users/", "pki/users/"]
                    .iter()
                    .any(|top| path.starts_with(top));
                match machine(path) {
                    Some(name) => (!declared.contains(&name)).then(|| format!("nodes/{name}")),
                    None => (is_users && !self.wanted.contains_key(&**path)).then(|| path.clone()),
                }
            })
            .collect()
    }

    fn unread(&mut self) {
        let place = |path: &str| Place {
            path: path.into(),
            within: None,
            position: 0,
            mode: None,
            node: None,
            role: None,
        };
        if let Some(pending) = self.settings.pending {
            self.at(&rules::INTERRUPTED, &place(pending), "");
        }
        for directory in self.settings.open {
            let path = if directory.is_empty() { "." } else { directory };
            self.at(&rules::DIRECTORY_WRITABLE, &place(path), "");
        }
        for path in self.undeclared() {
            self.at(&rules::UNDECLARED, &place(&path), "");
        }
        for unread in &self.inventory.unread {
            self.at(
                &rules::UNREADABLE,
                &place(&unread.path),
                shown(&unread.reason),
            );
        }
        let inventory = self.inventory;
        let certificates = inventory.certificates.iter().map(|found| &found.place);
        let present: BTreeSet<&str> = certificates
            .chain(inventory.keys.iter().map(|found| &found.place))
            .chain(inventory.public_keys.iter().map(|found| &found.place))
            .chain(inventory.kubeconfigs.iter().map(|found| &found.place))
            .map(|place| place.path.as_str())
            .chain(inventory.unread.iter().map(|unread| unread.path.as_str()))
            .collect();
        let missing: Vec<&str> = (self.wanted.iter())
            .filter(|(path, wanted)| {
                let pair = wanted.location.pair.as_ref();
                // An authority's key may well be kept elsewhere.
                let elsewhere =
                    wanted.is_authority() && pair.is_some_and(|pair| pair.key == **path);
                !elsewhere && !present.contains(*path)
            })
            .map(|(path, _)| *path)
            .collect();
        for path in missing {
            self.at(&rules::MISSING, &place(path), "the declaration has it");
        }
        let client = self.settings.etcd_client.into_iter();
        for (_, path) in client.flat_map(EtcdClient::files) {
            if !present.contains(path.as_str()) {
                let place = place(path.as_str());
                let remedy = self.etcd_client_remedy(path.as_str());
                let detail = "the API server needs it to reach etcd".to_string();
                self.put_with(&rules::MISSING, &place, None, detail, remedy);
            }
        }
        if let Some(account) = self.settings.service_account {
            let is_there = |path: &String| present.contains(path.as_str());
            let remedy = self.service_account_remedy(account, is_there(&account.public));
            for path in [&account.key, &account.public] {
                if !is_there(path) {
                    let detail = "service-account tokens are signed with it, or verified";
                    self.put_with(
                        &rules::MISSING,
                        &place(path),
                        None,
                        detail.into(),
                        remedy.clone(),
                    );
                }
            }
        }
    }

    fn finish(mut self) -> Checked {
        self.findings.sort_by(|a, b| {
            b.severity
                .cmp(&a.severity)
                .then_with(|| a.path.cmp(&b.path))
                .then_with(|| a.rule.name.cmp(b.rule.name))
                .then_with(|| a.detail.cmp(&b.detail))
        });
        Checked {
            time: self.settings.now,
            layout: self.inventory.layout.name(),
            certificates: (0..self.groups.len())
                .map(|group| self.row(group))
                .collect(),
            kubeconfigs: self.inventory.kubeconfigs.len(),
            keys: self.inventory.keys.len(),
            findings: self.findings,
        }
    }

    fn row(&self, group: usize) -> CheckedCertificate {
        let first = self.first(group);
        let (place, facts) = (&self.found(first).place, &self.facts[first]);
        let authority = self.is_authority(group) || facts.ca;
        let mut usages: Vec<String> = facts
            .key_usage
            .iter()
            .flat_map(|usage| usage.names().map(String::from))
            .collect();
        usages.extend(facts.purposes.iter().flatten().map(|name| (*name).into()));
        let all = |texts: &[String]| texts.iter().map(|text| shown(text)).collect();
        CheckedCertificate {
            path: shown(&place.path),
            within: place.within.as_deref().map(shown),
            position: place.position,
            also: self.groups[group].places[1..]
                .iter()
                .map(|i| {
                    let place = &self.found(*i).place;
                    match &place.within {
                        Some(within) => shown(&format!("{} ({within})", place.path)),
                        None => shown(&place.path),
                    }
                })
                .collect(),
            role: self.role(group).map(|role| role.file),
            // A node's copy of an authority's file does not make it the node's.
            node: match authority {
                true => place.node.as_deref(),
                false => self.node(group),
            }
            .map(shown),
            authority,
            external: authority.then(|| {
                let places = &self.groups[group].places;
                !places.iter().any(|i| self.found(*i).key.is_some())
            }),
            subject: shown(&facts.fields.subject.to_string()),
            issuer: shown(&facts.fields.issuer.to_string()),
            signed_by: self.signed_by[group],
            serial: hex(magnitude(facts.fields.serial)),
            not_before: facts.not_before(),
            not_after: facts.not_after(),
            residual: facts.not_after() - self.settings.now,
            state: self.state(group),
            key: facts.key(),
            signature: facts.signature(),
            common_names: all(&facts.common_names),
            groups: all(&facts.organizations),
            names: facts.names.iter().map(facts::SubjectName::shown).collect(),
            usages,
            fingerprint: hex(HashAlgorithm::Sha256
                .digest(self.found(first).certificate.as_der())
                .as_bytes()),
        }
    }

    fn state(&self, group: usize) -> State {
        let facts = &self.facts[self.first(group)];
        let now = self.settings.now;
        let (soon, usual) = match self.is_authority(group) {
            true => (self.settings.authority_soon, AUTHORITY_SOON),
            false => (self.settings.soon, SOON),
        };
        let life = facts.not_after() - facts.not_before();
        let soon = soon.unwrap_or(usual.min(life / 3));
        // RFC 5280 §4.1.2.5: the last second counts.
        if now > facts.not_after() {
            State::Expired
        } else if now < facts.not_before() {
            State::NotYetValid
        } else if facts.not_after() - now < soon {
            State::ExpiresSoon
        } else {
            State::Valid
        }
    }
}

/// The contents of an INTEGER without the zero that only makes it positive.
fn magnitude(contents: &[u8]) -> &[u8] {
    match contents {
        [0, rest @ ..] if !rest.is_empty() => rest,
        contents => contents,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
