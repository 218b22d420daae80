//! Project Wycheproof's JSON, of schema versions 0 and 1; what `vectors make` writes has the latter.

use std::collections::HashSet;

use serde::de::DeserializeOwned;

use super::json::{Budget, Document, Node, Object};
use super::{ReadError, fault};
use crate::case::{
    Bytes, Case, CheckPrime, Decrypt, Expected, Lint, Parse, Request, Scheme, Sign, Text, Verify,
};
use crate::case::{CheckKey, Padding, Path};
use crate::digest;

/// The key under which a group's tests stand.
enum Group {
    Verify(Scheme, Bytes),
    Sign(Scheme, Bytes),
    Decrypt(Scheme, Bytes),
    Prime,
    CheckKey,
    Parse,
    Lint,
    Path,
    Other(String),
}

pub(super) fn cases(
    text: String,
) -> Result<impl Iterator<Item = Result<Case, ReadError>>, ReadError> {
    let document = Document::new(text);
    let mut root = document.root()?.object()?;
    root.ignore(&["algorithm", "schema", "header", "notes", "generatorVersion"]);
    let stated = root.take("numberOfTests").map(Node::count).transpose()?;
    let groups = root.must("testGroups")?.array()?;
    root.finish()?;
    let (mut cases, mut budget) = (Vec::new(), Budget::default());
    for group in groups {
        group_cases(group, &mut budget, &mut cases)?;
    }
    // A report names a case by its number.
    let mut seen = HashSet::new();
    for case in &mut cases {
        if let Ok(read) = case
            && !seen.insert(read.id.clone())
        {
            *case = Err(fault(read.line, format!("tcId {} stands twice", read.id)));
        }
    }
    if let Some(stated) = stated
        && stated != cases.len() as u64
    {
        return Err(fault(
            0,
            format!("numberOfTests is {stated}, and there are {}", cases.len()),
        ));
    }
    Ok(cases.into_iter())
}

fn group_cases(
    node: Node<'_>,
    budget: &mut Budget,
    cases: &mut Vec<Result<Case, ReadError>>,
) -> Result<(), ReadError> {
    let mut object = node.object()?;
    let tests = budget.tests(&mut object)?;
    let group = group(object)?;
    for test in tests {
        cases.push(case(test, &group));
    }
    Ok(())
}

fn group(mut object: Object<'_>) -> Result<Group, ReadError> {
    let kind = object.text("type")?;
    object.ignore(&[
        "source",
        "keySize",
        "keysize",
        "keyAsn",
        "keyPem",
        "keyJwk",
        "publicKeyAsn",
        "publicKeyPem",
        "publicKeyJwk",
        "privateKeyPem",
        "privateKeyJwk",
        "e",
        "d",
        "n",
        "privateKey",
        "publicKey",
        "jwk",
    ]);
    let hash = |object: &mut Object<'_>| object.text("sha").map(|name| digest::normal(&name));
    let public = |object: &mut Object<'_>| match object.take("publicKeyDer") {
        Some(der) => der.bytes(),
        None => object.bytes("keyDer"),
    };
    let read = match kind.as_str() {
        "RsassaPkcs1Verify" | "RsassaPkcs1VerifyWithDigestInfo" => {
            Group::Verify(Scheme::pkcs1(&hash(&mut object)?), public(&mut object)?)
        }
        "RsassaPkcs1Generate" => Group::Sign(
            Scheme::pkcs1(&hash(&mut object)?),
            object.bytes("privateKeyPkcs8")?,
        ),
        "RsassaPssVerify" | "RsassaPssWithParametersVerify" => {
            let hash = hash(&mut object)?;
            let mgf = object.text("mgf")?;
            let mgf1 = object.take("mgfSha").map(Node::text).transpose()?;
            let mgf1 = match mgf.as_str() {
                "MGF1" => digest::normal(&mgf1.unwrap_or_else(|| hash.clone())),
                _ => digest::normal(&mgf),
            };
            let salt = object.count("sLen")? as usize;
            Group::Verify(Scheme::pss(&hash, &mgf1, salt), public(&mut object)?)
        }
        "RsaesOaepDecrypt" => {
            let hash = hash(&mut object)?;
            let mgf = object.take("mgf").map(Node::text).transpose()?;
            if let Some(mgf) = mgf.filter(|mgf| mgf != "MGF1") {
                return Err(fault(object.line(), format!("unknown mgf {mgf}")));
            }
            let mgf1 = digest::normal(&object.text("mgfSha")?);
            Group::Decrypt(
                Scheme::oaep(&hash, &mgf1, Bytes::default()),
                object.bytes("privateKeyPkcs8")?,
            )
        }
        "RsaesPkcs1Decrypt" => Group::Decrypt(
            Scheme::bare(Padding::Pkcs1),
            object.bytes("privateKeyPkcs8")?,
        ),
        "PrimalityTest" => Group::Prime,
        "RsaKeyCheck" => Group::CheckKey,
        "X509Parse" => Group::Parse,
        "X509Lint" => Group::Lint,
        "X509Path" => Group::Path,
        other => {
            return Ok(Group::Other(format!(
                "groups of type {other} are not RSA's or X.509's"
            )));
        }
    };
    object.finish()?;
    Ok(read)
}

/// A field that is one of a few words.
fn word<T: DeserializeOwned>(test: &mut Object<'_>, name: &str) -> Result<T, ReadError> {
    let line = test.line();
    let text = test.text(name)?;
    serde_json::from_value(text.as_str().into())
        .map_err(|_| fault(line, format!("unknown {name} {text}")))
}

