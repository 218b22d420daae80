//! Three etcd members that trust nobody without a certificate.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::cluster::{self, Cluster};
use super::support::{Outcome, Server, Workspace, eventually};

const MEMBERS: usize = 3;

/// Starts a member; its peer certificate and authority may come from another cluster.
fn member(ws: &Workspace, cluster: &Cluster, at: usize, peers: &Cluster) -> Server {
    let address = cluster.control_planes[at];
    let everyone: Vec<String> = cluster
        .control_planes
        .iter()
        .enumerate()
        .map(|(at, address)| format!("cp-{}=https://{address}:2380", at + 1))
        .collect();
    let command = format!(
        "etcd --name cp-{number} --data-dir {data} --logger zap --log-outputs stderr \
         --listen-client-urls https://{address}:2379 --advertise-client-urls https://{address}:2379 \
         --listen-peer-urls https://{address}:2380 --initial-advertise-peer-urls https://{address}:2380 \
         --initial-cluster {everyone} --initial-cluster-state new --initial-cluster-token peers \
         --client-cert-auth --cert-file {cert} --key-file {key} --trusted-ca-file {ca} \
         --peer-client-cert-auth --peer-cert-file {peer_cert} --peer-key-file {peer_key} \
         --peer-trusted-ca-file {peer_ca}",
        number = at + 1,
        data = ws.path(format!("data-{at}")).display(),
        everyone = everyone.join(","),
        cert = cluster.on(at, "pki/etcd/server.crt"),
        key = cluster.on(at, "pki/etcd/server.key"),
        ca = cluster.on(at, "pki/etcd/ca.crt"),
        peer_cert = peers.on(at, "pki/etcd/peer.crt"),
        peer_key = peers.on(at, "pki/etcd/peer.key"),
        peer_ca = peers.on(at, "pki/etcd/ca.crt"),
    );
    ws.serve(&format!("etcd-{}", at + 1), &command)
        .listening_on((address, 2380))
}

/// etcdctl with credentials of the cluster, asking one member, which is there: an answer takes as long as a busy machine lets it.
fn ask(ws: &Workspace, cluster: &Cluster, at: usize, identity: &str, what: &str) -> Outcome {
    ask_within("30s", ws, cluster, at, identity, what)
}

/// The same with an end to the tries: of what is refused, or asked again.
fn ask_within(
    time: &str,
    ws: &Workspace,
    cluster: &Cluster,
    at: usize,
    identity: &str,
    what: &str,
) -> Outcome {
    let ca = cluster.text("pki/etcd/ca.crt");
    let address = cluster.control_planes[at];
    let identity = match identity {
        "" => String::new(),
        name => format!(
            "--cert {} --key {}",
            cluster.text(&format!("{name}.crt")),
            cluster.text(&format!("{name}.key"))
        ),
    };
    ws.run(&format!(
        "etcdctl --endpoints https://{address}:2379 --cacert {ca} {identity} --command-timeout {time} --dial-timeout {time} {what}"
    ))
}

fn is_healthy(ws: &Workspace, cluster: &Cluster, at: usize) -> bool {
    let identity = "pki/etcd/healthcheck-client";
    ask_within("5s", ws, cluster, at, identity, "endpoint health").code == Some(0)
}

#[test]
#[ignore = "needs etcd and etcdctl"]
fn three_members_agree_over_tls_and_serve_only_those_with_a_certificate() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "pki", MEMBERS);
    let _members: Vec<Server> = (0..MEMBERS)
        .map(|at| member(&ws, &cluster, at, &cluster))
        .collect();
    eventually("three healthy members", || {
        (0..MEMBERS).all(|at| is_healthy(&ws, &cluster, at))
    });

    let api_server = "pki/apiserver-etcd-client";
    ask(
        &ws,
        &cluster,
        0,
        api_server,
        "put /registry/secret written-to-the-first",
    )
    .ok();
    let read = ask(
        &ws,
        &cluster,
        2,
        api_server,
        "get --print-value-only /registry/secret",
    )
    .ok();
    assert_eq!(read.trim(), "written-to-the-first");
    let members = ask(&ws, &cluster, 1, api_server, "member list").ok();
    assert_eq!(
        members
            .lines()
            .filter(|line| line.contains("started"))
            .count(),
        MEMBERS,
        "{members}"
    );

    // Not without a certificate, nor with one of the same cluster by its authority for the API.
    for identity in ["", "pki/super-admin"] {
        ask_within("5s", &ws, &cluster, 0, identity, "get /registry/secret").refused();
    }
}

#[test]
#[ignore = "needs etcd and etcdctl"]
fn a_peer_certified_by_another_authority_is_kept_out_until_it_has_the_right_one() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "pki", MEMBERS);
    let mut stranger = cluster::init(&ws, "stranger", MEMBERS);
    stranger.control_planes.clone_from(&cluster.control_planes);
    let first_two = [
        member(&ws, &cluster, 0, &cluster),
        member(&ws, &cluster, 1, &cluster),
    ];
    let third = member(&ws, &cluster, 2, &stranger);
    let asks = |at| is_healthy(&ws, &cluster, at);
    eventually("two healthy members", || asks(0) && asks(1));
    // What one side finds out, the other receives as an alert; which of them a log line names depends on who dialled.
    eventually("refusals in both logs", || {
        [&first_two[0], &third]
            .iter()
            .all(|member| member.log().contains("tls: bad certificate"))
    });
    assert!(!asks(2), "the stranger is part of the cluster");
    drop(third);
    let _third = member(&ws, &cluster, 2, &cluster);
    eventually("three healthy members", || asks(2));
}

