//! One test for each clause, named after it.

use std::cmp::Ordering;

use certwright::der::{DerError, oid};
use certwright::path::{
    Anchor, CrlDerError, Identity, Outcome, PathError, PolicySet, Pool, Purpose, Reason, Source,
    Verifier as PathVerifier, names_equal, verify,
};
use certwright::pkcs;
use certwright::pkcs::algorithm::AlgorithmIdentifier;
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright::x509::{
    CertificateListRef, CertificateRef, SignatureError, SignatureVerifier, Time,
};

use crate::toy::*;

fn root() -> Cert {
    Cert::ca("Root", "Root")
}

fn ca() -> Cert {
    Cert::ca("CA", "Root")
}

fn leaf() -> Cert {
    Cert::new("leaf", "CA")
}

fn reasons(e: &PathError) -> Vec<&Reason> {
    e.refusals.iter().map(|r| &r.reason).collect()
}

/// The refusals of Root, these intermediates and this target.
fn refused(intermediates: &[Cert], target: &Cert) -> PathError {
    check(&[root()], intermediates, target, &now()).unwrap_err()
}

#[test]
fn section_6_1_a_valid_path_gives_its_certificates_from_the_target_to_the_anchor() {
    let path = check(&[root()], &[ca()], &leaf(), &now()).unwrap();
    assert_eq!(
        path.chain,
        [Source::Target, Source::Intermediate(0), Source::Anchor(0)]
    );
}

#[test]
fn section_6_1_3_a_1_a_signature_by_another_key_is_refused() {
    let e = refused(&[ca()], &leaf().keys("leaf", "Mallory"));
    assert_eq!(
        reasons(&e),
        [&Reason::BadSignature {
            key_identifiers_differ: false
        }]
    );
    assert_eq!(e.first().depth, 0);
}

/// The same bytes of signature, but a BIT STRING whose last bits are marked unused: refused where these are not zero
/// (X.690 §11.2.1) when the certificate is read, and where they are zero when its signature is checked.
#[test]
fn a_signature_that_does_not_fill_its_last_byte_is_refused() {
    let anchor = root().der();
    let anchors = [Anchor::from_certificate(
        &CertificateRef::from_der(&anchor).unwrap(),
    )];
    let pool = Pool::new(&anchors);
    let mut seen = [false; 2];
    for serial in 1..=16 {
        let mut leaf = Cert::new("leaf", "Root");
        leaf.serial = serial;
        let mut der = leaf.der();
        let judge = |der: &[u8]| {
            let certificate = CertificateRef::from_der(der)?;
            Ok::<_, DerError>(verify(&certificate, &pool, &now(), &Verifier).map(|_| ()))
        };
        assert_eq!(
            judge(&der).unwrap().err().map(|e| e.first().to_string()),
            None
        );
        let signature = CertificateRef::from_der(&der)
            .unwrap()
            .signed
            .signature
            .len();
        let unused = der.len() - signature - 1;
        assert_eq!(der[unused], 0);
        der[unused] = 1;
        let bit_is_set = der[der.len() - 1] & 1 == 1;
        seen[usize::from(bit_is_set)] = true;
        match judge(&der) {
            Err(e) => assert!(bit_is_set && e.to_string().contains("unused bits"), "{e}"),
            Ok(verdict) => {
                assert!(!bit_is_set);
                let error = verdict.unwrap_err();
                assert!(matches!(reasons(&error)[..], [Reason::BadSignature { .. }]));
            }
        }
    }
    assert_eq!(seen, [true; 2]);
}

#[test]
fn section_6_1_3_a_2_both_ends_of_the_validity_period_belong_to_it() {
    let at = |time: i64| {
        let settings = certwright::path::Settings::at(Time::from_unix(time));
        check(&[root()], &[ca()], &leaf(), &settings).map(drop)
    };
    assert!(at(NOW - DAY).is_ok() && at(NOW + DAY).is_ok());
    assert!(matches!(
        at(NOW - DAY - 1).unwrap_err().first().reason,
        Reason::NotYetValid { .. }
    ));
    assert!(matches!(
        at(NOW + DAY + 1).unwrap_err().first().reason,
        Reason::Expired { .. }
    ));
}

#[test]
fn section_6_1_3_a_4_names_chain_by_section_7_1() {
    let mut target = leaf();
    target.issuer = name("  ca ");
    assert!(check(&[root()], &[ca()], &target, &now()).is_ok());
    target.issuer = name("C A");
    assert_eq!(
        reasons(&refused(&[ca()], &target)),
        [&Reason::IssuerNotFound]
    );
}

#[test]
fn section_6_1_3_b_and_c_names_must_be_permitted_and_not_excluded() {
    let constrained = |permitted: &[&str], excluded: &[&str], names: &[&str]| {
        let ca = ca().with(dns_constraints(permitted, excluded));
        check(&[root()], &[ca], &leaf().with(alt_names(names)), &now())
    };
    assert!(constrained(&["example.com"], &[], &["a.example.com"]).is_ok());
    let e = constrained(&["example.com"], &[], &["a.example.com", "example.org"]).unwrap_err();
    assert_eq!(
        reasons(&e),
        [&Reason::NameNotPermitted {
            name: "example.org".into(),
            by: 1
        }]
    );
    let e = constrained(&["example.com"], &["b.example.com"], &["a.b.example.com"]).unwrap_err();
    assert_eq!(
        reasons(&e),
        [&Reason::NameExcluded {
            name: "a.b.example.com".into(),
            by: 1
        }]
    );
    let e = constrained(&["example.com"], &[], &["a..example.com"]).unwrap_err();
    assert!(matches!(
        e.first().reason,
        Reason::ConstrainedNameMalformed { .. }
    ));
}

