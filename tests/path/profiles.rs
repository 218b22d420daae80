//! `vectors/profiles`: what each profile makes of a path.

use std::path::Path;

use base64ct::{Base64, Encoding as _};
use certwright::der::{Writer, oid};
use certwright::lint::{Document, Linter, PublicSuffixes, Rule, Severity};
use certwright::path::{
    Anchor, Identity, PathError, Pool, Profile, Purpose, Reason, Revocation, SecurityLevel,
    Settings, Source, ValidPath, verify,
};
use certwright::pkcs::algorithm::AlgorithmIdentifier;
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright::x509::{
    CertificateListRef, CertificateRef, RsaVerifier, SignatureError, SignatureVerifier, Time,
};

use crate::toy::{self, Cert, NOW, check, subject_key, unknown};

fn read(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/profiles");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// As the options of `verify` have them.
fn settings(options: &str) -> Settings {
    let mut words = options.split(' ');
    let mut settings = Settings::rfc5280(Time::from_unix(0));
    settings.enforce_anchor = true;
    settings.security = SecurityLevel::bits(0);
    while let Some(option) = words.next() {
        let mut value = || words.next().unwrap();
        match option {
            "-attime" => settings.time = Some(Time::from_unix(value().parse().unwrap())),
            "-purpose" => {
                settings.purpose = Some(match value() {
                    "sslserver" => Purpose::TLS_SERVER,
                    "sslclient" => Purpose::TLS_CLIENT,
                    "timestampsign" => Purpose::TIME_STAMPING,
                    "smimesign" => Purpose::EMAIL_SIGNING,
                    "smimeencrypt" => Purpose::EMAIL_ENCRYPTION,
                    other => panic!("{other}"),
                })
            }
            "-verify_hostname" => settings.identities.push(Identity::dns(value()).unwrap()),
            "-verify_ip" => settings
                .identities
                .push(Identity::Ip(value().parse().unwrap())),
            "-verify_email" => settings.identities.push(Identity::Email(value().into())),
            "-verify_depth" => settings.max_intermediates = value().parse().unwrap(),
            "-auth_level" => {
                let level = [0, 80, 112][value().parse::<usize>().unwrap()];
                settings.security = SecurityLevel::bits(level);
            }
            "-ignore_critical" => settings.ignore_critical = true,
            "-explicit_policy" => settings.require_explicit_policy = true,
            "-inhibit_any" => settings.inhibit_any_policy = true,
            "-use_deltas" => settings.use_deltas = true,
            "-crl_check" => settings.revocation = Revocation::TARGET,
            "-crl_check_all" => settings.revocation = Revocation::PATH,
            // Every anchor is one here.
            "-partial_chain" => {}
            other => panic!("{other}"),
        }
    }
    settings
}

fn all_der() -> Vec<Vec<u8>> {
    read("der.txt")
        .lines()
        .map(|line| Base64::decode_vec(line).unwrap())
        .collect()
}

/// Why a path of `cases.txt` is refused; `None` where its target cannot be read.
fn refusals(der: &[Vec<u8>], fields: &[&str], profile: Profile) -> Option<Vec<Reason>> {
    let list = |field: &str| -> Vec<&[u8]> {
        let numbers = field.split(',').filter(|n| *n != "-");
        numbers
            .map(|n| &der[n.parse::<usize>().unwrap()][..])
            .collect()
    };
    let certificates = |field| -> Vec<CertificateRef<'_>> {
        let parsed = list(field).into_iter().map(CertificateRef::from_der);
        parsed.filter_map(Result::ok).collect()
    };
    let anchors: Vec<Anchor> = certificates(fields[5])
        .iter()
        .map(Anchor::from_certificate)
        .collect();
    let intermediates = certificates(fields[6]);
    let crls: Vec<_> = list(fields[7])
        .into_iter()
        .filter_map(|der| CertificateListRef::from_der(der).ok())
        .collect();
    let pool = Pool::new(&anchors)
        .intermediates(&intermediates)
        .crls(&crls);
    let mut settings = settings(fields[8]);
    settings.profile = profile;
    let target = certificates(fields[4]).into_iter().next()?;
    Some(match verify(&target, &pool, &settings, &RsaVerifier) {
        Ok(_) => Vec::new(),
        Err(e) => e.refusals.into_iter().map(|r| r.reason).collect(),
    })
}

