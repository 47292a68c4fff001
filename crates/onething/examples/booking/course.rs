//! Who books what next. All clients draw from one course, so that nobody books twice and nobody is refused.

use crate::fixture::{Fixture, PEOPLE, SEATS, WINDOWS};
use model::id::{PersonId, SlotId};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// One booking to be made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket {
    pub(crate) number: usize,
    pub(crate) slot: SlotId,
    pub(crate) person: PersonId,
}

/// Tickets in order.
#[derive(Debug)]
pub(crate) struct Course {
    fixture: Arc<Fixture>,
    /// The first day, and how many days.
    days: (usize, usize),
    kind: Kind,
    next: AtomicUsize,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// This many windows are booked at once; when their seats are gone, the next ones.
    Seats(usize),
    /// One window that is sold out for good.
    SoldOut,
}

impl Course {
    /// Bookings in `slots` windows at once: 1 is the hot window.
    pub(crate) fn seats(fixture: &Arc<Fixture>, days: (usize, usize), slots: usize) -> Arc<Self> {
        Self::new(fixture, days, Kind::Seats(slots))
    }

    /// Bookings of a window whose seats the first tickets of [`seats`](Self::seats) have taken.
    pub(crate) fn sold_out(fixture: &Arc<Fixture>, day: usize) -> Arc<Self> {
        Self::new(fixture, (day, 1), Kind::SoldOut)
    }

    fn new(fixture: &Arc<Fixture>, days: (usize, usize), kind: Kind) -> Arc<Self> {
        Arc::new(Self { fixture: fixture.clone(), days, kind, next: AtomicUsize::new(0) })
    }

    /// The next ticket; `None` when there are no more.
    pub(crate) fn draw(&self) -> Option<Ticket> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let ticket = |day: usize, window: usize, person: usize| {
            Some(Ticket {
                number,
                slot: *self.fixture.days.get(day)?.get(window)?,
                person: *self.fixture.people.get(person)?,
            })
        };
        match self.kind {
            Kind::Seats(slots) => {
                let (day, place) = (number / PEOPLE, number % PEOPLE);
                let block = place / (slots * SEATS);
                let window = block * slots + place % slots;
                if day < self.days.1 { ticket(self.days.0 + day, window % WINDOWS, place) } else { None }
            }
            Kind::SoldOut => ticket(self.days.0, 0, SEATS + number % (PEOPLE - SEATS)),
        }
    }
}
