//! Several nodes on one PostgreSQL write one after another, and learn what the others did.

use crate::harness::{Harness, On, booked, department, id, key, keys, seal, session};
use journal::{AppendError, Entry, Journal};
use model::{
    event::Event,
    id::{PersonId, UserId},
    journey::{self, PersonErased, RetentionClass},
};

/// Another node on the same database.
async fn node(harness: &Harness) -> Journal {
    Journal::open(&harness.url(), &keys()).await.unwrap()
}

#[tokio::test]
async fn the_write_lock_comes_with_what_others_wrote() {
    let mut harness = Harness::new(On::Postgres).await;
    let other = node(&harness).await;
    let theirs = harness.append(vec![department(1), session(3, 2)], &[]).await;
    let (lock, missed) = other.write_lock(0).await.unwrap();
    assert_eq!(missed, theirs);
    let ours = harness.entry(booked(4, 3, 1));
    other.append_in(lock, std::slice::from_ref(&ours), &[]).await.unwrap();
    assert_eq!(harness.journal.missed(2).await.unwrap(), [ours]);
    // A lock that is given back, or thrown away, changes nothing.
    let (lock, _) = other.write_lock(3).await.unwrap();
    lock.end().await;
    drop(other.write_lock(3).await.unwrap());
    harness.append(vec![department(5)], &[]).await;
    assert_eq!(harness.findings().await, []);
}

#[tokio::test]
async fn a_history_that_goes_back_is_a_conflict() {
    let harness = Harness::new(On::Postgres).await;
    assert!(matches!(harness.journal.write_lock(7).await, Err(AppendError::Conflict)));
}

#[tokio::test]
async fn nodes_that_all_write_make_one_chain() {
    const NODES: u128 = 4;
    const EACH: u128 = 25;
    let harness = Harness::new(On::Postgres).await;
    let mut nodes = Vec::new();
    for number in 0..NODES {
        let journal = node(&harness).await;
        let template = Entry { seq: 0, ..Harness::new(On::Sqlite).await.entry(department(1)) };
        nodes.push(tokio::spawn(async move {
            let mut last = 0;
            for part in 0..EACH {
                let (lock, missed) = journal.write_lock(last).await.unwrap();
                last += missed.len() as u64 + 1;
                let event = department(1000 * number + part);
                journal.append_in(lock, &[Entry { seq: last, event, ..template.clone() }], &[]).await.unwrap();
            }
        }));
    }
    for node in nodes {
        node.await.unwrap();
    }
    assert_eq!(harness.journal.head().await.unwrap().0, (NODES * EACH) as u64);
    assert_eq!(harness.findings().await, []);
}

#[tokio::test]
async fn a_key_made_on_one_node_opens_on_the_others_until_it_is_destroyed() {
    let mut harness = Harness::new(On::Postgres).await;
    let other = node(&harness).await;
    harness.person(1, "张示例").await;
    other.missed(0).await.unwrap();
    assert_eq!(other.open_side(id(1001)).await.unwrap().unwrap(), "张示例".as_bytes());
    let destroyed = vec![RetentionClass::Contact];
    let erased = PersonErased { person: PersonId(id(1)), aliases: Vec::new(), destroyed, kept: Vec::new() };
    harness.append(vec![journey::Event::from(erased).into()], &[]).await;
    other.missed(1).await.unwrap();
    assert!(other.open_side(id(1001)).await.unwrap().is_none());
}

#[tokio::test]
async fn two_nodes_that_make_a_key_for_one_person_keep_the_first() {
    let mut harness = Harness::new(On::Postgres).await;
    let other = node(&harness).await;
    let late = seal(&other, 1, 2001, RetentionClass::Contact, "第二");
    harness.person(1, "张示例").await;
    let (lock, _) = other.write_lock(1).await.unwrap();
    let event: Event = crate::harness::registered(1, late.side_ref());
    let entry = harness.entry(event.clone());
    let taken = other.append_in(lock, std::slice::from_ref(&entry), &[late]).await;
    assert!(matches!(taken, Err(AppendError::PersonKeyTaken)), "{taken:?}");
    // Sealed again, it is under the key that both nodes know.
    let again = seal(&other, 1, 2001, RetentionClass::Contact, "第二");
    let entry = Entry { event: crate::harness::registered(1, again.side_ref()), ..entry };
    other.append(&[entry], &[again]).await.unwrap();
    harness.journal.missed(1).await.unwrap();
    assert_eq!(harness.journal.open_side(id(2001)).await.unwrap().unwrap(), "第二".as_bytes());
    assert_eq!(harness.findings().await, []);
}

async fn an_idempotency_key_that_was_used_long_ago_is_told_apart(on: On) {
    let mut harness = Harness::new(on).await;
    let keyed = |mut entry: Entry| {
        entry.actor.user = Some(UserId(id(5)));
        entry.key = Some(key("pay-1"));
        entry
    };
    let first = keyed(harness.entry(department(1)));
    harness.journal.append(&[first], &[]).await.unwrap();
    let second = keyed(harness.entry(department(2)));
    let refused = harness.journal.append(std::slice::from_ref(&second), &[]).await;
    assert!(matches!(refused, Err(AppendError::KeyUsed)), "{refused:?}");
    harness.journal.append(&[Entry { key: None, ..second }], &[]).await.unwrap();
    assert_eq!(harness.findings().await, []);
}

on_both!(an_idempotency_key_that_was_used_long_ago_is_told_apart);
