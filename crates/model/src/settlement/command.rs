//! What `settlement` is asked to do. Ids of new things are made by the caller.

use super::{
    BillOpened, ChargeClass, ConsentMeans, ExchangeIntended, ItemPriced, Misfit, Outcome, PayMethod, PolicyAdopted,
    YearToDate,
};
use crate::{
    Label, SideRef,
    code::{ItemCode, PolicyCode},
    command::commands,
    id::{AdmissionId, ChargeId, DepositId, ExchangeId, SettlementId},
    journey::{InsuranceType, PersonClass},
    money::Yuan,
    scheduling::Reason,
    time::BusinessDate,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

commands! {
    /// What `settlement` is asked to do.
    ($) each_settlement_command;
    /// Loads a policy (TOML), checked before.
    AdoptPolicy(PolicyAdopted),
    /// Adds an item to the price list, or changes its price from now on.
    PriceItem(ItemPriced),
    /// Opens a stay's bill.
    OpenBill(BillOpened),
    /// Will send this to the platform. Journalled before it is sent.
    IntendExchange(ExchangeIntended),
    ;
    /// Puts a stay under another insurance, or under none; its lines are split again.
    InsureBill {
        /// Whose bill.
        admission: AdmissionId,
        /// Under which policy; `None` pays all.
        policy: Option<PolicyCode>,
        /// The scheme.
        insurance: InsuranceType,
        /// Active, retired, resident.
        class: PersonClass,
        /// Which admission of the year, from 1.
        admission_no: u8,
        /// The year before this stay.
        year_to_date: YearToDate,
        /// Why somebody who may be insured pays all for now (先自费).
        pays_all: Option<Reason>,
    }
    /// The admission was cancelled: nothing is posted any more, and the insurer is to forget it.
    CancelBill {
        /// Whose bill.
        admission: AdmissionId,
        /// Of an admission that an earlier release cancelled although money was open.
        money_may_be_open: bool,
    }
    /// Charges an item; the decider computes amount and split.
    Charge {
        /// The new line.
        charge: ChargeId,
        /// Whose bill.
        admission: AdmissionId,
        /// The hospital's item code.
        item: ItemCode,
        /// Its name.
        name: Label,
        /// Catalogue class.
        class: ChargeClass,
        /// Yuan per unit, up to 6 decimals.
        unit_price: Decimal,
        /// Units, up to 4 decimals, above zero.
        count: Decimal,
        /// Price ceiling per unit.
        ceiling: Option<Decimal>,
        /// Rate paid by the patient first, 0–1.
        preself_rate: Decimal,
        /// The day of the charge.
        date: BusinessDate,
    }
    /// Takes back some or all units of a line.
    RefundCharge {
        /// The new refund line.
        refund: ChargeId,
        /// Of which line.
        charge: ChargeId,
        /// Units.
        count: Decimal,
        /// Why.
        reason: Reason,
    }
    /// Takes a deposit.
    TakeDeposit {
        /// The new deposit.
        deposit: DepositId,
        /// For.
        admission: AdmissionId,
        /// How much, above zero.
        amount: Yuan,
        /// How.
        method: PayMethod,
    }
    /// Gives a deposit back (taken by mistake).
    ReturnDeposit {
        /// Which.
        deposit: DepositId,
        /// Why.
        reason: Reason,
    }
    /// The platform answered.
    RecordAnswer {
        /// Which exchange.
        exchange: ExchangeId,
        /// What it said.
        outcome: Outcome,
        /// Its bytes, encrypted.
        body: SideRef,
    }
    /// The platform answered something else than it was asked.
    SetAside {
        /// Which exchange.
        exchange: ExchangeId,
        /// What does not fit.
        misfits: Vec<Misfit>,
        /// The answer's bytes, encrypted.
        body: SideRef,
    }
    /// No answer before the deadline.
    RecordSilence {
        /// Which exchange.
        exchange: ExchangeId,
    }
    /// The trial as shown to the patient; needs a 2303 answer for the current lines.
    Presettle {
        /// The new settlement.
        settlement: SettlementId,
        /// Of.
        admission: AdmissionId,
    }
    /// Somebody has looked into a difference between the platform and our adjudication that nobody could name.
    ConfirmDifference {
        /// In the trial of.
        settlement: SettlementId,
        /// What was found, in own words.
        reason: Reason,
    }
    /// The insurer refuses to take a registration back, and has confirmed in writing that it is closed there.
    CloseRegistration {
        /// Of.
        admission: AdmissionId,
        /// What the confirmation says, in own words.
        reason: Reason,
    }
    /// The patient agrees to a fingerprint of lines and amounts.
    Consent {
        /// To.
        settlement: SettlementId,
        /// As shown.
        fingerprint: String,
        /// How.
        means: ConsentMeans,
    }
    /// Takes or returns the difference to the deposits.
    Pay {
        /// Of.
        settlement: SettlementId,
        /// How.
        method: PayMethod,
    }
}
