//! What `settlement` is asked to do. Ids of new things are made by the caller.

use super::{
    BillOpened, ChargeClass, ConsentMeans, ExchangeIntended, ItemPriced, Misfit, Outcome, PayMethod, PayPlace,
    PolicyAdopted, ProfileAdopted, TillMove, YearToDate,
};
use crate::{
    Label, SideRef,
    code::{ItemCode, PolicyCode},
    command::commands,
    id::{AdmissionId, ChargeId, DepositId, ExchangeId, Seq, SettlementId, UserId},
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
    /// Adopts a policy (TOML), after checking it.
    AdoptPolicy(PolicyAdopted),
    /// Adopts the hospital's profile.
    AdoptProfile(ProfileAdopted),
    /// Adds an item to the price list, or changes its price from now on.
    PriceItem(ItemPriced),
    /// Opens a stay's bill.
    OpenBill(BillOpened),
    /// Journals an exchange before it is sent to the platform.
    IntendExchange(ExchangeIntended),
    ;
    /// Puts a stay under another insurance, or under none, or gives it the number and the sums of the year that counts
    /// now; its lines are split again.
    InsureBill {
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
        /// Why somebody who may be insured pays everything for now (先自费).
        pays_all: Option<Reason>,
    }
    /// The admission was cancelled: only what goes back to the patient is posted, and the registration is withdrawn.
    CancelBill {
        /// The stay whose bill it is.
        admission: AdmissionId,
        /// For an admission that an earlier release cancelled although money was open.
        money_may_be_open: bool,
    }
    /// Charges an item; the decider computes amount and split.
    Charge {
        /// The new line.
        charge: ChargeId,
        /// The stay whose bill it is.
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
        /// The line whose units are taken back.
        charge: ChargeId,
        /// How many units are taken back.
        count: Decimal,
        /// Why they are taken back.
        reason: Reason,
    }
    /// Takes a deposit.
    TakeDeposit {
        /// The new deposit.
        deposit: DepositId,
        /// The stay.
        admission: AdmissionId,
        /// How much, above zero.
        amount: Yuan,
        /// How it is paid.
        method: PayMethod,
    }
    /// Gives a deposit back, or a part of it.
    ReturnDeposit {
        /// The deposit of which something is given back.
        deposit: DepositId,
        /// How much; `None`: all that is left of it and held.
        amount: Option<Yuan>,
        /// Why it is given back.
        reason: Reason,
    }
    /// The platform answered.
    RecordAnswer {
        /// The exchange.
        exchange: ExchangeId,
        /// What the platform answered.
        outcome: Outcome,
        /// The bytes of the answer, encrypted.
        body: SideRef,
    }
    /// The platform's answer does not fit the request.
    SetAside {
        /// The exchange.
        exchange: ExchangeId,
        /// What does not fit.
        misfits: Vec<Misfit>,
        /// The bytes of the answer, encrypted.
        body: SideRef,
    }
    /// No answer came before the deadline.
    RecordSilence {
        /// The exchange.
        exchange: ExchangeId,
    }
    /// Shows the trial to the patient; needs a 2303 answer for the current lines.
    Presettle {
        /// The new settlement.
        settlement: SettlementId,
        /// The stay.
        admission: AdmissionId,
    }
    /// Somebody has looked into a difference between the platform and our adjudication that nobody could explain.
    ConfirmDifference {
        /// The settlement whose trial it is in.
        settlement: SettlementId,
        /// What was found, in their own words.
        reason: Reason,
    }
    /// The insurer refuses to withdraw a registration, and has confirmed in writing that it is closed there.
    CloseRegistration {
        /// The stay.
        admission: AdmissionId,
        /// What the confirmation says, in the person's own words.
        reason: Reason,
    }
    /// The patient agrees to a fingerprint of lines and amounts.
    Consent {
        /// The settlement.
        settlement: SettlementId,
        /// The fingerprint as shown.
        fingerprint: String,
        /// How the patient agrees.
        means: ConsentMeans,
    }
    /// Takes a settlement back, so that the bill can be changed and settled anew.
    TakeBackSettlement {
        /// The settlement.
        settlement: SettlementId,
        /// Why it is taken back.
        reason: Reason,
        /// The login that asks for it; `None`: the hospital itself.
        by: Option<UserId>,
    }
    /// Notes what went through the hands of a login.
    MoveTill {
        /// The login.
        till: UserId,
        /// What moved, by which ways.
        moved: Vec<TillMove>,
    }
    /// Closes what went through the hands of a login since its last close.
    CloseTill {
        /// The login.
        till: UserId,
        /// Number of the last movement that was seen.
        seen: Seq,
        /// The cash that was counted.
        counted: Yuan,
        /// Why there is a difference.
        reason: Reason,
    }
    /// Takes an amount towards what a settled bill still owes; the whole of it closes the bill.
    TakePayment {
        /// The settlement.
        settlement: SettlementId,
        /// How much, above zero and no more than is owed.
        amount: Yuan,
        /// How it is paid.
        method: PayMethod,
        /// Where it is paid.
        place: PayPlace,
    }
    /// Takes or gives back the difference to the deposits.
    Pay {
        /// The settlement.
        settlement: SettlementId,
        /// How it is paid.
        method: PayMethod,
        /// Where it is paid.
        place: PayPlace,
    }
}
