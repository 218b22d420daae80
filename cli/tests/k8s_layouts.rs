//! Every command in every layout: names of files, authorities, address families and where etcd runs, all combined.

mod common;

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

use certwright_cluster::role::Authority;
use certwright_cluster::rotation::authority_pair;
use certwright_cluster::{ClusterSpec, Etcd, Wanted, declaration, desired};
use common::Place;
use common::cluster::{BIN, cluster, ok, refusal};
use serde_json::Value;

/// The declaration of one combination.
#[derive(Clone, Copy, Debug)]
struct Layout {
    files: &'static str,
    authorities: &'static str,
    families: usize,
    etcd: &'static str,
}

fn layouts() -> Vec<Layout> {
    let mut all = Vec::new();
    for files in ["kubeadm", "kubeadm-only", "crt", "pem"] {
        for authorities in ["separate", "single"] {
            for families in [1, 2] {
                for etcd in ["stacked", "external", "unmanaged"] {
                    all.push(Layout {
                        files,
                        authorities,
                        families,
                        etcd,
                    });
                }
            }
        }
    }
    all
}

impl Layout {
    fn yaml(self) -> String {
        let addresses = |last: u8| match self.families {
            1 => format!("[192.0.2.{last}]"),
            _ => format!("[192.0.2.{last}, '2001:db8::{last}']"),
        };
        let subnets = match self.families {
            1 => "[10.96.0.0/12]",
            _ => "[10.96.0.0/12, 'fd00:10:96::/112']",
        };
        let etcd = match (self.etcd, self.files) {
            ("stacked", _) => String::new(),
            ("external", _) => format!(
                "etcd:\n  members:\n    - {{name: etcd-1, addresses: {}}}\n",
                addresses(9)
            ),
            (_, "kubeadm" | "kubeadm-only") => "etcd: {client: {authority: pki/etcd/ca.crt, \
                certificate: pki/apiserver-etcd-client.crt, key: pki/apiserver-etcd-client.key}}\n"
                .into(),
            (_, "crt") => "etcd: {client: {authority: etcd-ca.crt, \
                certificate: apiserver-etcd-client.crt, key: apiserver-etcd-client.key}}\n"
                .into(),
            _ => "etcd: {client: {authority: etcd-ca.pem, \
                certificate: apiserver-etcd-client.pem, key: apiserver-etcd-client-key.pem}}\n"
                .into(),
        };
        format!(
            "apiVersion: certwright/v1\nendpoint: api.example.org:6443\n\
             serviceSubnets: {subnets}\n\
             controlPlanes:\n  - {{name: cp-1, addresses: {}}}\n  - {{name: cp-2, addresses: {}}}\n\
             workers:\n  - {{name: w-1, addresses: {}}}\n\
             users:\n  - {{name: alice, groups: [developers]}}\n\
             {etcd}authorities: {}\nfiles: {}\n",
            addresses(1),
            addresses(2),
            addresses(3),
            self.authorities,
            self.files
        )
    }
}

/// A cluster of one combination, and what its declaration has.
struct Laid {
    layout: Layout,
    place: Place,
    spec: ClusterSpec,
    wanted: Vec<Wanted>,
}

impl Laid {
    fn new(layout: Layout) -> Self {
        let place = cluster(&layout.yaml());
        let spec = declaration::read(&place.text("pki/cluster.yaml")).unwrap();
        let wanted = desired(&spec).unwrap();
        Self {
            layout,
            place,
            spec,
            wanted,
        }
    }

    fn reread(&mut self) {
        self.spec = declaration::read(&self.place.text("pki/cluster.yaml")).unwrap();
        self.wanted = desired(&self.spec).unwrap();
    }

    fn ok(&self, line: &str) -> String {
        ok(&self.place, line)
    }

    fn authority(&self, authority: Authority) -> (String, String) {
        let pair = authority_pair(&self.spec, authority.in_cluster(&self.spec)).unwrap();
        (format!("pki/{}", pair.certificate), pair.key)
    }

