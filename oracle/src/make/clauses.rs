//! Clauses of RFC 5280 §6.1 and §6.3 that need policies, other keys or further CRLs; and chains that keep a clause in a way that an
//! implementation without it would refuse.

use certwright::der::{ObjectIdentifierRef, context_tag};
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright::rsa::HashAlgorithm;

use super::chain::{
    BASIC_CONSTRAINTS, Chain, CrlSigner, KEY_USAGE, POLICIES, POLICY_CONSTRAINTS, Rule, UNKNOWN,
    basic_constraints, name_constraints,
};
use super::template::{
    Certificate, Crl, NOW, authority_key_identifier, der, extension, name, pss_algorithm, time,
};

const POLICY_MAPPINGS: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.33");
const INHIBIT_ANY_POLICY: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.54");
const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.35");
const DISTRIBUTION_POINTS: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.31");
const ISSUING_DISTRIBUTION_POINT: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.28");
const DELTA_CRL_INDICATOR: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.27");
const CRL_NUMBER: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.20");
const REASON: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.21");

/// Policies of this package's own, and anyPolicy.
const ONE: ObjectIdentifierRef<'static> = certwright::oid!("1.3.6.1.4.1.99999.2.1");
const TWO: ObjectIdentifierRef<'static> = certwright::oid!("1.3.6.1.4.1.99999.2.2");
const ANY: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.32.0");
const ONE_DOTTED: &str = "1.3.6.1.4.1.99999.2.1";
const TWO_DOTTED: &str = "1.3.6.1.4.1.99999.2.2";

const EXPLICIT: &str = "explicit-policy";

fn policy(id: ObjectIdentifierRef<'_>) -> Vec<u8> {
    let value = der(|w| w.sequence(|w| w.sequence(|w| w.oid(id))));
    extension(POLICIES, false, &value)
}

/// Maps a policy of the issuer's domain to one of the subject's.
fn mapping(from: ObjectIdentifierRef<'_>, to: ObjectIdentifierRef<'_>) -> Vec<u8> {
    let value = der(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(from);
                w.oid(to);
            })
        })
    });
    extension(POLICY_MAPPINGS, true, &value)
}

/// requireExplicitPolicy [0] or inhibitPolicyMapping [1], after so many certificates.
fn policy_constraint(which: u32, skip: u8) -> Vec<u8> {
    let value = der(|w| w.sequence(|w| w.tlv(context_tag(which, false), &[skip])));
    extension(POLICY_CONSTRAINTS, true, &value)
}

fn inhibit_any_policy(skip: u8) -> Vec<u8> {
    extension(INHIBIT_ANY_POLICY, true, &[2, 1, skip])
}

fn path_length(certificate: &mut Certificate, length: u8) {
    certificate.without(BASIC_CONSTRAINTS);
    certificate.push(basic_constraints(Some(length)));
}

/// Policies of upper, lower and leaf, with a policy required.
fn policies(c: &mut Chain, of: [Option<ObjectIdentifierRef<'_>>; 3]) {
    c.flags.push(EXPLICIT);
    for (certificate, id) in [&mut c.upper, &mut c.lower, &mut c.leaf]
        .into_iter()
        .zip(of)
    {
        if let Some(id) = id {
            certificate.push(policy(id));
        }
    }
}

/// A third authority, by this name, which certifies the leaf in place of the lower one.
fn lowest<'c>(c: &'c mut Chain, named: &str) -> &'c mut Certificate {
    let mut new = c.lower.clone();
    new.serial = vec![7];
    new.issuer = name("Lower");
    new.subject = name(named);
    new.spki = c.lowest_spki.clone();
    // Of the lower one's extensions only those that every authority has.
    new.extensions = Some(Vec::new());
    new.push(authority_key_identifier("Lower"));
    new.push(basic_constraints(None));
    new.push(super::chain::key_usage(0x06));
    c.leaf.issuer = name(named);
    c.leaf.without(AUTHORITY_KEY_IDENTIFIER);
    c.lowest.insert(new)
}

