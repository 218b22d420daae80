//! ACVP's JSON of RSA (draft-celi-acvp-rsa): `prompt`, whose answers are in `expectedResults` beside it, and `internalProjection`, which has
//! both.

use std::collections::HashMap;
use std::path::Path as FilePath;

use serde_json::{Value, json};

use super::json::{Document, Node, Object};
use super::{ReadError, fault, key};
use crate::case::{
    Bytes, Case, CheckKey, Decrypt, Expected, Padding, Request, SaltLength, Scheme, Sign, Text,
    Verify,
};
use crate::certwright::Certwright;
use crate::digest;
use crate::implementation::{Answer, Implementation};

/// A test with its group's number.
struct Test {
    group: u64,
    test: u64,
    line: u64,
    request: Request,
    /// What it must be answered with, where the file or the one beside it has that.
    expected: Option<Expected>,
    comment: String,
}

/// An answer of `expectedResults`, by group and test.
type Results = HashMap<(u64, u64), HashMap<String, Value>>;

pub(super) fn cases(
    text: String,
    path: &FilePath,
) -> Result<impl Iterator<Item = Result<Case, ReadError>> + use<>, ReadError> {
    let results = expected_results(path)?;
    let (_, tests) = tests(&text, &results)?;
    Ok(tests.into_iter().map(|test| {
        let test = test?;
        Ok(Case {
            id: format!("{}/{}", test.group, test.test),
            line: test.line,
            request: test.request,
            expected: test.expected.unwrap_or(Expected::Open),
            comment: test.comment,
        })
    }))
}

/// Fields of a signature's test that only its signer uses.
const SIGNER_ONLY: &[&str] = &[
    "salt",
    "randomValue",
    "randomValueLen",
    "d",
    "p",
    "q",
    "dmp1",
    "dmq1",
    "iqmp",
];

/// The answers beside a prompt: `expectedResults.json` in the same folder, or the file of the same name in `../expected`.
fn expected_results(path: &FilePath) -> Result<Results, ReadError> {
    let folder = path.parent().unwrap_or(FilePath::new(""));
    let mut candidates = vec![folder.join("expectedResults.json")];
    if let (Some(above), Some(name)) = (folder.parent(), path.file_name()) {
        candidates.push(above.join("expected").join(name));
    }
    let Some(beside) = candidates
        .into_iter()
        .find(|candidate| candidate.is_file() && candidate != path)
    else {
        return Ok(Results::new());
    };
    let input = std::fs::File::open(&beside)
        .map_err(|e| fault(0, format!("cannot open {}: {e}", beside.display())))?;
    let text = super::json_text(Box::new(std::io::BufReader::new(input)))?;
    let read: Value = serde_json::from_str(&text)
        .map_err(|e| fault(0, format!("{}: not JSON: {e}", beside.display())))?;
    let mut results = Results::new();
    for set in read.as_array().cloned().unwrap_or_else(|| vec![read]) {
        for group in set["testGroups"].as_array().into_iter().flatten() {
            for test in group["tests"].as_array().into_iter().flatten() {
                let (Some(tg), Some(tc)) = (group["tgId"].as_u64(), test["tcId"].as_u64()) else {
                    return Err(fault(
                        0,
                        format!("{}: a test without tgId or tcId", beside.display()),
                    ));
                };
                let mut fields: HashMap<String, Value> = test
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(k, v)| (k.clone(), v.clone()))
                    .collect();
                for name in ["n", "e"] {
                    if let Some(value) = group.get(name) {
                        fields.entry(name.into()).or_insert_with(|| value.clone());
                    }
                }
                results.insert((tg, tc), fields);
            }
        }
    }
    Ok(results)
}

/// What a vector set is about.
struct Set {
    mode: String,
    vs_id: Value,
    algorithm: Value,
    revision: Value,
}

fn tests(text: &str, results: &Results) -> Result<(Set, Vec<Result<Test, ReadError>>), ReadError> {
    let document = Document::new(text.to_string());
    let root = document.root()?;
    // A session's files are an array, with a version or a session first.
    let sets = if root.is_object() {
        vec![root]
    } else {
        root.array()?
    };
    let mut all = Vec::new();
    let mut about = None;
    for node in sets {
        let mut set = node.object()?;
        let Some(groups) = set.take("testGroups") else {
            continue;
        };
        let algorithm = set.text("algorithm")?;
        if algorithm != "RSA" {
            return Err(fault(
                set.line(),
                format!("the algorithm is {algorithm}, and not RSA"),
            ));
        }
        let mode = set.text("mode")?;
        let revision = set.text("revision")?;
        let vs_id = set.take("vsId").map(Node::count).transpose()?;
        set.ignore(&["isSample", "acvVersion"]);
        set.finish()?;
        for group in groups.array()? {
            all.extend(group_tests(group, &mode, results)?);
        }
        about = Some(Set {
            mode,
            vs_id: vs_id.map_or(Value::Null, Value::from),
            algorithm: algorithm.into(),
            revision: revision.into(),
        });
    }
    let about = about.ok_or_else(|| fault(0, "there is no vector set in it"))?;
    Ok((about, all))
}

