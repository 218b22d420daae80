//! `verify`: is there a valid path from these certificates to one that is trusted?
//!
//! Options, exit status and the words of each error are those of OpenSSL 3.0's `verify`, which scripts read; the verdict
//! is `path`'s, by RFC 5280. `-explain` and `-json` report more than a number.

#[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod peer;
mod report;
mod signatures;
mod store;
mod wording;

use std::ffi::OsStr;
use std::net::IpAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::OnceLock;

use super::args::Args;
use super::error::{CliError, excerpt};
use super::nameopt::NameOptions;
use super::options::{Command, Item, PROVIDER, TRUSTED_STORES, Value, flag, infile, option, text};
use super::{clock, io};
use certwright::der::{ObjectIdentifier, ObjectIdentifierRef, oid};
use certwright::lint::{self, PublicSuffixes};
use certwright::path::{
    Anchor, Identity, PolicySet, Pool, Profile, Purpose, Revocation, SecurityLevel, Settings,
    Source, Trust, TrustSettings, ValidPath, verify,
};
use certwright::x509::{Certificate, CertificateListRef, CertificateRef, Time, ocsp};
#[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(crate) use peer::{Judge, Side, Verdict};
use signatures::Signatures;
use store::LoadedCertificate;
pub(crate) use store::{Store, is_root};
use wording::Faults;

/// `verify`.
pub const COMMAND: Command = Command {
    name: "verify",
    summary: "Verify certificates against trusted ones",
    operands: " [cert...]",
    max_operands: 100_000,
    openssl: true,
    options: &[
        Item::Section("General"),
        flag(
            "verbose",
            "Print extra information about the operations being performed.",
        ),
        text(
            "nameopt",
            "Certificate subject/issuer name printing options",
        ),
        flag(
            "explain",
            "Print every path that was tried, and for each refusal the rule and the remedy",
        ),
        flag("json", "Print verdict and explanation as JSON"),
        Item::Section("Certificate chain"),
        infile("trusted", "A file of trusted certificates"),
        Item::Group(TRUSTED_STORES),
        infile("untrusted", "A file of untrusted certificates"),
        infile("CRLfile", "File containing one or more CRL's to load"),
        infile(
            "ocsp",
            "File with an OCSP response (DER), as good as a CRL; alone it asks for -crl_check",
        ),
        flag(
            "crl_download",
            "Refused: certwright fetches nothing; give the CRLs with -CRLfile",
        ),
        flag(
            "show_chain",
            "Display information about the certificate chain",
        ),
        Item::Group(VALIDATION),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand(
            "cert",
            "Certificate(s) to verify (optional; stdin used otherwise)",
        ),
    ],
    run,
};

/// What a path must satisfy.
pub(crate) const VALIDATION: &[Item] = &[
    Item::Section("Validation"),
    text("policy", "adds policy to the acceptable policy set"),
    text("purpose", "certificate chain purpose"),
    text("verify_name", "verification policy name"),
    text(
        "profile",
        "rules to hold the chain to: rfc5280 (default), strict, webpki, or webpki-private (webpki for CAs that are not public)",
    ),
    text(
        "exclude",
        "rule of -profile (lint -list) to leave out; may be given several times",
    ),
    infile(
        "public_suffixes",
        "the Public Suffix List, by which -profile webpki judges wildcards",
    ),
    option("verify_depth", Value::Int, "chain depth limit"),
    option(
        "auth_level",
        Value::Int,
        "chain authentication security level",
    ),
    option("attime", Value::Int, "verification epoch time"),
    text("verify_hostname", "expected peer hostname"),
    text("verify_email", "expected peer email"),
    text("verify_ip", "expected peer IP address"),
    flag("ignore_critical", "permit unhandled critical extensions"),
    flag("issuer_checks", "(deprecated)"),
    flag("crl_check", "check leaf certificate revocation"),
    flag("crl_check_all", "check full chain revocation"),
    flag("policy_check", "perform rfc5280 policy checks (always on)"),
    flag(
        "explicit_policy",
        "set policy variable require-explicit-policy",
    ),
    flag("inhibit_any", "set policy variable inhibit-any-policy"),
    flag("inhibit_map", "set policy variable inhibit-policy-mapping"),
    flag(
        "x509_strict",
        "disable certificate compatibility work-arounds",
    ),
    flag("extended_crl", "enable extended CRL features (always on)"),
    flag("use_deltas", "use delta CRLs"),
    flag("policy_print", "print policy processing diagnostics"),
    flag("check_ss_sig", "check root CA self-signatures"),
    flag("trusted_first", "search trust store first (default)"),
    flag(
        "partial_chain",
        "accept chains anchored by intermediate trust-store CAs",
    ),
    flag("no_alt_chains", "(deprecated)"),
    flag("no_check_time", "ignore certificate validity time"),
    flag(
        "allow_proxy_certs",
        "Refused: proxy certificates (RFC 3820) are not supported",
    ),
];

