//! Several nodes on one PostgreSQL, all of them writing to the same hospital.

use super::harness::{Harness, Silent, config, journal_at, server, today};
use crate::read;
use crate::usecase;
use crate::writer::Log;
use crate::{Answer, Config, Failure, Hospital, IdSource, IdempotencyKey, Request, load, worlds::Worlds};
use journal::{AppendError, Entry, Journal, SealedRow, Settled, StoreError, WriteLock};
use model::{
    actor::Actor,
    event::Event,
    id::{AppointmentId, PersonId, Seq, SlotId},
    scheduling::{self, Channel, ReasonCode},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use testkit::{Cluster, Database};
use tokio::{sync::Notify, task::JoinHandle};

const PATIENCE: Duration = Duration::from_secs(30);

async fn shared(capacity: u16, database: Database) -> Harness {
    let journal = journal_at(&database.url()).await;
    let log = journal.clone();
    Harness::in_place(capacity, server(database), journal, log).await
}

/// A journal that loses a write lock together with the answer of the commit, and reports it only when it is told to.
#[derive(Clone, Debug)]
struct Losing {
    journal: Journal,
    armed: Arc<AtomicBool>,
    lost: Arc<Notify>,
    go_on: Arc<Notify>,
}

impl Log for Losing {
    type WriteLock = WriteLock;
    type History = Journal;

    fn history(&self) -> &Journal {
        &self.journal
    }

    async fn write_lock(&self, after: Seq) -> Result<(WriteLock, Vec<Entry>), AppendError> {
        self.journal.write_lock(after).await
    }

    async fn append(&self, lock: WriteLock, entries: &[Entry], side: &[SealedRow]) -> Result<(), AppendError> {
        if self.armed.swap(false, Ordering::Relaxed) {
            drop(lock);
            self.lost.notify_one();
            self.go_on.notified().await;
            return Err(AppendError::OutcomeUnknown);
        }
        self.journal.append_in(lock, entries, side).await
    }

    async fn end(&self, lock: WriteLock) {
        lock.end().await;
    }

    async fn settle(&self, entries: &[Entry]) -> Result<Settled, StoreError> {
        self.journal.settle(entries).await
    }
}

/// Another node on the same database.
async fn node(harness: &Harness, number: u64) -> Hospital {
    let journal = journal_at(&harness.place.url).await;
    let config = Config { node: format!("node-{number}"), ..config() };
    let (clock, ids) = (Arc::new(harness.clock.clone()), IdSource::seeded(100 + number));
    Hospital::open(config, journal, clock, ids, Arc::new(Silent)).await.unwrap()
}

async fn three(capacity: u16) -> (Harness, [Hospital; 3]) {
    three_in(capacity, Database::new()).await
}

async fn three_in(capacity: u16, database: Database) -> (Harness, [Hospital; 3]) {
    let harness = shared(capacity, database).await;
    let nodes = [harness.hospital.clone(), node(&harness, 2).await, node(&harness, 3).await];
    (harness, nodes)
}

/// Waits until a node has learnt of an event.
async fn learns(node: &Hospital, seq: u64) {
    let mut changes = node.changes();
    tokio::time::timeout(PATIENCE, changes.wait_for(|seen| *seen >= seq)).await.unwrap().unwrap();
}

/// What was acknowledged: who has which seat.
type Acknowledged = Vec<(AppointmentId, PersonId, SlotId)>;

fn book(
    harness: &Harness,
    node: &Hospital,
    person: PersonId,
    slot: SlotId,
    key: &str,
) -> impl Future<Output = Result<Answer, Failure>> + use<> {
    let request = Request::Book(usecase::Book { slot, patient: person, channel: Channel::Online, impossible: None });
    let (node, actor, key) = (node.clone(), harness.patient(person), IdempotencyKey::new(key).unwrap());
    async move { node.execute(&actor, key, request).await }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_seat_is_sold_twice_and_every_acknowledgement_is_found_once() {
    const CAPACITY: usize = 12;
    let (harness, nodes) = three(CAPACITY as u16).await;
    let mut people = Vec::new();
    for _ in 0..180 {
        people.push(harness.person().await);
    }
    let head = harness.hospital.look(|worlds| worlds.seq);
    for node in &nodes {
        learns(node, head).await;
    }
    // 180 people want 108 seats; each asks two nodes at the same time, for neighbouring slots.
    let mut asked = Vec::new();
    for (number, person) in people.into_iter().enumerate() {
        for round in 0..2 {
            let (slot, node) = (harness.slots[(number + round) % 9], &nodes[(number + round) % 3]);
            let asking = book(&harness, node, person, slot, &format!("seat-{number}-{round}"));
            asked.push(tokio::spawn(async move { (person, slot, asking.await) }));
        }
    }
    let mut acknowledged = Acknowledged::new();
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    for task in asked {
        match task.await.unwrap() {
            (person, slot, Ok(Answer::Booked { appointment, .. })) => acknowledged.push((appointment, person, slot)),
            (.., Err(Failure::Refused(refusal))) => *refused.entry(refusal.code).or_default() += 1,
            (.., other) => panic!("{other:?}"),
        }
    }
    println!("{} seats sold, refused: {refused:?}", acknowledged.len());
    // Forty requests of forty people were for each window, and at most 24 of those people have a seat in one of the two
    // windows beside it: were it not full, at least 16 would have been refused it without a reason.
    assert_eq!(acknowledged.len(), 9 * CAPACITY, "{refused:?}");
    all_is_found_once(&harness, &acknowledged).await;
    let mut patients = BTreeSet::new();
    for (_, person, _) in &acknowledged {
        assert!(patients.insert(*person), "one visit a day in a department");
    }
    for slot in &harness.slots {
        let sold = acknowledged.iter().filter(|(.., of)| of == slot).count();
        assert!(sold <= CAPACITY, "{sold} of {CAPACITY}");
    }
    agree(&harness, &nodes).await;
}

/// Those who were booked were told so, and nobody else was; each has one booking.
async fn all_is_found_once(harness: &Harness, acknowledged: &Acknowledged) {
    let mut found = BTreeMap::new();
    for entry in harness.hospital.inner.journal.load(1, u32::MAX).await.unwrap() {
        if let Event::Scheduling(scheduling::Event::AppointmentBooked(booked)) = entry.event {
            let twice = found.insert(booked.appointment, (booked.patient, booked.slot));
            assert!(twice.is_none(), "{} stands twice", booked.appointment);
        }
    }
    assert_eq!(found.len(), acknowledged.len());
    for (appointment, person, slot) in acknowledged {
        assert_eq!(found.get(appointment), Some(&(*person, *slot)));
    }
}

/// All nodes know the same, and so do a node that starts now and the tables.
async fn agree(harness: &Harness, nodes: &[Hospital]) {
    let journal = &harness.hospital.inner.journal;
    let report = crate::verify(journal).await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let head = journal.head().await.unwrap().0;
    let fresh = load::load(journal).await.unwrap().worlds.snapshot();
    for node in nodes {
        learns(node, head).await;
        assert!(node.look(Worlds::snapshot) == fresh);
    }
}

#[tokio::test]
async fn a_lost_commit_that_another_node_overtook_is_decided_again() {
    let database = Database::new();
    let journal = journal_at(&database.url()).await;
    let log = Losing { journal: journal.clone(), armed: Arc::default(), lost: Arc::default(), go_on: Arc::default() };
    let harness = Harness::in_place(1, server(database), journal, log.clone()).await;
    let other = node(&harness, 2).await;
    let (slow, quick) = (harness.person().await, harness.person().await);
    log.armed.store(true, Ordering::Relaxed);
    let asked = tokio::spawn(book(&harness, &harness.hospital, slow, harness.slots[0], "slow"));
    log.lost.notified().await;
    book(&harness, &other, quick, harness.slots[0], "quick").await.unwrap();
    log.go_on.notify_one();
    let answer = asked.await.unwrap();
    assert!(matches!(&answer, Err(Failure::Refused(refusal)) if refusal.code == "slot-full"), "{answer:?}");
    // When nobody was quicker, the same is written again.
    log.armed.store(true, Ordering::Relaxed);
    log.go_on.notify_one();
    assert!(book(&harness, &harness.hospital, slow, harness.slots[1], "again").await.is_ok());
    let report = crate::verify(&harness.hospital.inner.journal).await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

/// Books as a client does, with the same key until there is an answer.
fn insist(
    harness: &Harness,
    node: &Hospital,
    person: PersonId,
    slot: SlotId,
) -> JoinHandle<(AppointmentId, PersonId, SlotId)> {
    let request = Request::Book(usecase::Book { slot, patient: person, channel: Channel::Online, impossible: None });
    let (node, actor, key) = (node.clone(), harness.patient(person), harness.key());
    tokio::spawn(async move {
        loop {
            match node.execute(&actor, key.clone(), request.clone()).await {
                Ok(Answer::Booked { appointment, .. }) => return (appointment, person, slot),
                Err(Failure::Busy { .. } | Failure::OutcomeUnknown | Failure::Broken) => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                other => panic!("{other:?}"),
            }
        }
    })
}

async fn acknowledged(asked: Vec<JoinHandle<(AppointmentId, PersonId, SlotId)>>) -> Acknowledged {
    let mut acknowledged = Acknowledged::new();
    for task in asked {
        acknowledged.push(tokio::time::timeout(PATIENCE, task).await.unwrap().unwrap());
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_cut_lose_nothing() {
    let (harness, nodes) = three(20).await;
    let mut asked = Vec::new();
    for number in 0..120 {
        let person = harness.person().await;
        asked.push(insist(&harness, &nodes[number % 3], person, harness.slots[number % 9]));
        if number % 10 == 9 {
            harness.cut_connections();
        }
    }
    all_is_found_once(&harness, &acknowledged(asked).await).await;
    agree(&harness, &nodes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_primary_that_is_killed_and_replaced_by_its_standby_loses_nothing() {
    let cluster: &'static Cluster = Box::leak(Box::new(Cluster::replicated()));
    let (harness, nodes) = three_in(20, cluster.database()).await;
    let mut people = Vec::new();
    for _ in 0..120 {
        people.push(harness.person().await);
    }
    let failing = tokio::task::spawn_blocking(|| {
        std::thread::sleep(Duration::from_millis(40));
        cluster.fail_over();
    });
    let mut asked = Vec::new();
    for (number, person) in people.into_iter().enumerate() {
        asked.push(insist(&harness, &nodes[number % 3], person, harness.slots[number % 9]));
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    failing.await.unwrap();
    all_is_found_once(&harness, &acknowledged(asked).await).await;
    agree(&harness, &nodes).await;
}

#[tokio::test]
async fn others_see_what_one_wrote() {
    let (harness, nodes) = three(2).await;
    let person = harness.person().await;
    let booked = harness.book(person, harness.slots[0]).await.unwrap();
    let Answer::Booked { appointment, .. } = booked else { panic!() };
    let began = std::time::Instant::now();
    let head = harness.hospital.look(|worlds| worlds.seq);
    for node in &nodes[1..] {
        learns(node, head).await;
        let visit = node.read(&harness.patient(person), read::Appointment { appointment }).await.unwrap();
        assert_eq!(visit.clinician.full, "周示例", "names that were sealed elsewhere are read");
        let page = node
            .read(
                &harness.patient(person),
                read::Slots { department: harness.department, date: Some(today()), patient: None },
            )
            .await
            .unwrap();
        assert_eq!(page.clinicians[0].sessions[0].slots[0].left, 1);
    }
    println!("both others had it {:?} after the answer", began.elapsed());
}

#[tokio::test]
async fn what_one_node_has_acknowledged_is_found_on_another_at_once() {
    let (harness, nodes) = three(2).await;
    let mut person = harness.person().await;
    for slot in 0..6 {
        let booked =
            book(&harness, &nodes[slot % 3], person, harness.slots[slot], &format!("seat-{slot}")).await.unwrap();
        let Answer::Booked { appointment, .. } = booked else { panic!() };
        let other = &nodes[(slot + 1) % 3];
        assert!(other.read(&harness.patient(person), read::Appointment { appointment }).await.is_ok());
        let cancel = Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None });
        let key = IdempotencyKey::new(format!("cancel-{slot}")).unwrap();
        other.execute(&harness.patient(person), key, cancel).await.unwrap();
        person = harness.person().await;
    }
}

#[tokio::test]
async fn the_same_key_has_the_same_answer_on_every_node() {
    let (harness, nodes) = three(1).await;
    let (person, other) = (harness.person().await, harness.person().await);
    let first = book(&harness, &nodes[1], person, harness.slots[0], "mine").await.unwrap();
    for node in &nodes {
        // At once, whether it has heard of it or not.
        assert_eq!(book(&harness, node, person, harness.slots[0], "mine").await.unwrap(), first);
        let conflict = book(&harness, node, person, harness.slots[1], "mine").await;
        assert!(matches!(conflict, Err(Failure::Conflict)), "{conflict:?}");
        let full = book(&harness, node, other, harness.slots[0], "theirs").await;
        assert!(matches!(full, Err(Failure::Refused(_))), "{full:?}");
    }
}

#[tokio::test]
async fn who_is_erased_on_one_node_has_no_name_on_the_others() {
    let (harness, nodes) = three(1).await;
    let person = harness.person().await;
    learns(&nodes[1], harness.hospital.look(|worlds| worlds.seq)).await;
    let card = nodes[1].read(&harness.desk(), read::Person { person }).await.unwrap();
    assert_eq!(card.name.full, "林示例");
    harness.execute(&harness.admin(), Request::ErasePerson(usecase::ErasePerson { person })).await.unwrap();
    learns(&nodes[1], harness.hospital.look(|worlds| worlds.seq)).await;
    let card = nodes[1].read(&harness.desk(), read::Person { person }).await.unwrap();
    assert_eq!(card.name.full, "");
}

#[tokio::test]
async fn nobody_is_refused_what_another_node_has_done() {
    let (harness, nodes) = three(1).await;
    let (one, other) = (harness.person().await, harness.person().await);
    let Ok(Answer::Booked { appointment, .. }) = harness.book(one, harness.slots[0]).await else {
        panic!("not booked")
    };
    learns(&nodes[1], harness.hospital.look(|worlds| worlds.seq)).await;
    // This node learns nothing for a while: it believes that the slot is full.
    let writing = nodes[1].inner.core.writing.clone().lock_owned().await;
    harness
        .system(Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None }))
        .await
        .unwrap();
    let booked = book(&harness, &nodes[0], other, harness.slots[0], "given-back").await.unwrap();
    let mut again = tokio::spawn(book(&harness, &nodes[1], other, harness.slots[0], "given-back"));
    let waits = tokio::time::timeout(Duration::from_millis(200), &mut again).await;
    drop(writing);
    let again = match waits {
        Ok(at_once) => at_once.unwrap(),
        Err(_) => again.await.unwrap(),
    };
    assert_eq!(again.unwrap(), booked, "never \"full\"");
}

#[tokio::test]
async fn what_is_due_is_done_by_one_node() {
    let (harness, nodes) = three(9).await;
    let mut visits = 0;
    for slot in 0..6 {
        let person = harness.person().await;
        harness.book(person, harness.slots[slot]).await.unwrap();
        visits += 1;
    }
    // All windows are over; each node's tick finds them.
    harness.at(24 * 60);
    let journal = &harness.hospital.inner.journal;
    let missed = async || {
        let entries = journal.load(1, u32::MAX).await.unwrap();
        let missed = entries.iter().filter_map(|entry| match &entry.event {
            Event::Scheduling(scheduling::Event::AppointmentMissed(missed)) => Some(missed.appointment),
            _ => None,
        });
        missed.collect::<Vec<_>>()
    };
    let done = tokio::time::timeout(PATIENCE, async {
        while missed().await.len() < visits {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    done.await.unwrap();
    let head = journal.head().await.unwrap().0;
    for node in &nodes {
        learns(node, head).await;
        node.inner.core.ask(Actor::system(), None, Box::new(|_| Ok(Answer::Done))).await.unwrap();
    }
    let missed = missed().await;
    assert_eq!(missed.iter().collect::<BTreeSet<_>>().len(), missed.len(), "each once");
}

/// The figure from the issue: no node gets less than half of an equal share over five seconds.
#[tokio::test(flavor = "multi_thread")]
async fn every_node_gets_its_share() {
    const CLIENTS: usize = 8;
    let (harness, nodes) = three(1).await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut clients = Vec::new();
    for (number, node) in nodes.iter().enumerate() {
        for client in 0..CLIENTS {
            let (node, stop, admin) = (node.clone(), stop.clone(), harness.admin());
            clients.push((
                number,
                tokio::spawn(async move {
                    let mut done = 0u32;
                    while !stop.load(Ordering::Relaxed) {
                        let request = Request::OpenDepartment(usecase::OpenDepartment {
                            code: format!("N{number}-{client}-{done}"),
                            name: model::Label::new("科室", "Department"),
                            place: model::Label::new("门诊楼", "Outpatient building"),
                        });
                        let key = IdempotencyKey::new(format!("share-{number}-{client}-{done}")).unwrap();
                        node.execute(&admin, key, request).await.unwrap();
                        done += 1;
                    }
                    done
                }),
            ));
        }
    }
    tokio::time::sleep(Duration::from_secs(5)).await;
    stop.store(true, Ordering::Relaxed);
    let mut shares = [0u32; 3];
    for (number, client) in clients {
        shares[number] += client.await.unwrap();
    }
    let all: u32 = shares.iter().sum();
    println!("shares of {all} commands: {shares:?}");
    for share in shares {
        assert!(share * 6 >= all, "no node under half of an equal share: {shares:?}");
    }
    let report = crate::verify(&harness.hospital.inner.journal).await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}
