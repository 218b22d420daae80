//! A PKI as data: what is in each certificate and where it stands, from which the files are made.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::LazyLock;

use certwright::der::{ObjectIdentifierRef, oid};
use certwright::pem;
use certwright::pkcs::{pkcs1, spki};
use certwright::rsa::{HashAlgorithm, PrivateKey, PublicKey};
use certwright::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtKeyUsage, KeyUsage, SubjectAltName,
    SubjectKeyIdentifier,
};
use certwright::x509::{
    CertificateBuilder, ExtensionBuf, ExtensionValue as _, GeneralName, NameBuf, NameBuilder,
    RsaSigner, SerialNumber, Time,
};
use certwright_cluster::inventory::{Directory, Entry};
use certwright_cluster::kubeconfig::Kubeconfig;
use rand_core::UnwrapErr;
use zeroize::Zeroizing;

pub const NOW: i64 = 1_790_000_000;
pub const DAY: i64 = 86_400;

/// Keys for the authorities, for leaves, and one that is too short, made once.
static KEYS: LazyLock<Vec<PrivateKey>> = LazyLock::new(|| {
    let mut rng = UnwrapErr(getrandom::SysRng);
    let mut keys: Vec<PrivateKey> = (0..7)
        .map(|_| PrivateKey::generate(&mut rng, 2048).unwrap())
        .collect();
    let short = certwright::rsa::hazmat::generate(&mut rng, 1024).unwrap();
    keys.push(short.allow_below_2048());
    keys
});

/// Indices into [`KEYS`].
pub const LEAF_KEY: usize = 4;
pub const OTHER_KEY: usize = 5;
pub const INTERMEDIATE_KEY: usize = 6;
pub const SHORT_KEY: usize = 7;

pub fn public(key: usize) -> PublicKey {
    KEYS[key].public_key().clone()
}

pub fn private_pem(key: usize) -> String {
    KEYS[key].to_pkcs1_pem().to_string()
}

/// A certificate.
#[derive(Clone)]
pub struct Cert {
    /// The file; empty for a certificate that is in a kubeconfig alone.
    pub path: String,
    /// The file of its key; empty for none.
    pub key_path: String,
    pub cn: String,
    pub o: Vec<&'static str>,
    pub ou: Vec<&'static str>,
    pub names: Vec<String>,
    pub server: bool,
    pub client: bool,
    pub usage: Option<KeyUsage>,
    /// `None` for no basicConstraints.
    pub ca: Option<bool>,
    pub from: i64,
    pub to: i64,
    /// The issuer's common name and its key.
    pub issuer: (String, usize),
    pub key: usize,
    /// The key that is in the key's file.
    pub key_in_file: usize,
    pub digest: HashAlgorithm,
    pub serial: u32,
    pub extra: Vec<ExtensionBuf>,
    pub spki: Option<Vec<u8>>,
    pub issuer_key_identifier: Option<Vec<u8>>,
    /// Certificates that follow in the file.
    pub chain: Vec<Cert>,
}

/// A kubeconfig.
#[derive(Clone)]
pub struct Conf {
    pub path: String,
    pub server: String,
    /// The certificate that it carries, by common name: as in its file unless it is changed.
    pub cert: Cert,
    pub authority: String,
    pub edit: fn(&mut Kubeconfig),
}

/// A whole directory.
#[derive(Clone)]
pub struct Tree {
    pub certs: Vec<Cert>,
    pub confs: Vec<Conf>,
    /// Written last, over what is there; `None` removes a file.
    pub files: BTreeMap<String, Option<Vec<u8>>>,
    pub modes: BTreeMap<String, u32>,
    pub unread: BTreeMap<String, &'static str>,
}

pub fn key_identifier(key: usize) -> Vec<u8> {
    HashAlgorithm::Sha1
        .digest(&pkcs1::public_to_der(KEYS[key].public_key()))
        .as_ref()
        .to_vec()
}

impl Cert {
    pub fn authority(path: &str, key_path: &str, cn: &str, key: usize) -> Self {
        Self {
            path: path.into(),
            key_path: key_path.into(),
            cn: cn.into(),
            o: Vec::new(),
            ou: Vec::new(),
            names: Vec::new(),
            server: false,
            client: false,
            usage: Some(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_CERT_SIGN),
            ca: Some(true),
            from: NOW - 10 * DAY,
            to: NOW + 3650 * DAY,
            issuer: (cn.into(), key),
            key,
            key_in_file: key,
            digest: HashAlgorithm::Sha256,
            serial: 0,
            extra: Vec::new(),
            spki: None,
            issuer_key_identifier: None,
            chain: Vec::new(),
        }
    }

