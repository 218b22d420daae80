//! Windows. Every call of it that the standard library does not have is here.

use std::ffi::{OsStr, OsString, c_void};
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::mem::size_of;
use std::os::windows::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::windows::fs::OpenOptionsExt as _;
use std::os::windows::io::{AsHandle as _, AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use std::path::{Component, Path, PathBuf, Prefix};
use std::ptr::{null, null_mut};

use windows_sys::Win32::Foundation::{
    ERROR_SUCCESS, GENERIC_ALL, GENERIC_READ, GENERIC_WRITE, HANDLE, INVALID_HANDLE_VALUE,
    LocalFree,
};
use windows_sys::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW, GetSecurityInfo,
    SDDL_REVISION_1, SE_FILE_OBJECT, SetSecurityInfo,
};
use windows_sys::Win32::Security::{
    ACCESS_ALLOWED_ACE, ACL, DACL_SECURITY_INFORMATION, EqualSid, GetAce,
    GetSecurityDescriptorDacl, GetTokenInformation, INHERITED_ACE, IsWellKnownSid,
    OWNER_SECURITY_INFORMATION, PROTECTED_DACL_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, PSID,
    SECURITY_ATTRIBUTES, TOKEN_QUERY, TOKEN_USER, TokenUser, UNPROTECTED_DACL_SECURITY_INFORMATION,
    WinBuiltinAdministratorsSid, WinLocalSystemSid,
};
use windows_sys::Win32::Storage::FileSystem::{
    BY_HANDLE_FILE_INFORMATION, CREATE_NEW, CreateDirectoryW, CreateFileW, DELETE,
    FILE_APPEND_DATA, FILE_ATTRIBUTE_NORMAL, FILE_FLAG_BACKUP_SEMANTICS,
    FILE_FLAG_OPEN_REPARSE_POINT, FILE_SHARE_DELETE, FILE_SHARE_READ, FILE_SHARE_WRITE,
    FILE_WRITE_DATA, GetFileInformationByHandle, MOVEFILE_REPLACE_EXISTING, MOVEFILE_WRITE_THROUGH,
    MoveFileExW, READ_CONTROL, WRITE_DAC, WRITE_OWNER,
};
use windows_sys::Win32::System::SystemServices::{ACCESS_ALLOWED_ACE_TYPE, ACCESS_DENIED_ACE_TYPE};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

use super::{Access, Identity};

pub use std::os::windows::fs::symlink_file as symlink;

/// Between the paths of a list in one option.
pub const LIST_SEPARATOR: char = ';';

/// Whether a device is found where the file system has its name.
pub const DEVICES_ARE_FILES: bool = false;

/// Where OpenSSL's own build has its configuration.
pub const OPENSSL_DIRECTORIES: [&str; 2] = [
    r"C:\Program Files\Common Files\SSL",
    r"C:\Program Files (x86)\Common Files\SSL",
];

/// What follows the first `length` bytes of a text, which are ASCII.
pub fn after_ascii(text: &OsStr, length: usize) -> OsString {
    let units: Vec<u16> = text.encode_wide().skip(length).collect();
    OsString::from_wide(&units)
}

/// The bytes of an environment variable, for a pass phrase; `None` for one that is not Unicode.
pub fn into_bytes(value: OsString) -> Option<Vec<u8>> {
    value.into_string().ok().map(String::into_bytes)
}

/// Opens a file to read it.
pub fn open(path: &Path) -> io::Result<File> {
    if path == Path::new("/dev/stdin") {
        return open_descriptor(0);
    }
    let path = native(path);
    // Which Windows reports as a lack of permission.
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    File::open(path)
}

