//! The waiting list entries of a person.

use super::{Read, Reading};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{PassedOverSeat, WaitEntry, WaitList, WaitOffer, WaitWish},
};
use model::{actor::Actor, id::PersonId};
use scheduling::read::{EntryView, OfferView};
use serde::Deserialize;
use std::cmp::Reverse;
use utoipa::ToSchema;

/// How many entries that have ended are shown of one person at most.
const ENDED_MAX: usize = 10;

/// The waiting list entries of a person, those with an offer first.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Waits {
    /// The person, by their id; if left out, the reader and the reader's family.
    pub person: Option<PersonId>,
}

impl Read for Waits {
    const PATH: &'static str = "/waitlist";
    const ACTION: Action = Action::ReadPerson;
    const WHOM: Option<&'static str> = Some("person");
    type View = WaitList;

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
                    let all = reading.worlds.scheduling.waitlist_entries(person, ENDED_MAX, reading.moment());
                    entries.extend(all.iter().map(|entry| reading.wait_entry(entry)));
                }
                // A place changes with whoever joins and leaves.
                reading.saw_all();
                entries
                    .sort_by_key(|entry| (entry.ended_at.is_some(), entry.offer.is_none(), Reverse(entry.joined_at)));
                Ok(WaitList { now: reading.now, entries })
            })
            .await
    }
}

impl Reading<'_> {
    fn wait_entry(&self, entry: &EntryView) -> WaitEntry {
        let scheduling = &self.worlds.scheduling;
        let mut wishes: Vec<_> = entry
            .wishes
            .iter()
            .map(|one| {
                let (name, title) = self.clinician(one.wish.clinician);
                WaitWish {
                    clinician: one.wish.clinician,
                    name,
                    title,
                    date: one.wish.date,
                    half: one.wish.half,
                    place: one.place,
                    place_joined: one.place_joined,
                    is_held: one.is_held,
                }
            })
            .collect();
        wishes.sort_by_key(|one| (one.date, one.half, one.clinician));
        let passed_over = entry.passed_over.iter().rev().filter_map(|(slot, code)| {
            let slot = scheduling.slot(*slot, self.moment())?;
            let date = self.zone.date(slot.from);
            Some(PassedOverSeat { date, from: slot.from, until: slot.until, code: code.clone() })
        });
        WaitEntry {
            entry: entry.id,
            patient: self.member(entry.patient),
            department: self.department(entry.department),
            joined_at: entry.joined_at,
            wishes,
            offer: entry.offer.map(|offer| self.wait_offer(&offer)),
            passed_over: passed_over.collect(),
            ended_at: entry.ended.map(|(at, _)| at),
            ended: entry.ended.map(|(_, how)| how),
        }
    }

    fn wait_offer(&self, offer: &OfferView) -> WaitOffer {
        let (clinician, title) = self.clinician(offer.clinician);
        let session = self.worlds.scheduling.session(offer.session, self.moment());
        let (room, fee) = session.map(|session| (session.room, session.fee)).unwrap_or_default();
        WaitOffer {
            slot: offer.slot,
            clinician_id: offer.clinician,
            clinician,
            title,
            room,
            fee,
            date: offer.date,
            from: offer.from,
            until: offer.until,
            expected_at: offer.expected_at,
            offered_at: offer.offered_at,
            answer_by: offer.answer_by,
            longer_until: offer.longer_until,
            keeps_by_passing: offer.keeps_by_passing,
            keeps_by_silence: offer.keeps_by_silence,
        }
    }
}
