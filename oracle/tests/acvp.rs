//! ACVP: NIST's samples are answered as NIST has them.

use std::path::Path;

use certwright_oracle::read::{self, Format};
use certwright_oracle::{Bytes, Certwright, Outcome, run};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use serde_json::{Value, json};

const KEYGEN: &str = include_str!("../../vectors/acvp/keygen.json");
const KTS: &str = include_str!("../../vectors/acvp/kts.json");
const DECRYPTION: &str = include_str!("../../vectors/acvp/decryption-primitive.json");
const SIGNATURE: &str = include_str!("../../vectors/acvp/signature-primitive.json");

fn judged(text: &str) -> Vec<(Outcome, String)> {
    let input = Box::new(std::io::Cursor::new(text.to_string()));
    let cases = read::cases(Format::Acvp, input, Path::new("")).unwrap();
    let cases: Vec<_> = cases.collect::<Result<_, _>>().unwrap();
    run(&mut Certwright::default(), cases)
        .map(|verdict| (verdict.outcome, verdict.reason))
        .collect()
}

fn answered(prompt: &Value) -> Result<Value, String> {
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    read::acvp_answer(prompt.to_string(), &mut rng).map_err(|e| e.to_string())
}

/// The tests of a vector set.
fn tests(set: &Value) -> impl Iterator<Item = &Value> {
    let groups = set["testGroups"].as_array().unwrap();
    groups
        .iter()
        .flat_map(|group| group["tests"].as_array().unwrap())
}

/// A set without these members of its tests: what the server sends.
fn prompt(projection: &str, answers: &[&str]) -> Value {
    let mut set: Value = serde_json::from_str(projection).unwrap();
    for group in set["testGroups"].as_array_mut().unwrap() {
        for test in group["tests"].as_array_mut().unwrap() {
            for name in answers {
                test.as_object_mut().unwrap().remove(*name);
            }
        }
    }
    set
}

#[test]
fn samples_of_key_generation_primitives_and_key_transport_pass() {
    for (text, count) in [(KEYGEN, 7), (KTS, 1), (DECRYPTION, 1), (SIGNATURE, 2)] {
        assert_eq!(judged(text), vec![(Outcome::Pass, String::new()); count]);
    }
}

/// A file of answers that is another prompt's, or is cut, would leave tests open, and an answer given twice is whichever came last.
#[test]
fn every_test_has_one_answer_in_the_expected_results_and_every_answer_its_test() {
    let n = format!("c{}1", "5".repeat(254));
    let test =
        |id: u8| json!({"tcId": id, "n": n, "e": "010001", "message": "00", "signature": "01"});
    let folder = tempfile::tempdir().unwrap();
    let errors = |tests: &[u8], answers: &[u8]| {
        let tests: Vec<_> = tests.iter().map(|id| test(*id)).collect();
        let answers: Vec<_> = answers
            .iter()
            .map(|id| json!({"tcId": id, "testPassed": false}))
            .collect();
        let prompt = json!({"algorithm": "RSA", "mode": "sigVer", "revision": "FIPS186-5", "testGroups":
            [{"tgId": 1, "hashAlg": "SHA2-256", "sigType": "pkcs1v1.5", "tests": tests}]});
        let results = json!({"testGroups": [{"tgId": 1, "tests": answers}]});
        let path = folder.path().join("prompt.json");
        std::fs::write(&path, prompt.to_string()).unwrap();
        std::fs::write(
            folder.path().join("expectedResults.json"),
            results.to_string(),
        )
        .unwrap();
        match read::open(&path) {
            Ok((_, cases)) => cases
                .filter_map(Result::err)
                .map(|e| e.reason)
                .collect::<Vec<_>>()
                .join("; "),
            Err(e) => e.reason,
        }
    };
    assert_eq!(errors(&[1, 2], &[2, 1]), "");
    let missing = "the expected results have no answer to test 1/2";
    assert_eq!(errors(&[1, 2], &[1]), missing);
    let left = "the expected results answer test 1/3, which is not there";
    assert_eq!(errors(&[1, 2], &[1, 2, 3]), left);
    assert_eq!(errors(&[1, 1], &[1]), "test 1/1 stands twice");
    assert!(errors(&[1, 2], &[1, 2, 1]).ends_with("two answers to test 1/1"));
}

#[test]
fn another_seed_gives_another_key() {
    let mut set: Value = serde_json::from_str(KEYGEN).unwrap();
    let groups = set["testGroups"].as_array_mut().unwrap();
    groups.truncate(1);
    groups[0]["tests"][0]["seed"] =
        json!("A82ABA5FA9A3BC54A779647173098FEF13F3F4F8A486122220122485");
    let outcomes: Vec<_> = judged(&set.to_string())
        .into_iter()
        .map(|(outcome, _)| outcome)
        .collect();
    assert_eq!(outcomes, [Outcome::Fail, Outcome::Pass]);
}

