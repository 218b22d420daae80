use std::sync::OnceLock;

use certwright::der::ObjectIdentifier;
use certwright::rsa::PrivateKey;
use certwright::x509::{
    AltNames, AttributeBuf, Certificate, NameBuf, NameBuilder, RequestBuilder, RsaSigner,
};
use certwright::{SysRng, rsa::HashAlgorithm};

use super::*;

fn key() -> &'static PrivateKey {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    KEY.get_or_init(|| PrivateKey::generate(&mut SysRng, 2048).unwrap())
}

fn name(common_name: &str, organizations: &[&str]) -> NameBuf {
    let name = organizations.iter().fold(NameBuilder::new(), |name, o| {
        name.attribute(oid::ORGANIZATION_NAME, o)
    });
    match common_name {
        "" => name.build(),
        text => name.attribute(oid::COMMON_NAME, text).build(),
    }
}

fn names(list: &[&str]) -> AltNames {
    list.iter().fold(AltNames::new(), |names, name| {
        match name.parse::<IpAddr>() {
            Ok(address) => names.ip(address),
            Err(_) => names.dns(name).unwrap(),
        }
    })
}

fn request(subject: NameBuf, alt_names: &[&str]) -> String {
    let mut builder = RequestBuilder::new(subject);
    if !alt_names.is_empty() {
        builder = builder.alt_names(&names(alt_names));
    }
    sign(builder)
}

fn sign(builder: RequestBuilder) -> String {
    let signer = RsaSigner::pkcs1v15(key(), HashAlgorithm::Sha256);
    builder.sign(&signer, &mut SysRng).unwrap().to_pem()
}

const RULES: &str = r#"
apiVersion: certwright/v1
kind: SignerRules
rules:
- name: web
  requester:
    usernames: ["system:serviceaccount:web:*"]
    groups: ["system:serviceaccounts"]
  subject:
    commonNames: ["web-*"]
    organizations: ["shop", "system:readers"]
  names:
    dns: ["*.web.example.com", "web-1"]
    addresses: ["10.0.0.0/8", "2001:db8::7"]
    uris: ["spiffe://example.com/*"]
  usages: [digital signature, key encipherment, server auth]
  lifetime: 1d
  maxLifetime: 30d
- name: nodes
  requester:
    nodes: ["worker-*"]
  subject:
    commonNames: ["system:node:{node}", "{node}"]
    organizations: ["system:nodes", "*"]
  names:
    dns: ["{node}", "{node}.example.com"]
    wildcards: true
    required: true
  usages: [digital signature, server auth, client auth]
  maxLifetime: 7d
  minKeyBits: 3072
"#;

const SIGNER: &str = "example.com/internal";

struct Ask {
    signer: &'static str,
    username: &'static str,
    groups: Vec<String>,
    usages: Vec<String>,
    expiration: Option<i64>,
    rules: String,
}

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

impl Ask {
    fn web() -> Self {
        Self {
            signer: SIGNER,
            username: "system:serviceaccount:web:front",
            groups: strings(&["system:serviceaccounts", "system:authenticated"]),
            usages: strings(&["digital signature", "server auth"]),
            expiration: None,
            rules: RULES.into(),
        }
    }

    fn node() -> Self {
        Self {
            username: "system:node:worker-1",
            groups: strings(&["system:nodes"]),
            usages: strings(&["digital signature", "client auth"]),
            rules: RULES.replace("minKeyBits: 3072", ""),
            ..Self::web()
        }
    }

    fn usages(self, usages: &[&str]) -> Self {
        Self {
            usages: strings(usages),
            ..self
        }
    }

    fn decide(&self, request: &str) -> Result<Grant, Refusal> {
        let asked = Asked {
            username: self.username,
            groups: &self.groups,
            usages: &self.usages,
            expiration_seconds: self.expiration,
            request: request.as_bytes(),
        };
        let rules = Rules::read(&self.rules).unwrap_or_else(|e| panic!("{e}"));
        decide(&rules, &self.signer.parse().unwrap(), &asked)
    }

