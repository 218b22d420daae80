//! What this CPU has, as values that only its detection makes: a function that takes one cannot run elsewhere.

use core::arch::x86_64::{__cpuid, __cpuid_count};
use core::sync::atomic::{AtomicU8, Ordering};

macro_rules! token {
    ($(#[$doc:meta])* $name:ident, $detect:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name(());

        impl $name {
            /// The proof, if this CPU has it and the operating system saves its registers.
            pub(crate) fn detect() -> Option<Self> {
                $detect.then_some(Self(()))
            }
        }
    };
}

cpufeatures::new!(has_adx, "adx", "bmi2", "avx2");
cpufeatures::new!(has_avx2, "avx2", "bmi2");
cpufeatures::new!(has_avx512, "avx512f");
cpufeatures::new!(has_ifma, "avx512f", "avx512ifma");
#[cfg(test)]
cpufeatures::new!(has_ifma_vl, "avx2", "avx512f", "avx512vl", "avx512ifma");

token!(
    /// `mulx` (BMI2), `adcx` and `adox` (ADX), and AVX2: Intel Broadwell, AMD Zen, and later. Built with `--cfg certwright_no_adx` there is
    /// none, for an emulator that announces ADX and computes otherwise than CPUs do.
    Adx,
    // valgrind computes the instructions of ADX and does not announce them.
    !cfg!(certwright_no_adx) && (cfg!(certwright_ctgrind) || has_adx::get())
);
token!(
    /// AVX2 and BMI2.
    Avx2,
    has_avx2::get()
);
token!(
    /// AVX-512F.
    Avx512,
    has_avx512::get()
);
token!(
    /// AVX-512F and AVX-512 IFMA.
    Ifma,
    has_ifma::get()
);
#[cfg(test)]
token!(
    /// AVX-512 IFMA on registers of 256 bits, which stands for AVX-IFMA in tests.
    IfmaVl,
    has_ifma_vl::get()
);
token!(
    /// AVX2 and AVX-IFMA, the form of IFMA that needs no AVX-512.
    AvxIfma,
    has_avx_ifma::get()
);

/// A question about the CPU, which is asked once.
struct Asked(AtomicU8);

impl Asked {
    /// Stands for an answer that is not there yet.
    const NOT_YET: u8 = u8::MAX;

    const fn new() -> Self {
        Self(AtomicU8::new(Self::NOT_YET))
    }

    /// The answer, which is below [`NOT_YET`](Self::NOT_YET).
    fn get(&self, ask: impl FnOnce() -> u8) -> u8 {
        // Relaxed suffices: every thread gets the same answer.
        match self.0.load(Ordering::Relaxed) {
            Self::NOT_YET => {
                let answer = ask();
                self.0.store(answer, Ordering::Relaxed);
                answer
            }
            answer => answer,
        }
    }
}

/// Intel SDM, CPUID leaf 7, subleaf 1, EAX: features that `cpufeatures` does not know.
fn leaf_7_1_eax() -> u32 {
    if __cpuid_count(0, 0).eax >= 7 && __cpuid_count(7, 0).eax >= 1 {
        __cpuid_count(7, 1).eax
    } else {
        0
    }
}

mod has_avx_ifma {
    use super::{Asked, has_avx2, leaf_7_1_eax};

    pub(crate) fn get() -> bool {
        static ASKED: Asked = Asked::new();
        // Bit 23. That the registers are saved follows from AVX2.
        ASKED.get(|| u8::from(has_avx2::get() && leaf_7_1_eax() & (1 << 23) != 0)) == 1
    }
}

/// Whether the CPU's cores are Intel's since 2021, Golden Cove and those that followed: Intel's first with AVX-VNNI, bit 4, beside their
/// efficient ones.
pub(crate) fn is_golden_cove_or_later() -> bool {
    static ASKED: Asked = Asked::new();
    let ask = || Vendor::detect() == Some(Vendor::Intel) && leaf_7_1_eax() & (1 << 4) != 0;
    ASKED.get(|| u8::from(ask())) == 1
}

/// Who made the CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vendor {
    Amd,
    Intel,
}

impl Vendor {
    /// The vendor, if it is one that a choice depends on.
    pub(crate) fn detect() -> Option<Self> {
        static ASKED: Asked = Asked::new();
        let answer = ASKED.get(|| {
            let id = __cpuid(0);
            let name = [id.ebx, id.edx, id.ecx].map(u32::to_le_bytes);
            match name.as_flattened() {
                b"AuthenticAMD" => 1,
                b"GenuineIntel" => 2,
                _ => 0,
            }
        });
        match answer {
            1 => Some(Self::Amd),
            2 => Some(Self::Intel),
            _ => None,
        }
    }
}
