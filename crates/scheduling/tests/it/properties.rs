//! Whatever is asked, in whatever order: no seat twice, no bed twice, no sexes mixed; replay, snapshot and taking back
//! agree to the byte; what is listed can be booked.

use crate::house::*;
use chrono::Duration;
use model::{
    decide::Decider,
    id::{AppointmentId, BedId},
    person::{CredentialKind, Sex},
    scheduling::{AdmissionRequested, Command, Formality, Needs, RoomSex, SettledAt, Urgency},
};
use proptest::prelude::*;
use scheduling::{
    Snapshot, World,
    view::{AppointmentState, BedState, SlotState},
};
use std::collections::{BTreeMap, BTreeSet};

/// A step of a random history: a command, or time going by.
#[derive(Clone, Debug)]
enum Step {
    Ask(Command),
    Wait(i64),
    Tick,
}

fn a_slot() -> impl Strategy<Value = model::id::SlotId> {
    (1u32..4, 0u32..6).prop_map(|(session, window)| slot(session, window))
}

fn an_appointment() -> impl Strategy<Value = AppointmentId> {
    (1u32..25).prop_map(appointment)
}

fn a_bed() -> impl Strategy<Value = BedId> {
    (1u32..5, 0u32..2).prop_map(|(room, place)| bed(room, place))
}

fn outpatient() -> impl Strategy<Value = Command> {
    prop_oneof![
        6 => (1u32..25, 1u32..12, a_slot()).prop_map(|(number, who, slot)| book(number, who, slot)),
        1 => (an_appointment(), any::<bool>())
            .prop_map(|(appointment, by_hospital)| Command::Cancel { appointment, reason: reason(), by_hospital }),
        1 => (an_appointment(), a_slot(), any::<bool>())
            .prop_map(|(appointment, slot, by_hospital)| Command::Move { appointment, slot, by_hospital }),
        5 => an_appointment()
            .prop_map(|appointment| Command::CheckIn { appointment, credential: CredentialKind::FaceToken }),
        4 => (1u32..4, proptest::option::of(an_appointment()))
            .prop_map(|(number, appointment)| Command::Call { session: session(number), appointment }),
        1 => an_appointment().prop_map(|appointment| Command::Pass { appointment }),
        3 => an_appointment().prop_map(|appointment| Command::Start { appointment }),
        3 => an_appointment().prop_map(|appointment| Command::Finish { appointment }),
        1 => an_appointment().prop_map(|appointment| Command::MarkMissed { appointment }),
        1 => an_appointment().prop_map(|appointment| Command::UndoCheckIn { appointment, reason: reason() }),
        1 => an_appointment().prop_map(|appointment| Command::UndoCall { appointment, reason: reason() }),
        1 => an_appointment().prop_map(|appointment| Command::UndoFinish { appointment, reason: reason() }),
        1 => an_appointment().prop_map(|appointment| Command::UndoMissed { appointment, reason: reason() }),
        1 => (1u32..4).prop_map(|number| Command::WithdrawSession { session: session(number), reason: reason() }),
        1 => (1u32..4).prop_map(|number| publish(number, 1 + number % 2, "2026-11-26", (480, 600), 20, 2)),
    ]
}