#[test]
fn section_6_1_3_b_every_ca_above_must_permit_a_name() {
    let upper = Cert::ca("Upper", "Root").with(dns_constraints(&["example.com"], &[]));
    let lower = Cert::ca("CA", "Upper").with(dns_constraints(&["example.org"], &[]));
    for name in ["a.example.com", "a.example.org"] {
        let e = refused(
            &[upper.clone(), lower.clone()],
            &leaf().with(alt_names(&[name])),
        );
        assert!(matches!(e.first().reason, Reason::NameNotPermitted { .. }));
    }
}

#[test]
fn section_6_1_3_d_to_f_an_explicit_policy_must_be_valid_for_the_whole_path() {
    let mut settings = now();
    settings.require_explicit_policy = true;
    let run = |ca_policies: &[_], leaf_policies: &[_], settings: &certwright::path::Settings| {
        let target = leaf().with(policies(leaf_policies));
        check(
            &[root()],
            &[ca().with(policies(ca_policies))],
            &target,
            settings,
        )
    };
    let path = run(&[policy(1), policy(2)], &[policy(2), policy(3)], &settings).unwrap();
    assert_eq!(path.policies.user, PolicySet::new([policy(2)]));
    let e = run(&[policy(1)], &[policy(2)], &settings).unwrap_err();
    assert_eq!(reasons(&e), [&Reason::NoExplicitPolicy]);
    // (f) is of the certificate where no policy is left, not of the last.
    let without = ca().with(unknown(false));
    let e = check(&[root()], &[without], &leaf(), &settings).unwrap_err();
    assert_eq!(reasons(&e), [&Reason::NoExplicitPolicy]);
    assert_eq!(e.first().certificate, Source::Intermediate(0));
    settings.policies = PolicySet::new([policy(7)]);
    assert!(run(&[policy(1)], &[policy(1)], &settings).is_err());
    assert!(run(&[policy(1)], &[policy(2)], &now()).is_ok());
}

#[test]
fn section_6_1_4_a_any_policy_is_not_mapped() {
    let ca = ca().with(mappings(&[(oid::ANY_POLICY, policy(1))]));
    assert_eq!(
        reasons(&refused(&[ca], &leaf())),
        [&Reason::MappingOfAnyPolicy]
    );
}

#[test]
fn section_6_1_4_b_a_mapped_policy_counts_as_the_issuers() {
    let ca = ca()
        .with(policies(&[policy(1)]))
        .with(mappings(&[(policy(1), policy(2))]));
    let mut settings = now();
    settings.require_explicit_policy = true;
    let target = leaf().with(policies(&[policy(2)]));
    let path = check(&[root()], std::slice::from_ref(&ca), &target, &settings).unwrap();
    assert_eq!(path.policies.user, PolicySet::new([policy(1)]));
    settings.inhibit_policy_mapping = true;
    assert!(check(&[root()], &[ca], &target, &settings).is_err());
}

#[test]
fn section_6_1_4_b_each_mapping_is_of_its_issuers_policy() {
    let mut settings = now();
    settings.require_explicit_policy = true;
    let mut user = |asserted: &[_], mapped: &[_], of_leaf, wanted| {
        let ca = ca().with(policies(asserted)).with(mappings(mapped));
        settings.policies = PolicySet::new([wanted]);
        let target = leaf().with(policies(&[of_leaf]));
        let path = check(&[root()], &[ca], &target, &settings);
        path.is_ok_and(|path| path.policies.user == PolicySet::new([wanted]))
    };
    let [a, b, c, d] = [1, 2, 3, 4].map(policy);
    // One policy to two, and two policies each to one.
    for (of_leaf, valid) in [(b, true), (c, true), (a, false), (d, false)] {
        assert_eq!(user(&[a], &[(a, b), (a, c)], of_leaf, a), valid);
    }
    for (of_leaf, wanted, valid) in [(b, a, true), (d, c, true), (d, a, false), (b, c, false)] {
        assert_eq!(user(&[a, c], &[(a, b), (c, d)], of_leaf, wanted), valid);
    }
    // A policy that is not asserted is mapped where anyPolicy is, and there alone.
    assert!(user(&[oid::ANY_POLICY], &[(a, b)], b, a));
    assert!(user(&[oid::ANY_POLICY], &[(a, b), (c, d)], d, c));
    assert!(!user(&[c], &[(a, b)], b, a));
}

#[test]
fn section_6_1_4_i_require_explicit_policy_counts_certificates() {
    for (skip, valid) in [(0, false), (1, false), (2, true)] {
        let ca = ca().with(require_explicit_policy(skip));
        assert_eq!(
            check(&[root()], &[ca], &leaf(), &now()).is_ok(),
            valid,
            "{skip}"
        );
    }
}

