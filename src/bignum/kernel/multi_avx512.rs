//! Multi-buffer form on AVX-512F without IFMA: eight lanes, digits of 28 bits, `vpmuludq` (32 × 32 → 64 bits a lane).

use super::cpu;
use super::multi_buffer::{self, Lanes};
use super::vector::{self, Row, VectorKernel};
use core::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_cmpeq_epi64_mask, _mm512_loadu_si512,
    _mm512_maskz_set1_epi64, _mm512_mul_epu32, _mm512_or_si512, _mm512_set1_epi64,
    _mm512_setzero_si512, _mm512_srli_epi64, _mm512_storeu_si512,
};

const W: usize = 8;
const DIGIT: u32 = 28;
/// Eight sums and seven factors stay in the 16 registers.
const BLOCK: usize = 4;

/// Its functions are sound to call only on a CPU with AVX-512F: [`kernel`] hands it out only against the proof of that.
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
    // SAFETY: AVX-512F is there, see above.
    mul: |x, y, t, wide, _| unsafe { mul(x, y, t, wide) },
    // SAFETY: as above.
    square: |x, t, wide, _| unsafe { square(x, t, wide) },
    // SAFETY: as above.
    gather: |out, table, index| unsafe { gather(out, table, index) },
};

/// The kernel.
pub(super) fn kernel(_: cpu::Avx512) -> &'static VectorKernel<W> {
    &KERNEL
}

#[target_feature(enable = "avx512f")]
fn mul(x: &mut [Row<W>], y: &[Row<W>], t: &[Row<W>], wide: &mut [Row<W>]) {
    multi_buffer::mont_mul::<W, Eight, BLOCK>(x, y, t, wide);
}

#[target_feature(enable = "avx512f")]
fn square(x: &mut [Row<W>], t: &[Row<W>], wide: &mut [Row<W>]) {
    multi_buffer::mont_square::<W, Eight, BLOCK>(x, t, wide);
}

#[target_feature(enable = "avx512f")]
fn gather(out: &mut [Row<W>], table: &[Row<W>], index: &Row<W>) {
    multi_buffer::gather::<W, Eight, BLOCK>(out, table, index);
}

/// The same value, of which the compiler knows nothing more; no instruction comes of it.
///
/// It stands where the compiler would otherwise remember that the upper halves of the lanes are zero, drop the masking that
/// makes a product a `vpmuludq`, and then, in another block, have forgotten, and multiply 64 by 64 bits: three instructions
/// more, in the middle of the longest chain.
#[target_feature(enable = "avx512f")]
#[inline]
fn opaque(mut lanes: __m512i) -> __m512i {
    // SAFETY: there is no instruction.
    unsafe {
        core::arch::asm!("/* {} */", inout(zmm_reg) lanes, options(pure, nomem, nostack, preserves_flags));
    }
    lanes
}

/// Eight lanes. Lives only inside the three functions above, so AVX-512F is there wherever one exists: that is what every
/// SAFETY line below rests on.
#[derive(Clone, Copy)]
struct Eight(__m512i);

impl Lanes<W> for Eight {
    #[inline(always)]
    fn zero() -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe { _mm512_setzero_si512() })
    }

    #[inline(always)]
    fn load(from: &Row<W>) -> Self {
        // SAFETY: AVX-512F is there; `from` is 64 readable octets, and the load asks for no alignment.
        Self(unsafe { _mm512_loadu_si512(from.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store(self, to: &mut Row<W>) {
        // SAFETY: AVX-512F is there; `to` is 64 writable octets, and the store asks for no alignment.
        unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe { _mm512_add_epi64(self.0, other.0) })
    }

    #[inline(always)]
    fn multiply_add(low: &mut Self, _high: &mut Self, x: Self, y: Self) {
        // SAFETY: AVX-512F is there.
        low.0 = unsafe { _mm512_add_epi64(low.0, _mm512_mul_epu32(x.0, y.0)) };
    }

    #[inline(always)]
    fn digit(self) -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe {
            opaque(_mm512_and_si512(
                self.0,
                _mm512_set1_epi64((1 << DIGIT) - 1),
            ))
        })
    }

    #[inline(always)]
    fn shift(self) -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe { _mm512_srli_epi64::<DIGIT>(self.0) })
    }

    #[inline(always)]
    fn equals(self, value: u64) -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe {
            _mm512_maskz_set1_epi64(
                _mm512_cmpeq_epi64_mask(self.0, _mm512_set1_epi64(value as i64)),
                -1,
            )
        })
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe { _mm512_and_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe { _mm512_or_si512(self.0, other.0) })
    }
}
