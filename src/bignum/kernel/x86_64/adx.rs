//! The ADX kernel: Montgomery multiplication limb by limb with `mulx`, `adcx` and `adox`, in inline assembly, for lengths that are multiples of
//! eight limbs; other lengths take the portable kernel.
//!
//! `mulx` multiplies without touching flags, `adcx` adds with the carry flag alone and `adox` with the overflow flag alone: low and high halves
//! of a row of products go into one running sum along two chains, one product a cycle. The compiler emits neither from Rust.
//!
//! # The block
//!
//! Everything is made of one block, which multiplies eight limbs of y, in memory at `rsi`, by eight limbs of x, one row for each limb of x, and adds
//! to a running sum of eight limbs in `r8` to `r15`. A row for x_i does
//!
//! ```text
//! sum += w_i + x_i·y;  w_i = sum mod B;  sum = ⌊sum/B⌋
//! ```
//!
//! which fits: sum ≤ B⁸ − 1 gives (B⁸ − 1) + (B − 1) + (B − 1)(B⁸ − 1) = B⁹ − 1. The lowest limb's register, once stored, takes the highest limb
//! of the next sum, so that the names rotate by one from row to row, and nothing moves.
//!
//! # Registers
//!
//! | register | in a block |
//! |---|---|
//! | `rdi` | w, the limbs that take the sum's lowest ones |
//! | `rsi` | the eight limbs of y |
//! | `rbx` | x; in rows of quotient digits, −n⁻¹ mod B |
//! | `rbp` | zero, to add a flag with; in rows of quotient digits, the second of two, and the zero is in memory |
//! | `rdx` | the limb of x, `mulx`'s implicit factor |
//! | `rax`, `rcx` | low and high half of a product |
//! | `r8`–`r15` | the sum |
//!
//! The compiler reserves `rbx` and may reserve `rbp`: both are pushed and popped here. What does not fit the registers stands on the
//! stack below them, which is why those `asm!` do not claim `nostack`. Every jump counts blocks: none depends on a limb.

use super::{ScalarKernel, cpu, portable, scalar};
use crate::bignum::limb::{LIMB_BITS, Limb, WideLimb};
use core::arch::asm;
use core::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_and_si256, _mm256_cmpeq_epi64, _mm256_loadu_si256,
    _mm256_or_si256, _mm256_set1_epi64x, _mm256_setzero_si256, _mm256_storeu_si256,
};

/// Limbs of a block.
const BLOCK: usize = 8;

/// With as many bytes of `nop` in each [`gap`].
///
/// Its functions are sound to call only on a CPU with BMI2, ADX and AVX2: [`kernel`] hands it out only against the proof of that.
const fn schedule<const GAP: usize>() -> ScalarKernel {
    ScalarKernel {
        mul: mont_mul::<GAP>,
        square: mont_square::<GAP>,
        reduce: mont_reduce::<GAP>,
        // SAFETY: the CPU has AVX2, see above.
        gather: Some(|out, table, index| unsafe { gather(out, table, index) }),
    }
}

static CLOSE: ScalarKernel = schedule::<0>();
static SPACED: ScalarKernel = schedule::<1>();

/// The kernel, as this CPU's cores run it best.
pub(crate) fn kernel(_: cpu::Adx) -> &'static ScalarKernel {
    if cpu::is_golden_cove_or_later() {
        &SPACED
    } else {
        &CLOSE
    }
}

/// Between an addition along one chain and the next along the other.
///
/// Golden Cove adds with a carry on two ports, and decides on which when it renames the instruction. Of two neighbours it often sends both to one, so
/// that one chain waits for the other: a block took 95 cycles. With a `nop` between them they part: 75, and 76 is what its 152 additions take on two
/// ports (docs/performance/Intel-Granite-Rapids.md). Where four instructions begin in a cycle, as on Skylake, a row's 39 take longer than its additions, and a `nop` is
/// one more.
macro_rules! gap {
    () => {
        ".fill {gap}, 1, 0x90\n"
    };
}

/// One product of a row, x_i·y_j into the limbs of the sum that it reaches, a half along each chain.
macro_rules! product {
    ($j:literal, $low:literal $high:literal) => {
        concat!(
            "mulx rcx, rax, [rsi + 8*",
            $j,
            "]\n adcx ",
            $low,
            ", rax\n",
            gap!(),
            "adox ",
            $high,
            ", rcx\n",
        )
    };
}