#[test]
fn section_6_1_4_k_an_issuer_is_a_version_3_ca() {
    assert_eq!(
        reasons(&refused(&[Cert::new("CA", "Root")], &leaf())),
        [&Reason::NotVersion3]
    );
    let ca_false = ca().with(basic_constraints(false, None));
    assert_eq!(reasons(&refused(&[ca_false], &leaf())), [&Reason::NotCa]);
    let silent = ca().without(oid::BASIC_CONSTRAINTS).with(unknown(false));
    assert_eq!(
        reasons(&refused(&[silent], &leaf())),
        [&Reason::BasicConstraintsMissing]
    );
}

#[test]
fn section_6_1_4_l_and_m_path_length_counts_intermediates_that_are_not_self_issued() {
    let first = Cert::ca("First", "Root").with(basic_constraints(true, Some(0)));
    let second = Cert::ca("CA", "First");
    let e = refused(&[first.clone(), second], &leaf());
    assert_eq!(reasons(&e), [&Reason::PathLenExceeded { by: 2 }]);
    // A new key of the same CA, certified by its old one, is not a further CA.
    let renewed = Cert::ca("First", "First").keys("First's new key", "First");
    let target = Cert::new("leaf", "First").keys("leaf", "First's new key");
    assert!(check(&[root()], &[first, renewed], &target, &now()).is_ok());
}

#[test]
fn section_6_1_4_n_a_key_usage_of_an_issuer_includes_key_cert_sign() {
    assert_eq!(
        reasons(&refused(&[ca().with(key_usage(0x80))], &leaf())),
        [&Reason::KeyCertSignMissing]
    );
    assert!(check(&[root()], &[ca().with(key_usage(0x04))], &leaf(), &now()).is_ok());
}

#[test]
fn section_6_1_4_o_and_6_1_5_f_an_unknown_extension_may_be_there_and_may_not_be_critical() {
    assert!(
        check(
            &[root()],
            &[ca().with(unknown(false))],
            &leaf().with(unknown(false)),
            &now()
        )
        .is_ok()
    );
    let critical = Reason::UnhandledCriticalExtension(TOY.to_owned());
    assert_eq!(
        reasons(&refused(&[ca().with(unknown(true))], &leaf())),
        [&critical]
    );
    assert_eq!(
        reasons(&refused(&[ca()], &leaf().with(unknown(true)))),
        [&critical]
    );
}

#[test]
fn section_4_2_1_12_a_purpose_must_be_allowed_by_the_target_and_by_every_ca_above() {
    let mut settings = now();
    settings.purpose = Some(Purpose::TLS_SERVER);
    let run = |ca: Cert, leaf: Cert| check(&[root()], &[ca], &leaf, &settings);
    let (server, client) = (
        ext_key_usage(&[oid::KP_SERVER_AUTH]),
        ext_key_usage(&[oid::KP_CLIENT_AUTH]),
    );
    assert!(run(ca(), leaf()).is_ok());
    assert!(run(ca().with(server.clone()), leaf().with(server.clone())).is_ok());
    assert!(
        run(
            ca(),
            leaf().with(ext_key_usage(&[oid::ANY_EXTENDED_KEY_USAGE]))
        )
        .is_ok()
    );
    assert_eq!(
        run(ca(), leaf().with(client.clone()))
            .unwrap_err()
            .first()
            .depth,
        0
    );
    assert_eq!(
        run(ca().with(client), leaf().with(server))
            .unwrap_err()
            .first()
            .depth,
        1
    );
    let e = run(ca(), leaf().with(key_usage(0x40))).unwrap_err();
    assert!(matches!(
        e.first().reason,
        Reason::KeyUsageNotAllowed { .. }
    ));
}

#[test]
fn section_4_2_1_12_a_purpose_of_an_identifier_alone_asks_nothing_of_the_key_usage() {
    let mut settings = now();
    settings.purpose = Some(Purpose::extended(TOY.to_owned()));
    let for_toys = leaf().with(ext_key_usage(&[TOY]));
    for usage in [0x80, 0x20, 0x02] {
        let leaf = for_toys.clone().with(key_usage(usage));
        assert!(check(&[root()], &[ca()], &leaf, &settings).is_ok());
    }
    let server = leaf().with(ext_key_usage(&[oid::KP_SERVER_AUTH]));
    assert!(check(&[root()], &[ca()], &server, &settings).is_err());
}

#[test]
fn rfc_9525_a_common_name_is_not_a_host_name() {
    let mut settings = now();
    settings.identities = vec![Identity::dns("host.example.com").unwrap()];
    let mut target = leaf();
    target.subject = name("host.example.com");
    let e = check(&[root()], &[ca()], &target, &settings).unwrap_err();
    assert!(matches!(
        e.first().reason,
        Reason::IdentityMismatch {
            none_of_this_form: true,
            ..
        }
    ));
    assert!(
        check(
            &[root()],
            &[ca()],
            &target.with(alt_names(&["*.example.com"])),
            &settings
        )
        .is_ok()
    );
}

#[test]
fn rfc_4158_of_several_issuers_of_one_name_the_one_that_signed_is_found() {
    let others: Vec<Cert> = (0..5)
        .map(|i| ca().keys(&format!("other {i}"), "Root"))
        .collect();
    let all = [others, vec![ca()]].concat();
    let path = check(&[root()], &all, &leaf(), &now()).unwrap();
    assert_eq!(
        path.chain,
        [Source::Target, Source::Intermediate(5), Source::Anchor(0)]
    );
}

