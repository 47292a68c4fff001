//! Several nodes on one PostgreSQL take turns, and learn what the others did.

use crate::house::{House, On, booked, department, id, key, keys, seal, session};
use journal::{AppendError, Entry, Journal};
use model::{
    event::Event,
    id::{PersonId, UserId},
    journey::{self, PersonErased, RetentionClass},
};

/// Another node on the same database.
async fn node(house: &House) -> Journal {
    Journal::open(&house.url(), &keys()).await.unwrap()
}

#[tokio::test]
async fn a_turn_comes_with_what_others_wrote() {
    let mut house = House::new(On::Postgres).await;
    let other = node(&house).await;
    let theirs = house.append(vec![department(1), session(3, 2)], &[]).await;
    let (turn, missed) = other.turn(0).await.unwrap();
    assert_eq!(missed, theirs);
    let ours = house.entry(booked(4, 3, 1));
    other.append_in(turn, std::slice::from_ref(&ours), &[]).await.unwrap();
    assert_eq!(house.journal.missed(2).await.unwrap(), [ours]);
    // A turn that is given back, or thrown away, changes nothing.
    let (turn, _) = other.turn(3).await.unwrap();
    turn.end().await;
    drop(other.turn(3).await.unwrap());
    house.append(vec![department(5)], &[]).await;
    assert_eq!(house.findings().await, []);
}

#[tokio::test]
async fn a_history_that_goes_back_is_a_conflict() {
    let house = House::new(On::Postgres).await;
    assert!(matches!(house.journal.turn(7).await, Err(AppendError::Conflict)));
}

#[tokio::test]
async fn nodes_that_all_write_make_one_chain() {
    const NODES: u128 = 4;
    const EACH: u128 = 25;
    let house = House::new(On::Postgres).await;
    let mut nodes = Vec::new();
    for number in 0..NODES {
        let journal = node(&house).await;
        let template = Entry { seq: 0, ..House::new(On::Sqlite).await.entry(department(1)) };
        nodes.push(tokio::spawn(async move {
            let mut last = 0;
            for part in 0..EACH {
                let (turn, missed) = journal.turn(last).await.unwrap();
                last += missed.len() as u64 + 1;
                let event = department(1000 * number + part);
                journal.append_in(turn, &[Entry { seq: last, event, ..template.clone() }], &[]).await.unwrap();
            }
        }));
    }
    for node in nodes {
        node.await.unwrap();
    }
    assert_eq!(house.journal.head().await.unwrap().0, (NODES * EACH) as u64);
    assert_eq!(house.findings().await, []);
}

#[tokio::test]
async fn a_key_made_on_one_node_opens_on_the_others_until_it_is_destroyed() {
    let mut house = House::new(On::Postgres).await;
    let other = node(&house).await;
    house.person(1, "张示例").await;
    other.missed(0).await.unwrap();
    assert_eq!(other.open_side(id(1001)).await.unwrap().unwrap(), "张示例".as_bytes());
    let destroyed = vec![RetentionClass::Contact];
    let erased = PersonErased { person: PersonId(id(1)), aliases: Vec::new(), destroyed, kept: Vec::new() };
    house.append(vec![journey::Event::from(erased).into()], &[]).await;
    other.missed(1).await.unwrap();
    assert!(other.open_side(id(1001)).await.unwrap().is_none());
}

#[tokio::test]
async fn two_nodes_that_make_a_key_for_one_person_keep_the_first() {
    let mut house = House::new(On::Postgres).await;
    let other = node(&house).await;
    let late = seal(&other, 1, 2001, RetentionClass::Contact, "第二");
    house.person(1, "张示例").await;
    let (turn, _) = other.turn(1).await.unwrap();
    let event: Event = crate::house::registered(1, late.side_ref());
    let entry = house.entry(event.clone());
    let taken = other.append_in(turn, std::slice::from_ref(&entry), &[late]).await;
    assert!(matches!(taken, Err(AppendError::PersonKeyTaken)), "{taken:?}");
    // Sealed again, it is under the key that both know.
    let again = seal(&other, 1, 2001, RetentionClass::Contact, "第二");
    let entry = Entry { event: crate::house::registered(1, again.side_ref()), ..entry };
    other.append(&[entry], &[again]).await.unwrap();
    house.journal.missed(1).await.unwrap();
    assert_eq!(house.journal.open_side(id(2001)).await.unwrap().unwrap(), "第二".as_bytes());
    assert_eq!(house.findings().await, []);
}

async fn an_idempotency_key_that_was_used_long_ago_is_told_apart(on: On) {
    let mut house = House::new(on).await;
    let keyed = |mut entry: Entry| {
        entry.actor.user = Some(UserId(id(5)));
        entry.key = Some(key("pay-1"));
        entry
    };
    let first = keyed(house.entry(department(1)));
    house.journal.append(&[first], &[]).await.unwrap();
    let second = keyed(house.entry(department(2)));
    let refused = house.journal.append(std::slice::from_ref(&second), &[]).await;
    assert!(matches!(refused, Err(AppendError::KeyUsed)), "{refused:?}");
    house.journal.append(&[Entry { key: None, ..second }], &[]).await.unwrap();
    assert_eq!(house.findings().await, []);
}

on_both!(an_idempotency_key_that_was_used_long_ago_is_told_apart);