/// The absolute path with links resolved, without the `\\?\` that the system puts before it, where it means the same.
pub fn canonicalize(path: &Path) -> io::Result<PathBuf> {
    let resolved = std::fs::canonicalize(path)?;
    let short = match resolved
        .to_str()
        .and_then(|text| text.strip_prefix(r"\\?\"))
    {
        // A longer one, or one that only this form can name, is another path or none without it.
        Some(plain) if plain.as_bytes().get(1) == Some(&b':') && plain.len() < 248 => {
            Some(PathBuf::from(plain))
        }
        _ => None,
    };
    let same = |plain: &PathBuf| std::path::absolute(plain).is_ok_and(|full| full == *plain);
    Ok(short.filter(same).unwrap_or(resolved))
}

/// The name that Windows has for what a script calls `/dev/null`.
fn native(path: &Path) -> &Path {
    if path == Path::new("/dev/null") {
        Path::new("NUL")
    } else {
        path
    }
}

/// Makes a file that nothing may have the name of yet.
pub fn create_new(path: &Path, access: Access) -> io::Result<File> {
    let owner_only = match access {
        Access::Private => Some(Descriptor::of_user(false)?),
        Access::Public => None,
    };
    let attributes = owner_only.as_ref().map(Descriptor::attributes);
    let path = wide(path)?;
    // SAFETY: the path ends with a zero; the attributes, if any, and the descriptor in them live until the call returns.
    let handle = unsafe {
        CreateFileW(
            path.as_ptr(),
            GENERIC_READ | GENERIC_WRITE | WRITE_DAC,
            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            attributes.as_ref().map_or(null(), std::ptr::from_ref),
            CREATE_NEW,
            FILE_ATTRIBUTE_NORMAL,
            null_mut(),
        )
    };
    if handle == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle is open and nobody else has it.
    Ok(File::from(unsafe { OwnedHandle::from_raw_handle(handle) }))
}

/// A file without a name: none here.
pub fn create_unnamed(_: &Path, _: Access) -> Option<File> {
    None
}

/// Gives a file without a name this one.
pub fn link(_: &File, _: &Path) -> io::Result<()> {
    unreachable!("`create_unnamed` makes no file here")
}

/// Gives a file or a directory another name, in place of the file that has it now, and returns when that is on disk.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let (from, to) = (wide(from)?, wide(to)?);
    let flags = MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH;
    // SAFETY: both paths end with a zero.
    done(unsafe { MoveFileExW(from.as_ptr(), to.as_ptr(), flags) })
}

/// Gives a directory another name, in place of an empty one that may have it.
pub fn rename_directory(from: &Path, to: &Path) -> io::Result<()> {
    match std::fs::remove_dir(to) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => rename(from, to),
    }
}

/// Makes a directory that is its owner's alone, as what is made in it will be.
pub fn create_private_directory(path: &Path) -> io::Result<()> {
    let owner_only = Descriptor::of_user(true)?;
    let attributes = owner_only.attributes();
    let path = wide(path)?;
    // SAFETY: the path ends with a zero; the attributes and the descriptor in them live until the call returns.
    done(unsafe { CreateDirectoryW(path.as_ptr(), &raw const attributes) })
}

/// Makes a directory, and those above it that are missing, all their owner's alone.
pub fn create_private_directories(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        create_private_directories(parent)?;
    }
    match create_private_directory(path) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        made => made,
    }
}

/// Opens a directory, for its identity.
pub fn open_directory(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
        .open(path)
}

/// Gives a new file the access list of the one that it is to replace.
pub fn keep_permissions(new: &File, old: &Path, _old: &Metadata) -> io::Result<()> {
    let old = OpenOptions::new().access_mode(READ_CONTROL).open(old)?;
    let former = Security::of(&old)?;
    // A list that takes nothing from its directory is not to begin to.
    let inherits = former.entries()?.iter().any(|entry| entry.inherited);
    let inheritance = match inherits {
        true => UNPROTECTED_DACL_SECURITY_INFORMATION,
        false => PROTECTED_DACL_SECURITY_INFORMATION,
    };
    // SAFETY: the list is part of `former`, which lives until the call returns.
    unsafe { set_list(new, former.list, inheritance) }
}

/// Whether a file may hold a key as it is: no, its access list is replaced.
pub fn may_hold_key(_path: &Path, _old: &Metadata, _had_the_key: bool) -> bool {
    false
}