    pub fn leaf(path: &str, key_path: &str, cn: &str, issuer: (&str, usize)) -> Self {
        Self {
            usage: Some(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT),
            ca: Some(false),
            to: NOW + 365 * DAY,
            issuer: (issuer.0.into(), issuer.1),
            key: LEAF_KEY,
            key_in_file: LEAF_KEY,
            ..Self::authority(path, key_path, cn, LEAF_KEY)
        }
    }

    pub fn o(mut self, o: &'static str) -> Self {
        self.o.push(o);
        self
    }

    pub fn client(mut self) -> Self {
        self.client = true;
        self
    }

    pub fn server(mut self, names: &[&str]) -> Self {
        self.server = true;
        self.names = names.iter().map(|name| (*name).to_string()).collect();
        self
    }

    fn subject(&self) -> NameBuf {
        let mut name = NameBuilder::new();
        for o in &self.o {
            name = name.attribute(oid::ORGANIZATION_NAME, o);
        }
        for ou in &self.ou {
            name = name.attribute(oid::ORGANIZATIONAL_UNIT_NAME, ou);
        }
        name.attribute(oid::COMMON_NAME, &self.cn).build()
    }

    fn extensions(&self) -> Vec<ExtensionBuf> {
        let mut list = Vec::new();
        list.extend(self.usage.map(|usage| usage.to_extension(true)));
        let mut purposes: Vec<ObjectIdentifierRef<'_>> = Vec::new();
        purposes.extend(self.server.then_some(oid::KP_SERVER_AUTH));
        purposes.extend(self.client.then_some(oid::KP_CLIENT_AUTH));
        if !purposes.is_empty() {
            list.push(ExtKeyUsage::new(&purposes).to_extension(false));
        }
        list.extend(self.ca.map(|ca| {
            BasicConstraints {
                ca,
                path_len_constraint: None,
            }
            .to_extension(true)
        }));
        list.push(SubjectKeyIdentifier(&key_identifier(self.key)).to_extension(false));
        let issuers = key_identifier(self.issuer.1);
        let issuers = self.issuer_key_identifier.as_ref().unwrap_or(&issuers);
        let identifier = AuthorityKeyIdentifier {
            key_identifier: Some(issuers),
            ..AuthorityKeyIdentifier::default()
        };
        list.push(identifier.to_extension(false));
        let addresses: Vec<Vec<u8>> = self
            .names
            .iter()
            .filter_map(|name| name.strip_prefix("IP:"))
            .map(|text| match text.parse().unwrap() {
                IpAddr::V4(address) => address.octets().to_vec(),
                IpAddr::V6(address) => address.octets().to_vec(),
            })
            .collect();
        let mut names: Vec<GeneralName<'_>> = self
            .names
            .iter()
            .filter(|name| !name.starts_with("IP:"))
            .map(|name| GeneralName::Dns(name))
            .collect();
        names.extend(addresses.iter().map(|bytes| GeneralName::Ip(bytes)));
        if !names.is_empty() {
            list.push(SubjectAltName::new(&names).to_extension(false));
        }
        list.extend(self.extra.iter().cloned());
        list
    }

    /// The certificate, and what follows it in its file, as PEM.
    pub fn pem(&self) -> String {
        let mut rng = UnwrapErr(getrandom::SysRng);
        let serial = match self.serial {
            0 => SerialNumber::random(&mut rng).unwrap(),
            number => SerialNumber::from_unsigned_be(&number.to_be_bytes()),
        };
        let spki = match &self.spki {
            Some(der) => der.clone(),
            None => spki::to_der(KEYS[self.key].public_key()),
        };
        let signer = RsaSigner::pkcs1v15(&KEYS[self.issuer.1], self.digest);
        let certificate = CertificateBuilder::new(self.subject())
            .exact()
            .serial(serial)
            .validity(Time::from_unix(self.from), Time::from_unix(self.to))
            .public_key(spki)
            .raw_extensions(self.extensions())
            .signed_under(&NameBuf::common_name(&self.issuer.0), &signer, &mut rng)
            .unwrap();
        let chain: String = self.chain.iter().map(Cert::pem).collect();
        certificate.to_pem() + &chain
    }

