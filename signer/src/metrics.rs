//! `/healthz` and `/metrics`.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

/// How many connections are open at a time.
const CONNECTIONS: usize = 128;
/// How long a connection may take.
const CONNECTION_TIME: Duration = Duration::from_secs(10);

/// What is counted.
#[derive(Debug)]
pub struct Metrics {
    started: Instant,
    /// Milliseconds from the start to the last turn of the election.
    turned: AtomicU64,
    /// After how long without a turn the program counts as stuck, in milliseconds.
    stuck_after: u64,
    leader: AtomicBool,
    authority_end: AtomicI64,
    counters: [AtomicU64; Counter::ALL.len()],
}

/// Something that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// Certificates handed to the API server.
    Signed,
    /// Requests that got the condition Failed.
    Failed,
    /// Requests that were approved here.
    Approved,
    /// Answers 409 of the API server, after each of which the request is read again.
    Conflicts,
    /// Other errors of the API server, or on the way to it.
    Errors,
    /// Certificates that were not made for a fault of the authority.
    NotIssued,
    /// Rules or authorities that were changed into something that cannot be used.
    ReloadFailures,
}

impl Counter {
    const ALL: [(Self, &'static str, &'static str); 7] = [
        (
            Self::Signed,
            "signed",
            "Certificates handed to the API server.",
        ),
        (
            Self::Failed,
            "failed",
            "Requests that got the condition Failed.",
        ),
        (
            Self::Approved,
            "approved",
            "Requests that were approved here.",
        ),
        (
            Self::Conflicts,
            "conflicts",
            "Conflicts, after which a request was read again.",
        ),
        (
            Self::Errors,
            "api_errors",
            "Other errors of the API server or on the way to it.",
        ),
        (
            Self::NotIssued,
            "not_issued",
            "Certificates not made for a fault of the authority.",
        ),
        (
            Self::ReloadFailures,
            "reload_failures",
            "Changed rules or authorities that cannot be used.",
        ),
    ];
}

impl Metrics {
    /// Nothing counted. The program counts as stuck when the election has not turned for so long.
    pub fn new(stuck_after: Duration) -> Self {
        Self {
            started: Instant::now(),
            turned: AtomicU64::new(0),
            stuck_after: stuck_after.as_millis() as u64,
            leader: AtomicBool::new(false),
            authority_end: AtomicI64::new(0),
            counters: Default::default(),
        }
    }

    /// One more.
    pub fn count(&self, counter: Counter) {
        self.counters[counter as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// How many there were.
    pub fn get(&self, counter: Counter) -> u64 {
        self.counters[counter as usize].load(Ordering::Relaxed)
    }

    pub(crate) fn reload_failed(&self) {
        self.count(Counter::ReloadFailures);
    }

    pub(crate) fn set_authority_end(&self, unix: i64) {
        self.authority_end.store(unix, Ordering::Relaxed);
    }

    pub(crate) fn set_leader(&self, leads: bool) {
        self.leader.store(leads, Ordering::Relaxed);
    }

    /// The election goes on.
    pub(crate) fn turn(&self) {
        let now = self.started.elapsed().as_millis() as u64;
        self.turned.store(now, Ordering::Relaxed);
    }

    fn is_healthy(&self) -> bool {
        let now = self.started.elapsed().as_millis() as u64;
        now.saturating_sub(self.turned.load(Ordering::Relaxed)) <= self.stuck_after
    }

    /// Prometheus' text format.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut add = |name: &str, kind: &str, help: &str, value: i128| {
            let name = format!("certwright_signer_{name}");
            let _ = writeln!(
                text,
                "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}"
            );
        };
        for (counter, name, help) in Counter::ALL {
            add(
                &format!("{name}_total"),
                "counter",
                help,
                i128::from(self.get(counter)),
            );
        }
        add(
            "leader",
            "gauge",
            "1 in the replica that signs.",
            i128::from(self.leader.load(Ordering::Relaxed)),
        );
        add(
            "authority_not_after_seconds",
            "gauge",
            "When the authority's certificate ends, in seconds since 1970.",
            i128::from(self.authority_end.load(Ordering::Relaxed)),
        );
        text
    }
}

/// Answers requests, and never ends by itself.
///
/// The oldest connection makes way for a new one: whoever can reach the port holds connections open, and must not keep the
/// kubelet's probes away, upon whose failure the program is ended.
pub async fn serve(listener: TcpListener, metrics: Arc<Metrics>) {
    let mut open: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Such as too many open files.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        open.retain(|connection| !connection.is_finished());
        if open.len() >= CONNECTIONS
            && let Some(oldest) = open.pop_front()
        {
            oldest.abort();
        }
        let metrics = Arc::clone(&metrics);
        let connection = tokio::spawn(async move {
            let answer = service_fn(|request| {
                let response = answer(&metrics, &request);
                async { Ok::<_, Infallible>(response) }
            });
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .max_buf_size(16 << 10)
                .keep_alive(false)
                .serve_connection(TokioIo::new(stream), answer);
            let _ = tokio::time::timeout(CONNECTION_TIME, connection).await;
        });
        open.push_back(connection.abort_handle());
    }
}

fn answer(metrics: &Metrics, request: &Request<Incoming>) -> Response<String> {
    let (status, text) = match (request.method(), request.uri().path()) {
        (&Method::GET | &Method::HEAD, "/healthz") => match metrics.is_healthy() {
            true => (StatusCode::OK, "ok\n".into()),
            false => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "the leader election stands still\n".into(),
            ),
        },
        (&Method::GET | &Method::HEAD, "/metrics") => (StatusCode::OK, metrics.text()),
        _ => (
            StatusCode::NOT_FOUND,
            "there is /healthz and /metrics\n".into(),
        ),
    };
    let mut response = Response::new(text);
    *response.status_mut() = status;
    let kind = hyper::header::HeaderValue::from_static("text/plain; version=0.0.4");
    response
        .headers_mut()
        .insert(hyper::header::CONTENT_TYPE, kind);
    response
}

/// The address to answer at.
///
/// # Errors
/// One line.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    let fault = |e| format!("cannot listen on {address}: {e}; give another address with --listen");
    let listener = TcpListener::bind(address).await.map_err(fault)?;
    // Port 0 is any that is free.
    let address = listener.local_addr().map_err(fault)?;
    crate::report(format_args!(
        "answers at http://{address}/healthz and /metrics"
    ));
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    #[tokio::test]
    async fn connections_that_ask_for_nothing_keep_no_probe_away() {
        let listener = listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = listener.local_addr().unwrap();
        let metrics = Arc::new(Metrics::new(Duration::from_secs(600)));
        tokio::spawn(serve(listener, metrics));
        let mut idle = Vec::new();
        for _ in 0..=CONNECTIONS {
            idle.push(TcpStream::connect(address).await.unwrap());
        }
        let mut probe = TcpStream::connect(address).await.unwrap();
        let request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
        probe.write_all(request).await.unwrap();
        let mut answer = String::new();
        let read = tokio::time::timeout(CONNECTION_TIME / 2, probe.read_to_string(&mut answer));
        read.await
            .expect("an answer before the others end")
            .unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok\n"),
            "{answer}"
        );
    }
}
