//! Is the journal whole? Its numbers have no hole, and each hash covers the one before. `verify` checks everything;
//! this is what a start can afford, and what a server keeps doing while it serves.

use crate::{Journal, StoreError, append::EventRow, read::EVENTS, store::on, write_lock::HASH_OF};
use model::id::Seq;

/// How many events there are, and the first and the last number; from indexes.
pub(crate) const NUMBERS: &str = "select (select count(*) from event where hospital_id = $1) \
    + (select cast(coalesce(sum(last_seq - seq), 0) as bigint) from event where hospital_id = $1 and last_seq is not null), \
    (select coalesce(min(seq), 0) from event where hospital_id = $1), \
    coalesce((select coalesce(last_seq, seq) from event where hospital_id = $1 order by seq desc limit 1), 0)";
/// Where the row of an event begins.
pub(crate) const BEGINS: &str = "select max(seq) from event where hospital_id = $1 and seq <= $2";
/// The first number that is missing between two others.
pub(crate) const HOLE: &str = "select min(coalesce(e.last_seq, e.seq)) + 1 from event e where e.hospital_id = $1 and \
    not exists (select 1 from event n where n.hospital_id = e.hospital_id and n.seq = coalesce(e.last_seq, e.seq) + 1)";

/// What is wrong with the chain of events, and where it first is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// No event has this number, but there are later ones.
    #[error("event {0} is missing from the journal")]
    Missing(Seq),
    /// The event is not as it was written, or does not follow from the one before.
    #[error("event {0} is not as it was written")]
    Changed(Seq),
}

impl Journal {
    /// The last event of the row before the one that an event is in.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn end_before(&self, seq: Seq) -> Result<Seq, StoreError> {
        let begins: Option<i64> = on!(self.store.aside(), pool => sqlx::query_scalar(BEGINS)
            .bind(self.hospital().0)
            .bind(seq.cast_signed())
            .fetch_one(pool)
            .await?);
        Ok(begins.map_or(0, |begins| begins.cast_unsigned().saturating_sub(1)))
    }

    /// Looks for a hole in the numbers of all events. Reads indexes, not the events, unless there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn missing(&self) -> Result<Option<Broken>, StoreError> {
        let hospital = self.hospital().0;
        let (count, first, last): (i64, i64, i64) =
            on!(self.store.reading(), pool => sqlx::query_as(NUMBERS).bind(hospital).fetch_one(pool).await?);
        if count == last && (first == 1 || count == 0) {
            return Ok(None);
        }
        if first != 1 {
            return Ok(Some(Broken::Missing(1)));
        }
        let hole: Option<i64> =
            on!(self.store.reading(), pool => sqlx::query_scalar(HOLE).bind(hospital).fetch_one(pool).await?);
        Ok(hole.map(|seq| Broken::Missing(seq.cast_unsigned())))
    }

    /// Checks up to `limit` rows after event `after`, with which a row must end, against the hashes before them. Returns
    /// the last event checked, if any, or what is wrong.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn check(&self, after: Seq, limit: u32) -> Result<Result<Option<Seq>, Broken>, StoreError> {
        let hospital = self.hospital().0;
        let mut before: String = match after {
            0 => String::new(),
            _ => {
                let found: Option<String> = on!(self.store.aside(), pool => sqlx::query_scalar(HASH_OF)
                    .bind(hospital)
                    .bind(after.cast_signed())
                    .fetch_optional(pool)
                    .await?);
                match found {
                    Some(hash) => hash,
                    None => return Ok(Err(Broken::Missing(after))),
                }
            }
        };
        let rows: Vec<EventRow> = on!(self.store.aside(), pool => sqlx::query_as(EVENTS)
            .bind(hospital)
            .bind(after.cast_signed() + 1)
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await?);
        let mut checked = None;
        let mut seq = after + 1;
        for row in rows {
            if row.first() != seq {
                return Ok(Err(Broken::Missing(seq)));
            }
            if !row.is_untouched(&before) || row.events().is_err() {
                return Ok(Err(Broken::Changed(seq)));
            }
            checked = Some(row.last());
            seq = row.last() + 1;
            before = row.hash;
        }
        Ok(Ok(checked))
    }
}
