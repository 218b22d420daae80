//! A scalar model of the vectors, which runs the vector kernels' very algorithm on any machine, and its tests.

use super::multi_buffer::{self, Lanes};
use super::single_buffer::{self, Along, Pair};
use super::vector::{self, InLanes, Reduction, Row, VectorKernel};
use crate::bignum::batch::Power;
use crate::bignum::{Limb, Modulus, Nat, limbs_from_be_bytes};
use num_bigint::BigUint;
use proptest::prelude::*;

/// W lanes of 64 bits; `vpmadd52` for digits of 52 bits, `vpmuludq` and an addition for digits of 28.
#[derive(Clone, Copy)]
struct Model<const W: usize, const D: u32>([u64; W]);

impl<const W: usize, const D: u32> Model<W, D> {
    fn map(self, other: Self, f: impl Fn(u64, u64) -> u64) -> Self {
        Self(core::array::from_fn(|i| f(self.0[i], other.0[i])))
    }
}

impl<const W: usize, const D: u32> Lanes<W> for Model<W, D> {
    fn zero() -> Self {
        Self([0; W])
    }
    fn load(from: &Row<W>) -> Self {
        Self(*from)
    }
    fn store(self, to: &mut Row<W>) {
        *to = self.0;
    }
    fn add(self, other: Self) -> Self {
        // A lane that overflows is a bound that was not kept: the debug build panics.
        self.map(other, |a, b| a + b)
    }
    fn multiply_add(low: &mut Self, high: &mut Self, x: Self, y: Self) {
        for i in 0..W {
            if D == 52 {
                // Intel SDM, VPMADD52LUQ and VPMADD52HUQ: bits 51:0 of both multiplicands count.
                let mask = (1u64 << 52) - 1;
                let product = u128::from(x.0[i] & mask) * u128::from(y.0[i] & mask);
                low.0[i] += product as u64 & mask;
                high.0[i] += (product >> 52) as u64;
            } else {
                // Intel SDM, VPMULUDQ: bits 31:0 of both multiplicands count.
                low.0[i] += u64::from(x.0[i] as u32) * u64::from(y.0[i] as u32);
            }
        }
    }
    fn digit(self) -> Self {
        self.map(self, |a, _| a & ((1 << D) - 1))
    }
    fn shift(self) -> Self {
        self.map(self, |a, _| a >> D)
    }
    fn down(self, bits: usize) -> Self {
        // Intel SDM, VPSRLQ and VPSLLQ: zeros, where the count is above 63.
        self.map(self, |a, _| a.checked_shr(bits as u32).unwrap_or(0))
    }
    fn up(self, bits: usize) -> Self {
        self.map(self, |a, _| a.checked_shl(bits as u32).unwrap_or(0))
    }
    fn equals(self, value: u64) -> Self {
        self.map(self, |a, _| if a == value { u64::MAX } else { 0 })
    }
    fn and(self, other: Self) -> Self {
        self.map(other, |a, b| a & b)
    }
    fn or(self, other: Self) -> Self {
        self.map(other, |a, b| a | b)
    }
    fn quotient(self, high: &mut Self, k: &Row<W>, lowest: &Row<W>) -> (Self, Self) {
        if D == 28 {
            return (self.digit(), self.shift());
        }
        let (mut digit, mut none) = (Self([0; W]), Self([0; W]));
        Self::multiply_add(&mut digit, &mut none, self, Self(*k));
        let mut low = self;
        Self::multiply_add(&mut low, high, digit, Self(*lowest));
        assert!(low.0.iter().all(|low| low % (1 << D) == 0));
        (digit, low.shift())
    }
}

const fn kernel<const W: usize, const D: u32, const T: usize>(window: usize) -> VectorKernel<W> {
    VectorKernel {
        digit: D,
        window,
        count: W,
        max_limbs: 64,
        reduction: if D == 52 {
            Reduction::ByModulus
        } else {
            Reduction::Scaled(1)
        },
        layout: multi_buffer::layout::<T>,
        lanes: Some(InLanes {
            digits: multi_buffer::digits::<W, Model<W, D>, D>,
            limbs: multi_buffer::limbs::<W, Model<W, D>, D>,
        }),
        place: vector::place_in_lane::<W>,
        modulus: multi_buffer::modulus::<W, D>,
        mul: |x, y, t, work, _| multi_buffer::mont_mul::<W, Model<W, D>, T>(x, y, t, work),
        square: |x, t, work, _| multi_buffer::mont_square::<W, Model<W, D>, T>(x, t, work),
        gather: multi_buffer::gather::<W, Model<W, D>, T>,
    }
}

