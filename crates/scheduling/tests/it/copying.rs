//! A copy of a department's days decides as the whole world does, can be taken back, and reaches nobody else.

use crate::{harness::*, properties};
use model::{
    decide::{Context, Decider, Stamp},
    id::{AppointmentId, PersonId, SessionId, SlotId},
    message::Refusal,
    scheduling::{Command, Event, ImpossibleDaysChanged, RulesScope, command},
};
use proptest::prelude::*;
use scheduling::{DepartmentDays, Due, World, read::AppointmentState};

/// The department that is copied, with its days.
fn days() -> DepartmentDays {
    DepartmentDays { department: department(1), from: date("2026-11-26"), until: date("2026-11-27") }
}

/// Two departments: 1 has sessions today and tomorrow, 2 has one today. The day after tomorrow is not copied.
fn open() -> Harness {
    let mut harness = properties::open();
    harness.ok(publish(4, 1, "2026-11-27", (480, 600), 20, 2));
    harness.ok(publish(5, 1, "2026-11-28", (480, 600), 20, 2));
    harness
}

/// A slot of any session, also of tomorrow's and of the one that is not copied.
fn a_slot() -> impl Strategy<Value = SlotId> {
    (1u32..6, 0u32..6).prop_map(|(session, window)| slot(session, window))
}

/// Commands about seats, to which those of the random histories add the rest.
fn a_command() -> impl Strategy<Value = Command> {
    let appointment = || (1u32..40).prop_map(appointment);
    prop_oneof![
        4 => (1u32..40, 1u32..12, a_slot()).prop_map(|(number, who, slot)| book(number, who, slot)),
        2 => (appointment(), any::<bool>()).prop_map(|(appointment, by_hospital)| {
            Command::Cancel(command::Cancel { appointment, reason: reason(), by_hospital })
        }),
        2 => (appointment(), a_slot(), any::<bool>())
            .prop_map(|(appointment, slot, by_hospital)| Command::Move(command::Move { channel: model::scheduling::Channel::Online, appointment, slot, by_hospital })),
        3 => properties::outpatient(),
    ]
}

/// Has this person, under whichever record, an appointment in what is copied?
fn is_known(world: &World, whole: &Harness, person: PersonId) -> bool {
    let sessions = [days().from, days().until].map(|day| world.sessions(days().department, day, whole.moment()));
    let mut all = sessions.iter().flatten().flat_map(|session| world.appointments_of_session(session.id));
    all.any(|appointment| world.is_same_person(appointment.patient, person))
}

/// Is this one of the department's sessions on these days, or none at all?
fn is_ours(world: &World, whole: &Harness, session: SessionId) -> bool {
    let found = world.session(session, whole.moment());
    found.is_none_or(|found| found.department == days().department && found.date <= days().until)
}

/// Does a copy have to know what this command is about?
fn is_about_the_copy(world: &World, whole: &Harness, command: &Command) -> bool {
    let slot = |slot: SlotId| is_ours(world, whole, SessionId(id(3, (slot.0.as_u128() as u32) / 1000)));
    let appointment = |id: AppointmentId| {
        world.appointment(id).is_none_or(|found| {
            let ours = found.department == days().department && found.date <= days().until;
            ours && is_known(world, whole, found.patient)
        })
    };
    match command {
        Command::Book(it) => slot(it.slot) && appointment(it.appointment) && is_known(world, whole, it.patient),
        Command::HoldSeat(it) => slot(it.slot) && is_known(world, whole, it.patient),
        Command::ReleaseHold(it) => slot(it.slot) && is_known(world, whole, it.patient),
        Command::Move(it) => slot(it.slot) && appointment(it.appointment),
        Command::Cancel(command::Cancel { appointment: it, .. })
        | Command::UndoCancel(command::UndoCancel { appointment: it, .. })
        | Command::CheckIn(command::CheckIn { appointment: it, .. })
        | Command::Pass(command::Pass { appointment: it })
        | Command::Start(command::Start { appointment: it })
        | Command::Finish(command::Finish { appointment: it })
        | Command::ReturnAfterTests(command::ReturnAfterTests { appointment: it })
        | Command::UndoReturn(command::UndoReturn { appointment: it, .. })
        | Command::UndoVisitTransfer(command::UndoVisitTransfer { appointment: it, .. })
        | Command::MarkMissed(command::MarkMissed { appointment: it })
        | Command::UndoCheckIn(command::UndoCheckIn { appointment: it, .. })
        | Command::UndoCall(command::UndoCall { appointment: it, .. })
        | Command::UndoFinish(command::UndoFinish { appointment: it, .. })
        | Command::AppealMissed(command::AppealMissed { appointment: it, .. })
        | Command::ExcuseMissed(command::ExcuseMissed { appointment: it, .. })
        | Command::DeclineAppeal(command::DeclineAppeal { appointment: it, .. })
        | Command::UndoExcuse(command::UndoExcuse { appointment: it, .. })
        | Command::ChangeImpossibleDays(ImpossibleDaysChanged { appointment: it, .. })
        | Command::UndoMissed(command::UndoMissed { appointment: it, .. }) => appointment(*it),
        Command::TransferVisit(it) => appointment(it.appointment) && is_ours(world, whole, it.session),
        Command::Call(it) => is_ours(world, whole, it.session) && it.appointment.is_none_or(appointment),
        Command::EndSession(command::EndSession { session: it })
        | Command::UndoEndSession(command::UndoEndSession { session: it, .. })
        | Command::ChangeRoom(command::ChangeRoom { session: it, .. })
        | Command::PauseSession(command::PauseSession { session: it, .. })
        | Command::ResumeSession(command::ResumeSession { session: it })
        | Command::WithdrawSession(command::WithdrawSession { session: it, .. }) => is_ours(world, whole, *it),
        Command::AdoptRules(it) => match it.scope {
            RulesScope::Hospital | RulesScope::Kind(_) | RulesScope::Group(_) => true,
            RulesScope::Department(department) => department == days().department,
            RulesScope::Session(session) => is_ours(world, whole, session),
        },
        _ => false,
    }
}

