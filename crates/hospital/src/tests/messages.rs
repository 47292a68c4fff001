//! What people are told: by which events, once, through a gateway that may do anything.

use super::{
    devices::enrolled_device,
    harness::{Harness, Place, Silent, config, journal_at, rules_with_waitlist, server, today},
    merging::someone,
};
use crate::{
    Answer, Config, Hospital, Request,
    clock::StandingClock,
    fixture::Opening,
    ids::IdSource,
    messages::{Delivery, Gateway, MessageView, NotSent, Notice, Outgoing, Says, Sending, Settings},
    usecase,
};
use chrono::Duration;
use model::{
    Label,
    id::{AppointmentId, PersonId, SlotId},
    scheduling::{Channel, Half, ReasonCode, RulesScope, Wish},
    time::MinuteOfDay,
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, atomic::Ordering},
    time::Duration as RealDuration,
};
use testkit::Database;

/// What a gateway does with a message.
#[derive(Clone, Copy, Debug)]
enum Does {
    Refuses,
    Fails,
    /// Never answers.
    Hangs,
    /// Takes it and never answers.
    Loses,
}

/// Takes everything when it has done what it was told to.
#[derive(Debug, Default)]
struct Phones {
    does: Mutex<VecDeque<Does>>,
    taken: Mutex<Vec<Outgoing>>,
}

impl Phones {
    fn that(does: impl IntoIterator<Item = Does>) -> Arc<Self> {
        Arc::new(Self { does: Mutex::new(does.into_iter().collect()), taken: Mutex::default() })
    }

    fn taken(&self) -> Vec<Outgoing> {
        self.taken.lock().unwrap().clone()
    }
}

impl Gateway for Phones {
    fn send<'a>(&'a self, message: &'a Outgoing) -> Sending<'a> {
        let does = self.does.lock().unwrap().pop_front();
        Box::pin(async move {
            match does {
                Some(Does::Refuses) => return Err(NotSent::Never),
                Some(Does::Fails) => return Err(NotSent::NotNow),
                Some(Does::Hangs) => std::future::pending().await,
                Some(Does::Loses) | None => self.taken.lock().unwrap().push(message.clone()),
            }
            if does.is_some() {
                std::future::pending().await
            }
            Ok(())
        })
    }
}

/// What a message because of an event is.
fn kind(message: &Outgoing) -> &'static str {
    let Says::Notice { notice, .. } = &message.says else { panic!("{message:?}") };
    notice.kind()
}

fn through(phones: &Arc<Phones>) -> Settings {
    let gateway: Arc<dyn Gateway> = phones.clone();
    Settings {
        gateway: Some(gateway),
        within: RealDuration::from_millis(50),
        // Only the test looks.
        every: RealDuration::from_secs(3600),
        ..Settings::default()
    }
}

/// With a gateway, and with real time that the test steps.
async fn with(phones: &Arc<Phones>) -> (Harness, StandingClock) {
    let real = StandingClock::new(super::harness::morning());
    let config = Config { messages: through(phones), real: Arc::new(real.clone()), ..config() };
    (Harness::open(Place::file(), Opening { config, ..Opening::default() }).await, real)
}

/// Everything that is said to a person, oldest first.
async fn told(harness: &Harness, person: PersonId) -> Vec<MessageView> {
    harness.told().await;
    let mut list = harness.hospital.messages(&harness.desk(), Some(person)).await.unwrap().messages;
    list.reverse();
    list
}

pub(super) async fn kinds(harness: &Harness, person: PersonId) -> Vec<&'static str> {
    told(harness, person).await.iter().map(|message| message.notice.kind()).collect()
}

/// Hands over until nothing is due.
async fn deliver(harness: &Harness, phones: &Arc<Phones>) {
    harness.told().await;
    let gateway: Arc<dyn Gateway> = phones.clone();
    while !harness.hospital.deliver_messages(&gateway).await.unwrap() {}
}

async fn by_desk(harness: &Harness, patient: PersonId, slot: SlotId) -> AppointmentId {
    let request = Request::Book(usecase::Book { slot, patient, channel: Channel::OnSite, impossible: None });
    let Answer::Booked { appointment, .. } = harness.execute(&harness.desk(), request).await.unwrap() else { panic!() };
    appointment
}

fn cancel(appointment: AppointmentId) -> Request {
    Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::Hospital, text: None })
}

