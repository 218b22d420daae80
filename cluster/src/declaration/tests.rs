use super::*;

fn text(more: &str) -> String {
    format!(
        "apiVersion: certwright/v1\ncontrolPlanes:\n  - name: cp-1\n    addresses: [192.0.2.1]\n{more}"
    )
}

/// The line and column of the refusal, and its words.
fn refusal(text: &str) -> (usize, usize, String) {
    let error = read(text).unwrap_err();
    let at = error.position().unwrap_or_else(|| panic!("{error}"));
    (at.line, at.column, error.to_string())
}

#[test]
fn what_is_left_out_is_as_kubeadm_has_it() {
    let spec = read(&text("")).unwrap();
    assert_eq!(spec.endpoint.url(), "https://192.0.2.1:6443");
    assert_eq!(spec.name, "kubernetes");
    assert_eq!(spec.service_subnets[0].to_string(), "10.96.0.0/12");
    assert_eq!(spec.files, Files::Kubeadm);
    assert_eq!(spec.certificates, Certificates::default());
    assert_eq!(spec.etcd, Etcd::Stacked);
}

#[test]
fn a_declaration_that_is_written_reads_as_the_same_cluster() {
    let more = "name: east\ndnsDomain: east.example\nserviceSubnets: [10.96.0.0/12, 'fd00:10:96::/108']\n\
        endpoint: api.example.org:443\napiServerNames: [api.example, '2001:db8::7']\n\
        workers:\n  - {name: w-1, addresses: [192.0.2.2, '2001:db8::2']}\n\
        etcd:\n  names: [etcd.example]\n  serverNames: [clients.example]\n  peerNames: [192.0.2.77]\n  members:\n    - {name: etcd-1, addresses: [192.0.2.9]}\n\
        users:\n  - {name: alice, groups: [developers, 'a \"quoted\" group']}\n  - {name: 'true'}\n\
        authorities: single\nfiles: pem\n\
        certificates:\n  bits: 3072\n  digest: sha384\n  validity: 90d\n  authorities: {validity: 8760h0m0s, bits: 4096}\n  \
        roles:\n    apiserver: {validity: 36h}\n    etcd/server: {digest: sha512}\n";
    let spec = read(&text(more)).unwrap();
    assert_eq!(spec.certificates.authorities.bits, 4096);
    assert_eq!(
        spec.certificates
            .of(&super::super::ROLES[3])
            .validity
            .to_string(),
        "36h"
    );
    let written = write(&spec);
    assert_eq!(read(&written).unwrap(), spec, "{written}");
    let demonstration = ClusterSpec::demonstration();
    let written = template(&demonstration);
    assert_eq!(read(&written).unwrap(), demonstration, "{written}");
}

#[test]
fn the_comments_of_the_template_are_a_declaration_too() {
    let written = template(&ClusterSpec::demonstration());
    let (text, comments) = written.split_once("  # What differs").unwrap();
    let comments: String = comments
        .lines()
        .skip(1)
        .filter_map(|line| {
            let (indent, comment) = line.split_once('#')?;
            // A comment in words has one space.
            let words = comment.starts_with(' ') && !comment.starts_with("  ");
            (!words).then(|| format!("{indent}{comment}\n"))
        })
        .collect();
    let spec = read(&format!("{text}{comments}")).unwrap();
    assert_eq!(spec.users[0].groups, ["developers"]);
    assert_eq!(spec.etcd_members()[0].name, "etcd-1");
    assert_eq!(spec.certificates.roles.len(), 2);
}

