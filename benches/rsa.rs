//! Criterion benchmarks: powers by size and kernel with num-bigint beside them, RSA by size, key generation, batches, and
//! reading DER.

use certwright::bignum::hazmat::{self, Kernel, Power};
use certwright::bignum::{Limb, Modulus, Nat};
use certwright::pkcs::{pkcs1, spki};
use certwright::rsa::batch::{self, Scheme, ToSign, ToVerify};
use certwright::rsa::{HashAlgorithm, PrivateKey, pkcs1v15};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use num_bigint::BigUint;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use std::hint::black_box;

const HASH: HashAlgorithm = HashAlgorithm::Sha256;

fn kernels() -> impl Iterator<Item = Kernel> {
    Kernel::ALL
        .iter()
        .copied()
        .filter(|kernel| kernel.is_available())
}

fn bytes(bits: usize, seed: u8) -> Vec<u8> {
    (0..bits / 8)
        .map(|i| (i as u8).wrapping_mul(151).wrapping_add(seed))
        .collect()
}

fn modexp(c: &mut Criterion) {
    let mut group = c.benchmark_group("power");
    group.sample_size(10);
    for bits in [512, 1024, 1536, 2048, 4096] {
        let (mut n, mut base, exponent) = (bytes(bits, 1), bytes(bits, 2), bytes(bits, 3));
        n[0] |= 0xc0;
        n[bits / 8 - 1] |= 1;
        base[0] &= 0x3f;
        let modulus = Modulus::from_be_bytes(&n).expect("odd");
        let (base_limbs, exponent_limbs) =
            (Nat::from_be_bytes(&base), Nat::from_be_bytes(&exponent));
        for kernel in kernels() {
            hazmat::force(kernel).expect("available");
            let width = hazmat::width();
            group.throughput(Throughput::Elements(width as u64));
            let mut outs: Vec<Vec<Limb>> = vec![vec![0; modulus.len()]; width];
            group.bench_function(BenchmarkId::new(kernel.name(), bits), |b| {
                b.iter(|| {
                    let mut queue: Vec<Power<'_>> = outs
                        .iter_mut()
                        .map(|out| Power {
                            modulus: modulus.montgomery(),
                            base: &base_limbs,
                            exponent: &exponent_limbs,
                            factor: None,
                            out,
                            next: None,
                        })
                        .collect();
                    hazmat::pow(&mut queue).unwrap();
                });
            });
        }
        group.throughput(Throughput::Elements(1));
        let number = |bytes: &[u8]| BigUint::from_bytes_be(bytes);
        let (n, base, exponent) = (number(&n), number(&base), number(&exponent));
        group.bench_function(BenchmarkId::new("num-bigint", bits), |b| {
            b.iter(|| base.modpow(&exponent, &n))
        });
        group.bench_function(BenchmarkId::new("set-up", bits), |b| {
            b.iter(|| Modulus::new(black_box(modulus.limbs())).expect("odd"));
        });
    }
}

fn rsa(c: &mut Criterion) {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let digest = HASH.digest(b"bench");
    let digest = digest.as_bytes();
    for bits in [2048, 3072, 4096] {
        let mut group = c.benchmark_group(format!("rsa{bits}"));
        group.sample_size(10);
        let key = PrivateKey::generate(&mut rng, bits).expect("a key");
        let public = key.public_key();
        let mut signature = vec![0; key.size()];
        for kernel in kernels() {
            hazmat::force(kernel).expect("available");
            group.throughput(Throughput::Elements(1));
            group.bench_function(BenchmarkId::new("sign", kernel), |b| {
                b.iter(|| {
                    pkcs1v15::sign_prehash_into(&key, HASH, digest, &mut rng, &mut signature)
                });
            });
            let scheme = Scheme::Pkcs1v15(HASH);
            let items = [ToSign::new(&key, scheme, digest); 16];
            group.throughput(Throughput::Elements(16));
            group.bench_function(BenchmarkId::new("sign 16", kernel), |b| {
                b.iter(|| batch::sign(&items, &mut rng))
            });
            let items = [ToVerify::new(public, scheme, digest, &signature); 16];
            group.bench_function(BenchmarkId::new("verify 16", kernel), |b| {
                b.iter(|| batch::verify(&items))
            });
            if bits == 2048 {
                group.throughput(Throughput::Elements(1));
                group.bench_function(BenchmarkId::new("keygen", kernel), |b| {
                    b.iter(|| PrivateKey::generate(&mut rng, bits));
                });
            }
        }
        group.throughput(Throughput::Elements(1));
        group.bench_function("verify", |b| {
            b.iter(|| pkcs1v15::verify_prehash(public, HASH, digest, &signature))
        });
        let der = spki::to_der(public);
        group.bench_function("read SubjectPublicKeyInfo", |b| {
            b.iter(|| {
                spki::SubjectPublicKeyInfo::from_der(black_box(&der))
                    .map(|info| info.rsa_public_key())
            });
        });
        let der = pkcs1::private_to_der(&key.parts());
        group.bench_function("read RSAPrivateKey", |b| {
            b.iter(|| pkcs1::private_from_der(black_box(&der)))
        });
    }
}

criterion_group!(benches, modexp, rsa);
criterion_main!(benches);
