//! Names within and outside of name constraints of each form (RFC 5280 §4.2.1.10): the same table permits and excludes.

use certwright::der::{Tag, context_tag};
use rand_chacha::ChaCha20Rng;
use serde_json::json;

use super::chain::{ALT_NAMES, Chain, HOST, NAME_CONSTRAINTS, keys};
use super::template::{Signer, der, extension};
use super::{Group, Test};

const SECTION: &str = "RFC 5280 section 4.2.1.10";

/// What a GeneralName is; its number is the tag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Mail = 1,
    Dns = 2,
    Directory = 4,
    Uri = 6,
    Address = 7,
}
use Form::{Address, Directory, Dns, Mail, Uri};

/// Form, constraint, name, and whether the name is within. Addresses are in hexadecimal, with their mask; directory names are
/// RDNs of an organization (`O=`) and a common name, separated by a slash.
const TABLE: &[(Form, &str, &str, bool)] = &[
    (Dns, "example.com", "example.com", true),
    (Dns, "example.com", "a.b.example.com", true),
    (Dns, "example.com", "badexample.com", false),
    (Dns, "example.com", "example.com.example.org", false),
    (Dns, "host.example.com", "example.com", false),
    (Dns, "EXAMPLE.com", "host.example.COM", true),
    (Dns, "com", "host.example.com", true),
    (Dns, "", "host.example.com", true),
    (Mail, "a@example.com", "a@example.com", true),
    (Mail, "a@example.com", "a@EXAMPLE.com", true),
    (Mail, "a@example.com", "b@example.com", false),
    (Mail, "a@example.com", "A@example.com", false),
    (Mail, "example.com", "a@example.com", true),
    (Mail, "example.com", "a@host.example.com", false),
    (Mail, ".example.com", "a@host.example.com", true),
    (Mail, ".example.com", "a@example.com", false),
    (Uri, "example.com", "http://example.com/", true),
    (Uri, "example.com", "http://host.example.com/", false),
    (
        Uri,
        ".example.com",
        "https://host.example.com:8443/a?b",
        true,
    ),
    (Uri, ".example.com", "http://example.com/", false),
    (Uri, "example.com", "http://user@example.com/", true),
    (Uri, "example.com", "http://example.org/example.com", false),
    (Address, "0a000000ff000000", "0a010203", true),
    (Address, "0a000000ff000000", "0b010203", false),
    (Address, "0a010200ffffff00", "0a010300", false),
    (Address, "0000000000000000", "08080808", true),
    (
        Address,
        "20010db8000000000000000000000000ffffffff000000000000000000000000",
        "20010db8000000000000000000000001",
        true,
    ),
    (
        Address,
        "20010db8000000000000000000000000ffffffff000000000000000000000000",
        "20010db9000000000000000000000001",
        false,
    ),
    (Directory, "O=Example", "O=Example/CN=Leaf", true),
    (Directory, "O=Example", "O=example/CN=Leaf", true),
    (Directory, "O=Example", "O=Other/CN=Leaf", false),
    (Directory, "O=Example/CN=Leaf", "O=Example", false),
    (Directory, "CN=Leaf", "O=Example/CN=Leaf", false),
];

fn directory(text: &str) -> Vec<u8> {
    der(|w| {
        w.sequence(|w| {
            for rdn in text.split('/') {
                let (id, value) = match rdn.strip_prefix("O=") {
                    Some(value) => (certwright::oid!("2.5.4.10"), value),
                    None => (certwright::oid!("2.5.4.3"), rdn.trim_start_matches("CN=")),
                };
                w.nested(Tag::Set, |w| {
                    w.sequence(|w| {
                        w.oid(id);
                        w.tlv(Tag::Utf8String, value.as_bytes());
                    });
                });
            }
        });
    })
}

fn general_name(form: Form, text: &str) -> Vec<u8> {
    der(|w| match form {
        Directory => w.context(Directory as u32, |w| w.raw(&directory(text))),
        Address => {
            let bytes = crate::Bytes::from_hex(text).unwrap_or_default();
            w.tlv(context_tag(Address as u32, false), &bytes);
        }
        _ => w.tlv(context_tag(form as u32, false), text.as_bytes()),
    })
}

fn alt_names(names: &[Vec<u8>]) -> Vec<u8> {
    let value = der(|w| w.sequence(|w| names.iter().for_each(|name| w.raw(name))));
    extension(ALT_NAMES, false, &value)
}

