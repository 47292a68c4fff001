//! Which column of a file says what: `no-show=No-show,age=Age,type=Clinic`.

use crate::learn::cells::is_absent;
use model::message::Message;

/// The most values that may be named for a column.
const VALUES_MAX: usize = 64;
/// What says that nobody came, and that somebody did, where no values are named; capital letters or not.
const DID_NOT_COME: [&str; 5] = ["yes", "true", "1", "y", "是"];
const CAME: [&str; 5] = ["no", "false", "0", "n", "否"];

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Type,
    Clinician,
    Appointment,
    Order,
    Start,
    Scheduled,
    Age,
    NoShow,
    Service,
}

impl Field {
    const ALL: [Self; 9] = [
        Self::Type,
        Self::Clinician,
        Self::Appointment,
        Self::Order,
        Self::Start,
        Self::Scheduled,
        Self::Age,
        Self::NoShow,
        Self::Service,
    ];

    /// As it is typed, and named where something is wrong.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Clinician => "clinician",
            Self::Appointment => "appointment",
            Self::Order => "order",
            Self::Start => "start",
            Self::Scheduled => "scheduled",
            Self::Age => "age",
            Self::NoShow => "no-show",
            Self::Service => "service",
        }
    }

    /// Whether values may be named after the column: `no-show=Attended:No/Yes`, `type=Visit:1/2`.
    const fn has_values(self) -> bool {
        matches!(self, Self::Type | Self::Clinician | Self::NoShow)
    }
}

/// A column that is named for a field, with the values that are named.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    field: Field,
    column: String,
    values: Vec<String>,
}

/// The columns of a file by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns(Vec<Named>);

/// The columns of a file by their places.
#[derive(Clone, Debug)]
pub(crate) struct Places(Vec<(usize, Named)>);

impl Columns {
    /// Reads what is typed.
    pub(crate) fn of(typed: &str) -> Result<Self, Message> {
        let mut all: Vec<Named> = Vec::new();
        for pair in typed.split(',') {
            let wrong = |id| Message::new(id).with("value", pair.to_owned());
            let (name, column) = pair.split_once('=').ok_or_else(|| wrong("learn-columns-pair"))?;
            let field = Field::ALL.into_iter().find(|field| field.name() == name.trim()).ok_or_else(|| {
                let fields = Field::ALL.map(Field::name).join(", ");
                wrong("learn-columns-field").with("fields", fields)
            })?;
            let (column, values) = match column.split_once(':').filter(|_| field.has_values()) {
                Some((column, values)) => (column, values.split('/').map(|value| value.trim().to_owned()).collect()),
                None => (column, Vec::new()),
            };
            let column = column.trim().to_owned();
            if column.is_empty() || values.len() > VALUES_MAX {
                return Err(wrong("learn-columns-pair"));
            }
            if field == Field::NoShow && !matches!(values.len(), 0 | 2) {
                return Err(wrong("learn-columns-flag"));
            }
            if all.iter().any(|named| named.field == field) {
                return Err(wrong("learn-columns-twice"));
            }
            all.push(Named { field, column, values });
        }
        if !all.iter().any(|named| matches!(named.field, Field::NoShow | Field::Service)) {
            return Err(Message::new("learn-columns-nothing").with("value", typed.to_owned()));
        }
        Ok(Self(all))
    }

    /// Finds them in the first line of the file.
    pub(crate) fn places(&self, head: &[&str]) -> Result<Places, Message> {
        let place = |named: &Named| {
            let wrong = |id| Message::new(id).with("field", named.field.name()).with("value", named.column.clone());
            let mut at = head.iter().enumerate().filter(|(_, column)| column.trim() == named.column).map(|(at, _)| at);
            match (at.next(), at.next()) {
                (Some(at), None) => Ok((at, named.clone())),
                (Some(_), Some(_)) => Err(wrong("learn-columns-ambiguous")),
                (None, _) => Err(wrong("learn-columns-absent")),
            }
        };
        self.0.iter().map(place).collect::<Result<_, _>>().map(Places)
    }

    /// Whether the visits have an order in time, as days or as numbers.
    pub(crate) fn order(&self) -> Option<Field> {
        let has = |field| self.0.iter().any(|named| named.field == field);
        [Field::Order, Field::Appointment].into_iter().find(|field| has(*field))
    }
}

impl Places {
    /// Whether a column is named for the field.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.0.iter().any(|(_, named)| named.field == field)
    }

    /// What a row says of a field; `None` if it says nothing.
    pub(crate) fn cell<'r>(&self, row: &[&'r str], field: Field) -> Option<&'r str> {
        let (at, _) = self.0.iter().find(|(_, named)| named.field == field)?;
        row.get(*at).map(|cell| cell.trim()).filter(|cell| !is_absent(cell))
    }

    /// The name of a group: the cell itself, or if values are named, one of them or "other".
    pub(crate) fn name<'r>(&self, row: &[&'r str], field: Field) -> Option<&'r str> {
        let cell = self.cell(row, field)?;
        let named = self.values(field);
        Some(if named.is_empty() || named.iter().any(|value| value == cell) { cell } else { "other" })
    }

    /// Whether the patient came; `Err` for a cell that is neither.
    pub(crate) fn shown(&self, row: &[&str]) -> Result<Option<bool>, String> {
        let Some(cell) = self.cell(row, Field::NoShow) else { return Ok(None) };
        let is = |values: &[&str]| values.iter().any(|value| value.eq_ignore_ascii_case(cell));
        let (absent, came) = match self.values(Field::NoShow) {
            [absent, came] => (absent == cell, came == cell),
            _ => (is(&DID_NOT_COME), is(&CAME)),
        };
        match (absent, came) {
            (true, false) => Ok(Some(false)),
            (false, true) => Ok(Some(true)),
            _ => Err(cell.to_owned()),
        }
    }

    fn values(&self, field: Field) -> &[String] {
        self.0.iter().find(|(_, named)| named.field == field).map_or(&[], |(_, named)| named.values.as_slice())
    }
}
