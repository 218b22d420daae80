//! Trial division by small primes, in word arithmetic and constant time.
//!
//! The primes stand in groups whose product fits a limb. One pass over the candidate gives its residue modulo the
//! product, up to a unit; then one multiplication shows for each prime whether it divides the residue. No division
//! is made: its latency would depend on the operands.

use crate::bignum::secret::declassify;
use crate::bignum::{Limb, WideLimb};

/// All primes below this, 2 excepted, are tried.
///
/// Measured for candidates of 1024 bits: twice the bound costs as much as it saves in Miller–Rabin tests.
const BOUND: usize = 1 << 14;

/// Candidates of fewer bits might be small primes themselves and are not sieved.
pub(crate) const MIN_BITS: usize = 15;

/// A small prime, and what identifies its multiples.
#[derive(Clone, Copy)]
struct SmallPrime {
    /// p⁻¹ mod 2^LIMB_BITS.
    inverse: Limb,
    /// ⌊(2^LIMB_BITS − 1)/p⌋. Multiplication by p⁻¹ permutes the limbs and maps the multiples of p to 0, 1, 2, … up
    /// to this, so r is a multiple exactly if r·p⁻¹ is not greater.
    limit: Limb,
}

/// Primes whose product fits a limb.
#[derive(Clone, Copy)]
struct Group {
    product: Limb,
    /// product⁻¹ mod 2^LIMB_BITS.
    inverse: Limb,
    /// One after the group's last prime in [`PRIMES`].
    end: u16,
}

/// p⁻¹ mod 2^LIMB_BITS for odd p: Newton's iteration.
const fn inverse(p: Limb) -> Limb {
    let mut x = p;
    let mut i = 0;
    // Three bits are right at the start (p² ≡ 1 mod 8), and each step doubles them.
    while i < 5 {
        x = x.wrapping_mul((2 as Limb).wrapping_sub(p.wrapping_mul(x)));
        i += 1;
    }
    x
}

/// Marks the composites below BOUND.
const fn composites() -> [bool; BOUND] {
    let mut composite = [false; BOUND];
    let mut i = 3;
    while i * i < BOUND {
        if !composite[i] {
            let mut j = i * i;
            while j < BOUND {
                composite[j] = true;
                j += 2 * i;
            }
        }
        i += 2;
    }
    composite
}

const COUNT: usize = {
    let composite = composites();
    let (mut count, mut i) = (0, 3);
    while i < BOUND {
        count += !composite[i] as usize;
        i += 2;
    }
    count
};

const VALUES: [u16; COUNT] = {
    let composite = composites();
    let mut values = [0; COUNT];
    let (mut count, mut i) = (0, 3);
    while i < BOUND {
        if !composite[i] {
            values[count] = i as u16;
            count += 1;
        }
        i += 2;
    }
    values
};

static PRIMES: [SmallPrime; COUNT] = {
    let mut primes = [SmallPrime {
        inverse: 0,
        limit: 0,
    }; COUNT];
    let mut i = 0;
    while i < COUNT {
        let p = VALUES[i] as Limb;
        primes[i] = SmallPrime {
            inverse: inverse(p),
            limit: Limb::MAX / p,
        };
        i += 1;
    }
    primes
};

const GROUP_COUNT: usize = {
    let (mut groups, mut i) = (0, 0);
    while i < COUNT {
        i = group_end(i).1;
        groups += 1;
    }
    groups
};

/// The product of as many primes from `start` on as fit a limb, and where they end.
const fn group_end(start: usize) -> (Limb, usize) {
    let (mut product, mut i): (Limb, usize) = (1, start);
    while i < COUNT {
        match product.checked_mul(VALUES[i] as Limb) {
            Some(next) => product = next,
            None => break,
        }
        i += 1;
    }
    (product, i)
}

