//! Journeys and their steps.

use super::{Decision, known, limits};
use crate::{Journey, World};
use model::{
    decide::{Apply, Context, Decide, Stamp},
    id::{JourneyId, PersonId},
    journey::{Effort, JourneyMoved, Move, StepKind, Subject, command},
    message::Refusal,
    time::Instant,
};

/// The moves of a journey, each decided on the result of those before it. No event if nothing changes.
impl Decide<World> for command::GoOn {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let stamp = Stamp { seq: context.seq, at: context.now };
        let mut journey = world.journey(self.journey).cloned();
        let mut moves = Vec::with_capacity(self.moves.len());
        for step in &self.moves {
            if let Some(step) = decided(world, journey.as_ref(), step)? {
                journey = Some(Journey::moved(journey, self.journey, &step, stamp));
                moves.push(step);
            }
        }
        Ok(if moves.is_empty() { Vec::new() } else { vec![JourneyMoved { journey: self.journey, moves }.into()] })
    }
}

impl Apply<World> for JourneyMoved {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let before = world.journeys.get(&self.journey).cloned();
        let was_due = before.as_ref().map(due_of);
        let go_on = |row, step| Some(Journey::moved(row, self.journey, step, stamp));
        let Some(row) = self.moves.iter().fold(before, go_on) else { return };
        let Some(was_due) = was_due else {
            world.journeys_of.insert(of_person(&row), ());
            due_of(&row).into_iter().for_each(|key| world.due.insert(key, ()));
            return world.journeys.insert(row.id, row);
        };
        let is_due = due_of(&row);
        was_due.iter().filter(|key| !is_due.contains(key)).for_each(|key| world.due.remove(key));
        is_due.into_iter().filter(|key| !was_due.contains(key)).for_each(|key| world.due.insert(key, ()));
        world.journeys.update(&self.journey, |place| *place = row);
    }
}

/// The entry of the index of a person's journeys for a journey.
pub(crate) const fn of_person(row: &Journey) -> (PersonId, JourneyId) {
    (row.person, row.id)
}

/// The entries of the index of due steps for a journey.
pub(crate) fn due_of(row: &Journey) -> Vec<(Instant, JourneyId, usize)> {
    let open = row.steps.iter().enumerate().filter(|(_, step)| step.is_open());
    open.filter_map(|(position, step)| Some((step.due?, row.id, position))).collect()
}

/// One move. `None` if nothing changes: effort of zero.
fn decided(world: &World, journey: Option<&Journey>, asked: &Move) -> Result<Option<Move>, Refusal> {
    let known = || journey.ok_or_else(|| Refusal::new("journey-unknown").field("journey"));
    match asked {
        Move::Opened { person, department } => {
            assert!(journey.is_none(), "journey ids are never used again");
            return Ok(Some(Move::Opened { person: open(world, *person)?, department: *department }));
        }
        Move::StepOpened { kind, subject, .. } => open_step(known()?, *kind, *subject)?,
        Move::StepClosed { kind, subject, .. } => close_step(known()?, *kind, *subject)?,
        Move::EffortCounted(effort) => {
            is_open(known()?)?;
            if *effort == Effort::default() {
                return Ok(None);
            }
        }
        Move::Closed => close(known()?)?,
    }
    Ok(Some(asked.clone()))
}

fn is_open(journey: &Journey) -> Result<(), Refusal> {
    if journey.closed.is_some() { Refusal::new("journey-closed").field("journey").err() } else { Ok(()) }
}

/// The person whose journey it is.
fn open(world: &World, person: PersonId) -> Result<PersonId, Refusal> {
    let person = known(world, person, "person")?.id;
    let open = world.journeys_of(person).iter().filter(|journey| journey.closed.is_none()).count();
    if open >= limits::OPEN_JOURNEYS_MAX {
        let max = limits::OPEN_JOURNEYS_MAX as i64;
        return Refusal::new("journeys-max").field("person").with("max", max).err();
    }
    Ok(person)
}

fn open_step(journey: &Journey, kind: StepKind, subject: Subject) -> Result<(), Refusal> {
    // A closed journey goes on only if one of its own transitions is taken back (decisions.md D14).
    if !journey.steps.iter().any(|step| step.is(kind, subject)) {
        is_open(journey)?;
    }
    if journey.open_step(kind, subject).is_some() {
        return Refusal::new("step-open").field("kind").err();
    }
    if journey.steps.len() >= limits::STEPS_MAX {
        return Refusal::new("steps-max").field("journey").with("max", limits::STEPS_MAX as i64).err();
    }
    Ok(())
}

fn close_step(journey: &Journey, kind: StepKind, subject: Subject) -> Result<(), Refusal> {
    if journey.open_step(kind, subject).is_some() { Ok(()) } else { Refusal::new("step-not-open").field("kind").err() }
}

fn close(journey: &Journey) -> Result<(), Refusal> {
    is_open(journey)?;
    match journey.open_steps().count() {
        0 => Ok(()),
        open => Refusal::new("journey-steps-open").field("journey").with("open", open as i64).err(),
    }
}