#[tokio::test]
async fn what_others_do_to_a_visit_is_told_and_what_one_does_oneself_is_not() {
    let harness = Harness::new(1).await;
    let person = harness.person().await;
    harness.book(person, harness.slots[0]).await.unwrap();
    assert_eq!(kinds(&harness, person).await, [] as [&str; 0], "booked by themselves");
    harness.at(100);
    let other = harness.person().await;
    let visit = by_desk(&harness, other, harness.slots[6]).await;
    let [booked] = &told(&harness, other).await[..] else { panic!() };
    // The seventh window of a session from 08:00: 10:00–10:20.
    let at = |minutes: i64| super::harness::morning() + Duration::minutes(60 + minutes);
    let Notice::Booked(of) = &booked.notice else { panic!("{booked:?}") };
    assert_eq!((of.appointment, of.from, of.until), (visit, at(120), at(140)));
    assert_eq!(of.room, Label::new("3 诊室", "Room 3"));
    assert_eq!((booked.unread, booked.delivery, booked.person.person), (true, Delivery::InApp, other));

    let moved = Request::Move(usecase::Move { appointment: visit, slot: harness.slots[7] });
    harness.execute(&harness.desk(), moved).await.unwrap();
    let change = usecase::ChangeRoom {
        session: harness.session,
        room: Label::new("9 诊室", "Room 9"),
        reason: ReasonCode::Hospital,
        text: None,
    };
    harness.execute(&harness.desk(), change.into()).await.unwrap();
    // Before the next one: of a room that somebody does not go to any more, nothing is said.
    assert_eq!(kinds(&harness, other).await, ["booked", "moved", "room_changed"]);
    harness.execute(&harness.desk(), cancel(visit)).await.unwrap();
    let all = told(&harness, other).await;
    let said: Vec<_> = all.iter().map(|message| message.notice.kind()).collect();
    assert_eq!(said, ["booked", "moved", "room_changed", "cancelled"]);
    let Notice::Moved { before, visit: of } = &all[1].notice else { panic!() };
    assert_eq!((*before, of.from, of.until), (Some(at(120)), at(140), at(160)));
    let Notice::RoomChanged(of) = &all[2].notice else { panic!() };
    assert_eq!((of.from, &of.room), (at(140), &Label::new("9 诊室", "Room 9")));
    let Notice::Cancelled { asked: false, visit: of } = &all[3].notice else { panic!() };
    assert_eq!(of.from, at(140));
    // Whoever has cancelled is not told of a room any more.
    harness
        .execute(
            &harness.desk(),
            usecase::ChangeRoom {
                session: harness.session,
                room: Label::new("3 诊室", "Room 3"),
                reason: ReasonCode::Hospital,
                text: None,
            }
            .into(),
        )
        .await
        .unwrap();
    assert_eq!(kinds(&harness, other).await.len(), 4);
}

#[tokio::test]
async fn what_a_patient_wished_is_told_as_such_and_only_where_staff_did_it() {
    let harness = Harness::new(1).await;
    let wished =
        |appointment| Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None });
    let (one, other, third) = (harness.person().await, harness.person().await, harness.person().await);
    let visit = by_desk(&harness, one, harness.slots[6]).await;
    harness.execute(&harness.desk(), wished(visit)).await.unwrap();
    let all = told(&harness, one).await;
    assert!(matches!(all[1].notice, Notice::Cancelled { asked: true, .. }), "{all:?}");
    for (person, place) in [(other, 7), (third, 8)] {
        let Ok(Answer::Booked { appointment, .. }) = harness.book(person, harness.slots[place]).await else { panic!() };
        let actor = if person == other { harness.patient(other) } else { model::actor::Actor::system() };
        harness.execute(&actor, wished(appointment)).await.unwrap();
        assert_eq!(kinds(&harness, person).await, [] as [&str; 0]);
    }
}

