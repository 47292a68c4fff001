//! Whatever is asked, in whatever order, and whoever is merged and parted: no seat is given twice, no person is in two
//! beds, in two places or over a limit, and nobody gets into the wrong room; what is listed can be had; replay,
//! snapshot and taking back agree to the byte.

use crate::{blocking, devices, harness::*, overruling, tickets};
use chrono::Duration;
use model::{
    decide::Decider,
    id::{AdmissionId, AppointmentId, BedId, PersonId, SlotId},
    person::{CredentialKind, Sex},
    scheduling::{
        AdmissionRequested, BedAssigned, BedRule, BedRules, BedRulesAdopted, BookingRules, CalledOff, Command,
        DischargeUndone, Event, Formality, Needs, PatientTransferred, PersonFact, QueueClass, RoomSex, RulesAdopted,
        RulesScope, SettledAt, Title, TransferRequested, TransferUndone, Urgency, command,
    },
    time::MinuteOfDay,
};
use proptest::prelude::*;
use scheduling::{
    Snapshot, World,
    read::{AdmissionState, AppointmentState, AppointmentView, BedState, RoomView, SlotState},
};
use std::collections::{BTreeMap, BTreeSet};

/// A step of a random history: a command, or time going by.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Ask(Command),
    Wait(i64),
    Tick,
    /// Two records become one person, if nothing stands in the way.
    Merge(u32, u32),
    /// A merge is taken back.
    Part(u32),
    /// What is now known about somebody: sex, and the mother of a newborn.
    Know(u32, Sex, Option<u32>),
}

fn a_slot() -> impl Strategy<Value = model::id::SlotId> {
    (1u32..4, 0u32..6).prop_map(|(session, window)| slot(session, window))
}

fn an_appointment() -> impl Strategy<Value = AppointmentId> {
    (1u32..25).prop_map(appointment)
}

fn a_bed() -> impl Strategy<Value = BedId> {
    (1u32..6, 0u32..2).prop_map(|(room, place)| bed(room, place))
}

fn an_option(values: std::ops::Range<u16>) -> impl Strategy<Value = Option<u16>> {
    proptest::option::of(values)
}

