//! A limit on everything that is passed in, so that no input takes for ever or all memory.

/// How many may join one draw.
pub const ENTRANTS_MAX: usize = 100_000;
/// How many seats one draw may have.
pub const SEATS_MAX: u32 = 100_000;
/// How long the code of a reason is, in bytes.
pub const REASON_BYTES_MAX: usize = 40;
/// How long a record is, in bytes: [`ENTRANTS_MAX`] numbers, all of them ranked and all but one passed over, fit in.
pub const FILE_BYTES_MAX: usize = 16 << 20;
/// How many values a record has: each entrant stands in the list, in the ranking, and among the winners or, with number
/// and reason, among those who were passed over.
pub(crate) const VALUES_MAX: usize = 5 * ENTRANTS_MAX + 100;
