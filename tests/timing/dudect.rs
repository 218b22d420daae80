//! Whether time depends on secrets, as dudect asks it (Reparaz, Balasch, Verbauwhede, "Dude, is my code constant time?", DATE 2017): a
//! program that measures and reports, run by hand on a machine that is otherwise idle. It is the test of the kernels that valgrind does
//! not run, those of AVX-512.
//!
//! usage: cargo bench --bench dudect [-- COUNT [KERNEL...]]
//!
//! COUNT measurements (1,000,000 unless given) are made of each operation, on each kernel that the CPU has or those named; half of
//! them, drawn by lot, with one fixed secret, the others with random ones. Welch's t compares the two, over all times and over those below
//! their 50th, 90th and 99th percentile, which a first tenth gives. **|t| of 4.5 or more in any of the four speaks of a leak**
//! (Goodwill, Jun, Jaffe, Rohatgi, 2011), and the program ends with status 1: measure again, for one run in 40,000 reaches it by chance.
//! The last operation is a control, variable in time by its name, which must.

mod welch;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use certwright::bignum::hazmat::{self, Kernel, Power};
use certwright::bignum::{Limb, Modulus, Nat};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use welch::Moments;

const THRESHOLD: f64 = 4.5;
/// Of a prime of RSA-1024.
const BITS: usize = 512;

/// Times `operation` on secrets of so many limbs, and gives the t of the four sets.
fn measure(
    count: usize,
    limbs: usize,
    rng: &mut ChaCha20Rng,
    mut operation: impl FnMut(&[Limb]),
) -> [f64; 4] {
    let mut random = |secret: &mut [Limb]| {
        for limb in secret {
            *limb = rng.next_u64() as Limb;
        }
    };
    // Few ones: what depends on digits or on their number is far from what random secrets cost.
    let mut fixed: Vec<Limb> = vec![0; limbs];
    fixed[limbs - 1] = 1;
    let (mut other, mut secret) = (fixed.clone(), fixed.clone());
    let mut by_lot = [0];
    let mut time = |class: &mut usize| {
        random(&mut by_lot);
        *class = (by_lot[0] & 1) as usize;
        random(&mut other);
        // Both classes are at the same place after the same reads and writes: which of them was chosen by an address shows for a product.
        let mask = black_box((by_lot[0] & 1).wrapping_neg());
        for ((secret, fixed), other) in secret.iter_mut().zip(&fixed).zip(&other) {
            *secret = fixed ^ ((fixed ^ other) & mask);
        }
        let begin = Instant::now();
        operation(black_box(&secret));
        begin.elapsed().as_nanos() as f64
    };
    let mut class = 0;
    let mut first: Vec<f64> = (0..(count / 10).max(100))
        .map(|_| time(&mut class))
        .collect();
    first.sort_by(f64::total_cmp);
    let limits = [0.5, 0.9, 0.99].map(|part| first[(first.len() as f64 * part) as usize]);
    let mut sets = [[Moments::default(); 2]; 4];
    for _ in 0..count {
        let elapsed = time(&mut class);
        sets[0][class].add(elapsed);
        for (set, limit) in sets[1..].iter_mut().zip(limits) {
            if elapsed <= limit {
                set[class].add(elapsed);
            }
        }
    }
    // Where one class has no times below a limit, that is a difference as well.
    sets.map(|[fixed, random]| match welch::welch(&fixed, &random) {
        t if t.is_nan() => f64::INFINITY,
        t => t,
    })
}

fn main() -> ExitCode {
    let mut args = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"));
    let count: usize = args
        .next()
        .map_or(1_000_000, |arg| arg.parse().expect("COUNT is a number"));
    let named: Vec<Kernel> = args
        .map(|arg| arg.parse().expect("KERNEL is one"))
        .collect();
    let kernels = match &named[..] {
        [] => Kernel::ALL
            .iter()
            .copied()
            .filter(|kernel| kernel.is_available())
            .collect(),
        _ => named,
    };
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut n = [0; BITS / 8];
    rng.fill_bytes(&mut n);
    n[0] |= 0x80;
    n[BITS / 8 - 1] |= 1;
    let mut leaks = 0;
    println!(
        "{count} measurements each, modulo a number of {BITS} bits; |t| of all, and below the 50th, 90th, 99th percentile"
    );
    let mut report = |name: &str, kernel: Kernel, t: [f64; 4], leaks_by_name: bool| {
        let largest = t.iter().fold(0.0f64, |largest, t| largest.max(t.abs()));
        let leaks_now = largest >= THRESHOLD;
        let verdict = match (leaks_now, leaks_by_name) {
            (false, false) => "no difference",
            (true, true) => "differs, as it must",
            (true, false) => "A DIFFERENCE",
            (false, true) => "NO DIFFERENCE, WHERE ONE MUST BE",
        };
        leaks += usize::from(leaks_now != leaks_by_name);
        let t = t.map(|t| format!("{:7.2}", t.abs())).join(" ");
        println!("{:9} {name:34} {t}  {verdict}", kernel.name());
    };
    for kernel in kernels {
        hazmat::force(kernel).expect("a CPU that has KERNEL");
        let modulus = Modulus::from_be_bytes(&n).expect("odd");
        let len = modulus.len();
        let base = Nat::from_limbs(&vec![7; len]);
        for together in [1, 8] {
            let mut outs = vec![Nat::zero(len); together];
            let mut pow = |secret: &[Limb], public: bool| {
                let mut powers: Vec<Power<'_>> = outs
                    .iter_mut()
                    .map(|out| Power {
                        modulus: modulus.montgomery(),
                        base: &base,
                        exponent: secret,
                        factor: None,
                        out,
                        next: None,
                    })
                    .collect();
                match public {
                    false => hazmat::pow(&mut powers).unwrap(),
                    true => hazmat::pow_public_vartime(&mut powers).unwrap(),
                }
            };
            let t = measure(count, len, &mut rng, |secret| pow(secret, false));
            report(&format!("exponents, {together} at once"), kernel, t, false);
            if together == 1 {
                let t = measure(count / 100, len, &mut rng, |secret| pow(secret, true));
                report("control: public exponents", kernel, t, true);
            }
        }
        let mut out = Nat::zero(len);
        let t = measure(count, len, &mut rng, |secret| {
            // Below n, whose top bit is set.
            let mut x = [0; BITS / 8 / size_of::<Limb>()];
            x.copy_from_slice(secret);
            x[len - 1] >>= 1;
            modulus.mul(&x, &x, &mut out).unwrap();
        });
        report("products", kernel, t, false);
        let t = measure(count / 10, len, &mut rng, |secret| {
            let _exists = modulus.inverse(secret, &mut out).unwrap();
        });
        report("inverses", kernel, t, false);
    }
    ExitCode::from(u8::from(leaks != 0))
}