pub(crate) fn outpatient() -> impl Strategy<Value = Command> {
    prop_oneof![
        6 => (1u32..25, 1u32..12, a_slot()).prop_map(|(number, who, slot)| book(number, who, slot)),
        3 => (1u32..12, a_slot()).prop_map(|(who, slot)| hold(who, slot)),
        1 => (1u32..12, a_slot()).prop_map(|(who, slot)| release_hold(who, slot)),
        1 => (an_appointment(), any::<bool>())
            .prop_map(|(appointment, by_hospital)| Command::Cancel(command::Cancel { appointment, reason: reason(), by_hospital })),
        1 => (an_appointment(), a_slot(), any::<bool>())
            .prop_map(|(appointment, slot, by_hospital)| Command::Move(command::Move { channel: model::scheduling::Channel::Online, appointment, slot, by_hospital })),
        5 => (an_appointment(), proptest::option::of(proptest::sample::select(QueueClass::AT_CHECK_IN.to_vec())), proptest::option::of(1u32..100))
            .prop_map(|(appointment, class, age)| {
                Command::CheckIn(command::CheckIn { appointment, credential: CredentialKind::FaceToken, class, age })
            }),
        1 => an_appointment().prop_map(|appointment| Command::ReturnAfterTests(command::ReturnAfterTests { appointment })),
        1 => an_appointment().prop_map(|appointment| Command::UndoReturn(command::UndoReturn { appointment, reason: reason() })),
        3 => (an_appointment(), 1u32..4).prop_map(|(appointment, number)| {
            Command::TransferVisit(command::TransferVisit { appointment, session: session(number), reason: reason() })
        }),
        2 => an_appointment()
            .prop_map(|appointment| Command::UndoVisitTransfer(command::UndoVisitTransfer { appointment, reason: reason() })),
        1 => (1u32..4, 1i64..30).prop_map(|(number, minutes)| Command::PauseSession(command::PauseSession {
            session: session(number),
            until: at("08:00") + chrono::Duration::minutes(10 * minutes),
            reason: reason(),
        })),
        2 => (1u32..4).prop_map(|number| Command::ResumeSession(command::ResumeSession { session: session(number) })),
        4 => (1u32..4, proptest::option::of(an_appointment()))
            .prop_map(|(number, appointment)| Command::Call(command::Call { session: session(number), appointment })),
        1 => an_appointment().prop_map(|appointment| Command::Pass(command::Pass { appointment })),
        3 => an_appointment().prop_map(|appointment| Command::Start(command::Start { appointment })),
        3 => an_appointment().prop_map(|appointment| Command::Finish(command::Finish { appointment })),
        1 => an_appointment().prop_map(|appointment| Command::MarkMissed(command::MarkMissed { appointment })),
        2 => (an_appointment(), any::<bool>()).prop_map(|(appointment, by_hospital)| {
            Command::UndoCancel(command::UndoCancel { appointment, reason: reason(), by_hospital })
        }),
        1 => an_appointment().prop_map(|appointment| Command::UndoCheckIn(command::UndoCheckIn { appointment, reason: reason() })),
        1 => an_appointment().prop_map(|appointment| Command::UndoCall(command::UndoCall { appointment, reason: reason() })),
        1 => an_appointment().prop_map(|appointment| Command::UndoFinish(command::UndoFinish { appointment, reason: reason() })),
        1 => an_appointment().prop_map(|appointment| Command::UndoMissed(command::UndoMissed { appointment, reason: reason() })),
        1 => (an_appointment(), proptest::sample::subsequence(model::scheduling::DayOfWeek::ALL.to_vec(), 0..3)).prop_map(|(appointment, weekdays)| {
            let days = model::scheduling::ImpossibleDays { weekdays, dates: Vec::new() };
            Command::ChangeImpossibleDays(model::scheduling::ImpossibleDaysChanged { appointment, days })
        }),
        1 => an_appointment().prop_map(|appointment| Command::AppealMissed(command::AppealMissed { appointment, reason: reason() })),
        1 => an_appointment().prop_map(|appointment| Command::ExcuseMissed(command::ExcuseMissed { appointment, reason: reason() })),
        1 => an_appointment().prop_map(|appointment| Command::DeclineAppeal(command::DeclineAppeal { appointment, reason: reason() })),
        1 => an_appointment().prop_map(|appointment| Command::UndoExcuse(command::UndoExcuse { appointment, reason: reason() })),
        1 => (1u32..4).prop_map(|number| Command::EndSession(command::EndSession { session: session(number) })),
        1 => (1u32..4).prop_map(|number| Command::UndoEndSession(command::UndoEndSession { session: session(number), reason: reason() })),
        1 => (1u32..4, 1u32..4).prop_map(|(number, room)| Command::ChangeRoom(command::ChangeRoom {
            session: session(number),
            room: model::Label::new(format!("{room} 诊室"), ""),
            reason: reason(),
        })),
        2 => a_change(),
        1 => (1u32..4).prop_map(|number| Command::WithdrawSession(command::WithdrawSession { session: session(number), reason: reason() })),
        1 => (0u32..6, an_option(1..30), an_option(0..40), an_option(1..5)).prop_map(|(whose, days_ahead, missed, places)| {
            let scope = match whose {
                0 => RulesScope::Department(department(1)),
                1 => RulesScope::Department(department(2)),
                5 => RulesScope::Kind(Title::Chief),
                number => RulesScope::Session(session(number - 1)),
            };
            let (missed_minutes_after, pass_places) = (missed, places);
            let rules = BookingRules { days_ahead, missed_minutes_after, pass_places, ..said() };
            Command::AdoptRules(RulesAdopted { scope, rules })
        }),
        1 => (1u32..4).prop_map(|number| publish(number, 1 + number % 2, "2026-11-26", (480, 600), 20, 2)),
        1 => (1u32..4).prop_map(|number| devices::with(1 + number % 2, publish(number, 1 + number % 2, "2026-11-26", (480, 600), 20, 2))),
        1 => (1u32..3).prop_map(devices::take_out),
        1 => (1u32..3).prop_map(devices::put_in),
    ]
}

