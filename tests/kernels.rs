//! The arithmetic against num-bigint, on random and on extreme inputs.

use certwright::bignum::hazmat::{self, Kernel, Power};
use certwright::bignum::{LIMB_BITS, LIMB_BYTES, LengthError, Limb, Modulus, Nat};
use num_bigint::BigUint;
use proptest::prelude::*;
use strategies::{big, modulus_and_pair, number, odd};

#[path = "../src/bignum/strategies.rs"]
mod strategies;

fn limbs(value: &BigUint, len: usize) -> Vec<Limb> {
    Nat::from_be_bytes_in(&value.to_bytes_be(), len)
        .expect("a number of this length")
        .to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn modular_operations_equal_num_bigint((n, x, y) in modulus_and_pair()) {
        let m = Modulus::new(&n).unwrap();
        let len = n.len();
        let (bn, bx, by) = (big(&n), big(&x) % big(&n), big(&y) % big(&n));
        let mut rx = vec![0; len];
        m.reduce(&x, &mut rx).unwrap();
        prop_assert_eq!(big(&rx), bx.clone());
        let ry = limbs(&by, len);
        let mut out = vec![0; len];
        m.mul(&rx, &ry, &mut out).unwrap();
        prop_assert_eq!(big(&out), &bx * &by % &bn);
        out.copy_from_slice(&rx);
        m.add_assign(&mut out, &ry).unwrap();
        prop_assert_eq!(big(&out), (&bx + &by) % &bn);
        out.copy_from_slice(&rx);
        m.sub_assign(&mut out, &ry).unwrap();
        prop_assert_eq!(big(&out), (&bx + &bn - &by) % &bn);
        let wide: Vec<Limb> = x.iter().chain(&y).chain(&n).copied().collect();
        m.reduce(&wide, &mut out).unwrap();
        prop_assert_eq!(big(&out), big(&wide) % &bn);
        let exists = m.inverse(&rx, &mut out).unwrap().declassify();
        let expected = bx.modinv(&bn);
        prop_assert_eq!(exists, expected.is_some());
        if let Some(inverse) = expected {
            prop_assert_eq!(big(&out), inverse);
        }
    }

    #[test]
    fn powers_equal_num_bigint(
        (n, x, e) in (1usize..20).prop_flat_map(|len| (odd(len), number(len), (1usize..5).prop_flat_map(number))),
    ) {
        let m = Modulus::new(&n).unwrap();
        let base = limbs(&(big(&x) % big(&n)), n.len());
        let expected = big(&x).modpow(&big(&e), &big(&n));
        let mut out = vec![0; n.len()];
        m.pow(&base, &e, &mut out).unwrap();
        prop_assert_eq!(big(&out), expected.clone());
        m.pow_public_vartime(&base, &e, &mut out).unwrap();
        prop_assert_eq!(big(&out), expected);
    }
}

/// Moduli that strain carries: all ones, sparse, and just above a power of two.
fn extreme_moduli(len: usize) -> Vec<Vec<Limb>> {
    let mut sparse = vec![0; len];
    sparse[len - 1] = 1 << (LIMB_BITS - 1);
    sparse[0] |= 1;
    let mut low = vec![0; len];
    low[len - 1] = 1;
    low[0] |= 3;
    let mut middling = vec![Limb::MAX; len];
    middling[0] = Limb::MAX - 2;
    if len > 2 {
        middling[len / 2] = 0;
    }
    vec![vec![Limb::MAX; len], sparse, low, middling]
}

