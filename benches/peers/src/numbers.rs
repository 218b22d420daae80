//! Libraries that compute with whole numbers.

use certwright_oracle::{Answer, Arithmetic, Implementation, Operator, Prepared, Request};
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use num_bigint::{BigInt, Sign};
use rug::ops::RemRounding as _;

use crate::{either, number};

fn one(text: String) -> Answer {
    Answer::Values {
        values: vec![number(&text)],
    }
}

fn malformed() -> Answer {
    Answer::failed("not a hexadecimal number")
}

fn other_operator() -> Answer {
    Answer::unsupported("the operator")
}

fn undefined() -> Answer {
    Answer::refused("the result is undefined: a modulus of zero, or no inverse")
}

/// GMP: `powm`, or `powm_sec` in time that depends on lengths alone.
pub struct Gmp {
    /// Whether powers are taken in constant time.
    pub constant_time: bool,
}

impl Gmp {
    fn read(request: &Arithmetic) -> Result<Vec<rug::Integer>, Answer> {
        let read = |text: &String| rug::Integer::from_str_radix(text, 16).map_err(|_| malformed());
        request.operands.iter().map(read).collect()
    }

    fn power(&self, [base, exponent, modulus]: &[rug::Integer; 3]) -> Option<rug::Integer> {
        if self.constant_time {
            Some(base.secure_pow_mod_ref(exponent, modulus).into())
        } else {
            base.pow_mod_ref(exponent, modulus).map(rug::Integer::from)
        }
    }

    fn computed(&self, request: &Arithmetic) -> Result<Answer, Answer> {
        let numbers = Self::read(request)?;
        let computed = match (request.operator, &numbers[..]) {
            (Operator::Sum, [a, b]) => (a + b).into(),
            (Operator::Product, [a, b]) => (a * b).into(),
            (Operator::Square, [a]) => a.square_ref().into(),
            (Operator::Gcd, [a, b]) => a.gcd_ref(b).into(),
            (Operator::Lcm, [a, b]) => a.lcm_ref(b).into(),
            (Operator::ModMul | Operator::ModExp | Operator::ModInv, [.., m]) if m.is_zero() => {
                return Err(undefined());
            }
            (Operator::ModMul, [a, b, m]) => rug::Integer::from(a * b).rem_euc(m),
            (Operator::ModInv, [a, m]) => match a.invert_ref(m) {
                Some(inverse) => inverse.into(),
                None => return Err(undefined()),
            },
            (Operator::ModExp, [a, e, m]) => {
                // What powm_sec is defined for.
                if self.constant_time && (!m.is_odd() || m.is_negative() || *e <= 0) {
                    return Err(Answer::unsupported(
                        "a power without an odd modulus and a positive exponent",
                    ));
                }
                if e.is_negative() {
                    return Err(Answer::unsupported("a negative exponent"));
                }
                let power = self.power(&[a.clone(), e.clone(), m.clone()]);
                power.ok_or_else(undefined)?.rem_euc(m)
            }
            _ => return Err(other_operator()),
        };
        Ok(one(format!("{computed:x}")))
    }
}

impl Implementation for Gmp {
    fn name(&self) -> &str {
        match self.constant_time {
            true => "GMP powm_sec, constant time",
            false => "GMP powm",
        }
    }

    fn arithmetic(&mut self, request: &Arithmetic) -> Answer {
        either(self.computed(request))
    }

    fn prepare<'a>(&'a mut self, request: &'a Request) -> Prepared<'a> {
        let Request::Arithmetic(arithmetic) = request else {
            return Box::new(move || self.answer(request));
        };
        let numbers = Self::read(arithmetic).ok();
        match numbers.and_then(|numbers| <[rug::Integer; 3]>::try_from(numbers).ok()) {
            Some(numbers) if arithmetic.operator == Operator::ModExp => {
                Box::new(move || match self.power(&numbers) {
                    Some(power) => one(format!("{power:x}")),
                    None => undefined(),
                })
            }
            _ => Box::new(move || self.answer(request)),
        }
    }
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
