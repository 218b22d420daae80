//! An API server's stand-in, over mutual TLS on loopback: what Kubernetes documents of lists, watches, bookmarks, versions,
//! conflicts and subresources, for requests and leases, in memory.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

type Body = UnsyncBoxBody<Bytes, Infallible>;

const CSRS: &str = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
const LEASES: &str = "/apis/coordination.k8s.io/v1/namespaces/pki/leases";

/// What is stored, and what happened.
#[derive(Default)]
pub struct State {
    version: u64,
    requests: BTreeMap<String, Value>,
    leases: BTreeMap<String, Value>,
    /// Versions and events of requests.
    events: Vec<(u64, &'static str, Value)>,
    /// Watches from before this version are gone.
    pub compacted: u64,
    /// How often a certificate was taken in, by the request's name.
    pub issued: BTreeMap<String, u32>,
    /// Statuses that the next calls with this method and part of a URL are answered with.
    pub faults: VecDeque<(Method, &'static str, u16)>,
    /// Requests that somebody else changes just before their status is written.
    pub raced: Vec<String>,
    /// How often lists and watches were asked for.
    pub lists: u32,
    pub watches: u32,
    /// The field selectors of lists and watches.
    pub selectors: Vec<String>,
    /// The holders of the lease, one after the other.
    pub holders: Vec<Holder>,
    /// Each user agent's or token's Authorization header.
    pub authorizations: Vec<String>,
}

/// Who held the lease, and when it was written first and last so; nobody has no name.
#[derive(Clone, Debug)]
pub struct Holder {
    pub name: String,
    pub since: Instant,
    pub renewed: Instant,
}

/// The server.
pub struct ApiServer {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
    changed: Arc<Notify>,
    tls: Arc<rustls::ServerConfig>,
    running: Option<JoinHandle<()>>,
}

impl ApiServer {
    pub async fn start(tls: rustls::ServerConfig) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut server = Self {
            address: listener.local_addr().unwrap(),
            state: Arc::new(Mutex::new(State {
                version: 1000,
                ..State::default()
            })),
            changed: Arc::default(),
            tls: Arc::new(tls),
            running: None,
        };
        server.running = Some(server.serve(listener));
        server
    }

    fn serve(&self, listener: TcpListener) -> JoinHandle<()> {
        let acceptor = TlsAcceptor::from(Arc::clone(&self.tls));
        let (state, changed) = (Arc::clone(&self.state), Arc::clone(&self.changed));
        tokio::spawn(async move {
            // Connections end with the server.
            let mut connections = JoinSet::new();
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    continue;
                };
                let acceptor = acceptor.clone();
                let (state, changed) = (Arc::clone(&state), Arc::clone(&changed));
                connections.spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let service = hyper::service::service_fn(move |request| {
                        answer(Arc::clone(&state), Arc::clone(&changed), request)
                    });
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        })
    }

    /// Ends the server and all its connections; what it stores stays.
    pub async fn stop(&mut self) {
        let running = self.running.take().unwrap();
        running.abort();
        let _ = running.await;
    }

