//! The rows of the world, and what each state allows next.

use crate::{
    adjudicate::HospitalFacts,
    ledger::Balances,
    line::{self, Charged},
};
use model::{
    Label, SideRef,
    code::{ItemCode, PolicyCode, SettlementNumber, StayNumber},
    id::{AdmissionId, ChargeId, DepositId, ExchangeId, JourneyId, PersonId, Seq, SettlementId, UserId},
    interface::Interface,
    journey::{InsuranceType, PersonClass},
    message::{Message, Value},
    message_id::MessageId,
    money::Yuan,
    scheduling::Reason,
    settlement::{
        Amounts, ChargeClass, ConsentMeans, DepositRefund, HospitalKind, LineSplit, Misfit, Outcome, PayMethod,
        PayPlace, ReceiptNumber, TillMove, TillSum, YearToDate,
    },
    time::{BusinessDate, Instant},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An item of the price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The hospital's code.
    pub item: ItemCode,
    /// Its name.
    pub name: Label,
    /// What is counted; `None`: not stated. Once stated it stays, so that it holds for all lines.
    pub unit: Option<Label>,
    /// Catalogue class.
    pub class: ChargeClass,
    /// Yuan per unit.
    pub unit_price: Decimal,
    /// Price ceiling per unit.
    pub ceiling: Option<Decimal>,
    /// Rate paid by the patient first, 0–1.
    pub preself_rate: Decimal,
    /// Number of its last event.
    pub seq: Seq,
}

/// A stay's bill. Its lines, refunds, deposits, settlements and exchanges are read by the admission's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// The stay that it is for.
    pub admission: AdmissionId,
    /// The patient.
    pub patient: PersonId,
    /// The journey of which it is a part.
    pub journey: JourneyId,
    /// The policy; `None`: the patient pays everything.
    pub policy: Option<PolicyCode>,
    /// The scheme.
    pub insurance: InsuranceType,
    /// Active, retired, resident.
    pub class: PersonClass,
    /// The hospital's level when the bill was opened, 0–3.
    pub hospital_level: u8,
    /// The hospital's kind when the bill was opened.
    pub hospital_kind: HospitalKind,
    /// Which admission of the year, from 1.
    pub admission_no: u8,
    /// Day of admission.
    pub admitted_on: BusinessDate,
    /// The year to date, before this stay.
    pub year_to_date: YearToDate,
    /// The balance of the personal account that may be used: by the last 1101 about the stay, or when the bill opened.
    pub account_balance: Yuan,
    /// All lines less what was taken back.
    pub totals: LineSplit,
    /// Deposits held.
    pub deposits_held: Yuan,
    /// Lines charged.
    pub line_count: u32,
    /// Refund lines.
    pub refund_count: u32,
    /// Settlements made, superseded ones too.
    pub settlement_count: u32,
    /// Exchanges intended.
    pub exchange_count: u32,
    /// The stay's number at the platform, once 2401 is answered.
    pub mdtrt_id: Option<StayNumber>,
    /// 2402 is answered.
    pub discharged_at_platform: bool,
    /// Somebody who may be insured pays everything for now (先自费).
    pub pays_all: bool,
    /// When the admission was cancelled.
    pub cancelled: Option<Instant>,
    /// What the platform knows about the stay is being withdrawn; nothing else is sent about it until that is done.
    pub withdrawing: bool,
    /// When its registration was closed by hand, after the insurer confirmed it in writing.
    pub closed_by_hand: Option<Instant>,
    /// Number of the last event by which the platform forgot what was uploaded; an earlier upload's answer is void.
    pub forgotten_seq: Seq,
    /// Number of the last event that changed a line.
    pub lines_seq: Seq,
    /// This bill's part of the ledger.
    pub balances: Balances,
    /// When it was opened.
    pub opened: Instant,
    /// Number of its last event.
    pub seq: Seq,
}

impl Bill {
    /// What the stay has cost so far.
    pub fn medfee_sumamt(&self) -> Yuan {
        line::sum(&self.totals)
    }

    /// Is a deposit held, or something charged that was not taken back?
    pub fn is_money_open(&self) -> bool {
        !self.deposits_held.is_zero() || !self.medfee_sumamt().is_zero()
    }

    /// The hospital as it was when the bill was opened.
    pub const fn hospital(&self) -> HospitalFacts {
        HospitalFacts { level: self.hospital_level, kind: self.hospital_kind }
    }

