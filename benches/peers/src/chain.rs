//! Certificates: reading one, and validating a chain of three as a TLS client does.
//!
//! The trust anchor is loaded before the race by everybody, each in the form that its library keeps one in. What a server
//! sends, its certificate and the intermediate's, is read anew each time, or was read before, by the work's name. All
//! check the signatures, the dates at one fixed time, the purpose and the server's name. Chains of which everything is read anew go through the oracle's
//! trait; one that was read before, and the reading alone, no request expresses.

use crate::contestants::{Build, HASH, Work, all_of, contestant, rng};
use certwright::der::oid;
use certwright::path::{Anchor, Identity, Pool, Settings, verify};
use certwright::pkcs::spki;
use certwright::rsa::PrivateKey;
use certwright::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtKeyUsage, KeyUsage, SubjectAltName,
    SubjectKeyIdentifier,
};
use certwright::x509::{
    CertificateBuilder, CertificateRef, ExtensionBuf, ExtensionValue, GeneralName, NameBuf,
    NameBuilder, RsaSigner, RsaVerifier, SerialNumber, Time,
};
use certwright_oracle::{Answer, Path, Request};
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::X509VerifyParam;
use openssl::x509::{X509, X509PurposeId, X509StoreContext};
use rustls_pki_types::CertificateDer;
use std::cell::LazyCell;
use std::hint::black_box;
use std::rc::Rc;

/// 2026-01-01T00:01:40Z, and the certificates' validity around it.
const NOW: i64 = 1_767_225_700;
const DAY: i64 = 86_400;
const HOST: &str = "api.example.com";
const OTHER_HOST: &str = "api.example.org";

/// The works, in the order of the table.
pub fn works(exec: Option<&str>) -> Vec<(String, Build<'_>)> {
    let chain = Rc::new(LazyCell::new(Chain::new));
    let [read, whole, read_before] = [(); 3].map(|()| Rc::clone(&chain));
    vec![
        (
            "Read a certificate".into(),
            Box::new(move |name| parse(name, &read)),
        ),
        (
            "Chain of three, RSA-2048".into(),
            Box::new(move |name| validate(name, &whole, exec)),
        ),
        (
            "Chain of three, RSA-2048, read before".into(),
            Box::new(move |name| validate_parsed(name, &read_before)),
        ),
    ]
}

/// DER that outlives the race: the libraries borrow from it.
#[derive(Clone, Copy)]
struct Chain {
    leaf: &'static [u8],
    intermediate: &'static [u8],
    root: &'static [u8],
}

impl Chain {
    fn new() -> Self {
        let mut rng = rng();
        let mut key = || PrivateKey::generate(&mut rng, 2048).expect("a key");
        let [root, intermediate, server] = [key(), key(), key()];
        let name = |common_name: &str| {
            NameBuilder::new()
                .attribute(oid::COUNTRY_NAME, "DE")
                .attribute(oid::ORGANIZATION_NAME, "Example")
                .attribute(oid::COMMON_NAME, common_name)
                .build()
        };
        let (root_name, intermediate_name) =
            (name("Example Root CA"), name("Example Issuing CA 1"));
        let of_ca = |path_len_constraint| {
            vec![
                BasicConstraints {
                    ca: true,
                    path_len_constraint,
                }
                .to_extension(true),
                (KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN).to_extension(true),
            ]
        };
        let names = [
            GeneralName::Dns(HOST),
            GeneralName::Dns("example.com"),
            GeneralName::Dns("*.example.net"),
        ];
        let of_server = vec![
            BasicConstraints {
                ca: false,
                path_len_constraint: None,
            }
            .to_extension(true),
            (KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT).to_extension(true),
            ExtKeyUsage::new(&[oid::KP_SERVER_AUTH, oid::KP_CLIENT_AUTH]).to_extension(false),
            SubjectAltName::new(&names).to_extension(false),
        ];
        let chain = Self {
            leaf: issue(
                (&intermediate, &intermediate_name),
                (&server, name(HOST)),
                3,
                of_server,
            ),
            intermediate: issue(
                (&root, &root_name),
                (&intermediate, intermediate_name.clone()),
                2,
                of_ca(Some(0)),
            ),
            root: issue(
                (&root, &root_name),
                (&root, root_name.clone()),
                1,
                of_ca(None),
            ),
        };
        chain.check();
        chain
    }

    /// The same chain with one byte of the leaf's signature changed.
    fn forged(mut self) -> Self {
        let mut leaf = self.leaf.to_vec();
        *leaf.last_mut().expect("a certificate") ^= 1;
        self.leaf = leaf.leak();
        self
    }

    /// Is it valid for a host?
    fn request(self, host: &str) -> Request {
        Request::Path(Path {
            target: self.leaf.into(),
            anchors: vec![self.root.into()],
            intermediates: vec![self.intermediate.into()],
            time: NOW,
            purpose: Some("server".into()),
            host: Some(host.into()),
            flags: vec!["112-bits".into()],
            ..Path::default()
        })
    }

    /// Every library that validates paths accepts the chain for its host, and refuses it for another and with a changed signature.
    fn check(self) {
        let accepted = |answer: &Answer| *answer == Answer::Accepted;
        let refused = |answer: &Answer| matches!(answer, Answer::Refused { .. });
        let validators = all_of(self.request(HOST), accepted, true, None).len();
        assert!(validators >= 3, "certwright, OpenSSL and rustls-webpki");
        for wrong in [self.request(OTHER_HOST), self.forged().request(HOST)] {
            assert_eq!(all_of(wrong, refused, true, None).len(), validators);
        }
    }
}

