//! What becomes of a request: the certificate that a rule grants, or why it is refused. Deciding reads no clock and no file.

use std::fmt;
use std::net::IpAddr;

use certwright::der::{Tag, oid};
use certwright::pem::{self, label};
use certwright::x509::extension::{BasicConstraints, ExtKeyUsage, KeyUsage, SubjectAltName};
use certwright::x509::{
    AltNames, CertificateBuilder, ExtensionValue as _, GeneralName, Request, RsaVerifier,
    VerifiedRequest,
};
use certwright_cluster::declaration::Text;

use crate::pattern::{Kind, Pattern, Requester};
use crate::rules::{KEY_BITS, MIN_LIFETIME, Rule, Rules, Usage};
use crate::shown;
use crate::well_known::{MASTERS, NODE_PREFIX, NODES, SignerName};

/// The largest request that is read, in bytes of PEM. One for 256 names of the greatest length has 100 kB.
pub const MAX_REQUEST: usize = 128 << 10;
/// How many subject alternative names a request may have.
pub const MAX_NAMES: usize = 256;
/// The longest text of a subject, a mailbox or a URI that is compared with patterns, in bytes.
const MAX_TEXT: usize = 1024;

/// A request as the API server hands it out.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// `spec.username`: who made it.
    pub username: &'a str,
    /// `spec.groups`: the groups of who made it.
    pub groups: &'a [String],
    /// `spec.usages`.
    pub usages: &'a [String],
    /// `spec.expirationSeconds`.
    pub expiration_seconds: Option<i64>,
    /// `spec.request`: PEM.
    pub request: &'a [u8],
}

/// What kind of thing a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The request cannot be read.
    Malformed,
    /// Its signature is not by the key in it.
    ProofOfPossession,
    /// The key is not RSA, or too short or too long.
    Key,
    /// The subject.
    Subject,
    /// The subject alternative names.
    Names,
    /// The usages.
    Usages,
    /// No rule is for who asks.
    Requester,
}

impl Reason {
    /// The reason in the condition.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "MalformedRequest",
            Self::ProofOfPossession => "NoProofOfPossession",
            Self::Key => "KeyNotAllowed",
            Self::Subject => "SubjectNotAllowed",
            Self::Names => "NamesNotAllowed",
            Self::Usages => "UsagesNotAllowed",
            Self::Requester => "RequesterNotAllowed",
        }
    }
}

/// Why a request is not signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The kind.
    pub reason: Reason,
    /// One line.
    pub message: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

fn refused<T>(reason: Reason, message: impl Into<String>) -> Result<T, Refusal> {
    let message = message.into();
    Err(Refusal { reason, message })
}

/// The certificate that a rule grants.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The rule.
    pub rule: String,
    /// Whether the rule approves as well.
    pub approve: bool,
    /// For how long it is valid, in seconds.
    pub lifetime: i64,
    /// Subject, key and extensions, without issuer, serial number and dates.
    pub(crate) certificate: CertificateBuilder,
}

/// The parts of a subject that are known here; there are no others in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subject {
    pub common_name: Option<String>,
    pub organizations: Vec<String>,
}

/// The subject alternative names that are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RequestedNames {
    pub dns: Vec<String>,
    pub addresses: Vec<IpAddr>,
    pub emails: Vec<String>,
    pub uris: Vec<String>,
}

impl RequestedNames {
    pub(crate) fn is_empty(&self) -> bool {
        self.dns.is_empty()
            && self.addresses.is_empty()
            && self.emails.is_empty()
            && self.uris.is_empty()
    }
}