/// A key that is for RSASSA-PSS alone, with parameters or without.
fn restricted(spki: &[u8], hash: Option<HashAlgorithm>) -> Vec<u8> {
    let Ok(info) = SubjectPublicKeyInfo::from_der(spki) else {
        unreachable!("a template's key is one");
    };
    der(|w| {
        w.sequence(|w| {
            match hash {
                Some(hash) => w.raw(&pss_algorithm(hash)),
                None => w.sequence(|w| w.oid(certwright::oid!("1.2.840.113549.1.1.10"))),
            }
            w.bit_string(info.key);
        })
    })
}

pub(super) const PATH_RULES: &[Rule] = &[
    (
        "anyPolicy is inhibited from the start, and an authority has no other",
        "RFC 5280 section 6.1.1 (g)",
        |c| {
            policies(c, [Some(ANY), Some(ONE), Some(ONE)]);
            c.flags.push("inhibit-any-policy");
        },
    ),
    (
        "the authorities' policy is another than the leaf's",
        "RFC 5280 section 6.1.3 (d)",
        |c| policies(c, [Some(ONE), Some(ONE), Some(TWO)]),
    ),
    (
        "the authorities have a policy, and the leaf has none",
        "RFC 5280 section 6.1.3 (e)",
        |c| policies(c, [Some(ONE), Some(ONE), None]),
    ),
    (
        "an authority maps anyPolicy",
        "RFC 5280 section 6.1.4 (a)",
        |c| c.lower.push(mapping(ANY, ONE)),
    ),
    (
        "an authority maps to anyPolicy",
        "RFC 5280 section 6.1.4 (a)",
        |c| {
            policies(c, [Some(ONE), Some(ONE), Some(ONE)]);
            c.lower.push(mapping(ONE, ANY));
        },
    ),
    (
        "the leaf has the policy that its authority maps away",
        "RFC 5280 section 6.1.4 (b)(1)",
        |c| {
            policies(c, [Some(ONE), Some(ONE), Some(ONE)]);
            c.lower.push(mapping(ONE, TWO));
        },
    ),
    (
        "mapping is inhibited from the start, and an authority maps the policy to the leaf's",
        "RFC 5280 section 6.1.4 (b)(2)",
        |c| {
            policies(c, [Some(ONE), Some(ONE), Some(TWO)]);
            c.lower.push(mapping(ONE, TWO));
            c.flags.push("inhibit-policy-mapping");
        },
    ),
    (
        "the leaf's issuer is the authority above the one that signed it",
        "RFC 5280 section 6.1.4 (c)",
        |c| c.leaf.issuer = name("Upper"),
    ),
    (
        "the authority is certified for another key",
        "RFC 5280 section 6.1.4 (d)",
        |c| c.lower.spki = c.lowest_spki.clone(),
    ),
    (
        "the authority's key is for RSASSA-PSS with SHA-384, and it signed with SHA-256",
        "RFC 5280 section 6.1.4 (e)",
        |c| {
            c.lower.spki = restricted(&c.lower.spki, Some(HashAlgorithm::Sha384));
            let algorithm = pss_algorithm(HashAlgorithm::Sha256);
            (c.leaf.inner_algorithm, c.leaf.outer_algorithm) = (algorithm.clone(), algorithm);
            c.leaf.is_pss = true;
        },
    ),
    (
        "an upper authority's key is for RSASSA-PSS, and it signed by PKCS #1 v1.5",
        "RFC 5280 section 6.1.4 (f)",
        |c| c.upper.spki = restricted(&c.upper.spki, None),
    ),
    (
        "two lower authorities permit names that have nothing in common",
        "RFC 5280 section 6.1.4 (g)",
        |c| {
            c.upper.push(name_constraints(0, "example.com"));
            c.lower.push(name_constraints(0, "example.org"));
        },
    ),
    (
        "an authority requires a policy from the second certificate below it on, and there is none",
        "RFC 5280 section 6.1.4 (h)(1)",
        |c| c.upper.push(policy_constraint(0, 2)),
    ),
    (
        "an authority allows mapping in the next certificate, and the one after it maps",
        "RFC 5280 section 6.1.4 (h)(2)",
        |c| {
            policies(c, [Some(ONE), Some(ONE), Some(TWO)]);
            c.upper.push(policy_constraint(1, 1));
            let lowest = lowest(c, "Lowest");
            lowest.push(policy(ONE));
            lowest.push(mapping(ONE, TWO));
        },
    ),
    (
        "an authority allows anyPolicy in the next certificate, and the one after it has it",
        "RFC 5280 section 6.1.4 (h)(3)",
        |c| {
            policies(c, [Some(ONE), Some(ANY), Some(ONE)]);
            c.upper.push(inhibit_any_policy(1));
            lowest(c, "Lowest").push(policy(ANY));
        },
    ),
    (
        "an authority inhibits mapping, and the one below it maps",
        "RFC 5280 section 6.1.4 (i)(2)",
        |c| {
            policies(c, [Some(ONE), Some(ONE), Some(TWO)]);
            c.upper.push(policy_constraint(1, 0));
            c.lower.push(mapping(ONE, TWO));
        },
    ),
    (
        "an authority inhibits anyPolicy, and the one below it has no other",
        "RFC 5280 section 6.1.4 (j)",
        |c| {
            policies(c, [Some(ONE), Some(ANY), Some(ONE)]);
            c.upper.push(inhibit_any_policy(0));
        },
    ),
    (
        "a path length of 5 below one of 1, and two authorities below that",
        "RFC 5280 section 6.1.4 (m)",
        |c| {
            path_length(&mut c.upper, 1);
            path_length(&mut c.lower, 5);
            lowest(c, "Lowest");
        },
    ),
    (
        "an authority requires a policy from the certificate after the leaf on, and there is none",
        "RFC 5280 section 6.1.5 (a)",
        |c| c.lower.push(policy_constraint(0, 1)),
    ),
    (
        "the leaf itself requires a policy, and there is none",
        "RFC 5280 section 6.1.5 (b)",
        |c| c.leaf.push(policy_constraint(0, 0)),
    ),
    (
        "a policy is required, and the user takes another than the path's",
        "RFC 5280 section 6.1.5 (g)",
        |c| {
            policies(c, [Some(ONE), Some(ONE), Some(ONE)]);
            c.policies.push(TWO_DOTTED);
        },
    ),
];

