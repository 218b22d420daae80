//! An API server for tests, in their process: what it answers is given beforehand.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use hyper::{Method, Request, Response, StatusCode};
use kube::Client;
use kube::client::Body;
use serde_json::Value;

/// Method, path and body of each call, in order.
pub(crate) type Calls = Arc<Mutex<Vec<(Method, String, Value)>>>;

/// A client that is answered with these statuses and bodies in turn, and 500 after them.
pub(crate) fn client(answers: impl IntoIterator<Item = (u16, Value)>) -> (Client, Calls) {
    let calls = Calls::default();
    let answers: VecDeque<(u16, Value)> = answers.into_iter().collect();
    let (answers, seen) = (Arc::new(Mutex::new(answers)), Arc::clone(&calls));
    let service = tower::service_fn(move |request: Request<Body>| {
        let (answers, seen) = (Arc::clone(&answers), Arc::clone(&seen));
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect_bytes().await.unwrap();
            let body = serde_json::from_slice(&body).unwrap_or_default();
            let call = (head.method, head.uri.path().to_string(), body);
            seen.lock().unwrap().push(call);
            let answer = answers.lock().unwrap().pop_front();
            let (status, value) = answer.unwrap_or((500, Value::Null));
            let mut response = Response::new(Body::from(value.to_string().into_bytes()));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            Ok::<_, Infallible>(response)
        }
    });
    (Client::new(service, "pki"), calls)
}
