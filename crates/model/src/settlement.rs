//! Commands and events of `settlement`: bills, adjudication, the ledger, exchanges with the insurance platform.
//!
//! Amount fields have the national interface's names.

use crate::{
    Label, SideRef,
    code::{InstitutionCode, ItemCode, PolicyCode, SettlementNumber, StayNumber},
    event::events,
    id::{AdmissionId, ChargeId, DepositId, ExchangeId, JourneyId, PersonId, SettlementId, UserId},
    interface::Interface,
    journey::{InsuranceType, PersonClass},
    message_id::MessageId,
    money::Yuan,
    scheduling::Reason,
    time::{BusinessDate, Instant},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub mod command;
mod counter;

pub use command::Command;
pub use counter::{ReceiptNumber, TillMove, TillSum};

/// Class of an item in the insurance catalogue (`chrgitm_lv`).
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ChargeClass {
    /// 甲类: wholly in scope.
    #[serde(rename = "01")]
    A,
    /// 乙类: the patient first pays a share (先行自付).
    #[serde(rename = "02")]
    B,
    /// 丙类, self-pay: not in scope.
    #[serde(rename = "03")]
    C,
}

/// A kind of hospital on which deductibles differ.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HospitalKind {
    /// General (综合医院).
    General,
    /// Of traditional Chinese medicine (中医医院).
    Traditional,
    /// Psychiatric (精神专科医院).
    Psychiatric,
}

impl HospitalKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::General, Self::Traditional, Self::Psychiatric];

    /// The word for it in files and tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Traditional => "traditional",
            Self::Psychiatric => "psychiatric",
        }
    }
}

/// The hospital as insurers and papers know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name (定点医药机构名称); messages carry the Chinese one.
    pub name: Label,
    /// Its national code (定点医药机构编号).
    pub code: InstitutionCode,
    /// Its level (医院等级): 0 = community and township, 1 to 3. Deductibles and rates follow from it.
    pub level: u8,
    /// Its kind; deductibles follow from it.
    pub kind: HospitalKind,
    /// Its place (就医地医保区划): six digits by GB/T 2260.
    pub region: String,
}

/// How one line, or a whole bill, is split: the four parts add up to the amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LineSplit {
    /// Paid in full by the patient: not in scope of the insurance (全自费).
    pub fulamt_ownpay_amt: Yuan,
    /// Above the price ceiling, which the patient pays (超限价自费); in the amounts of a bill it is `overlmt_selfpay`.
    pub overlmt_amt: Yuan,
    /// The share that the patient pays first (先行自付).
    pub preselfpay_amt: Yuan,
    /// What is in scope of the insurance (符合政策范围); deductible and rates apply to it.
    pub inscp_scp_amt: Yuan,
}

/// Who pays what for a stay, under the national names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Amounts {
    /// All charges of the stay (医疗费总额).
    pub medfee_sumamt: Yuan,
    /// Paid in full by the patient: not in scope of the insurance (全自费).
    pub fulamt_ownpay_amt: Yuan,
    /// Above the price ceilings, which the patient pays (超限价自费).
    pub overlmt_selfpay: Yuan,
    /// The share of charges that the patient pays first (先行自付).
    pub preselfpay_amt: Yuan,
    /// What is in scope of the insurance (符合政策范围); deductible and rates apply to it.
    pub inscp_scp_amt: Yuan,
    /// The part of the deductible that falls on this stay (实际支付起付线); the patient pays it.
    pub act_pay_dedc: Yuan,
    /// Paid by the pool of the basic insurance (统筹基金).
    pub hifp_pay: Yuan,
    /// Paid by residents' serious-illness insurance (居民大病).
    pub hifmi_pay: Yuan,
    /// Paid by employees' large-sum fund (职工大额).
    pub hifob_pay: Yuan,
    /// Paid by medical assistance (医疗救助).
    pub maf_pay: Yuan,
    /// Paid by all funds together (基金支付总额); in some regions also by the accounts.
    pub fund_pay_sumamt: Yuan,
    /// Paid out of the patient's own account (个人账户).
    pub acct_pay: Yuan,
    /// Paid out of the family's account (家庭共济账户); in some regions `acct_pay` includes it.
    pub acct_mulaid_pay: Yuan,
    /// What the patient pays in the end (个人现金), with which the deposits are compared.
    pub psn_cash_pay: Yuan,
    /// What falls on the patient (个人负担总额): out of the accounts and in cash.
    pub psn_part_amt: Yuan,
}