#[test]
fn every_fault_has_its_line_and_column() {
    let more = |more: &str| refusal(&text(more));
    for (fault, line, column, words) in [
        (more("wrokers: []\n"), 5, 1, "unknown field \"wrokers\""),
        (
            more("certificates: {validty: 1d}\n"),
            5,
            16,
            "unknown field \"validty\"",
        ),
        (
            more("certificates:\n  roles:\n    apisever: {}\n"),
            7,
            5,
            "unknown field \"apisever\"",
        ),
        (more("name: a\nname: b\n"), 6, 1, "duplicate"),
        (
            more("certificates:\n  roles:\n    admin: {}\n    admin: {}\n"),
            8,
            5,
            "duplicate",
        ),
        (more("workers:\n\t- name: a\n"), 6, 1, "indented with a tab"),
        (more("workers: 5\n"), 5, 10, "expected a sequence"),
        (
            more("workers: [x]\n"),
            5,
            11,
            "expected fields (name: value)",
        ),
        (
            more("bindPort: x\n"),
            5,
            11,
            "expected a number from 0 to 65535",
        ),
        (
            more("certificates: {bits: many}\n"),
            5,
            22,
            "expected a number",
        ),
        (more("certificates: {bits: 1024}\n"), 5, 22, "2048 to 8192"),
        (more("certificates: {bits: 8200}\n"), 5, 22, "2048 to 8192"),
        (
            more("certificates: {digest: md5}\n"),
            5,
            24,
            "sha256, sha384 or sha512",
        ),
        (
            more("certificates: {validity: 1y}\n"),
            5,
            26,
            "d, h, m or s",
        ),
        (more("certificates: {validity: 0d}\n"), 5, 26, "it is zero"),
        (
            more("certificates:\n  authorities: {validity: 1d}\n"),
            6,
            3,
            "must not end before",
        ),
        (more("endpoint: https://api:6443\n"), 5, 11, "HOST[:PORT]"),
        (
            more("serviceSubnets: [10.0.0.0/31]\n"),
            5,
            18,
            "fewer than four",
        ),
        (
            more("serviceSubnets: [10.0.0.0/8, 11.0.0.0/8]\n"),
            5,
            17,
            "one of each address family",
        ),
        (
            more("serviceSubnets: [192.0.2.0/24]\n"),
            4,
            17,
            "in the service range 192.0.2.0/24",
        ),
        (
            more("workers:\n  - name: w\n    addresses: [192.0.2.2, 192.0.2.1]\n"),
            7,
            28,
            "the same address",
        ),
        (
            more("workers:\n  - name: cp-1\n    addresses: [192.0.2.2]\n"),
            6,
            11,
            "two nodes",
        ),
        (
            more("workers:\n  - name: w\n    addresses: []\n"),
            6,
            5,
            "no address",
        ),
        (more("workers:\n  - name: w\n"), 6, 5, "addresses"),
        (
            more("workers:\n  - {name: ../w, addresses: [192.0.2.2]}\n"),
            6,
            12,
            "node name",
        ),
        (more("users: [{name: a/b}]\n"), 5, 16, "user name"),
        (more("users: [{name: apiserver}]\n"), 5, 16, "a role's name"),
        (more("bindPort: 0\n"), 5, 11, "port number"),
        (more("endpoint: '[ff02::1]:6443'\n"), 5, 11, "multicast"),
        (
            more("serviceSubnets: ['::ffff:10.0.0.0/112']\n"),
            5,
            18,
            "write it as IPv4",
        ),
        (more("users: [{name: a}, {name: a}]\n"), 5, 27, "two users"),
        (more("etcd: {members: []}\n"), 5, 17, "at least one member"),
        (more("files: der\n"), 5, 8, "unknown variant"),
        (more("kind: Pod\n"), 5, 7, "kind is not Cluster"),
        (more("---\nname: b\n"), 1, 1, "more than one document"),
        (refusal("apiVersion: v1\n"), 1, 13, "not known"),
        (refusal("name: a\n"), 1, 1, "lacks apiVersion"),
    ] {
        let (found_line, found_column, found) = fault;
        assert!(found.contains(words), "{words}: {found}");
        assert_eq!((found_line, found_column), (line, column), "{found}");
    }
}

#[test]
fn an_address_that_no_machine_is_reached_at_is_refused() {
    for (address, line, words) in [
        ("0.0.0.0", 7, "unspecified"),
        ("::", 7, "unspecified"),
        ("::ffff:0.0.0.0", 7, "unspecified"),
        ("224.0.0.1", 7, "multicast"),
        ("ff02::1", 7, "multicast"),
        ("255.255.255.255", 7, "broadcast"),
        ("fe80::1", 7, "link-local"),
        ("::ffff:10.96.0.7", 7, "in the service range 10.96.0.0/12"),
        ("::ffff:192.0.2.1", 7, "the same address"),
    ] {
        let declared = text(&format!(
            "workers:\n  - name: w\n    addresses: ['{address}']\n"
        ));
        let (found_line, column, found) = refusal(&declared);
        assert!(found.contains(words), "{words}: {found}");
        assert_eq!((found_line, column), (line, 17), "{found}");
    }
    for address in ["127.0.0.1", "169.254.1.1", "fd00::1", "2001:db8::9"] {
        read(&text(&format!(
            "workers:\n  - name: w\n    addresses: ['{address}']\n"
        )))
        .unwrap();
    }
}