/// The last product of a row, its high half into a register that is free, and both chains' carries.
macro_rules! last_product {
    ($zero:literal, $low:literal $high:literal) => {
        concat!(
            "mulx ",
            $high,
            ", rax, [rsi + 56]\n adcx ",
            $low,
            ", rax\n",
            gap!(),
            "adox ",
            $high,
            ", ",
            $zero,
            "\n",
            gap!(),
            "adcx ",
            $high,
            ", ",
            $zero,
            "\n",
        )
    };
}

/// The products of a row but the first.
macro_rules! upper_products {
    (
        $zero:literal, $s0:literal $s1:literal $s2:literal $s3:literal $s4:literal $s5:literal $s6:literal $s7:literal
    ) => {
        concat!(
            product!(1, $s1 $s2), product!(2, $s2 $s3), product!(3, $s3 $s4), product!(4, $s4 $s5), product!(5, $s5 $s6),
            product!(6, $s6 $s7), last_product!($zero, $s7 $s0),
        )
    };
}

/// sum += x_i·y, w_i = the lowest limb. `xor` clears both flags.
macro_rules! first_row {
    ($i:literal, $s0:literal $s1:literal $($s:literal)*) => {
        concat!(
            "mov rdx, [rbx + 8*", $i, "]\n xor eax, eax\n",
            product!(0, $s0 $s1),
            "mov [rdi + 8*", $i, "], ", $s0, "\n",
            upper_products!("rbp", $s0 $s1 $($s)*)
        )
    };
}

/// sum += w_i + x_i·y, w_i = the lowest limb.
macro_rules! adding_row {
    ($i:literal, $s0:literal $s1:literal $($s:literal)*) => {
        concat!(
            "mov rdx, [rbx + 8*", $i, "]\n xor eax, eax\n",
            "adox ", $s0, ", [rdi + 8*", $i, "]\n",
            product!(0, $s0 $s1),
            "mov [rdi + 8*", $i, "], ", $s0, "\n",
            upper_products!("rbp", $s0 $s1 $($s)*)
        )
    };
}

/// Two digits q_0 + q_1·B = (s_0 + s_1·B)·i mod B², with i = −n⁻¹ mod B² = i_0 + i_1·B: then sum += q_0·n, and the next row adds q_1·n. Both
/// digits are there before the first product with n, so that a chain of two rows is hardly longer than one of a single row.
macro_rules! quotient_digits {
    ($i:literal, $next:literal, $s0:literal $s1:literal) => {
        concat!(
            "mov rdx, ",
            $s0,
            "\n mulx rbp, rax, rbx\n",
            "imul rdx, [rsp + 16]\n add rbp, rdx\n",
            "mov rdx, ",
            $s1,
            "\n imul rdx, rbx\n add rbp, rdx\n",
            "mov rdx, rax\n mov [rdi + 8*",
            $i,
            "], rdx\n mov [rdi + 8*",
            $next,
            "], rbp\n",
        )
    };
}

/// sum += q·n, q in rdx, where the lowest limb of the result is known to be zero: what it carries is whether s_0 was not, so that its
/// low half is not waited for.
macro_rules! quotient_row {
    ($s0:literal $s1:literal $($s:literal)*) => {
        concat!(
            "xor eax, eax\n adcx ", $s0, ", [rsp + 8]\n",
            "mulx rcx, rax, [rsi]\n adox ", $s1, ", rcx\n",
            upper_products!("[rsp]", $s0 $s1 $($s)*)
        )
    };
}

/// Two quotient rows.
macro_rules! quotient_rows {
    ($i:literal, $next:literal, $s0:literal $s1:literal $($s:literal)*) => {
        concat!(
            quotient_digits!($i, $next, $s0 $s1),
            quotient_row!($s0 $s1 $($s)*),
            "mov rdx, rbp\n",
            quotient_row!($s1 $($s)* $s0),
        )
    };
}