    fn refused(&self, request: &str) -> String {
        let refusal = self.decide(request).unwrap_err();
        assert_eq!(refusal.message.lines().count(), 1, "{refusal}");
        format!("{}: {refusal}", refusal.reason.as_str())
    }
}

fn issued(grant: &Grant) -> Certificate {
    let authority = certwright::x509::CertificateBuilder::new(NameBuf::common_name("CA"))
        .authority(None)
        .self_signed(key(), &mut SysRng)
        .unwrap();
    let made = grant.certificate.clone();
    made.signed_by(&authority, key(), &mut SysRng).unwrap()
}

#[test]
fn what_a_rule_allows_is_granted_as_asked() {
    let alt_names = ["a.web.example.com", "WEB-1", "10.1.2.3", "2001:db8::7"];
    let request = request(name("web-front", &["shop"]), &alt_names);
    let grant = Ask::web().decide(&request).unwrap();
    assert_eq!((grant.rule.as_str(), grant.approve), ("web", false));
    assert_eq!(grant.lifetime, 86_400);
    let certificate = issued(&grant);
    assert_eq!(certificate.subject().to_string(), "CN=web-front,O=shop");
    let extensions = certificate.extensions();
    let usage = extensions.get::<KeyUsage>().unwrap().unwrap();
    assert_eq!(usage, KeyUsage::DIGITAL_SIGNATURE);
    let purposes = extensions.get::<ExtKeyUsage<'_>>().unwrap().unwrap();
    assert!(purposes.contains(oid::KP_SERVER_AUTH) && !purposes.contains(oid::KP_CLIENT_AUTH));
    let constraints = extensions.get::<BasicConstraints>().unwrap().unwrap();
    assert!(!constraints.ca);
    let list = extensions.get::<SubjectAltName<'_>>().unwrap().unwrap();
    assert_eq!(list.0.iter().count(), 4);
}

#[test]
fn the_lifetime_is_what_is_asked_for_between_ten_minutes_and_the_rules_maximum() {
    let request = request(name("web-1", &[]), &[]);
    for (asked, granted) in [
        (None, 86_400),
        (Some(3600), 3600),
        (Some(1), 600),
        (Some(i64::from(i32::MAX)), 30 * 86_400),
        (Some(-5), 600),
    ] {
        let ask = Ask {
            expiration: asked,
            ..Ask::web()
        };
        assert_eq!(ask.decide(&request).unwrap().lifetime, granted, "{asked:?}");
    }
}