#[test]
fn an_anchor_bomb_is_refused_and_a_flat_layout_keeps_names_apart() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..30 {
        let list = vec![format!("*a{}", i - 1); 10].join(", ");
        bomb.push_str(&format!("a{i}: &a{i} [{list}]\n"));
    }
    let error = read(&text(&format!("workers: *a29\n{bomb}"))).unwrap_err();
    assert!(error.position().is_some(), "{error}");
    let error = read(&text(&bomb)).unwrap_err();
    assert!(error.position().is_some(), "{error}");
    let error = read(&text("files: crt\nusers: [{name: etcdserver}]\n")).unwrap_err();
    assert!(error.to_string().contains("etcdserver.crt"), "{error}");
    let error = read(&text("users: [{name: Bob}, {name: bob}]\n")).unwrap_err();
    let words = "pki/users/Bob.crt and pki/users/bob.crt are one file where case is ignored";
    assert!(error.to_string().contains(words), "{error}");
}

#[test]
fn a_deeply_nested_declaration_is_refused_at_once_and_where() {
    let start = std::time::Instant::now();
    let (line, column, words) = refusal(&text(&format!("workers: {}", "[".repeat(200_000))));
    assert_eq!((line, column), (5, 10 + 63), "{words}");
    assert!(words.contains("64 lists and mappings"), "{words}");
    assert!(start.elapsed().as_secs() < 10);
}

/// kubeadm gives controller-manager.conf and scheduler.conf the URL of localAPIEndpoint, whatever controlPlaneEndpoint is.
#[test]
fn components_beside_an_api_server_connect_to_the_port_that_it_listens_on() {
    let servers = |spec: &ClusterSpec, file: &str| {
        let wanted = super::super::desired(spec).unwrap();
        let found = wanted.iter().find(|wanted| wanted.role.file == file);
        found.unwrap().server.clone().unwrap()
    };
    for (more, local, remote) in [
        ("endpoint: lb.example:443\n", 6443, "lb.example:443"),
        (
            "endpoint: lb.example:443\nbindPort: 7443\n",
            7443,
            "lb.example:443",
        ),
        (
            "endpoint: lb.example\nbindPort: 7443\n",
            7443,
            "lb.example:7443",
        ),
        ("bindPort: 7443\n", 7443, "192.0.2.1:7443"),
    ] {
        let spec = read(&text(more)).unwrap();
        for file in ["controller-manager", "scheduler"] {
            assert_eq!(servers(&spec, file), format!("https://192.0.2.1:{local}"));
        }
        for file in ["admin", "kubelet-client", "kube-proxy"] {
            assert_eq!(servers(&spec, file), format!("https://{remote}"));
        }
        assert_eq!(read(&write(&spec)).unwrap(), spec);
    }
    for (from, to, local, remote) in [
        ("6443", "7443", 7443, "api.example.org:443"),
        ("  bindPort: 6443\n", "", 6443, "api.example.org:443"),
        ("bindPort: 6443", "bindPort: 0", 6443, "api.example.org:443"),
        (
            "example.org:443",
            "example.org",
            6443,
            "api.example.org:6443",
        ),
    ] {
        let spec = read(&KUBEADM.replace(from, to)).unwrap();
        assert_eq!(
            servers(&spec, "scheduler"),
            format!("https://192.0.2.1:{local}")
        );
        assert_eq!(servers(&spec, "admin"), format!("https://{remote}"));
    }
    let text = KUBEADM
        .replace("6443", "7443")
        .replace("api.example.org:443", "api.example.org");
    assert_eq!(read(&text).unwrap().endpoint.port, 7443);
}

const KUBEADM: &str = "\
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
nodeRegistration:
  name: cp-1
  criSocket: unix:///run/containerd/containerd.sock
localAPIEndpoint:
  advertiseAddress: 192.0.2.1
  bindPort: 6443
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
clusterName: east
controlPlaneEndpoint: api.example.org:443
networking:
  serviceSubnet: 10.96.0.0/16,fd00:10:96::/112
  podSubnet: 10.244.0.0/16
apiServer:
  certSANs: [api.example, 192.0.2.100]
etcd:
  local:
    {serverCertSANs: [etcd.example], peerCertSANs: [203.0.113.9]}