#[test]
fn a_prompt_of_key_generation_is_answered_with_the_primes_of_its_seeds() {
    let sample: Value = serde_json::from_str(KEYGEN).unwrap();
    let mut prompt = prompt(KEYGEN, &["p", "q", "d", "iqmp"]);
    // The last group has no seeds: whatever key comes, it is sound.
    let groups = prompt["testGroups"].as_array_mut().unwrap();
    groups[4]["modulo"] = json!(2048);
    groups[4]["tests"][0].as_object_mut().unwrap().remove("e");
    let response = answered(&prompt).unwrap();
    assert_eq!(response["mode"], "keyGen");
    assert_eq!(response["revision"], "FIPS186-5");
    for (expected, answer) in tests(&sample).zip(tests(&response)).take(6) {
        for name in ["tcId", "p", "q", "e"] {
            assert_eq!(
                answer[name], expected[name],
                "{name} of {}",
                expected["tcId"]
            );
        }
        if let Some(coefficient) = expected["iqmp"].as_str() {
            // RFC 8017 writes a number without leading zeros.
            let answer = answer["iqmp"].as_str().unwrap();
            assert_eq!(answer, coefficient.trim_start_matches("00"));
        }
    }
    let own = tests(&response).last().unwrap();
    assert_eq!(own["e"], "010001");
    assert_eq!(own["n"].as_str().unwrap().len(), 512);
    // A client's answer is a projection too.
    let mut back = prompt;
    back["testGroups"].as_array_mut().unwrap().drain(..4);
    back["testGroups"][0]["tests"] = json!([own]);
    assert_eq!(judged(&back.to_string()), [(Outcome::Pass, String::new())]);
}

#[test]
fn keying_material_that_is_sent_decrypts_to_what_is_reported() {
    let received: Value = serde_json::from_str(KTS).unwrap();
    let mut prompt = received.clone();
    let group = &mut prompt["testGroups"][0];
    group["kasRole"] = json!("initiator");
    group["scheme"] = json!("KTS-OAEP-basic");
    let from = &received["testGroups"][0]["tests"][0];
    let mut test = json!({ "tcId": 1, "ktsParameter": from["ktsParameter"] });
    for part in ["N", "E"] {
        test[format!("server{part}")] = from[format!("iut{part}")].clone();
    }
    group["tests"] = json!([test]);
    let response = answered(&prompt).unwrap();
    let answer = tests(&response).next().unwrap();
    let material = Bytes::from_hex(answer["dkm"].as_str().unwrap()).unwrap();
    assert_eq!(material.len(), 128);
    assert!(response.get("mode").is_none());
    // With the server's private key it can be checked.
    let test = &mut prompt["testGroups"][0]["tests"][0];
    for part in ["P", "Q", "D"] {
        test[format!("server{part}")] = from[format!("iut{part}")].clone();
    }
    test["iutC"] = answer["iutC"].clone();
    test["iutK"] = answer["dkm"].clone();
    assert_eq!(
        judged(&prompt.to_string()),
        [(Outcome::Pass, String::new())]
    );
    prompt["testGroups"][0]["tests"][0]["iutK"] = json!("00");
    assert_eq!(judged(&prompt.to_string())[0].0, Outcome::Fail);
}

#[test]
fn what_cannot_be_answered_is_an_error_with_its_test() {
    let mut confirmed = prompt(KTS, &["serverK", "testPassed", "macKey", "tag"]);
    assert_eq!(
        answered(&confirmed).unwrap_err(),
        "line 1: test 11: unsupported (key confirmation by a MAC is not offered)"
    );
    confirmed["testGroups"][0]["scheme"] = json!("KTS-OAEP-basic");
    let response = answered(&confirmed).unwrap();
    let sample: Value = serde_json::from_str(KTS).unwrap();
    assert_eq!(
        tests(&response).next().unwrap()["dkm"],
        tests(&sample).next().unwrap()["serverK"]
    );
    let seedless = prompt(KEYGEN, &["p", "q", "d", "iqmp", "seed", "xP1"]);
    assert_eq!(
        answered(&seedless).unwrap_err(),
        "line 1: test 1: unsupported (the values that the primes are made from are left to the client)"
    );
}

#[test]
fn values_out_of_range_are_refused_and_cost_nothing() {
    let sample: Value = serde_json::from_str(KEYGEN).unwrap();
    for (group, name, value) in [
        (0, "e", json!("02")),
        (0, "e", json!("01")),
        (1, "bitlens", json!([1000, 900, 689, 293])),
        (1, "bitlens", json!([0, 0, 0, 0])),
        (1, "bitlens", json!([u64::MAX, 2, 2, 2])),
        (2, "bitlens", json!([600, 600, 283, 341])),
        (2, "xP", json!("01")),
        (2, "xP", json!("80")),
        (3, "xP1", json!("01")),
        (3, "xP2", json!("")),
        (3, "xQ1", json!("F".repeat(512))),
    ] {
        let mut set = sample.clone();
        let mut only = set["testGroups"][group].take();
        let mut test = only["tests"][0].take();
        test[name] = value.clone();
        only["tests"] = json!([test]);
        set["testGroups"] = json!([only]);
        let (outcome, reason) = judged(&set.to_string()).remove(0);
        assert_eq!(outcome, Outcome::Fail, "{name} {value}: {reason}");
        assert!(reason.contains("got refused"), "{name} {value}: {reason}");
    }
    let mut set = sample;
    set["testGroups"].as_array_mut().unwrap().truncate(1);
    // The second is a size that the library has keys of; to make one takes minutes.
    for modulo in [100_000, 16_384] {
        set["testGroups"][0]["modulo"] = json!(modulo);
        assert_eq!(judged(&set.to_string())[0].0, Outcome::Unsupported);
    }
}