#[test]
fn rfc_4158_key_identifiers_are_hints() {
    let decoy = ca().keys("decoy", "Root").with(subject_key(b"right"));
    let signer = ca().with(subject_key(b"wrong"));
    let target = leaf().with(authority_key(b"right"));
    assert!(check(&[root()], &[decoy, signer], &target, &now()).is_ok());
}

#[test]
fn rfc_4158_an_expired_cross_certificate_does_not_spoil_the_path_beside_it() {
    let mut expired = ca();
    expired.not_after = NOW - 1;
    let path = check(&[root()], &[expired, ca()], &leaf(), &now()).unwrap();
    assert_eq!(path.chain[1], Source::Intermediate(1));
}

#[test]
fn rfc_4158_cross_certificates_that_lead_in_a_circle_end() {
    let circle = [Cert::ca("A", "B"), Cert::ca("B", "C"), Cert::ca("C", "A")];
    let e = refused(&circle, &Cert::new("leaf", "A"));
    assert!(
        matches!(e.first().reason, Reason::Loop | Reason::IssuerNotFound),
        "{e}"
    );
    let mut bridged = circle.to_vec();
    bridged.push(Cert::ca("C", "Root"));
    assert!(check(&[root()], &bridged, &Cert::new("leaf", "A"), &now()).is_ok());
}

#[test]
fn rfc_5937_an_anchor_is_held_to_its_certificate_unless_it_is_a_name_and_a_key() {
    let mut name_and_key = now();
    name_and_key.enforce_anchor = false;
    let mut expired = root();
    expired.not_after = NOW - 1;
    let anchors = [
        expired,
        root().with(basic_constraints(true, Some(0))),
        root().with(dns_constraints(&["a.org"], &[])),
    ];
    for anchor in anchors {
        let target = leaf().with(alt_names(&["b.org"]));
        let anchors = [anchor];
        assert!(check(&anchors, &[ca()], &target, &name_and_key).is_ok());
        assert!(check(&anchors, &[ca()], &target, &now()).is_err());
    }
    let for_clients = [root().with(ext_key_usage(&[oid::KP_CLIENT_AUTH]))];
    let mut server = now();
    (name_and_key.purpose, server.purpose) = (Some(Purpose::TLS_SERVER), Some(Purpose::TLS_SERVER));
    assert!(check(&for_clients, &[ca()], &leaf(), &name_and_key).is_ok());
    assert!(check(&for_clients, &[ca()], &leaf(), &server).is_err());
}

#[test]
fn rfc_5937_an_anchors_policies_mappings_and_their_limits_hold_from_its_first_certificate_on() {
    let mut name_and_key = now();
    name_and_key.enforce_anchor = false;
    let [a, b] = [1, 2].map(policy);
    let (ca_of, leaf_of) = (
        |policy| ca().with(policies(&[policy])),
        |policy| leaf().with(policies(&[policy])),
    );
    let run = |anchor: Cert, settings: &certwright::path::Settings| {
        let any = oid::ANY_POLICY;
        [(a, a), (b, b), (any, b)].map(|(of_ca, of_leaf)| {
            let anchors = std::slice::from_ref(&anchor);
            check(anchors, &[ca_of(of_ca)], &leaf_of(of_leaf), settings).is_ok()
        })
    };
    let explicit = root().with(require_explicit_policy(0));
    assert!(check(std::slice::from_ref(&explicit), &[ca()], &leaf(), &now()).is_err());
    assert!(
        check(
            std::slice::from_ref(&explicit),
            &[ca()],
            &leaf(),
            &name_and_key
        )
        .is_ok()
    );
    assert_eq!(run(explicit.clone(), &now()), [true, true, true]);
    let of_a = explicit.clone().with(policies(&[a]));
    assert_eq!(run(of_a.clone(), &now()), [true, false, false]);
    assert_eq!(run(of_a.clone(), &name_and_key), [true, true, true]);
    let mapped = of_a.with(mappings(&[(a, b)]));
    assert_eq!(run(mapped, &now()), [false, true, true]);
    let inhibited = explicit.with(inhibit_any_policy(0));
    assert_eq!(run(inhibited, &now()), [true, true, false]);
}

#[test]
fn rfc_9598_a_mailbox_in_utf_8_is_constrained_and_matched_as_a_mailbox() {
    let smtp_utf8 = oid::ON_SMTP_UTF8_MAILBOX;
    let verdict = |ca: Cert, name: Vec<u8>, identity: Option<&str>| {
        let mut settings = now();
        settings.identities = identity
            .map(|m| Identity::Email(m.into()))
            .into_iter()
            .collect();
        let target = leaf().with(general_names(&[name]));
        check(&[root()], &[ca], &target, &settings).map_err(|e| e.first().reason.clone())
    };
    let mailbox = || other_name(smtp_utf8, "jürgen@example.com");
    let (here, elsewhere) = ([rfc822_name("example.com")], [rfc822_name("example.org")]);
    for (permitted, excluded, expected) in [
        (&here[..], &[][..], None),
        (&elsewhere[..], &[][..], Some(false)),
        (&[][..], &here[..], Some(true)),
        (&[][..], &elsewhere[..], None),
    ] {
        let found = verdict(ca().with(constraints(permitted, excluded)), mailbox(), None);
        assert!(
            match expected {
                None => found.is_ok(),
                Some(true) => matches!(found, Err(Reason::NameExcluded { by: 1, .. })),
                Some(false) => matches!(found, Err(Reason::NameNotPermitted { by: 1, .. })),
            },
            "{found:?}"
        );
    }
    assert!(verdict(ca(), mailbox(), Some("jürgen@example.com")).is_ok());
    assert!(verdict(ca(), mailbox(), Some("jurgen@example.com")).is_err());
    // Another otherName with the same text is no mailbox.
    let other = other_name(TOY, "jürgen@example.com");
    assert!(verdict(ca(), other.clone(), Some("jürgen@example.com")).is_err());
    assert!(verdict(ca().with(constraints(&[], &here)), other, None).is_ok());
}

