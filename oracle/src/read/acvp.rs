//! ACVP's JSON of RSA (draft-celi-acvp-rsa) and of key transport by OAEP (`KTS-IFC` of draft-hammett-acvp-kas-ifc): `prompt`, whose answers are in
//! `expectedResults` beside it, and `internalProjection`, which has both.

use std::collections::{HashMap, HashSet};
use std::path::Path as FilePath;

use certwright::rsa::{KeyParts, PrivateKey, PublicKey, oaep};
use serde_json::{Value, json};

use super::json::{Budget, Document, Node, Object};
use super::{ReadError, fault, key, kts};
use crate::case::{
    Bytes, Case, CheckKey, Decrypt, Expected, GenerateKey, Padding, PrimeMethod, Request,
    SaltLength, Scheme, Sign, Text, Verify,
};
use crate::certwright::Certwright;
use crate::digest;
use crate::implementation::{Answer, Implementation};
use crate::verdict::describe;

/// A test with its group's number.
pub(super) struct Test {
    pub(super) group: u64,
    pub(super) test: u64,
    pub(super) line: u64,
    pub(super) request: Request,
    /// What it must be answered with, where the file or the one beside it has that.
    pub(super) expected: Option<Expected>,
    pub(super) respond: Respond,
    pub(super) comment: String,
}

/// What a client's answer has.
pub(super) enum Respond {
    /// `testPassed`.
    Verdict,
    /// The value under this name, and for the primitives `testPassed`.
    Value { name: &'static str, verdict: bool },
    /// A signature under a key of the client's own, which has so many bits and serves the whole group.
    Signature { bits: u64 },
    /// The numbers of a key with the request's primes and exponent.
    Key,
    /// A random keying material of so many bytes, and its ciphertext under the server's key.
    Transport {
        public_key: Bytes,
        scheme: Scheme,
        length: usize,
    },
}

/// An answer of `expectedResults`, by group and test.
pub(super) type Results = HashMap<(u64, u64), HashMap<String, Value>>;

pub(super) fn cases(
    text: String,
    path: &FilePath,
) -> Result<impl Iterator<Item = Result<Case, ReadError>> + use<>, ReadError> {
    let results = expected_results(path)?;
    let (_, tests) = tests(&text, &results)?;
    // Every test has its answer and every answer its test, or a file that is not the prompt's would leave tests open in silence.
    let mut left: HashSet<(u64, u64)> = results.keys().copied().collect();
    let mut cases: Vec<_> = tests
        .into_iter()
        .map(|test| {
            let test = test?;
            let id = format!("{}/{}", test.group, test.test);
            if !results.is_empty() && !left.remove(&(test.group, test.test)) {
                let reason = match results.contains_key(&(test.group, test.test)) {
                    true => format!("test {id} stands twice"),
                    false => format!("the expected results have no answer to test {id}"),
                };
                return Err(fault(test.line, reason));
            }
            // The key of the signature is whose who answers: nobody else can be asked for it.
            let request = match test.respond {
                Respond::Signature { .. } => Request::Unsupported {
                    reason: "a signature under a key of the client's own; vectors answer makes one"
                        .into(),
                },
                _ => test.request,
            };
            Ok(Case {
                id,
                line: test.line,
                request,
                expected: test.expected.unwrap_or(Expected::Open),
                comment: test.comment,
            })
        })
        .collect();
    // What an unreadable test would have taken is not known.
    if cases.iter().all(Result::is_ok)
        && let Some((group, test)) = left.iter().min()
    {
        let reason = format!("the expected results answer test {group}/{test}, which is not there");
        cases.push(Err(fault(0, reason)));
    }
    Ok(cases.into_iter())
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

/// `expectedResults` of more bytes are refused.
const MAX_RESULTS: u64 = 16 << 20;

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
    // It is held as values, which take many times the text's size.
    let text = super::text_of(Box::new(std::io::BufReader::new(input)), MAX_RESULTS)
        .map_err(|e| fault(0, format!("{}: {}", beside.display(), e.reason)))?;
    let read: Value = serde_json::from_str(&text)
        .map_err(|e| fault(0, format!("{}: not JSON: {e}", beside.display())))?;
    let (mut results, mut budget) = (Results::new(), Budget::default());
    let sets = match read {
        Value::Array(sets) => sets,
        set => vec![set],
    };
    for set in sets {
        for group in set["testGroups"].as_array().into_iter().flatten() {
            let length = |name: &str| group[name].as_str().map_or(0, str::len);
            let tests = group["tests"].as_array().map_or(0, Vec::len);
            budget
                .charge(tests, length("n") + length("e"))
                .map_err(|reason| fault(0, format!("{}: {reason}", beside.display())))?;
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
                    if let Some(value) = group.get(name).filter(|value| value.is_string()) {
                        fields.entry(name.into()).or_insert_with(|| value.clone());
                    }
                }
                if results.insert((tg, tc), fields).is_some() {
                    let reason = format!("{}: two answers to test {tg}/{tc}", beside.display());
                    return Err(fault(0, reason));
                }
            }
        }
    }
    Ok(results)
}

