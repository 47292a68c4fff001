//! A small hospital to test with, and functions that play commands.

use model::{
    Label,
    decide::{Context, Decider, Stamp},
    id::{
        AdmissionId, AppointmentId, BedId, ClinicianId, DepartmentId, JourneyId, PersonId, RoomId, SessionId, SlotId,
        WardId,
    },
    message::{Refusal, Value},
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{
        AdmissionRequested, BedSpec, BookingRules, Cap, Channel, ClinicianEnrolled, Command, DepartmentOpened, Event,
        Formality, Needs, PersonFact, QueueRules, Reason, ReasonCode, RoomSex, RoomSpec, RulesAdopted, RulesScope,
        Title, Urgency, WardOpened, command,
    },
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use scheduling::{World, read::Moment};
use uuid::Uuid;

pub(crate) const ZONE: Zone = Zone::SHANGHAI;

/// The ids of each kind are in a range of their own.
pub(crate) fn id(kind: u16, number: u32) -> Uuid {
    Uuid::from_u128((u128::from(kind) << 64) | u128::from(number) | (7 << 76))
}
pub(crate) fn department(number: u32) -> DepartmentId {
    DepartmentId(id(1, number))
}
pub(crate) fn clinician(number: u32) -> ClinicianId {
    ClinicianId(id(2, number))
}
pub(crate) fn session(number: u32) -> SessionId {
    SessionId(id(3, number))
}
pub(crate) fn slot(session: u32, window: u32) -> SlotId {
    SlotId(id(4, session * 1000 + window))
}
pub(crate) fn appointment(number: u32) -> AppointmentId {
    AppointmentId(id(5, number))
}
pub(crate) fn person(number: u32) -> PersonId {
    PersonId(id(6, number))
}
pub(crate) fn journey(number: u32) -> JourneyId {
    JourneyId(id(7, number))
}
pub(crate) fn ward(number: u32) -> WardId {
    WardId(id(8, number))
}
pub(crate) fn room(number: u32) -> RoomId {
    RoomId(id(9, number))
}
/// Bed `place` (from 0) of a room.
pub(crate) fn bed(room: u32, place: u32) -> BedId {
    BedId(id(10, room * 100 + place))
}
pub(crate) fn admission(number: u32) -> AdmissionId {
    AdmissionId(id(11, number))
}

pub(crate) fn date(text: &str) -> BusinessDate {
    text.parse().expect("a date")
}

/// A wall-clock time on the test's day, Thursday 26 November 2026.
pub(crate) fn at(time: &str) -> Instant {
    on("2026-11-26", time)
}

pub(crate) fn on(day: &str, time: &str) -> Instant {
    let (hours, minutes) = time.split_once(':').expect("hh:mm");
    let minute = hours.parse::<u16>().expect("hours") * 60 + minutes.parse::<u16>().expect("minutes");
    ZONE.instant(date(day), MinuteOfDay(minute))
}

pub(crate) fn reason() -> Reason {
    ReasonCode::Mistake.into()
}

pub(crate) fn rules() -> BookingRules {
    BookingRules {
        source: "assumed for tests".into(),
        valid_from: date("2026-01-01"),
        days_ahead: Some(14),
        release_at: None,
        book_minutes_before: None,
        caps: Cap::days(3, 2).into(),
        cancel_minutes_before: Some(60),
        cancels_per_day_max: Some(6),
        cancels_per_department_day_max: Some(3),
        checkin_minutes_before: Some(60),
        missed_minutes_after: Some(30),
        pass_places: Some(2),
        cleaning_minutes: Some(30),
        undo_minutes: Some(60),
        hold_minutes: None,
        waitlist: None,
        queue: Some(QueueRules {
            older_from_age: 65,
            emergency_minutes: 60,
            after_tests_minutes: 30,
            priority_minutes: 20,
        }),
        no_shows: Vec::new(),
    }
}

/// A set of rules from today on that gives none yet.
pub(crate) fn said() -> BookingRules {
    BookingRules::saying_nothing("assumed for tests", date("2026-11-26"))
}

/// What a world was told.
#[derive(Clone, Debug)]
pub(crate) enum Told {
    Event(Event),
    Fact(PersonFact),
}

/// Tells a world again what another one was told.
pub(crate) fn tell(world: &mut World, told: &Told, stamp: Stamp) {
    match told {
        Told::Event(event) => world.apply(event, stamp),
        Told::Fact(fact) => world.learn(fact, stamp),
    }
}

/// A world with a log of everything that happened in it.
#[derive(Default)]
pub(crate) struct Harness {
    pub(crate) world: World,
    pub(crate) log: Vec<(Told, Stamp)>,
    pub(crate) now: Instant,
    /// How many ids were made for what falls due by itself.
    pub(crate) made: u32,
}

impl Harness {
    /// At 07:00: two departments with one clinician each (1 and 2), rules, and a ward of four rooms with two beds each:
    /// 1 for men, 2 for women, 3 for either with oxygen, 4 for either with oxygen and isolation.
    pub(crate) fn new() -> Self {
        let mut harness = Self { now: at("07:00"), ..Self::default() };
        for number in 1..=2 {
            harness.ok(Command::OpenDepartment(DepartmentOpened {
                department: department(number),
                code: format!("D{number}"),
                name: Label::new("内科", "Medicine"),
                place: Label::new("一楼", "First floor"),
            }));
            harness.enrol(number, number);
        }
        harness.ok(Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules: rules() }));
        let spec = |number: u32, sex, oxygen, isolation| RoomSpec {
            room: room(number),
            number: format!("10{number}"),
            sex,
            oxygen,
            isolation,
            beds: (0..2).map(|place| BedSpec { bed: bed(number, place), number: format!("{number}{place}") }).collect(),
        };
        harness.ok(Command::OpenWard(WardOpened {
            ward: ward(1),
            code: "W1".into(),
            name: Label::new("一病区", "Ward 1"),
            departments: vec![department(1)],
            rooms: vec![
                spec(1, RoomSex::Male, false, false),
                spec(2, RoomSex::Female, false, false),
                spec(3, RoomSex::Either, true, false),
                spec(4, RoomSex::Either, true, true),
            ],
        }));
        harness
    }

    /// The same with session 1 of clinician 1 today 08:00–10:00: windows 0–5 of 20 minutes with `capacity` seats.
    pub(crate) fn with_session(capacity: u16) -> Self {
        let mut harness = Self::new();
        harness.ok(publish(1, 1, "2026-11-26", (480, 600), 20, capacity));
        harness
    }

    /// One more clinician.
    pub(crate) fn enrol(&mut self, who: u32, where_to: u32) {
        self.enrol_as(who, where_to, Title::Chief);
    }

    /// The same with this title.
    pub(crate) fn enrol_as(&mut self, who: u32, where_to: u32, title: Title) {
        self.ok(Command::EnrolClinician(ClinicianEnrolled {
            clinician: clinician(who),
            department: department(where_to),
            person: person(90_000 + who),
            title,
            fee: Yuan::from_fen(1500),
        }));
    }

    pub(crate) fn context(&self) -> Context {
        Context { now: self.now, seq: self.log.len() as u64 + 1, seed: 7, zone: ZONE }
    }

    pub(crate) fn moment(&self) -> Moment {
        Moment { now: self.now, zone: ZONE }
    }

    /// What is due by itself at this moment.
    pub(crate) fn due(&mut self) -> Vec<Command> {
        let moment = self.moment();
        let due = self.world.due(moment);
        let made = &mut self.made;
        let mut fresh = || {
            *made += 1;
            id(200, *made)
        };
        due.into_iter().filter_map(|(_, due)| due.command(&mut fresh)).collect()
    }

    /// Decides and applies.
    pub(crate) fn play(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let events = self.world.decide(command, &self.context())?;
        for event in &events {
            let stamp = Stamp { seq: self.log.len() as u64 + 1, at: self.now };
            self.world.apply(event, stamp);
            self.log.push((Told::Event(event.clone()), stamp));
        }
        Ok(events)
    }

    /// Tells the world what journey knows.
    pub(crate) fn learn(&mut self, fact: PersonFact) {
        let stamp = Stamp { seq: self.log.len() as u64 + 1, at: self.now };
        self.world.learn(&fact, stamp);
        self.log.push((Told::Fact(fact), stamp));
    }

    /// Two records are one person.
    pub(crate) fn merge(&mut self, from: u32, into: u32) {
        self.learn(PersonFact::Merged { from: person(from), into: person(into) });
    }

    pub(crate) fn part(&mut self, from: u32, into: u32) {
        self.learn(PersonFact::Parted { from: person(from), into: person(into) });
    }

    /// Tells the world what is now known about a person.
    pub(crate) fn known(&mut self, number: u32, sex: Sex, mother: Option<u32>) {
        let newborn = mother.map(|mother| (person(mother), self.now + chrono::Duration::days(365)));
        self.learn(PersonFact::Known { person: person(number), sex, newborn });
    }

    /// What stands in the way of a merge: each message, and the number of things it is about.
    pub(crate) fn obstacles(&self, one: u32, other: u32) -> Vec<(String, usize)> {
        let all = self.world.merge_obstacles(person(one), person(other), self.moment());
        let over = self.world.merge_over_caps(person(one), person(other), self.moment());
        let all = all.iter().chain(&over);
        all.map(|obstacle| (obstacle.message.id.to_string(), obstacle.subjects.len())).collect()
    }

    /// A second ward with room 5: for either sex, two beds, oxygen, isolation.
    pub(crate) fn open_second_ward(&mut self) {
        self.ok(Command::OpenWard(WardOpened {
            ward: ward(2),
            code: "W2".into(),
            name: Label::new("二病区", "Ward 2"),
            departments: vec![department(2)],
            rooms: vec![RoomSpec {
                room: room(5),
                number: "201".into(),
                sex: RoomSex::Either,
                oxygen: true,
                isolation: true,
                beds: (0..2).map(|place| BedSpec { bed: bed(5, place), number: format!("5{place}") }).collect(),
            }],
        }));
    }

    pub(crate) fn ok(&mut self, command: Command) -> Vec<Event> {
        match self.play(&command) {
            Ok(events) => events,
            Err(refusal) => panic!("{command:?}: {refusal} {:?}", refusal.args),
        }
    }

    /// Must be refused with this code, and must change nothing.
    pub(crate) fn refused(&mut self, command: Command, code: &str) -> Refusal {
        let before = self.bytes();
        let refusal = self.play(&command).expect_err(code);
        assert_eq!(refusal.code, code, "{:?}", refusal.args);
        assert_eq!(self.bytes(), before, "a refusal changed the world");
        refusal
    }

    pub(crate) fn bytes(&self) -> String {
        serde_json::to_string(&self.world.snapshot()).expect("a snapshot is plain data")
    }

    pub(crate) fn set(&mut self, time: &str) -> &mut Self {
        self.now = at(time);
        self
    }

    pub(crate) fn check_in(&mut self, number: u32) {
        self.ok(check_in(number));
    }

    /// Called, into the room, and out again.
    pub(crate) fn consult(&mut self, number: u32, called: &str, finished: &str) {
        self.set(called).ok(call(Some(number)));
        self.ok(Command::Start(command::Start { appointment: appointment(number) }));
        self.set(finished).ok(Command::Finish(command::Finish { appointment: appointment(number) }));
    }

    pub(crate) fn formalities(&mut self, number: u32) {
        for formality in Formality::ALL {
            self.ok(formality_done(number, formality));
        }
    }

    /// From request to bed, all at once.
    pub(crate) fn admit(&mut self, number: u32, sex: Sex, needs: Needs, bed: BedId) {
        self.ok(request(number, sex, needs));
        self.ok(assign(number, bed));
        self.ok(arrive(number));
        self.formalities(number);
        self.ok(Command::OccupyBed(command::OccupyBed { admission: admission(number) }));
    }
}

