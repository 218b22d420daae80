//! What differs between systems: who may read a file, how a file is put in place, what a terminal is.
//!
//! Nothing else in this program names a system. Each of the modules below has the same functions.
//!
//! | | Unix | Windows |
//! |---|---|---|
//! | a key is its owner's alone | mode 0600 at `open` | a protected access list with the user alone at `CreateFileW` |
//! | a directory of keys | mode 0700 at `mkdir` | the same list, which its files inherit |
//! | a replaced file keeps | mode, owner, group | its access list |
//! | a key's file keeps, when replaced | the same, if it was closed to others and our own, or the input | nothing |
//! | a file while it is written | has no name (`O_TMPFILE`, Linux), or a temporary one | has a temporary name |
//! | replacement in one step | `rename` | `MoveFileExW`, which returns when the move is on disk |
//! | names on disk | `fsync` of the directory | see above |
//! | a file in a directory that is another user's | `renameat`, `openat`, `unlinkat` under a directory that is held open | by path |
//! | exchange of two directories | `renameat2` (Linux), `renameatx_np` (macOS) | two steps |
//! | which file is it | device and inode | volume and file index |
//! | a lock | `flock` | `LockFileEx`; directories have none, so that what `kill -9` leaves of one stays |
//! | is there a terminal | `/dev/tty` | `CONIN$` |
//! | a pass phrase's descriptor | `/dev/fd/N` | standard input alone |
//! | standard input and output | without a buffer, in which secrets would stay | the standard library's, which converts a console's text |
//! | another program in this one's place | `exec` | it runs as a child, whose exit status is this one's |
//! | a limit of memory that input is measured by | `RLIMIT_AS` | none |
//! | devices | what is not a regular file, descriptors (`/dev/fd/N`, `/proc/self/fd/N`) | `NUL`, `CON`, `\\.\…`; also `/dev/null`, `/dev/stdin`, `/dev/stdout`, `/dev/stderr` |

use std::fs::File;
use std::path::Path;

#[cfg(unix)]
mod unix;
#[cfg(windows)]
#[allow(unsafe_code)]
mod windows;

#[cfg(unix)]
pub use unix::*;
#[cfg(windows)]
pub use windows::*;

/// Who may read a file that is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Its owner only, from the first byte: keys.
    Private,
    /// Whom the system's defaults (the umask, the directory's access list), or the file that is replaced, allow.
    Public,
}

/// Distinguishes files: no two that exist at one time on one machine have the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Identity {
    volume: u64,
    /// The inode, or the index of the file.
    pub number: u64,
}

/// Whether an open file still has this name.
pub fn has_name(file: &File, path: &Path) -> bool {
    match (identity(file), identity_at(path)) {
        (Ok(held), Ok(named)) => held == named,
        _ => false,
    }
}
