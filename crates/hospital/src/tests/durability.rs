//! Nothing is acknowledged before it is durable, and nothing stays that is not durable.

use super::{
    harness::{Harness, config, journal_in, morning},
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
    watch,
    worlds::Worlds,
    writer::{Log, QUEUE_MAX, keys::KeyUse},
};
use futures_util::FutureExt as _;
use journal::{AppendError, Entry, Journal, SealedRow, Settled, StoreError, WriteLock};
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
    /// Nothing is written, and the caller learns that.
    Fails,
    /// It is written, and the answer is lost.
    LosesAnswer,
    /// Nothing is written, and the answer is lost.
    LosesBoth,
    /// The write lock is lost before anything is written.
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
    type WriteLock = WriteLock;
    type History = Journal;

    fn history(&self) -> &Journal {
        &self.journal
    }

    async fn write_lock(&self, after: Seq) -> Result<(WriteLock, Vec<Entry>), AppendError> {
        self.journal.write_lock(after).await
    }

    async fn end(&self, lock: WriteLock) {
        lock.end().await;
    }

    async fn append(&self, lock: WriteLock, entries: &[Entry], side: &[SealedRow]) -> Result<(), AppendError> {
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
        self.journal.append_in(lock, entries, side).await?;
        if fault == Some(Fault::LosesAnswer) { Err(AppendError::OutcomeUnknown) } else { Ok(()) }
    }

    async fn settle(&self, entries: &[Entry]) -> Result<Settled, StoreError> {
        if self.silent.load(Ordering::Relaxed) { Err(StoreError::Password) } else { self.journal.settle(entries).await }
    }
}

async fn faulty(capacity: u16) -> (Harness, Faulty) {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal_in(folder.path()).await;
    let log =
        Faulty { journal: journal.clone(), appends: Arc::default(), faults: Arc::default(), silent: Arc::default() };
    (Harness::with_log(capacity, folder, journal, log.clone()).await, log)
}

#[tokio::test]
async fn many_bookings_share_few_commits() {
    let (harness, log) = faulty(50).await;
    let mut people = Vec::new();
    for _ in 0..100 {
        people.push(harness.person().await);
    }
    let before = log.appends.load(Ordering::Relaxed);
    let bookings = people.iter().zip(harness.slots.iter().cycle()).map(|(person, slot)| harness.book(*person, *slot));
    let results = futures_util::future::join_all(bookings).await;
    assert!(results.iter().all(Result::is_ok));
    let commits = log.appends.load(Ordering::Relaxed) - before;
    assert!(commits <= 10, "{commits} commits for 100 bookings");
}

