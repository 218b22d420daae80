//! A core to stay on, and what it counts.

#[cfg(target_os = "linux")]
mod linux {
    use std::fs::File;
    use std::io::Read;
    use std::os::fd::FromRawFd;

    /// Stays on the core that this thread is on, and gives its number.
    pub fn pin() -> Option<usize> {
        // SAFETY: `set` is a plain bit set, zero is its empty value, and the calls read what they are given.
        unsafe {
            let core = usize::try_from(libc::sched_getcpu()).ok()?;
            let mut set: libc::cpu_set_t = std::mem::zeroed();
            libc::CPU_SET(core, &mut set);
            (libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &set) == 0).then_some(core)
        }
    }

    /// Cycles and instructions of this thread, outside the kernel.
    pub struct Counters([File; 2]);

    impl Counters {
        /// None where the machine or its administrator does not let them be counted.
        pub fn open() -> Option<Self> {
            // PERF_COUNT_HW_CPU_CYCLES, PERF_COUNT_HW_INSTRUCTIONS.
            let counters = Self([open(0)?, open(1)?]);
            // Some hypervisors accept the counters and leave them at zero.
            counters.read().filter(|counts| counts[0] > 0)?;
            Some(counters)
        }

        pub fn read(&self) -> Option<[u64; 2]> {
            let mut counts = [0; 2];
            for (count, file) in counts.iter_mut().zip(&self.0) {
                let mut bytes = [0; 8];
                (&*file).read_exact(&mut bytes).ok()?;
                *count = u64::from_ne_bytes(bytes);
            }
            Some(counts)
        }
    }

    fn open(event: u64) -> Option<File> {
        // perf_event_attr (linux/perf_event.h), version 0: type (PERF_TYPE_HARDWARE) and size, config, then the flags
        // exclude_kernel and exclude_hv at byte 40.
        let mut attributes = [0u64; 8];
        attributes[0] = 64 << 32;
        attributes[1] = event;
        attributes[5] = 1 << 5 | 1 << 6;
        // SAFETY: the call reads 64 bytes at the pointer, and gives a descriptor that nobody else has, or −1.
        unsafe {
            let descriptor =
                libc::syscall(libc::SYS_perf_event_open, attributes.as_ptr(), 0, -1, -1, 0);
            (descriptor >= 0).then(|| File::from_raw_fd(descriptor as i32))
        }
    }
}

#[cfg(target_os = "linux")]
pub use linux::{Counters, pin};

#[cfg(not(target_os = "linux"))]
mod other {
    pub fn pin() -> Option<usize> {
        None
    }

    pub struct Counters(());

    impl Counters {
        pub fn open() -> Option<Self> {
            None
        }

        pub fn read(&self) -> Option<[u64; 2]> {
            let Self(()) = self;
            None
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub use other::{Counters, pin};
