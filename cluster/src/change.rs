//! What must change for a directory to be what its declaration asks for, or for its certificates to stay valid: found by
//! the rules of [`check`](mod@crate::check), carried out here, without a file being touched.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use base64ct::{Base64, Encoding as _};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::certificate::{Issuer, is_key_of};
use super::check::{self, Finding, Remedy, Settings};
use super::desired::Wanted;
use super::found_names::REQUESTS;
use super::inventory::{Directory, Entry, FoundCertificate, Inventory, KeyState};
use super::issue::{self, Again, IssueError, Issuers, Order, PkiFile};
use super::kubeconfig::User;
use super::layout;
use super::role::{Authority, CommonName, Scope};
use super::rotation::authority_pair;
use super::spec::{ClusterSpec, Lifetime};
use certwright::path::names_equal;
use certwright::pem::{self, Label, label};
use certwright::pkcs::algorithm::SignatureAlgorithm;
use certwright::pkcs::private_key;
use certwright::pkcs::spki::{self, SubjectPublicKeyInfo};
use certwright::rsa::{HashAlgorithm, PrivateKey, PublicKey};
use certwright::x509::{Certificate, RsaVerifier};

/// What to do about a file that cannot be read, and that nothing replaces.
const RESTORE: &str = "restore it from a backup, or move it away";

/// What the service-account key pair is called.
pub const SERVICE_ACCOUNT: &str = "service-account";
const SERVICE_ACCOUNT_KEY: &str = "it signs service-account tokens, and with another key every token in use is refused; where that is wanted, move the key away and renew";

/// An authority's certificate is due when less than this is left, in seconds, and less than a third of its life.
const AUTHORITY_DUE: i64 = 30 * 86_400;

/// What to change.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    /// The time, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// How many seconds before its end a certificate is due; `None` is 30 days, or a third of its life if that is less.
    pub before: Option<i64>,
    /// Whether every certificate is due, except authorities' own.
    pub all: bool,
    /// Certificates that are due whatever their dates, and the only ones to change: words of [`Wanted::is_called`].
    pub names: &'a [String],
    /// Whether what is due gets a new key too.
    pub rekey: bool,
    /// Whether only what is missing is made.
    pub missing_only: bool,
    /// Whether what is named is left alone where nothing is wrong with it.
    pub faulty_only: bool,
}

/// What is done with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Its kubeconfig, or its copy, is written anew.
    Rewrite,
    /// It is issued anew for the key that it has.
    Renew,
    /// It is issued anew for a new key.
    Rekey,
    /// It and its key are made.
    Make,
}

/// A change.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Change {
    /// What commands call it.
    pub id: String,
    /// The file that it is mainly about.
    pub path: String,
    /// What is done.
    pub action: Action,
    /// Why, a line each; a leading `+ ` or `- ` is what it gains or loses.
    pub reasons: Vec<String>,
    /// The end of the certificate that is there now, in seconds since 1970-01-01T00:00:00Z.
    pub not_after: Option<i64>,
    /// Why it cannot be done here, if it cannot.
    pub blocked: Option<Blocked>,
    /// Whether it is an authority's own certificate.
    pub authority: bool,
    subject: Subject,
}

/// Why a change cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Blocked {
    /// A file of its authority is elsewhere.
    Elsewhere {
        /// The file.
        missing: String,
    },
    /// It is an authority, and what is in the directory depends on the one that was there.
    Lost {
        /// Its key's file.
        missing: String,
    },
    /// It is an authority, and requests wait for one that is elsewhere.
    Requested,
    /// Nothing declares it, and no authority that is here has signed it: it may state anything.
    Unsigned,
    /// Nothing declares it, and its signature is not RSA's, so that nobody here knows who made it.
    Unsupported,
    /// A file is there, and what it holds is not known: what would take its place could be worth less.
    Unreadable {
        /// The file.
        path: String,
        /// Why it cannot be read.
        reason: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    /// An index into what is wanted.
    Wanted(usize),
    /// An index into [`Inventory::certificates`], and the kubeconfigs that carry the certificate.
    Found(usize, Vec<usize>),
    ServiceAccount,
    Copy(layout::Copy),
}

/// A directory, as it is and as it should be.
#[derive(Clone, Copy)]
pub struct Cluster<'a> {
    /// The description and what it asks for, if there is one.
    pub declared: Option<(&'a ClusterSpec, &'a [Wanted])>,
    /// The files.
    pub directory: &'a Directory,
    /// What is in them.
    pub inventory: &'a Inventory,
}

