//! The national insurance platform (国家医疗保障信息平台): typed messages, a client, and a platform to test against.
//!
//! * [`message`]: the transactions of a stay (9001, 1101, 2401, 2301, 2302, 2303, 2304, 2305, 2402, 2404, 2405,
//!   5203, 2601) with the national field names and lengths ([`field`]).
//! * [`Message`]: envelope and bytes of one transaction, built by one object from a [`Sender`], so that what is
//!   journalled is what is sent; [`MessageId`](model::message_id::MessageId) is its number.
//! * [`Platform`]: sends bytes and waits for bytes. [`HttpPlatform`] does so over HTTP.
//! * [`Answer`]: reads what came back into a [`model::settlement::Outcome`], and checks that its amounts agree
//!   ([`check`]).
//! * [`sandbox`]: a platform that computes by policy, keeps its own state, and fails on demand.
//!
//! The flow of data: `Message::build` → the caller journals `message.bytes()` and commits → `platform.send(bytes)`,
//! once → `Answer::parse` → `answer.outcome_of(message, charges)`, checked against what was asked → the caller journals
//! it. A [`Silence`] or an [`AnswerError`] says nothing about what the platform did: the exchange is unknown, and the
//! rules for that are in `hospital`.
//!
//! Amounts are JSON numbers on the wire and exact decimals everywhere; there is no float in this crate.
//!
//! Numbers such as F12 (a failure) and I2 (a sum that must hold) are entries of `docs/decisions.md`.

mod answer;
pub mod check;
mod envelope;
pub mod field;
mod held;
pub mod message;
mod platform;
pub mod sandbox;
mod short;

pub use answer::{Answer, AnswerError};
pub use envelope::{BuildError, Code, INPUT_CHARS_MAX, Message, OperatorKind, Request, Response, Sender, Session};
pub use field::{FieldError, Text};
pub use futures_util::future::BoxFuture;
pub use platform::{ANSWER_BYTES_MAX, HttpPlatform, Platform, Silence};
pub use short::{long, short};
