//! The counter: a stay is found by what somebody shows, and who owes is listed until the last part is paid.

use crate::harness::{Harness, refusal};
use hospital::{Answer, Failure, Request, read, usecase};
use model::{
    actor::Actor,
    id::{DepartmentId, SettlementId, short_code},
    money::Yuan,
    scheduling::ReasonCode,
    settlement::{Account, PayMethod, PayPlace},
};

/// Settled, with nothing paid and no deposit.
async fn owing() -> (Harness, SettlementId) {
    let harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    harness.settle(settlement).await.unwrap();
    (harness, settlement)
}

/// The desk of a department that has nothing to do with the stay.
fn elsewhere(harness: &Harness) -> Actor {
    Actor { department: Some(DepartmentId(harness.patient.0)), ..harness.desk() }
}

fn part(settlement: SettlementId, amount: Yuan) -> Request {
    let (method, place) = (PayMethod::Card, PayPlace::Counter);
    Request::TakePayment(usecase::TakePayment { settlement, amount, method, place })
}

#[tokio::test]
async fn who_owes_is_listed_until_the_last_part_is_paid() {
    let (harness, settlement) = owing().await;
    let desk = harness.desk();
    let owed = harness.hospital.read(&desk, read::Bill { admission: harness.admission }).await.unwrap().arrears;
    let list = async |page| harness.hospital.read(&desk, read::Arrears { page }).await.unwrap();
    let first = list(None).await;
    assert_eq!((first.count, first.owed, first.page, first.pages), (1, owed, 1, 1));
    assert_eq!((first.rows[0].admission, first.rows[0].owed), (harness.admission, owed));
    assert_eq!(list(Some(9)).await.rows, first.rows, "there is one page");
    let fen = Yuan::from_fen(1);
    harness.execute(&desk, part(settlement, fen)).await.unwrap();
    assert_eq!(list(None).await.owed, owed - fen);
    assert_eq!(refusal(harness.execute(&desk, part(settlement, owed)).await), "payment-range");
    let bill = harness.hospital.read(&desk, read::Bill { admission: harness.admission }).await.unwrap();
    assert_eq!((bill.arrears, bill.paid_in_part), (owed - fen, fen));
    harness.execute(&desk, part(settlement, owed - fen)).await.unwrap();
    assert_eq!((list(None).await.count, list(None).await.owed), (0, Yuan::ZERO));
    let bill = harness.hospital.read(&desk, read::Bill { admission: harness.admission }).await.unwrap();
    assert_eq!((bill.deposits_held, bill.arrears, bill.paid_in_part), (Yuan::ZERO, owed - fen, fen));
}

#[tokio::test]
async fn a_stay_is_found_by_its_number_or_its_bed_and_by_no_name() {
    let (harness, _) = owing().await;
    let bed = harness.look(|worlds| worlds.scheduling.admission(harness.admission).unwrap().bed.unwrap().number);
    let bill = harness.hospital.read(&harness.nurse(), read::Bill { admission: harness.admission }).await.unwrap();
    let found = async |actor: &Actor, text: &str| {
        let stays = harness.hospital.counter_stays(actor, text).await.unwrap();
        stays.into_iter().map(|stay| stay.admission).collect::<Vec<_>>()
    };
    let central = Actor { department: None, ..harness.desk() };
    for desk in [harness.desk(), central] {
        assert_eq!(found(&desk, &short_code(harness.admission.0)).await, [harness.admission]);
        assert_eq!(found(&desk, &bed).await, [harness.admission]);
        assert!(found(&desk, &format!("NOWHERE {bed}")).await.is_empty());
        assert!(found(&desk, &bill.stay.patient.name.full).await.is_empty(), "others know a name too");
    }
}

#[tokio::test]
async fn another_departments_desk_sees_and_takes_nothing() {
    let (harness, settlement) = owing().await;
    let other = elsewhere(&harness);
    let number = short_code(harness.admission.0);
    assert!(harness.hospital.counter_stays(&other, &number).await.unwrap().is_empty());
    assert_eq!(harness.hospital.read(&other, read::Arrears { page: None }).await.unwrap().count, 0);
    let denied = harness.execute(&other, part(settlement, Yuan::from_fen(1))).await;
    assert!(matches!(denied, Err(Failure::Denied)), "{denied:?}");
    let list = harness.hospital.read(&harness.nurse(), read::Arrears { page: None }).await;
    assert!(matches!(list, Err(Failure::Denied)), "{list:?}");
}

/// By each way of paying, what is in the till of the login that acts for the ward.
async fn till(harness: &Harness) -> Yuan {
    let till = harness.hospital.read(&harness.nurse(), read::OwnTill {}).await.unwrap();
    till.sums.iter().map(|sum| sum.taken - sum.returned).sum()
}

#[tokio::test]
async fn what_goes_through_the_hands_of_a_login_is_what_the_ledger_has_of_it() {
    let harness = Harness::in_bed().await;
    let cash = || harness.look(|worlds| worlds.settlement.ledger_balances()[&Account::Cash]);
    let (admission, method) = (harness.admission, PayMethod::Mobile);
    let amount = Yuan::from_fen(5_000);
    let taken = harness.ask(Request::TakeDeposit(usecase::TakeDeposit { admission, amount, method })).await.unwrap();
    let Answer::DepositTaken { deposit } = taken else { panic!("{taken:?}") };
    let (amount, reason, text) = (Some(Yuan::from_fen(1_000)), ReasonCode::PatientWish, None);
    harness.ask(Request::ReturnDeposit(usecase::ReturnDeposit { deposit, amount, reason, text })).await.unwrap();
    assert_eq!((till(&harness).await, cash()), (Yuan::from_fen(4_000), Yuan::from_fen(4_000)));
    let settlement = harness.consent().await;
    harness.settle(settlement).await.unwrap();
    harness.ask(part(settlement, Yuan::from_fen(100))).await.unwrap();
    let pay = usecase::Pay { settlement, method: PayMethod::Cash, place: PayPlace::Counter };
    harness.ask(Request::Pay(pay)).await.unwrap();
    assert_eq!(till(&harness).await, cash());
    let (reason, text) = (ReasonCode::Hospital, None);
    harness.ask(Request::TakeBackSettlement(usecase::TakeBackSettlement { settlement, reason, text })).await.unwrap();
    assert_eq!((till(&harness).await, cash()), (Yuan::from_fen(4_000), Yuan::from_fen(4_000)));
    let own = harness.hospital.read(&harness.nurse(), read::OwnTill {}).await.unwrap();
    let close = usecase::CloseTill { seen: own.seen, counted: own.cash, text: None };
    harness.ask(Request::CloseTill(close.clone())).await.unwrap();
    assert_eq!(refusal(harness.ask(Request::CloseTill(close)).await), "till-empty");
    assert_eq!(till(&harness).await, Yuan::ZERO);
    let other = harness.hospital.read(&harness.desk(), read::OwnTill {}).await.unwrap();
    assert!(other.closes.is_empty(), "a login sees its own closes");
}
