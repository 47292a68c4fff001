//! Plans of beds: the best by time, and how much longer an instance twice as large takes.

use super::example_with;
use crate::command::{Error, root};
use clap::Args;
use serde_json::{Map, Value as Json};
use std::path::PathBuf;

/// Which instances `bench beds` solves, and for how long.
#[derive(Debug, Args)]
pub(crate) struct Instances {
    /// beds: the folder with the instances (`*.txt`); those of the crate's own tests if it is not given.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// beds: how long each is solved.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    seconds: u32,
    /// beds: how many threads solve it.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=64))]
    threads: u32,
}

/// Both tables. The second one takes two to eight times as long as the first.
pub(super) fn run(instances: &Instances) -> Result<Map<String, Json>, Error> {
    let folder = instances.folder.clone().unwrap_or_else(|| root().join("crates/beds/tests/data"));
    // The example runs where the workspace is.
    let folder = std::path::absolute(&folder).map_err(|source| Error::File { path: folder, source })?;
    let (folder, seconds) = (folder.display().to_string(), instances.seconds.to_string());
    let threads = instances.threads.to_string();
    let solved = ["--folder", &folder, "--seconds", &seconds, "--threads", &threads];
    let twice = [&solved[..], &["--twice"]].concat();
    let mut tables = Map::new();
    tables.insert("beds".into(), example_with("beds", "benchmark", &solved)?);
    tables.insert("beds_twice_as_large".into(), example_with("beds", "benchmark", &twice)?);
    Ok(tables)
}
