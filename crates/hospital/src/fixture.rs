//! A small hospital for tests, also of other crates (feature `fixture`): one department, one clinician, a ward, a
//! morning's session on 26 November 2026, and invented people.

#![expect(clippy::unwrap_used, reason = "in tests, a panic with its place is the best report")]

use crate::{
    Answer, Config, Failure, Hospital, IdempotencyKey, Request,
    clock::{Clock as _, RealClock, StandingClock},
    exchange::Settings,
    ids::IdSource,
    request::{NewRoom, PersonDetails, TypedCredential},
    usecase,
    writer::Log,
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
    scheduling::{BookingRules, Cap, RoomSex, RulesScope, Title, WaitlistRules},
    settlement::{HospitalKind, Profile},
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use std::any::Any;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use uuid::Uuid;

/// A platform that is never reached.
#[derive(Debug)]
pub struct Silent;

impl payer::Platform for Silent {
    fn send(&self, _: Vec<u8>) -> payer::BoxFuture<'_, Result<Vec<u8>, payer::Silence>> {
        Box::pin(async { Err(payer::Silence::Broken("nobody is there".into())) })
    }
}

/// Where a database is; what keeps it is dropped with this.
#[derive(Debug)]
pub struct Place {
    /// Its address.
    pub url: String,
    /// What keeps it: a temporary folder or a test's own database.
    pub kept: Box<dyn Any + Send + Sync>,
}

impl Place {
    /// SQLite, in a new folder.
    pub fn file() -> Self {
        Self::folder(tempfile::tempdir().unwrap())
    }

    /// SQLite, in this folder.
    pub fn folder(folder: tempfile::TempDir) -> Self {
        Self { url: file_url(folder.path()), kept: Box::new(folder) }
    }

    /// The same, for another hospital in it; it is kept by the first.
    pub fn shared(&self) -> Self {
        Self { url: self.url.clone(), kept: Box::new(()) }
    }

    /// The journal at this place.
    pub async fn journal(&self) -> Journal {
        journal_at(&self.url).await
    }
}

/// The address of the database in a folder.
pub fn file_url(folder: &std::path::Path) -> String {
    format!("sqlite://{}", folder.join("hospital.db").display())
}

/// The journal at an address.
pub async fn journal_at(url: &str) -> Journal {
    journal_of(HospitalId(1), url).await
}

/// The journal of one of the hospitals at an address.
pub async fn journal_of(hospital: HospitalId, url: &str) -> Journal {
    Journal::open(url, &Keys::new(hospital, &[7; 32])).await.unwrap()
}

/// 26 November 2026, Thursday, 07:00 in Shanghai.
pub fn morning() -> Instant {
    "2026-11-25T23:00:00Z".parse().unwrap()
}

/// That day.
pub fn today() -> BusinessDate {
    Zone::SHANGHAI.date(morning())
}

/// What the hospital is.
pub fn profile() -> Profile {
    Profile {
        name: Label::new("泉城示例医院", "Example Hospital"),
        code: "H37010000001".parse().unwrap(),
        level: 3,
        kind: HospitalKind::General,
        region: "370100".into(),
    }
}

/// The configuration of a hospital whose machine has this clock.
pub fn config(real: Arc<dyn RealClock>) -> Config {
    Config {
        zone: Zone::SHANGHAI,
        seed: 1,
        node: "test".into(),
        real,
        stepped: true,
        payer: Settings::new(payer::Text::new("recer_sys_code", "SANDBOX").unwrap()),
        logins: Default::default(),
        messages: Default::default(),
    }
}

/// Rules that allow nearly everything.
pub fn rules() -> BookingRules {
    BookingRules {
        source: "test".into(),
        valid_from: today().plus_days(-30),
        days_ahead: Some(7),
        release_at: None,
        book_minutes_before: None,
        caps: Cap::days(3, 1).into(),
        cancel_minutes_before: Some(60),
        cancels_per_day_max: Some(6),
        cancels_per_department_day_max: Some(3),
        checkin_minutes_before: Some(120),
        missed_minutes_after: Some(30),
        pass_places: Some(3),
        cleaning_minutes: Some(30),
        undo_minutes: Some(30),
        hold_minutes: None,
        waitlist: None,
        queue: None,
        no_shows: Vec::new(),
    }
}