    fn key_pem(&self) -> Zeroizing<String> {
        pem::encode_secret(
            pem::label::RSA_PRIVATE_KEY,
            &pkcs1::private_to_der(&KEYS[self.key_in_file].parts()),
        )
    }
}

impl Tree {
    pub fn new() -> Self {
        Self {
            certs: Vec::new(),
            confs: Vec::new(),
            files: BTreeMap::new(),
            modes: BTreeMap::new(),
            unread: BTreeMap::new(),
        }
    }

    /// Everything of this path: a certificate that has it, and a kubeconfig's.
    pub fn cert(&mut self, path: &str) -> &mut Cert {
        self.certs
            .iter_mut()
            .find(|cert| cert.path == path)
            .unwrap_or_else(|| panic!("no {path}"))
    }

    /// A file is the same, byte for byte, in a second place.
    pub fn copy(&mut self, from: &str, to: &str) {
        let Some(Entry::File { bytes, .. }) = self.directory().remove(from) else {
            panic!("no {from}")
        };
        for path in [from, to] {
            self.files.insert(path.into(), Some(bytes.to_vec()));
        }
    }

    pub fn conf(&mut self, path: &str) -> &mut Conf {
        self.confs
            .iter_mut()
            .find(|conf| conf.path == path)
            .unwrap_or_else(|| panic!("no {path}"))
    }

    /// Adds a kubeconfig with a certificate of its own.
    pub fn with_conf(mut self, path: &str, server: &str, cert: Cert, authority: &str) -> Self {
        self.confs.push(Conf {
            path: path.into(),
            server: server.into(),
            cert,
            authority: authority.into(),
            edit: |_| {},
        });
        self
    }

    pub fn with(mut self, cert: Cert) -> Self {
        self.certs.push(cert);
        self
    }

    pub fn directory(&self) -> Directory {
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut made = BTreeMap::new();
        for cert in &self.certs {
            let text = cert.pem();
            files.insert(cert.path.clone(), text.clone().into_bytes());
            if !cert.key_path.is_empty() {
                files.insert(cert.key_path.clone(), cert.key_pem().as_bytes().to_vec());
            }
            made.insert(cert.path.clone(), text);
        }
        for conf in &self.confs {
            let authority = made.get(&conf.authority).cloned().unwrap_or_default();
            let mut config = Kubeconfig::new(
                "kubernetes",
                &conf.server,
                authority.as_bytes(),
                &conf.cert.cn,
                conf.cert.pem().as_bytes(),
                conf.cert.key_pem().as_bytes(),
            );
            (conf.edit)(&mut config);
            let text = config.to_yaml().unwrap();
            files.insert(conf.path.clone(), text.as_bytes().to_vec());
        }
        for (path, contents) in &self.files {
            match contents {
                Some(bytes) => files.insert(path.clone(), bytes.clone()),
                None => files.remove(path),
            };
        }
        let mut directory: Directory = files
            .into_iter()
            .map(|(path, bytes)| {
                let secret = bytes.windows(11).any(|at| at == b"PRIVATE KEY")
                    || path.ends_with(".conf")
                    || path.ends_with(".kubeconfig");
                let mode = if secret { 0o600 } else { 0o644 };
                let mode = Some(*self.modes.get(&path).unwrap_or(&mode));
                let bytes = Zeroizing::new(bytes);
                (path, Entry::File { bytes, mode })
            })
            .collect();
        for (path, reason) in &self.unread {
            let reason = (*reason).to_string();
            directory.insert(path.clone(), Entry::Unread { reason });
        }
        directory
    }
}

const CA: (&str, usize) = ("kubernetes", 0);
const ETCD_CA: (&str, usize) = ("etcd-ca", 1);
const FRONT_PROXY_CA: (&str, usize) = ("front-proxy-ca", 2);
const API_SERVER: [&str; 7] = [
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
    "cp-1",
    "IP:10.96.0.1",
    "IP:192.0.2.1",
];
const ETCD: [&str; 5] = [
    "cp-1",
    "localhost",
    "IP:127.0.0.1",
    "IP:::1",
    "IP:192.0.2.1",
];
const ENDPOINT: &str = "https://192.0.2.1:6443";

