//! What is said to people because of events: a side table outside the chain, with each time that a message was handed
//! to a gateway.
//!
//! Messages follow the journal with a number of their own, which is moved in the transaction in which they are written:
//! of several nodes one makes them, and one that was frozen meanwhile writes nothing. A message's id follows from its
//! event, its person and what it is about, so that it is there once whatever happens. It is handed over by whoever claims its next
//! attempt: an attempt is written before it is made, and an attempt of which nothing more is known is made again later,
//! under the same id.

mod deliver;
mod make;
mod read;

use crate::{
    StoreError,
    bulk::{Cell, Statement},
    project::Column,
    read::instant,
};
use model::{
    id::{PersonId, Seq},
    time::Instant,
};
use std::sync::LazyLock;

/// Where a message stands on its way to a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// It is to be sent, perhaps again.
    Waiting,
    /// A gateway has taken it.
    Sent,
    /// It was given up.
    Failed,
    /// It was given up, and somebody of the hospital's told the person.
    Told,
    /// What it says was over before it was sent.
    Expired,
    /// There was no gateway when it was made: it is on the person's page only.
    InApp,
}

impl MessageState {
    const ALL: [Self; 6] = [Self::Waiting, Self::Sent, Self::Failed, Self::Told, Self::Expired, Self::InApp];

    /// As it is stored.
    const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Told => "told",
            Self::Expired => "expired",
            Self::InApp => "in_app",
        }
    }

    fn named(name: &str) -> Result<Self, StoreError> {
        Self::ALL.into_iter().find(|state| state.name() == name).ok_or_else(|| unreadable("state"))
    }
}

/// A message that was just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// Follows from the event, the person and what it is about: that is said once.
    pub id: String,
    /// To whom.
    pub person: PersonId,
    /// Because of which event.
    pub event: Seq,
    /// What it says.
    pub kind: String,
    /// With which values, as JSON: ids, times and places, as events have them; no name and no number of a person.
    pub arguments: String,
    /// When the event happened, hospital time.
    pub made_at: Instant,
    /// From when on it is not sent any more, hospital time.
    pub valid_until: Option<Instant>,
    /// Waiting, or in-app only.
    pub state: MessageState,
}

/// A message as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// What was made.
    pub made: NewMessage,
    /// How often it was handed over, whatever came of it.
    pub attempts: u16,
    /// When it was read first, hospital time.
    pub read_at: Option<Instant>,
}

/// One time that a message was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Of which message.
    pub message: String,
    /// Its number, from 1.
    pub number: u16,
    /// When, hospital time.
    pub at: Instant,
    /// What came of it, as a code; `None`: that is not known.
    pub outcome: Option<String>,
}

/// All statements, for the test that prepares them.
#[cfg(test)]
pub(crate) fn named() -> impl Iterator<Item = &'static &'static str> {
    make::NAMED.iter().chain(deliver::NAMED).chain(read::NAMED)
}

/// In the order of [`NewMessage::cells`].
const COLUMNS: &[Column] = &[
    Column::text("id"),
    Column::text("person"),
    Column::int("event"),
    Column::text("kind"),
    Column::text("arguments"),
    Column::text("made_at"),
    Column::text("valid_until"),
    Column::text("state"),
    Column::int("attempts"),
    Column::text("next_at"),
];

pub(crate) static PUT: LazyLock<Statement> =
    LazyLock::new(|| Statement::insert("message", COLUMNS.to_vec(), "on conflict (hospital_id, id) do nothing"));

fn unreadable(column: &str) -> StoreError {
    StoreError::Row { table: "message", what: column.to_owned() }
}

impl NewMessage {
    fn cells(&self) -> Vec<Cell> {
        vec![
            self.id.clone().into(),
            self.person.to_string().into(),
            self.event.cast_signed().into(),
            self.kind.clone().into(),
            self.arguments.clone().into(),
            self.made_at.into(),
            self.valid_until.into(),
            self.state.name().into(),
            0_i64.into(),
            // At once.
            Instant::default().into(),
        ]
    }
}

#[macro_rules_attribute::apply(from_row!)]
struct Row {
    id: String,
    person: String,
    event: i64,
    kind: String,
    arguments: String,
    made_at: String,
    valid_until: Option<String>,
    state: String,
    attempts: i64,
    read_at: Option<String>,
}

impl TryFrom<Row> for StoredMessage {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            attempts: row.attempts.try_into().map_err(|_| unreadable("attempts"))?,
            read_at: row.read_at.as_deref().map(instant).transpose()?,
            made: NewMessage {
                person: row.person.parse().map_err(|_| unreadable("person"))?,
                event: row.event.cast_unsigned(),
                made_at: instant(&row.made_at)?,
                valid_until: row.valid_until.as_deref().map(instant).transpose()?,
                state: MessageState::named(&row.state)?,
                id: row.id,
                kind: row.kind,
                arguments: row.arguments,
            },
        })
    }
}

#[macro_rules_attribute::apply(from_row!)]
struct AttemptRow {
    message: String,
    number: i64,
    at: String,
    outcome: Option<String>,
}

impl TryFrom<AttemptRow> for Attempt {
    type Error = StoreError;

    fn try_from(row: AttemptRow) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.number.try_into().map_err(|_| unreadable("number"))?,
            at: instant(&row.at)?,
            message: row.message,
            outcome: row.outcome,
        })
    }
}
