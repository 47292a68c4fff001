//! Snapshots of the worlds: a shortcut for start-up, never the truth.
//!
//! A snapshot is stored in parts, alternately in two places; its header, which is written last, says in which. If a
//! save is interrupted for any reason, the earlier snapshot stays as it was, and the next save overwrites what is left.
//!
//! Nobody who books waits for a snapshot. On SQLite, which has one writer, each part is a short transaction of its own
//! between two batches. On PostgreSQL the whole snapshot is one transaction on a connection of its own.

use crate::{
    Journal, StoreError,
    keys::cipher_hash,
    store::{Backend, Connection, on, postgres::answered, sqlite::Sqlite},
    verify::PICTURE,
};
use futures_util::TryStreamExt as _;
use model::id::Seq;
use sqlx::{Connection as _, PgConnection};

/// The length of a part at most: it is written and synced in a few milliseconds.
const PART_BYTES: usize = 256 * 1024;

/// The valid snapshot's event number, the hash of its parts' hashes, its place, and its number of parts.
pub(crate) const HEADER: &str =
    "select seq, hash, place, parts from snapshot where hospital_id = $1 and schema = $2 and parts > 0";
pub(crate) const PARTS: &str = "select number, hash, body from snapshot_part \
    where hospital_id = $1 and schema = $2 and place = $3 and number <= $4 order by number";
pub(crate) const HASHES: &str = "select hash from snapshot_part \
    where hospital_id = $1 and schema = $2 and place = $3 and number <= $4 order by number";
pub(crate) const PUT_PART: &str = "insert into snapshot_part (hospital_id, schema, place, number, hash, body) \
    values ($1, $2, $3, $4, $5, $6) on conflict (hospital_id, schema, place, number) do update set \
    hash = excluded.hash, body = excluded.body";
/// Deletes what a longer snapshot left in the place.
pub(crate) const CUT: &str =
    "delete from snapshot_part where hospital_id = $1 and schema = $2 and place = $3 and number > $4";
pub(crate) const PUT_HEADER: &str = "insert into snapshot (hospital_id, schema, seq, hash, body, place, parts) \
    values ($1, $2, $3, $4, $5, $6, $7) on conflict (hospital_id, schema) do update set seq = excluded.seq, \
    hash = excluded.hash, body = excluded.body, place = excluded.place, parts = excluded.parts";
/// On PostgreSQL only: one process after the other, until the end of the transaction.
const ALONE: &str = "select pg_advisory_xact_lock(hashtextextended('snapshot', $1))";
pub(crate) const FORGET: &str = "delete from snapshot where hospital_id = $1 and schema <> $2";
pub(crate) const FORGET_PARTS: &str = "delete from snapshot_part where hospital_id = $1 and schema <> $2";
/// A schema number that no snapshot has.
const NONE: i64 = -1;

/// Why a snapshot cannot be used. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A part is missing.
    #[error("the snapshot after event {seq} is damaged: its part {part} of {parts} is missing")]
    PartMissing {
        /// The last event in the snapshot.
        seq: Seq,
        /// The number of the first missing part.
        part: i64,
        /// How many parts there should be.
        parts: i64,
    },
    /// A part was cut short or changed.
    #[error("the snapshot after event {seq} is damaged: its part {part} of {parts} is not as it was written")]
    PartChanged {
        /// The last event in the snapshot.
        seq: Seq,
        /// The number of the part.
        part: i64,
        /// How many parts there are.
        parts: i64,
    },
    /// The parts are whole, but were not written together.
    #[error("the snapshot after event {seq} is damaged: its parts are not those that were written together")]
    Mixed {
        /// The last event in the snapshot.
        seq: Seq,
    },
    /// The journal has lost its end.
    #[error("the snapshot is of event {seq}, but the journal ends with event {head}: later events are missing")]
    Ahead {
        /// The last event in the snapshot.
        seq: Seq,
        /// The last event of the journal.
        head: Seq,
    },
}

impl From<sqlx::Error> for SnapshotError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

#[macro_rules_attribute::apply(from_row!)]
struct Header {
    seq: i64,
    hash: String,
    place: i64,
    parts: i64,
}

/// A snapshot that is being written to the database.
struct Save<'a> {
    hospital: i64,
    schema: i64,
    seq: i64,
    body: &'a [u8],
    hashes: Vec<String>,
}

