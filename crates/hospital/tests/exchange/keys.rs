//! Idempotency keys that are older than a node's memory of seven days: those that moved money are known for ever.

use crate::harness::{Harness, refusal};
use chrono::Duration;
use hospital::usecase;
use hospital::{Answer, Failure, IdempotencyKey, Request};
use model::{Label, actor::Actor, money::Yuan, settlement::PayMethod};

fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::new(text).unwrap()
}

fn department(code: &str) -> Request {
    Request::OpenDepartment(usecase::OpenDepartment {
        code: code.into(),
        name: Label::new("骨科", "Orthopaedics"),
        place: Label::new("门诊楼 2 层", "Building A, floor 2"),
    })
}

async fn open(harness: &Harness, code: &str) -> Result<Answer, Failure> {
    harness.hospital.execute(&Actor::system(), key("department"), department(code)).await
}

/// Goes on to some days later, on a node that was started just then.
async fn later(harness: &mut Harness, days: i64) {
    harness.clock.step(Duration::days(days));
    // Its time is the time of the last event.
    harness.charge("1").await;
    harness.restart().await;
}

#[tokio::test]
async fn money_moves_once_under_a_key_however_old_it_is() {
    let mut harness = Harness::in_bed().await;
    let admission = harness.admission;
    let take = |fen| {
        Request::TakeDeposit(usecase::TakeDeposit { admission, amount: Yuan::from_fen(fen), method: PayMethod::Cash })
    };
    let charge =
        |count: &str| Request::Charge(usecase::Charge { admission, item: "A1".into(), count: count.parse().unwrap() });
    let nurse = harness.nurse();
    let taken = harness.hospital.execute(&nurse, key("deposit"), take(100_000)).await.unwrap();
    let charged = harness.hospital.execute(&nurse, key("charge"), charge("2")).await.unwrap();
    later(&mut harness, 400).await;
    let before = harness.look(|worlds| worlds.seq);
    assert_eq!(harness.hospital.execute(&nurse, key("deposit"), take(100_000)).await.unwrap(), taken);
    assert_eq!(harness.hospital.execute(&nurse, key("charge"), charge("2")).await.unwrap(), charged);
    for (name, other) in [("deposit", take(100_001)), ("charge", charge("3"))] {
        let conflict = harness.hospital.execute(&nurse, key(name), other).await;
        assert!(matches!(conflict, Err(Failure::Conflict)), "{name}: {conflict:?}");
    }
    assert_eq!(harness.look(|worlds| worlds.seq), before, "nothing was done");
}

#[tokio::test]
async fn other_keys_are_known_for_seven_days_and_never_have_a_second_effect() {
    let mut harness = Harness::in_bed().await;
    let opened = open(&harness, "ORTH").await.unwrap();
    later(&mut harness, 6).await;
    assert_eq!(open(&harness, "ORTH").await.unwrap(), opened);
    assert!(matches!(open(&harness, "ORTH2").await, Err(Failure::Conflict)));
    later(&mut harness, 2).await;
    // The key is forgotten: the request is refused as if it were new.
    assert_eq!(refusal(open(&harness, "ORTH").await), "code-in-use");
    // The journal still has the key, and does not let it be used for anything else.
    assert!(matches!(open(&harness, "ORTH2").await, Err(Failure::Conflict)));
}
