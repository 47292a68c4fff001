//! A small hospital of eight people and four journeys that is asked at random.

use crate::World;
use chrono::{Duration, NaiveDate, TimeZone, Utc};
use model::{
    SideRef,
    decide::{Context, Decider, Stamp},
    id::{AppointmentId, CoverageId, DepartmentId, JourneyId, PersonId},
    journey::{
        Births, Command, CoverageAdded, CredentialRef, Effort, Event, Identity, InsuranceType, MergeUndone, Move,
        Owner, PersonClass, PersonCorrected, PersonRegistered, PersonsMerged, RelativeAdded, StepKind, Subject,
        command,
    },
    person::{CredentialKind, Sex},
    scheduling::ReasonCode,
    time::{Instant, Zone},
};
use proptest::prelude::*;
use uuid::Uuid;

/// The day on which the play begins.
pub(super) const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();

/// What can be asked, in terms of small numbers.
#[derive(Clone, Debug)]
pub(super) enum Ask {
    Register(u8, Vec<u8>, u8),
    Correct(u8, Vec<u8>),
    Erase(u8),
    Merge(u8, u8),
    UndoMerge(u8),
    Cover(u8, bool),
    Relative(u8, u8),
    NoRelative(u8, u8),
    Open(u8, u8),
    Step(u8, u8, i64),
    CloseStep(u8, u8, bool),
    Close(u8),
    Count(u8, u32),
}

/// Up to `max` requests.
pub(super) fn asks(max: usize) -> impl Strategy<Value = Vec<Ask>> {
    let person = 0u8..8;
    let journey = 0u8..4;
    let credentials = proptest::collection::vec(0u8..10, 0..3);
    let one = prop_oneof![
        6 => (person.clone(), credentials.clone(), 0u8..3).prop_map(|(p, c, i)| Ask::Register(p, c, i)),
        2 => (person.clone(), credentials).prop_map(|(p, c)| Ask::Correct(p, c)),
        1 => person.clone().prop_map(Ask::Erase),
        3 => (person.clone(), person.clone()).prop_map(|(a, b)| Ask::Merge(a, b)),
        1 => person.clone().prop_map(Ask::UndoMerge),
        1 => (person.clone(), any::<bool>()).prop_map(|(p, e)| Ask::Cover(p, e)),
        2 => (person.clone(), person.clone()).prop_map(|(a, b)| Ask::Relative(a, b)),
        1 => (person.clone(), person.clone()).prop_map(|(a, b)| Ask::NoRelative(a, b)),
        3 => (journey.clone(), person).prop_map(|(j, p)| Ask::Open(j, p)),
        4 => (journey.clone(), 0u8..6, -30i64..30).prop_map(|(j, s, d)| Ask::Step(j, s, d)),
        4 => (journey.clone(), 0u8..6, any::<bool>()).prop_map(|(j, s, d)| Ask::CloseStep(j, s, d)),
        2 => journey.clone().prop_map(Ask::Close),
        1 => (journey, 0u32..3).prop_map(|(j, n)| Ask::Count(j, n)),
    ];
    proptest::collection::vec(one, 0..max)
}

pub(super) fn person(number: u8) -> PersonId {
    PersonId(Uuid::from_u128(0x1000 + u128::from(number)))
}

pub(super) fn journey_id(number: u8) -> JourneyId {
    JourneyId(Uuid::from_u128(0x2000 + u128::from(number)))
}

pub(super) fn side(number: u64) -> SideRef {
    SideRef { id: Uuid::from_u128(u128::from(number)), hash: format!("{number:064x}") }
}

pub(super) fn credential(number: u8) -> CredentialRef {
    let kinds = [CredentialKind::ResidentId, CredentialKind::SocialSecurityCard, CredentialKind::Passport];
    CredentialRef { kind: kinds[usize::from(number) % 3], lookup: format!("{number:064x}") }
}

fn step(number: u8) -> (StepKind, Subject) {
    let kinds = [StepKind::Booking, StepKind::Consult, StepKind::Stay, StepKind::Settlement];
    let subject = Subject::Appointment(AppointmentId(Uuid::from_u128(0x3000 + u128::from(number / 4))));
    (kinds[usize::from(number) % 4], subject)
}

/// A world with its log.
pub(super) struct Play {
    pub(super) world: World,
    pub(super) log: Vec<(Event, Stamp)>,
    pub(super) now: Instant,
}

impl Default for Play {
    fn default() -> Self {
        let now = Utc.with_ymd_and_hms(2026, 11, 26, 0, 0, 0).unwrap();
        Self { world: World::default(), log: Vec::new(), now }
    }
}

impl Play {
    pub(super) fn seq(&self) -> u64 {
        self.log.len() as u64 + 1
    }

    pub(super) fn context(&self) -> Context {
        Context { now: self.now, seq: self.seq(), seed: 1, zone: Zone::SHANGHAI }
    }

    pub(super) fn takes_an_id_twice(&self, ask: &Ask) -> bool {
        match ask {
            Ask::Register(number, ..) => self.world.person(person(*number)).is_some(),
            Ask::Open(number, _) => self.world.journey(journey_id(*number)).is_some(),
            _ => false,
        }
    }

