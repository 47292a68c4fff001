//! The bill of a stay: opened on arrival, charged from the price list, settled at the bedside.

mod cover;
mod deposit;

pub(crate) use cover::{
    choose_coverage, fitting, insure_late, insured_once_merged, insured_once_parted, insured_with, is_in_force,
    open_bill, pay_all_for_now, undo_pays_all,
};
pub(crate) use deposit::suggest as suggest_deposit;

use crate::{
    deciding::Deciding,
    failure::Failure,
    prepare::Prepared,
    request::{Answer, ConsentGiven, PriceListItem, Request},
    view::SettlementStage,
    worlds::Worlds,
};
use model::{
    id::{AdmissionId, ChargeId, DepositId, SettlementId},
    message::Refusal,
    scheduling::{Formality, Reason, SettledAt},
    settlement::{Command, ConsentMeans, Event, ItemPriced, PolicyAdopted},
};
use rust_decimal::Decimal;
use scheduling::view::{AdmissionState, AdmissionView};
use settlement::SettlementState;

/// Decides a request about money.
///
/// # Errors
/// Settlement's refusals.
pub(crate) fn decide(
    request: &Request,
    reason: Option<Reason>,
    prepared: &Prepared,
    deciding: &mut Deciding<'_>,
) -> Result<Answer, Failure> {
    match (request, reason) {
        (Request::Charge { admission, item, count }, _) => {
            check_not_cancelled(deciding.worlds(), *admission)?;
            charge(deciding, *admission, item, *count)
        }
        (Request::RefundCharge { charge, count, .. }, Some(reason)) => {
            let refund = ChargeId(deciding.id());
            deciding.settlement(&[Command::RefundCharge { refund, charge: *charge, count: *count, reason }])?;
            Ok(Answer::Refunded { refund })
        }
        (Request::TakeDeposit { admission, amount, method }, _) => {
            check_not_cancelled(deciding.worlds(), *admission)?;
            let deposit = DepositId(deciding.id());
            let (admission, amount, method) = (*admission, *amount, *method);
            deciding.settlement(&[Command::TakeDeposit { deposit, admission, amount, method }])?;
            Ok(Answer::DepositTaken { deposit })
        }
        (Request::ReturnDeposit { deposit, .. }, Some(reason)) => {
            deciding.settlement(&[Command::ReturnDeposit { deposit: *deposit, reason }])?;
            Ok(Answer::Done)
        }
        (Request::Presettle { admission }, _) => presettle(deciding, *admission),
        (Request::CloseRegistration { admission, .. }, Some(reason)) => {
            deciding.settlement(&[Command::CloseRegistration { admission: *admission, reason }])?;
            Ok(Answer::Done)
        }
        (Request::ConfirmDifference { settlement, .. }, Some(reason)) => {
            deciding.settlement(&[Command::ConfirmDifference { settlement: *settlement, reason }])?;
            Ok(Answer::Done)
        }
        (Request::Consent { settlement, fingerprint, means }, _) => {
            consent(deciding, *settlement, fingerprint, means, prepared)
        }
        (Request::Pay { settlement, method }, _) => {
            let events = deciding.settlement(&[Command::Pay { settlement: *settlement, method: *method }])?;
            let paid = events.iter().find_map(|event| match event {
                Event::SettlementPaid(paid) => Some((paid.deposit_refund, paid.arrears)),
                _ => None,
            });
            let (deposit_refund, arrears) = paid.unwrap_or_default();
            Ok(Answer::Paid { settlement: *settlement, deposit_refund, arrears })
        }
        (Request::AdoptPolicy { toml }, _) => adopt_policy(deciding, toml),
        (Request::AddItem { item }, _) => {
            deciding.settlement(&[Command::PriceItem(priced(item))])?;
            Ok(Answer::Done)
        }
        _ => Err(Failure::Broken),
    }
}

fn priced(item: &PriceListItem) -> ItemPriced {
    ItemPriced {
        item: item.item.clone(),
        name: item.name.clone(),
        unit: item.unit.clone(),
        class: item.class,
        unit_price: item.unit_price,
        ceiling: item.ceiling,
        preself_rate: item.preself_rate,
    }
}

/// Price, class and ceiling are the price list's: nobody types them.
fn charge(deciding: &mut Deciding<'_>, admission: AdmissionId, item: &str, count: Decimal) -> Result<Answer, Failure> {
    let charge = ChargeId(deciding.id());
    let found = deciding.worlds().settlement.item(item);
    let found = found.ok_or_else(|| Refusal::new("item-unknown").field("item").with("item", item))?;
    let command = Command::Charge {
        charge,
        admission,
        item: found.item.clone(),
        name: found.name.clone(),
        class: found.class,
        unit_price: found.unit_price,
        count,
        ceiling: found.ceiling,
        preself_rate: found.preself_rate,
        date: deciding.today(),
    };
    deciding.settlement(&[command])?;
    Ok(Answer::Charged { charge })
}