/// Other hours, seats, or another day or room; the new windows have numbers from 10 on.
fn a_change() -> impl Strategy<Value = Command> {
    let hours = (0u16..3, 0u16..3);
    (1u32..4, 0u16..4, hours, 1u16..5, 1u32..90).prop_map(|(number, day, (earlier, later), seats, ids)| {
        Command::ChangeSession(command::ChangeSession {
            session: session(number),
            date: date(if day == 0 { "2026-11-27" } else { "2026-11-26" }),
            from: MinuteOfDay(480 - 20 * earlier),
            until: MinuteOfDay(580 + 20 * later),
            capacity: seats.into(),
            room: model::Label::new(format!("{number} 诊室"), format!("Room {number}")),
            slots: (0..12).map(|window| slot(number, 10 * ids + window)).collect(),
            reason: reason(),
        })
    })
}

fn a_sex() -> impl Strategy<Value = Sex> {
    prop_oneof![Just(Sex::Male), Just(Sex::Female), Just(Sex::Unknown)]
}

fn inpatient() -> impl Strategy<Value = Command> {
    let who = || (1u32..9).prop_map(admission);
    let formality = || proptest::sample::select(Formality::ALL.to_vec());
    prop_oneof![
        5 => (1u32..9, a_sex(), any::<bool>(), any::<bool>()).prop_map(|(number, sex, oxygen, isolation)| {
            Command::RequestAdmission(AdmissionRequested {
                admission: admission(number),
                patient: person(number),
                journey: journey(number),
                sex,
                department: department(1),
                appointment: None,
                diagnosis: "J18.900".into(),
                urgency: Urgency::Urgent,
                needs: Needs { oxygen, isolation: isolation && number < 3 },
                expected_days: 7,
            })
        }),
        8 => (who(), a_bed()).prop_map(|(admission, bed)| Command::AssignBed(command::AssignBed { admission, bed })),
        1 => (who(), a_bed()).prop_map(|(admission, bed)| overruling::against(admission, bed)),
        1 => (0u16..200, 0u16..200).prop_map(|(other_ward, opened_room)| {
            let rules = BedRules { other_ward, opened_room, ..BedRules::default() };
            Command::AdoptBedRules(BedRulesAdopted { rules })
        }),
        1 => who().prop_map(|admission| Command::UnassignBed(command::UnassignBed { admission, reason: reason() })),
        1 => who().prop_map(|admission| Command::CancelAdmission(command::CancelAdmission { admission, reason: reason() })),
        4 => who()
            .prop_map(|admission| Command::Arrive(command::Arrive { admission, credential: CredentialKind::ResidentId })),
        20 => (who(), formality()).prop_map(|(admission, formality)| Command::DoFormality(command::DoFormality { admission, formality })),
        1 => (who(), formality()).prop_map(|(admission, formality)| {
            Command::UndoFormality(command::UndoFormality { admission, formality, reason: reason() })
        }),
        6 => who().prop_map(|admission| Command::OccupyBed(command::OccupyBed { admission })),
        3 => (who(), a_bed())
            .prop_map(|(admission, bed)| Command::Transfer(command::Transfer { admission, bed, reason: reason() })),
        2 => who().prop_map(|admission| Command::AcceptTransfer(command::AcceptTransfer { admission })),
        1 => who().prop_map(|admission| {
            Command::CallOffTransfer(command::CallOffTransfer { admission, how: CalledOff::Declined, reason: reason() })
        }),
        1 => who().prop_map(|admission| Command::UndoTransfer(command::UndoTransfer { admission, reason: reason() })),
        2 => who().prop_map(|admission| Command::Discharge(command::Discharge { admission, settled: SettledAt::Bedside })),
        1 => who().prop_map(|admission| Command::UndoDischarge(command::UndoDischarge { admission, reason: reason() })),
        1 => a_bed().prop_map(|bed| Command::ReadyBed(command::ReadyBed { bed })),
        1 => (a_bed(), proptest::option::of(1i64..300)).prop_map(|(bed, minutes)| blocking::block(bed, minutes)),
        2 => a_bed().prop_map(blocking::unblock),
    ]
}