/// A new key's file keeps the access list of its owner alone.
pub fn keep_permissions_of_key(
    _new: &File,
    _path: &Path,
    _old: &Metadata,
    _had_the_key: bool,
) -> io::Result<()> {
    Ok(())
}

/// Takes a file that exists away from all but its owner.
pub fn make_private(file: &File, path: &Path) -> io::Result<()> {
    // The handle does not allow its access list to be changed; another one of the same file does.
    let held = identity(file)?;
    let file = OpenOptions::new()
        .access_mode(READ_CONTROL | WRITE_DAC)
        .open(path)?;
    if identity(&file)? != held {
        return Err(io::Error::other("another file has taken its name"));
    }
    let owner_only = Descriptor::of_user(false)?;
    let list = owner_only.list()?;
    // SAFETY: the list is part of `owner_only`, which lives until the call returns.
    unsafe { set_list(&file, list, PROTECTED_DACL_SECURITY_INFORMATION) }
}

/// Lets everyone read a file: here, whomever its directory lets.
pub fn make_readable(_: &File) -> io::Result<()> {
    Ok(())
}

/// Which file it is.
pub fn identity(file: &File) -> io::Result<Identity> {
    let mut information = BY_HANDLE_FILE_INFORMATION::default();
    // SAFETY: the handle is open while `file` lives, and the call writes one structure.
    done(unsafe { GetFileInformationByHandle(handle(file), &raw mut information) })?;
    Ok(Identity {
        volume: u64::from(information.dwVolumeSerialNumber),
        number: u64::from(information.nFileIndexHigh) << 32 | u64::from(information.nFileIndexLow),
    })
}

/// Which file has this name; a link is itself.
pub fn identity_at(path: &Path) -> io::Result<Identity> {
    // No access at all, so that it opens whatever somebody else does with the file.
    let mut options = OpenOptions::new();
    identity(&without_following(options.access_mode(0)).open(path)?)
}

/// Options that open what has a name itself, not what a link of that name leads to.
pub fn without_following(options: &mut OpenOptions) -> &mut OpenOptions {
    options.custom_flags(FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS)
}

/// Whether a file is this user's.
pub fn is_own(file: &File) -> io::Result<bool> {
    let security = Security::of(file)?;
    let user = User::current()?;
    // SAFETY: both identifiers are parts of values that live until the call returns.
    Ok(unsafe { EqualSid(security.owner, user.sid()) } != 0)
}

/// Why what a file holds may be somebody else's doing, if so.
pub fn distrust(file: &File) -> io::Result<Option<&'static str>> {
    /// What lets somebody change a file, its name or its access list.
    const WRITING: u32 = FILE_WRITE_DATA
        | FILE_APPEND_DATA
        | DELETE
        | WRITE_DAC
        | WRITE_OWNER
        | GENERIC_WRITE
        | GENERIC_ALL;
    let security = Security::of(file)?;
    let user = User::current()?;
    // The system and administrators may do anything with any file.
    let trusted = |sid: PSID| {
        // SAFETY: `sid` is part of `security`, and the user's of `user`; both live while this closure does.
        unsafe {
            EqualSid(sid, user.sid()) != 0
                || IsWellKnownSid(sid, WinBuiltinAdministratorsSid) != 0
                || IsWellKnownSid(sid, WinLocalSystemSid) != 0
        }
    };
    if !trusted(security.owner) {
        return Ok(Some("it belongs to another user"));
    }
    const OTHERS: Option<&str> = Some("others than its owner may write it");
    if security.list.is_null() {
        return Ok(OTHERS); // No list at all lets everyone do everything.
    }
    for entry in security.entries()? {
        match entry.kind {
            ACCESS_DENIED_ACE_TYPE => {}
            ACCESS_ALLOWED_ACE_TYPE if entry.mask & WRITING == 0 || trusted(entry.sid) => {}
            _ => return Ok(OTHERS),
        }
    }
    Ok(None)
}

/// Whether others than its owner may write in a directory: an access list is asked for it where a directory is opened.
pub fn others_may_write(_: &Metadata) -> bool {
    false
}

