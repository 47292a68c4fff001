//! Nothing is acknowledged before it is durable, and nothing that is not durable stays.

use super::{
    house::{House, config, journal_in, morning},
    prying,
};
use crate::read;
use crate::usecase;
use crate::{
    Answer, Failure, Hospital, Request,
    ids::IdSource,
    load,
    request::{PersonDetails, TypedCredential},
    snapshot::Loaded,
    view::OpenedBy,
    worlds::Worlds,
    writer::{Log, QUEUE_MAX, keys::KeyUse},
};
use futures_util::FutureExt as _;
use journal::{AppendError, Entry, Journal, SealedRow, Settled, StoreError, Turn};
use model::{
    credential::complete_resident_id,
    id::Seq,
    journey::{Identity, RetentionClass},
    person::CredentialKind,
    scheduling::{Channel, ReasonCode},
};
use sha2::{Digest, Sha256};
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

/// What the next append does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// Nothing is written, and that is known.
    Fails,
    /// It is written, and the answer is lost.
    LosesAnswer,
    /// Nothing is written, and the answer is lost.
    LosesBoth,
    /// The turn is lost before anything is written.
    Interrupted,
    /// It takes this long, then it is written.
    Slow(Duration),
    /// It takes this long, then nothing is written.
    SlowFails(Duration),
}

/// A journal that counts and fails.
#[derive(Clone, Debug)]
struct Faulty {
    journal: Journal,
    appends: Arc<AtomicUsize>,
    faults: Arc<Mutex<VecDeque<Fault>>>,
    /// The journal cannot be asked what became of a commit.
    silent: Arc<AtomicBool>,
}

impl Faulty {
    fn fault(&self, fault: Fault) {
        self.faults.lock().unwrap().push_back(fault);
    }
}

impl Log for Faulty {
    type Turn = Turn;
    type History = Journal;

    fn history(&self) -> &Journal {
        &self.journal
    }

    async fn turn(&self, after: Seq) -> Result<(Turn, Vec<Entry>), AppendError> {
        self.journal.turn(after).await
    }

    async fn end(&self, turn: Turn) {
        turn.end().await;
    }

    async fn append(&self, turn: Turn, entries: &[Entry], side: &[SealedRow]) -> Result<(), AppendError> {
        self.appends.fetch_add(1, Ordering::Relaxed);
        let fault = self.faults.lock().unwrap().pop_front();
        match fault {
            Some(Fault::Fails) => return Err(AppendError::Full),
            Some(Fault::LosesBoth) => return Err(AppendError::OutcomeUnknown),
            Some(Fault::Interrupted) => return Err(AppendError::Interrupted(StoreError::Password)),
            Some(Fault::SlowFails(pause)) => {
                tokio::time::sleep(pause).await;
                return Err(AppendError::Full);
            }
            Some(Fault::Slow(pause)) => tokio::time::sleep(pause).await,
            Some(Fault::LosesAnswer) | None => {}
        }
        self.journal.append_in(turn, entries, side).await?;
        if fault == Some(Fault::LosesAnswer) { Err(AppendError::OutcomeUnknown) } else { Ok(()) }
    }

    async fn settle(&self, entries: &[Entry]) -> Result<Settled, StoreError> {
        if self.silent.load(Ordering::Relaxed) { Err(StoreError::Password) } else { self.journal.settle(entries).await }
    }
}

async fn faulty(capacity: u16) -> (House, Faulty) {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal_in(folder.path()).await;
    let log =
        Faulty { journal: journal.clone(), appends: Arc::default(), faults: Arc::default(), silent: Arc::default() };
    (House::with_log(capacity, folder, journal, log.clone()).await, log)
}

#[tokio::test]
async fn many_bookings_share_few_commits() {
    let (house, log) = faulty(50).await;
    let mut people = Vec::new();
    for _ in 0..100 {
        people.push(house.person().await);
    }
    let before = log.appends.load(Ordering::Relaxed);
    let bookings = people.iter().zip(house.slots.iter().cycle()).map(|(person, slot)| house.book(*person, *slot));
    let results = futures_util::future::join_all(bookings).await;
    assert!(results.iter().all(Result::is_ok));
    let commits = log.appends.load(Ordering::Relaxed) - before;
    assert!(commits <= 10, "{commits} commits for 100 bookings");
}