/// A group's own fields, as far as its tests need them.
struct Group {
    id: u64,
    scheme: Scheme,
    n: Option<Bytes>,
    e: Option<Bytes>,
    d: Option<Bytes>,
    test_type: String,
}

fn group_tests(
    node: Node<'_>,
    mode: &str,
    results: &Results,
) -> Result<Vec<Result<Test, ReadError>>, ReadError> {
    let mut group = node.object()?;
    let tests = group.must("tests")?.array()?;
    let mut scheme = Scheme::default();
    if let Some(kind) = group.take("sigType") {
        scheme.padding = Some(match kind.text()?.as_str() {
            "pkcs1v1.5" => Padding::Pkcs1,
            "pss" => Padding::Pss,
            _ => Padding::None,
        });
    }
    scheme.hash = group
        .take("hashAlg")
        .map(Node::text)
        .transpose()?
        .map(|name| digest::normal(&name));
    let salt = group.take("saltLen").map(Node::count).transpose()?;
    if scheme.padding == Some(Padding::Pss) {
        scheme.salt = salt.map(|salt| SaltLength::Bytes(salt as usize));
        let mask = group.take("maskFunction").map(Node::text).transpose()?;
        scheme.mgf1 = match mask.as_deref() {
            None | Some("mgf1" | "") => scheme.hash.clone(),
            Some(other) => Some(digest::normal(other)),
        };
    }
    let about = Group {
        id: group.count("tgId")?,
        scheme,
        n: group.take("n").map(Node::bytes).transpose()?,
        e: group.take("e").map(Node::bytes).transpose()?,
        d: group.take("d").map(Node::bytes).transpose()?,
        test_type: group
            .take("testType")
            .map(Node::text)
            .transpose()?
            .unwrap_or_default(),
    };
    group.ignore(&[
        "modulo",
        "keyMode",
        "keyFormat",
        "conformance",
        "maskFunction",
        "p",
        "q",
        "dmp1",
        "dmq1",
        "iqmp",
        "primeTest",
        "randPQ",
        "pubExp",
        "pubExpMode",
        "fixedPubExp",
        "infoGeneratedByServer",
        "totalTests",
        "totalTestCases",
        "totalFailingTests",
        "failingTests",
        "pMod8",
        "qMod8",
        "xP",
        "xQ",
    ]);
    group.finish()?;
    Ok(tests
        .into_iter()
        .map(|node| test(node, mode, &about, results))
        .collect())
}

