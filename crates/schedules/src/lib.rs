//! The mathematics of appointment schedules: what a session costs its patients and its clinician, and how to call patients
//! so that it costs least. No I/O, no clock, no knowledge of the hospital; all times are in minutes.
//!
//! * [`evaluate()`]: waiting, overtime and idle time of given calls per slot, exactly, with exponential service
//!   (Kaandorp and Koole, Optimal outpatient appointment scheduling, Health Care Management Science 10, 2007, 217–229) or
//!   any distribution of service in whole minutes ([`Service`]).
//! * [`optimise()`]: the calls that cost least among all, with the proof that nothing costs less ([`Certificate`]).
//! * [`add_on()`]: what one more patient costs the others, in a planned session or in one that runs.
//! * [`dome()`]: appointments at any times, fixed in advance; [`adaptive()`]: timed anew at each appointment.
//! * [`learn`]: no-shows and service times from visits that were seen, and the calls that follow from them.
//! * [`Overbooking`]: how many to call to a slot if some do not show and each service takes a slot.
//! * [`text`]: these inputs as people type them; [`Problem`]: what is wrong with one; [`limits`]: a limit on everything.
//!
//! Patients are punctual, show independently of each other with one probability, and are served in the order in which
//! they are called. Nobody claims that the optimum of other objectives is found: if the clinician leaves when the last
//! patient is done, idle time is not multimodular, and the search might end elsewhere.

mod add_on;
mod chain;
mod evaluate;
pub mod learn;
pub mod limits;
mod normal;
mod optimise;
mod overbooking;
mod people;
mod problem;
mod service;
mod setting;
pub mod text;
mod timed;
mod work;

pub use add_on::{AddOn, Standing, add_on};
pub use evaluate::{Evaluation, Waiters, evaluate, wait_by_slot};
pub use optimise::{Certificate, Optimum, Weights, optimise};
pub use overbooking::{Overbooked, Overbooking};
pub use problem::{Problem, Rule};
pub use service::{Mean, Pmf, Service};
pub use setting::{Calls, Setting};
pub use timed::{
    Timed,
    adaptive::{Adaptive, adaptive},
    dome::{Dome, dome, timed_cost},
};
