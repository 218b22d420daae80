//! Paths of which one clause of RFC 5280 §6 is broken, or two; certificates and CRLs of which one field is.

use certwright::der::{ObjectIdentifierRef, Tag};
use certwright::rsa::PrivateKey;
use rand_chacha::ChaCha20Rng;
use serde_json::json;

use super::clauses;
use super::der::malformed;
use super::template::{Certificate, Crl, DAY, NOW, Signer, algorithm, der, extension, name, time};
use super::{Group, Test, hex, key, names};

pub(super) const BASIC_CONSTRAINTS: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.19");
pub(super) const KEY_USAGE: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.15");
pub(super) const ALT_NAMES: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.17");
pub(super) const NAME_CONSTRAINTS: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.30");
const EXTENDED_KEY_USAGE: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.37");
pub(super) const POLICIES: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.32");
pub(super) const POLICY_CONSTRAINTS: ObjectIdentifierRef<'static> = certwright::oid!("2.5.29.36");
pub(super) const UNKNOWN: ObjectIdentifierRef<'static> = certwright::oid!("1.3.6.1.4.1.99999.1");
pub(super) const HOST: &str = "host.example.com";

/// The keys of a chain: root, two authorities, perhaps a third, a leaf, and one that belongs to no one in it.
pub(super) struct Keys {
    root: PrivateKey,
    upper: PrivateKey,
    lower: PrivateKey,
    lowest: PrivateKey,
    leaf: PrivateKey,
    stranger: PrivateKey,
}

/// Root → upper → lower → leaf, with a CRL of each authority.
#[derive(Clone)]
pub(super) struct Chain {
    pub(super) root: Certificate,
    pub(super) upper: Certificate,
    pub(super) lower: Certificate,
    /// An authority below the lower one, which then signs the leaf.
    pub(super) lowest: Option<Certificate>,
    pub(super) leaf: Certificate,
    pub(super) crls: [Crl; 3],
    /// Further CRLs, each with who signs it.
    pub(super) more_crls: Vec<(Crl, CrlSigner)>,
    /// The authorities whose CRL is left out.
    pub(super) without_crl: [bool; 3],
    with_crls: bool,
    leaf_by_stranger: bool,
    upper_by_stranger: bool,
    crl_by_stranger: bool,
    without_lower: bool,
    other_root: bool,
    pub(super) host: String,
    pub(super) flags: Vec<&'static str>,
    /// user-initial-policy-set.
    pub(super) policies: Vec<&'static str>,
    /// A public key that a certificate can have in place of its own.
    pub(super) lowest_spki: Vec<u8>,
}

/// Who signs a further CRL.
#[derive(Clone, Copy)]
pub(super) enum CrlSigner {
    Upper,
    Lower,
    Stranger,
}

pub(super) fn keys(rng: &mut ChaCha20Rng) -> Keys {
    let mut next = || key(rng, 65537);
    Keys {
        root: next(),
        upper: next(),
        lower: next(),
        lowest: next(),
        leaf: next(),
        stranger: next(),
    }
}

pub(super) fn basic_constraints(path_length: Option<u8>) -> Vec<u8> {
    let value = der(|w| {
        w.sequence(|w| {
            w.boolean(true);
            if let Some(length) = path_length {
                w.unsigned(&[length]);
            }
        });
    });
    extension(BASIC_CONSTRAINTS, true, &value)
}

/// keyUsage of one byte, whose lowest bits are unused.
pub(super) fn key_usage(bits: u8) -> Vec<u8> {
    extension(KEY_USAGE, true, &[3, 2, bits.trailing_zeros() as u8, bits])
}

pub(super) fn alt_name(host: &str) -> Vec<u8> {
    let value =
        der(|w| w.sequence(|w| w.tlv(certwright::der::context_tag(2, false), host.as_bytes())));
    extension(ALT_NAMES, false, &value)
}

/// permittedSubtrees [0] or excludedSubtrees [1] with one dNSName.
pub(super) fn name_constraints(which: u32, host: &str) -> Vec<u8> {
    let value = der(|w| {
        w.sequence(|w| {
            w.context(which, |w| {
                w.sequence(|w| w.tlv(certwright::der::context_tag(2, false), host.as_bytes()));
            });
        });
    });
    extension(NAME_CONSTRAINTS, true, &value)
}