fn issue(
    (issuer, issuer_name): (&PrivateKey, &NameBuf),
    (subject, subject_name): (&PrivateKey, NameBuf),
    serial: u8,
    mut extensions: Vec<ExtensionBuf>,
) -> &'static [u8] {
    let (spki, issuer_spki) = (
        spki::to_der(subject.public_key()),
        spki::to_der(issuer.public_key()),
    );
    let identifier = |spki| {
        SubjectKeyIdentifier::for_key(&spki::SubjectPublicKeyInfo::from_der(spki).expect("a key"))
    };
    extensions.push(SubjectKeyIdentifier(&identifier(&spki)).to_extension(false));
    let key_identifier = identifier(&issuer_spki);
    let authority = AuthorityKeyIdentifier {
        key_identifier: Some(&key_identifier),
        ..Default::default()
    };
    extensions.push(authority.to_extension(false));
    CertificateBuilder::new(subject_name)
        .exact()
        .serial(SerialNumber::from_unsigned_be(&[serial]))
        .validity(
            Time::from_unix(NOW - 90 * DAY),
            Time::from_unix(NOW + 90 * DAY),
        )
        .public_key(spki)
        .raw_extensions(extensions)
        .signed_under(issuer_name, &RsaSigner::pkcs1v15(issuer, HASH), &mut rng())
        .expect("a certificate")
        .into_der()
        .leak()
}

fn read(der: &'static [u8]) -> CertificateRef<'static> {
    CertificateRef::from_der(black_box(der)).expect("a certificate")
}

fn x509(der: &[u8]) -> X509 {
    X509::from_der(black_box(der)).expect("a certificate")
}

struct Certwright {
    anchors: [Anchor; 1],
    settings: Settings,
}

impl Certwright {
    fn new(root: &'static [u8], host: &str) -> Self {
        let identity = Identity::dns(host).expect("a host name");
        Self {
            anchors: [Anchor::from_certificate(&read(root))],
            settings: Settings::for_server(Time::from_unix(NOW), identity),
        }
    }

    fn is_valid(
        &self,
        leaf: &CertificateRef<'static>,
        intermediates: &[CertificateRef<'static>],
    ) -> bool {
        let pool = Pool::new(&self.anchors).intermediates(intermediates);
        verify(leaf, &pool, &self.settings, &RsaVerifier).is_ok()
    }
}

struct OpenSsl(X509Store);

impl OpenSsl {
    fn new(root: &[u8], host: &str) -> Self {
        let mut store = X509StoreBuilder::new().expect("a store");
        store.add_cert(x509(root)).expect("an anchor");
        let mut param = X509VerifyParam::new().expect("parameters");
        param.set_time(NOW);
        param.set_host(host).expect("a host name");
        param
            .set_purpose(X509PurposeId::SSL_SERVER)
            .expect("a purpose");
        store.set_param(&param).expect("parameters");
        Self(store.build())
    }

    fn is_valid(&self, leaf: &X509, intermediate: X509) -> bool {
        let mut chain = Stack::new().expect("a stack");
        chain.push(intermediate).expect("a certificate");
        let mut context = X509StoreContext::new().expect("a context");
        context
            .init(&self.0, leaf, &chain, |context| context.verify_cert())
            .expect("a verdict")
    }
}

/// From DER to what each library holds: certwright checks the structure down to each extension's frame and decodes
/// names, dates and the key when asked; OpenSSL copies everything and decodes the key.
fn parse(name: String, chain: &Chain) -> Work {
    let Chain { leaf, .. } = *chain;
    let contestants = vec![
        contestant("certwright", move || {
            black_box(read(leaf));
        }),
        contestant("OpenSSL 3.6", move || {
            black_box(x509(leaf));
        }),
        contestant("rustls-webpki", move || {
            let leaf = CertificateDer::from(black_box(leaf));
            black_box(webpki::EndEntityCert::try_from(&leaf).expect("a certificate"));
        }),
    ];
    Work {
        name,
        contestants,
        scatters: false,
    }
}

/// What the server sends is read anew each time.
fn validate(name: String, chain: &Chain, exec: Option<&str>) -> Work {
    let accepted = |answer: &Answer| *answer == Answer::Accepted;
    Work {
        name,
        contestants: all_of(chain.request(HOST), accepted, false, exec),
        scatters: false,
    }
}

/// What the server sent was read before: OpenSSL has decoded and prepared both keys by then.
fn validate_parsed(name: String, chain: &Chain) -> Work {
    let Chain {
        leaf,
        intermediate,
        root,
    } = *chain;
    let (ours, openssl) = (Certwright::new(root, HOST), OpenSsl::new(root, HOST));
    let parsed = (read(leaf), [read(intermediate)]);
    let (their_leaf, their_intermediate) = (x509(leaf), x509(intermediate));
    let contestants = vec![
        contestant("certwright", move || {
            assert!(ours.is_valid(black_box(&parsed.0), &parsed.1))
        }),
        contestant("OpenSSL 3.6", move || {
            assert!(openssl.is_valid(black_box(&their_leaf), their_intermediate.clone()));
        }),
    ];
    Work {
        name,
        contestants,
        scatters: false,
    }
}
