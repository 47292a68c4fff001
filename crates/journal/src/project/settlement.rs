//! Bills, deposits, settlements, exchanges, the ledger.

use super::table::{Change, Value, named, shown};
use model::{
    code::PolicyCode,
    id::{ChargeId, DepositId, ExchangeId, Seq, SettlementId},
    money::Yuan,
    settlement::{Amounts, Event, LineSplit, Outcome, Posting},
    time::Instant,
};

fn ledger(seq: Seq, postings: &[Posting]) -> impl Iterator<Item = Change> {
    (0i64..).zip(postings).map(move |(line, posting)| Change::Put {
        table: "ledger_entry",
        key: vec![Value::Int(seq.cast_signed()), Value::Int(line)],
        set: vec![("account", named(posting.account)), ("amount_fen", posting.amount.into())],
    })
}

fn split(split: &LineSplit) -> Vec<(&'static str, Value)> {
    vec![
        ("ownpay_fen", split.fulamt_ownpay_amt.into()),
        ("overlmt_fen", split.overlmt_amt.into()),
        ("preself_fen", split.preselfpay_amt.into()),
        ("inscp_fen", split.inscp_scp_amt.into()),
    ]
}

fn amounts(amounts: &Amounts) -> Vec<(&'static str, Value)> {
    vec![
        ("medfee_fen", amounts.medfee_sumamt.into()),
        ("fund_fen", amounts.fund_pay_sumamt.into()),
        ("hifp_fen", amounts.hifp_pay.into()),
        ("hifmi_fen", amounts.hifmi_pay.into()),
        ("hifob_fen", amounts.hifob_pay.into()),
        ("maf_fen", amounts.maf_pay.into()),
        ("acct_fen", amounts.acct_pay.into()),
        ("cash_fen", amounts.psn_cash_pay.into()),
    ]
}

