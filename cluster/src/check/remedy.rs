//! The command that repairs a finding where it was found: one that is accepted there, or words where none would be.

use super::facts::printable;
use super::{Check, Rule, Settings, State, rules};
use crate::inventory::{FoundLayout, KeyState, Place};
use crate::layout::ServiceAccount;
use crate::role::Authority;

/// What repairs a breach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Issue the certificate anew as it is, with its key.
    Renew,
    /// Issue it anew, with a new key.
    Rekey,
    /// Issue it anew as the declaration has it: what is wrong would be in it again if it were issued as it is.
    Declared,
    /// Renew the authority that signed it, with its key, and then the certificate.
    RenewAuthority,
    /// Replace an authority in the phases that Kubernetes documents.
    RotateAuthority,
    /// Write the kubeconfig anew.
    Kubeconfig,
    /// Take the permissions from everybody but the owner.
    Permissions,
    /// Take the permission to write in a directory from everybody but its owner.
    DirectoryPermissions,
    /// Copy the authority's file at the top of the directory to this place.
    CopyAuthority,
    /// Copy the key that signs tokens at the top of the directory to this place.
    CopyTokenKey,
    /// Take the password from the key.
    Decrypt,
    /// Complete a change that was interrupted.
    Complete,
    /// What no command does, in words.
    Words(&'static str),
}

const UNDECLARED: &str = "the declaration does not have it: declare it there, or remove the file";
const ETCD_OF_OTHERS: &str =
    "have it issued anew by whoever runs etcd, and put it in its place in FILE";
const RESTORE: &str = "restore the authority's own key from a backup; without one, make a new PKI in an empty directory: certwright k8s init";
const ISSUED_ELSEWHERE: &str =
    "have it issued anew where the key of the authority that signed it is";
const REPLACED_ELSEWHERE: &str = "have the authority replaced where its key is";
const KUBECTL: &str = "set it in the file: kubectl config --kubeconfig=FILE set-cluster, set-credentials or set-context";

impl Remedy {
    /// The command or words, as the documentation has them.
    pub fn shown(self) -> String {
        let commands = Commands {
            top: "DIR".into(),
            file: "DIR/FILE".into(),
            path: "FILE".into(),
        };
        match self {
            Self::Renew | Self::Declared | Self::Kubeconfig => commands.renew(false),
            Self::Rekey => commands.renew(true),
            Self::RenewAuthority => "certwright k8s renew -dir DIR AUTHORITY FILE".into(),
            Self::RotateAuthority => commands.rotate(),
            Self::CopyAuthority => "cp AUTHORITY DIR/FILE".into(),
            Self::CopyTokenKey => "cp DIR/pki/sa.key DIR/FILE".into(),
            other => commands.plain(other),
        }
    }
}

/// The words of commands, quoted for a shell.
struct Commands {
    /// The directory, and the declaration where it is not there.
    top: String,
    /// The file, by a path from where the command runs.
    file: String,
    /// The file, relative to the directory.
    path: String,
}

impl Commands {
    fn of(settings: &Settings<'_>, path: &str) -> Self {
        let mut top = shell_word(match settings.directory.trim_end_matches('/') {
            "" if settings.directory.is_empty() => ".",
            "" => "/",
            directory => directory,
        });
        if let Some(file) = settings.declaration {
            top = format!("{top} -f {}", shell_word(file));
        }
        Self {
            top,
            file: Self::file(settings.directory, path),
            path: operand(path),
        }
    }

    fn file(directory: &str, path: &str) -> String {
        match directory {
            "" => operand(path),
            directory => operand(&format!("{}/{path}", directory.trim_end_matches('/'))),
        }
    }

    fn renew(&self, rekey: bool) -> String {
        let rekey = if rekey { " -rekey" } else { "" };
        format!(
            "certwright k8s renew -dir {}{rekey} {}",
            self.top, self.path
        )
    }

    /// Renews an authority, and then what it signed.
    fn renew_with(&self, authority: &str) -> String {
        format!(
            "certwright k8s renew -dir {} {} {}",
            self.top,
            operand(authority),
            self.path
        )
    }

    fn rotate(&self) -> String {
        format!("certwright k8s rotate-ca -dir {}", self.top)
    }

