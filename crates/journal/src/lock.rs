//! One program at a time writes to an SQLite file. The lock is the operating system's, on a file beside the database,
//! and ends with the process that holds it, however that process ends.

use crate::{
    OpenError,
    store::{Address, shown},
};
use std::{
    fs::{File, OpenOptions, TryLockError},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::PathBuf,
};

/// Held by whoever may write to a database; on PostgreSQL everybody gets one.
#[derive(Debug)]
#[must_use = "it is held until it is dropped"]
pub struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// Takes the lock of a database before it is opened to be written to.
    ///
    /// # Errors
    /// [`OpenError::InUse`] when another process holds it; [`OpenError::NotWritable`], [`OpenError::Lock`] or
    /// [`OpenError::Url`] when it cannot be taken at all.
    pub fn take(url: &str) -> Result<Self, OpenError> {
        let Address::Sqlite(options) = Address::parse(url)? else { return Ok(Self { _file: None }) };
        let mut name = options.get_filename().as_os_str().to_owned();
        if name == ":memory:" {
            return Ok(Self { _file: None });
        }
        // Resolves to the file itself, by whatever name it is opened.
        if let Ok(real) = std::fs::canonicalize(&name) {
            if real.metadata().is_ok_and(|file| file.is_file() && file.nlink() > 1) {
                let source = std::io::Error::other("the database file has a second name (a hard link)");
                return Err(OpenError::Lock { file: real.display().to_string(), source });
            }
            name = real.into_os_string();
        }
        name.push("-lock");
        let name = PathBuf::from(name);
        let cannot = |source: std::io::Error| OpenError::Lock { file: name.display().to_string(), source };
        // Lock a file beside the database, not the database itself: closing any handle of that would end SQLite's own
        // locks on it.
        let file = match OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&name) {
            Ok(file) => file,
            // Opening the database will say what is wrong with its folder.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self { _file: None }),
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                return Err(OpenError::NotWritable { url: shown(url) });
            }
            Err(error) => return Err(cannot(error)),
        };
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse { url: shown(url) }),
            Err(TryLockError::Error(error)) => Err(cannot(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_holds_it_until_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("h.db").display());
        let first = Lock::take(&url).unwrap();
        assert!(matches!(Lock::take(&url), Err(OpenError::InUse { .. })));
        drop(first);
        assert!(Lock::take(&url).is_ok());
        let file = folder.path().join("h.db");
        std::fs::write(&file, "").unwrap();
        let other = folder.path().join("other.db");
        let other_url = format!("sqlite://{}", other.display());
        std::os::unix::fs::symlink(&file, &other).unwrap();
        let first = Lock::take(&url).unwrap();
        assert!(matches!(Lock::take(&other_url), Err(OpenError::InUse { .. })), "the same file by a link");
        drop(first);
        std::fs::remove_file(&other).unwrap();
        std::fs::hard_link(&file, &other).unwrap();
        for url in [&url, &other_url] {
            assert!(matches!(Lock::take(url), Err(OpenError::Lock { .. })), "two names of one file have two journals");
        }
        assert!(Lock::take("postgres://nobody@nowhere/x").is_ok());
    }
}
