//! Cases that are named on the command line, one or millions: read in batches, so that memory stays bounded, with a bar
//! on a terminal that shows how far it is.

use crate::{
    ending::Ending,
    files::{self, Encoding},
    print::complain,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use model::message::Message;
use settlement::{Problem, case::CaseFile, limits::CASE_BYTES_MAX};
use std::{
    fmt, fs,
    io::{self, BufRead, BufReader, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
    vec,
};
use web::locale::Localizer;

/// So many cases are in one batch,
const BATCH_CASES: usize = 1_024;
/// or lines of so many bytes together, and one line more.
const BATCH_BYTES: usize = 32 << 20;
/// So many problems of one case are shown.
const PROBLEMS_SHOWN: usize = 10;

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: Arc<str>,
    /// The line, if the file has one case on each line.
    pub(crate) line: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// A case that has not been looked at.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) place: Place,
    body: Body,
}

#[derive(Debug)]
enum Body {
    /// A whole file; whoever works on it reads it.
    File(PathBuf),
    Line(Vec<u8>),
    /// What could not be read, and why.
    Unread(String),
}

/// Why a case is not computed.
#[derive(Debug)]
pub(crate) enum Fault {
    Unread(String),
    Problems(Vec<Problem>),
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

impl Fault {
    /// In words, a sentence for each problem.
    pub(crate) fn said(&self, t: &Localizer) -> Vec<String> {
        match self {
            Self::Unread(reason) => vec![reason.clone()],
            Self::Problems(problems) => {
                let shown = problems.iter().take(PROBLEMS_SHOWN);
                let mut said: Vec<String> = shown.map(|problem| t.say(&problem.message())).collect();
                if let Some(more) = problems.len().checked_sub(PROBLEMS_SHOWN).filter(|more| *more > 0) {
                    let message = Message::new("cli-cases-more");
                    said.push(t.say(&message.with("count", i64::try_from(more).unwrap_or(i64::MAX))));
                }
                said
            }
        }
    }
}

impl Item {
    /// Reads the case.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn read(&self, t: &Localizer) -> Result<CaseFile, Fault> {
        let text = match &self.body {
            Body::File(path) => whole(t, path),
            Body::Line(bytes) => files::text(t, bytes.clone()),
            Body::Unread(reason) => Err(reason.clone()),
        };
        let text = text.map_err(Fault::Unread)?;
        if matches!(self.body, Body::Line(_)) && !text.trim_start().starts_with('{') {
            return Err(Problem::new("file-not-json", "column 1").value(text.trim()).into());
        }
        CaseFile::parse(&text).map_err(Fault::Problems)
    }
}

fn whole(t: &Localizer, path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let read = files::open(path).and_then(|file| file.take(CASE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| files::why(t, &error))?;
    if bytes.len() > CASE_BYTES_MAX { Err(files::too_large(t, CASE_BYTES_MAX)) } else { files::text(t, bytes) }
}

/// All cases of a command, in the order of the files' names and of their lines.
pub(crate) struct Cases {
    t: Localizer,
    /// Files that were not opened yet.
    files: vec::IntoIter<PathBuf>,
    open: Option<Lines>,
    /// Its length is in files or, of one file of lines, in bytes.
    bar: ProgressBar,
    by_bytes: bool,
}

impl Cases {
    /// Finds the cases of a folder, of one file, or of standard input (`-`).
    ///
    /// # Errors
    /// If it is not there or cannot be read; or the folder has none.
    pub(crate) fn open(t: Localizer, path: &Path) -> Result<Self, Ending> {
        let cannot = |reason: String| Ending::cannot(format!("{}: {reason}", path.display()));
        let (bar, mut open) = (bar(&t), None);
        let mut files = Vec::new();
        if path.is_dir() {
            files = inside(path).map_err(|error| cannot(files::why(&t, &error)))?;
            if files.is_empty() {
                return Err(cannot(t.text("cli-cases-none")));
            }
            bar.set_length(files.len() as u64);
        } else if is_one_case(path) {
            fs::metadata(path).map_err(|error| cannot(files::why(&t, &error)))?;
            files.push(path.to_owned());
            bar.set_length(1);
        } else {
            open = Some(Lines::open(path).map_err(|error| cannot(files::why(&t, &error)))?);
            // Of a pipe nobody knows how much will come.
            let length = fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|file| file.len());
            length.map_or_else(|| bar.unset_length(), |length| bar.set_length(length));
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Ok(Self { t, files: files.into_iter(), by_bytes: open.is_some(), open, bar })
    }

    /// The next cases; none if there are no more.
    pub(crate) fn batch(&mut self) -> Vec<Item> {
        let (mut items, mut bytes) = (Vec::new(), 0);
        while items.len() < BATCH_CASES && bytes < BATCH_BYTES {
            let Some(item) = self.next() else { break };
            if let Body::Line(line) = &item.body {
                bytes += line.len();
            }
            items.push(item);
        }
        items
    }

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(lines) = &mut self.open {
                let (item, read) = lines.next(&self.t);
                self.bar.inc(if self.by_bytes { read } else { 0 });
                if item.is_some() {
                    return item;
                }
                self.open = None;
            }
            let path = self.files.next()?;
            self.bar.inc(1);
            let file: Arc<str> = path.display().to_string().into();
            if is_one_case(&path) {
                return Some(Item { place: Place { file, line: None }, body: Body::File(path) });
            }
            match Lines::open(&path) {
                Ok(lines) => self.open = Some(lines),
                Err(error) => {
                    let body = Body::Unread(files::why(&self.t, &error));
                    return Some(Item { place: Place { file, line: None }, body });
                }
            }
        }
    }

    /// The bar.
    pub(crate) fn bar(&self) -> ProgressBar {
        self.bar.clone()
    }
}