    /// Does the patient pay everything, with no platform to ask?
    pub const fn is_self_pay(&self) -> bool {
        self.policy.is_none()
    }
}

/// A line of a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its id, `feedetl_sn` at the platform.
    pub charge: ChargeId,
    /// The hospital's item code.
    pub item: ItemCode,
    /// Its name.
    pub name: Label,
    /// Catalogue class.
    pub class: ChargeClass,
    /// Yuan per unit.
    pub unit_price: Decimal,
    /// Units.
    pub count: Decimal,
    /// Price ceiling per unit.
    pub ceiling: Option<Decimal>,
    /// Rate paid by the patient first.
    pub preself_rate: Decimal,
    /// The day of the charge.
    pub date: BusinessDate,
    /// Price × count.
    pub amount: Yuan,
    /// Its split.
    pub split: LineSplit,
    /// What was taken back of it.
    pub refunded: Refunded,
    /// The platform's split, once 2301 is answered.
    pub uploaded: Option<LineSplit>,
    /// When it was charged.
    pub at: Instant,
    /// Number of its last event.
    pub seq: Seq,
}

/// What was taken back of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refunded {
    /// Units.
    pub count: Decimal,
    /// Its amount.
    pub amount: Yuan,
    /// Its part of the line's own split.
    pub split: LineSplit,
}

impl Line {
    /// Units not taken back.
    pub fn count_left(&self) -> Decimal {
        self.count - self.refunded.count
    }

    /// What taking units back is computed from.
    pub fn charged(&self) -> Charged {
        Charged {
            unit_price: self.unit_price,
            count: self.count,
            split: self.split,
            count_left: self.count_left(),
            split_left: line::plus(&self.split, &line::negative(&self.refunded.split)),
        }
    }

    /// Does the platform split it differently from us?
    pub fn differs(&self) -> bool {
        self.uploaded.is_some_and(|theirs| theirs != self.split)
    }
}

/// Units of a line that were taken back; amounts are positive and are subtracted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLine {
    /// Its id.
    pub refund: ChargeId,
    /// The line whose units were taken back.
    pub charge: ChargeId,
    /// How many units were taken back.
    pub count: Decimal,
    /// What they cost, in yuan.
    pub amount: Yuan,
    /// The part of the line's own split.
    pub split: LineSplit,
    /// Why they were taken back.
    pub reason: Reason,
    /// The platform's split (negative), once 2301 is answered.
    pub uploaded: Option<LineSplit>,
    /// When they were taken back.
    pub at: Instant,
    /// Number of its last event.
    pub seq: Seq,
}

impl RefundLine {
    /// Does the platform split it differently from us?
    pub fn differs(&self) -> bool {
        self.uploaded.is_some_and(|theirs| theirs != line::negative(&self.split))
    }
}

/// A deposit (预交金).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    /// Its id.
    pub deposit: DepositId,
    /// The stay that it is for.
    pub admission: AdmissionId,
    /// Its amount.
    pub amount: Yuan,
    /// How it was paid.
    pub method: PayMethod,
    /// When it was taken.
    pub at: Instant,
    /// What was given back of it so far, by hand or when a settlement was paid.
    pub returned: Yuan,
    /// When something was given back of it last.
    pub returned_at: Option<Instant>,
    /// Number of its last event.
    pub seq: Seq,
}

impl Deposit {
    /// What is left of it.
    pub fn left(&self) -> Yuan {
        self.amount - self.returned
    }
}

/// The state of a settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettlementState {
    /// Shown; waits for consent.
    Presettled,
    /// The patient has agreed.
    Consented,
    /// A 2304 is under way, or its outcome is unknown.
    Submitted,
    /// The platform has settled; the difference to the deposits is open.
    Settled,
    /// Closed: the difference is paid.
    Paid,
    /// Lines changed, or a new trial took its place.
    Superseded,
    /// It is to be taken back: a 2305 will be sent, is under way, or its outcome is unknown.
    TakingBack,
    /// Taken back.
    TakenBack,
}

impl SettlementState {
    /// Has the platform settled, whether or not the difference to the deposits is paid?
    #[must_use]
    pub const fn is_settled(self) -> bool {
        match self {
            Self::Settled | Self::Paid | Self::TakingBack => true,
            Self::Presettled | Self::Consented | Self::Submitted | Self::Superseded | Self::TakenBack => false,
        }
    }