pub(crate) fn steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        10 => outpatient().prop_map(Step::Ask),
        10 => inpatient().prop_map(Step::Ask),
        4 => prop_oneof![20 => 1i64..12, 1 => 60i64..900].prop_map(Step::Wait),
        1 => Just(Step::Tick),
        1 => (1u32..12, 1u32..12).prop_map(|(from, into)| Step::Merge(from, into)),
        1 => (1u32..12).prop_map(Step::Part),
        1 => (1u32..9, a_sex(), proptest::option::of(1u32..9)).prop_map(|(who, sex, mother)| Step::Know(who, sex, mother)),
    ];
    proptest::collection::vec(step, 0..count)
}

/// The small hospital with three sessions.
pub(crate) fn open() -> Harness {
    let mut harness = Harness::with_session(2);
    harness.ok(publish(2, 2, "2026-11-26", (480, 600), 20, 1));
    harness.enrol(3, 1);
    harness.ok(publish(3, 3, "2026-11-26", (480, 600), 20, 3));
    harness.open_second_ward();
    harness.ok(devices::enrol(1, 1));
    harness.ok(devices::enrol(2, 2));
    harness.world.durable();
    harness
}

/// The test's own idea of who is the same person, and what is known about somebody in a bed.
#[derive(Clone, Debug, Default)]
struct People {
    alias_of: BTreeMap<PersonId, PersonId>,
    stays: BTreeMap<AdmissionId, (PersonId, Sex, Option<PersonId>)>,
    /// Seats that are held while somebody decides.
    holds: BTreeMap<(SlotId, u16), PersonId>,
    /// The seats of windows that were changed: some may be missing before the last.
    resized: BTreeMap<SlotId, BTreeSet<u16>>,
}

impl People {
    /// Built from what the world was told.
    fn of(harness: &Harness) -> Self {
        let mut people = Self::default();
        for (told, _) in &harness.log {
            match told {
                Told::Fact(PersonFact::Merged { from, into }) => {
                    people.alias_of.insert(*from, *into);
                }
                Told::Fact(PersonFact::Parted { from, .. }) => {
                    people.alias_of.remove(from);
                }
                Told::Fact(PersonFact::Known { person, sex, newborn }) => {
                    let is_theirs = |id: &AdmissionId| people.is_one(people.stays[id].0, *person);
                    let theirs: Vec<_> = people.stays.keys().copied().filter(is_theirs).collect();
                    for id in theirs {
                        if let Some(stay) = people.stays.get_mut(&id) {
                            (stay.1, stay.2) = (*sex, newborn.map(|(mother, _)| mother));
                        }
                    }
                }
                Told::Fact(PersonFact::Born { .. }) => {}
                Told::Event(Event::AdmissionRequested(asked)) => {
                    people.stays.insert(asked.admission, (asked.patient, asked.sex, None));
                }
                Told::Event(Event::HoldPlaced(held)) => {
                    let before = people.holds.insert((held.slot, held.seat), held.patient);
                    assert_eq!(before, None, "a seat is held for two");
                }
                Told::Event(Event::HoldEnded(ended)) => {
                    assert!(people.holds.remove(&(ended.slot, ended.seat)).is_some(), "what ends was there");
                }
                Told::Event(Event::SessionChanged(changed)) => {
                    people.resized.retain(|slot, _| !changed.dropped.contains(slot));
                    for of in &changed.resized {
                        people.resized.insert(of.slot, of.seats.iter().map(|one| one.seat).collect());
                    }
                }
                Told::Event(_) => {}
            }
        }
        people
    }

    fn root(&self, person: PersonId) -> PersonId {
        self.alias_of.get(&person).map_or(person, |next| self.root(*next))
    }

    fn is_one(&self, one: PersonId, other: PersonId) -> bool {
        self.root(one) == self.root(other)
    }

    /// Whether something is wrong in a room, and who counts in it.
    fn judge(&self, room: &RoomView) -> (bool, BTreeSet<AdmissionId>) {
        let present: BTreeSet<_> = room.beds.iter().filter_map(|bed| Some(bed.occupant.as_ref()?.id)).collect();
        let with_mother = |id: &AdmissionId| {
            let mother = self.stays[id].2;
            mother.is_some_and(|mother| present.iter().any(|other| self.is_one(self.stays[other].0, mother)))
        };
        let counted: BTreeSet<_> = present.iter().copied().filter(|id| !with_mother(id)).collect();
        let sexes: BTreeSet<_> = counted.iter().map(|id| self.stays[id].1).collect();
        let wrong = match room.sex {
            RoomSex::Male => sexes.iter().any(|sex| *sex != Sex::Male),
            RoomSex::Female => sexes.iter().any(|sex| *sex != Sex::Female),
            RoomSex::Either => sexes.len() > 1 || sexes.contains(&Sex::Unknown) && counted.len() > 1,
        };
        (wrong, counted)
    }
}