#[test]
fn each_thing_that_a_rule_does_not_allow_is_refused_by_name() {
    let web = Ask::web();
    for (subject, alt_names, refusal) in [
        (
            name("mail-1", &[]),
            &[][..],
            "SubjectNotAllowed: rule web: the common name \"mail-1\" is not allowed",
        ),
        (
            name("", &["shop"]),
            &[],
            "SubjectNotAllowed: rule web: the subject has no common name",
        ),
        (
            name("", &[]),
            &[],
            "SubjectNotAllowed: neither a subject nor a subject alternative name is asked for",
        ),
        (
            name("web-1", &["bank"]),
            &[],
            "SubjectNotAllowed: rule web: the organization \"bank\" is not allowed",
        ),
        (
            name("web-1", &["system:nodes"]),
            &[],
            "SubjectNotAllowed: rule web: the organization \"system:nodes\" is not allowed",
        ),
        (
            name("web-1", &[]),
            &["a.b.web.example.com"],
            "NamesNotAllowed: rule web: the name \"a.b.web.example.com\" is not allowed",
        ),
        (
            name("web-1", &[]),
            &["*.web.example.com"],
            "NamesNotAllowed: rule web: the wildcard \"*.web.example.com\" is not allowed",
        ),
        (
            name("web-1", &[]),
            &["web-1", "11.0.0.1"],
            "NamesNotAllowed: rule web: the address 11.0.0.1 is not allowed",
        ),
        (
            name("web-1", &[]),
            &["2001:db8::8"],
            "NamesNotAllowed: rule web: the address 2001:db8::8 is not allowed",
        ),
    ] {
        assert_eq!(web.refused(&request(subject, alt_names)), refusal);
    }
    let plain = request(name("web-1", &[]), &[]);
    for (usages, refusal) in [
        (
            &["client auth"][..],
            "UsagesNotAllowed: rule web: the usage client auth is not allowed",
        ),
        (
            &["cert sign", "server auth"],
            "UsagesNotAllowed: the usage \"cert sign\" is not certified",
        ),
        (
            &["digital signature"],
            "UsagesNotAllowed: neither server auth nor client auth is among the usages",
        ),
        (
            &[],
            "UsagesNotAllowed: neither server auth nor client auth is among the usages",
        ),
    ] {
        assert_eq!(Ask::web().usages(usages).refused(&plain), refusal);
    }
    let stranger = Ask {
        username: "eve\nroot",
        ..Ask::web()
    };
    assert_eq!(
        stranger.refused(&plain),
        "RequesterNotAllowed: no rule is for the user \"eve\\nroot\""
    );
    let without_group = Ask {
        groups: strings(&["system:authenticated"]),
        ..Ask::web()
    };
    assert!(
        without_group
            .refused(&plain)
            .starts_with("RequesterNotAllowed")
    );
    let short = Ask {
        rules: RULES.into(),
        ..Ask::node()
    };
    assert_eq!(
        short.refused(&request(name("worker-1", &[]), &["worker-1"])),
        "KeyNotAllowed: rule nodes: the key has 2048 bits, and needs 3072"
    );
}

#[test]
fn a_node_gets_its_own_names_and_no_other_nodes() {
    let node = Ask::node();
    let own = request(
        name("system:node:worker-1", &["system:nodes"]),
        &["worker-1.example.com"],
    );
    assert_eq!(node.decide(&own).unwrap().rule, "nodes");
    for (common_name, alt_name) in [
        ("system:node:worker-2", "worker-1"),
        ("worker-1", "worker-2"),
    ] {
        let other = request(name(common_name, &[]), &[alt_name]);
        let refused = node.refused(&other);
        assert!(refused.contains("worker-2\" is not allowed"), "{refused}");
    }
    assert!(
        node.refused(&request(name("worker-1", &[]), &[]))
            .contains("no subject alternative name")
    );
    // Who is not in the group of nodes is no node, whatever the user name.
    let impostor = Ask {
        groups: strings(&["system:authenticated"]),
        ..Ask::node()
    };
    assert!(impostor.refused(&own).starts_with("RequesterNotAllowed"));
    let elsewhere = Ask {
        username: "system:node:master-1",
        ..Ask::node()
    };
    assert!(elsewhere.refused(&own).starts_with("RequesterNotAllowed"));
}

#[test]
fn a_star_does_not_give_away_what_is_kubernetes_own() {
    let node = Ask::node();
    for group in ["system:masters", "system:serviceaccounts"] {
        let refused = node.refused(&request(name("worker-1", &[group]), &["worker-1"]));
        assert!(
            refused.contains(&format!("organization \"{group}\" is not allowed")),
            "{refused}"
        );
    }
    // Administrators of clusters that kubeadm makes.
    let admins = request(name("worker-1", &["kubeadm:cluster-admins"]), &["worker-1"]);
    let refused = node.refused(&admins);
    assert!(refused.contains("kubeadm:cluster-admins"), "{refused}");
    let written = Ask {
        rules: node.rules.replace("\"*\"]", "\"*\", \"kubeadm:*\"]"),
        ..Ask::node()
    };
    assert!(written.decide(&admins).is_ok());
    let allowed = request(name("worker-1", &["anything"]), &["worker-1"]);
    assert!(node.decide(&allowed).is_ok());
    for (pattern, allowed) in [("system:*", false), ("system:masters", true)] {
        let ask = Ask {
            rules: RULES.replace("\"shop\"", &format!("\"{pattern}\"")),
            ..Ask::web()
        };
        let masters = request(name("web-1", &["system:masters"]), &[]);
        assert_eq!(ask.decide(&masters).is_ok(), allowed, "{pattern}");
    }
}

