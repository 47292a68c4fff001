//! What would become of a session's patients if it were withdrawn. No patient is named.

use super::Read;
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{self, Rebooked},
};
use model::{
    actor::Actor,
    decide::{Context, Decider as _, Stamp},
    id::{AppointmentId, ClinicianId, SessionId},
    message::Refusal,
    refusal,
    scheduling::{Command, ReasonCode, command},
    time::BusinessDate,
};
use scheduling::{
    DepartmentDays, World,
    read::{AppointmentView, Moment, SessionView, SlotView},
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use uuid::Uuid;

/// What would become of a session's patients if it were withdrawn now, which is refused while anybody is booked in it. In
/// a copy of the department all of them lose their seats; then they are booked one after the other, those with the
/// earliest window first, into the first window that the department offers from now on, with the same clinician if
/// possible, else with one of the same title; on no day on which they said that they cannot come. The rules of booking count as always: how far ahead, how often a day, not in two places at once.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The session, by its id. In one that has begun, only those count who have not been called; in one that is over,
    /// nobody.
    pub session: SessionId,
}

impl Read for Withdrawal {
    const PATH: &'static str = "/sessions/{session}/withdrawal";
    const ACTION: Action = Action::WithdrawSession;
    type View = view::Withdrawal;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { session } = self;
        let what_if = hospital
            .reading(actor, Self::ACTION, |reading| {
                reading.may(Self::ACTION, &reading.scope().of_session(session))?;
                let scheduling = &reading.worlds.scheduling;
                let session = reading.found(scheduling.session(session, reading.moment()))?;
                reading.about("session", session.id);
                reading.saw_all();
                let today = reading.today();
                let last = today.plus_days(scheduling.days_ahead(today, session.department).map_or(0, i64::from));
                let days = DepartmentDays {
                    department: session.department,
                    // A session may go on past midnight.
                    from: session.date.clamp(today.plus_days(-1), today),
                    until: last.max(session.date),
                };
                Ok(WhatIf { copy: scheduling.copy(&days), session, last, moment: reading.moment() })
            })
            .await?;
        // Nothing else waits for it, neither a lock nor a thread that answers others.
        tokio::task::spawn_blocking(move || what_if.answer()).await.map_err(|_| Failure::Broken)
    }
}

/// A window that may be offered.
struct Offered {
    clinician: ClinicianId,
    date: BusinessDate,
    /// Its clinician is another, and of another title: the order is that of a closure's proposals.
    is_other: (bool, bool),
    slot: SlotView,
}

/// A copy of the department in which the session is withdrawn.
struct WhatIf {
    copy: World,
    session: SessionView,
    /// The last day on which the department offers windows.
    last: BusinessDate,
    moment: Moment,
}

impl WhatIf {
    fn answer(mut self) -> view::Withdrawal {
        let patients = self.patients();
        let mut answer = view::Withdrawal {
            now: self.moment.now,
            session: self.session.id,
            department: self.session.department,
            booked: patients.len() as u32,
            same_clinician: 0,
            other_clinician: 0,
            nowhere: 0,
            refusals: BTreeMap::new(),
            rebooked: Vec::new(),
        };
        let mut offered = self.offered();
        // Windows that are full are not asked again, but they are a reason.
        let mut full = BTreeSet::new();
        for patient in patients {
            match self.rebooked(&patient, &mut offered, &mut full) {
                Ok(rebooked) => {
                    let is_same = rebooked.clinician == self.session.clinician;
                    let count = if is_same { &mut answer.same_clinician } else { &mut answer.other_clinician };
                    *count += 1;
                    answer.rebooked.push(rebooked);
                }
                Err(codes) => {
                    answer.nowhere += 1;
                    for code in codes {
                        *answer.refusals.entry(code.to_owned()).or_default() += 1;
                    }
                }
            }
        }
        answer
    }

    /// Takes the seats of all whom the hospital may cancel; those who had them, earliest window first.
    fn patients(&mut self) -> Vec<AppointmentView> {
        let mut patients = self.copy.appointments_of_session(self.session.id);
        patients.retain(|patient| {
            let (appointment, reason) = (patient.id, ReasonCode::Hospital.into());
            self.play(&Command::Cancel(command::Cancel { appointment, reason, by_hospital: true })).is_ok()
        });
        patients
    }

    /// The windows of all other sessions from now on: those of the same clinician first, then of the same title, by time.
    fn offered(&self) -> Vec<Offered> {
        let title = |id| self.copy.clinician(id).map(|clinician| clinician.title);
        let (own, own_title) = (self.session.clinician, title(self.session.clinician));
        let (mut day, mut offered) = (self.moment.today(), Vec::new());
        while day <= self.last {
            for session in self.copy.sessions(self.session.department, day, self.moment) {
                if session.id != self.session.id {
                    let (clinician, date) = (session.clinician, session.date);
                    let is_other = (clinician != own, title(clinician) != own_title);
                    let slots = session.slots.into_iter().filter(|slot| slot.from > self.moment.now);
                    offered.extend(slots.map(|slot| Offered { clinician, date, is_other, slot }));
                }
            }
            day = day.plus_days(1);
        }
        offered.sort_by_key(|Offered { is_other, slot, .. }| (*is_other, slot.from, slot.id));
        offered
    }

    /// Books somebody into the first window that takes them; otherwise the codes with which all of them refuse.
    fn rebooked(
        &mut self,
        patient: &AppointmentView,
        offered: &mut Vec<Offered>,
        full: &mut BTreeSet<&'static str>,
    ) -> Result<Rebooked, BTreeSet<&'static str>> {
        let mut codes = full.clone();
        let mut place = 0;
        while let Some(Offered { clinician, date, slot, .. }) = offered.get(place) {
            if patient.impossible.contains(*date) {
                codes.insert("rebooking-impossible");
                place += 1;
                continue;
            }
            let booking = Command::Book(command::Book {
                appointment: self.unused(),
                slot: slot.id,
                patient: patient.patient,
                journey: patient.journey,
                channel: patient.channel,
            });
            match self.play(&booking) {
                Ok(()) => {
                    return Ok(Rebooked {
                        appointment: patient.id,
                        from: patient.from,
                        until: patient.until,
                        slot: slot.id,
                        clinician: *clinician,
                        new_from: slot.from,
                        new_until: slot.until,
                    });
                }
                Err(refusal) => {
                    codes.insert(refusal.code);
                    if refusal.code == refusal::SLOT_FULL {
                        full.insert(refusal.code);
                        offered.remove(place);
                    } else {
                        place += 1;
                    }
                }
            }
        }
        Err(codes)
    }

    /// An id for a seat in the copy: no id of the hospital is as small.
    fn unused(&self) -> AppointmentId {
        AppointmentId(Uuid::from_u128(u128::from(self.copy.seq())))
    }

    /// Decides and applies in the copy.
    fn play(&mut self, command: &Command) -> Result<(), Refusal> {
        let (now, zone, mut seq) = (self.moment.now, self.moment.zone, self.copy.seq());
        for event in self.copy.decide(command, &Context { now, seq: seq + 1, seed: 0, zone })? {
            seq += 1;
            self.copy.apply(&event, Stamp { seq, at: now });
        }
        Ok(())
    }
}
