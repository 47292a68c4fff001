//! Bills, deposits, settlements, messages to the insurance platform, the ledger.

use super::{Cell, Witness, at, both, fen, named, optional, row, shown};
use ::settlement::{Bill, Deposit, Exchange, ExchangeState, Item, Line, RefundLine, Settlement, SettlementState};
use journal::{Said, Value};
use model::{
    Label,
    id::AdmissionId,
    money::Yuan,
    settlement::{Account, LineSplit, Outcome},
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn say(said: &mut dyn Said, witness: &Witness) {
    let world = &witness.worlds.settlement;
    let adopted = |seq| ("adopted_at", optional(witness.adopted.get(&seq).copied(), at));
    for (seq, one) in world.profiles() {
        let facts = [
            ("seq", Value::Int(seq.cast_signed())),
            ("code", shown(&one.code)),
            ("level", one.level.into()),
            ("kind", named(one.kind)),
            ("region", shown(&one.region)),
            adopted(seq),
        ];
        said.row("profile", row([&facts, &both(["name_zh", "name_en"], &one.name)]));
    }
    world.adoptions().for_each(|(id, seq)| said.row("policy", [("id", shown(id)), adopted(seq)].into()));
    world.items().for_each(|one| item(said, one));
    for one in world.bills() {
        bill(said, one);
        world.lines(one.admission).for_each(|line| charge(said, one.admission, line));
        world.refunds(one.admission).for_each(|line| refund(said, one.admission, line));
        world.deposits(one.admission).for_each(|one| deposit(said, one));
        world.settlements(one.admission).for_each(|one| settlement(said, one));
    }
    world.all_exchanges().for_each(|one| exchange(said, one, witness));
    ledger(said, witness);
}

fn item(said: &mut dyn Said, one: &Item) {
    let unit = |text: fn(&Label) -> &String| optional(one.unit.as_ref().map(text), shown);
    let facts = [
        ("item", shown(&one.item)),
        ("class", named(one.class)),
        ("unit_price", shown(one.unit_price)),
        ("ceiling", optional(one.ceiling, shown)),
        ("preself_rate", shown(one.preself_rate)),
        ("unit_zh", unit(|unit| &unit.zh)),
        ("unit_en", unit(|unit| &unit.en)),
    ];
    said.row("price_item", row([&facts, &both(["name_zh", "name_en"], &one.name)]));
}

fn deposit(said: &mut dyn Said, one: &Deposit) {
    let row = [
        ("id", shown(one.deposit)),
        ("admission", shown(one.admission)),
        ("amount_fen", fen(one.amount)),
        ("method", named(one.method)),
        ("returned_fen", fen(one.returned)),
    ];
    said.row("deposit", row.into());
}

fn bill(said: &mut dyn Said, one: &Bill) {
    let row = [
        ("admission", shown(one.admission)),
        ("patient", shown(one.patient)),
        ("journey", shown(one.journey)),
        ("policy", optional(one.policy.as_ref(), shown)),
        ("insurance", named(one.insurance)),
        ("class", named(one.class)),
        ("hospital_level", one.hospital_level.into()),
        ("hospital_kind", named(one.hospital_kind)),
        ("admission_no", one.admission_no.into()),
        ("admitted_on", shown(one.admitted_on)),
    ];
    said.row("bill", row.into());
}

/// The amount of a charge and its four parts; those of a refund are negative.
fn amounts(amount: Yuan, split: &LineSplit, signed: fn(Yuan) -> Yuan) -> [Cell; 5] {
    [
        ("amount_fen", fen(signed(amount))),
        ("ownpay_fen", fen(signed(split.fulamt_ownpay_amt))),
        ("overlmt_fen", fen(signed(split.overlmt_amt))),
        ("preself_fen", fen(signed(split.preselfpay_amt))),
        ("inscp_fen", fen(signed(split.inscp_scp_amt))),
    ]
}

fn charge(said: &mut dyn Said, admission: AdmissionId, one: &Line) {
    let facts = [
        ("id", shown(one.charge)),
        ("admission", shown(admission)),
        ("item", shown(&one.item)),
        ("class", named(one.class)),
        ("unit_price", shown(one.unit_price)),
        ("count", shown(one.count)),
        ("date", shown(one.date)),
        ("refund_of", Value::Null),
    ];
    let names = both(["name_zh", "name_en"], &one.name);
    said.row("charge", row([&facts, &names, &amounts(one.amount, &one.split, |amount| amount)]));
}

fn refund(said: &mut dyn Said, admission: AdmissionId, one: &RefundLine) {
    let facts = [
        ("id", shown(one.refund)),
        ("admission", shown(admission)),
        ("item", shown("refund")),
        ("name_zh", shown("")),
        ("name_en", shown("")),
        ("class", shown("")),
        ("unit_price", shown("")),
        ("count", shown(-one.count)),
        ("date", Value::Null),
        ("refund_of", shown(one.charge)),
    ];
    said.row("charge", row([&facts, &amounts(one.amount, &one.split, |amount| -amount)]));
}

fn settlement(said: &mut dyn Said, one: &Settlement) {
    // One that was sent and may be signed no more, but sent again, was refused or taken back.
    let agreed = || if one.submitted.is_empty() { "confirmed" } else { "reopened" };
    let state = match one.state {
        SettlementState::Presettled => "presettled",
        SettlementState::Consented => agreed(),
        SettlementState::Submitted => "submitted",
        SettlementState::Settled => "settled",
        SettlementState::Paid => "paid",
        SettlementState::TakingBack => "taking_back",
        SettlementState::TakenBack => "taken_back",
        // In the tables it keeps its state.
        SettlementState::Superseded if one.consent.is_some() => agreed(),
        SettlementState::Superseded => "presettled",
    };
    let (amounts, paid, settled) = (one.amounts(), one.paid.as_ref(), one.settled.as_ref());
    let row = [
        ("id", shown(one.settlement)),
        ("admission", shown(one.admission)),
        ("state", shown(state)),
        ("fingerprint", shown(&one.fingerprint)),
        ("medfee_fen", fen(amounts.medfee_sumamt)),
        ("fund_fen", fen(amounts.fund_pay_sumamt)),
        ("hifp_fen", fen(amounts.hifp_pay)),
        ("hifmi_fen", fen(amounts.hifmi_pay)),
        ("hifob_fen", fen(amounts.hifob_pay)),
        ("maf_fen", fen(amounts.maf_pay)),
        ("acct_fen", fen(amounts.acct_pay)),
        ("cash_fen", fen(amounts.psn_cash_pay)),
        ("setl_id", optional(settled, |(setl_id, _)| shown(setl_id))),
        ("presettled_at", at(one.at)),
        // Of somebody who pays everything, the worlds have here when it was paid; the tables say when an insurer
        // settled.
        ("settled_at", optional(one.settled_at.filter(|_| settled.is_some()), at)),
        ("refund_fen", optional(paid, |paid| fen(paid.deposit_refund))),
        ("arrears_fen", optional(paid, |paid| fen(paid.arrears))),
        ("paid_place", optional(paid, |paid| named(paid.place))),
    ];
    said.row("settlement", row.into());
}

/// The worlds say how an exchange stands, the tables what was answered to it.
fn exchange(said: &mut dyn Said, one: &Exchange, witness: &Witness) {
    let answer = one.answer.as_ref().filter(|_| !witness.set_aside.contains(&one.exchange));
    let (state, refusal) = match answer {
        None if one.state == ExchangeState::Intended => ("intended", Value::Null),
        None => ("unknown", Value::Null),
        Some(Outcome::Refused { code }) => ("refused", shown(code)),
        Some(Outcome::NotThere) => ("not_there", Value::Null),
        Some(_) => ("done", Value::Null),
    };
    let row = [
        ("id", shown(one.exchange)),
        ("infno", shown(one.infno.number())),
        ("msgid", shown(&one.msgid)),
        ("admission", optional(one.admission, shown)),
        ("settlement", optional(one.settlement, shown)),
        ("state", shown(state)),
        ("refusal", refusal),
        ("intended_at", at(one.at)),
        ("answered_at", optional(witness.answered.get(&one.exchange).copied(), at)),
    ];
    said.row("exchange", row.into());
}

fn ledger(said: &mut dyn Said, witness: &Witness) {
    let mut sums: BTreeMap<Account, Yuan> = BTreeMap::new();
    for (seq, postings) in &witness.ledger {
        for (line, posting) in (0..).zip(postings) {
            *sums.entry(posting.account).or_default() += posting.amount;
            let row = [
                ("seq", Value::Int(seq.cast_signed())),
                ("line", Value::Int(line)),
                ("account", named(posting.account)),
                ("amount_fen", fen(posting.amount)),
            ];
            said.row("ledger_entry", row.into());
        }
    }
    let balances = witness.worlds.settlement.ledger_balances();
    let accounts: BTreeSet<Account> = sums.keys().chain(balances.keys()).copied().collect();
    for account in accounts {
        let [lines, balance] = [&sums, &balances].map(|sums| sums.get(&account).copied().unwrap_or_default().fen());
        if lines != balance {
            let detail = format!("the lines of {account:?} add up to {lines} fen, the worlds say {balance}");
            said.wrong("ledger_entry", String::new(), detail);
        }
    }
}