fn extended_key_usage(usage: ObjectIdentifierRef<'_>) -> Vec<u8> {
    extension(
        EXTENDED_KEY_USAGE,
        false,
        &der(|w| w.sequence(|w| w.oid(usage))),
    )
}

impl Chain {
    pub(super) fn new(keys: &Keys) -> Self {
        let authority = |issuer: &str, subject: &str, serial, key: &PrivateKey| {
            // keyCertSign and cRLSign.
            Certificate::new(issuer, subject, serial, key)
                .with(basic_constraints(None))
                .with(key_usage(0x06))
        };
        Self {
            root: authority("Root", "Root", 1, &keys.root),
            upper: authority("Root", "Upper", 2, &keys.upper),
            lower: authority("Upper", "Lower", 3, &keys.lower),
            lowest: None,
            leaf: Certificate::new("Lower", "Leaf", 4, &keys.leaf)
                .with(key_usage(0xa0))
                .with(extended_key_usage(certwright::oid!("1.3.6.1.5.5.7.3.1")))
                .with(alt_name(HOST)),
            crls: [Crl::new("Root"), Crl::new("Upper"), Crl::new("Lower")],
            more_crls: Vec::new(),
            without_crl: [false; 3],
            with_crls: false,
            leaf_by_stranger: false,
            upper_by_stranger: false,
            crl_by_stranger: false,
            without_lower: false,
            other_root: false,
            host: HOST.into(),
            flags: Vec::new(),
            policies: Vec::new(),
            lowest_spki: keys.lowest.public_key().to_spki_der(),
        }
    }

    pub(super) fn json(&self, keys: &Keys, signer: &mut Signer<'_>) -> serde_json::Value {
        let by = |stranger: bool, usual| if stranger { &keys.stranger } else { usual };
        let root = match self.other_root {
            true => {
                let mut other = self.root.clone();
                // Not the stranger's, who signs an authority in another rule.
                other.spki = keys.leaf.public_key().to_spki_der();
                other.sign(&keys.leaf, signer)
            }
            false => self.root.sign(&keys.root, signer),
        };
        let mut intermediates = vec![hex(self
            .upper
            .sign(by(self.upper_by_stranger, &keys.root), signer))];
        if !self.without_lower {
            intermediates.push(hex(self.lower.sign(&keys.upper, signer)));
        }
        let mut crls = Vec::new();
        if self.with_crls {
            let authorities = [
                &keys.root,
                &keys.upper,
                by(self.crl_by_stranger, &keys.lower),
            ];
            for ((crl, key), without) in self.crls.iter().zip(authorities).zip(self.without_crl) {
                if !without {
                    crls.push(hex(crl.sign(key, signer)));
                }
            }
            for (crl, who) in &self.more_crls {
                let key = match who {
                    CrlSigner::Upper => &keys.upper,
                    CrlSigner::Lower => &keys.lower,
                    CrlSigner::Stranger => &keys.stranger,
                };
                crls.push(hex(crl.sign(key, signer)));
            }
        }
        let issuer = match &self.lowest {
            Some(lowest) => {
                intermediates.push(hex(lowest.sign(&keys.lower, signer)));
                &keys.lowest
            }
            None => &keys.lower,
        };
        json!({
            "target": hex(self.leaf.sign(by(self.leaf_by_stranger, issuer), signer)),
            "anchors": [hex(root)],
            "intermediates": intermediates,
            "crls": crls,
            "time": NOW,
            "purpose": "server",
            "host": self.host,
            "policies": self.policies,
            "pathFlags": self.flags,
        })
    }
}

/// A rule, where it is written, and how it is broken; or how a chain keeps it in a way that looks as if it did not.
pub(super) type Rule = (&'static str, &'static str, fn(&mut Chain));

