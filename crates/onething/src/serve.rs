//! `onething serve`: a hospital as its configuration says.

use crate::{
    cli::{Address, Database, Serve},
    config::Config,
    ending::Ending,
    key, listen,
    messages::Way,
    server::{self, Bounds},
};
use hospital::{Failure, Hospital, IdSource, IdempotencyKey, clock::SystemClock, messages, usecase};
use journal::{Journal, Keys, Lock};
use model::{actor::Actor, id::HospitalId};
use payer::HttpPlatform;
use std::{io, sync::Arc};
use web::{AppState, Front, KioskTime};

/// Opens the database and serves.
pub(crate) async fn run(serve: &Serve) -> Result<(), Ending> {
    let mut config = Config::read(serve.config.as_deref())?;
    if let Some(messages) = &serve.messages {
        config.messages.gateway = messages.clone();
    }
    let listener = listen::bind(serve.listen)?;
    let figures = config.metrics.listen.map(listen::bind).transpose()?;
    if figures.is_some() {
        web::metrics::install();
    }
    let _lock = lock(&serve.database.address)?;
    let hospital = open(&serve.database, &config).await?;
    println!("Onething http://{}", listener.local_addr().map_err(Ending::cannot)?);
    let Bounds { proxies, x_forwarded_for, tls, .. } = &config.server;
    let front = Front {
        proxies: proxies.clone().into(),
        x_forwarded_for: *x_forwarded_for,
        inside: config.presence.networks.clone().into(),
        kiosk: config.presence.kiosk_seconds.map(KioskTime).unwrap_or_default(),
        tls: *tls,
    };
    server::serve(
        listener,
        figures,
        AppState { hospital, demo: None, front, refresh_seconds: config.pages.refresh_seconds },
        config.server,
    )
    .await
}

/// The lock of a database: one process at a time writes to an SQLite file.
pub(crate) fn lock(address: &Address) -> Result<Lock, Ending> {
    Lock::take(&address.url()?).map_err(Ending::cannot)
}

/// The journal of a database, under the key in its file. A new key is written down once the database has been opened,
/// so that no file is made if the database is refused.
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

/// What sends messages. The console is a log's place, which no message may be in.
fn gateway(config: &Config) -> Result<Option<Arc<dyn messages::Gateway>>, Ending> {
    let way = &config.messages.gateway;
    if *way == Way::Console {
        return Err(Ending::cannot("messages to the console are for the demo only; `file:PATH` writes them to a file"));
    }
    way.gateway().map_err(|error| Ending::cannot(format!("messages to {way}: {error}")))
}

/// The running hospital of a database.
pub(crate) async fn open(database: &Database, config: &Config) -> Result<Hospital, Ending> {
    let journal = journal(database, config.hospital.id()).await?.with_grain(config.hospital.row_of);
    let clock = Arc::new(SystemClock);
    let zone = config.hospital.zone()?;
    let payer = config.payer.settings(zone)?;
    let platform = Arc::new(HttpPlatform::new(&config.payer.url, payer.within).map_err(Ending::cannot)?);
    let opened = hospital::Config {
        zone,
        seed: config.hospital.seed,
        node: config.hospital.node.clone(),
        real: clock.clone(),
        stepped: false,
        payer,
        logins: config.logins.clone(),
        messages: messages::Settings::through(gateway(config)?),
    };
    let hospital =
        Hospital::open(opened, journal, clock, IdSource::random(), platform).await.map_err(Ending::cannot)?;
    if let Some(profile) = config.payer.profile() {
        let adopted = adopt_first(&hospital, profile).await;
        adopted.map_err(|failure| Ending::cannot(format!("configuration: payer: {failure}")))?;
    }
    Ok(hospital)
}

/// Gives a hospital its first profile. One that has a profile keeps it, whatever the configuration says. One in which
/// nothing is written now (an implausible clock) starts without: it is asked again at the next start, and meanwhile an
/// administrator can adopt one.
pub(crate) async fn adopt_first(hospital: &Hospital, profile: usecase::AdoptProfile) -> Result<(), Failure> {
    match hospital.profile() {
        None => {
            let key = IdempotencyKey::new("first-profile")?;
            match hospital.execute(&Actor::system(), key, profile.into()).await {
                Err(stopped @ Failure::Stopped(_)) => {
                    tracing::error!(%stopped, "no profile yet: payer.institution is read again at the next start");
                    Ok(())
                }
                done => done.map(|_| ()),
            }
        }
        Some(known) if known.code.as_str() != profile.code => {
            tracing::warn!(
                profile = known.code.as_str(),
                configured = profile.code,
                "payer.institution is read only while the hospital has no profile; what administrators adopted counts"
            );
            Ok(())
        }
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Arguments, Command};
    use chrono::Duration;
    use clap::Parser as _;
    use hospital::{
        Stopped,
        clock::{Clock as _, StandingClock},
    };
    use model::{Label, actor::Role, id::UserId};
    use uuid::Uuid;

    /// A hospital whose only department was opened by a clock that was two days ahead.
    async fn written_ahead(database: &Database, config: &Config) {
        let zone = config.hospital.zone().unwrap();
        let opened = hospital::Config {
            zone,
            seed: 1,
            node: String::new(),
            real: Arc::new(SystemClock),
            stepped: true,
            payer: config.payer.settings(zone).unwrap(),
            logins: config.logins.clone(),
            messages: messages::Settings::default(),
        };
        let journal = journal(database, config.hospital.id()).await.unwrap();
        let ahead = Arc::new(StandingClock::new(SystemClock.now() + Duration::days(2)));
        let platform = Arc::new(HttpPlatform::new(&config.payer.url, std::time::Duration::from_secs(1)).unwrap());
        let hospital = Hospital::open(opened, journal, ahead, IdSource::seeded(1), platform).await.unwrap();
        let name = Label::new("内科", "Medicine");
        let department = usecase::OpenDepartment { code: "D1".into(), name: name.clone(), place: name };
        let key = IdempotencyKey::new("open").unwrap();
        hospital.execute(&Actor::system(), key, department.into()).await.unwrap();
        hospital.shutdown().await;
    }

    #[tokio::test]
    async fn a_hospital_that_writes_nothing_starts_and_gets_its_first_profile_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let (url, key) = (format!("sqlite://{}", folder.path().join("h.db").display()), folder.path().join("key"));
        let command = ["onething", "serve", "--database", &url, "--key-file", key.to_str().unwrap()];
        let Command::Serve(Serve { database, .. }) = Arguments::parse_from(command).command else { panic!() };
        let config: Config = toml::from_str("[payer]\ninstitution = \"H37010000001\"\n").unwrap();
        written_ahead(&database, &config).await;

        let hospital = open(&database, &config).await.unwrap();
        assert!(matches!(hospital.stopped(), Some(Stopped::Clock(_))), "{:?}", hospital.stopped());
        assert!(hospital.profile().is_none());
        let admin = Actor { user: Some(UserId(Uuid::from_u128(9))), role: Role::Admin, ..Actor::system() };
        hospital.agree_to_clock(&admin).await.unwrap();
        hospital.shutdown().await;

        let hospital = open(&database, &config).await.unwrap();
        assert_eq!(hospital.profile().unwrap().code.as_str(), "H37010000001");
        hospital.shutdown().await;
    }
}