impl Journal {
    /// The number of the last event in the snapshot of this schema.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn snapshot_seq(&self, schema: u32) -> Result<Option<Seq>, StoreError> {
        let found: Option<Header> = on!(self.store.aside(), pool => sqlx::query_as(HEADER)
            .bind(self.hospital().0)
            .bind(i64::from(schema))
            .fetch_optional(pool)
            .await?);
        Ok(found.map(|header| header.seq.cast_unsigned()))
    }

    /// Stores a snapshot taken after event `seq`, which replaces the one before. `false`: another process has stored
    /// one meanwhile, and this one is dropped.
    ///
    /// # Errors
    /// When the database cannot be written; the snapshot before stays valid.
    pub async fn save_snapshot(&self, seq: Seq, schema: u32, body: &[u8]) -> Result<bool, StoreError> {
        let hashes = body.chunks(PART_BYTES).map(cipher_hash).collect();
        let (hospital, schema, seq) = (self.hospital().0, i64::from(schema), seq.cast_signed());
        let save = Save { hospital, schema, seq, body, hashes };
        match &self.store {
            Backend::Sqlite(store) => save.between_batches(store).await,
            Backend::Postgres(store) => {
                let mut connection = store.saving().await?;
                let mut transaction = connection.begin().await?;
                let saved = save.at_once(&mut transaction).await?;
                answered(transaction.commit()).await?;
                Ok(saved)
            }
        }
    }

    /// The snapshot of this schema, if there is one. One of another schema is ignored, and so is one that was never
    /// finished.
    ///
    /// # Errors
    /// [`SnapshotError`] where it is not what was saved, or does not belong to this journal.
    pub async fn load_snapshot(&self, schema: u32) -> Result<Option<(Seq, Vec<u8>)>, SnapshotError> {
        let found = match &self.store {
            Backend::Sqlite(store) => {
                let mut picture = store.aside.begin().await?;
                self.read_snapshot(Backend::Sqlite(&mut *picture), schema).await?
            }
            Backend::Postgres(store) => {
                let mut picture = store.pool.begin_with(PICTURE).await?;
                self.read_snapshot(Backend::Postgres(&mut *picture), schema).await?
            }
        };
        if let Some((seq, _)) = &found {
            let head = self.read_head(self.store.aside()).await?.seq;
            if *seq > head {
                return Err(SnapshotError::Ahead { seq: *seq, head });
            }
        }
        Ok(found)
    }

    async fn read_snapshot(
        &self,
        mut from: Connection<'_>,
        schema: u32,
    ) -> Result<Option<(Seq, Vec<u8>)>, SnapshotError> {
        let (hospital, schema) = (self.hospital().0, i64::from(schema));
        let Some(Header { seq, hash, place, parts }) = header(from.again(), hospital, schema).await? else {
            return Ok(None);
        };
        let seq = seq.cast_unsigned();
        let (mut body, mut hashes, mut part) = (Vec::new(), String::new(), 0);
        // At most one part too many. If their number is wrong, this fails or is too little: the body grows as it is read.
        let _ = body.try_reserve_exact(usize::try_from(parts).unwrap_or_default().saturating_mul(PART_BYTES));
        on!(from, from => {
            let query = sqlx::query_as(PARTS).bind(hospital).bind(schema).bind(place).bind(parts);
            let mut rows = query.fetch(from);
            while let Some((number, hash, bytes)) = rows.try_next().await? {
                let (number, hash, bytes): (i64, String, Vec<u8>) = (number, hash, bytes);
                part += 1;
                if number != part {
                    return Err(SnapshotError::PartMissing { seq, part, parts });
                }
                if cipher_hash(&bytes) != hash {
                    return Err(SnapshotError::PartChanged { seq, part, parts });
                }
                hashes.push_str(&hash);
                body.extend_from_slice(&bytes);
            }
        });
        if part < parts {
            return Err(SnapshotError::PartMissing { seq, part: part + 1, parts });
        }
        if cipher_hash(hashes.as_bytes()) != hash {
            return Err(SnapshotError::Mixed { seq });
        }
        Ok(Some((seq, body)))
    }

    /// Removes every snapshot of this hospital: the next start reads the whole journal. Returns whether there was one.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_snapshots(&self) -> Result<bool, StoreError> {
        let hospital = self.hospital().0;
        on!(self.store.writing(), pool => {
            let mut transaction = pool.begin().await?;
            let forgotten = sqlx::query(FORGET).bind(hospital).bind(NONE).execute(&mut *transaction).await?;
            sqlx::query(FORGET_PARTS).bind(hospital).bind(NONE).execute(&mut *transaction).await?;
            transaction.commit().await?;
            Ok(forgotten.rows_affected() > 0)
        })
    }
}