/// Eight rows of one kind.
macro_rules! block {
    ($row:ident) => {
        concat!(
            $row!(0, "r8" "r9" "r10" "r11" "r12" "r13" "r14" "r15"),
            $row!(1, "r9" "r10" "r11" "r12" "r13" "r14" "r15" "r8"),
            $row!(2, "r10" "r11" "r12" "r13" "r14" "r15" "r8" "r9"),
            $row!(3, "r11" "r12" "r13" "r14" "r15" "r8" "r9" "r10"),
            $row!(4, "r12" "r13" "r14" "r15" "r8" "r9" "r10" "r11"),
            $row!(5, "r13" "r14" "r15" "r8" "r9" "r10" "r11" "r12"),
            $row!(6, "r14" "r15" "r8" "r9" "r10" "r11" "r12" "r13"),
            $row!(7, "r15" "r8" "r9" "r10" "r11" "r12" "r13" "r14"),
        )
    };
}

/// `instruction limb, word of w` for each limb of the sum.
macro_rules! from_w {
    ($first:literal, $next:literal) => {
        concat!(
            $first,
            " r8, [rdi]\n",
            $next,
            " r9, [rdi + 8]\n",
            $next,
            " r10, [rdi + 16]\n",
            $next,
            " r11, [rdi + 24]\n",
            $next,
            " r12, [rdi + 32]\n",
            $next,
            " r13, [rdi + 40]\n",
            $next,
            " r14, [rdi + 48]\n",
            $next,
            " r15, [rdi + 56]\n",
        )
    };
}

/// The sum into w.
macro_rules! store_sum {
    () => {
        concat!(
            "mov [rdi], r8\n mov [rdi + 8], r9\n mov [rdi + 16], r10\n mov [rdi + 24], r11\n",
            "mov [rdi + 32], r12\n mov [rdi + 40], r13\n mov [rdi + 48], r14\n mov [rdi + 56], r15\n",
        )
    };
}

/// sum = 0.
macro_rules! zero_sum {
    () => {
        concat!(
            "xor r8d, r8d\n xor r9d, r9d\n xor r10d, r10d\n xor r11d, r11d\n",
            "xor r12d, r12d\n xor r13d, r13d\n xor r14d, r14d\n xor r15d, r15d\n",
        )
    };
}

/// `asm!` with the registers of a block: those that the lines use beside the operands are clobbered, flags included.
macro_rules! block_asm {
    ($($line:expr),* ; $($operands:tt)*) => {
        asm!(
            $($line),*,
            $($operands)*,
            out("r9") _, out("r10") _, out("r11") _, out("r12") _, out("r13") _, out("r14") _, out("r15") _,
        )
    };
}

/// Blocks of x from rbx on, until its end, which is in memory, the sum kept. No flag lives from one row to the next.
macro_rules! strip {
    ($row:ident, $end:literal) => {
        concat!(
            "2:\n",
            block!($row),
            "add rbx, 64\n add rdi, 64\n cmp rbx, ",
            $end,
            "\n jne 2b\n"
        )
    };
}

/// w = x·y, each of `8·blocks` limbs: strips of y.
///
/// A strip adds to the limbs of w that the one before has written, and writes eight more: with a sum below B^(8·blocks) there it fits.
///
/// # Safety
///
/// The CPU has BMI2 and ADX. `blocks` is above 0; `x` and `y` point to 8·blocks readable limbs, `w` to 16·blocks writable ones, which overlap
/// neither.
#[inline(always)]
unsafe fn product<const GAP: usize>(w: *mut Limb, x: *const Limb, y: *const Limb, blocks: usize) {
    // SAFETY: reads [rsi, +64·blocks) and [rbx, +64·blocks), writes [rdi, +128·blocks), and reads of it what it has written; the stack is
    // left as it was found, and so are rbx and rbp. On it stand x, its end, and how many strips are left.
    unsafe {
        block_asm!(
            "push rbx", "push rbp", "push rax", "shl rax, 6", "add rax, rcx", "push rax", "push rcx",
            "mov rbx, rcx", "xor ebp, ebp",
            zero_sum!(),
            strip!(first_row, "[rsp + 8]"),
            store_sum!(),
            "jmp 4f",
            "3:", "mov rbx, [rsp]",
            zero_sum!(),
            strip!(adding_row, "[rsp + 8]"),
            store_sum!(),
            // To the next strip: w is one block further, not as many as x has.
            "4:", "sub rdi, [rsp + 8]", "add rdi, [rsp]", "add rdi, 64", "add rsi, 64", "dec qword ptr [rsp + 16]", "jnz 3b",
            "add rsp, 24", "pop rbp", "pop rbx";
            inout("rdi") w => _, inout("rsi") y => _, inout("rcx") x => _, inout("rax") blocks => _, out("rdx") _, out("r8") _, gap = const GAP
        );
    }
}

