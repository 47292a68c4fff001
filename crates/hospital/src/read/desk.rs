//! Reception: the list of a day.

use super::{Reading, people::visit_state};
use crate::{failure::Failure, hospital::Hospital, usecase::Action, view::ListedVisit};
use model::{
    actor::Actor,
    decide::{Context, Decider},
    id::{AppointmentId, short_code},
    person::CredentialKind,
    scheduling::{Command, Reason, ReasonCode, command},
};
use scheduling::read::{AppointmentState, AppointmentView};

impl Hospital {
    /// One visit as the desk sees it.
    ///
    /// # Errors
    /// As for every read.
    pub async fn listed_visit(&self, actor: &Actor, appointment: AppointmentId) -> Result<ListedVisit, Failure> {
        self.reading(actor, Action::ReadDay, |reading| {
            reading.may(Action::ReadDay, &reading.scope().of_appointment(appointment))?;
            reading.about("appointment", appointment);
            let visit = reading.found(reading.worlds.scheduling.appointment(appointment))?;
            Ok(reading.listed_visit(&visit))
        })
        .await
    }
}

impl Reading<'_> {
    /// The context in which a decision would be asked for now.
    pub(super) fn context(&self) -> Context {
        Context { now: self.now, seq: self.worlds.seq + 1, seed: 0, zone: self.zone }
    }

    pub(super) fn listed_visit(&self, visit: &AppointmentView) -> ListedVisit {
        self.saw(visit.touched);
        let can = |action, command: Command| {
            self.may(action, &self.scope().of_appointment(visit.id)).is_ok()
                && self.worlds.scheduling.decide(&command, &self.context()).is_ok()
        };
        let (appointment, reason) = (visit.id, Reason { code: ReasonCode::Mistake, text: None });
        let can_cancel = Command::Cancel(command::Cancel { appointment, reason: reason.clone(), by_hospital: true });
        let undo_return = Command::UndoReturn(command::UndoReturn { appointment, reason: reason.clone() });
        let can_undo_return = can(Action::UndoReturn, undo_return);
        let undo_transfer =
            Command::UndoVisitTransfer(command::UndoVisitTransfer { appointment, reason: reason.clone() });
        let can_undo_transfer = can(Action::UndoVisitTransfer, undo_transfer);
        let can_undo = match visit.state {
            AppointmentState::Arrived => {
                can(Action::UndoCheckIn, Command::UndoCheckIn(command::UndoCheckIn { appointment, reason }))
            }
            AppointmentState::NoShow => {
                can(Action::UndoMissed, Command::UndoMissed(command::UndoMissed { appointment, reason }))
            }
            AppointmentState::Cancelled => {
                let undo = command::UndoCancel { appointment, reason, by_hospital: true };
                can(Action::UndoCancel, Command::UndoCancel(undo))
            }
            AppointmentState::Booked
            | AppointmentState::Called
            | AppointmentState::InConsultation
            | AppointmentState::Fulfilled
            | AppointmentState::NotSeen
            | AppointmentState::Displaced => false,
        };
        let can_return =
            can(Action::ReturnAfterTests, Command::ReturnAfterTests(command::ReturnAfterTests { appointment }));
        let ahead = self.place(visit).0;
        // A code lets its holder check in: it is not for readers who have no right to know whose it is.
        let code = if self.knows(visit.patient) { short_code(visit.id.0) } else { String::new() };
        ListedVisit {
            appointment: visit.id,
            code,
            patient: self.patient(visit.patient),
            state: visit_state(visit.state),
            session: visit.session,
            department: self.department(visit.department),
            clinician: self.clinician(visit.clinician).0,
            room: visit.room.clone(),
            from: visit.from,
            until: visit.until,
            channel: visit.channel,
            referred_by: self.referrer(visit.id),
            ticket: visit.ticket,
            ahead,
            why: self.why(visit, ahead.unwrap_or(u32::MAX)),
            checked_in_at: visit.checked_in_at,
            called_at: visit.called_at,
            can_check_in: can(
                Action::CheckIn,
                Command::CheckIn(command::CheckIn {
                    appointment,
                    credential: CredentialKind::VisitCode,
                    class: None,
                    age: None,
                }),
            ),
            can_undo,
            can_return,
            can_undo_return,
            can_transfer: matches!(visit.state, AppointmentState::Arrived | AppointmentState::Called)
                && self.may(Action::TransferVisit, &self.scope().of_appointment(visit.id)).is_ok(),
            can_undo_transfer,
            // A patient who was not seen may say that no other window is needed.
            can_cancel: can(Action::Cancel, can_cancel)
                || self.wants_window(visit) && self.may(Action::Cancel, &self.scope().of_appointment(visit.id)).is_ok(),
            can_move: matches!(visit.state, AppointmentState::Booked | AppointmentState::Displaced)
                && self.may(Action::Move, &self.scope().of_appointment(visit.id)).is_ok(),
            can_read_referral: self.worlds.scheduling.referral(visit.id).is_some()
                && self.may(Action::ReadReferral, &self.scope().of_appointment(visit.id)).is_ok(),
            can_excuse: visit.state == AppointmentState::NoShow
                && self.may(Action::ReadAppeals, &self.scope().of_appointment(visit.id)).is_ok(),
            impossible: (matches!(visit.state, AppointmentState::Booked | AppointmentState::Displaced)
                && self.may(Action::ChangeImpossibleDays, &self.scope().of_appointment(visit.id)).is_ok())
            .then(|| visit.impossible.clone()),
        }
    }
}