/// Whether this user may write in a directory, as far as that is known before it is tried.
pub fn may_write_in(directory: &Path) -> bool {
    directory.metadata().is_ok_and(|metadata| metadata.is_dir())
}

/// Waits until the names in a directory are on disk: [`rename`] has done so.
pub fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

/// A directory below another.
pub struct Below(PathBuf);

impl Below {
    /// The directory at `path` below `top`. Parts that are missing are made, the user's alone, where `make` allows it.
    pub fn open(_top: &File, top: &Path, path: &Path, make: bool) -> io::Result<Self> {
        let at = top.join(path);
        match at.metadata() {
            Ok(_) => {}
            Err(e) if make && e.kind() == io::ErrorKind::NotFound => {
                create_private_directories(&at)?;
            }
            Err(e) => return Err(e),
        }
        Ok(Self(at))
    }

    /// Opens a regular file to read it; `None` if there is nothing of this name.
    pub fn file(&self, name: &OsStr) -> io::Result<Option<File>> {
        let path = self.0.join(name);
        match path.symlink_metadata() {
            Ok(found) if found.is_file() => open(&path).map(Some),
            Ok(_) => Err(io::Error::other("it is not a regular file")),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Moves a file here, in place of what has this name.
    pub fn take(&self, from: &Path, name: &OsStr) -> io::Result<()> {
        rename(from, &self.0.join(name))
    }

    /// Removes a file, if there is one.
    pub fn remove(&self, name: &OsStr) -> io::Result<()> {
        match std::fs::remove_file(self.0.join(name)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    }

    /// A move returns when it is on disk.
    pub fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Exchanges two directories' names in one step: not here.
pub fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether a path is that of a device, which is written to as it is.
pub fn is_device(path: &Path) -> bool {
    let name = |device: &str| path.as_os_str().eq_ignore_ascii_case(device);
    let unix = ["/dev/null", "/dev/stdin", "/dev/stdout", "/dev/stderr"];
    unix.into_iter().any(|device| path == Path::new(device))
        || ["NUL", "CON", "CONOUT$"].into_iter().any(name)
        || matches!(path.components().next(), Some(Component::Prefix(p)) if matches!(p.kind(), Prefix::DeviceNS(_)))
}

/// Opens what [`is_device`], or is not a regular file, to write to it.
pub fn open_device(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).open(native(path))
}

/// Whether there is a console to ask at.
pub fn has_terminal() -> bool {
    let mut options = File::options();
    options.read(true).write(true);
    options.open("CONIN$").is_ok() && options.open("CONOUT$").is_ok()
}

/// Standard input. It is a console's text, which the standard library alone converts, so that what its buffer read ahead stays there.
pub fn stdin() -> io::Result<io::Stdin> {
    Ok(io::stdin())
}

/// Standard output, with the standard library's buffer for the same reason.
pub fn stdout() -> io::Result<io::StdoutLock<'static>> {
    Ok(io::stdout().lock())
}

/// Opens a descriptor that this process was started with: of those, Windows itself hands on standard input alone.
pub fn open_descriptor(number: u32) -> io::Result<File> {
    match number {
        0 => Ok(io::stdin().as_handle().try_clone_to_owned()?.into()),
        _ => Err(io::Error::other(
            "on Windows only fd:0 can be read; use file: or env:",
        )),
    }
}

fn done(result: i32) -> io::Result<()> {
    match result {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

fn handle(file: &File) -> HANDLE {
    file.as_raw_handle()
}

/// A path as the system takes it, of any length, with a zero at its end.
fn wide(path: &Path) -> io::Result<Vec<u16>> {
    let absolute = std::path::absolute(path)?;
    let mut prefix = "";
    if let Some(Component::Prefix(first)) = absolute.components().next()
        && let Prefix::Disk(_) = first.kind()
    {
        prefix = r"\\?\";
    }
    let mut units: Vec<u16> = prefix.encode_utf16().collect();
    units.extend(absolute.as_os_str().encode_wide());
    if units.contains(&0) {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the path has a zero in it",
        ));
    }
    units.push(0);
    Ok(units)
}

/// Memory that the system allocated for us.
struct Allocated(*mut c_void);

impl Drop for Allocated {
    fn drop(&mut self) {
        // SAFETY: it came from a call whose documentation has it freed so, and nobody else frees it.
        unsafe { LocalFree(self.0) };
    }
}

/// The user that this process runs for.
struct User {
    /// A `TOKEN_USER` and the identifier that it points to; of words, for the structure's alignment.
    information: Vec<u64>,
}

impl User {
    fn current() -> io::Result<Self> {
        let mut token: HANDLE = null_mut();
        // SAFETY: the pseudo handle of this process is always valid; the call writes one handle.
        done(unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token) })?;
        // SAFETY: the handle is open and nobody else has it.
        let token = unsafe { OwnedHandle::from_raw_handle(token) };
        // More than the structure and the longest identifier (68 bytes).
        let mut information = vec![0u64; 32];
        let (size, mut length) = (8 * information.len() as u32, 0);
        // SAFETY: the buffer has that many bytes, and is aligned for the structure.
        done(unsafe {
            GetTokenInformation(
                token.as_raw_handle(),
                TokenUser,
                information.as_mut_ptr().cast(),
                size,
                &raw mut length,
            )
        })?;
        Ok(Self { information })
    }

