//! The way of a journey: its steps as they were opened, where the settlement of a stay stands, and what may still come.

use super::Reading;
use crate::{
    billing,
    view::{JourneyStep, SettlementStage, StepState},
};
use model::journey::{Owner, StepKind, Subject};
use scheduling::read::{AdmissionState, AdmissionView};

/// What comes after a stay has begun, in this order.
const OF_A_STAY: [StepKind; 4] = [StepKind::Stay, StepKind::Settlement, StepKind::Discharge, StepKind::FollowUp];

impl Reading<'_> {
    /// The steps as they were opened, those of each visit and stay together; a step that was dropped and opened anew
    /// for the same thing is shown once. The settlement, whose facts come from the bill, comes between stay and
    /// discharge. Then come those that usually follow.
    pub(super) fn steps(&self, journey: &journey::Journey) -> Vec<JourneyStep> {
        let stays: Vec<AdmissionView> =
            self.stays_of(journey.person).into_iter().filter(|stay| stay.journey == journey.id).collect();
        let shown = journey.steps.iter().enumerate().filter(|(position, step)| {
            let later = &journey.steps[position + 1..];
            let anew = !step.done && !step.is_open() && later.iter().any(|later| later.is(step.kind, step.subject));
            // The other window that was wanted: it is shown as a booking of its own.
            let earlier = &journey.steps[..*position];
            let rebooked = step.kind == StepKind::Booking
                && step.done
                && earlier.iter().any(|earlier| earlier.done && earlier.is(step.kind, step.subject));
            // The end of the session was taken back, so no other window was wanted after all.
            let unwanted = step.kind == StepKind::Booking
                && !step.done
                && later.iter().any(|later| later.is(StepKind::Consult, step.subject));
            !anew && !rebooked && !unwanted && !taken_back(step, &stays)
        });
        let mut lines: Vec<JourneyStep> = shown.map(|(_, step)| self.step(step)).collect();
        // The steps of one visit or stay are shown together, in the order in which the visits and stays began.
        let begun: Vec<Option<Subject>> = lines.iter().map(|line| line.subject).collect();
        lines.sort_by_key(|line| begun.iter().position(|subject| *subject == line.subject));
        for stay in stays.iter().filter(|stay| stay.state >= AdmissionState::InBed && is_live(stay)) {
            let subject = Some(Subject::Admission(stay.id));
            let after = lines.iter().rposition(|line| line.kind == StepKind::Stay && line.subject == subject);
            if let Some(after) = after {
                lines.insert(after + 1, self.settlement_step(stay));
            }
        }
        if journey.closed.is_none() {
            let ahead: &[StepKind] = match stays.iter().rfind(|stay| is_live(stay)) {
                Some(_) => &OF_A_STAY,
                None if stays.is_empty() => &[StepKind::Tests],
                None => &[],
            };
            let missing: Vec<StepKind> =
                ahead.iter().copied().filter(|kind| !lines.iter().any(|line| line.kind == *kind)).collect();
            lines.extend(missing.into_iter().map(ahead_line));
        }
        lines
    }

    fn step(&self, step: &journey::Step) -> JourneyStep {
        JourneyStep {
            kind: step.kind,
            subject: Some(step.subject),
            state: match (step.closed, step.done) {
                (Some(_), true) => StepState::Done,
                (Some(_), false) => StepState::Dropped,
                (None, _) if step.due.is_some_and(|due| due < self.now) => StepState::Overdue,
                (None, _) => StepState::Open,
            },
            owner: Some(step.owner),
            opened_at: Some(step.opened),
            closed_at: step.closed,
            due: step.due,
        }
    }

    /// The settlement step of somebody who lies here or did.
    fn settlement_step(&self, stay: &AdmissionView) -> JourneyStep {
        let current = self.worlds.settlement.current_settlement(stay.id);
        if let Some(current) = current {
            self.saw(current.seq);
        }
        let left = stay.state == AdmissionState::Discharged;
        let (state, owner) = match billing::stage(self.worlds, stay.id) {
            SettlementStage::Settled | SettlementStage::Paid => (StepState::Done, Owner::Ward),
            SettlementStage::Submitted | SettlementStage::TakingBack => (StepState::Open, Owner::Insurer),
            SettlementStage::None | SettlementStage::Presettled | SettlementStage::Consented if left => {
                (StepState::Open, Owner::Patient)
            }
            SettlementStage::Presettled | SettlementStage::Consented => (StepState::Open, Owner::Ward),
            SettlementStage::None => (StepState::Ahead, Owner::Ward),
        };
        let closed = current.and_then(|row| row.settled_at.or(row.paid.as_ref().map(|paid| paid.at)));
        JourneyStep {
            kind: StepKind::Settlement,
            subject: Some(Subject::Admission(stay.id)),
            state,
            owner: Some(owner),
            opened_at: current.map(|row| row.at),
            closed_at: closed.filter(|_| state == StepState::Done),
            due: None,
        }
    }
}

const fn is_live(stay: &AdmissionView) -> bool {
    !matches!(stay.state, AdmissionState::Cancelled)
}

/// Is it the discharge, or its follow-up, of somebody who lies here again?
fn taken_back(step: &journey::Step, stays: &[AdmissionView]) -> bool {
    let back =
        |stay: &AdmissionView| step.subject == Subject::Admission(stay.id) && stay.state == AdmissionState::InBed;
    matches!(step.kind, StepKind::Discharge | StepKind::FollowUp) && !step.is_open() && stays.iter().any(back)
}

const fn ahead_line(kind: StepKind) -> JourneyStep {
    JourneyStep {
        kind,
        subject: None,
        state: StepState::Ahead,
        owner: None,
        opened_at: None,
        closed_at: None,
        due: None,
    }
}
