//! Judging answers.

use crate::case::{Case, Expected, Operator, Request};
use crate::implementation::{Answer, Implementation};
use crate::{Certwright, Text, Verify};

/// What became of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The answer is the expected one, or the file leaves it open.
    Pass,
    /// It is not.
    Fail,
    /// The implementation, or this package, does not offer what is asked.
    Unsupported,
}

/// A case that was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdict {
    /// The case.
    pub case: Case,
    /// The implementation's answer.
    pub answer: Answer,
    /// The other implementation's, where there is one.
    pub against: Option<Answer>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, in a line; empty for a pass.
    pub reason: String,
}

/// Asks an implementation each case and judges its answer by what the file expects.
pub fn run<'a>(
    implementation: &'a mut dyn Implementation,
    cases: impl IntoIterator<Item = Case> + 'a,
) -> impl Iterator<Item = Verdict> + 'a {
    cases.into_iter().map(move |case| {
        let answer = implementation.answer(&case.request);
        let (outcome, reason) = judge(&case, &answer);
        Verdict {
            case,
            answer,
            against: None,
            outcome,
            reason,
        }
    })
}

/// Asks two implementations each case. A case fails where they disagree, whatever the file expects, and where one of them gives no answer; it is
/// unsupported where one of them does not offer it.
pub fn compare<'a>(
    a: &'a mut dyn Implementation,
    b: &'a mut dyn Implementation,
    cases: impl IntoIterator<Item = Case> + 'a,
) -> impl Iterator<Item = Verdict> + 'a {
    cases.into_iter().map(move |case| {
        let (answer, against) = (a.answer(&case.request), b.answer(&case.request));
        let (outcome, reason) = match (&answer, &against) {
            (Answer::Failed { reason }, _) => (Outcome::Fail, format!("{}: {reason}", a.name())),
            (_, Answer::Failed { reason }) => (Outcome::Fail, format!("{}: {reason}", b.name())),
            (Answer::Unsupported { reason }, _) => {
                (Outcome::Unsupported, format!("{}: {reason}", a.name()))
            }
            (_, Answer::Unsupported { reason }) => {
                (Outcome::Unsupported, format!("{}: {reason}", b.name()))
            }
            _ if !fits(&case.request, &answer) => {
                (Outcome::Fail, format!("{}: {}", a.name(), misfit(&answer)))
            }
            _ if !fits(&case.request, &against) => {
                (Outcome::Fail, format!("{}: {}", b.name(), misfit(&against)))
            }
            _ if agree(&case, &answer, &against) => (Outcome::Pass, String::new()),
            _ => (
                Outcome::Fail,
                format!(
                    "{}: {}; {}: {}; the file expects {}",
                    a.name(),
                    describe(&answer),
                    b.name(),
                    describe(&against),
                    expectation(&case.expected)
                ),
            ),
        };
        Verdict {
            case,
            answer,
            against: Some(against),
            outcome,
            reason,
        }
    })
}

/// Two answers that mean the same. A signature with a random salt is judged by whether it verifies, and what stands for an implicitly rejected
/// message by not being the message.
fn agree(case: &Case, a: &Answer, b: &Answer) -> bool {
    let accepts = |answer| judge(case, answer).0 == Outcome::Pass;
    match (a, b) {
        (Answer::Refused { .. }, Answer::Refused { .. }) => true,
        _ if a == b => true,
        _ if matches!(
            case.expected,
            Expected::Verifies(_) | Expected::Not(_) | Expected::Root(_)
        ) =>
        {
            accepts(a) && accepts(b)
        }
        _ => false,
    }
}

/// Whether an answer is of a kind that the request has: where a file leaves the answer open, nothing else would notice one that is not.
fn fits(request: &Request, answer: &Answer) -> bool {
    match (request, answer) {
        (_, Answer::Refused { .. } | Answer::Unsupported { .. } | Answer::Failed { .. }) => true,
        (Request::Arithmetic(request), answer) => match request.operator {
            Operator::MillerRabin => *answer == Answer::Accepted,
            _ => are_numbers(answer),
        },
        (Request::Recover(_) | Request::Sign(_) | Request::Decrypt(_), answer) => {
            matches!(answer, Answer::Value { .. })
        }
        (Request::GenerateKey(_), answer) => {
            matches!(answer, Answer::Values { values } if values.len() == 2) && are_numbers(answer)
        }
        (
            Request::Verify(_)
            | Request::CheckPrime(_)
            | Request::CheckKey(_)
            | Request::CheckPair(_)
            | Request::Parse(_)
            | Request::Lint(_)
            | Request::Path(_),
            answer,
        ) => *answer == Answer::Accepted,
        (Request::Unsupported { .. }, _) => false,
    }
}

