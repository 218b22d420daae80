//! Floor 4 · DER and PEM of keys.

pub mod der;
