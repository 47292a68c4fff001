//! `onething migrate`: brings a database's schema up to date before the new program serves.

use crate::{cli::Address, ending::Ending, serve};
use journal::Journal;

/// Migrates and says what was done.
pub(crate) async fn run(address: &Address) -> Result<(), Ending> {
    let _lock = serve::lock(address)?;
    let (before, after) = Journal::migrate(&address.url()?).await.map_err(Ending::cannot)?;
    if before == after {
        println!("the schema is {after} already: nothing was to be done");
    } else {
        println!("the schema is {after} now, before it was {before}");
    }
    Ok(())
}
