//! The statistics of `tests/timing` give what SciPy 1.17 gives for the same numbers: `scipy.stats.wilcoxon` (normal
//! approximation, no continuity correction), `scipy.stats.ttest_ind` (variances not equal), `scipy.stats.friedmanchisquare`, and `math.erfc` for the sign test.

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

#[path = "timing/statistics.rs"]
mod statistics;
#[path = "timing/welch.rs"]
mod welch;

/// 400 numbers from 0 to 49, with many ties, by Knuth's linear congruential generator.
fn numbers(seed: u64) -> Vec<f64> {
    let mut x = seed;
    let mut next = || {
        x = x
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((x >> 33) % 50) as f64
    };
    (0..400).map(|_| next()).collect()
}

fn plus(values: &[f64], more: f64) -> Vec<f64> {
    values.iter().map(|value| value + more).collect()
}

fn close(a: f64, b: f64, relative: f64) -> bool {
    (a - b).abs() <= relative * b.abs()
}

#[test]
fn rank_tests_give_the_probabilities_that_scipy_gives() {
    let (a, b) = (numbers(1), numbers(2));
    for (own, other, midmean, sign, wilcoxon) in [
        (
            a.clone(),
            b.clone(),
            -0.27,
            0.840294268621256,
            0.9163678226382865,
        ),
        (
            plus(&b, 2.0),
            a.clone(),
            2.27,
            0.08593180021994952,
            0.09530100806796986,
        ),
        (
            plus(&b, 20.0),
            a.clone(),
            20.27,
            9.933201859354456e-35,
            1.7224378909659983e-43,
        ),
    ] {
        let compared = statistics::compare(&own, &other, &mut ChaCha20Rng::seed_from_u64(1));
        assert!(
            close(compared.midmean, midmean, 1e-12),
            "{}",
            compared.midmean
        );
        assert!(close(compared.sign, sign, 1e-9), "{}", compared.sign);
        assert!(
            close(compared.wilcoxon, wilcoxon, 1e-9),
            "{}",
            compared.wilcoxon
        );
        let (low, high) = compared.interval;
        assert!(
            low < midmean && midmean < high && high - low < 6.0,
            "{low} {high}"
        );
    }
}

#[test]
fn friedmans_test_gives_the_probability_that_scipy_gives() {
    let (a, b, c, d) = (numbers(1), numbers(2), numbers(3), numbers(4));
    for (more, p) in [
        (0.0, 0.5180269577347767),
        (1.0, 0.3736481115603666),
        (6.0, 4.424647089882032e-08),
    ] {
        let found = statistics::friedman(&[&a, &plus(&b, more), &c, &d]);
        assert!(close(found, p, 1e-9), "{found} {p}");
    }
    let b = plus(&b, 3.0);
    assert!(close(
        statistics::friedman(&[&a, &b, &c]),
        0.004992541168299432,
        1e-9
    ));
    assert!(close(
        statistics::friedman(&[&a, &b, &c, &d, &numbers(5)]),
        0.012898608120911658,
        1e-9
    ));
}

#[test]
fn the_median_is_the_middle_one() {
    assert_eq!(statistics::median(&[9.0, 1.0, 5.0]), 5.0);
}

#[test]
fn welchs_t_is_what_scipy_gives() {
    let moments = |values: &[f64]| {
        let mut moments = welch::Moments::default();
        values.iter().for_each(|&value| moments.add(value));
        moments
    };
    let (a, b) = (numbers(1), numbers(2));
    let tripled: Vec<f64> = a.iter().map(|value| value * 3.0).collect();
    for (a, b, t) in [
        (&a, &b[..], 0.3290247086405072),
        (&a, &plus(&b[..300], 1.0), -0.7489965357111744),
        (&tripled, &b, 21.361553232117796),
    ] {
        assert!(close(welch::welch(&moments(a), &moments(b)), t, 1e-9));
    }
}