/// Decides about a request: the grant of the first rule that allows all of it.
///
/// # Errors
/// [`Refusal`]: what is wrong with the request itself or with what Kubernetes documents for the signer; else what each rule
/// that is for the requester does not allow.
pub fn decide(rules: &Rules, signer: &SignerName, asked: &Asked<'_>) -> Result<Grant, Refusal> {
    let request = read(asked.request)?;
    let proven = match request.verify(&RsaVerifier) {
        Ok(proven) => proven,
        Err(e) => {
            let message = format!("the request is not signed by the key in it: {e}");
            return refused(Reason::ProofOfPossession, message);
        }
    };
    let bits = key_bits(&request)?;
    let subject = subject(&request)?;
    let names = names(&proven)?;
    if subject == Subject::default() && names.is_empty() {
        return refused(
            Reason::Subject,
            "neither a subject nor a subject alternative name is asked for",
        );
    }
    let usages = usages(asked.usages)?;
    signer.check(&subject, &names, &usages)?;
    let requester = Requester {
        username: asked.username,
        node: asked
            .username
            .strip_prefix(NODE_PREFIX)
            .filter(|node| !node.is_empty() && asked.groups.iter().any(|group| group == NODES)),
    };
    let mut refusals: Vec<Refusal> = Vec::new();
    for rule in &rules.rules {
        if !is_for(rule, requester, asked.groups) {
            continue;
        }
        match allows(rule, requester, bits, &subject, &names, &usages) {
            Ok(()) => {
                return Ok(Grant {
                    rule: rule.name.clone(),
                    approve: rule.approve,
                    lifetime: lifetime(rule, asked.expiration_seconds),
                    certificate: certificate(&proven, &rule.granted(&usages)),
                });
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    const REPORTED: usize = 3;
    let Some(first) = refusals.first() else {
        let message = format!("no rule is for the user {}", shown(asked.username));
        return refused(Reason::Requester, message);
    };
    let reason = first.reason;
    let more = refusals.len().saturating_sub(REPORTED);
    let mut messages: Vec<String> = (refusals.into_iter().take(REPORTED))
        .map(|refusal| refusal.message)
        .collect();
    if more > 0 {
        messages.push(format!("{more} more rules do not allow it"));
    }
    refused(reason, messages.join("; "))
}

/// Reads the request: one PEM block of the label that the API server asks for.
fn read(text: &[u8]) -> Result<Request, Refusal> {
    if text.len() > MAX_REQUEST {
        let message = format!("the request is larger than {MAX_REQUEST} bytes");
        return refused(Reason::Malformed, message);
    }
    let malformed = |e: &dyn fmt::Display| Refusal {
        reason: Reason::Malformed,
        message: format!("the request cannot be read: {e}"),
    };
    let mut blocks = pem::blocks(text);
    let block = match blocks.next() {
        Some(block) => block.map_err(|e| malformed(&e))?,
        None => return Err(malformed(&"it has no PEM block")),
    };
    if block.label != label::CERTIFICATE_REQUEST {
        let found = format!(
            "its PEM block is {}, not CERTIFICATE REQUEST",
            shown(&block.label)
        );
        return Err(malformed(&found));
    }
    if blocks.next().is_some() {
        return Err(malformed(&"it has more than one PEM block"));
    }
    Request::from_der(block.contents.to_vec()).map_err(|e| malformed(&e))
}

fn key_bits(request: &Request) -> Result<usize, Refusal> {
    let info = request.public_key();
    let unusable = |e: &dyn fmt::Display| Refusal {
        reason: Reason::Key,
        message: format!("the key is not an RSA key that can be certified: {e}"),
    };
    if !info.kind().map_err(|e| unusable(&e))?.allows_pkcs1v15() {
        return Err(unusable(&"it is restricted to RSASSA-PSS"));
    }
    let bits = info.rsa_public_key().map_err(|e| unusable(&e))?.bits();
    match KEY_BITS.contains(&bits) {
        true => Ok(bits),
        false => refused(
            Reason::Key,
            format!("the key has {bits} bits, which is not between 2048 and 8192"),
        ),
    }
}

fn subject(request: &Request) -> Result<Subject, Refusal> {
    let mut subject = Subject::default();
    for attribute in request.subject().attributes() {
        let name = match attribute.oid {
            oid::COMMON_NAME => "common name",
            oid::ORGANIZATION_NAME => "organization",
            other => {
                let message = format!(
                    "the subject has {}: only common name and organization are certified",
                    other.named()
                );
                return refused(Reason::Subject, message);
            }
        };
        // The subject is certified as it is encoded. Of other string types verifiers do not agree on the characters, and no
        // certificate is to have them (RFC 5280 §4.1.2.4).
        let is_usual = matches!(attribute.value.tag, Tag::Utf8String | Tag::PrintableString);
        let text = attribute.text().filter(|text| {
            is_usual
                && !text.is_empty()
                && text.len() <= MAX_TEXT
                && !text.chars().any(char::is_control)
        });
        let Some(text) = text else {
            let message = format!(
                "the {name} in the subject is not a UTF8String or PrintableString of 1 to {MAX_TEXT} bytes without control characters"
            );
            return refused(Reason::Subject, message);
        };
        if attribute.oid == oid::ORGANIZATION_NAME {
            subject.organizations.push(text);
        } else if subject.common_name.replace(text).is_some() {
            return refused(Reason::Subject, "the subject has two common names");
        }
    }
    Ok(subject)
}

/// The subject alternative names, and that the request does not ask to be an authority. Other extensions are dropped, as
/// Kubernetes' own signers do.
fn names(request: &VerifiedRequest<'_>) -> Result<RequestedNames, Refusal> {
    let malformed = |e: certwright::der::DerError| Refusal {
        reason: Reason::Malformed,
        message: format!("the request cannot be read: {e}"),
    };
    // Whoever approves reads what Kubernetes reads: one extensionRequest, and not Microsoft's.
    let lists = request.attributes().filter(|attribute| {
        attribute.oid == oid::EXTENSION_REQUEST || attribute.oid == oid::MS_EXTENSION_REQUEST
    });
    let oids: Vec<_> = lists.map(|attribute| attribute.oid).collect();
    if !matches!(oids[..], [] | [oid::EXTENSION_REQUEST]) {
        return refused(
            Reason::Malformed,
            "the request has extensions in other attributes than one extensionRequest",
        );
    }
    let extensions = request.requested_extensions().map_err(malformed)?;
    let constraints = extensions.get::<BasicConstraints>().map_err(malformed)?;
    if constraints.is_some_and(|constraints| constraints.ca) {
        return refused(
            Reason::Usages,
            "the request asks for an authority (CA:TRUE), which is never certified",
        );
    }
    let mut names = RequestedNames::default();
    let Some(list) = extensions.get::<SubjectAltName<'_>>().map_err(malformed)? else {
        return Ok(names);
    };
    if list.0.iter().nth(MAX_NAMES).is_some() {
        let message = format!("more than {MAX_NAMES} subject alternative names are asked for");
        return refused(Reason::Names, message);
    }
    for name in list.0.iter() {
        match name {
            GeneralName::Dns(name) => match AltNames::new().dns(name) {
                Ok(_) => names.dns.push(name.to_string()),
                Err(e) => {
                    let message = format!("{} is not a host name: {e}", shown(name));
                    return refused(Reason::Names, message);
                }
            },
            GeneralName::Ip(bytes) => {
                let address = match (<[u8; 4]>::try_from(bytes), <[u8; 16]>::try_from(bytes)) {
                    (Ok(v4), _) => IpAddr::from(v4),
                    (_, Ok(v6)) => IpAddr::from(v6),
                    _ => return refused(Reason::Names, "an address has neither 4 nor 16 bytes"),
                };
                names.addresses.push(address);
            }
            GeneralName::Rfc822(name) if is_mailbox(name) => names.emails.push(name.to_string()),
            GeneralName::Uri(name) if is_uri(name) => names.uris.push(name.to_string()),
            GeneralName::Rfc822(name) | GeneralName::Uri(name) => {
                let message = format!("{} is not a mailbox or URI of a usual form", shown(name));
                return refused(Reason::Names, message);
            }
            _ => {
                return refused(
                    Reason::Names,
                    "a subject alternative name is neither a host name nor an address, a mailbox or a URI",
                );
            }
        }
    }
    Ok(names)
}

/// A mailbox without quotes: one `@`, which its readers agree on, between a Dot-string (RFC 5321 §4.1.2) and a host name.
fn is_mailbox(text: &str) -> bool {
    let in_atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    let is_atom = |atom: &str| !atom.is_empty() && atom.bytes().all(in_atom);
    text.len() <= MAX_TEXT
        && text.split_once('@').is_some_and(|(local, domain)| {
            local.split('.').all(is_atom)
                && !domain.starts_with('*')
                && AltNames::new().dns(domain).is_ok()
        })
}

/// A URI with a scheme and of RFC 3986's characters. Without the segments `.` and `..`, escaped or not: whoever resolves them
/// (§5.2.4) has another URI than the patterns were compared with.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let in_scheme = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
    let in_uri = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b);
    text.len() <= MAX_TEXT
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(in_scheme)
        && !rest.is_empty()
        && rest.bytes().all(in_uri)
        && !rest.to_ascii_lowercase().contains("%2e")
        && !rest
            .split(['/', '?', '#'])
            .any(|segment| matches!(segment, "." | ".."))
}

