//! Welch's t test, for times that come one by one.

/// Mean and variance of values that are added one by one (Welford, Technometrics 4, 1962).
#[derive(Clone, Copy, Default)]
pub struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    pub fn add(&mut self, value: f64) {
        self.count += 1.0;
        let difference = value - self.mean;
        self.mean += difference / self.count;
        self.squares += difference * (value - self.mean);
    }

    /// The variance of the mean.
    fn of_mean(&self) -> f64 {
        self.squares / (self.count - 1.0) / self.count
    }
}

/// Welch's t (Biometrika 34, 1947).
pub fn welch(a: &Moments, b: &Moments) -> f64 {
    (a.mean - b.mean) / (a.of_mean() + b.of_mean()).sqrt()
}
