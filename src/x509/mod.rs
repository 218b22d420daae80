//! Floor 5 · X.509 (RFC 5280, RFC 2986).