#[test]
#[ignore = "needs etcd and etcdctl"]
fn users_by_the_common_names_of_their_certificates_get_in_where_they_may_and_nowhere_else() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "pki", 1);
    let _member = member(&ws, &cluster, 0, &cluster);
    eventually("a healthy member", || is_healthy(&ws, &cluster, 0));
    let [api_server, health] = ["pki/apiserver-etcd-client", "pki/etcd/healthcheck-client"];
    let as_one = |identity: &str, what: &str| ask(&ws, &cluster, 0, identity, what);
    for what in [
        "put /open/a visible",
        "put /closed/a hidden",
        "role add opener",
        "role grant-permission opener --prefix=true readwrite /open/",
        "user add kube-apiserver-etcd-client --no-password",
        "user grant-role kube-apiserver-etcd-client opener",
        "user add root --no-password",
        "user grant-role root root",
        "auth enable",
    ] {
        as_one(api_server, what).ok();
    }
    let read = as_one(api_server, "get --print-value-only /open/a").ok();
    assert_eq!(read.trim(), "visible");
    as_one(api_server, "put /open/b written").ok();
    for (identity, what) in [
        (api_server, "get /closed/a"),
        (api_server, "put /closed/a changed"),
        (api_server, "user list"),
        // Nobody has said what this one may do.
        (health, "get /open/a"),
    ] {
        let refusal = as_one(identity, what).refused();
        let denied = [
            "permission denied",
            "invalid auth token",
            "user name is empty",
            "authentication",
        ];
        assert!(
            denied.iter().any(|why| refusal.contains(why)),
            "{identity} {what}: {refusal}"
        );
    }
}

/// Writes numbers until it is stopped, each until a member has acknowledged it.
fn write_on(ws: &Workspace, cluster: &Cluster, stop: &AtomicBool) -> u32 {
    let endpoints: Vec<String> = (cluster.control_planes.iter())
        .map(|address| format!("https://{address}:2379"))
        .collect();
    let [ca, cert, key] = [
        "etcd/ca.crt",
        "apiserver-etcd-client.crt",
        "apiserver-etcd-client.key",
    ]
    .map(|file| cluster.text(&format!("pki/{file}")));
    let mut written = 0;
    while !stop.load(Ordering::Relaxed) {
        let next = written + 1;
        // A member that restarts takes the others a moment; a command that fails has acknowledged nothing.
        eventually("a write", || {
            let line = format!(
                "etcdctl --endpoints {} --cacert {ca} --cert {cert} --key {key} --command-timeout 5s --dial-timeout 2s put /written/{next} {next}",
                endpoints.join(",")
            );
            ws.run(&line).code == Some(0)
        });
        written = next;
    }
    written
}

#[test]
#[ignore = "needs etcd and etcdctl"]
fn a_writer_loses_nothing_while_certificates_are_renewed_and_the_authority_is_replaced() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "pki", MEMBERS);
    let mut members: Vec<Option<Server>> = (0..MEMBERS)
        .map(|at| Some(member(&ws, &cluster, at, &cluster)))
        .collect();
    eventually("three healthy members", || {
        (0..MEMBERS).all(|at| is_healthy(&ws, &cluster, at))
    });
    // The identity that the authority of today signed.
    let old = "../old-client";
    for ending in ["crt", "key"] {
        let client = cluster.file(&format!("pki/apiserver-etcd-client.{ending}"));
        ws.write(
            format!("old-client.{ending}"),
            std::fs::read(client).unwrap(),
        );
    }
    let stop = AtomicBool::new(false);
    let written = thread::scope(|scope| {
        let writer = scope.spawn(|| write_on(&ws, &cluster, &stop));
        let phases = [
            "k8s renew -dir pki -all -rekey -quiet",
            "k8s rotate-ca -dir pki -authority etcd/ca -quiet",
            "k8s rotate-ca -dir pki -quiet",
            "k8s rotate-ca -dir pki -quiet",
        ];
        for (phase, line) in phases.into_iter().enumerate() {
            ws.certwright(line).ok();
            for (at, running) in members.iter_mut().enumerate() {
                drop(running.take());
                *running = Some(member(&ws, &cluster, at, &cluster));
                eventually("the member is back", || is_healthy(&ws, &cluster, at));
            }
            // Until the last phase everybody trusts the old authority.
            match phase < 3 {
                true => ask(&ws, &cluster, 0, old, "get /written/1").ok(),
                false => ask_within("5s", &ws, &cluster, 0, old, "get /written/1").refused(),
            };
            ask(
                &ws,
                &cluster,
                0,
                "pki/apiserver-etcd-client",
                "get /written/1",
            )
            .ok();
        }
        stop.store(true, Ordering::Relaxed);
        writer.join().unwrap()
    });
    assert!(written > 20, "only {written} writes");
    let keys = ask(
        &ws,
        &cluster,
        1,
        "pki/apiserver-etcd-client",
        "get --prefix --keys-only /written/",
    )
    .ok();
    let found: BTreeSet<&str> = keys.lines().filter(|line| !line.is_empty()).collect();
    for number in 1..=written {
        assert!(
            found.contains(&*format!("/written/{number}")),
            "write {number} of {written} is lost"
        );
    }
    let check = ws.certwright("k8s check pki");
    assert_eq!(check.code, Some(0), "{}", check.story());
}
