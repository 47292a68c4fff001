//! Whatever is asked, in whatever order: money balances, nothing is settled twice, the log gives the same world.

use crate::play::{
    Harness, POLICY, admission, charge, charge_of, deposit, exchange, msgid, negative, settlement, yuan,
};
use model::{
    Label,
    decide::Decider,
    interface::Interface,
    journey::{InsuranceType, PersonClass},
    message::Refusal,
    money::Yuan,
    scheduling::ReasonCode,
    settlement::{
        Account, ChargeClass, Command, ConsentMeans, Event, ItemPriced, LineSplit, Outcome, PayMethod, PayPlace,
        YearToDate, command,
    },
};
use proptest::prelude::*;
use settlement::{SettlementState, Snapshot, World, ledger, line};

/// What can be asked, in terms of small numbers.
#[derive(Clone, Debug)]
enum Ask {
    Charge(u32, u32),
    Refund(u32, u32, u32),
    Deposit(u32, i64),
    Return(u32, Option<i64>),
    Send(Interface, u32, u32),
    Answer(u32, u8),
    Silence(u32),
    Presettle(u32),
    Consent(u32),
    Pay(u32),
    Part(u32, i64),
    TakeBack(u32),
    Wait(i64),
    Insure(bool, bool),
    Cancel(bool),
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let infno = prop_oneof![
        2 => Just(Interface::Admission), 3 => Just(Interface::Lines), 3 => Just(Interface::Trial), 4 => Just(Interface::Settlement), 1 => Just(Interface::Discharge),
        3 => Just(Interface::SettlementUndo), 2 => Just(Interface::Query), 2 => Just(Interface::Reversal), 2 => Just(Interface::LinesUndo), 2 => Just(Interface::AdmissionUndo),
        1 => Just(Interface::DischargeUndo),
    ];
    let number = 0u32..12;
    let one = prop_oneof![
        2 => (0u32..5, 1u32..30_000).prop_map(|(n, price)| Ask::Charge(n, price)),
        1 => (5u32..9, 0u32..5, 1u32..300).prop_map(|(n, of, count)| Ask::Refund(n, of, count)),
        1 => (0u32..3, -5i64..500_000).prop_map(|(n, fen)| Ask::Deposit(n, fen)),
        2 => (0u32..3, proptest::option::of(-5i64..300_000)).prop_map(|(n, fen)| Ask::Return(n, fen)),
        10 => (infno, number.clone(), number.clone()).prop_map(|(infno, n, about)| Ask::Send(infno, n, about)),
        10 => (number.clone(), 0u8..6).prop_map(|(n, what)| Ask::Answer(n, what)),
        3 => number.prop_map(Ask::Silence),
        4 => (0u32..4).prop_map(Ask::Presettle),
        4 => (0u32..4).prop_map(Ask::Consent),
        3 => (0u32..4).prop_map(Ask::Pay),
        3 => (0u32..4, -5i64..400_000).prop_map(|(n, fen)| Ask::Part(n, fen)),
        3 => (0u32..4).prop_map(Ask::TakeBack),
        2 => (1i64..60).prop_map(Ask::Wait),
        2 => any::<(bool, bool)>().prop_map(|(insured, now)| Ask::Insure(insured, now)),
        1 => any::<bool>().prop_map(Ask::Cancel),
    ];
    proptest::collection::vec(one, 0..120)
}