#[tokio::test]
async fn relatives_are_told_what_was_booked_for_them() {
    let harness = Harness::new(1).await;
    let (mother, child) = (harness.person().await, harness.person().await);
    let link = usecase::AddRelative { person: child, relative: mother };
    harness.execute(&harness.desk(), link.into()).await.unwrap();
    harness.book_for(mother, child, harness.slots[3]).await.unwrap();
    assert_eq!(kinds(&harness, child).await, ["booked"]);
    assert_eq!(kinds(&harness, mother).await, [] as [&str; 0]);
    // The mother sees it on her page, and has then read it.
    let own = harness.patient(mother);
    assert_eq!(harness.hospital.unread_messages(&own).await.unwrap(), 1);
    let list = harness.hospital.messages(&own, None).await.unwrap();
    assert_eq!((list.messages.len(), list.messages[0].person.person), (1, child));
    harness.hospital.mark_messages(&own, list.newest).await.unwrap();
    assert_eq!(harness.hospital.unread_messages(&own).await.unwrap(), 0);
    // Nobody else may see it.
    let stranger = harness.patient(harness.person().await);
    assert!(matches!(harness.hospital.messages(&stranger, Some(child)).await, Err(crate::Failure::Denied)));
    assert!(matches!(harness.hospital.messages(&harness.admin(), None).await, Err(crate::Failure::Denied)));
}

#[tokio::test]
async fn what_relatives_change_is_told_and_what_one_changes_oneself_is_not() {
    let harness = Harness::new(1).await;
    let (mother, child) = (harness.person().await, harness.person().await);
    let link = usecase::AddRelative { person: child, relative: mother };
    harness.execute(&harness.desk(), link.into()).await.unwrap();
    let Ok(Answer::Booked { appointment, .. }) = harness.book(child, harness.slots[3]).await else { panic!() };
    let move_to = |number: usize| Request::Move(usecase::Move { appointment, slot: harness.slots[number] });
    harness.execute(&harness.patient(child), move_to(4)).await.unwrap();
    assert_eq!(kinds(&harness, child).await, [] as [&str; 0]);
    let by = harness.patient(mother);
    harness.execute(&by, move_to(5)).await.unwrap();
    let wish = usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None };
    harness.execute(&by, wish.into()).await.unwrap();
    let undo = usecase::UndoCancel { appointment, reason: ReasonCode::PatientWish, text: None };
    harness.execute(&by, undo.into()).await.unwrap();
    assert_eq!(kinds(&harness, child).await, ["moved", "cancelled", "cancel_undone"]);
    let all = told(&harness, child).await;
    assert!(matches!(all[1].notice, Notice::Cancelled { asked: true, .. }), "{all:?}");
}

/// Of two records that became one, each has a visit in the session.
#[tokio::test]
async fn each_visit_of_a_person_is_told_and_stays_with_its_record_when_the_merge_is_undone() {
    let harness = Harness::new(1).await;
    let (kept, twin) = (someone(&harness, 1).await, someone(&harness, 2).await);
    for (person, number) in [(kept, 6), (twin, 7)] {
        harness.book(person, harness.slots[number]).await.unwrap();
    }
    // Together they have more than one person may: it is merged with a reason.
    let merge = usecase::MergeOverCaps { from: twin, into: kept, reason: ReasonCode::Hospital, text: None };
    harness.execute(&harness.admin(), merge.into()).await.unwrap();
    let change = usecase::ChangeRoom {
        session: harness.session,
        room: Label::new("9 诊室", "Room 9"),
        reason: ReasonCode::Hospital,
        text: None,
    };
    harness.execute(&harness.desk(), change.into()).await.unwrap();
    assert_eq!(kinds(&harness, kept).await, ["room_changed", "room_changed"]);
    let undo = usecase::UndoMerge { from: twin, reason: ReasonCode::Mistake, text: None };
    harness.execute(&harness.desk(), undo.into()).await.unwrap();
    let of = |all: Vec<MessageView>| match &all[..] {
        [MessageView { notice: Notice::RoomChanged(visit), .. }] => visit.from,
        other => panic!("{other:?}"),
    };
    let (first, second) = (of(told(&harness, kept).await), of(told(&harness, twin).await));
    assert_eq!(second - first, Duration::minutes(20));
}

