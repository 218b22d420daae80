//! Single-buffer form on AVX2: one number along the lanes, four digits a register, `vpmuludq` (32 × 32 → 64 bits a lane).
//!
//! A number of L = 4G digits of d bits lies in G rows of four, with a row of zeros on either side: read r words early, the
//! row j of such an array holds the digits 4j − r and up, so that the product by a digit r places above a multiple of four
//! needs no shuffle.
//!
//! # Arithmetic
//!
//! As in [`multi_buffer`](super::multi_buffer), but with N′ ≡ −1 modulo B²: N′ + 1 = B²·T. Four steps go together. With acc the sum of
//! the columns from 4k on,
//!
//! ```text
//! acc += Σ x[4k + r]·y·B^r                        r = 0, …, 3
//! m_0, m_1 = the two lowest digits of acc, carried
//! m_2, m_3 = the next two, once m_0·T and m_1·T are added
//! acc = (acc − m)/B⁴ + Σ m_r·T·B^(r − 2)
//! ```
//!
//! Only the lowest row waits for the digits m, and it is taken out of the vectors and carried in general registers, while
//! the rows above it take up the products of x[4k + r] and of the m before.
//!
//! A square counts each product of two digits once, doubled, with the digit that it is multiplied by; in the row where
//! a digit meets itself, what has been counted is shifted out and the square of the digit is halved again.
//!
//! Columns: one takes at most 2L products and what was carried out of one below. Digits are carried twice between products,
//! not to the end, and stay below (1 + 2^−18)·2^d. For d = 28 and L ≤ 124 that is below 248·(1 + 2^−17)·2^56 + 2^37 <
//! 2^64; for d = 27 and L ≤ 312 below 624·(1 + 2^−16)·2^54 + 2^38 < 2^64. No carried digit is lost at the top: the
//! digits are natural numbers, and their weighted sum is below B^L.

use super::cpu;
use super::vector::{Layout, Reduction, Row, Source, VectorKernel, digit_at};
use core::arch::x86_64::{
    __m256i, _mm_cvtsi128_si64, _mm_extract_epi64, _mm256_add_epi64, _mm256_alignr_epi8,
    _mm256_and_si256, _mm256_castsi256_si128, _mm256_cmpeq_epi64, _mm256_extracti128_si256,
    _mm256_loadu_si256, _mm256_mul_epu32, _mm256_or_si256, _mm256_permute2x128_si256,
    _mm256_set_epi64x, _mm256_set1_epi64x, _mm256_setzero_si256, _mm256_srli_epi64,
    _mm256_srlv_epi64, _mm256_storeu_si256,
};

const W: usize = 4;

/// Digits of 28 bits: at most 124 of them, for (3392 + 62)/28 < 124.
static KERNEL_28: VectorKernel<W> = kernel::<28>();
/// Digits of 27 bits, for longer moduli: at most 308, for (8192 + 62)/27 < 306.
static KERNEL_27: VectorKernel<W> = kernel::<27>();

/// The kernel for moduli of up to 3392 bits.
pub(crate) fn kernel_28(_: cpu::Avx2) -> &'static VectorKernel<W> {
    &KERNEL_28
}

/// The kernel for longer moduli.
pub(crate) fn kernel_27(_: cpu::Avx2) -> &'static VectorKernel<W> {
    &KERNEL_27
}

/// The functions are sound to call only on a CPU with AVX2: the tables are handed out only against the proof of that.
const fn kernel<const D: i32>() -> VectorKernel<W> {
    VectorKernel {
        digit: D as u32,
        window: 5,
        count: 1,
        max_limbs: if D == 28 { 53 } else { 128 },
        reduction: Reduction::Scaled(2),
        layout,
        lanes: None,
        place: |_, _| (W, 1),
        modulus: modulus::<D>,
        // SAFETY: AVX2 is there, see above.
        mul: |x, y, t, wide, _| unsafe { mul::<D>(x, y, t, wide) },
        // SAFETY: as above.
        square: |x, t, wide, _| unsafe { square::<D>(x, t, wide) },
        // SAFETY: as above.
        gather: |out, table, index| unsafe { gather(out, table, index) },
    }
}

fn layout(digits: usize) -> Layout {
    let groups = digits.div_ceil(W);
    Layout {
        digits: groups * W,
        rows: groups + 2,
        modulus_rows: 4 * (groups + 2),
        work_rows: 2 * groups,
    }
}

