//! Bills, deposits, settlements, messages to the insurance platform, the ledger.

use super::{Cell, Said, Witness, at, both, fen, named, shown};
use ::settlement::{Bill, Exchange, ExchangeState, Line, RefundLine, Settlement, SettlementState};
use model::{
    Label,
    code::PolicyCode,
    id::{AdmissionId, Seq},
    money::Yuan,
    settlement::{Account, LineSplit, Outcome, Profile},
};
use std::collections::BTreeMap;

pub(super) fn put(said: &mut Said, witness: &Witness) {
    let world = &witness.worlds.settlement;
    // Of earlier profiles and of policies, only the plain data has the number of the event.
    for (seq, one) in witness.plain::<Vec<(Seq, Profile)>>("/settlement/profiles") {
        let row = [
            ("seq", shown(seq)),
            ("code", shown(&one.code)),
            ("level", shown(one.level)),
            ("kind", named(one.kind)),
            ("region", shown(&one.region)),
            ("adopted_at", witness.time_of(seq)),
        ];
        said.put("profile", row.into_iter().chain(both(["name_zh", "name_en"], &one.name)));
    }
    for (id, seq, _) in witness.plain::<Vec<(PolicyCode, Seq, String)>>("/settlement/policies") {
        said.put("policy", [("id", shown(id)), ("adopted_at", witness.time_of(seq))]);
    }
    for one in world.items() {
        let unit = |text: fn(&Label) -> &String| one.unit.as_ref().map(text).cloned();
        let row = [
            ("item", shown(&one.item)),
            ("class", named(one.class)),
            ("unit_price", shown(one.unit_price)),
            ("ceiling", one.ceiling.and_then(shown)),
            ("preself_rate", shown(one.preself_rate)),
            ("unit_zh", unit(|unit| &unit.zh)),
            ("unit_en", unit(|unit| &unit.en)),
        ];
        said.put("price_item", row.into_iter().chain(both(["name_zh", "name_en"], &one.name)));
    }
    for bill in world.bills() {
        put_bill(said, bill);
        world.lines(bill.admission).for_each(|line| put_line(said, bill.admission, line));
        world.refunds(bill.admission).for_each(|refund| put_refund(said, bill.admission, refund));
        for one in world.deposits(bill.admission) {
            let row = [
                ("id", shown(one.deposit)),
                ("admission", shown(one.admission)),
                ("amount_fen", fen(one.amount)),
                ("method", named(one.method)),
                ("returned", shown(one.returned.is_some())),
            ];
            said.put("deposit", row);
        }
        world.settlements(bill.admission).for_each(|one| put_settlement(said, one));
    }
    // Messages about no stay are listed only in the plain data.
    for exchange in witness.plain::<Vec<Exchange>>("/settlement/exchanges") {
        put_exchange(said, witness, &exchange);
    }
    put_ledger(said, witness);
}

fn put_bill(said: &mut Said, one: &Bill) {
    let row = [
        ("admission", shown(one.admission)),
        ("patient", shown(one.patient)),
        ("journey", shown(one.journey)),
        ("policy", one.policy.as_ref().and_then(shown)),
        ("insurance", named(one.insurance)),
        ("class", named(one.class)),
        ("hospital_level", shown(one.hospital_level)),
        ("hospital_kind", named(one.hospital_kind)),
        ("admission_no", shown(one.admission_no)),
        ("admitted_on", shown(one.admitted_on)),
    ];
    said.put("bill", row);
}

