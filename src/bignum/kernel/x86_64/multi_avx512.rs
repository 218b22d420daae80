//! Multi-buffer form on AVX-512F without IFMA: eight lanes, digits of 28 bits, `vpmuludq` (32 × 32 → 64 bits a lane).

use super::cpu;
use super::multi_buffer::{self, Lanes};
use super::vector::{self, Row, VectorKernel};
use core::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_mul_epu32, _mm512_set1_epi64,
};

multi_buffer_kernel_28! {
    features "avx512f", proof cpu::Avx512, register __m512i zmm_reg, lanes Eight of 8,
    with words_512 _mm512_add_epi64 _mm512_mul_epu32 _mm512_and_si512 _mm512_set1_epi64
}