encryptionAlgorithm: RSA-3072
certificateValidityPeriod: 4380h0m0s
caCertificateValidityPeriod: 87600h0m0s
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
anything: goes
";

/// Seconds are what Go 1.19's `time.ParseDuration` makes of each, or `None` where it refuses.
#[test]
fn kubeadms_validities_are_what_go_reads_as_durations() {
    let read_as = |duration: &str| {
        let text = KUBEADM.replace("4380h0m0s", &format!("{duration:?}"));
        let text = text.replace("87600h0m0s", "2562047h47m16s");
        read(&text).map(|spec| spec.certificates.leaves.validity.seconds())
    };
    for (duration, seconds) in [
        ("8760h0m0s", Some(31_536_000)),
        ("876000h0m0s", Some(3_153_600_000)),
        ("1.5h", Some(5400)),
        ("1h30m1.5s", Some(5401)),
        ("+2h", Some(7200)),
        (".5h", Some(1800)),
        ("1.h", Some(3600)),
        ("1s1h", Some(3601)),
        ("1500ms", Some(1)),
        ("3600000000us", Some(3600)),
        ("3600000000\u{b5}s", Some(3600)),
        ("3600000000\u{3bc}s", Some(3600)),
        ("3600000000000ns", Some(3600)),
        ("00000000000000000000000000000000001h", Some(3600)),
        // The fraction's binary floating-point number is 1.
        ("0.99999999999999999h", Some(3600)),
        ("0.3333333333333333333h", Some(1200)),
        ("0.92233720368547758071h", Some(3320)),
        (
            "1.00000000000000000000000000000000000000000000001h",
            Some(3600),
        ),
        ("9223372036854775807ns", Some(9_223_372_036)),
        ("2562047h47m16.854775807s", Some(9_223_372_036)),
        ("2562047h47m16.854775808s", None),
        ("9223372036854775808ns", None),
        ("99999999999999999999ns", None),
        ("340282366920938463463374607431768211456h", None),
        ("", None),
        ("-", None),
        (".h", None),
        ("h", None),
        ("1.5", None),
        ("1d", None),
        ("365d", None),
        ("1H", None),
        ("1 h", None),
        (" 1h", None),
        ("1h ", None),
        ("1.5.5h", None),
        ("1e3h", None),
        ("1_000h", None),
        ("++1h", None),
        ("1h-1h", None),
        ("1mn", None),
        ("\u{661}h", None),
        // Go reads these, and no certificate can be valid for so long.
        ("0", None),
        ("-0", None),
        ("0s", None),
        ("999ms", None),
        ("-2h", None),
    ] {
        match (read_as(duration), seconds) {
            (Ok(read), Some(seconds)) => assert_eq!(read, seconds, "{duration:?}"),
            (Err(e), None) => {
                let e = e.to_string();
                assert!(e.contains("is not a duration of Go's"), "{duration:?}: {e}");
                assert!(
                    e.starts_with("line 23, column 28: certificateValidityPeriod: "),
                    "{duration:?}: {e}"
                );
            }
            (read, _) => panic!("{duration:?}: {read:?}"),
        }
    }
}

/// As `kubeadm config print` and `view` of older versions wrote it.
#[test]
fn what_is_empty_in_kubeadms_configuration_is_as_if_left_out() {
    let minimal = "\
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
nodeRegistration: {name: cp-1}
localAPIEndpoint: {advertiseAddress: 192.0.2.1}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
";
    let empty = format!(
        "{minimal}clusterName: ''\ncontrolPlaneEndpoint: ''\ncertificatesDir: ''\nencryptionAlgorithm: ''\n\
         networking: {{dnsDomain: '', serviceSubnet: '', podSubnet: ''}}\napiServer: null\nscheduler:\ndns: ~\netcd: {{local: null}}\n"
    );
    assert_eq!(read(&empty).unwrap(), read(minimal).unwrap());
    for (from, to) in [("name: cp-1", "name: ''"), ("192.0.2.1", "''")] {
        let e = read(&minimal.replace(from, to)).unwrap_err().to_string();
        assert!(e.contains("it lacks "), "{e}");
    }
}

#[test]
fn kubeadms_names_may_have_capitals_where_kubeadm_makes_them_small() {
    let text = KUBEADM.replace("api.example,", "MyELB-1.ELB.example,");
    let text = text.replace("name: cp-1", "name: ' CP-1 '");
    let spec = read(&text).unwrap();
    assert_eq!(spec.api_server_names[0].to_string(), "myelb-1.elb.example");
    assert_eq!(spec.control_planes[0].name, "cp-1");
    let e = read(&KUBEADM.replace("api.example.org:443", "API.example.org:443"));
    assert!(e.unwrap_err().to_string().contains("lower-case"));
}

