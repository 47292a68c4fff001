//! Files that are named on the command line: read up to a bound, and written as a whole or not at all.

use crate::ending::Ending;
use flate2::read::MultiGzDecoder;
use model::message::Message;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
};
use tempfile::NamedTempFile;
use web::locale::Localizer;

/// How what gzip has packed begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Reads a text of at most so many bytes, also from what has no size of its own.
pub(crate) fn read(t: &Localizer, file: &Path, most: usize) -> Result<String, Ending> {
    let opened = File::open(file).map_err(|error| unread(file, &error))?;
    read_from(t, file, opened, most)
}

/// The same, unpacked if it was packed by gzip; a file named `-` is standard input.
pub(crate) fn read_packed(t: &Localizer, file: &Path, most: usize) -> Result<String, Ending> {
    let opened: Result<Box<dyn io::Read>, io::Error> = if file == Path::new("-") {
        Ok(Box::new(io::stdin()))
    } else {
        File::open(file).map(|file| Box::new(file) as _)
    };
    let mut opened = opened.map_err(|error| unread(file, &error))?;
    let mut head = Vec::new();
    opened.by_ref().take(GZIP.len() as u64).read_to_end(&mut head).map_err(|error| unread(file, &error))?;
    let packed = head == GZIP;
    let whole = io::Cursor::new(head).chain(opened);
    if packed { read_from(t, file, MultiGzDecoder::new(whole), most) } else { read_from(t, file, whole, most) }
}

fn read_from(t: &Localizer, file: &Path, from: impl io::Read, most: usize) -> Result<String, Ending> {
    let cannot = |error: io::Error| unread(file, &error);
    let mut bytes = Vec::new();
    from.take(most as u64 + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() > most {
        let max = i64::try_from(most).unwrap_or(i64::MAX);
        let words = t.say(&Message::new("cli-file-too-large").with("max", max));
        return Err(Ending::cannot(format!("{}: {words}", file.display())));
    }
    String::from_utf8(bytes).map_err(|error| cannot(io::Error::new(ErrorKind::InvalidData, error.utf8_error())))
}

/// Something that is written when it is complete, into a place that was found to be writable before.
pub(crate) enum Output {
    /// A file beside the one that is wanted, whose place it takes.
    Replacing(NamedTempFile, PathBuf),
    /// What is no ordinary file (a terminal, a pipe) is written to.
    Through(File, PathBuf),
}

impl Output {
    pub(crate) fn new(path: &Path) -> Result<Self, Ending> {
        let opened = || match fs::metadata(path) {
            Ok(there) if there.is_dir() => Err(ErrorKind::IsADirectory.into()),
            Ok(there) if !there.is_file() => {
                OpenOptions::new().write(true).open(path).map(|file| Self::Through(file, path.to_owned()))
            }
            there => {
                // A link stays one: what it leads to is replaced.
                let target = if there.is_ok() { fs::canonicalize(path)? } else { path.to_owned() };
                let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
                let part = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
                Ok(Self::Replacing(part, target))
            }
        };
        opened().map_err(|error| unwritten(path, &error))
    }

    pub(crate) fn keep(self, text: &str) -> Result<(), Ending> {
        match self {
            Self::Replacing(mut part, target) => {
                let written = part.write_all(text.as_bytes()).and_then(|()| part.as_file().sync_all());
                let kept = written.and_then(|()| part.persist(&target).map(drop).map_err(|error| error.error));
                kept.map_err(|error| unwritten(&target, &error))
            }
            Self::Through(mut file, path) => file.write_all(text.as_bytes()).map_err(|error| unwritten(&path, &error)),
        }
    }
}

fn unread(path: &Path, error: &io::Error) -> Ending {
    Ending::cannot(format!("{}: {error}", path.display()))
}

fn unwritten(path: &Path, error: &io::Error) -> Ending {
    Ending::cannot(format!("{}: {error}", path.display()))
}
