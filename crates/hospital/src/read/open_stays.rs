//! The work list of stays that ended here and are still open.

use super::{Read, Reading};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{ClosedStay, OpenStay, OpenStayList},
};
use chrono::Duration;
use model::{
    actor::{Actor, Role},
    id::short_code,
    interface::Interface,
    message::Message,
    money::Yuan,
    settlement::Outcome,
};
use scheduling::read::{AdmissionState, AdmissionView};
use serde::Deserialize;
use settlement::{Bill, Exchange, ExchangeState, SettlementState};
use utoipa::ToSchema;

/// Stays that ended here and are still open: cancelled and open at the insurer, cancelled with money on them, left
/// unsettled, or put under another insurance and still registered under the old one. For a nurse, those of the nurse's
/// own ward; otherwise all.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenStays {}

impl Read for OpenStays {
    const PATH: &'static str = "/open-stays";
    const ACTION: Action = Action::ReadOpenStays;
    type View = OpenStayList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        hospital
            .reading(actor, Self::ACTION, |reading| {
                let own = actor.ward.filter(|_| actor.role == Role::Nurse);
                let resource = own.map(|ward| reading.scope().of_ward(ward)).unwrap_or_default();
                reading.may(Action::ReadOpenStays, &resource)?;
                reading.saw_all();
                let mut stays: Vec<OpenStay> = Vec::new();
                let mut closed: Vec<ClosedStay> = Vec::new();
                let since = reading.now - Duration::days(OpenStayList::CLOSED_DAYS);
                for bill in reading.worlds.settlement.bills() {
                    if let Some(at) = bill.closed_by_hand.filter(|at| *at >= since)
                        && reading.may(Action::ReadOpenStays, &reading.scope().of_admission(bill.admission)).is_ok()
                    {
                        let code = short_code(bill.admission.0);
                        closed.push(ClosedStay { admission: bill.admission, code, at });
                    }
                    if reading.is_closed(bill) {
                        continue;
                    }
                    let Some(stay) = reading.worlds.scheduling.admission(bill.admission) else { continue };
                    let theirs = reading.scope().of_admission(stay.id);
                    if reading.may(Action::ReadOpenStays, &theirs).is_ok() {
                        stays.extend(reading.open_stay(&stay, bill));
                    }
                }
                stays.sort_by_key(|stay| (stay.since, stay.admission));
                let count = u32::try_from(stays.len()).unwrap_or(u32::MAX);
                stays.truncate(OpenStayList::STAYS_MAX);
                closed.sort_by_key(|stay| (std::cmp::Reverse(stay.at), stay.admission));
                closed.truncate(OpenStayList::STAYS_MAX);
                Ok(OpenStayList { now: reading.now, stays, count, closed })
            })
            .await
    }
}

impl Reading<'_> {
    /// Is it paid, with nothing left to tell the insurer? This quickly rules out most bills.
    fn is_closed(&self, bill: &Bill) -> bool {
        let world = &self.worlds.settlement;
        let paid = world.current_settlement(bill.admission).is_some_and(|row| row.state == SettlementState::Paid);
        paid && !bill.withdrawing
            && world.set_aside(bill.admission).next().is_none()
            && !world.is_open_at_platform(bill.admission)
    }

    /// How many stays are to be put in order in the whole hospital.
    pub(super) fn open_stays_count(&self) -> usize {
        let open = self.worlds.settlement.bills().filter(|bill| !self.is_closed(bill));
        let stay = |bill: &&Bill| self.worlds.scheduling.admission(bill.admission);
        open.filter(|bill| stay(bill).is_some_and(|stay| !self.open_because(&stay, bill).is_empty())).count()
    }

    /// Why a stay is to be put in order; empty if it is in order.
    fn open_because(&self, stay: &AdmissionView, bill: &Bill) -> Vec<Message> {
        let world = &self.worlds.settlement;
        let paid = world.current_settlement(stay.id).is_some_and(|row| row.state == SettlementState::Paid);
        let settled = world.is_settled(stay.id);
        let at_insurer = world.is_open_at_platform(stay.id);
        let cancelled = stay.state == AdmissionState::Cancelled;
        let left = stay.state == AdmissionState::Discharged;
        let mut messages = Vec::new();
        if bill.withdrawing && at_insurer {
            messages.push(Message::new(if cancelled { "open-stay-cancelled" } else { "open-stay-other-insurance" }));
            messages.extend(self.last_said(bill));
        }
        messages.extend(world.set_aside(stay.id).map(super::bill::unfit_notice));
        if cancelled && bill.is_money_open() {
            let open = Message::new("open-stay-money").with("deposits", bill.deposits_held);
            messages.push(open.with("charges", bill.medfee_sumamt()));
        }
        if left && !settled && bill.is_money_open() {
            messages.push(Message::new("open-stay-unsettled").with("charges", bill.medfee_sumamt()));
        } else if left && world.is_taking_back(stay.id) {
            messages.push(Message::new("open-stay-taking-back"));
        } else if left && bill.is_money_open() && settled && !paid {
            messages.push(Message::new("open-stay-unpaid").with("deposits", bill.deposits_held));
        } else if left && !settled && at_insurer && !bill.withdrawing {
            messages.push(Message::new("open-stay-unsettled").with("charges", Yuan::ZERO));
        }
        messages
    }

    fn open_stay(&self, stay: &AdmissionView, bill: &Bill) -> Option<OpenStay> {
        let messages = self.open_because(stay, bill);
        if messages.is_empty() {
            return None;
        }
        let world = &self.worlds.settlement;
        Some(OpenStay {
            admission: stay.id,
            code: short_code(stay.id.0),
            patient: self.patient(stay.patient),
            department: self.department(stay.department),
            state: stay.state,
            since: stay.cancelled_at.or(stay.discharged_at).unwrap_or(bill.opened),
            messages,
            at_insurer: world.is_open_at_platform(stay.id),
            may_close: world.may_close_registration(stay.id),
            deposits: bill.deposits_held,
            charges: if world.is_settled(stay.id) { Yuan::ZERO } else { bill.medfee_sumamt() },
        })
    }

    /// What became of the last exchange that takes the registration back.
    fn last_said(&self, bill: &Bill) -> Option<Message> {
        let mut all = self.worlds.settlement.exchanges(bill.admission).rev();
        let last: &Exchange = all
            .find(|row| matches!(row.infno, Interface::LinesUndo | Interface::Admission | Interface::AdmissionUndo))?;
        let message = if let Some(Outcome::Refused { code }) = &last.answer
            && last.infno != Interface::Admission
        {
            Message::new("open-stay-refused").with("code", code.as_str())
        } else if last.state == ExchangeState::Unknown {
            Message::new("open-stay-unknown")
        } else {
            return None;
        };
        Some(message.with("infno", last.infno).with("at", last.at))
    }
}