/// The rules of `-x509_strict` in OpenSSL, which holds a path of one certificate to none of them: scripts verify their new root by itself.
const OF_CHAINS: &[&str] = &[
    CERT_SIGN_WITHOUT_CA,
    "authority_key_identifier_critical",
    "authority_key_identifier_missing",
    "authority_key_identifier_without_key",
    "basic_constraints_not_critical",
    "key_usage_missing",
    "path_len_without_ca",
    "path_len_without_cert_sign",
    "subject_empty_and_alt_name_not_critical",
    "subject_empty_without_alt_name",
    "subject_key_identifier_critical",
    "subject_key_identifier_missing",
];

/// The one of them that OpenSSL does hold a root to, by another rule, where it has no basicConstraints.
const CERT_SIGN_WITHOUT_CA: &str = "key_usage_cert_sign_without_ca";

/// The rules that this root is spared.
fn of_chains(root: &CertificateRef<'_>) -> &'static [&'static str] {
    match store::has_basic_constraints(root) {
        true => OF_CHAINS,
        false => &OF_CHAINS[1..],
    }
}

/// Whether a target that is an anchor itself is spared [`OF_CHAINS`]: where `-x509_strict` alone makes the profile strict.
pub(crate) fn spares_anchors(args: &Args) -> bool {
    // Not every command that validates has all of them.
    let given = |name: &str| args.occurrences().iter().any(|o| o.name == name);
    given("x509_strict") && !given("profile") && !given("exclude")
}

/// Spares a target that is an anchor's own certificate the rules of chains.
pub(crate) fn spare_anchor(
    settings: &mut Settings,
    anchors: &[Anchor],
    target: &CertificateRef<'_>,
) {
    let mut anchors = anchors.iter().filter_map(Anchor::certificate);
    if settings.anchor_as_target && anchors.any(|anchor| anchor.as_der() == target.signed.raw) {
        settings.profile = settings.profile.except(of_chains(target));
    }
}

/// Everything that holds for each certificate given.
struct Verification<'a> {
    settings: Settings,
    signatures: Signatures,
    anchors: Vec<Anchor>,
    /// Positions of the anchors among the trusted certificates.
    anchor_numbers: Vec<usize>,
    /// Trusted certificates that are not anchors, then untrusted ones.
    intermediates: Vec<CertificateRef<'a>>,
    /// Positions of `intermediates` among the trusted and the untrusted certificates.
    intermediate_numbers: Vec<usize>,
    /// Whether `-partial_chain` makes every trusted certificate an anchor, and a target that is one valid by itself.
    partial: bool,
    /// See [`spares_anchors`].
    spares_anchors: bool,
    /// How many of `intermediates` are trusted.
    trusted_intermediates: usize,
    store: &'a Store,
    names: NameOptions,
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    if args.has("trusted") && ["CAfile", "CApath", "CAstore"].iter().any(|o| args.has(o)) {
        return Err(CliError::new(
            "Cannot use -trusted with -CAfile, -CApath or -CAstore",
        ));
    }
    let names = NameOptions::parse(args.texts("nameopt")).map_err(|word| {
        CliError::usage(format!(
            "unknown -nameopt value {word}",
            word = excerpt(&word)
        ))
    })?;
    let mut settings = settings(args)?;
    let store = Store::load(args)?;
    if !store.responses.is_empty() && settings.revocation == Revocation::OFF {
        settings.revocation = Revocation::TARGET;
    }
    let verification = verification(Manner::new(args), settings, &store, names);

    let mut all_good = true;
    let operands: Vec<&OsStr> = args.operands().collect();
    if operands.is_empty() {
        all_good = one(args, &verification, None);
    }
    for operand in operands {
        all_good &= one(args, &verification, Some(Path::new(operand)));
    }
    if all_good {
        Ok(ExitCode::SUCCESS)
    } else {
        Err(CliError::silent(2))
    }
}

