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

fn list(node: Option<Node<'_>>) -> Result<Vec<Node<'_>>, ReadError> {
    node.filter(|node| !node.is_null())
        .map_or(Ok(Vec::new()), Node::array)
}

fn certificates(node: Option<Node<'_>>) -> Result<Vec<Bytes>, ReadError> {
    list(node)?.into_iter().map(certificate).collect()
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

/// The identifier of an algorithm of RSA's (RFC 8017 appendix C, CSOR for SHA-3).
fn signature_algorithm(name: &str) -> Option<&'static str> {
    Some(match name {
        "RSA_WITH_MD5" => "1.2.840.113549.1.1.4",
        "RSA_WITH_SHA1" => "1.2.840.113549.1.1.5",
        "RSASSA_PSS" => "1.2.840.113549.1.1.10",
        "RSA_WITH_SHA256" => "1.2.840.113549.1.1.11",
        "RSA_WITH_SHA384" => "1.2.840.113549.1.1.12",
        "RSA_WITH_SHA512" => "1.2.840.113549.1.1.13",
        "RSA_WITH_SHA224" => "1.2.840.113549.1.1.14",
        "RSA_WITH_SHA3_224" => "2.16.840.1.101.3.4.3.13",
        "RSA_WITH_SHA3_256" => "2.16.840.1.101.3.4.3.14",
        "RSA_WITH_SHA3_384" => "2.16.840.1.101.3.4.3.15",
        "RSA_WITH_SHA3_512" => "2.16.840.1.101.3.4.3.16",
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
        match name.text("kind")?.as_str() {
            "DNS" | "IP" => {
                if path.host.replace(value).is_some() {
                    reason = Some("several expected hosts are not expressed".into());
                }
            }
            "RFC822" => path.emails.push(value),
            other => return Err(fault(line, format!("unknown kind of name {other}"))),
        }
    }
    for usage in list(test.take("key_usage"))? {
        let usage = usage.text()?;
        path.key_usage.push(match usage.as_str() {
            "contentCommitment" => "nonRepudiation".into(),
            _ => usage,
        });
    }
    let algorithms = list(test.take("signature_algorithms"))?;
    let are_limited = !algorithms.is_empty();
    for algorithm in algorithms {
        let name = algorithm.text()?;
        match signature_algorithm(&name) {
            Some(id) => path.signature_algorithms.push(id.into()),
            None if name.starts_with("RSA") => {
                return Err(fault(line, format!("unknown signature algorithm {name}")));
            }
            // Another key's, which changes nothing for RSA's.
            None => {}
        }
    }
    if are_limited && path.signature_algorithms.is_empty() {
        reason = Some("no signature algorithm is RSA's".into());
    }
    let usages = list(test.take("extended_key_usage"))?;
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