static GROUPS: [Group; GROUP_COUNT] = {
    let mut groups = [Group {
        product: 0,
        inverse: 0,
        end: 0,
    }; GROUP_COUNT];
    let (mut start, mut i) = (0, 0);
    while i < GROUP_COUNT {
        let (product, end) = group_end(start);
        groups[i] = Group {
            product,
            inverse: inverse(product),
            end: end as u16,
        };
        start = end;
        i += 1;
    }
    groups
};

/// Some c ≤ product with c ≡ −x·2^(−LIMB_BITS·len) (mod product) for each group: exact division from the low end.
/// Groups are taken side by side, since each alone is one long chain of multiplications.
fn residues<const N: usize>(x: &[Limb], groups: &[Group; N]) -> [Limb; N] {
    let mut carry = [0; N];
    for &limb in x {
        for (c, group) in carry.iter_mut().zip(groups) {
            // q is the limb that makes limb − c − q·product a multiple of 2^LIMB_BITS. What remains, negated, is the
            // high half of q·product, at most product − 1, and the borrow.
            let (t, borrow) = limb.overflowing_sub(*c);
            let q = t.wrapping_mul(group.inverse);
            *c = ((q as WideLimb * group.product as WideLimb) >> Limb::BITS) as Limb
                + Limb::from(borrow);
        }
    }
    carry
}

/// Whether a prime of 3 ≤ p < [`BOUND`] divides `x`. Leaks by timing which prime it was; for an x that none divides,
/// leaks nothing else.
pub(crate) fn has_small_factor(x: &[Limb]) -> bool {
    const SIDE_BY_SIDE: usize = 4;
    let mut start = 0;
    let mut divides = |c: Limb, group: &Group| {
        let end = usize::from(group.end);
        let found = PRIMES[start..end].iter().fold(false, |found, p| {
            found | (c.wrapping_mul(p.inverse) <= p.limit)
        });
        start = end;
        found
    };
    let (fours, rest) = GROUPS.as_chunks::<SIDE_BY_SIDE>();
    for groups in fours {
        let carry = residues(x, groups);
        let mut found = false;
        for (c, group) in carry.into_iter().zip(groups) {
            found |= divides(c, group);
        }
        if declassify(found) {
            return true;
        }
    }
    rest.iter()
        .any(|group| declassify(divides(residues(x, &[*group])[0], group)))
}

/// Whether a small number is prime, by division. Leaks it.
pub(crate) fn is_small_prime_vartime(x: u32) -> bool {
    x == 2
        || (x > 2
            && x % 2 == 1
            && (3..)
                .step_by(2)
                .take_while(|d| d * d <= x)
                .all(|d| !x.is_multiple_of(d)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sieve_finds_exactly_the_numbers_with_small_factors() {
        // Two limbs, so that carries run: x·2^LIMB_BITS + x has the factors of x and of 2^LIMB_BITS + 1.
        let divisible = |x: u128| VALUES.iter().any(|&p| x.is_multiple_of(u128::from(p)));
        for low in (1..4000u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1) {
            let limbs = [low as Limb, !low as Limb];
            let x = (limbs[1] as u128) << Limb::BITS | limbs[0] as u128;
            assert_eq!(has_small_factor(&limbs), divisible(x), "{x:x}");
        }
    }

    #[test]
    fn every_small_prime_divides_its_square_times_anything() {
        for &p in &VALUES {
            let p = p as Limb;
            assert!(has_small_factor(&[p.wrapping_mul(p), 0]));
            assert!(has_small_factor(&[0, p]));
        }
        assert_eq!(VALUES.len(), 1899, "there are 1900 primes below 16384");
    }

    #[test]
    fn a_prime_of_two_words_has_no_small_factor() {
        // 2^61 − 1 and 2^31 − 1 are Mersenne primes.
        assert!(!has_small_factor(&[(1 as Limb) << 31]));
        assert!(!has_small_factor(&[(1 << 31) - 1]));
        assert!(is_small_prime_vartime(65521) && !is_small_prime_vartime(65517));
    }
}