/// All open appointments in the world, of everybody.
fn open_appointments(harness: &Harness) -> Vec<AppointmentView> {
    let sessions = harness.world.sessions_between(date("2026-11-01"), date("2026-12-31"), harness.moment());
    let all = sessions.iter().flat_map(|session| harness.world.appointments_of_session(session.id));
    all.filter(|appointment| appointment.state.is_open()).collect()
}

/// What one person may have, counted without the core's help: `one` against all others of the same person.
fn within_limits(one: &AppointmentView, all: &[AppointmentView], people: &People) {
    let others: Vec<_> = all.iter().filter(|other| people.is_one(other.patient, one.patient)).collect();
    for other in others.iter().filter(|other| other.id != one.id) {
        assert_ne!(other.slot, one.slot, "one person twice in a window");
        assert!(other.from >= one.until || other.until <= one.from, "one person in two places at once");
    }
    assert!(others.len() <= 3, "more than one person may have on a day");
    let department = others.iter().filter(|other| other.department == one.department).count();
    assert!(department <= 2, "more than one person may have in a department on a day");
}

/// Checks what was just decided against the rules as this test understands them.
fn lawful(harness: &Harness, events: &[Event]) {
    let people = People::of(harness);
    for event in events {
        let seated = match event {
            Event::AppointmentBooked(booked) => Some(booked.appointment),
            Event::AppointmentMoved(moved) => Some(moved.appointment),
            Event::VisitTransferred(transferred) => Some(transferred.appointment),
            Event::VisitTransferUndone(undone) => Some(undone.appointment),
            Event::MissedUndone(undone) => Some(undone.appointment),
            Event::CancellationUndone(undone) => Some(undone.appointment),
            _ => None,
        };
        if let Some(id) = seated {
            let all = open_appointments(harness);
            // Somebody whose session has ended was not seen, and is not open any more.
            let one = all.iter().find(|view| view.id == id);
            assert!(one.is_some() || matches!(event, Event::MissedUndone(_)), "it is open");
            one.into_iter().for_each(|one| within_limits(one, &all, &people));
        }
        let put = match event {
            Event::BedAssigned(BedAssigned { admission, bed })
            | Event::PatientTransferred(PatientTransferred { admission, bed, .. })
            | Event::TransferRequested(TransferRequested { admission, bed, .. })
            | Event::TransferUndone(TransferUndone { admission, bed, .. })
            | Event::DischargeUndone(DischargeUndone { admission, bed, .. }) => Some((*admission, *bed)),
            _ => None,
        };
        // Against a rule, and said so.
        let put = put.filter(|(admission, _)| !overruling::is_overruled(events, *admission));
        if let Some((admission, bed)) = put {
            let wards = harness.world.wards(harness.moment());
            let mut rooms = wards.iter().flat_map(|ward| &ward.rooms);
            let room = rooms.find(|room| room.beds.iter().any(|place| place.place.bed == bed)).expect("its room");
            let (wrong, counted) = people.judge(room);
            // Somebody who is wrong in a room for one sex keeps out nobody for whom the room is.
            let sex = |id: &AdmissionId| people.stays[id].1;
            let known = counted.iter().all(|id| sex(id) != Sex::Unknown);
            let fits = match room.sex {
                RoomSex::Male => known && sex(&admission) == Sex::Male,
                RoomSex::Female => known && sex(&admission) == Sex::Female,
                RoomSex::Either => false,
            };
            assert!(!wrong || fits || !counted.contains(&admission), "put into wrong company");
        }
    }
}

