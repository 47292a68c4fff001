//! Published sessions that are not what the calendar or their templates say now: no patient is named.

use super::Name;
use model::{
    Label,
    id::{DepartmentId, SessionId, TemplateId},
    scheduling::CalendarYear,
    time::{BusinessDate, MinuteOfDay},
};

/// What an administrator reads beside a department's templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedBeside {
    /// The calendar of the year that was asked for, if it was adopted.
    pub calendar: Option<CalendarYear>,
    /// The sessions of all departments on days off, today and later, by day and hour; 200 at most.
    pub on_days_off: Vec<PublishedSession>,
    /// The department's sessions that differ from what their templates say now, today and later, by day; 200 at most.
    pub differing: Vec<PublishedSession>,
}

/// A published session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedSession {
    /// Its id.
    pub session: SessionId,
    /// The template that gave it; none unless it is compared with that.
    pub template: Option<TemplateId>,
    /// The department that holds it.
    pub department: DepartmentId,
    /// That department's name.
    pub department_name: Label,
    /// Whose session it is.
    pub name: Name,
    /// The day on which it begins.
    pub date: BusinessDate,
    /// When it begins, as a minute of that day in the hospital's zone.
    pub from: MinuteOfDay,
    /// When it ends, counted from midnight of that day; above 1440 it runs over midnight.
    pub until: MinuteOfDay,
    /// The holiday, if its day is one.
    pub off: Option<Label>,
    /// Seats that are taken.
    pub booked: u32,
}
