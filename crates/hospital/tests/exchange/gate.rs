//! When nothing goes out: the platform is closed at this hour, or answers nobody.

use crate::harness::{Harness, refusal, waiting};
use hospital::{
    exchange::{Closed, ConnectionState, Patience, Settings},
    fixture::refused,
};
use model::{interface::Interface, time::MinuteOfDay};
use payer::sandbox::Fault;
use settlement::{ExchangeState, SettlementState};
use std::time::Duration;

const WITHIN: Duration = Duration::from_secs(1);

/// The platform is closed from noon to one, and it is five past eight in the morning.
async fn closed_at_noon() -> Harness {
    let closed = vec![Closed::Daily { from: MinuteOfDay(720), to: MinuteOfDay(780) }];
    let harness = Harness::in_bed_talking(Settings { closed, ..waiting(WITHIN) }).await;
    assert_eq!(harness.hospital.platform_connection().state, ConnectionState::Good);
    harness
}

fn to(harness: &Harness, local: &str) {
    let wanted: model::time::Instant = format!("2026-11-26T{local}+08:00").parse().unwrap();
    harness.clock.step(wanted - harness.hospital.now());
}

#[tokio::test]
async fn f16_nothing_is_sent_while_the_platform_is_closed_and_consent_stays() {
    let harness = closed_at_noon().await;
    let settlement = harness.consent().await;
    to(&harness, "12:00:00");
    let shown = harness.hospital.platform_connection();
    assert_eq!((shown.state, &*shown.message.id), (ConnectionState::Closed, "platform-connection-closed"));
    assert_eq!(refusal(harness.settle(settlement).await), "platform-closed");
    assert!(harness.exchanges(Interface::Settlement).is_empty(), "nothing is journalled as sent");
    assert_eq!(harness.state(), SettlementState::Consented);
    to(&harness, "13:00:00");
    harness.settle(settlement).await.unwrap();
    assert_eq!(harness.state(), SettlementState::Settled);
}

#[tokio::test]
async fn what_is_unknown_when_the_platform_closes_is_asked_about_when_it_opens() {
    let harness = closed_at_noon().await;
    let settlement = harness.consent().await;
    to(&harness, "11:59:50");
    harness.sandbox.fail(Interface::Settlement, Fault::ReplyLost {}, 1);
    to(&harness, "11:59:59");
    harness.settle(settlement).await.unwrap();
    to(&harness, "12:30:00");
    tokio::time::sleep(Duration::from_secs(3)).await;
    let queries = harness.exchanges(Interface::Query).len();
    to(&harness, "12:45:00");
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(harness.exchanges(Interface::Query).len(), queries, "nobody is asked at night");
    // Whoever asks again for what was sent learns that it is under way, and not that nothing was sent.
    assert_eq!(refusal(harness.settle(settlement).await), "exchange-outcome-unknown");
    to(&harness, "13:00:00");
    harness.until(|harness| harness.state() == SettlementState::Settled).await;
    assert_eq!(harness.exchanges(Interface::Settlement).len(), 1);
}

#[tokio::test]
async fn a_platform_that_answers_nobody_is_left_alone_for_a_while() {
    let patience = Patience { silences: 2, pause: Duration::from_secs(4), pause_max: Duration::from_secs(4) };
    let harness = Harness::in_bed_talking(Settings { patience, ..waiting(Duration::from_millis(300)) }).await;
    harness.presettle().await;
    harness.sandbox.fail(Interface::Trial, Fault::RequestLost {}, 2);
    let ask =
        || harness.ask(hospital::Request::Presettle(hospital::usecase::Presettle { admission: harness.admission }));
    for _ in 0..2 {
        assert_eq!(refusal(ask().await), "platform-silent");
    }
    let tried = harness.exchanges(Interface::Trial).len();
    assert_eq!(refused(ask().await), ("platform-away", None));
    assert_eq!(harness.exchanges(Interface::Trial).len(), tried, "it was neither sent nor journalled");
    tokio::time::sleep(Duration::from_secs(4)).await;
    harness.presettle().await;
    let states: Vec<ExchangeState> = harness.exchanges(Interface::Trial).into_iter().map(|(state, _)| state).collect();
    assert_eq!(states.len(), tried + 1, "{states:?}");
    // One answer is enough: the next one goes out at once.
    harness.presettle().await;
}
