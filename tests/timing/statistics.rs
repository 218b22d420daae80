//! The statistics of paired measurements: rank tests, which outliers do not move, and an interval by bootstrap.

use rand_chacha::ChaCha20Rng;
use rand_core::Rng;

/// The differences of one class from the class it is compared with, turn by turn.
pub struct Comparison {
    /// The mean of the middle half of the differences: nearly as sharp as the mean, and deaf to interrupts.
    pub midmean: f64,
    /// Its 95 % interval: the 2.5th and 97.5th percentile over samples drawn with replacement.
    pub interval: (f64, f64),
    /// Two-sided p of the sign test: whether one of the two is the slower one more often.
    pub sign: f64,
    /// Two-sided p of Wilcoxon's signed-rank test: which also weighs by how much.
    pub wilcoxon: f64,
}

/// Samples drawn for the interval.
const RESAMPLES: usize = 1000;

pub fn compare(own: &[f64], other: &[f64], rng: &mut ChaCha20Rng) -> Comparison {
    let differences: Vec<f64> = own.iter().zip(other).map(|(a, b)| a - b).collect();
    let mut sample = differences.clone();
    let middle = midmean(&mut sample);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            for drawn in &mut sample {
                *drawn = differences[rng.next_u64() as usize % differences.len()];
            }
            midmean(&mut sample)
        })
        .collect();
    means.sort_by(f64::total_cmp);
    let interval = (means[RESAMPLES / 40], means[RESAMPLES - 1 - RESAMPLES / 40]);
    Comparison {
        midmean: middle,
        interval,
        sign: sign(&differences),
        wilcoxon: wilcoxon(&differences),
    }
}

pub fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// The mean of what lies between the quartiles. Puts the values into another order.
fn midmean(values: &mut [f64]) -> f64 {
    let quarter = values.len() / 4;
    let inner = values.len() - 2 * quarter;
    values.select_nth_unstable_by(quarter, f64::total_cmp);
    let upper = &mut values[quarter..];
    upper.select_nth_unstable_by(inner - 1, f64::total_cmp);
    upper[..inner].iter().sum::<f64>() / inner as f64
}

/// The number of positive differences is binomial with one half; differences of nothing are left out.
fn sign(differences: &[f64]) -> f64 {
    let slower = differences.iter().filter(|&&d| d > 0.0).count() as f64;
    let unequal = differences.iter().filter(|&&d| d != 0.0).count() as f64;
    two_sided((slower - unequal / 2.0) / (unequal / 4.0).sqrt())
}

/// Normal approximation with the correction for ties (Hollander and Wolfe, Nonparametric Statistical Methods, §3.1).
fn wilcoxon(differences: &[f64]) -> f64 {
    let mut unequal: Vec<f64> = differences.iter().copied().filter(|&d| d != 0.0).collect();
    unequal.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    let (mut positive, mut ties) = (0.0, 0.0);
    let mut below = 0;
    for run in unequal.chunk_by(|a, b| a.abs() == b.abs()) {
        let len = run.len() as f64;
        let rank = below as f64 + (len + 1.0) / 2.0;
        positive += rank * run.iter().filter(|&&d| d > 0.0).count() as f64;
        ties += len * (len - 1.0) * (len + 1.0);
        below += run.len();
    }
    let n = unequal.len() as f64;
    let variance = (n * (n + 1.0) * (2.0 * n + 1.0) - ties / 2.0) / 24.0;
    two_sided((positive - n * (n + 1.0) / 4.0) / variance.sqrt())
}

/// p of Friedman's test: whether the classes' ranks within a turn differ at all. `times[class][turn]`.
pub fn friedman(times: &[&[f64]]) -> f64 {
    let (classes, turns) = (times.len(), times[0].len());
    let mut sums = vec![0.0; classes];
    let mut ties = 0.0;
    let mut order: Vec<usize> = (0..classes).collect();
    (0..turns).for_each(|turn| {
        order.sort_by(|&a, &b| times[a][turn].total_cmp(&times[b][turn]));
        let mut below = 0;
        for run in order.chunk_by(|&a, &b| times[a][turn] == times[b][turn]) {
            let len = run.len() as f64;
            run.iter()
                .for_each(|&class| sums[class] += below as f64 + (len + 1.0) / 2.0);
            ties += len * (len - 1.0) * (len + 1.0);
            below += run.len();
        }
    });
    let (k, n) = (classes as f64, turns as f64);
    let expected = n * (k + 1.0) / 2.0;
    let spread: f64 = sums
        .iter()
        .map(|sum| (sum - expected) * (sum - expected))
        .sum();
    let chi_squared = 12.0 * spread / (n * k * (k + 1.0) - ties / (k - 1.0));
    chi_squared_tail(chi_squared, classes - 1)
}

/// The chance that a χ² variable is at least this large: Q(a, y) with a = `freedom`/2 and y = x/2, by
/// Q(a + 1, y) = Q(a, y) + y^a e^-y/Γ(a + 1) from Q(1/2, y) = erfc √y or Q(1, y) = e^-y.
fn chi_squared_tail(x: f64, freedom: usize) -> f64 {
    let y = x / 2.0;
    let (mut a, mut tail, mut term) = if freedom % 2 == 1 {
        (
            0.5,
            two_sided(x.sqrt()),
            y.sqrt() * (-y).exp() * std::f64::consts::FRAC_2_SQRT_PI,
        )
    } else {
        (1.0, (-y).exp(), y * (-y).exp())
    };
    while a < freedom as f64 / 2.0 {
        tail += term;
        a += 1.0;
        term *= y / a;
    }
    tail
}

/// The chance that a normal variable is at least this far from nothing, on either side: erfc(|z|/√2).
fn two_sided(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    if x < 2.0 {
        // erf as its Taylor series.
        let (mut term, mut sum) = (x, x);
        for n in 1..60 {
            let n = f64::from(n);
            term *= -x * x / n;
            sum += term / (2.0 * n + 1.0);
        }
        1.0 - sum * std::f64::consts::FRAC_2_SQRT_PI
    } else {
        // erfc as Laplace's continued fraction, from the inside out.
        let fraction = (1..100)
            .rev()
            .fold(x, |inner, n| x + f64::from(n) / 2.0 / inner);
        (-x * x).exp() / fraction * std::f64::consts::FRAC_2_SQRT_PI / 2.0
    }
}
