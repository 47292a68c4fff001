//! Decisions: commands into events, or a refusal. Nothing here changes anything.

mod journeys;
mod people;

use crate::World;
use model::{
    decide::Context,
    journey::{Command, Event},
    message::Refusal,
};

/// A limit on everything, so that no command makes a row that cannot be read in one go.
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
    /// A child is registered as a newborn for so many days after birth (WHO's neonatal period).
    pub const NEWBORN_DAYS_MAX: i64 = 28;
    /// A mother's age at the birth, in years: the youngest and the oldest that are taken without a question.
    pub const MOTHER_AGE: std::ops::RangeInclusive<u32> = 10..=65;
}

pub(crate) fn decide(world: &World, command: &Command, context: &Context) -> Result<Vec<Event>, Refusal> {
    let event: Event = match command {
        Command::Register { asked, births } => people::register(world, asked, *births, context)?.into(),
        Command::Correct { asked, birth } => people::correct(world, asked, *birth, context)?.into(),
        Command::RecordSex(asked) => people::record_sex(world, asked)?.into(),
        Command::Erase { person } => people::erase(world, *person, context)?.into(),
        Command::Merge { asked, births } => people::merge(world, asked, *births, context)?.into(),
        Command::UndoMerge(asked) => people::undo_merge(world, asked)?.into(),
        Command::AddCoverage(asked) => people::add_coverage(world, asked)?.into(),
        Command::AddRelative(asked) => people::add_relative(world, asked)?.into(),
        Command::Move { journey, moves } => {
            return Ok(journeys::go_on(world, *journey, moves, context)?.map(Event::from).into_iter().collect());
        }
    };
    Ok(vec![event])
}