static IFMA_10: VectorKernel<8> = kernel::<8, 52, 10>(5);
static IFMA_8: VectorKernel<8> = kernel::<8, 52, 8>(5);
static AVX_IFMA_5: VectorKernel<4> = kernel::<4, 52, 5>(5);
static AVX_IFMA_4: VectorKernel<4> = kernel::<4, 52, 4>(5);
static AVX2: VectorKernel<4> = kernel::<4, 28, 4>(4);
static AVX512: VectorKernel<8> = kernel::<8, 28, 4>(4);

impl Along for Model<8, 52> {
    fn zero() -> Self {
        Self([0; 8])
    }
    fn load(from: &Row<8>) -> Self {
        Self(*from)
    }
    fn store(self, to: &mut Row<8>) {
        *to = self.0;
    }
    fn add(self, other: Self) -> Self {
        Lanes::add(self, other)
    }
    fn select(self, set: Self, clear: Self) -> Self {
        Self(core::array::from_fn(|i| {
            self.0[i] & set.0[i] | !self.0[i] & clear.0[i]
        }))
    }
    fn splat(value: u64) -> Self {
        Self([value; 8])
    }
    fn in_lowest(value: u64) -> Self {
        Self([value, 0, 0, 0, 0, 0, 0, 0])
    }
    fn lowest_words(self) -> Pair {
        Pair([self.0[0], self.0[1]])
    }

    fn down_two(self, next: Self) -> Self {
        // Intel SDM, VALIGNQ by two lanes.
        Self(core::array::from_fn(|i| {
            if i < 6 { self.0[i + 2] } else { next.0[i - 6] }
        }))
    }
    fn up(self, before: Self) -> Self {
        // VALIGNQ by seven lanes.
        Self(core::array::from_fn(|i| {
            if i > 0 { self.0[i - 1] } else { before.0[7] }
        }))
    }
    fn add_low(self, x: Self, y: Self) -> Self {
        let (mut low, mut high) = (self, Self([0; 8]));
        Lanes::multiply_add(&mut low, &mut high, x, y);
        low
    }
    fn add_high(self, x: Self, y: Self) -> Self {
        let (mut low, mut high) = (Self([0; 8]), self);
        Lanes::multiply_add(&mut low, &mut high, x, y);
        high
    }
    fn equals(self, value: u64) -> Self {
        Lanes::equals(self, value)
    }
    fn and(self, other: Self) -> Self {
        Lanes::and(self, other)
    }
    fn or(self, other: Self) -> Self {
        Lanes::or(self, other)
    }
    fn digit(self) -> Self {
        Lanes::digit(self)
    }
    fn shift(self) -> Self {
        Lanes::shift(self)
    }
    fn over(self) -> u8 {
        (0..8).map(|i| u8::from(self.0[i] >= 1 << 52) << i).sum()
    }
    fn full(self) -> u8 {
        (0..8)
            .map(|i| u8::from(self.0[i] == (1 << 52) - 1) << i)
            .sum()
    }
    fn add_one_in(self, lanes: u8) -> Self {
        Self(core::array::from_fn(|i| {
            self.0[i] + u64::from(lanes >> i & 1)
        }))
    }
}

const fn single<const NUMBERS: usize>() -> VectorKernel<8> {
    VectorKernel {
        digit: 52,
        window: 5,
        count: NUMBERS,
        max_limbs: single_buffer::MAX_LIMBS,
        reduction: Reduction::ScaledToTheLast(2),
        layout: single_buffer::layout::<NUMBERS>,
        lanes: None,
        place: single_buffer::place::<NUMBERS>,
        modulus: single_buffer::modulus::<NUMBERS>,
        mul: |x, y, t, _, digits| single_buffer::mont_mul::<Model<8, 52>, NUMBERS>(x, y, t, digits),
        square: |x, t, _, digits| single_buffer::mont_square::<Model<8, 52>, NUMBERS>(x, t, digits),
        gather: single_buffer::gather::<Model<8, 52>, NUMBERS>,
    }
}

static ONE: VectorKernel<8> = single::<1>();
static TWO: VectorKernel<8> = single::<2>();

