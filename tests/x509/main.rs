//! The X.509 model: extensions against OpenSSL's, parsing without allocation, and (`-- --ignored`, with the Python
//! package `cryptography-vectors`) a corpus of certificates, requests and CRLs, good and bad.

mod algorithm_list;
mod batch;
mod corpus;
mod extensions;
mod issuing;
mod model;
mod no_alloc;
mod round_trip;
