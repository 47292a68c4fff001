//! A disk that fails when told to: `faults/faults.c`, compiled once and loaded before the program's libc.

use crate::program;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};
use tempfile::TempDir;

/// What the disk does from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing special.
    None,
    /// SIGKILL instead of the nth sync from now.
    KillBefore(u32),
    /// SIGKILL after the nth sync from now, before the program learns of it.
    KillAfter(u32),
    /// As [`KillBefore`](Self::KillBefore), for all processes of a PostgreSQL: what a power cut does to them.
    KillAllBefore(u32),
    /// As [`KillAfter`](Self::KillAfter), for all processes of a PostgreSQL.
    KillAllAfter(u32),
    /// The nth sync from now fails.
    FailAt(u32),
    /// No sync succeeds.
    SyncFails,
    /// No write succeeds.
    DiskFull,
    /// No write beyond the end of a file succeeds.
    DiskFullGrowing,
}

/// The disk faults of one data folder.
#[derive(Debug)]
pub struct Faults {
    data: PathBuf,
    own: PathBuf,
    orders: AtomicU32,
    /// Removed when this is dropped.
    _temporary: Option<TempDir>,
}

/// Files of a data folder that no power cut leaves behind: the shared memory of SQLite's write-ahead log is in the page
/// cache only, and a dead server has no process id.
const LEFT_OUT: [&str; 3] = [".part", "-shm", "postmaster.pid"];

impl Faults {
    /// For the files of a data folder as they are now: that is what a power cut leaves of files that are never synced.
    pub fn new(data: &Path) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let own = temporary.path().to_owned();
        Self { _temporary: Some(temporary), ..Self::kept_in(own, data) }
    }

    /// The same, with its own files in a folder that somebody else removes.
    pub(crate) fn kept_in(own: PathBuf, data: &Path) -> Self {
        let faults = Self { data: data.canonicalize().unwrap(), own, orders: AtomicU32::new(0), _temporary: None };
        copy_tree(&faults.data, &faults.durable());
        // Where the program that is to have the faults can read it, whichever user runs it.
        fs::copy(library(), faults.library()).unwrap();
        faults.arm(Fault::None);
        faults
    }

    /// The environment of a program that is to have the faults.
    pub fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        vec![
            ("LD_PRELOAD", self.library()),
            ("FAULTS_FOLDER", self.data.clone()),
            ("FAULTS_CONTROL", self.control()),
            ("FAULTS_DURABLE", self.durable()),
            ("FAULTS_COUNT", self.count()),
        ]
    }

    /// Sets what the disk does from now on; counting starts again.
    pub fn arm(&self, fault: Fault) {
        self.arm_for("", fault);
    }

    /// The same, only for files whose names within the data folder begin with `prefix`; only their syncs count.
    pub fn arm_for(&self, prefix: &str, fault: Fault) {
        let (word, nth) = match fault {
            Fault::None => ("fine", 0),
            Fault::KillBefore(nth) => ("kill-before", nth),
            Fault::KillAfter(nth) => ("kill-after", nth),
            Fault::KillAllBefore(nth) => ("kill-all-before", nth),
            Fault::KillAllAfter(nth) => ("kill-all-after", nth),
            Fault::FailAt(nth) => ("fail-at", nth),
            Fault::SyncFails => ("sync-fails", 0),
            Fault::DiskFull => ("disk-full", 0),
            Fault::DiskFullGrowing => ("disk-full-growing", 0),
        };
        let order = self.orders.fetch_add(1, Ordering::Relaxed);
        let part = self.own.join("control.part");
        fs::write(&part, format!("{word} {nth} {order} {prefix}")).unwrap();
        fs::rename(part, self.control()).unwrap();
    }

    /// Syncs since the last [`arm`](Self::arm).
    pub fn syncs(&self) -> u32 {
        let said = fs::read_to_string(self.control()).unwrap();
        let text = fs::read_to_string(self.count()).unwrap_or_default();
        let mut lines = text.lines();
        if lines.next() != Some(&said) {
            return 0;
        }
        lines.next().and_then(|syncs| syncs.parse().ok()).unwrap_or(0)
    }

    /// Cuts the power: whatever was never synced is lost. The program must have ended.
    pub fn cut_power(&self) {
        for file in fs::read_dir(&self.data).unwrap().map(Result::unwrap) {
            let path = file.path();
            if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
        }
        copy_tree(&self.durable(), &self.data);
    }

    fn control(&self) -> PathBuf {
        self.own.join("control")
    }

    fn durable(&self) -> PathBuf {
        self.own.join("durable")
    }

    fn count(&self) -> PathBuf {
        self.own.join("count")
    }

    fn library(&self) -> PathBuf {
        self.own.join("faults.so")
    }
}

/// Copies what a power cut leaves behind.
fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = file.file_name();
        if file.path().is_dir() {
            copy_tree(&file.path(), &to.join(name));
        } else if !LEFT_OUT.iter().any(|end| name.to_string_lossy().ends_with(end)) {
            fs::copy(file.path(), to.join(name)).unwrap();
        }
    }
}

/// The library, compiled by the system's C compiler and kept beside the program.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let path = program().with_file_name("faults.so");
        let part = path.with_extension(format!("so.{}", std::process::id()));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults/faults.c");
        let mut compile = Command::new("cc");
        compile.args(["-shared", "-fPIC", "-O2", "-o"]).arg(&part).arg(source).args(["-ldl", "-lpthread"]);
        assert!(compile.status().expect("a C compiler").success(), "faults.c does not compile");
        fs::rename(part, &path).unwrap();
        path
    })
}
