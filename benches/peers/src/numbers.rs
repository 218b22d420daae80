//! Libraries that compute with whole numbers.

use certwright_oracle::{Answer, Arithmetic, Implementation, Operator, Prepared, Request};
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use num_bigint::{BigInt, Sign};

use crate::{either, number};

pub(crate) fn one(text: String) -> Answer {
    Answer::Values {
        values: vec![number(&text)],
    }
}

pub(crate) fn malformed() -> Answer {
    Answer::failed("not a hexadecimal number")
}

pub(crate) fn other_operator() -> Answer {
    Answer::unsupported("the operator")
}

/// crypto-bigint: powers modulo an odd number.
pub struct CryptoBigint;

impl CryptoBigint {
    fn power(request: &Arithmetic) -> Result<(BoxedMontyForm, BoxedUint), Answer> {
        let [base, exponent, modulus] = &request.operands[..] else {
            return Err(other_operator());
        };
        if request.operator != Operator::ModExp {
            return Err(other_operator());
        }
        let number = |text: &String| num_bigint::BigUint::parse_bytes(text.as_bytes(), 16);
        let (base, exponent) = (number(base), number(exponent));
        let (Some(base), Some(exponent), Some(modulus)) = (base, exponent, number(modulus)) else {
            return Err(Answer::unsupported("a negative number"));
        };
        if !modulus.bit(0) || modulus.bits() < 2 {
            return Err(Answer::unsupported("an even modulus, or 1"));
        }
        let fixed = |value: &num_bigint::BigUint, bits: u64| {
            BoxedUint::from_be_slice(&value.to_bytes_be(), bits.next_multiple_of(64) as u32)
                .map_err(|_| malformed())
        };
        let odd = Option::from(Odd::new(fixed(&modulus, modulus.bits())?)).ok_or_else(malformed)?;
        let reduced = fixed(&(base % &modulus), modulus.bits())?;
        let exponent = fixed(&exponent, exponent.bits().max(1))?;
        Ok((
            BoxedMontyForm::new(reduced, &BoxedMontyParams::new(odd)),
            exponent,
        ))
    }

    fn computed((base, exponent): &(BoxedMontyForm, BoxedUint)) -> Answer {
        let power = base.pow(exponent).retrieve();
        one(certwright_oracle::Bytes(power.to_be_bytes().to_vec()).to_string())
    }
}

impl Implementation for CryptoBigint {
    fn name(&self) -> &str {
        "crypto-bigint, constant time"
    }

    fn arithmetic(&mut self, request: &Arithmetic) -> Answer {
        either(Self::power(request).map(|power| Self::computed(&power)))
    }

    fn prepare<'a>(&'a mut self, request: &'a Request) -> Prepared<'a> {
        match request {
            Request::Arithmetic(request) => match Self::power(request) {
                Ok(power) => Box::new(move || Self::computed(&power)),
                Err(answer) => Box::new(move || answer.clone()),
            },
            request => Box::new(move || self.answer(request)),
        }
    }
}

/// num-bigint.
pub struct NumBigint;

impl NumBigint {
    fn read(request: &Arithmetic) -> Result<Vec<BigInt>, Answer> {
        let read = |text: &String| BigInt::parse_bytes(text.as_bytes(), 16).ok_or_else(malformed);
        request.operands.iter().map(read).collect()
    }

    fn computed(request: &Arithmetic) -> Result<Answer, Answer> {
        let numbers = Self::read(request)?;
        let positive = |m: &BigInt| BigInt::from(m.magnitude().clone());
        let values = match (request.operator, &numbers[..]) {
            (Operator::Sum, [a, b]) => vec![a + b],
            (Operator::Product, [a, b]) => vec![a * b],
            (Operator::Square, [a]) => vec![a * a],
            (Operator::Divide | Operator::ModMul | Operator::ModExp, [.., m])
                if m.sign() == Sign::NoSign =>
            {
                return Err(Answer::refused("division by zero"));
            }
            (Operator::Divide, [a, b]) => vec![a / b, a % b],
            (Operator::ModMul, [a, b, m]) => {
                let m = positive(m);
                vec![((a * b) % &m + &m) % &m]
            }
            (Operator::ModExp, [a, e, m]) => {
                if e.sign() == Sign::Minus {
                    return Err(Answer::unsupported("a negative exponent"));
                }
                vec![a.modpow(e, &positive(m))]
            }
            _ => return Err(other_operator()),
        };
        Ok(Answer::Values {
            values: values
                .iter()
                .map(|value| number(&value.to_str_radix(16)))
                .collect(),
        })
    }
}

impl Implementation for NumBigint {
    fn name(&self) -> &str {
        "num-bigint"
    }

    fn arithmetic(&mut self, request: &Arithmetic) -> Answer {
        either(Self::computed(request))
    }

    fn prepare<'a>(&'a mut self, request: &'a Request) -> Prepared<'a> {
        let Request::Arithmetic(arithmetic) = request else {
            return Box::new(move || self.answer(request));
        };
        let numbers = Self::read(arithmetic).ok();
        match numbers.and_then(|numbers| <[BigInt; 3]>::try_from(numbers).ok()) {
            Some([base, exponent, modulus])
                if arithmetic.operator == Operator::ModExp
                    && exponent.sign() != Sign::Minus
                    && modulus.sign() == Sign::Plus =>
            {
                Box::new(move || one(base.modpow(&exponent, &modulus).to_str_radix(16)))
            }
            _ => Box::new(move || self.answer(request)),
        }
    }
}