#[test]
fn extreme_operands_agree_at_every_length_up_to_that_of_16384_bits() {
    let all = 16384 / LIMB_BITS;
    let step = 64 / LIMB_BITS;
    for len in (1..=36 * step)
        .chain((40 * step..=all).step_by(24 * step))
        .chain([all])
    {
        for n in extreme_moduli(len) {
            let (m, public) = (Modulus::new(&n).unwrap(), Modulus::new_vartime(&n).unwrap());
            let bn = big(&n);
            let one = BigUint::from(1u8);
            for x in [
                BigUint::ZERO,
                one.clone(),
                &bn - &one,
                &bn >> 1,
                (&one << (bn.bits() - 1)) - &one,
            ] {
                let residue = limbs(&x, len);
                let mut out = vec![0; len];
                m.mul(&residue, &residue, &mut out).unwrap();
                assert_eq!(
                    big(&out),
                    &x * &x % &bn,
                    "{len} limbs, n = {bn:x}, x = {x:x}"
                );
                for m in [&m, &public] {
                    m.pow_public_vartime(&residue, &[3], &mut out).unwrap();
                    assert_eq!(
                        big(&out),
                        &x * &x * &x % &bn,
                        "{len} limbs, n = {bn:x}, x = {x:x}"
                    );
                }
                if len <= 4 || len == 16 {
                    m.pow(&residue, &n, &mut out).unwrap();
                    assert_eq!(
                        big(&out),
                        x.modpow(&bn, &bn),
                        "{len} limbs, n = {bn:x}, x = {x:x}"
                    );
                }
            }
        }
    }
}

#[test]
fn unfit_moduli_are_refused_by_name() {
    use certwright::bignum::ModulusError::*;
    assert_eq!(Modulus::new(&[]).unwrap_err(), TooSmall);
    assert_eq!(Modulus::new(&[1, 0]).unwrap_err(), TooSmall);
    assert_eq!(Modulus::new(&[4]).unwrap_err(), Even);
    let long = vec![Limb::MAX; 16384 / LIMB_BITS + 1];
    assert_eq!(
        Modulus::new(&long).unwrap_err(),
        TooLong {
            bits: 16384 + LIMB_BITS
        }
    );
}

#[test]
fn bytes_go_in_and_out_unchanged() {
    for len in 0..4 * LIMB_BYTES {
        let bytes: Vec<u8> = (1..=len as u8).collect();
        let nat = Nat::from_be_bytes(&bytes);
        assert_eq!(
            BigUint::from_bytes_be(&nat.to_be_bytes()),
            BigUint::from_bytes_be(&bytes)
        );
        let mut out = vec![0xff; len + 3];
        assert!(certwright::bignum::limbs_to_be_bytes(&nat, &mut out).declassify());
        assert_eq!(&out[3..], bytes);
        assert_eq!(&out[..3], [0; 3]);
        if len > 0 {
            let mut short = vec![0; len - 1];
            assert!(!certwright::bignum::limbs_to_be_bytes(&nat, &mut short).declassify());
        }
    }
}

