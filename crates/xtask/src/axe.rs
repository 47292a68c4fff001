//! axe-core, which the browser test runs on every main page: fetched once with npm, checked against the hash in
//! `tests/axe/package-lock.json`, kept in the target folder.

use crate::command::{Error, complete, root, target};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// The path of axe-core. Without a network that has it, `None`: the browser test then has only the project's own rules,
/// and this says so.
pub(crate) fn fetched() -> Option<PathBuf> {
    fetch()
        .inspect_err(|error| println!("   WITHOUT axe-core, on the project's own rules of accessibility only: {error}"))
        .ok()
}

fn fetch() -> Result<PathBuf, Error> {
    let (wanted, folder) = (root().join("tests/axe"), target().join("axe"));
    let script = folder.join("node_modules/axe-core/axe.min.js");
    if script.is_file() && FILES.iter().all(|file| same(&wanted.join(file), &folder.join(file))) {
        return Ok(script);
    }
    fs::create_dir_all(&folder).map_err(|source| Error::File { path: folder.clone(), source })?;
    for file in FILES {
        let path = folder.join(file);
        fs::copy(wanted.join(file), &path).map_err(|source| Error::File { path, source })?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder).stdout(Stdio::null());
    complete(&mut npm)?;
    Ok(script)
}

fn same(one: &Path, other: &Path) -> bool {
    matches!((fs::read(one), fs::read(other)), (Ok(one), Ok(other)) if one == other)
}
