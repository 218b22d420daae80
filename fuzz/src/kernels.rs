//! Every kernel that this machine has, and num-bigint, on the same modulus, base and exponent.

use arbitrary::{Arbitrary, Unstructured};
use certwright::bignum::hazmat::{self, Kernel, Power};
use certwright::bignum::{Limb, Modulus, Nat};
use num_bigint::BigUint;

/// Powers in a batch, each of another base: the first alone, then two, then the eight that a multi-buffer kernel computes at once.
const BATCH: usize = 11;
const RUNS: [usize; 3] = [1, 2, 8];

/// Of bytes that are three numbers.
pub fn kernels(input: &[u8]) {
    let Ok((n, base, exponent)) =
        <(Vec<u8>, Vec<u8>, Vec<u8>)>::arbitrary(&mut Unstructured::new(input))
    else {
        return;
    };
    if n.len() > 512 || exponent.len() > 24 || exponent.is_empty() {
        return;
    }
    let Ok(modulus) = Modulus::from_be_bytes(&n) else {
        return;
    };
    let number = BigUint::from_bytes_be(&n);
    let exponent_limbs = Nat::from_be_bytes(&exponent);
    let exponent = BigUint::from_bytes_be(&exponent);
    let values: Vec<BigUint> = (0..BATCH)
        .map(|i| (BigUint::from_bytes_be(&base) + i) % &number)
        .collect();
    let bases: Vec<Vec<Limb>> = values
        .iter()
        .map(|value| {
            Nat::from_be_bytes_in(&value.to_bytes_be(), modulus.len())
                .expect("below the modulus")
                .to_vec()
        })
        .collect();
    let expected: Vec<BigUint> = values
        .iter()
        .map(|value| value.modpow(&exponent, &number))
        .collect();
    for kernel in Kernel::ALL
        .iter()
        .copied()
        .filter(|kernel| kernel.is_available())
    {
        hazmat::force(kernel).expect("it is available");
        for public in [false, true] {
            let mut outs = vec![vec![0; modulus.len()]; BATCH];
            let mut powers: Vec<Power<'_>> = (bases.iter().zip(&mut outs))
                .map(|(base, out)| Power {
                    modulus: modulus.montgomery(),
                    base,
                    exponent: &exponent_limbs,
                    factor: None,
                    out,
                    next: None,
                })
                .collect();
            let mut rest = &mut powers[..];
            for run in RUNS {
                let (now, later) = rest.split_at_mut(run);
                if public {
                    hazmat::pow_public_vartime(now).unwrap();
                } else {
                    hazmat::pow(now).unwrap();
                }
                rest = later;
            }
            for (out, expected) in outs.iter().zip(&expected) {
                let out = BigUint::from_bytes_be(&Nat::from_limbs(out).to_be_bytes());
                assert_eq!(
                    out, *expected,
                    "{kernel}, public {public}, modulo {number:x}"
                );
            }
        }
    }
}
