//! Multi-buffer form on AVX-512 IFMA: eight lanes, digits of 52 bits. `vpmadd52luq` and `vpmadd52huq` add the low and the
//! high half of a 52 × 52-bit product to 64-bit lanes, reading their multiplicands modulo 2^52.

use super::cpu;
use super::multi_buffer::{self, Lanes};
use super::vector::{self, Layout, Row, VectorKernel};
use core::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi64, _mm256_and_si256, _mm256_cmpeq_epi64, _mm256_loadu_si256,
    _mm256_madd52hi_avx_epu64, _mm256_madd52lo_avx_epu64, _mm256_or_si256, _mm256_set1_epi64x,
    _mm256_setzero_si256, _mm256_srli_epi64, _mm256_storeu_si256, _mm512_add_epi64,
    _mm512_and_si512, _mm512_cmpeq_epi64_mask, _mm512_loadu_si512, _mm512_madd52hi_epu64,
    _mm512_madd52lo_epu64, _mm512_maskz_set1_epi64, _mm512_or_si512, _mm512_set1_epi64,
    _mm512_setzero_si512, _mm512_srli_epi64, _mm512_storeu_si512,
};

const W: usize = 8;
const DIGIT: u32 = 52;

/// Its functions are sound to call only on a CPU with AVX-512F and AVX-512 IFMA: [`kernel`] hands it out only against the proof of
/// that.
static KERNEL: VectorKernel<W> = VectorKernel {
    digit: DIGIT,
    window: 5,
    count: W,
    max_limbs: 64,
    scale: 1,
    layout,
    place: vector::place_in_lane::<W>,
    modulus: multi_buffer::modulus::<W, DIGIT>,
    // SAFETY: AVX-512F and IFMA are there, see above.
    mul: |x, y, t, wide, _| unsafe { mul(x, y, t, wide) },
    // SAFETY: as above.
    square: |x, t, wide, _| unsafe { square(x, t, wide) },
    // SAFETY: as above.
    gather: |out, table, index| unsafe { gather(out, table, index) },
};

/// The kernel.
pub(super) fn kernel(_: cpu::Ifma) -> &'static VectorKernel<W> {
    &KERNEL
}

