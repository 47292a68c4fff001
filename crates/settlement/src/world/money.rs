//! Settlements: the trial as shown, consent, payment of the difference.

use super::{
    Difference, Settlement, SettlementState, World,
    bill::{bill_of, not_cancelled, unlocked},
};
use crate::ledger;
use model::{
    decide::Context,
    id::{AdmissionId, SettlementId},
    message::{Obstacle, Refusal},
    scheduling::Reason,
    settlement::{
        Amounts, ConsentGiven, ConsentMeans, DifferenceConfirmed, Outcome, PayMethod, Presettled, SettlementPaid,
    },
};

pub(super) fn presettle(
    world: &World,
    settlement: SettlementId,
    admission: AdmissionId,
    context: &Context,
) -> Result<Presettled, Refusal> {
    let bill = bill_of(world, admission)?;
    not_cancelled(bill)?;
    if world.settlement(settlement).is_some() {
        return Refusal::new("settlement-id-used").field("settlement").err();
    }
    unlocked(world, admission)?;
    if bill.line_count == 0 {
        return Refusal::new("bill-empty").err();
    }
    let estimate = world.estimate(admission, context.zone.date(context.now))?.amounts;
    let amounts = if bill.is_self_pay() { estimate } else { trial(world, admission)? };
    let fingerprint = world.fingerprint(admission, &amounts).unwrap_or_default();
    Ok(Presettled { settlement, admission, fingerprint, amounts, estimate, deposits: bill.deposits_held })
}

/// The platform's last trial, if it is for the lines as they are now (F11).
fn trial(world: &World, admission: AdmissionId) -> Result<Amounts, Refusal> {
    let bill = bill_of(world, admission)?;
    let mut answered = world.exchanges(admission).filter_map(|exchange| match &exchange.answer {
        Some(Outcome::Trial { amounts }) => Some((exchange.intended_seq, *amounts)),
        _ => None,
    });
    let (seq, amounts) = answered.next_back().ok_or_else(|| Refusal::new("trial-missing"))?;
    if seq < bill.lines_seq {
        return Refusal::new("trial-stale").err();
    }
    let total = bill.medfee_sumamt();
    if amounts.medfee_sumamt != total {
        // Identity I8: a difference means a missing or doubled line.
        return Refusal::new("trial-total-differs").with("platform", amounts.medfee_sumamt).with("bill", total).err();
    }
    Ok(amounts)
}

pub(super) fn consent(
    world: &World,
    settlement: SettlementId,
    fingerprint: &str,
    means: &ConsentMeans,
    context: &Context,
) -> Result<ConsentGiven, Refusal> {
    let row = to_be_signed(world, settlement)?;
    if row.fingerprint != fingerprint {
        return Refusal::new("fingerprint-differs").field("fingerprint").err();
    }
    let explanation = world.explanation(row.admission, context.zone.date(row.at))?;
    if explanation.is_unexplained() && row.confirmed.is_none() {
        return unexplained(&explanation.differences).err();
    }
    Ok(ConsentGiven { settlement, fingerprint: fingerprint.to_owned(), means: means.clone() })
}

/// A settlement that was shown and is not agreed to yet.
fn to_be_signed(world: &World, settlement: SettlementId) -> Result<&Settlement, Refusal> {
    let row = world.settlement(settlement).ok_or_else(|| Refusal::new("settlement-unknown").field("settlement"))?;
    match row.state {
        SettlementState::Presettled => Ok(row),
        SettlementState::Consented => Refusal::new("consent-given").err(),
        SettlementState::Superseded => Refusal::new("settlement-superseded").err(),
        SettlementState::Submitted => Refusal::new("settlement-under-way").err(),
        SettlementState::Settled | SettlementState::Paid => Refusal::new("bill-locked").err(),
    }
}

/// The platform says something for which nobody has a reason: each field with both amounts.
fn unexplained(differences: &[Difference]) -> Refusal {
    let obstacle = |found: &Difference| Obstacle { message: found.message(), subjects: Vec::new() };
    Refusal::new("difference-unexplained")
        .field("settlement")
        .with("count", differences.len() as i64)
        .because_of(differences.iter().map(obstacle).collect())
}

/// Somebody has looked into a difference that nobody could name, and says in own words what it is.
pub(super) fn confirm_difference(
    world: &World,
    settlement: SettlementId,
    reason: &Reason,
    context: &Context,
) -> Result<DifferenceConfirmed, Refusal> {
    let row = to_be_signed(world, settlement)?;
    if let Some((at, _)) = &row.confirmed {
        return Refusal::new("difference-confirmed").field("settlement").with("at", *at).err();
    }
    if !world.explanation(row.admission, context.zone.date(row.at))?.is_unexplained() {
        return Refusal::new("difference-none").field("settlement").err();
    }
    if reason.text.is_none() {
        return Refusal::new("difference-reason-missing").field("text").err();
    }
    Ok(DifferenceConfirmed { settlement, reason: reason.clone() })
}

pub(super) fn pay(world: &World, settlement: SettlementId, method: PayMethod) -> Result<SettlementPaid, Refusal> {
    let row = world.settlement(settlement).ok_or_else(|| Refusal::new("settlement-unknown").field("settlement"))?;
    let bill = bill_of(world, row.admission)?;
    match row.state {
        SettlementState::Settled => {}
        SettlementState::Consented if bill.is_self_pay() => not_cancelled(bill)?,
        SettlementState::Paid => return Refusal::new("bill-closed").err(),
        SettlementState::Superseded => return Refusal::new("settlement-superseded").err(),
        SettlementState::Submitted => return Refusal::new("settlement-under-way").err(),
        SettlementState::Presettled | SettlementState::Consented => {
            return Refusal::new("settlement-not-settled").err();
        }
    }
    let (deposit_refund, arrears, postings) = ledger::paid(row.amounts().psn_cash_pay, bill.deposits_held);
    Ok(SettlementPaid { settlement, deposit_refund, arrears, method, postings })
}