fn play(harness: &mut Harness, ask: &Ask) -> Result<Vec<Event>, Refusal> {
    let method = PayMethod::Cash;
    match *ask {
        Ask::Charge(n, price) => {
            let price = format!("{price}.{:02}", price % 100);
            harness.ask(charge_of(n, 0, &price, "3", (n % 2 == 1).then_some("7")))
        }
        Ask::Refund(n, of, count) => harness.ask(command::RefundCharge {
            refund: charge(n),
            charge: charge(of),
            count: rust_decimal::Decimal::new(count.into(), 2),
            reason: ReasonCode::Mistake.into(),
        }),
        Ask::Deposit(n, fen) => {
            let amount = Yuan::from_fen(fen);
            harness.ask(command::TakeDeposit { deposit: deposit(n), admission: admission(0), amount, method })
        }
        Ask::Return(n, fen) => harness.ask(command::ReturnDeposit {
            deposit: deposit(n),
            amount: fen.map(Yuan::from_fen),
            reason: ReasonCode::Mistake.into(),
        }),
        Ask::Send(infno, n, about) => harness.send(n, infno, Some(about)),
        Ask::Answer(n, what) => {
            let outcome = outcome(harness, n, what);
            harness.answer(n, outcome)
        }
        Ask::Silence(n) => harness.ask(command::RecordSilence { exchange: exchange(n) }),
        Ask::Presettle(n) => harness.ask(command::Presettle { settlement: settlement(n), admission: admission(0) }),
        Ask::Consent(n) => {
            let shown = harness.world.settlement(settlement(n)).map(|row| row.fingerprint.clone()).unwrap_or_default();
            let means = ConsentMeans::Print;
            harness.ask(command::Consent { settlement: settlement(n), fingerprint: shown, means })
        }
        Ask::Pay(n) => harness.ask(command::Pay { settlement: settlement(n), method, place: PayPlace::Counter }),
        Ask::Part(n, fen) => {
            let (amount, place) = (Yuan::from_fen(fen), PayPlace::Counter);
            harness.ask(command::TakePayment { settlement: settlement(n), amount, method, place })
        }
        Ask::TakeBack(n) => {
            let reason = ReasonCode::Mistake.into();
            harness.ask(command::TakeBackSettlement { settlement: settlement(n), reason, by: None })
        }
        Ask::Insure(insured, now) => harness.ask(insure(insured, now)),
        Ask::Cancel(before) => harness.ask(command::CancelBill { admission: admission(0), money_may_be_open: before }),
        Ask::Wait(seconds) => {
            harness.wait(seconds);
            Ok(Vec::new())
        }
    }
}

/// Insures under the world's policy, or under none: for now, or because there is no insurance.
fn insure(insured: bool, for_now: bool) -> command::InsureBill {
    command::InsureBill {
        admission: admission(0),
        policy: insured.then(|| POLICY.parse().unwrap()),
        insurance: if insured { InsuranceType::Employee } else { InsuranceType::SelfPay },
        class: PersonClass::Active,
        admission_no: 1,
        year_to_date: YearToDate::default(),
        pays_all: (!insured && for_now).then(|| ReasonCode::Other.into()),
    }
}

/// An answer that mostly fits; a 5203 may be answered about any 2304.
fn outcome(harness: &Harness, number: u32, what: u8) -> Outcome {
    let Some(row) = harness.world.exchange(exchange(number)) else { return Outcome::Done };
    let amounts = harness.platform_amounts();
    if what == 0 {
        return Outcome::Refused { code: "E".into() };
    }
    match row.infno {
        Interface::Admission => Outcome::Admitted { mdtrt_id: "M".parse().unwrap() },
        Interface::Lines => {
            Outcome::Uploaded { lines: row.charges.iter().map(|id| (*id, harness.split_of(*id))).collect() }
        }
        Interface::Trial => Outcome::Trial { amounts },
        Interface::Settlement => Outcome::Settled {
            setl_id: "S".parse().unwrap(),
            medins_setl_id: if what == 5 { msgid(99) } else { row.msgid.clone() },
            amounts,
        },
        Interface::SettlementUndo if what < 5 => {
            let settled = row.settlement.and_then(|id| harness.world.settlement(id));
            let settled = settled.and_then(|row| row.settled.as_ref()).map(|(_, amounts)| *amounts);
            let amounts = negative(&settled.unwrap_or_default());
            Outcome::TakenBack { setl_id: "S".parse().unwrap(), amounts }
        }
        Interface::Query if what < 3 => Outcome::NotThere,
        Interface::Query => {
            let about = row.about.and_then(|id| harness.world.exchange(id));
            let medins_setl_id = about.map_or_else(|| msgid(98), |about| about.msgid.clone());
            Outcome::Settled { setl_id: "S".parse().unwrap(), medins_setl_id, amounts }
        }
        _ => Outcome::Done,
    }
}