pub(crate) fn publish(
    number: u32,
    who: u32,
    day: &str,
    (from, until): (u16, u16),
    slot_minutes: u16,
    capacity: u16,
) -> Command {
    let windows = (until.saturating_sub(from)) / slot_minutes.max(1);
    Command::PublishSession(command::PublishSession {
        pools: Vec::new(),
        session: session(number),
        clinician: clinician(who),
        device: None,
        room: Label::new(format!("{who} 诊室"), format!("Room {who}")),
        date: date(day),
        from: MinuteOfDay(from),
        until: MinuteOfDay(until),
        slot_minutes,
        capacity: capacity.into(),
        slots: (0..u32::from(windows)).map(|window| slot(number, window)).collect(),
    })
}

pub(crate) fn book(number: u32, who: u32, where_to: SlotId) -> Command {
    Command::Book(command::Book {
        appointment: appointment(number),
        slot: where_to,
        patient: person(who),
        journey: journey(who),
        channel: Channel::Online,
    })
}

/// Holds a seat while somebody decides.
pub(crate) fn hold(who: u32, where_to: SlotId) -> Command {
    Command::HoldSeat(command::HoldSeat { slot: where_to, patient: person(who), channel: Channel::Online })
}

pub(crate) fn release_hold(who: u32, where_to: SlotId) -> Command {
    Command::ReleaseHold(command::ReleaseHold { slot: where_to, patient: person(who) })
}

