//! Inputs that would cost a naive validator exponential work, or work of the second degree in their length. `cost.rs` counts
//! what they cost, `benches/path.rs` times it.

use certwright::path::Settings;

use crate::toy::*;

/// Certificates that lead, or seem to lead, to [`root`].
pub struct Hostile {
    pub intermediates: Vec<Cert>,
    pub target: Cert,
    pub settings: Settings,
}

/// The anchor of them all.
pub fn root() -> Cert {
    Cert::ca("Root", "Root")
}

fn hostile(intermediates: Vec<Cert>, target: Cert) -> Hostile {
    Hostile {
        intermediates,
        target,
        settings: now(),
    }
}

/// Eight levels of four keys each, every key certified by all four above: 4^8 paths, and no anchor at their end.
pub fn mesh() -> Hostile {
    let mut mesh = Vec::new();
    for level in 0..8 {
        for key in 0..4 {
            for signer in 0..4 {
                let cert = Cert::ca(&format!("L{level}"), &format!("L{}", level + 1));
                mesh.push(cert.keys(
                    &format!("L{level} {key}"),
                    &format!("L{} {signer}", level + 1),
                ));
            }
        }
    }
    hostile(mesh, Cert::new("leaf", "L0").keys("leaf", "L0 0"))
}

/// Every name certifies every other, all with one key: as many paths as there are orders of the names.
pub fn one_key_under_many_names() -> Hostile {
    let names: Vec<String> = (0..16).map(|i| format!("N{i}")).collect();
    let mut mesh = Vec::new();
    for subject in &names {
        for issuer in names.iter().filter(|&i| i != subject) {
            mesh.push(Cert::ca(subject, issuer).keys("the key", "the key"));
        }
    }
    hostile(mesh, Cert::new("leaf", "N0").keys("leaf", "the key"))
}

/// Each CA maps two policies to both: the tree of RFC 5280 would have 2^20 leaves, the graph of RFC 9618 has 2.
pub fn mappings_that_double() -> Hostile {
    let (a, b) = (policy(1), policy(2));
    let chain = (0..20).map(|i| {
        let issuer = if i == 0 {
            "Root".into()
        } else {
            format!("C{}", i - 1)
        };
        Cert::ca(&format!("C{i}"), &issuer)
            .with(policies(&[a, b]))
            .with(mappings(&[(a, a), (a, b), (b, a), (b, b)]))
    });
    let mut input = hostile(
        chain.collect(),
        Cert::new("leaf", "C19").with(policies(&[a, b])),
    );
    input.settings.require_explicit_policy = true;
    input
}

/// More policies than the budget has nodes.
pub fn many_policies() -> Hostile {
    let ids: Vec<_> = (1..=30_000).map(policy).collect();
    hostile(Vec::new(), Cert::new("leaf", "Root").with(policies(&ids)))
}

/// 1,100 names under 1,100 constraints.
pub fn names_times_constraints() -> Hostile {
    let texts: Vec<String> = (0..1100).map(|i| format!("h{i}.example.com")).collect();
    let list: Vec<&str> = texts.iter().map(String::as_str).collect();
    let bases: Vec<String> = (0..1100).map(|i| format!("x{i}.example.org")).collect();
    let excluded: Vec<&str> = bases.iter().map(String::as_str).collect();
    let ca = Cert::ca("CA", "Root").with(dns_constraints(&[], &excluded));
    hostile(vec![ca], Cert::new("leaf", "CA").with(alt_names(&list)))
}

/// A chain of a thousand CAs, which the caller has allowed.
pub fn long_chain() -> Hostile {
    let issuer = |i| {
        if i == 999 {
            "Root".to_string()
        } else {
            format!("C{}", i + 1)
        }
    };
    let chain = (0..1000).map(|i| Cert::ca(&format!("C{i}"), &issuer(i)));
    let mut input = hostile(chain.collect(), Cert::new("leaf", "C0"));
    input.settings.max_intermediates = usize::MAX;
    input
}
