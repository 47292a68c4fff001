//! The only code that changes rows and indexes. It cannot fail: an event that was decided fits the world.

use super::{
    Adopted, Bill, Consent, Deposit, Exchange, ExchangeState, Item, Line, Paid, RefundLine, Refunded, Settlement,
    SettlementState, World, exchange,
};
use crate::{ledger::Balances, line, policy::Policy};
use model::{
    decide::Stamp,
    id::{AdmissionId, ExchangeId, SettlementId},
    interface::Interface,
    money::Yuan,
    settlement::{
        AnswerSetAside, BillInsured, BillOpened, ChargePosted, ChargeRefunded, DepositReturned, DepositTaken, Event,
        ExchangeAnswered, ExchangeIntended, ItemPriced, LineSplit, Outcome, PolicyAdopted, Posting, Presettled,
        SettlementPaid, SettlementSettled,
    },
};
use std::{collections::BTreeMap, sync::Arc};

pub(super) fn apply(world: &mut World, event: &Event, stamp: Stamp) {
    match event {
        Event::PolicyAdopted(event) => adopted(world, event, stamp),
        Event::ItemPriced(event) => priced(world, event, stamp),
        Event::BillOpened(event) => opened(world, event, stamp),
        Event::BillInsured(event) => insured(world, event, stamp),
        Event::BillCancelled(event) => change(world, event.admission, stamp, |bill| {
            bill.cancelled = Some(stamp.at);
            bill.withdrawing |= event.withdraws;
        }),
        Event::ChargePosted(event) => charged(world, event, stamp),
        Event::ChargeRefunded(event) => refunded(world, event, stamp),
        Event::DepositTaken(event) => deposited(world, event, stamp),
        Event::DepositReturned(event) => deposit_returned(world, event, stamp),
        Event::ExchangeIntended(event) => intended(world, event, stamp),
        Event::ExchangeAnswered(event) => answered(world, event, stamp),
        Event::AnswerSetAside(event) => set_aside(world, event, stamp),
        Event::ExchangeUnknown(event) => set_state(world, event.exchange, ExchangeState::Unknown, stamp),
        Event::Presettled(event) => presettled(world, event, stamp),
        Event::RegistrationClosed(event) => {
            change(world, event.admission, stamp, |bill| {
                bill.mdtrt_id = None;
                bill.closed_by_hand = Some(stamp.at);
            });
            withdrawn(world, event.admission, stamp);
        }
        Event::DifferenceConfirmed(event) => {
            let confirmed = (stamp.at, event.reason.clone());
            change_settlement(world, event.settlement, stamp, |row| row.confirmed = Some(confirmed));
        }
        Event::ConsentGiven(event) => {
            let consent = Consent { means: event.means.clone(), at: stamp.at };
            change_settlement(world, event.settlement, stamp, |row| {
                row.state = SettlementState::Consented;
                row.consent = Some(consent);
            });
        }
        Event::SettlementSubmitted(event) => {
            change_settlement(world, event.settlement, stamp, |row| {
                row.state = SettlementState::Submitted;
                row.submitted.push(event.exchange);
            });
        }
        Event::SettlementSettled(event) => settled(world, event, stamp),
        Event::SettlementReopened(event) => {
            change_settlement(world, event.settlement, stamp, |row| row.state = SettlementState::Consented);
            // A refusal that a query has confirmed, or that an earlier release believed.
            change_exchange(world, event.exchange, stamp, |row| {
                if row.is_refused() && row.is_open() {
                    row.state = ExchangeState::Answered;
                }
            });
        }
        Event::SettlementPaid(event) => paid(world, event, stamp),
    }
}

/// Changes a bill. The event was decided, so the bill is there; if not, the world is not what the journal says.
fn change(world: &mut World, admission: AdmissionId, stamp: Stamp, change: impl FnOnce(&mut Bill)) {
    assert!(world.bills.contains(&admission), "event {} is about a bill that is not there", stamp.seq);
    world.bills.update(&admission, |row| {
        change(row);
        row.seq = stamp.seq;
    });
}

fn change_settlement(
    world: &mut World,
    settlement: SettlementId,
    stamp: Stamp,
    change_row: impl FnOnce(&mut Settlement),
) {
    let Some(row) = world.settlements.get(&settlement) else {
        panic!("event {} is about a settlement that is not there", stamp.seq)
    };
    let admission = row.admission;
    world.settlements.update(&settlement, |row| {
        change_row(row);
        row.seq = stamp.seq;
    });
    change(world, admission, stamp, |_| {});
}

