//! Replicas of the program, as processes, against an API server's stand-in.

mod api_server;
mod bench;

use std::time::{Duration, Instant};

use bench::{Bench, RULES, condition, exchange, is_signed, request, spec};
use certwright::x509::RsaVerifier;
use hyper::Method;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approved_request_is_signed_and_others_are_left_alone() {
    let bench = Bench::new().await;
    bench.ask_and_approve("before", "web-1");
    bench.ask("pending", "web-2", &[]);
    bench.ask_and_approve("denied", "web-3");
    bench.server.add_condition("denied", "Denied");
    let mut other = spec(&request("web-4", &[]));
    other["signerName"] = json!("example.com/other");
    bench.server.create("other", other);
    bench.server.add_condition("other", "Approved");
    let replica = bench.replica();
    let [certificate] = &bench.until_signed("before").await[..] else {
        panic!("one certificate: the root is not handed out")
    };
    assert_eq!(certificate.subject().to_string(), "CN=web-1");
    let by = bench.authority.public_key();
    certificate
        .fields()
        .signed
        .verify(&by, &RsaVerifier)
        .unwrap();
    let span = certificate.not_after().unix() - certificate.not_before().unix();
    assert_eq!(span, 86_400);
    // What comes, and is approved, while it watches.
    bench.ask("later", "web-5", &["a.example.com"]);
    bench.server.add_condition("later", "Approved");
    bench.until_signed("later").await;
    bench.server.add_condition("pending", "Approved");
    bench.until_signed("pending").await;
    for name in ["denied", "other"] {
        let request = bench.server.request(name);
        assert!(
            !is_signed(&request) && condition(&request, "Failed").is_none(),
            "{request}"
        );
    }
    assert!(
        bench
            .server
            .state()
            .issued
            .values()
            .all(|count| *count == 1)
    );
    let selectors = bench.server.state().selectors.clone();
    assert!(
        selectors
            .iter()
            .all(|one| one == "spec.signerName=example.com/internal")
    );
    // Counted when the answer is back.
    let metrics = replica
        .until_answered("/metrics", "certwright_signer_signed_total 3\n")
        .await;
    assert!(
        metrics.contains("certwright_signer_leader 1\n"),
        "{metrics}"
    );
    let end = format!(
        "_not_after_seconds {}\n",
        bench.authority.not_after().unix()
    );
    assert!(metrics.contains(&end), "{metrics}");
    assert!(replica.get("/healthz").ends_with("\r\n\r\nok\n"));
    assert!(replica.get("/other").starts_with("HTTP/1.1 404"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_rules_do_not_allow_fails_with_a_reason() {
    let bench = Bench::new().await;
    let _replica = bench.replica();
    bench.ask_and_approve("mail", "mail-1");
    assert_eq!(
        bench.until_failed("mail").await,
        "SubjectNotAllowed: rule web: the common name \"mail-1\" is not allowed"
    );
    let mut large = spec("");
    large["request"] = json!("QUFB".repeat(350_000));
    bench.server.create("large", large);
    bench.server.add_condition("large", "Approved");
    assert!(
        bench
            .until_failed("large")
            .await
            .starts_with("MalformedRequest: the request is larger")
    );
    let mut nobody = spec(&request("web-1", &[]));
    nobody["username"] = json!("eve");
    bench.server.create("nobody", nobody);
    bench.server.add_condition("nobody", "Approved");
    assert!(
        bench
            .until_failed("nobody")
            .await
            .starts_with("RequesterNotAllowed: ")
    );
    // Others are not held up, and approval stays.
    bench.ask_and_approve("good", "web-1");
    bench.until_signed("good").await;
    assert!(condition(&bench.server.request("mail"), "Approved").is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_leader_is_followed_within_the_lease_and_nothing_is_signed_twice() {
    let bench = Bench::new().await;
    let mut replicas = [bench.replica(), bench.replica()];
    let first = bench.until_led().await;
    for n in 0..100 {
        bench.ask_and_approve(&format!("early-{n:03}"), "web-1");
    }
    bench.until_signed("early-020").await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let leader = replicas
        .iter_mut()
        .find(|replica| replica.is(&first))
        .unwrap();
    leader.kill();
    let killed = Instant::now();
    for n in 0..100 {
        bench.ask_and_approve(&format!("late-{n:03}"), "web-2");
    }
    for n in 0..100 {
        bench.until_signed(&format!("early-{n:03}")).await;
        bench.until_signed(&format!("late-{n:03}")).await;
    }
    let state = bench.server.state();
    assert!(
        state.issued.values().all(|count| *count == 1),
        "{:?}",
        state.issued
    );
    assert_eq!(state.issued.len(), 200);
    // Nobody takes over before the lease's 3 s have passed since its last renewal.
    for change in state.holders.windows(2) {
        let free = change[1].since.duration_since(change[0].renewed);
        assert!(free >= Duration::from_secs(3), "{:?}", state.holders);
    }
    let last = state.holders.last().unwrap();
    assert_ne!(last.name, first);
    // The lease is looked at every 1 to 2.2 s; what is above 8 s is a slow machine's.
    let taken = last.since.duration_since(killed);
    assert!(taken < Duration::from_secs(20), "{taken:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_that_is_terminated_gives_the_lease_up_at_once() {
    let bench = Bench::new().await;
    let mut first = bench.replica();
    let holder = bench.until_led().await;
    let second = bench.replica();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(first.terminate(), Some(0), "{}", first.log());
    assert!(
        first.is(&holder) && first.log().contains("gave up the lease"),
        "{}",
        first.log()
    );
    bench.ask_and_approve("after", "web-1");
    bench.until_signed("after").await;
    assert!(second.log().contains("leads"));
    let holders: Vec<String> = (bench.server.state().holders.iter())
        .map(|holder| holder.name.clone())
        .collect();
    assert!(holders.len() == 3 && holders[1].is_empty(), "{holders:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_that_cannot_renew_its_lease_signs_nothing_more() {
    let bench = Bench::new().await;
    let replica = bench.replica();
    bench.until_led().await;
    bench.ask_and_approve("before", "web-1");
    bench.until_signed("before").await;
    // Everything about leases fails from now on, while requests are answered.
    for _ in 0..200 {
        let mut state = bench.server.state();
        state.faults.push_back((Method::PUT, "/leases/", 500));
        state.faults.push_back((Method::GET, "/leases/", 500));
    }
    tokio::time::sleep(Duration::from_secs(4)).await;
    bench.ask_and_approve("after", "web-2");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(
        !is_signed(&bench.server.request("after")),
        "{}",
        replica.log()
    );
    replica.until_logged("lost the lease").await;
    replica
        .until_answered("/metrics", "certwright_signer_leader 0\n")
        .await;
    bench.server.state().faults.clear();
    bench.until_signed("after").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conflicts_and_errors_are_tried_again_on_the_fresh_request() {
    let bench = Bench::new().await;
    let replica = bench.replica();
    bench.until_led().await;
    bench
        .server
        .state()
        .raced
        .extend(["raced".to_string(), "raced".to_string()]);
    bench.ask_and_approve("raced", "web-1");
    bench.until_signed("raced").await;
    bench.server.state().faults.extend([
        (Method::PUT, "/failing/status", 500),
        (Method::PUT, "/failing/status", 503),
    ]);
    bench.ask_and_approve("failing", "web-1");
    bench.until_signed("failing").await;
    let metrics = replica.get("/metrics");
    assert!(
        !metrics.contains("certwright_signer_conflicts_total 0\n"),
        "{metrics}"
    );
    assert!(
        bench
            .server
            .state()
            .issued
            .values()
            .all(|count| *count == 1)
    );
    // A request that is denied meanwhile is not signed.
    let faults = std::iter::repeat_n((Method::PUT, "/late/status", 500), 100);
    bench.server.state().faults.extend(faults);
    bench.ask_and_approve("late", "web-1");
    let begun = Instant::now();
    while bench.server.state().faults.len() == 100 {
        assert!(begun.elapsed() < Duration::from_secs(30), "it is not tried");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bench.server.add_condition("late", "Denied");
    bench.server.state().faults.clear();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!is_signed(&bench.server.request("late")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn watches_go_on_from_bookmarks_and_expired_ones_begin_with_a_list() {
    let bench = Bench::new().await;
    let _replica = bench.replica();
    bench.ask_and_approve("one", "web-1");
    bench.until_signed("one").await;
    let lists = bench.server.state().lists;
    // The event is forgotten before it is delivered: only a list shows the request.
    {
        bench.ask("two", "web-2", &[]);
        bench.server.add_condition("two", "Approved");
        bench.server.compact();
    }
    bench.until_signed("two").await;
    bench.server.compact();
    bench.ask_and_approve("three", "web-3");
    bench.until_signed("three").await;
    assert!(bench.server.state().lists > lists);
    // An answer 410 to the call itself is the same.
    bench
        .server
        .state()
        .faults
        .push_back((Method::GET, "watch=", 410));
    bench.server.compact();
    bench.ask_and_approve("four", "web-4");
    bench.until_signed("four").await;
    let begun = Instant::now();
    while !bench.server.state().faults.is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(30), "no watch begins");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bench.ask_and_approve("five", "web-5");
    bench.until_signed("five").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_api_server_that_restarts_is_found_again() {
    let mut bench = Bench::new().await;
    let replica = bench.replica();
    bench.ask_and_approve("one", "web-1");
    bench.until_signed("one").await;
    bench.server.stop().await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    bench.server.restart().await;
    bench.ask_and_approve("two", "web-2");
    bench.until_signed("two").await;
    assert!(
        bench
            .server
            .state()
            .issued
            .values()
            .all(|count| *count == 1),
        "{}",
        replica.log()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_rules_that_say_so_approve() {
    let rules = RULES.replace("maxLifetime: 30d", "maxLifetime: 30d\n  approve: true");
    let bench = Bench::with_rules(&rules).await;
    let _replica = bench.replica();
    bench.ask("good", "web-1", &[]);
    bench.until_signed("good").await;
    let approved = condition(&bench.server.request("good"), "Approved").unwrap();
    assert_eq!(approved, "AllowedByRule: rule web allows it");
    // What the rules do not allow waits for somebody else, who may deny it.
    bench.ask("bad", "mail-1", &[]);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let bad = bench.server.request("bad");
    assert!(
        condition(&bad, "Approved").is_none() && condition(&bad, "Failed").is_none(),
        "{bad}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_requests_are_listed_in_pages_and_signed_once_each() {
    let bench = Bench::new().await;
    for n in 0..450 {
        bench.ask_and_approve(&format!("r{n:04}"), "web-1");
    }
    let begun = Instant::now();
    let _replica = bench.replica();
    for n in 0..450 {
        bench.until_signed(&format!("r{n:04}")).await;
    }
    println!("450 requests in {:?}", begun.elapsed());
    let state = bench.server.state();
    assert!(state.lists >= 23, "{} pages", state.lists);
    assert!(state.issued.len() == 450 && state.issued.values().all(|count| *count == 1));
}

/// How much 1,000 requests take, printed: `cargo test --release -p certwright-signer --test replicas -- --ignored --nocapture thousand`.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures"]
async fn a_thousand_requests_are_signed_once_each_in_little_memory() {
    const REQUESTS: usize = 1000;
    let bench = Bench::new().await;
    let replica = bench.replica();
    bench.until_led().await;
    // What comes with the first one, such as the connections, is counted as well.
    let idle = replica.usage();
    let pem = request("web-1", &[]);
    let names: Vec<String> = (0..REQUESTS).map(|n| format!("r{n:04}")).collect();
    for name in &names {
        bench.server.create(name, spec(&pem));
    }
    let begun = Instant::now();
    for name in &names {
        bench.server.add_condition(name, "Approved");
    }
    let deadline = begun + Duration::from_secs(120);
    while bench.server.state().issued.len() < REQUESTS {
        assert!(Instant::now() < deadline, "{}", replica.log());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let elapsed = begun.elapsed().as_secs_f64();
    let after = replica.usage();
    println!(
        "{REQUESTS} requests in {elapsed:.2} s, {:.0} a second; processor time of the signer {:.2} s; peak memory {} kB, {} kB when idle",
        1000.0 / elapsed,
        after.processor_time - idle.processor_time,
        after.peak_memory,
        idle.peak_memory,
    );
    let issued = bench.server.state().issued.clone();
    assert!(issued.len() == REQUESTS && issued.values().all(|count| *count == 1));
    // Half of what the manifests allow it.
    assert!(after.peak_memory < 128 << 10, "{} kB", after.peak_memory);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_authority_and_new_rules_are_taken_up_without_a_restart() {
    let bench = Bench::new().await;
    let replica = bench.replica();
    bench.ask_and_approve("one", "web-1");
    let [certificate] = &bench.until_signed("one").await[..] else {
        panic!()
    };
    assert_eq!(certificate.issuer().to_string(), "CN=signing authority");
    let directory = bench.directory.path();
    exchange(directory, "rules.yaml", b"nonsense: [");
    replica
        .until_logged("what was read before stays in force: rules.yaml:")
        .await;
    let new = bench::authority("next authority");
    exchange(directory, "ca.crt", new.to_pem().as_bytes());
    exchange(
        directory,
        "rules.yaml",
        RULES.replace("web-*", "mail-*").as_bytes(),
    );
    replica
        .until_logged("rules and authority are read again")
        .await;
    bench.ask_and_approve("two", "mail-1");
    let [certificate] = &bench.until_signed("two").await[..] else {
        panic!()
    };
    assert_eq!(certificate.issuer().to_string(), "CN=next authority");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_files_and_credentials_is_one_line() {
    let bench = Bench::new().await;
    let mode = |mode| {
        use std::os::unix::fs::PermissionsExt as _;
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(bench.path("ca.key"), permissions).unwrap();
    };
    mode(0o640);
    let error = bench.refused(&[]);
    assert!(
        error.contains("ca.key: others may read or write this private key (mode 0640)"),
        "{error}"
    );
    mode(0o600);
    bench.write("other.crt", &bench.authority.to_pem());
    let leaf = bench::request("web-1", &[]);
    bench.write("ca.crt", &leaf);
    assert!(
        bench
            .refused(&[])
            .contains("the authority's certificate cannot be read")
    );
    let copy = |from: &str, to: &str| std::fs::copy(bench.path(from), bench.path(to)).unwrap();
    copy("client.crt", "ca.crt");
    assert!(bench.refused(&[]).contains("the authority cannot sign"));
    copy("other.crt", "ca.crt");
    for (user, cluster, expected) in [
        (
            "exec: { apiVersion: client.authentication.k8s.io/v1, command: x }",
            "",
            "credential plugins (exec, auth-provider) are not supported",
        ),
        (
            "username: a\n    password: b",
            "",
            "a user name and password are not supported",
        ),
        (
            "token: x",
            "insecure-skip-tls-verify: true",
            "insecure-skip-tls-verify is not supported",
        ),
        (
            "token: x",
            "proxy-url: http://127.0.0.1:1",
            "proxy-url is not supported",
        ),
        (
            "token: x\n    as: admin",
            "",
            "impersonation (as, as-uid, as-groups, as-user-extra) is not supported",
        ),
        (
            "client-certificate: client.crt",
            "",
            "of client certificate and client key one is missing",
        ),
        (
            "client-certificate: client.crt\n    client-key: gone.key",
            "",
            "gone.key: No such file",
        ),
    ] {
        bench.kubeconfig(user, cluster);
        let error = bench.refused(&[]);
        assert!(error.contains(expected), "{error}");
    }
    assert!(bench.refused(&["--kubeconfig", "gone"]).contains("gone: "));
    assert!(
        bench
            .refused(&["--renew-deadline", "9s"])
            .contains("not above the renew deadline")
    );
    assert!(
        bench
            .refused(&["--rules", "/dev/null"])
            .contains("not a regular file")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_api_server_that_another_authority_certified_gets_no_token() {
    let bench = Bench::new().await;
    bench.write("cluster.crt", &bench::authority("stranger").to_pem());
    bench.write("token", "secret-token");
    bench.kubeconfig(
        "client-certificate: client.crt\n    client-key: client.key\n    tokenFile: token",
        "",
    );
    let replica = bench.replica();
    // Twice: it is tried again, and the result is the same.
    replica.until_logged("the lease ").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(bench.server.state().authorizations.is_empty());
    assert!(!replica.log().contains("secret-token"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_api_server_of_another_name_gets_nothing() {
    let bench = Bench::new().await;
    let user = "client-certificate: client.crt\n    client-key: client.key";
    bench.kubeconfig(user, "tls-server-name: other.example.com");
    bench.ask_and_approve("one", "web-1");
    let replica = bench.replica();
    replica.until_logged("the lease ").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(bench.server.state().holders.is_empty());
    drop(replica);
    // The other name that its certificate has.
    bench.kubeconfig(user, "tls-server-name: kubernetes");
    let _replica = bench.replica();
    bench.until_signed("one").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_is_answered_whatever_its_name_is() {
    let bench = Bench::new().await;
    let _replica = bench.replica();
    // Names for which the API server has no rule but that they are one segment of a path.
    for name in ["a b", "plain?dryRun=All", "x#y", "\u{fc}\u{1b}[2J", "..a:@"] {
        bench.ask_and_approve(name, "web-1");
        bench.until_signed(name).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_from_a_file_is_sent() {
    let bench = Bench::new().await;
    bench.write("token", "secret-token");
    bench.kubeconfig(
        "client-certificate: client.crt\n    client-key: client.key\n    tokenFile: token",
        "",
    );
    let replica = bench.replica();
    bench.ask_and_approve("one", "web-1");
    bench.until_signed("one").await;
    let state = bench.server.state();
    assert!(
        state
            .authorizations
            .iter()
            .all(|one| one == "Bearer secret-token")
    );
    assert!(!state.authorizations.is_empty());
    assert!(!replica.log().contains("secret-token"));
}