/// A row of the products within a block, x_i·y_j for j > i, with x = y: stores column i, and takes its register for column i + 8.
macro_rules! triangle_row {
    ($i:literal, $s0:literal; $($j:literal $low:literal $high:literal),*; $last:literal) => {
        concat!(
            "mov rdx, [rsi + 8*", $i, "]\n xor eax, eax\n mov [rdi + 8*", $i, "], ", $s0, "\n",
            $(product!($j, $low $high),)*
            last_product!("rbp", $last $s0),
        )
    };
}

/// The rows of a block's triangle but the first, and at last columns 8 to 15 as the sum.
macro_rules! triangle {
    () => {
        concat!(
            triangle_row!(1, "r9"; 2 "r11" "r12", 3 "r12" "r13", 4 "r13" "r14", 5 "r14" "r15", 6 "r15" "r8"; "r8"),
            triangle_row!(2, "r10"; 3 "r13" "r14", 4 "r14" "r15", 5 "r15" "r8", 6 "r8" "r9"; "r9"),
            triangle_row!(3, "r11"; 4 "r15" "r8", 5 "r8" "r9", 6 "r9" "r10"; "r10"),
            triangle_row!(4, "r12"; 5 "r9" "r10", 6 "r10" "r11"; "r11"),
            triangle_row!(5, "r13"; 6 "r11" "r12"; "r12"),
            triangle_row!(6, "r14"; ; "r13"),
            "mov [rdi + 56], r15\n xor r15d, r15d\n",
        )
    };
}

/// `w = Σ x_i·x_j·B^(i + j)` over i < j, for `8·blocks` limbs of x: strip k is the triangle of x's block k, then the products of that
/// block with those above it.
///
/// Strip k begins at column 16k, adds to the columns below 8k + 8·blocks, where those before have left a sum, and writes eight more.
///
/// # Safety
///
/// The CPU has BMI2 and ADX. `blocks` is above 0; `x` points to 8·blocks readable limbs, `w` to 16·blocks writable ones, which do not overlap.
#[inline(always)]
unsafe fn products_off_diagonal<const GAP: usize>(w: *mut Limb, x: *const Limb, blocks: usize) {
    // SAFETY: reads [rsi, +64·blocks) as y and as x, writes [rdi, +128·blocks), and reads of it what it has written; the stack is left
    // as it was found, and so are rbx and rbp. On it stands the end of x.
    unsafe {
        block_asm!(
            "push rbx", "push rbp", "shl rax, 6", "add rax, rsi", "push rax", "xor ebp, ebp",
            // The first row of all has nothing to add to.
            "mov rdx, [rsi]", "mov [rdi], rbp",
            "mulx r10, r9, [rsi + 8]",
            "mulx r11, rax, [rsi + 16]", "add r10, rax",
            "mulx r12, rax, [rsi + 24]", "adc r11, rax",
            "mulx r13, rax, [rsi + 32]", "adc r12, rax",
            "mulx r14, rax, [rsi + 40]", "adc r13, rax",
            "mulx r15, rax, [rsi + 48]", "adc r14, rax",
            "mulx r8, rax, [rsi + 56]", "adc r15, rax", "adc r8, 0",
            triangle!(),
            "lea rbx, [rsi + 64]", "add rdi, 64", "cmp rbx, [rsp]", "je 3f",
            strip!(first_row, "[rsp]"),
            "3:",
            store_sum!(),
            "add rsi, 64", "cmp rsi, [rsp]", "je 5f",
            // To the next strip: w is two blocks further than the last one.
            "sub rdi, [rsp]", "lea rdi, [rdi + rsi + 64]",
            from_w!("mov", "mov"),
            triangle_row!(0, "r8"; 1 "r9" "r10", 2 "r10" "r11", 3 "r11" "r12", 4 "r12" "r13", 5 "r13" "r14", 6 "r14" "r15"; "r15"),
            triangle!(),
            "lea rbx, [rsi + 64]", "add rdi, 64", "cmp rbx, [rsp]", "je 3b",
            strip!(adding_row, "[rsp]"),
            "jmp 3b",
            "5:", "pop rax", "pop rbp", "pop rbx";
            inout("rdi") w => _, inout("rsi") x => _, inout("rax") blocks => _, out("rcx") _, out("rdx") _, out("r8") _, gap = const GAP
        );
    }
}

