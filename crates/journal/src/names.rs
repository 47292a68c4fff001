//! Keyed hashes of parts of names, and of birth dates, for search: a side table that follows from the sealed records.
//! It is in no event, no snapshot and no file of a hospital; erasing a person deletes that person's rows in the same
//! transaction.

use crate::{
    Journal, PersonRecord, SealedRow, StoreError,
    bulk::{Cell, Statement},
    open,
    project::Column,
    store::{Backend, Connection, on},
    write_lock::LOCK_HEAD,
};
use model::id::PersonId;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};
use uuid::Uuid;

pub(crate) const BY_PART: &str =
    "select person from name_part where hospital_id = $1 and part = $2 order by person limit $3";
pub(crate) const BY_PARTS: &str = "select a.person from name_part a join name_part b \
    on b.hospital_id = a.hospital_id and b.person = a.person \
    where a.hospital_id = $1 and a.part = $2 and b.part = $4 order by a.person limit $3";
pub(crate) const FORGET: &str = "delete from name_part where hospital_id = $1 and person = $2";
const EMPTY: &str = "delete from name_part where hospital_id = $1";
pub(crate) const RECORDS: &str = "select id, person, class, cipher from side \
    where hospital_id = $1 and kind = 'person' and id > $2 order by id limit $3";
/// Everybody who can be found by a part of a name.
pub(crate) const PEOPLE: &str = "select distinct person from name_part where hospital_id = $1 order by person";

const MISSING: &str = "select cast(case when exists (select 1 from side where hospital_id = $1 and kind = 'person') \
    and not exists (select 1 from name_part where hospital_id = $1) then 1 else 0 end as bigint)";

const ONE: &str = "select person, part from name_part where hospital_id = $1 order by person, part limit 1";
const NEWEST: &str = "select id, person, class, cipher from side \
    where hospital_id = $1 and person = $2 and kind = 'person' order by id desc limit 1";

/// All statements, for the test that prepares them on both databases.
#[cfg(test)]
pub(crate) const NAMED: [&str; 9] = [BY_PART, BY_PARTS, FORGET, EMPTY, RECORDS, PEOPLE, MISSING, ONE, NEWEST];

/// How many records are read at once.
const PAGE: i64 = 1_000;

pub(crate) static INSERT: LazyLock<Statement> = LazyLock::new(|| {
    Statement::insert("name_part", vec![Column::text("person"), Column::text("part")], "on conflict do nothing")
});

#[macro_rules_attribute::apply(from_row!)]
struct RecordRow {
    id: String,
    person: Option<String>,
    class: String,
    cipher: Vec<u8>,
}

