//! The certificates of a TLS peer: judged by the same validation as `verify`'s, and reported in the steps of OpenSSL's TLS, which goes on
//! after each error and whose last one is the result.

use super::report::policies;
use super::wording::{self, Faults, Place};
use super::{Manner, Settings, Store, settings_above, store, verification};
use crate::args::Args;
use crate::error::CliError;
use crate::hint;
use crate::nameopt::NameOptions;
use crate::text::{Text, moment, name, put};
use certwright::path::{Identity, PolicySet, Pool, Purpose, verify};
use certwright::x509::extension::SubjectAltName;
use certwright::x509::{CertificateRef, GeneralName};

/// OpenSSL's security level of TLS as Debian's 3.0 and everybody's 3.2 have it: RSA of 2048 bits, and no SHA-1.
const AUTH_LEVEL: i64 = 2;

/// Whose certificates are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Server,
    Client,
}

/// What a peer's certificates are judged by.
pub(crate) struct Judge {
    store: Store,
    settings: Settings,
    manner: Manner,
    names: NameOptions,
    /// Whether the first error is the last.
    pub(crate) returns_error: bool,
    /// Whether only errors are reported.
    pub(crate) quiet: bool,
    /// Whether what OpenSSL's words leave open is stated beside them, as `verify` does.
    gives_hints: bool,
    /// The depth up to which an error is gone on from (`-verify`).
    pub(crate) max_depth: Option<usize>,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdict {
    /// `X509_V_ERR_…`; 0 for a valid path.
    pub(crate) number: u16,
    /// Whether the handshake goes on.
    pub(crate) goes_on: bool,
    /// The certificate's name that is the host's that was asked for.
    pub(crate) peer_name: Option<String>,
    /// OpenSSL's lines.
    pub(crate) lines: Vec<u8>,
}

impl Verdict {
    /// OpenSSL's words for the number.
    pub(crate) fn words(&self) -> &'static str {
        wording::words(self.number)
    }
}

impl Judge {
    /// By the options of [`VALIDATION`](super::VALIDATION) and [`TRUSTED_STORES`](crate::options::TRUSTED_STORES).
    pub(crate) fn new(args: &Args, side: Side, names: NameOptions) -> Result<Self, CliError> {
        let mut settings = settings_above(args, AUTH_LEVEL)?;
        if settings.purpose.is_none() && !args.has("purpose") && !args.has("verify_name") {
            settings.purpose = match side {
                Side::Server => super::named_purpose("sslserver")?,
                Side::Client => Some(Purpose::TLS_CLIENT),
            };
        }
        let mut store = Store::trusted(args)?;
        for file in args.paths("CRL") {
            store.add_crls(file)?;
        }
        Ok(Self {
            store,
            settings,
            manner: Manner::new(args),
            names,
            returns_error: args.has("verify_return_error"),
            quiet: args.has("verify_quiet"),
            gives_hints: !args.strict() && hint::gives_advice(),
            max_depth: None,
        })
    }

