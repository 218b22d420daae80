//! Requests to valgrind (its manual, §3.1 and §4.6): five rotations that do nothing on a CPU announce one, rax points to its number and
//! arguments, and the answer is in rdx, which without valgrind keeps what it had.

use core::arch::asm;

const RUNNING_ON_VALGRIND: usize = 0x1001;
const COUNT_ERRORS: usize = 0x1201;
const MEMCHECK: usize = (b'M' as usize) << 24 | (b'C' as usize) << 16;
const MAKE_MEM_UNDEFINED: usize = MEMCHECK + 1;
const MAKE_MEM_DEFINED: usize = MEMCHECK + 2;
const GET_VBITS: usize = MEMCHECK + 8;

fn request(number: usize, arguments: [usize; 3]) -> usize {
    let [a, b, c] = arguments;
    let block = [number, a, b, c, 0, 0];
    let mut answer = 0;
    // SAFETY: rdi is rotated by 128 bits in all and rbx is exchanged with itself, so that no register but rdx changes. Valgrind reads the
    // block and changes its own notes, but for GET_VBITS, which writes to memory that `undefined_bytes` has borrowed.
    unsafe {
        asm!(
            "rol rdi, 3", "rol rdi, 13", "rol rdi, 61", "rol rdi, 51", "xchg rbx, rbx",
            in("rax") block.as_ptr(),
            inout("rdx") answer,
        );
    }
    answer
}

/// Whether valgrind runs this program.
pub fn is_running() -> bool {
    request(RUNNING_ON_VALGRIND, [0; 3]) != 0
}

/// The errors that valgrind has found so far, repeated ones counted each time.
pub fn count_errors() -> usize {
    request(COUNT_ERRORS, [0; 3])
}

/// What is computed from these bytes is secret from here on.
pub fn mark_secret(bytes: &mut [u8]) {
    request(
        MAKE_MEM_UNDEFINED,
        [bytes.as_mut_ptr() as usize, bytes.len(), 0],
    );
}

/// These bytes may decide.
pub fn mark_public(at: *mut u8, len: usize) {
    request(MAKE_MEM_DEFINED, [at as usize, len, 0]);
}

/// The first byte, at most so many bytes from `at` on, that depends on a secret, and which of its bits do.
pub fn first_secret(at: *const u8, len: usize) -> Option<(*const u8, u8)> {
    let mut bits = vec![0u8; len];
    if request(GET_VBITS, [at as usize, bits.as_mut_ptr() as usize, len]) != 1 {
        return None;
    }
    // Each set bit stands for an undefined one.
    let place = bits.iter().position(|&bits| bits != 0)?;
    Some((at.wrapping_add(place), bits[place]))
}

/// A branch and an address that depend on these bits of the byte: what valgrind must report.
pub fn leak((at, bits): (*const u8, u8)) {
    static TABLE: [u8; 256] = [0; 256];
    // SAFETY: `first_secret` has found the byte, and it indexes a table of 256.
    unsafe {
        asm!(
            "movzx {byte:e}, byte ptr [{at}]",
            "and {byte:e}, {bits:e}",
            "jz 2f",
            "nop",
            "2:",
            "movzx {byte:e}, byte ptr [{table} + {byte}]",
            at = in(reg) at,
            table = in(reg) TABLE.as_ptr(),
            bits = in(reg) u32::from(bits),
            byte = out(reg) _,
        );
    }
}
