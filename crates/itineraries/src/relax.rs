//! What would make an impossible request possible, by one change: as small as it can be where it is a number of minutes.

use crate::{
    cause::Cause,
    explain::Asked,
    facts::Facts,
    ids::{Day, Minute, StepId},
    limits::GAP_MINUTES,
    request::{Preparation, Request, Rule, Step},
    work::{Spent, Work},
};
use std::collections::BTreeSet;

/// One change with which all of a request would be possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relaxation {
    /// Without this step.
    WithoutStep(StepId),
    /// Without this rule; its place in the request, counted from 0.
    WithoutRule(usize),
    /// With this least gap of a rule; a greater one would not do.
    Least(usize, u32),
    /// With this longest gap of a rule; a smaller one would not do.
    Most(usize, u32),
    /// With so many minutes of this preparation (its place in the step's list, counted from 0); more would not do.
    Preparation(StepId, usize, u32),
    /// Without the minutes of the day between which this step begins.
    WithoutBeginsBetween(StepId),
    /// If this step could begin at this minute; a later one would not do.
    NotBefore(StepId, Minute),
    /// If this step could be done by this minute; an earlier one would not do.
    By(StepId, Minute),
    /// If the whole could begin at this minute; a later one would not do.
    AllNotBefore(Minute),
    /// If the whole could be done by this minute; an earlier one would not do.
    AllBy(Minute),
    /// If this day were possible.
    Possible(Day),
    /// Without this engagement; its place in the request, counted from 0.
    WithoutEngagement(usize),
}

/// What would help, of the causes and steps of a conflict, and whether all was tried.
pub(crate) fn relaxations(
    asked: &Asked<'_>,
    steps: &[StepId],
    causes: &[Cause],
    work: &mut Work,
) -> (Vec<Relaxation>, bool) {
    let mut relaxing = Relaxing { asked, work, found: Vec::new() };
    let mut all_tried = true;
    for cause in causes {
        all_tried &= relaxing.cause(*cause).is_ok();
    }
    for step in steps {
        all_tried &= relaxing.step(*step).is_ok();
    }
    (relaxing.found, all_tried)
}

struct Relaxing<'a, 'w> {
    asked: &'a Asked<'a>,
    work: &'w mut Work,
    found: Vec<Relaxation>,
}

impl Relaxing<'_, '_> {
    fn step(&mut self, step: StepId) -> Result<(), Spent> {
        let ids = self.asked.pool.ids.iter().enumerate();
        let others = ids.filter(|(_, id)| **id != step).fold(0, |others, (place, _)| others | 1 << place);
        if others != 0 && self.asked.is_possible(others, self.asked.causes.all(), self.work)? {
            self.found.push(Relaxation::WithoutStep(step));
        }
        Ok(())
    }

    fn cause(&mut self, cause: Cause) -> Result<(), Spent> {
        let without = self.asked.causes.all().without(self.asked.causes.set(cause));
        if !self.asked.is_possible(Facts::all(self.asked.pool), without, self.work)? {
            return Ok(());
        }
        let found = match cause {
            Cause::Rule(number) => return self.rule(number),
            Cause::ImpossibleDays => return self.days(),
            Cause::Preparation(step, number) => {
                let now = of(self.asked.request, step).map_or(0, |it| it.preparations[number].minutes());
                let least = self.nearest(now, 0, |request, to| {
                    if let Some(step) = of_mut(request, step) {
                        step.preparations[number] = with_minutes(step.preparations[number], to);
                    }
                })?;
                least.map(|minutes| Relaxation::Preparation(step, number, minutes))
            }
            Cause::BeginsBetween(step) => Some(Relaxation::WithoutBeginsBetween(step)),
            Cause::NotBefore(step) => {
                let now = of(self.asked.request, step).and_then(|it| it.not_before);
                let set = |request: &mut Request, at| {
                    if let Some(step) = of_mut(request, step) {
                        step.not_before = Some(at);
                    }
                };
                self.minute(now, self.asked.pool.earliest(), set)?.map(|at| Relaxation::NotBefore(step, at))
            }
            Cause::By(step) => {
                let now = of(self.asked.request, step).and_then(|it| it.by);
                let set = |request: &mut Request, at| {
                    if let Some(step) = of_mut(request, step) {
                        step.by = Some(at);
                    }
                };
                self.minute(now, self.asked.pool.latest(), set)?.map(|at| Relaxation::By(step, at))
            }
            Cause::AllNotBefore => {
                let (now, to) = (self.asked.request.not_before, self.asked.pool.earliest());
                self.minute(now, to, |request, at| request.not_before = Some(at))?.map(Relaxation::AllNotBefore)
            }
            Cause::AllBy => {
                let (now, to) = (self.asked.request.by, self.asked.pool.latest());
                self.minute(now, to, |request, at| request.by = Some(at))?.map(Relaxation::AllBy)
            }
            Cause::Engagement(number) => Some(Relaxation::WithoutEngagement(number)),
        };
        self.found.extend(found);
        Ok(())
    }