/// Everything that must hold after each event.
fn check(harness: &Harness, events: &[Event]) {
    for event in events {
        let postings = match event {
            Event::ChargePosted(event) => &event.postings,
            Event::ChargeRefunded(event) => &event.postings,
            Event::DepositTaken(event) => &event.postings,
            Event::DepositReturned(event) => &event.postings,
            Event::SettlementSettled(event) => &event.postings,
            Event::PaymentTaken(event) => &event.postings,
            Event::SettlementPaid(event) => &event.postings,
            Event::SettlementTakenBack(event) => &event.postings,
            _ => continue,
        };
        assert_eq!(ledger::sum(postings), Yuan::ZERO, "postings balance");
    }
    let total: Yuan = harness.world.ledger_balances().into_values().sum();
    assert_eq!(total, Yuan::ZERO, "the ledger's sum is zero");
    let done = |state| matches!(state, SettlementState::Settled | SettlementState::Paid | SettlementState::TakingBack);
    let settled = harness.world.settlements(admission(0)).filter(|row| done(row.state)).count();
    assert!(settled <= 1, "settled at most once");
    let open =
        harness.world.exchanges(admission(0)).filter(|row| row.infno == Interface::Settlement && row.is_open()).count();
    assert!(open <= 1, "one 2304 at a time");
    let undoing = harness.world.exchanges(admission(0));
    let undoing = undoing.filter(|row| row.infno == Interface::SettlementUndo && row.is_open()).count();
    assert!(undoing <= 1, "one 2305 at a time");
    let bill = harness.world.bill(admission(0)).expect("a bill");
    let lines: Yuan = harness.world.lines(admission(0)).map(|line| line.amount - line.refunded.amount).sum();
    assert_eq!(lines, bill.medfee_sumamt());
    let sum = |all: LineSplit, one: LineSplit| line::plus(&all, &one);
    let mut totals = LineSplit::default();
    for line in harness.world.lines(admission(0)) {
        assert_eq!(line::sum(&line.split), line.amount, "a split is the whole line");
        let refunds = harness.world.refunds(admission(0)).filter(|refund| refund.charge == line.charge);
        let refunded = refunds.map(|refund| refund.split).fold(LineSplit::default(), sum);
        assert_eq!(refunded, line.refunded.split);
        assert_eq!(line::sum(&refunded), line.refunded.amount, "what went back is of the line as it is split now");
        let left = line::plus(&line.split, &line::negative(&refunded));
        let parts = [left.fulamt_ownpay_amt, left.overlmt_amt, left.preselfpay_amt, left.inscp_scp_amt];
        assert!(parts.iter().all(|part| !part.is_negative()), "no part gave back more than it had");
        totals = line::plus(&totals, &left);
    }
    assert_eq!(totals, bill.totals);
    if bill.mdtrt_id.is_none() {
        let lines = harness.world.lines(admission(0)).all(|line| line.uploaded.is_none());
        assert!(lines, "what the platform has forgotten is not taken for uploaded");
    }
    if bill.cancelled.is_some() {
        let new =
            |event: &Event| matches!(event, Event::ChargePosted(_) | Event::DepositTaken(_) | Event::Presettled(_));
        assert!(!events.iter().any(new), "nothing is posted on a cancelled admission");
    }
    for line in harness.world.lines(admission(0)) {
        assert!(!line.count_left().is_sign_negative() || line.count_left().is_zero());
        assert!(!(line.amount - line.refunded.amount).is_negative());
    }
    for row in harness.world.deposits(admission(0)) {
        assert!(row.returned <= row.amount, "no more goes back than was taken");
    }
    let held: Yuan = harness.world.deposits(admission(0)).map(|row| row.amount - row.returned).sum();
    let current = harness.world.current_settlement(admission(0));
    let paid = current.is_some_and(|row| row.paid.is_some());
    // What was returned when a settlement was paid stays with the patient when it is taken back.
    assert_eq!(bill.deposits_held, if paid { yuan("0") } else { held });
    let given = harness
        .world
        .settlements(admission(0))
        .flat_map(|row| [row.receipt, row.taken_back.and_then(|back| back.red)].into_iter().flatten());
    let mut given: Vec<u32> = given.map(|receipt| receipt.number).collect();
    given.sort_unstable();
    assert!(given.iter().copied().eq((1..).take(given.len())), "receipts without a gap: {given:?}");
    for row in harness.world.settlements(admission(0)) {
        let back: Yuan = row.refunds.iter().map(|refund| refund.amount).sum();
        assert_eq!(back, row.paid.map_or(Yuan::ZERO, |paid| paid.deposit_refund), "all that goes back is of a deposit");
        let parts: Yuan = row.payments.iter().map(|payment| payment.amount).sum();
        let last = row.paid.map_or(Yuan::ZERO, |paid| paid.arrears);
        let cash = row.settled.as_ref().map_or(last, |(_, amounts)| amounts.psn_cash_pay);
        assert!(parts + last <= cash, "nobody pays more than the bill is");
        assert!(row.taken_back.is_none_or(|back| back.refund == parts + last), "all that was paid besides goes back");
    }
    assert!(!bill.deposits_held.is_negative());
    if paid {
        assert!(bill.balances.of(Account::Receivable).is_zero() && bill.balances.of(Account::Deposit).is_zero());
    }
    let settled = current.is_some_and(|row| done(row.state) && row.settled.is_some());
    assert!(settled || bill.balances.of(Account::Fund).is_zero(), "the funds owe for what is settled only");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn money_balances_and_nothing_is_settled_twice(asks in asks(), ready in any::<bool>()) {
        let mut harness = Harness::new();
        if ready {
            harness.until_consent();
        }
        let (mut settled_events, mut undone) = (0, 0);
        for ask in &asks {
            let before = harness.world.clone();
            match play(&mut harness, ask) {
                Ok(events) => {
                    settled_events += events.iter().filter(|event| matches!(event, Event::SettlementSettled(_))).count();
                    undone += events.iter().filter(|event| matches!(event, Event::SettlementTakenBack(_))).count();
                    check(&harness, &events);
                }
                Err(refusal) => {
                    prop_assert!(before == harness.world, "{refusal} changed something");
                }
            }
        }
        prop_assert!(settled_events <= undone + 1, "settled {settled_events} times, taken back {undone} times");

        // The log alone gives the same world, byte for byte; so does a snapshot.
        let mut replayed = World::default();
        for (event, stamp) in &harness.log {
            let text = event.encode().expect("encodes");
            let (kind, version) = event.kind();
            let model::event::Event::Settlement(read) =
                model::event::Event::decode(kind, version, &text).expect("decodes") else { panic!("another area") };
            replayed.apply(&read, *stamp);
        }
        let bytes = |world: &World| serde_json::to_string(&world.snapshot()).expect("serializes");
        prop_assert_eq!(bytes(&replayed), bytes(&harness.world));
        let read: Snapshot = serde_json::from_str(&bytes(&harness.world)).expect("deserializes");
        let mut restored = World::restore(read);
        replayed.durable();
        prop_assert!(restored == replayed, "a restored world is the same, indexes too");
        restored.durable();
    }

    #[test]
    fn taking_back_restores_what_was_marked(kept in asks(), is_durable in any::<bool>(), undone in asks()) {
        let mut harness = Harness::new();
        for ask in &kept {
            let _ = play(&mut harness, ask);
        }
        if is_durable {
            harness.world.durable();
        }
        let (before, mark) = (harness.world.clone(), harness.world.mark());
        for ask in &undone {
            let _ = play(&mut harness, ask);
        }
        harness.world.take_back_to(mark);
        prop_assert!(harness.world == before);
    }
}