    /// Nothing is found, nothing is to be done, and a verifier accepts every certificate for what it is for.
    fn is_whole(&self, when: &str) {
        let about = format!("{when}: {:?}", self.layout);
        let checked: Value = serde_json::from_str(&self.ok("k8s check pki -o json")).unwrap();
        assert_eq!(checked["findings"], Value::Array(Vec::new()), "{about}");
        let planned = self.ok("k8s plan -dir pki");
        assert_eq!(planned, "pki: nothing to change\n", "{about}");
        for authority in [
            Authority::Kubernetes,
            Authority::Etcd,
            Authority::FrontProxy,
        ] {
            let leaves = self.wanted.iter().filter(|wanted| {
                !wanted.is_authority() && wanted.issuer == authority.in_cluster(&self.spec)
            });
            let files: BTreeSet<String> = leaves
                .filter_map(|wanted| wanted.location.pair.as_ref())
                .map(|pair| format!("pki/{}", pair.certificate))
                .collect();
            if !files.is_empty() {
                let (authority, _) = self.authority(authority);
                let files: Vec<_> = files.into_iter().collect();
                let line = format!(
                    "verify -x509_strict -CAfile {authority} {}",
                    files.join(" ")
                );
                let verified = self.ok(&line);
                assert_eq!(verified.matches(": OK\n").count(), files.len(), "{about}");
            }
        }
    }

    /// Each machine's bundle has its certificates, keys and kubeconfigs, and no authority's key.
    fn bundles(&self) {
        let keys: Vec<Vec<u8>> = self
            .wanted
            .iter()
            .filter(|wanted| wanted.is_authority())
            .filter_map(|wanted| wanted.location.pair.as_ref())
            .map(|pair| self.place.read(&format!("pki/{}", pair.key)))
            .collect();
        for machine in self.spec.machines() {
            let name = &machine.name;
            self.ok(&format!("k8s bundle -dir pki {name} -out {name}.tar"));
            let tar = self.place.read(&format!("{name}.tar"));
            let entries = entries(&tar);
            let about = format!("{name}: {:?}: {entries:?}", self.layout);
            for key in &keys {
                assert!(!contains(&tar, key), "{about}");
            }
            let own = self
                .wanted
                .iter()
                .filter(|wanted| wanted.holder.as_ref() == Some(name));
            for wanted in own {
                for path in wanted.paths() {
                    let path = path.strip_prefix(&format!("nodes/{name}/")).unwrap_or(path);
                    assert!(entries.iter().any(|entry| entry == path), "{path}: {about}");
                }
            }
            let control_plane = self.spec.control_planes.contains(machine);
            let mut needed = Vec::new();
            if control_plane || self.spec.workers.contains(machine) {
                needed.push(Authority::Kubernetes);
            }
            if control_plane {
                needed.push(Authority::FrontProxy);
            }
            let others = matches!(self.spec.etcd, Etcd::Unmanaged(_));
            if !others && (control_plane || self.spec.etcd_members().contains(machine)) {
                needed.push(Authority::Etcd);
            }
            for authority in needed {
                let (path, _) = self.authority(authority);
                let path = path.strip_prefix("pki/").unwrap();
                assert!(entries.iter().any(|entry| entry == path), "{path}: {about}");
            }
            if let Etcd::Unmanaged(client) = &self.spec.etcd {
                for (_, path) in client.files() {
                    let is_in = entries.iter().any(|entry| entry == path.as_str());
                    assert_eq!(is_in, control_plane, "{about}");
                }
            }
        }
    }

