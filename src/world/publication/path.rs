//! Which paths of files are accepted: those that mean the same place on every machine and cannot
//! lead out of the published folder.

use std::io;

use crate::base::digest::Digest;

/// What file systems in use allow for one name.
const NAME_BYTES: usize = 255;

/// Refuses a path that is not relative, plain and short-named. Stages build paths from the data of
/// a register; this is the last line of defence, whatever they let through.
pub(super) fn check(path: &str) -> io::Result<()> {
    match fault(path) {
        None => Ok(()),
        Some(fault) => {
            let message = format!("`{}` cannot be published: {fault}", path.escape_debug());
            Err(io::Error::new(io::ErrorKind::InvalidInput, message))
        }
    }
}

/// The first half of the SHA-256 of a path: 16 bytes, whatever its length.
pub(super) type Name = u128;

/// The name of a path.
pub(super) fn name(path: &str) -> Name {
    let bytes = Digest::of(path.as_bytes()).0;
    bytes[..16].iter().fold(0, |name, byte| name << 8 | u128::from(*byte))
}

/// The name of a path that can be published; an error where it cannot.
pub(super) fn checked(path: &str) -> io::Result<Name> {
    check(path).map(|()| name(path))
}

fn fault(path: &str) -> Option<&'static str> {
    if path.contains('\0') {
        return Some("a path has no NUL");
    }
    if path.contains('\\') {
        return Some("a path is written with `/`");
    }
    if path.starts_with('/') {
        return Some("a path is relative to the site");
    }
    path.split('/').find_map(|name| match name {
        "" => Some("a name in a path is not empty"),
        "." | ".." => Some("a path has no `.` and no `..`"),
        _ if name.len() > NAME_BYTES => Some("a name in a path has at most 255 bytes"),
        _ => None,
    })
}