const PATH_RULES: &[Rule] = &[
    (
        "the leaf has expired",
        "RFC 5280 section 6.1.3 (a)(2)",
        |c| c.leaf.not_after = time(NOW - DAY),
    ),
    (
        "the leaf is not yet valid",
        "RFC 5280 section 6.1.3 (a)(2)",
        |c| c.leaf.not_before = time(NOW + DAY),
    ),
    (
        "an authority has expired",
        "RFC 5280 section 6.1.3 (a)(2)",
        |c| c.lower.not_after = time(NOW - DAY),
    ),
    (
        "the leaf's signature is altered",
        "RFC 5280 section 6.1.3 (a)(1)",
        |c| c.leaf.spoilt = true,
    ),
    (
        "an authority's signature is altered",
        "RFC 5280 section 6.1.3 (a)(1)",
        |c| c.lower.spoilt = true,
    ),
    (
        "another key signed the leaf",
        "RFC 5280 section 6.1.3 (a)(1)",
        |c| c.leaf_by_stranger = true,
    ),
    (
        "another key signed an authority",
        "RFC 5280 section 6.1.3 (a)(1)",
        |c| c.upper_by_stranger = true,
    ),
    (
        "the leaf's issuer has another name",
        "RFC 5280 section 6.1.3 (a)(4)",
        |c| c.leaf.issuer = name("Stranger"),
    ),
    (
        "an authority's issuer has another name",
        "RFC 5280 section 6.1.3 (a)(4)",
        |c| c.lower.issuer = name("Stranger"),
    ),
    ("an authority is missing", "RFC 5280 section 6.1 (a)", |c| {
        c.without_lower = true
    }),
    (
        "the trust anchor has another key",
        "RFC 5280 section 6.1.3 (a)(1)",
        |c| c.other_root = true,
    ),
    (
        "an authority has no basicConstraints",
        "RFC 5280 section 6.1.4 (k)",
        |c| c.lower.without(BASIC_CONSTRAINTS),
    ),
    (
        "an authority's cA is FALSE",
        "RFC 5280 section 6.1.4 (k)",
        |c| {
            c.lower.without(BASIC_CONSTRAINTS);
            c.lower.push(extension(BASIC_CONSTRAINTS, true, &[0x30, 0]));
        },
    ),
    (
        "an authority has version 1",
        "RFC 5280 section 6.1.4 (k)",
        |c| (c.lower.version, c.lower.extensions) = (None, None),
    ),
    (
        "an authority may not sign certificates",
        "RFC 5280 section 6.1.4 (n)",
        |c| {
            c.lower.without(KEY_USAGE);
            c.lower.push(key_usage(0x82));
        },
    ),
    (
        "a path length of 0 above an authority",
        "RFC 5280 section 6.1.4 (l)",
        |c| {
            c.upper.without(BASIC_CONSTRAINTS);
            c.upper.push(basic_constraints(Some(0)));
        },
    ),
    (
        "a critical extension of the leaf is unknown",
        "RFC 5280 section 6.1.5 (f)",
        |c| c.leaf.push(extension(UNKNOWN, true, &[5, 0])),
    ),
    (
        "a critical extension of an authority is unknown",
        "RFC 5280 section 6.1.4 (o)",
        |c| c.upper.push(extension(UNKNOWN, true, &[5, 0])),
    ),
    (
        "the leaf's name is not among the permitted",
        "RFC 5280 section 6.1.3 (b)",
        |c| c.upper.push(name_constraints(0, "example.org")),
    ),
    (
        "the leaf's name is among the excluded",
        "RFC 5280 section 6.1.3 (c)",
        |c| c.upper.push(name_constraints(1, "example.com")),
    ),
    (
        "a lower authority forbids what an upper one permits",
        "RFC 5280 section 6.1.4 (g)",
        |c| {
            c.upper.push(name_constraints(0, "example.com"));
            c.lower.push(name_constraints(1, "host.example.com"));
        },
    ),
    (
        "a policy is required, and there is none",
        "RFC 5280 section 6.1.3 (f)",
        |c| c.flags.push("explicit-policy"),
    ),
    (
        "an authority requires a policy, and there is none",
        "RFC 5280 section 6.1.4 (i)(1)",
        |c| {
            c.upper
                .push(extension(POLICY_CONSTRAINTS, true, &[0x30, 3, 0x80, 1, 0]));
        },
    ),
    (
        "the leaf is for clients",
        "RFC 5280 section 4.2.1.12",
        |c| {
            c.leaf.without(EXTENDED_KEY_USAGE);
            c.leaf
                .push(extended_key_usage(certwright::oid!("1.3.6.1.5.5.7.3.2")));
        },
    ),
    (
        "the leaf is for another host",
        "RFC 9525 section 6.3",
        |c| c.host = "other.example.com".into(),
    ),
    (
        "the host is named by the subject alone",
        "RFC 9525 section 2",
        |c| {
            c.leaf.without(ALT_NAMES);
            c.leaf.subject = name(HOST);
        },
    ),
    (
        "the leaf's wildcard stands for two labels",
        "RFC 9525 section 6.3",
        |c| {
            c.leaf.without(ALT_NAMES);
            c.leaf.push(alt_name("*.com"));
        },
    ),
];