fn test(node: Node<'_>, mode: &str, group: &Group, results: &Results) -> Result<Test, ReadError> {
    let mut test = node.object()?;
    let line = test.line();
    let id = test.count("tcId")?;
    let result = results.get(&(group.id, id));
    // The answer stands in the file itself, or in the one beside it.
    let passed = match test.take("testPassed") {
        Some(node) => Some(node.truth()?),
        None => result
            .and_then(|result| result.get("testPassed"))
            .and_then(Value::as_bool),
    };
    let comment = test
        .take("reason")
        .map(Node::text)
        .transpose()?
        .unwrap_or_default();
    test.ignore(&["deferred"]);
    let beside = |name: &str| {
        let text = result
            .and_then(|result| result.get(name))
            .and_then(Value::as_str)?;
        key::number(text).map(Bytes)
    };
    let mut given = |test: &mut Object<'_>, name: &str| match test.take(name) {
        Some(node) => node.bytes().map(Some),
        None => Ok(beside(name)),
    };
    let (request, expected) = match mode {
        "sigVer" => {
            let (n, e) = (given(&mut test, "n")?, given(&mut test, "e")?);
            let (Some(n), Some(e)) = (group.n.clone().or(n), group.e.clone().or(e)) else {
                return Err(fault(line, "the test has no public key"));
            };
            test.ignore(SIGNER_ONLY);
            let verify = Verify {
                scheme: group.scheme.clone(),
                public_key: key::public(&n, &e),
                text: Text::Message(test.bytes("message")?),
                signature: test.bytes("signature")?,
            };
            let expected = passed.map(|passed| {
                if passed {
                    Expected::Accepted
                } else {
                    Expected::Refused
                }
            });
            if group.scheme.padding == Some(Padding::None) {
                let reason = "signatures of X9.31 are not offered".into();
                (Request::Unsupported { reason }, None)
            } else {
                (Request::Verify(verify), expected)
            }
        }
        "sigGen" => {
            let message = test.bytes("message")?;
            let (n, e, signature) = (
                given(&mut test, "n")?,
                given(&mut test, "e")?,
                given(&mut test, "signature")?,
            );
            test.ignore(SIGNER_ONLY);
            match (group.n.clone().or(n), group.e.clone().or(e), signature) {
                // The key is the answerer's own, so what can be checked is that its answer verifies.
                (Some(n), Some(e), Some(signature)) => {
                    let verify = Verify {
                        scheme: group.scheme.clone(),
                        public_key: key::public(&n, &e),
                        text: Text::Message(message),
                        signature,
                    };
                    (Request::Verify(verify), Some(Expected::Accepted))
                }
                _ => {
                    let sign = Sign {
                        scheme: group.scheme.clone(),
                        private_key: Bytes::default(),
                        text: Text::Message(message),
                    };
                    (Request::Sign(sign), None)
                }
            }
        }
        "signaturePrimitive" | "decryptionPrimitive" => {
            primitive(&mut test, mode, group, passed, &mut given)?
        }
        "keyGen" => {
            let (p, q, e) = (
                given(&mut test, "p")?,
                given(&mut test, "q")?,
                given(&mut test, "e")?,
            );
            let (n, d) = (given(&mut test, "n")?, given(&mut test, "d")?);
            test.ignore(&[
                "seed",
                "bitlens",
                "xP",
                "xQ",
                "xP1",
                "xP2",
                "xQ1",
                "xQ2",
                "primeResult",
                "pRand",
                "qRand",
                "dmp1",
                "dmq1",
                "iqmp",
                "auxiliaryPrimes",
                "pPoly",
                "qPoly",
            ]);
            match (p, q, e.or_else(|| group.e.clone())) {
                (Some(p), Some(q), Some(e)) => {
                    let mut parts = certwright::rsa::KeyParts::from_primes(&p, &q, &e);
                    if let Some(n) = n.filter(|n| !n.is_empty()) {
                        parts.modulus = n.0;
                    }
                    if let Some(d) = d.filter(|d| !d.is_empty()) {
                        parts.private_exponent = d.0;
                    }
                    let check = CheckKey {
                        private_key: Some(key::private(parts)),
                        public_key: None,
                    };
                    let expected = match (group.test_type.as_str(), passed) {
                        ("KAT", passed) => passed,
                        (_, passed) => Some(passed.unwrap_or(true)),
                    };
                    let expected = expected.map(|passed| {
                        if passed {
                            Expected::Accepted
                        } else {
                            Expected::Refused
                        }
                    });
                    (Request::CheckKey(check), expected)
                }
                _ => {
                    let reason = "a key to generate, which has no one answer".into();
                    (Request::Unsupported { reason }, None)
                }
            }
        }
        other => {
            let reason = format!("the mode {other} is not offered");
            return Ok(Test {
                group: group.id,
                test: id,
                line,
                request: Request::Unsupported { reason },
                expected: None,
                comment,
            });
        }
    };
    test.finish()?;
    Ok(Test {
        group: group.id,
        test: id,
        line,
        request,
        expected,
        comment,
    })
}

