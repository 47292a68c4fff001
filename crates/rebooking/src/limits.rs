//! A limit on everything that is passed in, so that no input takes for ever or all memory.

/// How many appointments may be displaced at once.
pub const DISPLACED_MAX: usize = 1_000;
/// How many of them one person may have.
pub const OWN_MAX: usize = 10;
/// How many windows with free seats there may be.
pub const SLOTS_MAX: usize = 20_000;
/// How many free seats one window may have.
pub const FREE_MAX: u32 = 1_000;
/// How many pairs of an appointment and a window that fits it there may be.
pub const PAIRS_MAX: usize = 2_000_000;
/// How many other appointments a person may have.
pub const BUSY_MAX: usize = 1_000;
/// How many days a person may have named as impossible.
pub const IMPOSSIBLE_DAYS_MAX: usize = 400;
/// How many days there may be from the first of all windows to the last one.
pub const SPAN_DAYS_MAX: i64 = 400;
/// How many assignments are solved because people have several displaced appointments that clash: so many that all of them
/// together have [`SOLVED_PAIRS_MAX`] pairs, but at least the first and at most the second number. Without such people it
/// is one.
pub const SOLVED: std::ops::RangeInclusive<usize> = 21..=400;
/// How many pairs of an appointment and a slot all these assignments have together; 200 appointments with 1,000 slots each
/// are solved 200 times.
pub const SOLVED_PAIRS_MAX: usize = 40_000_000;