/// The same with a waiting list, whose rules are the demo's.
pub fn rules_with_waitlist() -> BookingRules {
    let waitlist = WaitlistRules {
        open_max: 3,
        joins_per_day_max: 10,
        line_max: 100,
        closes: MinuteOfDay(1080),
        offer_minutes_max: 120,
        offer_share_percent: 25,
        longer_minutes: 60,
        night_from: MinuteOfDay(1320),
        night_until: MinuteOfDay(420),
        passes_max: 2,
        silences_max: 1,
        returned_minutes_max: 90,
    };
    BookingRules { waitlist: Some(waitlist), ..rules() }
}

/// How a hospital is opened and set up.
#[derive(Debug)]
pub struct Opening {
    /// Which hospital of its database it is.
    pub id: HospitalId,
    /// What it runs with.
    pub config: Config,
    /// Its time.
    pub clock: StandingClock,
    /// The insurance platform.
    pub platform: Arc<dyn payer::Platform>,
    /// What it is; `None`: nobody has said so.
    pub profile: Option<Profile>,
    /// Its rules of booking.
    pub rules: BookingRules,
    /// Seats of each window.
    pub capacity: u16,
}

impl Default for Opening {
    /// Hospital 1 at 07:00, with one seat a window, and a platform that is never reached.
    fn default() -> Self {
        Self {
            id: HospitalId(1),
            config: config(Arc::new(StandingClock::new(morning()))),
            clock: StandingClock::new(morning()),
            platform: Arc::new(Silent),
            profile: Some(profile()),
            rules: rules(),
            capacity: 1,
        }
    }
}

/// A hospital, and what a test needs to know about it.
#[derive(Debug)]
pub struct Fixture {
    /// The running hospital.
    pub hospital: Hospital,
    /// Its time.
    pub clock: StandingClock,
    /// Cardiology, `CARD`.
    pub department: DepartmentId,
    /// The clinician whose session it is.
    pub clinician: ClinicianId,
    /// The department's ward: a room with beds 1 and 2 for women, one with 3 and 4 for men.
    pub ward: WardId,
    /// 08:00 to 11:00.
    pub session: SessionId,
    /// Its nine windows.
    pub slots: Vec<SlotId>,
    /// Where its journal is.
    pub place: Place,
    /// Its journal.
    pub journal: Journal,
    next: AtomicU64,
}

impl Fixture {
    /// Opens it with its journal at the given place.
    pub async fn open(place: Place, opening: Opening) -> Self {
        let journal = journal_of(opening.id, &place.url).await;
        let log = journal.clone();
        Self::open_with(place, journal, log, opening).await
    }

    /// The same, but events go to another log.
    pub(crate) async fn open_with<L: Log>(place: Place, journal: Journal, log: L, opening: Opening) -> Self {
        let Opening { id: _, config, clock, platform, profile, rules, capacity } = opening;
        let (told, ids) = (Arc::new(clock.clone()), IdSource::seeded(1));
        let hospital = Hospital::open_with(config, journal.clone(), told, ids, platform, log).await.unwrap();
        let mut fixture = Self {
            hospital,
            clock,
            department: DepartmentId(Uuid::nil()),
            clinician: ClinicianId(Uuid::nil()),
            ward: WardId(Uuid::nil()),
            session: SessionId(Uuid::nil()),
            slots: Vec::new(),
            place,
            journal,
            next: AtomicU64::new(1),
        };
        if let Some(profile) = profile {
            fixture.system(Request::AdoptProfile(profile.into())).await.unwrap();
        }
        fixture.set_up(rules, capacity).await;
        fixture
    }

    async fn set_up(&mut self, rules: BookingRules, capacity: u16) {
        self.system(Request::AdoptRules(usecase::AdoptRules { scope: RulesScope::Hospital, rules, version: None }))
            .await
            .unwrap();
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
        let morning = (MinuteOfDay(8 * 60), MinuteOfDay(11 * 60));
        (self.session, self.slots) = self.publish(Label::new("3 诊室", "Room 3"), today(), morning, capacity).await;
    }

