//! The draws that a person joined.

use super::{Read, Reading, drawn::reference};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{DrawEntry, DrawList, DrawOutcome},
};
use model::{actor::Actor, id::PersonId};
use scheduling::read::EntrantView;
use serde::Deserialize;
use std::cmp::Reverse;
use utoipa::ToSchema;

/// How many parts of one person are shown at most.
const SHOWN_MAX: usize = 20;

/// The draws that a person joined, those that are not decided yet first.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draws {
    /// The person, by their id; if left out, the reader and the reader's family.
    pub person: Option<PersonId>,
}

impl Read for Draws {
    const PATH: &'static str = "/draws";
    const ACTION: Action = Action::ReadPerson;
    const WHOM: Option<&'static str> = Some("person");
    type View = DrawList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { person } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                let people: Vec<PersonId> = match person {
                    Some(person) => vec![person],
                    // A login that is nobody's own has no family.
                    None if actor.person.is_none() => return Err(Failure::Denied),
                    None => reading.family().iter().map(|member| member.person).collect(),
                };
                let mut entries = Vec::new();
                for person in people {
                    reading.may_of(Action::ReadPerson, person, reading.scope().of_person(person))?;
                    entries.extend(reading.draws_of(person));
                }
                reading.saw_all();
                entries.sort_by_key(|entry| {
                    (entry.part.outcome != DrawOutcome::Pending, Reverse(entry.part.joined_at), entry.part.entrant)
                });
                Ok(DrawList { now: reading.now, entries })
            })
            .await
    }
}

impl Reading<'_> {
    /// The newest parts of a person in draws.
    fn draws_of(&self, person: PersonId) -> Vec<DrawEntry> {
        let scheduling = &self.worlds.scheduling;
        let all = scheduling.draws_entered_by(person);
        let entry = |entrant: &EntrantView| {
            let draw = scheduling.draw(entrant.draw)?;
            Some(DrawEntry {
                about: reference(&draw),
                department: self.department(draw.department),
                of: self.drawn_session(&draw),
                part: self.draw_part(&draw, entrant),
            })
        };
        all.iter().take(SHOWN_MAX).filter_map(entry).collect()
    }
}