/// Two limbs of w doubled, and the square of a limb of x added: one chain for each, over all limbs.
macro_rules! double_and_add_square {
    ($i:literal) => {
        concat!(
            "mov rdx, [rsi + 8*",
            $i,
            "]\n mulx r9, r8, rdx\n",
            "mov r10, [rdi + 16*",
            $i,
            "]\n mov r11, [rdi + 16*",
            $i,
            " + 8]\n",
            "adcx r10, r10\n",
            gap!(),
            "adox r10, r8\n",
            "adcx r11, r11\n",
            gap!(),
            "adox r11, r9\n",
            "mov [rdi + 16*",
            $i,
            "], r10\n mov [rdi + 16*",
            $i,
            " + 8], r11\n",
        )
    };
}

/// `w = 2·w + Σ x_i²·B^2i`, for `8·blocks` limbs of x. The result fits, for it is a square.
///
/// # Safety
///
/// The CPU has BMI2 and ADX. `blocks` is above 0; `x` points to 8·blocks readable limbs, `w` to 16·blocks writable ones, which do not overlap.
#[inline(always)]
unsafe fn double_and_add_squares<const GAP: usize>(w: *mut Limb, x: *const Limb, blocks: usize) {
    // SAFETY: reads [rsi, +64·blocks), reads and writes [rdi, +128·blocks). `lea` and `jrcxz` leave both flags alone.
    unsafe {
        asm!(
            "xor eax, eax",
            "2:",
            double_and_add_square!(0), double_and_add_square!(1), double_and_add_square!(2), double_and_add_square!(3),
            double_and_add_square!(4), double_and_add_square!(5), double_and_add_square!(6), double_and_add_square!(7),
            "lea rsi, [rsi + 64]", "lea rdi, [rdi + 128]", "lea rcx, [rcx - 1]", "jrcxz 3f", "jmp 2b",
            "3:",
            inout("rdi") w => _, inout("rsi") x => _, inout("rcx") blocks => _, out("rax") _, out("rdx") _,
            out("r8") _, out("r9") _, out("r10") _, out("r11") _, gap = const GAP,
            options(nostack),
        );
    }
}

/// What a reduction needs of n⁻¹: i = −n⁻¹ mod B² = i_0 + i_1·B.
#[derive(Clone, Copy)]
struct Inverse([Limb; 2]);

impl Inverse {
    /// From n and i_0. n·i_0 = −1 + e·B modulo B², with e = ⌊n_0·i_0/B⌋ + 1 + n_1·i_0, so that n·(i_0 + i_1·B) ≡ −1 where
    /// e + n_0·i_1 ≡ 0, which is i_1 = e·i_0 modulo B.
    #[inline(always)]
    fn new(n: &[Limb], i_0: Limb) -> Self {
        let high = ((n[0] as WideLimb * i_0 as WideLimb) >> LIMB_BITS) as Limb;
        let e = n[1].wrapping_mul(i_0).wrapping_add(high).wrapping_add(1);
        Self([i_0, e.wrapping_mul(i_0)])
    }
}

