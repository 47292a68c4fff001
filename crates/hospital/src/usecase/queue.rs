//! From the door to the end of the consultation, and what takes each step back.

use super::{
    steps::{Steps, trip, visit},
    unknown,
};
use crate::{deciding::Deciding, failure::Failure, request::Answer};
use model::{
    id::{AppointmentId, JourneyId, SessionId},
    journey::{Effort, Owner, StepKind},
    person::CredentialKind,
    scheduling::{Command, Event, Reason},
};
use scheduling::view::{AppointmentState, AppointmentView};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn appointment(deciding: &mut Deciding<'_>, id: AppointmentId) -> Result<AppointmentView, Failure> {
    let found = deciding.worlds().scheduling.appointment(id).ok_or_else(|| unknown("appointment"))?;
    deciding.on_behalf_of(found.patient);
    Ok(found)
}

/// Asks scheduling for what concerns nobody else.
fn only(deciding: &mut Deciding<'_>, id: AppointmentId, command: &Command) -> Result<Answer, Failure> {
    appointment(deciding, id)?;
    deciding.scheduling(command)?;
    Ok(Answer::Done)
}

pub(super) fn check_in(
    deciding: &mut Deciding<'_>,
    id: AppointmentId,
    credential: CredentialKind,
) -> Result<Answer, Failure> {
    let before = appointment(deciding, id)?;
    let decided = deciding.scheduling(&Command::CheckIn { appointment: id, credential })?;
    let ticket = decided.iter().find_map(|event| match event {
        Event::PatientCheckedIn(here) => Some(here.ticket),
        _ => None,
    });
    let mut steps = Steps::of(before.journey);
    let trip = trip(deciding, before.journey, before.patient);
    steps.count(deciding.worlds(), trip);
    deciding.journey(&steps.command())?;
    let ticket = ticket.ok_or_else(|| unknown("appointment"))?;
    Ok(Answer::CheckedIn { appointment: id, ticket })
}

pub(super) fn undo_check_in(deciding: &mut Deciding<'_>, id: AppointmentId, reason: Reason) -> Result<Answer, Failure> {
    only(deciding, id, &Command::UndoCheckIn { appointment: id, reason })
}

pub(super) fn call(
    deciding: &mut Deciding<'_>,
    session: SessionId,
    certain: Option<AppointmentId>,
) -> Result<Answer, Failure> {
    let decided = deciding.scheduling(&Command::Call { session, appointment: certain })?;
    let called = decided.iter().find_map(|event| match event {
        Event::PatientCalled(called) => Some(called.appointment),
        _ => None,
    });
    let called = called.ok_or_else(|| unknown("session"))?;
    appointment(deciding, called)?;
    Ok(Answer::Called { appointment: called })
}

pub(super) fn undo_call(deciding: &mut Deciding<'_>, id: AppointmentId, reason: Reason) -> Result<Answer, Failure> {
    only(deciding, id, &Command::UndoCall { appointment: id, reason })
}

pub(super) fn pass(deciding: &mut Deciding<'_>, id: AppointmentId) -> Result<Answer, Failure> {
    only(deciding, id, &Command::Pass { appointment: id })
}

/// The consultation starts, and with it the waiting ends: it is counted here, once, for a start is not taken back.
pub(super) fn start(deciding: &mut Deciding<'_>, id: AppointmentId) -> Result<Answer, Failure> {
    let before = appointment(deciding, id)?;
    deciding.scheduling(&Command::Start { appointment: id })?;
    let since = before.checked_in_at.map(|here| here.max(before.from));
    let waited = since.zip(before.called_at).map_or(0, |(since, called)| (called - since).num_minutes());
    let effort = Effort { waiting_minutes: u32::try_from(waited).unwrap_or_default(), ..Effort::default() };
    let mut steps = Steps::of(before.journey);
    steps.count(deciding.worlds(), effort);
    deciding.journey(&steps.command())?;
    Ok(Answer::Done)
}

pub(super) fn finish(deciding: &mut Deciding<'_>, id: AppointmentId) -> Result<Answer, Failure> {
    close_consult(deciding, id, &Command::Finish { appointment: id }, true)
}

pub(super) fn undo_finish(deciding: &mut Deciding<'_>, id: AppointmentId, reason: Reason) -> Result<Answer, Failure> {
    open_consult(deciding, id, &Command::UndoFinish { appointment: id, reason })
}

pub(super) fn mark_missed(deciding: &mut Deciding<'_>, id: AppointmentId) -> Result<Answer, Failure> {
    close_consult(deciding, id, &Command::MarkMissed { appointment: id }, false)
}

