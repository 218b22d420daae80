//! Plain arithmetic against num-bigint.

use alloc::vec;

use num_bigint::BigUint;
use proptest::prelude::*;

use super::strategies::{big, modulus_and_pair, odd};
use super::{LIMB_BITS, Limb, arith};

proptest! {
    #[test]
    fn plain_operations_equal_num_bigint((n, x, y) in modulus_and_pair()) {
        let len = n.len();
        let mut wide = vec![0; 2 * len];
        arith::mul(&mut wide, &x, &y);
        prop_assert_eq!(big(&wide), big(&x) * big(&y));
        prop_assert_eq!(arith::less(&x, &y).declassify(), big(&x) < big(&y));
        prop_assert_eq!(arith::equal(&x, &y).declassify(), x == y);
        let (mut q, mut r) = (vec![0; 2 * len], vec![0; len]);
        arith::div_rem(&mut q, &mut r, &wide, &n);
        prop_assert_eq!(big(&q), big(&wide) / big(&n));
        prop_assert_eq!(big(&r), big(&wide) % big(&n));
        if n[len - 1] != 0 {
            let mut dividend = wide.clone();
            arith::DivisorVartime::new(&n, &mut vec![0; len]).rem(&mut r, &mut dividend);
            prop_assert_eq!(big(&r), big(&wide) % big(&n));
        }
        let mut g = vec![0; len];
        arith::gcd(&mut g, &x, &y);
        prop_assert_eq!(big(&g), gcd(big(&x), big(&y)));
    }

    #[test]
    fn an_inverse_modulo_an_even_number_is_one(
        (n, x) in (1usize..20).prop_flat_map(|len| (odd(len), 1..=len).prop_flat_map(|(n, short)| (Just(n), odd(short)))),
    ) {
        let mut n = n;
        n[0] &= !1;
        if big(&x) < big(&n) && big(&n) > BigUint::from(1u8) {
            let mut out = vec![0; n.len()];
            let exists = arith::inverse(&mut out, &x, &n).declassify();
            let expected = big(&x).modinv(&big(&n));
            prop_assert_eq!(exists, expected.is_some());
            if let Some(inverse) = expected {
                prop_assert_eq!(big(&out), inverse);
            }
        }
    }
}

fn gcd(a: BigUint, b: BigUint) -> BigUint {
    let (mut a, mut b) = (a, b);
    while b != BigUint::ZERO {
        (a, b) = (b.clone(), a % b);
    }
    a
}

#[test]
fn a_quotient_digit_that_was_guessed_too_great_is_corrected() {
    // Divisors whose second limb makes a guess from the first one wrong by one and by two, those at the ends of the reciprocal's
    // range, and all of them by their upper limbs alone.
    let (top, all) = (1 << (LIMB_BITS - 1), Limb::MAX);
    for n in [
        [all, all, top],
        [0, all, top],
        [all, all, all],
        [1, 0, top],
        [0, 0, all],
        [7, 1, all],
        [all, 0, 1],
        [all, all, 1],
    ] {
        for a in [
            [0, 0, 0, 0, top - 1, top - 1],
            [all, all, all, all, all, top - 1],
            [all; 6],
            [0, 0, 0, all, all, top],
            [0, 0, 0, all, 0, top],
            [0, 0, 0, 0, 0, all],
        ] {
            for from in 0..3 {
                let n = &n[from..];
                let (mut remainder, mut dividend, mut work) = ([0; 3], a, [0; 3]);
                let remainder = &mut remainder[from..];
                arith::DivisorVartime::new(n, &mut work[from..]).rem(remainder, &mut dividend);
                assert_eq!(big(remainder), big(&a) % big(n), "{a:x?} mod {n:x?}");
            }
        }
    }
}

#[test]
#[should_panic(expected = "does not fit")]
fn a_number_is_not_cut_short() {
    let wide = super::Nat::from_limbs(&[1, 2]);
    assert_eq!(*wide.resized(3), [1, 2, 0]);
    let _ = wide.resized(1);
}