fn usages(asked: &[String]) -> Result<Vec<Usage>, Refusal> {
    let mut usages = Vec::new();
    for text in asked {
        match Usage::named(text) {
            Some(usage) if usages.contains(&usage) => {}
            Some(usage) => usages.push(usage),
            None => {
                let message = format!("the usage {} is not certified", shown(text));
                return refused(Reason::Usages, message);
            }
        }
    }
    // A certificate without extKeyUsage would be good for every purpose.
    if !usages.contains(&Usage::ServerAuth) && !usages.contains(&Usage::ClientAuth) {
        return refused(
            Reason::Usages,
            "neither server auth nor client auth is among the usages",
        );
    }
    Ok(usages)
}

fn is_for(rule: &Rule, requester: Requester<'_>, groups: &[String]) -> bool {
    let fits = |list: &[Text<Pattern>], text: &str| {
        list.iter()
            .any(|Text(pattern)| pattern.matches(text, requester, Kind::Text))
    };
    let who = &rule.requester;
    (who.usernames.is_empty() || fits(&who.usernames, requester.username))
        && (who.groups.is_empty() || groups.iter().any(|group| fits(&who.groups, group)))
        && (who.nodes.is_empty() || requester.node.is_some_and(|node| fits(&who.nodes, node)))
}

