//! A draw, as everybody may see it.

use super::{Read, Reading};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{DrawPage, DrawProlonging, OpenDraw},
};
use model::{
    actor::Actor,
    id::{DepartmentId, DrawId, PersonId},
};
use scheduling::read::{EntrantOutcome, Prolonged};
use serde::Deserialize;
use utoipa::ToSchema;

/// A draw: its times, its fingerprints, and the patient's own part in it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draw {
    /// The draw, by its id.
    pub draw: DrawId,
    /// The person whose part is shown, by their id; if left out, the reader.
    pub patient: Option<PersonId>,
}

impl Read for Draw {
    const PATH: &'static str = "/draws/{draw}";
    const ACTION: Action = Action::ReadSlots;
    type View = DrawPage;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { draw, patient } = self;
        hospital.reading(actor, Self::ACTION, |reading| reading.draw_page(draw, patient)).await
    }
}

impl Hospital {
    /// The record of a draw, with which anybody can compute it again: numbers only.
    ///
    /// # Errors
    /// [`Failure::Denied`]; [`Failure::NotFound`] before its list is closed.
    pub async fn draw_record(&self, actor: &Actor, draw: DrawId) -> Result<draws::Published, Failure> {
        self.reading(actor, Action::ReadSlots, |reading| {
            reading.may(Action::ReadSlots, &Default::default())?;
            let found = reading.found(reading.worlds.scheduling.draw(draw))?;
            reading.saw(found.touched);
            reading.found(reading.worlds.scheduling.draw_record(draw))
        })
        .await
    }

    /// The draws of a department that can be joined now, by day: no entrant is named.
    ///
    /// # Errors
    /// [`Failure::Denied`]; [`Failure::NotFound`] if there is no such department.
    pub async fn open_draws(&self, actor: &Actor, department: DepartmentId) -> Result<Vec<OpenDraw>, Failure> {
        self.reading(actor, Action::ReadSlots, |reading| {
            reading.may(Action::ReadSlots, &Default::default())?;
            reading.found(reading.worlds.scheduling.department(department))?;
            reading.saw_all();
            let pending = reading.worlds.scheduling.pending_draws(department, reading.today());
            let open = pending.iter().filter(|draw| reading.is_joinable(draw));
            let open = open.map(|draw| OpenDraw {
                about: super::drawn::reference(draw),
                of: reading.drawn_session(draw),
                may_prolong: reading.may(Action::ProlongDraw, &reading.scope().of_draw(draw.id)).is_ok(),
            });
            Ok(open.collect())
        })
        .await
    }
}

impl Reading<'_> {
    fn draw_page(&self, id: DrawId, patient: Option<PersonId>) -> Result<DrawPage, Failure> {
        self.may(Action::ReadSlots, &Default::default())?;
        let draw = self.found(self.worlds.scheduling.draw(id))?;
        let patient = match patient.or(self.actor.person) {
            Some(person) if !self.knows(person) => return Err(Failure::Denied),
            person => person,
        };
        // How many joined changes with everybody who does.
        self.saw_all();
        let (list_closed_at, list_sha256) = draw.list.clone().unzip();
        let (opened_at, seed) = draw.seed.clone().unzip();
        let own = patient.and_then(|person| {
            let all = self.worlds.scheduling.draws_entered_by(person);
            let of_draw = || all.iter().filter(|entrant| entrant.draw == id);
            // Whoever left may have come back.
            let stayed = of_draw().find(|entrant| !matches!(entrant.outcome, Some((_, EntrantOutcome::Left))));
            stayed.or_else(|| of_draw().next()).map(|entrant| self.draw_part(&draw, entrant))
        });
        Ok(DrawPage {
            now: self.now,
            about: super::drawn::reference(&draw),
            department: self.department(draw.department),
            of: self.drawn_session(&draw),
            commitment: draw.commitment.clone(),
            set_up_at: draw.set_up_at,
            prolonged: draw.prolonged.map(|Prolonged { at, instead_of, reason }| DrawProlonging {
                at,
                instead_of,
                reason,
            }),
            list_sha256,
            list_closed_at,
            seed,
            opened_at,
            won: draw.won,
            ended_at: draw.ended_at,
            cancelled_for: draw.cancelled_for,
            is_open: self.is_joinable(&draw),
            patient: patient.map(|person| self.member(person)),
            family: self.family(),
            own,
        })
    }
}