/// What a vector set is about.
struct Set {
    mode: String,
    vs_id: Value,
    algorithm: String,
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
    let (mut all, mut budget) = (Vec::new(), Budget::default());
    let mut about = None;
    for node in sets {
        let mut set = node.object()?;
        let Some(groups) = set.take("testGroups") else {
            continue;
        };
        let algorithm = set.text("algorithm")?;
        let mode = match algorithm.as_str() {
            "RSA" => set.text("mode")?,
            // It has no mode.
            "KTS-IFC" => algorithm.clone(),
            _ => {
                let reason = format!("the algorithm is {algorithm}, and not RSA or KTS-IFC");
                return Err(fault(set.line(), reason));
            }
        };
        let revision = set.text("revision")?;
        let vs_id = set.take("vsId").map(Node::count).transpose()?;
        set.ignore(&["isSample", "acvVersion"]);
        set.finish()?;
        for group in groups.array()? {
            all.extend(match mode.as_str() {
                "KTS-IFC" => kts::group_tests(group, &mut budget, results)?,
                mode => group_tests(group, mode, &mut budget, results)?,
            });
        }
        about = Some(Set {
            mode,
            vs_id: vs_id.map_or(Value::Null, Value::from),
            algorithm,
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
    bits: u64,
    /// How primes are made; only of key generation.
    method: Option<PrimeMethod>,
    /// The exponent of every key that is generated.
    fixed_exponent: Option<Bytes>,
    test_type: String,
}

fn group_tests(
    node: Node<'_>,
    mode: &str,
    budget: &mut Budget,
    results: &Results,
) -> Result<Vec<Result<Test, ReadError>>, ReadError> {
    let mut group = node.object()?;
    let tests = budget.tests(&mut group)?;
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
        bits: group
            .take("modulo")
            .map(Node::count)
            .transpose()?
            .unwrap_or(2048),
        method: group.take("randPQ").map(prime_method).transpose()?,
        fixed_exponent: group
            .take("fixedPubExp")
            .map(Node::bytes)
            .transpose()?
            .filter(|e| !e.is_empty()),
        test_type: group
            .take("testType")
            .map(Node::text)
            .transpose()?
            .unwrap_or_default(),
    };
    group.ignore(&[
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
        "pubExp",
        "pubExpMode",
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

/// How primes are made, by the name of FIPS 186-5's revision or the section of FIPS 186-4.
fn prime_method(node: Node<'_>) -> Result<PrimeMethod, ReadError> {
    Ok(match node.text()?.as_str() {
        "provable" | "B.3.2" => PrimeMethod::Provable,
        "probable" | "B.3.3" => PrimeMethod::Probable,
        "provableWithProvableAux" | "B.3.4" => PrimeMethod::ProvableWithProvableAux,
        "probableWithProvableAux" | "B.3.5" => PrimeMethod::ProbableWithProvableAux,
        "probableWithProbableAux" | "B.3.6" => PrimeMethod::ProbableWithProbableAux,
        other => return Err(fault(node.line(), format!("unknown randPQ {other}"))),
    })
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
    let mut respond = Respond::Verdict;
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
                    respond = Respond::Signature { bits: group.bits };
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
            respond = Respond::Value {
                name: match mode {
                    "decryptionPrimitive" => "pt",
                    _ => "signature",
                },
                verdict: true,
            };
            primitive(&mut test, mode, group, passed, &mut given)?
        }
        "keyGen" => {
            respond = Respond::Key;
            key_generation(&mut test, group, result, passed, &mut given)?
        }
        other => {
            let reason = format!("the mode {other} is not offered");
            return Ok(Test {
                group: group.id,
                test: id,
                line,
                request: Request::Unsupported { reason },
                expected: None,
                respond,
                comment,
            });
        }
    };
    test.finish()?;
    if matches!(request, Request::CheckKey(_)) {
        respond = Respond::Verdict;
    }
    Ok(Test {
        group: group.id,
        test: id,
        line,
        request,
        expected,
        respond,
        comment,
    })
}

/// Primes from values that the file or the client's answer has; a key to check; or a key that the client is to make of its own.
fn key_generation(
    test: &mut Object<'_>,
    group: &Group,
    result: Option<&HashMap<String, Value>>,
    passed: Option<bool>,
    given: &mut impl FnMut(&mut Object<'_>, &str) -> Result<Option<Bytes>, ReadError>,
) -> Result<(Request, Option<Expected>), ReadError> {
    let line = test.line();
    let mut number =
        |test: &mut Object<'_>, name: &str| given(test, name).map(Option::unwrap_or_default);
    let mut either = |test: &mut Object<'_>, name: &str, other: &str| {
        let (first, second) = (number(test, name)?, number(test, other)?);
        Ok::<_, ReadError>(if first.is_empty() { second } else { first })
    };
    let p = either(test, "p", "pRand")?;
    let q = either(test, "q", "qRand")?;
    let (n, d, e) = (number(test, "n")?, number(test, "d")?, number(test, "e")?);
    let aux_bits = match test.take("bitlens") {
        Some(node) => node
            .array()?
            .into_iter()
            .map(Node::count)
            .collect::<Result<Vec<_>, _>>()?,
        None => result
            .and_then(|result| result.get("bitlens")?.as_array())
            .into_iter()
            .flatten()
            .filter_map(Value::as_u64)
            .collect(),
    };
    let aux_bits = match aux_bits.as_slice() {
        [] => None,
        &[a, b, c, d] => Some([a, b, c, d].map(|bits| usize::try_from(bits).unwrap_or(usize::MAX))),
        _ => return Err(fault(line, "bitlens has four numbers")),
    };
    let mut generate = GenerateKey {
        method: group.method.unwrap_or(PrimeMethod::Probable),
        bits: usize::try_from(group.bits).unwrap_or(usize::MAX),
        exponent: [Some(e), group.e.clone(), group.fixed_exponent.clone()]
            .into_iter()
            .flatten()
            .find(|e| !e.is_empty())
            .unwrap_or_default(),
        hash: group.scheme.hash.clone(),
        seed: number(test, "seed")?,
        aux_bits,
        xp: number(test, "xP")?,
        xq: number(test, "xQ")?,
        xp1: number(test, "xP1")?,
        xp2: number(test, "xP2")?,
        xq1: number(test, "xQ1")?,
        xq2: number(test, "xQ2")?,
    };
    test.ignore(&[
        "primeResult",
        "dmp1",
        "dmq1",
        "iqmp",
        "auxiliaryPrimes",
        "pPoly",
        "qPoly",
    ]);
    let determined = match generate.method {
        PrimeMethod::Probable => false,
        PrimeMethod::ProbableWithProbableAux => !generate.xp1.is_empty(),
        _ => !generate.seed.is_empty(),
    };
    let known = !p.is_empty() && !q.is_empty() && !generate.exponent.is_empty();
    if determined {
        let expected = known.then(|| Expected::Values(vec![p.to_string(), q.to_string()]));
        return Ok((Request::GenerateKey(generate), expected));
    }
    if !known {
        if generate.method != PrimeMethod::Probable {
            let reason = "the values that the primes are made from are left to the client".into();
            return Ok((Request::Unsupported { reason }, None));
        }
        if generate.exponent.is_empty() {
            generate.exponent = Bytes(vec![1, 0, 1]);
        }
        return Ok((Request::GenerateKey(generate), None));
    }
    let mut parts = KeyParts::from_primes(&p, &q, &generate.exponent);
    if !n.is_empty() {
        parts.modulus = n.0;
    }
    if !d.is_empty() {
        parts.private_exponent = d.0;
    }
    let check = CheckKey {
        private_key: Some(key::private(parts)),
        public_key: None,
    };
    let passed = match (group.test_type.as_str(), passed) {
        ("KAT", passed) => passed,
        (_, passed) => Some(passed.unwrap_or(true)),
    };
    let expected = passed.map(|passed| {
        if passed {
            Expected::Accepted
        } else {
            Expected::Refused
        }
    });
    Ok((Request::CheckKey(check), expected))
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
    let mut own: Option<(u64, PrivateKey)> = None;
    for test in tests {
        let test = test?;
        let failed =
            |e: &dyn std::fmt::Display| fault(test.line, format!("test {}: {e}", test.test));
        let mut request = test.request;
        let mut group = json!({ "tgId": test.group });
        if let (Respond::Signature { bits }, Request::Sign(sign)) = (&test.respond, &mut request) {
            let key = match own.take() {
                Some((group, key)) if group == test.group => key,
                _ => generated(rng, *bits, &[1, 0, 1]).map_err(|e| failed(&e))?,
            };
            sign.private_key = Bytes(key.to_pkcs8_der().to_vec());
            group["n"] = upper(key.public_key().modulus_be());
            group["e"] = upper(key.public_key().exponent_be());
            own = Some((test.group, key));
        }
        let mut answered = json!({ "tcId": test.test });
        match (&test.respond, &request) {
            (
                Respond::Transport {
                    public_key,
                    scheme,
                    length,
                },
                _,
            ) => {
                let (material, ciphertext) =
                    transported(public_key, scheme, *length, rng).map_err(|e| failed(&e))?;
                answered["iutC"] = upper(&ciphertext);
                answered["dkm"] = upper(&material);
            }
            (Respond::Key, Request::GenerateKey(asked)) => {
                let key = match asked.method {
                    // Nothing is given: a key by certwright's own method, and from the caller's generator.
                    PrimeMethod::Probable => generated(rng, asked.bits as u64, &asked.exponent)
                        .map_err(|e| failed(&e))?,
                    _ => match certwright.answer(&request) {
                        Answer::Values { values } => of_primes(&values, &asked.exponent),
                        other => Err(describe(&other)),
                    }
                    .map_err(|e| failed(&e))?,
                };
                let parts = key.parts();
                for (name, number) in [
                    ("n", &parts.modulus),
                    ("e", &parts.public_exponent),
                    ("d", &parts.private_exponent),
                    ("p", &parts.prime1),
                    ("q", &parts.prime2),
                    ("dmp1", &parts.exponent1),
                    ("dmq1", &parts.exponent2),
                    ("iqmp", &parts.coefficient),
                ] {
                    answered[name] = upper(number);
                }
            }
            (respond, request) => match (certwright.answer(request), respond) {
                (Answer::Accepted, _) => answered["testPassed"] = true.into(),
                (Answer::Refused { .. }, _) => answered["testPassed"] = false.into(),
                (Answer::Value { value }, Respond::Value { name, verdict }) => {
                    answered[*name] = upper(&value);
                    if *verdict {
                        answered["testPassed"] = true.into();
                    }
                }
                (Answer::Value { value }, _) => answered["signature"] = upper(&value),
                (other, _) => return Err(failed(&describe(&other))),
            },
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
    let mut response = json!({
        "vsId": set.vs_id,
        "algorithm": set.algorithm,
        "revision": set.revision,
        "testGroups": groups,
    });
    if set.algorithm == "RSA" {
        response["mode"] = set.mode.into();
    }
    Ok(response)
}

/// A key from a generator.
fn generated(
    rng: &mut (impl rand_core::TryCryptoRng + ?Sized),
    bits: u64,
    exponent: &[u8],
) -> Result<PrivateKey, String> {
    let e = exponent
        .iter()
        .try_fold(0u64, |e, &byte| Some(e.checked_mul(256)? | u64::from(byte)))
        .ok_or("a public exponent of more than 64 bits is not generated for")?;
    let bits = usize::try_from(bits).map_err(|e| e.to_string())?;
    PrivateKey::generate_with(rng, bits, e, &mut |_| {}).map_err(|e| e.to_string())
}

/// The key of two primes in hexadecimal.
fn of_primes(primes: &[String], exponent: &[u8]) -> Result<PrivateKey, String> {
    let [p, q] = primes else {
        return Err("not two primes".into());
    };
    let (Some(p), Some(q)) = (key::number(p), key::number(q)) else {
        return Err("not hexadecimal".into());
    };
    PrivateKey::from_parts(KeyParts::from_primes(&p, &q, exponent)).map_err(|e| e.to_string())
}

/// Random bytes and their encryption by OAEP.
fn transported(
    public_key: &[u8],
    scheme: &Scheme,
    length: usize,
    rng: &mut (impl rand_core::TryCryptoRng + ?Sized),
) -> Result<(Vec<u8>, Vec<u8>), String> {
    let key = PublicKey::from_spki_der(public_key).map_err(|e| e.to_string())?;
    let hash =
        digest::named(scheme.hash.as_deref().unwrap_or_default()).map_err(|e| describe(&e))?;
    let mut material = vec![0; length.min(key.size())];
    rng.try_fill_bytes(&mut material)
        .map_err(|_| "the random number generator failed")?;
    let ciphertext = oaep::encrypt(
        &key,
        &oaep::Params::new(hash),
        &scheme.label,
        &material,
        rng,
    )
    .map_err(|e| e.to_string())?;
    Ok((material, ciphertext))
}

fn upper(bytes: &[u8]) -> Value {
    Bytes::from(bytes).to_string().to_ascii_uppercase().into()
}
