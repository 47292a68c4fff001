//! A template's seats, tuned, as an administrator sees it: no patient is named.

use super::{DepartmentRef, Name, SessionCost};
use model::{
    id::{ClinicianId, TemplateId},
    message::Refusal,
    scheduling::TemplatePlan,
    time::{BusinessDate, Instant},
};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

/// What was learnt for a template, and its seats today beside those that cost least.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TemplateTuning {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The template.
    pub template: TemplateId,
    /// The department from whose visits was learnt.
    pub department: DepartmentRef,
    /// Whose sessions the template gives.
    pub clinician: ClinicianId,
    /// The clinician's name.
    pub name: Name,
    /// The plan that is tuned.
    pub plan: TemplatePlan,
    /// The template's version: sent back with a change, the change is refused if the template was changed in between.
    pub version: u32,
    /// The first day from which was learnt.
    pub from: BusinessDate,
    /// The last day from which was learnt: yesterday.
    pub until: BusinessDate,
    /// The department's visits of these days to which somebody came or should have come.
    pub visits: u32,
    /// Visits of more than four hours, whose time is left out: nobody noted their end.
    pub left_out: u32,
    /// What was learnt for the clinician: the own visits, drawn towards the department's where they are few. Of a
    /// clinician who has no visits the department's is used.
    pub own: LearntGroup,
    /// What was learnt of all visits of the department.
    pub of_department: LearntGroup,
    /// The clinician's by type of visit, drawn towards the clinician's; a type without a visit is left out.
    pub types: Vec<LearntType>,
    /// The department's no-shows by the days from booking to visit; bands without a visit are left out.
    pub lead: Vec<LearntLead>,
    /// The share of patients who are in the room for 0, 1, 2, … minutes, with which the seats were computed.
    pub minutes: Vec<Decimal>,
    /// What a minute of mean waiting weighed.
    pub wait_weight: u16,
    /// What a minute of overtime weighed.
    pub overtime_weight: u16,
    /// The plan's seats; none if they cannot be evaluated.
    pub present: Option<TunedSeats>,
    /// As many seats where they cost least.
    pub proposed: Option<TunedSeats>,
    /// How they do with the latest visits if these are not learnt from; none if too few are known for that.
    pub held_out: Option<HeldOut>,
    /// Why nothing is proposed, if nothing is.
    pub refusal: Option<Refusal>,
    /// The days from today on for which a session of the template is published: a change leaves them as they are.
    pub published: Vec<BusinessDate>,
    /// The first day from which a change would leave no published session behind.
    pub first_day: BusinessDate,
    /// The first days of later plans of the template; a change that counts from such a day or earlier drops them.
    pub later: Vec<BusinessDate>,
}

/// Today's seats, and those that are proposed without the visits of these days, both computed with the visits of these days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HeldOut {
    /// The first day.
    pub from: BusinessDate,
    /// The last day.
    pub until: BusinessDate,
    /// How many visits there were, missed ones included.
    pub visits: u32,
    /// Today's seats.
    pub present: SessionCost,
    /// Those that the older visits propose.
    pub proposed: SessionCost,
}

/// What was learnt of some visits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LearntGroup {
    /// How long those who come are in the room; none if too few times are known.
    pub times: Option<LearntTimes>,
    /// How many do not come; none if there is no visit.
    pub no_show: Option<LearntRate>,
}

/// Minutes in the room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LearntTimes {
    /// Own visits whose time is known.
    pub visits: u32,
    /// The expected minutes.
    pub mean: Decimal,
    /// The lower end of the mean's interval of 95 %.
    pub low: Decimal,
    /// The upper end of it.
    pub high: Decimal,
    /// What the own visits weigh, from 0 to 1; those of which they are a part weigh the rest.
    pub own_share: Decimal,
}

/// The share of those who do not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LearntRate {
    /// Own visits.
    pub visits: u32,
    /// Those to which nobody came.
    pub missed: u32,
    /// The expected share, from 0 to 1.
    pub rate: Decimal,
    /// The lower end of its interval of 95 %.
    pub low: Decimal,
    /// The upper end of it.
    pub high: Decimal,
    /// What the own visits weigh, from 0 to 1; those of which they are a part weigh the rest.
    pub own_share: Decimal,
}

/// Types of visits that are told apart.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitType {
    /// 初诊: nobody of the department had seen the patient in the 90 days before.
    First,
    /// 复诊: somebody had.
    Again,
}

/// What was learnt of one type of visits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LearntType {
    /// The type.
    pub visit: VisitType,
    /// What was learnt of it.
    pub learnt: LearntGroup,
}

/// The no-shows of visits that were booked so long before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LearntLead {
    /// The fewest days from booking to visit.
    pub days_from: u16,
    /// The most.
    pub days_to: u16,
    /// Those who did not come, by these visits alone.
    pub no_show: LearntRate,
}

/// Seats of a session's windows, and what they lead to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TunedSeats {
    /// The seats of each window.
    pub seats: Vec<u16>,
    /// The expected waiting of a patient, in minutes from the beginning of the own window.
    pub wait_minutes: Decimal,
    /// The expected minutes from the end of the session until everybody is done.
    pub overtime_minutes: Decimal,
    /// The expected minutes without a patient in the room.
    pub idle_minutes: Decimal,
    /// The probability that somebody is still there at the end of the session.
    pub overtime_probability: Decimal,
    /// Both weights times their minutes.
    pub cost: Decimal,
    /// The expected waiting of a patient of each window; none where nobody is called.
    pub waits: Vec<Option<Decimal>>,
}
