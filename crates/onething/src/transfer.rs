//! `onething journal export`, `onething backup` and `onething journal import`.

use crate::{cli::OneHospital, ending::Ending, serve};
use journal::{Journal, Moved, TransferError};
use std::{
    fs::{self, File, OpenOptions},
    io::{BufReader, BufWriter, ErrorKind},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

/// Writes a hospital into a new file, which gets its name only when it is complete and on the disk.
pub(crate) async fn export(one: &OneHospital, to: &Path) -> Result<(), Ending> {
    let cannot = |error: std::io::Error| Ending::cannot(format!("{}: {error}", to.display()));
    if to.exists() {
        return Err(cannot(ErrorKind::AlreadyExists.into()));
    }
    let journal = Journal::inspect(&one.address.url()?, one.id()).await.map_err(Ending::cannot)?;
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part).map_err(cannot)?;
    let written = journal.export(BufWriter::new(&file)).await;
    let kept = match written {
        Ok(moved) => file.sync_all().and_then(|()| fs::rename(&part, to)).map(|()| moved).map_err(cannot),
        Err(error) => Err(Ending::cannot(format!("{}: {error}", to.display()))),
    };
    if kept.is_err() {
        // What is left of it is of no use.
        drop(fs::remove_file(&part));
    }
    kept.map(|moved| say(moved, to))
}

/// Fills an empty database from a file. An incomplete file is refused before a database is made for it.
pub(crate) async fn import(one: &OneHospital, from: &Path) -> Result<(), Ending> {
    let cannot = |error: TransferError| Ending::cannot(format!("{}: {error}", from.display()));
    let open = || File::open(from).map(BufReader::new).map_err(|error| cannot(error.into()));
    Journal::check_file(one.id(), open()?).map_err(cannot)?;
    let _lock = serve::lock(&one.address)?;
    let journal = Journal::fill(&one.address.url()?, one.id()).await.map_err(Ending::cannot)?;
    journal.import(open()?).await.map(|moved| say(moved, from)).map_err(cannot)
}

fn say(moved: Moved, file: &Path) {
    println!("{} events, {} rows in all: {}", moved.events, moved.rows, file.display());
}