/// Lines that were charged count in the item's unit: a price per another unit makes another item.
#[test]
fn an_items_unit_is_said_once_and_stays() {
    let mut harness = Harness::new();
    let item = |unit: Option<Label>, price: &str| {
        Command::PriceItem(ItemPriced {
            item: "D001".parse().unwrap(),
            name: Label::new("阿司匹林", "Aspirin"),
            unit,
            class: ChargeClass::A,
            unit_price: price.parse().expect("a price"),
            ceiling: None,
            preself_rate: rust_decimal::Decimal::ZERO,
        })
    };
    let of = |harness: &Harness| harness.world.item(&"D001".parse().unwrap()).and_then(|item| item.unit.clone());
    let (a_box, a_tablet) = (Label::new("盒", "box"), Label::new("片", "tablet"));
    harness.must(item(None, "12.8"));
    assert_eq!(of(&harness), None, "nobody said");
    for bad in [Label::new("", "box"), Label::new("盒", " "), Label::new("盒".repeat(21), "box")] {
        assert_eq!(harness.refused(item(Some(bad), "12.8")), "item-unit-length");
    }
    harness.must(item(Some(a_box.clone()), "12.8"));
    assert_eq!(harness.refused(item(Some(a_tablet), "0.43")), "item-unit-fixed");
    harness.must(item(None, "11.9"));
    harness.must(item(Some(a_box.clone()), "11.5"));
    assert_eq!(of(&harness), Some(a_box));
}
