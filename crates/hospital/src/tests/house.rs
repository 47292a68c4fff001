//! A small hospital to test with: one department, one clinician, a ward, a morning's session, invented people.

use crate::usecase;
use crate::{
    Answer, Config, Failure, Hospital, IdempotencyKey, Request,
    clock::{Clock, RealClock, StandingClock, believed},
    ids::IdSource,
    request::{NewRoom, PersonDetails, TypedCredential},
    worlds::Worlds,
    writer::{Core, Log, Parts, keys::KeyMemory},
};
use chrono::Duration;
use journal::{Journal, Keys};
use model::{
    Label,
    actor::{Actor, Role},
    credential::complete_resident_id,
    id::{ClinicianId, DepartmentId, HospitalId, PersonId, SessionId, SlotId, UserId, WardId},
    journey::Identity,
    money::Yuan,
    person::CredentialKind,
    scheduling::{BookingRules, Channel, RoomSex, Title},
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use uuid::Uuid;

/// A platform that is never asked.
#[derive(Debug)]
pub(super) struct Silent;

impl payer::Platform for Silent {
    fn send(&self, _: Vec<u8>) -> payer::BoxFuture<'_, Result<Vec<u8>, payer::Silence>> {
        Box::pin(async { Err(payer::Silence::Broken("nobody is asked".into())) })
    }
}

/// Where its database is.
pub(super) enum Place {
    File(tempfile::TempDir),
    Server(testkit::Database),
}

/// A hospital with what a test needs of it.
pub(super) struct House {
    pub(super) hospital: Hospital,
    pub(super) clock: StandingClock,
    pub(super) department: DepartmentId,
    pub(super) clinician: ClinicianId,
    pub(super) ward: WardId,
    pub(super) session: SessionId,
    pub(super) slots: Vec<SlotId>,
    place: Place,
    next: AtomicU64,
}

/// 26 November 2026, Thursday, 07:00 in Shanghai.
pub(crate) fn morning() -> Instant {
    "2026-11-25T23:00:00Z".parse().unwrap()
}

pub(crate) fn today() -> BusinessDate {
    Zone::SHANGHAI.date(morning())
}

pub(super) fn sender() -> payer::Sender {
    payer::Sender::new("H37010000001".parse().unwrap(), "泉城示例医院", "370100", "SANDBOX").unwrap()
}

pub(super) fn config() -> Config {
    Config {
        id: HospitalId(1),
        zone: Zone::SHANGHAI,
        seed: 1,
        node: "test".into(),
        real: Arc::new(StandingClock::new(morning())),
        stepped: true,
        payer: crate::exchange::Settings::new(sender()),
        logins: Default::default(),
    }
}

fn file_url(folder: &std::path::Path) -> String {
    format!("sqlite://{}", folder.join("hospital.db").display())
}

pub(super) async fn journal_in(folder: &std::path::Path) -> Journal {
    journal_at(&file_url(folder)).await
}

pub(super) async fn journal_at(url: &str) -> Journal {
    Journal::open(url, &Keys::new(HospitalId(1), &[7; 32])).await.unwrap()
}

pub(crate) fn rules() -> BookingRules {
    BookingRules {
        source: "test".into(),
        valid_from: today().plus_days(-30),
        days_ahead: 7,
        per_day_max: 3,
        per_department_day_max: 1,
        cancel_minutes_before: 60,
        cancels_per_day_max: 6,
        cancels_per_department_day_max: 3,
        checkin_minutes_before: 120,
        missed_minutes_after: 30,
        pass_places: 3,
        cleaning_minutes: 30,
        undo_minutes: 30,
    }
}