async fn header(from: Connection<'_>, hospital: i64, schema: i64) -> Result<Option<Header>, sqlx::Error> {
    on!(from, from => sqlx::query_as(HEADER).bind(hospital).bind(schema).fetch_optional(from).await)
}

impl Save<'_> {
    /// The place that the valid snapshot does not use; `None` when that snapshot is of a later event.
    async fn place(&self, from: Connection<'_>) -> Result<Option<i64>, sqlx::Error> {
        Ok(match header(from, self.hospital, self.schema).await? {
            None => Some(0),
            Some(header) => (header.seq <= self.seq).then_some(1 - header.place),
        })
    }

    async fn between_batches(&self, store: &Sqlite) -> Result<bool, StoreError> {
        let mut place = None;
        for (number, part) in (1..).zip(self.body.chunks(PART_BYTES)) {
            let mut transaction = store.writer.begin_with("begin immediate").await?;
            let Some(free) = self.place(Backend::Sqlite(&mut *transaction)).await? else { return Ok(false) };
            if *place.get_or_insert(free) != free {
                return Ok(false);
            }
            self.put_part(Backend::Sqlite(&mut *transaction), free, number, part).await?;
            transaction.commit().await?;
        }
        let Some(place) = place else { return Ok(false) };
        let mut transaction = store.writer.begin_with("begin immediate").await?;
        let free = self.place(Backend::Sqlite(&mut *transaction)).await?;
        let query = sqlx::query_scalar(HASHES).bind(self.hospital).bind(self.schema).bind(place).bind(self.parts());
        let hashes: Vec<String> = query.fetch_all(&mut *transaction).await?;
        if free != Some(place) || hashes != self.hashes {
            return Ok(false);
        }
        self.finish(Backend::Sqlite(&mut *transaction), place).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn at_once(&self, connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
        let alone = sqlx::query(ALONE).bind(self.hospital).execute(&mut *connection);
        answered(alone).await?;
        let Some(place) = answered(self.place(Backend::Postgres(&mut *connection))).await? else { return Ok(false) };
        for (number, part) in (1..).zip(self.body.chunks(PART_BYTES)) {
            answered(self.put_part(Backend::Postgres(&mut *connection), place, number, part)).await?;
        }
        answered(self.finish(Backend::Postgres(connection), place)).await?;
        Ok(true)
    }

    async fn put_part(&self, to: Connection<'_>, place: i64, number: i64, part: &[u8]) -> Result<(), sqlx::Error> {
        let hash = usize::try_from(number - 1).ok().and_then(|at| self.hashes.get(at)).map_or("", String::as_str);
        on!(to, to => sqlx::query(PUT_PART)
            .bind(self.hospital)
            .bind(self.schema)
            .bind(place)
            .bind(number)
            .bind(hash)
            .bind(part)
            .execute(to)
            .await
            .map(drop))
    }

    /// Marks the snapshot as whole, and deletes those of other schemas.
    async fn finish(&self, mut to: Connection<'_>, place: i64) -> Result<(), sqlx::Error> {
        let (hospital, schema) = (self.hospital, self.schema);
        on!(to.again(), to => sqlx::query(PUT_HEADER)
            .bind(hospital)
            .bind(schema)
            .bind(self.seq)
            .bind(cipher_hash(self.hashes.concat().as_bytes()))
            .bind(&b""[..])
            .bind(place)
            .bind(self.parts())
            .execute(to)
            .await
            .map(drop)?);
        on!(to.again(), to => sqlx::query(CUT)
            .bind(hospital)
            .bind(schema)
            .bind(place)
            .bind(self.parts())
            .execute(to)
            .await
            .map(drop)?);
        for forget in [FORGET, FORGET_PARTS] {
            on!(to.again(), to => sqlx::query(forget).bind(hospital).bind(schema).execute(to).await.map(drop)?);
        }
        Ok(())
    }

    fn parts(&self) -> i64 {
        self.hashes.len() as i64
    }
}
