//! Where secrets become public.
//!
//! `tests/ctgrind` runs the operations under valgrind with every secret marked as undefined memory, so that a branch or an address that
//! depends on one is reported. What is given up by design passes through [`declassify`], which is compiled to nothing but with
//! `--cfg certwright_ctgrind`.

/// The value, which may be branched on from here on, and so leaks by timing.
#[inline(always)]
pub(crate) fn declassify<T: Copy>(value: T) -> T {
    #[cfg(certwright_ctgrind)]
    let value = ctgrind::declassified(value);
    value
}

/// As [`declassify`], for values in their place.
#[inline(always)]
pub(crate) fn declassify_all<T: Copy>(values: &mut [T]) {
    for value in values {
        #[cfg(certwright_ctgrind)]
        {
            *value = declassify(*value);
        }
        let _ = value;
    }
}

/// What `tests/ctgrind` brings.
#[cfg(certwright_ctgrind)]
pub mod ctgrind {
    use std::sync::OnceLock;

    /// Called by the library.
    #[derive(Debug)]
    pub struct Hooks {
        /// Marks a value of so many bytes as defined.
        pub declassify: fn(*mut u8, usize),
        /// Sees a secret at a point that has a name, where the harness may plant a leak.
        pub probe: fn(&'static str, *const u8, usize),
    }

    /// Set once, before anything else is called.
    pub static HOOKS: OnceLock<Hooks> = OnceLock::new();

    pub(super) fn declassified<T: Copy>(mut value: T) -> T {
        if let Some(hooks) = HOOKS.get() {
            (hooks.declassify)((&raw mut value).cast(), size_of::<T>());
        }
        value
    }

    /// Shows a secret to the harness.
    pub(crate) fn probe<T>(name: &'static str, secret: &[T]) {
        if let Some(hooks) = HOOKS.get() {
            (hooks.probe)(name, secret.as_ptr().cast(), size_of_val(secret));
        }
    }
}