/// The desk sees what reached nobody as long as it holds, tells the person, and then it is off the list; so is what was
/// read on the page.
#[tokio::test]
async fn what_reached_nobody_is_listed_until_somebody_has_told_it_or_it_was_read() {
    let phones = Phones::that([Does::Refuses, Does::Refuses]);
    let (harness, real) = with(&phones).await;
    let people = [harness.person().await, harness.person().await];
    for (person, number) in people.into_iter().zip(7..) {
        by_desk(&harness, person, harness.slots[number]).await;
        deliver(&harness, &phones).await;
    }
    let listed = async || -> Vec<PersonId> {
        let all = harness.hospital.unreached(&harness.desk()).await.unwrap();
        assert_eq!(harness.hospital.unreached_count(&harness.desk()).await.unwrap(), all.len());
        all.into_iter().map(|message| message.person.person).collect()
    };
    assert_eq!(listed().await, people);
    let id = told(&harness, people[0]).await[0].id.clone();
    for actor in [harness.patient(people[0]), harness.doctor(), harness.nurse(), harness.admin()] {
        assert!(matches!(harness.hospital.unreached(&actor).await, Err(crate::Failure::Denied)));
        assert!(matches!(harness.hospital.unreached_count(&actor).await, Err(crate::Failure::Denied)));
        assert!(matches!(harness.hospital.told(&actor, &id).await, Err(crate::Failure::Denied)));
    }
    harness.hospital.told(&harness.desk(), &id).await.unwrap();
    assert_eq!(told(&harness, people[0]).await[0].delivery, Delivery::Told);
    assert_eq!(listed().await, [people[1]]);
    harness.hospital.told(&harness.desk(), &id).await.unwrap();
    // It was a mistake: for half an hour it is listed again, and both stand in the access log.
    assert_eq!(harness.hospital.lately_told(&harness.desk()).await.unwrap().len(), 1);
    assert!(matches!(harness.hospital.untold(&harness.doctor(), &id).await, Err(crate::Failure::Denied)));
    harness.hospital.untold(&harness.desk(), &id).await.unwrap();
    assert_eq!(listed().await, people);
    harness.hospital.told(&harness.desk(), &id).await.unwrap();
    harness.hospital.audit_log().flush().await;
    let subject = Some(format!("message:{id}"));
    let noted = harness.access_rows().await.into_iter().filter(|(_, about)| *about == subject).count();
    assert_eq!(noted, 3, "told, taken back, and told again; a repeat is nothing new");
    harness.at(31);
    assert!(harness.hospital.lately_told(&harness.desk()).await.unwrap().is_empty());
    assert!(matches!(harness.hospital.untold(&harness.desk(), &id).await, Err(crate::Failure::Refused(_))));
    let own = harness.patient(people[1]);
    let list = harness.hospital.messages(&own, None).await.unwrap();
    harness.hospital.mark_messages(&own, list.newest).await.unwrap();
    assert_eq!(listed().await, []);
    // A gateway that is out of order is noticed after some attempts; what was told is not sent any more.
    let third = harness.person().await;
    let visit = by_desk(&harness, third, harness.slots[6]).await;
    let out = Phones::that([Does::Fails; 4]);
    for _ in 0..4 {
        assert_eq!(listed().await, []);
        deliver(&harness, &out).await;
        real.step(Duration::hours(2));
    }
    assert_eq!(listed().await, [third]);
    let id = told(&harness, third).await[0].id.clone();
    harness.hospital.told(&harness.desk(), &id).await.unwrap();
    deliver(&harness, &out).await;
    assert_eq!((listed().await, out.taken()), (vec![], vec![]));
    // What does not hold any more is not listed: another message says what is so now.
    let refuses = Phones::that([Does::Refuses, Does::Refuses]);
    for slot in [harness.slots[3], harness.slots[4]] {
        let to = Request::Move(usecase::Move { appointment: visit, slot });
        harness.execute(&harness.desk(), to).await.unwrap();
        deliver(&harness, &refuses).await;
    }
    let all = harness.hospital.unreached(&harness.desk()).await.unwrap();
    let [MessageView { notice: Notice::Moved { visit: of, .. }, .. }] = &all[..] else { panic!("{all:?}") };
    assert_eq!(of.from, super::harness::morning() + Duration::minutes(60 + 80));
    harness.at(24 * 60);
    assert_eq!(listed().await, []);
}

/// Tomorrow's first hour is full, with one seat a window; these visits are in it.
async fn full(harness: &Harness) -> Vec<(SlotId, AppointmentId)> {
    let rules = usecase::AdoptRules { scope: RulesScope::Hospital, rules: rules_with_waitlist(), version: None };
    harness.system(rules.into()).await.unwrap();
    let hours = (MinuteOfDay(480), MinuteOfDay(540));
    let (_, slots) = harness.publish(Label::new("3 诊室", "Room 3"), today().plus_days(1), hours, 1).await;
    let mut visits = Vec::new();
    for slot in slots {
        let person = harness.person().await;
        let Ok(Answer::Booked { appointment, .. }) = harness.book(person, slot).await else { panic!() };
        visits.push((slot, appointment));
    }
    visits
}

