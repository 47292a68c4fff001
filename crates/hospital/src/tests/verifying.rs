//! `journal verify` compares what the journal makes of the tables with what the worlds say: it finds each difference,
//! and says so when they cannot learn what the journal has.

use super::{
    cells::{Tally, Witness as OfStored},
    harness::{Harness, journal_in},
};
use crate::{usecase, verify::Witness};
use journal::{Entry, Finding, Journal, Said, SaidRow, Value};
use model::{
    Label,
    actor::Actor,
    event::Event,
    id::{AppointmentId, DepartmentId},
    scheduling::{self, AppointmentCancelled, DepartmentOpened, Reason, ReasonCode},
    settlement::ChargeClass,
    time::Instant,
};
use uuid::Uuid;

/// What somebody says otherwise than the worlds, about the first row of a table.
#[derive(Clone, Copy, Debug)]
enum Lie {
    /// This column has another value.
    Cell(&'static str),
    /// There is no such row.
    NoRow,
    /// There is one more row.
    MoreRows,
    /// Nothing about the last column.
    NoColumn,
}

/// Says what the worlds say, but for one lie.
struct Liar {
    truth: Witness,
    about: &'static str,
    lie: Lie,
}

struct Lying<'s> {
    said: &'s mut dyn Said,
    about: &'static str,
    /// `None`: it was told.
    lie: Option<Lie>,
}

impl journal::Witness for Liar {
    fn learn(&mut self, event: &Event, at: Instant) -> Result<(), String> {
        self.truth.learn(event, at)
    }

    fn say(&self, said: &mut dyn Said) {
        self.truth.say(&mut Lying { said, about: self.about, lie: Some(self.lie) });
    }
}

impl Said for Lying<'_> {
    fn row(&mut self, table: &'static str, mut row: SaidRow) {
        match self.lie.take_if(|_| table == self.about) {
            None => {}
            Some(Lie::Cell(name)) => {
                let (_, cell) = row.iter_mut().find(|(column, _)| *column == name).unwrap();
                *cell = "another".into();
            }
            Some(Lie::NoRow) => return,
            Some(Lie::MoreRows) => {
                let mut more = row.clone();
                // Every table here has its key first.
                more[0].1 = Value::from("another");
                self.said.row(table, more);
            }
            Some(Lie::NoColumn) => drop(row.pop()),
        }
        self.said.row(table, row);
    }

    fn row_if_any(&mut self, table: &'static str, row: SaidRow) {
        self.said.row_if_any(table, row);
    }

    fn wrong(&mut self, table: &'static str, key: String, detail: String) {
        self.said.wrong(table, key, detail);
    }
}

/// What is found when somebody lies about a table.
async fn found(journal: &Journal, about: &'static str, lie: Lie) -> Vec<Finding> {
    let mut liar = Liar { truth: Witness::default(), about, lie };
    let report = journal.verify_with(&mut liar).await.unwrap();
    assert!(report.worlds.is_some());
    assert!(report.findings.iter().all(|found| (found.table.as_str(), found.what) == (about, "worlds-differ")));
    report.findings
}

#[tokio::test]
async fn a_row_that_the_journal_makes_otherwise_than_the_worlds_is_found() {
    let harness = Harness::new(2).await;
    let person = harness.person().await;
    harness.book(person, harness.slots[0]).await.unwrap();
    let item = crate::request::PriceListItem {
        item: "A1".into(),
        name: Label::new("测试项目", "Test item"),
        unit: None,
        class: ChargeClass::A,
        unit_price: "1.25".parse().unwrap(),
        ceiling: None,
        preself_rate: "0".parse().unwrap(),
    };
    harness.system(usecase::AddItem { item }.into()).await.unwrap();
    let journal = &harness.journal;
    // Of each part of what is said, one table.
    for (about, column) in
        [("appointment", "state"), ("bed", "state_since"), ("person", "sex"), ("price_item", "name_en")]
    {
        let [one] = &*found(journal, about, Lie::Cell(column)).await else { panic!("{about}") };
        assert!(one.detail.starts_with(&format!("{column} is ")) && one.detail.ends_with(", the worlds say 'another'"));
        let [one] = &*found(journal, about, Lie::NoRow).await else { panic!("{about}") };
        assert_eq!(one.detail, "the journal makes this row, the worlds have none");
        let [one] = &*found(journal, about, Lie::MoreRows).await else { panic!("{about}") };
        assert!(one.key == "another" && one.detail == "the worlds have this row, the journal makes none", "{one:?}");
        let [cell, columns] = &*found(journal, about, Lie::NoColumn).await else { panic!("{about}") };
        assert!(cell.detail.ends_with(", the worlds say nothing"), "{cell:?}");
        assert_eq!(columns.detail, "the worlds say other columns");
    }
    // Without a lie all is well, and as many rows are compared as are stored.
    let mut tally = Tally::default();
    assert!(OfStored::default().differences(&harness, &mut tally).await.is_empty());
    let report = crate::verify(journal).await.unwrap();
    assert_eq!((report.worlds, report.findings), (Some(tally.rows_of_the_projection()), vec![]));
}

fn entry(seq: u64, event: scheduling::Event) -> Entry {
    Entry {
        seq,
        at: "2026-11-26T00:00:00Z".parse().unwrap(),
        actor: Actor::system(),
        on_behalf_of: None,
        reason: None,
        key: None,
        goes_on: false,
        event: event.into(),
    }
}

fn department(seq: u64) -> Entry {
    let name = Label::new("心血管内科", "Cardiology");
    let department = DepartmentId(Uuid::from_u128(seq.into()));
    entry(seq, DepartmentOpened { department, code: seq.to_string(), place: name.clone(), name }.into())
}

/// As somebody would write it who knows how rows are chained.
#[tokio::test]
async fn a_history_that_never_was_is_a_finding_and_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal_in(folder.path()).await;
    let reason = Reason { code: ReasonCode::Other, text: None };
    let cancelled = AppointmentCancelled { appointment: AppointmentId(Uuid::from_u128(7)), reason, by_hospital: true };
    journal.append(&[department(1)], &[]).await.unwrap();
    assert_eq!(crate::verify(&journal).await.unwrap().worlds, Some(1));
    journal.append(&[entry(2, cancelled.into()), department(3)], &[]).await.unwrap();
    let report = crate::verify(&journal).await.unwrap();
    let [found] = &*report.findings else { panic!("{report:?}") };
    assert_eq!((report.worlds, found.key.as_str(), found.what), (None, "2", "worlds-fail"));
    assert!(found.detail.starts_with("the worlds cannot learn it: an event names 00000000-"), "{found:?}");
}
