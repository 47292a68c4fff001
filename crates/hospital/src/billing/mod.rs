//! The bill of a stay: opened on arrival, charged from the price list, settled at the bedside.

mod cover;
mod deposit;
mod till;
mod undo;
mod year;

pub(crate) use cover::{
    choose_coverage, fitting, insure_late, insured_lately, insured_once_merged, insured_once_parted, is_in_force,
    open_bill, pay_all_for_now, undo_pays_all,
};
pub use deposit::DepositSuggestion;
pub(crate) use deposit::suggest as suggest_deposit;
pub(crate) use till::note as note_till;
pub(crate) use undo::{check_none_settled_later, check_not_settled};
pub(crate) use year::{count_in_year, is_year_known};

use crate::{deciding::Deciding, failure::Failure, worlds::Worlds};
use model::{
    actor::Role,
    id::{AdmissionId, SettlementId, short_code},
    message::{Refusal, Value},
    refusal,
    scheduling::{Formality, SettledAt},
    settlement::{PayPlace, command},
};
use scheduling::read::AdmissionView;
use serde::Serialize;
use settlement::SettlementState;

/// How far a stay's settlement is.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SettlementStage {
    /// Nothing yet.
    None,
    /// The trial was made; waits for consent.
    Presettled,
    /// The patient has agreed.
    Consented,
    /// Sent; the answer is awaited or unknown.
    Submitted,
    /// The platform has settled; the difference is open.
    Settled,
    /// Paid: closed.
    Paid,
    /// It is being taken back; until the platform has done so, it counts.
    TakingBack,
}

/// On a cancelled admission money only goes back; this holds too if an earlier release cancelled it and its bill does
/// not know.
///
/// # Errors
/// `bill-cancelled`.
pub(crate) fn check_not_cancelled(worlds: &Worlds, admission: AdmissionId) -> Result<(), Failure> {
    match worlds.scheduling.admission(admission).and_then(|stay| stay.cancelled_at) {
        Some(at) => Err(Refusal::new(refusal::BILL_CANCELLED).field("admission").with("at", at).into()),
        None => Ok(()),
    }
}

/// Cancels the bill of a cancelled admission, if it has one: all money must have gone back (for one that an earlier
/// release cancelled it need not have), and the platform is to forget the stay.
///
/// # Errors
/// `cancel-money-open`.
pub(crate) fn cancel(
    deciding: &mut Deciding<'_>,
    admission: AdmissionId,
    money_may_be_open: bool,
) -> Result<(), Failure> {
    if deciding.worlds().settlement.bill(admission).is_some() {
        deciding.settlement(command::CancelBill { admission, money_may_be_open })?;
    }
    Ok(())
}

/// A patient who is not in bed yet has nothing to settle; one who has left may settle late.
///
/// # Errors
/// `stay-not-in-bed`.
pub(crate) fn check_in_bed(worlds: &Worlds, admission: AdmissionId) -> Result<(), Failure> {
    let stay = worlds.scheduling.admission(admission);
    if stay.is_some_and(|stay| stay.state.has_been_in_bed()) {
        return Ok(());
    }
    Err(Refusal::new("stay-not-in-bed").field("admission").into())
}

/// Refuses when the platform has, or may have, another stay of this patient that began here. It takes one at a time,
/// and refuses the new one as long as the old one is open.
///
/// # Errors
/// `old-stay-open`, which names it.
pub(crate) fn check_no_old_stay(worlds: &Worlds, admission: AdmissionId) -> Result<(), Refusal> {
    let Some(patient) = worlds.settlement.bill(admission).map(|bill| bill.patient) else { return Ok(()) };
    let people = worlds.journey.aliases_of(patient);
    let mut stays = people.iter().flat_map(|person| worlds.scheduling.admissions_of(*person));
    let old = stays.find(|stay| stay.id != admission && worlds.settlement.is_open_at_platform(stay.id));
    let Some(old) = old else { return Ok(()) };
    let state = if old.cancelled_at.is_some() { "old-stay-cancelled" } else { "old-stay-unsettled" };
    Refusal::new(refusal::OLD_STAY_OPEN)
        .field("admission")
        .with("stay", old.id.to_string())
        .with("code", short_code(old.id.0))
        .with("since", old.arrived_at.unwrap_or(old.requested_at))
        .with("state", Value::Message(state.into()))
        .err()
}

/// May this formality be done? The insurance only when the platform has accepted the stay, or it has no insurance.
///
/// # Errors
/// A refusal that says what is missing.
pub(crate) fn check_formality(
    deciding: &Deciding<'_>,
    stay: &AdmissionView,
    formality: Formality,
) -> Result<(), Failure> {
    let is_registered = match formality {
        Formality::Insurance => {
            let bill = deciding.worlds().settlement.bill(stay.id);
            bill.is_none_or(|bill| bill.is_self_pay() || bill.mdtrt_id.is_some())
        }
        Formality::Identity | Formality::Form | Formality::Deposit | Formality::Wristband | Formality::Handover => true,
    };
    if is_registered { Ok(()) } else { Err(Refusal::new("insurance-not-registered").field("formality").into()) }
}

/// Where a stay was settled, as it was recorded when it was paid.
pub(crate) fn settled_at(worlds: &Worlds, admission: AdmissionId) -> SettledAt {
    let current = worlds.settlement.current_settlement(admission);
    let paid = current.filter(|row| row.state == SettlementState::Paid).and_then(|row| row.paid);
    match paid.map(|paid| paid.place) {
        Some(PayPlace::Bedside) => SettledAt::Bedside,
        Some(PayPlace::Counter) => SettledAt::Counter,
        Some(PayPlace::Later) | None => SettledAt::Open,
    }
}

/// The bedside share counts what was paid before the patient left, so nobody may say so afterwards, nor the other way
/// round; and who stands at a counter is at no bedside.
///
/// # Errors
/// `pay-place-left`, `pay-place-here`, `pay-place-desk`.
pub(crate) fn check_place(deciding: &Deciding<'_>, settlement: SettlementId, place: PayPlace) -> Result<(), Failure> {
    if place == PayPlace::Bedside && deciding.actor().role == Role::Desk {
        return Err(Refusal::new("pay-place-desk").field("place").into());
    }
    let worlds = deciding.worlds();
    let Some(admission) = worlds.settlement.settlement(settlement).map(|row| row.admission) else { return Ok(()) };
    let left = worlds.scheduling.admission(admission).and_then(|stay| stay.discharged_at);
    match (place, left) {
        (PayPlace::Bedside, Some(at)) => Err(Refusal::new("pay-place-left").field("place").with("at", at).into()),
        (PayPlace::Later, None) => Err(Refusal::new("pay-place-here").field("place").into()),
        (PayPlace::Bedside, None) | (PayPlace::Later, Some(_)) | (PayPlace::Counter, _) => Ok(()),
    }
}

/// How far a stay's settlement is.
pub(crate) fn stage(worlds: &Worlds, admission: AdmissionId) -> SettlementStage {
    match worlds.settlement.current_settlement(admission).map(|settlement| settlement.state) {
        None | Some(SettlementState::Superseded | SettlementState::TakenBack) => SettlementStage::None,
        Some(SettlementState::Presettled) => SettlementStage::Presettled,
        Some(SettlementState::Consented) => SettlementStage::Consented,
        Some(SettlementState::Submitted) => SettlementStage::Submitted,
        Some(SettlementState::Settled) => SettlementStage::Settled,
        Some(SettlementState::Paid) => SettlementStage::Paid,
        Some(SettlementState::TakingBack) => SettlementStage::TakingBack,
    }
}