/// Why changes cannot be found or carried out.
#[derive(Debug)]
#[non_exhaustive]
pub enum ChangeError {
    /// A name on the command line that nothing has.
    Unknown {
        /// The word.
        word: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A name on the command line that a user and a machine have.
    Ambiguous {
        /// The word.
        word: String,
        /// What commands call the user's certificate.
        user: String,
        /// What they call one of the machine's.
        machine: String,
    },
    /// What is named cannot be issued anew here.
    NotHere {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// A new key for an authority, which makes everything that it signed worthless.
    RekeyAuthority {
        /// Its name.
        id: String,
    },
    /// A file that must be read and cannot be.
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// A certificate could not be issued.
    Issue(IssueError),
    /// The authority of a certificate is not here, or its key is not.
    NoAuthority {
        /// The certificate's file.
        path: String,
        /// What is missing.
        missing: String,
    },
}

impl Cluster<'_> {
    /// What is to change, authorities first.
    ///
    /// # Errors
    /// If a name is nobody's, or an authority's where new keys are asked for.
    pub fn changes(&self, policy: &Policy<'_>) -> Result<Vec<Change>, ChangeError> {
        let settings = Settings {
            now: policy.now,
            soon: policy.before,
            authority_soon: policy.before,
            wanted: self.declared.map(|(_, wanted)| wanted),
            service_account: None,
            etcd_client: None,
            directory: "",
            declaration: None,
            pending: None,
            open: &[],
        };
        let checked = check::check(self.inventory, &settings);
        let mut findings = checked.findings;
        if policy.before.is_none() {
            // What an authority's renewal entails is not begun half a year before it is needed.
            findings.retain(|finding| {
                let certificate = finding.certificate.map(|at| &checked.certificates[at]);
                finding.rule.name != "authority_expires_soon"
                    || certificate.is_none_or(|it| it.residual < AUTHORITY_DUE)
            });
        }
        let mut by_path: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in &findings {
            by_path.entry(&finding.file).or_default().push(finding);
        }
        let changes = match self.declared {
            Some((spec, wanted)) => self.declared_changes(spec, wanted, &by_path, policy),
            None => self.found_changes(&by_path),
        };
        self.select(changes, policy)
    }

    /// The changes that the policy asks for, of all that there could be.
    fn select(
        &self,
        candidates: Vec<(Change, Candidate)>,
        policy: &Policy<'_>,
    ) -> Result<Vec<Change>, ChangeError> {
        for word in policy.names {
            if !candidates.iter().any(|(_, about)| about.is_called(word)) {
                let mut known = BTreeSet::new();
                for (change, about) in &candidates {
                    known.insert(change.id.clone());
                    if let Words::Wanted(wanted) = &about.words {
                        known.insert(wanted.role.name().to_string());
                        known.extend(wanted.holder.clone());
                    }
                }
                let known = known.into_iter().collect();
                return Err(ChangeError::Unknown {
                    word: word.clone(),
                    known,
                });
            }
            ambiguous(&candidates, word)?;
        }
        let mut changes = Vec::new();
        let (candidates, abouts): (Vec<_>, Vec<_>) = candidates.into_iter().unzip();
        for (at, (mut change, about)) in candidates.into_iter().zip(&abouts).enumerate() {
            let named = policy.names.iter().any(|word| about.is_called(word));
            if !policy.names.is_empty() && !named && !about.follows {
                continue;
            }
            if policy.missing_only && !about.missing && !about.follows {
                continue;
            }
            let asked = named && !policy.faulty_only || policy.all && !about.authority;
            if about.idle && !(asked && about.reissuable) {
                continue;
            }
            // A kubeconfig is written anew without the authority's key.
            let can_sign = about.idle || about.signs;
            if asked && about.reissuable && can_sign && change.action < Action::Renew {
                change.action = Action::Renew;
            }
            if about.idle {
                change.reasons.push("it is asked for".into());
            }
            if policy.rekey && change.action == Action::Renew && about.reissuable {
                match about.authority {
                    true if named => return Err(ChangeError::RekeyAuthority { id: change.id }),
                    true => {}
                    false => change.action = Action::Rekey,
                }
            }
            changes.push((at, change));
        }
        // Who names a certificate learns why nothing is done about it.
        for word in policy.names {
            let mut called = (0..abouts.len()).filter(|at| abouts[*at].is_called(word));
            let is_changed = |at: usize| changes.iter().any(|(changed, _)| *changed == at);
            if !called.clone().any(is_changed)
                && let Some((path, reason)) = called.find_map(|at| abouts[at].refusal.clone())
                && (policy.rekey || reason != SERVICE_ACCOUNT_KEY)
            {
                return Err(ChangeError::NotHere { path, reason });
            }
        }
        Ok(changes.into_iter().map(|(_, change)| change).collect())
    }

    fn has(&self, path: &str) -> bool {
        self.directory.contains_key(path)
    }

    /// Why a file that is there cannot be read, in whole or in part.
    pub(super) fn unread(&self, path: &str) -> Option<&str> {
        let mut unread = self.inventory.unread.iter();
        unread
            .find(|unread| unread.path == path)
            .map(|unread| &*unread.reason)
    }

    /// Refuses to go on where an authority's file cannot be read: what is trusted beside the authority would be lost.
    pub(super) fn check_readable(&self, path: &str) -> Result<(), ChangeError> {
        self.unread(path).map_or(Ok(()), |reason| {
            Err(ChangeError::Unreadable {
                path: path.to_string(),
                reason: format!("it cannot be read: {reason}; {RESTORE}"),
            })
        })
    }

    /// The files of a wanted certificate that are there and cannot be read. What is not a certificate, key or kubeconfig is made
    /// anew; what was not read at all, or is an authority's, may hold what nothing can replace.
    fn unreadable(&self, wanted: &Wanted, draft: &mut Draft) -> Option<Blocked> {
        let mut blocked = None;
        for path in wanted.paths() {
            let is_kubeconfig = wanted.location.kubeconfig.as_deref() == Some(path);
            let mut kubeconfigs = self.inventory.kubeconfigs.iter();
            let reason = match self.unread(path) {
                Some(reason) => reason,
                None if is_kubeconfig
                    && self.has(path)
                    && !kubeconfigs.any(|found| found.place.path == path) =>
                {
                    "it is not a kubeconfig"
                }
                None => continue,
            };
            let pair = wanted.location.pair.as_ref();
            let action = match pair {
                Some(pair) if path == pair.key => Action::Rekey,
                Some(pair) if path == pair.certificate => Action::Renew,
                None if self.inventory.certificate_at(path).is_none() => Action::Rekey,
                _ => Action::Rewrite,
            };
            draft.is_missing = true;
            draft.raise(action, format!("{path} cannot be read: {reason}"));
            if wanted.is_authority() || bytes(self.directory, path).is_none() {
                blocked = Some(Blocked::Unreadable {
                    path: path.to_string(),
                    reason: reason.to_string(),
                });
            }
        }
        blocked
    }

    fn declared_changes(
        &self,
        spec: &ClusterSpec,
        wanted: &[Wanted],
        findings: &BTreeMap<&str, Vec<&Finding>>,
        policy: &Policy<'_>,
    ) -> Vec<(Change, Candidate)> {
        let mut all = Vec::new();
        let mut remade: BTreeMap<Authority, Action> = BTreeMap::new();
        let requested = self.directory.keys().any(|path| path.starts_with(REQUESTS));
        // Certificates that another authority has signed too: who lost one authority may have lost more than its files.
        let depended_on = |wanted: &Wanted| {
            let mut certificates = self.inventory.certificates.iter();
            !self.inventory.kubeconfigs.is_empty()
                || certificates
                    .any(|found| found.place.role == Some(wanted.role) || !found.is_authority())
        };
        for (at, wanted) in wanted.iter().enumerate() {
            let found = self.inventory.certificate_at(wanted.path());
            let mut draft = Draft::default();
            let key_there = match (&wanted.location.pair, &wanted.location.kubeconfig) {
                (Some(pair), _) => self.has(&pair.key),
                (None, Some(path)) => self.has(path),
                (None, None) => false,
            };
            let unreadable = self.unreadable(wanted, &mut draft);
            match (found.is_some(), key_there) {
                _ if draft.is_missing => {}
                (false, false) => draft.missing(Action::Make, "it is missing"),
                (false, true) => draft.missing(Action::Renew, "the certificate is missing"),
                (true, false) if !wanted.is_authority() => {
                    draft.missing(Action::Rekey, "the private key is missing");
                }
                (true, _) => {}
            }
            if let (Some(_), Some(path)) = (&wanted.location.pair, &wanted.location.kubeconfig)
                && !self.has(path)
            {
                draft.missing(Action::Rewrite, "the kubeconfig is missing");
            }
            for path in wanted.paths() {
                for finding in findings.get(path).into_iter().flatten() {
                    draft.add(finding, wanted.is_authority());
                    // What is another machine's or user's has a key that they keep.
                    let is_held =
                        wanted.holder.is_some() && finding.rule.name == "common_name_wrong";
                    let is_named = !matches!(wanted.role.common_name, CommonName::Fixed(_));
                    if is_held && is_named {
                        draft.action = draft.action.max(Some(Action::Rekey));
                    }
                }
            }
            // So has a server that lacks its machine's name and has another's.
            let reported = |rule: &str| {
                let paths = wanted.paths();
                let all = paths.filter_map(|path| findings.get(path)).flatten();
                let of_rule = all.filter(|finding| finding.rule.name == rule);
                let names = of_rule.flat_map(|finding| finding.detail.split(", "));
                names.collect::<Vec<&str>>()
            };
            let holder = wanted.holder.as_deref();
            if holder.is_some_and(|holder| reported("name_missing").contains(&holder))
                && !reported("name_superfluous").is_empty()
            {
                draft.raise(
                    Action::Rekey,
                    "its key is another machine's, by its names".into(),
                );
            }
            let follows = !wanted.is_authority() && remade.contains_key(&wanted.issuer);
            match remade.get(&wanted.issuer) {
                Some(Action::Make) => {
                    draft.raise(Action::Renew, "its authority is made anew".into());
                }
                Some(_) if wanted.location.kubeconfig.is_some() => {
                    draft.raise(
                        Action::Rewrite,
                        "its authority's certificate is renewed".into(),
                    );
                }
                _ => {}
            }
            // Somebody has signed what there is, and is not here: another authority would make it worthless.
            let elsewhere = wanted.is_authority()
                && (unreadable.is_some()
                    || draft.action == Some(Action::Make) && (depended_on(wanted) || requested));
            let chosen = match policy.names.is_empty() {
                true => draft.action.is_some() && (draft.is_missing || !policy.missing_only),
                false => policy.names.iter().any(|word| wanted.is_called(word)),
            };
            let due = wanted.is_authority() && !elsewhere && chosen;
            if due {
                remade.insert(wanted.issuer, draft.action.unwrap_or(Action::Renew));
            }
            let authority_path = self.authority_key_path(spec, wanted.issuer);
            let blocked = match remade.get(&wanted.issuer) {
                _ if unreadable.is_some() => unreadable,
                Some(Action::Make) => None,
                _ if self.has(&authority_path) => None,
                _ if draft.action == Some(Action::Rewrite) => None,
                _ if elsewhere && depended_on(wanted) => Some(Blocked::Lost {
                    missing: authority_path,
                }),
                _ if elsewhere => Some(Blocked::Requested),
                _ => Some(Blocked::Elsewhere {
                    missing: authority_path,
                }),
            };
            // An authority that is elsewhere has its certificate here at most.
            if wanted.is_authority() && blocked.is_some() && !elsewhere {
                draft.action = None;
            }
            let reissuable = !(wanted.is_authority() && blocked.is_some());
            let refusal = (!reissuable).then(|| {
                let reason = "its key is not here; it is renewed where that is, and taken in with k8s import";
                (wanted.path().to_string(), reason.to_string())
            });
            let about = Candidate {
                words: Words::Wanted(Box::new(wanted.clone())),
                authority: wanted.is_authority(),
                reissuable,
                refusal,
                missing: draft.is_missing,
                idle: draft.action.is_none(),
                follows,
                signs: remade.contains_key(&wanted.issuer)
                    || self.has(&self.authority_key_path(spec, wanted.issuer)),
            };
            all.push((
                draft.change(
                    wanted.id(),
                    wanted.path(),
                    found.map(FoundCertificate::not_after),
                    blocked,
                    (wanted.is_authority(), Subject::Wanted(at)),
                ),
                about,
            ));
        }
        self.service_account_change(spec, &mut all);
        self.copy_changes(spec, &mut all);
        all
    }

    fn authority_key_path(&self, spec: &ClusterSpec, authority: Authority) -> String {
        let location = layout::location(spec, authority.role(), super::role::Holder::Cluster);
        location.pair.map(|pair| pair.key).unwrap_or_default()
    }

    fn service_account_change(&self, spec: &ClusterSpec, all: &mut Vec<(Change, Candidate)>) {
        let paths = layout::service_account(spec);
        let mut draft = Draft::default();
        match (self.has(&paths.key), self.has(&paths.public)) {
            (false, _) => draft.missing(Action::Make, "the private key is missing"),
            (true, false) => draft.missing(Action::Rewrite, "the public key is missing"),
            (true, true) => {}
        }
        let blocked = self.unread(&paths.key).map(|reason| Blocked::Unreadable {
            path: paths.key.clone(),
            reason: reason.to_string(),
        });
        if let Some(reason) = self.unread(&paths.key) {
            draft.missing(Action::Make, &format!("it cannot be read: {reason}"));
        } else if let Some(reason) = self.unread(&paths.public) {
            let path = &paths.public;
            draft.missing(Action::Rewrite, &format!("{path} cannot be read: {reason}"));
        }
        let words = BTreeSet::from([SERVICE_ACCOUNT.to_string(), paths.key.clone()]);
        let about = Candidate {
            words: Words::Own(words),
            authority: false,
            reissuable: false,
            refusal: Some((paths.key.clone(), SERVICE_ACCOUNT_KEY.into())),
            missing: draft.is_missing,
            idle: draft.action.is_none(),
            follows: false,
            signs: true,
        };
        let change = draft.change(
            SERVICE_ACCOUNT.into(),
            &paths.key,
            None,
            blocked,
            (false, Subject::ServiceAccount),
        );
        all.push((change, about));
    }

    fn copy_changes(&self, spec: &ClusterSpec, all: &mut Vec<(Change, Candidate)>) {
        for copy in layout::copies(spec) {
            let mut draft = Draft::default();
            match (
                bytes(self.directory, &copy.from),
                bytes(self.directory, &copy.to),
            ) {
                (Some(_), None) if !self.has(&copy.to) => {
                    draft.missing(Action::Rewrite, "it is missing");
                }
                (Some(original), Some(there)) if original != there => {
                    draft.raise(
                        Action::Rewrite,
                        format!("it differs from {}, of which it is a copy", copy.from),
                    );
                }
                _ => {}
            }
            let about = Candidate {
                words: Words::Own(BTreeSet::from([copy.to.clone()])),
                authority: false,
                reissuable: false,
                refusal: None,
                missing: draft.is_missing,
                idle: draft.action.is_none(),
                follows: false,
                signs: true,
            };
            let (id, path) = (copy.to.clone(), copy.to.clone());
            all.push((
                draft.change(id, &path, None, None, (false, Subject::Copy(copy))),
                about,
            ));
        }
    }

    fn found_changes(&self, findings: &BTreeMap<&str, Vec<&Finding>>) -> Vec<(Change, Candidate)> {
        let certificates = &self.inventory.certificates;
        let carried = |der: &[u8]| -> Vec<usize> {
            let configs = self.inventory.kubeconfigs.iter().enumerate();
            configs
                .filter(|(_, config)| {
                    let mut users = config.config.users.iter();
                    users.any(|user| is_of_user(&user.user, der))
                })
                .map(|(i, _)| i)
                .collect()
        };
        let mut all = Vec::new();
        let mut in_files: BTreeSet<&[u8]> = BTreeSet::new();
        for (at, found) in certificates.iter().enumerate() {
            let place = &found.place;
            let der = found.certificate.as_der();
            let of_user = place
                .within
                .as_deref()
                .is_some_and(|within| within.starts_with("user "));
            let in_file = place.within.is_none() && place.position == 0;
            let alone = of_user && place.position == 0 && !in_files.contains(der);
            if !(in_file || alone) {
                continue;
            }
            in_files.insert(der);
            let authority = found.is_authority();
            let mut draft = Draft::default();
            for finding in findings.get(place.path.as_str()).into_iter().flatten() {
                if finding.within.is_none() == place.within.is_none() && as_found(finding) {
                    draft.add(finding, authority);
                }
            }
            let blocked = match self.issuer_of(at) {
                Some(issuer) if certificates[issuer].key.is_some() => None,
                Some(issuer) => Some(Blocked::Elsewhere {
                    missing: format!("the key of {}", certificates[issuer].place.path),
                }),
                None if is_rsa_signed(&found.certificate) => Some(Blocked::Unsigned),
                None => Some(Blocked::Unsupported),
            };
            let has_key = found.key.is_some();
            let reissuable = has_key && !(authority && blocked.is_some());
            if !reissuable {
                draft.action = None;
            }
            let refusal = match (reissuable, has_key) {
                (true, _) => None,
                (_, false) => Some("there is no private key beside it"),
                _ => Some("who has signed it is not here, with the key, and renews it there"),
            };
            let mut words = BTreeSet::from([place.path.clone()]);
            words.extend(
                place
                    .path
                    .rsplit_once('.')
                    .map(|(stem, _)| stem.to_string()),
            );
            words.extend(place.path.rsplit('/').next().map(String::from));
            // What easy-rsa calls it.
            let issued = place.path.strip_prefix("pki/").unwrap_or(&place.path);
            let issued = issued
                .strip_prefix("issued/")
                .filter(|name| !name.contains('/'));
            words.extend(issued.and_then(|name| Some(name.strip_suffix(".crt")?.to_string())));
            words.extend(place.role.map(|role| role.file.to_string()));
            words.extend(place.node.clone());
            words.extend(
                found
                    .key
                    .map(|key| self.inventory.keys[key].place.path.clone()),
            );
            let about = Candidate {
                words: Words::Own(words),
                authority,
                reissuable,
                refusal: refusal.map(|reason| (place.path.clone(), reason.to_string())),
                missing: false,
                idle: draft.action.is_none(),
                follows: false,
                signs: true,
            };
            let subject = Subject::Found(at, carried(der));
            all.push((
                draft.change(
                    place.path.clone(),
                    &place.path,
                    Some(found.not_after()),
                    blocked,
                    (authority, subject),
                ),
                about,
            ));
        }
        // What an authority signs is issued after it.
        all.sort_by_key(|(_, about)| !about.authority);
        all
    }

    /// Who signs a certificate that nothing declares: the authority here that has signed it already. Its names alone are
    /// not enough, nor is its file's: whoever can write a file would have it signed as it is.
    fn issuer_of(&self, at: usize) -> Option<usize> {
        let certificates = &self.inventory.certificates;
        let found = &certificates[at];
        let own = found.certificate.fields();
        let signed_by = |other: &FoundCertificate| {
            names_equal(own.issuer.raw(), other.certificate.subject().raw())
                && own
                    .verify_signature(&other.certificate.public_key(), &RsaVerifier)
                    .is_ok()
        };
        if found.is_authority() {
            // Only a root is renewed by itself.
            return signed_by(found).then_some(at);
        }
        let is_fitting = |other: &FoundCertificate| {
            let key = other.key.map(|key| &self.inventory.keys[key].state);
            key.is_some_and(|key| key.fits(&other.certificate))
        };
        certificates
            .iter()
            .enumerate()
            .filter(|(_, other)| other.place.within.is_none() && other.is_authority())
            .filter(|(_, other)| signed_by(other))
            // What has the key that signs; then the same machine's; then the first control plane's.
            .min_by_key(|(_, other)| {
                let (own, other_tree) = (tree(&found.place.path), tree(&other.place.path));
                (!is_fitting(other), other_tree != own, other_tree.is_some())
            })
            .map(|(i, _)| i)
    }
}

/// The machine in whose directory a file is; `None` for what is at the top.
fn tree(path: &str) -> Option<&str> {
    path.strip_prefix("nodes/")?.split('/').next()
}

/// What selects a change.
struct Candidate {
    words: Words,
    authority: bool,
    /// Whether it is a certificate that can be issued anew.
    reissuable: bool,
    /// What to answer who asks for it all the same: the file, and why it is not.
    refusal: Option<(String, String)>,
    missing: bool,
    /// Whether nothing is wrong with it.
    idle: bool,
    /// Whether it changes with its authority, named or not.
    follows: bool,
    /// Whether the key that signs it is here.
    signs: bool,
}

enum Words {
    Wanted(Box<Wanted>),
    Own(BTreeSet<String>),
}

/// Refuses a name that is a user's and a machine's: which was meant is not ours to guess.
fn ambiguous(candidates: &[(Change, Candidate)], word: &str) -> Result<(), ChangeError> {
    let of_holder = |is_user: bool| {
        let mut candidates = candidates.iter();
        candidates.find(|(_, about)| match &about.words {
            Words::Wanted(wanted) => {
                wanted.holder.as_deref() == Some(word)
                    && (wanted.role.scope == Scope::User) == is_user
            }
            Words::Own(_) => false,
        })
    };
    match (of_holder(true), of_holder(false)) {
        (Some((user, _)), Some((machine, _))) => Err(ChangeError::Ambiguous {
            word: word.to_string(),
            user: user.id.clone(),
            machine: machine.id.clone(),
        }),
        _ => Ok(()),
    }
}

impl Candidate {
    fn is_called(&self, word: &str) -> bool {
        match &self.words {
            Words::Wanted(wanted) => wanted.is_called(word),
            Words::Own(words) => words.contains(word),
        }
    }
}

/// A change whose reasons are being found.
#[derive(Default)]
struct Draft {
    action: Option<Action>,
    reasons: Vec<String>,
    is_missing: bool,
}

impl Draft {
    fn raise(&mut self, action: Action, reason: String) {
        self.action = self.action.max(Some(action));
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    fn missing(&mut self, action: Action, reason: &str) {
        self.is_missing = true;
        self.raise(action, reason.into());
    }

    fn add(&mut self, finding: &Finding, authority: bool) {
        let name = finding.rule.name;
        let action = match finding.rule.remedy {
            // The same key under the same name, for longer: whatever it signed stays valid.
            _ if authority => match name {
                "authority_expired" | "authority_expires_soon" | "not_yet_valid" => Action::Renew,
                _ => return,
            },
            // Found by its file, with what there is instead.
            _ if name == "missing" || name == "key_missing" => return,
            Remedy::Renew | Remedy::Declared => Action::Renew,
            Remedy::Rekey => Action::Rekey,
            Remedy::Kubeconfig => Action::Rewrite,
            _ => return,
        };
        let reason = match name {
            "name_missing" => return self.all(action, "+ ", &finding.detail),
            "name_superfluous" => return self.all(action, "- ", &finding.detail),
            _ => format!("it {}: {}", finding.fault, finding.detail),
        };
        self.raise(action, reason);
    }

    fn all(&mut self, action: Action, sign: &str, names: &str) {
        for name in names.split(", ") {
            self.raise(action, format!("{sign}{name}"));
        }
    }

    fn change(
        self,
        id: String,
        path: &str,
        not_after: Option<i64>,
        blocked: Option<Blocked>,
        (authority, subject): (bool, Subject),
    ) -> Change {
        Change {
            id,
            path: path.to_string(),
            action: self.action.unwrap_or(Action::Rewrite),
            reasons: self.reasons,
            not_after,
            blocked,
            authority,
            subject,
        }
    }
}

const NOT_RSA: &str = "its key is not RSA's, and only RSA is supported: name the other certificates, or make RSA keys (-rekey)";

fn is_rsa(certificate: &Certificate) -> bool {
    certificate.public_key().rsa_public_key().is_ok()
}

fn is_rsa_signed(certificate: &Certificate) -> bool {
    SignatureAlgorithm::from_identifier(&certificate.fields().signed.algorithm).is_ok()
}

/// Whether issuing a certificate again as it is repairs what is wrong with it.
fn as_found(finding: &Finding) -> bool {
    [
        "expired",
        "expires_soon",
        "authority_expired",
        "authority_expires_soon",
        "not_yet_valid",
        "digest_weak",
        "key_identifier_wrong",
        "signature_wrong",
        "issuer_unknown",
        "serial_reused",
        "kubeconfig_stale",
        "key_weak",
        "key_mismatch",
        "authority_key_shared",
    ]
    .contains(&finding.rule.name)
}

fn bytes<'d>(directory: &'d Directory, path: &str) -> Option<&'d [u8]> {
    match directory.get(path) {
        Some(Entry::File { bytes, .. }) => Some(bytes),
        _ => None,
    }
}