/// What a verification goes by besides its settings.
#[derive(Clone, Copy)]
struct Manner {
    signatures: Signatures,
    /// `-partial_chain`.
    partial: bool,
    /// `-check_ss_sig`.
    self_signatures: bool,
    /// Whether trust settings count: OpenSSL judges two purposes by "compatible" trust, which is blind to them.
    judges_trust: bool,
    /// What they are judged for where it is not what the path is for: `-verify_name` states both, and `-purpose` the one alone.
    trust_for: Option<ObjectIdentifierRef<'static>>,
    /// See [`spares_anchors`].
    spares_anchors: bool,
}

impl Manner {
    fn new(args: &Args) -> Self {
        Self {
            partial: args.has("partial_chain"),
            self_signatures: args.has("check_ss_sig"),
            ..Self::of_whole_chains(args)
        }
    }

    /// For the commands that do not have these two options.
    fn of_whole_chains(args: &Args) -> Self {
        let trust_for = trust_name(args);
        Self {
            spares_anchors: spares_anchors(args),
            signatures: Signatures::new(args),
            partial: false,
            self_signatures: false,
            judges_trust: trust_for.is_some()
                || !matches!(args.text("purpose"), Some("crlsign" | "ocsphelper")),
            trust_for,
        }
    }
}

fn verification<'a>(
    manner: Manner,
    settings: Settings,
    store: &'a Store,
    names: NameOptions,
) -> Verification<'a> {
    let mut verification = Verification {
        settings,
        signatures: manner.signatures,
        anchors: Vec::new(),
        anchor_numbers: Vec::new(),
        intermediates: Vec::new(),
        intermediate_numbers: Vec::new(),
        trusted_intermediates: 0,
        partial: manner.partial,
        spares_anchors: manner.spares_anchors,
        store,
        names,
    };
    for loaded in &store.trusted {
        let trust = loaded.trust.as_ref().filter(|_| manner.judges_trust);
        let trust = trust.map(|stated| match manner.trust_for {
            Some(purpose) => store::judged(stated, purpose),
            None => stated.clone(),
        });
        verification.trust(loaded, trust);
    }
    verification.trusted_intermediates = verification.intermediates.len();
    for loaded in &store.untrusted {
        verification.intermediates.push(loaded.fields());
        verification.intermediate_numbers.push(loaded.number);
    }
    if manner.self_signatures {
        verification.check_self_signatures();
    }
    verification
}

