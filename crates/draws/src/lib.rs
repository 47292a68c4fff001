//! A draw (摇号) that anybody can verify: who gets one of the few seats of a clinician that very many want.
//!
//! * [`Seed`]: 256 random bits that nobody sees until the draw is opened; [`Commitment`]: their SHA-256, which is
//!   published before the list opens and binds the hospital to them.
//! * [`EntrantNumber`]: what stands for a person on the list; random, so that it says nothing about anybody.
//! * [`ClosedList`]: the numbers of all who joined, in one form with one [`ListHash`].
//! * [`rank`]: the order of all of them; it follows from seed and list alone. [`winners`]: who gets a seat, in that
//!   order, without those whom the rules pass over.
//! * [`Published`]: the record of all this that everybody can download; [`verify()`]: does it agree with itself? If not,
//!   each [`Finding`] says where.
//! * [`limits`]: a limit on everything.
//!
//! No I/O, no clock, and no randomness of its own: random bytes are given by the caller. `docs/draws.md` says each byte,
//! so that the same can be computed without this program.

mod fingerprint;
pub mod limits;
mod list;
mod number;
mod ranking;
mod read;
mod record;
mod seed;
mod verify;

pub use fingerprint::{Commitment, ListHash};
pub use list::{ClosedList, ListError};
pub use number::{EntrantNumber, NotANumber};
pub use ranking::{Outcome, PassedOver, Reason, lot, rank, winners};
pub use record::{FORM, Opened, Published, WrongSeed};
pub use seed::Seed;
pub use verify::{Finding, Numbers, Place, Verified, noted, verify};
