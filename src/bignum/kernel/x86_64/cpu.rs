//! What this CPU has, as values that only its detection makes: a function that takes one cannot run elsewhere.

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

/// `cpufeatures` does not know AVX-IFMA.
mod has_avx_ifma {
    use core::sync::atomic::{AtomicU8, Ordering};

    /// 0 before detection, then 1 for no and 2 for yes.
    static DETECTED: AtomicU8 = AtomicU8::new(0);

    pub(crate) fn get() -> bool {
        // Relaxed suffices: every thread detects the same.
        match DETECTED.load(Ordering::Relaxed) {
            0 => {
                let found = super::has_avx2::get() && detect();
                DETECTED.store(1 + u8::from(found), Ordering::Relaxed);
                found
            }
            detected => detected == 2,
        }
    }

    /// Intel SDM, CPUID leaf 7, subleaf 1, EAX bit 23. That the registers are saved follows from AVX2.
    fn detect() -> bool {
        use core::arch::x86_64::__cpuid_count;
        __cpuid_count(0, 0).eax >= 7
            && __cpuid_count(7, 0).eax >= 1
            && __cpuid_count(7, 1).eax & (1 << 23) != 0
    }
}

/// Who made the CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vendor {
    /// AMD.
    Amd,
}

impl Vendor {
    /// The vendor, if it is one that a choice depends on.
    pub(crate) fn detect() -> Option<Self> {
        use core::sync::atomic::{AtomicU8, Ordering};
        /// 0 before detection, then 1 for any other, 2 for AMD.
        static DETECTED: AtomicU8 = AtomicU8::new(0);
        let mut detected = DETECTED.load(Ordering::Relaxed);
        if detected == 0 {
            let id = core::arch::x86_64::__cpuid(0);
            let name = [id.ebx, id.edx, id.ecx].map(u32::to_le_bytes);
            detected = 1 + u8::from(name.as_flattened() == b"AuthenticAMD");
            DETECTED.store(detected, Ordering::Relaxed);
        }
        (detected == 2).then_some(Self::Amd)
    }
}