/// Valid chains.
pub(super) const KEPT: &[Rule] = &[
    (
        "no policy is required, and the authorities' is another than the leaf's",
        "RFC 5280 section 6.1.3 (f)",
        |c| {
            policies(c, [Some(ONE), Some(ONE), Some(TWO)]);
            c.flags.clear();
        },
    ),
    (
        "an authority has anyPolicy, which stands for the one above and below it",
        "RFC 5280 section 6.1.3 (d)(2)",
        |c| policies(c, [Some(ONE), Some(ANY), Some(ONE)]),
    ),
    (
        "the leaf has the policy to which its authority maps the one that the user takes",
        "RFC 5280 section 6.1.4 (b)(1)",
        |c| {
            policies(c, [Some(ONE), Some(ONE), Some(TWO)]);
            c.lower.push(mapping(ONE, TWO));
            c.policies.push(ONE_DOTTED);
        },
    ),
    (
        "the leaf's name is within what both authorities permit",
        "RFC 5280 section 6.1.4 (g)",
        |c| {
            c.upper.push(name_constraints(0, "example.com"));
            c.lower.push(name_constraints(0, "host.example.com"));
        },
    ),
    (
        "an authority requires a policy after more certificates than there are",
        "RFC 5280 section 6.1.4 (h)(1)",
        |c| c.upper.push(policy_constraint(0, 3)),
    ),
    (
        "an authority requires a policy, and there is one",
        "RFC 5280 section 6.1.4 (i)(1)",
        |c| {
            policies(c, [Some(ONE), Some(ONE), Some(ONE)]);
            c.flags.clear();
            c.upper.push(policy_constraint(0, 0));
        },
    ),
    (
        "an authority inhibits anyPolicy, and nothing below it has it",
        "RFC 5280 section 6.1.4 (j)",
        |c| {
            policies(c, [Some(ANY), Some(ONE), Some(ONE)]);
            c.upper.push(inhibit_any_policy(0));
        },
    ),
    (
        "an authority that issued for itself does not count for the path's length",
        "RFC 5280 section 6.1.4 (l)",
        |c| {
            path_length(&mut c.upper, 1);
            lowest(c, "Lower");
        },
    ),
    (
        "a path length of 5 below one of 1, and one authority below that",
        "RFC 5280 section 6.1.4 (m)",
        |c| {
            path_length(&mut c.upper, 1);
            path_length(&mut c.lower, 5);
        },
    ),
    (
        "an authority has no keyUsage",
        "RFC 5280 section 6.1.4 (n)",
        |c| c.lower.without(KEY_USAGE),
    ),
    (
        "an extension that is not critical is unknown",
        "RFC 5280 section 6.1.5 (f)",
        |c| c.leaf.push(extension(UNKNOWN, false, &[5, 0])),
    ),
    (
        "no policy is required, and the user takes another than the path's",
        "RFC 5280 section 6.1.5 (g)",
        |c| {
            policies(c, [Some(ONE), Some(ONE), Some(ONE)]);
            c.flags.clear();
            c.policies.push(TWO_DOTTED);
        },
    ),
];

