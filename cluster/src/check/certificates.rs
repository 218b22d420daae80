//! Each certificate against its role, and each key against its certificate.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::facts::SubjectName;
use super::{Check, Role, State, Wanted, rules, shown};
use crate::inventory::{FoundLayout, KeyState, Place};
use crate::role::{AltNames, CommonName, GROUP_CLUSTER_ADMINS, GROUP_MASTERS, GROUP_NODES, Usage};
use crate::spec::AltName;
use certwright::x509::extension::KeyUsage;

/// The least size of an RSA key, in bits (NIST SP 800-57 part 1, table 2: 112 bits of security).
const MIN_RSA_BITS: usize = 2048;
/// The names that pods and tutorials call the API server by; a name of the service in its domain comes beside them.
const API_SERVER: [&str; 3] = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"];
const NODE_USER: &str = "system:node:";

/// What a certificate must be where it stands. One that was copied stands in several places, and may be right in one of them
/// alone.
struct Claim<'a> {
    place: Place,
    role: &'static Role,
    node: Option<&'a str>,
    declared: Option<&'a Wanted>,
    /// Whether only whom it identifies counts: scripts give one server's certificate the names of several roles.
    identity_only: bool,
}

impl<'a> Check<'a> {
    /// What is claimed of a group: by its first place, and by others of another holder or role.
    fn claims(&self, group: usize) -> Vec<Claim<'a>> {
        let Some(role) = self.role(group) else {
            return Vec::new();
        };
        let first = &self.found(self.first(group)).place;
        let mut claims = vec![Claim {
            place: first.clone(),
            role,
            node: first.node.as_deref(),
            declared: self.wanted(group),
            identity_only: false,
        }];
        for i in &self.groups[group].places {
            let place = &self.found(*i).place;
            let trusted = (place.within.as_deref()).is_some_and(|at| at.starts_with("cluster "));
            if trusted || place.position > 0 {
                continue;
            }
            let declared = self.wanted.get(place.path.as_str()).copied();
            let role = match (self.settings.wanted, declared) {
                // A copy that the declaration does not have in this place is one of its own.
                (Some(_), None) => continue,
                (Some(_), Some(wanted)) => wanted.role,
                (None, _) => match place.role {
                    Some(role) => role,
                    None => continue,
                },
            };
            let node = place.node.as_deref();
            let is_same = |claim: &Claim<'_>| match (claim.declared, declared) {
                (Some(one), Some(other)) => one == other,
                (None, None) => claim.role == role && claim.node == node,
                _ => false,
            };
            if role.is_authority() || claims.iter().any(is_same) {
                continue;
            }
            claims.push(Claim {
                place: place.clone(),
                role,
                node,
                declared,
                identity_only: declared.is_none() && role != claims[0].role,
            });
        }
        claims
    }

    pub(super) fn certificates(&mut self) {
        for group in 0..self.groups.len() {
            self.dates(group);
            self.strength(group);
            let trusted = self.found(self.first(group)).place.within.as_deref();
            if trusted.is_some_and(|text| text.starts_with("cluster ")) {
                continue;
            }
            if self.is_authority(group) {
                self.authority(group);
            } else if self.found(self.first(group)).chain_of.is_some() {
                // An intermediate in a leaf's file.
                self.authority(group);
            } else {
                self.leaf(group);
            }
        }
    }

    fn dates(&mut self, group: usize) {
        let authority = self.is_authority(group) || self.facts[self.first(group)].ca;
        let facts = &self.facts[self.first(group)];
        let (before, after) = (
            super::iso(facts.not_before()),
            super::iso(facts.not_after()),
        );
        let left = facts.not_after() - self.settings.now;
        match (self.state(group), authority) {
            (State::Valid, _) => {}
            (State::NotYetValid, _) => {
                self.about(&rules::NOT_YET_VALID, group, format!("valid from {before}"));
            }
            (State::Expired, true) if self.is_left_over(group) => {
                self.about(&rules::AUTHORITY_LEFT_OVER, group, format!("on {after}"));
            }
            (State::Expired, true) => {
                self.about(&rules::AUTHORITY_EXPIRED, group, format!("on {after}"));
            }
            (State::Expired, false) => self.about(&rules::EXPIRED, group, format!("on {after}")),
            (State::ExpiresSoon, authority) => {
                let rule = match authority {
                    true => &rules::AUTHORITY_EXPIRES_SOON,
                    false => &rules::EXPIRES_SOON,
                };
                self.about(rule, group, format!("in {}, on {after}", super::span(left)));
            }
        }
    }

    /// Whether nothing is signed by an authority's certificate that stands in a file with others.
    fn is_left_over(&self, group: usize) -> bool {
        let signs = |at: usize| at != group && self.signed_by[at] == Some(group);
        let found = &self.inventory.certificates;
        let own: Vec<&Place> = (self.groups[group].places.iter())
            .map(|i| &found[*i].place)
            .collect();
        let is_beside = |place: &Place| {
            let own = own
                .iter()
                .any(|own| own.path == place.path && own.within == place.within);
            own && self.role(group).is_some_and(Role::is_authority)
        };
        let others = found.iter().zip(&self.group_of);
        let mut others = others.filter(|(_, of)| **of != group);
        others.any(|(other, of)| is_beside(&other.place) && self.state(*of) != State::Expired)
            && !(0..self.groups.len()).any(signs)
    }

    fn strength(&mut self, group: usize) {
        let facts = &self.facts[self.first(group)];
        let (bits, digest) = (facts.rsa_bits, facts.weak_digest());
        let malformed = facts.malformed.join(", ");
        if let Some(bits) = bits.filter(|&bits| bits < MIN_RSA_BITS) {
            self.about(&rules::KEY_WEAK, group, format!("{bits} bits"));
        }
        // Nobody verifies a root's signature on itself.
        if let Some(digest) = digest.filter(|_| self.signed_by[group] != Some(group)) {
            self.about(&rules::DIGEST_WEAK, group, digest);
        }
        if !malformed.is_empty() {
            self.about(&rules::EXTENSION_MALFORMED, group, malformed);
        }
    }

    fn authority(&mut self, group: usize) {
        let facts = &self.facts[self.first(group)];
        let usage = facts.key_usage;
        if !facts.ca {
            self.about(&rules::NOT_AUTHORITY, group, self.subject_of(group));
        }
        if usage.is_some_and(|usage| !usage.contains(KeyUsage::KEY_CERT_SIGN)) {
            let names: Vec<&str> = usage.into_iter().flat_map(KeyUsage::names).collect();
            self.about(&rules::AUTHORITY_USAGE, group, names.join(", "));
        }
    }

    fn subject_of(&self, group: usize) -> String {
        let subject = self.facts[self.first(group)].fields.subject;
        format!("subject {}", shown(&subject.to_string()))
    }

    fn leaf(&mut self, group: usize) {
        let facts = &self.facts[self.first(group)];
        let signs = facts
            .key_usage
            .is_some_and(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN));
        if facts.ca {
            self.about(&rules::LEAF_IS_AUTHORITY, group, "basicConstraints CA:TRUE");
        } else if signs {
            self.about(&rules::LEAF_IS_AUTHORITY, group, "keyUsage keyCertSign");
        }
        self.groups_in_units(group);
        let facts = &self.facts[self.first(group)];
        let addresses: Vec<String> = facts
            .names
            .iter()
            .filter(|name| matches!(name, SubjectName::Dns(text) if text.parse::<IpAddr>().is_ok()))
            .map(SubjectName::shown)
            .collect();
        if !addresses.is_empty() {
            self.about(&rules::ADDRESS_AS_NAME, group, addresses.join(", "));
        }
        for claim in self.claims(group) {
            // Nobody verifies the certificate of the key that signs tokens.
            if claim.role.file == "service-accounts" {
                continue;
            }
            if !claim.identity_only {
                self.usages(group, &claim);
                self.names(group, &claim);
            }
            self.identity(group, &claim);
        }
    }

    fn groups_in_units(&mut self, group: usize) {
        let units: Vec<String> = self.facts[self.first(group)]
            .units
            .iter()
            .filter(|unit| unit.starts_with("system:") || unit.starts_with("kubeadm:"))
            .map(|unit| shown(unit))
            .collect();
        if !units.is_empty() {
            self.about(
                &rules::GROUP_IN_OU,
                group,
                format!("OU={}", units.join(", OU=")),
            );
        }
    }

    fn usages(&mut self, group: usize, claim: &Claim<'_>) {
        let role = claim.role;
        let facts = &self.facts[self.first(group)];
        let needed: &[&str] = match role.usage {
            Usage::Authority => &[],
            Usage::Server => &["serverAuth"],
            Usage::Client => &["clientAuth"],
            Usage::ServerAndClient => &["serverAuth", "clientAuth"],
        };
        // Without the extension every use is allowed (RFC 5280 §4.2.1.12).
        let missing: Vec<&str> = match &facts.purposes {
            None => Vec::new(),
            Some(purposes) if purposes.contains(&"anyExtendedKeyUsage") => Vec::new(),
            Some(purposes) => needed
                .iter()
                .filter(|name| !purposes.contains(name))
                .copied()
                .collect(),
        };
        let signs = facts
            .key_usage
            .is_none_or(|usage| usage.contains(KeyUsage::DIGITAL_SIGNATURE));
        let usage: Vec<&str> = facts
            .key_usage
            .into_iter()
            .flat_map(KeyUsage::names)
            .collect();
        if !missing.is_empty() {
            self.put(
                &rules::USAGE_MISSING,
                &claim.place,
                Some(group),
                format!("no {}", missing.join(", no ")),
            );
        }
        if !signs {
            let has = match usage.is_empty() {
                true => "it allows nothing".into(),
                false => usage.join(", "),
            };
            self.put(&rules::KEY_USAGE_WRONG, &claim.place, Some(group), has);
        }
    }

    fn names(&mut self, group: usize, claim: &Claim<'_>) {
        let role = claim.role;
        let facts = &self.facts[self.first(group)];
        let serves = matches!(role.usage, Usage::Server | Usage::ServerAndClient);
        if serves && facts.names.is_empty() {
            // A subjectAltName that cannot be read has its own finding.
            if !facts.malformed.contains(&"subjectAltName") {
                let names = facts.common_names.iter().map(|name| shown(name));
                let names = names.collect::<Vec<_>>().join(", ");
                self.put(
                    &rules::COMMON_NAME_ONLY,
                    &claim.place,
                    Some(group),
                    format!("CN={names}"),
                );
            }
            return;
        }
        let declared = claim.declared.filter(|_| serves);
        let (missing, superfluous) = match declared {
            Some(declared) => differences(&facts.names, declared),
            None => (
                self.missing_names(group, claim),
                superfluous_names(&facts.names, role),
            ),
        };
        if !missing.is_empty() {
            self.put(
                &rules::NAME_MISSING,
                &claim.place,
                Some(group),
                missing.join(", "),
            );
        }
        if !superfluous.is_empty() {
            self.put(
                &rules::NAME_SUPERFLUOUS,
                &claim.place,
                Some(group),
                superfluous.join(", "),
            );
        }
    }

    /// What a server of this role is called by in every cluster, and this certificate does not name.
    fn missing_names(&self, group: usize, claim: &Claim<'_>) -> Vec<String> {
        let role = claim.role;
        let facts = &self.facts[self.first(group)];
        let has = |wanted: &str| {
            facts
                .names
                .iter()
                .any(|name| matches!(name, SubjectName::Dns(text) if text == wanted))
        };
        let lacking = |names: &[&str]| -> Vec<String> {
            names
                .iter()
                .filter(|name| !has(name))
                .map(|name| (*name).to_string())
                .collect()
        };
        match role.alt_names {
            AltNames::ApiServer => {
                let mut missing = lacking(&API_SERVER);
                let in_domain = facts.names.iter().any(
                    |name| matches!(name, SubjectName::Dns(text) if text.starts_with("kubernetes.default.svc.")),
                );
                if !in_domain {
                    missing.push("kubernetes.default.svc.DOMAIN".into());
                }
                // Pods reach the API server by the address of the service.
                let address = facts
                    .names
                    .iter()
                    .any(|name| matches!(name, SubjectName::Ip(address) if !address.is_loopback()));
                if !address {
                    missing.push("the address of the kubernetes service".into());
                }
                missing
            }
            AltNames::Etcd | AltNames::EtcdPeer
                if self.inventory.layout == FoundLayout::Kubeadm =>
            {
                let mut missing = lacking(&["localhost"]);
                let loopback = facts
                    .names
                    .iter()
                    .any(|name| matches!(name, SubjectName::Ip(address) if address.is_loopback()));
                if !loopback {
                    missing.push("127.0.0.1".into());
                }
                missing
            }
            AltNames::Kubelet => {
                let own = facts
                    .common_names
                    .iter()
                    .find_map(|name| name.strip_prefix(NODE_USER));
                match claim.node.or(own) {
                    Some(node) => lacking(&[node]).iter().map(|name| shown(name)).collect(),
                    None => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    /// Whom the API server, or another that reads names, takes the certificate's holder for.
    fn identity(&mut self, group: usize, claim: &Claim<'_>) {
        let role = claim.role;
        if matches!(role.usage, Usage::Server) {
            return;
        }
        let facts = &self.facts[self.first(group)];
        let is_named = |wanted: &str| facts.common_names.iter().any(|name| name == wanted);
        let names = facts.common_names.iter().map(|name| shown(name));
        let names = format!("CN={}", names.collect::<Vec<_>>().join(", CN="));
        let (declared, node) = (claim.declared, claim.node);
        let read_by_name = matches!(
            role.file,
            "controller-manager" | "scheduler" | "kube-proxy" | "front-proxy-client"
        );
        let wrong = match (declared, role.common_name) {
            (Some(declared), _) => {
                (!is_named(&declared.common_name)).then(|| declared.common_name.clone())
            }
            (None, CommonName::Fixed(name)) if read_by_name => {
                (!is_named(name)).then(|| name.to_string())
            }
            (None, CommonName::NodeUser) => match node {
                Some(node) => {
                    let name = format!("{NODE_USER}{node}");
                    (!is_named(&name)).then_some(name)
                }
                None => {
                    let prefixed = facts
                        .common_names
                        .iter()
                        .any(|name| name.starts_with(NODE_USER));
                    (!prefixed).then(|| format!("{NODE_USER}NODE"))
                }
            },
            _ => None,
        };
        let organizations: BTreeSet<&str> =
            facts.organizations.iter().map(String::as_str).collect();
        let units = facts.units.clone();
        let groups: Vec<&str> = match (declared, role.file) {
            (Some(declared), _) => declared
                .organizations
                .iter()
                .map(String::as_str)
                .filter(|name| !organizations.contains(name))
                .collect(),
            (None, "admin" | "apiserver-kubelet-client") => {
                let any = [GROUP_CLUSTER_ADMINS, GROUP_MASTERS];
                match any.iter().any(|name| organizations.contains(name)) {
                    true => Vec::new(),
                    false => vec![GROUP_CLUSTER_ADMINS],
                }
            }
            (None, "super-admin") => lacking(&organizations, GROUP_MASTERS),
            (None, "kubelet-client" | "node") => lacking(&organizations, GROUP_NODES),
            _ => Vec::new(),
        };
        // A group in the wrong attribute has a finding of its own.
        let missing: Vec<String> = groups
            .into_iter()
            .filter(|group| {
                let has_unit = |name: &str| units.iter().any(|unit| unit == name);
                let as_master = *group == GROUP_CLUSTER_ADMINS && has_unit(GROUP_MASTERS);
                !has_unit(group) && !as_master
            })
            .map(String::from)
            .collect();
        let entitled = match declared {
            Some(declared) => declared
                .organizations
                .iter()
                .any(|name| name == GROUP_MASTERS),
            None => matches!(
                role.file,
                "admin" | "super-admin" | "apiserver-kubelet-client" | "user"
            ),
        };
        let all_powerful = organizations.contains(GROUP_MASTERS) && !entitled;
        if let Some(expected) = wrong {
            self.put(
                &rules::COMMON_NAME_WRONG,
                &claim.place,
                Some(group),
                format!("{names}, expected CN={}", shown(&expected)),
            );
        }
        if !missing.is_empty() {
            self.put(
                &rules::GROUP_MISSING,
                &claim.place,
                Some(group),
                format!("no O={}", missing.join(", no O=")),
            );
        }
        if all_powerful {
            self.put(
                &rules::GROUP_SUPERFLUOUS,
                &claim.place,
                Some(group),
                format!("O={GROUP_MASTERS}"),
            );
        }
    }

    pub(super) fn keys(&mut self) {
        let inventory = self.inventory;
        for key in &inventory.keys {
            match &key.state {
                KeyState::Rsa(_) => {}
                KeyState::Encrypted => self.at(&rules::KEY_ENCRYPTED, &key.place, ""),
                KeyState::Malformed(why) => {
                    self.at(&rules::KEY_MALFORMED, &key.place, shown(why));
                }
                KeyState::Unsupported => self.at(&rules::UNSUPPORTED, &key.place, "a private key"),
            }
            if let Some(mode) = key.place.mode.filter(|mode| mode & 0o077 != 0) {
                // One finding for a file, whatever is in it.
                let place = crate::inventory::Place {
                    within: None,
                    position: 0,
                    ..key.place.clone()
                };
                self.at(
                    &rules::KEY_READABLE,
                    &place,
                    format!("mode {:04o}", mode & 0o7777),
                );
            }
        }
        for (i, found) in inventory.certificates.iter().enumerate() {
            let group = self.group_of[i];
            match found.key.map(|key| &inventory.keys[key].state) {
                Some(state @ KeyState::Rsa(_)) => {
                    if !state.fits(&found.certificate) {
                        let path = found.key.map(|key| &inventory.keys[key].place.path);
                        let detail = shown(path.map_or("", |path| path));
                        self.put(&rules::KEY_MISMATCH, &found.place, Some(group), detail);
                    }
                }
                Some(_) => {}
                None => self.without_key(i, group),
            }
        }
        self.token_keys();
        for found in &inventory.public_keys {
            if let Some(KeyState::Rsa(key)) = found.private.map(|key| &inventory.keys[key].state)
                && (found.key.modulus_be() != key.modulus_be()
                    || found.key.exponent_be() != key.exponent_be())
            {
                let path = found.private.map(|key| &*inventory.keys[key].place.path);
                let path = path.unwrap_or_default();
                let remedy = self.public_key_remedy(&found.place.path, path);
                let (rule, place) = (&rules::KEY_MISMATCH, &found.place);
                self.put_with(rule, place, None, shown(path), remedy);
            }
        }
    }

    /// The key that signs tokens is one on all control planes.
    fn token_keys(&mut self) {
        let of_tokens = |place: &Place| {
            let is_one = place
                .role
                .is_some_and(|role| role.file == "service-accounts");
            is_one && place.within.is_none()
        };
        let keys = self.inventory.keys.iter();
        let keys: Vec<_> = keys.filter(|key| of_tokens(&key.place)).collect();
        let Some(first) = keys.iter().find(|key| key.place.node.is_none()) else {
            return;
        };
        let differs = |state: &KeyState| match (state, &first.state) {
            (KeyState::Rsa(one), KeyState::Rsa(other)) => one != other,
            _ => false,
        };
        for key in &keys {
            if let Some(node) = &key.place.node
                && differs(&key.state)
            {
                let detail = format!("on {}", shown(node));
                let remedy = self.copied_from(&first.place.path, &key.place.path);
                self.put_with(&rules::TOKEN_KEY_DIFFERS, &key.place, None, detail, remedy);
            }
        }
    }

    /// A certificate that has no key beside it, where it needs one.
    fn without_key(&mut self, certificate: usize, group: usize) {
        let found = self.found(certificate);
        let needs = found.place.within.is_none()
            && found.chain_of.is_none()
            && found.place.position == 0
            && !self.is_authority(group)
            && self
                .role(group)
                .is_some_and(|role| role.file != "service-accounts");
        if needs {
            let place = found.place.clone();
            self.put(&rules::KEY_MISSING, &place, Some(group), String::new());
        }
    }
}

fn lacking<'n>(organizations: &BTreeSet<&str>, name: &'n str) -> Vec<&'n str> {
    match organizations.contains(name) {
        true => Vec::new(),
        false => vec![name],
    }
}

/// Names that the declaration has and the certificate lacks, and the reverse.
fn differences(names: &[SubjectName], wanted: &Wanted) -> (Vec<String>, Vec<String>) {
    let same = |name: &SubjectName, other: &AltName| match (name, other) {
        (SubjectName::Dns(name), AltName::Dns(other)) => name == other,
        (SubjectName::Ip(name), AltName::Ip(other)) => name == other,
        _ => false,
    };
    let missing = wanted
        .alt_names
        .iter()
        .filter(|other| !names.iter().any(|name| same(name, other)))
        .map(ToString::to_string);
    let superfluous = names
        .iter()
        .filter(|name| !wanted.alt_names.iter().any(|other| same(name, other)))
        .map(SubjectName::shown);
    (missing.collect(), superfluous.collect())
}

/// Names that no server of this role should have: wildcards, and the API server's where another serves.
fn superfluous_names(names: &[SubjectName], role: &Role) -> Vec<String> {
    names
        .iter()
        .filter(|name| match name {
            SubjectName::Dns(text) => {
                let api_server = API_SERVER.contains(&text.as_str())
                    || text.starts_with("kubernetes.default.svc.");
                text.starts_with('*') || (api_server && role.alt_names != AltNames::ApiServer)
            }
            _ => false,
        })
        .map(SubjectName::shown)
        .collect()
}