    /// Judges the certificates that a peer sent, its own first. All of them must be certificates.
    pub(crate) fn judge(&self, sent: &[CertificateRef<'_>]) -> Verdict {
        let Some((target, beside)) = sent.split_first() else {
            return Verdict::default();
        };
        let mut verification = verification(
            self.manner,
            self.settings.clone(),
            &self.store,
            self.names.clone(),
        );
        verification.intermediates.extend_from_slice(beside);
        let crls = store::parse_crls(&self.store.crls);
        let pool = Pool::new(&verification.anchors)
            .intermediates(&verification.intermediates)
            .crls(&crls);
        let settings = verification.settings_for(target);
        let result = verify(target, &pool, &settings, &verification.signatures);
        let (chain, faults) = match &result {
            Ok(path) => (&path.chain, None),
            Err(error) => {
                let faults = Faults::of(wording::Refused {
                    verification: &verification,
                    target,
                    pool,
                    settings: &settings,
                    error,
                });
                (&error.chain, Some(faults))
            }
        };
        let chain_of: Vec<CertificateRef<'_>> = verification
            .chain(target, chain)
            .iter()
            .filter_map(|&source| verification.certificate(target, source))
            .collect();
        let errors = faults.as_ref().map_or(&[][..], |faults| &faults.errors);
        let top = chain_of.last().copied().unwrap_or(*target);
        let mut report = Report {
            judge: self,
            chain: &chain_of,
            verdict: Verdict {
                goes_on: true,
                ..Verdict::default()
            },
        };
        let at = |place: Place| errors.iter().filter(move |error| error.place() == place);
        for error in at(Place::Before) {
            report.error(error.number, error.depth);
        }
        // OpenSSL looks at the signature of the last certificate of a chain only if it is its own.
        let last = chain_of.len().saturating_sub(1);
        let mut depth = match store::is_root(&top) || self.manner.partial {
            true => last,
            false if last == 0 => {
                report.error(21, 0);
                0
            }
            false => last - 1,
        };
        loop {
            for error in at(Place::At(depth)) {
                report.error(error.number, error.depth);
            }
            report.passed(depth);
            if depth == 0 {
                break;
            }
            depth -= 1;
        }
        for error in at(Place::After) {
            report.error(error.number, error.depth);
        }
        let mut verdict = report.verdict;
        if result.is_ok() {
            verdict.peer_name = peer_name(target, &self.settings.identities);
        }
        if result.is_err() && verdict.number == 0 {
            verdict.number = 1;
        }
        let refusals = faults.iter().flat_map(|faults| &faults.refusals);
        for refusal in refusals.filter(|it| self.gives_hints && wording::leaves_open(&it.reason)) {
            let hint = format!("hint: {refusal}\n");
            verdict.lines.extend(hint.into_bytes());
        }
        verdict
    }
}

/// The name of a certificate that was found to be one of these hosts'.
fn peer_name(certificate: &CertificateRef<'_>, identities: &[Identity]) -> Option<String> {
    let hosts = identities.iter().filter_map(|identity| match identity {
        Identity::Dns(host) => Some(host),
        _ => None,
    });
    let hosts: Vec<_> = hosts.collect();
    let names = certificate.extensions.get::<SubjectAltName<'_>>().ok()??;
    let mut names = names.0.iter().filter_map(|name| match name {
        GeneralName::Dns(name) => Some(name),
        _ => None,
    });
    let found = names.find(|name| hosts.iter().any(|host| host.matches(name.as_bytes())));
    found.map(str::to_owned)
}

/// OpenSSL's lines as they come.
struct Report<'r, 'a> {
    judge: &'r Judge,
    chain: &'r [CertificateRef<'a>],
    verdict: Verdict,
}

impl Report<'_, '_> {
    fn error(&mut self, number: u16, depth: usize) {
        if !self.verdict.goes_on {
            return;
        }
        self.verdict.number = number;
        let is_deep = self.judge.max_depth.is_some_and(|max| depth > max);
        self.verdict.goes_on = !self.judge.returns_error && !is_deep;
        let mut out = Text::new();
        self.certificate(&mut out, depth);
        put!(
            out,
            "verify error:num={number}:{}\n",
            wording::words(number)
        );
        self.more(&mut out, depth);
        if self.verdict.goes_on && !self.judge.quiet {
            out.put("verify return:1\n");
        }
        self.verdict.lines.extend(out.into_bytes());
    }

    /// A certificate that OpenSSL is done with. The error is still the last one.
    fn passed(&mut self, depth: usize) {
        if !self.verdict.goes_on {
            return;
        }
        let mut out = Text::new();
        if !self.judge.quiet {
            self.certificate(&mut out, depth);
        }
        self.more(&mut out, depth);
        if !self.judge.quiet {
            out.put("verify return:1\n");
        }
        self.verdict.lines.extend(out.into_bytes());
    }

    fn certificate(&self, out: &mut Text, depth: usize) {
        put!(out, "depth={depth} ");
        match self.chain.get(depth) {
            Some(certificate) => name(out, certificate.subject.raw(), 0, &self.judge.names),
            None => out.put("<no cert>"),
        }
        out.put("\n");
    }

    /// What OpenSSL adds to some errors.
    fn more(&self, out: &mut Text, depth: usize) {
        let Some(certificate) = self.chain.get(depth) else {
            return;
        };
        match self.verdict.number {
            2 => {
                out.put("issuer= ");
                name(out, certificate.issuer.raw(), 0, &self.judge.names);
            }
            9 => {
                out.put("notBefore=");
                moment(out, certificate.validity.not_before);
            }
            10 => {
                out.put("notAfter=");
                moment(out, certificate.validity.not_after);
            }
            43 if !self.judge.quiet => {
                let mut lines = Vec::new();
                policies(
                    &mut lines,
                    true,
                    &PolicySet::default(),
                    &PolicySet::default(),
                );
                out.put(lines);
                return;
            }
            _ => return,
        }
        out.put("\n");
    }
}
