//! What only the tests in this crate need from the small hospital.

pub(crate) use crate::fixture::{
    Fixture as Harness, Place, Silent, file_url, journal_at, journal_of, morning, refused, rules, rules_with_waitlist,
    today,
};
use crate::{
    Answer, Config, Failure, Request,
    clock::{RealClock, StandingClock, believed},
    fixture::{self, Opening},
    ids::IdSource,
    usecase,
    worlds::Worlds,
    writer::{Core, Log, Parts, keys::KeyMemory},
};
use journal::Journal;
use model::{
    id::{HospitalId, PersonId, SlotId},
    scheduling::Channel,
    time::{Instant, Zone},
};
use std::sync::Arc;

/// The configuration of a hospital whose clock stands still in the morning.
pub(super) fn config() -> Config {
    Opening::default().config
}

pub(super) async fn journal_in(folder: &std::path::Path) -> Journal {
    journal_at(&file_url(folder)).await
}

/// A core that decides without a journal, with empty worlds.
pub(crate) fn bare_core(now: Instant, seed: u64) -> Core {
    let parts = Parts {
        id: HospitalId(1),
        watch: believed(StandingClock::new(now)),
        ids: IdSource::seeded(seed),
        zone: Zone::SHANGHAI,
        seed,
        worlds: Worlds::default(),
        keys: KeyMemory::default(),
        shared: false,
        queue_max: 1,
        erased: Box::new(|| ()),
    };
    Core::new(parts).0
}

/// A place on PostgreSQL.
pub(super) fn server(database: testkit::Database) -> Place {
    Place { url: database.url(), kept: Box::new(database) }
}

impl Harness {
    /// A harness with `capacity` seats in each window.
    pub(super) async fn new(capacity: u16) -> Self {
        Self::open(Place::file(), Opening { capacity, ..Opening::default() }).await
    }

    /// The same, with real time that the test steps.
    pub(super) async fn with_real(capacity: u16, real: Arc<dyn RealClock>) -> Self {
        let config = fixture::config(real);
        Self::open(Place::file(), Opening { capacity, config, ..Opening::default() }).await
    }

    /// The same, but events go to another log.
    pub(super) async fn with_log<L: Log>(capacity: u16, folder: tempfile::TempDir, journal: Journal, log: L) -> Self {
        Self::in_place(capacity, Place::folder(folder), journal, log).await
    }

    /// The same on any database.
    pub(super) async fn in_place<L: Log>(capacity: u16, place: Place, journal: Journal, log: L) -> Self {
        Self::open_with(place, journal, log, Opening { capacity, ..Opening::default() }).await
    }

    /// Makes the server end every connection to its database.
    pub(super) fn cut_connections(&self) {
        let database = self.place.kept.downcast_ref::<testkit::Database>().expect("a server");
        database.psql(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity \
            where datname = current_database() and pid <> pg_backend_pid()",
        );
    }

    /// Whose data was read, and what it was, as the access log has it.
    pub(super) async fn access_rows(&self) -> Vec<(Option<PersonId>, Option<String>)> {
        let rows = self.hospital.journal().accesses_of("test").await.unwrap();
        rows.into_iter().map(|row| (row.person, row.subject)).collect()
    }

    pub(super) async fn book(&self, person: PersonId, slot: SlotId) -> Result<Answer, Failure> {
        self.book_for(person, person, slot).await
    }

    /// Books a slot for `whom` through the login of `who`.
    pub(super) async fn book_for(&self, who: PersonId, whom: PersonId, slot: SlotId) -> Result<Answer, Failure> {
        let request = Request::Book(usecase::Book { slot, patient: whom, channel: Channel::Online, impossible: None });
        self.execute(&self.patient(who), request).await
    }
}
