//! How far a stay has come, for whoever follows it until it is closed. Nobody is named.

use super::decide::{exchange_state, owner, step, tell};
use crate::{
    locale::Localizer,
    session::Member,
    ui::page::Shell,
    ui::{
        act,
        parts::{Chip, Pair},
        words,
    },
};
use askama::Template;
use axum::{extract::Path, response::Response};
use hospital::view::{FollowedStay, JourneyStep, StepState};
use model::{id::AdmissionId, message::Message, time::Instant};

/// The page.
#[derive(Template)]
#[template(path = "admin/stay.html")]
pub(super) struct StayScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) place: &'static str,
    pub(super) title: String,
    pub(super) facts: Vec<Pair>,
    pub(super) steps: Vec<Line>,
    pub(super) exchanges: Vec<String>,
}

/// A step.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) chip: Chip,
    pub(super) owner: String,
    pub(super) opened: String,
    pub(super) due: String,
    pub(super) closed: String,
    /// Whom to tell about a late step; otherwise empty.
    pub(super) tell: String,
}

/// The page.
pub(super) async fn show(staff: Member, Path(admission): Path<AdmissionId>) -> Response {
    match staff.hospital.followed_stay(&staff.actor, admission).await {
        Ok(page) => act::answer(&StayScreen::new(&staff.t, &staff.shell, &page)),
        Err(failure) => staff.cannot(&failure),
    }
}

impl<'a> StayScreen<'a> {
    /// Steps that only may come are left out.
    pub(super) fn new(t: &'a Localizer, shell: &'a Shell, page: &FollowedStay) -> Self {
        let whom = t.label(page.ward.as_ref().unwrap_or(&page.department.name));
        let fact = |name: &str, value: String| Pair::new(t.text(name), value);
        let mut facts = vec![fact("admin-stay-department", t.label(&page.department.name))];
        facts.extend(page.ward.as_ref().map(|ward| fact("admin-stay-ward", t.label(ward))));
        facts.push(fact("admin-stay-urgency", words::urgency(t, page.urgency)));
        facts.push(fact("admin-stay-state", words::stay(t, page.state).words));
        let begun = page.steps.iter().filter(|step| step.state != StepState::Ahead);
        let exchanges = page.exchanges.iter().map(|open| {
            let line = Message::new("admin-stay-exchange").with("infno", open.infno);
            t.say(&line.with("state", exchange_state(t, open)).with("at", t.day_and_clock(open.since)))
        });
        Self {
            t,
            shell,
            place: "overview",
            title: t.say(&Message::new("admin-stay-title").with("code", words::spaced(&page.code))),
            facts,
            steps: begun.map(|step| line(t, page.now, step, &whom)).collect(),
            exchanges: exchanges.collect(),
        }
    }
}

fn line(t: &Localizer, now: Instant, line: &JourneyStep, whom: &str) -> Line {
    let at = |at: Option<Instant>| at.map(|at| t.day_and_clock(at)).unwrap_or_default();
    let late = line.state == StepState::Overdue;
    let (tone, state) = match line.state {
        StepState::Done => ("ok", "patient-step-done"),
        StepState::Open => ("info", "patient-step-now"),
        StepState::Overdue => ("bad", "patient-step-late"),
        StepState::Dropped => ("rest", "patient-step-dropped"),
        StepState::Ahead => ("rest", "patient-step-ahead"),
    };
    let since = line.due.filter(|_| late).map(|due| words::span(t, (now - due).num_minutes().max(0)));
    Line {
        name: t.text(step(line.kind)),
        chip: Chip::new(tone, t.text(state)),
        owner: line.owner.map(|by| t.text(owner(by))).unwrap_or_default(),
        opened: at(line.opened_at),
        due: [Some(at(line.due)), since]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        closed: at(line.closed_at),
        tell: line.owner.filter(|_| late).map(|by| tell(t, by, whom.to_owned())).unwrap_or_default(),
    }
}