const CRL_RULES: &[Rule] = &[
    ("the leaf is revoked", "RFC 5280 section 6.3.3 (j)", |c| {
        c.crls[2].revoked.push((vec![4], Vec::new()))
    }),
    (
        "an authority is revoked",
        "RFC 5280 section 6.1.3 (a)(3)",
        |c| c.crls[1].revoked.push((vec![3], Vec::new())),
    ),
    ("the leaf is on hold", "RFC 5280 section 6.3.3 (j)", |c| {
        let reason = extension(certwright::oid!("2.5.29.21"), false, &[10, 1, 6]);
        c.crls[2].revoked.push((vec![4], vec![reason]));
    }),
    (
        "the CRL is out of date",
        "RFC 5280 section 6.3.3 (a)",
        |c| c.crls[2].next_update = time(NOW - 1),
    ),
    (
        "the CRL is of the future",
        "RFC 5280 section 5.1.2.4",
        |c| {
            (c.crls[2].this_update, c.crls[2].next_update) = (time(NOW + DAY), time(NOW + 2 * DAY));
        },
    ),
    (
        "the CRL's signature is altered",
        "RFC 5280 section 6.3.3 (g)",
        |c| c.crls[2].spoilt = true,
    ),
    (
        "another key signed the CRL",
        "RFC 5280 section 6.3.3 (g)",
        |c| c.crl_by_stranger = true,
    ),
    (
        "the CRL is another issuer's",
        "RFC 5280 section 6.3.3 (b)(1)",
        |c| c.crls[2].issuer = name("Stranger"),
    ),
    (
        "the leaf's issuer has no CRL",
        "RFC 5280 section 6.3.3",
        |c| c.without_crl[2] = true,
    ),
    (
        "an upper authority has no CRL",
        "RFC 5280 section 6.3.3",
        |c| c.without_crl[0] = true,
    ),
    (
        "the issuer may not sign CRLs",
        "RFC 5280 section 6.3.3 (f)",
        |c| {
            c.lower.without(KEY_USAGE);
            c.lower.push(key_usage(0x04));
        },
    ),
    (
        "a critical extension of the CRL is unknown",
        "RFC 5280 section 5.2",
        |c| c.crls[2].extensions.push(extension(UNKNOWN, true, &[5, 0])),
    ),
    (
        "a critical extension of an entry is unknown",
        "RFC 5280 section 5.3",
        |c| {
            c.crls[2]
                .revoked
                .push((vec![99], vec![extension(UNKNOWN, true, &[5, 0])]));
        },
    ),
    (
        "the CRL has authorities' certificates only",
        "RFC 5280 section 6.3.3 (b)(2)(iii)",
        |c| {
            c.crls[2].extensions.push(extension(
                certwright::oid!("2.5.29.28"),
                true,
                &[0x30, 3, 0x82, 1, 0xff],
            ));
        },
    ),
    (
        "the CRL is a delta without its base",
        "RFC 5280 section 5.2.4",
        |c| {
            c.crls[2]
                .extensions
                .push(extension(certwright::oid!("2.5.29.27"), true, &[2, 1, 1]));
        },
    ),
    (
        "the CRL's algorithms differ",
        "RFC 5280 section 5.1.1.2",
        |c| {
            c.crls[2].inner_algorithm = other_algorithm();
        },
    ),
    (
        "the CRL has no nextUpdate",
        "RFC 5280 section 5.1.2.5",
        |c| c.crls[2].next_update = Vec::new(),
    ),
];

/// sha384WithRSAEncryption.
fn other_algorithm() -> Vec<u8> {
    use certwright::pkcs::algorithm::SignatureAlgorithm;
    SignatureAlgorithm::Pkcs1v15(certwright::rsa::HashAlgorithm::Sha384).to_der()
}

