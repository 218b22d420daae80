//! Floor 3 · RSA (RFC 8017).