/// Makes the lowest `8·blocks` limbs of w zero by adding multiples of n, and puts the quotient's digits there. Gives what is carried out of
/// w, 0 or 1.
///
/// A strip finds the eight digits that make the lowest eight limbs zero, and adds their product with n, and what the strip before
/// carried, to the limbs above.
///
/// # Safety
///
/// The CPU has BMI2 and ADX. `blocks` is above 0; `n` points to 8·blocks readable limbs, `w` to 16·blocks writable ones, which do not overlap.
#[inline(always)]
unsafe fn add_quotient<const GAP: usize>(
    w: *mut Limb,
    n: *const Limb,
    Inverse([i_0, i_1]): Inverse,
    blocks: usize,
) -> Limb {
    let carry;
    // SAFETY: reads [rsi, +64·blocks), first as n, and reads and writes [rdi, +128·blocks), in strip k [rdi + 64·k, +64·(blocks + 1)); the
    // stack is left as it was found, and so are rbx and rbp. On it stand 0, −1, i_1, i_0, n, its end, the carry, and how many strips are left.
    unsafe {
        block_asm!(
            "push rbx", "push rbp", "push rax", "push 0", "shl rax, 6", "add rax, rsi", "push rax", "push rsi", "push rcx", "push r8",
            "push -1", "push 0",
            "4:", "mov rbx, [rsp + 24]", "mov rsi, [rsp + 32]",
            from_w!("mov", "mov"),
            quotient_rows!(0, 1, "r8" "r9" "r10" "r11" "r12" "r13" "r14" "r15"),
            quotient_rows!(2, 3, "r10" "r11" "r12" "r13" "r14" "r15" "r8" "r9"),
            quotient_rows!(4, 5, "r12" "r13" "r14" "r15" "r8" "r9" "r10" "r11"),
            quotient_rows!(6, 7, "r14" "r15" "r8" "r9" "r10" "r11" "r12" "r13"),
            // The digits are y, the rest of n is x.
            "lea rbx, [rsi + 64]", "mov rsi, rdi", "add rdi, 64", "xor ebp, ebp", "cmp rbx, [rsp + 40]", "je 3f",
            strip!(adding_row, "[rsp + 40]"),
            // The carry flag becomes the carry that came.
            "3:", "mov rax, [rsp + 48]", "add rax, -1",
            from_w!("adc", "adc"),
            "adc rbp, 0", "mov [rsp + 48], rbp",
            store_sum!(),
            "lea rdi, [rsi + 64]", "dec qword ptr [rsp + 56]", "jnz 4b",
            // i names n modulo B².
            "mov rax, rbp", "mov qword ptr [rsp + 16], 0", "mov qword ptr [rsp + 24], 0", "add rsp, 64", "pop rbp", "pop rbx";
            inout("rdi") w => _, inout("rsi") n => _, inout("rcx") i_0 => _, inout("rax") blocks => carry, out("rdx") _,
            inout("r8") i_1 => _, gap = const GAP
        );
    }
    carry
}

/// `out = x − n` if `carry` is 1, `out = x` if it is 0, for `8·blocks` limbs.
///
/// # Safety
///
/// The CPU has BMI2 and ADX. `blocks` is above 0; `x` and `n` point to 8·blocks readable limbs, `out` to as many writable ones, which overlap
/// neither.
#[inline(always)]
unsafe fn subtract_if(out: *mut Limb, x: *const Limb, n: *const Limb, blocks: usize, carry: Limb) {
    macro_rules! masked {
        ($($register:literal $i:literal),*) => {
            concat!($("mov ", $register, ", [rdx + 8*", $i, "]\n and ", $register, ", rax\n",)*)
        };
    }
    macro_rules! difference {
        ($($register:literal $i:literal),*) => {
            concat!($("mov r12, [rsi + 8*", $i, "]\n sbb r12, ", $register, "\n mov [rdi + 8*", $i, "], r12\n",)*)
        };
    }
    macro_rules! four_limbs {
        ($($limb:tt)*) => { concat!(masked!($($limb)*), "add r13, r13\n", difference!($($limb)*), "sbb r13, r13\n") };
    }
    // SAFETY: reads [rsi, +64·blocks) and [rdx, +64·blocks), writes [rdi, +64·blocks).
    unsafe {
        asm!(
            // All ones for 1; r13 holds the borrow as −1 or 0, and gives it to the flag by being doubled.
            "neg rax", "xor r13d, r13d",
            "2:",
            four_limbs!("r8" 0, "r9" 1, "r10" 2, "r11" 3),
            four_limbs!("r8" 4, "r9" 5, "r10" 6, "r11" 7),
            "add rsi, 64", "add rdx, 64", "add rdi, 64", "dec rcx", "jnz 2b",
            inout("rdi") out => _, inout("rsi") x => _, inout("rdx") n => _, inout("rcx") blocks => _, inout("rax") carry => _,
            out("r8") _, out("r9") _, out("r10") _, out("r11") _, out("r12") _, out("r13") _,
            options(nostack),
        );
    }
}

