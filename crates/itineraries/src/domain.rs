//! The candidates that are left to one step, so that those after a minute are found at once.

use crate::{
    ids::OfferId,
    pool::{Candidate, Ways},
};

/// The candidates of one day at one place, by their beginning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) place: u16,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// What a step can have.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    /// By day, place, beginning, end and id.
    pub(crate) candidates: Vec<Candidate>,
    /// For each candidate, which of those from it to the end of its run is done first; of several, the one with the
    /// smallest id.
    soonest: Vec<u32>,
    runs: Vec<Run>,
    days: Vec<OfDay>,
    /// When the latest candidate of all begins.
    pub(crate) last_from: i32,
}

/// A day of a domain. Without candidates, the first is after the last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OfDay {
    runs: (u32, u32),
    pub(crate) first_from: i32,
    pub(crate) last_from: i32,
    pub(crate) first_done: i32,
    pub(crate) last_done: i32,
    /// The shortest time from the beginning of a window until its step is done.
    pub(crate) shortest: i32,
}

impl OfDay {
    const EMPTY: Self = Self {
        runs: (0, 0),
        first_from: i32::MAX,
        last_from: i32::MIN,
        first_done: i32::MAX,
        last_done: i32::MIN,
        shortest: i32::MAX,
    };

    pub(crate) const fn is_empty(&self) -> bool {
        self.runs.0 == self.runs.1
    }
}

impl Domain {
    /// Of candidates that begin at the same minute at the same place, the one that is done first is kept (of several, the
    /// one with the smallest id), unless the resource matters, or another step has to follow within a time. A chain with
    /// another one would be as good at most, and come later in the order of chains.
    pub(crate) fn new(candidates: impl Iterator<Item = Candidate>, days: usize, keep_all: bool) -> Self {
        let mut kept: Vec<Candidate> = Vec::new();
        for it in candidates {
            let same = |last: &Candidate| (last.day, last.place, last.from) == (it.day, it.place, it.from);
            if keep_all || !kept.last().is_some_and(same) {
                kept.push(it);
            }
        }
        let mut domain = Self {
            soonest: vec![0; kept.len()],
            candidates: kept,
            runs: Vec::new(),
            days: vec![OfDay::EMPTY; days],
            last_from: i32::MIN,
        };
        domain.index();
        domain
    }

    fn index(&mut self) {
        for (number, it) in (0..).zip(&self.candidates) {
            let day = &mut self.days[it.day as usize];
            let fits = |run: &Run| run.place == it.place;
            if day.is_empty() {
                day.runs = (self.runs.len() as u32, self.runs.len() as u32);
            }
            match self.runs[day.runs.0 as usize..day.runs.1 as usize].last().copied().filter(fits) {
                Some(_) => self.runs[day.runs.1 as usize - 1].end += 1,
                None => {
                    self.runs.push(Run { place: it.place, start: number, end: number + 1 });
                    day.runs.1 += 1;
                }
            }
            day.first_from = day.first_from.min(it.from);
            day.last_from = day.last_from.max(it.from);
            day.first_done = day.first_done.min(it.done);
            day.last_done = day.last_done.max(it.done);
            day.shortest = day.shortest.min(it.done - it.from);
            self.last_from = self.last_from.max(it.from);
        }
        for run in &self.runs {
            let mut soonest = run.end - 1;
            for number in (run.start..run.end).rev() {
                if self.when(number) <= self.when(soonest) {
                    soonest = number;
                }
                self.soonest[number as usize] = soonest;
            }
        }
    }

    fn when(&self, number: u32) -> (i32, OfferId) {
        let it = &self.candidates[number as usize];
        (it.done, it.id)
    }

    #[inline]
    pub(crate) fn day(&self, day: usize) -> &OfDay {
        &self.days[day]
    }

    #[inline]
    pub(crate) fn runs(&self, day: usize) -> &[Run] {
        let (start, end) = self.days[day].runs;
        &self.runs[start as usize..end as usize]
    }

    /// The first candidate of a run that begins at this minute or later.
    #[inline]
    pub(crate) fn after(&self, run: Run, minute: i32) -> Option<u32> {
        let candidates = &self.candidates[run.start as usize..run.end as usize];
        let skipped = candidates.partition_point(|it| it.from < minute) as u32;
        (run.start + skipped < run.end).then_some(run.start + skipped)
    }

    /// Which candidate from this one to the end of its run is done first.
    #[inline]
    pub(crate) fn soonest(&self, number: u32) -> u32 {
        self.soonest[number as usize]
    }

    /// When the earliest candidate of a day begins that somebody can have who is at a place (anywhere, if it is `None`)
    /// at one minute and may not begin before another.
    pub(crate) fn next_from(&self, day: usize, ways: &Ways, place: Option<u16>, at: i32, least: i32) -> Option<i32> {
        let runs = self.runs(day).iter();
        let found = runs.filter_map(|run| {
            let arrives = at + place.map_or(0, |place| ways.minutes(place, run.place));
            self.after(*run, arrives.max(least)).map(|number| self.candidates[number as usize].from)
        });
        found.min()
    }
}
