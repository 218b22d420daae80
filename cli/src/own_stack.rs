//! Stacks that are gone before the process ends.
//!
//! What is secret is wiped where it lies; what the compiler, the ciphers' crates and the dynamic linker leave of it in
//! spilled registers on the stack has no owner who could. So work on secrets runs on threads whose stacks the system takes
//! back when they end: a core taken at exit, on success or after an error, has nothing of them.

use std::panic::resume_unwind;
use std::thread::Builder;

/// More than a C library keeps for its next thread (40 MiB in glibc), so that it gives the stack back. Only what is touched
/// takes memory.
const STACK: usize = 48 << 20;

/// Runs a command on a stack of its own. Where there is no memory for one (`ulimit -v`), on that of the caller.
pub fn run<T: Send>(command: impl FnOnce() -> T + Send) -> T {
    let mut command = Some(command);
    let mut given = || command.take().map(|command| command());
    let done = std::thread::scope(|scope| {
        let thread = Builder::new().name("certwright".into()).stack_size(STACK);
        let thread = thread.spawn_scoped(scope, &mut given).ok()?;
        thread.join().unwrap_or_else(|panic| resume_unwind(panic))
    });
    // The closure was taken unless the thread did not start.
    done.or_else(given).expect("a command runs once")
}

/// Runs work that rayon divides among threads, which have ended when it returns.
pub fn with_workers<T: Send>(
    work: impl FnOnce() -> T + Send,
) -> Result<T, rayon::ThreadPoolBuildError> {
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK);
    pool.build_scoped(|thread| thread.run(), |pool| pool.install(work))
}