/// Posts to the hospital's ledger and to the bill's part of it.
fn post(world: &mut World, admission: AdmissionId, postings: &[Posting], stamp: Stamp) {
    for posting in postings {
        let before = world.balances.get(&posting.account).copied().unwrap_or_default();
        world.balances.insert(posting.account, before + posting.amount);
    }
    change(world, admission, stamp, |bill| bill.balances.post(postings));
}

/// Lines or a new trial make the shown settlement void; one that was sent or settled stays.
fn supersede(world: &mut World, admission: AdmissionId, stamp: Stamp) {
    let shown = |state| matches!(state, SettlementState::Presettled | SettlementState::Consented);
    let shown: Vec<SettlementId> =
        world.settlements(admission).filter(|row| shown(row.state)).map(|row| row.settlement).collect();
    for settlement in shown {
        world.settlements.update(&settlement, |row| {
            row.state = SettlementState::Superseded;
            row.seq = stamp.seq;
        });
    }
}

fn adopted(world: &mut World, event: &PolicyAdopted, stamp: Stamp) {
    let policy = Policy::parse(&event.toml);
    let Ok(policy) = policy else { panic!("event {} adopts a policy that cannot be read", stamp.seq) };
    let row = Adopted { toml: event.toml.clone(), policy: Arc::new(policy), seq: stamp.seq };
    world.policies.insert(event.policy.clone(), row);
}

fn priced(world: &mut World, event: &ItemPriced, stamp: Stamp) {
    let row = Item {
        item: event.item.clone(),
        name: event.name.clone(),
        unit: event.unit.clone(),
        class: event.class,
        unit_price: event.unit_price,
        ceiling: event.ceiling,
        preself_rate: event.preself_rate,
        seq: stamp.seq,
    };
    world.items.insert(row.item.clone(), row);
}

fn opened(world: &mut World, event: &BillOpened, stamp: Stamp) {
    let row = Bill {
        admission: event.admission,
        patient: event.patient,
        journey: event.journey,
        policy: event.policy.clone(),
        insurance: event.insurance,
        class: event.class,
        hospital_level: event.hospital_level,
        admission_no: event.admission_no,
        admitted_on: event.admitted_on,
        year_to_date: event.year_to_date,
        account_balance: event.account_balance,
        totals: LineSplit::default(),
        deposits_held: Yuan::ZERO,
        line_count: 0,
        refund_count: 0,
        settlement_count: 0,
        exchange_count: 0,
        mdtrt_id: None,
        discharged_at_platform: false,
        pays_all: false,
        cancelled: None,
        withdrawing: false,
        closed_by_hand: None,
        forgotten_seq: 0,
        lines_seq: stamp.seq,
        balances: Balances::default(),
        opened: stamp.at,
        seq: stamp.seq,
    };
    world.bills.insert(row.admission, row);
}

/// The lines keep their amounts; their splits and what they add up to are new.
fn insured(world: &mut World, event: &BillInsured, stamp: Stamp) {
    let admission = event.admission;
    let (mut totals, mut refunded) = (LineSplit::default(), BTreeMap::new());
    for (id, split) in &event.splits {
        if let Some(key) = world.refund_ids.get(id).copied() {
            let taken = line::negative(split);
            world.refunds.update(&key, |row| {
                row.split = taken;
                row.seq = stamp.seq;
            });
            let Some(row) = world.refunds.get(&key) else { continue };
            let of = refunded.entry(row.charge).or_insert_with(LineSplit::default);
            *of = line::plus(of, &taken);
            totals = line::plus(&totals, split);
        } else if let Some(key) = world.charges.get(id).copied() {
            world.lines.update(&key, |row| {
                row.split = *split;
                row.seq = stamp.seq;
            });
            totals = line::plus(&totals, split);
        }
    }
    for (charge, split) in refunded {
        if let Some(key) = world.charges.get(&charge).copied() {
            world.lines.update(&key, |row| row.refunded.split = split);
        }
    }
    change(world, admission, stamp, |bill| {
        if bill.policy != event.policy {
            bill.account_balance = Yuan::ZERO;
        }
        bill.policy = event.policy.clone();
        bill.insurance = event.insurance;
        bill.class = event.class;
        bill.admission_no = event.admission_no;
        bill.year_to_date = event.year_to_date;
        bill.pays_all = event.pays_all.is_some();
        bill.withdrawing |= event.withdraws;
        bill.totals = totals;
        bill.lines_seq = stamp.seq;
    });
    supersede(world, admission, stamp);
}

