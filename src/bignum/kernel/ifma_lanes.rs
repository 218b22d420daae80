//! The throughput form on AVX-512 IFMA: eight lanes, digits of 52 bits. `vpmadd52luq` and `vpmadd52huq` add the low and the
//! high half of a 52 × 52-bit product to 64-bit lanes, reading their multiplicands modulo 2^52.

use super::ladder::{self, LaneKernel, Row};
use super::lanes::{self, Lanes};
use core::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_cmpeq_epi64_mask, _mm512_loadu_si512,
    _mm512_madd52hi_epu64, _mm512_madd52lo_epu64, _mm512_maskz_set1_epi64, _mm512_or_si512,
    _mm512_set1_epi64, _mm512_setzero_si512, _mm512_srli_epi64, _mm512_storeu_si512,
};

const W: usize = 8;
const DIGIT: u32 = 52;

/// The kernel. Its functions are sound to call only on a CPU with AVX-512F and AVX-512 IFMA, which is what
/// [`Kernel::is_available`](super::Kernel::is_available) asserts before this table is handed out.
pub(super) static KERNEL: LaneKernel<W> = LaneKernel {
    digit: DIGIT,
    window: 5,
    count: W,
    rows: ladder::rows_of_lanes,
    place: ladder::place_in_lane,
    // SAFETY: AVX-512F and IFMA are there, see above.
    mul: |x, y, t, wide, digits| unsafe { mul(x, y, t, wide, digits) },
    // SAFETY: as above.
    square: |x, t, wide, digits| unsafe { square(x, t, wide, digits) },
    // SAFETY: as above.
    gather: |out, table, index| unsafe { gather(out, table, index) },
};

#[target_feature(enable = "avx512f,avx512ifma")]
fn mul(x: &mut [Row<W>], y: &[Row<W>], t: &[Row<W>], wide: &mut [Row<W>], digits: usize) {
    lanes::mont_mul::<W, Eight>(x, y, t, wide, digits);
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn square(x: &mut [Row<W>], t: &[Row<W>], wide: &mut [Row<W>], digits: usize) {
    lanes::mont_square::<W, Eight>(x, t, wide, digits);
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn gather(out: &mut [Row<W>], table: &[Row<W>], index: &Row<W>) {
    lanes::gather::<W, Eight>(out, table, index);
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
            _mm512_maskz_set1_epi64(_mm512_cmpeq_epi64_mask(self.0, _mm512_set1_epi64(value as i64)), -1)
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
