//! A disk that fails when it is told to: `faults/faults.c`, compiled once and put before the program's libc.

use crate::program;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};
use tempfile::TempDir;

/// What the disk does from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing special.
    None,
    /// SIGKILL instead of the nth sync from now.
    KillBefore(u32),
    /// SIGKILL after the nth sync from now, before the program hears of it.
    KillAfter(u32),
    /// No sync succeeds.
    SyncFails,
    /// No write succeeds.
    DiskFull,
}

/// The faults of one data folder.
#[derive(Debug)]
pub struct Faults {
    data: PathBuf,
    own: TempDir,
}

impl Faults {
    /// For the files of a data folder as it is now, which is what a power cut leaves of files that are never synced.
    pub fn new(data: &Path) -> Self {
        let own = tempfile::tempdir().unwrap();
        let faults = Self { data: data.canonicalize().unwrap(), own };
        fs::create_dir(faults.durable()).unwrap();
        for file in fs::read_dir(&faults.data).unwrap().map(Result::unwrap) {
            fs::copy(file.path(), faults.durable().join(file.file_name())).unwrap();
        }
        faults.arm(Fault::None);
        faults
    }

    /// The environment of a program that is to feel them.
    pub fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        vec![
            ("LD_PRELOAD", library().to_owned()),
            ("FAULTS_FOLDER", self.data.clone()),
            ("FAULTS_CONTROL", self.control()),
            ("FAULTS_DURABLE", self.durable()),
        ]
    }

    /// From now on; counts begin anew.
    pub fn arm(&self, fault: Fault) {
        let text = match fault {
            Fault::None => "fine".to_owned(),
            Fault::KillBefore(nth) => format!("kill-before {nth}"),
            Fault::KillAfter(nth) => format!("kill-after {nth}"),
            Fault::SyncFails => "sync-fails".to_owned(),
            Fault::DiskFull => "disk-full".to_owned(),
        };
        let part = self.own.path().join("control.part");
        fs::write(&part, text).unwrap();
        fs::rename(part, self.control()).unwrap();
    }

    /// Syncs since the last [`arm`](Self::arm).
    pub fn syncs(&self) -> u32 {
        let text = fs::read_to_string(self.durable().join("syncs")).unwrap_or_default();
        text.trim().parse().unwrap_or(0)
    }

    /// The power is cut: what was never synced is gone. The program must have ended.
    pub fn cut_power(&self) {
        fs::remove_dir_all(&self.data).unwrap();
        fs::create_dir(&self.data).unwrap();
        for file in fs::read_dir(self.durable()).unwrap().map(Result::unwrap) {
            let name = file.file_name();
            let text = name.to_string_lossy();
            // The shared memory of the write-ahead log lives in the page cache only.
            if text != "syncs" && !text.ends_with(".part") && !text.ends_with("-shm") {
                fs::copy(file.path(), self.data.join(name)).unwrap();
            }
        }
    }

    fn control(&self) -> PathBuf {
        self.own.path().join("control")
    }

    fn durable(&self) -> PathBuf {
        self.own.path().join("durable")
    }
}

/// The shim, compiled by the system's C compiler and kept beside the program.
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