fn are_numbers(answer: &Answer) -> bool {
    let is_number = |value: &String| {
        let digits = value.strip_prefix('-').unwrap_or(value);
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit())
    };
    matches!(answer, Answer::Values { values } if values.iter().all(is_number))
}

fn misfit(answer: &Answer) -> String {
    format!("not an answer to this operation: {}", describe(answer))
}

/// Judges an answer.
pub(crate) fn judge(case: &Case, answer: &Answer) -> (Outcome, String) {
    let right = match (&case.expected, answer) {
        (_, Answer::Unsupported { reason }) => return (Outcome::Unsupported, reason.clone()),
        (_, Answer::Failed { reason }) => return (Outcome::Fail, reason.clone()),
        (_, answer) if !fits(&case.request, answer) => {
            return (Outcome::Fail, misfit(answer));
        }
        (Expected::Open, _)
        | (Expected::Accepted, Answer::Accepted)
        | (Expected::Refused | Expected::Not(_), Answer::Refused { .. }) => true,
        (Expected::Value(expected), Answer::Value { value }) => expected == value,
        (Expected::Not(wrong), Answer::Value { value }) => wrong != value,
        (Expected::Values(expected), Answer::Values { values }) => {
            expected.len() == values.len()
                && expected.iter().zip(values).all(|(a, b)| same_number(a, b))
        }
        (Expected::Root(root), Answer::Values { values }) => match (&case.request, &values[..]) {
            (Request::Arithmetic(request), [value]) => {
                same_number(root, value) || is_negative_of(root, value, &request.operands[1])
            }
            _ => false,
        },
        (Expected::Verifies(verify), Answer::Value { value }) => {
            let verify = Verify {
                signature: value.clone(),
                ..(**verify).clone()
            };
            Certwright::default().verify(&verify) == Answer::Accepted
        }
        _ => false,
    };
    if right {
        return (Outcome::Pass, String::new());
    }
    let reason = format!(
        "expected {}, got {}",
        expectation(&case.expected),
        describe(answer)
    );
    (Outcome::Fail, reason)
}

/// Digits without sign of zero, leading zeros and case.
fn normal(number: &str) -> (bool, String) {
    let (negative, digits) = match number.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, number),
    };
    let digits = digits.trim_start_matches('0').to_ascii_lowercase();
    (negative && !digits.is_empty(), digits)
}

fn same_number(a: &str, b: &str) -> bool {
    normal(a) == normal(b)
}

fn is_negative_of(a: &str, b: &str, modulus: &str) -> bool {
    let number = crate::certwright::integer;
    match (number(a), number(b), number(modulus)) {
        (Ok(a), Ok(b), Ok(modulus)) => a
            .plus_vartime(&b)
            .modulo_vartime(&modulus)
            .is_some_and(|sum| sum.is_zero()),
        _ => false,
    }
}

/// What is expected, in a few words.
pub(crate) fn expectation(expected: &Expected) -> String {
    match expected {
        Expected::Accepted => "acceptance".into(),
        Expected::Refused => "a refusal".into(),
        Expected::Open => "nothing".into(),
        Expected::Value(value) => format!("value {}", shortened(&value.to_string())),
        Expected::Not(value) => format!(
            "a refusal, or a value other than {}",
            shortened(&value.to_string())
        ),
        Expected::Values(values) => format!("numbers {}", shortened(&values.join(" "))),
        Expected::Root(root) => format!("a root, {} or its negative", shortened(root)),
        Expected::Verifies(_) => "a signature that verifies".into(),
    }
}

/// An answer, in a few words.
pub(crate) fn describe(answer: &Answer) -> String {
    match answer {
        Answer::Accepted => "accepted".into(),
        Answer::Refused { reason } if reason.is_empty() => "refused".into(),
        Answer::Refused { reason } => format!("refused ({})", shortened(reason)),
        Answer::Value { value } => format!("value {}", shortened(&value.to_string())),
        Answer::Values { values } => format!("numbers {}", shortened(&values.join(" "))),
        Answer::Unsupported { reason } => format!("unsupported ({})", shortened(reason)),
        Answer::Failed { reason } => format!("no answer ({})", shortened(reason)),
    }
}

fn shortened(text: &str) -> String {
    const MAX: usize = 160;
    let clean = |c: char| if c.is_control() { '?' } else { c };
    if text.is_empty() {
        return "(empty)".into();
    }
    let head: String = text.chars().take(MAX).map(clean).collect();
    if head.len() < text.len() {
        head + "…"
    } else {
        head
    }
}

impl Text {
    /// The bytes, whichever they are.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Message(bytes) | Self::Digest(bytes) => bytes,
        }
    }
}