fn inpatient() -> impl Strategy<Value = Command> {
    let who = || (1u32..9).prop_map(admission);
    let sex = prop_oneof![Just(Sex::Male), Just(Sex::Female), Just(Sex::Unknown)];
    let formality = || proptest::sample::select(Formality::ALL.to_vec());
    prop_oneof![
        5 => (1u32..9, sex, any::<bool>(), any::<bool>()).prop_map(|(number, sex, oxygen, isolation)| {
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
        8 => (who(), a_bed()).prop_map(|(admission, bed)| Command::AssignBed { admission, bed }),
        1 => who().prop_map(|admission| Command::UnassignBed { admission, reason: reason() }),
        1 => who().prop_map(|admission| Command::CancelAdmission { admission, reason: reason() }),
        4 => who()
            .prop_map(|admission| Command::Arrive { admission, credential: CredentialKind::ResidentId }),
        20 => (who(), formality()).prop_map(|(admission, formality)| Command::DoFormality { admission, formality }),
        1 => (who(), formality()).prop_map(|(admission, formality)| {
            Command::UndoFormality { admission, formality, reason: reason() }
        }),
        6 => who().prop_map(|admission| Command::OccupyBed { admission }),
        3 => (who(), a_bed())
            .prop_map(|(admission, bed)| Command::Transfer { admission, bed, reason: reason() }),
        2 => who().prop_map(|admission| Command::Discharge { admission, settled: SettledAt::Bedside }),
        1 => who().prop_map(|admission| Command::UndoDischarge { admission, reason: reason() }),
        1 => a_bed().prop_map(|bed| Command::ReadyBed { bed }),
    ]
}

fn steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        10 => outpatient().prop_map(Step::Ask),
        10 => inpatient().prop_map(Step::Ask),
        4 => (1i64..12).prop_map(Step::Wait),
        1 => Just(Step::Tick),
    ];
    proptest::collection::vec(step, 0..count)
}

/// The small hospital with three sessions.
fn open() -> House {
    let mut house = House::with_session(2);
    house.ok(publish(2, 2, "2026-11-26", (480, 600), 20, 1));
    house.ok(publish(3, 1, "2026-11-26", (600, 720), 20, 3));
    house.world.durable();
    house
}

/// Plays steps; refused ones are left out.
fn play(house: &mut House, steps: &[Step]) -> usize {
    let mut done = 0;
    for step in steps {
        match step {
            Step::Ask(command) => done += usize::from(house.play(command).is_ok()),
            Step::Wait(minutes) => house.now += Duration::minutes(*minutes),
            Step::Tick => {
                for command in house.world.due(house.moment()) {
                    house.ok(command);
                }
            }
        }
    }
    done
}

fn seats_hold(house: &House) -> Result<(), TestCaseError> {
    for view in house.world.sessions_between(date("2026-11-01"), date("2026-12-31"), house.moment()) {
        let appointments = house.world.appointments_of_session(view.id);
        let mut taken: BTreeMap<_, BTreeSet<u16>> = BTreeMap::new();
        for appointment in &appointments {
            prop_assert!(taken.entry(appointment.slot).or_default().insert(appointment.seat), "a seat taken twice");
            prop_assert!(appointment.from <= appointment.expected_at && appointment.expected_at < appointment.until);
        }
        for slot in &view.slots {
            let seats = taken.get(&slot.id).map_or(0, BTreeSet::len);
            prop_assert_eq!(seats, usize::from(slot.taken));
            prop_assert!(slot.taken <= slot.capacity, "more seats taken than there are");
        }
        let count = |state| appointments.iter().filter(|view| view.state == state).count();
        prop_assert!(count(AppointmentState::InConsultation) <= 1);
        prop_assert!(count(AppointmentState::Called) <= 1);
        let queue = house.world.queue(view.id, house.moment()).expect("its queue");
        prop_assert_eq!(queue.waiting.len(), count(AppointmentState::Arrived));
        let tickets: BTreeSet<_> = appointments.iter().filter_map(|view| view.ticket).collect();
        prop_assert_eq!(tickets.len(), appointments.iter().filter(|view| view.ticket.is_some()).count());
    }
    for number in 1..12 {
        let open: Vec<_> =
            house.world.appointments_of(person(number)).into_iter().filter(|a| a.state.is_open()).collect();
        let slots: BTreeSet<_> = open.iter().map(|appointment| appointment.slot).collect();
        prop_assert_eq!(slots.len(), open.len(), "the same person twice in a slot");
    }
    Ok(())
}