#[test]
fn kubeadms_configuration_is_read_in_place_of_a_declaration() {
    // v1beta3 has no fields for algorithm and validity.
    let third: String = KUBEADM
        .lines()
        .filter(|line| !line.starts_with("encryption") && !line.contains("ValidityPeriod"))
        .map(|line| format!("{}\n", line.replace("v1beta4", "v1beta3")))
        .collect();
    let specs = [KUBEADM, &third].map(|text| read(text).unwrap());
    assert_eq!(specs[0].certificates.leaves.bits, 3072);
    assert_eq!(specs[0].certificates.leaves.validity.seconds(), 4380 * 3600);
    assert_eq!(specs[1].certificates, Certificates::default());
    for spec in specs {
        assert_eq!(spec.name, "east");
        assert_eq!(spec.endpoint.url(), "https://api.example.org:443");
        assert_eq!(spec.service_subnets.len(), 2);
        assert_eq!(spec.control_planes[0].name, "cp-1");
        assert_eq!(spec.files, Files::KubeadmOnly);
        let names = |role: &str| {
            let wanted = crate::desired(&spec).unwrap();
            let wanted = wanted.into_iter().find(|it| it.role.file == role).unwrap();
            let names: Vec<String> = wanted.alt_names.iter().map(ToString::to_string).collect();
            names.join(" ")
        };
        let own = "localhost 127.0.0.1 192.0.2.1";
        assert_eq!(names("etcd/server"), format!("cp-1 etcd.example {own} ::1"));
        assert_eq!(names("etcd/peer"), format!("cp-1 {own} 203.0.113.9 ::1"));
        assert_eq!(spec.api_server_names.len(), 2);
    }
    for (from, to, line, column, words) in [
        (
            "clusterName",
            "clustrName",
            12,
            1,
            "unknown field \"clustrName\"",
        ),
        ("RSA-3072", "ECDSA-P256", 22, 22, "only RSA"),
        (
            "kind: ClusterConfiguration",
            "kind: ClusterConfigurations",
            11,
            7,
            "no kind \"ClusterConfigurations\"; did you mean ClusterConfiguration?",
        ),
        (
            "kind: InitConfiguration",
            "kind: Cluster",
            2,
            7,
            "it is one of ClusterConfiguration, InitConfiguration, JoinConfiguration",
        ),
        ("kind: InitConfiguration\n", "", 1, 1, "lacks kind"),
        ("192.0.2.1\n", "10.96.0.7\n", 7, 21, "service range"),
        (
            "v1beta4\nkind: Init",
            "v1beta2\nkind: Init",
            1,
            13,
            "v1beta3 and v1beta4",
        ),
        ("  name: cp-1\n", "", 1, 1, "lacks nodeRegistration.name"),
    ] {
        let (found_line, found_column, found) = refusal(&KUBEADM.replacen(from, to, 1));
        assert!(found.contains(words), "{words}: {found}");
        assert_eq!((found_line, found_column), (line, column), "{found}");
    }
}

#[test]
fn a_byte_order_mark_before_a_declaration_is_passed_over() {
    let marked = |text: &str| read(&format!("\u{feff}{text}"));
    assert_eq!(marked(KUBEADM).unwrap(), read(KUBEADM).unwrap());
    let error = marked("apiVersion: certwright/v2\n").unwrap_err();
    let at = error.position().unwrap();
    assert_eq!((at.line, at.column), (1, 13));
}