    /// What needs to know nothing of the directory.
    fn plain(&self, remedy: Remedy) -> String {
        match remedy {
            Remedy::Permissions => format!("chmod 600 {}", self.file),
            Remedy::DirectoryPermissions => format!("chmod go-w {}", self.file),
            Remedy::Decrypt => format!("certwright pkey -in {0} -out {0}", self.file),
            Remedy::Complete => format!("certwright k8s renew -dir {}", self.top),
            Remedy::Words(words) => words.replace("FILE", &self.file),
            _ => self.renew(false),
        }
    }
}

impl Check<'_> {
    /// What repairs a breach of a rule. `group` is the certificate that it is about.
    pub(super) fn remedy(&self, rule: &Rule, place: &Place, group: Option<usize>) -> String {
        let commands = Commands::of(self.settings, &place.path);
        let in_cluster = (place.within.as_deref()).is_some_and(|at| at.starts_with("cluster "));
        match rule.remedy {
            _ if in_cluster => self.kubeconfig_remedy(&commands, place),
            // A key in a file of its own is read and written by itself.
            Remedy::Decrypt if place.within.is_some() => commands.plain(Remedy::Words(KUBECTL)),
            Remedy::Kubeconfig => self.kubeconfig_remedy(&commands, place),
            Remedy::Renew
            | Remedy::Rekey
            | Remedy::Declared
            | Remedy::RenewAuthority
            | Remedy::RotateAuthority
                if self.is_of_others(place) =>
            {
                commands.plain(Remedy::Words(ETCD_OF_OTHERS))
            }
            Remedy::CopyAuthority => self.copy_remedy(place),
            Remedy::RenewAuthority => self.renew_both(&commands, place, group),
            Remedy::RotateAuthority => self.rotate_remedy(&commands, place),
            Remedy::Renew | Remedy::Rekey | Remedy::Declared => {
                let is_authority = match self.wanted.get(place.path.as_str()) {
                    Some(wanted) => wanted.is_authority(),
                    None => {
                        place.role.is_some_and(super::Role::is_authority)
                            || group.is_some_and(|group| self.unnamed_authorities.contains(&group))
                    }
                };
                match is_authority {
                    true => self.authority_remedy(&commands, rule, place, group),
                    false => self.leaf_remedy(&commands, rule, place, group),
                }
            }
            other => commands.plain(other),
        }
    }

    /// Whether a file is of an etcd that others run: then the declaration has nothing that etcd's authority signs.
    fn is_of_others(&self, place: &Place) -> bool {
        let is_etcds = |role: &super::Role| role.authority == Authority::Etcd;
        let declared = self.settings.wanted;
        declared.is_some_and(|declared| !declared.iter().any(|wanted| is_etcds(wanted.role)))
            && place.role.is_some_and(is_etcds)
    }

    /// What brings a file for an etcd that others run.
    pub(super) fn etcd_client_remedy(&self, path: &str) -> String {
        Commands::of(self.settings, path).plain(Remedy::Words(ETCD_OF_OTHERS))
    }

    /// The command that writes a public key anew from the private key beside it.
    pub(super) fn public_key_remedy(&self, public: &str, private: &str) -> String {
        let file = |path| Commands::file(self.settings.directory, path);
        let (private, public) = (file(private), file(public));
        format!("certwright rsa -in {private} -pubout -out {public}")
    }

    /// What brings the key pair of service-account tokens back, or makes one.
    pub(super) fn service_account_remedy(
        &self,
        account: &ServiceAccount,
        has_public: bool,
    ) -> String {
        let commands = Commands::of(self.settings, &account.key);
        if self.has_key_file(&account.key) {
            return commands.renew(false);
        }
        let mut keys = self.inventory.keys.iter().map(|key| &key.place.path);
        let copy = keys.find(|path| {
            let within = path
                .strip_prefix("nodes/")
                .and_then(|it| it.split_once('/'));
            within.is_some_and(|(_, path)| path == account.key)
        });
        match copy {
            Some(copy) => {
                let copy = Commands::file(self.settings.directory, copy);
                format!("cp {copy} {}", commands.file)
            }
            None if has_public => format!(
                "restore it from a backup; with a new one every token in use is refused: {}",
                commands.renew(false)
            ),
            None => commands.renew(false),
        }
    }

    fn has_key_file(&self, path: &str) -> bool {
        let mut keys = self.inventory.keys.iter();
        keys.any(|key| key.place.path == path && matches!(key.state, KeyState::Rsa(_)))
    }

    /// Whether a group's own key is here, and is its own.
    fn has_own_key(&self, group: usize) -> bool {
        self.groups[group].places.iter().any(|i| {
            let found = self.found(*i);
            let key = found.key.map(|key| &self.inventory.keys[key].state);
            key.is_some_and(|key| key.fits(&found.certificate))
        })
    }

    /// Whether the authority that signed a group is here with its key, in a file.
    fn can_be_issued_again(&self, group: usize) -> bool {
        let is_rsa = self.facts[self.first(group)].rsa_bits.is_some();
        let issuer = self.signed_by[group].filter(|&issuer| issuer != group);
        is_rsa && issuer.is_some_and(|issuer| self.has_own_key(issuer))
    }

    fn kubeconfig_remedy(&self, commands: &Commands, place: &Place) -> String {
        match self.wanted.contains_key(place.path.as_str()) {
            true => commands.renew(false),
            false => commands.plain(Remedy::Words(KUBECTL)),
        }
    }

    fn copy_remedy(&self, place: &Place) -> String {
        let mut found = self.inventory.certificates.iter();
        let original = found.find(|found| {
            let at = &found.place;
            at.role == place.role && at.within.is_none() && at.node.is_none()
        });
        let from = original.map_or("", |found| &found.place.path);
        self.copied_from(from, &place.path)
    }

    /// The command that copies a file of the directory.
    pub(super) fn copied_from(&self, from: &str, to: &str) -> String {
        let [from, to] = [from, to].map(|path| Commands::file(self.settings.directory, path));
        format!("cp {from} {to}")
    }

    fn rotate_remedy(&self, commands: &Commands, place: &Place) -> String {
        let Some(declared) = self.settings.wanted else {
            return format!(
                "declare the cluster (certwright k8s template), then: {}",
                commands.rotate()
            );
        };
        let mut authorities = declared.iter().filter(|wanted| wanted.is_authority());
        let own = authorities.find(|wanted| {
            wanted.paths().any(|path| path == place.path) || Some(wanted.role) == place.role
        });
        let Some(own) = own else {
            return UNDECLARED.into();
        };
        let pair = own.location.pair.as_ref();
        match pair.is_some_and(|pair| self.has_key_file(&pair.key)) {
            true => format!("{} -authority {}", commands.rotate(), own.id()),
            false => REPLACED_ELSEWHERE.into(),
        }
    }

    /// Issues a leaf anew; first its authority's certificate, where that has expired and nothing that it signs is accepted.
    fn renew_leaf(&self, commands: &Commands, rekey: bool, issuer: Option<usize>) -> String {
        let expired = issuer.filter(|&issuer| {
            self.state(issuer) == State::Expired
                && self.facts[self.first(issuer)].is_self_issued()
                && self.has_own_key(issuer)
        });
        match expired.filter(|_| !rekey) {
            Some(issuer) => commands.renew_with(&self.found(self.first(issuer)).place.path),
            None => commands.renew(rekey),
        }
    }

    /// The certificate in a file, by its group.
    fn group_at(&self, path: &str) -> Option<usize> {
        let mut found = self.inventory.certificates.iter();
        let at = found.position(|found| {
            let place = &found.place;
            place.path == path && place.within.is_none() && place.position == 0
        })?;
        Some(self.group_of[at])
    }

    fn renew_both(&self, commands: &Commands, place: &Place, group: Option<usize>) -> String {
        let issuer = group.and_then(|group| self.signed_by[group]);
        let Some(issuer) = issuer.filter(|&issuer| {
            self.has_own_key(issuer) && self.facts[self.first(issuer)].is_self_issued()
        }) else {
            return "have the authority's certificate renewed where its key is".into();
        };
        if self.settings.wanted.is_some() && !self.wanted.contains_key(place.path.as_str()) {
            return UNDECLARED.into();
        }
        commands.renew_with(&self.found(self.first(issuer)).place.path)
    }

    fn authority_remedy(
        &self,
        commands: &Commands,
        rule: &Rule,
        place: &Place,
        group: Option<usize>,
    ) -> String {
        if [&rules::KEY_MISMATCH, &rules::KEY_MALFORMED].contains(&rule) {
            return RESTORE.into();
        }
        if rule == &rules::MISSING {
            let pair = self.wanted.get(place.path.as_str());
            let pair = pair.and_then(|wanted| wanted.location.pair.as_ref());
            return match pair.is_some_and(|pair| self.has_key_file(&pair.key)) {
                true => commands.renew(false),
                false => "restore it from a backup, or take it in with certwright k8s import where its key is elsewhere".into(),
            };
        }
        let again = rule.remedy == Remedy::Renew || rule == &rules::SIGNATURE_WRONG;
        if !again {
            return self.rotate_remedy(commands, place);
        }
        let is_root = group.is_some_and(|group| self.facts[self.first(group)].is_self_issued());
        match group.is_some_and(|group| self.has_own_key(group)) {
            true if is_root => commands.renew(false),
            _ => format!(
                "have it issued anew where its own authority or its key is, and take it in with certwright k8s import -dir {}",
                commands.top
            ),
        }
    }

    fn leaf_remedy(
        &self,
        commands: &Commands,
        rule: &Rule,
        place: &Place,
        group: Option<usize>,
    ) -> String {
        let rekey = rule.remedy == Remedy::Rekey;
        if let Some(declared) = self.settings.wanted {
            let Some(wanted) = self.wanted.get(place.path.as_str()) else {
                return UNDECLARED.into();
            };
            let mut authorities = declared.iter().filter(|other| other.is_authority());
            let authority = authorities.find(|other| other.issuer == wanted.issuer);
            let pair = authority.and_then(|authority| authority.location.pair.as_ref());
            let issuer = pair.and_then(|pair| self.group_at(&pair.certificate));
            return match pair.is_some_and(|pair| self.has_key_file(&pair.key)) {
                true => self.renew_leaf(commands, rekey, issuer),
                false => format!("certwright k8s csr -dir {} {}", commands.top, commands.path),
            };
        }
        // A key that is damaged is some certificate's all the same.
        let group = group.or_else(|| {
            let mut found = self.inventory.certificates.iter();
            let of_key = |key: usize| self.inventory.keys[key].place == *place;
            let at = found.position(|found| found.key.is_some_and(of_key))?;
            Some(self.group_of[at])
        });
        let Some(group) = group.filter(|_| place.position == 0) else {
            return "have it issued anew where its authority is, and put it in its place in FILE"
                .replace("FILE", &commands.file);
        };
        if rule.remedy == Remedy::Declared || rule == &rules::KEY_MISSING {
            return match self.inventory.layout {
                FoundLayout::Kubeadm if self.role(group).is_some() => format!(
                    "declare what it must be in cluster.yaml of the directory (certwright k8s template), then: {}",
                    commands.renew(rekey)
                ),
                _ => "issue it anew with what it lacks (certwright req, x509), or declare the cluster: certwright k8s template".into(),
            };
        }
        match self.can_be_issued_again(group) && (rekey || self.has_own_key(group)) {
            true => self.renew_leaf(commands, rekey, self.signed_by[group]),
            false => ISSUED_ELSEWHERE.into(),
        }
    }
}

/// A path as an operand, which does not begin as an option does.
fn operand(path: &str) -> String {
    match path.starts_with('-') {
        true => shell_word(&format!("./{path}")),
        false => shell_word(path),
    }
}

/// A word as a POSIX shell reads it, in quotes where it needs them. What would command a terminal is shown as escapes.
pub fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%,=".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.into(),
        false => format!("'{}'", printable(word).replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::{operand, shell_word};

    #[test]
    fn a_word_is_one_word_whatever_is_in_it() {
        for (word, quoted) in [
            ("pki/ca.crt", "pki/ca.crt"),
            ("", "''"),
            ("my pki", "'my pki'"),
            ("it's", r"'it'\''s'"),
            ("$(reboot)", "'$(reboot)'"),
            ("~", "'~'"),
        ] {
            assert_eq!(shell_word(word), quoted);
        }
        let long = "a b/".repeat(60);
        assert_eq!(shell_word(&long), format!("'{long}'"));
        assert_eq!(shell_word("\u{1b}[2J"), r"'\u{1b}[2J'");
        assert_eq!(operand("-rf"), "./-rf");
    }
}