async fn waits(harness: &Harness) -> PersonId {
    let patient = harness.person().await;
    let wish = Wish { clinician: harness.clinician, date: today().plus_days(1), half: Half::Morning };
    let join = usecase::JoinWaitlist { patient, channel: Channel::Online, wishes: vec![wish] };
    harness.execute(&harness.patient(patient), join.into()).await.unwrap();
    patient
}

async fn offered(harness: &Harness, (slot, appointment): (SlotId, AppointmentId)) {
    harness.system(cancel(appointment)).await.unwrap();
    // Unless the tick was quicker.
    drop(harness.system(usecase::PassOn { slot, seat: 0 }.into()).await);
}

#[tokio::test]
async fn whoever_waits_is_told_of_an_offer_its_end_and_the_end_of_waiting() {
    let harness = Harness::new(1).await;
    let visits = full(&harness).await;
    let person = waits(&harness).await;
    offered(&harness, visits[1]).await;
    let [offer] = &told(&harness, person).await[..] else { panic!() };
    let Notice::SeatOffered { entry, slot, from, until, answer_by } = offer.notice.clone() else { panic!() };
    // Tomorrow 08:20–08:40; it is 07:00, and an offer lasts two hours.
    let tomorrow = super::harness::morning() + Duration::days(1);
    assert_eq!((slot, from, until), (visits[1].0, tomorrow + Duration::minutes(80), tomorrow + Duration::minutes(100)));
    assert_eq!(answer_by, super::harness::morning() + Duration::hours(2));
    harness.at(61);
    let lapse = usecase::LapseOffer { entry };
    drop(harness.system(lapse.into()).await);
    assert_eq!(kinds(&harness, person).await, ["seat_offered", "offer_lapsed"]);
    harness.at(24 * 60 + 12 * 60);
    let close = usecase::CloseEntry { entry };
    drop(harness.system(close.into()).await);
    assert_eq!(kinds(&harness, person).await, ["seat_offered", "offer_lapsed", "entry_closed"]);
}

#[tokio::test]
async fn an_offer_that_is_over_is_not_sent() {
    let phones = Phones::that([Does::Fails; 4]);
    let (harness, real) = with(&phones).await;
    let visits = full(&harness).await;
    let (first, second) = (waits(&harness).await, waits(&harness).await);
    offered(&harness, visits[1]).await;
    offered(&harness, visits[2]).await;
    deliver(&harness, &phones).await;
    assert_eq!(phones.taken(), []);
    // The first accepts, the second does nothing until it is too late.
    let [offer] = &told(&harness, first).await[..] else { panic!() };
    let Notice::SeatOffered { entry, slot, .. } = offer.notice else { panic!() };
    let accept = usecase::AcceptOffer { entry, slot };
    harness.execute(&harness.patient(first), accept.into()).await.unwrap();
    real.step(Duration::minutes(5));
    harness.at(61);
    deliver(&harness, &phones).await;
    for person in [first, second] {
        let all = told(&harness, person).await;
        assert_eq!((all[0].notice.kind(), all[0].delivery), ("seat_offered", Delivery::Expired), "{person}");
    }
    assert!(phones.taken().iter().all(|message| kind(message) != "seat_offered"));
}