#[test]
fn every_profile_gives_its_verdict() {
    let der = all_der();
    let cases = read("cases.txt");
    let mut asked = 0;
    let mut wrong = Vec::new();
    for case in cases.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = case.split('\t').collect();
        for (profile, expected) in [
            (Profile::RFC_5280, fields[1]),
            (Profile::STRICT, fields[2]),
            (Profile::WEB_PKI, fields[3]),
        ] {
            let accepts = match expected {
                "accept" => true,
                "refuse" => false,
                _ => continue,
            };
            asked += 1;
            // What cannot be read is refused.
            let reasons = refusals(&der, &fields, profile);
            if reasons.as_ref().is_some_and(Vec::is_empty) != accepts {
                wrong.push(format!("{} {profile:?}: {reasons:?}", fields[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked >= 1000, "{asked}");
}

/// With the list of public suffixes of `vectors/lint`.
fn with_suffixes(profile: Profile) -> Profile {
    fn list() -> PublicSuffixes {
        PublicSuffixes::parse(include_str!("../../vectors/lint/suffixes.dat"))
    }
    profile
        .public_suffixes(|name| list().contains(name))
        .top_level_domains(|name| list().has_top_level_domain(name))
}

/// `items.txt`: the path that breaks a rule is refused by that rule, which cites the section, and its neighbour is accepted.
#[test]
fn each_thing_that_the_web_pki_profile_judges_is_judged_by_its_rule() {
    let (der, cases) = (all_der(), read("cases.txt"));
    let fields = |label: &str| -> Vec<&str> {
        let case = cases.lines().find(|l| l.split('\t').next() == Some(label));
        case.unwrap().split('\t').collect()
    };
    let items = read("items.txt");
    let mut wrong = Vec::new();
    for item in items.lines().filter(|line| !line.starts_with('#')) {
        let [what, rule, kept, broken, how, section] = item.split('\t').collect::<Vec<_>>()[..]
        else {
            panic!("{item}");
        };
        let profile = match how {
            "suffixes" => with_suffixes(Profile::WEB_PKI),
            _ => Profile::WEB_PKI,
        };
        let reasons = refusals(&der, &fields(kept), profile);
        if reasons.as_ref().is_none_or(|reasons| !reasons.is_empty()) {
            wrong.push(format!("{what}: {kept}: {reasons:?}"));
        }
        let reasons = refusals(&der, &fields(broken), profile).unwrap_or_default();
        let cited = section.strip_prefix("BR ").unwrap();
        let cited = match cited.starts_with(|c: char| c.is_ascii_digit()) {
            true => format!("§{cited}"),
            false => cited.to_owned(),
        };
        let is_by_rule = |reason: &Reason| {
            matches!(reason, Reason::Profile { name, section, .. }
                if *name == rule && section.starts_with("BR ") && section.contains(&cited))
        };
        if !reasons.iter().any(is_by_rule) {
            wrong.push(format!("{what}: {broken}: {reasons:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(items.lines().count() > 130);
}

/// What the Baseline Requirements have of keys holds of an anchor that is nothing but a name and a key.
#[test]
fn the_key_of_an_anchor_without_a_certificate_is_judged() {
    let (der, cases) = (all_der(), read("cases.txt"));
    for (label, expected) in [
        ("modern::valid", None),
        ("modern::root-rsa-1024", Some("br_rsa_modulus_too_small")),
        (
            "modern::root-rsa-2052",
            Some("br_rsa_modulus_not_whole_bytes"),
        ),
    ] {
        let case = cases.lines().find(|l| l.split('\t').next() == Some(label));
        let fields: Vec<&str> = case.unwrap().split('\t').collect();
        let certificate =
            |i: usize| CertificateRef::from_der(&der[fields[i].parse::<usize>().unwrap()]).unwrap();
        let root = certificate(5);
        let anchors = [Anchor::new(root.subject, &root.spki)];
        let mut settings = settings(fields[8]);
        settings.profile = Profile::WEB_PKI;
        let result = verify(
            &certificate(4),
            &Pool::new(&anchors),
            &settings,
            &RsaVerifier,
        );
        let refused: Vec<_> = match result {
            Ok(_) => Vec::new(),
            Err(e) => e.refusals.into_iter().map(|r| r.reason).collect(),
        };
        match expected {
            None => assert_eq!(refused, [], "{label}"),
            Some(rule) => assert!(
                matches!(refused[..], [Reason::Profile { name, .. }] if name == rule),
                "{label}: {refused:?}"
            ),
        }
        settings.profile = Profile::RFC_5280;
        let result = verify(
            &certificate(4),
            &Pool::new(&anchors),
            &settings,
            &RsaVerifier,
        );
        assert!(result.is_ok(), "{label}");
    }
}

/// BR §6.3.2 and ballot SC-081: of the limits on validity the one counts that was in force on the day of issue, no other.
#[test]
fn a_rule_binds_what_was_issued_while_it_was_in_force() {
    let (der, cases) = (all_der(), read("cases.txt"));
    let case = cases.lines().find(|l| l.starts_with("bare::valid\t"));
    let number: usize = case.unwrap().split('\t').nth(4).unwrap().parse().unwrap();
    let valid_until_2969 = &der[number];
    for (issued, rule) in [
        ("700101000001Z", "br_validity_over_60_months"),
        ("150331235959Z", "br_validity_over_60_months"),
        ("150401000000Z", "br_validity_over_39_months"),
        ("180228235959Z", "br_validity_over_39_months"),
        ("180301000000Z", "br_validity_over_825_days"),
        ("200831235959Z", "br_validity_over_825_days"),
        ("200901000000Z", "br_validity_over_398_days"),
        ("260314235959Z", "br_validity_over_398_days"),
        ("260315000000Z", "br_validity_over_200_days"),
        ("270314235959Z", "br_validity_over_200_days"),
        ("270315000000Z", "br_validity_over_100_days"),
        ("290314235959Z", "br_validity_over_100_days"),
        ("290315000000Z", "br_validity_over_47_days"),
    ] {
        // Its signature is not looked at.
        let mut certificate = valid_until_2969.clone();
        let date = b"700101000001Z";
        let at = certificate.windows(date.len()).position(|w| w == date);
        certificate[at.unwrap()..][..date.len()].copy_from_slice(issued.as_bytes());
        let limits = |rule: &Rule| {
            rule.severity == Severity::Error && rule.name.starts_with("br_validity_over_")
        };
        let findings = Linter::new()
            .assume_tls()
            .only(&limits)
            .lint(&Document::certificate(&certificate));
        let found: Vec<_> = findings.iter().map(|finding| finding.rule.name).collect();
        assert_eq!(found, [rule], "{issued}");
    }
}

/// A rule that is left out refuses nothing, in any profile and in none other's place; what §6 demands is refused all the same.
#[test]
fn rules_can_be_left_out_of_a_profile() {
    const VALIDITY: &[&str] = &[
        "br_certificate_policies_missing",
        "br_key_usage_not_critical",
        "br_validity_over_60_months",
    ];
    let (der, cases) = (all_der(), read("cases.txt"));
    let names = |label: &str, profile: Profile| -> Vec<String> {
        let case = cases.lines().find(|l| l.split('\t').next() == Some(label));
        let fields: Vec<&str> = case.unwrap().split('\t').collect();
        let reasons = refusals(&der, &fields, profile).unwrap();
        let name = |reason: &Reason| match reason {
            Reason::Profile { name, .. } => (*name).to_owned(),
            other => other.to_string(),
        };
        reasons.iter().map(name).collect()
    };
    let mut without: Vec<String> = names("bare::valid", Profile::WEB_PKI);
    without.sort();
    without.dedup();
    assert_eq!(without, VALIDITY);
    let private = Profile::WEB_PKI.except(VALIDITY);
    assert!(names("bare::valid", private).is_empty());
    assert!(names("bare::valid", private.strict()).is_empty());
    assert_eq!(
        names("bare::eku-any", private),
        ["br_leaf_ext_key_usage_forbidden"]
    );
    let strict = Profile::STRICT.except(&["serial_number_not_positive", "crl_number_missing"]);
    for label in ["modern::serial-zero", "modern::crl-without-number"] {
        assert!(!names(label, Profile::STRICT).is_empty());
        assert!(names(label, strict).is_empty());
    }
    assert!(
        names(
            "modern::serial-zero",
            Profile::RFC_5280.except(VALIDITY).strict()
        )
        .len()
            == 1
    );
    assert!(!names("modern::expired-leaf", private).is_empty());
    assert_ne!(private, Profile::WEB_PKI);
    // BR §7.1.2.10.8 leaves out one of RFC 5280's, which strict takes back.
    let excepted = "modern::nc-not-critical";
    assert!(names(excepted, Profile::WEB_PKI).is_empty());
    let both = names(excepted, Profile::WEB_PKI.strict());
    assert_eq!(both, ["name_constraints_not_critical"]);
    // BR §7.1.2.7.6, in force from 2023-09-15; the certificate is of 1970.
    let before = private.as_of(Time::from_unix(1_694_735_999));
    let after = private.as_of(Time::from_unix(1_694_736_000));
    assert!(names("bare::eku-critical", private).is_empty());
    assert!(!names("bare::eku-critical", before).contains(&"br_ext_key_usage_critical".into()));
    assert!(names("bare::eku-critical", after).contains(&"br_ext_key_usage_critical".into()));
}

/// `webpki-private` refuses each breach of `items.txt`, but for those whose rules docs/lint.md has it leave out, and no more.
#[test]
fn the_profile_of_private_cas_leaves_out_what_the_documentation_lists() {
    let (der, cases) = (all_der(), read("cases.txt"));
    let document = include_str!("../../docs/lint.md");
    let row = document
        .lines()
        .find(|l| l.starts_with("| webpki-private |"));
    let listed: Vec<&str> = row
        .unwrap()
        .split('`')
        .filter(|w| w.starts_with("br_"))
        .collect();
    let is_listed = |rule: &str| {
        listed.iter().any(|l| {
            l.strip_suffix('…')
                .map_or(*l == rule, |start| rule.starts_with(start))
        })
    };
    let mut wrong = Vec::new();
    let mut left_out = 0;
    for item in read("items.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let fields: Vec<&str> = item.split('\t').collect();
        let (what, rule, kept, broken, how) =
            (fields[0], fields[1], fields[2], fields[3], fields[4]);
        let profile = match how {
            "suffixes" => with_suffixes(Profile::WEB_PKI_PRIVATE),
            _ => Profile::WEB_PKI_PRIVATE,
        };
        let accepts = |label: &str| {
            let case = cases.lines().find(|l| l.split('\t').next() == Some(label));
            let fields: Vec<&str> = case.unwrap().split('\t').collect();
            refusals(&der, &fields, profile).is_some_and(|reasons| reasons.is_empty())
        };
        // Where the neighbour was issued a day before a rule was in force, it breaks what is in force now.
        let is_of_its_time = what.contains(" from ") || what.contains(" before ");
        let is_kept = is_of_its_time || accepts(kept);
        if !is_kept || accepts(broken) != is_listed(rule) {
            wrong.push(format!("{what}: {rule}"));
        }
        left_out += usize::from(is_listed(rule));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(left_out >= 30, "{left_out}");
    assert_ne!(Profile::WEB_PKI_PRIVATE, Profile::WEB_PKI);
}

/// What x509-limbo has of the WebPKI is valid for a thousand years from 1970 on: its breaches are judged by the rules of the day of validation.
#[test]
fn the_profile_of_private_cas_judges_old_certificates_by_the_rules_of_today() {
    let (der, cases) = (all_der(), read("cases.txt"));
    for (label, expected) in [
        ("bare::valid", None),
        ("bare::san-ip-loopback", None),
        ("bare::wildcard", None),
        ("bare::nc-not-critical", None),
        ("bare::eku-client-too", None),
        ("bare::eku-critical", Some("br_ext_key_usage_critical")),
        ("bare::root-eku", Some("br_root_ext_key_usage")),
        (
            "bare::san-critical-with-subject",
            Some("br_subject_alt_name_critical_beside_subject"),
        ),
        ("bare::leaf-basic-constraints-ca", Some("br_leaf_is_ca")),
    ] {
        let case = cases.lines().find(|l| l.split('\t').next() == Some(label));
        let fields: Vec<&str> = case.unwrap().split('\t').collect();
        let reasons = refusals(&der, &fields, Profile::WEB_PKI_PRIVATE).unwrap();
        let found = reasons.iter().find_map(|reason| match reason {
            Reason::Profile { name, .. } => Some(*name),
            _ => None,
        });
        assert_eq!(found, expected, "{label}: {reasons:?}");
    }
}

#[test]
fn profiles_are_equal_where_they_have_one_name_and_leave_out_the_same() {
    const ONE: &[&str] = &["serial_number_not_positive"];
    let time = Time::from_unix(NOW);
    let all = [
        Profile::RFC_5280,
        Profile::STRICT,
        Profile::WEB_PKI,
        Profile::WEB_PKI_PRIVATE,
        Profile::WEB_PKI.strict(),
        Profile::WEB_PKI.except(ONE),
        Profile::STRICT.except(ONE),
        Profile::WEB_PKI.as_of(time),
        Profile::STRICT.as_of(time),
    ];
    for (i, one) in all.iter().enumerate() {
        for (j, other) in all.iter().enumerate() {
            assert_eq!(one == other, i == j, "{one:?}, {other:?}");
        }
    }
    assert_eq!(Profile::default(), Profile::RFC_5280);
    assert_eq!(Profile::RFC_5280.strict(), Profile::STRICT);
}

/// The rules of profiles that refuse a certificate.
fn broken(result: Result<ValidPath, PathError>, certificate: Source) -> Vec<&'static str> {
    let refusals = result.err().map(|e| e.refusals.into_iter());
    let of_it = refusals
        .into_iter()
        .flatten()
        .filter(|r| r.certificate == certificate);
    of_it
        .filter_map(|refusal| match refusal.reason {
            Reason::Profile { name, .. } => Some(name),
            _ => None,
        })
        .collect()
}

/// Settings of today by this profile.
fn by(profile: Profile) -> Settings {
    let mut settings = toy::now();
    settings.profile = profile;
    settings
}

/// Roots that are trusted everywhere have serial numbers of 0: of one that issued what is on the path that refuses nothing, but of
/// everybody else, the anchor as a target among them.
#[test]
fn what_an_anchor_above_the_target_is_not_refused_for_refuses_others() {
    const RULE: &str = "serial_number_not_positive";
    let (mut root, mut ca) = (Cert::ca("Root", "Root"), Cert::ca("CA", "Root"));
    (root.serial, ca.serial) = (0, 0);
    let (roots, leaf) = ([root.clone()], Cert::new("leaf", "CA"));
    for profile in [Profile::STRICT, Profile::WEB_PKI] {
        let refuses = |source| {
            let result = check(&roots, std::slice::from_ref(&ca), &leaf, &by(profile));
            broken(result, source).contains(&RULE)
        };
        assert!(!refuses(Source::Anchor(0)), "{profile:?}");
        assert!(refuses(Source::Intermediate(0)), "{profile:?}");
        let mut settings = by(profile);
        settings.anchor_as_target = true;
        let alone = check(&roots, &[], &root, &settings);
        assert!(
            broken(alone, Source::Anchor(0)).contains(&RULE),
            "{profile:?}"
        );
    }
}

/// BR §1.1, in force from 2012-07-01: an older anchor needs no subjectKeyIdentifier, but where the caller asks for more than the day's rules.
#[test]
fn an_anchor_from_before_the_baseline_requirements_is_excepted_by_webpki_alone() {
    const RULE: &str = "br_ca_subject_key_identifier_missing";
    let refuses = |profile: Profile, (year, month): (i64, i64)| {
        let mut root = Cert::ca("Root", "Root");
        // Days of the Gregorian calendar up to the first of the month, from 1970-01-01 on.
        let years = year - i64::from(month <= 2);
        let days = 365 * years + years / 4 - years / 100 + years / 400;
        let days = days + (153 * ((month + 9) % 12) + 2) / 5 - 719_468;
        root.not_before = days * toy::DAY;
        let leaf = Cert::new("leaf", "Root").with(subject_key(b"leaf"));
        broken(check(&[root], &[], &leaf, &by(profile)), Source::Anchor(0)).contains(&RULE)
    };
    let (new, old) = ((2012, 7), (2012, 6));
    assert!(!refuses(Profile::WEB_PKI, old) && refuses(Profile::WEB_PKI, new));
    for more in [
        Profile::WEB_PKI.strict(),
        Profile::WEB_PKI_PRIVATE,
        Profile::WEB_PKI.as_of(Time::from_unix(NOW)),
    ] {
        assert!(refuses(more, old) && refuses(more, new), "{more:?}");
    }
}

/// Takes every signature.
struct Takes;

impl SignatureVerifier for Takes {
    fn verify(
        &self,
        _: &SubjectPublicKeyInfo<'_>,
        _: &AlgorithmIdentifier<'_>,
        _: &[u8],
        _: &[u8],
    ) -> Result<(), SignatureError> {
        Ok(())
    }
}

/// An exponent of 3 and a small factor are warned of, which refuses nothing; a rule that is left out does not refuse a key either.
#[test]
fn the_key_of_an_anchor_without_a_certificate_is_judged_by_the_rules_that_refuse() {
    const SHORT: &str = "br_rsa_modulus_too_small";
    let der = Cert::new("leaf", "Root").der();
    let leaf = CertificateRef::from_der(&der).unwrap();
    let rules = |modulus: &[u8], profile| {
        let mut key = Writer::new();
        key.sequence(|w| {
            w.unsigned(modulus);
            w.unsigned(&[3]);
        });
        let mut spki = Writer::new();
        spki.sequence(|w| {
            w.sequence(|w| {
                w.oid(oid::RSA_ENCRYPTION);
                w.null();
            });
            w.bit_string(&key.into_vec());
        });
        let spki = spki.into_vec();
        let spki = SubjectPublicKeyInfo::from_der(&spki).unwrap();
        let anchors = [Anchor::new(leaf.issuer, &spki)];
        let verdict = verify(&leaf, &Pool::new(&anchors), &by(profile), &Takes);
        broken(verdict, Source::Anchor(0))
    };
    let modulus = [0x81; 256];
    assert_eq!(rules(&modulus, Profile::WEB_PKI), [""; 0]);
    assert_eq!(rules(&modulus[..128], Profile::WEB_PKI), [SHORT]);
    assert_eq!(
        rules(&modulus[..128], Profile::WEB_PKI.except(&[SHORT])),
        [""; 0]
    );
}

/// §6 refuses it already, and has the better word for it.
#[test]
fn what_section_6_refuses_is_not_refused_by_a_profile_again() {
    let critical = Cert::new("leaf", "Root").with(unknown(true));
    for profile in [Profile::STRICT, Profile::WEB_PKI] {
        let result = check(&[Cert::ca("Root", "Root")], &[], &critical, &by(profile));
        let unhandled = Reason::UnhandledCriticalExtension(toy::TOY.to_owned());
        let refusals = &result.as_ref().unwrap_err().refusals;
        assert!(refusals.iter().any(|r| r.reason == unhandled));
        let again = broken(result, Source::Target);
        assert!(!again.contains(&"extension_critical_unknown"), "{again:?}");
    }
}
