//! Insurance policies as data, adjudication with explanations, bills, the double-entry ledger, exchange states. No I/O,
//! no clock.

pub mod adjudicate;
mod file;
pub mod limits;
pub mod line;
pub mod policy;
pub mod problem;
