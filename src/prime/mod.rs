//! Floor 2 · primes.
