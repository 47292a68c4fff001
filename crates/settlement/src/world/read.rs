//! Reads. They return references to rows, or plain structs.

use super::{
    Bill, Deposit, Exchange, ExchangeState, Item, Line, RefundLine, Settlement, SettlementState, World, exchange,
    insure,
};
use crate::{
    adjudicate::{self, Adjudication, Case, CostLine, Costs, Days, Particulars, PersonFacts},
    cause,
    explanation::{Explained, Explanation},
    line::Priced,
    policy::Policy,
    stake::{self, Stake},
};
use chrono::Duration;
use model::{
    code::{InstitutionCode, ItemCode, PolicyCode},
    id::{AdmissionId, ChargeId, DepositId, ExchangeId, Seq, SettlementId},
    interface::Interface,
    message::{Message, Refusal},
    message_id::MessageId,
    money::Yuan,
    settlement::{Account, Amounts, LineSplit, Outcome, Profile, YearToDate},
    time::{BusinessDate, Instant},
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What is checked: the stay is registered at the platform.
pub const CHECK_REGISTERED: &str = "check-registered";
/// What is checked: all lines are uploaded.
pub const CHECK_UPLOADED: &str = "check-uploaded";
/// What is checked: no exchange has an unknown outcome.
pub const CHECK_OUTCOMES: &str = "check-outcomes";

/// Something that must be in order before a stay can be settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Obstacle {
    /// What was checked: `check-lines`, `check-registered`, `check-uploaded`, `check-outcomes`.
    pub message: Message,
    /// Is it in order?
    pub passed: bool,
    /// The way out, if it is not in order.
    pub way: Option<Message>,
}

/// What an open exchange needs next (decisions.md D9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Recovery {
    /// Nothing before this moment.
    Wait {
        /// Until when.
        until: Instant,
    },
    /// Its deadline has passed: record that no answer came.
    RecordSilence,
    /// Ask with 5203.
    Query,
    /// Reverse with 2601.
    Reverse,
    /// Its outcome is known.
    Nothing,
}

/// What withdrawing a registration needs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Withdrawal {
    /// Nothing is to be withdrawn.
    Nothing,
    /// An exchange is under way, or its outcome must be known first.
    Wait,
    /// Lines that may be there are deleted (2302).
    DeleteLines,
    /// The admission is undone (2404).
    UndoAdmission,
}

/// The longest pause between two queries about one unknown outcome, in seconds.
const QUERY_PAUSE_SECONDS_MAX: i64 = 600;

impl World {
    /// An adopted policy.
    pub fn policy(&self, id: &PolicyCode) -> Option<&Policy> {
        self.policies.get(id).map(|row| &*row.policy)
    }

    /// The text of an adopted policy.
    pub fn policy_toml(&self, id: &PolicyCode) -> Option<&str> {
        self.policies.get(id).map(|row| row.toml.as_str())
    }

