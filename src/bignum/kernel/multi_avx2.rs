//! Multi-buffer form on AVX2: four lanes, digits of 28 bits, `vpmuludq` (32 × 32 → 64 bits a lane).

use super::cpu;
use super::multi_buffer::{self, Lanes};
use super::vector::{self, Row, VectorKernel};
use core::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_and_si256, _mm256_cmpeq_epi64, _mm256_loadu_si256,
    _mm256_mul_epu32, _mm256_or_si256, _mm256_set1_epi64x, _mm256_setzero_si256, _mm256_srli_epi64,
    _mm256_storeu_si256,
};

const W: usize = 4;
const DIGIT: u32 = 28;
/// Four sums and seven factors stay in the 16 registers.
const BLOCK: usize = 4;

/// Its functions are sound to call only on a CPU with AVX2: [`kernel`] hands it out only against the proof of that.
static KERNEL: VectorKernel<W> = VectorKernel {
    digit: DIGIT,
    // The 16 powers of a window of 4 bits fill 19 KiB at 1024 bits; 32 would overflow a first-level cache of 32 KiB.
    window: 4,
    count: W,
    max_limbs: 64,
    scale: 1,
    layout: multi_buffer::layout::<BLOCK>,
    place: vector::place_in_lane::<W>,
    modulus: multi_buffer::modulus::<W, DIGIT>,
    // SAFETY: AVX2 is there, see above.
    mul: |x, y, t, wide, _| unsafe { mul(x, y, t, wide) },
    // SAFETY: as above.
    square: |x, t, wide, _| unsafe { square(x, t, wide) },
    // SAFETY: as above.
    gather: |out, table, index| unsafe { gather(out, table, index) },
};

/// The kernel.
pub(super) fn kernel(_: cpu::Avx2) -> &'static VectorKernel<W> {
    &KERNEL
}

#[target_feature(enable = "avx2")]
fn mul(x: &mut [Row<W>], y: &[Row<W>], t: &[Row<W>], wide: &mut [Row<W>]) {
    multi_buffer::mont_mul::<W, Four, BLOCK>(x, y, t, wide);
}

#[target_feature(enable = "avx2")]
fn square(x: &mut [Row<W>], t: &[Row<W>], wide: &mut [Row<W>]) {
    multi_buffer::mont_square::<W, Four, BLOCK>(x, t, wide);
}

#[target_feature(enable = "avx2")]
fn gather(out: &mut [Row<W>], table: &[Row<W>], index: &Row<W>) {
    multi_buffer::gather::<W, Four, BLOCK>(out, table, index);
}

/// The same value, of which the compiler knows nothing more; no instruction comes of it.
///
/// It stands where the compiler would otherwise remember that the upper halves of the lanes are zero, drop the masking that
/// makes a product a `vpmuludq`, and then, in another block, have forgotten, and multiply 64 by 64 bits: three instructions
/// more, in the middle of the longest chain.
#[target_feature(enable = "avx2")]
#[inline]
fn opaque(mut lanes: __m256i) -> __m256i {
    // SAFETY: there is no instruction.
    unsafe {
        core::arch::asm!("/* {} */", inout(ymm_reg) lanes, options(pure, nomem, nostack, preserves_flags));
    }
    lanes
}

/// Four lanes. Lives only inside the three functions above, so AVX2 is there wherever one exists: that is what every
/// SAFETY line below rests on.
#[derive(Clone, Copy)]
struct Four(__m256i);

impl Lanes<W> for Four {
    #[inline(always)]
    fn zero() -> Self {
        // SAFETY: AVX2 is there.
        Self(unsafe { _mm256_setzero_si256() })
    }

    #[inline(always)]
    fn load(from: &Row<W>) -> Self {
        // SAFETY: AVX2 is there; `from` is 32 readable octets, and the load asks for no alignment.
        Self(unsafe { _mm256_loadu_si256(from.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store(self, to: &mut Row<W>) {
        // SAFETY: AVX2 is there; `to` is 32 writable octets, and the store asks for no alignment.
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: AVX2 is there.
        Self(unsafe { _mm256_add_epi64(self.0, other.0) })
    }

    #[inline(always)]
    fn multiply_add(low: &mut Self, _high: &mut Self, x: Self, y: Self) {
        // SAFETY: AVX2 is there.
        low.0 = unsafe { _mm256_add_epi64(low.0, _mm256_mul_epu32(x.0, y.0)) };
    }

    #[inline(always)]
    fn digit(self) -> Self {
        // SAFETY: AVX2 is there.
        Self(unsafe {
            opaque(_mm256_and_si256(
                self.0,
                _mm256_set1_epi64x((1 << DIGIT) - 1),
            ))
        })
    }

    #[inline(always)]
    fn shift(self) -> Self {
        // SAFETY: AVX2 is there.
        Self(unsafe { _mm256_srli_epi64::<{ DIGIT as i32 }>(self.0) })
    }

    #[inline(always)]
    fn equals(self, value: u64) -> Self {
        // SAFETY: AVX2 is there.
        Self(unsafe { _mm256_cmpeq_epi64(self.0, _mm256_set1_epi64x(value as i64)) })
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        // SAFETY: AVX2 is there.
        Self(unsafe { _mm256_and_si256(self.0, other.0) })
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        // SAFETY: AVX2 is there.
        Self(unsafe { _mm256_or_si256(self.0, other.0) })
    }
}