#[test]
fn the_signers_of_kubernetes_keep_to_what_is_documented_whatever_the_rules_allow() {
    let all = r#"
apiVersion: certwright/v1
kind: SignerRules
rules:
- name: all
  requester: { usernames: ["*"] }
  subject:
    commonNames: ["*", "system:*"]
    organizations: ["*", "system:*", "system:masters"]
  names: { dns: ["*"], uris: ["*"], emails: ["*"], addresses: ["10.0.0.0/8"] }
  usages: [digital signature, key encipherment, server auth, client auth]
  maxLifetime: 1d
"#;
    let decide = |signer: &'static str, usages: &[&str], subject: NameBuf, alt: &[&str]| {
        let ask = Ask {
            signer,
            rules: all.into(),
            ..Ask::web()
        };
        let decided = ask.usages(usages).decide(&request(subject, alt));
        decided
            .map(|grant| grant.rule)
            .map_err(|refusal| refusal.message)
    };
    let node = || name("system:node:n1", &["system:nodes"]);
    let (ds, ke, sa, ca) = (
        "digital signature",
        "key encipherment",
        "server auth",
        "client auth",
    );

    let client = "kubernetes.io/kube-apiserver-client";
    assert!(decide(client, &[ds, ke, ca], name("ada", &["dev"]), &[]).is_ok());
    let refused = decide(client, &[ds, sa, ca], name("ada", &[]), &[]).unwrap_err();
    assert_eq!(
        refused,
        format!("{client} does not allow the usage server auth")
    );
    let refused = decide(client, &[ds, ca], name("ada", &["system:masters"]), &[]).unwrap_err();
    assert_eq!(
        refused,
        format!("{client} does not allow the group system:masters")
    );

    let kubelet = "kubernetes.io/kube-apiserver-client-kubelet";
    assert!(decide(kubelet, &[ds, ke, ca], node(), &[]).is_ok());
    assert!(decide(kubelet, &[ds, ca], node(), &[]).is_ok());
    for (usages, subject, alt, expected) in [
        (
            &[ke, ca][..],
            node(),
            &[][..],
            "needs the usage digital signature",
        ),
        (
            &[ds, ca],
            node(),
            &["n1"],
            "does not allow subject alternative names",
        ),
        (
            &[ds, ca],
            name("system:node:n1", &[]),
            &[],
            "needs exactly the organization system:nodes",
        ),
        (
            &[ds, ca],
            name("system:node:n1", &["system:nodes", "dev"]),
            &[],
            "needs exactly the organization",
        ),
        (
            &[ds, ca],
            name("n1", &["system:nodes"]),
            &[],
            "needs the common name system:node:NODE",
        ),
        (
            &[ds, ca],
            name("system:node:", &["system:nodes"]),
            &[],
            "needs the common name system:node:NODE",
        ),
    ] {
        let refused = decide(kubelet, usages, subject, alt).unwrap_err();
        assert!(refused.contains(expected), "{refused}");
    }

    let serving = "kubernetes.io/kubelet-serving";
    assert!(decide(serving, &[ds, ke, sa], node(), &["n1", "10.0.0.1"]).is_ok());
    assert!(decide(serving, &[ds, sa], node(), &["10.0.0.1"]).is_ok());
    let refused = decide(serving, &[ds, sa], node(), &[]).unwrap_err();
    assert!(
        refused.contains("needs a host name or an address"),
        "{refused}"
    );
    let refused = decide(serving, &[ds, ca], node(), &["n1"]).unwrap_err();
    assert!(
        refused.contains("does not allow the usage client auth"),
        "{refused}"
    );
    let with_uri = SubjectAltName::new(&[GeneralName::Dns("n1"), GeneralName::Uri("spiffe://x/y")]);
    let with_uri = sign(RequestBuilder::new(node()).raw_extension(with_uri.to_extension(false)));
    let ask = Ask {
        signer: serving,
        rules: all.into(),
        ..Ask::web()
    };
    let refused = ask.usages(&[ds, sa]).refused(&with_uri);
    assert!(
        refused.contains("does not allow e-mail addresses and URIs"),
        "{refused}"
    );
}