    /// All adopted policies in the order of their ids.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.policies.iter().map(|(_, row)| &*row.policy)
    }

    /// All adopted policies by their ids, each with the number of the event that adopted it.
    pub fn adoptions(&self) -> impl Iterator<Item = (&PolicyCode, Seq)> {
        self.policies.iter().map(|(id, row)| (id, row.seq))
    }

    /// An item of the price list.
    pub fn item(&self, code: &ItemCode) -> Option<&Item> {
        self.items.get(code)
    }

    /// The price list in the order of its codes.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().map(|(_, row)| row)
    }

    /// A stay's bill.
    pub fn bill(&self, admission: AdmissionId) -> Option<&Bill> {
        self.bills.get(&admission)
    }

    /// All bills in the order of their admissions.
    pub fn bills(&self) -> impl Iterator<Item = &Bill> {
        self.bills.iter().map(|(_, row)| row)
    }

    /// The lines of a bill, in the order in which they were charged.
    pub fn lines(&self, admission: AdmissionId) -> impl DoubleEndedIterator<Item = &Line> {
        self.lines.range((admission, 0)..=(admission, u32::MAX)).map(|(_, row)| row)
    }

    /// What was taken back from a bill, in order.
    pub fn refunds(&self, admission: AdmissionId) -> impl DoubleEndedIterator<Item = &RefundLine> {
        self.refunds.range((admission, 0)..=(admission, u32::MAX)).map(|(_, row)| row)
    }

    /// A line, with the stay to which it belongs.
    pub fn line(&self, charge: ChargeId) -> Option<(AdmissionId, &Line)> {
        let key = self.charges.get(&charge)?;
        Some((key.0, self.lines.get(key)?))
    }

    /// A refund line, with the stay to which it belongs.
    pub fn refund(&self, refund: ChargeId) -> Option<(AdmissionId, &RefundLine)> {
        let key = self.refund_ids.get(&refund)?;
        Some((key.0, self.refunds.get(key)?))
    }

    /// A deposit.
    pub fn deposit(&self, deposit: DepositId) -> Option<&Deposit> {
        self.deposits.get(&deposit)
    }

    /// The deposits of a stay, returned ones too, in the order of their ids.
    pub fn deposits(&self, admission: AdmissionId) -> impl Iterator<Item = &Deposit> {
        let first = DepositId(uuid::Uuid::nil());
        let last = DepositId(uuid::Uuid::max());
        self.deposits_of
            .range((admission, first)..=(admission, last))
            .filter_map(|((_, deposit), ())| self.deposits.get(deposit))
    }

    /// Deposits that count against the bill: held, or used for it when it was paid.
    pub fn deposits_against(&self, admission: AdmissionId) -> Yuan {
        let settlement = self.current_settlement(admission);
        match settlement.and_then(|row| row.paid.map(|paid| (row.amounts().psn_cash_pay - row.paid_in_part(), paid))) {
            Some((cash, paid)) => cash + paid.deposit_refund - paid.arrears,
            None => self.bill(admission).map_or(Yuan::ZERO, |bill| bill.deposits_held),
        }
    }

    /// What a settled bill still owes beyond the deposits held and what was paid in parts; zero if nothing, and before
    /// it is settled.
    pub fn owed(&self, admission: AdmissionId) -> Yuan {
        let settled = self.current_settlement(admission).filter(|row| row.state == SettlementState::Settled);
        settled.zip(self.bill(admission)).map_or(Yuan::ZERO, |(row, bill)| {
            (row.amounts().psn_cash_pay - row.paid_in_part() - bill.deposits_held).max(Yuan::ZERO)
        })
    }

    /// A settlement.
    pub fn settlement(&self, settlement: SettlementId) -> Option<&Settlement> {
        self.settlements.get(&settlement)
    }

    /// The settlements of a stay, superseded ones too, in order.
    pub fn settlements(&self, admission: AdmissionId) -> impl DoubleEndedIterator<Item = &Settlement> {
        self.settlements_of
            .range((admission, 0)..=(admission, u32::MAX))
            .filter_map(|(_, settlement)| self.settlements.get(settlement))
    }

    /// The settlement that counts: the last one that is neither superseded nor taken back.
    pub fn current_settlement(&self, admission: AdmissionId) -> Option<&Settlement> {
        self.settlements(admission).rev().find(|row| row.state.counts())
    }

    /// Has the platform settled a stay, whether or not the difference to the deposits is paid?
    pub fn is_settled(&self, admission: AdmissionId) -> bool {
        self.current_settlement(admission).is_some_and(|row| row.state.is_settled())
    }

    /// An exchange with the platform.
    pub fn exchange(&self, exchange: ExchangeId) -> Option<&Exchange> {
        self.exchanges.get(&exchange)
    }

    /// The exchange that was sent under a message id.
    pub fn exchange_by_msgid(&self, msgid: &MessageId) -> Option<&Exchange> {
        self.msgids.get(msgid).and_then(|id| self.exchanges.get(id))
    }

    /// The highest message id that an institution ever intended: its next one must be higher (F06).
    pub fn last_msgid(&self, institution: &InstitutionCode) -> Option<&MessageId> {
        self.msgids.range(MessageId::all_of(institution)).next_back().map(|(msgid, _)| msgid)
    }

    /// What the hospital is; `None` until its profile is adopted.
    pub fn profile(&self) -> Option<&Profile> {
        self.profiles.iter().next_back().map(|(_, profile)| profile)
    }

    /// Everything that the hospital was and is, each with the number of the event that adopted it.
    pub fn profiles(&self) -> impl Iterator<Item = (Seq, &Profile)> {
        self.profiles.iter().map(|(seq, profile)| (*seq, profile))
    }

    /// Is a stay under way at the platform, or a message to it, under the hospital's present code and place?
    pub fn is_in_touch(&self) -> bool {
        let registered = |bill: &Bill| bill.mdtrt_id.is_some() && !bill.discharged_at_platform;
        !self.open.is_empty() || self.bills.iter().any(|(_, bill)| registered(bill))
    }

    /// All exchanges, those too that are about no stay, ordered by id.
    pub fn all_exchanges(&self) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().map(|(_, exchange)| exchange)
    }

    /// The exchanges about a stay, in the order of their intents.
    pub fn exchanges(&self, admission: AdmissionId) -> impl DoubleEndedIterator<Item = &Exchange> {
        self.exchanges_of
            .range((Some(admission), 0)..=(Some(admission), u64::MAX))
            .filter_map(|(_, exchange)| self.exchanges.get(exchange))
    }

    /// Exchanges of a stay whose last answer was set aside and which have got no better one since, in the order of
    /// their intents; for each interface only the last one.
    pub fn set_aside(&self, admission: AdmissionId) -> impl Iterator<Item = &Exchange> {
        let said_since = move |row: &Exchange| {
            let later = |other: &Exchange| other.intended_seq > row.intended_seq && other.infno == row.infno;
            let said = |other: &Exchange| other.state == ExchangeState::Answered || !other.misfits.is_empty();
            self.exchanges(admission).any(|other| later(other) && said(other))
        };
        self.exchanges(admission).filter(move |row| {
            // A reversed exchange is over, and so is a query once the outcome of its exchange is known.
            let over = |row: &Exchange| !row.is_open();
            let known = row.about.and_then(|about| self.exchange(about)).is_some_and(over);
            !row.misfits.is_empty() && !over(row) && !known && !said_since(row)
        })
    }

    /// Exchanges that are under way, or whose outcome is unknown and must be resolved; in the order of their intents.
    pub fn exchanges_open(&self) -> impl Iterator<Item = &Exchange> {
        self.open.iter().filter_map(|((_, exchange), ())| self.exchanges.get(exchange))
    }

    /// Lines and refund lines that 2301 has not answered yet, in order.
    pub fn to_upload(&self, admission: AdmissionId) -> Vec<ChargeId> {
        let lines = self.lines(admission).filter(|line| line.uploaded.is_none()).map(|line| line.charge);
        let refunds = self.refunds(admission).filter(|line| line.uploaded.is_none()).map(|line| line.refund);
        lines.chain(refunds).collect()
    }

    /// What an exchange needs next. The pauses between queries about one unknown outcome grow (F03).
    pub fn recovery(&self, exchange: ExchangeId, now: Instant) -> Recovery {
        let Some(row) = self.exchange(exchange) else { return Recovery::Nothing };
        let certain = exchange::certain_at(row);
        match row.state {
            ExchangeState::Answered | ExchangeState::Reversed => return Recovery::Nothing,
            ExchangeState::Intended if now < certain => return Recovery::Wait { until: certain },
            ExchangeState::Intended => return Recovery::RecordSilence,
            ExchangeState::Unknown if !exchange::needs_recovery(row.infno) => return Recovery::Nothing,
            ExchangeState::Unknown => {}
        }
        if now < certain && !row.is_refused() {
            return Recovery::Wait { until: certain };
        }
        let about = |other: &&Exchange| other.about == Some(exchange);
        let others: Vec<&Exchange> =
            row.admission.map_or_else(Vec::new, |admission| self.exchanges(admission).filter(about).collect());
        if let Some(running) = others.iter().find(|other| other.state == ExchangeState::Intended) {
            return Recovery::Wait { until: exchange::certain_at(running).max(now + Duration::seconds(1)) };
        }
        let last = others.iter().map(|other| other.at).max();
        let pause = 5i64.saturating_mul(1 << others.len().min(7)).min(QUERY_PAUSE_SECONDS_MAX);
        let next = if !exchange::is_queried(row.infno) || row.not_there { Recovery::Reverse } else { Recovery::Query };
        // A reversal follows its query at once; anything that is repeated waits.
        let repeated = next == Recovery::Query || others.iter().any(|other| other.infno == Interface::Reversal);
        match last.map(|last| last + Duration::seconds(pause)) {
            Some(until) if repeated && now < until => Recovery::Wait { until },
            _ => next,
        }
    }

    /// Does the platform have a stay as in bed, or may it: registered, or with a 2401 or a 2405 whose outcome is
    /// unknown?
    pub fn is_open_at_platform(&self, admission: AdmissionId) -> bool {
        let registered =
            self.bill(admission).is_some_and(|bill| bill.mdtrt_id.is_some() && !bill.discharged_at_platform);
        let opens = |row: &Exchange| matches!(row.infno, Interface::Admission | Interface::DischargeUndo);
        registered || self.exchanges(admission).any(|row| opens(row) && row.is_open())
    }

    /// May a registration be closed by hand, because the insurer refuses to withdraw it?
    pub fn may_close_registration(&self, admission: AdmissionId) -> bool {
        insure::may_close(self, admission).is_ok()
    }

    /// What withdrawing a stay's registration needs next.
    pub fn withdrawal(&self, admission: AdmissionId, now: Instant) -> Withdrawal {
        let Some(bill) = self.bill(admission).filter(|bill| bill.withdrawing) else { return Withdrawal::Nothing };
        let waits = self.exchanges(admission).any(|row| {
            row.state == ExchangeState::Intended && row.infno != Interface::Person
                || row.is_open() && exchange::needs_recovery(row.infno)
        });
        if waits || bill.mdtrt_id.is_none() || exchange::upload_may_arrive(self, admission, now).is_some() {
            Withdrawal::Wait
        } else if exchange::lines_may_be_there(self, admission) {
            Withdrawal::DeleteLines
        } else {
            Withdrawal::UndoAdmission
        }
    }

    /// Who would pay what for a stay, with its bill as it is now, if it ended on that day.
    ///
    /// # Errors
    /// `bill-unknown`, or what [`adjudicate`](adjudicate::adjudicate) refuses.
    pub fn estimate(&self, admission: AdmissionId, day: BusinessDate) -> Result<Adjudication, Refusal> {
        let bill = self.bill(admission).ok_or_else(|| Refusal::new("bill-unknown").field("admission"))?;
        let Some(policy) = bill.policy.as_ref().and_then(|id| self.policy(id)) else {
            return Ok(adjudicate::self_pay(&bill.totals, self.deposits_against(admission)));
        };
        adjudicate::adjudicate(policy, &self.case(bill, day))
    }

    /// A stay as adjudication sees it, if it ended on that day.
    fn case(&self, bill: &Bill, day: BusinessDate) -> Case {
        Case {
            person: PersonFacts { class: bill.class, remote: false, assistance: false },
            hospital: bill.hospital(),
            admission_no: bill.admission_no,
            days: Days { admitted: Some(bill.admitted_on.0), discharged: Some(day.0), settled: Some(day.0) },
            costs: Costs::Totals(bill.totals),
            year_to_date: bill.year_to_date,
            account_balance: bill.account_balance,
            family_balance: Yuan::ZERO,
            deposits: self.deposits_against(bill.admission),
            particulars: Particulars::default(),
        }
    }

    /// Why the amount that is signed is what it is: for the platform's split if there is one, else for our own estimate
    /// as of that day. If the two differ, the cause is searched for.
    ///
    /// # Errors
    /// As [`estimate`](Self::estimate).
    pub fn explanation(&self, admission: AdmissionId, day: BusinessDate) -> Result<Explanation, Refusal> {
        let bill = self.bill(admission).ok_or_else(|| Refusal::new("bill-unknown").field("admission"))?;
        let ours = self.estimate(admission, day)?;
        let settlement = self.current_settlement(admission);
        let amounts = settlement.map_or(ours.amounts, |row| *row.amounts());
        let differences = settlement.map_or_else(Vec::new, Settlement::differences);
        let policy = bill.policy.as_ref().and_then(|id| self.policy(id));
        let fits = match policy.filter(|_| !differences.is_empty()) {
            Some(policy) => cause::search(policy, &self.case(bill, day), &amounts),
            None => Vec::new(),
        };
        let explained = Explained {
            policy,
            stay: (bill.hospital_level, bill.admission_no),
            amounts: &amounts,
            deposits: self.deposits_against(admission),
            ours: &ours,
            differences,
            fits: &fits,
        };
        Ok(explained.explanation())
    }

    /// The conventions on which the estimate of a stay rests although its policy does not state them, if another value
    /// would give other amounts.
    pub fn stakes(&self, admission: AdmissionId, day: BusinessDate) -> Vec<Stake> {
        let Some(bill) = self.bill(admission) else { return Vec::new() };
        let Some(policy) = bill.policy.as_ref().and_then(|id| self.policy(id)) else { return Vec::new() };
        let left = self.lines(admission).filter(|line| !line.count_left().is_zero());
        let lines = left.map(|line| CostLine {
            priced: Priced {
                class: line.class,
                count: line.count_left(),
                ceiling: line.ceiling,
                preself_rate: line.preself_rate,
            },
            amount: line.amount - line.refunded.amount,
        });
        let costs = Costs::Lines(lines.collect());
        stake::stakes(policy, &Case { costs, ..self.case(bill, day) })
    }

    /// The year to date before a stay, or before a new one, from the bills that count in it: what this hospital's
    /// settlements add up to, and the number of the stays. Cancelled ones do not count.
    pub fn year_before<'a>(
        &self,
        bills: impl Iterator<Item = &'a Bill>,
        stay: Option<AdmissionId>,
    ) -> (YearToDate, u32) {
        let (mut sum, mut stays) = (YearToDate::default(), 0);
        let before = stay.and_then(|stay| self.bill(stay)).map(|bill| (bill.opened, bill.admission));
        let earlier = bills.filter(|bill| {
            bill.cancelled.is_none() && before.is_none_or(|before| (bill.opened, bill.admission) < before)
        });
        for bill in earlier {
            stays += 1;
            let settlement = self.current_settlement(bill.admission);
            let Some((_, amounts)) = settlement.and_then(|settlement| settlement.settled.as_ref()) else { continue };
            sum.in_scope += amounts.inscp_scp_amt;
            sum.deductible += amounts.act_pay_dedc;
            sum.pool_paid += amounts.hifp_pay;
            let policy = bill.policy.as_ref().and_then(|id| self.policy(id));
            let tier = policy.and_then(|policy| policy.second_tier.as_ref().or(policy.serious_illness.as_ref()));
            sum.second_tier_base += tier.map_or(Yuan::ZERO, |tier| tier.base_of(amounts));
            sum.second_tier_paid += amounts.hifob_pay + amounts.hifmi_pay;
            let assistance =
                policy.and_then(|policy| policy.assistance.as_ref()).filter(|_| !amounts.maf_pay.is_zero());
            sum.assistance_base += assistance.map_or(Yuan::ZERO, |tier| tier.base_of(amounts));
            sum.assistance_paid += amounts.maf_pay;
        }
        (sum, stays)
    }

    /// SHA-256 over a stay's lines and amounts, in hexadecimal: what a patient agrees to.
    pub fn fingerprint(&self, admission: AdmissionId, amounts: &Amounts) -> Option<String> {
        self.bill(admission)?;
        let mut hash = Sha256::new();
        let mut line = |id: ChargeId, sign: i64, amount: Yuan, split: &LineSplit| {
            hash.update(id.0.as_bytes());
            let parts = [amount, split.fulamt_ownpay_amt, split.overlmt_amt, split.preselfpay_amt, split.inscp_scp_amt];
            parts.iter().for_each(|part| hash.update((sign * part.fen()).to_be_bytes()));
        };
        self.lines(admission).for_each(|row| line(row.charge, 1, row.amount, &row.split));
        self.refunds(admission).for_each(|row| line(row.refund, -1, row.amount, &row.split));
        for (name, amount) in crate::national::fields(amounts) {
            hash.update(name.as_bytes());
            hash.update(amount.fen().to_be_bytes());
        }
        Some(hex::encode(hash.finalize()))
    }

    /// What must be in order before a stay can be settled, in the order in which a nurse works.
    pub fn obstacles(&self, admission: AdmissionId) -> Vec<Obstacle> {
        let Some(bill) = self.bill(admission) else { return Vec::new() };
        let check = |message: Message, passed: bool, way: &'static str| Obstacle {
            message,
            passed,
            way: (!passed).then(|| Message::new(way)),
        };
        let count = i64::from(bill.line_count);
        let mut checks = vec![check(Message::new("check-lines").with("count", count), count > 0, "way-lines")];
        if bill.is_self_pay() {
            return checks;
        }
        let registered = bill.mdtrt_id.is_some();
        checks.push(check(Message::new(CHECK_REGISTERED), registered, "way-registered"));
        let missing = self.to_upload(admission).len() as i64;
        let uploaded = Message::new(CHECK_UPLOADED).with("missing", missing);
        checks.push(check(uploaded, missing == 0, "way-uploaded"));
        let unknown = self
            .exchanges(admission)
            .filter(|row| row.state == ExchangeState::Unknown && exchange::needs_recovery(row.infno))
            .count() as i64;
        let outcomes = Message::new(CHECK_OUTCOMES).with("unknown", unknown);
        checks.push(check(outcomes, unknown == 0, "way-outcomes"));
        checks
    }

    /// A settlement that a query found and that is not ours; people must look into it.
    pub fn foreign_settlement(&self, admission: AdmissionId) -> Option<&MessageId> {
        self.exchanges(admission).rev().find_map(|row| {
            let Some(Outcome::Settled { medins_setl_id, .. }) = &row.answer else { return None };
            self.exchange_by_msgid(medins_setl_id).is_none().then_some(medins_setl_id)
        })
    }

    /// The balance of each account in the hospital's ledger; the sum is zero.
    pub fn ledger_balances(&self) -> BTreeMap<Account, Yuan> {
        self.balances.iter().map(|(account, amount)| (*account, *amount)).collect()
    }
}