/// Decides and applies in one of the worlds.
fn play(world: &mut World, command: &Command, context: &Context) -> Result<Vec<Event>, Refusal> {
    let events = world.decide(command, context)?;
    for (seq, event) in (context.seq..).zip(&events) {
        world.apply(event, Stamp { seq, at: context.now });
    }
    Ok(events)
}

/// Everything that is shown of the department on these days.
fn shown(world: &World, whole: &Harness) -> String {
    let sessions = [days().from, days().until].map(|day| world.sessions(days().department, day, whole.moment()));
    let all = sessions.iter().flatten().map(|session| {
        let queue = world.queue(session.id, whole.moment());
        format!("{session:?} {:?} {queue:?}\n", world.appointments_of_session(session.id))
    });
    all.collect()
}

/// What is due by itself in the department.
fn due(world: &mut World, whole: &Harness) -> Vec<Due> {
    let all = world.due(whole.moment()).into_iter().map(|(_, due)| due);
    let all: Vec<_> = all.collect();
    let is_due_here = |due: &Due| match due {
        // A copy knows nothing of wards, of templates, of the waiting list, of draws and of seats that closures keep.
        Due::ReadyBed(_)
        | Due::UnblockBed(_)
        | Due::LapseOffer(_)
        | Due::CloseEntry(_)
        | Due::PassOn(..)
        | Due::ReleasePool(..)
        | Due::PublishFromTemplate(..)
        | Due::SettleClosure(..)
        | Due::CloseDrawList(_)
        | Due::OpenDraw(_)
        | Due::GiveDrawn(_)
        | Due::CancelDraw(_) => false,
        Due::MarkMissed(id) => world.appointment(*id).is_some_and(|found| found.department == days().department),
        Due::LapseHold(slot, _) => {
            let session = SessionId(id(3, (slot.0.as_u128() as u32) / 1000));
            let found = world.session(session, whole.moment());
            found.is_some_and(|found| found.department == days().department && found.date <= days().until)
        }
        Due::EndSession(id) => {
            let found = world.session(*id, whole.moment());
            found.is_some_and(|found| found.department == days().department && found.date <= days().until)
        }
    };
    all.into_iter().filter(is_due_here).collect()
}

