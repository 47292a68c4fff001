//! Templates of sessions and the calendar, as an administrator sees them: no patient is named.

use super::{DepartmentRef, DeviceRow, Name};
use model::{
    Label,
    id::{ClinicianId, DepartmentId, TemplateId},
    message::Message,
    scheduling::{DayOfWeek, TemplatePlan, Title},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A department's templates of sessions, what is published by them, and the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TemplateList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The department whose templates they are.
    pub department: DepartmentRef,
    /// All departments of the hospital: any of them can be asked for instead.
    pub departments: Vec<DepartmentRef>,
    /// How many sessions of each department are not published and could still be.
    pub missing: Vec<DepartmentMissing>,
    /// The clinicians of the department, for whom a template can be added.
    pub clinicians: Vec<TemplateClinician>,
    /// The devices of the department, which a template can use.
    pub devices: Vec<DeviceRow>,
    /// The templates that count today or later.
    pub templates: Vec<TemplateRow>,
    /// Sessions that are published within the next seven days, by day and hour; 200 at most.
    pub to_come: Vec<TemplateSession>,
    /// Sessions that were to be published and are not, by day and hour; 200 at most.
    pub not_published: Vec<TemplateSession>,
    /// The years of the days below, each with where its calendar is from.
    pub years: Vec<YearSource>,
    /// The days from the first of this month to the last for which anything can be published now, 60 days ahead.
    pub days: Vec<CalendarDay>,
}

/// How much is missing in a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepartmentMissing {
    /// Id of the department.
    pub department: DepartmentId,
    /// Sessions that were to be published by its templates, are not, and could still be.
    pub sessions: u32,
}

/// A clinician for whom a template can be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TemplateClinician {
    /// Id of the clinician.
    pub clinician: ClinicianId,
    /// The clinician's name.
    pub name: Name,
    /// The clinician's professional title.
    pub title: Title,
}

/// A template of sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TemplateRow {
    /// Id of the template, with which it is changed and ended.
    pub template: TemplateId,
    /// Whose sessions it gives.
    pub clinician: ClinicianId,
    /// The clinician's name.
    pub name: Name,
    /// What it says today and later, in the order of first days.
    pub plans: Vec<TemplatePlan>,
    /// A number for what it says today and later: sent back with a change, the change is refused if the template was
    /// changed in between.
    pub version: u32,
}

/// What becomes of a session that a template gives.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateSessionState {
    /// It is published at a time to come.
    Ahead,
    /// It is published at once.
    Now,
    /// It was published and taken back; it is not published again.
    Withdrawn,
    /// It is not published; as soon as nothing stands in the way any more, it is, until its time has come.
    NotPublished,
}

/// A session that a template gives, and that is not published now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TemplateSession {
    /// The template that gives it.
    pub template: TemplateId,
    /// Whose session it is.
    pub name: Name,
    /// The consulting room.
    pub room: Label,
    /// The day on which it begins.
    pub date: BusinessDate,
    /// When it begins, as a minute of that day in the hospital's zone.
    pub from: MinuteOfDay,
    /// When it ends, counted from midnight of that day; above 1440 it runs over midnight.
    #[schema(value_type = u16, maximum = 1620)]
    pub until: MinuteOfDay,
    /// What becomes of it.
    pub state: TemplateSessionState,
    /// When it is published, if that is still to come.
    pub at: Option<Instant>,
    /// What stands in the way now, if anything does.
    pub why: Option<Message>,
}

/// Where the calendar of a year is from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct YearSource {
    /// The year.
    pub year: u16,
    /// The name of the notice; none if no calendar was adopted: then no session of that year is published by a template.
    pub source: Option<String>,
}

/// A day of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CalendarDay {
    /// The day.
    pub date: BusinessDate,
    /// The holiday, if it is a day off.
    pub off: Option<Label>,
    /// It is worked in exchange for a day off.
    pub is_exchanged: bool,
    /// The day of the week whose templates are worked; none on a day off, and in a year without a calendar.
    pub worked_as: Option<DayOfWeek>,
    /// Sessions of the department that are published for it. On a day off that became one later, there may be some.
    pub sessions: u32,
}
