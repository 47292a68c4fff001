//! Snapshots of the worlds: a shortcut for start-up, never the truth.

use crate::{Journal, StoreError, keys::cipher_hash, store::on};
use model::id::Seq;

pub(crate) const SAVE: &str = "insert into snapshot (hospital_id, schema, seq, hash, body) values ($1, $2, $3, $4, $5) \
    on conflict (hospital_id, schema) do update set seq = excluded.seq, hash = excluded.hash, body = excluded.body";
pub(crate) const LOAD: &str = "select seq, hash, body from snapshot where hospital_id = $1 and schema = $2";

impl Journal {
    /// Keeps a snapshot taken after event `seq`; it replaces the one before of the same schema.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn save_snapshot(&self, seq: Seq, schema: u32, body: &[u8]) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(SAVE)
            .bind(self.hospital().0)
            .bind(i64::from(schema))
            .bind(seq.cast_signed())
            .bind(cipher_hash(body))
            .bind(body)
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// The snapshot of this schema, where there is one and it is whole. One of another schema is ignored, and so is one
    /// of events that the journal does not have.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn load_snapshot(&self, schema: u32) -> Result<Option<(Seq, Vec<u8>)>, StoreError> {
        let row: Option<(i64, String, Vec<u8>)> = on!(self.store.reading(), pool => sqlx::query_as(LOAD)
            .bind(self.hospital().0)
            .bind(i64::from(schema))
            .fetch_optional(pool)
            .await?);
        let Some((seq, hash, body)) = row else { return Ok(None) };
        if seq.cast_unsigned() > self.read_head().await?.seq {
            tracing::warn!(seq, "the snapshot is newer than the journal and is ignored");
            return Ok(None);
        }
        if cipher_hash(&body) != hash {
            tracing::warn!(seq, "the snapshot is not whole and is ignored");
            return Ok(None);
        }
        Ok(Some((seq.cast_unsigned(), body)))
    }
}