    /// A rule with another number of minutes, if it has one with which the request is possible; otherwise without it.
    fn rule(&mut self, number: usize) -> Result<(), Spent> {
        let before = self.found.len();
        if let Rule::After { least, most, .. } = self.asked.request.rules[number] {
            let set = |request: &mut Request, to| {
                if let Rule::After { least, .. } = &mut request.rules[number] {
                    *least = to;
                }
            };
            let shorter = self.nearest(least, *GAP_MINUTES.start(), set)?;
            self.found.extend(shorter.map(|minutes| Relaxation::Least(number, minutes)));
            let set = |request: &mut Request, to| {
                if let Rule::After { most, .. } = &mut request.rules[number] {
                    *most = Some(to);
                }
            };
            if let Some(most) = most {
                let longer = self.nearest(most, *GAP_MINUTES.end(), set)?;
                self.found.extend(longer.map(|minutes| Relaxation::Most(number, minutes)));
            }
        }
        if self.found.len() == before {
            self.found.push(Relaxation::WithoutRule(number));
        }
        Ok(())
    }

    /// Each day by itself on which the person cannot come.
    fn days(&mut self) -> Result<(), Spent> {
        let impossible: BTreeSet<Day> = self.asked.request.impossible_days.iter().copied().collect();
        for day in self.asked.pool.days.iter().copied().filter(|day| impossible.contains(day)) {
            if self.helps(|request| request.impossible_days.retain(|other| *other != day))? {
                self.found.push(Relaxation::Possible(day));
            }
        }
        Ok(())
    }

    fn minute(
        &mut self,
        now: Option<Minute>,
        to: Minute,
        set: impl Fn(&mut Request, Minute),
    ) -> Result<Option<Minute>, Spent> {
        let Some(now) = now else { return Ok(None) };
        let found = self.nearest(now.0, to.0, |request, at| set(request, Minute(at)))?;
        Ok(found.map(Minute))
    }

    /// The value nearest to the one that is too strict, from there to the most lenient one, with which the request is
    /// possible, if it is so with that. A value between two that are possible is possible too.
    fn nearest<T>(&mut self, strict: T, lenient: T, set: impl Fn(&mut Request, T)) -> Result<Option<T>, Spent>
    where
        T: Copy + Into<i64> + TryFrom<i64>,
    {
        if !self.helps(|request| set(request, lenient))? {
            return Ok(None);
        }
        let (mut strict, mut found, mut lenient): (i64, T, i64) = (strict.into(), lenient, lenient.into());
        while strict.abs_diff(lenient) > 1 {
            let middle = (strict + lenient) / 2;
            let Ok(value) = T::try_from(middle) else { break };
            if self.helps(|request| set(request, value))? {
                (lenient, found) = (middle, value);
            } else {
                strict = middle;
            }
        }
        Ok(Some(found))
    }

    /// Whether the request would be possible with a change.
    fn helps(&mut self, change: impl Fn(&mut Request)) -> Result<bool, Spent> {
        let mut request = self.asked.request.clone();
        change(&mut request);
        let asked = Asked::new(&request, self.asked.pool);
        asked.is_possible(Facts::all(self.asked.pool), asked.causes.all(), self.work)
    }
}

fn of(request: &Request, step: StepId) -> Option<&Step> {
    request.steps.iter().find(|it| it.id == step)
}

fn of_mut(request: &mut Request, step: StepId) -> Option<&mut Step> {
    request.steps.iter_mut().find(|it| it.id == step)
}

const fn with_minutes(preparation: Preparation, minutes: u32) -> Preparation {
    match preparation {
        Preparation::Without { effect, by_person, .. } => Preparation::Without { effect, minutes, by_person },
        Preparation::With { effect, .. } => Preparation::With { effect, minutes },
    }
}