/// Files and subjects as kubeadm's documentation lists them ("PKI certificates and requirements").
pub fn kubeadm() -> Tree {
    let pair = |name: &str| (format!("pki/{name}.crt"), format!("pki/{name}.key"));
    let authority = |name: &str, cn: &str, key| {
        let (crt, key_path) = pair(name);
        Cert::authority(&crt, &key_path, cn, key)
    };
    let leaf = |name: &str, cn: &str, issuer| {
        let (crt, key_path) = pair(name);
        Cert::leaf(&crt, &key_path, cn, issuer)
    };
    let inside = |cn: &str| Cert::leaf("", "", cn, CA).client();
    let sa = pem::encode(
        pem::label::PUBLIC_KEY,
        &spki::to_der(KEYS[OTHER_KEY].public_key()),
    );
    let sa_key = Cert {
        key_in_file: OTHER_KEY,
        ..leaf("sa", "", CA)
    };
    let mut tree = Tree::new()
        .with(authority("ca", CA.0, CA.1))
        .with(authority("etcd/ca", ETCD_CA.0, ETCD_CA.1))
        .with(authority(
            "front-proxy-ca",
            FRONT_PROXY_CA.0,
            FRONT_PROXY_CA.1,
        ))
        .with(leaf("apiserver", "kube-apiserver", CA).server(&API_SERVER))
        .with(
            leaf(
                "apiserver-kubelet-client",
                "kube-apiserver-kubelet-client",
                CA,
            )
            .o("kubeadm:cluster-admins")
            .client(),
        )
        .with(
            leaf(
                "apiserver-etcd-client",
                "kube-apiserver-etcd-client",
                ETCD_CA,
            )
            .client(),
        )
        .with(leaf("front-proxy-client", "front-proxy-client", FRONT_PROXY_CA).client())
        .with(leaf("etcd/server", "cp-1", ETCD_CA).server(&ETCD).client())
        .with(leaf("etcd/peer", "cp-1", ETCD_CA).server(&ETCD).client())
        .with(
            leaf(
                "etcd/healthcheck-client",
                "kube-etcd-healthcheck-client",
                ETCD_CA,
            )
            .client(),
        )
        .with_conf(
            "admin.conf",
            ENDPOINT,
            inside("kubernetes-admin").o("kubeadm:cluster-admins"),
            "pki/ca.crt",
        )
        .with_conf(
            "super-admin.conf",
            ENDPOINT,
            inside("kubernetes-super-admin").o("system:masters"),
            "pki/ca.crt",
        )
        .with_conf(
            "controller-manager.conf",
            ENDPOINT,
            inside("system:kube-controller-manager"),
            "pki/ca.crt",
        )
        .with_conf(
            "scheduler.conf",
            ENDPOINT,
            inside("system:kube-scheduler"),
            "pki/ca.crt",
        )
        .with_conf(
            "kubelet.conf",
            ENDPOINT,
            inside("system:node:cp-1").o("system:nodes"),
            "pki/ca.crt",
        );
    tree.files.insert(
        "pki/sa.key".into(),
        Some(sa_key.key_pem().as_bytes().to_vec()),
    );
    tree.files
        .insert("pki/sa.pub".into(), Some(sa.into_bytes()));
    tree
}

/// One CA and flat names, as in "Kubernetes the hard way": the names and profiles of its current edition where `kelsey` is
/// set, those of its older edition (cfssl) otherwise.
fn flat(names: impl Fn(&str) -> (String, String), api_server: &str, node: &str) -> Tree {
    let leaf = |name: &str, cn: &str| {
        let (crt, key) = names(name);
        // Its one profile has both usages.
        let mut cert = Cert::leaf(&crt, &key, cn, ("Kubernetes", 0)).client();
        cert.server = true;
        cert
    };
    let (ca, ca_key) = names("ca");
    let mut ca_cert = Cert::authority(&ca, &ca_key, "Kubernetes", 0);
    ca_cert.usage = Some(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN);
    let node_user: String = format!("system:node:{node}");
    let admin = leaf("admin", "admin").o("system:masters");
    let node_cert = leaf(node, &node_user)
        .o("system:nodes")
        .server(&[node, "IP:192.0.2.10"]);
    let proxy = leaf("kube-proxy", "system:kube-proxy").o("system:node-proxier");
    let scheduler = leaf("kube-scheduler", "system:kube-scheduler").o("system:kube-scheduler");
    let manager = leaf("kube-controller-manager", "system:kube-controller-manager")
        .o("system:kube-controller-manager");
    let inside = |cert: &Cert| Cert {
        path: String::new(),
        key_path: String::new(),
        ..cert.clone()
    };
    let (admin_in, node_in, proxy_in) = (inside(&admin), inside(&node_cert), inside(&proxy));
    Tree::new()
        .with(ca_cert)
        .with(leaf(api_server, "kubernetes").o("Kubernetes").server(&[
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster",
            "kubernetes.svc.cluster.local",
            "server.kubernetes.local",
            "IP:127.0.0.1",
            "IP:10.32.0.1",
        ]))
        .with(leaf("service-accounts", "service-accounts"))
        .with(admin)
        .with(node_cert)
        .with(proxy)
        .with(scheduler)
        .with(manager)
        .with_conf("admin.kubeconfig", "https://127.0.0.1:6443", admin_in, &ca)
        .with_conf(
            &format!("{node}.kubeconfig"),
            "https://server.kubernetes.local:6443",
            node_in,
            &ca,
        )
        .with_conf(
            "kube-proxy.kubeconfig",
            "https://server.kubernetes.local:6443",
            proxy_in,
            &ca,
        )
}

