//! The operating system's random numbers, and OpenSSL's `-rand` and `-writerand`.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use getrandom::SysRng;
use rand_core::TryRng as _;

use super::args::Args;
use super::error::CliError;
use super::{io, platform};

/// The operating system's generator.
pub type Rng = SysRng;

/// The operating system's generator, once it has shown that it answers.
///
/// It is asked here, where a failure can be reported; the system never stops answering a process that it has answered.
pub fn system() -> Result<Rng, CliError> {
    SysRng
        .try_next_u32()
        .map_err(|e| CliError::new(format!("the system random number generator failed: {e}")))?;
    Ok(SysRng)
}

/// Whether the files of `-rand` are there. The system's generator needs no seed, but a script that names a missing one expects to fail.
pub(crate) fn check_seeds(args: &Args) -> Result<(), CliError> {
    for list in args.texts("rand") {
        for file in list
            .split(platform::LIST_SEPARATOR)
            .filter(|f| !f.is_empty())
        {
            let path = Path::new(file);
            // Not opened: a pipe's writer would see its reader go.
            std::fs::metadata(path).map_err(|e| CliError::io("read", path, &e))?;
        }
    }
    Ok(())
}

/// What `RANDFILE` of the configuration names.
static SEED_FILE: OnceLock<PathBuf> = OnceLock::new();

/// Has the run leave a seed in this file, where `-writerand` names no other.
pub(crate) fn keep_seed_in(path: &Path) {
    let _ = SEED_FILE.set(path.to_owned());
}

/// `-writerand FILE` or `RANDFILE`: 1024 random bytes, in a file that only its owner can read. The system's generator needs no
/// seed, but a script may look for the file.
pub fn write_rand(args: &Args) -> Result<(), CliError> {
    let kept = SEED_FILE.get().map(PathBuf::as_path);
    if let Some(path) = args.path("writerand").or(kept) {
        let mut seed = zeroize::Zeroizing::new([0u8; 1024]);
        system()?.try_fill_bytes(&mut seed[..]).map_err(|e| {
            CliError::new(format!("the system random number generator failed: {e}"))
        })?;
        io::write_file(path, &seed[..], io::Access::Private)?;
    }
    Ok(())
}