/// What the platform knew about the year before this stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct YearToDate {
    /// In-scope cost that has gone through the bands this year.
    pub in_scope: Yuan,
    /// Deductibles paid this year.
    pub deductible: Yuan,
    /// Paid by the pool this year.
    pub pool_paid: Yuan,
    /// Base of the second tier (大额, 大病) this year.
    pub second_tier_base: Yuan,
    /// Paid by the second tier this year.
    pub second_tier_paid: Yuan,
    /// Base of medical assistance (医疗救助) this year.
    pub assistance_base: Yuan,
    /// Paid by medical assistance this year.
    pub assistance_paid: Yuan,
}

/// An account of the double-entry ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// What the hospital has earned.
    Revenue,
    /// What the patient owes for the stay.
    Receivable,
    /// Deposits held for the patient.
    Deposit,
    /// What the insurance funds owe.
    Fund,
    /// What the personal account owes.
    PersonalAccount,
    /// Cash, cards, phones.
    Cash,
}

/// One side of a posting: debit positive, credit negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// How much; the postings of one event add up to zero.
    pub amount: Yuan,
}

/// How money was paid.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayMethod {
    /// Cash.
    Cash,
    /// A bank card.
    Card,
    /// A phone.
    Mobile,
}

/// Where money changed hands for a settlement.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayPlace {
    /// On the ward, before the patient left.
    #[default]
    Bedside,
    /// At a counter.
    Counter,
    /// After the patient had left.
    Later,
}

/// What goes back of a deposit when a settlement is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepositRefund {
    /// The deposit.
    pub deposit: DepositId,
    /// How much of it goes back.
    pub amount: Yuan,
    /// By which way: the one by which it came.
    pub method: PayMethod,
}

/// How the patient agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentMeans {
    /// Signed on the screen; the strokes are encrypted.
    #[serde(rename = "glass")]
    Signature(SideRef),
    /// Signed a printed copy, as the nurse confirms.
    Print,
}

/// What the platform answered, reduced to what a decision needs. Numbers of persons stay in the sealed bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// infcode 0 of a transaction without facts (9001, 2302, 2402, 2404, 2405, 2601).
    Done,
    /// 1101: the person is insured.
    Insured {
        /// The scheme.
        insurance: InsuranceType,
        /// Active, retired, resident.
        class: PersonClass,
        /// The place of insurance.
        region: String,
        /// Balance of the personal account.
        balance: Yuan,
    },
    /// 2401: the stay's number at the platform.
    Admitted {
        /// 就诊ID
        mdtrt_id: StayNumber,
    },
    /// 2301: each line's split.
    Uploaded {
        /// The split of each line, by charge.
        lines: Vec<(ChargeId, LineSplit)>,
    },
    /// 2303: the trial.
    Trial {
        /// The platform's amounts.
        amounts: Amounts,
    },
    /// 2304, or a 5203 that found it.
    Settled {
        /// 结算ID
        setl_id: SettlementNumber,
        /// `msgid` of the request that settled.
        medins_setl_id: MessageId,
        /// The platform's amounts.
        amounts: Amounts,
    },
    /// 2305: the settlement is taken back.
    TakenBack {
        /// 结算ID
        setl_id: SettlementNumber,
        /// The platform's amounts, negative.
        amounts: Amounts,
    },
    /// 5203: nothing was found.
    NotThere,
    /// infcode −1.
    Refused {
        /// The platform's code, which names no person.
        code: String,
    },
}

/// Something in an answer that was not asked for, or that cannot be (decisions.md D16). What identifies a person or a
/// stay stays in the sealed bytes; amounts are given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misfit {
    /// The national field's name, an identity (`I1` to `I5`), or `answer` for an answer that cannot be read.
    pub field: String,
    /// The amount that was asked for, or that the other fields add up to.
    pub asked: Option<Yuan>,
    /// The amount in the answer.
    pub said: Option<Yuan>,
}

