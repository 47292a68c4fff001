//! `onething journal forget-snapshot`: lets the next start read the whole journal.

use crate::{cli::OneHospital, ending::Ending, serve};
use journal::Journal;

/// Forgets and says so.
pub(crate) async fn run(one: &OneHospital) -> Result<(), Ending> {
    let _lock = serve::lock(&one.address)?;
    let journal = Journal::fill(&one.address.url()?, one.id()).await.map_err(Ending::cannot)?;
    if journal.forget_snapshots().await.map_err(Ending::cannot)? {
        println!("the snapshot is removed: the next start reads the whole journal");
    } else {
        println!("there is no snapshot of hospital {}: nothing was to be done", one.id().0);
    }
    Ok(())
}
