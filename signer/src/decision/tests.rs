use std::sync::OnceLock;

use certwright::rsa::PrivateKey;
use certwright::x509::{
    AltNames, Certificate, ExtensionValue as _, NameBuf, NameBuilder, RequestBuilder, RsaSigner,
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
            name("", &[]),
            &[],
            "SubjectNotAllowed: rule web: the subject has no common name",
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
    for other in [
        GeneralName::Directory(NameBuf::common_name("x").as_name()),
        GeneralName::Dns("a b"),
        GeneralName::Ip(&[1, 2, 3]),
    ] {
        let list = [other];
        let extension = SubjectAltName::new(&list).to_extension(false);
        let request = sign(RequestBuilder::new(name("web-1", &[])).raw_extension(extension));
        let refused = text(&request);
        let reasons = ["NamesNotAllowed: ", "MalformedRequest: "];
        assert!(
            reasons.iter().any(|reason| refused.starts_with(reason)),
            "{refused}"
        );
    }
}