/// Merges as the hospital does: only if nothing stands in the way, which must be so unless a rule would be broken.
fn merge(harness: &mut Harness, from: u32, into: u32) -> bool {
    let people = People::of(harness);
    let (from_id, into_id) = (person(from), people.root(person(into)));
    if people.alias_of.contains_key(&from_id) || from_id == into_id {
        return false;
    }
    let free = harness.world.merge_obstacles(from_id, into_id, harness.moment()).is_empty()
        && harness.world.merge_over_caps(from_id, into_id, harness.moment()).is_empty();
    // What was yesterday is over, even if nobody has looked yet for what is due.
    let today = harness.moment().today();
    let all = open_appointments(harness);
    let of = |whom| all.iter().filter(|one| people.is_one(one.patient, whom) && one.date >= today).collect::<Vec<_>>();
    let (ones, others) = (of(from_id), of(into_id));
    let clash = ones.iter().any(|one| others.iter().any(|other| one.from < other.until && other.from < one.until));
    let both = || ones.iter().chain(&others);
    let many = |least| (1..=2).any(|number| both().filter(|one| one.department == department(number)).count() > least);
    let over = !ones.is_empty() && !others.is_empty() && (both().count() > 3 || many(2));
    let open_stay = |whom: PersonId| {
        people.stays.iter().any(|(id, (patient, _, _))| {
            let over = harness.world.admission(*id).is_none_or(|stay| stay.state > AdmissionState::InBed);
            people.is_one(*patient, whom) && !over
        })
    };
    let stays = open_stay(from_id) && open_stay(into_id);
    // What is held for one of them may stand in the way for some minutes.
    let holds = people.holds.values().any(|whom| people.is_one(*whom, from_id) || people.is_one(*whom, into_id));
    // Limits of a department count only if both have something there.
    if clash || stays {
        assert!(!free, "a merge that breaks a rule");
    } else if !over && !holds {
        assert!(free, "a merge that breaks none is refused");
    }
    if free {
        harness.learn(PersonFact::Merged { from: from_id, into: into_id });
    }
    free
}

/// Plays steps; refused ones are left out.
pub(crate) fn play(harness: &mut Harness, steps: &[Step]) -> usize {
    let mut done = 0;
    for step in steps {
        match step {
            Step::Ask(command) => {
                if let Ok(events) = harness.play(command) {
                    done += 1;
                    lawful(harness, &events);
                }
            }
            Step::Merge(from, into) => done += usize::from(merge(harness, *from, *into)),
            Step::Part(from) => {
                if let Some(into) = People::of(harness).alias_of.get(&person(*from)).copied() {
                    harness.learn(PersonFact::Parted { from: person(*from), into });
                }
            }
            Step::Know(who, sex, mother) => harness.known(*who, *sex, *mother),
            Step::Wait(minutes) => harness.now += Duration::minutes(*minutes),
            Step::Tick => {
                for command in harness.due() {
                    harness.ok(command);
                }
            }
        }
    }
    done
}

