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
//! | `rbx` | x; in rows that find quotient digits, n0 |
//! | `rbp` | zero, to add a flag with |
//! | `rdx` | the limb of x, `mulx`'s implicit factor |
//! | `rax`, `rcx` | low and high half of a product |
//! | `r8`–`r15` | the sum |
//!
//! The compiler reserves `rbx` and may reserve `rbp`: both are pushed and popped here. Block counts and carries that do not fit the registers stand on
//! the stack above them, which is why no `asm!` below claims `nostack`. Every jump counts blocks: none depends on a limb.

use super::{ScalarKernel, cpu, portable};
use crate::bignum::limb::{Limb, Mask, sbb};
use core::arch::asm;

/// Limbs of a block.
const BLOCK: usize = 8;

/// Its functions are sound to call only on a CPU with BMI2 and ADX: [`kernel`] hands it out only against the proof of that.
static KERNEL: ScalarKernel = ScalarKernel {
    mul: mont_mul,
    square: mont_square,
    reduce: mont_reduce,
};

/// The kernel.
pub(crate) fn kernel(_: cpu::Adx) -> &'static ScalarKernel {
    &KERNEL
}

/// The products of a row but the first: x_i·y_j into s_j and s_(j + 1), the last high half into the register of s_0, with both chains' carries.
macro_rules! upper_products {
    ($s0:literal $s1:literal $s2:literal $s3:literal $s4:literal $s5:literal $s6:literal $s7:literal) => {
        concat!(
            "mulx rcx, rax, [rsi + 8]\n adcx ",
            $s1,
            ", rax\n adox ",
            $s2,
            ", rcx\n",
            "mulx rcx, rax, [rsi + 16]\n adcx ",
            $s2,
            ", rax\n adox ",
            $s3,
            ", rcx\n",
            "mulx rcx, rax, [rsi + 24]\n adcx ",
            $s3,
            ", rax\n adox ",
            $s4,
            ", rcx\n",
            "mulx rcx, rax, [rsi + 32]\n adcx ",
            $s4,
            ", rax\n adox ",
            $s5,
            ", rcx\n",
            "mulx rcx, rax, [rsi + 40]\n adcx ",
            $s5,
            ", rax\n adox ",
            $s6,
            ", rcx\n",
            "mulx rcx, rax, [rsi + 48]\n adcx ",
            $s6,
            ", rax\n adox ",
            $s7,
            ", rcx\n",
            "mulx ",
            $s0,
            ", rax, [rsi + 56]\n adcx ",
            $s7,
            ", rax\n",
            "adox ",
            $s0,
            ", rbp\n adcx ",
            $s0,
            ", rbp\n",
        )
    };
}

/// sum += x_i·y, w_i = the lowest limb. `xor` clears both flags.
macro_rules! first_row {
    ($i:literal, $s0:literal $s1:literal $($s:literal)*) => {
        concat!(
            "mov rdx, [rbx + 8*", $i, "]\n xor eax, eax\n",
            "mulx rcx, rax, [rsi]\n adcx ", $s0, ", rax\n adox ", $s1, ", rcx\n",
            "mov [rdi + 8*", $i, "], ", $s0, "\n",
            upper_products!($s0 $s1 $($s)*)
        )
    };
}

/// sum += w_i + x_i·y, w_i = the lowest limb.
macro_rules! adding_row {
    ($i:literal, $s0:literal $s1:literal $($s:literal)*) => {
        concat!(
            "mov rdx, [rbx + 8*", $i, "]\n xor eax, eax\n",
            "adox ", $s0, ", [rdi + 8*", $i, "]\n",
            "mulx rcx, rax, [rsi]\n adcx ", $s0, ", rax\n adox ", $s1, ", rcx\n",
            "mov [rdi + 8*", $i, "], ", $s0, "\n",
            upper_products!($s0 $s1 $($s)*)
        )
    };
}

/// w_i = q = sum·n0 mod B, sum += q·n, whose lowest limb becomes zero.
macro_rules! quotient_row {
    ($i:literal, $s0:literal $s1:literal $($s:literal)*) => {
        concat!(
            "mov rdx, ", $s0, "\n imul rdx, rbx\n mov [rdi + 8*", $i, "], rdx\n xor eax, eax\n",
            "mulx rcx, rax, [rsi]\n adcx ", $s0, ", rax\n adox ", $s1, ", rcx\n",
            upper_products!($s0 $s1 $($s)*)
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
            out("r8") _, out("r9") _, out("r10") _, out("r11") _, out("r12") _, out("r13") _, out("r14") _, out("r15") _,
        )
    };
}

