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
use std::sync::Arc;
use web::{AppState, metrics::Metrics};

/// Opens the database and serves.
pub(crate) async fn run(serve: &Serve) -> Result<(), Ending> {
    let config = Config::read(serve.config.as_deref())?;
    let listener = listen::bind(serve.listen).await?;
    let hospital = open(&serve.database, &config).await?;
    println!("Onething http://{}", listener.local_addr().map_err(Ending::cannot)?);
    listen::serve(listener, AppState { hospital, demo: None, metrics: Metrics::install() }).await
}

/// The keys of a database's hospital.
pub(crate) fn keys(database: &Database, hospital: HospitalId) -> Result<Keys, Ending> {
    let file = &database.key_file;
    let key = key::open(file).map_err(|error| Ending::cannot(format!("key file {}: {error}", file.display())))?;
    Ok(Keys::new(hospital, &key))
}

/// The hospital of a database, running.
pub(crate) async fn open(database: &Database, config: &Config) -> Result<Hospital, Ending> {
    let id = config.hospital.id();
    let journal = Journal::open(&database.address.url()?, &keys(database, id)?).await.map_err(Ending::cannot)?;
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
