//! Single-buffer form on AVX-512 IFMA: a number along the lanes, one or two side by side.

use super::cpu;
use super::single_buffer::{self, Along, DIGIT, Pair};
use super::vector::{Reduction, Row, VectorKernel};
use core::arch::x86_64::{
    __m512i, _mm_storeu_si128, _mm512_alignr_epi64, _mm512_castsi512_si128,
    _mm512_cmpeq_epu64_mask, _mm512_cmpgt_epu64_mask, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64,
    _mm512_mask_add_epi64, _mm512_maskz_set1_epi64, _mm512_set1_epi64, _mm512_ternarylogic_epi64,
};

/// One number.
static ONE: VectorKernel<8> = kernel::<1>();
/// Two numbers side by side.
static TWO: VectorKernel<8> = kernel::<2>();

/// The kernel for one power.
pub(crate) fn one(_: cpu::Ifma) -> &'static VectorKernel<8> {
    &ONE
}

/// The kernel for two powers.
pub(crate) fn two(_: cpu::Ifma) -> &'static VectorKernel<8> {
    &TWO
}

/// The functions are sound to call only on a CPU with AVX-512F and AVX-512 IFMA: the tables are handed out only against the proof of that.
const fn kernel<const NUMBERS: usize>() -> VectorKernel<8> {
    VectorKernel {
        digit: DIGIT,
        window: 5,
        count: NUMBERS,
        max_limbs: single_buffer::MAX_LIMBS,
        reduction: Reduction::ScaledToTheLast(2),
        layout: single_buffer::layout::<NUMBERS>,
        lanes: None,
        place: single_buffer::place::<NUMBERS>,
        modulus: single_buffer::modulus::<NUMBERS>,
        // SAFETY: AVX-512F and IFMA are there, see above.
        mul: |x, y, t, _, digits| unsafe { mul::<NUMBERS>(x, y, t, digits) },
        // SAFETY: as above.
        square: |x, t, _, digits| unsafe { square::<NUMBERS>(x, t, digits) },
        // SAFETY: as above.
        gather: |out, table, index| unsafe { gather::<NUMBERS>(out, table, index) },
    }
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn mul<const NUMBERS: usize>(x: &mut [Row<8>], y: &[Row<8>], t: &[Row<8>], digits: usize) {
    single_buffer::mont_mul::<Digits, NUMBERS>(x, y, t, digits);
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn square<const NUMBERS: usize>(x: &mut [Row<8>], t: &[Row<8>], digits: usize) {
    single_buffer::mont_square::<Digits, NUMBERS>(x, t, digits);
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn gather<const NUMBERS: usize>(out: &mut [Row<8>], table: &[Row<8>], index: &Row<8>) {
    single_buffer::gather::<Digits, NUMBERS>(out, table, index);
}

/// The highest digit.
const MAX_DIGIT: u64 = (1 << DIGIT) - 1;

/// Eight digits. Lives only inside the three functions above, so AVX-512F and IFMA are there wherever one exists: that is
/// what every SAFETY line below rests on.
#[derive(Clone, Copy)]
struct Digits(__m512i);

impl Along for Digits {
    words_512!();

    #[inline(always)]
    fn select(self, set: Self, clear: Self) -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe { _mm512_ternarylogic_epi64::<0xCA>(self.0, set.0, clear.0) })
    }

    #[inline(always)]
    fn splat(value: u64) -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe { _mm512_set1_epi64(value as i64) })
    }

    #[inline(always)]
    fn in_lowest(value: u64) -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe { _mm512_maskz_set1_epi64(1, value as i64) })
    }

    #[inline(always)]
    fn lowest_words(self) -> Pair {
        let mut words = Pair([0; 2]);
        // SAFETY: SSE2 is there, and the words are 16 bytes.
        unsafe { _mm_storeu_si128((&raw mut words.0).cast(), _mm512_castsi512_si128(self.0)) };
        words
    }

    #[inline(always)]
    fn in_memory(words: &Pair) -> &Pair {
        // SAFETY: there is no instruction.
        unsafe {
            core::arch::asm!("/* {} */", in(reg) words, options(nostack, preserves_flags));
        }
        words
    }

    #[inline(always)]
    fn down_two(self, next: Self) -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe { _mm512_alignr_epi64::<2>(next.0, self.0) })
    }

    #[inline(always)]
    fn up(self, before: Self) -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe { _mm512_alignr_epi64::<7>(self.0, before.0) })
    }

    #[inline(always)]
    fn add_low(self, x: Self, y: Self) -> Self {
        // SAFETY: AVX-512 IFMA is there.
        Self(unsafe { _mm512_madd52lo_epu64(self.0, x.0, y.0) })
    }

    #[inline(always)]
    fn add_high(self, x: Self, y: Self) -> Self {
        // SAFETY: AVX-512 IFMA is there.
        Self(unsafe { _mm512_madd52hi_epu64(self.0, x.0, y.0) })
    }

    #[inline(always)]
    fn digit(self) -> Self {
        self.and(Self::splat(MAX_DIGIT))
    }

    #[inline(always)]
    fn over(self) -> u8 {
        // SAFETY: AVX-512F is there.
        unsafe { _mm512_cmpgt_epu64_mask(self.0, Self::splat(MAX_DIGIT).0) }
    }

    #[inline(always)]
    fn full(self) -> u8 {
        // SAFETY: AVX-512F is there.
        unsafe { _mm512_cmpeq_epu64_mask(self.0, Self::splat(MAX_DIGIT).0) }
    }

    #[inline(always)]
    fn add_one_in(self, lanes: u8) -> Self {
        // SAFETY: AVX-512F is there.
        Self(unsafe { _mm512_mask_add_epi64(self.0, lanes, self.0, Self::splat(1).0) })
    }
}