/// `out ≡ wide·R⁻¹ (mod n)`, out < R, for any wide < R².
#[inline(always)]
fn reduce<const GAP: usize>(out: &mut [Limb], wide: &mut [Limb], n: &[Limb], n0: Limb) {
    let len = length(n);
    assert!(wide.len() == 2 * len && out.len() == len);
    // SAFETY: the CPU has BMI2 and ADX, for the table was handed out; n has len limbs, a multiple of eight above 0, and wide twice as
    // many, borrowed exclusively.
    let carry = unsafe {
        add_quotient::<GAP>(
            wide.as_mut_ptr(),
            n.as_ptr(),
            Inverse::new(n, n0),
            len / BLOCK,
        )
    };
    // high stands for (wide + q·n)/R with q < R, which is below R + n: where it reaches R, subtracting n once brings it below.
    let high = &wide[len..];
    // SAFETY: as above; each has len limbs, and out is borrowed exclusively.
    unsafe {
        subtract_if(
            out.as_mut_ptr(),
            high.as_ptr(),
            n.as_ptr(),
            len / BLOCK,
            carry,
        )
    };
}

/// n's length.
#[inline(always)]
fn length(n: &[Limb]) -> usize {
    assert!(n.len().is_multiple_of(BLOCK) && !n.is_empty());
    n.len()
}