    /// Asks one thing; returns whether it was granted. Ids that are in use are not asked for again.
    pub(super) fn ask(&mut self, ask: &Ask) -> bool {
        !self.takes_an_id_twice(ask) && self.execute(&self.command(ask)).is_ok()
    }

    pub(super) fn ask_all(&mut self, asked: &[Ask]) {
        for ask in asked {
            self.ask(ask);
        }
    }

    pub(super) fn execute(&mut self, command: &Command) -> Result<(), model::message::Refusal> {
        let before = self.world.clone();
        let decided = self.world.decide(command, &self.context());
        assert_eq!(self.world, before, "a decision changes nothing");
        for event in decided? {
            let stamp = Stamp { seq: self.seq(), at: self.now };
            self.world.apply(&event, stamp);
            self.log.push((event, stamp));
        }
        self.now += Duration::minutes(7);
        Ok(())
    }

    pub(super) fn undo_merge(&mut self, from: PersonId, into: PersonId) {
        let undo = MergeUndone { from, into, reason: ReasonCode::Mistake.into() };
        self.execute(&Command::UndoMerge(undo)).unwrap();
    }

    /// The snapshot without event numbers.
    pub(super) fn without_numbers(&self) -> serde_json::Value {
        let mut json = serde_json::to_value(self.world.snapshot()).unwrap();
        for person in json["people"].as_array_mut().unwrap() {
            person["seq"] = 0.into();
        }
        json
    }

    pub(super) fn command(&self, ask: &Ask) -> Command {
        let names = |number: u8| Some(format!("{:064x}", 100 + number % 3));
        match ask {
            Ask::Register(number, credentials, identity) => {
                let birth = NaiveDate::from_ymd_opt(1978, 3, 1);
                let (identity, births) = match identity {
                    0 => (Identity::Known, Births { own: birth, other: None }),
                    1 => {
                        let mother = person(number.wrapping_sub(1) % 8);
                        (Identity::Newborn { mother }, Births { own: Some(TODAY), other: birth })
                    }
                    _ => (Identity::Unidentified, Births::default()),
                };
                let asked = PersonRegistered {
                    person: person(*number),
                    sex: Sex::Female,
                    born_in: None,
                    identity,
                    credentials: credentials.iter().copied().map(credential).collect(),
                    record: side(self.seq()),
                    name_lookup: names(*number),
                    phone_lookup: names(number / 2),
                };
                command::Register { asked, births }.into()
            }
            Ask::Correct(number, credentials) => {
                let asked = PersonCorrected {
                    person: person(*number),
                    sex: Sex::Female,
                    born_in: None,
                    credentials: credentials.iter().copied().map(credential).collect(),
                    record: side(self.seq()),
                    name_lookup: names(*number),
                    phone_lookup: None,
                    reason: ReasonCode::Mistake.into(),
                };
                command::Correct { asked, birth: Some(TODAY) }.into()
            }
            Ask::Erase(number) => command::Erase { person: person(*number) }.into(),
            Ask::Merge(from, into) => {
                let asked = PersonsMerged { from: person(*from), into: person(*into), over_caps: None };
                command::Merge { asked, births: Births::default() }.into()
            }
            Ask::UndoMerge(from) => {
                let into = self.log.iter().rev().find_map(|(event, _)| match event {
                    Event::PersonsMerged(merged) if merged.from == person(*from) => Some(merged.into),
                    _ => None,
                });
                let into = into.unwrap_or(person(0));
                Command::UndoMerge(MergeUndone { from: person(*from), into, reason: ReasonCode::Mistake.into() })
            }
            Ask::Cover(number, employee) => Command::AddCoverage(CoverageAdded {
                coverage: CoverageId(Uuid::from_u128(0x4000 + u128::from(self.seq()))),
                person: person(*number),
                insurance: if *employee { InsuranceType::Employee } else { InsuranceType::Resident },
                class: if *employee { PersonClass::Retired } else { PersonClass::Resident },
                region: "370100".into(),
                record: None,
            }),
            Ask::Relative(relative, whom) => {
                Command::AddRelative(RelativeAdded { relative: person(*relative), person: person(*whom) })
            }
            Ask::NoRelative(relative, whom) => {
                command::RemoveRelative { relative: person(*relative), person: person(*whom) }.into()
            }
            Ask::Open(number, whom) => {
                let department = Some(DepartmentId(Uuid::from_u128(1)));
                go_on(*number, Move::Opened { person: person(*whom), department })
            }
            Ask::Step(number, of, due) => {
                let (kind, subject) = step(*of);
                let due = (due % 3 != 0).then(|| self.now + Duration::minutes(*due));
                go_on(*number, Move::StepOpened { kind, subject, owner: Owner::Desk, due })
            }
            Ask::CloseStep(number, of, done) => {
                let (kind, subject) = step(*of);
                go_on(*number, Move::StepClosed { kind, subject, done: *done })
            }
            Ask::Close(number) => go_on(*number, Move::Closed),
            Ask::Count(number, count) => {
                let effort = Effort { trips: *count, typed_twice: count / 2, ..Effort::default() };
                go_on(*number, Move::EffortCounted(effort))
            }
        }
    }
}

/// A command that moves journey `number`.
pub(super) fn go_on(number: u8, step: Move) -> Command {
    command::GoOn { journey: journey_id(number), moves: vec![step] }.into()
}