/// RSASP1 and RSADP with a given key, in the range of SP 800-56B for the latter.
fn primitive(
    test: &mut Object<'_>,
    mode: &str,
    group: &Group,
    passed: Option<bool>,
    given: &mut impl FnMut(&mut Object<'_>, &str) -> Result<Option<Bytes>, ReadError>,
) -> Result<(Request, Option<Expected>), ReadError> {
    let signs = mode == "signaturePrimitive";
    let mut number =
        |test: &mut Object<'_>, name: &str| given(test, name).map(Option::unwrap_or_default);
    let (n, e, d) = (number(test, "n")?, number(test, "e")?, number(test, "d")?);
    let (p, q) = (number(test, "p")?, number(test, "q")?);
    let n = group.n.clone().unwrap_or(n);
    let e = group.e.clone().unwrap_or(e);
    let d = group.d.clone().unwrap_or(d);
    let mut parts = key::parts(&n, &e, &d, &p, &q);
    parts.exponent1 = number(test, "dmp1")?.0;
    parts.exponent2 = number(test, "dmq1")?.0;
    parts.coefficient = number(test, "iqmp")?.0;
    let private_key = key::private(parts);
    let (input, output) = match signs {
        true => ("message", ["signature", "signature"]),
        false => ("ct", ["pt", "plainText"]),
    };
    let input = match test.take(input) {
        Some(node) => node.bytes()?,
        None => test.bytes("cipherText")?,
    };
    let mut value = None;
    for name in output {
        value = value.or(given(test, name)?);
    }
    let expected = match (passed, value) {
        (Some(false), _) => Some(Expected::Refused),
        (_, Some(value)) => Some(Expected::Value(value)),
        _ => None,
    };
    let scheme = Scheme::bare(Padding::None);
    let request = match signs {
        true => Request::Sign(Sign {
            scheme,
            private_key,
            text: Text::Digest(input),
        }),
        false => Request::Decrypt(Decrypt {
            scheme,
            private_key,
            ciphertext: input,
            sp800_56b: true,
        }),
    };
    Ok((request, expected))
}

/// Answers a prompt as an ACVP client does: the response's JSON. A group of signature generation gets a key of certwright's own.
///
/// # Errors
///
/// If the prompt cannot be read, or asks what is not offered, with its line.
pub fn answer(
    prompt: String,
    rng: &mut (impl rand_core::TryCryptoRng + ?Sized),
) -> Result<Value, ReadError> {
    let (set, tests) = tests(&prompt, &Results::new())?;
    let mut certwright = Certwright::default();
    let mut groups: Vec<(u64, Value, Vec<Value>)> = Vec::new();
    let sizes = moduli(&prompt)?;
    let mut own: Option<(u64, certwright::rsa::PrivateKey)> = None;
    for test in tests {
        let test = test?;
        let mut request = test.request;
        let mut group = json!({ "tgId": test.group });
        if let Request::Sign(sign) = &mut request
            && sign.private_key.is_empty()
        {
            let bits = sizes.get(&test.group).copied().unwrap_or(2048) as usize;
            let key = match own.take() {
                Some((group, key)) if group == test.group => key,
                _ => certwright::rsa::PrivateKey::generate(rng, bits)
                    .map_err(|e| fault(test.line, e.to_string()))?,
            };
            sign.private_key = Bytes(key.to_pkcs8_der().to_vec());
            group["n"] = upper(key.public_key().modulus_be());
            group["e"] = upper(key.public_key().exponent_be());
            own = Some((test.group, key));
        }
        let primitive = set.mode.ends_with("Primitive");
        let value_name = if set.mode == "decryptionPrimitive" {
            "pt"
        } else {
            "signature"
        };
        let mut answered = json!({ "tcId": test.test });
        match certwright.answer(&request) {
            Answer::Accepted => answered["testPassed"] = true.into(),
            Answer::Refused { .. } => answered["testPassed"] = false.into(),
            Answer::Value { value } => {
                answered[value_name] = upper(&value);
                if primitive {
                    answered["testPassed"] = true.into();
                }
            }
            Answer::Unsupported { reason } | Answer::Failed { reason } => {
                return Err(fault(test.line, format!("test {}: {reason}", test.test)));
            }
            Answer::Values { .. } => return Err(fault(test.line, "numbers are not asked for")),
        }
        match groups.last_mut() {
            Some((id, _, tests)) if *id == test.group => tests.push(answered),
            _ => groups.push((test.group, group, vec![answered])),
        }
    }
    let groups: Vec<Value> = groups
        .into_iter()
        .map(|(_, mut group, tests)| {
            group["tests"] = tests.into();
            group
        })
        .collect();
    Ok(json!({
        "vsId": set.vs_id,
        "algorithm": set.algorithm,
        "mode": set.mode,
        "revision": set.revision,
        "testGroups": groups,
    }))
}

/// The modulus' bits of each group.
fn moduli(prompt: &str) -> Result<HashMap<u64, u64>, ReadError> {
    let read: Value = serde_json::from_str(prompt)
        .map_err(|e| fault(e.line() as u64, format!("not JSON: {e}")))?;
    let sets = read.as_array().cloned().unwrap_or_else(|| vec![read]);
    let groups = sets
        .iter()
        .filter_map(|set| set["testGroups"].as_array())
        .flatten();
    Ok(groups
        .filter_map(|group| Some((group["tgId"].as_u64()?, group["modulo"].as_u64()?)))
        .collect())
}

fn upper(bytes: &[u8]) -> Value {
    Bytes::from(bytes).to_string().to_ascii_uppercase().into()
}
