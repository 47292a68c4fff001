//! The till of a login: what went through its hands since its last close, and its closes.

use model::{money::Yuan, settlement::TillSum, time::Instant};
use serde::Serialize;
use utoipa::ToSchema;

/// What went through the hands of a login since its last close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TillDetail {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// Number of the last movement, which a close repeats.
    pub seen: u64,
    /// When the first movement was; none if there was none.
    pub since: Option<Instant>,
    /// How many movements there were.
    pub moves: u32,
    /// What came in and was given back, by each way of paying.
    pub sums: Vec<TillSum>,
    /// The cash that there should be, in yuan, without what was there before; below zero if more was given back.
    pub cash: Yuan,
    /// The last closes of this login, the newest first, at most 30.
    pub closes: Vec<TillCloseLine>,
}

impl TillDetail {
    /// How many closes are listed at most.
    pub const CLOSES_MAX: usize = 30;
}

/// A close of a till.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TillCloseLine {
    /// Its number among the closes of this login, from 1.
    pub number: u32,
    /// When the first movement in it was.
    pub since: Option<Instant>,
    /// When it was closed.
    pub at: Instant,
    /// How many movements are in it.
    pub moves: u32,
    /// What came in and was given back, by each way of paying.
    pub sums: Vec<TillSum>,
    /// The cash that was counted, in yuan.
    pub counted: Yuan,
    /// What was counted less what there should be, in yuan.
    pub difference: Yuan,
}