#[test]
fn names_of_signers_are_checked_and_of_kubernetes_three_are_served() {
    for good in [
        SIGNER,
        "a/b",
        "kubernetes.io/kubelet-serving",
        "x-1.example/A_b.c-d",
    ] {
        assert!(good.parse::<SignerName>().is_ok(), "{good}");
    }
    for bad in [
        "example.com",
        "/x",
        "example.com/",
        "Example.com/x",
        "example..com/x",
        "a/b c",
        "a/*",
        "kubernetes.io/legacy-unknown",
        "kubernetes.io/other",
        "-a/b",
    ] {
        assert!(bad.parse::<SignerName>().is_err(), "{bad}");
    }
}

#[test]
fn an_authority_is_never_certified_and_other_extensions_are_dropped() {
    let authority = RequestBuilder::new(name("web-1", &[]))
        .extension(&BasicConstraints {
            ca: true,
            path_len_constraint: None,
        })
        .extension(&KeyUsage::KEY_CERT_SIGN);
    let refused = Ask::web().refused(&sign(authority));
    assert!(refused.contains("asks for an authority"), "{refused}");
    let usage = RequestBuilder::new(name("web-1", &[])).extension(&KeyUsage::KEY_CERT_SIGN);
    let certificate = issued(&Ask::web().decide(&sign(usage)).unwrap());
    let usage = certificate.extensions().get::<KeyUsage>().unwrap().unwrap();
    assert_eq!(usage, KeyUsage::DIGITAL_SIGNATURE);
}

#[test]
fn a_request_that_its_key_did_not_sign_is_refused() {
    let pem = request(name("web-1", &[]), &[]);
    let mut der = certwright::pem::first(pem.as_bytes(), &[])
        .unwrap()
        .contents
        .to_vec();
    *der.last_mut().unwrap() ^= 1;
    let changed = pem::encode(label::CERTIFICATE_REQUEST, &der);
    let refused = Ask::web().refused(&changed);
    assert!(refused.starts_with("NoProofOfPossession: "), "{refused}");
}

#[test]
fn keys_of_other_kinds_and_sizes_are_refused() {
    for (file, reason) in [
        ("ec-p256", "NoProofOfPossession: "),
        ("ed25519", "NoProofOfPossession: "),
        ("rsa-1024", ""),
        ("rsa-pss", "KeyNotAllowed: "),
    ] {
        let path = format!(
            "{}/../vectors/signer/{file}.csr",
            env!("CARGO_MANIFEST_DIR")
        );
        let refused = Ask::web().refused(&std::fs::read_to_string(path).unwrap());
        assert!(refused.starts_with(reason), "{file}: {refused}");
    }
}

