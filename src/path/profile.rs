//! Rules beyond RFC 5280 §6: what its §4 asks of issuers, and the CA/Browser Forum's Baseline Requirements (BR). The rules
//! themselves are the table of `lint`; what of it makes a profile is decided here.

use alloc::vec::Vec;
use core::fmt;

use super::budget::{BudgetExceeded, Meter};
use super::certificate::SourcedCertificate;
use super::error::{CrlFault, Refusal};
#[cfg(feature = "lint")]
use super::settings::Purpose;
use crate::pkcs::spki::SubjectPublicKeyInfo;
use crate::x509::CertificateListRef;
#[cfg(feature = "lint")]
use crate::x509::Time;

#[cfg(feature = "lint")]
static TLS_SERVER: Purpose = Purpose::TLS_SERVER;

/// Which rules a path must satisfy. A program that names one links no other.
#[derive(Clone, Copy)]
pub struct Profile {
    name: &'static str,
    /// The anchor's certificate is judged even where the caller does not enforce what it states.
    pub(super) judges_anchor: bool,
    #[cfg(feature = "lint")]
    is_public_suffix: Option<fn(&str) -> bool>,
    #[cfg(feature = "lint")]
    is_top_level_domain: Option<fn(&str) -> bool>,
    /// What the Baseline Requirements except from RFC 5280 is held to as well.
    #[cfg(feature = "lint")]
    without_exceptions: bool,
    /// Without [`PUBLIC_ALONE`](lint::PUBLIC_ALONE), and by the rules of the time of validation.
    #[cfg(feature = "lint")]
    of_private_cas: bool,
    /// The names of rules that are left out.
    #[cfg(feature = "lint")]
    except: &'static [&'static str],
    /// When the rules are in force that count.
    #[cfg(feature = "lint")]
    as_of: Option<Time>,
    /// What the target is for, where the caller does not name a purpose.
    #[cfg(feature = "lint")]
    pub(super) purpose: Option<&'static Purpose>,
    pub(super) check:
        fn(&Profile, &Judged<'_, '_>, &mut Meter, &mut Vec<Refusal>) -> Result<(), BudgetExceeded>,
    pub(super) check_crl: fn(&Profile, &CertificateListRef<'_>) -> Option<CrlFault>,
}

/// One certificate of a path.
#[cfg_attr(
    not(feature = "lint"),
    expect(dead_code, reason = "no profile reads it")
)]
pub(super) struct Judged<'j, 'a> {
    pub(super) certificate: Option<&'j SourcedCertificate<'j, 'a>>,
    /// The anchor's key, of which there may be no certificate.
    pub(super) anchor_key: Option<&'j SubjectPublicKeyInfo<'a>>,
    pub(super) issuer: Option<&'j SourcedCertificate<'j, 'a>>,
    pub(super) source: super::explain::Source,
    pub(super) depth: usize,
    /// When the path must be valid.
    #[cfg(feature = "lint")]
    pub(super) time: Option<Time>,
}

impl Profile {
    /// RFC 5280 §6: what whoever validates must check.
    pub const RFC_5280: Self = Self {
        name: "RFC 5280",
        judges_anchor: false,
        #[cfg(feature = "lint")]
        is_public_suffix: None,
        #[cfg(feature = "lint")]
        is_top_level_domain: None,
        #[cfg(feature = "lint")]
        without_exceptions: false,
        #[cfg(feature = "lint")]
        of_private_cas: false,
        #[cfg(feature = "lint")]
        except: &[],
        #[cfg(feature = "lint")]
        as_of: None,
        #[cfg(feature = "lint")]
        purpose: None,
        check: |_, _, _, _| Ok(()),
        check_crl: |_, _| None,
    };
}

#[cfg(feature = "lint")]
#[cfg_attr(docsrs, doc(cfg(feature = "lint")))]
impl Profile {
    /// RFC 5280 §6, and every rule of severity error that RFC 5280 and its updates have for those who issue certificates and
    /// CRLs: the rows of [`lint::rules`](crate::lint::rules) of
    /// [`Standard::Pkix`](crate::lint::Standard::Pkix).
    pub const STRICT: Self = Self {
        name: "strict",
        check: lint::strict,
        check_crl: lint::check_crl,
        ..Self::RFC_5280
    };
    /// All of [`STRICT`](Self::STRICT), which BR §7.1.2 asks for with one exception (nameConstraints that are not critical,
    /// BR §7.1.2.10.8), and every rule of severity error that the CA/Browser Forum's Baseline Requirements have for the
    /// certificates on a path to a TLS server, in force when each was issued: a date of issue before some rule is of no use
    /// to a server's, whose validity was always limited. The anchor's certificate is judged as well, or
    /// its key where there is no more of it; of one that was issued from 1995 on and before 2012-07-01 (BR §1.1) neither subjectKeyIdentifier, nor
    /// the criticality and bits of keyUsage beyond those it needs, nor the form of authorityKeyIdentifier. Where [`Settings::purpose`](super::Settings::purpose) names none, the purpose is [`Purpose::TLS_SERVER`].
    pub const WEB_PKI: Self = Self {
        name: "WebPKI",
        judges_anchor: true,
        purpose: Some(&TLS_SERVER),
        check: lint::web_pki,
        check_crl: lint::check_web_pki_crl,
        ..Self::RFC_5280
    };

