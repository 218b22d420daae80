//! The device that the programs run on: QEMU's mps2-an386, a Cortex-M4, and what is measured on it. Everything here is
//! in the program `empty` as well, whose size is taken off the others'.
#![no_std]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::{asm, global_asm};
use core::cell::UnsafeCell;
use core::convert::Infallible;
use core::panic::PanicInfo;
use core::ptr::{addr_of, addr_of_mut, null_mut, read_volatile, write_volatile};

use rand_core::{TryCryptoRng, TryRng};

pub mod input;
pub mod webpki_chain;

/// Defines a program: its one promise is what the function returns.
#[macro_export]
macro_rules! program {
    ($run:expr) => {
        #[unsafe(no_mangle)]
        fn program() -> bool {
            $run
        }
    };
}

unsafe extern "Rust" {
    safe fn program() -> bool;
}

unsafe extern "C" {
    static data_load: u32;
    static mut data_start: u32;
    static mut data_end: u32;
    static mut bss_start: u32;
    static mut bss_end: u32;
}

global_asm!(
    ".section .vectors, \"a\"",
    ".word stack_top",
    ".word reset",
    // NMI, HardFault, and the faults after them.
    ".word fault",
    ".word fault",
    ".word fault",
    ".word fault",
    ".word fault",
    ".section .text",
    ".thumb",
    ".global reset",
    ".type reset, %function",
    "reset: bl {start}",
    ".global fault",
    ".type fault, %function",
    "fault: bl {fail}",
    start = sym start,
    fail = sym fail,
);

/// How much of the stack is painted, which bounds what can be measured.
const PAINTED: usize = 256 << 10;
const PAINT: u32 = 0x7a5e_1e55;

extern "C" fn start() -> ! {
    // SAFETY: the linker script places these symbols; nothing runs yet that reads the memory between them.
    unsafe {
        let (mut from, mut to) = (addr_of!(data_load), addr_of_mut!(data_start));
        while to < addr_of_mut!(data_end) {
            write_volatile(to, read_volatile(from));
            (from, to) = (from.add(1), to.add(1));
        }
        let mut to = addr_of_mut!(bss_start);
        while to < addr_of_mut!(bss_end) {
            write_volatile(to, 0);
            to = to.add(1);
        }
    }
    let top = stack_pointer() - 64;
    // SAFETY: what is painted lies below everything that is in use.
    unsafe {
        for at in (top - PAINTED..top).step_by(4) {
            write_volatile(at as *mut u32, PAINT);
        }
    }
    let before = clock();
    let held = program();
    let ticks = clock().wrapping_sub(before);
    let mut lowest = top - PAINTED;
    // SAFETY: as above; the program has returned.
    while lowest < top && unsafe { read_volatile(lowest as *const u32) } == PAINT {
        lowest += 4;
    }
    report("stack", (top - lowest) as u32);
    report("heap", HEAP.0.get_peak());
    report("ticks", ticks);
    report("marked", MARK.get());
    exit(held)
}

extern "C" fn fail() -> ! {
    exit(false)
}

fn stack_pointer() -> usize {
    let at: usize;
    // SAFETY: reads a register.
    unsafe { asm!("mov {}, sp", out(reg) at, options(nomem, nostack)) };
    at
}

/// Ticks of 40 instructions: the board's first timer counts at 25 MHz, and QEMU's `-icount shift=0` makes an instruction
/// a nanosecond.
fn clock() -> u32 {
    const TIMER: usize = 0x4000_0000;
    // SAFETY: the registers of the mps2-an386's CMSDK timer 0: CTRL, VALUE, RELOAD. It counts down.
    unsafe {
        if read_volatile(TIMER as *const u32) == 0 {
            write_volatile((TIMER + 8) as *mut u32, u32::MAX);
            write_volatile((TIMER + 4) as *mut u32, u32::MAX);
            write_volatile(TIMER as *mut u32, 1);
        }
        !read_volatile((TIMER + 4) as *const u32)
    }
}

struct Cell32(UnsafeCell<u32>);

// SAFETY: one core, no interrupts.
unsafe impl Sync for Cell32 {}

impl Cell32 {
    fn get(&self) -> u32 {
        // SAFETY: as above.
        unsafe { *self.0.get() }
    }
    fn set(&self, to: u32) {
        // SAFETY: as above.
        unsafe { *self.0.get() = to }
    }
}

static MARK: Cell32 = Cell32(UnsafeCell::new(0));

/// Runs the one operation whose instructions are counted by themselves.
pub fn counted<T>(operation: impl FnOnce() -> T) -> T {
    let before = clock();
    let result = operation();
    MARK.set(clock().wrapping_sub(before));
    result
}

fn semihosting(operation: usize, parameter: usize) {
    // SAFETY: a call to QEMU, which reads what the parameter points to.
    unsafe { asm!("bkpt 0xab", inout("r0") operation => _, in("r1") parameter) };
}

fn report(name: &str, mut number: u32) {
    let mut line = [b' '; 32];
    line[..name.len()].copy_from_slice(name.as_bytes());
    line[30..].copy_from_slice(b"\n\0");
    for digit in line[16..30].iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    semihosting(0x04, line.as_ptr() as usize);
}

fn exit(success: bool) -> ! {
    // ADP_Stopped_ApplicationExit, or a run-time error.
    semihosting(0x18, if success { 0x2_0026 } else { 0x2_0023 });
    loop {
        core::hint::spin_loop();
    }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    exit(false)
}

/// Gives memory from one end of an arena to the other, never twice, and counts what is in use.
struct Heap(HeapState);

struct HeapState {
    arena: UnsafeCell<[u64; ARENA / 8]>,
    used: Cell32,
    live: Cell32,
    peak: Cell32,
}

const ARENA: usize = 3 << 20;

// SAFETY: one core, no interrupts.
unsafe impl Sync for HeapState {}

impl HeapState {
    fn get_peak(&self) -> u32 {
        self.peak.get()
    }
}

#[global_allocator]
static HEAP: Heap = Heap(HeapState {
    arena: UnsafeCell::new([0; ARENA / 8]),
    used: Cell32(UnsafeCell::new(0)),
    live: Cell32(UnsafeCell::new(0)),
    peak: Cell32(UnsafeCell::new(0)),
});

// SAFETY: blocks are aligned (the arena to 8, `used` upward of it), within the arena and do not overlap.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let heap = &self.0;
        let start = (heap.used.get() as usize).next_multiple_of(layout.align().max(8));
        let end = start + layout.size();
        if layout.align() > 8 || end > ARENA {
            return null_mut();
        }
        heap.used.set(end as u32);
        heap.live.set(heap.live.get() + layout.size() as u32);
        heap.peak.set(heap.peak.get().max(heap.live.get()));
        // SAFETY: start ≤ end ≤ ARENA.
        unsafe { heap.arena.get().cast::<u8>().add(start) }
    }

    unsafe fn dealloc(&self, _: *mut u8, layout: Layout) {
        let live = &self.0.live;
        live.set(live.get() - layout.size() as u32);
    }
}

/// A generator for measuring: xorshift32, which no key may ever come from.
pub struct MeasuringRng(pub u32);

impl TryRng for MeasuringRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        Ok(self.0)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from(self.try_next_u32()?) << 32 | u64::from(self.try_next_u32()?))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for byte in bytes {
            *byte = self.try_next_u32()? as u8;
        }
        Ok(())
    }
}

impl TryCryptoRng for MeasuringRng {}
