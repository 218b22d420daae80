//! Multiplication kernels, one file each, and the choice among them.
//!
//! The choice is made once, when the first number is multiplied, by what the CPU offers. Callers of `bignum` do not
//! know which kernel runs; tests, benchmarks and the command line may [`force`] one.

#[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
#[allow(
    unsafe_code,
    reason = "vector intrinsics; each use says why it is sound"
)]
mod avx2_lanes;
#[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
#[allow(
    unsafe_code,
    reason = "vector intrinsics; each use says why it is sound"
)]
mod avx2_row;
#[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
#[allow(
    unsafe_code,
    reason = "vector intrinsics; each use says why it is sound"
)]
mod ifma_lanes;
#[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
#[allow(
    unsafe_code,
    reason = "vector intrinsics; each use says why it is sound"
)]
mod ifma_pair;
#[cfg(all(
    any(test, target_arch = "x86_64"),
    target_pointer_width = "64",
    not(certwright_limb32)
))]
mod ladder;
#[cfg(all(
    any(test, target_arch = "x86_64"),
    target_pointer_width = "64",
    not(certwright_limb32)
))]
mod lanes;
#[cfg(all(test, target_pointer_width = "64", not(certwright_limb32)))]
mod model;
#[cfg(all(
    any(test, target_arch = "x86_64"),
    target_pointer_width = "64",
    not(certwright_limb32)
))]
mod pair;
pub(crate) mod portable;

pub(crate) use portable::{mont_mul, mont_reduce, mont_square};

use super::batch::Power;
use super::bit_len_vartime;
use core::fmt;
use core::str::FromStr;
use core::sync::atomic::{AtomicU8, Ordering};

/// A way of multiplying. Every one gives the same results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kernel {
    /// One word at a time, in safe Rust. On every target.
    Portable,
    /// Single powers along the lanes of AVX2, four digits a register; batches in its four lanes. x86-64.
    Avx2,
    /// Two powers along the lanes of AVX-512 IFMA, side by side; batches in its eight lanes. x86-64.
    Ifma,
}

/// A kernel that this CPU, or this build, does not have; or a name that is none's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KernelError(&'static str);

impl fmt::Display for KernelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl core::error::Error for KernelError {}

impl Kernel {
    /// All kernels, the slowest first.
    pub const ALL: [Self; 3] = [Self::Portable, Self::Avx2, Self::Ifma];

    /// The name that [`FromStr`] takes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Avx2 => "avx2",
            Self::Ifma => "ifma",
        }
    }

    /// Whether this CPU has what the kernel needs.
    pub fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
            Self::Avx2 => has_avx2::get(),
            #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
            Self::Ifma => has_avx2::get() && has_ifma::get(),
            #[cfg(not(all(target_arch = "x86_64", not(certwright_limb32))))]
            _ => false,
        }
    }
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kernel {
    type Err = KernelError;

    fn from_str(name: &str) -> Result<Self, KernelError> {
        Self::ALL
            .into_iter()
            .find(|kernel| kernel.name() == name)
            .ok_or(KernelError(
                "no such kernel: portable, avx2 and ifma are known",
            ))
    }
}

#[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
cpufeatures::new!(has_avx2, "avx2", "bmi2");
#[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
cpufeatures::new!(has_ifma, "avx512f", "avx512ifma");

/// One more than the kernel's place in [`Kernel::ALL`]; 0 before the choice.
static CHOSEN: AtomicU8 = AtomicU8::new(0);

/// The kernel in use.
pub fn chosen() -> Kernel {
    // Relaxed suffices: whoever chooses concurrently chooses the same, and every kernel gives the same results.
    match CHOSEN.load(Ordering::Relaxed) {
        0 => {
            let best = Kernel::ALL
                .into_iter()
                .rfind(|kernel| kernel.is_available())
                .unwrap_or(Kernel::Portable);
            CHOSEN.store(best as u8 + 1, Ordering::Relaxed);
            best
        }
        place => Kernel::ALL[usize::from(place) - 1],
    }
}

