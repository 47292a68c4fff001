//! A limit on everything that is passed in, so that no input takes for ever or all memory.

use std::ops::RangeInclusive;

/// How many slots a session has: at most a day of five minutes each.
pub const SLOTS: RangeInclusive<usize> = 1..=288;
/// How many slots a session may have if its calls are to be optimised.
pub const OPTIMISED_SLOTS: RangeInclusive<usize> = 1..=48;
/// Up to this many slots, all neighbours of the optimum are evaluated; with more, they are bounded.
pub const ENUMERATED_SLOTS_MAX: usize = 20;
/// How long one slot is, in minutes.
pub const SLOT_MINUTES: RangeInclusive<u32> = 1..=480;
/// How long all slots of a session are together, in minutes: a day.
pub const SESSION_MINUTES_MAX: usize = 1440;
/// How many patients a session calls.
pub const PATIENTS: RangeInclusive<u32> = 1..=500;
/// How many people may be present when a session is looked at while it runs.
pub const PRESENT_MAX: u32 = 500;
/// The longest service of a distribution, in minutes.
pub const SERVICE_MINUTES_MAX: usize = 1440;
/// The mean of an exponential or lognormal service, in minutes; ten times the longest is [`SERVICE_MINUTES_MAX`].
pub const SERVICE_MEAN: RangeInclusive<f64> = 0.5..=144.0;
/// The coefficient of variation (standard deviation divided by mean) of a lognormal service.
pub const SERVICE_CV: RangeInclusive<f64> = 0.01..=2.0;
/// A weight of an objective.
pub const WEIGHT: RangeInclusive<f64> = 0.0..=1e6;
/// How far the probabilities of a distribution may be from 1 in total; they are divided by their sum.
pub const SUM_TOLERANCE: f64 = 1e-6;
/// How many patients a session of continuous times has.
pub const TIMED_PATIENTS: RangeInclusive<u32> = 1..=60;
/// What one evaluation costs at most, if calls are to be optimised: patients × minutes of the session × longest service
/// of a distribution, or patients² × slots with exponential service. 100 patients in eight hours with services of up to
/// an hour, or 300 patients in 48 slots with exponential service, are below it.
pub const OPTIMISED_EFFORT_MAX: u64 = 5_000_000;
/// What idle time weighs in a session of continuous times; waiting weighs the rest.
pub const IDLE_WEIGHT: RangeInclusive<f64> = 0.001..=0.999;
/// What a patient who shows brings, and what a slot of waiting or of overtime costs, when slots are overbooked.
pub const MONEY: RangeInclusive<f64> = 0.0..=1e6;

/// Limits on what is learnt from.
pub mod learning {
    use std::ops::RangeInclusive;

    /// How many visits.
    pub const ROWS_MAX: usize = 1_000_000;
    /// How many groups.
    pub const GROUPS_MAX: usize = 512;
    /// How many names the path of a group has: the type of the visit and the clinician.
    pub const PATH_MAX: usize = 2;
    /// How long one of these names is.
    pub const NAME_CHARACTERS_MAX: usize = 80;
    /// How many days before the appointment it was booked.
    pub const LEAD_DAYS: RangeInclusive<u16> = 0..=1000;
    /// A patient's age in years.
    pub const AGE: RangeInclusive<u16> = 0..=130;
    /// How long a service is, in seconds: a day is [`super::SERVICE_MINUTES_MAX`].
    pub const SERVICE_SECONDS: RangeInclusive<u32> = 1..=86_400;
}