/// Blocks of x, one after the other, the sum kept.
macro_rules! strip_blocks {
    ($row:ident) => {
        concat!(
            "2:\n",
            block!($row),
            // `lea` and `dec` would serve alike: no flag lives from one row to the next.
            "add rbx, 64\n add rdi, 64\n dec qword ptr [rsp]\n jnz 2b\n",
        )
    };
}

/// w = y·x for eight limbs of y and `8·blocks` of x, into eight more limbs than x has.
///
/// # Safety
///
/// The CPU has BMI2 and ADX. `blocks` is above 0. `y` points to 8 readable limbs, `x` to 8·blocks, `w` to 8·blocks + 8 writable ones,
/// which overlap neither.
#[inline(always)]
unsafe fn first_strip(w: *mut Limb, y: *const Limb, x: *const Limb, blocks: usize) {
    // SAFETY: reads and writes what the caller guarantees: [rsi, +64), [rbx, +64·blocks), [rdi, +64·(blocks + 1)); the stack
    // is left as it was found, and so are rbx and rbp.
    unsafe {
        block_asm!(
            "push rbx", "push rbp", "push rax", "mov rbx, rcx", "xor ebp, ebp",
            zero_sum!(),
            strip_blocks!(first_row),
            store_sum!(),
            "pop rax", "pop rbp", "pop rbx";
            inout("rdi") w => _, in("rsi") y, inout("rcx") x => _, inout("rax") blocks => _, out("rdx") _
        );
    }
}

/// As [`first_strip`], but adds to the limbs of w, all but the highest eight, which are written. With a sum below B^(8·blocks) there
/// it fits.
///
/// # Safety
///
/// As [`first_strip`].
#[inline(always)]
unsafe fn adding_strip(w: *mut Limb, y: *const Limb, x: *const Limb, blocks: usize) {
    // SAFETY: as in `first_strip`.
    unsafe {
        block_asm!(
            "push rbx", "push rbp", "push rax", "mov rbx, rcx", "xor ebp, ebp",
            zero_sum!(),
            strip_blocks!(adding_row),
            store_sum!(),
            "pop rax", "pop rbp", "pop rbx";
            inout("rdi") w => _, in("rsi") y, inout("rcx") x => _, inout("rax") blocks => _, out("rdx") _
        );
    }
}

/// As [`adding_strip`], but adds to the highest eight limbs as well, and carries on into `8·above` limbs over them.
///
/// # Safety
///
/// As [`first_strip`], and w has 8·above limbs more.
#[inline(always)]
unsafe fn carrying_strip(
    w: *mut Limb,
    y: *const Limb,
    x: *const Limb,
    blocks: usize,
    above: usize,
) {
    // SAFETY: as in `first_strip`; the carry goes through [rdi, +64·above) over what the strip itself writes. `lea` and `jrcxz`
    // leave the carry flag alone.
    unsafe {
        block_asm!(
            "push rbx", "push rbp", "push rdx", "push rax", "mov rbx, rcx", "xor ebp, ebp",
            zero_sum!(),
            strip_blocks!(adding_row),
            "pop rax", "pop rcx",
            from_w!("add", "adc"),
            store_sum!(),
            "3:", "lea rdi, [rdi + 64]", "jrcxz 4f",
            "adc qword ptr [rdi], 0", "adc qword ptr [rdi + 8], 0", "adc qword ptr [rdi + 16], 0", "adc qword ptr [rdi + 24], 0",
            "adc qword ptr [rdi + 32], 0", "adc qword ptr [rdi + 40], 0", "adc qword ptr [rdi + 48], 0", "adc qword ptr [rdi + 56], 0",
            "lea rcx, [rcx - 1]", "jmp 3b",
            "4:", "pop rbp", "pop rbx";
            inout("rdi") w => _, in("rsi") y, inout("rcx") x => _, inout("rax") blocks => _, inout("rdx") above => _
        );
    }
}