/// Whether a pattern allows a name in a subject. What begins with `system:` is Kubernetes' own, and with `kubeadm:` kubeadm's,
/// whose `kubeadm:cluster-admins` are administrators: it is allowed only by a pattern that begins so as well, and the group
/// that no RBAC restricts only where it is written out.
fn allows_in_subject(pattern: &Pattern, text: &str, requester: Requester<'_>) -> bool {
    const RESERVED: [&str; 2] = ["system:", "kubeadm:"];
    if text == MASTERS {
        return pattern.to_string() == MASTERS;
    }
    let reserved = RESERVED.iter().find(|prefix| text.starts_with(**prefix));
    reserved.is_none_or(|prefix| pattern.begins_with(prefix) || pattern.is_username())
        && pattern.matches(text, requester, Kind::Text)
}

fn allows(
    rule: &Rule,
    requester: Requester<'_>,
    bits: usize,
    subject: &Subject,
    names: &RequestedNames,
    usages: &[Usage],
) -> Result<(), Refusal> {
    let no = |reason, what: String| refused(reason, format!("rule {}: {what}", rule.name));
    if bits < rule.min_key_bits {
        let what = format!("the key has {bits} bits, and needs {}", rule.min_key_bits);
        return no(Reason::Key, what);
    }
    if let Some(usage) = usages.iter().find(|usage| !rule.usages.contains(usage)) {
        return no(Reason::Usages, format!("the usage {usage} is not allowed"));
    }
    let in_subject = |list: &[Text<Pattern>], text: &str| {
        list.iter()
            .any(|Text(pattern)| allows_in_subject(pattern, text, requester))
    };
    match &subject.common_name {
        Some(name) if !in_subject(&rule.subject.common_names, name) => {
            let what = format!("the common name {} is not allowed", shown(name));
            return no(Reason::Subject, what);
        }
        None if !rule.subject.common_names.is_empty() => {
            return no(Reason::Subject, "the subject has no common name".into());
        }
        _ => {}
    }
    let mut organizations = subject.organizations.iter();
    if let Some(name) = organizations.find(|name| !in_subject(&rule.subject.organizations, name)) {
        let what = format!("the organization {} is not allowed", shown(name));
        return no(Reason::Subject, what);
    }
    let allowed = &rule.names;
    if allowed.required && names.is_empty() {
        return no(
            Reason::Names,
            "it asks for no subject alternative name".into(),
        );
    }
    for name in &names.dns {
        if name.starts_with("*.") && !allowed.wildcards {
            let what = format!("the wildcard {} is not allowed", shown(name));
            return no(Reason::Names, what);
        }
    }
    let fits = |list: &[Text<Pattern>], text: &str, kind| {
        list.iter()
            .any(|Text(pattern)| pattern.matches(text, requester, kind))
    };
    for (list, patterns, kind) in [
        (&names.dns, &allowed.dns, Kind::HostName),
        (&names.emails, &allowed.emails, Kind::Text),
        (&names.uris, &allowed.uris, Kind::Uri),
    ] {
        if let Some(name) = list.iter().find(|name| !fits(patterns, name, kind)) {
            return no(
                Reason::Names,
                format!("the name {} is not allowed", shown(name)),
            );
        }
    }
    let in_ranges =
        |address: IpAddr| (allowed.addresses.iter()).any(|Text(range)| range.contains(address));
    if let Some(address) = names.addresses.iter().find(|address| !in_ranges(**address)) {
        return no(
            Reason::Names,
            format!("the address {address} is not allowed"),
        );
    }
    Ok(())
}

