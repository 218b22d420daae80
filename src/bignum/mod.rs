//! Floor 1 · constant-time natural numbers.