/// One strip of the reduction: finds the eight quotient digits that make the lowest eight limbs of w zero, puts them there, and
/// adds their product with n, and `carry`, to the limbs above. Gives what is carried out of `8·(blocks + 2)` limbs, 0 or 1.
///
/// # Safety
///
/// As [`first_strip`], where n has 8·(blocks + 1) limbs (`blocks` may be 0) and w has 8·(blocks + 2).
#[inline(always)]
unsafe fn reduce_strip(w: *mut Limb, n: *const Limb, n0: Limb, blocks: usize, carry: Limb) -> Limb {
    let out;
    // SAFETY: the quotient digits' block reads [rsi, +64) of n and the limbs [rdi, +64), and writes these. Then the digits are y, and
    // the rest is as in `first_strip`.
    unsafe {
        block_asm!(
            "push rbx", "push rbp", "push rdx", "push rax", "mov rbx, rcx", "xor ebp, ebp",
            from_w!("mov", "mov"),
            block!(quotient_row),
            "lea rbx, [rsi + 64]", "mov rsi, rdi", "add rdi, 64",
            "cmp qword ptr [rsp], 0", "je 3f",
            strip_blocks!(adding_row),
            "3:", "pop rax", "pop rax",
            // The carry flag becomes the carry that came.
            "add rax, -1",
            from_w!("adc", "adc"),
            "adc rbp, 0", "mov rax, rbp",
            store_sum!(),
            "pop rbp", "pop rbx";
            inout("rdi") w => _, inout("rsi") n => _, inout("rcx") n0 => _, inout("rax") blocks => out, inout("rdx") carry => _
        );
    }
    out
}