/// The first private key of a file.
fn private_key_of(path: &str, text: &[u8]) -> Result<PrivateKey, ChangeError> {
    let unreadable = |reason: String| ChangeError::Unreadable {
        path: path.to_string(),
        reason,
    };
    for block in pem::blocks(text) {
        let block = block.map_err(|e| unreadable(e.to_string()))?;
        if block.label.ends_with("PRIVATE KEY") {
            let (parts, _) = private_key::from_pem(&text[block.span.clone()], None)
                .map_err(|e| unreadable(e.to_string()))?;
            return PrivateKey::from_parts(parts).map_err(|e| unreadable(e.to_string()));
        }
    }
    Err(unreadable("it holds no private key in PEM".into()))
}

/// The key of an authority for one run, and its certificate as others see it.
#[derive(Clone)]
struct Signing {
    issuer: Issuer,
    /// What is trusted: PEM.
    trusted: String,
}

impl Change {
    /// What it is about, if that is declared: an index into what is wanted.
    pub fn wanted(&self) -> Option<usize> {
        match self.subject {
            Subject::Wanted(at) => Some(at),
            _ => None,
        }
    }

    /// Whether it needs a new key, of the size that is declared.
    pub fn needs_key(&self) -> bool {
        matches!(self.action, Action::Make | Action::Rekey)
    }
}