/// The platform has forgotten the lines of a stay, or never had them.
fn not_uploaded(world: &mut World, admission: AdmissionId, stamp: Stamp) {
    let lines: Vec<_> = world.lines.range((admission, 0)..=(admission, u32::MAX)).map(|(key, _)| *key).collect();
    lines.iter().for_each(|key| world.lines.update(key, |row| row.uploaded = None));
    let refunds: Vec<_> = world.refunds.range((admission, 0)..=(admission, u32::MAX)).map(|(key, _)| *key).collect();
    refunds.iter().for_each(|key| world.refunds.update(key, |row| row.uploaded = None));
    change(world, admission, stamp, |bill| bill.forgotten_seq = stamp.seq);
}

/// A registration that is being taken back is, once the platform neither has the stay nor may have it.
fn withdrawn(world: &mut World, admission: AdmissionId, stamp: Stamp) {
    let done = world.bill(admission).is_some_and(|bill| bill.withdrawing) && !world.is_open_at_platform(admission);
    if done {
        not_uploaded(world, admission, stamp);
        change(world, admission, stamp, |bill| {
            bill.withdrawing = false;
            bill.lines_seq = stamp.seq;
        });
    }
}

fn charged(world: &mut World, event: &ChargePosted, stamp: Stamp) {
    let admission = event.admission;
    let position = world.bills.get(&admission).map_or(0, |bill| bill.line_count);
    let row = Line {
        charge: event.charge,
        item: event.item.clone(),
        name: event.name.clone(),
        class: event.class,
        unit_price: event.unit_price,
        count: event.count,
        ceiling: event.ceiling,
        preself_rate: event.preself_rate,
        date: event.date,
        amount: event.amount,
        split: event.split,
        refunded: Refunded::default(),
        uploaded: None,
        at: stamp.at,
        seq: stamp.seq,
    };
    world.charges.insert(row.charge, (admission, position));
    world.lines.insert((admission, position), row);
    change(world, admission, stamp, |bill| {
        bill.line_count += 1;
        bill.totals = line::plus(&bill.totals, &event.split);
        bill.lines_seq = stamp.seq;
    });
    post(world, admission, &event.postings, stamp);
    supersede(world, admission, stamp);
}

fn refunded(world: &mut World, event: &ChargeRefunded, stamp: Stamp) {
    let admission = event.admission;
    let position = world.bills.get(&admission).map_or(0, |bill| bill.refund_count);
    let row = RefundLine {
        refund: event.refund,
        charge: event.charge,
        count: event.count,
        amount: event.amount,
        split: event.split,
        reason: event.reason.clone(),
        uploaded: None,
        at: stamp.at,
        seq: stamp.seq,
    };
    world.refund_ids.insert(row.refund, (admission, position));
    world.refunds.insert((admission, position), row);
    if let Some(key) = world.charges.get(&event.charge).copied() {
        world.lines.update(&key, |line| {
            line.refunded.count += event.count;
            line.refunded.amount += event.amount;
            line.refunded.split = line::plus(&line.refunded.split, &event.split);
            line.seq = stamp.seq;
        });
    }
    change(world, admission, stamp, |bill| {
        bill.refund_count += 1;
        bill.totals = line::plus(&bill.totals, &line::negative(&event.split));
        bill.lines_seq = stamp.seq;
    });
    post(world, admission, &event.postings, stamp);
    supersede(world, admission, stamp);
}

fn deposited(world: &mut World, event: &DepositTaken, stamp: Stamp) {
    let row = Deposit {
        deposit: event.deposit,
        admission: event.admission,
        amount: event.amount,
        method: event.method,
        at: stamp.at,
        returned: None,
        seq: stamp.seq,
    };
    world.deposits_of.insert((row.admission, row.deposit), ());
    world.deposits.insert(row.deposit, row);
    change(world, event.admission, stamp, |bill| bill.deposits_held += event.amount);
    post(world, event.admission, &event.postings, stamp);
}

fn deposit_returned(world: &mut World, event: &DepositReturned, stamp: Stamp) {
    let reason = event.reason.clone();
    world.deposits.update(&event.deposit, |row| {
        row.returned = Some((stamp.at, reason));
        row.seq = stamp.seq;
    });
    change(world, event.admission, stamp, |bill| bill.deposits_held -= event.amount);
    post(world, event.admission, &event.postings, stamp);
}