/// The 28 products x_i·x_j, i < j, of eight limbs, into sixteen limbs of w.
///
/// The rows shrink: row i adds x_i·(x_(i + 1), …, x_7) to the columns 2i + 1 to i + 7, and finishes the two lowest of them.
///
/// # Safety
///
/// The CPU has BMI2 and ADX. `x` points to 8 readable limbs, `w` to 16 writable ones, which do not overlap.
#[inline(always)]
unsafe fn triangle(w: *mut Limb, x: *const Limb) {
    // SAFETY: reads [rsi, +64) and writes [rdi, +128); rbp is left as it was found.
    unsafe {
        block_asm!(
            "push rbp", "xor ebp, ebp",
            "mov rdx, [rsi]", "mov [rdi], rbp",
            // row 0: columns 1..8 in r9..r15, r8
            "mulx r10, r9, [rsi + 8]", "mov [rdi + 8], r9",
            "mulx r11, rax, [rsi + 16]", "add r10, rax", "mov [rdi + 16], r10",
            "mulx r12, rax, [rsi + 24]", "adc r11, rax",
            "mulx r13, rax, [rsi + 32]", "adc r12, rax",
            "mulx r14, rax, [rsi + 40]", "adc r13, rax",
            "mulx r15, rax, [rsi + 48]", "adc r14, rax",
            "mulx r8, rax, [rsi + 56]", "adc r15, rax",
            "adc r8, 0",
            // row 1: x1·x2.. columns 3.. ; r11=3,r12=4,r13=5,r14=6,r15=7,r8=8,new 9=r9
            "mov rdx, [rsi + 8]", "xor eax, eax",
            "mulx rcx, rax, [rsi + 16]", "adcx r11, rax", "adox r12, rcx", "mov [rdi + 24], r11",
            "mulx rcx, rax, [rsi + 24]", "adcx r12, rax", "adox r13, rcx", "mov [rdi + 32], r12",
            "mulx rcx, rax, [rsi + 32]", "adcx r13, rax", "adox r14, rcx",
            "mulx rcx, rax, [rsi + 40]", "adcx r14, rax", "adox r15, rcx",
            "mulx rcx, rax, [rsi + 48]", "adcx r15, rax", "adox r8, rcx",
            "mulx r9, rax, [rsi + 56]", "adcx r8, rax", "adox r9, rbp", "adcx r9, rbp",
            // row 2: columns 5..: r13=5,r14=6,r15=7,r8=8,r9=9,new 10=r10
            "mov rdx, [rsi + 16]", "xor eax, eax",
            "mulx rcx, rax, [rsi + 24]", "adcx r13, rax", "adox r14, rcx", "mov [rdi + 40], r13",
            "mulx rcx, rax, [rsi + 32]", "adcx r14, rax", "adox r15, rcx", "mov [rdi + 48], r14",
            "mulx rcx, rax, [rsi + 40]", "adcx r15, rax", "adox r8, rcx",
            "mulx rcx, rax, [rsi + 48]", "adcx r8, rax", "adox r9, rcx",
            "mulx r10, rax, [rsi + 56]", "adcx r9, rax", "adox r10, rbp", "adcx r10, rbp",
            // row 3: columns 7..: r15=7,r8=8,r9=9,r10=10,new 11=r11
            "mov rdx, [rsi + 24]", "xor eax, eax",
            "mulx rcx, rax, [rsi + 32]", "adcx r15, rax", "adox r8, rcx", "mov [rdi + 56], r15",
            "mulx rcx, rax, [rsi + 40]", "adcx r8, rax", "adox r9, rcx", "mov [rdi + 64], r8",
            "mulx rcx, rax, [rsi + 48]", "adcx r9, rax", "adox r10, rcx",
            "mulx r11, rax, [rsi + 56]", "adcx r10, rax", "adox r11, rbp", "adcx r11, rbp",
            // row 4: columns 9..: r9=9,r10=10,r11=11,new 12=r12
            "mov rdx, [rsi + 32]", "xor eax, eax",
            "mulx rcx, rax, [rsi + 40]", "adcx r9, rax", "adox r10, rcx", "mov [rdi + 72], r9",
            "mulx rcx, rax, [rsi + 48]", "adcx r10, rax", "adox r11, rcx", "mov [rdi + 80], r10",
            "mulx r12, rax, [rsi + 56]", "adcx r11, rax", "adox r12, rbp", "adcx r12, rbp",
            // row 5: columns 11, 12, 13
            "mov rdx, [rsi + 40]", "xor eax, eax",
            "mulx rcx, rax, [rsi + 48]", "adcx r11, rax", "adox r12, rcx", "mov [rdi + 88], r11",
            "mulx r13, rax, [rsi + 56]", "adcx r12, rax", "adox r13, rbp", "adcx r13, rbp", "mov [rdi + 96], r12",
            // row 6: columns 13, 14
            "mov rdx, [rsi + 48]",
            "mulx r14, rax, [rsi + 56]", "add r13, rax", "adc r14, 0", "mov [rdi + 104], r13", "mov [rdi + 112], r14", "mov [rdi + 120], rbp",
            "pop rbp";
            in("rdi") w, in("rsi") x, out("rax") _, out("rcx") _, out("rdx") _
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
            "adcx r10, r10\n adox r10, r8\n adcx r11, r11\n adox r11, r9\n",
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
unsafe fn double_and_add_squares(w: *mut Limb, x: *const Limb, blocks: usize) {
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
            out("r8") _, out("r9") _, out("r10") _, out("r11") _,
            options(nostack),
        );
    }
}

/// `out ≡ wide·R⁻¹ (mod n)`, out < R, for any wide < R².
#[inline(always)]
fn reduce<const LEN: usize>(out: &mut [Limb], wide: &mut [Limb], n: &[Limb], n0: Limb) {
    let len = length::<LEN>(n);
    assert!(wide.len() == 2 * len && out.len() == len);
    let mut carry = 0;
    for at in (0..len).step_by(BLOCK) {
        let w = &mut wide[at..at + len + BLOCK];
        // SAFETY: the CPU has BMI2 and ADX, for the table was handed out; n has len limbs, a multiple of eight above 0, and w eight
        // more.
        carry = unsafe { reduce_strip(w.as_mut_ptr(), n.as_ptr(), n0, len / BLOCK - 1, carry) };
    }
    // high stands for (wide + q·n)/R with q < R, which is below R + n: where it reaches R, subtracting n once brings it below.
    let over = Mask::from_bit(carry);
    let mut borrow = 0;
    for ((o, &x), &m) in out.iter_mut().zip(&wide[len..]).zip(n) {
        (*o, borrow) = sbb(x, over.keep(m), borrow);
    }
}

/// The length where the compiler knows it, else n's.
#[inline(always)]
fn length<const LEN: usize>(n: &[Limb]) -> usize {
    let len = if LEN == 0 { n.len() } else { LEN };
    assert!(n.len() == len && len.is_multiple_of(BLOCK) && len > 0);
    len
}

/// [`mont_mul`] for LEN limbs, or for any multiple of eight where that is 0.
#[inline(never)]
fn mul<const LEN: usize>(x: &mut [Limb], y: &[Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    let len = length::<LEN>(n);
    let wide = &mut wide[..2 * len];
    assert!(x.len() == len && y.len() == len);
    for at in (0..len).step_by(BLOCK) {
        let (w, y) = (&mut wide[at..at + len + BLOCK], &y[at..at + BLOCK]);
        // SAFETY: the CPU has BMI2 and ADX, for the table was handed out; x has len limbs, a multiple of eight above 0, y eight, and w eight more
        // than x. w is borrowed exclusively, and so overlaps neither.
        unsafe {
            if at == 0 {
                first_strip(w.as_mut_ptr(), y.as_ptr(), x.as_ptr(), len / BLOCK);
            } else {
                adding_strip(w.as_mut_ptr(), y.as_ptr(), x.as_ptr(), len / BLOCK);
            }
        }
    }
    reduce::<LEN>(x, wide, n, n0);
}

/// [`mont_square`] likewise: the products within blocks, then those between them, once; doubled, and the squares added.
#[inline(never)]
fn square<const LEN: usize>(x: &mut [Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    let len = length::<LEN>(n);
    let wide = &mut wide[..2 * len];
    assert!(x.len() == len);
    for (w, x) in wide.chunks_exact_mut(2 * BLOCK).zip(x.chunks_exact(BLOCK)) {
        // SAFETY: the CPU has BMI2 and ADX, for the table was handed out; sixteen limbs and eight.
        unsafe { triangle(w.as_mut_ptr(), x.as_ptr()) };
    }
    for at in (0..len - BLOCK).step_by(BLOCK) {
        let (y, rest) = x[at..].split_at(BLOCK);
        // The strip writes rest.len() + 8 limbs from 2·at + 8 on, and as many more stand above it as the rest has but eight.
        let w = &mut wide[2 * at + BLOCK..];
        assert!(w.len() == 2 * rest.len() + BLOCK);
        // SAFETY: as in `mul`, with rest for x; w has rest.len() limbs beyond those of the strip.
        unsafe {
            carrying_strip(
                w.as_mut_ptr(),
                y.as_ptr(),
                rest.as_ptr(),
                rest.len() / BLOCK,
                rest.len() / BLOCK,
            );
        }
    }
    // SAFETY: as above; len limbs, and twice as many.
    unsafe { double_and_add_squares(wide.as_mut_ptr(), x.as_ptr(), len / BLOCK) };
    reduce::<LEN>(x, wide, n, n0);
}

/// [`reduce`] by itself.
#[inline(never)]
fn reduce_only(out: &mut [Limb], wide: &mut [Limb], n: &[Limb], n0: Limb) {
    reduce::<0>(out, wide, n, n0);
}

/// See [`ScalarKernel`]. The lengths of RSA-2048, 3072 and 4096, their moduli and their primes, are functions of their own.
fn mont_mul(x: &mut [Limb], y: &[Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    match n.len() {
        16 => mul::<16>(x, y, n, n0, wide),
        24 => mul::<24>(x, y, n, n0, wide),
        len if len.is_multiple_of(BLOCK) => mul::<0>(x, y, n, n0, wide),
        _ => (portable::KERNEL.mul)(x, y, n, n0, wide),
    }
}

/// See [`ScalarKernel`].
fn mont_square(x: &mut [Limb], n: &[Limb], n0: Limb, wide: &mut [Limb]) {
    match n.len() {
        16 => square::<16>(x, n, n0, wide),
        24 => square::<24>(x, n, n0, wide),
        len if len.is_multiple_of(BLOCK) => square::<0>(x, n, n0, wide),
        _ => (portable::KERNEL.square)(x, n, n0, wide),
    }
}

/// See [`ScalarKernel`].
fn mont_reduce(out: &mut [Limb], wide: &mut [Limb], n: &[Limb], n0: Limb) {
    if n.len().is_multiple_of(BLOCK) {
        reduce_only(out, wide, n, n0);
    } else {
        (portable::KERNEL.reduce)(out, wide, n, n0);
    }
}
