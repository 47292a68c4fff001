//! Messages to people: made once, handed over by one, gone with whom they were for.

use crate::{
    erasing::erased,
    harness::{Harness, On, at, booked, effort, id, session},
};
use journal::{Attempt, MessageState, NewMessage};
use model::id::{PersonId, Seq};

fn message(event: Seq, person: u128) -> NewMessage {
    NewMessage {
        id: format!("{event:04}-{person}"),
        person: PersonId(id(person)),
        event,
        kind: "booked".into(),
        arguments: r#"{"kind":"booked"}"#.into(),
        made_at: at(event.cast_signed()),
        valid_until: Some(at(100)),
        state: MessageState::Waiting,
    }
}

/// Four events, of which the third and the fourth say something.
async fn filled(on: On) -> Harness {
    let mut harness = Harness::new(on).await;
    harness.person(1, "张示例").await;
    harness.append(vec![session(3, 2), booked(11, 3, 1), booked(12, 3, 1)], &[]).await;
    harness
}

async fn ids(harness: &Harness, person: u128) -> Vec<String> {
    let found = harness.journal.messages_to(&[PersonId(id(person))], 10).await.unwrap();
    found.into_iter().map(|message| message.made.id).collect()
}

async fn they_are_made_once_by_whoever_comes_first(on: On) {
    let harness = filled(on).await;
    let (journal, early) = (&harness.journal, at(-1));
    assert_eq!(journal.message_position().await.unwrap(), 0);
    let all = [message(3, 1), message(4, 1)];
    assert!(journal.make_messages((0, 4), &all, early).await.unwrap());
    assert_eq!(journal.message_position().await.unwrap(), 4);
    // A node that read the number before, and was frozen meanwhile, writes nothing.
    let late = [message(3, 1), NewMessage { id: "another".into(), ..message(4, 1) }];
    assert!(!journal.make_messages((0, 4), &late, early).await.unwrap());
    assert!(!journal.make_messages((2, 4), &late, early).await.unwrap());
    assert_eq!(ids(&harness, 1).await, ["0004-1", "0003-1"]);
    // Even if the number were lost, the same event says the same thing once.
    let sql = harness.sql().await;
    sql.execute("delete from message_position").await;
    assert!(journal.make_messages((0, 4), &all, early).await.unwrap());
    assert_eq!(ids(&harness, 1).await.len(), 2);
    let harness = harness.reopened().await;
    assert_eq!(ids(&harness, 1).await.len(), 2);
    assert_eq!(harness.findings().await, []);
}

async fn of_several_at_the_same_time_one_makes_them(on: On) {
    let harness = filled(on).await;
    for round in 0..20 {
        let (from, to) = (round * 2, round * 2 + 2);
        let made = |name: &str| NewMessage { id: format!("{to}-{name}"), ..message(to, 1) };
        let (one, other) = ([made("one")], [made("other")]);
        let (one, other) = tokio::join!(
            harness.journal.make_messages((from, to), &one, at(-1)),
            harness.journal.make_messages((from, to), &other, at(-1)),
        );
        assert_ne!(one.unwrap(), other.unwrap(), "round {round}");
    }
    assert_eq!(harness.journal.unread_messages(&[PersonId(id(1))]).await.unwrap(), 20);
}

async fn nobody_is_told_about_what_was_passed_over(on: On) {
    let harness = filled(on).await;
    harness.journal.pass_over_messages(4).await.unwrap();
    assert_eq!(harness.journal.message_position().await.unwrap(), 4);
    harness.journal.pass_over_messages(2).await.unwrap();
    assert_eq!(harness.journal.message_position().await.unwrap(), 4, "never back");
    assert!(!harness.journal.make_messages((0, 4), &[message(3, 1)], at(-1)).await.unwrap());
    assert_eq!(ids(&harness, 1).await, [] as [String; 0]);
}

async fn an_attempt_is_one_node_s_and_what_came_of_it_stays(on: On) {
    let harness = filled(on).await;
    let journal = &harness.journal;
    journal.make_messages((0, 4), &[message(3, 1)], at(-1)).await.unwrap();
    let due = |minute| journal.due_messages(at(5), at(minute), 10);
    let found = due(0).await.unwrap();
    assert_eq!((found.len(), found[0].attempts, &found[0].made), (1, 0, &message(3, 1)));
    let (one, other) = tokio::join!(
        journal.claim_message("0003-1", 0, at(5), at(10)),
        journal.claim_message("0003-1", 0, at(5), at(10)),
    );
    assert_ne!(one.unwrap(), other.unwrap(), "one of them");
    // Whoever has it ends here: nobody knows what came of it, and after a while it is tried again.
    assert_eq!(due(9).await.unwrap(), []);
    assert_eq!(due(10).await.unwrap()[0].attempts, 1);
    assert!(journal.claim_message("0003-1", 1, at(6), at(20)).await.unwrap());
    journal.note_attempt("0003-1", 2, "sent", Some(MessageState::Sent)).await.unwrap();
    // The first one wakes up.
    journal.note_attempt("0003-1", 1, "no_answer", Some(MessageState::Failed)).await.unwrap();
    assert!(!journal.claim_message("0003-1", 2, at(6), at(30)).await.unwrap());
    assert_eq!(due(1000).await.unwrap(), []);
    let stored = journal.messages_to(&[PersonId(id(1))], 10).await.unwrap();
    assert_eq!((stored[0].made.state, stored[0].attempts), (MessageState::Sent, 2), "what was sent stays sent");
    let attempt = |number, minute, outcome: &str| Attempt {
        message: "0003-1".into(),
        number,
        at: at(minute),
        outcome: Some(outcome.into()),
    };
    let attempts = journal.message_attempts(&[PersonId(id(1))]).await.unwrap();
    assert_eq!(attempts, [attempt(1, 5, "no_answer"), attempt(2, 6, "sent")]);
}