/// [`mont_mul`] for a multiple of eight limbs.
#[inline(never)]
fn mul<const GAP: usize>(x: &mut [Limb], y: &[Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    let len = length(n);
    let wide = &mut wide[..2 * len];
    assert!(x.len() == len && y.len() == len);
    // SAFETY: the CPU has BMI2 and ADX, for the table was handed out; x and y have len limbs, a multiple of eight above 0, and wide twice as
    // many, borrowed exclusively.
    unsafe { product::<GAP>(wide.as_mut_ptr(), x.as_ptr(), y.as_ptr(), len / BLOCK) };
    reduce::<GAP>(x, wide, n, n0);
}

/// [`mont_square`] likewise: the products within blocks, then those between them, once; doubled, and the squares added.
#[inline(never)]
fn square<const GAP: usize>(x: &mut [Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    let len = length(n);
    let wide = &mut wide[..2 * len];
    assert!(x.len() == len);
    // SAFETY: the CPU has BMI2 and ADX, for the table was handed out; x has len limbs, a multiple of eight above 0, and wide twice as
    // many, borrowed exclusively.
    unsafe {
        products_off_diagonal::<GAP>(wide.as_mut_ptr(), x.as_ptr(), len / BLOCK);
        double_and_add_squares::<GAP>(wide.as_mut_ptr(), x.as_ptr(), len / BLOCK);
    }
    reduce::<GAP>(x, wide, n, n0);
}

/// [`reduce`] by itself.
#[inline(never)]
fn reduce_only<const GAP: usize>(out: &mut [Limb], wide: &mut [Limb], n: &[Limb], n0: Limb) {
    reduce::<GAP>(out, wide, n, n0);
}

/// See [`ScalarKernel`].
fn mont_mul<const GAP: usize>(x: &mut [Limb], y: &[Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    if n.len().is_multiple_of(BLOCK) {
        mul::<GAP>(x, y, n, n0, wide);
    } else {
        (portable::KERNEL.mul)(x, y, n, n0, wide);
    }
}

/// See [`ScalarKernel`].
fn mont_square<const GAP: usize>(x: &mut [Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    if n.len().is_multiple_of(BLOCK) {
        square::<GAP>(x, n, n0, wide);
    } else {
        (portable::KERNEL.square)(x, n, n0, wide);
    }
}

/// See [`ScalarKernel`].
fn mont_reduce<const GAP: usize>(out: &mut [Limb], wide: &mut [Limb], n: &[Limb], n0: Limb) {
    if n.len().is_multiple_of(BLOCK) {
        reduce_only::<GAP>(out, wide, n, n0);
    } else {
        (portable::KERNEL.reduce)(out, wide, n, n0);
    }
}

/// See [`ScalarKernel`]: sixteen limbs at a time, whose sums stay in four registers, then eight.
#[target_feature(enable = "avx2")]
fn gather(out: &mut [Limb], table: &[Limb], index: Limb) {
    let len = out.len();
    if !len.is_multiple_of(BLOCK) {
        return scalar::gather(out, table, index);
    }
    let mut at = 0;
    while let Some(out) = out[at..].first_chunk_mut::<{ 2 * BLOCK }>() {
        gather_limbs::<{ 2 * BLOCK }, 4>(out, table, (len, at), index);
        at += 2 * BLOCK;
    }
    if let Some(out) = out[at..].first_chunk_mut::<BLOCK>() {
        gather_limbs::<BLOCK, 2>(out, table, (len, at), index);
    }
}

/// N limbs from `at` on, in N/4 registers, of one entry of a table of numbers of `len` limbs.
#[target_feature(enable = "avx2")]
#[inline]
fn gather_limbs<const N: usize, const REGISTERS: usize>(
    out: &mut [Limb; N],
    table: &[Limb],
    (len, at): (usize, usize),
    index: Limb,
) {
    const { assert!(N == 4 * REGISTERS) };
    let (index, one) = (_mm256_set1_epi64x(index as i64), _mm256_set1_epi64x(1));
    let mut sums = [_mm256_setzero_si256(); REGISTERS];
    let mut i = _mm256_setzero_si256();
    for entry in table.chunks_exact(len) {
        let entry: &[Limb; N] = entry[at..].first_chunk().expect("len is at + N at least");
        let hit = _mm256_cmpeq_epi64(index, i);
        i = _mm256_add_epi64(i, one);
        for (r, sum) in sums.iter_mut().enumerate() {
            // SAFETY: 32 readable bytes, for r < N/4, and the load asks for no alignment.
            let limbs: __m256i = unsafe { _mm256_loadu_si256(entry.as_ptr().add(4 * r).cast()) };
            *sum = _mm256_or_si256(*sum, _mm256_and_si256(hit, limbs));
        }
    }
    for (r, sum) in sums.into_iter().enumerate() {
        // SAFETY: 32 writable bytes, for r < N/4, and the store asks for no alignment.
        unsafe { _mm256_storeu_si256(out.as_mut_ptr().add(4 * r).cast(), sum) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::vec::Vec;

    /// A number of `len` limbs, often of extreme limbs.
    fn number(len: usize) -> impl Strategy<Value = Vec<Limb>> {
        vec(
            prop_oneof![3 => any::<Limb>(), 1 => Just(0), 1 => Just(Limb::MAX)],
            len,
        )
    }

    proptest! {
        /// A CPU takes one of the two; wherever there is ADX, both are tested.
        #[test]
        fn both_schedules_equal_the_portable_kernel(
            (n, x, y, wide) in (1_usize..9).prop_map(|blocks| blocks * BLOCK)
                .prop_flat_map(|len| (number(len), number(len), number(len), number(2 * len))),
        ) {
            if cpu::Adx::detect().is_none() {
                return Ok(());
            }
            let mut n = n;
            n[0] |= 1;
            // Each step doubles the bits that are right: three are at first.
            let inverse = (0..5).fold(n[0], |i, _| i.wrapping_mul(n[0].wrapping_mul(i).wrapping_sub(2)).wrapping_neg());
            let n0 = inverse.wrapping_neg();
            prop_assert_eq!(n[0].wrapping_mul(n0), Limb::MAX);
            let results = [&portable::KERNEL, &CLOSE, &SPACED].map(|kernel| {
                let (mut product, mut square, mut reduced) = (x.clone(), x.clone(), x.clone());
                let mut work = wide.clone();
                (kernel.mul)(&mut product, &y, &n, n0, &mut work);
                (kernel.square)(&mut square, &n, n0, &mut work);
                (kernel.reduce)(&mut reduced, &mut wide.clone(), &n, n0);
                [product, square, reduced]
            });
            prop_assert_eq!(&results[0], &results[1]);
            prop_assert_eq!(&results[0], &results[2]);
        }
    }
}