fn beds_hold(house: &House) -> Result<(), TestCaseError> {
    let mut lying = BTreeSet::new();
    for ward in house.world.wards(house.moment()) {
        for room in &ward.rooms {
            let occupants: Vec<_> = room.beds.iter().filter_map(|bed| bed.occupant.as_ref()).collect();
            for bed in &room.beds {
                let taken = matches!(bed.state, BedState::Reserved | BedState::Occupied);
                prop_assert_eq!(taken, bed.occupant.is_some());
                if let Some(occupant) = &bed.occupant {
                    prop_assert!(lying.insert(occupant.id), "one person in two beds");
                    prop_assert_eq!(occupant.bed.as_ref().map(|place| place.bed), Some(bed.place.bed));
                }
            }
            let sexes: BTreeSet<_> = occupants.iter().map(|occupant| occupant.sex).collect();
            prop_assert!(sexes.len() <= 1, "sexes mixed in room {}", room.number);
            let wrong = match room.sex {
                RoomSex::Male => sexes.iter().any(|sex| *sex != Sex::Male),
                RoomSex::Female => sexes.iter().any(|sex| *sex != Sex::Female),
                RoomSex::Either => sexes.contains(&Sex::Unknown) && occupants.len() > 1,
            };
            prop_assert!(!wrong, "the wrong sex in room {}", room.number);
            let isolated = occupants.iter().any(|occupant| occupant.needs.isolation);
            prop_assert!(!isolated || occupants.len() == 1, "company in isolation");
            prop_assert!(room.oxygen || occupants.iter().all(|occupant| !occupant.needs.oxygen));
        }
    }
    Ok(())
}

fn bytes(snapshot: &Snapshot) -> String {
    serde_json::to_string(snapshot).expect("plain data")
}

/// Every open slot that is listed takes a person nobody has seen; every other one refuses.
fn lists_are_bookable(house: &House) -> Result<(), TestCaseError> {
    for session in house.world.sessions_between(date("2026-11-01"), date("2026-12-31"), house.moment()) {
        for slot in session.slots {
            let fresh = house.world.decide(&book(999, 999, slot.id), &house.context());
            prop_assert_eq!(slot.state == SlotState::Open, fresh.is_ok(), "{:?} {:?}", slot, fresh);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_given_twice_and_lists_tell_the_truth(steps in steps(220)) {
        let mut house = open();
        for step in steps.chunks(20) {
            play(&mut house, step);
            seats_hold(&house)?;
            beds_hold(&house)?;
            lists_are_bookable(&house)?;
        }
    }

    #[test]
    fn the_same_log_gives_the_same_bytes(steps in steps(160)) {
        let mut house = open();
        play(&mut house, &steps);
        let mut again = World::default();
        for (event, stamp) in &house.log {
            again.apply(event, *stamp);
            again.durable();
        }
        let snapshot = house.world.snapshot();
        prop_assert_eq!(bytes(&again.snapshot()), bytes(&snapshot));
        // A restored world is the same, and goes on in the same way.
        let read: Snapshot = serde_json::from_str(&bytes(&snapshot)).expect("its own text");
        prop_assert_eq!(&read, &snapshot);
        let restored = World::restore(read);
        prop_assert_eq!(restored.snapshot(), snapshot);
        let (mut one, mut other) = (house, House { world: restored, ..House::default() });
        other.now = one.now;
        other.log = one.log.clone();
        let further = [Step::Wait(15), Step::Tick, Step::Wait(60), Step::Tick];
        prop_assert_eq!(play(&mut one, &steps), play(&mut other, &steps));
        play(&mut one, &further);
        play(&mut other, &further);
        prop_assert_eq!(bytes(&one.world.snapshot()), bytes(&other.world.snapshot()));
    }

    #[test]
    fn what_is_taken_back_was_never_there(kept in steps(120), undone in steps(120), after in steps(60)) {
        let mut house = open();
        play(&mut house, &kept);
        house.world.durable();
        let (before, seq, now, length) = (house.bytes(), house.world.seq(), house.now, house.log.len());
        play(&mut house, &undone);
        house.world.take_back();
        prop_assert_eq!(house.bytes(), before);
        prop_assert_eq!(house.world.seq(), seq);
        house.now = now;
        house.log.truncate(length);
        // Indexes are back too: what follows goes as it does in a world that never saw the rest.
        let mut other = House::default();
        for (event, stamp) in &house.log {
            other.world.apply(event, *stamp);
        }
        (other.now, other.log) = (now, house.log.clone());
        prop_assert_eq!(play(&mut house, &after), play(&mut other, &after));
        prop_assert_eq!(house.bytes(), other.bytes());
        lists_are_bookable(&house)?;
    }
}