/// Fields of a certificate alone.
const FIELD_RULES: &[Rule] = &[
    ("the version is 4", "RFC 5280 section 4.1.2.1", |c| {
        c.leaf.version = Some(3)
    }),
    ("version 1 is written out", "X.690 section 11.5", |c| {
        c.leaf.version = Some(0)
    }),
    (
        "version 1 has extensions",
        "RFC 5280 section 4.1.2.9",
        |c| c.leaf.version = None,
    ),
    (
        "version 2 has extensions",
        "RFC 5280 section 4.1.2.9",
        |c| c.leaf.version = Some(1),
    ),
    ("the serial number is empty", "X.690 section 8.3.1", |c| {
        c.leaf.serial = Vec::new()
    }),
    (
        "the serial number is not minimal",
        "X.690 section 8.3.2",
        |c| c.leaf.serial = vec![0, 4],
    ),
    (
        "the two algorithms differ",
        "RFC 5280 section 4.1.1.2",
        |c| c.leaf.inner_algorithm = other_algorithm(),
    ),
    (
        "the outer algorithm is another hash's",
        "RFC 5280 section 4.1.1.2",
        |c| c.leaf.outer_algorithm = other_algorithm(),
    ),
    (
        "the algorithm's parameters are not NULL",
        "RFC 8017 appendix A.2.4",
        |c| {
            let wrong = der(|w| {
                w.sequence(|w| {
                    w.oid(certwright::oid!("1.2.840.113549.1.1.11"));
                    w.unsigned(&[1]);
                })
            });
            (c.leaf.inner_algorithm, c.leaf.outer_algorithm) = (wrong.clone(), wrong);
        },
    ),
    ("an extension stands twice", "RFC 5280 section 4.2", |c| {
        c.leaf.push(key_usage(0xa0))
    }),
    (
        "the extensions are an empty SEQUENCE",
        "RFC 5280 section 4.1",
        |c| c.leaf.extensions = Some(Vec::new()),
    ),
    (
        "notBefore has no seconds",
        "RFC 5280 section 4.1.2.5.1",
        |c| c.leaf.not_before = utc(b"2512010000Z"),
    ),
    (
        "notAfter has an offset",
        "RFC 5280 section 4.1.2.5.1",
        |c| c.leaf.not_after = utc(b"260201000000+0000"),
    ),
    (
        "notAfter is not a day of the calendar",
        "RFC 5280 section 4.1.2.5.1",
        |c| c.leaf.not_after = utc(b"260230000000Z"),
    ),
    (
        "notAfter has a fraction of a second",
        "RFC 5280 section 4.1.2.5.2",
        |c| {
            c.leaf.not_after = der(|w| w.tlv(Tag::GeneralizedTime, b"20260201000000.5Z"));
        },
    ),
    (
        "FALSE is written out as critical",
        "X.690 section 11.5",
        |c| {
            let value = der(|w| {
                w.sequence(|w| {
                    w.oid(UNKNOWN);
                    w.tlv(Tag::Boolean, &[2]);
                    w.octet_string(&[5, 0]);
                })
            });
            c.leaf.push(value);
        },
    ),
    (
        "the issuer's name has an empty RDN",
        "RFC 5280 section 4.1.2.4",
        |c| c.leaf.issuer = vec![0x30, 2, 0x31, 0],
    ),
    (
        "the issuer's name is empty",
        "RFC 5280 section 4.1.2.4",
        |c| c.leaf.issuer = vec![0x30, 0],
    ),
    (
        "a string of the subject is not UTF-8",
        "RFC 3629 section 3",
        |c| {
            c.leaf.subject = der(|w| {
                w.sequence(|w| {
                    w.nested(Tag::Set, |w| {
                        w.sequence(|w| {
                            w.oid(certwright::oid!("2.5.4.3"));
                            w.tlv(Tag::Utf8String, &[0xc0, 0x80]);
                        })
                    })
                })
            });
        },
    ),
    (
        "the subjectAltName is an empty SEQUENCE",
        "RFC 5280 section 4.2.1.6",
        |c| {
            c.leaf.without(ALT_NAMES);
            c.leaf.push(extension(ALT_NAMES, false, &[0x30, 0]));
        },
    ),
    (
        "bytes follow a value within its extension",
        "X.690 section 8.1",
        |c| {
            c.leaf.without(KEY_USAGE);
            c.leaf.push(extension(KEY_USAGE, true, &[3, 2, 5, 0xa0, 0]));
        },
    ),
];