impl<'a> Verification<'a> {
    /// Like OpenSSL: what is trusted and not self-issued is an intermediate, unless `-partial_chain` makes it an end, or
    /// its trust settings do. One that they reject becomes an anchor that ends no path, so that nobody goes through its
    /// name and key.
    fn trust(&mut self, loaded: &'a LoadedCertificate, trust: Option<TrustSettings>) {
        let certificate = loaded.fields();
        let purpose = self.settings.purpose.as_ref();
        let purpose = purpose.and_then(|purpose| purpose.extended.as_ref());
        let is_judged = trust.as_ref().is_some_and(|trust| {
            trust.judge(purpose.map(ObjectIdentifier::as_oid_ref)) != Trust::Unstated
        });
        if self.partial || is_judged || store::is_root(&certificate) {
            let anchor = Anchor::from_certificate(&certificate);
            self.anchors.push(match trust {
                Some(trust) => anchor.with_trust(trust),
                None => anchor,
            });
            self.anchor_numbers.push(loaded.number);
        } else {
            self.intermediates.push(certificate);
            self.intermediate_numbers.push(loaded.number);
        }
    }

    /// Drops roots whose own signature does not verify.
    fn check_self_signatures(&mut self) {
        let signatures = self.signatures;
        let purpose = self.settings.purpose.as_ref();
        let purpose = purpose.and_then(|purpose| purpose.extended.clone());
        let is_good = |anchor: &Anchor| {
            // One that is rejected ends no path, and its rejection must stay.
            let is_rejected = anchor.trust().is_some_and(|trust| {
                let purpose = purpose.as_ref().map(ObjectIdentifier::as_oid_ref);
                trust.judge(purpose) == Trust::Rejected
            });
            is_rejected
                || anchor.certificate().is_none_or(|certificate| {
                    let root = certificate.fields();
                    !store::is_root(&root) || root.signed.verify(&root.spki, &signatures).is_ok()
                })
        };
        let numbered = std::mem::take(&mut self.anchors)
            .into_iter()
            .zip(std::mem::take(&mut self.anchor_numbers));
        (self.anchors, self.anchor_numbers) =
            numbered.filter(|(anchor, _)| is_good(anchor)).unzip();
    }

    /// The certificate that a source names.
    fn certificate<'s>(
        &'s self,
        target: &CertificateRef<'s>,
        source: Source,
    ) -> Option<CertificateRef<'s>> {
        match source {
            Source::Target => Some(*target),
            Source::Intermediate(i) => self.intermediates.get(i).copied(),
            Source::Anchor(i) => {
                let anchor = self.anchors.get(i)?;
                anchor.certificate().map(Certificate::fields)
            }
        }
    }

    /// Whether a path is of the target and, as its anchor, the target's own certificate: one certificate to OpenSSL.
    fn is_own(&self, target: &CertificateRef<'_>, chain: &[Source]) -> bool {
        let &[Source::Target, Source::Anchor(anchor)] = chain else {
            return false;
        };
        let anchor = self.anchors.get(anchor).and_then(Anchor::certificate);
        anchor.is_some_and(|anchor| anchor.as_der() == target.signed.raw)
    }

    /// A path as OpenSSL has it.
    fn chain<'c>(&self, target: &CertificateRef<'_>, chain: &'c [Source]) -> &'c [Source] {
        &chain[usize::from(self.is_own(target, chain))..]
    }

    /// The DER of each certificate above the target on a valid path, the root last.
    fn above(
        &self,
        target: &CertificateRef<'_>,
        path: &ValidPath,
    ) -> impl Iterator<Item = Vec<u8>> {
        let der = |source: &Source| match *source {
            Source::Intermediate(i) => Some(self.intermediates[i].signed.raw.to_vec()),
            Source::Anchor(i) => Some(self.anchors[i].certificate()?.as_der().to_vec()),
            _ => None,
        };
        // The target itself is the first, whether it is an anchor or not.
        let above = &self.chain(target, &path.chain)[1..];
        above.iter().filter_map(der)
    }

    /// The settings for one target. A trusted certificate is valid by itself if it is a root, or under `-partial_chain`.
    fn settings_for(&self, target: &CertificateRef<'_>) -> Settings {
        let mut settings = self.settings.clone();
        settings.anchor_as_target = self.partial || store::is_root(target);
        if self.spares_anchors {
            spare_anchor(&mut settings, &self.anchors, target);
        }
        settings
    }
}

