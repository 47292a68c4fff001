//! The ladder of those who did not come (爽约): after so many missed visits one cannot book by oneself for some time.
//!
//! Each missed visit is looked at with those before it, by the ladder of its own day: as many as a step says within its days
//! block from that day on. Whoever was in a group of patients on that day has the ladder of the group, if it has one. A new
//! ladder blocks nobody for what was missed before it. A visit whose no-show was taken back, or that was excused, does not
//! count; nor does one that the hospital did not get to. The desk and clinicians can always book.

use super::Rules;
use crate::World;
use model::{
    id::{AppointmentId, DepartmentId, PersonId},
    message::Refusal,
    refusal,
    scheduling::{Channel, ExemptFrom, NoShowStep},
    time::BusinessDate,
};

/// The most steps of a ladder.
const STEPS_MAX: usize = 5;

/// The most missed visits of a step, and the most days of its two periods.
const COUNT_MAX: u16 = 50;
const DAYS_MAX: u16 = 366;

/// Somebody cannot book alone for some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoShowBlock {
    /// The first day on which this is over.
    pub until: BusinessDate,
    /// How many visits were missed.
    pub count: u16,
    /// The step of the ladder that says so.
    pub step: NoShowStep,
}

impl World {
    /// What blocks a person from booking alone on a day, under whichever record: in a department, or, where none is named,
    /// in any for which there is no exemption.
    pub fn no_show_block(
        &self,
        person: PersonId,
        department: Option<DepartmentId>,
        today: BusinessDate,
    ) -> Option<NoShowBlock> {
        self.ladder_block(person, today).filter(|_| !self.is_exempt(person, ExemptFrom::NoShows, department, today))
    }

    /// What the ladder says, whether or not somebody is exempt from it.
    fn ladder_block(&self, person: PersonId, today: BusinessDate) -> Option<NoShowBlock> {
        let rules = self.ecs.resource::<Rules>();
        let days: Vec<_> = self.missed_of(person).into_iter().map(|(day, _)| day).collect();
        let blocks = days.iter().flat_map(|day| {
            let steps = rules.no_shows(*day, self.group_of(person, *day));
            steps.iter().map(move |step| (step, *day))
        });
        let blocks = blocks.filter_map(|(step, day)| {
            let first = day.plus_days(1 - i64::from(step.within_days));
            let count = days.partition_point(|other| *other <= day) - days.partition_point(|other| *other < first);
            let count = u16::try_from(count).unwrap_or(u16::MAX);
            let until = day.plus_days(i64::from(step.blocked_days));
            (count >= step.count && today < until).then_some(NoShowBlock { until, count, step: *step })
        });
        blocks.max_by_key(|block| (block.until, block.count, block.step.count))
    }

    /// The missed visits of a person that count, under whichever record, by day.
    pub(crate) fn missed_of(&self, person: PersonId) -> Vec<(BusinessDate, AppointmentId)> {
        let records = self.index().records(person);
        let mut all: Vec<_> = records.iter().flat_map(|record| self.index().missed_by(*record)).copied().collect();
        all.sort_unstable();
        all
    }

    /// Somebody who asks by phone is not blocked; the hospital's own people may always book for somebody.
    pub(crate) fn not_blocked(
        &self,
        patient: PersonId,
        channel: Channel,
        department: DepartmentId,
        today: BusinessDate,
    ) -> Result<(), Refusal> {
        match channel {
            Channel::OnSite | Channel::FollowUp | Channel::Referral => return Ok(()),
            Channel::Online => {}
        }
        let Some(block) = self.no_show_block(patient, Some(department), today) else { return Ok(()) };
        Refusal::new(refusal::NO_SHOW_BLOCK)
            .field("patient")
            .with("until", block.until.0)
            .with("value", block.count)
            .with("limit", block.step.count)
            .with("within", block.step.within_days)
            .with("blocked", block.step.blocked_days)
            .err()
    }
}

/// Each step is within its bounds, and needs more missed visits than the one before it.
pub(crate) fn ladder_fits(steps: &[NoShowStep]) -> Result<(), Refusal> {
    let refused = |value: u16, min: u16, max: u16| {
        Refusal::new("out-of-range").field("no_shows").with("value", value).with("min", min).with("max", max).err()
    };
    if steps.len() > STEPS_MAX {
        return refused(u16::try_from(steps.len()).unwrap_or(u16::MAX), 0, STEPS_MAX as u16);
    }
    let mut least = 1;
    for step in steps {
        for (value, min, max) in
            [(step.count, least, COUNT_MAX), (step.within_days, 1, DAYS_MAX), (step.blocked_days, 1, DAYS_MAX)]
        {
            if !(min..=max).contains(&value) {
                return refused(value, min, max);
            }
        }
        least = step.count + 1;
    }
    Ok(())
}
