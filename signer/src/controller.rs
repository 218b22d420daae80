//! Watching requests, and answering them.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use certwright::SysRng;
use certwright::rand_core::TryRng as _;
use futures_util::StreamExt as _;
use k8s_openapi::ByteString;
use k8s_openapi::api::certificates::v1::{
    CertificateSigningRequest as Csr, CertificateSigningRequestCondition as Condition,
    CertificateSigningRequestStatus,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use k8s_openapi::jiff::Timestamp;
use kube::api::{ListParams, Patch, PatchParams, PostParams, WatchEvent, WatchParams};
use kube::{Api, Client, Error, ResourceExt as _};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::authority::AuthorityError;
use crate::decision::{Asked, MAX_REQUEST, Refusal, decide};
use crate::leader::Leadership;
use crate::material::Material;
use crate::metrics::{Counter, Metrics};
use crate::well_known::SignerName;
use crate::{report, shown};

/// How many requests are worked on at a time; more are not read from the watch.
const IN_WORK: usize = 32;
/// How many requests a list has in one answer, which is held several times while it is read: whoever may make requests makes
/// them as large as the API server stores them, 1.5 MB.
const PAGE: u32 = 20;
/// For how long a watch is asked for, in seconds. A connection that has died without a word is noticed no earlier.
const WATCH_TIME: u32 = 60;
/// A watch that ends sooner is not begun again without a wait.
const BRIEF: Duration = Duration::from_secs(1);
/// How long one call may take. With the renew deadline it is not above a lease's duration.
const CALL_TIME: Duration = Duration::from_secs(5);
/// How often one request is tried before it waits for the next list.
const ATTEMPTS: u32 = 5;
/// When requests that could not be answered are tried again.
const AGAIN: Duration = Duration::from_secs(30);
/// The longest message of a condition, in characters.
const MAX_MESSAGE: usize = 1000;

/// The status code of the API server's answer, if it gave one.
pub(crate) fn code(error: &Error) -> Option<u16> {
    match error {
        Error::Api(status) => Some(status.code),
        _ => None,
    }
}

/// An error as one line, with its causes.
pub(crate) fn one_line(error: &Error) -> String {
    if let Error::Api(status) = error {
        let help = match status.code {
            401 => "; the API server does not know these credentials",
            403 => "; see the roles that --manifests prints",
            _ => "",
        };
        return format!(
            "the API server answers {}: {}{help}",
            status.code,
            shown(&status.message)
        );
    }
    let mut line = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_line = cause.to_string();
        if !line.contains(&cause_line) {
            line.push_str(": ");
            line.push_str(&cause_line);
        }
        source = cause.source();
    }
    line.replace(['\n', '\r'], " ")
}

/// A number in 0.0..1.0, at random. Where the system has none it is 0.5: it spreads attempts, and nothing depends on it.
pub(crate) fn random_fraction() -> f64 {
    SysRng
        .try_next_u32()
        .map_or(0.5, |number| f64::from(number) / f64::from(u32::MAX))
}

/// Waits after errors, longer each time.
struct Backoff(u32);

impl Backoff {
    /// Half a second, doubled each time up to 30 seconds, of which a random half is left out.
    async fn wait(&mut self) {
        let whole = Duration::from_millis(500 << self.0.min(6)).min(Duration::from_secs(30));
        self.0 += 1;
        sleep(whole.mul_f64(0.5 + 0.5 * random_fraction())).await;
    }
}

/// A signer of one name.
#[derive(Clone)]
pub struct Controller {
    requests: Api<Csr>,
    signer: SignerName,
    material: Arc<Material>,
    leadership: Leadership,
    metrics: Arc<Metrics>,
    /// As many signatures are made at a time as there are cores.
    cores: Arc<Semaphore>,
}

/// What remains to be done for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing, until it changes.
    Done,
    /// It could not be answered, and is tried again.
    Again,
}

/// Requests in work, by their UIDs; of one that changes meanwhile, the newest state waits.
#[derive(Default)]
struct Work {
    tasks: JoinSet<(String, Outcome)>,
    waiting: HashMap<String, Option<Box<Csr>>>,
    again: Option<Instant>,
}