/// Why [`validate`] refuses a certificate.
pub(crate) struct Refused {
    /// OpenSSL's number of the first error.
    pub(crate) number: u16,
    /// In a line, OpenSSL's words first.
    pub(crate) why: String,
}

impl Refused {
    fn new(refused: wording::Refused<'_, '_>) -> Self {
        let why = refused.error.to_string();
        let errors = Faults::of_verify(refused).errors;
        // X509_V_ERR_UNSPECIFIED where OpenSSL has no such error.
        let number = errors.first().map_or(1, |error| error.number);
        Self {
            number,
            why: format!("{}: {why}", wording::words(number)),
        }
    }
}

/// The certificates of a valid path in DER, from the one that was to be verified to the trusted one.
pub(crate) type Chain = Vec<Vec<u8>>;

/// Verifies certificates that another command meets as `verify` does, by the options of [`VALIDATION`] and a store, with
/// certificates and CRLs beside, which are not trusted. Gives the path of each.
pub(crate) fn validate<'a>(
    args: &Args,
    settings: Settings,
    store: &'a Store,
    beside: &[CertificateRef<'a>],
    crls: &[CertificateListRef<'a>],
    targets: &[&CertificateRef<'a>],
) -> Result<Vec<Chain>, Refused> {
    let mut verification = verification(Manner::new(args), settings, store, NameOptions::COMPAT);
    // Untrusted all of them, as those of the store are that stand last.
    verification.intermediates.extend_from_slice(beside);
    let mut known = store::parse_crls(&store.crls);
    known.extend_from_slice(crls);
    let pool = Pool::new(&verification.anchors)
        .intermediates(&verification.intermediates)
        .crls(&known);
    let mut chains = Vec::new();
    for target in targets {
        let settings = verification.settings_for(target);
        let path = verify(target, &pool, &settings, &verification.signatures).map_err(|error| {
            Refused::new(wording::Refused {
                verification: &verification,
                target,
                pool,
                settings: &settings,
                error: &error,
            })
        })?;
        let mut chain = vec![target.signed.raw.to_vec()];
        chain.extend(verification.above(target, &path));
        chains.push(chain);
    }
    Ok(chains)
}

/// The DER of each certificate above a target on a valid path from a store, the root last. `beside` is not trusted.
pub(crate) fn chain<'a>(
    args: &Args,
    settings: Settings,
    store: &'a Store,
    beside: &[CertificateRef<'a>],
    target: &CertificateRef<'a>,
) -> Result<Vec<Vec<u8>>, Refused> {
    let manner = Manner::of_whole_chains(args);
    let mut verification = verification(manner, settings, store, NameOptions::COMPAT);
    verification.intermediates.extend_from_slice(beside);
    let pool = Pool::new(&verification.anchors).intermediates(&verification.intermediates);
    let settings = verification.settings_for(target);
    let path = verify(target, &pool, &settings, &verification.signatures).map_err(|error| {
        Refused::new(wording::Refused {
            verification: &verification,
            target,
            pool,
            settings: &settings,
            error: &error,
        })
    })?;
    Ok(verification.above(target, &path).collect())
}

/// Verifies one certificate and prints the report.
fn one(args: &Args, verification: &Verification<'_>, path: Option<&Path>) -> bool {
    use std::io::Write as _;
    let label = path.map_or_else(|| "stdin".into(), |p| p.display().to_string());
    let failed = |e: &dyn std::fmt::Display| {
        let _ = writeln!(std::io::stderr().lock(), "verify: {e}");
        false
    };
    let der = match store::load_one(path) {
        Ok(der) => der,
        Err(e) => return failed(&e),
    };
    let target = match CertificateRef::from_der(&der) {
        Ok(certificate) => certificate,
        Err(e) => return failed(&format_args!("{label} is not a certificate: {e}")),
    };
    let crls = store::parse_crls(&verification.store.crls);
    let responses: Vec<_> = (verification.store.responses.iter())
        .map(ocsp::Response::fields)
        .collect();
    let pool = Pool::new(&verification.anchors)
        .intermediates(&verification.intermediates)
        .crls(&crls)
        .ocsp(&responses);
    let settings = verification.settings_for(&target);
    let result = verify(&target, &pool, &settings, &verification.signatures);
    let faults = result.as_ref().err().map(|error| {
        Faults::of_verify(wording::Refused {
            verification,
            target: &target,
            pool,
            settings: &settings,
            error,
        })
    });
    let report = report::Report {
        verification,
        label: &label,
        target: &target,
        result: &result,
        faults: faults.as_ref(),
    };
    let (out, err) = if args.has("json") {
        (report.json(), Vec::new())
    } else {
        report.text(args)
    };
    let _ = std::io::stderr().lock().write_all(&err);
    if io::print(&out).is_err() {
        return false;
    }
    result.is_ok()
}

/// The settings that the options of [`VALIDATION`] make.
pub(crate) fn settings(args: &Args) -> Result<Settings, CliError> {
    settings_above(args, 0)
}

/// As [`settings`], with another `-auth_level` where none is given.
fn settings_above(args: &Args, auth_level: i64) -> Result<Settings, CliError> {
    let now = args.number("attime").unwrap_or_else(clock::now);
    let mut settings = Settings::at(Time::from_unix(now));
    // A time that is given counts, as in OpenSSL.
    if args.has("no_check_time") && !args.has("attime") {
        settings.time = None;
    }
    settings.ignore_critical = args.has("ignore_critical");
    let depth = max_intermediates(args)?;
    settings.max_intermediates = depth as usize;
    // Whoever asks for a longer chain pays for its signatures.
    let signatures = &mut settings.budget.signature_checks;
    *signatures = signatures.saturating_add(depth);
    settings.security =
        SecurityLevel::bits(match args.number("auth_level").unwrap_or(auth_level) {
            ..=0 => 0,
            1 => 80,
            2 => 112,
            3 => 128,
            4 => 192,
            _ => 256,
        });
    settings.purpose = purpose(args)?;
    settings.profile = profile(args, &settings)?;
    if is_for_servers(args) {
        // What is trusted is judged by the purpose too. The Baseline Requirements have serverAuth alone.
        settings.purpose.get_or_insert(Purpose::TLS_SERVER).or = &[];
    }
    for name in args.texts("verify_hostname") {
        let identity = Identity::dns(name).map_err(|e| {
            CliError::usage(format!(
                "-verify_hostname {name} is not a host name: {e}",
                name = excerpt(name)
            ))
        })?;
        settings.identities.push(identity);
    }
    if let Some(mailbox) = args.text("verify_email") {
        settings.identities.push(Identity::Email(mailbox.into()));
    }
    if let Some(ip) = args.text("verify_ip") {
        let ip: IpAddr = ip.parse().map_err(|_| {
            CliError::usage(format!(
                "-verify_ip {ip} is not an IP address",
                ip = excerpt(ip)
            ))
        })?;
        settings.identities.push(Identity::Ip(ip));
    }
    let mut policies = Vec::new();
    for policy in args.texts("policy") {
        let id = super::text::parse_oid(policy).ok_or_else(|| {
            CliError::usage(format!(
                "-policy {policy} is not an object identifier",
                policy = excerpt(policy)
            ))
        })?;
        policies.push(id);
    }
    if !policies.is_empty() {
        settings.policies = PolicySet::new(policies);
    }
    settings.require_explicit_policy = args.has("explicit_policy");
    settings.inhibit_any_policy = args.has("inhibit_any");
    settings.inhibit_policy_mapping = args.has("inhibit_map");
    settings.revocation = match (args.has("crl_check_all"), args.has("crl_check")) {
        (true, _) => Revocation::PATH,
        (false, true) => Revocation::TARGET,
        (false, false) => Revocation::OFF,
    };
    settings.use_deltas = args.has("use_deltas");
    Ok(settings)
}

/// Whether `-profile` is one of those on certificates of TLS servers.
fn is_for_servers(args: &Args) -> bool {
    matches!(args.text("profile"), Some("webpki" | "webpki-private"))
}

/// `-profile` and `-x509_strict`, which adds the strict rules to any.
fn profile(args: &Args, settings: &Settings) -> Result<Profile, CliError> {
    let named = args.text("profile").unwrap_or("rfc5280");
    let together = |option: &str, with: &str| {
        Err(CliError::usage(format!(
            "{option} cannot go together with {with}: leave one of them out"
        )))
    };
    if let Some(other) = args.texts("profile").find(|other| *other != named) {
        return together(
            &format!("-profile {named}"),
            &format!("-profile {other}", other = excerpt(other)),
        );
    }
    if is_for_servers(args) {
        let servers = format!("-profile {named}, which is for TLS servers,");
        let purpose = settings.purpose.as_ref();
        if purpose.is_some_and(|purpose| purpose.extended != Some(oid::KP_SERVER_AUTH.into()))
            || purpose_name(args)? == "ocsphelper"
        {
            return together(&servers, "another -purpose or -verify_name");
        }
        if args.has("verify_email") {
            return together(&servers, "-verify_email");
        }
    } else if args.has("public_suffixes") {
        return together(
            "-public_suffixes",
            "a -profile other than webpki and webpki-private",
        );
    }
    if args.has("ignore_critical") && named != "rfc5280" {
        return together("-ignore_critical", &format!("-profile {}", excerpt(named)));
    }
    let profile = match named {
        "rfc5280" => Profile::RFC_5280,
        "strict" => Profile::STRICT,
        "webpki" => Profile::WEB_PKI,
        "webpki-private" => Profile::WEB_PKI_PRIVATE,
        other => {
            return Err(CliError::usage(format!(
                "unknown -profile {other}: it is rfc5280, strict, webpki or webpki-private",
                other = excerpt(other)
            )));
        }
    };
    let profile = match args.path("public_suffixes") {
        None => profile,
        Some(path) => {
            // Read once in the program's life.
            let _ = SUFFIXES.set(crate::lint::read_suffixes(path)?);
            profile
                .public_suffixes(|name| SUFFIXES.get().is_some_and(|list| list.contains(name)))
                .top_level_domains(|name| {
                    SUFFIXES
                        .get()
                        .is_none_or(|list| list.has_top_level_domain(name))
                })
        }
    };
    let profile = match args.has("x509_strict") {
        true => profile.strict(),
        false => profile,
    };
    let excluded = args
        .texts("exclude")
        .map(excluded)
        .collect::<Result<Vec<_>, _>>()?;
    if excluded.is_empty() {
        return Ok(profile);
    }
    if profile == Profile::RFC_5280 {
        return together(
            "-exclude",
            "-profile rfc5280, which has no rule to leave out",
        );
    }
    // Read once in the program's life.
    Ok(profile.except(EXCLUDED.get_or_init(|| excluded)))
}

/// The name of a rule that a profile can do without.
fn excluded(name: &str) -> Result<&'static str, CliError> {
    match lint::rules().find(|rule| rule.name == name) {
        Some(rule) if rule.party == lint::Party::RelyingParty => Err(CliError::usage(format!(
            "-exclude {name}: whoever validates must check it ({section})",
            section = rule.section
        ))),
        Some(rule) => Ok(rule.name),
        None => Err(CliError::usage(format!(
            "-exclude {name}: there is no such rule; lint -list prints them",
            name = excerpt(name)
        ))),
    }
}

static EXCLUDED: OnceLock<Vec<&str>> = OnceLock::new();
static SUFFIXES: OnceLock<PublicSuffixes> = OnceLock::new();

/// The last `-purpose`, or the purpose of a `-verify_name` behind it.
fn purpose_name(args: &Args) -> Result<&str, CliError> {
    let mut last = "any";
    for option in args.occurrences() {
        let value = option.value.as_deref().and_then(OsStr::to_str);
        last = match (&option.name[..], value.unwrap_or("")) {
            ("purpose", name) => name,
            ("verify_name", "default") => last,
            ("verify_name", "pkcs7" | "smime_sign") => "smimesign",
            ("verify_name", "ssl_client") => "sslclient",
            ("verify_name", "ssl_server") => "sslserver",
            ("verify_name", other) => {
                return Err(CliError::usage(format!(
                    "Invalid verify name {other}: it is default, pkcs7, smime_sign, ssl_client or ssl_server",
                    other = excerpt(other)
                )));
            }
            _ => last,
        };
    }
    Ok(last)
}

/// The purpose that the last `-verify_name` has trust settings judged for.
pub(crate) fn trust_name(args: &Args) -> Option<ObjectIdentifierRef<'static>> {
    let names = args.occurrences().iter().rev();
    let names = names.filter(|option| option.name == "verify_name");
    let values = names.filter_map(|option| option.value.as_deref().and_then(OsStr::to_str));
    values
        .filter_map(|name| match name {
            "pkcs7" | "smime_sign" => Some(oid::KP_EMAIL_PROTECTION),
            "ssl_client" => Some(oid::KP_CLIENT_AUTH),
            "ssl_server" => Some(oid::KP_SERVER_AUTH),
            _ => None,
        })
        .next()
}

