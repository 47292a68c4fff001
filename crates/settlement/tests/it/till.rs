//! The till of a login: what moved is in one close, by the order of the journal, and a difference has a reason.

use crate::play::{Harness, side, yuan};
use model::{
    id::UserId,
    scheduling::{Reason, ReasonCode},
    settlement::{PayMethod, TillMove, command},
};

fn till(number: u128) -> UserId {
    UserId(uuid::Uuid::from_u128(number))
}

fn moves(number: u128, moved: &[(PayMethod, &str)]) -> command::MoveTill {
    let moved = moved.iter().map(|(method, amount)| TillMove { method: *method, amount: yuan(amount) }).collect();
    command::MoveTill { till: till(number), moved }
}

fn seen(harness: &Harness, number: u128) -> u64 {
    harness.world.till(till(number)).map_or(0, |row| row.seq)
}

fn close(seen: u64, counted: &str) -> command::CloseTill {
    command::CloseTill { till: till(1), seen, counted: yuan(counted), reason: ReasonCode::Other.into() }
}

#[test]
fn a_movement_is_in_exactly_one_close_whatever_the_clock_says() {
    let mut harness = Harness::new();
    assert_eq!(harness.refused(close(0, "0")), "till-empty");
    harness.must(moves(1, &[(PayMethod::Cash, "300")]));
    let before = seen(&harness, 1);
    // At the same instant, and of somebody else.
    harness.must(moves(1, &[(PayMethod::Cash, "-20"), (PayMethod::Mobile, "50")]));
    harness.must(moves(2, &[(PayMethod::Cash, "7")]));
    assert_eq!(harness.refused(close(before, "300")), "till-moved");
    let now = seen(&harness, 1);
    harness.must(close(now, "280"));
    // Still the same instant: it is in the next close.
    harness.must(moves(1, &[(PayMethod::Cash, "5")]));
    assert_eq!(harness.refused(close(now, "280")), "till-moved");
    let now = seen(&harness, 1);
    harness.must(close(now, "5"));
    let now = seen(&harness, 1);
    assert_eq!(harness.refused(close(now, "0")), "till-empty");
    let closes: Vec<_> = harness.world.till_closes(till(1)).map(|one| (one.number, one.moves, one.counted)).collect();
    assert_eq!(closes, [(1, 2, yuan("280")), (2, 1, yuan("5"))]);
    let first = harness.world.till_closes(till(1)).next().expect("a close");
    let sums: Vec<_> = first.sums.iter().map(|sum| (sum.method, sum.taken, sum.returned)).collect();
    assert_eq!(sums, [(PayMethod::Cash, yuan("300"), yuan("20")), (PayMethod::Mobile, yuan("50"), yuan("0"))]);
    assert_eq!(harness.world.till(till(2)).map(|row| (row.moves, row.cash())), Some((1, yuan("7"))));
}

#[test]
fn a_difference_needs_a_reason_and_none_is_kept_where_there_is_none() {
    let mut harness = Harness::new();
    harness.must(moves(1, &[(PayMethod::Cash, "300"), (PayMethod::Card, "100")]));
    let now = seen(&harness, 1);
    for counted in ["299.99", "400", "0"] {
        assert_eq!(harness.refused(close(now, counted)), "till-reason-missing", "{counted}");
    }
    assert_eq!(harness.refused(close(now, "-1")), "till-counted-range");
    assert_eq!(harness.refused(close(now, "100000000.01")), "till-counted-range");
    let reason = Reason { code: ReasonCode::Other, text: Some(side(9)) };
    harness.must(command::CloseTill { reason: reason.clone(), ..close(now, "299") });
    harness.must(moves(1, &[(PayMethod::Cash, "1")]));
    let now = seen(&harness, 1);
    harness.must(command::CloseTill { reason: reason.clone(), ..close(now, "1") });
    let closes: Vec<_> = harness.world.till_closes(till(1)).map(|one| (one.difference, one.reason.clone())).collect();
    assert_eq!(closes, [(yuan("-1"), Some(reason)), (yuan("0"), None)]);
}
