//! Events as older versions of the program wrote them (`model/tests/data/events`): each is read, applied where it
//! belongs, and must change what it says.

use crate::harness::*;
use model::{
    Label,
    decide::{Decider, Stamp},
    id::{AppointmentId, ClinicianId, DepartmentId, SessionId, SlotId, TemplateId},
    money::Yuan,
    person::CredentialKind,
    scheduling::{
        Channel, ClinicianEnrolled, Command, DepartmentOpened, Period, Pool, QueueClass, RulesScope, Title, Within,
        command,
    },
    time::MinuteOfDay,
};
use scheduling::read::{AppointmentState, Share};
use std::collections::BTreeMap;

const DAY: &str = "2026-11-26";

#[path = "../../../model/tests/data/events.rs"]
mod events;

/// What the golden events are about: two sessions, the windows that they name, and somebody who has booked.
struct Before {
    harness: Harness,
    golden: BTreeMap<(String, u16), model::event::Event>,
}

impl Before {
    fn new() -> Self {
        let mut before = Self { harness: Harness::new(), golden: events::golden("scheduling") };
        before.tell("RulesAdopted");
        let windows = [
            (
                1,
                1,
                (520, 560),
                vec![slot_of("01a20eda-f820-7410-b572-2eb13df963dc"), slot_of("01a20eda-f820-7410-b572-2eb13df963dd")],
            ),
            (2, 2, (540, 560), vec![slot_of("01932f2a-0000-7000-8000-000000000002")]),
        ];
        for (session, who, times, named) in windows {
            let mut published = publish(session, who, DAY, times, 20, 3);
            if let Command::PublishSession(command::PublishSession { slots, .. }) = &mut published {
                *slots = named;
            }
            before.harness.ok(published);
        }
        before.harness.ok(Command::Book(command::Book {
            appointment: booked(),
            slot: slot_of("01a20eda-f820-7410-b572-2eb13df963dc"),
            patient: person(1),
            journey: journey(1),
            channel: Channel::OnSite,
        }));
        before
    }

    /// Applies the first version of a kind.
    fn tell(&mut self, kind: &str) {
        self.tell_version(kind, 1);
    }

    fn tell_version(&mut self, kind: &str, version: u16) {
        let event = self.golden.remove(&(kind.to_owned(), version)).expect(kind);
        let model::event::Event::Scheduling(event) = event else { panic!("{event:?}") };
        let stamp = Stamp { seq: self.harness.log.len() as u64 + 1, at: self.harness.now };
        self.harness.world.apply(&event, stamp);
        self.harness.log.push((Told::Event(event), stamp));
    }

    fn visit(&self, appointment: AppointmentId) -> scheduling::read::AppointmentView {
        self.harness.world.appointment(appointment).expect("booked")
    }
}

fn slot_of(text: &str) -> SlotId {
    SlotId(text.parse().expect("an id"))
}

fn booked() -> AppointmentId {
    AppointmentId("01a20eda-f820-7410-b572-2eb13df963db".parse().expect("an id"))
}

