//! The fingerprint of CVE-2017-15361, "ROCA": Nemec, Sys, Svenda, Klinec, Matyas, "The Return of Coppersmith's Attack",
//! CCS 2017.

/// The odd primes whose product the broken generator worked modulo, for its smallest keys; larger keys use more, so
/// these serve for all.
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Both primes of such a key are k·M + (65537^a mod M), so that n is a power of 65537 modulo every prime of M. A modulus
/// made any other way is so with a chance of about 2^-27.
///
/// Variable time: the modulus is public.
pub(super) fn has_fingerprint(modulus_be: &[u8]) -> bool {
    PRIMES
        .iter()
        .all(|&prime| is_power_of_65537(remainder_vartime(modulus_be, prime), prime))
}

fn is_power_of_65537(residue: u32, prime: u32) -> bool {
    let mut power = 1;
    // The powers repeat after at most prime − 1 steps.
    for _ in 0..prime {
        if power == residue {
            return true;
        }
        power = power * (65537 % prime) % prime;
    }
    false
}

/// The remainder of a public number, for divisors below 2^24.
pub(super) fn remainder_vartime(be: &[u8], divisor: u32) -> u32 {
    be.iter()
        .fold(0, |rest, &byte| (rest << 8 | u32::from(byte)) % divisor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigUint;

    #[test]
    fn a_modulus_made_like_the_broken_generator_makes_them_is_recognised_and_others_are_not() {
        let m: BigUint = PRIMES.iter().fold(BigUint::from(2u32), |m, &p| m * p);
        let form =
            |k: u64, a: u32| BigUint::from(k) * &m + BigUint::from(65537u32).modpow(&a.into(), &m);
        // What matters is the form: the factors need not be prime for the fingerprint to show.
        let n = form(0x1234_5678_9abc_def1, 1000) * form(0xfedc_ba98_7654_3211, 4321);
        assert!(has_fingerprint(&n.to_bytes_be()));
        assert!(!has_fingerprint(&(n + 2u32).to_bytes_be()));
    }
}