/// fullName with a URI, as a DistributionPointName [0].
fn full_name(uri: &str) -> Vec<u8> {
    der(|w| {
        w.context(0, |w| {
            w.context(0, |w| w.tlv(context_tag(6, false), uri.as_bytes()));
        });
    })
}

/// issuingDistributionPoint: a URI, and a field by its number with its contents.
fn issuing(uri: Option<&str>, field: Option<(u32, &[u8])>) -> Vec<u8> {
    let value = der(|w| {
        w.sequence(|w| {
            if let Some(uri) = uri {
                w.raw(&full_name(uri));
            }
            if let Some((number, contents)) = field {
                w.tlv(context_tag(number, false), contents);
            }
        })
    });
    extension(ISSUING_DISTRIBUTION_POINT, true, &value)
}

fn distribution_point(uri: &str) -> Vec<u8> {
    let value = der(|w| w.sequence(|w| w.sequence(|w| w.raw(&full_name(uri)))));
    extension(DISTRIBUTION_POINTS, false, &value)
}

const HERE: &str = "http://crl.example.com/here";
const THERE: &str = "http://crl.example.com/there";
/// onlySomeReasons: keyCompromise to superseded; the rest; the rest without aACompromise.
const SOME_REASONS: &[u8] = &[3, 0x78];
const OTHER_REASONS: &[u8] = &[7, 0x07, 0x80];
const NOT_ALL_OTHERS: &[u8] = &[0, 0x07];

/// An entry with its reason, by the number of CRLReason.
fn entry(serial: u8, reason: u8) -> (Vec<u8>, Vec<Vec<u8>>) {
    let reason = extension(REASON, false, &[10, 1, reason]);
    (vec![serial], vec![reason])
}

const HOLD: u8 = 6;
const REMOVE_FROM_CRL: u8 = 8;

/// A delta to the leaf's issuer's CRL, number 2 to number 1.
fn delta(issuer: &str) -> Crl {
    let mut delta = Crl::new(issuer);
    delta.extensions = vec![
        authority_key_identifier(issuer),
        extension(CRL_NUMBER, false, &[2, 1, 2]),
        extension(DELTA_CRL_INDICATOR, true, &[2, 1, 1]),
    ];
    delta
}

