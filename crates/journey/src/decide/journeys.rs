//! Decisions about journeys and their steps.

use super::{limits, people::known};
use crate::{Journey, World};
use model::{
    id::JourneyId,
    journey::{Effort, EffortCounted, JourneyClosed, JourneyOpened, StepClosed, StepOpened},
    message::Refusal,
};

fn journey(world: &World, id: JourneyId) -> Result<&Journey, Refusal> {
    world.journey(id).ok_or_else(|| Refusal::new("journey-unknown").field("journey"))
}

pub(super) fn open(world: &World, asked: &JourneyOpened) -> Result<JourneyOpened, Refusal> {
    assert!(!world.journeys.contains(&asked.journey), "journey ids are never used again");
    let person = known(world, asked.person, "person")?.id;
    let open = world.journeys_of(person).iter().filter(|journey| journey.closed.is_none()).count();
    if open >= limits::OPEN_JOURNEYS_MAX {
        let max = limits::OPEN_JOURNEYS_MAX as i64;
        return Refusal::new("journeys-max").field("person").with("max", max).err();
    }
    Ok(JourneyOpened { person, ..asked.clone() })
}

pub(super) fn open_step(world: &World, asked: &StepOpened) -> Result<StepOpened, Refusal> {
    let journey = journey(world, asked.journey)?;
    let had = journey.steps.iter().any(|step| step.is(asked.kind, asked.subject));
    // A closed journey goes on only where a transition of its own is taken back (design D14).
    if journey.closed.is_some() && !had {
        return Refusal::new("journey-closed").field("journey").err();
    }
    if journey.open_step(asked.kind, asked.subject).is_some() {
        return Refusal::new("step-open").field("kind").err();
    }
    if journey.steps.len() >= limits::STEPS_MAX {
        return Refusal::new("steps-max").field("journey").with("max", limits::STEPS_MAX as i64).err();
    }
    Ok(asked.clone())
}

pub(super) fn close_step(world: &World, asked: &StepClosed) -> Result<StepClosed, Refusal> {
    match journey(world, asked.journey)?.open_step(asked.kind, asked.subject) {
        Some(_) => Ok(asked.clone()),
        None => Refusal::new("step-not-open").field("kind").err(),
    }
}

pub(super) fn close(world: &World, asked: &JourneyClosed) -> Result<JourneyClosed, Refusal> {
    let journey = journey(world, asked.journey)?;
    if journey.closed.is_some() {
        return Refusal::new("journey-closed").field("journey").err();
    }
    let open = journey.open_steps().count();
    if open > 0 {
        return Refusal::new("journey-steps-open").field("journey").with("open", open as i64).err();
    }
    Ok(asked.clone())
}

/// `None` where there is nothing to count.
pub(super) fn count_effort(world: &World, asked: &EffortCounted) -> Result<Option<EffortCounted>, Refusal> {
    if journey(world, asked.journey)?.closed.is_some() {
        return Refusal::new("journey-closed").field("journey").err();
    }
    Ok((asked.effort != Effort::default()).then(|| asked.clone()))
}
