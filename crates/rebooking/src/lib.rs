//! When a session is closed (停诊), its patients get other seats: a proposal for all of them at once, of least cost among
//! all proposals, with a proof that a stranger can check.
//!
//! * [`Displaced`]: an appointment that loses its window; [`Calendar`]: what else its person does, and the days on which
//!   they cannot come; [`FreeSlot`]: a window with free seats. [`Problem`] holds them all, checked and in one order.
//! * [`propose`]: the [`Proposal`], with the reason for each seat and for each appointment that gets none.
//! * [`Cost`]: what is compared: most appointments placed first, then most that keep the clinician, then most that keep
//!   the title, then the squares of the minutes that they come later.
//! * [`check()`]: does a proposal keep all rules, and does its [`Certificate`] prove that none costs less? It shares no
//!   code with the search.
//! * [`limits`]: a limit on everything.
//!
//! No I/O, no clock, no randomness. The same input gives the same proposal, whatever the order in which it is given.
//! `docs/rebooking.md` says what is computed and why.

mod branch;
mod certificate;
mod check;
mod cost;
mod fit;
mod input;
pub mod limits;
mod matching;
mod proposal;
mod ties;

pub use certificate::{Certificate, Duals, Step};
pub use check::{Fault, check};
pub use cost::Cost;
pub use fit::{Kept, Misfit};
pub use input::{Calendar, Displaced, FreeSlot, Invalid, Problem, Window};
pub use proposal::{Nearer, NoSeat, Obstacle, Outcome, Placed, Proposal, Rebooked, Unplaced, propose};