fn bytes(world: &World) -> String {
    serde_json::to_string(&world.snapshot()).expect("a snapshot is plain data")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_copy_decides_as_the_whole_world_does(
        history in properties::steps(120),
        before in prop::collection::vec(a_command(), 0..40),
        asked in prop::collection::vec(a_command(), 0..80),
    ) {
        let mut whole = open();
        properties::play(&mut whole, &history);
        for command in &before {
            let _refused_or_not = whole.play(command);
        }
        whole.world.durable();
        let mut copy = whole.world.copy(&days());
        let (untouched, begun) = (bytes(&whole.world), bytes(&copy));
        prop_assert_eq!(shown(&copy, &whole), shown(&whole.world, &whole));
        prop_assert_eq!(due(&mut copy, &whole), {
            let mut world = std::mem::take(&mut whole.world);
            let all = due(&mut world, &whole);
            whole.world = world;
            all
        });

        // What the whole world decides, the copy decides too, one after the other.
        let mut told = Vec::new();
        let mark = copy.mark();
        for command in asked {
            if !is_about_the_copy(&whole.world, &whole, &command) {
                continue;
            }
            let context = whole.context();
            let expected = whole.play(&command);
            let decided = play(&mut copy, &command, &context);
            prop_assert_eq!(&decided, &expected, "{:?}", command);
            told.push((command, context, decided));
        }
        prop_assert_eq!(shown(&copy, &whole), shown(&whole.world, &whole));
        // Its indexes are those of its entities.
        prop_assert_eq!(shown(&World::restore(copy.snapshot()), &whole), shown(&copy, &whole));

        // Taken back it is as it began, and decides the same again.
        let after = bytes(&copy);
        copy.take_back_to(mark);
        prop_assert_eq!(bytes(&copy), begun);
        for (command, context, decided) in &told {
            prop_assert_eq!(&play(&mut copy, command, context), decided);
        }
        prop_assert_eq!(bytes(&copy), after);
        copy.durable();

        // Nothing of this reached the world from which it was copied.
        let mut again = World::restore(serde_json::from_str(&untouched).expect("a snapshot"));
        let mut copy = again.copy(&days());
        for (command, context, decided) in &told {
            prop_assert_eq!(&play(&mut copy, command, context), decided);
        }
        prop_assert_eq!(bytes(&again), untouched);
        again.durable();
    }
}

/// Booked today 08:00 in department 1, and 08:20 in department 2: what one has elsewhere counts in a copy.
#[test]
fn what_people_have_elsewhere_on_those_days_counts() {
    let mut whole = open();
    whole.ok(book(1, 1, slot(1, 0)));
    whole.ok(book(2, 1, slot(2, 1)));
    // Another record of the same person has the window after that.
    whole.ok(book(3, 2, slot(2, 2)));
    whole.merge(2, 1);
    let mut copy = whole.world.copy(&days());
    let refused = |copy: &World, command| copy.decide(&command, &whole.context()).expect_err("refused").code;
    assert_eq!(refused(&copy, book(9, 1, slot(1, 1))), "same-time");
    assert_eq!(refused(&copy, book(9, 1, slot(1, 2))), "same-time");
    // Three a day at most.
    assert_eq!(refused(&copy, book(9, 1, slot(1, 3))), "day-cap");
    // Given back elsewhere in the copy alone, one may have another here; two in the department are the most.
    let cancel = Command::Cancel(command::Cancel { appointment: appointment(2), reason: reason(), by_hospital: true });
    play(&mut copy, &cancel, &whole.context()).expect("may be cancelled");
    play(&mut copy, &book(9, 1, slot(1, 1)), &whole.context()).expect("free now");
    let state = |world: &World| world.appointment(appointment(2)).map(|found| found.state);
    assert_eq!(state(&copy), Some(AppointmentState::Cancelled));
    assert_eq!(state(&whole.world), Some(AppointmentState::Booked));
    assert_eq!(whole.play(&book(9, 1, slot(1, 1))).expect_err("refused").code, "same-time");
}

/// Older and later days are left out, but for those beside them, because a session may run over midnight.
#[test]
fn only_those_days_are_copied() {
    let mut whole = open();
    whole.ok(book(1, 1, slot(1, 0)));
    whole.ok(publish(6, 1, "2026-11-29", (480, 600), 20, 2));
    whole.ok(book(2, 1, slot(6, 0)));
    whole.ok(book(4, 1, slot(5, 0)));
    whole.ok(book(3, 2, slot(2, 0)));
    let copy = whole.world.copy(&days());
    assert!(copy.appointment(appointment(1)).is_some());
    assert!(copy.appointment(appointment(2)).is_none());
    assert!(copy.appointment(appointment(4)).is_some());
    assert!(copy.session(session(6), whole.moment()).is_none());
    // Somebody who has something only elsewhere.
    assert!(copy.appointment(appointment(3)).is_none());
}

/// Three seats a day may be given back in one department; those of before the copy count in it.
#[test]
fn what_people_gave_back_counts() {
    let mut whole = open();
    let give_back = |number| {
        let (appointment, reason) = (appointment(number), reason());
        Command::Cancel(command::Cancel { appointment, reason, by_hospital: false })
    };
    for number in 1..=3 {
        whole.ok(book(number, 1, slot(1, 5)));
        whole.ok(give_back(number));
    }
    whole.ok(book(4, 1, slot(1, 5)));
    whole.ok(book(5, 2, slot(1, 5)));
    let copy = whole.world.copy(&days());
    let refusal = copy.decide(&give_back(4), &whole.context()).expect_err("the fourth");
    assert_eq!(refusal.code, "department-cancel-cap");
    assert!(copy.decide(&give_back(5), &whole.context()).is_ok());
}
