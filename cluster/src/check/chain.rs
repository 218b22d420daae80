//! Who signed whom.

use super::rules;
use super::{Check, Role};
use crate::role::Authority;
use certwright::path::{self, Anchor, Pool, SecurityLevel, Settings, names_equal};
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright::x509::extension::KeyUsage;
use certwright::x509::{RsaVerifier, SignatureError, Time};

/// How a certificate's issuer was looked for.
enum Verdict {
    Signed,
    Wrong,
    /// The algorithm, or the key, is not RSA's.
    Unsupported,
}

impl Check<'_> {
    /// Finds who signed each certificate, and what is wrong with that.
    pub(super) fn chains(&mut self) {
        for group in 0..self.groups.len() {
            self.chain(group);
        }
        for group in 0..self.groups.len() {
            self.authority_ends_first(group);
            self.key_identifier(group);
        }
        self.serials();
        self.same_authorities();
        self.copies();
    }

    fn verdict(&self, group: usize, issuer: usize) -> Verdict {
        let certificate = &self.facts[self.first(group)].fields;
        let key = &self.facts[self.first(issuer)].fields.spki;
        match certificate.verify_signature(key, &RsaVerifier) {
            Ok(()) => Verdict::Signed,
            Err(SignatureError::Unsupported(_)) => Verdict::Unsupported,
            Err(_) => Verdict::Wrong,
        }
    }

    fn names_issuer(&self, group: usize, issuer: usize) -> bool {
        let (certificate, issuer) = (
            &self.facts[self.first(group)],
            &self.facts[self.first(issuer)],
        );
        names_equal(certificate.fields.issuer.raw(), issuer.fields.subject.raw())
    }

    /// The certificates of an authority's files, those beside the certificate first: in its node's directory, then at the
    /// top. Where the cluster has no such authority, those of its only one; where no file has an authority's name, those of
    /// every authority.
    fn authorities(&self, group: usize, authority: Authority) -> Vec<usize> {
        let node = self.node(group);
        let of = |role: Option<&'static Role>| -> Vec<usize> {
            let mut all = self.authority_groups.clone();
            all.retain(|&at| self.role(at) == role);
            all.sort_by_key(|&at| self.node(at) != node);
            all
        };
        let named = [authority, Authority::Kubernetes].map(Authority::role);
        let mut lists = named.map(Some).into_iter().chain([None]).map(of);
        lists.find(|list| !list.is_empty()).unwrap_or_default()
    }

    /// Whether a certificate is an authority's although no layout has its file's name, as `rootCA.crt` of a script or
    /// `server-ca.crt` of k3s: it may sign, can hardly be for anything else, and is a root or has signed something here.
    pub(super) fn is_unnamed_authority(&self, group: usize) -> bool {
        let first = self.first(group);
        let (found, facts) = (self.found(first), &self.facts[first]);
        let is_unnamed =
            self.role(group).is_none() && found.place.within.is_none() && found.chain_of.is_none();
        // `openssl req -x509` gives a server CA:TRUE too, and no keyUsage; client-go gives authorities a name, and keyUsage.
        let may_sign = (facts.key_usage).map(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN));
        let serves = facts.purposes.is_some() || !facts.names.is_empty() && may_sign != Some(true);
        if !is_unnamed || !facts.ca || may_sign == Some(false) || serves {
            return false;
        }
        let signs = |at: usize| {
            at != group
                && self.names_issuer(at, group)
                && !matches!(self.verdict(at, group), Verdict::Wrong)
        };
        facts.is_self_issued() || (0..self.groups.len()).any(signs)
    }

    /// What stands behind a certificate in its own file.
    fn beside(&self, group: usize) -> Vec<usize> {
        let places = &self.groups[group].places;
        let followers = self.followers.iter();
        followers
            .filter(|&&i| {
                let same = |first: usize| {
                    places.contains(&first)
                        || places
                            .iter()
                            .any(|i| self.found(*i).chain_of == Some(first))
                };
                self.found(i).chain_of.is_some_and(same)
            })
            .map(|&i| self.group_of[i])
            .filter(|&at| at != group)
            .collect()
    }

    fn chain(&mut self, group: usize) {
        let role = self.role(group);
        let own =
            (self.facts[self.first(group)].is_self_issued()).then(|| self.verdict(group, group));
        if self.is_authority(group) {
            match own {
                Some(Verdict::Signed | Verdict::Unsupported) => {
                    self.signed_by[group] = Some(group);
                    return;
                }
                // A cluster's CA may be somebody's intermediate; who signed it need not be here.
                None | Some(Verdict::Wrong) => {
                    let others = (0..self.groups.len()).filter(|&at| at != group);
                    let signer = others
                        .filter(|&at| self.names_issuer(group, at))
                        .find(|&at| matches!(self.verdict(group, at), Verdict::Signed));
                    self.signed_by[group] = signer;
                    if own.is_some() && signer.is_none() {
                        self.about(
                            &rules::SIGNATURE_WRONG,
                            group,
                            "its signature on itself is wrong",
                        );
                    }
                    return;
                }
            }
        }
        let expected = match role {
            Some(role) => self.authorities(group, role.authority),
            None => {
                let mut all = self.authority_groups.clone();
                all.retain(|&at| at != group);
                all
            }
        };
        let mut near = self.beside(group);
        near.extend(&expected);
        let mut unsupported = false;
        for &at in &near {
            if at == group || !self.names_issuer(group, at) {
                continue;
            }
            match self.verdict(group, at) {
                Verdict::Signed => {
                    self.signed_by[group] = Some(at);
                    return;
                }
                Verdict::Unsupported => {
                    unsupported = true;
                    self.signed_by[group] = Some(at);
                }
                Verdict::Wrong => {}
            }
        }
        if unsupported {
            let detail = self.facts[self.first(group)].signature();
            return self.about(&rules::UNSUPPORTED, group, detail);
        }
        // What a kubeconfig trusts is judged with the kubeconfig.
        let within = &self.found(self.first(group)).place.within;
        let trusted = within
            .as_deref()
            .is_some_and(|text| text.starts_with("cluster "));
        if let Some(Verdict::Signed) = own {
            self.signed_by[group] = Some(group);
            if !trusted {
                self.about(&rules::SELF_SIGNED, group, self.subject(group));
            }
            return;
        }
        if trusted {
            return;
        }
        let signer = self.authority_groups.iter().copied().find(|&at| {
            at != group
                && self.names_issuer(group, at)
                && matches!(self.verdict(group, at), Verdict::Signed)
        });
        if let Some(signer) = signer {
            self.signed_by[group] = Some(signer);
            let by = &self.found(self.first(signer)).place.path;
            let expected = expected
                .first()
                .map(|&at| &self.found(self.first(at)).place.path);
            let detail = match expected {
                Some(expected) => format!("signed by {by}, not {expected}"),
                None => format!("signed by {by}"),
            };
            return self.about(&rules::WRONG_AUTHORITY, group, detail);
        }
        let claimed = near.iter().any(|&at| self.names_issuer(group, at));
        let issuer = super::shown(&self.facts[self.first(group)].fields.issuer.to_string());
        match claimed {
            true => self.about(&rules::SIGNATURE_WRONG, group, format!("issuer {issuer}")),
            false => self.about(&rules::ISSUER_UNKNOWN, group, format!("issuer {issuer}")),
        }
    }

    fn subject(&self, group: usize) -> String {
        let subject = self.facts[self.first(group)].fields.subject;
        format!("subject {}", super::shown(&subject.to_string()))
    }

    fn authority_ends_first(&mut self, group: usize) {
        let Some(issuer) = self.signed_by[group].filter(|&issuer| issuer != group) else {
            return;
        };
        let (end, last) = (
            self.facts[self.first(group)].not_after(),
            self.facts[self.first(issuer)].not_after(),
        );
        // Who makes all on one day, for as many days, makes the authority first.
        if end - last > super::SECONDS_PER_DAY {
            let detail = format!(
                "until {}, the authority until {}",
                super::iso(end),
                super::iso(last)
            );
            self.about(&rules::AUTHORITY_ENDS_FIRST, group, detail);
        }
    }

    fn key_identifier(&mut self, group: usize) {
        let Some(issuer) = self.signed_by[group] else {
            return;
        };
        let named = self.facts[self.first(group)].issuer_key_identifier;
        let own = self.facts[self.first(issuer)].key_identifier;
        if let (Some(named), Some(own)) = (named, own)
            && named != own
        {
            let detail = format!(
                "{}, the authority has {}",
                super::hex(named),
                super::hex(own)
            );
            self.about(&rules::KEY_IDENTIFIER_WRONG, group, detail);
        }
    }

    pub(super) fn paths(&mut self) {
        for group in 0..self.groups.len() {
            self.path(group);
        }
    }

    fn has_same_name_and_key(&self, one: usize, other: usize) -> bool {
        let [one, other] = [one, other].map(|group| &self.facts[self.first(group)].fields);
        one.spki.raw() == other.spki.raw() && names_equal(one.subject.raw(), other.subject.raw())
    }

    /// What RFC 5280 has against a path and no other rule names: path lengths, name constraints, critical extensions.
    fn path(&mut self, group: usize) {
        if self.is_authority(group) || self.facts[self.first(group)].rsa_bits.is_none() {
            return;
        }
        let mut chain = Vec::new();
        let mut at = group;
        while let Some(issuer) = self.signed_by[at] {
            // A root, or one that was renewed under its key, is its own issuer.
            if chain.contains(&issuer) || self.has_same_name_and_key(issuer, group) {
                break;
            }
            chain.push(issuer);
            at = issuer;
        }
        let Some((&top, between)) = chain.split_last() else {
            return;
        };
        // A fault that has a rule of its own is reported by that alone.
        let own_rules = [
            &rules::EXTENSION_MALFORMED,
            &rules::NOT_AUTHORITY,
            &rules::AUTHORITY_USAGE,
        ];
        let is_explained = self.findings.iter().any(|finding| {
            own_rules.contains(&finding.rule)
                && (finding.certificate).is_some_and(|at| at == group || chain.contains(&at))
        });
        if is_explained {
            return;
        }
        let anchors = [Anchor::from_certificate(
            &self.facts[self.first(top)].fields,
        )];
        let between: Vec<_> = between
            .iter()
            .map(|&at| self.facts[self.first(at)].fields)
            .collect();
        let pool = Pool::new(&anchors).intermediates(&between);
        let mut settings = Settings::at(Time::from_unix(self.settings.now));
        // Dates and strength have rules of their own.
        settings.time = None;
        settings.security = SecurityLevel::bits(0);
        let target = &self.facts[self.first(group)].fields;
        if let Err(error) = path::verify(target, &pool, &settings, &RsaVerifier) {
            self.about(
                &rules::PATH_INVALID,
                group,
                super::shown(&error.to_string()),
            );
        }
    }

    fn serials(&mut self) {
        let mut seen = std::collections::BTreeMap::new();
        for group in 0..self.groups.len() {
            let Some(issuer) = self.signed_by[group].filter(|&issuer| issuer != group) else {
                continue;
            };
            let first = self.first(group);
            let key = self.facts[self.first(issuer)].fields.spki.raw();
            let serial = self.facts[first].fields.serial;
            match seen.get(&(key, serial)) {
                Some(&other) => {
                    let other: usize = other;
                    let path = &self.found(self.first(other)).place.path;
                    let detail = format!("{}, as {path}", super::hex(serial));
                    self.about(&rules::SERIAL_REUSED, group, detail);
                }
                None => {
                    seen.insert((key, serial), group);
                }
            }
        }
    }

    /// Authorities of two roles with one key, and leaves with an authority's.
    fn same_authorities(&mut self) {
        let key = |check: &Self, group: usize| -> SubjectPublicKeyInfo<'_> {
            check.facts[check.first(group)].fields.spki
        };
        for group in 0..self.groups.len() {
            let role = self.role(group);
            let trusted = self.found(self.first(group)).place.within.as_deref();
            if trusted.is_some_and(|text| text.starts_with("cluster ")) {
                continue;
            }
            let twin = self.authority_groups.iter().copied().find(|&at| {
                at != group
                    && (self.role(at) != role || role.is_none())
                    && key(self, at).raw() == key(self, group).raw()
                    // Of two authorities, the second is the copy.
                    && (!self.is_authority(group) || at < group)
                    && !self.is_same_authority(at, group)
            });
            // The same certificate in two authorities' files is one group.
            let places = &self.groups[group].places;
            let elsewhere = places.iter().find_map(|i| {
                let place = &self.found(*i).place;
                let other = place.role.filter(|role| role.is_authority())?;
                (Some(other) != role).then_some(place)
            });
            match (twin, elsewhere) {
                (_, Some(place)) => {
                    let other = &self.found(self.first(group)).place.path;
                    let detail = format!("the same certificate is in {other}");
                    self.put(&rules::AUTHORITIES_SAME, place, Some(group), detail);
                }
                (Some(twin), None) => {
                    let other = &self.found(self.first(twin)).place.path;
                    let rule = match self.is_authority(group) {
                        true => &rules::AUTHORITIES_SAME,
                        false => &rules::AUTHORITY_KEY_SHARED,
                    };
                    let detail = format!("the key of {other}");
                    self.about(rule, group, detail);
                }
                (None, None) => {}
            }
        }
    }

    /// Whether two certificates are of one authority, of which no layout has the one's name: it was renewed, and the old one
    /// kept.
    fn is_same_authority(&self, one: usize, other: usize) -> bool {
        let subject = |group: usize| self.facts[self.first(group)].fields.subject;
        let both = [one, other];
        both.iter().all(|at| self.is_authority(*at))
            && both.iter().any(|at| self.unnamed_authorities.contains(at))
            && names_equal(subject(one).raw(), subject(other).raw())
    }

    /// An authority's file in a node's directory holds what the one at the top does.
    fn copies(&mut self) {
        let inventory = self.inventory;
        let of = |role: &'static Role, node: Option<&str>| -> Vec<usize> {
            let found = inventory.certificates.iter().enumerate();
            let mut groups: Vec<usize> = found
                .filter(|(_, found)| {
                    found.place.role == Some(role)
                        && found.place.within.is_none()
                        && found.place.node.as_deref() == node
                })
                .map(|(i, _)| self.group_of[i])
                .collect();
            groups.sort_unstable();
            groups
        };
        let mut differing = Vec::new();
        for found in &inventory.certificates {
            let place = &found.place;
            let (Some(role), Some(node)) = (place.role, place.node.as_deref()) else {
                continue;
            };
            if !role.is_authority() || place.within.is_some() || place.position > 0 {
                continue;
            }
            let top = of(role, None);
            if !top.is_empty() && of(role, Some(node)) != top {
                differing.push(place.clone());
            }
        }
        for place in differing {
            self.at(
                &rules::COPY_DIFFERS,
                &place,
                format!("on {}", place.node.as_deref().unwrap_or_default()),
            );
        }
    }
}
