//! `onething journal index-names`: rebuilds the index of parts of names from the sealed records.

use crate::{cli::Database, ending::Ending, serve};
use hospital::index_names;
use model::id::HospitalId;

/// Rebuilds it and says for how many people.
pub(crate) async fn run(database: &Database, id: HospitalId) -> Result<(), Ending> {
    let journal = serve::journal(database, id).await?;
    let keys = journal.keys().clone();
    let people = index_names(&journal, &keys).await.map_err(Ending::cannot)?;
    println!("{people} people are found by parts of their names");
    Ok(())
}
