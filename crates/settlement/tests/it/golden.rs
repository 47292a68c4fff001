//! Events as older versions of the program wrote them (`model/tests/data/events`): each is read, applied where it
//! belongs, and must change what it says.

use crate::play::{Harness, admission, bill as bill_of, charge_of, deposit, yuan};
use model::{
    Label,
    decide::{Decider as _, Stamp},
    id::{AdmissionId, DepositId, ExchangeId, SettlementId},
    interface::Interface,
    money::Yuan,
    scheduling::ReasonCode,
    settlement::{BillOpened, ChargeClass, Command, HospitalKind, Outcome, PayMethod, PayPlace, command},
};
use settlement::{ExchangeState, SettlementState};

#[path = "../../../model/tests/data/events.rs"]
mod events;

#[test]
fn what_older_versions_wrote_is_read_and_applied() {
    let (mut harness, mut golden) = (Harness::new(), events::golden("settlement"));
    let mut tell = |harness: &mut Harness, kind: &str, version: u16| {
        let event = golden.remove(&(kind.to_owned(), version)).expect(kind);
        let model::event::Event::Settlement(event) = event else { panic!("{event:?}") };
        let stamp = Stamp { seq: harness.log.len() as u64 + 1, at: harness.now };
        harness.world.apply(&event, stamp);
        harness.log.push((event, stamp));
    };
    tell(&mut harness, "ItemPriced", 1);
    let item = harness.world.item(&"D001".parse().unwrap()).expect("priced").clone();
    assert_eq!((item.name, item.unit), (Label::new("阿司匹林肠溶片100mg×30片", "Aspirin enteric 100 mg ×30"), None));
    assert_eq!((item.class, item.ceiling, item.unit_price.to_string().as_str()), (ChargeClass::A, None, "12.8"));

    tell(&mut harness, "BillOpened", 1);
    let opened = AdmissionId("01a21536-0700-70eb-8b53-b10e7bfeaf87".parse().expect("an id"));
    let bill = harness.world.bill(opened).expect("opened");
    assert_eq!((bill.hospital_level, bill.hospital_kind), (3, HospitalKind::General));
    assert_eq!((bill.admission_no, bill.account_balance), (2, Yuan::ZERO));

    let mut intent = harness.intent(1, Interface::Admission, None);
    intent.exchange = ExchangeId("01a229c0-5656-7c40-97fc-399ce388c035".parse().expect("an id"));
    let exchange = intent.exchange;
    harness.must(Command::IntendExchange(intent));
    assert_eq!(harness.world.bill(admission(0)).and_then(|bill| bill.mdtrt_id.clone()), None);
    tell(&mut harness, "ExchangeAnswered", 1);
    let mdtrt_id = "3701002026111600000001".parse::<model::code::StayNumber>().expect("a number");
    assert_eq!(harness.world.bill(admission(0)).and_then(|bill| bill.mdtrt_id.clone()), Some(mdtrt_id.clone()));
    let row = harness.world.exchange(exchange).expect("asked");
    assert_eq!((row.state, row.answer.clone()), (ExchangeState::Answered, Some(Outcome::Admitted { mdtrt_id })));

    let stay = AdmissionId("01a20eda-f820-7410-b572-000000000101".parse().expect("an id"));
    let whole = DepositId("01a20eda-f820-7410-b572-00000000010a".parse().expect("an id"));
    let (amount, method) = (yuan("5000"), PayMethod::Card);
    harness.must(Command::OpenBill(BillOpened { admission: stay, ..bill_of(2, None) }));
    harness.must(command::TakeDeposit { deposit: whole, admission: stay, amount, method });
    tell(&mut harness, "DepositReturned", 1);
    let row = harness.world.deposit(whole).expect("taken");
    assert_eq!((row.returned, row.left()), (amount, Yuan::ZERO));

    let shown = SettlementId("01a1ec70-dcf0-7d36-a1fb-86effd9dc8a3".parse().expect("an id"));
    let (taken, stay, amount) = (deposit(5), admission(1), yuan("2400"));
    harness.must(charge_of(5, 1, "1055", "1", None));
    harness.must(command::TakeDeposit { deposit: taken, admission: stay, amount, method });
    harness.must(command::Presettle { settlement: shown, admission: stay });
    tell(&mut harness, "SettlementPaid", 1);
    let row = harness.world.settlement(shown).expect("shown");
    assert_eq!((row.paid.map(|paid| paid.place), row.refunds.len()), (Some(PayPlace::Bedside), 0));
    // Of which deposit 1,345.00 went back nobody recorded; no more than is held goes back all the same.
    harness.must(command::TakeBackSettlement { settlement: shown, reason: ReasonCode::Mistake.into(), by: None });
    let back = command::ReturnDeposit { deposit: taken, amount: None, reason: ReasonCode::Mistake.into() };
    harness.must(back.clone());
    assert_eq!(harness.world.deposit(taken).expect("taken").returned, yuan("1055"));
    assert_eq!(harness.refused(back), "deposit-return-range", "nothing is held any more");

    // No receipt had a number, so none is cancelled.
    let other = SettlementId("01a20eda-f820-7410-b572-000000000108".parse().expect("an id"));
    let mut intent = harness.intent(2, Interface::SignIn, None);
    intent.exchange = ExchangeId("01a20eda-f820-7410-b572-00000000010a".parse().expect("an id"));
    harness.must(Command::IntendExchange(intent));
    harness.must(command::Presettle { settlement: other, admission: admission(1) });
    tell(&mut harness, "SettlementTakingBack", 1);
    let row = harness.world.settlement(other).expect("shown");
    assert_eq!((row.state, row.taking_back_by), (SettlementState::TakingBack, None));
    tell(&mut harness, "SettlementTakenBack", 1);
    let row = harness.world.settlement(other).expect("shown");
    assert_eq!(row.taken_back.map(|back| (back.deposits, back.red)), Some((yuan("2444.90"), None)));
    tell(&mut harness, "SettlementPaid", 2);
    let row = harness.world.settlement(shown).expect("shown");
    assert_eq!((row.paid.map(|paid| paid.place), row.receipt), (Some(PayPlace::Counter), None));

    assert!(golden.is_empty(), "nobody applies {:?}", golden.keys());
}
