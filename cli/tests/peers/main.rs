//! What certwright makes, put to work by the programs that it is for: etcd, nginx, kubectl, curl, GnuTLS, OpenSSL,
//! Node.js, Java, Python and Chromium; and
//! scripts written for `openssl`, run by it.
//!
//! `cargo test --test peers -- --ignored` runs it. A peer that is not installed is a failure, not a pass.

mod api_server;
mod cluster;
mod etcd;
mod gnutls;
mod kubernetes;
mod notes;
mod ocsp;
mod openssl;
mod options;
mod report;
mod runtimes;
mod scripts;
mod support;
mod tls;
