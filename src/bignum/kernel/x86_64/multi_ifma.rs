//! Multi-buffer form on AVX-512 IFMA: eight lanes, digits of 52 bits. `vpmadd52luq` and `vpmadd52huq` add the low and the
//! high half of a 52 × 52-bit product to 64-bit lanes, reading their multiplicands modulo 2^52. And the 256-bit form, four lanes, for CPUs that
//! have AVX-IFMA and no AVX-512.

use super::cpu;
use super::multi_buffer::{self, Lanes};
use super::vector::{self, Row, VectorKernel};
use core::arch::x86_64::{
    __m256i, __m512i, _mm256_and_si256, _mm256_madd52hi_avx_epu64, _mm256_madd52lo_avx_epu64,
    _mm256_set1_epi64x, _mm512_and_si512, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64,
    _mm512_set1_epi64,
};

const DIGIT: u32 = 52;

// Ten make 20 digits for 1024 bits, 30 for 1536, 60 for 3072; eight make 40 for 2048, 80 for 4096, as ten would, with less code, and waste less between. Twice as
// many sums, and the factors, stay in the 32 registers.
multi_buffer_kernel! {
    features "avx512f,avx512ifma", proof cpu::Ifma, lanes Eight of 8, digits of DIGIT, reduction vector::Reduction::ByModulus, window 4,
    blocks 8 10, functions kernel mul square gather digits limbs
}

// Twice as many sums as digits, and the factors, have 16 registers.
multi_buffer_kernel! {
    features "avx2,avxifma", proof cpu::AvxIfma, lanes Four of 4, digits of DIGIT, reduction vector::Reduction::ByModulus, window 4,
    blocks 5 4, functions kernel_256 mul_256 square_256 gather_256 digits_256 limbs_256
}

/// Lanes of a register, with the multiply-adds of one encoding. They live only inside the functions that are compiled for them, so that
/// the vectors and the multiply-adds are there wherever one exists: that is what every SAFETY line rests on.
macro_rules! lanes {
    ($lanes:ident of $words:literal in $register:ident, with $common:ident $low:ident $high:ident $and:ident $splat:ident) => {
        #[derive(Clone, Copy)]
        struct $lanes($register);

        impl Lanes<$words> for $lanes {
            $common!(lanes);

            #[inline(always)]
            fn multiply_add(low: &mut Self, high: &mut Self, x: Self, y: Self) {
                // SAFETY: the multiply-adds are there.
                unsafe {
                    low.0 = $low(low.0, x.0, y.0);
                    high.0 = $high(high.0, x.0, y.0);
                }
            }

            #[inline(always)]
            fn digit(self) -> Self {
                // SAFETY: the vectors are there.
                Self(unsafe { $and(self.0, $splat((1 << DIGIT) - 1)) })
            }

            #[inline(always)]
            fn as_factor(self) -> Self {
                self
            }

            #[inline(always)]
            fn quotient(
                self,
                high: &mut Self,
                k: &Row<$words>,
                lowest: &Row<$words>,
            ) -> (Self, Self) {
                // SAFETY: the vectors and the multiply-adds are there.
                unsafe {
                    let digit = $low(Self::zero().0, self.0, Self::load(k).0);
                    high.0 = $high(high.0, digit, Self::load(lowest).0);
                    // The low half of digit·lowest is B − column mod B, or 0 where that is 0.
                    let carried = self.add(Self($splat((1 << DIGIT) - 1))).shift();
                    (Self(digit), carried)
                }
            }
        }
    };
}

lanes! {
    Eight of 8 in __m512i,
    with words_512 _mm512_madd52lo_epu64 _mm512_madd52hi_epu64 _mm512_and_si512 _mm512_set1_epi64
}

lanes! {
    Four of 4 in __m256i,
    with words_256 _mm256_madd52lo_avx_epu64 _mm256_madd52hi_avx_epu64 _mm256_and_si256 _mm256_set1_epi64x
}

#[cfg(test)]
pub(crate) use encoded_as_avx512::kernel as kernel_256_encoded_as_avx512;

/// The 256-bit form in AVX-512's encoding, for tests on CPUs that have no other: it differs from the one above in the instructions' prefixes
/// and in nothing else.
#[cfg(test)]
mod encoded_as_avx512 {
    use super::*;
    use core::arch::x86_64::{_mm256_madd52hi_epu64, _mm256_madd52lo_epu64};

    multi_buffer_kernel! {
        features "avx2,avx512vl,avx512ifma", proof cpu::IfmaVl, lanes Four of 4, digits of DIGIT, reduction vector::Reduction::ByModulus, window 4,
        blocks 5 4, functions kernel mul square gather digits limbs
    }

    lanes! {
        Four of 4 in __m256i,
        with words_256 _mm256_madd52lo_epu64 _mm256_madd52hi_epu64 _mm256_and_si256 _mm256_set1_epi64x
    }
}
