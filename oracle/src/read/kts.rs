//! ACVP's key transport by OAEP (`KTS-IFC`, SP 800-56B §9.2). What a test asks is that a ciphertext decrypts to the keying material; the MAC of a key
//! confirmation is not RSA's, and is not computed.

use super::acvp::{Respond, Results, Test};
use super::json::{Budget, Node, Object};
use super::{ReadError, fault, key};
use crate::case::{Bytes, Decrypt, Expected, Request, Scheme};
use crate::digest;

/// What a group's tests have in common.
struct Group {
    id: u64,
    /// `kasRole`: whether the implementation under test sends (party U) or receives (party V).
    sends: bool,
    confirms: bool,
    validates: bool,
    /// The keying material's bits.
    bits: u64,
    hash: String,
    /// `associatedDataPattern` (SP 800-56B §9.2.4.1): what OAEP's label is made of, in its order.
    pattern: String,
    own_id: Bytes,
    server_id: Bytes,
}

pub(super) fn group_tests(
    node: Node<'_>,
    budget: &mut Budget,
    results: &Results,
) -> Result<Vec<Result<Test, ReadError>>, ReadError> {
    let mut group = node.object()?;
    let tests = budget.tests(&mut group)?;
    let mut configuration = group.must("ktsConfiguration")?.object()?;
    let about = Group {
        id: group.count("tgId")?,
        sends: group.text("kasRole")? == "initiator",
        confirms: group.text("scheme")?.ends_with("confirmation"),
        validates: group.text("testType")? == "VAL",
        bits: group.count("l")?,
        hash: digest::normal(&configuration.text("hashAlg")?),
        pattern: configuration
            .take("associatedDataPattern")
            .map(Node::text)
            .transpose()?
            .unwrap_or_default(),
        own_id: group.bytes("iutId")?,
        server_id: group.bytes("serverId")?,
    };
    configuration.ignore(&["encoding"]);
    configuration.finish()?;
    group.ignore(&[
        "keyGenerationMethod",
        "modulo",
        "macConfiguration",
        "keyConfirmationDirection",
        "keyConfirmationRole",
        "kasMode",
        "fixedPubExp",
        "isSample",
    ]);
    group.finish()?;
    Ok(tests
        .into_iter()
        .map(|node| test(node, &about, results))
        .collect())
}

fn test(node: Node<'_>, group: &Group, results: &Results) -> Result<Test, ReadError> {
    let mut test = node.object()?;
    let line = test.line();
    let id = test.count("tcId")?;
    let beside = results.get(&(group.id, id));
    let number = |test: &mut Object<'_>, name: &str| match test.take(name) {
        Some(node) => node.bytes(),
        None => Ok(beside
            .and_then(|result| key::number(result.get(name)?.as_str()?))
            .map(Bytes)
            .unwrap_or_default()),
    };
    // The receiver's key: the server's where the implementation sends.
    let who = if group.sends { "server" } else { "iut" };
    let part = |test: &mut Object<'_>, name: &str| number(test, &format!("{who}{name}"));
    let (n, e, d) = (
        part(&mut test, "N")?,
        part(&mut test, "E")?,
        part(&mut test, "D")?,
    );
    let (p, q) = (part(&mut test, "P")?, part(&mut test, "Q")?);
    let (sent, material) = match group.sends {
        true => ("iutC", "iutK"),
        false => ("serverC", "serverK"),
    };
    let ciphertext = number(&mut test, sent)?;
    let (known, derived) = (number(&mut test, material)?, number(&mut test, "dkm")?);
    let expected = [known, derived].into_iter().find(|key| !key.is_empty());
    let label = match test.take("ktsParameter").filter(|node| !node.is_null()) {
        Some(node) => associated_data(group, node.object()?)?,
        None => Bytes::default(),
    };
    // The other party's part.
    test.ignore(&[
        "serverN", "serverE", "serverD", "serverP", "serverQ", "serverC", "serverK", "iutN",
        "iutE", "iutD", "iutP", "iutQ", "iutC", "iutK",
    ]);
    test.ignore(&[
        "testPassed",
        "deferred",
        "testCaseDisposition",
        "macKey",
        "macData",
        "tag",
        "iutDmp1",
        "iutDmq1",
        "iutIqmp",
        "serverDmp1",
        "serverDmq1",
        "serverIqmp",
        "iutNonce",
        "serverNonce",
    ]);
    test.finish()?;
    let scheme = Scheme::oaep(&group.hash, &group.hash, label);
    let public_key = key::public(&n, &e);
    let length = (group.bits / 8) as usize;
    let known_key = !d.is_empty() || !p.is_empty();
    let unsupported = |reason: &str| Request::Unsupported {
        reason: reason.into(),
    };
    let mut respond = Respond::Value {
        name: "dkm",
        verdict: false,
    };
    let request = if group.validates {
        unsupported("whether another's derivation is right is not asked")
    } else if ciphertext.is_empty() && group.sends && !group.confirms {
        respond = Respond::Transport {
            public_key,
            scheme,
            length,
        };
        unsupported("encryption has no one answer")
    } else if ciphertext.is_empty() || !known_key || group.confirms && expected.is_none() {
        unsupported("key confirmation by a MAC is not offered")
    } else {
        Request::Decrypt(Decrypt {
            scheme,
            private_key: key::private(key::parts(&n, &e, &d, &p, &q)),
            ciphertext,
            sp800_56b: false,
        })
    };
    Ok(Test {
        group: group.id,
        test: id,
        line,
        request,
        expected: expected.map(Expected::Value),
        respond,
        comment: String::new(),
    })
}

/// OAEP's label: the parts that the pattern names, one after another.
fn associated_data(group: &Group, mut parameter: Object<'_>) -> Result<Bytes, ReadError> {
    let (party_u, party_v) = match group.sends {
        true => (&group.own_id, &group.server_id),
        false => (&group.server_id, &group.own_id),
    };
    let mut data = Vec::new();
    for part in group.pattern.split("||").filter(|part| !part.is_empty()) {
        match part {
            "l" => data.extend_from_slice(&(group.bits as u32).to_be_bytes()),
            "uPartyInfo" => data.extend_from_slice(party_u),
            "vPartyInfo" => data.extend_from_slice(party_v),
            "label" | "context" | "algorithmId" => {
                data.extend_from_slice(&parameter.bytes(part)?);
            }
            literal => {
                let digits = literal
                    .strip_prefix("literal[")
                    .and_then(|rest| key::number(rest.strip_suffix(']')?))
                    .ok_or_else(|| {
                        fault(
                            parameter.line(),
                            format!("unknown associated data {literal}"),
                        )
                    })?;
                data.extend_from_slice(&digits);
            }
        }
    }
    parameter.ignore(&["label", "context", "algorithmId"]);
    parameter.finish()?;
    Ok(data.into())
}
