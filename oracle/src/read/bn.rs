//! Tests of whole numbers: OpenSSL's `bn*.txt`, BoringSSL's `bn_tests.txt` and `miller_rabin_tests.txt`.

use std::collections::VecDeque;
use std::io::BufRead;

use super::stanza::{Field, Stanzas};
use super::{ReadError, fault};
use crate::case::{Arithmetic, Case, Expected, Operator, Request};

/// The fields by which a stanza is known.
pub(super) const RESULTS: &[&str] = &[
    "Sum",
    "LShift1",
    "LShift",
    "RShift",
    "Rshift",
    "Square",
    "Product",
    "Quotient",
    "ModMul",
    "ModSqr",
    "ModSquare",
    "ModExp",
    "Exp",
    "ModSqrt",
    "ModInv",
    "GCD",
    "LCM",
    "NotModSquare",
];

pub(super) struct Bn {
    stanzas: Stanzas,
    count: usize,
    title: String,
    ready: VecDeque<Case>,
}

impl Bn {
    pub(super) fn new(input: Box<dyn BufRead>) -> Self {
        Self {
            stanzas: Stanzas::new(input),
            count: 0,
            title: String::new(),
            ready: VecDeque::new(),
        }
    }

    fn stanza(&mut self, mut fields: Vec<Field>) -> Result<(), ReadError> {
        let line = fields[0].line;
        if let Some(at) = fields.iter().position(|field| field.name == "Title") {
            self.title = fields.remove(at).value;
            if fields.is_empty() {
                return Ok(());
            }
        }
        let mut take = |name: &str| -> Result<String, ReadError> {
            let at = fields
                .iter()
                .position(|field| field.name == name)
                .ok_or_else(|| fault(line, format!("the stanza has no {name}")))?;
            let field = fields.remove(at);
            let number = field.value.trim_start_matches('-');
            let quoted = name == "Result";
            if quoted || !number.is_empty() && number.bytes().all(|b| b.is_ascii_hexdigit()) {
                Ok(field.value)
            } else {
                Err(fault(
                    field.line,
                    format!("{name} is not a hexadecimal number"),
                ))
            }
        };
        // BoringSSL's stanzas have both.
        let mut lcm = None;
        let (operator, operands, expected) = if let Ok(w) = take("W") {
            let result = take("Result")?;
            let expected = match result.as_str() {
                "PossiblyPrime" => Expected::Accepted,
                "Composite" => Expected::Refused,
                other => return Err(fault(line, format!("unknown result {other}"))),
            };
            (Operator::MillerRabin, vec![w, take("B")?], expected)
        } else {
            let (name, result) = RESULTS
                .iter()
                .find_map(|name| take(name).ok().map(|value| (*name, value)))
                .ok_or_else(|| fault(line, "the stanza has no result that is known"))?;
            let one = |value| Expected::Values(vec![value]);
            match name {
                "Sum" => (Operator::Sum, vec![take("A")?, take("B")?], one(result)),
                "LShift1" => (
                    Operator::ShiftLeft,
                    vec![take("A")?, "1".into()],
                    one(result),
                ),
                "LShift" => (
                    Operator::ShiftLeft,
                    vec![take("A")?, take("N")?],
                    one(result),
                ),
                "RShift" | "Rshift" => (
                    Operator::ShiftRight,
                    vec![take("A")?, take("N")?],
                    one(result),
                ),
                "Square" => (Operator::Square, vec![take("A")?], one(result)),
                "Product" => (Operator::Product, vec![take("A")?, take("B")?], one(result)),
                "Quotient" => (
                    Operator::Divide,
                    vec![take("A")?, take("B")?],
                    Expected::Values(vec![result, take("Remainder")?]),
                ),
                "ModMul" => (
                    Operator::ModMul,
                    vec![take("A")?, take("B")?, take("M")?],
                    one(result),
                ),
                "ModSqr" | "ModSquare" => {
                    let a = take("A")?;
                    (
                        Operator::ModMul,
                        vec![a.clone(), a, take("M")?],
                        one(result),
                    )
                }
                "ModExp" => (
                    Operator::ModExp,
                    vec![take("A")?, take("E")?, take("M")?],
                    one(result),
                ),
                "Exp" => (Operator::Exp, vec![take("A")?, take("E")?], one(result)),
                "ModSqrt" => {
                    // OpenSSL's files have −1 for what has no root.
                    let expected = if result == "-1" {
                        Expected::Refused
                    } else {
                        Expected::Root(result)
                    };
                    (Operator::ModSqrt, vec![take("A")?, take("P")?], expected)
                }
                "ModInv" => (Operator::ModInv, vec![take("A")?, take("M")?], one(result)),
                "GCD" => {
                    lcm = take("LCM").ok();
                    (Operator::Gcd, vec![take("A")?, take("B")?], one(result))
                }
                "LCM" => (Operator::Lcm, vec![take("A")?, take("B")?], one(result)),
                _ => (
                    Operator::ModSqrt,
                    vec![result, take("P")?],
                    Expected::Refused,
                ),
            }
        };
        if let Some(left) = fields.first() {
            return Err(fault(left.line, format!("unknown field {}", left.name)));
        }
        if let Some(lcm) = lcm {
            let expected = Expected::Values(vec![lcm]);
            self.add(line, Operator::Lcm, operands.clone(), expected);
        }
        self.add(line, operator, operands, expected);
        Ok(())
    }

    fn add(&mut self, line: u64, operator: Operator, operands: Vec<String>, expected: Expected) {
        self.count += 1;
        self.ready.push_back(Case {
            id: self.count.to_string(),
            line,
            request: Request::Arithmetic(Arithmetic { operator, operands }),
            expected,
            comment: self.title.clone(),
        });
    }
}

impl Iterator for Bn {
    type Item = Result<Case, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(case) = self.ready.pop_front() {
                return Some(Ok(case));
            }
            if let Err(e) = self.stanzas.next()?.and_then(|fields| self.stanza(fields)) {
                return Some(Err(e));
            }
        }
    }
}
