//! Criterion benchmarks of inputs that were made to be expensive: reading and validating each must end within 100 ms.

use std::hint::black_box;

use certwright::path::{Anchor, Pool, verify};
use certwright::x509::CertificateRef;
use criterion::{Criterion, criterion_group, criterion_main};

#[path = "../tests/path/hostile.rs"]
mod hostile;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/path/toy.rs"]
mod toy;

fn expensive(c: &mut Criterion) {
    let mut group = c.benchmark_group("hostile");
    group.sample_size(20);
    let root = hostile::root().der();
    let anchors = [Anchor::from_certificate(
        &CertificateRef::from_der(&root).expect("the root is one"),
    )];
    for (name, input) in [
        ("a mesh of cross-certificates", hostile::mesh()),
        (
            "one key under many names",
            hostile::one_key_under_many_names(),
        ),
        (
            "mappings that double the policy tree",
            hostile::mappings_that_double(),
        ),
        ("30,000 policies", hostile::many_policies()),
        (
            "1,000 names under 1,000 constraints",
            hostile::names_times_constraints(),
        ),
        ("a chain of 1,000", hostile::long_chain()),
    ] {
        let target = input.target.der();
        let intermediates: Vec<_> = input.intermediates.iter().map(toy::Cert::der).collect();
        group.bench_function(name, |b| {
            b.iter(|| {
                let read = |der| CertificateRef::from_der(der).expect("a certificate");
                let intermediates: Vec<_> = intermediates.iter().map(|der| read(der)).collect();
                let pool = Pool::new(&anchors).intermediates(&intermediates);
                black_box(verify(&read(&target), &pool, &input.settings, &toy::Verifier).is_ok())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, expensive);
criterion_main!(benches);