/// What the request asks for, between Kubernetes' minimum and the rule's maximum.
fn lifetime(rule: &Rule, asked: Option<i64>) -> i64 {
    let most = rule.max_lifetime.0.seconds();
    let usual = rule
        .lifetime
        .map_or(most, |Text(lifetime)| lifetime.seconds());
    asked.unwrap_or(usual).clamp(MIN_LIFETIME, most)
}

fn certificate(request: &VerifiedRequest<'_>, usages: &[Usage]) -> CertificateBuilder {
    let mut bits = Vec::new();
    let mut purposes = Vec::new();
    for (usage, _) in Usage::ALL {
        if usages.contains(&usage) {
            match usage {
                Usage::DigitalSignature => bits.push(KeyUsage::DIGITAL_SIGNATURE),
                Usage::KeyEncipherment => bits.push(KeyUsage::KEY_ENCIPHERMENT),
                Usage::ServerAuth => purposes.push(oid::KP_SERVER_AUTH),
                Usage::ClientAuth => purposes.push(oid::KP_CLIENT_AUTH),
            }
        }
    }
    let mut certificate = CertificateBuilder::from_request(request, &[]);
    let extensions = request.requested_extensions();
    let names = extensions.and_then(|extensions| extensions.get::<SubjectAltName<'_>>());
    let names = names.unwrap_or_else(|_| unreachable!("they were compared with the rules"));
    if let Some(names) = names {
        // Critical where there is no subject (RFC 5280 §4.2.1.6), whatever is asked for.
        certificate = certificate.raw_extension(names.to_extension(request.subject.is_empty()));
    }
    certificate = certificate
        .extension(&BasicConstraints::default())
        .extension(&ExtKeyUsage::new(&purposes));
    if let Some(usage) = bits.into_iter().reduce(|all, bit| all | bit) {
        certificate = certificate.extension(&usage);
    }
    certificate
}

#[cfg(test)]
mod tests;
