//! The hospital's key in a file: made at the first start, readable by its owner only.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

/// The key in a file; made if there is none.
///
/// # Errors
/// If the file cannot be read or written, or is not 64 hexadecimal digits.
pub(crate) fn open(file: &Path) -> io::Result<[u8; 32]> {
    match read(file)? {
        Some(key) => Ok(key),
        None => {
            let key = generate()?;
            keep(file, &key)?;
            Ok(key)
        }
    }
}

/// The key in a file; `None` if there is no such file.
///
/// # Errors
/// If the file cannot be read, or is not 64 hexadecimal digits.
pub(crate) fn read(file: &Path) -> io::Result<Option<[u8; 32]>> {
    match fs::read_to_string(file) {
        Ok(text) => match parse(text.trim()) {
            Some(key) => Ok(Some(key)),
            None => Err(io::Error::new(io::ErrorKind::InvalidData, "this is not 64 hexadecimal digits")),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A new key.
///
/// # Errors
/// If the system gives no random bytes.
pub(crate) fn generate() -> io::Result<[u8; 32]> {
    journal::Keys::generate().map_err(io::Error::other)
}

fn parse(text: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}

/// Writes a new key into a new file that only its owner can read.
///
/// # Errors
/// If there is such a file already, or it cannot be made.
pub(crate) fn keep(file: &Path, key: &[u8; 32]) -> io::Result<()> {
    let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(file)?;
    written.write_all(text.as_bytes())?;
    // If a power cut took the key away, every name would be lost with it: the file and its entry in the folder are on
    // the disk before anything is sealed with it.
    written.sync_all()?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        let key = open(&file).unwrap();
        assert_eq!(open(&file).unwrap(), key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::write(&file, "short").unwrap();
        assert_eq!(open(&file).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