/// A delta of number 3, with no entry.
fn later_delta() -> Crl {
    let mut later = delta("Lower");
    later.extensions[1] = extension(CRL_NUMBER, false, &[2, 1, 3]);
    later.this_update = time(NOW);
    later
}

/// The leaf is on hold, and a delta that does not count takes it from the list.
fn released_by(c: &mut Chain, mut delta: Crl, signer: CrlSigner) {
    c.crls[2].revoked.push(entry(4, HOLD));
    delta.revoked.push(entry(4, REMOVE_FROM_CRL));
    c.more_crls.push((delta, signer));
}

/// The CRL of the leaf's issuer is for some reasons, and there is a second one for others.
fn by_reasons(c: &mut Chain, first: &[u8], second: Option<&[u8]>) {
    c.crls[2].extensions.push(issuing(None, Some((3, first))));
    if let Some(second) = second {
        let mut more = Crl::new("Lower");
        more.extensions.push(issuing(None, Some((3, second))));
        c.more_crls.push((more, CrlSigner::Lower));
    }
}

pub(super) const CRL_RULES: &[Rule] = &[
    (
        "the CRL is for another distribution point than the leaf's",
        "RFC 5280 section 6.3.3 (b)(2)(i)",
        |c| {
            c.leaf.push(distribution_point(HERE));
            c.crls[2].extensions.push(issuing(Some(THERE), None));
        },
    ),
    (
        "the CRL on an authority has end entities' certificates only",
        "RFC 5280 section 6.3.3 (b)(2)(ii)",
        |c| c.crls[1].extensions.push(issuing(None, Some((1, &[0xff])))),
    ),
    (
        "the CRL has attribute certificates only",
        "RFC 5280 section 6.3.3 (b)(2)(iv)",
        |c| c.crls[2].extensions.push(issuing(None, Some((5, &[0xff])))),
    ),
    (
        "the leaf is on hold, and a delta by another issuer releases it",
        "RFC 5280 section 6.3.3 (c)(1)",
        |c| released_by(c, delta("Upper"), CrlSigner::Upper),
    ),
    (
        "the leaf is on hold, and a delta of another distribution point releases it",
        "RFC 5280 section 6.3.3 (c)(2)",
        |c| {
            let mut delta = delta("Lower");
            delta.extensions.push(issuing(Some(THERE), None));
            released_by(c, delta, CrlSigner::Lower);
        },
    ),
    (
        "the leaf is on hold, and a delta under another key identifier releases it",
        "RFC 5280 section 6.3.3 (c)(3)",
        |c| {
            let mut delta = delta("Lower");
            delta.extensions[0] = authority_key_identifier("Stranger");
            released_by(c, delta, CrlSigner::Lower);
        },
    ),
    (
        "the CRL is for some reasons, and there is no other",
        "RFC 5280 section 6.3.3 (d)",
        |c| by_reasons(c, SOME_REASONS, None),
    ),
    (
        "two CRLs are for the same reasons, and there is no other",
        "RFC 5280 section 6.3.3 (e)",
        |c| by_reasons(c, SOME_REASONS, Some(SOME_REASONS)),
    ),
    (
        "the leaf is on hold, and a delta signed by another key releases it",
        "RFC 5280 section 6.3.3 (h)",
        |c| released_by(c, delta("Lower"), CrlSigner::Stranger),
    ),
    (
        "the delta revokes the leaf, and a later delta signed by another key does not",
        "RFC 5280 section 6.3.3 (h)",
        |c| {
            let mut genuine = delta("Lower");
            genuine.revoked.push(entry(4, 1));
            c.more_crls.push((genuine, CrlSigner::Lower));
            c.more_crls.push((later_delta(), CrlSigner::Stranger));
        },
    ),
    (
        "a delta signed by another key does not revoke the leaf, and an earlier one by the issuer does",
        "RFC 5280 section 6.3.3 (h)",
        |c| {
            let mut genuine = delta("Lower");
            genuine.revoked.push(entry(4, 1));
            c.more_crls.push((later_delta(), CrlSigner::Stranger));
            c.more_crls.push((genuine, CrlSigner::Lower));
        },
    ),
    (
        "the CRL revokes the leaf, and a later CRL signed by another key does not",
        "RFC 5280 section 6.3.3 (g)",
        |c| {
            c.crls[2].revoked.push(entry(4, 1));
            let mut forged = Crl::new("Lower");
            forged.extensions[1] = extension(CRL_NUMBER, false, &[2, 1, 3]);
            forged.this_update = time(NOW);
            c.more_crls.push((forged, CrlSigner::Stranger));
        },
    ),
    (
        "the delta revokes the leaf, and the complete CRL does not",
        "RFC 5280 section 6.3.3 (i)",
        |c| {
            let mut delta = delta("Lower");
            delta.revoked.push(entry(4, 1));
            c.more_crls.push((delta, CrlSigner::Lower));
        },
    ),
    (
        "the leaf is on hold, and the delta releases another certificate",
        "RFC 5280 section 6.3.3 (k)",
        |c| {
            c.crls[2].revoked.push(entry(4, HOLD));
            let mut delta = delta("Lower");
            delta.revoked.push(entry(5, REMOVE_FROM_CRL));
            c.more_crls.push((delta, CrlSigner::Lower));
        },
    ),
    (
        "two CRLs are for different reasons, and one reason is in neither",
        "RFC 5280 section 6.3.3 (l)",
        |c| by_reasons(c, SOME_REASONS, Some(NOT_ALL_OTHERS)),
    ),
];

