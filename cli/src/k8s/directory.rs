//! A directory of certificates, keys and kubeconfigs, read whole and within bounds.

use std::fs;
use std::path::Path;

use super::super::error::{CliError, reason};
use super::super::limits::{self, Limit};
use super::super::{io, platform};
use certwright_cluster::inventory::{Directory, Entry, is_of_interest};

/// How many entries are looked at. A cluster of a thousand nodes has fewer than 30,000.
const MAX_ENTRIES: usize = 500_000;
/// How many directories may be inside each other: `nodes/NAME/pki/etcd` is four.
const MAX_DEPTH: usize = 12;

/// Reads what may be a part of a PKI. A file that cannot be read, or is too large, is an entry that states why; a link to a
/// directory is not followed, so that no loop is.
///
/// # Errors
/// If the directory itself cannot be read, or has too many entries.
pub fn read(top: &Path) -> Result<Directory, CliError> {
    let mut files = Directory::new();
    let mut entries = 0;
    let mut waiting = vec![(top.to_path_buf(), String::new(), 0)];
    while let Some((directory, prefix, depth)) = waiting.pop() {
        let listed = match fs::read_dir(&directory) {
            Ok(listed) => listed,
            Err(e) if depth == 0 => return Err(CliError::io("read", top, &e)),
            Err(e) => {
                files.insert(prefix, unread(reason(&e)));
                continue;
            }
        };
        for entry in listed {
            let entry = entry.map_err(|e| CliError::io("read", &directory, &e))?;
            entries += 1;
            if entries > MAX_ENTRIES {
                return Err(CliError::new(format!(
                    "{} has more than {MAX_ENTRIES} entries: it is not a cluster's PKI; name the directory that is",
                    top.display()
                )));
            }
            // A name that is not UTF-8 is nobody's in any layout.
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let path = match prefix.as_str() {
                "" => name,
                prefix => format!("{prefix}/{name}"),
            };
            let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_directory && depth < MAX_DEPTH {
                waiting.push((entry.path(), path, depth + 1));
            } else if !is_directory && is_of_interest(&path) {
                let found = read_one(&entry.path());
                files.extend(found.map(|found| (path, found)));
            }
        }
    }
    Ok(files)
}

fn unread(reason: String) -> Entry {
    Entry::Unread { reason }
}

/// A file; `None` for a link to a directory.
fn read_one(path: &Path) -> Option<Entry> {
    // A link to a file is followed: the kubelet's current certificate is one.
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(e) => return Some(unread(reason(&e))),
    };
    if metadata.is_dir() {
        return None;
    }
    // Opening a FIFO would wait for somebody to write to it.
    if !metadata.is_file() {
        return Some(unread("it is not a regular file".into()));
    }
    Some(match io::read_file(path, &LIMIT) {
        Ok(bytes) => Entry::File {
            bytes,
            mode: platform::permission_bits(&metadata),
        },
        Err(e) => unread(e.message().to_string()),
    })
}

/// A kubeconfig of many users is the largest of such files.
const LIMIT: Limit = limits::KEY;