impl Misfit {
    /// For a field whose values nobody may read.
    pub fn of(field: &str) -> Self {
        Self { field: field.to_owned(), asked: None, said: None }
    }

    /// For an amount.
    pub fn amount(field: &str, asked: Option<Yuan>, said: Yuan) -> Self {
        Self { field: field.to_owned(), asked, said: Some(said) }
    }
}

events! {
    area "settlement", ($) each_settlement_event;
    /// A policy was adopted.
    PolicyAdopted 1 {
        /// Its id and version, for example `370100-310-inpatient-2024`.
        policy: PolicyCode,
        /// The TOML text.
        toml: String,
    }
    /// The hospital's profile was adopted: it counts for what is opened and sent from now on.
    ProfileAdopted 1 {
        /// What the hospital is.
        profile: Profile,
    }
    /// An item of the price list was added or changed. Lines charged before keep their price.
    ItemPriced 2 {
        /// The hospital's code, unique.
        item: ItemCode,
        /// Its name.
        name: Label,
        /// What is counted: a box, a day, an hour. `None`: not stated.
        unit: Option<Label>,
        /// Catalogue class.
        class: ChargeClass,
        /// Yuan per unit, up to 6 decimals.
        unit_price: Decimal,
        /// Price ceiling per unit.
        ceiling: Option<Decimal>,
        /// Rate paid by the patient first, 0–1.
        preself_rate: Decimal,
    }
    /// A stay's bill was opened.
    BillOpened 2 {
        /// The stay.
        admission: AdmissionId,
        /// The patient.
        patient: PersonId,
        /// The journey of which it is a part.
        journey: JourneyId,
        /// The policy; `None`: the patient pays everything.
        policy: Option<PolicyCode>,
        /// The scheme.
        insurance: InsuranceType,
        /// Active, retired, resident.
        class: PersonClass,
        /// The hospital's level when it was opened, 0–3.
        hospital_level: u8,
        /// The hospital's kind when it was opened.
        hospital_kind: HospitalKind,
        /// Which admission of the year, from 1.
        admission_no: u8,
        /// Day of admission.
        admitted_on: BusinessDate,
        /// The year to date, before this stay.
        year_to_date: YearToDate,
        /// Balance of the personal account that may be used.
        account_balance: Yuan,
    }
    /// A stay was put under another insurance, or under none; all its lines were split again. No amount changes, only
    /// who may pay which part of it; consent that was given before is void.
    BillInsured 1 {
        /// The stay whose bill it is.
        admission: AdmissionId,
        /// The policy; `None`: the patient pays everything.
        policy: Option<PolicyCode>,
        /// The scheme.
        insurance: InsuranceType,
        /// Active, retired, resident.
        class: PersonClass,
        /// Which admission of the year, from 1.
        admission_no: u8,
        /// The year to date, before this stay.
        year_to_date: YearToDate,
        /// Why somebody who may be insured pays everything for now.
        pays_all: Option<Reason>,
        /// The registration at the platform was for another insurance and is withdrawn.
        withdraws: bool,
        /// The split of each line; that of a refund line is negative, as the platform has it.
        splits: Vec<(ChargeId, LineSplit)>,
    }
    /// The bill of a cancelled admission: from now on, only what goes back to the patient is posted.
    BillCancelled 1 {
        /// The stay whose bill it is.
        admission: AdmissionId,
        /// The platform knows the stay, or may know it; its registration is withdrawn.
        withdraws: bool,
    }
    /// An item was charged.
    ChargePosted 1 {
        /// The line.
        charge: ChargeId,
        /// The stay whose bill it is.
        admission: AdmissionId,
        /// The hospital's item code.
        item: ItemCode,
        /// Its name.
        name: Label,
        /// Catalogue class.
        class: ChargeClass,
        /// Yuan per unit.
        unit_price: Decimal,
        /// Units.
        count: Decimal,
        /// Price ceiling per unit.
        ceiling: Option<Decimal>,
        /// Rate paid by the patient first.
        preself_rate: Decimal,
        /// The day of the charge.
        date: BusinessDate,
        /// Price × count, half up to the fen.
        amount: Yuan,
        /// Its split.
        split: LineSplit,
        /// The ledger's postings.
        postings: Vec<Posting>,
    }
    /// Units of a line were taken back; amounts are positive and are subtracted.
    ChargeRefunded 1 {
        /// The refund line.
        refund: ChargeId,
        /// The line whose units were taken back.
        charge: ChargeId,
        /// The stay whose bill it is.
        admission: AdmissionId,
        /// How many units were taken back.
        count: Decimal,
        /// What they cost, in yuan.
        amount: Yuan,
        /// Its part of the line's own split.
        split: LineSplit,
        /// Why they were taken back.
        reason: Reason,
        /// The ledger's postings.
        postings: Vec<Posting>,
    }
    /// A deposit was taken.
    DepositTaken 1 {
        /// The deposit.
        deposit: DepositId,
        /// The stay.
        admission: AdmissionId,
        /// Its amount.
        amount: Yuan,
        /// How it was paid.
        method: PayMethod,
        /// The ledger's postings.
        postings: Vec<Posting>,
    }
    /// A deposit was given back, or a part of it.
    DepositReturned 2 {
        /// The deposit of which something was given back.
        deposit: DepositId,
        /// The stay.
        admission: AdmissionId,
        /// How much was given back this time, in yuan.
        amount: Yuan,
        /// Why it was given back.
        reason: Reason,
        /// The ledger's postings.
        postings: Vec<Posting>,
    }
    /// An exchange will be sent. Only the node whose intent was accepted sends it, never after its deadline.
    ExchangeIntended 1 {
        /// Its id.
        exchange: ExchangeId,
        /// The interface.
        infno: Interface,
        /// The message id.
        msgid: MessageId,
        /// The stay that it is about.
        admission: Option<AdmissionId>,
        /// The settlement that it is about.
        settlement: Option<SettlementId>,
        /// For 5203 and 2601: the exchange that it queries or reverses.
        about: Option<ExchangeId>,
        /// The lines of a 2301.
        charges: Vec<ChargeId>,
        /// The bytes to send, encrypted.
        body: SideRef,
        /// It is not sent after this.
        deadline: Instant,
    }
    /// The platform answered.
    ExchangeAnswered 2 {
        /// The exchange.
        exchange: ExchangeId,
        /// What the platform answered.
        outcome: Outcome,
        /// A refusal that may be of a copy of a message that was done: the outcome stays unknown.
        doubted: bool,
        /// The bytes of the answer, encrypted.
        body: SideRef,
    }
    /// An answer came that does not fit the request: it is kept as evidence, changes nothing, and the outcome is
    /// unknown.
    AnswerSetAside 1 {
        /// The exchange.
        exchange: ExchangeId,
        /// What does not fit.
        misfits: Vec<Misfit>,
        /// The bytes of the answer, encrypted.
        body: SideRef,
    }
    /// No answer came: this is a state, not an error.
    ExchangeUnknown 1 {
        /// The exchange.
        exchange: ExchangeId,
    }
    /// A trial was shown to the patient.
    Presettled 1 {
        /// The settlement.
        settlement: SettlementId,
        /// The stay.
        admission: AdmissionId,
        /// SHA-256 over lines and amounts, in hexadecimal.
        fingerprint: String,
        /// The platform's amounts.
        amounts: Amounts,
        /// Our own estimate.
        estimate: Amounts,
        /// Deposits held.
        deposits: Yuan,
    }
    /// Somebody has looked into a difference between the platform and our adjudication that nobody could explain.
    DifferenceConfirmed 1 {
        /// The settlement whose trial it is in.
        settlement: SettlementId,
        /// What was found.
        reason: Reason,
    }
    /// A registration that the insurer refuses to withdraw was closed by hand, after its written confirmation.
    RegistrationClosed 1 {
        /// The stay.
        admission: AdmissionId,
        /// What the confirmation says.
        reason: Reason,
    }
    /// The patient agreed.
    ConsentGiven 1 {
        /// The settlement.
        settlement: SettlementId,
        /// The fingerprint as shown.
        fingerprint: String,
        /// How the patient agreed.
        means: ConsentMeans,
    }
    /// A 2304 is under way.
    SettlementSubmitted 1 {
        /// The settlement.
        settlement: SettlementId,
        /// The exchange.
        exchange: ExchangeId,
    }
    /// The platform has settled.
    SettlementSettled 1 {
        /// The settlement.
        settlement: SettlementId,
        /// The exchange.
        exchange: ExchangeId,
        /// 结算ID
        setl_id: SettlementNumber,
        /// The final amounts.
        amounts: Amounts,
        /// The ledger's postings: receivable to fund and personal account.
        postings: Vec<Posting>,
    }
    /// The platform has not settled: it refused, or 2601 reversed it. May be tried again.
    SettlementReopened 1 {
        /// The settlement.
        settlement: SettlementId,
        /// The exchange that failed.
        exchange: ExchangeId,
    }
    /// A part of what a settled bill still owed was paid; the rest stays open.
    PaymentTaken 1 {
        /// The settlement.
        settlement: SettlementId,
        /// How much was paid, in yuan.
        amount: Yuan,
        /// How it was paid.
        method: PayMethod,
        /// Where it was paid.
        place: PayPlace,
        /// The ledger's postings.
        postings: Vec<Posting>,
    }
    /// The difference to the deposits was taken or given back; the bill is closed.
    SettlementPaid 3 {
        /// The settlement.
        settlement: SettlementId,
        /// Given back to the patient.
        deposit_refund: Yuan,
        /// Taken from the patient now, besides what was paid in part before.
        arrears: Yuan,
        /// How it was paid; of what was given back, the way of the largest part.
        method: PayMethod,
        /// What of which deposits was given back; before version 2 this was not recorded.
        refunds: Vec<DepositRefund>,
        /// Where it was paid.
        place: PayPlace,
        /// The receipt's number; before version 3 there was none.
        receipt: Option<ReceiptNumber>,
        /// The ledger's postings.
        postings: Vec<Posting>,
    }
    /// A settlement is to be taken back. It counts until the platform has done so.
    SettlementTakingBack 2 {
        /// The settlement.
        settlement: SettlementId,
        /// Why it is taken back.
        reason: Reason,
        /// The login that asked for it, through whose hands the money goes back; before version 2 this was not recorded.
        by: Option<UserId>,
    }
    /// A settlement was taken back: the lines are open again, and the consent is void.
    SettlementTakenBack 2 {
        /// The settlement.
        settlement: SettlementId,
        /// The 2305 that did it; `None` for somebody who pays everything.
        exchange: Option<ExchangeId>,
        /// What of the deposits had been used for the bill, and is held again.
        deposits: Yuan,
        /// What the patient had paid besides, also in parts, and gets back by the way it came.
        refund: Yuan,
        /// The number of the receipt that cancels the one of the payment; `None` if none was given.
        red: Option<ReceiptNumber>,
        /// The ledger's postings.
        postings: Vec<Posting>,
    }
    /// The platform has not taken a settlement back: it refused, or 2601 reversed the 2305. The settlement holds.
    SettlementKept 1 {
        /// The settlement.
        settlement: SettlementId,
        /// The exchange that failed.
        exchange: ExchangeId,
        /// The difference to the deposits was paid before, so the bill is closed again.
        paid: bool,
    }
    /// Money went through the hands of a login, by the event before this one.
    TillMoved 1 {
        /// The login.
        till: UserId,
        /// What moved, by which ways.
        moved: Vec<TillMove>,
    }
    /// A login counted its cash and handed it over: what moved since its last close is in this one and in no other.
    TillClosed 1 {
        /// The login.
        till: UserId,
        /// What went through its hands since its last close.
        sums: Vec<TillSum>,
        /// The cash that was counted, in yuan.
        counted: Yuan,
        /// What was counted less what there should be, in yuan.
        difference: Yuan,
        /// Why there is a difference; `None` if there is none.
        reason: Option<Reason>,
    }
}
