//! Durability: the event journal, side tables and projected tables of one hospital, on SQLite or PostgreSQL.
//!
//! * [`Journal`]: a cheap clone over one database. [`append`](Journal::append) commits a batch in **one** transaction:
//!   hash-chained event rows with their idempotency keys, sealed side rows.
//!   [`follow_tables`](Journal::follow_tables) brings the projected tables up to it afterwards.
//! * [`Keys`]: a data key per person and retention class, wrapped by the hospital's key; look-up hashes.
//! * [`verify`](Journal::verify): chain, side hashes, tables against the journal, seats, ledger; with a [`Witness`],
//!   what the journal makes of the tables against what another says who learnt the same events.
//! * logins, web sessions, kept forms, the access log and the messages to people (`outbox`), which are outside the
//!   chain.
//!
//! Data flows one way: events come in as [`Entry`], are written to `event`, and reach the tables afterwards by one
//! mapping (`project`), out of what was written last (`recent`) or read back; `following` says in which steps. A start
//! reads them back:
//! [`load_snapshot`](Journal::load_snapshot), then [`load`](Journal::load).
//!
//! Two databases, one meaning (`store`): statements are named constants with `$1` parameters that both run, and
//! `hospital_id` comes first in every key. Whoever writes takes the [write lock](Journal::write_lock) and learns with
//! it what other nodes have written since.

#[macro_use]
mod row;

mod access;
mod append;
mod attended;
mod bulk;
mod chain;
mod changes;
mod direct;
mod error;
mod family_request;
mod following;
mod kept;
mod keys;
mod learn;
mod lock;
mod login;
mod login_code;
mod names;
mod news;
mod open;
mod outbox;
mod people;
mod played;
mod project;
mod read;
mod recent;
mod session;
mod share;
mod side;
mod snapshot;
mod store;
mod tables;
#[cfg(test)]
mod tests;
mod transfer;
mod verify;
mod views;
mod write_lock;

pub use access::AccessRow;
pub use append::{Entry, EventRow, Grain, IdempotencyKey};
pub use attended::{Agreed, Attended, Unattended};
pub use chain::Broken;
pub use changes::{CellChange, Changes, RowChange};
pub use direct::DirectMessage;
pub use error::{AppendError, OpenError, StoreError};
pub use family_request::FamilyRequest;
pub use following::{Followed, Tables, empty as empty_tables, follow};
pub use kept::KeptForm;
pub use keys::{Aead, ChaCha, Keys, SealError, SealedRow, SideRow};
pub use lock::Lock;
pub use login::{Login, hash_password, verify_password};
pub use login_code::{LoginCode, LoginPhone};
pub use news::News;
pub use outbox::{Attempt, MessageState, NewMessage, StoredMessage};
pub use played::{Said, SaidRow, Witness};
pub use project::{VERSION as TABLES_VERSION, Value};
pub use read::{KnownKey, StoredEvent, StoredRow};
pub use recent::Recent;
pub use session::Session;
pub use share::Share;
pub use side::PersonRecord;
pub use snapshot::SnapshotError;
pub use transfer::{Moved, TransferError};
pub use verify::{Finding, Report};
pub use write_lock::{Head, Settled, WriteLock};

use model::id::{HospitalId, Seq};
use std::sync::Arc;
use tokio::sync::Mutex;

/// One hospital's journal. A cheap clone.
#[derive(Clone, Debug)]
pub struct Journal {
    store: store::Store,
    keys: Keys,
    /// The last event when all keys were read at opening.
    keys_as_of: Seq,
    /// The connection on which the projected tables follow, once it is open and they are there.
    tables: Arc<Mutex<Option<tables::OpenTables>>>,
    /// What this process wrote last.
    recent: recent::Recent,
    /// What a row holds that this process writes.
    grain: append::Grain,
}

impl Journal {
    /// The keys that the journal was opened with.
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    const fn hospital(&self) -> HospitalId {
        self.keys.hospital()
    }

    /// What its own tasks say stands in this.
    fn span(&self) -> tracing::Span {
        tracing::error_span!("hospital", id = %self.hospital())
    }
}
