//! Which kernel runs: a table from what the CPU has, what is asked for and how long it is, each row with the measurement that put it
//! where it stands.

use super::{Kept, Kernel, Montgomery, Power, ScalarKernel, portable, scalar};
use crate::bignum::limb::Limb;
use crate::bignum::scratch::Arena;
use core::sync::atomic::{AtomicU8, Ordering};

#[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
use super::{
    vector::{self, VectorKernel},
    x86_64::{adx, cpu, multi_avx2, multi_avx512, multi_ifma, single_avx2, single_ifma},
};

/// What multiplies.
#[derive(Clone, Copy)]
pub(super) enum Engine {
    /// One power, limb by limb.
    Scalar(&'static ScalarKernel),
    /// Vectors of four words.
    #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
    Four(&'static VectorKernel<4>),
    /// Vectors of eight words.
    #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
    Eight(&'static VectorKernel<8>),
}

impl Engine {
    /// The powers that go together.
    pub(super) fn count(self) -> usize {
        match self {
            Self::Scalar(_) => 1,
            #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
            Self::Four(kernel) => kernel.count,
            #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
            Self::Eight(kernel) => kernel.count,
        }
    }

    /// Whether it takes a modulus of so many limbs.
    fn takes(self, limbs: usize) -> bool {
        let _ = limbs; // where there is no kernel of vectors to ask
        match self {
            Self::Scalar(_) => true,
            #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
            Self::Four(kernel) => kernel.takes(limbs),
            #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
            Self::Eight(kernel) => kernel.takes(limbs),
        }
    }

    /// What a modulus of so many limbs keeps for it.
    pub(super) fn kept(self, limbs: usize) -> Kept {
        let _ = limbs; // as above
        match self {
            Self::Scalar(_) => Kept::default(),
            #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
            Self::Four(kernel) => kernel.kept(limbs),
            #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
            Self::Eight(kernel) => kernel.kept(limbs),
        }
    }

    /// Fills the words that a modulus keeps for it.
    pub(super) fn write_rows(self, modulus: &Montgomery<'_>, rows: &mut [Limb]) {
        let _ = (modulus, &rows); // as above
        match self {
            Self::Scalar(_) => {}
            #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
            Self::Four(kernel) => kernel.write_rows(modulus, rows),
            #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
            Self::Eight(kernel) => kernel.write_rows(modulus, rows),
        }
    }

    /// As many powers as it has lanes, at most; see [`super::pow`].
    pub(super) fn pow(self, powers: &mut [Power<'_>], public: bool, arena: &mut Arena<'_>) {
        match self {
            Self::Scalar(kernel) => {
                for power in powers {
                    scalar::pow(kernel, power, public, arena);
                }
            }
            #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
            Self::Four(kernel) => vector::pow(kernel, powers, public),
            #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
            Self::Eight(kernel) => vector::pow(kernel, powers, public),
        }
    }
}

/// When a kernel is the fastest.
struct Row {
    kernel: Kernel,
    /// What multiplies, if the CPU has what it needs.
    engine: fn() -> Option<Engine>,
    /// At least so many powers wait: fewer would leave lanes empty.
    waiting: usize,
    /// The moduli it is chosen for, in limbs, from and to. Where the kernel is pinned, it multiplies whatever it takes.
    limbs: (usize, usize),
    /// Only on this vendor's CPUs, where features do not decide.
    #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
    vendor: Option<cpu::Vendor>,
    /// Where the measurement is that justifies the row: a page of docs/performance/, and how the line begins there.
    #[cfg_attr(not(test), expect(dead_code, reason = "for the reader, and a test"))]
    measured: (&'static str, &'static str),
}

impl Row {
    fn is_for_this_vendor(&self) -> bool {
        #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
        return self
            .vendor
            .is_none_or(|vendor| cpu::Vendor::detect() == Some(vendor));
        #[cfg(not(all(target_arch = "x86_64", not(certwright_limb32))))]
        true
    }
}

/// Everything beside the kernel and its engine as it is most often.
const ANY: Row = Row {
    kernel: Kernel::Portable,
    engine: || Some(Engine::Scalar(&portable::KERNEL)),
    waiting: 1,
    limbs: (1, usize::MAX),
    #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
    vendor: None,
    measured: ("AMD-EPYC-Zen5.md", "| portable | 1024 |"),
};

/// A row of the kernels for AVX-512 IFMA.
#[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
const IFMA_LANES: Row = Row {
    kernel: Kernel::Ifma,
    engine: || cpu::Ifma::detect().map(|ifma| Engine::Eight(multi_ifma::kernel(ifma))),
    waiting: 6,
    measured: ("AMD-EPYC-Zen5.md", "| ifma | 2048 |"),
    ..ANY
};

/// A row of the multi-buffer kernel for AVX2: four lanes cost as much as two single powers of the portable kernel.
#[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
const AVX2_LANES: Row = Row {
    kernel: Kernel::Avx2,
    engine: || cpu::Avx2::detect().map(|avx2| Engine::Four(multi_avx2::kernel(avx2))),
    waiting: 4,
    ..ANY
};

/// A row of the single-buffer kernel for AVX2, from 2048 bits on, where a signature was 1.21 times as fast as the best peer's, which have ADX rows; below, those win.
#[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
const AVX2_ALONG: Row = Row {
    kernel: Kernel::Avx2,
    engine: || cpu::Avx2::detect().map(|avx2| Engine::Four(single_avx2::kernel_28(avx2))),
    limbs: (32, usize::MAX),
    vendor: Some(cpu::Vendor::Amd),
    measured: ("AMD-EPYC-Zen3.md", "| AVX2 along the lanes"),
    ..ANY
};

/// The first row that fits decides.
#[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
static TABLE: &[Row] = &[
    // Eight lanes together cost as much as 4.3 single powers at 1024 bits, two by two, and as 5.1 to 6 above.
    Row {
        waiting: 5,
        limbs: (1, 16),
        measured: ("AMD-EPYC-Zen5.md", "| ifma | 1024 |"),
        ..IFMA_LANES
    },
    IFMA_LANES,
    // Side by side two take 0.77 of the time of one after the other at 1024 bits, 0.84 at 1536, and 0.97 at 2048; above that the registers do not suffice.
    Row {
        engine: || cpu::Ifma::detect().map(|ifma| Engine::Eight(single_ifma::two(ifma))),
        waiting: 2,
        limbs: (1, 32),
        measured: ("Intel-Granite-Rapids.md", "| two, side by side |"),
        ..IFMA_LANES
    },
    Row {
        engine: || cpu::Ifma::detect().map(|ifma| Engine::Eight(single_ifma::one(ifma))),
        waiting: 1,
        ..IFMA_LANES
    },
    // Not measured: no such CPU was at hand. By count, four powers cost as much as two with ADX.
    Row {
        kernel: Kernel::AvxIfma,
        engine: || cpu::AvxIfma::detect().map(|ifma| Engine::Four(multi_ifma::kernel_256(ifma))),
        waiting: 3,
        measured: ("AMD-EPYC-Zen5.md", "The AVX-IFMA form"),
        ..ANY
    },
    // 1.5 times as fast as ADX with all lanes filled.
    Row {
        kernel: Kernel::Avx512,
        engine: || cpu::Avx512::detect().map(|avx512| Engine::Eight(multi_avx512::kernel(avx512))),
        waiting: 6,
        measured: ("Intel-Cascade-Lake.md", "| AVX-512F, eight lanes"),
        ..ANY
    },
    // On Intel's cores they gain nothing over ADX.
    Row {
        vendor: Some(cpu::Vendor::Amd),
        measured: (
            "AMD-EPYC-Zen3.md",
            "| the same by whole blocks of four digits, as built",
        ),
        ..AVX2_LANES
    },
    AVX2_ALONG,
    Row {
        engine: || cpu::Avx2::detect().map(|avx2| Engine::Four(single_avx2::kernel_27(avx2))),
        ..AVX2_ALONG
    },
    Row {
        kernel: Kernel::Adx,
        engine: || cpu::Adx::detect().map(|adx| Engine::Scalar(adx::kernel(adx))),
        measured: ("Intel-Cascade-Lake.md", "| ADX rows"),
        ..ANY
    },
    // Intel Haswell, which has no ADX. Its single powers are the portable kernel's, as on later Intel cores.
    Row {
        measured: ("Intel-Cascade-Lake.md", "| avx2 |"),
        ..AVX2_LANES
    },
    ANY,
];

#[cfg(not(all(target_arch = "x86_64", not(certwright_limb32))))]
static TABLE: &[Row] = &[ANY];

/// One more than the place in [`Kernel::ALL`] of the kernel that is pinned; 0 where the table decides.
static PINNED: AtomicU8 = AtomicU8::new(0);

/// Sets or lifts the pin.
pub(super) fn pin(kernel: Option<Kernel>) {
    // Relaxed suffices: every kernel gives the same results.
    PINNED.store(
        kernel.map_or(0, |kernel| kernel as u8 + 1),
        Ordering::Relaxed,
    );
}

/// The kernel that is pinned.
pub(super) fn pinned() -> Option<Kernel> {
    match PINNED.load(Ordering::Relaxed) {
        0 => None,
        place => Some(Kernel::ALL[usize::from(place) - 1]),
    }
}

/// Whether this CPU and this build have the kernel.
pub(super) fn is_available(kernel: Kernel) -> bool {
    TABLE
        .iter()
        .any(|row| row.kernel == kernel && (row.engine)().is_some())
}

/// What raises the next of so many powers that wait, modulo numbers of so many limbs.
pub(super) fn choose(waiting: usize, limbs: usize) -> (Kernel, Engine) {
    // Where there is nothing to choose from, the choice is not linked either.
    if TABLE.len() == 1 {
        return (Kernel::Portable, Engine::Scalar(&portable::KERNEL));
    }
    let pinned = pinned();
    let fits = |row: &&Row| match pinned {
        Some(kernel) => row.kernel == kernel && waiting >= row.waiting,
        None => {
            waiting >= row.waiting
                && (row.limbs.0..=row.limbs.1).contains(&limbs)
                && row.is_for_this_vendor()
        }
    };
    let first = |fits: &dyn Fn(&&Row) -> bool| {
        TABLE.iter().filter(fits).find_map(|row| {
            (row.engine)()
                .filter(|engine| engine.takes(limbs))
                .map(|engine| (row.kernel, engine))
        })
    };
    first(&fits)
        // A pinned kernel that has lanes only: most of them stay empty.
        .or_else(|| first(&|row| Some(row.kernel) == pinned))
        .unwrap_or((Kernel::Portable, Engine::Scalar(&portable::KERNEL)))
}

/// The scalar kernel that multiplies where there is no power to raise: set-up, recombination.
pub(super) fn scalar() -> &'static ScalarKernel {
    #[cfg(all(target_arch = "x86_64", not(certwright_limb32)))]
    if pinned() != Some(Kernel::Portable)
        && let Some(adx) = cpu::Adx::detect()
    {
        return adx::kernel(adx);
    }
    &portable::KERNEL
}

/// The maximum number of powers that any kernel in use takes together.
pub(super) fn lanes() -> usize {
    let pinned = pinned();
    TABLE
        .iter()
        .filter(|row| pinned.is_none_or(|kernel| row.kernel == kernel))
        .filter_map(|row| (row.engine)())
        .map(Engine::count)
        .max()
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_cites_a_line_of_measurements() {
        for row in TABLE {
            let (page, line) = row.measured;
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("docs/performance")
                .join(page);
            let text = std::fs::read_to_string(&path).expect("the page");
            assert!(
                text.lines().any(|text| text.starts_with(line)),
                "{page}: {line}"
            );
        }
    }

    #[test]
    fn every_kernel_of_the_table_is_in_the_list() {
        for row in TABLE {
            assert!(Kernel::ALL.contains(&row.kernel));
        }
    }
}
