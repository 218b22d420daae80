//! Criterion benchmarks of certificates: reading one with all its extensions, making one, and validating a chain of three.

use std::hint::black_box;

use certwright::path::{Anchor, Pool, Settings, verify};
use certwright::pem;
use certwright::rsa::{HashAlgorithm, PrivateKey};
use certwright::x509::extension::{BasicConstraints, ExtKeyUsage, KeyUsage, SubjectAltName};
use certwright::x509::{
    CertificateBuilder, CertificateRef, NameBuf, RsaSigner, RsaVerifier, SerialNumber, Time, ToSign,
};
use criterion::{Criterion, criterion_group, criterion_main};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

/// A day within the validity of the vectors' certificates: 2026-01-01T00:01:40Z.
const NOW: i64 = 1_767_225_700;

/// A certificate that OpenSSL made.
fn certificate(text: &str) -> Vec<u8> {
    pem::first(text.as_bytes(), &[pem::label::CERTIFICATE])
        .expect("a vector")
        .contents
        .to_vec()
}

fn certificates(c: &mut Criterion) {
    let leaf = certificate(include_str!("../vectors/openssl/certs/leaf.pem"));
    let sub = certificate(include_str!("../vectors/openssl/certs/sub.pem"));
    let root = certificate(include_str!("../vectors/openssl/certs/ca.pem"));
    let mut group = c.benchmark_group("certificate");
    group.bench_function("parse", |b| {
        b.iter(|| {
            let certificate = CertificateRef::from_der(black_box(&leaf)).expect("a vector");
            let extensions = &certificate.extensions;
            black_box((
                extensions.get::<BasicConstraints>().is_ok(),
                extensions.get::<KeyUsage>().is_ok(),
                extensions.get::<ExtKeyUsage<'_>>().is_ok(),
                extensions.get::<SubjectAltName<'_>>().is_ok(),
            ))
        });
    });
    group.sample_size(20);
    let mut rng = ChaCha20Rng::from_seed([1; 32]);
    let key = PrivateKey::generate(&mut rng, 2048).expect("a size that is allowed");
    let issuer = NameBuf::common_name("CA");
    let builder = CertificateBuilder::new(NameBuf::common_name("server"))
        .exact()
        .serial(SerialNumber::from_unsigned_be(&[1]))
        .validity(Time::from_unix(NOW), Time::from_unix(NOW + 86_400))
        .public_key_of(&key);
    let signer = RsaSigner::pkcs1v15(&key, HashAlgorithm::Sha256);
    group.bench_function("issue, RSA-2048", |b| {
        b.iter(|| {
            let builder = builder.clone();
            let issued = builder.signed_under(&issuer, &signer, &mut rng);
            issued.expect("a key that signs")
        });
    });
    let many: Vec<_> = (0..16)
        .map(|_| ToSign::new(builder.clone(), issuer.clone(), signer))
        .collect();
    group.bench_function("issue 16 at once, RSA-2048", |b| {
        b.iter(|| black_box(CertificateBuilder::sign_all(&many, &mut rng)));
    });

    let [leaf, sub, root] =
        [&leaf, &sub, &root].map(|der| CertificateRef::from_der(der).expect("a vector"));
    let (anchors, intermediates) = ([Anchor::from_certificate(&root)], [sub]);
    let settings = Settings::at(Time::from_unix(NOW));
    group.bench_function("validate a chain of three", |b| {
        b.iter(|| {
            let pool = Pool::new(&anchors).intermediates(&intermediates);
            verify(black_box(&leaf), &pool, &settings, &RsaVerifier).expect("a chain that holds")
        });
    });
    group.finish();
}

criterion_group!(benches, certificates);
criterion_main!(benches);