    /// Publishes a session of the clinician, in windows of 20 minutes.
    pub async fn publish(
        &self,
        room: Label,
        date: BusinessDate,
        (from, until): (MinuteOfDay, MinuteOfDay),
        capacity: u16,
    ) -> (SessionId, Vec<SlotId>) {
        let clinician = self.clinician;
        let published = usecase::PublishSession {
            pools: Vec::new(),
            clinician,
            device: None,
            room,
            date,
            from,
            until,
            slot_minutes: 20,
            capacity,
        };
        let Ok(Answer::SessionPublished { session, slots }) = self.system(Request::PublishSession(published)).await
        else {
            panic!()
        };
        (session, slots)
    }

    /// A number that has not been used yet.
    pub fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// An idempotency key that has not been used yet.
    pub fn key(&self) -> IdempotencyKey {
        IdempotencyKey::new(format!("key-{}", self.number())).unwrap()
    }

    /// Executes an actor's request.
    pub async fn execute(&self, actor: &Actor, request: Request) -> Result<Answer, Failure> {
        self.hospital.execute(actor, self.key(), request).await
    }

    /// Executes a request as the system.
    pub async fn system(&self, request: Request) -> Result<Answer, Failure> {
        self.execute(&Actor::system(), request).await
    }

    /// Registers an invented woman, with an identity card of her own.
    pub async fn person(&self) -> PersonId {
        self.person_named("林示例").await
    }

    /// Registers an invented woman of this name.
    pub async fn person_named(&self, name: &str) -> PersonId {
        let number = self.number() % 500 * 2;
        self.person_with(name, complete_resident_id(&format!("37010019600101{number:03}")).unwrap(), None).await
    }

    /// Registers an invented woman of this name, with this identity card and address.
    pub async fn person_with(&self, name: &str, number: String, address: Option<&str>) -> PersonId {
        let request = Request::RegisterPerson(usecase::RegisterPerson {
            identity: Identity::Known,
            person: PersonDetails {
                name: name.into(),
                sex: None,
                birth: None,
                phone: Some("13800000000".into()),
                address: address.map(Into::into),
                credentials: vec![TypedCredential { kind: CredentialKind::ResidentId, number, country: None }],
            },
        });
        let Answer::PersonRegistered { person } = self.system(request).await.unwrap() else { panic!() };
        person
    }

    /// Makes the messages of all that has happened.
    pub async fn told(&self) {
        let mut looked = 0;
        while !self.hospital.make_messages(&mut looked).await.unwrap() {}
    }

    /// A patient's own login.
    pub fn patient(&self, person: PersonId) -> Actor {
        Actor { user: Some(UserId(person.0)), role: Role::Patient, person: Some(person), ..Actor::system() }
    }

    /// The department's desk.
    pub fn desk(&self) -> Actor {
        Actor { department: Some(self.department), ..staff(1, Role::Desk) }
    }

    /// The clinician.
    pub fn doctor(&self) -> Actor {
        Actor { clinician: Some(self.clinician), department: Some(self.department), ..staff(2, Role::Clinician) }
    }

    /// A nurse of the ward.
    pub fn nurse(&self) -> Actor {
        Actor { ward: Some(self.ward), ..staff(3, Role::Nurse) }
    }

    /// An administrator.
    pub fn admin(&self) -> Actor {
        staff(4, Role::Admin)
    }

    /// Sets hospital time to this many minutes after 08:00.
    pub fn at(&self, minutes_after_eight: i64) {
        self.clock.set(morning() + Duration::minutes(60 + minutes_after_eight));
        assert!(self.clock.now() >= morning(), "time that goes on");
    }
}

fn staff(number: u128, role: Role) -> Actor {
    Actor { user: Some(UserId(Uuid::from_u128(number))), role, ..Actor::system() }
}

/// The code with which a request was refused, and the field.
pub fn refused(result: Result<Answer, Failure>) -> (&'static str, Option<&'static str>) {
    match result {
        Err(Failure::Refused(refusal)) => (refusal.code, refusal.field),
        other => panic!("not refused: {other:?}"),
    }
}
