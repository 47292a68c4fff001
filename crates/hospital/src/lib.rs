//! The running hospital: joins the deciders, the journal and the payer.
//!
//! * [`usecase`]: what can be asked for ([`Request`]), each use case with all that is known about it; [`request`]: what
//!   is typed, and what comes back ([`Answer`]).
//! * [`authorize`]: the only code that grants.
//! * [`view`]: what pages and the API show; [`accounts`]: logins, sessions, tokens.
//! * [`failure`]: what a caller may get instead of an answer.
//! * [`messages`]: what people are told because of events, through which gateway.
//! * [`worlds`]: the three deciders' worlds as one sequence of events.
//! * [`verify()`]: is everything in the database what the journal says, and what the worlds hold?
//! * [`clock`], [`ids`]: the only sources of time and identity, injected. [`Stopped`]: why nothing is written now.
//!
//! `Hospital` is composed of the state (`worlds`, `writer`), the use cases, the exchanges with the insurer and the
//! logins, none of which knows it. Data flows like this: [`Hospital::execute`] authorizes, seals what is personal
//! (`prepare`) and puts a decision into the writer's queue; the writer (`writer`) takes what waits, decides each
//! against the worlds (`usecase`), applies the events, appends all of them in one transaction, and only then answers.
//! Reads (`read`) look at the worlds under a short lock and wait until what they saw is durable. What other nodes wrote
//! is learnt with each write lock and in between (`follow`). [`Bulk`] takes the writer's place to make a history.
//!
//! # The handle
//!
//! `Hospital` is a cheap clone. Writing: `execute(&Actor, IdempotencyKey, Request) -> Result<Answer, Failure>`. Reading:
//! `read(&Actor, read::…) -> Result<View, Failure>` with one of the reads of [`read`]; what only pages show is a method.
//!
//! [`Hospital::accounts`] manages the logins.

#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

pub mod accounts;
mod aside;
mod attended;
mod audit;
pub mod authorize;
mod billing;
mod birth_years;
mod bulk;
pub mod clock;
mod deciding;
mod directory;
pub mod exchange;
pub mod failure;
pub mod family;
pub mod figures;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
mod follow;
mod hospital;
pub mod ids;
mod itinerary;
mod keep;
pub mod kiosk;
mod limits;
mod load;
pub mod messages;
mod names;
mod prepare;
pub mod presence;
pub mod presets;
pub mod read;
pub mod request;
pub mod schema;
mod scope;
pub mod shares;
mod snapshot;
mod start;
mod stopped;
mod tables;
#[cfg(test)]
mod tests;
mod tries;
pub mod usecase;
mod verify;
pub mod view;
mod watch;
pub mod worlds;
mod writer;

pub use bulk::Bulk;
pub use directory::index_names;
pub use failure::Failure;
pub use hospital::{Config, Hospital, IdempotencyKey, Whose};
pub use ids::IdSource;
pub use load::StartError;
pub use read::PersonChanges;
pub use read::price_list::find_items;
pub use request::Answer;
pub use snapshot::{FormError, SCHEMA as SNAPSHOT_SCHEMA};
pub use stopped::Stopped;
pub use usecase::{Action, Request};
pub use verify::verify;
