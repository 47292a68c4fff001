//! The journal on SQLite: what is appended is there, once, and what was changed by hand is found.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod appending;
mod erasing;
mod house;
mod logins;
mod opening;
mod tampering;