/// Why a watch ends.
enum Ended {
    /// It goes on from where it was.
    Resume,
    /// What is there has to be listed again.
    List,
    /// After an error, the same.
    Failed,
}

impl Controller {
    /// A signer that answers while it leads.
    pub fn new(
        client: Client,
        signer: SignerName,
        material: Arc<Material>,
        leadership: Leadership,
        metrics: Arc<Metrics>,
    ) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            requests: Api::all(client),
            signer,
            material,
            leadership,
            metrics,
            cores: Arc::new(Semaphore::new(cores)),
        }
    }

    /// Answers requests whenever this replica leads, and never ends. What is in work when it stops leading is dropped.
    pub async fn run(&self) {
        let mut leadership = self.leadership.clone();
        loop {
            leadership.gained().await;
            let mut lost = self.leadership.clone();
            tokio::select! {
                () = lost.lost() => {}
                () = self.lead() => {}
            }
        }
    }

    async fn lead(&self) {
        let mut work = Work::default();
        let mut backoff = Backoff(0);
        loop {
            match self.list(&mut work).await {
                Ok(mut version) => loop {
                    let begun = Instant::now();
                    match self.watch(&mut version, &mut work, &mut backoff).await {
                        // A server that is about to end ends each watch at once.
                        Ended::Resume if begun.elapsed() < BRIEF => backoff.wait().await,
                        Ended::Resume => {}
                        Ended::List => {
                            if begun.elapsed() < BRIEF {
                                backoff.wait().await;
                            }
                            break;
                        }
                        Ended::Failed => {
                            backoff.wait().await;
                            break;
                        }
                    }
                },
                Err(e) => {
                    self.failed("listing requests", &e);
                    backoff.wait().await;
                }
            }
        }
    }

    fn failed(&self, what: &str, error: &Error) {
        self.metrics.count(Counter::Errors);
        report(format_args!("{what}: {}", one_line(error)));
    }

    fn selector(&self) -> String {
        format!("spec.signerName={}", self.signer)
    }

    /// Takes in all requests that there are; gives the version of the list.
    async fn list(&self, work: &mut Work) -> Result<String, Error> {
        work.again = None;
        let selector = self.selector();
        let mut parameters = ListParams::default().fields(&selector).limit(PAGE);
        loop {
            let page = match timeout(CALL_TIME * 6, self.requests.list(&parameters)).await {
                Ok(page) => page?,
                Err(e) => return Err(Error::Service(e.into())),
            };
            for request in page.items {
                while work.tasks.len() >= IN_WORK {
                    self.one_done(work).await;
                }
                self.begin(request, work);
            }
            match page.metadata.continue_.filter(|token| !token.is_empty()) {
                Some(token) => parameters.continue_token = Some(token),
                None => return Ok(page.metadata.resource_version.unwrap_or_default()),
            }
        }
    }

    /// Watches from a version on, which follows what is seen.
    async fn watch(&self, version: &mut String, work: &mut Work, backoff: &mut Backoff) -> Ended {
        let selector = self.selector();
        let parameters = WatchParams::default().fields(&selector).timeout(WATCH_TIME);
        let stream = timeout(CALL_TIME * 2, self.requests.watch(&parameters, version)).await;
        let stream = match stream {
            Ok(Ok(stream)) => stream,
            // 410 Gone: the version is older than what the server remembers.
            Ok(Err(e)) if code(&e) == Some(410) => return Ended::List,
            Ok(Err(e)) => {
                self.failed("watching requests", &e);
                return Ended::Failed;
            }
            Err(_) => {
                report(format_args!(
                    "watching requests: the API server does not answer"
                ));
                return Ended::Failed;
            }
        };
        let mut stream = pin!(stream);
        // A connection that has died without a word delivers nothing: the server ends a watch by itself before this.
        let end = Instant::now() + Duration::from_secs(u64::from(WATCH_TIME) + 15);
        loop {
            let has_place = work.tasks.len() < IN_WORK;
            let again = work.again;
            tokio::select! {
                event = stream.next(), if has_place => match event {
                    None => return Ended::Resume,
                    Some(Ok(WatchEvent::Added(request) | WatchEvent::Modified(request))) => {
                        backoff.0 = 0;
                        if let Some(seen) = request.resource_version() {
                            *version = seen;
                        }
                        self.begin(request, work);
                    }
                    Some(Ok(WatchEvent::Deleted(request))) => {
                        if let Some(seen) = request.resource_version() {
                            *version = seen;
                        }
                    }
                    Some(Ok(WatchEvent::Bookmark(bookmark))) => {
                        backoff.0 = 0;
                        *version = bookmark.metadata.resource_version;
                    }
                    Some(Ok(WatchEvent::Error(status))) if status.code == 410 => return Ended::List,
                    Some(Ok(WatchEvent::Error(status))) => {
                        self.failed("watching requests", &Error::Api(status));
                        return Ended::Failed;
                    }
                    Some(Err(e)) => {
                        self.failed("watching requests", &e);
                        return Ended::Failed;
                    }
                },
                () = self.one_done(work), if !work.tasks.is_empty() => {}
                () = sleep_until(again.unwrap_or(end)), if again.is_some() => return Ended::List,
                () = sleep_until(end) => return Ended::List,
            }
        }
    }

    /// Begins to work on a request, or notes its newest state if it is in work.
    fn begin(&self, request: Csr, work: &mut Work) {
        if !is_open(&request, &self.signer) {
            return;
        }
        let Some(uid) = request.uid() else {
            return;
        };
        if let Some(newest) = work.waiting.get_mut(&uid) {
            *newest = Some(Box::new(shortened(request)));
            return;
        }
        work.waiting.insert(uid.clone(), None);
        let (controller, request) = (self.clone(), shortened(request));
        work.tasks.spawn(async move {
            let outcome = controller.answer(request).await;
            (uid, outcome)
        });
    }

    async fn one_done(&self, work: &mut Work) {
        let Some(done) = work.tasks.join_next().await else {
            return;
        };
        let Ok((uid, outcome)) = done else {
            // A task that panicked: which it was is not known, and all are looked at again.
            work.waiting.clear();
            work.again = Some(Instant::now() + AGAIN);
            return;
        };
        if let Some(Some(newest)) = work.waiting.remove(&uid) {
            self.begin(*newest, work);
        } else if outcome == Outcome::Again {
            let at = Instant::now() + AGAIN;
            work.again = Some(work.again.map_or(at, |earlier| earlier.min(at)));
        }
    }

    /// Answers one request.
    async fn answer(&self, mut request: Csr) -> Outcome {
        let mut backoff = Backoff(0);
        let name = request.name_any();
        let path = in_path(&name);
        for _ in 0..ATTEMPTS {
            if !is_open(&request, &self.signer) {
                return Outcome::Done;
            }
            let answer = match self.work_out(&request).await {
                Some(answer) => answer,
                None => return Outcome::Again,
            };
            // The last look before anything is said: another may lead by now.
            if !self.leadership.is_held() {
                return Outcome::Again;
            }
            let sent = match &answer {
                Answer::Nothing => return Outcome::Done,
                Answer::Approve(rule) => self.approve(&request, rule).await,
                Answer::Sign(certificate, _) => {
                    let mut signed = request.clone();
                    let status = signed.status.get_or_insert_with(Default::default);
                    status.certificate = Some(ByteString(certificate.clone().into_bytes()));
                    self.replace_status(&path, &signed).await
                }
                Answer::Fail(refusal) => {
                    let mut failed = request.clone();
                    let condition = condition("Failed", refusal.reason.as_str(), &refusal.message);
                    let status = failed.status.get_or_insert_with(Default::default);
                    status.conditions.get_or_insert_default().push(condition);
                    self.replace_status(&path, &failed).await
                }
            };
            match sent {
                Ok(_) => {
                    self.answered(&request, &answer);
                    return Outcome::Done;
                }
                Err(e) if code(&e) == Some(404) => return Outcome::Done,
                Err(e) if code(&e) == Some(409) => self.metrics.count(Counter::Conflicts),
                Err(e) => {
                    self.failed(&format!("answering {}", shown(&name)), &e);
                    // What the server refuses once it refuses again.
                    if matches!(code(&e), Some(400 | 403 | 422)) {
                        return Outcome::Again;
                    }
                    backoff.wait().await;
                }
            }
            // After a conflict, or an answer that may have been lost on its way, the state is read anew.
            request = match timeout(CALL_TIME, self.requests.get_opt(&path)).await {
                Ok(Ok(Some(fresh))) if fresh.uid() == request.uid() => shortened(fresh),
                Ok(Ok(_)) => return Outcome::Done,
                Ok(Err(e)) => {
                    self.failed(&format!("reading {}", shown(&name)), &e);
                    return Outcome::Again;
                }
                Err(_) => return Outcome::Again,
            };
        }
        Outcome::Again
    }

    /// What is to be answered; `None` if it cannot be worked out now.
    async fn work_out(&self, request: &Csr) -> Option<Answer> {
        let place = self.cores.acquire().await.ok()?;
        let (material, signer) = (self.material.current(), self.signer.clone());
        let (approved, name) = (has(request, "Approved"), request.name_any());
        let spec = request.spec.clone();
        // RSA takes a millisecond and more, in which other tasks wait for nothing.
        let worked_out = tokio::task::spawn_blocking(move || {
            let asked = Asked {
                username: spec.username.as_deref().unwrap_or_default(),
                groups: spec.groups.as_deref().unwrap_or_default(),
                usages: spec.usages.as_deref().unwrap_or_default(),
                expiration_seconds: spec.expiration_seconds.map(i64::from),
                request: &spec.request.0,
            };
            if !approved && !material.rules.approve() {
                return Ok(Answer::Nothing);
            }
            match (decide(&material.rules, &signer, &asked), approved) {
                (Ok(grant), true) => {
                    let certificate = material.authority.issue(&grant, now())?;
                    Ok(Answer::Sign(certificate, grant.rule))
                }
                (Ok(grant), false) if grant.approve => Ok(Answer::Approve(grant.rule)),
                // Somebody else may still approve or deny it.
                (_, false) => Ok(Answer::Nothing),
                (Err(refusal), true) => Ok(Answer::Fail(refusal)),
            }
        });
        let worked_out: Result<Result<Answer, AuthorityError>, _> = worked_out.await;
        drop(place);
        match worked_out {
            Ok(Ok(answer)) => Some(answer),
            Ok(Err(e)) => {
                self.metrics.count(Counter::NotIssued);
                report(format_args!("{} waits: {e}", shown(&name)));
                None
            }
            Err(e) => {
                self.metrics.count(Counter::NotIssued);
                report(format_args!("{} waits: {e}", shown(&name)));
                None
            }
        }
    }

    async fn replace_status(&self, path: &str, request: &Csr) -> Result<Csr, Error> {
        let parameters = PostParams::default();
        let sent = self.requests.replace_status(path, &parameters, request);
        match timeout(CALL_TIME, sent).await {
            Ok(answer) => answer,
            Err(e) => Err(Error::Service(e.into())),
        }
    }

    /// Approves, if the request is still as it was read.
    async fn approve(&self, request: &Csr, rule: &str) -> Result<Csr, Error> {
        let message = format!("rule {rule} allows it");
        let mut conditions = conditions(request).to_vec();
        conditions.push(condition("Approved", "AllowedByRule", &message));
        let status = CertificateSigningRequestStatus {
            conditions: Some(conditions),
            certificate: None,
        };
        let patch = serde_json::json!({
            "metadata": { "resourceVersion": request.resource_version() },
            "status": status,
        });
        let (path, parameters) = (in_path(&request.name_any()), PatchParams::default());
        let patch = Patch::Merge(patch);
        let sent = self.requests.patch_approval(&path, &parameters, &patch);
        match timeout(CALL_TIME, sent).await {
            Ok(answer) => answer,
            Err(e) => Err(Error::Service(e.into())),
        }
    }

    fn answered(&self, request: &Csr, answer: &Answer) {
        let name = shown(&request.name_any());
        let user = shown(request.spec.username.as_deref().unwrap_or_default());
        match answer {
            Answer::Nothing => {}
            Answer::Approve(rule) => {
                self.metrics.count(Counter::Approved);
                report(format_args!("{name} of {user} is approved by rule {rule}"));
            }
            Answer::Sign(_, rule) => {
                self.metrics.count(Counter::Signed);
                report(format_args!("{name} of {user} is signed by rule {rule}"));
            }
            Answer::Fail(refusal) => {
                self.metrics.count(Counter::Failed);
                report(format_args!("{name} of {user} is refused: {refusal}"));
            }
        }
    }
}