    /// Does it count for its stay: has neither another one taken its place, nor was it taken back?
    #[must_use]
    pub const fn counts(self) -> bool {
        match self {
            Self::Presettled | Self::Consented | Self::Submitted | Self::Settled | Self::Paid | Self::TakingBack => {
                true
            }
            Self::Superseded | Self::TakenBack => false,
        }
    }
}

/// A settlement (结算).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Its id.
    pub settlement: SettlementId,
    /// The stay that it is for.
    pub admission: AdmissionId,
    /// Its number within the stay, from 1.
    pub number: u32,
    /// Its state.
    pub state: SettlementState,
    /// A hash of what the patient agrees to: lines and amounts.
    pub fingerprint: String,
    /// The platform's trial, or our own for those who pay everything.
    pub trial: Amounts,
    /// Our own estimate.
    pub estimate: Amounts,
    /// Deposits held when it was shown.
    pub deposits: Yuan,
    /// Somebody looked into a difference that nobody could explain: when, and what it was.
    pub confirmed: Option<(Instant, Reason)>,
    /// How and when the patient agreed.
    pub consent: Option<Consent>,
    /// The 2304s, in order.
    pub submitted: Vec<ExchangeId>,
    /// What the platform settled: 结算ID and final amounts.
    pub settled: Option<(SettlementNumber, Amounts)>,
    /// What was paid of it in parts, in order, before it was closed.
    pub payments: Vec<Payment>,
    /// How it was closed.
    pub paid: Option<Paid>,
    /// The number of the receipt that was given then.
    pub receipt: Option<ReceiptNumber>,
    /// What of which deposits went back then.
    pub refunds: Vec<DepositRefund>,
    /// When somebody asked for it to be taken back, and why.
    pub taking_back: Option<(Instant, Reason)>,
    /// The login that asked for that, through whose hands the money goes back.
    pub taking_back_by: Option<UserId>,
    /// How it was taken back.
    pub taken_back: Option<TakenBack>,
    /// When it was shown.
    pub at: Instant,
    /// When the platform settled it.
    pub settled_at: Option<Instant>,
    /// Number of its last event.
    pub seq: Seq,
}

/// How the patient agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// How the patient agreed.
    pub means: ConsentMeans,
    /// When.
    pub at: Instant,
}

/// A part of what a settled bill owes, paid before the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// How much.
    pub amount: Yuan,
    /// How it was paid.
    pub method: PayMethod,
    /// Where it was paid.
    pub place: PayPlace,
    /// When.
    pub at: Instant,
}

/// How a settlement was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// Given back to the patient.
    pub deposit_refund: Yuan,
    /// Taken from the patient then, besides what was paid in parts.
    pub arrears: Yuan,
    /// How it was paid.
    pub method: PayMethod,
    /// Where it was paid.
    pub place: PayPlace,
    /// When.
    pub at: Instant,
}

/// How a settlement was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBack {
    /// What of the deposits had been used, and is held again.
    pub deposits: Yuan,
    /// What the patient had paid besides, and gets back by the way it came.
    pub refund: Yuan,
    /// The number of the receipt that cancels the one of the payment.
    pub red: Option<ReceiptNumber>,
    /// When.
    pub at: Instant,
}

/// What went through the hands of a login since its last close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Till {
    /// The login.
    pub till: UserId,
    /// By each way of paying.
    pub sums: Vec<TillSum>,
    /// How many movements.
    pub moves: u32,
    /// When the first was.
    pub since: Option<Instant>,
    /// Closes so far.
    pub closes: u32,
    /// Number of its last event.
    pub seq: Seq,
}

impl Till {
    /// One through which nothing went.
    pub(super) const fn new(till: UserId) -> Self {
        Self { till, sums: Vec::new(), moves: 0, since: None, closes: 0, seq: 0 }
    }

    /// The cash that there should be.
    pub fn cash(&self) -> Yuan {
        let cash = self.sums.iter().filter(|sum| sum.method == PayMethod::Cash);
        cash.map(|sum| sum.taken - sum.returned).sum()
    }
}

/// A close of a till.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TillClose {
    /// The login.
    pub till: UserId,
    /// Its number among the closes of this login, from 1.
    pub number: u32,
    /// When the first movement in it was.
    pub since: Option<Instant>,
    /// When it was closed.
    pub at: Instant,
    /// How many movements are in it.
    pub moves: u32,
    /// By each way of paying.
    pub sums: Vec<TillSum>,
    /// The cash that was counted.
    pub counted: Yuan,
    /// What was counted less what there should be.
    pub difference: Yuan,
    /// Why there is a difference.
    pub reason: Option<Reason>,
    /// Number of its event.
    pub seq: Seq,
}