/// Valid chains with CRLs.
pub(super) const CRLS_KEPT: &[Rule] = &[
    (
        "the CRL is for the leaf's distribution point",
        "RFC 5280 section 6.3.3 (b)(2)(i)",
        |c| {
            c.leaf.push(distribution_point(HERE));
            c.crls[2].extensions.push(issuing(Some(HERE), None));
        },
    ),
    (
        "the CRL has end entities' certificates only, as the leaf's is",
        "RFC 5280 section 6.3.3 (b)(2)(ii)",
        |c| c.crls[2].extensions.push(issuing(None, Some((1, &[0xff])))),
    ),
    (
        "the CRL on an authority has authorities' certificates only",
        "RFC 5280 section 6.3.3 (b)(2)(iii)",
        |c| c.crls[1].extensions.push(issuing(None, Some((2, &[0xff])))),
    ),
    (
        "another certificate of the issuer is revoked",
        "RFC 5280 section 6.3.3 (j)",
        |c| c.crls[2].revoked.push(entry(5, 1)),
    ),
    (
        "the leaf was on hold, and the delta releases it",
        "RFC 5280 section 6.3.3 (k)",
        |c| released_by(c, delta("Lower"), CrlSigner::Lower),
    ),
    (
        "the leaf was on hold, the delta releases it, and a later delta signed by another key does not",
        "RFC 5280 section 6.3.3 (h)",
        |c| {
            released_by(c, delta("Lower"), CrlSigner::Lower);
            c.more_crls.push((later_delta(), CrlSigner::Stranger));
        },
    ),
    (
        "two CRLs are for different reasons, and every reason is in one",
        "RFC 5280 section 6.3.3 (l)",
        |c| by_reasons(c, SOME_REASONS, Some(OTHER_REASONS)),
    ),
];

const CERTIFICATE_ISSUER: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.29");

/// Makes the leaf's issuer's CRL an indirect one, with entries of serial numbers and perhaps their certificates' issuers.
fn indirect(c: &mut Chain, entries: &[(u8, Option<&str>)]) {
    c.crls[2].extensions.push(issuing(None, Some((4, &[0xff]))));
    for (serial, issuer) in entries {
        let of = issuer.map(|issuer| {
            let value = der(|w| w.sequence(|w| w.context(4, |w| w.raw(&name(issuer)))));
            extension(CERTIFICATE_ISSUER, true, &value)
        });
        c.crls[2]
            .revoked
            .push((vec![*serial], of.into_iter().collect()));
    }
}

