//! GMP, which is built from its source.

use certwright_oracle::{Answer, Arithmetic, Implementation, Operator, Prepared, Request};
use rug::ops::RemRounding as _;

use crate::either;
use crate::numbers::{malformed, one, other_operator};

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