    /// [`WEB_PKI`](Self::WEB_PKI) for CAs that are not public: without the rules by which the public sees what its CAs do
    /// (limits on validity, policies, where status is found, the CA's country and organization), and with the names and
    /// addresses of private networks. The other rules are those in force at the time of validation, whenever a certificate was
    /// issued. This is how x509-limbo judges its cases of the WebPKI.
    pub const WEB_PKI_PRIVATE: Self = Self {
        name: "WebPKI of private CAs",
        of_private_cas: true,
        ..Self::WEB_PKI
    };

    /// With all of [`STRICT`](Self::STRICT).
    #[must_use]
    pub const fn strict(self) -> Self {
        match self.judges_anchor {
            true => Self {
                without_exceptions: true,
                ..self
            },
            false => Self {
                except: self.except,
                as_of: self.as_of,
                ..Self::STRICT
            },
        }
    }

    /// Without the rules of these names, for a PKI whose CAs depart from the standard in ways that are known: private CAs
    /// whose certificates are valid for longer than the Baseline Requirements allow, or have no policy of theirs. What RFC 5280
    /// §6 itself demands cannot be left out. A name that no [rule](crate::lint::rules) has leaves out nothing. These names take
    /// the place of those of an earlier call.
    #[must_use]
    pub const fn except(self, rules: &'static [&'static str]) -> Self {
        Self {
            except: rules,
            ..self
        }
    }

    /// Whether the rule of this name is one that is left out: by [`except`](Self::except), or by
    /// [`WEB_PKI_PRIVATE`](Self::WEB_PKI_PRIVATE).
    pub fn leaves_out(&self, rule: &str) -> bool {
        self.except.contains(&rule) || self.of_private_cas && lint::PUBLIC_ALONE.contains(&rule)
    }

    /// By the rules in force at this time, whenever a certificate was issued: for who demands of old certificates what is
    /// demanded of new ones.
    #[must_use]
    pub const fn as_of(self, time: Time) -> Self {
        Self {
            as_of: Some(time),
            ..self
        }
    }

    /// With the caller's list of public suffixes, under which no wildcard may stand: the function gets a name in ASCII, such
    /// as `co.uk`. [`PublicSuffixes`](crate::lint::PublicSuffixes) reads the list. Without one, a wildcard of one label
    /// (`*.com`) is refused and no other.
    #[must_use]
    pub const fn public_suffixes(self, is_public_suffix: fn(&str) -> bool) -> Self {
        Self {
            is_public_suffix: Some(is_public_suffix),
            ..self
        }
    }

    /// With the caller's knowledge of which names have a top-level domain of the public DNS: the others are internal, and no
    /// server's. [`PublicSuffixes::has_top_level_domain`](crate::lint::PublicSuffixes::has_top_level_domain) has it.
    #[must_use]
    pub const fn top_level_domains(self, is_top_level_domain: fn(&str) -> bool) -> Self {
        Self {
            is_top_level_domain: Some(is_top_level_domain),
            ..self
        }
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::RFC_5280
    }
}

impl PartialEq for Profile {
    fn eq(&self, other: &Self) -> bool {
        #[cfg(feature = "lint")]
        let same = (self.without_exceptions, self.except, self.as_of)
            == (other.without_exceptions, other.except, other.as_of);
        #[cfg(not(feature = "lint"))]
        let same = true;
        same && self.name == other.name
    }
}

impl Eq for Profile {}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Profile({})", self.name)
    }
}

#[cfg(feature = "lint")]
mod lint {
    use super::*;
    use crate::lint::{Document, Finding, Kind, Linter, Party, Rule, Severity, Standard};
    use crate::path::Reason;
    use crate::path::budget::Resource;
    use core::ops::Range;

    /// Steps of the budget for the rules on one certificate, and for each 256 bytes of it: they cost about as much as
    /// so many candidates looked at.
    const STEPS: usize = 16;

    /// What §6 itself refuses is not refused a second time.
    fn is_strict(rule: &Rule) -> bool {
        rule.severity == Severity::Error
            && rule.standard == Standard::Pkix
            && rule.party != Party::RelyingParty
    }