    /// Starts it again at its address.
    pub async fn restart(&mut self) {
        let begun = Instant::now();
        let listener = loop {
            match TcpListener::bind(self.address).await {
                Ok(listener) => break listener,
                Err(e) => assert!(begun.elapsed() < Duration::from_secs(20), "{e}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        self.running = Some(self.serve(listener));
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Makes a request, as the API server does for a user.
    pub fn create(&self, name: &str, spec: Value) {
        let mut state = self.state();
        let uid = format!("uid-{name}-{}", state.version);
        let request = json!({
            "apiVersion": "certificates.k8s.io/v1",
            "kind": "CertificateSigningRequest",
            "metadata": { "name": name, "uid": uid, "creationTimestamp": "2026-01-01T00:00:00Z" },
            "spec": spec,
            "status": {},
        });
        state.store(name, "ADDED", request);
        drop(state);
        self.changed.notify_waiters();
    }

    /// Adds a condition, as `kubectl certificate approve` and `deny` do.
    pub fn add_condition(&self, name: &str, kind: &str) {
        let mut state = self.state();
        let mut request = state.requests[name].clone();
        let conditions = &mut request["status"]["conditions"];
        if conditions.is_null() {
            *conditions = json!([]);
        }
        let condition =
            json!({ "type": kind, "status": "True", "reason": "Test", "message": "by the test" });
        conditions.as_array_mut().unwrap().push(condition);
        state.store(name, "MODIFIED", request);
        drop(state);
        self.changed.notify_waiters();
    }

    /// Forgets the events so far: whoever watches from one of them has to list again.
    pub fn compact(&self) {
        let mut state = self.state();
        state.version += 10;
        state.compacted = state.version;
        state.events.clear();
        drop(state);
        self.changed.notify_waiters();
    }

    pub fn request(&self, name: &str) -> Value {
        self.state().requests[name].clone()
    }
}

impl State {
    fn store(&mut self, name: &str, kind: &'static str, mut request: Value) {
        self.version += 1;
        request["metadata"]["resourceVersion"] = json!(self.version.to_string());
        self.requests.insert(name.into(), request.clone());
        self.events.push((self.version, kind, request));
    }

    /// A fault that a test asked for.
    fn fault(&mut self, method: &Method, url: &str) -> Option<u16> {
        let found = self
            .faults
            .iter()
            .position(|(of, part, _)| of == method && url.contains(part))?;
        self.faults.remove(found).map(|(_, _, status)| status)
    }
}

fn status(code: u16, reason: &str) -> Value {
    json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": format!("{reason} by the stand-in"), "reason": reason, "code": code,
    })
}

fn reply(code: u16, value: &Value) -> Response<Body> {
    let body = Full::new(Bytes::from(value.to_string()));
    let mut response = Response::new(body.boxed_unsync());
    *response.status_mut() = StatusCode::from_u16(code).unwrap();
    let json = hyper::header::HeaderValue::from_static("application/json");
    response.headers_mut().insert("content-type", json);
    response
}

fn refuse(code: u16) -> Response<Body> {
    let reason = match code {
        404 => "NotFound",
        409 => "Conflict",
        410 => "Expired",
        403 => "Forbidden",
        422 => "Invalid",
        _ => "InternalError",
    };
    reply(code, &status(code, reason))
}

/// A path with its escapes resolved.
fn decoded(path: &str) -> String {
    let mut parts = path.split('%');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(digits, 16).unwrap());
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).unwrap()
}

/// A parameter of a query, decoded as far as field selectors need it.
fn parameter(request: &Request<Incoming>, name: &str) -> Option<String> {
    let query = request.uri().query()?;
    let value = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    Some(value.replace("%3D", "=").replace("%2F", "/"))
}

async fn answer(
    state: Arc<Mutex<State>>,
    changed: Arc<Notify>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let (method, path) = (request.method().clone(), decoded(request.uri().path()));
    if let Some(header) = request.headers().get("authorization") {
        let header = header.to_str().unwrap().to_string();
        state.lock().unwrap().authorizations.push(header);
    }
    let url = request.uri().to_string();
    if let Some(code) = state.lock().unwrap().fault(&method, &url) {
        return Ok(refuse(code));
    }
    if path == CSRS {
        return Ok(match parameter(&request, "watch").as_deref() {
            Some("true" | "1") => watch(&state, changed, &request),
            _ => list(&mut state.lock().unwrap(), &request),
        });
    }
    let content_type = request.headers().get("content-type").cloned();
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let mut state = state.lock().unwrap();
    let response = if let Some(rest) = path.strip_prefix(LEASES) {
        leases(&mut state, &method, rest.trim_start_matches('/'), body)
    } else if let Some(rest) = path.strip_prefix(CSRS) {
        let rest = rest.trim_start_matches('/').to_string();
        let is_merge = content_type.is_some_and(|t| t == "application/merge-patch+json");
        requests(&mut state, &method, &rest, body, is_merge)
    } else {
        refuse(404)
    };
    drop(state);
    changed.notify_waiters();
    Ok(response)
}

