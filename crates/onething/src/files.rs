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

/// Reads a text of at most so many bytes, also from what has no size of its own; a file named `-` is standard input.
pub(crate) fn read(t: &Localizer, file: &Path, most: usize) -> Result<String, Ending> {
    let opened = open(file).map_err(|error| unread(t, file, &error))?;
    read_from(t, file, opened, most)
}

/// The same, unpacked if it was packed by gzip.
pub(crate) fn read_packed(t: &Localizer, file: &Path, most: usize) -> Result<String, Ending> {
    let mut opened = open(file).map_err(|error| unread(t, file, &error))?;
    let mut head = Vec::new();
    opened.by_ref().take(GZIP.len() as u64).read_to_end(&mut head).map_err(|error| unread(t, file, &error))?;
    let packed = head == GZIP;
    let whole = io::Cursor::new(head).chain(opened);
    if packed { read_from(t, file, MultiGzDecoder::new(whole), most) } else { read_from(t, file, whole, most) }
}

/// Opens a file; one named `-` is standard input.
pub(crate) fn open(file: &Path) -> io::Result<Box<dyn io::Read>> {
    if file == Path::new("-") { Ok(Box::new(io::stdin())) } else { File::open(file).map(|file| Box::new(file) as _) }
}

fn read_from(t: &Localizer, file: &Path, from: impl io::Read, most: usize) -> Result<String, Ending> {
    let mut bytes = Vec::new();
    from.take(most as u64 + 1).read_to_end(&mut bytes).map_err(|error| unread(t, file, &error))?;
    let text = if bytes.len() > most { Err(too_large(t, most)) } else { text(t, bytes) };
    text.map_err(|reason| Ending::cannot(format!("{}: {reason}", file.display())))
}

/// Why something that is longer than so many bytes is not read.
pub(crate) fn too_large(t: &Localizer, most: usize) -> String {
    t.say(&Message::new("cli-file-too-large").with("max", i64::try_from(most).unwrap_or(i64::MAX)))
}

/// Bytes as text, without a byte order mark; or which encoding they seem to be in, and what to do about it.
pub(crate) fn text(t: &Localizer, bytes: Vec<u8>) -> Result<String, String> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let byte = i64::try_from(error.utf8_error().valid_up_to()).unwrap_or(i64::MAX).saturating_add(1);
            let id = match Encoding::of(error.as_bytes()) {
                Encoding::Utf16 => "cli-file-utf-16",
                Encoding::Gb18030 => "cli-file-gbk",
                Encoding::Unknown => "cli-file-not-utf-8",
            };
            Err(t.say(&Message::new(id).with("byte", byte)))
        }
    }
}

/// What bytes that are not UTF-8 seem to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// They begin with its byte order mark.
    Utf16,
    /// All of them are characters of GB18030, of which GBK and GB2312 are parts.
    Gb18030,
    Unknown,
}

impl Encoding {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            Self::Utf16
        } else if is_gb18030(bytes) {
            Self::Gb18030
        } else {
            Self::Unknown
        }
    }
}

/// Characters of one byte are ASCII; those of two and of four bytes are told apart by the second.
fn is_gb18030(mut bytes: &[u8]) -> bool {
    loop {
        bytes = match bytes {
            [] => return true,
            [0x00..=0x7f, rest @ ..]
            | [0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe, rest @ ..]
            | [0x81..=0xfe, 0x30..=0x39, 0x81..=0xfe, 0x30..=0x39, rest @ ..] => rest,
            _ => return false,
        };
    }
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

fn unread(t: &Localizer, path: &Path, error: &io::Error) -> Ending {
    Ending::cannot(format!("{}: {}", path.display(), why(t, error)))
}

/// Why something cannot be read: what happens to everybody in the reader's language, the rest in the system's words.
pub(crate) fn why(t: &Localizer, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => t.text("cli-file-missing"),
        ErrorKind::PermissionDenied => t.text("cli-file-forbidden"),
        ErrorKind::IsADirectory => t.text("cli-file-is-folder"),
        _ => error.to_string(),
    }
}

fn unwritten(path: &Path, error: &io::Error) -> Ending {
    Ending::cannot(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::time::Zone;
    use web::locale::Locale;

    /// 济南 in several encodings, and what is none.
    #[test]
    fn another_encoding_is_named_with_what_to_do() {
        let t = Localizer::new(Locale::English, Zone::SHANGHAI);
        let gbk = [b'"', 0xbc, 0xc3, 0xc4, 0xcf, b'"'];
        for (bytes, words) in [
            (&gbk[..], "GBK"),
            // 㐀, which only GB18030 has, in four bytes.
            (&[b'a', 0x81, 0x39, 0xee, 0x39], "GBK"),
            (&[0xff, 0xfe, 0x4e, 0x6d], "UTF-16"),
            (&[0xfe, 0xff, 0x6d, 0x4e], "UTF-16"),
            (&[b'a', 0xff, 0x00], "byte 2"),
            (&[b'a', 0xbc], "byte 2"),
        ] {
            let said = text(&t, bytes.to_vec()).unwrap_err();
            assert!(said.contains(words) && said.contains("UTF-8"), "{said}");
        }
        assert_eq!(Encoding::of(&[b'a', 0xbc]), Encoding::Unknown, "half a character");
        assert_eq!(text(&t, "\u{feff}济南".into()).unwrap(), "济南");
        assert_eq!(text(&t, "济南".into()).unwrap(), "济南");
    }

    #[test]
    fn what_cannot_be_read_is_said_in_the_readers_language() {
        for (locale, missing, folder) in
            [(Locale::English, "No such file", "folder"), (Locale::Chinese, "没有", "文件夹")]
        {
            let t = Localizer::new(locale, Zone::SHANGHAI);
            let said = |file: &str| match read(&t, Path::new(file), 10) {
                Err(Ending::Cannot(reason)) => reason,
                other => panic!("{other:?}"),
            };
            assert!(said("/nowhere").contains(missing), "{}", said("/nowhere"));
            assert!(said("/").contains(folder), "{}", said("/"));
        }
    }
}