#[tokio::test]
async fn of_a_device_that_is_used_no_longer_nothing_is_sent() {
    let phones = Phones::that([Does::Fails]);
    let (harness, real) = with(&phones).await;
    let devices = [enrolled_device(&harness, 1).await, enrolled_device(&harness, 2).await];
    let published = usecase::PublishSession {
        clinician: harness.clinician,
        device: Some(devices[0]),
        room: Label::new("3 诊室", "Room 3"),
        date: today().plus_days(1),
        from: MinuteOfDay(480),
        until: MinuteOfDay(520),
        slot_minutes: 20,
        capacity: 1,
        pools: Vec::new(),
    };
    let Answer::SessionPublished { session, slots } = harness.system(published.into()).await.unwrap() else { panic!() };
    let person = harness.person().await;
    by_desk(&harness, person, slots[0]).await;
    deliver(&harness, &phones).await;
    assert_eq!(phones.taken(), []);
    let (reason, text) = (ReasonCode::Hospital, None);
    let change = usecase::ChangeDevice { session, device: devices[1], version: None, reason, text };
    harness.execute(&harness.admin(), change.into()).await.unwrap();
    real.step(Duration::minutes(5));
    deliver(&harness, &phones).await;
    let all = told(&harness, person).await;
    let said: Vec<_> = all.iter().map(|message| (message.notice.kind(), message.delivery)).collect();
    assert_eq!(said, [("booked", Delivery::Expired), ("device_changed", Delivery::Sent(harness.hospital.now()))]);
    let Notice::DeviceChanged(of) = &all[1].notice else { panic!() };
    assert_eq!(
        (&of.room, &of.device),
        (&Label::new("3 诊室", "Room 3"), &Some(Label::new("超声 2 号机", "Ultrasound 2")))
    );
}

#[tokio::test]
async fn whoever_has_an_offer_is_told_that_its_session_is_not_held() {
    // What is said of the visit that was cancelled, and the offer.
    let phones = Phones::that([Does::Fails; 2]);
    let (harness, real) = with(&phones).await;
    let visits = full(&harness).await;
    let person = waits(&harness).await;
    let session = harness.hospital.look(|worlds| worlds.scheduling.appointment(visits[0].1).unwrap().session);
    offered(&harness, visits[1]).await;
    deliver(&harness, &phones).await;
    // The others' seats are kept back too, and offered to nobody: nobody else waits.
    for visit in [visits[0], visits[2]] {
        harness.system(cancel(visit.1)).await.unwrap();
    }
    let withdraw = usecase::WithdrawSession { session, reason: ReasonCode::Hospital, text: None };
    harness.execute(&harness.admin(), withdraw.into()).await.unwrap();
    real.step(Duration::minutes(5));
    deliver(&harness, &phones).await;
    let all = told(&harness, person).await;
    let said: Vec<_> = all.iter().map(|message| (message.notice.kind(), message.delivery)).collect();
    assert_eq!(
        said,
        [("seat_offered", Delivery::Expired), ("offer_withdrawn", Delivery::Sent(harness.hospital.now())),]
    );
    let Notice::SeatOffered { entry: offered, .. } = all[0].notice else { panic!() };
    assert!(matches!(all[1].notice, Notice::OfferWithdrawn { entry } if entry == offered), "{all:?}");
}

#[tokio::test]
async fn a_cancellation_that_was_taken_back_is_told_and_not_sent_itself() {
    let phones = Phones::that([]);
    let (harness, _) = with(&phones).await;
    let person = harness.person().await;
    let visit = by_desk(&harness, person, harness.slots[8]).await;
    deliver(&harness, &phones).await;
    // Nothing is made meanwhile.
    harness.hospital.inner.history.store(true, Ordering::Relaxed);
    harness.execute(&harness.desk(), cancel(visit)).await.unwrap();
    let undo = usecase::UndoCancel { appointment: visit, reason: ReasonCode::Mistake, text: None };
    harness.execute(&harness.desk(), undo.into()).await.unwrap();
    harness.hospital.inner.history.store(false, Ordering::Relaxed);
    deliver(&harness, &phones).await;
    let all = told(&harness, person).await;
    let now = harness.hospital.now();
    let said: Vec<_> = all.iter().map(|message| (message.notice.kind(), message.delivery)).collect();
    assert_eq!(
        said,
        [("booked", Delivery::Sent(now)), ("cancelled", Delivery::Expired), ("cancel_undone", Delivery::Sent(now)),]
    );
    // The ninth window of a session from 08:00: 10:40–11:00.
    let Notice::CancelUndone(of) = &all[2].notice else { panic!() };
    let at = |minutes: i64| super::harness::morning() + Duration::minutes(60 + minutes);
    assert_eq!((of.appointment, of.from, of.until), (visit, at(160), at(180)));
    assert_eq!(phones.taken().iter().map(kind).collect::<Vec<_>>(), ["booked", "cancel_undone"]);
    // Who takes it back for themselves knows it.
    let other = harness.person().await;
    let Ok(Answer::Booked { appointment, .. }) = harness.book(other, harness.slots[7]).await else { panic!() };
    let own = harness.patient(other);
    let wish = usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None };
    harness.execute(&own, wish.into()).await.unwrap();
    let undo = usecase::UndoCancel { appointment, reason: ReasonCode::PatientWish, text: None };
    harness.execute(&own, undo.into()).await.unwrap();
    assert_eq!(kinds(&harness, other).await, [] as [&str; 0]);
}