pub(super) const INDIRECT_CRLS: &[Rule] = &[
    (
        "an indirect CRL has the leaf before it names another issuer",
        "RFC 5280 section 5.3.3",
        |c| indirect(c, &[(4, None), (5, Some("Stranger"))]),
    ),
    (
        "an indirect CRL names another issuer, then the leaf's, and then has the leaf",
        "RFC 5280 section 5.3.3",
        |c| indirect(c, &[(5, Some("Stranger")), (6, Some("Lower")), (4, None)]),
    ),
    (
        "an indirect CRL names another issuer, and then the leaf with its issuer",
        "RFC 5280 section 5.3.3",
        |c| indirect(c, &[(5, Some("Stranger")), (4, Some("Lower"))]),
    ),
];

pub(super) const INDIRECT_CRLS_KEPT: &[Rule] = &[
    (
        "an indirect CRL has another issuer's certificate of the leaf's serial number",
        "RFC 5280 section 5.3.3",
        |c| indirect(c, &[(4, Some("Stranger"))]),
    ),
    (
        "an indirect CRL names another issuer, and the leaf's serial number in the entry after it",
        "RFC 5280 section 5.3.3",
        |c| indirect(c, &[(5, Some("Stranger")), (4, None)]),
    ),
];

#[cfg(test)]
mod tests {
    use crate::make::{self, Kind};

    /// Clauses that assign an output of the procedure: no certificate breaks them.
    const ASSIGN: &[(&str, &str)] = &[
        ("6.1.5 (c)", "working_public_key becomes the leaf's"),
        (
            "6.1.5 (d)",
            "working_public_key_parameters become the leaf's",
        ),
        (
            "6.1.5 (e)",
            "working_public_key_algorithm becomes the leaf's",
        ),
    ];

    #[test]
    fn each_clause_of_the_standard_has_a_test_that_it_alone_decides() {
        let mut flags = Vec::new();
        for kind in [Kind::Chain, Kind::Crl] {
            for (_, contents) in make::files(kind, 1) {
                let file: serde_json::Value = serde_json::from_slice(&contents).unwrap();
                for group in file["testGroups"].as_array().unwrap() {
                    for test in group["tests"].as_array().unwrap() {
                        // Of pairs, each half stands alone as well.
                        if !test["comment"].as_str().unwrap().contains("; ") {
                            let section = test["flags"].as_array().unwrap().first();
                            flags.extend(section.and_then(|s| s.as_str()).map(String::from));
                        }
                    }
                }
            }
        }
        let clauses = [
            ("6.1.3", 'f'),
            ("6.1.4", 'o'),
            ("6.1.5", 'g'),
            ("6.3.3", 'l'),
        ];
        for (section, last) in clauses {
            for letter in 'a'..=last {
                let clause = format!("{section} ({letter})");
                let is_decided = flags
                    .iter()
                    .any(|flag| flag.starts_with(&format!("RFC 5280 section {clause}")));
                let assigns = ASSIGN.iter().any(|(of, _)| *of == clause);
                assert!(is_decided != assigns, "{clause}");
            }
        }
    }

    #[test]
    fn every_two_rules_are_broken_together() {
        for (kind, least) in [(Kind::Chain, 40), (Kind::Crl, 30)] {
            let (_, contents) = &make::files(kind, 1)[0];
            let file: serde_json::Value = serde_json::from_slice(contents).unwrap();
            let tests = file["testGroups"][0]["tests"].as_array().unwrap();
            let broken = tests.iter().filter(|test| test["result"] == "invalid");
            let (pairs, alone): (Vec<_>, Vec<_>) =
                broken.partition(|test| test["comment"].as_str().unwrap().contains("; "));
            assert!(alone.len() >= least, "{kind:?}: {}", alone.len());
            assert_eq!(pairs.len(), alone.len() * (alone.len() - 1) / 2, "{kind:?}");
        }
    }
}