fn seats_hold(harness: &Harness) -> Result<(), TestCaseError> {
    let people = People::of(harness);
    let whose: Vec<_> = people.holds.values().map(|whom| people.root(*whom)).collect();
    let once = BTreeSet::from_iter(&whose).len();
    prop_assert!(
        whose.len() <= once + people.alias_of.len(),
        "a person holds one seat, each record that was merged another"
    );
    for view in harness.world.sessions_between(date("2026-11-01"), date("2026-12-31"), harness.moment()) {
        let appointments = harness.world.appointments_of_session(view.id);
        let mut taken: BTreeMap<_, BTreeSet<u16>> = BTreeMap::new();
        for appointment in &appointments {
            prop_assert!(taken.entry(appointment.slot).or_default().insert(appointment.seat), "a seat taken twice");
            prop_assert!(appointment.from <= appointment.expected_at && appointment.expected_at < appointment.until);
        }
        for slot in &view.slots {
            let seats = taken.get(&slot.id).map_or(0, BTreeSet::len);
            prop_assert_eq!(seats, usize::from(slot.taken + slot.add_ons));
            let resized = people.resized.get(&slot.id);
            let is_there = |seat: &u16| resized.map_or(*seat < slot.capacity, |seats| seats.contains(seat));
            let added = taken.get(&slot.id).map_or(0, |seats| seats.iter().filter(|seat| !is_there(seat)).count());
            prop_assert_eq!(added, usize::from(slot.add_ons));
            prop_assert!(slot.taken <= slot.capacity, "more seats taken than there are");
            // Nothing else sets a seat aside here.
            let held: Vec<u16> = (0u16..64).filter(|seat| people.holds.contains_key(&(slot.id, *seat))).collect();
            prop_assert_eq!(held.len(), usize::from(slot.aside));
            let is_free = |seat: &u16| taken.get(&slot.id).is_none_or(|seats| !seats.contains(seat));
            prop_assert!(held.iter().all(is_free), "a seat is held and taken");
        }
        let count = |state| appointments.iter().filter(|view| view.state == state).count();
        prop_assert!(count(AppointmentState::InConsultation) <= 1);
        prop_assert!(count(AppointmentState::Called) <= 1);
        let queue = harness.world.queue(view.id, harness.moment()).expect("its queue");
        prop_assert_eq!(queue.waiting.len(), count(AppointmentState::Arrived));
        // Those who wait and were not put anywhere by a call stand by number; late ones behind those on time.
        let by_number: Vec<_> = queue
            .waiting
            .iter()
            .map(|entry| &entry.appointment)
            .filter(|view| view.passes == 0 && !view.returned && view.joined.is_none())
            .filter(|view| view.class == QueueClass::Ordinary)
            .map(|view| view.ticket.map(|ticket| (ticket.window, ticket.number)))
            .collect();
        prop_assert!(by_number.is_sorted(), "{:?}", by_number);
        let on_time: Vec<_> = queue
            .waiting
            .iter()
            .map(|entry| &entry.appointment)
            .filter(|view| view.passes == 0 && !view.returned)
            .map(|view| match (view.back_at, view.joined) {
                // Only an emergency has its minutes when late.
                (None, Some(joined)) => (joined - Duration::minutes(i64::from(view.head_start)), true),
                (back_at, _) => {
                    (back_at.unwrap_or(view.promised.0) - Duration::minutes(i64::from(view.head_start)), false)
                }
            })
            .collect();
        prop_assert!(on_time.is_sorted(), "{:?}", on_time);
    }
    Ok(())
}

fn beds_hold(harness: &Harness) -> Result<(), TestCaseError> {
    let people = People::of(harness);
    let (mut lying, mut kept) = (BTreeSet::new(), BTreeSet::new());
    for ward in harness.world.wards(harness.moment()) {
        for room in &ward.rooms {
            let occupants: Vec<_> = room.beds.iter().filter_map(|bed| bed.occupant.as_ref()).collect();
            for bed in &room.beds {
                let taken = matches!(bed.state, BedState::Reserved | BedState::Occupied);
                prop_assert_eq!(taken, bed.occupant.is_some());
                let Some(occupant) = &bed.occupant else { continue };
                let who = people.root(people.stays[&occupant.id].0);
                let is_moving = occupant.moving_to.as_ref().is_some_and(|place| place.bed == bed.place.bed);
                if is_moving {
                    prop_assert!(kept.insert(who), "two beds of other wards kept for one person");
                    prop_assert_eq!(bed.state, BedState::Reserved);
                } else {
                    prop_assert!(lying.insert(who), "one person in two beds");
                    prop_assert_eq!(occupant.bed.as_ref().map(|place| place.bed), Some(bed.place.bed));
                }
                prop_assert_eq!(occupant.sex, people.stays[&occupant.id].1, "a sex that is known no longer");
            }
            prop_assert_eq!(people.judge(room).0, room.wrong.is_some(), "wrong company is flagged, and nothing else");
            let isolated = occupants.iter().any(|occupant| occupant.needs.isolation);
            let overruled = |rule| occupants.iter().any(|occupant| occupant.overruled.contains(&rule));
            let may_share = overruled(BedRule::IsolatedAlone) || overruled(BedRule::BesideIsolated);
            prop_assert!(!isolated || occupants.len() == 1 || may_share, "company in isolation");
            let lacks = occupants.iter().any(|one| one.needs.oxygen && !one.overruled.contains(&BedRule::Oxygen));
            prop_assert!(room.oxygen || !lacks, "no oxygen");
        }
    }
    Ok(())
}