    fn is_web_pki(rule: &Rule) -> bool {
        rule.severity == Severity::Error && rule.party != Party::RelyingParty
    }

    /// Rules that refuse no trust anchor above the target: nobody reads its serial number, dates, names and policy texts, and
    /// roots that are trusted everywhere break them.
    pub(super) const NOT_OF_ANCHORS: [&str; 9] = [
        "br_ca_common_name_missing",
        "br_ca_country_missing",
        "br_ca_organization_missing",
        "explicit_text_ia5_string",
        "explicit_text_too_long",
        "key_usage_trailing_zero_bits",
        "serial_number_not_positive",
        "serial_number_too_long",
        "validity_generalized_time_before_2050",
    ];

    /// Before BR §1.1 binds what is issued; and since there are certificates with extensions.
    const BEFORE_THE_RULES: Range<Time> =
        crate::lint::FIRST_EXTENSIONS..crate::lint::midnight("2012-07-01");

    /// Rules that refuse no trust anchor above the target that was issued before: roots that are trusted break them, and they
    /// say nothing about what an anchor may sign. Who chooses the anchors chooses their dates, so that nobody gains by an early
    /// one; what is issued under them has no such exception, for its issuer writes its date.
    pub(super) const NOT_OF_OLD_ANCHORS: [&str; 6] = [
        "br_authority_cert_issuer",
        "br_authority_cert_serial_number",
        "br_ca_key_usage_forbidden_bit",
        "br_ca_subject_key_identifier_missing",
        "br_key_usage_not_critical",
        "subject_key_identifier_missing",
    ];

    /// Rules that bind CAs whose certificates the public trusts, and say nothing about what a path proves.
    pub(super) const PUBLIC_ALONE: [&str; 23] = [
        "br_ca_country_missing",
        "br_ca_organization_missing",
        "br_certificate_policies_missing",
        "br_dns_name_internal",
        "br_intermediate_crl_distribution_points_missing",
        "br_intermediate_ext_key_usage_missing",
        "br_intermediate_organizational_unit",
        "br_intermediate_policy_not_reserved",
        "br_ip_address_reserved",
        "br_key_usage_not_critical",
        "br_leaf_authority_info_access_missing",
        "br_leaf_policy_not_reserved",
        "br_leaf_status_nowhere",
        "br_root_organizational_unit",
        "br_root_validity_too_long",
        "br_root_validity_too_short",
        "br_validity_over_100_days",
        "br_validity_over_200_days",
        "br_validity_over_398_days",
        "br_validity_over_39_months",
        "br_validity_over_47_days",
        "br_validity_over_60_months",
        "br_validity_over_825_days",
    ];

    impl Profile {
        fn binds(&self, rule: &Rule, is_issuing_anchor: bool) -> bool {
            let is_left_out = self.leaves_out(rule.name);
            !(is_left_out || is_issuing_anchor && NOT_OF_ANCHORS.contains(&rule.name))
        }