async fn what_is_over_is_not_due(on: On) {
    let harness = filled(on).await;
    let journal = &harness.journal;
    let endless = NewMessage { valid_until: None, ..message(4, 1) };
    let shown = NewMessage { id: "shown".into(), state: MessageState::InApp, ..message(2, 1) };
    journal.make_messages((0, 4), &[shown, message(3, 1), endless], at(-1)).await.unwrap();
    let due = journal.due_messages(at(100), at(0), 10).await.unwrap();
    assert_eq!(due.iter().map(|message| message.made.id.as_str()).collect::<Vec<_>>(), ["0004-1"]);
    let stored = journal.messages_to(&[PersonId(id(1))], 10).await.unwrap();
    let states: Vec<_> = stored.iter().map(|message| message.made.state).collect();
    assert_eq!(states, [MessageState::Waiting, MessageState::Expired, MessageState::InApp]);
}

async fn they_are_read_once_and_forgotten_in_time(on: On) {
    let mut harness = filled(on).await;
    let people = [PersonId(id(1))];
    harness.journal.make_messages((0, 4), &[message(3, 1), message(4, 1)], at(-1)).await.unwrap();
    harness.journal.claim_message("0003-1", 0, at(5), at(10)).await.unwrap();
    assert_eq!(harness.journal.unread_messages(&people).await.unwrap(), 2);
    harness.journal.mark_messages(&people, 3, at(7)).await.unwrap();
    harness.journal.mark_messages(&people, 4, at(8)).await.unwrap();
    let stored = harness.journal.messages_to(&people, 10).await.unwrap();
    let read: Vec<_> = stored.iter().map(|message| message.read_at).collect();
    assert_eq!(read, [Some(at(8)), Some(at(7))], "the first time counts");
    assert_eq!(harness.journal.unread_messages(&people).await.unwrap(), 0);
    assert_eq!(harness.journal.messages_to(&people, 1).await.unwrap().len(), 1);
    // The next ones are made when the first is too old.
    harness.append(vec![effort(9, 1)], &[]).await;
    harness.journal.make_messages((4, 5), &[message(5, 1)], at(4)).await.unwrap();
    assert_eq!(ids(&harness, 1).await, ["0005-1", "0004-1"]);
    assert_eq!(harness.journal.message_attempts(&people).await.unwrap(), []);
}

async fn who_is_erased_has_none_and_gets_none(on: On) {
    let mut harness = filled(on).await;
    harness.person(2, "李示例").await;
    harness.journal.make_messages((0, 4), &[message(3, 1), message(4, 2)], at(-1)).await.unwrap();
    harness.journal.claim_message("0003-1", 0, at(5), at(10)).await.unwrap();
    harness.append(vec![erased(1, &[])], &[]).await;
    assert_eq!((ids(&harness, 1).await, ids(&harness, 2).await), (vec![], vec!["0004-2".to_owned()]));
    let sql = harness.sql().await;
    assert_eq!(sql.one::<i64>("select count(*) from message_attempt").await, 0);
    // They were being made while the person was erased.
    assert!(harness.journal.make_messages((4, 6), &[message(5, 1), message(6, 2)], at(-1)).await.unwrap());
    assert_eq!((ids(&harness, 1).await, ids(&harness, 2).await.len()), (vec![], 2));
    // Of a message that is gone nothing can be claimed or noted.
    assert!(!harness.journal.claim_message("0003-1", 1, at(5), at(10)).await.unwrap());
    assert_eq!(harness.findings().await, []);
}

#[tokio::test]
async fn a_hospital_that_moved_tells_nobody_about_the_past() {
    for (from, to) in [(On::Sqlite, On::Postgres), (On::Postgres, On::Sqlite)] {
        let old = filled(from).await;
        old.journal.make_messages((0, 4), &[message(3, 1)], at(-1)).await.unwrap();
        let mut file = Vec::new();
        old.journal.export(&mut file).await.unwrap();
        let new = Harness::new(to).await;
        new.journal.import(file.as_slice()).await.unwrap();
        assert_eq!(new.journal.message_position().await.unwrap(), 4);
        assert_eq!(ids(&new, 1).await, [] as [String; 0]);
    }
}

on_both!(
    they_are_made_once_by_whoever_comes_first,
    of_several_at_the_same_time_one_makes_them,
    nobody_is_told_about_what_was_passed_over,
    an_attempt_is_one_node_s_and_what_came_of_it_stays,
    what_is_over_is_not_due,
    they_are_read_once_and_forgotten_in_time,
    who_is_erased_has_none_and_gets_none,
);
