//! x509-limbo's JSON.

use std::time::{SystemTime, UNIX_EPOCH};

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

/// The time of a case that names none.
fn now() -> i64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
    since_1970.map_or(0, |time| time.as_secs() as i64)
}

/// The KeyPurposeId of an extended key usage; `None` for any.
fn purpose(usage: &str) -> Option<Option<&'static str>> {
    Some(match usage {
        "anyExtendedKeyUsage" => None,
        "serverAuth" => Some("server"),
        "clientAuth" => Some("client"),
        "codeSigning" => Some("1.3.6.1.5.5.7.3.3"),
        "emailProtection" => Some("1.3.6.1.5.5.7.3.4"),
        "timeStamping" => Some("1.3.6.1.5.5.7.3.8"),
        "OCSPSigning" => Some("1.3.6.1.5.5.7.3.9"),
        _ => return None,
    })
}

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
        time: now(),
        // Where no usage is asked for, that of the peer is, by extendedKeyUsage alone: a CA may be the target.
        purpose: Some(
            match kind.as_str() {
                "CLIENT" => "1.3.6.1.5.5.7.3.2",
                _ => "1.3.6.1.5.5.7.3.1",
            }
            .into(),
        ),
        profile: Some(
            match id.split("::").next() {
                Some("webpki" | "crl") => "web-pki",
                _ => "strict",
            }
            .into(),
        ),
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
    let mut names: Vec<_> = test.take("expected_peer_name").into_iter().collect();
    if let Some(list) = test
        .take("expected_peer_names")
        .filter(|node| !node.is_null())
    {
        names.extend(list.array()?);
    }
    for node in names.into_iter().filter(|node| !node.is_null()) {
        let mut name = node.object()?;
        let value = name.text("value")?;
        let place = match name.text("kind")?.as_str() {
            "DNS" | "IP" => &mut path.host,
            "RFC822" => &mut path.email,
            other => return Err(fault(line, format!("unknown kind of name {other}"))),
        };
        if place.replace(value).is_some() {
            reason = Some("several expected names of a kind are not expressed".into());
        }
    }
    for (field, what) in [
        ("signature_algorithms", "signature algorithms"),
        ("key_usage", "required key usage"),
    ] {
        let node = test.take(field).filter(|node| !node.is_null());
        if node
            .map(Node::array)
            .transpose()?
            .is_some_and(|list| !list.is_empty())
        {
            reason = Some(format!("{what} are not expressed"));
        }
    }
    let usages = test
        .take("extended_key_usage")
        .filter(|node| !node.is_null());
    let usages = usages.map(Node::array).transpose()?.unwrap_or_default();
    if usages.len() > 1 {
        reason = Some("several extended key usages are not expressed".into());
    }
    for usage in usages {
        let usage = usage.text()?;
        let known = purpose(&usage)
            .ok_or_else(|| fault(line, format!("unknown extended key usage {usage}")))?;
        path.purpose = known.map(Into::into);
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