fn charge(id: ChargeId, set: Vec<(&'static str, Value)>) -> Change {
    Change::Put { table: "charge", key: vec![shown(id)], set }
}

/// So much of a deposit has gone back.
fn gave_back(deposit: DepositId, amount: Yuan) -> Change {
    Change::Add { table: "deposit", key: vec![shown(deposit)], add: vec![("returned_fen", amount.fen())] }
}

fn settlement(id: SettlementId, set: Vec<(&'static str, Value)>) -> Change {
    Change::Set { table: "settlement", key: vec![shown(id)], set }
}

fn unknown() -> Vec<(&'static str, Value)> {
    vec![("state", "unknown".into()), ("refusal", Value::Null)]
}

fn exchange(id: ExchangeId, set: Vec<(&'static str, Value)>) -> Change {
    Change::Set { table: "exchange", key: vec![shown(id)], set }
}

pub(super) fn changes(event: &Event, seq: Seq, at: Instant) -> Vec<Change> {
    match event {
        Event::PolicyAdopted(e) => vec![Change::Put {
            table: "policy",
            key: vec![e.policy.as_str().into()],
            set: vec![("adopted_at", at.into())],
        }],
        Event::ProfileAdopted(e) => vec![Change::Put {
            table: "profile",
            key: vec![Value::Int(seq.cast_signed())],
            set: vec![
                ("code", e.profile.code.as_str().into()),
                ("name_zh", e.profile.name.zh.as_str().into()),
                ("name_en", e.profile.name.en.as_str().into()),
                ("level", e.profile.level.into()),
                ("kind", named(e.profile.kind)),
                ("region", e.profile.region.as_str().into()),
                ("adopted_at", at.into()),
            ],
        }],
        Event::ItemPriced(e) => vec![Change::Put {
            table: "price_item",
            key: vec![e.item.as_str().into()],
            set: vec![
                ("name_zh", e.name.zh.as_str().into()),
                ("name_en", e.name.en.as_str().into()),
                ("class", named(e.class)),
                ("unit_price", shown(e.unit_price)),
                ("ceiling", e.ceiling.map(shown).into()),
                ("preself_rate", shown(e.preself_rate)),
                ("unit_zh", e.unit.as_ref().map(|unit| unit.zh.as_str()).into()),
                ("unit_en", e.unit.as_ref().map(|unit| unit.en.as_str()).into()),
            ],
        }],
        Event::BillOpened(e) => vec![Change::Put {
            table: "bill",
            key: vec![shown(e.admission)],
            set: vec![
                ("patient", shown(e.patient)),
                ("journey", shown(e.journey)),
                ("policy", e.policy.as_ref().map(PolicyCode::as_str).into()),
                ("insurance", named(e.insurance)),
                ("class", named(e.class)),
                ("hospital_level", e.hospital_level.into()),
                ("hospital_kind", named(e.hospital_kind)),
                ("admission_no", e.admission_no.into()),
                ("admitted_on", shown(e.admitted_on)),
            ],
        }],
        Event::BillInsured(e) => {
            let bill = Change::Set {
                table: "bill",
                key: vec![shown(e.admission)],
                set: vec![
                    ("policy", e.policy.as_ref().map(PolicyCode::as_str).into()),
                    ("insurance", named(e.insurance)),
                    ("class", named(e.class)),
                    ("admission_no", e.admission_no.into()),
                ],
            };
            let lines = e.splits.iter().map(|(id, parts)| Change::Set {
                table: "charge",
                key: vec![shown(*id)],
                set: split(parts),
            });
            std::iter::once(bill).chain(lines).collect()
        }
        // The admission's own row says that it is cancelled.
        Event::BillCancelled(_) => Vec::new(),
        Event::ChargePosted(e) => {
            let mut set = vec![
                ("admission", shown(e.admission)),
                ("item", e.item.as_str().into()),
                ("name_zh", e.name.zh.as_str().into()),
                ("name_en", e.name.en.as_str().into()),
                ("class", named(e.class)),
                ("unit_price", shown(e.unit_price)),
                ("count", shown(e.count)),
                ("date", shown(e.date)),
                ("amount_fen", e.amount.into()),
            ];
            set.extend(split(&e.split));
            std::iter::once(charge(e.charge, set)).chain(ledger(seq, &e.postings)).collect()
        }
        Event::ChargeRefunded(e) => {
            let mut set = vec![
                ("admission", shown(e.admission)),
                ("item", "refund".into()),
                ("name_zh", "".into()),
                ("name_en", "".into()),
                ("class", "".into()),
                ("unit_price", "".into()),
                ("count", shown(-e.count)),
                ("amount_fen", (-e.amount).into()),
                ("refund_of", shown(e.charge)),
            ];
            let taken = LineSplit {
                fulamt_ownpay_amt: -e.split.fulamt_ownpay_amt,
                overlmt_amt: -e.split.overlmt_amt,
                preselfpay_amt: -e.split.preselfpay_amt,
                inscp_scp_amt: -e.split.inscp_scp_amt,
            };
            set.extend(split(&taken));
            std::iter::once(charge(e.refund, set)).chain(ledger(seq, &e.postings)).collect()
        }
        Event::DepositTaken(e) => {
            let deposit = Change::Put {
                table: "deposit",
                key: vec![shown(e.deposit)],
                set: vec![
                    ("admission", shown(e.admission)),
                    ("amount_fen", e.amount.into()),
                    ("method", named(e.method)),
                    ("returned_fen", 0_i64.into()),
                ],
            };
            std::iter::once(deposit).chain(ledger(seq, &e.postings)).collect()
        }
        Event::DepositReturned(e) => {
            let deposit = gave_back(e.deposit, e.amount);
            std::iter::once(deposit).chain(ledger(seq, &e.postings)).collect()
        }
        Event::ExchangeIntended(e) => vec![Change::Put {
            table: "exchange",
            key: vec![shown(e.exchange)],
            set: vec![
                ("infno", e.infno.number().into()),
                ("msgid", e.msgid.as_str().into()),
                ("admission", e.admission.map(shown).into()),
                ("settlement", e.settlement.map(shown).into()),
                ("state", "intended".into()),
                ("intended_at", at.into()),
            ],
        }],
        Event::ExchangeAnswered(e) => {
            let (state, refusal) = match &e.outcome {
                Outcome::Refused { code } => ("refused", Some(code.as_str())),
                Outcome::NotThere => ("not_there", None),
                _ => ("done", None),
            };
            let set = vec![("state", state.into()), ("refusal", refusal.into()), ("answered_at", at.into())];
            vec![exchange(e.exchange, set)]
        }
        Event::AnswerSetAside(e) => vec![exchange(e.exchange, unknown())],
        Event::ExchangeUnknown(e) => vec![exchange(e.exchange, unknown())],
        Event::Presettled(e) => {
            let mut set = vec![
                ("admission", shown(e.admission)),
                ("state", "presettled".into()),
                ("fingerprint", e.fingerprint.as_str().into()),
                ("presettled_at", at.into()),
            ];
            set.extend(amounts(&e.amounts));
            vec![Change::Put { table: "settlement", key: vec![shown(e.settlement)], set }]
        }
        // Who took the money is in the journal; the ledger has how much.
        Event::TillMoved(_) | Event::TillClosed(_) => Vec::new(),
        Event::DifferenceConfirmed(_) | Event::RegistrationClosed(_) => Vec::new(),
        Event::ConsentGiven(e) => vec![settlement(e.settlement, vec![("state", "confirmed".into())])],
        Event::SettlementSubmitted(e) => vec![settlement(e.settlement, vec![("state", "submitted".into())])],
        Event::SettlementSettled(e) => {
            let mut set =
                vec![("state", "settled".into()), ("setl_id", e.setl_id.as_str().into()), ("settled_at", at.into())];
            set.extend(amounts(&e.amounts));
            std::iter::once(settlement(e.settlement, set)).chain(ledger(seq, &e.postings)).collect()
        }
        Event::SettlementReopened(e) => vec![settlement(e.settlement, vec![("state", "reopened".into())])],
        Event::PaymentTaken(e) => ledger(seq, &e.postings).collect(),
        Event::SettlementPaid(e) => {
            let set = vec![
                ("state", "paid".into()),
                ("refund_fen", e.deposit_refund.into()),
                ("arrears_fen", e.arrears.into()),
                ("paid_place", named(e.place)),
            ];
            let back = e.refunds.iter().map(|refund| gave_back(refund.deposit, refund.amount));
            std::iter::once(settlement(e.settlement, set)).chain(back).chain(ledger(seq, &e.postings)).collect()
        }
        Event::SettlementTakingBack(e) => vec![settlement(e.settlement, vec![("state", "taking_back".into())])],
        Event::SettlementTakenBack(e) => {
            let taken_back = settlement(e.settlement, vec![("state", "taken_back".into())]);
            std::iter::once(taken_back).chain(ledger(seq, &e.postings)).collect()
        }
        Event::SettlementKept(e) => {
            let state = if e.paid { "paid" } else { "settled" };
            vec![settlement(e.settlement, vec![("state", state.into())])]
        }
    }
}