    /// Lives as long as `self`.
    fn sid(&self) -> PSID {
        // SAFETY: `current` had the system write the structure there.
        unsafe { (*self.information.as_ptr().cast::<TOKEN_USER>()).User.Sid }
    }

    /// `S-1-…`.
    fn name(&self) -> io::Result<String> {
        let mut text = null_mut();
        // SAFETY: the identifier lives as long as `self`; the call writes one pointer.
        done(unsafe { ConvertSidToStringSidW(self.sid(), &raw mut text) })?;
        let text = Allocated(text.cast());
        let mut units = Vec::new();
        let mut at: *const u16 = text.0.cast_const().cast();
        // SAFETY: the text ends with a zero, and `at` does not pass it.
        while let unit @ 1.. = unsafe { *at } {
            units.push(unit);
            // SAFETY: as above.
            at = unsafe { at.add(1) };
        }
        Ok(String::from_utf16_lossy(&units))
    }
}

/// A security descriptor by which a file is the user's alone, and inherits nothing.
struct Descriptor(Allocated);

impl Descriptor {
    fn of_user(directory: bool) -> io::Result<Self> {
        let user = User::current()?.name()?;
        // A protected list with one entry: the user has full access, and to what is made in a directory as well.
        let inherited = if directory { "OICI" } else { "" };
        let text = format!("O:{user}D:P(A;{inherited};FA;;;{user})\0");
        let text: Vec<u16> = text.encode_utf16().collect();
        let mut descriptor: PSECURITY_DESCRIPTOR = null_mut();
        // SAFETY: the text ends with a zero; the call writes one pointer.
        done(unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_ptr(),
                SDDL_REVISION_1,
                &raw mut descriptor,
                null_mut(),
            )
        })?;
        Ok(Self(Allocated(descriptor)))
    }

    /// Valid as long as `self`.
    fn attributes(&self) -> SECURITY_ATTRIBUTES {
        SECURITY_ATTRIBUTES {
            nLength: size_of::<SECURITY_ATTRIBUTES>() as u32,
            lpSecurityDescriptor: self.0.0,
            bInheritHandle: 0,
        }
    }

    /// Valid as long as `self`.
    fn list(&self) -> io::Result<*mut ACL> {
        let (mut present, mut defaulted, mut list) = (0, 0, null_mut());
        // SAFETY: the descriptor lives as long as `self`; the call writes three values.
        done(unsafe {
            GetSecurityDescriptorDacl(
                self.0.0,
                &raw mut present,
                &raw mut list,
                &raw mut defaulted,
            )
        })?;
        Ok(list)
    }
}

/// A file's owner and access list.
struct Security {
    owner: PSID,
    list: *mut ACL,
    /// Holds both.
    _descriptor: Allocated,
}

