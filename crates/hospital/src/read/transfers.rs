//! Where somebody who waits can be sent on to.

use super::Reading;
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::TransferTo};
use model::{
    actor::Actor,
    decide::Decider,
    id::AppointmentId,
    scheduling::{Command, Event, ReasonCode, command},
};
use scheduling::read::{AppointmentView, SessionView};

impl Hospital {
    /// The sessions of the department to which a patient who waits can be sent on, with what that does there; none for
    /// readers who may not do it.
    ///
    /// # Errors
    /// As for every read.
    pub async fn transfers(&self, actor: &Actor, appointment: AppointmentId) -> Result<Vec<TransferTo>, Failure> {
        self.reading(actor, Action::ReadDay, |reading| {
            let resource = reading.scope().of_appointment(appointment);
            reading.may(Action::ReadDay, &resource)?;
            reading.about("appointment", appointment);
            let visit = reading.found(reading.worlds.scheduling.appointment(appointment))?;
            reading.saw_all();
            if reading.may(Action::TransferVisit, &resource).is_err() {
                return Ok(Vec::new());
            }
            let sessions = reading.worlds.scheduling.present_sessions(visit.department, reading.moment());
            Ok(sessions.iter().filter_map(|session| reading.sent_on_to(&visit, session)).collect())
        })
        .await
    }
}

impl Reading<'_> {
    /// What it does to send somebody on to a session. It is offered by the same decision that would do it.
    fn sent_on_to(&self, visit: &AppointmentView, to: &SessionView) -> Option<TransferTo> {
        let scheduling = &self.worlds.scheduling;
        let asked = Command::TransferVisit(command::TransferVisit {
            appointment: visit.id,
            session: to.id,
            reason: ReasonCode::Hospital.into(),
        });
        let events = scheduling.decide(&asked, &self.context()).ok()?;
        let is_added = events.iter().any(|event| {
            let Event::VisitTransferred(event) = event else { return false };
            scheduling.is_added(event.slot, event.seat)
        });
        let does = scheduling.transfer(visit.id, to.id, self.moment())?;
        Some(TransferTo {
            session: self.session_head(to),
            is_added,
            ahead: does.ahead,
            behind: does.behind,
            minutes: does.minutes,
        })
    }
}
