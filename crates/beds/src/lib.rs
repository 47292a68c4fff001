//! Which stay gets which bed.
//!
//! * [`house`]: departments, rooms with their beds, and stays, from wherever they come; [`pas`] reads them from the
//!   files of the PAS benchmark.
//! * [`rules`]: what a stay costs in a room, and where it may not be; data with weights.
//! * [`Problem`]: both as flat arrays, for [`search::solve`], which gives everybody a room.
//! * [`bound`]: what any plan counts at least.
//! * [`assign`]: from rooms to beds; [`solution`]: the file that says them.
//! * [`score`]: what such a plan is worth, from code that shares nothing with the search.
//!
//! It reads no clock and does no I/O: time and the wish to stop are given by the caller. It knows neither journal nor
//! pages. What couples stays is only that a room has so many beds, and that some rooms are for one sex a night; the
//! rest of the cost depends on stay and room alone, which is what makes a step of the search cheap.

pub mod assign;
pub mod bound;
pub mod house;
pub mod pas;
mod problem;
pub mod rules;
pub mod score;
pub mod search;
pub mod solution;

pub use problem::Problem;
