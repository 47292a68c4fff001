//! Which seats a window has.

use super::Seats;
use model::{
    id::Seq,
    scheduling::{Pool, PooledSeat},
};

/// The seats whose bits are set, lowest first.
pub(crate) fn each_seat(bits: u64) -> impl Iterator<Item = u16> {
    (0..64).filter(move |seat| bits & (1 << seat) != 0)
}

impl Seats {
    /// All free; seat k belongs to the pool `of[k]`.
    pub(crate) fn new(of: &[Pool], touched: Seq) -> Self {
        let mut pools = [0; Pool::ALL.len()];
        for (seat, pool) in of.iter().enumerate() {
            pools[*pool as usize] |= 1 << seat;
        }
        Self {
            pools,
            fallen: 0,
            taken: 0,
            aside: 0,
            kept: 0,
            held: 0,
            closed: false,
            drawn: false,
            awaited: 0,
            left: 0,
            touched,
        }
    }

    /// All seats, taken or not. Seats that were taken away leave gaps.
    pub(crate) fn all(&self) -> u64 {
        self.pools.iter().fold(0, |all, of| all | of)
    }

    /// How many there are.
    pub(crate) fn capacity(&self) -> u16 {
        self.all().count_ones() as u16
    }

    /// For which pool a seat was published.
    pub(crate) fn pool_of(&self, seat: u16) -> Option<Pool> {
        Pool::ALL.into_iter().find(|pool| self.pools[*pool as usize] & (1 << seat) != 0)
    }

    /// The first bit behind all of them.
    pub(crate) fn end(&self) -> u16 {
        (u64::BITS - self.all().leading_zeros()) as u16
    }

    /// Has these seats from now on; the others of them go on as they were.
    pub(crate) fn resize(&mut self, now: &[PooledSeat], touched: Seq) {
        self.pools = [0; Pool::ALL.len()];
        for one in now {
            self.pools[one.pool as usize] |= 1 << one.seat;
        }
        self.fallen &= self.all();
        self.touched = touched;
    }
}
