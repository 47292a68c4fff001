//! Decisions about journeys and their steps.

use super::{limits, people::known};
use crate::{Journey, World};
use model::{
    decide::{Context, Stamp},
    id::{JourneyId, PersonId},
    journey::{Effort, JourneyMoved, Move, StepKind, Subject},
    message::Refusal,
};

/// Decides the moves of a journey, each on what the ones before it did. `None` where there is nothing to tell.
pub(super) fn go_on(
    world: &World,
    id: JourneyId,
    asked: &[Move],
    context: &Context,
) -> Result<Option<JourneyMoved>, Refusal> {
    let stamp = Stamp { seq: context.seq, at: context.now };
    let mut journey = world.journey(id).cloned();
    let mut moves = Vec::with_capacity(asked.len());
    for step in asked {
        if let Some(step) = decided(world, journey.as_ref(), step)? {
            journey = Some(Journey::moved(journey, id, &step, stamp));
            moves.push(step);
        }
    }
    Ok((!moves.is_empty()).then_some(JourneyMoved { journey: id, moves }))
}

/// One move. `None` where there is nothing to tell: effort that is none.
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

/// Whose it is.
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
    // A closed journey goes on only where a transition of its own is taken back (decisions.md D14).
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
