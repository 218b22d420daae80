//! The thorough check of a key, which reports every fault it finds.

use alloc::vec::Vec;

use num_bigint::BigUint;
use rand_core::TryCryptoRng;

use super::key::PublicKey;
use super::{KeyError, KeyParts, MIN_BITS, import, roca};
use crate::bignum::Nat;
use crate::prime;
use crate::random::RngError;

/// Trial division goes up to here.
const SMALL_FACTORS_BELOW: u32 = 1 << 16;

/// Steps of Fermat's method. One finds p and q whose upper halves agree; the generators that failed in the field
/// (CVE-2022-26320) fall within a hundred.
const FERMAT_STEPS: usize = 100;

/// Every fault of a private key's numbers: all that [`PrivateKey::from_parts`](super::PrivateKey::from_parts) checks,
/// each prime's primality by 64 random rounds of Miller–Rabin (a composite passes with a chance below 2^-128, whoever
/// chose it), and what [`public_key`] finds in the modulus. An empty list is a sound key.
///
/// Takes as long as some hundred signatures. A sound key shows nothing by timing; a faulty one shows its faults.
///
/// # Errors
///
/// [`RngError`], if the generator fails or repeats itself.
pub fn private_key<R: TryCryptoRng + ?Sized>(
    parts: &KeyParts,
    rng: &mut R,
) -> Result<Vec<KeyError>, RngError> {
    let mut faults = import::faults(parts, MIN_BITS);
    for (prime, bytes) in (1..).zip(
        [&parts.prime1, &parts.prime2]
            .into_iter()
            .chain(parts.other_primes.iter().map(|other| &other.prime)),
    ) {
        let bytes = super::key::strip(bytes);
        // What is missing, even or out of range has been reported as that.
        let judged = faults.iter().any(|fault| {
            matches!(*fault, KeyError::PrimeMissing { prime: p } | KeyError::PrimeEven { prime: p }
                | KeyError::PrimeRange { prime: p } if p == prime)
        });
        if !judged
            && !bytes.is_empty()
            && super::key::bit_len(bytes) <= super::MAX_BITS
            && !prime::is_probably_prime(&Nat::from_be_bytes(bytes), prime::CHECK_ROUNDS, rng)?
        {
            faults.push(KeyError::PrimeComposite { prime });
        }
    }
    if let Ok(public) = PublicKey::from_be_bytes(&parts.modulus, &parts.public_exponent) {
        for fault in public_key(&public, rng)? {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }
    Ok(faults)
}

/// Every fault that a public key shows: factors below 2^16, ROCA's fingerprint, primes so close that Fermat's method
/// finds them, a prime modulus.
///
/// Variable time: for public keys.
///
/// # Errors
///
/// [`RngError`], if the generator fails or repeats itself.
pub fn public_key<R: TryCryptoRng + ?Sized>(
    key: &PublicKey,
    rng: &mut R,
) -> Result<Vec<KeyError>, RngError> {
    let mut faults = Vec::new();
    if let Some(factor) = small_factor(key.modulus_be()) {
        faults.push(KeyError::ModulusSmallFactor { factor });
    }
    if roca::has_fingerprint(key.modulus_be()) {
        faults.push(KeyError::ModulusRoca);
    }
    if falls_to_fermat(key.modulus_be()) {
        faults.push(KeyError::ModulusFermat);
    }
    if prime::is_probably_prime(key.modulus().limbs(), 2, rng)? {
        faults.push(KeyError::ModulusPrime);
    }
    Ok(faults)
}

/// Whether two moduli share a factor, which then is not a secret to anyone who holds both (Heninger et al. 2012, Lenstra et
/// al. 2012). Equal moduli are one key, not two that share.
///
/// Allocates. Variable time: for public keys, the greatest common divisor by Euclid.
pub fn share_a_factor(a: &PublicKey, b: &PublicKey) -> bool {
    let (mut x, mut y) = (
        BigUint::from_bytes_be(a.modulus_be()),
        BigUint::from_bytes_be(b.modulus_be()),
    );
    if x == y {
        return false;
    }
    while y != BigUint::ZERO {
        (x, y) = (y.clone(), x % y);
    }
    x != BigUint::from(1u32)
}

fn small_factor(modulus_be: &[u8]) -> Option<u32> {
    // Two divisors share one pass over the modulus: their product is below 2^32. Composite ones find nothing that their
    // factors have not found before, and are cheaper to try than to sieve out.
    let limit = SMALL_FACTORS_BELOW;
    (3..limit).step_by(4).find_map(|divisor| {
        let other = divisor + 2;
        let product = u64::from(divisor) * u64::from(other);
        let rest = modulus_be.chunks(4).fold(0u64, |rest, chunk| {
            // Below 2^32 on entry, so that a shift by up to 32 bits fits.
            chunk
                .iter()
                .fold(rest, |rest, &byte| rest << 8 | u64::from(byte))
                % product
        });
        [divisor, other]
            .into_iter()
            .find(|&d| d < limit && rest % u64::from(d) == 0)
    })
}

/// n = a² − b² = (a − b)(a + b): for close factors a is just above √n (CVE-2022-26320).
fn falls_to_fermat(modulus_be: &[u8]) -> bool {
    let n = BigUint::from_bytes_be(modulus_be);
    let mut a = n.sqrt();
    if &a * &a == n {
        return true;
    }
    a += 1u32;
    let mut rest = &a * &a - &n;
    for _ in 0..FERMAT_STEPS {
        // A square is 0, 1, 4, 9, 16, 17, 25, 33, 36, 41, 49 or 57 modulo 64: most candidates need no root.
        let low = rest.iter_u64_digits().next().unwrap_or(0) % 64;
        const SQUARES: u64 = 1
            | 1 << 1
            | 1 << 4
            | 1 << 9
            | 1 << 16
            | 1 << 17
            | 1 << 25
            | 1 << 33
            | 1 << 36
            | 1 << 41
            | 1 << 49
            | 1 << 57;
        if SQUARES >> low & 1 == 1 {
            let root = rest.sqrt();
            if &root * &root == rest {
                return true;
            }
        }
        // (a + 1)² − n = (a² − n) + 2a + 1.
        rest += (&a << 1u32) + 1u32;
        a += 1u32;
    }
    false
}