fn utc(text: &[u8]) -> Vec<u8> {
    der(|w| w.tlv(Tag::UtcTime, text))
}

/// A chain that keeps every rule, those that look as if they did not, and each rule broken alone and perhaps with each other.
fn group(
    rules: &[&[Rule]],
    kept: &[Rule],
    pairs: bool,
    with_crls: bool,
    rng: &mut ChaCha20Rng,
) -> Vec<Group> {
    let keys = keys(rng);
    let signer = &mut Signer::new(rng);
    let mut right = Chain::new(&keys);
    right.with_crls = with_crls;
    debug_assert_eq!(right.leaf.inner_algorithm, algorithm());
    let mut tests = vec![Test::new(None, right.json(&keys, signer))];
    for (what, section, keeps) in kept {
        let mut chain = right.clone();
        keeps(&mut chain);
        tests.push(Test::valid(what, section, chain.json(&keys, signer)));
    }
    let rules: Vec<Rule> = rules.concat();
    for (i, (what, section, breaks)) in rules.iter().enumerate() {
        let mut chain = right.clone();
        breaks(&mut chain);
        tests.push(Test::new(Some((what, section)), chain.json(&keys, signer)));
        let others = if pairs { &rules[i + 1..] } else { &[] };
        for (other, also_section, also) in others {
            let mut both = chain.clone();
            also(&mut both);
            let both_rules = format!("{what}; {other} ({also_section})");
            tests.push(Test::new(
                Some((&both_rules, section)),
                both.json(&keys, signer),
            ));
        }
    }
    vec![Group {
        shared: json!({ "type": "X509Path" }),
        tests,
    }]
}

/// Rules at their very edge, which are not broken in pairs.
const EDGES: &[Rule] = &[
    (
        "the leaf has been out of date for a second",
        "RFC 5280 section 6.1.3 (a)(2)",
        |c| c.leaf.not_after = time(NOW - 1),
    ),
    (
        "the leaf is valid in a second",
        "RFC 5280 section 6.1.3 (a)(2)",
        |c| c.leaf.not_before = time(NOW + 1),
    ),
    (
        "an authority has been out of date for a second",
        "RFC 5280 section 6.1.3 (a)(2)",
        |c| c.lower.not_after = time(NOW - 1),
    ),
    (
        "an authority is valid in a second",
        "RFC 5280 section 6.1.3 (a)(2)",
        |c| c.upper.not_before = time(NOW + 1),
    ),
    (
        "the issuer's name has a letter more",
        "RFC 5280 section 7.1",
        |c| c.leaf.issuer = name("Lowers"),
    ),
    (
        "the issuer's name is the beginning of the authority's",
        "RFC 5280 section 7.1",
        |c| c.leaf.issuer = name("Lowe"),
    ),
];

/// Valid chains at an edge.
const EDGES_KEPT: &[Rule] = &[
    (
        "the leaf is in its last second",
        "RFC 5280 section 4.1.2.5",
        |c| c.leaf.not_after = time(NOW),
    ),
    (
        "the leaf is in its first second",
        "RFC 5280 section 4.1.2.5",
        |c| c.leaf.not_before = time(NOW),
    ),
    (
        "the issuer's name is in letters of the other case",
        "RFC 5280 section 7.1",
        |c| c.leaf.issuer = name("LOWER"),
    ),
    (
        "the issuer's name has more space around it",
        "RFC 5280 section 7.1",
        |c| c.leaf.issuer = name(" Lower  "),
    ),
];

/// CRLs at the edge of a rule.
const CRL_EDGES: &[Rule] = &[
    (
        "the CRL is of the next second",
        "RFC 5280 section 5.1.2.4",
        |c| c.crls[2].this_update = time(NOW + 1),
    ),
    (
        "the last of many entries is the leaf's",
        "RFC 5280 section 6.3.3 (j)",
        |c| {
            let others = (100..120).map(|serial| (vec![0, 0x80 + serial], Vec::new()));
            c.crls[2].revoked.extend(others);
            c.crls[2].revoked.push((vec![4], Vec::new()));
        },
    ),
];

