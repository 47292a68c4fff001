//! `onething journal rebuild-tables`: makes the tables for reports anew.

use crate::{cli::OneHospital, ending::Ending};
use journal::Journal;

/// Makes them and says up to which event.
pub(crate) async fn run(one: &OneHospital) -> Result<(), Ending> {
    let url = one.address.url()?;
    // Refuses what is not there or not of this version, as whoever only reads is refused.
    drop(Journal::inspect(&url, one.id()).await.map_err(Ending::cannot)?);
    let journal = Journal::fill(&url, one.id()).await.map_err(Ending::cannot)?;
    let seq = journal.rebuild_tables().await.map_err(Ending::cannot)?;
    println!("the tables for reports are made anew up to event {seq}");
    Ok(())
}
