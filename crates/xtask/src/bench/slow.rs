//! The slow-sync library: compiled when a benchmark runs, it counts syncs and, on tmpfs, gives each one a fixed cost.

use crate::command::{Error, complete, root};
use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

/// The library that programs are started with.
#[derive(Debug)]
pub(super) struct Slow {
    library: PathBuf,
    count: PathBuf,
    us: u32,
}

impl Slow {
    /// Compiles the library into `folder`, with a counter beside it that every user may increase.
    pub(super) fn build(folder: &Path, us: u32) -> Result<Self, Error> {
        let (library, count) = (folder.join("slowsync.so"), folder.join("syncs"));
        let mut compile = Command::new("cc");
        compile.args(["-shared", "-fPIC", "-O2", "-o"]).arg(&library);
        complete(compile.arg(root().join("crates/xtask/slow-sync/slowsync.c")).arg("-ldl"))?;
        let failed = |source| Error::File { path: count.clone(), source };
        std::fs::write(&count, [0; 8]).map_err(failed)?;
        std::fs::set_permissions(&count, std::fs::Permissions::from_mode(0o666)).map_err(failed)?;
        Ok(Self { library, count, us })
    }

    /// The environment of a program whose syncs are to be slowed down and counted.
    pub(super) fn environment(&self) -> [(&'static str, String); 3] {
        [
            ("LD_PRELOAD", self.library.display().to_string()),
            ("SYNC_US", self.us.to_string()),
            ("SYNC_COUNT", self.count.display().to_string()),
        ]
    }

    /// The file in which syncs are counted.
    pub(super) fn count(&self) -> &Path {
        &self.count
    }
}
