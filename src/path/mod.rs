//! Floor 6 · RFC 5280 path validation.
