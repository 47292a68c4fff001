//! One session as it would have gone with given calls: who came and how long they took is known.

use crate::{
    problem::{Problem, Rule},
    setting::Calls,
};

/// What a session came to, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// How many came.
    pub shows: u32,
    /// Their waiting together, from the start of the slot to entering the room.
    pub wait_seconds: u64,
    /// From the end of the last slot until all were done.
    pub overtime_seconds: u64,
    /// Without a patient in the room, until the end of the last slot, or of overtime if there was any.
    pub idle_seconds: u64,
}

impl Replayed {
    /// The mean waiting of those who came, in minutes; 0 if nobody did.
    pub fn wait_mean(&self) -> f64 {
        self.wait_seconds as f64 / 60.0 / f64::from(self.shows.max(1))
    }
}

/// Plays a session: of the patients in the order of their calls, those who come take so many seconds each. They are
/// punctual and served in that order by one clinician, so each enters when the slot has started and the one before is
/// done (Lindley, The theory of queues with a single server, Mathematical Proceedings of the Cambridge Philosophical
/// Society 48, 1952, 277–289).
///
/// # Errors
/// `patients`: not as many as are called.
pub fn replay(calls: &Calls, slot_minutes: u32, patients: &[Option<u32>]) -> Result<Replayed, Problem> {
    let called = f64::from(calls.patients());
    if patients.len() != calls.patients() as usize {
        return Err(Problem::new("patients", patients.len(), Rule::Between(called, called)));
    }
    let slot_seconds = u64::from(slot_minutes) * 60;
    let starts =
        (0_u64..).zip(calls.as_slice()).flat_map(|(slot, called)| (0..*called).map(move |_| slot * slot_seconds));
    let (mut free, mut served, mut wait_seconds, mut shows) = (0, 0, 0, 0);
    for (start, seconds) in starts.zip(patients) {
        let Some(seconds) = seconds.map(u64::from) else { continue };
        let enters = start.max(free);
        wait_seconds += enters - start;
        free = enters + seconds;
        served += seconds;
        shows += 1;
    }
    let end = slot_seconds * calls.slots() as u64;
    Ok(Replayed {
        shows,
        wait_seconds,
        overtime_seconds: free.saturating_sub(end),
        idle_seconds: free.max(end) - served,
    })
}
