use crate::usecase::prelude::*;
use model::scheduling::{CalendarAdopted, CalendarYear};

/// Adopts the calendar of a year: its holidays, and the days that are worked in exchange. It takes the place of an earlier
/// one of that year. Templates publish no session on a day off, and none in a year without a calendar. Sessions that are
/// published already stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptCalendar {
    /// The calendar.
    pub calendar: CalendarYear,
}

impl UseCase for AdoptCalendar {
    const PATH: Option<&'static str> = Some("/calendars");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        deciding.scheduling(CalendarAdopted { calendar: self.calendar.clone() })?;
        Ok(Answer::Done)
    }
}