#[test]
fn rfc_4518_a_name_that_may_be_spelt_otherwise_is_not_shown_to_be_outside_an_excluded_subtree() {
    let reason = |base: &str, subject: &str| {
        let excluded = [directory_name(&name(base))];
        let mut target = leaf();
        target.subject = name(subject);
        let ca = ca().with(constraints(&[], &excluded));
        let verdict = check(&[root()], &[ca], &target, &now());
        verdict.err().map(|e| e.first().reason.clone())
    };
    // U+0301 and U+00E9: é as two characters and as one.
    let (two, one) = ("cafe\u{301}", "caf\u{e9}");
    assert_eq!(reason("bar", "cafe"), None);
    // As well ª, ², the ligature fi, and letters of full width, the first and the last of their ranges.
    for subject in [two, "\u{aa}", "\u{b3}", "\u{fb01}", "\u{ff01}", "\u{ffbe}"] {
        assert!(
            matches!(
                reason("bar", subject),
                Some(Reason::ConstrainedNameMalformed { by: 1, .. })
            ),
            "{subject}"
        );
    }
    assert!(matches!(
        reason(two, one),
        Some(
            Reason::ConstraintNotProcessed { by: 1, .. }
                | Reason::ConstrainedNameMalformed { by: 1, .. }
        )
    ));
    assert!(matches!(
        reason(two, "bar"),
        Some(Reason::ConstraintNotProcessed { by: 1, .. })
    ));
    assert!(matches!(
        reason(two, two),
        Some(Reason::NameExcluded { by: 1, .. })
    ));
}

#[test]
fn section_4_2_1_15_a_place_of_delta_crls_may_be_there_and_may_not_be_critical() {
    for critical in [false, true] {
        let target = leaf().with(freshest_crl(critical));
        let verdict = check(&[root()], &[ca()], &target, &now());
        assert_eq!(
            verdict.err().map(|e| e.first().reason.clone()),
            critical.then(|| Reason::UnhandledCriticalExtension(oid::FRESHEST_CRL.to_owned()))
        );
    }
}

#[test]
fn section_7_1_names_are_equal_by_types_and_prepared_values_in_their_order_and_by_no_less() {
    use certwright::der::{Tag, Writer};
    type Attribute<'a> = (certwright::der::ObjectIdentifierRef<'a>, Tag, &'a str);
    let der = |rdns: &[&[Attribute<'_>]]| {
        let mut w = Writer::new();
        w.sequence(|w| {
            for rdn in rdns {
                let attribute = |&(id, tag, text): &Attribute<'_>| {
                    let mut w = Writer::new();
                    w.sequence(|w| {
                        w.oid(id);
                        w.tlv(tag, text.as_bytes());
                    });
                    w.into_vec()
                };
                w.set_of(rdn.iter().map(attribute).collect());
            }
        });
        w.into_vec()
    };
    let (cn, o, utf8) = (oid::COMMON_NAME, oid::ORGANIZATION_NAME, Tag::Utf8String);
    let base = || der(&[&[(o, utf8, "An Example")], &[(cn, utf8, "a b")]]);
    let two = || der(&[&[(o, utf8, "x"), (cn, utf8, "longer")]]);
    for equal in [
        [
            base(),
            der(&[
                &[(o, Tag::PrintableString, "  an   EXAMPLE ")],
                &[(cn, utf8, "A\u{2028}\u{a0}B\u{ad}")],
            ]),
        ],
        [two(), der(&[&[(cn, utf8, "LONGER"), (o, utf8, "X")]])],
        [der(&[]), der(&[])],
    ] {
        assert!(names_equal(&equal[0], &equal[1]), "{equal:02x?}");
        assert!(names_equal(&equal[1], &equal[0]), "{equal:02x?}");
    }
    for other in [
        der(&[]),
        der(&[&[(o, utf8, "An Example")]]),
        der(&[&[(cn, utf8, "a b")], &[(o, utf8, "An Example")]]),
        der(&[&[(o, utf8, "An Example"), (cn, utf8, "a b")]]),
        der(&[&[(o, utf8, "An Example")], &[(cn, utf8, "ab")]]),
        der(&[&[(o, utf8, "An Example")], &[(o, utf8, "a b")]]),
        der(&[&[(o, utf8, "AnExample")], &[(cn, utf8, "a b")]]),
        der(&[
            &[(o, utf8, "An Example")],
            &[(cn, utf8, "a b"), (o, utf8, "c")],
        ]),
        two(),
    ] {
        assert!(!names_equal(&base(), &other), "{other:02x?}");
        assert!(!names_equal(&other, &base()), "{other:02x?}");
    }
    for other in [
        der(&[&[(o, utf8, "x")]]),
        der(&[&[(o, utf8, "x"), (cn, utf8, "longed")]]),
        der(&[&[(o, utf8, "y"), (cn, utf8, "longer")]]),
        der(&[&[(o, utf8, "x")], &[(cn, utf8, "longer")]]),
    ] {
        assert!(!names_equal(&two(), &other), "{other:02x?}");
    }
    // What is not a name equals nothing, itself included.
    assert!(!names_equal(&[0x30, 0x80], &[0x30, 0x80]));
}

