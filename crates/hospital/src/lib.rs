//! The running hospital: joins the deciders, the journal and the payer.
//!
//! * [`request`]: what a person can ask ([`Request`]) and what comes back ([`Answer`]).
//! * [`authorize`]: the only code that grants.
//! * [`view`]: what pages and the API show.
//! * [`failure`]: what comes instead of an answer.
//!
//! # The handle
//!
//! `Hospital` is a cheap clone. Writing: `execute(&Actor, IdempotencyKey, Request) -> Result<Answer, Failure>`. Reading, each
//! `async fn(&self, &Actor, …) -> Result<View, Failure>`:
//!
//! | method | arguments | view |
//! |---|---|---|
//! | `departments` | | [`view::DepartmentsPage`] |
//! | `slots` | department, date (`None` = first with a seat), patient (`None` = oneself) | [`view::SlotsPage`] |
//! | `confirm` | slot, patient | [`view::ConfirmPage`] |
//! | `journeys` | person (`None` = the whole family) | [`view::JourneysPage`] |
//! | `journey` | journey | [`view::JourneyPage`] |
//! | `visit` | appointment | [`view::VisitCard`] |
//! | `day_list` | department (`None` = own), date (`None` = today) | [`view::DayList`] |
//! | `search` | text | [`view::SearchPage`] |
//! | `room` | session (`None` = the clinician's present or next one) | [`view::RoomPage`] |
//! | `screen` | department code; no actor: public | [`view::QueueScreen`] |
//! | `ward` | ward (`None` = own) | [`view::WardPage`] |
//! | `admission` | admission | [`view::AdmissionPage`] |
//! | `week` | department, any day of the week | [`view::WeekPage`] |
//! | `overview` | days | [`view::OverviewPage`] |
//! | `person` | person | [`view::PersonCard`] |
//! | `users` | | `Vec<`[`view::UserRow`]`>` |
//!
//! `accounts()` has logins: `login(name, password)`, `session(token)`, `logout(token)`, `bearer(token)`, `prefer(user, ..)`.

mod audit;
pub mod authorize;
mod billing;
mod bulk;
pub mod clock;
mod deciding;
mod directory;
pub mod failure;
mod hospital;
pub mod ids;
mod prepare;
mod read;
pub mod request;
mod scope;
mod start;
#[cfg(test)]
mod tests;
mod usecase;
pub mod view;
pub mod worlds;
mod writer;

pub use bulk::Bulk;
pub use failure::Failure;
pub use hospital::{Config, Hospital, IdempotencyKey};
pub use ids::IdSource;
pub use request::{Action, Answer, Request};
pub use start::StartError;