pub(super) fn group(rng: &mut ChaCha20Rng) -> Group {
    let keys = keys(rng);
    let signer = &mut Signer::new(rng);
    let right = Chain::new(&keys);
    let mut tests = Vec::new();
    for &(form, constraint, name, within) in TABLE {
        for (number, verb) in [(0, "permits"), (1, "excludes")] {
            let mut chain = right.clone();
            let value = der(|w| {
                w.sequence(|w| {
                    w.context(number, |w| {
                        w.sequence(|w| w.raw(&general_name(form, constraint)));
                    });
                });
            });
            // A constraint on directory names binds the subjects of authorities as well: the lower one has it.
            let authority = match form {
                Directory => &mut chain.lower,
                _ => &mut chain.upper,
            };
            authority.push(extension(NAME_CONSTRAINTS, true, &value));
            let host = general_name(Dns, HOST);
            chain.leaf.without(ALT_NAMES);
            match form {
                Dns => {
                    chain.host = name.to_ascii_lowercase();
                    chain.leaf.push(alt_names(&[general_name(form, name)]));
                }
                Directory => {
                    chain.leaf.subject = directory(name);
                    chain.leaf.push(alt_names(&[host]));
                }
                _ => chain
                    .leaf
                    .push(alt_names(&[host, general_name(form, name)])),
            }
            let fields = chain.json(&keys, signer);
            let place = if within { "within" } else { "outside" };
            let what = format!("an authority {verb} \"{constraint}\", and \"{name}\" is {place}");
            tests.push(match within == (number == 0) {
                true => Test::valid(&what, SECTION, fields),
                false => Test::new(Some((&what, SECTION)), fields),
            });
        }
    }
    // Each name of a form is compared, and not its first alone.
    for (second, within) in [("b.example.com", true), ("b.example.org", false)] {
        for (number, verb) in [(0, "permits"), (1, "excludes")] {
            let mut chain = right.clone();
            let constraint = if number == 0 {
                "example.com"
            } else {
                "example.org"
            };
            chain
                .upper
                .push(super::chain::name_constraints(number, constraint));
            let names = [HOST, second].map(|name| general_name(Dns, name));
            chain.leaf.without(ALT_NAMES);
            chain.leaf.push(alt_names(&names));
            let fields = chain.json(&keys, signer);
            let what = format!(
                "an authority {verb} \"{constraint}\", and the second name is \"{second}\""
            );
            tests.push(match within {
                true => Test::valid(&what, SECTION, fields),
                false => Test::new(Some((&what, SECTION)), fields),
            });
        }
    }
    Group {
        shared: json!({ "type": "X509Path" }),
        tests,
    }
}

const HOSTS: &str = "RFC 9525 section 6.3";
const ADDRESSES: &str = "RFC 9525 section 6.4";

/// Whom a client wants, the names of the server's certificate, whether it is that, and by which section.
type Server = (
    &'static str,
    &'static [(Form, &'static str)],
    bool,
    &'static str,
);

const SERVERS: &[Server] = &[
    ("HOST.example.COM", &[(Dns, HOST)], true, HOSTS),
    (
        HOST,
        &[(Dns, "other.example.com"), (Dns, HOST)],
        true,
        HOSTS,
    ),
    (HOST, &[(Dns, "*.example.com")], true, HOSTS),
    ("example.com", &[(Dns, "*.example.com")], false, HOSTS),
    (
        "a.host.example.com",
        &[(Dns, "*.example.com")],
        false,
        HOSTS,
    ),
    (HOST, &[(Dns, "h*.example.com")], false, HOSTS),
    (HOST, &[(Dns, "*t.example.com")], false, HOSTS),
    (HOST, &[(Dns, "host.*.com")], false, HOSTS),
    (HOST, &[(Dns, "*.*.com")], false, HOSTS),
    (HOST, &[(Dns, "example.com")], false, HOSTS),
    (HOST, &[(Dns, "xhost.example.com")], false, HOSTS),
    (HOST, &[(Dns, "ost.example.com")], false, HOSTS),
    (HOST, &[(Dns, "host.example.com.example.org")], false, HOSTS),
    // CVE-2009-2408.
    (
        HOST,
        &[(Dns, "host.example.com\0.example.org")],
        false,
        HOSTS,
    ),
    (HOST, &[(Uri, "https://host.example.com/")], false, HOSTS),
    (HOST, &[(Mail, "a@host.example.com")], false, HOSTS),
    ("192.0.2.1", &[(Address, "c0000201")], true, ADDRESSES),
    ("192.0.2.1", &[(Address, "c0000202")], false, ADDRESSES),
    ("192.0.2.1", &[(Dns, "192.0.2.1")], false, ADDRESSES),
    (
        "192.0.2.1",
        &[(Address, "00000000000000000000ffffc0000201")],
        false,
        ADDRESSES,
    ),
    (
        "2001:db8::1",
        &[(Address, "20010db8000000000000000000000001")],
        true,
        ADDRESSES,
    ),
    (
        "2001:db8::1",
        &[(Address, "20010db8000000000000000000000002")],
        false,
        ADDRESSES,
    ),
    ("2001:db8::1", &[(Address, "20010db8")], false, ADDRESSES),
];

/// The server's names beside the one that the client wants.
pub(super) fn servers(rng: &mut ChaCha20Rng) -> Group {
    let keys = keys(rng);
    let signer = &mut Signer::new(rng);
    let right = Chain::new(&keys);
    let tests = SERVERS.iter().map(|(host, names, is_right, section)| {
        let mut chain = right.clone();
        chain.host = (*host).into();
        chain.leaf.without(ALT_NAMES);
        let all: Vec<Vec<u8>> = names
            .iter()
            .map(|(form, name)| general_name(*form, name))
            .collect();
        chain.leaf.push(alt_names(&all));
        let fields = chain.json(&keys, signer);
        let named: Vec<String> = names.iter().map(|(_, name)| format!("{name:?}")).collect();
        let what = format!(
            "\"{host}\" is wanted, and the names are {}",
            named.join(", ")
        );
        match is_right {
            true => Test::valid(&what, section, fields),
            false => Test::new(Some((&what, section)), fields),
        }
    });
    let tests = tests.collect();
    Group {
        shared: json!({ "type": "X509Path" }),
        tests,
    }
}