#[test]
fn hostile_requests_are_refused_quickly_and_in_one_line() {
    let web = Ask::web();
    let good = request(name("web-1", &[]), &[]);
    let text = |pem: &str| web.refused(pem);
    assert!(text("").contains("it has no PEM block"));
    assert!(text(&"A".repeat(1 << 20)).contains("larger than 131072 bytes"));
    assert!(text(&good.replace("CERTIFICATE REQUEST", "CERTIFICATE")).contains("its PEM block is"));
    assert!(
        text(&good.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"))
            .contains("its PEM block is")
    );
    assert!(text(&(good.clone() + &good)).contains("more than one PEM block"));
    assert!(text(&good.replace('M', "!")).starts_with("MalformedRequest: "));
    let many: Vec<String> = (0..300).map(|n| format!("h{n}.web.example.com")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(
        text(&request(name("web-1", &[]), &many))
            .contains("more than 256 subject alternative names")
    );
    let two = NameBuilder::new()
        .attribute(oid::COMMON_NAME, "web-1")
        .attribute(oid::COMMON_NAME, "web-2")
        .build();
    assert!(text(&request(two, &[])).contains("two common names"));
    let unit = NameBuilder::new()
        .attribute(oid::COMMON_NAME, "web-1")
        .attribute(oid::ORGANIZATIONAL_UNIT_NAME, "x")
        .build();
    assert!(text(&request(unit, &[])).contains("only common name and organization"));
    assert!(text(&request(name("web-1\u{7}", &[]), &[])).contains("without control characters"));
}

/// A request for `web-1` and these names.
fn named(list: &[GeneralName<'_>]) -> String {
    let extension = SubjectAltName::new(list).to_extension(false);
    sign(RequestBuilder::new(name("web-1", &[])).raw_extension(extension))
}

#[test]
fn names_of_other_kinds_and_forms_are_refused_whatever_the_patterns_are() {
    let all = Ask {
        rules: RULES
            .replace(
                "\"*.web.example.com\", \"web-1\"",
                "\"*\", \"*.*\", \"*.*.*\"",
            )
            .replace("\"2001:db8::7\"", "\"::/0\"")
            .replace(
                "uris: [\"spiffe://example.com/*\"]",
                "uris: [\"*\"]\n    emails: [\"*\"]",
            ),
        ..Ask::web()
    };
    let directory = NameBuf::common_name("x");
    let mapped = "::ffff:11.0.0.1".parse::<std::net::Ipv6Addr>().unwrap();
    for refused in [
        GeneralName::Other {
            // A user principal name.
            type_id: certwright::oid!("1.3.6.1.4.1.311.20.2.3"),
            value: b"\x0c\x03a@b",
        },
        GeneralName::RegisteredId(oid::COMMON_NAME),
        GeneralName::Directory(directory.as_name()),
        GeneralName::X400(b""),
        GeneralName::EdiParty(b""),
        GeneralName::Dns("a b"),
        GeneralName::Dns("*"),
        GeneralName::Dns("a.*.com"),
        GeneralName::Dns("w*.example.com"),
        GeneralName::Dns("example.com."),
        GeneralName::Dns(".example.com"),
        GeneralName::Dns("10.0.0.1"),
        GeneralName::Dns(""),
        GeneralName::Ip(&[1, 2, 3]),
        GeneralName::Ip(&[10, 0, 0, 0, 255, 0, 0, 0]),
        // IPv4 in IPv6's form is IPv4, which is what Go's clients take it for.
        GeneralName::Ip(&mapped.octets()),
        GeneralName::Rfc822("a"),
        GeneralName::Rfc822("@example.com"),
        GeneralName::Rfc822("a@b@example.com"),
        GeneralName::Rfc822("\"a@b\"@example.com"),
        GeneralName::Rfc822("a b@example.com"),
        GeneralName::Rfc822("a@*.example.com"),
        GeneralName::Uri("example.com"),
        GeneralName::Uri("//example.com/a"),
        GeneralName::Uri("https://example.com/a b"),
        GeneralName::Uri("https://example.com\\.example.org/"),
        GeneralName::Uri("spiffe://example.com/a/../b"),
        GeneralName::Uri("spiffe://example.com/a/%2E%2e/b"),
        GeneralName::Uri("spiffe://example.com/."),
        GeneralName::Uri("https:"),
    ] {
        // By itself and behind one that is allowed; an address of another length cannot be read.
        for list in [&[refused][..], &[GeneralName::Dns("a.b"), refused]] {
            let refusal = all.refused(&named(list));
            let reasons = ["NamesNotAllowed: ", "MalformedRequest: "];
            assert!(
                reasons.iter().any(|reason| refusal.starts_with(reason)),
                "{refused:?}: {refusal}"
            );
        }
    }
    for allowed in [
        GeneralName::Dns("a_1.EXAMPLE.com"),
        GeneralName::Ip(&[10, 0, 0, 1]),
        GeneralName::Rfc822("a.b+c@example.com"),
        GeneralName::Uri("spiffe://example.com/ns/a"),
        GeneralName::Uri("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
    ] {
        let decided = all.decide(&named(&[allowed]));
        assert!(decided.is_ok(), "{allowed:?}: {decided:?}");
    }
}

#[test]
fn extensions_in_other_places_than_kubernetes_reads_are_refused() {
    let extension = names(&["web-1"]).to_extension(false);
    let usual = AttributeBuf::extension_request(std::slice::from_ref(&extension));
    let other =
        AttributeBuf::extension_request(&[names(&["x.web.example.com"]).to_extension(false)]);
    let microsofts = AttributeBuf {
        oid: ObjectIdentifier::from_static(oid::MS_EXTENSION_REQUEST),
        ..usual.clone()
    };
    let plain = || RequestBuilder::new(name("web-1", &[]));
    assert!(
        Ask::web()
            .decide(&sign(plain().attribute(usual.clone())))
            .is_ok()
    );
    for request in [
        plain().attribute(microsofts.clone()),
        plain().attribute(usual.clone()).attribute(microsofts),
        plain().attribute(usual).attribute(other),
    ] {
        let refused = Ask::web().refused(&sign(request));
        assert!(refused.contains("one extensionRequest"), "{refused}");
    }
}

#[test]
fn a_subject_in_other_string_types_than_certificates_are_to_have_is_refused() {
    for (tag, contents) in [
        (Tag::TeletexString, &b"web-1"[..]),
        (Tag::BmpString, b"\0w\0e\0b\0-\x001"),
        (Tag::Ia5String, b"web-1"),
    ] {
        let subject = NameBuilder::new().rdn(oid::COMMON_NAME, tag, contents);
        let refused = Ask::web().refused(&request(subject.build(), &[]));
        assert!(
            refused.contains("not a UTF8String or PrintableString"),
            "{refused}"
        );
    }
    let printable = NameBuilder::new().rdn(oid::COMMON_NAME, Tag::PrintableString, b"web-1");
    assert!(Ask::web().decide(&request(printable.build(), &[])).is_ok());
    // Both attributes of one RDN count.
    let hidden = NameBuilder::new()
        .rdn(oid::COMMON_NAME, Tag::Utf8String, b"web-1")
        .and(oid::ORGANIZATION_NAME, Tag::Utf8String, b"system:masters");
    let refused = Ask::web().refused(&request(hidden.build(), &[]));
    assert!(
        refused.contains("\"system:masters\" is not allowed"),
        "{refused}"
    );
}

#[test]
fn a_certificate_has_key_usages_that_the_rule_lists_also_where_none_is_asked_for() {
    let plain = request(name("web-1", &[]), &[]);
    let usage = |asked: &[&str], rules: &str| {
        let ask = Ask {
            rules: rules.into(),
            ..Ask::web().usages(asked)
        };
        let certificate = issued(&ask.decide(&plain).unwrap());
        let usage = certificate.extensions().get::<KeyUsage>().unwrap();
        usage.expect("without keyUsage the key is good for each")
    };
    let (signs, takes_keys) = (KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_ENCIPHERMENT);
    assert_eq!(usage(&["server auth"], RULES), signs | takes_keys);
    let narrow = RULES.replace("key encipherment, server", "server");
    assert_eq!(usage(&["server auth"], &narrow), signs);
    let both = ["key encipherment", "server auth"];
    assert_eq!(usage(&both, RULES), takes_keys);
}

#[test]
fn names_alone_are_critical_and_otherwise_are_not_whatever_is_asked_for() {
    let ask = Ask {
        rules: RULES.replace("    commonNames: [\"web-*\"]\n", ""),
        ..Ask::web()
    };
    for (subject, critical) in [(name("", &[]), true), (name("", &["shop"]), false)] {
        let asked = names(&["web-1"]).to_extension(!critical);
        let request = sign(RequestBuilder::new(subject).raw_extension(asked));
        let certificate = issued(&ask.decide(&request).unwrap());
        let found = certificate
            .extensions()
            .find(oid::SUBJECT_ALT_NAME)
            .unwrap();
        assert_eq!(found.critical, critical);
    }
}