#[tokio::test]
async fn a_full_queue_turns_away_at_once_and_who_waits_in_it_is_served() {
    let (harness, log) = faulty(1).await;
    let person = harness.person().await;
    let before = log.appends.load(Ordering::Relaxed);
    log.fault(Fault::Slow(Duration::from_millis(200)));
    let mut slow = Box::pin(harness.book(person, harness.slots[0]));
    while log.appends.load(Ordering::Relaxed) == before {
        assert!((&mut slow).now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    // The writer is busy with its commit. From here on only this test runs.
    let mut waiting = Vec::new();
    let turned_away = loop {
        let decide = Box::new(|_: &mut crate::deciding::Deciding<'_>| Ok(Answer::Done));
        let mut asked = Box::pin(harness.hospital.inner.core.ask(model::actor::Actor::system(), None, decide));
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
    let (harness, log) = faulty(1).await;
    let (one, other) = (harness.person().await, harness.person().await);
    let before = harness.hospital.look(Worlds::snapshot);
    log.fault(Fault::Fails);
    assert!(matches!(harness.book(one, harness.slots[0]).await, Err(Failure::Full)));
    assert!(harness.hospital.look(Worlds::snapshot) == before, "the world is as it was");
    assert!(harness.book(other, harness.slots[0]).await.is_ok(), "the seat is free again");
}

#[tokio::test]
async fn a_refusal_that_saw_what_was_taken_back_is_not_told() {
    let (harness, log) = faulty(1).await;
    let (one, other) = (harness.person().await, harness.person().await);
    log.fault(Fault::Fails);
    let (first, second) = tokio::join!(harness.book(one, harness.slots[0]), harness.book(other, harness.slots[0]));
    assert!(matches!(first, Err(Failure::Full)));
    // Decided after the first one, in the same batch or after that was taken back: never "full".
    assert!(matches!(second, Err(Failure::Busy { .. }) | Ok(_)), "{second:?}");
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_looking() {
    let (harness, log) = faulty(1).await;
    let (one, other) = (harness.person().await, harness.person().await);
    log.fault(Fault::LosesAnswer);
    assert!(harness.book(one, harness.slots[0]).await.is_ok(), "it is in");
    log.fault(Fault::LosesBoth);
    assert!(harness.book(other, harness.slots[1]).await.is_ok(), "it was not in and is written again");
    let reloaded = load::load(&harness.hospital.inner.journal).await.unwrap();
    assert!(reloaded.worlds.snapshot() == harness.hospital.look(Worlds::snapshot));
}

#[tokio::test]
async fn what_callers_were_told_is_unknown_is_not_written_after_that() {
    let (harness, log) = faulty(1).await;
    let (person, next) = (harness.person().await, harness.person().await);
    log.silent.store(true, Ordering::Relaxed);
    log.fault(Fault::LosesBoth);
    let booked = harness.book(person, harness.slots[0]).await;
    assert!(matches!(booked, Err(Failure::OutcomeUnknown)), "{booked:?}");
    log.silent.store(false, Ordering::Relaxed);
    // The next is decided when the outcome is known.
    let other = loop {
        match harness.book(next, harness.slots[0]).await {
            Err(Failure::OutcomeUnknown | Failure::Busy { .. }) => {}
            other => break other,
        }
    };
    assert!(other.is_ok(), "the seat is free: {other:?}");
    let reloaded = load::load(&harness.hospital.inner.journal).await.unwrap();
    assert!(reloaded.worlds.snapshot() == harness.hospital.look(Worlds::snapshot));
}

#[tokio::test]
async fn what_was_answered_before_a_batch_stays_answered_when_it_fails() {
    let (harness, log) = faulty(1).await;
    let (one, other) = (harness.person().await, harness.person().await);
    let (actor, key) = (harness.patient(one), harness.key());
    let book = Request::Book(usecase::Book {
        slot: harness.slots[0],
        patient: one,
        channel: Channel::Online,
        impossible: None,
    });
    let first = harness.hospital.execute(&actor, key.clone(), book.clone()).await.unwrap();
    log.fault(Fault::Fails);
    let (failed, again) =
        tokio::join!(harness.book(other, harness.slots[1]), harness.hospital.execute(&actor, key, book));
    assert!(matches!(failed, Err(Failure::Full)));
    assert_eq!(again.unwrap(), first, "it is done, whatever becomes of the others in its batch");
}

#[tokio::test]
async fn a_record_that_was_opened_is_reported_though_whoever_asked_has_hung_up() {
    let (harness, log) = faulty(3).await;
    let person = harness.person().await;
    let admission = prying::emergency(&harness, person).await;
    let (nurse, bed) = prying::other_ward(&harness).await;
    harness.execute(&nurse, Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
    log.fault(Fault::Slow(Duration::from_millis(200)));
    let arrive = Request::Arrive(usecase::Arrive { admission, credential: CredentialKind::FaceToken, number: None });
    let gone = tokio::time::timeout(Duration::from_millis(50), harness.execute(&nurse, arrive)).await;
    assert!(gone.is_err(), "{gone:?}");
    for _ in 0..100 {
        if prying::reported(&harness, person, OpenedBy::Arrival).await == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it was opened and nobody is told");
}

#[tokio::test]
async fn a_record_that_may_have_been_opened_is_reported_while_nobody_knows() {
    let (harness, log) = faulty(3).await;
    let person = harness.person().await;
    let admission = prying::emergency(&harness, person).await;
    let (nurse, bed) = prying::other_ward(&harness).await;
    harness.execute(&nurse, Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
    log.silent.store(true, Ordering::Relaxed);
    log.fault(Fault::LosesAnswer);
    let arrive = Request::Arrive(usecase::Arrive { admission, credential: CredentialKind::FaceToken, number: None });
    let unknown = harness.execute(&nurse, arrive).await;
    assert!(matches!(unknown, Err(Failure::OutcomeUnknown)), "{unknown:?}");
    log.silent.store(false, Ordering::Relaxed);
    assert_eq!(prying::reported(&harness, person, OpenedBy::Arrival).await, 1);
}

#[tokio::test]
async fn what_is_typed_cannot_be_guessed_from_the_hash_of_its_request() {
    let harness = Harness::new(1).await;
    let (person, key) = (harness.person().await, crate::IdempotencyKey::new("once").unwrap());
    let (actor, request) = (
        harness.patient(person),
        Request::Book(usecase::Book {
            slot: harness.slots[0],
            patient: person,
            channel: Channel::Online,
            impossible: None,
        }),
    );
    let done = harness.hospital.execute(&actor, key.clone(), request.clone()).await.unwrap();
    let kept = harness.hospital.inner.journal.find_key(actor.user, "once").await.unwrap().unwrap();
    let plain: [u8; 32] = Sha256::digest(serde_json::to_vec(&request).unwrap()).into();
    assert_ne!(kept.key.body_hash, plain);
    assert_eq!(harness.hospital.execute(&actor, key, request).await.unwrap(), done, "and it is known again");
}

/// A request made before hashes were under a key, and made again after that, is known again, even when it is older than
/// memory.
#[tokio::test]
async fn what_was_asked_before_hashes_were_under_a_key_is_known_again() {
    let harness = Harness::new(1).await;
    let person = harness.person().await;
    let admission = prying::emergency(&harness, person).await;
    let nurse = harness.nurse();
    let bed = harness.hospital.read(&nurse, read::Ward { ward: None }).await.unwrap().rooms[0].beds[0].bed;
    harness.execute(&nurse, Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
    harness
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
    let decision = harness.hospital.decision(&nurse, take(100_000)).await.unwrap();
    let taken = harness.hospital.inner.core.ask(nurse.clone(), Some(before), decision).await.unwrap();
    let again =
        async |fen| harness.hospital.execute(&nurse, crate::IdempotencyKey::new("once").unwrap(), take(fen)).await;
    for older_than_memory in [false, true] {
        if older_than_memory {
            harness.hospital.inner.core.keys().forget_old(harness.hospital.now() + chrono::Duration::days(8));
        }
        assert_eq!(again(100_000).await.unwrap(), taken, "{older_than_memory}");
        let other = again(100_001).await;
        assert!(matches!(other, Err(Failure::Conflict)), "{older_than_memory}: {other:?}");
    }
}

#[tokio::test]
async fn what_a_key_was_answered_is_told_when_it_is_durable() {
    let (harness, log) = faulty(1).await;
    let person = harness.person().await;
    let actor = harness.patient(person);
    let journal = &harness.hospital.inner.journal;
    for (slot, fault, stays) in
        [(1, Fault::SlowFails(Duration::from_millis(200)), false), (0, Fault::Slow(Duration::from_millis(200)), true)]
    {
        let request = Request::Book(usecase::Book {
            slot: harness.slots[slot],
            patient: person,
            channel: Channel::Online,
            impossible: None,
        });
        let body_hash = harness.hospital.inner.lookups.request(&serde_json::to_vec(&request).unwrap());
        let key = KeyUse { user: actor.user, key: format!("slow-{slot}"), body_hash, body_hash_before: body_hash };
        log.fault(fault);
        let appends = log.appends.load(Ordering::Relaxed);
        let known = async {
            while log.appends.load(Ordering::Relaxed) == appends {
                tokio::task::yield_now().await;
            }
            let known = harness.hospital.inner.core.known(&key).await.unwrap();
            (known, journal.find_key(key.user, &key.key).await.unwrap().is_some())
        };
        let client = crate::IdempotencyKey::new(key.key.clone()).unwrap();
        let (booked, (known, written)) = tokio::join!(harness.hospital.execute(&actor, client, request), known);
        assert_eq!((booked.is_ok(), known.is_some(), written), (stays, stays, stays));
    }
}

#[tokio::test]
async fn a_lost_write_lock_is_taken_again_and_given_up_when_it_is_lost_each_time() {
    let (harness, log) = faulty(1).await;
    let (one, other) = (harness.person().await, harness.person().await);
    log.fault(Fault::Interrupted);
    log.fault(Fault::Interrupted);
    assert!(harness.book(one, harness.slots[0]).await.is_ok(), "decided three times, written once");
    for _ in 0..3 {
        log.fault(Fault::Interrupted);
    }
    let before = harness.hospital.look(Worlds::snapshot);
    assert!(matches!(harness.book(other, harness.slots[1]).await, Err(Failure::Busy { .. })));
    assert!(harness.hospital.look(Worlds::snapshot) == before, "the world is as it was");
    let reloaded = load::load(&harness.hospital.inner.journal).await.unwrap();
    assert!(reloaded.worlds.snapshot() == before);
}

#[tokio::test]
async fn a_key_older_than_memory_has_its_answer_still() {
    let harness = Harness::new(2).await;
    let person = harness.person().await;
    let (actor, key) = (harness.patient(person), harness.key());
    let book =
        |slot| Request::Book(usecase::Book { slot, patient: person, channel: Channel::Online, impossible: None });
    let first = harness.hospital.execute(&actor, key.clone(), book(harness.slots[0])).await.unwrap();
    harness.hospital.inner.core.keys().forget_old(morning() + chrono::Duration::days(8));
    let conflict = harness.hospital.execute(&actor, key.clone(), book(harness.slots[1])).await;
    assert!(matches!(conflict, Err(Failure::Refused(_) | Failure::Conflict)), "{conflict:?}");
    harness
        .system(Request::Cancel(usecase::Cancel {
            appointment: appointment_of(&first),
            reason: ReasonCode::PatientWish,
            text: None,
        }))
        .await
        .unwrap();
    assert_eq!(harness.hospital.execute(&actor, key.clone(), book(harness.slots[0])).await.unwrap(), first);
    let conflict = harness.hospital.execute(&actor, key, book(harness.slots[1])).await;
    assert!(matches!(conflict, Err(Failure::Conflict)), "{conflict:?}");
}

fn appointment_of(answer: &Answer) -> model::id::AppointmentId {
    let Answer::Booked { appointment, .. } = answer else { panic!("{answer:?}") };
    *appointment
}

#[tokio::test]
async fn an_answer_waits_for_what_it_has_seen() {
    let (harness, log) = faulty(1).await;
    let person = harness.person().await;
    let pause = Duration::from_millis(300);
    log.fault(Fault::Slow(pause));
    let began = tokio::time::Instant::now();
    let reading = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let page = harness
            .hospital
            .read(&harness.patient(person), read::Slots { department: harness.department, date: None, patient: None })
            .await
            .unwrap();
        let left = page.clinicians[0].sessions[0].slots[0].left;
        (left, began.elapsed())
    };
    let (booked, (left, read_after)) = tokio::join!(harness.book(person, harness.slots[0]), reading);
    assert!(booked.is_ok());
    assert_eq!(left, 0, "the world runs ahead");
    assert!(read_after >= pause, "but what it has seen was durable when it left: {read_after:?}");
}

#[tokio::test]
async fn an_answer_that_saw_what_was_taken_back_is_built_again() {
    let (harness, log) = faulty(1).await;
    let person = harness.person().await;
    log.fault(Fault::SlowFails(Duration::from_millis(200)));
    let reading = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let page = harness
            .hospital
            .read(&harness.patient(person), read::Slots { department: harness.department, date: None, patient: None })
            .await
            .unwrap();
        page.clinicians[0].sessions[0].slots[0].left
    };
    let (booked, left) = tokio::join!(harness.book(person, harness.slots[0]), reading);
    assert!(matches!(booked, Err(Failure::Full)));
    assert_eq!(left, 1, "the seat that was never taken");
}

#[tokio::test]
async fn the_same_key_has_the_same_answer_and_another_body_is_a_conflict() {
    let harness = Harness::new(2).await;
    let person = harness.person().await;
    let actor = harness.patient(person);
    let key = harness.key();
    let book =
        |slot| Request::Book(usecase::Book { slot, patient: person, channel: Channel::Online, impossible: None });
    let first = harness.hospital.execute(&actor, key.clone(), book(harness.slots[0])).await.unwrap();
    let again = harness.hospital.execute(&actor, key.clone(), book(harness.slots[0])).await.unwrap();
    assert_eq!(first, again);
    let other = harness.hospital.execute(&actor, key.clone(), book(harness.slots[1])).await;
    assert!(matches!(other, Err(Failure::Conflict)));
    // Somebody else's key of the same name is another key.
    let stranger = harness.person().await;
    let theirs = Request::Book(usecase::Book {
        slot: harness.slots[0],
        patient: stranger,
        channel: Channel::Online,
        impossible: None,
    });
    let answer = harness.hospital.execute(&harness.patient(stranger), key.clone(), theirs).await.unwrap();
    assert_ne!(answer, first);
    // And it is known after a restart.
    harness.hospital.shutdown().await;
    let hospital = reopened(&harness).await;
    assert_eq!(hospital.execute(&actor, key, book(harness.slots[0])).await.unwrap(), first);
}

async fn reopened(harness: &Harness) -> Hospital {
    let journal = harness.hospital.inner.journal.clone();
    let clock = Arc::new(harness.clock.clone());
    Hospital::open(config(), journal, clock, IdSource::seeded(2), Arc::new(super::harness::Silent)).await.unwrap()
}

#[tokio::test]
async fn journal_snapshot_and_restart_agree() {
    let harness = Harness::new(2).await;
    let mut booked = Vec::new();
    for slot in 0..3 {
        let person = harness.person().await;
        let Ok(Answer::Booked { appointment, .. }) = harness.book(person, harness.slots[slot]).await else { panic!() };
        booked.push((person, appointment));
    }
    harness.hospital.keep_snapshot().await;
    // These come after the snapshot.
    let late = harness.person().await;
    harness.book(late, harness.slots[5]).await.unwrap();
    let live = harness.hospital.look(Worlds::snapshot);
    let from_snapshot = load::load(&harness.hospital.inner.journal).await.unwrap();
    assert!(from_snapshot.kept > 0);
    let mut from_journal = Loaded::default();
    load::replay(&harness.hospital.inner.journal, &mut from_journal).await.unwrap();
    assert!(from_snapshot.keys == from_journal.keys && from_snapshot.keys == *harness.hospital.inner.core.keys());
    let (from_snapshot, from_journal) = (from_snapshot.worlds, from_journal.worlds);
    let bytes = |worlds: &Worlds| serde_json::to_string(&worlds.snapshot()).unwrap();
    assert!(from_snapshot.snapshot() == live);
    assert_eq!(bytes(&from_snapshot), bytes(&from_journal));
    let report = crate::verify(&harness.hospital.inner.journal).await.unwrap();
    assert!(report.findings.is_empty(), "the tables agree with the journal: {:?}", report.findings);
    harness.hospital.shutdown().await;
    let hospital = reopened(&harness).await;
    for (person, appointment) in booked {
        let visit = hospital.read(&harness.patient(person), read::Appointment { appointment }).await.unwrap();
        assert_eq!(visit.clinician.full, "周示例");
    }
}

#[tokio::test]
async fn time_never_goes_back() {
    let harness = Harness::new(2).await;
    let person = harness.person().await;
    harness.at(0);
    harness.book(person, harness.slots[3]).await.unwrap();
    harness.clock.set(morning() - chrono::Duration::days(1));
    let other = harness.person().await;
    harness.book(other, harness.slots[4]).await.unwrap();
    let at = harness.hospital.look(|worlds| worlds.at);
    assert_eq!(at, morning() + chrono::Duration::hours(1));
}

#[tokio::test]
async fn a_panic_while_deciding_changes_nothing() {
    let harness = Harness::new(1).await;
    let before = harness.hospital.look(Worlds::snapshot);
    let panics = Box::new(|_: &mut crate::deciding::Deciding<'_>| panic!("planned"));
    let result = harness.hospital.inner.core.ask(model::actor::Actor::system(), None, panics).await;
    assert!(matches!(result, Err(Failure::Broken)));
    assert!(harness.hospital.look(Worlds::snapshot) == before);
    let person = harness.person().await;
    assert!(harness.book(person, harness.slots[0]).await.is_ok(), "the writer goes on");
}

#[tokio::test]
async fn a_person_is_corrected_and_erased_and_the_journal_still_holds() {
    let harness = Harness::new(1).await;
    let person = harness.person().await;
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
    harness.execute(&harness.desk(), correct).await.unwrap();
    let card = harness.hospital.read(&harness.desk(), read::Person { person }).await.unwrap();
    assert_eq!((card.name.full.as_str(), card.phone.as_deref()), ("林更正", Some("139****0000")));
    let found = harness.hospital.read(&harness.desk(), read::Search { text: "林示例".into() }).await.unwrap();
    assert!(found.hits.is_empty(), "the old name finds nobody");

    let record = harness.hospital.look(|worlds| worlds.journey.person(person).unwrap().record.clone().unwrap().id);
    let erased =
        harness.execute(&harness.admin(), Request::ErasePerson(usecase::ErasePerson { person })).await.unwrap();
    assert!(matches!(erased, Answer::PersonErased { destroyed, .. } if destroyed.contains(&RetentionClass::Contact)));
    let card = harness.hospital.read(&harness.desk(), read::Person { person }).await.unwrap();
    assert_eq!((card.name.full.as_str(), card.phone, card.credentials.len()), ("", None, 0));
    let journal = &harness.hospital.inner.journal;
    assert_eq!(journal.open_side(record).await.unwrap(), None, "the key is gone");
    let report = crate::verify(journal).await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[tokio::test]
async fn a_bulk_writes_history_in_few_commits_that_reads_see() {
    let harness = Harness::new(20).await;
    let mut bulk = harness.hospital.bulk().await;
    let system = model::actor::Actor::system();
    let before = harness.hospital.look(|worlds| worlds.seq);
    for number in 0..20 {
        let id = complete_resident_id(&format!("37010019800101{number:03}")).unwrap();
        let credentials = vec![TypedCredential { kind: CredentialKind::ResidentId, number: id, country: None }];
        let details =
            PersonDetails { name: "过去".into(), sex: None, birth: None, phone: None, address: None, credentials };
        let request = Request::RegisterPerson(usecase::RegisterPerson { identity: Identity::Known, person: details });
        let Ok(Answer::PersonRegistered { person }) = bulk.execute(morning(), &system, request).await else { panic!() };
        let book = Request::Book(usecase::Book {
            slot: harness.slots[number % 9],
            patient: person,
            channel: Channel::Online,
            impossible: None,
        });
        bulk.execute(morning(), &system, book).await.unwrap();
    }
    bulk.flush().await.unwrap();
    drop(bulk);
    assert_eq!(harness.hospital.look(|worlds| worlds.seq) - before, 20 * 3);
    let list = harness.hospital.read(&harness.desk(), read::DayList { department: None, date: None }).await.unwrap();
    assert_eq!((list.rows.len(), list.rows[0].patient.name.full.as_str()), (20, "过去"));
    let report = crate::verify(&harness.hospital.inner.journal).await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let person = harness.person().await;
    assert!(harness.book(person, harness.slots[8]).await.is_ok(), "the writer goes on");
}

#[tokio::test]
async fn the_first_history_is_written_while_it_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal_in(folder.path()).await;
    let clock = Arc::new(crate::clock::StandingClock::new(morning()));
    let platform = Arc::new(super::harness::Silent);
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

/// However many events a start looks at, it begins with a whole row: a booking is one of two events.
#[tokio::test]
async fn a_start_checks_whole_rows() {
    let harness = Harness::new(3).await;
    for _ in 0..3 {
        let person = harness.person().await;
        harness.book(person, harness.slots[0]).await.unwrap();
    }
    let journal = &harness.hospital.inner.journal;
    let ((last, _), entries) = (journal.head().await.unwrap(), journal.load(1, u32::MAX).await.unwrap());
    let ends = |seq: Seq| seq == 0 || entries.get(seq as usize).is_none_or(|next| !next.goes_on);
    assert!((1..last).any(|seq| !ends(seq)), "some rows have several events");
    for kept in (0..=last).filter(|seq| ends(*seq)) {
        for most in 1..=last {
            let from = watch::newest(journal, kept, last, most).await.unwrap();
            let first = kept.max(last - most);
            assert!(ends(from) && from <= first && (from + 1..=first).all(|seq| !ends(seq)), "{kept} {most}: {from}");
        }
    }
}