impl Cluster<'_> {
    /// The size of the key that a change needs, in bits, if it needs one.
    pub fn key_size(&self, change: &Change) -> Option<usize> {
        let declared = self.declared;
        change
            .needs_key()
            .then(|| match (&change.subject, declared) {
                (Subject::Wanted(at), Some((_, wanted))) => wanted[*at].parameters.bits,
                (Subject::ServiceAccount, Some((spec, _))) => spec.certificates.leaves.bits,
                _ => 2048,
            })
    }

    /// Carries changes out: every file that is to be written, in an order in which each state between is usable. `keys` are
    /// as many as [`Self::key_size`] asks for. `validity` is what certificates have instead of what is declared.
    ///
    /// # Errors
    /// If an authority's key is not here, or a file that must be read cannot be.
    pub fn apply<R: TryCryptoRng + ?Sized>(
        &self,
        changes: &[Change],
        keys: Vec<PrivateKey>,
        validity: Option<Lifetime>,
        now: i64,
        rng: &mut R,
    ) -> Result<Vec<PkiFile>, ChangeError> {
        let mut keys = keys.into_iter();
        let with_keys: Vec<(&Change, Option<PrivateKey>)> = changes
            .iter()
            .map(|change| {
                let key = match change.needs_key() {
                    true => keys.next(),
                    false => None,
                };
                (change, key)
            })
            .collect();
        match self.declared {
            Some((spec, wanted)) => {
                self.apply_declared(spec, wanted, with_keys, validity, now, rng)
            }
            None => self.apply_found(with_keys, validity, now, rng),
        }
    }

    /// The authorities whose certificates and keys are here.
    fn signing(
        &self,
        spec: &ClusterSpec,
        authority: Authority,
    ) -> Result<Option<Signing>, ChangeError> {
        let location = layout::location(spec, authority.role(), super::role::Holder::Cluster);
        let Some(pair) = location.pair else {
            return Ok(None);
        };
        let found = self.inventory.certificate_at(&pair.certificate);
        let (Some(_), Some(text)) = (found, bytes(self.directory, &pair.key)) else {
            return Ok(None);
        };
        let key = private_key_of(&pair.key, text)?;
        Ok(Some(Signing {
            issuer: Issuer::new(&pair.certificate, self.bundle(&pair.certificate), key)?,
            trusted: self.trusted(&pair.certificate),
        }))
    }

    /// The certificates in an authority's file: one, or while it is replaced two.
    fn bundle<'s>(&'s self, path: &'s str) -> impl Iterator<Item = &'s Certificate> {
        let found = self.inventory.certificates.iter();
        found
            .filter(move |found| found.place.path == path && found.place.within.is_none())
            .map(|found| &found.certificate)
    }

    /// What stands in an authority's file.
    pub(super) fn trusted(&self, path: &str) -> String {
        self.bundle(path).map(Certificate::to_pem).collect()
    }

    /// The certificate in an authority's file that is a key's.
    fn certificate_of_key(&self, path: &str, key: &PublicKey) -> Option<&Certificate> {
        self.inventory
            .certificates
            .iter()
            .filter(|found| found.place.path == path && found.place.within.is_none())
            .map(|found| &found.certificate)
            .find(|certificate| is_key_of(certificate, key))
    }

    /// What there is of an authority's certificate elsewhere, where its own file is gone: on another machine or in a
    /// kubeconfig. One that names itself as its issuer must have been signed with the key: whoever can write a file could
    /// have anything in it signed otherwise.
    fn kept_elsewhere(&self, key: &PublicKey) -> Option<&Certificate> {
        let is_self_issued = |certificate: &Certificate| {
            let fields = certificate.fields();
            names_equal(fields.issuer.raw(), fields.subject.raw())
        };
        let is_own = |certificate: &Certificate| {
            let fields = certificate.fields();
            let signed = fields.verify_signature(&certificate.public_key(), &RsaVerifier);
            !is_self_issued(certificate) || signed.is_ok()
        };
        self.inventory
            .certificates
            .iter()
            .filter(|found| found.is_authority() && is_key_of(&found.certificate, key))
            .map(|found| &found.certificate)
            .filter(|certificate| is_own(certificate))
            // What another authority has signed is renewed there.
            .min_by_key(|certificate| !is_self_issued(certificate))
    }

    /// Refuses an authority's certificate by the declaration where what its key has signed names it otherwise: nothing
    /// of that would be valid under it.
    fn check_declared_name(&self, wanted: &Wanted, key: &PrivateKey) -> Result<(), ChangeError> {
        let spki = spki::to_der(key.public_key());
        let Ok(spki) = SubjectPublicKeyInfo::from_der(&spki) else {
            return Ok(());
        };
        let issuer = Issuer::of_wanted(wanted, 0, key.clone());
        for found in &self.inventory.certificates {
            let fields = found.certificate.fields();
            let is_own = names_equal(fields.issuer.raw(), issuer.name.as_name().raw());
            if !is_own && fields.verify_signature(&spki, &RsaVerifier).is_ok() {
                return Err(ChangeError::Unreadable {
                    path: wanted.path().to_string(),
                    reason: format!(
                        "it is missing, and what its key has signed ({}) names it {}, which the declaration does not; restore it from a backup",
                        found.place.path, fields.issuer
                    ),
                });
            }
        }
        Ok(())
    }

    /// An authority's certificate for longer: subject, key identifier and what else it states stay, as what it signed
    /// depends on them.
    fn authority_again<R: TryCryptoRng + ?Sized>(
        &self,
        wanted: &Wanted,
        old: &Certificate,
        key: &PrivateKey,
        now: i64,
        rng: &mut R,
    ) -> Result<Certificate, ChangeError> {
        let fields = old.fields();
        if !names_equal(fields.issuer.raw(), fields.subject.raw()) {
            return Err(ChangeError::NoAuthority {
                path: wanted.path().to_string(),
                missing: "the authority that signed it".into(),
            });
        }
        let again = Again {
            certificate: old,
            path: wanted.path(),
            key: key.public_key(),
            digest: wanted.parameters.digest,
            validity: wanted.parameters.validity,
        };
        let issuer = Issuer::new(wanted.path(), [old], key.clone())?;
        Ok(issue::issue_again(&again, &issuer, now, rng)?)
    }

    fn apply_declared<R: TryCryptoRng + ?Sized>(
        &self,
        spec: &ClusterSpec,
        wanted: &[Wanted],
        mut changes: Vec<(&Change, Option<PrivateKey>)>,
        validity: Option<Lifetime>,
        now: i64,
        rng: &mut R,
    ) -> Result<Vec<PkiFile>, ChangeError> {
        let mut signing: BTreeMap<Authority, Signing> = BTreeMap::new();
        for authority in [
            Authority::Kubernetes,
            Authority::Etcd,
            Authority::FrontProxy,
        ] {
            let is_needed = |(change, _): &(&Change, _)| match change.subject {
                Subject::Wanted(at) => wanted[at].issuer == authority,
                _ => false,
            };
            if changes.iter().any(is_needed)
                && let Some(pair) = authority_pair(spec, authority)
            {
                self.check_readable(&pair.certificate)?;
            }
            if let Some(found) = self.signing(spec, authority)? {
                signing.insert(authority, found);
            }
        }
        // Whoever trusts an authority that is elsewhere has its certificate here.
        let kubernetes = layout::location(
            spec,
            Authority::Kubernetes.role(),
            super::role::Holder::Cluster,
        )
        .pair
        .map(|pair| self.trusted(&pair.certificate))
        .unwrap_or_default();
        let mut files = Vec::new();
        // Authorities first: the rest is signed by what becomes of them.
        for authorities in [true, false] {
            let mut chosen = Vec::new();
            for (change, key) in &mut changes {
                let Subject::Wanted(at) = change.subject else {
                    continue;
                };
                let wanted = &wanted[at];
                if wanted.is_authority() == authorities {
                    let is_new = key.is_some();
                    let key = match key.take() {
                        Some(key) => key,
                        None => self.key_of(wanted)?,
                    };
                    chosen.push((*change, with_validity(wanted, validity), key, is_new));
                }
            }
            // What there is of an authority whose key stays.
            let old = |wanted: &Wanted, key: &PrivateKey| {
                let pair = wanted.location.pair.as_ref().filter(|_| authorities)?;
                let own = self.certificate_of_key(&pair.certificate, key.public_key());
                let is_there = self.has(&pair.certificate);
                own.or_else(|| self.kept_elsewhere(key.public_key()).filter(|_| !is_there))
            };
            let mut issuers: Issuers = signing
                .iter()
                .map(|(authority, signing)| (*authority, signing.issuer.clone()))
                .collect();
            let mut orders = Vec::new();
            for (change, wanted, key, _) in &chosen {
                if change.action < Action::Renew || old(wanted, key).is_some() {
                    continue;
                }
                if authorities {
                    self.check_declared_name(wanted, key)?;
                    let end = now + wanted.parameters.validity.seconds();
                    let issuer = Issuer::of_wanted(wanted, end, key.clone());
                    issuers.insert(wanted.issuer, issuer);
                }
                orders.push(Order {
                    wanted,
                    key: key.public_key(),
                });
            }
            let issued = issue::issue(&orders, &issuers, now, rng).map_err(ChangeError::Issue)?;
            let mut issued = issued.into_iter();
            for (change, wanted, key, is_new) in &chosen {
                let old = old(wanted, key);
                let certificate = match (change.action >= Action::Renew, old) {
                    (true, Some(old)) => self.authority_again(wanted, old, key, now, rng)?,
                    (true, None) => issued.next().expect("one was ordered for each"),
                    (false, _) => self.certificate_of(wanted)?,
                };
                let mut text = certificate.to_pem();
                if authorities {
                    // The other certificates of its file are trusted as before.
                    if let Some(old) = old.filter(|_| self.has(wanted.path())) {
                        text = self
                            .bundle(wanted.path())
                            .map(|there| match there.as_der() == old.as_der() {
                                true => certificate.to_pem(),
                                false => there.to_pem(),
                            })
                            .collect();
                    }
                    let issuer = Issuer::new(wanted.path(), [&certificate], key.clone())?;
                    let trusted = text.clone();
                    signing.insert(wanted.issuer, Signing { issuer, trusted });
                }
                let trusted = match signing.get(&Authority::Kubernetes) {
                    Some(signing) => signing.trusted.as_str(),
                    None => &kubernetes,
                };
                let made =
                    issue::files(spec, wanted, key, &text, trusted).map_err(ChangeError::Issue)?;
                let pair = wanted.location.pair.as_ref();
                files.extend(made.into_iter().filter(|file| {
                    let is = |path: Option<&String>| path == Some(&file.path);
                    // What stays as it is, is not written.
                    (*is_new || !is(pair.map(|pair| &pair.key)))
                        && (change.action >= Action::Renew
                            || !is(pair.map(|pair| &pair.certificate)))
                }));
            }
        }
        for (change, key) in changes {
            match (&change.subject, key) {
                (Subject::ServiceAccount, Some(key)) => {
                    files.extend(issue::service_account_files(spec, &key));
                }
                (Subject::ServiceAccount, None) => {
                    let path = layout::service_account(spec).key;
                    let text = bytes(self.directory, &path).unwrap_or_default();
                    let key = private_key_of(&path, text)?;
                    let [_, public] = issue::service_account_files(spec, &key);
                    files.push(public);
                }
                (Subject::Copy(copy), _) => {
                    if let Some(original) = bytes(self.directory, &copy.from) {
                        let secret = !is_public(original);
                        files.push(PkiFile::new(&copy.to, original, secret));
                    }
                }
                _ => {}
            }
        }
        // Copies of what was written now win over copies of what there was.
        let copies = issue::copies(spec, &files);
        files.retain(|file| !copies.iter().any(|copy| copy.path == file.path));
        files.extend(copies);
        Ok(files)
    }

    /// The private key of a file.
    pub(super) fn private_key_at(&self, path: &str) -> Result<PrivateKey, ChangeError> {
        private_key_of(path, bytes(self.directory, path).unwrap_or_default())
    }

    /// The private key of a certificate.
    ///
    /// # Errors
    /// If it is not here, or cannot be read.
    pub fn key_of(&self, wanted: &Wanted) -> Result<PrivateKey, ChangeError> {
        match (&wanted.location.pair, &wanted.location.kubeconfig) {
            (Some(pair), _) => {
                let text = bytes(self.directory, &pair.key).unwrap_or_default();
                private_key_of(&pair.key, text)
            }
            (None, Some(path)) => {
                let config = self.inventory.kubeconfigs.iter();
                let data = config
                    .filter(|config| config.place.path == *path)
                    .flat_map(|config| &config.config.users)
                    .find_map(|user| user.user.client_key_data.as_ref());
                private_key_of(path, data.map_or(&[], |data| data.as_bytes()))
            }
            (None, None) => private_key_of("", &[]),
        }
    }

    pub(super) fn certificate_of(&self, wanted: &Wanted) -> Result<Certificate, ChangeError> {
        let found = self.inventory.certificate_at(wanted.path());
        found
            .map(|found| found.certificate.clone())
            .ok_or_else(|| ChangeError::Unreadable {
                path: wanted.path().to_string(),
                reason: "it holds no certificate".into(),
            })
    }

    fn apply_found<R: TryCryptoRng + ?Sized>(
        &self,
        changes: Vec<(&Change, Option<PrivateKey>)>,
        validity: Option<Lifetime>,
        now: i64,
        rng: &mut R,
    ) -> Result<Vec<PkiFile>, ChangeError> {
        let certificates = &self.inventory.certificates;
        let mut issuers: BTreeMap<usize, Issuer> = BTreeMap::new();
        let mut written: BTreeMap<String, (Zeroizing<Vec<u8>>, bool)> = BTreeMap::new();
        let mut order = Vec::new();
        let mut edit = |path: &str, secret: bool, edit: &dyn Fn(&[u8]) -> Option<Vec<u8>>| {
            let old = match written.get(path) {
                Some((bytes, _)) => Zeroizing::new(bytes.to_vec()),
                None => Zeroizing::new(bytes(self.directory, path).unwrap_or_default().to_vec()),
            };
            let new = edit(&old).ok_or_else(|| ChangeError::Unreadable {
                path: path.to_string(),
                reason: "what it holds is written in an unusual form; make it anew".into(),
            })?;
            let secret = secret || !is_public(&new);
            if written
                .insert(path.to_string(), (Zeroizing::new(new), secret))
                .is_none()
            {
                order.push(path.to_string());
            }
            Ok::<(), ChangeError>(())
        };
        for (change, new_key) in changes {
            let Subject::Found(at, configs) = &change.subject else {
                continue;
            };
            let found = &certificates[*at];
            let no_authority = |missing: &str| ChangeError::NoAuthority {
                path: found.place.path.clone(),
                missing: missing.to_string(),
            };
            let issuer_at = self
                .issuer_of(*at)
                .ok_or_else(|| no_authority("the authority that signed it"))?;
            if let std::collections::btree_map::Entry::Vacant(slot) = issuers.entry(issuer_at) {
                let issuer = &certificates[issuer_at];
                let path = format!("the key of {}", issuer.place.path);
                let key = issuer.key.ok_or_else(|| no_authority(&path))?;
                let key = self.found_key(key)?;
                slot.insert(Issuer::new(&issuer.place.path, [&issuer.certificate], key)?);
            }
            let issuer = issuers[&issuer_at].clone();
            let own_key = match (&new_key, found.key) {
                (Some(key), _) => key.clone(),
                (None, Some(key)) if self.inventory.keys[key].state.fits(&found.certificate) => {
                    self.found_key(key)?
                }
                (None, _) => {
                    return Err(ChangeError::Unreadable {
                        path: found.place.path.clone(),
                        reason: match is_rsa(&found.certificate) {
                            true => "there is no private key beside it that is its own",
                            false => NOT_RSA,
                        }
                        .into(),
                    });
                }
            };
            let span = found.not_after() - found.certificate.not_before().unix();
            let lifetime =
                match validity {
                    Some(validity) => validity,
                    None => format!("{}s", span.max(86_400)).parse().map_err(
                        |e: crate::SpecError| ChangeError::Unreadable {
                            path: found.place.path.clone(),
                            reason: format!("its validity cannot be kept: {e}"),
                        },
                    )?,
                };
            let again = Again {
                certificate: &found.certificate,
                path: &found.place.path,
                key: own_key.public_key(),
                digest: HashAlgorithm::Sha256,
                validity: lifetime,
            };
            let certificate =
                issue::issue_again(&again, &issuer, now, rng).map_err(ChangeError::Issue)?;
            if issuer_at == *at {
                let path = &found.place.path;
                issuers.insert(*at, Issuer::new(path, [&certificate], own_key.clone())?);
            }
            let key_text = new_key.as_ref().map(issue::key_text);
            let old_der = found.certificate.as_der();
            if found.place.within.is_none() {
                let is_der = bytes(self.directory, &found.place.path)
                    .is_some_and(|bytes| bytes.first() == Some(&0x30));
                if let (Some(text), Some(key)) = (&key_text, found.key) {
                    let path = &self.inventory.keys[key].place.path;
                    edit(path, true, &|old| replace_key(old, text.as_bytes()))?;
                }
                edit(&found.place.path, false, &|old| match is_der {
                    true => Some(certificate.as_der().to_vec()),
                    false => replace_certificate(old, old_der, &certificate),
                })?;
            }
            for config in configs {
                let config = &self.inventory.kubeconfigs[*config];
                edit(&config.place.path, true, &|old| {
                    let mut text = std::str::from_utf8(old).ok()?.to_string();
                    let is_own = |user: &User| is_of_user(user, old_der);
                    let users = || config.config.users.iter().map(|user| &user.user);
                    for user in users().filter(|user| is_own(user)) {
                        let old = user.client_certificate_data.as_ref();
                        replace_data(&mut text, old?.as_bytes(), certificate.to_pem().as_bytes())?;
                        if let Some(new) = &key_text {
                            let old = user.client_key_data.as_ref()?;
                            // Where another user has the same key, the two cannot be told apart in the text.
                            let is_shared = |other: &User| {
                                !is_own(other) && other.client_key_data.as_ref() == Some(old)
                            };
                            if users().any(is_shared) {
                                return None;
                            }
                            replace_data(&mut text, old.as_bytes(), new.as_bytes())?;
                        }
                    }
                    Some(text.into_bytes())
                })?;
            }
            // Whoever trusts a renewed authority has its certificate embedded.
            if issuer_at == *at {
                for config in &self.inventory.kubeconfigs {
                    let trusts = config.authorities.iter().any(|i| {
                        certificates[*i].certificate.as_der() == found.certificate.as_der()
                    });
                    if !trusts {
                        continue;
                    }
                    edit(&config.place.path, true, &|old| {
                        let mut text = std::str::from_utf8(old).ok()?.to_string();
                        for cluster in &config.config.clusters {
                            let data = cluster.cluster.certificate_authority_data.as_ref();
                            let data = data.map_or(&[][..], |data| data.as_bytes());
                            // Another cluster's authority stays.
                            if let Some(new) = replace_certificate(data, old_der, &certificate) {
                                replace_data(&mut text, data, &new)?;
                            }
                        }
                        Some(text.into_bytes())
                    })?;
                }
            }
        }
        Ok(order
            .into_iter()
            .filter_map(|path| {
                let (contents, secret) = written.remove(&path)?;
                Some(PkiFile {
                    path,
                    contents,
                    secret,
                })
            })
            .collect())
    }

    fn found_key(&self, at: usize) -> Result<PrivateKey, ChangeError> {
        let place = &self.inventory.keys[at].place;
        if place.within.is_none() {
            let text = bytes(self.directory, &place.path).unwrap_or_default();
            return private_key_of(&place.path, text);
        }
        let configs = self.inventory.kubeconfigs.iter();
        let data = configs
            .filter(|config| config.place.path == place.path)
            .flat_map(|config| &config.config.users)
            .filter(|user| place.within.as_deref() == Some(&*format!("user {}", user.name)))
            .find_map(|user| user.user.client_key_data.as_ref());
        let key = private_key_of(&place.path, data.map_or(&[], |data| data.as_bytes()))?;
        match &self.inventory.keys[at].state {
            KeyState::Rsa(public) if public.modulus_be() == key.public_key().modulus_be() => {
                Ok(key)
            }
            _ => Err(ChangeError::Unreadable {
                path: place.path.clone(),
                reason: "it has several users of one name".into(),
            }),
        }
    }
}

