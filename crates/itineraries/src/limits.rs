//! A limit on everything that is passed in, so that no input takes for ever or all memory.

use std::ops::RangeInclusive;

/// How many steps one request has.
pub const STEPS: RangeInclusive<usize> = 1..=8;
/// How many groups, resources and offers a step names, any of which will do.
pub const ACCEPTED: RangeInclusive<usize> = 1..=64;
/// How many preparations a step or an engagement has.
pub const PREPARATIONS_MAX: usize = 4;
/// How many effects a step or an engagement leaves.
pub const EFFECTS_MAX: usize = 8;
/// How many rules a request has between its steps.
pub const RULES_MAX: usize = 24;
/// How many engagements a person has in the time that is searched.
pub const ENGAGEMENTS_MAX: usize = 24;
/// How many days a person says are impossible.
pub const IMPOSSIBLE_DAYS_MAX: usize = 366;
/// How many offers are searched.
pub const OFFERS_MAX: usize = 200_000;
/// How many of them one step may take.
pub const OFFERS_OF_A_STEP_MAX: usize = 20_000;
/// On how many days they are.
pub const DAYS_MAX: usize = 64;
/// At how many places they are.
pub const PLACES_MAX: usize = 128;
/// Which days there are.
pub const DAY: RangeInclusive<i32> = -1_000_000..=1_000_000;
/// Which minutes there are: those of [`DAY`].
pub const MINUTE: RangeInclusive<i32> = -1_440_000_000..=1_440_000_000;
/// How long a step takes, in minutes.
pub const STEP_MINUTES: RangeInclusive<u32> = 1..=1440;
/// How long a window is, in minutes.
pub const WINDOW_MINUTES: RangeInclusive<u32> = 0..=1440;
/// How long after the beginning of its day a window begins, in minutes: a night session goes on past midnight.
pub const MINUTE_OF_DAY: RangeInclusive<u32> = 0..=2879;
/// How long a gap or a preparation is, in minutes: a year.
pub const GAP_MINUTES: RangeInclusive<u32> = 0..=527_040;
/// How long somebody walks from one place to another, in minutes.
pub const WALK_MINUTES: RangeInclusive<u32> = 0..=240;
/// How many pairs of places have a walking time of their own.
pub const WALKS_MAX: usize = 16_384;
/// How much a search may do: one unit is one chain, or one beginning of a chain, that is looked at.
pub const WORK: RangeInclusive<u64> = 1..=1_000_000_000;
/// What a search may do if nobody says otherwise.
pub const WORK_USUAL: u64 = 1_000_000;
