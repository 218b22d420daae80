//! A Kubernetes cluster's PKI: made, compared with its declaration, renewed, handed out.

pub mod init;
