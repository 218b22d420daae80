//! What x86-64 has beside the portable kernel. `unsafe` stands here alone; each use has its reason beside it.
//!
//! The vectors' operations that every kernel has alike, and the functions of every multi-buffer kernel, are written once, as macros.
#![allow(unsafe_code, reason = "inline assembly and vector intrinsics")]

use super::{ScalarKernel, multi_buffer, portable, scalar, single_buffer, vector};

/// The methods of [`Lanes`](super::multi_buffer::Lanes) and [`Along`](super::single_buffer::Along) that need no more than a
/// register of 512 bits, for a type that lives only inside functions compiled for AVX-512F: that is what the SAFETY lines rest on.
macro_rules! words_512 {
    // What only lanes need.
    (lanes) => {
        words_512!();

        #[inline(always)]
        fn down(self, bits: usize) -> Self {
            use core::arch::x86_64::{_mm_cvtsi64_si128, _mm512_srl_epi64};
            // SAFETY: AVX-512F is there.
            Self(unsafe { _mm512_srl_epi64(self.0, _mm_cvtsi64_si128(bits as i64)) })
        }

        #[inline(always)]
        fn up(self, bits: usize) -> Self {
            use core::arch::x86_64::{_mm_cvtsi64_si128, _mm512_sll_epi64};
            // SAFETY: AVX-512F is there.
            Self(unsafe { _mm512_sll_epi64(self.0, _mm_cvtsi64_si128(bits as i64)) })
        }
    };
    () => {
        #[inline(always)]
        fn zero() -> Self {
            // SAFETY: AVX-512F is there.
            Self(unsafe { core::arch::x86_64::_mm512_setzero_si512() })
        }

        #[inline(always)]
        fn load(from: &[u64; 8]) -> Self {
            // SAFETY: AVX-512F is there; `from` is 64 readable bytes, and the load asks for no alignment.
            Self(unsafe { core::arch::x86_64::_mm512_loadu_si512(from.as_ptr().cast()) })
        }

        #[inline(always)]
        fn store(self, to: &mut [u64; 8]) {
            // SAFETY: AVX-512F is there; `to` is 64 writable bytes, and the store asks for no alignment.
            unsafe { core::arch::x86_64::_mm512_storeu_si512(to.as_mut_ptr().cast(), self.0) }
        }

        #[inline(always)]
        fn add(self, other: Self) -> Self {
            // SAFETY: AVX-512F is there.
            Self(unsafe { core::arch::x86_64::_mm512_add_epi64(self.0, other.0) })
        }

        #[inline(always)]
        fn equals(self, value: u64) -> Self {
            use core::arch::x86_64::{
                _mm512_cmpeq_epi64_mask, _mm512_maskz_set1_epi64, _mm512_set1_epi64,
            };
            // SAFETY: AVX-512F is there.
            Self(unsafe {
                let hits = _mm512_cmpeq_epi64_mask(self.0, _mm512_set1_epi64(value as i64));
                _mm512_maskz_set1_epi64(hits, -1)
            })
        }

        #[inline(always)]
        fn and(self, other: Self) -> Self {
            // SAFETY: AVX-512F is there.
            Self(unsafe { core::arch::x86_64::_mm512_and_si512(self.0, other.0) })
        }

        #[inline(always)]
        fn or(self, other: Self) -> Self {
            // SAFETY: AVX-512F is there.
            Self(unsafe { core::arch::x86_64::_mm512_or_si512(self.0, other.0) })
        }

        #[inline(always)]
        fn shift(self) -> Self {
            // SAFETY: AVX-512F is there.
            Self(unsafe { core::arch::x86_64::_mm512_srli_epi64::<DIGIT>(self.0) })
        }
    };
}