fn selects(selector: &str, request: &Value) -> bool {
    let wanted = selector.strip_prefix("spec.signerName=");
    wanted.is_none_or(|wanted| request["spec"]["signerName"] == wanted)
}

/// A list in pages: the token is the name that the next one begins after.
fn list(state: &mut State, request: &Request<Incoming>) -> Response<Body> {
    state.lists += 1;
    let selector = parameter(request, "fieldSelector").unwrap_or_default();
    state.selectors.push(selector.clone());
    let limit = parameter(request, "limit").map_or(usize::MAX, |n| n.parse().unwrap());
    let after = parameter(request, "continue").unwrap_or_default();
    let mut items: Vec<Value> = (state.requests.iter())
        .filter(|(name, request)| **name > after && selects(&selector, request))
        .map(|(_, request)| request.clone())
        .take(limit.saturating_add(1))
        .collect();
    let mut metadata = json!({ "resourceVersion": state.version.to_string() });
    if items.len() > limit {
        items.truncate(limit);
        metadata["continue"] = items[limit - 1]["metadata"]["name"].clone();
    }
    let list = json!({
        "kind": "CertificateSigningRequestList", "apiVersion": "certificates.k8s.io/v1",
        "metadata": metadata, "items": items,
    });
    reply(200, &list)
}

/// Events from a version on, as lines; a bookmark now and then; an error 410 where the version is forgotten.
fn watch(
    state: &Arc<Mutex<State>>,
    changed: Arc<Notify>,
    request: &Request<Incoming>,
) -> Response<Body> {
    let selector = parameter(request, "fieldSelector").unwrap_or_default();
    let from: u64 = parameter(request, "resourceVersion")
        .unwrap()
        .parse()
        .unwrap();
    let bookmarks = parameter(request, "allowWatchBookmarks").as_deref() == Some("true");
    let mut locked = state.lock().unwrap();
    locked.watches += 1;
    locked.selectors.push(selector.clone());
    drop(locked);
    let state = Arc::clone(state);
    let events = async_stream(move |sender| async move {
        let mut seen = from;
        let mut marked = Instant::now();
        loop {
            let notified = changed.notified();
            let lines: Vec<Value> = {
                let state = state.lock().unwrap();
                if seen < state.compacted {
                    vec![json!({ "type": "ERROR", "object": status(410, "Expired") })]
                } else {
                    let new = state
                        .events
                        .iter()
                        .filter(|(version, _, _)| *version > seen);
                    let lines = new
                        .filter(|(_, _, request)| selects(&selector, request))
                        .map(|(_, kind, request)| json!({ "type": kind, "object": request }))
                        .collect();
                    seen = seen.max(state.version);
                    lines
                }
            };
            let ends = lines.iter().any(|line| line["type"] == "ERROR");
            for line in lines {
                if sender.send(format!("{line}\n")).await.is_err() {
                    return;
                }
            }
            if ends {
                return;
            }
            if bookmarks && marked.elapsed() > Duration::from_millis(300) {
                marked = Instant::now();
                let bookmark = json!({ "type": "BOOKMARK", "object": {
                    "kind": "CertificateSigningRequest", "apiVersion": "certificates.k8s.io/v1",
                    "metadata": { "resourceVersion": seen.to_string(), "creationTimestamp": null },
                    "spec": { "request": null, "signerName": "" }, "status": {},
                } });
                if sender.send(format!("{bookmark}\n")).await.is_err() {
                    return;
                }
            }
            let _ = tokio::time::timeout(Duration::from_millis(100), notified).await;
        }
    });
    let mut response = Response::new(events);
    let json = hyper::header::HeaderValue::from_static("application/json");
    response.headers_mut().insert("content-type", json);
    response
}

/// A body of the lines that a task sends.
fn async_stream<F>(produce: impl FnOnce(tokio::sync::mpsc::Sender<String>) -> F) -> Body
where
    F: Future<Output = ()> + Send + 'static,
{
    let (sender, mut receiver) = tokio::sync::mpsc::channel(16);
    tokio::spawn(produce(sender));
    let frames = futures_util::stream::poll_fn(move |context| {
        receiver
            .poll_recv(context)
            .map(|line| line.map(|line| Ok(Frame::data(Bytes::from(line)))))
    });
    StreamBody::new(frames).boxed_unsync()
}