const CRL_EDGES_KEPT: &[Rule] = &[
    (
        "the CRL is in its last second",
        "RFC 5280 section 6.3.3 (a)",
        |c| c.crls[2].next_update = time(NOW),
    ),
    (
        "the CRL is in its first second",
        "RFC 5280 section 5.1.2.4",
        |c| c.crls[2].this_update = time(NOW),
    ),
    (
        "the serial number of an entry begins as the leaf's does",
        "RFC 5280 section 6.3.3 (j)",
        |c| c.crls[2].revoked.push((vec![4, 0], Vec::new())),
    ),
    (
        "the serial number of an entry ends as the leaf's does",
        "RFC 5280 section 6.3.3 (j)",
        |c| c.crls[2].revoked.push((vec![1, 4], Vec::new())),
    ),
];

/// One of a chain's certificates.
type Select = fn(&mut Chain) -> &mut Certificate;

/// Extensions that path validation reads, with every non-minimal form of their values.
fn extension_values(rng: &mut ChaCha20Rng) -> Group {
    let keys = keys(rng);
    let signer = &mut Signer::new(rng);
    let mut right = Chain::new(&keys);
    right.upper.push(name_constraints(0, "example.com"));
    let mut tests = Vec::new();
    let certificates: [(&str, Select); 3] = [
        ("the leaf", |c| &mut c.leaf),
        ("an authority", |c| &mut c.lower),
        ("an upper authority", |c| &mut c.upper),
    ];
    let read = [
        (BASIC_CONSTRAINTS, "basicConstraints", true),
        (KEY_USAGE, "keyUsage", true),
        (EXTENDED_KEY_USAGE, "extendedKeyUsage", false),
        (ALT_NAMES, "subjectAltName", false),
        (NAME_CONSTRAINTS, "nameConstraints", true),
    ];
    for (of, certificate) in certificates {
        for (id, called, critical) in read {
            let mut chain = right.clone();
            let Some(value) = certificate(&mut chain).value(id) else {
                continue;
            };
            for (what, section, value) in malformed(&value, false) {
                let mut chain = right.clone();
                let changed = certificate(&mut chain);
                changed.without(id);
                changed.push(extension(id, critical, &value));
                let what = format!("{called} of {of}, {what}");
                let fields = chain.json(&keys, signer);
                tests.push(Test::new(Some((&what, section)), fields));
            }
        }
    }
    Group {
        shared: json!({ "type": "X509Path" }),
        tests,
    }
}

pub(super) fn chains(rng: &mut ChaCha20Rng) -> Vec<Group> {
    let rules = [PATH_RULES, clauses::PATH_RULES];
    let mut groups = group(&rules, clauses::KEPT, true, false, rng);
    groups.extend(group(&[EDGES], EDGES_KEPT, false, false, rng));
    groups.push(names::group(rng));
    groups.push(names::servers(rng));
    groups.push(graphs(rng));
    groups
}

pub(super) fn certificates(rng: &mut ChaCha20Rng) -> Vec<Group> {
    let mut groups = group(&[FIELD_RULES], &[], false, false, rng);
    groups.push(extension_values(rng));
    groups
}

pub(super) fn crls(rng: &mut ChaCha20Rng) -> Vec<Group> {
    let rules = [CRL_RULES, clauses::CRL_RULES];
    let mut groups = group(&rules, clauses::CRLS_KEPT, true, true, rng);
    let (rules, kept) = (
        [CRL_EDGES, clauses::INDIRECT_CRLS].concat(),
        [CRL_EDGES_KEPT, clauses::INDIRECT_CRLS_KEPT].concat(),
    );
    groups.extend(group(&[&rules], &kept, false, true, rng));
    groups
}