        fn linter<'l>(
            &self,
            chosen: &'l dyn Fn(&Rule) -> bool,
            validation: Option<Time>,
        ) -> Linter<'l> {
            let linter = Linter::new().only(chosen);
            let validation = validation.filter(|_| self.of_private_cas);
            match self.as_of.or(validation) {
                Some(time) => linter.as_of(time),
                None => linter,
            }
        }
    }

    fn reason(finding: &Finding) -> Reason {
        Reason::Profile {
            name: finding.rule.name,
            rule: finding.rule.fault,
            section: finding.rule.section,
            remedy: finding.rule.remedy,
        }
    }

    pub(super) fn strict(
        profile: &Profile,
        judged: &Judged<'_, '_>,
        meter: &mut Meter,
        refusals: &mut Vec<Refusal>,
    ) -> Result<(), BudgetExceeded> {
        let Some(certificate) = judged.certificate else {
            return Ok(());
        };
        let document = Document::certificate(certificate.certificate.signed.raw);
        let is_anchor = judged.anchor_key.is_some();
        let natural = document.kind();
        let document = match (is_anchor, judged.depth, natural) {
            // Whatever issued a certificate is judged as a CA.
            (true, 1.., Kind::Leaf) => document.judged_as(Kind::Root),
            (false, 1.., _) => document.judged_as(Kind::Intermediate),
            _ => document,
        };
        let is_issuing_anchor = is_anchor && judged.depth > 0;
        let chosen = |rule: &Rule| is_strict(rule) && profile.binds(rule, is_issuing_anchor);
        let linter = profile.linter(&chosen, judged.time);
        judge(&linter, &document, judged, meter, refusals)
    }

    pub(super) fn web_pki(
        profile: &Profile,
        judged: &Judged<'_, '_>,
        meter: &mut Meter,
        refusals: &mut Vec<Refusal>,
    ) -> Result<(), BudgetExceeded> {
        let is_public_suffix = |name: &str| profile.is_public_suffix.is_some_and(|is| is(name));
        let is_top_level = |name: &str| profile.is_top_level_domain.is_none_or(|is| is(name));
        let Some(certificate) = judged.certificate else {
            let on_keys = |rule: &Rule| {
                let prefixes = ["br_rsa_", "rsa_", "br_key_type"];
                is_web_pki(rule)
                    && profile.binds(rule, true)
                    && prefixes.iter().any(|p| rule.name.starts_with(p))
            };
            let linter = profile.linter(&on_keys, judged.time).assume_tls();
            return match judged.anchor_key {
                Some(key) => judge(&linter, &Document::key(key), judged, meter, refusals),
                None => Ok(()),
            };
        };
        let document = Document::certificate(certificate.certificate.signed.raw);
        let is_anchor = judged.anchor_key.is_some();
        let is_issuing_anchor = is_anchor && judged.depth > 0;
        let kind = match (is_anchor, judged.depth) {
            (_, 0) => Kind::Leaf,
            (true, _) if document.kind() != Kind::Intermediate => Kind::Root,
            _ => Kind::Intermediate,
        };
        let is_older_than_the_rules = is_issuing_anchor
            && !(profile.without_exceptions || profile.of_private_cas || profile.as_of.is_some())
            && BEFORE_THE_RULES.contains(&certificate.certificate.validity.not_before);
        let chosen = |rule: &Rule| {
            is_web_pki(rule)
                && profile.binds(rule, is_issuing_anchor)
                && (profile.without_exceptions || rule.name != "name_constraints_not_critical")
                && !(is_older_than_the_rules && NOT_OF_OLD_ANCHORS.contains(&rule.name))
        };
        let linter = profile
            .linter(&chosen, judged.time)
            .public_suffixes(&is_public_suffix)
            .top_level_domains(&is_top_level)
            .assume_tls();
        judge(&linter, &document.judged_as(kind), judged, meter, refusals)
    }

    fn judge(
        linter: &Linter<'_>,
        document: &Document<'_>,
        judged: &Judged<'_, '_>,
        meter: &mut Meter,
        refusals: &mut Vec<Refusal>,
    ) -> Result<(), BudgetExceeded> {
        meter.spend(Resource::PathSteps, STEPS + document.len() / 256)?;
        let issuer = judged
            .issuer
            .map(|issuer| Document::certificate(issuer.certificate.signed.raw));
        let mut last = "";
        for finding in linter.lint_issued(document, issuer.as_ref()) {
            // One refusal for a rule is enough; thousands of names would explain nothing.
            if core::mem::replace(&mut last, finding.rule.name) != finding.rule.name {
                refusals.push(Refusal {
                    certificate: judged.source,
                    depth: judged.depth,
                    reason: reason(&finding),
                });
            }
        }
        Ok(())
    }

    /// A serial number that is listed twice leaves open which entry counts: neither standard forbids it, and no CA needs it.
    fn binds_crls(rule: &Rule) -> bool {
        rule.name == "crl_entry_repeated"
    }

    pub(super) fn check_crl(profile: &Profile, list: &CertificateListRef<'_>) -> Option<CrlFault> {
        first_fault(profile, list, &|rule| {
            (is_strict(rule) || binds_crls(rule)) && profile.binds(rule, false)
        })
    }

    pub(super) fn check_web_pki_crl(
        profile: &Profile,
        list: &CertificateListRef<'_>,
    ) -> Option<CrlFault> {
        first_fault(profile, list, &|rule| {
            (is_web_pki(rule) || binds_crls(rule)) && profile.binds(rule, false)
        })
    }

    fn first_fault(
        profile: &Profile,
        list: &CertificateListRef<'_>,
        chosen: &dyn Fn(&Rule) -> bool,
    ) -> Option<CrlFault> {
        let findings = profile
            .linter(chosen, None)
            .lint(&Document::crl(list.signed.raw));
        let rule = findings.first()?.rule;
        Some(CrlFault::Profile {
            name: rule.name,
            rule: rule.fault,
            section: rule.section,
        })
    }
}

#[cfg(all(test, feature = "lint"))]
mod tests {
    #[test]
    fn the_rules_that_are_left_out_are_rules() {
        let left_out = super::lint::PUBLIC_ALONE.iter();
        let of_anchors = super::lint::NOT_OF_ANCHORS.iter();
        let of_anchors = of_anchors.chain(&super::lint::NOT_OF_OLD_ANCHORS);
        for name in left_out.chain(of_anchors) {
            assert!(
                crate::lint::rules().any(|rule| rule.name == *name),
                "{name}"
            );
        }
    }
}
