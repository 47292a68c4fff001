//! Two nodes on one database talk to one platform: only the node whose intent was accepted sends.

use crate::harness::Harness;
use hospital::usecase;
use hospital::{Answer, Failure, Request, worlds::Worlds};
use model::{event::Event, interface::Interface, settlement};
use payer::sandbox::Fault;
use settlement::Event as Settlement;
use std::time::Duration;

/// Every message that was sent was intended, and none was sent twice.
async fn nothing_was_sent_twice(harness: &Harness) {
    let entries = harness.journal.load(1, u32::MAX).await.unwrap();
    let intended =
        entries.iter().filter(|entry| matches!(&entry.event, Event::Settlement(Settlement::ExchangeIntended(_))));
    let sent = harness.platform.sent.lock().unwrap().clone();
    let mut different = sent.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), sent.len(), "no bytes were sent twice");
    assert!(sent.len() <= intended.count(), "nothing was sent that was not intended");
}

#[tokio::test]
async fn an_unknown_outcome_is_resolved_once_though_both_nodes_look() {
    let (harness, node) = Harness::shared().await;
    let settlement = harness.consent().await;
    harness.sandbox.fail(Interface::Settlement, Fault::ReplyLost {}, 1);
    harness.settle(settlement).await.unwrap();
    let settled = |worlds: &Worlds| {
        let found = worlds.settlement.settlement(settlement).map(|row| row.state);
        found == Some(::settlement::SettlementState::Settled)
    };
    harness.until(|harness| harness.look(settled) && node.look(settled)).await;
    assert_eq!(harness.in_force().await.len(), 1);
    assert_eq!(harness.exchanges(Interface::Settlement).len(), 1);
    assert!(harness.exchanges(Interface::Reversal).is_empty(), "it was there");
    nothing_was_sent_twice(&harness).await;
    assert_eq!(harness.journal.verify().await.unwrap().findings, []);
}

#[tokio::test]
async fn what_never_arrived_is_reversed_and_settled_on_the_other_node() {
    let (harness, node) = Harness::shared().await;
    let settlement = harness.consent().await;
    harness.sandbox.fail(Interface::Settlement, Fault::RequestLost {}, 1);
    harness.settle(settlement).await.unwrap();
    let consented = ::settlement::SettlementState::Consented;
    let open = |worlds: &Worlds| worlds.settlement.settlement(settlement).map(|row| row.state) == Some(consented);
    harness.until(|harness| harness.look(open) && node.look(open)).await;
    let answer =
        node.execute(&harness.nurse(), harness.key(), Request::Settle(usecase::Settle { settlement })).await.unwrap();
    assert_eq!(answer, Answer::Submitted { admission: harness.admission });
    harness.until(|harness| harness.state() == ::settlement::SettlementState::Settled).await;
    assert_eq!(harness.in_force().await.len(), 1);
    nothing_was_sent_twice(&harness).await;
}

#[tokio::test]
async fn two_who_settle_at_once_on_two_nodes_make_one_settlement() {
    let (harness, node) = Harness::shared().await;
    let settlement = harness.consent().await;
    let request = || Request::Settle(usecase::Settle { settlement });
    let (actor, keys) = (harness.nurse(), [harness.key(), harness.key()]);
    let [one, other] = keys;
    let (first, second) =
        tokio::join!(harness.hospital.execute(&actor, one, request()), node.execute(&actor, other, request()));
    for answer in [first, second] {
        // Both get the one attempt, or the second comes when it is done already.
        let accepted = match &answer {
            Ok(_) => true,
            Err(Failure::Refused(refusal)) => refusal.code == "bill-locked" || refusal.code.starts_with("settlement-"),
            Err(_) => false,
        };
        assert!(accepted, "{answer:?}");
    }
    harness.until(|harness| harness.state() == ::settlement::SettlementState::Settled).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(harness.in_force().await.len(), 1);
    assert_eq!(harness.exchanges(Interface::Settlement).len(), 1);
    nothing_was_sent_twice(&harness).await;
}