fn with_validity(wanted: &Wanted, validity: Option<Lifetime>) -> Wanted {
    let mut wanted = wanted.clone();
    if let Some(validity) = validity.filter(|_| !wanted.is_authority()) {
        wanted.parameters.validity = validity;
    }
    wanted
}

fn label_is_certificate(found: Label<'_>) -> bool {
    [label::CERTIFICATE, label::X509_CERTIFICATE].contains(&found)
}

/// Whether a kubeconfig's user shows a certificate.
fn is_of_user(user: &User, der: &[u8]) -> bool {
    let data = user.client_certificate_data.as_ref();
    let mut blocks = pem::blocks(data.map_or(&[][..], |data| data.as_bytes())).flatten();
    let shown = blocks.find(|block| label_is_certificate(block.label));
    shown.is_some_and(|block| block.contents.as_slice() == der)
}

/// A text with one certificate replaced; those around it stay.
fn replace_certificate(old: &[u8], der: &[u8], new: &Certificate) -> Option<Vec<u8>> {
    replace_first(
        old,
        |block| label_is_certificate(block.label) && block.contents.as_slice() == der,
        &new.to_pem(),
    )
}

fn replace_key(old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let new = std::str::from_utf8(new).ok()?;
    replace_first(old, |block| block.label.ends_with("PRIVATE KEY"), new)
}