impl Security {
    fn of(file: &File) -> io::Result<Self> {
        let (mut owner, mut list, mut descriptor) = (null_mut(), null_mut(), null_mut());
        // SAFETY: the handle is open while `file` lives; the call writes three pointers.
        let status = unsafe {
            GetSecurityInfo(
                handle(file),
                SE_FILE_OBJECT,
                OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
                &raw mut owner,
                null_mut(),
                &raw mut list,
                null_mut(),
                &raw mut descriptor,
            )
        };
        status_of(status)?;
        let descriptor = Allocated(descriptor);
        if owner.is_null() {
            return Err(io::Error::other("the file has no owner"));
        }
        Ok(Self {
            owner,
            list,
            _descriptor: descriptor,
        })
    }

    /// The entries of the list; none where there is no list.
    fn entries(&self) -> io::Result<Vec<Entry>> {
        if self.list.is_null() {
            return Ok(Vec::new());
        }
        // SAFETY: the list is part of what `self` holds, and was made by the system.
        let count = unsafe { (*self.list).AceCount };
        let entry = |index| {
            let mut entry = null_mut();
            // SAFETY: as above; the index is below the list's count, and the call writes one pointer.
            done(unsafe { GetAce(self.list, index, &raw mut entry) })?;
            let entry: *const ACCESS_ALLOWED_ACE = entry.cast_const().cast();
            // SAFETY: every entry has a header and a mask, and holds at least the shortest identifier.
            Ok(unsafe {
                Entry {
                    kind: u32::from((*entry).Header.AceType),
                    inherited: u32::from((*entry).Header.AceFlags) & INHERITED_ACE != 0,
                    mask: (*entry).Mask,
                    sid: (&raw const (*entry).SidStart).cast_mut().cast(),
                }
            })
        };
        (0..u32::from(count)).map(entry).collect()
    }
}

/// An entry of an access list, valid as long as the [`Security`] that it is of.
struct Entry {
    kind: u32,
    inherited: bool,
    mask: u32,
    /// Whom it is for, if it is of the two kinds that allow and deny without conditions.
    sid: PSID,
}

/// Sets a file's access list.
///
/// # Safety
///
/// The list is null or a valid one.
unsafe fn set_list(file: &File, list: *const ACL, inheritance: u32) -> io::Result<()> {
    // SAFETY: the handle is open while `file` lives; the caller has promised the rest.
    let status = unsafe {
        SetSecurityInfo(
            handle(file),
            SE_FILE_OBJECT,
            DACL_SECURITY_INFORMATION | inheritance,
            null_mut(),
            null_mut(),
            list,
            null(),
        )
    };
    status_of(status)
}