fn intended(world: &mut World, event: &ExchangeIntended, stamp: Stamp) {
    let row = Exchange {
        exchange: event.exchange,
        infno: event.infno,
        msgid: event.msgid.clone(),
        admission: event.admission,
        settlement: event.settlement,
        about: event.about,
        charges: event.charges.clone(),
        body: event.body.clone(),
        deadline: event.deadline,
        state: ExchangeState::Intended,
        answer: None,
        answer_body: None,
        misfits: Vec::new(),
        not_there: false,
        at: stamp.at,
        intended_seq: stamp.seq,
        seq: stamp.seq,
    };
    index_exchange(world, &row);
    world.exchanges.insert(row.exchange, row);
    if let Some(admission) = event.admission {
        change(world, admission, stamp, |bill| bill.exchange_count += 1);
    }
}

/// What can be looked up of an exchange. Also used when a snapshot is restored.
pub(super) fn index_exchange(world: &mut World, row: &Exchange) {
    world.msgids.insert(row.msgid.clone(), row.exchange);
    world.exchanges_of.insert((row.admission, row.intended_seq), row.exchange);
    index_open(world, row);
    index_platform_id(world, row);
}

/// The number that the platform gave a stay or its settlement.
fn index_platform_id(world: &mut World, row: &Exchange) {
    let given = match &row.answer {
        Some(Outcome::Admitted { mdtrt_id }) => Some(mdtrt_id),
        Some(Outcome::Settled { setl_id, .. }) => Some(setl_id),
        _ => None,
    };
    if let (Some(given), Some(admission), ExchangeState::Answered) = (given, row.admission, row.state) {
        world.platform_ids.insert(given.clone(), admission);
    }
}

/// To be looked after: what is under way, and what is unknown and must be resolved.
fn index_open(world: &mut World, row: &Exchange) {
    let key = (row.intended_seq, row.exchange);
    let unresolved = row.state == ExchangeState::Unknown && exchange::needs_recovery(row.infno);
    if row.state == ExchangeState::Intended || unresolved {
        world.open.insert(key, ());
    } else {
        world.open.remove(&key);
    }
}

fn set_state(world: &mut World, id: ExchangeId, state: ExchangeState, stamp: Stamp) {
    change_exchange(world, id, stamp, |row| row.state = state);
}

fn change_exchange(world: &mut World, id: ExchangeId, stamp: Stamp, change_row: impl FnOnce(&mut Exchange)) {
    world.exchanges.update(&id, |row| {
        change_row(row);
        row.seq = stamp.seq;
    });
    let Some(row) = world.exchanges.get(&id).cloned() else {
        panic!("event {} is about an exchange that is not there", stamp.seq)
    };
    index_open(world, &row);
    index_platform_id(world, &row);
    if let Some(admission) = row.admission {
        change(world, admission, stamp, |_| {});
    }
}

fn answered(world: &mut World, event: &ExchangeAnswered, stamp: Stamp) {
    let Some(row) = world.exchanges.get(&event.exchange).cloned() else {
        panic!("event {} answers an exchange that is not there", stamp.seq)
    };
    let moves = !event.doubted && exchange::moves(world, &row, &event.outcome);
    let state = match row.state {
        ExchangeState::Reversed => ExchangeState::Reversed,
        ExchangeState::Intended | ExchangeState::Unknown | ExchangeState::Answered if moves => ExchangeState::Answered,
        ExchangeState::Intended | ExchangeState::Unknown | ExchangeState::Answered => ExchangeState::Unknown,
    };
    change_exchange(world, event.exchange, stamp, |row| {
        row.state = state;
        row.answer = Some(event.outcome.clone());
        row.answer_body = Some(event.body.clone());
    });
    if moves {
        consequences(world, &row, &event.outcome, stamp);
    }
    if let Some(admission) = row.admission {
        withdrawn(world, admission, stamp);
    }
}

fn set_aside(world: &mut World, event: &AnswerSetAside, stamp: Stamp) {
    change_exchange(world, event.exchange, stamp, |row| {
        if row.state == ExchangeState::Intended {
            row.state = ExchangeState::Unknown;
        }
        row.misfits = event.misfits.clone();
        row.answer_body = Some(event.body.clone());
    });
}

