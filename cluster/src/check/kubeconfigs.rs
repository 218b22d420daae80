//! Each kubeconfig: where it points, whom it trusts, and what it carries.

use std::net::IpAddr;

use super::facts::SubjectName;
use super::{Check, rules, shown};
use crate::inventory::{FoundKubeconfig, Place};
use crate::kubeconfig::NamedCluster;
use crate::role::{AltNames, Authority};

impl Check<'_> {
    pub(super) fn kubeconfigs(&mut self) {
        let inventory = self.inventory;
        for config in &inventory.kubeconfigs {
            self.contexts(config);
            for cluster in &config.config.clusters {
                self.server(&config.place, cluster);
                self.trust(&config.place, cluster);
            }
            self.trusted(config);
            self.stale(config);
        }
    }

    fn contexts(&mut self, found: &FoundKubeconfig) {
        let config = &found.config;
        let current = &config.current_context;
        if !config
            .contexts
            .iter()
            .any(|context| context.name == *current)
        {
            let detail = format!("current-context {}", shown(current));
            self.at(&rules::CONTEXT_BROKEN, &found.place, detail);
        }
        for named in &config.contexts {
            let (cluster, user) = (&named.context.cluster, &named.context.user);
            if !config.clusters.iter().any(|at| at.name == *cluster) {
                let detail = format!("context {}: cluster {}", shown(&named.name), shown(cluster));
                self.at(&rules::CONTEXT_BROKEN, &found.place, detail);
            }
            if !config.users.iter().any(|at| at.name == *user) {
                let detail = format!("context {}: user {}", shown(&named.name), shown(user));
                self.at(&rules::CONTEXT_BROKEN, &found.place, detail);
            }
        }
    }

    fn server(&mut self, place: &Place, cluster: &NamedCluster) {
        let url = &cluster.cluster.server;
        if !url.starts_with("https://") {
            return self.at(&rules::SERVER_PLAIN, place, shown(url));
        }
        let declared = self.wanted.get(place.path.as_str());
        if let Some(server) = declared.and_then(|wanted| wanted.server.as_deref()) {
            if server.trim_end_matches('/') != url.trim_end_matches('/') {
                let detail = format!("{}, expected {server}", shown(url));
                self.at(&rules::SERVER_ELSEWHERE, place, detail);
            }
            return;
        }
        let host = cluster
            .cluster
            .tls_server_name
            .as_deref()
            .or_else(|| host(url));
        let servers: Vec<usize> = (0..self.groups.len())
            .filter(|&group| {
                let is_server =
                    (self.role(group)).is_some_and(|role| role.alt_names == AltNames::ApiServer);
                // Of a name that cannot be read nothing is known.
                is_server && self.facts[self.first(group)].malformed.is_empty()
            })
            .collect();
        if servers.is_empty() {
            return;
        }
        let is_named = host.is_some_and(|host| {
            servers.iter().any(|&group| {
                let mut names = self.facts[self.first(group)].names.iter();
                names.any(|name| matches(name, host))
            })
        });
        if !is_named {
            self.at(&rules::SERVER_ELSEWHERE, place, shown(url));
        }
    }

    fn trust(&mut self, place: &Place, cluster: &NamedCluster) {
        let cluster = &cluster.cluster;
        if cluster.insecure_skip_tls_verify == Some(true) {
            self.at(&rules::SERVER_UNVERIFIED, place, shown(&cluster.server));
        } else if cluster.certificate_authority_data.is_none()
            && cluster.certificate_authority.is_none()
            && cluster.server.starts_with("https://")
        {
            self.at(&rules::TRUSTS_NOBODY, place, shown(&cluster.server));
        }
    }

    /// One of those that the file trusts is the cluster's authority: by name and key, since an authority's certificate may
    /// be issued anew.
    fn trusted(&mut self, config: &FoundKubeconfig) {
        let own: Vec<usize> = (0..self.groups.len())
            .filter(|&group| self.role(group) == Some(Authority::Kubernetes.role()))
            .collect();
        if own.is_empty() || config.authorities.is_empty() {
            return;
        }
        let is_own = config.authorities.iter().any(|&i| {
            let fields = &self.facts[i].fields;
            own.iter().any(|&group| {
                let authority = &self.facts[self.first(group)].fields;
                authority.spki.raw() == fields.spki.raw()
                    && certwright::path::names_equal(authority.subject.raw(), fields.subject.raw())
            })
        });
        if !is_own {
            let subject = &self.facts[config.authorities[0]].fields.subject;
            let detail = shown(&subject.to_string());
            self.at(&rules::TRUSTS_OTHERS, &config.place, detail);
        }
    }

    /// The certificate in the kubeconfig is the one in the file of its role, or a newer one.
    fn stale(&mut self, config: &FoundKubeconfig) {
        let (Some(role), Some(own)) = (config.place.role, config.certificate) else {
            return;
        };
        let key = (role.file, config.place.node.as_deref());
        let Some(&file) = self.first_of.get(&key) else {
            return;
        };
        let found = self.found(file);
        let (own, file) = (&self.facts[own], &self.facts[file]);
        if own.fields.signed.raw != file.fields.signed.raw && own.not_after() < file.not_after() {
            let detail = format!(
                "until {}, {} until {}",
                super::iso(own.not_after()),
                shown(&found.place.path),
                super::iso(file.not_after())
            );
            self.at(&rules::KUBECONFIG_STALE, &config.place, detail);
        }
    }
}

/// The host of an `https` URL (RFC 3986 §3.2.2), an IPv6 address without its brackets.
fn host(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map(|(host, _)| host),
        None => Some(
            authority
                .split_once(':')
                .map_or(authority, |(host, _)| host),
        ),
    }
}

fn matches(name: &SubjectName, host: &str) -> bool {
    match (name, host.parse::<IpAddr>()) {
        (SubjectName::Ip(address), Ok(host)) => *address == host,
        (SubjectName::Dns(name), Err(_)) => {
            certwright::path::DnsName::new(host).is_ok_and(|host| host.matches(name.as_bytes()))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_host_of_a_url_is_found() {
        for (url, host) in [
            ("https://h:6443", Some("h")),
            ("https://h", Some("h")),
            ("https://192.0.2.1:6443/path", Some("192.0.2.1")),
            ("https://[2001:db8::1]:6443", Some("2001:db8::1")),
            ("https://user@h:1?x", Some("h")),
            ("http://h", None),
            ("", None),
        ] {
            assert_eq!(super::host(url), host, "{url}");
        }
    }
}
