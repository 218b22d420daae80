//! A Kubernetes cluster's PKI: made, compared with its declaration, renewed, handed out.

pub mod check;
mod directory;
pub mod init;
pub mod report;