fn big(limbs: &[Limb]) -> BigUint {
    BigUint::from_bytes_be(&Nat::from_limbs(limbs).to_be_bytes())
}

fn residue(value: &BigUint, len: usize) -> Vec<Limb> {
    let mut out = vec![0; len];
    limbs_from_be_bytes(&mut out, &value.to_bytes_be());
    out
}

/// Runs the lanes on (modulus, base, exponent) triples and compares each with num-bigint.
fn check<const W: usize>(
    kernel: &VectorKernel<W>,
    cases: &[(Vec<Limb>, BigUint, Vec<Limb>)],
    public: bool,
) {
    for cases in cases.chunks(kernel.count) {
        // One for all cases that have the same number: lanes take over what those before hold of it.
        let moduli: Vec<Modulus> = cases
            .iter()
            .map(|case| Modulus::new(&case.0).unwrap())
            .collect();
        let shared = |case: &(Vec<Limb>, BigUint, Vec<Limb>)| {
            &moduli[cases.iter().position(|other| other.0 == case.0).unwrap()]
        };
        let bases: Vec<Vec<Limb>> = cases
            .iter()
            .map(|case| residue(&(&case.1 % big(&case.0)), case.0.len()))
            .collect();
        for with_factor in [false, true] {
            let mut outs: Vec<Vec<Limb>> = cases.iter().map(|case| vec![0; case.0.len()]).collect();
            let mut powers: Vec<Power<'_>> = (bases.iter().zip(cases).zip(&mut outs))
                .map(|((base, case), out)| Power {
                    modulus: shared(case).montgomery(),
                    base,
                    exponent: &case.2,
                    factor: with_factor.then_some(&**base),
                    out,
                    next: None,
                })
                .collect();
            vector::pow(kernel, &mut powers, public);
            for (case, out) in cases.iter().zip(&outs) {
                let exponent = big(if public { &cases[0].2 } else { &case.2 });
                assert_eq!(
                    big(out),
                    case.1
                        .modpow(&(exponent + u8::from(with_factor)), &big(&case.0)),
                    "modulo {:x}",
                    big(&case.0)
                );
            }
        }
    }
}

fn extreme(len: usize) -> Vec<(Vec<Limb>, BigUint, Vec<Limb>)> {
    let ones = vec![Limb::MAX; len];
    let mut sparse = vec![0; len];
    (sparse[0], sparse[len - 1]) = (1, 1 << (Limb::BITS - 1));
    let mut low = vec![0; len];
    (low[0], low[len - 1]) = (3, 1);
    // The moduli by turns, so that each comes again after another.
    let bases: [fn(&BigUint) -> BigUint; 5] = [
        |_| BigUint::ZERO,
        |_| BigUint::from(1u8),
        |n| n - 1u8,
        |n| n >> 1u8,
        |n| (n >> 1u8) + 1u8,
    ];
    bases
        .iter()
        .flat_map(|base| [&ones, &sparse, &low].map(|n| (n.clone(), base(&big(n)), vec![0xb5])))
        .collect()
}

fn check_extremes<const W: usize>(kernel: &VectorKernel<W>) {
    // At 4096 bits AVX2's columns are carried in between. Single-buffer IFMA has a form of its own for 16, 24, 32, 38, 48 and 64 limbs.
    for len in [9, 12, 13, 16, 23, 24, 32, 38, 48, 64, 128]
        .into_iter()
        .filter(|len| kernel.takes(*len))
    {
        check(kernel, &extreme(len), false);
        check(kernel, &extreme(len), true);
    }
}

#[test]
fn the_lanes_equal_num_bigint_on_extreme_operands_at_every_length() {
    check_extremes(&IFMA_10);
    check_extremes(&IFMA_8);
    check_extremes(&AVX_IFMA_5);
    check_extremes(&AVX_IFMA_4);
    check_extremes(&AVX2);
    check_extremes(&AVX512);
    check_extremes(&ONE);
    check_extremes(&TWO);
}