fn leases(state: &mut State, method: &Method, name: &str, mut lease: Value) -> Response<Body> {
    let existing = state.leases.get(name).cloned();
    let code = match (method, existing) {
        (&Method::GET, Some(lease)) => return reply(200, &lease),
        (&Method::GET | &Method::PUT, None) => return refuse(404),
        (&Method::POST, _) => {
            let name = lease["metadata"]["name"].as_str().unwrap();
            if state.leases.contains_key(name) {
                return refuse(409);
            }
            201
        }
        (&Method::PUT, Some(existing)) => {
            if lease["metadata"]["resourceVersion"] != existing["metadata"]["resourceVersion"] {
                return refuse(409);
            }
            200
        }
        _ => return refuse(405),
    };
    let spec = &lease["spec"];
    if spec["leaseDurationSeconds"]
        .as_i64()
        .is_none_or(|seconds| seconds <= 0)
    {
        return refuse(422);
    }
    let holder = spec["holderIdentity"]
        .as_str()
        .unwrap_or_default()
        .to_string();
    let now = Instant::now();
    match state.holders.last_mut() {
        Some(last) if last.name == holder => last.renewed = now,
        _ => state.holders.push(Holder {
            name: holder,
            since: now,
            renewed: now,
        }),
    }
    state.version += 1;
    lease["metadata"]["resourceVersion"] = json!(state.version.to_string());
    let name = lease["metadata"]["name"].as_str().unwrap().to_string();
    state.leases.insert(name, lease.clone());
    reply(code, &lease)
}

fn requests(
    state: &mut State,
    method: &Method,
    path: &str,
    body: Value,
    is_merge: bool,
) -> Response<Body> {
    let (name, subresource) = path.split_once('/').unwrap_or((path, ""));
    if let Some(raced) = state.raced.iter().position(|other| other == name)
        && *method == Method::PUT
    {
        state.raced.remove(raced);
        let request = state.requests[name].clone();
        state.store(name, "MODIFIED", request);
    }
    let Some(mut stored) = state.requests.get(name).cloned() else {
        return refuse(404);
    };
    let is_decision =
        |condition: &&Value| matches!(condition["type"].as_str(), Some("Approved" | "Denied"));
    let conditions = |request: &Value| -> Vec<Value> {
        let list = request["status"]["conditions"].as_array();
        list.cloned().unwrap_or_default()
    };
    let is_stale = body["metadata"]["resourceVersion"] != stored["metadata"]["resourceVersion"];
    match (method, subresource) {
        (&Method::GET, "") => return reply(200, &stored),
        (&Method::PUT, "status") => {
            if is_stale {
                return refuse(409);
            }
            let old = &stored["status"]["certificate"];
            let new = &body["status"]["certificate"];
            // A certificate stays; approval is another subresource's.
            if !old.is_null() && old != new {
                return refuse(422);
            }
            if body["status"]["conditions"]
                .as_array()
                .is_some_and(|list| list.iter().any(|condition| condition["status"] != "True"))
            {
                return refuse(422);
            }
            if old.is_null() && !new.is_null() {
                *state.issued.entry(name.into()).or_default() += 1;
            }
            let mut kept: Vec<Value> = conditions(&stored)
                .iter()
                .filter(is_decision)
                .cloned()
                .collect();
            let more = conditions(&body);
            kept.extend(
                more.iter()
                    .filter(|condition| !is_decision(condition))
                    .cloned(),
            );
            stored["status"] = json!({ "conditions": kept });
            if !new.is_null() {
                stored["status"]["certificate"] = new.clone();
            }
        }
        (&Method::PATCH, "approval") if is_merge => {
            if is_stale {
                return refuse(409);
            }
            stored["status"]["conditions"] = json!(conditions(&body));
        }
        _ => return refuse(405),
    }
    state.store(name, "MODIFIED", stored);
    reply(200, &state.requests[name].clone())
}