/// Messages are made later than what they say: whoever makes them may have been stopped in between.
#[tokio::test]
async fn what_happened_is_told_also_when_its_session_is_gone_since() {
    let harness = Harness::new(1).await;
    let hours = (MinuteOfDay(480), MinuteOfDay(520));
    let (session, slots) = harness.publish(Label::new("4 诊室", "Room 4"), today().plus_days(1), hours, 1).await;
    let (first, second) = (harness.person().await, harness.person().await);
    let cancelled = by_desk(&harness, first, slots[0]).await;
    let moved = by_desk(&harness, second, slots[1]).await;
    harness.told().await;
    harness.hospital.inner.history.store(true, Ordering::Relaxed);
    harness.execute(&harness.desk(), cancel(cancelled)).await.unwrap();
    let to = Request::Move(usecase::Move { appointment: moved, slot: harness.slots[6] });
    harness.execute(&harness.desk(), to).await.unwrap();
    let withdraw = usecase::WithdrawSession { session, reason: ReasonCode::Hospital, text: None };
    harness.execute(&harness.admin(), withdraw.into()).await.unwrap();
    harness.hospital.inner.history.store(false, Ordering::Relaxed);
    // Tomorrow 08:00–08:20.
    let tomorrow = super::harness::morning() + Duration::days(1);
    let all = told(&harness, first).await;
    let Notice::Cancelled { asked: false, visit: of } = &all[1].notice else { panic!("{all:?}") };
    assert_eq!((of.from, of.until), (tomorrow + Duration::minutes(60), tomorrow + Duration::minutes(80)));
    // The seventh window of today's session: 10:00–10:20.
    let all = told(&harness, second).await;
    let Notice::Moved { before: None, visit: of } = &all[1].notice else { panic!("{all:?}") };
    assert_eq!(of.from, super::harness::morning() + Duration::minutes(180));
}

#[tokio::test]
async fn a_gateway_that_fails_hangs_or_loses_its_answer_gets_it_again_under_the_same_id() {
    let phones = Phones::that([Does::Fails, Does::Hangs, Does::Loses]);
    let (harness, real) = with(&phones).await;
    let person = harness.person_named("林秀英").await;
    by_desk(&harness, person, harness.slots[8]).await;
    for (attempts, delivery) in [(1, Delivery::Waiting), (2, Delivery::Waiting), (3, Delivery::Waiting)] {
        deliver(&harness, &phones).await;
        let message = &told(&harness, person).await[0];
        assert_eq!((message.attempts, message.delivery), (attempts, delivery));
        // Not again before its time.
        deliver(&harness, &phones).await;
        assert_eq!(told(&harness, person).await[0].attempts, attempts);
        real.step(Duration::seconds(240));
    }
    deliver(&harness, &phones).await;
    let message = &told(&harness, person).await[0];
    assert_eq!(message.delivery, Delivery::Sent(harness.hospital.now()));
    let taken = phones.taken();
    assert_eq!(taken.len(), 2, "the one whose answer was lost, and again");
    assert_eq!(taken[0], taken[1]);
    assert_eq!((taken[0].id.as_str(), taken[0].id.len()), (message.id.as_str(), 32));
    assert!(matches!(&taken[0].says, Says::Notice { name, .. } if name == "林*英"));
    assert_eq!(taken[0].phone, "13800000000");
    assert_eq!(taken[0].locale, "zh-CN");
    real.step(Duration::days(1));
    deliver(&harness, &phones).await;
    assert_eq!(phones.taken().len(), 2, "never again");
}