/// `-verify_depth`; `-verify_name default` behind it takes it back, and OpenSSL takes a negative one for none.
fn max_intermediates(args: &Args) -> Result<u32, CliError> {
    let is_depth_or_default = |name: &str, value: Option<&OsStr>| {
        name == "verify_depth" || (name == "verify_name" && value == Some(OsStr::new("default")))
    };
    let mut options = args.occurrences().iter().rev();
    let last = options.find(|o| is_depth_or_default(&o.name, o.value.as_deref()));
    let depth = match last {
        Some(option) if option.name == "verify_depth" => args.number("verify_depth"),
        _ => None,
    };
    let depth = depth.filter(|depth| *depth >= 0).unwrap_or(100);
    u32::try_from(depth)
        .map_err(|_| CliError::usage("-verify_depth is a number of CAs, below 2^32"))
}

fn purpose(args: &Args) -> Result<Option<Purpose>, CliError> {
    named_purpose(purpose_name(args)?)
}

fn named_purpose(name: &str) -> Result<Option<Purpose>, CliError> {
    // Server gated cryptography is as good as serverAuth to OpenSSL.
    let gated = |mut purpose: Purpose| {
        purpose.or = &[oid::MS_SGC, oid::NS_SGC];
        Some(purpose)
    };
    Ok(match name {
        "any" | "ocsphelper" => None,
        "sslclient" => Some(Purpose::TLS_CLIENT),
        "sslserver" => gated(Purpose::TLS_SERVER),
        "nssslserver" => gated(Purpose::TLS_SERVER_DECRYPTING),
        "smimesign" => Some(Purpose::EMAIL_SIGNING),
        "smimeencrypt" => Some(Purpose::EMAIL_ENCRYPTION),
        "crlsign" => Some(Purpose::CRL_SIGNING),
        "timestampsign" => Some(Purpose::TIME_STAMPING),
        other => {
            return Err(CliError::usage(format!(
                "Invalid purpose {}: it is sslclient, sslserver, nssslserver, smimesign, smimeencrypt, crlsign, \
                 any, ocsphelper or timestampsign",
                excerpt(other)
            )));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name that no rule has would leave nothing out, and one that binds whoever validates may not be left out.
    #[test]
    fn what_a_root_by_itself_is_spared_are_rules_that_may_be_left_out() {
        for name in OF_CHAINS {
            assert_eq!(excluded(name).ok(), Some(*name));
        }
    }
}