pub(crate) fn cancel(number: u32, by_hospital: bool) -> Command {
    Command::Cancel(command::Cancel { appointment: appointment(number), reason: reason(), by_hospital })
}

pub(crate) fn move_to(number: u32, where_to: SlotId, by_hospital: bool) -> Command {
    Command::Move(command::Move {
        channel: Channel::Online,
        appointment: appointment(number),
        slot: where_to,
        by_hospital,
    })
}

pub(crate) fn check_in(number: u32) -> Command {
    Command::CheckIn(command::CheckIn {
        appointment: appointment(number),
        credential: CredentialKind::InsuranceCode,
        class: None,
        age: None,
    })
}

pub(crate) fn call(certain: Option<u32>) -> Command {
    Command::Call(command::Call { session: session(1), appointment: certain.map(appointment) })
}

pub(crate) fn request(number: u32, sex: Sex, needs: Needs) -> Command {
    Command::RequestAdmission(AdmissionRequested {
        admission: admission(number),
        patient: person(number),
        journey: journey(number),
        sex,
        department: department(1),
        appointment: None,
        diagnosis: "J18.900".into(),
        urgency: Urgency::Urgent,
        needs,
        expected_days: 7,
    })
}

pub(crate) fn assign(number: u32, bed: BedId) -> Command {
    Command::AssignBed(command::AssignBed { admission: admission(number), bed })
}

pub(crate) fn arrive(number: u32) -> Command {
    Command::Arrive(command::Arrive { admission: admission(number), credential: CredentialKind::ResidentId })
}

pub(crate) fn formality_done(number: u32, formality: Formality) -> Command {
    Command::DoFormality(command::DoFormality { admission: admission(number), formality })
}

/// An argument of a refusal.
pub(crate) fn arg(refusal: &Refusal, name: &str) -> Option<Value> {
    refusal.args.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
}
