//! No-shows by how long before the appointment it was booked, and by age.

use super::{Observation, Observations, Rate, tally::Tally};
use crate::limits::learning::{AGE, LEAD_DAYS};
use serde::Serialize;

/// The first and the last day of each band: booked on the day itself, the day before, and so on.
pub const LEAD_BANDS: [(u16, u16); 8] =
    [(0, 0), (1, 1), (2, 3), (4, 7), (8, 14), (15, 30), (31, 60), (61, *LEAD_DAYS.end())];
/// The first and the last year of each band.
pub const AGE_BANDS: [(u16, u16); 7] = [(0, 4), (5, 14), (15, 24), (25, 44), (45, 64), (65, 74), (75, *AGE.end())];

/// The no-shows of one band, by its own visits alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Band {
    /// The least that is in it.
    pub from: u16,
    /// The most that is in it.
    pub to: u16,
    /// The no-shows.
    pub no_show: Rate,
}

/// Bands in which nobody was called are left out.
pub(super) fn of(
    observations: &Observations,
    wanted: impl Fn(&Observation) -> bool,
    bands: &[(u16, u16)],
    by: fn(&Observation) -> Option<u16>,
) -> Vec<Band> {
    let mut tallies = vec![Tally::default(); bands.len()];
    for seen in observations.all().iter().filter(|seen| wanted(seen)) {
        let at = by(seen).and_then(|value| bands.iter().position(|(from, to)| (*from..=*to).contains(&value)));
        if let Some(tally) = at.and_then(|at| tallies.get_mut(at)) {
            tally.count(seen);
        }
    }
    let band = |(&(from, to), tally)| Rate::alone(tally).map(|no_show| Band { from, to, no_show });
    bands.iter().zip(&tallies).filter_map(band).collect()
}