/// What an answer says about others than its own exchange.
fn consequences(world: &mut World, row: &Exchange, outcome: &Outcome, stamp: Stamp) {
    match (outcome, row.admission, row.about) {
        (Outcome::Admitted { mdtrt_id }, Some(admission), _) => {
            change(world, admission, stamp, |bill| bill.mdtrt_id = Some(mdtrt_id.clone()));
        }
        (Outcome::Insured { insurance, balance, .. }, Some(admission), _) => {
            change(world, admission, stamp, |bill| {
                // The platform names the first insurance of a person, which may be another than the stay's.
                if bill.insurance == *insurance {
                    bill.account_balance = *balance;
                }
            });
        }
        (Outcome::Done, Some(admission), _) if row.infno == Interface::LinesUndo => {
            not_uploaded(world, admission, stamp)
        }
        (Outcome::Done, Some(admission), _) if row.infno == Interface::AdmissionUndo => {
            change(world, admission, stamp, |bill| bill.mdtrt_id = None);
        }
        (Outcome::Done, Some(admission), _) if row.infno == Interface::Discharge => {
            change(world, admission, stamp, |bill| bill.discharged_at_platform = true);
        }
        (Outcome::Uploaded { lines }, Some(admission), _) => {
            if world.bill(admission).is_some_and(|bill| row.intended_seq < bill.forgotten_seq) {
                return;
            }
            for (charge, split) in lines {
                if let Some(key) = world.charges.get(charge).copied() {
                    world.lines.update(&key, |line| line.uploaded = Some(*split));
                } else if let Some(key) = world.refund_ids.get(charge).copied() {
                    world.refunds.update(&key, |line| line.uploaded = Some(*split));
                }
            }
        }
        (Outcome::NotThere, _, Some(about)) => {
            let late_enough = |about: &Exchange| row.at >= exchange::certain_at(about);
            change_exchange(world, about, stamp, |about| about.not_there = late_enough(about) && !about.is_refused());
        }
        (Outcome::Done, _, Some(about)) if row.infno == Interface::Reversal => {
            // One that a later query found settled stays so.
            change_exchange(world, about, stamp, |about| {
                if about.is_open() {
                    about.state = ExchangeState::Reversed;
                }
            });
        }
        (Outcome::Refused { .. }, _, Some(about)) if row.infno == Interface::Reversal => {
            // Something is there after all, or the platform cannot say: ask again.
            change_exchange(world, about, stamp, |about| about.not_there = false);
        }
        _ => {}
    }
}

fn presettled(world: &mut World, event: &Presettled, stamp: Stamp) {
    supersede(world, event.admission, stamp);
    let number = world.bills.get(&event.admission).map_or(0, |bill| bill.settlement_count) + 1;
    let row = Settlement {
        settlement: event.settlement,
        admission: event.admission,
        number,
        state: SettlementState::Presettled,
        fingerprint: event.fingerprint.clone(),
        trial: event.amounts,
        estimate: event.estimate,
        deposits: event.deposits,
        confirmed: None,
        consent: None,
        submitted: Vec::new(),
        settled: None,
        paid: None,
        at: stamp.at,
        settled_at: None,
        seq: stamp.seq,
    };
    world.settlements_of.insert((row.admission, number), row.settlement);
    world.settlements.insert(row.settlement, row);
    change(world, event.admission, stamp, |bill| bill.settlement_count = number);
}

fn settled(world: &mut World, event: &SettlementSettled, stamp: Stamp) {
    change_settlement(world, event.settlement, stamp, |row| {
        row.state = SettlementState::Settled;
        row.settled = Some((event.setl_id.clone(), event.amounts));
        row.settled_at = Some(stamp.at);
    });
    set_state(world, event.exchange, ExchangeState::Answered, stamp);
    let Some(admission) = world.settlements.get(&event.settlement).map(|row| row.admission) else { return };
    supersede(world, admission, stamp);
    post(world, admission, &event.postings, stamp);
}

fn paid(world: &mut World, event: &SettlementPaid, stamp: Stamp) {
    let (deposit_refund, arrears, method) = (event.deposit_refund, event.arrears, event.method);
    change_settlement(world, event.settlement, stamp, |row| {
        row.state = SettlementState::Paid;
        row.paid = Some(Paid { deposit_refund, arrears, method, at: stamp.at });
        row.settled_at.get_or_insert(stamp.at);
    });
    let Some(admission) = world.settlements.get(&event.settlement).map(|row| row.admission) else { return };
    change(world, admission, stamp, |bill| bill.deposits_held = Yuan::ZERO);
    post(world, admission, &event.postings, stamp);
}
