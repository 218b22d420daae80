//! x509-limbo's JSON.

use certwright::pem;
use certwright::x509::Time;

use super::json::{Document, Node};
use super::{ReadError, fault};
use crate::case::{Bytes, Case, Expected, Path, Request};

pub(super) fn cases(
    text: String,
) -> Result<impl Iterator<Item = Result<Case, ReadError>>, ReadError> {
    let document = Document::new(text);
    let mut root = document.root()?.object()?;
    root.ignore(&["version"]);
    let cases = root.must("testcases")?.array()?;
    root.finish()?;
    Ok(cases.into_iter().map(case).collect::<Vec<_>>().into_iter())
}

fn certificate(node: Node<'_>) -> Result<Bytes, ReadError> {
    let text = node.text()?;
    let block = pem::first(text.as_bytes(), &[])
        .map_err(|e| fault(node.line(), format!("not PEM: {e}")))?;
    Ok(block.contents.as_slice().into())
}

fn certificates(node: Option<Node<'_>>) -> Result<Vec<Bytes>, ReadError> {
    match node.filter(|node| !node.is_null()) {
        Some(node) => node.array()?.into_iter().map(certificate).collect(),
        None => Ok(Vec::new()),
    }
}

/// 2024-01-31T12:00:00Z, or with an offset of zero.
fn time(node: Node<'_>) -> Result<i64, ReadError> {
    let text = node.text()?;
    let digits: String = text.chars().take(19).filter(char::is_ascii_digit).collect();
    let zone = text
        .get(19..)
        .map(|zone| zone.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit()));
    let read = matches!(zone, Some("Z" | "+00:00"))
        .then(|| Time::from_generalized(format!("{digits}Z").as_bytes()).ok())
        .flatten();
    read.map(Time::unix)
        .ok_or_else(|| fault(node.line(), format!("not a time in UTC: {text}")))
}

/// What certwright's defaults are judged at where a case names no time.
const NOW: i64 = 1_735_689_600;

fn case(node: Node<'_>) -> Result<Case, ReadError> {
    let mut test = node.object()?;
    let line = test.line();
    test.ignore(&[
        "features",
        "importance",
        "conflicts_with",
        "peer_certificate_key",
        "extended_key_usage_raw",
    ]);
    let id = test.text("id")?;
    let comment = test.text("description")?;
    let kind = test.text("validation_kind")?;
    let mut path = Path {
        target: certificate(test.must("peer_certificate")?)?,
        anchors: certificates(test.take("trusted_certs"))?,
        intermediates: certificates(test.take("untrusted_intermediates"))?,
        crls: certificates(test.take("crls"))?,
        time: NOW,
        purpose: Some(if kind == "CLIENT" { "client" } else { "server" }.into()),
        flags: vec!["112-bits".into()],
        ..Path::default()
    };
    if let Some(node) = test.take("validation_time").filter(|node| !node.is_null()) {
        path.time = time(node)?;
    }
    if let Some(node) = test.take("max_chain_depth").filter(|node| !node.is_null()) {
        path.max_intermediates = Some(node.count()? as usize);
    }
    let mut reason = None;
    if let Some(node) = test
        .take("expected_peer_name")
        .filter(|node| !node.is_null())
    {
        let mut name = node.object()?;
        match name.text("kind")?.as_str() {
            "DNS" | "IP" => path.host = Some(name.text("value")?),
            other => reason = Some(format!("an expected name of kind {other} is not expressed")),
        }
    }
    for (field, what) in [
        ("signature_algorithms", "signature algorithms"),
        ("key_usage", "required key usage"),
        ("expected_peer_names", "several expected names"),
    ] {
        let node = test.take(field).filter(|node| !node.is_null());
        if node
            .map(Node::array)
            .transpose()?
            .is_some_and(|list| !list.is_empty())
            && field != "expected_peer_names"
        {
            reason = Some(format!("{what} are not expressed"));
        }
    }
    if let Some(node) = test
        .take("extended_key_usage")
        .filter(|node| !node.is_null())
    {
        for usage in node.array()? {
            match usage.text()?.as_str() {
                "serverAuth" | "clientAuth" => {}
                other => reason = Some(format!("the extended key usage {other} is not expressed")),
            }
        }
    }
    let expected = match test.text("expected_result")?.as_str() {
        "SUCCESS" => Expected::Accepted,
        "FAILURE" => Expected::Refused,
        other => return Err(fault(line, format!("unknown result {other}"))),
    };
    test.finish()?;
    let request = match reason {
        Some(reason) => Request::Unsupported { reason },
        None => Request::Path(path),
    };
    Ok(Case {
        id,
        line,
        request,
        expected,
        comment,
    })
}
