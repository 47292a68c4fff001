//! What all views of a draw have in common.

use super::Reading;
use crate::view::{DrawOutcome, DrawPart, DrawRef, DrawnSession};
use model::id::SessionId;
use scheduling::read::{DrawStage, DrawView, EntrantOutcome, EntrantView};

/// A draw, in brief.
pub(super) const fn reference(draw: &DrawView) -> DrawRef {
    DrawRef {
        draw: draw.id,
        stage: draw.stage,
        opens_at: draw.opens_at,
        closes_at: draw.closes_at,
        drawn_at: draw.drawn_at,
        entrants: draw.entrants,
        seats: draw.seats,
    }
}

impl Reading<'_> {
    /// The draw of a session's seats, in brief.
    pub(super) fn draw_of(&self, session: SessionId) -> Option<DrawRef> {
        let draw = self.worlds.scheduling.draw_of_session(session)?;
        self.saw(draw.touched);
        Some(reference(&draw))
    }

    /// Can one join it now?
    pub(super) fn is_joinable(&self, draw: &DrawView) -> bool {
        draw.stage == DrawStage::Listed && draw.opens_at <= self.now && self.now < draw.closes_at
    }

    pub(super) fn drawn_session(&self, draw: &DrawView) -> DrawnSession {
        let (clinician, title) = self.clinician(draw.clinician);
        let session = self.worlds.scheduling.session(draw.session, self.moment());
        let (room, fee) = session.map(|session| (session.room, session.fee)).unwrap_or_default();
        DrawnSession {
            session: draw.session,
            clinician,
            title,
            room,
            fee,
            date: draw.date,
            from: self.zone.instant(draw.date, draw.from),
            until: self.zone.instant(draw.date, draw.until),
        }
    }

    pub(super) fn draw_part(&self, draw: &DrawView, entrant: &EntrantView) -> DrawPart {
        let (mut code, mut appointment) = (None, None);
        let outcome = match entrant.outcome.as_ref().map(|(_, outcome)| outcome) {
            Some(EntrantOutcome::Left) => DrawOutcome::Left,
            Some(EntrantOutcome::Dropped) => DrawOutcome::Dropped,
            Some(EntrantOutcome::PassedOver { code: why }) => {
                code = Some(why.clone());
                DrawOutcome::PassedOver
            }
            Some(EntrantOutcome::Won { appointment: won }) => {
                appointment = Some(*won);
                DrawOutcome::Won
            }
            Some(EntrantOutcome::LinedUp { .. }) => DrawOutcome::LinedUp,
            None => match draw.stage {
                DrawStage::Listed | DrawStage::Closed | DrawStage::Drawing => DrawOutcome::Pending,
                DrawStage::Over => DrawOutcome::NotDrawn,
                DrawStage::Cancelled => DrawOutcome::Cancelled,
            },
        };
        let journey = appointment.and_then(|id| self.worlds.scheduling.appointment(id)).map(|visit| visit.journey);
        DrawPart {
            entrant: entrant.id,
            patient: self.member(entrant.patient),
            number: entrant.number.to_string(),
            joined_at: entrant.joined_at,
            rank: entrant.rank,
            outcome,
            code,
            appointment,
            journey,
            can_leave: outcome == DrawOutcome::Pending && self.is_joinable(draw),
        }
    }
}