/// Products of what is just below the bound M of `vector::digits`, and of what fills all digits, by every modulus's own rows, at every length: right modulo n, and below M.
fn check_bound(kernel: &VectorKernel<8>) {
    for len in (1..=single_buffer::MAX_LIMBS).filter(|len| kernel.takes(*len)) {
        let layout = kernel.layout_for(len);
        let digits = layout.digits;
        let radix = BigUint::from(1u8) << (52 * digits);
        let bound = BigUint::from(1u8) << (64 * len + 2);
        let moduli =
            [(Limb::MAX, Limb::MAX), (1, 1 << 63), (1, Limb::MAX), (3, 1)].map(|(low, top)| {
                let mut n = vec![if low == top { low } else { 0 }; len];
                (n[0], n[len - 1]) = (low, top);
                n
            });
        let below = |bound: &BigUint| bound - 1u8;
        for (x, y) in [
            (below(&bound), below(&bound)),
            (below(&radix), &bound >> 2u8),
            (BigUint::from(1u8), below(&radix)),
            (BigUint::ZERO, below(&bound)),
        ] {
            for at in 0..moduli.len() {
                let mut t = vec![[0; 8]; layout.modulus_rows];
                let mut lines = [vec![[0; 8]; layout.rows], vec![[0; 8]; layout.rows]];
                let own = |number| &moduli[(at + number) % moduli.len()];
                for number in 0..kernel.count {
                    let modulus = Modulus::new(own(number)).unwrap();
                    let wide = &mut vec![0; len + 2];
                    kernel.write_modulus(&mut t, number, &modulus.montgomery(), digits, wide);
                    for (line, value) in lines.iter_mut().zip([&x, &y]) {
                        let value = residue(value, 52 * digits / 64 + 1);
                        for (i, word) in kernel.words(line, number).take(digits).enumerate() {
                            *word = vector::digit_at(&value, 52 * i, 52);
                        }
                    }
                }
                let [out, factor] = &mut lines;
                (kernel.mul)(out, factor, &t, &mut [], digits);
                for number in 0..kernel.count {
                    let n = big(own(number));
                    let words = kernel.words(out, number).take(digits);
                    let product = words.enumerate().fold(BigUint::ZERO, |sum, (i, word)| {
                        sum + (BigUint::from(*word) << (52 * i))
                    });
                    assert!(product < bound, "{len} limbs, modulo {n:x}");
                    assert_eq!((&product * &radix) % &n, (&x * &y) % &n, "{len} limbs");
                }
            }
        }
    }
}

#[test]
fn products_of_single_buffer_form_stay_below_their_bound_at_every_length() {
    check_bound(&ONE);
    check_bound(&TWO);
}

/// Products whose lanes are one digit's highest value, or above it, in runs as long as a number: with T = 0, x = (B − 1)·B^(L − 1)
/// times y leaves (B − 1)·y_{i+1} mod B + ⌊(B − 1)·y_i / B⌋ in lane i, which is B − 1 − y_{i+1} + y_i where no digit is 0.
fn check_carries(kernel: &VectorKernel<8>, digits: &[Vec<u64>; 2]) {
    let len = digits[0].len();
    let vector::Layout {
        rows, modulus_rows, ..
    } = (kernel.layout)(len);
    let mut lines = [vec![[0; 8]; rows], vec![[0; 8]; rows]];
    for (number, y) in digits.iter().enumerate() {
        for (word, digit) in kernel.words(&mut lines[1], number).zip(y) {
            *word = *digit;
        }
        *kernel
            .words(&mut lines[0], number)
            .nth(len - 1)
            .expect("a place for every digit") = (1 << 52) - 1;
    }
    let [x, y] = &mut lines;
    (kernel.mul)(
        x,
        y,
        &vec![[0; 8]; modulus_rows],
        &mut vec![[0; 8]; 2 * rows],
        len,
    );
    for (number, y) in digits.iter().enumerate() {
        let mut carry = 0;
        for (i, word) in kernel.words(x, number).take(len).enumerate() {
            let sum = if i + 1 < len {
                (1 << 52) - 1 - y[i + 1] + y[i]
            } else {
                y[i] - 1
            } + carry;
            carry = sum >> 52;
            assert_eq!(*word, sum & ((1 << 52) - 1), "digit {i} of {y:?}");
        }
    }
}

/// Two numbers' digits, mostly equal to their neighbours.
fn carrying_digits() -> impl Strategy<Value = [Vec<u64>; 2]> {
    (3usize..41).prop_flat_map(|half| {
        let len = 2 * half;
        let digit = prop_oneof![8 => Just(6u64), 1 => Just(5), 1 => Just(7)];
        let number = proptest::collection::vec(digit, len);
        [number.clone(), number]
    })
}

