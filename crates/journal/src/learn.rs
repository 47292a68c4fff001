//! Several nodes on one PostgreSQL share the keys of people, and each node keeps them in memory: it learns with the
//! events which keys other nodes made or destroyed.

use crate::{
    AppendError, Entry, Journal, SealedRow, StoreError, open,
    store::{Backend, Connection},
};
use model::{
    event::Event,
    id::{PersonId, Seq},
    journey::{self, RetentionClass},
};
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashMap};

type KeyRow = (String, String, Vec<u8>);
type KeyName = (PersonId, RetentionClass);

/// On PostgreSQL only.
pub(crate) const KEYS_OF_ROWS: &str = "select distinct k.person, k.class, k.wrapped from side s join person_key k \
    on k.hospital_id = s.hospital_id and k.person = s.person and k.class = s.class \
    where s.hospital_id = $1 and s.id = any ($2)";
/// On PostgreSQL only.
pub(crate) const KEYS_OF_PEOPLE: &str =
    "select person, class, wrapped from person_key where hospital_id = $1 and person = any ($2)";
const PAGE: u32 = 4096;

impl Journal {
    /// Can other processes write to this journal too? Then their events have to be looked for
    /// ([`missed`](Self::missed)).
    pub const fn is_shared(&self) -> bool {
        matches!(self.store, Backend::Postgres(_))
    }

    /// One page of what others wrote after an event. It also learns the keys that they made and forgets those that they
    /// destroyed.
    ///
    /// # Errors
    /// When the database cannot be read, or an event cannot.
    pub async fn missed(&self, after: Seq) -> Result<Vec<Entry>, StoreError> {
        let missed = self.load(after + 1, PAGE).await?;
        if let (Backend::Postgres(store), false) = (&self.store, missed.is_empty()) {
            let mut connection = store.pool.acquire().await?;
            self.learn_from(&mut connection, &missed).await?;
        }
        Ok(missed)
    }

    /// Learns the keys behind the rows that events point to, and forgets those that events destroyed.
    pub(crate) async fn learn_from(&self, connection: &mut PgConnection, entries: &[Entry]) -> Result<(), StoreError> {
        let mut pointed = HashMap::new();
        for entry in entries {
            crate::verify::side_refs(
                &serde_json::from_str(&entry.event.encode()?)?,
                entry.seq.cast_signed(),
                &mut pointed,
            );
        }
        if !pointed.is_empty() {
            let ids: Vec<String> = pointed.into_keys().collect();
            let query = sqlx::query_as(KEYS_OF_ROWS).bind(self.hospital().0).bind(ids);
            self.keys.learn(named(query.fetch_all(&mut *connection).await?)?);
        }
        // The release before does not write these; it may run beside this one.
        let events = entries.iter().map(|entry| &entry.event);
        self.write_people(Backend::Postgres(&mut *connection), events).await?;
        for entry in entries {
            if let Event::Journey(journey::Event::PersonErased(erased)) = &entry.event {
                for person in erased.family() {
                    erased.destroyed.iter().for_each(|class| self.keys.forget((person, *class)));
                }
            }
        }
        Ok(())
    }

    /// Checks that a key made for a person's first row is the one that is stored: another node may have been first.
    pub(crate) async fn check_keys(&self, connection: Connection<'_>, side: &[SealedRow]) -> Result<(), AppendError> {
        let Backend::Postgres(connection) = connection else { return Ok(()) };
        let made = |row: &SealedRow| Some(((row.person?, row.class), row.wrapped.clone()?));
        let made: BTreeMap<KeyName, Vec<u8>> = side.iter().filter_map(made).collect();
        let people: Vec<String> = made.keys().map(|(person, _)| person.to_string()).collect();
        let query = sqlx::query_as(KEYS_OF_PEOPLE).bind(self.hospital().0).bind(people);
        let stored = named(query.fetch_all(connection).await?)?;
        let taken = stored.iter().any(|(name, bytes)| made.get(name).is_some_and(|ours| ours != bytes));
        if taken {
            self.keys.learn(stored);
            return Err(AppendError::PersonKeyTaken);
        }
        Ok(())
    }
}

/// Rows of `person_key` by person and class.
pub(crate) fn named(rows: Vec<KeyRow>) -> Result<Vec<(KeyName, Vec<u8>)>, StoreError> {
    rows.into_iter()
        .map(|(person, class, wrapped)| Ok(((open::person(&person)?, open::class(&class)?), wrapped)))
        .collect()
}