    /// What whoever runs etcd hands out.
    fn etcd_of_others(&self) {
        let Etcd::Unmanaged(client) = &self.spec.etcd else {
            return;
        };
        let mut early = self
            .place
            .command(BIN, "k8s bundle -dir pki cp-1 -out early.tar");
        let output = early.output().unwrap();
        assert!(output.status.success());
        let warned = common::text(&output.stderr);
        assert_eq!(
            warned.matches("whoever runs etcd issues it").count(),
            3,
            "{warned}"
        );
        // Until then the API server does not start.
        let checked = self
            .place
            .command(BIN, "k8s check pki -o json")
            .output()
            .unwrap();
        assert_eq!(checked.status.code(), Some(2));
        let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
        let findings = checked["findings"].as_array().unwrap();
        assert_eq!(findings.len(), 3, "{findings:?}");
        for finding in findings {
            assert_eq!(finding["rule"], "missing");
            let remedy = finding["remedy"].as_str().unwrap();
            assert!(remedy.contains("whoever runs etcd"), "{remedy}");
        }
        let path = |path: &Option<certwright_cluster::InnerPath>| {
            format!("pki/{}", path.as_ref().unwrap().as_str())
        };
        let (authority, certificate, key) = (
            path(&client.authority),
            path(&client.certificate),
            path(&client.key),
        );
        if self.layout.files.starts_with("kubeadm") {
            fs::create_dir(self.place.path("pki/pki/etcd")).unwrap();
        }
        self.ok(&format!(
            "req -x509 -newkey rsa:2048 -nodes -keyout etcd-ca.key -subj /CN=etcd -days 365 -out {authority} \
             -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign"
        ));
        self.ok(&format!(
            "req -newkey rsa:2048 -nodes -keyout {key} -subj /CN=kube-apiserver-etcd-client -out client.csr \
             -addext extendedKeyUsage=clientAuth -addext keyUsage=critical,digitalSignature"
        ));
        self.ok(&format!(
            "x509 -req -in client.csr -CA {authority} -CAkey etcd-ca.key -days 300 -copy_extensions copyall -out {certificate}"
        ));
        // What is due is theirs to issue.
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(310 * 86_400);
        let later = later.duration_since(std::time::UNIX_EPOCH).unwrap();
        let line = format!("k8s check pki -o json -attime {}", later.as_secs());
        let checked = self.place.command(BIN, &line).output().unwrap();
        let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
        let findings = checked["findings"].as_array().unwrap();
        let own = findings
            .iter()
            .filter(|it| certificate.ends_with(it["path"].as_str().unwrap()));
        let remedies: Vec<_> = own.map(|it| it["remedy"].as_str().unwrap()).collect();
        assert!(remedies[0].contains("whoever runs etcd"), "{remedies:?}");
        let words = refusal(&self.place, "k8s add-san -dir pki -etcd etcd.example");
        assert!(words.contains("others run"), "{words}");
        let words = refusal(
            &self.place,
            &format!("k8s import -dir pki -etcd-ca {authority}"),
        );
        assert!(words.contains("has no authority etcd/ca"), "{words}");
        let words = refusal(&self.place, "k8s rotate-ca -dir pki -authority etcd/ca");
        assert!(words.contains("there is no authority"), "{words}");
    }