#[test]
fn a_secret_number_prints_no_digit() {
    assert_eq!(
        format!("{:?}", Nat::from_limbs(&[7, 9])),
        "Nat([redacted]; 2 limbs)"
    );
    assert_eq!(
        format!("{:?}", Modulus::new(&[7]).unwrap()),
        "Modulus([redacted]; 3 bits)"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_kernel_equals_num_bigint_in_batches_of_any_count(
        cases in proptest::collection::vec(
            prop_oneof![4 => Just(16usize), 1 => 1usize..20, 1 => Just(33usize)].prop_flat_map(|len| {
                let len = len * (64 / LIMB_BITS);
                (odd(len), number(len), (1usize..4).prop_flat_map(number))
            }),
            0..20,
        ),
    ) {
        // What a modulus keeps is for the kernel that was chosen when it was made: one of these, or the one that is tried.
        let _ = hazmat::force(Kernel::Avx2);
        let moduli: Vec<Modulus> = cases.iter().map(|case| Modulus::new(&case.0).unwrap()).collect();
        let bases: Vec<Vec<Limb>> = cases
            .iter()
            .map(|(n, x, _)| limbs(&(big(x) % big(n)), n.len()))
            .collect();
        for kernel in Kernel::ALL.iter().copied().filter(|kernel| kernel.is_available()) {
            hazmat::force(kernel).unwrap();
            let own: Vec<Modulus> = cases.iter().map(|case| Modulus::new(&case.0).unwrap()).collect();
            // Without factors, with them, and with one in three; and with the next powers of every other one.
            for (public, factors) in [false, true].into_iter().flat_map(|public| [0, 1, 3].map(|n| (public, n))) {
                let has_factor = |i: usize| factors != 0 && i.is_multiple_of(factors);
                let has_next = |i: usize| factors != 0 && i.is_multiple_of(2);
                let mut outs: Vec<[Vec<Limb>; 2]> =
                    cases.iter().map(|case| [(); 2].map(|()| vec![0; case.0.len()])).collect();
                let mut powers: Vec<Power> = (bases.iter().zip(&cases).zip(&mut outs).enumerate())
                    .map(|(i, ((base, case), [out, next]))| Power {
                        modulus: [&own, &moduli][i % 3 / 2][i].montgomery(),
                        base,
                        exponent: &case.2,
                        factor: has_factor(i).then_some(&**base),
                        out,
                        next: has_next(i).then_some(next),
                    })
                    .collect();
                raise(&mut powers, public);
                for (i, ((n, x, e), [out, next])) in cases.iter().zip(&outs).enumerate() {
                    let exponent = big(e) + u8::from(has_factor(i));
                    prop_assert_eq!(big(out), big(x).modpow(&exponent, &big(n)), "{} in {:?}", kernel, big(n));
                    let expected = match has_next(i) {
                        true => big(x).modpow(&(exponent + 1u8), &big(n)),
                        false => BigUint::ZERO,
                    };
                    prop_assert_eq!(big(next), expected, "the next power, {} in {:?}", kernel, big(n));
                }
            }
        }
    }
}

fn raise(powers: &mut [Power<'_>], public: bool) {
    if public {
        hazmat::pow_public_vartime(powers).unwrap();
    } else {
        hazmat::pow(powers).unwrap();
    }
}

/// Every kernel that the machine has, pinned one after the other, and the table's own choice.
fn every_kernel(mut check: impl FnMut(&str)) {
    for kernel in Kernel::ALL
        .iter()
        .copied()
        .filter(|kernel| kernel.is_available())
    {
        hazmat::force(kernel).unwrap();
        check(kernel.name());
    }
    hazmat::unpin();
    check("the table's choice");
}

#[test]
fn every_kernel_equals_num_bigint_at_every_length_from_512_to_16384_bits() {
    // One power, as many as two side by side, and as many as the kernel computes at once with one left over.
    const COUNTS: [usize; 3] = [1, 2, 9];
    let step = 64 / LIMB_BITS;
    for len in (8..=64).chain([65, 72, 96, 97, 128, 192, 255, 256]) {
        let len = len * step;
        // The last two moduli take turns, for time.
        let mut moduli = extreme_moduli(len);
        let middling = moduli.pop().unwrap();
        moduli[1 + len / step % 2] = middling;
        for n in moduli {
            let bn = big(&n);
            let bases: Vec<BigUint> = vec![&bn - 1u8, BigUint::ZERO, &bn >> 1, &bn - 2u8]
                .into_iter()
                .cycle()
                .take(9)
                .collect();
            let residues: Vec<Vec<Limb>> = bases.iter().map(|base| limbs(base, len)).collect();
            let exponent: [Limb; 1] = [0xb7];
            let expected: Vec<Vec<Limb>> = bases[..4]
                .iter()
                .map(|base| limbs(&base.modpow(&BigUint::from(exponent[0]), &bn), len))
                .collect();
            every_kernel(|name| {
                let m = Modulus::new(&n).unwrap();
                for (count, public) in COUNTS.into_iter().flat_map(|c| [(c, false), (c, true)]) {
                    let mut outs = vec![vec![0; len]; count];
                    let mut powers: Vec<Power> = (residues.iter().zip(&mut outs))
                        .map(|(base, out)| Power {
                            modulus: m.montgomery(),
                            base,
                            exponent: &exponent,
                            factor: None,
                            out,
                            next: None,
                        })
                        .collect();
                    raise(&mut powers, public);
                    for (i, out) in outs.iter().enumerate() {
                        assert!(
                            *out == expected[i % 4],
                            "{name}, {len} limbs, {count} at once, modulo {bn:x}"
                        );
                    }
                }
            });
        }
    }
}

#[test]
fn an_exponent_of_0_gives_1_with_every_kernel() {
    let modulus = Modulus::new(&[Limb::MAX; 16]).unwrap();
    let base: Vec<Limb> = (1..=16).collect();
    for kernel in Kernel::ALL
        .iter()
        .copied()
        .filter(|kernel| kernel.is_available())
    {
        hazmat::force(kernel).unwrap();
        let secret: fn(&mut [Power]) -> Result<(), LengthError> = hazmat::pow;
        let public: fn(&mut [Power]) -> Result<(), LengthError> = hazmat::pow_public_vartime;
        for (count, run) in [(1, secret), (9, secret), (1, public), (9, public)] {
            for factor in [None, Some(&*base)] {
                let mut outs = vec![[vec![0; 16], vec![0; 16]]; count];
                let mut powers: Vec<Power> = outs
                    .iter_mut()
                    .map(|[out, next]| Power {
                        modulus: modulus.montgomery(),
                        base: &base,
                        exponent: &[0],
                        factor,
                        out,
                        next: Some(next),
                    })
                    .collect();
                run(&mut powers).unwrap();
                let one = BigUint::from(1u8);
                let factor = factor.map_or(one, big);
                let next = big(&base) * &factor % big(modulus.limbs());
                for [out, above] in outs {
                    assert_eq!(
                        (big(&out), big(&above)),
                        (factor.clone(), next.clone()),
                        "{kernel}, {count} at once"
                    );
                }
            }
        }
    }
}

#[test]
fn kernels_are_known_by_name() {
    for &kernel in Kernel::ALL {
        assert_eq!(kernel.name().parse(), Ok(kernel));
        assert_eq!(hazmat::force(kernel).is_ok(), kernel.is_available());
    }
    assert!("fastest".parse::<Kernel>().is_err());
    assert!(Kernel::Portable.is_available());
}

#[test]
fn a_batch_of_signatures_equals_single_ones_and_one_bad_item_spoils_no_other() {
    use certwright::rsa::batch::{Scheme, ToSign, ToVerify, sign, verify};
    use certwright::rsa::pss_shake::{self, Shake};
    use certwright::rsa::{Error, HashAlgorithm, PrivateKey, pkcs1v15, pss};
    use rand_core::SeedableRng;
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(7);
    let keys: Vec<PrivateKey> = [(1024, 65537), (1024, 3), (1088, 65537)]
        .into_iter()
        .map(|(bits, e)| {
            certwright::rsa::hazmat::generate_with(&mut rng, bits, e, &mut |_| ()).unwrap()
        })
        .collect();
    let hash = HashAlgorithm::Sha256;
    let digests: Vec<_> = (0..11u8).map(|i| hash.digest(&[i])).collect();
    let params = pss::Params::new(hash).with_salt_len(20);
    let items: Vec<ToSign> = digests
        .iter()
        .enumerate()
        .map(|(i, digest)| {
            let scheme = match i % 5 {
                3 => Scheme::Pss(params),
                // Its digest is as long as the hash's: any 32 bytes serve.
                4 => Scheme::PssShake(Shake::Shake128),
                _ => Scheme::Pkcs1v15(hash),
            };
            // The sixth is not a digest of this hash.
            let digest = &digest.as_bytes()[usize::from(i == 5)..];
            ToSign::new(&keys[i / 4 % 3], scheme, digest)
        })
        .collect();
    for kernel in Kernel::ALL
        .iter()
        .copied()
        .filter(|kernel| kernel.is_available())
    {
        hazmat::force(kernel).unwrap();
        for count in [0, 1, 3, 11] {
            let mut signatures = sign(&items[..count], &mut rng);
            assert_eq!(signatures.len(), count);
            for (i, (item, signature)) in items.iter().zip(&signatures).enumerate() {
                match (i, item.scheme) {
                    (5, _) => assert!(matches!(signature, Err(Error::DigestLength { .. }))),
                    (_, Scheme::Pkcs1v15(hash)) => {
                        let single =
                            pkcs1v15::sign_prehash(item.key, hash, item.digest, &mut rng).unwrap();
                        assert_eq!(signature.as_ref().unwrap(), &single, "{kernel}, item {i}");
                    }
                    (_, Scheme::Pss(params)) => {
                        let key = item.key.public_key();
                        pss::verify_prehash(key, &params, item.digest, signature.as_ref().unwrap())
                            .unwrap();
                    }
                    (_, Scheme::PssShake(shake)) => {
                        let (key, signature) = (item.key.public_key(), signature.as_ref().unwrap());
                        pss_shake::verify_prehash(key, shake, item.digest, signature).unwrap();
                    }
                    (_, other) => unreachable!("{other:?} is not among the items"),
                }
            }
            // A flipped bit in the third, and the sixth is empty.
            if let Some(Ok(signature)) = signatures.get_mut(2) {
                signature[9] ^= 4;
            }
            let signatures: Vec<Vec<u8>> = signatures
                .into_iter()
                .map(Result::unwrap_or_default)
                .collect();
            let to_verify: Vec<ToVerify> = items
                .iter()
                .zip(&signatures)
                .map(|(item, signature)| {
                    ToVerify::new(item.key.public_key(), item.scheme, item.digest, signature)
                })
                .collect();
            for (i, verdict) in verify(&to_verify).into_iter().enumerate() {
                assert_eq!(
                    verdict.is_ok(),
                    i != 2 && i != 5,
                    "{kernel}, item {i} of {count}: {verdict:?}"
                );
            }
        }
    }
}

#[test]
fn a_number_of_another_length_than_its_modulus_is_refused_and_nothing_is_written() {
    let m = Modulus::new(&[Limb::MAX; 4]).unwrap();
    let power = |m: &Modulus, base: &[Limb], factor: Option<&[Limb]>, out: &mut [Limb]| {
        hazmat::pow(&mut [Power {
            modulus: m.montgomery(),
            base,
            exponent: &[3],
            factor,
            out,
            next: None,
        }])
    };
    let right = [7; 4];
    for len in [0, 1, 3, 5, 9] {
        let wrong = vec![7; len];
        let (mut out, mut other) = ([1; 4], wrong.clone());
        let refusals = [
            power(&m, &wrong, None, &mut out),
            power(&m, &right, Some(&wrong), &mut out),
            power(&m, &right, None, &mut other),
            m.double(&mut other),
            m.add_assign(&mut out, &wrong),
            m.add_assign(&mut other, &right),
            m.sub_assign(&mut out, &wrong),
            m.sub_assign(&mut other, &right),
            m.mul(&right, &wrong, &mut out),
            m.mul(&wrong, &right, &mut out),
            m.mul(&right, &right, &mut other),
            m.reduce(&right, &mut other),
            m.inverse(&wrong, &mut out).map(|_| ()),
            m.inverse(&right, &mut other).map(|_| ()),
            m.pow(&wrong, &[3], &mut out),
            m.pow(&right, &[3], &mut other),
            m.pow_public_vartime(&wrong, &[3], &mut out),
            m.pow_public_vartime(&right, &[3], &mut other),
        ];
        for (i, refusal) in refusals.into_iter().enumerate() {
            let LengthError {
                expected, found, ..
            } = refusal.unwrap_err();
            assert_eq!((expected, found), (4, len), "{i}");
        }
        assert_eq!((out, other), ([1; 4], wrong.clone()));
        assert!(!m.contains(&wrong).declassify());
    }
}