/// Says something on standard error, above the bar.
pub(crate) fn say(bar: &ProgressBar, lines: &[String]) {
    if !lines.is_empty() {
        bar.suspend(|| complain(lines));
    }
}

impl Drop for Cases {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A bar on standard error; nothing is drawn where that is no terminal.
fn bar(t: &Localizer) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {percent} % {elapsed}");
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    bar.set_message(format!("0 {}", t.text("cli-cases-working")));
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|found| endings.iter().any(|ending| found.eq_ignore_ascii_case(ending)))
}

fn is_one_case(path: &Path) -> bool {
    has_ending(path, &["toml", "json"])
}

/// The files of a folder that have cases, in the order of their names.
fn inside(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !path.is_dir() && has_ending(&path, &["toml", "json", "ndjson", "jsonl"]) {
            files.push(path);
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// A file with a case on each line.
struct Lines {
    file: Arc<str>,
    from: BufReader<Box<dyn io::Read>>,
    line: u64,
    ended: bool,
}

impl Lines {
    fn open(path: &Path) -> io::Result<Self> {
        let mut from = BufReader::with_capacity(1 << 20, files::open(path)?);
        // A folder opens like a file, and says so when it is read.
        from.fill_buf()?;
        Ok(Self { file: path.display().to_string().into(), from, line: 0, ended: false })
    }

    /// The next case, and how many bytes were read. Empty lines count, and are none.
    fn next(&mut self, t: &Localizer) -> (Option<Item>, u64) {
        let mut read = 0;
        while !self.ended {
            let mut line = Vec::new();
            let got = self.from.by_ref().take(CASE_BYTES_MAX as u64 + 2).read_until(b'\n', &mut line);
            self.line += 1;
            read += line.len() as u64;
            let body = match got {
                Err(error) => {
                    self.ended = true;
                    Body::Unread(files::why(t, &error))
                }
                Ok(0) => {
                    self.ended = true;
                    return (None, read);
                }
                Ok(_) if line.len() > CASE_BYTES_MAX && line.last() != Some(&b'\n') => {
                    read += self.skip();
                    Body::Unread(files::too_large(t, CASE_BYTES_MAX))
                }
                // Every line of it would be nonsense.
                Ok(_) if self.line == 1 && Encoding::of(&line) == Encoding::Utf16 => {
                    self.ended = true;
                    Body::Line(line)
                }
                Ok(_) if line.trim_ascii().is_empty() => continue,
                Ok(_) => Body::Line(line),
            };
            let place = Place { file: self.file.clone(), line: Some(self.line) };
            return (Some(Item { place, body }), read);
        }
        (None, read)
    }

    /// Goes to the end of the line without keeping it, and says how many bytes that were.
    fn skip(&mut self) -> u64 {
        let mut skipped = 0;
        loop {
            let (ends, used) = match self.from.fill_buf() {
                Ok([]) | Err(_) => return skipped,
                Ok(bytes) => match bytes.iter().position(|byte| *byte == b'\n') {
                    Some(place) => (true, place + 1),
                    None => (false, bytes.len()),
                },
            };
            self.from.consume(used);
            skipped += used as u64;
            if ends {
                return skipped;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::time::Zone;
    use web::locale::Locale;

    const T: Localizer = Localizer::new(Locale::English, Zone::SHANGHAI);
    const CASE: &str =
        r#"{"admission_no":1,"person":{"class":"active"},"hospital":{"level":3},"totals":{"medfee_sumamt":"10"}}"#;

    fn all(path: &Path) -> Vec<(String, Result<CaseFile, Fault>)> {
        let mut cases = Cases::open(T, path).unwrap();
        let mut found = Vec::new();
        loop {
            let items = cases.batch();
            if items.is_empty() {
                return found;
            }
            found.extend(items.iter().map(|item| (item.place.to_string(), item.read(&T))));
        }
    }

    #[test]
    fn a_folder_is_read_in_the_order_of_names_and_lines() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &[u8]| std::fs::write(folder.path().join(name), text).unwrap();
        file("b.ndjson", format!("{CASE}\n\n{CASE}\n{{\"a\":}}\nadmission_no = 1").as_bytes());
        file("a.json", CASE.as_bytes());
        file("c.toml", b"admission_no = ");
        file("notes.txt", b"no case");
        file("d.jsonl", &[0xff, 0xfe, b'{', 0, b'\n', 0, b'}', 0]);
        let found = all(folder.path());
        let places: Vec<&str> = found.iter().map(|(place, _)| place.rsplit('/').next().unwrap()).collect();
        assert_eq!(places, ["a.json", "b.ndjson:1", "b.ndjson:3", "b.ndjson:4", "b.ndjson:5", "c.toml", "d.jsonl:1"]);
        let fine: Vec<bool> = found.iter().map(|(_, read)| read.is_ok()).collect();
        assert_eq!(fine, [true, true, true, false, false, false, false]);
        let said = |place: usize| found[place].1.as_ref().unwrap_err().said(&T).join("\n");
        assert!(said(3).contains("JSON") && said(4).contains("JSON"), "{} {}", said(3), said(4));
        assert!(said(6).contains("UTF-16"), "{}", said(6));
    }

    #[test]
    fn more_cases_than_a_batch_holds_are_all_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("many.ndjson");
        std::fs::write(&path, format!("{CASE}\n").repeat(BATCH_CASES * 2 + 1)).unwrap();
        let found = all(&path);
        assert_eq!(found.len(), BATCH_CASES * 2 + 1);
        assert!(found.iter().all(|(_, read)| read.is_ok()));
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_the_next_one_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.ndjson");
        let mut text = vec![b' '; CASE_BYTES_MAX + 100];
        text.extend(format!("x\n{CASE}\n").bytes());
        std::fs::write(&path, text).unwrap();
        let found = all(&path);
        assert_eq!(found.len(), 2);
        assert!(found[0].1.as_ref().unwrap_err().said(&T)[0].contains("limit"));
        assert!(found[1].1.is_ok() && found[1].0.ends_with(":2"));
    }

    #[test]
    fn what_has_no_cases_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_owned(), folder.path().join("none.ndjson"), folder.path().join("none.toml")] {
            assert!(matches!(Cases::open(T, &path), Err(Ending::Cannot(_))), "{path:?}");
        }
    }

    #[test]
    fn a_case_with_many_problems_says_the_first_ones() {
        let problem = || Problem::new("file-field-missing", "line");
        let said = |count: usize| Fault::Problems((0..count).map(|_| problem()).collect()).said(&T);
        assert_eq!(said(PROBLEMS_SHOWN).len(), PROBLEMS_SHOWN);
        let more = said(PROBLEMS_SHOWN + 7);
        assert!(more.len() == PROBLEMS_SHOWN + 1 && more[PROBLEMS_SHOWN].contains('7'), "{more:?}");
    }
}