#[test]
fn a_verifier_asks_for_the_host_and_the_purpose_that_it_was_given() {
    use certwright::path::RootStore;
    use certwright::x509::Certificate;
    let read = |cert: &Cert| Certificate::from_der(cert.der()).unwrap();
    let mut roots = RootStore::new();
    let server = read(
        &leaf()
            .with(alt_names(&["a.example"]))
            .with(ext_key_usage(&[oid::KP_SERVER_AUTH])),
    );
    let ca = [read(&ca())];
    let reason = |roots: &RootStore, change: &dyn Fn(PathVerifier) -> PathVerifier| {
        let verifier = PathVerifier::new(roots, Time::from_unix(NOW)).signatures(&Verifier);
        let verdict = change(verifier).verify(&server, &ca);
        verdict.err().map(|e| e.first().reason.clone())
    };
    assert_eq!(reason(&roots, &|v| v), Some(Reason::IssuerNotFound));
    roots.add(&read(&root()));
    assert_eq!(reason(&roots, &|v| v), None);
    assert_eq!(reason(&roots, &|v| v.host("a.example").unwrap()), None);
    assert!(matches!(
        reason(&roots, &|v| v.host("b.example").unwrap()),
        Some(Reason::IdentityMismatch { .. })
    ));
    assert!(matches!(
        reason(&roots, &|v| v.host("192.0.2.1").unwrap()),
        Some(Reason::IdentityMismatch { .. })
    ));
    assert!(matches!(
        reason(&roots, &|v| v.purpose(Purpose::TLS_CLIENT)),
        Some(Reason::PurposeNotAllowed { .. })
    ));
    // A host is a TLS server's.
    let client = read(
        &leaf()
            .with(alt_names(&["a.example"]))
            .with(ext_key_usage(&[oid::KP_CLIENT_AUTH])),
    );
    let verifier = PathVerifier::new(&roots, Time::from_unix(NOW)).signatures(&Verifier);
    let verdict = verifier.host("a.example").unwrap().verify(&client, &ca);
    assert!(matches!(
        verdict.unwrap_err().first().reason,
        Reason::PurposeNotAllowed { .. }
    ));
}

#[test]
fn an_anchors_own_certificate_is_a_path_where_that_is_asked() {
    let mut settings = now();
    assert!(
        check(&[root()], &[], &root(), &settings).is_ok(),
        "its signature leads to the anchor"
    );
    let other = [Cert::ca("Elsewhere", "Elsewhere")];
    assert_eq!(
        reasons(&check(&other, &[], &root(), &settings).unwrap_err()),
        [&Reason::SelfSignedNotTrusted]
    );
    settings.anchor_as_target = true;
    assert_eq!(
        check(&[root()], &[], &root(), &settings).unwrap().chain,
        [Source::Anchor(0)]
    );
    // What it is for counts, whether it is enforced for those below it or not.
    let of_clients = root().with(ext_key_usage(&[oid::KP_CLIENT_AUTH]));
    for enforced in [true, false] {
        settings.enforce_anchor = enforced;
        for (purpose, right) in [(Purpose::TLS_CLIENT, true), (Purpose::TLS_SERVER, false)] {
            settings.purpose = Some(purpose);
            let anchors = [of_clients.clone()];
            let path = check(&anchors, &[], &of_clients, &settings);
            let refused = path.as_ref().err().map(reasons);
            let purpose = oid::KP_SERVER_AUTH.to_owned();
            let not_allowed = Reason::PurposeNotAllowed { purpose };
            let expected = (!right).then(|| vec![&not_allowed]);
            assert_eq!(refused, expected, "once, where it is refused");
        }
    }
}

/// As OpenSSL has it (error 18): who trusts a certificate does not thereby trust every other of its name and key as a target.
#[test]
fn an_anchors_certificate_issued_anew_is_not_trusted_by_that() {
    let mut anew = root();
    anew.serial += 1;
    let as_server = anew.clone().with(basic_constraints(false, None));
    for anchor_as_target in [false, true] {
        let mut settings = now();
        settings.anchor_as_target = anchor_as_target;
        for target in [&anew, &as_server] {
            let verdict = check(&[root()], &[anew.clone()], target, &settings);
            let error = verdict.unwrap_err();
            assert_eq!(reasons(&error), [&Reason::SelfSignedNotTrusted]);
        }
        assert!(check(&[root(), anew.clone()], &[], &anew, &settings).is_ok());
        // A name and a key are all that such an anchor is.
        let root = root().der();
        let root = CertificateRef::from_der(&root).unwrap();
        let bare = [Anchor::new(root.subject, &root.spki)];
        let target = anew.der();
        let target = CertificateRef::from_der(&target).unwrap();
        assert!(verify(&target, &Pool::new(&bare), &settings, &Verifier).is_ok());
    }
    // Below it, one is as good as the other.
    assert!(check(&[root()], &[anew, ca()], &leaf(), &now()).is_ok());
}

