//! The rows of the projected tables as the journal has them, played in memory, and their comparison with what somebody
//! says who learnt the same events in another way.

use crate::{
    people,
    project::{self, Change, Column, TABLES, Table, Value, show, show_one, table},
    verify::Report,
};
use model::{event::Event, id::Seq, time::Instant};
use std::collections::BTreeMap;

/// The cells of a row by their columns, those of its key too.
pub type SaidRow = Vec<(&'static str, Value)>;

/// Takes what a [`Witness`] says.
pub trait Said {
    /// There is this row.
    fn row(&mut self, table: &'static str, row: SaidRow);

    /// If there is a row with this key, it is this one.
    fn row_if_any(&mut self, table: &'static str, row: SaidRow);

    /// Something is wrong with a table, by what the witness itself knows.
    fn wrong(&mut self, table: &'static str, key: String, detail: String);
}

/// Learns all events of a journal, and then says what its tables must hold: another opinion than the projection's.
pub trait Witness: Send {
    /// Learns the next event; the first one is number 1.
    ///
    /// # Errors
    /// When it cannot be learnt: why. The witness is asked nothing after that.
    fn learn(&mut self, event: &Event, at: Instant) -> Result<(), String>;

    /// Says every row of every projected table.
    fn say(&self, said: &mut dyn Said);
}

/// What the journal says the tables hold, by table and key.
#[derive(Default)]
pub(crate) struct Rows(BTreeMap<&'static str, BTreeMap<Vec<Value>, Vec<Value>>>);

impl Rows {
    pub(crate) fn of(&self, table: &str) -> impl Iterator<Item = (&Vec<Value>, &Vec<Value>)> {
        self.0.get(table).into_iter().flatten()
    }

    /// The key and one cell of each row.
    pub(crate) fn cells<'a>(
        &'a self,
        name: &'static str,
        column: &'static str,
    ) -> impl Iterator<Item = (&'a [Value], &'a Value)> {
        let place = table(name).place(column);
        self.of(name).filter_map(move |(key, cells)| Some((key.as_slice(), cells.get(place?)?)))
    }

    /// Applies an event, as `tables` does to the tables.
    pub(crate) fn play(&mut self, event: &Event, seq: Seq, at: Instant) {
        let Self(rows) = self;
        for (table, follow) in [people::WORKS_AS.name, people::ERASED.name].into_iter().zip(people::rows(event)) {
            if !follow.is_empty() {
                rows.entry(table).or_default().extend(follow);
            }
        }
        for change in project::changes(event, seq, at) {
            match change {
                Change::Put { table: name, key, set } => {
                    let mut cells = vec![Value::Null; table(name).columns.len()];
                    put(table(name), &mut cells, set);
                    rows.entry(name).or_default().insert(key, cells);
                }
                Change::Set { table: name, key, set } => {
                    if let Some(cells) = rows.entry(name).or_default().get_mut(&key) {
                        put(table(name), cells, set);
                    }
                }
                Change::Choose { table: name, key, column, choice } => {
                    let table = table(name);
                    if let (Some(cells), Some(by)) =
                        (rows.entry(name).or_default().get_mut(&key), table.place(choice.by))
                    {
                        let made = choice.made(&cells[by]);
                        put(table, cells, vec![(column, made)]);
                    }
                }
                Change::Add { table: name, key, add } => {
                    if let Some(cells) = rows.entry(name).or_default().get_mut(&key) {
                        for (column, more) in add {
                            if let Some(Value::Int(cell)) =
                                table(name).place(column).and_then(|place| cells.get_mut(place))
                            {
                                *cell += more;
                            }
                        }
                    }
                }
            }
        }
    }
}

fn put(table: &Table, cells: &mut [Value], set: Vec<(&'static str, Value)>) {
    for (column, value) in set {
        if let Some(cell) = table.place(column).and_then(|place| cells.get_mut(place)) {
            *cell = value;
        }
    }
}

/// Compares the rows that were played, one after the other, with those that are said. A row that was said is forgotten,
/// so that at the end those are left that nobody said.
pub(crate) struct Comparison<'r> {
    rows: Rows,
    report: &'r mut Report,
    compared: u64,
}

/// How it is told in a finding.
const DIFFER: &str = "worlds-differ";

impl<'r> Comparison<'r> {
    pub(crate) const fn new(rows: Rows, report: &'r mut Report) -> Self {
        Self { rows, report, compared: 0 }
    }

    /// Everything was said.
    pub(crate) fn end(mut self) {
        for Table { name, .. } in TABLES {
            for key in self.rows.0.remove(name).unwrap_or_default().into_keys() {
                self.report.find(name, show(&key), DIFFER, "the journal makes this row, the worlds have none");
            }
        }
        self.report.worlds = Some(self.compared);
    }

    /// Returns why they cannot be compared, if so.
    fn compare(&mut self, name: &'static str, said: &SaidRow, must_be: bool) -> Result<(), &'static str> {
        let table = TABLES.iter().find(|table| table.name == name).ok_or("there is no such table")?;
        let cell = |column: &Column| said.iter().find(|(name, _)| *name == column.name).map(|(_, cell)| cell);
        let key: Option<Vec<_>> = table.key.iter().map(|column| cell(column).cloned()).collect();
        let key = key.ok_or("the worlds do not say the whole key")?;
        let Some(played) = self.rows.0.get_mut(name).and_then(|rows| rows.remove(&key)) else {
            if must_be {
                self.report.find(name, show(&key), DIFFER, "the worlds have this row, the journal makes none");
            }
            return Ok(());
        };
        self.compared += 1;
        for (column, played) in
            table.columns.iter().zip(&played).filter(|(column, played)| cell(column) != Some(played))
        {
            let worlds = cell(column).map_or("nothing".to_owned(), show_one);
            let detail = format!("{} is {}, the worlds say {worlds}", column.name, show_one(played));
            self.report.find(name, show(&key), DIFFER, detail);
        }
        if said.len() == key.len() + played.len() { Ok(()) } else { Err("the worlds say other columns") }
    }

    fn hear(&mut self, name: &'static str, said: &SaidRow, must_be: bool) {
        if let Err(why) = self.compare(name, said, must_be) {
            self.report.find(name, "", DIFFER, why);
        }
    }
}

impl Said for Comparison<'_> {
    fn row(&mut self, table: &'static str, row: SaidRow) {
        self.hear(table, &row, true);
    }

    fn row_if_any(&mut self, table: &'static str, row: SaidRow) {
        self.hear(table, &row, false);
    }

    fn wrong(&mut self, table: &'static str, key: String, detail: String) {
        self.report.find(table, key, DIFFER, detail);
    }
}
