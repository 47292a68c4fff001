//! Standard output and standard error, whose readers may stop reading.

use crate::ending::Ending;
use std::io::{self, ErrorKind, Write as _};

/// Prints a text. A reader who has enough (`| head`) is no failure.
///
/// # Errors
/// If it cannot be written for another reason, such as a full disk.
pub(crate) fn print(text: &str) -> Result<(), Ending> {
    let mut out = io::stdout().lock();
    is_read(out.write_all(text.as_bytes()).and_then(|()| out.flush())).map(drop)
}

/// Says something on standard error. If nobody reads that any more, nobody can be told.
pub(crate) fn complain<S: AsRef<str>>(lines: &[S]) {
    let mut err = io::stderr().lock();
    for line in lines {
        if writeln!(err, "onething: {}", line.as_ref()).is_err() {
            return;
        }
    }
}

/// Does anybody still read?
///
/// # Errors
/// If it could not be written for another reason.
pub(crate) fn is_read(written: io::Result<()>) -> Result<bool, Ending> {
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Ending::cannot(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_reader_who_left_is_no_failure() {
        assert!(is_read(Ok(())).unwrap());
        assert!(!is_read(Err(ErrorKind::BrokenPipe.into())).unwrap());
        assert!(matches!(is_read(Err(ErrorKind::StorageFull.into())), Err(Ending::Cannot(_))));
    }
}