/// A cross-certificate of a self-signed target's name and key is a repetition of it (RFC 4158 §2.4.2), and no trust in it; one of other alternative
/// names is not, nor is one of another key.
#[test]
fn a_self_signed_target_is_not_trusted_by_a_cross_certificate_of_its_key() {
    let itself = Cert::ca("CA", "CA");
    let error = check(&[root()], &[ca()], &itself, &now()).unwrap_err();
    assert_eq!(reasons(&error), [&Reason::SelfSignedNotTrusted]);
    let with_a_name = itself.clone().with(alt_names(&["ca.example.org"]));
    let of_another_key = itself.keys("other", "CA");
    for target in [with_a_name, of_another_key] {
        assert!(check(&[root()], &[ca()], &target, &now()).is_ok());
    }
}

/// RFC 5280 §6.1 asks nothing of who else the target is: a CA that it certified in its turn, or the anchor.
#[test]
fn a_certificate_of_a_ca_of_the_path_is_a_target_like_any_other() {
    let cross = Cert::ca("Root", "CA");
    assert!(check(&[root()], &[ca()], &cross, &now()).is_ok());
    let below = Cert::ca("CA below", "CA");
    let above = Cert::ca("CA", "CA below");
    assert!(check(&[root()], &[ca(), below], &above, &now()).is_ok());
}

/// RFC 4158 §2.4.2: a CA may stand twice on a path under one name and key where its alternative names differ.
#[test]
fn rfc_4158_a_ca_with_other_alternative_names_is_not_a_loop() {
    let below_root = ca().with(policies(&[policy(1)]));
    let by_itself = Cert::ca("CA", "CA")
        .with(policies(&[policy(1)]))
        .with(mappings(&[(policy(1), policy(2))]));
    let target = leaf().with(policies(&[policy(2)]));
    let mut settings = now();
    settings.require_explicit_policy = true;
    let other = by_itself.clone().with(alt_names(&["ca.example.org"]));
    let path = check(&[root()], &[below_root.clone(), other], &target, &settings).unwrap();
    assert_eq!(path.policies.user, PolicySet::new([policy(1)]));
    assert!(check(&[root()], &[below_root, by_itself], &target, &settings).is_err());
}

#[test]
fn an_algorithm_that_no_verifier_knows_is_refused_by_its_name() {
    use certwright::path::{Anchor, Pool, verify};
    use certwright::x509::{CertificateRef, RsaVerifier};
    let (root, leaf) = (root().der(), Cert::new("leaf", "Root").der());
    let anchors = [Anchor::from_certificate(
        &CertificateRef::from_der(&root).unwrap(),
    )];
    let pool = Pool::new(&anchors);
    let e = verify(
        &CertificateRef::from_der(&leaf).unwrap(),
        &pool,
        &now(),
        &RsaVerifier,
    )
    .unwrap_err();
    assert!(e.to_string().contains("1.3.6.1.4.1.32473.1"), "{e}");
}

#[test]
fn the_explanation_is_a_tree_whose_leaves_state_how_each_path_ended() {
    let mut expired = ca();
    expired.not_after = NOW - 1;
    let stranger = ca().keys("CA", "Nobody");
    let e = refused(&[expired, stranger], &leaf());
    assert!(
        matches!(e.first().reason, Reason::Expired { .. }),
        "the nearest path is reported: {e}"
    );
    let steps = &e.explanation.steps;
    assert_eq!(steps[0].certificate, Source::Target);
    for (i, step) in steps.iter().enumerate().skip(1) {
        assert!(step.parent.unwrap() < i);
        let has_children = e.explanation.children(i).next().is_some();
        assert_eq!(has_children, step.outcome == Outcome::Continued);
    }
    let all: Vec<_> = steps
        .iter()
        .filter_map(|s| match &s.outcome {
            Outcome::Refused(refusals) => Some(refusals.iter().map(|r| r.reason.clone())),
            _ => None,
        })
        .flatten()
        .collect();
    assert!(
        all.iter().any(|r| matches!(r, Reason::BadSignature { .. })),
        "{all:?}"
    );
    assert!(
        e.refusals
            .iter()
            .all(|r| !r.reason.section().is_empty() && !r.reason.remedy().is_empty())
    );
}

#[test]
fn a_budget_of_nothing_accepts_nothing() {
    let mut settings = now();
    settings.budget.signature_checks = 0;
    let e = check(&[root()], &[ca()], &leaf(), &settings).unwrap_err();
    assert!(
        e.to_string().contains("budget exceeded: signature checks"),
        "{e}"
    );
}