/// On a cancelled admission money goes back only; also where an earlier release cancelled it and its bill does not know.
///
/// # Errors
/// `bill-cancelled`.
fn check_not_cancelled(worlds: &Worlds, admission: AdmissionId) -> Result<(), Failure> {
    match worlds.scheduling.admission(admission).and_then(|stay| stay.cancelled_at) {
        Some(at) => Err(Refusal::new("bill-cancelled").field("admission").with("at", at).into()),
        None => Ok(()),
    }
}

/// The bill of an admission that is cancelled, if it has one: money must have gone back (of one that an earlier release
/// cancelled it may not), and the platform is to forget the stay.
///
/// # Errors
/// `cancel-money-open`.
pub(crate) fn cancel(
    deciding: &mut Deciding<'_>,
    admission: AdmissionId,
    money_may_be_open: bool,
) -> Result<(), Failure> {
    if deciding.worlds().settlement.bill(admission).is_some() {
        deciding.settlement(&[Command::CancelBill { admission, money_may_be_open }])?;
    }
    Ok(())
}

/// Somebody who is not in bed yet has nothing to settle; somebody who has left may settle late.
///
/// # Errors
/// `stay-not-in-bed`.
pub(crate) fn check_in_bed(worlds: &Worlds, admission: AdmissionId) -> Result<(), Failure> {
    let stay = worlds.scheduling.admission(admission);
    if stay.is_some_and(|stay| matches!(stay.state, AdmissionState::InBed | AdmissionState::Discharged)) {
        return Ok(());
    }
    Err(Refusal::new("stay-not-in-bed").field("admission").into())
}

fn presettle(deciding: &mut Deciding<'_>, admission: AdmissionId) -> Result<Answer, Failure> {
    check_in_bed(deciding.worlds(), admission)?;
    let settlement = SettlementId(deciding.id());
    let events = deciding.settlement(&[Command::Presettle { settlement, admission }])?;
    let fingerprint = events.into_iter().find_map(|event| match event {
        Event::Presettled(presettled) => Some(presettled.fingerprint),
        _ => None,
    });
    Ok(Answer::Presettled { settlement, fingerprint: fingerprint.unwrap_or_default() })
}

fn consent(
    deciding: &mut Deciding<'_>,
    settlement: SettlementId,
    fingerprint: &str,
    means: &ConsentGiven,
    prepared: &Prepared,
) -> Result<Answer, Failure> {
    let means = match means {
        ConsentGiven::Print => ConsentMeans::Print,
        ConsentGiven::Glass { .. } => {
            let signature = prepared.signature.as_ref().ok_or(Failure::Broken)?;
            ConsentMeans::Glass(signature.keep(deciding))
        }
    };
    deciding.settlement(&[Command::Consent { settlement, fingerprint: fingerprint.to_owned(), means }])?;
    Ok(Answer::Done)
}

fn adopt_policy(deciding: &mut Deciding<'_>, toml: &str) -> Result<Answer, Failure> {
    let policy =
        settlement::Policy::parse(toml).map_err(|problems| settlement::problem::first(&problems).field("toml"))?;
    let id = policy.id;
    deciding.settlement(&[Command::AdoptPolicy(PolicyAdopted { policy: id.clone(), toml: toml.to_owned() })])?;
    Ok(Answer::PolicyAdopted { policy: id })
}

/// May this formality be done? The insurance only when the platform has taken the stay, or nobody insures it.
///
/// # Errors
/// A refusal that says what is missing.
pub(crate) fn check_formality(
    deciding: &Deciding<'_>,
    stay: &AdmissionView,
    formality: Formality,
) -> Result<(), Failure> {
    let bill = deciding.worlds().settlement.bill(stay.id);
    match (formality, bill) {
        (Formality::Insurance, Some(bill)) if !bill.is_self_pay() && bill.mdtrt_id.is_none() => {
            Err(Refusal::new("insurance-not-registered").field("formality").into())
        }
        _ => Ok(()),
    }
}

/// Where a stay was settled: at the bedside, if it is paid before the patient leaves.
pub(crate) fn settled_at(worlds: &Worlds, admission: AdmissionId) -> SettledAt {
    match stage(worlds, admission) {
        SettlementStage::Paid => SettledAt::Bedside,
        _ => SettledAt::Open,
    }
}

/// How far a stay's settlement is.
pub(crate) fn stage(worlds: &Worlds, admission: AdmissionId) -> SettlementStage {
    match worlds.settlement.current_settlement(admission).map(|settlement| settlement.state) {
        None | Some(SettlementState::Superseded) => SettlementStage::None,
        Some(SettlementState::Presettled) => SettlementStage::Presettled,
        Some(SettlementState::Consented) => SettlementStage::Consented,
        Some(SettlementState::Submitted) => SettlementStage::Submitted,
        Some(SettlementState::Settled) => SettlementStage::Settled,
        Some(SettlementState::Paid) => SettlementStage::Paid,
    }
}
