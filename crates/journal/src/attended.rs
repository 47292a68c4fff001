//! Until when a hospital was attended: a mark that a running program renews, outside the chain of events. It tells a
//! start how long nobody was running the hospital.

use crate::{
    Journal, StoreError,
    project::instant_text,
    read,
    store::{Backend, Connection, on},
};
use chrono::Duration;
use model::time::Instant;

/// A span of hospital time in which nobody ran the hospital: from, until.
pub type Unattended = (Instant, Instant);

/// An administrator's agreement to events in the future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// Events up to this time may lie in the future.
    pub until: Instant,
    /// What the clock showed when the administrator agreed.
    pub at: Instant,
}

/// What is stored beside the mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attended {
    /// Spans in which nobody ran the hospital, oldest first: what fell due in them waits for an administrator.
    pub unattended: Vec<Unattended>,
    /// What the database server's clock shows; `None` where the database is in this process.
    pub server_shows: Option<Instant>,
}

/// On PostgreSQL only: makes two programs that start together do so one after the other.
pub(crate) const LOCK: &str = "lock table attended in share row exclusive mode";
/// On PostgreSQL only.
pub(crate) const SERVER_SHOWS: &str = "select clock_timestamp()";
pub(crate) const MARK: &str = "select alive_at from attended where hospital_id = $1";
/// An earlier version did not store when the agreement was made; such an agreement counts from the last mark.
pub(crate) const AGREED: &str = "select events_until, coalesce(agreed_at, alive_at) from attended \
    where hospital_id = $1 and events_until is not null";
pub(crate) const RENEW: &str = "insert into attended (hospital_id, alive_at) values ($1, $2) \
    on conflict (hospital_id) do update set alive_at = excluded.alive_at";
pub(crate) const ADD: &str = "insert into unattended (hospital_id, since, until) values ($1, $2, $3) on conflict (hospital_id, since) do nothing";
/// No span may end later than now: if one does, the clock was ahead when it was written.
pub(crate) const CUT: &str = "update unattended set until = $2 where hospital_id = $1 and until > $2";
pub(crate) const DROP: &str = "delete from unattended where hospital_id = $1 and since >= until";
/// The row that an event is in.
pub(crate) const AT_OF: &str =
    "select seq, at from event where hospital_id = $1 and seq <= $2 order by seq desc limit 1";
pub(crate) const SPANS: &str = "select since, until from unattended where hospital_id = $1 order by since";
pub(crate) const SEEN_TO: &str = "delete from unattended where hospital_id = $1 and since = $2";
pub(crate) const AGREE: &str = "insert into attended (hospital_id, alive_at, events_until, agreed_at) \
    values ($1, $2, $2, $3) on conflict (hospital_id) do update set events_until = excluded.events_until, \
    agreed_at = excluded.agreed_at";

/// All statements, for the test that prepares them.
#[cfg(test)]
pub(crate) const NAMED: &[&str] = &[MARK, AGREED, RENEW, ADD, CUT, DROP, SPANS, SEEN_TO, AGREE, AT_OF];

fn read(text: &str) -> Result<Instant, StoreError> {
    text.parse().map_err(|_| StoreError::Row { table: "attended", what: text.to_owned() })
}

impl Journal {
    /// Renews the mark: the hospital runs at `now`. Where it was not renewed for longer than `absence_max` (`None`:
    /// however long), the time since then is stored as a span in which nobody ran it. `last` is the time of the last
    /// event; somebody ran it then.
    ///
    /// # Errors
    /// When the database cannot be written; then nothing has changed.
    pub async fn attend(
        &self,
        now: Instant,
        last: Instant,
        absence_max: Option<Duration>,
    ) -> Result<Attended, StoreError> {
        match &self.store {
            Backend::Sqlite(store) => {
                let mut transaction = store.writer.begin_with("begin immediate").await?;
                let found = self.renew(Backend::Sqlite(&mut *transaction), now, last, absence_max).await?;
                transaction.commit().await?;
                Ok(found)
            }
            Backend::Postgres(store) => {
                let mut transaction = store.pool.begin().await?;
                sqlx::query(LOCK).execute(&mut *transaction).await?;
                let found = self.renew(Backend::Postgres(&mut *transaction), now, last, absence_max).await?;
                let shows = sqlx::query_scalar(SERVER_SHOWS).fetch_one(&mut *transaction).await?;
                transaction.commit().await?;
                Ok(Attended { server_shows: Some(shows), ..found })
            }
        }
    }

