//! Several steps in one request: a consultation, an ultrasound, a CT and a blood sample, with their order, gaps and
//! preparations. Which windows of all the resources make the best chain, and if there is none, why?
//!
//! * [`Request`]: the steps with what each accepts and how the person prepares ([`Preparation`]); what holds between them
//!   ([`Rule`]); when the person cannot come.
//! * [`Offer`]: an open window of a resource; [`Walks`]: how long the ways between places take.
//! * [`find()`]: the best [`Chain`] with a [`Certificate`], or an [`Explanation`] why none exists and what would help.
//! * [`Problem`]: what is wrong with an input; [`limits`]: a limit on everything.
//!
//! It knows nothing of the hospital: whoever asks says which windows are open, and then holds all of a chain or nothing.
//! No I/O, no clock, and no time limit: work is counted, so that an answer depends on nothing but the question.
//!
//! # How it goes
//!
//! `pool` picks the offers that each step accepts, and `marks` says which demands ([`Cause`]) speak against which of them.
//! What then holds between steps always concerns two of them (`relations`), and `prune` takes
//! out what one rule excludes at once. `search` goes through chains in the order of
//! time, `trips` through the days, the fewest first, with the lower bounds of `bounds`; what each leaves out, and why
//! nothing is lost by that, is written there. `explain` asks the same search whether a chain exists without this or that
//! demand.

mod bounds;
mod cause;
mod chain;
mod check;
mod domain;
mod explain;
mod facts;
mod find;
mod ids;
pub mod limits;
mod marks;
mod offer;
mod pool;
mod problem;
mod prune;
mod relations;
mod relax;
mod request;
mod search;
mod trips;
mod work;

pub use cause::Cause;
pub use chain::{Certificate, Chain, Outcome, Stop};
pub use explain::{Explanation, Reason};
pub use find::find;
pub use ids::{Day, Effect, GroupId, Minute, OfferId, Place, ResourceId, StepId};
pub use offer::{Offer, Walks};
pub use problem::{Broken, Problem};
pub use relax::Relaxation;
pub use request::{Accepted, Engagement, Preparation, Request, Rule, Step};
