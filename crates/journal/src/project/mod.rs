//! Each event as changes to ordinary relational tables, which reports, FHIR reads and hospital IT query.
//!
//! One mapping, two interpreters: `tables` writes the changes after the events, `verify` plays them in memory (`played`)
//! and compares row by row. The tables hold no personal data.

mod journey;
mod scheduling;
mod schema;
mod settlement;
mod table;
mod tables;

pub use schema::VERSION;
pub(crate) use schema::{POSITION, SCHEMA, all_columns, create, select};
pub use table::Value;
pub(crate) use table::{Change, Choice, Column, Kind, Row, Table, instant_text, named, show, show_one, shown, table};
pub(crate) use tables::TABLES;

use model::{event::Event, id::Seq, time::Instant};

/// What an event does to the tables.
pub(crate) fn changes(event: &Event, seq: Seq, at: Instant) -> Vec<Change> {
    match event {
        Event::Scheduling(event) => scheduling::changes(event, at),
        Event::Settlement(event) => settlement::changes(event, seq, at),
        Event::Journey(event) => journey::changes(event, at),
    }
}