/// The amount of a charge and its four parts; those of a refund are negative.
fn amounts(amount: Yuan, split: &LineSplit, signed: fn(Yuan) -> Yuan) -> [(&'static str, Cell); 5] {
    [
        ("amount_fen", fen(signed(amount))),
        ("ownpay_fen", fen(signed(split.fulamt_ownpay_amt))),
        ("overlmt_fen", fen(signed(split.overlmt_amt))),
        ("preself_fen", fen(signed(split.preselfpay_amt))),
        ("inscp_fen", fen(signed(split.inscp_scp_amt))),
    ]
}

fn put_line(said: &mut Said, admission: AdmissionId, one: &Line) {
    let row = [
        ("id", shown(one.charge)),
        ("admission", shown(admission)),
        ("item", shown(&one.item)),
        ("class", named(one.class)),
        ("unit_price", shown(one.unit_price)),
        ("count", shown(one.count)),
        ("date", shown(one.date)),
        ("refund_of", None),
    ];
    let names = both(["name_zh", "name_en"], &one.name);
    said.put("charge", row.into_iter().chain(names).chain(amounts(one.amount, &one.split, |amount| amount)));
}

fn put_refund(said: &mut Said, admission: AdmissionId, one: &RefundLine) {
    let row = [
        ("id", shown(one.refund)),
        ("admission", shown(admission)),
        ("item", shown("refund")),
        ("name_zh", shown("")),
        ("name_en", shown("")),
        ("class", shown("")),
        ("unit_price", shown("")),
        ("count", shown(-one.count)),
        ("date", None),
        ("refund_of", shown(one.charge)),
    ];
    said.put("charge", row.into_iter().chain(amounts(one.amount, &one.split, |amount| -amount)));
}

fn put_settlement(said: &mut Said, one: &Settlement) {
    // One that was sent and may be signed no more, but sent again, was refused or taken back.
    let agreed = || if one.submitted.is_empty() { "confirmed" } else { "reopened" };
    let state = match one.state {
        SettlementState::Presettled => "presettled",
        SettlementState::Consented => agreed(),
        SettlementState::Submitted => "submitted",
        SettlementState::Settled => "settled",
        SettlementState::Paid => "paid",
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
        ("setl_id", settled.and_then(|(setl_id, _)| shown(setl_id))),
        ("presettled_at", at(one.at)),
        // Of somebody who pays everything, the worlds have here when it was paid; the tables say when an insurer
        // settled.
        ("settled_at", one.settled_at.filter(|_| settled.is_some()).and_then(at)),
        ("refund_fen", paid.and_then(|paid| fen(paid.deposit_refund))),
        ("arrears_fen", paid.and_then(|paid| fen(paid.arrears))),
    ];
    said.put("settlement", row);
}

/// The worlds say how an exchange stands, the tables what was answered to it.
fn put_exchange(said: &mut Said, witness: &Witness, one: &Exchange) {
    let answer = one.answer.as_ref().filter(|_| !witness.set_aside.contains(&one.exchange));
    let (state, refusal) = match answer {
        None if one.state == ExchangeState::Intended => ("intended", None),
        None => ("unknown", None),
        Some(Outcome::Refused { code }) => ("refused", shown(code)),
        Some(Outcome::NotThere) => ("not_there", None),
        Some(_) => ("done", None),
    };
    let row = [
        ("id", shown(one.exchange)),
        ("infno", shown(one.infno.number())),
        ("msgid", shown(&one.msgid)),
        ("admission", one.admission.and_then(shown)),
        ("settlement", one.settlement.and_then(shown)),
        ("state", shown(state)),
        ("refusal", refusal),
        ("intended_at", at(one.at)),
        ("answered_at", witness.answered.get(&one.exchange).and_then(|when| at(*when))),
    ];
    said.put("exchange", row);
}

fn put_ledger(said: &mut Said, witness: &Witness) {
    let mut sums: BTreeMap<Account, Yuan> = BTreeMap::new();
    for (seq, postings) in &witness.ledger {
        for (line, posting) in postings.iter().enumerate() {
            *sums.entry(posting.account).or_default() += posting.amount;
            let row = [
                ("seq", shown(seq)),
                ("line", shown(line)),
                ("account", named(posting.account)),
                ("amount_fen", fen(posting.amount)),
            ];
            said.put("ledger_entry", row);
        }
    }
    let balances: Vec<(Account, Yuan)> = witness.plain("/settlement/balances");
    assert_eq!(sums, balances.into_iter().collect(), "the lines of the ledger add up to what the worlds say");
}