fn status_of(status: u32) -> io::Result<()> {
    match status {
        ERROR_SUCCESS => Ok(()),
        error => Err(io::Error::from_raw_os_error(error.cast_signed())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::write_file;
    use crate::temporary::{Temporary, clear};
    use std::fs;

    /// What an access list allows: the user's own entries, and others' except the system's, which Wine always has.
    fn entries(path: &Path) -> (usize, usize) {
        let mut options = OpenOptions::new();
        let options = options.access_mode(READ_CONTROL);
        let file = options
            .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
            .open(path)
            .unwrap();
        let (security, user) = (Security::of(&file).unwrap(), User::current().unwrap());
        assert!(is_own(&file).unwrap());
        assert!(!security.list.is_null());
        let (mut own, mut others) = (0, 0);
        for entry in security.entries().unwrap() {
            // SAFETY: the identifiers are parts of `security` and `user`.
            let (mine, systems) = unsafe {
                (
                    EqualSid(entry.sid, user.sid()) != 0,
                    IsWellKnownSid(entry.sid, WinLocalSystemSid) != 0,
                )
            };
            own += usize::from(mine);
            others += usize::from(!mine && !systems);
        }
        (own, others)
    }

    #[test]
    fn a_key_is_the_users_alone_from_the_start_and_in_place_of_another_file() {
        let scratch = tempfile::tempdir().unwrap();
        let at = |name: &str| scratch.path().join(name);
        let made = create_new(&at("made"), Access::Private).unwrap();
        assert_eq!(entries(&at("made")), (1, 0));
        assert_eq!(distrust(&made).unwrap(), None);
        fs::write(at("open"), "for everyone").unwrap();
        write_file(&at("open"), b"key", Access::Private).unwrap();
        assert_eq!(entries(&at("open")), (1, 0));
        assert_eq!(fs::read(at("open")).unwrap(), b"key");
    }

    #[test]
    fn a_file_that_everyone_may_write_is_distrusted() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("file");
        let file = create_new(&path, Access::Private).unwrap();
        // SAFETY: no list at all is a valid one, and lets everyone do everything.
        unsafe { set_list(&file, null(), PROTECTED_DACL_SECURITY_INFORMATION) }.unwrap();
        assert!(distrust(&file).unwrap().is_some());
        make_private(&file, &path).unwrap();
        assert_eq!(distrust(&file).unwrap(), None);
    }

    #[test]
    fn what_is_made_in_a_private_directory_is_private() {
        let scratch = tempfile::tempdir().unwrap();
        let directory = scratch.path().join("a").join("b");
        create_private_directories(&directory).unwrap();
        assert_eq!(entries(&directory).1, 0);
        assert_eq!(entries(&scratch.path().join("a")).1, 0);
    }

    #[test]
    fn a_file_differs_from_others_and_keeps_its_identity_under_a_new_name() {
        let scratch = tempfile::tempdir().unwrap();
        let at = |name: &str| scratch.path().join(name);
        let file = create_new(&at("one"), Access::Public).unwrap();
        create_new(&at("other"), Access::Public).unwrap();
        assert_eq!(identity(&file).unwrap(), identity_at(&at("one")).unwrap());
        assert_ne!(identity(&file).unwrap(), identity_at(&at("other")).unwrap());
        rename(&at("one"), &at("other")).unwrap();
        // Of the renamed file's handle Wine no longer knows the volume.
        let number = identity_at(&at("other")).unwrap().number;
        assert_eq!(identity(&file).unwrap().number, number);
    }

    #[test]
    fn what_a_killed_run_left_is_removed_and_what_is_being_written_is_not() {
        let scratch = tempfile::tempdir().unwrap();
        let left = scratch.path().join(".certwright-0123456789abcdef.tmp");
        fs::write(&left, "PRIVATE KEY").unwrap();
        let held = Temporary::new_in(scratch.path(), Access::Private).unwrap();
        clear(scratch.path());
        assert!(!left.exists());
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
        held.persist(&scratch.path().join("key")).unwrap();
        assert!(scratch.path().join("key").exists());
    }

    #[test]
    fn a_resolved_path_is_as_people_write_it() {
        let scratch = tempfile::tempdir().unwrap();
        let path = canonicalize(scratch.path()).unwrap();
        let text = path.to_str().unwrap();
        assert!(text.as_bytes()[1] == b':' && path.is_dir(), "{text}");
        let error = open(&path).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
    }

    #[test]
    fn devices_have_the_names_of_both_worlds() {
        for name in ["NUL", "nul", "/dev/null", r"\\.\NUL"] {
            assert!(is_device(Path::new(name)), "{name}");
            write_file(Path::new(name), b"x", Access::Public).unwrap();
        }
        assert!(!is_device(Path::new("null")) && !is_device(Path::new(r"C:\dev")));
    }
}

/// Bytes of address space that the process may still take; `None`, since no limit is set on it here.
pub fn free_address_space() -> Option<u64> {
    None
}

/// Cores are written only where the system's administrator has them written (Windows Error Reporting).
pub fn forbid_core_dumps() {}

/// Runs another program and ends with its exit status; gives the reason if it does not start.
pub fn become_program(command: &mut std::process::Command) -> io::Error {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(e) => e,
    }
}

/// Who may read and write a file: access control lists have no permission bits.
pub fn permission_bits(_: &Metadata) -> Option<u32> {
    None
}