    fn commands(&mut self) {
        let others = matches!(self.spec.etcd, Etcd::Unmanaged(_));
        if !others {
            self.is_whole("after init");
        }
        self.etcd_of_others();
        let theirs = |it: &Self| match &it.spec.etcd {
            Etcd::Unmanaged(client) => client
                .files()
                .map(|(_, path)| it.place.read(&format!("pki/{}", path.as_str())))
                .collect(),
            _ => Vec::new(),
        };
        let issued_by_others = theirs(self);
        self.is_whole("beside the files of others");
        self.bundles();
        self.ok("k8s report pki -out report.html");
        let page = self.place.text("report.html");
        assert!(page.starts_with("<!DOCTYPE html>"), "{:?}", self.layout);

        self.ok("k8s renew -dir pki -all -quiet");
        self.is_whole("after renew -all");
        self.ok("k8s renew -dir pki -rekey -quiet apiserver admin");
        self.is_whole("after -rekey");

        self.ok("k8s add-node -dir pki -quiet w-2=192.0.2.32");
        self.ok("k8s add-node -dir pki -quiet -control-plane cp-3=192.0.2.33");
        if self.layout.etcd == "external" {
            self.ok("k8s add-node -dir pki -quiet -etcd etcd-2=192.0.2.34");
        }
        self.ok("k8s add-san -dir pki -quiet api.example.com");
        if !others {
            self.ok("k8s add-san -dir pki -quiet -etcd etcd.example.com");
        }
        self.reread();
        assert_eq!(self.spec.control_planes.len(), 3);
        self.is_whole("after add-node and add-san");
        self.bundles();

        for phase in 1..=3 {
            self.ok("k8s rotate-ca -dir pki -quiet");
            // While two authorities are trusted, nothing is broken.
            let checked = self.place.command(BIN, "k8s check pki -o json").output();
            let checked: Value = serde_json::from_slice(&checked.unwrap().stdout).unwrap();
            let findings = checked["findings"].as_array().unwrap();
            let errors = findings.iter().filter(|it| it["severity"] == "error");
            assert_eq!(
                errors.count(),
                0,
                "phase {phase}: {:?}: {findings:?}",
                self.layout
            );
        }
        self.is_whole("after rotate-ca");

        // The authority's key goes elsewhere, and comes back.
        let (authority, key) = self.authority(Authority::Kubernetes);
        let key = format!("pki/{key}");
        let kept = self.place.read(&key);
        let copies: Vec<_> = ["cp-2", "cp-3"]
            .into_iter()
            .map(|node| self.place.path(&format!("pki/nodes/{node}/pki/ca.key")))
            .filter(|path| path.exists())
            .collect();
        fs::rename(self.place.path(&key), self.place.path("ca.key")).unwrap();
        for copy in &copies {
            fs::remove_file(copy).unwrap();
        }
        self.ok("k8s csr -dir pki -quiet apiserver@cp-1 admin");
        for id in ["apiserver@cp-1", "admin"] {
            self.ok(&format!(
                "x509 -req -in pki/csr/{id}.csr -CA {authority} -CAkey ca.key -days 90 -copy_extensions copyall -out {id}.crt"
            ));
        }
        self.ok("k8s import -dir pki -quiet apiserver@cp-1.crt admin.crt");
        self.is_whole("after import");
        self.place.write(&key, kept);
        fs::set_permissions(self.place.path(&key), Permissions::from_mode(0o600)).unwrap();
        self.ok("k8s renew -dir pki -quiet");
        self.is_whole("with the key back");
        let printed = self.ok("k8s kubeconfig -dir pki alice");
        assert!(printed.contains("client-certificate-data"), "{printed}");
        assert_eq!(theirs(self), issued_by_others, "{:?}", self.layout);
    }
}

/// The names of the files in a tar.
fn entries(tar: &[u8]) -> Vec<String> {
    let mut archive = tar::Archive::new(tar);
    archive
        .entries()
        .unwrap()
        .map(|entry| entry.unwrap().path().unwrap().display().to_string())
        .collect()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    let begin = &part[..64.min(part.len())];
    // The armour's first line is every key's; what follows it is not.
    let line = begin.iter().position(|b| *b == b'\n').unwrap() + 1;
    let telling = &part[line..line + 48];
    bytes.windows(48).any(|window| window == telling)
}

fn run(layouts: &[Layout]) {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut failed = Vec::new();
        while let Some(layout) = layouts.get(next.fetch_add(1, Ordering::Relaxed)) {
            if catch_unwind(|| Laid::new(*layout).commands()).is_err() {
                failed.push(*layout);
            }
        }
        failed
    };
    let failed = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        let failed = workers.into_iter().map(|worker| worker.join().unwrap());
        failed.flatten().collect::<Vec<_>>()
    });
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn every_command_does_its_work_with_each_property_of_a_layout() {
    // Each name of files with each place of etcd once would be twelve; of these six, each value of each property is one.
    let all = layouts();
    let some: Vec<_> = [1, 5, 18, 26, 34, 45].map(|at| all[at]).into();
    let has = |is: &dyn Fn(&Layout) -> bool| some.iter().any(is);
    for layout in &all {
        assert!(has(&|it| it.files == layout.files));
        assert!(has(&|it| it.authorities == layout.authorities));
        assert!(has(&|it| it.families == layout.families));
        assert!(has(&|it| it.etcd == layout.etcd));
    }
    run(&some);
}

#[test]
#[ignore = "a minute and a half of processor time"]
fn every_command_does_its_work_in_every_layout() {
    let all = layouts();
    assert_eq!(all.len(), 48);
    run(&all);
}
