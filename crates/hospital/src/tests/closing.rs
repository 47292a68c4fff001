//! A session is closed: the preview, the seats that are kept, the answers, silence, the way back, and who may see whom.
//!
//! Tomorrow's session of the clinician has four windows from 08:00 on with one seat each, all booked. On the day after, the
//! same clinician has two windows from 08:00 on; a colleague of the same title has one tomorrow at 08:00.

use super::{
    harness::{Harness, Silent, config, journal_at, refused, today},
    messages::kinds,
};
use crate::{
    Answer, Failure, Hospital, Request,
    ids::IdSource,
    read, usecase,
    view::{ClosurePlan, DisplacedState, KeptWith, NoWindow, VisitState, VisitSummary},
};
use model::{
    Label,
    id::{AppointmentId, PersonId, SessionId, SlotId},
    money::Yuan,
    scheduling::{
        BookingRules, Channel, DayOfWeek, ImpossibleDays, PatientGroup, ReasonCode, Rebooking, RulesScope, Silence,
        Title,
    },
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use scheduling::read::{ClosureStage, Moment};
use std::sync::Arc;

/// What is due by itself is decided, as the server does each second.
async fn tick(harness: &Harness) {
    harness.hospital.inner.core.queue.send(crate::writer::Work::Due(crate::attended::due)).await.unwrap();
    // A request that is queued after it is answered after it.
    let rules = usecase::AdoptRules {
        scope: model::scheduling::RulesScope::Hospital,
        rules: super::harness::rules(),
        version: None,
    };
    harness.system(Request::AdoptRules(rules)).await.unwrap();
}

struct Closing {
    harness: Harness,
    session: SessionId,
    people: Vec<PersonId>,
    visits: Vec<AppointmentId>,
    /// Of the day after tomorrow.
    later: Vec<SlotId>,
    /// The colleague's.
    colleague: Vec<SlotId>,
}

fn at(days: i64, hours: u16) -> Instant {
    Zone::SHANGHAI.instant(today().plus_days(days), MinuteOfDay(hours * 60))
}

async fn closing() -> Closing {
    let harness = Harness::new(1).await;
    let hours = |minutes: u16| (MinuteOfDay(480), MinuteOfDay(480 + minutes));
    let room = |name: &str| Label::new(name, name);
    let (session, slots) = harness.publish(room("3"), today().plus_days(1), hours(80), 1).await;
    let (_, later) = harness.publish(room("3"), today().plus_days(2), hours(40), 1).await;
    let enrolled = Request::EnrolClinician(usecase::EnrolClinician {
        department: harness.department,
        name: "吴示例".into(),
        credentials: Vec::new(),
        title: Title::Chief,
        fee: Yuan::from_fen(1500),
    });
    let Answer::ClinicianEnrolled { clinician, .. } = harness.system(enrolled).await.unwrap() else { panic!() };
    let published = usecase::PublishSession {
        pools: Vec::new(),
        clinician,
        device: None,
        room: room("4"),
        date: today().plus_days(1),
        from: MinuteOfDay(480),
        until: MinuteOfDay(500),
        slot_minutes: 20,
        capacity: 1,
    };
    let answer = harness.system(Request::PublishSession(published)).await.unwrap();
    let Answer::SessionPublished { slots: colleague, .. } = answer else { panic!() };
    let (mut people, mut visits) = (Vec::new(), Vec::new());
    for slot in slots {
        let person = harness.person_named("林晓雨").await;
        let Ok(Answer::Booked { appointment, .. }) = harness.book(person, slot).await else { panic!() };
        people.push(person);
        visits.push(appointment);
    }
    Closing { harness, session, people, visits, later, colleague }
}

impl Closing {
    async fn plan(&self) -> ClosurePlan {
        let asked = read::Closure { session: self.session };
        self.harness.hospital.read(&self.harness.admin(), asked).await.unwrap()
    }

    fn close(&self, plan: &ClosurePlan, silence: Silence) -> Request {
        let proposal = |row: &crate::view::ClosureRow| {
            Some(Rebooking { appointment: row.appointment, slot: row.window.as_ref()?.slot })
        };
        Request::CloseSession(usecase::CloseSession {
            session: self.session,
            deadline: plan.deadline,
            silence,
            proposals: plan.rows.iter().filter_map(proposal).collect(),
            to_phone: plan.rows.iter().filter(|row| row.window.is_none()).map(|row| row.appointment).collect(),
            reason: ReasonCode::Hospital,
            text: Some("外出会诊".into()),
        })
    }

    async fn closed(&self, silence: Silence) {
        let request = self.close(&self.plan().await, silence);
        self.harness.execute(&self.harness.admin(), request).await.unwrap();
    }

    async fn visit(&self, number: usize) -> VisitSummary {
        let actor = self.harness.patient(self.people[number]);
        let page = self.harness.hospital.read(&actor, read::Journeys { person: None }).await.unwrap();
        page.journeys[0].visits[0].clone()
    }

    /// The window that is kept for a visit, or another one if there is none.
    async fn kept(&self, number: usize) -> SlotId {
        self.visit(number).await.rebooking.map_or(self.colleague[0], |offer| offer.slot)
    }

    async fn accept(&self, who: usize, what: usize) -> Result<Answer, Failure> {
        let (appointment, slot) = (self.visits[what], self.kept(what).await);
        let request = Request::AcceptRebooking(usecase::AcceptRebooking { appointment, slot });
        self.harness.execute(&self.harness.patient(self.people[who]), request).await
    }
}

#[tokio::test]
async fn the_preview_places_as_many_as_there_are_seats_and_shows_masked_names() {
    let one = closing().await;
    let plan = one.plan().await;
    assert_eq!((plan.stage, plan.refusal.clone(), plan.is_proven), (None, None, true));
    assert_eq!((plan.begins, plan.deadline), (at(1, 8), at(0, 18)));
    // Three seats for four people, and only the first can be seen at 08:00 tomorrow. Of the three others those who lost the
    // later windows wait least: 1,400 minutes each.
    let windows: Vec<_> = plan.rows.iter().map(|row| row.window.as_ref().map(|window| window.slot)).collect();
    assert_eq!(windows, [Some(one.colleague[0]), None, Some(one.later[0]), Some(one.later[1])]);
    let kept: Vec<_> = plan.rows.iter().filter_map(|row| Some(row.window.as_ref()?.kept)).collect();
    assert_eq!(kept, [KeptWith::Title, KeptWith::Clinician, KeptWith::Clinician]);
    assert_eq!((plan.rows[1].state, plan.rows[1].none_because), (DisplacedState::ToPhone, Some(NoWindow::Others)));
    assert!(plan.rows.iter().all(|row| row.name == "林*雨" && row.others.is_empty()), "{:?}", plan.rows);
    assert_eq!(
        plan.sessions.iter().map(|one| (one.taken, one.kept, one.capacity)).collect::<Vec<_>>(),
        [(0, 1, 1), (0, 2, 2)]
    );
    // Nothing has happened.
    assert_eq!(one.visit(0).await.state, VisitState::Booked);
    // Nobody but the administration and the department's own desk sees it.
    let harness = &one.harness;
    let asked = || read::Closure { session: one.session };
    harness.hospital.read(&harness.desk(), asked()).await.unwrap();
    for actor in [harness.patient(one.people[0]), harness.nurse(), harness.doctor()] {
        assert!(matches!(harness.hospital.read(&actor, asked()).await, Err(Failure::Denied)));
    }
}

#[tokio::test]
async fn who_opens_a_name_is_recorded_and_the_number_is_there_once_it_is_needed() {
    let one = closing().await;
    let harness = &one.harness;
    let contact = |which: usize| read::Displaced { appointment: one.visits[which] };
    let before = harness.hospital.read(&harness.admin(), contact(1)).await.unwrap();
    assert_eq!((before.name.as_str(), before.phone), ("林晓雨", None));
    one.closed(Silence::Keep).await;
    let after = harness.hospital.read(&harness.desk(), contact(1)).await.unwrap();
    assert_eq!(after.phone.as_deref(), Some("13800000000"));
    harness.hospital.audit_log().flush().await;
    let rows = harness.access_rows().await;
    let subject = format!("appointment:{}", one.visits[1]);
    let found = rows.iter().filter(|(of, what)| *of == Some(one.people[1]) && what.as_ref() == Some(&subject)).count();
    assert_eq!(found, 2, "{rows:?}");
    // Only of those whom a closure concerns.
    let person = harness.person().await;
    let Ok(Answer::Booked { appointment, .. }) = harness.book(person, harness.slots[0]).await else { panic!() };
    harness.at(1);
    let asked = read::Displaced { appointment };
    assert!(matches!(harness.hospital.read(&harness.admin(), asked).await, Err(Failure::Denied)));
    assert!(matches!(harness.hospital.read(&harness.nurse(), contact(1)).await, Err(Failure::Denied)));
}

#[tokio::test]
async fn a_closure_goes_the_whole_way_and_silence_keeps_the_seat() {
    let one = closing().await;
    let harness = &one.harness;
    let plan = one.plan().await;
    let close = one.close(&plan, Silence::Keep);
    assert!(matches!(harness.execute(&harness.desk(), close.clone()).await, Err(Failure::Denied)));
    harness.execute(&harness.admin(), close.clone()).await.unwrap();
    assert_eq!(refused(harness.execute(&harness.admin(), close).await).0, "closure-twice");

    for person in &one.people {
        assert_eq!(kinds(harness, *person).await, ["session_closed"]);
    }
    let visit = one.visit(2).await;
    let offer = visit.rebooking.clone().unwrap();
    assert_eq!((visit.state, offer.slot, offer.answer_by), (VisitState::Displaced, one.later[0], at(0, 18)));
    assert!(offer.kept_in_silence && !offer.is_back);
    assert_eq!((one.visit(1).await.state, one.visit(1).await.rebooking), (VisitState::Displaced, None));
    let stranger = harness.person().await;
    assert_eq!(refused(harness.book(stranger, one.later[0]).await).0, "slot-full");
    assert!(matches!(one.accept(0, 2).await, Err(Failure::Denied)));
    let settle = Request::SettleClosure(usecase::SettleClosure { session: one.session });
    assert!(matches!(harness.execute(&harness.admin(), settle).await, Err(Failure::Denied)));

    let answer = one.accept(2, 2).await.unwrap();
    assert!(matches!(answer, Answer::Booked { appointment, .. } if appointment == one.visits[2]), "{answer:?}");
    let list = harness.hospital.read(&harness.desk(), read::ToPhone { department: None }).await.unwrap();
    assert_eq!((list.count, list.rows[0].appointment, list.rows[0].name.as_str()), (1, one.visits[1], "林*雨"));
    // Who is phoned chooses another time at the desk, or gives it up.
    let decline = |slot| Request::DeclineRebooking(usecase::DeclineRebooking { appointment: one.visits[0], slot });
    // Only what the page showed is answered.
    let another = harness.execute(&harness.patient(one.people[0]), decline(one.later[1])).await;
    assert_eq!(refused(another).0, "offer-changed");
    let decline = decline(one.kept(0).await);
    harness.execute(&harness.patient(one.people[0]), decline).await.unwrap();
    let slot = one.colleague[0];
    let moved = Request::Move(usecase::Move { appointment: one.visits[0], slot });
    harness.execute(&harness.desk(), moved).await.unwrap();
    let cancelled =
        Request::Cancel(usecase::Cancel { appointment: one.visits[1], reason: ReasonCode::PatientWish, text: None });
    harness.execute(&harness.desk(), cancelled).await.unwrap();

    harness.clock.set(at(0, 18));
    assert_eq!(refused(one.accept(3, 3).await).0, "rebooking-over");
    tick(harness).await;
    let now: Vec<_> = {
        let mut all = Vec::new();
        for number in 0..4 {
            let visit = one.visit(number).await;
            all.push((visit.state, visit.slot));
        }
        all
    };
    let booked = VisitState::Booked;
    assert_eq!((now[0], now[2], now[3]), ((booked, slot), (booked, one.later[0]), (booked, one.later[1])));
    assert_eq!(now[1].0, VisitState::Cancelled);
    let (accepted, silent) = (kinds(harness, one.people[2]).await, kinds(harness, one.people[3]).await);
    assert_eq!((&accepted[..], &silent[..]), (&["session_closed"][..], &["session_closed", "moved"][..]));
    let plan = one.plan().await;
    assert_eq!(plan.stage, Some(ClosureStage::Over));
    let states: Vec<_> = plan.rows.iter().map(|row| row.state).collect();
    use DisplacedState::{Accepted, Cancelled, Elsewhere, Kept};
    assert_eq!(states, [Elsewhere, Cancelled, Accepted, Kept]);
    let undo =
        Request::UndoClosure(usecase::UndoClosure { session: one.session, reason: ReasonCode::Mistake, text: None });
    assert_eq!(refused(harness.execute(&harness.admin(), undo).await).0, "closure-over");
}

#[tokio::test]
async fn a_closure_is_undone_before_its_deadline_and_found_again_after_a_restart() {
    let one = closing().await;
    let harness = &one.harness;
    one.closed(Silence::Return).await;
    one.accept(2, 2).await.unwrap();
    let undo = |reason| {
        Request::UndoClosure(usecase::UndoClosure { session: one.session, reason, text: Some("照常".into()) })
    };
    harness.execute(&harness.admin(), undo(ReasonCode::Mistake)).await.unwrap();
    for number in [0, 1, 3] {
        let visit = one.visit(number).await;
        assert_eq!((visit.state, visit.rebooking), (VisitState::Booked, None), "{number}");
        assert_eq!(visit.from, at(1, 8) + chrono::Duration::minutes(20 * number as i64));
    }
    for (number, last) in ["closure_undone", "closure_undone", "old_seat_kept", "closure_undone"].iter().enumerate() {
        assert_eq!(kinds(harness, one.people[number]).await, ["session_closed", last], "{number}");
    }
    let asked = one.visit(2).await;
    let offer = asked.rebooking.clone().unwrap();
    assert!(offer.is_back && !offer.kept_in_silence);
    assert_eq!((asked.slot, offer.from), (one.later[0], at(1, 8) + chrono::Duration::minutes(40)));

    harness.hospital.shutdown().await;
    let journal = journal_at(&harness.place.url).await;
    let clock = Arc::new(harness.clock.clone());
    let again = Hospital::open(config(), journal, clock, IdSource::seeded(9), Arc::new(Silent)).await.unwrap();
    let actor = harness.patient(one.people[2]);
    let page = again.read(&actor, read::Journeys { person: None }).await.unwrap();
    assert_eq!(page.journeys[0].visits[0], asked);
    // Only what the page showed is answered: not the window of before.
    let accept = |slot| Request::AcceptRebooking(usecase::AcceptRebooking { appointment: one.visits[2], slot });
    let before = again.execute(&actor, harness.key(), accept(one.later[0])).await;
    assert_eq!(refused(before).0, "offer-changed");
    let accept = accept(offer.slot);
    again.execute(&actor, harness.key(), accept).await.unwrap();
    let page = again.read(&actor, read::Journeys { person: None }).await.unwrap();
    assert_eq!(page.journeys[0].visits[0].from, offer.from);
}

#[tokio::test]
async fn a_seat_that_nobody_answered_for_goes_back_and_its_patient_is_told_and_phoned() {
    let one = closing().await;
    let harness = &one.harness;
    one.closed(Silence::Return).await;
    one.accept(2, 2).await.unwrap();
    harness.clock.set(at(0, 18));
    tick(harness).await;
    for (number, told) in [(0, "rebooking_lapsed"), (3, "rebooking_lapsed")] {
        assert_eq!(kinds(harness, one.people[number]).await, ["session_closed", told], "{number}");
    }
    // For the second nothing was kept, and the third has accepted.
    assert_eq!(kinds(harness, one.people[1]).await, ["session_closed"]);
    assert_eq!(kinds(harness, one.people[2]).await, ["session_closed"]);
    let list = harness.hospital.read(&harness.desk(), read::ToPhone { department: None }).await.unwrap();
    assert_eq!(list.count, 3);
    let stranger = harness.person().await;
    harness.book(stranger, one.later[1]).await.unwrap();
}

#[tokio::test]
async fn whose_kept_seat_is_in_a_session_that_is_closed_too_is_told() {
    let one = closing().await;
    let harness = &one.harness;
    // The last one is phoned, so that a stranger has a window of the session in which the third one's seat is kept.
    let Request::CloseSession(mut request) = one.close(&one.plan().await, Silence::Keep) else { panic!() };
    let last = request.proposals.iter().position(|proposal| proposal.slot == one.later[1]).unwrap();
    request.to_phone.push(request.proposals.remove(last).appointment);
    harness.execute(&harness.admin(), request.into()).await.unwrap();
    let moment = Moment { now: harness.hospital.now(), zone: Zone::SHANGHAI };
    let session = harness.hospital.look(|worlds| worlds.scheduling.slot(one.later[0], moment).unwrap().session);
    // Nobody is booked in it, but it is not to be withdrawn.
    let week = read::Week { department: Some(harness.department), date: Some(today().plus_days(2)) };
    let week = harness.hospital.read(&harness.admin(), week).await.unwrap();
    let mut loads = week.rows.iter().flat_map(|row| row.days.iter().flatten());
    let load = loads.find(|load| load.session == session).unwrap();
    assert_eq!((load.booked, load.can_close, load.can_withdraw), (0, true, false));
    let stranger = harness.person().await;
    let Ok(Answer::Booked { appointment, .. }) = harness.book(stranger, one.later[1]).await else { panic!() };
    let second = usecase::CloseSession {
        session,
        deadline: at(0, 18),
        silence: Silence::Keep,
        proposals: Vec::new(),
        to_phone: vec![appointment],
        reason: ReasonCode::Hospital,
        text: None,
    };
    harness.execute(&harness.admin(), second.into()).await.unwrap();
    assert_eq!(kinds(harness, one.people[2]).await, ["session_closed", "kept_seat_gone"]);
    assert_eq!(kinds(harness, one.people[0]).await, ["session_closed"], "the colleague's seat is still kept");
    let list = harness.hospital.read(&harness.desk(), read::ToPhone { department: None }).await.unwrap();
    assert_eq!(list.count, 4);
}

#[tokio::test]
async fn nothing_is_proposed_on_a_day_that_its_patient_cannot_come() {
    let one = closing().await;
    let harness = &one.harness;
    let date = today().plus_days(2);
    let days = ImpossibleDays { weekdays: Vec::new(), dates: vec![date] };
    let say = |appointment, impossible: &ImpossibleDays| {
        Request::from(usecase::ChangeImpossibleDays { appointment, impossible: impossible.clone() })
    };
    let before = one.plan().await;
    assert!(before.rows.iter().any(|row| row.window.as_ref().is_some_and(|window| window.date == date)));
    for (person, visit) in one.people.iter().zip(&one.visits) {
        harness.execute(&harness.patient(*person), say(*visit, &days)).await.unwrap();
    }
    let plan = one.plan().await;
    assert!(plan.rows.iter().flat_map(|row| row.window.iter().chain(&row.others)).all(|window| window.date != date));
    assert!(plan.rows.iter().any(|row| row.window.is_none() && row.none_because.is_some()));
    // The preview of before is not done.
    let stale = harness.execute(&harness.admin(), one.close(&before, Silence::Keep)).await;
    assert_eq!(refused(stale).0, "rebooking-impossible");
    assert_eq!(one.visit(0).await.impossible.dates, [date]);
    // Nobody else says it for them, and any day is possible again.
    let stranger = harness.person().await;
    let denied = harness.execute(&harness.patient(stranger), say(one.visits[0], &days)).await;
    assert!(matches!(denied, Err(Failure::Denied)));
    for (person, visit) in one.people.iter().zip(&one.visits) {
        harness.execute(&harness.patient(*person), say(*visit, &ImpossibleDays::default())).await.unwrap();
    }
    harness.execute(&harness.admin(), one.close(&before, Silence::Keep)).await.unwrap();
    // Said after the closure: the page promises no longer that silence keeps the seat.
    let offer = one.visit(2).await.rebooking.unwrap();
    assert!(offer.kept_in_silence);
    let kept = ImpossibleDays { weekdays: Vec::new(), dates: vec![offer.date] };
    harness.execute(&harness.patient(one.people[2]), say(one.visits[2], &kept)).await.unwrap();
    let offer = one.visit(2).await.rebooking.unwrap();
    assert_eq!((offer.date, offer.kept_in_silence), (kept.dates[0], false));
}

#[tokio::test]
async fn impossible_days_are_said_with_the_booking_or_nothing_is_booked() {
    let harness = Harness::new(2).await;
    let person = harness.person().await;
    let book = |dates: Vec<BusinessDate>| {
        let impossible = Some(ImpossibleDays { weekdays: vec![DayOfWeek::Friday], dates });
        let (slot, channel) = (harness.slots[0], Channel::Online);
        Request::Book(usecase::Book { slot, patient: person, channel, impossible })
    };
    let many = (1..=15).map(|days| today().plus_days(days)).collect();
    let booked = harness.execute(&harness.patient(person), book(many)).await;
    assert_eq!(refused(booked), ("out-of-range", Some("dates")));
    assert!(harness.hospital.worlds().scheduling.appointments_of(person).is_empty());
    let booked = harness.execute(&harness.patient(person), book(vec![today().plus_days(3)])).await.unwrap();
    let Answer::Booked { appointment, .. } = booked else { panic!() };
    let said = harness.hospital.worlds().scheduling.appointment(appointment).unwrap().impossible;
    assert_eq!((said.weekdays, said.dates), (vec![DayOfWeek::Friday], vec![today().plus_days(3)]));
}

#[tokio::test]
async fn a_closure_proposes_what_is_open_to_the_group_of_each_patient() {
    // All four were born in 1960, and everybody books seven days ahead.
    let one = closing().await;
    let older_book = async |days: u16| {
        let rules = BookingRules { days_ahead: Some(days), ..BookingRules::saying_nothing("test", today()) };
        let scope = RulesScope::Group(PatientGroup::Older);
        one.harness.system(usecase::AdoptRules { scope, rules, version: None }.into()).await.unwrap();
    };
    let proposed = async || -> Vec<SlotId> {
        let plan = one.plan().await;
        assert!(plan.is_proven);
        plan.rows.iter().filter_map(|row| Some(row.window.as_ref()?.slot)).collect()
    };
    let hours = (MinuteOfDay(480), MinuteOfDay(520));
    let (_, far) = one.harness.publish(Label::new("3", "3"), today().plus_days(9), hours, 1).await;
    assert_eq!(proposed().await.len(), 3, "the colleague's window and two of the day after");
    older_book(10).await;
    let mut all = proposed().await;
    all.sort_unstable();
    let mut same_clinician = [&one.later[..], &far].concat();
    same_clinician.sort_unstable();
    assert_eq!(all, same_clinician, "further days let everybody keep the clinician");
    older_book(1).await;
    assert_eq!(proposed().await, one.colleague);
    let plan = one.plan().await;
    assert!(plan.rows.iter().flat_map(|row| &row.others).all(|other| other.date == today().plus_days(1)));
    one.closed(Silence::Keep).await;
}
