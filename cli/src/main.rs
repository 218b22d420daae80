//! The `certwright` program; everything it does is in [`certwright_cli`].

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

/// Wipes whatever is freed: not only what holds secrets knowingly, but also what a reader of YAML, a buffer of the standard library or
/// `format!` makes of them on the way.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> std::process::ExitCode {
    certwright_cli::main(std::env::args_os())
}