/// Blocks of seven digits or of eight, whichever wastes less: seven make 21 digits for 1024 bits, 42 for 2048, 63 for 3072;
/// eight make 32 for 1536, 80 for 4096. Twice as many sums, and the factors, stay in the 32 registers.
fn layout(digits: usize) -> Layout {
    let (seven, eight) = (
        multi_buffer::layout::<7>(digits),
        multi_buffer::layout::<8>(digits),
    );
    if seven.rows <= eight.rows {
        seven
    } else {
        eight
    }
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn mul(x: &mut [Row<W>], y: &[Row<W>], t: &[Row<W>], wide: &mut [Row<W>]) {
    if x.len().is_multiple_of(7) {
        multi_buffer::mont_mul::<W, Eight, 7>(x, y, t, wide)
    } else {
        multi_buffer::mont_mul::<W, Eight, 8>(x, y, t, wide)
    }
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn square(x: &mut [Row<W>], t: &[Row<W>], wide: &mut [Row<W>]) {
    if x.len().is_multiple_of(7) {
        multi_buffer::mont_square::<W, Eight, 7>(x, t, wide)
    } else {
        multi_buffer::mont_square::<W, Eight, 8>(x, t, wide)
    }
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn gather(out: &mut [Row<W>], table: &[Row<W>], index: &Row<W>) {
    if out.len().is_multiple_of(7) {
        multi_buffer::gather::<W, Eight, 7>(out, table, index)
    } else {
        multi_buffer::gather::<W, Eight, 8>(out, table, index)
    }
}

/// Eight lanes. Lives only inside the three functions above, so AVX-512F and IFMA are there wherever one exists: that is
/// what every SAFETY line below rests on.
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
    fn multiply_add(low: &mut Self, high: &mut Self, x: Self, y: Self) {
        // SAFETY: AVX-512 IFMA is there.
        unsafe {
            low.0 = _mm512_madd52lo_epu64(low.0, x.0, y.0);
            high.0 = _mm512_madd52hi_epu64(high.0, x.0, y.0);
        }
    }

    #[inline(always)]
    fn digit(self) -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe { _mm512_and_si512(self.0, _mm512_set1_epi64((1 << DIGIT) - 1)) })
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

/// The 256-bit form, four lanes: the same code over registers of half the width, for CPUs that have AVX-IFMA and no AVX-512. Its functions
/// are sound to call only on a CPU with AVX2 and AVX-IFMA: [`kernel_256`] hands it out only against the proof of that.
static KERNEL_256: VectorKernel<4> = VectorKernel {
    digit: DIGIT,
    window: 5,
    count: 4,
    max_limbs: 64,
    scale: 1,
    layout: layout_256,
    place: vector::place_in_lane::<4>,
    modulus: multi_buffer::modulus::<4, DIGIT>,
    // SAFETY: AVX2 and AVX-IFMA are there, see above.
    mul: |x, y, t, wide, _| unsafe { mul_256(x, y, t, wide) },
    // SAFETY: as above.
    square: |x, t, wide, _| unsafe { square_256(x, t, wide) },
    // SAFETY: as above.
    gather: |out, table, index| unsafe { gather_256(out, table, index) },
};

/// The kernel for AVX-IFMA.
pub(super) fn kernel_256(_: cpu::AvxIfma) -> &'static VectorKernel<4> {
    &KERNEL_256
}

/// Blocks of seven digits or of four. Twice as many sums as digits, and the factors, have 16 registers.
fn layout_256(digits: usize) -> Layout {
    let (seven, four) = (
        multi_buffer::layout::<7>(digits),
        multi_buffer::layout::<4>(digits),
    );
    if seven.rows <= four.rows { seven } else { four }
}

#[target_feature(enable = "avx2,avxifma")]
fn mul_256(x: &mut [Row<4>], y: &[Row<4>], t: &[Row<4>], wide: &mut [Row<4>]) {
    if x.len().is_multiple_of(7) {
        multi_buffer::mont_mul::<4, Four, 7>(x, y, t, wide)
    } else {
        multi_buffer::mont_mul::<4, Four, 4>(x, y, t, wide)
    }
}

#[target_feature(enable = "avx2,avxifma")]
fn square_256(x: &mut [Row<4>], t: &[Row<4>], wide: &mut [Row<4>]) {
    if x.len().is_multiple_of(7) {
        multi_buffer::mont_square::<4, Four, 7>(x, t, wide)
    } else {
        multi_buffer::mont_square::<4, Four, 4>(x, t, wide)
    }
}

#[target_feature(enable = "avx2,avxifma")]
fn gather_256(out: &mut [Row<4>], table: &[Row<4>], index: &Row<4>) {
    if out.len().is_multiple_of(7) {
        multi_buffer::gather::<4, Four, 7>(out, table, index)
    } else {
        multi_buffer::gather::<4, Four, 4>(out, table, index)
    }
}

/// Four lanes. Lives only inside the three functions above, so AVX2 and AVX-IFMA are there wherever one exists.
#[derive(Clone, Copy)]
struct Four(__m256i);

impl Lanes<4> for Four {
    #[inline(always)]
    fn zero() -> Self {
        // SAFETY: AVX2 is there.
        Self(unsafe { _mm256_setzero_si256() })
    }

    #[inline(always)]
    fn load(from: &Row<4>) -> Self {
        // SAFETY: AVX2 is there; `from` is 32 readable bytes, and the load asks for no alignment.
        Self(unsafe { _mm256_loadu_si256(from.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store(self, to: &mut Row<4>) {
        // SAFETY: AVX2 is there; `to` is 32 writable bytes, and the store asks for no alignment.
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: AVX2 is there.
        Self(unsafe { _mm256_add_epi64(self.0, other.0) })
    }

    #[inline(always)]
    fn multiply_add(low: &mut Self, high: &mut Self, x: Self, y: Self) {
        // SAFETY: AVX-IFMA is there.
        unsafe {
            low.0 = _mm256_madd52lo_avx_epu64(low.0, x.0, y.0);
            high.0 = _mm256_madd52hi_avx_epu64(high.0, x.0, y.0);
        }
    }

    #[inline(always)]
    fn digit(self) -> Self {
        // SAFETY: AVX2 is there.
        Self(unsafe { _mm256_and_si256(self.0, _mm256_set1_epi64x((1 << DIGIT) - 1)) })
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
