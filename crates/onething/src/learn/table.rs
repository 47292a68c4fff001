//! A file of visits, row by row. A row that cannot be right is left out and counted by what is wrong with it.

use crate::learn::{
    cells::{self, Moment},
    columns::{Columns, Field, Places},
    fault::{Fault, Rule},
};
use csv::{Position, ReaderBuilder, StringRecord};
use model::message::Message;
use schedules::{
    learn::{GroupId, Observation, Observations},
    text,
};

/// The most bytes of a file, unpacked: some half a million appointments.
pub(crate) const FILE_BYTES_MAX: usize = 64 << 20;
/// The most bytes of a row.
const ROW_BYTES_MAX: usize = 16 << 10;
/// The most columns.
const COLUMNS_MAX: usize = 256;
/// One row in so many may be left out; if it is more, the columns are not what they were said to be.
pub(crate) const LEFT_OUT_ONE_IN: u64 = 10;

/// What was read of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Read {
    /// How many rows there are after the first.
    pub(crate) rows: u64,
    /// Those that were left out, by reason.
    pub(crate) left_out: Vec<LeftOut>,
}

/// Rows that break the same rule in the same field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LeftOut {
    /// The first of them.
    pub(crate) fault: Fault,
    /// Its line in the file, counted from 1.
    pub(crate) line: u64,
    /// How many there are.
    pub(crate) rows: u64,
}

/// A file as it is to be read.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Its columns.
    pub(crate) columns: Columns,
    /// The day or the number from which on visits are held out.
    pub(crate) hold_out_from: Option<i64>,
}

/// Adds the visits of a text of comma-separated values (RFC 4180) whose first line names the columns.
pub(crate) fn read(text: &str, plan: &Plan, seen: &mut Observations) -> Result<Read, Message> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut row = StringRecord::new();
    let mut next = |row: &mut StringRecord| {
        reader.read_record(row).map_err(|error| Message::new("learn-file-broken").with("value", error.to_string()))
    };
    if !next(&mut row)? {
        return Err(Message::new("learn-file-empty"));
    }
    if row.len() > COLUMNS_MAX {
        let columns = row.len().to_string();
        return Err(Message::new("learn-file-columns").with("value", columns).with("max", COLUMNS_MAX.to_string()));
    }
    let width = row.len();
    let places = plan.columns.places(&row.iter().collect::<Vec<_>>())?;
    let unnamed = seen.group(&[]).map_err(|problem| problem.message())?;
    let mut read = Read::default();
    while next(&mut row)? {
        read.rows += 1;
        let line = row.position().map_or(0, Position::line);
        let bytes = row.as_slice().len();
        let visit = if bytes > ROW_BYTES_MAX {
            Err(Fault::cell("row", &bytes.to_string(), Rule::Long(ROW_BYTES_MAX)))
        } else if row.len() == width {
            visit(&row.iter().collect::<Vec<_>>(), &places, plan, unnamed)
        } else {
            Err(Fault::cell("row", &row.len().to_string(), Rule::Cells(width)))
        };
        let visit = match visit {
            Ok(visit) => visit,
            Err(fault) => {
                read.leave_out(fault, line);
                continue;
            }
        };
        let group = seen.group(&path(&row.iter().collect::<Vec<_>>(), &places)).map_err(|problem| problem.message())?;
        match seen.push(Observation { group, ..visit }) {
            Ok(()) => {}
            // With too many rows none of the following fits either.
            Err(problem) if problem.field == "rows" => return Err(problem.message()),
            Err(problem) => read.leave_out(Fault::number(problem), line),
        }
    }
    Ok(read)
}

/// The names of a visit's group: as many as are known, from the first on.
fn path<'r>(row: &[&'r str], places: &Places) -> Vec<&'r str> {
    let names = [Field::Type, Field::Clinician].into_iter().filter(|field| places.has(*field));
    names.map_while(|field| places.name(row, field)).collect()
}

/// What a row says of a visit, apart from its group.
fn visit(row: &[&str], places: &Places, plan: &Plan, group: GroupId) -> Result<Observation, Fault> {
    let cell = |field| places.cell(row, field);
    let date = |field: Field| {
        let known = |cell| cells::moment(cell).ok_or_else(|| Fault::cell(field.name(), cell, Rule::Date));
        cell(field).map(known).transpose()
    };
    let whole = |field: Field| {
        let number = |cell| text::whole::<u32>(field.name(), cell).map_err(Fault::number);
        cell(field).map(number).transpose()
    };
    let shown = places.shown(row).map_err(|cell| Fault::cell(Field::NoShow.name(), &cell, Rule::Flag))?;
    let appointment = date(Field::Appointment)?;
    let scheduled = date(Field::Scheduled)?;
    let lead = appointment.zip(scheduled).map(|(appointment, scheduled)| appointment.day - scheduled.day);
    if lead.is_some_and(i64::is_negative) {
        let cell = cell(Field::Scheduled).unwrap_or_default();
        return Err(Fault::cell(Field::Scheduled.name(), cell, Rule::BookedAfter));
    }
    let start = cell(Field::Start)
        .map(|cell| cells::start(cell).ok_or_else(|| Fault::cell(Field::Start.name(), cell, Rule::Clock)))
        .transpose()?;
    let when = match plan.columns.order() {
        Some(Field::Order) => whole(Field::Order)?.map(i64::from),
        Some(_) => appointment.map(|moment| moment.day),
        None => Some(0),
    };
    let when = when.ok_or_else(|| Fault::cell(plan.columns.order().map_or("order", Field::name), "", Rule::Absent))?;
    let age = whole(Field::Age)?;
    Ok(Observation {
        when,
        start: start.or(appointment.and_then(|moment| moment.second)),
        booked: scheduled.map(|Moment { day, second }| day * 86_400 + i64::from(second.unwrap_or_default())),
        // What is beyond 16 bits is beyond the limits too, which are checked where the visit is added.
        lead_days: lead.map(|days| u16::try_from(days).unwrap_or(u16::MAX)),
        age: age.map(|years| u16::try_from(years).unwrap_or(u16::MAX)),
        shown,
        service_seconds: service(cell(Field::Service), shown)?,
        held_out: plan.hold_out_from.is_some_and(|from| when >= from),
        ..Observation::of(group)
    })
}

/// The seconds in the room. Those who did not come have none, or 0.
fn service(cell: Option<&str>, shown: Option<bool>) -> Result<Option<u32>, Fault> {
    let field = Field::Service.name();
    let Some(cell) = cell else {
        return if shown.is_some() { Ok(None) } else { Err(Fault::cell(field, "", Rule::Nothing)) };
    };
    match (cells::seconds(field, cell).map_err(Fault::number)?, shown) {
        (0, Some(false)) => Ok(None),
        (_, Some(false)) => Err(Fault::cell(field, cell, Rule::Served)),
        (seconds, _) => Ok(Some(seconds)),
    }
}

impl Read {
    /// What of it is wrong with more rows than a few.
    pub(crate) fn too_many_left_out(&self) -> Option<&LeftOut> {
        let first = self.left_out.first()?;
        (self.rows_left_out() * LEFT_OUT_ONE_IN > self.rows).then_some(first)
    }

    /// How many rows were left out.
    pub(crate) fn rows_left_out(&self) -> u64 {
        self.left_out.iter().map(|left_out| left_out.rows).sum()
    }

    fn leave_out(&mut self, fault: Fault, line: u64) {
        match self.left_out.iter_mut().find(|left_out| left_out.fault.is_like(&fault)) {
            Some(like) => like.rows += 1,
            None => self.left_out.push(LeftOut { fault, line, rows: 1 }),
        }
    }
}
