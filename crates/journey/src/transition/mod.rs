//! Transitions, each in one place: what is asked ([`Decide`]) beside what the event does to the world ([`Apply`]).
//! Deciding changes nothing; only applying changes rows and indexes, and it cannot fail: an event that was decided fits
//! the world.

mod coverage;
mod journeys;
mod merge;
mod people;

pub(crate) use coverage::index_coverage;
pub(crate) use journeys::{due_of, of_person};
pub(crate) use people::index_person;

use crate::{Person, World};
use model::{
    decide::{Apply, Context, Decide, Stamp},
    id::PersonId,
    journey::{Command, Event},
    message::Refusal,
};

/// What a decision answers with.
type Decision = Result<Vec<Event>, Refusal>;

/// A limit for everything, so that no command makes a row that cannot be read in one go.
pub mod limits {
    /// Credentials of one person.
    pub const CREDENTIALS_MAX: usize = 16;
    /// Relatives whom one person names.
    pub const RELATIVES_MAX: usize = 20;
    /// Open journeys of one person.
    pub const OPEN_JOURNEYS_MAX: usize = 30;
    /// Steps of one journey.
    pub const STEPS_MAX: usize = 400;
    /// Nobody is older, in years.
    pub const AGE_MAX: u32 = 150;
    /// A child can be registered as a newborn for this many days after birth (WHO's neonatal period).
    pub const NEWBORN_DAYS_MAX: i64 = 28;
    /// A mother's age at the birth, in years: the youngest and the oldest that are accepted without question.
    pub const MOTHER_AGE: std::ops::RangeInclusive<u32> = 10..=65;
}

macro_rules! decide {
    ($($name:ident)*) => {
        /// Decides a command.
        pub(crate) fn decide(world: &World, command: &Command, context: &Context) -> Decision {
            match command { $(Command::$name(it) => it.decide(world, context),)* }
        }
    };
}
model::each_journey_command!(decide);

macro_rules! apply {
    ($($name:ident)*) => {
        /// Applies an event.
        pub(crate) fn apply(world: &mut World, event: &Event, stamp: Stamp) {
            match event { $(Event::$name(it) => it.apply(world, stamp),)* }
        }
    };
}
model::each_journey_event!(apply);

/// The person, resolved, and not erased.
fn known<'a>(world: &'a World, person: PersonId, field: &'static str) -> Result<&'a Person, Refusal> {
    let row = world.person(person).ok_or_else(|| Refusal::new("person-unknown").field(field))?;
    if row.erased.is_some() { Refusal::new("person-erased").field(field).err() } else { Ok(row) }
}

/// Changes a person's row. The event was decided, so the row is there; if not, the world does not match the journal.
fn change(world: &mut World, person: PersonId, stamp: Stamp, change: impl FnOnce(&mut Person)) {
    assert!(world.people.contains(&person), "event {} is about a person who is not there", stamp.seq);
    world.people.update(&person, |row| {
        change(row);
        row.seq = stamp.seq;
    });
}
