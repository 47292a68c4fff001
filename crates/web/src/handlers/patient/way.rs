//! The way from booking to discharge as one line: the journey's steps, with a visit's wait between them.

use super::{parts::Stage, words};
use crate::locale::Localizer;
use hospital::view::{JourneyDetail, JourneyStep, StepState, VisitState, VisitSummary};
use model::{
    journey::{Owner, StepKind, Subject},
    message::Message,
};

/// All stages in order.
pub(super) fn stages(t: &Localizer, page: &JourneyDetail) -> Vec<Stage> {
    let mut stages = Vec::with_capacity(page.steps.len() + 1);
    for step in &page.steps {
        let visit = visit_of(page, step);
        let first = stages.len();
        match (step.kind, visit) {
            (StepKind::Consult, Some(visit)) => {
                stages.extend(waiting(t, page, step, visit));
                stages.push(consult(t, page, step, visit));
            }
            _ => stages.push(stage(t, page, step, visit)),
        }
        // If there are several visits, each step says to which one it belongs.
        if let Some(visit) = visit.filter(|_| page.visits.len() > 1) {
            stages[first..].iter_mut().for_each(|stage| of_visit(t, stage, visit));
        }
    }
    stages
}

/// The patient has let it pass: it was theirs to do, and its day is over. If the hospital is late, that is not their
/// fault.
fn is_late(t: &Localizer, page: &JourneyDetail, step: &JourneyStep) -> bool {
    let over = step.due.is_some_and(|due| t.zone().date(due) < t.zone().date(page.now));
    step.state == StepState::Overdue && step.owner == Some(Owner::Patient) && over
}

/// When the visit is, in front of the step's text.
fn of_visit(t: &Localizer, stage: &mut Stage, visit: &VisitSummary) {
    let when = words::when(t, visit);
    if stage.line.is_empty() {
        stage.line = when;
    } else if !stage.line.starts_with(&when) {
        stage.line = format!("{when} · {}", stage.line);
    }
}

/// The visit that a step is about.
fn visit_of<'a>(page: &'a JourneyDetail, step: &JourneyStep) -> Option<&'a VisitSummary> {
    let Some(Subject::Appointment(appointment)) = step.subject else { return None };
    page.visits.iter().find(|visit| visit.appointment == appointment)
}

fn named(t: &Localizer, name: &str, class: &'static str, line: String, aside: String) -> Stage {
    Stage { name: t.text(name), line, class, aside }
}

/// Checking in and waiting; nothing for a visit that never got that far.
fn waiting(t: &Localizer, page: &JourneyDetail, step: &JourneyStep, visit: &VisitSummary) -> Option<Stage> {
    let late = is_late(t, page, step);
    let late_class = if late { "is-late" } else { "is-now" };
    let aside = |id: &str| t.text(if late { "patient-step-late" } else { id });
    let stage = match visit.state {
        VisitState::Booked => {
            let hint = words::check_in_hint(t, page.now, visit);
            named(t, "patient-step-check-in", late_class, hint, aside("patient-step-next"))
        }
        VisitState::Waiting => {
            let shown = Message::new("patient-wait-line").with("name", page.patient.name.masked.as_str());
            named(t, "patient-step-wait", "is-now", t.say(&shown), t.text("patient-step-now"))
        }
        VisitState::Called | VisitState::InConsultation | VisitState::Finished => {
            let line = visit.checked_in_at.map(|at| words::checked_in(t, at)).unwrap_or_default();
            let called = visit.called_at.map(|at| t.clock(at)).unwrap_or_default();
            named(t, "patient-step-wait", "is-done", line, called)
        }
        VisitState::NotSeen => {
            let line = words::checked_in(t, visit.checked_in_at?);
            named(t, "patient-step-wait", "is-done", line, String::new())
        }
        VisitState::Cancelled | VisitState::Missed | VisitState::Displaced => return None,
    };
    Some(stage)
}

/// The consultation: it is the current step only once the patient is called.
fn consult(t: &Localizer, page: &JourneyDetail, step: &JourneyStep, visit: &VisitSummary) -> Stage {
    let name = "patient-step-consult";
    match visit.state {
        VisitState::Booked | VisitState::Waiting => named(t, name, "is-ahead", words::place(t, visit), String::new()),
        VisitState::Called => {
            let line = Message::new("patient-go-to").with("room", t.room(&visit.room));
            named(t, name, "is-now", t.say(&line), t.text("patient-step-now"))
        }
        VisitState::InConsultation => named(t, name, "is-now", words::place(t, visit), t.text("patient-step-now")),
        VisitState::Displaced => {
            named(t, name, "is-now", t.text("patient-displaced-line"), t.text("patient-step-next"))
        }
        VisitState::Finished | VisitState::Cancelled | VisitState::Missed | VisitState::NotSeen => {
            stage(t, page, step, Some(visit))
        }
    }
}