#[test]
fn each_version_of_kubeadms_format_has_its_own_fields_and_forms() {
    let third = "apiVersion: kubeadm.k8s.io/v1beta3\nkind: InitConfiguration\n\
        nodeRegistration:\n  name: cp-1\n  kubeletExtraArgs: {node-ip: 192.0.2.1}\n\
        localAPIEndpoint: {advertiseAddress: 192.0.2.1}\n---\n\
        apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\napiServer:\n  \
        extraArgs:\n    audit-log-maxage: \"2\"\n  timeoutForControlPlane: 4m0s\n\
        controllerManager: {}\netcd:\n  local:\n    dataDir: /var/lib/etcd\n";
    let fourth = third
        .replace("v1beta3", "v1beta4")
        .replace(
            "{node-ip: 192.0.2.1}",
            "[{name: node-ip, value: 192.0.2.1}]",
        )
        .replace(
            "    audit-log-maxage: \"2\"\n  timeoutForControlPlane: 4m0s\n",
            "  - name: audit-log-maxage\n    value: \"2\"\n",
        );
    assert_eq!(read(third).unwrap(), read(&fourth).unwrap());

    let with =
        |text: &str, after: &str, more: &str| text.replacen(after, &format!("{after}{more}"), 1);
    let init = |more: &str| with(third, "kind: InitConfiguration\n", more);
    let cluster = |more: &str| with(third, "kind: ClusterConfiguration\n", more);
    for (text, line, column, words) in [
        (
            init("dryRun: true\n"),
            3,
            1,
            "dryRun is a field of kubeadm's v1beta4, and this document is v1beta3",
        ),
        (
            init("timeouts:\n  discovery: 1m\n"),
            3,
            1,
            "timeouts is a field of kubeadm's v1beta4",
        ),
        (
            with(third, "  name: cp-1\n", "  imagePullSerial: false\n"),
            5,
            3,
            "nodeRegistration.imagePullSerial is a field",
        ),
        (
            cluster("proxy: {disabled: true}\n"),
            10,
            1,
            "proxy is a field of kubeadm's v1beta4",
        ),
        (
            cluster("dns: {disabled: true}\n"),
            10,
            17,
            "dns.disabled is a field of kubeadm's v1beta4",
        ),
        (
            cluster("encryptionAlgorithm: RSA-2048\n"),
            10,
            1,
            "encryptionAlgorithm is a field",
        ),
        (
            cluster("certificateValidityPeriod: 10h\n"),
            10,
            1,
            "certificateValidityPeriod is a field",
        ),
        (
            cluster("caCertificateValidityPeriod: 10h\n"),
            10,
            1,
            "caCertificateValidityPeriod is a field",
        ),
        (
            cluster("scheduler:\n  extraEnvs: []\n"),
            11,
            3,
            "scheduler.extraEnvs is a field",
        ),
        (
            with(third, "    dataDir: /var/lib/etcd\n", "    extraEnvs: []\n"),
            18,
            5,
            "etcd.local.extraEnvs is a field",
        ),
        (
            fourth.replace(
                "controllerManager:",
                "scheduler: {extraArgs: {v: \"2\"}}\ncontrollerManager:",
            ),
            14,
            24,
            "scheduler.extraArgs has the form of another version: it is a list",
        ),
        (
            third.replace("{node-ip: 192.0.2.1}", "[]"),
            5,
            3,
            "it is fields (name: value) in kubeadm's v1beta3",
        ),
        (
            with(&fourth, "apiServer:\n", "  timeoutForControlPlane: 4m0s\n"),
            11,
            3,
            "apiServer.timeoutForControlPlane is a field of kubeadm's v1beta3, and this document is v1beta4",
        ),
        (
            fourth.replace("value: \"2\"", "vaule: \"2\""),
            13,
            5,
            "unknown field \"vaule\"",
        ),
        (
            third.replace("controllerManager: {}", "controllerManager: {extraArg: {}}"),
            14,
            21,
            "unknown field \"extraArg\"",
        ),
    ] {
        let (found_line, found_column, found) = refusal(&text);
        assert!(found.contains(words), "{words}: {found}");
        assert_eq!(
            (found_line, found_column),
            (line, column),
            "{found}\n{text}"
        );
    }
}

