//! Who works as which clinician, and who was erased: what logins must know in the same transaction, in side tables that
//! follow from the events.

use crate::{
    Journal,
    bulk::{Cell, Statement},
    project::{Column, Row, Table, shown},
    store::{Connection, on},
};
use model::{event::Event, id::PersonId, journey, scheduling};
use std::sync::LazyLock;

/// Who works as which clinician.
pub(crate) const WORKS_AS: Table = Table {
    name: "works_as",
    doc: "",
    key: &[Column::text("clinician")],
    columns: &[Column::text("person")],
    indexes: &[],
};
/// Who was erased.
pub(crate) const ERASED: Table =
    Table { name: "erased", doc: "", key: &[Column::text("person")], columns: &[], indexes: &[] };

pub(crate) static INSERTS: LazyLock<[Statement; 2]> = LazyLock::new(|| [insert(&WORKS_AS), insert(&ERASED)]);

fn insert(table: &Table) -> Statement {
    Statement::insert(table.name, [table.key, table.columns].concat(), "on conflict do nothing")
}

/// The rows of [`WORKS_AS`] and of [`ERASED`] that follow from an event.
pub(crate) fn rows(event: &Event) -> [Vec<Row>; 2] {
    match event {
        Event::Scheduling(scheduling::Event::ClinicianEnrolled(e)) => {
            [vec![(vec![shown(e.clinician)], vec![shown(e.person)])], Vec::new()]
        }
        Event::Journey(journey::Event::PersonErased(e)) => {
            [Vec::new(), e.family().map(|person| (vec![shown(person)], Vec::new())).collect()]
        }
        _ => [Vec::new(), Vec::new()],
    }
}

impl Journal {
    /// Executes statements with the hospital and the person for each of these people.
    pub(crate) async fn for_each_person(
        &self,
        mut to: Connection<'_>,
        statements: &[&'static str],
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<(), sqlx::Error> {
        for person in people {
            for statement in statements {
                on!(to.again(), to => sqlx::query(*statement)
                    .bind(self.hospital().0)
                    .bind(person.to_string())
                    .execute(to)
                    .await
                    .map(drop)?);
            }
        }
        Ok(())
    }

    /// Writes what follows from these events; again has no effect.
    pub(crate) async fn write_people<'e>(
        &self,
        mut to: Connection<'_>,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> Result<(), sqlx::Error> {
        let mut all = [Vec::new(), Vec::new()];
        for event in events {
            for (all, rows) in all.iter_mut().zip(rows(event)) {
                let cells = |(key, columns): Row| key.into_iter().chain(columns).map(Cell::Plain).collect::<Vec<_>>();
                all.extend(rows.into_iter().map(cells));
            }
        }
        for (statement, rows) in INSERTS.iter().zip(all) {
            statement.run(to.again(), self.hospital().0, rows).await?;
        }
        Ok(())
    }
}