/// The same for a register of 256 bits and AVX2.
macro_rules! words_256 {
    // What only lanes need.
    (lanes) => {
        words_256!();

        #[inline(always)]
        fn down(self, bits: usize) -> Self {
            use core::arch::x86_64::{_mm_cvtsi64_si128, _mm256_srl_epi64};
            // SAFETY: AVX2 is there.
            Self(unsafe { _mm256_srl_epi64(self.0, _mm_cvtsi64_si128(bits as i64)) })
        }

        #[inline(always)]
        fn up(self, bits: usize) -> Self {
            use core::arch::x86_64::{_mm_cvtsi64_si128, _mm256_sll_epi64};
            // SAFETY: AVX2 is there.
            Self(unsafe { _mm256_sll_epi64(self.0, _mm_cvtsi64_si128(bits as i64)) })
        }
    };
    () => {
        #[inline(always)]
        fn zero() -> Self {
            // SAFETY: AVX2 is there.
            Self(unsafe { core::arch::x86_64::_mm256_setzero_si256() })
        }

        #[inline(always)]
        fn load(from: &[u64; 4]) -> Self {
            // SAFETY: AVX2 is there; `from` is 32 readable bytes, and the load asks for no alignment.
            Self(unsafe { core::arch::x86_64::_mm256_loadu_si256(from.as_ptr().cast()) })
        }

        #[inline(always)]
        fn store(self, to: &mut [u64; 4]) {
            // SAFETY: AVX2 is there; `to` is 32 writable bytes, and the store asks for no alignment.
            unsafe { core::arch::x86_64::_mm256_storeu_si256(to.as_mut_ptr().cast(), self.0) }
        }

        #[inline(always)]
        fn add(self, other: Self) -> Self {
            // SAFETY: AVX2 is there.
            Self(unsafe { core::arch::x86_64::_mm256_add_epi64(self.0, other.0) })
        }

        #[inline(always)]
        fn equals(self, value: u64) -> Self {
            use core::arch::x86_64::{_mm256_cmpeq_epi64, _mm256_set1_epi64x};
            // SAFETY: AVX2 is there.
            Self(unsafe { _mm256_cmpeq_epi64(self.0, _mm256_set1_epi64x(value as i64)) })
        }

        #[inline(always)]
        fn and(self, other: Self) -> Self {
            // SAFETY: AVX2 is there.
            Self(unsafe { core::arch::x86_64::_mm256_and_si256(self.0, other.0) })
        }

        #[inline(always)]
        fn or(self, other: Self) -> Self {
            // SAFETY: AVX2 is there.
            Self(unsafe { core::arch::x86_64::_mm256_or_si256(self.0, other.0) })
        }

        #[inline(always)]
        fn shift(self) -> Self {
            // SAFETY: AVX2 is there.
            Self(unsafe { core::arch::x86_64::_mm256_srli_epi64::<{ DIGIT as i32 }>(self.0) })
        }
    };
}

/// A multi-buffer kernel: its table, the function that hands it out against the proof that the CPU has the features it is compiled for, which
/// is what makes its functions sound to call, and the functions. Numbers are in blocks of `$one` digits or of `$other`, whichever wastes less.
macro_rules! multi_buffer_kernel {
    (
        features $features:literal, proof $proof:ty, lanes $lanes:ident of $words:literal, digits of $digit:ident, reduction $reduction:expr, window $window:literal,
        blocks $one:literal $other:literal, functions $kernel:ident $mul:ident $square:ident $gather:ident $digits:ident $limbs:ident
    ) => {
        /// The kernel.
        pub(crate) fn $kernel(_: $proof) -> &'static VectorKernel<$words> {
            static KERNEL: VectorKernel<$words> = VectorKernel {
                digit: $digit,
                window: $window,
                count: $words,
                max_limbs: 64,
                reduction: $reduction,
                layout: |digits| {
                    let one = multi_buffer::layout::<$one>(digits);
                    let other = multi_buffer::layout::<$other>(digits);
                    if one.rows <= other.rows { one } else { other }
                },
                lanes: Some(vector::InLanes {
                    // SAFETY: the CPU has the features, for the table is handed out only against the proof.
                    digits: |digits, limbs, first| unsafe { $digits(digits, limbs, first) },
                    // SAFETY: as above.
                    limbs: |limbs, digits| unsafe { $limbs(limbs, digits) },
                }),
                place: vector::place_in_lane::<$words>,
                modulus: multi_buffer::modulus::<$words, $digit>,
                // SAFETY: the CPU has the features, for the table is handed out only against the proof.
                mul: |x, y, t, work, _| unsafe { $mul(x, y, t, work) },
                // SAFETY: as above.
                square: |x, t, work, _| unsafe { $square(x, t, work) },
                // SAFETY: as above.
                gather: |out, table, index| unsafe { $gather(out, table, index) },
            };
            &KERNEL
        }

        #[target_feature(enable = $features)]
        fn $mul(
            x: &mut [Row<$words>],
            y: &[Row<$words>],
            t: &[Row<$words>],
            work: &mut [Row<$words>],
        ) {
            if $one == $other || x.len().is_multiple_of($one) {
                multi_buffer::mont_mul::<$words, $lanes, $one>(x, y, t, work)
            } else {
                multi_buffer::mont_mul::<$words, $lanes, $other>(x, y, t, work)
            }
        }

        #[target_feature(enable = $features)]
        fn $square(x: &mut [Row<$words>], t: &[Row<$words>], work: &mut [Row<$words>]) {
            if $one == $other || x.len().is_multiple_of($one) {
                multi_buffer::mont_square::<$words, $lanes, $one>(x, t, work)
            } else {
                multi_buffer::mont_square::<$words, $lanes, $other>(x, t, work)
            }
        }

        #[target_feature(enable = $features)]
        fn $digits(digits: &mut [Row<$words>], limbs: &[Row<$words>], first: usize) {
            multi_buffer::digits::<$words, $lanes, $digit>(digits, limbs, first)
        }

        #[target_feature(enable = $features)]
        fn $limbs(limbs: &mut [Row<$words>], digits: &[Row<$words>]) {
            multi_buffer::limbs::<$words, $lanes, $digit>(limbs, digits)
        }

        #[target_feature(enable = $features)]
        fn $gather(out: &mut [Row<$words>], table: &[Row<$words>], index: &Row<$words>) {
            multi_buffer::gather::<$words, $lanes, { if $words == 8 { 20 } else { 10 } }>(
                out, table, index,
            )
        }
    };
}

