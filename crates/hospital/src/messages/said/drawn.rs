//! What a draw says to whom.

use super::{Notice, Said, Says};
use ::scheduling::read::EntrantView;
use model::{
    id::{DrawId, EntrantId},
    scheduling,
    time::Instant,
};

impl Says<'_> {
    /// Those on the list of a draw of whom nothing has become.
    pub(super) fn undecided(&self, draw: DrawId) -> Vec<EntrantId> {
        let all = self.worlds.scheduling.listed_in_draw(draw).into_iter();
        all.filter(|entrant| entrant.outcome.is_none()).map(|entrant| entrant.id).collect()
    }

    /// What is said to an entrant, until the session begins, or for a day if that is over: who waited wants to know.
    fn in_draw(&self, entrant: EntrantId, notice: impl FnOnce(&EntrantView, Instant) -> Notice) -> Option<Said> {
        let entrant = self.worlds.scheduling.draw_entrant(entrant)?;
        let draw = self.worlds.scheduling.draw(entrant.draw)?;
        let begins = self.moment.zone.instant(draw.date, draw.from);
        Some(Said { person: entrant.patient, notice: notice(&entrant, begins), until: begins.max(self.day_after()) })
    }

    pub(super) fn draw_won(&self, event: &scheduling::DrawWon) -> Option<Said> {
        let appointment = self.worlds.scheduling.appointment(event.appointment)?;
        let visit = self.visit(&appointment, appointment.slot)?;
        Some(Said { person: appointment.patient, until: visit.until, notice: Notice::DrawWon(visit) })
    }

    pub(super) fn not_won(&self, entrant: EntrantId, is_lined_up: bool) -> Option<Said> {
        self.in_draw(entrant, |entrant, begins| Notice::DrawNotWon {
            draw: entrant.draw,
            begins,
            rank: entrant.rank.unwrap_or_default(),
            is_lined_up,
        })
    }

    pub(super) fn passed_over(&self, entrant: EntrantId) -> Option<Said> {
        self.in_draw(entrant, |entrant, begins| Notice::DrawPassedOver {
            draw: entrant.draw,
            begins,
            rank: entrant.rank.unwrap_or_default(),
        })
    }

    pub(super) fn dropped(&self, entrant: EntrantId) -> Option<Said> {
        self.in_draw(entrant, |entrant, begins| Notice::DrawDropped {
            draw: entrant.draw,
            begins,
            number: entrant.number,
        })
    }

    pub(super) fn draw_prolonged(&self, entrant: EntrantId, event: &scheduling::DrawProlonged) -> Option<Said> {
        let said = self.in_draw(entrant, |entrant, begins| Notice::DrawProlonged {
            draw: entrant.draw,
            begins,
            closes_at: event.closes_at,
            drawn_at: event.drawn_at,
        });
        // Whoever joined since knows it, and once the seed is open there is other news.
        let joined_at = self.worlds.scheduling.draw_entrant(entrant)?.joined_at;
        said.filter(|_| joined_at <= self.entry.at).map(|said| Said { until: event.drawn_at, ..said })
    }

    pub(super) fn draw_cancelled(&self, entrant: EntrantId) -> Option<Said> {
        self.in_draw(entrant, |entrant, begins| Notice::DrawCancelled { draw: entrant.draw, begins })
    }
}