fn stage(t: &Localizer, page: &JourneyDetail, step: &JourneyStep, visit: Option<&VisitSummary>) -> Stage {
    let (class, words) = match step.state {
        StepState::Done => ("is-done", "patient-step-done"),
        StepState::Open => ("is-now", "patient-step-now"),
        StepState::Overdue if is_late(t, page, step) => ("is-late", "patient-step-late"),
        StepState::Overdue => ("is-now", "patient-step-now"),
        // A visit that somebody cancelled is not one that was not needed.
        StepState::Dropped if matches!(step.kind, StepKind::Booking | StepKind::Admission) => {
            ("is-dropped", "patient-cancelled")
        }
        StepState::Dropped => ("is-dropped", "patient-step-dropped"),
        StepState::Ahead => ("is-ahead", "patient-step-ahead"),
    };
    let name = match step.kind {
        StepKind::Booking => "patient-step-booking",
        StepKind::Consult => "patient-step-consult",
        StepKind::Tests => "patient-step-tests",
        StepKind::Admission => "patient-step-admission",
        StepKind::Stay => "patient-step-stay",
        StepKind::Settlement => "patient-step-settlement",
        StepKind::Discharge => "patient-step-discharge",
        StepKind::FollowUp => "patient-step-follow-up",
    };
    let line = match (step.kind, step.state, visit) {
        (StepKind::Booking, StepState::Open | StepState::Overdue, _) => t.text("patient-window-wanted"),
        (StepKind::Booking, _, Some(visit)) => words::when(t, visit),
        (StepKind::Consult, StepState::Dropped, Some(visit)) => words::outcome(t, visit),
        (_, StepState::Ahead, _) => ahead(t, page, step.kind),
        (StepKind::Stay, StepState::Open | StepState::Overdue, _) => match step.due {
            Some(due) => t.say(&Message::new("patient-stay-until").with("day", t.day(t.zone().date(due)))),
            None => String::new(),
        },
        (_, StepState::Open | StepState::Overdue, _) => under_way(t, step),
        _ => String::new(),
    };
    let aside = match (step.closed_at, step.state) {
        (Some(at), StepState::Done) if t.zone().date(at) == t.zone().date(page.now) => t.clock(at),
        (Some(at), StepState::Done) => t.short_date(t.zone().date(at)),
        (_, StepState::Ahead) if step.kind != StepKind::Tests => String::new(),
        // The line says what became of it.
        (_, StepState::Dropped) if step.kind == StepKind::Consult && !line.is_empty() => String::new(),
        _ => t.text(words),
    };
    named(t, name, class, line, aside)
}

/// What should be known about a step that only may come.
fn ahead(t: &Localizer, page: &JourneyDetail, kind: StepKind) -> String {
    let mut settled =
        page.steps.iter().filter(|step| step.kind == StepKind::Settlement && step.state == StepState::Done);
    t.text(match kind {
        StepKind::Stay => "patient-ahead-stay",
        StepKind::Settlement => "patient-ahead-settlement",
        StepKind::Discharge if settled.next().is_some() => "patient-ahead-discharge-settled",
        StepKind::Discharge => "patient-ahead-discharge",
        StepKind::FollowUp => "patient-ahead-follow-up",
        StepKind::Booking | StepKind::Consult | StepKind::Tests | StepKind::Admission => "patient-step-ahead-line",
    })
}

/// Who sees to an open step, and until when.
fn under_way(t: &Localizer, step: &JourneyStep) -> String {
    let owner = t.text(match step.owner {
        Some(Owner::Patient) | None => "patient-owner-patient",
        Some(Owner::Desk) => "patient-owner-desk",
        Some(Owner::Clinician) => "patient-owner-clinician",
        Some(Owner::Ward) => "patient-owner-ward",
        Some(Owner::Insurer) => "patient-owner-insurer",
    });
    match step.due {
        Some(due) => t.say(&Message::new("patient-step-due").with("owner", owner).with("at", t.day_and_clock(due))),
        None => t.say(&Message::new("patient-step-owner").with("owner", owner)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{locale::Locale, tests::harness::Harness};
    use hospital::read;
    use hospital::usecase::Book;
    use model::{actor::Role, scheduling::Channel};

    #[tokio::test]
    async fn who_has_settled_is_not_told_to_settle() {
        let harness = Harness::new().await;
        let (slot, patient, channel) = (harness.slots[8], harness.patient, Channel::Online);
        harness.system(Book { slot, patient, channel, impossible: None }.into()).await;
        let actor = harness.cookie(Role::Patient).await.account.actor;
        let mut page = harness.hospital.read(&actor, read::Journeys { person: None }).await.unwrap().journeys.remove(0);
        let step = |kind, state| JourneyStep {
            kind,
            subject: None,
            state,
            owner: None,
            opened_at: None,
            closed_at: None,
            due: None,
        };
        for locale in Locale::ALL {
            let t = Localizer::new(locale, model::time::Zone::SHANGHAI);
            let ahead = |page: &JourneyDetail| stages(&t, page).pop().unwrap().line;
            page.steps = vec![step(StepKind::Settlement, StepState::Open), step(StepKind::Discharge, StepState::Ahead)];
            assert_eq!(ahead(&page), t.text("patient-ahead-discharge"));
            page.steps[0].state = StepState::Done;
            assert_eq!(ahead(&page), t.text("patient-ahead-discharge-settled"));
        }
    }
}