/// What is answered to a request.
enum Answer {
    Nothing,
    /// By this rule.
    Approve(String),
    /// The certificates as PEM, by this rule.
    Sign(String, String),
    Fail(Refusal),
}

/// A name as it stands in a URL, which kube does not escape it for: the name of a request may have any characters but `/`
/// and `%`.
fn in_path(name: &str) -> String {
    let mut path = String::new();
    for byte in name.bytes() {
        match byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            true => path.push(char::from(byte)),
            false => path.push_str(&format!("%{byte:02X}")),
        }
    }
    path
}

/// A request that is larger than is read, without the rest: it is refused by its length alone, and the API server takes nothing
/// of spec from an answer.
fn shortened(mut request: Csr) -> Csr {
    let bytes = &mut request.spec.request.0;
    if bytes.len() > MAX_REQUEST {
        bytes.truncate(MAX_REQUEST + 1);
        bytes.shrink_to_fit();
    }
    request
}

fn conditions(request: &Csr) -> &[Condition] {
    let status = request.status.as_ref();
    status
        .and_then(|status| status.conditions.as_deref())
        .unwrap_or_default()
}

/// Whether a condition is there and true.
fn has(request: &Csr, kind: &str) -> bool {
    conditions(request)
        .iter()
        .any(|condition| condition.type_ == kind && condition.status == "True")
}