#[tokio::test]
async fn a_full_queue_turns_away_at_once_and_who_waits_in_it_is_served() {
    let (house, log) = faulty(1).await;
    let person = house.person().await;
    let before = log.appends.load(Ordering::Relaxed);
    log.fault(Fault::Slow(Duration::from_millis(200)));
    let mut slow = Box::pin(house.book(person, house.slots[0]));
    while log.appends.load(Ordering::Relaxed) == before {
        assert!((&mut slow).now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    // The writer is busy with its commit. From here on nobody but this test runs.
    let mut waiting = Vec::new();
    let turned_away = loop {
        let decide = Box::new(|_: &mut crate::deciding::Deciding<'_>| Ok(Answer::Done));
        let mut asked = Box::pin(house.hospital.inner.core.ask(model::actor::Actor::system(), None, decide));
        match (&mut asked).now_or_never() {
            None => waiting.push(asked),
            Some(answer) => break answer,
        }
    };
    assert!(matches!(turned_away, Err(Failure::Busy { .. })), "{turned_away:?}");
    // A tick may have come first.
    assert!((QUEUE_MAX - 1..=QUEUE_MAX).contains(&waiting.len()), "{} wait", waiting.len());
    assert!(slow.await.is_ok());
    assert!(futures_util::future::join_all(waiting).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn what_cannot_be_written_is_taken_back() {
    let (house, log) = faulty(1).await;
    let (one, other) = (house.person().await, house.person().await);
    let before = house.hospital.look(Worlds::snapshot);
    log.fault(Fault::Fails);
    assert!(matches!(house.book(one, house.slots[0]).await, Err(Failure::Full)));
    assert!(house.hospital.look(Worlds::snapshot) == before, "the world is as it was");
    assert!(house.book(other, house.slots[0]).await.is_ok(), "the seat is free again");
}

#[tokio::test]
async fn a_refusal_that_saw_what_was_taken_back_is_not_told() {
    let (house, log) = faulty(1).await;
    let (one, other) = (house.person().await, house.person().await);
    log.fault(Fault::Fails);
    let (first, second) = tokio::join!(house.book(one, house.slots[0]), house.book(other, house.slots[0]));
    assert!(matches!(first, Err(Failure::Full)));
    // Decided after the first, in its batch or after it was taken back: never "full".
    assert!(matches!(second, Err(Failure::Busy { .. }) | Ok(_)), "{second:?}");
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_looking() {
    let (house, log) = faulty(1).await;
    let (one, other) = (house.person().await, house.person().await);
    log.fault(Fault::LosesAnswer);
    assert!(house.book(one, house.slots[0]).await.is_ok(), "it is in");
    log.fault(Fault::LosesBoth);
    assert!(house.book(other, house.slots[1]).await.is_ok(), "it was not in and is written again");
    let reloaded = load::load(&house.hospital.inner.journal).await.unwrap();
    assert!(reloaded.worlds.snapshot() == house.hospital.look(Worlds::snapshot));
}

#[tokio::test]
async fn what_callers_were_told_is_unknown_is_not_written_after_that() {
    let (house, log) = faulty(1).await;
    let (person, next) = (house.person().await, house.person().await);
    log.silent.store(true, Ordering::Relaxed);
    log.fault(Fault::LosesBoth);
    let booked = house.book(person, house.slots[0]).await;
    assert!(matches!(booked, Err(Failure::OutcomeUnknown)), "{booked:?}");
    log.silent.store(false, Ordering::Relaxed);
    // The next is decided when the outcome is known.
    let other = loop {
        match house.book(next, house.slots[0]).await {
            Err(Failure::OutcomeUnknown | Failure::Busy { .. }) => {}
            other => break other,
        }
    };
    assert!(other.is_ok(), "the seat is free: {other:?}");
    let reloaded = load::load(&house.hospital.inner.journal).await.unwrap();
    assert!(reloaded.worlds.snapshot() == house.hospital.look(Worlds::snapshot));
}

#[tokio::test]
async fn what_was_answered_before_a_batch_stays_answered_when_it_fails() {
    let (house, log) = faulty(1).await;
    let (one, other) = (house.person().await, house.person().await);
    let (actor, key) = (house.patient(one), house.key());
    let book = Request::Book(usecase::Book { slot: house.slots[0], patient: one, channel: Channel::Online });
    let first = house.hospital.execute(&actor, key.clone(), book.clone()).await.unwrap();
    log.fault(Fault::Fails);
    let (failed, again) = tokio::join!(house.book(other, house.slots[1]), house.hospital.execute(&actor, key, book));
    assert!(matches!(failed, Err(Failure::Full)));
    assert_eq!(again.unwrap(), first, "it is done, whatever becomes of the others in its batch");
}

#[tokio::test]
async fn a_record_that_was_opened_is_reported_though_whoever_asked_has_hung_up() {
    let (house, log) = faulty(3).await;
    let person = house.person().await;
    let admission = prying::emergency(&house, person).await;
    let (nurse, bed) = prying::other_ward(&house).await;
    house.execute(&nurse, Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
    log.fault(Fault::Slow(Duration::from_millis(200)));
    let arrive = Request::Arrive(usecase::Arrive { admission, credential: CredentialKind::FaceToken, number: None });
    let gone = tokio::time::timeout(Duration::from_millis(50), house.execute(&nurse, arrive)).await;
    assert!(gone.is_err(), "{gone:?}");
    for _ in 0..100 {
        if prying::reported(&house, person, OpenedBy::Arrival).await == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it was opened and nobody is told");
}

#[tokio::test]
async fn a_record_that_may_have_been_opened_is_reported_while_nobody_knows() {
    let (house, log) = faulty(3).await;
    let person = house.person().await;
    let admission = prying::emergency(&house, person).await;
    let (nurse, bed) = prying::other_ward(&house).await;
    house.execute(&nurse, Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
    log.silent.store(true, Ordering::Relaxed);
    log.fault(Fault::LosesAnswer);
    let arrive = Request::Arrive(usecase::Arrive { admission, credential: CredentialKind::FaceToken, number: None });
    let unknown = house.execute(&nurse, arrive).await;
    assert!(matches!(unknown, Err(Failure::OutcomeUnknown)), "{unknown:?}");
    log.silent.store(false, Ordering::Relaxed);
    assert_eq!(prying::reported(&house, person, OpenedBy::Arrival).await, 1);
}

#[tokio::test]
async fn what_is_typed_cannot_be_guessed_from_the_hash_of_its_request() {
    let house = House::new(1).await;
    let (person, key) = (house.person().await, crate::IdempotencyKey::new("once").unwrap());
    let (actor, request) = (
        house.patient(person),
        Request::Book(usecase::Book { slot: house.slots[0], patient: person, channel: Channel::Online }),
    );
    let done = house.hospital.execute(&actor, key.clone(), request.clone()).await.unwrap();
    let kept = house.hospital.inner.journal.find_key(actor.user, "once").await.unwrap().unwrap();
    let plain: [u8; 32] = Sha256::digest(serde_json::to_vec(&request).unwrap()).into();
    assert_ne!(kept.key.body_hash, plain);
    assert_eq!(house.hospital.execute(&actor, key, request).await.unwrap(), done, "and it is known again");
}

/// Asked before hashes were under a key, and once more after that: known again, also when it is older than memory.
#[tokio::test]
async fn what_was_asked_before_hashes_were_under_a_key_is_known_again() {
    let house = House::new(1).await;
    let person = house.person().await;
    let admission = prying::emergency(&house, person).await;
    let nurse = house.nurse();
    let bed = house.hospital.read(&nurse, read::Ward { ward: None }).await.unwrap().rooms[0].beds[0].bed;
    house.execute(&nurse, Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
    house
        .system(Request::Arrive(usecase::Arrive { admission, credential: CredentialKind::ResidentId, number: None }))
        .await
        .unwrap();
    let take = |fen| {
        Request::TakeDeposit(usecase::TakeDeposit {
            admission,
            amount: model::money::Yuan::from_fen(fen),
            method: model::settlement::PayMethod::Cash,
        })
    };
    let plain: [u8; 32] = Sha256::digest(serde_json::to_vec(&take(100_000)).unwrap()).into();
    let before = KeyUse { user: nurse.user, key: "once".into(), body_hash: plain, body_hash_before: plain };
    let decision = house.hospital.decision(&nurse, take(100_000)).await.unwrap();
    let taken = house.hospital.inner.core.ask(nurse.clone(), Some(before), decision).await.unwrap();
    let again =
        async |fen| house.hospital.execute(&nurse, crate::IdempotencyKey::new("once").unwrap(), take(fen)).await;
    for older_than_memory in [false, true] {
        if older_than_memory {
            house.hospital.inner.core.keys().forget_old(house.hospital.now() + chrono::Duration::days(8));
        }
        assert_eq!(again(100_000).await.unwrap(), taken, "{older_than_memory}");
        let other = again(100_001).await;
        assert!(matches!(other, Err(Failure::Conflict)), "{older_than_memory}: {other:?}");
    }
}

#[tokio::test]
async fn what_a_key_was_answered_is_told_when_it_is_durable() {
    let (house, log) = faulty(1).await;
    let person = house.person().await;
    let actor = house.patient(person);
    let journal = &house.hospital.inner.journal;
    for (slot, fault, stays) in
        [(1, Fault::SlowFails(Duration::from_millis(200)), false), (0, Fault::Slow(Duration::from_millis(200)), true)]
    {
        let request =
            Request::Book(usecase::Book { slot: house.slots[slot], patient: person, channel: Channel::Online });
        let body_hash = house.hospital.inner.lookups.request(&serde_json::to_vec(&request).unwrap());
        let key = KeyUse { user: actor.user, key: format!("slow-{slot}"), body_hash, body_hash_before: body_hash };
        log.fault(fault);
        let appends = log.appends.load(Ordering::Relaxed);
        let known = async {
            while log.appends.load(Ordering::Relaxed) == appends {
                tokio::task::yield_now().await;
            }
            let known = house.hospital.inner.core.known(&key).await.unwrap();
            (known, journal.find_key(key.user, &key.key).await.unwrap().is_some())
        };
        let client = crate::IdempotencyKey::new(key.key.clone()).unwrap();
        let (booked, (known, written)) = tokio::join!(house.hospital.execute(&actor, client, request), known);
        assert_eq!((booked.is_ok(), known.is_some(), written), (stays, stays, stays));
    }
}

#[tokio::test]
async fn a_lost_turn_is_taken_again_and_given_up_when_it_is_lost_each_time() {
    let (house, log) = faulty(1).await;
    let (one, other) = (house.person().await, house.person().await);
    log.fault(Fault::Interrupted);
    log.fault(Fault::Interrupted);
    assert!(house.book(one, house.slots[0]).await.is_ok(), "decided three times, written once");
    for _ in 0..3 {
        log.fault(Fault::Interrupted);
    }
    let before = house.hospital.look(Worlds::snapshot);
    assert!(matches!(house.book(other, house.slots[1]).await, Err(Failure::Busy { .. })));
    assert!(house.hospital.look(Worlds::snapshot) == before, "the world is as it was");
    let reloaded = load::load(&house.hospital.inner.journal).await.unwrap();
    assert!(reloaded.worlds.snapshot() == before);
}

#[tokio::test]
async fn a_key_older_than_memory_has_its_answer_still() {
    let house = House::new(2).await;
    let person = house.person().await;
    let (actor, key) = (house.patient(person), house.key());
    let book = |slot| Request::Book(usecase::Book { slot, patient: person, channel: Channel::Online });
    let first = house.hospital.execute(&actor, key.clone(), book(house.slots[0])).await.unwrap();
    house.hospital.inner.core.keys().forget_old(morning() + chrono::Duration::days(8));
    let conflict = house.hospital.execute(&actor, key.clone(), book(house.slots[1])).await;
    assert!(matches!(conflict, Err(Failure::Refused(_) | Failure::Conflict)), "{conflict:?}");
    house
        .system(Request::Cancel(usecase::Cancel {
            appointment: appointment_of(&first),
            reason: ReasonCode::PatientWish,
            text: None,
        }))
        .await
        .unwrap();
    assert_eq!(house.hospital.execute(&actor, key.clone(), book(house.slots[0])).await.unwrap(), first);
    let conflict = house.hospital.execute(&actor, key, book(house.slots[1])).await;
    assert!(matches!(conflict, Err(Failure::Conflict)), "{conflict:?}");
}

fn appointment_of(answer: &Answer) -> model::id::AppointmentId {
    let Answer::Booked { appointment, .. } = answer else { panic!("{answer:?}") };
    *appointment
}

#[tokio::test]
async fn an_answer_waits_for_what_it_has_seen() {
    let (house, log) = faulty(1).await;
    let person = house.person().await;
    let pause = Duration::from_millis(300);
    log.fault(Fault::Slow(pause));
    let began = tokio::time::Instant::now();
    let reading = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let page = house
            .hospital
            .read(&house.patient(person), read::Slots { department: house.department, date: None, patient: None })
            .await
            .unwrap();
        let left = page.clinicians[0].sessions[0].slots[0].left;
        (left, began.elapsed())
    };
    let (booked, (left, read_after)) = tokio::join!(house.book(person, house.slots[0]), reading);
    assert!(booked.is_ok());
    assert_eq!(left, 0, "the world runs ahead");
    assert!(read_after >= pause, "but what it has seen was durable when it left: {read_after:?}");
}

#[tokio::test]
async fn an_answer_that_saw_what_was_taken_back_is_built_again() {
    let (house, log) = faulty(1).await;
    let person = house.person().await;
    log.fault(Fault::SlowFails(Duration::from_millis(200)));
    let reading = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let page = house
            .hospital
            .read(&house.patient(person), read::Slots { department: house.department, date: None, patient: None })
            .await
            .unwrap();
        page.clinicians[0].sessions[0].slots[0].left
    };
    let (booked, left) = tokio::join!(house.book(person, house.slots[0]), reading);
    assert!(matches!(booked, Err(Failure::Full)));
    assert_eq!(left, 1, "the seat that was never taken");
}

#[tokio::test]
async fn the_same_key_has_the_same_answer_and_another_body_is_a_conflict() {
    let house = House::new(2).await;
    let person = house.person().await;
    let actor = house.patient(person);
    let key = house.key();
    let book = |slot| Request::Book(usecase::Book { slot, patient: person, channel: Channel::Online });
    let first = house.hospital.execute(&actor, key.clone(), book(house.slots[0])).await.unwrap();
    let again = house.hospital.execute(&actor, key.clone(), book(house.slots[0])).await.unwrap();
    assert_eq!(first, again);
    let other = house.hospital.execute(&actor, key.clone(), book(house.slots[1])).await;
    assert!(matches!(other, Err(Failure::Conflict)));
    // Somebody else's key of the same name is another key.
    let stranger = house.person().await;
    let theirs = Request::Book(usecase::Book { slot: house.slots[0], patient: stranger, channel: Channel::Online });
    let answer = house.hospital.execute(&house.patient(stranger), key.clone(), theirs).await.unwrap();
    assert_ne!(answer, first);
    // And it is known after a restart.
    house.hospital.shutdown().await;
    let hospital = reopened(&house).await;
    assert_eq!(hospital.execute(&actor, key, book(house.slots[0])).await.unwrap(), first);
}

async fn reopened(house: &House) -> Hospital {
    let journal = house.hospital.inner.journal.clone();
    let clock = Arc::new(house.clock.clone());
    Hospital::open(config(), journal, clock, IdSource::seeded(2), Arc::new(super::house::Silent)).await.unwrap()
}

#[tokio::test]
async fn journal_snapshot_and_restart_agree() {
    let house = House::new(2).await;
    let mut booked = Vec::new();
    for slot in 0..3 {
        let person = house.person().await;
        let Ok(Answer::Booked { appointment, .. }) = house.book(person, house.slots[slot]).await else { panic!() };
        booked.push((person, appointment));
    }
    house.hospital.keep_snapshot().await;
    // These come after the snapshot.
    let late = house.person().await;
    house.book(late, house.slots[5]).await.unwrap();
    let live = house.hospital.look(Worlds::snapshot);
    let from_snapshot = load::load(&house.hospital.inner.journal).await.unwrap();
    assert!(from_snapshot.kept > 0);
    let mut from_journal = Loaded::default();
    load::replay(&house.hospital.inner.journal, &mut from_journal).await.unwrap();
    assert!(from_snapshot.keys == from_journal.keys && from_snapshot.keys == *house.hospital.inner.core.keys());
    let (from_snapshot, from_journal) = (from_snapshot.worlds, from_journal.worlds);
    let bytes = |worlds: &Worlds| serde_json::to_string(&worlds.snapshot()).unwrap();
    assert!(from_snapshot.snapshot() == live);
    assert_eq!(bytes(&from_snapshot), bytes(&from_journal));
    let report = house.hospital.inner.journal.verify().await.unwrap();
    assert!(report.findings.is_empty(), "the tables agree with the journal: {:?}", report.findings);
    house.hospital.shutdown().await;
    let hospital = reopened(&house).await;
    for (person, appointment) in booked {
        let visit = hospital.read(&house.patient(person), read::Appointment { appointment }).await.unwrap();
        assert_eq!(visit.clinician.full, "周示例");
    }
}

#[tokio::test]
async fn time_never_goes_back() {
    let house = House::new(2).await;
    let person = house.person().await;
    house.at(0);
    house.book(person, house.slots[3]).await.unwrap();
    house.clock.set(morning() - chrono::Duration::days(1));
    let other = house.person().await;
    house.book(other, house.slots[4]).await.unwrap();
    let at = house.hospital.look(|worlds| worlds.at);
    assert_eq!(at, morning() + chrono::Duration::hours(1));
}

#[tokio::test]
async fn a_panic_while_deciding_changes_nothing() {
    let house = House::new(1).await;
    let before = house.hospital.look(Worlds::snapshot);
    let panics = Box::new(|_: &mut crate::deciding::Deciding<'_>| panic!("planned"));
    let result = house.hospital.inner.core.ask(model::actor::Actor::system(), None, panics).await;
    assert!(matches!(result, Err(Failure::Broken)));
    assert!(house.hospital.look(Worlds::snapshot) == before);
    let person = house.person().await;
    assert!(house.book(person, house.slots[0]).await.is_ok(), "the writer goes on");
}

#[tokio::test]
async fn a_person_is_corrected_and_erased_and_the_journal_still_holds() {
    let house = House::new(1).await;
    let person = house.person().await;
    let details = PersonDetails {
        name: "林更正".into(),
        sex: None,
        birth: None,
        phone: Some("13900000000".into()),
        address: None,
        credentials: vec![TypedCredential {
            kind: CredentialKind::ResidentId,
            number: complete_resident_id("37010019700101002").unwrap(),
            country: None,
        }],
    };
    let text = Some("登记时写错".to_owned());
    let correct = Request::CorrectPerson(usecase::CorrectPerson { person, details, reason: ReasonCode::Mistake, text });
    house.execute(&house.desk(), correct).await.unwrap();
    let card = house.hospital.read(&house.desk(), read::Person { person }).await.unwrap();
    assert_eq!((card.name.full.as_str(), card.phone.as_deref()), ("林更正", Some("139****0000")));
    let found = house.hospital.read(&house.desk(), read::Search { text: "林示例".into() }).await.unwrap();
    assert!(found.hits.is_empty(), "the old name finds nobody");

    let record = house.hospital.look(|worlds| worlds.journey.person(person).unwrap().record.clone().unwrap().id);
    let erased = house.execute(&house.admin(), Request::ErasePerson(usecase::ErasePerson { person })).await.unwrap();
    assert!(matches!(erased, Answer::PersonErased { destroyed, .. } if destroyed.contains(&RetentionClass::Contact)));
    let card = house.hospital.read(&house.desk(), read::Person { person }).await.unwrap();
    assert_eq!((card.name.full.as_str(), card.phone, card.credentials.len()), ("", None, 0));
    let journal = &house.hospital.inner.journal;
    assert_eq!(journal.open_side(record).await.unwrap(), None, "the key is gone");
    let report = journal.verify().await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[tokio::test]
async fn a_bulk_makes_a_past_in_few_commits_that_reads_see() {
    let house = House::new(20).await;
    let mut bulk = house.hospital.bulk().await;
    let system = model::actor::Actor::system();
    let before = house.hospital.look(|worlds| worlds.seq);
    for number in 0..20 {
        let id = complete_resident_id(&format!("37010019800101{number:03}")).unwrap();
        let credentials = vec![TypedCredential { kind: CredentialKind::ResidentId, number: id, country: None }];
        let details =
            PersonDetails { name: "过去".into(), sex: None, birth: None, phone: None, address: None, credentials };
        let request = Request::RegisterPerson(usecase::RegisterPerson { identity: Identity::Known, person: details });
        let Ok(Answer::PersonRegistered { person }) = bulk.execute(morning(), &system, request).await else { panic!() };
        let book =
            Request::Book(usecase::Book { slot: house.slots[number % 9], patient: person, channel: Channel::Online });
        bulk.execute(morning(), &system, book).await.unwrap();
    }
    bulk.flush().await.unwrap();
    drop(bulk);
    assert_eq!(house.hospital.look(|worlds| worlds.seq) - before, 20 * 3);
    let list = house.hospital.read(&house.desk(), read::DayList { department: None, date: None }).await.unwrap();
    assert_eq!((list.rows.len(), list.rows[0].patient.name.full.as_str()), (20, "过去"));
    let report = house.hospital.inner.journal.verify().await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let person = house.person().await;
    assert!(house.book(person, house.slots[8]).await.is_ok(), "the writer goes on");
}

#[tokio::test]
async fn a_first_past_is_written_while_it_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal_in(folder.path()).await;
    let clock = Arc::new(crate::clock::StandingClock::new(morning()));
    let platform = Arc::new(super::house::Silent);
    let hospital = Hospital::open(config(), journal.clone(), clock, IdSource::seeded(3), platform).await.unwrap();
    let system = model::actor::Actor::system();
    let mut bulk = hospital.bulk().await;
    let opened = |number: u32| {
        Request::OpenDepartment(usecase::OpenDepartment {
            code: format!("D{number}"),
            name: model::Label::new("科室", "Department"),
            place: model::Label::new("门诊楼", "Outpatient building"),
        })
    };
    for number in 0..4500 {
        bulk.execute(morning(), &system, opened(number)).await.unwrap();
    }
    bulk.flush().await.unwrap();
    drop(bulk);
    let live = hospital.look(Worlds::snapshot);
    assert!(load::load(&journal).await.unwrap().worlds.snapshot() == live);
    // What is not flushed is taken back, and the writer goes on.
    let mut bulk = hospital.bulk().await;
    bulk.execute(morning(), &system, opened(4501)).await.unwrap();
    drop(bulk);
    assert!(hospital.look(Worlds::snapshot) == live);
    let key = crate::IdempotencyKey::new("next").unwrap();
    assert!(hospital.execute(&system, key, opened(4502)).await.is_ok());
    assert_eq!(hospital.read(&system, read::Departments {}).await.unwrap().departments.len(), 4501);
}