impl Journal {
    /// The people who are found by this part (its keyed hash), and also by the other one where there is one, up to
    /// `limit`, in the order of ids; aliases count as people of their own.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn people_by_part(
        &self,
        part: &str,
        other: Option<&str>,
        limit: u32,
    ) -> Result<Vec<PersonId>, StoreError> {
        let hospital = self.hospital().0;
        let found: Vec<String> = on!(self.store.reading(), pool => {
            let query = sqlx::query_scalar(if other.is_some() { BY_PARTS } else { BY_PART });
            let query = query.bind(hospital).bind(part).bind(i64::from(limit));
            match other {
                Some(other) => query.bind(other).fetch_all(pool).await?,
                None => query.fetch_all(pool).await?,
            }
        });
        found.iter().map(|person| open::person(person)).collect()
    }

    /// Is the index empty though there are people, as after an import, or does it hold something other than `parts`
    /// gives, as after an upgrade?
    ///
    /// # Errors
    /// When the database cannot be read, or a record is not what was sealed.
    pub async fn lacks_names(
        &self,
        parts: impl Fn(&PersonRecord) -> Vec<String> + Send + Sync,
    ) -> Result<bool, StoreError> {
        let missing: i64 = on!(self.store.reading(), pool => sqlx::query_scalar(MISSING)
            .bind(self.hospital().0)
            .fetch_one(pool)
            .await?);
        if missing == 1 {
            return Ok(true);
        }
        // The whole index was made by one rule: one row tells which.
        let one: Option<(String, String)> = on!(self.store.reading(), pool => sqlx::query_as(ONE)
            .bind(self.hospital().0)
            .fetch_optional(pool)
            .await?);
        let Some((person, part)) = one else { return Ok(false) };
        let record: Option<RecordRow> = on!(self.store.reading(), pool => sqlx::query_as(NEWEST)
            .bind(self.hospital().0)
            .bind(&person)
            .fetch_optional(pool)
            .await?);
        let record = match record {
            Some(row) => self.open_record(&row).await?,
            None => None,
        };
        Ok(!record.is_some_and(|(_, record)| parts(&record).contains(&part)))
    }

    /// The person whose record it is, and what it says; `None` when it is nobody's, or when its key was destroyed.
    async fn open_record(&self, row: &RecordRow) -> Result<Option<(String, PersonRecord)>, StoreError> {
        let Some(person) = &row.person else { return Ok(None) };
        let owner = (open::person(person)?, open::class(&row.class)?);
        let id = Uuid::parse_str(&row.id).map_err(|_| StoreError::Row { table: "side", what: "id".into() })?;
        let Some(plain) = self.keys.open(id, "person", Some(owner), &row.cipher)? else { return Ok(None) };
        let record = serde_json::from_slice(&plain).unwrap_or_default();
        Ok(Some((person.clone(), self.dated(owner.0, id, record).await?)))
    }

    /// Makes the whole index anew from the sealed records in one transaction, during which nothing else is written.
    /// `parts` gives what a record is found by. Returns how many people are in the index.
    ///
    /// # Errors
    /// When the database cannot be read or written; then the index is as it was.
    pub async fn index_names(
        &self,
        parts: impl Fn(&PersonRecord) -> Vec<String> + Send + Sync,
    ) -> Result<u64, StoreError> {
        match &self.store {
            Backend::Sqlite(store) => {
                let mut transaction = store.writer.begin_with("begin immediate").await?;
                let people = self.index_in(Backend::Sqlite(&mut *transaction), &parts).await?;
                transaction.commit().await?;
                Ok(people)
            }
            Backend::Postgres(store) => {
                store.make_head(self.hospital().0).await?;
                let mut transaction = store.patient().begin().await?;
                sqlx::query(LOCK_HEAD).bind(self.hospital().0).execute(&mut *transaction).await?;
                let people = self.index_in(Backend::Postgres(&mut *transaction), &parts).await?;
                transaction.commit().await?;
                Ok(people)
            }
        }
    }

    async fn index_in(
        &self,
        mut to: Connection<'_>,
        parts: &(impl Fn(&PersonRecord) -> Vec<String> + Send + Sync),
    ) -> Result<u64, StoreError> {
        // Others may have registered people since this process read the keys; nobody can while this transaction runs.
        self.load_person_keys().await?;
        let hospital = self.hospital().0;
        let mut newest: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut after = String::new();
        loop {
            let page: Vec<RecordRow> = on!(to.again(), to => sqlx::query_as(RECORDS)
                .bind(hospital)
                .bind(&after)
                .bind(PAGE)
                .fetch_all(to)
                .await?);
            let Some(last) = page.last() else { break };
            after.clone_from(&last.id);
            for row in page {
                // Ids are in the order of time: a later version replaces the earlier one.
                match (self.open_record(&row).await?, row.person) {
                    (Some((person, record)), _) => newest.insert(person, parts(&record)),
                    (None, Some(person)) => newest.remove(&person),
                    (None, None) => None,
                };
            }
        }
        on!(to.again(), to => sqlx::query(EMPTY).bind(hospital).execute(to).await.map(drop)?);
        let rows = newest.iter().flat_map(|(person, parts)| parts.iter().map(|part| cells(person, part)));
        INSERT.run(to, hospital, rows.collect::<Vec<_>>()).await?;
        Ok(newest.len() as u64)
    }

    /// Writes the parts that the names in these rows are found by; those of a correction replace the earlier ones.
    pub(crate) async fn write_parts(&self, mut to: Connection<'_>, side: &[SealedRow]) -> Result<(), sqlx::Error> {
        let hospital = self.hospital().0;
        let named: BTreeMap<String, &Vec<String>> =
            side.iter().filter_map(|row| Some((row.person?.to_string(), row.name_parts.as_ref()?))).collect();
        for row in side.iter().filter(|row| row.replaces_parts) {
            if let Some(person) = row.person {
                self.forget_parts(to.again(), [person]).await?;
            }
        }
        let rows = named.iter().flat_map(|(person, parts)| parts.iter().map(|part| cells(person, part)));
        INSERT.run(to, hospital, rows.collect::<Vec<_>>()).await
    }

    /// Deletes the parts of these people: nobody finds them by name any more.
    pub(crate) async fn forget_parts(
        &self,
        mut to: Connection<'_>,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<(), sqlx::Error> {
        for person in people.into_iter().collect::<BTreeSet<_>>() {
            on!(to.again(), to => sqlx::query(FORGET)
                .bind(self.hospital().0)
                .bind(person.to_string())
                .execute(to)
                .await
                .map(drop)?);
        }
        Ok(())
    }
}

fn cells(person: &str, part: &str) -> Vec<Cell> {
    vec![person.into(), part.into()]
}
