//! The visits that were held out, as sessions of so many patients each.

use super::{Observation, Observations};

/// Sessions to be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sessions {
    /// Of each session its patients in the order of their calls: the seconds of those who came.
    pub all: Vec<Vec<Option<u32>>>,
    /// How many service times were used.
    pub services: usize,
    /// How many of who came and who did not were used.
    pub flags: usize,
}

/// Fills one session after another with the visits of a group that were held out.
///
/// Each patient who is called takes the next "came" or "did not come", in the order of day and start, and whoever came
/// the next service time, in the same order. The service times are the group's own. So is who came; where nothing of
/// that is known in the group, it is of all visits, and where nothing is known at all, all come. Visits of one day
/// without a start are mixed, always in the same way whatever the order in which they were given. The last session is left
/// out if it is not full.
pub fn sessions(observations: &Observations, path: &[String], patients: u32) -> Sessions {
    let mut held: Vec<&Observation> = observations.all().iter().filter(|seen| seen.held_out).collect();
    held.sort_by_cached_key(|seen| place(observations, seen));
    let within = |seen: &&&Observation| observations.path(seen.group).starts_with(path);
    let services: Vec<u32> = held.iter().filter(within).filter_map(|seen| seen.service_seconds).collect();
    let mut flags: Vec<bool> = held.iter().filter(within).filter_map(|seen| seen.shown).collect();
    if flags.is_empty() {
        flags = held.iter().filter_map(|seen| seen.shown).collect();
    }
    if flags.is_empty() {
        flags = vec![true; services.len()];
    }
    let mut filled = Sessions { all: Vec::new(), services: 0, flags: 0 };
    let mut next_service = services.iter().copied();
    for session in flags.chunks_exact(patients.max(1) as usize) {
        // `None` as soon as somebody comes for whom there is no time left.
        let called: Option<Vec<Option<u32>>> =
            session.iter().map(|shown| if *shown { next_service.next().map(Some) } else { Some(None) }).collect();
        let Some(called) = called else { break };
        filled.flags += called.len();
        filled.services += called.iter().flatten().count();
        filled.all.push(called);
    }
    filled
}

/// Where a visit comes: by day, by start, and then mixed by all that is known of it.
type Place = (i64, u32, u64, Option<i64>, Option<u16>, Option<u16>, Option<bool>, Option<u32>);

fn place(observations: &Observations, seen: &Observation) -> Place {
    let Observation { when, start, booked, lead_days, age, shown, service_seconds, .. } = *seen;
    let mut mixed = 0;
    for name in observations.path(seen.group) {
        mixed = name.bytes().fold(mix(mixed, name.len() as u64), |mixed, byte| mix(mixed, byte.into()));
    }
    let numbers = [
        booked.map(i64::cast_unsigned),
        lead_days.map(u64::from),
        age.map(u64::from),
        shown.map(u64::from),
        service_seconds.map(u64::from),
    ];
    for number in numbers {
        mixed = mix(mix(mixed, u64::from(number.is_some())), number.unwrap_or_default());
    }
    (when, start.unwrap_or(u32::MAX), mixed, booked, lead_days, age, shown, service_seconds)
}

/// One more number (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014).
const fn mix(state: u64, number: u64) -> u64 {
    let mut z = (state ^ number).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