#[test]
fn an_etcd_that_others_run_has_no_certificate_here() {
    let external = |fields: &str| {
        let etcd = format!("  external:\n    {}", fields.replace(", ", "\n    "));
        KUBEADM.replace(
            "  local:\n    {serverCertSANs: [etcd.example], peerCertSANs: [203.0.113.9]}",
            &etcd,
        )
    };
    let files = "endpoints: [https://192.0.2.21:2379], caFile: /etc/kubernetes/pki/etcd/ca.crt, \
        certFile: /etc/kubernetes/pki/apiserver-etcd-client.crt, keyFile: /srv/etcd/client.key";
    let spec = read(&external(files)).unwrap();
    let Etcd::Unmanaged(client) = &spec.etcd else {
        panic!("{:?}", spec.etcd)
    };
    let paths: Vec<_> = client.files().map(|(_, path)| path.as_str()).collect();
    // What is elsewhere on the machine is not in the directory.
    assert_eq!(paths, ["pki/etcd/ca.crt", "pki/apiserver-etcd-client.crt"]);
    let made: Vec<_> = super::super::desired(&spec).unwrap();
    let made: Vec<_> = made.iter().map(|wanted| wanted.role.file).collect();
    // kubeadm's own list where etcd is external, and its kubeconfigs.
    assert_eq!(
        made,
        [
            "ca",
            "front-proxy-ca",
            "apiserver",
            "apiserver-kubelet-client",
            "front-proxy-client",
            "controller-manager",
            "scheduler",
            "admin",
            "super-admin",
        ]
    );
    assert_eq!(read(&write(&spec)).unwrap(), spec, "{}", write(&spec));
    let plain = read(&external("endpoints: [http://192.0.2.21:2379]")).unwrap();
    assert_eq!(plain.etcd, Etcd::Unmanaged(EtcdClient::default()));
    assert_eq!(read(&write(&plain)).unwrap(), plain);
    let elsewhere =
        external(files).replace("clusterName:", "certificatesDir: /srv/etcd\nclusterName:");
    let Etcd::Unmanaged(client) = read(&elsewhere).unwrap().etcd else {
        panic!()
    };
    assert_eq!(client.key.unwrap().as_str(), "pki/client.key");

    for (fields, line, column, words) in [
        ("endpoints: []", 21, 16, "needs endpoints"),
        ("caFile: /a", 21, 5, "needs endpoints"),
        ("endpoints: [http://a:2379], caFile: /a", 21, 16, "https"),
        ("endpoints: [https://a], caFile: a", 22, 13, "absolute"),
        (
            "endpoints: [https://a], caFile: /a, certFile: /b",
            23,
            15,
            "belong together",
        ),
        (
            "endpoints: [https://a], certFile: /b, keyFile: /c",
            22,
            15,
            "need caFile",
        ),
        (
            "endpoints: [https://a], cafile: /a",
            22,
            5,
            "unknown field \"cafile\"",
        ),
        (
            "endpoints: [https://a], caFile: /a, certFile: /etc/kubernetes/pki/ca.crt, keyFile: /b",
            10,
            1,
            "two certificates would be in pki/ca.crt",
        ),
    ] {
        let (found_line, found_column, found) = refusal(&external(fields));
        assert!(found.contains(words), "{words}: {found}");
        assert_eq!((found_line, found_column), (line, column), "{found}");
    }
    let (line, _, found) =
        refusal(&KUBEADM.replace("  local:", "  external: {endpoints: [https://a]}\n  local:"));
    assert!(found.contains("exclude each other"), "{found}");
    assert_eq!(line, 20);

    for (fields, line, column, words) in [
        (
            "client: {key: ../ca.key}",
            6,
            17,
            "not a file of the directory",
        ),
        (
            "client: {key: /etc/ca.key}",
            6,
            17,
            "not a file of the directory",
        ),
        ("client: {kye: ca.key}", 6, 12, "unknown field \"kye\""),
        ("client: {}\n  names: [a]", 6, 11, "others run"),
        (
            "client: {key: pki/sa.key}",
            1,
            1,
            "two certificates would be in pki/sa.key",
        ),
    ] {
        let (found_line, found_column, found) = refusal(&text(&format!("etcd:\n  {fields}\n")));
        assert!(found.contains(words), "{words}: {found}");
        assert_eq!((found_line, found_column), (line, column), "{found}");
    }
}

#[test]
fn a_refusal_is_one_short_line_whatever_the_value_is() {
    let long = "x".repeat(1_000_000);
    for (line, column, begin, fault) in [
        (5, 7, "cluster name", format!("name: {long}\n")),
        (5, 11, "bindPort", format!("bindPort: {long}\n")),
        (
            5,
            26,
            "certificates.validity",
            format!("certificates: {{validity: {long}}}\n"),
        ),
    ] {
        let (found_line, found_column, found) = refusal(&text(&fault));
        assert_eq!((found_line, found_column), (line, column), "{found}");
        assert!(found.contains(begin) && found.contains(" … "), "{found}");
        assert!(found.chars().count() < 600, "{found}");
    }
    let (line, column, found) = refusal(&text("name: a\0b\n"));
    assert_eq!((line, column), (5, 8), "{found}");
    assert!(found.contains("control characters"), "{found}");
}