/// A row of each of the four copies of T: the copy r holds in its row j the digits from 4j − 2 − r on.
type Four = [Row<W>; 4];

fn modulus<const D: i32>(t: &mut [Row<W>], _: usize, source: &Source<'_>, digits: usize) {
    let (t, _) = t.as_chunks_mut::<4>();
    for i in 0..digits - 2 {
        let digit = digit_at(source.scaled, (i + 2) * D as usize, D as u32);
        for (r, at) in (i + 2..i + 6).enumerate() {
            t[at / W][r][at % W] = digit;
        }
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn load(row: &Row<W>) -> __m256i {
    // SAFETY: `row` is 32 readable bytes, and the load asks for no alignment.
    unsafe { _mm256_loadu_si256(row.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
#[inline]
fn store(row: &mut Row<W>, value: __m256i) {
    // SAFETY: `row` is 32 writable bytes, and the store asks for no alignment.
    unsafe { _mm256_storeu_si256(row.as_mut_ptr().cast(), value) }
}

/// The same vectors, of which the compiler knows nothing more; no instruction comes of it.
///
/// It stands where the compiler would otherwise take the masking out of a loop that makes a product a `vpmuludq`, and
/// inside the loop, having forgotten that the upper halves of the lanes are zero, multiply 64 by 64 bits: three
/// instructions more for every product.
#[target_feature(enable = "avx2")]
#[inline]
pub(crate) fn opaque<const N: usize>(mut vectors: [__m256i; N]) -> [__m256i; N] {
    for vector in &mut vectors {
        // SAFETY: there is no instruction.
        unsafe {
            core::arch::asm!(
                "/* {} */",
                inout(ymm_reg) * vector,
                options(pure, nomem, nostack, preserves_flags)
            );
        }
    }
    vectors
}

/// Each of four digits in all lanes of a vector.
#[target_feature(enable = "avx2")]
#[inline]
fn splat([a, b, c, d]: [u64; 4]) -> [__m256i; 4] {
    [
        _mm256_set1_epi64x(a as i64),
        _mm256_set1_epi64x(b as i64),
        _mm256_set1_epi64x(c as i64),
        _mm256_set1_epi64x(d as i64),
    ]
}

/// sum + Σ m[r]·t[r].
#[target_feature(enable = "avx2")]
#[inline]
fn add_reduction(mut sum: __m256i, m: &[__m256i; 4], t: &Four) -> __m256i {
    for r in 0..4 {
        sum = _mm256_add_epi64(sum, _mm256_mul_epu32(m[r], load(&t[r])));
    }
    sum
}

/// A padded number: its digits and, as zeros, four places on either side.
#[derive(Clone, Copy)]
struct Padded<'a>(&'a [Row<W>]);

impl Padded<'_> {
    /// The digits from 4j − r on, r ≤ 3.
    #[target_feature(enable = "avx2")]
    #[inline]
    fn early(self, j: usize, r: usize) -> __m256i {
        debug_assert!(j + 1 < self.0.len() && r <= 3);
        // SAFETY: digit 0 stands in word 4, so that the words read are 4j + 4 − r to 4j + 7 − r, within the rows j and j + 1,
        // and every caller has j + 1 < rows: it takes j ≤ n for the n + 2 rows of a number.
        unsafe { _mm256_loadu_si256(self.0.as_ptr().cast::<u64>().add(W * (j + 1) - r).cast()) }
    }

    /// sum + Σ factors[r]·digits from 4j − r on.
    #[target_feature(enable = "avx2")]
    #[inline]
    fn add_product(self, mut sum: __m256i, factors: &[__m256i; 4], j: usize) -> __m256i {
        for (r, &factor) in factors.iter().enumerate() {
            sum = _mm256_add_epi64(sum, _mm256_mul_epu32(factor, self.early(j, r)));
        }
        sum
    }

    /// As [`add_product`](Self::add_product) by one factor, for the row that the factor's own digit stands in: `shift` halves its square and
    /// drops what has been counted.
    #[target_feature(enable = "avx2")]
    #[inline]
    fn add_diagonal(
        self,
        sum: __m256i,
        factor: __m256i,
        (j, r): (usize, usize),
        shift: __m256i,
    ) -> __m256i {
        _mm256_add_epi64(
            sum,
            _mm256_srlv_epi64(_mm256_mul_epu32(factor, self.early(j, r)), shift),
        )
    }
}

/// What the steps of one product share.
struct Steps<'a, const D: i32> {
    t: &'a [Four],
    /// The two lowest digits of T.
    lowest: [u64; 2],
    /// The quotient digits of the four steps before, each in all lanes, and what was carried out of their row.
    m: [__m256i; 4],
    carry: u64,
}

impl<'a, const D: i32> Steps<'a, D> {
    const MASK: u64 = (1 << D) - 1;

    #[target_feature(enable = "avx2")]
    #[inline]
    fn new(t: &'a [Row<W>]) -> Self {
        let t = t.as_chunks().0;
        let [.., t0, t1] = t[0][0];
        Self {
            t,
            lowest: [t0, t1],
            m: [_mm256_setzero_si256(); 4],
            carry: 0,
        }
    }

    /// The quotient digits of a finished lowest row, each in all lanes.
    #[target_feature(enable = "avx2")]
    #[inline]
    fn quotient(&mut self, row: __m256i) -> [__m256i; 4] {
        let (low, high) = (
            _mm256_castsi256_si128(row),
            _mm256_extracti128_si256::<1>(row),
        );
        let [t0, t1] = self.lowest;
        let a0 = (_mm_cvtsi128_si64(low) as u64).wrapping_add(self.carry);
        let m0 = a0 & Self::MASK;
        let a1 = (_mm_extract_epi64::<1>(low) as u64).wrapping_add(a0 >> D);
        let m1 = a1 & Self::MASK;
        let a2 = (_mm_cvtsi128_si64(high) as u64)
            .wrapping_add(m0.wrapping_mul(t0))
            .wrapping_add(a1 >> D);
        let products = m0.wrapping_mul(t1).wrapping_add(m1.wrapping_mul(t0));
        let a3 = (_mm_extract_epi64::<1>(high) as u64)
            .wrapping_add(products)
            .wrapping_add(a2 >> D);
        self.carry = a3 >> D;
        let mask = _mm256_set1_epi64x(Self::MASK as i64);
        let mut m = splat([a0, a1, a2, a3]);
        for m in &mut m {
            *m = _mm256_and_si256(*m, mask);
        }
        opaque(m)
    }

    /// Takes the quotient digits of the last four steps into the rows above, and leaves the digits, carried twice, in x.
    #[target_feature(enable = "avx2")]
    #[inline]
    fn finish(self, x: &mut [Row<W>], wide: &mut [Row<W>]) {
        let n = x.len() - 2;
        let wide = &mut wide[n..2 * n];
        wide[0][0] = wide[0][0].wrapping_add(self.carry);
        let mask = _mm256_set1_epi64x(Self::MASK as i64);
        let zero = _mm256_setzero_si256();
        let mut before = [zero; 2];
        for ((x, row), t) in x[1..].iter_mut().zip(wide).zip(&self.t[1..]) {
            let mut row = add_reduction(load(row), &self.m, t);
            for before in &mut before {
                let carry = _mm256_srli_epi64::<D>(row);
                row = _mm256_add_epi64(_mm256_and_si256(row, mask), up(carry, *before));
                *before = carry;
            }
            store(x, row);
        }
    }
}

/// One lane up; the highest of `before` comes in at the bottom.
#[target_feature(enable = "avx2")]
#[inline]
fn up(row: __m256i, before: __m256i) -> __m256i {
    let middle = _mm256_permute2x128_si256::<0x21>(before, row);
    _mm256_alignr_epi8::<8>(row, middle)
}

#[target_feature(enable = "avx2")]
fn mul<const D: i32>(x: &mut [Row<W>], y: &[Row<W>], t: &[Row<W>], wide: &mut [Row<W>]) {
    let n = x.len() - 2;
    assert!(y.len() == n + 2 && t.len() == 4 * (n + 2) && wide.len() >= 2 * n);
    let mut steps = Steps::<D>::new(t);
    let y = Padded(y);
    wide[..2 * n].fill([0; W]);
    for k in 0..n {
        let (mut factors, mut m) = (opaque(splat(x[1 + k])), steps.m);
        let row = add_reduction(load(&wide[k]), &m, &steps.t[1]);
        let next = steps.quotient(y.add_product(row, &factors, 0));
        for (j, (row, t)) in wide[k + 1..k + 1 + n]
            .iter_mut()
            .zip(&steps.t[2..])
            .enumerate()
        {
            (factors, m) = (opaque(factors), opaque(m));
            let reduced = add_reduction(load(row), &m, t);
            let product = y.add_product(_mm256_setzero_si256(), &factors, j + 1);
            store(row, _mm256_add_epi64(reduced, product));
        }
        steps.m = next;
    }
    steps.finish(x, wide);
}

#[target_feature(enable = "avx2")]
fn square<const D: i32>(x: &mut [Row<W>], t: &[Row<W>], wide: &mut [Row<W>]) {
    let n = x.len() - 2;
    assert!(t.len() == 4 * (n + 2) && wide.len() >= 2 * n);
    let mut steps = Steps::<D>::new(t);
    let y = Padded(x);
    // A digit that is even, or odd, places above a multiple of four meets itself in lane 0, or 2.
    let (even, odd) = (
        _mm256_set_epi64x(0, 0, 0, 1),
        _mm256_set_epi64x(0, 1, 63, 63),
    );
    wide[..2 * n].fill([0; W]);
    for k in 0..n {
        let mut factors = splat(y.0[1 + k]);
        for factor in &mut factors {
            *factor = _mm256_add_epi64(*factor, *factor);
        }
        let (mut factors, mut m) = (opaque(factors), steps.m);
        let [lower, upper] = wide[2 * k..2 * n].first_chunk_mut().expect("k < n");
        let sum = y.add_diagonal(load(lower), factors[0], (k, 0), even);
        store(lower, y.add_diagonal(sum, factors[1], (k, 1), odd));
        let mut sum = load(upper);
        for (r, &factor) in factors[..2].iter().enumerate() {
            sum = _mm256_add_epi64(sum, _mm256_mul_epu32(factor, y.early(k + 1, r)));
        }
        sum = y.add_diagonal(sum, factors[2], (k + 1, 2), even);
        store(upper, y.add_diagonal(sum, factors[3], (k + 1, 3), odd));
        let next = steps.quotient(add_reduction(load(&wide[k]), &m, &steps.t[1]));
        let (own, above) = wide[k + 1..k + 1 + n].split_at_mut(k + 1);
        let (t_own, t_above) = steps.t[2..].split_at(k + 1);
        for (row, t) in own.iter_mut().zip(t_own) {
            m = opaque(m);
            store(row, add_reduction(load(row), &m, t));
        }
        for (j, (row, t)) in above.iter_mut().zip(t_above).enumerate() {
            (factors, m) = (opaque(factors), opaque(m));
            let reduced = add_reduction(load(row), &m, t);
            let product = y.add_product(_mm256_setzero_si256(), &factors, k + 2 + j);
            store(row, _mm256_add_epi64(reduced, product));
        }
        steps.m = next;
    }
    steps.finish(x, wide);
}

/// `out = table[index]`, reading every entry. The rows of zeros on either side stay as they are.
#[target_feature(enable = "avx2")]
fn gather(out: &mut [Row<W>], table: &[Row<W>], index: &Row<W>) {
    let rows = out.len();
    let index = _mm256_set1_epi64x(index[0] as i64);
    // Ten rows are a number modulo one of 1024 bits.
    let (tens, rest) = out[1..rows - 1].as_chunks_mut::<10>();
    let at = 1 + 10 * tens.len();
    for (b, block) in tens.iter_mut().enumerate() {
        gather_rows(block, table, (rows, 1 + 10 * b), index);
    }
    let (threes, rest) = rest.as_chunks_mut::<3>();
    for (b, block) in threes.iter_mut().enumerate() {
        gather_rows(block, table, (rows, at + 3 * b), index);
    }
    let at = at + 3 * threes.len();
    for (i, row) in rest.iter_mut().enumerate() {
        gather_rows(core::array::from_mut(row), table, (rows, at + i), index);
    }
}

/// N rows from `at` on, whose sums stay in registers.
#[target_feature(enable = "avx2")]
#[inline]
fn gather_rows<const N: usize>(
    out: &mut [Row<W>; N],
    table: &[Row<W>],
    (rows, at): (usize, usize),
    index: __m256i,
) {
    let one = _mm256_set1_epi64x(1);
    let mut k = _mm256_setzero_si256();
    let mut sums = [_mm256_setzero_si256(); N];
    for entry in table.chunks_exact(rows) {
        let hit = _mm256_cmpeq_epi64(index, k);
        for (sum, row) in sums.iter_mut().zip(&entry[at..at + N]) {
            *sum = _mm256_or_si256(*sum, _mm256_and_si256(hit, load(row)));
        }
        k = _mm256_add_epi64(k, one);
    }
    for (row, sum) in out.iter_mut().zip(sums) {
        store(row, sum);
    }
}