#[test]
fn what_older_versions_wrote_is_read_and_applied() {
    let mut before = Before::new();
    let rules = before.harness.world.rules(date(DAY), RulesScope::Hospital).expect("rules");
    let caps = [Within::Hospital, Within::Department].map(|within| rules.caps.max(Period::Day, within));
    assert_eq!((rules.days_ahead, caps, rules.undo_minutes), (14, [Some(3), Some(1)], 120));
    assert_eq!((rules.cancels_per_day_max, rules.cancels_per_department_day_max), (6, 3), "as most begin with it");

    before.tell("AppointmentBooked");
    let new = before.visit(AppointmentId("01932f2a-0000-7000-8000-000000000001".parse().expect("an id")));
    assert_eq!(
        (new.slot, new.seat, new.state),
        (slot_of("01932f2a-0000-7000-8000-000000000002"), 2, AppointmentState::Booked)
    );
    assert_eq!((new.channel, new.expected_at), (Channel::Online, at("09:06")));

    // From its window of 08:40 to the one of 09:00.
    before.tell("AppointmentMoved");
    let moved = before.visit(booked());
    assert_eq!(
        (moved.slot, moved.seat, moved.expected_at),
        (slot_of("01a20eda-f820-7410-b572-2eb13df963dd"), 2, at("09:00"))
    );
    assert_eq!((moved.channel, moved.state), (Channel::OnSite, AppointmentState::Booked));

    before.harness.set("08:50");
    before.tell("PatientCheckedIn");
    let here = before.visit(booked());
    assert_eq!((here.state, here.credential), (AppointmentState::Arrived, Some(CredentialKind::InsuranceCode)));
    assert_eq!((here.ticket.map(|ticket| ticket.to_string()), here.joined), (Some("7".to_owned()), None));

    // Called before the window; it was not recorded who was waiting then: it counts as kept, and as unknown.
    before.harness.set("08:55");
    before.tell("PatientCalled");
    assert_eq!(before.visit(booked()).state, AppointmentState::Called);
    let calls = before.harness.world.promises(date(DAY), date(DAY), ZONE).calls;
    assert_eq!((calls.kept_window, calls.unknown, calls.out_of_turn), (Share { count: 1, of: 1 }, 1, 0));

    // In another world, where it is still booked, it is cancelled, and its seat is free again.
    let mut other = Before::new();
    other.tell("AppointmentCancelled");
    assert_eq!(other.visit(booked()).state, AppointmentState::Cancelled);
    // It was not recorded who did it: it does not count towards the patient's three a day in a department.
    let window = slot_of("01a20eda-f820-7410-b572-2eb13df963dc");
    for number in 11..=13 {
        other.harness.ok(book(number, 1, window));
        other.harness.ok(cancel(number, false));
    }
    other.harness.ok(book(14, 1, window));
    other.harness.refused(cancel(14, false), "department-cancel-cap");
    for number in 2..=3 {
        other.harness.ok(book(number, number, window));
    }
    other.harness.refused(book(5, 5, window), "slot-full");

    // Any booking can take any seat of what was published before pools; rules without a scope are the hospital's.
    other.tell("SessionPublished");
    for (number, seats) in [(0, 3), (1, 2)] {
        let slot = other.harness.world.slot(slot(9, number), other.harness.moment()).expect("published");
        assert_eq!((slot.capacity, slot.left()), (seats, seats));
    }
    other.tell_version("RulesAdopted", 2);
    let rules = other.harness.world.rules(date(DAY), RulesScope::Session(session(9))).expect("rules");
    assert_eq!((rules.cancels_per_day_max, rules.cancels_per_department_day_max), (4, 2));
    // Rules from before there was a waiting list have none.
    other.tell_version("RulesAdopted", 3);
    let rules = other.harness.world.rules(date(DAY), RulesScope::Hospital).expect("rules");
    assert_eq!((rules.cancels_per_day_max, rules.cancels_per_department_day_max), (6, 3));
    assert_eq!(rules.waitlist, None);
    // Those from before there were caps of longer periods have the two of a day, and no ladder.
    other.tell_version("RulesAdopted", 4);
    let rules = other.harness.world.rules(date(DAY), RulesScope::Hospital).expect("rules");
    let said = |per| Within::ALL.map(|within| rules.caps.max(per, within));
    assert_eq!(said(Period::Day), [Some(3), Some(1), None]);
    assert_eq!([Period::Week, Period::Month, Period::Quarter].map(said), [[None; 3]; 3]);
    assert!(other.harness.world.rule_sets().all(|(_, set)| set.no_shows.is_empty()));

    // Classes counted within a window only.
    other.tell_version("RulesAdopted", 5);
    assert!(other.harness.world.rule_sets().all(|(_, set)| set.queue.is_none()));
    // Days opened at midnight, a window could be booked until it began, and rules said nothing of how long a seat is held: five
    // minutes.
    other.tell_version("RulesAdopted", 6);
    let rules = other.harness.world.rules(date(DAY), RulesScope::Hospital).expect("rules");
    assert_eq!((rules.release_at, rules.book_minutes_before, rules.hold_minutes), (MinuteOfDay(0), 0, 5));
    assert!(rules.queue.is_some());
    let late = AppointmentId("01a1e139-6f00-75c3-b946-cc546a2ab9e8".parse().expect("an id"));
    other.harness.ok(Command::Book(command::Book {
        appointment: late,
        slot: slot_of("01a20eda-f820-7410-b572-2eb13df963dd"),
        patient: person(9),
        journey: journey(9),
        channel: Channel::OnSite,
    }));
    other.tell_version("PatientCheckedIn", 2);
    let here = other.visit(late);
    assert_eq!((here.class, here.head_start, here.joined.is_some()), (QueueClass::Ordinary, 0, true));

    // Each window of a template had the same seats.
    let of = |text: &str| DepartmentId(text.parse().expect("an id"));
    let open = DepartmentOpened {
        department: of("01a20eda-f820-7410-b572-000000000001"),
        code: "OLD".into(),
        name: Label::default(),
        place: Label::default(),
    };
    let stamp = Stamp { seq: before.harness.log.len() as u64 + 1, at: before.harness.now };
    before.harness.world.apply(&open.clone().into(), stamp);
    before.tell("TemplateCreated");
    before.tell("TemplateChanged");
    let template = TemplateId("01a20eda-f820-7410-b572-000000000801".parse().expect("an id"));
    let plans = before.harness.world.template(template).expect("a template").plans;
    let seats: Vec<_> = plans.iter().map(|plan| plan.capacity.of_windows(plan.windows())).collect();
    // Four hours over midnight in 20 minutes, then four of a morning in 10.
    assert_eq!(seats, [vec![3; 12], vec![1; 24]]);

    // From before there were pools: all seats are everybody's.
    let mut newer = Before::new();
    newer.harness.world.apply(&open.clone().into(), stamp);
    newer.tell_version("TemplateCreated", 2);
    newer.tell_version("TemplateChanged", 2);
    let plans = newer.harness.world.template(template).expect("a template").plans;
    assert!(plans.iter().all(|plan| plan.pools.is_empty()), "{plans:?}");
    // Of another hospital's department and clinician.
    let open =
        DepartmentOpened { department: of("01a1e139-6f00-76cd-a0ca-488b5f3de596"), code: "OTHER".into(), ..open };
    newer.harness.world.apply(&open.clone().into(), stamp);
    let enrolled = ClinicianEnrolled {
        clinician: ClinicianId("01a1e139-6f00-7523-a813-cf7977791057".parse().expect("an id")),
        department: open.department,
        person: person(91_000),
        title: Title::Chief,
        fee: Yuan::from_fen(600),
    };
    newer.harness.world.apply(&enrolled.clone().into(), stamp);
    newer.tell_version("SessionPublished", 2);
    let slot = slot_of("01a1e139-6f00-7c77-9816-10b78e97dec9");
    let pools: Vec<_> = newer.harness.world.pools(slot).collect();
    assert_eq!(pools, [(Pool::General, 3)]);

    // From before there were devices.
    let mut newest = Before::new();
    newest.harness.world.apply(&open.clone().into(), stamp);
    newest.harness.world.apply(&enrolled.into(), stamp);
    let department =
        DepartmentOpened { department: of("01a20eda-f820-7410-b572-000000000001"), code: "OLD".into(), ..open.clone() };
    newest.harness.world.apply(&department.into(), stamp);
    newest.tell_version("SessionPublished", 3);
    let old = SessionId("01a1e139-6f00-7cea-8c71-8df492a1c76c".parse().expect("an id"));
    let old = newest.harness.world.session(old, newest.harness.moment()).expect("published");
    assert_eq!((old.device_id, old.room.device), (None, None));
    newest.tell_version("TemplateCreated", 3);
    newest.tell_version("TemplateChanged", 3);
    let plans = newest.harness.world.template(template).expect("a template").plans;
    assert!(plans.iter().all(|plan| plan.device.is_none()), "{plans:?}");
    newest.tell("ItineraryBooked");
    let planned = newest.harness.world.itinerary_of(booked()).expect("booked");
    let services = planned.stops.iter().map(|stop| stop.service.as_ref().map(|service| service.device));
    assert_eq!(services.collect::<Vec<_>>(), [Some(None), None]);
    newest.tell("ServicesAdopted");
    assert_eq!(newest.harness.world.services().iter().map(|service| service.device).collect::<Vec<_>>(), [None]);

    let left: Vec<_> = before
        .golden
        .keys()
        .filter(|kind| newer.golden.contains_key(kind) && other.golden.contains_key(kind))
        .filter(|kind| newest.golden.contains_key(kind))
        .collect();
    assert!(left.is_empty(), "nobody applies {left:?}");
}