/// One to eight cases of one length.
fn random_cases() -> impl Strategy<Value = Vec<(Vec<Limb>, BigUint, Vec<Limb>)>> {
    let cases = (9usize..20).prop_flat_map(|len| {
        let limb = || prop_oneof![3 => any::<Limb>(), 1 => Just(Limb::MAX), 1 => Just(0)];
        let number = move |len| proptest::collection::vec(limb(), len);
        proptest::collection::vec(
            (number(len), number(len), (1usize..3).prop_flat_map(number)),
            1..9,
        )
    });
    cases.prop_map(|cases| {
        let odd = |(mut n, base, mut exponent): (Vec<Limb>, Vec<Limb>, Vec<Limb>)| {
            n[0] |= 1;
            *n.last_mut().unwrap() |= 1;
            exponent[0] |= 2;
            (n, big(&base), exponent)
        };
        cases.into_iter().map(odd).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn the_lanes_equal_num_bigint_on_random_operands(cases in random_cases()) {
        for public in [false, true] {
            check(&IFMA_10, &cases, public);
            check(&IFMA_8, &cases, public);
            check(&AVX_IFMA_5, &cases, public);
            check(&AVX_IFMA_4, &cases, public);
            check(&AVX2, &cases, public);
            check(&AVX512, &cases, public);
            check(&ONE, &cases, public);
            check(&TWO, &cases, public);
        }
    }
}

proptest! {
    #[test]
    fn carries_run_through_full_digits(digits in carrying_digits()) {
        check_carries(&TWO, &digits);
    }
}

/// The compiled kernels instead of the model, where the CPU has the instructions. `.ci/emulated-ifma` emulates one that has, and
/// demands that none is passed over.
#[cfg(target_arch = "x86_64")]
mod compiled {
    use super::super::x86_64::{
        cpu, multi_avx2, multi_avx512, multi_ifma, single_avx2, single_ifma,
    };
    use super::*;

    fn four() -> Vec<&'static VectorKernel<4>> {
        let avx2 = cpu::Avx2::detect().map(|avx2| {
            [
                multi_avx2::kernel(avx2),
                single_avx2::kernel_28(avx2),
                single_avx2::kernel_27(avx2),
            ]
        });
        let avx_ifma = cpu::AvxIfma::detect().map(multi_ifma::kernel_256);
        let encoded_as_avx512 = cpu::IfmaVl::detect().map(multi_ifma::kernel_256_encoded_as_avx512);
        avx2.into_iter()
            .flatten()
            .chain(avx_ifma)
            .chain(encoded_as_avx512)
            .collect()
    }

    fn eight() -> Vec<&'static VectorKernel<8>> {
        let avx512 = cpu::Avx512::detect().map(multi_avx512::kernel);
        let ifma = cpu::Ifma::detect().map(|ifma| {
            [
                multi_ifma::kernel(ifma),
                single_ifma::one(ifma),
                single_ifma::two(ifma),
            ]
        });
        avx512
            .into_iter()
            .chain(ifma.into_iter().flatten())
            .collect()
    }

    #[test]
    fn compiled_kernels_equal_num_bigint_on_extreme_operands_at_every_length() {
        four().into_iter().for_each(check_extremes);
        eight().into_iter().for_each(check_extremes);
    }

    #[test]
    fn carries_of_the_compiled_kernel_run_through_full_digits() {
        let Some(ifma) = cpu::Ifma::detect() else {
            return;
        };
        proptest!(|(digits in carrying_digits())| {
            check_carries(single_ifma::two(ifma), &digits);
        });
    }

    #[test]
    fn products_of_the_compiled_kernels_stay_below_their_bound_at_every_length() {
        if let Some(ifma) = cpu::Ifma::detect() {
            check_bound(single_ifma::one(ifma));
            check_bound(single_ifma::two(ifma));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn compiled_kernels_equal_num_bigint_on_random_operands(cases in random_cases()) {
            for public in [false, true] {
                for kernel in four() {
                    check(kernel, &cases, public);
                }
                for kernel in eight() {
                    check(kernel, &cases, public);
                }
            }
        }
    }

    /// Asks for the CPU that `.ci/emulated-ifma` emulates.
    #[test]
    #[ignore = "needs AVX-512 IFMA"]
    fn this_cpu_has_avx512_ifma() {
        assert!(cpu::Ifma::detect().is_some());
    }
}