/// Whether a request is this signer's, and neither denied nor answered.
fn is_open(request: &Csr, signer: &SignerName) -> bool {
    // Whatever the status of such a condition is: the API server allows no other than True.
    let closed = |condition: &Condition| matches!(condition.type_.as_str(), "Denied" | "Failed");
    let certificate = request
        .status
        .as_ref()
        .and_then(|status| status.certificate.as_ref());
    request.spec.signer_name == signer.as_str()
        && !conditions(request).iter().any(closed)
        && certificate.is_none_or(|certificate| certificate.0.is_empty())
}

fn condition(kind: &str, reason: &str, message: &str) -> Condition {
    let message: String = message.chars().take(MAX_MESSAGE).collect();
    let now = Time(Timestamp::now());
    Condition {
        type_: kind.into(),
        status: "True".into(),
        reason: Some(reason.into()),
        message: Some(message),
        last_update_time: Some(now.clone()),
        last_transition_time: Some(now),
    }
}

/// Seconds since 1970-01-01T00:00:00Z.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use base64ct::{Base64, Encoding as _};
    use certwright::rsa::PrivateKey;
    use certwright::x509::{CertificateBuilder, NameBuf, RequestBuilder};
    use serde_json::json;

    use super::*;
    use crate::leader::{Elector, Timing};
    use crate::material::Paths;
    use crate::scripted;

    const RULES: &str = r#"
