//! Numbers to test the arithmetic with, for the tests here and in `tests/kernels.rs`.

use std::vec;
use std::vec::Vec;

use num_bigint::BigUint;
use proptest::prelude::*;

use super::{LIMB_BITS, Limb, Nat};

pub fn big(limbs: &[Limb]) -> BigUint {
    BigUint::from_bytes_be(&Nat::from_limbs(limbs).to_be_bytes())
}

/// A number of `len` limbs, often of extreme limbs.
pub fn number(len: usize) -> impl Strategy<Value = Vec<Limb>> {
    let limb = prop_oneof![4 => any::<Limb>(), 1 => Just(0), 1 => Just(Limb::MAX), 1 => Just(1)];
    prop_oneof![
        8 => proptest::collection::vec(limb, len),
        1 => Just(vec![0; len]),
        1 => Just(vec![Limb::MAX; len]),
    ]
}

/// An odd modulus of exactly `len` limbs.
pub fn odd(len: usize) -> impl Strategy<Value = Vec<Limb>> {
    number(len).prop_map(|mut n| {
        n[0] |= 1;
        let top = n.len() - 1;
        if n[top] == 0 || (n.len() == 1 && n[0] == 1) {
            n[top] |= 1 << (LIMB_BITS - 3);
        }
        n
    })
}

pub fn modulus_and_pair() -> impl Strategy<Value = (Vec<Limb>, Vec<Limb>, Vec<Limb>)> {
    (1usize..40).prop_flat_map(|len| (odd(len), number(len), number(len)))
}
