//! Zip archives (PKWARE's APPNOTE 6.3), as far as NIST's have them: one disk, no encryption, members stored or deflated.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// The longest member that is read.
const MAX_MEMBER: usize = 1 << 20;
/// The maximum of the wanted members together, inflated.
const MAX_TOTAL: usize = 64 << 20;
/// The maximum of members, wanted or not.
const MAX_MEMBERS: usize = 2_000;

/// Whether a file that begins so is an archive.
pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// The members whose names are wanted, with their contents.
pub(super) fn members(
    archive: &[u8],
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<(String, Vec<u8>)>, String> {
    let damaged = || "the archive is damaged".to_string();
    let end = end_of_directory(archive).ok_or("the archive has no directory")?;
    let count = usize::from(number16(archive, end + 10).ok_or_else(damaged)?);
    if count > MAX_MEMBERS {
        return Err(format!(
            "the archive has {count} members; the maximum is {MAX_MEMBERS}"
        ));
    }
    let mut at = number32(archive, end + 16).ok_or_else(damaged)?;
    let mut found = Vec::new();
    let mut total = 0;
    for _ in 0..count {
        let header = archive
            .get(at..)
            .filter(|rest| rest.starts_with(b"PK\x01\x02"))
            .ok_or_else(damaged)?;
        let short = |offset| {
            number16(header, offset)
                .map(usize::from)
                .ok_or_else(damaged)
        };
        let [flags, method, name_len, extra, comment] =
            [short(8)?, short(10)?, short(28)?, short(30)?, short(32)?];
        let [packed, size, local] = [20, 24, 42].map(|offset| number32(header, offset));
        let (Some(packed), Some(size), Some(local)) = (packed, size, local) else {
            return Err(damaged());
        };
        let name = header.get(46..46 + name_len).ok_or_else(damaged)?;
        let name = String::from_utf8_lossy(name).into_owned();
        at += 46 + name_len + extra + comment;
        if !wanted(&name) {
            continue;
        }
        if size > MAX_MEMBER || packed > MAX_MEMBER || flags & 1 != 0 {
            return Err(format!(
                "{name} is encrypted, or has more than {MAX_MEMBER} bytes"
            ));
        }
        total += size;
        if total > MAX_TOTAL {
            return Err(format!(
                "the members of the archive have more than {MAX_TOTAL} bytes"
            ));
        }
        let begin = archive
            .get(local..)
            .filter(|rest| rest.starts_with(b"PK\x03\x04"))
            .and_then(|rest| {
                let skipped = usize::from(number16(rest, 26)?) + usize::from(number16(rest, 28)?);
                Some(local + 30 + skipped)
            })
            .ok_or_else(damaged)?;
        let contents = begin
            .checked_add(packed)
            .and_then(|end| archive.get(begin..end))
            .ok_or_else(damaged)?;
        let contents = match method {
            0 => contents.to_vec(),
            8 => decompress_to_vec_with_limit(contents, size)
                .map_err(|e| format!("{name} cannot be inflated: {e}"))?,
            other => return Err(format!("{name} is packed by method {other}")),
        };
        if contents.len() != size {
            return Err(format!("{name} has another length than the directory has"));
        }
        found.push((name, contents));
    }
    Ok(found)
}

/// Where the record at the end is, which a comment of up to 65535 bytes may follow.
fn end_of_directory(archive: &[u8]) -> Option<usize> {
    let last = archive.len().checked_sub(22)?;
    (last.saturating_sub(0xffff)..=last)
        .rev()
        .find(|&at| archive[at..].starts_with(b"PK\x05\x06"))
}

fn number16(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn number32(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
}
