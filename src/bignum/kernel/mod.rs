//! Multiplication kernels, one file each.

pub(crate) mod portable;

pub(crate) use portable::{mont_mul, mont_square};
