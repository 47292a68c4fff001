//! The few people with a part of their own: the family behind the patient's login, and those who wait on the demo's
//! ward.

use super::{
    Blueprint,
    people::{DemoPerson, Insured, JINAN},
    stays::FixedStay,
};
use chrono::{Days, Months, NaiveDate};
use model::{
    journey::{InsuranceType, PersonClass},
    person::Sex,
};

/// The place among [`Blueprint::posts`] of the demo's own post: the clinician's login, whose room the simulator leaves
/// alone.
pub const OWN_POST: usize = 0;

/// The place among the wards of the demo's own ward: the nurse's login.
pub const OWN_WARD: usize = 0;

/// Everybody with a part of their own, as of a day.
#[derive(Clone, Debug)]
pub struct Cast {
    /// The patient's login: the daughter of the one who waits last, and mother of the child.
    pub patient: DemoPerson,
    /// Her child.
    pub child: DemoPerson,
    /// Those who wait on the demo's ward to be settled, each with the stay; the last is the patient's mother.
    pub waiting: Vec<(DemoPerson, &'static FixedStay)>,
}

impl Cast {
    /// The cast as of a day. Their numbers are below 1000, which the population does not use.
    pub fn on(today: NaiveDate) -> Self {
        let jinan = |insurance, class| Some(Insured { insurance, class, region: JINAN.to_owned() });
        let invent = |name: &str, sex, age, number, insured| {
            DemoPerson::invent(name.to_owned(), sex, born(today, age), number, insured)
        };
        let waiting = Blueprint::get().stays.iter().zip(1..).map(|(stay, number)| {
            let who = &stay.person;
            (invent(&who.name, who.sex, who.age, number, Some(stay.coverage.clone())), stay)
        });
        Self {
            patient: invent("林听雨", Sex::Female, 41, 100, jinan(InsuranceType::Employee, PersonClass::Active)),
            child: invent("江晨星", Sex::Male, 8, 101, jinan(InsuranceType::Resident, PersonClass::Resident)),
            waiting: waiting.collect(),
        }
    }
}

/// The birth date of somebody who is `age` whole years old on a day.
fn born(today: NaiveDate, age: u32) -> NaiveDate {
    today - Months::new(12 * age) - Days::new(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_the_age_and_the_place_that_the_story_needs() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let cast = Cast::on(today);
        assert_eq!((cast.patient.age(today), cast.child.age(today)), (41, 8));
        let mother =
            cast.waiting.last().map(|(person, stay)| (person.name.as_str(), person.age(today), stay.days.len()));
        assert_eq!(mother, Some(("林谷雨", 68, 6)));
        let own = Blueprint::get().posts().nth(OWN_POST).map(|(department, _)| department.ward.as_str());
        assert_eq!(own, Some(Blueprint::get().wards[OWN_WARD].code.as_str()));
        for days in 0..7 {
            let date = model::time::BusinessDate(today).plus_days(days);
            let open = Blueprint::get().sessions(date).iter().any(|session| session.post == OWN_POST);
            assert_eq!(open, Blueprint::get().calendar.is_working(date), "{date}");
        }
    }
}