/// Every bed that is listed for somebody is given, at once or when its ward accepts; every other bed is refused.
fn listed_beds_are_given(harness: &Harness) -> Result<(), TestCaseError> {
    for number in 1..9 {
        let Some(stay) = harness.world.admission(admission(number)) else { continue };
        let listed: BTreeSet<_> = harness
            .world
            .suggest_beds(stay.id, usize::MAX)
            .into_iter()
            .map(|suggestion| suggestion.place.bed)
            .collect();
        for bed in (1..6).flat_map(|room| (0..2).map(move |place| bed(room, place))) {
            let command = match stay.state {
                AdmissionState::InBed => {
                    Command::Transfer(command::Transfer { admission: stay.id, bed, reason: reason() })
                }
                _ => Command::AssignBed(command::AssignBed { admission: stay.id, bed }),
            };
            let given = harness.world.decide(&command, &harness.context());
            prop_assert_eq!(listed.contains(&bed), given.is_ok(), "{:?} {:?}", command, given);
        }
    }
    Ok(())
}

fn bytes(snapshot: &Snapshot) -> String {
    serde_json::to_string(snapshot).expect("plain data")
}

/// Every open slot that is listed accepts a person nobody has seen before; every other slot refuses.
fn lists_are_bookable(harness: &Harness) -> Result<(), TestCaseError> {
    for session in harness.world.sessions_between(date("2026-11-01"), date("2026-12-31"), harness.moment()) {
        for slot in session.slots {
            let fresh = harness.world.decide(&book(999, 999, slot.id), &harness.context());
            prop_assert_eq!(slot.state == SlotState::Open, fresh.is_ok(), "{:?} {:?}", slot, fresh);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_given_twice_and_lists_tell_the_truth(steps in steps(220)) {
        let mut harness = open();
        for step in steps.chunks(20) {
            play(&mut harness, step);
            seats_hold(&harness)?;
            tickets::count_without_gap_or_double(&harness)?;
            beds_hold(&harness)?;
            blocking::blocked_beds_take_nobody(&harness)?;
            lists_are_bookable(&harness)?;
            listed_beds_are_given(&harness)?;
        }
    }

    #[test]
    fn the_same_log_gives_the_same_bytes(steps in steps(160)) {
        let mut harness = open();
        play(&mut harness, &steps);
        let mut again = World::default();
        for (told, stamp) in &harness.log {
            tell(&mut again, told, *stamp);
            again.durable();
        }
        let snapshot = harness.world.snapshot();
        prop_assert_eq!(bytes(&again.snapshot()), bytes(&snapshot));
        // A restored world is the same, and goes on in the same way.
        let read: Snapshot = serde_json::from_str(&bytes(&snapshot)).expect("its own text");
        prop_assert_eq!(&read, &snapshot);
        let restored = World::restore(read);
        prop_assert_eq!(restored.snapshot(), snapshot);
        let (mut one, mut other) = (harness, Harness { world: restored, ..Harness::default() });
        other.now = one.now;
        other.log = one.log.clone();
        let further = [Step::Wait(15), Step::Tick, Step::Wait(60), Step::Tick];
        prop_assert_eq!(play(&mut one, &steps), play(&mut other, &steps));
        play(&mut one, &further);
        play(&mut other, &further);
        prop_assert_eq!(bytes(&one.world.snapshot()), bytes(&other.world.snapshot()));
    }

    #[test]
    fn what_is_taken_back_was_never_there(
        kept in steps(120),
        is_durable in any::<bool>(),
        undone in steps(120),
        after in steps(60),
    ) {
        let mut harness = open();
        play(&mut harness, &kept);
        if is_durable {
            harness.world.durable();
        }
        let mark = harness.world.mark();
        let (before, seq, now, length) = (harness.bytes(), harness.world.seq(), harness.now, harness.log.len());
        play(&mut harness, &undone);
        harness.world.take_back_to(mark);
        prop_assert_eq!(harness.bytes(), before);
        prop_assert_eq!(harness.world.seq(), seq);
        harness.now = now;
        harness.log.truncate(length);
        // The indexes are back too: what follows happens as in a world that never saw the rest.
        let mut other = Harness::default();
        for (told, stamp) in &harness.log {
            tell(&mut other.world, told, *stamp);
        }
        (other.now, other.log) = (now, harness.log.clone());
        prop_assert_eq!(play(&mut harness, &after), play(&mut other, &after));
        prop_assert_eq!(harness.bytes(), other.bytes());
        lists_are_bookable(&harness)?;
    }
}