/// A multi-buffer kernel with digits of 28 bits and `vpmuludq`, for vectors that have no halves of products. `$opaque` is an `asm!` operand's class.
macro_rules! multi_buffer_kernel_28 {
    (
        features $features:literal, proof $proof:ty, register $register:ident $class:ident, lanes $lanes:ident of $words:literal,
        with $common:ident $add:ident $mul:ident $and:ident $splat:ident
    ) => {
        const DIGIT: u32 = 28;

        // The 16 powers of a window of 4 bits fill 19 KiB at 1024 bits in four lanes; 32 would overflow a first-level cache of 32 KiB.
        // Blocks of four digits: four sums and seven factors stay in 16 registers.
        multi_buffer_kernel! {
            features $features, proof $proof, lanes $lanes of $words, digits of DIGIT, reduction vector::Reduction::Scaled(1), window 4,
            blocks 4 4, functions kernel mul square gather digits limbs
        }

        /// The same value, of which the compiler knows nothing more; no instruction comes of it.
        ///
        /// It stands where the compiler would otherwise remember that the upper halves of the lanes are zero, drop the masking that
        /// makes a product a `vpmuludq`, and then, in another block, have forgotten, and multiply 64 by 64 bits: three instructions
        /// more, in the middle of the longest chain.
        #[target_feature(enable = $features)]
        #[inline]
        fn opaque(mut lanes: $register) -> $register {
            // SAFETY: there is no instruction.
            unsafe {
                core::arch::asm!("/* {} */", inout($class) lanes, options(pure, nomem, nostack, preserves_flags));
            }
            lanes
        }

        /// Lives only inside the functions above, so that the features are there wherever one exists: that is what every
        /// SAFETY line rests on.
        #[derive(Clone, Copy)]
        struct $lanes($register);

        impl Lanes<$words> for $lanes {
            $common!(lanes);

            #[inline(always)]
            fn multiply_add(low: &mut Self, _high: &mut Self, x: Self, y: Self) {
                // SAFETY: the features are there.
                low.0 = unsafe { $add(low.0, $mul(x.0, y.0)) };
            }

            #[inline(always)]
            fn digit(self) -> Self {
                // SAFETY: the features are there.
                Self(unsafe { opaque($and(self.0, $splat((1 << DIGIT) - 1))) })
            }
        }
    };
}

pub(super) mod adx;
pub(super) mod cpu;
pub(super) mod multi_avx2;
pub(super) mod multi_avx512;
pub(super) mod multi_ifma;
pub(super) mod single_avx2;
pub(super) mod single_ifma;