/// An amount on which the platform and our estimate differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Difference {
    /// The amount's national name, as in the amounts of the bill.
    pub field: &'static str,
    /// What the platform has for it, which holds, in yuan.
    pub platform: Yuan,
    /// What our own adjudication gives for it, in yuan.
    pub estimate: Yuan,
}

impl Difference {
    /// The message about it: field, the platform's amount, ours.
    #[must_use]
    pub fn message(&self) -> Message {
        Message::new("difference-field")
            .with("name", Value::Message(crate::adjudicate::title(self.field).into()))
            .with("platform", self.platform)
            .with("ours", self.estimate)
    }
}

impl Settlement {
    /// What was paid of it in parts, before it was closed.
    pub fn paid_in_part(&self) -> Yuan {
        self.payments.iter().map(|payment| payment.amount).sum()
    }

    /// What goes back, by the ways it came, when it is taken back: what was paid besides the deposits.
    pub fn goes_back(&self) -> Vec<TillMove> {
        let last = self.paid.filter(|paid| !paid.arrears.is_zero()).map(|paid| (paid.method, paid.arrears));
        let parts = self.payments.iter().map(|payment| (payment.method, payment.amount));
        parts.chain(last).map(|(method, amount)| TillMove { method, amount }).collect()
    }

    /// The amounts that hold: the final ones, or else the trial's.
    pub fn amounts(&self) -> &Amounts {
        self.settled.as_ref().map_or(&self.trial, |(_, amounts)| amounts)
    }

    /// Where the platform and our estimate differ. This is only shown; the platform decides.
    pub fn differences(&self) -> Vec<Difference> {
        let estimate = crate::national::fields(&self.estimate);
        crate::national::fields(self.amounts())
            .into_iter()
            .zip(estimate)
            .filter(|((_, platform), (_, estimate))| platform != estimate)
            .map(|((field, platform), (_, estimate))| Difference { field, platform, estimate })
            .collect()
    }
}

/// The state of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeState {
    /// Journalled; is being sent or will be.
    Intended,
    /// No answer, or one that does not fit: what happened at the platform is not known.
    Unknown,
    /// Answered, or found by a query.
    Answered,
    /// Reversed by 2601: it counts as never done, whatever arrives later.
    Reversed,
}

/// An exchange with the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Its id.
    pub exchange: ExchangeId,
    /// The interface.
    pub infno: Interface,
    /// The message id that was sent.
    pub msgid: MessageId,
    /// The stay that it is about.
    pub admission: Option<AdmissionId>,
    /// The settlement that it is about.
    pub settlement: Option<SettlementId>,
    /// The exchange that it queries or reverses.
    pub about: Option<ExchangeId>,
    /// The lines of a 2301.
    pub charges: Vec<ChargeId>,
    /// The bytes sent, encrypted.
    pub body: SideRef,
    /// It is not sent after this.
    pub deadline: Instant,
    /// Its state.
    pub state: ExchangeState,
    /// What the platform answered. On a reversed exchange: what arrived too late.
    pub answer: Option<Outcome>,
    /// The bytes of the answer, encrypted; also of an answer that was set aside.
    pub answer_body: Option<SideRef>,
    /// What did not fit in the last answer that was set aside.
    pub misfits: Vec<Misfit>,
    /// A query that was asked late enough found that it had done nothing: the exchange may be reversed.
    pub not_there: bool,
    /// When it was intended.
    pub at: Instant,
    /// Event number of the intent.
    pub intended_seq: Seq,
    /// Number of its last event.
    pub seq: Seq,
}

impl Exchange {
    /// Was the last answer to it a refusal?
    pub const fn is_refused(&self) -> bool {
        matches!(self.answer, Some(Outcome::Refused { .. }))
    }

    /// The platform's code, if the last answer to it was a refusal.
    pub fn refusal(&self) -> Option<&str> {
        let Some(Outcome::Refused { code }) = &self.answer else { return None };
        Some(code)
    }

    /// Is it intended or unknown?
    pub const fn is_open(&self) -> bool {
        matches!(self.state, ExchangeState::Intended | ExchangeState::Unknown)
    }
}