fn texts(node: Option<Node<'_>>) -> Result<Vec<String>, ReadError> {
    node.map_or(Ok(Vec::new()), |node| {
        node.array()?.into_iter().map(Node::text).collect()
    })
}

fn case(node: Node<'_>, group: &Group) -> Result<Case, ReadError> {
    let mut test = node.object()?;
    let line = test.line();
    let id = test.count("tcId")?.to_string();
    let result = test.text("result")?;
    let comment = test
        .take("comment")
        .map(Node::text)
        .transpose()?
        .unwrap_or_default();
    let flags = test
        .take("flags")
        .map(Node::array)
        .transpose()?
        .unwrap_or_default();
    let flags = flags
        .into_iter()
        .map(Node::text)
        .collect::<Result<Vec<_>, _>>()?;
    let verdict = match result.as_str() {
        "valid" => Expected::Accepted,
        "invalid" => Expected::Refused,
        "acceptable" => Expected::Open,
        other => return Err(fault(line, format!("unknown result {other}"))),
    };
    let (request, expected) = match group {
        Group::Verify(scheme, public_key) => {
            let verify = Verify {
                scheme: scheme.clone(),
                public_key: public_key.clone(),
                text: Text::Message(test.bytes("msg")?),
                signature: test.bytes("sig")?,
            };
            (Request::Verify(verify), verdict)
        }
        Group::Sign(scheme, private_key) => {
            let sign = Sign {
                scheme: scheme.clone(),
                private_key: private_key.clone(),
                text: Text::Message(test.bytes("msg")?),
            };
            let signature = test.bytes("sig")?;
            let expected = match verdict {
                Expected::Accepted => Expected::Value(signature),
                // A signature that must not come out, whatever else does.
                Expected::Refused if !signature.is_empty() => Expected::Not(signature),
                other => other,
            };
            (Request::Sign(sign), expected)
        }
        Group::Decrypt(scheme, private_key) => {
            let mut scheme = scheme.clone();
            if let Some(label) = test.take("label") {
                scheme.label = label.bytes()?;
            }
            let message = test.bytes("msg")?;
            let implicit = scheme.padding == Some(Padding::Pkcs1);
            let expected = match verdict {
                Expected::Accepted => Expected::Value(message),
                // Implicit rejection answers with some other message; an empty one in the file stands for none.
                Expected::Refused if implicit && message.is_empty() => Expected::Open,
                Expected::Refused if implicit => Expected::Not(message),
                other => other,
            };
            let decrypt = Decrypt {
                scheme,
                private_key: private_key.clone(),
                ciphertext: test.bytes("ct")?,
                sp800_56b: false,
            };
            (Request::Decrypt(decrypt), expected)
        }
        Group::Prime => {
            let number = test.bytes("value")?;
            // Two's complement: a number whose top bit is set is negative, and no prime.
            match number.first() {
                Some(top) if top & 0x80 != 0 => (
                    Request::Unsupported {
                        reason: "a negative number".into(),
                    },
                    Expected::Open,
                ),
                _ => (Request::CheckPrime(CheckPrime { number }), verdict),
            }
        }
        Group::CheckKey => {
            let private_key = test.take("privateKeyPkcs8").map(Node::bytes).transpose()?;
            let public_key = test.take("publicKeyDer").map(Node::bytes).transpose()?;
            let check = CheckKey {
                private_key,
                public_key,
            };
            (Request::CheckKey(check), verdict)
        }
        Group::Parse => {
            let parse = Parse {
                kind: word(&mut test, "kind")?,
                document: test.bytes("document")?,
                password: None,
            };
            (Request::Parse(parse), verdict)
        }
        Group::Lint => {
            let lint = Lint {
                kind: word(&mut test, "kind")?,
                document: test.bytes("document")?,
                issuer: test.take("issuer").map(Node::bytes).transpose()?,
                rules: word(&mut test, "rules")?,
                severity: word(&mut test, "severity")?,
                public_suffixes: texts(test.take("publicSuffixes"))?,
            };
            (Request::Lint(lint), verdict)
        }
        Group::Path => {
            let all = |node: Option<Node<'_>>| -> Result<Vec<Bytes>, ReadError> {
                node.map_or(Ok(Vec::new()), |node| {
                    node.array()?.into_iter().map(Node::bytes).collect()
                })
            };
            let path = Path {
                target: test.bytes("target")?,
                anchors: all(test.take("anchors"))?,
                intermediates: all(test.take("intermediates"))?,
                crls: all(test.take("crls"))?,
                time: i64::try_from(test.count("time")?)
                    .map_err(|_| fault(line, "time is above 2^63 seconds"))?,
                purpose: test.take("purpose").map(Node::text).transpose()?,
                host: test.take("host").map(Node::text).transpose()?,
                max_intermediates: None,
                policies: texts(test.take("policies"))?,
                flags: texts(test.take("pathFlags"))?,
                ..Path::default()
            };
            (Request::Path(path), verdict)
        }
        Group::Other(reason) => {
            test.ignore(&[
                "msg", "sig", "ct", "label", "key", "iv", "aad", "tag", "public", "private",
                "shared",
            ]);
            return Ok(Case {
                id,
                line,
                request: Request::Unsupported {
                    reason: reason.clone(),
                },
                expected: Expected::Open,
                comment,
            });
        }
    };
    test.finish()?;
    let comment = match flags.is_empty() {
        true => comment,
        false => format!("{comment} [{}]", flags.join(", ")),
    };
    Ok(Case {
        id,
        line,
        request,
        expected,
        comment,
    })
}
