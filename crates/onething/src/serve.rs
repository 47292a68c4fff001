//! `onething serve`: a hospital as its configuration says.

use crate::{
    cli::{Database, Serve},
    config::Config,
    ending::Ending,
    key, listen,
};
use hospital::{
    Hospital, IdSource,
    clock::{Clock, SystemClock},
};
use journal::{Journal, Keys};
use model::id::HospitalId;
use payer::HttpPlatform;
use std::{io, sync::Arc};
use web::{AppState, metrics::Metrics};

/// Opens the database and serves.
pub(crate) async fn run(serve: &Serve) -> Result<(), Ending> {
    let config = Config::read(serve.config.as_deref())?;
    let listener = listen::bind(serve.listen)?;
    let hospital = open(&serve.database, &config).await?;
    println!("Onething http://{}", listener.local_addr().map_err(Ending::cannot)?);
    listen::serve(listener, AppState { hospital, demo: None, metrics: Metrics::install() }).await
}

/// The journal of a database, under the key of its file. A new key is written down when the database has taken it, so
/// that nothing is made where the database is refused.
pub(crate) async fn journal(database: &Database, hospital: HospitalId) -> Result<Journal, Ending> {
    let file = &database.key_file;
    let cannot = |error: io::Error| Ending::cannot(format!("key file {}: {error}", file.display()));
    let known = key::read(file).map_err(cannot)?;
    let key = known.map_or_else(key::generate, Ok).map_err(cannot)?;
    let journal = Journal::open(&database.address.url()?, &Keys::new(hospital, &key)).await.map_err(Ending::cannot)?;
    if known.is_none() {
        key::keep(file, &key).map_err(cannot)?;
    }
    Ok(journal)
}

/// The hospital of a database, running.
pub(crate) async fn open(database: &Database, config: &Config) -> Result<Hospital, Ending> {
    let id = config.hospital.id();
    let journal = journal(database, id).await?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let payer = config.payer.settings()?;
    let platform = Arc::new(HttpPlatform::new(&config.payer.url, payer.within).map_err(Ending::cannot)?);
    let opened = hospital::Config {
        id,
        zone: config.hospital.zone()?,
        seed: config.hospital.seed,
        node: config.hospital.node.clone(),
        real: clock.clone(),
        payer,
    };
    Hospital::open(opened, journal, clock, IdSource::random(), platform).await.map_err(Ending::cannot)
}