/// A text with the first such block replaced; what stands around it stays.
fn replace_first(old: &[u8], is: impl Fn(&pem::Block<'_>) -> bool, new: &str) -> Option<Vec<u8>> {
    let block = pem::blocks(old).flatten().find(|block| is(block))?;
    let span = block.span.clone();
    let mut out = old[..span.start].to_vec();
    out.extend_from_slice(new.trim_end().as_bytes());
    let rest = &old[span.end..];
    if rest.first() != Some(&b'\n') {
        out.push(b'\n');
    }
    out.extend_from_slice(rest);
    Some(out)
}

/// A kubeconfig's text with data replaced, the rest of it as it was.
fn replace_data(text: &mut String, old: &[u8], new: &[u8]) -> Option<()> {
    let (old, new) = (Base64::encode_string(old), Base64::encode_string(new));
    if old == new {
        return Some(());
    }
    if !text.contains(&old) {
        return None;
    }
    *text = text.replace(&old, &new);
    Some(())
}

/// Whether a file holds no private key.
fn is_public(contents: &[u8]) -> bool {
    let text = String::from_utf8_lossy(contents);
    !text.contains("PRIVATE KEY") && !text.contains("client-key-data")
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elsewhere { missing } => write!(
                f,
                "{missing} is not here; k8s csr writes requests for an authority that is elsewhere"
            ),
            Self::Lost { missing } => write!(
                f,
                "{missing} is not here, and with a new authority nothing that is here would be valid; restore it from a backup, or make a new cluster in an empty directory (k8s csr writes requests for an authority that is elsewhere)"
            ),
            Self::Requested => write!(
                f,
                "requests in {REQUESTS} wait for an authority that is elsewhere; take its certificates in with k8s import, or remove {REQUESTS}"
            ),
            Self::Unreadable { path, reason } => {
                write!(f, "{path} cannot be read: {reason}; {RESTORE}")
            }
            Self::Unsupported => f.write_str(
                "its authority's key is not RSA's, and only RSA is supported: have it renewed by what made it, or declare the cluster (k8s template), which makes everything anew",
            ),
            Self::Unsigned => f.write_str(
                "no authority that is here has signed it, so it is not issued again as it is; a declaration (k8s template) states what it must be",
            ),
        }
    }
}

impl From<IssueError> for ChangeError {
    fn from(error: IssueError) -> Self {
        Self::Issue(error)
    }
}

impl fmt::Display for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { word, .. } => write!(f, "there is no certificate {word:?}"),
            Self::Ambiguous {
                word,
                user,
                machine,
            } => write!(
                f,
                "{word:?} is a user and a machine; name {user}, or what the machine has ({machine}, …)"
            ),
            Self::NotHere { path, reason } => {
                write!(f, "{path}: {reason}; nothing was changed")
            }
            Self::RekeyAuthority { id } => write!(
                f,
                "{id} is an authority: with another key, nothing that it signed is valid; rotate-ca replaces it in phases"
            ),
            Self::Unreadable { path, reason } => write!(f, "{path}: {reason}"),
            Self::Issue(error) => error.fmt(f),
            Self::NoAuthority { path, missing } => {
                write!(f, "{path}: {missing} is not here")
            }
        }
    }
}

impl core::error::Error for ChangeError {}