/// Makes every later operation of the process use `kernel`: for tests, benchmarks, and users who measure. Operations
/// that run meanwhile finish with either.
///
/// # Errors
///
/// [`KernelError`], if this CPU or this build does not have it.
pub fn force(kernel: Kernel) -> Result<(), KernelError> {
    if !kernel.is_available() {
        return Err(KernelError("this CPU does not have what that kernel needs"));
    }
    CHOSEN.store(kernel as u8 + 1, Ordering::Relaxed);
    Ok(())
}

/// The number of exponentiations that cost the least for each.
pub(crate) fn lanes() -> usize {
    match chosen() {
        Kernel::Portable => 1,
        Kernel::Avx2 => 4,
        Kernel::Ifma => 8,
    }
}

/// The radix, in bits, of the Montgomery form that the chosen kernel takes single powers in, for a modulus of so many
/// bits; 0 where it is the portable kernel's own.
pub(crate) fn lift_bits(bits: usize) -> usize {
    #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
    {
        let limbs = crate::bignum::limbs_for_bits(bits);
        match chosen() {
            Kernel::Avx2 => row_for(bits).map_or(0, |row| row.radix_bits(limbs)),
            Kernel::Ifma if ifma_pair::KERNEL.takes(bits) => ifma_pair::KERNEL.radix_bits(limbs),
            Kernel::Ifma if ifma_lanes::KERNEL.takes(bits) => ifma_lanes::KERNEL.radix_bits(limbs),
            _ => 0,
        }
    }
    #[cfg(not(all(target_arch = "x86_64", not(certwright_limb32))))]
    {
        let _ = bits;
        0
    }
}

/// The AVX2 kernel for single powers modulo a number of so many bits. At 512 bits the portable one is faster: by 10 % for a
/// secret exponent, by a quarter for 65537.
#[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
fn row_for(bits: usize) -> Option<&'static ladder::LaneKernel<4>> {
    if bits <= 512 {
        return None;
    }
    [&avx2_row::KERNEL_28, &avx2_row::KERNEL_27]
        .into_iter()
        .find(|row| row.takes(bits))
}

/// Computes one power after another, or all at once: see `ladder::pow`. Takes at most [`lanes()`] powers, with moduli of
/// one length, and for a public exponent one for all.
pub(crate) fn pow_lanes(powers: &mut [Power<'_>], public: bool) {
    if public
        && powers
            .iter()
            .any(|power| bit_len_vartime(power.exponent) == 0)
    {
        for power in powers {
            // base⁰ = 1, also for base 0 (the empty product). n > 1, so 1 is a residue.
            power.out.fill(0);
            power.out[0] = 1;
        }
        return;
    }
    #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
    {
        let all =
            |takes: &dyn Fn(usize) -> bool| powers.iter().all(|power| takes(power.modulus.bits()));
        match chosen() {
            // Four lanes cost as much as three single powers.
            Kernel::Avx2 if powers.len() > 3 && all(&|bits| avx2_lanes::KERNEL.takes(bits)) => {
                return ladder::pow(&avx2_lanes::KERNEL, powers, public);
            }
            Kernel::Ifma if powers.len() <= 2 && all(&|bits| ifma_pair::KERNEL.takes(bits)) => {
                return ladder::pow(&ifma_pair::KERNEL, powers, public);
            }
            Kernel::Ifma if all(&|bits| ifma_lanes::KERNEL.takes(bits)) => {
                return ladder::pow(&ifma_lanes::KERNEL, powers, public);
            }
            _ => {}
        }
    }
    for power in powers {
        #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
        if let (Kernel::Avx2, Some(row)) = (chosen(), row_for(power.modulus.bits())) {
            ladder::pow(row, core::slice::from_mut(power), public);
            continue;
        }
        if public {
            power
                .modulus
                .pow_public_by_limbs_vartime(power.out, power.base, power.exponent);
        } else {
            power
                .modulus
                .pow_by_limbs(power.out, power.base, power.exponent);
        }
    }
}