/// Of the dead ends the one that is furthest from the target, and of these the one of the likeliest issuers, with the path to it.
#[test]
fn the_dead_end_that_came_nearest_is_reported_with_its_path() {
    use Source::{Anchor, Intermediate, Target};
    let forged = |key_identifiers_differ| Reason::BadSignature {
        key_identifiers_differ,
    };
    let cas = |subjects: &[(&str, &str)]| -> Vec<Cert> {
        let ca = |&(subject, issuer): &(&str, &str)| Cert::ca(subject, issuer);
        subjects.iter().map(ca).collect()
    };
    let mut expired = leaf();
    expired.not_after = NOW - 1;
    let not_after = Time::from_unix(expired.not_after);
    let mut renewed = Cert::ca("CA", "Upper");
    renewed.serial = 2;
    let twice = [Cert::ca("CA", "Upper"), renewed];
    let impostor = Cert::ca("CA", "Root").keys("another", "Root");
    let beside_impostor = [impostor, Cert::ca("CA", "Upper")];
    // Root's name and another key, of which there is a certificate that leads further and nowhere.
    let below_impostor = [
        Cert::ca("CA", "Root").keys("CA", "not Root"),
        Cert::ca("Root", "Nowhere").keys("not Root", "Nowhere"),
    ];
    let other = ca().keys("another", "Root").with(subject_key(b"other"));
    let identified = leaf().with(authority_key(b"right"));
    let by_itself = |signer: &str| Cert::ca("X", "X").keys("X", signer);
    let mut copy = by_itself("X before");
    copy.serial = 2;
    for (intermediates, target, chain, reason) in [
        (
            &cas(&[("CA", "Upper"), ("Upper", "Root")])[..],
            &leaf(),
            &[Target, Intermediate(0)][..],
            Reason::TooLong { limit: 1 },
        ),
        (
            &twice,
            &leaf(),
            &[Target, Intermediate(0)],
            Reason::IssuerNotFound,
        ),
        (
            &beside_impostor,
            &leaf(),
            &[Target, Intermediate(1)],
            Reason::IssuerNotFound,
        ),
        (
            &below_impostor,
            &leaf(),
            &[Target, Intermediate(0)],
            forged(false),
        ),
        (&[other], &identified, &[Target], forged(true)),
        (
            &[ca()],
            &expired,
            &[Target, Intermediate(0), Anchor(0)],
            Reason::Expired { not_after },
        ),
        // Self-signed is who is certified by its own name and its own key.
        (
            &[],
            &by_itself("X"),
            &[Target],
            Reason::SelfSignedNotTrusted,
        ),
        (
            &[],
            &by_itself("X before"),
            &[Target],
            Reason::IssuerNotFound,
        ),
        (&[copy], &by_itself("X before"), &[Target], Reason::Loop),
    ] {
        let mut settings = now();
        settings.max_intermediates = 1;
        let e = check(&[root()], intermediates, target, &settings).unwrap_err();
        assert_eq!((&e.chain[..], reasons(&e)), (chain, vec![&reason]));
    }
}

/// Answers alike to every signature.
struct Answers(SignatureError);

impl SignatureVerifier for Answers {
    fn verify(
        &self,
        _: &SubjectPublicKeyInfo<'_>,
        _: &AlgorithmIdentifier<'_>,
        _: &[u8],
        _: &[u8],
    ) -> Result<(), SignatureError> {
        Err(self.0.clone())
    }
}

#[test]
fn what_a_verifier_answers_is_the_reason_that_a_path_is_refused_for() {
    let (root, leaf) = (root().der(), Cert::new("leaf", "Root").der());
    let anchors = [Anchor::from_certificate(
        &CertificateRef::from_der(&root).unwrap(),
    )];
    let what = "salt";
    let forged = Reason::BadSignature {
        key_identifiers_differ: false,
    };
    for (answer, reason) in [
        (
            // The algorithm of the anchor's key.
            SignatureError::Unsupported(TOY.to_owned()),
            Reason::UnsupportedPublicKey(TOY.to_owned()),
        ),
        (
            SignatureError::Unsupported(FOREIGN.to_owned()),
            Reason::UnsupportedSignatureAlgorithm(FOREIGN.to_owned()),
        ),
        (
            SignatureError::Parameters(pkcs::Error::Parameter { what }),
            Reason::MalformedSignatureAlgorithm,
        ),
        (
            SignatureError::Key(pkcs::Error::Parameter { what }),
            Reason::UnusableIssuerKey,
        ),
        (SignatureError::WrongKey, Reason::UnusableIssuerKey),
        (SignatureError::Invalid, forged.clone()),
        (SignatureError::UnusedBits, forged),
    ] {
        let leaf = CertificateRef::from_der(&leaf).unwrap();
        let verdict = verify(&leaf, &Pool::new(&anchors), &now(), &Answers(answer));
        assert_eq!(reasons(&verdict.unwrap_err()), [&reason]);
    }
}

#[test]
fn a_set_of_policies_is_the_same_in_any_order() {
    let [a, b, c] = [1, 2, 3].map(policy);
    let set = PolicySet::new([b, c, a, c, oid::ANY_POLICY, b]);
    assert_eq!(set.policies, [a, b, c].map(|p| p.to_owned()));
    assert!(set.any);
    let without_any = PolicySet::new([c, b, b]);
    assert!(without_any.admits(&b.to_owned()) && without_any.admits(&c.to_owned()));
    assert!(!without_any.admits(&a.to_owned()));
}

#[test]
fn errors_in_crls_are_ordered_by_where_they_are() {
    let error = |der: &[u8]| CrlDerError(CertificateListRef::from_der(der).unwrap_err());
    let (first, later) = (error(&[2, 1, 0]), error(&[0x30, 3, 2, 1, 0]));
    assert!(first.0.offset < later.0.offset);
    assert!(first < later && first <= first.clone());
    let order = |a: &CrlDerError, b| a.partial_cmp(b);
    assert_eq!(order(&later, &first), Some(Ordering::Greater));
}