/// What decides, without a journal: nothing is in it.
pub(crate) fn bare_core(now: Instant, seed: u64) -> Core {
    let parts = Parts {
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

impl House {
    /// A house with seats for `capacity` in each of nine windows from 08:00 on.
    pub(super) async fn new(capacity: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let journal = journal_in(folder.path()).await;
        let log = journal.clone();
        Self::with_log(capacity, folder, journal, log).await
    }

    /// The same with a real time that the test steps.
    pub(super) async fn with_real(capacity: u16, real: Arc<dyn RealClock>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let journal = journal_in(folder.path()).await;
        let log = journal.clone();
        Self::with(capacity, (Place::File(folder), journal), log, Config { real, ..config() }).await
    }

    /// The same with another place for events.
    pub(super) async fn with_log<L: Log>(capacity: u16, folder: tempfile::TempDir, journal: Journal, log: L) -> Self {
        Self::in_place(capacity, Place::File(folder), journal, log).await
    }

    /// The same on any database.
    pub(super) async fn in_place<L: Log>(capacity: u16, place: Place, journal: Journal, log: L) -> Self {
        Self::with(capacity, (place, journal), log, config()).await
    }

    /// The address of its database.
    pub(super) fn url(&self) -> String {
        match &self.place {
            Place::File(folder) => file_url(folder.path()),
            Place::Server(database) => database.url(),
        }
    }

    /// The server ends every connection to its database.
    pub(super) fn cut_connections(&self) {
        let Place::Server(database) = &self.place else { panic!("a server") };
        database.psql(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity \
            where datname = current_database() and pid <> pg_backend_pid()",
        );
    }

    async fn with<L: Log>(capacity: u16, (place, journal): (Place, Journal), log: L, config: Config) -> Self {
        let clock = StandingClock::new(morning());
        let hospital =
            Hospital::open_with(config, journal, Arc::new(clock.clone()), IdSource::seeded(1), Arc::new(Silent), log)
                .await
                .unwrap();
        let mut house = Self {
            hospital,
            clock,
            department: DepartmentId(Uuid::nil()),
            clinician: ClinicianId(Uuid::nil()),
            ward: WardId(Uuid::nil()),
            session: SessionId(Uuid::nil()),
            slots: Vec::new(),
            place,
            next: AtomicU64::new(1),
        };
        house.set_up(capacity).await;
        house
    }

    async fn set_up(&mut self, capacity: u16) {
        self.system(Request::AdoptRules(usecase::AdoptRules { rules: rules() })).await.unwrap();
        let opened = Request::OpenDepartment(usecase::OpenDepartment {
            code: "CARD".into(),
            name: Label::new("心血管内科", "Cardiology"),
            place: Label::new("门诊楼 3 层", "Building A, floor 3"),
        });
        let Answer::DepartmentOpened { department } = self.system(opened).await.unwrap() else { panic!() };
        self.department = department;
        let enrolled = Request::EnrolClinician(usecase::EnrolClinician {
            department,
            name: "周示例".into(),
            credentials: Vec::new(),
            title: Title::Chief,
            fee: Yuan::from_fen(1500),
        });
        let Answer::ClinicianEnrolled { clinician, .. } = self.system(enrolled).await.unwrap() else { panic!() };
        self.clinician = clinician;
        let room = |number: &str, sex, beds: [&str; 2]| NewRoom {
            number: number.into(),
            sex,
            oxygen: true,
            isolation: false,
            beds: beds.map(String::from).to_vec(),
        };
        let opened = Request::OpenWard(usecase::OpenWard {
            code: "W1".into(),
            name: Label::new("心内科一病区", "Cardiology ward 1"),
            departments: vec![department],
            rooms: vec![room("1", RoomSex::Female, ["1", "2"]), room("2", RoomSex::Male, ["3", "4"])],
        });
        let Answer::WardOpened { ward, .. } = self.system(opened).await.unwrap() else { panic!() };
        self.ward = ward;
        let published = Request::PublishSession(usecase::PublishSession {
            clinician,
            room: Label::new("3 诊室", "Room 3"),
            date: today(),
            from: MinuteOfDay(8 * 60),
            until: MinuteOfDay(11 * 60),
            slot_minutes: 20,
            capacity,
        });
        let Answer::SessionPublished { session, slots } = self.system(published).await.unwrap() else { panic!() };
        (self.session, self.slots) = (session, slots);
    }

    pub(super) fn key(&self) -> IdempotencyKey {
        IdempotencyKey::new(format!("key-{}", self.next.fetch_add(1, Ordering::Relaxed))).unwrap()
    }

    pub(super) async fn execute(&self, actor: &Actor, request: Request) -> Result<Answer, Failure> {
        self.hospital.execute(actor, self.key(), request).await
    }

    pub(super) async fn system(&self, request: Request) -> Result<Answer, Failure> {
        self.execute(&Actor::system(), request).await
    }

    /// Registers an invented woman.
    pub(super) async fn person(&self) -> PersonId {
        self.person_named("林示例").await
    }

    /// Whose data was read, and of what, as the access log has it.
    pub(super) async fn access_rows(&self) -> Vec<(Option<PersonId>, Option<String>)> {
        let rows = self.hospital.journal().accesses_of("test").await.unwrap();
        rows.into_iter().map(|row| (row.person, row.subject)).collect()
    }

    /// Registers one of this name.
    pub(super) async fn person_named(&self, name: &str) -> PersonId {
        let number = self.next.fetch_add(1, Ordering::Relaxed) % 500 * 2;
        let id = complete_resident_id(&format!("37010019600101{number:03}")).unwrap();
        let request = Request::RegisterPerson(usecase::RegisterPerson {
            identity: Identity::Known,
            person: PersonDetails {
                name: name.into(),
                sex: None,
                birth: None,
                phone: Some("13800000000".into()),
                address: None,
                credentials: vec![TypedCredential { kind: CredentialKind::ResidentId, number: id, country: None }],
            },
        });
        let Answer::PersonRegistered { person } = self.system(request).await.unwrap() else { panic!() };
        person
    }

    pub(super) fn patient(&self, person: PersonId) -> Actor {
        Actor { user: Some(UserId(person.0)), role: Role::Patient, person: Some(person), ..Actor::system() }
    }

    pub(super) fn desk(&self) -> Actor {
        let user = Some(UserId(Uuid::from_u128(1)));
        Actor { user, role: Role::Desk, department: Some(self.department), ..Actor::system() }
    }

    pub(super) fn doctor(&self) -> Actor {
        Actor {
            user: Some(UserId(Uuid::from_u128(2))),
            role: Role::Clinician,
            clinician: Some(self.clinician),
            department: Some(self.department),
            ..Actor::system()
        }
    }

    pub(super) fn nurse(&self) -> Actor {
        let user = Some(UserId(Uuid::from_u128(3)));
        Actor { user, role: Role::Nurse, ward: Some(self.ward), ..Actor::system() }
    }

    pub(super) fn admin(&self) -> Actor {
        Actor { user: Some(UserId(Uuid::from_u128(4))), role: Role::Admin, ..Actor::system() }
    }

    pub(super) async fn book(&self, person: PersonId, slot: SlotId) -> Result<Answer, Failure> {
        let request = Request::Book(usecase::Book { slot, patient: person, channel: Channel::Online });
        self.execute(&self.patient(person), request).await
    }

    /// Somebody books for somebody.
    pub(super) async fn book_for(&self, who: PersonId, whom: PersonId, slot: SlotId) -> Result<Answer, Failure> {
        let request = Request::Book(usecase::Book { slot, patient: whom, channel: Channel::Online });
        self.execute(&self.patient(who), request).await
    }

    /// Hospital time goes on until so many minutes after 08:00.
    pub(super) fn at(&self, minutes_after_eight: i64) {
        self.clock.set(morning() + Duration::minutes(60 + minutes_after_eight));
        assert!(self.clock.now() >= morning());
    }
}

pub(super) fn refused(result: Result<Answer, Failure>) -> (&'static str, Option<&'static str>) {
    match result {
        Err(Failure::Refused(refusal)) => (refusal.code, refusal.field),
        other => panic!("not refused: {other:?}"),
    }
}