/// Where the session is over by now, the patient is not seen: no no-show, and another window is offered.
pub(super) fn undo_missed(deciding: &mut Deciding<'_>, id: AppointmentId, reason: Reason) -> Result<Answer, Failure> {
    let before = appointment(deciding, id)?;
    let decided = deciding.scheduling(&Command::UndoMissed { appointment: id, reason })?;
    let is_over = decided.iter().any(|event| matches!(event, Event::AppointmentNotSeen(_)));
    let mut steps = Steps::of(before.journey);
    if is_over {
        steps.open(StepKind::Booking, visit(id), Owner::Patient, None);
    } else {
        steps.open(StepKind::Consult, visit(id), Owner::Clinician, Some(before.until));
    }
    deciding.journey(&steps.command())?;
    Ok(Answer::Done)
}

/// The journeys of a session's visits, each with its steps: one patient may have several visits there.
struct Journeys(BTreeMap<JourneyId, Steps>);

impl Journeys {
    /// The visit, and the steps of its journey.
    fn of(&mut self, deciding: &Deciding<'_>, id: AppointmentId) -> Result<(AppointmentView, &mut Steps), Failure> {
        let found = deciding.worlds().scheduling.appointment(id).ok_or_else(|| unknown("appointment"))?;
        let steps = self.0.entry(found.journey).or_insert_with(|| Steps::of(found.journey));
        Ok((found, steps))
    }

    fn go_on(self, deciding: &mut Deciding<'_>) -> Result<Answer, Failure> {
        for steps in self.0.into_values() {
            deciding.journey(&steps.command())?;
        }
        Ok(Answer::Done)
    }
}

/// Who had checked in has another window to choose: the journey waits for it.
pub(super) fn end_session(deciding: &mut Deciding<'_>, session: SessionId) -> Result<Answer, Failure> {
    let decided = deciding.scheduling(&Command::EndSession { session })?;
    let mut journeys = Journeys(BTreeMap::new());
    for event in &decided {
        let (id, is_offered) = match event {
            Event::AppointmentNotSeen(event) => (event.appointment, true),
            Event::AppointmentMissed(event) => (event.appointment, false),
            _ => continue,
        };
        let (_, steps) = journeys.of(deciding, id)?;
        steps.close(deciding.worlds(), StepKind::Consult, visit(id), false);
        if is_offered {
            steps.open(StepKind::Booking, visit(id), Owner::Patient, None);
        }
    }
    for steps in journeys.0.values_mut() {
        steps.close_if_done(deciding.worlds());
    }
    journeys.go_on(deciding)
}

pub(super) fn undo_end_session(
    deciding: &mut Deciding<'_>,
    session: SessionId,
    reason: Reason,
) -> Result<Answer, Failure> {
    let decided = deciding.scheduling(&Command::UndoEndSession { session, reason })?;
    let mut journeys = Journeys(BTreeMap::new());
    let mut back = BTreeSet::new();
    for event in decided {
        let Event::SessionEndUndone(event) = event else { continue };
        for id in event.awaited.into_iter().chain(event.waiting) {
            back.insert(id);
            let (before, steps) = journeys.of(deciding, id)?;
            steps.close(deciding.worlds(), StepKind::Booking, visit(id), false);
            steps.open(StepKind::Consult, visit(id), Owner::Clinician, Some(before.until));
        }
    }
    journeys.go_on(deciding)?;
    let visits = deciding.worlds().scheduling.appointments_of_session(session);
    let stays = |visit: &&AppointmentView| visit.state == AppointmentState::NotSeen && !back.contains(&visit.id);
    let left_out = visits.iter().filter(stays).count();
    Ok(Answer::SessionReopened { left_out: u32::try_from(left_out).unwrap_or(u32::MAX) })
}

fn close_consult(
    deciding: &mut Deciding<'_>,
    id: AppointmentId,
    command: &Command,
    done: bool,
) -> Result<Answer, Failure> {
    let before = appointment(deciding, id)?;
    deciding.scheduling(command)?;
    let mut steps = Steps::of(before.journey);
    steps.close(deciding.worlds(), StepKind::Consult, visit(id), done).close_if_done(deciding.worlds());
    deciding.journey(&steps.command())?;
    Ok(Answer::Done)
}

fn open_consult(deciding: &mut Deciding<'_>, id: AppointmentId, command: &Command) -> Result<Answer, Failure> {
    let before = appointment(deciding, id)?;
    deciding.scheduling(command)?;
    let mut steps = Steps::of(before.journey);
    steps.open(StepKind::Consult, visit(id), Owner::Clinician, Some(before.until));
    deciding.journey(&steps.command())?;
    Ok(Answer::Done)
}