#[tokio::test]
async fn what_is_refused_or_fails_too_often_is_given_up() {
    let phones = Phones::that([Does::Refuses].into_iter().chain([Does::Fails; 100]));
    let (harness, real) = with(&phones).await;
    let (first, second) = (harness.person().await, harness.person().await);
    by_desk(&harness, first, harness.slots[7]).await;
    deliver(&harness, &phones).await;
    assert_eq!(told(&harness, first).await[0].delivery, Delivery::Failed);
    by_desk(&harness, second, harness.slots[8]).await;
    for attempts in 1..=100 {
        deliver(&harness, &phones).await;
        assert_eq!(told(&harness, second).await[0].attempts, attempts);
        real.step(Duration::hours(1) + Duration::seconds(10));
    }
    deliver(&harness, &phones).await;
    let message = &told(&harness, second).await[0];
    assert_eq!((message.attempts, message.delivery), (100, Delivery::Failed));
    assert_eq!(phones.taken(), []);
}

#[tokio::test]
async fn who_is_erased_gets_nothing() {
    let phones = Phones::that([Does::Fails]);
    let (harness, real) = with(&phones).await;
    let person = harness.person().await;
    let visit = by_desk(&harness, person, harness.slots[8]).await;
    deliver(&harness, &phones).await;
    harness.execute(&harness.desk(), cancel(visit)).await.unwrap();
    let erase = Request::ErasePerson(usecase::ErasePerson { person });
    harness.execute(&harness.admin(), erase).await.unwrap();
    real.step(Duration::hours(2));
    deliver(&harness, &phones).await;
    assert_eq!(phones.taken(), []);
    assert_eq!(harness.journal.messages_to(&[person], 10).await.unwrap(), []);
}

#[tokio::test]
async fn a_bed_is_told_to_whoever_is_not_here_yet() {
    let harness = Harness::new(1).await;
    let person = harness.person().await;
    let admission = super::prying::emergency(&harness, person).await;
    let beds = harness.hospital.look(|worlds| worlds.scheduling.suggest_beds(admission, 1));
    let assign = usecase::AssignBed { admission, bed: beds[0].place.bed };
    harness.execute(&harness.nurse(), assign.into()).await.unwrap();
    assert_eq!(kinds(&harness, person).await, ["bed_kept"]);
}

/// Three nodes make and hand over at the same time, and one of them is stopped again and again in the middle.
#[tokio::test(flavor = "multi_thread")]
async fn of_several_nodes_each_message_is_made_and_taken_once() {
    let phones = Phones::that([]);
    let database = Database::new();
    let journal = journal_at(&database.url()).await;
    let config = || Config { messages: through(&phones), ..config() };
    let opening = Opening { config: config(), capacity: 20, ..Opening::default() };
    let log = journal.clone();
    let harness = Harness::open_with(server(database), journal, log, opening).await;
    let mut nodes = vec![harness.hospital.clone()];
    for number in 2..4 {
        let journal = journal_at(&harness.place.url).await;
        let ids = IdSource::seeded(100 + number);
        let clock = Arc::new(harness.clock.clone());
        nodes.push(Hospital::open(config(), journal, clock, ids, Arc::new(Silent)).await.unwrap());
    }
    let mut people = Vec::new();
    for number in 0..60 {
        let person = harness.person().await;
        by_desk(&harness, person, harness.slots[number % 9]).await;
        people.push(person);
        let gateway: Arc<dyn Gateway> = phones.clone();
        for (place, node) in nodes.iter().enumerate() {
            let (node, gateway) = (node.clone(), gateway.clone());
            let working = tokio::spawn(async move {
                drop(node.make_messages(&mut 0).await);
                drop(node.deliver_messages(&gateway).await);
            });
            if place == number % 3 {
                tokio::time::sleep(RealDuration::from_micros(number as u64 * 200)).await;
                working.abort();
            }
        }
    }
    harness.told().await;
    // What an aborted one had claimed waits for its time, which stands still here.
    deliver(&harness, &phones).await;
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for message in phones.taken() {
        *taken.entry(message.id).or_default() += 1;
    }
    let mut made = 0;
    for person in people {
        let all = told(&harness, person).await;
        assert_eq!(all.iter().map(|message| message.notice.kind()).collect::<Vec<_>>(), ["booked"]);
        made += 1;
        let count = taken.remove(&all[0].id).unwrap_or_default();
        // Nobody sends what another has claimed.
        assert!(count <= 1, "{count} times");
        assert!(count == 1 || all[0].delivery == Delivery::Waiting, "{:?}", all[0]);
    }
    assert_eq!((made, taken.len()), (60, 0));
}