    async fn renew(
        &self,
        mut connection: Connection<'_>,
        now: Instant,
        last: Instant,
        absence_max: Option<Duration>,
    ) -> Result<Attended, StoreError> {
        let (hospital, today) = (self.hospital().0, instant_text(now));
        let alive_at: Option<String> =
            on!(connection.again(), to => sqlx::query_scalar(MARK).bind(hospital).fetch_optional(to).await?);
        let alive_at = alive_at.as_deref().map(read).transpose()?;
        // A mark in the future was set by a clock that was ahead.
        let alive_at = alive_at.filter(|alive_at| *alive_at <= now).unwrap_or_default().max(last);
        // Before the first event nothing can have fallen due.
        let empty = last == Instant::default();
        for statement in [CUT, RENEW] {
            on!(connection.again(), to => sqlx::query(statement).bind(hospital).bind(&today).execute(to).await?.rows_affected());
        }
        if !empty && absence_max.is_some_and(|max| now - alive_at > max) {
            on!(connection.again(), to => sqlx::query(ADD)
                .bind(hospital)
                .bind(instant_text(alive_at))
                .bind(&today)
                .execute(to)
                .await?
                .rows_affected());
        }
        on!(connection.again(), to => sqlx::query(DROP).bind(hospital).execute(to).await?.rows_affected());
        let spans: Vec<(String, String)> =
            on!(connection, to => sqlx::query_as(SPANS).bind(hospital).fetch_all(to).await?);
        let spans = spans.iter().map(|(since, until)| Ok((read(since)?, read(until)?)));
        Ok(Attended { unattended: spans.collect::<Result<_, StoreError>>()?, server_shows: None })
    }

    /// Up to when events may lie in the future, where an administrator agreed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn agreed(&self) -> Result<Option<Agreed>, StoreError> {
        let agreed: Option<(String, String)> = on!(self.store.reading(), pool => sqlx::query_as(AGREED)
            .bind(self.hospital().0)
            .fetch_optional(pool)
            .await?);
        agreed.map(|(until, at)| Ok(Agreed { until: read(&until)?, at: read(&at)? })).transpose()
    }

    /// An administrator has seen to a span: what fell due in it is decided from now on.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn seen_to(&self, since: Instant) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(SEEN_TO)
            .bind(self.hospital().0)
            .bind(instant_text(since))
            .execute(pool)
            .await?
            .rows_affected());
        Ok(())
    }

    /// Stores an administrator's agreement to events in the future.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn agree(&self, agreed: Agreed) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(AGREE)
            .bind(self.hospital().0)
            .bind(instant_text(agreed.until))
            .bind(instant_text(agreed.at))
            .execute(pool)
            .await?
            .rows_affected());
        Ok(())
    }

    /// The number and time of the first event after a moment. Events are in the order of their times.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn first_after(&self, moment: Instant) -> Result<Option<(model::id::Seq, Instant)>, StoreError> {
        let (head, _) = self.head().await?;
        let (mut low, mut high, mut first) = (1, head + 1, None);
        while low < high {
            let middle = low + (high - low) / 2;
            let found: Option<(i64, String)> = on!(self.store.reading(), pool => sqlx::query_as(AT_OF)
                .bind(self.hospital().0)
                .bind(middle.cast_signed())
                .fetch_optional(pool)
                .await?);
            let Some((begins, at)) = found else { return Ok(None) };
            let (begins, at) = (begins.cast_unsigned(), read::instant(&at)?);
            if at > moment {
                (high, first) = (begins, Some((begins, at)));
            } else {
                low = middle + 1;
            }
        }
        Ok(first)
    }
}