pub fn hard_way() -> Tree {
    flat(
        |name| (format!("{name}.crt"), format!("{name}.key")),
        "kube-api-server",
        "node-0",
    )
}

pub fn cfssl() -> Tree {
    flat(
        |name| (format!("{name}.pem"), format!("{name}-key.pem")),
        "kubernetes",
        "worker-0",
    )
}

/// easy-rsa 3: `build-ca`, `build-server-full`, `build-client-full`, `build-serverClient-full`.
/// A script's, whose authorities have names of its own: one that `openssl req -x509` made without keyUsage, and an intermediate.
pub fn script() -> Tree {
    let mut tree = hard_way();
    for cert in &mut tree.certs {
        if cert.path == "ca.crt" {
            (cert.path, cert.key_path) = ("rootCA.crt".into(), "rootCA.key".into());
            cert.usage = None;
        }
    }
    for conf in &mut tree.confs {
        conf.authority = "rootCA.crt".into();
    }
    let mut between = Cert::authority("sub.crt", "sub.key", "Sub", INTERMEDIATE_KEY);
    between.issuer = ("Kubernetes".into(), 0);
    between.to = NOW + 1000 * DAY;
    let issuer = ("Sub", INTERMEDIATE_KEY);
    tree.with(between)
        .with(Cert::leaf("jane.crt", "jane.key", "jane", issuer).client())
}
pub fn easy_rsa() -> Tree {
    let leaf = |name: &str, cn: &str| {
        Cert::leaf(
            &format!("pki/issued/{name}.crt"),
            &format!("pki/private/{name}.key"),
            cn,
            ("Easy-RSA CA", 0),
        )
    };
    let mut ca = Cert::authority("pki/ca.crt", "pki/private/ca.key", "Easy-RSA CA", 0);
    ca.usage = Some(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN);
    let mut tree = Tree::new()
        .with(ca)
        .with(leaf("server", "server").server(&API_SERVER))
        .with(leaf("etcd", "etcd").server(&ETCD).client())
        .with(
            leaf("admin", "kubernetes-admin")
                .o("system:masters")
                .client(),
        )
        .with(leaf("jane", "jane").client());
    // What easy-rsa keeps beside: copies by serial number, requests.
    tree.files.insert(
        "pki/certs_by_serial/01.pem".into(),
        Some(b"a copy".to_vec()),
    );
    tree.files
        .insert("pki/reqs/server.req".into(), Some(b"a request".to_vec()));
    tree
}

/// What the notes have: one CA, `.crt` and `.key`.
pub fn notes() -> Tree {
    let leaf = |name: &str, cn: &str| {
        Cert::leaf(
            &format!("{name}.crt"),
            &format!("{name}.key"),
            cn,
            ("KUBERNETES-CA", 0),
        )
    };
    Tree::new()
        .with(Cert::authority("ca.crt", "ca.key", "KUBERNETES-CA", 0))
        .with(leaf("apiserver", "kube-apiserver").server(&API_SERVER))
        .with(leaf("etcdserver", "etcd-server").server(&ETCD).client())
        .with(leaf("admin", "kube-admin").o("system:masters").client())
        .with(leaf("scheduler", "system:kube-scheduler").client())
        .with(leaf("controller-manager", "system:kube-controller-manager").client())
        .with(
            leaf("kubelet-node01", "system:node:node01")
                .o("system:nodes")
                .server(&["node01"])
                .client(),
        )
}