/// Graphs in which a path has to be found among many.
fn graphs(rng: &mut ChaCha20Rng) -> Group {
    let keys = keys(rng);
    let signer = &mut Signer::new(rng);
    let chain = Chain::new(&keys);
    let plain = |certificates: Vec<Vec<u8>>, signer: &mut Signer<'_>| {
        json!({
            "target": hex(chain.leaf.sign(&keys.lower, signer)),
            "anchors": [hex(chain.root.sign(&keys.root, signer))],
            "intermediates": certificates.iter().map(hex).collect::<Vec<_>>(),
            "time": NOW, "purpose": "server", "host": HOST,
        })
    };
    let upper = chain.upper.sign(&keys.root, signer);
    let lower = chain.lower.sign(&keys.upper, signer);
    let mut tests = vec![Test::new(
        None,
        plain(vec![lower.clone(), upper.clone()], signer),
    )];
    // The same name and key, expired: the other of the two must be tried.
    let mut expired = chain.lower.clone();
    expired.not_after = time(NOW - DAY);
    let expired = expired.sign(&keys.upper, signer);
    tests.push(Test::new(
        None,
        plain(vec![expired.clone(), upper.clone(), lower.clone()], signer),
    ));
    // The same name with another key.
    let mut namesake = chain.lower.clone();
    namesake.spki = keys.stranger.public_key().to_spki_der();
    let namesake = namesake.sign(&keys.upper, signer);
    tests.push(Test::new(
        None,
        plain(
            vec![
                namesake.clone(),
                expired.clone(),
                upper.clone(),
                lower.clone(),
            ],
            signer,
        ),
    ));
    let rule = Some((
        "every certificate of the issuer's name is of another key or has expired",
        "RFC 4158 section 3.5",
    ));
    tests.push(Test::new(
        rule,
        plain(vec![namesake, expired, upper.clone()], signer),
    ));
    // Two authorities that certify each other, and no root.
    let mut upwards = chain.upper.clone();
    upwards.issuer = name("Lower");
    let circle = upwards.sign(&keys.lower, signer);
    let rule = Some((
        "authorities certify each other in a circle, and no anchor is reached",
        "RFC 4158 section 2.4.2",
    ));
    tests.push(Test::new(
        rule,
        plain(vec![circle.clone(), lower.clone()], signer),
    ));
    tests.push(Test::new(
        None,
        plain(vec![circle, lower.clone(), upper.clone()], signer),
    ));
    // Twenty of the issuer's name and with another key, before the right one.
    let mut crowd: Vec<Vec<u8>> = (0..20)
        .map(|number| {
            let mut other = chain.lower.clone();
            other.serial = vec![0x40 + number];
            other.spki = keys.stranger.public_key().to_spki_der();
            other.sign(&keys.upper, signer)
        })
        .collect();
    crowd.extend([lower, upper]);
    tests.push(Test::valid(
        "twenty certificates of the issuer's name are of another key, and one is not",
        "RFC 4158 section 3.5",
        plain(crowd, signer),
    ));
    // Layers of authorities with one name and key a layer: every step goes on in as many ways.
    let mesh = |layers: u8, width: u8, signer: &mut Signer<'_>| {
        let mut certificates = Vec::new();
        for layer in 0..layers {
            for number in 0..width {
                // The first layer is what signed the leaf.
                let subject = match layer {
                    0 => "Lower".into(),
                    _ => format!("Layer {layer}"),
                };
                let issuer = format!("Layer {}", layer + 1);
                let key = if layer == 0 { &keys.lower } else { &keys.upper };
                certificates.push(
                    Certificate::new(&issuer, &subject, number + 1, key)
                        .with(basic_constraints(None))
                        .with(key_usage(0x06))
                        .sign(&keys.upper, signer),
                );
            }
        }
        certificates
    };
    let rule = Some((
        "8 layers of 8 authorities make 8^8 paths, and none reaches an anchor",
        "RFC 4158 section 2.4.2",
    ));
    let certificates = mesh(8, 8, signer);
    tests.push(Test::new(rule, plain(certificates, signer)));
    let mut certificates = mesh(3, 3, signer);
    let top = Certificate::new("Root", "Layer 3", 9, &keys.upper)
        .with(basic_constraints(None))
        .with(key_usage(0x06));
    certificates.push(top.sign(&keys.root, signer));
    tests.push(Test::valid(
        "3 layers of 3 authorities make 27 paths, and each reaches the anchor",
        "RFC 4158 section 2.4.2",
        plain(certificates, signer),
    ));
    Group {
        shared: json!({ "type": "X509Path" }),
        tests,
    }
}
