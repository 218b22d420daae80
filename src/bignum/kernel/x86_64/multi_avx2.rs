//! Multi-buffer form on AVX2: four lanes, digits of 28 bits, `vpmuludq` (32 × 32 → 64 bits a lane).

use super::cpu;
use super::multi_buffer::{self, Lanes};
use super::vector::{self, Row, VectorKernel};
use core::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_and_si256, _mm256_mul_epu32, _mm256_set1_epi64x,
};

multi_buffer_kernel_28! {
    features "avx2", proof cpu::Avx2, register __m256i ymm_reg, lanes Four of 4,
    with words_256 _mm256_add_epi64 _mm256_mul_epu32 _mm256_and_si256 _mm256_set1_epi64x
}