apiVersion: certwright/v1
kind: SignerRules
rules:
- name: web
  requester: { usernames: [ada] }
  subject: { commonNames: ["web-*"] }
  usages: [digital signature, server auth]
  maxLifetime: 1d
"#;

    /// A request of ada's that somebody approved.
    fn approved(key: &PrivateKey) -> Csr {
        let request = RequestBuilder::new(NameBuf::common_name("web-1"));
        let pem = request.sign(key, &mut SysRng).unwrap().to_pem();
        let request = json!({
            "apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest",
            "metadata": { "name": "r", "uid": "1", "resourceVersion": "1" },
            "spec": {
                "request": Base64::encode_string(pem.as_bytes()), "signerName": "example.com/x",
                "usages": ["digital signature", "server auth"], "username": "ada",
            },
            "status": { "conditions": [{ "type": "Approved", "status": "True" }] },
        });
        serde_json::from_value(request).unwrap()
    }

    #[tokio::test]
    async fn what_is_signed_when_the_lease_is_lost_is_not_sent() {
        let key = PrivateKey::generate(&mut SysRng, 2048).unwrap();
        let authority = CertificateBuilder::new(NameBuf::common_name("CA"))
            .authority(None)
            .self_signed(&key, &mut SysRng)
            .unwrap();
        let directory = tempfile::tempdir().unwrap();
        let paths = Paths {
            rules: directory.path().join("rules"),
            certificate: directory.path().join("certificate"),
            key: directory.path().join("key"),
        };
        std::fs::write(&paths.rules, RULES).unwrap();
        std::fs::write(&paths.certificate, authority.to_pem()).unwrap();
        std::fs::write(&paths.key, key.to_pkcs8_pem().as_bytes()).unwrap();
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&paths.key, private).unwrap();
        let (client, calls) = scripted::client([]);
        // An election that was never won: the lease is not held.
        let leases = Api::namespaced(client.clone(), "pki");
        let (_elector, leadership) = Elector::new(leases, "l", "me", Timing::default());
        let controller = Controller::new(
            client,
            "example.com/x".parse().unwrap(),
            Arc::new(Material::new(paths).unwrap()),
            leadership,
            Arc::new(Metrics::new(Duration::from_secs(1))),
        );
        let request = approved(&key);
        let answer = controller.work_out(&request).await;
        assert!(matches!(answer, Some(Answer::Sign(..))));
        assert_eq!(controller.answer(request).await, Outcome::Again);
        assert!(calls.lock().unwrap().is_empty());
    }

    #[test]
    fn a_name_is_one_segment_of_a_path() {
        assert_eq!(in_path("csr-1.x_y~z"), "csr-1.x_y~z");
        assert_eq!(in_path("a?b#c d\n\u{e9}:"), "a%3Fb%23c%20d%0A%C3%A9%3A");
    }

    #[test]
    fn approved_and_denied_failed_and_signed_requests_and_those_of_other_signers_are_closed() {
        let key = PrivateKey::generate(&mut SysRng, 2048).unwrap();
        let signer: SignerName = "example.com/x".parse().unwrap();
        let open = approved(&key);
        assert!(is_open(&open, &signer) && has(&open, "Approved"));
        let changed = |change: &dyn Fn(&mut Csr)| {
            let mut request = open.clone();
            change(&mut request);
            request
        };
        let add = |request: &mut Csr, kind: &str, status: &str| {
            let conditions = &mut request.status.as_mut().unwrap().conditions;
            let mut added = condition(kind, "R", "m");
            added.status = status.into();
            conditions.as_mut().unwrap().push(added);
        };
        for closed in [
            changed(&|request| add(request, "Denied", "True")),
            changed(&|request| add(request, "Denied", "Unknown")),
            changed(&|request| add(request, "Failed", "True")),
            changed(&|request| {
                let status = request.status.as_mut().unwrap();
                status.certificate = Some(ByteString(b"PEM".to_vec()));
            }),
            changed(&|request| request.spec.signer_name = "example.com/x1".into()),
            changed(&|request| request.spec.signer_name = "Example.com/x".into()),
        ] {
            assert!(!is_open(&closed, &signer), "{closed:?}");
        }
        let pending = changed(&|request| {
            let conditions = request
                .status
                .as_mut()
                .unwrap()
                .conditions
                .as_mut()
                .unwrap();
            conditions[0].status = "False".into();
        });
        assert!(is_open(&pending, &signer) && !has(&pending, "Approved"));
    }

    #[test]
    fn of_a_request_that_is_too_large_nothing_is_kept_that_is_not_read() {
        let mut request = Csr::default();
        request.spec.request.0 = vec![b'A'; MAX_REQUEST];
        assert_eq!(shortened(request.clone()), request);
        request.spec.request.0 = vec![b'A'; 1 << 20];
        assert_eq!(shortened(request).spec.request.0.len(), MAX_REQUEST + 1);
    }
}
