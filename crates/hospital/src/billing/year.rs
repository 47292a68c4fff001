//! In which year a stay counts (跨年), and what that year was before it (decisions.md D52).

use super::cover::{bills_of, is_settled};
use crate::{deciding::Deciding, failure::Failure, worlds::Worlds};
use chrono::Datelike as _;
use model::{
    id::{AdmissionId, PersonId},
    settlement::{YearToDate, command},
    time::{BusinessDate, Zone},
};
use settlement::{Bill, policy::CrossYear};

/// The year in which a stay counts by its policy, if it is settled that day; who has not left by then leaves then.
fn year(worlds: &Worlds, zone: Zone, bill: &Bill, settled: BusinessDate) -> i32 {
    let policy = bill.policy.as_ref().and_then(|id| worlds.settlement.policy(id));
    let left = worlds.scheduling.admission(bill.admission).and_then(|stay| stay.discharged_at);
    let left = left.map_or(settled, |at| zone.date(at).min(settled));
    let day = match policy.map(|policy| policy.cross_year.value) {
        None | Some(CrossYear::AdmissionDate) => bill.admitted_on,
        Some(CrossYear::DischargeDate | CrossYear::ChargeDate) => left,
        Some(CrossYear::SettlementDate) => settled,
    };
    day.0.year()
}

/// The year to which a stay counts now: that of its settlement or, as long as it has none, that of its arrival. The day
/// of a settlement is that of its last 2304: its answer may have been found after midnight.
fn counted(worlds: &Worlds, zone: Zone, bill: &Bill) -> i32 {
    let settled = worlds.settlement.current_settlement(bill.admission).filter(|row| row.state.is_settled());
    let sent = settled.and_then(|row| row.submitted.last()).and_then(|id| worlds.settlement.exchange(*id));
    sent.map_or_else(|| bill.admitted_on.0.year(), |sent| year(worlds, zone, bill, zone.date(sent.at)))
}

/// Which stay of a year the next one of somebody is (or this one), and the year's sums before it.
pub(super) fn before(
    worlds: &Worlds,
    zone: Zone,
    theirs: &[PersonId],
    year: i32,
    stay: Option<AdmissionId>,
) -> (u8, YearToDate) {
    let bills = bills_of(worlds, theirs).filter(|bill| counted(worlds, zone, bill) == year);
    let (year_to_date, stays) = worlds.settlement.year_before(bills, stay);
    (u8::try_from(stays + 1).unwrap_or(u8::MAX), year_to_date)
}

/// What puts the number and the sums that hold on a day on an open bill; `None`: they are there already.
fn renewal(worlds: &Worlds, zone: Zone, today: BusinessDate, admission: AdmissionId) -> Option<command::InsureBill> {
    let bill = worlds.settlement.bill(admission)?;
    let is_closed = bill.cancelled.is_some() || bill.discharged_at_platform || is_settled(worlds, bill);
    if is_closed || bill.is_self_pay() {
        return None;
    }
    let theirs = worlds.journey.aliases_of(bill.patient);
    let counts_in = year(worlds, zone, bill, today);
    let (admission_no, year_to_date) = before(worlds, zone, &theirs, counts_in, Some(admission));
    let is_known = bill.admission_no == admission_no && bill.year_to_date == year_to_date;
    (!is_known).then(|| command::InsureBill {
        admission,
        policy: bill.policy.clone(),
        insurance: bill.insurance,
        class: bill.class,
        admission_no,
        year_to_date,
        pays_all: None,
    })
}

/// Are the number and the sums on a bill those that hold on that day, or can they no longer change?
pub(crate) fn is_year_known(worlds: &Worlds, zone: Zone, today: BusinessDate, admission: AdmissionId) -> bool {
    renewal(worlds, zone, today, admission).is_none()
}

/// Brings the number of an open stay and the sums of the year in which it counts up to date. What was shown before is
/// superseded if they change.
///
/// # Errors
/// Settlement's refusals.
pub(crate) fn count_in_year(deciding: &mut Deciding<'_>, admission: AdmissionId) -> Result<(), Failure> {
    let renewal = renewal(deciding.worlds(), deciding.zone(), deciding.today(), admission);
    if let Some(command) = renewal {
        deciding.settlement(command)?;
    }
    Ok(())
}
